"""The phrases of a pack in a piece of text: where each stands, and which of them belong to one number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import add
from typing import NamedTuple

from ...model.phrasing import Measure, Prose, Sought
from ...text.ordinals import HAN_DIGITS, HAN_TENS
from ...text.patterns import pattern
from ...text.quantities import Quantity, find_quantities
from ...text.units import UNITS
from .small_words import is_small

# Between the pieces of a phrase at most so many characters may stand.
_GAP = 20
_APART = pattern(r"[，,。；;：！？\n]")
# 不同意公开 is not 同意公开.
_NOT = ("不", "未", "没", "没有", "未能", "非", "不再", "不予")
_JOIN = pattern(
    r"(?:申请|案件|(?:相关)?(?:政府)?信息|处理|答复|的|件|类|数|结果|方面|[”’]){0,2}\s*(?:、|和|及|与|以及|或|或者|并|而|因而|且|并且)\s*[“‘]?(?:政府信息公开|信息公开|作出|提起|申请|发生|实施|涉及|被|以){0,2}"
)
_JOINING = "、和及与"
_AND_OTHERS = pattern("等")
_NUMERALS = frozenset(f"0123456789０１２３４５６７８９{HAN_DIGITS}{HAN_TENS}万")
# So many phrases before a number are looked at.
_NEAREST = 40


class FoundMeasure(NamedTuple):
    """A measure that a piece of text names, and where; `pieces` are where the pieces of the phrase stand."""

    measure: Measure
    start: int
    end: int
    pieces: tuple[tuple[int, int], ...] = ()


class Names(NamedTuple):
    """What a piece of text names of one table: in the order declared, then from left to right."""

    rows: Sequence[FoundMeasure]
    columns: Sequence[FoundMeasure]


NO_NAMES = Names((), ())


def without_inner_rows(names: Names) -> Names:
    """罚款金额 names a column, and not the row 罚款 whose word it begins with."""
    if not (names.rows and names.columns):
        return names
    longer = [piece for one in names.columns for piece in one.pieces]
    rows = [
        one
        for one in names.rows
        if not any(start <= one.start and one.end <= end and end - start > one.end - one.start for start, end in longer)
    ]
    return names if len(rows) == len(names.rows) else Names(rows, names.columns)


@lru_cache(maxsize=256)  # the same clause is asked about again for the shares in it, a paragraph for each of its numbers
def phrases_in(text: str, tables: Prose) -> list[Names]:
    """Everywhere that a phrase stands in the text, for each table; NO_NAMES where none does."""
    found: list[tuple[Sought, FoundMeasure]] = []
    words, how, sizes_of = tables.words, tables.how, tables.sizes.get
    # One pass over the text for more than a thousand phrases: their words, each with where it stood last.
    stood: dict[str, int] = {}
    beginnings = zip(map(sizes_of, map(add, text, f"{text[1:]} ")), map(sizes_of, text), strict=True)
    for at, sizes in [(at, two or one or ()) for at, (two, one) in enumerate(beginnings) if two or one]:
        for size in sizes:
            word, last = text[at : at + size], (at, at + size)
            ends = words.get(word)
            if ends is None or len(word) < size:
                continue
            # Dozens of phrases may end alike; of few the piece before stands near by.
            befores = [one for one in ends.keys() & stood if stood[one] >= at - _GAP - len(one)] if ends else ()
            stood[word] = at
            if (not befores and "" not in ends) or _cuts_number(text, *last):
                continue
            for sought in (*ends.get("", ()), *(one for before in befores for one in ends[before])):
                if sought.only and sought.only != how:
                    continue
                pieces = _pieces_before(text, last, sought.earlier) if sought.earlier else (last,)
                if pieces and not text.endswith(_NOT, 0, pieces[-1][0]):
                    found.append((sought, FoundMeasure(sought.measure, pieces[-1][0], last[1], pieces)))
    if not found:
        return [NO_NAMES] * len(tables)
    names: dict[int, tuple[list[FoundMeasure], list[FoundMeasure]]] = {}
    for sought, one in sorted(found, key=_in_order):
        rows, columns = names.setdefault(sought.table, ([], []))
        (rows if sought.of_row else columns).append(one)
    return [Names(*names[number]) if number in names else NO_NAMES for number in range(len(tables))]


@lru_cache(maxsize=32)
def units_of(tables: Prose) -> tuple[str, ...]:
    """All that is counted in: what all reports count in, and what these tables do."""
    return tuple(dict.fromkeys((*UNITS, *tables.units)))


def figures_in(text: str, tables: Prose) -> list[Quantity]:
    """The quantities of a text but for those that are a piece of a declared phrase: 十 of 十个工作日内答复 counts nothing."""
    return [one for one in find_quantities(text, tables.units) if not _is_in_phrase(text, one.start, tables)]


def _is_in_phrase(text: str, start: int, tables: Prose) -> bool:
    words = tables.words_with(_NUMERALS)
    return any(
        text.startswith(word, start - at) and not _cuts_number(text, start - at, start - at + len(word))
        for beginning in (text[start : start + 2], text[start])
        for word, at in words.get(beginning, ())
        if at <= start
    )


def _cuts_number(text: str, start: int, end: int) -> bool:
    """Whether a piece of text begins or ends within a number: 三|十个工作日内."""
    return (text[start] in _NUMERALS and start > 0 and text[start - 1] in _NUMERALS) or (
        text[end - 1] in _NUMERALS and end < len(text) and text[end] in _NUMERALS
    )


def _in_order(found: tuple[Sought, FoundMeasure]) -> tuple[bool, int]:
    """As declared; what is meant in such words only, before the others."""
    return not found[0].only, found[0].number


def _pieces_before(text: str, last: tuple[int, int], earlier: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Where the pieces of a phrase stand whose last one stands there, last to first; empty where one is missing."""
    start = last[0]
    pieces = [last]
    for piece in earlier:
        end = start
        start = text.rfind(piece, max(end - _GAP - len(piece), 0), end)
        if start < 0 or _APART.search(text, start + len(piece), end):
            return ()
        pieces.append((start, start + len(piece)))
    return tuple(pieces)


def last_joined(
    found: Sequence[FoundMeasure], text: str, context: Callable[[], Iterable[Measure]] = tuple
) -> tuple[list[FoundMeasure], list[FoundMeasure]]:
    """The phrase nearest to the number, the longest of them, with those joined to it by 和、及; and the others.

    `context` looks up what was spoken of before, which only some phrases need.
    """
    if not found:
        return [], []
    if len(found) == 1 and not found[0].measure.within:
        return [*found], []
    named = {one.measure.name for one in found if not one.measure.within}
    # 1件诉讼案件被纠错: what it is within is named beside it, or else was spoken of before.
    wholes = {name for one in found for name in one.measure.within}
    within = named & wholes or {measure.name for measure in (context() if wholes else ())}
    apart = list(_apart([one for one in found if not one.measure.within or within.intersection(one.measure.within)], text))
    chosen = _joined(apart, text)
    return chosen, [one for one in apart if one not in chosen]


def nearest_joined(found: Iterable[FoundMeasure], text: str) -> list[FoundMeasure]:
    """The phrase nearest to the end of the text, the longest of them, with those joined to it by 和、及."""
    return _joined(_apart([*found], text), text)


def _apart(found: Sequence[FoundMeasure], text: str) -> Iterator[FoundMeasure]:
    """Phrases of which none lies over another, from the end: of two that do, the one that ends later, or is longer.

    A head noun and what stands before it are one: 予以公开答复, 上年结转的申请, 因…无法提供.
    """
    taken: list[FoundMeasure] = []
    for one in sorted(found, key=lambda one: (-one.end, one.start))[:_NEAREST]:
        if any(one.end > other.start and one.start < other.end for other in taken) or _holds_another(one, found, text):
            continue
        qualifiers = _qualifiers(one, found, text) if one.measure.qualified_by else []
        if qualifiers and _AND_OTHERS.search(text, qualifiers[0].end, one.end):
            taken += qualifiers  # 因…等原因无法提供 is all of them
            one = one._replace(pieces=(*one.pieces, *(piece for other in qualifiers for piece in other.pieces)))
        elif qualifiers:
            nearest = _with_own(qualifiers[0], found, text)
            one = FoundMeasure(nearest.measure, min(nearest.start, one.start), one.end, (*one.pieces, *nearest.pieces))
        taken.append(one)
        yield one


def _holds_another(one: FoundMeasure, found: Iterable[FoundMeasure], text: str) -> bool:
    """行政处罚、行政强制决定 is no 行政处罚…决定: another row is joined on between its pieces."""
    gaps = [(end, start) for (start, _), (_, end) in pairwise(one.pieces)]
    return any(
        other.measure.name != one.measure.name and begin < other.start < end and text[other.start - 1] in _JOINING
        for begin, end in gaps
        for other in found
    )


def _with_own(head: FoundMeasure, found: Iterable[FoundMeasure], text: str) -> FoundMeasure:
    """国家秘密不予公开的申请: what a head noun belongs to has itself what it belongs to."""
    own = _qualifiers(head, found, text) if head.measure.qualified_by else []
    if not own or _AND_OTHERS.search(text, own[0].end, head.end):
        return head
    return FoundMeasure(own[0].measure, min(own[0].start, head.start), head.end, (*head.pieces, *own[0].pieces))


def _qualifiers(head: FoundMeasure, found: Iterable[FoundMeasure], text: str) -> list[FoundMeasure]:
    """The phrases of rows that a head noun belongs to, right before it or between its pieces; nearest first."""
    last = head.pieces[0]
    before = [
        one
        for one in found
        if all(row in head.measure.qualified_by for row, _ in one.measure.sums[0])
        and one.start < last[0]
        and (one.end <= last[0] or (one.end == last[1] and len(head.pieces) > 1))
        and not any(one.start < end and start < one.end for start, end in head.pieces[1:])
    ]
    before.sort(key=lambda one: (-one.end, one.start))
    if not before:
        return []
    end = before[0].end
    following = min((start for start, _ in head.pieces if start >= end), default=end)
    return before if is_small(text[end:following]) else []


def _joined(apart: Iterable[FoundMeasure], text: str) -> list[FoundMeasure]:
    """The first of these and those joined to it, from left to right."""
    chosen: list[FoundMeasure] = []
    for one in apart:
        if chosen and one.measure is chosen[-1].measure and one.end == chosen[-1].start:
            # 没有现成信息|需要另行制作: two names of the same are one
            chosen[-1] = chosen[-1]._replace(start=one.start, pieces=(*chosen[-1].pieces, *one.pieces))
            continue
        if chosen:
            joined = _JOIN.fullmatch(text, one.end, chosen[-1].start)
            if not joined or one.measure.name in {other.measure.name for other in chosen}:
                break
        chosen.append(one)
    return chosen[::-1]


def occurrences(text: str, word: str) -> Iterable[int]:
    """Every place where a word begins in the text, also where they overlap."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
