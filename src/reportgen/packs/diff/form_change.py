"""What one official form changes against another: the nouns of `format diff`."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ...model.format import Format
from ...model.outline import Outline
from ...model.phrasing import Phrasing

Part = Literal["form", "section", "table", "block", "row", "column", "identity", "prose", "template"]
Kind = Literal["added", "removed", "renamed", "moved", "changed"]


class Pack(NamedTuple):
    """A form with all that its pack says besides: how prose speaks of it, what its Word template says (None: no template)."""

    form: Format
    phrasing: Phrasing = Phrasing()
    template: Outline | None = None


class Detail(NamedTuple):
    """One property that differs; `aspect` is its key in format.yaml. Of a list, what only one of the two has."""

    aspect: str
    old: str
    new: str


class FormChange(NamedTuple):
    """One thing of the form that came, went or became another.

    `table` is the table's name where it belongs to one; `where` the places within it (the same change
    in several blocks is one change); `old` and `new` what it is called, '' where it is not there;
    `todo` what has to be done with what was made for the old form. `breaking` tells that a workbook,
    a reference in a text file, a template's tag or last year's figures no longer fit.
    """

    part: Part
    kind: Kind
    old: str
    new: str
    details: tuple[Detail, ...] = ()
    table: str = ""
    where: tuple[str, ...] = ()
    breaking: bool = False
    todo: tuple[str, ...] = ()


class FormDiff(NamedTuple):
    """Everything that `new` changes against `old`.

    `lost` and `gained` are the Refs that only one of them has; `first_year` says what a first report
    in the new form cannot take from, or hold against, one in the old.
    """

    old: Format
    new: Format
    changes: tuple[FormChange, ...]
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    first_year: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def breaking(self) -> int:
        return sum(change.breaking for change in self.changes)
