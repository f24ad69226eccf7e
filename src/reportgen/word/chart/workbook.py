"""The small workbook inside a chart: what Word and WPS open on «编辑数据».

Written part by part, so that the same chart gives the same bytes and each figure keeps its digits.
"""

from __future__ import annotations

import io
from decimal import Decimal, InvalidOperation

from ...files.zips import deflated, zipped
from ...model.chart import Chart, ChartKind, Series
from ...model.figures import digits
from ...text.charts import value_words
from ..names import KIND, NAMESPACES, PACKAGE_RELATIONS, PACKAGE_TYPES, SHEET_TYPE, XML_DECLARATION, declared, escape

SHEET = "Sheet1"
SLICES = "C"  # the column with the names of a pie's slices
_MAIN = NAMESPACES["x"]


def column_name(number: int) -> str:
    """The letter of a column, counted from 0; a chart has a few."""
    return chr(ord("A") + number)


def slice_names(chart: Chart) -> tuple[str, ...]:
    """What a pie calls its slices, figures included: a legend shows them even of a slice of nothing."""
    values = chart.series[0].values
    return tuple(
        f"{name} {value_words(value, chart.unit, chart.places)}" for name, value in zip(chart.categories, values, strict=True)
    )


def chart_workbook(chart: Chart) -> bytes:
    """The .xlsx: categories in the first column, a series in each further one, their names in the first row.

    Behind the figures of a pie stand the names of its slices, made from the two columns before.
    """
    heads = ["", *(series.name for series in chart.series)]
    rows = [_row(1, [_said(f"{column_name(at)}1", name) for at, name in enumerate(heads) if name])]
    for number, name in enumerate(chart.categories, 2):
        cells = [_said(f"A{number}", name)]
        for at, series in enumerate(chart.series, 1):
            value = series.values[number - 2]
            if value is not None:
                cells.append(f'<c r="{column_name(at)}{number}"><v>{digits(value)}</v></c>')
        if chart.kind == "pie":
            unit = chart.unit.replace('"', '""')
            formula = f'A{number}&" "&B{number}&"{unit}"'
            shown = slice_names(chart)[number - 2]
            cells.append(f'<c r="{SLICES}{number}" t="str"><f>{escape(formula)}</f><v>{escape(shown)}</v></c>')
        rows.append(_row(number, cells))
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE_TYPES}">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" {declared("r")}><sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{_MAIN}"><cols><col min="1" max="1" width="32" customWidth="1"/></cols>'
            f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
        ),
    }
    return zipped([deflated(name, (XML_DECLARATION + text).encode()) for name, text in parts.items()])


def read_chart_workbook(content: bytes, kind: ChartKind) -> Chart:
    """The chart as its workbook has it, read by another library than wrote it; `kind` says how it is drawn."""
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[SHEET]
    head, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    series = tuple(
        Series(str(name), tuple(_figure(row[at]) for row in rows)) for at, name in enumerate(head) if at and name is not None
    )
    return Chart(kind, tuple(str(row[0]) for row in rows), series)


def _figure(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None


def _row(number: int, cells: list[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _said(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _relation(kind: str, target: str) -> str:
    return f'<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="rId1" Type="{KIND}{kind}" Target="{target}"/></Relationships>'
