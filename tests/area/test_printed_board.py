"""The board on paper: pages are used to their ends, what is folded on the screen is there, each agency once."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest
from conftest import THOROUGH
from made_folders import made_area, name_of

from reportgen.area.look import Ways, look
from reportgen.show.area.page import index_html

ANSWERED = "全年收到政府信息公开申请7件，公开了各类信息。。"
_FULL = 0.8  # of a page's height at least


@pytest.mark.skipif(not THOROUGH, reason="starts a browser: TESTS=thorough")
def test_pages_are_used_to_their_ends(tmp_path: Path) -> None:
    pdfplumber = pytest.importorskip("pdfplumber")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    area = made_area(tmp_path / "甲市", 40)
    for text in area.rglob("narrative.yaml"):
        said = text.read_text(encoding="utf-8")
        text.write_text(said.replace("公开了各类信息。", ANSWERED), encoding="utf-8")
    page, printed = tmp_path / "index.html", tmp_path / "board.pdf"
    page.write_text(index_html(look(area, 2024, date(2025, 3, 1), Ways(across=True))), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    command = [chromium, *options, profile, f"--print-to-pdf={printed}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with pdfplumber.open(printed) as document:
        pages = [(one.extract_text(), max(word["bottom"] for word in one.extract_words()) / one.height) for one in document.pages]
    assert len(pages) > 2 and all(bottom > _FULL for _, bottom in pages[:-1]), [bottom for _, bottom in pages]
    whole = normalize("NFKC", "".join("".join(text.split()) for text, _ in pages))  # fonts map to radicals
    branches, _, agencies = whole.partition("各机关")
    # Those that have others below them stand among the branches too.
    assert not [name_of(number) for number in range(1, 20) if name_of(number) not in branches]
    assert not [name_of(number) for number in range(1, 40) if name_of(number) not in agencies]
