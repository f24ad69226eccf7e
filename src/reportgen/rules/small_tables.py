"""N: small tables and charts in the prose, against the tables of the form and against their own totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from ..drafts.narrative.names import Names, prose_names
from ..model.chart import Chart
from ..model.figures import digits, read_figure
from ..model.finding import Finding, Rule, Severity
from ..model.form import Column, Table, walk_rows
from ..model.outline import Grid, GridCell
from ..model.report import TextBlock
from ..recognise.labels import bare, normalised
from ..text.passages import TAB, SmallTable, grouped
from .check import Subject

N107 = Rule(
    "N107",
    "文中小表格的数与报表不符",
    "文中的小表格和报表说的是同一件事时，数要一样；改了报表忘了改小表格，读者不知道信哪个。",
    "小表格“自然人”一行“本年新收”写 3000，表三是 3001。",
    "把数写成引用 {{ 表三.本年新收.自然人 }}，改了表小表格自动跟着改。",
    Severity.WARNING,
)
N108 = Rule(
    "N108",
    "文中小表格的合计不对",
    "合计应等于各行（各栏）之和；一行是另一行的“其中”时，不要和它并列。",
    "网络 95、当面 138，合计 230。",
    "合计 233。",
    Severity.WARNING,
)
N109 = Rule(
    "N109",
    "图表的数与报表不符",
    "图表里的数在 Word 里可以单独改；改了表没有改图，或者改了图没有改表，读者不知道信哪个。",
    "饼图里“当面申请”画的是 130，统计表是 138。",
    "在 Word 里右键图表“编辑数据”，改成和表一样的数；或者改草稿，重新生成。",
    Severity.WARNING,
)
RULES = (N107, N108, N109)

_TOTALS = ("总计", "合计", "共计", "总数", "小计")
_MOST_SHOWN = 4
# A table of the form with fewer rows is told by its names alone.
_LEAST_ROWS = 4
# A slice's name may go on with its figure: 当面申请 138件.
_FIGURE_BEHIND = r"\s+[\d.,]+\D{0,2}$"
# Headings that say no more than that a number stands below them.
_COUNTS = frozenset(("", "件数", "数量", "件", "份数", "次数", "数"))
_NUMBER_OF = ("数量", "数")


class _Number(NamedTuple):
    """A number of a small table: its row's block, the character where it stands, and whether a reference put it there."""

    block: TextBlock
    at: int
    value: Decimal
    bound: bool


def check_small_tables(subject: Subject) -> Iterator[Finding]:
    """Cells that rows and columns of the form name have its figures; totals are the sums of what they stand for."""
    for blocks in subject.report.texts.values():
        for block in grouped(blocks):
            if isinstance(block, SmallTable):
                if table := _copied(subject, block):
                    yield from _against_itself(subject, block, table)
                    continue
                numbers = _numbers(block)
                yield from _against_tables(subject, block, numbers)
                yield from _against_sums(block, numbers)


def _copied(subject: Subject, small: SmallTable) -> Table | None:
    """The table of the form of which this is a second copy, with most of its rows; None for a small table."""
    words = {_plain(cell) for row in small.cells for cell in row if cell}
    for table in subject.form.tables:
        labels = {_plain(row.label) for block in table.blocks for row in block.filled_rows}
        if len(labels) >= _LEAST_ROWS and len(labels & words) * 2 > len(labels):
            return table
    return None


def _against_itself(subject: Subject, small: SmallTable, table: Table) -> Iterator[Finding]:
    """A second copy of a table says what the table says, cell by cell."""
    from ..recognise.grids import find_tables  # hardly any report has one

    texts = {(y, x): GridCell(text) for y, row in enumerate(small.cells, 1) for x, text in enumerate(row, 1) if text}
    found = find_tables(subject.form, [Grid(small.rows[0].location.path, "", texts)]).found.get(table.id)
    wrong = []
    for ref, (row, column) in found.places.items() if found else ():
        cell = subject.report.cells.get(ref)
        read = read_figure(small.cells[row - 1][column - 1]).value
        if cell is not None and cell.value is not None and read is not None and read != cell.value:
            wrong.append((subject.form.figures[ref].title, read, cell.value, small.rows[row - 1]))
    if wrong:
        told = "；".join(f"{title} 写 {digits(read)}，表里是 {digits(value)}" for title, read, value, _ in wrong[:_MOST_SHOWN])
        more = f" 等 {len(wrong)} 格" if len(wrong) > _MOST_SHOWN else ""
        yield N107.at(
            wrong[0][3].location,
            f"这里又有一份{table.name}，和{table.name}不一样：{told}{more}",
            hint="核对是哪一份错了；同一张表不用放两次，删去这一份",
            expected=wrong[0][2],
            actual=wrong[0][1],
        )


def _numbers(table: SmallTable) -> dict[tuple[int, int], _Number]:
    """The numbers below the heading and right of the first column, by row and column."""
    found = {}
    for row, block in enumerate(table.rows):
        bound = {mark.offset for mark in block.marks if mark.source}
        at = 0
        for column, cell in enumerate(block.text.split(TAB)):
            read = read_figure(cell)
            if row and column and read.value is not None and not read.remark:
                found[row, column] = _Number(block, at, read.value, at in bound)
            at += len(cell) + 1
    return found


Labels = Mapping[str, str]


@lru_cache(maxsize=32)
def _row_names(table: Table) -> Labels:
    """The ids of a table's rows by what they are called, and by their labels."""
    rows = [row for block in table.blocks for row, _ in walk_rows(block.rows) if row.id]
    return {_plain(text): row.id for row in reversed(rows) for text in (row.label, row.name)}


@lru_cache(maxsize=32)
def _column_names(table: Table) -> Labels:
    columns: list[Column] = [column for block in table.blocks for column in block.columns]
    for column in columns:
        columns += column.columns  # headings over columns first, then what stands below them
    return {_plain(text): column.id for column in reversed(columns) if column.id for text in (column.label, column.name)}


def _plain(text: str) -> str:
    return bare(normalised(text))


def figures_named(subject: Subject, left: str, above: str) -> Iterator[tuple[str, Decimal]]:
    """The figures of the form's tables that two words name together, as row and column or the other way round, with their paths."""
    for table in subject.form.tables:
        yield from _meant(subject, table, _row_names(table), _column_names(table), _plain(left), _plain(above))


def _against_tables(subject: Subject, table: SmallTable, numbers: Mapping[tuple[int, int], _Number]) -> Iterator[Finding]:
    cells = table.cells
    for (row, column), number in numbers.items():
        if number.bound:
            continue
        meant = list(figures_named(subject, cells[row][0], cells[0][column]))
        if not meant or any(value == number.value for _, value in meant):
            continue
        path, value = meant[0]
        yield N107.at(
            number.block.place(number.at),
            f"小表格“{cells[row][0]}”的“{cells[0][column]}”写 {digits(number.value)}，{path} 是 {digits(value)}",
            hint=f"核对是哪一个错了；写成 {{{{ {path} }}}}，以后改表会跟着改",
            expected=value,
            actual=number.value,
        )


def _meant(subject: Subject, table: Table, rows: Labels, columns: Labels, left: str, above: str) -> Iterator[tuple[str, Decimal]]:
    """The figures of a table of the form that a row's and a column's words name, in whichever order."""
    for one, other in ((left, above), (above, left)):
        row = rows.get(one)
        if row is None:
            continue
        column = columns.get(other)
        if column is None and (other in _COUNTS or other in _TOTALS or _says_how_many(other, table)):
            column = _whole(table, columns)
        if column is not None and (value := _figure_meant(subject, table, row, column)) is not None:
            single = all(len(block.leaf_columns) == 1 for block in table.blocks)
            path = (table.name, table.names[row], *(() if single else (_column_name(table, column),)))
            yield ".".join(path), value


def _says_how_many(heading: str, table: Table) -> bool:
    """申请数: how many there are of what a table counts, as its own rows and columns say."""
    counted = next((heading.removesuffix(end) for end in _NUMBER_OF if heading.endswith(end)), "")
    return bool(counted) and any(counted in label for label in (*_row_names(table), *_column_names(table)))


def _whole(table: Table, columns: Labels) -> str | None:
    """The column that stands for all of them: the only one, or the total."""
    ids = {column.id for block in table.blocks for column in block.leaf_columns}
    return next(iter(ids)) if len(ids) == 1 else next((columns[name] for name in _TOTALS if name in columns), None)


def _figure_meant(subject: Subject, table: Table, row: str, column: str) -> Decimal | None:
    """A cell, or the sum of the cells that headings stand for; None where the table has no such cell or it is empty."""
    refs = [f"{table.id}.{one}.{other}" for one, other in product(table.row_groups[row], table.column_groups[column])]
    values = [cell.value for ref in refs if (cell := subject.report.cells.get(ref)) is not None and cell.value is not None]
    return sum(values, Decimal(0)) if values and len(values) == len(refs) else None


def _column_name(table: Table, column: str) -> str:
    columns = [one for block in table.blocks for one in block.columns]
    for one in columns:
        columns += one.columns
    return next(one.name for one in columns if one.id == column)


def _against_sums(table: SmallTable, numbers: Mapping[tuple[int, int], _Number]) -> Iterator[Finding]:
    """A last row or column called a total is the sum of the others."""
    cells = table.cells
    last_row, last_column = len(cells) - 1, len(cells[0]) - 1
    if _plain(cells[last_row][0]) in _TOTALS:
        for column in range(1, last_column + 1):
            parts = [numbers.get((row, column)) for row in range(1, last_row)]
            yield from _summed(numbers.get((last_row, column)), parts, f"“{cells[0][column]}”一栏")
    if _plain(cells[0][last_column]) in _TOTALS:
        for row in range(1, last_row + 1):
            parts = [numbers.get((row, column)) for column in range(1, last_column)]
            yield from _summed(numbers.get((row, last_column)), parts, f"“{cells[row][0]}”一行")


def _summed(total: _Number | None, parts: list[_Number | None], where: str) -> Iterator[Finding]:
    known = [one.value for one in parts if one is not None]
    if total is None or len(known) < 2 or len(known) < len(parts) or sum(known) == total.value:
        return
    shown = " + ".join(map(digits, known))
    yield N108.at(
        total.block.place(total.at),
        f"小表格{where}：{shown} = {digits(sum(known, Decimal(0)))}，合计写 {digits(total.value)}",
        hint="改正合计或者各项；合计里还有没列出来的，加一行“其他”",
        expected=sum(known, Decimal(0)),
        actual=total.value,
    )


# -- charts ------------------------------------------------------------------------------------------


def check_charts(subject: Subject) -> Iterator[Finding]:
    """Each chart of a published document shows what its tables say; a draft's charts are drawn from them."""
    if not subject.published:
        return
    for blocks in subject.report.texts.values():
        for block in blocks:
            if block.kind == "chart" and block.chart is not None:
                yield from _chart_against_tables(subject, block, block.chart)


def _chart_against_tables(subject: Subject, block: TextBlock, chart: Chart) -> Iterator[Finding]:
    asked = _asked(subject, block)
    names = [re.sub(_FIGURE_BEHIND, "", category) for category in chart.categories]
    wrong: list[tuple[str, Decimal, Decimal]] = []
    for row, series in enumerate(chart.series):
        for at, (category, value) in enumerate(zip(names, series.values, strict=True)):
            if value is None:
                continue
            known = asked.get((row, at)) if asked else _by_names(subject, category, series.name, alone=len(chart.series) == 1)
            if known is not None and known != value:
                wrong.append((f"{series.name} {category}" if len(chart.series) > 1 else category, value, known))
    if wrong:
        told = "；".join(f"“{name}”画的是 {digits(value)}，表里是 {digits(known)}" for name, value, known in wrong[:_MOST_SHOWN])
        more = f" 等 {len(wrong)} 处" if len(wrong) > _MOST_SHOWN else ""
        yield N109.at(
            block.location,
            f"图“{block.text or '（没有图名）'}”和报表不符：{told}{more}",
            hint=N109.good,
            expected=wrong[0][2],
            actual=wrong[0][1],
        )


def _asked(subject: Subject, block: TextBlock) -> dict[tuple[int, int], Decimal]:
    """What the chart was to show, by the numbers of series and category, where the document says it by its tables."""
    from ..drafts.narrative.charts import asked_of, chart_of  # most reports have none
    from ..drafts.narrative.names import Problem

    if not any(table.name in block.image for table in subject.form.tables):
        return {}  # it says bare numbers
    try:
        chart = chart_of(asked_of(block.image, {}), subject.form, Names("", prose_names(subject.form, subject.report.cells)))
    except (Problem, ArithmeticError, TypeError, ValueError, SyntaxError, NameError):
        return {}
    return {
        (row, at): value for row, series in enumerate(chart.series) for at, value in enumerate(series.values) if value is not None
    }


def _by_names(subject: Subject, category: str, series: str, *, alone: bool) -> Decimal | None:
    """The one figure that a category names, with its series if there are several; None where none or several do."""
    values = {value for _, value in figures_named(subject, category, "" if alone else series)}
    return values.pop() if len(values) == 1 else None
