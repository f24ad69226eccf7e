"""Figures of the tables in the text: found by some of their words, and told where what the table holds may be wrong itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from test_page import CHROMIUM, Page, at, browser, page, saved, served  # noqa: F401 - fixtures

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
WRONG = "applications.carried_out.natural"


@pytest.fixture
def folder(tmp_path: Path, page: Page) -> Path:  # noqa: F811 - fixtures
    return Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲"))


def first_found(page: Page, typed: str) -> str:  # noqa: F811
    page.fill("dialog input[type=search]", typed)
    found = page.locator("#names button")
    return found.first.inner_text().replace("\n", " ") if found.count() else page.inner_text("dialog [role=status]")


def test_a_figure_is_found_by_some_of_its_words_a_heading_by_its_sum_and_nothing_is_said(page: Page, folder: Path) -> None:  # noqa: F811
    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    page.click("button:has-text('插入表里的数')")
    assert first_found(page, "本年新收总计").startswith("表三 本年新收/总计")
    assert first_found(page, "本年新收").startswith("表三 本年新收/总计")  # of the columns that fit as well
    assert first_found(page, "新收 自然人").startswith("表三 本年新收/自然人")
    assert first_found(page, "行政复议纠正").startswith("表四 行政复议/结果纠正")
    assert first_found(page, "３１１９").startswith("表三 本年新收/总计")
    assert first_found(page, "政务热线").startswith("没有找到")
    said = first_found(page, "不予处理总计")
    assert said.startswith("表三 不予处理/总计")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog", state="detached")
    saved(page)
    assert "{{ 表三.不予处理.总计 }}" in (folder / "narrative.yaml").read_text(encoding="utf-8")
    assert page.locator("#part-1 .chip[data-source='表三.不予处理.总计']").first.inner_text() == said.split()[-1]


def test_a_number_of_the_text_that_the_wrong_cell_contradicts_says_to_look_at_the_table(page: Page, folder: Path) -> None:  # noqa: F811
    path = folder / "narrative.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("总体情况: |\n", "总体情况: |\n  结转下年度继续办理103件。\n"), encoding="utf-8")
    at(page, "tables", "甲")
    box = page.locator(f"input[data-ref='{WRONG}']")
    box.fill("130")
    box.press("Enter")
    saved(page)
    at(page, "prose", "甲")
    page.wait_for_selector("#part-1 .under .claim.doubtful:has-text('103')")
    said = page.locator("#part-1 .block").first.locator(".said li")
    assert "先看表三" in said.inner_text() and said.locator("button").count() == 0
    # nor is the cell offered as if it were right
    page.locator("#part-1 .text").first.click()
    page.click("button:has-text('插入表里的数')")
    assert "先看表" in first_found(page, "结转下年度自然人")
    assert "先看表" not in first_found(page, "上年结转自然人")
    page.click("dialog button:has-text('不插了')")
    page.wait_for_selector("dialog", state="detached")
    # the table put right, the text is right as it stands
    at(page, "tables", "甲")
    page.locator(f"input[data-ref='{WRONG}']").fill("103")
    page.locator(f"input[data-ref='{WRONG}']").press("Enter")
    saved(page)
    at(page, "prose", "甲")
    page.wait_for_selector("#part-1 .under .claim.matched:has-text('103')")


def test_the_cell_that_was_changed_last_is_named_in_the_next_one_and_stays_in_sight(page: Page, folder: Path) -> None:  # noqa: F811
    at(page, "tables", "甲")
    wrong = page.locator('input[data-ref="applications.granted.natural"]')
    was = wrong.input_value()
    wrong.click()
    page.keyboard.type("1298")
    page.keyboard.press("Enter")  # one goes on downwards before the answer is there
    page.wait_for_selector(f"#beside:not([hidden]):has-text('刚才改了 表三 予以公开/自然人（{was} → 1298）')")
    note, cell = page.locator("#beside").bounding_box(), wrong.bounding_box()
    assert note["x"] >= cell["x"] + cell["width"] or note["x"] + note["width"] <= cell["x"]
    page.click("#beside a:has-text('予以公开/自然人')")
    page.wait_for_function("() => document.activeElement.dataset.ref === 'applications.granted.natural'")
    page.wait_for_selector(f"#beside:not([hidden]):has-text('这一格先前是 {was}')")
    # a fault that was there before is not that of what was typed since
    page.locator('input[data-ref="applications.state_secret.enterprise"]').click()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    saved(page)
    page.locator('input[data-ref="applications.partly_granted.natural"]').click()
    page.wait_for_selector("#beside:not([hidden])")
    assert "刚才改了 表三 予以公开/自然人" in page.inner_text("#beside")
