"""N205–N207: ordinals of headings and of 一是、二是 count on, and levels are not skipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model.finding import Finding, Rule, Severity
from ..model.report import TextBlock
from ..text.ordinals import RUN_IN, RunIn, chinese_value, heading_ordinal, ways_to_write, written_ordinal
from .check import Subject

N205 = Rule(
    "N205",
    "序号不连续",
    "序号跳号或重号，读者会以为漏了内容；多半是删改段落以后没有重排。",
    "（一）…　（二）…　（四）…",
    "（一）…　（二）…　（三）…",
    Severity.WARNING,
)
N206 = Rule(
    "N206",
    "标题层次不对",
    "公文的层次依次用“一、”“（一）”“1.”“（1）”（GB/T 9704—2012 第7.3.3条），不能越过；部分的标题已经用了“一、”，里面从“（一）”起。",
    "一、基本情况　（1）公开工作",
    "一、基本情况　（一）公开工作",
    Severity.WARNING,
)
N207 = Rule(
    "N207",
    "“一是、二是”不连续",
    "少了一项或者写重了，读者会以为漏了内容。",
    "一是加强领导；二是健全制度；四是加强培训。",
    "一是加强领导；二是健全制度；三是加强培训。",
    Severity.WARNING,
)

RULES = (N205, N206, N207)
_LISTED = 6


class _Numbered(NamedTuple):
    """A block that begins with an ordinal, at its place among the section's blocks."""

    at: int
    block: TextBlock
    ordinal: str
    number: int


# -- headings ---------------------------------------------------------------------------------------


def check_ordinals(subject: Subject) -> Iterator[Finding]:
    """Within each section the ordinals of every level count on, and no level is skipped."""
    for section in subject.form.prose_sections:
        blocks = subject.report.texts.get(section.id, ())
        if any(block.level for block in blocks):
            top = 0 if section.kind == "free" else 1
            yield from _Walk(blocks, top, published=subject.published).findings()


class _Walk:
    """Goes through the blocks of a section and keeps the last ordinal of each level that is open."""

    def __init__(self, blocks: Sequence[TextBlock], top: int, *, published: bool) -> None:
        self.blocks = blocks
        self.published = published
        self.top = top
        self.last: dict[int, _Numbered] = {}
        self.open = {top} if top else set[int]()
        self.skipped: list[_Numbered] = []

    def findings(self) -> Iterator[Finding]:
        for at, block in enumerate(self.blocks):
            numbered = _numbered(at, block)
            if numbered is None:
                continue
            if block.level <= self.top:
                # In a published report it is a heading that the form does not have (N204).
                if block.kind == "heading" and not self.published:
                    self.skipped.append(numbered)
                continue
            level = block.level
            if level == 1:
                yield from self._told_skips()
            self.open = {one for one in self.open if one < level}
            self.last = {one: before for one, before in self.last.items() if one <= level}
            above = max(self.open, default=0)
            if self._skips(above, block):
                self.skipped.append(numbered)
                level = above + 1 if above else level
            else:
                yield from self._counts_on(level, numbered)
            self.open.add(block.level)
            self.last[level] = numbered
        yield from self._told_skips()

    def _skips(self, above: int, block: TextBlock) -> bool:
        """1. right below 一、 is usual where there are two levels only; a list of （1） is no heading."""
        if block.level != 4:
            return False
        return above == 1 or (above == 2 and block.kind == "heading")

    def _told_skips(self) -> Iterator[Finding]:
        if not self.skipped:
            return
        first, *rest = self.skipped
        self.skipped = []
        what = "跳过了一级" if first.block.level > 1 else "是一级标题的序号"
        message = f"“{first.ordinal}”{what}，这里应该用“{written_ordinal(2, first.number)}”"
        if rest:
            more = "".join(f"“{one.ordinal}”" for one in rest[:_LISTED]) + ("等" if len(rest) > _LISTED else "")
            message += f"；这一部分的{more}也是"
        yield N206.at(first.block.location, message, hint="层次依次用“一、”“（一）”“1.”“（1）”")

    def _counts_on(self, level: int, numbered: _Numbered) -> Iterator[Finding]:
        before = self.last.get(level)
        last, number, ordinal = before.number if before else 0, numbered.number, numbered.ordinal
        if number == last + 1 or (number == 1 and self._begins_again(before, numbered)):
            return
        place = numbered.block.location
        if before and number == last:
            yield N205.at(place, f"序号“{ordinal}”重复了，前面已经有一个“{before.ordinal}”", hint="按次序重排序号")
        elif number < last:
            yield N205.at(place, f"序号“{ordinal}”排在“{before.ordinal if before else ''}”后面，次序不对", hint="按次序重排序号")
        elif absent := self._absent(level, last, numbered, before.at if before else 0):
            where = f"“{ordinal}”前面是“{before.ordinal}”" if before else f"第一个序号就是“{ordinal}”"
            yield N205.at(place, f"{where}，少了{absent}", hint="补上缺的部分，或者按次序重排序号")

    def _begins_again(self, before: _Numbered | None, numbered: _Numbered) -> bool:
        """A new list begins after other text; two （一） in consecutive paragraphs are one too many."""
        return before is None or before.number != 1 or any(not block.level for block in self.blocks[before.at + 1 : numbered.at])

    def _absent(self, level: int, last: int, numbered: _Numbered, since: int) -> str:
        """The ordinals between that stand nowhere in the text between, not even within a paragraph."""
        between = "".join(block.whole for block in self.blocks[since : numbered.at])
        skipped = range(last + 1, numbered.number)
        if any(way in between for number in skipped for way in ways_to_write(level, number)):
            return ""
        return "、".join(f"“{written_ordinal(level, number)}”" for number in skipped[:_LISTED])


def _numbered(at: int, block: TextBlock) -> _Numbered | None:
    if not block.level or not block.told:
        return None
    ordinal = heading_ordinal(block.whole, block.level)
    return _Numbered(at, block, ordinal.written, ordinal.number) if ordinal and ordinal.number else None


# -- 一是、二是 --------------------------------------------------------------------------------------


def check_run_in_ordinals(subject: Subject) -> Iterator[Finding]:
    """一是…二是… count on within a section; a new row may begin again at any place."""
    for section in subject.form.prose_sections:
        blocks = [block for block in subject.report.texts.get(section.id, ()) if block.told]
        for way in RUN_IN:
            yield from _run(blocks, way)


def _run(blocks: Sequence[TextBlock], way: RunIn) -> Iterator[Finding]:
    last, outer = 0, 0
    between = ""  # the text since the last item
    for block in blocks:
        text, since = block.whole, 0
        for found in way.begins.finditer(text):
            number = chinese_value(found[1])
            between += text[since : found.start()]
            since = found.start()
            if number == 1:
                # A row within an item of another: the other goes on afterwards.
                outer = last if last and "。" not in between else 0
            elif number == outer + 1 and outer and number != last + 1:
                outer = 0
            elif number != last + 1:
                wrong = _what_is_wrong(number, last, between, way)
                if wrong:
                    place = block.place(found.start())
                    yield N207.at(place, f"“{way.spelling.format(found[1])}”{wrong}", hint="补上缺的一项，或者按次序重排")
            last, between = number, ""
        between += text[since:]


def _what_is_wrong(number: int, last: int, between: str, way: RunIn) -> str:
    if number == last:
        return "写了两次"
    if number < last:
        return f"排在“{way.spelled(last)}”后面，次序不对"
    missing = [way.spelled(one) for one in range(last + 1, number)]
    if any(one in between for one in missing) or (last == 0 and any(one in between for one in way.first)):
        return ""
    absent = "、".join(f"“{one}”" for one in missing)
    return f"前面是“{way.spelled(last)}”，少了{absent}" if last else f"前面没有{absent}"
