"""`format show`: what to type for every cell of a form, looked up by any of its names."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT

from reportgen.cli.main import main
from reportgen.drafts.narrative.names import Names, prose_names, step
from reportgen.model.finding import Severity
from reportgen.model.form import Form
from reportgen.model.identity import Line
from reportgen.packs.equations import equation_text, equations_of
from reportgen.packs.load import find_pack, open_pack
from reportgen.packs.lookup import entries_of, look_up
from reportgen.packs.soundness import TEMPLATE_NAMES
from reportgen.show.packs.forms import BLOCK_NAMES, STYLES, form_json, form_sheet, form_text, found_text
from reportgen.text.columns import columns, width, wrapped
from reportgen.word.template.full.values import BLOCK_STYLES, context, plain_block

MADE_UP = ROOT / "tests" / "forms" / "gov-test-2099"
FORMS = {
    form.id: form
    for form in (*(find_pack(f"gov-disclosure-{year}").form for year in (2014, 2019, 2021)), open_pack(MADE_UP).form)
}
FORM_2021 = FORMS["gov-disclosure-2021"]


def shown(asked: str, form: Form = FORM_2021) -> str:
    return found_text(form, asked, look_up(form, asked))


# -- what can be typed ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_path_is_one_that_bindings_go(form: Form) -> None:
    """What is shown for prose is what a text file can name: all of it, and nothing else."""
    told = {entry.prose for entry in entries_of(form) if entry.kind in ("figure", "sum")}
    found = set()
    for table, make in prose_names(form, {}).items():
        rows = make.make()
        for row in rows:
            value = step(rows, row)
            found |= {f"{table}.{row}.{column}" for column in value} if isinstance(value, Names) else {f"{table}.{row}"}
    assert told == found


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_tag_is_a_ref(form: Form) -> None:
    assert [entry.tag for entry in entries_of(form) if entry.kind == "figure"] == list(form.figures)
    assert not [entry.tag for entry in entries_of(form) if entry.kind == "sum" and entry.tag]


def test_what_a_template_may_name_is_what_the_engine_knows() -> None:
    known = set(context({}, {}, mark=False))
    assert set(TEMPLATE_NAMES) == known
    assert {f"block.{name}" for name in plain_block("text", "")} == set(BLOCK_NAMES)
    assert set(STYLES) == set(BLOCK_STYLES)


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_whole_form_names_everything_in_lines_that_fit(form: Form) -> None:
    text = form_text(form)
    assert max(map(width, text.splitlines())) <= 100
    text.encode("gbk")
    for table in form.tables:
        for figure in table.figures:
            assert re.search(rf"\b{figure.row.id}\b", text) and re.search(rf"\b{figure.column.id}\b", text)
    for line in form.lines:
        assert f"{line.code} {line.title}" in text
    sheet = form_sheet(form)
    for name in (*form.figures.values(),):
        assert f"| {name.row.name} | {name.row.id} |" in sheet


# -- looking up -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "applications.granted.natural",
        "{{ applications.granted.natural }}",
        "表三.予以公开.自然人",
        "{{ 上年.表三.予以公开.自然人 }}",
        "表三 予以公开/自然人",
        "予以公开／自然人",
        "Applications.Granted.Natural",
    ],
)
def test_a_cell_by_any_of_its_spellings(asked: str) -> None:
    text = shown(asked)
    for words in (
        "一格　表三 予以公开/自然人",
        "{{ applications.granted.natural }}",
        "{{ 表三.予以公开.自然人 }}",
        "{{ 上年.表三.予以公开.自然人 }}",
        "（一）予以公开 × 自然人",
        "表三“予以公开”一行　自然人 + 法人或其他组织 = 总计",
        "T302",
    ):
        assert words in text
    assert "T401" not in text


@pytest.mark.parametrize(
    ("asked", "kind", "words"),
    [
        ("表四", "table", "{{ disputes.〈行〉.〈列〉 }}"),
        ("disputes", "table", "T401 复议诉讼合计"),
        ("granted", "row", "{{ applications.granted.enterprise }}"),
        ("表三.予以公开", "row", "三、本年度办理结果 > （一）予以公开"),
        ("1. 属于国家秘密", "row", "{{ 表三.属于国家秘密.〈列〉 }}"),
        ("法人或其他组织", "column", "商业企业、科研机构、社会公益组织、法律服务机构、其他 之和"),
        ("表三.不予公开.总计", "sum", "没有标签：这里不填数"),
        ("t302", "identity", "表三 每一列：予以公开 + 部分公开 + 不予公开"),
        ("办理结果合计", "identity", "T302"),
        ("总体情况", "section", "passages.overview"),
        ("二、主动公开政府信息情况", "section", "这一部分是表"),
        ("signature", "section", "这一部分不是正文"),
        ("disclosure.administrative_fees.fees", "figure", "万元"),
        ("收费通知", "row", "{{ applications.not_paid.〈列〉 }}"),
    ],
)
def test_anything_else_by_name_or_part_of_its_label(asked: str, kind: str, words: str) -> None:
    found = look_up(FORM_2021, asked)
    assert {entry.kind for entry in found.entries} == {kind}
    assert words.replace(" ", "") in re.sub(r"\s", "", shown(asked))


def test_many_places_are_listed_shortly() -> None:
    text = shown("公开")
    assert "“公开”有" in text and "{{ 表三.予以公开.〈列〉 }}　{{ applications.granted.〈列〉 }}" in text
    assert "自然人" not in text
    assert max(map(width, text.splitlines())) <= 100


def test_rows_of_a_table_with_one_column_are_named_without_it() -> None:
    text = shown("received", FORMS["gov-disclosure-2014"])
    assert "{{ 统计表.收到申请数 }}" in text and "单位    件" in text
    assert "{{ statistics.received.count }}" in shown("统计表.收到申请数", FORMS["gov-disclosure-2014"])


@pytest.mark.parametrize(
    ("asked", "near"), [("自燃人", "自然人"), ("表三.予以公布.自然人", "表三.予以公开.自然人"), ("grantd", "granted")]
)
def test_misspelt_name_is_answered_with_the_nearest(asked: str, near: str) -> None:
    assert shown(asked) == f"gov-disclosure-2021 里没有“{asked}”，是不是“{near}”？"


@pytest.mark.parametrize("asked", ["", "  ", "{{ }}", "xyzzy"])
def test_nothing_like_it(asked: str) -> None:
    assert look_up(FORM_2021, asked) == ((), "")


# -- identities -------------------------------------------------------------------------------------------


def test_identities_in_words_of_the_form() -> None:
    told = {one.code: equation_text(FORMS["gov-test-2099"], one) for one in equations_of(FORMS["gov-test-2099"])}
    assert told == {
        "T901": "每一行：岸基站点 + 浮标站 = 各站合计",
        "T902": "每一列：成功 + 失败 = 实测合计",
        "T903": "每一列：计划观测 = 实测合计 + 留待来年",
        "T904": "每一列：失败 ≤ 计划观测",
        "T911": "每一行：准确 + 误报 = 共计",
        "Y901": "每一列：上年的留待来年 = 计划观测",
    }
    (carried,) = (one for one in equations_of(FORM_2021) if one.code == "Y201")
    assert equation_text(FORM_2021, carried) == "每一行：上年的现行有效件数 + 本年制发件数 - 本年废止件数 = 现行有效件数"
    assert carried.severity is Severity.WARNING


def test_identity_of_some_rows_names_them() -> None:
    form = FORMS["gov-test-2099"]
    lines: tuple[Line, ...] = tuple(line for line in form.lines if line.code == "T901" and "计划" in line.where)
    (equation,) = equations_of(replace(form, lines=lines))
    assert equation_text(form, equation) == "计划观测：岸基站点 + 浮标站 = 各站合计"


# -- columns ----------------------------------------------------------------------------------------------


def test_text_breaks_where_it_may() -> None:
    assert wrapped("甲乙丙丁戊，己庚", 10) == ["甲乙丙丁", "戊，己庚"]
    assert wrapped("写作 {{ 表三.本年新收.总计 }} 即可", 28) == ["写作", "{{ 表三.本年新收.总计 }} 即", "可"]
    assert wrapped("", 10) == [""]
    assert all(width(line) <= 6 for line in wrapped("abcdefghijklmnop", 6))
    assert list(columns([("甲", "一"), ("乙乙", "二二二")], (8,), 10, "")) == [
        "甲    一",
        "乙乙  二二",
        "      二",
    ]


# -- the command ------------------------------------------------------------------------------------------


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["format", "show", "gov-disclosure-2021"]) == 0
    assert "表三　applications　25 行 × 7 列，175 格" in capsys.readouterr().out
    assert main(["format", "show", str(MADE_UP), "站表.成功.岸基站点"]) == 0
    assert "晴天成功、雾天成功 × 礁岸站、沙岸站 之和" in capsys.readouterr().out
    assert main(["format", "show", "gov-disclosure-2021", "自燃人"]) == 1
    assert "是不是“自然人”？" in capsys.readouterr().out
    sheet = tmp_path / "名称.md"
    assert main(["format", "show", "gov-disclosure-2021", "-o", str(sheet)]) == 0
    assert sheet.read_text(encoding="utf-8").startswith("# gov-disclosure-2021　")
    assert main(["format", "show", "gov-disclosure-2021", "-o", str(sheet)]) == 2  # not overwritten
    assert main(["format", "show", "gov-disclosure-2012"]) == 2


def test_json_holds_every_ref(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["format", "show", "gov-disclosure-2021", "--to", "json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values == json.loads(json.dumps(form_json(FORM_2021), ensure_ascii=False))
    figures = {entry["tag"]: entry for entry in values["entries"] if entry["kind"] == "figure"}
    assert list(figures) == list(FORM_2021.figures)
    assert figures["applications.granted.natural"]["codes"] == ["T303", "T302"]
    assert main(["format", "show", "gov-disclosure-2021", "T302", "--to", "json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert entry["kind"] == "identity" and len(entry["refs"]) == 22 * 7


def test_a_tag_is_never_broken() -> None:
    """It is there to be copied, however long it is and however narrow its column."""
    tag = "{{ 表三.要求行政机关确认或重新出具已获取信息.法律服务机构以外的中介组织 }}"
    assert any(tag in line for line in wrapped(f"写成{tag}，不要手打", 30))
    (first, *_) = columns([(tag, "{{ applications.confirmation.intermediary }}")], (24,), 60)
    assert tag in first and "{{ applications.confirmation.intermediary }}" in first
