"""Typing into a workbook without opening it: its sheet is XML, and openpyxl takes ten times as long to read and write it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import ERROR_CODES

Typed = int | float | bool | str | None


def type_into(path: Path, cells: Mapping[str, Mapping[str, Typed]]) -> None:
    """Put values into cells, by sheet and name; the cells are there, because a form's are all drawn."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    for sheet, values in cells.items():
        name = _part_of(parts, sheet)
        text = parts[name].decode()
        for cell, value in values.items():
            text = _with(text, cell, value)
        parts[name] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _part_of(parts: Mapping[str, bytes], sheet: str) -> str:
    book, links = parts["xl/workbook.xml"].decode("utf-8"), parts["xl/_rels/workbook.xml.rels"].decode("utf-8")
    spelled = (sheet, sheet.encode("ascii", "xmlcharrefreplace").decode())
    tag = next(tag for tag in re.findall(r"<sheet [^>]*>", book) if any(f'name="{one}"' in tag for one in spelled))
    number = re.search(r':id="(\w+)"', tag)
    assert number
    link = next(link for link in re.findall(r"<Relationship [^>]*>", links) if f'Id="{number[1]}"' in link)
    target = re.search(r'Target="([^"]*)"', link)
    assert target
    return target[1].removeprefix("/") if target[1].startswith("/") else f"xl/{target[1]}"


def _with(sheet: str, cell: str, value: Typed) -> str:
    found = re.search(rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', sheet)
    assert found, f"{cell} is not drawn"
    return f'{sheet[: found.start()]}<c r="{cell}"{found[1] or ""}{_content(value)}{sheet[found.end() :]}'


def _content(value: Typed) -> str:
    if value is None:
        return "/>"
    if isinstance(value, bool):
        return f' t="b"><v>{int(value)}</v></c>'
    if not isinstance(value, str):
        return f"><v>{value}</v></c>"
    if value in ERROR_CODES:
        return f' t="e"><v>{value}</v></c>'
    if value.startswith("="):
        return f"><f>{escape(value[1:])}</f><v/></c>"
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def type_notes(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """The sheet 附注 of a workbook with these rows, made where an old workbook has none."""
    book = openpyxl.load_workbook(path)
    if "附注" not in book.sheetnames:
        sheet = book.create_sheet("附注")
        for at, line in enumerate((("附注",), ("写法",), ("哪张表", "哪一格", "印什么")), 1):
            for column, text in enumerate(line, 1):
                sheet.cell(at, column).value = text
    for at, line in enumerate(rows, 4):
        for column, text in enumerate(line, 1):
            book["附注"].cell(at, column).value = text
    book.save(path)
