"""N232: a sentence about another year whose numbers are this year's: the year is the slip, not the numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...model.figures import digits
from ...model.finding import Finding
from ...model.phrasing import Phrasing
from ...text.patterns import pattern
from ..check import Subject
from ..dates import N232, OPENING_YEAR, copied_opening
from .readings import Tables
from .tie.claims import tied_of
from .tied import Passage, Tied, status_of

# What is compared with the year before, or looked at again, is of that year.
_COMPARED = pattern(
    r"年报|年度报告|同比|相比|持平|同期|整改|今年|本年|[增减升降](?:去年|上一?年|20)|(?:去|往|历|近.)年|上一?年(?!度?(?:结转|转))"
)
# 2020年新收79件，比上年的68件增加11件: what the sentence compares is told of the year that it names.
_WITH_THE_YEAR_BEFORE = pattern(
    r"[较比与](?:上一?年度?|去年|(?:19|20)\d\d年)(?:同期)?的?|[，,]而?(?:上一?年度?|去年)[底末]?(?=[为是有])", needs="较比与年"
)
# 截至2024年底，现行有效97件: up to when something stands, in any clause.
_UP_TO = pattern(r"截[至止]((?:19|20)\d\d)年(?:[底末]|12月)", needs="截")
# Two years never have three numbers alike; of fewer, one must be large and said of this year nowhere else.
_SEVERAL, _TELLING, _LARGE = 3, 3, 20


def in_the_right_year(passages: Sequence[Passage], subject: Subject, phrasing: Phrasing) -> tuple[list[Passage], list[Finding]]:
    """The passages with the numbers of such sentences tied as this year's, and the findings about the years."""
    right: list[Passage] = []
    findings: list[Finding] = []
    for passage in passages:
        found = [one for one in _openings(passage) if int(one[1]) < subject.report.year]
        for year in found:
            mended = _mended(passage, year, subject, phrasing, passages)
            if mended is None:
                continue
            passage, own = mended
            # What a section, or what stands behind a heading in its line, begins with is told there (rules/dates.py).
            first = subject.report.texts[passage.section][0]
            copied = copied_opening(passage.block, subject.report.year) if passage.block is first or passage.block.lead else None
            if copied is None or copied.start(1) != year.start(1):
                shown = "、".join(dict.fromkeys(digits(one.quantity.value) for one in own))
                message = f"这一句说的是{year[1]}年，里面的数（{shown}）却是{subject.report.year}年度表格里的"
                hint = f"核对是不是“{subject.report.year}年”；真是{year[1]}年的数，写明与本年相同"
                findings.append(N232.at(passage.block.place(year.start(1)), message, hint=hint))
        right.append(passage)
    return right, findings


def _openings(passage: Passage) -> list[re.Match[str]]:
    """The years that sentences with numbers begin with, or up to which they tell, where they speak of no other time."""
    text = passage.block.whole
    spans = dict.fromkeys(one.mention.sentence for one in passage.tied)
    found = (
        year
        for start, end in spans
        if (year := OPENING_YEAR.match(text, start) or _UP_TO.search(text, start, end))
        and not _COMPARED.search(_WITH_THE_YEAR_BEFORE.sub("", text[start:end]))
    )
    return list(found)


def _mended(
    passage: Passage, year: re.Match[str], subject: Subject, phrasing: Phrasing, passages: Sequence[Passage]
) -> tuple[Passage, list[Tied]] | None:
    """The passage as if the sentence spoke of this year, with its numbers that are this year's; None where they are not surely."""
    block, report = passage.block, subject.report
    if str(report.year) in block.whole[year.start() : _end(passage, year)]:
        return None
    text = block.whole[: year.start(1)] + str(report.year) + block.whole[year.end(1) :]
    quantities = [one.quantity for one in passage.tied]
    as_if = block._replace(lead="", text=text)

    def read(tables: Tables) -> list[Tied]:
        tied = tied_of(as_if, quantities, tables, report)
        return [
            one for one in tied if one.mention.sentence[0] <= year.start(1) < min(one.quantity.start, one.mention.sentence[1])
        ]

    now = read(Tables(subject.form, report.cells, phrasing))
    own = [one for one in now if _is_exact(one)]
    wrong = [one for one in now if status_of(one) == "contradictory"]
    values = {one.quantity.value for one in own if one.quantity.value >= _TELLING}
    if len(wrong) * _SEVERAL > len(values):
        return None
    if len(values) < _SEVERAL and (wrong or max(values, default=0) < _LARGE or _said_again(own, passage, passages)):
        return None
    if (prior := subject.prior) and sum(map(_is_exact, read(Tables(prior.form, prior.cells, phrasing)))) >= len(own):
        return None
    mended = {one.quantity.start: one for one in now}
    return passage._replace(tied=tuple(mended.get(one.quantity.start, one) for one in passage.tied)), own


def _end(passage: Passage, year: re.Match[str]) -> int:
    return next(
        one.mention.sentence[1] for one in passage.tied if one.mention.sentence[0] <= year.start(1) < one.mention.sentence[1]
    )


def _is_exact(one: Tied) -> bool:
    return one.matched is not None and one.quantity.value == one.matched.value


def _said_again(own: Sequence[Tied], passage: Passage, passages: Sequence[Passage]) -> bool:
    """Whether the report gives one of these numbers of the passage for this year as well: then the years may be alike."""
    meant = {one.matched.expression for one in own if one.matched and one.quantity.value >= _LARGE}
    here = {one.quantity.start for one in own}
    return any(
        one.matched and one.matched.expression in meant and not (other is passage and one.quantity.start in here)
        for other in passages
        for one in other.tied
    )
