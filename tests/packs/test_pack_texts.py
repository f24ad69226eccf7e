"""The title and the preface of a pack: what they refer to must be there, or every draft made with it begins with an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from reportgen.model.finding import Finding
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import open_pack
from reportgen.tasks.pack_check import text_problems

NAME = "gov-disclosure-2021"
SOURCE = (shipped_packs() / NAME / "format.yaml").read_text(encoding="utf-8")


def found(folder: Path, old: str, new: str) -> list[Finding]:
    pack = folder / NAME
    pack.mkdir()
    assert old in SOURCE
    (pack / "format.yaml").write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    return list(text_problems(open_pack(pack).form))


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("{{ 年份 }}年政府", "{{ 年 }}年政府", "title:", "标题里的引用有误：没有“年”"),
        ("{{ 年份 }}年政府", "政府", "title:", "标题里没有 {{ 年份 }}：各年的年报分不开"),
        ("{{ 联系方式.地址 }}", "{{ 联系方式.地点 }}", "preface:", "前言里的引用有误：“联系方式”里没有“地点”"),
        ("contact: [地址, ", "contact: [", "preface:", "“联系方式”里没有“地址”"),
        ("{{ 联系方式.地址 }}", "{{ 联系方式.地址 }", "preface:", "没有配成对"),
        ("编制本年度报告。", "编制本年度报告，共收到申请 {{ 表三.本年新受.总计 }} 件。", "preface:", "本年新受"),
    ],
)
def test_a_reference_to_what_is_not_there_is_told(tmp_path: Path, old: str, new: str, key: str, said: str) -> None:
    (finding,) = found(tmp_path, old, new)
    assert said in finding.message
    lines = (tmp_path / NAME / "format.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[finding.location.line - 1].startswith(key)


def test_figures_and_last_year_may_be_named(tmp_path: Path) -> None:
    said = (
        "编制本年度报告，收到申请 {{ 表三.本年新收.总计 }} 件，比上年 {{ 同比(表三.本年新收.总计, 上年.表三.本年新收.总计) }}%。"
    )
    assert found(tmp_path, "编制本年度报告。", said) == []


@pytest.mark.parametrize("folder", [*sorted(shipped_packs().glob("gov-*")), ROOT / "tests" / "forms" / "gov-test-2099"])
def test_packs_in_use_have_none(folder: Path) -> None:
    assert list(text_problems(open_pack(folder).form)) == []
