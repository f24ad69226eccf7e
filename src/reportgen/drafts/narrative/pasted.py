"""A table that was pasted out of Word or Excel into the text, its cells parted by tabs: its lines as rows of a small table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...text.patterns import pattern

_TAB = "\t"
_BLANKS = " \u3000\u00a0\r"
# Longer is a sentence with a tab in it.
_LONGEST_CELL = 60
# What Word writes before a paragraph of a list, and a tab behind it.
_OF_A_LIST = pattern(
    r"[（(]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[A-Za-z])[)）.．、]|[①-⑳•●·▪■◆○\-–—*\uf000-\uf0ff]|第[\d一二三四五六七八九十]+[条章节]"
)


class Tabbed(NamedTuple):
    """A row of a pasted table as it should be written, and how far in its own text began."""

    text: str
    at: int


def rows_of_tables(lines: Sequence[str]) -> tuple[dict[int, Tabbed], list[int]]:
    """Of the lines of a text, those that are rows of pasted tables, and those that have a tab in them and are none.

    Two lines with tabs, one below the other, are a table; so is one next to a row that is written properly. The sign
    between the cells takes the place of the tab, so that every cell keeps its column, one further right.
    """
    tabbed = [_cells_of(line) for line in lines]
    rows: dict[int, Tabbed] = {}
    for first, end in _runs(tabbed):
        near = [at for at in (first - 1, end) if 0 <= at < len(lines)]
        if end - first == 1 and not any(_is_row(lines[at]) for at in near):
            continue
        width = max(len(cells) for cells in tabbed[first:end])
        for at in range(first, end):
            row, cells = lines[at].rstrip(_BLANKS + _TAB), tabbed[at]
            start = len(row) - len(row.lstrip(_BLANKS + _TAB))
            if len(cells) < width and row[:start].endswith(_TAB):
                start -= 1  # the first cell of the row is empty
            missing = width - row[start:].count(_TAB) - 1
            rows[at] = Tabbed(f"|{row[start:].replace(_TAB, '|')}{'|' * missing}|", start)
    return rows, [at for at, line in enumerate(lines) if at not in rows and _parted(line)]


def _parted(line: str) -> list[str]:
    """What tabs part a line into; nothing where they only stand before its text, or behind the number of a list."""
    parts = line.strip(_BLANKS + _TAB).split(_TAB)
    return [] if len(parts) < 2 or _OF_A_LIST.fullmatch(parts[0].strip()) else parts


def _cells_of(line: str) -> list[str]:
    """The cells of a line with tabs; none where they are no table's."""
    parts = _parted(line)
    return [] if "|" in line or any(len(part) > _LONGEST_CELL for part in parts) else parts


def _runs(tabbed: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Lines with cells one below the other: the first, and the one behind the last."""
    first = -1
    for at, cells in enumerate([*tabbed, []]):
        if len(cells) > 1 and first < 0:
            first = at
        elif len(cells) < 2 and first >= 0:
            yield first, at
            first = -1


def _is_row(line: str) -> bool:
    bare = line.strip(_BLANKS + _TAB)
    return len(bare) > 2 and bare[0] == bare[-1] == "|"
