"""The numbers that Word prints in front of numbered paragraphs: 一、（一）1. are often not in the text."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from ..files.xml import whole
from ..model.errors import SourceError
from ..text.ordinals import chinese_number, circled
from .body import value_of
from .names import PPR, STYLE, VAL, W

_CHINESE = {"chineseCounting", "chineseCountingThousand", "ideographTraditional", "japaneseCounting", "taiwaneseCountingThousand"}
_PLAIN = {"decimal", "decimalZero", "decimalFullWidth", "decimalHalfWidth"}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_LEVELS = 9
# What stands around a number is a few characters; each paragraph of the list gets a copy.
_LONGEST_TEXT = 500


class _Level(NamedTuple):
    start: int
    number_format: str
    text: str


class Numbering:
    """Counts the numbered paragraphs of one document, in reading order."""

    def __init__(self, numbering: etree._Element, styles: etree._Element | None) -> None:
        abstract = {one.get(W + "abstractNumId"): _levels(one) for one in numbering.iterchildren(W + "abstractNum")}
        bulleted = {one.get(W + "abstractNumId"): _bulleted(one) for one in numbering.iterchildren(W + "abstractNum")}
        self.lists: dict[str, dict[int, _Level]] = {}
        self.bullets: set[tuple[str, int]] = set()
        for number in numbering.iterchildren(W + "num"):
            link = number.find(W + "abstractNumId")
            name = link.get(VAL) if link is not None else None
            self.lists[str(number.get(W + "numId"))] = dict(abstract.get(name, {}))
            self.bullets.update((str(number.get(W + "numId")), level) for level in bulleted.get(name, ()))
        self.styles = dict(_numbered_styles(styles)) if styles is not None else {}
        self.counts: dict[str, list[int]] = {}

    def number(self, properties: etree._Element | None) -> str:
        """What Word prints in front of the paragraph with these properties; '' for one without a number."""
        list_id, level = self._place(properties)
        if list_id in ("", "0") or level not in self.lists.get(list_id, {}):
            return ""
        levels = self.lists[list_id]
        counts = self.counts.setdefault(list_id, [0] * _LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        text = levels[level].text
        for at in range(level + 1):
            if at in levels:
                text = text.replace(f"%{at + 1}", _count_written(counts[at] or levels[at].start, levels[at].number_format))
        return text

    def is_bullet(self, properties: etree._Element | None) -> bool:
        """Whether a bullet stands in front of the paragraph with these properties."""
        return self._place(properties) in self.bullets

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        """The list and the level of a paragraph, its own or its style's; ("", 0) for one that is in none."""
        if properties is None:
            return "", 0
        style = properties.find(STYLE)
        inherited = self.styles.get(str(style.get(VAL))) if style is not None else None
        return _list_of(properties) or inherited or ("", 0)


def _bulleted(abstract: etree._Element) -> list[int]:
    levels = abstract.iterchildren(W + "lvl")
    return [whole(level.get(W + "ilvl"), _LEVELS) for level in levels if value_of(level, "numFmt") == "bullet"]


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for level in abstract.iterchildren(W + "lvl"):
        at = whole(level.get(W + "ilvl"), _LEVELS)
        shown = value_of(level, "numFmt")
        if at < _LEVELS and shown in _CHINESE | _PLAIN | _CIRCLED:
            text = value_of(level, "lvlText")
            if len(text) > _LONGEST_TEXT:
                raise SourceError(f"Word 文件里有一种自动编号，一个号就有 {len(text)} 个字，不是正常的编号")
            levels[at] = _Level(whole(value_of(level, "start"), 1), shown, text)
    return levels


def _numbered_styles(styles: etree._Element) -> list[tuple[str, tuple[str, int]]]:
    found = []
    for style in styles.iterchildren(W + "style"):
        properties = style.find(PPR)
        if properties is not None and (listed := _list_of(properties)):
            found.append((str(style.get(W + "styleId")), listed))
    return found


def _list_of(properties: etree._Element) -> tuple[str, int] | None:
    numbered = properties.find(W + "numPr")
    if numbered is None:
        return None
    return value_of(numbered, "numId"), whole(value_of(numbered, "ilvl"))


def _count_written(count: int, number_format: str) -> str:
    if number_format in _CHINESE:
        return chinese_number(count)
    return circled(count) if number_format in _CIRCLED else str(count)
