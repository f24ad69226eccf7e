"""The headings of the first level in any document: which line is the heading of which section of a form.

One way to read them for those who take a document in and for those who tell what is wrong with its headings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..model.form import Section
from ..model.outline import OutlineParagraph
from ..text.ordinals import first_level_ordinal, section_ordinal
from ..text.pairing import rising
from .labels import LIKE, bare, like, normalised

HEADING_LENGTH = 50
# How surely a line is a section's heading: the heading itself, its words under another ordinal.
_ITSELF, _ITS_WORDS = 3.0, 2.0
# Words as like as this are the heading's, reworded; under its ordinal any words are.
_REWORDED, _AT_ITS_PLACE = 0.6, 0.4
# How a line ends that is no heading; how one looks that the file says nothing of.
_SENTENCE, _NO_LOOK = ("。", "；", "，"), ("", 0)
_PARTS = ("部分", "章")
# Of headings that say as much the first counts, where nothing but headings is read.
_EARLIER = 1e-6


class Heading(NamedTuple):
    """A heading's ordinal as it is written, and its words."""

    ordinal: str
    words: str

    @property
    def number(self) -> int:
        """What the ordinal counts; 0 without one."""
        ordinal = section_ordinal(self.ordinal)
        return ordinal.number if ordinal else 0


class Read(NamedTuple):
    """Headings as they were read, by their places among all.

    `places` say which section's they are, by its place in the form, in the form's order; `moved` do so of those
    that stand out of it; `again` are a section's heading once more; the `reworded` of the first two have other
    words than the form. The rest are no section's.
    """

    places: dict[int, int]
    moved: dict[int, int]
    again: frozenset[int]
    reworded: frozenset[int]


def is_first_level(line: OutlineParagraph) -> bool:
    """Whether a line is a heading with 一、 in front."""
    return (
        first_level_ordinal(line.text) is not None and len(line.text) <= HEADING_LENGTH and not line.text.endswith(("。", "；"))
    )


def heading_of(text: str) -> Heading:
    """A heading by its ordinal and its words."""
    ordinal = section_ordinal(text)
    end = ordinal.end if ordinal else 0
    return Heading(text[:end], text[end:])


def headings_of(lines: Sequence[OutlineParagraph], wanted: Sequence[Section]) -> dict[int, Section]:
    """The lines that are headings of these sections: the way to read them that fits best, in order.

    A section that has none there may have it further down, out of its order, where it is surely that.
    """
    known = [_Wanted(section) for section in wanted]
    brief = {at: line for at, line in enumerate(lines) if not line.row and 0 < len(line.text) <= HEADING_LENGTH}
    short = {at: line for at, line in brief.items() if not line.text.endswith(_SENTENCE)}
    # What ends as a sentence does is a heading only where it has a heading's very words.
    ended = {at: line for at, line in brief.items() if at not in short}
    scored = [(at, number, score) for at, line in short.items() for number, score in _scores(line.text, known, surely=False)]
    scored += [(at, number, score) for at, line in ended.items() for number, score in _itself(line.text, known)]
    scored.sort()
    places = {scored[one][0]: scored[one][1] for one in rising(scored)}
    # Lines that look like the headings found, as no running text does, are headings with or without an ordinal.
    running = {line.look for line in lines if line.text.endswith(_SENTENCE)}
    looks = {brief[at].look for at in places} - running - {_NO_LOOK}
    others = {
        at: heading_of(line.text)
        for at, line in short.items()
        if at not in places and (_is_numbered(line.text) or line.look in looks)
    }
    # What stands above the first heading of all is a table of contents rather than a section in front of it.
    first = min(places, default=len(lines))
    moved = _moved(places, [one for one in scored if one[0] in others and one[0] > first])
    rest = {at: heading for at, heading in others.items() if at not in moved}
    places |= _by_place(places, rest, known, moved.values())
    return {at: wanted[number] for at, number in sorted((places | moved).items())}


def read_headings(texts: Sequence[str], wanted: Sequence[Section]) -> Read:
    """Lines that are all headings of the first level, read as `headings_of` does, with what stands out of order or twice."""
    known = [_Wanted(section) for section in wanted]
    scored = [(at, number, score) for at, text in enumerate(texts) for number, score in _scores(text, known, surely=True)]
    in_order = rising([(at, number, score - at * _EARLIER) for at, number, score in scored])
    places = {scored[one][0]: scored[one][1] for one in in_order}
    moved = _moved(places, scored)
    own = {at: number for at, number, score in scored if score >= _ITS_WORDS}
    again = frozenset(at for at in own if at not in places and at not in moved)
    others = {at: heading_of(text) for at, text in enumerate(texts) if at not in {*places, *moved, *again}}
    places |= _by_place(places, others, known, moved.values())
    reworded = frozenset(at for at in (*places, *moved) if at not in own)
    return Read(places, moved, again, reworded)


def wordings_of(section: Section) -> tuple[str, ...]:
    """A section's heading in the wordings that official texts have used, the form's own first."""
    ordinal = first_level_ordinal(section.heading)
    return (section.heading, *((ordinal.written if ordinal else "") + words for words in section.accepts))


# -- how surely a line is a heading ------------------------------------------------------------------


class _Wanted:
    """A section whose heading is looked for: the headings it may have, their words alone, its ordinal."""

    def __init__(self, section: Section) -> None:
        wordings = [normalised(wording) for wording in wordings_of(section)]
        self.headings = frozenset(wordings)
        self.words = tuple(dict.fromkeys(map(_words, wordings)))
        self.number = heading_of(section.heading).number


def _words(text: str) -> str:
    """A normalised heading's letters, without its ordinal and a remark in brackets."""
    return "".join(char for char in bare(heading_of(text).words) if char.isalnum())


def _is_numbered(text: str) -> bool:
    """Whether a line counts as headings of the first level do: 一、 or 第一部分."""
    return first_level_ordinal(text) is not None or any(word in heading_of(text).ordinal for word in _PARTS)


def _itself(text: str, known: Sequence[_Wanted]) -> list[tuple[int, float]]:
    """The sections whose heading the line has, word for word."""
    text = normalised(text.rstrip("".join(_SENTENCE)))
    words = _words(text)
    return [
        (number, _ITSELF if text in section.headings else _ITS_WORDS)
        for number, section in enumerate(known)
        if text in section.headings or words in section.words
    ]


def _scores(text: str, known: Sequence[_Wanted], *, surely: bool) -> list[tuple[int, float]]:
    """How surely a line is the heading of a section, for each that it may be; `surely` is it some heading."""
    text = normalised(text)
    words = _words(text)
    same = _itself(text, known)
    # What has the words of one section is no other's, whatever its ordinal says.
    if same or not words:
        return same
    numbered = _is_numbered(text)
    ordinal = heading_of(text).number if numbered or surely else 0
    scores = []
    for number, section in enumerate(known):
        likeness = max(_words_kept(words, wording, surely=surely or numbered) for wording in section.words)
        if score := likeness + (_AT_ITS_PLACE if ordinal and ordinal == section.number else 0.0):
            scores.append((number, score))
    return scores


def _words_kept(words: str, wording: str, *, surely: bool) -> float:
    """How much of a heading the words are, reworded; 0 for other words. What may be no heading must be misprinted only."""
    if surely and (words in wording or wording in words):
        return max(_REWORDED, like(words, wording))
    least = _REWORDED if surely else LIKE
    ratio = like(words, wording, least)
    return ratio if ratio >= least else 0.0


def _moved(places: Mapping[int, int], scored: Sequence[tuple[int, int, float]]) -> dict[int, int]:
    """The headings out of their order of sections that have none in it, by their words; the surest first."""
    moved: dict[int, int] = {}
    for score, at, number in sorted((-score, at, number) for at, number, score in scored):
        taken = number in places.values() or number in moved.values()
        if -score >= _REWORDED and not taken and at not in places and at not in moved:
            moved[at] = number
    return moved


def _by_place(
    places: Mapping[int, int], others: Mapping[int, Heading], known: Sequence[_Wanted], taken: Collection[int] = ()
) -> dict[int, int]:
    """The heading of a section that has none yet, by its place: nothing else stands between those of its neighbours.

    Its ordinal may be the one before or behind, as after a slip. Behind the last one anything may follow.
    """
    found: dict[int, int] = {}
    for (before, first), (behind, last) in pairwise([(-1, -1), *sorted(places.items())]):
        lost = [number for number in range(first + 1, last) if number not in taken]
        between = [at for at in others if before < at < behind]
        if len(lost) == len(between) == 1:
            ordinal, number = others[between[0]].number, known[lost[0]].number
            if number and (not ordinal or abs(ordinal - number) <= 1):
                found[between[0]] = lost[0]
    return found
