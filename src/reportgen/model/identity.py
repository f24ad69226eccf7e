"""勾稽关系: the sum of these cells equals (or is at most) the sum of those, or is so many parts of it."""

from collections.abc import Container, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from .figures import digits
from .finding import Severity

Relation = Literal["equals", "at_most", "ratio"]
Outcome = Literal["held", "failed", "not_assessable"]
_ADDENDS_SHOWN = 9
# What a share is taken times so that it is what its sign says.
TIMES = {"%": 100, "％": 100, "‰": 1000}
_NOTHING = Decimal(0)


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
    over: tuple[Term, ...] = ()
    times: int = 1
    places: int | None = None


class Line(_DeclaredLine):
    """One identity spelled out for one row or column of the form, or for single cells.

    Of a `ratio` the left side is divided by `over` and taken `times`: 100 for percent. It holds to the digits that the
    right side prints: `places` behind the point, as many as were written where that is None.
    """

    @cached_property
    def terms(self) -> tuple[tuple[Term, int], ...]:
        """All addends with their weight in left − right; of a ratio, which is no sum, each with 1."""
        if self.relation == "ratio":
            return tuple((term, 1) for term in (*self.left, *self.over, *self.right))
        return (*((term, term.sign) for term in self.left), *((term, -term.sign) for term in self.right))

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The ids of the tables that its cells stand in, the one first at which a failure is shown."""
        refs = (self.anchor, *(term.ref for term, _ in self.terms))
        return tuple(dict.fromkeys(ref.partition(".")[0] for ref in refs))

    @cached_property
    def needs_prior(self) -> bool:
        return any(term.prior for term, _ in self.terms)

    @cached_property
    def total(self) -> str:
        """The Ref that this line defines as a sum of others, or '' when it defines none."""
        plain = all(term.sign == 1 and not term.prior for term in (*self.left, *self.right))
        return self.right[0].ref if plain and self.relation == "equals" and len(self.right) == 1 else ""

    def makes(self, figures: "Figures") -> Decimal | None:
        """What the cell of its total, or of a ratio in so many digits, has to hold; None where a figure is missing."""
        if any(term.prior or term.ref not in figures for term in (*self.left, *self.over)):
            return None
        part, whole = (sum((term.sign * figures[term.ref] for term in side), _NOTHING) for side in (self.left, self.over))
        if self.relation != "ratio":
            return part
        if self.places is None:
            return None
        return _rounded(*_quotient(part * self.times, whole), self.places) if whole else _NOTHING

    def is_of_nothing(self, figures: "Figures") -> bool:
        """Whether a ratio divides 0 by 0, so that no number says how much of it it is."""
        if self.relation != "ratio" or self.needs_prior or any(term.ref not in figures for term in (*self.left, *self.over)):
            return False
        return not any(sum(term.sign * figures[term.ref] for term in side) for side in (self.left, self.over))

    @property
    def anchor(self) -> str:
        """The Ref at which a failure is shown: the total, i.e. the first right-hand cell."""
        return next(term.ref for term in (*self.right, *self.left) if not term.prior)

    @property
    def shown_at(self) -> str:
        """The Ref at which its failure is told: of one part that is more than its whole the part, which is the likelier to be wrong."""
        alone = self.relation == "at_most" and len(self.left) == 1 and not self.left[0].prior
        return self.left[0].ref if alone else self.anchor


def counted(refs: Iterable[str], totals: Mapping[str, Line]) -> Iterator[str]:
    """The cells that a sum of these counts: themselves, and what the totals among them are made of."""
    for ref in refs:
        yield ref
        if ref in totals:
            yield from counted((term.ref for term in totals[ref].left), totals)


class Assessment(NamedTuple):
    """What came of one line: both sums, or the Refs that had no figure; of a ratio what it comes to, and what is printed.

    Where a ratio is `of_nothing`, something is divided by 0: no share of it can be right.
    """

    line: Line
    outcome: Outcome
    left: Decimal = Decimal(0)
    right: Decimal = Decimal(0)
    missing: tuple[Term, ...] = ()
    of_nothing: bool = False

    def told_at(self, derived: Container[str]) -> str:
        """The Ref at which its failure is told: of a share of nothing what can be mended, not the share, which follows from it."""
        if not self.of_nothing:
            return self.line.shown_at
        asked = (term.ref for term in (*self.line.over, *self.line.left) if not term.prior and term.ref not in derived)
        return next(asked, self.line.shown_at)

    @property
    def difference(self) -> Decimal:
        return self.left - self.right


Figures = Mapping[str, Decimal]


def assess(line: Line, figures: Figures, prior: Figures) -> Assessment:
    """Evaluate one line; a missing figure makes it not assessable, never zero."""
    missing, sums = [], []
    for side in (line.left, line.right, line.over):
        total = _NOTHING
        for term in side:
            value = (prior if term.prior else figures).get(term.ref)
            if value is None:
                missing.append(term)
            else:
                total += term.sign * value
        sums.append(total)
    left, right, whole = sums
    if missing:
        return Assessment(line, "not_assessable", left, right, tuple(missing))
    if line.relation == "ratio":
        return _assessed_ratio(line, left, whole, right)
    holds = left == right if line.relation == "equals" else left <= right
    return Assessment(line, "held" if holds else "failed", left, right)


def _assessed_ratio(line: Line, part: Decimal, whole: Decimal, printed: Decimal) -> Assessment:
    """A ratio to the digits that are printed, a half either way; of nothing any part is 0, and nobody can say more."""
    if not whole:
        held = not part and not printed
        return Assessment(line, "held" if held else "failed", _NOTHING, printed, of_nothing=bool(part))
    exponent = printed.as_tuple().exponent
    places = line.places if line.places is not None else max(-exponent, 0) if isinstance(exponent, int) else 0
    above, below = _quotient(part * line.times, whole)
    written, over = printed.as_integer_ratio()
    holds = abs(above * over - written * below) * 2 * 10**places <= below * over
    return Assessment(line, "held" if holds else "failed", printed if holds else _rounded(above, below, places), printed)


def _quotient(part: Decimal, whole: Decimal) -> tuple[int, int]:
    """A quotient as two whole numbers, the second above 0: nothing of it is lost."""
    (above, one), (below, other) = part.as_integer_ratio(), whole.as_integer_ratio()
    sign = 1 if below > 0 else -1
    return sign * above * other, sign * below * one


def _rounded(above: int, below: int, places: int) -> Decimal:
    """A quotient in so many digits behind the point, rounded half up as people are taught."""
    units = (2 * abs(above) * 10**places + below) // (2 * below)
    return Decimal(units if above >= 0 else -units).scaleb(-places)


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
