"""What speaks against a figure of an agency by itself: its own check, or the others of its kind. Then it is not the one above that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from ...model.area.looks import Outlier
from ...model.area.register import Far, Handed
from ...model.figures import digits
from ...text.patterns import pattern

_FIGURE = pattern(r"\d[\d,]*(?:\.\d+)?")
# A remark that stands at no cell tells of one by its figure alone; smaller ones stand in many cells by chance.
_TELLING = 10
_FEW = 4  # numbers: what tells of more, as a passage that is quoted, holds any two of them by chance
_TIMES = 10  # so many times the median at most is usual: see outliers


def doubt_of(part: Handed, ref: str, meant: Decimal) -> str:
    """What there is against the figure of an agency at a Ref, if it is to be `meant` instead; '' for nothing."""
    value = part.figures.get(ref)
    if value is None or value == meant or meant < 0:
        return ""
    if (doubt := part.doubts.get(ref, "")) and meant in figures_in(doubt):
        return doubt
    if max(value, meant) >= _TELLING:
        for remark in part.remarks:
            if {value, meant} <= figures_in(remark) and len(figures_in(remark)) <= _FEW:
                return remark
    far = part.far.get(ref)
    return far.said if far and far.middle / _TIMES < meant < far.middle * _TIMES else ""


def with_outliers(handed: Iterable[Handed], found: Sequence[Outlier]) -> list[Handed]:
    """The same reports, each with which of its figures are far from those of its kind."""
    by_report: dict[tuple[str, str], dict[str, Far]] = {}
    for one in found:
        said = f"{digits(one.value)} 与同类（{one.kind}，{one.among} 个，中位数 {digits(one.middle)}）相差很大"
        by_report.setdefault((one.handed.agency, one.handed.path), {})[one.ref] = Far(said, one.middle)
    return [one._replace(far=far) if (far := by_report.get((one.agency, one.path))) else one for one in handed]


@lru_cache(4096)
def figures_in(text: str) -> frozenset[Decimal]:
    """The numbers that stand in a text."""
    return frozenset(Decimal(found.replace(",", "")) for found in _FIGURE.findall(text))
