"""A sheet put behind those of the clerk's .xlsx: a part of its own, named in three others; every other part stays as it is.

Workbooks that were made before there was a sheet for notes get one when there is something to note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from ...files.parts import TYPES, Parts, relations_of
from ...files.xml import as_part, parsed, writable
from ...files.zips import deflated, office_zip, zipped
from ...model.errors import OutputError
from ...model.location import Location, column_letter
from .spreadsheet import BOOK, escaped

_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def with_sheet(content: bytes, name: str, rows: Sequence[Sequence[str]], widths: Sequence[int], file: str) -> bytes:
    """The workbook with a sheet of these texts, its columns so wide; `file` is what it is called. OutputError where the name is taken."""
    with office_zip(content, file, "Excel", ".xlsx") as archive:
        parts = Parts(archive, file)
        main = parts.main(BOOK)
        book = parsed(parts.read(main))
        sheets = book.find("{*}sheets")
        assert sheets is not None  # it has been read
        if any(str(one.get("name")).strip() == name for one in sheets):
            hint = f"把那张“{name}”改个名字，再存一次"
            raise OutputError(f"数据表里另有一张叫“{name}”的表，没有写", location=Location(file, name), hint=hint)
        links = parsed(parts.read(parts.stored(relations_of(main))))
        space = etree.QName(links).namespace
        number = 1 + max(
            (int(one) for part in parts.names for one in re.findall(r"worksheets/sheet(\d+)\.xml$", part)), default=0
        )
        ids = {str(one.get("Id")) for one in links}
        own = next(f"rId{at}" for at in range(1, len(ids) + 2) if f"rId{at}" not in ids)
        first = next(one for one in links if str(one.get("Type")).endswith("/worksheet"))
        etree.SubElement(
            links, f"{{{space}}}Relationship", Id=own, Type=str(first.get("Type")), Target=f"/xl/worksheets/sheet{number}.xml"
        )
        sheet = etree.SubElement(sheets, f"{{{etree.QName(book).namespace}}}sheet", name=name)
        sheet.set("sheetId", str(1 + max(int(one.get("sheetId", 0)) for one in sheets)))
        sheet.set(next(str(key) for key in sheets[0].attrib if str(key).endswith("}id")), own)
        types = parsed(parts.read(TYPES))
        kind = etree.SubElement(types, f"{{{etree.QName(types).namespace}}}Override")
        kind.set("PartName", f"/xl/worksheets/sheet{number}.xml")
        kind.set("ContentType", _KIND)
        written = {main: as_part(book), parts.stored(relations_of(main)): as_part(links), parts.stored(TYPES): as_part(types)}
        written[f"xl/worksheets/sheet{number}.xml"] = as_part(_sheet(etree.QName(book).namespace or "", rows, widths))
        names = [*parts.names, *(name for name in written if name not in parts.names)]
        return zipped([deflated(name, written[name] if name in written else parts.read(name)) for name in names])


def _sheet(space: str, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> etree._Element:
    root = etree.Element(f"{{{space}}}worksheet", nsmap={None: space})  # type: ignore[dict-item]  # the stubs know no default namespace
    columns = etree.SubElement(root, f"{{{space}}}cols")
    for at, width in enumerate(widths, 1):
        etree.SubElement(columns, f"{{{space}}}col", min=str(at), max=str(at), width=str(width), customWidth="1")
    body = etree.SubElement(root, f"{{{space}}}sheetData")
    for at, texts in enumerate(rows, 1):
        row = etree.SubElement(body, f"{{{space}}}row", r=str(at))
        for column, text in enumerate(texts, 1):
            if text:
                cell = etree.SubElement(row, f"{{{space}}}c", r=f"{column_letter(column)}{at}", t="inlineStr")
                said = etree.SubElement(etree.SubElement(cell, f"{{{space}}}is"), f"{{{space}}}t")
                said.text = escaped(writable(text))
                said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return root
