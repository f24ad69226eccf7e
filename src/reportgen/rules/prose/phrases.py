"""Finds the phrases of a pack in a piece of prose, and which of them are named together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ...model.phrasing import Measure, Phrase

# Between the pieces of a phrase at most so many characters may stand.
_GAP = 20
# 不同意公开 is not 同意公开.
_NOT = ("不", "未", "没", "非")
_JOIN = re.compile(
    r"(?:申请|案件|信息|处理|答复|的|件|类|数|结果|方面|[”’])?\s*(?:、|和|及|与|以及|或|或者|并|而|因而|且|并且)\s*[“‘]?(?:政府信息公开|信息公开|作出|提起|涉及|被|以)?"
)
# So many phrases before a number are looked at.
_NEAREST = 40


class Found(NamedTuple):
    """A measure that a piece of text names, and where; `pieces` are where the pieces of the phrase stand."""

    measure: Measure
    start: int
    end: int
    pieces: tuple[tuple[int, int], ...] = ()


def phrases_in(text: str, measures: Iterable[Measure]) -> Iterable[Found]:
    """Everywhere that a phrase of these measures stands in the text."""
    for measure in measures:
        for phrase in measure.say:
            if phrase.pieces[-1] in text:
                yield from _places(text, measure, phrase)


def _places(text: str, measure: Measure, phrase: Phrase) -> Iterable[Found]:
    last = phrase.pieces[-1]
    end = 0
    while (at := text.find(last, end)) >= 0:
        end = at + len(last)
        start = at
        pieces = [(at, end)]
        for piece in reversed(phrase.pieces[:-1]):
            before = text.rfind(piece, max(start - _GAP - len(piece), 0), start)
            if before < 0:
                break
            start = before
            pieces.append((start, start + len(piece)))
        else:
            if text[start - 1 : start] not in _NOT or start == 0:
                yield Found(measure, start, end, tuple(pieces))


def last_joined(found: list[Found], text: str, context: tuple[Measure, ...]) -> tuple[list[Found], list[Found]]:
    """The phrase nearest to the number, the longest of them, with those joined to it by 和、及; and the others."""
    named = {one.measure.name for one in found if not one.measure.within}
    # 1件诉讼案件被纠错: what it is within is named beside it, or else was spoken of before.
    within = named & {one.measure.within for one in found} or {measure.name for measure in context}
    fitting = (one for one in found if not one.measure.within or one.measure.within in within)
    ordered = sorted(fitting, key=lambda one: (-one.end, one.start))[:_NEAREST]
    apart: list[Found] = []
    for one in ordered:
        if all(one.end <= other.start or one.start >= other.end for other in apart):
            apart.append(one)
    if not apart:
        return [], []
    chosen = [apart[0]]
    for one in apart[1:]:
        between = text[one.end : chosen[-1].start]
        if _JOIN.fullmatch(between) and one.measure.name not in {other.measure.name for other in chosen}:
            chosen.append(one)
        else:
            break
    return chosen[::-1], [one for one in apart if one not in chosen]


def occurrences(text: str, word: str) -> Iterable[int]:
    """Every place where a word begins in the text, also where they overlap."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
