"""Figures that stand one row or one column off: a block whose shift back settles what failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import NamedTuple

from ...model.form import Form, Table
from ...model.identity import Assessment
from ...model.report import Cell
from .live import Weights, live_totals
from .search import Allowed, Change

# Fewer figures that are not 0, or fewer lines beyond those that tell what the last ones must be, come about by chance.
_LEAST_FIGURES, _LEAST_EVIDENCE = 2, 2
_LEAST_CHANGED = 3
# Where no line belongs to one place of a strip alone every block of it is tried, but not of a long one.
_LONGEST_TRIED = 20
# Of the columns of a table any neighbours are tried, of its rows so many together at most.
_MOST_ROWS = 3

Lane = tuple[str, ...]


class Block(NamedTuple):
    """Cells that hold what belongs into others: `now` into `home`, lane by lane; `change` is what puts all right.

    A lane is what has slid as one: the cells of a row where `down`, else those of a column. `on` says that
    they slid on, down or to the right. What was in the last place of `home`'s end is gone: `ends` are those cells,
    of which the lines tell each figure, or only their sum where `together` gives it. `broken` are the failed lines that come right.
    """

    now: tuple[Lane, ...]
    home: tuple[Lane, ...]
    ends: Lane
    down: bool
    on: bool
    change: Change
    broken: tuple[Assessment, ...] = ()
    together: Decimal | None = None

    @property
    def slid(self) -> str:
        """What has happened: 下移了一行."""
        return ("下移了一行" if self.on else "上移了一行") if self.down else "右移了一列" if self.on else "左移了一列"

    @property
    def left_behind(self) -> Lane:
        """The cells that the figures have left: the first of `home`, seen the way they slid."""
        return self.home[0] if self.on else self.home[-1]

    @property
    def back(self) -> str:
        """What mends it: 上移一行."""
        return ("上移一行" if self.on else "下移一行") if self.down else "左移一列" if self.on else "右移一列"


def shifted_block(form: Form, cells: Mapping[str, Cell], assessments: Sequence[Assessment], allowed: Allowed) -> Block | None:
    """The one block of typed cells whose shift back settles every line that it touches; None where there is none, or several.

    What has been left behind is often left blank, and counts as 0 here. Of several blocks those are meant whose first
    place holds nothing now: figures that move leave it so.
    """
    live = live_totals(form, _filled(form, cells))
    typed = {ref for ref, cell in cells.items() if not cell.formula}
    looked_at = [
        (one, weights)
        for one in assessments
        if one.line.relation == "equals" and not one.line.needs_prior and (weights := live.weights_of(one.line))
    ]
    shifts = _Shifts(live.figures, [weights for _, weights in looked_at], allowed)
    blocks: dict[frozenset[tuple[str, Decimal]], Block] = {}
    for table in form.tables:
        if not any(one.outcome == "failed" and table.id in one.line.tables for one in assessments):
            continue
        for rows in drawn(table):
            for down, lanes in ((True, rows), (False, tuple(zip(*rows, strict=True)))):
                for strip in _strips(lanes, typed, len(lanes[0]) if down else _MOST_ROWS):
                    for first, last, on, back in shifts.of(strip):
                        now, home = strip[first + 1 : last + 1], strip[first:last]
                        if not on:
                            now, home = home, now
                        block = Block(now, home, strip[last if on else first], down, on, back.change, together=back.together)
                        known = blocks.get(frozenset(back.change.items()))
                        if known is None or len(block.now) * len(block.ends) < len(known.now) * len(known.ends):
                            blocks[frozenset(back.change.items())] = block
    found = list(blocks.values())
    if len(found) > 1:
        found = [block for block in found if not any(live.figures.get(ref) for ref in block.left_behind)]
    if len(found) != 1:
        return None
    broken = tuple(one for one, weights in looked_at if one.outcome == "failed" and found[0].change.keys() & weights.keys())
    return found[0]._replace(broken=broken)


def _filled(form: Form, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells with 0 where nothing is, and the totals that could not be worked out for that."""
    filled = {ref: cell._replace(value=Decimal(0)) if cell.blank else cell for ref, cell in cells.items()}

    def value(ref: str) -> Decimal | None:
        cell = filled.get(ref)
        if cell is None or cell.value is not None or ref not in form.totals:
            return cell.value if cell else None
        addends = [value(term.ref) for term in form.totals[ref].left]
        known = [one for one in addends if one is not None]
        return sum(known, Decimal(0)) if len(known) == len(addends) else None

    return {ref: cell._replace(value=value(ref)) if cell.formula else cell for ref, cell in filled.items()}


def drawn(table: Table) -> Iterator[tuple[Lane, ...]]:
    """The cells of a table's blocks, row by row as they are drawn."""
    for block in table.blocks:
        rows = tuple(tuple(f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns) for row in block.filled_rows)
        yield (tuple(ref for row in rows for ref in row),) if table.across else rows


def _strips(lanes: Sequence[Lane], typed: set[str], widest: int) -> Iterator[tuple[Lane, ...]]:
    """Lanes cut to every run of neighbouring cells, so many at most or all, and along them to runs that somebody typed."""
    width = len(lanes[0]) if lanes else 0
    for start in range(width):
        for stop in {*range(start + 1, min(start + widest, width) + 1), *((width,) if start == 0 else ())}:
            run: list[Lane] = []
            for lane in lanes:
                if typed.issuperset(lane[start:stop]):
                    run.append(lane[start:stop])
                    continue
                if len(run) > 1:
                    yield tuple(run)
                run = []
            if len(run) > 1:
                yield tuple(run)


class _Back(NamedTuple):
    """What puts a block back; `together` is the sum of its last figures where the lines tell no more of them."""

    change: Change
    together: Decimal | None


class _Shifts:
    """Looks for blocks whose figures belong one lane before. Sets of lines are the bits of a number."""

    def __init__(self, figures: Mapping[str, Decimal], lines: Sequence[Weights], allowed: Allowed) -> None:
        self.figures, self.lines, self.allowed = figures, lines, allowed
        self.through: dict[str, int] = {}
        for number, weights in enumerate(lines):
            for ref in weights:
                self.through[ref] = self.through.get(ref, 0) | 1 << number
        self.rests = [self._rest(number, {}) for number in range(len(lines))]
        self.wrong = sum(1 << number for number, rest in enumerate(self.rests) if rest != 0)

    def _rest(self, number: int, change: Change) -> Decimal | None:
        """How far a line is from holding with the change made; None where a figure is missing."""
        total = Decimal(0)
        for ref, weight in self.lines[number].items():
            value = change.get(ref, self.figures.get(ref))
            if value is None:
                return None
            total += weight * value
        return total

    def of(self, strip: Sequence[Lane]) -> Iterator[tuple[int, int, bool, _Back]]:
        """First and last lane of each block as `strip` has them, whether it slid on, and the change that shifts it back."""
        touched = [reduce(or_, (self.through.get(ref, 0) for ref in lane)) for lane in strip]
        once = twice = 0
        for lines in touched:
            twice |= once & lines
            once |= lines
        if (self.wrong & once).bit_count() <= _LEAST_EVIDENCE:
            return
        own = [lines & ~twice for lines in touched]
        wrong = [at for at, lines in enumerate(own) if lines & self.wrong]
        if len(wrong) == 1:
            return
        if wrong:
            spans = {
                True: [(wrong[0], wrong[-1]), (wrong[0], wrong[-1] + 1)],
                False: [(wrong[0], wrong[-1]), (wrong[0] - 1, wrong[-1])],
            }
        else:
            spans = self._spans(strip, any_of_them=not any(own) and len(strip) <= _LONGEST_TRIED)
        for on, pairs in spans.items():
            for first, last in pairs:
                if first >= 0 and last < len(strip):
                    part, lines_of = strip[first : last + 1], own[first : last + 1]
                    if not on:
                        part, lines_of = part[::-1], lines_of[::-1]
                    if all(self._settled(*lanes) for lanes in zip(part, part[1:], lines_of, strict=False)):
                        back = self._shifted_back(part)
                        if back:
                            yield first, last, on, back

    def _spans(self, strip: Sequence[Lane], *, any_of_them: bool) -> dict[bool, list[tuple[int, int]]]:
        """First and last lane of the blocks to be tried where no line tells them: those that left nothing behind, or any."""
        left = [any_of_them or not any(self.figures.get(ref) for ref in lane) for lane in strip]
        pairs = [(first, last) for last in range(1, len(strip)) for first in range(last)]
        return {True: [pair for pair in pairs if left[pair[0]]], False: [pair for pair in pairs if left[pair[1]]]}

    def _settled(self, lane: Lane, following: Lane, own: int) -> bool:
        """Whether the figures of the lane that follows settle the lines that are this one's own."""
        moved = {ref: self.figures.get(other) for ref, other in zip(lane, following, strict=True)}
        known = {ref: value for ref, value in moved.items() if value is not None}
        return len(known) == len(moved) and all(self._holds(number, known) for number in _numbers(own))

    def _holds(self, number: int, change: Change) -> bool:
        rest = self.rests[number]
        if rest is None:
            return self._rest(number, change) == 0
        weights = self.lines[number]
        return (
            rest
            + sum((weights[ref] * (value - self.figures[ref]) for ref, value in change.items() if ref in weights), Decimal(0))
            == 0
        )

    def _shifted_back(self, part: Sequence[Lane]) -> _Back | None:
        """What puts the figures of these lanes back by one, the last lane's from the lines that say what they are."""
        last = part[-1]
        moved = {
            ref: self.figures[other]
            for lane, following in pairwise(part)
            for ref, other in zip(lane, following, strict=True)
            if other in self.figures
        }
        if len(moved) < (len(part) - 1) * len(last) or sum(value != 0 for value in moved.values()) < _LEAST_FIGURES:
            return None
        told = self._worked_out(last, moved)
        if told is None:
            return None
        together = None
        if told < len(last):
            if told or len(last) < 2:
                return None
            together = moved[last[0]]
        change = {ref: value for ref, value in moved.items() if self.figures.get(ref) != value}
        touched = reduce(or_, (self.through.get(ref, 0) for ref in change), 0)
        evidence = (touched & self.wrong).bit_count() - (sum(ref in change for ref in last) if together is None else 1)
        if len(change) < _LEAST_CHANGED or evidence < _LEAST_EVIDENCE:
            return None
        if any(self._rest(number, change) != 0 for number in _numbers(touched)):
            return None
        return _Back(change, together) if all(self.allowed(ref, value) for ref, value in change.items()) else None

    def _worked_out(self, last: Lane, moved: dict[str, Decimal]) -> int | None:
        """Put into `moved` what the lines say of the last cells, each after the next; the number of those that they tell.

        Where no line tells one of them their sum stands in the first. None where nothing is said.
        """
        unknown = set(last)
        for ref in last:
            numbers = _numbers(self.through.get(ref, 0))
            number = next((number for number in numbers if not unknown - {ref} & self.lines[number].keys()), None)
            if number is None:
                break
            rest = self._rest(number, {**moved, ref: Decimal(0)})
            if rest is None:
                return None
            moved[ref] = -rest / self.lines[number][ref]
            unknown.discard(ref)
        if len(unknown) == len(last) > 1:
            moved.update(dict.fromkeys(last, Decimal(0)))
            number = next(_numbers(self.through.get(last[0], 0)), None)
            rest = None if number is None else self._rest(number, moved)
            if number is None or rest is None or len({self.lines[number].get(ref) for ref in last}) != 1:
                return None
            moved[last[0]] = -rest / self.lines[number][last[0]]
        return len(last) - len(unknown)


def _numbers(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
