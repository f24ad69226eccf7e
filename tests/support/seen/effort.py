"""How much work a run takes, without a clock: the same on a slow machine and on one that does other things besides."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType


def calls(run: Callable[[], object]) -> int:
    """How many functions a run calls, those of the interpreter included; what one of these does within is not counted."""
    count = 0

    def counted(_frame: FrameType, event: str, _function: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        run()
    finally:
        sys.setprofile(before)
    return count


def growth(small: Callable[[], object], large: Callable[[], object]) -> float:
    """How many times the processor's time one run takes of another: for regular expressions, whose steps no call shows."""
    return _processor_time(large) / _processor_time(small)


def _processor_time(run: Callable[[], object]) -> float:
    """The least of some runs, for the first one fills caches; a program beside this one does not count."""
    took = []
    for _ in range(5):
        start = time.process_time()
        run()
        took.append(time.process_time() - start)
    return min(took)
