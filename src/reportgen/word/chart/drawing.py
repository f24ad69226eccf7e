"""A native chart of a Word document: its DrawingML part, which Word and WPS draw and let people edit.

Written here as text: python-pptx's writer gives the bare series only (no labels, fonts, fills or
link to the workbook) and brings two more packages; openpyxl's classes write the separator of
labels in a way that is not valid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from ...model.chart import DASHES, FILLS, GRID, INK, MARKERS, Chart, Fill, Series
from ...model.figures import digits
from ..looks import shared_marks
from ..names import XML_DECLARATION, declared, escape, quoteattr
from ..official import LATIN, SONGTI
from .workbook import SHEET, SLICES, column_name, slice_names

_SIZE = 1050  # 五号, as the tables
_OUTLINE = 9525
_FEW = 5
_THIN = Decimal("0.08")
_LINE_OF_TEXT = 42  # characters of the axis, as wide as the text
_AXES = '<c:axId val="111111111"/><c:axId val="222222222"/>'


def chart_part(chart: Chart, workbook: str) -> str:
    """The chart part; `workbook` is the relationship to its embedded workbook."""
    draw = {"pie": _pie, "line": _line}.get(chart.kind, _bars)
    legend = _legend(chart) if _needs_legend(chart) else ""
    return (
        f"{XML_DECLARATION}<c:chartSpace {declared('c', 'a', 'r')}>"
        '<c:date1904 val="0"/><c:lang val="zh-CN"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{draw(chart)}<c:spPr><a:noFill/></c:spPr></c:plotArea>{legend}'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_text_properties(chart)}"
        f'<c:externalData r:id="{workbook}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def shape_of(chart: Chart) -> Decimal:
    """How high the chart is for its width."""
    if chart.kind == "bar":
        return min(Decimal("0.14") + Decimal("0.05") * len(chart.categories) * max(1, len(chart.series)), Decimal("1.3"))
    return Decimal("0.55")


def _needs_legend(chart: Chart) -> bool:
    """Several series have names to tell; of a pie the slices that are too thin for a label beside them."""
    return not all(chart.series[0].values) if chart.kind == "pie" else len(chart.series) > 1


# -- kinds ------------------------------------------------------------------------------------------


def _pie(chart: Chart) -> str:
    series = chart.series[0]
    points = "".join(
        f'<c:dPt><c:idx val="{at}"/><c:bubble3D val="0"/>{_area(FILLS[at % len(FILLS)])}</c:dPt>'
        for at in range(len(series.values))
    )
    # The slice's name has its figure: with both in a label, programs differ in whose the number format is.
    looks = f'<c:numFmt formatCode="0.0%" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{_text_properties(chart)}'
    shows = (
        '<c:showLegendKey val="0"/><c:showVal val="0"/><c:showCatName val="1"/><c:showSerName val="0"/><c:showPercent val="1"/>'
        '<c:showBubbleSize val="0"/><c:separator>\n</c:separator>'
    )
    whole = sum(value or Decimal(0) for value in series.values)
    single = ""
    for at, value in enumerate(series.values):
        if not value:  # there is no place beside a slice of nothing; the legend names it
            single += f'<c:dLbl><c:idx val="{at}"/><c:delete val="1"/></c:dLbl>'
        elif value / whole < _THIN:  # where its label has room the program sees best
            single += f'<c:dLbl><c:idx val="{at}"/>{looks}<c:dLblPos val="bestFit"/>{shows}</c:dLbl>'
    labels = f'<c:dLbls>{single}{looks}<c:dLblPos val="outEnd"/>{shows}<c:showLeaderLines val="1"/></c:dLbls>'
    written = _series(chart, 0, series, points + labels)
    return f'<c:pieChart><c:varyColors val="1"/>{written}<c:firstSliceAng val="{_first_angle(series)}"/></c:pieChart>'


def _first_angle(series: Series) -> int:
    """How far the first slice is turned, so that the thin ones lie to the right, where labels stack best."""
    values = [value or Decimal(0) for value in series.values]
    whole = sum(values)
    middle, before, thin = Decimal(0), Decimal(0), Decimal(0)
    for value in values:
        weight = max(Decimal(0), _THIN - value / whole)
        middle += weight * (before + value / 2) / whole
        thin += weight
        before += value
    return round(90 - middle / thin * 360) % 360 if thin else 0


def _bars(chart: Chart) -> str:
    drawn = "".join(
        _series(chart, at, series, f'{_area(FILLS[at % len(FILLS)])}<c:invertIfNegative val="0"/>{_labels(chart, "outEnd")}')
        for at, series in enumerate(chart.series)
    )
    lies = chart.kind == "bar"
    gap = 60 if len(chart.series) == 1 else 80
    return (
        f'<c:barChart><c:barDir val="{"bar" if lies else "col"}"/><c:grouping val="clustered"/><c:varyColors val="0"/>{drawn}'
        f'<c:gapWidth val="{gap}"/><c:overlap val="0"/>{_AXES}</c:barChart>{_axes(chart, lies=lies)}'
    )


def _line(chart: Chart) -> str:
    drawn = "".join(
        _series(
            chart,
            at,
            series,
            f'<c:spPr><a:ln w="22225"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill><a:prstDash val="{DASHES[at]}"/></a:ln></c:spPr>'
            f'<c:marker><c:symbol val="{MARKERS[at]}"/><c:size val="8"/>{_area(FILLS[at])}</c:marker>'
            f"{_labels(chart, 't', _moved(chart, at))}",
            '<c:smooth val="0"/>',
        )
        for at, series in enumerate(chart.series)
    )
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{drawn}<c:marker val="1"/>{_AXES}</c:lineChart>'
        f"{_axes(chart)}"
    )


# -- pieces -----------------------------------------------------------------------------------------


def _series(chart: Chart, at: int, series: Series, looks: str, after: str = "") -> str:
    """A series: its name, categories and figures, each with where in the workbook it stands and what stands there."""
    last, column = len(chart.categories) + 1, column_name(at + 1)
    values = [digits(value) if value is not None else None for value in series.values]
    names, names_in = (slice_names(chart), SLICES) if chart.kind == "pie" else (chart.categories, "A")
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>'
        f"<c:tx><c:strRef><c:f>{SHEET}!${column}$1</c:f><c:strCache>{_points([series.name])}</c:strCache></c:strRef></c:tx>{looks}"
        f"<c:cat><c:strRef><c:f>{SHEET}!${names_in}$2:${names_in}${last}</c:f><c:strCache>{_points(names)}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{SHEET}!${column}$2:${column}${last}</c:f><c:numCache><c:formatCode>{escape(_label_format(chart))}</c:formatCode>"
        f"{_points(values)}</c:numCache></c:numRef></c:val>{after}</c:ser>"
    )


def _points(texts: Sequence[str | None]) -> str:
    listed = "".join(f'<c:pt idx="{at}"><c:v>{escape(text)}</c:v></c:pt>' for at, text in enumerate(texts) if text is not None)
    return f'<c:ptCount val="{len(texts)}"/>{listed}'


def _labels(chart: Chart, position: str, moved: Mapping[int, str] = MappingProxyType({})) -> str:
    """The figures beside their points; `moved` are those that stand elsewhere."""
    looks = f'<c:numFmt formatCode={quoteattr(_label_format(chart))} sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{_text_properties(chart)}'
    shows = (
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/>'
    )
    single = "".join(
        f'<c:dLbl><c:idx val="{at}"/>{looks}<c:dLblPos val="{where}"/>{shows}</c:dLbl>' for at, where in sorted(moved.items())
    )
    return f'<c:dLbls>{single}{looks}<c:dLblPos val="{position}"/>{shows}</c:dLbls>'


def _moved(chart: Chart, at: int) -> dict[int, str]:
    """The points of a line whose figure would be struck through by a line just above them: it stands below or beside."""
    values = [value for series in chart.series for value in series.values if value is not None]
    lowest, near = min(*values, Decimal(0)), (max(values) - min(*values, Decimal(0))) / 8
    moved = {}
    for number, value in enumerate(chart.series[at].values):
        others = [one.values[number] for place, one in enumerate(chart.series) if place != at]
        if value is not None and any(other is not None and value <= other < value + near for other in others):
            moved[number] = "b" if value > lowest + near else "r"
    return moved


def _label_format(chart: Chart) -> str:
    """The number format of a label: the figure with its unit."""
    unit, number = chart.unit.replace('"', ""), f"0.{'0' * chart.places}" if chart.places else "General"
    return f'{number}"{unit}"' if unit else number


def _axes(chart: Chart, *, lies: bool = False) -> str:
    values = [value for series in chart.series for value in series.values if value is not None]
    whole = all(value == value.to_integral_value() for value in values)
    # Between few steps a program would mark halves of a case.
    step = '<c:majorUnit val="1"/>' if whole and max(map(abs, values), default=Decimal(0)) <= _FEW else ""
    line = f'<c:spPr><a:ln w="{_OUTLINE}"><a:solidFill><a:srgbClr val="7F7F7F"/></a:solidFill></a:ln></c:spPr>'
    grid = f'<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{GRID}"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
    return (
        # Bars are drawn from the bottom upwards; the first category belongs at the top.
        f'<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="{"maxMin" if lies else "minMax"}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"l" if lies else "b"}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{line}{_text_properties(chart, level=not lies and _fits(chart))}'
        '<c:crossAx val="222222222"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"b" if lies else "l"}"/>{grid}<c:numFmt formatCode="{"0" if whole else "General"}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_text_properties(chart)}<c:crossAx val="111111111"/><c:crosses val="{"max" if lies else "autoZero"}"/><c:crossBetween val="between"/>{step}</c:valAx>'
    )


def _fits(chart: Chart) -> bool:
    """Whether the names of the categories fit below their columns in a few lines: else they may be turned."""
    room = max(_LINE_OF_TEXT // len(chart.categories) - 1, 1)
    return all(len(name) <= 4 * room for name in chart.categories)


def _legend(chart: Chart) -> str:
    return f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text_properties(chart)}</c:legend>'


def _area(fill: Fill) -> str:
    ink = f'<a:srgbClr val="{fill.colour}"/>'
    inside = (
        f'<a:pattFill prst="{fill.pattern}"><a:fgClr>{ink}</a:fgClr><a:bgClr><a:srgbClr val="{fill.ground}"/></a:bgClr></a:pattFill>'
        if fill.pattern
        else f"<a:solidFill>{ink}</a:solidFill>"
    )
    return f'<c:spPr>{inside}<a:ln w="{_OUTLINE}"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill></a:ln></c:spPr>'


def _text_properties(chart: Chart, *, level: bool = False) -> str:
    turned = ' rot="0" vert="horz"' if level else ""
    latin = _latin(chart)
    return (
        f'<c:txPr><a:bodyPr{turned}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{_SIZE}" b="0"><a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
        f'<a:latin typeface="{latin}"/><a:ea typeface="{SONGTI.face}"/><a:cs typeface="{latin}"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _latin(chart: Chart) -> str:
    """The font of digits. In a drawing no hint can tell a program that “ ” and — are Chinese: where they occur, all is in one font."""
    texts = (*chart.categories, *(series.name for series in chart.series), chart.unit)
    return SONGTI.face if shared_marks("".join(texts)) else LATIN
