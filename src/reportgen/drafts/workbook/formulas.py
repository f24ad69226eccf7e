"""The live formulas of a blank workbook: totals, and verdicts that see what a sum passes over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from openpyxl.utils import get_column_letter, quote_sheetname

from ...model.identity import Line, Term

# What a check says behind the name of a cell that holds a text.
IS_TEXT = " 是文字"
# What it says behind a difference where a number stands in the place of a total's formula.
TYPED_OVER = "，合计手填"


class DrawnFigure(NamedTuple):
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

    def __init__(self, spots: Mapping[str, DrawnFigure], totals: Mapping[str, Line]) -> None:
        self.spots = spots
        self.totals = totals

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
        run: list[tuple[int, DrawnFigure]] = []
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

    def _range(self, run: list[tuple[int, DrawnFigure]], sheet: str) -> tuple[int, str]:
        sign, first = run[0]
        last = run[-1][1]
        return sign, first.seen_from(sheet) + (f":{last.cell}" if len(run) > 1 else "")

    def verdict(self, line: Line, sheet: str) -> str:
        """平, 差 N, 超出 N, 未填完, or D8 是文字; behind 差 N that a live total was typed over by a number.

        A sum passes over texts and blanks without a word: so the cells are looked at that are behind
        the totals too, down to those that were typed.
        """
        left, right = self.sum(line.left, sheet), self.sum(line.right, sheet)
        difference = f"ROUND({left}-({right}),6)"
        wrong = f'"差 "&{difference}' if line.relation == "equals" else f'"超出 "&{difference}'
        if line.relation == "equals" and self.totals.get(line.total) == line:
            wrong += f"&{_typed_over(self.spots[line.total].seen_from(sheet))}"
        test = f"{difference}=0" if line.relation == "equals" else f"{difference}<=0"
        behind = self._behind(line)
        return judged(list(self._areas(behind, sheet)), len(behind), f'IF({test},"平",{wrong})')

    def _behind(self, line: Line) -> set[str]:
        """The Refs of an identity, and those that its totals are made of."""
        found: set[str] = set()
        waiting = [term.ref for term, _ in line.terms]
        while waiting:
            ref = waiting.pop()
            if ref not in found:
                found.add(ref)
                waiting += [term.ref for term in self.totals[ref].left] if ref in self.totals else []
        return found

    def _areas(self, refs: Collection[str], sheet: str) -> Iterator[str]:
        """Cells as few rectangles: runs down the columns, then equal runs side by side."""
        runs: list[tuple[DrawnFigure, DrawnFigure]] = []
        for spot in sorted((self.spots[ref] for ref in refs), key=lambda spot: (spot.sheet, spot.column, spot.row)):
            if runs and runs[-1][1] == spot._replace(row=spot.row - 1):
                runs[-1] = (runs[-1][0], spot)
            else:
                runs.append((spot, spot))
        areas: dict[tuple[str, int, int], list[tuple[DrawnFigure, DrawnFigure]]] = {}
        for first, last in runs:
            row = areas.setdefault((first.sheet, first.row, last.row), [])
            if row and row[-1][1].column == first.column - 1:
                row[-1] = (row[-1][0], last)
            else:
                row.append((first, last))
        for row in areas.values():
            for first, last in row:
                yield first.seen_from(sheet) + (f":{last.cell}" if first != last else "")


def _typed_over(cell: str) -> str:
    """Says of a live total that it is no formula any more; nothing in programs that cannot tell (before Excel 2013)."""
    return f'IFERROR(IF(_xlfn.ISFORMULA({cell}),"","{TYPED_OVER}"),"")'


def judged(areas: Sequence[str], cells: int, verdict: str) -> str:
    """A formula that names the first text, or says 未填完, while not all cells of the areas hold numbers, and the verdict then."""
    # A text is more than "", a number never, nor a total of nothing, which is a text of no characters.
    # COUNTIF(…,"?*") would count the numbers too in LibreOffice.
    texts = "+".join(f'SUMPRODUCT(({area}>"")*1)' for area in areas)
    # Row and column of a text as one number, which is the greater the higher it stands: the greatest is the first.
    highest = ",".join(f'({area}>"")*(10^7-ROW({area})*1000-COLUMN({area}))' for area in areas)
    place = f"10^7-SUMPRODUCT(MAX({highest}))"
    named = f"ADDRESS(INT(({place})/1000),MOD({place},1000),4)"
    return f'=IF({texts}>0,{named}&"{IS_TEXT}",IF(COUNT({",".join(areas)})<{cells},"未填完",{verdict}))'
