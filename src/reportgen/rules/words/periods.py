"""N255: a space of time that the law sets, cited with another number: 自收到申请之日起15个工作日内答复, of the law before its revision.

Which there are is data: `basis.periods` of the form. Those that an agency sets itself may be shorter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...model.beside.basis import Period
from ...model.finding import Finding
from ...text.ordinals import HAN_DIGITS, HAN_TENS, chinese_value
from ...text.patterns import pattern
from ..check import Subject
from ..slips import Slip, fix_of, prose
from .documents import N255

_A_NUMBER = rf"\s*(?P<number>\d{{1,3}}|[{HAN_DIGITS}{HAN_TENS}]{{1,4}})\s*"
# Between the pieces of what is said so many characters may stand.
_GAP = r"[^，,。；;！？\d]{0,16}?"
_ENDS = "。；！？\n"
# What a report sets itself, or tells of other things that are done, is no citation of the law.
_OF_ITS_OWN = pattern(
    r"压缩|压减|缩短|缩减|提前|提速|平均|承诺|力争|争取|征求|第三方|补正|[由从原][^，。；\d]{0,6}\d|旧|以前|修订前|工单|热线|来信|信访|提案|留言|网民|咨询|建议|投诉|举报|复议"
)
# Those within the agency have an earlier day, where it is not said to be the law's.
_WITHIN = pattern(r"内部|承办|协办|会办|经办|责任单位|各(?:部门|单位|科室)|[科股处]室")
_THE_LAWS = pattern(r"^[^，。；]{0,8}?的?(?:法定|条例|法律|《)", needs=("法定", "条例", "法律", "《"))
_BY_LAW = pattern("《|条例|法定|依法|法律|法规")
# 12件在30个工作日内答复, 15个工作日内答复率达90%: what was done is no citation.
_DONE = pattern(r"\d\s*[件份宗起]|率|占|比例|[%％]")


def check_periods(subject: Subject) -> Iterator[Finding]:
    """Periods of the law that the prose gives another number: that of the law before, a longer one, or any where the law is named."""
    told: set[tuple[str, int]] = set()
    for period in subject.form.basis.periods:
        for _, block in prose(subject):
            for found in _ways_said(block.whole, period):
                value = chinese_value(found["number"])
                at = found.start("number")
                said = block.whole, at
                if (
                    said not in told
                    and value != period.days
                    and _is_cited(block.whole, found, value, period, subject.report.year)
                ):
                    told.add(said)
                    span = found.span("number")
                    message = f"{period.law}规定的是{period.days}{_unit(period)}，写成了“{found[0]}”"
                    fix = fix_of([Slip(block, *span, str(period.days))])
                    yield N255.at(block.place(at), message, hint=f"改为{period.days}", fix=fix)


def _ways_said(text: str, period: Period) -> Iterator[re.Match[str]]:
    """Where a text gives the period a number."""
    for way in period.ways:
        if all(piece in text for piece in re.split("[N…]", way)):
            yield from _said(way).finditer(text)


@lru_cache(maxsize=32)
def _said(way: str) -> re.Pattern[str]:
    before, _, behind = way.partition("N")
    pieces = [_GAP.join(re.escape(piece) for piece in part.split("…")) for part in (before, behind)]
    return pattern(_A_NUMBER.join(pieces))


def _unit(period: Period) -> str:
    """What the number counts, as the period is said first: 个工作日."""
    return re.split("[内之…，]", period.ways[0].partition("N")[2])[0]


def _is_cited(text: str, found: re.Match[str], value: int, period: Period, year: int) -> bool:
    """Whether a sentence gives the number as that of the law."""
    start = max(text.rfind(sign, 0, found.start()) for sign in _ENDS) + 1
    stop = min((at for sign in _ENDS if (at := text.find(sign, found.end())) >= 0), default=len(text))
    sentence = text[start:stop]
    if (
        _OF_ITS_OWN.search(sentence)
        or _DONE.search(sentence)
        or any(int(other) < year for other in re.findall(r"(20\d\d)年", sentence))
    ):
        return False
    of_the_law = bool(_THE_LAWS.match(text[found.end() : stop]))
    if _WITHIN.search(sentence) and not of_the_law:
        return False
    return value in period.repealed or value > period.days or of_the_law or bool(_BY_LAW.search(text, start, found.end()))
