"""Draws the blank workbook of a form: a guide, the official tables, live totals, checks as the clerk types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ....model.figures import is_note
from ....model.form import Figure, Form, Kind, Section, Table
from ....model.identity import Line, assess
from ....model.layout import Drawn, Layout, lay_out
from ....model.report import Report
from ....recognise.sections import notes_among
from ....recognise.titles.declared import report_name
from ..notes import HEADINGS, NOTES, TOP, WIDTHS, notes_advice, rows_of
from ..read import CHECKS
from .asked import WORKED_OUT, typed_as
from .comments import boxed
from .formulas import CHECK_TITLE, IS_TEXT, LONGEST, DrawnFigure, Formulas, judged, verdict_elsewhere
from .guide import GUIDE, draw_guide
from .style import BORDER, CARRIED, CENTRED, FONT, HEADER, LABEL, TOTAL, AnyCell, colour, height_of, paper, protect
from .writing import put, saved, say, work_out

_MM_PER_CHARACTER = 1.45
# As wide as the longest verdict beside a row: 差 -123，合计手填.
_VERDICT_WIDTH = 17
_CHECK_WIDTHS = (8, 8, 26, 46, 11, 11, 9, 17)
_NOTES_FREE, _ADVICE_HEIGHT = 12, 46
_FIRST_CHECK = 5
_ADVICE = f"白格填数（没有的填 0），灰格自动计算；右边和下边的“{CHECK_TITLE}”变绿就是平了。"
_SUMMED = "批注里写着一格是哪些单位的数，浅黄的格还不全。"


def blank_workbook(
    form: Form, agency: str, year: int, figures: Mapping[str, Decimal] | None = None, carried: bool = False
) -> bytes:
    """The .xlsx of a form for one agency and year, with `figures` filled in where given.

    `carried` marks those figures as carried over from last year, to be looked at.
    """
    entries = {ref: value for ref, value in (figures or {}).items() if ref not in form.derived}
    return drawn_workbook(form, agency, year, entries, frozenset(entries) if carried else frozenset())


def filled_workbook(form: Form, report: Report) -> bytes:
    """The .xlsx of a form with the figures of a report: what was written in a cell stays as it was written.

    A total that is what the form makes of the other figures becomes its live formula; any other
    total stays the number that was published. What was not there and follows from the identities is
    put in and marked, to be looked at.
    """
    values = report.figures
    entries: dict[str, Decimal | str] = {}
    for ref, cell in report.cells.items():
        line = form.derived.get(ref)
        if line and assess(line, values, {}).outcome == "held":
            continue
        if cell.value is not None and (not cell.remark or is_note(cell.remark)):
            entries[ref] = cell.value
        elif text := cell.text.strip():
            entries[ref] = text
    computed = frozenset(ref for ref, cell in report.cells.items() if cell.computed)
    below = {table: _notes_below(report, section) for section in form.sections for table in section.tables[-1:]}
    return drawn_workbook(form, report.agency, report.year, entries, computed, tuple(rows_of(form, report.cells, below)))


def _notes_below(report: Report, section: Section) -> list[str]:
    lines = [] if section.has_prose else [block.whole for block in report.texts.get(section.id, ())]
    return [line for line, note in zip(lines, notes_among(lines), strict=True) if note]


def drawn_workbook(
    form: Form,
    agency: str,
    year: int,
    entries: Mapping[str, Decimal | str],
    marked: frozenset[str],
    notes: Sequence[tuple[str, str, str]] = (),
    said: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """The .xlsx of a form with `entries` in its cells, those of `marked` in another colour, and what is `said` of a cell in its comment."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    guide.title = GUIDE
    drawing = Drawing(form, entries, marked)
    for table in form.tables:
        drawing.table(book.create_sheet(table.name), table, f"{agency}　{year}年度　　{_ADVICE}{_SUMMED if said else ''}")
    draw_notes(book.create_sheet(NOTES), form, notes)
    drawing.checks(book.create_sheet(CHECKS))
    for ref, text in said.items():
        book[drawing.spots[ref].sheet][drawing.spots[ref].cell].comment = boxed(text, agency)
    draw_guide(guide, form, agency, year, carried=bool(marked) and marked == set(entries) and not said)
    book.properties.creator = agency
    book.properties.title = f"{agency}{year}年{report_name(form)}数据表"
    return saved(book)


def draw_notes(sheet: Worksheet, form: Form, notes: Sequence[tuple[str, str, str]]) -> None:
    """The sheet for what is printed behind figures and below tables, with what there is of it."""
    put(sheet, 1, 1, "附注", Font(name="黑体", size=14))
    put(sheet, 2, 1, notes_advice(form), Font(name=FONT, size=10, color="595959"))
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=3)
    sheet.cell(2, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[2].height = _ADVICE_HEIGHT
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), 1):
        cell = sheet.cell(TOP - 1, column)
        say(cell, heading)
        cell.font, cell.fill, cell.alignment = Font(name=FONT, size=11, bold=True), HEADER, CENTRED
        sheet.column_dimensions[get_column_letter(column)].width = width
    for at, line in enumerate((*notes, *[("", "", "")] * _NOTES_FREE), TOP):
        for column, text in enumerate(line, 1):
            cell = sheet.cell(at, column)
            say(cell, text)
            cell.border, cell.font = BORDER, Font(name=FONT, size=11)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.number_format = "@"
            cell.protection = Protection(locked=False)
    paper(sheet, f"A1:C{TOP + len(notes) + _NOTES_FREE - 1}", f"{TOP - 1}:{TOP - 1}")
    protect(sheet)


class Drawing:
    """The tables of a form as sheets: `entries` stand in their cells, those of `marked` in another colour.

    What is `filled` by a clerk is protected, and refuses what the form does not allow; totals are formulas.
    """

    def __init__(self, form: Form, entries: Mapping[str, Decimal | str], marked: frozenset[str], *, filled: bool = True) -> None:
        self.form = form
        self.filled = filled
        self.entries = entries
        self.marked = marked
        self.spots: dict[str, DrawnFigure] = {}
        for table in form.tables:
            for drawn in lay_out(table).cells:
                if drawn.ref:
                    self.spots[drawn.ref] = DrawnFigure(table.name, drawn.row + TOP - 1, drawn.column)
        self.lines = [line for line in form.lines if not line.needs_prior]
        self.derived = form.derived
        self.formulas = Formulas(self.spots, form.derived)

    # -- one table --------------------------------------------------------------------------------

    def table(self, sheet: Worksheet, table: Table, advice: str) -> None:
        """Draw one table, with its checks beside and below it."""
        layout = lay_out(table)
        section = self.form.section_of(table.id)
        heading = section.title if section else table.name
        check_column = layout.width + 1
        put(sheet, 1, 1, heading, Font(name="黑体", size=14))
        put(sheet, 2, 1, advice, Font(name=FONT, size=10, color="595959"))
        for drawn in layout.cells:
            self._draw(sheet, drawn)
        self._check_cells(sheet, table, layout, check_column)
        if self.filled:
            self._validations(sheet, table)
        self._page(sheet, layout, check_column)

    def _draw(self, sheet: Worksheet, drawn: Drawn) -> None:
        row, column = drawn.row + TOP - 1, drawn.column
        last = row + drawn.rows - 1, column + drawn.columns - 1
        for y in range(row, last[0] + 1):
            for x in range(column, last[1] + 1):
                sheet.cell(y, x).border = BORDER
        if last != (row, column):
            sheet.merge_cells(start_row=row, start_column=column, end_row=last[0], end_column=last[1])
        cell = sheet.cell(row, column)
        cell.font = Font(name=FONT, size=11)
        cell.alignment = CENTRED
        if drawn.role == "figure":
            self._figure(cell, drawn.ref)
            return
        say(cell, drawn.text)
        if drawn.role in ("caption", "header", "corner"):
            cell.fill = HEADER
            cell.font = Font(name=FONT, size=11, bold=drawn.role != "corner")
        elif drawn.role == "dash":
            cell.fill = TOTAL
        else:
            cell.fill = LABEL
        if drawn.role == "caption" or (drawn.role == "stub" and drawn.rows == 1):
            cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=drawn.depth * 2)

    def _figure(self, cell: AnyCell, ref: str) -> None:
        line = self.derived.get(ref)
        if line:
            if self.filled:
                work_out(cell, self.formulas.worked_out(line))
            cell.fill = TOTAL
            cell.font = Font(name="Times New Roman", size=11, bold=True)
        else:
            cell.protection = Protection(locked=False)
            cell.font = Font(name="Times New Roman", size=11)
        value = self.entries.get(ref)
        if value is not None:
            if isinstance(value, str):
                say(cell, value)
            else:
                cell.value = value
            if ref in self.marked:
                cell.fill = CARRIED
        cell.number_format = _number_format(self.form.figures[ref])

    # -- checks -----------------------------------------------------------------------------------

    def _check_cells(self, sheet: Worksheet, table: Table, layout: Layout, check_column: int) -> None:
        """A check beside each row that must add up, and one below each column, one line a rule."""
        below: dict[str, int] = {}
        # A cell may be the total of several identities: none hides the verdict of another.
        there: dict[tuple[int, int], list[Line]] = {}
        single = all(len(block.leaf_columns) == 1 for block in table.blocks)
        first_figure = min((spot.column for spot in self.spots.values() if spot.sheet == table.name), default=1)
        for line in self.lines:
            shown_here = line.anchor.startswith(table.id + ".")
            # What another table has to agree with is judged here too: nothing is green that is wrong there.
            spot = self._spot_on(line, table)
            if spot is None:
                continue
            # What a ratio is of may stand anywhere: it is judged beside the row that it is printed in.
            own = [self.spots[term.ref] for term in (*line.left, *line.right) if self.spots[term.ref].sheet == table.name]
            same_row = len({one.row for one in own}) == 1 and len(own) > 1
            if shown_here and (same_row or single) and not table.across:
                at = spot.row, check_column
            else:
                row = below.setdefault(line.code, TOP + layout.height + len(below))
                if first_figure > 1:
                    title = sheet.cell(row, 1)
                    there_shown = "" if shown_here else f"（{self.form.figures[line.anchor].table.name}）"
                    say(title, f"{CHECK_TITLE}：{line.title}{there_shown}")
                    title.font = Font(name=FONT, size=10, color="595959")
                at = row, spot.column
            there.setdefault(at, []).append(line)
        for (row, column), lines in there.items():
            cell = sheet.cell(row, column)
            work_out(cell, self._verdict_of_all(lines, table.name))
            self._check_style(sheet, cell)
        rows: dict[int, list[str]] = {}
        for figure in table.figures:
            rows.setdefault(self.spots[figure.ref].row, []).append(self.spots[figure.ref].cell)
        if not table.across:
            for row, cells in rows.items():
                if sheet.cell(row, check_column).value is None:
                    cell = sheet.cell(row, check_column)
                    work_out(cell, judged([(table.name, f"{cells[0]}:{cells[-1]}")], len(cells), '"填齐"'))
                    self._check_style(sheet, cell)
            head = sheet.cell(TOP + max(layout.header_rows, 1) - 1, check_column)
            say(head, CHECK_TITLE)
            head.font = Font(name=FONT, size=10, bold=True)
            head.alignment = CENTRED
        last = TOP + layout.height + len(below)
        for row in range(TOP + layout.height, last + 1):
            # Below a column a verdict has two lines.
            sheet.row_dimensions[row].height = 30 if row < last else 20
        counts = "+".join(f"COUNT({cells[0]}:{cells[-1]})" for cells in rows.values())
        cell = sheet.cell(last, 1)
        work_out(cell, f'="本表共 {len(table.figures)} 格，已填 "&({counts})&" 格"')
        cell.font = Font(name=FONT, size=10, color="595959")

    def _spot_on(self, line: Line, table: Table) -> DrawnFigure | None:
        """The cell of a table at which an identity is judged there: the one that shows it, or else the first of its own."""
        refs = (line.anchor, *(term.ref for term, _ in line.terms))
        return next((self.spots[ref] for ref in refs if ref.startswith(f"{table.id}.")), None)

    def _verdict_of_all(self, lines: Sequence[Line], sheet: str) -> str:
        """One verdict of these identities; of more than a formula can hold that of the sheet that lists all."""
        whole = self.formulas.verdict_of_all(lines, sheet)
        if len(whole) <= LONGEST:
            return whole
        return verdict_elsewhere(CHECKS, "H", [_FIRST_CHECK + self.lines.index(line) for line in lines])

    def _check_style(self, sheet: Worksheet, cell: AnyCell) -> None:
        cell.font = Font(name=FONT, size=10)
        cell.alignment = CENTRED
        cell.border = BORDER
        colour(sheet, cell.coordinate)

    def checks(self, sheet: Worksheet) -> None:
        """One line an identity, green or red as the figures come in, linked to its cell."""
        put(sheet, 1, 1, "校验：全部勾稽关系", Font(name="黑体", size=14))
        first, last = _FIRST_CHECK, _FIRST_CHECK - 1 + len(self.lines)
        verdicts = f"H{first}:H{last}"
        summary = (
            f'="共 {len(self.lines)} 条：平 "&COUNTIF({verdicts},"平")&" 条，不平 "&'
            f'(COUNTIF({verdicts},"差*")+COUNTIF({verdicts},"超出*"))&" 条，有文字 "&COUNTIF({verdicts},"*{IS_TEXT}")&" 条，未填完 "&COUNTIF({verdicts},"未填完")&" 条"'
        )
        put(sheet, 2, 1, "", Font(name=FONT, size=11, bold=True))
        work_out(sheet.cell(2, 1), summary)
        heads = ("代码", "表", "行/列", "应当满足", "左边合计", "右边合计", "差", "结论")
        for column, head in enumerate(heads, 1):
            cell = sheet.cell(4, column)
            say(cell, head)
            cell.font, cell.fill, cell.alignment, cell.border = Font(name=FONT, bold=True), HEADER, CENTRED, BORDER
        for row, line in enumerate(self.lines, first):
            spot = self.spots[line.anchor]
            figure = self.form.figures[line.anchor]
            right = self.formulas.sum(line.right, CHECKS)
            left = self.formulas.ratio(line, CHECKS) if line.relation == "ratio" else self.formulas.sum(line.left, CHECKS)
            where = line.where.removeprefix(figure.table.name).strip()
            texts = (line.code, figure.table.name, where, line.say)
            worked_out = (f"={left}", f"={right}", f"=ROUND(E{row}-F{row},6)", self.formulas.verdict(line, CHECKS))
            for column, value in enumerate((*texts, *worked_out), 1):
                cell = sheet.cell(row, column)
                (say if column <= len(texts) else work_out)(cell, value)
                cell.font, cell.border = Font(name=FONT, size=10), BORDER
                cell.alignment = Alignment(horizontal="left" if column in (3, 4) else "center", vertical="center", wrap_text=True)
            link = sheet.cell(row, 3)
            link.hyperlink = f"#{quote_sheetname(spot.sheet)}!{spot.cell}"
            link.font = Font(name=FONT, size=10, color="0563C1", underline="single")
            sheet.row_dimensions[row].height = height_of((where, _CHECK_WIDTHS[2]), (line.say, _CHECK_WIDTHS[3]))
            colour(sheet, f"H{row}")
        for column, width in enumerate(_CHECK_WIDTHS, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = "A5"
        paper(sheet, f"A1:H{last}", "4:4")
        if self.filled:
            protect(sheet)

    # -- what the clerk may type --------------------------------------------------------------------

    def _validations(self, sheet: Worksheet, table: Table) -> None:
        rules: dict[tuple[str, Kind | None, str], DataValidation] = {}
        for figure in table.figures:
            worked_out = figure.ref in self.derived
            if worked_out and not figure.note:
                continue
            key = (figure.row.id, None if worked_out else figure.kind, figure.note)
            rule = rules.get(key)
            if rule is None:
                rule = rules[key] = _said_of_total(figure) if worked_out else _validation(figure)
                sheet.add_data_validation(rule)
            rule.add(self.spots[figure.ref].cell)

    def _page(self, sheet: Worksheet, layout: Layout, check_column: int) -> None:
        for column, width in enumerate(layout.widths(), 1):
            sheet.column_dimensions[get_column_letter(column)].width = max(width / _MM_PER_CHARACTER, 7)
        sheet.column_dimensions[get_column_letter(check_column)].width = _VERDICT_WIDTH
        for drawn in layout.cells:
            if drawn.role == "stub" and drawn.rows == 1:
                width = sum(layout.widths()[drawn.column - 1 : drawn.column - 1 + drawn.columns])
                room = int(width / _MM_PER_CHARACTER / 2.1) - drawn.depth
                lines = -(-len(drawn.text) // max(room, 4))
                sheet.row_dimensions[drawn.row + TOP - 1].height = max(19, 14.5 * lines + 2)
        for row in range(TOP, TOP + layout.header_rows):
            sheet.row_dimensions[row].height = 30
        first_row = TOP + layout.header_rows
        if layout.header_rows and not layout.table.across:
            sheet.freeze_panes = f"A{first_row}"
        titles = f"{TOP}:{first_row - 1}" if layout.header_rows else ""
        pages = 1 if layout.height <= 40 else 0
        last_column = layout.width if layout.table.across else check_column
        # What is said above a narrow table is printed whole too.
        across = sum(sheet.column_dimensions[get_column_letter(column)].width for column in range(1, last_column + 1))
        if (height := height_of((str(sheet.cell(2, 1).value), across))) > height_of(("", across)):
            sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=last_column)
            sheet.cell(2, 1).alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[2].height = height
        paper(sheet, f"A1:{get_column_letter(last_column)}{sheet.max_row}", titles, pages)
        if self.filled:
            protect(sheet)


def _number_format(figure: Figure) -> str:
    """How a figure is shown: with all its digits behind the point where it is printed with just so many."""
    return f"0.{'0' * figure.places}" if figure.kind == "decimal" and figure.places else "General"


def _validation(figure: Figure) -> DataValidation:
    kind, prompt, error = typed_as(figure)
    rule = DataValidation(type=kind, allow_blank=True, showErrorMessage=True, showInputMessage=True)
    if figure.kind == "change":
        rule.operator, rule.formula1, rule.formula2 = "between", "-999999999", "999999999"
    else:
        rule.operator, rule.formula1 = "greaterThanOrEqual", "0"
    notes = (f"单位：{figure.unit}。" if figure.unit else "", prompt, figure.note)
    _prompt(rule, figure, "".join(notes))
    rule.errorTitle = "这里不能这样填"
    rule.error = error
    return rule


def _said_of_total(figure: Figure) -> DataValidation:
    """What is counted in a cell that is worked out, shown where it is selected; nothing is asked of it."""
    rule = DataValidation(type=None, allow_blank=True, showInputMessage=True)
    _prompt(rule, figure, f"{WORKED_OUT}{figure.note}")
    return rule


def _prompt(rule: DataValidation, figure: Figure, text: str) -> None:
    """What is shown beside a selected cell; a spreadsheet takes no more characters than these."""
    rule.promptTitle = f"{figure.table.name} {figure.row.name}"[:32]
    rule.prompt = text[:250]
