"""Whose report it is, and of which year: the name stands in the title as it is, whatever characters it is made of."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from conftest import EXAMPLES, ROOT

from reportgen.model.location import Location
from reportgen.model.outline import OutlineParagraph
from reportgen.recognise.front import Front, front_of
from reportgen.reports.versions import opened
from reportgen.tasks.build import build_draft

SAMPLES = ROOT.parent / "shared" / "cases" / "names.yaml"
NAMES = (
    "中国（上海）自由贸易试验区管理委员会",
    "某县人民政府办公室（某县外事办公室）",
    "某县某镇（“八一”农场）人民政府",
    "第三师某市(51团)人民政府",
    "《某报》社",
    "某市报告文学馆",
    "某市政务公开中心",
    "某市年度考核办公室",
    "某县关于镇人民政府",
)
TITLES = (
    ("{}", "2024年政府信息公开工作年度报告"),
    ("{}2024年政府信息公开工作年度报告",),
    ("{}2024年度政府信息公开工作年度报告（修订稿）",),
    ("2024年{}政府信息公开工作年度报告",),
    ("{}", "2024年政府信息公开", "工作年度报告"),
    ("关于{}二〇二四年政府信息公开工作情况的报告",),
    ("2024年政府信息公开工作年度报告", "（{}）"),
)


def _read(title: Sequence[str]) -> Front:
    return front_of([OutlineParagraph(line, Location("年报.docx", line=at)) for at, line in enumerate(title, 1)])


@pytest.mark.parametrize("title", TITLES, ids="／".join)
@pytest.mark.parametrize("name", NAMES)
def test_the_name_is_never_altered(name: str, title: Sequence[str]) -> None:
    front = _read([line.format(name) for line in title])
    assert (front.agency, front.year) == (name, 2024)


def test_the_names_of_the_shared_samples() -> None:
    if not SAMPLES.is_file():
        pytest.skip("the samples (../shared/cases) are not beside this checkout")
    for case in yaml.safe_load(SAMPLES.read_text(encoding="utf-8")):
        front = _read(case["title"])
        assert (front.agency, front.year) == (case["agency"], case["year"]), case


@pytest.mark.parametrize("name", NAMES)
def test_a_built_document_names_its_agency(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "草稿"
    shutil.copytree(EXAMPLES / "wenzhou-2020", folder)
    text = (folder / "narrative.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(机关|  署名): .*", rf"\1: {name}", text)
    (folder / "narrative.yaml").write_text(text, encoding="utf-8")
    build_draft(folder, output=tmp_path / "年报.docx", draft=True)
    with opened(str(tmp_path / "年报.docx")) as document:
        report = document.version.report
    assert (report.agency, report.signature) == (name, name)
