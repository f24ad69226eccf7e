"""The check as JSON, for other programs. Figures are strings, so that no digit is lost.

The models below are the published schema (`docs/check.schema.json`); its version changes when a key does.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..model.claim import Claim, Status
from ..model.draft import HOW_READ, Checked, HowRead
from ..model.figures import digits
from ..model.finding import Finding, errors_among, fingerprint
from ..model.form import PackSource
from ..model.location import Location, called
from ..text.hidden import escaped_json

SCHEMA: Literal["reportgen.check/5"] = "reportgen.check/5"


class Strict(BaseModel):
    """A part of a published document: frozen, and nothing in it that is not named."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Place(Strict):
    """A cell of a sheet, or a line of a text file or a page (pages, lines and columns count from 1)."""

    file: str
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    column: int | None = None


class Suspect(Strict):
    """The cell that alone would settle the failure, and the value to put there."""

    ref: str
    location: Place
    value: str


class FixDocument(Strict):
    """A change of the text that settles the finding: at `location` stands `old`, it should be `new`."""

    location: Place
    old: str
    new: str


class FailedLineDocument(Strict):
    """An identity told with another: `expected` is the sum of its left side, `actual` that of its right side, at whose cell `ref` is."""

    code: str
    severity: Literal["error", "warning"]
    where: str
    location: Place
    ref: str
    expected: str
    actual: str
    difference: str


class FindingDocument(Strict):
    """One finding. `fingerprint` stays the same while the same thing is wrong at the same place.

    `also` are the identities besides the one of `ref` that fail by the same fault; of figures that have moved, all of them.
    """

    code: str
    severity: Literal["error", "warning"]
    message: str
    hint: str
    location: Place
    ref: str | None
    expected: str | None
    actual: str | None
    difference: str | None
    suspect: Suspect | None
    related: list[Place]
    also: list[FailedLineDocument]
    fix: FixDocument | None
    fingerprint: str


class WaivedDocument(Strict):
    """A warning that the agency has answered; `location` is where its answer stands."""

    finding: FindingDocument
    reason: str
    location: Place


class ClaimDocument(Strict):
    """A number of the prose: as written, what it was taken to count, and how it compares.

        `status`: bound (put there by a binding), matched, rounded (equal as far as its digits go),
    settled (no table has it, but a sum, a share or a change of its own passage bears it out), contradictory, or untied
    (nothing to compare it with). `expected` is the figure it was compared with; of a percentage that was worked out,
    that with as many digits as were written.
    """

    location: Place
    section: str
    text: str
    value: str
    unit: str
    status: Status
    counts: str | None
    expression: str | None
    expected: str | None


class FigureDocument(Strict):
    """A cell of the form and how it was read: `typed` is what stands in it, `row` and `column` are the form's labels.

    `read`: written (`value` is what was typed), zero (there is no 0, but its table leaves 0 out: see `conventions`),
    worked_out (an empty cell that follows from the sums of the form), or there is no value: blank, no_figure (what was typed
    is no number), absent (the cell was not found; `location` is null).
    """

    ref: str
    table: str
    row: str
    column: str
    unit: str
    value: str | None
    typed: str
    read: HowRead
    location: Place | None


class FieldDocument(Strict):
    """A field of the form's own, as 发文字号: `text` is null where nothing was written, or read."""

    id: str
    name: str
    text: str | None


class TableDocument(Strict):
    """A table of the form, and how many of its cells were read in which way."""

    id: str
    name: str
    found: bool
    cells: int
    written: int
    zero: int
    worked_out: int
    blank: int
    no_figure: int
    absent: int


class SignDocument(Strict):
    """What stands in cells that were read as 0 ('' where nothing does), and in how many."""

    typed: str
    cells: int


class ConventionDocument(Strict):
    """What a published table has where others have 0; `totals` are Refs of totals left out beside figures and worked out."""

    table: str
    signs: list[SignDocument]
    first: Place | None
    totals: list[str]


class UnplacedDocument(Strict):
    """What a published file holds and no part of the report took in; `why` says so in a few words."""

    text: str
    why: str
    location: Place


class ReadingDocument(Strict):
    """How the file was read: so that silence about what was not read is never taken for consent."""

    tables: list[TableDocument]
    conventions: list[ConventionDocument]
    unplaced: list[UnplacedDocument]


class IdentityTally(Strict):
    """How many identities held, failed, or could not be assessed for want of a figure."""

    held: int
    failed: int
    not_assessable: int


class PackDocument(Strict):
    """The pack that was used: `folder` is None for one that came with the program; `digest` is SHA-256 over its files."""

    id: str
    shipped: bool
    folder: str | None
    digest: str
    extends: str | None


class CheckDocument(Strict):
    """The whole check of a draft or a published file (`draft`); `prior` is what last year's figures were read from."""

    schema_: Literal["reportgen.check/5"]
    draft: str
    format: str
    pack: PackDocument
    agency: str
    year: int
    errors: int
    warnings: int
    identities: IdentityTally
    reading: ReadingDocument
    findings: list[FindingDocument]
    waived: list[WaivedDocument]
    claims: list[ClaimDocument]
    figures: list[FigureDocument]
    fields: list[FieldDocument]
    prior: str | None

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.rstrip("_"), populate_by_name=True)


def check_json(checked: Checked, findings: Sequence[Finding]) -> str:
    """The JSON document of a check, with those of its findings that were chosen."""
    errors = errors_among(findings)
    document = CheckDocument(
        schema_=SCHEMA,
        draft=called(str(checked.folder)),
        format=checked.form.id,
        pack=pack_document(checked.pack),
        agency=checked.report.agency,
        year=checked.report.year,
        errors=errors,
        warnings=len(findings) - errors,
        identities=IdentityTally(
            held=checked.tally.held, failed=checked.tally.failed, not_assessable=checked.tally.not_assessable
        ),
        reading=_reading(checked),
        findings=[finding_document(finding) for finding in findings],
        waived=[
            WaivedDocument(finding=finding_document(finding), reason=waiver.reason, location=place(waiver.location))
            for finding, waiver in checked.waived
        ],
        claims=[_claim(claim) for claim in checked.claims],
        figures=_figures(checked),
        fields=[
            FieldDocument(id=one.id, name=one.name, text=checked.report.fields.get(one.id) or None) for one in checked.form.fields
        ],
        prior=checked.prior or None,
    )
    return json_text(document)


def json_text(document: BaseModel) -> str:
    """A document as text, in which what nobody sees is escaped; with what is no text in the name of a file, which the library refuses, as it is."""
    try:
        text = document.model_dump_json(by_alias=True, indent=2)
    except ValueError:
        text = json.dumps(document.model_dump(by_alias=True), ensure_ascii=False, indent=2, default=str)
    return escaped_json(text)


def check_schema() -> dict[str, object]:
    """JSON Schema of the document."""
    return CheckDocument.model_json_schema(by_alias=True)


def pack_document(pack: PackSource) -> PackDocument:
    """A pack as the documents have it."""
    return PackDocument(
        id=pack.id, shipped=not pack.folder, folder=pack.called.folder or None, digest=pack.digest, extends=pack.extends or None
    )


def finding_document(finding: Finding) -> FindingDocument:
    """A finding as the documents have it."""
    expected, actual, fix = finding.expected, finding.actual, finding.fix
    suspect = None
    if finding.suspect_location is not None and finding.suspect_value is not None:
        suspect = Suspect(ref=finding.suspect, location=place(finding.suspect_location), value=digits(finding.suspect_value))
    return FindingDocument(
        code=finding.code,
        severity=finding.severity.value,
        message=finding.message,
        hint=finding.hint,
        location=place(finding.location),
        ref=finding.ref or None,
        expected=None if expected is None else digits(expected),
        actual=None if actual is None else digits(actual),
        difference=None if expected is None or actual is None else digits(expected - actual),
        suspect=suspect,
        related=[place(location) for location in finding.related],
        also=[
            FailedLineDocument(
                code=line.code,
                severity=line.severity.value,
                where=line.where,
                location=place(line.location),
                ref=line.ref,
                expected=digits(line.expected),
                actual=digits(line.actual),
                difference=digits(line.expected - line.actual),
            )
            for line in finding.also
        ],
        fix=FixDocument(location=place(fix.location), old=fix.old, new=fix.new) if fix else None,
        fingerprint=fingerprint(finding),
    )


def _claim(claim: Claim) -> ClaimDocument:
    return ClaimDocument(
        location=place(claim.location),
        section=claim.section,
        text=claim.text,
        value=digits(claim.value),
        unit=claim.unit,
        status=claim.status,
        counts=claim.counts or None,
        expression=claim.expression or None,
        expected=None if claim.expected is None else digits(claim.expected),
    )


def _reading(checked: Checked) -> ReadingDocument:
    how, cells = checked.how_read(), checked.report.cells
    tables = []
    for table in checked.form.tables:
        counts = Counter(how[figure.ref] for figure in table.figures)
        found = any(figure.ref in cells for figure in table.figures)
        counted = {kind: counts[kind] for kind in HOW_READ}
        tables.append(TableDocument(id=table.id, name=table.name, found=found, cells=len(table.figures), **counted))
    conventions = [
        ConventionDocument(
            table=one.table,
            signs=[SignDocument(typed=sign, cells=count) for sign, count in one.signs.items()],
            first=place(min(cells[ref].location for ref in one.zeros)) if one.zeros else None,
            totals=list(one.totals),
        )
        for one in checked.reading.conventions
    ]
    unplaced = [UnplacedDocument(text=one.text, why=one.why, location=place(one.location)) for one in checked.reading.unplaced]
    return ReadingDocument(tables=tables, conventions=conventions, unplaced=unplaced)


def _figures(checked: Checked) -> list[FigureDocument]:
    how, figures = checked.how_read(), []
    for ref, figure in checked.form.figures.items():
        cell = checked.report.cells.get(ref)
        figures.append(
            FigureDocument(
                ref=ref,
                table=figure.table.name,
                row=figure.row.label,
                column=figure.column.label,
                unit=figure.unit,
                value=digits(cell.value) if cell and cell.value is not None else None,
                typed=cell.text if cell else "",
                read=how[ref],
                location=place(cell.location) if cell else None,
            )
        )
    return figures


def place(location: Location) -> Place:
    """A place as the document has it."""
    if location.grid:
        return Place(file=location.path, sheet=location.grid, cell=location.cell or None)
    return Place(file=location.path, page=location.page or None, line=location.line or None, column=location.column or None)
