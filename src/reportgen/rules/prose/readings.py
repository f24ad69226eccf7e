"""The figures of a report as prose may mean them: sums over the rows and columns that a pack's phrasing names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import product
from typing import NamedTuple

from ...model.claim import Meant
from ...model.figures import digits
from ...model.form import Figure, Form
from ...model.phrasing import Measure, Phrasing, Sum, TableProse
from ...model.report import Cell
from ...text.quantities import Quantity
from ...text.units import SCALES, UNITS, base_of
from .mentions import OF_CASES
from .spoken import Spoken

_PERCENT = ("%", "％")
_SHOWN = 3
# How counts are written in round.
_LARGE = (("亿", Decimal(10) ** 8), ("万", Decimal(10) ** 4))
_AMOUNTS = (("亿元", Decimal(10) ** 8), ("万元", Decimal(10) ** 4), ("元", Decimal(1)))


class Reading(NamedTuple):
    """One figure that a number may be meant for, how it would be written as a binding, and where it stands.

    `base` is what it is measured in where the form says so, `whole` that it never has a half. Its value is in that: a table
    in 万千瓦时 has a `size` of 10000, and one that only the phrasing says to be in such may have one of the `sizes`.
    """

    expression: str
    value: Decimal
    amount: bool = False
    unit_known: bool = True
    meant: Meant | None = None
    unit: str = ""
    places: int | None = None
    base: str = ""
    whole: bool = False
    size: Decimal = Decimal(1)
    sizes: tuple[tuple[str, Decimal], ...] = ()

    @property
    def plain(self) -> bool:
        """Whether its value is what stands in the cell: prose may give an amount, or so many 万千瓦时, in another unit."""
        return not (self.amount or self.size != 1 or self.sizes)

    @property
    def called(self) -> str:
        """Its rows and columns without the table, as a message names them: 行政复议/总计 - 行政复议/尚未审结."""
        return " ".join(part.partition(".")[2].replace(".", "/") or part for part in self.expression.split(" "))

    def is_meant_by(self, quantity: Quantity) -> bool:
        """Whether a number of the prose can be this figure; an amount whose unit nobody wrote may be yuan or 万元."""
        if self.amount != (quantity.unit == "元"):
            return False
        if quantity.admits(self.value) or (not self.unit_known and quantity.admits(self.value * 10000)):
            return True
        if self.places and not self.amount and quantity.exact:
            # 60米 beside 60.25 is rounded, as 36万元 beside 36.25 is
            return abs(quantity.value - self.value) * 2 <= 1
        return any(base == quantity.unit and quantity.admits(self.value * size) for base, size in self.sizes)


class Tables:
    """The figures of a report, as sums that the phrasing of its form names."""

    def __init__(self, form: Form, cells: Mapping[str, Cell], phrasing: Phrasing) -> None:
        self.form, self.cells, self.phrasing = form, cells, phrasing
        self._readings: dict[tuple[str, Sum, Sum], Reading | None] = {}
        self.rows = {table.id: table.row_groups for table in form.tables}
        self.columns = {table.id: table.column_groups for table in form.tables}
        self.names = {table.id: table.names for table in form.tables}
        self._written = {prose.table: prose.units for prose in phrasing.tables}

    def readings(self, spoken: Spoken, measures: Sequence[Measure]) -> Iterator[Reading]:
        """The figures that rows and columns spoken of may be meant for; several rows are added up."""
        prose = spoken.table
        sums = self._row_sums(prose, measures)
        for rows in sums:
            for columns in self._columns(spoken, prose):
                reading = self.reading(prose.table, rows, columns)
                if reading:
                    yield reading

    @cached_property
    def measured(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """What the columns of each table are measured in: the unit, and the columns that have it.

        Only what nobody takes for another is: with decimals, or in a unit of the pack's own. Who writes 12件 for 12条 means the same.
        """
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for figure in self.form.figures.values():
            base = self._base(figure)[1]
            measured = bool(base) and (figure.kind == "decimal" or base not in UNITS)
            if measured and not figure.money and not is_rate_cell(figure):
                columns = found.setdefault(figure.table.id, {})
                columns[base] = tuple(dict.fromkeys((*columns.get(base, ()), figure.column.id)))
        return found

    @cached_property
    def divisible(self) -> frozenset[str]:
        """The units of which there is a half in some table: of what is counted one by one there is none."""
        found = {"元"}
        for figure in self.form.figures.values():
            if figure.kind == "decimal" and not figure.money and not is_rate_cell(figure):
                known = {self._base(figure)[1]} if figure.unit else {*self._written.get(figure.table.id, ())} - OF_CASES
                found |= known
        return frozenset(found)

    def _base(self, figure: Figure) -> tuple[int, str]:
        return base_of(figure.unit, self._written.get(figure.table.id, ()))

    def fits(self, reading: Reading, quantity: Quantity) -> bool:
        """Whether a figure is measured in what a number is: money in money, what the form gives in 米 in that where it gives it."""
        if reading.amount != (quantity.unit == "元"):
            return False
        if reading.whole and quantity.value % 1:
            return False
        table = reading.meant.table if reading.meant else ""
        return reading.base in ("", quantity.unit) or quantity.unit not in self.measured.get(table, ())

    def measured_in(self, spoken: Spoken, measures: Sequence[Measure], quantity: Quantity) -> Iterator[Reading]:
        """The figures of the rows spoken of, where no column is named, in the columns that alone have the unit of the number."""
        table = spoken.table.table
        for column in self.measured.get(table, {}).get(quantity.unit, ()):
            for rows in self._row_sums(spoken.table, measures):
                reading = self.reading(table, rows, ((column, 1),)) if column in self.columns[table] else None
                if reading and self.fits(reading, quantity):
                    yield reading

    def is_waiting(self, spoken: Spoken, measures: Sequence[Measure]) -> bool:
        """Whether a figure that rows and columns spoken of may be meant for is still to be filled in: no other one is meant then.

        Of the words' own figures, that is: where no column is named, of those that may be.
        """
        prose = spoken.table
        return any(
            self._is_blank(prose.table, rows, columns)
            for rows in self._row_sums(prose, measures)
            for columns in self._columns(spoken, prose)
        )

    def _is_blank(self, table_id: str, rows: Sum, columns: Sum) -> bool:
        """Whether every cell of a sum is one of the form, and one of them has no figure yet."""
        if self.reading(table_id, rows, columns) is not None:
            return False
        lanes = product(rows, columns)
        refs = [
            f"{table_id}.{leaf}.{across}"
            for (row, _), (column, _) in lanes
            for leaf in self.rows[table_id][row]
            for across in self.columns[table_id][column]
        ]
        return all(ref in self.form.figures for ref in refs)

    def _row_sums(self, prose: TableProse, measures: Sequence[Measure]) -> tuple[Sum, ...]:
        """Several rows are added; a row and the heading it stands below (不掌握、无法提供) are the same cases."""
        if not measures:
            return prose.usual_sums
        groups = self.rows[prose.table]
        leaves = [leaf for one in measures for row, _ in one.sums[0] for leaf in groups[row]]
        if len(set(leaves)) < len(leaves):
            return tuple(dict.fromkeys(added for one in measures for added in one.sums))
        return _alternatives(measures)

    def _columns(self, spoken: Spoken, prose: TableProse) -> tuple[Sum, ...]:
        if spoken.columns:
            return _alternatives(spoken.columns)
        if prose.column:
            return (((prose.column, 1),),)
        # A row with several columns and none of them named may be meant for any.
        return tuple(((column, 1),) for column, leaves in self.columns[prose.table].items() if leaves == (column,))

    def reading(self, table_id: str, rows: Sum, columns: Sum) -> Reading | None:
        """The sum of these rows in these columns; None when a cell has no figure or does not exist."""
        key = (table_id, rows, columns)  # many numbers are held against the same figures
        if key not in self._readings:
            self._readings[key] = self._added(table_id, rows, columns)
        return self._readings[key]

    def _added(self, table_id: str, rows: Sum, columns: Sum) -> Reading | None:
        table = self.form.table(table_id)
        total, amount, unit_known, unit, places = Decimal(0), False, True, "", 0
        bases, sizes, whole = set[str](), set[Decimal](), True
        parts: list[str] = []
        for row, row_sign in rows:
            for column, column_sign in columns:
                sign = row_sign * column_sign
                added = self._sum(table_id, row, column)
                if added is None:
                    return None
                total += sign * added.value
                amount, unit_known, unit = amount or added.amount, unit_known and added.unit_known, added.unit or unit
                places = max(places, added.places or 0)
                bases.add(added.base)
                sizes.add(added.size)
                whole = whole and added.whole
                names = self.names[table_id]
                single = len(table.blocks) == 1 and len(table.blocks[0].leaf_columns) == 1
                name = f"{table.name}.{names[row]}" + ("" if single else f".{names[column]}")
                parts.append(("- " if sign < 0 else "+ " if parts else "") + name)
        base = bases.pop() if len(bases) == 1 else ""
        size = max(sizes, default=Decimal(1))
        return Reading(
            expression=" ".join(parts),
            value=total,
            amount=amount,
            unit_known=unit_known,
            meant=Meant(table_id, rows, columns),
            unit=unit,
            places=places or None,
            base=base,
            whole=whole,
            size=size,
            sizes=() if base or amount else self._sizes(table_id),
        )

    def _sizes(self, table_id: str) -> tuple[tuple[str, Decimal], ...]:
        """万千瓦时 in which the phrasing says that a table is: a figure without a unit may be so many of them."""
        written = self._written.get(table_id, ())
        made = (base_of(unit, written) for unit in written)
        return tuple((base, Decimal(1).scaleb(power)) for power, base in made if power and base != "元")

    def _sum(self, table_id: str, row: str, column: str) -> Reading | None:
        """The cells that a row and a column stand for, added up; amounts in yuan."""
        total, amount, unit_known, unit, places = Decimal(0), False, True, "", 0
        base, size, whole = "", Decimal(1), True
        for leaf in self.rows[table_id][row]:
            for across in self.columns[table_id][column]:
                ref = f"{table_id}.{leaf}.{across}"
                cell, figure = self.cells.get(ref), self.form.figures.get(ref)
                if cell is None or cell.value is None or figure is None:
                    return None
                amount = figure.money
                unit = figure.unit or cell.remark
                unit_known = unit_known and bool(unit or not amount)
                places = max(places, figure.printed_places or 0)
                if not amount and figure.unit and not is_rate_cell(figure):
                    power, base = self._base(figure)
                    size = Decimal(1).scaleb(power)
                whole = whole and figure.places == 0
                total += cell.value * (_unit_factor(unit) if amount else size)
        told = unit if amount or size != 1 else ""
        return Reading(
            "", total, amount, unit_known, unit=told, places=places or None, base=base, whole=whole and not amount, size=size
        )

    @cached_property
    def has_rates(self) -> bool:
        """Whether any cell of the form holds a rate: most forms have none."""
        return bool(self.form.ratios) or any(is_rate_cell(figure) for figure in self.form.figures.values())

    def wholes(self) -> Iterator[Reading]:
        """The figures that percentages are shares of, as the packs name them."""
        for prose in self.phrasing.tables:
            for one in prose.wholes if prose.column else ():
                if reading := self.reading(prose.table, one, ((prose.column, 1),)):
                    yield reading

    def totals_of(self, spoken: Spoken, measures: Sequence[Measure]) -> Iterator[Decimal]:
        """The totals, by the form's identities, of which the rows spoken of are addends."""
        table_id = spoken.table.table
        leaves = {leaf for one in measures for added in one.sums for row, _ in added for leaf in self.rows[table_id][row]}
        refs = {f"{table_id}.{leaf}.{spoken.table.column}" for leaf in leaves}
        for line in self.form.lines:
            cell = self.cells.get(line.total) if line.total else None
            if cell and cell.value is not None and refs and refs <= {term.ref for term in line.left}:
                yield cell.value

    def equal_cells(self, spoken: Spoken, value: Decimal) -> Iterator[str]:
        """Cells beside those spoken of that hold `value`: in the same rows first, then in the same columns."""
        table_id = spoken.table.table
        measures = spoken.rows or spoken.context
        rows = {leaf for one in measures for added in one.sums for row, _ in added for leaf in self.rows[table_id][row]}
        columns = {
            leaf for one in spoken.columns for added in one.sums for name, _ in added for leaf in self.columns[table_id][name]
        }
        columns = columns or {spoken.table.column}
        figures = self.form.table(table_id).figures
        same = [figure for figure in figures if value and figure.ref in self.cells and self.cells[figure.ref].value == value]
        yield from (figure.title for figure in same if figure.row.id in rows)
        yield from (figure.title for figure in same if figure.column.id in columns)


def is_rate_cell(figure: Figure) -> bool:
    """Whether a cell holds so many of a hundred, as its unit or the heading of its column says: 整改率（%）."""
    return figure.unit in _PERCENT or any(sign in figure.column.label for sign in _PERCENT)


def _unit_factor(unit: str) -> Decimal:
    """Amounts are compared in yuan."""
    return Decimal(10) ** (8 if "亿" in unit else 4 if "万" in unit else 0)


def _alternatives(measures: Sequence[Measure]) -> tuple[Sum, ...]:
    """The sums that several measures named together may be meant for."""
    sums: tuple[Sum, ...] = ((),)
    for measure in measures:
        sums = tuple((*before, *one) for before in sums for one in measure.sums)
    return tuple(dict.fromkeys(sums))


def unit_of_amount(written: str) -> tuple[str, Decimal]:
    """The unit that an amount is written in, and how many yuan that is; yuan where it has none."""
    return next((one for one in _AMOUNTS if written.endswith(one[0])), _AMOUNTS[-1])


def readings_told(readings: Sequence[Reading], quantity: Quantity, written: str) -> str:
    """`行政复议/总计 是 170`; where several figures would do, each. An amount in the table's unit, and in that of the number `written`.

    In the table's unit it has the places that the table prints, in the other as many as are written; a count that is written in 万 is told so too.
    """
    by_value: dict[Decimal, tuple[str, int | None]] = {}
    for reading in readings:
        by_value.setdefault(reading.value, (reading.called, reading.places))
    if not any(reading.amount for reading in readings):
        large = next((one for one in _LARGE if one[0] in written), None)
        if large is None or any(reading.base or reading.size != 1 for reading in readings):
            return "，".join(f"{called} 是 {value}" for called, value in _measures_told(readings, written))
        own, (unit, size) = ("", Decimal(1)), large
    else:
        unit, size = unit_of_amount(written)
        own = next((one for one in _AMOUNTS for reading in readings if unit and reading.unit.endswith(one[0])), (unit, size))

    def told(value: Decimal, places: int | None) -> str:
        shown = f"{digits(value / own[1], places)} {own[0]}".rstrip()
        if own == (unit, size):
            return shown
        places, exactly = max(quantity.places, 1), value / size
        rounded = exactly.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        # One digit more is no burden, and what is wrong is not to look right.
        if exactly == exactly.quantize(Decimal(1).scaleb(-places - 1), ROUND_HALF_UP) or rounded * size == quantity.value:
            return f"{shown}（{digits(exactly)} {unit}）"
        return f"{shown}（约 {digits(rounded)} {unit}）"

    return "，".join(f"{name} 是 {told(value, places)}" for value, (name, places) in list(by_value.items())[:_SHOWN])


def _measures_told(readings: Sequence[Reading], written: str) -> Iterator[tuple[str, str]]:
    """Each figure that is no amount, in the table's own unit, which is named where `written` is another, and with the places that it prints."""
    told: dict[Decimal, tuple[str, str]] = {}
    for one in readings:
        other = bool(one.base) and written.removesuffix(one.base)[-1:] in SCALES
        unit = one.unit if one.size != 1 else one.base if other else ""
        shown = f"{digits(one.value / one.size, one.places)} {unit}".rstrip()
        told.setdefault(one.value, (one.called, shown))
    yield from list(told.values())[:_SHOWN]
