"""Three states of one text into one: what either side changed, and where both changed the same words in different ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ...text.edits import edits


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

    `held` are stretches of `ours` that count as changed there, although their words are the same.
    """
    yours = _hunks(base, theirs)
    touched = [one for one in _held(base, ours, held) if any(one.start < each.end and each.start < one.end for each in yours)]
    mine = sorted([*_hunks(base, ours), *touched])
    said: tuple[list[str], list[str]] = [], []
    at = 0
    while mine or yours:
        start = min(one[0].start for one in (mine, yours) if one)
        end = start
        here: tuple[list[_Hunk], list[_Hunk]] = [], []
        grown = True
        while grown:
            grown = False
            for found, hunks in zip(here, (mine, yours), strict=True):
                while hunks and hunks[0].start <= end:
                    end = max(end, hunks[0].end)
                    found.append(hunks.pop(0))
                    grown = True
        texts = [_applied(base, start, end, found) for found in here]
        if not here[0]:
            texts[0] = texts[1]
        elif not here[1]:
            texts[1] = texts[0]
        for one, text in zip(said, texts, strict=True):
            one += [base[at:start], text]
        at = end
    return Merged(*("".join((*one, base[at:])) for one in said))


def _hunks(base: str, text: str) -> list[_Hunk]:
    found = [_Hunk(one.old_start, one.old_end, text[one.new_start : one.new_end]) for one in edits(base, text) if not one.same]
    return [part for one in found for part in _parted(base, one)]


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
