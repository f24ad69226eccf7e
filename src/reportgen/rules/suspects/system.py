"""The identities of one report as equations over the cells that somebody typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ...model.form import Form
from ...model.identity import Assessment, assess
from .live import Live, Weights


class Equation(NamedTuple):
    """A line: what each typed cell counts in left minus right, and how far that is from 0 now."""

    weights: Weights
    excess: Decimal


class System(NamedTuple):
    """Equations that hang together by their cells, of which some fail.

    `figures` are those of the cells; `through` gives the equations of each by their number; `worked_out` says
    that a spreadsheet's sums stand behind them, so that a figure and its total move together.
    """

    equations: tuple[Equation, ...]
    figures: Mapping[str, Decimal]
    through: Mapping[str, tuple[int, ...]]
    worked_out: bool

    @property
    def failed(self) -> frozenset[int]:
        return frozenset(number for number, equation in enumerate(self.equations) if equation.excess)


def failing_systems(form: Form, assessments: Iterable[Assessment], live: Live) -> Iterator[System]:
    """The parts of a report's equations that share no cell, those that do not hold."""
    equations = []
    for one in assessments:
        if one.line.relation != "equals" or one.line.needs_prior or one.outcome == "not_assessable":
            continue
        weights = live.weights_of(one.line)
        if weights:
            excess = assess(one.line, live.figures, {}).difference if live.recounted else one.difference
            equations.append(Equation(weights, excess))
    if live.made_of:
        equations = _independent(equations)
    for part in _apart(equations):
        if any(equation.excess for equation in part):
            through: dict[str, list[int]] = {}
            for number, equation in enumerate(part):
                for ref in equation.weights:
                    through.setdefault(ref, []).append(number)
            yield System(
                tuple(part),
                {ref: live.figures[ref] for ref in through if ref in form.figures},
                {ref: tuple(numbers) for ref, numbers in through.items()},
                bool(live.made_of),
            )


def _independent(equations: Sequence[Equation]) -> list[Equation]:
    """Without those that follow from others: where the totals are formulas, the totals' balance is that of all columns."""
    kept: list[Equation] = []
    reduced: dict[str, dict[str, int]] = {}
    for equation in sorted(equations, key=lambda equation: len(equation.weights)):
        rest = dict(equation.weights)
        for pivot, row in reduced.items():
            if factor := rest.get(pivot, 0):
                scale = row[pivot]
                rest = {ref: weight * scale for ref, weight in rest.items()} if scale != 1 else rest
                for ref, weight in row.items():
                    rest[ref] = rest.get(ref, 0) - factor * weight
        rest = {ref: weight for ref, weight in rest.items() if weight}
        if rest:
            reduced[next(iter(rest))] = rest
            kept.append(equation)
    return kept


def _apart(equations: Sequence[Equation]) -> list[list[Equation]]:
    """Equations grouped by shared cells."""
    part_of: dict[str, list[Equation]] = {}
    for equation in equations:
        parts = {id(part): part for ref in equation.weights if (part := part_of.get(ref)) is not None}
        joined = [equation, *(other for part in parts.values() for other in part)]
        for one in joined:
            for ref in one.weights:
                part_of[ref] = joined
    return list({id(part): part for part in part_of.values()}.values())
