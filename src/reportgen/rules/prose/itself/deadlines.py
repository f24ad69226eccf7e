"""N114: cases answered too late, or given more time, counted in one place, against words elsewhere that none was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ....model.finding import Finding
from ....model.report import Report
from ....text.patterns import pattern, worded
from ..scopes import Whose, speaker_of
from ..tied import Passage, Tied, excerpt
from ..times import time_of
from .agreement import N114

_ANSWERED = r"(?:答复|办结|办理|回复|处理|作出)"
_TOO_LATE = r"(?:逾期|超期|超时|(?:超过|超出)(?:法定|规定|答复|办理)*的?[期时]限|未(?:能)?(?:按期|按时|如期)|未(?:能)?在(?:法定|规定|答复|办理)*的?[期时]限内)"
_SAYS_LATE = ("逾期", "超", "未")
# 逾期不补正, 逾期未缴费: who asked was late, not the agency.
_LATE_BEFORE = worded(
    rf"{_TOO_LATE}(?:未)?{_ANSWERED}?(?:的|〈words〉|申请|案件|件数|情况|共|有|为|了|：|\s)*$", needs=_SAYS_LATE
)
_LATE_BEHIND = worded(
    rf"〈words〉?(?:申请)?(?:的答复)?(?:因[^，。；\d]{{1,12}})?{_TOO_LATE}(?:未)?{_ANSWERED}",
    needs=_SAYS_LATE,
)
_IN_TIME = pattern(
    rf"(?:全部|所有|均|都|一律|全数)[^，。；\d]{{0,16}}(?:[期时]限|时间)(?:之)?内[^，。；\d]{{0,8}}{_ANSWERED}"
    rf"|(?:均|都|全部)(?:已|能|做到)?(?:按期|按时|如期){_ANSWERED}"
    rf"|(?:按期|按时|[期时]限内)(?:予以)?{_ANSWERED}率[^，。；\d]{{0,6}}100(?:\.0+)?[%％]"
    rf"|(?:未出现|没有|未发生|无|零|不存在|未有)(?:一件|任何|申请)?(?:逾期|超期|超时)(?:未)?{_ANSWERED}?(?=的?(?:现象|情况|情形|问题|件|申请)?[，。；、]|$)"
    rf"|(?:均|都|全部)未(?:逾期|超期|超时)"
)
# 依法延长答复期限3件, 3件经批准延期答复 … 无一件延期
_MORE_TIME = r"(?:延期|延长)(?:了)?(?:答复|办理|办结|处理)?(?:的?[期时]限|的?时间)?"
_MORE_BEFORE = worded(rf"{_MORE_TIME}(?:的|〈words〉|申请|案件|件数|情况|共|有|为|了|：|\s)*$", needs="延")
_MORE_BEHIND = worded(
    rf"〈words〉?(?:申请)?(?:的答复)?(?:均|都|已)?(?:经[^，。；\d]{{1,16}}|依法|按程序|需要?|确需)*{_MORE_TIME}", needs="延"
)
_NO_MORE_TIME = pattern(
    rf"(?:无|没有|未有|未出现|未发生|不存在|零)(?:一件|一例|一起|任何|申请)*(?:申请)?{_MORE_TIME}(?=的?(?:现象|情况|情形|问题|件|申请)?[，。；、]|$)"
    rf"|(?:均|都|全部)(?:未|没有){_MORE_TIME}",
    needs="延",
)
_NO_FACT = pattern(r"力争|确保|保证|要求|应当|必须|将|争取|除|外|力求|目标|其余|其他|其它|剩余")
_OTHER_MATTER = pattern(r"工单|热线|建议|提案|信访|来信|投诉|留言|许可|审批|事项|诉求|补正|缴")
_CASES = worded(r"申请|〈words〉")
_STOPS = "。！？\n"
# 最慢的22个工作日, 用时最长22个工作日: how long the longest took; 件件都在20个工作日内答复: in how long all were.
_LONGEST = pattern(r"最(?:慢|长|久)的?[^，,。；：\d]{0,10}?(?P<days>\d{1,3})\s*(?P<unit>个工作日|日|天)", needs="最")
_ALL_WITHIN = pattern(
    r"(?:件件|均|都|全部|所有|一律|全数)(?!应|须|要|需)[^，。；\d]{0,14}?(?P<days>\d{1,3})\s*(?P<unit>个工作日|日|天)的?(?:法定|规定|答复|办理|期限|时限|时间)*(?:以内|之内|内)[^，。；\d]{0,4}?[答达办回处作]",
    needs="内",
)
_PUT_OFF, _NOT_PUT_OFF = (
    pattern(r"延期|延长|期限届满"),
    pattern(r"(?:没有|未|无|不存在|零)[^，。；\d]{0,8}(?:延期|延长)[^，。；\d]{0,4}"),
)
_NONE = ("无", "没有", "未有")


class _Kind(NamedTuple):
    """How such cases are counted, by the words before a number or behind it, and how all of them are said not to be such."""

    before: Callable[[tuple[str, ...]], re.Pattern[str]]
    behind: Callable[[tuple[str, ...]], re.Pattern[str]]
    none: re.Pattern[str]


_KINDS = (_Kind(_LATE_BEFORE, _LATE_BEHIND, _IN_TIME), _Kind(_MORE_BEFORE, _MORE_BEHIND, _NO_MORE_TIME))


class _Said(NamedTuple):
    passage: Passage
    start: int
    words: str


def deadline_findings(
    passages: Sequence[Passage], every: Sequence[Passage], report: Report, about: tuple[str, ...]
) -> Iterator[Finding]:
    """Numbers of such cases, where `every` other part of the prose says that there was none; `about`: what the report is."""
    for kind in _KINDS:
        counted = [(passage, one) for passage in passages for one in passage.tied if _is_such(kind, passage, one, report, about)]
        said = next((said for passage in every for said in _denied(kind, passage, report, about)), None) if counted else None
        if said is None:
            continue
        for passage, one in counted:
            block, start = passage.block, one.quantity.start
            message = f"文中“{excerpt(block.whole, one)}{_words_behind(kind, one, about)}”，又说“{said.words}”"
            related = (said.passage.block.place(said.start),)
            hint = "核对有没有这样的，两处要说得一致"
            yield N114.at(block.place(start), message, hint=hint, related=related, actual=one.quantity.value)


def longest_findings(every: Sequence[Passage], report: Report, about: tuple[str, ...]) -> Iterator[Finding]:
    """最慢的22个工作日，件件都在20个工作日内答复: the longest that an answer took, in a paragraph that says of all that they took less."""
    for passage in every:
        text = passage.block.whole
        longest, within = (next(sought.finditer(text), None) for sought in (_LONGEST, _ALL_WITHIN))
        if not (longest and within) or longest["unit"] != within["unit"] or int(longest["days"]) <= int(within["days"]):
            continue
        start, stop = min(longest.start(), within.start()), max(longest.end(), within.end())
        start = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
        said = text[start:stop]
        if (
            _PUT_OFF.search(_NOT_PUT_OFF.sub("", said))
            or _NO_FACT.search(said)
            or not _is_own(text, start, stop, stop, report, about)
        ):
            continue
        place, related = (passage.block.place(one.start("days")) for one in (longest, within))
        message = f"文中“{longest[0]}”，又说“{within[0]}…”：{longest['days']} 比 {within['days']} 长"
        yield N114.at(place, message, hint="核对有没有逾期的；延期办理的写明", related=(related,))


def _is_such(kind: _Kind, passage: Passage, one: Tied, report: Report, about: tuple[str, ...]) -> bool:
    mention, text = one.mention, passage.block.whole
    if (
        one.quantity.percent
        or not one.quantity.value
        or mention.left.endswith(_NONE)  # 无一件延期
        or not (kind.before(about).search(mention.left) or kind.behind(about).match(mention.right))
    ):
        return False
    start, end = mention.sentence
    return _is_own(text, start, end, mention.start, report, about) and time_of(text, mention, report.year).year == report.year


def _denied(kind: _Kind, passage: Passage, report: Report, about: tuple[str, ...]) -> Iterator[_Said]:
    """Words that say of all cases of this year that none was such."""
    text = passage.block.whole
    for found in kind.none.finditer(text):
        start = max(text.rfind(stop, 0, found.start()) for stop in _STOPS) + 1
        before = text[start : found.start()]
        other_year = any(word in before for word in ("上年", "去年", "上一年", str(report.year - 1)))
        if not other_year and not _NO_FACT.search(before) and _is_own(text, start, found.end(), found.start(), report, about):
            yield _Said(passage, found.start(), found[0])


def _is_own(text: str, start: int, end: int, at: int, report: Report, about: tuple[str, ...]) -> bool:
    """Whether a sentence speaks of the applications that the reporting agency had."""
    sentence = text[start:end]
    other = _OTHER_MATTER.search(sentence) and not _CASES(about).search(sentence)
    return not other and speaker_of(text[start:at], report.agency).whose is Whose.OWN


def _words_behind(kind: _Kind, one: Tied, about: tuple[str, ...]) -> str:
    """Where the number stands before what is said of it, those words too."""
    found = kind.behind(about).match(one.mention.right)
    return found[0] if found and not kind.before(about).search(one.mention.left) else ""
