"""A copy of the clerk's workbook with the findings in it: coloured cells, comments, an index in front."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from ....model.errors import SourceError
from ....model.figures import digits
from ....model.finding import FailedLine, Finding, Severity, errors_among, place_in_words, remedy
from ....model.location import Location
from ....text.hidden import visible
from .openable import STUMBLES, openable
from .style import BORDER, ERROR, FONT, HEADER, WARNING, height_of, paper
from .writing import put, saved, say

INDEX = "检查结果"
AUTHOR = "reportgen 检查"
_SUSPECT = PatternFill("solid", fgColor="E9D8FD")
_DASHED = Side(style="mediumDashed", color="7B2FBF")
_DOUBT = Border(left=_DASHED, right=_DASHED, top=_DASHED, bottom=_DASHED)
_LINK = Font(name=FONT, size=10, color="0563C1", underline="single")
_PLAIN = Font(name=FONT, size=10)
_COLUMNS = (("序号", 6), ("轻重", 7), ("代码", 8), ("位置", 31), ("有什么问题", 56), ("怎么改", 46))
_EXPLAINED = "这是检查用的副本，请在原来的数据表里改。"
COLOURS = "红格是错误，黄格是提醒，紫色虚线框的格很可能填错；点“位置”到那一格。"
_HEAD_ROW = 4
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
# What Excel takes in a cell or a comment.
_LONGEST = 32_000
# A comment's box in points: 17 Chinese characters of 9 pt a line.
_BOX_WIDTH, _BOX_CHARACTERS, _BOX_LINE = 220, 21, 14.5
_LOWEST_BOX, _HIGHEST_BOX = 60, 420


class _Note(NamedTuple):
    """What is said in one cell: the findings that are shown there, or suspect it."""

    fill: PatternFill
    text: str


def annotated_workbook(path: Path, findings: Sequence[Finding]) -> bytes:
    """The workbook at `path` as an .xlsx with `findings` marked in it; the file itself is not touched.

    Formulas stay formulas and are worked out anew when the copy is opened. Comments, pictures and charts are
    left out where openpyxl stumbles over them. SourceError when no copy can be made.
    """
    problem: Exception | None = None
    for whole in (True, False):
        content = openable(path, whole=whole)
        try:
            with warnings.catch_warnings():
                # What openpyxl does not know is left out of the copy; the clerk's own file keeps it.
                warnings.simplefilter("ignore")
                book = load_workbook(io.BytesIO(content), keep_vba=False)
                places = [_cell_to_mark(book, path.name, finding.location) for finding in findings]
                doubted = [
                    _cell_to_mark(book, path.name, finding.suspect_location)
                    if finding.suspect_location and finding.suspect_location != finding.location
                    else None
                    for finding in findings
                ]
                also = [[_cell_to_mark(book, path.name, line.location) for line in finding.also] for finding in findings]
                mark(book, findings, places, doubted, also, explained=_EXPLAINED)
                return saved(book)
        except STUMBLES as error:
            problem = error
    hint = "用 Excel 或 WPS 打开数据表，另存一次再试"
    raise SourceError("数据表复制不了，里面有不认识的内容", location=Location(str(path)), hint=hint) from problem


def mark(
    book: Workbook,
    findings: Sequence[Finding],
    places: Sequence[Cell | None],
    doubted: Sequence[Cell | None],
    also: Sequence[Sequence[Cell | None]],
    *,
    explained: str,
) -> None:
    """Mark in an open workbook, for each of the findings, the cell it is about, the cell it suspects, and the totals of the
    other identities that it tells of; with an index in front.

    `explained` is what a reader has to know of the copy.
    """
    notes: dict[tuple[str, str], list[_Note]] = {}
    for number, (finding, cell) in enumerate(zip(findings, places, strict=True), 1):
        if cell is not None:
            fill = ERROR if finding.severity is Severity.ERROR else WARNING
            notes.setdefault((_sheet(cell).title, cell.coordinate), []).append(_Note(fill, _told(number, finding)))
    for number, (finding, suspect) in enumerate(zip(findings, doubted, strict=True), 1):
        if suspect is not None:
            notes.setdefault((_sheet(suspect).title, suspect.coordinate), []).append(_Note(_SUSPECT, _doubted(number, finding)))
    for number, (finding, place, totals) in enumerate(zip(findings, places, also, strict=True), 1):
        for line, total in zip(finding.also, totals, strict=True):
            if total is not None and total is not place:
                fill = ERROR if line.severity is Severity.ERROR else WARNING
                notes.setdefault((_sheet(total).title, total.coordinate), []).append(_Note(fill, _told_with(number, line)))
    _resize_comments(book)
    for (sheet, coordinate), told in notes.items():
        _annotate(book[sheet][coordinate], told)
    _index(book, findings, places, explained)
    book.calculation.fullCalcOnLoad = True


def _clean(text: str) -> str:
    kept = visible(text)
    return kept if len(kept) <= _LONGEST else f"{kept[:_LONGEST]}……"


def _told(number: int, finding: Finding) -> str:
    advice = remedy(finding)
    said = f"{finding.severity.chinese} {finding.code}（第{number}个）：{finding.message}"
    return f"{said}\n→ {advice}" if advice else said


def _told_with(number: int, line: FailedLine) -> str:
    return f"{line.severity.chinese} {line.code}：{line.where} {line.compared}；怎么改见第{number}个问题"


def _doubted(number: int, finding: Finding) -> str:
    value = f"，改成 {digits(finding.suspect_value)} 就平了" if finding.suspect_value is not None else ""
    return f"疑似这一格填错（第{number}个问题）{value}"


def _sheet(cell: Cell) -> Worksheet:
    assert isinstance(cell.parent, Worksheet)
    return cell.parent


def _cell_to_mark(book: Workbook, name: str, location: Location) -> Cell | None:
    """The cell at a location of this workbook; of a merged one the corner, which alone can hold anything."""
    sheet = book[location.grid] if location.path == name and location.grid in book.sheetnames else None
    row, column = location.line, location.column
    if not isinstance(sheet, Worksheet) or not (0 < row <= _LAST_ROW and 0 < column <= _LAST_COLUMN):
        return None
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            row, column = merged.min_row, merged.min_col
            break
    cell = sheet.cell(row, column)
    return cell if isinstance(cell, Cell) else None


def _annotate(cell: Cell, notes: Sequence[_Note]) -> None:
    fills = [note.fill for note in notes]
    cell.fill = next(fill for fill in (ERROR, WARNING, _SUSPECT) if fill in fills)
    if _SUSPECT in fills:
        cell.border = _DOUBT
    texts = [note.text for note in notes]
    author = AUTHOR
    if cell.comment is not None:
        texts.insert(0, cell.comment.text)
        author = cell.comment.author or AUTHOR
    cell.comment = boxed("\n\n".join(texts), author)


def boxed(text: str, author: str) -> Comment:
    """A comment whose box is as high as its text."""
    kept = _clean(text)
    lines = sum(
        max(1, -(-sum(1 if char.isascii() else 2 for char in line) // (2 * _BOX_CHARACTERS))) for line in kept.split("\n")
    )
    height = min(max(lines * _BOX_LINE + 16, _LOWEST_BOX), _HIGHEST_BOX)
    return Comment(kept, author, height=round(height), width=_BOX_WIDTH)


def _resize_comments(book: Workbook) -> None:
    """The clerk's own comments would all come out in the one size that openpyxl gives them."""
    for sheet in book.worksheets:
        # Those that there are: iter_rows makes all up to the last one, which may stand in the last corner of the sheet.
        for cell in sheet._cells.values():
            if isinstance(cell, Cell) and cell.comment is not None:
                cell.comment = boxed(cell.comment.text, cell.comment.author or AUTHOR)


# -- the index ----------------------------------------------------------------------------------------


def _index(book: Workbook, findings: Sequence[Finding], places: Sequence[Cell | None], explained: str) -> None:
    sheet = book.create_sheet(INDEX, 0)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0
    errors = errors_among(findings)
    put(sheet, 1, 1, f"检查结果：{errors} 个错误、{len(findings) - errors} 个提醒", Font(name="黑体", size=14))
    put(sheet, 2, 1, explained + COLOURS, Font(name=FONT, size=10, color="595959"))
    if not findings:
        put(sheet, 3, 1, "没有发现问题。", Font(name=FONT, size=11, color="1E6B3A"))
    for column, (head, width) in enumerate(_COLUMNS, 1):
        cell = sheet.cell(_HEAD_ROW, column)
        say(cell, head)
        cell.font, cell.fill, cell.border = Font(name=FONT, size=10, bold=True), HEADER, BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[cell.column_letter].width = width
    for number, (finding, target) in enumerate(zip(findings, places, strict=True), 1):
        _index_row(sheet, _HEAD_ROW + number, number, finding, target)
    last = _HEAD_ROW + len(findings)
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    if findings:
        sheet.auto_filter.ref = f"A{_HEAD_ROW}:F{last}"
    paper(sheet, f"A1:F{last}", f"{_HEAD_ROW}:{_HEAD_ROW}")


def _index_row(sheet: Worksheet, row: int, number: int, finding: Finding, target: Cell | None) -> None:
    place = place_in_words(finding.location)
    if target is None:
        place = f"{finding.location.path} {place}"
    texts = (str(number), finding.severity.chinese, finding.code, place, finding.message, remedy(finding))
    for column, text in enumerate(texts, 1):
        cell = sheet.cell(row, column)
        kept = _clean(text)
        if column == 1:
            cell.value = number
        else:
            say(cell, kept)
        cell.font, cell.border = _PLAIN, BORDER
        centred = column <= 3
        cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)
    sheet.cell(row, 2).fill = ERROR if finding.severity is Severity.ERROR else WARNING
    sheet.row_dimensions[row].height = height_of(
        *((_clean(text), width) for text, (_, width) in zip(texts, _COLUMNS, strict=True))
    )
    if target is not None:
        link = sheet.cell(row, 4)
        assert isinstance(link, Cell)
        location = f"{quote_sheetname(_sheet(target).title)}!{target.coordinate}"
        link.hyperlink = Hyperlink(ref=link.coordinate, location=location, tooltip="到这一格")
        link.font = _LINK
