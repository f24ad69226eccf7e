"""A date under a report as it is printed, however it was typed."""

from __future__ import annotations

import pytest

from reportgen.text.dates import written_date, written_year

TYPED = [
    "2026-1-28", "2026-01-28", "2026.1.28", "2026.01.28", "2026/1/28", "2026年01月28日", "2026 年 1 月 28 日", "2026年1月28号",
    "２０２６年１月２８日", "二〇二六年一月二十八日", "二○二六年一月廿八日", "二零二六年一月二十八日", "2026年一月二十八日", "2026．1．28",
]  # fmt: skip


@pytest.mark.parametrize("text", TYPED)
def test_a_date_is_printed_as_the_standard_has_it(text: str) -> None:
    assert written_date(text) == "2026年1月28日"


@pytest.mark.parametrize(
    "text", ["2026-2-30", "2026年13月1日", "2026年2月", "2026.1-28", "1/28/2026", "26.1.28", "【待填】", "", "2026年春"]
)
def test_what_is_no_whole_date_stays_as_typed(text: str) -> None:
    assert written_date(text) == text


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2026", 2026),
        ("2026年", 2026),
        ("2026年度", 2026),
        ("２０２６", 2026),
        ("二〇二六年", 2026),
        ("26", None),
        ("去年", None),
    ],
)
def test_a_year_is_understood(text: str, year: int | None) -> None:
    assert written_year(text) == year
