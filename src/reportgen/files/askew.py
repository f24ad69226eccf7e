"""Which of two lines of a YAML file is indented wrong where they do not stand one below the other: the parser stops at the second of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..text.patterns import pattern

_DASHES = pattern(r"(?:-\s+)*")


class _Level(NamedTuple):
    """What stands one below the other: how far in, whether it is dashes, and the lines (from 0) that begin there."""

    indent: int
    dashes: bool
    rows: list[int]


class Askew(NamedTuple):
    """A line (from 0) that is out of line, how far in it stands, one that it should stand below or above, and how far in that does."""

    row: int
    indent: int
    other: int
    there: int


def askew(rows: Sequence[str], at: int) -> Askew | None:
    """Which line is out of line where the parser stopped `at` one; None where that is another's fault.

    It is the line above where that stands alone so far in, and those from here on stand together.
    """
    levels = _open_above(rows, at)
    indent = _indent(rows[at])
    if not levels or not rows[at].strip() or any(level.indent == indent for level in levels):
        return None
    deeper = [level for level in levels if level.indent > indent]
    if not deeper:
        # Further in than the line above, which has no room for anything below it.
        return Askew(at, indent, levels[-1].rows[-1], levels[-1].indent)
    there, _, beside = deeper[0]
    below = next((row for row in rows[at + 1 :] if _tells(row) and _indent(row) <= indent), "")
    if len(beside) == 1 and below and _indent(below) == indent:
        return Askew(beside[0], there, at, indent)
    # Dashes stand below dashes.
    dashed = rows[at].lstrip().startswith("- ")
    like = next((level for level in reversed(levels) if level.dashes == dashed), deeper[0])
    return Askew(at, indent, like.rows[-1], like.indent)


def _open_above(rows: Sequence[str], at: int) -> list[_Level]:
    """The levels that are open in front of a line, the outermost first."""
    levels: list[_Level] = []
    for number, row in enumerate(rows[:at]):
        if not _tells(row):
            continue
        *dashes, words = _begins(row)
        for indent in (*dashes, words):
            while levels and levels[-1].indent > indent:
                levels.pop()
            if levels and levels[-1].indent == indent:
                levels[-1].rows.append(number)
            else:
                levels.append(_Level(indent, indent in dashes, [number]))
    return levels


def _begins(row: str) -> list[int]:
    """How far in what a line says begins: its dashes, and what stands behind them."""
    indent = _indent(row)
    dashes = _DASHES.match(row.lstrip())
    whole = dashes[0] if dashes else ""
    return [*(indent + number for number, sign in enumerate(whole) if sign == "-"), indent + len(whole)]


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _tells(row: str) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith("#")
