"""Three states of one text into one: what either side changed, and where both changed the same words in different ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ...text.edits import edits

# A sentence, a part of one that stands by itself, a paragraph, a cell ends with one of these.
_ENDS = "。；！？\n\t"


class Merged(NamedTuple):
    """A text with the changes of both sides: where they clash `ours` has ours, `theirs` has theirs.

    Without a clash the two are the same.
    """

    ours: str
    theirs: str

    @property
    def clashes(self) -> bool:
        return self.ours != self.theirs


class _Hunk(NamedTuple):
    """Characters `start` to `end` of the base that one side replaced by `text`."""

    start: int
    end: int
    text: str


def merged(base: str, ours: str, theirs: str, held: Iterable[tuple[int, int]] = ()) -> Merged:
    """What both sides made of `base`. Changes that touch each other clash, unless they are the same.

    A sentence with such changes is one side's as a whole: made of the changes of both it would say what neither said.
    `held` are stretches of `ours` that count as changed there, although their words are the same.
    """
    yours = _hunks(base, theirs)
    touched = [one for one in _held(base, ours, held) if any(one.start < each.end and each.start < one.end for each in yours)]
    mine = sorted([*_hunks(base, ours), *touched])
    sentences: list[tuple[int, int]] = []
    while True:
        groups = list(_groups(base, mine, yours, sentences))
        texts = [[_applied(base, one.start, one.end, hunks) for hunks in (one.mine, one.yours)] for one in groups]
        clashing = [
            _sentence(base, one.start, one.end)
            for one, (said, says) in zip(groups, texts, strict=True)
            if one.mine and one.yours and said != says
        ]
        if set(clashing) <= set(sentences):
            break
        sentences += clashing
    written: tuple[list[str], list[str]] = [], []
    at = 0
    for one, (said, says) in zip(groups, texts, strict=True):
        for side, text in zip(written, (said if one.mine else says, says if one.yours else said), strict=True):
            side += [base[at : one.start], text]
        at = one.end
    return Merged(*("".join((*side, base[at:])) for side in written))


class _Group(NamedTuple):
    """Changes of both sides that touch each other, or stand in one sentence that is not to be mixed."""

    start: int
    end: int
    mine: list[_Hunk]
    yours: list[_Hunk]


def _groups(base: str, mine: Sequence[_Hunk], yours: Sequence[_Hunk], sentences: Sequence[tuple[int, int]]) -> Iterator[_Group]:
    left = sorted([*((one, 0) for one in mine), *((one, 1) for one in yours)])
    while left:
        start = end = left[0][0].start
        whole = start  # as far as a sentence goes: what begins behind it is not in it
        last: _Hunk | None = None
        found: tuple[list[_Hunk], list[_Hunk]] = [], []
        while left and (left[0][0].start < max(end, whole) or (left[0][0].start == end and not _apart(base, last, left[0][0]))):
            hunk, side = left.pop(0)
            found[side].append(hunk)
            if last is None or hunk.end >= end:
                end, last = hunk.end, hunk
            # A hunk of no length at the end of a sentence stands behind it.
            inside = [
                stop for first, stop in sentences if first <= hunk.start and (hunk.start < stop or first == stop == hunk.start)
            ]
            inside += [stop for first, stop in sentences if hunk.start < first < end]
            whole = max((whole, *inside))
        yield _Group(start, max(end, whole), *found)


def _apart(base: str, before: _Hunk | None, behind: _Hunk) -> bool:
    """Whether of two changes side by side one is a paragraph that was parted or joined there: the words beside are none of it."""
    if before is None or (before.start == before.end and behind.start == behind.end):
        return False
    texts = [(base[one.start : one.end], one.text) for one in (before, behind)]
    breaks = [text for text in texts if any("\n" in piece for piece in text)]
    return len(breaks) == 1 and sorted(breaks[0]) == ["", "\n"]  # two that both make or take a break are one matter


def _sentence(base: str, start: int, end: int) -> tuple[int, int]:
    """The whole sentences that a stretch of the base stands in; where it is nothing between two of them, no more than that."""
    first = max((base.rfind(sign, 0, start) for sign in _ENDS), default=-1) + 1
    if start == end == first:
        return start, end
    last = min((at for sign in _ENDS if (at := base.find(sign, max(end - 1, start))) >= 0), default=len(base) - 1) + 1
    return first, last


def _hunks(base: str, text: str) -> list[_Hunk]:
    found = [_Hunk(one.old_start, one.old_end, text[one.new_start : one.new_end]) for one in edits(base, text) if not one.same]
    return [_behind_its_end(base, part) for one in found for part in _parted(base, one)]


def _behind_its_end(base: str, hunk: _Hunk) -> _Hunk:
    """A sentence that came or went, as 。新句 before a 。: it is the sentence behind that one, 新句。 and changes nothing in it."""
    start, end, text = hunk
    last = base[end : end + 1]
    if not last or last not in _ENDS.strip():
        return hunk
    if start == end and text[:1] == last:
        return _Hunk(start + 1, end + 1, text[1:] + last)
    if not text and start < end and base[start] == last:
        return _Hunk(start + 1, end + 1, "")
    return hunk


def _parted(base: str, hunk: _Hunk) -> list[_Hunk]:
    """A hunk as it is; one with the end of a paragraph in its parts, for a paragraph that was split is no change of the words beside."""
    old = base[hunk.start : hunk.end]
    if "\n" not in old + hunk.text:
        return [hunk]
    steps = SequenceMatcher(None, old, hunk.text, autojunk=False).get_opcodes()
    return [_Hunk(hunk.start + i, hunk.start + j, hunk.text[k:m]) for tag, i, j, k, m in steps if tag != "equal"]


def _held(base: str, text: str, held: Iterable[tuple[int, int]]) -> list[_Hunk]:
    """The held stretches as they stand in the base; what was changed there itself needs no holding."""
    same = [one for one in edits(base, text) if one.same]
    return [
        _Hunk(start - one.new_start + one.old_start, end - one.new_start + one.old_start, text[start:end])
        for start, end in held
        for one in same
        if one.new_start <= start < end <= one.new_end
    ]


def _applied(base: str, start: int, end: int, hunks: Sequence[_Hunk]) -> str:
    written = []
    at = start
    for hunk in hunks:
        written += [base[at : hunk.start], hunk.text]
        at = hunk.end
    return "".join((*written, base[at:end]))
