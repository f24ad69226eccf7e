"""Figures put into the clerk's .xlsx: only the cells that change are written, every other byte of the file stays.

No spreadsheet library saves over a clerk's file here: charts, pictures and whatever they do not know
would be gone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from ...files.parts import TYPES, Parts, absolute, relations_of
from ...files.xml import XmlProblem, as_part, parsed, writable
from ...files.zips import deflated, open_office_zip, zipped
from ...model.errors import SourceError
from ...model.figures import digits
from ...model.location import Location, column_letter
from ...model.report import Cell
from .spreadsheet import BOOK, Place, column_number, escaped

# What stands in front of calcPr in a workbook part.
_BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
# What our own blank workbooks have for a total: nothing as long as there is nothing to add up.
_BLANK_UNLESS = re.compile(r'=IF\(COUNT\([^()]+\)=0,"",(?P<body>.+)\)')
# And what for a ratio: nothing as long as a part of it is missing.
_RATIO = re.compile(
    r'=IF\(COUNT\([^()]+\)<[0-9]+,"",IF\(\((?P<whole>.+)\)=0,0,'
    r"ROUND\(\((?P<part>.+)\)/\((?P=whole)\)(?:\*(?P<times>[0-9]+))?,(?P<places>[0-9])\)\)\)"
)
_LARGEST_SUM = 1000


class Formula(NamedTuple):
    """A formula that gave way to a number; `computed` is what it makes of the other figures, None where that is not known."""

    ref: str
    formula: str
    computed: Decimal | None


class NewWorkbook(NamedTuple):
    """The whole new file, the formulas that are gone from it, and those whose result must be worked out by a spreadsheet."""

    content: bytes
    overwritten: tuple[Formula, ...]
    unknown: tuple[str, ...] = ()


class Formulas:
    """The formulas in the tables of a workbook by their Refs, and what each makes of any figures."""

    def __init__(self, written: Mapping[str, str], places: Mapping[str, Place], others: Mapping[Place, Decimal | None]) -> None:
        """`others` are the cells beside the tables' figures that hold a number, None where that is not known."""
        self.written, self.places, self.others = written, places, others
        self.sheets = {place[0] for place in (*places.values(), *others)}
        self._refs = {place: ref for ref, place in places.items()}

    def value(self, ref: str, cells: Mapping[str, Cell]) -> Decimal | None:
        """What the cell shows when the figures are `cells`, whatever they say for cells with formulas.

        None where nothing is there to add up, and for a formula that does more than add.
        """
        try:
            return self._value(ref, cells, ())
        except _Unknown:
            return None

    def touches(self, ref: str, changed: Collection[str]) -> bool:
        """Whether a formula may look at one of these cells, at once or by way of others; one that looks elsewhere may."""
        return self._touches(ref, changed, ())

    def _touches(self, ref: str, changed: Collection[str], within: tuple[str, ...]) -> bool:
        named = _referred(self.written[ref], self.places[ref][0])
        if named is None:
            return bool(changed)
        refs = {self._refs.get(place, "") for place in named}
        below = [one for one in refs if one in self.written and one != ref and one not in within]
        return bool(refs & set(changed)) or any(self._touches(one, changed, (*within, ref)) for one in below)

    def _value(self, ref: str, cells: Mapping[str, Cell], within: tuple[str, ...]) -> Decimal | None:
        if ref in within:
            raise _Unknown
        ratio = _RATIO.fullmatch(self.written[ref].replace("$", "").replace(" ", ""))
        if not ratio:
            values = [value for value in self._added(self.written[ref], ref, cells, within) if value is not None]
            return sum(values, Decimal(0)) if values else None
        part, whole = (list(self._added(f"={ratio[side]}", ref, cells, within)) for side in ("part", "whole"))
        known = [[value for value in side if value is not None] for side in (part, whole)]
        if known != [part, whole]:
            return None
        divided, by = (sum(side, Decimal(0)) for side in known)
        unit = Decimal(1).scaleb(-int(ratio["places"]))
        return (divided * int(ratio["times"] or 1) / by).quantize(unit, ROUND_HALF_UP) if by else Decimal(0)

    def _added(self, formula: str, ref: str, cells: Mapping[str, Cell], within: tuple[str, ...]) -> Iterator[Decimal | None]:
        """What a formula in the cell of `ref` adds up, cell by cell; None for one that holds nothing."""
        terms = _terms(formula, self.places[ref][0])
        if terms is None:
            raise _Unknown
        for sign, one in terms:
            value = self._addend(one, cells, (*within, ref))
            yield None if value is None else sign * value

    def _addend(self, place: Place | Decimal, cells: Mapping[str, Cell], within: tuple[str, ...]) -> Decimal | None:
        if isinstance(place, Decimal):
            return place
        one = self._refs.get(place, "")
        if one in self.written:
            return self._value(one, cells, within)
        if one:
            return cells[one].value if one in cells else None
        value = self.others.get(place, Decimal(0)) if place[0] in self.sheets else None
        if value is None:
            raise _Unknown
        return value or None


class _Unknown(Exception):
    """A formula does more than add, looks elsewhere, or at itself."""


def formulas_in(path: Path, cells: Mapping[str, Cell]) -> Formulas:
    """The formulas of the workbook at `path`, whose `cells` are given with their places. SourceError when it cannot be read."""
    with open_office_zip(path, "Excel", ".xlsx") as archive:
        places = _places(cells)
        parts = Parts(archive, path)
        sheets = _sheets(parts)
        used = {place[0] for place in places.values()}
        return _formulas({name: _Sheet(_parsed(parts, part)) for name, part in sheets.items() if name in used}, places)


def with_figures(
    path: Path, cells: Mapping[str, Cell], changed: Mapping[str, Cell], texts: Mapping[Place, str] = MappingProxyType({})
) -> NewWorkbook:
    """The workbook at `path` with new figures in it; the file itself is not touched.

    `cells` are those read from it, with their places; `changed` the new ones. A formula gives way
    only where a new figure is given for its own cell; every other stays, and what it computes to is
    noted with it. `texts` are put into cells that hold no figure. SourceError when the file cannot be read.
    """
    wanted = {**cells, **changed}
    places = _places(cells)
    with open_office_zip(path, "Excel", ".xlsx") as archive:
        parts = Parts(archive, path)
        named = _sheets(parts)
        used = {place[0] for place in (*places.values(), *texts)}
        sheets = {name: _Sheet(_parsed(parts, part)) for name, part in named.items() if name in used}
        formulas = _formulas(sheets, places)
        for (name, row, column), text in texts.items():
            sheets[name].put(row, column, Cell(text, None, Location(str(path), name, row, column)))
        kept = Formulas({ref: one for ref, one in formulas.written.items() if ref not in changed}, places, formulas.others)
        overwritten: list[Formula] = []
        unknown: list[str] = []
        for ref, (name, row, column) in places.items():
            if name not in sheets:
                continue
            if ref in changed:
                if ref in formulas.written:
                    overwritten.append(Formula(ref, formulas.written[ref], formulas.value(ref, wanted)))
                sheets[name].put(row, column, wanted[ref])
            elif ref in kept.written and kept.touches(ref, changed):
                computed = kept.value(ref, wanted)
                if computed is not None:
                    sheets[name].store(row, column, computed)
                elif sheets[name].forget(row, column):
                    unknown.append(ref)
        written = {named[name]: as_part(sheet.root) for name, sheet in sheets.items() if sheet.touched}
        chain = parts.related(parts.main(BOOK), "calcChain") if overwritten else ""
        written |= _recalculated(parts, without=chain)
        return NewWorkbook(_copied(parts, written, without=chain), tuple(overwritten), tuple(unknown))


def _places(cells: Mapping[str, Cell]) -> dict[str, Place]:
    return {ref: (cell.location.grid, cell.location.line, cell.location.column) for ref, cell in cells.items()}


def _formulas(sheets: Mapping[str, _Sheet], places: Mapping[str, Place]) -> Formulas:
    written = {ref: found for ref, (name, *spot) in places.items() if name in sheets and (found := sheets[name].formula(*spot))}
    known = set(places.values())
    others = {
        (name, *spot): sheet.number(*spot) for name, sheet in sheets.items() for spot in sheet.cells if (name, *spot) not in known
    }
    return Formulas(written, places, others)


@lru_cache(maxsize=1000)
def _terms(formula: str, sheet: str) -> list[tuple[int, Place | Decimal]] | None:
    """The cells and numbers that a formula on `sheet` adds up, each with its sign; None where it does more, or looks elsewhere."""
    from openpyxl.formula import Tokenizer  # loads all of openpyxl, which a look at a list of drafts does without

    blank = _BLANK_UNLESS.fullmatch(formula.replace("$", "").replace(" ", ""))
    found: list[tuple[int, Place | Decimal]] = []
    signs, sign = [1], 1
    for token in Tokenizer(f"={blank['body']}" if blank else formula).items:
        opened = token.subtype == "OPEN"
        if token.type in ("OPERATOR-INFIX", "OPERATOR-PREFIX") and token.value in "+-":
            sign = signs[-1] * (1 if token.value == "+" else -1)
        elif token.type == "PAREN" or (token.type == "FUNC" and (not opened or token.value.upper() in ("SUM(", "N("))):
            if opened:
                signs.append(sign)
            else:
                signs.pop()
        elif token.type == "SEP" and token.subtype == "ARG":
            sign = signs[-1]
        elif token.type == "OPERAND" and token.subtype == "RANGE" and (places := _area(token.value, sheet)):
            found += [(sign, place) for place in places]
        elif token.type == "OPERAND" and token.subtype == "NUMBER":
            found.append((sign, Decimal(token.value)))
        elif token.type != "WHITE-SPACE":
            return None
    return found


@lru_cache(maxsize=1000)
def _referred(formula: str, sheet: str) -> set[Place] | None:
    """Every cell of the workbook that a formula on `sheet` names; None where it names some that cannot be told."""
    from openpyxl.formula import Tokenizer  # as above

    names = [one.value for one in Tokenizer(formula).items if one.type == "OPERAND" and one.subtype == "RANGE"]
    named = [_area(name, sheet) for name in names if "[" not in name or "]" not in name]  # another file's cells are none of ours
    return {place for places in named for place in places} if all(named) else None


def _area(name: str, sheet: str) -> list[Place]:
    """The cells of a range as a formula on `sheet` names it; none where it is no small range."""
    before, _, spots = name.rpartition("!")
    named = _AREA.fullmatch(spots.replace("$", ""))
    if not named:
        return []
    first, top, last, bottom = named.groups()
    rows = range(int(top), int(bottom or top) + 1)
    columns = range(column_number(first + top), column_number((last or first) + (bottom or top)) + 1)
    other = before.removeprefix("'").removesuffix("'").replace("''", "'") or sheet
    return [(other, row, column) for row in rows for column in columns] if len(rows) * len(columns) <= _LARGEST_SUM else []


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
            from openpyxl.formula.translate import Translator  # Excel shares formulas, we write each

            for (y, x), other in self.cells.items():
                first = other.find(f"{self.space}f")
                if first is not None and first.get("t") == "shared" and first.get("si") == formula.get("si") and first.text:
                    return str(Translator(f"={first.text}", _name(y, x)).translate_formula(_name(row, column)))
        return f"={formula.text or ''}"

    def number(self, row: int, column: int) -> Decimal | None:
        """What a cell adds to a sum: nothing for a text or a blank one; None for a formula, and where that is not known."""
        cell = self.cells[row, column]
        if cell.find("{*}f") is not None:
            return None
        stored = cell.findtext("{*}v")
        if cell.get("t", "n") != "n" or not stored:
            return Decimal(0)
        try:
            return Decimal(stored)
        except InvalidOperation:
            return None

    def forget(self, row: int, column: int) -> bool:
        """Take away what a formula computed to before; whether there was anything."""
        cell = self.cells[row, column]
        shown = cell.find("{*}v")
        if shown is None:
            return False
        cell.remove(shown)
        cell.attrib.pop("t", "")
        self.touched = True
        return True

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
        if wanted.value is not None and not wanted.is_words:
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
