"""N105: of so many that were sent in or looked at, more are said to have been chosen: 征集意见56条，采纳65条; no 其中 joins them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ....model.figures import digits
from ....model.finding import Finding
from ....text.patterns import pattern
from ....text.quantities import CLOSED_BRACKETS
from ..arithmetic.sums import N105
from ..surroundings import is_change
from ..tied import Passage, Tied, excerpt

# What can be done only with those that there were, and what brings them together.
_CHOSEN = pattern(
    r"[，,；;、]\s*(?:其中)?(?:经[^，,。；;\d]{1,10}?)?(?:最终|最后|实际|目前|已|均|共|被|予以|给予|有效|合理)*"
    r"(?P<what>吸收采纳|研究采纳|采纳|采用|吸纳|整改完成|整改到位|完成整改|整改|销号|审查通过|审核通过|通过审查|通过审核|通过|合格|达标)"
    r"(?:合理|意见|建议|问题|网民|群众|公众|有效|合理化?|相关|的|了|有|共|为)*"
)
_BROUGHT = pattern(
    r"(?:征集|征求|收集|收到|征得|提出|反馈|梳理|发现|排查出?|检查出?|查找出?|查出|反馈|审查|审核|抽查|检查|报送|上报|申报)[^，,。；;：:\d]{0,16}$"
)
# 现有31个，纳入监测的34个: those of which something is so, of all there are.
_OF_WHICH = pattern(
    r"[，,；;]\s*(?:其中|已)*(?:纳入|列入|参加|符合|达到|通过)[^，,。；;：:、\d]{1,10}的(?:有|共|达|为|是)*",
    needs=("纳入", "列入", "参加", "符合", "达到", "通过"),
)
# 17个村（社区）中，有19个: there are no more of a thing than of that.
_AMONG = pattern(r"[^，,。；;：:、\d]{0,12}(?<![其集])中[，,]?(?:已|共|就|现)?有", needs="中")
_ALL_THERE_ARE = pattern(r"(?:共|共有|现有|共计|总数为?|总计)$")
# 另有上年的: there were more of them than the sentence counts.
_FROM_BEFORE = pattern(r"上年|上一年|去年|往年|历年|此前|以前|遗留|结转|累计|存量|其他|另")


def selected_findings(passage: Passage) -> Iterator[Finding]:
    """Numbers of those chosen that are larger than the number of all of them, right before."""
    text = passage.block.whole
    for whole, part in pairwise(passage.tied):
        if part.quantity.value <= whole.quantity.value or not _are_plain(whole, part):
            continue
        between = CLOSED_BRACKETS.sub("", text[whole.quantity.end : part.quantity.start])
        chosen = _CHOSEN.fullmatch(between) and _BROUGHT.search(whole.mention.left)
        of_which = _OF_WHICH.fullmatch(between) and _ALL_THERE_ARE.search(whole.mention.left)
        among = _AMONG.fullmatch(between)
        before = [one.quantity for one in passage.tied if whole.mention.sentence[0] <= one.quantity.start < whole.quantity.start]
        if any(one.unit == part.quantity.unit and one.value >= part.quantity.value for one in before):
            continue  # it may be of those
        if not (chosen or of_which or among) or _FROM_BEFORE.search(text, whole.mention.sentence[0], whole.mention.sentence[1]):
            continue
        more = digits(part.quantity.value - whole.quantity.value)
        message = f"文中“{excerpt(text, whole)}”，后面说的“{excerpt(text, part)}”比全部还多 {more}"
        place, related = (passage.block.place(one.quantity.start) for one in (whole, part))
        hint = "核对这两个数；还有别处来的，写明一共多少"
        yield N105.at(place, message, hint=hint, related=(related,), expected=part.quantity.value, actual=whole.quantity.value)


def _are_plain(whole: Tied, part: Tied) -> bool:
    """Whether both count the same kind of thing, exactly and in digits, in one sentence, and neither is a figure of the tables or a change."""
    same = whole.mention.sentence == part.mention.sentence and whole.quantity.unit == part.quantity.unit != ""
    exact = all(
        one.quantity.exact and not (one.quantity.percent or one.quantity.spelled or is_change(one.mention) or one.readings)
        for one in (whole, part)
    )
    return same and exact and bool(whole.quantity.value) and not (whole.bound and part.bound)
