"""An agency's page of the board says what the board says: its head, its numbers, its list."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.seen.html_checks import barriers, parses_strictly

from reportgen.model.area.board import Decision, Looked, Outcome, Standing, Told
from reportgen.model.area.register import Agency
from reportgen.model.finding import Finding, Severity
from reportgen.model.location import Location
from reportgen.show.area.agency_page import agency_html
from reportgen.show.check_page import check_html
from reportgen.tasks.check import check

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "huaian-2024"
ACROSS = Told("A101", "error", "合计<不>符", "年报", "a" * 16, "改")


@pytest.mark.parametrize(("own", "alone"), [(0, "没有发现问题"), (2, "没有错误，提醒请逐条看过")])
def test_what_was_found_beside_the_others_is_counted_and_listed(own: int, alone: str) -> None:
    found = [Finding(Location("narrative.yaml", n, 1), "N201", "标点不对", Severity.WARNING) for n in range(1, own + 1)]
    checked = check(EXAMPLE)
    told = tuple(Told(one.code, "warning", one.message, "", str(n) * 16) for n, one in enumerate(found))
    page = check_html(checked._replace(waived=()), found)
    standing = Standing(Agency("1", "甲局"), 0, (Looked("年报/2024/1", Outcome(findings=told)),), questions=(ACROSS,))
    said = agency_html(standing, 2024, page)
    assert alone in page and "没有发现问题" not in said and "没有错误" not in said
    assert '<header class="error">' in said and "有错误，改正以后再生成、公布" in said
    assert "<dt>错误</dt><dd><b>1</b>" in said and f"<dt>提醒</dt><dd><b>{own}</b>" in said
    listed = said.partition('<section id="list">')[2].partition("</section>")[0]
    assert f"问题清单（{own + 1}）" in listed and "合计&lt;不&gt;符" in listed and "A101" in listed
    parses_strictly(said)
    assert barriers(said) == barriers(page)
    settled = standing._replace(decided={"a" * 16: Decision("1", 2024, "a" * 16, "不是问题", "已核")})
    decided = agency_html(settled, 2024, page)
    assert alone in decided and "<dt>错误</dt><dd><b>0</b>" in decided and "不是问题：已核" in decided
    assert "另有 1 个已说明理由" in decided
    assert agency_html(standing._replace(questions=()), 2024, page).count(alone) == page.count(alone)


def test_one_that_cannot_be_read_has_them_too() -> None:
    standing = Standing(Agency("1", "甲局"), 0, (Looked("年报/2024/1", Outcome(trouble="坏了")),), questions=(ACROSS,))
    said = agency_html(standing, 2024, "")
    assert "坏了" in said and "问题清单（1）" in said and "合计&lt;不&gt;符" in said
    parses_strictly(said)
