"""The letter back to an agency: all that is open stands in it, in any template that uses the names there are."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from reportgen.area.letter import LETTER, has_to_mend, letter, reminder, write_template
from reportgen.model.area.board import Board, Decision, Looked, Outcome, Standing, Told
from reportgen.model.area.register import Agency, Register
from reportgen.model.errors import OutputError, PackError
from reportgen.rules.area.look_rules import A201, A203

CITY, BUREAU = Agency("0", "甲市人民政府"), Agency("01", "甲市<教育>&局", parent="0")
REGISTER = Register((CITY, BUREAU))
ERROR = Told("T301", "error", "表三 总计：32 ≠ 33\n第二行 {{ 不是标签 }} \x0b", "workbook.xlsx 表三 J7", "e", "改成 33")
WARNING = Told("N235", "warning", "日期晚了", "narrative.yaml 第9行", "w")
QUESTION = Told("A301", "warning", "和邻居的一段一样", "第3段", "q")
DAY = date(2025, 3, 1)


def board(*reports: Looked, decided: dict[str, Decision] | None = None) -> tuple[Board, Standing]:
    standing = Standing(BUREAU, 1, reports, decided=decided or {}, questions=(QUESTION,) if reports else ())
    return Board("甲市", 2024, REGISTER, (Standing(CITY), standing)), standing


def text_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def looked(*found: Told, **more: object) -> Looked:
    return Looked("年报/2024/01/年报.docx", Outcome(findings=found, **more), new=frozenset("w"), settled=4, before="2025-02-01")  # type: ignore[arg-type]


def test_all_that_is_open_stands_in_it_and_in_order(tmp_path: Path) -> None:
    decided = {"w": Decision("01", 2024, "w", "确认", "要改")}
    text = text_of(letter(tmp_path, *board(looked(ERROR, WARNING), decided=decided), DAY))
    lines = [line for line in text.split("\n") if line.strip()]
    assert lines[2] == "甲市<教育>&局："
    assert "（年报.docx）已检查，有错误1处、提醒2处" in lines[3]
    assert lines[4] == "与上一稿（2025-02-01）相比，已改正4处，新出现1处。"
    assert lines[5:] == [
        "一、必须改正的错误",
        "1．workbook.xlsx 表三 J7：表三 总计：32 ≠ 33 第二行 {{ 不是标签 }} （改成 33）",
        "二、请核对的事项",
        "1．narrative.yaml 第9行：日期晚了【确认：要改】",
        "2．第3段：和邻居的一段一样",
        "甲市人民政府",
        "2025年3月1日",
    ]


def test_what_was_decided_to_be_nothing_is_left_out(tmp_path: Path) -> None:
    decided = {one: Decision("01", 2024, one, "不是问题", "核对过") for one in "ew"}
    text = text_of(letter(tmp_path, *board(looked(ERROR, WARNING), decided=decided), DAY))
    assert "必须改正" not in text and "一、请核对的事项" in text and "日期晚了" not in text


@pytest.mark.parametrize(("by_file", "came"), [(True, "2025年2月19日（按文件时间）"), (False, "2025年2月19日")])
def test_being_late_is_said_of_a_report_with_faults_and_without(tmp_path: Path, by_file: bool, came: str) -> None:
    said = f"报送期限是2025年1月31日，报送的日期是{came}，已经超过期限"
    for found in ((ERROR,), ()):
        whole, standing = board(looked(*found)._replace(on=date(2025, 2, 19), by_file=by_file))
        for late in (True, False):
            line = standing._replace(late=late, due=date(2025, 1, 31), questions=())
            assert (said in text_of(letter(tmp_path, whole, line, DAY))) == late


def test_a_report_that_cannot_be_read_and_one_that_is_not_there(tmp_path: Path) -> None:
    text = text_of(letter(tmp_path, *board(looked(trouble="不是 Word 文件\n  怎么办：另存")), DAY))
    assert "读不了：不是 Word 文件。请重新报送。" in text
    with pytest.raises(OutputError, match="还没有交"):
        letter(tmp_path, *board(), DAY)


def test_what_the_office_is_advised_is_not_asked_of_an_agency(tmp_path: Path) -> None:
    copied = Told("A201", "warning", "与邻居的年报有 3 段大半相同", "整份草稿", "a", A201.good)
    twice = Told("A203", "warning", "像是一个单位", "名录.yaml", "b", A203.good)
    whole, standing = board(looked())
    text = text_of(letter(tmp_path, whole, standing._replace(questions=(copied, twice)), DAY))
    assert "提醒1处" in text and "（请写本单位自己的情况）" in text and "两个单位" not in text and "像是一个单位" not in text
    assert has_to_mend(standing) and not has_to_mend(standing._replace(questions=(twice,)))


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2025, 1, 31), "报送期限是2025年1月31日，已经超过29天，请尽快报送"),
        (date(2025, 3, 31), "报送期限是2025年3月31日，请按期报送"),
        (None, "请尽快报送"),
    ],
)
def test_a_reminder_says_what_is_not_there_and_since_when(tmp_path: Path, due: date | None, said: str) -> None:
    whole, standing = board()
    text = text_of(reminder(tmp_path, whole, standing._replace(due=due), DAY))
    assert "甲市<教育>&局：" in text and "截至2025年3月1日，还没有收到你单位的2024年" in text and said in text
    assert text.rstrip().endswith("甲市人民政府\n2025年3月1日")
    with pytest.raises(OutputError, match="已经交了"):
        reminder(tmp_path, *board(looked()), DAY)
    with pytest.raises(OutputError, match="不给自己写信"):
        reminder(tmp_path, whole, whole.standings[0], DAY)
    # Of agencies that none is above, the area writes.
    flat = whole._replace(register=Register((CITY, BUREAU._replace(parent=""))))
    assert text_of(reminder(tmp_path, flat, standing, DAY)).rstrip().endswith("甲市\n2025年3月1日")


def test_the_areas_own_template_is_used(tmp_path: Path) -> None:
    write_template(tmp_path)
    with pytest.raises(OutputError):
        write_template(tmp_path)
    document = Document(str(tmp_path / LETTER))
    document.paragraphs[0].runs[0].text = "给{{ 机关 }}（{{ 联系人 }}）的话"
    document.save(str(tmp_path / LETTER))
    assert text_of(letter(tmp_path, *board(looked(ERROR)), DAY)).startswith("给甲市<教育>&局（）的话")


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("{{ 机构 }}", "不认识的名称"),
        ("{{ 机关", "没有写完"),
        ("{{ 机关.__class__ }}", "信的模板"),
        ("{% set x = 1 %}", "模板里不能用"),
        ("{{ 错误清单 * 9 }}", "不做计算"),
    ],
)
def test_a_template_with_faults_is_told(tmp_path: Path, tag: str, said: str) -> None:
    document = Document()
    document.add_paragraph(tag)
    document.save(str(tmp_path / LETTER))
    with pytest.raises(PackError) as raised:
        letter(tmp_path, *board(looked(ERROR)), DAY)
    assert said in str(raised.value) and LETTER in str(raised.value)


def test_a_template_that_is_no_word_file_is_told(tmp_path: Path) -> None:
    (tmp_path / LETTER).write_bytes(b"nothing")
    with pytest.raises(PackError, match="打不开"):
        letter(tmp_path, *board(looked(ERROR)), DAY)
