"""How long the page of `reportgen open` lets a clerk wait: from the start of the program to a page that can be used, and for one keystroke.

    python benchmarks/page.py

The start is measured as a person has it: the program is started, and a browser that runs already shows the drafts of the
folder. A keystroke is what the server does for it: the whole draft looked at as if what was typed were saved.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "tests" / "web"))
from served import Served, serving  # noqa: E402

DRAFT = "甲"
STARTS, STROKES = 5, 25
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def main() -> None:
    """Print both, in milliseconds, the least and the median."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "年报"
        shutil.copytree(ROOT / "examples" / "huaian-2024", folder / DRAFT)
        with serving(folder) as served:
            strokes(served)
        starts(folder)


def strokes(served: Served) -> None:
    """Figures and sentences typed sign by sign, as the page sends them."""
    state = served.ask("/api/state", draft=DRAFT).said
    ref = next(ref for ref, figure in state["figures"].items() if not figure["formula"])
    was = state["figures"][ref]["text"]
    say("敲一下数", [_looked(served, {"cells": [{"ref": ref, "was": was, "now": str(number)}]}) for number in range(STROKES)])
    part = next(one for one in state["parts"] if len(one["lines"]) > 1)
    lines = [one["line"] for one in part["lines"]]
    typed = [[*lines[:-1], lines[-1] + "，收到申请90件"[: number % 8]] for number in range(STROKES)]
    say("敲一下字", [_looked(served, {"texts": [{"key": part["key"], "was": lines, "now": now}]}) for now in typed])
    print(f"示例的文字 {sum(len(one['line']) for part in state['parts'] for one in part['lines'])} 字")


def _looked(served: Served, typed: dict[str, object]) -> float:
    return float(served.ask("/api/look", typed, draft=DRAFT).said["took"])


def starts(folder: Path) -> None:
    """From the start of the program to the list of drafts in a browser, which can be clicked, and to how far each of them is."""
    if CHROMIUM is None:
        print("没有 Chromium：打开的时间没有量")
        return
    from playwright.sync_api import sync_playwright

    spoken, usable, known = [], [], []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(STARTS):
            page = browser.new_context().new_page()
            begin = time.perf_counter()
            with serving(folder) as served:
                spoken.append((time.perf_counter() - begin) * 1000)
                page.goto(served.address)
                page.wait_for_selector(".drafts li a")
                usable.append((time.perf_counter() - begin) * 1000)
                page.wait_for_selector(".drafts li progress")
                known.append((time.perf_counter() - begin) * 1000)
                page.close()
        browser.close()
    say("程序说出地址", spoken)
    say("网页可以用", usable)
    say("草稿都看过了", known)


def say(what: str, times: list[float]) -> None:
    print(f"{what:　<8}最少 {min(times):7.1f} 毫秒　中位 {median(times):7.1f} 毫秒　（{len(times)} 次）")


if __name__ == "__main__":
    main()
