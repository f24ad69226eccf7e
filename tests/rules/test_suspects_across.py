"""Sums of several tables that one wrong cell breaks: a sum of the cell's own table leads, and a cell is named only where something tells it from the others."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT
from support.made.drafts import spots, totals

from reportgen.cli.main import main
from reportgen.model.draft import NARRATIVE
from reportgen.packs.load import find_pack
from reportgen.tasks.check import check_draft

OVERLAY = ROOT / "tests" / "overlays" / "deadlines-2021"
TYPED = {
    "applications.received.natural": 111,
    "applications.received.enterprise": 9,
    "applications.granted.natural": 80,
    "applications.not_held.natural": 14,
    "applications.not_corrected.natural": 6,
    "applications.granted.enterprise": 6,
    "applications.not_held.enterprise": 1,
    "applications.not_corrected.enterprise": 2,
    "applications.other_outcome.natural": 11,
    "deadlines.within_ten.cases": 71,
    "deadlines.within_twenty.cases": 49,
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("across")
    shutil.copytree(OVERLAY, folder / "formats" / OVERLAY.name)
    draft = str(folder / "draft")
    assert (
        main(["new", draft, "--agency", "云泽市水利局", "--year", "2024", "--format", str(folder / "formats" / OVERLAY.name)])
        == 0
    )
    return folder


CASES = {
    # Two cells of the column would do as well as each other: that one of them would be 0 tells nothing.
    "a little off": ({"applications.granted.enterprise": 7}, "", "1 → 0"),
    "no other cell can be so much less": ({"applications.granted.natural": 800}, "applications.granted.natural", ""),
    "one cell of many": ({"applications.granted.natural": 81}, "", "多了 1 的可能是 表三!"),
    "one of so many that a few are shown": ({"applications.granted.natural": 79}, "", "（先看这 5 格，共 "),
}


@pytest.mark.parametrize(("typed", "suspect", "hint"), CASES.values(), ids=CASES)
def test_the_sum_of_its_own_table_leads_and_the_cell_is_named_if_it_can_be(
    begun: Path, tmp_path: Path, typed: dict[str, int], suspect: str, hint: str
) -> None:
    folder = shutil.copytree(begun, tmp_path / "all") / "draft"
    form = find_pack(str(OVERLAY)).form
    book = openpyxl.load_workbook(folder / "workbook.xlsx")
    places = spots(form)
    for ref, value in (dict.fromkeys(form.figures.keys() - totals(form), 0) | TYPED | typed).items():
        sheet, cell = places[ref]
        book[sheet][cell].value = value
    book.save(folder / "workbook.xlsx")
    narrative = folder / NARRATIVE
    text = narrative.read_text(encoding="utf-8")
    assert "总体情况: |\n" in text
    narrative.write_text(text.replace("总体情况: |\n", "总体情况: |\n  全年办结申请120件。\n", 1), encoding="utf-8")
    told = [one for one in check_draft(folder).findings if one.code in ("T301", "T991")]
    assert [(one.code, one.codes) for one in told] == [("T301", ("T301", "T991"))]
    assert told[0].suspect == suspect and hint in told[0].hint
    assert ("很可能" in told[0].hint) == bool(suspect)
