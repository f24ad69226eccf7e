"""The few words of the text that a message quotes with a number: brackets are whole or not there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from reportgen.rules.prose.tied import excerpt


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("（三）办理建议12件", "（三）办理建议12"),
        ("工作扎实推进；（三）办理人大代表建议和政协委员提案共12件", "（三）办理人大代表建议和政协委员提案共12"),
        ("收到申请（其中网上12件）", "收到申请（其中网上12"),
        ("全年收到，（其中网上12件）", "其中网上12"),
        ("（网上）收到12件", "（网上）收到12"),
        ("，）收到12件", "收到12"),
    ],
)
def test_no_half_a_bracket_at_an_end(text: str, said: str) -> None:
    start = text.index("12")
    tied: Any = SimpleNamespace(quantity=SimpleNamespace(start=start, end=start + 2), mention=SimpleNamespace(left=text[:start]))
    assert excerpt(text, tied).removeprefix("…") == said
