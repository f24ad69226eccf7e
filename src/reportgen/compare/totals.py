"""What totals consist of, as a form's identities say: which figures say most, and of which parts each is the sum."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from ..model.form import Form, Table, walk_rows
from ..model.identity import Line

Refs = tuple[str, ...]


class Spot(NamedTuple):
    """Where a total or a balanced figure stands: the ids of its table, row (or heading over rows) and column."""

    table: str
    row: str
    column: str


class MainFigure(NamedTuple):
    """A figure that says much: where it stands, the Refs that it is the sum of, its name within its table."""

    key: Spot
    refs: Refs
    name: str


class Composition(NamedTuple):
    """A total and its parts, each with its name and the Refs that it is the sum of; `name` is its own within its table."""

    key: Spot
    title: str
    name: str
    total: Refs
    parts: Mapping[str, tuple[str, Refs]]


def compositions(form: Form) -> dict[Spot, Composition]:
    """The totals of each table by where they stand.

    Where rows add up to a row, it is that row in each column that is no part of another, its parts grouped as the form
    groups its rows; else each row is the total of its columns. A total that is a part of another is left out.
    """
    found: dict[Spot, Composition] = {}
    parts = across(form).parts
    for table in form.tables:
        lines = [line for line in form.lines if line.total.split(".")[0] == table.id]
        of_columns = [line for line in lines if _same(line, 1)]
        of_rows = [line for line in lines if _same(line, 2) and line.total not in parts]
        within = {term.ref for line in of_rows for term in line.left}
        by_rows = (_by_rows(form, table, line, parts) for line in of_rows if line.total not in within)
        made = by_rows if of_rows else _by_columns(form, table, of_columns, parts)
        found |= {one.key: one for one in made}
    return found


class Across(NamedTuple):
    """The Refs that add up to another column of their row, and those that are such sums."""

    parts: frozenset[str]
    totals: frozenset[str]


def across(form: Form) -> Across:
    """Which columns of each row are totals, by the identities."""
    lines = [line for line in form.lines if _same(line, 1)]
    return Across(frozenset(term.ref for line in lines for term in line.left), frozenset(line.total for line in lines))


def main_figures(form: Form) -> list[MainFigure]:
    """The figures that say most: those that the form balances, and its totals; in official order.

    A balance is an identity with several addends on both sides: 新收 + 结转 = 办结 + 结转下年度.
    """
    parts = across(form).parts
    chosen = {key: MainFigure(key, one.total, one.name) for key, one in compositions(form).items()}
    for line in form.lines:
        if line.relation == "equals" and not line.total and not line.needs_prior:
            refs = [term.ref for term, _ in line.terms]
            if not parts.intersection(refs):
                for ref in refs:
                    key = Spot(*ref.split("."))
                    chosen[key] = MainFigure(key, (ref,), _name(form, ref, form.figures[ref].row.name, parts))
    order = [
        Spot(table.id, row.id, column.id)
        for table in form.tables
        for block in table.blocks
        for row, _ in walk_rows(block.rows)
        if row.id
        for column in block.leaf_columns
    ]
    return [chosen[key] for key in order if key in chosen]


def _name(form: Form, ref: str, row: str, parts: Collection[str]) -> str:
    """How its table calls a total: by its row, and by its column where others of the row are no parts of it."""
    figure = form.figures[ref]
    beside = [column for column in figure.block.leaf_columns if f"{figure.table.id}.{figure.row.id}.{column.id}" not in parts]
    return f"{row}/{figure.column.name}" if len(beside) > 1 else row


def _same(line: Line, place: int) -> bool:
    """Whether all addends of a total stand in its row (1) or in its column (2), and in its table."""
    whole = line.total.split(".")
    return (
        bool(line.total)
        and len(line.tables) == 1
        and all(term.ref.split(".")[place] == whole[place] for term in line.left)
        and len(line.left) > 1
    )


def _by_rows(form: Form, table: Table, line: Line, above: Collection[str]) -> Composition:
    _, total, column = line.total.split(".")
    names = table.names
    rows = [term.ref.split(".")[1] for term in line.left]
    parts = {
        part: (names[part], tuple(f"{table.id}.{row}.{column}" for row in leaves))
        for part, leaves in _grouped(rows, table.row_groups).items()
    }
    name = _name(form, line.total, names[total], above)
    return Composition(Spot(table.id, total, column), f"{table.name} {name}", name, (line.total,), parts)


def _by_columns(form: Form, table: Table, lines: Iterable[Line], above: Collection[str]) -> Iterator[Composition]:
    by_place = {Spot(*line.total.split(".")): line for line in lines}
    names = table.names
    for top, leaves in _tops(table).items():
        for total in dict.fromkeys(key.column for key in by_place):
            own = [by_place[key] for leaf in leaves if (key := Spot(table.id, leaf, total)) in by_place]
            if len(own) < len(leaves) or own[0].total in above:
                continue
            columns = [term.ref.split(".")[2] for term in own[0].left]
            parts = {
                part: (names[part], tuple(f"{table.id}.{leaf}.{column}" for leaf in leaves for column in below))
                for part, below in _grouped(columns, table.column_groups).items()
            }
            name = _name(form, own[0].total, names[top], above)
            yield Composition(Spot(table.id, top, total), f"{table.name} {name}", name, tuple(line.total for line in own), parts)


def _tops(table: Table) -> dict[str, Refs]:
    """The uppermost rows and headings that have an id, with the rows that they stand for."""
    groups = table.row_groups
    tops: dict[str, Refs] = {}
    for row in (row for block in table.blocks for row, _ in walk_rows(block.rows) if row.id):
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
