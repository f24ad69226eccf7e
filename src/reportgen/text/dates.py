"""Days as documents are dated, however they are typed: 2025年1月29日, 二〇二五年一月二十九日, 2025.1.29, a month without a day; and as they are printed.

Printed as GB/T 9704—2012, 7.3.5.4 asks: Arabic digits, the year with four, no zero before month and day.
"""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from .ordinals import NUMERALS, chinese_value
from .patterns import pattern

_ZERO = "〇○零Oo0"
_DATED = pattern(
    rf"\(?((?:19|2\d)\d\d|二[{_ZERO}][{NUMERALS}{_ZERO}]{{2}})\s*(年|[-—–./·、。])\s*([\d{NUMERALS}]{{1,3}})\s*(?:月|\2)?"
    rf"(?:\s*([\d{NUMERALS}廿卅]{{1,3}})\s*[日号]?)?\)?"
)
_JUST_A_YEAR = pattern(rf"\d{{4}}|[{NUMERALS}{_ZERO}]{{4}}")
_TWENTIES = str.maketrans({"廿": "二十", "卅": "三十"})


class Dated(NamedTuple):
    """What a document is dated: a year, a month and perhaps a day (else 0), whether a calendar has them or not."""

    year: int
    month: int
    day: int

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day that it may mean; None where no calendar has it."""
        try:
            if self.day:
                day = date(self.year, self.month, self.day)
                return day, day
            return date(self.year, self.month, 1), date(self.year, self.month, monthrange(self.year, self.month)[1])
        except ValueError:
            return None


def dated(text: str) -> Dated | None:
    """What a line like that below a signature says, in digits or in Chinese numerals; None where it is no date."""
    found = _DATED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    day = found[4]
    return Dated(_year(found[1]), chinese_value(found[3]), chinese_value(day.translate(_TWENTIES)) or -1 if day else 0)


def day_in_words(day: date | Dated) -> str:
    """A day as it is printed: 2025年1月29日."""
    return f"{day.year}年{day.month}月{day.day}日"


def written_date(text: str) -> str:
    """A whole date as it is printed; another text, and a day that no calendar has, as it was typed."""
    found = dated(text)
    return day_in_words(found) if found and found.day and found.days else text


def written_year(text: str) -> int | None:
    """A year with four digits, of whatever kind, with 年 or 年度 behind it or without."""
    typed = unicodedata.normalize("NFKC", text).strip().removesuffix("度").removesuffix("年").strip()
    return _year(typed) if _JUST_A_YEAR.fullmatch(typed) else None


def _year(text: str) -> int:
    """2025 or 二〇二五, numeral by numeral."""
    if text.isascii() and text.isdigit():
        return int(text)
    return int("".join("0" if char in _ZERO else str(chinese_value(char)) for char in text))
