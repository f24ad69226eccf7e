"""What stands before the first heading and after the last paragraph: title, preface, signature."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ..model.outline import Aside, AsideKind, OutlineParagraph
from ..model.report import GAP, Paragraph
from ..text.ordinals import NUMERALS

_TITLE = re.compile(r"年度报告|年报|工作报告|工作情况的?报告")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?度?")
_CHINESE_YEAR = re.compile(rf"二[〇○零][{NUMERALS}〇○零]{{2}}(?=\s*年)")
_PERIOD = re.compile(r"((?:19|20)\d\d)\s*年\s*1\s*月\s*1\s*日")
_YEAR_WORDS = rf"(?:(?:19|20)\d\d|二[〇○零][{NUMERALS}〇○零]{{2}})\s*年?度?|(?:19|20)\d\d"
_ISSUE = r"[（(][^（()）]{0,6}(?:稿|版|修订|更正|修改|全文)[）)]"  # which writing of the report it is
# What a title says before and behind the agency's name. The name between them is left as it is, whatever is in it.
_BEFORE_NAME = re.compile(rf"(?:{_YEAR_WORDS}|{_ISSUE}|正文(?!.*正文)|全文|关于|[#\s])+")
_BEHIND_NAME = re.compile(
    rf"(?:{_YEAR_WORDS}|{_ISSUE}|政府信息公开(?:工作)?|政务公开(?:工作)?|年度|工作报告|工作情况|情况|报告|年报|全文|关于|的|[#\s])+$"
)
_BRACKETED = re.compile(r"[（(]((?:[^（()）]|[（(][^（()）]*[）)]){2,40})[）)]")
# A line with figures is a name only where it ends as the names of bodies do: 第三师51团, 2024街道办事处.
_BODY = re.compile(r".*(?:政府|委|委员会|办|办公室|厅|局|部|署|院|处|所|站|社|团|队|中心|公司|银行|学校|大学)[）)]?")
_PUBLISHER = re.compile(r"(?:报告由|由)([^，。；,（(]{3,40}?)(?:编制|负责编制|根据)|请(?:直接)?与([^，。；,（(]{3,40}?)联系")
_DATE = re.compile(rf"[（(]?(?:(?:19|20)\d\d|二[〇○零]..)\s*年\s*[\d{NUMERALS}]{{1,3}}\s*月\s*[\d{NUMERALS}]{{1,3}}\s*日[)）]?")
# A date written otherwise is one only below a name: 二〇二五年二月, 2025.2.25, 2025-02-25.
_LOOSE_DATE = re.compile(
    rf"[（(]?(?:(?:(?:19|20)\d\d|二[〇○零Oo0].{{2}})\s*年\s*[\d{NUMERALS}]{{1,3}}\s*月(?:\s*[\d{NUMERALS}廿卅]{{1,3}}\s*[日号]?)?"
    r"|(?:19|20)\d\d\s*([-—./·、．－])\s*\d{1,2}(?:\s*\1\s*\d{1,2})?\s*[日号]?)[)）]?"
)
_LONGEST_TITLE = 60
_LONGEST_NAME = 40
_LONGEST_DATE = 20
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
        while first and at - first < _TITLE_LINES - 1 and _is_name(_YEAR.sub("", lines[first - 1].text)):
            first -= 1
        while last < len(lines) and last - at < _TITLE_LINES and _BRACKETED.fullmatch(lines[last].text):
            last += 1
    else:
        first, last = _set_as_title(lines)
    title = tuple(Paragraph(line.text, line.location) for line in lines[first:last])
    rest = lines[last:]
    kept = _of_preface(rest)
    preface = tuple(line for line, own in zip(rest, kept, strict=True) if own)
    # A table that is not the preface's is told as a table, not row by row.
    others = (*lines[:first], *(line for line, own in zip(rest, kept, strict=True) if not own))
    left_over = tuple(line for line in others if not line.row)
    whole = "".join(line.text for line in title)
    # A line that is a title by its look alone does not say whose it is.
    return Front(title, _agency(whole) if at is not None else "", _publisher(preface), _year(whole, preface), preface, left_over)


def _set_as_title(lines: Sequence[OutlineParagraph]) -> tuple[int, int]:
    """The lines above the preface that are set in one look of their own, whatever they say: a title without a title's words."""
    begun = next((at for at, line in enumerate(lines) if not line.row and _is_sentence(line.text)), 0)
    if not begun or (look := lines[begun - 1].look) in (("", 0), lines[begun].look):
        return 0, 0
    first = begun
    while first and begun - first < _TITLE_LINES and lines[first - 1].look == look and _is_heading(lines[first - 1]):
        first -= 1
    return first, begun


def _is_heading(line: OutlineParagraph) -> bool:
    return not line.row and not line.images and 0 < len(line.text) <= _LONGEST_TITLE and not _is_sentence(line.text)


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
    if not 1 < len(text) <= _LONGEST_NAME or mark or re.search(r"[，。；：:？！,;>|/]", text):
        return False
    return not re.search(r"\d", text) or bool(_BODY.fullmatch(text))


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


def _agency(title: str) -> str:
    """The name in a title: what is left of it without the words before and behind, and without the blanks of a title set wide."""
    within = re.fullmatch(r"\s*《(.*)》\s*", title)
    name = within[1] if within and "》" not in within[1] else title
    below = _BRACKETED.search(name)
    behind = _BEHIND_NAME.search(name)
    if below and below.end() == len(name) and not re.search(_ISSUE, below[0]) and _is_title(name[: below.start()]):
        # A name in brackets below a title that has none of its own.
        behind, above = None, _agency(name[: below.start()])
        name = above or below[1]
    if behind:
        name = name[: behind.start()]
    before = _BEFORE_NAME.match(name)
    return "".join(name[before.end() if before else 0 :].split())


def _publisher(preface: Sequence[OutlineParagraph]) -> str:
    for line in preface:
        found = _PUBLISHER.search(line.text)
        if found:
            return found[1] or found[2]
    return ""


def _year(title: str, preface: Sequence[OutlineParagraph]) -> int | None:
    """The title's year, or the year of the period that the preface gives."""
    if found := _CHINESE_YEAR.search(title):
        return int("".join(str(max("〇一二三四五六七八九".find(char), 0)) for char in found[0]))
    for pattern, text in ((_YEAR, title), *((_PERIOD, line.text) for line in preface), *((_YEAR, line.text) for line in preface)):
        if found := pattern.search(text):
            return int(found[1])
    return None


def signed_of(lines: Sequence[OutlineParagraph], agencies: Collection[str] = ()) -> Signed | None:
    """Find the signature at the end of a section: a date by itself, the agency above it.

    Or one of `agencies` alone at the very end, or with one short line below it, which stands for the date however it is written.
    """
    for at in range(len(lines) - 1, max(len(lines) - 8, -1), -1):
        line, above = lines[at], lines[at - 1] if at else None
        text = line.text.strip()
        named = (
            above is not None
            and not above.row
            and _is_name(above.text)
            and not above.images
            and above.text.strip() not in ("无", "暂无")
        )
        gap = at == len(lines) - 1 and text == GAP
        if not (_DATE.fullmatch(text) or gap or (named and not line.row and _LOOSE_DATE.fullmatch(text))):
            continue
        name = Paragraph(above.text, above.location) if named and above else None
        return Signed(list(lines[: at - 1 if named else at]), name, Paragraph(text, line.location), list(lines[at + 1 :]))
    for behind in (0, 1):
        name_at = len(lines) - 1 - behind
        if name_at >= 0 and _is_one_of(lines[name_at], agencies) and all(_is_short(line) for line in lines[name_at + 1 :]):
            own, below = lines[name_at], lines[name_at + 1 :]
            date = Paragraph(below[0].text.strip(), below[0].location) if below else None
            return Signed(list(lines[:name_at]), Paragraph(own.text, own.location), date, [])
    return None


def _is_short(line: OutlineParagraph) -> bool:
    return (
        not line.row and not line.images and 0 < len(line.text) <= _LONGEST_DATE and not re.search(r"[，。；：？！]", line.text)
    )


def _is_one_of(line: OutlineParagraph, agencies: Collection[str]) -> bool:
    return not line.row and not line.images and "".join(line.text.split()) in agencies
