"""A block copied out of a spreadsheet with its row names and headings: every figure lands in its own cell, or nothing does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from test_page import CHROMIUM, PASTE, Page, at, browser, page, saved, served  # noqa: F401 - fixtures

from reportgen.model.draft import WORKBOOK
from reportgen.model.layout import lay_out
from reportgen.reports.open import open_draft

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
FIRST = "applications.received.natural"
BLANK = "() => document.querySelectorAll('input[data-ref]').forEach(one => { one.value = ''; one.dispatchEvent(new Event('input')); })"


@pytest.fixture
def folder(tmp_path: Path, page: Page) -> Path:  # noqa: F811 - fixtures
    return Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲"))


def figures_in(folder: Path) -> dict[str, str]:
    return {ref: str(cell.value) for ref, cell in open_draft(folder).workbook.cells.items()}


def rows_of(folder: Path, labels: int, total: bool) -> list[list[str]]:
    """The rows of 表三 as a spreadsheet copies them: what is merged leaves empty cells, three columns of names or the last one."""
    draft = open_draft(folder)
    table = next(one for one in draft.form.tables if one.id == "applications")
    values = draft.workbook.cells
    cells = lay_out(table).cells
    own = [one for one in cells if one.ref]
    first, last = min(one.column for one in own), max(one.column for one in own)
    made = []
    for row in sorted({one.row for one in own}):
        names = {one.column: one.text for one in cells if not one.ref and one.row == row and one.column < first}
        words = [names.get(at, "") for at in range(1, first)]
        numbers = {one.column: str(values[one.ref].value) for one in own if one.row == row}
        shown = [numbers[at] for at in range(first, last + total)]
        made.append([*({0: [], 1: [next(word for word in reversed(words) if word)], 3: words}[labels]), *shown])
    return made


@pytest.mark.parametrize("labels", [0, 1, 3])
@pytest.mark.parametrize("total", [True, False])
def test_the_rows_of_a_table_land_where_they_belong(page: Page, folder: Path, labels: int, total: bool) -> None:  # noqa: F811
    before = figures_in(folder)
    rows = rows_of(folder, labels, total)
    assert len(rows) == 25
    at(page, "tables", "甲")
    page.evaluate(BLANK)
    saved(page)
    assert figures_in(folder) != before
    page.locator(f'input[data-ref="{FIRST}"]').click()
    page.evaluate(PASTE, ["\n".join("\t".join(row) for row in rows) + "\n", ""])
    page.wait_for_selector("#told:has-text('粘贴了')")
    saved(page)
    made = figures_in(folder)
    assert [ref for ref in before if ref.startswith("applications.") and made.get(ref) != before[ref]] == []
    assert not page.locator("#told.bad.shown").count()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1.属于国家秘密\t3\t0\t0\t0\t0\t0\t3\t9\n", "会落在"),
        ("5\t1.属于国家秘密\t7\n", "不是数"),
        ("二、上年结转政府信息公开申请数量\t1\t2\n", "一行，没有粘贴"),
        ("二、上年结转政府信息公开申请数量\t自然人\n", "没有数"),
        ("1\t2\t3\t4\t5\t6\t21\t8\n", "会落在表外面"),
    ],
)
def test_what_does_not_fit_is_not_pasted(page: Page, folder: Path, text: str, told: str) -> None:  # noqa: F811
    before = (folder / WORKBOOK).read_bytes()
    at(page, "tables", "甲")
    page.locator(f'input[data-ref="{FIRST}"]').click()
    page.evaluate(PASTE, [text, ""])
    page.wait_for_selector(f"#told.bad:has-text('{told}')")
    saved(page)
    assert (folder / WORKBOOK).read_bytes() == before


HEADINGS = "\t自然人\t商业企业\t科研机构\n"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (f"\t{HEADINGS}\t\t41\t42\t43\n", ["41", "42", "43"]),  # beside the table, and the column of names
        (HEADINGS.strip() + "\n\t42\t43\n", ["", "42", "43"]),  # a column of its own that is empty
        ("\t42\t43\n", ["", "42", "43"]),
    ],
)
def test_empty_columns_beside_a_table_are_none_of_it(page: Page, folder: Path, text: str, made: list[str]) -> None:  # noqa: F811
    at(page, "tables", "甲")
    page.evaluate(BLANK)
    page.locator(f'input[data-ref="{FIRST}"]').click()
    page.evaluate(PASTE, [text, ""])
    page.wait_for_selector("#told:has-text('粘贴了')")
    refs = [FIRST.replace("natural", column) for column in ("natural", "enterprise", "research")]
    assert [page.input_value(f'input[data-ref="{ref}"]') for ref in refs] == made


def test_a_total_that_is_another_is_told_until_it_is_closed(page: Page, folder: Path) -> None:  # noqa: F811
    rows = rows_of(folder, 3, True)
    for at_row, more in ((0, 1), (3, 2)):
        rows[at_row][-1] = str(int(rows[at_row][-1]) + more)
    at(page, "tables", "甲")
    page.locator(f'input[data-ref="{FIRST}"]').click()
    page.evaluate(PASTE, ["\n".join("\t".join(row) for row in rows) + "\n", ""])
    page.wait_for_selector(f"#told.bad:has-text('粘贴的合计 {rows[0][-1]} 与算出来的 {int(rows[0][-1]) - 1} 不一样')")
    assert "一共 2 个" in page.inner_text("#told")
    page.wait_for_timeout(16_000)  # longer than any other message stays
    page.click("#told button:has-text('×')")
    page.wait_for_selector("#told", state="hidden")


def test_a_row_that_is_missing_is_asked_about(page: Page, folder: Path) -> None:  # noqa: F811
    rows = rows_of(folder, 0, False)
    del rows[10]
    at(page, "tables", "甲")
    page.locator(f'input[data-ref="{FIRST}"]').click()
    page.evaluate(PASTE, ["\n".join("\t".join(row) for row in rows) + "\n", ""])
    page.wait_for_selector("#told.bad:has-text('只有 24 行，表里从这一行往下有 25 行')")
    page.evaluate(PASTE, ["\n".join("\t".join(row) for row in rows[:4]) + "\n", ""])  # a part of it is a part
    page.wait_for_selector("#told:not(.bad):has-text('粘贴了 24 格')")


def test_many_refusals_are_one_sentence_that_can_be_taken_back(page: Page, folder: Path) -> None:  # noqa: F811
    before = figures_in(folder)
    at(page, "tables", "甲")
    page.locator(f'input[data-ref="{FIRST}"]').click()
    page.evaluate(PASTE, ["\n".join(["没有\t没有\t没有\t没有\t没有\t没有"] * 24), ""])
    page.wait_for_selector("#told:has-text('撤消')")
    box = page.locator("#told").bounding_box()
    assert box and box["height"] < 120
    page.click("#told button:has-text('撤消')")
    saved(page)
    assert figures_in(folder) == before
