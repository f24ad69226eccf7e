"""勾稽关系 as people read them: one equation for all rows or columns it holds for, in the names of the form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Literal, NamedTuple

from ..model.finding import Severity
from ..model.form import Form, Table
from ..model.identity import Line, Relation, Term

# `cell`: an equation of single cells, which holds in no row or column alone.
Each = Literal["row", "column", "cell"]
# A sum of more addends than this is shortened in the middle.
_MOST = 8


class Addend(NamedTuple):
    """One id of an equation: a column where it holds in each row, a row where it holds in each column.

    `table` is that of a cell of another table; `at` its column (row) where that is not the one the equation is looked at in.
    """

    id: str
    sign: int = 1
    prior: bool = False
    table: str = ""
    at: str = ""


class Equation(NamedTuple):
    """One declared identity. `only` are the ids of the rows (columns) it is limited to, () for all that can have it.

    Of a ratio `over` is what its left side is divided by, and what comes out is taken `times`.
    """

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
    over: tuple[Addend, ...] = ()
    times: int = 1

    @property
    def addends(self) -> tuple[Addend, ...]:
        return (*self.left, *self.over, *self.right)


def equations_of(form: Form) -> tuple[Equation, ...]:
    """The identities of a form as they were declared, in their order."""
    by_code: dict[tuple[str, str], list[Line]] = {}
    for line in form.lines:
        by_code.setdefault((line.code, line.tables[0]), []).append(line)
    return tuple(equation for (_, table), lines in by_code.items() for equation in _equations(form.table(table), lines))


_Sides = tuple[tuple[Addend, ...], tuple[Addend, ...], tuple[Addend, ...]]


def _equations(table: Table, lines: list[Line]) -> Iterator[Equation]:
    groups: dict[_Sides, list[Line]] = {}
    each: Each = "cell"
    single = len(lines) == 1 and len(lines[0].tables) > 1  # that ids are the same in two tables may be chance
    ways: tuple[Each, ...] = ("cell",) if single else ("column", "row", "cell")
    # What every one of them is divided by is one cell, also where it stands in the row (column) of one of them.
    whole = set.intersection(*({term.ref for term in line.over} for line in lines)) if len(lines) > 1 else set()
    for each in ways:
        groups = {}
        for line in lines:
            left, right = (_addends(side, each, line) for side in (line.left, line.right))
            groups.setdefault((left, right, _addends(line.over, each, line, whole)), []).append(line)
        if all(_holds_at(line, each, whole) for line in lines) and len(groups) < max(len(lines), 2):
            break
    for (left, right, over), same in groups.items():
        first = same[0]
        yield Equation(
            first.code, first.title, table.id, each, left, right, first.relation, first.severity, first.say,
            _limits(table, each, left + right + over, same), tuple(same), over, first.times,
        )  # fmt: skip


def _along(each: Each) -> int:
    """Which part of `table.row.column` an equation adds up: of each row the columns."""
    return 2 if each == "row" else 1


def _addends(terms: Sequence[Term], each: Each, line: Line, fixed: Collection[str] = ()) -> tuple[Addend, ...]:
    own, along = line.anchor.split("."), _along(each)
    found = []
    for term in terms:
        parts = term.ref.split(".")
        apart = each == "cell" or term.ref in fixed or parts[3 - along] != own[3 - along]
        at = parts[3 - along] if apart else ""
        found.append(Addend(parts[along], term.sign, term.prior, parts[0] if parts[0] != own[0] else "", at))
    return tuple(found)


def _holds_at(line: Line, each: Each, fixed: Collection[str]) -> bool:
    """Whether all its cells stand in one row (column), of another table's cells one of the same id, but for those it is divided by."""
    moving = (*line.left, *line.right, *(term for term in line.over if term.ref not in fixed))
    return each == "cell" or len({term.ref.split(".")[3 - _along(each)] for term in moving}) == 1


def _limits(table: Table, each: Each, addends: tuple[Addend, ...], lines: list[Line]) -> tuple[str, ...]:
    if each == "cell":
        return ()
    held = [line.anchor.split(".")[3 - _along(each)] for line in lines]
    needed = {addend.id for addend in addends if not addend.table}
    every = []
    for block in table.blocks:
        rows, columns = [row.id for row in block.filled_rows], [column.id for column in block.leaf_columns]
        if needed <= set(columns if each == "row" else rows):
            every += rows if each == "row" else columns
    return () if held == every else tuple(held)


def equation_text(form: Form, equation: Equation) -> str:
    """`每一列：本年新收 + 上年结转 = 办理结果总计 + 结转下年度`; rows that fill a heading go by its name."""
    left, right, over = (_sum(addends, form, equation) for addends in (equation.left, equation.right, equation.over))
    sign = "≤" if equation.relation == "at_most" else "="
    if over:
        left, over = (f"（{side}）" if " " in side else side for side in (left, over))
        left = f"{left} ÷ {over}" + (f" × {equation.times}" if equation.times != 1 else "")
    return f"{_scope(form.table(equation.table), equation)}{left} {sign} {right}"


def placed_text(form: Form, equation: Equation) -> str:
    """The same with the table in which it is looked at in front; where single cells of several tables are named, each has its own."""
    text = equation_text(form, equation)
    return text if _of_single_cells(equation) else f"{form.table(equation.table).name} {text}"


def _of_single_cells(equation: Equation) -> bool:
    return equation.each == "cell" and any(addend.table for addend in equation.addends)


def scopeless(text: str) -> str:
    """An equation's text without what says where it holds."""
    return text.removeprefix("每一行：").removeprefix("每一列：")


def _scope(table: Table, equation: Equation) -> str:
    if equation.each == "cell":
        return ""
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


def addend_texts(form: Form, equation: Equation, addends: Sequence[Addend]) -> list[str]:
    """Addends one by one, by their names."""
    return [("上年的" if addend.prior else "") + _name(form, equation, addend) for addend in addends]


def _name(form: Form, equation: Equation, addend: Addend) -> str:
    """The name of an addend: 办理结果总计, 表三的办理结果总计, 表三 办理结果总计/自然人."""
    table = form.table(addend.table or equation.table)
    along: Each = "column" if equation.each == "row" else "row"
    name = names_within(table, along)[addend.id]
    if addend.at:
        other = names_within(table, "row" if along == "column" else "column")[addend.at]
        alone = all(len(block.leaf_columns) == 1 for block in table.blocks)
        name = name if alone else f"{name}/{other}" if along == "row" else f"{other}/{name}"
    if not addend.table and not _of_single_cells(equation):
        return name
    return f"{table.name} {name}" if addend.at else f"{table.name}的{name}"


def _sum(addends: tuple[Addend, ...], form: Form, equation: Equation) -> str:
    told = list(addends)
    for name in dict.fromkeys(addend.table for addend in addends):
        table = form.table(name or equation.table)
        told = _folded(told, table.column_groups if equation.each == "row" else table.row_groups, name)
    texts = []
    for at, addend in enumerate(told):
        sign = (" - " if addend.sign < 0 else " + ") if at else ("-" if addend.sign < 0 else "")
        texts.append(sign + ("上年的" if addend.prior else "") + _name(form, equation, addend))
    if len(texts) > _MOST:
        return "".join([*texts[:3], " + ……", texts[-1], f"（共 {len(texts)} 项）"])
    return "".join(texts)


def _folded(addends: Sequence[Addend], groups: dict[str, tuple[str, ...]], table: str) -> list[Addend]:
    """Addends with those of this table ('' for the equation's own) that fill a heading replaced by the heading, the widest first."""
    told = list(addends)
    for heading, leaves in sorted(groups.items(), key=lambda item: -len(item[1])):
        if heading in leaves:
            continue
        for at in range(len(told) - len(leaves) + 1):
            part = told[at : at + len(leaves)]
            if tuple(one.id for one in part) == leaves and len({one[1:] for one in part}) == 1 and part[0].table == table:
                told[at : at + len(leaves)] = [part[0]._replace(id=heading)]
                break
    return told
