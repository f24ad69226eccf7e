"""N1: by how many points a rate rose or fell since last year — 比上年提高1.7个百分点 — where both years' tables hold it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from ....model.figures import digits
from ....model.finding import Finding
from ....model.report import Report
from ....text.patterns import pattern
from ..readings import Tables
from ..tied import Passage, Tied, excerpt
from .growth import N104, change_since_last_year, is_plain_rate
from .rate_cells import RateCell, cell_then, rate_cells
from .table_rates import ROUGHLY, is_fact

_CLAUSE = pattern(r"[，,；：（(]")


def point_findings(passage: Passage, tables: Tables, prior: Tables | None, source: str, report: Report) -> Iterator[Finding]:
    """Points by which no rate that the words name differs from that of last year; none without both years, or where it is not said of what."""
    text, tied = passage.block.whole, passage.tied
    if prior is None or not tables.has_rates:
        return
    for at, one in enumerate(tied):
        quantity = one.quantity
        change = change_since_last_year(one.mention.left) if "百分点" in text[quantity.start : quantity.end] else None
        if change is None or one.bound or one.mention.right.startswith(ROUGHLY):
            continue
        words, less = change
        pairs = [(cell, earlier) for cell in _rates(passage, at, words, tables, report) if (earlier := cell_then(cell, prior))]
        if pairs and not any(_explains(one, *pair, less=less) for pair in pairs):
            now, then = (cell.value for cell in pairs[0])
            verb = "提高" if now > then else "下降" if now < then else "持平"
            message = f"文中“{excerpt(text, one)}”与上年的年报对不上：由 {digits(then)}% 到 {digits(now)}% 应是{verb} {digits(abs(now - then))} 个百分点"
            hint = f"上年的数取自 {source}；核对后改正"
            yield N104.at(
                passage.block.place(quantity.start), message, hint=hint, expected=abs(now - then), actual=quantity.value
            )


def _rates(passage: Passage, at: int, words: str, tables: Tables, report: Report) -> list[RateCell]:
    """The rates that changed: named in the clause of the change, or else the percentage right before it."""
    text, one = passage.block.whole, passage.tied[at]
    clause = _CLAUSE.split(words)[-1]
    if clause.strip("其中、 "):
        end = one.quantity.start - len(one.mention.left) + len(words)
        named = one.mention._replace(left=clause, right="", quantity=one.quantity._replace(start=end))
        return rate_cells(named, text, _counts(passage, at), tables) if is_fact(named, text, report) else []
    last = passage.tied[at - 1] if at else one
    if last.mention.sentence != one.mention.sentence or not last.quantity.percent or not is_plain_rate(last.mention.left):
        return []
    return rate_cells(last.mention, text, _counts(passage, at - 1), tables) if is_fact(last.mention, text, report) else []


def _counts(passage: Passage, at: int) -> list[Tied]:
    sentence = passage.tied[at].mention.sentence
    return [one for one in passage.tied[:at] if one.mention.sentence == sentence and not one.quantity.percent]


def _explains(one: Tied, now: RateCell, then: RateCell, *, less: bool) -> bool:
    """Whether the rates as they are printed, or as they are reckoned, differ by so many points."""
    step = Decimal(1).scaleb(-one.quantity.places)
    changes = [(-1 if less else 1) * change for change in (now.value - then.value, now.exact - then.exact)]
    if one.quantity.high - one.quantity.low > step and any(map(one.quantity.admits, changes)):
        return True  # 近2个百分点
    return any(change.quantize(step, ROUND_HALF_UP) == one.quantity.value for change in changes)
