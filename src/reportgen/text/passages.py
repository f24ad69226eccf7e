"""Lines of text as blocks of a report: headings by their ordinals, run-in headings, pictures, charts, rows of small tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ..model.location import Location, Mark
from ..model.report import BlockKind, Paragraph, TextBlock
from .ordinals import heading_ordinal
from .patterns import pattern

# What a picture's place says when it is a chart: ![图名](图表:饼图 …).
CHART = "图表"
# Where a link may lead.
ADDRESS = pattern(r"(?:https?://|mailto:)[^\s\"<>]+", re.IGNORECASE)
_IMAGE = pattern(
    r'!\[(?P<caption>[^\]]*)\]\((?P<path>(?:[^()"“]|\((?:[^()"“]|\([^()"“]*\))*\))*)(?:["“](?P<alt>[^"“”]*)["”]\s*)?\)',
    needs=("![",),
)
# The same with signs of Chinese typing, where what is in the brackets is the name of a picture or a chart.
_TYPED_IMAGE = pattern(
    r"[!！]\s*[\[［【](?P<caption>[^\]］】]*)[\]］】]\s*[(（]"
    rf"(?P<path>{CHART}\s*[:：][^\"“”()（）]*|[^\"“”()（）]*\.(?i:png|jpe?g|svg|gif|bmp|webp|tiff?)\s*)"
    r"(?:[\"“](?P<alt>[^\"“”]*)[\"”]\s*)?[)）]"
)
_CHART = pattern(rf"{CHART}\s*[:：]")
_ROW = pattern(r"\|.*(?<!\\)\|")
_RULE = pattern(r"\|(?:\s*:?-+:?\s*\|)+")
_CELL_END = pattern(r"(?<!\\)\|")
# 公文 sets a dash where other texts have a bullet; both are as wide as what is typed for them.
_BULLET, _DASH = pattern(r"[-*] "), "——"
# [文字](网址), whatever the address: one that cannot be led to is told, not printed.
_LINK_END = r"(?P<words>[^\[\]]+)\]\((?P<target>[^()]*(?:\([^()]*\)[^()]*)*)\)"
LINK = rf"(?<!!)\[{_LINK_END}"
_SIGNIFICANT = pattern(rf"\*\*|(?<!!)\[(?={_LINK_END})|\\(?=[-*|\[\]!！\\])")
# Two stars alone; more of them stand for digits that are not to be seen.
_BOLD_SIGN = pattern(r"(?<!\*)\*\*(?!\*)")
# An address in the text file ends at the bracket.
_NOT_IN_ADDRESS = str.maketrans({"(": "%28", ")": "%29"})
TAB = "\t"
_LONGEST_HEADING = 60
_LONGEST_CAPTION = 40
# A small figure above or below the line is no figure of the number that it stands behind: 12 and a note's 1 are not 121.
_SMALL = {
    "sup": str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾"),
    "sub": str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎"),
}


def small(text: str, how: str) -> str:
    """What is set above (`sup`) or below (`sub`) the line in plain signs, as far as there are any."""
    return text.translate(_SMALL[how])


class Run(NamedTuple):
    """Words of a paragraph that look alike: whether they are bold by themselves, and where they lead to, '' for nowhere."""

    text: str
    bold: bool = False
    target: str = ""


class Signs(NamedTuple):
    """What is written before and behind the runs `first` to `last` (not among them); `lost` where their link cannot be written."""

    first: int
    last: int
    begin: str
    end: str
    lost: bool = False


class SmallTable(NamedTuple):
    """Rows that stand together; `caption` is the short line above them, if there is one."""

    caption: TextBlock | None
    rows: tuple[TextBlock, ...]

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The texts of the cells, each row as long as the longest."""
        rows = [tuple(row.text.split(TAB)) for row in self.rows]
        width = max(map(len, rows))
        return tuple((*row, *[""] * (width - len(row))) for row in rows)


def written_blocks(lines: Iterable[Paragraph]) -> Iterator[TextBlock]:
    """The blocks that the lines of a draft's text file are: one a line, but for the rules below the headings of tables."""
    last: TextBlock | None = None
    for line in lines:
        if is_rule(line.text):
            last = last._replace(level=1) if last is not None and last.kind == "row" else last
            continue
        if last is not None:
            yield last
        block = written_block(line)
        last = block._replace(level=1) if block.kind == "row" and (last is None or last.kind != "row") else block
    if last is not None:
        yield last


def is_rule(line: str) -> bool:
    """Whether a line is the |---|---| that Markdown wants below the heading of a table; it is no row."""
    return bool(_RULE.fullmatch(line))


def written_block(line: Paragraph) -> TextBlock:
    """The block that one line of a draft's text file is."""
    text, place = line.text, line.location
    if _ROW.fullmatch(text):
        return _row(line)
    if text[:1] in "!！" and (image := _TYPED_IMAGE.fullmatch(text)):
        return _pictured(image, place)
    if _BULLET.match(text):
        return TextBlock("paragraph", _DASH + text[len(_DASH) :].lstrip(), place)
    return block_of(line)


def _row(line: Paragraph) -> TextBlock:
    """`| 甲 | 乙 |` as cells, each with its place."""
    cells: list[str] = []
    marks: list[Mark] = []
    start = 1
    for end in _CELL_END.finditer(line.text, 1):
        cell = line.text[start : end.start()]
        lead = len(cell) - len(cell.lstrip())
        offset = sum(map(len, cells)) + len(cells)
        marks.append(Mark(offset, line.location._replace(column=line.location.column + start + lead)))
        cells.append(cell.strip().replace("\t", " "))
        start = end.end()
    return TextBlock("row", TAB.join(cells), line.location, marks=tuple(marks))


def printed_address(words: str, target: str) -> str:
    """The address behind a link's words, for those who read it on paper; '' where the words say it already."""
    address = target.removeprefix("mailto:")
    return "" if address.endswith(words) or not address else f"（{address}）"


def escaped(text: str, kind: BlockKind = "paragraph") -> str:
    """Words as they are written in the text file, where stars, brackets and backslashes may mean something, and | in a row."""
    plain = _SIGNIFICANT.sub(lambda found: "".join(f"\\{sign}" for sign in found[0]), text)
    return plain.replace("|", "\\|") if kind == "row" else plain


def signs_around(runs: Sequence[Run], *, headed: bool) -> Iterator[Signs]:
    """The signs that a draft's text file has for the bold words and the links of a paragraph, or of a heading where `headed`."""
    if any(_BOLD_SIGN.search(run.text) for run in runs):
        return
    # A paragraph that is bold as a whole is set so, nothing in it stands out; a heading's look is the form's.
    stand_out = not headed and not all(run.bold for run in runs if run.text.strip())
    first = 0
    for bold, target, alike in _alike(runs):
        text, last = "".join(run.text for run in alike), first + len(alike)
        beside = "".join(run.text for run in runs[:first])[-1:] + "".join(run.text for run in runs[last:])[:1]
        signed = bold and stand_out and text.strip() and not _begins_one(text, first) and "*" not in text[:1] + text[-1:] + beside
        begin, end = ("**", "**") if signed else ("", "")
        lost = False
        if target:
            if ADDRESS.fullmatch(target) and text.strip() and not re.search(r"[\[\]\\]", text):
                begin, end = f"{begin}[", f"]({target.translate(_NOT_IN_ADDRESS)}){end}"
            else:
                lost = True
        if begin or lost:
            yield Signs(first, last, begin, end, lost)
        first = last


def _alike(runs: Sequence[Run]) -> Iterator[tuple[bool, str, list[Run]]]:
    """The runs that get signs together; a link is bold where all of it is, since its address is printed once."""
    for target, group in groupby(runs, key=lambda run: run.target):
        together = list(group)
        if target:
            yield all(run.bold for run in together if run.text.strip()), target, together
        else:
            for bold, words in groupby(together, key=lambda run: run.bold):
                yield bold, "", list(words)


def _begins_one(text: str, before: int) -> bool:
    """Whether bold words are the number and name of what the paragraph is about: （一）主动公开。 is set as the form wants it."""
    return not before and heading_ordinal(text.strip()) is not None


def begun(line: str) -> str:
    """A line that is to be a paragraph, with its beginning so written that it is not taken for a table, a picture or a list."""
    special = _ROW.fullmatch(line) or _BULLET.match(line) or _IMAGE.fullmatch(line) or _TYPED_IMAGE.fullmatch(line)
    return f"\\{line}" if special else line


def line_of(block: TextBlock) -> str:
    """A block as the line of a draft's text file that says it; its text is taken to be written for that file."""
    if block.kind == "row":
        return f"| {' | '.join(block.text.split(TAB))} |"
    if block.pictured:
        alt = f' "{block.alt}"' if block.alt else ""
        return f"![{block.text}]({block.image}{alt})"
    return block.whole


def rule_below(row: TextBlock) -> str:
    """The |---|---| below a row, by which it is known to head a table."""
    return f"|{' --- |' * (row.text.count(TAB) + 1)}"


def lines_of(blocks: Sequence[TextBlock]) -> Iterator[str]:
    """Blocks as the lines that say them; a table right below another has its rule, else the two were one."""
    above: TextBlock | None = None
    for block in blocks:
        yield line_of(block)
        if above is not None and above.kind == block.kind == "row" and block.level == 1:
            yield rule_below(block)
        above = block


def block_of(paragraph: Paragraph, marks: tuple[Mark, ...] = ()) -> TextBlock:
    """The block that a line of text is; `marks` are those of the line."""
    text, place = paragraph.text, paragraph.location
    image = _IMAGE.fullmatch(text)
    if image:
        return _pictured(image, place)
    ordinal = heading_ordinal(text)
    if ordinal is None:
        return TextBlock("paragraph", text, place, marks=marks)
    stop = text.find("。", ordinal.end)
    if stop < 0 and len(text) <= _LONGEST_HEADING and not text.endswith(("；", "：", "，")):
        return TextBlock("heading", text, place, ordinal.level, marks=marks)
    # A run-in heading: the first sentence is the heading, the text goes on in the same line.
    if ordinal.level == 2 and 0 <= stop < _LONGEST_HEADING:
        return TextBlock("paragraph", text[stop + 1 :], place, ordinal.level, lead=text[: stop + 1], marks=marks)
    return TextBlock("paragraph", text, place, ordinal.level, marks=marks)


def _pictured(image: re.Match[str], place: Location) -> TextBlock:
    path = image["path"].strip()
    kind: BlockKind = "chart" if _CHART.match(path) else "image"
    return TextBlock(kind, image["caption"].strip(), place, image=path, alt=(image["alt"] or "").strip())


def typed_image(text: str) -> re.Match[str] | None:
    """A picture or a chart in the middle of a line, however its signs were typed: it is shown only on a line of its own."""
    return _TYPED_IMAGE.search(text) if "!" in text or "！" in text else None


def grouped(blocks: Sequence[TextBlock]) -> Iterator[TextBlock | SmallTable]:
    """The blocks in order, with the rows of a table together, and with the caption above them."""
    at = 0
    while at < len(blocks):
        following = at + 1 if _captions(blocks, at) else at
        if blocks[following].kind != "row":
            yield blocks[at]
            at += 1
            continue
        end = following + 1
        while end < len(blocks) and blocks[end].kind == "row" and blocks[end].level != 1:
            end += 1
        yield SmallTable(blocks[at] if following > at else None, tuple(blocks[following:end]))
        at = end


def _captions(blocks: Sequence[TextBlock], at: int) -> bool:
    """Whether a block is the short line above a table that names it."""
    block = blocks[at]
    return (
        at + 1 < len(blocks)
        and blocks[at + 1].kind == "row"
        and block.kind == "paragraph"
        and not block.level
        and 0 < len(block.text) <= _LONGEST_CAPTION
        and not block.text.endswith(("。", "；", "：", "，"))
    )


def parts_of(blocks: Sequence[TextBlock]) -> list[tuple[str, tuple[TextBlock, ...]]]:
    """A free section by its headings of the first level, as they stand."""
    parts: list[tuple[str, list[TextBlock]]] = []
    for block in blocks:
        if block.kind == "heading" and block.level == 1:
            parts.append((block.text, []))
        elif parts:
            parts[-1][1].append(block)
    return [(heading, tuple(below)) for heading, below in parts]
