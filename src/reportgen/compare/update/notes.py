"""What a document changed behind the figures and below the tables: put into the sheet 附注 of the draft's workbook.

The figures themselves are merged as figures; a note below a table is prose that no text file holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...drafts.workbook.edit import Place
from ...drafts.workbook.notes import NOTES, NoteRows
from ...model.draft import WORKBOOK
from ...model.form import Form, Section
from ...model.report import Report, TextBlock, Workbook
from .updated import Choices, Conflict, Kept, Noted

_NOTHING = "（没有）"


class TakenNotes(NamedTuple):
    """The texts of cells in the sheet of notes, what they say in words, the sections whose notes are settled, what the draft alone changed."""

    texts: Mapping[Place, str]
    noted: tuple[Noted, ...]
    settled: frozenset[str]
    kept: tuple[Kept, ...]


class Three(NamedTuple):
    """The three reports that are merged: what was built, the draft, the document."""

    base: Report
    ours: Report
    theirs: Report


def merge_notes(form: Form, workbook: Workbook, sides: Three, remarks: Mapping[str, str], choices: Choices) -> TakenNotes:
    """Take over what the document says in notes. `remarks` are the words behind figures that it was decided to have, by Ref.

    Nothing is settled where the workbook has no sheet for it: then it is left to be told.
    """
    if workbook.free_note is None:
        return TakenNotes({}, (), frozenset(), ())
    merge = _Merge(form, workbook, sides, choices)
    for ref, words in remarks.items():
        merge.rows.behind(ref, words)
    for section in form.sections:
        if len(section.tables) == 1 and not section.has_prose:  # of several tables nobody says which one a note belongs to
            merge.below(section)
    return TakenNotes(merge.rows.texts, tuple(merge.noted), frozenset(merge.settled), tuple(merge.kept))


class _Merge:
    def __init__(self, form: Form, workbook: Workbook, sides: Three, choices: Choices) -> None:
        self.form, self.sides, self.choices = form, sides, choices
        self.rows = NoteRows(form, workbook)
        self.noted: list[Noted] = []
        self.settled: set[str] = set()
        self.kept: list[Kept] = []

    def below(self, section: Section) -> None:
        """The notes below the tables of a section, taken or left as a whole: who numbers them numbers all."""
        base, ours, theirs = (_lines(side.texts.get(section.id, ())) for side in self.sides)
        self.settled.add(section.id)
        if theirs == ours:
            return
        name = f"{section.name}的表下注"
        if theirs == base:
            self.kept.append(Kept(name, _in_a_line(base), _in_a_line(ours)))
            return
        conflict = Conflict(
            f"{section.name}.{NOTES}", f"{WORKBOOK} {NOTES}", _in_a_line(base), _in_a_line(ours), _in_a_line(theirs)
        )
        if base != ours and self.choices.side(conflict) != "theirs":
            return
        table = self.form.table(section.tables[0])
        self.rows.below(table, theirs)
        self.noted.append(Noted(name, _in_a_line(ours), _in_a_line(theirs)))


def _lines(blocks: tuple[TextBlock, ...]) -> list[str]:
    return [block.whole.strip() for block in blocks if block.whole.strip()]


def _in_a_line(lines: list[str]) -> str:
    return "　".join(lines) or _NOTHING
