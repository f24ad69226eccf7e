"""Whose report it is, and of which year: the name stands in the title as it is, whatever characters it is made of."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import EXAMPLES, ROOT
from support.known.corpus import CORPUS
from support.published.text import built_as_text

from reportgen.model.location import Location
from reportgen.model.outline import OutlineParagraph
from reportgen.recognise.bodies import same_body
from reportgen.recognise.front import Front, front_of
from reportgen.recognise.titles.declared import report_name, titled
from reportgen.recognise.titles.words import title_words
from reportgen.reports.open import open_published
from reportgen.reports.versions import opened
from reportgen.tasks.build import build_draft
from reportgen.tasks.packs import all_formats

TITLES_OF_OURS = yaml.safe_load((Path(__file__).parent / "titles.yaml").read_text(encoding="utf-8"))
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
    lines = [OutlineParagraph(line, Location("年报.docx", line=at)) for at, line in enumerate(title, 1)]
    return front_of(lines, title_words(all_formats()))


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


# The title that a form declares, and titles that reports in it may have.
OTHER_FORMS = (
    (["{{ 机关 }}", "{{ 年份 }}年消防安全统计年报"], ["{}2024年消防安全统计年报", "2024年{}消防安全统计年报（修订稿）", "{}关于2024年消防安全工作情况的报告"]),
    (["{{ 机关 }}关于{{ 年份 }}年度法治政府建设情况的报告"], ["{}关于2024年度法治政府建设情况的报告", "{}法治政府建设2024年度报告", "2024年{}法治政府建设工作总结"]),
    (["{{ 机关 }}{{ 年份 }}年统计年报"], ["{}2024年统计年报", "2024年{}统计年报"]),
    (["{{ 机关 }}{{ 年份 }}年安全生产蓝皮书"], ["{}2024年安全生产蓝皮书", "2024年{}安全生产蓝皮书"]),
    (["{{ 年份 }}年{{ 机关 }}预算执行情况年度报告"], ["2024年{}预算执行情况年度报告", "{}2024年度预算执行情况报告"]),
)  # fmt: skip
THEIR_NAMES = ("某市消防救援支队", "某市法治政府建设领导小组办公室", "某县人民政府", "某市统计局", "某县安全生产委员会办公室")


@pytest.mark.parametrize("name", (*NAMES, *THEIR_NAMES))
@pytest.mark.parametrize(("declared", "titles"), OTHER_FORMS, ids=lambda one: "／".join(one)[:30])
def test_the_name_stands_in_the_title_of_any_form(declared: list[str], titles: list[str], name: str) -> None:
    form = replace(all_formats()[-1], title=tuple(declared), title_words=())
    words = title_words([form])
    own = "".join(titled(form, name, 2024))
    assert words.is_on_topic(report_name(form))
    for title in (own, *(one.format(name) for one in titles)):
        front = front_of([OutlineParagraph(title, Location("年报.docx", line=1))], words)
        assert (front.agency, front.year) == (name, 2024), title


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A finished report as text, without title, preface and signature."""
    text = built_as_text(EXAMPLES / "huaian-2024", tmp_path_factory.mktemp("copied")).read_text(encoding="utf-8")
    return text[text.index("一、总体情况") :].removesuffix("淮安市人民政府\n2025年2月25日")


@pytest.mark.parametrize("case", TITLES_OF_OURS, ids=lambda case: "／".join(case["title"])[:40])
def test_the_agency_is_the_span_that_the_document_confirms(tmp_path: Path, copied: str, case: dict[str, Any]) -> None:
    path = tmp_path / case.get("file", "年报.txt")
    end = [case["signed"], "2025年1月20日"] if "signed" in case else []
    path.write_text("\n".join([*case["title"], case.get("preface", ""), copied, *end]), encoding="utf-8")
    published = open_published(path)
    assert (published.report.agency, published.narrative.year) == (case["agency"], case["year"])
    assert [finding.code for finding in published.findings if finding.code == "W118"] == []


SAME = (
    ("云川县", "云川县人民政府办公室"),
    ("云川县人民政府", "县政府办公室"),
    ("云川县人民政府", "云川县政务公开领导小组办公室"),
    ("云川县", "云川县大数据管理局"),
    ("云川经开区管委会", "云川经济技术开发区管理委员会"),
    ("桃溪镇", "云川县桃溪镇人民政府"),
    ("云川县住建局", "云川县住房和城乡建设局"),
    ("云川县税务局", "国家税务总局云川县税务局"),
    ("云川县应急局", "云川县应急管理局"),
    ("中共云川县委宣传部（云川县新闻出版局）", "云川县新闻出版局"),
)
DIFFERENT = (
    ("云川县教育局", "云川县水利局"),
    ("云川县教育局", "云水县教育局"),
    ("云川县", "云川县教育局"),
    ("云川县教育局", "云川县人民政府办公室"),
    ("云川县", "云水县人民政府"),
    ("云川县桃溪镇", "云川县人民政府"),
    ("云川县桃溪镇人民政府", "云川县白塔镇人民政府"),
    ("云川县审批局", "云川县审批服务局"),
    ("江州市教育局", "江州市云川县教育局"),
)
# How prefaces name whose report it is.
PREFACES = (
    "根据《条例》要求，{}公布2024年政府信息公开工作年度报告。",
    "根据《条例》的规定，现由{}向社会公布2024年政府信息公开工作年度报告。",
    "按照上级要求，{}特此公布2024年度报告。",
    "本报告是{}根据《条例》要求编制的。",
)


@pytest.mark.parametrize("one, other, same", [*((*pair, True) for pair in SAME), *((*pair, False) for pair in DIFFERENT)])
def test_short_names_and_offices_are_the_same_body_and_others_are_not(one: str, other: str, same: bool) -> None:
    assert same_body(one, other) is same_body(other, one) is same


def test_every_place_that_names_another_agency_is_told_in_one_finding(tmp_path: Path, copied: str) -> None:
    path = tmp_path / "云川县审计局2024年政府信息公开工作年度报告.txt"
    title, preface = "云川县教育局2024年政府信息公开工作年度报告", "根据条例规定，由云水县教育局编制本报告，请社会各界监督。"
    path.write_text("\n".join([title, preface, copied, "云川县教育局办公室", "2025年1月20日"]), encoding="utf-8")
    (finding,) = [one for one in open_published(path).findings if one.code == "W118"]
    assert finding.location == Location(path.name, line=1, column=1)
    assert "标题里的机关是“云川县教育局”" in finding.message and "办公室" not in finding.message
    assert f"前言（{path.name}:2:1）是“云水县教育局”；文件名（{path.name}）是“云川县审计局”" in finding.message


@pytest.mark.parametrize("preface", PREFACES)
def test_a_preface_says_whose_report_it_is(preface: str) -> None:
    title = "云川县教育局2024年政府信息公开工作年度报告"
    front = _read([title, preface.format("云川县财政局")])
    assert front.author is not None and front.author.text == "云川县财政局"
    assert _read([title, "根据云川县政务公开办公室公布的通知，编制本报告。"]).author is None


def test_the_prefaces_of_the_corpus_name_no_other_agency() -> None:
    for path in sorted(CORPUS.glob("*.yaml")):
        report = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        agency, year = report["agency"], report["year"]
        for title in ([f"{agency}{year}年政府信息公开工作年度报告"], [f"{year}年{agency}", "政府信息公开工作年度报告"]):
            front = _read([*title, report["preface"]])
            assert (front.agency, front.year) == (agency, year)
            assert front.author is None or same_body(agency, front.author.text)


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


def test_what_the_numbers_are_of_is_no_agency(tmp_path: Path, copied: str) -> None:
    path = tmp_path / "澜江市人民政府2024年政府信息公开工作年度报告.txt"
    title, preface = path.stem, "写明“市本级”的，只计市政府及市直部门；未写明的，均为全市汇总数。本年度报告可在网站下载。"
    path.write_text("\n".join([title, preface, copied, "澜江市人民政府", "2025年1月20日"]), encoding="utf-8")
    assert [one for one in open_published(path).findings if one.code == "W118"] == []
