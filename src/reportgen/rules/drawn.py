"""N: figures of the charts in a published document, against its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..drafts.narrative.names import Names, prose_names
from ..model.chart import Chart
from ..model.figures import digits
from ..model.finding import Finding, Rule, Severity
from ..model.report import TextBlock
from .check import Draft
from .small_tables import figures_named

N109 = Rule(
    "N109",
    "图表的数与报表不符",
    "图表里的数在 Word 里可以单独改；改了表没有改图，或者改了图没有改表，读者不知道信哪个。",
    "饼图里“当面申请”画的是 130，统计表是 138。",
    "在 Word 里右键图表“编辑数据”，改成和表一样的数；或者改草稿，重新生成。",
    Severity.WARNING,
)
RULES = (N109,)

_SHOWN = 4
# A slice's name may go on with its figure: 当面申请 138件.
_FIGURE = r"\s+[\d.,]+\D{0,2}$"


def check_charts(draft: Draft) -> Iterator[Finding]:
    """Each chart of a published document shows what its tables say; a draft's charts are drawn from them."""
    if not draft.published:
        return
    for blocks in draft.report.texts.values():
        for block in blocks:
            if block.kind == "chart" and block.chart is not None:
                yield from _against_tables(draft, block, block.chart)


def _against_tables(draft: Draft, block: TextBlock, chart: Chart) -> Iterator[Finding]:
    asked = _asked(draft, block)
    names = [re.sub(_FIGURE, "", category) for category in chart.categories]
    wrong: list[tuple[str, Decimal, Decimal]] = []
    for row, series in enumerate(chart.series):
        for at, (category, value) in enumerate(zip(names, series.values, strict=True)):
            if value is None:
                continue
            known = asked.get((row, at)) if asked else _by_names(draft, category, series.name, alone=len(chart.series) == 1)
            if known is not None and known != value:
                wrong.append((f"{series.name} {category}" if len(chart.series) > 1 else category, value, known))
    if wrong:
        told = "；".join(f"“{name}”画的是 {digits(value)}，表里是 {digits(known)}" for name, value, known in wrong[:_SHOWN])
        more = f" 等 {len(wrong)} 处" if len(wrong) > _SHOWN else ""
        yield N109.at(
            block.location,
            f"图“{block.text or '（没有图名）'}”和报表不符：{told}{more}",
            hint=N109.good,
            expected=wrong[0][2],
            actual=wrong[0][1],
        )


def _asked(draft: Draft, block: TextBlock) -> dict[tuple[int, int], Decimal]:
    """What the chart was to show, by the numbers of series and category, where the document says it by its tables."""
    from ..drafts.narrative.charts import asked_of, chart_of  # most reports have none
    from ..drafts.narrative.names import Problem

    if not any(table.name in block.image for table in draft.form.tables):
        return {}  # it says bare numbers
    try:
        chart = chart_of(asked_of(block.image, {}), draft.form, Names("", prose_names(draft.form, draft.report.cells)))
    except (Problem, ArithmeticError, TypeError, ValueError, SyntaxError, NameError):
        return {}
    return {
        (row, at): value for row, series in enumerate(chart.series) for at, value in enumerate(series.values) if value is not None
    }


def _by_names(draft: Draft, category: str, series: str, *, alone: bool) -> Decimal | None:
    """The one figure that a category names, with its series if there are several; None where none or several do."""
    values = {value for _, value in figures_named(draft, category, "" if alone else series)}
    return values.pop() if len(values) == 1 else None
