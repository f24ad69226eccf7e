"""Which paragraphs, tables or rows of two documents belong together: the same ones first, then alike ones between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from .edits import blocks

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MOST = 3_000  # pairs of one gap that are weighed against each other
_WINDOW = 12  # how far ahead something alike is looked for where there are more
_LONG = 12  # shorter paragraphs turn up anywhere without having been moved
_PART = 0.7  # of a paragraph is found again in the one it was split off from

Alike = Callable[[int, int], float]


class Step(NamedTuple):
    """What became of what: one pair, one that is gone or new, or several that were joined or split."""

    olds: tuple[int, ...]
    news: tuple[int, ...]
    moved: int = 0  # the number of the move, the same where it came from and where it went


def pairs(old: Sequence[str], new: Sequence[str], alike: Alike, least: float) -> list[tuple[int, int]]:
    """The pairs of two sequences in their order; `least` is how alike two must be when they are not the same."""
    return _filled(_exact(old, new), len(old), len(new), alike, least)


def steps(old: Sequence[str], new: Sequence[str], alike: Alike, least: float, movable: Callable[[int], bool]) -> list[Step]:
    """All elements of both sequences in one order, with what was moved; `movable` tells which of the old ones may be."""
    exact = _exact(old, new)
    kept_old, kept_new = {i for i, _ in exact}, {j for _, j in exact}
    count_old, count_new = Counter(old), Counter(new)
    places = {key: j for j, key in enumerate(new) if count_new[key] == 1 and j not in kept_new}
    moves = {
        i: places[key]
        for i, key in enumerate(old)
        if i not in kept_old and len(key) >= _LONG and count_old[key] == 1 and key in places and movable(i)
    }
    arrived = {j: number for number, j in enumerate(moves.values(), 1)}
    left = {i: number for number, i in enumerate(moves, 1)}

    def unmoved(i: int, j: int) -> float:
        return 0.0 if i in left or j in arrived else alike(i, j)

    found: list[Step] = []
    at_old = at_new = 0
    for i, j in (*_filled(exact, len(old), len(new), unmoved, least), (len(old), len(new))):
        found += [Step((one,), (), left.get(one, 0)) for one in range(at_old, i)]
        found += [Step((), (one,), arrived.get(one, 0)) for one in range(at_new, j)]
        if i < len(old):
            found.append(Step((i,), (j,)))
        at_old, at_new = i + 1, j + 1
    return found


def marks_of(text: str) -> frozenset[str]:
    """What a text is recognised by: its neighbouring characters, whatever its figures are."""
    plain = f"^{_NUMBER.sub('0', text)}$"
    return frozenset(map("".join, pairwise(plain)))


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """How alike two sets of marks are, from 0 to 1."""
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def is_split(whole: frozenset[str], first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two texts, by their marks, are one that was split: both stood in it, and it is better explained by both."""
    parts = all(len(part & whole) >= _PART * len(part) for part in (first, second))
    return parts and likeness(whole, first | second) > max(likeness(whole, first), likeness(whole, second)) + 0.05


def _exact(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of the same, in order: first what stands in both only once, then what else fits between."""
    found: list[tuple[int, int]] = []
    once_old, once_new = (
        {key: at for at, key in enumerate(keys) if counts[key] == 1}
        for keys, counts in ((old, Counter(old)), (new, Counter(new)))
    )
    anchors = _rising([(i, once_new[key]) for key, i in once_old.items() if key in once_new])
    at_old = at_new = 0
    for i, j in (*anchors, (len(old), len(new))):
        between = blocks(old[at_old:i], new[at_new:j])
        found += [(at_old + a + k, at_new + b + k) for a, b, size in between for k in range(size)]
        if i < len(old):
            found.append((i, j))
        at_old, at_new = i + 1, j + 1
    return found


def _rising(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest selection of pairs, given in the order of the old, that keeps the order of the new."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(places):
        at = bisect_left(tops, j)
        before.append(ends[at - 1] if at else -1)
        tops[at : at + 1] = [j]
        ends[at : at + 1] = [number]
    chosen: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chosen.append(places[number])
        number = before[number]
    return chosen[::-1]


def _filled(exact: Sequence[tuple[int, int]], olds: int, news: int, alike: Alike, least: float) -> list[tuple[int, int]]:
    """The exact pairs and the alike ones between them."""
    found: list[tuple[int, int]] = []
    at_old = at_new = 0
    for i, j in (*exact, (olds, news)):
        gap_old, gap_new = range(at_old, i), range(at_new, j)
        if gap_old and gap_new:
            weigh = _weighed if len(gap_old) * len(gap_new) <= _MOST else _next_alike
            found += weigh(gap_old, gap_new, alike, least)
        if i < olds:
            found.append((i, j))
        at_old, at_new = i + 1, j + 1
    return found


def _weighed(olds: range, news: range, alike: Alike, least: float) -> list[tuple[int, int]]:
    """The pairs that are most alike in all."""
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    taken = [[False] * len(news) for _ in olds]
    for a in range(len(olds) - 1, -1, -1):
        for b in range(len(news) - 1, -1, -1):
            score = alike(olds[a], news[b])
            best[a][b] = max(best[a + 1][b], best[a][b + 1])
            if score >= least and score + best[a + 1][b + 1] >= best[a][b]:
                best[a][b] = score + best[a + 1][b + 1]
                taken[a][b] = True
    found = []
    a = b = 0
    while a < len(olds) and b < len(news):
        if taken[a][b]:
            found.append((olds[a], news[b]))
            a, b = a + 1, b + 1
        elif best[a + 1][b] >= best[a][b + 1]:
            a += 1
        else:
            b += 1
    return found


def _next_alike(olds: range, news: range, alike: Alike, least: float) -> list[tuple[int, int]]:
    """For each in turn the next that is alike: good enough where hundreds were rewritten."""
    found = []
    start = 0
    for i in olds:
        for b in range(start, min(start + _WINDOW, len(news))):
            if alike(i, news[b]) >= least:
                found.append((i, news[b]))
                start = b + 1
                break
    return found
