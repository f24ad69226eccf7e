"""Drafts made by tests: figures put into a form's workbook as a clerk would, and a text that says little."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from reportgen.drafts.workbook.drawn.blank import blank_workbook
from reportgen.drafts.workbook.spreadsheet import read_grids
from reportgen.model.form import Form
from reportgen.model.identity import Line
from reportgen.model.layout import lay_out
from reportgen.model.location import Location, column_letter
from reportgen.model.outline import Grid
from reportgen.model.report import Cell, Narrative, PastReport, Report, Workbook
from reportgen.packs.load import find_pack
from reportgen.recognise.grids import find_tables
from reportgen.rules.check import Subject
from reportgen.rules.identities import assess_lines
from reportgen.word.outline import read_outline
from support.made.cells import Typed, type_into

Values = dict[str, Decimal]
# A title, a line of advice and a blank line stand above each table of the blank workbook.
LINES_ABOVE = 3


def spots(form: Form) -> dict[str, tuple[str, str]]:
    """Sheet and cell of every Ref in the blank workbook, by the form's own drawing."""
    return {
        drawn.ref: (table.name, f"{column_letter(drawn.column)}{drawn.row + LINES_ABOVE}")
        for table in form.tables
        for drawn in lay_out(table).cells
        if drawn.ref
    }


def totals(form: Form) -> set[str]:
    """The Refs that the form defines as sums of others."""
    return {line.total for line in form.lines if line.total}


def lines_of(form: Form) -> list[Line]:
    """The identities within one year."""
    return [line for line in form.lines if not line.needs_prior]


def behind(form: Form, line: Line) -> set[str]:
    """The Refs of an identity with all that its totals are made of, down to what is typed."""
    refs = {term.ref for term, _ in line.terms}
    while more := {term.ref for ref in refs & form.totals.keys() for term in form.totals[ref].left} - refs:
        refs |= more
    return refs


def added_up(form: Form, leaves: Values) -> Values:
    """`leaves` with the rest of the form worked out from its identities, by another way than the program's."""
    values = dict(leaves)
    lines = lines_of(form)
    sums = {line.total: line.left for line in lines if line.total}

    def value(ref: str) -> Decimal:
        return sum((value(term.ref) for term in sums[ref]), Decimal(0)) if ref in sums else values[ref]

    for line in lines:
        if line.relation == "at_most":
            values[line.right[0].ref] += value(line.left[0].ref)
    for line in lines:
        # First + second = third + fourth: the second is what is left, and the first never more than the whole.
        if line.relation == "equals" and not line.total and line.left[1].ref not in sums:
            whole = sum((value(term.ref) for term in line.right), Decimal(0))
            first, second = (term.ref for term in line.left)
            values[first] = min(values[first], whole)
            values[second] = whole - values[first]
    return {ref: value(ref) for ref in form.figures}


def typed(text: str) -> int | float | str:
    """What a clerk's typing becomes in a spreadsheet: a number where it is one, else text."""
    try:
        value = Decimal(text)
    except ArithmeticError:
        return text
    return int(value) if value == value.to_integral_value() else float(value)


@lru_cache(maxsize=16)
def blank(pack: str, agency: str, year: int) -> bytes:
    """The blank workbook of a pack; drawing it is what costs time."""
    return blank_workbook(find_pack(pack).form, agency, year)


def write_workbook(path: Path, form: Form, cells: Mapping[str, str], *, agency: str, year: int, type_totals: bool) -> None:
    """A filled workbook; with `type_totals` the totals are numbers, else the formulas stay."""
    path.write_bytes(blank(form.id, agency, year))
    computed = totals(form)
    filled: dict[str, dict[str, Typed]] = {}
    for ref, (sheet, cell) in spots(form).items():
        if type_totals or ref not in computed:
            filled.setdefault(sheet, {})[cell] = typed(cells[ref])
    type_into(path, filled)


def plain_text(form: Form, agency: str, year: int, prior: str = "") -> str:
    """A narrative with a sentence of its own in every section, and nothing to object to."""
    lines = [f"机关: {agency}", f"年份: {year}", f"格式: {form.id}"]
    if prior:
        lines.append(f"上年: {prior}")
    lines += ["前言: |", f"  根据有关规定编制本年度报告，统计期限自{year}年1月1日起至{year}年12月31日止。"]
    for volume, section in zip("甲乙丙丁戊己庚辛", form.prose_sections, strict=False):
        # Nobody's problems are last year's word for word.
        lacking = ("解读不够及时", "栏目更新偏慢", "培训覆盖不够广")[year % 3]
        sentence = f"主动公开、依申请公开、信息管理、平台建设和监督保障按{volume}卷的要求完成。{lacking}的不足正在改进，没有收取信息处理费，见{volume}卷。"
        if section.kind == "free":
            lines += [f"{section.name}:", "  工作情况: |", f"    {sentence}"]
        else:
            lines += [f"{section.name}: |", f"  {sentence}"]
    lines += ["落款:", f"  署名: {agency}", f"  日期: {year + 1}年1月20日"]
    return "\n".join(lines) + "\n"


def write_draft(
    folder: Path,
    form: Form,
    cells: Mapping[str, str],
    *,
    agency: str = "某市人民政府办公室",
    year: int,
    type_totals: bool = True,
    prior: str = "",
) -> Path:
    """A whole draft in `folder` with these figures, as text by Ref."""
    folder.mkdir(parents=True)
    write_workbook(folder / "workbook.xlsx", form, cells, agency=agency, year=year, type_totals=type_totals)
    (folder / "narrative.yaml").write_text(plain_text(form, agency, year, prior), encoding="utf-8")
    return folder


def last_year(form: Form, cells: Mapping[str, Cell]) -> PastReport:
    """Last year's report of the same form with these cells and no text."""
    return PastReport(form, cells, "某市人民政府办公室", form.years.first - 1)


def draft_of(form: Form, cells: Mapping[str, Cell], prior: Mapping[str, Cell] | None = None) -> Subject:
    """What a check sees of these cells, and of last year's, without any file."""
    agency, year = "某市人民政府办公室", form.years.first
    return Subject(
        form=form,
        workbook=Workbook("workbook.xlsx", cells),
        narrative=Narrative("narrative.yaml", agency, year, form.id, (), {}, {}, {}, None, None, None),
        report=Report(agency, year, form.id, cells),
        images={},
        prior=None if prior is None else last_year(form, prior),
        assessments=assess_lines(form, cells, prior),
    )


def cells_of(form: Form, values: Values) -> dict[str, Cell]:
    """Those values as cells, each at its place in the blank workbook."""
    places = spots(form)
    cells = {}
    for ref, value in values.items():
        sheet, name = places[ref]
        location = Location("workbook.xlsx", sheet, *_row_and_column(name))
        cells[ref] = Cell(str(value), value, location)
    return cells


def with_value(cell: Cell, value: Decimal) -> Cell:
    """The same cell holding another figure."""
    return Cell(str(value), value, cell.location)


def figures_in(path: Path, form: Form) -> dict[str, str]:
    """Every Ref that a .docx or .xlsx shows, with its text, found by the labels alone."""
    grids: tuple[Grid, ...] = read_outline(path).grids if path.suffix == ".docx" else read_grids(path)
    return {
        ref: found.grid.text(*place) for found in find_tables(form, grids).found.values() for ref, place in found.places.items()
    }


def _row_and_column(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(name[len(letters) :]), column
