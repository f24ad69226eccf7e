"""What the tables of a document are called, and what they say besides the figures of the form.

Labels, heading rows, notes below, rows and columns that no form has: whatever stands in them is told when
it changes, so every cell is kept, with its row.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from ..model.form import Form
from ..model.outline import Outline
from ..model.version import TableRow, TableWords
from .document import Recognised
from .labels import CellKey


def called(recognised: Recognised) -> Recognised:
    """The same with the tables called as the form calls them: the second one of a file is not its 表二."""
    outline = recognised.outline
    held = _held(recognised.form, recognised.places)
    names = {f"表{number + 1}": _name(number, held.get(number, {})) for number in range(len(outline.grids))}
    grids = tuple(grid._replace(name=names.get(grid.name, grid.name)) for grid in outline.grids)
    asides = tuple(
        one._replace(location=one.location._replace(grid=names.get(one.location.grid, one.location.grid)))
        for one in outline.asides
    )
    return recognised._replace(outline=outline._replace(grids=grids, asides=asides))


def words_of(
    outline: Outline, form: Form, places: Mapping[str, CellKey], besides: Container[int], headings: Mapping[int, str]
) -> tuple[TableWords, ...]:
    """The tables of a document in reading order, without those with a number in `besides`.

    `places` say where the figures stand, `headings` which paragraphs, by their numbers, begin a section, by its id.
    """
    held = _held(form, places)
    sections = dict(_sections(outline, headings))
    figures: dict[int, dict[int, dict[int, str]]] = {}
    for ref, (grid, row, column) in places.items():
        figures.setdefault(grid, {}).setdefault(row, {})[column] = ref
    return tuple(
        TableWords(
            outline.path,
            _name(number, held.get(number, {})),
            tuple(held.get(number, {})),
            tuple(
                TableRow(row, {column: cell.text for column, cell in cells}, figures.get(number, {}).get(row, {}))
                for row, cells in grid.rows()
            ),
            sections.get(number, ""),
        )
        for number, grid in enumerate(outline.grids)
        if number not in besides
    )


def _sections(outline: Outline, headings: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """The section that each table stands in."""
    section = ""
    for kind, at in outline.order:
        if kind == "t":
            yield at, section
        else:
            section = headings.get(at, section)


def _name(number: int, tables: Mapping[str, str]) -> str:
    """表三（第2张表）: as the form calls it, and which of the file it is."""
    place = f"第{number + 1}张表"
    return f"{'、'.join(tables.values())}（{place}）" if tables else place


def _held(form: Form, places: Mapping[str, CellKey]) -> dict[int, dict[str, str]]:
    """The tables of the form, by id with their names, that each table of the document holds or is a piece of."""
    held: dict[int, dict[str, str]] = {}
    for number, table, name in _standing(form, places):
        held.setdefault(number, {})[table] = name
    return held


def _standing(form: Form, places: Mapping[str, CellKey]) -> Iterator[tuple[int, str, str]]:
    for ref, figure in form.figures.items():
        if ref in places and places[ref][0] >= 0:
            yield places[ref][0], figure.table.id, figure.table.name
