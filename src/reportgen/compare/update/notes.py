"""What a document changed behind the figures and below the tables: put into the sheet 附注 of the draft's workbook.

The figures themselves are merged as figures; a note below a table is prose that no text file holds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from ...drafts.workbook.notes import NOTES, NoteRows
from ...drafts.workbook.spreadsheet import Place
from ...model.draft import WORKBOOK
from ...model.form import Form, Section
from ...model.location import Location
from ...model.report import Report, TextBlock, Workbook
from .updated import Choices, Conflict, Kept, Left, Noted

_NOTHING = "（没有）"
_ABOVE = (
    "这段在 Word 里写在表的上面，格式里那里没有放文字的地方，没有收；要作表下的注，写进数据表的“附注”表，要作正文，写进别的部分"
)


class TakenNotes(NamedTuple):
    """The texts of cells in the sheet of notes, what they say in words, the sections whose notes are settled.

    `kept` is what the draft alone changed, `left` what the sheet has no place for.
    """

    texts: Mapping[Place, str]
    noted: tuple[Noted, ...]
    settled: frozenset[str]
    kept: tuple[Kept, ...]
    left: tuple[Left, ...] = ()


class Three(NamedTuple):
    """The three reports that are merged: what was built, the draft, the document."""

    base: Report
    ours: Report
    theirs: Report


def merge_notes(
    form: Form, workbook: Workbook, sides: Three, remarks: Mapping[str, str], choices: Choices, above: Collection[Location]
) -> TakenNotes:
    """Take over what the document says in notes. `remarks` are the words behind figures that it was decided to have, by Ref.

    `above` are the places of what stands above a table in the document: no note, which is printed below.
    Nothing is settled where the workbook has no sheet for it: then it is left to be told.
    """
    if workbook.free_note is None:
        return TakenNotes({}, (), frozenset(), ())
    merge = _Merge(form, workbook, sides, choices, above)
    for ref, words in remarks.items():
        merge.rows.behind(ref, words)
    for section in form.sections:
        if len(section.tables) == 1 and not section.has_prose:  # of several tables nobody says which one a note belongs to
            merge.below(section)
    return TakenNotes(merge.rows.texts, tuple(merge.noted), frozenset(merge.settled), tuple(merge.kept), tuple(merge.left))


class _Merge:
    def __init__(self, form: Form, workbook: Workbook, sides: Three, choices: Choices, above: Collection[Location]) -> None:
        self.form, self.sides, self.choices, self.above = form, sides, choices, above
        self.rows = NoteRows(form, workbook)
        self.noted: list[Noted] = []
        self.settled: set[str] = set()
        self.kept: list[Kept] = []
        self.left: list[Left] = []

    def below(self, section: Section) -> None:
        """The notes below the tables of a section, taken or left as a whole: who numbers them numbers all."""
        blocks = self.sides.theirs.texts.get(section.id, ())
        base, ours = (_lines(side.texts.get(section.id, ())) for side in (self.sides.base, self.sides.ours))
        # A note that was moved above the table is told as moved, and stays.
        over = [one for one in blocks if one.location in self.above and one.whole.strip() not in (*base, *ours)]
        self.left += [Left(section.title, one.whole.strip(), _ABOVE) for one in over]
        theirs = _lines(tuple(one for one in blocks if one not in over))
        if len(theirs) == len(base) and set(theirs) == set(base) and any(one.location in self.above for one in blocks):
            theirs = base
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
