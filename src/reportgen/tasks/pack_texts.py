"""The texts that a pack puts into every draft, bound once: a name misspelt there would be an error in each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..drafts.narrative.binding import bind
from ..model.finding import Finding, Severity
from ..model.format import Format
from ..model.location import Location
from ..model.report import Cell, Narrative, Paragraph
from ..word.template.rules import F101


def text_problems(form: Format) -> Iterator[Finding]:
    """What cannot be filled in of a form's title and preface, each where it is declared."""
    # 1 in every cell: no share that a preface may give is divided by nothing.
    cells = {ref: Cell("1", Decimal(1), Location("")) for ref in form.figures}
    contact = {name: Paragraph(name, Location("")) for name in form.contact}
    for key, named, lines in (("title", "标题", form.title), ("preface", "前言", (form.preface,))):
        place = form.places.get(key, Location(form.folder))
        written = tuple(Paragraph(line, place) for line in lines)
        # A preface is bound as a title is: both are lines with references in them.
        narrative = Narrative("", form.name, form.years.first, form.id, written, {}, contact, {}, None, None, None)
        for finding in bind(narrative, form, cells, (form, cells))[1]:
            if finding.severity is Severity.ERROR:
                yield F101.at(place, f"{named}里的引用有误：{finding.message}", hint=finding.hint)
