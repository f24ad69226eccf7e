"""A workbook that was filled elsewhere: another agency's is asked about, what is none is refused by its own name, and the last step takes it back."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from conftest import EXAMPLES
from test_page import CHROMIUM, Page, at, browser, page, saved, served  # noqa: F401 - fixtures

from reportgen.model.draft import WORKBOOK
from reportgen.reports.open import open_draft

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
FIRST = "disclosure.regulations.made"
CHOOSER = "input[type=file][accept='.xlsx']"


@pytest.fixture
def folder(tmp_path: Path, page: Page) -> Path:  # noqa: F811 - fixtures
    return Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "年报" / "甲"))


def filled_elsewhere(folder: Path, path: Path, **said: str) -> Path:
    """The draft's workbook with another figure, and other words behind the labels."""
    book = openpyxl.load_workbook(folder / WORKBOOK)
    for sheet in book:
        for row in sheet.iter_rows(max_col=2, max_row=12):
            if row[0].value in said:
                row[1].value = said[row[0].value]
    cell = open_draft(folder).workbook.cells[FIRST].location
    book[cell.grid].cell(cell.line, cell.column, 77)
    book.save(path)
    return path


def first(folder: Path) -> str:
    return str(open_draft(folder).workbook.cells[FIRST].value)


def test_another_agencys_workbook_is_asked_about_and_goes_again(page: Page, folder: Path, tmp_path: Path) -> None:  # noqa: F811
    other = filled_elsewhere(folder, tmp_path / "林业局的表.xlsx", 行政机关="临江林业局", 报告年份="2023")
    at(page, "tables", "甲")
    page.set_input_files(CHOOSER, other)
    page.wait_for_selector("dialog:has-text('“林业局的表.xlsx”里写的是临江林业局2023年度，这份草稿是淮安市人民政府2024年度')")
    page.click("dialog button:has-text('不换')")
    page.wait_for_selector("dialog", state="detached")
    assert first(folder) == "1"
    page.set_input_files(CHOOSER, other)
    page.click("dialog button:has-text('仍然换成它')")
    page.wait_for_selector("#told:has-text('换好了')")
    assert first(folder) == "77"
    at(page, "prose", "甲")
    at(page, "tables", "甲")
    page.click(".bar button:has-text('撤消')")
    page.wait_for_selector("#told:has-text('改回去了')")
    assert first(folder) == "1" and page.input_value(f'input[data-ref="{FIRST}"]') == "1"


def test_the_own_workbook_is_taken_at_once(page: Page, folder: Path, tmp_path: Path) -> None:  # noqa: F811
    at(page, "tables", "甲")
    page.set_input_files(CHOOSER, filled_elsewhere(folder, tmp_path / "填好.xlsx"))
    page.wait_for_selector("#told:has-text('换好了')")
    assert first(folder) == "77"


def test_what_is_no_workbook_of_the_form_is_told_by_its_name(page: Page, folder: Path, tmp_path: Path) -> None:  # noqa: F811
    book = openpyxl.Workbook()
    book.active.append(["姓名", "出勤"])  # type: ignore[union-attr]
    book.save(tmp_path / "考勤表.xlsx")
    at(page, "tables", "甲")
    page.set_input_files(CHOOSER, tmp_path / "考勤表.xlsx")
    page.wait_for_selector("#told.bad:has-text('考勤表.xlsx')")
    told = page.inner_text("#told")
    assert "/" not in told.replace("行政复议/", "").replace("起诉/", "") and len(told) < 300, told
    assert first(folder) == "1"
