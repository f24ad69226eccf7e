"""报送清单: it names the day that holds for this agency, and whose day each is where the name does not tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reportgen.tasks.check import check_draft
from reportgen.web.checklist import checklist_page


@pytest.mark.parametrize(
    ("agency", "days", "unsure"),
    [
        ("淮安市人民政府", {"3月31日"}, False),
        ("淮安市教育局", {"1月31日"}, False),
        ("淮安市某某中心", {"1月31日", "3月31日"}, True),
    ],
)
def test_the_deadline_is_that_of_the_agency(example: Callable[[str], Path], agency: str, days: set[str], unsure: bool) -> None:
    checked = check_draft(example("huaian-2024"))
    page = checklist_page(checked._replace(report=checked.report._replace(agency=agency)), [], [], date(2025, 1, 2))
    assert {day for day in ("1月31日", "3月31日") if f"下一年{day}前" in page} == days
    assert ("看不出" in page) == unsure
