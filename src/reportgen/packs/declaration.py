"""F11: a form's declaration against itself: what its labels promise, its identities must say, and what its sums consist of.

None of this makes a form unusable; a maintainer who copied a table from a notice sees what was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from functools import cached_property
from itertools import chain, islice

from ..model.finding import Finding
from ..model.form import Block, Column, Form, Row, Table, walk_rows
from ..model.identity import TIMES, Line, Term
from ..model.location import Location
from ..recognise.labels import bare, normalised
from ..text.ordinals import NUMERALS, chinese_number, chinese_value, heading_ordinal
from .rules import F110, F111, F112, F113, F114, F115, F116, F117, F119, F120, F121, F122, F123, F124

_QUOTED = re.compile(r"“([^”]+)”")
_SHARED = 0.25
_NOT_SUMMED = f"{F110.good.rstrip('。')}；这里印的不是各项之和的，行或列写 additive: false。"
_TOTAL = re.compile(r"(?:总计|合计|共计)$")
# What does not add up: the total of averages and shares is an average, a share.
_AVERAGE = re.compile(r"平均|人均|均值|占比|比重|比例|百分|率(?:[（(]|$)")
_PRINTED = re.compile(rf"第([{NUMERALS}]项(?:加第[{NUMERALS}]项)*)之和[，,]?等于第([{NUMERALS}]项(?:加第[{NUMERALS}]项)*)之和")
_COUNTED = re.compile(
    rf"(?<![第{NUMERALS}\d])(?P<counted>(?P<number>[{NUMERALS}两]+|\d+)(?:[类种项列行格]|个(?!月))\w{{0,6}}?)(?=之和|的和|总和|合计|相加)"
)
_ITEM = re.compile(f"[{NUMERALS}](?=项)")
_LISTED = 5
# Why a key of a section may be of no use.
_NO_TEXT = "这一部分不写文字"
_WITHOUT = {
    "guidance": _NO_TEXT,
    "expects": _NO_TEXT,
    "starts_with": "只有自拟标题的部分（kind: free）才先放标题",
    "subheading": "只有附表（kind: appendix）才印副标题",
}


def label_findings(form: Form) -> Iterator[Finding]:
    """What is inconsistent in a form's declaration, each where it is declared."""
    sums = Sums(form)
    for table in form.tables:
        for block in table.blocks:
            yield from total_findings(form, table, block, sums)
            yield from _among_them(form, table, block)
            yield from printed_findings(form, table, block, sums)
            yield from _names(form, table, block)
        if len(table.figures) > 1 and not any(table.id in line.tables for line in form.lines):
            said = f"{table.name}有 {len(table.figures)} 格，没有一条勾稽关系"
            yield F116.at(place_of(form, f"table:{table.id}"), said, hint=F116.good)
    yield from _units(form)
    yield from _identities(form, sums)
    yield from _not_added_totals(form)
    yield from _sections(form)
    yield from _without_effect(form)
    yield from _outdated(form)


# -- 其中, and what the form prints -------------------------------------------------------------------


def relabelled_findings(form: Form, base: Form) -> Iterator[Finding]:
    """Headings, rows and columns of `base` that a form which extends it calls otherwise."""
    before, after = _called(base), _called(form)
    for key, label in before.items():
        if key in after and after[key] != label:
            yield F121.at(place_of(form, key), f"原来写的是“{label}”，这里改成了“{after[key]}”", hint=F121.good)


def _called(form: Form) -> dict[str, str]:
    """How a form calls its sections, rows and columns, by the keys of their places."""
    called = {f"section:{section.id}": section.heading for section in form.sections}
    for table in form.tables:
        for block in table.blocks:
            called |= {f"row:{table.id}.{row.id}": row.label for row, _ in walk_rows(block.rows) if row.id}
            called |= {f"column:{table.id}.{column.id}": column.label for column in block.leaf_columns}
    return called


def _among_them(form: Form, table: Table, block: Block) -> Iterator[Finding]:
    # What adds up the columns of one row says nothing about the row above it.
    sums = (line for line in form.lines if line.relation != "ratio")
    downwards = [line for line in sums if len({term.ref.split(".")[1] for term, _ in line.terms}) > 1]
    parts = {term.ref for line in downwards for term in line.left if not term.prior}
    for row, _ in walk_rows(block.rows):
        if row.filled and is_among(row) and not any(ref.startswith(f"{table.id}.{row.id}.") for ref in parts):
            place = place_of(form, f"row:{table.id}.{row.id}")
            yield F112.at(place, f"{table.name}“{row.label}”不在任何勾稽关系的 left 里", hint=F112.good)


def _units(form: Form) -> Iterator[Finding]:
    for table in form.tables:
        for row in (row for block in table.blocks if not block.unit_header for row, _ in walk_rows(block.rows)):
            if row.filled and row.unit and normalised(row.unit) not in normalised(row.label):
                said = f"{table.name}“{row.label}”的单位“{row.unit}”没有地方印"
                yield F123.at(place_of(form, f"row:{table.id}.{row.id}"), said, hint=F123.good)


# -- identities ---------------------------------------------------------------------------------------


def _not_added_totals(form: Form) -> Iterator[Finding]:
    """Totals that are worked out of figures that are added up from agency to agency, and are not themselves: each row or column once."""
    told: set[tuple[str, str]] = set()
    for ref, line in form.totals.items():
        figure = form.figures[ref]
        if figure.additive or not all(form.figures[term.ref].additive for term in line.left):
            continue
        of_row = figure.column.additive
        label, key = (
            (figure.row.label, f"row:{figure.table.id}.{figure.row.id}")
            if of_row
            else (
                figure.column.label,
                f"column:{figure.table.id}.{figure.column.id}",
            )
        )
        if (figure.table.id, label) not in told:
            told.add((figure.table.id, label))
            said = f"{figure.table.name}“{label}”写了 additive: false，它由 {line.code} 算出，各项却都相加"
            yield F124.at(place_of(form, key), said, hint=F124.good)


def _identities(form: Form, sums: Sums) -> Iterator[Finding]:
    labels = [normalised(name) for name in _all_names(form)]
    for code, line in {line.code: line for line in reversed(form.lines)}.items():
        place = place_of(form, f"identity:{code}")
        for quoted in _QUOTED.findall(line.say):
            if not any(normalised(quoted) in label for label in labels):
                yield F114.at(place, f"勾稽关系 {code} 的说明里的“{quoted}”，表里没有这个名称", hint="改成表上的文字。")
        for written, counted in _miscounted(form, line, labels):
            message = f"勾稽关系 {code} 的说明里写“{written}”，left 里是 {counted}"
            yield F114.at(place, message, hint="改成现在的个数，或者不写个数：各类、各项。")
    told = set()
    for line in form.lines:
        twice = next((ref for side in (line.left, line.right) for ref in _counted_twice(side, sums)), "")
        if twice and line.code not in told:
            told.add(line.code)
            title = form.figures[twice].title
            yield F115.at(
                place_of(form, f"identity:{line.code}"),
                f"勾稽关系 {line.code} 的一边把{title}加了两次：单独一次，又在合计里一次",
                hint="只写合计，或只写各项。",
            )


def _miscounted(form: Form, line: Line, labels: Collection[str]) -> Iterator[tuple[str, str]]:
    """How many an identity's words say that are added up, where it is another number, and how many there are."""
    left = [form.figures[term.ref] for term in line.left]
    rows, columns = {figure.row.id for figure in left}, {figure.column.id for figure in left}
    counts = {"": len(line.left)}
    for table in {figure.table.id: figure.table for figure in left}.values():
        for groups, there in ((table.row_groups, rows), (table.column_groups, columns)):
            counts |= {
                table.names.get(name, name): len(leaves)
                for name, leaves in groups.items()
                if len(leaves) > 1 and there.issuperset(leaves)
            }
    for found in _COUNTED.finditer(line.say):
        # 属于四类过程性信息 is the name of a row.
        named = any(normalised(found["counted"]) in label for label in labels)
        if not named and chinese_value(found["number"]) not in counts.values():
            grouped = "".join(f"（其中“{name}” {count} 项）" for name, count in counts.items() if name)
            yield found[0], f"{len(line.left)} 项{grouped}"


def _counted_twice(side: tuple[Term, ...], sums: Sums) -> Iterator[str]:
    added = [term.ref for term in side if term.sign > 0 and not term.prior]
    seen: set[str] = set()
    for ref in added:
        across = 2 if len({one.split(".")[2] for one in added}) == 1 else 1
        leaves = sums.leaves([ref], across) | sums.below(ref)
        yield from sorted(leaves & seen)
        seen |= leaves


def _all_names(form: Form) -> Iterator[str]:
    """Every word that a reader of the form can see: labels, names, captions, headings."""
    for section in form.sections:
        yield from (section.name, section.heading)
    for table in form.tables:
        yield table.name
        for block in table.blocks:
            yield from (block.caption, block.corner)
            for row, _ in walk_rows(block.rows):
                yield from (row.label, row.name)
            for column in chain.from_iterable(column_families(block.columns)):
                yield from (column.label, column.name)


# -- sections, names ----------------------------------------------------------------------------------


def _sections(form: Form) -> Iterator[Finding]:
    headed = [section for section in form.sections if section.heading and section.kind == "fixed"]
    ordinals = [heading_ordinal(section.heading, 1) for section in headed]
    # Where most have an ordinal, one without has lost it; a form may also number only some.
    all_numbered = sum(map(bool, ordinals)) > len(headed) / 2
    number = 0
    for section, ordinal in zip(headed, ordinals, strict=True):
        if not ordinal and not all_numbered:
            continue
        number += 1
        right = chinese_number(number)
        if not ordinal or ordinal.numeral != right:
            yield F117.at(
                place_of(form, f"section:{section.id}"),
                f"标题“{section.heading}”的序号应为“{right}、”" if ordinal else f"标题“{section.heading}”没有序号“{right}、”",
                hint=f"改为“{right}、”，或补上缺少的部分。",
            )
            break  # those that follow are off by as much


def _without_effect(form: Form) -> Iterator[Finding]:
    """What is written at a section that prints none of it."""
    for section in form.sections:
        written = {
            "guidance": not section.has_prose and section.guidance,
            "expects": not section.has_prose and section.expects,
            "starts_with": section.kind != "free" and section.starts_with,
            "subheading": section.kind != "appendix" and section.subheading,
        }
        for key in (key for key, wrong in written.items() if wrong):
            said = f"部分“{section.title or section.id}”的 {key} 不起作用：{_WITHOUT[key]}"
            hint = F122.good if section.tables and key in ("guidance", "expects") else f"删去 {key}。"
            yield F122.at(place_of(form, f"section:{section.id}"), said, hint=hint)


def _outdated(form: Form) -> Iterator[Finding]:
    """What the form itself would object to in a report: the notice of the form from which it was copied."""
    for cited in (one.cited for one in form.basis.mistaken):
        if cited in form.preface:
            yield F120.at(place_of(form, "preface"), f"前言引用了“{cited}”，basis 里说这是旧的", hint=F120.good)
        if any(one.right == cited for one in form.basis.mistaken):
            yield F120.at(place_of(form, "basis"), f"basis 的 mistaken 里有的 right 还是“{cited}”", hint=F120.good)


def _names(form: Form, table: Table, block: Block) -> Iterator[Finding]:
    families: list[tuple[Row, ...] | tuple[Column, ...]] = [*row_families(block.rows), *column_families(block.columns)]
    for family in families:
        first: dict[str, Row | Column] = {}
        for one in family:
            label = bare(normalised(one.label))
            place = place_of(form, f"row:{table.id}.{one.id}", f"column:{table.id}.{one.id}", f"table:{table.id}")
            if label in first:
                said = f"{table.name}里同一级的“{first[label].label}”和“{one.label}”除序号外文字相同"
                yield F119.at(place, said, hint="改成表上能区分的文字。")
            first.setdefault(label, one)
            if one.name and _shared(one.name, one.label) < _SHARED:
                said = f"{table.name}“{one.label}”的 name 是“{one.name}”，与表上的文字不像"
                yield F119.at(place, said, hint="name 取自 label 的文字，正文里引用时才不会弄错。")


def _shared(name: str, label: str) -> float:
    """The share of a name's characters that stand in the label."""
    return sum(character in label for character in name) / len(name)


def place_of(form: Form, *names: str) -> Location:
    """The first of these places (`identity:T302`, `section:…`, `table:…`, `row:…`, `column:…`) that is known; or the whole file."""
    known = (form.places[name] for name in names if name in form.places)
    return next(known, Location(f"{form.folder}/format.yaml" if form.folder else form.id))


# -- what sums consist of ----------------------------------------------------------------------------


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
