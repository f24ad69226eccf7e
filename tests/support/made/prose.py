"""Drafts and published reports made of a few sentences, for the rules about wording and structure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reportgen.model.finding import Finding
from reportgen.model.location import Location
from reportgen.model.report import Cell, Narrative, Paragraph, Report, TextBlock, Workbook
from reportgen.packs.load import find_pack
from reportgen.rules.check import Check, Subject
from reportgen.text.passages import block_of

FILE = "n.yaml"


def blocks(text: str, start: int = 1) -> tuple[TextBlock, ...]:
    """Each line a block, with its place."""
    return tuple(
        block_of(Paragraph(line, Location(FILE, line=number, column=1))) for number, line in enumerate(text.split("\n"), start)
    )


def made(
    form: str = "gov-disclosure-2021",
    *,
    year: int = 2024,
    agency: str = "甲市乙局",
    published: bool = False,
    title: Iterable[str] = (),
    headings: Iterable[str] = (),
    figures: dict[str, int] | None = None,
    date: str = "",
    **texts: str,
) -> Subject:
    """A draft (or a published report) with these texts; each section's lines stand from another hundred on."""
    pack = find_pack(form).form
    written = {section: blocks(text, 1 + 100 * at) for at, (section, text) in enumerate(texts.items())}
    lines = tuple(Paragraph(line, Location(FILE, line=900 + at, column=1)) for at, line in enumerate(title))
    signed = Paragraph(date, Location(FILE, line=990, column=1)) if date else None
    first_level = tuple(TextBlock("heading", text, Location(FILE, line=at, column=1), 1) for at, text in enumerate(headings, 801))
    cells = {ref: Cell(str(value), Decimal(value), Location("b.xlsx", "表", 1, 1)) for ref, value in (figures or {}).items()}
    narrative = Narrative(FILE, agency, year, pack.id, lines, written, {}, {}, None, signed, None, headings=first_level)
    report = Report(agency, year, pack.id, cells, tuple(title), written, "", date)
    return Subject(pack, Workbook("b.xlsx", cells), narrative, report, {}, None, (), published)


def told(draft: Subject, *checks: Check) -> list[Finding]:
    """What these checks find."""
    return [finding for check in checks for finding in check(draft)]


def codes(draft: Subject, *checks: Check) -> list[str]:
    """The codes of what these checks find."""
    return [finding.code for finding in told(draft, *checks)]


def mended(text: str, findings: Iterable[Finding]) -> str:
    """A text of one line after every fix."""
    for finding in sorted(findings, key=lambda one: one.fix.location.column if one.fix else 0, reverse=True):
        assert finding.fix is not None, finding
        at = finding.fix.location.column - 1
        assert text.startswith(finding.fix.old, at)
        text = text[:at] + finding.fix.new + text[at + len(finding.fix.old) :]
    return text
