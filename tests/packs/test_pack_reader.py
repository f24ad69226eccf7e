"""The reader of format.yaml: every problem at its own place, all of them at once, and the places of what is right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from reportgen.files.shapes import Problem
from reportgen.files.yaml import compose
from reportgen.model.errors import PackError, SourceError
from reportgen.packs.folders import PROSE, shipped_packs
from reportgen.packs.load import open_pack, read_pack
from reportgen.packs.pack import Pack
from reportgen.packs.phrasing import read_phrasing
from reportgen.packs.soundness import clashing_codes
from reportgen.rules.catalog import RULES
from reportgen.tasks.packs import all_formats

NAME = "gov-test-2099"
FORM = ROOT / "tests" / "forms" / NAME


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the made-up form to spoil."""
    return shutil.copytree(FORM, tmp_path / NAME)


def spoil(pack: Path, *changes: tuple[str, str], file: str = "format.yaml") -> None:
    path = pack / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def told(pack: Path) -> list[tuple[str, str]]:
    """What is told: the rest of the line in the file from the place on, and the message."""
    lines = (pack / "format.yaml").read_text(encoding="utf-8").splitlines()
    return [(lines[place.line - 1][place.column - 1 :], message) for place, message in read_pack(pack)[1]]


WRONG = {
    "last before first": ("first: 2099, last: 2099", "first: 2099, last: 2098", "2098}", "last（2098）早于 first（2099）"),
    "year out of range": ("first: 2099,", "first: 99,", "99, last", "“99”不是 1900 到 2999 的整数"),
    "code in words": ("code: T911", "code: TX1", "TX1,", "“TX1”不是代码"),
    "code twice": ("code: T911", "code: T901", "T901, title: 警报共计", "勾稽关系的代码“T901”重复：第 65 行已经有了"),
    "several right of at most": ("right: [planned], relation", "right: [planned, seen], relation", "[planned, seen]", "T904 是“不超过”"),
    "backwards": ("left: [rocky..afloat]", "left: [afloat..rocky]", "afloat..rocky]", "勾稽关系 T901：“afloat..rocky”要从前往后写"),
    "unknown in a sum": ("left: [clear..failed]", "left: [cleer..failed]", "cleer..failed]", "表里没有 id 为“cleer”的行（要填数的），是不是“clear”"),
    "heading in a sum": ("left: [right, wrong]", "left: [right, waves]", "waves]", "没有 id 为“waves”的列"),
    "only some of the wrong kind": ("columns: [rocky..sum]", "rows: [planned]", "[planned], left", "用“columns”限定，不用“rows”"),
    "note of no column": ("{column: wrong, note", "{column: wron, note", "wron, note", "notes 里的“wron”不是警报表这一块里要填数的列，是不是“wrong”？"),
    "start from nowhere": ("start_from: kept", "start_from: kep", "kep}", "start_from 里的“kep”不是站表的行"),
    "font size": ("font_size: 9,", "font_size: 90,", "90, row", "“90”不是 5 到 42 的数"),
    "table of no section": ("tables: [warnings]", "tables: [warning]", "warning]}", "用到的表“warning”没有声明，是不是“warnings”？"),
    "table never printed": (", tables: [warnings]", "", "id: warnings", "表“warnings”没有写在任何部分的 tables 里"),
    "table printed twice": ("tables: [warnings]", "tables: [warnings, gauges]", "gauges]}", "印在报告里的表“gauges”重复：第 12 行"),
    "no signature": ("  - {id: signature, kind: signature}\n", "", "sections:", "没有落款"),
    "name of a key of every narrative": ("name: 观测综述,", "name: 标题,", "{id: summary", "部分不能叫“标题”"),
    "prose without a name": ("name: 观测综述, ", "", "{id: summary", "缺少“name”：它是文字稿里的键"),
    "section id twice": ("id: warnings_section", "id: summary", "summary, name: 警报", "部分的 id“summary”重复：第 11 行已经有了"),
    "table name twice": ("name: 警报表", "name: 站表", "站表", "表的 name“站表”重复：第 19 行已经有了"),
    "column id twice": ("{id: sandy,", "{id: rocky,", "rocky, name: 沙岸站", "同一块里列的 id“rocky”重复：第 28 行已经有了"),
    "column name twice": ("name: 沙岸站,", "name: 礁岸站,", "礁岸站, label: 沙岸站", "同一块里列的 name“礁岸站”重复"),
    "leaf without id": ("{id: afloat, name: 浮标站, label: 浮标站}", "{label: 浮标站}", "{label: 浮标站}", "缺少“id”或“columns”"),
    "id without name": ("{id: kept, name: 留待来年,", "{id: kept,", "{id: kept,", "写了“id”，就要写“name”"),
    "row that is no row": ("{id: kept, name: 留待来年,", "{id: kept, filled: false, name: 留待来年,", "{id: kept", "删去 filled: false"),
    "blank": ("label: 礁岸站}", 'label: ""}', '""}', "这里不能空着"),
    "empty list": ("title: [", "title: [] # [", "[] #", "“title”不能空着：报告的标题"),
    "own notice called mistaken": (
        "basis: {", "basis: {mistaken: [{cited: 虚构〔2099〕1号, right: 别的}], ", "{cited", "就是这个格式应当引用的"
    ),
    "deadline of no year": ("by: 2月15日", "by: 2月29日", "2月29日, say", "“2月29日”不是每年都有的日子"),
    "deadline in other words": ("by: 2月15日", "by: 二月中旬", "二月中旬, say", "“二月中旬”不是几月几日"),
    "deadline of nobody": ("{of: all, by", "{of: alle, by", "alle, by", "“alle”"),
    "expects what there is not": (
        "guidance: [写全年", "expects: [{code: N221, say: 甲, any: [乙], figures: [gauges.seen.rockey]}], guidance: [写全年",
        "gauges.seen.rockey]", "不是表里的一格，是不是“gauges.seen.rocky”？",
    ),
    "parts and tables": ("tables: [warnings]}", "tables: [], parts: [{id: seen, name: 警报, tables: [warnings]}]}", "[], parts", "tables 写在 parts 的那一段里"),
    "parts of no fixed section": ("tables: [warnings]}", "kind: free, parts: [{id: seen, name: 警报, tables: [warnings]}]}", "free, parts", "kind 写在 parts"),
    "parts without a heading": ("heading: 三、警报发布, tables: [warnings]}", "parts: [{id: seen, name: 警报, tables: [warnings]}]}", "{id: warnings_section", "要写 heading"),
    "two texts with no table between": (
        "tables: [warnings]}", "parts: [{id: one, name: 甲}, {id: two, name: 乙}, {id: seen, name: 丙, tables: [warnings]}]}",
        "{id: two", "“甲”和“乙”都是文字，中间没有表",
    ),
    "part without a name": ("tables: [warnings]}", "parts: [{id: one, tables: [warnings]}]}", "{id: one", "缺少“name”"),
    "an item of a list too far in": (
        "  - {id: summary, name: 观测综述, heading: 一、观测综述, guidance: [写全年观测的总体情况。]}\n",
        "  - id: summary\n    name: 观测综述\n    heading: 一、观测综述\n    guidance:\n      - 写全年观测的总体情况。\n        - 再写和上年比。\n",
        "再写和上年比", "和上一行并成了一项",
    ),
    "not an address": (
        "guidance: [写全年", "expects: [{code: N221, say: 甲, any: [乙], figures: [站表]}], guidance: [写全年", "站表]", "不是一格的地址"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "says"), WRONG.values(), ids=WRONG)
def test_each_problem_is_told_where_it_stands(pack: Path, old: str, new: str, place: str, says: str) -> None:
    spoil(pack, (old, new))
    found = told(pack)
    assert any(rest.lstrip("- ").startswith(place.lstrip("- ")) and says in message for rest, message in found), found


def test_a_text_over_two_lines_is_no_item_of_a_list(pack: Path) -> None:
    old = "  - {id: summary, name: 观测综述, heading: 一、观测综述, guidance: [写全年观测的总体情况。]}\n"
    said = "  - id: summary\n    name: 观测综述\n    heading: 一、观测综述\n    guidance:\n      - 写全年观测的总体情况，\n        -5度以下的也写。\n"
    spoil(pack, (old, said))
    assert told(pack) == []


def test_all_problems_come_at_once_even_where_a_whole_part_is_missing(pack: Path) -> None:
    spoil(
        pack,
        ("basis:", "basys:"),
        ("code: T911", "code: T9111"),
        ("start_from: kept", "start_from: kep"),
        ("name: 沙岸站", "name: 沙岸-站"),
    )
    said = "\n".join(message for _, message in told(pack))
    for words in ("“basys”", "缺少“basis”", "T9111", "“kep”", "“沙岸-站”"):
        assert words in said
    with pytest.raises(PackError) as caught:
        open_pack(pack)
    assert all(str(place) in str(caught.value) for place, _ in read_pack(pack)[1])


def test_sound_pack_has_no_problem_and_knows_its_places() -> None:
    pack, problems = read_pack(FORM)
    assert problems == [] and pack is not None and pack is open_pack(FORM)
    form = pack.form
    lines = (FORM / "format.yaml").read_text(encoding="utf-8").splitlines()
    for key, words in {
        "section:stories": "{id: stories",
        "table:warnings": "id: warnings",
        "row:gauges.success": "label: （一）成功",
        "row:warnings.near": "{id: near",
        "column:gauges.shore": "label: 岸基站点",
        "column:warnings.both": "{id: both",
        "identity:T904": "{code: T904",
        "years": "years:",
    }.items():
        place = form.places[key]
        assert lines[place.line - 1][place.column - 1 :].startswith(words), key
    assert {key.partition(":")[0] for key in form.places if ":" in key} == {"section", "table", "row", "column", "identity"}


def test_places_are_no_part_of_what_a_form_is(pack: Path) -> None:
    spoil(pack, ("# A form", "# Moved\n\n# A form"))
    moved, form = open_pack(pack).form, open_pack(FORM).form
    assert moved.places != form.places and moved.tables == form.tables and moved.lines == form.lines


def test_folder_without_a_pack_and_a_file_that_is_no_yaml_are_told(pack: Path, tmp_path: Path) -> None:
    assert [message for _, message in read_pack(tmp_path)[1]] == ["格式包里没有 format.yaml"]
    spoil(pack, ("years: {", "years: {{"))
    form, [(place, message)] = read_pack(pack)
    assert form is None and place.line and "读不下去" in message


def prose_problems(folder: Path) -> list[Problem]:
    pack = open_pack(folder)
    return read_phrasing(pack.form, pack.files(PROSE))[1]


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [("gauge", "kept", "表“gauge”没有在 format.yaml 里声明，是不是“gauges”？"), ("gauges", "kepd", "是不是“kept”？")],
)
def test_a_misspelt_name_in_prose_is_told_with_the_one_meant(pack: Path, table: str, row: str, said: str) -> None:
    prose = f"tables:\n  - table: {table}\n    rows:\n      - {{name: 留待, say: 留待来年, is: [{row}]}}\n"
    (pack / "prose.yaml").write_text(prose, encoding="utf-8")
    assert any(said in message for _, message in prose_problems(pack))


@pytest.mark.parametrize(("content", "said"), [("", "文件是空的"), ("- 1\n", "键: 值"), ("文字", "键: 值")])
def test_file_that_is_no_declaration_is_told(pack: Path, content: str, said: str) -> None:
    (pack / "format.yaml").write_text(content, encoding="utf-8")
    form, problems = read_pack(pack)
    assert form is None and said in problems[0][1]


def test_what_is_wrong_in_prose_is_told_at_its_place(tmp_path: Path) -> None:
    pack = shutil.copytree(shipped_packs() / "gov-disclosure-2021", tmp_path / "gov-disclosure-2021")
    spoil(
        pack, ("usual: 收到申请", "usual: 收到"), ("    column: all\n    usual", "    colum: all\n    usual"), file="prose.yaml"
    )
    line = 1 + (pack / "prose.yaml").read_text(encoding="utf-8").splitlines().index("    colum: all")
    problems = [(place.line, message) for place, message in prose_problems(pack)]
    assert problems == [
        (line, "不认识的键“colum”，是不是“column”？它的意思：reportgen format keys column"),
        (line + 1, "没有名为“收到”的行（rows 里的 name），是不是“收到申请”？"),
    ]


def test_code_of_another_meaning_clashes() -> None:
    form = open_pack(FORM).form
    taken = {rule.code for rule in RULES}
    assert list(clashing_codes(form, all_formats(), taken)) == []
    assert [message for _, message in clashing_codes(form, all_formats(), {"T901"})] == [
        "代码 T901 是程序自己的规则，换一个没有用过的，如 T601"
    ]


def test_shipped_codes_mean_one_thing(pack: Path) -> None:
    taken = {rule.code for rule in RULES}
    for form in all_formats():
        assert list(clashing_codes(form, all_formats(), taken)) == []
    spoil(pack, ("code: T911", "code: T301"))
    clashes = list(clashing_codes(open_pack(pack).form, all_formats(), taken))
    assert [message.split("里是")[0] for _, message in clashes] == [
        f"代码 T301 在 gov-disclosure-{year} " for year in (2019, 2021)
    ]
    assert {place.line for place, _ in clashes} == {69}


@pytest.mark.parametrize("typed", ["{id：failed，name：", "{id:failed, name:", "{id: failed，name: "])
def test_full_width_punctuation_is_named(pack: Path, typed: str) -> None:
    """What a Chinese keyboard types in the place of a colon, a comma and the space behind them."""
    spoil(pack, ("{id: failed, name: ", typed))
    try:
        messages = " ".join(message for _, message in told(pack))
    except PackError as error:
        messages = f"{error.message}{error.hint}"
    assert "半角" in messages and "后面空一格" in messages


# -- opened once ------------------------------------------------------------------------------------


def test_a_pack_is_opened_once_and_what_is_not_asked_for_is_not_read(pack: Path) -> None:
    for name in ("prose.yaml", "cases.yaml", "template.docx"):
        (pack / name).write_bytes(b"\x00 no such file")
    opened = open_pack(pack)
    assert open_pack(pack) is opened and opened.form.tables
    with pytest.raises(PackError):
        _ = opened.phrasing


@pytest.mark.parametrize("name", ["format.yaml", "prose.yaml", "cases.yaml", "template.docx"])
def test_a_pack_of_which_a_file_has_changed_is_opened_anew(tmp_path: Path, name: str) -> None:
    pack = shutil.copytree(shipped_packs() / "gov-disclosure-2021", tmp_path / "gov-disclosure-2021")
    opened = open_pack(pack)
    (pack / name).write_bytes((pack / name).read_bytes() + b"\n")
    again = open_pack(pack)
    assert again is not opened and again.form == opened.form and again.phrasing == opened.phrasing
    (pack / "prose.yaml").unlink()
    assert not open_pack(pack).phrasing.tables


def test_what_is_made_of_a_pack_is_made_once() -> None:
    opened, made = open_pack(FORM), list[str]()

    def make(pack: Pack) -> str:
        made.append(pack.form.id)
        return f"{pack.form.id}的模板"

    assert opened.once(make) is opened.once(make)
    assert made == [FORM.name]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("rows:\n  - id：extended\n    name: 延期后答复\n", 2),
        ("rows:\n  - id: extended\n    name：延期后答复\n    label: 延期\n", 3),
        ("id：extended\nname: 延期后答复\n", 1),
    ],
)
def test_a_full_width_colon_is_told_in_its_own_line(text: str, line: int) -> None:
    with pytest.raises(SourceError) as told:
        compose(text, "format.yaml")
    assert told.value.location and told.value.location.line == line and "全角“：”" in told.value.hint


def test_a_colon_in_the_text_above_is_not_taken_for_that_of_a_key() -> None:
    with pytest.raises(SourceError) as told:
        compose("text: |\n  - 主动公开：20条\n bad: [\n", "narrative.yaml")
    assert told.value.location and told.value.location.line != 2
