"""The identities that one fault breaks, in every form in which a check is shown: each with its sums, at its own total."""

from __future__ import annotations

import io
import json
import shutil
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from conftest import EXAMPLES
from support.made.cells import type_into

from reportgen.drafts.workbook.drawn.comments import annotated_workbook
from reportgen.model.draft import Checked
from reportgen.rules.waivers import chosen
from reportgen.show.check_page import check_html
from reportgen.show.json import check_json
from reportgen.show.sarif import check_sarif
from reportgen.tasks.check import check_draft
from reportgen.word.comments import also_of, lines_elsewhere


@pytest.fixture(scope="module")
def typed_over(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """A live total typed over: four lines fail, at two totals, and one finding tells them."""
    folder = shutil.copytree(EXAMPLES / "huaian-2024", tmp_path_factory.mktemp("over") / "draft")
    type_into(folder / "workbook.xlsx", {"表三": {"D30": 2931}})
    checked = check_draft(folder)
    assert checked.tally.failed == 4 and len(checked.findings) == 1
    return checked


def test_programs_read_every_line_with_its_sums(typed_over: Checked) -> None:
    (finding,) = json.loads(check_json(typed_over, typed_over.findings))["findings"]
    lines = [finding, *finding["also"]]
    assert Counter((line["code"], line["location"]["cell"]) for line in lines) == Counter(
        [("T302", "D30"), ("T301", "D30"), ("T302", "J30"), ("T301", "J30")]
    )
    assert all(abs(int(line["expected"]) - int(line["actual"])) == abs(int(line["difference"])) == 1 for line in lines)
    run = json.loads(check_sarif(typed_over, typed_over.findings, ()))["runs"][0]
    said = [place["message"]["text"] for place in run["results"][0]["relatedLocations"] if "message" in place]
    assert sum(text.startswith("也不平：表三") and "≠" in text for text in said) == 3


def test_readers_see_the_finding_at_each_total(typed_over: Checked) -> None:
    (finding,) = typed_over.findings
    page = check_html(typed_over, typed_over.findings)
    assert page.count('id="p1"') == 1
    marked = [cell for cell in page.split("<td")[1:] if 'href="#f1"' in cell.split("</td>")[0]]
    assert len(marked) == 2 and all("error" in cell[:60] for cell in marked)
    book = openpyxl.load_workbook(io.BytesIO(annotated_workbook(Path(typed_over.folder) / "workbook.xlsx", typed_over.findings)))
    assert "怎么改见第1个问题" in book["表三"]["J30"].comment.text
    assert "恢复公式" in book["表三"]["D30"].comment.text
    there = [also_of(finding, line) for line in lines_elsewhere(finding)]
    assert len(there) == 2 and all("≠" in text and "怎么改见 T302 的批注" in text for text in there)


@pytest.mark.parametrize("select, ignore, kept", [(["T301"], [], 1), ([], ["T302"], 1), ([], ["T3"], 0), (["N"], [], 0)])
def test_a_finding_stays_for_any_line_that_it_tells(typed_over: Checked, select: list[str], ignore: list[str], kept: int) -> None:
    assert len(chosen(typed_over.findings, select, ignore)) == kept
