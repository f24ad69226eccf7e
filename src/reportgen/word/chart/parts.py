"""Charts put into a Word package, and read out of it again."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from lxml import etree
from markupsafe import Markup

from ...files.zips import Member, deflated
from ...model.chart import Chart, ChartKind, Series
from ...text.charts import is_chart, told, value_words
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
)
from .drawing import chart_part, shape_of
from .workbook import chart_workbook

CHART = C + "chart"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = SHEET_TYPE + ".sheet"
_MOST = 1000
_TALLEST = 7_200_000  # 20 cm: with its caption it still fits a page
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


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

    def mended(self, name: str, text: str) -> str:
        """Content types and relationships with the charts entered."""
        numbers = range(1, len(self.drawn) + 1)
        if name == "[Content_Types].xml" and self.drawn:
            if 'Extension="xlsx"' not in text:
                text = text.replace("<Override", f'<Default Extension="xlsx" ContentType="{_BOOK_TYPE}"/><Override', 1)
            entries = (f'<Override PartName="/{_part(number)}" ContentType="{_CHART_TYPE}"/>' for number in numbers)
            text = text.replace("</Types>", "".join(entries) + "</Types>")
        elif name == "word/_rels/document.xml.rels":
            entries = (
                f'<Relationship Id="{_relation(number)}" Type="{KIND}chart" Target="{_part(number).removeprefix("word/")}"/>'
                for number in numbers
            )
            text = text.replace("</Relationships>", "".join(entries) + "</Relationships>")
        return text

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
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(charts_in(archive.read).values())


def charts_in(read: Callable[[str], bytes]) -> dict[str, ReadChart]:
    """The charts of a Word package by their relationships, in reading order; `read` gives a part, or KeyError.

    What was asked for is told where the document says it; unit and Refs are not told. A kind of chart that
    no report can ask for is left out.
    """
    found: dict[str, ReadChart] = {}
    targets = _targets(read, "word/document.xml")
    for drawing in etree.fromstring(read("word/document.xml"), _PARSER).iter(WP + "inline", WP + "anchor"):
        named = drawing.find(DRAWING_PROPERTIES)
        for reference in drawing.iter(CHART):
            relation = str(reference.get(RELATIONS + "id"))
            part = targets.get(relation, "")
            try:
                shown = _shown(etree.fromstring(read(part), _PARSER))
                books = [target for target in _targets(read, part).values() if target.endswith(".xlsx")]
                workbook = read(books[0]) if books else b""
            except (KeyError, ValueError, StopIteration, etree.XMLSyntaxError):
                continue
            asked = str(named.get("title", "")) if named is not None else ""
            found[relation] = ReadChart(shown._replace(asked=asked if is_chart(asked) else ""), workbook)
    return found


def _targets(read: Callable[[str], bytes], part: str) -> dict[str, str]:
    folder, _, name = part.rpartition("/")
    try:
        relations = etree.fromstring(read(f"{folder}/_rels/{name}.rels"), _PARSER)
    except KeyError:
        return {}
    return {
        str(one.get("Id")): posixpath.normpath(posixpath.join("/" + folder, str(one.get("Target", "")))).lstrip("/")
        for one in relations
        if one.get("TargetMode") != "External"
    }


def _shown(root: etree._Element) -> Chart:
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
    ends = [re.fullmatch(rf"(.+) {value_words(value, '')}(\D*)", name) for name, value in zip(slices, values, strict=True)]
    return tuple(end[1] for end in ends if end) if all(ends) else slices


def _cached(element: etree._Element | None) -> list[str | None]:
    if element is None:
        return [""]
    count = next(element.iter(C + "ptCount"), None)
    points = {int(str(point.get("idx"))): point.findtext(C + "v") for point in element.iter(C + "pt")}
    length = int(str(count.get("val"))) if count is not None else len(points)
    if length > _MOST:
        raise ValueError("more points than a report's chart can have")
    return [points.get(at) for at in range(length)]


def _figure(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text is not None else None
    except InvalidOperation:
        return None
