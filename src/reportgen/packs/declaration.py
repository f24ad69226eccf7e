"""F11: a form's declaration against itself: what its labels promise, its identities must say.

None of this makes a form unusable; a maintainer who copied a table from a notice sees what was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from ..model.finding import Finding
from ..model.format import Block, Column, Format, Row, Table, walk_rows
from ..model.identity import Term
from ..recognise.labels import bare, normalised
from ..text.ordinals import chinese_number
from .pack_places import place_of
from .pack_totals import column_families, is_among, printed_findings, row_families, total_findings
from .rules import F112, F114, F115, F116, F117, F119, F120, F121
from .sums import Sums

_QUOTED = re.compile(r"“([^”]+)”")
_ORDINAL = re.compile(r"([一二三四五六七八九十百零]+)、")
_SHARED = 0.25


def label_findings(form: Format) -> Iterator[Finding]:
    """What is inconsistent in a form's declaration, each where it is declared."""
    sums = Sums(form)
    for table in form.tables:
        for block in table.blocks:
            yield from total_findings(form, table, block, sums)
            yield from _among_them(form, table, block)
            yield from printed_findings(form, table, block, sums)
            yield from _names(form, table, block)
        if len(table.figures) > 1 and not any(line.anchor.startswith(f"{table.id}.") for line in form.lines):
            said = f"{table.name}有 {len(table.figures)} 格，没有一条勾稽关系"
            yield F116.at(place_of(form, f"table:{table.id}"), said, hint=F116.good)
    yield from _identities(form, sums)
    yield from _sections(form)
    yield from _outdated(form)


# -- 其中, and what the form prints -------------------------------------------------------------------


def relabelled_findings(form: Format, base: Format) -> Iterator[Finding]:
    """Headings, rows and columns of `base` that a form which extends it calls otherwise."""
    before, after = _called(base), _called(form)
    for key, label in before.items():
        if key in after and after[key] != label:
            yield F121.at(place_of(form, key), f"原来写的是“{label}”，这里改成了“{after[key]}”", hint=F121.good)


def _called(form: Format) -> dict[str, str]:
    """How a form calls its sections, rows and columns, by the keys of their places."""
    called = {f"section:{section.id}": section.heading for section in form.sections}
    for table in form.tables:
        for block in table.blocks:
            called |= {f"row:{table.id}.{row.id}": row.label for row, _ in walk_rows(block.rows) if row.id}
            called |= {f"column:{table.id}.{column.id}": column.label for column in block.leaf_columns}
    return called


def _among_them(form: Format, table: Table, block: Block) -> Iterator[Finding]:
    # What adds up the columns of one row says nothing about the row above it.
    downwards = [line for line in form.lines if len({term.ref.split(".")[1] for term, _ in line.terms}) > 1]
    parts = {term.ref for line in downwards for term in line.left if not term.prior}
    for row, _ in walk_rows(block.rows):
        if row.filled and is_among(row) and not any(ref.startswith(f"{table.id}.{row.id}.") for ref in parts):
            place = place_of(form, f"row:{table.id}.{row.id}")
            yield F112.at(place, f"{table.name}“{row.label}”不在任何勾稽关系的 left 里", hint=F112.good)


# -- identities ---------------------------------------------------------------------------------------


def _identities(form: Format, sums: Sums) -> Iterator[Finding]:
    labels = [normalised(name) for name in _all_names(form)]
    for code, line in {line.code: line for line in reversed(form.lines)}.items():
        place = place_of(form, f"identity:{code}")
        for quoted in _QUOTED.findall(line.say):
            if not any(normalised(quoted) in label for label in labels):
                yield F114.at(place, f"勾稽关系 {code} 的说明里的“{quoted}”，表里没有这个名称", hint="改成表上的文字。")
    told = set()
    for line in form.lines:
        twice = next((ref for side in (line.left, line.right) for ref in _counted_twice(form, side, sums)), "")
        if twice and line.code not in told:
            told.add(line.code)
            title = form.figures[twice].title
            yield F115.at(
                place_of(form, f"identity:{line.code}"),
                f"勾稽关系 {line.code} 的一边把{title}加了两次：单独一次，又在合计里一次",
                hint="只写合计，或只写各项。",
            )


def _counted_twice(form: Format, side: tuple[Term, ...], sums: Sums) -> Iterator[str]:
    added = [term.ref for term in side if term.sign > 0 and not term.prior]
    seen: set[str] = set()
    for ref in added:
        across = 2 if len({one.split(".")[2] for one in added}) == 1 else 1
        leaves = sums.leaves([ref], across) | sums.below(ref)
        yield from sorted(leaves & seen)
        seen |= leaves


def _all_names(form: Format) -> Iterator[str]:
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


def _sections(form: Format) -> Iterator[Finding]:
    headed = [section for section in form.sections if section.heading and section.kind == "fixed"]
    ordinals = [_ORDINAL.match(section.heading) for section in headed]
    # Where most have an ordinal, one without has lost it; a form may also number only some.
    all_numbered = sum(map(bool, ordinals)) > len(headed) / 2
    number = 0
    for section, ordinal in zip(headed, ordinals, strict=True):
        if not ordinal and not all_numbered:
            continue
        number += 1
        right = chinese_number(number)
        if not ordinal or ordinal[1] != right:
            yield F117.at(
                place_of(form, f"section:{section.id}"),
                f"标题“{section.heading}”的序号应为“{right}、”" if ordinal else f"标题“{section.heading}”没有序号“{right}、”",
                hint=f"改为“{right}、”，或补上缺少的部分。",
            )
            break  # those that follow are off by as much


def _outdated(form: Format) -> Iterator[Finding]:
    """What the form itself would object to in a report: the notice of the form from which it was copied."""
    for cited in (one.cited for one in form.basis.mistaken):
        if cited in form.preface:
            yield F120.at(place_of(form, "preface"), f"前言引用了“{cited}”，basis 里说这是旧的", hint=F120.good)
        if any(one.right == cited for one in form.basis.mistaken):
            yield F120.at(place_of(form, "basis"), f"basis 的 mistaken 里有的 right 还是“{cited}”", hint=F120.good)


def _names(form: Format, table: Table, block: Block) -> Iterator[Finding]:
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
