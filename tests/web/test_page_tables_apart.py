"""Tables of the text that stand one right below the other stay two: in the page, in the file, in the document."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from test_page import CHROMIUM, PASTE, Page, at, browser, page, saved, served  # noqa: F401 - fixtures

from reportgen.reports.open import open_published
from reportgen.tasks.build import build_draft
from reportgen.text.passages import SmallTable, grouped

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
TWO_TABLES = "<table><tr><td>丙</td><td>件数</td></tr><tr><td>三</td><td>3</td></tr></table><table><tr><td>丁</td><td>件数</td></tr><tr><td>四</td><td>4</td></tr></table>"


@pytest.fixture
def folder(tmp_path: Path, page: Page) -> Path:  # noqa: F811 - fixtures
    return Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲"))


def text_of(folder: Path) -> str:
    return (folder / "narrative.yaml").read_text(encoding="utf-8")


def put_in(page: Page, name: str, number: str) -> None:  # noqa: F811
    page.click("button:has-text('插入小表格')")
    for row, values in enumerate(((name, "件数", "比上年"), (number, number, "0")), 1):
        for column, value in enumerate(values, 1):
            page.fill(f"dialog input[aria-label='第{row}行第{column}列']", value)
    page.click("dialog button:has-text('插入'):not(:has-text('不插'))")
    page.wait_for_selector("dialog", state="detached")
    saved(page)


def tables_of(page: Page) -> list[str]:  # noqa: F811
    return page.locator("#part-1 .block[data-card] .drawn table").evaluate_all(
        "all => all.map(one => one.rows[0].cells[0].textContent)"
    )


def test_two_tables_put_in_one_after_the_other_stay_two(page: Page, folder: Path) -> None:  # noqa: F811
    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    put_in(page, "甲", "1")
    page.locator("#part-1 .text").first.click()
    put_in(page, "乙", "2")  # between the paragraph and the first table
    page.wait_for_function("() => document.querySelectorAll('#part-1 .block[data-card] .drawn table').length === 2")
    assert tables_of(page) == ["乙", "甲"]
    assert "  | 2 | 2 | 0 |\n  | 甲 | 件数 | 比上年 |\n  | --- | --- | --- |\n  | 1 | 1 | 0 |\n" in text_of(folder)
    # another figure in one of them leaves the other alone
    page.locator("#part-1 .block[data-card] .drawn", has_text="甲").locator("button", has_text="改").click()
    page.fill("dialog input[aria-label='第2行第2列']", "9")
    page.click("dialog button:has-text('改好')")
    page.wait_for_selector("dialog", state="detached")
    saved(page)
    # two more, out of Word, into the blank line between the two
    page.locator("#part-1 .block:not([data-card]) .text:visible").nth(1).click()
    page.evaluate(PASTE, ["丙\t件数\n三\t3\n丁\t件数\n四\t4", TWO_TABLES])
    page.wait_for_selector("#told:has-text('2 张表')")
    saved(page)
    page.locator("#part-2 .text").first.click()
    page.wait_for_function("() => document.querySelectorAll('#part-1 .block[data-card] .drawn table').length === 4")
    assert tables_of(page) == ["乙", "丙", "丁", "甲"]
    page.reload()
    page.wait_for_selector("#part-1 .block[data-card] table")
    assert tables_of(page) == ["乙", "丙", "丁", "甲"]
    # in the document, read back
    document = folder / "成.docx"
    build_draft(folder, output=document, draft=True)
    report = open_published(document).report
    texts = [one for blocks in report.texts.values() for one in grouped(blocks) if isinstance(one, SmallTable)]
    assert [one.cells[0][0] for one in texts][:4] == ["乙", "丙", "丁", "甲"]


def test_a_figure_of_the_tables_stands_in_the_dialog_by_its_name(page: Page, folder: Path) -> None:  # noqa: F811
    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    put_in(page, "来源", "{{ 表三.本年新收.自然人 }}")
    page.locator("#part-1 .block[data-card] .drawn button", has_text="改").click()
    page.wait_for_selector("dialog input")
    shown = page.locator("dialog input").evaluate_all("all => all.map(one => one.value)")
    assert "〔表三 本年新收 自然人〕" in shown and not any("{{" in one for one in shown)
    page.fill("dialog input[aria-label='第2行第3列']", "7")
    page.click("dialog button:has-text('改好')")
    page.wait_for_selector("dialog", state="detached")
    saved(page)
    assert "| {{ 表三.本年新收.自然人 }} | {{ 表三.本年新收.自然人 }} | 7 |" in text_of(folder)
