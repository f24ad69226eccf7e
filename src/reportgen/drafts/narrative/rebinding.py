"""A paragraph with bindings after somebody changed its words: which bindings stay, which give way to text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ...model.location import Mark
from ...model.report import TextBlock
from ...text.edits import pieces
from ...text.passages import escaped

_BOLD = "**"


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


def reworded(block: TextBlock, text: str) -> Reworded:
    """The source of `block`, a paragraph with its figures put in, after it was changed to read `text`.

    Only what changed is written anew. A binding whose printed words were touched becomes the words
    that stand there now.
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
        written += [_source(parts, block, at, change.start, stars), escaped(new, block.kind)]
        inside = [part for part in parts if part.binding and change.start <= part.start < part.end <= change.end]
        lost += [_lost(part, change, old, new, only=len(inside) == 1) for part in inside]
        at = change.end
    return Reworded("".join((*written, _source(parts, block, at, len(old), stars))), tuple(lost))


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


def _source(parts: list[_Part], block: TextBlock, start: int, end: int, stars: _Stars) -> str:
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
