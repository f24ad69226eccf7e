"""A chart of several figures out of several rows, chosen in the dialog by the words of the tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from test_page import CHROMIUM, Page, at, browser, page, saved, served  # noqa: F401 - fixtures

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
CHOSEN = ("予以公开/总计", "部分公开/总计", "不予公开/总计")


def test_figures_of_several_rows_make_one_chart(page: Page, tmp_path: Path) -> None:  # noqa: F811 - fixtures
    folder = Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲"))
    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    page.click("text=插入图表")
    assert [one for one in page.locator("#row option").all_inner_texts() if "." in one] == []
    page.select_option("#row", label="自己选几个数……")
    page.fill("#chart-caption", "办理结果")
    page.click("dialog button.main")  # nothing is chosen yet: the dialog stays
    page.wait_for_selector("dialog:has-text('选两个以上的数')")
    for one in CHOSEN:
        page.fill("#more-figures", one)
        page.locator("ul.names button", has_text=one).first.click()
    assert page.locator("ul.chosen li").count() == 3
    page.wait_for_selector("dialog .drawn img")
    assert not page.locator("dialog .warning").count()
    page.click("dialog button.main")
    page.wait_for_selector("#part-1 .block[data-card] .drawn img")
    saved(page)
    text = (folder / "narrative.yaml").read_text(encoding="utf-8")
    assert "![办理结果](图表:饼图 表三.予以公开.总计、表三.部分公开.总计、表三.不予公开.总计)" in text
    # what was chosen is there again when the chart is changed
    page.click("button[aria-label='改图表办理结果']")
    page.wait_for_selector("ul.chosen li")
    assert page.locator("ul.chosen li").count() == 3
    page.locator("ul.chosen button").first.click()
    page.click("dialog button.main")
    page.wait_for_selector("dialog", state="detached")
    chosen = "(图表:饼图 表三.部分公开.总计、表三.不予公开.总计)"
    for _ in range(100):  # what was said to be saved before may still stand there
        saved(page)
        if chosen in (text := (folder / "narrative.yaml").read_text(encoding="utf-8")):
            break
        page.wait_for_timeout(100)
    assert chosen in text
