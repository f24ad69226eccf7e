"""A number of the prose in its sentence: the words before it back to the number before, and those behind it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from ...text.patterns import pattern
from ...text.quantities import Quantity
from .small_words import behind_reason

_STOP = pattern(r"[。！？!?\n]")
PART_STOPS = "。！？!?\n；;"
_PART_STOP = pattern(rf"[{PART_STOPS}]")
_RIGHT_STOPS = pattern(r"[，,。；;：:！？（()）、]")
_JOINING = ("和", "及", "与", "或", "以")
_OPENING, _CLOSING = ("（", "("), ("）", ")")
# 31件诉讼案件全部审结: what all of them are is not what is counted.
_ALL_BEHIND = pattern("(?<=案件)(?:均|都|全部|已)")


class Mention(NamedTuple):
    """A number in its sentence: the words before it back to the number before, and those behind it.

    `after_number` says that there is such a number, whose own words come first in `left`.
    """

    quantity: Quantity
    sentence: tuple[int, int]
    left: str
    right: str
    after_number: bool = False

    @property
    def start(self) -> int:
        return self.quantity.start


def mentions_of(text: str, quantities: Sequence[Quantity]) -> list[Mention]:
    """Each quantity with its surroundings."""
    stops = [found.start() for found in _STOP.finditer(text)]
    part_stops = [found.start() for found in _PART_STOP.finditer(text)]
    found = []
    for at, quantity in enumerate(quantities):
        before = bisect_left(stops, quantity.start)
        behind = bisect_left(stops, quantity.end, before)
        sentence = (stops[before - 1] + 1 if before else 0, stops[behind] if behind < len(stops) else len(text))
        part = bisect_left(part_stops, quantity.start)
        left_start = max(part_stops[part - 1] + 1 if part else 0, quantities[at - 1].end if at else 0)
        limit = quantities[at + 1].start if at + 1 < len(quantities) else len(text)
        # 12件因征求第三方意见等原因结转下一年度: the reason says nothing of what is counted.
        begin = behind_reason(text, quantity.end, limit)
        stop = _RIGHT_STOPS.search(text, begin, limit)
        right = _ALL_BEHIND.split(text[begin : stop.start() if stop else limit], maxsplit=1)[0]
        if (
            not right
            and text[quantity.end : quantity.end + 1] in _CLOSING
            and text[quantity.start - 1 : quantity.start] in _OPENING
            and text[quantity.end + 1 : quantity.end + 2] not in _JOINING
        ):
            # 八成以上（37件）系本机关不掌握; 需另行制作（14件）和仍不明确（7件) are two
            stop = _RIGHT_STOPS.search(text, quantity.end + 1, limit)
            right = text[quantity.end + 1 : stop.start() if stop else limit]
        # 过半数属于行政查询事项，计14件: a share in words counts nothing, what stands behind it goes with the next number.
        follows = (
            bool(at) and left_start == quantities[at - 1].end and not (quantities[at - 1].percent and quantities[at - 1].spelled)
        )
        found.append(Mention(quantity, sentence, text[left_start : quantity.start], right, follows))
    return found
