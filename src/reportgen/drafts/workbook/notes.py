"""The sheet 附注 of a draft's workbook: what is printed behind a figure, and below a table, while the figures stay numbers.

A cell that holds 22（其中修订16件） is text to a spreadsheet, and no sum counts it; a figure beside its words here is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ...model.figures import is_note, read_figure
from ...model.finding import Finding, Rule
from ...model.form import Form, Table
from ...model.location import Location
from ...model.outline import Grid
from ...model.report import Cell, Paragraph, Workbook
from ...recognise.labels import normalised
from ...text.patterns import pattern
from .spreadsheet import Place

NOTES = "附注"
HEADINGS = ("哪张表", "哪一格", "印什么")
WIDTHS = (12, 34, 60)
TOP = 4  # the first row of the notes, and of a table: a title, a line of advice and a blank or the headings stand above
W212 = Rule(
    "W212",
    "“附注”表里有一行用不上",
    "附注写明哪张表、哪一格（空着是整张表下面的注）、印什么；认不出是哪一格的，就印不出来。",
    "某表 | 现行有效 | （其中修订16件）",
    "某表 | B6 | （其中修订16件）",
)
RULES = (W212,)

_CELL = pattern(r"\$?([A-Za-z]{1,2})\$?(\d{1,4})")
_PARTS = pattern(r"[\s./／、．·]+")


class Notes(NamedTuple):
    """What the sheet says: the words behind figures by Ref, the notes by table, and what of it cannot be used.

    `free` is where the words of a new row would stand; None where there is no such sheet.
    """

    remarks: Mapping[str, Paragraph]
    below: Mapping[str, tuple[Paragraph, ...]]
    findings: tuple[Finding, ...]
    free: Location | None = None


class NoteRows:
    """What is to be written into the sheet 附注 of a workbook: the texts of its cells by their places.

    Where there is no such sheet they are those of a new one, headings and all (`new_sheet`).
    """

    def __init__(self, form: Form, workbook: Workbook) -> None:
        self.form, self.workbook = form, workbook
        self.is_new = workbook.free_note is None
        free = workbook.free_note or Location(workbook.path, NOTES, TOP, len(HEADINGS))
        self.sheet, self.column, self._free = free.grid, free.column, free.line
        self.texts: dict[Place, str] = {}

    def behind(self, ref: str, words: str) -> None:
        """The words behind one figure; '' takes them away."""
        figure, ours = self.form.figures[ref], self.workbook.cells[ref]
        if ours.remark_at is not None:
            self._at(ours.remark_at.line, words)
        elif words:
            self._add(figure.table.name, figure.title.removeprefix(figure.table.name).strip(), words)

    def below(self, table: Table, lines: Sequence[str]) -> None:
        """The notes below a table, all of them."""
        rows = [one.location.line for one in self.workbook.below.get(table.id, ())]
        for row, line in zip(rows, [*lines, *[""] * len(rows)], strict=False):
            self._at(row, line)
        for line in lines[len(rows) :]:
            self._add(table.name, "", line)

    def new_sheet(self) -> list[list[str]]:
        """The rows of a new sheet with these texts."""
        rows = [[NOTES], [notes_advice(self.form)], [*HEADINGS]]
        rows += [[self.texts.get((self.sheet, row, at + 1), "") for at in range(self.column)] for row in range(TOP, self._free)]
        return rows

    def _at(self, row: int, words: str) -> None:
        """Other words in a row; without words nothing of it stays."""
        for column in range(self.column if words else self.column - 2, self.column + 1):
            self.texts[self.sheet, row, column] = words

    def _add(self, *row: str) -> None:
        """A new row: which table, which cell, what is printed."""
        for column, text in zip(range(self.column - 2, self.column + 1), row, strict=True):
            self.texts[self.sheet, self._free, column] = text
        self._free += 1


def notes_advice(form: Form) -> str:
    """What the sheet says of itself."""
    table = form.tables[0]
    row = table.figures[0].title.removeprefix(table.name).strip()
    return (
        f"要在某一格的数后面印几个字，或者在表下面印一条注，写在这里，格子里只填数（合计才加得上）。"
        f"哪一格：写 B6 这样的名称，或者“{row}”；空着就是表下的注。印什么：（其中修订16件）；注：……。没有就空着。"
    )


def notes_in(grids: Sequence[Grid], form: Form, cells: Mapping[str, Cell], name: str) -> Notes:
    """The notes of a workbook whose figures are `cells`; none where it has no such sheet."""
    remarks: dict[str, Paragraph] = {}
    below: dict[str, tuple[Paragraph, ...]] = {}
    findings: list[Finding] = []
    for place, (which, where, words) in _rows(grids, name):
        table = _table(form, which)
        said = Paragraph(words, place)
        if table is None:
            known = "、".join(one.name for one in form.tables)
            findings.append(W212.at(place, f"不知道“{which or '（空着）'}”是哪张表，“{words}”没有印", hint=f"第一栏写：{known}"))
        elif not where:
            below[table.id] = (*below.get(table.id, ()), said)
        elif (ref := _ref(table, where, cells)) is None or ref not in cells:
            hint = f"第二栏写格子的名称（如 B6，照“{table.name}”那张表看），或写行和列（如 {_sample(table)}）；整张表的注，第二栏空着"
            findings.append(W212.at(place, f"{table.name}里没有找到“{where}”这一格，“{words}”没有印", hint=hint))
        elif fault := _fault(words, cells[ref], ref in remarks):
            findings.append(W212.at(place, f"{form.figures[ref].title}：{fault[0]}，“{words}”没有印", ref=ref, hint=fault[1]))
        else:
            remarks[ref] = said
    return Notes(remarks, below, tuple(findings), _free(grids, name))


def with_remarks(cells: Mapping[str, Cell], remarks: Mapping[str, Paragraph]) -> dict[str, Cell]:
    """The cells with these words behind their figures: what is typed stays the number."""
    noted = dict(cells)
    for ref, said in remarks.items():
        cell = cells[ref]
        noted[ref] = cell._replace(text=f"{cell.text.strip()}{said.text}", remark=said.text, remark_at=said.location)
    return noted


def rows_of(form: Form, cells: Mapping[str, Cell], below: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """The rows that say the words behind these figures, and the notes below tables."""
    for ref, figure in form.figures.items():
        cell = cells.get(ref)
        if cell is not None and cell.value is not None and is_note(cell.remark):
            yield figure.table.name, figure.title.removeprefix(figure.table.name).strip(), cell.remark
    for table in form.tables:
        yield from ((table.name, "", line) for line in below.get(table.id, ()))


def _rows(grids: Sequence[Grid], name: str) -> Iterator[tuple[Location, tuple[str, str, str]]]:
    """The rows below the heading of the sheet, each with the place of its words."""
    for grid, top, first in _sheets(grids):
        for row, row_cells in grid.rows():
            texts = {column: cell.text.strip() for column, cell in row_cells}
            which, where, words = (texts.get(first + at, "") for at in range(3))
            if row > top and words:
                yield Location(name, grid.name, row, first + 2), (which, where, words)


def _free(grids: Sequence[Grid], name: str) -> Location | None:
    """Below all that stands in the sheet's three columns."""
    for grid, top, first in _sheets(grids):
        used = (row for (row, column), cell in grid.cells.items() if first <= column < first + 3 and cell.text.strip())
        return Location(name, grid.name, max((*used, top)) + 1, first + 2)
    return None


def _sheets(grids: Sequence[Grid]) -> Iterator[tuple[Grid, int, int]]:
    """The sheets of notes, each with the row of its headings and the column of the first."""
    for grid in grids:
        if grid.name.strip() != NOTES:
            continue
        for row, row_cells in grid.rows():
            texts = {column: cell.text.strip() for column, cell in row_cells}
            first = next((column for column, text in texts.items() if normalised(text) == HEADINGS[0]), 0)
            if first and [normalised(texts.get(first + at, "")) for at in range(3)] == list(HEADINGS):
                yield grid, row, first
                break


def _table(form: Form, which: str) -> Table | None:
    wanted = normalised(which)
    sections = {normalised(section.name): section.tables[0] for section in form.sections if len(section.tables) == 1}
    by_name = {normalised(table.name): table for table in form.tables} | {
        name: form.table(table) for name, table in sections.items()
    }
    return by_name.get(wanted) or (form.tables[0] if len(form.tables) == 1 and not wanted else None)


def _ref(table: Table, where: str, cells: Mapping[str, Cell]) -> str | None:
    """The figure of a cell that is named as a spreadsheet does, or by its row and column."""
    if found := _CELL.fullmatch(where.strip()):
        name = f"{found[1].upper()}{int(found[2])}"
        return next((one.ref for one in table.figures if one.ref in cells and cells[one.ref].location.cell == name), None)
    wanted = [normalised(part) for part in _PARTS.split(where) if part.strip()]
    wanted = wanted[1:] if wanted[:1] == [normalised(table.name)] else wanted
    for figure in table.figures:
        named = [normalised(part) for part in _PARTS.split(figure.title.removeprefix(table.name)) if part.strip()]
        if wanted == named:
            return figure.ref
    return None


def _fault(words: str, cell: Cell, again: bool) -> tuple[str, str] | None:
    if again:
        return "这一格写了两条", "两条合成一条"
    if cell.value is None:
        return "这一格没有数", "先把数填上"
    if cell.remark:
        return f"格子里已经写了“{cell.remark}”", f"格子里只留 {read_figure(cell.text).value}，说明留在这里"
    if not is_note(words):
        return "说明要写在括号里", "写成（其中修订16件）这样"
    return None


def _sample(table: Table) -> str:
    return table.figures[0].title.removeprefix(table.name).strip()
