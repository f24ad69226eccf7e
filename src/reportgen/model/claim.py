"""文中数据: a number stated in prose, with what it counts and how it compares."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from .location import Location

Status = Literal["bound", "matched", "rounded", "contradictory", "untied"]

STATUSES: dict[Status, str] = {
    "bound": "引用",
    "matched": "与表相符",
    "rounded": "四舍五入后相符",
    "contradictory": "不符",
    "untied": "没有对应的表格",
}


class Claim(NamedTuple):
    """One number of the prose, as written (`text`, with its unit) and as a figure.

    `counts` names what it was taken to count; `expression` is that as it would be bound
    (`表三.本年新收.总计`), `expected` the figure that the tables or the other numbers give.
    """

    location: Location
    section: str
    text: str
    value: Decimal
    unit: str
    status: Status
    counts: str = ""
    expression: str = ""
    expected: Decimal | None = None
