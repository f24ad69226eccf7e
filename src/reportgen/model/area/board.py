"""What came of looking at the reports of an area: of each one by itself, and how the whole area stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple

from ..location import Location
from .register import Agency, Handed, Register

# 确认: it is so, and the agency has to mend it; 已改: mended; 不是问题: nothing is to be done, for a reason.
Verdict = Literal["确认", "已改", "不是问题"]
VERDICTS: tuple[Verdict, ...] = ("确认", "已改", "不是问题")
SETTLED: tuple[Verdict, ...] = ("不是问题",)
# Letters of a fingerprint that are shown as its mark: enough to tell the findings of one report apart.
MARK = 8


# The rules of single figures (design.md §5).
_OF_CELLS = "W2"


class Told(NamedTuple):
    """A finding in words, as it is kept: `place` and `remedy` as one reads them, '' for no remedy or no Ref.

    `also` are the identities that the same fault breaks, each as its code and the Ref of its total: `T301:table.row.column T302:…`.
    `about` is what tells it from another at the same place, '' where that is all that `message` says.
    """

    code: str
    severity: Literal["error", "warning"]
    message: str
    place: str
    fingerprint: str
    remedy: str = ""
    ref: str = ""
    also: str = ""
    about: str = ""

    @property
    def said(self) -> str:
        """What it says, in one line, by which it is told from another at the same place."""
        return " ".join((self.about or self.message).split())

    def is_marked(self, mark: str) -> bool:
        """Whether a mark means this finding: the whole fingerprint, or its beginning, no shorter than it is shown."""
        return len(mark) >= MARK and self.fingerprint.startswith(mark.lower())


class Outcome(NamedTuple):
    """What came of the work on one report.

    `trouble` says why it could not be read, or what stopped the work: then there is nothing else. `crashed` says that a check, or the
    program, went wrong, which is our fault. `says` is the agency that the report names. `prior` says what last year's figures were read
    from, `remarks` what there is to say of the work itself. `waived` are the warnings that the agency has answered, with its answers.
    """

    trouble: str = ""
    crashed: bool = False
    says: str = ""
    year: int = 0
    form: str = ""
    findings: tuple[Told, ...] = ()
    waived: tuple[tuple[Told, str], ...] = ()
    figures: Mapping[str, Decimal] = {}
    places: Mapping[str, Location] = {}
    paragraphs: tuple[str, ...] = ()
    identities: tuple[int, int, int] = (0, 0, 0)
    prior: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        return sum(told.severity == "error" for told in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors

    def handed(self, code: str, path: str) -> Handed:
        """What the looks over all reports need of it; `code` is the agency's in the register."""
        wrong = {
            told.ref: told.message
            for told in self.findings
            if told.severity == "error" and told.code.startswith(_OF_CELLS) and told.ref in self.figures
        }
        doubts = {
            told.ref: told.message.split("\n")[0]
            for told in reversed(self.findings)
            if told.ref in self.figures and told.ref not in wrong
        }
        remarks = tuple(told.message.split("\n")[0] for told in self.findings if not told.ref)
        return Handed(
            code, self.year, self.form, self.figures, self.paragraphs, path, self.places, self.says, wrong, doubts, remarks
        )


class Decision(NamedTuple):
    """What somebody decided on a finding of an agency's report: known again by its fingerprint in the next version.

    `said` is what the finding said then: one that says something else at the same place is not decided by it. It is '' where nobody
    wrote it down: then any at that place is.

    `fingerprint` may be its beginning alone, as it is shown, where somebody wrote it down; `line` is where it is written, 0 where it is not yet.
    """

    agency: str
    year: int
    fingerprint: str
    verdict: Verdict
    reason: str = ""
    by: str = ""
    on: str = ""
    code: str = ""
    line: int = 0
    said: str = ""


class State(StrEnum):
    """How it stands with an agency's report, the worst first."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    ERRORS = "errors"
    WARNINGS = "warnings"
    CLEAN = "clean"

    @property
    def chinese(self) -> str:
        return _STATES[self]


_STATES = {
    State.MISSING: "未交",
    State.UNREADABLE: "读不了",
    State.ERRORS: "有错误",
    State.WARNINGS: "有提醒",
    State.CLEAN: "没有问题",
}


class Looked(NamedTuple):
    """One report that was looked at: its path as the area has it, what came of it, and what is new in it.

    `new` are the fingerprints of findings that the version before had not, or had with other figures, `settled` counts those that it had and this one has not;
    `before` is the day of that version, '' where there was none. `fresh` says that it was worked on in this run. `on` is the day on which it came,
    `by_file` that only its files tell so, and not the list of what was received; `written` is what its files tell in any case.
    """

    path: str
    outcome: Outcome
    on: date | None = None
    new: frozenset[str] = frozenset()
    settled: int = 0
    before: str = ""
    fresh: bool = False
    by_file: bool = False
    written: date | None = None


class Standing(NamedTuple):
    """A line of the board: an agency, how deep it stands in the tree, and its reports of the year, the one that counts first.

    `late` says that its day is over and it was not there. `due` is the day by which it had to be there, `on` the day on which it was, as far as the files tell; `decided` what was decided on its
    findings, by fingerprint, `outdated` what was decided on another that was found at the same place; `questions` what the looks over all reports say of it.
    """

    agency: Agency
    depth: int = 0
    reports: tuple[Looked, ...] = ()
    due: date | None = None
    late: bool = False
    decided: Mapping[str, Decision] = {}
    questions: tuple[Told, ...] = ()
    outdated: Mapping[str, Decision] = {}

    @property
    def outcome(self) -> Outcome | None:
        return self.reports[0].outcome if self.reports else None

    @property
    def on(self) -> date | None:
        return self.reports[0].on if self.reports else None

    @property
    def by_file(self) -> bool:
        """Whether the day on which it came is only what its files tell."""
        return bool(self.reports) and self.reports[0].by_file and self.on is not None

    @property
    def found(self) -> tuple[Told, ...]:
        """All that was found: in its report by itself, then beside the others."""
        return (*map(self._pinned, self.outcome.findings if self.outcome else ()), *self.questions)

    @property
    def open(self) -> tuple[Told, ...]:
        """What was found but for what was decided to be none."""
        return tuple(told for told in self.found if not self._is_settled(told))

    @property
    def open_own(self) -> tuple[Told, ...]:
        """Those of them that were found in its report by itself."""
        return self.open[: len(self.open) - len(self.open_questions)]

    @property
    def open_questions(self) -> tuple[Told, ...]:
        """Those of them that were found beside the others."""
        return tuple(told for told in self.questions if not self._is_settled(told))

    def _pinned(self, told: Told) -> Told:
        """A finding of its own report; where the sum of those below says which cells break all of its lines, it points to them and to no other suspects."""
        lines = {f"{told.code}:{told.ref}", *told.also.split()}
        known = [question for question in self.open_questions if lines & {*question.also.split()}]
        if not lines <= {line for question in known for line in question.also.split()}:
            return told
        where = "、".join(dict.fromkeys(f"{question.place}（{question.code}）" for question in known))
        return told._replace(remedy=f"和下级之和一对，错在 {where}；照那一条改好，这里就平了")

    def _is_settled(self, told: Told) -> bool:
        decision = self.decided.get(told.fingerprint)
        return decision is not None and decision.verdict in SETTLED

    @property
    def errors(self) -> int:
        return sum(told.severity == "error" for told in self.open)

    @property
    def warnings(self) -> int:
        return sum(told.severity == "warning" for told in self.open)

    @property
    def answered(self) -> int:
        """Warnings that the agency has answered, and findings that the office decided to be none."""
        if self.outcome is None:
            return 0
        return len(self.outcome.waived) + len(self.found) - len(self.open)

    @property
    def new(self) -> int:
        return len(self.reports[0].new) if self.reports else 0

    @property
    def state(self) -> State:
        if self.outcome is None:
            return State.MISSING
        if self.outcome.trouble:
            return State.UNREADABLE
        return State.ERRORS if self.errors else State.WARNINGS if self.warnings else State.CLEAN


class Counts(NamedTuple):
    """How many agencies of a branch stand how; `late` are those that came after their day, not those that are missing."""

    agencies: int = 0
    handed: int = 0
    missing: int = 0
    late: int = 0
    unreadable: int = 0
    with_errors: int = 0
    with_warnings: int = 0
    clean: int = 0
    errors: int = 0
    warnings: int = 0
    answered: int = 0
    new: int = 0


def counted(standings: Iterable[Standing]) -> Counts:
    """How they stand together."""
    lines = list(standings)
    states = [line.state for line in lines]
    return Counts(
        agencies=len(lines),
        handed=len(lines) - states.count(State.MISSING),
        missing=states.count(State.MISSING),
        late=sum(line.late and line.outcome is not None for line in lines),
        unreadable=states.count(State.UNREADABLE),
        with_errors=states.count(State.ERRORS),
        with_warnings=states.count(State.WARNINGS),
        clean=states.count(State.CLEAN),
        errors=sum(line.errors for line in lines),
        warnings=sum(line.warnings for line in lines),
        answered=sum(line.answered for line in lines),
        new=sum(line.new for line in lines),
    )


class Board(NamedTuple):
    """How an area stands with the reports of a year.

    `standings` are in the order of the tree. `strays` are what lies among the reports and belongs to no agency; `notes` what there is to
    say of the run itself, `unkept` those of them that tell of results that were lost or not kept; `worked` counts the reports that were worked on in it, the others were known from the last one. `like` are the
    questions that concern several agencies.
    """

    name: str
    year: int
    register: Register
    standings: tuple[Standing, ...]
    strays: tuple[str, ...] = ()
    waiting: int = 0
    notes: tuple[str, ...] = ()
    worked: int = 0
    day: date | None = None
    unkept: tuple[str, ...] = ()

    @property
    def counts(self) -> Counts:
        return counted(self.standings)

    def branches(self) -> Iterable[tuple[Standing, Counts]]:
        """Each agency with others below it, and how its branch stands, itself included."""
        by_code = {line.agency.code: line for line in self.standings}
        for line in self.standings:
            if self.register.children(line.agency.code):
                yield line, counted(by_code[one.code] for one in self.register.branch(line.agency.code) if one.code in by_code)
