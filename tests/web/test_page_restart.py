"""The program is ended while somebody writes: the page that is open finds it again, and what was not saved is offered."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest
from conftest import EXAMPLES
from served import Served, serving
from test_page import CHROMIUM, Page, at, browser, page, saved, served  # noqa: F401 - fixtures

from reportgen.drafts.narrative.read import open_narrative
from reportgen.reports.open import open_draft
from reportgen.web.serve import port_of

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
FIRST = "disclosure.regulations.made"


@pytest.fixture
def folder(tmp_path: Path, page: Page) -> Path:  # noqa: F811 - fixtures
    return Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲"))


def killed(served: Served) -> None:  # noqa: F811
    served.process.kill()
    served.process.wait(10)


def text_of(folder: Path) -> str:
    return open_narrative(folder / "narrative.yaml").text


def test_a_page_left_open_saves_as_soon_as_the_program_is_there_again(page: Page, served: Served, folder: Path) -> None:  # noqa: F811
    at(page, "prose", "甲")
    killed(served)
    page.locator("#part-1 .text").first.click()
    page.keyboard.press("End")
    page.keyboard.type("停了以后写的。")
    page.wait_for_selector("#banner:has-text('这一页留着，不用刷新')")
    page.wait_for_selector("#told:has-text('这一页留着，不用刷新')")
    with serving(folder.parent) as again:
        assert again.port == served.port and again.secret != served.secret
        page.wait_for_selector("#banner:has-text('要从它新开的那个窗口')")
        assert "停了以后写的。" not in text_of(folder)
        other = page.context.new_page()
        other.goto(again.address)
        saved(page)
        page.wait_for_selector("#banner", state="hidden")
        page.wait_for_selector("#told:not(.shown)", state="attached", timeout=2000)  # it is saved: nobody is told that it is not
        assert "停了以后写的。" in text_of(folder)
        assert page.evaluate("Object.keys(localStorage).length") == 0


def test_what_was_not_saved_is_offered_when_the_draft_is_open_again(page: Page, served: Served, folder: Path) -> None:  # noqa: F811
    at(page, "tables", "甲")
    killed(served)
    page.fill(f'input[data-ref="{FIRST}"]', "41")
    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    page.keyboard.press("End")
    page.keyboard.type("停了以后写的。")
    page.wait_for_function("() => document.querySelector('#saved').textContent === '还没有存上'")
    with serving(folder.parent) as again:
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(again.address)
        at(page, "prose", "甲")
        page.wait_for_selector("dialog:has-text('有没存上的内容'):has-text('停了以后写的。'):has-text('41')")
        page.click("dialog button:has-text('放回去')")
        saved(page)
        assert "停了以后写的。" in text_of(folder)
        assert str(open_draft(folder).workbook.cells[FIRST].value) == "41"
        page.reload()
        page.wait_for_selector("#part-1 .text:has-text('停了以后写的。')")
        page.wait_for_timeout(500)
        assert not page.locator("dialog").count()


def test_a_port_that_is_taken_is_another_ones(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port_of(tmp_path)))
        taken.listen()
        with serving(tmp_path) as one:
            assert one.port != port_of(tmp_path) and one.ask("/api/drafts").status == 200
    with serving(tmp_path) as one:
        assert one.port == port_of(tmp_path)


def test_both_changes_to_a_text_can_stay(page: Page, served: Served, folder: Path) -> None:  # noqa: F811
    at(page, "prose", "甲")
    path = folder / "narrative.yaml"
    block = page.locator("#part-1 .text").first
    first = block.inner_text()
    block.click()
    page.keyboard.press("End")
    before = path.read_text(encoding="utf-8")
    assert first[-6:] in before
    path.write_text(before.replace(first[-6:], f"别处写的。{first[-6:]}", 1), encoding="utf-8")
    page.keyboard.type("这里写的。")
    page.wait_for_selector("dialog:has-text('两处都改过')")
    assert [one.strip() for one in page.locator("dialog mark").all_inner_texts()][-1]
    page.click("dialog button:has-text('两处写的都留下')")
    page.wait_for_selector("#part-1 .text:has-text('别处写的。')")
    page.wait_for_selector("#part-1 .text:has-text('这里写的。')")
    made = path.read_text(encoding="utf-8")
    assert "别处写的。" in made and "这里写的。" in made
