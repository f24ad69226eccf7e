"""A draft is renamed in 开始: what is open at it goes on with it, what it is called and what is in it are told apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from test_page import CHROMIUM, Page, at, browser, page, saved, served  # noqa: F401 - fixtures

from reportgen.reports.open import open_draft

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
FIRST = "disclosure.regulations.made"


@pytest.fixture
def folder(tmp_path: Path, page: Page) -> Path:  # noqa: F811 - fixtures
    return Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "淮安市人民政府2023年度"))


def renamed(page: Page, name: str) -> None:  # noqa: F811
    page.evaluate("location.hash = ''")
    page.click(".drafts .rename")
    page.fill("#new-name", name)
    page.click("dialog button.main")


def test_a_draft_gets_another_name_and_its_old_one_back(page: Page, folder: Path) -> None:  # noqa: F811
    page.reload()
    page.wait_for_selector(".drafts .warning:has-text('里面写的是淮安市人民政府2024年度')")
    page.click(".drafts .rename")
    assert page.input_value("#new-name") == "淮安市人民政府2024年度"  # what it would be called
    page.click("dialog button.main")
    page.wait_for_selector(".drafts p:has-text('淮安市人民政府2024年度　'):not(:has-text('2023'))")
    assert page.locator(".drafts .warning", has_text="文件夹叫").count() == 0
    assert not folder.exists()
    page.click("#told button:has-text('撤消')")
    page.wait_for_selector(".drafts .warning:has-text('文件夹叫')")
    assert folder.is_dir()
    (folder / "~$workbook.xlsx").write_bytes(b"")
    renamed(page, "乙")
    page.wait_for_selector("#told.bad:has-text('正在别的程序里打开，没有改名')")
    assert folder.is_dir()


def test_a_window_that_is_open_at_it_goes_on_with_it(page: Page, folder: Path) -> None:  # noqa: F811
    at(page, "tables", folder.name)
    other = page.context.new_page()
    other.goto(page.url.partition("#")[0])
    renamed(other, "乙")
    other.wait_for_selector(".drafts p:has-text('乙　')")
    page.bring_to_front()
    page.fill(f'input[data-ref="{FIRST}"]', "41")
    saved(page)
    assert open_draft(folder.with_name("乙")).workbook.cells[FIRST].text == "41" and not folder.exists()
    assert page.evaluate("decodeURIComponent(location.hash)") == "#tables/乙"
    page.click("nav a:has-text('写文字')")
    page.wait_for_selector(".part .text")
    assert page.evaluate("Object.keys(localStorage).length") == 0
