"""Ordinals of Chinese official texts, 一、 （一） 1. （1）, in whatever ways people write them, and the numbers that Chinese numerals spell.

Nobody else knows how an ordinal looks: who wants the ordinal at the head of a text asks a function; whose own
pattern holds one puts it together from the pieces.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .patterns import pattern

NUMERALS = "一二三四五六七八九十"
# Pieces of patterns: the number of an ordinal; the ordinal of an item in all the ways people write it; 第三条.
HAN_NUMBER = f"[{NUMERALS}]{{1,3}}"
NUMBER = rf"(?:{HAN_NUMBER}|\d{{1,2}})"
ITEM = rf"[（(]?{NUMBER}[）)、.．]"
ARTICLE = f"第[{NUMERALS}百零]+条"

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
HAN_DIGITS, HAN_TENS = "".join(_DIGITS), "".join(_TENS)
_MOST_CIRCLED = 20
_STANDARD = pattern(
    rf"([{NUMERALS}百零]+)、|[（(]([{NUMERALS}]+)[）)]|(\d{{1,2}})[.．](?!\d)|[（(](\d{{1,2}})[）)]"  # a group a level
)
_FIRST_LEVEL = pattern(rf"({HAN_NUMBER})\s*[、,，.．]\s*(?=\S)")
_SECTION = pattern(
    rf"\s*(?:第?({HAN_NUMBER})\s*(?:部分|章)?\s*[、.．，,：:]|第({HAN_NUMBER})(?:部分|章)"
    rf"|[（(]([{NUMERALS}\d]{{1,3}})[）)]|(\d{{1,2}})\s*[、.．])\s*"
)
_OF_LABEL = pattern(rf"^(?:其中:?)?(?:\((?:[{NUMERALS}]+|\d+)\)|(?:[{NUMERALS}]+|\d{{1,2}})[.、,])")


# -- ordinals --------------------------------------------------------------------------------------


class Ordinal(NamedTuple):
    """The ordinal at the head of a text: as `written` there, with its signs and spaces; its numeral; which heading it makes.

    `level` is 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）.
    """

    written: str
    numeral: str
    level: int

    @property
    def number(self) -> int:
        """0 where the numeral is no number, as 三一."""
        return chinese_value(self.numeral)

    @property
    def end(self) -> int:
        """Where the text behind it begins."""
        return len(self.written)


def heading_ordinal(text: str, level: int = 0) -> Ordinal | None:
    """The ordinal of a heading, written as the standard has it (GB/T 9704—2012 第7.3.3条); of this level only, where one is asked for."""
    found = _STANDARD.match(text)
    if not found or not found.lastindex or (level and found.lastindex != level):
        return None
    return Ordinal(found[0], found[found.lastindex], found.lastindex)


def first_level_ordinal(text: str) -> Ordinal | None:
    """一、 and what people type for it, with text behind."""
    found = _FIRST_LEVEL.match(text)
    return Ordinal(found[0], found[1], 1) if found else None


def section_ordinal(text: str) -> Ordinal | None:
    """What people put in front of a section's heading for 一、: 第一部分, （一）, 1. and the like; its level is 1 all the same."""
    found = _SECTION.match(text)
    return Ordinal(found[0], found[found.lastindex or 0], 1) if found else None


def without_ordinal(label: str) -> str:
    """A normalised label without its ordinal, and without the 其中 in front of that; as it is where it has none."""
    return _OF_LABEL.sub("", label, count=1)


def written_ordinal(level: int, number: int) -> str:
    """The ordinal of a heading as it is to be written: 一、, （一）, 1., （1）."""
    han = chinese_number(number)
    return (f"{han}、", f"（{han}）", f"{number}.", f"（{number}）")[level - 1]


def ways_to_write(level: int, number: int) -> tuple[str, ...]:
    """How an ordinal of this level may stand within a text."""
    core = chinese_number(number) if level < 3 else str(number)
    if level in (2, 4):
        return (f"（{core}）", f"({core})", f"（{core})", f"({core}）")
    return (f"{core}、", f"{core}.", f"{core}．")


def circled(number: int) -> str:
    """① and so on; a plain number where there is no such sign."""
    return chr(ord("①") + number - 1) if 0 < number <= _MOST_CIRCLED else str(number)


# -- enumerations within sentences -------------------------------------------------------------------


class RunIn(NamedTuple):
    """A way to count items within sentences: how an item begins, how one is spelled, what else may stand for the first."""

    begins: re.Pattern[str]
    spelling: str
    first: tuple[str, ...]

    def spelled(self, number: int) -> str:
        return self.spelling.format(chinese_number(number))


RUN_IN = (
    RunIn(
        pattern(rf"(?:^|(?<=[。；：，、！？;:,.!?”）)》\s]))({HAN_NUMBER})是(?!否)", needs="是"),
        "{}是",
        ("首先", "第一", "其一", "一要", "一方面", "一、", "（一）", "1."),
    ),
    RunIn(pattern(rf"(?:^|(?<=[。；：！？;:!?]))第({HAN_NUMBER})[，,、：]", needs="第"), "第{}", ("首先", "其一", "一是")),
)


_LONGEST_NUMBER = 9

# -- numbers in Chinese ------------------------------------------------------------------------------


def chinese_number(number: int) -> str:
    """1 → 一 … 120 → 一百二十, as ordinals of headings are written; in digits what is too great for one."""
    if number >= 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{NUMERALS[hundreds - 1]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else NUMERALS[tens - 1]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (NUMERALS[ones - 1] if ones else "")


def chinese_value(text: str) -> int:
    """二十三 → 23, 7 → 7; 0 for what is no number."""
    if text.isascii():
        return int(text) if text.isdigit() and len(text) <= _LONGEST_NUMBER else 0
    return spelled_value(text) or 0


def spelled_value(text: str) -> int | None:
    """二十三 → 23, 一百零五 → 105, 两千 → 2000, 三万五千 → 35000; None for what is no number (三一, 万)."""
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section += (digit or 1) * _TENS[sign]
            digit = 0
        elif sign == "万":
            total += (section + digit or 1) * 10000
            section = digit = 0
        else:
            return None
    return total + section + digit if text.strip("万") else None
