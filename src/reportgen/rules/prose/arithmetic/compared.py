"""Two numbers that a sentence gives, compared: by how many points the one rate is more, how many times the one number is the other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from ....model.figures import digits
from ....model.finding import Finding
from ....text.patterns import HAN, pattern
from ....text.quantities import Quantity
from ..tied import Passage, Tied, excerpt
from .growth import N104
from .lists.parts import is_countable
from .table_rates import ROUGHLY

_BEFORE = r"(?:上一?年度?|去年|(?:19|20)\d\d年度?|年初|此前|原来|改版前|上季度|期初)(?:同期|[末底])?"
# 由上年的95.1%, 从98件; 比上年的97.1%
_FROM = pattern(rf"(?:^|[^经])[由从](?:{_BEFORE})?的?\s*$")
_THAN = pattern(rf"[，,]?(?:同?[比较])(?:{_BEFORE})(?:的|是|为)*\s*$")
_ON_TO = pattern(r"\s*[^，,。；：\d]{0,6}[到至为]了?\s*$")
_BY = pattern(
    r"\s*[，,、（(]?\s*(?:同比)?(?:提高|提升|上升|增长|增加|上涨|升高|下降|降低|减少|回落|下滑|高|低|[增升涨降减]幅)(?:了|为|达)?\s*$"
)
_GREW_BY = pattern(r"\s*[，,、（(]?\s*(?:同比)?(?:增长|增加|扩大|上升|提高)(?:了|近)?\s*$")
# 是上年63万次的3倍; 由55件增至165件，为上年的3倍
_IS = pattern(
    rf"[，,（(]?\s*(?:约|大约)?(?:是|为|达到?|相当于)(?:了)?(?:(?:{_BEFORE})(?:的|收到的|收到|新收的)?|{HAN}{{2,10}}?)\s*$"
)
_OF_IT = pattern(r"\s*的(?:近|约)?\s*$")
_IS_OF_IT = pattern(rf"\s*[，,（(]\s*(?:是|为|达到?|相当于)(?:{_BEFORE})的(?:近|约)?\s*$")
# How many times is seldom written out: half of what its last digit stands for is no fault, nor more of a rough one.
_HALF = Decimal("0.5")


def point_difference_findings(passage: Passage) -> Iterator[Finding]:
    """由95.1%提高到98.3%，提高2.3个百分点: points that are not the difference of the two rates right before them."""
    text = passage.block.whole
    for first, second, by in zip(passage.tied, passage.tied[1:], passage.tied[2:], strict=False):
        if not _is_points(text, by) or any(not one.quantity.percent or _is_points(text, one) for one in (first, second)):
            continue
        if not _are_plain((first, second, by)) or not _BY.match(text[second.quantity.end : by.quantity.start]):
            continue
        between = text[first.quantity.end : second.quantity.start]
        if not (_FROM.search(first.mention.left) and _ON_TO.match(between)) and not _THAN.fullmatch(between):
            continue
        made = abs(first.quantity.value - second.quantity.value)
        slack = sum((one.quantity.high - one.quantity.low for one in (first, second)), Decimal(0)) / 2
        if by.quantity.low - slack <= made <= by.quantity.high + slack:
            continue
        message = f"文中“{excerpt(text, by)}”算不出来：{_shown(first.quantity)}% 和 {_shown(second.quantity)}% 相差 {digits(made)} 个百分点"
        place, *related = (passage.block.place(one.quantity.start) for one in (by, first, second))
        hint = f"核对这三个数；前两个没有错就改为 {digits(made)}"
        yield N104.at(place, message, hint=hint, related=tuple(related), expected=made, actual=by.quantity.value)


def multiple_findings(passage: Passage) -> Iterator[Finding]:
    """126万次，是上年63万次的3倍: how many times a number is another, or grew by it, where it does not come out."""
    text = passage.block.whole
    if "倍" not in text:
        return
    for first, second, times in zip(passage.tied, passage.tied[1:], passage.tied[2:], strict=False):
        if times.quantity.unit != "倍" or not _are_plain((first, second, times)):
            continue
        pair = first.quantity, second.quantity
        if not all(map(is_countable, pair)) or pair[0].unit != pair[1].unit or not (pair[0].value and pair[1].value):
            continue
        between, behind = text[pair[0].end : pair[1].start], text[pair[1].end : times.quantity.start]
        grew = False
        if _IS.fullmatch(between) and _OF_IT.match(behind):
            now, then = pair
        elif _FROM.search(first.mention.left) and _ON_TO.match(between):
            then, now = pair
            grew = bool(_GREW_BY.match(behind))
            if not grew and not _IS_OF_IT.match(behind):
                continue
        else:
            continue
        made = now.value / then.value - (1 if grew else 0)
        step = Decimal(1).scaleb(-times.quantity.places) * _HALF
        if times.quantity.low - step <= made <= times.quantity.high + step:
            continue
        right = made.quantize(Decimal(1).scaleb(-max(times.quantity.places, 1)), ROUND_HALF_UP)
        numbers = f"{digits(now.value)} 是 {digits(then.value)} 的 {digits(right + (1 if grew else 0))} 倍"
        message = f"文中“{excerpt(text, times)}”算不出来：{numbers}" + (f"，增长 {digits(right)} 倍" if grew else "")
        place, *related = (passage.block.place(one.start) for one in (times.quantity, now, then))
        hint = f"核对这三个数；前两个没有错就改为 {digits(right)} 倍"
        yield N104.at(place, message, hint=hint, related=tuple(related), expected=right, actual=times.quantity.value)


def _is_points(text: str, one: Tied) -> bool:
    return "百分点" in text[one.quantity.start : one.quantity.end]


def _are_plain(three: tuple[Tied, ...]) -> bool:
    """Whether they stand in one sentence, none of them from a binding that is right of itself, none in round words."""
    if all(one.bound for one in three) or three[-1].mention.right.startswith(ROUGHLY):
        return False
    return len({one.mention.sentence for one in three}) == 1 and not any(one.quantity.spelled for one in three[:2])


def _shown(quantity: Quantity) -> str:
    return str(quantity.value.quantize(Decimal(1).scaleb(-quantity.places)))
