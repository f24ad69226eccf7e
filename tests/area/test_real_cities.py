"""Two cities as they published their reports, and the example of one of them: their sum is the sum of what was read off by hand."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import EXAMPLES
from support.known.figures import numbers, read_truth

from reportgen.area.look import Ways
from reportgen.area.summing import Summed, area_sum
from reportgen.drafts.workbook.drawn.blank import blank_workbook
from reportgen.packs.load import find_pack

FORM = find_pack("gov-disclosure-2021").form
REGISTER = """\
机关:
  - {代码: '32', 名称: 某省人民政府}
  - {代码: '3208', 名称: 淮安市人民政府, 曾用名: 淮安市, 上级代码: '32'}
  - {代码: '3213', 名称: 宿迁市人民政府, 曾用名: 宿迁市, 上级代码: '32'}
"""


@pytest.fixture
def province(published: Path, tmp_path: Path) -> Path:
    pytest.importorskip("pdfplumber", reason="reads the published PDF")
    (tmp_path / "名录.yaml").write_text(REGISTER, encoding="utf-8")
    for code, name in (("3208", "huaian_city_2024.pdf"), ("3213", "suqian_city_2024.md")):
        folder = tmp_path / "年报" / "2024" / code
        folder.mkdir(parents=True)
        shutil.copy(published / name, folder / name)
    return tmp_path


def summed(province: Path) -> Summed:
    return area_sum(province, 2024, "32", date(2025, 3, 1), Ways(jobs=1))


def test_the_sum_is_that_of_the_figures_read_by_hand(province: Path, published: Path) -> None:
    one, other = (
        numbers(read_truth(published / "truth" / f"{name}.json")[1]) for name in ("huaian_city_2024", "suqian_city_2024")
    )
    assert len(one) == len(FORM.figures)
    rollup = summed(province).rollup
    assert rollup.figures == {ref: one[ref] + other[ref] for ref in FORM.figures}
    assert rollup.complete and not rollup.blanks


def test_a_city_that_the_province_left_out_is_named(province: Path, published: Path) -> None:
    one, other = (
        numbers(read_truth(published / "truth" / f"{name}.json")[1]) for name in ("huaian_city_2024", "suqian_city_2024")
    )
    own = province / "年报" / "2024" / "32"
    own.mkdir()
    shutil.copy(EXAMPLES / "huaian-2024" / "narrative.yaml", own / "narrative.yaml")
    (own / "workbook.xlsx").write_bytes(blank_workbook(FORM, "某省人民政府", 2024, one))
    told = [finding.message for finding in summed(province).findings if finding.code == "A101"]
    assert len(told) == 1 and "像是漏加了宿迁市人民政府（3213）" in told[0]
    both = {ref: one[ref] + other[ref] for ref in one}
    (own / "workbook.xlsx").write_bytes(blank_workbook(FORM, "某省人民政府", 2024, both))
    assert not [finding for finding in summed(province).findings if finding.code.startswith("A10")]
