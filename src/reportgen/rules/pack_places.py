"""Where the parts of a form are declared."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..model.format import Format
from ..model.location import Location

Places = Mapping[str, Location]
NOWHERE: Places = MappingProxyType({})


def place_of(form: Format, places: Places, name: str) -> Location:
    """The place of `name`: an identity's code, a section's or table's id, `table.row`, `table.column`; or the whole file."""
    return places.get(name) or Location(f"{form.folder}/format.yaml" if form.folder else form.id)
