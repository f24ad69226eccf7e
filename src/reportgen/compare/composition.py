"""What the totals of a form consist of, told from its identities: outcomes by kind, reviews by result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ..model.format import Format, Row, Table, column_groups, names_of, row_groups
from ..model.identity import Line

Refs = tuple[str, ...]


class Composition(NamedTuple):
    """A total and its parts, each with its name and the Refs that it is the sum of."""

    title: str
    row: str
    total: Refs
    parts: Mapping[str, tuple[str, Refs]]


def compositions(form: Format) -> dict[tuple[str, str], Composition]:
    """The totals of each table by table and row id.

    Where rows add up to a row, it is that row in the column of totals, its parts grouped as the form
    groups its rows; else each row is the total of its columns. A total that is a part of another is left out.
    """
    found: dict[tuple[str, str], Composition] = {}
    parts = across(form).parts
    for table in form.tables:
        lines = [line for line in form.lines if line.total.split(".")[0] == table.id]
        of_columns = [line for line in lines if _same(line, 1)]
        of_rows = [line for line in lines if _same(line, 2) and line.total not in parts]
        within = {term.ref for line in of_rows for term in line.left}
        by_rows = (_by_rows(table, line) for line in of_rows if line.total not in within)
        made = by_rows if of_rows else _by_columns(table, of_columns)
        found |= {(table.id, one.row): one for one in made}
    return found


class Across(NamedTuple):
    """The Refs that add up to another column of their row, and those that are such sums."""

    parts: frozenset[str]
    totals: frozenset[str]


def across(form: Format) -> Across:
    """Which columns of each row are totals, by the identities."""
    lines = [line for line in form.lines if _same(line, 1)]
    return Across(frozenset(term.ref for line in lines for term in line.left), frozenset(line.total for line in lines))


def main_rows(form: Format) -> list[tuple[str, str, Refs]]:
    """Table, row id and Refs of the figures that say most: those that the form balances, and its totals; in official order.

    A balance is an identity with several addends on both sides: 新收 + 结转 = 办结 + 结转下年度.
    """
    parts = across(form).parts
    chosen = {(table, one.row): one.total for (table, _), one in compositions(form).items()}
    for line in form.lines:
        if line.relation == "equals" and not line.total and not line.needs_prior:
            refs = [term.ref for term, _ in line.terms]
            if not parts.intersection(refs):
                chosen |= {_table_and_row(ref): (ref,) for ref in refs}
    order = [(table.id, row.id) for table in form.tables for row in _with_id(table)]
    return [(table, row, chosen[table, row]) for table, row in order if (table, row) in chosen]


def _same(line: Line, place: int) -> bool:
    """Whether all addends of a total stand in its row (1) or in its column (2)."""
    whole = line.total.split(".")
    return bool(line.total) and all(term.ref.split(".")[place] == whole[place] for term in line.left) and len(line.left) > 1


def _table_and_row(ref: str) -> tuple[str, str]:
    table, row, _ = ref.split(".")
    return table, row


def _with_id(table: Table) -> Iterator[Row]:
    def walk(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if row.id:
                yield row
            yield from walk(row.rows)

    for block in table.blocks:
        yield from walk(block.rows)


def _by_rows(table: Table, line: Line) -> Composition:
    _, total, column = line.total.split(".")
    names = names_of(table)
    rows = [term.ref.split(".")[1] for term in line.left]
    parts = {
        part: (names[part], tuple(f"{table.id}.{row}.{column}" for row in leaves))
        for part, leaves in _grouped(rows, row_groups(table)).items()
    }
    return Composition(f"{table.name} {names[total]}", total, (line.total,), parts)


def _by_columns(table: Table, lines: Iterable[Line]) -> Iterator[Composition]:
    by_row = {line.total.split(".")[1]: line for line in lines}
    names = names_of(table)
    for top, leaves in _tops(table).items():
        if not all(leaf in by_row for leaf in leaves):
            continue
        columns = [term.ref.split(".")[2] for term in by_row[leaves[0]].left]
        parts = {
            part: (names[part], tuple(f"{table.id}.{leaf}.{column}" for leaf in leaves for column in below))
            for part, below in _grouped(columns, column_groups(table)).items()
        }
        total = tuple(by_row[leaf].total for leaf in leaves)
        yield Composition(f"{table.name} {names[top]}", top, total, parts)


def _tops(table: Table) -> dict[str, Refs]:
    """The uppermost rows and headings that have an id, with the rows that they stand for."""
    groups = row_groups(table)
    tops: dict[str, Refs] = {}
    for row in _with_id(table):
        if not any(row.id in below and row.id != top for top, below in tops.items()):
            tops[row.id] = groups[row.id]
    return tops


def _grouped(ids: list[str], groups: Mapping[str, Refs]) -> dict[str, Refs]:
    """These rows or columns in order; those that make up a whole group as that group, the largest there is."""
    left = set(ids)
    found: dict[str, Refs] = {}
    for one in ids:
        around = [(name, below) for name, below in groups.items() if one in below and left.issuperset(below)]
        name, below = max(around, key=lambda group: len(group[1]))
        found[name] = below
    return found
