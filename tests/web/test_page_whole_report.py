"""A whole report out of Word, pasted into one section: asked about, put where it belongs, taken back in one step."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from served import Served
from test_page import CHROMIUM, PASTE, Page, at, browser, page, saved, served  # noqa: F401 - fixtures

from reportgen.reports.open import open_draft
from reportgen.reports.texts.whole import taken_apart
from reportgen.web.clipboard import read_clipboard

REPORT = """某市2024年政府信息公开工作年度报告
根据条例编制。
一、总体情况
（一）主动公开。全年公开20条。
另一段。
二、主动公开政府信息情况
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t1\t0\t3
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
一是不够。
六、其他需要报告的事项
没有。
渠道\t件数
网站\t3
某市人民政府
2025年1月8日
"""


def test_every_line_has_a_place_or_is_named() -> None:
    draft = open_draft(EXAMPLES / "huaian-2024")
    found = taken_apart(read_clipboard("", REPORT).lines, draft.form, draft.narrative)
    assert found is not None
    assert {one.key[0]: one.lines for one in found.parts} == {
        "前言": ["根据条例编制。"],
        "总体情况": ["（一）主动公开。全年公开20条。", "另一段。"],
        "存在的主要问题及改进情况": ["一是不够。"],
        "其他需要报告的事项": ["没有。", "| 渠道 | 件数 |", "| 网站 | 3 |"],
    }
    assert [(one.key[1], one.now) for one in found.values] == [("署名", "某市人民政府"), ("日期", "2025年1月8日")]
    assert found.left == ["某市2024年政府信息公开工作年度报告"] and found.tables == 1


@pytest.mark.parametrize(
    "lines", [["（一）主动公开。", "另一段。"], ["一、总体情况", "另一段。"], ["一、机制不够健全", "二、队伍不强"]]
)
def test_a_section_is_no_report(lines: list[str]) -> None:
    draft = open_draft(EXAMPLES / "huaian-2024")
    assert taken_apart(lines, draft.form, draft.narrative) is None


@pytest.mark.parametrize(
    ("table", "told"), [("", False), ("<table><tr><td colspan=2>渠道</td></tr><tr><td>网站</td><td>3</td></tr></table>", True)]
)
def test_cells_of_tables_that_are_left_out_are_nobodys_to_look_at(served: Served, tmp_path: Path, table: str, told: bool) -> None:  # noqa: F811
    shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲")
    own = "<table><tr><td colspan=2>信息内容</td></tr><tr><td>规章</td><td>1</td></tr></table>"
    lines = REPORT.splitlines()
    html = "".join(f"<p>{line}</p>{own if line.startswith('二、') else ''}" for line in lines[:5] + lines[5:6] + lines[8:13])
    asked = {"html": html + table, "text": "x\ny"}
    said = served.ask("/api/paste", asked, draft="甲").said
    assert "合并的格" in said["left"]  # where all of it is put into one section, with its tables
    assert ("合并的格" in said["whole"]["lost"]) == told


@pytest.fixture
def folder(tmp_path: Path, page: Page) -> Path:  # noqa: F811 - fixtures
    return Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲"))


def texts(folder: Path) -> dict[str, list[str]]:
    return {name: [one.whole for one in blocks] for name, blocks in open_draft(folder).narrative.texts.items()}


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_it_is_put_into_its_sections_and_taken_back_as_one_step(page: Page, folder: Path) -> None:  # noqa: F811
    before = texts(folder)
    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    page.evaluate(PASTE, [REPORT, ""])
    page.wait_for_selector("dialog:has-text('这像是整份年报')")
    page.click("dialog button:has-text('换掉原有文字')")
    page.wait_for_selector("#told:has-text('分到了 4 个部分')")
    saved(page)
    made = texts(folder)
    assert made["overview"] == ["（一）主动公开。全年公开20条。", "另一段。"] and made["preface"] == ["根据条例编制。"]
    page.click(".bar button:has-text('撤消')")
    page.wait_for_function("() => !document.querySelector('#part-1').textContent.includes('另一段。')")
    saved(page)
    assert texts(folder) == before
    page.click(".bar button:has-text('重做')")
    saved(page)
    assert texts(folder) == made


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize("by", [".bar button", "#told button"])
def test_the_single_values_that_it_filled_go_with_it(page: Page, folder: Path, by: str) -> None:  # noqa: F811
    path = folder / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8").partition("落款:")[0], encoding="utf-8")
    before = texts(folder)
    at(page, "prose", "甲")
    page.locator("#part-1 .text").first.click()
    page.evaluate(PASTE, [REPORT, ""])
    page.click("dialog button:has-text('换掉原有文字')")
    page.wait_for_selector("#told:has-text('填上了署名、日期')")
    saved(page)
    assert open_draft(folder).narrative.date.text == "2025年1月8日"
    if by == "#told button":  # what was written since then is asked about, and goes as well
        page.locator("#part-1 .text").first.click()
        page.keyboard.type("后来写的。")
        saved(page)
    page.click(f"{by}:has-text('撤消')")
    if by == "#told button":
        page.click("dialog:has-text('又改了 1 处') button:has-text('一起撤消')")
    page.wait_for_function("() => !document.querySelector('.parts').textContent.includes('另一段。')")
    saved(page)
    assert texts(folder) == before
    narrative = open_draft(folder).narrative
    assert [one.text for one in (narrative.signature, narrative.date) if one] in ([], ["", ""])
    if by == ".bar button":
        page.click(".bar button:has-text('重做')")
        saved(page)
        assert open_draft(folder).narrative.signature.text == "某市人民政府"
