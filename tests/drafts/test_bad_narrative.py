"""Narratives that are unreadable, hostile or wrong, and the pictures they name."""

from __future__ import annotations

import os
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES, PICTURES
from support.faults.bad_input import (
    DRAFT,
    Capture,
    Example,
    Rewrite,
    checked,
    document,
    in_a_process,
    line_of,
    refused,
    run,
    text_of,
)

from reportgen.tasks.check import check_draft

TEXT = "narrative.yaml"
GOOD = (EXAMPLES / DRAFT / TEXT).read_text(encoding="utf-8")
PICTURE = (PICTURES / "channels.png").read_bytes()
BEFORE = "  对照新形势"  # a paragraph; what is put before it stands in a paragraph of its own
PLACE = f"{TEXT}:{GOOD[: GOOD.index(BEFORE)].count(chr(10)) + 1}:3"
FORM = "格式: gov-disclosure-2021\n"


def with_paragraph(draft: Path, text: str) -> None:
    """Put a paragraph of its own into the narrative."""
    (draft / TEXT).write_text(GOOD.replace(BEFORE, f"  {text}\n{BEFORE}", 1), encoding="utf-8")


# -- files that cannot be read ------------------------------------------------------------------

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)


@pytest.mark.parametrize(
    ("content", "place", "says"),
    [
        pytest.param(b"", TEXT, "文件是空的", id="empty"),
        pytest.param("# 只有说明\n".encode(), TEXT, "文件是空的", id="only-a-comment"),
        pytest.param(b"\n\n  \n", TEXT, "文件是空的", id="only-blank-lines"),
        pytest.param(b"- a\n- b\n", f"{TEXT}:1:1", "整个文件应该是“键: 内容”的形式", id="a-list"),
        pytest.param(b"a" * 10_000_000, TEXT, "文件有 10 MB，超过了 2 MB", id="10-MB"),
        pytest.param(LAUGHS.encode(), f"{TEXT}:1:", "别名炸弹", id="alias-bomb"),
        pytest.param(b"a: &a [*a]\n", f"{TEXT}:1:", "嵌套太深", id="alias-of-itself"),
        pytest.param(b"a: " + b"[" * 60 + b"]" * 60, f"{TEXT}:1:", "嵌套太深", id="nested-60-deep"),
        pytest.param(b"\xff\xfe\xff\xff\x80", TEXT, "既不是 UTF-8 也不是 GBK", id="no-encoding"),
        pytest.param(GOOD.encode()[:-2], f"{TEXT}:51:16", "断在半个字上", id="cut-in-a-character"),
    ],
)
def test_an_unreadable_narrative_is_refused_with_its_place(
    example: Example, capsys: Capture, content: bytes, place: str, says: str
) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_bytes(content)
    said = refused(capsys, draft, 2)
    assert place in said
    assert says in said


def test_a_missing_narrative_is_named(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    (draft / TEXT).unlink()
    assert f"草稿里没有 {TEXT}" in refused(capsys, draft, 2)


def test_a_folder_named_like_the_narrative_is_refused(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    (draft / TEXT).unlink()
    (draft / TEXT).mkdir()
    assert f"{TEXT}：这是文件夹，不是文件" in refused(capsys, draft, 2)


# -- faults in a part, told with everything else that is checked ---------------------------------------


def spoiled(old: str, new: str) -> str:
    """The good text with this in another way, and the line where it is."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        pytest.param(GOOD + "x: *foo\n", 1, ["52:1  错误 W120", "52:4  提醒 W125"], id="alias-of-nothing"),
        pytest.param(GOOD + "x: @a\n", 1, ["52:1  错误 W120", "52:4  提醒 W125"], id="reserved-sign"),
        pytest.param(GOOD + "x: a: b\n", 1, ["52:1  错误 W120", "52:4  提醒 W125"], id="two-colons"),
        pytest.param(GOOD + "x: a\n  y: b\n", 1, ["52:1  错误 W120", "53:4  错误 W126", "缩进多了"], id="too-far-in"),
        pytest.param(
            GOOD + "x:a\ny: b\n", 1, ["52:1  错误 W120", "53:1  错误 W120", "52:2  提醒 W125"], id="no-space-after-the-colon"
        ),
        pytest.param(GOOD + 'x: "abc\n', 1, ["52:1  错误 W120", "52:4  提醒 W125"], id="open-quote"),
        pytest.param(
            GOOD + "? [a]\n: b\n", 1, ["52:3  错误 W126\n    冒号前面必须是一个词", "53:1  错误 W126"], id="list-as-a-key"
        ),
        pytest.param(GOOD + "---\na: b\n", 1, ["52:1  错误 W126", "53:1  错误 W120"], id="two-documents"),
        pytest.param(GOOD + 'x: "\\ud800"\n', 1, ["52:7  错误 W126"], id="half-a-character"),
        pytest.param(
            spoiled("年份: 2024\n", "年份: 2024\n机关: 另一个\n"),
            1,
            ["4:1  错误 W126\n    “机关”写了两次：第 2 行和第 4 行"],
            id="repeated-key",
        ),
        pytest.param(
            spoiled("  电话: ", "  地址: 别处\n  电话: "),
            1,
            ["12:3  错误 W126\n    “地址”写了两次：第 10 行和第 12 行"],
            id="repeated-entry",
        ),
        pytest.param(spoiled("  地址: ", "\t地址: "), 0, ["10:1  提醒 W125"], id="tab-before-an-entry"),
        pytest.param(spoiled("  2024年，淮安", "\t2024年，淮安"), 0, ["25:1  提醒 W125"], id="tab-before-a-paragraph"),
        pytest.param(spoiled("年份: ", "\t年份: "), 0, ["3:1  提醒 W125"], id="tab-before-a-key"),
        pytest.param(spoiled("机关: ", "机关："), 0, ["2:3  提醒 W125"], id="full-width-colon"),
        pytest.param(spoiled("对照新形势", "对照\x0b新形势"), 0, ["43:5  提醒 W125"], id="VT"),
        pytest.param(spoiled("对照新形势", "对照\x00新形势"), 0, ["43:5  提醒 W122", "U+0000"], id="NUL"),
        pytest.param(spoiled("对照新形势", "对照\x1b新形势"), 0, ["43:5  提醒 W122", "U+001B"], id="ESC"),
        pytest.param(spoiled("对照新形势", "对照\x7f新形势"), 0, ["43:5  提醒 W122", "U+007F"], id="DEL"),
        pytest.param(spoiled("对照新形势", "对照\ufeff新形势"), 0, ["43:5  提醒 W122", "U+FEFF"], id="mark-of-a-file"),
    ],
)
def test_a_fault_is_told_at_its_line_and_the_rest_is_checked(
    example: Example, capsys: Capture, text: str, code: int, told: list[str]
) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_bytes(text.encode())
    said = checked(capsys, draft, code)
    assert [one for one in told if one not in said] == [], said
    assert said.count(f"{TEXT}:") == sum(one[0].isdigit() for one in told)
    assert "42 条：平 42 条" in said and "文中数据 54 个" in said


def test_an_escaped_control_character_is_left_out_with_a_warning(example: Example, rewrite: Rewrite, capsys: Capture) -> None:
    draft = example(DRAFT)
    rewrite(draft, "淮安市翔宇南道1号", r'"淮安市\x0b翔宇南道1号"')
    said = checked(capsys, draft, 0)
    assert f"{TEXT}:{line_of(draft / TEXT, '翔宇南道')}:" in said
    assert "提醒 W122" in said
    assert run(capsys, "build", draft)[0] == 0
    assert any("淮安市翔宇南道1号" in text for text in text_of(document(draft)))


def test_a_tag_for_python_objects_is_only_text(example: Example, rewrite: Rewrite, capsys: Capture, tmp_path: Path) -> None:
    draft = example(DRAFT)
    rewrite(draft, "机关: 淮安市人民政府", f'机关: !!python/object/apply:os.system ["touch {tmp_path}/ran"]')
    assert f"{TEXT}:2:5  提醒 W125" in checked(capsys, draft, 1)
    assert not (tmp_path / "ran").exists()


# -- what could hang or kill the process --------------------------------------------------------


@pytest.mark.parametrize("content", [b"- " * 200_000, b"[" * 100_000], ids=["lists", "brackets"])
def test_very_deep_nesting_is_refused(example: Example, content: bytes) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_bytes(content)
    assert in_a_process(draft, 10).returncode == 2


def test_a_million_open_braces_do_not_hang(example: Example) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, "{" * 1_000_000)
    done = in_a_process(draft, 3)
    assert done.returncode == 1 and f"{PLACE[:-1]}1  错误 W126" in done.stdout.decode()


@pytest.mark.parametrize(
    "content",
    [
        GOOD + "".join(f"键{number}: 甲\n" for number in range(100_000)),
        GOOD + "落款:\n  日期: 1\n" * 50_000,
        GOOD.replace("总体情况: |\n", "总体情况:\n" + "".join(f"条{number}:\n" for number in range(40_000))),
        GOOD.replace("  2024年，市政府", f"2024年{' ' * 1_000_000}市政府"),
        GOOD.replace("联系方式:\n", f"联系方式：\n  备注： 甲{' ' * 1_000_000}乙 {'# ' * 100_000}\n"),
        GOOD.replace("总体情况: |\n", "总体情况:\n" + "甲\t乙\n" * 40_000),
        GOOD + "\ufeff" * 300_000,
        "机关: 甲\n年份: 2024\n" + "正文:\n" + "甲: |\n" * 50_000,
    ],
    ids=["keys", "repeated", "like-keys", "blanks", "blanks-and-signs", "tabs", "marks", "headings"],
)
def test_a_text_larger_than_any_is_answered(example: Example, content: str) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_text(content, encoding="utf-8")
    done = in_a_process(draft, 30)
    assert done.returncode in (0, 1, 2) and b"Traceback" not in done.stderr


def test_a_bomb_among_good_keys_is_refused_where_it_is(example: Example) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_text(GOOD + "豁免:\n" + "".join(f"  {row}\n" for row in LAUGHS.splitlines()), encoding="utf-8")
    done = in_a_process(draft, 10)
    assert done.returncode == 1 and "别名炸弹" in done.stdout.decode()


# -- encodings that work ------------------------------------------------------------------------


def test_gbk_works_with_a_warning(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_bytes(GOOD.encode("gbk"))
    said = checked(capsys, draft, 0)
    assert f"{TEXT}  提醒 W123\n    文字稿是 GBK 编码" in said
    assert run(capsys, "build", draft)[0] == 0
    assert "淮安市人民政府" in text_of(document(draft))


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_works_with_a_warning(example: Example, capsys: Capture, codec: str) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_bytes(GOOD.encode(codec))
    said = checked(capsys, draft, 0)
    assert f"{TEXT}  提醒 W123\n    文字稿是 UTF-16 编码" in said and "共 0 个错误、1 个提醒" in said


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-8"])
def test_utf_8_works_with_and_without_its_mark(example: Example, capsys: Capture, codec: str) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_bytes(GOOD.encode(codec))
    assert "没有发现问题" in checked(capsys, draft, 0)


def test_windows_line_ends_change_nothing(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert "没有发现问题" in checked(capsys, draft, 0)


# -- text that must survive ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("办事大厅😀🏛️👨‍👩‍👧", id="emoji"),
        pytest.param("甲&乙 A&B &amp; &lt;", id="ampersand"),
        pytest.param("若 a<b 则 <w:p> </w:t>", id="angle-brackets"),
        pytest.param("]]> <![CDATA[x]]>", id="cdata"),
        pytest.param("\"双\" '单' “弯” ‘弯’ \\n", id="quotes"),
        pytest.param("𠮷𪚥㐂", id="rare-characters"),
        pytest.param("两  个   空格", id="spaces"),
        pytest.param("长" * 200_000, id="200000-characters"),
    ],
)
def test_text_comes_out_of_the_document_as_it_went_in(example: Example, capsys: Capture, text: str) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, text)
    assert run(capsys, "build", draft)[0] == 0
    assert text in text_of(document(draft))


@pytest.mark.parametrize("value", ["012", "no", "12:30", "1e3", "~", "0x1F", "2024-01-02", "1_000", "+5", "true"])
def test_what_looks_like_a_number_stays_as_typed(example: Example, rewrite: Rewrite, capsys: Capture, value: str) -> None:
    draft = example(DRAFT)
    rewrite(draft, "公报期数: 6", f"公报期数: {value}")
    assert run(capsys, "build", draft)[0] == 0
    assert any(f"《淮安市人民政府公报》{value}期" in text for text in text_of(document(draft)))


# -- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        pytest.param("总体状况", "是不是“总体情况”？", id="close"),
        pytest.param("备注", "可以用的键：机关、年份、格式", id="not-close"),
        pytest.param("主动公开政府信息情况", "这一部分是表格", id="a-table"),
    ],
)
def test_an_unknown_key_is_told_with_a_suggestion(example: Example, capsys: Capture, key: str, hint: str) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_text(f"{GOOD}{key}: 甲\n", encoding="utf-8")
    said = refused(capsys, draft, 1)
    assert f"{TEXT}:52:1  错误 W120\n    不认识的键“{key}”" in said
    assert hint in said


@pytest.mark.parametrize("year", ["二〇二", "24", "[2024]", "2024.0", "{a: b}", "", "３０２４", "公元2024"])
def test_a_wrong_year_is_told_at_its_line(example: Example, rewrite: Rewrite, capsys: Capture, year: str) -> None:
    draft = example(DRAFT)
    rewrite(draft, "年份: 2024", f"年份: {year}")
    said = checked(capsys, draft, 1)
    assert f"{TEXT}:3:" in said
    assert "错误 W124\n    年份没有写，或不是四位数字" in said


@pytest.mark.parametrize("year", ["年份: 去年\n", "年份:\n", ""], ids=["in-words", "blank", "no-key"])
def test_a_wrong_year_is_told_where_no_form_is_named(example: Example, rewrite: Rewrite, capsys: Capture, year: str) -> None:
    draft = example(DRAFT)
    rewrite(draft, f"年份: 2024\n{FORM}", year)
    said = refused(capsys, draft, 2)
    assert f"{TEXT}:{3 if year else 1}:" in said
    assert "写上 年份: 2024 这样的四位数字" in said


def test_a_year_for_which_there_is_no_form_is_refused(example: Example, rewrite: Rewrite, capsys: Capture) -> None:
    draft = example(DRAFT)
    rewrite(draft, f"年份: 2024\n{FORM}", "年份: 1999\n")
    said = refused(capsys, draft, 2)
    assert "没有适用于 1999 年度的格式" in said
    assert "gov-disclosure-2014（2014—2018年度）" in said


def test_a_form_for_other_years_is_told(example: Example, rewrite: Rewrite, capsys: Capture) -> None:
    draft = example(DRAFT)
    rewrite(draft, "年份: 2024", "年份: 2019")
    said = refused(capsys, draft, 1)
    assert f"{TEXT}:3:1  错误 W142" in said
    assert "不适用于 2019 年度" in said


def test_a_form_that_is_not_there_is_refused_with_a_suggestion(example: Example, rewrite: Rewrite, capsys: Capture) -> None:
    draft = example(DRAFT)
    rewrite(draft, FORM, "格式: gov-disclosure-2031\n")
    said = refused(capsys, draft, 2)
    assert "没有名为“gov-disclosure-2031”的格式" in said
    assert "是不是“gov-disclosure-2021”？" in said


def test_a_form_that_is_not_there_is_told_at_its_line(example: Example, rewrite: Rewrite, capsys: Capture) -> None:
    draft = example(DRAFT)
    rewrite(draft, FORM, "格式: gov-disclosure-2031\n")
    assert f"{TEXT}:4:" in refused(capsys, draft, 2)


def test_a_form_that_is_a_list_is_told(example: Example, rewrite: Rewrite, capsys: Capture) -> None:
    draft = example(DRAFT)
    rewrite(draft, FORM, "格式: [gov-disclosure-2019]\n")
    code, said = run(capsys, "check", draft)
    assert code in (1, 2)
    assert f"{TEXT}:4:" in said


@pytest.mark.parametrize("key", ["格式", "上年"], ids=["form", "last-year"])
def test_too_long_a_name_of_a_folder_crashes_nothing(example: Example, capsys: Capture, key: str) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_text(f"{GOOD.replace(FORM, '')}{key}: {'长' * 300}\n", encoding="utf-8")
    assert run(capsys, "check", draft)[0] in (0, 1, 2)


def test_last_years_folder_that_is_not_there_is_named(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    (draft / TEXT).write_text(f"{GOOD}上年: ../没有\n", encoding="utf-8")
    said = checked(capsys, draft, 0)
    assert f"{TEXT}:52:" in said
    assert "提醒 W148\n    上年的年报读不到" in said


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        pytest.param("自定义:\n", "自定义: 5\n自定义数:\n", "自定义", id="text"),
        pytest.param("联系方式:\n  地址", "联系方式: [甲]\n自定义数:\n  地址", "联系方式", id="list"),
        pytest.param(
            "其他需要报告的事项: |\n  2024年，", "其他需要报告的事项:\n  甲: |\n    2024年，", "其他需要报告的事项", id="entries"
        ),
    ],
)
def test_a_key_with_the_wrong_kind_of_content_is_told(
    example: Example, rewrite: Rewrite, capsys: Capture, old: str, new: str, key: str
) -> None:
    draft = example(DRAFT)
    rewrite(draft, old, new)
    said = refused(capsys, draft, 1)
    assert "错误 W121" in said
    assert f"“{key}”下面应该是" in said


def test_more_than_a_hundred_headings_are_numbered(example: Example, rewrite: Rewrite, capsys: Capture) -> None:
    draft = example("ouhai-2017")
    rewrite(draft, "\n落款:", "".join(f"\n  附加{number}: |\n    文字。\n" for number in range(120)) + "\n落款:")
    assert run(capsys, "check", draft)[0] == 0


# -- bindings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("binding", "code", "says"),
    [
        pytest.param("{{ 表三.本年新受.总计 }}", "W130", "是不是“表三.本年新收”？", id="misspelt"),
        pytest.param("{{ 联系方式.传真 }}", "W130", "“联系方式”里没有“传真”", id="no-such-entry"),
        pytest.param("{{ 上年.表三.本年新收.总计 }}", "W130", "没有上年的草稿", id="no-last-year"),
        pytest.param("{{ 表三.本年新收.总计.件 }}", "W130", "后面不能再接“.件”", id="too-far"),
        pytest.param("{{ 表三.本年新收 }}", "W131", "没有写到具体的格", id="not-far-enough"),
        pytest.param("{{ ''.__class__ }}", "W131", "里面只能写数，不能写文字", id="class-of-text"),
        pytest.param("{{ 表三.__globals__ }}", "W130", "“表三”里没有“__globals__”", id="globals-of-names"),
        pytest.param("{{ 占比.__globals__ }}", "W130", "没有“占比”", id="globals-of-a-function"),
        pytest.param("{{ 占比.__globals__ + 1 }}", "W130", "没有“占比”", id="globals-in-a-sum"),
        pytest.param("{{ 机关.upper() }}", "W131", "只能调用", id="method"),
        pytest.param("{{ 9**9**9 }}", "W131", "加减乘除", id="power"),
        pytest.param("{{ 'a' * 10**9 }}", "W131", "加减乘除", id="long-text"),
        pytest.param("{{ 'a' * 1000000000 }}", "W131", "不能写文字", id="text-times-number"),
        pytest.param("{{ range(10**9) }}", "W131", "算不出来", id="range"),
        pytest.param("{{ lipsum(10**9) }}", "W131", "算不出来", id="lipsum"),
        pytest.param("{% for x in y %}", "W131", "“{”没有配成对", id="statement"),
        pytest.param("{# 注 #}", "W131", "“{”没有配成对", id="comment"),
        pytest.param("{{ 表三 | length }}", "W131", "加减乘除", id="filter"),
        pytest.param("{{ 表三['本年新收'] }}", "W131", "加减乘除", id="subscript"),
        pytest.param("{{ [1, 2] }}", "W131", "加减乘除", id="list"),
        pytest.param("{{ 1 if 2 else 3 }}", "W131", "加减乘除", id="condition"),
        pytest.param("{{ 表三.本年新收.总计", "W131", "“{{”没有配成对", id="unclosed"),
        pytest.param("}} 表三.本年新收.总计", "W131", "“}}”没有配成对", id="unopened"),
        pytest.param("{{ }}", "W131", "算不出来", id="nothing"),
        pytest.param("{{ 占比(表三.本年新收.总计 }}", "W131", "写法不完整", id="open-bracket"),
        pytest.param("{{ 1 / 0 }}", "W131", "除数是 0", id="division-by-zero"),
        pytest.param("{{ 占比(1, 表二.规章.本年废止件数) }}", "W131", "除数是 0", id="share-of-zero"),
        pytest.param("{{ 同比(1, 0) }}", "W131", "除数是 0", id="growth-from-zero"),
        pytest.param("{{ 表三.本年新收.总计 / 7 }}", "W131", "除不尽", id="endless-fraction"),
        pytest.param("{{ 四舍五入(1, 9) }}", "W131", "小数位数只能是 0 到 6", id="too-many-places"),
        pytest.param("{{ " + "(" * 200 + "1" + ")" * 200 + " }}", "W131", "太长", id="200-brackets"),
        pytest.param("{{ " + "1+" * 300 + "1 }}", "W131", "算式太长", id="300-additions"),
    ],
)
def test_a_wrong_binding_is_told_at_its_place(example: Example, capsys: Capture, binding: str, code: str, says: str) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, binding)
    said = checked(capsys, draft, 1)
    assert f"{PLACE}  错误 {code}\n" in said
    assert says in said


def test_a_wrong_binding_stops_the_document(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, "{{ ''.__class__ }}")
    refused(capsys, draft, 1, "build")


def test_a_blank_cell_that_the_text_names_is_told(example: Example, edit: Callable[..., None], capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表三", D19=None)
    said = refused(capsys, draft, 1)
    assert "错误 W132\n    引用的“表三.本机关不掌握.总计”还没有数（workbook.xlsx:表三!D19）" in said


@pytest.mark.parametrize(
    "binding",
    [
        pytest.param("{{ true }}", id="true"),
        pytest.param("{{ 1e999 }}", id="infinity"),
        pytest.param("{{ 1e999 * 1 }}", id="infinity-in-a-product"),
        pytest.param("{{ " + "*".join(["1e308"] * 50) + " }}", id="15000-digits"),
    ],
)
def test_a_binding_without_a_printable_value_is_told(example: Example, capsys: Capture, binding: str) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, binding)
    assert f"{PLACE}  错误 W131" in checked(capsys, draft, 1)


def test_an_own_figure_of_five_thousand_digits_is_told(example: Example, rewrite: Rewrite, capsys: Capture) -> None:
    draft = example(DRAFT)
    rewrite(draft, "公报期数: 6", f"公报期数: {'9' * 5000}")
    assert run(capsys, "check", draft)[0] in (0, 1)


@pytest.mark.parametrize("text", [r"\x0b", r"\u0000", r"\ud800"])
def test_an_escaped_control_character_in_a_binding_is_told(example: Example, capsys: Capture, text: str) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, f"{{{{ '{text}' }}}}")
    assert f"{PLACE}  错误" in refused(capsys, draft, 1)


@pytest.mark.parametrize(
    ("binding", "english"),
    [
        pytest.param("{{ 占比(1) }}", "argument", id="one-of-two"),
        pytest.param("{{ 同比(1, 2, 3, 4) }}", "argument", id="four-of-three"),
        pytest.param("{{ 四舍五入(1, 'a') }}", "literal", id="places-in-words"),
    ],
)
def test_a_wrong_call_is_told_in_chinese(example: Example, capsys: Capture, binding: str, english: str) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, binding)
    assert english not in checked(capsys, draft, 1)


def test_too_large_a_figure_is_not_told_as_a_division_by_zero(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, "{{ 四舍五入(1e30, 1) }}")
    assert "除数是 0" not in run(capsys, "check", draft)[1]


# -- pictures -----------------------------------------------------------------------------------


def put(content: bytes) -> Callable[[Path], object]:
    """A picture file with this content."""
    return lambda path: path.write_bytes(content)


def sized(pixels: int) -> bytes:
    """The picture with a head that says so many pixels each way."""
    head = PICTURE[12:16] + struct.pack(">II", pixels, pixels) + PICTURE[24:29]
    return PICTURE[:12] + head + struct.pack(">I", zlib.crc32(head)) + PICTURE[33:]


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        pytest.param("../x.png", None, "不在草稿文件夹里", id="parent"),
        pytest.param("images/../../x.png", None, "不在草稿文件夹里", id="parent-on-the-way"),
        pytest.param("..\\x.png", None, "不在草稿文件夹里", id="parent-with-backslash"),
        pytest.param("/etc/hostname", None, "不在草稿文件夹里", id="absolute"),
        pytest.param("C:\\x.png", None, "不在草稿文件夹里", id="drive"),
        pytest.param("\\\\srv\\x.png", None, "不在草稿文件夹里", id="share"),
        pytest.param("http://example.com/x.png", None, "不在草稿文件夹里", id="http"),
        pytest.param("file:///etc/hostname", None, "不在草稿文件夹里", id="file-url"),
        pytest.param("images/x.png", lambda path: path.symlink_to("/etc/hostname"), "不在草稿文件夹里", id="symlink-out"),
        pytest.param("images/x.png", None, "没有图片“images/x.png”", id="missing"),
        pytest.param("images/x.png", put("这是文字".encode()), "不是 PNG、JPG 或 SVG 图片", id="text"),
        pytest.param("images/x.png", put(b"GIF89a" + bytes(50)), "不是 PNG、JPG 或 SVG 图片", id="gif"),
        pytest.param("images/x.png", put(b""), "是空文件", id="empty"),
        pytest.param("images/x.png", put(PICTURE + bytes(11_000_000)), "有 11 MB，超过 10 MB", id="11-MB"),
        pytest.param("images/x.png", lambda path: path.mkdir(), "是文件夹，不是图片", id="folder"),
        pytest.param("images/x.png", put(PICTURE[:10]), "不完整", id="cut-after-10"),
        pytest.param("images/x.jpg", put(b"\xff\xd8\xff\xe0\0"), "不完整", id="cut-jpg"),
        pytest.param("images/x.png", put(sized(0xFFFFFFFF)), "尺寸", id="4-billion-pixels-wide"),
        pytest.param("images/x.png", put(sized(0)), "不完整", id="no-pixels"),
        pytest.param("images/" + "长" * 200 + ".png", None, "图片", id="long-name"),
        pytest.param("", None, "没有写图片的文件名", id="no-name"),
        pytest.param("workbook.xlsx", None, "不是 PNG、JPG 或 SVG 图片", id="the-workbook"),
        pytest.param("images/x.png", os.mkfifo, "不是文件", id="pipe"),
    ],
)
def test_a_picture_that_cannot_be_used_is_told_at_its_line(
    example: Example, capsys: Capture, name: str, make: Callable[[Path], object] | None, says: str
) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, f"![图]({name})")
    (draft / "images").mkdir()
    if make:
        make(draft / name)
    said = checked(capsys, draft, 1)
    assert f"{PLACE}  错误 W144" in said
    assert says in said


def test_a_picture_that_ends_within_its_size_is_told(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, "![图](x.png)")
    (draft / "x.png").write_bytes(PICTURE[:20])
    assert f"{PLACE}  错误 W144" in refused(capsys, draft, 1)


def test_a_picture_that_is_a_link_to_itself_is_told(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, "![图](x.png)")
    (draft / "x.png").symlink_to("x.png")
    assert f"{PLACE}  错误 W144" in refused(capsys, draft, 1)


def test_a_picture_without_a_caption_is_a_warning(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, "![](x.png)")
    (draft / "x.png").write_bytes(PICTURE)
    assert f"{PLACE}  提醒 W147" in checked(capsys, draft, 0)


def test_a_draft_with_a_missing_picture_shows_the_gap(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    with_paragraph(draft, "![图](images/没有.png)")
    assert run(capsys, "build", draft, "--draft")[0] == 0
    assert "【待填】图片 images/没有.png" in text_of(document(draft))


@pytest.mark.parametrize(
    ("value", "joined"),
    [
        ('"第一段。\\n第二段。"', False),
        ('"第一段。\\n第二\\\n  段。"', False),
        ('"第一段。\\n\n  第二段。"', False),
        ('"第一段。\n\n  第二段。"', False),
        ('"第一段。\n  第二段。"', True),
        ('"第一段。\\\\n\n  第二段。"', True),  # a backslash, and the letter n
        ("'第一段。\\n\n  第二段。'", True),  # in single quotes nothing is written with a backslash
    ],
)
def test_only_lines_that_become_one_are_told(example: Example, value: str, joined: bool) -> None:
    draft = example(DRAFT)
    text = re.sub(r"(?ms)^前言: \|.*?(?=^\S)", lambda _: f"前言: {value}\n\n", GOOD)
    (draft / TEXT).write_text(text, encoding="utf-8")
    made = check_draft(draft)
    assert ("W121" in {one.code for one in made.findings}) == joined
    assert joined or [one.whole for one in made.report.texts["preface"]] == ["第一段。", "第二段。"]
