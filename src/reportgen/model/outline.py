"""Any document or workbook as text with positions: paragraphs and grids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from .chart import Chart
from .location import Location, Mark

# How far from the corner a form's table may lie; what lies beyond is told, never guessed.
GRID_ROWS = 2000
GRID_COLUMNS = 100


class GridCell(NamedTuple):
    """A cell as the file holds it: its text, and what a spreadsheet adds to it.

    `shown` is what a person sees where the number format makes another number of it, None elsewhere.
    A tuple, because a document has hundreds of them and a frozen dataclass takes three times as long.
    """

    text: str
    formula: str = ""
    stored: bool = True
    number: bool = False
    date: bool = False
    error: bool = False
    shown: str | None = None


def short_rows(ends: Mapping[int, int]) -> frozenset[int]:
    """The rows that end before the others do, by the last column that each row has a cell in."""
    width = max(ends.values(), default=0)
    return frozenset(row for row, end in ends.items() if end < width)


class Grid(NamedTuple):
    """A sheet or a document's table: cells by 1-based (row, column).

    A merged cell stands at its top left place only. A `loose` grid is a copy as text: its rows are
    true, its columns need not be, because merged and empty cells leave no trace in it. `places` say
    where cells stand whose row and column nobody could find in the file. The `short` rows have fewer
    cells than the others: what stands in them may have slid.
    """

    path: str
    name: str
    cells: Mapping[tuple[int, int], GridCell]
    hidden: bool = False
    loose: bool = False
    places: Mapping[tuple[int, int], Location] = MappingProxyType({})
    short: frozenset[int] = frozenset()

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


class Outline(NamedTuple):
    """A document in reading order; `order` holds ('p', i) and ('t', i) into the two lists.

    `pictures` are the contents of the pictures that paragraphs name, `charts` what the charts among them show.
    """

    path: str
    paragraphs: tuple[OutlineParagraph, ...]
    grids: tuple[Grid, ...]
    order: tuple[tuple[str, int], ...] = ()
    pictures: Mapping[str, bytes] = MappingProxyType({})
    charts: Mapping[str, Chart] = MappingProxyType({})
