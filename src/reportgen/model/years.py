"""两年: the published figures and words of two years side by side, as plain values."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .figures import digits
from .form import Kind
from .identity import Outcome
from .version import Version

_ONE_PLACE = Decimal("0.1")
# A rate of nothing: there is none to tell.
_NOTHING = "—"
# So many movements are shown; how many more there are is said.
MOST_MOVED = 12
# What became of an identity that leads from year to year.
OUTCOMES: dict[Outcome, str] = {"held": "平", "failed": "不平", "not_assessable": "缺数，没有比"}


class YearFigure(NamedTuple):
    """One figure in both years; None where that year's report has no number there.

    `group` is the heading above its row, `column` '' where there is one only. A `part` is an addend of
    another column of its row, which is a `total`; a `subtotal` the sum of the rows below its heading, which are figures
    themselves. `old_title` is what the earlier form calls it, where that is something else. Amounts
    whose units differ cannot be compared. `places` are those it is printed with; `points` is what a change of a rate is
    counted in, '' for what is no rate; `of_nothing` tells of both years whether it is a rate of nothing, which is none.
    """

    ref: str
    title: str
    row: str
    group: str
    column: str
    old: Decimal | None
    new: Decimal | None
    kind: Kind = "count"
    old_unit: str = ""
    unit: str = ""
    part: bool = False
    total: bool = False
    subtotal: bool = False
    old_title: str = ""
    places: int | None = None
    points: str = ""
    of_nothing: tuple[bool, bool] = (False, False)

    @property
    def change(self) -> Decimal | None:
        """New minus old; None where one of them is missing or they have different units."""
        if self.old is None or self.new is None or self.old_unit != self.unit:
            return None
        return self.new - self.old

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of last year, with one place; None where last year was 0 or the figure is itself a change or a rate."""
        if self.change is None or not self.old or self.old < 0 or self.kind == "change" or self.points:
            return None
        return (self.change / self.old * 100).quantize(_ONE_PLACE, ROUND_HALF_UP)

    @property
    def name(self) -> str:
        """How its table calls it: by row and column, but that a row's total goes without saying."""
        return f"{self.row}/{self.column}" if self.column and not self.total else self.row

    @property
    def nothing(self) -> bool:
        """Whether it is 0 in both years."""
        return self.old == 0 and self.new == 0

    @property
    def missing(self) -> tuple[bool, bool]:
        """Whether either year's number is missing that should be there."""
        old, new = self.of_nothing
        return self.old is None and not old, self.new is None and not new

    @property
    def in_words(self) -> tuple[str, str]:
        """Both years' figures as printed."""
        old, new = self.of_nothing
        return (
            _NOTHING if old else figure_in_words(self.old, self.old_unit, self.places),
            _NOTHING if new else figure_in_words(self.new, self.unit, self.places),
        )

    @property
    def change_in_words(self) -> str:
        """The change as printed: +38, -1.50, +1.7个百分点."""
        said = signed(self.change, self.places)
        return said + self.points if self.change else said


class LoneFigure(NamedTuple):
    """A figure that only one year's form has."""

    ref: str
    title: str
    value: Decimal | None
    unit: str = ""
    places: int | None = None


class YearTable(NamedTuple):
    """A table of the form: every figure that both years' forms have, in official order."""

    id: str
    name: str
    section: str
    figures: tuple[YearFigure, ...]


class StructurePart(NamedTuple):
    """What a total consists of: its number in both years, and its share of the total in percent."""

    name: str
    old: Decimal | None
    new: Decimal | None
    old_share: Decimal | None
    new_share: Decimal | None

    @property
    def shift(self) -> Decimal | None:
        """By how many percentage points the share has changed."""
        return None if self.old_share is None or self.new_share is None else self.new_share - self.old_share


class Structure(NamedTuple):
    """A total and its parts in both years."""

    title: str
    old: Decimal | None
    new: Decimal | None
    parts: tuple[StructurePart, ...]
    unit: str = ""
    places: int | None = None

    def in_words(self, value: Decimal | None) -> str:
        """A figure of it as printed: of the total, or of a part."""
        return figure_in_words(value, self.unit, self.places)


class SectionLikeness(NamedTuple):
    """How much of a section's prose stood in last year's report; `share` None where there is too little to tell."""

    name: str
    share: Decimal | None
    too_like: bool
    copied: tuple[str, ...]
    sentences: int


class Link(NamedTuple):
    """An identity that leads from last year to this one: `left` and `right` spell both sums out."""

    code: str
    title: str
    where: str
    rule: str
    outcome: Outcome
    left: str
    right: str
    difference: Decimal


class Years(NamedTuple):
    """Two years compared. `main` are the form's balances and totals, `movements` what has changed by a tenth, or ten points, and more, most first."""

    old: Version
    new: Version
    tables: tuple[YearTable, ...]
    only_old: tuple[LoneFigure, ...]
    only_new: tuple[LoneFigure, ...]
    main: tuple[YearFigure, ...]
    movements: tuple[YearFigure, ...]
    structures: tuple[Structure, ...]
    likeness: tuple[SectionLikeness, ...]
    continuity: tuple[Link, ...]
    notes: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[YearFigure, ...]:
        return tuple(figure for table in self.tables for figure in table.figures)

    @property
    def old_name(self) -> str:
        return f"{self.old.report.year}年" if self._named_by_year else "前一份"

    @property
    def new_name(self) -> str:
        return f"{self.new.report.year}年" if self._named_by_year else "后一份"

    @property
    def title(self) -> str:
        """Whose reports these are, and of which years."""
        agency = self.new.report.agency or self.old.report.agency or "（机关没有读出）"
        return f"{agency}　{self.old_name}与{self.new_name}年报对比"

    @property
    def _named_by_year(self) -> bool:
        return bool(self.old.report.year and self.new.report.year) and self.old.report.year != self.new.report.year


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """A part in percent of its whole, with one place; None where there is no whole."""
    return None if part is None or not whole else (part / whole * 100).quantize(_ONE_PLACE, ROUND_HALF_UP)


def figure_in_words(value: Decimal | None, unit: str = "", places: int | None = None) -> str:
    """A figure as printed, with its places and the unit that amounts need; what is missing is said."""
    return "缺" if value is None else digits(value, places) + unit


def signed(value: Decimal | None, places: int | None = None) -> str:
    """A change as printed: +38, -5, 0; '-' where there is none to tell."""
    if value is None:
        return "-"
    return f"+{digits(value, places)}" if value > 0 else digits(value, places)


def movements_are(years: Years) -> str:
    """Which figures have moved much, and in what order they stand."""
    rates = any(figure.points for figure in years.figures)
    return f"增减一成以上{'，百分比增减 10 个百分点以上' if rates else ''}，相差多的在前"


def movements_left(years: Years) -> str:
    """How many more of them there are than are shown; '' where there are none."""
    left = len(years.movements) - MOST_MOVED
    return f"另有 {left} 个，见下面各表" if left > 0 else ""


def percent_in_words(figure: YearFigure) -> str:
    """The change in percent as printed; where there is none, why."""
    if figure.percent is not None:
        return f"{figure.percent:+}%" if figure.percent else "0.0%"
    if figure.old_unit != figure.unit and None not in (figure.old, figure.new):
        return "单位不同"
    return "原为0" if figure.old == 0 and figure.change and figure.kind != "change" and not figure.points else "-"


def share_in_words(value: Decimal | None) -> str:
    """A share as printed: 40.6%."""
    return "-" if value is None else f"{value}%"


def points_in_words(value: Decimal | None) -> str:
    """By how much a share has changed as printed: +6.4, 0.0."""
    return "-" if value is None else f"{value:+}" if value else "0.0"
