"""Differences that no agency as a whole explains, cell by cell: which move together, and how each can have come about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, combinations
from typing import NamedTuple

from ...model.area.register import Handed
from ...model.area.rollup import CellCause, Difference, Guess, Single
from ...model.finding import Severity
from ...model.form import Form
from ...model.identity import Line, assess
from ...rules.suspects.typos import typo_of
from .doubts import doubt_of

# How often a hand leaves out or adds twice one figure of a column, against the slips of a hand that types.
_LEFT_OUT, _TWICE = 0.2, 0.1
_MOST_GUESSES = 4
# So many agencies at most are uneven in one cell and were all put right by the authority; of more, only all of them together.
_UNEVEN_TOGETHER, _UNEVEN = 3, 12


class _Leaf(NamedTuple):
    """A cell that no identity defines, by how much it is off, and the totals that are off with it."""

    ref: str
    off: Decimal
    totals: tuple[str, ...] = ()


class Cells:
    """The cells of an authority's report `own`, held against the sum of `parts`: looked at again and again, each way worked out once."""

    def __init__(self, own: Mapping[str, Decimal], parts: Sequence[Handed], form: Form) -> None:
        self._own, self._parts, self._form = own, parts, form
        self._order = {ref: number for number, ref in enumerate(form.figures)}
        self._guesses: dict[tuple[str, Decimal], tuple[Guess, ...]] = {}
        self._uneven: dict[str, tuple[tuple[Handed, Decimal, Line], ...]] = {}
        self._through: dict[str, list[tuple[Line, Decimal | None]]] = {}  # None where it cannot be assessed
        for line in form.lines:
            if line.needs_prior or line.relation != "equals" or line.severity is not Severity.ERROR:
                continue
            came = assess(line, own, {})
            left = None if came.outcome == "not_assessable" else came.difference
            for ref in dict.fromkeys(term.ref for term, _ in line.terms):
                self._through.setdefault(ref, []).append((line, left))
        self.totals = leaves_of_totals(form)

    def singles(self, off: Mapping[str, Decimal]) -> tuple[Single, ...]:
        """What has gone wrong in single cells where the authority's figures are `off` the sum by so much; in official order.

        A total that is off by what its cells are off is no fault of its own; one that is right beside a wrong cell was typed.
        """
        leaves, totals = self._apart(off)
        found: list[Single] = []
        taken: set[str] = set()
        for one, other in self._moved(leaves):
            if not taken & {one.ref, other.ref}:
                taken |= {one.ref, other.ref}
                agencies = tuple(part.agency for part in self._parts if part.figures.get(other.ref) == one.off)
                guess = self._of_doubted_part(one, off) or Guess("moved", agencies, true=one.off, typed=one.off, ref=other.ref)
                with_it = (other.ref, *dict.fromkeys((*one.totals, *other.totals)))
                found.append(Single(self._difference(one), with_it, (guess,)))
        for leaf in (*leaves, *totals):
            if leaf.ref not in taken:
                known = self._of_uneven_parts(leaf, off) or self._of_own_table(leaf, off) or self._of_doubted_part(leaf, off)
                found.append(Single(self._difference(leaf), leaf.totals, (known,) if known else self._guessed(leaf)))
        return tuple(sorted(found, key=lambda single: self._order[single.difference.ref]))

    def _difference(self, leaf: _Leaf) -> Difference:
        return Difference(leaf.ref, self._own[leaf.ref], self._own[leaf.ref] - leaf.off)

    def _guessed(self, leaf: _Leaf) -> tuple[Guess, ...]:
        if (leaf.ref, leaf.off) not in self._guesses:
            self._guesses[leaf.ref, leaf.off] = guesses_of(leaf.ref, leaf.off, self._own, self._parts)
        return self._guesses[leaf.ref, leaf.off]

    def _of_uneven_parts(self, leaf: _Leaf, off: Mapping[str, Decimal]) -> Guess | None:
        """Agencies whose own tables do not come out even at this cell, where the authority's has what they would add up to if they did.

        A workbook adds up its totals by itself: a cell that is wrong below one shows only in the lines of the total.
        """
        for ref in (leaf.ref, *(total for total in leaf.totals if off[total] == leaf.off)):
            if guess := self._of_uneven_parts_at(ref, leaf):
                return guess
        return None

    def _of_uneven_parts_at(self, ref: str, leaf: _Leaf) -> Guess | None:
        uneven = tuple(one for one in self._uneven_at(ref) if one[0].figures.get(leaf.ref, 0) + one[1] >= 0)
        few = (group for size in range(1, _UNEVEN_TOGETHER + 1) for group in combinations(uneven[:_UNEVEN], size))
        for group in chain(few, (uneven,) if len(uneven) > _UNEVEN_TOGETHER else ()):
            if sum((more for _, more, _ in group), Decimal(0)) != leaf.off:
                continue
            (part, more, line), *others = group
            agencies = tuple(one.agency for one, _, _ in group)
            if others:
                return Guess("uneven_part", agencies)
            typed = part.figures.get(leaf.ref, Decimal(0))
            return Guess("uneven_part", agencies, true=typed + more, typed=typed, lines=(line,))
        return None

    def _uneven_at(self, ref: str) -> tuple[tuple[Handed, Decimal, Line], ...]:
        """Whose figure here breaks a line that comes out even in the authority's table, how much more it would have to be, the line."""
        if ref not in self._uneven:
            found: dict[tuple[str, Decimal], tuple[Handed, Decimal, Line]] = {}
            for line in (line for line, left in self._through.get(ref, ()) if left == 0):
                weight = _weight(line, {ref: Decimal(1)})
                for part in self._parts:
                    came = assess(line, part.figures, {})
                    if came.outcome == "failed" and abs(weight) == 1 and ref in part.figures:
                        more = -came.difference * weight
                        found.setdefault((part.agency, more), (part, more, line))
            self._uneven[ref] = tuple(found.values())
        return self._uneven[ref]

    def _of_doubted_part(self, leaf: _Leaf, off: Mapping[str, Decimal]) -> Guess | None:
        """The one agency whose own check holds another figure against that here, or against a total of it: the one that the authority added."""
        found = []
        for part in self._parts:
            for ref in (leaf.ref, *leaf.totals):
                value = part.figures.get(ref)
                # A total that is off by this cell alone says what this cell should be.
                if value is not None and off[ref] == leaf.off and (doubt := doubt_of(part, ref, value + off[ref])):
                    here = part.figures.get(leaf.ref, Decimal(0))
                    found.append(Guess("doubted_part", (part.agency,), true=here + leaf.off, typed=here, doubt=doubt))
                    break
        return found[0] if len(found) == 1 else None

    def _of_own_table(self, leaf: _Leaf, off: Mapping[str, Decimal]) -> Guess | None:
        """The authority's own table does not come out even by just what this cell, with its totals, is off: the cell is wrong, not what was added."""
        moved = {ref: off[ref] for ref in (leaf.ref, *leaf.totals)}
        lines = {line: left for ref in moved for line, left in self._through.get(ref, ())}
        if not all(left is None or left == _weight(line, moved) for line, left in lines.items()):
            return None
        broken = tuple(line for line, left in lines.items() if left)
        typo = typo_of(self._own[leaf.ref] - leaf.off, self._own[leaf.ref])
        slip = typo.kind.name if typo.kind and typo.kind.telling else ""
        return Guess("own_uneven", slip=slip, lines=broken) if broken else None

    def _apart(self, off: Mapping[str, Decimal]) -> tuple[list[_Leaf], list[_Leaf]]:
        """The cells that are off, each with its totals; and the totals that are off by something else than their cells are."""
        with_it: dict[str, list[str]] = {ref: [] for ref, more in off.items() if more and ref not in self.totals}
        alone = []
        for total, leaves in self.totals.items():
            if not off.get(total):
                continue
            if off[total] == sum((off.get(leaf, Decimal(0)) for leaf in leaves), Decimal(0)):
                for leaf in leaves:
                    if leaf in with_it:
                        with_it[leaf].append(total)
            else:
                alone.append(_Leaf(total, off[total]))
        return [_Leaf(ref, off[ref], tuple(totals)) for ref, totals in with_it.items()], alone

    def _moved(self, leaves: Sequence[_Leaf]) -> Iterator[tuple[_Leaf, _Leaf]]:
        """Two cells of a row or a column of which one has too much what the other has too little, those side by side first."""
        lacking: dict[Decimal, list[_Leaf]] = {}
        for leaf in leaves:
            if leaf.off < 0:
                lacking.setdefault(-leaf.off, []).append(leaf)
        pairs = []
        for one in leaves:
            for other in lacking.get(one.off, ()):
                same = [a == b for a, b in zip(one.ref.split("."), other.ref.split("."), strict=True)]
                if same[0] and (same[1] or same[2]):
                    pairs.append((abs(self._order[one.ref] - self._order[other.ref]), one, other))
        return ((one, other) for _, one, other in sorted(pairs))


def _weight(line: Line, figures: Mapping[str, Decimal]) -> Decimal:
    """What some figures are in left − right of a line."""
    return sum((weight * figures[term.ref] for term, weight in line.terms if term.ref in figures), Decimal(0))


def leaves_of_totals(form: Form) -> dict[str, tuple[str, ...]]:
    """The cells that each total of a form adds up in the end, none of them a total itself; innermost totals first."""
    found: dict[str, tuple[str, ...]] = {}

    def visit(ref: str, within: frozenset[str]) -> tuple[str, ...]:
        line = form.totals.get(ref)
        if line is None or ref in within:
            return (ref,)
        if ref not in found:
            found[ref] = tuple(leaf for term in line.left for leaf in visit(term.ref, within | {ref}))
        return found[ref]

    for total in form.totals:
        visit(total, frozenset())
    return found


def guesses_of(ref: str, off: Decimal, own: Mapping[str, Decimal], parts: Sequence[Handed]) -> tuple[Guess, ...]:
    """How one cell of the authority can have come to be `off` by so much, the likeliest first."""
    true, typed = own[ref] - off, own[ref]
    weighed: dict[tuple[CellCause, Decimal, Decimal, str], tuple[float, list[str]]] = {}

    def add(kind: CellCause, meant: Decimal, written: Decimal, weight: float, slip: str = "", agency: str = "") -> None:
        _, agencies = weighed.setdefault((kind, meant, written, slip), (weight, []))
        if agency:
            agencies.append(agency)

    for part in parts:
        value = part.figures.get(ref)
        if not value:
            continue
        if value == -off:
            add("left_out_here", value, Decimal(0), _LEFT_OUT, agency=part.agency)
        elif value == off:
            add("twice_here", value, value * 2, _TWICE, agency=part.agency)
        if (taken := value + off) > 0:
            typo = typo_of(value, taken)
            if typo.kind and typo.kind.telling:
                add("slip_in_part", value, taken, typo.likelihood, typo.kind.name, part.agency)
    typo = typo_of(true, typed)
    if true and typo.kind and typo.kind.telling:
        add("slip_in_sum", true, typed, typo.likelihood, typo.kind.name)
    # What would explain it of many agencies alike says little of any.
    ranked = sorted(weighed.items(), key=lambda one: -one[1][0] / max(len(one[1][1]), 1))
    return tuple(
        Guess(kind, tuple(agencies), meant, written, slip)
        for (kind, meant, written, slip), (_, agencies) in ranked[:_MOST_GUESSES]
    )
