"""Another draft as last year's: which form it is in, whether it is the right one, what begins where it ended."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from .files.narrative import FORMAT, YEAR, OpenNarrative, open_narrative
from .files.pack import find_pack, pack_for_year
from .files.workbook import read_workbook
from .model.draft import NARRATIVE, WORKBOOK
from .model.errors import PackError, SourceError
from .model.finding import Finding
from .model.format import Format
from .model.location import Location
from .model.report import Cell, Narrative
from .rules.draft import W148


def form_of(opened: OpenNarrative) -> Format:
    """The form that a narrative names, or that its year is made in."""
    place = opened.place(FORMAT if opened.format_id else YEAR)
    if any(sign in opened.format_id for sign in "/\\.:"):
        raise SourceError("“格式”只能写格式编号，不能写路径", location=place, hint="运行 reportgen format list 看有哪些格式")
    if not opened.format_id and opened.year is None:
        raise SourceError("没有写明年份，不知道用哪一套格式", location=place, hint="写上 年份: 2024 这样的四位数字")
    try:
        return find_pack(opened.format_id) if opened.format_id else pack_for_year(opened.year or 0)
    except PackError as error:
        if error.location is None:
            raise SourceError(error.message, location=place, hint=error.hint) from None
        raise


class LastYear(NamedTuple):
    """Another draft's figures, and whose and of when they are."""

    form: Format
    cells: Mapping[str, Cell]
    agency: str
    year: int | None
    contact: Mapping[str, str]


def prior_of(folder: Path, given: Path | None, narrative: Narrative) -> tuple[LastYear | None, list[Finding]]:
    """Last year's figures: from the option, or from the narrative's own key.

    A folder named on the command line must be there; one that the narrative remembers may have moved.
    Another year than the last is not taken: sums would hold or break by chance.
    """
    if given is None and narrative.prior is None:
        return None, []
    place = narrative.prior.location if narrative.prior else narrative.place("年份")
    try:
        last = last_year_of(given or folder / _relative(narrative.prior.text if narrative.prior else ""))
    except SourceError as error:
        if given is not None:
            raise
        message = f"上年的草稿读不到（{error.message}），与上年的衔接没有校验"
        hint = "改正“上年:”后面的文件夹；没有上年的草稿就删去这一行"
        return None, [W148.at(place, message, hint=hint)]
    if narrative.year and last.year != narrative.year - 1:
        message = f"“上年”指的草稿是 {last.year or '（没有写明）'} 年度的，不是 {narrative.year - 1} 年度的，没有用它"
        return None, [W148.at(place, message, hint="改成上一年度的草稿文件夹")]
    if last.agency != narrative.agency:
        message = f"上年的草稿是“{last.agency}”的，和这一份的机关不同；衔接仍按它校验"
        return last, [W148.at(place, message, hint="核对是不是拿错了草稿；机关改名的可以不管")]
    return last, []


def _relative(text: str) -> Path:
    """A folder that a narrative may name: beside it or above, never a drive or another machine."""
    if Path(text).is_absolute() or PureWindowsPath(text).drive or PureWindowsPath(text).root:
        raise SourceError("这里只能写相对的文件夹，如 ../2023年报")
    return Path(text)


def last_year_of(path: Path) -> LastYear:
    """The figures of another draft. SourceError when there is none."""
    narrative = path / NARRATIVE
    if not narrative.exists() or not (path / WORKBOOK).exists():
        raise SourceError("上年的草稿文件夹里没有 narrative.yaml 或 workbook.xlsx", location=Location(str(path)))
    opened = open_narrative(narrative)
    form = form_of(opened)
    workbook, _ = read_workbook(path / WORKBOOK, form)
    return LastYear(form, workbook.cells, opened.agency, opened.year, opened.contact)


def carried_over(form: Format, old: Mapping[str, Cell]) -> dict[str, Decimal]:
    """The figures with which this year begins, by the rows and columns that the pack names.

    `start_from` of a row names last year's row, of a column last year's columns (`a + b`); where
    the old form has no such cell, nothing is carried.
    """
    values: dict[str, Decimal] = {}
    for ref, figure in form.figures.items():
        parts = []
        for name in filter(None, figure.start_from.replace(" ", "").split("+")):
            row, column = (name, figure.column.id) if figure.row.start_from else (figure.row.id, name)
            cell = old.get(f"{figure.table.id}.{row}.{column}")
            parts.append(cell.value if cell else None)
        if parts and all(part is not None for part in parts):
            values[ref] = sum((part for part in parts if part is not None), Decimal(0))
    return values
