"""The cases that lie in each pack: a good report with a few cells changed, and what must be found."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from made_drafts import last_year

from reportgen.files.pack import load_pack, shipped_packs
from reportgen.model.format import Format
from reportgen.model.identity import tally
from reportgen.model.location import Location
from reportgen.model.report import Cell, Narrative, Report, Workbook
from reportgen.rules.cells import check_cells
from reportgen.rules.check import Draft
from reportgen.rules.identities import assess_lines, check_identities

PACKS = sorted(shipped_packs().glob("*/cases.yaml"))


def cases() -> list[Any]:
    return [
        pytest.param(path, case, id=f"{path.parent.name}-{case['name']}")
        for path in PACKS
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
    ]


def draft_of(form: Format, figures: dict[str, Any], prior: dict[str, Any] | None) -> Draft:
    def cells(values: dict[str, Any]) -> dict[str, Cell]:
        unknown = set(values) - set(form.figures)
        assert not unknown
        return {
            ref: Cell(str(values.get(ref, 0)), Decimal(str(values.get(ref, 0))), Location("f.xlsx", "表", number, 1))
            for number, ref in enumerate(form.figures, 1)
        }

    now = cells(figures)
    before = cells(prior) if prior is not None else None
    return Draft(
        form=form,
        workbook=Workbook("f.xlsx", now),
        narrative=Narrative("n.yaml", "甲", form.years.first, form.id, (), {}, {}, {}, None, None, None),
        report=Report("甲", form.years.first, form.id, now),
        images={},
        prior=None if before is None else last_year(form, before),
        assessments=assess_lines(form, now, before),
    )


def test_every_pack_has_cases_and_a_readme() -> None:
    folders = {path.parent for path in shipped_packs().glob("*/format.yaml")}
    assert folders == {path.parent for path in PACKS}
    assert all((folder / "README.md").is_file() for folder in folders)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name)
def test_the_good_report_has_no_finding(path: Path) -> None:
    form = load_pack(path.parent)
    draft = draft_of(form, yaml.safe_load(path.read_text(encoding="utf-8"))["good"], None)
    assert [*check_cells(draft), *check_identities(draft)] == []
    counted = tally(draft.assessments)
    assert (counted.failed, counted.not_assessable) == (0, 0)
    assert counted.held == len([line for line in form.lines if not line.needs_prior])


@pytest.mark.parametrize(("path", "case"), cases())
def test_a_case_finds_exactly_what_it_says(path: Path, case: dict[str, Any]) -> None:
    form = load_pack(path.parent)
    good = yaml.safe_load(path.read_text(encoding="utf-8"))["good"]
    findings = list(check_identities(draft_of(form, good | case.get("change", {}), _prior(form, good, case))))
    assert sorted(f"{finding.code} {finding.ref}" for finding in findings) == sorted(case["finds"])
    suspects = {(finding.suspect, finding.suspect_value) for finding in findings}
    if "suspect" in case:
        assert suspects == {(case["suspect"]["ref"], Decimal(case["suspect"]["value"]))}
    else:
        assert suspects == {("", None)}


def _prior(form: Format, good: dict[str, Any], case: dict[str, Any]) -> dict[str, Any] | None:
    """Last year such that everything continues, but for what the case says."""
    if "prior" not in case:
        return None
    continued = {}
    for line in form.lines:
        if not line.needs_prior:
            continue
        term = next(term for term, _ in line.terms if term.prior)
        rest = sum(weight * Decimal(str(good.get(other.ref, 0))) for other, weight in line.terms if not other.prior)
        continued[term.ref] = -rest
    return continued | case["prior"]


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name)
def test_every_identity_of_a_pack_has_a_case(path: Path) -> None:
    declared = {line.code for line in load_pack(path.parent).lines}
    found = {
        finding.split()[0] for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"] for finding in case["finds"]
    }
    assert declared == found
