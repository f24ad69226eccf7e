"""What a number of the prose counts in one table, and which of several tables speaks of it most definitely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...model.phrasing import Measure, TableProse


class Spoken(NamedTuple):
    """What a number counts in one table: rows and columns named (several are added), and how surely.

    `context` are the rows spoken of before it, where its own clause names none, or those whose cases the `acting` body (法院) decides; `beside` are other
    rows that the clause names as well; `said` are the words that name what it counts, `speaker` the
    body whose number it is, where that may be a part of the reporting one; `part` says that other words make it one,
    and that it is weak for nothing else. `doubtful` is what other words beside
    it make something else as a rule; `alone` says that before the name stand only words that lead to it,
    `at_most` that the words make it a part of what they name, or all of that, `asked` that it is so only where the words do not mean some of them, or more:
    that is asked, and not told.
    """

    table: TableProse
    rows: tuple[Measure, ...]
    columns: tuple[Measure, ...]
    context: tuple[Measure, ...]
    beside: tuple[Measure, ...]
    each: bool
    respectively: bool
    weak: bool
    said: str = ""
    speaker: str = ""
    doubtful: bool = False
    alone: bool = False
    part: bool = False
    at_most: bool = False
    asked: bool = False
    acting: tuple[Measure, ...] = ()
    row_at: int = -1

    def as_weak(self) -> Spoken:
        """The same, where other words make it something else."""
        return self._replace(weak=True, at_most=False, asked=False)


def apart_of(spoken: Spoken) -> Iterator[Spoken]:
    """行政复议、行政诉讼分别为5件、3件: each row, or each column, by itself."""
    if len(spoken.rows) > 1:
        yield from (spoken._replace(rows=(one,)) for one in spoken.rows)
    elif len(spoken.columns) > 1:
        yield from (spoken._replace(columns=(one,)) for one in spoken.columns)


def nearest_of(options: Iterable[Spoken]) -> Spoken | None:
    """Of several tables the one that is spoken of most definitely: by row and column, by the row last named, by the longer words.

    电气火灾172起，死亡1人: of two tables that tell of the dead it is that which has 电气.
    """

    options = list(options)
    # 其他结果 is no 其他: what is a part of longer words that name something themselves is not said.
    options = [
        one for one in options if not any(one.said and one.said != other.said and one.said in other.said for other in options)
    ]

    def weight(spoken: Spoken) -> tuple[int, bool, bool, int, int, int]:
        measures = (*spoken.rows, *spoken.columns)
        longest = max((len(phrase.pieces[-1]) for one in measures for phrase in one.say), default=0)
        return (
            len(measures),
            any(one.within for one in spoken.columns),
            bool(spoken.rows),
            spoken.row_at,
            len(spoken.said),
            longest,
        )

    every = [*options]
    return max(every, key=weight) if len(every) > 1 else every[0] if every else None
