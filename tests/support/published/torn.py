"""Tables as programs tear them that make text of a page: rows become lines, cells lines with a bar, one table three."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from reportgen.model.form import Block, Table, walk_rows
from reportgen.model.form import Row as FormRow
from support.published.copies import Copied, Grids, Piece, Row, rows_of


class Group(NamedTuple):
    """A row of a table that lays its rows side by side: the headings above it, and its own."""

    headings: tuple[str, ...]
    label: str
    refs: tuple[str, ...]


def across_of(copy: Copied) -> Table | None:
    return next((table for table in copy.form.tables if table.across), None)


def groups_of(table: Table) -> list[Group]:
    """The rows of a table that lays them side by side."""
    found: list[Group] = []

    def visit(row: FormRow, headings: tuple[str, ...]) -> None:
        if row.filled:
            refs = tuple(f"{table.id}.{row.id}.{column.id}" for column in table.blocks[0].leaf_columns)
            found.append(Group(headings, row.label, refs))
        for inner in row.rows:
            visit(inner, (*headings, row.label))

    for row in table.blocks[0].rows:
        visit(row, ())
    return found


def words_of(table: Table) -> list[str]:
    return [column.label for column in table.blocks[0].leaf_columns]


def head(table: Table) -> Row:
    return [Piece(text) for text in words_of(table)]


def values(copy: Copied, refs: tuple[str, ...]) -> Row:
    return [Piece(copy.figures[ref], ref) for ref in refs]


# -- a table whose rows stand side by side -----------------------------------------------------------

Across = Callable[[Copied, Table], Grids]


def three_under_headings(copy: Copied, table: Table) -> Grids:
    """A small table for each row, its headings as lines above it."""
    parts: Grids = []
    for group in groups_of(table):
        parts += [*(heading for heading in group.headings if heading not in parts), group.label]
        parts.append([head(table), values(copy, group.refs)])
    return parts


def three_under_joined_headings(copy: Copied, table: Table) -> Grids:
    """The same with all its headings in one line, numbered."""
    parts: Grids = []
    for number, group in enumerate(groups_of(table)):
        parts.append(f"（{'一二三四五'[number]}）{'、'.join((*group.headings, group.label))}情况")
        parts.append([head(table), values(copy, group.refs)])
    return parts


def three_with_first_row(copy: Copied, table: Table) -> Grids:
    """A small table for each row, its heading a merged cell above its columns."""
    width = len(table.blocks[0].leaf_columns)
    return [[[Piece(group.label, columns=width)], head(table), values(copy, group.refs)] for group in groups_of(table)]


def three_with_first_column(copy: Copied, table: Table) -> Grids:
    """A small table for each row, its heading in front of the figures."""
    return [[[Piece(""), *head(table)], [Piece(group.label), *values(copy, group.refs)]] for group in groups_of(table)]


def stacked(copy: Copied, table: Table) -> Grids:
    """One table with its rows one below another."""
    rows = [[Piece("类别"), *head(table)]]
    rows += [[Piece(group.label), *values(copy, group.refs)] for group in groups_of(table)]
    return [rows]


def one_below_another(copy: Copied, table: Table) -> Grids:
    """One table in which the small ones stand one below another, each with its headings."""
    return [[row for grid in three_with_first_row(copy, table) for row in grid if not isinstance(grid, str)]]


def _fallen(table: Table) -> Iterator[str]:
    for row, _ in walk_rows(table.blocks[0].rows):
        yield row.label
    for _ in groups_of(table):
        yield from words_of(table)


def _all(copy: Copied, table: Table) -> Row:
    return [piece for group in groups_of(table) for piece in values(copy, group.refs)]


def words_fallen_out(copy: Copied, table: Table) -> Grids:
    """The heading words are lines; the figures stand in a table of one row."""
    return [*_fallen(table), [_all(copy, table)]]


def words_fallen_into_lines(copy: Copied, table: Table) -> Grids:
    """The heading words are lines with blanks between; the figures are one more."""
    words = "  ".join(words_of(table) * len(groups_of(table)))
    rows = "    ".join(row.label for row, _ in walk_rows(table.blocks[0].rows))
    return [rows, words, "  ".join(piece.text for piece in _all(copy, table))]


def all_fallen_out(copy: Copied, table: Table) -> Grids:
    """The words and the figures are lines, one each."""
    return [*_fallen(table), *(piece.text for piece in _all(copy, table))]


def only_figures(copy: Copied, table: Table) -> Grids:
    """No word is left."""
    return [[_all(copy, table)]]


def named_figures(copy: Copied, table: Table) -> Grids:
    """Each figure is a line behind its column's word, below lines that name its row."""
    parts: Grids = []
    for group in groups_of(table):
        parts += [*(heading for heading in group.headings if heading not in parts), group.label]
        parts += [f"{word} {copy.figures[ref]}" for word, ref in zip(words_of(table), group.refs, strict=True)]
    return parts


def page_break_below_headings(copy: Copied, table: Table) -> Grids:
    """The headings stand at the foot of a page, and again on the next one above the figures."""
    rows = rows_of(table, copy.figures)
    return [rows[:-1], rows]


def cut_down_the_middle(copy: Copied, table: Table) -> Grids:
    """The rows below each of the uppermost headings are a table."""
    parts: Grids = []
    for heading in table.blocks[0].rows:
        own = [group for group in groups_of(table) if heading.label in (*group.headings, group.label)]
        width = len(table.blocks[0].leaf_columns)
        rows = [[Piece(heading.label, columns=width * len(own))]]
        if len(own) > 1:
            rows.append([Piece(group.label, columns=width) for group in own])
        rows += [head(table) * len(own), [piece for group in own for piece in values(copy, group.refs)]]
        parts.append(rows)
    return parts


ACROSS: Mapping[str, Across] = {
    function.__name__.replace("_", " "): function
    for function in (
        three_under_headings,
        three_under_joined_headings,
        three_with_first_row,
        three_with_first_column,
        stacked,
        one_below_another,
        words_fallen_out,
        words_fallen_into_lines,
        all_fallen_out,
        only_figures,
        named_figures,
        page_break_below_headings,
        cut_down_the_middle,
    )
}


def torn_across(copy: Copied, name: str) -> Copied:
    table = across_of(copy)
    assert table is not None
    return copy.with_table(table.id, *ACROSS[name](copy, table))


# -- rows as lines -----------------------------------------------------------------------------------


def _block_lines(copy: Copied, table: Table, block: Block, apart: str) -> Iterator[str]:
    yield from filter(None, (block.caption,))
    yield apart.join(filter(None, (block.corner, block.unit_header, *(column.label for column in block.leaf_columns))))
    for row, _ in walk_rows(block.rows):
        if not row.filled:
            yield row.label
            continue
        cells = [copy.figures[f"{table.id}.{row.id}.{column.id}"] for column in block.leaf_columns]
        yield apart.join(filter(None, (row.label, row.unit, *cells)))


def typed(copy: Copied, apart: str) -> Copied:
    """Every table but those side by side as lines: a row's cells with this between them."""
    for table in copy.form.tables:
        if not table.across:
            lines = [line for block in table.blocks for line in _block_lines(copy, table, block, apart)]
            copy = copy.with_table(table.id, *lines)
    return copy


def typed_with_colons(copy: Copied) -> Copied:
    """Rows of one figure as label, colon, figure; the others with blanks."""
    for table in copy.form.tables:
        if not table.across:
            lines: list[str] = []
            for block in table.blocks:
                if len(block.leaf_columns) > 1:
                    lines += _block_lines(copy, table, block, " ")
                    continue
                column = block.leaf_columns[0].id
                for row, _ in walk_rows(block.rows):
                    lines.append(
                        f"{row.label}：{copy.figures[f'{table.id}.{row.id}.{column}']}{row.unit}" if row.filled else row.label
                    )
            copy = copy.with_table(table.id, *lines)
    return copy


def in_bars(copy: Copied, number: int, *, blank: bool) -> Copied:
    """One table of the form as lines, a cell and a bar each, with an empty line below each or not."""
    table = copy.form.tables[number]
    lines = [f"{piece.text} |" for row in copy.grid(table.id) for piece in row if piece.text]
    return copy.with_table(table.id, *("\n".join([line, ""]) if blank else line for line in lines))


def rows_in_one(copy: Copied) -> Copied:
    """The second row of figures and the third of the widest table in one row: both labels, and both figures in each cell."""
    table = max((one for one in copy.form.tables if not one.across), key=lambda one: len(one.blocks[0].leaf_columns))
    grid = copy.grid(table.id)
    rows = [at for at, row in enumerate(grid) if any(piece.ref for piece in row)]
    first, second = next((one, other) for one, other in pairwise(rows[2:]) if len(grid[one]) == len(grid[other]))
    both = [
        piece._replace(text=f"{piece.text} {below.text}", rows=1)
        if piece.text and below.text
        else piece._replace(rows=piece.rows - 1 or 1)
        for piece, below in zip(grid[first], grid[second], strict=True)
    ]
    return copy.with_table(table.id, [both if at == first else row for at, row in enumerate(grid) if at != second])


def rows_fallen_out(copy: Copied, every: int) -> Copied:
    """Every so-many-th row of figures has fallen out of its table and is a line between two pieces of it."""
    for table in copy.form.tables:
        if table.across:
            continue
        parts: Grids = []
        grid: list[Row] = []
        met = 0
        for row in copy.grid(table.id):
            met += any(piece.ref for piece in row)
            if any(piece.ref for piece in row) and met % every == 0:
                if grid:
                    parts.append(grid)
                    grid = []
                parts.append(" ".join(piece.text for piece in row if piece.text))
            else:
                grid.append(row)
        if grid:
            parts.append(grid)
        copy = copy.with_table(table.id, *parts)
    return copy


# -- shapes ------------------------------------------------------------------------------------------


def piped_one_a_line(grid: list[Row]) -> str:
    """A cell a line with a bar behind it; the last of a row has none."""
    rows = [[text for piece in row for text in (piece.text, *[""] * (piece.columns - 1))] for row in grid]
    return "".join(" |\n".join(row) + "\n" for row in rows)


def piped_one_a_line_filled(grid: list[Row]) -> str:
    """The same, without the cells that hold nothing."""
    rows = [[piece.text for piece in row if piece.text] for row in grid]
    return "".join(" |\n".join(row) + "\n" for row in rows)


def framed_one_a_line(grid: list[Row]) -> str:
    """A cell a line with a bar in front, and one behind the last of each row."""
    rows = [[text for piece in row for text in (piece.text, *[""] * (piece.columns - 1))] for row in grid]
    return "".join("".join(f"| {text}\n" for text in row[:-1]) + f"| {row[-1]} |\n" for row in rows)


def piped_without_rule(grid: list[Row]) -> str:
    """Markdown without the line of dashes."""
    rows = [[text for piece in row for text in (piece.text, *[""] * (piece.columns - 1))] for row in grid]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def piped_broken(grid: list[Row]) -> str:
    """Bars between the cells, longer labels broken over two lines."""
    lines = []
    for row in grid:
        cells = [text for piece in row for text in (piece.text, *[""] * (piece.columns - 1))]
        at = next((at for at, text in enumerate(cells) if len(text) > 6 and not text[0].isdigit()), None)
        if at is not None and any(piece.ref for piece in row):
            cells[at] = f"{cells[at][: len(cells[at]) // 2]}\n{cells[at][len(cells[at]) // 2 :]}"
        lines.append(f"| {' | '.join(cells)} |\n")
    return "".join(lines)


TORN_TEXTS: dict[str, Callable[[list[Row]], str]] = {
    "piped one a line": piped_one_a_line,
    "piped one a line, filled": piped_one_a_line_filled,
    "framed one a line": framed_one_a_line,
    "piped without rule": piped_without_rule,
    "piped broken": piped_broken,
}


# -- cells -------------------------------------------------------------------------------------------


def span_off(copy: Copied, by: int, every: int = 3) -> Copied:
    """In every so-many-th row of figures the label's cell reaches over one column more, or less, than it must."""
    for table in copy.form.tables:
        met = 0
        rows: list[Row] = []
        for row in copy.grid(table.id):
            at = next((at for at, piece in enumerate(row) if piece.ref), None)
            if at:
                met += 1
                if met % every == 0 and row[at - 1].columns + by >= 1 and not row[at - 1].continued:
                    row = [*row[: at - 1], row[at - 1]._replace(columns=row[at - 1].columns + by), *row[at:]]
            rows.append(row)
        copy = copy.with_table(table.id, rows)
    return copy


def figure_span_off(copy: Copied, every: int = 3) -> Copied:
    """In every so-many-th row a figure's own cell reaches over one column more than it must."""
    for table in copy.form.tables:
        met = 0
        rows: list[Row] = []
        for row in copy.grid(table.id):
            at = next((at for at, piece in enumerate(row) if piece.ref), None)
            if at is not None and sum(bool(piece.ref) for piece in row) > 2:
                met += 1
                if met % every == 0:
                    row = [*row[:at], row[at]._replace(columns=2), *row[at + 1 :]]
            rows.append(row)
        copy = copy.with_table(table.id, rows)
    return copy


def without_headings(copy: Copied) -> Copied:
    """Each table without the rows above its first figures."""
    for table in copy.form.tables:
        grid = copy.grid(table.id)
        first = next(at for at, row in enumerate(grid) if any(piece.ref for piece in row))
        copy = copy.with_table(table.id, grid[first:])
    return copy


def without_words_of_columns(copy: Copied) -> Copied:
    """Each block of a table without its row of column headings; what else stands there is left."""
    for table in copy.form.tables:
        words = {column.label for block in table.blocks for column in block.leaf_columns}
        grid = [row for row in copy.grid(table.id) if not any(piece.text in words for piece in row)]
        copy = copy.with_table(table.id, grid)
    return copy


# -- what is lost besides ----------------------------------------------------------------------------

_NUMBER = re.compile(r"(?<![\d.（(、])\d+(?:\.\d+)?(?=\s|$)")


def one_lost(copy: Copied, at: int, *, blank: bool = False) -> Copied:
    """One figure of the tables gone, by its number among all, wherever it stands; or `blank` in its place."""
    met = -1

    def lost(row: Row) -> Row:
        nonlocal met
        kept: Row = []
        for piece in row:
            met += bool(piece.ref)
            if not piece.ref or met != at:
                kept.append(piece)
            elif blank:
                kept.append(piece._replace(text=""))
        return kept

    def lost_in(line: str) -> str:
        nonlocal met
        for found in _NUMBER.finditer(line):
            met += 1
            if met == at:
                return line[: found.start()] + line[found.end() :]
        return line

    tables = {
        table_id: [lost_in(part) if isinstance(part, str) else [lost(row) for row in part] for part in parts]
        for table_id, parts in copy.tables.items()
    }
    return copy._replace(tables=tables)


def words_changed(copy: Copied, change: Callable[[str], str]) -> Copied:
    """Every word of the tables changed, in cells and lines."""
    changed = copy.mapped(lambda piece: piece if piece.ref else piece._replace(text=change(piece.text)))
    tables = {
        table_id: [part if not isinstance(part, str) or part[:1].isdigit() else change(part) for part in parts]
        for table_id, parts in changed.tables.items()
    }
    return changed._replace(tables=tables)


def without_section_headings(copy: Copied) -> Copied:
    """The headings of the sections with tables gone."""
    sections = [
        (heading if all(isinstance(part, str) for part in parts) else "", parts) for heading, parts in copy.article.sections
    ]
    return copy._replace(article=copy.article._replace(sections=sections))
