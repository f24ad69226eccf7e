"""Reads an .xlsx into grids: value, formula and type of each cell, in one streaming pass.

openpyxl would need a second pass to tell a formula from its result and 1.5 s where formatting
reaches the last row; calamine cannot tell a formula without a result from a blank. So this small
reader does the one thing the checks need. It reads what Excel, WPS, LibreOffice and openpyxl write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from ...files.parts import Enough, Parts, relations_of
from ...files.zips import open_office_zip
from ...model.errors import SourceError
from ...model.figures import digits, from_stored_number
from ...model.location import Location
from ...model.outline import GRID_COLUMNS, GRID_ROWS, Grid, GridCell
from ...text.patterns import pattern

# A cell by its sheet, row and column.
Place = tuple[str, int, int]
_MAX_SHEETS = 60
_MAX_CELLS = 1_000_000
_LONGEST_ROW = 7  # digits
_CELL = pattern(r"([A-Z]{1,3})(\d+)")
# What openXML writes for a character that XML cannot hold, or that it would lose: ST_Xstring.
_ESCAPED = pattern(r"_x([0-9A-Fa-f]{4})_")
# What a spreadsheet takes for a formula once somebody edits the cell, or opens the CSV; full-width signs too.
_FORMULA_SIGNS = frozenset("=+-@＝＋－＠")
_LIKE_ESCAPED = pattern(r"_(?=x[0-9A-Fa-f]{4}_)")
# The names that programs write which write no relationships.
BOOK, _STRINGS, _STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
# What the program's own formats show, by number; 0 and those that are not here are General, which says nothing of its own.
_OWN_FORMATS = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0", 7: "¥#,##0.00;¥-#,##0.00",
    8: "¥#,##0.00;¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy-m-d"),
    37: "#,##0 ;(#,##0)", 38: "#,##0 ;(#,##0)", 39: "#,##0.00 ;(#,##0.00)", 40: "#,##0.00 ;(#,##0.00)",
    41: '#,##0 ;-#,##0 ;"-" ', 42: '¥#,##0 ;¥-#,##0 ;"-" ', 43: '#,##0.00 ;-#,##0.00 ;"-" ', 44: '¥#,##0.00 ;¥-#,##0.00 ;"-" ',
    48: "##0.0E+0",
}  # fmt: skip
_GENERAL, _TEXT = 0, 49
# General shows a number of so many characters as it is.
_SURELY_SHOWN = 11
# A format says something of texts behind its third semicolon.
_TEXT_PART = 3


def read_grids(path: Path, skip: Collection[str] = (), *, rows: int = GRID_ROWS) -> tuple[Grid, ...]:
    """The sheets of the workbook at `path` in the order of its tabs, but for those named in `skip`; of each the first `rows`."""
    with open_office_zip(path, "Excel", ".xlsx") as archive:
        parts = Parts(archive, path)
        book = parts.main(BOOK)
        sheets = _sheets(parts, book)
        strings_part, styles_part = parts.related(book, "sharedStrings", _STRINGS), parts.related(book, "styles", _STYLES)
        strings = _strings(parts, strings_part) if strings_part else []
        formats = _formats(parts, styles_part) if styles_part else {}
        relations = parts.relations(book)
        if sheets and not relations:
            raise SourceError(f"文件缺少部件 {relations_of(book)}，已损坏", location=Location(str(path)))
        grids = []
        for name, relation, hidden in sheets:
            part = relations.get(relation)
            if part and part.kind == "worksheet" and name not in skip:
                sheet = _Sheet(strings, formats, rows)
                cells = sheet.read(parts, part.target)
                grids.append(Grid(str(path), name, cells, hidden, merged=tuple(sheet.merged)))
        return tuple(grids)


def sheet_parts(parts: Parts) -> Iterator[tuple[str, str]]:
    """The sheets of a workbook by name, each with the part that holds it."""
    book = parts.main(BOOK)
    relations = parts.relations(book)
    for name, relation, _ in _sheets(parts, book):
        part = relations.get(relation)
        if part and part.kind == "worksheet":
            yield name, part.target


def _sheets(parts: Parts, book: str) -> list[tuple[str, str, bool]]:
    """Name, relationship and whether hidden, of each sheet. SourceError where the file is no workbook."""
    location = Location(str(parts.path))
    sheets: list[tuple[str, str, bool]] = []
    roots: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if not roots:
            roots.append(local)
            if local != "workbook":
                raise Enough
        elif local == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible"))

    if book.lower().endswith(".bin"):
        hint = "用 Excel 或 WPS 打开，选“另存为”，类型选 .xlsx"
        raise SourceError("这是二进制格式（.xlsb）的工作簿，只是名字改成了 .xlsx", location=location, hint=hint)
    if book:
        parts.parse(book, StartElementHandler=start)
    if roots == ["document"]:
        raise SourceError("这是 Word 文件，只是名字改成了 .xlsx", location=location)
    if roots != ["workbook"]:
        raise SourceError("文件里没有工作簿，不是 Excel 文件", location=location)
    if len(sheets) > _MAX_SHEETS:
        raise SourceError(f"工作簿里有 {len(sheets)} 张表，超过上限 {_MAX_SHEETS} 张", location=location)
    return sheets


def _strings(workbook: Parts, part: str) -> list[str]:
    strings: list[str] = []
    parts: list[str] = []
    state = {"text": False, "phonetic": False}

    def start(tag: str, _: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "si":
            parts.clear()
        elif local == "rPh":
            state["phonetic"] = True
        elif local == "t":
            state["text"] = not state["phonetic"]

    def end(tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local == "si":
            strings.append(unescaped("".join(parts)))
        elif local == "rPh":
            state["phonetic"] = False
        elif local == "t":
            state["text"] = False

    def characters(text: str) -> None:
        if state["text"]:
            parts.append(text)

    workbook.parse(part, StartElementHandler=start, EndElementHandler=end, CharacterDataHandler=characters)
    return strings


def unescaped(text: str) -> str:
    """A text of the file with what is escaped in it as the characters that are meant; ends of lines are those of all files."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def escaped(text: str) -> str:
    """A text as the file holds it: what looks like an escape in it would be read as one."""
    return _LIKE_ESCAPED.sub("_x005F_", text) if "_x" in text else text


def begins_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula."""
    return text.lstrip()[:1] in _FORMULA_SIGNS


def no_formula(text: str) -> str:
    """A text for a CSV that no spreadsheet takes for a formula: behind an apostrophe where it begins like one."""
    return f"'{text}" if begins_like_formula(text) else text


def _formats(workbook: Parts, part: str) -> dict[str, str]:
    """The number format of each style that has one which may show something else than the number."""
    codes: dict[int, str] = {}
    styles: dict[str, str] = {}
    state = {"xfs": False, "index": 0}

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "numFmt":
            codes[_index(attributes.get("numFmtId", ""))] = unescaped(attributes.get("formatCode", ""))
        elif local == "cellXfs":
            state["xfs"] = True
        elif local == "xf" and state["xfs"]:
            number = _index(attributes.get("numFmtId", "0"))
            code = codes.get(number) or _OWN_FORMATS.get(number, "")
            if number not in (_GENERAL, _TEXT) and code not in ("", "General", "@"):
                styles[str(state["index"])] = code
            state["index"] += 1

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] == "cellXfs":
            raise Enough

    workbook.parse(part, StartElementHandler=start, EndElementHandler=end)
    return styles


class _Sheet:
    """Collects the cells of one sheet while expat reads it.

    Most cells of a form hold a border and nothing else: until a value or a formula turns up, a cell
    costs no more than keeping its attributes.
    """

    def __init__(self, strings: list[str], formats: Mapping[str, str], rows: int) -> None:
        self.rows = rows
        self.strings = strings
        self.formats = formats
        self.cells: dict[tuple[int, int], GridCell] = {}
        self.merged: list[str] = []
        self.row = self.column = self.count = 0
        self.attributes: dict[str, str] = {}
        self.value: list[str] | None = None
        self.formula: list[str] | None = None
        self.target: list[str] | None = None
        self.phonetic = False  # inside a reading aid, which is not part of the text

    def read(self, workbook: Parts, part: str) -> dict[tuple[int, int], GridCell]:
        workbook.parse(part, StartElementHandler=self.start, EndElementHandler=self.end, CharacterDataHandler=self.characters)
        return self.cells

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            self.count += 1
            if self.count > _MAX_CELLS:
                raise SourceError(
                    f"有一张工作表的格式刷到了几万列，前 {GRID_ROWS} 行就有上百万个格",
                    hint="把有用的表格复制到新的工作表里，删去原来的，再保存",
                )
            self.attributes = attributes
            self.value = self.formula = None
            self.column = column_number(attributes.get("r", "")) or self.column + 1
        elif tag in ("v", "t"):
            self.value = self.value if self.value is not None else []
            self.target = None if self.phonetic else self.value
        elif tag == "f":
            self.target = self.formula = []
        elif tag == "row":
            number = _index(attributes.get("r", ""))
            self.row = number if number > 0 else self.row + 1
            self.column = 0
            if self.row > self.rows:
                raise Enough
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
        elif tag in ("conditionalFormatting", "dataValidations", "hyperlinks", "pageMargins"):
            raise Enough  # the cells stand before these

    def characters(self, text: str) -> None:
        if self.target is not None:
            self.target.append(text)

    def end(self, tag: str) -> None:
        self.target = None
        if self.phonetic:
            self.phonetic = tag.rpartition(":")[2] != "rPh"
        elif (self.value is not None or self.formula is not None) and (tag == "c" or tag.endswith(":c")):
            if self.column <= GRID_COLUMNS:
                self.cells[self.row, self.column] = self.cell()
            self.value = self.formula = None

    def cell(self) -> GridCell:
        """The cell whose end tag has come."""
        kind = self.attributes.get("t", "n")
        raw = "".join(self.value) if self.value else ""
        formula = "" if self.formula is None else "=" + "".join(self.formula)
        stored = bool(raw) or not formula or (kind == "str" and self.value is not None)
        if not stored:
            return GridCell("", formula, stored=False, format=self.formats.get(self.attributes.get("s", "0"), ""))
        if kind == "s":
            number = _index(raw)
            return self.text(self.strings[number] if 0 <= number < len(self.strings) else "", formula, stored)
        if kind == "n" and raw:
            try:
                text = _shown(raw)
            except (ArithmeticError, ValueError):
                return GridCell(raw, formula, stored)
            return self.number(text, formula, stored)
        if kind == "b":
            return GridCell("TRUE" if raw == "1" else "FALSE", formula, stored)
        if kind == "e":
            return GridCell(raw, formula, stored, error=True)
        if kind == "d":
            return GridCell(raw, formula, stored, date=True)
        return self.text(unescaped(raw), formula, stored)

    def number(self, text: str, formula: str, stored: bool) -> GridCell:
        """A cell with a number, and what its format makes of it."""
        code = self.formats.get(self.attributes.get("s", "0"), "")
        if not code and len(text) <= _SURELY_SHOWN:
            return GridCell(text, formula, stored, number=True)
        from .number_format import GENERAL, shown_otherwise, shows_date  # few workbooks have formats that say something

        date = shows_date(code or GENERAL, text)
        shown = None if date else shown_otherwise(code or GENERAL, text, number=True)
        return GridCell(text, formula, stored, number=True, date=date, shown=shown, format=code)

    def text(self, text: str, formula: str, stored: bool) -> GridCell:
        """A cell with a text, of which a format can make another one that looks like a number."""
        code = self.formats.get(self.attributes.get("s", "0"), "") if text else ""
        if not code or ("@" not in code and code.count(";") < _TEXT_PART):
            return GridCell(text, formula, stored)
        from .number_format import shown_otherwise

        return GridCell(text, formula, stored, shown=shown_otherwise(code, text, number=False))


@lru_cache(maxsize=1 << 10)  # most figures are small, and most of those are 0
def _shown(stored: str) -> str:
    """The digits of a number as a spreadsheet shows it. ValueError or ArithmeticError for what is none."""
    return digits(from_stored_number(stored))


def _index(text: str) -> int:
    """A row or string number; -1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1


@lru_cache(maxsize=1 << 14)
def place_of(reference: str) -> tuple[int, int]:
    """Row and column of a cell reference: C25 → (25, 3); 0 for what is no reference."""
    place = _CELL.fullmatch(reference)
    return int(place[2]) if place and len(place[2]) <= _LONGEST_ROW else 0, column_number(reference)


def column_number(reference: str) -> int:
    """The column of a cell reference: C25 → 3; 0 for what is no reference."""
    place = _CELL.fullmatch(reference)
    number = 0
    for letter in place[1] if place else "":
        number = number * 26 + ord(letter) - 64
    return number
