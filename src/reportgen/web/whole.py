"""A whole report that somebody pasted into one section, taken apart: what of it belongs into which section of the draft.

It is read like a text in Word is. What has no place is told, piece by piece: whoever pasted it must not look for what is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..drafts.narrative.read import read_orderly
from ..model.draft import PREFACE, PREFACE_ID, SIGNATURE, SIGNED_BY, SIGNED_ON
from ..model.form import Form
from ..model.location import Location
from ..model.outline import Grid, GridCell, Outline, OutlineParagraph
from ..model.report import Narrative, Paragraph, TextBlock
from ..recognise.headings import headings_of, is_first_level
from ..reports.texts.word import word_text
from ..text.ordinals import without_ordinal
from ..text.passages import TAB, SmallTable, grouped, lines_of, parts_of, written_blocks
from .messages import TakenApart, TakenPart, TakenValue

_NAME = "粘贴"
# So many sections are no chance: one heading may well be named in another section.
_SECTIONS = 2


def taken_apart(lines: Sequence[str], form: Form, there: Narrative) -> TakenApart | None:
    """The lines by the parts of the draft `there`; None where they are not those of several sections."""
    outline = _outline(lines)
    headings = _headings(outline, form)
    if len(headings) < _SECTIONS:
        return None
    text = word_text(outline)
    root, _ = text.keyed(form)
    read, _ = read_orderly(root, _NAME, form)
    parts = list(_parts(read, form, there))
    signed = ((SIGNED_BY, read.signature), (SIGNED_ON, read.date))
    values = [TakenValue(key=[SIGNATURE, name], now=one.text) for name, one in signed if one]
    if not parts:
        return None
    placed = "\n".join([*(line for part in parts for line in part.lines), *(one.now for one in values)])
    tables = sum(kind == "t" for kind, _ in outline.order) - sum(
        isinstance(one, SmallTable) for blocks in read.texts.values() for one in grouped(blocks)
    )
    left = [one.text for one in outline.paragraphs if one.text not in placed and one.text not in headings]
    return TakenApart(parts=parts, values=values, left=left, tables=max(tables, 0))


def _outline(lines: Sequence[str]) -> Outline:
    """Pasted lines as a document: rows that stand together are a table."""
    paragraphs: list[OutlineParagraph] = []
    grids: list[Grid] = []
    order: list[tuple[str, int]] = []
    for one in grouped(
        list(written_blocks(Paragraph(line, Location(_NAME, line=at, column=1)) for at, line in enumerate(lines, 1)))
    ):
        blocks: tuple[TextBlock, ...] = (one,) if isinstance(one, TextBlock) else (one.caption,) if one.caption else ()
        for block in blocks:
            order.append(("p", len(paragraphs)))
            paragraphs.append(OutlineParagraph(block.whole, block.location))
        if isinstance(one, SmallTable):
            order.append(("t", len(grids)))
            cells = {
                (row, column): GridCell(text)
                for row, block in enumerate(one.rows, 1)
                for column, text in enumerate(block.text.split(TAB), 1)
            }
            grids.append(Grid(_NAME, f"表{len(grids) + 1}", cells))
    return Outline(_NAME, tuple(paragraphs), tuple(grids), tuple(order))


def _headings(outline: Outline, form: Form) -> set[str]:
    """The lines that head sections of a report in this form."""
    wanted = [section for section in form.sections if section.heading]
    found = {outline.paragraphs[at].text for at in headings_of(outline.paragraphs, wanted)}
    if any(section.kind == "free" for section in form.sections):
        found |= {one.text for one in outline.paragraphs if is_first_level(one)}
    return found


def _parts(read: Narrative, form: Form, there: Narrative) -> Iterator[TakenPart]:
    """What was read by the keys that the page has for the parts of the draft."""
    if preface := read.texts.get(PREFACE_ID):
        yield TakenPart(key=[PREFACE], name=PREFACE, lines=list(lines_of(preface)))
    for section in form.prose_sections:
        blocks = read.texts.get(section.id, ())
        if section.kind != "free":
            if blocks:
                yield TakenPart(key=[section.name], name=section.title, lines=list(lines_of(blocks)))
            continue
        own = {without_ordinal(heading): heading for heading, _ in parts_of(there.texts.get(section.id, ()))}
        for heading, below in parts_of(blocks):
            known = own.get(without_ordinal(heading))
            if known and below:
                yield TakenPart(key=[section.name, known], name=known, lines=list(lines_of(below)))
