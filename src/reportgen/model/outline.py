"""Any document or workbook as text with positions: paragraphs and grids."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from .chart import Chart
from .location import Location, Mark, place_in

# How far from the corner a form's table may lie; what lies beyond is told, never guessed.
GRID_ROWS = 2000
GRID_COLUMNS = 100


class GridCell(NamedTuple):
    """A cell as the file holds it: its text, and what a spreadsheet adds to it.

    `shown` is what a person sees where the number format makes another number of it, None elsewhere;
    `format` is that of a number, and of a formula without a result, which nobody has seen yet; '' where it is none of its own.
    A tuple, because a document has hundreds of them and a frozen dataclass takes three times as long.
    """

    text: str
    formula: str = ""
    stored: bool = True
    number: bool = False
    date: bool = False
    error: bool = False
    shown: str | None = None
    format: str = ""


def usual(numbers: Iterable[int]) -> int:
    """The number that comes most often, the greatest of those that come as often; 0 where there is none."""
    counted = Counter(numbers)
    return max(counted, key=lambda number: (counted[number], number), default=0)


def short_rows(ends: Mapping[int, int]) -> frozenset[int]:
    """The rows that end before most others do, by the last column that each row has a cell in."""
    width = usual(ends.values())
    return frozenset(row for row, end in ends.items() if end < width)


class Grid(NamedTuple):
    """A sheet or a document's table: cells by 1-based (row, column).

    A merged cell stands at its top left place only; `merged` are such areas of a sheet as it names them (D3:D5). A `loose` grid is a copy as text: its rows are
    true, its columns need not be, because merged and empty cells leave no trace in it. `places` say
    where cells stand whose row and column nobody could find in the file. The `short` rows have fewer
    cells than the others: what stands in them may have slid. `starts` are, for each row of a document's
    table, the columns in which its cells begin, also those that hold nothing. `numbers` are those that Word puts in front
    of the words of cells by itself: no part of their text.
    """

    path: str
    name: str
    cells: Mapping[tuple[int, int], GridCell]
    hidden: bool = False
    loose: bool = False
    places: Mapping[tuple[int, int], Location] = MappingProxyType({})
    short: frozenset[int] = frozenset()
    starts: Mapping[int, Sequence[int]] = MappingProxyType({})
    merged: tuple[str, ...] = ()
    numbers: Mapping[tuple[int, int], str] = MappingProxyType({})

    def text(self, row: int, column: int) -> str:
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def location(self, row: int, column: int) -> Location:
        return self.places.get((row, column)) or Location(self.path, self.name, row, column)

    def rows(self) -> Iterator[tuple[int, list[tuple[int, GridCell]]]]:
        """Rows that hold something, top down, each with its cells from left to right."""
        by_row: dict[int, list[tuple[int, GridCell]]] = {}
        for (row, column), cell in self.cells.items():
            by_row.setdefault(row, []).append((column, cell))
        for row in sorted(by_row):
            yield row, sorted(by_row[row], key=lambda pair: pair[0])


class OutlineParagraph(NamedTuple):
    """A paragraph of a document outside its tables; `style` is the style's name, if any.

    `heading` is the level that the file itself gives the paragraph (`<h2>`, `##`), 0 for none;
    `pictures` name those that stand in it; `images` counts them, also those without a name. `marks`
    say where the parts of a paragraph stand that was written in several lines. `row` makes it a row of
    a small table with tabs between the cells: 1 for the first, 2 for those below.
    """

    text: str
    location: Location
    style: str = ""
    images: int = 0
    heading: int = 0
    pictures: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    row: int = 0

    def cut(self, at: int) -> "list[OutlineParagraph]":
        """The line as two, the second of them beginning with the character at `at`; its pictures stay with that one."""
        head = self._replace(
            text=self.text[:at], images=0, pictures=(), marks=tuple(mark for mark in self.marks if mark.offset < at)
        )
        marks = tuple(mark._replace(offset=mark.offset - at) for mark in self.marks if mark.offset > at)
        return [head, self._replace(text=self.text[at:], location=place_in(self.location, self.marks, at), marks=marks)]

    @property
    def look(self) -> tuple[str, int]:
        """How the line is set, as far as the file says: its style and its level; ("", 0) where it says nothing."""
        return self.style, self.heading


class AsideKind(StrEnum):
    """What stands in a file beside its text."""

    COMMENT = "comment"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    BOX = "text box"
    DIAGRAM = "diagram"
    PICTURE = "picture in a table"
    EMBEDDED = "text of another file"
    HEADER = "header"
    FOOTER = "footer"
    HIDDEN = "hidden text"
    STRUCK = "struck-out text"
    PLACEHOLDER = "placeholder"
    PHONETIC = "phonetic guide"
    DELETED = "tracked deletion"
    # What follows is told though it is read: as accepted, or as well as it can be spelled.
    INSERTED = "tracked insertion"
    MOVED = "tracked move"
    LOOK = "tracked look"
    SYMBOL = "symbol"
    FORMULA = "formula"
    DECORATED = "underlined, slanted or marked text"
    LINK = "link"

    @property
    def chinese(self) -> str:
        return _ASIDES[self]

    @property
    def tracked(self) -> bool:
        """Whether it is a tracked change, which somebody has still to accept or reject."""
        return self in (AsideKind.DELETED, AsideKind.INSERTED, AsideKind.MOVED, AsideKind.LOOK)

    @property
    def read(self) -> bool:
        """Whether the text of the document holds it as well."""
        return self in _READ


_ASIDES = {
    AsideKind.COMMENT: "批注",
    AsideKind.FOOTNOTE: "脚注",
    AsideKind.ENDNOTE: "尾注",
    AsideKind.BOX: "文本框",
    AsideKind.DIAGRAM: "图示",
    AsideKind.PICTURE: "表格里的图片",
    AsideKind.EMBEDDED: "嵌进来的另一个文件",
    AsideKind.HEADER: "页眉",
    AsideKind.FOOTER: "页脚",
    AsideKind.HIDDEN: "隐藏文字",
    AsideKind.STRUCK: "加了删除线的文字",
    AsideKind.PLACEHOLDER: "占位文字",
    AsideKind.PHONETIC: "注音",
    AsideKind.DELETED: "修订里删去的文字",
    AsideKind.INSERTED: "修订里加上的文字",
    AsideKind.MOVED: "修订里移动的文字",
    AsideKind.LOOK: "修订里改了格式的文字",
    AsideKind.SYMBOL: "符号",
    AsideKind.FORMULA: "公式",
    AsideKind.DECORATED: "加了下划线、倾斜或着重的文字",
    AsideKind.LINK: "链接",
}
_READ = frozenset(
    (
        AsideKind.INSERTED,
        AsideKind.MOVED,
        AsideKind.LOOK,
        AsideKind.SYMBOL,
        AsideKind.FORMULA,
        AsideKind.DECORATED,
        AsideKind.LINK,
    )
)


class Aside(NamedTuple):
    """Something in a file that is no text of the report, or is not only that: told, and never glued into the text.

    `location` is the paragraph or cell that it stands in or hangs on; for a header or footer it is that one. The paragraphs
    of `text` are lines; the end of a paragraph, in a tracked change, is ¶.
    """

    kind: AsideKind
    text: str
    location: Location
    author: str = ""

    @property
    def name(self) -> str:
        """What it is and who wrote it: 批注（张三）."""
        return f"{self.kind.chinese}（{self.author}）" if self.author else self.kind.chinese

    @property
    def in_one_line(self) -> str:
        return " ".join(self.text.split())


class Outline(NamedTuple):
    """A document in reading order; `order` holds ('p', i) and ('t', i) into the two lists.

    `pictures` are the contents of the pictures that paragraphs name, `charts` what the charts among them show.
    `asides` are what stands in the file and is no text of the report, in reading order, what stands around it last;
    `edges` is all that stands above and below the pages, the number of the page and a draft's mark too.
    `issued` is the day that a web page says it was published on, as the page writes it.
    """

    path: str
    paragraphs: tuple[OutlineParagraph, ...]
    grids: tuple[Grid, ...]
    order: tuple[tuple[str, int], ...] = ()
    pictures: Mapping[str, bytes] = MappingProxyType({})
    charts: Mapping[str, Chart] = MappingProxyType({})
    asides: tuple[Aside, ...] = ()
    edges: str = ""
    issued: OutlineParagraph | None = None
