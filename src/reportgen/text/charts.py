"""A chart in words and in its parts: what its labels say, and what is read to those who do not see it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from ..model.chart import Chart, ChartKind, Series
from ..model.figures import digits
from ..model.report import TextBlock

KINDS: dict[str, ChartKind] = {"饼图": "pie", "柱形图": "column", "条形图": "bar", "折线图": "line"}
KIND_NAMES: dict[ChartKind, str] = {kind: name for name, kind in KINDS.items()}
START = "图表:"
# A unit as it may stand behind a figure that is drawn: 万元, %.
UNIT = re.compile(r"[^\W\d]+|[%％‰]")
_SIGNS = re.compile(r"[\s、，；：;:=.\"“”{}|\[\]]+")
# As deep as brackets may stand in what an image line names.
_DEEPEST = 2


def is_chart(target: str) -> bool:
    """Whether what an image line names is a chart: 图表:饼图 … (the colon in either width)."""
    return target.replace("：", ":").replace(" ", "").startswith(START)


def value_words(value: Decimal | None, unit: str, places: int = 0) -> str:
    """A figure as its label shows it: 138件, or a dash where there is none."""
    return "—" if value is None else f"{digits(value, places)}{unit}"


def percentages(series: Series) -> tuple[str, ...]:
    """Each value's share of their sum in percent with one place; '' where the sum is zero."""
    values = [value or Decimal(0) for value in series.values]
    whole = sum(values, Decimal(0))
    tenth = Decimal("0.1")
    return tuple(f"{(value / whole * 100).quantize(tenth, ROUND_HALF_UP)}%" if whole else "" for value in values)


def written(chart: Chart) -> str:
    """A chart by its figures alone, as it could be asked for in a draft: 图表:饼图 网络=95、信函=138."""
    return _by_figures(chart, "", named=len(chart.series) > 1)


def asked_by_figures(chart: Chart) -> str:
    """The same with what else it shows, the unit and what each series is called: the chart that is drawn of it is this one."""
    return _by_figures(chart, chart.unit if UNIT.fullmatch(chart.unit) else "", named=all(one.name for one in chart.series))


def _by_figures(chart: Chart, unit: str, *, named: bool) -> str:
    parts = []
    for series in chart.series:
        points = "、".join(
            f"{_plain(name)}={digits(value)}{unit}"
            for name, value in zip(chart.categories, series.values, strict=True)
            if value is not None
        )
        parts.append(f"{_plain(series.name)}：{points}" if named else points)
    return f"{START}{KIND_NAMES[chart.kind]} {'；'.join(parts)}"


def shown(chart: Chart) -> str:
    """A chart by all that it shows, letter by letter: two that show the same are the same to a reader."""
    points = (
        f"{series.name}：" + "、".join(f"{name}={'' if value is None else digits(value)}" for name, value in named)
        for series in chart.series
        if (named := list(zip(chart.categories, series.values, strict=True)))
    )
    return f"{START}{KIND_NAMES[chart.kind]} {'；'.join(points)}"


def same_chart(one: TextBlock, other: TextBlock) -> bool:
    """Whether two charts show the same, as far as it is known: an old record kept the figures alone."""
    known = [{shown(block.chart), written(block.chart)} if block.chart else {block.image} for block in (one, other)]
    if one.chart and other.chart:
        return shown(one.chart) == shown(other.chart)
    return bool(known[0] & known[1])


def is_drawn(image: str) -> bool:
    """Whether what was kept of a chart are the figures that it shows, and not only what was asked for."""
    return bool(re.search(r"=-?\d", image))


def _plain(name: str) -> str:
    """A name without the signs that mean something where a chart is asked for; brackets stay where each has its other half."""
    plain = _SIGNS.sub(" ", name).strip()
    depth = 0
    for sign in plain:
        depth += (sign == "(") - (sign == ")")
        if not 0 <= depth <= _DEEPEST:
            break
    if depth:
        plain = plain.translate({ord("("): "（", ord(")"): "）"})
    return plain if re.search(r"[^\W_]|[%％‰]", plain) else "项"


def says(block: TextBlock) -> str:
    """What a chart in the text shows: its figures where they are known, else what was asked for."""
    return told(block.chart) if block.chart else block.image


def told(chart: Chart) -> str:
    """The whole chart in one sentence, all its figures included: its alternative text."""
    lines = []
    for series in chart.series:
        shares = percentages(series) if chart.kind == "pie" else ("",) * len(chart.categories)
        points = [
            f"{name}{value_words(value, chart.unit, chart.places)}" + (f"（{share}）" if share else "")
            for name, value, share in zip(chart.categories, series.values, shares, strict=True)
        ]
        lines.append((f"{series.name}：" if len(chart.series) > 1 else "") + "，".join(points))
    return f"{KIND_NAMES[chart.kind]}：{'；'.join(lines)}。"
