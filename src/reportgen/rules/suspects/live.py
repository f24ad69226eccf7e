"""Totals that a spreadsheet works out: what each is made of, what its sum passed over, and where the formula is at fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from ...drafts.workbook.read import cells_named, place_from, places_named, shape_of
from ...drafts.workbook.spreadsheet import Place
from ...model.form import Form
from ...model.identity import Line
from ...model.location import column_letter
from ...model.report import Cell

Weights = Mapping[str, int]


class Live(NamedTuple):
    """The figures of a report with its live totals as they will be.

    `figures` have every sound total with the texts counted that its sum passed over, which makes some of them other
    figures where `recounted`; `made_of` says for a
    formula of which typed cells it is the sum, None where that is not known; `texts` are the cells that a
    spreadsheet holds for text; `faults` say of a formula why its result, or one that it adds up, is not the sum that its form asks for.
    """

    figures: Mapping[str, Decimal]
    made_of: Mapping[str, Weights | None]
    recounted: bool
    texts: frozenset[str]
    faults: Mapping[str, str]

    def weights_of(self, line: Line) -> Weights | None:
        """A line over typed cells alone, left minus right; None where one of its totals is of unknown cells."""
        weights: dict[str, int] = {}
        for term, weight in line.terms:
            made = self.made_of.get(term.ref, {term.ref: 1})
            if made is None:
                return None
            for ref, times in made.items():
                weights[ref] = weights.get(ref, 0) + weight * times
        return {ref: weight for ref, weight in weights.items() if weight}

    def texts_in(self, line: Line) -> tuple[str, ...]:
        """The texts that the live totals of a line should have counted."""
        behind = {ref for term, _ in line.terms for ref in self.made_of.get(term.ref) or ()}
        return tuple(ref for ref in self.figures if ref in behind and ref in self.texts)

    def fault_in(self, line: Line) -> str:
        """Why a formula of a line is at fault; '' where none is."""
        return next((self.faults[term.ref] for term, _ in line.terms if term.ref in self.faults), "")

    def at_fault(self, fault: str) -> str:
        """The formula of which this is said; those that add it up come after it."""
        return next(ref for ref, said in self.faults.items() if said == fault)


def live_totals(form: Form, cells: Mapping[str, Cell]) -> Live:
    """The totals of these cells; a formula that names no cell (=12+5) is as good as typed."""
    figures = {ref: cell.value for ref, cell in cells.items() if cell.value is not None}
    formulas = [ref for ref in figures if cells[ref].formula and (ref in form.sums or cells_named(cells[ref].formula))]
    if not formulas:
        return Live(figures, {}, False, frozenset(), {})
    return _Reckoning(form, cells, figures, formulas).live()


class _Reckoning:
    """Works the formulas out once more, each after those that it adds up."""

    def __init__(self, form: Form, cells: Mapping[str, Cell], figures: dict[str, Decimal], formulas: Iterable[str]) -> None:
        self.form, self.cells, self.figures = form, cells, figures
        self.texts = frozenset(ref for ref in figures if cells[ref].is_words or cells[ref].flaws & {"text_number", "full_width"})
        self.counted: dict[str, Decimal] = {}
        self.made_of: dict[str, Weights | None] = {}
        self.faults: dict[str, str] = {}
        self.formulas = frozenset(formulas)

    def live(self) -> Live:
        for ref in self.formulas:
            self._work_out(ref)
        recounted = any(value != self.figures[ref] for ref, value in self.counted.items())
        return Live({**self.figures, **self.counted}, self.made_of, recounted, self.texts - self.formulas, self.faults)

    def _work_out(self, ref: str) -> Decimal:
        """What a cell should hold."""
        if ref not in self.formulas or ref in self.counted:
            return self.counted.get(ref, self.figures.get(ref, Decimal(0)))
        stored = self.counted[ref] = self.figures[ref]  # for a form that goes in a circle
        line = self._defined_by(ref)
        if line is None:
            self.made_of[ref] = {}  # it looks elsewhere: as it stands
            return stored
        addends = [term.ref for term in line.left]
        right = sum((self._work_out(addend) for addend in addends), Decimal(0))
        seen = sum((self._seen(addend) for addend in addends), Decimal(0))
        if stored not in (seen, right):
            self.made_of[ref] = None
            self.faults[ref] = self._fault(ref, line)
            return stored
        self.counted[ref] = right
        self.made_of[ref] = self._made_of(addends)
        if self.made_of[ref] is None and (
            fault := next((self.faults[addend] for addend in addends if addend in self.faults), "")
        ):
            self.faults[ref] = fault
        return right

    def _seen(self, ref: str) -> Decimal:
        """What a sum of the spreadsheet takes a cell for."""
        return Decimal(0) if ref in self.texts else self.figures.get(ref, Decimal(0))

    def _made_of(self, addends: Iterable[str]) -> Weights | None:
        weights: dict[str, int] = {}
        for addend in addends:
            made = self.made_of.get(addend) if addend in self.formulas else {addend: 1} if addend in self.figures else {}
            if made is None:
                return None
            for ref, times in made.items():
                weights[ref] = weights.get(ref, 0) + times
        return weights

    def _defined_by(self, ref: str) -> Line | None:
        """The identity that a formula follows: of a row's and a column's the one that adds up as many cells in the same way."""
        lines = self.form.sums.get(ref, ())
        if len(lines) < 2:
            return lines[0] if lines else None
        named = shape_of(places_named(self.cells[ref].formula))
        return next((line for line in lines if shape_of(self._places(line, ref)) == named), lines[0])

    def _places(self, line: Line, ref: str) -> set[Place]:
        """The cells that a line adds up, as the formula in the cell `ref` names them."""
        home = self.cells[ref].location
        return {place_from(home, self.cells[term.ref].location) for term in line.left if term.ref in self.cells}

    def _fault(self, ref: str, line: Line) -> str:
        cell = self.cells[ref]
        tables = {"", *(one.location.grid for one in self.cells.values())}
        named, wanted = {one for one in places_named(cell.formula) if one[0] in tables}, self._places(line, ref)
        said = f"{cell.location.grid}!{cell.location.cell} 是公式"
        if not named:
            return f"{said}，看不出它加了哪几格：核对公式，或直接填数"
        missing, more = sorted(wanted - named), sorted(named - wanted)
        if missing:
            return f"{said}，它没有加 {_names(missing)}：改公式，不要改数"
        if more:
            return f"{said}，它多加了 {_names(more)}：改公式，不要改数"
        return f"{said}，加的格是对的，结果却不是它们的和：用 Excel 或 WPS 打开，按 F9 重新计算，保存后再检查"


def _names(places: list[Place]) -> str:
    shown = "、".join(f"{sheet}{'!' if sheet else ''}{column_letter(column)}{row}" for sheet, row, column in places[:3])
    return f"{shown} 等 {len(places)} 格" if len(places) > 3 else shown
