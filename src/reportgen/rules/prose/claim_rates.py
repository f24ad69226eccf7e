"""N1: rates — 采纳率, 办结率, 纠错率 — recomputed from the numbers of their sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from .claims import Tied
from .fractions import Share, outcome_of

_RATE = re.compile(r"(?<!占)(?<!比)率(?:均?(?:为|达到?|是|约为?|近|超过?)?)*\s*$")
# What the rate is of stands before 率, behind the last of these.
_BEFORE_NAME = re.compile(r"[^\u4e00-\u9fff]|[的其中]")
# 纠错率 is that of what was 纠正.
_SAME = {"纠错": "纠正", "败诉": "纠正"}


def is_rate(left: str) -> bool:
    """Whether the words before a percentage name a rate."""
    return bool(_RATE.search(left))


def rate_of(one: Tied, counts: Sequence[Tied], earlier: Sequence[Tied]) -> Share:
    """A rate with the numbers before it in its sentence, `counts`: 意见47条、采纳32条，采纳率68.1%.

    It is held where one of them is that part of another, or of one of the `earlier` sentences; failed
    only where a number stands with the very word of the rate and a larger one of the same unit before it.
    """
    words = _RATE.sub("", one.mention.left)
    name = _BEFORE_NAME.split(words)[-1]
    named = [other for other in counts if name and _says(other, name)]
    for part in named or counts:
        for whole in _wholes(part, (*earlier, *counts)):
            if not whole or part.quantity.value > whole:
                continue
            # 由32个压减到3个，压减率…: what is gone is told as well as what is left.
            for value in (part.quantity.value, whole - part.quantity.value):
                if outcome_of(one.quantity, value / whole * 100) == "held":
                    return Share(one, "held", value, whole)
    for part in reversed(named):
        known = (*earlier, *counts)
        before = [other.quantity for other in known[: known.index(part)] if other.quantity.unit == part.quantity.unit]
        larger = [quantity.value for quantity in before if quantity.exact and quantity.value >= part.quantity.value]
        if larger and part.quantity.exact and one.quantity.high - one.quantity.low <= 1:
            outcome = outcome_of(one.quantity, part.quantity.value / larger[-1] * 100)
            return Share(one, outcome, part.quantity.value, larger[-1])
    return Share(one, "unknown")


def _says(other: Tied, name: str) -> bool:
    """Whether the words that stand with a number hold the rate's own word."""
    clause = re.split(r"[，；：]", other.mention.left)[-1]
    behind = other.mention.right[:12].replace(f"{name}率", "")
    return any(word in clause or word in behind for word in (name, _SAME.get(name, name)))


def _wholes(part: Tied, counts: Sequence[Tied]) -> Iterator[Decimal]:
    """The other numbers of the unit, what is left of them, and what earlier ones make together."""
    alike = [other.quantity.value for other in counts if other is not part and other.quantity.unit == part.quantity.unit]
    yield from alike
    for at, first in enumerate(alike):
        # 复议18件，3件未审结，已审结的维持率…
        yield from (first - other for other in alike[at + 1 :] if first > other)
    yield from (sum(alike[:end], Decimal(0)) for end in range(2, len(alike) + 1))
