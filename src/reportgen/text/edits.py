"""What changed between two texts, in pieces a reviewer reads: figures and dates whole, Han text by character; and both of two changes at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from ..model.change import Piece

# Characters from here on stand for what is no text: pictures, tabs, fields. No text uses this plane.
FIRST_SIGN = 0x100000
PARAGRAPH_END = "\U0010ffff"
_TOKEN = re.compile(
    r"0\d{2,3}-\d{7,8}|\d{2,4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|(?:(?<![A-Za-z0-9_)）%％])[-−－+＋])?\d+(?:,\d{3}(?!\d))*(?:[.．]\d+)?[%％‰]?"
    r"|[A-Za-z]+(?:['’_.@/:-]?[A-Za-z0-9]+)*"
    r"|.",
    re.DOTALL,
)
_CLAUSE_ENDS = frozenset("，。；：！？、,;:!?")
_SENTENCE_ENDS = frozenset("。；！？")
_CLAUSE = 6  # a shorter clause may stand anywhere, so it is no anchor
_TINY = 2
_COST = 400_000  # beyond, a comparison would be felt; texts so long and so monotonous are replaced whole


class Edit(NamedTuple):
    """A stretch of both texts by its bounds: the same in both, or the old one replaced by the new one."""

    same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The same stretches as text: what both have, what is deleted and then what is inserted."""
    found: list[Piece] = []
    for edit in edits(old, new):
        before, after = old[edit.old_start : edit.old_end], new[edit.new_start : edit.new_end]
        if edit.same:
            found.append(Piece("same", before))
        else:
            found += [Piece("deleted", before)] if before else []
            found += [Piece("inserted", after)] if after else []
    return tuple(found)


def edits(old: str, new: str) -> list[Edit]:
    """The stretches that lead from `old` to `new`, in order and without gaps; neighbours differ in `same`."""
    if old == new:
        return [Edit(True, 0, len(old), 0, len(new))] if old else []
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    found = _tidied(_alternating(matches(before, after), len(before), len(after)), before, after)
    old_at, new_at = ([0, *accumulate(map(len, tokens))] for tokens in (before, after))
    return [Edit(one.same, old_at[one[1]], old_at[one[2]], new_at[one[3]], new_at[one[4]]) for one in found]


def blocks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """Matching blocks of two sequences as difflib finds them; none where looking for them would take too long."""
    counts = Counter(new)
    if sum(counts[one] for one in old) > _COST:
        return []
    return [
        (match.a, match.b, match.size)
        for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        if match.size
    ]


def matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Matching blocks of two token lists: what both begin and end with, whole clauses, then tokens between them."""
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    left = shorter - start
    end = next((at for at in range(left) if old[-1 - at] != new[-1 - at]), left)
    found = [(0, 0, start)] if start else []
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    if inner_old and inner_new:
        at_old = at_new = 0
        for i, j, size in (*_clause_matches(inner_old, inner_new), (len(inner_old), len(inner_new), 0)):
            between = blocks(inner_old[at_old:i], inner_new[at_new:j])
            found += [(start + at_old + a, start + at_new + b, n) for a, b, n in between]
            if size:
                found.append((start + i, start + j, size))
            at_old, at_new = i + size, j + size
    if end:
        found.append((len(old) - end, len(new) - end, end))
    return found


def _clause_matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    bounds_old, bounds_new = _clauses(old), _clauses(new)
    keys_old, keys_new = (
        [tuple(tokens[a:b]) if b - a >= _CLAUSE else (side, a) for a, b in bounds]
        for side, tokens, bounds in (("old", old, bounds_old), ("new", new, bounds_new))
    )
    return [
        (bounds_old[i][0], bounds_new[j][0], bounds_old[i + size - 1][1] - bounds_old[i][0])
        for i, j, size in blocks(keys_old, keys_new)
    ]


def _clauses(tokens: Sequence[str]) -> list[tuple[int, int]]:
    ends = [at + 1 for at, token in enumerate(tokens) if token in _CLAUSE_ENDS]
    if not ends or ends[-1] < len(tokens):
        ends.append(len(tokens))
    return list(zip([0, *ends], ends, strict=False))


def _alternating(found: Sequence[tuple[int, int, int]], old_size: int, new_size: int) -> list[Edit]:
    stretches: list[Edit] = []
    i = j = 0
    for a, b, size in (*found, (old_size, new_size, 0)):
        if a > i or b > j:
            stretches.append(Edit(False, i, a, j, b))
        if size and stretches and stretches[-1].same:
            stretches[-1] = stretches[-1]._replace(old_end=a + size, new_end=b + size)
        elif size:
            stretches.append(Edit(True, a, a + size, b, b + size))
        i, j = a + size, b + size
    return stretches


def _tidied(stretches: list[Edit], old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """Scraps that stay between two changes go with them; where next to nothing stays, all is replaced."""
    tidy: list[Edit] = []
    for number, one in enumerate(stretches):
        if tidy and not one.same and not tidy[-1].same:
            tidy[-1] = _joined(tidy[-1], one)
        elif one.same and 0 < number < len(stretches) - 1 and _is_scrap(old[one.old_start : one.old_end]):
            around = (tidy[-1], stretches[number + 1])
            if any(_figure_for_figure(each, old, new) for each in around):
                tidy.append(one)
            else:
                tidy[-1] = _joined(tidy[-1], one)._replace(same=False)
        else:
            tidy.append(one)
    kept = [old[one.old_start : one.old_end] for one in tidy if one.same]
    few = sum(map(len, kept)) * 5 < min(len(old), len(new))
    if len(tidy) > 1 and few and not any(_has_sign("".join(tokens)) for tokens in kept):
        return [Edit(False, 0, len(old), 0, len(new))]
    return tidy


def _joined(first: Edit, second: Edit) -> Edit:
    return first._replace(old_end=second.old_end, new_end=second.new_end)


def _is_scrap(tokens: Sequence[str]) -> bool:
    text = "".join(tokens)
    return len(text) <= _TINY and not any(one.isdigit() or one in _SENTENCE_ENDS for one in text) and not _has_sign(text)


def _has_sign(text: str) -> bool:
    return any(ord(one) >= FIRST_SIGN for one in text)


def _figure_for_figure(edit: Edit, old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether one figure takes the place of one other: that stands by itself, so that the two can be compared."""
    sides = (old[edit.old_start : edit.old_end], new[edit.new_start : edit.new_end])
    return all(len(side) == 1 and any(map(str.isdigit, side[0])) for side in sides)


def merged(was: Sequence[str], here: Sequence[str], there: Sequence[str]) -> tuple[str, ...]:
    """The lines with what was changed here and what was changed there; where both changed the same lines, theirs and then ours."""
    in_here, in_there = _as_before(was, here), _as_before(was, there)
    made: list[str] = []
    at, at_here, at_there = 0, 0, 0
    for stop in (*(number for number in range(len(was)) if number in in_here and number in in_there), len(was)):
        end_here, end_there = in_here.get(stop, len(here)), in_there.get(stop, len(there))
        before, own, other = (*was[at:stop],), (*here[at_here:end_here],), (*there[at_there:end_there],)
        if own in (before, other):
            made += other
        elif other == before:
            made += own
        else:
            made += (*other, *(line for line in own if line not in other))
        made += was[stop : stop + 1]
        at, at_here, at_there = stop + 1, end_here + 1, end_there + 1
    return tuple(made)


def _as_before(was: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """Where the lines stand now that are as they were."""
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return {block.a + number: block.b + number for block in blocks for number in range(block.size)}
