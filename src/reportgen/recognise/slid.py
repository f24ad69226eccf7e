"""Rows of a document's table that do not stand as they must: beside their columns, or two of them in one.

A merged cell one column too wide, a cell too few; and two rows whose cells somebody merged, with both labels and both figures in each.

What a row's places do not tell, the number of its cells may; what neither tells is left to others, never read one aside.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ..model.figures import read_figure
from ..model.form import Form
from ..model.location import Location
from ..model.outline import Grid, GridCell, usual
from .labels import normalised

# Two labels are longer than this.
_SHORTEST = 5
# Longer words behind a number make it no figure of a table.
_UNIT = 3


# Where the figures of a row stand, None for one that has no cell; None where that cannot be told at all.
Standing = tuple[int | None, ...] | None


def columns_by_row(grid: Grid, rows: Mapping[int, int], columns: Sequence[int], edge: int) -> dict[int, Standing]:
    """Where the figures for `columns` stand in each of `rows` that is not like its headings.

    `rows` say in which column each row's label stands, `edge` is the last column that has a heading. As many cells as
    the headings have are theirs, in order, if that is what the table's rows have; a blank one in front of the first
    heading may be one of the label's.
    """
    begun = {row: [column for column in grid.starts.get(row, ()) if column > stub] for row, stub in rows.items()}
    count, end = usual(map(len, begun.values())), usual(starts[-1] for starts in begun.values() if starts)
    moved: dict[int, Standing] = {}
    for row, starts in begun.items():
        if not starts or starts == list(columns):
            continue
        figures = [column for column in starts if _is_figure(grid.text(row, column))]
        if not figures:
            continue
        in_front = {column for column in starts if column < columns[0]}
        if len(starts) == len(columns) == count and in_front <= set(figures):
            moved[row] = tuple(starts)
        elif starts[-1] > max(edge, end) or any(column < columns[0] or column > edge for column in figures):
            moved[row] = tuple(figures) if len(figures) == len(columns) else None
        elif not set(columns) <= set(starts):
            # A row as wide as the others, whose cells are merged: each stands where it begins.
            merged = row not in grid.short and starts[0] == columns[0]
            moved[row] = tuple(column if column in starts else None for column in columns) if merged else None
    return moved


def _is_figure(text: str) -> bool:
    read = read_figure(text)
    return read.value is not None and len(read.remark) <= _UNIT


def with_rows_apart(form: Form, grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """The grids with those rows as two that hold two rows of the form in one: its labels joined, and two figures in each cell."""
    pairs = {
        normalised(one.label) + normalised(other.label): len(one.label)
        for table in form.tables
        for block in table.blocks
        for one, other in zip(block.filled_rows, block.filled_rows[1:], strict=False)
    }
    return tuple(_with_rows_apart(grid, pairs) for grid in grids)


def _with_rows_apart(grid: Grid, pairs: Mapping[str, int]) -> Grid:
    merged = {
        row: column for (row, column), cell in grid.cells.items() if len(cell.text) > _SHORTEST and normalised(cell.text) in pairs
    }
    merged = {row: column for row, column in merged.items() if _in_two(grid, row, column)}
    if not merged:
        return grid
    cells: dict[tuple[int, int], GridCell] = {}
    places: dict[tuple[int, int], Location] = {}
    for (row, column), cell in grid.cells.items():
        down = row + sum(one < row for one in merged)
        texts = [cell.text]
        if row in merged and column == merged[row]:
            at = _cut(cell.text, pairs[normalised(cell.text)])
            texts = [cell.text[:at].strip(), cell.text[at:].strip()]
        elif row in merged and column > merged[row]:
            texts = cell.text.split()
        for number, text in enumerate(texts):
            cells[down + number, column] = cell._replace(text=text)
            places[down + number, column] = grid.location(row, column)
    starts: dict[int, Sequence[int]] = {}
    short: set[int] = set()
    for row in {*grid.starts, *grid.short}:
        for number in range(2 if row in merged else 1):
            down = row + sum(one < row for one in merged) + number
            starts |= {down: grid.starts[row]} if row in grid.starts else {}
            short |= {down} if row in grid.short else set()
    return grid._replace(cells=cells, places=places, starts=starts, short=frozenset(short))


def _in_two(grid: Grid, row: int, label: int) -> bool:
    """Whether each cell behind a label holds two figures."""
    parts: Collection[list[str]] = [
        cell.text.split() for (at, column), cell in grid.cells.items() if at == row and column > label and cell.text.strip()
    ]
    return bool(parts) and all(len(part) == 2 and all(read_figure(one).value is not None for one in part) for part in parts)


def _cut(text: str, length: int) -> int:
    """Where a text ends that begins with so many characters, blanks not counted."""
    met = 0
    for at, char in enumerate(text):
        met += not char.isspace()
        if met == length:
            return at + 1
    return len(text)
