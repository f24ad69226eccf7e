"""What a series of numbers is said to do: 从97、126增长到118, 依次为97件、162件、158件，逐年递增 — with their units or without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from ....model.figures import digits
from ....model.finding import Finding
from ....model.report import TextBlock
from ....text.patterns import HAN, pattern
from ....text.units import UNITS
from ..tied import is_bound
from .growth import N104

_OF_WHEN = (
    r"(?:(?:(?:19|20)\d\d年度?|前年|上一?年度?|去年|今年|本年度?|年初|年末|年底|期初|期末|上半年|下半年|第?[一二三四]季度)末?的?)"
)
_NUMBER = rf"\d{{1,9}}(?:\.\d{{1,4}})?\s?(?:百|千|万|亿)?\s?(?:%|％|{'|'.join(UNITS)})?"
_ONE = rf"{_OF_WHEN}?(?:{_NUMBER})(?!\s*(?:年|月|日|号|个?百分点))"
_MORE = r"上升|增加|增长|提高|提升|扩大|攀升|上涨|递增|增|升"
_LESS = r"下降|减少|降低|压减|压缩|精简|缩减|缩短|回落|递减|减|降"
_SLOWLY = r"(?:逐[步年渐季月]|大幅|稳步|明显|持续|连年|快速|一路)?"
# 从54、68上升到28; 由54件上升到28件
_TURNED = pattern(
    rf"[由从](?:{HAN}{{0,12}}?)(?P<was>{_ONE}(?:[、，和及]{_ONE}){{0,8}})(?:[^，,。；：:\d]{{0,4}}?){_SLOWLY}(?:(?P<more>{_MORE})|(?P<less>{_LESS}))(?:到了?|至|为)(?P<now>{_ONE})",
    needs="由从",
)
# 97件、126件、158件，逐年递增; 连续三年上升
_EACH_TIME = pattern(
    rf"[，,]\s?(?:呈现?|保持|实现)?(?:逐[年季月次]|连年|连续[两二三四五\d]年)(?:呈|保持)?(?:(?P<more>{_MORE})|(?P<less>{_LESS}))",
    needs=("逐", "连年", "连续"),
)
_SERIES = pattern(rf"{_ONE}(?:[、，和及]\s?{_ONE}){{1,8}}$")
_LONGEST = 120
_EACH = pattern(_ONE)
_VALUE = pattern(r"(\d+(?:\.\d+)?)\s*(百|千|万|亿)?\s*([^\d]*)$")
_RANKS = frozenset("位名")
_SCALE = {"": 0, "百": 2, "千": 3, "万": 4, "亿": 8}


def series_findings(block: TextBlock) -> Iterator[Finding]:
    """A series whose last number lies on the other side of those before it than its word says, or that does not go one way as it is said to."""
    text = block.whole
    for found in _TURNED.finditer(text):
        numbers = _numbers(text, *found.span("was")) + _numbers(text, *found.span("now"))
        word = found["more"] or found["less"]
        before, last = numbers[-2][1], numbers[-1][1]
        if not _are_alike(numbers) or _goes(before, last, more=bool(found["more"])):
            continue
        yield from _told(block, found[0].lstrip("由从"), numbers, f"从 {digits(before)} 到 {digits(last)} 不是{word}", word)
    for found in _EACH_TIME.finditer(text):
        series = _SERIES.search(text, max(found.start() - _LONGEST, 0), found.start())
        numbers = _numbers(text, *series.span()) if series else []
        if not _are_alike(numbers):
            continue
        for (_, one, _), (_, other, _) in pairwise(numbers):
            if not _goes(one, other, more=bool(found["more"])):
                word = found[0].lstrip("，, ")
                yield from _told(
                    block,
                    text[numbers[0][0] : found.end()],
                    numbers,
                    f"从 {digits(one)} 到 {digits(other)} 不是{found['more'] or found['less']}",
                    word,
                )
                break


def _are_alike(numbers: Sequence[tuple[int, Decimal, str]]) -> bool:
    """Whether all are counted in one unit; of places in a ranking (由12位提升至5位) the smaller one is the better."""
    units = {unit for _, _, unit in numbers} - {""}
    return len(units) <= 1 and not units & _RANKS


def _goes(one: Decimal, other: Decimal, *, more: bool) -> bool:
    return other > one if more else other < one


def _numbers(text: str, start: int, end: int) -> list[tuple[int, Decimal, str]]:
    """The numbers of a series with their places and units."""
    found: list[tuple[int, Decimal, str]] = []
    for one in _EACH.finditer(text, start, end):
        if value := _VALUE.search(one[0]):
            number = Decimal(value[1]).scaleb(_SCALE[value[2] or ""])
            found.append((one.start() + value.start(), number, value[3].strip()))
    return found


def _told(block: TextBlock, said: str, numbers: Sequence[tuple[int, Decimal, str]], why: str, word: str) -> Iterator[Finding]:
    """The finding, unless every number is a figure that a binding has put there."""
    if all(is_bound(block, at) for at, _, _ in numbers):
        return
    *related, place = (block.place(at) for at, _, _ in numbers)
    message = f"文中“{said}”，{why}"
    yield N104.at(place, message, hint=f"核对这几个数和“{word}”", related=tuple(related), actual=numbers[-1][1])
