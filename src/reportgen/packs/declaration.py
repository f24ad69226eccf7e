"""F11: a form's declaration against itself: what its labels promise, its identities must say, and what its sums consist of.

None of this makes a form unusable; a maintainer who copied a table from a notice sees what was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain

from ..model.finding import Finding
from ..model.form import Block, Column, Form, Row, Table, walk_rows
from ..model.identity import Line, Term
from ..recognise.labels import bare, normalised
from ..text.ordinals import NUMERALS, chinese_number, chinese_value, heading_ordinal
from .rules import F112, F114, F115, F116, F117, F119, F120, F121, F122, F123, F124
from .totals import Sums, column_families, is_among, place_of, printed_findings, row_families, total_findings

_QUOTED = re.compile(r"“([^”]+)”")
_SHARED = 0.25
_COUNTED = re.compile(
    rf"(?<![第{NUMERALS}\d])(?P<counted>(?P<number>[{NUMERALS}两]+|\d+)(?:[类种项列行格]|个(?!月))\w{{0,6}}?)(?=之和|的和|总和|合计|相加)"
)
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
