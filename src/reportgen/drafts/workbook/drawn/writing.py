"""Putting values into openpyxl's cells, and its workbooks into bytes: the one way that all our writers take.

openpyxl makes a formula of every text that begins with =, marks each file with the time, and packs it with
the time of its parts. A text of a report must stay text, and the same workbook must be the same bytes.
"""

from __future__ import annotations

import io
import re

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from ....files.xml import writable
from ....files.zips import deflated, member, office_zip, zipped
from ..spreadsheet import begins_like_formula, escaped
from .style import AnyCell

# What Excel takes in a cell.
_LONGEST = 32_767
_CORE = "docProps/core.xml"
_DATES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def say(cell: AnyCell, text: str) -> None:
    """Put a text into a cell, which never becomes a formula, nor when somebody opens the cell and leaves it."""
    kept = escaped(writable(text))[:_LONGEST]
    cell.value = kept or None
    if kept:
        cell.data_type = "s"
    if begins_like_formula(kept):
        cell.quotePrefix = True


def put(sheet: Worksheet, row: int, column: int, text: str, font: Font) -> None:
    """A text in its font, in the middle of its row's height."""
    cell = sheet.cell(row, column)
    say(cell, text)
    cell.font = font
    cell.alignment = Alignment(vertical="center")


def work_out(cell: AnyCell, formula: str) -> None:
    """Put a formula of our own into a cell; no word of a report stands in it."""
    assert formula.startswith("=")
    cell.value = formula


def saved(book: Workbook) -> bytes:
    """The workbook as an .xlsx, the same bytes each time: it says nothing of when it was written."""
    book.properties.creator = writable(book.properties.creator or "")
    book.properties.title = writable(book.properties.title or "")
    buffer = io.BytesIO()
    book.save(buffer)
    with office_zip(buffer.getvalue(), "", "Excel", ".xlsx") as archive:
        parts = {name: member(archive, name, "") for name in archive.namelist()}
    parts[_CORE] = _DATES.sub(b"", parts[_CORE])
    return zipped([deflated(name, content) for name, content in parts.items()])
