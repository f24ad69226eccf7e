"""Reads a report from a PDF into an outline: lines become paragraphs again, ruled tables become grids.

A PDF knows neither paragraphs nor tables, only letters and strokes at places on pages. A new paragraph
shows by its indent or by the short line above it; a table by its rules, and it may go on over pages. A
table without rules becomes a loose grid. Distances are in points, or in letters where they say so.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model.errors import SourceError
from ..model.location import Location, Mark
from ..model.outline import Grid, GridCell, Outline, OutlineParagraph
from .located_yaml import unreadable

if TYPE_CHECKING:
    from pdfplumber.page import Page

MAX_BYTES = 50_000_000
MAX_PAGES = 200
_MOST_STROKES = 6000  # a page with more shows a map or a drawing
_FEWEST_LETTERS = 50
_LEAST_PICTURE = 40.0
_THIN = 3.0  # a filled area wider than this is a background, no rule
_SAME_EDGE, _MIRRORED = 6.0, 45.0  # margins may change places from page to page
_COLUMN, _ROW = 4.0, 2.5  # edges nearer to one another are one
_WIDE_GAP, _INDENT, _SPARE, _SAME_LINE = 1.8, 0.8, 0.6, 0.5  # in letters
_FIGURES_NEARER = 2.5
_SPACED = 1.35  # times the usual distance of lines
_LOOSE_ROWS, _LOOSE_FIGURES, _LOOSE_GAP = 3, 8, 2
_ENOUGH = 10  # lines to tell the margins by

_INSTEAD = "请用 Word（.docx）或网页版的年报"
_ENDS = tuple("。；：！？;:!?")
_PAGE_NUMBER = re.compile(r"[-—–－·~\s]*第?\s*\d{1,3}\s*页?(?:\s*[/／共，,]+\s*\d{1,3}\s*页?)?[-—–－·~\s]*")
_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、．](?!\d)")
_OPENS = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]|第[一二三四五六七八九十]+条|其中")
_NOTHING = re.compile("")
_FIGURE = re.compile(r"[-+]?\d[\d,.]*%?(?:万?元)?|[-—/]")
# Radicals that stand for whole characters and that Unicode does not decompose itself.
_RADICALS = str.maketrans(
    "⺁⺇⺌⺒⺝⺠⺩⺬⺮⺶⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰",
    "厂几小巳月民王示竹羊月虎西见角贝车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙",
)
_UNMAPPED = re.compile(r"\(cid:\d+\)")
# What is not torn from a line's first letter: brackets before it, marks behind it, a Latin word.
_FIRST_WORD = re.compile(r"[（《“‘〔【(]*(?:[A-Za-z0-9.@:/%+_-]+|.)[，。；：、？！）》”’〕】,.;:!?)]*")


class _Letter(NamedTuple):
    """A letter and the box that it fills."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2


class _Line(NamedTuple):
    """A line outside the tables; `tokens` are its parts between wide gaps."""

    page: int
    number: int
    top: float
    x0: float
    x1: float
    size: float
    first_width: float
    tokens: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.tokens)

    @property
    def is_row(self) -> bool:
        """Whether this looks like a row of a table without rules."""
        return len(self.tokens) > 2 or any(map(_FIGURE.fullmatch, self.tokens[1:]))


class _Part(NamedTuple):
    """A ruled table, or what stands of it on one page: cells as left, right, top and letters; the same as lines."""

    page: int
    top: float
    x0: float
    x1: float
    cells: tuple[tuple[float, float, float, tuple[_Letter, ...]], ...]
    lines: tuple[_Line, ...] = ()

    @property
    def has_columns(self) -> bool:
        return len({round(left) for left, *_ in self.cells}) > 1

    def goes_on_in(self, other: _Part) -> bool:
        """Whether `other` has the same edges, perhaps moved as the margins of a left page are."""
        same = abs(self.x0 - other.x0) <= _SAME_EDGE and abs(self.x1 - other.x1) <= _SAME_EDGE
        moved = abs((self.x1 - self.x0) - (other.x1 - other.x0)) <= _SAME_EDGE and abs(self.x0 - other.x0) <= _MIRRORED
        return same or (moved and (self.page - other.page) % 2 == 1)


class _Picture(NamedTuple):
    """A picture below as many lines as its number says, less one."""

    page: int
    number: int
    top: float


_Box = tuple[float, float, float, float]  # left, top, right, bottom
_Item = _Line | _Part | _Picture
_Row = dict[int, str]


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
    try:
        import pdfplumber
    except ImportError:
        hint = f"运行 pip install 'reportgen[pdf]'；或者{_INSTEAD}"
        raise SourceError("读 PDF 需要另装一个组件", location=location, hint=hint) from None
    # What the library mends by itself is nothing to tell a clerk.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        with path.open("rb") as stream, pdfplumber.open(stream) as document:
            count = len(document.pages)
            pages = [_items_of(page) for page in document.pages] if count <= MAX_PAGES else []
    except Exception as error:  # noqa: BLE001  # a broken PDF breaks the library in every possible way
        if "PasswordIncorrect" in repr(error):
            raise SourceError("PDF 设了打开密码，读不出内容", location=location, hint="去掉密码另存后再试") from None
        raise SourceError("PDF 已损坏，读不出内容", location=location, hint=f"重新下载一份；或者{_INSTEAD}") from None
    if count > MAX_PAGES:
        raise SourceError(f"PDF 有 {count} 页，不像一份年度报告", location=location, hint="只留下年报的各页，另存后再试")
    if problem := _unread(pages):
        raise SourceError(problem, location=location, hint=_INSTEAD)
    return _outline(_without_furniture(pages), path.name)


def _unread(pages: list[list[_Item]]) -> str:
    """Why there is no text to read, or ''."""
    items = [item for page in pages for item in page]
    lines = [line for item in items for line in (item.lines if isinstance(item, _Part) else [item]) if isinstance(line, _Line)]
    text = "".join(line.text for line in lines)
    if len(text) < _FEWEST_LETTERS and any(isinstance(item, _Picture) for item in items):
        return "PDF 里是扫描的图片，没有文字，读不了"
    if text.count("\ufffd") * 5 > len(text):
        return "PDF 里的文字是乱码（复制出来也是乱码），读不了"
    return "" if text else "PDF 里没有文字"


# -- a page -----------------------------------------------------------------------------------------


def _items_of(page: Page) -> list[_Item]:
    """Lines, tables and pictures of a page, from its top down."""
    letters = [
        _Letter(_mended(char["text"]), char["x0"], char["x1"], char["top"], char["bottom"])
        for char in page.dedupe_chars(tolerance=1, extra_attrs=()).chars
    ]
    lines = list(enumerate(_lines_of(letters), 1))
    items: list[_Item] = []
    taken: set[_Letter] = set()
    # Small tables first: a frame around the page holds what they leave.
    for cells in sorted(_ruled(page), key=_area):
        free = [letter for letter in letters if letter not in taken]
        filled = [
            (left, right, upper, tuple(letter for letter in free if left <= letter.x < right and upper <= letter.y < lower))
            for left, upper, right, lower in cells
        ]
        held = {letter for cell in filled for letter in cell[-1]}
        taken |= held
        x0, x1, top = min(cell[0] for cell in cells), max(cell[2] for cell in cells), min(cell[1] for cell in cells)
        items.append(_Part(page.page_number, top, x0, x1, tuple(filled), tuple(_read(page, lines, held))))
    items += _read(page, lines, set(letters) - taken)
    pictures = [image for image in page.images if min(image["width"], image["height"]) > _LEAST_PICTURE]
    for image in pictures:
        above = sum(line[0].top < image["top"] for _, line in lines)
        items.append(_Picture(page.page_number, above + 1, image["top"]))
    page.close()
    return sorted(items, key=lambda item: item.top)


def _ruled(page: Page) -> list[list[_Box]]:
    """The page's ruled tables, each as its cells; coloured backgrounds are no rules."""

    def is_rule(shape: dict[str, Any]) -> bool:
        return bool(shape["object_type"] != "rect" or shape["stroke"] or min(shape["width"], shape["height"]) <= _THIN)

    if len(page.lines) + len(page.rects) + len(page.curves) > _MOST_STROKES:
        return []
    rules = page.filter(is_rule)
    # Where a page break cuts a table, some programs leave the cells open.
    ends = [end for edge in rules.edges if edge["orientation"] == "v" for end in (edge["top"], edge["bottom"])]
    if not ends:
        return []
    found = rules.debug_tablefinder({"explicit_horizontal_lines": [min(ends), max(ends)]})
    tables = [list(table.cells) for table in found.tables]
    # The library takes a single cell for none, but it may be a table's last row.
    inside = {cell for table in tables for cell in table}
    return tables + [[cell] for cell in found.cells if cell not in inside]


def _area(cells: list[_Box]) -> float:
    return sum((right - left) * (lower - upper) for left, upper, right, lower in cells)


def _mended(text: str) -> str:
    """A letter as it is meant: fonts give Han characters out as radicals, or do not say what they are."""
    if "\u2e80" <= text[:1] <= "\u2fdf" or "\uf900" <= text[:1] <= "\ufaff":
        return unicodedata.normalize("NFKC", text.translate(_RADICALS))
    return _UNMAPPED.sub("\ufffd", text)


def _lines_of(letters: Iterable[_Letter]) -> list[list[_Letter]]:
    """The letters of each line from left to right, the lines from the top down."""
    lines: list[list[_Letter]] = []
    for letter in sorted(letters, key=lambda letter: letter.y):
        if lines and letter.y - lines[-1][0].y < _SAME_LINE * max(letter.bottom - letter.top, 1):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return [sorted(line, key=lambda letter: letter.x0) for line in lines]


def _read(page: Page, lines: list[tuple[int, list[_Letter]]], wanted: set[_Letter]) -> list[_Line]:
    """The lines of those letters, by their numbers on the page."""
    found = []
    for number, line in lines:
        letters = [letter for letter in line if letter in wanted and not letter.text.isspace()]
        if letters:
            size = median(letter.bottom - letter.top for letter in letters)
            cuts = [at for at, (one, other) in enumerate(pairwise(letters), 1) if _gap(one, other) > _WIDE_GAP * size]
            tokens = [_text_of(line, letters[start:stop]) for start, stop in pairwise([0, *cuts, len(letters)])]
            word = _FIRST_WORD.match(tokens[0])
            width = letters[min(word.end(), len(letters)) - 1].x1 - letters[0].x0 if word else 0
            x1 = max(letter.x1 for letter in letters)
            top = min(letter.top for letter in letters)
            found.append(_Line(page.page_number, number, top, letters[0].x0, x1, size, width, tuple(tokens)))
    return found


def _text_of(line: Sequence[_Letter], letters: Sequence[_Letter]) -> str:
    """The text of `letters`, with spaces where the line has them between Latin words or figures only."""
    blanks = [letter.x for letter in line if letter.text.isspace()]
    parts = [letter.text for letter in letters[:1]]
    for one, other in pairwise(letters):
        apart = _gap(one, other) > _WIDE_GAP * (one.bottom - one.top)
        if apart or (one.text.isascii() and other.text.isascii() and any(one.x < blank < other.x for blank in blanks)):
            parts.append(" ")
        parts.append(other.text)
    return "".join(parts)


def _gap(one: _Letter, other: _Letter) -> float:
    """How far apart two letters are; figures of two cells may stand nearer than words do."""
    return (other.x0 - one.x1) * (_FIGURES_NEARER if one.text.isdigit() and other.text.isdigit() else 1)


def _glue(text: str, more: str) -> str:
    """Two lines as one text: a space between Latin words, but none in an address."""
    latin = re.search(r"[A-Za-z]+$", text) and re.match(r"[A-Za-z]+(?![\w@:/.])", more, re.ASCII)
    return f"{text} {more}" if latin and not re.search(r"[@:/.][A-Za-z]+$", text) else text + more


# -- the document -----------------------------------------------------------------------------------


def _without_furniture(pages: list[list[_Item]]) -> list[_Item]:
    """All items in order, without page numbers, running lines at the edges of pages, and frames around text."""

    def running(line: _Line) -> tuple[str, int]:
        return re.sub(r"\d+", "#", line.text), round(line.top / _SAME_EDGE)

    edges = Counter(running(line) for page in pages for line in (*page[:1], *page[1:][-1:]) if isinstance(line, _Line))
    often = {key for key, count in edges.items() if count >= max(_LOOSE_ROWS, len(pages) / 2)}
    items: list[_Item] = []
    for page in pages:
        for at in (0, -1):
            while page and isinstance(line := page[at], _Line) and (_PAGE_NUMBER.fullmatch(line.text) or running(line) in often):
                page.pop(at)
        items += page
    beside = [[*items[max(at - 1, 0) : at], *items[at + 1 : at + 2]] for at in range(len(items))]
    pieces = [piece for item, neighbours in zip(items, beside, strict=True) for piece in _unframed(item, neighbours)]
    return sorted(pieces, key=lambda piece: (piece.page, piece.top))


def _unframed(item: _Item, beside: list[_Item]) -> list[_Item]:
    """The item itself, or the lines in a frame that is no piece of a table before or after it."""
    if not isinstance(item, _Part) or item.has_columns:
        return [item]
    goes_on = any(isinstance(other, _Part) and other.has_columns and item.goes_on_in(other) for other in beside)
    return [item] if goes_on else [*item.lines]


def _outline(items: list[_Item], name: str) -> Outline:
    writer = _Writer(name, [item for item in items if isinstance(item, _Line)])
    at = 0
    while at < len(items):
        item = items[at]
        if isinstance(item, _Picture):
            writer.end_paragraph()
            writer.add(OutlineParagraph("", writer.place(item), images=1))
            at += 1
        elif isinstance(item, _Part):
            parts = [item]
            while (at := at + 1) < len(items) and isinstance(more := items[at], _Part) and parts[-1].goes_on_in(more):
                parts.append(more)
            writer.add_grid(item.page, _cells_of(parts))
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

    def __init__(self, name: str, lines: list[_Line]) -> None:
        self.name = name
        self.paragraphs: list[OutlineParagraph] = []
        self.grids: list[Grid] = []
        self.order: list[tuple[str, int]] = []
        self._on_page: Counter[int] = Counter()
        self._open: list[_Line] = []
        self._margins = _margins([line for line in lines if not line.is_row])
        pitches = sorted(
            (two.top - one.top) / two.size for one, two in pairwise(lines) if two.page == one.page and two.top > one.top
        )
        self._pitch = pitches[len(pitches) // 4] if pitches else 0.0

    def add(self, paragraph: OutlineParagraph) -> None:
        self.order.append(("p", len(self.paragraphs)))
        self.paragraphs.append(paragraph)

    def add_line(self, line: _Line) -> None:
        if self._open and self._begins(line, self._open[-1]):
            self.end_paragraph()
        self._open.append(line)

    def end_paragraph(self) -> None:
        if self._open:
            text, marks = "", []
            for line in self._open:
                joined = _glue(text, line.text)
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

    def add_loose(self, rows: list[_Line]) -> None:
        """Rows of a table without rules: true rows, each with its place; the columns only keep the order."""
        cells = {(row, at): text for row, line in enumerate(rows, 1) for at, text in enumerate(line.tokens, 1)}
        self.add_grid(rows[0].page, cells, {place: self.place(rows[place[0] - 1]) for place in cells})

    def place(self, line: _Line | _Picture) -> Location:
        return Location(self.name, line=line.number, column=1, page=line.page)

    def _begins(self, line: _Line, above: _Line) -> bool:
        """Whether a paragraph begins with `line`."""
        left, right = self._margins[line.page % 2]
        left_above, right_above = self._margins[above.page % 2]
        if line.is_row or above.is_row or abs(line.size - above.size) > 0.2 * above.size:
            return True
        if right_above - above.x1 > line.first_width + _SPARE * line.size:
            return True  # its first word would have had room above
        if line.page == above.page and line.top - above.top > _SPACED * self._pitch * line.size:
            return True
        ended = above.text.endswith(_ENDS)
        if line.x0 - left > _INDENT * line.size:
            hanging = abs((line.x0 - left) - (above.x0 - left_above)) < _SAME_EDGE / 2
            centred = abs((line.x0 - left) - (right - line.x1)) < line.size  # the rest of a title
            return ended or not (hanging or centred)
        return ended and bool(_ORDINAL.match(line.text))


def _margins(lines: list[_Line]) -> dict[int, tuple[float, float]]:
    """Where most lines begin and end on even and odd pages; what hangs over is beyond."""
    sides = {odd: [line for line in lines if line.page % 2 == odd] for odd in (0, 1)}
    margins: dict[int, tuple[float, float]] = {}
    for odd, side in sides.items():
        starts = Counter(round(line.x0 / 2) * 2 for line in side)
        usual = [x for x, count in starts.items() if count >= max(2, len(side) * 0.08)] or list(starts) or [0]
        ends = sorted(line.x1 for line in side)
        long = [x for x in ends if x > ends[-1] * 0.8] or [0.0]
        margins[odd] = float(min(usual)), long[len(long) * 3 // 4]
    # A few lines do not tell how wide the text is.
    widest = max(right - left for left, right in margins.values())
    return {odd: (left, right if len(sides[odd]) >= _ENOUGH else left + widest) for odd, (left, right) in margins.items()}


def _loose_rows(items: list[_Item], at: int) -> list[_Line]:
    """The lines from here on that make a table without rules; labels that go on in a line of their own among them."""
    rows: list[_Line] = []
    last = 0
    for item in items[at:]:
        if not isinstance(item, _Line) or len(rows) - last > _LOOSE_GAP or not (rows or item.is_row):
            break
        rows.append(item)
        if item.is_row:
            last = len(rows)
    figures = [sum(bool(_FIGURE.fullmatch(token)) for token in row.tokens) for row in rows[:last]]
    return rows[:last] if len(list(filter(None, figures))) >= _LOOSE_ROWS or sum(figures) >= _LOOSE_FIGURES else []


# -- tables -----------------------------------------------------------------------------------------


def _cells_of(parts: list[_Part]) -> dict[tuple[int, int], str]:
    """One table from its parts: rows below one another, columns by where they stand on all pages."""
    moved = [part.x0 - parts[0].x0 if abs(part.x0 - parts[0].x0) > _SAME_EDGE else 0.0 for part in parts]
    columns = _edges((cell[0] - by for part, by in zip(parts, moved, strict=True) for cell in part.cells), _COLUMN)
    rows: list[_Row] = []
    for part, by in zip(parts, moved, strict=True):
        more = _rows(part, [column + by for column in columns])
        if rows:
            repeated = _repeated(rows, more)
            more = more[repeated:]
            if more and _is_torn(rows[-1], more[0]):
                rows[-1] = {
                    column: _glue(rows[-1].get(column, ""), more[0].get(column, "")) for column in {**rows[-1], **more[0]}
                }
                more = more[1:]
        rows += more
    return {(at, column): text for at, row in enumerate(rows, 1) for column, text in row.items()}


def _edges(values: Iterable[float], tolerance: float) -> list[float]:
    """Where groups of near values begin."""
    edges: list[float] = []
    latest = float("-inf")
    for value in sorted(values):
        if value - latest > tolerance:
            edges.append(value)
        latest = value
    return edges


def _rows(part: _Part, columns: list[float]) -> list[_Row]:
    """The part's rows: texts by column (from 1), also empty ones."""
    tops = _edges((top for _, _, top, _ in part.cells), _ROW)
    rows: list[_Row] = [{} for _ in tops]
    for left, right, top, letters in part.cells:
        row = rows[bisect_right(tops, top) - 1]
        first, behind = bisect_right(columns, left), bisect_right(columns, right - _COLUMN)
        row.update(_figures_apart(letters, first, columns[first:behind]) or {first: _cell_text(letters)})
    return rows


def _cell_text(letters: Sequence[_Letter]) -> str:
    text = ""
    for line in _lines_of(letters):
        text = _glue(text, _text_of(line, [letter for letter in line if not letter.text.isspace()]))
    return text


def _figures_apart(letters: Sequence[_Letter], first: int, between: list[float]) -> _Row:
    """The figures of several columns between which this page has no rule, by column; none if the cell is one."""
    groups: dict[int, list[_Letter]] = {}
    for letter in sorted(letters, key=lambda letter: letter.x):
        groups.setdefault(first + bisect_right(between, letter.x), []).append(letter)
    texts = {column: _cell_text(held) for column, held in groups.items()}
    gaps = [right[0].x0 - left[-1].x1 > _SPARE * (left[-1].bottom - left[-1].top) for left, right in pairwise(groups.values())]
    return texts if gaps and all(gaps) and all(map(_FIGURE.fullmatch, texts.values())) else {}


def _repeated(rows: list[_Row], more: list[_Row]) -> int:
    """How many rows at the top of the next page are the table's headings once more."""
    count = 0
    for row, again in zip(rows, more, strict=False):
        if row != again or any(map(_FIGURE.fullmatch, filter(None, again.values()))):
            break
        count += 1
    return count if any(any(row.values()) for row in more[:count]) else 0


def _is_torn(above: _Row, below: _Row) -> bool:
    """Whether a page break cut one row in two: one half has the figures, the other words beside empty cells."""
    figures_above, figures_below = _columns_with(_FIGURE, above), _columns_with(_FIGURE, below)
    empty_above, empty_below = _columns_with(_NOTHING, above), _columns_with(_NOTHING, below)
    if figures_above and not figures_below:
        words = [column for column, text in below.items() if text]
        return figures_above <= empty_below and bool(words) and all(above.get(at) and not _OPENS.match(below[at]) for at in words)
    # A row whose words are all above has nothing but figures here.
    return bool(figures_below) and figures_below <= empty_above and len(figures_below) + len(empty_below) == len(below)


def _columns_with(pattern: re.Pattern[str], row: _Row) -> set[int]:
    return {column for column, text in row.items() if pattern.fullmatch(text)}
