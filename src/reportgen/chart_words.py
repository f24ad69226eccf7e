"""A chart in words and in its parts: what its labels say, and what is read to those who do not see it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .model.chart import Chart, ChartKind, Series
from .model.figures import digits

KINDS: dict[str, ChartKind] = {"饼图": "pie", "柱形图": "column", "条形图": "bar", "折线图": "line"}
KIND_NAMES: dict[ChartKind, str] = {kind: name for name, kind in KINDS.items()}
START = "图表:"


def is_chart(target: str) -> bool:
    """Whether what an image line names is a chart: 图表:饼图 … (the colon in either width)."""
    return target.replace("：", ":").replace(" ", "").startswith(START)


def value_words(value: Decimal | None, unit: str) -> str:
    """A figure as its label shows it: 138件, or a dash where there is none."""
    return "—" if value is None else f"{digits(value)}{unit}"


def percentages(series: Series) -> tuple[str, ...]:
    """Each value's share of their sum in percent with one place; '' where the sum is zero."""
    values = [value or Decimal(0) for value in series.values]
    whole = sum(values, Decimal(0))
    tenth = Decimal("0.1")
    return tuple(f"{(value / whole * 100).quantize(tenth, ROUND_HALF_UP)}%" if whole else "" for value in values)


def told(chart: Chart) -> str:
    """The whole chart in one sentence, all its figures included: its alternative text."""
    lines = []
    for series in chart.series:
        shares = percentages(series) if chart.kind == "pie" else ("",) * len(chart.categories)
        points = [
            f"{name}{value_words(value, chart.unit)}" + (f"（{share}）" if share else "")
            for name, value, share in zip(chart.categories, series.values, shares, strict=True)
        ]
        lines.append((f"{series.name}：" if len(chart.series) > 1 else "") + "，".join(points))
    return f"{KIND_NAMES[chart.kind]}：{'；'.join(lines)}。"
