"""What a percentage is the fraction of, and how well the fraction explains it."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from ...text.quantities import Quantity
from .claims import Tied

# So many numbers before a percentage are looked at.
LOOKED_BACK = 24


Outcome = Literal["held", "cut", "failed", "unknown"]


class Share(NamedTuple):
    """How a percentage came out: the fraction that explains it best, and whether it was cut off instead of rounded.

    `whole` is the earlier figure for a growth, whose `part` is the difference; `source` says what
    the earlier figure was read from, '' for the sentence itself.
    """

    tied: Tied
    outcome: Outcome
    part: Decimal = Decimal(0)
    whole: Decimal = Decimal(0)
    source: str = ""

    @property
    def expected(self) -> Decimal:
        """What should be printed: the percentage, or by how many; the words say whether more or less."""
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
