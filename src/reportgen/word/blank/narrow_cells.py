"""Number cells of a form that are so narrow that its own type would break a number over two lines."""

from __future__ import annotations

from lxml import etree

from ..names import TBL, W

# A number of a city fits: 10,000 cases a year, without its separator.
_DIGITS = 5
# 小六; smaller type is not read any more.
_SMALLEST = 13
# Word's own margin left and right of a cell's text, in twentieths of a point.
_MARGIN = 108
# Widths in twentieths of a point by sizes in half-points: a digit is half as wide as its type is high in most fonts, which makes
# 5 to 1, and a little wider in those that stand in for them.
_WIDTH_OF_DIGIT = 5.5


def fitting_size(cell: etree._Element, size: int) -> int:
    """The type size, in half-points, in which a number of five digits stands in one line of a cell; `size` where that fits."""
    width = _measure(cell.find(f"{W}tcPr/{W}tcW"))
    if not width:
        return size
    room = width - _margin(cell, "left", "start") - _margin(cell, "right", "end")
    return max(min(size, int(room / (_DIGITS * _WIDTH_OF_DIGIT))), min(size, _SMALLEST))


def _margin(cell: etree._Element, *sides: str) -> int:
    table = next(cell.iterancestors(TBL), None)
    settings = [cell.find(f"{W}tcPr/{W}tcMar"), table.find(f"{W}tblPr/{W}tblCellMar") if table is not None else None]
    for setting in settings:
        for side in sides:
            if setting is not None and (found := setting.find(W + side)) is not None:
                return _measure(found)
    return _MARGIN


def _measure(element: etree._Element | None) -> int:
    """A width in twentieths of a point; 0 where it is none, or a share of something else."""
    if element is None or element.get(W + "type", "dxa") != "dxa":
        return 0
    text = str(element.get(W + "w", ""))
    return int(text) if text.isdigit() else 0
