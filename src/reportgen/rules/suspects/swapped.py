"""Two rows, or two columns, whose figures stand in each other's place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from ...model.form import Form
from ...model.identity import Assessment
from ...model.report import Cell
from .live import Live
from .search import Change
from .shifted import Lane, drawn

# So many figures at least differ each in its own sum: one difference comes about by chance.
_LEAST_EVIDENCE = 2


class Swap(NamedTuple):
    """Cells that hold each other's figures: those of two rows where `rows`, else of two columns; `change` puts them right.

    `broken` are the failed lines that come right.
    """

    one: Lane
    other: Lane
    rows: bool
    change: Change
    broken: tuple[Assessment, ...]

    @property
    def now(self) -> tuple[Lane, ...]:
        return self.one, self.other


def swapped_lanes(form: Form, cells: Mapping[str, Cell], assessments: Sequence[Assessment], live: Live) -> Swap | None:
    """The one pair of rows or columns of typed cells whose exchange settles every line it touches; None where none or several do."""
    lines = [
        (one, weights)
        for one in assessments
        if one.line.relation == "equals" and one.outcome != "not_assessable" and not one.line.needs_prior
        if (weights := live.weights_of(one.line))
    ]
    figures = live.figures
    found: dict[frozenset[tuple[str, Decimal]], Swap] = {}
    for table in form.tables:
        here = [(one, weights) for one, weights in lines if table.id in one.line.tables]
        if sum(one.outcome == "failed" for one, _ in here) < _LEAST_EVIDENCE:
            continue
        for rows in drawn(table):
            for across, lanes in ((True, rows), (False, tuple(zip(*rows, strict=True)))):
                for pair in combinations(lanes, 2):
                    typed = [
                        refs for refs in zip(*pair, strict=True) if not any(cells[ref].formula for ref in refs if ref in cells)
                    ]
                    differing = [
                        refs for refs in typed if all(ref in figures for ref in refs) and figures[refs[0]] != figures[refs[1]]
                    ]
                    change = {ref: figures[two] for one, other in differing for ref, two in ((one, other), (other, one))}
                    touched = [(one, weights) for one, weights in here if not change.keys().isdisjoint(weights)]
                    broken = tuple(one for one, _ in touched if one.outcome == "failed")
                    behind = {ref for one, weights in touched if one.outcome == "failed" for ref in weights}
                    if len(broken) < _LEAST_EVIDENCE or _told_apart(differing, form, behind) < _LEAST_EVIDENCE:
                        continue
                    if all(_settled(weights, change, figures) for _, weights in touched):
                        one, other = (tuple(refs[at] for refs in typed) for at in (0, 1))
                        found.setdefault(frozenset(change.items()), Swap(one, other, across, change, broken))
    return next(iter(found.values())) if len(found) == 1 else None


def _told_apart(differing: Sequence[tuple[str, ...]], form: Form, behind: AbstractSet[str]) -> int:
    """How many of the figures that would change stand in a failed line, among `behind`; a total says again what its addends do."""
    return sum(not form.totals.keys() >= set(refs) and not behind.isdisjoint(refs) for refs in differing)


def _settled(weights: Mapping[str, int], change: Change, figures: Mapping[str, Decimal]) -> bool:
    return not sum((weight * change.get(ref, figures[ref]) for ref, weight in weights.items()), Decimal(0))
