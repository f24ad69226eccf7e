"""The first sheet of a workbook: whose it is and in which form, how it is filled in, what goes into each cell."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.worksheet import Worksheet

from ....model.form import Form
from ....recognise.titles.declared import report_name
from ..read import AGENCY_LABEL, CHECKS, FORMAT_LABEL, YEAR_LABEL
from .asked import asked_of
from .formulas import CHECK_TITLE
from .style import BORDER, CENTRED, FONT, HEADER, height_of, paper, protect
from .writing import put, say

GUIDE = "填报说明"
_WIDTHS = (14, 34, 30, 42)
_FIRST_FACT = 3


def draw_guide(sheet: Worksheet, form: Form, agency: str, year: int, carried: bool) -> None:
    """Fill the first sheet; `carried` says that figures came from last year."""
    put(sheet, 1, 1, f"{report_name(form)}数据表", Font(name="黑体", size=16))
    below = _draw_facts(sheet, form, agency, year)
    below = _draw_steps(sheet, form, below + 1, carried)
    last = _draw_cells(sheet, form, below + 1)
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    paper(sheet, f"A1:D{last}", "")
    protect(sheet)


def _draw_facts(sheet: Worksheet, form: Form, agency: str, year: int) -> int:
    """What the workbook is of; gives the row below."""
    facts: tuple[tuple[str, str | int], ...] = (
        (AGENCY_LABEL, agency),
        (YEAR_LABEL, year),
        ("格式", form.name),
        ("依据", f"{form.basis.number}　{form.basis.title}"),
        (FORMAT_LABEL, form.id),
        ("法律依据", form.basis.law),
    )
    for row, (label, value) in enumerate(facts, _FIRST_FACT):
        head, cell = sheet.cell(row, 1), sheet.cell(row, 2)
        say(head, label)
        if isinstance(value, str):
            say(cell, value)
        else:
            cell.value = value
        head.fill, head.border, cell.border = HEADER, BORDER, BORDER
        head.font, cell.font = Font(name=FONT, bold=True), Font(name=FONT)
        head.alignment, cell.alignment = CENTRED, Alignment(vertical="center", wrap_text=True, horizontal="left")
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
        sheet.row_dimensions[row].height = height_of((str(value), sum(_WIDTHS[1:])))
    sheet.cell(_FIRST_FACT, 2).protection = Protection(locked=False)
    return _FIRST_FACT + len(facts)


def _draw_steps(sheet: Worksheet, form: Form, top: int, carried: bool) -> int:
    """How it is filled in, step by step; gives the row below."""
    steps = [
        "按顺序填" + "、".join(f"“{table.name}”" for table in form.tables) + "；白格填数，灰格自动计算，不用填。",
        "没有的填 0，不要留空，不要写“无”“/”“—”，不要在格子里写单位或说明。",
        f"每张表右边和下边有“{CHECK_TITLE}”：绿色“平”表示对上了，红色“差 N”表示差多少，红色“D9 是文字”表示 D9 里的数存成了文字，合计没有加进去，改成数字就好。",
        f"“{CHECKS}”这张表列出全部勾稽关系，点“行/列”可以跳到对应的格子。",
        "要整张粘贴时，先点“审阅—撤销工作表保护”（没有密码）。",
        "填完保存，再写文字稿 narrative.yaml，然后运行 reportgen check 检查、reportgen build 生成年报。",
    ]
    if carried:
        steps.append("浅黄色的格是从上年年报带过来的，请逐个核对。")
    put(sheet, top, 1, "怎样填", Font(name="黑体", size=12))
    for number, step in enumerate(steps, 1):
        row, text = top + number, f"{number}. {step}"
        cell = sheet.cell(row, 1)
        say(cell, text)
        cell.font, cell.alignment = Font(name=FONT), Alignment(wrap_text=True, vertical="center")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
        sheet.row_dimensions[row].height = height_of((text, sum(_WIDTHS)))
    return top + len(steps) + 1


def _draw_cells(sheet: Worksheet, form: Form, top: int) -> int:
    """What goes into each cell, a line a row or column; gives the last row."""
    put(sheet, top, 1, "每一格怎么填", Font(name="黑体", size=12))
    for column, title in enumerate(("表", "行", "列", "数什么、怎样填"), 1):
        cell = sheet.cell(top + 1, column)
        say(cell, title)
        cell.font, cell.fill, cell.border, cell.alignment = Font(name=FONT, bold=True), HEADER, BORDER, CENTRED
    lines = [line for table in form.tables for line in asked_of(table, form.derived)]
    for row, texts in enumerate(lines, top + 2):
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            say(cell, text)
            cell.font, cell.border = Font(name=FONT, size=10), BORDER
            cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = height_of(*zip(texts, _WIDTHS, strict=True))
    return top + 1 + len(lines)
