"""Contact data in prose: （地址：某路1号；邮编：325000；电话：0577-1234567）, by the names that forms give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .patterns import HAN, pattern

# What people write for each name, and what its value must look like not to be something else.
_LABEL = pattern(
    r"(?P<地址>(?:联系|通[讯信]|办公|单位|邮寄)?(?<!网)(?<!网站)(?<!网页)(?<!下载)(?<!邮箱)(?<!邮件)地址)|(?P<邮编>邮政编码|邮编)"
    r"|(?P<电话>(?:联系|咨询|办公|值班)?电话(?:号码)?)|(?P<传真>(?:联系)?传真(?:电话|号码)?)"
    r"|(?P<电子邮箱>(?:电子|联系)?(?:邮箱|邮件|信箱)(?:地址)?|[Ee]-?[Mm]ail)"
)
_NUMBER = pattern(r"[(（]?\d[\d\-—－–()（）转、/ ]{4,40}(?:[（(][^（()）\d]{1,12}[)）])?")
_SHAPE = {
    "地址": pattern(rf"(?=.*{HAN})(?!.*(?:https?:|www\.|@))[^。；;：:]{{2,60}}"),
    "邮编": pattern(r"\d{6}"),
    "电话": _NUMBER,
    "传真": _NUMBER,
    "电子邮箱": pattern(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"),
}
# Of these it is sure what is no value of theirs: how it has to look, and one that does.
# An example must not look like what an office could have: somebody would take it over.
_SURE = {"邮编": ("六位数字", "000000"), "电子邮箱": ("“名字@网站”，中间没有空格，用半角", "名字@example.gov.cn")}
# What a Chinese keyboard types for signs that are half as wide in numbers and addresses; in a street only digits.
_WIDE = {chr(code): chr(code - 0xFEE0) for code in (*range(ord("０"), ord("９") + 1), *map(ord, "＠．－＿＋"))}
_WIDE |= {chr(code): chr(code - 0xFEE0) for first, last in ("ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)}
_NARROW = str.maketrans(_WIDE)
_NARROW_DIGITS = str.maketrans({wide: narrow for wide, narrow in _WIDE.items() if narrow.isdigit()})
_DIGITS_ONLY = "地址"
# One number may be that of two: 电话（传真）：, 电话/传真：; and a label may say in brackets when, or for what, it is.
_SIGN = pattern(
    r"(?:\s*[（(][^（()）\d]{1,12}[)）]\s*(?=[:：])|\s*[/／、及和兼]\s*(?:联系)?(?:电话|传真)(?:号码)?\s*(?=[:：]))?"
    r"\s*(?:[:：]|为|是)?\s*"
)
_END = pattern(r"[。；;]")
_LOOSE = " \t\u3000，,、；;。."
_BRACKETS = {"(": ")", "（": "）"}


class ContactEntry(NamedTuple):
    """One of the contact data: its name, its value, and where that stands in the text."""

    name: str
    value: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.value)


def how_it_looks(name: str, value: str) -> tuple[str, str] | None:
    """How a value of this name has to look, and an example, where it certainly does not look so; None where nothing is to be said."""
    if name not in _SURE or (value.isascii() and _SHAPE[name].fullmatch(value)):
        return None
    return _SURE[name]


def in_narrow_signs(name: str, value: str) -> str:
    """The value with its full-width digits and signs as they have to be typed: ＠ is no @ to any program."""
    return value.translate(_NARROW_DIGITS if _DIGITS_ONLY in name or name not in _SHAPE else _NARROW)


def contact_in(text: str) -> Iterator[ContactEntry]:
    """The contact data that a text gives, each name once, in their order; what does not look like one of its kind is none."""
    labels: list[tuple[re.Match[str], int]] = []
    for label in _LABEL.finditer(text):
        if not labels or label.start() >= labels[-1][1]:
            sign = _SIGN.match(text, label.end())
            labels.append((label, sign.end() if sign else label.end()))
    told: set[str] = set()
    for (label, start), end in zip(labels, [*(one.start() for one, _ in labels[1:]), len(text)], strict=False):
        name = label.lastgroup or ""
        value = _until_end(text[start:end]).rstrip(_LOOSE)
        if name not in told and _SHAPE[name].fullmatch(value) and (name != "地址" or start > label.end()):
            told.add(name)
            yield ContactEntry(name, value, start)


def _until_end(text: str) -> str:
    """As far as the sentence, or the bracket in which it stands, goes."""
    opened: list[str] = []
    for at, char in enumerate(text):
        if char in _BRACKETS:
            opened.append(_BRACKETS[char])
        elif char in _BRACKETS.values():
            if not opened or opened.pop() != char:
                return text[:at]
        elif not opened and _END.match(char):
            return text[:at]
    return text
