"""Year two in the page: last year's published report dropped in, its figures and its words beside this year's, its problems asked about."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from served import Served
from test_page import CHROMIUM, Page, at, browser, page, saved, served  # noqa: F401 - fixtures

from reportgen.tasks.build import build_draft

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")


def test_last_years_word_file_goes_on(page: Page, served: Served, tmp_path: Path) -> None:  # noqa: F811 - fixtures
    before = Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "2024"))
    document = tmp_path / "去年.docx"
    build_draft(before, output=document)
    page.set_input_files("#file", document)
    page.wait_for_selector("#last-told:has-text('读好了')")
    assert (page.input_value("#agency"), page.input_value("#year")) == ("淮安市人民政府", "2025")
    page.click("form button.main")
    page.wait_for_selector("dialog .took")
    took = page.inner_text("dialog .took")
    assert not re.search(r"第\d+[行段页]", took)  # nobody counts the paragraphs of a Word file
    assert "联系方式" in took and "前言" in took and "没有带来" in took
    page.click("dialog button.main")
    page.wait_for_selector(".sheet input")
    assert page.input_value('input[data-ref="applications.carried_in.natural"]') == "103"
    beside = page.locator('td:has(> input[data-ref="applications.granted.natural"]) small.last')
    assert not beside.is_visible()
    assert page.locator("td.carried").count() == 9 and page.locator(".greeting", has_text="8 格是从上年带来的").count() == 1
    page.check("#show-last")
    assert beside.inner_text() == "上年 1288" and beside.is_visible()

    draft = "淮安市人民政府2025年度"
    at(page, "prose", draft)
    assert page.locator(".questions li").count() == 3
    # nothing is written yet: nothing is answered
    page.locator(".questions li button").first.click()
    page.click("dialog button:has-text('写进去')")
    page.wait_for_selector("dialog:has-text('还没有写。')")
    page.click("dialog button:has-text('以后再写')")
    page.wait_for_selector("dialog", state="detached")
    assert page.locator(".questions li").count() == 3
    page.locator("#part-2 .text").first.click()
    page.keyboard.type("上年提出的解读不生动，今年改了。")
    page.locator(".questions li button").first.click()
    page.wait_for_selector("#told:has-text('不再问了')")
    saved(page)
    text = (tmp_path / "年报" / draft / "narrative.yaml").read_text(encoding="utf-8")
    assert text.count("# 去年写的问题：") == 2 and "今年改了。" in text
    page.click("#told button:has-text('撤消')")
    page.wait_for_function("() => document.querySelectorAll('.questions li').length === 3")

    at(page, "problems", draft)
    asked = page.locator(".problems li", has_text="去年写的问题")
    assert asked.count() == 3
    asked.first.locator("button", has_text="写明了").click()
    page.wait_for_selector("#told:has-text('改好了')")
    asked.first.locator(".place").click()
    page.wait_for_selector("#part-2 .text")
    assert page.locator(".questions li").count() == 2


def test_what_was_taken_names_no_line_of_a_file(page: Page, served: Served, tmp_path: Path) -> None:  # noqa: F811 - fixtures
    shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲")
    took = served.ask("/api/start/new", {"agency": "淮安市人民政府", "year": 2025, "last": "甲"}).said["took"]
    assert [line for line in took if re.search(r"第\d+行|narrative", line)] == []
    assert "  署名　淮安市人民政府（落款）" in took and any(line.endswith("请逐句核对（上年的文字）") for line in took)


def test_what_is_written_to_answer_goes_into_the_part(page: Page, served: Served, tmp_path: Path) -> None:  # noqa: F811 - fixtures
    shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲")
    draft = served.ask("/api/start/new", {"agency": "淮安市人民政府", "year": 2025, "last": "甲"}).said["draft"]
    at(page, "prose", draft)
    page.locator(".questions li button").first.click()
    page.fill("#answer", "今年办了四期培训。")
    page.click("dialog button:has-text('写进去')")
    page.wait_for_selector("#told:has-text('不再问了')")
    page.wait_for_selector("#part-2 .text:has-text('今年办了四期培训。')")
    assert page.locator(".questions li").count() == 2
    text = (tmp_path / "年报" / draft / "narrative.yaml").read_text(encoding="utf-8")
    assert text.count("# 去年写的问题：") == 2 and "今年办了四期培训。" in text
