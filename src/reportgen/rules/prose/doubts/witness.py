"""What the identities say where the prose and a table differ: of two figures only one may leave the sums as they come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property

from ....model.finding import Severity
from ....model.form import Form
from ....model.identity import Assessment, Line, assess, counted
from ...check import Subject


class Identities:
    """The identities of a report as witnesses: what comes of them when a cell is other than it is, and its totals with it."""

    def __init__(self, subject: Subject) -> None:
        self._form: Form = subject.form
        self._figures: Mapping[str, Decimal] = subject.report.figures
        self._assessments: tuple[Assessment, ...] = subject.assessments

    @cached_property
    def _held(self) -> list[Line]:
        """Those that come out now, but for totals, which follow their parts."""
        return [
            one.line
            for one in self._assessments
            if one.outcome == "held"
            and one.line.severity is Severity.ERROR
            and not one.line.needs_prior
            and one.line.relation != "ratio"
        ]

    @cached_property
    def _totals_with(self) -> Mapping[str, list[str]]:
        """The totals that a typed cell counts in, once for every time that it does."""
        found: dict[str, list[str]] = {}
        for total in self._form.totals:
            for ref in counted([total], self._form.totals):
                if ref not in self._form.totals:
                    found.setdefault(ref, []).append(total)
        return found

    def speak_against(self, cells: Iterable[str], delta: Decimal) -> bool:
        """Whether no typed cell among these can be so much more: whichever of them it were, a sum that comes out would not."""
        typed = [ref for ref in cells if ref not in self._form.totals and ref in self._figures]
        return bool(typed) and all(self._breaks(ref, delta) for ref in dict.fromkeys(typed))

    def _breaks(self, ref: str, delta: Decimal) -> bool:
        figures = dict(self._figures)
        for other in (ref, *self._totals_with.get(ref, ())):
            if other in figures:
                figures[other] += delta
        return any(assess(line, figures, {}).outcome == "failed" for line in self._held)
