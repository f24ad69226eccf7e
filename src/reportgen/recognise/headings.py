"""The headings of the first level in any document: which line is the heading of which section of a form."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.form import Section
from ..model.outline import OutlineParagraph
from ..text.ordinals import first_level_ordinal
from .labels import bare, like, normalised

HEADING_LENGTH = 50
_RENAMED = 0.6
_AT_ITS_PLACE = 0.4


def is_first_level(line: OutlineParagraph) -> bool:
    """Whether a line is a heading with 一、 in front."""
    return (
        first_level_ordinal(line.text) is not None and len(line.text) <= HEADING_LENGTH and not line.text.endswith(("。", "；"))
    )


def headings_of(lines: Sequence[OutlineParagraph], wanted: Sequence[Section]) -> dict[int, Section]:
    """The lines that are headings of these sections: the way to read them that fits best, in order."""
    scored: list[tuple[int, int, float]] = []
    for at, line in enumerate(lines):
        if line.row or not 0 < len(line.text) <= HEADING_LENGTH or line.text.endswith(("。", "；", "，")):
            continue
        text = normalised(line.text)
        for number, section in enumerate(wanted):
            if score := max(_heading_score(text, wording) for wording in wordings_of(section)):
                scored.append((at, number, score))
    best: list[tuple[float, int]] = []  # score so far, previous
    for position, (at, number, score) in enumerate(scored):
        before = max(
            (
                (best[earlier][0], earlier)
                for earlier in range(position)
                if scored[earlier][0] < at and scored[earlier][1] < number
            ),
            default=(0.0, -1),
        )
        best.append((before[0] + score, before[1]))
    chosen: dict[int, Section] = {}
    position = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    while position >= 0:
        at, number, _ = scored[position]
        chosen[at] = wanted[number]
        position = best[position][1]
    return chosen


def wordings_of(section: Section) -> tuple[str, ...]:
    """A section's heading in the wordings that official texts have used, the form's own first."""
    ordinal = first_level_ordinal(section.heading)
    return (section.heading, *((ordinal.written if ordinal else "") + words for words in section.accepts))


def _heading_score(text: str, wording: str) -> float:
    """How surely a line is the heading of a section: its words, and its ordinal."""
    heading = normalised(wording)
    if text == heading:
        return 3.0
    if bare(text) == bare(heading):
        return 2.0
    ordinal = first_level_ordinal(text)
    own = first_level_ordinal(heading)
    if not ordinal or not own:
        return 0.0
    same = like(bare(text), bare(heading)) or (_RENAMED if bare(text) in bare(heading) or bare(heading) in bare(text) else 0.0)
    if ordinal.numeral == own.numeral:
        return _AT_ITS_PLACE + same  # renamed, but where it belongs
    return 0.5 * same
