"""Runs the cases of a pack: the good report must be without fault, each case must find exactly what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ..model.figures import digits
from ..model.finding import Finding
from ..model.format import Format
from ..model.identity import tally
from ..model.location import Location
from ..model.report import Cell, Narrative, Report, TextBlock, Workbook
from ..packs.cases import Case, Figures, read_cases
from ..packs.rules import F501, F502, F503
from ..rules.cells import check_cells
from ..rules.check import Draft
from ..rules.identities import assess_lines, check_identities

_YEAR_BEFORE = "上年"
_Suspects = set[tuple[str, Decimal | None]]


class CasesRun(NamedTuple):
    """What came of the cases of a pack: how many passed of how many, and what is wrong."""

    passed: int
    total: int
    findings: tuple[Finding, ...]


class _LastYear(NamedTuple):
    """Last year's report as a case has it: cells only, in the same form."""

    form: Format
    cells: Mapping[str, Cell]
    texts: Mapping[str, tuple[TextBlock, ...]] = {}
    source: str = _YEAR_BEFORE


def run_cases(form: Format) -> CasesRun:
    """Run every case that can be read, those of the packs it extends too."""
    files, findings = read_cases(form)
    passed = 0
    for cases in files:
        faults = list(_of_good(form, cases.good, cases.good_location)) if cases.good is not None else []
        findings += faults
        # Where the good report has faults of its own, every case would show them again.
        if cases.good is None or faults:
            continue
        for case in cases.cases:
            wrong = _of_case(form, cases.good, case) if case.sound else []
            passed += case.sound and not wrong
            if wrong:
                findings.append(F501.at(case.location, f"用例“{case.name}”：{'；'.join(wrong)}", hint=F501.good))
    tested = {found.split()[0] for cases in files for case in cases.cases for found in case.finds}
    for code, line in {line.code: line for line in reversed(form.lines)}.items() if files else ():
        if code not in tested:
            findings.append(F503.at(files[-1].location, f"勾稽关系 {code}（{line.title}）没有用例", hint=F503.good))
    return CasesRun(passed, sum(len(cases.cases) for cases in files), tuple(findings))


def _of_good(form: Format, good: Figures, place: Location) -> Iterator[Finding]:
    draft = _draft(form, good, None)
    by_code: dict[str, list[Finding]] = {}
    for finding in (*check_cells(draft), *check_identities(draft)):
        by_code.setdefault(finding.code, []).append(finding)
    # An identity declared wrongly fails in every row: once is enough.
    for code, (first, *others) in by_code.items():
        more = f"。{code} 还有 {len(others)} 处也不对" if others else ""
        message = f"{code} {first.ref}（{form.figures[first.ref].title}）：{first.message}{more}"
        yield F502.at(place, message, ref=first.ref, hint=F502.good)
    missing = tally(draft.assessments).not_assessable
    if missing:
        yield F502.at(place, f"有 {missing} 条勾稽关系缺数，不能核对", hint=F502.good)


def _of_case(form: Format, good: Figures, case: Case) -> list[str]:
    """What came otherwise than the case says."""
    prior = None if case.prior is None else _continued(form, good) | case.prior
    findings = list(check_identities(_draft(form, good | case.change, prior)))
    found = {f"{finding.code} {finding.ref}" for finding in findings}
    wrong = [f"应报 {one}，没有报" for one in case.finds if one not in found]
    wrong += [
        f"多报了 {finding.code} {finding.ref}：{finding.message}"
        for finding in findings
        if f"{finding.code} {finding.ref}" not in case.finds
    ]
    expected: _Suspects = {(case.suspect.ref, case.suspect.value) if case.suspect else ("", None)}
    pointed: _Suspects = {(finding.suspect, finding.suspect_value) for finding in findings}
    if findings and not wrong and pointed != expected:
        wrong.append(f"应指出 {_cells(expected)}，实际指出 {_cells(pointed)}")
    return wrong


def _cells(suspects: _Suspects) -> str:
    return "、".join(f"{ref} 应为 {digits(value)}" for ref, value in suspects if value is not None) or "不出是哪一格"


def _continued(form: Format, good: Figures) -> Figures:
    """Last year such that everything continues."""
    continued = {}
    for line in form.lines:
        if line.needs_prior:
            asked, weight = next((term, weight) for term, weight in line.terms if term.prior)
            rest = sum((weight * good.get(term.ref, Decimal(0)) for term, weight in line.terms if not term.prior), Decimal(0))
            continued[asked.ref] = -rest / weight
    return continued


def _draft(form: Format, figures: Figures, prior: Figures | None) -> Draft:
    """What the checks see of these figures; cells that are not given are 0."""

    def cells(values: Figures) -> dict[str, Cell]:
        return {
            ref: Cell(
                str(values.get(ref, Decimal(0))), values.get(ref, Decimal(0)), Location("", form.figures[ref].table.name, row, 1)
            )
            for row, ref in enumerate(form.figures, 1)
        }

    now = cells(figures)
    before = None if prior is None else cells(prior)
    year = form.years.first
    return Draft(
        form=form,
        workbook=Workbook("", now),
        narrative=Narrative("", "", year, form.id, (), {}, {}, {}, None, None, None),
        report=Report("", year, form.id, now),
        images={},
        prior=None if before is None else _LastYear(form, before),
        assessments=assess_lines(form, now, before),
    )
