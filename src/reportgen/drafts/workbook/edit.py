"""Figures put into the clerk's .xlsx: only the cells that change are written, every other byte of the file stays.

No spreadsheet library saves over a clerk's file here: charts, pictures and whatever they do not know
would be gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.formula.translate import Translator

from ...files.parts import TYPES, Parts, absolute, relations_of
from ...files.xml import XmlProblem, as_part, parsed, writable
from ...files.zips import deflated, open_office_zip, zipped
from ...model.errors import SourceError
from ...model.figures import digits
from ...model.form import Form
from ...model.location import Location, column_letter
from ...model.report import Cell
from .spreadsheet import BOOK, column_number, escaped

# What stands in front of calcPr in a workbook part.
_BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_LARGEST_SUM = 1000


class Formula(NamedTuple):
    """A formula that gave way to a number; `computed` is what it makes of the document's figures, None where that is not known."""

    ref: str
    formula: str
    computed: Decimal | None


class NewWorkbook(NamedTuple):
    """The whole new file, and the formulas that are gone from it."""

    content: bytes
    overwritten: tuple[Formula, ...]


def with_figures(path: Path, form: Form, cells: Mapping[str, Cell], changed: Mapping[str, Cell | None]) -> NewWorkbook:
    """The workbook at `path` with new figures in it; the file itself is not touched.

    `cells` are those read from it, with their places; `changed` the new ones, None for a blank. A
    formula that computes to the figure that its cell is to have stays. SourceError when the file
    cannot be read.
    """
    wanted = {**cells, **{ref: cell or Cell("", None, Location("")) for ref, cell in changed.items()}}
    places = {ref: (cell.location.grid, cell.location.line, cell.location.column) for ref, cell in cells.items()}
    with open_office_zip(path, "Excel", ".xlsx") as archive:
        parts = Parts(archive, path)
        sheets = _sheets(parts)
        written: dict[str, bytes] = {}
        overwritten: list[Formula] = []
        for name, part in sheets.items():
            refs = [ref for ref, place in places.items() if place[0] == name]
            if refs:
                sheet = _Sheet(_parsed(parts, part))
                before = len(overwritten)
                overwritten += _fill(sheet, refs, form, places, wanted, changed)
                if sheet.touched or len(overwritten) > before:
                    written[part] = as_part(sheet.root)
        chain = parts.related(parts.main(BOOK), "calcChain") if overwritten else ""
        written |= _recalculated(parts, without=chain)
        return NewWorkbook(_copied(parts, written, without=chain), tuple(overwritten))


def _fill(
    sheet: _Sheet,
    refs: Iterable[str],
    form: Form,
    places: Mapping[str, tuple[str, int, int]],
    wanted: Mapping[str, Cell],
    changed: Mapping[str, Cell | None],
) -> Iterator[Formula]:
    for ref in refs:
        row, column = places[ref][1:]
        formula = sheet.formula(row, column)
        if not formula:
            if ref in changed:
                sheet.put(row, column, wanted[ref])
            continue
        computed = _computed(ref, formula, form, places, wanted)
        new = wanted[ref]
        if computed is not None and computed == new.value and not new.remark:
            if ref in changed:
                sheet.store(row, column, computed)
        elif ref in changed or (computed is not None and _depends(ref, form, changed)):
            sheet.put(row, column, new)
            yield Formula(ref, formula, computed)


def _depends(ref: str, form: Form, changed: Mapping[str, Cell | None]) -> bool:
    return any(term.ref in changed for line in form.sums.get(ref, ()) for term in line.left)


def _computed(
    ref: str, formula: str, form: Form, places: Mapping[str, tuple[str, int, int]], wanted: Mapping[str, Cell]
) -> Decimal | None:
    """What a formula makes of the wanted figures, where it adds up what its form says for its cell."""
    grid = places[ref][0]
    named = _referred(formula)
    for line in form.sums.get(ref, ()):
        terms = [(places.get(term.ref), term.sign, wanted.get(term.ref)) for term in line.left]
        if {place for place, _, _ in terms} == {(grid, *spot) for spot in named}:
            values = [sign * cell.value for _, sign, cell in terms if cell and cell.value is not None]
            return sum(values, Decimal(0)) if values else None
    return None


def _referred(formula: str) -> set[tuple[int, int]]:
    """The (row, column) of every cell that a formula names on its own sheet; none where it looks elsewhere."""
    found: set[tuple[int, int]] = set()
    for token in Tokenizer(formula).items:
        if token.type != "OPERAND" or token.subtype != "RANGE":
            continue
        named = _AREA.fullmatch(token.value.replace("$", ""))
        if not named:
            return set()
        first, top, last, bottom = named.groups()
        rows = range(int(top), int(bottom or top) + 1)
        columns = range(column_number(first + top), column_number((last or first) + (bottom or top)) + 1)
        if len(rows) * len(columns) > _LARGEST_SUM:
            return set()
        found |= {(row, column) for row in rows for column in columns}
    return found


class _Sheet:
    """The cells of one sheet's part."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.space = f"{{{etree.QName(root).namespace}}}"  # Strict Open XML has one of its own
        self.touched = False
        self.rows: dict[int, etree._Element] = {}
        self.cells: dict[tuple[int, int], etree._Element] = {}
        body = root.find(f"{self.space}sheetData")
        self.body = body if body is not None else etree.SubElement(root, f"{self.space}sheetData")
        number = 0
        for row in self.body.iterchildren(f"{self.space}row"):
            number = int(row.get("r") or number + 1)
            self.rows[number] = row
            column = 0
            for cell in row.iterchildren(f"{self.space}c"):
                column = column_number(cell.get("r") or "") or column + 1
                self.cells[number, column] = cell

    def formula(self, row: int, column: int) -> str:
        """The formula in a cell as its user sees it; '' where there is none."""
        cell = self.cells.get((row, column))
        formula = cell.find(f"{self.space}f") if cell is not None else None
        if formula is None:
            return ""
        if formula.get("t") == "shared" and not formula.text:
            for (y, x), other in self.cells.items():
                first = other.find(f"{self.space}f")
                if first is not None and first.get("t") == "shared" and first.get("si") == formula.get("si") and first.text:
                    return str(Translator(f"={first.text}", _name(y, x)).translate_formula(_name(row, column)))
        return f"={formula.text or ''}"

    def store(self, row: int, column: int, value: Decimal) -> None:
        """Keep a formula and note what it computes to, as a spreadsheet does when it saves."""
        cell = self.cells[row, column]
        shown = cell.find(f"{self.space}v")
        if shown is None:
            shown = etree.SubElement(cell, f"{self.space}v")
        elif shown.text == digits(value):
            return
        shown.text = digits(value)
        cell.attrib.pop("t", "")
        self.touched = True

    def put(self, row: int, column: int, wanted: Cell) -> None:
        """Write a figure, or the text where it is none, or nothing; style, comment and validation stay."""
        cell = self._cell(row, column)
        self._keep_shared(row, column)
        for child in list(cell):
            if child.tag != f"{self.space}extLst":
                cell.remove(child)
        cell.attrib.pop("t", "")
        self.touched = True
        text = wanted.text.strip()
        if wanted.value is not None and not wanted.remark:
            value = etree.Element(f"{self.space}v")
            value.text = digits(wanted.value)
            cell.insert(0, value)
        elif text:
            cell.set("t", "inlineStr")
            inline = etree.Element(f"{self.space}is")
            said = etree.SubElement(inline, f"{self.space}t")
            said.text = escaped(writable(text))
            said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            cell.insert(0, inline)

    def _keep_shared(self, row: int, column: int) -> None:
        """A formula that others share is written out in them before it goes."""
        formula = self.cells[row, column].find(f"{self.space}f")
        if formula is None or formula.get("t") != "shared" or not formula.text:
            return
        for (y, x), other in self.cells.items():
            one = other.find(f"{self.space}f")
            if one is not None and one is not formula and one.get("si") == formula.get("si"):
                written = self.formula(y, x).removeprefix("=")
                one.attrib.clear()
                one.text = written

    def _cell(self, row: int, column: int) -> etree._Element:
        if (row, column) in self.cells:
            return self.cells[row, column]
        if row not in self.rows:
            at = sum(number < row for number in self.rows)
            self.rows[row] = etree.Element(f"{self.space}row", r=str(row))
            self.body.insert(at, self.rows[row])
        at = sum(1 for y, x in self.cells if y == row and x < column)
        cell = etree.Element(f"{self.space}c", r=_name(row, column))
        self.rows[row].insert(at, cell)
        self.cells[row, column] = cell
        return cell


def _name(row: int, column: int) -> str:
    return f"{column_letter(column)}{row}"


# -- the package --------------------------------------------------------------------------------------


def _parsed(parts: Parts, name: str) -> etree._Element:
    try:
        return parsed(parts.read(name))
    except XmlProblem:
        raise SourceError(f"文件已损坏（{name} 不是完整的 XML）", location=Location(str(parts.path))) from None


def _sheets(parts: Parts) -> dict[str, str]:
    """The parts of the sheets by their names."""
    book = parts.main(BOOK)
    relations = parts.relations(book)
    found = {}
    for sheet in _parsed(parts, book).iter("{*}sheet"):
        number = next((str(value) for key, value in sheet.items() if str(key).endswith("}id")), "")
        if number in relations:
            found[str(sheet.get("name"))] = relations[number].target
    return found


def _recalculated(parts: Parts, *, without: str) -> dict[str, bytes]:
    """The parts that make a spreadsheet work its formulas out anew when it opens the file, and forget a part that is gone."""
    written: dict[str, bytes] = {}
    name = parts.main(BOOK)
    book = _parsed(parts, name)
    settings = book.find("{*}calcPr")
    if settings is None:
        settings = etree.Element(f"{{{etree.QName(book).namespace}}}calcPr")
        before = [child for child in book.iterchildren(etree.Element) if etree.QName(child).localname in _BEFORE_CALCULATION]
        book.insert(book.index(before[-1]) + 1 if before else len(book), settings)
    if settings.get("fullCalcOnLoad") != "1":
        settings.set("fullCalcOnLoad", "1")
        written[name] = as_part(book)
    if without:
        for part, attribute, seen_from in ((relations_of(name), "Target", name), (TYPES, "PartName", "")):
            stored = parts.stored(part)
            root = _parsed(parts, stored)
            for entry in list(root.iterchildren(etree.Element)):
                if parts.stored(absolute(seen_from, str(entry.get(attribute, "")))) == without:
                    root.remove(entry)
            written[stored] = as_part(root)
    return written


def _copied(parts: Parts, written: Mapping[str, bytes], without: str) -> bytes:
    names = [name for name in parts.names if name != without]
    return zipped([deflated(name, written[name] if name in written else parts.read(name)) for name in names])
