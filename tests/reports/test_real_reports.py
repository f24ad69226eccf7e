"""The published reports, put into workbooks: checked, built and read back to the last cell."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import PUBLISHED
from support.known.figures import numbers, read_truth
from support.made.drafts import figures_in, spots, totals, write_draft

from reportgen.model.draft import Built, Checked
from reportgen.model.figures import digits
from reportgen.model.form import Form
from reportgen.rules.identities import assess_lines
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft

# What a check of the tables must say of each report, and nothing else: (code, cell, severity, figure).
KNOWN: dict[str, list[tuple[str, str, str, str]]] = {
    "000_a6e3da083c5e2c0c": [("W206", "workbook.xlsx:表二!C21", "warning", "657062")],
    "001_76d90fd474e57dbd": [("W206", "workbook.xlsx:表二!C21", "warning", "3749.71")],
    "002_7e3cf29f5d278207": [("W206", "workbook.xlsx:表二!C21", "warning", "230.37")],
    "003_f6584d2c7913d8cd": [],
    "huaian_city_2024": [],
    "suqian_city_2023": [],
    "suqian_city_2024": [],
}

TotalsAre = pytest.mark.parametrize("type_totals", [True, False], ids=["typed", "formulas"])
EachReport = pytest.mark.parametrize("name", KNOWN)


class Rebuilt:
    """The published reports as drafts, each made and checked once."""

    def __init__(self, published: Path, folder: Path) -> None:
        self.truth = published / "truth"
        self.folder = folder
        self.made: dict[tuple[str, bool], Path] = {}
        self.checks: dict[tuple[str, bool], Checked] = {}

    def figures(self, name: str) -> tuple[Form, dict[str, str], int]:
        form, cells, truth = read_truth(self.truth / f"{name}.json")
        return form, cells, truth["year"]

    def draft(self, name: str, type_totals: bool = True) -> Path:
        key = name, type_totals
        if key not in self.made:
            form, cells, year = self.figures(name)
            folder = self.folder / ("typed" if type_totals else "formulas") / name
            self.made[key] = write_draft(folder, form, cells, year=year, type_totals=type_totals)
        return self.made[key]

    def checked(self, name: str, type_totals: bool) -> Checked:
        key = name, type_totals
        if key not in self.checks:
            self.checks[key] = check_draft(self.draft(name, type_totals))
        return self.checks[key]


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    if not PUBLISHED.is_dir():
        pytest.skip("the published reports (../shared/real) are not beside this checkout")
    return Rebuilt(PUBLISHED, tmp_path_factory.mktemp("published"))


def test_every_published_report_is_tested(published: Path) -> None:
    assert {path.stem for path in (published / "truth").glob("*.json")} == set(KNOWN)


@EachReport
def test_hand_read_figures_cover_the_whole_form(rebuilt: Rebuilt, name: str) -> None:
    form, cells, _ = rebuilt.figures(name)
    assert list(cells) == list(form.figures)
    assert len(cells) - len(numbers(cells)) == len(KNOWN[name])


@EachReport
@TotalsAre
def test_published_report_has_exactly_the_known_findings(rebuilt: Rebuilt, name: str, type_totals: bool) -> None:
    checked = rebuilt.checked(name, type_totals)
    assert [
        (finding.code, str(finding.location), finding.severity.value, digits(finding.actual or Decimal(0)))
        for finding in checked.findings
    ] == KNOWN[name]
    assert not checked.crashed


@EachReport
@TotalsAre
def test_published_report_balances(rebuilt: Rebuilt, name: str, type_totals: bool) -> None:
    checked = rebuilt.checked(name, type_totals)
    lines = [line for line in checked.form.lines if not line.needs_prior]
    assert (checked.tally.held, checked.tally.failed, checked.tally.not_assessable) == (len(lines), 0, 0)


@EachReport
@TotalsAre
def test_workbook_is_read_to_the_last_cell(rebuilt: Rebuilt, name: str, type_totals: bool) -> None:
    form, cells, _ = rebuilt.figures(name)
    report = rebuilt.checked(name, type_totals).report
    assert set(report.cells) == set(form.figures)
    plain = numbers(cells)
    assert {ref: value for ref, value in report.figures.items() if ref in plain} == plain
    assert {ref: cell.text for ref, cell in report.cells.items() if ref not in plain} == {
        ref: text for ref, text in cells.items() if ref not in plain
    }
    assert {ref for ref, cell in report.cells.items() if cell.computed} == (set() if type_totals else totals(form))
    places = {ref: f"workbook.xlsx:{sheet}!{cell}" for ref, (sheet, cell) in spots(form).items()}
    assert {ref: str(cell.location) for ref, cell in report.cells.items()} == places


@EachReport
@TotalsAre
def test_word_file_shows_every_published_figure(rebuilt: Rebuilt, tmp_path: Path, name: str, type_totals: bool) -> None:
    form, cells, _ = rebuilt.figures(name)
    built = build_draft(rebuilt.draft(name, type_totals), output=tmp_path / "out.docx")
    assert isinstance(built, Built)
    # A unit in the cell stays as written; a number is shown by its digits.
    expected = {ref: digits(Decimal(text)) if ref in numbers(cells) else text for ref, text in cells.items()}
    assert figures_in(built.path, form) == expected


@pytest.mark.parametrize("declared", [True, False], ids=["key in the narrative", "option"])
def test_two_years_in_a_row_continue(rebuilt: Rebuilt, tmp_path: Path, declared: bool) -> None:
    before, after = (shutil.copytree(rebuilt.draft(f"suqian_city_{year}"), tmp_path / str(year)) for year in (2023, 2024))
    if declared:
        with (after / "narrative.yaml").open("a", encoding="utf-8") as narrative:
            narrative.write("上年: ../2023\n")
    checked = check_draft(after, prior=None if declared else before)
    assert checked.findings == ()
    assert sum(line.needs_prior for line in checked.form.lines) == 9
    assert (checked.tally.held, checked.tally.failed) == (len(checked.form.lines), 0)


@EachReport
def test_without_last_year_nothing_is_said_of_it(rebuilt: Rebuilt, name: str) -> None:
    checked = rebuilt.checked(name, True)
    assert checked.tally.total == sum(not line.needs_prior for line in checked.form.lines)


BREAKS = {
    "carried out by natural persons": ("表三", "D31", 117, "Y301", "D8", "117", "118"),
    "carried out in all": ("表三", "J31", 122, "Y301", "J8", "122", "121"),
    "normative documents in force": ("表二", "D7", 598, "Y201", "D7", "421", "420"),
    "regulations in force": ("表二", "D6", 10, "Y201", "D6", "11", "12"),
}


@pytest.mark.parametrize("sheet, changed, value, code, at, expected, actual", BREAKS.values(), ids=BREAKS)
def test_a_break_between_two_years_is_a_warning(
    rebuilt: Rebuilt,
    tmp_path: Path,
    edit: Callable[..., None],
    sheet: str,
    changed: str,
    value: int,
    code: str,
    at: str,
    expected: str,
    actual: str,
) -> None:
    before = shutil.copytree(rebuilt.draft("suqian_city_2023"), tmp_path / "2023")
    edit(before, sheet, **{changed: value})
    checked = check_draft(rebuilt.draft("suqian_city_2024"), prior=before)
    (finding,) = checked.findings
    assert (finding.code, str(finding.location)) == (code, f"workbook.xlsx:{sheet}!{at}")
    assert (finding.expected, finding.actual) == (Decimal(expected), Decimal(actual))
    assert (checked.errors, checked.warnings, checked.tally.failed) == (0, 1, 1)


def test_carried_applications_continue_from_the_form_of_2019_to_that_of_2021(rebuilt: Rebuilt) -> None:
    """Another form's figures are compared where both have the cell: 结转 yes, 现行有效 no."""
    now, before = (rebuilt.checked(name, True) for name in ("suqian_city_2024", "000_a6e3da083c5e2c0c"))
    lines = [assessment.line for assessment in assess_lines(now.form, now.report.cells, before.report.cells)]
    assert {line.code for line in lines if line.needs_prior} == {"Y301"}
