"""What each paragraph of a template or of a finished document is: title, heading, text, picture, signature; and what its runs print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from ...model.location import Location
from ...model.report import Paragraph
from ...text.passages import block_of
from ..body import blocks_below
from ..letterhead.lines import imprint_start, is_imprint, is_number, letterhead_end, report_in
from ..looks import Document, Setting, Type, is_hinted, shared_marks
from ..names import W
from ..numbering import Numbering
from ..official import BODY_SIZE, FAMILIES
from ..runs import shown_text

# A tag ends before the next one begins: a thousand that are not closed must not be looked through a thousand times.
TAGS = re.compile(r"\{[{%#](?:(?!\{[{%#]).)*?[}%#]\}")
_CONTROL = re.compile(r"\{%[-\w]*+\s+(for|if|elif|else|endif|endfor)\b((?:(?!\{%).)*?)%\}")
_NAMED_STYLE = re.compile(r"['\"“”‘’](text|run_in|heading[1-4]|image|table)['\"“”‘’]")
_SIGNATURE = re.compile(r"\{\{r?\s*(?:signature|date)\s*\}\}")
# What stands in place of its whole paragraph has a look of its own.
_IN_PLACE = re.compile(r"\{\{p\s(?:(?!\{\{).)*?\}\}")
# {{r block.rich }} is the text of a paragraph as runs.
_PICTURE = re.compile(r"\{\{r\s(?!\s*block\.rich\b)(?:(?!\{\{).)*?\}\}")
_DATE = re.compile(r"\s*\d{4}年\d{1,2}月\d{1,2}日\s*")
_QUOTED = 18
_FIGURE = re.compile(r"\{\{\s*\w+\.\w+\.\w+\s*\}\}")
# How many paragraphs may stand above a title, and what tags up there and down there print.
_FRONT = 12
_ANY_NUMBER, _ANY_DAY = "某〔2031〕1号", "2031年1月1日"
# A text may hold whatever a clerk writes, punctuation too; a figure does not.
_WHAT_A_FIGURE_PRINTS, _WHAT_A_TEXT_PRINTS = "字1", "字1“"


class PagePiece(NamedTuple):
    """A paragraph with what it is (a key of KINDS, or '' for one that prints nothing), or a table (kind `table`).

    `section` counts from 0.
    """

    element: etree._Element
    kind: str
    location: Location
    section: int
    text: str = ""
    setting: Setting | None = None

    @property
    def place(self) -> str:
        """How to say where it is: 第3段“一、总体情况”."""
        shown = self.text.strip()
        return f"第{self.location.line}段“{shown[:_QUOTED]}{'…' if len(shown) > _QUOTED else ''}”"


class _Scope(NamedTuple):
    """What the tags around a paragraph say: `kind` of what stands in the loop or branch; kinds named before."""

    opened_by: str
    kind: str
    named: frozenset[str] = frozenset()


def pieces(document: Document) -> Iterator[PagePiece]:
    """Paragraphs and tables of the body in reading order; paragraphs are counted as an outline counts them."""
    body = document.root.find(W + "body")
    numbers = document.package.beside("numbering")
    numbering = Numbering(numbers, document.package.beside("styles")) if numbers is not None else None
    scopes: list[_Scope] = []
    paragraphs = tables = section = 0
    title_over = False
    blocks = list(blocks_below(document.root if body is None else body))
    around = _Around(document, [(one, shown_text(one)) for one in blocks if one.tag == W + "p"])
    for element in blocks:
        if element.tag == W + "tbl":
            tables += 1
            title_over = True
            yield PagePiece(element, "table", Location(document.path, f"表{tables}"), section)
            continue
        paragraphs += 1
        text = around.texts[paragraphs - 1]
        for tag in _CONTROL.finditer(text):
            _enter(scopes, tag[1], tag[2])
        location = Location(document.path, line=paragraphs, column=1)
        setting = document.looks.setting_of(element)
        printed = (
            bool(TAGS.sub("", text).strip())
            or "{{" in _IN_PLACE.sub("", text)
            or next(element.iter(W + "drawing", W + "pict"), None) is not None
        )
        kind = ""
        if printed:
            number = numbering.number(element.find(W + "pPr")) if numbering else ""
            beside = around.kind(paragraphs - 1, element, text)
            if beside is None:
                kind = _by_tags(text, scopes) or _by_text(number + text, element, setting, document, title_over)
                title_over = title_over or kind != "title"
            else:
                kind = beside
        yield PagePiece(element, kind, location, section, text, setting)
        # A section ends with the paragraph that holds its settings.
        section += element.find(f"{W}pPr/{W}sectPr") is not None


class _Around:
    """What stands above the title and below the date: in a template whatever does, in a document its 版头 and 版记."""

    def __init__(self, document: Document, paragraphs: list[tuple[etree._Element, str]]) -> None:
        self.looks = document.looks
        self.texts = [text for _, text in paragraphs]
        self.head, self.tail = report_in(self.texts)
        if not self.tail:
            red = [at for at, (one, text) in enumerate(paragraphs[:_FRONT]) if self._is_mark(one, text)]
            self.head = max(letterhead_end(self.texts), *(at + 1 for at in red), 0)
            self.tail = imprint_start(self.texts)

    def kind(self, at: int, paragraph: etree._Element, text: str) -> str | None:
        """What a paragraph up there or down there is, '' where no rule speaks of it; None for one of the report's own."""
        if at < self.head:
            if self._is_mark(paragraph, text):
                return "mark"
            return "number" if is_number(TAGS.sub(_ANY_NUMBER, text) if "{{" in text else text) else ""
        if at >= self.tail:
            return "imprint" if is_imprint(TAGS.sub(_ANY_DAY, text) if "{{" in text else text) else ""
        return None

    def _is_mark(self, paragraph: etree._Element, text: str) -> bool:
        runs = [run for run, _ in printed_runs(paragraph)]
        return bool(text.strip()) and bool(runs) and all(self.looks.is_red(run, paragraph) for run in runs)


def _enter(scopes: list[_Scope], word: str, rest: str) -> None:
    """Follow one `{% … %}` into or out of a loop or branch."""
    if word in ("endif", "endfor"):
        if scopes:
            scopes.pop()
    elif word == "for":
        scopes.append(_Scope(word, "title" if re.search(r"\bin\s+title\b", rest) else ""))
    elif word == "if":
        kinds = _NAMED_STYLE.findall(rest)
        scopes.append(_Scope(word, kinds[0] if kinds else "", frozenset(kinds)))
    elif scopes:
        named = scopes[-1].named
        kinds = _NAMED_STYLE.findall(rest)
        # What is left when the others have been named is plain text.
        left = "text" if word == "else" and named and "text" not in named else ""
        scopes[-1] = _Scope("if", kinds[0] if kinds else left, named | frozenset(kinds))


def _by_tags(text: str, scopes: list[_Scope]) -> str:
    if _SIGNATURE.search(text):
        return "signature"
    if _PICTURE.search(text):
        return "picture"
    kind = next((scope.kind for scope in reversed(scopes) if scope.kind), "")
    if kind == "image":
        return "centred"  # the caption
    if not kind and "{{" in text and any(scope.opened_by == "for" for scope in scopes):
        return "text"  # all blocks of a passage printed alike
    return kind


def _by_text(text: str, element: etree._Element, setting: Setting, document: Document, title_over: bool) -> str:
    words = TAGS.sub("", text).strip()
    if not words and "{{" not in text:
        return "picture"
    if setting.align == "center":
        largest = max((document.looks.type_of(run, element).size for run in element.iter(W + "r")), default=0)
        return "title" if not title_over and largest > BODY_SIZE else "centred"
    block = block_of(Paragraph(words, Location(document.path)))
    if block.kind == "heading":
        return f"heading{block.level}"
    if setting.align == "right" or _DATE.fullmatch(words):
        return "signature"
    return "run_in" if block.lead else "text"


# -- runs --------------------------------------------------------------------------------------------


def unnamed(type_: Type) -> str:
    """What is wrong with how the Chinese font is named, or ''."""
    if type_.chinese.theme:
        return f"中文字体来自主题（{type_.chinese.theme}，现在是{type_.chinese.name or '空的'}）"
    return "" if type_.chinese.name else "没有写明中文字体"


def unhinted(run: etree._Element, type_: Type, printed: str) -> str:
    """What is wrong with the font of the punctuation that a run prints, or ''."""
    if not shared_marks(printed) or is_hinted(run.find(W + "rPr")) or any(family.holds(type_.marks.name) for family in FAMILIES):
        return ""
    return f"“ ” — … 等标点没有写明按中文排，Word 会用 {type_.marks.name or '西文字体'}"


def printed_runs(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The runs that print something, with what they print; a tag that Word spread over runs prints in its first."""
    runs = [run for run in paragraph.iter(W + "r") if run.find(W + "t") is not None]
    texts = ["".join(part.text or "" for part in run.iterchildren(W + "t")) for run in runs]
    whole = "".join(texts)
    printed = list(whole)
    for tag in TAGS.finditer(whole):
        printed[tag.start() : tag.end()] = [""] * len(tag[0])
        if tag[0].startswith("{{"):
            printed[tag.start()] = _WHAT_A_FIGURE_PRINTS if _FIGURE.fullmatch(tag[0]) else _WHAT_A_TEXT_PRINTS
    start = 0
    for run, text in zip(runs, texts, strict=True):
        shown = "".join(printed[start : start + len(text)])
        start += len(text)
        if shown.strip():
            yield run, shown
