"""A number of the prose with the figures it may be meant for, and how it compares with them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ...model.claim import Status
from ...model.report import TextBlock
from ...text.closest import is_near_number, is_swapped_number
from ...text.quantities import Quantity
from .readings import Reading
from .spoken import Spoken
from .surroundings import Mention

# So many are nearly as many by chance no more.
LARGE = 1000


class Tied(NamedTuple):
    """A number of the prose with the figures it may be meant for; `readings` is empty for one of nothing known.

    `beside` are those of rows spoken of before, which a number named by its column alone may be meant for as well;
    `other` is the body, not the reporting one, whose number it is said to be, where that cannot be a part of the figures.
    """

    mention: Mention
    spoken: Spoken | None
    readings: tuple[Reading, ...]
    matched: Reading | None
    strict: bool
    bound: bool
    other: str = ""
    beside: tuple[Reading, ...] = ()

    @property
    def kind(self) -> str:
        """What it counts, as the figure that it is first meant for."""
        return self.readings[0].expression if self.readings else ""

    @property
    def quantity(self) -> Quantity:
        return self.mention.quantity

    @property
    def name(self) -> str:
        if self.spoken is None:
            return ""
        rows = "、".join(measure.name for measure in self.spoken.rows)
        return "".join(filter(None, (rows, "、".join(measure.name for measure in self.spoken.columns))))


def is_inside(text: str, one: Tied, until: int) -> bool:
    """Whether a number stands in brackets that are closed before that place."""
    between = text[one.quantity.end : until]
    return between.count("）") + between.count(")") > between.count("（") + between.count("(")


class Passage(NamedTuple):
    """A block of prose with its numbers tied."""

    section: str
    block: TextBlock
    tied: tuple[Tied, ...]


def is_bound(block: TextBlock, position: int) -> bool:
    """Whether what stands there was put there by a binding."""
    source = ""
    for mark in block.marks:
        if mark.offset > position:
            break
        source = mark.source
    return bool(source)


def status_of(tied: Tied) -> Status:
    """How a count compares with the tables."""
    if tied.matched is None:
        contradicts = bool(tied.readings) and tied.strict
        return "contradictory" if contradicts else "bound" if tied.bound else "untied"
    if tied.bound:
        return "bound"
    return "matched" if tied.quantity.value == tied.matched.value else "rounded"


_BETWEEN = "，。；、： "
_SHORT = 6
_BRACKETS = {"（": "）", "(": ")"}


def _whole_brackets(text: str) -> str:
    """Words that begin with no bracket whose other half is not among them: （三）办理建议 has both."""
    while text and ((text[0] in _BRACKETS and _BRACKETS[text[0]] not in text) or text[0] in _BRACKETS.values()):
        text = text[1:].lstrip(_BETWEEN)
    return text


def excerpt(text: str, tied: Tied) -> str:
    """A few words with the number in them."""
    number = tied.quantity.start
    begins = number - len(tied.mention.left)
    start = max(number - 18, begins)
    for stop in "，。；：":
        start = max(start, text.rfind(stop, start, number) + 1)
    # A short pair of brackets that the beginning falls into is shown whole.
    opened = max(text.rfind(one, max(start - _SHORT, 0), start) for one in _BRACKETS)
    if opened >= 0 and any(
        text.find(one, start, start + _SHORT) >= 0 > text.find(one, opened, start) for one in _BRACKETS.values()
    ):
        start = opened
    shown = _whole_brackets(text[start : tied.quantity.end].lstrip(_BETWEEN))
    cut = start > 0 and text[start - 1] not in "，。；：、（）\n" and start > begins
    return f"…{shown}" if cut else shown


def is_precise(quantity: Quantity) -> bool:
    """Whether a number says to three digits how many: exactly, or 181万."""
    return quantity.exact or (
        quantity.value - quantity.low == quantity.high - quantity.value and (quantity.high - quantity.low) * 100 <= quantity.value
    )


def _as_printed(value: Decimal, quantity: Quantity) -> Decimal:
    """A figure rounded as a number of the prose is: 1812345 beside 118万 is 181万."""
    step = quantity.high - quantity.low
    return value if quantity.exact or quantity.unit == "元" else (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def slip_of(tied: Tied, least: int = LARGE, swapped: int = LARGE) -> Tied | None:
    """A large number that is nearly the figure that its words name, though they say too little to be held to it otherwise.

    It has a digit wrong and is `least` at least, or has two digits swapped and is `swapped` at least.
    """
    quantity = tied.quantity
    if tied.matched or quantity.value < min(least, swapped) or not (is_precise(quantity) or quantity.unit == "元"):
        return None
    is_slip = is_near_number if quantity.value >= least else is_swapped_number
    near = [one for one in tied.readings if is_slip(quantity.value, _as_printed(one.value, quantity))]
    return tied._replace(readings=tuple(dict.fromkeys((*near, *tied.readings))), strict=True) if near else None
