"""Set phrases and names that are there but for one sign: lost, or written as another that is easily taken for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import concat

from ...text.misspelling import Misspelt, Vocabulary
from ..slips import is_han

# Where a sign is missing so long a phrase is known by the others.
_LEAST_LOST = 7


def halves_in(text: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The set phrases and names, each with why it is so, of which a text has one half at least: one sign off, it still has the other."""
    by_half = vocabulary.set_phrases_by_half
    there = by_half.keys() & set(map(concat, text, text[1:]))
    every = (vocabulary.set_phrases[number] for number in sorted({one for beginning in there for one in by_half[beginning]}))
    return [one for one in every if one[0][: len(one[0]) // 2] in text or one[0][len(one[0]) // 2 :] in text]


def nearly_said(text: str, phrases: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> Iterator[Misspelt]:
    """Places where a text nearly says one of these phrases, of which what it belongs to has a half."""
    for phrase, why in phrases:
        half = len(phrase) // 2
        before, behind = phrase[:half], phrase[half:]
        if before not in text and behind not in text:
            continue  # most stand in another paragraph
        ends = list(_places(text, behind))
        for start in {*_places(text, before), *(at - half for at in ends if at >= half)}:
            if not text.startswith(phrase, start):
                yield from _nearly(text, start, phrase, why, vocabulary)
        for start in [at - half + 1 for at in ends if at >= half - 1]:
            yield from _lost(text, start, phrase, why, vocabulary)


def _places(text: str, piece: str) -> Iterator[int]:
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)


def _nearly(text: str, start: int, phrase: str, why: str, vocabulary: Vocabulary) -> Iterator[Misspelt]:
    written = text[start : start + len(phrase)]
    off = [at for at, (one, other) in enumerate(zip(written, phrase, strict=False)) if one != other]
    if len(written) == len(phrase) and len(off) == 1 and (phrase[off[0]], written[off[0]]) in vocabulary.confused:
        yield from _unless_kept(text, start, start + len(phrase), phrase, why, vocabulary)
    else:
        yield from _lost(text, start, phrase, why, vocabulary)


def _lost(text: str, start: int, phrase: str, why: str, vocabulary: Vocabulary) -> Iterator[Misspelt]:
    """The phrase without one sign amid it: nearer to its ends what is left may be another word (行政事业性费用)."""
    stop = start + len(phrase) - 1
    written = text[start:stop]
    if len(phrase) < _LEAST_LOST or len(written) < len(phrase) - 1 or text.startswith(phrase, start):
        return
    at = next((at for at, (one, other) in enumerate(zip(written, phrase, strict=False)) if one != other), len(written))
    if 1 < at < len(phrase) - 2 and is_han(phrase[at]) and written[at:] == phrase[at + 1 :]:
        yield from _unless_kept(text, start, stop, phrase, why, vocabulary)


def _unless_kept(text: str, start: int, stop: int, phrase: str, why: str, vocabulary: Vocabulary) -> Iterator[Misspelt]:
    if not any(kept in text[max(start - len(kept) + 1, 0) : stop + len(kept) - 1] for kept in vocabulary.kept):
        yield Misspelt(start, stop, phrase, why)
