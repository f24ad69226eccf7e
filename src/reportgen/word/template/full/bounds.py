"""How much work a template may make that is rendered by docxtpl: every value weighed, every loop, call and filter counted.

Texts may be put together, numbers multiplied, lists sorted there; what is bounded is how large a
value can become, and what all of it together comes to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Undefined
from jinja2.utils import Cycler, Joiner, Namespace

from ..allowed import MOST_STEPS, MOST_TEXT

# The largest value: characters of a text, or members of a list and of what is in it.
LARGEST = 1_000_000
# Members take more room and time than characters.
_MEMBER = 16
_MOST_BITS = 4096
_WIDEST = 1000
_DIGITS = 20
_METER = " meter"
_WIDE_FORMAT = re.compile(r"\d{4}|\*|\{[^{}]*\{")


class Meter:
    """What a rendering has cost so far: rounds and calls, and characters that went through values."""

    def __init__(self) -> None:
        self.steps = self.work = 0

    def step(self, rounds: int = 1) -> None:
        """Count rounds of a loop, or calls. SecurityError when they are too many."""
        self.steps += rounds
        if self.steps > MOST_STEPS:
            raise SecurityError(f"循环和调用超过了 {MOST_STEPS} 次：去掉套在一起的 for、macro")

    def spend(self, work: int) -> None:
        """Count characters. SecurityError when they are too many."""
        self.work += work
        if self.work > MOST_TEXT:
            raise SecurityError(f"各种写法做出来的文字超过了 {MOST_TEXT // 1_000_000} 兆")


def meter_of(context: Context) -> Meter:
    """The meter of this rendering, under a name that no template can write."""
    meter: Meter = context.vars.setdefault(_METER, Meter())
    return meter


def weight(value: Any) -> int:
    """How many characters and members a value has, those of its members too. SecurityError beyond the bound."""
    total, pending = 0, [value]
    while pending:
        one = pending.pop()
        if isinstance(one, str):
            total += len(one)
        elif isinstance(one, int) and one.bit_length() > _MOST_BITS:
            raise SecurityError("数太大")
        elif isinstance(one, Namespace | Cycler | Joiner):
            raise SecurityError("namespace、cycler、joiner 自己不是文字")
        elif isinstance(one, range):
            total += _MEMBER * len(one)
        elif isinstance(one, Mapping):
            total += _MEMBER * len(one)
            pending += [*one.keys(), *one.values()] if total <= LARGEST else []
        elif isinstance(one, Collection):
            total += _MEMBER * len(one)
            pending += one if total <= LARGEST else []
        else:
            total += 1
        if total > LARGEST:
            raise SecurityError(f"一个值超过了 {LARGEST // 10_000} 万字")
    return total


def weighed(context: Context, *values: Any) -> None:
    """Count what these values weigh towards the whole work."""
    meter_of(context).spend(sum(map(weight, values)))


def calculated(operator: str, left: Any, right: Any, plainly: Callable[[Any, Any], Any]) -> Any:
    """What a calculation comes to. SecurityError where it could fill the memory."""
    texts = [isinstance(one, str | list | tuple) for one in (left, right)]
    if operator == "%" and isinstance(left, str):
        return plainly(narrow_format(left), right)
    if operator == "*" and any(texts):
        member, times = (left, right) if texts[0] else (right, left)
        if not isinstance(times, int) or max(times, 0) * max(weight(member), 1) > LARGEST:
            raise SecurityError("乘出来的文字太长")
    elif operator == "**":
        if not isinstance(right, int | float) or abs(right) > _DIGITS:
            raise SecurityError(f"乘方最多 {_DIGITS} 次")
        weight([left, right])
    elif any(texts) and weight(left) + weight(right) > LARGEST:
        raise SecurityError("连起来的文字太长")
    value = plainly(left, right)
    if isinstance(value, int):
        weight(value)
    return value


def narrow_format(pattern: str) -> str:
    """The pattern of a format, if none of its places is wide. SecurityError otherwise."""
    if _WIDE_FORMAT.search(pattern):
        raise SecurityError("格式里的宽度最多三位数字")
    return pattern


# -- filters and methods that can make a text longer -------------------------------------------------
# Each says how long the outcome may be, from what it is given: LARGEST is the most.


def _once(_: str, *__: Any, **___: Any) -> int:
    return 0


def _padded(_: str, width: Any = 80, *__: Any, **___: Any) -> int:
    return LARGEST + 1 if not isinstance(width, int) or width > _WIDEST else width


def _replaced(text: str, old: Any = "", new: Any = "", *_: Any, **__: Any) -> int:
    found = text.count(str(old)) if str(old) else len(text) + 1
    return len(text) + found * len(str(new))


def _indented(text: str, width: Any = 4, *_: Any, **__: Any) -> int:
    return (text.count("\n") + 1) * (len(width) if isinstance(width, str) else _padded(text, width))


def _wrapped(text: str, width: Any = 79, break_long_words: Any = True, wrapstring: Any = None, *_: Any, **__: Any) -> int:
    return (len(text) // max(int(width), 1) + 1) * len(wrapstring or "\n")


def _expanded(text: str, tabsize: Any = 8) -> int:
    return len(text) + text.count("\t") * _padded(text, tabsize)


def _joined(separator: str, texts: Any = (), *_: Any) -> int:
    return (len(texts) if isinstance(texts, Collection) else LARGEST + 1) * len(separator)


# Methods of a text that a template may call; how long the outcome can be beyond what is given.
TEXT_METHODS: Mapping[str, Callable[..., int]] = {
    **dict.fromkeys(
        (
            "upper", "lower", "title", "capitalize", "swapcase", "casefold", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix",
            "split", "rsplit", "splitlines", "partition", "rpartition", "startswith", "endswith", "find", "rfind", "index", "rindex",
            "count", "isdigit", "isalpha", "isalnum", "isnumeric", "isdecimal", "isspace", "islower", "isupper", "istitle", "format",
        ),
        _once,
    ),
    "ljust": _padded, "rjust": _padded, "center": _padded, "zfill": _padded, "replace": _replaced, "expandtabs": _expanded,
    "join": _joined,
}  # fmt: skip
COLLECTION_METHODS = frozenset(("items", "keys", "values", "get", "index", "count", "copy"))
# Filters of Jinja that can make a text longer than they are given.
LONGER: Mapping[str, Callable[..., int]] = {
    "center": _padded, "replace": _replaced, "indent": _indented, "wordwrap": _wrapped,
}  # fmt: skip


def bounded(longest: Callable[..., int], text: str, *arguments: Any, **named: Any) -> None:
    """SecurityError where what comes of a text by a method or filter would be too long."""
    if longest(text, *arguments, **named) > LARGEST:
        raise SecurityError("做出来的文字太长")


def printable(value: Any) -> Any:
    """A value as it is printed. SecurityError for a list or a table: one member after the other is meant, and what it comes to."""
    if (
        isinstance(value, str | int | float | Undefined)
        or value is None
        or hasattr(value, "__html__")
        or hasattr(value, "as_tuple")
    ):
        return value
    raise SecurityError(f"印出来的不是文字，是一组（{type(value).__name__}）：用 for 一个一个地印，或者用 join 连起来")
