"""Sentences with the right judgement, as data: read against the tables that stand beside them, through the checks of prose.

A file (../shared/cases/prose.yaml, tests/rules/stated_*.yaml) gives an `agency`, `tables` and `cases` (and a `form`, or its folder, with a `year`, where it is another one than that of 2024). A table is named as the
form names it, and in it a row: its typed figures in official order, or one number; null is a cell that is still empty. What is not given is 0, totals are added up.
A case is what a report would `say` (each line a paragraph), by another `agency` where it names one, with the judgement:

    told: [90, 95]   a finding names these numbers      silent: true   nothing is told of a number of the sentence
    tied: [95]       these are taken to be the figures of a table: exactly, or (1.58万) as far as they are written out
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from conftest import ROOT

from reportgen.model.claim import Claim
from reportgen.model.finding import Finding
from reportgen.model.form import Form
from reportgen.model.location import Location
from reportgen.model.report import Cell, Narrative, Paragraph, Report, Workbook
from reportgen.packs.load import find_pack
from reportgen.rules.check import Subject
from reportgen.rules.identities import assess_lines
from reportgen.rules.prose.check import read_claims
from reportgen.text.passages import block_of

SHARED = ROOT.parent / "shared" / "cases" / "prose.yaml"
FORM, YEAR = "gov-disclosure-2021", 2024


class Case(NamedTuple):
    """A sentence (or several) of a report, who reports, the figures, and the right judgement."""

    say: str
    agency: str
    tables: Mapping[str, Any]
    told: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    silent: bool = False
    form: str = FORM
    year: int = YEAR


def cases_of(path: Path) -> list[Case]:
    """The cases of a file; none where it does not exist."""
    if not path.is_file():
        return []
    source = yaml.safe_load(path.read_text(encoding="utf-8"))
    tables, form = source["tables"], source.get("form", FORM)
    return [
        Case(
            one["say"],
            one.get("agency", source["agency"]),
            tables | one.get("tables", {}),
            tuple(str(number) for number in one.get("told", ())),
            tuple(str(number) for number in one.get("tied", ())),
            one.get("silent", False),
            str(ROOT / form) if "/" in form else form,
            source.get("year", YEAR),
        )
        for one in source["cases"]
    ]


def failures(case: Case) -> list[str]:
    """How the check of a case differs from the right judgement: nothing where it does not."""
    claims, findings = judged(case)
    shown = [f"{one.code} {one.message}" for one in findings]
    wrong = []
    if case.told and not any(_names(one, case.told) for one in findings):
        wrong.append(f"no finding names {' and '.join(case.told)}: {shown}")
    matched = [claim for claim in claims if claim.status in ("matched", "rounded") and claim.expression]
    # Amounts are compared in yuan, and given as they are written: 127.43万元.
    tied = {number for claim in matched for number in (str(claim.value), *_numbers(claim.text))}
    if missing := [number for number in case.tied if number not in tied]:
        wrong.append(f"not tied: {', '.join(missing)}; {shown}")
    said = set(re.findall(r"\d+(?:\.\d+)?", case.say))
    if (case.silent or (case.tied and not case.told)) and (loud := [one for one in findings if _numbers(one.message) & said]):
        wrong.append(f"told for no reason: {[one.message for one in loud]}")
    return wrong


def judged(case: Case) -> tuple[tuple[Claim, ...], list[Finding]]:
    """The numbers of a case as `check` lists them, and all that it finds in its prose."""
    form = find_pack(case.form).form
    cells = cells_of(form, case.tables)
    lines_said = enumerate(case.say.splitlines(), 1)
    texts = {form.sections[0].id: tuple(block_of(Paragraph(line, Location("稿", line=at, column=1))) for at, line in lines_said)}
    narrative = Narrative("稿", case.agency, case.year, form.id, (), texts, {}, {}, None, None, None)
    report = Report(case.agency, case.year, form.id, cells, (), texts)
    lines = assess_lines(form, cells, None)
    subject = Subject(form, Workbook("稿", cells), narrative, report, {}, None, lines, published=True)
    stated = read_claims(subject, find_pack(case.form).phrasing)
    return stated.claims, [*stated.findings]


def cells_of(form: Form, tables: Mapping[str, Any]) -> dict[str, Cell]:
    """Every cell of the form, by the figures given for rows of it; what the form's identities determine is added up."""
    return dict(_cells(form.folder, yaml.safe_dump(tables, allow_unicode=True)))


@cache
def _cells(folder: str, tables: str) -> Mapping[str, Cell]:
    form = find_pack(folder).form
    totals = {line.total: line for line in form.lines if line.total and not line.needs_prior}
    values: dict[str, Decimal | None] = {}
    for name, rows in yaml.safe_load(tables).items():
        (table,) = (table for table in form.tables if table.name == name)
        for row, given in rows.items():
            refs = [one.ref for one in table.figures if one.row.name == row and one.ref not in totals]
            for ref, value in zip(refs, given if isinstance(given, list) else [given], strict=True):
                values[ref] = None if value is None else Decimal(str(value))

    def value(ref: str) -> Decimal | None:
        if ref not in values:
            line = totals.get(ref)
            added = [(term.sign, value(term.ref)) for term in line.left] if line else []
            known = [sign * one for sign, one in added if one is not None]
            values[ref] = sum(known, Decimal(0)) if len(known) == len(added) else None
        return values[ref]

    def cell(ref: str, table: str) -> Cell:
        held = value(ref)
        return Cell("" if held is None else str(held), held, Location("表", table, 1, 1))

    return {ref: cell(ref, figure.table.name) for ref, figure in form.figures.items()}


def _names(finding: Finding, numbers: tuple[str, ...]) -> bool:
    return _numbers(finding.message) >= {*numbers}


def _numbers(message: str) -> set[str]:
    return set(_told(message.replace(",", "")))


def _told(message: str) -> Iterator[str]:
    for found in re.finditer(r"\d+(?:\.\d+)?", message):
        yield found[0]
