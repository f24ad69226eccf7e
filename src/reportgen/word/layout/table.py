"""Tables of a Word document: their grid is whole, their headers repeat, their rows do not split, their headings stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from ...files.xml import whole
from ...model.finding import Finding
from ...model.form import Form
from ...model.layout import lay_out
from ...model.location import Location
from ...recognise.grids import find_tables
from ..body import flag, unwrapped
from ..looks import Document, shared_marks
from ..names import TC, TR, W
from ..official import HEADING_ABOVE_TABLE, KINDS, LINE, SMALLEST_IN_TABLE, TWIPS_PER_MM, text_height
from ..outline import outline_of
from .kinds import TAGS, PagePiece, printed_runs, unhinted, unnamed
from .page import Page, page_of
from .rules import F403, F405, F414, F421, F422, F423, F424, F425, Notes

_SHARE = 0.02  # widths that differ by less are rounding
_ROUNDING = 20
_LONG_TABLE = 25  # rows; a longer one does not fit one page
_COLSPAN = re.compile(r"\{%\s*colspan\s+(\d{1,3})\s*%\}")
_LINE_OF_TABLE = 20  # characters; a line above a table that is no longer is said of it: 单位：件


class _Cell(NamedTuple):
    element: etree._Element
    row: int
    column: int
    span: int
    merge: str
    width: int


def table_findings(document: Document, read: Sequence[PagePiece], form: Form | None) -> Iterator[Finding]:
    """What is wrong with the tables among the pieces of a document; with `form`, as the form draws them."""
    headers = _header_rows(document, form) if form else {}
    notes = Notes()
    above: list[PagePiece] = []
    for piece in read:
        if piece.kind != "table":
            above = _with_line(above, piece)
            continue
        rows = list(unwrapped(piece.element, TR))
        yield from _grid(piece, rows)
        yield from _widths(piece, rows)
        yield from _repeats(piece, rows, headers.get(piece.location.grid))
        _room(notes, piece, page_of(document, piece.section))
        _of_rows(notes, piece, rows)
        _of_text(notes, document, piece, rows)
        _of_heading(notes, document, above, piece, rows)
        above = []
    yield from notes.findings()


def _with_line(above: list[PagePiece], piece: PagePiece) -> list[PagePiece]:
    """What stands above a table with one more line: from its heading on, as long as no text follows that is not the table's."""
    if _titles(piece):
        return [*above, piece] if above and _titles(above[-1]) else [piece]
    if "{%" in piece.text and not piece.kind:
        return above  # it prints nothing, and is gone from the report
    said = TAGS.sub("", piece.text).strip()
    beside = len(said) <= _LINE_OF_TABLE and not said.endswith("。") and (bool(said) or not piece.kind)
    return [*above, piece] if above and beside else []


def _of_heading(
    notes: Notes, document: Document, above: Sequence[PagePiece], piece: PagePiece, rows: Sequence[etree._Element]
) -> None:
    """Note what lets the heading of a table stand on the page before it."""
    loose = [one for one in above if one.setting and not one.setting.keep_next]
    for one in loose:
        name = "表前的标题" if _titles(one) else "标题和表之间的一段"
        notes.note(F425, name, "没有设“与下段同页”", one.location, one.place)
    kept = [next((document.looks.setting_of(one).keep_next for one in row.iter(W + "p")), False) for row in rows[:-1]]
    if not above or loose or not kept or not all(kept):
        return
    page = page_of(document, piece.section).height / 20
    wanted = sum(_heights(document, piece, rows)) + (len(above) - 1) * LINE / 20 + HEADING_ABOVE_TABLE
    if page and wanted > page:
        wrong = f"和下面的{piece.location.grid}全都设了“与下段同页”，合起来约 {wanted:.0f} 磅，一页只有 {page:.0f} 磅，表会把标题丢在上一页"
        hint = "表里除了表头和末两行，取消“与下段同页”，让表跨页，表头在各页重复；或者把行高改小，一页放得下。"
        notes.note(F425, "表前的标题", wrong, above[0].location, above[0].place, hint)


def _heights(document: Document, piece: PagePiece, rows: Sequence[etree._Element]) -> Iterator[float]:
    """About how high each row is, in points: as high as it is said to be, or as what is printed in it takes."""
    margins = piece.element.find(f"{W}tblPr/{W}tblCellMar")
    sides = {side: _width(margins, side) for side in ("top", "bottom", "left", "right")}
    for number, row in enumerate(rows, 1):
        said = row.find(f"{W}trPr/{W}trHeight")
        highest = 0 if said is None else whole(said.get(W + "val")) / 20
        for cell in _cells_of(row, number):
            if cell.merge or not cell.width:
                continue
            room = (cell.width - sides["left"] - sides["right"]) / 20
            texts = [
                (printed, document.looks.type_of(run, paragraph, piece.element).size)
                for paragraph in cell.element.iter(W + "p")
                for run, printed in printed_runs(paragraph)
            ]
            size = max((size for _, size in texts), default=0)
            text = "".join(printed for printed, _ in texts)
            if size and "{{" not in text:
                highest = max(highest, text_height(text, room, size) + (sides["top"] + sides["bottom"]) / 20)
        yield highest


def _titles(piece: PagePiece) -> bool:
    # What a passage prints is above the table only if it is the passage's last block.
    said = bool(TAGS.sub("", piece.text).strip())
    return said and (piece.kind == "centred" or (piece.kind in KINDS and KINDS[piece.kind].heading))


def _header_rows(document: Document, form: Form) -> Mapping[str, int]:
    """How many rows of each grid are headers, as the form draws it; -1 where its headers stand in between."""
    outline = outline_of(document.package.files[document.package.main], document.path)
    counts = {}
    for found in find_tables(form, outline.grids).found.values():
        layout = lay_out(found.table)
        # A title line may have been added above the table: figures stand lower by as much as the headers do.
        drawn = min(cell.row for cell in layout.cells if cell.ref)
        lower = min(row for row, _ in found.places.values()) - drawn
        counts[found.grid.name] = max(layout.header_rows + lower, 1) if layout.header_rows else -1
    return counts


# -- rows ---------------------------------------------------------------------------------------------


def _repeats(piece: PagePiece, rows: Sequence[etree._Element], wanted: int | None) -> Iterator[Finding]:
    marked = [flag(row.find(W + "trPr"), "tblHeader") for row in rows]
    first = marked.index(False) if False in marked else len(marked)
    name = piece.location.grid
    if wanted is None:
        if not any(marked) and len(rows) > _LONG_TABLE:
            yield F421.at(piece.location, f"{name}有 {len(rows)} 行，会跨页，没有一行设为重复的标题行", hint=F421.good)
        return
    # One line of figures moves as a whole with its header, if at all.
    if wanted > 0 and first < wanted and len(rows) > wanted + 1:
        done = f"只有前 {first} 行重复" if first else "一行也没有设为重复"
        yield F421.at(piece.location, f"{name}的表头是前 {wanted} 行，{done}", hint=F421.good)
    extra = [number for number, one in enumerate(marked, 1) if one and number > max(wanted, 0)]
    if extra:
        yield F421.at(
            piece.location._replace(line=extra[0], column=1),
            f"{name}第{_ranges_of(extra)}行不是表头，却设为重复的标题行",
            hint="“表格属性—行”，对这几行取消“在各页顶端以标题行形式重复出现”。",
        )


def _of_rows(notes: Notes, piece: PagePiece, rows: Sequence[etree._Element]) -> None:
    split = [number for number, row in enumerate(rows, 1) if not flag(row.find(W + "trPr"), "cantSplit")]
    if split:
        which = "每一行" if len(split) == len(rows) else f"第{_ranges_of(split)}行"
        first = piece.location._replace(line=split[0], column=1)
        notes.note(F422, "表格的行", "允许跨页断开", first, f"{piece.location.grid}的{which}")


def _of_text(notes: Notes, document: Document, piece: PagePiece, rows: Sequence[etree._Element]) -> None:
    for run, paragraph, printed, location, place in _printed(piece, rows):
        type_ = document.looks.type_of(run, paragraph, piece.element)
        if any("\u3400" <= one <= "\u9fff" for one in printed) and (wrong := unnamed(type_)):
            notes.note(F403, "表格文字", wrong, location, place)
        if type_.size < SMALLEST_IN_TABLE:
            notes.note(F405, "表格文字", f"字号 {type_.size:g} 磅，小于 {SMALLEST_IN_TABLE:g} 磅看不清", location, place)
        if wrong := unhinted(run, type_, printed):
            notes.note(F414, "表格文字", wrong, location, place)


def marks_of_table(notes: Notes, document: Document, piece: PagePiece) -> None:
    """Note where a table's punctuation would be set in its Latin font."""
    for run, paragraph, printed, location, place in _printed(piece, list(unwrapped(piece.element, TR))):
        if shared_marks(printed) and (wrong := unhinted(run, document.looks.type_of(run, paragraph, piece.element), printed)):
            notes.note(F414, "表格文字", wrong, location, place)


def _printed(
    piece: PagePiece, rows: Sequence[etree._Element]
) -> Iterator[tuple[etree._Element, etree._Element, str, Location, str]]:
    """The runs of a table with their paragraphs, what they print, their cell, and how to say where it is."""
    for cell in _cells(rows):
        location = piece.location._replace(line=cell.row, column=cell.column)
        for paragraph in cell.element.iter(W + "p"):
            for run, printed in printed_runs(paragraph):
                yield run, paragraph, printed, location, f"{piece.location.grid}第{cell.row}行"


# -- the grid -----------------------------------------------------------------------------------------


def _grid(piece: PagePiece, rows: Sequence[etree._Element]) -> Iterator[Finding]:
    """Rows that are not as wide as the grid, and merged cells that do not lie one below the other."""
    columns = len(_grid_columns(piece.element))
    name = piece.location.grid
    uneven: dict[int, list[int]] = {}
    for number, row in enumerate(rows, 1):
        ends = [cell.column + cell.span - 1 for cell in _cells_of(row, number)]
        width = max(ends, default=0) + _setting(row.find(W + "trPr"), "gridAfter")
        if columns and width != columns:  # Word works out a grid that is not given
            uneven.setdefault(width, []).append(number)
    for width, numbers in uneven.items():
        place = piece.location._replace(line=numbers[0], column=1)
        yield F423.at(
            place, f"{name}第{_ranges_of(numbers)}行的格子合起来占 {width} 列，表格的网格有 {columns} 列", hint=F423.good
        )
    above: dict[int, _Cell] = {}
    for number, row in enumerate(rows, 1):
        cells = {cell.column: cell for cell in _cells_of(row, number)}
        for column, cell in cells.items():
            if cell.merge != "continue":
                continue
            upper = above.get(column)
            place = piece.location._replace(line=number, column=column)
            if upper is None or not upper.merge:
                yield F423.at(place, f"{name}第{number}行第{column}列说是与上面的格合并，上面没有开始合并的格", hint=F423.good)
            elif upper.span != cell.span:
                said = f"{name}第{number}行第{column}列与上面的格合并，但占 {cell.span} 列，上面的占 {upper.span} 列"
                yield F423.at(place, said, hint=F423.good)
        above = cells


def _widths(piece: PagePiece, rows: Sequence[etree._Element]) -> Iterator[Finding]:
    """The width of the table, of its grid and of its rows must agree."""
    columns = _grid_columns(piece.element)
    grid = sum(columns)
    said = _width(piece.element.find(W + "tblPr"), "tblW")
    name = piece.location.grid
    if said and not _alike(said, grid):
        yield F424.at(piece.location, f"{name}：表宽 {_mm(said)} mm，各列合起来 {_mm(grid)} mm", hint=F424.good)
    differing: dict[tuple[int, int], list[int]] = {}
    for number, row in enumerate(rows, 1):
        cells = list(_cells_of(row, number))
        whole = sum(cell.width for cell in cells)
        spanned = sum(sum(columns[cell.column - 1 : cell.column - 1 + cell.span]) for cell in cells)
        if all(cell.width for cell in cells) and not _alike(whole, spanned):
            differing.setdefault((_mm(whole), _mm(spanned)), []).append(number)
    for (whole, spanned), numbers in differing.items():
        place = piece.location._replace(line=numbers[0], column=1)
        message = f"{name}第{_ranges_of(numbers)}行：各格的宽度合起来 {whole} mm，所在的列合起来 {spanned} mm"
        yield F424.at(place, message, hint=F424.good)


def _room(notes: Notes, piece: PagePiece, page: Page) -> None:
    width = _width(piece.element.find(W + "tblPr"), "tblW") or sum(_grid_columns(piece.element))
    if width > page.width * (1 + _SHARE) and page.width > 0:
        what = f"宽 {_mm(width)} mm，版心只有 {_mm(page.width)} mm，会伸进页边"
        notes.note(F424, "表格", what, piece.location, piece.location.grid)


def _cells(rows: Iterable[etree._Element]) -> Iterator[_Cell]:
    for number, row in enumerate(rows, 1):
        yield from _cells_of(row, number)


def _cells_of(row: etree._Element, number: int) -> Iterator[_Cell]:
    """The cells of a row with the grid columns they begin in and span."""
    column = 1 + _setting(row.find(W + "trPr"), "gridBefore")
    for cell in unwrapped(row, TC):
        properties = cell.find(W + "tcPr")
        # What docxtpl makes of the cell when it prints it.
        told = _COLSPAN.search("".join(map(str, cell.itertext(W + "t")))) if cell.tag == TC else None
        span = int(told[1]) if told else max(_setting(properties, "gridSpan", 1), 1)
        merged = None if properties is None else properties.find(W + "vMerge")
        merge = "" if merged is None else str(merged.get(W + "val", "continue"))
        yield _Cell(cell, number, column, span, merge, 0 if told else _width(properties, "tcW"))
        column += span


def _grid_columns(table: etree._Element) -> list[int]:
    grid = table.find(W + "tblGrid")
    return [] if grid is None else [whole(column.get(W + "w")) for column in grid.iterchildren(W + "gridCol")]


def _width(properties: etree._Element | None, name: str) -> int:
    """A width in twips; 0 when it is said otherwise (a share, automatic) or not at all."""
    width = None if properties is None else properties.find(W + name)
    return whole(width.get(W + "w")) if width is not None and width.get(W + "type", "dxa") == "dxa" else 0


def _setting(properties: etree._Element | None, name: str, default: int = 0) -> int:
    setting = None if properties is None else properties.find(W + name)
    return default if setting is None else whole(setting.get(W + "val"))


def _alike(one: int, other: int) -> bool:
    return abs(one - other) <= max(_ROUNDING, _SHARE * max(one, other))


def _mm(twips: float) -> int:
    return round(twips / TWIPS_PER_MM)


def _ranges_of(numbers: Sequence[int]) -> str:
    """1、2、3、7 → 1—3、7."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return "、".join("—".join(map(str, part)) for part in parts)
