"""Charts of two years as inline SVG: bars whose widths are shares of the page, so that words keep their size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from ..model.years import Structure, YearFigure, figure_in_words, percent_in_words, share_in_words, signed

# Colours for parts; with more parts they begin anew.
COLOURS = 10
# A part's percentage is written into its bar where it is as wide as this.
_ROOM = Decimal(12)
# The longest bar leaves room for its figure beside it.
_LONGEST = Decimal(72)
_LABEL, _BAR, _THIN, _BETWEEN = 22, 30, 17, 16


def stacked(structure: Structure, name: str, years: tuple[str, str]) -> str:
    """A total's parts in both years, one bar a year; `name` makes the ids of this chart its own."""
    sides = ((structure.old, [part.old for part in structure.parts]), (structure.new, [part.new for part in structure.parts]))
    shares = [[part.old_share for part in structure.parts], [part.new_share for part in structure.parts]]
    drawn: list[str] = []
    told: list[str] = []
    top = 0
    for year, (total, values), percents in zip(years, sides, shares, strict=True):
        drawn.append(f'<text x="0" y="{top + 15}">{escape(year)}　合计 {figure_in_words(total)}</text>')
        drawn += _segments(values, percents, total, top + _LABEL)
        named = (
            f"{part.name} {figure_in_words(value)}（{share_in_words(percent)}）"
            for part, value, percent in zip(structure.parts, values, percents, strict=True)
        )
        told.append(f"{year}合计 {figure_in_words(total)}：{'、'.join(named)}。")
        top += _LABEL + _BAR + _BETWEEN
    return _svg(f"{structure.title}的构成", " ".join(told), top - _BETWEEN, drawn, name)


def _segments(
    values: Sequence[Decimal | None], percents: Sequence[Decimal | None], total: Decimal | None, top: int
) -> Iterator[str]:
    """Parts beside each other; of a total that is less than its parts, they take what they have of them."""
    whole = max(total or Decimal(0), sum((max(value or Decimal(0), Decimal(0)) for value in values), Decimal(0)))
    yield f'<rect class="none" x="0" y="{top}" width="100%" height="{_BAR}"/>'
    at = Decimal(0)
    for number, (value, percent) in enumerate(zip(values, percents, strict=True)):
        if not value or value < 0 or not whole:
            continue
        width = value / whole * 100
        style = f"part-{number % COLOURS + 1}"
        yield f'<rect class="{style}" x="{at:.3f}%" y="{top}" width="{width:.3f}%" height="{_BAR}"/>'
        if width >= _ROOM and percent is not None:
            middle = at + width / 2
            yield f'<text class="in-{style}" x="{middle:.3f}%" y="{top + 20}" text-anchor="middle">{share_in_words(percent)}</text>'
        at += width


def paired_bars(figures: Sequence[YearFigure], name: str, years: tuple[str, str]) -> str:
    """Each figure in both years, one bar below the other, all to one scale."""
    values = [abs(value) for figure in figures for value in (figure.old, figure.new) if value is not None]
    most = max(values, default=Decimal(0)) or Decimal(1)
    drawn: list[str] = []
    told: list[str] = []
    for number, figure in enumerate(figures):
        top = number * (_LABEL + 2 * _THIN + _BETWEEN)
        drawn.append(f'<text class="label" x="0" y="{top + 15}">{escape(figure.title)}</text>')
        for line, (year, value, unit) in enumerate(
            ((years[0], figure.old, figure.old_unit), (years[1], figure.new, figure.unit))
        ):
            y = top + _LABEL + line * _THIN
            width = abs(value or Decimal(0)) / most * _LONGEST
            style = ("year-old", "year-new")[line]
            drawn.append(f'<rect class="{style}" x="0" y="{y}" width="{width:.3f}%" height="{_THIN - 2}"/>')
            shown = f"{figure_in_words(value, unit)}　{year}"
            drawn.append(f'<text class="value" x="{width:.3f}%" dx="6" y="{y + 12}">{escape(shown)}</text>')
        change = f"{signed(figure.change)}，{percent_in_words(figure)}"
        both = f"{years[0]} {figure_in_words(figure.old)}，{years[1]} {figure_in_words(figure.new)}"
        told.append(f"{figure.title}：{both}（{change}）。")
    height = len(figures) * (_LABEL + 2 * _THIN + _BETWEEN) - _BETWEEN
    return _svg("主要数量", " ".join(told), height, drawn, name)


def swatch(number: int) -> str:
    """The colour of a part, beside its name."""
    return (
        f'<svg class="swatch" width="12" height="12" aria-hidden="true"><rect class="part-{number % COLOURS + 1}" '
        'width="12" height="12"/></svg>'
    )


def _svg(title: str, told: str, height: int, drawn: Sequence[str], name: str) -> str:
    """A picture with its name and all its figures in words, for those who do not see it."""
    return (
        f'<svg class="chart" role="img" aria-labelledby="{name}-title {name}-desc" width="100%" height="{height}">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(told)}</desc>{"".join(drawn)}</svg>'
    )
