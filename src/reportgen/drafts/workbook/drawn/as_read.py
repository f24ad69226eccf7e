"""The figures of a published report as they were read, as a workbook: for a reviewer who holds it against the original.

The tables look as in a draft's workbook, but every figure is the one that was read, totals too, and the checks beside
them are live. What was read otherwise than it is written is coloured, and each cell is listed with what stands in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ....model.draft import Checked, HowRead
from ....model.finding import Finding, place_in_words
from ....model.report import Cell, Report
from ....recognise.titles.declared import report_name
from ..read import CHECKS
from .blank import Drawing
from .comments import mark
from .style import BORDER, CARRIED, CENTRED, FONT, HEADER, height_of, paper
from .writing import put, saved, say

LISTED = "逐格对照"
_HEAD_ROW = 5
_COLUMNS = (("表", 8), ("行", 42), ("列", 18), ("读成", 13), ("原文写的", 16), ("怎样读的", 27), ("在原文的位置", 26))
_HOW: Mapping[HowRead, str] = {
    "written": "照写的数",
    "zero": "没有写数，按 0 读取",
    "worked_out": "没有写数，按勾稽关系推算",
    "blank": "空着，没有读到",
    "no_figure": "不是数，没有读到",
    "absent": "没有找到这一格",
}
_EXPLAINED = "表里是从公布的文件读到的数，要改请改原文；浅黄色的格原文没有写数。"


def workbook_as_read(checked: Checked, findings: Sequence[Finding]) -> bytes:
    """The .xlsx of a published report: an index of the findings, its tables as read, each cell beside what was written in it."""
    form, report, how = checked.form, checked.report, checked.how_read()
    entries = {ref: entry for ref, cell in report.cells.items() if (entry := _entry(cell)) is not None}
    marked = frozenset(ref for ref, way in how.items() if way in ("zero", "worked_out"))
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    drawing = Drawing(form, entries, marked, filled=False)
    for table in form.tables:
        counts = Counter(how[figure.ref] for figure in table.figures)
        said = "，".join(f"{_HOW[way]} {counts[way]} 格" for way in _HOW if counts[way])
        about = f"{report.agency}　{report.year or ''}年度　　读自 {checked.folder.name}：{said}"
        drawing.table(book.create_sheet(table.name), table, about)
    drawing.checks(book.create_sheet(CHECKS))
    first.title = LISTED
    _listed(first, checked, how)
    book.move_sheet(first, len(book.worksheets) - 1)
    spots = {ref: book[spot.sheet][spot.cell] for ref, spot in drawing.spots.items()}
    refs = {cell.location: ref for ref, cell in report.cells.items()}
    told = [finding.ref if _stands_at(report, finding) else refs.get(finding.location, "") for finding in findings]
    places = [spots.get(ref) for ref in told]
    doubted = [
        spots.get(finding.suspect) if finding.suspect != ref else None for finding, ref in zip(findings, told, strict=True)
    ]
    also = [[spots.get(line.ref) for line in finding.also] for finding in findings]
    mark(book, findings, places, doubted, also, explained=_EXPLAINED)
    book.properties.creator = "reportgen"
    book.properties.title = f"{report.agency}{report.year or ''}年{report_name(form)}：读到的表格"
    return saved(book)


def _stands_at(report: Report, finding: Finding) -> bool:
    """Whether a finding is about the figure that it names, and not about words that speak of it."""
    cell = report.cells.get(finding.ref)
    return cell is not None and cell.location == finding.location


def _entry(cell: Cell) -> Decimal | str | None:
    """What stands in a cell of the workbook: the figure as read, or the words that are none."""
    return cell.value if cell.value is not None else cell.text.strip() or None


def _listed(sheet: Worksheet, checked: Checked, how: Mapping[str, HowRead]) -> None:
    """One line a cell: what it is, what was read, what stands in the original and where."""
    put(sheet, 1, 1, "逐格对照：读成的数和原文", Font(name="黑体", size=14))
    grey = Font(name=FONT, size=10, color="595959")
    put(sheet, 2, 1, f"读自 {checked.folder.name}，{checked.form.name}。浅黄色的行没有照原文写的读，请对照原件核对。", grey)
    left = f"没有归到任何部分的内容 {len(checked.reading.unplaced)} 处" if checked.reading.unplaced else "没有归不到部分里的内容"
    put(sheet, 3, 1, f"{left}；筛选“怎样读的”可以只看某一种。", grey)
    for column, (head, width) in enumerate(_COLUMNS, 1):
        cell = sheet.cell(_HEAD_ROW, column)
        say(cell, head)
        cell.font, cell.fill, cell.border, cell.alignment = Font(name=FONT, size=10, bold=True), HEADER, BORDER, CENTRED
        sheet.column_dimensions[get_column_letter(column)].width = width
    row = _HEAD_ROW
    for ref, figure in checked.form.figures.items():
        row += 1
        read = checked.report.cells.get(ref)
        column_label = figure.column.label if len(figure.block.leaf_columns) > 1 else ""
        place = place_in_words(read.location) if read and how[ref] != "absent" else ""
        texts = (figure.table.name, figure.row.label, column_label, "", read.text.strip() if read else "", _HOW[how[ref]], place)
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            if column == 4 and read and read.value is not None:
                cell.value = read.value
            else:
                say(cell, text)
            cell.font, cell.border = Font(name="Times New Roman" if column in (4, 5) else FONT, size=10), BORDER
            cell.alignment = Alignment(horizontal="left" if column in (2, 3) else "center", vertical="center", wrap_text=True)
            if how[ref] != "written" or (read and read.remark):
                cell.fill = CARRIED
        sheet.row_dimensions[row].height = height_of(*zip(texts, (width for _, width in _COLUMNS), strict=True))
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:G{row}"
    paper(sheet, f"A1:G{row}", f"{_HEAD_ROW}:{_HEAD_ROW}")
