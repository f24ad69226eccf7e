"""F110, F111, F113: which rows and columns of a form are sums, as their labels say, and what they consist of by its identities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cached_property
from itertools import islice

from ..model.finding import Finding
from ..model.form import Block, Column, Form, Row, Table, walk_rows
from ..model.identity import TIMES, Line
from ..model.location import Location
from ..recognise.labels import bare, normalised
from ..text.ordinals import NUMERALS, chinese_number, heading_ordinal
from .rules import F110, F111, F113

_NOT_SUMMED = f"{F110.good.rstrip('。')}；这里印的不是各项之和的，行或列写 additive: false。"
_TOTAL = re.compile(r"(?:总计|合计|共计)$")
# What does not add up: the total of averages and shares is an average, a share.
_AVERAGE = re.compile(r"平均|人均|均值|占比|比重|比例|百分|率(?:[（(]|$)")
_PRINTED = re.compile(rf"第([{NUMERALS}]项(?:加第[{NUMERALS}]项)*)之和[，,]?等于第([{NUMERALS}]项(?:加第[{NUMERALS}]项)*)之和")
_ITEM = re.compile(f"[{NUMERALS}](?=项)")
_LISTED = 5


def place_of(form: Form, *names: str) -> Location:
    """The first of these places (`identity:T302`, `section:…`, `table:…`, `row:…`, `column:…`) that is known; or the whole file."""
    known = (form.places[name] for name in names if name in form.places)
    return next(known, Location(f"{form.folder}/format.yaml" if form.folder else form.id))


class Sums:
    """The identities of a form as a way down from totals to what they add up."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def leaves(self, refs: Iterable[str], across: int) -> Set[str]:
        """The cells that these consist of, every total taken apart; `across` 1 adds along a row, 2 down a column."""
        return self._taken_apart(refs, lambda ref: self._parts(ref, across))

    def behind(self, refs: Iterable[str]) -> Set[str]:
        """The cells that these consist of by whatever identity, also those of other tables."""
        return self._taken_apart(refs, lambda ref: [term.ref for line in self._form.sums.get(ref, ())[:1] for term in line.left])

    @staticmethod
    def _taken_apart(refs: Iterable[str], parts_of: Callable[[str], list[str]]) -> Set[str]:
        found: set[str] = set()
        waiting = list(refs)
        seen: set[str] = set()
        while waiting:
            ref = waiting.pop()
            if ref in seen:
                continue
            seen.add(ref)
            parts = parts_of(ref)
            waiting += parts
            if not parts:
                found.add(ref)
        return found

    def below(self, ref: str) -> Set[str]:
        """The cells of the same column in the rows that stand below this row in the form."""
        table, row, column = ref.split(".")
        return {f"{table}.{child}.{column}" for child in self._children.get((table, row), ())}

    def _parts(self, ref: str, across: int) -> list[str]:
        lines = (line for line in self._form.sums.get(ref, ()) if _runs_along(line, ref, across))
        return [term.ref for line in islice(lines, 1) for term in line.left]

    @cached_property
    def _children(self) -> dict[tuple[str, str], tuple[str, ...]]:
        return {
            (table.id, row.id): tuple(child.id for child, _ in walk_rows(row.rows) if child.filled)
            for table in self._form.tables
            for block in table.blocks
            for row, _ in walk_rows(block.rows)
            if row.id and row.filled and row.rows
        }


# -- totals ------------------------------------------------------------------------------------------


def total_findings(form: Form, table: Table, block: Block, sums: Sums) -> Iterator[Finding]:
    """Rows and columns that are called a total, against the identities that define them."""
    columns = [column.id for column in block.leaf_columns]
    rows = [row.id for row in block.filled_rows]
    for siblings in row_families(block.rows):
        for total in siblings:
            if total.id and total.filled and is_total(total.label):
                parts = [leaf for row in siblings if row is not total for leaf in _filled(row) if _adds_to(leaf, total)]
                cells = {
                    f"{table.id}.{total.id}.{column}": [f"{table.id}.{part.id}.{column}" for part in parts] for column in columns
                }
                yield from _total(form, table, total, "行", cells, sums)
    for family in column_families(block.columns):
        for whole in family:
            if whole.id and not whole.columns and is_total(whole.label):
                addends = [
                    leaf for column in family if column is not whole for leaf in _leaf_columns(column) if leaf.kind == whole.kind
                ]
                cells = {f"{table.id}.{row}.{whole.id}": [f"{table.id}.{row}.{part.id}" for part in addends] for row in rows}
                yield from _total(form, table, whole, "列", cells, sums)


def _total(
    form: Form, table: Table, total: Row | Column, what: str, cells: Mapping[str, list[str]], sums: Sums
) -> Iterator[Finding]:
    """One total: each of its cells must be the sum of its parts by some identity."""
    place = place_of(form, f"{'row' if what == '行' else 'column'}:{table.id}.{total.id}")
    name = f"{table.name}“{total.label}”{what}"
    undefined: list[str] = []
    missing: list[str] = []
    extra: list[str] = []
    codes: set[str] = set()
    for ref, parts in cells.items():
        if not parts or ref in form.ratios:  # shares add up to no share
            continue
        across = 1 if what == "列" else 2
        lines = [line for line in form.sums.get(ref, ()) if _runs_along(line, ref, across)]
        if not lines:
            # A total that is another table's is the sum of its parts where those are that table's as well.
            copied = any(len(line.tables) > 1 for line in form.sums.get(ref, ()))
            if not _is_no_sum(form, ref) and not (copied and sums.behind([ref]) == sums.behind(parts)):
                undefined.append(ref)
            continue
        wanted = sums.leaves(parts, across)
        differences = [(line, sums.leaves([term.ref for term in line.left], across)) for line in lines]
        if any(found == wanted for _, found in differences):
            continue
        line, found = differences[0]
        codes.add(line.code)
        missing += [_part(form, ref, what) for ref in form.figures if ref in wanted - found]
        extra += [_part(form, ref, what) for ref in form.figures if ref in found - wanted]
    if undefined:
        asked = sum(bool(parts) and not _is_no_sum(form, ref) for ref, parts in cells.items())
        across_it = [_part(form, ref, "行" if what == "列" else "列") for ref in undefined]
        where = "" if len(undefined) == asked else f"，有 {len(undefined)} 格（{_some(across_it)}）"
        yield F110.at(place, f"{name}是合计{where}，没有勾稽关系说它等于哪几项之和", hint=_NOT_SUMMED)
    if codes:
        code = sorted(codes)[0]
        said = [f"漏了{_some(missing)}"] * bool(missing) + [f"多了{_some(extra)}"] * bool(extra)
        at = form.places.get(f"identity:{code}") or place
        yield F111.at(
            at,
            f"勾稽关系 {code}：{name}的各项，left 里{'，'.join(said)}",
            hint="对照表上同一级的各项改 left；官方规定就是如此的，不必改。",
        )


def _is_no_sum(form: Form, ref: str) -> bool:
    """Whether a figure, though in a row or column of totals, is none: said to be no sum, an average or a share, or a ratio."""
    figure = form.figures[ref]
    named = any(_AVERAGE.search(one) for noun in (figure.row, figure.column) for one in (noun.name, noun.label))
    return not figure.additive or named or figure.unit in TIMES or ref in form.ratios


def _runs_along(line: Line, ref: str, across: int) -> bool:
    """Whether a line adds up cells of the same row (`across` 1) or column (2) as `ref`, in its table alone."""
    return len(line.tables) == 1 and all(term.ref.split(".")[across] == ref.split(".")[across] for term in line.left)


def _part(form: Form, ref: str, what: str) -> str:
    figure = form.figures[ref]
    return figure.column.label if what == "列" else figure.row.label


def _some(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    more = f"等 {len(listed)} 项" if len(listed) > _LISTED else ""
    return "、".join(f"“{name}”" for name in listed[:_LISTED]) + more


def is_total(label: str) -> bool:
    """Whether a row or column is called a total."""
    return bool(_TOTAL.search(bare(normalised(label))))


def _adds_to(row: Row, total: Row) -> bool:
    return row.unit == total.unit and row.kind == total.kind and not is_among(row)


def _filled(row: Row) -> Iterator[Row]:
    """The rows that a row brings into a total: itself where it holds figures, or those below it."""
    if row.filled:
        yield row
    else:
        for child in row.rows:
            yield from _filled(child)


def row_families(rows: tuple[Row, ...]) -> Iterator[tuple[Row, ...]]:
    """The rows of each level that stand under the same heading."""
    yield rows
    for row in rows:
        if row.rows:
            yield from row_families(row.rows)


def column_families(columns: tuple[Column, ...]) -> Iterator[tuple[Column, ...]]:
    """The columns of each level that stand under the same heading."""
    yield columns
    for column in columns:
        if column.columns:
            yield from column_families(column.columns)


def _leaf_columns(column: Column) -> Iterator[Column]:
    if column.columns:
        for child in column.columns:
            yield from _leaf_columns(child)
    else:
        yield column


def is_among(row: Row) -> bool:
    """Whether a row is part of the one above it, as its label says."""
    return row.label.lstrip().startswith("其中")


# -- what the form prints --------------------------------------------------------------------------


def printed_findings(form: Form, table: Table, block: Block, sums: Sums) -> Iterator[Finding]:
    """A relation of first-level rows that is printed on the form must be one of its identities."""
    printed = _PRINTED.search(" ".join((block.caption, block.corner)))
    if not printed:
        return
    asked = {item for side in printed.groups() for item in _ITEM.findall(side)}
    numbered = {ordinal.numeral: row for row in block.rows if (ordinal := heading_ordinal(row.label, 1))}
    # A row that a province puts between them has no number.
    items = numbered if asked <= numbered.keys() else {chinese_number(at): row for at, row in enumerate(block.rows, 1)}
    sides = [[items[item] for item in _ITEM.findall(side) if item in items] for side in printed.groups()]
    column = block.leaf_columns[0].id

    def cells(side: list[Row], *, by_total: bool) -> set[str]:
        return {f"{table.id}.{part.id}.{column}" for row in side for part in _parts_of(row, by_total=by_total)}

    as_totals = [cells(side, by_total=True) for side in sides]
    as_parts = [sums.leaves(cells(side, by_total=False), 2) for side in sides]
    for line in form.lines if asked <= items.keys() else ():
        written = [{term.ref for term in side} for side in (line.left, line.right)]
        added_up = [sums.leaves(side, 2) for side in written]
        plain = line.relation == "equals" and not line.needs_prior
        if plain and (written in (as_totals, as_totals[::-1]) or added_up in (as_parts, as_parts[::-1])):
            return
    yield F113.at(place_of(form, f"table:{table.id}"), f"{table.name}印着“{printed[0]}”，没有一条勾稽关系这样写", hint=F113.good)


def _parts_of(row: Row, *, by_total: bool) -> list[Row]:
    """The rows that make up a first-level item: those that are its total, or the others; all where it has no total."""
    parts = list(_filled(row))
    if by_total and (total := _total_of(row)):
        return [total]
    return [part for part in parts if not is_total(part.label)] or parts


def _total_of(row: Row) -> Row | None:
    """The row below a heading that is its total: the last one so called, and not that of a heading in it."""
    if row.filled:
        return None
    own = [child for child in row.rows if child.filled and is_total(child.label)]
    return own[-1] if own else next(filter(None, map(_total_of, row.rows)), None)
