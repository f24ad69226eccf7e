"""What a percentage is the fraction of, how well the fraction explains it, and rates recomputed: 采纳率, 办结率, 纠错率."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from ....text.patterns import NO_HAN, pattern
from ....text.quantities import Quantity
from ..tied import Tied

# So many numbers before a percentage are looked at.
LOOKED_BACK = 24


Outcome = Literal["held", "cut", "failed", "unknown"]
RATE = pattern(r"(?<!占)(?<!比)率(?:均?(?:为|达到?|是|约为?|近|超过?|仅|只|高|保持在?|共|全部)?)*\s*$")
# What the rate is of stands before 率, behind the last of these.
_BEFORE_NAME = pattern(rf"{NO_HAN}|[的其中]")
# 纠错率 is that of what was 纠正, 预算执行率 of what was spent.
_CLAUSES = pattern(r"[，；：]")
_FINE = 20
_SAME = {"纠错": ("纠正",), "败诉": ("纠正",), "执行": ("支出", "支付", "使用", "列支", "拨付")}


class Share(NamedTuple):
    """How a percentage came out: the fraction that explains it best, and whether it was cut off instead of rounded.

    `whole` is the earlier figure for a growth, whose `part` is the difference; `source` says what
    the earlier figure was read from, or the cell that holds a rate of which nothing says what it is a part of (`part` of 100); '' for the sentence itself.
    `named` are part and whole as they are bound, where both are figures of the tables that words alone name.
    """

    tied: Tied
    outcome: Outcome
    part: Decimal = Decimal(0)
    whole: Decimal = Decimal(0)
    source: str = ""
    named: tuple[str, str] | None = None

    @property
    def expected(self) -> Decimal:
        """What should be printed: the percentage, or by how many (times itself); the words say whether more or less."""
        if self.tied.quantity.unit == "倍":
            return abs(self.computed) / 100
        return abs(self.computed if self.tied.quantity.percent else self.part)

    @property
    def computed(self) -> Decimal:
        return (self.part / self.whole * 100) if self.whole else Decimal(0)


def outcome_of(quantity: Quantity, computed: Decimal) -> Outcome:
    """How the percentage printed compares with the one computed, to the places that are printed."""
    step = Decimal(1).scaleb(-quantity.places)
    if computed.quantize(step, ROUND_HALF_UP) == quantity.value:
        return "held"
    # 近三成, 六成以上: wider than the printed digits
    if quantity.high - quantity.low > step and quantity.admits(computed):
        return "held"
    return "cut" if computed.quantize(step, ROUND_DOWN) == quantity.value else "failed"


# -- rates -------------------------------------------------------------------------------------------


def is_rate(left: str) -> bool:
    """Whether the words before a percentage name a rate."""
    return bool(RATE.search(left))


def rate_of(one: Tied, counts: Sequence[Tied], earlier: Sequence[Tied]) -> Share:
    """A rate with the numbers before it in its sentence, `counts`: 意见47条、采纳32条，采纳率68.1%.

    It is held where one of them is that part of another, or of one of the `earlier` sentences; failed
    only where a number stands with the very word of the rate and a larger one of the same unit before it.
    """
    named = named_by_rate(one, counts)
    for part in named or counts:
        for whole in _wholes(part, (*earlier, *counts)):
            if not whole or part.quantity.value > whole:
                continue
            # 由32个压减到3个，压减率…: what is gone is told as well as what is left.
            for value in (part.quantity.value, whole - part.quantity.value):
                if outcome_of(one.quantity, value / whole * 100) == "held":
                    return Share(one, "held", value, whole)
    # 予以公开30件、部分公开12件，公开率45.2%: of both together.
    together = len(named) > 1 and all(part.matched for part in named)
    for part in () if together else reversed(named):
        known = (*earlier, *counts)
        before = [other.quantity for other in known[: known.index(part)] if other.quantity.unit == part.quantity.unit]
        larger = [
            quantity.value
            for quantity in before
            if is_fine(quantity)
            and quantity.value >= part.quantity.value
            and not leaves_open(one.quantity, part.quantity, quantity)
        ]
        if larger and is_fine(part.quantity) and one.quantity.high - one.quantity.low <= 1:
            shares = [
                Share(one, outcome_of(one.quantity, part.quantity.value / of * 100), part.quantity.value, of)
                for of in larger
                if of
            ]
            # 审结37件，维持24件、纠正5件，纠错率15.3%: of which of them is not said; the one that makes the nearest.
            return min(shares[::-1], key=lambda share: abs(share.computed - one.quantity.value), default=Share(one, "unknown"))
    return Share(one, "unknown")


def named_by_rate(one: Tied, counts: Sequence[Tied]) -> list[Tied]:
    """The numbers that stand with the very word of a rate: 予以公开, 部分公开 of 公开率."""
    name = _BEFORE_NAME.split(RATE.sub("", one.mention.left))[-1]
    return [other for other in counts if name and _says(other, name)]


def _says(other: Tied, name: str) -> bool:
    """Whether the words that stand with a number hold the rate's own word."""
    clause = _CLAUSES.split(other.mention.left)[-1]
    behind = other.mention.right[:12].replace(f"{name}率", "")
    same = next((words for end, words in _SAME.items() if name.endswith(end)), ())
    return any(word in clause or word in behind for word in (name, *same))


def is_fine(one: Quantity) -> bool:
    """Whether a number is exact, or written out to a few digits (113.4万元, 28.9万件) and neither more nor less than that."""
    written_out = not one.spelled and one.high - one.value == one.value - one.low and (one.high - one.low) * _FINE <= one.value
    return one.exact or written_out


def leaves_open(rate: Quantity, part: Quantity, whole: Quantity) -> bool:
    """Whether amounts that are written out so far may make the rate: 113.4万元 of 120万元 are 94.1% to 94.9%."""
    if (part.exact and whole.exact) or not (part.low > 0 and whole.low > 0):
        return False
    return rate.high >= part.low / whole.high * 100 and rate.low <= part.high / whole.low * 100


def _wholes(part: Tied, counts: Sequence[Tied]) -> Iterator[Decimal]:
    """The other numbers of the unit, what is left of them, and what earlier ones make together."""
    alike = [other.quantity.value for other in counts if other is not part and other.quantity.unit == part.quantity.unit]
    yield from alike
    for at, first in enumerate(alike):
        # 复议18件，3件未审结，已审结的维持率…
        yield from (first - other for other in alike[at + 1 :] if first > other)
    yield from (sum(alike[:end], Decimal(0)) for end in range(2, len(alike) + 1))
