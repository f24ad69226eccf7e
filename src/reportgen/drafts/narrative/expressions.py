"""Reckoning inside {{ }}: Jinja's expressions, as far as figures need them.

Names, numbers, + − × ÷ and calls of our own functions are written alike in Jinja and in Python, so
the standard parser reads them; then the tree is walked. Nothing is compiled or run, there are no
attributes of Python objects, loops, filters or texts: a sandbox with nothing in it.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

_MAX_LENGTH = 400
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
