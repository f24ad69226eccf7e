"""F110, F111, F113: what a form calls a total, and what it prints about its rows, against its identities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..model.finding import Finding
from ..model.format import Block, Column, Format, Row, Table
from ..model.identity import Line
from ..recognise.labels import bare, normalised
from ..text.ordinals import chinese_number
from .pack_places import place_of
from .rules import F110, F111, F113
from .sums import Sums

_TOTAL = re.compile(r"(?:总计|合计|共计)$")
_PRINTED = re.compile(
    r"第([一二三四五六七八九]项(?:加第[一二三四五六七八九]项)*)之和[，,]?等于第([一二三四五六七八九]项(?:加第[一二三四五六七八九]项)*)之和"
)
_ITEM = re.compile(r"[一二三四五六七八九](?=项)")
_LISTED = 5


def total_findings(form: Format, table: Table, block: Block, sums: Sums) -> Iterator[Finding]:
    """Rows and columns that are called a total, against the identities that define them."""
    columns = [column.id for column in block.leaf_columns]
    rows = [row.id for row in block.filled_rows]
    for siblings in row_families(block.rows):
        for total in siblings:
            if total.id and total.filled and _is_total(total.label):
                parts = [leaf for row in siblings if row is not total for leaf in _filled(row) if _adds_to(leaf, total)]
                cells = {
                    f"{table.id}.{total.id}.{column}": [f"{table.id}.{part.id}.{column}" for part in parts] for column in columns
                }
                yield from _total(form, table, total, "行", cells, sums)
    for family in column_families(block.columns):
        for whole in family:
            if whole.id and not whole.columns and _is_total(whole.label):
                addends = [
                    leaf for column in family if column is not whole for leaf in _leaf_columns(column) if leaf.kind == whole.kind
                ]
                cells = {f"{table.id}.{row}.{whole.id}": [f"{table.id}.{row}.{part.id}" for part in addends] for row in rows}
                yield from _total(form, table, whole, "列", cells, sums)


def _total(
    form: Format, table: Table, total: Row | Column, what: str, cells: Mapping[str, list[str]], sums: Sums
) -> Iterator[Finding]:
    """One total: each of its cells must be the sum of its parts by some identity."""
    place = place_of(form, f"{'row' if what == '行' else 'column'}:{table.id}.{total.id}")
    name = f"{table.name}“{total.label}”{what}"
    undefined = 0
    missing: list[str] = []
    extra: list[str] = []
    codes: set[str] = set()
    for ref, parts in cells.items():
        if not parts:
            continue
        across = 1 if what == "列" else 2
        lines = [line for line in form.sums.get(ref, ()) if _runs_along(line, ref, across)]
        if not lines:
            undefined += 1
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
        where = "" if undefined == sum(bool(parts) for parts in cells.values()) else f"，有 {undefined} 格"
        yield F110.at(place, f"{name}是合计{where}，没有勾稽关系说它等于哪几项之和", hint=F110.good)
    if codes:
        code = sorted(codes)[0]
        said = [f"漏了{_some(missing)}"] * bool(missing) + [f"多了{_some(extra)}"] * bool(extra)
        at = form.places.get(f"identity:{code}") or place
        yield F111.at(
            at,
            f"勾稽关系 {code}：{name}的各项，left 里{'，'.join(said)}",
            hint="对照表上同一级的各项改 left；官方规定就是如此的，不必改。",
        )


def _runs_along(line: Line, ref: str, across: int) -> bool:
    """Whether a line adds up cells of the same row (`across` 1) or column (2) as `ref`."""
    return all(term.ref.split(".")[across] == ref.split(".")[across] for term in line.left)


def _part(form: Format, ref: str, what: str) -> str:
    figure = form.figures[ref]
    return figure.column.label if what == "列" else figure.row.label


def _some(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    more = f"等 {len(listed)} 项" if len(listed) > _LISTED else ""
    return "、".join(f"“{name}”" for name in listed[:_LISTED]) + more


def _is_total(label: str) -> bool:
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


def printed_findings(form: Format, table: Table, block: Block, sums: Sums) -> Iterator[Finding]:
    """A relation of first-level rows that is printed on the form must be one of its identities."""
    printed = _PRINTED.search(" ".join((block.caption, block.corner)))
    if not printed:
        return
    numbers = [chinese_number(number) for number in range(1, len(block.rows) + 1)]
    sides = [[numbers.index(item) for item in _ITEM.findall(side) if item in numbers] for side in printed.groups()]
    asked = {item for side in printed.groups() for item in _ITEM.findall(side)}
    column = block.leaf_columns[0].id

    def cells(side: list[int], *, by_total: bool) -> set[str]:
        return {f"{table.id}.{row.id}.{column}" for index in side for row in _parts_of(block.rows[index], by_total=by_total)}

    as_totals = [cells(side, by_total=True) for side in sides]
    as_parts = [sums.leaves(cells(side, by_total=False), 2) for side in sides]
    for line in form.lines if asked <= set(numbers) else ():
        written = [{term.ref for term in side} for side in (line.left, line.right)]
        added_up = [sums.leaves(side, 2) for side in written]
        plain = line.relation == "equals" and not line.needs_prior
        if plain and (written in (as_totals, as_totals[::-1]) or added_up in (as_parts, as_parts[::-1])):
            return
    yield F113.at(place_of(form, f"table:{table.id}"), f"{table.name}印着“{printed[0]}”，没有一条勾稽关系这样写", hint=F113.good)


def _parts_of(row: Row, *, by_total: bool) -> list[Row]:
    """The rows that make up a first-level item: those that are its total, or the others; all where it has no total."""
    parts = list(_filled(row))
    return [part for part in parts if _is_total(part.label) == by_total] or parts
