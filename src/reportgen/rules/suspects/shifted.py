"""Figures that stand one row or one column off: a block whose shift back settles what failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
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
                for strip in _strips(lanes, typed):
                    for on, ordered in ((True, strip), (False, strip[::-1])):
                        for first, last, change in shifts.of(ordered):
                            now, home = ordered[first + 1 : last + 1], ordered[first:last]
                            block = Block(now if on else now[::-1], home if on else home[::-1], ordered[last], down, on, change)
                            known = blocks.get(frozenset(change.items()))
                            if known is None or len(block.now) * len(block.ends) < len(known.now) * len(known.ends):
                                blocks[frozenset(change.items())] = block
    return next(iter(blocks.values())) if len(blocks) == 1 else None


def _drawn(table: Table) -> Iterator[tuple[Lane, ...]]:
    """The cells of a table's blocks, row by row as they are drawn."""
    for block in table.blocks:
        rows = tuple(tuple(f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns) for row in block.filled_rows)
        yield (tuple(ref for row in rows for ref in row),) if table.across else rows


def _strips(lanes: Sequence[Lane], typed: set[str]) -> Iterator[tuple[Lane, ...]]:
    """Lanes cut to every run of neighbouring cells, and along them to runs that somebody typed."""
    width = len(lanes[0]) if lanes else 0
    for start in range(width):
        for stop in range(start + 1, width + 1):
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
    """Looks for blocks whose figures belong one lane before."""

    def __init__(self, figures: Mapping[str, Decimal], lines: Sequence[Weights], allowed: Allowed) -> None:
        self.figures, self.lines, self.allowed = figures, lines, allowed
        self.through: dict[str, list[int]] = {}
        for number, weights in enumerate(lines):
            for ref in weights:
                self.through.setdefault(ref, []).append(number)
        self.wrong = frozenset(number for number in range(len(lines)) if self._rest(number, {}) != 0)

    def _rest(self, number: int, change: Change) -> Decimal | None:
        """How far a line is from holding with the change made; None where a figure is missing."""
        total = Decimal(0)
        for ref, weight in self.lines[number].items():
            value = change.get(ref, self.figures.get(ref))
            if value is None:
                return None
            total += weight * value
        return total

    def of(self, strip: Sequence[Lane]) -> Iterator[tuple[int, int, Change]]:
        """First and last lane of each block, in the order of the strip, and the change that shifts it back."""
        lanes_of: dict[int, set[int]] = {}
        for at, lane in enumerate(strip):
            for ref in lane:
                for number in self.through.get(ref, ()):
                    lanes_of.setdefault(number, set()).add(at)
        if len(self.wrong & lanes_of.keys()) <= _LEAST_EVIDENCE:
            return
        own: dict[int, list[int]] = {}
        for number, lanes in lanes_of.items():
            if len(lanes) == 1:
                own.setdefault(next(iter(lanes)), []).append(number)
        wrong = [at for at in own if any(number in self.wrong for number in own[at])]
        if not own:
            spans = (
                [(first, last) for last in range(1, len(strip)) for first in range(last)] if len(strip) <= _LONGEST_TRIED else []
            )
        elif len(wrong) > 1:
            spans = [(min(wrong), last) for last in (max(wrong), max(wrong) + 1) if last < len(strip)]
        else:
            return
        for first, last in spans:
            if all(self._settled_by_next(strip, at, own.get(at, ())) for at in range(first, last)):
                change = self._shifted_back(strip, first, last)
                if change:
                    yield first, last, change

    def _settled_by_next(self, strip: Sequence[Lane], at: int, own: Sequence[int]) -> bool:
        following = {ref: self.figures.get(other) for ref, other in zip(strip[at], strip[at + 1], strict=True)}
        known = {ref: value for ref, value in following.items() if value is not None}
        return len(known) == len(following) and all(self._rest(number, known) == 0 for number in own)

    def _shifted_back(self, strip: Sequence[Lane], first: int, last: int) -> Change | None:
        moved = {
            ref: self.figures[other]
            for at in range(first, last)
            for ref, other in zip(strip[at], strip[at + 1], strict=True)
            if other in self.figures
        }
        if len(moved) < (last - first) * len(strip[0]) or sum(value != 0 for value in moved.values()) < _LEAST_FIGURES:
            return None
        unknown = set(strip[last])
        for ref in strip[last]:
            number = next(
                (number for number in self.through.get(ref, ()) if not unknown - {ref} & self.lines[number].keys()), None
            )
            rest = None if number is None else self._rest(number, {**moved, ref: Decimal(0)})
            if number is None or rest is None:
                return None
            moved[ref] = -rest / self.lines[number][ref]
            unknown.discard(ref)
        change = {ref: value for ref, value in moved.items() if self.figures.get(ref) != value}
        touched = {number for ref in change for number in self.through.get(ref, ())}
        evidence = len(touched & self.wrong) - sum(ref in change for ref in strip[last])
        if len(change) < _LEAST_CHANGED or evidence < _LEAST_EVIDENCE:
            return None
        if any(self._rest(number, change) != 0 for number in touched):
            return None
        return change if all(self.allowed(ref, value) for ref, value in change.items()) else None
