"""Wrong bits of prose: where they stand, what should stand there, and how many make one finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ..model.figures import is_note
from ..model.finding import Finding, Fix, Rule
from ..model.location import Mark
from ..model.report import TextBlock
from ..recognise.sections import notes_among
from .check import Subject

PREFACE = "preface"
# More of a kind than this in one paragraph (or in one published document) are told together.
_EACH_BY_ITSELF = 3
_SHOWN = 3
_AROUND = 6
# A sentence is read so far, on both sides.
_FAR = 400


class Slip(NamedTuple):
    """Characters `start` to `stop` of a block's whole text that are wrong; `new` None where nobody knows what is right."""

    block: TextBlock
    start: int
    stop: int
    new: str | None = None


def is_han(char: str) -> bool:
    """A Chinese character; '' is none."""
    return "\u4e00" <= char <= "\u9fff"


def prose(subject: Subject) -> Iterator[tuple[str, TextBlock]]:
    """The preface and the prose sections: section id and block, pictures and tables left out."""
    texts = subject.report.texts
    for section in (PREFACE, *(section.id for section in subject.form.prose_sections)):
        for block in texts.get(section, ()):
            if block.told:
                yield section, block


def beside_tables(subject: Subject) -> Iterator[TextBlock]:
    """The lines that stand in sections of tables alone: their titles, and notes."""
    for section in subject.form.sections:
        if section.tables and not section.has_prose:
            yield from (block for block in subject.report.texts.get(section.id, ()) if block.told)


def notes(subject: Subject) -> Iterator[TextBlock]:
    """What is said beside the tables: the words behind figures, and the notes below tables."""
    for section in subject.form.sections:
        if section.tables and not section.has_prose:
            blocks = [block for block in subject.report.texts.get(section.id, ()) if block.told]
            own = notes_among([block.whole for block in blocks]) if subject.published else [True] * len(blocks)
            yield from (block for block, note in zip(blocks, own, strict=True) if note)
    for cell in subject.report.cells.values():
        if cell.remark and is_note(cell.remark):
            yield TextBlock("paragraph", cell.remark, cell.remark_at or cell.location)


def around(text: str, start: int, stop: int) -> str:
    """The words about a place, to be shown in a message."""
    first, last = max(start - _AROUND, 0), min(stop + _AROUND, len(text))
    return ("…" if first else "") + text[first:last].strip() + ("…" if last < len(text) else "")


def fix_of(slips: Sequence[Slip]) -> Fix | None:
    """One change that settles slips of one block, from the first to the last.

    None where it is not known what is right, or where the text does not stand in one piece in the
    file: a figure that a binding puts there is mended elsewhere.
    """
    block, first, last = slips[0].block, slips[0].start, slips[-1].stop
    whole, start = block.whole, block.place(first)
    old = new = ""
    settled = 0
    ends = (*(mark.offset for mark in block.marks), len(whole))
    for mark, part_end in zip((Mark(0, block.location), *block.marks), ends, strict=True):
        at, end = max(mark.offset, first), min(part_end, last)
        if at >= end:
            continue
        if block.place(at) != start._replace(column=start.column + len(old)):
            return None
        old += mark.source or whole[at:end]
        for slip in slips:
            if not mark.source and slip.new is not None and at <= slip.start and slip.stop <= end:
                new += whole[at : slip.start] + slip.new
                at = slip.stop
                settled += 1
        new += mark.source or whole[at:end]
    return Fix(start, old, new) if settled == len(slips) else None


def told(rule: Rule, slips: Iterable[Slip], what: str, subject: Subject, hint: str) -> Iterator[Finding]:
    """Findings for slips in reading order: a few each by itself; many together, for a draft by paragraph.

    A published document with many has them throughout: nobody mends them one by one there.
    """
    listed = list(slips)
    if subject.published:
        groups = [listed] if listed else []
    else:
        groups = [list(group) for _, group in groupby(listed, key=lambda slip: slip.block.location)]
    for group in groups:
        places = list(_by_place(group))
        if len(group) <= _EACH_BY_ITSELF:
            for place in places:
                first, last = place[0], place[-1]
                shown = around(first.block.whole, first.start, last.stop)
                related = tuple(slip.block.place(slip.start) for slip in place[1:])
                message = f"{what}：“{shown}”"
                yield rule.at(first.block.place(first.start), message, hint=hint, related=related, fix=fix_of(place))
        else:
            yield _together(rule, group, places, what, subject, hint)


def _by_place(slips: Iterable[Slip]) -> Iterator[list[Slip]]:
    """Slips so near to each other that the words about one show the other: for a reader they are one place."""
    place: list[Slip] = []
    for slip in slips:
        if place and not (slip.block is place[-1].block and 0 <= slip.start - place[-1].stop <= _AROUND):
            yield place
            place = []
        place.append(slip)
    if place:
        yield place


def _together(rule: Rule, group: list[Slip], by_place: list[list[Slip]], what: str, subject: Subject, hint: str) -> Finding:
    first, *rest = (slip.block.place(slip.start) for slip in group)
    shown = "、".join(f"“{around(slips[0].block.whole, slips[0].start, slips[-1].stop)}”" for slips in by_place[:_SHOWN])
    where = "全文" if subject.published else "这一段"
    one_block = all(slip.block is group[0].block for slip in group)
    fix = fix_of(group) if one_block else None
    message = f"{what}，{where}有 {len(group)} 处：{shown} 等"
    return rule.at(first, message, hint=hint, related=tuple(rest), fix=fix)


def sentence_around(text: str, at: int, end: int, ends: str) -> tuple[int, int]:
    """Where the sentence begins and ends that goes over this place, by the signs that end one; of an endless one what is near."""
    first, last = max(at - _FAR, 0), min(end + _FAR, len(text))
    stop = min((found for sign in ends if (found := text.find(sign, end, last)) >= 0), default=last)
    return max(first, *(text.rfind(sign, first, at) + 1 for sign in ends)), stop
