"""The chart of a web page: the same figures and fills as in the Word document, as inline SVG.

Words are laid out here, since nobody moves them later: a pie's figures stand in a list below it,
long names of categories are broken into lines. The drawing is as wide as a phone and grows with
the page to half as wide again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape
from math import ceil, cos, pi, sin

from ..model.chart import DASHES, FILLS, GRID, INK, MARKERS, Chart, Fill
from ..text.charts import percentages, told, value_words

# The drawing's own units: on a phone about one to a pixel.
WIDTH = 360
_WIDEST = 500  # pixels; wider, its words would be larger than the page's
_TYPE, _LINE = 14, 19
_TALL = 190  # of columns and lines
_UNIT_ROOM = 45  # what a figure with its unit takes
_FONTS = "'Times New Roman','SimSun','Songti SC','Noto Serif CJK SC',serif"
_DASHES = {"solid": "", "dash": "6 4", "sysDot": "2 3", "dashDot": "6 3 2 3", "lgDash": "10 4", "sysDash": "4 2"}
# What of a name is not broken: what is written in digits and letters, else single characters.
_PIECES = re.compile(r"[!-~]+|[^!-~]")
# From a figure to its height in the drawing.
_Scale = Callable[[Decimal], float]


def chart_svg(chart: Chart, caption: str, *, alt: str = "", name: str = "") -> str:
    """The chart as one `<svg>` element, named by its caption and told in words to those who do not see it.

    It carries what was asked for, so that the page can be read back into a draft. `name` makes the
    ids of this chart its own where a page has the same one twice.
    """
    name = name or "c" + hashlib.sha256(f"{caption}\n{told(chart)}".encode()).hexdigest()[:8]
    draw = {"pie": _pie, "bar": _lying, "column": _standing, "line": _standing}[chart.kind]
    height, drawn = draw(chart, name)
    used = [fill for fill in FILLS[: max(len(chart.categories), len(chart.series))] if fill.pattern]
    patterns = "".join(_pattern(fill, name) for fill in used)
    asked = f' data-chart="{escape(chart.asked)}"' if chart.asked else ""
    return (
        f'<svg class="chart"{asked} xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" width="{_WIDEST}" height="{round(height * _WIDEST / WIDTH)}" '
        f'font-family="{_FONTS}" font-size="{_TYPE}" fill="#000000">'
        f'<title id="{name}-title">{escape(caption)}</title><desc id="{name}-desc">{escape(alt or told(chart))}</desc>'
        f"<defs>{patterns}</defs>{''.join(drawn)}</svg>"
    )


# -- kinds ------------------------------------------------------------------------------------------


def _pie(chart: Chart, name: str) -> tuple[int, list[str]]:
    """Slices above, and below them the list of all categories with their figures: words never overlap."""
    series = chart.series[0]
    whole = sum((value or Decimal(0) for value in series.values), Decimal(0))
    radius, middle, centre = 95, WIDTH / 2, 105
    drawn, before = [], Decimal(0)
    for at, value in enumerate(series.values):
        if not value:
            continue
        look = _filled(FILLS[at % len(FILLS)], name)
        if value == whole:
            drawn.append(f'<circle cx="{middle:g}" cy="{centre}" r="{radius}" {look}/>')
            continue
        (x, y), (to_x, to_y) = (
            (middle + radius * sin(turn), centre - radius * cos(turn))
            for turn in (float(part / whole) * 2 * pi for part in (before, before + value))
        )
        large = int(value * 2 > whole)
        drawn.append(
            f'<path d="M{middle:g} {centre}L{x:.2f} {y:.2f}A{radius} {radius} 0 {large} 1 {to_x:.2f} {to_y:.2f}Z" {look}/>'
        )
        before += value
    top = centre + radius + 16
    for at, (category, value, share) in enumerate(zip(chart.categories, series.values, percentages(series), strict=True)):
        lines = _broken(category, 15)
        drawn.append(f'<rect x="8" y="{top}" width="22" height="14" {_filled(FILLS[at % len(FILLS)], name)}/>')
        drawn += _lines(lines, 38, top + 12)
        drawn.append(_words_drawn(f"{value_words(value, chart.unit, chart.places)}　{share}", WIDTH - 6, top + 12, "end"))
        top += _LINE * len(lines) + 4
    return top, drawn


def _lying(chart: Chart, name: str) -> tuple[int, list[str]]:
    """Bars from left to right, each category's name above its own."""
    low, high = _range(chart)
    room, left = WIDTH - 70 - (40 if low < 0 else 0), 40 if low < 0 else 0
    scale = room / float(high - low)
    zero = left + float(-low) * scale
    drawn, top = _legend(chart, name)
    thick = 18 if len(chart.series) == 1 else 14
    start = top
    for number, category in enumerate(chart.categories):
        lines = _broken(category, 24)
        drawn += _lines(lines, 0, top + 13)
        top += _LINE * len(lines) + 1
        for at, series in enumerate(chart.series):
            value = series.values[number]
            if value is not None:
                reach = float(value) * scale
                x = zero + min(reach, 0)
                drawn.append(
                    f'<rect x="{x:.2f}" y="{top}" width="{abs(reach):.2f}" height="{thick - 2}" {_filled(FILLS[at % len(FILLS)], name)}/>'
                )
                where, anchor = (x - 4, "end") if value < 0 else (zero + reach + 4, "start")
                drawn.append(_words_drawn(value_words(value, chart.unit, chart.places), where, top + thick - 5, anchor))
            top += thick
        top += 8
    drawn.append(f'<path d="M{zero:.2f} {start}V{top - 4}" stroke="#7F7F7F"/>')
    return top, drawn


def _standing(chart: Chart, name: str) -> tuple[int, list[str]]:
    """Columns or lines over categories from left to right, with a scale at the left."""
    drawn, top = _legend(chart, name)
    low, high = _range(chart)
    steps = _steps(low, high)
    low, high = min(low, steps[0]), max(high, steps[-1])
    left = 8 + 7 * max(len(value_words(step, "")) for step in steps)
    top += 20
    bottom = top + _TALL

    def y(value: Decimal) -> float:
        return bottom - float((value - low) / (high - low)) * (bottom - top)

    for step in steps:
        line = "#7F7F7F" if step == 0 else f"#{GRID}"
        drawn.append(f'<path d="M{left} {y(step):.2f}H{WIDTH}" stroke="{line}"/>')
        drawn.append(_words_drawn(value_words(step, ""), left - 4, y(step) + 4, "end"))
    each = (WIDTH - left) / len(chart.categories)
    reach, shapes = (_columns if chart.kind == "column" else _points)(chart, name, left, each, y)
    drawn += shapes
    below = max(bottom, reach) + _LINE
    # Names that stand side by side are a sign apart, or they read as one.
    names = _side_by_side(chart.categories, each / _TYPE)
    for number, lines in enumerate(names):
        drawn += _lines(lines, left + each * (number + 0.5), below, "middle")
    return round(below + _LINE * max(map(len, names)) - 8), drawn


def _columns(chart: Chart, name: str, left: float, each: float, y: _Scale) -> tuple[float, list[str]]:
    """Columns side by side with their figures at their ends."""
    drawn, reach = [], 0.0
    wide = each * 0.7 / len(chart.series)
    for at, series in enumerate(chart.series):
        for number, value in enumerate(series.values):
            if value is None:
                continue
            x = left + each * (number + 0.15) + wide * at
            high, low = sorted((y(value), y(Decimal(0))))
            look = _filled(FILLS[at % len(FILLS)], name)
            drawn.append(f'<rect x="{x:.2f}" y="{high:.2f}" width="{wide:.2f}" height="{low - high:.2f}" {look}/>')
            shown = value_words(value, chart.unit if len(chart.series) == 1 and each > _UNIT_ROOM else "", chart.places)
            place = low + _TYPE if value < 0 else high - 4
            drawn.append(
                _words_drawn(shown, x + wide / 2, place, "middle", _size(shown, wide if len(chart.series) > 1 else each))
            )
            reach = max(reach, place)
    return reach, drawn


def _points(chart: Chart, name: str, left: float, each: float, y: _Scale) -> tuple[float, list[str]]:
    """Lines with a mark at each point and the figures above the marks, pushed apart where lines come close."""
    drawn, marks = [], []
    for at, series in enumerate(chart.series):
        pen, path = "M", ""
        for number, value in enumerate(series.values):
            if value is not None:
                x, height = left + each * (number + 0.5), y(value)
                path += f"{pen}{x:.2f} {height:.2f}"
                marks.append(_marker(at, x, height, name))
            pen = "L" if value is not None else "M"
        drawn.append(f'<path d="{path}" fill="none" stroke="#{INK}" stroke-width="1.8"{_dashed(at)}/>')
    drawn += marks
    reach = 0.0
    for number in range(len(chart.categories)):
        lowest = 0.0
        for value in sorted((value for one in chart.series if (value := one.values[number]) is not None), reverse=True):
            lowest = max(y(value) - 9, lowest + _TYPE)
            drawn.append(
                _words_drawn(value_words(value, "", chart.places), left + each * (number + 0.5), lowest, "middle", halo=True)
            )
        reach = max(reach, lowest)
    return reach, drawn


# -- pieces -----------------------------------------------------------------------------------------


def _legend(chart: Chart, name: str) -> tuple[list[str], int]:
    """The names of several series, one below the other."""
    drawn: list[str] = []
    if len(chart.series) < 2:
        return drawn, 0
    top = 2
    for at, series in enumerate(chart.series):
        if chart.kind == "line":
            drawn.append(f'<path d="M4 {top + 8}H40" stroke="#{INK}" stroke-width="1.8"{_dashed(at)}/>')
            drawn.append(_marker(at, 22, top + 8, name))
        else:
            drawn.append(f'<rect x="8" y="{top + 1}" width="22" height="14" {_filled(FILLS[at % len(FILLS)], name)}/>')
        drawn.append(_words_drawn(series.name, 48, top + 13))
        top += _LINE + 2
    return drawn, top + 6


def _range(chart: Chart) -> tuple[Decimal, Decimal]:
    values = [value for series in chart.series for value in series.values if value is not None]
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    return low, high if high > low else Decimal(1)


def _steps(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round figures for the scale, whole ones where there is room for no others."""
    span = high - low
    unit = Decimal(10) ** (span / 5).adjusted()
    size = next(factor * unit for factor in (Decimal(1), Decimal(2), Decimal(5), Decimal(10)) if factor * unit * 5 >= span)
    size = max(size, Decimal(1)) if span > 1 else size
    first = (low / size).to_integral_value("ROUND_FLOOR")
    last = (high / size).to_integral_value("ROUND_CEILING")
    return [size * number for number in range(int(first), int(last) + 1)]


def _dashed(at: int) -> str:
    dash = _DASHES[DASHES[at]]
    return f' stroke-dasharray="{dash}"' if dash else ""


def _marker(at: int, x: float, y: float, name: str) -> str:
    look = _filled(FILLS[at % len(FILLS)], name)
    shape = MARKERS[at]
    if shape == "circle":
        return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="4" {look}/>'
    outlines = {
        "square": "-4 -4H4V4H-4Z",
        "triangle": "0 -5L5 4H-5Z",
        "diamond": "0 -5L5 0L0 5L-5 0Z",
        "x": "-4 -4L4 4M4 -4L-4 4",
        "plus": "-5 0H5M0 -5V5",
    }
    return f'<path transform="translate({x:.2f} {y:.2f})" d="M{outlines[shape]}" {look}/>'


def _filled(fill: Fill, name: str) -> str:
    inside = f"url(#{name}-{fill.pattern})" if fill.pattern else f"#{fill.colour}"
    return f'fill="{inside}" stroke="#{INK}" stroke-width="0.8"'


_STROKES = {
    "wdUpDiag": "M-2 10L10 -2M-2 2L2 -2M6 10L10 6",
    "wdDnDiag": "M-2 -2L10 10M-2 6L2 10M6 -2L10 2",
    "dkHorz": "M0 2H8M0 6H8",
    "dkVert": "M2 0V8M6 0V8",
    "lgGrid": "M0 4H8M4 0V8",
    "pct25": "M1 2H3M5 6H7",
}


def _pattern(fill: Fill, name: str) -> str:
    return (
        f'<pattern id="{name}-{fill.pattern}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="#{fill.ground}"/>'
        f'<path d="{_STROKES[fill.pattern]}" stroke="#{fill.colour}" stroke-width="1.6" fill="none"/></pattern>'
    )


def _words_drawn(words: str, x: float, y: float, anchor: str = "start", size: float = _TYPE, *, halo: bool = False) -> str:
    where = f' text-anchor="{anchor}"' if anchor != "start" else ""
    clear = ' stroke="#FFFFFF" stroke-width="3" paint-order="stroke"' if halo else ""
    smaller = f' font-size="{size:g}"' if size != _TYPE else ""
    return f'<text x="{x:.6g}" y="{y:.6g}"{where}{smaller}{clear}>{escape(words)}</text>'


def _lines(lines: Sequence[str], x: float, y: float, anchor: str = "start") -> list[str]:
    return [_words_drawn(line, x, y + at * _LINE, anchor) for at, line in enumerate(lines)]


def _side_by_side(names: Sequence[str], room: float) -> list[list[str]]:
    """Names below columns of so many characters; one that would be broken before its last sign stays whole where it is apart as well."""
    broken = [_broken(name, max(room - 1, 1)) for name in names]
    for at, name in enumerate(names):
        beside = max(
            (_wide(line) for lines in (*broken[max(at - 1, 0) : at], *broken[at + 1 : at + 2]) for line in lines), default=0
        )
        if len(broken[at][-1]) == 1 and _wide(name) <= min(room, 2 * (room - 0.75) - beside):
            broken[at] = [name]
    return broken


def _broken(words: str, longest: float) -> list[str]:
    """A name in lines of about the same length, none wider than so many characters; a year or another number stays whole."""
    count = ceil(_wide(words) / longest)
    each = min(ceil(_wide(words) / count), longest) if count else longest
    lines = [""]
    for piece in _PIECES.findall(words):
        for part in [piece] if _wide(piece) <= longest else piece:
            if lines[-1] and _wide(lines[-1] + part) > each:
                lines.append("")
            lines[-1] += part
    return lines


def _wide(words: str) -> float:
    """How wide words are in characters: a digit or a letter is half of one."""
    return sum(0.5 if char.isascii() else 1 for char in words)


def _size(words: str, room: float) -> float:
    """The size of type in which words fit: a digit takes half of it, a character all."""
    wide = _wide(words)
    return max(min(_TYPE, room / wide), 7) if wide else _TYPE
