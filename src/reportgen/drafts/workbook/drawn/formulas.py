"""The live formulas of a blank workbook: totals, and verdicts that see what a sum passes over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from openpyxl.utils import get_column_letter, quote_sheetname

from ....model.identity import Line, Term

# What the verdicts beside and below a table stand under.
CHECK_TITLE = "核对"
# What a check says behind the name of a cell that holds a text.
IS_TEXT = " 是文字"
# A spreadsheet refuses a file with a longer formula.
LONGEST = 8000
# What it says behind a difference where a number stands in the place of a total's formula.
TYPED_OVER = "，合计手填"
_RATIO_TYPED_OVER = "，占比手填"


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

    def __init__(self, spots: Mapping[str, DrawnFigure], derived: Mapping[str, Line]) -> None:
        self.spots = spots
        self.derived = derived

    def worked_out(self, line: Line) -> str:
        """A cell as its form works it out; a total is blank until something is filled in, a ratio until all of it is."""
        sheet = self.spots[line.anchor].sheet
        counted = self._counted((*line.left, *line.over), sheet)
        if line.relation == "ratio":
            return f'=IF(COUNT({counted})<{len(line.left) + len(line.over)},"",{self.ratio(line, sheet)})'
        return f'=IF(COUNT({counted})=0,"",{self.sum(line.left, sheet)})'

    def ratio(self, line: Line, sheet: str) -> str:
        """What a ratio comes to, in the digits that are printed; 0 where there is nothing to divide by."""
        part, whole = self.sum(line.left, sheet), self.sum(line.over, sheet)
        return f"IF(({whole})=0,0,ROUND({_share(line, part, whole)},{self._places(line, sheet)}))"

    def _places(self, line: Line, sheet: str) -> str:
        """How many digits a ratio prints behind the point: as the form says, or as they were typed."""
        if line.places is not None:
            return str(line.places)
        printed = self.spots[line.anchor].seen_from(sheet)
        return f'MAX(0,LEN({printed})-FIND(".",{printed}&"."))'

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
            if run and run[-1][1].sheet == spot.sheet:
                sign, last = run[-1]
                down = (spot.row, spot.column) == (last.row + 1, last.column)
                right = (spot.row, spot.column) == (last.row, last.column + 1)
                straight = len(run) == 1 or (run[0][1].column == spot.column if down else run[0][1].row == spot.row)
                if sign == term.sign and (down or right) and straight:
                    run.append((term.sign, spot))
                    continue
            if run:
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
        wrong = f'"超出 "&{difference}' if line.relation == "at_most" else f'"差 "&{difference}'
        test = f"{difference}<=0" if line.relation == "at_most" else f"{difference}=0"
        if line.relation == "ratio":
            test, wrong = self._ratio_verdict(line, sheet)
        if self.derived.get(line.anchor) == line:
            said = _RATIO_TYPED_OVER if line.over else TYPED_OVER
            wrong += f"&{_typed_over(self.spots[line.anchor].seen_from(sheet), said)}"
        behind = self._behind(line)
        return judged(list(self._areas(behind, sheet)), len(behind), f'IF({test},"平",{wrong})')

    def verdict_of_all(self, lines: Sequence[Line], sheet: str) -> str:
        """The verdict of the first of these that does not hold; 平 where all do."""
        *before, told = (self.verdict(line, sheet)[1:] for line in lines)
        # From the last backwards, so that each verdict stands in it twice and no more.
        for one in reversed(before):
            told = f'IF(({one})="平",{told},{one})'
        return f"={told}"

    def _ratio_verdict(self, line: Line, sheet: str) -> tuple[str, str]:
        """When a ratio holds to the digits it prints, and what is said where it does not."""
        left, over, right = (self.sum(side, sheet) for side in (line.left, line.over, line.right))
        places = self._places(line, sheet)
        # Half a unit of the last digit either way; spreadsheets reckon in binary fractions.
        near = f"ABS({_share(line, left, over)}-({right}))<=0.5*10^-{places}+10^-9"
        test = f"IF(({over})=0,AND(({left})=0,({right})=0),{near})"
        wrong = f'IF(({over})=0,"差，除以的是 0","差 "&ROUND({self.ratio(line, sheet)}-({right}),6))'
        return test, wrong

    def _behind(self, line: Line) -> set[str]:
        """The Refs of an identity, and those that its totals are made of."""
        found: set[str] = set()
        waiting = [term.ref for term, _ in line.terms]
        while waiting:
            ref = waiting.pop()
            if ref not in found:
                found.add(ref)
                by = self.derived.get(ref)
                waiting += [term.ref for term in (*by.left, *by.over)] if by else []
        return found

    def _areas(self, refs: Collection[str], sheet: str) -> Iterator[tuple[str, str]]:
        """Cells as few rectangles, each with its sheet: runs down the columns, then equal runs side by side."""
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
                yield first.sheet, first.seen_from(sheet) + (f":{last.cell}" if first != last else "")


def _share(line: Line, part: str, whole: str) -> str:
    return f"({part})/({whole})" + (f"*{line.times}" if line.times != 1 else "")


def _typed_over(cell: str, said: str) -> str:
    """Says of a live total that it is no formula any more; nothing in programs that cannot tell (before Excel 2013)."""
    return f'IFERROR(IF(_xlfn.ISFORMULA({cell}),"","{said}"),"")'


def verdict_elsewhere(sheet: str, column: str, rows: Sequence[int]) -> str:
    """One verdict of many that stand in these rows of a column of another sheet: 平 where all are, or else where to look."""
    areas: list[str] = []
    first = last = rows[0]
    for row in (*rows[1:], 0):
        if row != last + 1:
            areas.append(f"{quote_sheetname(sheet)}!{column}{first}:{column}{last}")
            first = row
        last = row
    even, waiting = ("+".join(f'COUNTIF({area},"{verdict}")' for area in areas) for verdict in ("平", "未填完"))
    return f'=IF({even}={len(rows)},"平",IF({waiting}>0,"未填完","差，见{sheet}表"))'


def judged(areas: Sequence[tuple[str, str]], cells: int, verdict: str) -> str:
    """A formula that names the first text, or says 未填完, while not all cells of the areas hold numbers, and the verdict then.

    Where the areas lie on several sheets a text is named with its sheet.
    """
    by_sheet: dict[str, list[str]] = {}
    for sheet, area in areas:
        by_sheet.setdefault(sheet, []).append(area)
    told = f'IF(COUNT({",".join(area for _, area in areas)})<{cells},"未填完",{verdict})'
    for sheet, own in reversed(by_sheet.items()):
        # A text is more than "", a number never, nor a total of nothing, which is a text of no characters.
        # COUNTIF(…,"?*") would count the numbers too in LibreOffice.
        texts = "+".join(f'SUMPRODUCT(({area}>"")*1)' for area in own)
        # Row and column of a text as one number, which is the greater the higher it stands: the greatest is the first.
        highest = ",".join(f'({area}>"")*(10^7-ROW({area})*1000-COLUMN({area}))' for area in own)
        place = f"10^7-SUMPRODUCT(MAX({highest}))"
        named = f"ADDRESS(INT(({place})/1000),MOD({place},1000),4)"
        named = f'"{sheet}!"&{named}' if len(by_sheet) > 1 else named
        told = f'IF({texts}>0,{named}&"{IS_TEXT}",{told})'
    return f"={told}"
