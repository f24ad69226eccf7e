"""N256: a paragraph, or a sentence, that stands in a report twice, word for word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...model.finding import Finding, Rule, Severity
from ...model.report import TextBlock
from ...text.ordinals import HAN_NUMBER, ITEM
from ...text.patterns import pattern
from ...text.repetition import sentences_of
from ..check import Subject
from ..slips import prose

N256 = Rule(
    "N256",
    "同一段话写了两遍",
    "粘贴了两次，或者挪到别处忘了删去原来的。同一部分里的整句话 8 个字起就说；别的部分里的长一些才说，短的套话不报。",
    "一是加强组织领导，把政府信息公开列入年度考核。（下一段又是同样的一段）",
    "一是加强组织领导，把政府信息公开列入年度考核。（只有一段）",
    Severity.WARNING,
)
RULES = (N256,)

# Shorter ones are said again without anybody having pasted them twice: in other sections, and in one.
_LEAST_PARAGRAPH, _LEAST_SENTENCE, _LEAST_BESIDE = 16, 25, 8
# What ends a whole sentence; the parts of a list may be alike.
_ENDS = "。！？"
_SHOWN = 20
_ITEM = pattern(rf"(?:{ITEM}|{HAN_NUMBER}是)\s*")
_NOTHING = pattern(r"[\W_]+")


class _Said(NamedTuple):
    """A piece of prose, and where it begins in the whole text of its block."""

    block: TextBlock
    start: int
    text: str
    heading: str


def check_twice(subject: Subject) -> Iterator[Finding]:
    """Each paragraph that stood before; in others each sentence that did, a short one in its own section alone."""
    paragraphs: dict[str, _Said] = {}
    sentences: dict[str, _Said] = {}
    beside: dict[tuple[str, str], _Said] = {}
    titles = {section.id: section.title for section in subject.form.prose_sections}
    for section, block in prose(subject):
        heading = titles.get(section, "前言")
        if block.kind != "paragraph":
            continue
        whole = _Said(block, 0, block.whole, heading)
        bare = _bare(block.whole, _LEAST_PARAGRAPH)
        before = paragraphs.setdefault(bare, whole) if bare else whole
        if before is not whole:
            yield _told("这一段", whole, before)
            continue
        for start, text in sentences_of(block.whole):
            one = _Said(block, start, text, heading)
            bare = _bare(text, _LEAST_SENTENCE)
            earlier = sentences.setdefault(bare, one) if bare else one
            if not bare and _is_whole(block, start, text) and (short := _bare(text, _LEAST_BESIDE)):
                earlier = beside.setdefault((section, short), one)
            if earlier is not one:
                yield _told("这一句", one, earlier)


def _is_whole(block: TextBlock, start: int, text: str) -> bool:
    """Whether a piece is a sentence by itself, neither a heading in its line nor the last part of a list."""
    before = block.whole[:start].rstrip()
    return start >= len(block.lead) and text.endswith(tuple(_ENDS)) and (not before or before.endswith(tuple(_ENDS)))


def _bare(text: str, least: int) -> str:
    """The words alone, where there are so many signs at least, else "": a number in front and the marks are no difference."""
    bare = _NOTHING.sub("", _ITEM.sub("", text.strip(), count=1)) if len(text) >= least else ""
    return bare if len(bare) >= least else ""


def _told(what: str, one: _Said, before: _Said) -> Finding:
    text = one.text.strip()
    shown = f"{text[:_SHOWN]}……" if len(text) > _SHOWN else text
    place = before.block.place(before.start)
    where = "同一段里" if one.block is before.block else f"“{before.heading}”里" if one.heading != before.heading else "上面"
    message = f"{what}和{where}的一字不差，写了两遍：“{shown}”（{len(text)} 字）"
    return N256.at(one.block.place(one.start), message, hint="删去多的一遍；确实要说两遍的，写明理由", related=(place,))
