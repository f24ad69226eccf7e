"""勾稽关系: the sum of these cells equals (or is at most) the sum of those."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from .figures import digits
from .finding import Severity

Relation = Literal["equals", "at_most"]
Outcome = Literal["held", "failed", "not_assessable"]
_ADDENDS_SHOWN = 9


class Term(NamedTuple):
    """One addend: a Ref, taken plus or minus, from this year's report or the prior one."""

    ref: str
    sign: int = 1
    prior: bool = False


class _DeclaredLine(NamedTuple):
    code: str
    where: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    relation: Relation = "equals"
    severity: Severity = Severity.ERROR
    title: str = ""
    say: str = ""


class Line(_DeclaredLine):
    """One identity spelled out for one row or column of the form."""

    @cached_property
    def terms(self) -> tuple[tuple[Term, int], ...]:
        """All addends with their weight in left − right."""
        return (*((term, term.sign) for term in self.left), *((term, -term.sign) for term in self.right))

    @cached_property
    def needs_prior(self) -> bool:
        return any(term.prior for term, _ in self.terms)

    @cached_property
    def total(self) -> str:
        """The Ref that this line defines as a sum of others, or '' when it defines none."""
        plain = all(term.sign == 1 and not term.prior for term in (*self.left, *self.right))
        return self.right[0].ref if plain and self.relation == "equals" and len(self.right) == 1 else ""

    @property
    def anchor(self) -> str:
        """The Ref at which a failure is shown: the total, i.e. the first right-hand cell."""
        return next(term.ref for term in (*self.right, *self.left) if not term.prior)


def counted(refs: Iterable[str], totals: Mapping[str, Line]) -> Iterator[str]:
    """The cells that a sum of these counts: themselves, and what the totals among them are made of."""
    for ref in refs:
        yield ref
        if ref in totals:
            yield from counted((term.ref for term in totals[ref].left), totals)


class Assessment(NamedTuple):
    """What came of one line: both sums, or the Refs that had no figure."""

    line: Line
    outcome: Outcome
    left: Decimal = Decimal(0)
    right: Decimal = Decimal(0)
    missing: tuple[Term, ...] = ()

    @property
    def difference(self) -> Decimal:
        return self.left - self.right


Figures = Mapping[str, Decimal]


def assess(line: Line, figures: Figures, prior: Figures) -> Assessment:
    """Evaluate one line; a missing figure makes it not assessable, never zero."""
    left = right = Decimal(0)
    missing = []
    for side, terms in (("left", line.left), ("right", line.right)):
        for term in terms:
            value = (prior if term.prior else figures).get(term.ref)
            if value is None:
                missing.append(term)
            elif side == "left":
                left += term.sign * value
            else:
                right += term.sign * value
    if missing:
        return Assessment(line, "not_assessable", left, right, tuple(missing))
    holds = left == right if line.relation == "equals" else left <= right
    return Assessment(line, "held" if holds else "failed", left, right)


class Tally(NamedTuple):
    """How the identities came out, so that silence is never taken for consent."""

    held: int
    failed: int
    not_assessable: int

    @property
    def total(self) -> int:
        return self.held + self.failed + self.not_assessable


def tally(assessments: Iterable[Assessment]) -> Tally:
    """Count the outcomes."""
    outcomes = [assessment.outcome for assessment in assessments]
    return Tally(outcomes.count("held"), outcomes.count("failed"), outcomes.count("not_assessable"))


def spelled_sum(addends: Iterable[tuple[int, Decimal]]) -> str:
    """`74 + 11 + 45 = 130`: the addends that are not zero, each with its sign, and their sum."""
    shown = [(sign, value) for sign, value in addends if value]
    total = digits(sum((sign * value for sign, value in shown), Decimal(0)))
    if len(shown) <= 1:
        return total
    parts = "".join(
        (" - " if sign < 0 else " + " if number else "") + digits(value)
        for number, (sign, value) in enumerate(shown[:_ADDENDS_SHOWN])
    )
    return f"{parts}{' + …' if len(shown) > _ADDENDS_SHOWN else ''} = {total}"
