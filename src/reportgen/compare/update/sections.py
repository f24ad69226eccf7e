"""The lines of one section put into the text file: below its key, or below the headings of a free section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...drafts.narrative.edit import NewParagraph, NewPart, entries_of, entry_at, with_lines, with_parts
from ...model.draft import AGENCY, CHARTS, CONTACT, FIELDS, FORMAT, PREFACE, PREFACE_ID, TITLE, VARIABLES, YEAR
from ...model.form import Section
from ...model.location import Location
from ...model.report import Paragraph, TextBlock
from ...text.ordinals import heading_ordinal, written_ordinal
from ...text.passages import line_of, written_block
from .steps import TextSoFar


class Wanted(NamedTuple):
    """A line of the new text, and the number of the line of the old one that it was."""

    text: str
    old: int | None = None


def put_lines(text: TextSoFar, place: Section | None, lines: Sequence[Wanted], *, numbered: bool) -> bool:
    """Make these the lines of a section, of the preface where `place` is None; whether that could be done.

    With `numbered` the headings of a free section that have no numbers of their own in the file are counted anew.
    """
    return _free(text, place, lines, numbered=numbered) if place and place.kind == "free" else _filled(text, place, lines)


def _filled(text: TextSoFar, place: Section | None, lines: Sequence[Wanted]) -> bool:
    """Put the paragraphs of a section under its key."""
    key, section = (place.name, place.id) if place else (PREFACE, PREFACE_ID)
    names = [one.name for one in text.form.prose_sections]
    before = (AGENCY, YEAR, FORMAT, TITLE, PREFACE, CONTACT, FIELDS, VARIABLES, CHARTS, *names)
    written = [NewParagraph(line.text, line.old) for line in lines]
    return text.attempt(with_lines(text.text, (key,), written, before), **{f"text:{section}": _lines_of(lines)})


class _Place(NamedTuple):
    """Which heading of a free section a block belongs to, and where it stands below it; None for the heading itself."""

    heading: int
    below: int | None


def _free(text: TextSoFar, place: Section, lines: Sequence[Wanted], *, numbered: bool) -> bool:
    """Put the headings of a free section and what stands below them under its key."""
    old = text.narrative.texts.get(place.id, ())
    places = _places(old)
    entry = entry_at(entries_of(text.text), (place.name,))
    keys = [child.key.strip() for child in entry.children] if entry else []
    if len(keys) != sum(one.below is None for one in places):
        return False
    if numbered:
        lines = _counted(lines, keys, places)
    parts: list[NewPart] = []
    for line in lines:
        was = places[line.old] if line.old is not None else None
        if _is_first(line.text):
            origin = was.heading if was and was.below is None else None
            own = origin is not None and heading_ordinal(keys[origin], 1)
            key = line.text if own else line.text.removeprefix(written_ordinal(1, len(parts) + 1))
            parts.append(
                NewPart(entry.children[origin].key if entry and origin is not None and keys[origin] == key else key, (), origin)
            )
            continue
        if not parts:
            return False
        below = was.below if was and was.heading == parts[-1].origin else None
        parts[-1] = parts[-1]._replace(lines=(*(parts[-1].lines or ()), NewParagraph(line.text, below)))
    same = _as_they_were(old, places)
    kept = [part._replace(lines=None) if part.origin is not None and part.lines == same[part.origin] else part for part in parts]
    written = with_parts(text.text, place.name, kept)
    return written is not None and text.attempt(written, **{f"text:{place.id}": _lines_of(lines)})


def _places(blocks: Sequence[TextBlock]) -> list[_Place]:
    found: list[_Place] = []
    heading, below = -1, 0
    for block in blocks:
        first = block.kind == "heading" and block.level == 1
        heading, below = (heading + 1, 0) if first else (heading, below + 1)
        found.append(_Place(heading, None if first else below - 1))
    return found


def _as_they_were(blocks: Sequence[TextBlock], places: Sequence[_Place]) -> Mapping[int, tuple[NewParagraph, ...]]:
    """What stands below each heading, by the heading's number."""
    found: dict[int, tuple[NewParagraph, ...]] = {}
    for block, place in zip(blocks, places, strict=True):
        lines = found.setdefault(place.heading, ())
        if place.below is not None:
            found[place.heading] = (*lines, NewParagraph(line_of(block), place.below))
    return found


def _counted(lines: Sequence[Wanted], keys: Sequence[str], places: Sequence[_Place]) -> list[Wanted]:
    """The lines with headings numbered in their order, but for those that were numbered by hand."""
    found: list[Wanted] = []
    count = 0
    for line in lines:
        if _is_first(line.text):
            count += 1
            origin = places[line.old].heading if line.old is not None and places[line.old].below is None else None
            ordinal = heading_ordinal(line.text, 1)
            by_hand = heading_ordinal(keys[origin], 1) if origin is not None else all(heading_ordinal(key, 1) for key in keys)
            if ordinal is not None and not by_hand:
                line = line._replace(text=written_ordinal(1, count) + line.text.removeprefix(ordinal.written))
        found.append(line)
    return found


def _lines_of(lines: Sequence[Wanted]) -> tuple[str, ...]:
    return tuple(line_of(written_block(Paragraph(line.text, Location("")))) for line in lines)


def _is_first(text: str) -> bool:
    block = written_block(Paragraph(text, Location("")))
    return block.kind == "heading" and block.level == 1
