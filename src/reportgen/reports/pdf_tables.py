"""Puts a table of a PDF together from its parts on several pages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from .pdf_page import FIGURE, SAME_EDGE, SPARE, Letter, Part, glue, lines_of, text_of

_COLUMN, _ROW = 4.0, 2.5  # edges nearer to one another are one
_OPENS = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]|第[一二三四五六七八九十]+条|其中")
_NOTHING = re.compile("")
_Row = dict[int, str]


def cells_of(parts: list[Part]) -> dict[tuple[int, int], str]:
    """One table from its parts: rows below one another, columns by where they stand on all pages."""
    moved = [part.x0 - parts[0].x0 if abs(part.x0 - parts[0].x0) > SAME_EDGE else 0.0 for part in parts]
    columns = _edges((cell[0] - by for part, by in zip(parts, moved, strict=True) for cell in part.cells), _COLUMN)
    rows: list[_Row] = []
    for part, by in zip(parts, moved, strict=True):
        more = _rows(part, [column + by for column in columns])
        if rows:
            repeated = _repeated(rows, more)
            more = more[repeated:]
            if more and _is_torn(rows[-1], more[0]):
                rows[-1] = {column: glue(rows[-1].get(column, ""), more[0].get(column, "")) for column in {**rows[-1], **more[0]}}
                more = more[1:]
        rows += more
    return {(at, column): text for at, row in enumerate(rows, 1) for column, text in row.items()}


def _edges(values: Iterable[float], tolerance: float) -> list[float]:
    """Where groups of near values begin."""
    edges: list[float] = []
    latest = float("-inf")
    for value in sorted(values):
        if value - latest > tolerance:
            edges.append(value)
        latest = value
    return edges


def _rows(part: Part, columns: list[float]) -> list[_Row]:
    """The part's rows: texts by column (from 1), also empty ones."""
    tops = _edges((top for _, _, top, _ in part.cells), _ROW)
    rows: list[_Row] = [{} for _ in tops]
    for left, right, top, letters in part.cells:
        row = rows[bisect_right(tops, top) - 1]
        first, behind = bisect_right(columns, left), bisect_right(columns, right - _COLUMN)
        row.update(_figures_apart(letters, first, columns[first:behind]) or {first: _cell_text(letters)})
    return rows


def _cell_text(letters: Sequence[Letter]) -> str:
    text = ""
    for line in lines_of(letters):
        text = glue(text, text_of(line, [letter for letter in line if not letter.text.isspace()]))
    return text


def _figures_apart(letters: Sequence[Letter], first: int, between: list[float]) -> _Row:
    """The figures of several columns between which this page has no rule, by column; none if the cell is one."""
    groups: dict[int, list[Letter]] = {}
    for letter in sorted(letters, key=lambda letter: letter.x):
        groups.setdefault(first + bisect_right(between, letter.x), []).append(letter)
    texts = {column: _cell_text(held) for column, held in groups.items()}
    gaps = [right[0].x0 - left[-1].x1 > SPARE * (left[-1].bottom - left[-1].top) for left, right in pairwise(groups.values())]
    return texts if gaps and all(gaps) and all(map(FIGURE.fullmatch, texts.values())) else {}


def _repeated(rows: list[_Row], more: list[_Row]) -> int:
    """How many rows at the top of the next page are the table's headings once more."""
    count = 0
    for row, again in zip(rows, more, strict=False):
        if row != again or any(map(FIGURE.fullmatch, filter(None, again.values()))):
            break
        count += 1
    return count if any(any(row.values()) for row in more[:count]) else 0


def _is_torn(above: _Row, below: _Row) -> bool:
    """Whether a page break cut one row in two: one half has the figures, the other words beside empty cells."""
    figures_above, figures_below = _columns_with(FIGURE, above), _columns_with(FIGURE, below)
    empty_above, empty_below = _columns_with(_NOTHING, above), _columns_with(_NOTHING, below)
    if figures_above and not figures_below:
        words = [column for column, text in below.items() if text]
        return figures_above <= empty_below and bool(words) and all(above.get(at) and not _OPENS.match(below[at]) for at in words)
    # A row whose words are all above has nothing but figures here.
    return bool(figures_below) and figures_below <= empty_above and len(figures_below) + len(empty_below) == len(below)


def _columns_with(pattern: re.Pattern[str], row: _Row) -> set[int]:
    return {column for column, text in row.items() if pattern.fullmatch(text)}
