"""How like two paragraphs are, and which things of two runs belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")
# Below this two paragraphs are different ones.
ALIKE = 0.4
_NUMBER = re.compile(r"[\d.,，]+")
# Longer runs are not compared with each other one by one.
_MOST = 20_000


@lru_cache(maxsize=4096)
def _pairs_of_signs(text: str) -> Counter[str]:
    plain = _NUMBER.sub("0", re.sub(r"\s", "", text))
    return Counter(plain[at : at + 2] for at in range(max(len(plain) - 1, 1)))


def likeness(one: str, other: str) -> float:
    """From 0 to 1, by the pairs of signs that two texts share; figures do not count."""
    a, b = _pairs_of_signs(one), _pairs_of_signs(other)
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0


def paired(ours: Sequence[T], theirs: Sequence[T], score: Callable[[T, T], float]) -> list[tuple[int, int]]:
    """Which of two runs belong together, in order, so that they are as alike as can be; those too unlike stay alone."""
    if not ours or not theirs or len(ours) * len(theirs) > _MOST:
        return []
    scores = [[score(one, other) for other in theirs] for one in ours]
    return [(i, j) for i, j in enumerate(aligned(scores, ALIKE)) if j is not None]


def aligned(scores: Sequence[Sequence[float]], least: float) -> list[int | None]:
    """For each row of scores a column, in order, so that their sum is greatest; scores below `least` pair nothing."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            taken = scores[i][j] + best[i + 1][j + 1] if scores[i][j] >= least else 0.0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
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
