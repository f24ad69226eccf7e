"""Where the form's tables stand in a text of Word: one that somebody left in, or the line that holds a table's place.

Below a heading under which text and tables take turns, only these places part one text from the next.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...model.draft import table_line
from ...model.finding import Finding
from ...model.form import Form
from ...model.outline import Outline
from ...recognise.document import Recognised
from ...recognise.grids import find_tables
from ...recognise.headings import headings_of
from ...recognise.labels import CellKey, normalised
from .rules import W119

_MOSTLY = 0.5


def with_tables(form: Form, outline: Outline) -> Recognised:
    """The text with the places of the form's tables in it: their figures are the workbook's affair."""
    there = [at for kind, at in outline.order if kind == "t"]
    found = find_tables(form, [outline.grids[at] for at in there]).found.values() if there else ()
    places: dict[str, CellKey] = {}
    for one in found:
        if len(one.places) > len(one.table.figures) * _MOSTLY:
            at = next(at for at in there if outline.grids[at] is one.grid)
            places |= {ref: (at, *place) for ref, place in one.places.items()}
    held = {normalised(table_line(section)): section.tables for section in form.sections if section.part_of and section.tables}
    for kind, at in outline.order:
        if kind == "p" and (tables := held.get(normalised(outline.paragraphs[at].text))):
            places[form.table(tables[0]).figures[0].ref] = (-1, at, 0)
    return Recognised(form, outline, places, {}, (), (), (), frozenset(places.values()))


def unparted(read: Recognised) -> Iterator[Finding]:
    """Headings below which nothing says where the tables stand that part one text from the next."""
    form, paragraphs = read.form, read.outline.paragraphs
    there = {ref.partition(".")[0] for ref in read.places}
    wanted = [section for section in form.sections if section.heading]
    for at, section in headings_of(paragraphs, wanted).items():
        if lost := [one for one in form.together(section)[1:] if section.part_of and one.tables and not there & {*one.tables}]:
            lines = "、".join(f"“{table_line(one)}”" for one in lost)
            message = f"“{paragraphs[at].text.strip()}”下面没有{lines}这一行，表前、表后的文字分不开，读成了一段"
            yield W119.at(paragraphs[at].location, message, hint=f"在放表的地方单独写一行{lines}；这一行不会印出来")
