"""Slips of a hand that types figures: which there are, how likely one makes this figure of that, and its name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import NamedTuple

from ...model.figures import digits

# What no kind of slip explains: any other figure could have been meant.
_ANY_OTHER = 0.0002
_NEAR = 9


class Kind(NamedTuple):
    """A kind of slip: how people call it, and its part of all slips."""

    name: str
    share: float

    @property
    def telling(self) -> bool:
        """Whether its name is worth a word to the person who typed."""
        return self is not NEARBY and self is not ONE_DIGIT


SWAPPED, DROPPED, DOUBLED = Kind("两位数字颠倒", 0.18), Kind("漏打一位", 0.16), Kind("多打一位", 0.12)
TENFOLD, NEIGHBOUR, SIGN = Kind("多打或少打一个 0", 0.14), Kind("填了相邻格的数", 0.16), Kind("正负号", 0.02)
ONE_DIGIT, NEARBY = Kind("打错一位", 0.06), Kind("相差很小", 0.16)


class Typo(NamedTuple):
    """How `typed` can have come of the true figure: the likeliest kind of slip, None for none that is known; and how likely.

    `open` is the part of the likelihood that is the same whatever figure was meant.
    """

    kind: Kind | None
    likelihood: float
    open: float


def typo_of(true: Decimal, typed: Decimal, beside: Collection[Decimal] = ()) -> Typo:
    """How likely somebody who meant `true` typed `typed`, next to the figures `beside`."""
    chances = [(kind, kind.share / ways) for kind, ways in _kinds(true, typed, beside)]
    likeliest = max(chances, key=lambda chance: chance[1])[0] if chances else None
    open_ = _ANY_OTHER + sum(chance for kind, chance in chances if kind is NEIGHBOUR)
    return Typo(likeliest, sum((chance for _, chance in chances), _ANY_OTHER), open_)


def _kinds(true: Decimal, typed: Decimal, beside: Collection[Decimal]) -> Iterator[tuple[Kind, int]]:
    """The kinds of slips that make one figure of the other, each with the number of figures it can make."""
    meant, written = digits(true), digits(typed)
    if written in (swapped := _swapped(meant)):
        yield SWAPPED, len(swapped)
    if written in (dropped := _dropped(meant)):
        yield DROPPED, len(dropped)
    if written in (doubled := _doubled(meant)):
        yield DOUBLED, len(doubled)
    if true and (typed == true * 10 or typed * 10 == true):
        yield TENFOLD, 2
    if typed in (others := {value for value in beside if value != true}):
        yield NEIGHBOUR, len(others)
    if true and typed == -true:
        yield SIGN, 1
    if len(meant) == len(written) > 1 and sum(one != other for one, other in zip(meant, written, strict=True)) == 1:
        yield ONE_DIGIT, 9 * len(meant)
    if 0 < abs(typed - true) <= _NEAR:
        yield NEARBY, min(_NEAR, int(abs(true))) + _NEAR


def _swapped(text: str) -> set[str]:
    return {_plain(text[:at] + text[at + 1] + text[at] + text[at + 2 :]) for at in range(len(text) - 1)} - {text}


def _dropped(text: str) -> set[str]:
    return {_plain(text[:at] + text[at + 1 :]) for at in range(len(text))} - {text} if len(text) > 1 else set()


def _doubled(text: str) -> set[str]:
    return {text[: at + 1] + text[at:] for at in range(len(text)) if text[at].isdigit() and text != "0"}


def _plain(text: str) -> str:
    """As a spreadsheet keeps what was typed: without zeros in front."""
    return text.lstrip("0") or "0"
