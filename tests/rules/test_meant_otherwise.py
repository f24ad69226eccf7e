"""A number that may count something else than the figure it differs from is told without a change that one click would make."""

from __future__ import annotations

import pytest
from conftest import EXAMPLES

from reportgen.model.draft import NARRATIVE
from reportgen.tasks.entries import Entries, Files, TypedText, files_of, lines_under, looked_at
from reportgen.tasks.mends import mends_of

OVERVIEW = ("总体情况",)
# 表四's 行政复议 is 351: 72 upheld, 64 corrected, 178 others, 37 pending.
DOUBTFUL = {
    "全年备案行政复议案件134件，行政诉讼案件57件。": "备案",
    "全年新增行政复议案件134件。": "新增",
    "全年行政复议案件136件。": "结果维持 72、结果纠正 64",
}
CERTAIN = [
    "全年行政复议案件134件。",
    "全年收到行政复议案件134件。",
    "全年收到政府信息公开申请3100件。",
    "备案工作有序。行政复议案件134件。",
]


@pytest.fixture(scope="module")
def files() -> Files:
    return files_of(EXAMPLES / "huaian-2024")


def told(files: Files, line: str) -> list[tuple[str, list[str]]]:
    was = lines_under(files.draft, OVERVIEW)
    checked, draft = looked_at(files, Entries(texts={OVERVIEW: TypedText(was, (*was, line))}))
    wrong = [one for one in checked.findings if one.code == "N101" and one.location.path == NARRATIVE]
    return [(one.hint, [mend.say for mend in mends_of(checked, one, draft.opened.text)]) for one in wrong]  # type: ignore[union-attr]


@pytest.mark.parametrize("line", DOUBTFUL)
def test_what_may_count_something_else_is_not_changed_by_a_click(files: Files, line: str) -> None:
    found = told(files, line)
    assert found and all(DOUBTFUL[line] in hint and not mends for hint, mends in found)


@pytest.mark.parametrize("line", CERTAIN)
def test_what_counts_just_the_figure_is(files: Files, line: str) -> None:
    ((_, mends),) = told(files, line)
    assert any("跟着表变" in say for say in mends)
