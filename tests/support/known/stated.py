"""Sentences read against the tables of an example, without any file: what their numbers are taken to count."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from conftest import EXAMPLES

from reportgen.model.claim import Claim
from reportgen.model.finding import Finding
from reportgen.model.form import Form
from reportgen.model.location import Location
from reportgen.model.report import Cell, Narrative, Paragraph, Report, TextBlock, Workbook
from reportgen.packs.load import find_pack
from reportgen.reports.open import open_draft
from reportgen.rules.check import Subject
from reportgen.rules.prose.check import read_claims
from reportgen.text.passages import block_of
from support.made.drafts import last_year

FILE = "n.yaml"
CITY, OFFICE, DISTRICT = "huaian-2024", "wenzhou-2020", "ouhai-2017"


@cache
def example_cells(example: str) -> tuple[Form, dict[str, Cell], int]:
    """Form, cells and year of an example."""
    draft = open_draft(EXAMPLES / example)
    return draft.form, dict(draft.workbook.cells), draft.narrative.year or 0


def with_figures(example: str, figures: dict[str, int]) -> dict[str, Cell]:
    """The cells of an example, some holding another figure."""
    cells = example_cells(example)[1]
    return cells | {ref: cells[ref]._replace(text=str(value), value=Decimal(value)) for ref, value in figures.items()}


def block(text: str) -> TextBlock:
    """A paragraph in line 1."""
    return block_of(Paragraph(text, Location(FILE, line=1, column=1)))


def draft_saying(
    *blocks: TextBlock,
    example: str = CITY,
    figures: dict[str, int] | None = None,
    before: dict[str, int] | None = None,
    section: str = "overview",
) -> Subject:
    """A draft of the example's figures (but for `figures`) that says only this; `before` are last year's that differ."""
    form, _, year = example_cells(example)
    cells = with_figures(example, figures or {})
    texts = {section: blocks}
    narrative = Narrative(FILE, "某市人民政府", year, form.id, (), texts, {}, {}, None, None, None)
    report = Report("某市人民政府", year, form.id, cells, (), texts)
    prior = last_year(form, with_figures(example, before)) if before is not None else None
    return Subject(form, Workbook("b.xlsx", cells), narrative, report, {}, prior, ())


def read(draft: Subject) -> tuple[tuple[Claim, ...], list[Finding]]:
    """Its numbers and what is wrong with them."""
    stated = read_claims(draft, find_pack(draft.form.id).phrasing)
    return stated.claims, [*stated.findings]


def read_text(
    text: str, *, example: str = CITY, figures: dict[str, int] | None = None, before: dict[str, int] | None = None
) -> tuple[tuple[Claim, ...], list[Finding]]:
    """The numbers of one paragraph and what is wrong with them."""
    return read(draft_saying(block(text), example=example, figures=figures, before=before))


def found_in(text: str, **given: object) -> list[tuple[str, str]]:
    """(code, the words that stand at its place) of every finding about one paragraph."""
    claims, findings = read_text(text, **given)  # type: ignore[arg-type]
    words = {claim.location.column: claim.text for claim in claims}
    return [(one.code, words.get(one.location.column, text[one.location.column - 1 :][:6])) for one in findings]
