"""Where the parts of a form are declared."""

from __future__ import annotations

from ..model.format import Format
from ..model.location import Location


def place_of(form: Format, *names: str) -> Location:
    """The first of these places (`identity:T302`, `section:…`, `table:…`, `row:…`, `column:…`) that is known; or the whole file."""
    known = (form.places[name] for name in names if name in form.places)
    return next(known, Location(f"{form.folder}/format.yaml" if form.folder else form.id))
