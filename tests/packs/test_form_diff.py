"""`format diff`: every change of a form told as what it is, whether it still fits what was made for the old one."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from conftest import ROOT

from reportgen.cli.main import main
from reportgen.drafts.narrative.names import prose_names, step
from reportgen.model.form import Form, TurnedDown
from reportgen.model.location import Location
from reportgen.model.outline import Grid, GridCell, Outline, OutlineParagraph
from reportgen.packs.diff.form import form_diff
from reportgen.packs.diff.pairs import Declared, FormChange, FormDiff, shifted
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import find_pack, open_pack
from reportgen.show.packs.form_diff import form_diff_page, form_diff_text, summary
from reportgen.show.text import Ink
from reportgen.tasks.compare import compare_forms
from reportgen.text.columns import width
from reportgen.text.dates import Dated
from reportgen.text.hidden import printed
from reportgen.text.misspelling import Mistake, Title, Vocabulary
from reportgen.word.outline import read_outline

MADE_UP = ROOT / "tests" / "forms" / "gov-test-2099"
PACKS = [f"gov-disclosure-{year}" for year in (2014, 2019, 2021)]
MIRRORED = {"added": "removed", "removed": "added"}


def opened(name: str) -> Declared:
    pack = find_pack(name)
    return Declared(pack.form, pack.phrasing, read_outline(pack.template))


@pytest.fixture(scope="module")
def packs() -> dict[str, Declared]:
    return {name: opened(name) for name in PACKS}


@pytest.fixture(scope="module")
def worked(packs: dict[str, Declared]) -> FormDiff:
    """The worked example: what the form of 2021 changed."""
    return form_diff(packs["gov-disclosure-2019"], packs["gov-disclosure-2021"])


@pytest.fixture
def mutated(tmp_path: Path) -> Callable[..., FormDiff]:
    """The differences of the made-up form after texts in its declaration were replaced: mutated(("old", "new"), …)."""

    def change(*replaced: tuple[str, str], mirror: bool = False) -> FormDiff:
        folder = shutil.copytree(MADE_UP, tmp_path / MADE_UP.name, dirs_exist_ok=True)
        text = (folder / "format.yaml").read_text(encoding="utf-8")
        for old, new in replaced:
            assert old in text, old
            text = text.replace(old, new)
        (folder / "format.yaml").write_text(text, encoding="utf-8")
        packs = [Declared(open_pack(folder).form), Declared(open_pack(MADE_UP).form)]
        return form_diff(*(packs if mirror else packs[::-1]))

    return change


def told(diff: FormDiff) -> list[tuple[str, str, str, str, bool]]:
    return [(change.part, change.kind, change.old, change.new, change.breaking) for change in diff.changes]


# -- single changes -------------------------------------------------------------------------------------

ROW = "          - {id: kept, name: 留待来年, label: 丙、留待来年次数}\n"
LEVEL = "          - {id: level, name: 水位变化, label: 丁、平均水位变化, kind: change, note: 上升填正数，下降填负数}\n"
NEW_ROW = "          - {id: lost, name: 失踪站数, label: 戊、失踪站数}\n"
FAILED = "              - {id: failed, name: 失败, label: （二）失败}\n"
STORM = "          - {id: storm, name: 风暴潮, label: 风暴潮}\n"
WARNED = "  - {id: warnings_section, name: 警报发布, heading: 三、警报发布, tables: [warnings]}\n"
SUMMARY = "  - {id: summary, name: 观测综述, heading: 一、观测综述, guidance: [写全年观测的总体情况。]}\n"
STORIES = "  - {id: stories, name: 海上故事, kind: free, starts_with: [渔船回港, 灯塔维护], guidance: [标题可以增减。]}\n"
RIGHT = "          - {id: right, name: 准确, label: 准确}\n"
T904 = (
    "  - {code: T904, title: 失败不多于计划, table: gauges, each: column, left: [failed], right: [planned], "
    "relation: at_most, say: 失败次数不能超过计划次数}\n"
)

SINGLE = {
    "row added": ([(LEVEL, LEVEL + NEW_ROW)], ("row", "added", "", "戊、失踪站数", False)),
    "row removed": ([(LEVEL, "")], ("row", "removed", "丁、平均水位变化", "", True)),
    "row relabelled": ([("label: 丙、留待来年次数", "label: 丙、留给来年的次数")], ("row", "renamed", "丙、留待来年次数", "丙、留给来年的次数", False)),
    "row renamed": ([("name: 留待来年", "name: 留给来年")], ("row", "renamed", "丙、留待来年次数", "丙、留待来年次数", True)),
    "row id changed": ([("id: level", "id: water_level")], ("row", "renamed", "丁、平均水位变化", "丁、平均水位变化", True)),
    "row id changed in identities": (
        [("id: kept", "id: left_over"), ("[seen, kept]", "[seen, left_over]"), ("prior.kept", "prior.left_over"), ("start_from: kept", "start_from: left_over")],
        ("row", "renamed", "丙、留待来年次数", "丙、留待来年次数", True),
    ),
    "row moved": ([(ROW + LEVEL, LEVEL + ROW)], ("row", "moved", None, None, False)),
    "row below another heading": (
        [(FAILED, ""), ("                  - {id: foggy, name: 雾天成功, label: 2.雾天}\n", "                  - {id: foggy, name: 雾天成功, label: 2.雾天}\n    " + FAILED)],
        ("row", "moved", "（二）失败", "（二）失败", False),
    ),
    "row kind": ([("kind: change, note", "kind: amount, note")], ("row", "changed", "丁、平均水位变化", "丁、平均水位变化", True)),
    "row unit": ([("label: 丙、留待来年次数", "label: 丙、留待来年次数, unit: 百次")], ("row", "changed", "丙、留待来年次数", "丙、留待来年次数", True)),
    "row note": ([("note: 上升填正数", "note: 涨了填正数")], ("row", "changed", "丁、平均水位变化", "丁、平均水位变化", False)),
    "cell note": ([("note: 同一场浪", "note: 同一次浪")], ("row", "changed", "近岸海浪", "近岸海浪", False)),
    "heading of rows renamed": ([("label: 乙、实际观测", "label: 乙、实际观测情况")], ("row", "renamed", "乙、实际观测", "乙、实际观测情况", False)),
    "name of a sum renamed": ([("name: 成功\n", "name: 观测成功\n")], ("row", "renamed", "（一）成功", "（一）成功", True)),
    "column added": (
        [("          - {id: both, name: 共计, label: 共计}\n", "          - {id: both, name: 共计, label: 共计}\n          - {id: late, name: 迟报, label: 迟报}\n")],
        ("column", "added", "", "迟报", False),
    ),
    "column renamed": ([("name: 浮标站, label", "name: 浮标, label")], ("column", "renamed", "浮标站", "浮标站", True)),
    "column relabelled": ([("label: 浮标站}", "label: 浮标站点}")], ("column", "renamed", "浮标站", "浮标站点", False)),
    "column id changed": (
        [("id: afloat", "id: buoys"), ("[rocky..afloat]", "[rocky..buoys]")],
        ("column", "renamed", "浮标站", "浮标站", True),
    ),
    "column moved": (
        [(RIGHT, ""), ("          - {id: wrong, name: 误报, label: 误报}\n", "          - {id: wrong, name: 误报, label: 误报}\n" + RIGHT)],
        ("column", "moved", None, None, False),
    ),
    "section renamed": ([("name: 观测综述", "name: 观测总述")], ("section", "renamed", "一、观测综述", "一、观测综述", True)),
    "section's heading": ([("heading: 一、观测综述", "heading: 一、观测总述")], ("section", "renamed", "一、观测综述", "一、观测总述", False)),
    "section of a table renamed": ([("name: 警报发布", "name: 警报发布情况")], ("section", "renamed", "三、警报发布", "三、警报发布", False)),
    "section's id": ([("id: summary", "id: overview")], ("section", "renamed", "一、观测综述", "一、观测综述", True)),
    "section removed": ([(STORIES, "")], ("section", "removed", "海上故事", "", True)),
    "section added": ([(STORIES, STORIES + "  - {id: thanks, name: 致谢, heading: 五、致谢}\n")], ("section", "added", "", "五、致谢", False)),
    "section moved": ([(SUMMARY, ""), (WARNED, WARNED + SUMMARY)], ("section", "moved", "一、观测综述", "一、观测综述", False)),
    "section's kind": ([("kind: free, starts_with: [渔船回港, 灯塔维护], ", "")], ("section", "changed", "海上故事", "海上故事", True)),
    "guidance": ([("写全年观测的总体情况。", "写全年的情况。")], ("section", "changed", "一、观测综述", "一、观测综述", False)),
    "table renamed": ([("name: 警报表", "name: 警报情况表")], ("table", "renamed", "警报表", "警报情况表", True)),
    "table's id": (
        [("  - id: warnings\n", "  - id: alarms\n"), ("[warnings]", "[alarms]"), ("table: warnings", "table: alarms")],
        ("table", "renamed", "警报表", "警报表", True),
    ),
    "table set otherwise": ([("    across: true\n", "")], ("table", "changed", "警报表", "警报表", False)),
    "corner": ([("corner: 观测内容", "corner: 内容")], ("block", "changed", "第 1 块", "第 1 块", False)),
    "identity removed": ([(T904, "")], ("identity", "removed", "T904 失败不多于计划", "", False)),
    "identity changed": ([("left: [failed], right: [planned]", "left: [failed], right: [seen]")], ("identity", "changed", "T904 失败不多于计划", "T904 失败不多于计划", False)),
    "identity of some columns": ([("columns: [rocky..sum]", "columns: [rocky..sandy]")], ("identity", "changed", "Y901 与上年衔接", "Y901 与上年衔接", False)),
    "identity stricter": ([("severity: warning", "severity: error")], ("identity", "changed", "Y901 与上年衔接", "Y901 与上年衔接", False)),
    "years": ([("last: 2099}", "last: 2100}")], ("form", "changed", "适用年度", "适用年度", False)),
    "basis": ([("number: 虚构〔2099〕1号", "number: 虚构〔2099〕2号")], ("form", "changed", "依据", "依据", False)),
    "title": ([("年潮汐观测年度报告\"]", "年潮汐年度报告\"]")], ("form", "changed", "报告标题", "报告标题", False)),
    "preface": ([("由{{ 机关 }}编制", "由{{ 机关 }}汇编")], ("form", "changed", "前言", "前言", False)),
    "deadline": ([("by: 2月15日", "by: 2月20日")], ("form", "changed", "公布的期限", "公布的期限", False)),
    "contact": ([("contact: [值班电话]", "contact: [值班电话, 传真]")], ("form", "changed", "联系方式", "联系方式", False)),
}  # fmt: skip


@pytest.mark.parametrize("name", SINGLE)
def test_a_single_change_is_told_as_what_it_is(name: str, mutated: Callable[..., FormDiff]) -> None:
    replaced, expected = SINGLE[name]
    diff = mutated(*replaced)
    (change,) = told(diff)
    assert (*change[:2], change[4]) == (*expected[:2], expected[4])
    assert expected[2] is None or change[2:4] == expected[2:4]
    assert bool(diff.changes[0].todo) or not diff.changes[0].breaking
    # Nothing of the old form is lost without a word, and nothing is called lost that is there.
    assert bool(diff.lost or lost_paths(open_pack(MADE_UP).form, diff.new)) <= diff.changes[0].breaking


@pytest.mark.parametrize("name", SINGLE)
def test_a_single_change_is_told_the_other_way_round(name: str, mutated: Callable[..., FormDiff]) -> None:
    replaced, expected = SINGLE[name]
    (change,) = mutated(*replaced, mirror=True).changes
    assert (change.part, change.kind) == (expected[0], MIRRORED.get(expected[1], expected[1]))
    assert expected[2] is None or (change.new, change.old) == expected[2:4]


def test_what_has_to_be_done_names_both_spellings(mutated: Callable[..., FormDiff]) -> None:
    (change,) = mutated(("name: 浮标站, label", "name: 浮标, label")).changes
    assert change.todo == ("文字稿里的 {{ 站表.〈行〉.浮标站 }} 改为 {{ 站表.〈行〉.浮标 }}",)
    (change,) = mutated(("id: level", "id: water_level")).changes
    assert change.todo == ("模板标签 {{ gauges.level.〈列〉 }} 改为 {{ gauges.water_level.〈列〉 }}",)


def test_row_under_a_new_id_and_a_new_label_is_still_the_same_row(mutated: Callable[..., FormDiff]) -> None:
    diff = mutated(
        ("id: level, name: 水位变化, label: 丁、平均水位变化", "id: water, name: 平均水位变化, label: 丁、平均水位变化值")
    )
    (change,) = diff.changes
    assert change.kind == "renamed" and {detail.aspect for detail in change.details} == {"id", "name", "label"}


def test_row_that_is_another_one_is_not_taken_for_a_renamed_one(mutated: Callable[..., FormDiff]) -> None:
    diff = mutated((LEVEL, NEW_ROW))
    assert [(change.kind, change.old or change.new) for change in diff.changes] == [
        ("removed", "丁、平均水位变化"), ("added", "戊、失踪站数"),
    ]  # fmt: skip


def test_heading_goes_with_all_that_is_below_it(mutated: Callable[..., FormDiff]) -> None:
    heading = "          - label: 己、其他\n            rows:\n" + NEW_ROW.replace("          - ", "              - ")
    (change,) = mutated((LEVEL, LEVEL + heading)).changes
    assert (change.kind, change.new) == ("added", "己、其他（连同下面 1 行）")
    assert change.todo == ("模板里加上标签 {{ gauges.lost.〈列〉 }}；文字稿里写作 {{ 站表.失踪站数.〈列〉 }}",)


def test_second_column_changes_how_prose_refers_to_every_row(tmp_path: Path) -> None:
    folder = shutil.copytree(shipped_packs() / "gov-disclosure-2014", tmp_path / "gov-disclosure-2014")
    text = (folder / "format.yaml").read_text(encoding="utf-8")
    text = text.replace("label: 统计数}]", "label: 统计数}, {id: share, name: 占比数, label: 占比}]")
    (folder / "format.yaml").write_text(text, encoding="utf-8")
    diff = form_diff(Declared(find_pack("gov-disclosure-2014").form), Declared(open_pack(folder).form))
    assert told(diff) == [("table", "changed", "统计表", "统计表", True), ("column", "added", "", "占比", False)]
    assert diff.changes[0].todo == ("文字稿里的 {{ 统计表.〈行〉 }} 改为 {{ 统计表.〈行〉.〈列〉 }}",)


def test_row_in_another_block_loses_the_columns_it_had(tmp_path: Path) -> None:
    folder = shutil.copytree(shipped_packs() / "gov-disclosure-2021", tmp_path / "gov-disclosure-2021")
    text = (folder / "format.yaml").read_text(encoding="utf-8")
    moved_row = "          - {id: coercive_measures, name: 行政强制, label: 行政强制}\n"
    above = "          - {id: normative_documents, name: 行政规范性文件, label: 行政规范性文件}\n"
    text = text.replace(moved_row, "").replace(above, above + moved_row)
    (folder / "format.yaml").write_text(text, encoding="utf-8")
    diff = form_diff(Declared(find_pack("gov-disclosure-2021").form), Declared(open_pack(folder).form))
    change = next(change for change in diff.changes if change.part == "row")
    assert (change.kind, change.breaking, change.old) == ("moved", True, "行政强制")


# -- laws -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PACKS)
def test_a_form_does_not_differ_from_itself(packs: dict[str, Declared], name: str) -> None:
    diff = form_diff(packs[name], packs[name])
    assert not diff.changes and not diff.lost and not diff.gained
    assert summary(diff) == "两个格式相同，没有变化。"


@pytest.mark.parametrize("pair", list(permutations(PACKS, 2)))
def test_the_way_back_mirrors_the_way_there(packs: dict[str, Declared], pair: tuple[str, str]) -> None:
    there, back = (form_diff(packs[one], packs[other]) for one, other in (pair, pair[::-1]))

    def said(change: FormChange) -> tuple[object, ...]:
        return change.part, change.kind, change.old, change.new, frozenset(change.details)

    mirrored = [
        change._replace(
            kind=MIRRORED.get(change.kind, change.kind), old=change.new, new=change.old,
            details=tuple(detail._replace(old=detail.new, new=detail.old) for detail in change.details),
        )
        for change in back.changes
    ]  # fmt: skip
    assert Counter(map(said, there.changes)) == Counter(map(said, mirrored))
    assert (there.lost, there.gained) == (back.gained, back.lost)


@pytest.mark.parametrize("pair", list(permutations(PACKS, 2)))
def test_what_no_longer_works_is_told_as_breaking(packs: dict[str, Declared], pair: tuple[str, str]) -> None:
    """Every row or column of a lost Ref, and of a path that prose can no longer go, stands in a breaking change."""
    old, new = packs[pair[0]].form, packs[pair[1]].form
    diff = form_diff(packs[pair[0]], packs[pair[1]])
    advice = "\n".join(text for change in diff.changes if change.breaking for text in change.todo)
    for ref in diff.lost:
        table, row, column = ref.split(".")
        ways = f"{{{{ {table}.{row}.〈列〉", f"{{{{ {table}.〈行〉.{column}", f"{{{{ {table}.…"
        assert any(way in advice for way in ways), ref
    for path in lost_paths(old, new):
        table, row, column = path.split(".") if path.count(".") == 2 else (*path.split("."), "")
        ways = f"{{{{ {table}.{row}.〈列〉", f"{{{{ {table}.〈行〉.{column}", f"{{{{ {table}.…"
        assert any(way in advice for way in ways), path


def lost_paths(old: Form, new: Form) -> set[str]:
    """What prose could name in the old form and cannot in the new one, by the names that bindings go through."""
    return paths(old) - paths(new)


def paths(form: Form) -> set[str]:
    from reportgen.drafts.narrative.names import Names

    found = set()
    for table, make in prose_names(form, {}).items():
        rows = make.make()
        for row in rows:
            value = step(rows, row)
            found |= {f"{table}.{row}.{column}" for column in value} if isinstance(value, Names) else {f"{table}.{row}"}
    return found


def test_order_that_changed_is_told_of_as_few_as_can_be() -> None:
    names = ["甲", "乙", "丙", "丁"]
    there = shifted([(0, 3), (1, 0), (2, 1), (3, 2)], names, ["乙", "丙", "丁", "甲"])
    assert there == {0}
    back = shifted([(3, 0), (0, 1), (1, 2), (2, 3)], ["乙", "丙", "丁", "甲"], names)
    assert back == {3}
    swapped = [shifted([(0, 1), (1, 0)], one, one[::-1]) for one in (["甲", "乙"], ["乙", "甲"])]
    assert [["甲", "乙"][at] for at in swapped[0]] == [["乙", "甲"][at] for at in swapped[1]]


# -- the worked example -----------------------------------------------------------------------------------


def test_the_form_of_2021_against_that_of_2019(worked: FormDiff) -> None:
    inside = [one for one in told(worked) if one[0] in ("table", "block", "row", "column")]
    assert inside == [
        ("row", "renamed", "规范性文件", "行政规范性文件", True),
        ("column", "removed", "本年新公开数量", "", True),
        ("column", "removed", "对外公开总数量", "", True),
        ("column", "renamed", "本年新制作数量", "本年制发件数", True),
        ("column", "added", "", "本年废止件数", False),
        ("column", "added", "", "现行有效件数", False),
        ("row", "removed", "其他对外管理服务事项", "", True),
        ("column", "removed", "上一年项目数量", "", True),
        ("column", "removed", "本年增/减", "", True),
        ("column", "renamed", "处理决定数量", "本年处理决定数量", True),
        ("column", "added", "", "本年收费金额（单位：万元）", False),
        ("block", "removed", "第二十条第（九）项", "", True),
        ("row", "changed", "（六）其他处理", "（六）其他处理", True),
        ("row", "added", "", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", False),
        ("row", "added", "", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", False),
        ("row", "added", "", "3.其他", False),
    ]
    identities = [(change.kind, (change.old or change.new)[:4]) for change in worked.changes if change.part == "identity"]
    assert identities == [("removed", "Y202"), ("changed", "T302"), ("added", "Y201")]
    assert [change.where for change in worked.changes if change.old == "处理决定数量"] == [
        ("第二十条第（五）项", "第二十条第（六）项")
    ]
    assert any("收取信息处理费" in text for change in worked.changes if change.part == "section" for text in change.todo)
    assert len(worked.lost) == 24 and len(worked.gained) == 26
    assert [line[:6] for line in worked.first_year] == ["表二 现行有", "Y201 现"]
    assert not worked.notes


def test_whole_tables_that_came_and_went_are_told_in_one_line(packs: dict[str, Declared]) -> None:
    diff = form_diff(packs["gov-disclosure-2014"], packs["gov-disclosure-2019"])
    assert [(change.kind, change.old or change.new) for change in diff.changes if change.part == "table"] == [
        ("removed", "统计表（statistics，58 格）"),
        ("added", "表二（disclosure，22 格）"),
        ("added", "表三（applications，161 格）"),
        ("added", "表四（disputes，15 格）"),
    ]
    assert not [change for change in diff.changes if change.part in ("block", "row", "column")]
    assert [(change.kind, change.new) for change in diff.changes if change.part == "prose" and change.new[:1] == "表"] == [
        ("added", "表二"), ("added", "表三"), ("added", "表四"),
    ]  # fmt: skip


# -- prose and template -------------------------------------------------------------------------------------


def test_ways_to_speak_that_came_and_went(packs: dict[str, Declared]) -> None:
    pack = packs["gov-disclosure-2021"]
    table = pack.phrasing.tables[0]
    fewer = pack._replace(
        phrasing=pack.phrasing._replace(tables=(table._replace(rows=table.rows[1:], units=("件",)), *pack.phrasing.tables[1:]))
    )
    (change,) = form_diff(pack, fewer).changes
    assert (change.part, change.kind, change.breaking) == ("prose", "changed", False)
    assert {detail.aspect for detail in change.details} >= {"units"}
    (mirrored,) = form_diff(fewer, pack).changes
    assert [(detail.new, detail.old) for detail in mirrored.details] == [(detail.old, detail.new) for detail in change.details]


def test_words_that_mean_something_else_now(packs: dict[str, Declared]) -> None:
    pack = packs["gov-disclosure-2021"]
    (number, table) = next((at, one) for at, one in enumerate(pack.phrasing.tables) if one.table == "applications")
    measure = next(one for one in table.rows if one.name == "逾期不补正")
    other = measure._replace(sums=((("not_corrected", 1), ("not_paid", -1)),), within=("其他处理",))
    rows = tuple(other if one is measure else one for one in table.rows)
    tables = tuple(table._replace(rows=rows) if at == number else one for at, one in enumerate(pack.phrasing.tables))
    (change,) = form_diff(pack, pack._replace(phrasing=pack.phrasing._replace(tables=tables))).changes
    assert [(detail.aspect, detail.old, detail.new) for detail in change.details] == [
        ("meaning", "逾期不补正：not_corrected", "逾期不补正：not_corrected - not_paid，先说到 其他处理")
    ]


def test_heading_that_a_template_kept_is_no_change_of_the_template(mutated: Callable[..., FormDiff]) -> None:
    diff = mutated(("heading: 一、观测综述", "heading: 一、观测总述"))
    text = OutlineParagraph("一、观测综述", Location("template.docx"))
    packs = [Declared(form, template=Outline("template.docx", (text,), ())) for form in (diff.old, diff.new)]
    assert [change.part for change in form_diff(*packs).changes] == ["section"]


def test_fixed_text_and_tags_of_the_template(mutated: Callable[..., FormDiff]) -> None:
    def outline(*texts: str) -> Outline:
        place = Location("template.docx")
        cells = {(1, 1): GridCell("观测内容"), (2, 1): GridCell("甲、计划观测次数")}
        return Outline(
            "template.docx", tuple(OutlineParagraph(text, place) for text in texts), (Grid("template.docx", "表1", cells),)
        )

    form = open_pack(MADE_UP).form
    old = Declared(
        form,
        template=outline(
            "一、观测综述", "{%p for block in passages.summary %}", "海图由本站绘制。", "{{ signature }}", "（内部资料）"
        ),
    )
    new = Declared(form, template=outline("一、观测综述", "海图由本站绘制并保存。", "{{ 年份 }}", "{{ gauges.planned.sum }}"))
    assert told(form_diff(old, new)) == [
        ("template", "changed", "海图由本站绘制。", "海图由本站绘制并保存。", False),
        ("template", "removed", "（内部资料）", "", False),
        ("template", "removed", "标签 {{ signature }}", "", False),
        ("template", "added", "", "标签 {{ 年份 }}", False),
    ]
    assert form_diff(old, Declared(form)).notes == ("gov-test-2099 没有 Word 模板，模板里的文字没有比较",)


def test_what_a_pack_turns_down_and_what_it_calls_wrong(packs: dict[str, Declared]) -> None:
    pack = packs["gov-disclosure-2021"]
    form = replace(pack.form, rules=(TurnedDown("N224", "另文通报"),))
    title = Title("某省政务公开工作规定", ("政务公开规定",), "某政发〔2022〕3号", in_force=(Dated(2023, 1, 1),))
    words = Vocabulary(
        (Mistake("公开专柜", "公开专区", "统一的名称", ("公开专柜台",)),), titles=(title,), doubles=frozenset({"研究研究"})
    )
    diff = form_diff(pack, pack._replace(form=form, vocabulary=words))
    assert told(diff) == [
        ("rule", "added", "", "N224", False),
        ("words", "changed", "本单位的词表", "本单位的词表", False),
    ]
    text = form_diff_text(diff, Ink(False))
    for said in (
        "理由：另文通报",
        "公开专柜（应为 公开专区，不算错：公开专柜台，统一的名称）",
        "某政发〔2022〕3号",
        "2023年1月1日",
        "研究研究",
    ):
        assert said in "".join(text.split("\n　　　　")), said


# -- the command --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", [("gov-disclosure-2014", "gov-disclosure-2019"), ("gov-disclosure-2019", "gov-disclosure-2021")])
def test_the_changelogs_of_the_packs_are_what_the_command_makes(pair: tuple[str, str]) -> None:
    assert (shipped_packs() / pair[1] / "CHANGES.md").read_text(encoding="utf-8") == form_diff_page(compare_forms(*pair)) + "\n"


def test_text_fits_a_terminal_and_an_old_console(worked: FormDiff) -> None:
    text = form_diff_text(worked, Ink(False))
    assert max(map(width, text.splitlines())) <= 100
    text.encode("gbk")
    assert "共 27 处变化，其中 10 处不兼容" in text
    assert "行首有“！”的不兼容：" in text
    assert "\x1b[31m" in printed(form_diff_text(worked, Ink(True)))


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = PACKS[1:]
    assert main(["format", "diff", old, new]) == 0
    assert "行改名：规范性文件 → 行政规范性文件" in capsys.readouterr().out
    assert main(["format", "diff", old, new, "--exit-code"]) == 1
    assert main(["format", "diff", str(shipped_packs() / new), new, "--exit-code"]) == 0
    capsys.readouterr()
    assert main(["format", "diff", old, new, "--to", "json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert (values["total"], values["breaking"], len(values["changes"])) == (27, 10, 27)
    page = tmp_path / "CHANGES.md"
    assert main(["format", "diff", old, new, "-o", str(page)]) == 0
    assert page.read_text(encoding="utf-8").startswith("# 格式的变化：gov-disclosure-2019 → gov-disclosure-2021\n")
    assert main(["format", "diff", old, new, "-o", str(page)]) == 2  # not overwritten
    assert main(["format", "diff", old, new, "-o", str(page), "--force"]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gov-disclosure-2019", "gov-disclosure-2012"], "没有名为“gov-disclosure-2012”的格式"),
        (["gov-disclosure-2019"], "缺少“新格式”"),
        (["gov-disclosure-2019", "gov-disclosure-2021", "-o", "x.pdf"], "不认识文件名的结尾"),
        (["gov-disclosure-2019", "gov-disclosure-2021", "--to", "yaml"], "只能是 text、markdown、json"),
        (["gov-disclosure-2019", "gov-disclosure-2021", "-o", "x.md", "--to", "json"], "不是一种文件"),
    ],
)
def test_what_cannot_be_done_is_told(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["format", "diff", *arguments]) == 2
    assert words in capsys.readouterr().err
