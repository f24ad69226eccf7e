"""The two halves or the four quarters of a year, held against the figure of the year that they name: 上半年新收41件，下半年新收36件."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ....model.figures import digits
from ....model.finding import Finding
from ....text.patterns import pattern
from ..readings import Reading, Tables
from ..surroundings import is_change
from ..tied import Passage, Tied
from .against import figures_named
from .sums import N105

_PARTS = (("上半年", "下半年"), ("一季度", "二季度", "三季度", "四季度"))
_CLAUSE = pattern(r"[，,；;：:。]")
_LEAD = pattern("第$")


def half_findings(passage: Passage, tables: Tables) -> Iterator[Finding]:
    """Parts of the year that do not make its figure, where they say of what they are and no total stands beside them."""
    text, tied = passage.block.whole, passage.tied
    if "上半年" not in text and "一季度" not in text:
        return
    for at in range(len(tied)):
        for spans in _PARTS:
            parts = tied[at : at + len(spans)]
            if len(parts) == len(spans) and _are_spans(parts, spans):
                yield from _told(passage, parts, spans[0], tables)


def _are_spans(parts: Sequence[Tied], spans: Sequence[str]) -> bool:
    first = parts[0]
    return all(
        span in one.mention.left
        and one.quantity.exact
        and not one.quantity.percent
        and not is_change(one.mention)
        and (one.quantity.unit, one.mention.sentence) == (first.quantity.unit, first.mention.sentence)
        for one, span in zip(parts, spans, strict=True)
    ) and not all(one.bound for one in parts)


def _told(passage: Passage, parts: Sequence[Tied], span: str, tables: Tables) -> Iterator[Finding]:
    text, first = passage.block.whole, parts[0]
    readings = _of_the_year(text, first, span, tables)
    total = sum((one.quantity.value for one in parts), Decimal(0))
    # 全年77件，上半年41件、下半年36件: held against what is given there.
    given = any(
        one.quantity.value == total or one.matched in readings
        for one in passage.tied
        if one.mention.sentence == first.mention.sentence and one not in parts
    )
    if not readings or given or any(one.value == total for one in readings):
        return
    shown = " + ".join(digits(one.quantity.value) for one in parts)
    expected = readings[0]
    said = text[first.mention.start - len(first.mention.left) : parts[-1].quantity.end].lstrip("，,；;：:、 ")
    message = f"文中“{said}”，{shown} = {digits(total)}，表里 {expected.called} 是 {digits(expected.value)}"
    place, *related = (passage.block.place(one.quantity.start) for one in parts)
    yield N105.at(
        place, message, hint="核对各段时间的数和全年的数", related=tuple(related), expected=expected.value, actual=total
    )


def _of_the_year(text: str, first: Tied, span: str, tables: Tables) -> list[Reading]:
    """The figures that the words of the first part name, if they were of the whole year."""
    clause = _CLAUSE.split(first.mention.left)[-1]
    before, _, behind = clause.partition(span)
    words = f"{_LEAD.sub('', before)}{behind}"
    return [one for one in figures_named(words, first.quantity.start, first.mention, text, tables, sure=True) if not one.amount]
