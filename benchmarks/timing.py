"""How long something takes in a warm process."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

REPEATED = 7


def took(work: Callable[[], object], repeated: int = REPEATED) -> float:
    """The median of some runs, in seconds, after one that warms up."""
    work()
    times = []
    for _ in range(repeated):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return median(times)
