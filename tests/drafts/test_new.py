"""A new draft: the right form, a workbook that guides and guards, and last year's figures where they belong."""

from __future__ import annotations

import re
import shlex
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import EXAMPLES, telling
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import rows_from_range
from openpyxl.worksheet.worksheet import Worksheet
from support.made.drafts import LINES_ABOVE, added_up, behind, spots, totals, write_draft

from reportgen.cli.main import main
from reportgen.drafts.narrative.read import open_narrative
from reportgen.model.errors import OutputError, SourceError
from reportgen.model.form import Form
from reportgen.model.identity import Line
from reportgen.model.layout import lay_out
from reportgen.model.location import column_letter
from reportgen.packs.load import find_pack
from reportgen.tasks.check import check_draft
from reportgen.tasks.drafts import new_draft

PACKS = {"gov-disclosure-2014": 2017, "gov-disclosure-2019": 2020, "gov-disclosure-2021": 2024}
FORMS = {pack: find_pack(pack).form for pack in PACKS}
EachForm = pytest.mark.parametrize("pack", PACKS)
AGENCY = "某市人民政府办公室"
GUIDE, NOTES, CHECKS = "填报说明", "附注", "校验"
CARRIED = "00FFF7DA"


# Typed loosely: a test that meets a cell of another kind than it expects has failed already.
Books = dict[str, Any]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A new draft of each form."""
    folder = tmp_path_factory.mktemp("new")
    return {pack: new_draft(folder / pack, agency=AGENCY, year=year).folder for pack, year in PACKS.items()}


@pytest.fixture(scope="module")
def books(started: dict[str, Path]) -> Books:
    """The workbook of each, opened to be looked at."""
    return {pack: openpyxl.load_workbook(folder / "workbook.xlsx") for pack, folder in started.items()}


def names_in(area: str) -> Iterator[str]:
    for row in rows_from_range(area):
        yield from row


def cells_of(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell, MergedCell):
                yield cell


# -- the command ------------------------------------------------------------------------------------


def test_new_says_what_it_wrote_and_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "2024年报"
    assert main(["new", str(folder), "--agency", AGENCY, "--year", "2024"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"已新建草稿：{folder}（政府信息公开工作年度报告（2021年格式），国办公开办函〔2021〕30号）"
    assert [line.split()[0] for line in said[1:3]] == ["workbook.xlsx", "narrative.yaml"]
    assert said[3].startswith("  格式 gov-disclosure-2021（随程序，摘要 ")
    assert said[4:] == [
        "下一步：",
        f"  1. 打开 {folder / 'workbook.xlsx'}，先看“填报说明”，再填各张表",
        f"  2. 打开 {folder / 'narrative.yaml'}，写各部分的文字和落款日期",
        f"  3. 检查：reportgen check {folder}",
        f"  4. 生成：reportgen build {folder}",
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["images", "narrative.yaml", "workbook.xlsx"]


def test_next_command_can_be_copied_when_the_folder_has_a_space(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "2024 年报"
    assert main(["new", str(folder), "--agency", AGENCY, "--year", "2024"]) == 0
    command = next(line for line in capsys.readouterr().out.splitlines() if "检查：" in line).partition("：")[2]
    assert shlex.split(command) == ["reportgen", "check", str(folder)]


# The first and the last year of each form.
@pytest.mark.parametrize("year", telling([2014, 2018, 2019, 2020, 2021, 2026], range(2014, 2027)))
def test_year_picks_the_form(tmp_path: Path, year: int) -> None:
    started = new_draft(tmp_path / str(year), agency=AGENCY, year=year)
    form = 2014 if year < 2019 else 2019 if year < 2021 else 2021
    assert started.form.id == f"gov-disclosure-{form}"
    text = (tmp_path / str(year) / "narrative.yaml").read_text(encoding="utf-8")
    assert f"\n机关: {AGENCY}\n年份: {year}\n格式: gov-disclosure-{form}\n" in text


@pytest.mark.parametrize("year", ["2013", "2007", "24", "二四"])
def test_year_without_a_form_is_refused(tmp_path: Path, year: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "draft"), "--agency", AGENCY, "--year", year]) == 2
    assert capsys.readouterr().err.strip()
    assert not (tmp_path / "draft").exists()


def test_named_form_goes_before_the_year(tmp_path: Path) -> None:
    started = new_draft(tmp_path / "draft", agency=AGENCY, year=2024, format_name="gov-disclosure-2019")
    assert started.form.id == "gov-disclosure-2019"
    assert "W142" in {finding.code for finding in check_draft(tmp_path / "draft").findings}


@pytest.mark.parametrize("there", ["workbook.xlsx", "narrative.yaml"])
def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path, there: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / there).write_bytes(b"a year's work")
    assert main(["new", str(tmp_path), "--agency", AGENCY, "--year", "2024"]) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_bytes() == b"a year's work"


def test_new_has_no_force(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "draft"), "--agency", AGENCY, "--year", "2024", "--force"]) == 2


@pytest.mark.parametrize("agency", ["", "   ", "=1+1", "+某局", "-某局", "@某局", "某\n局", "某\x00局"])
def test_agency_that_is_none_is_refused(tmp_path: Path, agency: str) -> None:
    with pytest.raises(SourceError):
        new_draft(tmp_path / "draft", agency=agency, year=2024)
    assert not (tmp_path / "draft").exists()


ODD_AGENCIES = ["某市: 某局", "某市#某局", '某市"某"局', "某市'某'局", "[某局]", "{某局}", "*某局", "&某局", "!某局", "|某局", ">某局", "%某局",
                "?某局", "~", "null", "no", "2024", "某\\n局", "某，局", "某, 局", " 某局 ", "𠮷林局", "`某局`"]  # fmt: skip

# What YAML, XML and a spreadsheet each take amiss in another way.
ODDEST = ["某市: 某局", "某市#某局", "某市\"某'局", "[某局]", "&某局", "~", "2024", "某\\n局", " 某局 ", "𠮷林局"]


@pytest.mark.parametrize("agency", telling(ODDEST, [*ODD_AGENCIES, *ODDEST]))
def test_any_agency_is_the_same_in_both_files(tmp_path: Path, agency: str) -> None:
    new_draft(tmp_path / "draft", agency=agency, year=2017)
    checked = check_draft(tmp_path / "draft")
    assert checked.report.agency == agency.strip()
    assert "".join(checked.report.title) == f"{agency.strip()}2017年政府信息公开工作年度报告"
    assert {finding.code for finding in checked.findings} & {"W120", "W121", "W124", "W140", "W141", "W142"} == set()


@EachForm
def test_untouched_draft_is_told_what_is_missing_and_nothing_else(started: dict[str, Path], pack: str) -> None:
    checked = check_draft(started[pack])
    found = Counter(finding.code for finding in checked.findings)
    assert found["W201"] == len(FORMS[pack].tables)
    assert found["W132"] == len(FORMS[pack].contact)
    assert found["W145"] == 1
    assert set(found) <= {"W201", "W132", "W143", "W145"}
    assert checked.tally.held == checked.tally.failed == 0


@EachForm
def test_narrative_asks_for_every_section(started: dict[str, Path], pack: str) -> None:
    text = (started[pack] / "narrative.yaml").read_text(encoding="utf-8")
    lines = text.split("\n")
    for section in FORMS[pack].prose_sections:
        assert any(line.startswith(f"{section.name}:") for line in lines)
        for heading in section.starts_with:
            assert f"  {heading}: |" in lines
        for guidance in section.guidance:
            assert f"# {guidance}" in lines
    assert [line for line in lines if line.startswith("  ") and line.endswith(": ")] == [
        f"  {name}: " for name in FORMS[pack].contact
    ]
    assert f"  署名: {AGENCY}" in lines
    assert not any(line.startswith("上年:") for line in lines)


@EachForm
def test_sample_reference_of_the_guidance_is_one_that_works(started: dict[str, Path], tmp_path: Path, pack: str) -> None:
    text = (started[pack] / "narrative.yaml").read_text(encoding="utf-8")
    references = re.findall(r"^#.*?(\{\{ [^}]*\}\})", text, re.MULTILINE)
    references = [reference for reference in references if not re.search("自定义|机关|年份", reference)]
    assert references
    draft = shutil.copytree(started[pack], tmp_path / "draft")
    section = FORMS[pack].prose_sections[0]
    key = f"  {section.starts_with[0]}: |\n" if section.kind == "free" else f"{section.name}: |\n"
    indent = "    " if section.kind == "free" else "  "
    (draft / "narrative.yaml").write_text(text.replace(key, f"{key}{indent}{'；'.join(references)}\n"), encoding="utf-8")
    findings = check_draft(draft).findings
    assert {finding.code for finding in findings} & {"W130", "W131"} == set()
    assert sum(finding.code == "W132" and "联系方式" not in finding.message for finding in findings) == len(references)


# -- the workbook -----------------------------------------------------------------------------------


@EachForm
def test_sheets_are_the_guide_the_tables_and_the_checks(books: Books, pack: str) -> None:
    assert books[pack].sheetnames == [GUIDE, *(table.name for table in FORMS[pack].tables), NOTES, CHECKS]
    assert {sheet.sheet_state for sheet in books[pack]} == {"visible"}


@EachForm
def test_tables_are_drawn_as_the_form_prints_them(books: Books, pack: str) -> None:
    for table in FORMS[pack].tables:
        sheet, layout = books[pack][table.name], lay_out(table)
        merged = {
            f"{column_letter(drawn.column)}{drawn.row + LINES_ABOVE}:"
            f"{column_letter(drawn.column + drawn.columns - 1)}{drawn.row + drawn.rows - 1 + LINES_ABOVE}"
            for drawn in layout.cells
            if drawn.rows * drawn.columns > 1
        }
        assert {str(area) for area in sheet.merged_cells.ranges} == merged
        for drawn in layout.cells:
            if drawn.role != "figure":
                assert (sheet.cell(drawn.row + LINES_ABOVE, drawn.column).value or "") == drawn.text


@EachForm
def test_only_what_is_typed_is_unlocked(books: Books, pack: str) -> None:
    typed = {spot for ref, spot in spots(FORMS[pack]).items() if ref not in totals(FORMS[pack])}
    unlocked = {(sheet.title, cell.coordinate) for sheet in books[pack] for cell in cells_of(sheet) if not cell.protection.locked}
    notes = {spot for spot in unlocked if spot[0] == NOTES}
    assert notes and not {spot for spot in notes if int(spot[1][1:]) < 4}
    assert unlocked - notes == typed | {(GUIDE, "B3")}


@EachForm
def test_sheets_are_protected_without_a_password(books: Books, pack: str) -> None:
    for sheet in books[pack]:
        assert sheet.protection.sheet
        assert sheet.protection.password is None and sheet.protection.hashValue is None
        assert not sheet.protection.selectUnlockedCells


KINDS = {
    "count": ("whole", "greaterThanOrEqual", "0", None),
    "change": ("whole", "between", "-999999999", "999999999"),
    "amount": ("decimal", "greaterThanOrEqual", "0", None),
}


@EachForm
def test_every_typed_cell_says_what_it_takes_and_refuses_the_rest(books: Books, pack: str) -> None:
    form = FORMS[pack]
    found: dict[tuple[str, str], list[Any]] = {}
    for sheet in books[pack]:
        for rule in sheet.data_validations.dataValidation:
            for area in str(rule.sqref).split():
                for name in names_in(area):
                    found.setdefault((sheet.title, name), []).append(rule)
    said = {spot: rules.pop() for spot, rules in found.items() if rules[0].type is None}
    found = {spot: rules for spot, rules in found.items() if rules}
    worked_out = {spot: form.figures[ref] for ref, spot in spots(form).items() if ref in totals(form)}
    assert set(said) == {spot for spot, figure in worked_out.items() if figure.note}
    assert all(worked_out[spot].note[:200] in rule.prompt and not rule.showErrorMessage for spot, rule in said.items())
    typed = {spot: form.figures[ref] for ref, spot in spots(form).items() if ref not in totals(form)}
    assert set(found) == set(typed)
    for spot, rules in found.items():
        (rule,) = rules
        figure = typed[spot]
        assert (rule.type, rule.operator, rule.formula1, rule.formula2) == KINDS[figure.kind]
        assert rule.showInputMessage and rule.showErrorMessage and rule.allow_blank
        assert rule.promptTitle.startswith(figure.table.name) and figure.row.name[:8] in rule.promptTitle
        for text, longest in ((rule.promptTitle, 32), (rule.prompt, 255), (rule.errorTitle, 32), (rule.error, 225)):
            assert 0 < len(text) <= longest and re.search("[一-鿿]", text)
        assert figure.unit in rule.prompt and figure.note in rule.prompt


def test_all_three_kinds_are_asked_for() -> None:
    assert {figure.kind for form in FORMS.values() for figure in form.figures.values()} == set(KINDS)


REFERENCE = re.compile(r"(?:'([^']+)'!)?([A-Z]{1,2}\d+)(?::([A-Z]{1,2}\d+))?")


def referred(formula: str, sheet: str) -> Counter[tuple[str, str]]:
    """Every cell that a formula refers to, as often as it does."""
    cells: Counter[tuple[str, str]] = Counter()
    for other, first, last in REFERENCE.findall(formula):
        cells.update((other or sheet, name) for name in names_in(f"{first}:{last or first}"))
    return cells


def added(form: Form, line: Line, side: str) -> Counter[tuple[str, str]]:
    return Counter(spots(form)[term.ref] for term in getattr(line, side))


def looked_at(verdict: str, sheet: str) -> set[tuple[str, str]]:
    """The cells in which a verdict looks for texts, and counts the numbers: the same, and each once."""
    texts, _, rest = verdict.removeprefix("=IF(").partition(">0,ADDRESS(")
    named, said, rest = rest.partition('&" 是文字",IF(COUNT(')
    counted, not_all, _ = rest.partition(',"未填完",')
    areas, _, number = counted.partition(")<")
    assert said and not_all and texts.count('>"")') == len(areas.split(","))
    assert referred(texts, sheet) == referred(areas, sheet)
    assert set(referred(named, sheet)) == set(referred(areas, sheet))  # the first of all these that is a text
    assert referred(areas, sheet).total() == len(referred(areas, sheet)) == int(number)
    return set(referred(areas, sheet))


@EachForm
def test_totals_are_formulas_over_what_they_add_up(books: Books, pack: str) -> None:
    form = FORMS[pack]
    defining: dict[str, Line] = {}
    for line in form.lines:
        if line.total:
            defining.setdefault(line.total, line)
    for ref, (sheet, cell) in spots(form).items():
        value = books[pack][sheet][cell].value
        if ref not in defining:
            assert value is None
            continue
        counted, _, summed = value.partition('=0,"",')
        assert counted.startswith("=IF(COUNT(") and summed
        assert referred(counted, sheet) == referred(summed, sheet) == added(form, defining[ref], "left")
        assert "-" not in summed


@EachForm
def test_checks_have_one_line_an_identity(books: Books, pack: str) -> None:
    form = FORMS[pack]
    sheet = books[pack][CHECKS]
    lines = [line for line in form.lines if not line.needs_prior]
    assert [cell.value for cell in sheet[4]] == ["代码", "表", "行/列", "应当满足", "左边合计", "右边合计", "差", "结论"]
    assert sheet.max_row == 4 + len(lines)
    for row, line in enumerate(lines, 5):
        code, table, _, say, left, right, difference, verdict = (cell.value for cell in sheet[row])
        spot = spots(form)[line.anchor]
        assert (code, table, say) == (line.code, spot[0], line.say)
        assert (
            sheet.cell(row, 3).hyperlink.location == f"'{spot[0]}'!{spot[1]}"
            or sheet.cell(row, 3).hyperlink.target == f"#'{spot[0]}'!{spot[1]}"
        )
        assert referred(left, CHECKS) == added(form, line, "left")
        assert referred(right, CHECKS) == added(form, line, "right")
        assert difference == f"=ROUND(E{row}-F{row},6)"
        assert looked_at(verdict, CHECKS) == {spots(form)[ref] for ref in behind(form, line)}
        assert '"平"' in verdict
        assert ("<=0" in verdict) == (line.relation == "at_most")
    assert f"共 {len(lines)} 条" in sheet["A2"].value


@EachForm
def test_every_identity_is_checked_beside_its_table(books: Books, pack: str) -> None:
    form = FORMS[pack]
    for table in form.tables:
        sheet, layout = books[pack][table.name], lay_out(table)
        figures = {cell for ref, (name, cell) in spots(form).items() if name == table.name}
        verdicts = [
            {cell for _, cell in looked_at(cell.value, table.name)}
            for cell in cells_of(sheet)
            if isinstance(cell.value, str) and '"平"' in cell.value and cell.coordinate not in figures
        ]
        wanted = [
            {spots(form)[ref][1] for ref in behind(form, line)}
            for line in form.lines
            if not line.needs_prior and line.anchor.startswith(f"{table.id}.")
        ]
        assert sorted(map(sorted, verdicts)) == sorted(map(sorted, wanted))
        if not table.across:
            heading = [cell for cell in cells_of(sheet) if cell.value == "核对"]
            assert [cell.column for cell in heading] == [layout.width + 1]
            filled_lines = {drawn.row + LINES_ABOVE for drawn in layout.cells if drawn.ref}
            assert all(str(sheet.cell(row, layout.width + 1).value).startswith("=IF(SUMPRODUCT(") for row in filled_lines)


@EachForm
def test_sheets_print_on_their_side_with_headings_on_every_page(books: Books, pack: str) -> None:
    for sheet in books[pack]:
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth == 1
    for table in FORMS[pack].tables:
        layout = lay_out(table)
        wanted = f"${LINES_ABOVE + 1}:${LINES_ABOVE + layout.header_rows}" if layout.header_rows else None
        assert books[pack][table.name].print_title_rows == wanted
    assert any(lay_out(table).header_rows for table in FORMS[pack].tables)
    assert books[pack][CHECKS].print_title_rows == "$4:$4"


@EachForm
def test_guide_says_agency_year_and_form_and_explains_each_row_that_has_something_of_its_own(books: Books, pack: str) -> None:
    form, sheet = FORMS[pack], books[pack][GUIDE]
    said = {str(sheet.cell(row, 1).value): sheet.cell(row, 2).value for row in range(3, 8)}
    assert said == {
        "行政机关": AGENCY,
        "报告年份": PACKS[pack],
        "格式": form.name,
        "依据": f"{form.basis.number}　{form.basis.title}",
        "格式编号": pack,
    }
    explained = {
        (sheet.cell(row, 1).value, sheet.cell(row, 2).value): sheet.cell(row, 4).value for row in range(8, sheet.max_row + 1)
    }
    rows = [(table.name, row) for table in form.tables for block in table.blocks for row in block.filled_rows]
    told = [pair for pair in ((name, row.label) for name, row in rows) if pair in explained]
    assert [pair for pair in explained if pair in told] == list(dict.fromkeys(told))
    assert all(explained[pair] for pair in told)
    assert {(name, row.label) for name, row in rows if row.counting} <= {*told}


# -- from last year ---------------------------------------------------------------------------------

Values = dict[str, str]
CONTACT = {
    "地址": "某路1号: 3号楼",
    "邮编": '"012345"',
    "电话": "0000-1234567",
    "电子邮箱": "a@example.cn",
    "传真": "#8",
    "网址": "http://a.cn/?x=[1]&y={2}",
}


class Earlier:
    """Filled drafts of earlier years with contact data, each made once; the figures add up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.values: dict[tuple[str, int], Values] = {}

    def draft(self, pack: str, year: int) -> tuple[Path, Values]:
        folder = self.folder / pack / str(year)
        if (pack, year) not in self.values:
            form = FORMS[pack]
            balanced = added_up(form, {ref: Decimal(100 + number) for number, ref in enumerate(form.figures)})
            values = self.values[pack, year] = {ref: str(value) for ref, value in balanced.items()}
            write_draft(folder, form, values, agency="某市某局", year=year)
            with (folder / "narrative.yaml").open("a", encoding="utf-8") as narrative:
                narrative.write("联系方式:\n" + "".join(f"  {name}: '{value}'\n" for name, value in CONTACT.items()))
        return folder, self.values[pack, year]


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Earlier:
    return Earlier(tmp_path_factory.mktemp("earlier"))


def typed_in(draft: Path, form: Form) -> dict[str, object]:
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    values = {ref: book[sheet][cell].value for ref, (sheet, cell) in spots(form).items()}
    return {ref: value for ref, value in values.items() if value is not None and not str(value).startswith("=")}


def yellow(draft: Path) -> set[tuple[str, str]]:
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    return {(sheet.title, cell.coordinate) for sheet in book for cell in cells_of(sheet) if cell.fill.fgColor.rgb == CARRIED}


COLUMNS = ("natural", "enterprise", "research", "welfare", "legal_service", "other_org")
PENDING = {f"applications.carried_in.{column}": (f"applications.carried_out.{column}",) for column in COLUMNS}
CARRIES = {
    "2019 to 2020": (
        "gov-disclosure-2019", 2019, "gov-disclosure-2019",
        PENDING
        | {f"disclosure.{row}.in_public": (f"disclosure.{row}.in_public",) for row in ("regulations", "normative_documents")}
        | {
            f"disclosure.{row}.last_year_items": (f"disclosure.{row}.last_year_items", f"disclosure.{row}.change")
            for row in ("licences", "other_services", "penalties", "coercive_measures", "administrative_fees")
        },
    ),
    "2020 to 2021, another form": ("gov-disclosure-2019", 2020, "gov-disclosure-2021", PENDING),
    "2023 to 2024": (
        "gov-disclosure-2021", 2023, "gov-disclosure-2021",
        PENDING | {f"disclosure.{row}.in_force": (f"disclosure.{row}.in_force",) for row in ("regulations", "normative_documents")},
    ),
    "2018 to 2019, nothing in common": ("gov-disclosure-2014", 2018, "gov-disclosure-2019", {}),
}  # fmt: skip


@pytest.mark.parametrize("old, year, new, sources", CARRIES.values(), ids=CARRIES)
def test_year_begins_where_the_last_one_ended(
    earlier: Earlier,
    tmp_path: Path,
    old: str,
    year: int,
    new: str,
    sources: dict[str, tuple[str, ...]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    before, values = earlier.draft(old, year)
    draft = tmp_path / str(year + 1)
    assert main(["new", str(draft), "--year", str(year + 1), "--from", str(before)]) == 0
    carried = {ref: sum(int(values[source]) for source in refs) for ref, refs in sources.items()}
    assert typed_in(draft, FORMS[new]) == carried
    # What was carried is marked, and only that.
    assert yellow(draft) == {spots(FORMS[new])[ref] for ref in carried}
    said = capsys.readouterr().out
    assert (f"  表里的数　{len(sources)} 个，填在浅黄色的格里" in said) == bool(carried)
    assert all(f"{FORMS[new].figures[ref].title} {value}" in said for ref, value in carried.items())
    checked = check_draft(draft)
    assert (checked.form.id, checked.report.agency, checked.report.year) == (new, "某市某局", year + 1)
    assert {ref: checked.report.figures[ref] for ref in carried} == {ref: Decimal(value) for ref, value in carried.items()}
    text = (draft / "narrative.yaml").read_text(encoding="utf-8")
    (prior,) = re.findall("^上年: (.+)$", text, re.MULTILINE)
    assert (draft / prior).resolve() == before.resolve() and "\\" not in prior


def test_contact_and_agency_are_carried_whatever_they_hold(earlier: Earlier, tmp_path: Path) -> None:
    before, _ = earlier.draft("gov-disclosure-2019", 2019)
    new_draft(tmp_path / "2020", agency="", year=2020, last_year=before)
    narrative = tmp_path / "2020" / "narrative.yaml"
    names = "；".join(f"{{{{ 联系方式.{name} }}}}" for name in CONTACT)
    text = narrative.read_text(encoding="utf-8")
    narrative.write_text(text.replace("前言: |\n", f"前言: |\n  {names}\n"), encoding="utf-8")
    checked = check_draft(tmp_path / "2020")
    assert checked.report.texts["preface"][0].text == "；".join(CONTACT.values())
    assert checked.report.agency == "某市某局"
    # What is not filled in yet is told, and that the contact data are odd; that the figures are is no matter here.
    told = {finding.code for finding in checked.findings}
    assert {code for code in told if code.startswith("W")} == {"W201", "W143", "W145", "W128", "W151"}


def test_agency_that_is_given_goes_before_last_years(earlier: Earlier, tmp_path: Path) -> None:
    before, _ = earlier.draft("gov-disclosure-2019", 2019)
    new_draft(tmp_path / "2020", agency="某市新局", year=2020, last_year=before)
    assert check_draft(tmp_path / "2020").report.agency == "某市新局"


CONTACTS_THAT_BREAK = {
    "two lines": "  地址: |\n    某路1号\n    3号楼\n",
    "a name with a colon": '  "值班: 夜间": 110\n',
    "a name with a hash": '  "#2电话": 110\n',
}


@pytest.mark.parametrize("entry", CONTACTS_THAT_BREAK.values(), ids=CONTACTS_THAT_BREAK)
def test_odd_contact_entries_are_carried_too(tmp_path: Path, entry: str) -> None:
    before = shutil.copytree(EXAMPLES / "ouhai-2017", tmp_path / "2017")
    text = (before / "narrative.yaml").read_text(encoding="utf-8")
    (before / "narrative.yaml").write_text(text.replace("联系方式:\n", f"联系方式:\n{entry}"), encoding="utf-8")
    contact = open_narrative(before / "narrative.yaml").contact
    assert len(contact) == 2
    new_draft(tmp_path / "2018", agency="", year=2018, last_year=before)
    carried = open_narrative(tmp_path / "2018" / "narrative.yaml").contact
    assert {name: carried.get(name) for name in contact} == contact


def test_figure_that_was_missing_is_not_carried_as_zero(earlier: Earlier, tmp_path: Path, edit: Callable[..., None]) -> None:
    whole, values = earlier.draft("gov-disclosure-2021", 2023)
    before = shutil.copytree(whole, tmp_path / "2023")
    edit(before, "表三", D31=None)
    new_draft(tmp_path / "2024", agency="", year=2024, last_year=before)
    carried = typed_in(tmp_path / "2024", FORMS["gov-disclosure-2021"])
    assert "applications.carried_in.natural" not in carried
    assert carried["applications.carried_in.enterprise"] == int(values["applications.carried_out.enterprise"])


def test_last_year_that_is_no_draft_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["new", str(tmp_path / "next"), "--year", "2024", "--from", str(tmp_path / "empty")]) == 2
    assert "narrative.yaml" in capsys.readouterr().err
    assert not (tmp_path / "next").exists()


def test_last_years_draft_is_left_as_it_was(earlier: Earlier, tmp_path: Path) -> None:
    before, _ = earlier.draft("gov-disclosure-2019", 2020)
    content = {path.name: path.read_bytes() for path in before.iterdir() if path.is_file()}
    new_draft(tmp_path / "2021", agency="", year=2021, last_year=before)
    assert {path.name: path.read_bytes() for path in before.iterdir() if path.is_file()} == content
    with pytest.raises(OutputError):
        new_draft(before, agency="", year=2021, last_year=before)
    assert {path.name: path.read_bytes() for path in before.iterdir() if path.is_file()} == content


def test_title_of_the_guidance_can_be_taken_as_it_stands(started: dict[str, Path], tmp_path: Path) -> None:
    """With the # taken away the lines give the title that is made without them."""
    draft = shutil.copytree(started["gov-disclosure-2021"], tmp_path / "draft")
    path = draft / "narrative.yaml"
    before = check_draft(draft).report.title
    text = re.sub(r"^# (标题:|  - )", r"\1", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert "\n标题:\n  - " in text
    path.write_text(text, encoding="utf-8")
    assert check_draft(draft).report.title == before
    assert len(before) == 2
