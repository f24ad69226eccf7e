"""Ordinals of Chinese official texts: 一、 （一） 1. （1）, and the numbers they spell."""

from __future__ import annotations

from .patterns import pattern

# The four levels of headings (GB/T 9704—2012 第7.3.3条).
HEADINGS = (
    (1, pattern(r"[一二三四五六七八九十百零]+、")),
    (2, pattern(r"[（(][一二三四五六七八九十]+[）)]")),
    (3, pattern(r"\d{1,2}[.．](?!\d)")),
    (4, pattern(r"[（(]\d{1,2}[）)]")),
)
_ORDINALS = "一二三四五六七八九"
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")}


def chinese_number(number: int) -> str:
    """1 → 一 … 120 → 一百二十, as ordinals of headings are written."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_ORDINALS[hundreds - 1]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _ORDINALS[tens - 1]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_ORDINALS[ones - 1] if ones else "")


def chinese_value(text: str) -> int:
    """二十三 → 23, 7 → 7; 0 for what is no number up to 99."""
    if text.isascii():
        return int(text) if text.isdigit() else 0
    tens, sign, ones = text.rpartition("十")
    if any(char not in _DIGITS for char in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS.get(tens, 1) * 10 if sign else 0) + _DIGITS.get(ones, 0)
