"""Numbers of the prose that differ from the tables as they would if figures of the tables stood in each other's places.

A column or a row that was pasted one off, or two that were exchanged, break no sum. The prose then differs in a telling way:
its numbers stand in the cells beside their own, or what one has more another has less. It may just as well be the prose
that took the wrong cell, or exchanged two numbers: which of the two it was is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from ....model.claim import Meant
from ....model.figures import digits
from ....model.form import Table
from ..readings import Tables
from ..tied import Passage, Tied, status_of

# So small a number stands in a cell nearby by chance; two of them that do so alike do not.
_TELLING = 5
_STEPS = ((1, 0), (-1, 0), (0, 1), (0, -1))
# Of more numbers than these not every two are held against each other.
_MOST = 60


# Where a cell stands: its block, its row and its column there.
_Place = tuple[int, int, int]


class _Wrong(NamedTuple):
    """A number that differs from the tables, and the cells of each figure that it may be meant for, with how much more it is."""

    number: Tied
    passage: int
    table: str
    meant: tuple[tuple[frozenset[str], Decimal], ...]


def displaced(passages: Sequence[Passage], tables: Tables) -> dict[int, str]:
    """By the identity of each number that differs as if figures had changed their places, why it may be the tables that are wrong."""
    wrong = list(_wrong(passages, tables))
    found = _evened_out(wrong)
    for name in dict.fromkeys(one.table for one in wrong):
        found |= _beside([one for one in wrong if one.table == name], tables.form.table(name), tables)
    return found


def _wrong(passages: Sequence[Passage], tables: Tables) -> Iterator[_Wrong]:
    for at, passage in enumerate(passages):
        for one in passage.tied:
            if status_of(one) != "contradictory" or one.bound or not one.quantity.exact or one.quantity.percent:
                continue
            known = [(one.quantity.value - each.value, each.meant) for each in one.readings if each.meant is not None]
            if known:
                meant = tuple((frozenset(_cells(each, tables)), delta) for delta, each in known)
                yield _Wrong(one, at, known[0][1].table, meant)


def _cells(meant: Meant, tables: Tables) -> Iterator[str]:
    rows, columns = tables.rows[meant.table], tables.columns[meant.table]
    for row, _ in meant.rows:
        for column, _ in meant.columns:
            yield from (f"{meant.table}.{leaf}.{across}" for leaf in rows[row] for across in columns[column])


# -- what one has more another has less ----------------------------------------------------------------


def _evened_out(wrong: Sequence[_Wrong]) -> dict[int, str]:
    """Numbers of other cells each whose differences come to nothing: two, all of a paragraph, or all that are told of a table."""
    found: dict[int, str] = {}
    groups = [
        [one for one in wrong if one.table == table and passage in (None, one.passage)]
        for table in dict.fromkeys(one.table for one in wrong)
        for passage in (None, *dict.fromkeys(one.passage for one in wrong))
    ]
    for group in groups:
        own = {one.meant[0][0]: one for one in group}  # a number that is said twice counts once
        # What is a part of another number has been counted with it.
        own = {cells: one for cells, one in own.items() if not any(cells < others for others in own)}
        if len(own) > 1 and not sum((one.meant[0][1] for one in own.values()), Decimal(0)):
            _tell(found, list(own.values()), group)
    if len(wrong) > _MOST:
        return found
    for one, other in combinations(wrong, 2):
        if one.table == other.table and any(
            delta == -more and not cells & others for cells, delta in one.meant for others, more in other.meant
        ):
            _tell(found, [one, other], [one, other])
    return found


def _tell(found: dict[int, str], together: Sequence[_Wrong], concerned: Sequence[_Wrong]) -> None:
    for one in concerned:
        beside = "、".join(
            dict.fromkeys(digits(each.number.quantity.value) for each in together if each.meant[0][0] != one.meant[0][0])
        )
        if beside:
            why = f"文中的 {beside} 也和表不符，多的少的正好抵消：多半是表里填错了行或列，也可能是文中的数换错了；先核对表，再看文中的数"
            found.setdefault(id(one.number), why)


# -- in the cells beside -------------------------------------------------------------------------------


def _beside(wrong: Sequence[_Wrong], table: Table, tables: Tables) -> dict[int, str]:
    """Numbers that stand one row or one column beside their own cells; with two of them all that differ from the table are in doubt."""
    places = _places(table)
    at = {place: ref for ref, place in places.items()}
    found: dict[int, str] = {}
    small: dict[tuple[int, int], dict[int, str]] = {step: {} for step in _STEPS}
    moved: set[frozenset[str]] = set()
    for one in wrong:
        value = one.number.quantity.value
        for step in _STEPS:
            for cells, _ in one.meant:
                there = _stepped(cells, step, places, at, tables)
                if not there or not value or sum((tables.cells[ref].value or 0 for ref in there), Decimal(0)) != value:
                    continue
                where = "下面一行" if step[0] > 0 else "上面一行" if step[0] < 0 else "右边一列" if step[1] > 0 else "左边一列"
                name = f"的{tables.form.figures[there[0]].title}" if len(there) == 1 else ""
                what = "行" if step[0] else "列"
                why = f"{digits(value)} 在表里正好站在{where}{name}：表可能错开了一{what}，也可能是文字取错了格；先核对表，再看文中的数"
                small[step].setdefault(id(one.number), why)
                if value >= _TELLING:
                    found.setdefault(id(one.number), why)
                    moved.add(cells)
    for told in small.values():
        if len(told) > 1:
            found = {**told, **found}
    if len(moved) > 1:
        why = "这张表里别的数也和文中不符，看起来错开了一行或一列：先核对表，再看文中的数"
        found = {**{id(one.number): why for one in wrong}, **found}
    return found


def _places(table: Table) -> dict[str, _Place]:
    places: dict[str, _Place] = {}
    for number, block in enumerate(table.blocks):
        for down, row in enumerate(block.filled_rows):
            for right, column in enumerate(block.leaf_columns):
                places[f"{table.id}.{row.id}.{column.id}"] = (number, down, right)
    return places


def _stepped(
    cells: frozenset[str], step: tuple[int, int], places: Mapping[str, _Place], at: Mapping[_Place, str], tables: Tables
) -> list[str]:
    """The cells one row or one column further, each of the same kind as the one it is beside; none where there is no such cell."""
    there: list[str] = []
    derived = tables.form.derived
    for ref in cells:
        block, row, column = places.get(ref, (-1, 0, 0))
        other = at.get((block, row + step[0], column + step[1]), "")
        cell = tables.cells.get(other)
        if cell is None or cell.value is None or (ref in derived) != (other in derived):
            return []
        there.append(other)
    return there
