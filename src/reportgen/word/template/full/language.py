"""Jinja as far as templates that docxtpl renders may use it: set, macro, calls, the filters of Jinja; each within bounds.

What no document needs and what reaches out of it is refused as in the compiled language: other
files, chance, the inside of Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import MAX_RANGE, safe_range
from jinja2.tests import TESTS
from jinja2.utils import Cycler, Joiner, Namespace
from jinja2.visitor import NodeTransformer

from ..allowed import LANGUAGE, TESTS_THERE_ARE, TemplateEnvironment, called, statement
from .bounds import (
    COLLECTION_METHODS,
    LARGEST,
    LONGER,
    TEXT_METHODS,
    bounded,
    calculated,
    meter_of,
    narrow_format,
    printable,
    weighed,
)

_REFUSED_STATEMENTS = (
    nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block, nodes.ScopedEvalContextModifier, nodes.EvalContextModifier,
)  # fmt: skip
# Chance, the inside of Python, what makes a page of the web.
_REFUSED_FILTERS = frozenset(("attr", "random", "pprint", "urlize", "xmlattr"))
_PLAIN = (
    *LANGUAGE.keys() & FILTERS.keys() - {"join"},
    "sort", "unique", "reverse", "min", "max", "dictsort", "items", "list", "map", "select", "reject", "selectattr", "rejectattr",
    "groupby", "batch", "slice", "round", "wordcount", "truncate", "striptags", "forceescape", "filesizeformat", "tojson",
)  # fmt: skip
_STEPS, _WEIGHED, _JOINED = " steps", " weighed", " joined"
_MOST_PARTS = 1000
# What Jinja hands on with a call of its own accord.
_FROM_JINJA = ("_loop_vars", "_block_vars")
_TESTS = TESTS_THERE_ARE | {"divisibleby", "escaped", "callable", "filter", "test"}


def _range(*bounds: int) -> range:
    try:
        return safe_range(*bounds)
    except OverflowError:
        raise SecurityError(f"range 最多 {MAX_RANGE} 个") from None


# Those that go through the whole of a value.
_LOOKING_TESTS = frozenset(
    (
        "in",
        "eq",
        "equalto",
        "==",
        "ne",
        "!=",
        "lt",
        "lessthan",
        "<",
        "le",
        "<=",
        "gt",
        "greaterthan",
        ">",
        "ge",
        ">=",
        "upper",
        "lower",
    )
)


_GLOBALS: Mapping[str, Any] = {
    "range": _range, "dict": dict, "namespace": Namespace, "cycler": Cycler, "joiner": Joiner,
}  # fmt: skip


def _within_bounds(name: str, plainly: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Jinja that weighs what it is given and what it gives; what it would give one by one comes as a list."""
    passed = getattr(getattr(plainly, "jinja_pass_arg", None), "name", "")

    @pass_context
    def filtered(context: Context, value: Any, *arguments: Any, **named: Any) -> Any:
        if name not in ("length", "count", "default", "d", "first"):
            weighed(context, value, *arguments, *named.values())
        meter_of(context).spend(16)
        if name in LONGER:
            bounded(LONGER[name], str(value), *arguments, **named)
        numbers = [one for one in (*arguments, *named.values()) if isinstance(one, int)]
        if name in ("batch", "slice", "round") and any(abs(one) > _MOST_PARTS for one in numbers):
            raise SecurityError(f"过滤器 {name} 的数太大")
        ways: dict[str, Any] = {"context": context, "environment": context.environment, "eval_context": context.eval_ctx}
        first = [ways[passed]] if passed else []
        outcome = plainly(*first, value, *arguments, **named)
        if isinstance(outcome, Iterator):
            outcome = _listed(outcome)
        weighed(context, outcome)
        return outcome

    return filtered


def _listed(members: Iterator[Any]) -> list[Any]:
    found = []
    for member in members:
        found.append(member)
        if len(found) > LARGEST:
            raise SecurityError("一组里的东西太多")
    return found


@pass_context
def _step(context: Context, value: Any, data: int) -> Any:
    """What a loop goes through, its rounds and the text in it counted."""
    rounds = len(value) if hasattr(value, "__len__") else 0
    meter = meter_of(context)
    meter.step(rounds + 1)
    meter.spend(rounds * data)
    return value


@pass_context
def _weighed(context: Context, value: Any) -> Any:
    weighed(context, value)
    return value


@pass_context
def _put_together(context: Context, values: list[Any], separator: Any = "", attribute: Any = None) -> Any:
    """The texts one after the other."""
    weighed(context, values, separator)
    if (len(values) if hasattr(values, "__len__") else 0) * len(str(separator)) > LARGEST:
        raise SecurityError("join 出来的文字太长")
    joined = FILTERS["join"](context.eval_ctx, values, separator, attribute)
    weighed(context, joined)
    return joined


@pass_context
def _formatted(context: Context, pattern: Any, *arguments: Any, **named: Any) -> Any:
    weighed(context, pattern, *arguments, *named.values())
    return FILTERS["format"](narrow_format(str(pattern)), *arguments, **named)


@pass_context
def _sum(context: Context, values: Any, attribute: Any = None, start: Any = 0) -> Any:
    weighed(context, values)
    numbers = list(values) if attribute is None else FILTERS["map"](context, values, attribute=attribute)
    total = start
    for number in numbers:
        if isinstance(number, str | list | tuple):
            raise SecurityError("sum 只加数，不连文字")
        total = calculated("+", total, number, lambda left, right: left + right)
    return total


class FullEnvironment(TemplateEnvironment):
    """Jinja with all that docxtpl's templates use, every value and round counted."""

    intercepted_binops = frozenset(("+", "*", "**", "%", "//"))

    def __init__(self, **options: Any) -> None:
        super().__init__(finalize=_finalized, **options)
        self.filters = {name: _within_bounds(name, FILTERS[name]) for name in _PLAIN}
        self.filters |= dict.fromkeys(("join", _JOINED), _put_together)
        self.filters |= {"format": _formatted, "sum": _sum, _STEPS: _step, _WEIGHED: _weighed}
        self.filters |= {name: _within_bounds(name, FILTERS[name]) for name in LONGER}
        self.globals = dict(_GLOBALS)
        self.tests = {name: test for name, test in TESTS.items() if name in _TESTS}

    def why_not(self, node: nodes.Node) -> str:
        if isinstance(node, _REFUSED_STATEMENTS):
            return f"用了 {statement(node)}，模板里不能用"
        if isinstance(node, nodes.Filter) and (node.name in _REFUSED_FILTERS or node.name.startswith(" ")):
            return f"用了过滤器 {node.name}，模板里不能用"
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
            name = called(node)
            known = name in TEXT_METHODS or name in COLLECTION_METHODS or name in ("cycle", "changed", "next", "reset")
            return "" if known else f"用了 {name}()，模板里不能用"
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "lipsum":
            return "用了 lipsum()，模板里不能用"
        if isinstance(node, nodes.Test) and node.name in TESTS and node.name not in _TESTS:
            return f"用了判断 {node.name}，模板里不能用"
        return ""

    def counting(self, tree: nodes.Template) -> nodes.Template:
        try:
            counted: nodes.Template = _Counting().visit(tree)
        except RecursionError:
            raise TemplateSyntaxError("写得太深", 1) from None
        return counted

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute not in obj and attribute in COLLECTION_METHODS:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        meter_of(context).spend(16)
        value = calculated(operator, left, right, self.binop_table[operator])
        if isinstance(value, str | list | tuple):
            weighed(context, value)
        return value

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        plainly = super().wrap_str_format(value)
        if plainly is None:
            return None
        pattern = str(value.__self__)

        def format(*arguments: Any, **named: Any) -> str:
            narrow_format(pattern)
            return plainly(*arguments, **named)

        return _Method("format", format)

    def call(self, context: Context, called_: Any, /, *arguments: Any, **named: Any) -> Any:
        """What a macro, a function of Jinja or a method of a text comes to; SecurityError for anything else."""
        meter = meter_of(context)
        meter.step()
        if isinstance(called_, LoopContext):
            meter.step(sum(len(one) for one in arguments if hasattr(one, "__len__")))
            return super().call(context, called_, *arguments, **named)
        if not isinstance(called_, Macro):
            given = {name: value for name, value in named.items() if name not in _FROM_JINJA}
            weighed(context, *(one for one in (*arguments, *given.values()) if not isinstance(one, Macro)))
            owner = getattr(called_, "__self__", None)
            weighed(context, owner if isinstance(owner, str | list | tuple | dict) else "")
            _may_call(called_, arguments, given)
        outcome = super().call(context, called_, *arguments, **named)
        if isinstance(outcome, str | list | dict):
            weighed(context, outcome)
        return outcome


class _Method:
    """A method of a text whose outcome is bounded already."""

    def __init__(self, name: str, plainly: Callable[..., str]) -> None:
        self.__name__, self._plainly = name, plainly

    def __call__(self, *arguments: Any, **named: Any) -> str:
        return self._plainly(*arguments, **named)


def _may_call(called_: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    """SecurityError where this may not be called, or would make a text too long."""
    owner, name = getattr(called_, "__self__", None), getattr(called_, "__name__", "")
    if called_ in _GLOBALS.values() or isinstance(called_, Joiner | _Method):
        return
    if isinstance(owner, str) and name in TEXT_METHODS:
        bounded(TEXT_METHODS[name], owner, *arguments, **named)
    elif not (
        (isinstance(owner, list | tuple | dict) and name in COLLECTION_METHODS)
        or (isinstance(owner, LoopContext) and name in ("cycle", "changed"))
        or (isinstance(owner, Cycler) and name in ("next", "reset"))
    ):
        raise SecurityError(f"不能调用 {name or type(called_).__name__}")


@pass_context
def _finalized(context: Context, value: Any) -> Any:
    shown = printable(value)
    if isinstance(shown, str):
        meter_of(context).spend(len(shown))
    return shown


# -- what counts, put into the tree ------------------------------------------------------------------


class _Counting(NodeTransformer):
    """Puts a count around every loop and macro, and weighs what is held, compared, cut or put together."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.iter = _filter(node.iter, _STEPS, nodes.Const(_data_in(node.body)))
        return node

    def visit_Macro(self, node: nodes.Macro | nodes.CallBlock) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        body = nodes.Const("x"), nodes.Const(_data_in(node.body))
        node.body.insert(0, nodes.ExprStmt(_filter(body[0], _STEPS, body[1])))
        return node

    visit_CallBlock = visit_Macro  # noqa: N815

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes), _JOINED)

    def visit_List(self, node: nodes.List | nodes.Dict) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filter(node, _WEIGHED)

    visit_Dict = visit_List  # noqa: N815

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return node if node.ctx == "store" else _filter(node, _WEIGHED)

    def visit_Operand(self, node: nodes.Operand) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.expr = _unless_constant(node.expr)
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.expr = _unless_constant(node.expr)
        return node

    def visit_Test(self, node: nodes.Test) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if node.name in _LOOKING_TESTS:
            node.node = _unless_constant(node.node)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _filter(node.node, _WEIGHED)
        return node


def _filter(node: nodes.Node, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(arguments), [], None, None)


def _unless_constant(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const | nodes.Filter) else _filter(node, _WEIGHED)


def _data_in(body: list[nodes.Node]) -> int:
    """The characters of plain text that a round prints at most; the loops and macros in it count their own."""
    total = 0
    for node in body:
        if isinstance(node, nodes.TemplateData):
            total += len(node.data)
        elif isinstance(node, nodes.If):
            branches = (node.body, *(one.body for one in node.elif_), node.else_)
            total += max(map(_data_in, branches))
        elif not isinstance(node, nodes.For | nodes.Macro):
            total += _data_in(list(node.iter_child_nodes()))
    return total
