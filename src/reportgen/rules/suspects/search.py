"""The smallest sets of typed cells whose change settles every failed equation and breaks none (Fellegi and Holt's principle)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ...model.form import Form
from .system import System

# Cells and the values they should have.
Change = Mapping[str, Decimal]
Allowed = Callable[[str, Decimal], bool]
MOST_CELLS = 3
# Beyond this many ways nobody would look at them, and beyond this many steps nobody would wait.
_MOST_WAYS = 300
_MOST_STEPS = 6000


class Found(NamedTuple):
    """The changes of as few cells as will do; `all_of_them` unless the search was broken off."""

    changes: tuple[Change, ...]
    all_of_them: bool = True


def smallest_changes(system: System, allowed: Allowed) -> Found:
    """All changes of one cell that settle a system, else all of two, else of three; `allowed` says which values a cell can have."""
    search = _Search(system, allowed)
    for cells in range(1, MOST_CELLS + 1):
        changes = {frozenset(change.items()): change for change in search.of(cells)}
        if changes or search.steps > _MOST_STEPS:
            return Found(tuple(changes.values()), search.steps <= _MOST_STEPS and len(changes) < _MOST_WAYS)
    return Found(())


def single_cells(system: System, allowed: Allowed) -> frozenset[str]:
    """The cells of which one alone can settle a system; none where it takes more."""
    return frozenset(ref for change in _Search(system, allowed).of(1) for ref in change)


def allowed_in(form: Form) -> Allowed:
    """Which values a cell of this form can have."""

    def allowed(ref: str, value: Decimal) -> bool:
        return form.figures[ref].takes(value)

    return allowed


class _Search:
    """Depth first: an equation that is not settled must have another of the cells, and every cell closes some."""

    def __init__(self, system: System, allowed: Allowed) -> None:
        self.system, self.allowed = system, allowed
        self.refs = [frozenset(equation.weights) for equation in system.equations]
        self.failed = system.failed
        self.reach = max(map(len, system.through.values()), default=1)
        self.steps = self.ways = 0

    def of(self, cells: int) -> Iterator[Change]:
        """The changes of exactly so many cells."""
        self.ways = 0
        counts = [0] * len(self.refs)
        yield from self._more((), counts, set(self.failed), frozenset(), cells)

    def _more(
        self, chosen: tuple[str, ...], counts: list[int], waiting: set[int], banned: frozenset[str], left: int
    ) -> Iterator[Change]:
        """Changes of the cells chosen and `left` more; `waiting` are the equations that the chosen ones cannot settle."""
        self.steps += 1
        if self.steps > _MOST_STEPS or self.ways >= _MOST_WAYS or len(waiting) > self.reach * left:
            return
        if not left:
            change, _ = self._solved(chosen)
            if change is not None:
                self.ways += 1
                yield change
            return
        for option in self._options(chosen, waiting, banned, left):
            settled, broken = [], []
            for number in self.system.through[option]:
                counts[number] += 1
                if number in self.failed:
                    if counts[number] == 1:
                        settled.append(number)
                elif counts[number] == 1:
                    broken.append(number)
                elif counts[number] == 2:
                    settled.append(number)
            yield from self._more((*chosen, option), counts, (waiting - set(settled)) | set(broken), banned, left - 1)
            for number in self.system.through[option]:
                counts[number] -= 1
            banned |= {option}

    def _options(self, chosen: tuple[str, ...], waiting: set[int], banned: frozenset[str], left: int) -> list[str]:
        """Cells one of which must be among the changed ones."""
        if waiting:
            first = min(waiting, key=lambda number: len(self.refs[number]))
            within = self.refs[first]
            if left == 1:
                return [
                    ref
                    for ref in self.system.equations[first].weights
                    if ref not in banned and ref not in chosen and waiting <= set(self.system.through[ref])
                ]
        else:
            # The cells chosen reach every equation and yet do not settle them: another one shares one with them.
            _, conflict = self._solved(chosen)
            within = frozenset().union(*(self.refs[number] for number in conflict))
        return sorted(within - banned - set(chosen))

    def _solved(self, chosen: Sequence[str]) -> tuple[Change | None, set[int]]:
        """The one change of these cells that settles all; else None, and the equations that are in the way."""
        touched = {number for ref in chosen for number in self.system.through[ref]}
        unknown = set(chosen)
        used: set[int] = set()
        deltas: dict[str, Fraction] = {}
        progress = True
        while unknown and progress:
            progress = False
            for number in touched - used:
                open_refs = self.refs[number] & unknown
                if len(open_refs) == 1:
                    (ref,) = open_refs
                    deltas[ref] = -self._rest(number, deltas) / self.system.equations[number].weights[ref]
                    unknown.discard(ref)
                    used.add(number)
                    progress = True
        if unknown:
            solved = self._eliminated(sorted(unknown), touched - used, deltas)
            if solved is None:
                return None, touched
            deltas |= solved
        for number in touched - used:
            if self._rest(number, deltas):
                return None, touched
        change = {ref: self.system.figures[ref] + Decimal(delta.numerator) / delta.denominator for ref, delta in deltas.items()}
        if all(deltas.values()) and all(self.allowed(ref, value) for ref, value in change.items()):
            return change, set()
        return None, touched

    def _rest(self, number: int, deltas: Mapping[str, Fraction]) -> Fraction:
        """How far an equation is from holding with these changes made."""
        weights, excess = self.system.equations[number]
        return Fraction(excess) + sum((weights[ref] * delta for ref, delta in deltas.items() if ref in weights), Fraction(0))

    def _eliminated(
        self, unknown: Sequence[str], numbers: set[int], deltas: Mapping[str, Fraction]
    ) -> dict[str, Fraction] | None:
        """Cells that share all their equations; None where these do not determine them."""
        rows = [
            [*(Fraction(self.system.equations[number].weights.get(ref, 0)) for ref in unknown), -self._rest(number, deltas)]
            for number in numbers
        ]
        for column in range(len(unknown)):
            at = next((at for at in range(column, len(rows)) if rows[at][column]), None)
            if at is None:
                return None
            rows[column], rows[at] = rows[at], rows[column]
            first = rows[column] = [value / rows[column][column] for value in rows[column]]
            for other, row in enumerate(rows):
                if other != column and row[column]:
                    rows[other] = [value - row[column] * pivot for value, pivot in zip(row, first, strict=True)]
        return {ref: rows[at][-1] for at, ref in enumerate(unknown)}
