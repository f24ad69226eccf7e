"""Rows of a document's table whose cells stand beside their columns: a merged cell one column too wide, a cell too few.

What a row's places do not tell, the number of its cells may; what neither tells is left to others, never read one aside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..model.figures import read_figure
from ..model.outline import Grid, usual

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
