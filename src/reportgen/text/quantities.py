"""Numbers in Chinese prose: 198件, 3.7万多条, 两件, 75.2%, 100余件 — what they say, and how exactly.

Dates, ordinals, document numbers, telephone numbers and titles in 《》 are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .ordinals import HAN_DIGITS, HAN_TENS, spelled_value
from .patterns import HAN, found_from, pattern
from .units import SCALES, UNITS, base_of, is_of_its_own

_MOST_DIGITS = 30  # of a figure: a longer run counts nothing
_DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MORE, _LESS, _ROUGH = (
    ("余", "多", "几", "以上", "有余"),
    ("近", "将近", "不足", "不到", "接近"),
    ("约", "大约", "近乎"),
)
_BELOW = ("不足", "不到")
# 数百件, 几十件, 上千条 are rough; in 申请数90件, 完成90件, 网上12件 the sign belongs to the word before.
_SEVERAL = pattern(r"(?<![总件人次个份条篇])数$|[几成]$")
_UPWARDS = "上"
# 预约90件, 最近90件 are no rough numbers either.
_NO_ROUGH_WORD = pattern(r"(?:[预节合签契条公特履违制]约|[附最邻就]近)$", needs="约近")
_OVER = ("超", "超过", "逾", "突破", "达到", "多达")
# Not quantities: what stands before or behind tells.
_NOT_BEFORE = ("第", "号", "〔", "[", "邮编", "编号", "版本", "№", "No.", ".", "-", "—", "+", "/", "：0")
_TELEPHONE = ("电话", "热线")  # of 信函及电话165条 it is a count
# 微信公众号29个 are accounts.
_ACCOUNT = pattern(r"(?:公众|账|帐|视频|头条|订阅|服务|抖音)号$", needs="号")
# 三类答复——69件、17件——计86件: behind a dash a list begins.
_DASHED = pattern(r"[^\d—]——$", needs="—")
_DATE_BEHIND = pattern(
    r"\s*(?:(?P<date>年|月|日|号|时|点)|时许|周年|周岁|岁|个?工作日|天|个月|小时|分钟|世纪|年代|度|级|届|楼|室|路|弄|幢|层|元旦|\.\d|[-—~～]\d|:\d|：\d{2}|版|\+)"
)
_PERCENT = pattern(r"\s*(?:%|％|个百分点)")
# 两项合计, 三者之和: how many were added up.
_ADDED = (
    "合计",
    "共计",
    "相加",
    "之和",
    "总和",
    "加总",
    "总量",
    "合为",
    "总计",
    "加起来",
    "加在一起",
    "合并",
    "占",
    "均占",
    "共占",
    "一共",
    "总共",
    "共",
)
# 三类内部事务信息 are a name; 两类共, 四类均 count.
_NAMED_KINDS = pattern(rf"(?![共合均都占为是的分总]){HAN}")
_CHANCE_HAN = (
    "每",
    "第",
    "首",
    "任",
    "哪",
    "逐",
    "同",
    "唯",
    "这",
    "那",
    "某",
    "另",
    "统",
    "专",
    "单",
    "划",
    "合",
    "之",
    "万",
    "星期",
    "周",
    "初",
    "其中之",
)


# What stands in brackets, without those inside.
CLOSED_BRACKETS = pattern(r"[（(][^（()）]*[）)]")


_STEPS = frozenset(f"{HAN_TENS}万亿")
# 2 360条: a blank between thousands, as it is copied from a table or a web page, is no end of the number; of years (2024 360条) it is.
_BLANKS = " \u00a0\u2009\u202f\u3000"
_SCALE = "百万|千万|[百千万亿]"
_PART = rf"(?P<part>一半|(?<!多)半数|[{HAN_DIGITS}]成(?![立果为员本效功绩熟都份品就型长交群分])|[{HAN_DIGITS}十]分之[{HAN_DIGITS}十])(?P<part_more>以上|多|强|左右|有余)?"
_HAN_NUMERALS = f"[{HAN_DIGITS}{HAN_TENS}万]"
_QUANTITY_BEGINS = pattern(rf"[\d{HAN_DIGITS}{HAN_TENS}万半]")
_LATIN_LABEL = pattern(r"(?<![A-Za-z\d_.:/@-])[A-Za-z]{2,8}$")
_HIDDEN_BEGINS = pattern(r"[《〔a-zA-Z\d]")


def _grouped(unit: str) -> str:
    return rf"(?<![\d.])\d{{1,3}}(?:[{_BLANKS}]\d{{3}})+(?=\s?[余多]?(?:[万亿]|{unit}))"


PARTED_THOUSANDS = pattern(_grouped("|".join(UNITS)))


class _Reading:
    """The patterns that numbers with units are read by: those that all reports have, and the `own` ones that a pack declares."""

    def __init__(self, own: tuple[str, ...]) -> None:
        self.own = frozenset(own)
        every = sorted({*UNITS, *own}, key=len, reverse=True) if own else UNITS
        unit = "|".join(map(re.escape, every))
        # 500千瓦时 are five hundred: what begins with a numeral and is a unit of its own has its sign for itself.
        apart = "|".join(map(re.escape, (one for one in every if one in self.own and is_of_its_own(one, own))))
        scale, numeral = (rf"(?!{apart})(?:{_SCALE})", rf"(?:(?!{apart}){_HAN_NUMERALS})") if apart else (_SCALE, _HAN_NUMERALS)
        number = rf"(?P<digits>{_grouped(unit)}|{_DIGITS})\s*(?P<scale>{scale})?"
        # 94条（篇）: things that are wont to be counted in two ways.
        behind = rf"(?P<more>余|多|几)?\s*(?P<percent>%|％|个百分点)|(?P<more2>余|多|几)?\s*(?:(?P<unit>{unit})(?:[（(](?:{unit})[）)])?)?(?P<after>以上|左右|上下|有余)?"
        self.quantity = pattern(rf"{_PART}|(?:{number}|(?P<han>{numeral}+))(?:{behind})")
        # EMS18封, APP3个: a label in Latin letters with its number; gov.cn and GB/T9704 hide theirs, LED屏12块 does not.
        labelled = rf"[A-Za-z]{{2,8}}\d+(?:{unit})"
        latin = "|".join(re.escape(one) for one in every if one[0].isascii())
        shown = rf"(?<![a-zA-Z/])(?!(?<=[\d{_BLANKS}])(?:{latin}))" if latin else ""
        self.hidden = pattern(
            rf"《[^《》。]{{1,80}}》|〔\d{{4}}〕\s*(?:第)?\d+\s*号|{shown}(?!{labelled})[a-zA-Z][a-zA-Z\d_.:/@-]{{3,}}|\d{{3,4}}-\d{{7,8}}"
        )
        self.bare_part = pattern(
            rf"[^\d、，,]{{2,20}}?(?:(?<![第年月〔])(?<!(?<![众频])号)(\d{{1,6}})|\d{{1,6}}(?:{unit}))(?:[、，,]|(?=[）)。；;\n]|$))"
        )


_COMMON = _Reading(())


@lru_cache(maxsize=32)
def _reading(units: tuple[str, ...]) -> _Reading:
    """How numbers are read where a pack declares these units: most packs have none but the common ones.

    A declared 小时 or 度 is counted, though it tells a time or a year elsewhere; 年, 月, 日 only tell dates.
    """
    own = []
    for unit in units:
        time = _DATE_BEHIND.match(unit)
        if unit and (unit not in UNITS or time) and not (time and time["date"] == unit):
            own.append(unit)
    return _Reading(tuple(own)) if own else _COMMON


# A list behind a number: labels with numbers, of which some have no unit.
_BARE_LIST = pattern(r"(?:[（(]|：|:)([^（()）。；;\n]{4,200})(?=[）)。；;\n]|$)")
_LEAST_PARTS = 2
_LONGEST_LABEL = 16
_PLAIN_LABEL = pattern(rf"(?:{HAN}|[“”]){{2,15}}")
_IN_TURN = pattern(rf"(?:分别|依次){HAN}{{0,4}}?((?:\d{{1,6}}、)*\d{{1,6}})$")
_ENDS_BARE = pattern(rf"(?:{HAN}|”){{2}}(?<![第年月话真编码])(?<!(?<![众频])号)(\d{{1,6}})$")
_PLAIN = dict.fromkeys(map(ord, f",，{_BLANKS}"))  # what parts the thousands of a number


class Quantity(NamedTuple):
    """A number with its unit at `start`–`end` of a text.

    `low` and `high` bound what it can mean: equal for a plain number, the printed digits' interval
    for 3.7万, what 余, 近, 约 allow otherwise. `percent` numbers are percentages, `spelled` ones are
    written in Chinese.
    """

    start: int
    end: int
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    percent: bool = False
    spelled: bool = False
    places: int = 0

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def admits(self, value: Decimal) -> bool:
        """Whether the number can be meant for `value`."""
        return self.low <= value <= self.high


def find_quantities(text: str, units: tuple[str, ...] = ()) -> list[Quantity]:
    """The quantities of a text, from left to right; percentages among them. `units` are those that a pack declares."""
    reading = _reading(units)
    hidden = _without_hidden(text, reading)
    found = []
    for match in found_from(_QUANTITY_BEGINS, reading.quantity, hidden):
        quantity = _quantity(match, hidden, reading.own)
        if quantity:
            found.append(quantity)
    return _with_bare_parts(found, hidden, reading)


def _without_hidden(text: str, reading: _Reading) -> str:
    """The text with blanks for what holds no quantities: titles, the numbers of documents and telephones, addresses."""
    pieces: list[str] = []
    at = 0
    for found in found_from(_HIDDEN_BEGINS, reading.hidden, text):
        pieces += (text[at : found.start()], "\u3000" * len(found[0]))
        at = found.end()
    return "".join((*pieces, text[at:]))


def _with_bare_parts(found: list[Quantity], text: str, reading: _Reading) -> list[Quantity]:
    """不予公开9件（内部事务3、过程性4、行政查询2）: the parts listed right behind a number are counted in its unit."""
    begins = {one.start for one in found}
    more = [bare for last in found for bare in _bare_before(last, text) if bare.start not in begins]
    for whole in found:
        listed = _BARE_LIST.match(text, whole.end) if whole.unit else None
        if listed is None:
            continue
        items = list(reading.bare_part.finditer(text, listed.start(1), listed.end(1)))
        if len(items) < _LEAST_PARTS or sum(len(item[0]) for item in items) < len(listed[1]):
            continue
        taken = {one.start for one in found}
        more += [
            Quantity(item.start(1), item.end(1), Decimal(item[1]), Decimal(item[1]), Decimal(item[1]), whole.unit)
            for item in items
            if item[1] and item.start(1) not in taken
        ]
    return sorted((*found, *more), key=lambda one: one.start) if more else found


def _bare_before(last: Quantity, text: str) -> Iterator[Quantity]:
    """网站50、短信30、展板12条: those before the one that has a unit are counted in it."""
    start = last.start
    while last.unit and last.exact and not last.spelled:
        sign = text.rfind("、", max(start - _LONGEST_LABEL, 0), start)
        if sign == start - 1 and (in_turn := _IN_TURN.search(text, max(sign - 2 * _LONGEST_LABEL, 0), sign)):
            # 依次为118、21、3、5件: in turn, with the unit behind the last
            for number in re.finditer(r"\d+", text[in_turn.start(1) : sign]):
                at, value = in_turn.start(1) + number.start(), Decimal(number[0])
                yield Quantity(at, at + len(number[0]), value, value, value, last.unit)
            return
        before = _ENDS_BARE.search(text, max(sign - _LONGEST_LABEL, 0), sign) if sign > 0 else None
        if not before or not _PLAIN_LABEL.fullmatch(text, sign + 1, start):
            return
        start = before.start(1)
        value = Decimal(before[1])
        yield Quantity(*before.span(1), value, value, value, last.unit)


def _quantity(match: re.Match[str], text: str, own: frozenset[str]) -> Quantity | None:
    start, end = match.span()
    before = text[max(start - 6, 0) : start]
    spelled = match["digits"] is None
    if before.endswith(_TELEPHONE) and not match["unit"]:
        return None
    in_latin = before[-1:].isascii() and before[-1:].isalnum() and not (match["unit"] and _LATIN_LABEL.search(before))
    if (before.endswith(_NOT_BEFORE) and not (_ACCOUNT.search(before) or _DASHED.search(before))) or in_latin:
        return None
    if match["part"] is not None:
        return _part(match, before)
    percent = match["percent"] is not None
    unit = match["unit"] or ""
    if spelled:
        value = _numeral_value(match["han"])
        lone = match["han"] == "一"
        quoted = text.rfind("“", 0, start) > text.rfind("”", 0, start)
        if (
            quoted
            or text.startswith(_ADDED, end)
            or value is None
            or not (unit or percent)
            or before.endswith(_CHANCE_HAN)
            or (unit == "类" and _NAMED_KINDS.match(text, match.end()))
            or (not percent and unit not in own and _DATE_BEHIND.match(text, match.end("han")))
            or unit in ("对", "度", "则", "通", "位", "部", "所")
        ):
            return None
        if (lone and text[end : end + 1] in ("多", "事", "网", "办", "站", "类", "也", "都", "外")) or (
            value < 2 and unit not in ("件", "起", "宗", "例")
        ):
            return None
        scale, places = 0, 0
        step = Decimal(1)
        if match["han"][-1] in f"{HAN_TENS}万":
            step = Decimal(spelled_value(f"一{match['han'][-1]}") or 1)
    else:
        if not (unit or percent or match["scale"]):
            return None
        if not percent and unit not in own and _DATE_BEHIND.match(text, match.end("digits")):
            return None
        digits = match["digits"].translate(_PLAIN)
        if len(digits) > _MOST_DIGITS:
            return None
        scale = SCALES.get(match["scale"] or "", 0)
        places = len(digits.partition(".")[2])
        value = Decimal(digits).scaleb(scale)
        step = Decimal(1).scaleb(scale - places)
        if places == 0 and value and (not scale or before.endswith(_ROUGH)):
            trimmed = digits.rstrip("0")  # 约130万元 is as rough as 约1300000元
            step = Decimal(1).scaleb(scale + len(digits) - len(trimmed))
    if unit[:1] in SCALES:  # 5余万元
        power, unit = base_of(unit, own)
        value, step, scale = value.scaleb(power), step.scaleb(power), scale + power
    more = match["more"] or match["more2"]
    if _NO_ROUGH_WORD.search(before):
        before = ""
    steps = spelled and set(match["han"]) <= _STEPS
    low, high = _bounds(value, step, scale, places, before, more or "", match["after"] or "", percent=percent, steps=steps)
    return Quantity(start, end, value, low, high, "%" if percent else unit, percent, spelled, places)


def _part(match: re.Match[str], before: str) -> Quantity:
    """近七成, 三分之二, 一半以上: a percentage in words, as wide as such words are meant."""
    words, more = match["part"], match["part_more"] or ""
    step = Decimal(10)
    if "分之" in words:
        whole, _, part = words.partition("分之")
        value = Decimal(100) * (_numeral_value(part) or 0) / (_numeral_value(whole) or 1)
    else:
        value = Decimal(50) if "半" in words else Decimal((spelled_value(words[0]) or 0) * 10)
        step = Decimal(50) if "半" in words else step
    if more in ("以上", "多", "强", "有余") or before.endswith((*_OVER[:4], "过")):
        low, high = value, value + step
    elif before.endswith(_LESS):
        # 不足四成 may be much less, 近四成 is nearly so much.
        low, high = value - (10 if before.endswith(_BELOW) and "分之" not in words else 5), value
    else:
        low, high = value - 5, value + 5
    return Quantity(*match.span(), value, low, high, "%", percent=True, spelled=True)


def _bounds(
    value: Decimal, step: Decimal, scale: int, places: int, before: str, more: str, after: str, *, percent: bool, steps: bool
) -> tuple[Decimal, Decimal]:
    """What a number can mean: by the words that touch it, or by its last printed digit.

    `steps` says that it is written as 十, 百, 千 alone, of which there may be several.
    """
    if steps and _SEVERAL.search(before):
        return value, value * 10
    if steps and before.endswith(_UPWARDS):
        return value, value * 2
    if more or after in ("以上", "有余") or before.endswith(_OVER[:4]):
        return value, value + step
    if before.endswith(_LESS):
        return value - step, value
    if before.endswith(_ROUGH) or after:
        return value - step, value + step
    if scale or places or percent:
        half = Decimal(1).scaleb(scale - places) / 2
        return value - half, value + half
    return value, value


def _numeral_value(text: str) -> Decimal | None:
    value = spelled_value(text)
    return Decimal(value) if value is not None else None
