"""Reads pages of a PDF: letters become lines, strokes the cells of tables, parts on several pages one table."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from ..text.ordinals import ARTICLE, ITEM

if TYPE_CHECKING:
    from pdfplumber.page import Page


_MOST_STROKES = 6000  # a page with more shows a map or a drawing
_LEAST_PICTURE = 40.0
_THIN = 3.0  # a filled area wider than this is a background, no rule
SAME_EDGE, _MIRRORED = 6.0, 45.0  # margins may change places from page to page
_WIDE_GAP, INDENT, SPARE, _SAME_LINE = 1.8, 0.8, 0.6, 0.5  # in letters
_FIGURES_NEARER = 2.5
FIGURE = re.compile(r"[-+]?\d[\d,.]*%?(?:万?元)?|[-—/]")
# Radicals that stand for whole characters and that Unicode does not decompose itself.
_RADICALS = str.maketrans(
    "⺁⺇⺌⺒⺝⺠⺩⺬⺮⺶⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰",
    "厂几小巳月民王示竹羊月虎西见角贝车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙",
)
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_SENTENCE = re.compile("[。；]")
# What is not torn from a line's first letter: brackets before it, marks behind it, a Latin word.
_FIRST_WORD = re.compile(r"[（《“‘〔【(]*(?:[A-Za-z0-9.@:/%+_-]+|.)[，。；：、？！）》”’〕】,.;:!?)]*")
_COLUMN, _ROW = 4.0, 2.5  # edges nearer to one another are one
_OPENS = re.compile(rf"{ITEM}|{ARTICLE}|其中")
_NOTHING = re.compile("")
_Row = dict[int, str]


class Letter(NamedTuple):
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


class PageLine(NamedTuple):
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
        return len(self.tokens) > 2 or any(map(FIGURE.fullmatch, self.tokens[1:]))


class PdfPart(NamedTuple):
    """A ruled table, or what stands of it on one page: cells as left, right, top and letters; the same as lines."""

    page: int
    top: float
    x0: float
    x1: float
    cells: tuple[tuple[float, float, float, tuple[Letter, ...]], ...]
    lines: tuple[PageLine, ...] = ()

    @property
    def has_columns(self) -> bool:
        return len({round(left) for left, *_ in self.cells}) > 1

    def goes_on_in(self, other: PdfPart) -> bool:
        """Whether `other` has the same edges, perhaps moved as the margins of a left page are."""
        same = abs(self.x0 - other.x0) <= SAME_EDGE and abs(self.x1 - other.x1) <= SAME_EDGE
        moved = abs((self.x1 - self.x0) - (other.x1 - other.x0)) <= SAME_EDGE and abs(self.x0 - other.x0) <= _MIRRORED
        return same or (moved and (self.page - other.page) % 2 == 1)


class Picture(NamedTuple):
    """A picture below as many lines as its number says, less one."""

    page: int
    number: int
    top: float


_Box = tuple[float, float, float, float]  # left, top, right, bottom
Item = PageLine | PdfPart | Picture


def items_of(page: Page) -> list[Item]:
    """Lines, tables and pictures of a page, from its top down."""
    charts = _charts(page)
    inside = {number for chart in charts for number in chart}
    whole, page = page, page.filter(lambda shape: shape.get("mcid") not in inside) if inside else page
    letters = [
        Letter(_mended(char["text"]), char["x0"], char["x1"], char["top"], char["bottom"])
        for char in page.dedupe_chars(tolerance=1, extra_attrs=()).chars
    ]
    lines = list(enumerate(lines_of(letters), 1))
    items: list[Item] = []
    taken: set[Letter] = set()
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
        items.append(PdfPart(page.page_number, top, x0, x1, tuple(filled), tuple(_read(page, lines, held))))
    items += _read(page, lines, set(letters) - taken)
    tops = [image["top"] for image in page.images if min(image["width"], image["height"]) > _LEAST_PICTURE]
    tops += [min(char["top"] for char in whole.chars if char.get("mcid") in chart) for chart in charts]
    for top in tops:
        above = sum(line[0].top < top for _, line in lines)
        items.append(Picture(page.page_number, above + 1, top))
    whole.close()
    return sorted(items, key=lambda item: item.top)


def _charts(page: Page) -> list[frozenset[int]]:
    """The charts of a page, each by the numbers of its marked content: what a tagged PDF calls a figure, with words in it.

    A figure that says sentences is a box of text, and read as such.
    """
    try:
        figures = [element for element in _elements(page.structure_tree) if element.get("type") == "Figure"]
    except Exception:  # noqa: BLE001  # tags that are broken break the library, but nothing that is read
        return []
    found = []
    for figure in figures:
        numbers = frozenset(number for element in _elements([figure]) for number in element.get("mcids", ()))
        words = "".join(char["text"] for char in page.chars if char.get("mcid") in numbers)
        if words.strip() and not _SENTENCE.search(words):
            found.append(numbers)
    return found


def _elements(tree: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for element in tree:
        yield element
        yield from _elements(element.get("children", ()))


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


def lines_of(letters: Iterable[Letter]) -> list[list[Letter]]:
    """The letters of each line from left to right, the lines from the top down."""
    lines: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda letter: letter.y):
        if lines and letter.y - lines[-1][0].y < _SAME_LINE * max(letter.bottom - letter.top, 1):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return [sorted(line, key=lambda letter: letter.x0) for line in lines]


def _read(page: Page, lines: list[tuple[int, list[Letter]]], wanted: set[Letter]) -> list[PageLine]:
    """The lines of those letters, by their numbers on the page."""
    found = []
    for number, line in lines:
        letters = [letter for letter in line if letter in wanted and not letter.text.isspace()]
        if letters:
            size = median(letter.bottom - letter.top for letter in letters)
            cuts = [at for at, (one, other) in enumerate(pairwise(letters), 1) if _gap(one, other) > _WIDE_GAP * size]
            tokens = [text_of(line, letters[start:stop]) for start, stop in pairwise([0, *cuts, len(letters)])]
            word = _FIRST_WORD.match(tokens[0])
            width = letters[min(word.end(), len(letters)) - 1].x1 - letters[0].x0 if word else 0
            x1 = max(letter.x1 for letter in letters)
            top = min(letter.top for letter in letters)
            found.append(PageLine(page.page_number, number, top, letters[0].x0, x1, size, width, tuple(tokens)))
    return found


def text_of(line: Sequence[Letter], letters: Sequence[Letter]) -> str:
    """The text of `letters`, with spaces where the line has them between Latin words or figures only; one as wide as a letter stays."""
    blanks = [letter.x for letter in line if letter.text.isspace()]
    wide = [letter.x for letter in line if letter.text == "\u3000"]
    parts = [letter.text for letter in letters[:1]]
    for one, other in pairwise(letters):
        apart = _gap(one, other) > _WIDE_GAP * (one.bottom - one.top)
        if apart or (one.text.isascii() and other.text.isascii() and any(one.x < blank < other.x for blank in blanks)):
            parts.append(" ")
        elif any(one.x < blank < other.x for blank in wide):
            parts.append("\u3000")  # it was typed: 林知远　王若水
        parts.append(other.text)
    return "".join(parts)


def _gap(one: Letter, other: Letter) -> float:
    """How far apart two letters are; figures of two cells may stand nearer than words do."""
    return (other.x0 - one.x1) * (_FIGURES_NEARER if one.text.isdigit() and other.text.isdigit() else 1)


def glue(text: str, more: str) -> str:
    """Two lines as one text: a space between Latin words, but none in an address."""
    latin = re.search(r"[A-Za-z]+$", text) and re.match(r"[A-Za-z]+(?![\w@:/.])", more, re.ASCII)
    return f"{text} {more}" if latin and not re.search(r"[@:/.][A-Za-z]+$", text) else text + more


# -- tables over several pages -----------------------------------------------------------------------


def cells_of(parts: list[PdfPart]) -> dict[tuple[int, int], str]:
    """One table from its parts: rows below one another, columns by where they stand on all pages."""
    moved = [part.x0 - parts[0].x0 if abs(part.x0 - parts[0].x0) > SAME_EDGE else 0.0 for part in parts]
    columns = _edges((cell[0] - by for part, by in zip(parts, moved, strict=True) for cell in part.cells), _COLUMN)
    rows: list[_Row] = []
    for part, by in zip(parts, moved, strict=True):
        more = _rows(part, [column + by for column in columns])
        if rows:
            repeated = _repeated(rows, more)
            more = more[repeated:]
            if more and _is_torn(rows[-1], more[0]):
                rows[-1] = {column: glue(rows[-1].get(column, ""), more[0].get(column, "")) for column in {**rows[-1], **more[0]}}
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


def _rows(part: PdfPart, columns: list[float]) -> list[_Row]:
    """The part's rows: texts by column (from 1), also empty ones."""
    tops = _edges((top for _, _, top, _ in part.cells), _ROW)
    rows: list[_Row] = [{} for _ in tops]
    for left, right, top, letters in part.cells:
        row = rows[bisect_right(tops, top) - 1]
        first, behind = bisect_right(columns, left), bisect_right(columns, right - _COLUMN)
        row.update(_figures_apart(letters, first, columns[first:behind]) or {first: _cell_text(letters)})
    return rows


def _cell_text(letters: Sequence[Letter]) -> str:
    text = ""
    for line in lines_of(letters):
        text = glue(text, text_of(line, [letter for letter in line if not letter.text.isspace()]))
    return text


def _figures_apart(letters: Sequence[Letter], first: int, between: list[float]) -> _Row:
    """The figures of several columns between which this page has no rule, by column; none if the cell is one."""
    groups: dict[int, list[Letter]] = {}
    for letter in sorted(letters, key=lambda letter: letter.x):
        groups.setdefault(first + bisect_right(between, letter.x), []).append(letter)
    texts = {column: _cell_text(held) for column, held in groups.items()}
    gaps = [right[0].x0 - left[-1].x1 > SPARE * (left[-1].bottom - left[-1].top) for left, right in pairwise(groups.values())]
    return texts if gaps and all(gaps) and all(map(FIGURE.fullmatch, texts.values())) else {}


def _repeated(rows: list[_Row], more: list[_Row]) -> int:
    """How many rows at the top of the next page are the table's headings once more."""
    count = 0
    for row, again in zip(rows, more, strict=False):
        if row != again or any(map(FIGURE.fullmatch, filter(None, again.values()))):
            break
        count += 1
    return count if any(any(row.values()) for row in more[:count]) else 0


def _is_torn(above: _Row, below: _Row) -> bool:
    """Whether a page break cut one row in two: one half has the figures, the other words beside empty cells."""
    figures_above, figures_below = _columns_with(FIGURE, above), _columns_with(FIGURE, below)
    empty_above, empty_below = _columns_with(_NOTHING, above), _columns_with(_NOTHING, below)
    if figures_above and not figures_below:
        words = [column for column, text in below.items() if text]
        return figures_above <= empty_below and bool(words) and all(above.get(at) and not _OPENS.match(below[at]) for at in words)
    # A row whose words are all above has nothing but figures here.
    return bool(figures_below) and figures_below <= empty_above and len(figures_below) + len(empty_below) == len(below)


def _columns_with(pattern: re.Pattern[str], row: _Row) -> set[int]:
    return {column for column, text in row.items() if pattern.fullmatch(text)}
