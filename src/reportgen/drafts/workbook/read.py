"""The clerk's Excel file: read into cells by Ref, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ...model.errors import SourceError
from ...model.figures import digits, read_figure
from ...model.finding import Finding, Severity
from ...model.form import Form, Table
from ...model.identity import Line
from ...model.location import Location
from ...model.outline import Grid, GridCell
from ...model.report import Cell, Flaw, Paragraph, Workbook, shares_of_nothing
from ...recognise.grids import Search, find_tables
from ...recognise.labels import normalised, quoted_labels
from ...recognise.rules import W101, W102, W103, W104, W105
from ...text.patterns import pattern
from .notes import notes_in, with_remarks
from .spreadsheet import Place, column_number, read_grids

# The sheet of our own that repeats the identities; no table is looked for there at first.
CHECKS = "校验"
AGENCY_LABEL, YEAR_LABEL, FORMAT_LABEL = "行政机关", "报告年份", "格式编号"
_LABELS = frozenset({AGENCY_LABEL, YEAR_LABEL, FORMAT_LABEL})
_SHEET = r"(?:(?:'((?:[^']|'')+)'|([^\s'!(),+*/=:;&<>^{}\[\]-]+))!)?"
_RANGE = pattern(rf"{_SHEET}\b([A-Z]{{1,3}})([0-9]{{1,5}})(?::([A-Z]{{1,3}})([0-9]{{1,5}}))?\b")
_LARGEST_SUM = 1000
_NAMED = 3  # of the labels of a table that is not there
_LONGEST_LABEL = 10  # with spaces that somebody put in

# The lines that fail for want of a row or column that the form does not have, by its table and where it stands.
_Wanting = Mapping[tuple[str, int, int], Sequence[tuple[Line, Decimal]]]


def read_workbook(path: Path, form: Form) -> tuple[Workbook, list[Finding]]:
    """Read the tables of `form` out of the .xlsx at `path`.

    Raises SourceError when the file cannot be read or none of the tables is in it.
    """
    grids = read_grids(path, skip=(CHECKS,))
    search = find_tables(form, grids)
    if search.not_found:
        grids = read_grids(path)
        search = find_tables(form, grids)
    name = path.name
    if not search.found:
        raise _unrecognised(path, form, grids, search)
    said = _said(grids, name)
    cells: dict[str, Cell] = {}
    pending: dict[str, GridCell] = {}
    for found in search.found.values():
        for ref, (row, column) in found.places.items():
            cell = found.grid.cells.get((row, column))
            cells[ref] = _cell_from_grid(cell, Location(name, found.grid.name, row, column), form.figures[ref].unit)
            if cell and cell.formula and not cell.stored:
                pending[ref] = cell
    cells = _worked_out(form, cells, pending)
    cells |= {ref: cell for ref, cell in shares_of_nothing(form, cells).items() if cells[ref].value is None}
    wanting = _wanting(form, search, cells)
    findings = list(_table_findings(search, name, wanting))
    notes = notes_in(grids, form, cells, name)
    return (
        Workbook(
            path=str(path),
            cells=with_remarks(cells, notes.remarks),
            agency=said.get(AGENCY_LABEL),
            year=said.get(YEAR_LABEL),
            format_id=said.get(FORMAT_LABEL),
            explained=frozenset(line for lines in wanting.values() for line, _ in lines),
            below=notes.below,
            free_note=notes.free,
        ),
        [*findings, *notes.findings],
    )


def _cell_from_grid(cell: GridCell | None, location: Location, unit: str) -> Cell:
    if cell is None:
        return Cell("", None, location)
    flaws: set[Flaw] = set()
    if cell.formula and not cell.stored:
        return Cell("", None, location, flaws=frozenset({"no_result"}), formula=cell.formula)
    if cell.error:
        return Cell(cell.text, None, location, flaws=frozenset({"error_value"}), formula=cell.formula)
    if cell.date:
        return Cell(cell.text, None, location, flaws=frozenset({"date"}), formula=cell.formula)
    read = read_figure(cell.text)
    if cell.shown is not None and read.value is not None and not _says(cell.shown, read.value, unit):
        return Cell(cell.text, None, location, flaws=frozenset({"shown_otherwise"}), shown=cell.shown, formula=cell.formula)
    if read.value is not None and not cell.number and not read.remark:
        flaws.add("text_number")
    if read.full_width:
        flaws.add("full_width")
    return Cell(cell.text, read.value, location, read.remark, frozenset(flaws), formula=cell.formula)


def _says(shown: str, value: Decimal, unit: str) -> bool:
    from .number_format import says  # few workbooks have formats that say something

    return says(shown, value, unit)


def _worked_out(form: Form, cells: dict[str, Cell], formulas: Mapping[str, GridCell]) -> dict[str, Cell]:
    """Give formulas without a stored result the sum, or the ratio, that the form defines for their cell.

    Only where the formula adds up as many cells in as many rows and columns: another sum would be
    another number in Excel.
    """
    pending = [ref for ref in formulas if ref in form.derived]
    progress = True
    while pending and progress:
        progress = False
        for ref in pending:
            # A cell may be the total of its row and of its column: either sum will do.
            for line in form.sums.get(ref) or (form.derived[ref],):
                addends = {term.ref: cells.get(term.ref) for term in (*line.left, *line.over)}
                values = {one: addend.value for one, addend in addends.items() if addend and addend.value is not None}
                meant = {place_from(cells[ref].location, addend.location) for addend in addends.values() if addend}
                total = line.makes(values)
                if total is not None and shape_of(meant) == shape_of(places_named(formulas[ref].formula)):
                    cells[ref] = _computed(total, formulas[ref], cells[ref].location, form.figures[ref].unit)
                    progress = True
                    break
        pending = [ref for ref in pending if "no_result" in cells[ref].flaws]
    return cells


def _computed(total: Decimal, formula: GridCell, location: Location, unit: str) -> Cell:
    """A sum that we worked out, which a spreadsheet will show in the format of its cell."""
    text, code = digits(total), formula.format
    if code:
        from .number_format import shown_otherwise, shows_date  # few workbooks have formats that say something

        cell = GridCell(text, number=True, date=shows_date(code, text), shown=shown_otherwise(code, text, number=True))
        seen = _cell_from_grid(cell, location, unit)
        if seen.flaws:
            return seen._replace(formula=formula.formula)
    return Cell(text, total, location, computed=True, formula=formula.formula)


def place_from(home: Location, place: Location) -> Place:
    """A cell as a formula in `home` names it: its own sheet is ''."""
    return ("" if place.grid == home.grid else place.grid), place.line, place.column


def shape_of(places: Set[Place]) -> tuple[int, int, int, frozenset[str]]:
    """How many cells, rows and columns, on which sheets: programs that insert a row may leave formulas as they were."""
    return (
        len(places),
        len({row for _, row, _ in places}),
        len({column for _, _, column in places}),
        frozenset(sheet for sheet, _, _ in places),
    )


def cells_named(formula: str) -> frozenset[tuple[int, int]]:
    """Row and column of the cells that a formula names on its own sheet; it names none where it looks elsewhere."""
    return frozenset() if "!" in formula else frozenset((row, column) for _, row, column in places_named(formula))


@lru_cache(maxsize=1 << 10)  # the workbooks of a form hold the same formulas
def places_named(formula: str) -> frozenset[Place]:
    """The cells that a formula names, on its own sheet ('') and on others."""
    places: set[Place] = set()
    for quoted, plain, first, top, last, bottom in _RANGE.findall(formula.replace("$", "")):
        sheet = quoted.replace("''", "'") or plain
        rows = range(int(top), int(bottom or top) + 1)
        columns = range(column_number(first + top), column_number((last or first) + (bottom or top)) + 1)
        if len(rows) * len(columns) <= _LARGEST_SUM:
            places |= {(sheet, row, column) for row in rows for column in columns}
    return frozenset(places)


def _said(grids: tuple[Grid, ...], name: str) -> dict[str, Paragraph]:
    """What stands to the right of 行政机关, 报告年份 and 格式编号, on whichever sheet comes first."""
    said: dict[str, Paragraph] = {}
    for grid in grids:
        for (row, column), cell in grid.cells.items():
            if cell.number or len(cell.text) > _LONGEST_LABEL:
                continue
            label = normalised(cell.text)
            if label not in _LABELS or label in said:
                continue
            for right in range(column + 1, column + 6):
                if text := grid.text(row, right).strip():
                    said[label] = Paragraph(text, Location(name, grid.name, row, right))
                    break
            if len(said) == len(_LABELS):
                return said
    return said


def _wanting(form: Form, search: Search, cells: Mapping[str, Cell]) -> _Wanting:
    """The lines that fail for want of what stands in rows and columns that the form does not have."""
    if not any(found.extra_columns or found.extra_rows for found in search.found.values()):
        return {}
    from ...recognise.strays import explained, strays_in  # a draft as the form has it needs none

    tables = list(search.found.values())
    strays = [stray for at, found in enumerate(tables) for stray in strays_in(found, lambda place, at=at: (at, *place))]  # type: ignore[misc]
    values = {ref: cell.value for ref, cell in cells.items() if cell.value is not None}
    return {(one.stray.table, *one.stray.key[1:]): one.lines for one in explained(form, values, strays)}


def _wanting_said(table: Table, lines: Sequence[tuple[Line, Decimal]], what: str) -> str:
    if not lines:
        return ""
    from ...recognise.strays import lacking_said

    return lacking_said(table.name, lines, what)


def _table_findings(search: Search, name: str, wanting: _Wanting) -> Iterator[Finding]:
    for table in search.not_found:
        missed = search.best_misses.get(table.id, ())
        yield W101.at(
            Location(name),
            f"没有找到{table.name}。找过这些表头，没有找到：{quoted_labels(missed)}",
            hint="从 reportgen new 生成的空白数据表里把这张表整张复制过来，表头文字不要改",
        )
    for found in search.found.values():
        table, grid = found.table, found.grid
        units = {figure.unit for figure in table.figures if figure.unit}
        top = min((place[0] for place in found.places.values()), default=1)
        for other in search.rivals.get(table.id, ()):
            if other.name == grid.name:
                message = f"“{grid.name}”里有两份{table.name}，不知道该用哪一份（现在读的是从第 {top} 行开始的那一份）"
                hint = "删去不用的那一份"
            else:
                message = f"{table.name}在“{grid.name}”和“{other.name}”两个工作表里都有，不知道该用哪一份"
                hint = f"删除不用的那个工作表（现在读的是“{grid.name}”）"
            if other.hidden and not grid.hidden:
                # Somebody hid it on purpose; still nobody should be surprised by it.
                message = f"隐藏的工作表“{other.name}”里也有{table.name}，没有用它"
                yield W103.at(Location(name, other.name), message, severity=Severity.WARNING, hint="不用的工作表请删除")
            else:
                place = Location(name, grid.name, top, 1) if other.name == grid.name else Location(name, grid.name)
                yield W103.at(place, message, hint=hint)
        if found.missing_labels:
            yield W102.at(
                Location(name, grid.name, top, 1),
                f"{table.name}里没有找到这些行或列：{quoted_labels(found.missing_labels)}",
                hint="多半是从旧年份的表粘贴来的：请对照空白数据表补上缺的行列，表头文字不要改",
            )
        for row, label in found.extra_rows:
            yield W104.at(
                Location(name, grid.name, row, 1),
                f"{table.name}第 {row} 行{f'“{label[:30]}”' if label else ''}不是格式规定的行，这一行的数不会进入年报"
                + _wanting_said(table, wanting.get((table.id, row, 1), ()), "行"),
                hint="把数填到格式规定的行里，再删去这一行",
            )
        for extra in found.extra_columns:
            lines = wanting.get((table.id, *(extra.head or min(extra.cells.values()))), ())
            yield W104.at(
                Location(name, grid.name, *min(extra.cells.values())),
                f"{table.name}中间多出一列，不是格式规定的，这一列的数不会进入年报{_wanting_said(table, lines, '列')}",
                hint="把数填到格式规定的各列里，再删去这一列",
            )
        for (row, column), label in found.misprints:
            text = grid.text(row, column).strip()
            # Another unit in the heading makes every figure below it another figure.
            unit = next((unit for unit in units if unit in label and unit not in text), "")
            yield W105.at(
                Location(name, grid.name, row, column),
                (f"表头“{text[:60]}”与格式不一致" if text else f"表头空着，应是“{label}”")
                + (f"，单位不是{unit}" if unit and text else ""),
                severity=Severity.ERROR if unit else None,
                hint=f"改为“{label}”",
            )


def _unrecognised(path: Path, form: Form, grids: tuple[Grid, ...], search: Search) -> SourceError:
    sheets = "、".join(f"“{grid.name}”" for grid in grids) or "（没有工作表）"
    # So much that somebody sees which table is meant, or which row is called otherwise.
    missed = ((table.name, search.best_misses.get(table.id) or _labels(table)) for table in form.tables)
    wanted = "；".join(
        f"{name}要有 {quoted_labels(labels[:_NAMED])}{'等' if len(labels) > _NAMED else ''}" for name, labels in missed
    )
    return SourceError(
        f"在工作表 {sheets} 里没有认出{form.name}的任何一张表。找的是：{wanted}",
        location=Location(str(path)),
        hint="确认文件没有拿错；或用 reportgen new 生成空白数据表，把数填进去",
    )


def _labels(table: Table) -> tuple[str, ...]:
    return tuple(row.label for block in table.blocks for row in block.filled_rows)
