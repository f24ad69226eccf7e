"""A list of months or quarters that counts itself: 3月、5月、9月和11月举办培训3期 were four at least."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ....model.finding import Finding
from ....text.patterns import HAN, pattern
from ..arithmetic.sums import N105
from ..tied import Passage, Tied, excerpt

_NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
# 3月, 三月上旬, 9月12日, 第二季度
_TIME = rf"(?:{_NUMERAL}月(?:份|上旬|中旬|下旬|初|中|底|末)?(?:\d{{1,2}}日)?|第?[一二三四]季度)"
_AND = r"(?:、|和|与|及|以及)"
_LIST = rf"{_TIME}(?:{_AND}{_TIME})+"
_ALL_TOLD = rf"(?:[，,](?:全年|一共|总共|共计|合计|累计|共)(?:计)?{HAN}{{0,8}})"
# Of every year, or of a span of time, it says another thing; 4月份、9月份两次 is told as it is.
_BEHIND_LIST = pattern(
    rf"(?<![\d至到—–~～-])(?P<list>{_LIST})(?!{_AND}|[至到—–~～-])(?:[^，,。；;：:、（）()\d]{{0,24}}{_ALL_TOLD}?)$",
    needs=("月", "季度"),
)
_IN_BRACKET = pattern(rf"{HAN}{{0,8}}[（(](?:分别|先后)?(?:[在于为是])?(?P<list>{_LIST})[）)]", needs=("月", "季度"))
_EACH_TIME = pattern(_TIME)
_OTHERWISE = pattern("各|均|其中|增|减|另|再|又|等")
_EVERY = pattern(r"每[^，,；;。：]*$", needs="每")
_SESSIONS = frozenset((*"期场次轮届班回批", "场次", "期次", "批次"))
_LONGEST = 80


def listed_time_findings(passage: Passage) -> Iterator[Finding]:
    """Fewer sessions than the times at which one was held; two may have been held in one month, so that more are none."""
    text = passage.block.whole
    for one in passage.tied:
        quantity = one.quantity
        if quantity.unit not in _SESSIONS or not quantity.exact or one.bound or one.matched:
            continue
        begins = max(one.mention.sentence[0], quantity.start - _LONGEST)
        said = text[begins : quantity.end]
        before = _BEHIND_LIST.search(said, 0, quantity.start - begins)
        found = before or _IN_BRACKET.match(text, quantity.end)
        if not found or (before and (_OTHERWISE.search(before[0]) or _EVERY.search(said, 0, before.start()))):
            continue
        many = len(_EACH_TIME.findall(found["list"]))
        if quantity.value < many:
            yield _told(passage, one, said[before.start() :] if before else excerpt(text, one), found["list"], many)


def _told(passage: Passage, one: Tied, said: str, listed: str, many: int) -> Finding:
    message = f"文中“{said}”，列出的时间却有 {many} 个：{listed}"
    place = passage.block.place(one.quantity.start)
    return N105.at(place, message, hint="核对次数和时间", expected=Decimal(many), actual=one.quantity.value)
