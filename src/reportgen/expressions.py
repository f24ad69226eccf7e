"""Reckoning inside {{ }}: Jinja's expressions in a sandbox that knows figures only."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MAX_LENGTH = 400
_OPERATORS = frozenset({"+", "-", "*", "/"})
# What an expression may be made of; anything else (filters, slices, tests, lists …) is refused.
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.Name, nodes.Getattr, nodes.Const, nodes.Call, nodes.Keyword,
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.Neg, nodes.Pos,
)  # fmt: skip

Step = Callable[[Any, str], Any]
Number = Callable[[Any], Decimal]
Functions = tuple[tuple[str, Callable[..., Any]], ...]
# How to go from a name to the next, how to take a value as a figure, and what may be called.
Arithmetic = tuple[Step, Number, Functions]


class _Reckoner(ImmutableSandboxedEnvironment):
    """Attributes are steps through names; operators take figures only."""

    intercepted_binops = _OPERATORS
    intercepted_unops = frozenset({"+", "-"})
    step: Step
    number: Number

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.step(obj, attribute)

    def is_safe_callable(self, obj: Any) -> bool:
        return obj in self.globals.values()

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        one, other = self.number(left), self.number(right)
        if operator == "+":
            return one + other
        if operator == "-":
            return one - other
        return one * other if operator == "*" else one / other

    def call_unop(self, context: Any, operator: str, arg: Any) -> Any:
        return -self.number(arg) if operator == "-" else self.number(arg)


def evaluate(expression: str, names: Any, arithmetic: Arithmetic) -> Any:
    """The value of one expression over `names`.

    SyntaxError, TypeError, ValueError and ArithmeticError say what is wrong with it; whatever
    `arithmetic` raises for an unknown name or a missing figure comes through.
    """
    compiled, used = _compiled(expression, arithmetic)
    return compiled(**{name: arithmetic[0](names, name) for name in used})


@lru_cache(maxsize=4096)
def _compiled(expression: str, arithmetic: Arithmetic) -> tuple[Callable[..., Any], tuple[str, ...]]:
    if len(expression) > _MAX_LENGTH:
        raise SyntaxError("算式太长")
    environment = _environment(arithmetic)
    functions = {name for name, _ in arithmetic[2]}
    try:
        tree = environment.parse("{{" + expression + "}}")
        _inspect(tree, functions)
        used = {node.name for node in tree.find_all(nodes.Name)} - functions
        return environment.compile_expression(expression, undefined_to_none=False), tuple(used)
    except TemplateSyntaxError:
        raise SyntaxError("写法不完整或有多余的符号") from None
    except RecursionError:
        raise SyntaxError("括号嵌套太深") from None


@lru_cache(maxsize=4)
def _environment(arithmetic: Arithmetic) -> _Reckoner:
    environment = _Reckoner()
    environment.step, environment.number, functions = arithmetic
    environment.globals.clear()
    environment.globals.update(functions)
    environment.filters.clear()
    environment.tests.clear()
    return environment


def _inspect(tree: nodes.Template, functions: set[str]) -> None:
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise SyntaxError("只能用名称、数字、加减乘除和 占比、同比、四舍五入")
        if isinstance(node, nodes.Const) and (isinstance(node.value, bool) or not isinstance(node.value, int | float)):
            raise SyntaxError("里面只能写数，不能写文字")
        if isinstance(node, nodes.Call) and not (isinstance(node.node, nodes.Name) and node.node.name in functions):
            raise SyntaxError("只能调用 占比、同比、四舍五入")
