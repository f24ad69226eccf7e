"""How like two texts are, and which things of two runs belong together: the same, alike, or moved.

One way for everybody: paragraphs of two drafts, of two Word documents, rows of tables, parts of two forms,
headings and labels in any document. So a comparison and the document with tracked changes tell the same story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from .patterns import pattern

T = TypeVar("T")
Pairs = list[tuple[int, int]]  # places in the old run and in the new one
# How alike the things at these two places are, from 0 to 1.
Alike = Callable[[int, int], float]

# Below this two paragraphs are different ones.
ALIKE = 0.4
# A paragraph that stands elsewhere is the same one when it is as like as this, and long enough to tell.
_MOVED, _MOVED_LEAST = 0.75, 12
_OPENING, _SAME_OPENING = 16, 0.7
_PART = 0.7  # of a paragraph is found again in the one it was split off from
_BETTER = 0.05
_NUMBER = pattern(r"[\d.,，]+")
_OPENED = pattern("[。，：]")
# So many pairs are weighed against each other; where there are more, what is alike is looked for only so far ahead.
_MOST, _WINDOW = 20_000, 12
# More pairs than this are not searched for what was moved and reworded.
_MOST_MOVES = 100_000


# -- how like two texts are -----------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def signs_of(text: str) -> frozenset[str]:
    """What a text is recognised by: its pairs of neighbouring signs, whatever its figures and spaces are.

    A pair that stands there again is counted: sets of these are compared far quicker than counts.
    """
    plain = _NUMBER.sub("0", "".join(text.split()))
    seen: Counter[str] = Counter()
    signs = []
    for at in range(max(len(plain) - 1, 1)):
        pair = plain[at : at + 2]
        signs.append(f"{pair}{seen[pair] or ''}")
        seen[pair] += 1
    return frozenset(signs)


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of what two texts are recognised by they share, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def likeness(one: str, other: str) -> float:
    """From 0 to 1, by the pairs of signs that two texts share; figures do not count."""
    return shared(signs_of(one), signs_of(other))


def paragraph_likeness(one: str, other: str) -> float:
    """How like two paragraphs are; those that begin alike, as those of two years do, belong together all the same."""
    score = likeness(one, other)
    if score >= ALIKE or likeness(_opening(one), _opening(other)) < _SAME_OPENING:
        return score
    return ALIKE


def is_telling(text: str) -> bool:
    """Whether a text is long enough to be known elsewhere: shorter ones turn up anywhere without having been moved."""
    return len(text) >= _MOVED_LEAST


def is_split(whole: frozenset[str], first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two texts, by their signs, are one that was split: both stood in it, and it is better explained by both."""
    parts = all(len(part & whole) >= _PART * len(part) for part in (first, second))
    return parts and shared(whole, first | second) > max(shared(whole, first), shared(whole, second)) + _BETTER


@lru_cache(maxsize=4096)
def _opening(text: str) -> str:
    return _OPENED.split(text, maxsplit=1)[0][:_OPENING]


# -- the best selection in order ------------------------------------------------------------------------


def rising(candidates: Sequence[tuple[int, int, float]]) -> list[int]:
    """Of candidates (place here, place there, weight) those that weigh most while both places rise; their numbers.

    The candidates come sorted by their place here. Where several selections weigh as much, each one chosen
    has the latest possible before it.
    """
    rank = {there: number for number, there in enumerate(sorted({there for _, there, _ in candidates}), 1)}
    # A tree of the best ends so far (their weight and number) by rank: what lies below a rank is asked in few steps.
    tree: list[tuple[float, int]] = [(0, -1)] * (len(rank) + 1)
    ends: list[tuple[float, int]] = []  # the weight up to each candidate, and the one before it
    entered = 0
    for here, there, weight in candidates:
        while candidates[entered][0] < here:
            at, end = rank[candidates[entered][1]], (ends[entered][0], entered)
            while at < len(tree):
                tree[at] = max(tree[at], end)
                at += at & -at
            entered += 1
        before, at = tree[0], rank[there] - 1
        while at:
            before = max(before, tree[at])
            at &= at - 1
        ends.append((before[0] + weight, before[1]))
    chosen = []
    number = max(range(len(ends)), key=lambda one: ends[one][0], default=-1)
    while number >= 0:
        chosen.append(number)
        number = ends[number][1]
    return chosen[::-1]


def aligned(scores: Sequence[Sequence[float]], least: float) -> list[int | None]:
    """For each row of scores a column, in order, so that their sum is greatest; scores below `least` pair nothing."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        own, here, below = scores[i], best[i], best[i + 1]
        for j in reversed(range(columns)):
            here[j] = max(below[j], here[j + 1])
            if own[j] >= least:
                here[j] = max(here[j], own[j] + below[j + 1])
    chosen: list[int | None] = [None] * rows
    i = j = 0
    while i < rows and j < columns:
        if scores[i][j] >= least and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            chosen[i] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return chosen


def paired(ours: Sequence[T], theirs: Sequence[T], score: Callable[[T, T], float], least: float = ALIKE) -> Pairs:
    """Which of two runs belong together, in order, so that they are as alike as can be; those too unlike stay alone."""
    if not ours or not theirs:
        return []
    if len(ours) * len(theirs) > _MOST:
        return list(_next_alike(ours, theirs, score, least))
    scores = [[score(one, other) for other in theirs] for one in ours]
    return [(i, j) for i, j in enumerate(aligned(scores, least)) if j is not None]


def _next_alike(
    ours: Sequence[T], theirs: Sequence[T], score: Callable[[T, T], float], least: float
) -> Iterator[tuple[int, int]]:
    """For each in turn the next that is alike: good enough where hundreds were rewritten."""
    start = 0
    for i, one in enumerate(ours):
        for j in range(start, min(start + _WINDOW, len(theirs))):
            if score(one, theirs[j]) >= least:
                yield i, j
                start = j + 1
                break


# -- two versions of one run ----------------------------------------------------------------------------


class Match(NamedTuple):
    """Two that are the same one, by their places; `moved` when it does not stand in the common order."""

    old: int
    new: int
    moved: bool = False


class Movable(NamedTuple):
    """Which of the old ones, and of the new ones, would be known again if they stood elsewhere."""

    old: Callable[[int], bool]
    new: Callable[[int], bool]


class Part(NamedTuple):
    """A stretch of both runs within which order is kept: a section; what stands in another one now has moved."""

    olds: range
    news: range


class Step(NamedTuple):
    """What became of what: one pair, one that is gone or new, or several that were joined or split."""

    olds: tuple[int, ...]
    news: tuple[int, ...]
    moved: int = 0  # the number of the move, the same where it came from and where it went


def in_order(old: Sequence[Hashable], new: Sequence[Hashable], alike: Alike, least: float = ALIKE) -> Pairs:
    """The pairs of two runs in their order: the same ones, then alike ones between them."""
    whole = Part(range(len(old)), range(len(new)))
    same = _same(old, new, whole)
    return sorted([*same, *(pair for gap in _gaps(same, whole) for pair in _paired_places(*gap, alike, least))])


def matched(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    alike: Alike,
    movable: Movable,
    parts: Sequence[Part] | None = None,
) -> list[Match]:
    """What belongs together in two versions of a run: the same, moved as it was, reworded, moved and reworded."""
    parts = parts if parts is not None else [Part(range(len(old)), range(len(new)))]
    found: list[Match] = []
    gaps: list[Part] = []
    for part in parts:
        same = _same(old, new, part)
        found += [Match(i, j) for i, j in same]
        gaps += _gaps(same, part)
    left = _Left([i for gap in gaps for i in gap.olds], [j for gap in gaps for j in gap.news])
    found += left.taken(_same_elsewhere(old, new, left, movable))
    for gap in gaps:
        olds, news = [i for i in gap.olds if i in left.olds], [j for j in gap.news if j in left.news]
        found += left.taken([Match(i, j) for i, j in _paired_places(olds, news, alike, ALIKE)])
    return [*found, *_alike_elsewhere(left, alike, movable)]


def steps(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    alike: Alike,
    movable: Movable,
) -> list[Step]:
    """All of both runs in one order: what is gone stands where it stood, what moved at both places."""
    matches = matched(old, new, alike, movable)
    moves = [match for match in matches if match.moved]
    left = {match.old: number for number, match in enumerate(moves, 1)}
    arrived = {match.new: number for number, match in enumerate(moves, 1)}
    found: list[Step] = []
    at_old = at_new = 0
    for i, j in (*sorted((match.old, match.new) for match in matches if not match.moved), (len(old), len(new))):
        found += [Step((one,), (), left.get(one, 0)) for one in range(at_old, i)]
        found += [Step((), (one,), arrived.get(one, 0)) for one in range(at_new, j)]
        if i < len(old):
            found.append(Step((i,), (j,)))
        at_old, at_new = i + 1, j + 1
    return found


class _Left:
    """What belongs to nothing yet, in the order of both runs."""

    def __init__(self, olds: Sequence[int], news: Sequence[int]) -> None:
        self.olds, self.news = dict.fromkeys(olds), dict.fromkeys(news)

    def taken(self, matches: Sequence[Match]) -> Sequence[Match]:
        for match in matches:
            del self.olds[match.old], self.news[match.new]
        return matches


def _same(old: Sequence[Hashable], new: Sequence[Hashable], part: Part) -> Pairs:
    """Pairs of the same, in order: first what stands in both only once, then what else fits between."""
    from .edits import blocks  # only who compares needs it, not everyone who looks for labels

    once_old, once_new = (
        {run[at]: at for at in places if counts[run[at]] == 1}
        for run, places, counts in (
            (old, part.olds, Counter(old[at] for at in part.olds)),
            (new, part.news, Counter(new[at] for at in part.news)),
        )
    )
    anchors = [(i, once_new[key], 1.0) for key, i in once_old.items() if key in once_new]
    once = [anchors[number][:2] for number in rising(anchors)]
    between = (
        (gap.olds[a + k], gap.news[b + k])
        for gap in _gaps(once, part)
        for a, b, size in blocks([old[at] for at in gap.olds], [new[at] for at in gap.news])
        for k in range(size)
    )
    return sorted([*once, *between])


def _gaps(pairs: Pairs, part: Part) -> list[Part]:
    """The stretches between pairs in which both runs have something, or only one."""
    gaps = []
    at_old, at_new = part.olds.start, part.news.start
    for i, j in (*pairs, (part.olds.stop, part.news.stop)):
        if at_old < i or at_new < j:
            gaps.append(Part(range(at_old, i), range(at_new, j)))
        at_old, at_new = i + 1, j + 1
    return gaps


def _paired_places(olds: Sequence[int], news: Sequence[int], alike: Alike, least: float) -> Pairs:
    return [(olds[i], news[j]) for i, j in paired(olds, news, alike, least)]


def _same_elsewhere(old: Sequence[Hashable], new: Sequence[Hashable], left: _Left, movable: Movable) -> list[Match]:
    """What stands in another place as it was; of several that are the same the first comes from the first."""
    places: dict[Hashable, list[int]] = {}
    for j in reversed(left.news):
        if movable.new(j):
            places.setdefault(new[j], []).append(j)
    return [Match(i, places[old[i]].pop(), moved=True) for i in left.olds if movable.old(i) and places.get(old[i])]


def _alike_elsewhere(left: _Left, alike: Alike, movable: Movable) -> list[Match]:
    """What stands in another place and was reworded, the likest first; each is taken once."""
    olds, news = list(filter(movable.old, left.olds)), list(filter(movable.new, left.news))
    if len(olds) * len(news) > _MOST_MOVES:
        return []
    scored = sorted((-score, i, j) for i in olds for j in news if (score := alike(i, j)) >= _MOVED)
    found: list[Match] = []
    gone: set[int] = set()
    come: set[int] = set()
    for _, i, j in scored:
        if i not in gone and j not in come:
            gone.add(i)
            come.add(j)
            found.append(Match(i, j, moved=True))
    return sorted(found)
