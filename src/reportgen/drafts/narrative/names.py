"""Figures by the names that prose uses, and what may be reckoned with them inside {{ }}.

`表三.本年新收.总计` is a way through Names; a cell without a figure is met as Missing, never as zero.

Names, numbers, + − × ÷ and calls of our own functions are written alike in Jinja and in Python, so
the standard parser reads them; then the tree is walked. Nothing is compiled or run, there are no
attributes of Python objects, loops, filters or texts: a sandbox with nothing in it.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial
from typing import Any, NamedTuple

from ...model.finding import Rule
from ...model.form import Block, Column, Form, Table, walk_rows
from ...model.location import Location
from ...model.report import Cell
from ...recognise.labels import same_label
from ...text.closest import closest

W130 = Rule(
    "W130",
    "引用的名称不存在",
    "引用写错一个字，数就出不来；程序不会用空白代替。",
    "{{ 表三.本年新受.总计 }}",
    "{{ 表三.本年新收.总计 }}",
)
W131 = Rule(
    "W131",
    "引用的写法有误",
    "双花括号里只能写表里的名称、加减乘除和 占比、同比、四舍五入 三个函数。",
    "{{ 占比(表三.予以公开.总计 }}",
    "{{ 占比(表三.予以公开.总计, 表三.办理结果总计.总计) }}",
)
W132 = Rule(
    "W132",
    "引用的格子还没有数",
    "文字引用了数据表里没有填的格子。",
    "{{ 表三.本年新收.总计 }}，而表三这一格是空的。",
    "先把数据表里的那一格填上。",
)

RULES = (W130, W131, W132)
_MAX_LENGTH = 400
# So many signs before a binding are looked at for what it is about.
_WORDS_BEFORE = 20
_OPERATORS: dict[type[ast.AST], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
# What an expression may be made of; anything else (comparisons, lists, slices, lambdas …) is refused.
_ALLOWED = (
    ast.Expression, ast.Name, ast.Attribute, ast.Constant, ast.Call, ast.keyword, ast.Load,
    ast.BinOp, ast.UnaryOp, ast.UAdd, ast.USub, *_OPERATORS,
)  # fmt: skip
_NO_NAMES = {"true", "false", "none"}

Step = Callable[[Any, str], Any]
Number = Callable[[Any], Decimal]
Functions = tuple[tuple[str, Callable[..., Any]], ...]
# How to go from a name to the next, how to take a value as a figure, and what may be called.
Arithmetic = tuple[Step, Number, Functions]


class Problem(Exception):
    """A binding that cannot be worked out: the rule it breaks, what is wrong, how to mend it.

    `cell` is where a figure lacks. Of a name that is not known `asked` is that name, and `known` are those that could stand there, each by its whole path.
    """

    def __init__(
        self,
        rule: Rule,
        message: str,
        hint: str = "",
        cell: Location | None = None,
        *,
        asked: str = "",
        known: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.rule, self.message, self.hint, self.cell = rule, message, hint, cell
        self.asked, self.known = asked, known or {}

    def hint_behind(self, words: str) -> str:
        """How to mend it where these words stand before it: what they name themselves is what is meant, if it is like what was asked for."""
        words = words[-_WORDS_BEFORE:]
        named = [one for one in self.known if len(one) > 1 and one in words and set(one) & set(self.asked)]
        best = max(named, key=lambda one: (words.rfind(one) + len(one), len(one)), default="")
        return f"是不是“{self.known[best]}”？" if best else self.hint


class _Later(NamedTuple):
    """What stands under a name, worked out when somebody goes through it."""

    make: Callable[[], Any]


class Names(dict[str, Any]):
    """Names that an expression may go through, remembering how they were reached; `printed` are the labels of those of a form."""

    def __init__(self, path: str, entries: Mapping[str, Any], printed: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(entries)
        self.path, self.printed = path, printed

    def step(self, name: str) -> Any:
        if name in self:
            value = self[name]
            if isinstance(value, _Later):
                value = self[name] = value.make()
            return value
        whole = f"{self.path}.{name}" if self.path else name
        # Who copies the label of the official form means what it names, however alike another name is.
        labelled = {own for own, label in self.printed if same_label(name, label)}
        close = labelled.pop() if len(labelled) == 1 else closest(name, self, cutoff=0.4)
        owner = f"“{self.path}”里" if self.path else ""
        hint = f"是不是“{f'{self.path}.' if self.path else ''}{close}”？" if close else ""
        listed = "、".join(list(self)[:12]) + ("……" if len(self) > 12 else "")
        known = {one: f"{self.path}.{one}" if self.path else one for one in self}
        raise Problem(W130, f"{owner}没有“{name}”（{whole}）", hint or f"{owner}可用的名称：{listed}", asked=name, known=known)


class Missing(NamedTuple):
    """A cell without a figure, or an entry without text, met on the way."""

    title: str
    location: Location | None
    entry: bool = False

    @property
    def problem(self) -> Problem:
        where = f"（{self.location}）" if self.location else ""
        if self.entry:
            return Problem(W132, f"引用的“{self.title}”还没有写{where}", "在这一项的冒号后面补上内容；没有就从正文里删去这个引用")
        hint = "先在数据表里把这一格填好，没有的填 0"
        return Problem(W132, f"引用的“{self.title}”还没有数{where}", hint, self.location)


def prose_names(form: Form, cells: Mapping[str, Cell]) -> dict[str, Any]:
    """Tables, rows and columns by their Chinese names, sums for named headings included."""
    traced = {**cells, **_traced(form, cells)}
    return {table.name: _Later(partial(_table_names, table, traced)) for table in form.tables}


def _traced(form: Form, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Totals and ratios without a figure, placed at the addend that is to blame: nobody fills in a total."""
    traced: dict[str, Cell] = {}
    for ref in form.derived:
        total, at = cells.get(ref), ref
        while total and total.value is None and at in form.derived:
            addends = [term.ref for term in (*form.derived[at].left, *form.derived[at].over)]
            at = next((addend for addend in addends if addend in cells and cells[addend].value is None), "")
            if at:
                traced[ref] = cells[at]
    return traced


def step(value: Any, name: str) -> Any:
    """One step along a path; Problem says when there is no such name or no figure."""
    if isinstance(value, Names):
        return value.step(name)
    if isinstance(value, Missing):
        raise value.problem
    raise Problem(W130, f"后面不能再接“.{name}”", "去掉最后一个点和它后面的字")


def _no_prior() -> Any:
    raise Problem(W130, "没有上年的草稿，“上年”用不了", "在文字稿里写“上年: 上年草稿的文件夹”，或在命令后面加 --prior 文件夹")


NO_PRIOR = _Later(_no_prior)


def _table_names(table: Table, cells: Mapping[str, Cell]) -> Names:
    # Where the whole table has one column only, prose leaves it out.
    single = len(table.blocks) == 1 and len(table.blocks[0].leaf_columns) == 1
    rows: dict[str, Any] = {}
    printed: list[tuple[str, str]] = []
    for block in table.blocks:
        for row, _ in walk_rows(block.rows):
            if not row.name:
                continue
            below = [row.id] if row.filled else [leaf.id for leaf, _ in walk_rows(row.rows) if leaf.filled]
            path = f"{table.name}.{row.name}"
            rows[row.name] = _Later(partial(_row_names, table, block, below, path, cells, single))
            printed.append((row.name, row.label))
    return Names(table.name, rows, printed)


def _row_names(table: Table, block: Block, rows: list[str], path: str, cells: Mapping[str, Cell], single: bool) -> Any:
    values: dict[str, Any] = {}
    printed: list[tuple[str, str]] = []

    def visit(columns: tuple[Column, ...]) -> Iterator[str]:
        for column in columns:
            leaves = list(visit(column.columns)) if column.columns else [column.id]
            if column.name:
                values[column.name] = _Later(partial(_total, table, rows, leaves, cells, f"{path}.{column.name}"))
                printed.append((column.name, column.label))
            yield from leaves

    list(visit(block.columns))
    names = Names(path, values, printed)
    return names.step(next(iter(names))) if single else names


def _total(table: Table, rows: list[str], columns: list[str], cells: Mapping[str, Cell], title: str) -> Any:
    total, places = Decimal(0), 0
    cell: Cell | None = None
    for row in rows:
        for column in columns:
            ref = f"{table.id}.{row}.{column}"
            cell = cells.get(ref)
            if cell is None or cell.value is None:
                return Missing(title, cell.location if cell else None)
            total += cell.value
            places = max(places, table.decimals.get(ref, 0))
    if len(rows) == len(columns) == 1 and cell is not None and cell.of_nothing:
        return OfNothing()
    unit = Decimal(1).scaleb(-places)
    # As the table prints it; what has more digits than that is told of its own cell.
    return Rounded(total.quantize(unit)) if places and total == round(total, places) else total


# -- functions ------------------------------------------------------------------------------------


def share(part: Decimal, whole: Decimal, places: int = 1) -> str:
    """占比: part of whole in percent, rounded half up to `places` digits: 75.3%."""
    return f"{rounded(number(part) / number(whole) * 100, places)}%"


def growth(now: Decimal, before: Decimal, places: int = 1) -> str:
    """同比: growth against last year in words: 增长3.3%, 下降19.8%, 持平, 基本持平 (rounds to nothing)."""
    if number(before) < 0:
        raise ValueError("上年的数是负的，不能算同比")
    change = (number(now) - number(before)) / number(before) * 100
    if change == 0:
        return "持平"
    if not rounded(change, places):
        return "基本持平"
    return f"{'增长' if change > 0 else '下降'}{rounded(abs(change), places)}%"


_LARGEST = Decimal(10) ** 20


class Rounded(Decimal):
    """A figure that keeps its places when printed: 75.0 stays 75.0."""


class OfNothing(Decimal):
    """How much of nothing nothing is: 0 to reckon with, and printed as the table prints it."""


def rounded(value: Decimal, places: int = 0) -> Decimal:
    """四舍五入: half up, as people are taught, with exactly `places` digits (0 to 6)."""
    if not 0 <= int(places) <= 6:
        raise ValueError("小数位数只能是 0 到 6")
    if abs(number(value)) >= _LARGEST:
        raise ValueError("数太大")
    result = number(value).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    return Rounded(result if result else abs(result))  # nothing left of it has no sign


FUNCTIONS: dict[str, Callable[..., Any]] = {"占比": share, "同比": growth, "四舍五入": rounded}


def number(value: Any) -> Decimal:
    """A value as a figure to reckon with; TypeError when it is none."""
    if isinstance(value, Missing):
        raise value.problem
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError("只有数才能参加计算")
    return value if isinstance(value, Decimal) else Decimal(repr(value))


# -- reckoning ---------------------------------------------------------------------------------------


def evaluate(expression: str, names: Any, arithmetic: Arithmetic) -> Any:
    """The value of one expression over `names`.

    SyntaxError, TypeError, ValueError and ArithmeticError say what is wrong with it; whatever
    `arithmetic` raises for an unknown name or a missing figure comes through.
    """
    step, number, functions = arithmetic
    callable_names = dict(functions)

    def value(node: ast.expr) -> Any:
        match node:
            case ast.Name(id=name):
                return step(names, name)
            case ast.Attribute(value=owner, attr=name):
                return step(value(owner), name)
            case ast.Constant(value=constant):
                return constant
            case ast.BinOp(left=left, op=sign, right=right):
                return _OPERATORS[type(sign)](number(value(left)), number(value(right)))
            case ast.UnaryOp(op=sign, operand=operand):
                return -number(value(operand)) if isinstance(sign, ast.USub) else number(value(operand))
            case ast.Call(func=ast.Name(id=name), args=given, keywords=named):
                arguments = [value(argument) for argument in given]
                return callable_names[name](*arguments, **{str(word.arg): value(word.value) for word in named})
        raise SyntaxError("写法不完整或有多余的符号")

    return value(_parsed(expression, tuple(callable_names)))


@lru_cache(maxsize=4096)
def _parsed(expression: str, functions: tuple[str, ...]) -> ast.expr:
    if len(expression) > _MAX_LENGTH:
        raise SyntaxError("算式太长")
    try:
        tree = ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError):
        raise SyntaxError("写法不完整或有多余的符号") from None
    except (RecursionError, MemoryError):
        raise SyntaxError("括号嵌套太深") from None
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED) or (isinstance(node, ast.Name) and node.id in _NO_NAMES):
            raise SyntaxError("只能用名称、数字、加减乘除和 占比、同比、四舍五入")
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in functions):
            raise SyntaxError("只能调用 占比、同比、四舍五入")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and (isinstance(node.value, bool) or not isinstance(node.value, int | float)):
            raise SyntaxError("里面只能写数，不能写文字")
    return tree.body
