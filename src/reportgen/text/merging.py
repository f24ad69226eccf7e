"""Two people's changes to the same lines, both kept."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher


def merged(was: Sequence[str], here: Sequence[str], there: Sequence[str]) -> tuple[str, ...]:
    """The lines with what was changed here and what was changed there; where both changed the same lines, theirs and then ours."""
    in_here, in_there = _kept(was, here), _kept(was, there)
    made: list[str] = []
    at, at_here, at_there = 0, 0, 0
    for stop in (*(number for number in range(len(was)) if number in in_here and number in in_there), len(was)):
        end_here, end_there = in_here.get(stop, len(here)), in_there.get(stop, len(there))
        before, own, other = (*was[at:stop],), (*here[at_here:end_here],), (*there[at_there:end_there],)
        if own in (before, other):
            made += other
        elif other == before:
            made += own
        else:
            made += (*other, *(line for line in own if line not in other))
        made += was[stop : stop + 1]
        at, at_here, at_there = stop + 1, end_here + 1, end_there + 1
    return tuple(made)


def _kept(was: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """Where the lines stand now that are as they were."""
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return {block.a + number: block.b + number for block in blocks for number in range(block.size)}
