"""Two years as a workbook: an overview, a sheet for each table, what totals consist of, prose that returned."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ....model.years import OUTCOMES, YearFigure, Years, YearTable, movements_are, percent_in_words
from .sheets import CHANGE, Column, Listing, Value, added
from .style import ERROR, HEADER, LABEL, TOTAL, WARNING
from .writing import saved

_OVERVIEW, _STRUCTURE, _LIKENESS, _ALONE = "概览", "结构", "雷同", "只有一年的表有的数"
_PERCENT, _SHARE, _POINTS = "+0.0%;-0.0%;0.0%", "0.0%", "+0.0;-0.0;0.0"


def years_workbook(years: Years) -> bytes:
    """The comparison as an .xlsx; figures are numbers, percentages are percentages."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = _OVERVIEW
    _overview(first, years)
    for table in years.tables:
        _table(added(book, table.name), table, years)
    _structures(added(book, _STRUCTURE), years)
    _likeness(added(book, _LIKENESS), years)
    if years.only_old or years.only_new:
        _alone(added(book, _ALONE), years)
    return saved(book)


# -- sheets ---------------------------------------------------------------------------------------------


def _overview(sheet: Worksheet, years: Years) -> None:
    lines = [f"前一份：{years.old.source}　{years.old.form.name}", f"后一份：{years.new.source}　{years.new.form.name}"]
    grid = Listing(sheet, years.title, lines, _columns(years, ("项目",)))
    for note in years.notes:
        grid.line(f"注意：{note}", WARNING)
    for heading, figures in (("主要数量", years.main), (f"变化大的数（{movements_are(years)}）", years.movements)):
        if figures:
            grid.heading(heading)
            for figure in figures:
                grid.row((figure.title, *_numbers(figure)), units=_units(figure), places=figure.places or 0)
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
    grid = Listing(sheet, f"{table.name}　{table.section}".rstrip(), [years.title], _columns(years, heads), filtered=True)
    for figure in table.figures:
        name = f"　{figure.row}" if figure.group else figure.row
        names = (name, figure.column) if several else (name,)
        fill = TOTAL if figure.subtotal else LABEL if figure.total else None
        units = *("" for _ in names[1:]), *_units(figure)
        grid.row((*names, *_numbers(figure)), units=units, places=figure.places or 0, fill=fill)
    grid.finish()


def _structures(sheet: Worksheet, years: Years) -> None:
    columns = (
        Column("总数", width=24),
        Column("其中", width=22),
        Column(years.old_name, "figure"),
        Column("占比", _SHARE),
        Column(years.new_name, "figure"),
        Column("占比", _SHARE),
        Column("占比增减（百分点）", _POINTS, 19),
    )
    grid = Listing(sheet, "构成：各总数由哪些部分组成", [years.title], columns)
    for structure in years.structures:
        for part in structure.parts:
            shares = _hundredth(part.old_share), _hundredth(part.new_share)
            cells = structure.title, part.name, part.old, shares[0], part.new, shares[1], part.shift
            grid.row(cells, units=("", structure.unit, "", structure.unit), places=structure.places or 0)
        totals = structure.title, "合计", structure.old, None, structure.new, None, None
        units = "", structure.unit, "", structure.unit
        grid.row(totals, units=units, places=structure.places or 0, fill=TOTAL, bold=True)
    grid.finish()


def _likeness(sheet: Worksheet, years: Years) -> None:
    columns = (
        Column("部分", width=33),
        Column("相同", _SHARE),
        Column("句数", "figure"),
        Column("前一份里有的句子", width=90),
    )
    said = "每一部分的文字有多少在前一份里已经有了，数字不计；超过一半的标黄。"
    grid = Listing(sheet, "文字雷同", [said], columns)
    for section in years.likeness:
        share = "文字少，不比" if section.share is None else _hundredth(section.share)
        fill = WARNING if section.too_like else None
        copied = section.copied if section.share is not None else ()
        grid.row((section.name, share, Decimal(section.sentences), f"共 {len(copied)} 句"), fill=fill, bold=True)
        for sentence in copied:
            grid.row((section.name, None, None, sentence))
    grid.finish()


def _alone(sheet: Worksheet, years: Years) -> None:
    columns = (Column("年份", width=12), Column("项目", width=44), Column("数", "figure", 18))
    grid = Listing(sheet, _ALONE, ["两年用的格式不同，这些数没有可比的。"], columns, filtered=True)
    for name, figures in ((years.old_name, years.only_old), (years.new_name, years.only_new)):
        for figure in figures:
            value = "缺" if figure.value is None else figure.value
            grid.row((name, figure.title, value), units=("", figure.unit), places=figure.places or 0)
    grid.finish()


# -- figures --------------------------------------------------------------------------------------------


def _columns(years: Years, names: Sequence[str]) -> tuple[Column, ...]:
    return (
        *(Column(name) for name in names),
        Column(years.old_name, "figure"),
        Column(years.new_name, "figure"),
        Column("增减", CHANGE),
        Column("增减%", _PERCENT),
    )


def _numbers(figure: YearFigure) -> tuple[Value, ...]:
    """Old, new, change, percentage; where there is no number, the word for it."""
    percent = percent_in_words(figure) if figure.percent is None else _hundredth(figure.percent)
    both = zip((figure.old, figure.new), figure.in_words, strict=True)
    old, new = (said if value is None else value for value, said in both)
    return old, new, figure.change, percent


def _units(figure: YearFigure) -> tuple[str, str, str]:
    """What stands behind both figures and the change: the unit of an amount, the points of a rate."""
    return figure.old_unit, figure.unit, figure.points if figure.change else ""


def _hundredth(percent: Decimal | None) -> Decimal | None:
    """A percentage as Excel stores it: 45.6 % is 0.456."""
    return None if percent is None else percent / 100
