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
from .live import Live, Weights
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
    they slid on, down or to the right. What was in the last place of `home`'s end is gone: `ends` are those cells.
    """

    now: tuple[Lane, ...]
    home: tuple[Lane, ...]
    ends: Lane
    down: bool
    on: bool
    change: Change

    @property
    def slid(self) -> str:
        """What has happened: 下移了一行."""
        return ("下移了一行" if self.on else "上移了一行") if self.down else "右移了一列" if self.on else "左移了一列"

    @property
    def back(self) -> str:
        """What mends it: 上移一行."""
        return ("上移一行" if self.on else "下移一行") if self.down else "左移一列" if self.on else "右移一列"


def shifted_block(
    form: Form, cells: Mapping[str, Cell], assessments: Sequence[Assessment], live: Live, allowed: Allowed
) -> Block | None:
    """The one block of typed cells whose shift back settles every line that it touches; None where there is none, or several."""
    typed = {ref for ref, cell in cells.items() if not cell.formula}
    lines = [
        weights
        for one in assessments
        if one.line.relation == "equals" and not one.line.needs_prior and (weights := live.weights_of(one.line))
    ]
    shifts = _Shifts(live.figures, lines, allowed)
    blocks: dict[frozenset[tuple[str, Decimal]], Block] = {}
    for table in form.tables:
        if not any(one.outcome == "failed" and one.line.anchor.startswith(f"{table.id}.") for one in assessments):
            continue
        for rows in _drawn(table):
            for down, lanes in ((True, rows), (False, tuple(zip(*rows, strict=True)))):
                for strip in _strips(lanes, typed, len(lanes[0]) if down else _MOST_ROWS):
                    for first, last, on, change in shifts.of(strip):
                        now, home = strip[first + 1 : last + 1], strip[first:last]
                        if not on:
                            now, home = home, now
                        block = Block(now, home, strip[last if on else first], down, on, change)
                        known = blocks.get(frozenset(change.items()))
                        if known is None or len(block.now) * len(block.ends) < len(known.now) * len(known.ends):
                            blocks[frozenset(change.items())] = block
    return next(iter(blocks.values())) if len(blocks) == 1 else None


def _drawn(table: Table) -> Iterator[tuple[Lane, ...]]:
    """The cells of a table's blocks, row by row as they are drawn."""
    for block in table.blocks:
        rows = tuple(tuple(f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns) for row in block.filled_rows)
        yield (tuple(ref for row in rows for ref in row),) if table.across else rows


def _strips(lanes: Sequence[Lane], typed: set[str], widest: int) -> Iterator[tuple[Lane, ...]]:
    """Lanes cut to every run of neighbouring cells, so many at most, and along them to runs that somebody typed."""
    width = len(lanes[0]) if lanes else 0
    for start in range(width):
        for stop in range(start + 1, min(start + widest, width) + 1):
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

    def of(self, strip: Sequence[Lane]) -> Iterator[tuple[int, int, bool, Change]]:
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
        if any(own):
            if len(wrong) < 2:
                return
            spans = {
                True: [(wrong[0], wrong[-1]), (wrong[0], wrong[-1] + 1)],
                False: [(wrong[0], wrong[-1]), (wrong[0] - 1, wrong[-1])],
            }
        elif len(strip) <= _LONGEST_TRIED:
            every = [(first, last) for last in range(1, len(strip)) for first in range(last)]
            spans = {True: every, False: every}
        else:
            return
        for on, pairs in spans.items():
            for first, last in pairs:
                if first >= 0 and last < len(strip):
                    part, lines_of = strip[first : last + 1], own[first : last + 1]
                    if not on:
                        part, lines_of = part[::-1], lines_of[::-1]
                    if all(self._settled(*lanes) for lanes in zip(part, part[1:], lines_of, strict=False)):
                        change = self._shifted_back(part)
                        if change:
                            yield first, last, on, change

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

    def _shifted_back(self, part: Sequence[Lane]) -> Change | None:
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
        unknown = set(last)
        for ref in last:
            numbers = _numbers(self.through.get(ref, 0))
            number = next((number for number in numbers if not unknown - {ref} & self.lines[number].keys()), None)
            rest = None if number is None else self._rest(number, {**moved, ref: Decimal(0)})
            if number is None or rest is None:
                return None
            moved[ref] = -rest / self.lines[number][ref]
            unknown.discard(ref)
        change = {ref: value for ref, value in moved.items() if self.figures.get(ref) != value}
        touched = reduce(or_, (self.through.get(ref, 0) for ref in change), 0)
        evidence = (touched & self.wrong).bit_count() - sum(ref in change for ref in last)
        if len(change) < _LEAST_CHANGED or evidence < _LEAST_EVIDENCE:
            return None
        if any(self._rest(number, change) != 0 for number in _numbers(touched)):
            return None
        return change if all(self.allowed(ref, value) for ref, value in change.items()) else None


def _numbers(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
