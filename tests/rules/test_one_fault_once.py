"""One fault is told once: a number of the prose that a failed sum of the tables proves right is no fault of its own."""

from __future__ import annotations

from pathlib import Path

from conftest import EXAMPLES
from support.published.text import built_as_text

from reportgen.tasks.check import check_published


def test_a_wrong_total_is_told_with_the_place_in_the_prose_that_has_it_right(tmp_path: Path) -> None:
    copy = built_as_text(EXAMPLES / "huaian-2024", tmp_path)
    text = copy.read_text(encoding="utf-8")
    assert "新收政府信息公开申请3119件" in text
    row = next(line for line in text.split("\n") if "一、本年新收" in line)
    copy.write_text(text.replace(row, row.replace("3119", "3191")), encoding="utf-8")
    findings = check_published(copy).findings
    assert "N101" not in {finding.code for finding in findings}
    (mended,) = [one for one in findings if one.suspect_value == 3119 and one.code == "T303"]
    assert any(not place.grid and place.line for place in mended.related)
    assert "正文里的 3119" in mended.hint


def test_a_number_of_the_prose_that_no_sum_bears_out_is_told(tmp_path: Path) -> None:
    copy = built_as_text(EXAMPLES / "huaian-2024", tmp_path)
    text = copy.read_text(encoding="utf-8")
    copy.write_text(text.replace("新收政府信息公开申请3119件", "新收政府信息公开申请3191件"), encoding="utf-8")
    assert {"N101"} <= {finding.code for finding in check_published(copy).findings}


def test_a_number_that_its_own_passage_bears_out_says_what_its_cell_must_be_too(tmp_path: Path) -> None:
    copy = built_as_text(EXAMPLES / "huaian-2024", tmp_path)
    text = copy.read_text(encoding="utf-8")
    row = next(line for line in text.split("\n") if "一、本年新收" in line)
    text = text.replace(row, row.replace("3119", "3191"))
    said = "区政府共受理依申请公开3153件，其中本年新收3119件，上年结转34件"  # of an office that may be another's
    copy.write_text(text.replace("全市新收政府信息公开申请3119件", said), encoding="utf-8")
    checked = check_published(copy)
    (own,) = [claim for claim in checked.claims if claim.value == 3119 and claim.status == "settled"]
    assert own.meant and own.counts == "本年新收"
