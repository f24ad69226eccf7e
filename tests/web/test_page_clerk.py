"""What a clerk met with at the first go: blocks that slid, steps taken back, words behind figures, what is left after a message is closed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from test_page import CHROMIUM, PASTE, Page, at, browser, page, saved, served  # noqa: F401 - fixtures
from test_page_paste import BLANK, FIRST, figures_in, rows_of

from reportgen.reports.open import open_draft
from reportgen.tasks.entries import Entries, TypedCell, put

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
GRANTED = "applications.granted.natural"
# The row below so many rows that begin there.
NEXT = {1: "applications.partly_granted.natural", 2: "applications.state_secret.natural"}


@pytest.fixture
def folder(tmp_path: Path, page: Page) -> Path:  # noqa: F811 - fixtures
    return Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲"))


def pasted(page: Page, ref: str, rows: list[list[str]]) -> None:  # noqa: F811
    page.locator(f'input[data-ref="{ref}"]').click()
    page.evaluate(PASTE, ["\n".join("\t".join(row) for row in rows) + "\n", ""])


def test_a_block_a_column_off_is_told_and_what_is_wholly_blank_is_named_before_zeros(page: Page, folder: Path) -> None:  # noqa: F811
    rows = [row[:-1] for row in rows_of(folder, 0, False)]  # the last column left out, and all one to the right
    at(page, "tables", "甲")
    page.evaluate(BLANK)
    saved(page)
    pasted(page, "applications.received.enterprise", rows)
    page.wait_for_selector("#told.bad:has-text('自然人 一整列'):has-text('错开了一列')")
    saved(page)
    page.click("#told button:has-text('×')")
    page.click("button:has-text('空着的都填 0')")
    page.wait_for_selector("dialog li:has-text('自然人 一整列 24 格都空着')")
    page.click("dialog button:has-text('不填')")


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ([["120", "8", "31"], ["45", "0", "2"]], [["120", "8", "31"], ["45", "0", "2"]], True),
        ([["120", "8", "31"]], [["120", "8", "32"]], False),
        ([["1", "0", "1"]], [["1", "0", "1"]], False),  # such come twice by chance
    ],
)
def test_a_block_that_is_pasted_twice_is_named(
    page: Page,  # noqa: F811
    folder: Path,
    first: list[list[str]],
    then: list[list[str]],
    told: bool,
) -> None:
    at(page, "tables", "甲")
    page.evaluate(BLANK)
    saved(page)
    pasted(page, GRANTED, first)
    saved(page)
    pasted(page, NEXT[len(first)], then)
    saved(page)
    said = page.inner_text("#told")
    assert ("完全一样" in said) == told
    if told:
        assert said.count("“") == 4, said


def test_a_paste_is_taken_back_with_what_was_typed_after_it(page: Page, folder: Path) -> None:  # noqa: F811
    before = figures_in(folder)
    at(page, "tables", "甲")
    pasted(page, FIRST, [["7", "8"], ["9", "10"]])
    saved(page)
    page.locator(f'input[data-ref="{GRANTED}"]').click()
    page.keyboard.type("55")
    page.keyboard.press("Enter")
    page.click("#told button:has-text('撤消')")
    page.wait_for_selector("dialog:has-text('粘贴以后又改了 1 格')")
    page.click("dialog button:has-text('一起撤消')")
    page.wait_for_selector("dialog", state="detached")
    saved(page)
    assert figures_in(folder) == before


def test_a_pasted_total_that_does_not_come_out_stays_written_and_a_slid_row_is_seen(page: Page, folder: Path) -> None:  # noqa: F811
    rows = rows_of(folder, 0, True)
    at(page, "tables", "甲")
    wrong = [list(row) for row in rows]
    wrong[0][-1] = "1"
    pasted(page, FIRST, wrong)
    page.wait_for_selector("#told.bad:has-text('粘贴的合计 1 与算出来的')")
    page.click("#told button:has-text('×')")
    page.wait_for_selector(".lines .pasted li:has-text('粘贴来的合计是 1')")
    saved(page)
    page.reload()
    page.wait_for_selector(".lines .pasted li:has-text('粘贴来的合计是 1')")  # the draft remembers it
    pasted(page, FIRST, rows)  # settled
    page.wait_for_selector(".lines .pasted", state="detached")
    saved(page)
    pasted(page, "applications.carried_in.natural", rows[:-1])
    page.wait_for_selector("#told.bad:has-text('看起来错开了一行')")


def test_words_behind_a_figure_are_kept_or_told_gone_and_mended_where_they_stand(page: Page, folder: Path) -> None:  # noqa: F811
    at(page, "tables", "甲")
    box = page.locator(f'input[data-ref="{GRANTED}"]')
    was = box.input_value()
    box.click()
    page.keyboard.insert_text(f"{was}（其中，布署１６件）")
    page.keyboard.press("Enter")
    saved(page)
    assert open_draft(folder).workbook.cells[GRANTED].remark == "（其中，布署１６件）"
    at(page, "problems", "甲")
    item = page.locator(".problems li", has_text="布署")
    item.locator("button", has_text="改成“部署”").click()
    page.wait_for_selector("#told:has-text('改好了')")
    assert open_draft(folder).workbook.cells[GRANTED].remark == "（其中，部署１６件）"
    page.click("#told button:has-text('撤消')")
    page.locator(".problems li", has_text="布署").locator(".place").first.click()
    page.wait_for_function(f"() => document.activeElement.dataset.ref === '{GRANTED}'")
    # another figure pasted over it keeps the words and says so; one that is typed takes them along
    pasted(page, "applications.received.natural", [["3001"], ["34"], ["1289"]])
    page.wait_for_selector("#told:has-text('1 格后面原来的说明还在')")
    saved(page)
    box.click()
    page.keyboard.type("1290")
    page.keyboard.press("Enter")
    page.wait_for_selector("#told:has-text('也删去了')")
    page.click("#told button:has-text('撤消')")
    saved(page)
    assert open_draft(folder).workbook.cells[GRANTED].text == "1290（其中，布署１６件）"


def test_a_step_is_not_taken_back_over_what_was_changed_since(page: Page, folder: Path) -> None:  # noqa: F811
    path = folder / "narrative.yaml"
    text = path.read_text(encoding="utf-8").replace("总体情况: |\n", "总体情况: |\n  布署检查工作。\n")
    path.write_text(text, encoding="utf-8")
    at(page, "problems", "甲")
    page.locator(".problems li", has_text="布署").locator("button", has_text="改成“部署”").click()
    page.wait_for_selector("#told:has-text('改好了')")
    other = path.read_text(encoding="utf-8").replace("年度", "年　度", 1)
    path.write_text(other, encoding="utf-8")
    page.click("#told button:has-text('撤消')")
    page.wait_for_selector("dialog:has-text('这以后又改过别的')")
    page.click("dialog button:has-text('不撤消')")
    assert path.read_text(encoding="utf-8") == other
    # nor a cell that another program has changed meanwhile
    at(page, "tables", "甲")
    box = page.locator(f'input[data-ref="{GRANTED}"]')
    box.click()
    page.keyboard.type("55")
    page.keyboard.press("Enter")
    saved(page)
    for name, content in put(folder, Entries({GRANTED: TypedCell("55", "77")})).contents.items():
        (folder / name).write_bytes(content)
    page.wait_for_function(f"""() => document.querySelector('input[data-ref="{GRANTED}"]').value === '77'""")
    box.click()
    page.keyboard.press("Control+z")
    page.wait_for_selector("#told:has-text('后来又改过，撤消不了')")
    assert box.input_value() == "77"


def test_enter_in_a_dialog_does_what_it_is_for(page: Page, folder: Path) -> None:  # noqa: F811
    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+k")
    page.fill("#link-words", "公开专栏")
    page.fill("#link-address", "www.example.gov.cn/zl.html")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog", state="detached")
    saved(page)
    assert "[公开专栏](http://www.example.gov.cn/zl.html)" in (folder / "narrative.yaml").read_text(encoding="utf-8")
    page.click(".bar button:has-text('插入小表格')")
    page.locator("table.typing input").first.click()
    for word in ("名称", "甲", "乙"):
        page.keyboard.type(word)
        page.keyboard.press("Enter")
    page.wait_for_selector("dialog table.typing")  # Enter went on downwards
    page.click("dialog button.main")
    saved(page)
    assert "| 甲 |" in (folder / "narrative.yaml").read_text(encoding="utf-8")


def test_a_section_that_was_deleted_comes_back_by_a_step_or_from_a_kept_state(page: Page, folder: Path) -> None:  # noqa: F811
    at(page, "prose", "甲")
    before = open_draft(folder).narrative.texts
    page.locator("#part-1 .text").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("一")  # a state is kept, and the next within two minutes would not be
    saved(page)
    page.keyboard.press("Backspace")
    saved(page)
    page.evaluate(
        "() => document.querySelectorAll('#part-1 .text').forEach(one => { one.textContent = ''; one.dispatchEvent(new Event('input')); })"
    )
    saved(page)
    assert not open_draft(folder).narrative.texts.get("overview")
    at(page, "finish", "甲")
    page.click("summary:has-text('以前的样子')")
    page.wait_for_selector("#earlier li:has-text('一、总体情况　第1段')")
    at(page, "prose", "甲")
    while page.locator("#part-1 .text").first.inner_text() == "" or len(open_draft(folder).narrative.texts["overview"]) < len(
        before["overview"]
    ):
        page.click(".bar button:has-text('撤消')")
        saved(page)
    assert [block.whole for block in open_draft(folder).narrative.texts["overview"]] == [
        block.whole for block in before["overview"]
    ]


def test_numbers_that_disagree_are_said_where_one_makes_the_document(page: Page, folder: Path) -> None:  # noqa: F811
    path = folder / "narrative.yaml"
    text = path.read_text(encoding="utf-8").replace("总体情况: |\n", "总体情况: |\n  全年办结申请3049件。\n")
    path.write_text(text, encoding="utf-8")
    at(page, "finish", "甲")
    page.wait_for_selector(".verdict.warning:has-text('1 处数对不上，先核对') a")


def test_a_year_in_two_digits_is_refused_in_words(page: Page) -> None:  # noqa: F811
    page.fill("#year", "24")
    said = page.eval_on_selector("#year", "one => one.validationMessage")
    assert "年份写四位数" in said
    page.fill("#year", "2024")
    assert page.eval_on_selector("#year", "one => one.validationMessage") == ""
