"""Format packs that are unsound: their Word template and their format.yaml."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, as_shipped, telling
from support.faults.bad_input import DRAFT, Capture, Example, change_part, line_of, members, refused, run, write_members

NAME = "gov-disclosure-2021"
BODY = "word/document.xml"
FIRST, SECOND = "{{ applications.received.natural }}", "{{ applications.received.enterprise }}"


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a format pack to break."""
    folder = tmp_path / "packs" / NAME
    shutil.copytree(ROOT / "templates", folder.parent)
    as_shipped(monkeypatch, folder.parent)
    return folder


def build_refused(example: Example, capsys: Capture) -> str:
    """What `build` says of the sound example with the unsound pack."""
    return refused(capsys, example(DRAFT), 2, "build")


def change_format(pack: Path, old: str, new: str) -> None:
    """Replace text in format.yaml; the text must be there."""
    path = pack / "format.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# -- the template -------------------------------------------------------------------------------


def test_the_copy_of_the_pack_is_sound(example: Example, pack: Path, capsys: Capture) -> None:
    assert run(capsys, "build", example(DRAFT))[0] == 0


WRONG = [
    pytest.param("{{ applications.recieved.natural }}", "recieved", id="misspelt"),
    pytest.param("{{ nosuch }}", "nosuch 不认识", id="unknown"),
    pytest.param("", "第2张表第4行第4列：这一格是“表三 本年新收/自然人”，没有标签", id="removed"),
    pytest.param("3001", f"写上 {FIRST}", id="typed-over"),
    pytest.param(FIRST * 2, f"表三 本年新收/自然人（{FIRST}）印了 2 次", id="doubled"),
    pytest.param(
        SECOND, f"{SECOND}（表三 本年新收/商业企业）写了 2 处：第2张表第4行第4列、第2张表第4行第5列", id="another-instead"
    ),
    pytest.param(FIRST.removesuffix("}}"), "没有写完", id="unclosed"),
    pytest.param("{% if %}" + FIRST, "{% if %} 写得不对", id="incomplete-statement"),
    pytest.param("{% for x in title %}" + FIRST, "{% for x in title %} 后面没有 endfor", id="open-loop"),
    pytest.param("{{ title|nofilter }}" + FIRST, "nofilter", id="unknown-filter"),
    pytest.param("{%tr for x in title %}", "会丢掉", id="row-tag-not-alone"),
    pytest.param("{{ cycler.__init__.__globals__ }}", "伸进了程序内部", id="globals-of-cycler"),
    pytest.param("{{ ''.__class__.__mro__ }}", "伸进了程序内部", id="class-of-text"),
    pytest.param("{{ title.append('x') }}", "用了 append()，模板里不能用", id="change-of-a-list"),
    pytest.param("{{ range(10**9)|list }}" + FIRST, "range 最多", id="range"),
    pytest.param("{% include '/etc/hostname' %}" + FIRST, "模板里不能用 include", id="include"),
    pytest.param("{{ 1/0 }}" + FIRST, "算不出来", id="division-by-zero"),
    pytest.param("{{ '&amp;' }}" + FIRST, "的格里除了标签还有", id="text-before-the-figure"),
    pytest.param("{{ '&' }}" + FIRST, "Word 打不开", id="a-sign-that-xml-does-not-have"),
    pytest.param("{{ '<w:p>'|safe }}" + FIRST, "正文已损坏", id="raw-xml"),
]
# Each fault is found by its code in test_format_check; that a build is refused for it is tried in a quick run with one of each kind.
EACH_WRONG = (
    "misspelt",
    "typed-over",
    "another-instead",
    "unclosed",
    "row-tag-not-alone",
    "class-of-text",
    "division-by-zero",
    "raw-xml",
)


@pytest.mark.parametrize(("tag", "says"), telling([case for case in WRONG if case.id in EACH_WRONG], WRONG))
def test_a_wrong_tag_is_told_with_the_template(example: Example, pack: Path, capsys: Capture, tag: str, says: str) -> None:
    change_part(pack / "template.docx", BODY, FIRST, tag)
    said = build_refused(example, capsys)
    assert str(pack / "template.docx") in said
    assert says in said


def test_two_swapped_tags_are_told_with_their_places(example: Example, pack: Path, capsys: Capture) -> None:
    path = pack / "template.docx"
    change_part(path, BODY, FIRST, "@")
    change_part(path, BODY, SECOND, FIRST)
    change_part(path, BODY, "@", SECOND)
    said = build_refused(example, capsys)
    assert "template.docx：模板有 2 处错误" in said
    assert f"第2张表第4行第4列：这一格按行和列的名称是“表三 本年新收/自然人”，写的却是 {SECOND}" in said
    assert f"第2张表第4行第5列：这一格按行和列的名称是“表三 本年新收/商业企业”，写的却是 {FIRST}" in said


def test_a_passage_that_is_not_printed_is_told(example: Example, pack: Path, capsys: Capture) -> None:
    change_part(pack / "template.docx", BODY, "for block in passages.problems", "for block in passages.overview")
    said = build_refused(example, capsys)
    assert "“存在的主要问题及改进情况”的文字没有印出来" in said
    assert "“总体情况”的文字印了 2 次" in said


def test_a_wrong_tag_in_a_header_is_told(example: Example, pack: Path, capsys: Capture) -> None:
    change_part(pack / "template.docx", "word/header1.xml", "{{ draft_mark }}", "{{ draft_mrak }}")
    said = build_refused(example, capsys)
    assert "template.docx：页眉1：" in said
    assert "draft_mrak" in said


def test_a_template_without_tags_is_refused(example: Example, pack: Path, capsys: Capture) -> None:
    path = pack / "template.docx"
    parts = members(path)
    write_members(path, parts | {BODY: re.sub(rb"\{[{%].*?[}%]\}", b"", parts[BODY])})
    assert "表三一个标签也没有，175 格都印不出来" in build_refused(example, capsys)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\3\4"], ids=["empty", "text", "cut"])
def test_a_template_that_is_no_zip_is_refused(example: Example, pack: Path, capsys: Capture, content: bytes) -> None:
    (pack / "template.docx").write_bytes(content)
    assert "template.docx：模板不是完整的 .docx 文件" in build_refused(example, capsys)


def test_a_missing_template_is_told_with_the_way_to_draw_one(example: Example, pack: Path, capsys: Capture) -> None:
    (pack / "template.docx").unlink()
    said = build_refused(example, capsys)
    assert "没有 Word 模板 template.docx" in said
    assert f"reportgen format template {pack}" in said


def test_a_template_without_a_body_is_refused(example: Example, pack: Path, capsys: Capture) -> None:
    write_members(pack / "template.docx", {"a.txt": b"x"})
    assert "template.docx：模板里没有 word/document.xml" in build_refused(example, capsys)


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels"])
def test_a_template_without_a_needed_part_is_refused(example: Example, pack: Path, capsys: Capture, part: str) -> None:
    path = pack / "template.docx"
    parts = members(path)
    del parts[part]
    write_members(path, parts)
    assert "template.docx：" in build_refused(example, capsys)


def test_a_template_in_another_encoding_is_refused(example: Example, pack: Path, capsys: Capture) -> None:
    path = pack / "template.docx"
    parts = members(path)
    write_members(path, parts | {BODY: parts[BODY].decode().replace("UTF-8", "UTF-16").encode("utf-16")})
    assert "template.docx：" in build_refused(example, capsys)


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param("{{ '{0}'.format() }}", id="index"),
        pytest.param("{{ '{a}'.format() }}", id="key"),
        pytest.param("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", id="recursion"),
    ],
)
def test_a_tag_that_fails_in_an_unusual_way_is_told(example: Example, pack: Path, capsys: Capture, tag: str) -> None:
    change_part(pack / "template.docx", BODY, FIRST, tag + FIRST)
    assert "第2张表第4行第4列：" in build_refused(example, capsys)


def test_an_unclosed_tag_is_shown_as_it_stands(example: Example, pack: Path, capsys: Capture) -> None:
    change_part(pack / "template.docx", BODY, FIRST, FIRST.removesuffix(" }}"))
    assert "“{{ applications.received.natural”没有写完\n" in build_refused(example, capsys)


# -- format.yaml --------------------------------------------------------------------------------

ROW, T303 = "{id: carried_in,", "- code: T303"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        pytest.param("basis:", "basys:", "basys:", "不认识的键“basys”，是不是“basis”？", id="unknown-key"),
        pytest.param("basis:", "basys:", "id: gov", "缺少“basis”", id="missing-key"),
        pytest.param("kind: amount", "knd: amount", "knd: amount", "不认识的键“knd”，是不是“kind”？", id="unknown-key-deep"),
        pytest.param("years: {first", "years: {last", "years: {", "缺少“first”", id="missing-first-year"),
        pytest.param("{first: 2021}", "{first: 二〇二一}", "years: {", "“二〇二一”不是 1900 到 2999 的整数", id="year-in-words"),
        pytest.param("{first: 2021}", "[2021]", "years: [", "这里应该是“键: 值”的形式", id="list-of-years"),
        pytest.param("title: [", "title: 标题 # [", "title: 标题", "这里应该是列表", id="text-for-a-list"),
        pytest.param(
            "kind: amount", "kind: amuont", "kind: amuont", "“amuont”不在可用的值里：count、change、amount", id="wrong-kind"
        ),
        pytest.param("severity: warning", "severity: warn", "severity: warn\n", "“warn”不在可用的值里", id="wrong-severity"),
        pytest.param(
            "[natural..other_org]",
            "[natural..nobody]",
            "left: [natural..nobody]",
            "T303：表三里没有 id 为“nobody”的列",
            id="unknown-column",
        ),
        pytest.param(
            "[received, carried_in]",
            "[received, nothing]",
            "left: [received, nothing]",
            "T301：表三里没有 id 为“nothing”的行",
            id="unknown-row",
        ),
        pytest.param("table: applications", "table: nosuch", "table: nosuch", "用到的表“nosuch”没有声明", id="unknown-table"),
        pytest.param(
            ROW, "{id: received,", "{id: received, name: 上年结转", "行的 id“received”重复：第 116 行已经有了", id="duplicate-row"
        ),
        pytest.param(
            "name: 上年结转,",
            "name: 本年新收,",
            "{id: carried_in",
            "行的 name“本年新收”重复：第 116 行已经有了",
            id="duplicate-name",
        ),
        pytest.param("name: 上年结转,", "name: 1.上年结转,", "name: 1.上年结转,", "要能写进 {{ }}", id="name-no-identifier"),
        pytest.param(ROW, "{id: 上年结转,", "{id: 上年结转,", "只能用英文字母、数字和下划线", id="id-in-chinese"),
        pytest.param("id: gov-disclosure-2021", "id: other", "id: other", "应与文件夹名“gov-disclosure-2021”相同", id="other-id"),
        pytest.param(
            "tables: [applications]", "tables: [nosuch]", "tables: [nosuch]", "用到的表“nosuch”没有声明", id="section-of-no-table"
        ),
        pytest.param("years: {first: 2021}", "id: twice", "id: twice", "“id”写了两次：第 3 行和第 21 行", id="repeated-key"),
        pytest.param("years: {first: 2021}", "years: {first: 2021", "years: {first: 2021", "读不下去", id="open-brace"),
    ],
)
def test_an_unsound_format_is_told_with_file_line_and_column(
    example: Example, pack: Path, capsys: Capture, old: str, new: str, line: str, says: str
) -> None:
    change_format(pack, old, new)
    said = refused(capsys, example(DRAFT), 2, "check")
    place = f"{pack / 'format.yaml'}:{line_of(pack / 'format.yaml', line)}:"
    told = next(part for part in said.splitlines() if says in part)
    assert re.match(re.escape(place) + r"\d+：", told), told


def test_everything_wrong_in_a_format_is_told_at_once(example: Example, pack: Path, capsys: Capture) -> None:
    change_format(pack, "kind: amount", "kind: amuont")
    change_format(pack, "severity: warning", "severity: warn")
    said = refused(capsys, example(DRAFT), 2)
    assert "“amuont”" in said
    assert "“warn”" in said


def test_a_command_about_the_pack_refuses_it(pack: Path, capsys: Capture) -> None:
    change_format(pack, "basis:", "basys:")
    code, said = run(capsys, "format", "template", NAME)
    assert code == 2
    assert "format.yaml:" in said


def test_the_rules_of_the_others_are_listed_beside_an_unsound_pack_that_is_named(pack: Path, capsys: Capture) -> None:
    change_format(pack, "basis:", "basys:")
    code, said = run(capsys, "rules")
    assert code == 0
    assert f"{pack} 声明有误" in said and "N101" in said


def test_a_year_outside_every_pack_is_told_with_the_years_there_are(tmp_path: Path, pack: Path, capsys: Capture) -> None:
    code, said = run(capsys, "new", tmp_path / "新", "--agency", "某局", "--year", "2010")
    assert code == 2
    assert "没有适用于 2010 年度的格式" in said
    assert "gov-disclosure-2019（2019—2020年度）" in said
    assert not (tmp_path / "新").exists()


@pytest.mark.parametrize("year", ["1e999", "nan", "inf"])
def test_a_year_that_is_no_finite_number_is_told(example: Example, pack: Path, capsys: Capture, year: str) -> None:
    change_format(pack, "{first: 2021}", f"{{first: {year}}}")
    assert "format.yaml:" in refused(capsys, example(DRAFT), 2)


@pytest.mark.parametrize("years", ["{first: 2030, last: 2020}", "{first: 2021.5}", "{first: -1}"])
def test_years_that_are_no_range_are_told(example: Example, pack: Path, capsys: Capture, years: str) -> None:
    change_format(pack, "{first: 2021}", years)
    assert f"format.yaml:{line_of(pack / 'format.yaml', 'years:')}:" in refused(capsys, example(DRAFT), 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("left: [natural..other_org]", "left: []", id="empty-left"),
        pytest.param("left: [natural..other_org]", "left: [other_org..natural]", id="range-backwards"),
        pytest.param("right: [all]", "right: []", id="empty-right"),
        pytest.param("    right: [all]\n", "", id="no-right"),
    ],
)
def test_an_identity_with_an_empty_side_is_told(example: Example, pack: Path, capsys: Capture, old: str, new: str) -> None:
    change_format(pack, old, new)
    said = refused(capsys, example(DRAFT), 2)
    assert "T303" in said or "right" in said


def test_a_pack_that_is_not_there_is_told_with_a_suggestion(capsys: Capture) -> None:
    code, said = run(capsys, "format", "template", "gov-disclosure-2091")
    assert code == 2
    assert "没有名为“gov-disclosure-2091”的格式" in said
    assert "这里能用的：gov-disclosure-2014" in said


def test_a_template_in_use_is_not_drawn_over(pack: Path, capsys: Capture) -> None:
    before = (pack / "template.docx").read_bytes()
    code, said = run(capsys, "format", "template", NAME)
    assert code == 2
    assert f"{pack / 'template.docx'}：文件已经存在" in said
    assert (pack / "template.docx").read_bytes() == before
