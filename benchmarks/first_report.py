"""What a clerk's first report costs in the page of `reportgen open`: clicks, fields and keystrokes, from the first screen to the Word file.

    python benchmarks/first_report.py

A real Chromium is driven with the figures of a published report (../shared/real), once with every figure typed and once
with the tables pasted out of a spreadsheet; the text is pasted out of Word, section by section, from the example of the
same agency, its figures bound or not as they stand there. No time of a person is measured: from the counts follows one by
the keystroke-level model (Card, Moran, Newell: 0.28 s a key of an average typist, 1.3 s to point and click, 1.35 s to
think before each field, each click and each paste). To find the figures and to write the text is not in it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from html import escape
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "web"), str(ROOT / "src")]
from conftest import EXAMPLES, PUBLISHED  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402
from served import serving  # noqa: E402
from support.known.figures import read_truth  # noqa: E402

from reportgen.model.form import Form  # noqa: E402
from reportgen.model.layout import lay_out  # noqa: E402
from reportgen.reports.open import open_draft, open_published  # noqa: E402
from reportgen.tasks.check import check_draft  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AGENCY, YEAR = "淮安市人民政府", "2024"
KEY, CLICK, THINK = 0.28, 1.3, 1.35
KEYS_OF_A_CHARACTER = 3  # by pinyin
# To copy in the other program (select, Ctrl+C, change the window) and to paste here.
KEYS_OF_A_PASTE, CLICKS_OF_A_PASTE = 6, 2
PASTE = """([text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


class Clerk:
    """Somebody at the page whose every act is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.done = page, Counter[str]()

    def click(self, selector: str, *, at: int = 0) -> None:
        self.done["clicks"] += 1
        self.page.locator(selector).nth(at).click()

    def type(self, text: str) -> None:
        self.done["keys"] += sum(1 if sign.isascii() else KEYS_OF_A_CHARACTER for sign in text)
        self.done["fields"] += 1
        self.page.keyboard.insert_text(text)

    def press(self, key: str) -> None:
        self.done["keys"] += 1
        self.page.keyboard.press(key)

    def paste(self, text: str, html: str = "") -> None:
        self.done["pastes"] += 1
        self.page.evaluate(PASTE, [text, html])

    def seconds(self) -> float:
        """By the keystroke-level model."""
        clicks = self.done["clicks"] + CLICKS_OF_A_PASTE * self.done["pastes"]
        keys = self.done["keys"] + KEYS_OF_A_PASTE * self.done["pastes"]
        return clicks * (CLICK + THINK) + keys * KEY + (self.done["fields"] + self.done["pastes"]) * THINK


def main() -> None:
    """Print the counts of both ways, the time that follows from them, and how long the machine took."""
    form, cells, _ = read_truth(PUBLISHED / "truth" / "huaian_city_2024.json")
    for way in ("逐格敲进去", "从 Excel 整块粘贴"):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "年报"
            folder.mkdir()
            clerk, took = report(folder, form, cells, pasted=way != "逐格敲进去")
            counted = "，".join(f"{name} {clerk.done[key]}" for key, name in NAMES.items())
            print(f"{way}：{counted}；照击键模型 {clerk.seconds() / 60:.1f} 分钟，机器用了 {took:.0f} 秒")


NAMES = {"clicks": "点击", "fields": "填的格和栏", "keys": "按键", "pastes": "粘贴"}


def report(folder: Path, form: Form, cells: Mapping[str, str], *, pasted: bool) -> tuple[Clerk, float]:
    """One report from the first screen to the Word file, which is read back and compared."""
    begin = time.perf_counter()
    with serving(folder) as served, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(served.address)
        clerk = Clerk(page)
        clerk.click("#agency")
        clerk.type(AGENCY)
        clerk.click("#year")
        page.keyboard.press("Control+a")
        clerk.type(YEAR)
        clerk.click("form button.main")
        page.wait_for_selector(".sheet input")
        draft = folder / f"{AGENCY}{YEAR}年度"
        (paste_tables if pasted else type_tables)(clerk, form, cells)
        saved(page)
        if page.locator(".lines .todo").count():
            clerk.click("button:has-text('空着的都填 0')")
            clerk.click("dialog button.main")
            saved(page)
        write(clerk)
        clerk.click("nav a", at=3)
        page.wait_for_selector(".verdict.good")
        clerk.click("text=生成 Word 文件")
        page.wait_for_selector(".made.good")
        clerk.click(".made a.main")
        (made,) = draft.glob("*.docx")
        figures = {ref: str(cell.value) for ref, cell in open_published(made).report.cells.items()}
        assert figures == {ref: str(cell.value) for ref, cell in open_draft(draft).workbook.cells.items()}
        assert {ref: figures[ref] for ref in cells} == {ref: text.rstrip() for ref, text in cells.items()}, (
            "not the published figures"
        )
        assert not check_draft(draft).errors
        browser.close()
    return clerk, time.perf_counter() - begin


def saved(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('#saved').textContent === '已存好'")


def type_tables(clerk: Clerk, form: Form, cells: Mapping[str, str]) -> None:
    """Row by row, each figure that is not 0, with the arrow keys from one to the next; the rest is filled with 0 at the end."""
    for table in form.tables:
        for block in table.blocks:
            for row in block.filled_rows:
                own = [f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns]
                own = [ref for ref in own if ref not in form.totals and cells[ref] != "0"]
                for ref in own:
                    clerk.click(f'input[data-ref="{ref}"]')
                    clerk.type(cells[ref])


def paste_tables(clerk: Clerk, form: Form, cells: Mapping[str, str]) -> None:
    """Each block of lines that stand below each other at once, as it lies in a spreadsheet; a cell alone is typed."""
    for table in form.tables:
        rows: dict[int, list[tuple[int, str]]] = {}
        for cell in lay_out(table).cells:
            if cell.ref:
                rows.setdefault(cell.row, []).append((cell.column, cell.ref))
        lines = [(row, [ref for _, ref in sorted(found)]) for row, found in sorted(rows.items())]
        for _, run in groupby(enumerate(lines), key=lambda pair: (pair[1][0] - pair[0], len(pair[1][1]))):
            block = [refs for _, (_, refs) in run]
            clerk.click(f'input[data-ref="{block[0][0]}"]')
            if len(block) == len(block[0]) == 1:
                clerk.type(cells[block[0][0]])
            else:
                clerk.paste("\n".join("\t".join(cells[ref] for ref in refs) for refs in block) + "\n")


def write(clerk: Clerk) -> None:
    """The sections out of Word, the contact data and the date typed."""
    page = clerk.page
    example = check_draft(EXAMPLES / "huaian-2024").report
    narrative = open_draft(EXAMPLES / "huaian-2024").narrative
    clerk.click("nav a", at=1)
    page.wait_for_selector("#part-1 .text")
    sections = [section.id for section in open_draft(EXAMPLES / "huaian-2024").form.prose_sections]
    for number, section in enumerate(sections, 1):
        lines = [block.whole for block in example.texts[section]]
        clerk.click(f"#part-{number} .text")
        clerk.paste("\n".join(lines), "".join(f"<p>{escape(line)}</p>" for line in lines) + "<p></p>")
        page.wait_for_selector("#told:has-text('粘贴')")
    values = [("日期", example.date), *((name, entry.text) for name, entry in narrative.contact.items())]
    for name, text in values:
        clerk.done["clicks"] += 1
        page.get_by_role("textbox", name=name, exact=True).click()
        clerk.type(text)
    page.keyboard.press("Tab")
    saved(page)


if __name__ == "__main__":
    main()
