"""勾稽关系 as people read them: one equation for all rows or columns it holds for, in the names of the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from ..model.finding import Severity
from ..model.form import Form, Table
from ..model.identity import Line, Relation, Term

Each = Literal["row", "column"]
# A sum of more addends than this is shortened in the middle.
_MOST = 8


class Addend(NamedTuple):
    """One id of an equation: a column where it holds in each row, a row where it holds in each column."""

    id: str
    sign: int = 1
    prior: bool = False


class Equation(NamedTuple):
    """One declared identity. `only` are the ids of the rows (columns) it is limited to, () for all that can have it."""

    code: str
    title: str
    table: str
    each: Each
    left: tuple[Addend, ...]
    right: tuple[Addend, ...]
    relation: Relation
    severity: Severity
    say: str
    only: tuple[str, ...]
    lines: tuple[Line, ...]


def equations_of(form: Form) -> tuple[Equation, ...]:
    """The identities of a form as they were declared, in their order."""
    by_code: dict[tuple[str, str], list[Line]] = {}
    for line in form.lines:
        by_code.setdefault((line.code, line.anchor.partition(".")[0]), []).append(line)
    return tuple(equation for (_, table), lines in by_code.items() for equation in _equations(form.table(table), lines))


def _equations(table: Table, lines: list[Line]) -> Iterator[Equation]:
    groups: dict[tuple[tuple[Addend, ...], ...], list[Line]] = {}
    each: Each = "column"
    for each in ("column", "row"):
        groups = {}
        for line in lines:
            groups.setdefault((_addends(line.left, each), _addends(line.right, each)), []).append(line)
        if all(_holds_at(line, each) for line in lines) and len(groups) < max(len(lines), 2):
            break
    for (left, right), same in groups.items():
        first = same[0]
        yield Equation(
            first.code, first.title, table.id, each, left, right, first.relation, first.severity, first.say,
            _limits(table, each, left + right, same), tuple(same),
        )  # fmt: skip


def _along(each: Each) -> int:
    """Which part of `table.row.column` an equation adds up: of each row the columns."""
    return 2 if each == "row" else 1


def _addends(terms: Sequence[Term], each: Each) -> tuple[Addend, ...]:
    return tuple(Addend(term.ref.split(".")[_along(each)], term.sign, term.prior) for term in terms)


def _holds_at(line: Line, each: Each) -> bool:
    """Whether all its cells stand in one row (column)."""
    return len({term.ref.split(".")[3 - _along(each)] for term, _ in line.terms}) == 1


def _limits(table: Table, each: Each, addends: tuple[Addend, ...], lines: list[Line]) -> tuple[str, ...]:
    held = [line.anchor.split(".")[3 - _along(each)] for line in lines]
    needed = {addend.id for addend in addends}
    every = []
    for block in table.blocks:
        rows, columns = [row.id for row in block.filled_rows], [column.id for column in block.leaf_columns]
        if needed <= set(columns if each == "row" else rows):
            every += rows if each == "row" else columns
    return () if held == every else tuple(held)


def equation_text(form: Form, equation: Equation) -> str:
    """`每一列：本年新收 + 上年结转 = 办理结果总计 + 结转下年度`; rows that fill a heading go by its name."""
    table = form.table(equation.table)
    names = names_within(table, "column" if equation.each == "row" else "row")
    sign = "=" if equation.relation == "equals" else "≤"
    sides = (_sum(addends, names, table, equation.each) for addends in (equation.left, equation.right))
    return f"{_scope(table, equation)}{f' {sign} '.join(sides)}"


def _scope(table: Table, equation: Equation) -> str:
    if equation.only:
        names = names_within(table, equation.each)
        return f"{'、'.join(names[ident] for ident in equation.only)}："
    if equation.each == "column" and all(len(block.leaf_columns) == 1 for block in table.blocks):
        return ""
    return "每一行：" if equation.each == "row" else "每一列："


def names_within(table: Table, each: Each) -> dict[str, str]:
    """Chinese names of a table's rows, or of its columns, by id; headings included."""
    known = table.row_groups if each == "row" else table.column_groups
    names = table.names
    leaves = (
        {row.id: row.name for block in table.blocks for row in block.filled_rows}
        if each == "row"
        else {column.id: column.name for block in table.blocks for column in block.leaf_columns}
    )
    return {ident: leaves.get(ident, names[ident]) for ident in known}


def addend_texts(table: Table, equation: Equation, addends: Sequence[Addend]) -> list[str]:
    """Addends one by one, by their names."""
    names = names_within(table, "column" if equation.each == "row" else "row")
    return [("上年的" if addend.prior else "") + names[addend.id] for addend in addends]


def _sum(addends: tuple[Addend, ...], names: dict[str, str], table: Table, each: Each) -> str:
    told = _folded(addends, table.column_groups if each == "row" else table.row_groups)
    texts = []
    for at, addend in enumerate(told):
        sign = (" - " if addend.sign < 0 else " + ") if at else ("-" if addend.sign < 0 else "")
        texts.append(sign + ("上年的" if addend.prior else "") + names[addend.id])
    if len(texts) > _MOST:
        return "".join([*texts[:3], " + ……", texts[-1], f"（共 {len(texts)} 项）"])
    return "".join(texts)


def _folded(addends: tuple[Addend, ...], groups: dict[str, tuple[str, ...]]) -> list[Addend]:
    """Addends with those that fill a heading replaced by the heading, the widest first."""
    told = list(addends)
    for heading, leaves in sorted(groups.items(), key=lambda item: -len(item[1])):
        if heading in leaves:
            continue
        for at in range(len(told) - len(leaves) + 1):
            part = told[at : at + len(leaves)]
            if tuple(one.id for one in part) == leaves and len({one[1:] for one in part}) == 1:
                told[at : at + len(leaves)] = [part[0]._replace(id=heading)]
                break
    return told
