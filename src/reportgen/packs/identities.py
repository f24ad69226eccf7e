"""Reads a declared 勾稽关系 into its lines: one for each row or column that it holds for, or the one of the cells it names.

A term is an id of its own table, which the line completes (`total` of each column), or one of another table, whose
cell in the same column is `TABLE.total`, in the same row `TABLE.*.sum`; `TABLE.row.column` is always the same cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from ..files.shapes import choice_of, items_of, number_of, text_of
from ..files.yaml import LocatedMap, Node
from ..model.finding import Severity
from ..model.form import Block, Figure, Table, walk_rows
from ..model.identity import TIMES, Line, Relation, Term
from ..text.closest import closest
from .reader import PackReader

Each = Literal["row", "column"]
_SAME = "*"
_POINT = re.compile(r"(?<!\.)\.(?!\.)")
_SIDES = ("left", "right", "over")
_LISTED = 40


def read_identity(reader: PackReader, node: LocatedMap, tables: tuple[Table, ...]) -> tuple[Line, ...]:
    """The lines of one declared identity; problems go to `reader`."""
    code = text_of(node.get("code"))
    reader.once("identity:", node.get("code"), "勾稽关系的代码")
    reader.places.setdefault(f"identity:{code}", node.location)
    own = next((table for table in tables if table.id == text_of(node.get("table"))), None)
    if own is None and (named := node.get("table")) is not None:
        reader.known(named, tuple(table.id for table in tables), f"勾稽关系 {code} 用到的表“{{}}”没有声明")
        return ()
    before = len(reader.problems)
    identity = _Identity(reader, node, code, {table.id: table for table in tables}, own)
    if not (identity.sides["left"] and identity.sides["right"]):
        return ()  # told: both must be there, with a term at least
    lines = () if len(reader.problems) > before else tuple(dict.fromkeys(identity.lines()))
    if not lines and len(reader.problems) == before and own is not None:
        reader.problem(node.location, f"勾稽关系 {code} 用到的行或列不在{own.name}的同一块里：检查 left、right 里的 id")
    return lines


class _Written(NamedTuple):
    """A term as it stands in the file; `table` is '' where it is an id of the identity's own table."""

    text: str
    table: str
    row: str
    column: str
    sign: int
    prior: bool


class _At(NamedTuple):
    """Where a line holds: in which block of the own table, and in which row or column of it."""

    block: Block
    ident: str
    name: str


class _Identity:
    """One declaration: what is wrong with its terms is told when it is made."""

    def __init__(self, reader: PackReader, node: LocatedMap, code: str, tables: Mapping[str, Table], own: Table | None) -> None:
        self.reader, self.node, self.code, self.tables, self.own = reader, node, code, tables, own
        self.each: Each | None = choice_of(node.get("each"), get_args(Each), "row") if own else None  # type: ignore[assignment]
        self.relation: Relation = choice_of(node.get("relation"), get_args(Relation), "equals")  # type: ignore[assignment]
        self.sides = {side: self._side(node.get(side)) for side in _SIDES}
        self._check_keys()
        if self.own is not None and self.each is not None:
            self._check_limits(self.own, self.each)

    # -- what is written ----------------------------------------------------------------------------

    def _problem(self, node: Node, message: str) -> None:
        self.reader.problem(node.location, f"勾稽关系 {self.code}：{message}")

    def _check_keys(self) -> None:
        node, code = self.node, self.code
        for side in _SIDES:
            if (terms := node.get(side)) is not None and not items_of(terms):
                self._problem(terms, f"{side} 里一项也没有")
        if self.relation != "equals" and len(items_of(right := node.get("right"))) > 1 and right is not None:
            said = "“不超过”（at_most）" if self.relation == "at_most" else "占比（ratio）"
            self.reader.problem(right.location, f"{code} 是{said}，right 只能写一项")
        written = [*self.sides["left"], *self.sides["right"]]
        if written and all(one.prior for one in written):
            self._problem(node, "左右两边都是上年的，没有今年的数可以核对")
        elif self.relation == "ratio" and any(one.prior for one in self.sides["right"]):
            self._problem(node, "占比（ratio）印在今年的表里，right 不能是上年的")
        if self.relation == "ratio" and node.get("over") is None:
            self.reader.problem(node.location, f"{code} 是占比（ratio），还要写 over：除以哪几项")
        for key in ("over", "times") if self.relation != "ratio" else ():
            if (more := node.get(key)) is not None:
                self.reader.problem(more.location, f"{code} 不是占比，不写 {key}；是占比，就写 relation: ratio")
        for key in ("rows", "columns") if self.own is None else ():
            if (limit := node.get(key)) is not None:
                self.reader.problem(limit.location, f"{code} 没有写 table 和 each，不用“{key}”限定")

    def _side(self, node: Node | None) -> list[_Written]:
        written = []
        for item in items_of(node):
            one = _parts(text_of(item), self.each)
            known = len(self.reader.problems)
            if isinstance(one, str):
                self._problem(item, one)
            elif one.table:
                self._check_other(item, one)
            elif self.own is None or self.each is None:
                self._problem(
                    item, f"“{one.text}”没有写是哪张表的：写 表.行.列；是一张表的各行（各列）都成立的，加上 table 和 each"
                )
            else:
                self._check_ids(item, self.own, one.row if self.each == "column" else one.column, _across(self.each))
            if not isinstance(one, str) and len(self.reader.problems) == known:
                written.append(one)
        return written

    def _check_other(self, item: Node, one: _Written) -> None:
        table = self.tables.get(one.table)
        if table is None:
            close = closest(one.table, self.tables)
            advice = f"，是不是“{close}”？" if close else f"，有：{'、'.join(self.tables)}"
            self._problem(item, f"没有 id 为“{one.table}”的表{advice}")
            return
        known = len(self.reader.problems)
        for kind, ids in (("row", one.row), ("column", one.column)):
            if ids not in (_SAME, ""):
                self._check_ids(item, table, ids, kind)  # type: ignore[arg-type]
        if len(self.reader.problems) > known:
            return
        if not one.column and len(table.blocks) + len(table.blocks[0].leaf_columns) > 2 and self.each is None:
            self._problem(item, f"“{one.text}”没有写哪一列：写 {one.table}.{one.row}.列")
        elif _SAME not in (one.row, one.column) and one.column and not _cells(table, one.row, one.column):
            self._problem(item, f"{table.name}的“{one.row}”没有“{one.column}”这一列：它们不在同一块里")

    def _check_ids(self, item: Node, table: Table, ids: str, kind: Each) -> None:
        """Tell each id that no block has, and a range that runs backwards."""
        blocks = [list(_names(block, kind)) for block in table.blocks]
        known = dict.fromkeys(name for names in blocks for name in names)
        word = "行" if kind == "row" else "列"
        first, last = _ends(ids)
        unknown = [name for name in dict.fromkeys((first, last)) if name not in known]
        for name in unknown:
            below = (table.row_groups if kind == "row" else table.column_groups).get(name, ())
            close = closest(name, known)
            advice = f"，是不是“{close}”？" if close else f"，可用：{'、'.join(list(known)[:_LISTED])}"
            if below:
                whole = re.sub(rf"\b{name}\b", f"{below[0]}..{below[-1]}", text_of(item))
                advice = f"：它是几{word}的标题，写 {whole if ids == name else f'{below[0]}..{below[-1]}'}"
            self._problem(item, f"{table.name}里没有 id 为“{name}”的{word}（要填数的）{advice}")
        if not unknown and any(first in names and last in names and names.index(last) < names.index(first) for names in blocks):
            self._problem(item, f"“{text_of(item)}”要从前往后写")

    def _check_limits(self, table: Table, each: Each) -> None:
        for item in items_of(self.node.get(f"{each}s")):
            self._check_ids(item, table, text_of(item), each)
        if (other := self.node.get(f"{_across(each)}s")) is not None:
            self.reader.problem(other.location, f"each: {each} 时用“{each}s”限定，不用“{_across(each)}s”")

    # -- what it says -------------------------------------------------------------------------------

    def lines(self) -> Iterator[Line]:
        """A line for each place where it holds."""
        for at in self._places():
            sides = {side: self._terms(terms, at) for side, terms in self.sides.items()}
            if any(terms is None for terms in sides.values()):
                return  # told: what another table lacks it lacks for all
            left, right, over = (sides[side] or () for side in _SIDES)
            if self.relation == "ratio" and len(right) > 1:
                self._problem(self.node, "占比（ratio）的 right 只能是一格")
                return
            figure = self._figure(right[0].ref)
            times = int(number_of(self.node.get("times"), TIMES.get(figure.unit.strip(), 1)))
            ratio = self.relation == "ratio"
            title, say = (text_of(self.node.get(key)) for key in ("title", "say"))
            severity = Severity(choice_of(self.node.get("severity"), ("error", "warning"), "error"))
            yield Line(
                self.code, self._where(at, right[0]), left, right, self.relation, severity, title, say,
                over, times if ratio else 1, figure.places if ratio else None,
            )  # fmt: skip

    def _figure(self, ref: str) -> Figure:
        return next(figure for figure in self.tables[ref.partition(".")[0]].figures if figure.ref == ref)

    def _places(self) -> Iterator[_At | None]:
        if self.own is None or self.each is None:
            yield None
            return
        everywhere = [name for block in self.own.blocks for name in _names(block, self.each)]
        only = [name for item in items_of(self.node.get(f"{self.each}s")) for name in _run(text_of(item), everywhere)]
        for block in self.own.blocks:
            along = list(_names(block, _across(self.each)))
            own = (
                one.row if self.each == "column" else one.column for side in self.sides.values() for one in side if not one.table
            )
            if not all(_run(ids, along) for ids in own):
                continue  # this block has other rows or columns; the identity is about another one
            for ident, name in _names(block, self.each).items():
                if not only or ident in only:
                    yield _At(block, ident, name)

    def _where(self, at: _At | None, total: Term) -> str:
        """How a line is spoken of: 表三“自然人”一列."""
        if at is None or self.own is None:
            figure = self._figure(total.ref)
            column = f"/{figure.column.name}" if len(figure.block.leaf_columns) > 1 else ""
            return f"{figure.table.name}“{figure.row.name}{column}”"
        if len(at.block.leaf_columns) > 1:
            return self.own.name + f"“{at.name}”" + ("" if self.own.across else "一行" if self.each == "row" else "一列")
        # A table of one column has nothing to tell by the column: say which total it is.
        return self.own.name + f"“{at.name if self.each == 'row' else self._figure(total.ref).row.name}”"

    def _terms(self, written: Sequence[_Written], at: _At | None) -> tuple[Term, ...] | None:
        terms: list[Term] = []
        for one in written:
            refs = self._refs(one, at)
            if not refs:
                return None
            terms += (Term(ref, one.sign, one.prior) for ref in refs)
        return tuple(terms)

    def _refs(self, one: _Written, at: _At | None) -> list[str]:
        """The cells that a term stands for; [] where the other table has none here, which is told."""
        if at is not None and not one.table:
            assert self.own is not None
            if self.each == "column":
                return [f"{self.own.id}.{row}.{at.ident}" for row in _added_up(one.row, at.block)]
            return [f"{self.own.id}.{at.ident}.{column}" for column in _run(one.column, list(_names(at.block, "column")))]
        table = self.tables[one.table]
        row = at.ident if at is not None and one.row == _SAME else one.row
        column = at.ident if at is not None and one.column in (_SAME, "") else one.column
        refs = _cells(table, row, column) or (_cells(table, row, "") if not one.column else [])
        if not refs and at is not None and self.own is not None:
            word = "行" if self.each == "row" else "列"
            message = f"{self.code} 的“{one.text}”：{table.name}{'' if self.each == 'row' else f'的“{one.row}”'}没有“{at.ident}”这一{word}，{self.own.name}有"
            # The table may well show it, as the heading of columns that are filled: it holds no figure itself.
            groups = table.column_groups if self.each == "column" else table.row_groups
            below = groups.get(at.ident, ())
            headed = f"要填数的（“{at.ident}”是 {'、'.join(below)} 的标题）" if below else ""
            message = message.replace("没有“", f"没有{headed}“", 1) if headed else message
            self.reader.problem(self.node.location, f"勾稽关系 {message}；两张表都有的{word}才能比，用 {self.each}s 限定")
        return refs


def _cells(table: Table, row: str, column: str) -> list[str]:
    """The cells where a run of rows and one of columns cross, in one block; '' is its only column."""
    for block in table.blocks:
        rows, columns = _added_up(row, block), list(_names(block, "column"))
        chosen = _run(column, columns) if column else columns if len(columns) == 1 else []
        if rows and chosen:
            return [f"{table.id}.{one}.{other}" for one in rows for other in chosen]
    return []


def _across(each: Each) -> Each:
    # An identity of each row adds up columns, and the other way round.
    return "column" if each == "row" else "row"


def _names(block: Block, each: Each) -> dict[str, str]:
    """Ids and names of a block's filled rows, or of its columns, in official order."""
    nouns = block.filled_rows if each == "row" else block.leaf_columns
    return {noun.id: noun.name for noun in nouns}


def _ends(ids: str) -> tuple[str, str]:
    first, dots, last = ids.partition("..")
    return first, last if dots else first


def _run(ids: str, names: list[str]) -> list[str]:
    """The names from a to c of `a..c`; [] where one of them is not there."""
    first, last = _ends(ids)
    return names[names.index(first) : names.index(last) + 1] if first in names and last in names else []


def _added_up(ids: str, block: Block) -> list[str]:
    """The rows of a run that add up: not those that are a part of a row in it (其中), which has counted them already."""
    names = _run(ids, list(_names(block, "row")))
    counted = {
        part.id for row, _ in walk_rows(block.rows) if row.filled and row.id in names for part, _ in walk_rows(row.rows)
    } - {*_ends(ids)}
    return [name for name in names if name not in counted]


def _parts(text: str, each: Each | None) -> _Written | str:
    """A term taken apart; a text where it is written in a way that says nothing here: what is wrong with it."""
    plain = text.removeprefix("-")
    sign = 1 if plain == text else -1
    ids = plain.removeprefix("prior.")
    prior = ids != plain
    parts = _POINT.split(ids)
    if len(parts) == 1:
        return _Written(text, "", ids if each == "column" else "", ids if each == "row" else "", sign, prior)
    table, row, column = (*parts, "")[:3]
    if _SAME in (row, column) and each is None:
        return f"“{text}”里的 * 是同一行（同一列），要写 table 和 each；要把几格加起来，写 a..b"
    if len(parts) == 2 and each == "row":
        return f"“{text}”没有写哪一行：同一行写 {table}.*.{row}，固定的一格写 表.行.列"
    if (each == "column" and row == _SAME) or (each == "row" and column == _SAME):
        here, same, other = ("行", f"{table}.*.列", "column") if each == "row" else ("列", f"{table}.行", "row")
        return f"each: {each} 时不能写“{text}”：同一{here}写 {same}；每一{'列' if here == '行' else '行'}各比一次的，写 each: {other}；要把几格加起来，写 a..b"
    return _Written(text, table, row, column, sign, prior)
