"""Reads a report from a PDF into an outline: lines become paragraphs again, ruled tables become grids.

A PDF knows neither paragraphs nor tables, only letters and strokes at places on pages. A new paragraph
shows by its indent or by the short line above it; a table by its rules, and it may go on over pages. A
table without rules becomes a loose grid. Distances are in points, or in letters where they say so.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
from collections import Counter
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from ..files.child import Stopped, limited
from ..files.yaml import unreadable
from ..model.errors import SourceError
from ..model.location import Location, Mark
from ..model.outline import Grid, GridCell, Outline, OutlineParagraph
from ..text.ordinals import HAN_NUMBER
from .pdf_page import FIGURE, INDENT, SAME_EDGE, SPARE, Item, PageLine, PdfPart, Picture, cells_of, glue, items_of

MAX_BYTES = 50_000_000
MAX_PAGES = 200
_FEWEST_LETTERS = 50
# A page takes a fifth of a second and a report has some twenty; the rest is for a slow computer.
_SECONDS, _MEGABYTES = 30, 1_500
_SPACED = 1.35  # times the usual distance of lines
_LOOSE_ROWS, _LOOSE_FIGURES, _LOOSE_GAP = 3, 8, 2
_ENOUGH = 10  # lines to tell the margins by
_SURE = 3  # lines that surely go on, to tell the distance by
_INSTEAD = "请用 Word（.docx）或网页版的年报"
_ENDS = tuple("。；：！？;:!?")
_PAGE_NUMBER = re.compile(r"[-—–－·~\s]*第?\s*\d{1,3}\s*页?(?:\s*[/／共，,]+\s*\d{1,3}\s*页?)?[-—–－·~\s]*")
# （1） is not among them: it mostly stands within a paragraph.
_ORDINAL = re.compile(rf"{HAN_NUMBER}、|[（(]{HAN_NUMBER}[）)]|\d{{1,2}}[.、．](?!\d)")


def read_pdf(path: Path) -> Outline:
    """The outline of a PDF with text in it.

    SourceError when it cannot be opened, is locked, broken, too long, or holds only pictures of pages.
    """
    location = Location(path.name)
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(1024)
    except OSError as error:
        raise unreadable(path, error) from error
    if not start.strip():
        raise SourceError("文件是空的", location=location, hint="重新下载或复制一份")
    if b"%PDF" not in start:
        hint = "看看文件名的结尾是不是写错了；能读的有 .docx、.html、.pdf、.txt"
        raise SourceError("这不是 PDF 文件", location=location, hint=hint)
    if size > MAX_BYTES:
        raise SourceError(f"文件有 {size / 1e6:.0f} MB，不像一份年度报告", location=location, hint=_INSTEAD)
    if find_spec("pdfplumber") is None:
        hint = f"运行 pip install 'reportgen[pdf]'；或者{_INSTEAD}"
        raise SourceError("读 PDF 需要另装一个组件", location=location, hint=hint)
    try:
        told = json.loads(
            limited(f"{__name__}:outline_told", os.fsencode(path.absolute()), seconds=_SECONDS, megabytes=_MEGABYTES)
        )
    except Stopped as stopped:
        raise SourceError(f"PDF 读不了：{stopped}", location=location, hint=_INSTEAD) from None
    if "fault" in told:
        raise SourceError(told["fault"], location=location, hint=told["hint"])
    return _understood(told, path.name)


def outline_told(name: bytes) -> bytes:
    """The same in a process of its own: the outline of the file `name`, or what is wrong with it, as JSON."""
    path = Path(os.fsdecode(name))
    try:
        told = _told(outline_here(path))
    except SourceError as error:
        told = {"fault": error.message, "hint": error.hint}
    return json.dumps(told).encode()


def outline_here(path: Path) -> Outline:
    """The outline of a PDF, read in this process without any bound."""
    import pdfplumber

    location = Location(path.name)
    # What the library mends by itself is nothing to tell a clerk.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        with path.open("rb") as stream, pdfplumber.open(stream) as document:
            count = len(document.pages)
            pages = [items_of(page) for page in document.pages] if count <= MAX_PAGES else []
    except Exception as error:  # noqa: BLE001  # a broken PDF breaks the library in every possible way
        if "PasswordIncorrect" in repr(error):
            raise SourceError("PDF 设了打开密码，读不出内容", location=location, hint="去掉密码另存后再试") from None
        raise SourceError("PDF 已损坏，读不出内容", location=location, hint=f"重新下载一份；或者{_INSTEAD}") from None
    if count > MAX_PAGES:
        raise SourceError(f"PDF 有 {count} 页，不像一份年度报告", location=location, hint="只留下年报的各页，另存后再试")
    if problem := _unread(pages):
        raise SourceError(problem, location=location, hint=_INSTEAD)
    return _outline(_without_furniture(pages), path.name)


def last_page(content: bytes) -> tuple[int, list[str]]:
    """How many pages a PDF has that this program made, and the lines of the last one; (0, []) where it cannot be looked at."""
    if find_spec("pdfplumber") is None:
        return 0, []
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            return len(document.pages), document.pages[-1].extract_text().splitlines()
    except Exception:  # noqa: BLE001  # a look at what was made must not keep it from being saved
        return 0, []


def _unread(pages: list[list[Item]]) -> str:
    """Why there is no text to read, or ''."""
    items = [item for page in pages for item in page]
    lines = [
        line for item in items for line in (item.lines if isinstance(item, PdfPart) else [item]) if isinstance(line, PageLine)
    ]
    text = "".join(line.text for line in lines)
    if len(text) < _FEWEST_LETTERS and any(isinstance(item, Picture) for item in items):
        return "PDF 里是扫描的图片，没有文字，读不了"
    if text.count("\ufffd") * 5 > len(text):
        return "PDF 里的文字是乱码（复制出来也是乱码），读不了"
    return "" if text else "PDF 里没有文字"


def _without_furniture(pages: list[list[Item]]) -> list[Item]:
    """All items in order, without page numbers, running lines at the edges of pages, and frames around text."""

    def running(line: PageLine) -> tuple[str, int]:
        return re.sub(r"\d+", "#", line.text), round(line.top / SAME_EDGE)

    edges = Counter(running(line) for page in pages for line in (*page[:1], *page[1:][-1:]) if isinstance(line, PageLine))
    often = {key for key, count in edges.items() if count >= max(_LOOSE_ROWS, len(pages) / 2)}
    items: list[Item] = []
    for page in pages:
        for at in (0, -1):
            while (
                page and isinstance(line := page[at], PageLine) and (_PAGE_NUMBER.fullmatch(line.text) or running(line) in often)
            ):
                page.pop(at)
        items += page
    beside = [[*items[max(at - 1, 0) : at], *items[at + 1 : at + 2]] for at in range(len(items))]
    pieces = [piece for item, neighbours in zip(items, beside, strict=True) for piece in _unframed(item, neighbours)]
    return sorted(pieces, key=lambda piece: (piece.page, piece.top))


def _unframed(item: Item, beside: list[Item]) -> list[Item]:
    """The item itself, or the lines in a frame that is no piece of a table before or after it."""
    if not isinstance(item, PdfPart) or item.has_columns:
        return [item]
    goes_on = any(isinstance(other, PdfPart) and other.has_columns and item.goes_on_in(other) for other in beside)
    return [item] if goes_on else [*item.lines]


def _outline(items: list[Item], name: str) -> Outline:
    writer = _Writer(name, [item for item in items if isinstance(item, PageLine)])
    at = 0
    while at < len(items):
        item = items[at]
        if isinstance(item, Picture):
            writer.end_paragraph()
            writer.add(OutlineParagraph("", writer.place(item), images=1))
            at += 1
        elif isinstance(item, PdfPart):
            parts = [item]
            while (at := at + 1) < len(items) and isinstance(more := items[at], PdfPart) and parts[-1].goes_on_in(more):
                parts.append(more)
            writer.add_grid(item.page, cells_of(parts))
        elif rows := _loose_rows(items, at):
            writer.add_loose(rows)
            at += len(rows)
        else:
            writer.add_line(item)
            at += 1
    writer.end_paragraph()
    return Outline(name, tuple(writer.paragraphs), tuple(writer.grids), tuple(writer.order))


class _Writer:
    """Puts paragraphs together and keeps the order."""

    def __init__(self, name: str, lines: list[PageLine]) -> None:
        self.name = name
        self.paragraphs: list[OutlineParagraph] = []
        self.grids: list[Grid] = []
        self.order: list[tuple[str, int]] = []
        self._on_page: Counter[int] = Counter()
        self._open: list[PageLine] = []
        self._margins = _margins([line for line in lines if not line.is_row])
        self._pitch = self._usual_pitch(lines)

    def _usual_pitch(self, lines: list[PageLine]) -> float:
        """The distance of lines of one paragraph, in sizes of their type: of those surely so if there are some, else of a quarter of all."""
        pairs = [(one, two) for one, two in pairwise(lines) if two.page == one.page and two.top > one.top]
        sure = [(two.top - one.top) / two.size for one, two in pairs if self._goes_on(one, two)]
        if len(sure) >= _SURE:
            return median(sure)
        pitches = sorted((two.top - one.top) / two.size for one, two in pairs)
        return pitches[len(pitches) // 4] if pitches else 0.0

    def _goes_on(self, above: PageLine, line: PageLine) -> bool:
        """Whether a line surely goes on from a full one that ends no sentence."""
        left, right = self._margins[line.page % 2]
        full = right - above.x1 < above.size and above.x0 - left < 3 * above.size
        flush = abs(line.x0 - left) < SAME_EDGE / 2 and not _ORDINAL.match(line.text)
        return full and flush and not (line.is_row or above.is_row) and not above.text.endswith(_ENDS)

    def _is_centred(self, line: PageLine) -> bool:
        """Whether a line stands in from both margins, by as much."""
        left, right = self._margins[line.page % 2]
        return line.x0 - left > INDENT * line.size and abs((line.x0 - left) - (right - line.x1)) < line.size

    def add(self, paragraph: OutlineParagraph) -> None:
        self.order.append(("p", len(self.paragraphs)))
        self.paragraphs.append(paragraph)

    def add_line(self, line: PageLine) -> None:
        if self._open and self._begins(line, self._open[-1]):
            self.end_paragraph()
        self._open.append(line)

    def end_paragraph(self) -> None:
        if self._open:
            text, marks = "", []
            for line in self._open:
                joined = glue(text, line.text)
                marks.append(Mark(len(joined) - len(line.text), self.place(line)))
                text = joined
            self.add(OutlineParagraph(text, marks[0].location, marks=tuple(marks[1:])))
        self._open = []

    def add_grid(
        self, page: int, cells: dict[tuple[int, int], str], places: dict[tuple[int, int], Location] | None = None
    ) -> None:
        self.end_paragraph()
        self._on_page[page] += 1
        self.order.append(("t", len(self.grids)))
        shown = {place: GridCell(text) for place, text in cells.items() if text}
        self.grids.append(Grid(self.name, f"第{page}页表{self._on_page[page]}", shown, loose=bool(places), places=places or {}))

    def add_loose(self, rows: list[PageLine]) -> None:
        """Rows of a table without rules: true rows, each with its place; the columns only keep the order."""
        cells = {(row, at): text for row, line in enumerate(rows, 1) for at, text in enumerate(line.tokens, 1)}
        self.add_grid(rows[0].page, cells, {place: self.place(rows[place[0] - 1]) for place in cells})

    def place(self, line: PageLine | Picture) -> Location:
        return Location(self.name, line=line.number, column=1, page=line.page)

    def _begins(self, line: PageLine, above: PageLine) -> bool:
        """Whether a paragraph begins with `line`."""
        left = self._margins[line.page % 2][0]
        left_above, right_above = self._margins[above.page % 2]
        if line.is_row or above.is_row or abs(line.size - above.size) > 0.2 * above.size:
            return True
        if right_above - above.x1 > line.first_width + SPARE * line.size:
            return True  # its first word would have had room above
        if line.page == above.page and line.top - above.top > _SPACED * self._pitch * line.size:
            return True
        ended = above.text.endswith(_ENDS)
        indented = line.x0 - left > INDENT * line.size
        if self._is_centred(above) and (_ORDINAL.match(line.text) or (indented and not self._is_centred(line))):
            return True  # the rest of a title would be centred too, and has no number
        if indented:
            hanging = abs((line.x0 - left) - (above.x0 - left_above)) < SAME_EDGE / 2
            return ended or not (hanging or self._is_centred(line))
        return ended and bool(_ORDINAL.match(line.text))


def _margins(lines: list[PageLine]) -> dict[int, tuple[float, float]]:
    """Where most lines begin and end on even and odd pages; what hangs over is beyond."""
    sides = {odd: [line for line in lines if line.page % 2 == odd] for odd in (0, 1)}
    margins: dict[int, tuple[float, float]] = {}
    for odd, side in sides.items():
        starts = Counter(round(line.x0 / 2) * 2 for line in side)
        usual = [x for x, count in starts.items() if count >= max(2, len(side) * 0.08)] or list(starts) or [0]
        ends = sorted(line.x1 for line in side)
        long = [x for x in ends if x > ends[-1] * 0.8] or [0.0]
        margins[odd] = float(min(usual)), long[len(long) * 3 // 4]
    # A few lines do not tell how wide the text is, nor that all of them but one begin a paragraph.
    for odd, side in sides.items():
        other = margins[1 - odd][0]
        if len(side) < _ENOUGH and any(abs(line.x0 - other) < SAME_EDGE / 2 for line in side):
            margins[odd] = min(margins[odd][0], other), margins[odd][1]
    widest = max(right - left for left, right in margins.values())
    return {odd: (left, right if len(sides[odd]) >= _ENOUGH else left + widest) for odd, (left, right) in margins.items()}


def _loose_rows(items: list[Item], at: int) -> list[PageLine]:
    """The lines from here on that make a table without rules; labels that go on in a line of their own among them."""
    rows: list[PageLine] = []
    last = 0
    for item in items[at:]:
        if not isinstance(item, PageLine) or len(rows) - last > _LOOSE_GAP or not (rows or item.is_row):
            break
        rows.append(item)
        if item.is_row:
            last = len(rows)
    figures = [sum(bool(FIGURE.fullmatch(token)) for token in row.tokens) for row in rows[:last]]
    return rows[:last] if len(list(filter(None, figures))) >= _LOOSE_ROWS or sum(figures) >= _LOOSE_FIGURES else []


# -- from one process to the other -------------------------------------------------------------------

_Json = dict[str, Any]


def _told(outline: Outline) -> _Json:
    """An outline of a PDF as JSON. All places are in one file, which is not said again."""
    paragraphs = [
        [one.text, _spot(one.location), one.images, [[mark.offset, _spot(mark.location)] for mark in one.marks]]
        for one in outline.paragraphs
    ]
    grids = [
        {
            "name": grid.name,
            "cells": [[row, column, cell.text] for (row, column), cell in grid.cells.items()],
            "loose": grid.loose,
            "places": [[row, column, _spot(place)] for (row, column), place in grid.places.items()],
        }
        for grid in outline.grids
    ]
    return {"paragraphs": paragraphs, "grids": grids, "order": outline.order}


def _spot(place: Location) -> list[int]:
    return [place.line, place.column, place.page]


def _understood(told: _Json, name: str) -> Outline:
    def place(spot: list[int]) -> Location:
        line, column, page = spot
        return Location(name, line=line, column=column, page=page)

    paragraphs = tuple(
        OutlineParagraph(text, place(spot), images=images, marks=tuple(Mark(offset, place(there)) for offset, there in marks))
        for text, spot, images, marks in told["paragraphs"]
    )
    grids = tuple(
        Grid(
            name,
            grid["name"],
            {(row, column): GridCell(text) for row, column, text in grid["cells"]},
            loose=grid["loose"],
            places={(row, column): place(spot) for row, column, spot in grid["places"]},
        )
        for grid in told["grids"]
    )
    return Outline(name, paragraphs, grids, tuple((kind, at) for kind, at in told["order"]))
