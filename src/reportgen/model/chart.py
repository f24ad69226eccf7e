"""A chart of a report: its kind, its categories and the figures of each series."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

ChartKind = Literal["pie", "bar", "column", "line"]
"""饼图, 条形图 (bars lie), 柱形图 (bars stand), 折线图."""


class Series(NamedTuple):
    """One row of figures of a chart."""

    name: str
    values: tuple[Decimal | None, ...]
    """A figure for each category; None where there is none (a year without a report)."""
    refs: tuple[str, ...] = ()
    """What each point is a figure of, '' where it is computed."""


class Chart(NamedTuple):
    """What a chart shows; how it looks is the affair of the format it is written in.

    `asked` is what was written to ask for it, spelled out: it can be asked for anew in another draft.
    """

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    asked: str = ""

    @property
    def figures(self) -> Chart:
        """What alone a finished document tells of it: kind, names and values."""
        return Chart(self.kind, self.categories, tuple(Series(series.name, series.values) for series in self.series))
