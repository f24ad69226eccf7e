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
    r"压缩|压减|缩短|缩减|提前|提速|平均|承诺|力争|争取|征求|第三方|补正|[由从原][^，。；\d]{0,6}\d|旧|以前|修订前|工单|热线|来信|信访|提案|留言|咨询"
)
# Those within the agency have an earlier day, where it is not said to be the law's.
_WITHIN = pattern(r"内部|承办|协办|会办|经办|责任单位|各(?:部门|单位|科室)|[科股处]室")
_THE_LAWS = pattern(r"^[^，。；]{0,8}?的?(?:法定|条例|法律|《)", needs=("法定", "条例", "法律", "《"))
_BY_LAW = pattern("《|条例|法定|法律|法规")


def check_periods(subject: Subject) -> Iterator[Finding]:
    """Periods of the law that the prose gives another number: that of the law before, a longer one, or any where the law is named."""
    for period in subject.form.basis.periods:
        sought = _said(period.say)
        for _, block in prose(subject):
            for found in sought.finditer(block.whole):
                value = chinese_value(found["number"])
                if value != period.days and _is_cited(block.whole, found, value, period, subject.report.year):
                    span = found.span("number")
                    message = f"{period.law}规定的是{period.days}{_unit(period)}，写成了“{found[0]}”"
                    fix = fix_of([Slip(block, *span, str(period.days))])
                    yield N255.at(block.place(span[0]), message, hint=f"改为{period.days}", fix=fix)


@lru_cache(maxsize=32)
def _said(say: str) -> re.Pattern[str]:
    before, _, behind = say.partition("N")
    pieces = [_GAP.join(re.escape(piece) for piece in part.split("…")) for part in (before, behind)]
    return pattern(_A_NUMBER.join(pieces))


def _unit(period: Period) -> str:
    """What the number counts, as the period is said: 个工作日."""
    return re.split("[内之…，]", period.say.partition("N")[2])[0]


def _is_cited(text: str, found: re.Match[str], value: int, period: Period, year: int) -> bool:
    """Whether a sentence gives the number as that of the law."""
    start = max(text.rfind(sign, 0, found.start()) for sign in _ENDS) + 1
    stop = min((at for sign in _ENDS if (at := text.find(sign, found.end())) >= 0), default=len(text))
    sentence = text[start:stop]
    if _OF_ITS_OWN.search(sentence) or any(int(other) < year for other in re.findall(r"(20\d\d)年", sentence)):
        return False
    if _WITHIN.search(sentence) and not _THE_LAWS.match(text[found.end() : stop]):
        return False
    return (
        value in period.repealed
        or value > period.days
        or bool(_BY_LAW.search(text, start, found.start()) or _THE_LAWS.match(text[found.end() : stop]))
    )
