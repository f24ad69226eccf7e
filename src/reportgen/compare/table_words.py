"""The words of two documents' tables — labels, headings, notes — compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model.change import FieldChange
from ..model.figures import read_figure
from ..model.location import Location
from ..model.outline import Outline
from ..model.report import GAP, Cell
from ..recognise.labels import normalised


def word_changes(old: Outline, new: Outline, cells: Mapping[str, Cell]) -> Iterator[FieldChange]:
    """Cells of the tables that both documents have in the same shape, whose words differ.

    `cells` are the new document's figures, which are compared by their Refs. Tables of another
    shape are another layout: what they say is found by its labels, not by its place.
    """
    figures = {(cell.location.grid, cell.location.line, cell.location.column) for cell in cells.values()}
    for one, other in zip(old.grids, new.grids, strict=False):
        places = {*one.cells, *other.cells}
        if len(old.grids) != len(new.grids) or _shape(one.cells) != _shape(other.cells):
            continue
        for row, column in sorted(places):
            before, after = one.text(row, column), other.text(row, column)
            if (other.name, row, column) in figures or normalised(before) == normalised(after):
                continue
            if _is_figure(before) and _is_figure(after):
                continue
            place = Location(other.path, other.name, row, column)
            yield FieldChange(f"words:{other.name}!{place.cell}", f"{other.name} {place.cell} 的文字", before, after, None, place)


def _shape(cells: Mapping[tuple[int, int], object]) -> tuple[int, int]:
    return max((row for row, _ in cells), default=0), max((column for _, column in cells), default=0)


def _is_figure(text: str) -> bool:
    return text.strip() in ("", GAP) or read_figure(text).value is not None
