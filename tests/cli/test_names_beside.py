"""Files beside what is expected are named, with what to do; and what can be understood is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from support.faults.bad_input import run

Capture = pytest.CaptureFixture[str]
Example = Callable[[str], Path]
BOOK, TEXT = "workbook.xlsx", "narrative.yaml"


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        (TEXT, "narrative.yml", f"把“narrative.yml”改名为 {TEXT}"),
        (TEXT, "narrative.yaml.txt", "去掉末尾的 .txt"),
        (TEXT, "文字稿.wps", "另存为 文字稿.docx"),
        (BOOK, "workbook(1).xlsx", f"把“workbook(1).xlsx”改名为 {BOOK}"),
        (BOOK, "workbook.xls", f"另存为 {BOOK}"),
        (BOOK, "数据表.et", f"另存为 {BOOK}"),
    ],
)
def test_a_file_under_another_name_is_named(example: Example, capsys: Capture, old: str, new: str, hint: str) -> None:
    draft = example("huaian-2024")
    (draft / old).rename(draft / new)
    (draft / f"~${old}").write_bytes(b"")
    for command in ("check", "build"):
        code, said = run(capsys, command, draft)
        assert code == 2 and f"草稿里没有 {old}，有“{new}”" in said and hint in said, said


def test_both_files_are_told_at_once(example: Example, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = example("huaian-2024")
    (draft / BOOK).rename(draft / "workbook (2).xlsx")
    (draft / TEXT).rename(draft / "narrative.txt")
    monkeypatch.chdir(draft)
    code, said = run(capsys, "check")
    assert code == 2 and "有“narrative.txt”" in said and "有“workbook (2).xlsx”" in said


@pytest.mark.parametrize(
    ("name", "says"), [("数据.xls", "数据表"), ("数据.et", "数据表"), ("稿.yml", "文字稿"), ("年报.wps", "WPS")]
)
def test_a_file_of_another_kind_is_answered_with_what_to_do(tmp_path: Path, capsys: Capture, name: str, says: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    code, said = run(capsys, "check", tmp_path / name)
    assert code == 2 and says in said and "怎么办：" in said


def test_a_file_of_the_draft_stands_for_it(example: Example, capsys: Capture, tmp_path: Path) -> None:
    draft = example("huaian-2024")
    for file in (BOOK, TEXT):
        assert run(capsys, "check", draft / file)[0] == 0
        assert run(capsys, "build", draft / file, "-o", f"{tmp_path / file}-out/new/")[0] == 0
        assert list((tmp_path / f"{file}-out" / "new").glob("*.docx"))
    assert run(capsys, "build", draft / "没有.txt")[0] == 2


@pytest.mark.parametrize("year", ["2026", "2026年", "２０２６年度", "二〇二六"])
def test_a_year_is_understood(tmp_path: Path, capsys: Capture, year: str) -> None:
    assert run(capsys, "new", tmp_path / "新", "--agency", "甲市乙局", "--year", year)[0] == 0
    assert "年份: 2026\n" in (tmp_path / "新" / TEXT).read_text(encoding="utf-8")


def test_what_is_no_year_is_told_in_chinese(tmp_path: Path, capsys: Capture) -> None:
    code, said = run(capsys, "new", tmp_path / "新", "--agency", "甲市乙局", "--year", "next")
    assert code == 2 and "“next”不是年份，写四位数字" in said


@pytest.mark.parametrize("date", ["2025-2-25", "2025.02.25", "二〇二五年二月二十五日"])
def test_a_date_is_printed_as_it_should_be(example: Example, capsys: Capture, date: str) -> None:
    draft = example("huaian-2024")
    text = (draft / TEXT).read_text(encoding="utf-8")
    (draft / TEXT).write_text(text.replace("日期: 2025年2月25日", f"日期: {date}"), encoding="utf-8")
    code, said = run(capsys, "build", draft, "-o", draft / "年报.docx")
    assert code == 0 and f"日期写的是“{date}”，年报里印成“2025年2月25日”" in run(capsys, "check", draft)[1], said
    lines = [paragraph.text for paragraph in docx.Document(str(draft / "年报.docx")).paragraphs]
    assert "2025年2月25日" in lines and date not in lines
    assert run(capsys, "check", draft, "--fix", "--in-place")[0] == 0
    assert (draft / TEXT).read_text(encoding="utf-8") == text


def test_a_neighbours_pack_with_faults_keeps_nobody_from_the_rules(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "formats" / "broken").mkdir(parents=True)
    (tmp_path / "formats" / "broken" / "format.yaml").write_text("x: [", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, said = run(capsys, "rules", "T301")
    assert code == 0 and "T301　" not in said and "T301" in said and "broken 声明有误，它的勾稽关系没有列出" in said
