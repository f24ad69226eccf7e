"""Numbers of the prose whose remedy is not certain: the figures that they are held against do not balance, or a number that they come from is wrong.

Such a number is told like any other, and no program replaces it: the table may be what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from ....model.claim import Claim, Meant
from ....model.figures import digits
from ....model.finding import Finding, Severity
from ....model.identity import Assessment, counted
from ...cells import check_cells
from ...check import Subject
from ...suspects.live import Live, live_totals
from ...suspects.search import allowed_in, single_cells
from ...suspects.shifted import shifted_block
from ...suspects.swapped import swapped_lanes
from ...suspects.system import failing_systems
from ..arithmetic.fractions import LOOKED_BACK, Share
from ..arithmetic.growth import N104
from ..readings import Tables
from ..telling import EITHER
from ..tied import Passage, Tied, status_of
from .displaced import displaced
from .otherwise import meant_otherwise
from .witness import Identities


class Doubts:
    """The figures that may be what is wrong with a sum of the tables that does not come out, themselves or as a part, each with that sum.

    Where one cell alone can settle it these are the cells that can, and no others of the sum: a 5 that would have to be
    105 less is none of them. A total that a spreadsheet works out is as right as its parts.
    """

    def __init__(self, subject: Subject, tables: Tables) -> None:
        self._tables = tables
        self._form = subject.form
        self._totals = subject.form.totals
        self._identities = Identities(subject)
        self._subject = subject
        self._broken: dict[str, Assessment] = {}
        # What last year's report has otherwise says nothing of this year's figures; a warning is no broken sum.
        failed = [
            one
            for one in subject.assessments
            if one.outcome == "failed" and one.line.severity is Severity.ERROR and not one.line.needs_prior
        ]
        if not failed:
            return
        live = live_totals(subject.form, subject.workbook.cells)
        at_fault = _at_fault(subject, live)
        for one in sorted(
            failed, key=lambda one: len(one.line.tables)
        ):  # the sum of a table before what it has to do with another one
            known = one.line.relation == "equals" and live.weights_of(one.line)
            for ref in counted((term.ref for term, _ in one.line.terms), self._totals):
                if not known or ref in at_fault:
                    self._broken.setdefault(ref, one)

    @cached_property
    def _faulty(self) -> Mapping[str, str]:
        """The cells that hold a number which is wrong by itself, or of a draft none, each with what it is called and what is wrong."""
        found = (one for one in check_cells(self._subject) if one.severity is Severity.ERROR and one.actual is not None)
        faulty = {one.ref: "填得不对" for one in found if one.ref in self._form.figures}
        # A spreadsheet adds up what is there: while a part is missing its total is none yet.
        if not self._subject.published:
            empty = ((ref, cell) for ref, cell in self._subject.report.cells.items() if cell.value is None)
            faulty |= {ref: "填的不是数" if cell.text.strip() else "还没有填" for ref, cell in empty if ref not in self._totals}
        return {ref: f"{self._form.figures[ref].title}：那一格{why}" for ref, why in faulty.items()}

    def of(self, meant: Meant | None) -> str:
        """Where to look first, in words: at the broken sum that a figure, or a part of it, stands in, or at a cell of it that is wrong by itself; ''."""
        if meant is None:
            return ""
        for ref in self.cells(meant):
            if ref in self._broken:
                return self._said(self._broken[ref])
        for ref in self.cells(meant):
            if ref in self._faulty:
                return f"先看{self._faulty[ref]}，这个数就在其中；表对了，再看文中的数"
        return ""

    def against(self, told: Tied, passages: Sequence[Passage]) -> str:
        """Why it is the number of the prose rather than the table that is wrong: the identities come out as the table is; '' where they say nothing.

        Nor do they where another number differs by as much elsewhere: as the prose has the two, the sums may come out as well.
        """
        meant = told.readings[0].meant if len(told.readings) == 1 else None
        if meant is None or not told.quantity.exact or told.quantity.percent or told.readings[0].amount:
            return ""
        value = told.readings[0].value
        delta, cells = told.quantity.value - value, frozenset(self.cells(meant))
        if any(abs(by) == abs(delta) and not cells & others for by, others, _ in self._wrong(passages)):
            return ""
        if not self._identities.speak_against(cells, delta):
            return ""
        said, there = digits(told.quantity.value), digits(value)
        return f"表里是 {there}，勾稽关系都平，照文中的 {said} 就不平：多半是文字错了"

    def cells(self, meant: Meant) -> Iterator[str]:
        """The cells that a figure counts, and what the totals among them are made of."""
        rows, columns = self._tables.rows[meant.table], self._tables.columns[meant.table]
        refs = (
            f"{meant.table}.{leaf}.{across}"
            for row, _ in meant.rows
            for leaf in rows[row]
            for column, _ in meant.columns
            for across in columns[column]
        )
        return counted(refs, self._totals)

    def agreeing(self, passages: Sequence[Passage]) -> dict[int, str]:
        """Numbers that differ from the tables by just as much as another of which they are a part: then the table is wrong rather than both.

        By the identity of each number, why; a number that is said twice bears out nothing.
        """
        found: dict[int, str] = {}
        for (delta, cells, one), (other_delta, others, other) in combinations(self._wrong(passages), 2):
            if delta != other_delta or one is other or cells == others or not cells & others:
                continue
            if self._identities.speak_against(cells & others, delta):
                continue
            typed = [ref for ref in cells & others if ref not in self._totals]
            where = f"，先核对{self._form.figures[typed[0]].title}" if len(typed) == 1 else ""
            for number, beside in ((one, other), (other, one)):
                said = digits(beside.quantity.value)
                why = (
                    f"文中的 {said} 和表也差 {digits(abs(delta))}：两个数都这样，多半是表里的数错了{where}；表对了，再看文中的数"
                )
                found.setdefault(id(number), why)
        return found

    def _wrong(self, passages: Sequence[Passage]) -> list[tuple[Decimal, frozenset[str], Tied]]:
        """The numbers that differ from the tables, by how much, and the cells that each figure counts which they may be meant for."""
        return [
            (one.quantity.value - reading.value, frozenset(self.cells(reading.meant)), one)
            for passage in passages
            for one in passage.tied
            if status_of(one) == "contradictory" and one.quantity.exact and not one.bound
            for reading in one.readings
            if reading.meant is not None
        ]

    def displaced(self, passages: Sequence[Passage]) -> dict[int, str]:
        """Numbers that differ as if figures of the tables stood in each other's places; why, by the identity of each."""
        return displaced(passages, self._tables)

    def otherwise(self, passage: Passage, told: Tied) -> str:
        """Why a number that differs from the tables may count something else; ''."""
        return meant_otherwise(passage, told, self._tables) if status_of(told) == "contradictory" else ""

    def _said(self, broken: Assessment) -> str:
        line = broken.line
        name = self._tables.form.table(line.anchor.partition(".")[0]).name
        return f"先看{name}：{line.where}那里不平（{digits(broken.left)} 和 {digits(broken.right)}），这个数就在其中；表对了，再看文中的数"


def _at_fault(subject: Subject, live: Live) -> set[str]:
    """The typed cells that could be at fault where sums do not come out."""
    form, cells, allowed = subject.form, subject.workbook.cells, allowed_in(subject.form)
    systems = list(failing_systems(form, subject.assessments, live))
    found: set[str] = set()
    for system in systems:
        found |= single_cells(system, allowed) or system.through.keys()
    if sum(len(system.failed) for system in systems) > 1:  # a block of figures in other places than their own
        moved = shifted_block(form, cells, subject.assessments, allowed) or swapped_lanes(form, cells, subject.assessments, live)
        found |= moved.change.keys() if moved else set()
    return found


def with_doubts(
    findings: Iterable[Finding], passages: Sequence[Passage], doubts: Doubts, shares: Sequence[Share]
) -> Iterator[Finding]:
    """The findings, those marked whose right number is not certain: of a percentage or a change, what it was reckoned from is in `shares`."""
    places = {passage.block.place(one.quantity.start): (passage, one) for passage in passages for one in passage.tied}
    at_of = {id(one): at for passage in passages for at, one in enumerate(passage.tied)}
    agreeing = doubts.displaced(passages) | doubts.agreeing(passages)
    reckoned = {id(one.tied): {one.part, one.whole, one.whole + one.part, one.whole - one.part} for one in shares}
    for finding in findings:
        why = ""
        if finding.expected is not None and finding.location in places:
            passage, one = places[finding.location]
            # The parts of a sum, the number said before: a finding names them beside it. What else stands in the paragraph is another matter.
            parts = [places[place][1] for place in finding.related if place in places and places[place][0] is passage]
            if values := reckoned.get(id(one)):
                at = at_of[id(one)]
                near = passage.tied[max(at - LOOKED_BACK, 0) : at + LOOKED_BACK]
                parts += [other for other in near if other is not one and values & {*_values_of(other)}]
            why = _why(one, parts, doubts) or agreeing.get(id(one), "") or doubts.otherwise(passage, one)
        if why:
            # A growth says which report of last year it was reckoned with: that stays said.
            said = f"{why}。{finding.hint}" if finding.code == N104.code and finding.hint else why
            yield finding._replace(doubtful=True, fix=None, hint=said)
            continue
        told = places.get(finding.location)
        against = doubts.against(told[1], passages) if told and finding.hint.startswith(EITHER) else ""
        yield finding._replace(hint=against + finding.hint.removeprefix(EITHER)) if against else finding


def _values_of(tied: Tied) -> Iterator[Decimal]:
    """A number as it stands, and the figures that it may be meant for."""
    yield tied.quantity.value
    yield from (one.value for one in tied.readings)


def _why(told: Tied, parts: Sequence[Tied], doubts: Doubts) -> str:
    """Why the right number is not certain: of one that comes from others, its `parts`, for the sake of these; '' where it is."""
    if status_of(told) == "contradictory":
        return doubts.of(told.readings[0].meant)
    wrong = next((one for one in parts if status_of(one) == "contradictory"), None)
    if wrong is not None:
        return f"这一段里的 {digits(wrong.quantity.value)} 也与表不符：先核对它，再算这个数"
    for one in parts:
        first = doubts.of(one.matched.meant) if one.matched is not None else ""
        if first:
            return f"这一段里的 {digits(one.quantity.value)} 也要看：{first.replace('这个数就在其中', '它就在其中')}"
    return ""


def claims_with_doubts(
    claims: Iterable[Claim], passages: Sequence[Passage], doubts: Doubts, told: Iterable[Finding]
) -> Iterator[Claim]:
    """The numbers of the prose, those marked that hold a figure which does not balance, or are `told` as in doubt."""
    in_doubt = {one.location for one in told if one.doubtful}
    places = {passage.block.place(one.quantity.start): (passage, one) for passage in passages for one in passage.tied}
    for claim in claims:
        if claim.status == "contradictory":
            doubtful = claim.location in in_doubt
        else:
            doubtful = bool(claim.expression) and _is_doubtful(*places[claim.location], doubts)
        yield claim._replace(doubtful=True) if doubtful else claim


def _is_doubtful(passage: Passage, one: Tied, doubts: Doubts) -> bool:
    """Whether the figure that a number holds does not balance; of a share or a sum, whether one of the numbers beside it is in doubt."""
    if one.matched is not None:
        return bool(doubts.of(one.matched.meant))
    return bool(_why(one, [other for other in passage.tied if other is not one], doubts))
