"""What stands before the first heading and after the last paragraph: title, preface, signature."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ..model.outline import Aside, AsideKind, OutlineParagraph
from ..model.report import GAP, Paragraph
from ..text.ordinals import NUMERALS

_TITLE = re.compile(r"年度报告|年报|工作报告")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?度?")
_PERIOD = re.compile(r"((?:19|20)\d\d)\s*年\s*1\s*月\s*1\s*日")
_TITLE_WORDS = re.compile(
    r"[（(][^（()）]{0,6}(?:稿|版|修订|更正|修改)[）)]|(?:19|20)\d\d\s*年?度?|政府信息公开(?:工作)?|政务公开(?:工作)?|年度|工作报告|报告|年报|[（(）)《》#\s]|全文|关于|的$"
)
_BRACKETED = re.compile(r"[（(]([^（()）]{2,40})[）)]")
_PUBLISHER = re.compile(r"(?:报告由|由)([^，。；,（(]{3,40}?)(?:编制|负责编制|根据)|请(?:直接)?与([^，。；,（(]{3,40}?)联系")
_DATE = re.compile(rf"[（(]?(?:(?:19|20)\d\d|二[〇○零]..)\s*年\s*[\d{NUMERALS}]{{1,3}}\s*月\s*[\d{NUMERALS}]{{1,3}}\s*日[)）]?")
_LONGEST_TITLE = 60
_LONGEST_NAME = 40
_TITLE_LINES = 4


class Front(NamedTuple):
    """What stands before the first section; `left_over` is the page's own, as 来源 and 浏览次数.

    `agency` is the title's, `publisher` whom the preface names.
    """

    title: tuple[Paragraph, ...]
    agency: str
    publisher: str
    year: int | None
    preface: tuple[OutlineParagraph, ...]
    left_over: tuple[OutlineParagraph, ...]


class Signed(NamedTuple):
    """A section's lines apart: before the signature, its two lines as far as they are there, and whatever follows."""

    before: list[OutlineParagraph]
    name: Paragraph | None
    date: Paragraph | None
    after: list[OutlineParagraph]


def front_of(lines: Sequence[OutlineParagraph]) -> Front:
    """Take the lines before the first section apart."""
    at = next((at for at, line in enumerate(lines) if _is_title(line.text)), None)
    first = last = 0
    if at is not None:
        first, last = at, at + 1
        # The agency's name may stand in lines of its own above the title, or in brackets below it.
        while first and at - first < _TITLE_LINES - 1 and _is_name(lines[first - 1].text):
            first -= 1
        while last < len(lines) and last - at < _TITLE_LINES and _BRACKETED.fullmatch(lines[last].text):
            last += 1
    title = tuple(Paragraph(line.text, line.location) for line in lines[first:last])
    rest = lines[last:]
    kept = _of_preface(rest)
    preface = tuple(line for line, own in zip(rest, kept, strict=True) if own)
    # A table that is not the preface's is told as a table, not row by row.
    others = (*lines[:first], *(line for line, own in zip(rest, kept, strict=True) if not own))
    left_over = tuple(line for line in others if not line.row)
    whole = "".join(line.text for line in title)
    return Front(title, _TITLE_WORDS.sub("", whole), _publisher(preface), _year(whole, preface), preface, left_over)


def with_boxed_title(lines: Sequence[OutlineParagraph], asides: Sequence[Aside]) -> Sequence[OutlineParagraph]:
    """The lines, below those of the box that has the title where none of them is one: a designer's front page."""
    boxes = [aside for aside in asides if aside.kind is AsideKind.BOX]
    if not boxes or any(_is_title(line.text) for line in lines):
        return lines
    boxed = next((box for box in boxes if any(_is_title(text) for text in box.text.split("\n"))), None)
    return lines if boxed is None else [*(OutlineParagraph(text, boxed.location) for text in boxed.text.split("\n")), *lines]


def _is_title(text: str) -> bool:
    return (
        4 < len(text) <= _LONGEST_TITLE
        and bool(_TITLE.search(text))
        and not text.endswith(("。", "；", "，", "："))
        and "，" not in text
    )


def _is_name(text: str) -> bool:
    """A line of a title: words alone."""
    mark = re.fullmatch(r"草\s*稿", text.strip())  # above the title of a draft that was saved as a page
    return 1 < len(text) <= _LONGEST_NAME and not mark and not re.search(r"[，。；：:？！,;>|/\d]", text)


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"[。；;，,]", text)) and len(text) > 15


def _of_preface(lines: Sequence[OutlineParagraph]) -> list[bool]:
    """Which lines after the title are the preface: its sentences, and below the first of them its tables and pictures."""
    kept = [not line.row and _is_sentence(line.text) for line in lines]
    begun = next((at for at, own in enumerate(kept) if own), len(lines))
    for at in range(begun + 1, len(lines)):
        line, before, behind = lines[at], lines[at - 1], lines[at + 1 : at + 2]
        # The short line below a picture or above a table is its caption.
        caption = bool(line.text) and (bool(before.images) or (bool(behind) and behind[0].row == 1))
        kept[at] = kept[at] or bool(line.row) or bool(line.images) or caption
    return kept


def _publisher(preface: Sequence[OutlineParagraph]) -> str:
    for line in preface:
        found = _PUBLISHER.search(line.text)
        if found:
            return found[1] or found[2]
    return ""


def _year(title: str, preface: Sequence[OutlineParagraph]) -> int | None:
    """The title's year, or the year of the period that the preface gives."""
    for pattern, text in ((_YEAR, title), *((_PERIOD, line.text) for line in preface), *((_YEAR, line.text) for line in preface)):
        if found := pattern.search(text):
            return int(found[1])
    return None


def signed_of(lines: Sequence[OutlineParagraph], agencies: Collection[str] = ()) -> Signed | None:
    """Find the signature at the end of a section: a date by itself, the agency above it; or one of `agencies` alone, at the very end."""
    for at in range(len(lines) - 1, max(len(lines) - 8, -1), -1):
        line = lines[at]
        if not _DATE.fullmatch(line.text.strip()) and not (at == len(lines) - 1 and line.text.strip() == GAP):
            continue
        above = lines[at - 1] if at else None
        named = (
            above is not None
            and not above.row
            and _is_name(above.text)
            and not above.images
            and above.text.strip() not in ("无", "暂无")
        )
        name = Paragraph(above.text, above.location) if named and above else None
        return Signed(
            list(lines[: at - 1 if named else at]), name, Paragraph(line.text.strip(), line.location), list(lines[at + 1 :])
        )
    last = lines[-1] if lines else None
    if last is not None and not last.row and not last.images and "".join(last.text.split()) in agencies:
        return Signed(list(lines[:-1]), Paragraph(last.text, last.location), None, [])
    return None
