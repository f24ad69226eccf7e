"""W214: the column that most cases are in is empty, while another has them: figures pasted one column off still add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ...model.figures import digits
from ...model.finding import Finding, Rule, Severity
from ...model.form import Figure, Table
from ...model.report import Cell
from ..check import Subject

W214 = Rule(
    "W214",
    "数多半在的一列整列是 0",
    "整块粘贴时错开一列，各行、各列照样平。多半有数的一列（格式包里写了 mostly 的）一个也没有，别的列却有不少，请对照原件看一遍。上年这一列也没有的不问。",
    "信函一列都是 0，网络一列收到 23 件。",
    "信函一列收到 23 件，网络一列 6 件。",
    Severity.WARNING,
)
RULES = (W214,)

# So many cases, in so many rows, have none of the usual kind by chance no more; fewer where last year had some.
_LEAST, _LEAST_AFTER, _ROWS = 10, 5, 3


def check_empty_column(subject: Subject) -> Iterator[Finding]:
    """Where a column that a form calls the usual one holds nothing but zeros, the fullest of the others is named beside it."""
    cells = subject.report.cells
    for table in subject.form.tables:
        lanes = _lanes(table, subject)
        for column, figures in lanes.items():
            if not figures[0].column.mostly or any(_value(cells, one) is None or _value(cells, one) for one in figures):
                continue
            before = _before(subject, figures)
            if before == 0:
                continue
            most = max(
                (other for name, other in lanes.items() if name != column),
                key=lambda lane: max((_value(cells, one) or 0 for one in lane), default=0),
                default=[],
            )
            held = [value for one in most if (value := _value(cells, one))]
            if len(held) < _ROWS or max(held) < (_LEAST_AFTER if before else _LEAST):
                continue
            named, other = figures[0].column.name, most[0].column.name
            last = f"，上年有 {digits(before)}" if before else ""
            message = f"{table.name}“{named}”一列都是 0{last}，“{other}”一列最多的有 {digits(max(held))}"
            hint = f"对照原件：整块错开了一列的，移回来；确实没有“{named}”的就不用管"
            yield W214.at(cells[figures[0].ref].location, message, ref=figures[0].ref, hint=hint)


def _lanes(table: Table, subject: Subject) -> dict[str, list[Figure]]:
    """The typed figures of each column: what is worked out from others says nothing of its own."""
    totals = {*_totals(subject, table)}
    lanes: dict[str, list[Figure]] = {}
    for figure in table.figures:
        if figure.column.id not in totals:
            lanes.setdefault(figure.column.id, []).append(figure)
    return lanes


def _totals(subject: Subject, table: Table) -> Iterator[str]:
    """The columns of which every figure is a total."""
    for column in {figure.column.id for figure in table.figures}:
        if all(one.ref in subject.form.totals for one in table.figures if one.column.id == column):
            yield column


def _value(cells: Mapping[str, Cell], figure: Figure) -> Decimal | None:
    cell = cells.get(figure.ref)
    return cell.value if cell else None


def _before(subject: Subject, figures: list[Figure]) -> Decimal | None:
    """The largest figure that the column had last year; None where that is not known."""
    held = [_value(subject.prior.cells, one) for one in figures] if subject.prior else []
    known = [one for one in held if one is not None]
    return max(known) if known else None
