"""Lines of text as blocks of a report: headings by their ordinals, run-in headings, pictures."""

from __future__ import annotations

import re

from .model.location import Mark
from .model.report import Paragraph, TextBlock

# The four levels of headings (GB/T 9704—2012 第7.3.3条).
HEADINGS = (
    (1, re.compile(r"[一二三四五六七八九十百零]+、")),
    (2, re.compile(r"[（(][一二三四五六七八九十]+[）)]")),
    (3, re.compile(r"\d{1,2}[.．](?!\d)")),
    (4, re.compile(r"[（(]\d{1,2}[）)]")),
)
_IMAGE = re.compile(r"!\[(?P<caption>[^\]]*)\]\((?P<path>[^)]*)\)")
_LONGEST_HEADING = 60
_ORDINALS = "一二三四五六七八九"


def block_of(paragraph: Paragraph, marks: tuple[Mark, ...] = ()) -> TextBlock:
    """The block that a line of text is; `marks` are those of the line."""
    text, place = paragraph.text, paragraph.location
    image = _IMAGE.fullmatch(text)
    if image:
        return TextBlock("image", image["caption"].strip(), place, image=image["path"].strip())
    for level, pattern in HEADINGS:
        ordinal = pattern.match(text)
        if not ordinal:
            continue
        stop = text.find("。", ordinal.end())
        if stop < 0 and len(text) <= _LONGEST_HEADING and not text.endswith(("；", "：", "，")):
            return TextBlock("heading", text, place, level, marks=marks)
        # A run-in heading: the first sentence is the heading, the text goes on in the same line.
        if level == 2 and 0 <= stop < _LONGEST_HEADING:
            return TextBlock("paragraph", text[stop + 1 :], place, level, lead=text[: stop + 1], marks=marks)
        return TextBlock("paragraph", text, place, level, marks=marks)
    return TextBlock("paragraph", text, place, marks=marks)


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
