"""A paragraph with bindings after somebody changed its words: which bindings stay, which give way to text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from ...model.location import Location, Mark
from ...model.report import BlockKind, TextBlock
from ...text.edits import pieces
from ...text.pairing import signs_of
from ...text.passages import escaped

_BOLD = "**"
# Words of this length with so many beside their bindings are known again where they stand now.
_KNOWN_AGAIN, _CONTEXT = 6, 4


class Lost(NamedTuple):
    """A binding that did not survive: what is written for it, what it printed, what stands in its place.

    `alone` tells that nothing else changed there.
    """

    source: str
    printed: str
    text: str
    alone: bool


class Reworded(NamedTuple):
    """A paragraph's source with new words, and the bindings that it lost."""

    source: str
    lost: tuple[Lost, ...]


class _Stars(NamedTuple):
    """Where bold type begins and ends in a text."""

    begin: frozenset[int]
    end: frozenset[int]


class _Part(NamedTuple):
    """Characters `start` to `end` of the paragraph as printed; `binding` is what is written for them, '' for plain text."""

    start: int
    end: int
    binding: str


class _Change(NamedTuple):
    """Characters `start` to `end` of the old text that became `first` to `last` of the new one."""

    start: int
    end: int
    first: int
    last: int


def source_of(block: TextBlock) -> str:
    """What is written in the text file for a paragraph: its words, with bindings where they stand."""
    return _source(_parts(block.whole, block.marks), block, 0, len(block.whole), _stars(block, ()))


def reworded(block: TextBlock, text: str, donors: Sequence[TextBlock] = ()) -> Reworded:
    """The source of `block`, a paragraph with its figures put in, after it was changed to read `text`.

    Only what changed is written anew. A binding whose printed words were touched becomes the words
    that stand there now. New words that stand in one of the `donors` with bindings among them came
    from there, and bring those along.
    """
    old = block.whole
    parts = _parts(old, block.marks)
    written: list[str] = []
    lost: list[Lost] = []
    at = 0
    changes = _changes(old, text, [part for part in parts if part.binding])
    stars = _stars(block, changes)
    for change in changes:
        new = text[change.first : change.last]
        written += [_source(parts, block, at, change.start, stars), _brought(new, text[change.last :], block.kind, donors)]
        inside = [part for part in parts if part.binding and change.start <= part.start < part.end <= change.end]
        lost += [_lost(part, change, old, new, only=len(inside) == 1) for part in inside]
        at = change.end
    return Reworded("".join((*written, _source(parts, block, at, len(old), stars))), tuple(lost))


def reprinted(block: TextBlock, other: TextBlock, sources: Collection[str]) -> TextBlock:
    """`block` with these bindings printing what they print in `other`, the same line with other figures put in."""
    ours, theirs = _parts(block.whole, block.marks), _parts(other.whole, other.marks)
    words: list[str] = []
    at = [0]
    for one, each in zip(ours, theirs, strict=True):
        from_other = one.binding in sources and one.binding == each.binding
        words.append(other.whole[each.start : each.end] if from_other else block.whole[one.start : one.end])
        at.append(at[-1] + len(words[-1]))

    def moved(place: int) -> int:
        number = next((number for number, part in enumerate(ours) if part.start <= place < part.end), len(ours))
        inside = place - ours[number].start if number < len(ours) else 0
        return min(at[number] + inside, at[number + 1] if number < len(ours) else at[-1])

    starts = at[:-1]
    marks = tuple(
        mark._replace(offset=start) for mark, start in zip(block.marks, starts[len(starts) - len(block.marks) :], strict=True)
    )
    styles = tuple(one._replace(start=moved(one.start), end=moved(one.end)) for one in block.styles)
    return block._replace(lead="", text="".join(words), marks=marks, styles=styles)


def joined(blocks: Sequence[TextBlock]) -> TextBlock:
    """Paragraphs as one text, an end of line between them."""
    first, *others = blocks
    for block in others:
        by = len(first.whole) + 1
        # What follows the end of a line is no part of the binding before it.
        marks = (Mark(by - 1, block.location), *(mark._replace(offset=mark.offset + by) for mark in block.marks))
        styles = (one._replace(start=one.start + by, end=one.end + by) for one in block.styles)
        first = first._replace(
            lead="", text=f"{first.whole}\n{block.whole}", marks=(*first.marks, *marks), styles=(*first.styles, *styles)
        )
    return first


def could_print(block: TextBlock, others: Sequence[TextBlock], text: str) -> bool:
    """Whether `text` is this line where each binding prints what it prints in `block`, or in one of `others`, the same line."""
    lines = [
        [(line.whole[part.start : part.end], part.binding) for part in _parts(line.whole, line.marks)]
        for line in (block, *others)
    ]
    ends = {0}
    for parts in zip(*lines, strict=True):
        printed = {words for words, _ in parts} if parts[0][1] else {parts[0][0]}
        ends = {end + len(words) for end in ends for words in printed if text.startswith(words, end)}
    return len(text) in ends


def _brought(text: str, behind: str, kind: BlockKind, donors: Sequence[TextBlock]) -> str:
    """New words as they are to be written, with the bindings that came along from elsewhere; `behind` is what follows."""
    known = signs_of(text) if donors and len(text) >= _KNOWN_AGAIN else frozenset()
    near = [donor for donor in donors if len(known & signs_of(donor.whole)) >= _CONTEXT]
    best = max((_run(text, behind, donor) for donor in near), key=lambda run: run.size, default=_Run(0))
    if best.size < _KNOWN_AGAIN:
        return escaped(text, kind)
    before, after = text[: best.at], text[best.at + best.size :]
    source = _source(best.parts, best.donor, best.start, best.start + best.size, _Stars(frozenset(), frozenset()))
    return _brought(before, text[best.at :] + behind, kind, donors) + source + _brought(after, behind, kind, donors)


class _Run(NamedTuple):
    """Characters that stand in a text from `at` on and in `donor` from `start` on, which cut no binding and have one at least."""

    size: int
    at: int = 0
    start: int = 0
    donor: TextBlock = TextBlock("paragraph", "", Location(""))
    parts: tuple[_Part, ...] = ()


def _run(text: str, behind: str, donor: TextBlock) -> _Run:
    parts = _parts(donor.whole, donor.marks)
    bound = [part for part in parts if part.binding]
    if not bound:
        return _Run(0)
    best = _Run(0)
    for a, b, size in SequenceMatcher(None, text, donor.whole, autojunk=False).get_matching_blocks():
        start, end = b, b + size
        for part in bound:
            if part.start < start < part.end or (part.start == start and _goes_on(text[:a][-1:])):
                start = min(part.end, end)
        for part in reversed(bound):
            follows = (text + behind)[a + end - b : a + end - b + 1]
            if part.start < end < part.end or (part.end == end > start and _goes_on(follows)):
                end = max(part.start, start)
        inside = [part for part in bound if start <= part.start and part.end <= end]
        words = end - start - sum(part.end - part.start for part in inside)
        if inside and words >= _CONTEXT and end - start > best.size:
            best = _Run(end - start, a + start - b, start, donor, tuple(parts))
    return best


def _goes_on(sign: str) -> bool:
    """Whether a number would go on with this character."""
    return bool(sign) and (sign.isdigit() or sign in ".,，%％")


def _lost(part: _Part, change: _Change, old: str, new: str, *, only: bool) -> Lost:
    """A binding within a change; of what stands there now the words before and behind that stayed are left out."""
    before, behind = old[change.start : part.start], old[part.end : change.end]
    middle = new[len(before) : len(new) - len(behind)]
    alone = only and before + middle + behind == new and bool(middle.strip())
    return Lost(part.binding, old[part.start : part.end], middle if alone else new, alone)


def _parts(text: str, marks: tuple[Mark, ...]) -> list[_Part]:
    starts = [0, *(mark.offset for mark in marks), len(text)]
    sources = ["", *(mark.source for mark in marks)]
    return [_Part(start, end, source) for start, end, source in zip(starts, starts[1:], sources, strict=False)]


def _stars(block: TextBlock, changes: Sequence[_Change]) -> _Stars:
    """Where bold type begins and ends; one whose beginning or end was changed away is given up."""
    ends = [0, *(at for change in changes for at in (change.start, change.end)), len(block.whole)]
    kept = list(zip(ends[::2], ends[1::2], strict=True))
    # Bold type within a link's words is written there.
    links = [part for part in _parts(block.whole, block.marks) if _BOLD in part.binding]
    bold = [
        one
        for one in block.styles
        if one.kind == "bold"
        and not any(link.start <= one.start and one.end <= link.end for link in links)
        and any(start <= one.start < end for start, end in kept)
        and any(start < one.end <= end for start, end in kept)
    ]
    return _Stars(frozenset(one.start for one in bold), frozenset(one.end for one in bold))


def _source(parts: Sequence[_Part], block: TextBlock, start: int, end: int, stars: _Stars) -> str:
    """The source of characters `start` to `end`, which cut no binding."""
    written = []
    for part in parts:
        first, last = max(part.start, start), min(part.end, end)
        if first >= last or (part.binding and (first, last) != (part.start, part.end)):
            continue
        cuts = [first, *(at for at in sorted(stars.begin | stars.end) if first < at < last), last]
        for begin, stop in pairwise([first, last] if part.binding else cuts):
            written += [
                _BOLD if begin in stars.begin else "",
                part.binding or escaped(block.whole[begin:stop], block.kind),
                _BOLD if stop in stars.end else "",
            ]
    return "".join(written)


def _changes(old: str, new: str, bound: list[_Part]) -> list[_Change]:
    """What changed, in order, so wide that no binding is cut."""
    found: list[_Change] = []
    at = to = 0
    for piece in pieces(old, new):
        size = len(piece.text)
        if piece.kind == "same":
            at, to = at + size, to + size
            continue
        end, last = (at + size, to) if piece.kind == "deleted" else (at, to + size)
        found.append(_Change(at, end, to, last))
        at, to = end, last
    groups: list[tuple[int, int, _Change, _Change]] = []  # start and end as widened, the first and the last change within
    for change in found:
        start, end, first = change.start, change.end, change
        for part in bound:
            if part.start < max(end, start + 1) and start < part.end and (start < end or part.start < start):
                start, end = min(start, part.start), max(end, part.end)
        if groups and start <= groups[-1][1]:
            before = groups.pop()
            start, end, first = min(start, before[0]), max(end, before[1]), before[2]
        groups.append((start, end, first, change))
    return [
        _Change(start, end, first.first - (first.start - start), last.last + end - last.end) for start, end, first, last in groups
    ]
