"""Patterns that wait: what they need is in everything that they could find."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import reportgen
from reportgen.text import quantities
from reportgen.text.patterns import WaitingPattern, found_from


def with_needs() -> Iterator[WaitingPattern]:
    for module in pkgutil.walk_packages(reportgen.__path__, "reportgen."):
        if module.name.startswith(("reportgen.rules.", "reportgen.text.", "reportgen.recognise.")):
            yield from (one for one in vars(importlib.import_module(module.name)).values() if isinstance(one, WaitingPattern))


WITH_NEEDS = {one.source: one for one in with_needs() if one.needs}


def surely_holds(parsed: Iterable[Any], needs: Iterable[str]) -> bool:
    """Whether one of the needs stands in whatever fits these pieces of a parsed pattern."""
    literal = ""
    for code, value in parsed:
        literal = literal + chr(value) if str(code) == "LITERAL" else ""
        if any(literal.endswith(one) for one in needs if literal) or _piece_holds(str(code), value, needs):
            return True
    return False


def _piece_holds(code: str, value: Any, needs: Iterable[str]) -> bool:
    match code:
        case "IN":
            return all(str(kind) == "LITERAL" and chr(sign) in needs for kind, sign in value)
        case "BRANCH":
            return all(surely_holds(branch, needs) for branch in value[1])
        case "SUBPATTERN":
            return surely_holds(value[-1], needs)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return value[0] > 0 and surely_holds(value[2], needs)
        case "ASSERT":
            return surely_holds(value[1], needs)
    return False


@pytest.mark.parametrize("source", WITH_NEEDS)
def test_what_a_pattern_needs_is_in_all_that_it_finds(source: str) -> None:
    waiting = WITH_NEEDS[source]
    assert surely_holds(_parser.parse(source, int(waiting.flags)), tuple(waiting.needs))


def test_what_does_not_hold_is_told() -> None:
    assert not surely_holds(_parser.parse("[较比]上|同比"), ("较", "比上"))
    assert surely_holds(_parser.parse("(?:再|又)?[较比]上|同比"), ("较", "比", "同比"))


def test_without_what_it_needs_a_pattern_finds_nothing() -> None:
    def waiting() -> WaitingPattern:
        return WaitingPattern("[甲乙]1?", re.NOFLAG, "甲乙")

    def done(one: Any, text: str) -> list[object]:
        found = one.search(text)
        return [
            found and found[0],
            one.match(text) is None,
            one.fullmatch(text) is None,
            [each[0] for each in one.finditer(text)],
            one.findall(text),
            one.split(text),
            one.sub("丙", text),
        ]

    for text in ("", "无", "无甲1", "乙1"):
        assert done(waiting(), text) == done(re.compile("[甲乙]1?"), text)


BEGUN = (
    (quantities._QUANTITY_BEGINS, quantities._COMMON.quantity),
    (quantities._HIDDEN_BEGINS, quantities._COMMON.hidden),
)
SAYING_MUCH = (
    "收到申请198件（网站50、短信30、展板12条），占近七成，过半数、三分之二、一半以上，1,234.5万元，两件、数百件、十余件，３件，100余件。",
    "《条例》第〔2021〕30号，见 www.gov.cn/a1，GB/T9704，LED屏12块、EMS18封，电话0517-83605000，2024年《关于〔2019〕60号的通知》。",
    "",
    "多半半数九成果，万万千百十，〔2024〕 号 a b12 12-",
)


@pytest.mark.parametrize("begins, whole", BEGUN)
def test_what_is_tried_where_it_can_begin_is_all_that_is_found(begins: re.Pattern[str], whole: re.Pattern[str]) -> None:
    for text in SAYING_MUCH:
        assert [one.span() for one in found_from(begins, whole, text)] == [one.span() for one in whole.finditer(text)]
    assert sum(1 for text in SAYING_MUCH for _ in whole.finditer(text)) > 5
