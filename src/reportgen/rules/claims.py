"""N1: the numbers that the prose states, against the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..mentions import Mention, Spoken, is_change, mentions_of, spoken_before, spoken_of, year_of
from ..model.claim import Claim, Status
from ..model.figures import digits
from ..model.finding import Finding, Rule, Severity
from ..model.format import Format, column_groups, names_of, row_groups
from ..model.phrasing import Measure, Phrasing, Sum, TableProse
from ..model.report import Cell, TextBlock
from ..quantities import Quantity, find_quantities
from .check import Draft

N101 = Rule(
    "N101",
    "文中的数与表格不符",
    "同一件事，正文和表格只能有一个数；不符的多半是改了表没有改文字，或者取错了格（如只取了自然人一列）。",
    "正文：行政复议 134 件。表四：行政复议总计 170。",
    "正文：行政复议 {{ 表四.行政复议.总计 }} 件。",
    Severity.WARNING,
)


class Reading(NamedTuple):
    """One figure that a number may be meant for, and how it would be written as a binding."""

    expression: str
    value: Decimal
    amount: bool = False


class Tied(NamedTuple):
    """A number of the prose with the figures it may be meant for; `readings` is empty for one of nothing known."""

    mention: Mention
    spoken: Spoken | None
    readings: tuple[Reading, ...]
    matched: Reading | None
    strict: bool
    bound: bool

    @property
    def quantity(self) -> Quantity:
        return self.mention.quantity

    @property
    def name(self) -> str:
        if self.spoken is None:
            return ""
        rows = "、".join(measure.name for measure in self.spoken.rows)
        return "".join(filter(None, (rows, "、".join(measure.name for measure in self.spoken.columns))))


class Passage(NamedTuple):
    """A block of prose with its numbers tied."""

    section: str
    block: TextBlock
    tied: tuple[Tied, ...]


class Tables:
    """The figures of a report, as sums that the phrasing of its form names."""

    def __init__(self, form: Format, cells: Mapping[str, Cell], phrasing: Phrasing) -> None:
        self.form, self.cells, self.phrasing = form, cells, phrasing
        self.rows = {table.id: row_groups(table) for table in form.tables}
        self.columns = {table.id: column_groups(table) for table in form.tables}
        self.names = {table.id: names_of(table) for table in form.tables}

    def readings(self, spoken: Spoken, measures: Sequence[Measure]) -> Iterator[Reading]:
        """The figures that rows and columns spoken of may be meant for; several rows are added up."""
        prose = spoken.table
        sums = _alternatives(measures) if measures else self._usual(prose)
        for rows in sums:
            for columns in self._columns(spoken, prose):
                reading = self.reading(prose.table, rows, columns)
                if reading:
                    yield reading

    def _usual(self, prose: TableProse) -> tuple[Sum, ...]:
        return next((measure.sums for measure in prose.rows if measure.name == prose.usual), ())

    def _columns(self, spoken: Spoken, prose: TableProse) -> tuple[Sum, ...]:
        if spoken.columns:
            return _alternatives(spoken.columns)
        if prose.column:
            return (((prose.column, 1),),)
        # A row with several columns and none of them named may be meant for any.
        return tuple(((column, 1),) for column, leaves in self.columns[prose.table].items() if leaves == (column,))

    def reading(self, table_id: str, rows: Sum, columns: Sum) -> Reading | None:
        """The sum of these rows in these columns; None when a cell has no figure or does not exist."""
        table = self.form.table(table_id)
        total, amount = Decimal(0), False
        parts: list[str] = []
        for row, row_sign in rows:
            for column, column_sign in columns:
                sign = row_sign * column_sign
                added = self._sum(table_id, row, column)
                if added is None:
                    return None
                total += sign * added[0]
                amount = amount or added[1]
                names = self.names[table_id]
                single = len(table.blocks) == 1 and len(table.blocks[0].leaf_columns) == 1
                name = f"{table.name}.{names[row]}" + ("" if single else f".{names[column]}")
                parts.append(("- " if sign < 0 else "+ " if parts else "") + name)
        return Reading(" ".join(parts), total, amount)

    def _sum(self, table_id: str, row: str, column: str) -> tuple[Decimal, bool] | None:
        """The cells that a row and a column stand for, added up; and whether they are amounts (in yuan)."""
        total, amount = Decimal(0), False
        for leaf in self.rows[table_id][row]:
            for across in self.columns[table_id][column]:
                ref = f"{table_id}.{leaf}.{across}"
                cell, figure = self.cells.get(ref), self.form.figures.get(ref)
                if cell is None or cell.value is None or figure is None:
                    return None
                amount = figure.kind == "amount"
                total += cell.value * (_unit_factor(figure.unit or cell.remark) if amount else 1)
        return total, amount

    def has_one_column(self, table_id: str, measures: Sequence[Measure]) -> bool:
        """Whether the rows named stand in blocks of one column, which need not be named."""
        leaves = {leaf for one in measures for added in one.sums for row, _ in added for leaf in self.rows[table_id][row]}
        blocks = [figure.block for figure in self.form.table(table_id).figures if figure.row.id in leaves]
        return bool(blocks) and all(len(block.leaf_columns) == 1 for block in blocks)

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


def _unit_factor(unit: str) -> Decimal:
    """Amounts are compared in yuan."""
    return Decimal(10) ** (8 if "亿" in unit else 4 if "万" in unit else 0)


def _alternatives(measures: Sequence[Measure]) -> tuple[Sum, ...]:
    """The sums that several measures named together may be meant for."""
    sums: tuple[Sum, ...] = ((),)
    for measure in measures:
        sums = tuple((*before, *one) for before in sums for one in measure.sums)
    return tuple(dict.fromkeys(sums))


# -- tying ------------------------------------------------------------------------------------------


def tie(draft: Draft, phrasing: Phrasing) -> list[Passage]:
    """Every number of the prose with the figures it may be meant for."""
    tables = Tables(draft.form, draft.report.cells, phrasing)
    passages = []
    for section, blocks in draft.report.texts.items():
        if section == "preface":
            continue
        for block in blocks:
            quantities = find_quantities(block.whole) if block.kind != "image" else []
            if quantities:
                passages.append(Passage(section, block, tuple(_tied(block, quantities, tables, draft.report.year))))
    return passages


def _tied(block: TextBlock, quantities: Sequence[Quantity], tables: Tables, year: int) -> Iterator[Tied]:
    text = block.whole
    mentions = mentions_of(text, quantities)
    waiting: list[Spoken] = []
    for mention in mentions:
        bound = _is_bound(block, mention.start)
        nothing = Tied(mention, None, (), None, False, bound)
        if mention.quantity.percent:
            yield nothing
            continue
        if waiting and mention.left.strip(" 、，和及与件起宗") == "":
            yield _assessed(text, mention, waiting.pop(0), tables, bound)
            continue
        waiting = []
        if is_change(mention) or year_of(text, mention, year) != year:
            yield nothing
            continue
        nearest = _nearest([said for table in tables.phrasing.tables if (said := spoken_of(text, mention, table))])
        if nearest is None or (mention.quantity.spelled and not nearest.rows):
            yield nothing
            continue
        if nearest.respectively or nearest.each:
            apart = list(_apart(nearest))
            if len(apart) > 1:
                nearest = apart[0]
                waiting = apart[1:] if nearest.respectively else []
        yield _assessed(text, mention, nearest, tables, bound)


def _apart(spoken: Spoken) -> Iterator[Spoken]:
    """行政复议、行政诉讼分别为5件、3件: each row, or each column, by itself."""
    if len(spoken.rows) > 1:
        yield from (spoken._replace(rows=(one,)) for one in spoken.rows)
    elif len(spoken.columns) > 1:
        yield from (spoken._replace(columns=(one,)) for one in spoken.columns)


def _nearest(options: Sequence[Spoken]) -> Spoken | None:
    """Of several tables the one that is spoken of most definitely: by row and column, by the longer words."""

    def weight(spoken: Spoken) -> tuple[int, int]:
        measures = (*spoken.rows, *spoken.columns)
        return len(spoken.rows) + len(spoken.columns), max(len(phrase.pieces[-1]) for one in measures for phrase in one.say)

    return max(options, key=weight, default=None)


def _is_bound(block: TextBlock, position: int) -> bool:
    source = ""
    for mark in block.marks:
        if mark.offset > position:
            break
        source = mark.source
    return bool(source)


def _assessed(text: str, mention: Mention, spoken: Spoken, tables: Tables, bound: bool) -> Tied:
    quantity = mention.quantity
    own = spoken.rows or (spoken.context if spoken.columns else ())
    prose = spoken.table
    readings = list(tables.readings(spoken, own))
    if not spoken.rows and spoken.columns and prose.usual and own:
        readings += tables.readings(spoken, ())
    readings = [one for one in dict.fromkeys(readings) if one.amount == (quantity.unit == "元")]
    beside = [one for measure in spoken.beside for one in tables.readings(spoken, (measure,))]
    if spoken.columns and not spoken.rows:
        # 行政诉讼72件，其中直接起诉30件、复议后起诉42件，败诉3件: of all of them, or of any.
        beside += [one for measure in spoken_before(text, mention, prose) for one in tables.readings(spoken, (measure,))]
    matched = next((one for one in readings if quantity.admits(one.value)), None)
    if matched is None:
        matched = next((one for one in beside if quantity.admits(one.value) and one.amount == (quantity.unit == "元")), None)
    # Where a table needs a column to be named and none is, the row alone says too little.
    named = bool(spoken.columns or prose.column or tables.has_one_column(prose.table, own))
    return Tied(mention, spoken, tuple(readings), matched, named and not spoken.weak, bound)


# -- telling ----------------------------------------------------------------------------------------


def claim_of(passage: Passage, tied: Tied, status: Status, expected: Decimal | None = None, expression: str = "") -> Claim:
    """A number as `check` lists it."""
    block, quantity = passage.block, tied.quantity
    text = block.whole[quantity.start : quantity.end]
    place = block.place(quantity.start)
    return Claim(place, passage.section, text, quantity.value, quantity.unit, status, tied.name, expression, expected)


def status_of(tied: Tied) -> Status:
    """How a count compares with the tables."""
    if tied.matched is None:
        contradicts = bool(tied.readings) and tied.strict
        return "contradictory" if contradicts else "bound" if tied.bound else "untied"
    if tied.bound:
        return "bound"
    return "matched" if tied.quantity.exact and tied.quantity.value == tied.matched.value else "rounded"


def contradictions(passages: Sequence[Passage], tables: Tables) -> Iterator[Finding]:
    """Counts that are none of the figures they may be meant for."""
    for passage in passages:
        for tied in passage.tied:
            if status_of(tied) != "contradictory" or tied.spoken is None:
                continue
            quantity, block = tied.quantity, passage.block
            table = tables.form.table(tied.spoken.table.table)
            shown = _shown(tied.readings)
            message = f"文中“{excerpt(block.whole, tied)}”，{table.name}里 {shown}"
            equal = list(dict.fromkeys(tables.equal_cells(tied.spoken, quantity.value)))[:2]
            hint = "核对是文字错了还是表错了；把文中的数改成引用，以后改表文字会跟着改"
            if tied.bound:
                hint = "这个数是引用来的，引用的格和这里说的不是一件事：核对引用的名称"
            elif equal:
                hint = f"{digits(quantity.value)} 等于{'、'.join(equal)}，多半是取错了格；{hint}"
            yield N101.at(
                block.place(quantity.start),
                message,
                hint=hint,
                expected=tied.readings[0].value,
                actual=quantity.value,
            )


def _shown(readings: Sequence[Reading]) -> str:
    """`行政复议/总计 是 170`; where several figures would do, each."""
    by_value: dict[Decimal, str] = {}
    for reading in readings:
        name = " ".join(part.partition(".")[2].replace(".", "/") or part for part in reading.expression.split(" "))
        by_value.setdefault(reading.value, name)
    return "，".join(f"{name} 是 {digits(value)}" for value, name in list(by_value.items())[:3])


def excerpt(text: str, tied: Tied) -> str:
    """A few words with the number in them."""
    start = max(tied.quantity.start - 18, tied.quantity.start - len(tied.mention.left))
    for stop in "，。；：":
        start = max(start, text.rfind(stop, start, tied.quantity.start) + 1)
    return text[start : tied.quantity.end].strip("，。；、：（）() ")
