"""A form's tables that stand in pieces, one below another: a table cut in two by a page, each piece a table of its own.

The pieces of one section are looked at as one grid, whose cells say where they really stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..model.form import Form
from ..model.location import Location
from ..model.outline import Grid, GridCell, Outline
from .grids import FoundTable, Search, find_tables
from .headings import headings_of

# The grids of a stack from the top: the row above the first of each, and its number.
Pieces = tuple[tuple[int, int], ...]


def find_whole_tables(form: Form, outline: Outline) -> Search:
    """Every table of `form` in the grid that fits it best; one that stands whole in none in all those of its section.

    Of what is found in several the grid is a stack: `location` of a cell says in which table it stands.
    """
    search = find_tables(form, outline.grids)
    if len(outline.grids) < 2 or all(_there(search.found.get(table.id)) == len(table.figures) for table in form.tables):
        return search
    found = dict(search.found)
    for together in by_sections(form, outline, range(len(outline.grids))):
        for name, one in find_tables(form, [stacked(outline, together)[0]]).found.items():
            if _there(one) > _there(found.get(name)):
                found[name] = one
    changed = {name for name, one in found.items() if one is not search.found.get(name)}
    return search._replace(
        found=found,
        not_found=tuple(table for table in search.not_found if table.id not in found),
        rivals={name: grids for name, grids in search.rivals.items() if name not in changed},
    )


def _there(found: FoundTable | None) -> int:
    """How many places of a table are cells of its document."""
    if found is None:
        return 0
    return sum(row in found.grid.starts for row, _ in found.places.values()) if found.grid.starts else len(found.places)


def by_sections(form: Form, outline: Outline, grids: Sequence[int]) -> Iterator[list[int]]:
    """The grids between each heading of the form and the next, where there are several."""
    headings = headings_of(outline.paragraphs, [section for section in form.sections if section.heading])
    together: list[int] = []
    for kind, at in outline.order:
        if kind == "t" and at in grids:
            together.append(at)
        elif kind == "p" and at in headings:
            if len(together) > 1:
                yield together
            together = []
    if len(together) > 1:
        yield together


def stacked(outline: Outline, grids: Sequence[int], *, apart: int = 0) -> tuple[Grid, Pieces]:
    """These grids one below another, called as the first of them; `apart` rows stand empty between two."""
    cells: dict[tuple[int, int], GridCell] = {}
    starts: dict[int, Sequence[int]] = {}
    places: dict[tuple[int, int], Location] = {}
    short: set[int] = set()
    pieces: list[tuple[int, int]] = []
    top = 0
    for at in grids:
        grid = outline.grids[at]
        pieces.append((top, at))
        cells |= {(top + row, column): cell for (row, column), cell in grid.cells.items()}
        starts |= {top + row: begun for row, begun in grid.starts.items()}
        short |= {top + row for row in grid.short}
        there = (*grid.cells, *((row, column) for row, begun in grid.starts.items() for column in begun))
        places |= {(top + row, column): grid.location(row, column) for row, column in there}
        top += max((row for row, _ in there), default=0) + apart
    name = outline.grids[grids[0]].name if grids else ""
    return Grid(outline.path, name, cells, places=places, short=frozenset(short), starts=starts), tuple(pieces)


def real_places(found: FoundTable, outline: Outline) -> Mapping[str, tuple[int, int, int]]:
    """Where each Ref of a table stands, as (number of the grid from 0, row, column)."""
    numbers = {grid.name: number for number, grid in enumerate(outline.grids)}
    places = {ref: found.grid.location(*place) for ref, place in found.places.items()}
    return {ref: (numbers.get(place.grid, -1), place.line, place.column) for ref, place in places.items()}
