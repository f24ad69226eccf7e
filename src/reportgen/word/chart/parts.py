"""Charts put into a Word package, and read out of it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from lxml import etree
from markupsafe import Markup

from ...files.xml import whole
from ...files.zips import Member, deflated
from ...model.chart import Chart, ChartKind, Series
from ...model.errors import SourceError
from ...text.charts import is_chart, told, value_words
from ...text.patterns import pattern
from ..names import (
    DRAWING_PROPERTIES,
    KIND,
    NAMESPACES,
    PACKAGE_RELATIONS,
    RELATIONS,
    SHEET_TYPE,
    WP,
    XML_DECLARATION,
    C,
    declared,
    quoteattr,
)
from ..package import Package, opened, target_from
from .drawing import chart_part, shape_of
from .workbook import chart_workbook

CHART = C + "chart"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = SHEET_TYPE + ".sheet"
_MOST = 1000
_NUMBER = pattern(r"[-+]?\d{1,30}(?:\.\d{1,30})?(?:[eE][-+]?\d)?", re.ASCII)  # of a chart's figures
_TALLEST = 7_200_000  # 20 cm: with its caption it still fits a page


class Charts:
    """The charts of one report as parts of its package."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.drawn: list[Chart] = []

    def run(self, chart: Chart, identifier: int, alt: str = "") -> Markup:
        """A run showing the chart as wide as the text. It carries what was asked for, to be read back into a draft."""
        self.drawn.append(chart)
        number = len(self.drawn)
        height = min(round(self.width * shape_of(chart)), _TALLEST)
        return Markup(  # noqa: S704 - whatever comes from outside is escaped
            f"<w:r><w:drawing><wp:inline {declared('wp')} "
            f'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{self.width}" cy="{height}"/>'
            f'<wp:docPr id="{identifier}" name="图表 {number}" descr={quoteattr(alt or told(chart))} title={quoteattr(chart.asked)}/>'
            f'<a:graphic {declared("a")}><a:graphicData uri="{NAMESPACES["c"]}">'
            f'<c:chart {declared("c", "r")} r:id="{_relation(number)}"/>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    def in_types(self, text: str) -> str:
        """The content types with those of the charts entered."""
        if not self.drawn:
            return text
        if 'Extension="xlsx"' not in text:
            text = text.replace("<Override", f'<Default Extension="xlsx" ContentType="{_BOOK_TYPE}"/><Override', 1)
        numbers = range(1, len(self.drawn) + 1)
        entries = (f'<Override PartName="/{_part(number)}" ContentType="{_CHART_TYPE}"/>' for number in numbers)
        return text.replace("</Types>", "".join(entries) + "</Types>")

    def in_relations(self, text: str, main: str) -> str:
        """The relationships of the `main` part with the charts entered."""
        entries = (
            f'<Relationship Id="{_relation(number)}" Type="{KIND}chart" Target="{target_from(main, _part(number))}"/>'
            for number in range(1, len(self.drawn) + 1)
        )
        return text.replace("</Relationships>", "".join(entries) + "</Relationships>")

    def members(self) -> Iterator[Member]:
        """The chart parts, each with its workbook and the relationship to it."""
        for number, chart in enumerate(self.drawn, 1):
            book = f"word/embeddings/rgChart{number}.xlsx"
            yield deflated(_part(number), chart_part(chart, "rId1").encode())
            relation = (
                f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="rId1" Type="{KIND}package" '
                f'Target="../embeddings/rgChart{number}.xlsx"/></Relationships>'
            )
            yield deflated(f"word/charts/_rels/rgChart{number}.xml.rels", relation.encode())
            yield deflated(book, chart_workbook(chart))


def _part(number: int) -> str:
    return f"word/charts/rgChart{number}.xml"


def _relation(number: int) -> str:
    return f"rgChart{number}"


# -- read back --------------------------------------------------------------------------------------


class ReadChart(NamedTuple):
    """A chart as found in a document: what it shows, the workbook inside it, b'' where there is none."""

    shown: Chart
    workbook: bytes = b""


def charts_of(content: bytes) -> list[ReadChart]:
    """The charts of a .docx in reading order."""
    return list(charts_in(opened(content, "")).values())


def charts_in(package: Package) -> dict[str, ReadChart]:
    """The charts of a Word package by their relationships, in reading order.

    What was asked for is told where the document says it; unit and Refs are not told. A kind of chart that
    no report can ask for is left out.
    """
    relations = package.relations(package.main)
    if not any(one.kind.endswith("/chart") for one in relations.values()):
        return {}
    found: dict[str, ReadChart] = {}
    for drawing in package.document.iter(WP + "inline", WP + "anchor"):
        named = drawing.find(DRAWING_PROPERTIES)
        for reference in drawing.iter(CHART):
            number = str(reference.get(RELATIONS + "id"))
            part = relations[number].target if number in relations else ""
            try:
                root = package.tree(part)
                if root is None:
                    continue
                shown = _chart_kept(root)
                books = [
                    one.target for one in package.relations(part).values() if not one.external and one.target.endswith(".xlsx")
                ]
                workbook = package.files.get(books[0], b"") if books else b""
            except (SourceError, ValueError, StopIteration):
                continue
            asked = str(named.get("title", "")) if named is not None else ""
            found[number] = ReadChart(shown._replace(asked=asked if is_chart(asked) else ""), workbook)
    return found


def said_by_chart(root: etree._Element) -> str:
    """All that any chart part shows, whichever program wrote it: kinds, words and figures; not how it looks."""
    words: list[str] = []
    for one in root.iter(etree.Element):
        name = etree.QName(one).localname
        if name.endswith("Chart"):
            words.append(name)
        elif name == "barDir":
            words.append(str(one.get("val")))
        elif name in ("v", "t") and one.text and one.text.strip():
            words.append(one.text.strip())
    return "｜".join(words)


def _chart_kept(root: etree._Element) -> Chart:
    """What a chart part shows: the figures kept in it."""
    kinds: dict[str, ChartKind] = {"pieChart": "pie", "lineChart": "line", "barChart": "column"}
    plot = next(one for name in kinds for one in root.iter(C + name))
    kind = kinds[etree.QName(plot).localname]
    lies = plot.find(C + "barDir")
    kind = "bar" if lies is not None and lies.get("val") == "bar" else kind
    series: list[Series] = []
    categories: tuple[str, ...] = ()
    for one in plot.iter(C + "ser"):
        categories = tuple(text or "" for text in _cached(one.find(C + "cat")))
        name = next(iter(_cached(one.find(C + "tx"))), "")
        values = tuple(map(_figure, _cached(one.find(C + "val"))))
        series.append(Series(name or "", (*values, *[None] * (len(categories) - len(values)))[: len(categories)]))
    if not series or not categories:
        raise ValueError("no figures")
    return Chart(kind, _names(categories, series[0].values) if kind == "pie" else categories, tuple(series))


def _names(slices: tuple[str, ...], values: tuple[Decimal | None, ...]) -> tuple[str, ...]:
    """The names of a pie's slices without the figures that the charts written here have behind them."""
    ends = [
        re.fullmatch(rf"(.+) {re.escape(value_words(value, ''))}(?:\.?0+)?(\D*)", name)
        for name, value in zip(slices, values, strict=True)
    ]
    return tuple(end[1] for end in ends if end) if all(ends) else slices


def _cached(element: etree._Element | None) -> list[str | None]:
    if element is None:
        return [""]
    count = next(element.iter(C + "ptCount"), None)
    points = {whole(point.get("idx"), _MOST): point.findtext(C + "v") for point in element.iter(C + "pt")}
    length = whole(count.get("val"), _MOST + 1) if count is not None else len(points)
    if length > _MOST:
        raise ValueError("more points than a report's chart can have")
    return [points.get(at) for at in range(length)]


def _figure(text: str | None) -> Decimal | None:
    return Decimal(text.strip()) if text is not None and _NUMBER.fullmatch(text.strip()) else None
