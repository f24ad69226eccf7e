"""How an area stands, for programs."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from ...model.area.board import Board, Counts, Standing, Told
from ..json import Strict, json_text
from .text import outdated_in_words

SCHEMA: Literal["reportgen.area/1"] = "reportgen.area/1"


class CountsDocument(Strict):
    """How many agencies stand how; `with_warnings` have warnings alone, `new` counts findings that the version before had not."""

    agencies: int
    handed: int
    missing: int
    late: int
    unreadable: int
    with_errors: int
    with_warnings: int
    clean: int
    errors: int
    warnings: int
    answered: int
    new: int


class ToldDocument(Strict):
    """A finding; `fingerprint` stays the same while the same rule finds something at the same place. `decision` is the office's, where there is one.

    `outdated` says what was decided on another that was found at that place before, with other figures: it does not hold for this one.
    """

    code: str
    severity: Literal["error", "warning"]
    message: str
    remedy: str
    place: str
    fingerprint: str
    new: bool
    decision: str | None
    reason: str | None
    outdated: str | None


class AgencyDocument(Strict):
    """An agency and its report; `files` are all that it handed in, the one that was looked at first.

    `handed_in_by_file` says that the files alone tell the day, and not the list of what was received.
    """

    code: str
    name: str
    kind: str
    parent: str | None
    state: Literal["missing", "unreadable", "errors", "warnings", "clean"]
    late: bool
    due: str | None
    handed_in: str | None
    handed_in_by_file: bool
    files: list[str]
    says: str | None
    trouble: str | None
    errors: int
    warnings: int
    answered: int
    findings: list[ToldDocument]
    questions: list[ToldDocument]


class AreaDocument(Strict):
    """The whole board; `branches` are the numbers of each agency with others below it, itself included."""

    schema_: Literal["reportgen.area/1"]
    area: str
    year: int
    day: str | None
    counts: CountsDocument
    branches: dict[str, CountsDocument]
    agencies: list[AgencyDocument]
    strays: list[str]
    notes: list[str]

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.rstrip("_"), populate_by_name=True)


def board_json(board: Board) -> str:
    """The board as a JSON document."""
    document = AreaDocument(
        schema_=SCHEMA,
        area=board.name,
        year=board.year,
        day=board.day.isoformat() if board.day else None,
        counts=_counts(board.counts),
        branches={standing.agency.code: _counts(counts) for standing, counts in board.branches()},
        agencies=[_agency(standing) for standing in board.standings],
        strays=list(board.strays),
        notes=list(board.notes),
    )
    return json_text(document)


def _counts(counts: Counts) -> CountsDocument:
    return CountsDocument(**counts._asdict())


def _agency(standing: Standing) -> AgencyDocument:
    agency, outcome = standing.agency, standing.outcome
    return AgencyDocument(
        code=agency.code,
        name=agency.name,
        kind=agency.kind,
        parent=agency.parent or None,
        state=standing.state.value,
        late=standing.late,
        due=standing.due.isoformat() if standing.due else None,
        handed_in=standing.on.isoformat() if standing.on else None,
        handed_in_by_file=standing.by_file,
        files=[report.path for report in standing.reports],
        says=outcome.says or None if outcome else None,
        trouble=outcome.trouble or None if outcome else None,
        errors=standing.errors,
        warnings=standing.warnings,
        answered=standing.answered,
        findings=[_told(told, standing) for told in (outcome.findings if outcome else ())],
        questions=[_told(told, standing) for told in standing.questions],
    )


def _told(told: Told, standing: Standing) -> ToldDocument:
    decision = standing.decided.get(told.fingerprint)
    return ToldDocument(
        code=told.code,
        severity=told.severity,
        message=told.message,
        remedy=told.remedy,
        place=told.place,
        fingerprint=told.fingerprint,
        new=bool(standing.reports) and told.fingerprint in standing.reports[0].new,
        decision=decision.verdict if decision else None,
        reason=decision.reason or None if decision else None,
        outdated=outdated_in_words(told, standing) or None,
    )
