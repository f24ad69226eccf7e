"""Sheets that are filled from the top: a title, a few lines, the heads of columns, rows; they print on A4."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ....model.figures import digits
from .style import BORDER, ERROR, FONT, HEADER, LABEL, WARNING, paper
from .writing import put, saved, say

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_PLAIN, _BOLD = Font(name=FONT, size=10), Font(name=FONT, size=10, bold=True)
_TITLE, _SOFT, _HEADING = Font(name="黑体", size=14), Font(name=FONT, size=10, color="595959"), Font(name="黑体", size=11)
CHANGE = "+#,##0;-#,##0;0"
_NARROWEST, _WIDEST, _LINE = 9, 46, 14.5
# So many characters of width fit upright on A4 without becoming small.
_UPRIGHT = 130

Value = str | Decimal | None


class Column(NamedTuple):
    """A column of a sheet: its head, and how its numbers are shown ('' for texts, 'figure' by their decimals)."""

    head: str
    number: str = ""
    width: int = 0


def added(book: Workbook, name: str) -> Worksheet:
    """A new sheet under this name as far as Excel takes it; openpyxl numbers those of one name."""
    sheet: Worksheet = book.create_sheet(_FORBIDDEN.sub("、", name)[:28] or "表")
    return sheet


def _number_format(form: str, value: Decimal, unit: str, least: int) -> str:
    """A figure shows all decimals that it has, at least so many, and the unit of an amount."""
    places = max(-int(value.normalize().as_tuple().exponent), least, 0)
    zeros = f".{'0' * places}" if places else ""
    quoted = unit.replace('"', "")
    behind = f'"{quoted}"' if quoted else ""
    if form == CHANGE:
        return CHANGE.replace("##0", f"##0{zeros}{behind}")
    return f"#,##0{zeros}{behind}"


class Listing:
    """A sheet that is filled from the top: title, a few lines, the heads, rows; then widths, frozen heads, paper."""

    def __init__(
        self, sheet: Worksheet, title: str, lines: Iterable[str], columns: Sequence[Column], *, filtered: bool = False
    ) -> None:
        self.sheet, self.columns, self.filtered = sheet, columns, filtered
        self.widths = [column.width or _NARROWEST for column in columns]
        put(sheet, 1, 1, title, _TITLE)
        sheet.row_dimensions[1].height = 24
        self.at = 1
        for line in lines:
            self.at += 1
            put(sheet, self.at, 1, line, _SOFT)
        self.head = self.at + 1
        self.row(tuple(column.head for column in columns), fill=HEADER, bold=True)
        self.first = self.at + 1

    def line(self, text: str, fill: PatternFill) -> None:
        """A sentence over the whole width."""
        self.at += 1
        self.sheet.merge_cells(start_row=self.at, end_row=self.at, start_column=1, end_column=len(self.columns))
        put(self.sheet, self.at, 1, text, _PLAIN)
        cell = self.sheet.cell(self.at, 1)
        cell.fill = fill
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        self.sheet.row_dimensions[self.at].height = _LINE * (1 + _wide(text) // 90) + 5

    def heading(self, text: str) -> None:
        """The name of a group of rows."""
        self.at += 1
        put(self.sheet, self.at, 1, text, _HEADING)
        self.sheet.row_dimensions[self.at].height = 24

    def row(
        self,
        values: Sequence[Value],
        *,
        units: Sequence[str] = (),
        places: int = 0,
        fill: PatternFill | None = None,
        first: PatternFill | None = None,
        bold: bool = False,
        formats: Sequence[str] = (),
    ) -> None:
        """A row of texts and numbers; `units` are those of the values behind the first, which may have a colour of its own.

        Figures show at least so many `places`.
        """
        self.at += 1
        lines = 1
        for number, value in enumerate(values):
            cell = self.sheet.cell(self.at, number + 1)
            cell.font, cell.border = _BOLD if bold else _PLAIN, BORDER
            if colour := (first if number == 0 and first else fill):
                cell.fill = colour
            column = self.columns[number]
            form = formats[number] if formats else column.number
            if isinstance(value, Decimal):
                unit = units[number - 1] if 0 < number <= len(units) else ""
                cell.value = value
                cell.number_format = _number_format(form, value, unit, places) if form in ("figure", CHANGE) else form
                shown = f"{digits(value, places)}{unit},,,+" if form in ("figure", CHANGE) else "+000.0%"
            elif value:
                shown = value
                say(cell, value)
            else:
                shown = ""
            # A head over figures in its middle: at their edge it would run into the head beside it.
            side = "left" if not column.number else "center" if self.at == self.head else "right"
            cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
            if not column.width:
                self.widths[number] = max(self.widths[number], min(_wide(shown) + 3, _WIDEST))
            lines = max(lines, -(-_wide(shown) // (self.widths[number] - 1)))
        self.sheet.row_dimensions[self.at].height = min(_LINE * lines + 4, 400)

    def finish(self) -> None:
        """Widths, frozen heads and A4 paper, upright."""
        for number, width in enumerate(self.widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.freeze_panes = f"A{self.first}"
        last = get_column_letter(len(self.columns))
        if self.filtered and self.at >= self.first:
            self.sheet.auto_filter.ref = f"A{self.head}:{last}{self.at}"
        paper(self.sheet, f"A1:{last}{self.at}", f"{self.head}:{self.head}")
        self.sheet.page_setup.orientation = "portrait" if sum(self.widths) < _UPRIGHT else "landscape"


def _wide(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)


class Sheet(NamedTuple):
    """A whole sheet as others hand it in: its rows as wide as its columns, each in a `style` of its own ('', error, warning, total)."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    lines: Sequence[str] = ()
    styles: Sequence[str] = ()


_FILLS = {"error": ERROR, "warning": WARNING}


def sheets_workbook(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of these sheets, at least one, that can be filtered by their columns."""
    book = Workbook()
    for number, sheet in enumerate(sheets):
        if number:
            place = added(book, sheet.name)
        else:
            place = book.worksheets[0]
            place.title = _FORBIDDEN.sub("、", sheet.name)[:28]
        listing = Listing(place, sheet.title, sheet.lines, sheet.columns, filtered=True)
        for at, row in enumerate(sheet.rows):
            style = sheet.styles[at] if at < len(sheet.styles) else ""
            total = style == "total"
            listing.row(row, fill=LABEL if total else None, first=_FILLS.get(style), bold=total)
        listing.finish()
    return saved(book)


class PlainSheet(NamedTuple):
    """A sheet of heads and many rows, that is looked up and not read: nothing is drawn around its cells."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]


def plain_workbook(sheets: Iterable[PlainSheet]) -> bytes:
    """A workbook of such sheets, written row by row: it takes little memory however many there are."""
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for sheet in sheets:
        place = added(book, sheet.name)
        place.freeze_panes = "A2"

        def written(value: Value, place: Worksheet = place) -> object:
            if not isinstance(value, str):
                return value
            cell = WriteOnlyCell(place)
            say(cell, value)
            return cell

        for row in chain([sheet.heads], sheet.rows):
            place.append([written(value) for value in row])
    return saved(book)
