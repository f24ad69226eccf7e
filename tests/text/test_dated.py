"""Dates below signatures, in whatever way they are written."""

from __future__ import annotations

from datetime import date

import pytest

from reportgen.text.dates import dated

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
