"""What the runs of a paragraph print, and whether their Chinese font is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ..looks import Type, W

_TAG = re.compile(r"\{[{%#].*?[}%#]\}")
_WHAT_A_TAG_PRINTS = "字1"


def unnamed(type_: Type) -> str:
    """What is wrong with how the Chinese font is named, or ''."""
    if type_.chinese.theme:
        return f"中文字体来自主题（{type_.chinese.theme}，现在是{type_.chinese.name or '空的'}）"
    return "" if type_.chinese.name else "没有写明中文字体"


def printed_runs(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The runs that print something, with what they print; a tag that Word spread over runs prints in its first."""
    runs = [run for run in paragraph.iter(W + "r") if run.find(W + "t") is not None]
    texts = ["".join(part.text or "" for part in run.iterchildren(W + "t")) for run in runs]
    whole = "".join(texts)
    printed = list(whole)
    for tag in _TAG.finditer(whole):
        printed[tag.start() : tag.end()] = [""] * len(tag[0])
        if tag[0].startswith("{{"):
            printed[tag.start()] = _WHAT_A_TAG_PRINTS
    start = 0
    for run, text in zip(runs, texts, strict=True):
        shown = "".join(printed[start : start + len(text)])
        start += len(text)
        if shown.strip():
            yield run, shown
