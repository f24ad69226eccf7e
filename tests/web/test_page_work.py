"""A clerk's work in the page, piece by piece: what is pasted, drawn, taken back, waived, and what the page says of each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from served import Served
from test_page import CHROMIUM, PASTE, PICTURE, Page, at, browser, page, saved, served  # noqa: F401 - fixtures

from reportgen.reports.open import open_draft

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
FIRST = "applications.granted.natural"
OUT_OF_WORD = """<p class=MsoNormal>第一段<b>粗的</b>和<a href="http://x.cn/">链接</a></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Wingdings'><span
 style='mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp;</span></span></span><![endif]>第一条</p>
<ol start=3><li>第三项</li></ol>
<table><tr><td>渠道</td><td>件数</td></tr><tr><td>网络</td><td>95</td></tr></table><p><img src="file:///c.png"></p>"""


@pytest.fixture
def folder(tmp_path: Path, page: Page) -> Path:  # noqa: F811 - fixtures
    return Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲"))


def text_of(folder: Path) -> str:
    return (folder / "narrative.yaml").read_text(encoding="utf-8")


def test_what_is_pasted_out_of_word_says_what_came_and_what_did_not(page: Page, folder: Path) -> None:  # noqa: F811 - fixtures
    at(page, "prose", "甲")
    before = text_of(folder)
    page.locator("#part-1 .text").nth(1).click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, ["第一段\n第一条", OUT_OF_WORD])
    page.wait_for_selector("#told:has-text('粘贴：3 段、1 张表')")
    assert "；1 张图片没有带来" in page.inner_text("#told")
    saved(page)
    assert "  第一段**粗的**和[链接](http://x.cn/)\n  ——第一条\n  3.第三项\n  | 渠道 | 件数 |\n  | 网络 | 95 |\n" in text_of(
        folder
    )
    # the table stands as one, its lines are kept out of sight; it is changed in a dialog
    card = page.locator("#part-1 .block[data-card] .drawn", has_text="渠道")
    card.wait_for()
    assert page.locator("#part-1 .text:visible", has_text="|").count() == 0
    card.locator("button", has_text="改").click()
    page.fill("dialog input[aria-label='第2行第2列']", "96")
    page.click("dialog button:has-text('加一行')")
    page.fill("dialog input[aria-label='第3行第1列']", "信函")
    page.click("dialog button:has-text('改好')")
    saved(page)
    assert "  | 渠道 | 件数 |\n  | 网络 | 96 |\n  | 信函 |  |\n" in text_of(folder)
    # a row that is typed is seen as typed until it is left
    page.locator("#part-2 .text").last.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("| **手写**的 | 1 |")
    saved(page)
    assert page.locator("#part-2 .text:visible", has_text="手写").count() == 1
    page.locator("#part-1 .text").first.click()
    page.wait_for_selector("#part-2 .block[data-card] td, #part-2 .block[data-card] th")
    assert page.locator("#part-2 .text:visible", has_text="手写").count() == 0
    assert page.locator("#part-2 .block[data-card] th", has_text="手写").inner_html() == "<b>手写</b>的"
    # the paragraph below it is no part of it: Backspace at its beginning takes nothing away
    page.locator("#part-1 .text", has_text="突出规章和行政规范性文件").click()
    page.keyboard.press("Home")
    page.keyboard.press("Backspace")
    page.locator("#part-1 .block[data-card] .drawn", has_text="渠道").locator("button", has_text="删去").click()
    page.wait_for_selector("#told:has-text('小表格删去了')")
    saved(page)
    assert "渠道" not in text_of(folder)
    page.click("#told button:has-text('撤消')")
    saved(page)
    assert "  | 渠道 | 件数 |\n  | 网络 | 96 |\n  | 信函 |  |\n" in text_of(folder)
    assert before.count("突出规章") == text_of(folder).count("突出规章") == 1


def test_bold_type_and_links_look_so_while_one_writes(page: Page, folder: Path) -> None:  # noqa: F811 - fixtures
    path = folder / "narrative.yaml"
    first = "**一是完善机制。**新收{{ 表三.本年新收.总计 }}件，见[全文](https://www.example.gov.cn/a.html)，3\\*5，138****1234。"
    path.write_text(text_of(folder).replace("总体情况: |\n", f"总体情况: |\n  {first}\n"), encoding="utf-8")
    at(page, "prose", "甲")
    text = page.locator("#part-1 .text").first
    shown = "一是完善机制。新收3119件，见全文（https://www.example.gov.cn/a.html），3*5，138****1234。"
    assert (text.inner_text(), text.locator("b").inner_text()) == (shown, "一是完善机制。")
    page.wait_for_selector("#part-1 .under .claim.bound")  # what lies under it is the same, letter by letter
    assert page.locator("#part-1 .under").first.text_content() == shown
    # typed, chosen and pasted
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("又粗了")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Control+b")
    page.keyboard.press("ArrowRight")
    page.evaluate(PASTE, ["与某网", '<p>与<a href="https://y.gov.cn/">某网</a><b>同</b></p>'])
    text.locator(".link").nth(1).wait_for()
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("官网")
    page.fill("#link-address", "网 址")
    page.click("dialog button.main")
    page.wait_for_selector("dialog [role=alert]:has-text('写完整')")
    page.fill("#link-address", "www.z.gov.cn")
    page.click("dialog button.main")
    page.wait_for_selector("dialog", state="detached")
    saved(page)
    assert f"  {first}又**粗了**与[某网](https://y.gov.cn/)**同**[官网](http://www.z.gov.cn)\n" in text_of(folder)
    # signs that are typed look as they will be printed when the line is left; moved within the text they stay what they are
    page.locator("#part-2 .text").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("**要点**{{ 表三.本年新收.总计 }}件。")
    text.click()
    page.wait_for_selector("#part-2 .text b:has-text('要点')")
    assert page.locator("#part-2 .text .chip", has_text="3119").count() == 1
    text.locator(".link").last.dblclick()
    page.click("dialog button:has-text('去掉链接')")
    page.wait_for_selector("dialog", state="detached")
    saved(page)
    assert "**同**官网\n" in text_of(folder) and "  **要点**{{ 表三.本年新收.总计 }}件。" in text_of(folder)


def test_a_picture_that_cannot_be_used_leaves_what_was_typed(page: Page, folder: Path, tmp_path: Path) -> None:  # noqa: F811
    broken = tmp_path / "坏.png"
    broken.write_bytes(b"no picture")
    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    page.click("button:has-text('插入图片')")
    page.fill("#caption", "公开渠道")
    page.set_input_files("#picture", broken)
    page.click("dialog button:has-text('插入')")
    page.wait_for_selector("dialog [role=alert]:has-text('不是 PNG')")
    assert page.input_value("#caption") == "公开渠道"
    page.set_input_files("#picture", PICTURE)
    page.click("dialog button:has-text('插入')")
    page.wait_for_selector("#part-1 .block[data-card] .drawn img")
    saved(page)
    assert "![公开渠道](images/channels.png)" in text_of(folder)
    page.click("button:has-text('改图片')")
    page.fill("#caption", "申请渠道")
    page.click("dialog button:has-text('改好')")
    saved(page)
    assert "![申请渠道](images/channels.png)" in text_of(folder) and "公开渠道" not in text_of(folder)


def test_one_wrong_cell_is_told_alone_and_escape_restores_it(page: Page, folder: Path) -> None:  # noqa: F811 - fixtures
    at(page, "tables", "甲")
    box = page.locator(f'input[data-ref="{FIRST}"]')
    for wrong in ("3.5", "-3"):
        was = box.input_value()
        box.blur()
        box.click()
        page.keyboard.type(wrong)
        page.wait_for_selector("td.bad")
        page.wait_for_selector(".lines li:has-text('等它改好再算')")
        assert page.locator("td.bad").count() == 1 and page.locator(".lines li").count() == 1
        # beside the cell, and aloud: what it was before, and what is wrong now
        page.wait_for_selector(f"#beside:has-text('这一格刚才是 {was}')")
        said = page.inner_text(".tables > [role=status]")
        assert wrong in said and said in page.inner_text("#beside")
        page.keyboard.press("Escape")
        page.wait_for_function("() => !document.querySelector('td.bad')")
        assert box.input_value() == was
        page.wait_for_selector("#beside", state="hidden")
    # a sum that does not come out is said at every cell that may be what is wrong with it, and at no other
    box.fill(str(int(box.input_value()) + 100))
    page.wait_for_selector("td.near")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#beside:has-text('自然人”一列')")
    page.locator('input[data-ref="disclosure.regulations.made"]').focus()
    page.wait_for_selector("#beside", state="hidden")


def test_what_has_one_answer_is_mended_where_it_stands(page: Page, folder: Path) -> None:  # noqa: F811 - fixtures
    at(page, "tables", "甲")
    box = page.locator(f'input[data-ref="{FIRST}"]')
    was = box.input_value()
    box.click()
    page.keyboard.insert_text(f"{was}件")
    page.click(f"#beside button:has-text('把这一格改成 {was}')")
    page.wait_for_selector("#told:has-text('改好了')")
    page.wait_for_function("() => !document.querySelector('td.bad')")
    assert box.input_value() == was and open_draft(folder).workbook.cells[FIRST].value == int(was)
    page.click("#told button:has-text('撤消')")
    page.wait_for_selector("td.bad")
    assert box.input_value() == f"{was}件"

    at(page, "prose", "甲")
    page.locator("#part-3 .text").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("行政复议134件,已办结。")
    at_first = page.evaluate("() => window.scrollY")
    page.click("#part-3 .said button:has-text('文字改成 351，跟着表变')")
    page.wait_for_selector("#part-3 .text .chip:has-text('351')")
    page.click("#part-3 .said button:has-text('改成“，”')")
    page.wait_for_selector("#part-3 .text:has-text('351件，已办结')")
    assert "  行政复议{{ 表四.行政复议.总计 }}件，已办结。" in text_of(folder)
    assert abs(page.evaluate("() => window.scrollY") - at_first) < 200  # nobody is carried away
    page.click("#told button:has-text('撤消')")
    page.wait_for_selector("#part-3 .text:has-text('351件,已办结')")


def test_words_behind_a_figure_and_notes_below_a_table(page: Page, folder: Path) -> None:  # noqa: F811 - fixtures
    at(page, "tables", "甲")
    box = page.locator(f'input[data-ref="{FIRST}"]')
    was = box.input_value()
    box.click()
    page.keyboard.insert_text(f"{was}（含当面答复2件）")
    page.keyboard.press("Enter")
    page.wait_for_selector(f'td:has(> [data-ref="{FIRST}"]) .remark:has-text("（含当面答复2件）")')
    assert box.input_value() == was
    page.click("section[aria-label='表三'] summary:has-text('注')")
    page.fill("textarea[data-note='applications']", "注：1.不含派出机构。\n\n2.报告全文贯切。")
    page.locator("textarea[data-note='applications']").blur()
    saved(page)
    workbook = open_draft(folder).workbook
    assert (workbook.cells[FIRST].value, workbook.cells[FIRST].remark) == (int(was), "（含当面答复2件）")
    assert [one.text for one in workbook.below["applications"]] == ["注：1.不含派出机构。", "2.报告全文贯切。"]
    # a figure pasted over it keeps the words, in it all is seen, and what is wrong with a note leads to it
    page.locator('input[data-ref="applications.received.natural"]').click()
    page.evaluate(PASTE, [f"3001\t\n34\t\n{was}\t\n", ""])
    saved(page)
    box.click()
    assert box.input_value() == f"{was}（含当面答复2件）"
    at(page, "problems", "甲")
    page.locator(".problems li", has_text="贯切").locator(".place", has_text="表三下面的注").click()
    page.wait_for_function("() => document.activeElement.dataset.note === 'applications'")


def test_a_screen_that_is_left_does_not_come_back(page: Page, folder: Path) -> None:  # noqa: F811 - fixtures
    at(page, "tables", "甲")
    box = page.locator(f'input[data-ref="{FIRST}"]')
    box.fill("1290")  # not saved yet: the next screen saves it, and draws when that is done
    page.evaluate("() => { location.hash = '#problems/甲'; setTimeout(() => { location.hash = '#prose/甲'; }, 20); }")
    page.wait_for_selector("#part-1 .text")
    saved(page)
    page.wait_for_timeout(300)
    assert page.locator("#part-1 .text").count() and not page.locator(".problems").count()


def test_a_new_draft_greets_with_what_to_do(page: Page, tmp_path: Path) -> None:  # noqa: F811 - fixtures
    page.fill("#agency", "青云县人民政府")
    page.fill("#year", "2025")
    page.click("form button.main")
    page.wait_for_selector(".greeting li")
    assert page.inner_text("#count") == "还差 8 项" and "已填 0 / 166 格" in page.inner_text("#filled")
    assert page.locator("td.bad, .lines .error").count() == 0
    at(page, "problems", "青云县人民政府2025年度")
    assert page.locator(".problems li").count() == 0
    page.click(".missing a:has-text('联系方式')")
    page.wait_for_function("() => document.activeElement.dataset.value !== undefined")
    page.keyboard.type("青云县中山路1号")
    page.get_by_role("textbox", name="邮编").fill("22300")
    page.get_by_role("textbox", name="邮编").blur()
    page.wait_for_selector("aside .said:has-text('六位数字')")
    saved(page)
    assert "narrative.yaml" not in page.inner_text("main")


def test_a_state_says_what_it_has_otherwise_and_going_back_is_undone(page: Page, folder: Path) -> None:  # noqa: F811 - fixtures
    at(page, "tables", "甲")
    was = page.input_value(f'input[data-ref="{FIRST}"]')
    page.fill(f'input[data-ref="{FIRST}"]', "1290")
    saved(page)
    at(page, "finish", "甲")
    page.check("#unfinished")
    page.click("text=生成网页")
    page.wait_for_selector(".files li:has-text('.html')")
    assert page.locator(".files .older").count() == 0
    page.click("summary:has-text('以前的样子')")
    page.wait_for_selector(f"#earlier:has-text('予以公开/自然人　那时 {was}，现在 1290')")
    page.click("#earlier button:has-text('回到这时')")
    page.click("dialog button.main")
    page.wait_for_selector("#told:has-text('回到了那时的样子')")
    assert str(open_draft(folder).workbook.cells[FIRST].value) == was
    page.wait_for_selector(".files .older:has-text('草稿又改过')")
    page.wait_for_selector(f"#earlier:has-text('那时 1290，现在 {was}')")  # the list follows
    page.click("#told button:has-text('撤消')")
    page.wait_for_selector("#told:has-text('改回去了')")
    assert str(open_draft(folder).workbook.cells[FIRST].value) == "1290"
    page.wait_for_function("() => !document.querySelector('.files .older')")  # it was made of just this
    assert page.locator(".files li").count() == 1


def test_an_answer_to_a_warning_can_be_taken_back(page: Page, served: Served, folder: Path) -> None:  # noqa: F811 - fixtures
    path = folder / "narrative.yaml"
    text = path.read_text(encoding="utf-8").replace("认真执行《条例》", "贯切《条例》").rstrip("\n")
    path.write_text(
        text + "\n豁免: # 我们的\n  - 代码: Y301\n    理由: 上年漏计\n  - 代码: N251\n    理由: 引文如此\n# 完\n",
        encoding="utf-8",
    )
    at(page, "problems", "甲")
    page.wait_for_selector(".problems li:has-text('写明的理由没有用上')")
    page.click(".problems button:has-text('去掉这条理由')")
    page.wait_for_selector("#told:has-text('改好了')")
    assert "Y301" not in text_of(folder) and text_of(folder).endswith(
        "豁免: # 我们的\n  - 代码: N251\n    理由: 引文如此\n# 完\n"
    )
    page.click("summary:has-text('写明理由')")
    page.click(".waived button")
    page.wait_for_selector(".problems li:has-text('贯切')")
    assert "豁免" not in text_of(folder) and text_of(folder).endswith("\n# 完\n")
    page.click("#told button:has-text('撤消')")
    page.wait_for_selector(".waived li:has-text('引文如此')")
    assert served.ask("/api/unwaive", {"code": "N251", "line": 1}, draft="甲").status == 400


def test_an_answer_keeps_what_the_warning_said(served: Served, folder: Path) -> None:  # noqa: F811 - fixtures
    path = folder / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("认真执行《条例》", "贯切《条例》"), encoding="utf-8")
    answer = {"code": "N251", "place": "", "reason": "引文如此"}
    assert served.ask("/api/waive", answer, draft="甲").status == 200
    lines = text_of(folder).splitlines()
    said = lines[lines.index('    理由: "引文如此"') + 1]
    assert said.startswith("    原话: ") and "贯切" in said


def test_a_long_title_is_parted_where_it_is_told(page: Page, folder: Path) -> None:  # noqa: F811 - fixtures
    path = folder / "narrative.yaml"
    long = "淮安市某某区某某某某高科技产业开发区管理委员会办公室"
    path.write_text(path.read_text(encoding="utf-8").replace("机关: 淮安市人民政府", f"机关: {long}"), encoding="utf-8")
    at(page, "problems", "甲")
    page.locator(".problems li", has_text="排不下").locator(".place").click()
    page.wait_for_function("() => document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.insert_text("淮安市某某区\n某某某某高科技产业开发区管理委员会办公室\n2024年政府信息公开工作年度报告")
    page.keyboard.press("Tab")
    saved(page)
    assert [line.text for line in open_draft(folder).narrative.title][:2] == [
        "淮安市某某区",
        "某某某某高科技产业开发区管理委员会办公室",
    ]
    assert page.locator("textarea + .said li").count() == 0
    page.get_by_role("textbox", name="标题").fill("")
    page.keyboard.press("Tab")
    saved(page)
    assert open_draft(folder).narrative.title == ()
    page.wait_for_selector("textarea + .said li:has-text('一行一行写')")
