"""How tables are divided: rows and cells through content controls, and which columns a cell covers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from lxml import etree

from ..names import TBL, TC, TCPR, TRPR, VAL, WRAPPERS, W
from .paragraphs import value_of

_SLIVER = 15  # twips

Shape = tuple[tuple[int, int, str], ...]


def inner(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The elements of these kinds directly within, looking through content controls."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in WRAPPERS:
            yield from inner(child, *tags)


def is_own(paragraph: etree._Element) -> bool:
    """Whether a paragraph is one of a cell, not of a text box in one."""
    parent = paragraph.getparent()
    while parent is not None and parent.tag in WRAPPERS:
        parent = parent.getparent()
    return parent is not None and parent.tag == TC


def columns(table: etree._Element | None) -> list[int]:
    """For each column edge of a table's grid how many columns are left of it, not counting slivers.

    LibreOffice sets columns a hair's breadth wide where rounded widths do not meet.
    """
    grid = table.find(W + "tblGrid") if table is not None else None
    widths = [str(one.get(W + "w", "")) for one in grid] if grid is not None else []
    return [0, *accumulate(0 if one.isdigit() and int(one) <= _SLIVER else 1 for one in widths)]


def _edge(edges: Sequence[int], at: int) -> int:
    return edges[at] if at < len(edges) else edges[-1] + at + 1 - len(edges)


def shape(row: etree._Element) -> Shape:
    """How a row is divided: for each cell where it begins and ends, and how it goes on downwards."""
    edges = columns(next(row.iterancestors(TBL), None))
    at = _count(row.find(TRPR), "gridBefore", 0)
    cells: list[tuple[int, int, str]] = []
    for cell in inner(row, TC):
        settings = cell.find(TCPR)
        merge = settings.find(W + "vMerge") if settings is not None else None
        end = at + _count(settings, "gridSpan", 1)
        down = str(merge.get(VAL, "continue")) if merge is not None else ""
        cells.append((_edge(edges, at), _edge(edges, end), down))
        at = end
    return tuple(cells)


def fit(row: etree._Element, source: Sequence[int], target: Sequence[int]) -> None:
    """Let the cells of a copied row cover the same columns of a grid that has other slivers."""
    if source == target:
        return
    at = _count(row.find(TRPR), "gridBefore", 0)
    begins = bisect_left(target, _edge(source, at))
    for cell in row.iterchildren(TC):
        settings = cell.find(TCPR)
        at += _count(settings, "gridSpan", 1)
        ends = max(bisect_left(target, _edge(source, at)), begins + 1)
        span = settings.find(W + "gridSpan") if settings is not None else None
        if span is not None:
            span.set(VAL, str(ends - begins))
        begins = ends


def _count(settings: etree._Element | None, name: str, default: int) -> int:
    value = value_of(settings, name)
    return int(value) if value.isdigit() else default
