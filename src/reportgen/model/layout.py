"""How the official form draws a table: the merged grid, from its declaration.

The blank workbook, the Word template and the documentation draw the same grid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from .form import Block, Column, Row, Table, walk_rows

Role = Literal["caption", "corner", "header", "stub", "unit", "figure", "dash"]


class Drawn(NamedTuple):
    """One (merged) cell of the drawn grid; rows and columns count from 1. `depth` says how far a label is indented."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    role: Role
    ref: str = ""
    depth: int = 0


class Layout(NamedTuple):
    """A table as drawn. `stubs` columns hold row labels; `header_rows` rows repeat on a new page."""

    table: Table
    cells: tuple[Drawn, ...]
    height: int
    width: int
    stubs: int
    header_rows: int

    def widths(self) -> list[float]:
        """Width of each grid column in millimetres, from the table's look."""
        look = self.table.look
        widths = list(look.stub_widths[: self.stubs])
        # A level that nobody gave a width is as wide as the last one that has one.
        widths += [look.stub_widths[-1] if look.stub_widths else look.value_width] * (self.stubs - len(widths))
        if any(block.unit_header for block in self.table.blocks):  # as `_stacked` gives the column
            widths.append(look.unit_width)
        widths += [look.value_width] * (self.width - len(widths))
        return widths


def lay_out(table: Table) -> Layout:
    """Draw `table` as its form prints it."""
    return _across(table) if table.across else _stacked(table)


def _stacked(table: Table) -> Layout:
    # The widths say how many columns of labels there are: a row that gets rows of its own changes no other.
    merged = len(table.look.stub_widths) != 1
    stubs = max(_levels(block.rows) for block in table.blocks) if merged else 1
    units = 1 if any(block.unit_header for block in table.blocks) else 0
    values = max(len(block.leaf_columns) for block in table.blocks)
    width = stubs + units + values
    cells: list[Drawn] = []
    top = 1
    header_rows = 0
    for block in table.blocks:
        first = top
        if block.caption:
            cells.append(Drawn(top, 1, 1, width, block.caption, "caption"))
            top += 1
        height = max(_column_depth(column) for column in block.columns)
        cells.append(Drawn(top, 1, height, stubs, block.corner, "corner"))  # also where nothing is printed in it
        if block.unit_header:
            cells.append(Drawn(top, stubs + 1, height, 1, block.unit_header, "header"))
        # A block with fewer columns than the table is wide stretches its last column.
        spans = [1] * len(block.leaf_columns)
        spans[-1] += values - len(spans)
        cells += _header(block.columns, top, stubs + units + 1, height, iter(spans))
        top += height
        header_rows = header_rows or (top - first if len(table.blocks) == 1 else 0)
        body = _merged_rows if merged else _outline_rows
        drawn, top = body(table, block, top, stubs, units, spans)
        cells += drawn
    return Layout(table, tuple(cells), top - 1, width, stubs, header_rows)


def _header(columns: tuple[Column, ...], top: int, left: int, height: int, spans: Iterator[int]) -> Iterator[Drawn]:
    for column in columns:
        if column.columns:
            below = list(_header(column.columns, top + 1, left, height - 1, spans))
            width = max(cell.column + cell.columns for cell in below) - left
            yield Drawn(top, left, 1, width, column.label, "header")
            yield from below
        else:
            width = next(spans)
            yield Drawn(top, left, height, width, column.label, "header")
        left += width


def _figures(table: Table, block: Block, row: Row, top: int, left: int, spans: list[int]) -> Iterator[Drawn]:
    for column, span in zip(block.leaf_columns, spans, strict=True):
        yield Drawn(top, left, 1, span, "", "figure", f"{table.id}.{row.id}.{column.id}")
        left += span


def _merged_rows(table: Table, block: Block, top: int, stubs: int, units: int, spans: list[int]) -> tuple[list[Drawn], int]:
    """Headings over rows stand to their left, merged downwards (table 三); the parts of a filled row below it, indented."""
    cells: list[Drawn] = []

    def draw(rows: tuple[Row, ...], left: int, depth: int, top: int) -> int:
        for row in rows:
            if not row.filled:
                end = draw(row.rows, left + 1, 0, top)
                cells.append(Drawn(top, left, end - top, 1, row.label, "stub", depth=depth))
                top = end
                continue
            cells.append(Drawn(top, left, 1, stubs + 1 - left, row.label, "stub", depth=depth))
            if units:
                cells.append(Drawn(top, stubs + 1, 1, 1, row.unit, "unit"))
            cells.extend(_figures(table, block, row, top, stubs + units + 1, spans))
            top = draw(row.rows, left, depth + 1, top + 1)
        return top

    end = draw(block.rows, 1, 0, top)
    return sorted(cells, key=lambda cell: (cell.row, cell.column)), end


def _outline_rows(table: Table, block: Block, top: int, stubs: int, units: int, spans: list[int]) -> tuple[list[Drawn], int]:
    """Headings over rows stand above them, the rows indented (the 2014 table)."""
    cells: list[Drawn] = []
    for row, depth in walk_rows(block.rows):
        cells.append(Drawn(top, 1, 1, stubs, row.label, "stub", depth=depth))
        if units:
            cells.append(Drawn(top, stubs + 1, 1, 1, row.unit if row.filled else "——", "unit"))
        if row.filled:
            cells.extend(_figures(table, block, row, top, stubs + units + 1, spans))
        else:
            left = stubs + units + 1
            for span in spans:
                cells.append(Drawn(top, left, 1, span, "", "dash"))
                left += span
        top += 1
    return cells, top


def _across(table: Table) -> Layout:
    """Rows stand side by side under their labels, figures in one line (table 四)."""
    block = table.blocks[0]
    per_row = len(block.leaf_columns)
    levels = _levels(block.rows)
    height = levels + 1
    cells: list[Drawn] = []

    def draw(rows: tuple[Row, ...], level: int, left: int) -> int:
        for row in rows:
            start = left
            if row.filled:
                for column in block.leaf_columns:
                    cells.append(Drawn(level + 1, left, height - level, 1, column.label, "header"))
                    ref = f"{table.id}.{row.id}.{column.id}"
                    cells.append(Drawn(height + 1, left, 1, 1, "", "figure", ref))
                    left += 1
            else:
                left = draw(row.rows, level + 1, left)
            cells.append(Drawn(level, start, 1, left - start, row.label, "header"))
            if row.filled:  # its parts stand beside it
                left = draw(row.rows, level, left)
        return left

    width = draw(block.rows, 1, 1) - 1
    assert width == per_row * len(block.filled_rows)
    return Layout(table, tuple(sorted(cells, key=lambda c: (c.row, c.column))), height + 1, width, 0, height)


def _levels(rows: tuple[Row, ...]) -> int:
    """How many columns of labels stand side by side: one more for each heading that holds no figures."""
    return max(max(_levels(row.rows) if row.rows else 0, 1) + (not row.filled) for row in rows)


def _column_depth(column: Column) -> int:
    return 1 + max((_column_depth(child) for child in column.columns), default=0)
