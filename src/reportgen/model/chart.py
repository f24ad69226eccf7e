"""A chart of a report: its kind, its categories and the figures of each series, and how charts look wherever they are drawn."""

from decimal import Decimal
from typing import Literal, NamedTuple

ChartKind = Literal["pie", "bar", "column", "line"]
Pattern = Literal["", "wdUpDiag", "pct25", "dkHorz", "wdDnDiag", "lgGrid", "dkVert"]
Marker = Literal["circle", "square", "triangle", "diamond", "x", "plus"]
Dash = Literal["solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash"]

INK = "1F3864"
GRID = "D9D9D9"
PAPER = "FFFFFF"
MARKERS: tuple[Marker, ...] = ("circle", "square", "triangle", "diamond", "x", "plus")
DASHES: tuple[Dash, ...] = ("solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash")


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
    places: int = 0
    """How many places its labels have at least, as the table prints the same figures."""

    @property
    def figures(self) -> "Chart":
        """What alone a finished document tells of it: kind, names and values."""
        return Chart(self.kind, self.categories, tuple(Series(series.name, series.values) for series in self.series))


# -- looks -------------------------------------------------------------------------------------------


class Fill(NamedTuple):
    """How an area is filled: `colour` alone, or lines and dots of it on `ground`; the pattern by its DrawingML name."""

    colour: str
    pattern: Pattern = ""
    ground: str = PAPER


# Neighbours differ both in how dark they are and in their pattern.
FILLS: tuple[Fill, ...] = (
    Fill(INK),
    Fill("BDD0E9"),
    Fill(INK, "wdUpDiag"),
    Fill("6F8FBF"),
    Fill(INK, "pct25"),
    Fill("F2F5FA"),
    Fill(INK, "dkHorz"),
    Fill("9FB6D9"),
    Fill(INK, "wdDnDiag"),
    Fill(INK, "lgGrid"),
)
