"""Which of several ways to settle the identities is the one: by the prose, last year's figures, and the likeliest slip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import NamedTuple

from ...model.claim import Claim, Meant
from ...model.form import Form, Table
from ...model.identity import Line, assess
from ..check import Subject
from .live import Live, Weights
from .search import Change, Found
from .system import System
from .typos import NEARBY, Typo, typo_of

# A way is named alone when it is so probable among all.
_SURE = 0.8
# How many of all figures are 0.
_NOTHING = 0.5
# A number that somebody wrote elsewhere too, and that comes out by a change: hardly by chance.
_CONFIRMED, _CONTRADICTED = 400.0, 0.01
# A figure below this stands in many places by chance.
_TELLING = 10
# How often there is another slip, which may stand in the same line, and how many times as likely one alone must be.
_ANOTHER, _LIKELIER = 0.5, 9


class Witness(NamedTuple):
    """A figure said somewhere else: sums of cells, one of which should be `value`; `now` are these sums as the cells are.

    `last_year` where that year's report says it, `denied` where words say that there was none.
    """

    sums: tuple[Weights, ...]
    now: tuple[Decimal, ...]
    value: Decimal
    last_year: bool = False
    denied: bool = False

    def agrees(self, moved: Mapping[str, Decimal]) -> bool:
        """Whether one of its sums is its value, these cells raised by so much."""
        return any(
            now + sum((weights.get(ref, 0) * more for ref, more in moved.items()), Decimal(0)) == self.value
            for weights, now in zip(self.sums, self.now, strict=True)
        )

    @property
    def telling(self) -> bool:
        """Whether hardly any change makes it agree by chance."""
        return len(self.sums) == 1 and (self.last_year or self.denied or self.value >= _TELLING)

    def alone_in(self, system: System) -> bool:
        """Whether but one cell of a system counts in it."""
        return sum(ref in system.through for ref in self.sums[0]) == 1


class Way(NamedTuple):
    """A change that settles a system, how probable it is among all that do, what speaks for it, and whether something speaks against it.

    `denied` where the prose says of just these cells what they neither are nor become; `shares` are the failed lines of
    so many parts of a whole that it sets right too, to the digits that are printed.
    """

    change: Change
    probability: float
    typos: Mapping[str, Typo]
    confirmed_by: tuple[Witness, ...]
    contradicted: bool
    denied: bool = False
    shares: int = 0

    @property
    def kinds(self) -> list[str]:
        """The kinds of its slips that show what was meant; a figure that is a little off may be any."""
        return sorted(typo.kind.name for typo in self.typos.values() if typo.kind and typo.kind is not NEARBY)

    def agrees_as(self, other: Way) -> bool:
        """Whether nothing but how frequent its figures are speaks for this way rather than for another: no witness, no kind of slip."""
        said = ((one.confirmed_by, one.contradicted, one.denied, one.shares) for one in (self, other))
        alike = next(said) == next(said)
        return alike and (not self.kinds or self.kinds == other.kinds)


class Ranked(NamedTuple):
    """The ways to settle a system, the most probable first; `sure` where the first is the one to name."""

    system: System
    ways: tuple[Way, ...]
    sure: bool


class Evidence:
    """What a report says beside its identities, gathered once for all of its systems."""

    def __init__(self, subject: Subject, live: Live) -> None:
        self.subject, self.live, self.form = subject, live, subject.form

    @cached_property
    def witnesses(self) -> Mapping[str, Sequence[Witness]]:
        """The figures of the prose and of last year's report, by the typed cells that count in them."""
        by_ref: dict[str, list[Witness]] = {}
        said = _of_prose(self.subject.claims, self.form, self.live)
        denied = (one._replace(denied=True) for one in _of_prose(self.subject.denied, self.form, self.live))
        for witness in (*said, *denied, *_of_last_year(self.subject, self.live)):
            for ref in {ref: None for weights in witness.sums for ref in weights}:
                by_ref.setdefault(ref, []).append(witness)
        return by_ref

    @cached_property
    def added_up(self) -> int:
        """How many cells stand in lines that must come out even: a slip may be in any."""
        return len({term.ref for line in self.form.lines if line.relation == "equals" for term, _ in line.terms})

    @cached_property
    def beside(self) -> Mapping[str, tuple[str, ...]]:
        """The Refs whose cells touch that of a Ref: to the left and the right, above and below."""
        return {ref: near for table in self.form.tables for ref, near in _neighbours(table).items()}

    def ranked(self, searched: Iterable[tuple[System, Found]]) -> tuple[Ranked, ...]:
        """The ways found for each system, with what speaks for each."""
        weighed = [(system, found, self._weighed(found)) for system, found in searched]
        # What would settle several systems tells none of them.
        claimed = Counter(
            id(witness)
            for _, _, ways in weighed
            for witness in {id(one): one for way in ways for one in way.confirmed_by}.values()
        )
        return tuple(
            Ranked(system, ways, bool(ways) and found.all_of_them and self._sure(system, ways, claimed))
            for system, found, ways in weighed
        )

    def _weighed(self, found: Found) -> tuple[Way, ...]:
        figures = self.live.figures
        weighed = []
        for unordered in found.changes:
            change = {ref: unordered[ref] for ref in self.form.figures if ref in unordered}
            if not self._keeps_parts(change):
                continue
            typos = {ref: self._typo(ref, value, change) for ref, value in change.items()}
            moved = {ref: value - figures[ref] for ref, value in change.items()}
            touched = list({id(one): one for ref in change for one in self.witnesses.get(ref, ())}.values())
            before = [witness.agrees({}) for witness in touched]
            after = [witness.agrees(moved) for witness in touched]
            confirmed = tuple(one for one, was, now in zip(touched, before, after, strict=True) if now and not was)
            lost = [one for one, was, now in zip(touched, before, after, strict=True) if was and not now and len(one.sums) == 1]
            weight = prod(typo.likelihood for typo in typos.values())
            weight *= prod(_CONTRADICTED if one.telling else _CONTRADICTED**0.5 for one in lost)
            weight *= prod(self._frequency(ref, value) / self._frequency(ref, figures[ref]) for ref, value in change.items())
            weight *= prod(_CONFIRMED if one.telling else _CONFIRMED**0.5 for one in confirmed)
            shares = self._shares_right(change)
            weight *= _CONFIRMED**shares
            other = any(not was and not now and len(one.sums) == 1 for one, was, now in zip(touched, before, after, strict=True))
            weighed.append((weight, Way(change, 0, typos, confirmed, bool(lost), other, shares)))
        weighed.sort(key=lambda one: -one[0])
        total = sum(weight for weight, _ in weighed)
        return tuple(way._replace(probability=weight / total) for weight, way in weighed)

    @cached_property
    def wrong_shares(self) -> tuple[Line, ...]:
        """The failed lines of so many parts of a whole."""
        ratios = (one.line for one in self.subject.assessments if one.outcome == "failed" and one.line.relation == "ratio")
        return tuple(line for line in ratios if not line.needs_prior)

    def _shares_right(self, change: Change) -> int:
        """How many shares that were wrong are right by a change of what they are of; a share that is itself changed says nothing."""
        changed = {**self.live.figures, **change}
        return sum(
            line.anchor not in change
            and any(term.ref in change for term, _ in line.terms)
            and assess(line, changed, {}).outcome == "held"
            for line in self.wrong_shares
        )

    def _keeps_parts(self, change: Change) -> bool:
        """Whether no part comes above its whole by a change, and no part of it becomes another than is printed."""
        figures = self.live.figures
        changed = {**figures, **change}
        return not any(
            line.relation != "equals"
            and not (line.relation == "ratio" and self.subject.workbook.cells[line.anchor].formula)
            and any(term.ref in change for term, _ in line.terms)
            and assess(line, figures, {}).outcome == "held"
            and assess(line, changed, {}).outcome == "failed"
            for line in self.form.lines
        )

    def _sure(self, system: System, ways: Sequence[Way], claimed: Mapping[int, int]) -> bool:
        """Whether the first way is the one to name."""
        first = ways[0]
        if any(first.agrees_as(other) for other in ways[1:]):
            return False
        said = [one for one in first.confirmed_by if one.telling and claimed[id(one)] == 1]
        lines = {number for ref in first.change for number in system.through[ref]}
        # Lines that cross in a cell say so by themselves: their differences are the same.
        crossing = len(lines) + first.shares > len(first.change)
        if crossing or not system.worked_out:
            if len(ways) > 1 and first.probability < _SURE:
                return False
            if len(first.change) > 1 and len(ways) > 1 and not any(typo.kind for typo in first.typos.values()):
                return False  # nothing tells these cells from the others but how large they are
            if crossing:
                return True
            borne_out = all(any(ref in one.sums[0] for one in said) for ref in first.change)
            return borne_out or (not first.denied and self._outweighs_chance(system, first))
        # Else a figure and its total move together, so that one balance speaks for each cell of a column alike: a
        # figure said elsewhere must tell this one from the others, or its slip from those that it leaves.
        left = sum(way.probability for way in ways if all(one in way.confirmed_by for one in said))
        if first.contradicted or not said or first.probability < _SURE * left:
            return False
        return any(one.alone_in(system) for one in said) or self._outweighs_chance(system, first)

    def _outweighs_chance(self, system: System, way: Way) -> bool:
        """Whether a way is likelier than that there is another slip in its lines, by the kinds of its own slips alone.

        What the other slip comes to is anybody's guess; a slip that does not show what was meant says nothing
        against there being another.
        """
        lines = {number for ref in way.change for number in system.through[ref]}
        share = min(sum(len(system.equations[number].weights) for number in lines) / self.added_up, 1)
        figures = self.live.figures
        far = prod(float(abs(value - figures[ref])) + 10 for ref, value in way.change.items())
        another = _ANOTHER * share * (1 / far + prod(typo.open for typo in way.typos.values()))
        alone = 1.0
        for ref, value in way.change.items():
            typo = way.typos[ref]
            if typo.kind is None:
                return False
            alone *= typo.open + (typo.likelihood - typo.open) * self._frequency(ref, value) / self._frequency(ref, figures[ref])
        return alone >= another * _LIKELIER

    def _frequency(self, ref: str, value: Decimal) -> float:
        """How frequent a figure is among those that reports give: every second is 0; a total is what its addends are."""
        if ref in self.form.totals:
            return 1
        return _NOTHING if not value else (1 - _NOTHING) / 2 / (float(abs(value)) + 1)

    def _typo(self, ref: str, value: Decimal, change: Change) -> Typo:
        figures = self.live.figures
        beside = {change.get(near, figures[near]) for near in self.beside.get(ref, ()) if near in figures}
        return typo_of(value, figures[ref], beside)


def _of_prose(claims: Iterable[Claim], form: Form, live: Live) -> Iterator[Witness]:
    for claim in claims:
        if claim.unit == "元" or not claim.meant:
            continue
        yield _witness([_spelled_out(meant, form, live) for meant in claim.meant], claim.value, live)


def _witness(sums: Iterable[Weights], value: Decimal, live: Live, *, last_year: bool = False) -> Witness:
    """A witness of those sums whose cells all have figures."""
    known = tuple(weights for weights in sums if weights and all(ref in live.figures for ref in weights))
    now = tuple(sum((weight * live.figures[ref] for ref, weight in weights.items()), Decimal(0)) for weights in known)
    return Witness(known, now, value, last_year)


def _spelled_out(meant: Meant, form: Form, live: Live) -> Weights:
    """A figure of the prose over typed cells; {} where its totals are of unknown cells."""
    table = form.table(meant.table)
    weights: dict[str, int] = {}
    for row, row_sign in meant.rows:
        for column, column_sign in meant.columns:
            for leaf in table.row_groups.get(row, ()):
                for across in table.column_groups.get(column, ()):
                    ref = f"{table.id}.{leaf}.{across}"
                    made = live.made_of.get(ref, {ref: 1})
                    if made is None:
                        return {}
                    for typed, times in made.items():
                        weights[typed] = weights.get(typed, 0) + row_sign * column_sign * times
    return weights


def _of_last_year(subject: Subject, live: Live) -> Iterator[Witness]:
    """The identities with last year's report, as figures that this year's cells should have."""
    for one in subject.assessments:
        if one.line.needs_prior and one.line.relation == "equals" and one.outcome != "not_assessable":
            weights = live.weights_of(of_this_year(one.line))
            before = subject.prior.cells if subject.prior else {}
            past = sum(
                (weight * (before[term.ref].value or Decimal(0)) for term, weight in one.line.terms if term.prior), Decimal(0)
            )
            if weights:
                yield _witness([weights], -past, live, last_year=True)


def of_this_year(line: Line) -> Line:
    """What a line asks of this year's figures."""
    return line._replace(
        left=tuple(term for term in line.left if not term.prior), right=tuple(term for term in line.right if not term.prior)
    )


def _neighbours(table: Table) -> dict[str, tuple[str, ...]]:
    beside: dict[str, list[str]] = {}
    for one, other in _pairs(table):
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    return {ref: tuple(others) for ref, others in beside.items()}


def _pairs(table: Table) -> Iterator[tuple[str, str]]:
    """Cells side by side and one above the other, as the table is drawn."""
    for block in table.blocks:
        lines = [[f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns] for row in block.filled_rows]
        if table.across:
            lines = [[ref for line in lines for ref in line]]
        for line in lines:
            yield from pairwise(line)
        for line, below in pairwise(lines):
            yield from zip(line, below, strict=True)
