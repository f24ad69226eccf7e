"""Dates below signatures: read in whatever way they are written, and printed as the standard has it."""

from __future__ import annotations

from datetime import date

import pytest

from reportgen.text.dates import dated, day_in_words, written_date, written_year

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


READ = {
    "2025年1月31日": (date(2025, 1, 31), date(2025, 1, 31)),
    " （２０２５年 1 月31日） ": (date(2025, 1, 31), date(2025, 1, 31)),
    "二〇二五年一月三十一日": (date(2025, 1, 31), date(2025, 1, 31)),
    "二○二〇年十二月廿一日": (date(2020, 12, 21), date(2020, 12, 21)),
    "2025.2.25": (date(2025, 2, 25), date(2025, 2, 25)),
    "2025-02-25": (date(2025, 2, 25), date(2025, 2, 25)),
    "二〇二四年二月": (date(2024, 2, 1), date(2024, 2, 29)),
    "2025年2月30日": None,
    "二〇二五年十三月一日": None,
    "2025年1月0日": None,
}


@pytest.mark.parametrize("text", READ)
def test_days_are_read(text: str) -> None:
    written = dated(text)
    assert written is not None and written.days == READ[text]


@pytest.mark.parametrize("text", ["", "2025年", "【待填】", "2025年度", "1月31日", "2025年1月31日公布"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert dated(text) is None


@pytest.mark.parametrize("text", [text for text, days in READ.items() if days and days[0] == days[1]])
def test_a_day_is_said_as_it_is_printed(text: str) -> None:
    days = READ[text]
    assert days is not None
    assert day_in_words(days[0]) == written_date(text)
