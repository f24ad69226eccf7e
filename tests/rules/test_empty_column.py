"""W214 with last year beside it: fewer cases tell where there were some then, and none where there were none."""

from __future__ import annotations

import pytest
from support.made.prose import made

from reportgen.model.report import PastReport
from reportgen.packs.load import find_pack
from reportgen.rules.check import Subject
from reportgen.rules.suspects.empty_column import check_empty_column

NOTHING = dict.fromkeys(find_pack("gov-disclosure-2021").form.figures, 0)
ROWS = ("received", "granted", "carried_in")


def with_last_year(cases: int, before: int | None) -> Subject:
    """So many cases of enterprises alone this year, and so many of natural persons the year before."""
    now = made(figures=NOTHING | {f"applications.{row}.enterprise": cases for row in ROWS})
    then = made(figures=NOTHING | {"applications.received.natural": before or 0})
    return now if before is None else now._replace(prior=PastReport(then.form, then.report.cells))


@pytest.mark.parametrize(("cases", "before", "told"), [(12, None, 1), (6, None, 0), (6, 20, 1), (3, 20, 0), (12, 0, 0)])
def test_last_year_says_whether_a_column_may_be_empty(cases: int, before: int | None, told: int) -> None:
    assert len(list(check_empty_column(with_last_year(cases, before)))) == told
