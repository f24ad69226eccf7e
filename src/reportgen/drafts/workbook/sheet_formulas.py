"""The live formulas of a blank workbook: totals, and whether an identity holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from openpyxl.utils import get_column_letter, quote_sheetname

from ...model.identity import Line, Term


class Spot(NamedTuple):
    """Where a Ref is drawn."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"

    def seen_from(self, sheet: str) -> str:
        return self.cell if sheet == self.sheet else f"{quote_sheetname(self.sheet)}!{self.cell}"


class Formulas:
    """Writes formulas over the cells in which the Refs are drawn."""

    def __init__(self, spots: Mapping[str, Spot]) -> None:
        self.spots = spots

    def total(self, line: Line) -> str:
        """A total as its form defines it; blank until something is filled in."""
        cells = self.sum(line.left, self.spots[line.total].sheet)
        counted = self._counted(line.left, self.spots[line.total].sheet)
        return f'=IF(COUNT({counted})=0,"",{cells})'

    def sum(self, terms: tuple[Term, ...], sheet: str) -> str:
        """The sum of these cells as a formula, seen from `sheet`."""
        runs = list(self._runs(terms, sheet))
        parts: list[str] = []
        for sign, cells in runs:
            parts.append(("-" if sign < 0 else "+" if parts else "") + (f"SUM({cells})" if ":" in cells else f"N({cells})"))
        return "".join(parts)

    def _counted(self, terms: tuple[Term, ...], sheet: str) -> str:
        return ",".join(cells for _, cells in self._runs(terms, sheet))

    def _runs(self, terms: tuple[Term, ...], sheet: str) -> Iterator[tuple[int, str]]:
        """Neighbouring cells of one sign as ranges: the formula a person would write."""
        run: list[tuple[int, Spot]] = []
        for term in terms:
            spot = self.spots[term.ref]
            if run:
                sign, last = run[-1]
                down = (spot.row, spot.column) == (last.row + 1, last.column)
                right = (spot.row, spot.column) == (last.row, last.column + 1)
                straight = len(run) == 1 or (run[0][1].column == spot.column if down else run[0][1].row == spot.row)
                if sign == term.sign and (down or right) and straight:
                    run.append((term.sign, spot))
                    continue
                yield self._range(run, sheet)
            run = [(term.sign, spot)]
        if run:
            yield self._range(run, sheet)

    def _range(self, run: list[tuple[int, Spot]], sheet: str) -> tuple[int, str]:
        sign, first = run[0]
        last = run[-1][1]
        return sign, first.seen_from(sheet) + (f":{last.cell}" if len(run) > 1 else "")

    def verdict(self, line: Line, sheet: str) -> str:
        """平, 差 N, 超出 N or 未填完."""
        left, right = self.sum(line.left, sheet), self.sum(line.right, sheet)
        terms = (*line.left, *line.right)
        counted = self._counted(terms, sheet)
        difference = f"ROUND({left}-({right}),6)"
        wrong = f'"差 "&{difference}' if line.relation == "equals" else f'"超出 "&{difference}'
        test = f"{difference}=0" if line.relation == "equals" else f"{difference}<=0"
        return f'=IF(COUNT({counted})<{len(terms)},"未填完",IF({test},"平",{wrong}))'
