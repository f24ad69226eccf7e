"""Reads an .xlsx into grids: value, formula and type of each cell, in one streaming pass.

openpyxl would need a second pass to tell a formula from its result and 1.5 s where formatting
reaches the last row; calamine cannot tell a formula without a result from a blank. So this small
reader does the one thing the checks need. It reads what Excel, WPS, LibreOffice and openpyxl write.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ...files.zips import GuardedZip, chunks, member, open_office_zip
from ...model.errors import SourceError
from ...model.figures import digits, from_stored_number
from ...model.location import Location
from ...model.outline import GRID_COLUMNS, GRID_ROWS, Grid, GridCell
from ...text.patterns import pattern

_MAX_SHEETS = 60
_MAX_CELLS = 1_000_000
_CELL = pattern(r"([A-Z]{1,3})(\d+)")
_DATE_LETTERS = pattern(r"[ymdhs年月日时分秒]", re.IGNORECASE)
_NOT_FORMAT = pattern(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|General|G/通用格式', re.IGNORECASE)
_FIRST_OWN_FORMAT = 164
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}


class _Enough(Exception):
    """Stops the parser: the zone in which tables are looked for has been read."""


def read_grids(path: Path, skip: Collection[str] = ()) -> tuple[Grid, ...]:
    """The sheets of the workbook at `path` in the order of its tabs, but for those named in `skip`."""
    with open_office_zip(path, "Excel", ".xlsx") as archive:
        names = set(archive.namelist())
        if "word/document.xml" in names:
            raise SourceError("这是 Word 文件，只是名字改成了 .xlsx", location=Location(str(path)))
        book = "xl/workbook.xml"
        if book not in names:
            raise SourceError("文件里没有工作簿，不是 Excel 文件", location=Location(str(path)))
        targets = _relationships(archive, "xl/_rels/workbook.xml.rels", path)
        strings = _strings(archive, "xl/sharedStrings.xml", path) if "xl/sharedStrings.xml" in names else []
        dates = _date_styles(archive, "xl/styles.xml", path) if "xl/styles.xml" in names else frozenset()
        grids = []
        for name, relation, hidden in _sheets(archive, book, path):
            target = targets.get(relation, "")
            if target in names and "worksheets" in target and name not in skip:
                cells = _Sheet(strings, dates).read(archive, target, path)
                grids.append(Grid(str(path), name, cells, hidden))
        return tuple(grids)


def _parse(archive: GuardedZip, name: str, path: Path, **handlers: Any) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    for handler, function in handlers.items():
        setattr(parser, handler, function)

    def refuse(*_: Any) -> None:
        raise SourceError("文件里带有 XML 实体声明，可能有恶意，不读取", location=Location(str(path)))

    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in chunks(archive, name, path):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except _Enough:
        pass
    except (expat.ExpatError, ValueError, LookupError):  # the latter two: an encoding that expat does not know
        raise SourceError(
            f"文件已损坏（{name} 不是完整的 XML）", location=Location(str(path)), hint="用 Excel 或 WPS 打开修复后另存"
        ) from None


def _relationships(archive: GuardedZip, name: str, path: Path) -> dict[str, str]:
    targets: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("Relationship") and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            joined = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            targets[attributes.get("Id", "")] = joined

    _parse(archive, name, path, StartElementHandler=start)
    return targets


def _sheets(archive: GuardedZip, name: str, path: Path) -> list[tuple[str, str, bool]]:
    sheets: list[tuple[str, str, bool]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible"))

    _parse(archive, name, path, StartElementHandler=start)
    if len(sheets) > _MAX_SHEETS:
        raise SourceError(f"工作簿里有 {len(sheets)} 张表，超过上限 {_MAX_SHEETS} 张", location=Location(str(path)))
    return sheets


def _strings(archive: GuardedZip, name: str, path: Path) -> list[str]:
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
            strings.append("".join(parts))
        elif local == "rPh":
            state["phonetic"] = False
        elif local == "t":
            state["text"] = False

    def characters(text: str) -> None:
        if state["text"]:
            parts.append(text)

    _parse(archive, name, path, StartElementHandler=start, EndElementHandler=end, CharacterDataHandler=characters)
    return strings


def _date_styles(archive: GuardedZip, name: str, path: Path) -> frozenset[str]:
    """The style numbers whose number format shows a date or a time."""
    used = set(map(int, re.findall(rb'numFmtId="(\d{1,5})"', member(archive, name, path))))
    if max(used, default=0) < _FIRST_OWN_FORMAT and not used & _BUILT_IN_DATES:
        return frozenset()  # no format of the file's own, and none of the program's that is a date
    codes: dict[int, str] = {}
    styles: list[str] = []
    state = {"xfs": False, "index": 0}

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "numFmt" and attributes.get("numFmtId", "").isdigit():
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif local == "cellXfs":
            state["xfs"] = True
        elif local == "xf" and state["xfs"]:
            number = int(attributes.get("numFmtId", "0") or 0)
            if number in _BUILT_IN_DATES or _DATE_LETTERS.search(_NOT_FORMAT.sub("", codes.get(number, ""))):
                styles.append(str(state["index"]))
            state["index"] += 1

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] == "cellXfs":
            raise _Enough

    _parse(archive, name, path, StartElementHandler=start, EndElementHandler=end)
    return frozenset(styles)


class _Sheet:
    """Collects the cells of one sheet while expat reads it.

    Most cells of a form hold a border and nothing else: until a value or a formula turns up, a cell
    costs no more than keeping its attributes.
    """

    def __init__(self, strings: list[str], dates: frozenset[str]) -> None:
        self.strings = strings
        self.dates = dates
        self.cells: dict[tuple[int, int], GridCell] = {}
        self.row = self.column = self.count = 0
        self.attributes: dict[str, str] = {}
        self.value: list[str] | None = None
        self.formula: list[str] | None = None
        self.target: list[str] | None = None
        self.phonetic = False  # inside a reading aid, which is not part of the text

    def read(self, archive: GuardedZip, name: str, path: Path) -> dict[tuple[int, int], GridCell]:
        _parse(
            archive,
            name,
            path,
            StartElementHandler=self.start,
            EndElementHandler=self.end,
            CharacterDataHandler=self.characters,
        )
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
            if self.row > GRID_ROWS:
                raise _Enough
        elif tag == "rPh":
            self.phonetic = True
        elif tag in ("conditionalFormatting", "dataValidations", "hyperlinks", "pageMargins"):
            raise _Enough  # the cells stand before these

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
        if kind == "s":
            number = _index(raw)
            text = self.strings[number] if 0 <= number < len(self.strings) else ""
            return GridCell(text, formula, stored)
        if kind == "n" and raw:
            try:
                text = _shown(raw)
            except (ArithmeticError, ValueError):
                return GridCell(raw, formula, stored)
            return GridCell(text, formula, stored, number=True, date=self.attributes.get("s", "") in self.dates)
        if kind == "b":
            return GridCell("TRUE" if raw == "1" else "FALSE", formula, stored)
        if kind == "e":
            return GridCell(raw, formula, stored, error=True)
        return GridCell(raw, formula, stored, date=kind == "d")


@lru_cache(maxsize=1 << 10)  # most figures are small, and most of those are 0
def _shown(stored: str) -> str:
    """The digits of a number as a spreadsheet shows it. ValueError or ArithmeticError for what is none."""
    return digits(from_stored_number(stored))


def _index(text: str) -> int:
    """A row or string number; -1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1


@lru_cache(maxsize=1 << 14)
def column_number(reference: str) -> int:
    """The column of a cell reference: C25 → 3; 0 for what is no reference."""
    place = _CELL.fullmatch(reference)
    number = 0
    for letter in place[1] if place else "":
        number = number * 26 + ord(letter) - 64
    return number
