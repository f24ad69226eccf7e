"""Totals of a workbook that were formulas and hold a typed figure now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

from ...model.form import Form
from ...model.identity import Line
from ...model.location import Location, column_letter
from ...model.report import Cell


class Overwritten(NamedTuple):
    """A total that was typed over, or emptied: what the formula would give, and the formula itself."""

    value: Decimal
    formula: str


def overwritten_totals(form: Form, cells: Mapping[str, Cell]) -> dict[str, Overwritten]:
    """The totals that were formulas, as the others of their table still are, and that hold another figure than theirs, by Ref.

    Where a whole table was pasted over, none of it says what it was.
    """
    found: dict[str, Overwritten] = {}
    for table in form.tables:
        totals = [ref for ref in form.totals if ref.startswith(f"{table.id}.") and ref in cells]
        typed = [ref for ref in totals if not cells[ref].formula]
        if not typed or len(typed) * 2 >= len(totals):
            continue
        values = _Values(form, cells, set(typed))
        for ref in typed:
            value = values.restored(ref)
            if value is not None and value != cells[ref].value:
                found[ref] = Overwritten(value, _written(form.totals[ref], cells, cells[ref].location.grid))
    return found


def restored(form: Form, cells: Mapping[str, Cell], overwritten: Mapping[str, Overwritten]) -> dict[str, Cell]:
    """The cells with these formulas in their places again, and every total that follows from them."""
    values = _Values(form, cells, set(overwritten))
    mended = dict(cells)
    for ref in form.totals:
        if ref in overwritten:
            mended[ref] = cells[ref]._replace(value=overwritten[ref].value, formula=overwritten[ref].formula, text="")
        elif ref in cells and cells[ref].formula:
            mended[ref] = cells[ref]._replace(value=values.restored(ref))
    return mended


def worked_out(form: Form, cells: Mapping[str, Cell], totals: Collection[str]) -> dict[str, Decimal]:
    """The figures as they are when these totals are the sums that the form asks for, and every total that follows from them."""
    values = _Values(form, cells, set(totals))
    return {ref: value for ref in cells if (value := values.restored(ref)) is not None}


class _Values:
    """Figures as they are when some totals are formulas again."""

    def __init__(self, form: Form, cells: Mapping[str, Cell], typed: set[str]) -> None:
        self.form, self.cells, self.typed = form, cells, typed
        self.known: dict[str, Decimal | None] = {}

    def restored(self, ref: str) -> Decimal | None:
        if ref not in self.known:
            self.known[ref] = self._restored(ref)
        return self.known[ref]

    def _restored(self, ref: str) -> Decimal | None:
        cell = self.cells.get(ref)
        if cell is None:
            return None
        if ref in self.typed:
            return self._sum(self.form.totals[ref])
        if cell.formula and cell.value is not None:
            for line in self.form.sums.get(ref, ()):
                if cell.value == sum((self._now(term.ref) for term in line.left), Decimal(0)):
                    return self._sum(line)
        return cell.value

    def _sum(self, line: Line) -> Decimal | None:
        addends = [self.restored(term.ref) for term in line.left]
        known = [one for one in addends if one is not None]
        return sum(known, Decimal(0)) if len(known) == len(addends) else None

    def _now(self, ref: str) -> Decimal:
        cell = self.cells.get(ref)
        return cell.value if cell and cell.value is not None else Decimal(0)


def _written(line: Line, cells: Mapping[str, Cell], sheet: str) -> str:
    """The formula as one types it into `sheet`: =SUM(D9:D29)."""
    runs: list[list[Location]] = []
    for place in (cells[term.ref].location for term in line.left):
        last = runs[-1] if runs else None
        if last and _goes_on(last, place):
            last.append(place)
        else:
            runs.append([place])
    return f"=SUM({','.join(_range(run, sheet) for run in runs)})"


def _goes_on(run: list[Location], place: Location) -> bool:
    down, right = place.line - run[-1].line, place.column - run[-1].column
    straight = len(run) == 1 or (run[0].column == place.column if down else run[0].line == place.line)
    return place.grid == run[-1].grid and straight and (down, right) in ((1, 0), (0, 1))


def _range(run: list[Location], sheet: str) -> str:
    first, last = (f"{column_letter(place.column)}{place.line}" for place in (run[0], run[-1]))
    there = "" if run[0].grid == sheet else f"{run[0].grid}!" if run[0].grid.isidentifier() else f"'{run[0].grid}'!"
    return there + (first if len(run) == 1 else f"{first}:{last}")
