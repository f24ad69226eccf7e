"""The looks of a Word template, or of any .docx, against GB/T 9704—2012.

A local office may deviate on purpose: most of this is a warning. What damages tables or pictures is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ...model.finding import Finding
from ...model.form import Form
from ...model.location import Location
from ..body import blocks_below
from ..looks import LATIN_LETTER, Document, Looks, Setting, Type, shared_marks
from ..names import TBL, W
from ..official import (
    BODY_SIZE,
    CHARACTERS,
    INDENT_CHARACTERS,
    KINDS,
    LATIN,
    PITCH,
    SIZE_NAMES,
    SLACK,
    TEXT_AREA,
    TWIPS_PER_MM,
    TWIPS_PER_POINT,
    Kind,
)
from ..package import opened
from ..runs import shown_text
from .kinds import PagePiece, pieces, printed_runs, unhinted, unnamed
from .page import Page, page_findings, page_of
from .rules import F403, F404, F405, F406, F407, F408, F409, F410, F413, F414, IN_STYLES, Notes
from .table import marks_of_table, table_findings

_HAN = re.compile(r"[\u3400-\u9fff]")
_SPACE = "\u3000"


def layout_findings(content: bytes, path: str, form: Form | None) -> Iterator[Finding]:
    """What is wrong with the looks of the .docx `content`, called `path` in the places.

    With `form` its tables are looked at as that form draws them. SourceError when the file cannot be opened.
    """
    document = Document(opened(content, path, macros=True))
    yield from page_findings(document)
    read = list(pieces(document))
    notes = Notes()
    for piece in read:
        if piece.kind in KINDS and piece.setting:
            page = page_of(document, piece.section)
            _of_paragraph(notes, document.looks, piece, piece.setting, KINDS[piece.kind], page)
    yield from notes.findings()
    yield from table_findings(document, read, form)


def mark_findings(content: bytes, path: str) -> Iterator[Finding]:
    """Whether Word sets Chinese punctuation of a finished document in its Latin font: one finding at the first place, with how many there are."""
    document = Document(opened(content, path, macros=True))
    notes = Notes()
    paragraphs = tables = 0
    # What each paragraph is (`pieces`) takes ten times as long to find out, and nobody asks.
    for element in blocks_below(document.package.body):
        if element.tag == TBL:
            tables += 1
            marks_of_table(notes, document, PagePiece(element, "table", Location(path, f"表{tables}"), 0))
            continue
        paragraphs += 1
        for run, printed in printed_runs(element):
            if shared_marks(printed) and (wrong := unhinted(run, document.looks.type_of(run, element), printed)):
                piece = PagePiece(element, "text", Location(path, line=paragraphs, column=1), 0, shown_text(element))
                notes.note(F414, "正文", wrong, piece.location, piece.place)
    for finding in notes.findings():
        yield finding._replace(related=())


def _of_paragraph(notes: Notes, looks: Looks, piece: PagePiece, setting: Setting, kind: Kind, page: Page) -> None:
    types = []
    for run, printed in printed_runs(piece.element):
        type_ = looks.type_of(run, piece.element)
        types.append(type_)
        _of_run(notes, piece, kind, type_, printed)
        _of_marks(notes, piece, run, type_, printed)
    if kind.heading and setting.numbered:
        notes.note(F413, kind.name, "用了自动编号，序号不是文字", piece.location, piece.place)
    # A text box has lines of its own.
    drawn = (one for one in piece.element.iter(f"{W}drawing", f"{W}pict") if next(one.iter(f"{W}txbxContent"), None) is None)
    has_picture = piece.kind == "picture" or next(drawn, None) is not None
    if has_picture and setting.line_rule == "exact":
        points = setting.line / TWIPS_PER_POINT
        notes.note(F408, "图片所在的段落", f"行距是固定值 {points:g} 磅，图片会被截掉", piece.location, piece.place)
    if not kind.of_body:
        return
    if wrong := _pitch(setting, page):
        notes.note(
            F407, kind.name, f"行距{wrong}，应为固定值 29 磅左右（{PITCH[0]:g}—{PITCH[1]:g} 磅）", piece.location, piece.place
        )
    size = types[0].size if types else BODY_SIZE
    empty = setting.first_line_chars / 100 or setting.first_line / TWIPS_PER_POINT / size
    empty += len(piece.text) - len(piece.text.lstrip(_SPACE))
    if abs(empty - INDENT_CHARACTERS) > 0.2:
        notes.note(
            F409, kind.name, f"首行缩进 {round(empty, 1):g} 字，应为 {INDENT_CHARACTERS:g} 字", piece.location, piece.place
        )
    if piece.kind == "text" and types and size == BODY_SIZE:
        room = TEXT_AREA[0] * TWIPS_PER_MM - setting.left - setting.right
        characters = int(room / TWIPS_PER_POINT / max(size + types[0].spacing, 1))
        if abs(characters - CHARACTERS) > SLACK:
            why = f"字间距 {types[0].spacing:+g} 磅，左缩进 {setting.left / TWIPS_PER_POINT:g} 磅，右缩进 {setting.right / TWIPS_PER_POINT:g} 磅"
            notes.note(F410, kind.name, f"每行约 {characters} 字，应为 {CHARACTERS} 字（{why}）", piece.location, piece.place)


def _of_run(notes: Notes, piece: PagePiece, kind: Kind, type_: Type, printed: str) -> None:
    if _HAN.search(printed):
        if wrong := unnamed(type_):
            notes.note(F403, kind.name, wrong, piece.location, piece.place)
        elif kind.families and not any(family.holds(type_.chinese.name) for family in kind.families):
            right = "或".join(family.font for family in kind.families)
            hint = f"中文字体改为{right}{IN_STYLES}"
            notes.note(F404, kind.name, f"字体{type_.chinese.name}，应为{right}", piece.location, piece.place, hint)
    if kind.size and type_.size != kind.size:
        right = f"{kind.size:g} 磅（{SIZE_NAMES[kind.size]}）"
        hint = f"字号改为 {right}{IN_STYLES}"
        notes.note(F405, kind.name, f"字号 {type_.size:g} 磅，应为 {right}", piece.location, piece.place, hint)
    # A title is often set in one font, digits and all.
    if kind.families and piece.kind != "title" and LATIN_LETTER.search(printed) and type_.latin.name != LATIN:
        used = type_.latin.name or "没有写明的字体"
        notes.note(F406, kind.name, f"数字和西文用{used}，应为 {LATIN}", piece.location, piece.place)


def _of_marks(notes: Notes, piece: PagePiece, run: etree._Element, type_: Type, printed: str) -> None:
    if wrong := unhinted(run, type_, printed):
        notes.note(F414, KINDS[piece.kind].name, wrong, piece.location, piece.place)


def _pitch(setting: Setting, page: Page) -> str:
    """What is wrong with the distance of lines, or ''."""
    points = setting.line / TWIPS_PER_POINT
    if setting.line_rule == "auto":
        times = setting.line / 240
        if setting.on_grid and page.pitch_rule in ("lines", "linesAndChars", "snapToChars"):
            # The page's grid carries the lines: as good as a fixed distance.
            points = page.pitch / TWIPS_PER_POINT * times
            return "" if PITCH[0] <= points <= PITCH[1] else f"随文档网格，约 {round(points, 1):g} 磅"
        return f"{times:.3g} 倍"
    words = {"exact": "固定值", "atLeast": "最小值"}.get(setting.line_rule, setting.line_rule)
    return "" if PITCH[0] <= points <= PITCH[1] and setting.line_rule == "exact" else f"{words} {points:g} 磅"
