"""The date under a report, however it was typed, as it is printed: 2026-1-28, 2026.1.28, 二〇二六年一月二十八日 → 2026年1月28日.

GB/T 9704—2012, 7.3.5.4: Arabic digits, the year with four, no zero before month and day.
"""

from __future__ import annotations

from datetime import date

from .ordinals import HAN_DIGITS, spelled_value
from .patterns import pattern

_HAN = f"[{HAN_DIGITS}○ＯO]"
_YEAR = rf"(?P<year>\d{{4}}|{_HAN}{{4}})"
_JUST_A_YEAR = pattern(rf"\d{{4}}|{_HAN}{{4}}")
_ONE = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,4})"
_DATED = pattern(
    rf"{_YEAR}\s*年\s*(?P<month>{_ONE})\s*月\s*(?P<day>{_ONE})\s*[日号]?"
    r"|(?P<y>\d{4})\s*(?P<sign>[-－—–./／．。])\s*(?P<m>\d{1,2})\s*(?P=sign)\s*(?P<d>\d{1,2})\s*日?"
)


def written_date(text: str) -> str:
    """A whole date as it is printed; another text, and a day that no calendar has, as it was typed."""
    found = _DATED.fullmatch(text.strip())
    if not found:
        return text
    parts = (found["year"] or found["y"], found["month"] or found["m"], found["day"] or found["d"])
    numbers = [_year(parts[0]), _number(parts[1]), _number(parts[2])]
    try:
        day = date(*numbers)
    except ValueError:
        return text
    return f"{day.year}年{day.month}月{day.day}日"


def written_year(text: str) -> int | None:
    """A year with four digits, of whatever kind, with 年 or 年度 behind it or without."""
    typed = text.strip().removesuffix("度").removesuffix("年").strip()
    return _year(typed) if _JUST_A_YEAR.fullmatch(typed) else None


def _year(text: str) -> int:
    """A year in digits, or in Chinese ones said one by one."""
    digits = (char if char.isdecimal() else str(spelled_value(char) or 0) for char in text)
    return int("".join(digits))


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return spelled_value(text.replace("廿", "二十").replace("卅", "三十")) or 0
