"""The page driven in a real Chromium: a report from 新建 to the document, with mistakes, pastes and changes from outside."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import EXAMPLES, PUBLISHED, ROOT
from served import Served, serving
from support.known.figures import read_truth
from support.made.word_texts import typed_in_word

from reportgen.reports.open import open_draft, open_published

PICTURE = ROOT / "tests" / "pictures" / "channels.png"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytest.importorskip("playwright")
from playwright import sync_api as playwright  # noqa: E402 - only where it is installed

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
Page = playwright.Page
PASTE = """([text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as driver:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = driver.chromium.launch(executable_path=CHROMIUM, args=options)
        yield running
        running.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "年报"
    folder.mkdir()
    with serving(folder) as running:
        yield running


@pytest.fixture
def page(browser: playwright.Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    said: list[str] = []
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(served.address)
    yield opened
    context.close()
    assert said == []


def at(page: Page, step: str, draft: str) -> None:
    """Go to a step of a draft by its tab, or by its address where none is open yet."""
    page.evaluate("place => { location.hash = place; }", f"#{step}/{draft}")
    page.wait_for_selector({"tables": ".sheet", "prose": ".part .text", "problems": "#count", "finish": "iframe"}[step])


def saved(page: Page) -> None:
    page.wait_for_timeout(150)  # what a dialog was closed with is taken in turn
    page.wait_for_function("() => document.querySelector('#saved').textContent === '已存好'")


def test_a_report_from_nothing_to_the_document(page: Page, served: Served, tmp_path: Path) -> None:
    """With the figures of a published report, pasted row by row as from a spreadsheet, and mistakes on the way."""
    if not PUBLISHED.is_dir():
        pytest.skip("no ../shared beside the checkout")
    form, cells, _ = read_truth(PUBLISHED / "truth" / "huaian_city_2024.json")
    page.fill("#agency", "淮安市人民政府")
    page.fill("#year", "2024")
    page.click("form button.main")
    page.wait_for_selector(".sheet input")
    draft = "淮安市人民政府2024年度"
    folder = tmp_path / "年报" / draft
    for table in form.tables:
        for block in table.blocks:
            for row in block.filled_rows:
                values = [cells[f"{table.id}.{row.id}.{column.id}"] for column in block.leaf_columns]
                first = f"{table.id}.{row.id}.{block.leaf_columns[0].id}"
                box = page.locator(f'input[data-ref="{first}"]')
                if not box.count():
                    continue  # a row of totals works itself out
                box.click()
                if len(values) > 1:
                    page.evaluate(PASTE, ["\t".join(values) + "\n", ""])
                else:
                    page.keyboard.type(values[0])
    saved(page)
    opened = open_draft(folder)
    assert {ref: str(cell.value) for ref, cell in opened.workbook.cells.items()} == {
        ref: str(Decimal(text)) for ref, text in cells.items()
    }
    # a mistake is seen where it is, while one types, and undone by the keyboard
    wrong = page.locator('input[data-ref="disputes.review.all"], output[data-ref="disputes.review.all"]').first
    right = page.locator('input[data-ref="applications.granted.natural"]')
    was = right.input_value()
    right.click()
    page.keyboard.type("9999")
    page.wait_for_selector("td.bad")
    page.keyboard.press("Control+z")
    page.wait_for_function("() => !document.querySelector('td.bad')")
    assert right.input_value() == was and wrong.count()
    saved(page)

    at(page, "prose", draft)
    page.locator("#part-1 .text").first.click()
    page.keyboard.type("2024年，全市收到政府信息公开申请90件。")
    page.wait_for_selector("#part-1 .said li:has-text('90')")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, ["（一）主动公开\n全年公开信息12条。", "<p>（一）主动公开</p><p>全年公开信息12条。</p>"])
    page.wait_for_selector("#part-1 .block:nth-of-type(3)")
    page.keyboard.press("Enter")
    page.keyboard.type("（二）依申请公开。新收申请")
    page.click("text=插入表里的数")
    page.wait_for_selector("dialog .names button")
    page.keyboard.type("本年新收 总计")
    page.keyboard.press("Enter")
    page.wait_for_selector("#part-1 .chip")
    page.keyboard.type("件。（三）信息管理、平台建设、监督保障都有人管。")
    page.locator("#part-2 .text").first.click()
    page.keyboard.type("问题是解读不够，改进办法是多请人讲。")
    page.locator("#part-3 .text").first.click()
    page.keyboard.type("全年没有收取信息处理费。")
    page.get_by_label("日期").fill("2025年1月20日")
    page.get_by_label("日期").blur()
    saved(page)
    text = (folder / "narrative.yaml").read_text(encoding="utf-8")
    assert "新收申请{{ 表三.本年新收.总计 }}件" in text and "日期: 2025年1月20日" in text

    at(page, "problems", draft)
    page.locator(".problems li", has_text="90件").locator("button", has_text="改成").first.click()
    page.wait_for_selector("#told:has-text('改好了')")
    page.click("#told button:has-text('撤消')")
    page.wait_for_selector("#told:has-text('改回去了')")
    page.locator(".problems li", has_text="90件").locator("button", has_text="改成").first.click()
    page.wait_for_selector("#told:has-text('改好了')")
    page.wait_for_function("() => !document.querySelector('.problems')?.textContent.includes('90件')")

    at(page, "finish", draft)
    if not page.locator(".verdict.good").count():
        page.check("#unfinished")
    page.click("text=生成 Word 文件")
    page.wait_for_selector(".made.good")
    assert "个数" in page.inner_text(".made")
    with page.expect_download() as download:
        page.click(".made a.main")
    made = tmp_path / "下载.docx"
    download.value.save_as(made)
    published = open_published(made).report
    figures = {ref: cell.value for ref, cell in published.cells.items()}
    assert figures == {ref: Decimal(text) for ref, text in cells.items()}


# What a clerk does wrong: where it is typed, what, and words of what is told there.
FIRST, SECOND = "applications.received.natural", "applications.granted.natural"
IN_CELLS = [
    (FIRST, "三千零一", "三千零一"),  # no number
    (SECOND, "-5", "-5"),  # below nothing
    ("applications.partly_granted.natural", "12.5", "12.5"),  # not whole
    ("disclosure.regulations.made", "１", "全角"),  # signs of Chinese typing
    ("disputes.review.upheld", "1 2", "1 2"),  # a space within
]
IN_TEXT = [
    "2024年，全市收到政府信息公开申请3911件。",  # two digits changed places
    "全年答复申请{{ 表三.没有这一行.总计 }}件。",  # no such figure
    "深入贯切落实党中央决策部署。",  # a wrong word
    "上年结转申请零件, 全部办结。",  # a comma that is not Chinese
    "办理建议60件，其中人大建议20件、政协提案30件。",  # parts that do not make the whole
]


def test_twelve_mistakes_are_told_where_they_are_and_mended(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "年报" / "甲"
    shutil.copytree(EXAMPLES / "huaian-2024", folder)
    before = {ref: cell.value for ref, cell in open_draft(folder).workbook.cells.items()}
    at(page, "tables", "甲")
    for ref, wrong, told in IN_CELLS:
        box = page.locator(f'input[data-ref="{ref}"]')
        was = box.input_value()
        box.click()
        page.keyboard.type(wrong)
        page.wait_for_function(
            '([ref, words]) => { const one = document.querySelector(`[data-ref="${ref}"]`);'
            " return one.title.includes(words) && one.parentElement.matches('.bad, .odd'); }",
            arg=[ref, told],
        )
        box.fill(was)
    page.wait_for_function("() => !document.querySelector('td.bad, td.odd')")
    # a block pasted a column too far right would fall off the table: nothing of it is pasted, in one sentence
    page.locator('input[data-ref="applications.received.enterprise"]').click()
    page.evaluate(PASTE, ["\t".join(str(number) for number in range(1, 8)) + "\n", ""])
    page.wait_for_selector("#told.bad:has-text('会落在表外面，没有粘贴')")
    page.wait_for_function("() => !document.querySelector('td.bad, td.odd')")
    saved(page)
    assert {ref: cell.value for ref, cell in open_draft(folder).workbook.cells.items()} == before
    # headings and labels copied with the figures are left out; a label typed into a cell is refused, and the rest is saved
    page.locator('input[data-ref="disclosure.regulations.made"]').click()
    page.evaluate(PASTE, ["信息内容\t本年制发件数\n规章\t7\n", ""])
    page.wait_for_selector("#told:has-text('表头、行名没有放')")
    page.locator('input[data-ref="disclosure.regulations.repealed"]').fill("规章")
    page.keyboard.press("Tab")
    page.wait_for_selector("#told.bad:has-text('行名或表头')")
    saved(page)
    made = open_draft(folder).workbook.cells
    assert made["disclosure.regulations.made"].value == 7 and len(made) == len(before)
    box = page.locator('input[data-ref="disclosure.regulations.made"]')
    box.fill(str(before["disclosure.regulations.made"]))
    box.press("Tab")
    page.wait_for_function("() => !document.querySelector('td.bad, td.odd')")
    saved(page)
    assert {ref: cell.value for ref, cell in open_draft(folder).workbook.cells.items()} == before

    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    page.keyboard.press("End")
    for line in IN_TEXT:
        page.keyboard.press("Enter")
        page.keyboard.insert_text(line)
    page.get_by_label("日期").fill("2025年4月25日")  # after the day on which a report is to be out
    page.get_by_label("日期").blur()
    saved(page)
    at(page, "problems", "甲")
    listed = page.locator(".problems")
    for words in ("3911", "没有这一行", "贯切", "半角标点", "60", "2025年4月25日"):
        assert listed.locator("li", has_text=words).count(), words
    # an unfinished report is no report: the button says what is left, and nothing lies in the folder
    at(page, "finish", "甲")
    page.click("text=生成 Word 文件")
    page.wait_for_selector("#told.bad:has-text('个错误')")
    assert not list(folder.glob("*.docx"))
    # what has one answer is mended by one click each, the rest by hand
    at(page, "problems", "甲")
    for words, button in (("3911", "改成"), ("贯切", "改成"), ("半角标点", "改成")):
        listed.locator("li", has_text=words).first.locator("button", has_text=button).first.click()
        page.wait_for_selector("#told:has-text('改好了')")
        page.evaluate(
            "() => { document.querySelector('#told').className = ''; document.querySelector('#told').textContent = ''; }"
        )
    page.reload()
    at(page, "prose", "甲")
    assert page.locator(".text:has-text('贯彻落实党中央')").count()
    for line in ("全年答复申请", "上年结转申请零件", "办理建议60件"):
        text = page.locator(".text", has_text=line)
        text.click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
    page.get_by_label("日期").fill("2025年1月25日")
    page.get_by_label("日期").blur()
    saved(page)
    at(page, "finish", "甲")
    page.click("text=生成 Word 文件")
    page.wait_for_selector(".made.good")
    (made,) = folder.glob("*.docx")
    figures = {ref: cell.value for ref, cell in open_published(made).report.cells.items()}
    assert figures == before


def test_charts_and_pictures_are_seen_before_and_after_they_are_put_in(page: Page, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲")
    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    page.click("text=插入图表")
    page.wait_for_selector("dialog .drawn img")
    page.select_option("#row", "表二.规章")  # these are no parts of a whole
    page.wait_for_selector("dialog .drawn .warning:has-text('饼图')")
    page.click("text=不插了")
    page.wait_for_selector("dialog", state="detached")
    page.click("text=插入图表")
    page.fill("#chart-caption", "申请来源")
    page.click("dialog button:has-text('插入')")
    page.wait_for_selector("#part-1 .block .drawn img")
    page.click("text=插入图片")
    page.set_input_files("#picture", PICTURE)
    page.fill("#caption", "公开渠道")
    page.click("dialog button:has-text('插入')")
    page.wait_for_function(
        "() => Array.from(document.querySelectorAll('#part-1 .drawn img')).some((one) => one.src.includes('picture') && one.naturalWidth)"
    )
    saved(page)
    text = (tmp_path / "年报" / "甲" / "narrative.yaml").read_text(encoding="utf-8")
    assert "![申请来源](图表:饼图 表三.本年新收)" in text and "![公开渠道](images/channels.png)" in text


def test_two_tabs_and_a_change_from_outside_lose_nothing(page: Page, served: Served, tmp_path: Path) -> None:
    folder = tmp_path / "年报" / "甲"
    shutil.copytree(EXAMPLES / "huaian-2024", folder)
    other = page.context.new_page()
    other.goto(f"http://127.0.0.1:{served.port}/#prose/甲")
    at(page, "tables", "甲")
    box = page.locator('input[data-ref="disclosure.regulations.made"]')
    box.click()
    page.keyboard.type("3")
    saved(page)
    other.wait_for_selector("#part-1 .text")
    other.locator("#part-1 .text").first.click()
    other.keyboard.press("End")
    other.keyboard.type("补一句。")
    other.wait_for_function("() => document.querySelector('#saved').textContent === '已存好'")
    path = folder / "narrative.yaml"
    assert "补一句。" in path.read_text(encoding="utf-8")
    assert open_draft(folder).workbook.cells["disclosure.regulations.made"].value == 3
    # a change from outside is read in; where both have changed the same, the person is asked
    path.write_text(path.read_text(encoding="utf-8").replace("补一句。", "外面改的一句。"), encoding="utf-8")
    other.wait_for_selector("#part-1 .text:has-text('外面改的一句')")
    other.locator("#part-1 .text").first.click()
    path.write_text(path.read_text(encoding="utf-8").replace("外面改的一句。", "又改了一次。"), encoding="utf-8")
    other.keyboard.press("End")
    other.keyboard.type("这里也写。")
    other.wait_for_selector("dialog:has-text('两处都改过')")
    other.click("dialog button:has-text('用文件里的')")
    other.wait_for_selector("#part-1 .text:has-text('又改了一次')")
    assert "这里也写" not in path.read_text(encoding="utf-8")


def test_nothing_is_half_written_when_the_server_is_killed(page: Page, served: Served, tmp_path: Path) -> None:
    folder = tmp_path / "年报" / "甲"
    shutil.copytree(EXAMPLES / "huaian-2024", folder)
    at(page, "tables", "甲")
    box = page.locator('input[data-ref="disclosure.regulations.made"]')
    for number in range(5):
        box.fill(str(number))
        page.wait_for_timeout(150)
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait(10)
    value = open_draft(folder).workbook.cells["disclosure.regulations.made"].value
    assert value in {Decimal(number) for number in range(5)} | {Decimal(1)}
    assert not list(folder.glob("*.part"))
    box.fill("7")
    page.wait_for_selector("#told.bad, #saved.bad")
    assert box.input_value() == "7"  # what is not saved stays in the page


@pytest.mark.parametrize("width", [1280, 390])
def test_every_screen_fits_and_every_control_has_a_name(
    browser: playwright.Browser, served: Served, tmp_path: Path, width: int
) -> None:
    shutil.copytree(EXAMPLES / "wenzhou-2020", tmp_path / "年报" / "甲")
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(served.address)
    page.wait_for_selector(".drafts li")
    # what a message offers is reached by the keyboard before the page itself
    assert page.evaluate("() => document.querySelector('#told').compareDocumentPosition(document.querySelector('main')) === 4")
    for step in ("", "tables", "prose", "problems", "finish"):
        if step:
            at(page, step, "甲")
        page.wait_for_timeout(300)
        assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1, step
        assert page.evaluate("() => [...document.querySelectorAll('nav')].every((one) => one.scrollWidth <= one.clientWidth)"), (
            step
        )
        if step == "tables" and width == 390:  # the names of the rows stay in sight where the table is scrolled
            assert page.evaluate(
                """() => {
                  const frame = document.querySelector('[data-table="applications"]').parentElement;
                  frame.scrollLeft = 300;
                  const label = frame.querySelector('th.own');
                  return frame.scrollLeft > 100 && Math.abs(label.getBoundingClientRect().left - frame.getBoundingClientRect().left) < 2;
                }"""
            )
        unnamed = page.evaluate(
            """() => Array.from(document.querySelectorAll('input, select, textarea, button, iframe')).filter((one) =>
              !one.closest('[hidden]') && !(one.labels && one.labels.length) && !one.getAttribute('aria-label')
              && !one.textContent.trim() && !one.title).map((one) => one.outerHTML.slice(0, 90))"""
        )
        assert unnamed == [], step
    context.close()


def test_a_text_in_word_is_shown_and_can_be_made_one_of_the_page(page: Page, served: Served, tmp_path: Path) -> None:
    draft = shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "淮安")
    content = typed_in_word(draft).read_bytes()
    at(page, "prose", "淮安")
    assert page.get_attribute(".part .text", "contenteditable") == "false"
    answer = served.ask("/api/save", {"texts": [{"key": ["前言"], "was": [], "now": ["改"]}]}, draft="淮安")
    assert answer.status == 409 and "网页不改 Word 文件" in answer.said["message"]
    at(page, "problems", "淮安")
    at(page, "finish", "淮安")
    at(page, "tables", "淮安")
    page.fill("input[data-ref='applications.granted.natural']", "1290")
    saved(page)
    assert (draft / "文字稿.docx").read_bytes() == content
    at(page, "prose", "淮安")
    page.click("text=转成能在网页里改的文字稿")
    page.wait_for_selector(".part .text[contenteditable='true']")
    assert (draft / "narrative.yaml").is_file() and (draft / "文字稿（原稿）.docx").read_bytes() == content
