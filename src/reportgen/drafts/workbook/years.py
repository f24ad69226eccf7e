"""Two years as a workbook: an overview, a sheet for each table, what totals consist of, prose that returned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ...model.figures import digits
from ...model.years import OUTCOMES, YearFigure, Years, YearTable, percent_in_words
from .style import BORDER, ERROR, FONT, HEADER, LABEL, TOTAL, WARNING, paper
from .writing import put, saved, say

_OVERVIEW, _STRUCTURE, _LIKENESS, _ALONE = "概览", "结构", "雷同", "只有一年的表有的数"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_PLAIN, _BOLD = Font(name=FONT, size=10), Font(name=FONT, size=10, bold=True)
_TITLE, _SOFT, _HEADING = Font(name="黑体", size=14), Font(name=FONT, size=10, color="595959"), Font(name="黑体", size=11)
_CHANGE, _PERCENT, _SHARE, _POINTS = "+#,##0;-#,##0;0", "+0.0%;-0.0%;0.0%", "0.0%", "+0.0;-0.0;0.0"
_NARROWEST, _WIDEST, _LINE = 9, 46, 14.5
# So many characters of width fit upright on A4 without becoming small.
_UPRIGHT = 130

_Value = str | Decimal | None


class _Column(NamedTuple):
    """A column of a sheet: its head, and how its numbers are shown ('' for texts, 'figure' by their decimals)."""

    head: str
    number: str = ""
    width: int = 0


def years_workbook(years: Years) -> bytes:
    """The comparison as an .xlsx; figures are numbers, percentages are percentages."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = _OVERVIEW
    _overview(first, years)
    for table in years.tables:
        _table(_added(book, table.name), table, years)
    _structures(_added(book, _STRUCTURE), years)
    _likeness(_added(book, _LIKENESS), years)
    if years.only_old or years.only_new:
        _alone(_added(book, _ALONE), years)
    return saved(book)


def _added(book: Workbook, name: str) -> Worksheet:
    """A new sheet under this name as far as Excel takes it; openpyxl numbers those of one name."""
    sheet: Worksheet = book.create_sheet(_FORBIDDEN.sub("、", name)[:28] or "表")
    return sheet


# -- sheets ---------------------------------------------------------------------------------------------


def _overview(sheet: Worksheet, years: Years) -> None:
    lines = [f"前一份：{years.old.source}　{years.old.form.name}", f"后一份：{years.new.source}　{years.new.form.name}"]
    grid = _Grid(sheet, years.title, lines, _columns(years, ("项目",)))
    for note in years.notes:
        grid.line(f"注意：{note}", WARNING)
    for heading, figures in (("主要数量", years.main), ("变化大的数（增减一成以上，大的在前）", years.movements)):
        if figures:
            grid.heading(heading)
            for figure in figures:
                grid.row((figure.title, *_numbers(figure)), units=(figure.old_unit, figure.unit))
    if years.continuity:
        grid.heading("与上年的衔接")
        grid.row(("哪里", "按上年推算", "本年填的", "相差", "是否衔接"), fill=HEADER, bold=True)
    for link in years.continuity:
        fill = ERROR if link.outcome == "failed" else None
        difference = abs(link.difference) if link.outcome == "failed" else None
        name = f"{link.title}　{link.where}"
        grid.row((name, link.left, link.right, difference, OUTCOMES[link.outcome]), fill=fill, formats=("", "", "", "figure", ""))
    grid.finish()


def _table(sheet: Worksheet, table: YearTable, years: Years) -> None:
    several = any(figure.column for figure in table.figures)
    heads = ("项目", "列") if several else ("项目",)
    grid = _Grid(sheet, f"{table.name}　{table.section}".rstrip(), [years.title], _columns(years, heads), filtered=True)
    for figure in table.figures:
        name = f"　{figure.row}" if figure.group else figure.row
        names = (name, figure.column) if several else (name,)
        fill = TOTAL if figure.subtotal else LABEL if figure.total else None
        grid.row((*names, *_numbers(figure)), units=(*("" for _ in names[1:]), figure.old_unit, figure.unit), fill=fill)
    grid.finish()


def _structures(sheet: Worksheet, years: Years) -> None:
    columns = (
        _Column("总数", width=24),
        _Column("其中", width=22),
        _Column(years.old_name, "figure"),
        _Column("占比", _SHARE),
        _Column(years.new_name, "figure"),
        _Column("占比", _SHARE),
        _Column("占比增减（百分点）", _POINTS, 19),
    )
    grid = _Grid(sheet, "构成：各总数由哪些部分组成", [years.title], columns)
    for structure in years.structures:
        for part in structure.parts:
            shares = _hundredth(part.old_share), _hundredth(part.new_share)
            grid.row((structure.title, part.name, part.old, shares[0], part.new, shares[1], part.shift))
        grid.row((structure.title, "合计", structure.old, None, structure.new, None, None), fill=TOTAL, bold=True)
    grid.finish()


def _likeness(sheet: Worksheet, years: Years) -> None:
    columns = (
        _Column("部分", width=33),
        _Column("相同", _SHARE),
        _Column("句数", "figure"),
        _Column("前一份里有的句子", width=90),
    )
    said = "每一部分的文字有多少在前一份里已经有了，数字不计；超过一半的标黄。"
    grid = _Grid(sheet, "文字雷同", [said], columns)
    for section in years.likeness:
        share = "文字少，不比" if section.share is None else _hundredth(section.share)
        fill = WARNING if section.too_like else None
        copied = section.copied if section.share is not None else ()
        grid.row((section.name, share, Decimal(section.sentences), f"共 {len(copied)} 句"), fill=fill, bold=True)
        for sentence in copied:
            grid.row((section.name, None, None, sentence))
    grid.finish()


def _alone(sheet: Worksheet, years: Years) -> None:
    columns = (_Column("年份", width=12), _Column("项目", width=44), _Column("数", "figure", 18))
    grid = _Grid(sheet, _ALONE, ["两年用的格式不同，这些数没有可比的。"], columns, filtered=True)
    for name, figures in ((years.old_name, years.only_old), (years.new_name, years.only_new)):
        for figure in figures:
            grid.row((name, figure.title, "缺" if figure.value is None else figure.value), units=("", figure.unit))
    grid.finish()


# -- figures --------------------------------------------------------------------------------------------


def _columns(years: Years, names: Sequence[str]) -> tuple[_Column, ...]:
    return (
        *(_Column(name) for name in names),
        _Column(years.old_name, "figure"),
        _Column(years.new_name, "figure"),
        _Column("增减", _CHANGE),
        _Column("增减%", _PERCENT),
    )


def _numbers(figure: YearFigure) -> tuple[_Value, ...]:
    """Old, new, change, percentage; where there is no number, the word for it."""
    percent = percent_in_words(figure) if figure.percent is None else _hundredth(figure.percent)
    old, new = ("缺" if value is None else value for value in (figure.old, figure.new))
    return old, new, figure.change, percent


def _hundredth(percent: Decimal | None) -> Decimal | None:
    """A percentage as Excel stores it: 45.6 % is 0.456."""
    return None if percent is None else percent / 100


def _number_format(form: str, value: Decimal, unit: str) -> str:
    """A figure shows all decimals that it has, and the unit of an amount."""
    places = max(-int(value.normalize().as_tuple().exponent), 0)
    zeros = f".{'0' * places}" if places else ""
    if form == _CHANGE:
        return _CHANGE.replace("##0", f"##0{zeros}")
    quoted = unit.replace('"', "")
    return f"#,##0{zeros}" + (f'"{quoted}"' if quoted else "")


class _Grid:
    """A sheet that is filled from the top: title, a few lines, the heads, rows; then widths, frozen heads, paper."""

    def __init__(
        self, sheet: Worksheet, title: str, lines: Iterable[str], columns: Sequence[_Column], *, filtered: bool = False
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
        values: Sequence[_Value],
        *,
        units: Sequence[str] = (),
        fill: PatternFill | None = None,
        bold: bool = False,
        formats: Sequence[str] = (),
    ) -> None:
        """A row of texts and numbers; `units` are those of the values behind the first."""
        self.at += 1
        lines = 1
        for number, value in enumerate(values):
            cell = self.sheet.cell(self.at, number + 1)
            cell.font, cell.border = _BOLD if bold else _PLAIN, BORDER
            if fill is not None:
                cell.fill = fill
            column = self.columns[number]
            form = formats[number] if formats else column.number
            if isinstance(value, Decimal):
                unit = units[number - 1] if 0 < number <= len(units) else ""
                cell.value = value
                cell.number_format = _number_format(form, value, unit) if form in ("figure", _CHANGE) else form
                shown = f"{digits(value)}{unit},,,+" if form in ("figure", _CHANGE) else "+000.0%"
            elif value:
                shown = value
                say(cell, value)
            else:
                shown = ""
            cell.alignment = Alignment(horizontal="right" if column.number else "left", vertical="center", wrap_text=True)
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
