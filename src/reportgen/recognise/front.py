"""What stands before the first heading and after the last paragraph: title, preface, signature."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..model.outline import Aside, AsideKind, OutlineParagraph
from ..model.report import GAP, Paragraph
from ..text.ordinals import NUMERALS
from ..text.patterns import pattern
from .bodies import is_body, is_full_name, is_words
from .titles.title import LONGEST_TITLE, glued, title_in
from .titles.words import TitleWords

_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?度?")
_PERIOD = re.compile(r"((?:19|20)\d\d)\s*年\s*1\s*月\s*1\s*日")
# Whose report a preface says it is: who wrote it, whose it is called; and, for want of these, whom one is to ask.
_NAMED = r"([^，。；：、,（()）《》“”]{2,40}?)"
_ITS_YEAR = r"(?:关于)?(?:(?:19|20)\d\d|二[〇○零O0]..)年度?"
_GIVES_OUT = r"(?:公布|公开|发布|编制|编写|现将|现就)"
_WROTE = (
    re.compile(
        rf"(?<!理)由{_NAMED}(?:负责|牵头|组织|统一|具体|本着|向社会)*(?:编制|编写|起草|编印|编辑|根据|依据|按照|综合|汇总|公布|发布)(?!的)"
    ),
    re.compile(rf"{_GIVES_OUT}(?:(?:19|20)\d\d\s*年?度?)?{_NAMED}{_ITS_YEAR}"),
)
_WROTE_TOO = (
    re.compile(rf"[，,。]{_NAMED}(?:组织|负责|汇总)?(?:(?:编制|编写|编辑)(?:了|完成|形成|本|并|(?:19|20)\d\d)|汇总)"),
    re.compile(rf"[，,。]{_NAMED}(?:现|特此?|依法|主动|向社会)*(?:公布|发布|公开|公示)(?!的)[^。]{{0,40}}(?:报告|年报)"),
    re.compile(rf"报告[是系]由?{_NAMED}(?:根据|按照|依据|依照|遵照|编制|编写)"),
    re.compile(rf"^{_NAMED}(?:根据|按照|依据|依照|遵照)"),
)
# The same with what the report is on behind the name.
_ON_SUBJECT = (
    rf"{_GIVES_OUT}(?:19|20)\d\d\s*年?度?{_NAMED}(?:%s)",
    rf"《{_NAMED}{_ITS_YEAR}(?:%s)(?:工作)?(?:年度)?(?:报告|年报)》",
)
_ASKED = re.compile(r"请(?:直接)?与([^，。；,（(]{3,40}?)联系")
_DATE = re.compile(rf"[（(]?(?:(?:19|20)\d\d|二[〇○零]..)\s*年\s*[\d{NUMERALS}]{{1,3}}\s*月\s*[\d{NUMERALS}]{{1,3}}\s*日[)）]?")
# A date written otherwise is one only below a name: 二〇二五年二月, 2025.2.25, 2025-02-25.
_LOOSE_DATE = re.compile(
    rf"[（(]?(?:(?:(?:19|20)\d\d|二[〇○零Oo0].{{2}})\s*年\s*[\d{NUMERALS}]{{1,3}}\s*月(?:\s*[\d{NUMERALS}廿卅]{{1,3}}\s*[日号]?)?"
    r"|(?:19|20)\d\d\s*([-—./·、．－])\s*\d{1,2}(?:\s*\1\s*\d{1,2})?\s*[日号]?)[)）]?"
)
# What a site writes around the text of a page.
_OF_SITE = re.compile(
    r"(?:时间|日期|来源|作者|编辑|字体|字号)\s*[:：]|浏览|点击|阅读[量次]|打印|关闭|分享|扫一扫|[上下]一[篇条]|当前位置|索引号|附件|相关"
)
# When a page was published, as the site says above the text; when it was changed or printed is another matter.
_ISSUED = re.compile(
    r"(?:(?:发布|公开|公布|成文|发文|印发|生成)的?(?:时间|日期)|(?<!\w)(?:时间|日期))\s*[:：|]?\s*"
    r"((?:19|20)\d\d\s*([年./-])\s*\d{1,2}\s*(?:月|\2)\s*\d{1,2}(?!\d)\s*日?)"
)
_LONGEST_DATE = 20
_TITLE_LINES = 4
# So many paragraphs of a preface, and so many characters of each, say whose report it is.
_LOOKED_AT, _FAR_ENOUGH = 8, 600
_ENDING = 8


class Front(NamedTuple):
    """What stands before the first section; `left_over` is the page's own, as 来源 and 浏览次数.

    `agency` is the title's; `author` is whose report the preface says it is, `publisher` the same, or else whom it tells to ask.
    """

    title: tuple[Paragraph, ...]
    agency: str
    author: Paragraph | None
    publisher: str
    year: int | None
    preface: tuple[OutlineParagraph, ...]
    left_over: tuple[OutlineParagraph, ...]

    @property
    def issued(self) -> Paragraph | None:
        """The day of publication, where the page's own lines give one."""
        return issued_in(self.left_over)


class Signed(NamedTuple):
    """A section's lines apart: before the signature, its two lines as far as they are there, and whatever follows."""

    before: list[OutlineParagraph]
    name: Paragraph | None
    date: Paragraph | None
    after: list[OutlineParagraph]


def front_of(lines: Sequence[OutlineParagraph], words: TitleWords, names: Collection[str] = ()) -> Front:
    """Take the lines before the first section apart; `words` are those of the titles that it may have.

    `names` are those that the signature and the file may give the agency.
    """
    lines = _unglued(lines, words)
    author, publisher = _named_in([line for line in lines if not line.row and _is_sentence(line.text)], words)
    found = title_in([_titled(line) for line in lines], words, {*names, author.text if author else ""} - {""})
    first, last = (found.first, found.end) if found else _set_as_title(lines)
    title = tuple(Paragraph(line.text, line.location) for line in lines[first:last])
    rest = lines[last:]
    kept = _of_preface(rest)
    preface = tuple(line for line, own in zip(rest, kept, strict=True) if own)
    # A table that is not the preface's is told as a table, not row by row.
    others = (*lines[:first], *(line for line, own in zip(rest, kept, strict=True) if not own))
    left_over = tuple(line for line in others if not line.row)
    # A line that is a title by its look alone does not say whose it is.
    agency, year = (found.agency, found.year) if found else ("", None)
    return Front(title, agency, author, publisher, year or _year_of(() if found else title, preface), preface, left_over)


def _unglued(lines: Sequence[OutlineParagraph], words: TitleWords) -> Sequence[OutlineParagraph]:
    """The lines, with a title that a paragraph begins with in a line of its own where there is no other one."""
    if title_in([_titled(line) for line in lines], words) is not None:
        return lines
    for at, line in enumerate(lines):
        if not line.row and (end := glued(line.text, words)):
            return [*lines[:at], *line.cut(end), *lines[at + 1 :]]
    return lines


def _titled(line: OutlineParagraph) -> str:
    """The text of a line that may be one of a title's; '' for others."""
    return "" if line.row or re.fullmatch(r"草\s*稿", line.text.strip()) else line.text


def issued_in(lines: Sequence[OutlineParagraph]) -> Paragraph | None:
    """The day of publication that the lines of a site give, label and day in one line or in two; None where there is none."""
    for at, line in enumerate(lines):
        if found := _ISSUED.search(" ".join(one.text for one in lines[at : at + 2])):
            return Paragraph(found[1].strip(), line.location)
    return None


def is_title(text: str, words: TitleWords) -> bool:
    """Whether a line is a report's title by itself."""
    return title_in([text], words) is not None


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
    return not line.row and not line.images and 0 < len(line.text) <= LONGEST_TITLE and not _is_sentence(line.text)


def with_boxed_title(lines: Sequence[OutlineParagraph], asides: Sequence[Aside], words: TitleWords) -> Sequence[OutlineParagraph]:
    """The lines, below those of the box that has the title where none of them is one: a designer's front page."""
    boxes = [aside for aside in asides if aside.kind is AsideKind.BOX]
    if not boxes or any(is_title(line.text, words) for line in lines):
        return lines
    boxed = next((box for box in boxes if any(is_title(text, words) for text in box.text.split("\n"))), None)
    return lines if boxed is None else [*(OutlineParagraph(text, boxed.location) for text in boxed.text.split("\n")), *lines]


def _is_name(text: str) -> bool:
    """A line of a signature: words alone; with figures only where they are a body's: 第三师51团, 2024街道办事处."""
    return is_words(text) and (not re.search(r"\d", text) or is_body(text))


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"[。；;，,]", text)) and (len(text) > 15 or (len(text) > 8 and text.endswith("。")))


def _of_preface(lines: Sequence[OutlineParagraph]) -> list[bool]:
    """Which lines after the title are the preface: its sentences, and below the first of them its tables and pictures."""
    kept = [not line.row and _is_sentence(line.text) for line in lines]
    begun = next((at for at, own in enumerate(kept) if own), len(lines))
    for at in range(begun + 1, len(lines)):
        line, before, behind = lines[at], lines[at - 1], lines[at + 1 : at + 2]
        # The short line below a picture or above a table is its caption.
        caption = bool(line.text) and (bool(before.images) or (bool(behind) and behind[0].row == 1))
        more = bool(re.search(r"[：:。]", line.text)) and not _OF_SITE.search(line.text)
        kept[at] = kept[at] or bool(line.row) or bool(line.images) or caption or more
    return kept


@lru_cache(maxsize=32)
def _wrote(subject: str) -> tuple[re.Pattern[str], ...]:
    """How a preface says whose report it is, on this subject."""
    return (*_WROTE, *(pattern(source % subject) for source in _ON_SUBJECT), *_WROTE_TOO)


def _named_in(lines: Sequence[OutlineParagraph], words: TitleWords) -> tuple[Paragraph | None, str]:
    """Whose report the preface says it is, and who is named for it, if only to be asked."""
    asked = ""
    for line in lines[:_LOOKED_AT]:
        plain = "".join(line.text.split())[:_FAR_ENOUGH]
        for wrote in _wrote(words.subject):
            for found in wrote.finditer(plain):
                if is_full_name(found[1]):
                    return Paragraph(found[1].strip(), line.location), found[1]
        if not asked and (ask := _ASKED.search(plain)):
            asked = ask[1]
    return None, asked


def _year_of(title: Sequence[Paragraph], preface: Sequence[OutlineParagraph]) -> int | None:
    """The year of a title that is none by its words, or of the period that the preface gives."""
    texts = ((_YEAR, line.text) for line in title)
    for year, text in (*texts, *((_PERIOD, line.text) for line in preface), *((_YEAR, line.text) for line in preface)):
        if found := year.search(text):
            return int(found[1])
    return None


# -- signature ---------------------------------------------------------------------------------------------------


def names_at_the_end(lines: Sequence[OutlineParagraph]) -> list[str]:
    """The lines at the end of a document that may be its signature: names of bodies above a date."""
    return [text for line in lines[-_ENDING:] if not line.row and is_body(text := "".join(line.text.split()))]


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
