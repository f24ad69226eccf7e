"""The first sheet of a blank workbook: agency, year, form, and how to fill each cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.worksheet import Worksheet

from ...model.format import Figure, Format, Kind
from .read import AGENCY_LABEL, CHECKS, FORMAT_LABEL, YEAR_LABEL
from .style import BORDER, CENTRED, FONT, HEADER, paper, protect, put

CHECK_TITLE = "核对"
KINDS: Mapping[Kind, tuple[Literal["whole", "decimal"], str, str]] = {
    "count": ("whole", "填整数，没有的填 0，不要留空，不要写单位。", "这里只能填 0 或正整数，不能有小数、单位或文字。"),
    "change": ("whole", "增加填正数，减少填负数（如 -3），没有变化填 0。", "这里只能填整数：增加填正数，减少填负数。"),
    "amount": ("decimal", "填金额数字，可以有小数，没有的填 0，不要写单位。", "这里只能填数字（可带小数），不能写单位或文字。"),
}


def draw_guide(sheet: Worksheet, form: Format, agency: str, year: int, carried: bool) -> None:
    """Fill the first sheet; `carried` says that figures came from last year."""
    put(sheet, 1, 1, "政府信息公开工作年度报告数据表", Font(name="黑体", size=16))
    facts = (
        (AGENCY_LABEL, agency),
        (YEAR_LABEL, year),
        ("格式", form.name),
        ("依据", f"{form.basis.number}　{form.basis.title}"),
        (FORMAT_LABEL, form.id),
        ("法律依据", form.basis.law),
    )
    row = 3
    for label, value in facts:
        head, cell = sheet.cell(row, 1, label), sheet.cell(row, 2, value)
        head.fill, head.border, cell.border = HEADER, BORDER, BORDER
        head.font, cell.font = Font(name=FONT, bold=True), Font(name=FONT)
        head.alignment, cell.alignment = CENTRED, Alignment(vertical="center", wrap_text=True, horizontal="left")
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
        sheet.row_dimensions[row].height = 36 if len(str(value)) > 36 else 20
        row += 1
    sheet["B3"].protection = Protection(locked=False)
    steps = [
        "按顺序填" + "、".join(f"“{table.name}”" for table in form.tables) + "；白格填数，灰格自动计算，不用填。",
        "没有的填 0，不要留空，不要写“无”“/”“—”，不要在格子里写单位或说明。",
        f"每张表右边和下边有“{CHECK_TITLE}”：绿色“平”表示对上了，红色“差 N”表示差多少。",
        f"“{CHECKS}”这张表列出全部勾稽关系，点“行/列”可以跳到对应的格子。",
        "要整张粘贴时，先点“审阅—撤销工作表保护”（没有密码）。",
        "填完保存，再写文字稿 narrative.yaml，然后运行 reportgen check 检查、reportgen build 生成年报。",
    ]
    if carried:
        steps.append("浅黄色的格是从上年年报带过来的，请逐个核对。")
    row += 1
    put(sheet, row, 1, "怎样填", Font(name="黑体", size=12))
    for number, step in enumerate(steps, 1):
        row += 1
        cell = sheet.cell(row, 1, f"{number}. {step}")
        cell.font, cell.alignment = Font(name=FONT), Alignment(wrap_text=True, vertical="center")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
        sheet.row_dimensions[row].height = 34 if len(step) > 44 else 18
    row += 2
    put(sheet, row, 1, "每一格怎么填", Font(name="黑体", size=12))
    row += 1
    for column, title in enumerate(("表", "行", "列", "填写要求"), 1):
        cell = sheet.cell(row, column, title)
        cell.font, cell.fill, cell.border, cell.alignment = Font(name=FONT, bold=True), HEADER, BORDER, CENTRED
    for table in form.tables:
        for block in table.blocks:
            for line in block.filled_rows:
                figures = [Figure(f"{table.id}.{line.id}.{c.id}", table, block, line, c) for c in block.leaf_columns]
                row += 1
                asked = asked_of(figures, form.totals)
                columns = "、".join(figure.column.name for figure in figures)
                for column, text in enumerate((table.name, line.label, columns, asked), 1):
                    cell = sheet.cell(row, column, text)
                    cell.font, cell.border = Font(name=FONT, size=10), BORDER
                    cell.alignment = Alignment(vertical="center", wrap_text=True)
                longest = max(len(line.label) / 15, len(columns) / 13, len(asked) / 18)
                sheet.row_dimensions[row].height = max(18, 14 * (int(longest) + 1))
    for letter, width in zip("ABCD", (14, 34, 30, 42), strict=True):
        sheet.column_dimensions[letter].width = width
    paper(sheet, f"A1:D{row}", "")
    protect(sheet)


def asked_of(figures: list[Figure], totals: Collection[str]) -> str:
    """What to type into the cells of one row."""
    typed = [figure for figure in figures if figure.ref not in totals]
    if not typed:
        return "自动计算，不用填"
    asked = dict.fromkeys(KINDS[figure.kind][1] for figure in typed)
    units = dict.fromkeys(f"单位：{figure.unit}。" for figure in typed if figure.unit)
    notes = dict.fromkeys(note + "。" for figure in typed for note in (figure.row.note, figure.column.note) if note)
    suffix = "其余自动计算。" if len(typed) < len(figures) else ""
    return "".join((*units, *asked, *notes, suffix))
