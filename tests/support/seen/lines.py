"""The identities that findings tell of, each by itself: several may be told by one finding, with one fault."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from reportgen.model.finding import Finding

# So many lines at least are named in words.
NAMED = 8


class Told(NamedTuple):
    """A line (`code`, at `ref`) with its two sums, and the finding that tells of it."""

    code: str
    ref: str
    left: Decimal
    right: Decimal
    finding: Finding


def lines_told(findings: Iterable[Finding]) -> list[Told]:
    """Every line that the findings tell, in the finding's message too, with its sums."""
    told = []
    for one in findings:
        if one.expected is not None and one.actual is not None:
            told.append(Told(one.code, one.ref, one.expected, one.actual, one))
        for line in one.also:
            told.append(Told(line.code, line.ref, line.expected, line.actual, one))
        assert all(line.said in one.message for line in one.also[:NAMED]), one.message
        assert len(one.also) <= NAMED or f"等 {len(one.also)} 条" in one.message, one.message
    return told
