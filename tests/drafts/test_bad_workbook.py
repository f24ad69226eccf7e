"""Workbooks that are no workbooks, damaged, hostile or filled in wrongly."""

from __future__ import annotations

import contextlib
import io
import json
import random
import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from conftest import EXAMPLES, ROOT
from support.faults.bad_input import (
    DRAFT,
    Capture,
    Edit,
    Example,
    change_part,
    checked,
    contents,
    document,
    members,
    refused,
    run,
    text_of,
    write_members,
)

from reportgen.cli.main import main

BOOK = "workbook.xlsx"
WHOLE = (EXAMPLES / DRAFT / BOOK).read_bytes()
WORD = (ROOT / "templates" / "gov-disclosure-2021" / "template.docx").read_bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)
SHEET = "xl/worksheets/sheet3.xml"  # 表三
D7 = '<c r="D7" s="17" t="n"><v>3001</v>'


# -- files that are no workbook -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "文件是空的", id="empty"),
        pytest.param(random.Random(1).randbytes(5000), "这不是 .xlsx 文件", id="random-bytes"),
        pytest.param(WHOLE[: len(WHOLE) // 2], "文件已损坏", id="half-a-zip"),
        pytest.param(WHOLE[:2], "文件已损坏", id="two-bytes"),
        pytest.param(b"PK\5\6" + bytes(18), "不是 Excel 文件", id="zip-of-nothing"),
        pytest.param(WORD, "这是 Word 文件", id="docx-renamed"),
        pytest.param(OLE, "旧版", id="old-xls"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码", id="encrypted"),
        pytest.param("表,数\n规章,1\n".encode("gbk") * 9, "CSV", id="csv-gbk"),
        pytest.param("表,数\n规章,1\n".encode() * 9, "CSV", id="csv-utf-8"),
        pytest.param(b"<html><table></table></html>", "这不是 .xlsx 文件", id="html"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(example: Example, capsys: Capture, content: bytes, says: str) -> None:
    draft = example(DRAFT)
    (draft / BOOK).write_bytes(content)
    said = refused(capsys, draft, 2)
    assert f"{BOOK}：" in said
    assert says in said


def test_a_missing_workbook_is_named(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    (draft / BOOK).unlink()
    assert f"草稿里没有 {BOOK}" in refused(capsys, draft, 2)


def test_a_folder_named_like_the_workbook_is_refused(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    (draft / BOOK).unlink()
    (draft / BOOK).mkdir()
    assert "这是文件夹，不是文件" in refused(capsys, draft, 2)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, capsys: Capture) -> None:
    for command, says in (("check", "没有这个文件或文件夹"), ("build", "没有这个草稿文件夹")):
        code, said = run(capsys, command, tmp_path / "没有")
        assert code == 2
        assert says in said


def test_a_folder_with_too_long_a_name_is_refused(tmp_path: Path, capsys: Capture) -> None:
    assert run(capsys, "check", tmp_path / ("长" * 300))[0] == 2


# -- zips that are hostile or broken ------------------------------------------------------------

ENTITY = '<!DOCTYPE x [<!ENTITY a "9">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 9}">' for i in range(9)
) + "]>"  # fmt: skip
OWN_FORMAT = '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0"/></numFmts></styleSheet>'
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&{};</t></si></sst>'


@pytest.mark.parametrize(
    ("part", "content", "says"),
    [
        pytest.param("a.txt", "x", "不是 Excel 文件", id="no-office-file"),
        pytest.param("xl/vbaProject.bin", "x", "文件带有宏", id="macros"),
        pytest.param(SHEET, ENTITY + "<worksheet/>", "实体声明", id="doctype-in-sheet"),
        pytest.param(SHEET, LAUGHS + "<worksheet>&j;</worksheet>", "实体声明", id="laughs-in-sheet"),
        pytest.param("xl/sharedStrings.xml", ENTITY + STRINGS.format("a"), "实体声明", id="doctype-in-strings"),
        pytest.param("xl/sharedStrings.xml", LAUGHS + STRINGS.format("j"), "实体声明", id="laughs-in-strings"),
        pytest.param("xl/workbook.xml", ENTITY + "<workbook/>", "实体声明", id="doctype-in-workbook"),
        pytest.param("xl/styles.xml", ENTITY + OWN_FORMAT, "实体声明", id="doctype-in-styles"),
        pytest.param(SHEET, "", f"{SHEET} 不是完整的 XML", id="empty-sheet"),
        pytest.param(SHEET, "<worksheet><sheetData>", f"{SHEET} 不是完整的 XML", id="cut-sheet"),
        pytest.param("xl/workbook.xml", "<workbook/>", "没有工作表", id="no-sheets"),
        pytest.param("xl/workbook.xml", "<document/>", "是 Word 文件", id="another-document"),
        pytest.param("xl/workbook.xml", "<a/>", "没有工作簿", id="no-workbook"),
        pytest.param("xl/styles.xml", OWN_FORMAT[:-2], "xl/styles.xml 不是完整的 XML", id="broken-styles"),
    ],
)
def test_a_hostile_or_broken_part_is_refused(example: Example, capsys: Capture, part: str, content: str, says: str) -> None:
    draft = example(DRAFT)
    parts = {} if part == "a.txt" else members(draft / BOOK)
    write_members(draft / BOOK, parts | {part: content.encode()})
    said = refused(capsys, draft, 2)
    assert f"{BOOK}：" in said
    assert says in said


@pytest.mark.parametrize("encoding", ["GBK", "UTF-7"])
def test_a_sheet_in_an_encoding_that_cannot_be_read_is_refused(example: Example, capsys: Capture, encoding: str) -> None:
    draft = example(DRAFT)
    change_part(draft / BOOK, SHEET, "<worksheet", f'<?xml version="1.0" encoding="{encoding}"?><worksheet')
    assert BOOK in refused(capsys, draft, 2)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_without_a_needed_part_is_refused(example: Example, capsys: Capture, part: str) -> None:
    draft = example(DRAFT)
    parts = members(draft / BOOK)
    del parts[part]
    write_members(draft / BOOK, parts)
    assert f"{BOOK}：文件" in refused(capsys, draft, 2)


def test_a_missing_sheet_is_told_by_the_table_that_was_on_it(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    parts = members(draft / BOOK)
    del parts[SHEET]
    write_members(draft / BOOK, parts)
    assert "没有找到表三" in refused(capsys, draft, 1)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    bomb = "<sheetData><row><c t='inlineStr'><is><t>" + "A" * 70_000_000 + "</t></is></c></row>"
    change_part(draft / BOOK, SHEET, "<sheetData>", bomb)
    assert (draft / BOOK).stat().st_size < 1_000_000
    said = checked(capsys, draft, 2)
    assert f"{BOOK}：文件解压后异常庞大" in said
    assert SHEET in said


def test_a_bomb_of_shared_strings_is_refused(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    write_members(draft / BOOK, members(draft / BOOK) | {"xl/sharedStrings.xml": b"<sst>" + b" " * 65_000_000 + b"</sst>"})
    assert "文件解压后异常庞大" in checked(capsys, draft, 2)


def test_thousands_of_members_are_refused(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    write_members(draft / BOOK, members(draft / BOOK) | {f"x/{number}": b"" for number in range(4000)})
    assert "个部件，不像正常的 Excel 文件" in refused(capsys, draft, 2)


def test_a_million_formatted_rows_change_nothing(example: Example, edit: Edit, capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表三", D8=35, E9="无")
    clean = checked(capsys, draft, 1)
    rows = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(35, 1_000_035))
    change_part(draft / BOOK, SHEET, "</sheetData>", rows + "</sheetData>")
    assert checked(capsys, draft, 1) == clean


def test_damaged_bytes_never_crash_the_reader(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    dice = random.Random(20240101)
    for _ in range(30):
        content = bytearray(WHOLE)
        for _ in range(dice.choice((1, 3, 30))):
            content[dice.randrange(len(content))] = dice.randrange(256)
        (draft / BOOK).write_bytes(content)
        assert run(capsys, "check", draft)[0] in (0, 1, 2)


# -- workbooks without the tables ---------------------------------------------------------------


def test_unrelated_sheets_are_told_with_what_was_looked_for(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    book = openpyxl.Workbook()
    book.create_sheet("通讯录")
    book.create_sheet("预算").append(["姓名", "电话"])
    book.save(draft / BOOK)
    said = refused(capsys, draft, 2)
    for word in (BOOK, "“通讯录”", "“预算”", "表二", "“规章”", "表三", "“（一）予以公开”", "表四"):
        assert word in said


def test_a_table_that_is_there_twice_is_told_with_both_sheets(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    book = openpyxl.load_workbook(draft / BOOK)
    book.copy_worksheet(book["表三"]).title = "表三 (2)"
    book.save(draft / BOOK)
    said = refused(capsys, draft, 1)
    assert "W103" in said
    assert "“表三”和“表三 (2)”" in said


# -- cells --------------------------------------------------------------------------------------

WRONG: dict[str, tuple[object, str, str]] = {
    "blank": (None, "W201", "没有填"),
    "spaces": ("  ", "W201", "没有填"),
    "none-in-words": ("无", "W202", "填的是“无”，不是数"),
    "slash": ("/", "W202", "填的是“/”，不是数"),
    "dash": ("—", "W202", "填的是“—”，不是数"),
    "brackets": ("(12)", "W202", "填的是“(12)”，不是数"),
    "unit": ("12件", "W206", "格子里带了“件”"),
    "negative": (-3, "W204", "填了负数 -3"),
    "fraction": (12.5, "W205", "填了小数 12.5"),
    "binary-fraction": (85.400000000000006, "W205", "填了小数 85.4"),
    "date": (datetime(2024, 3, 5), "W208", "存成了日期"),
    "formula-error": ("#REF!", "W209", "公式出错，显示 #REF!"),
    "formula-without-result": ("=1+1", "W110", "公式没有存下结果"),
}
CELLS = {name: f"D{row}" for row, name in enumerate(WRONG, 9)}
ODD: dict[str, tuple[str, object, str, str]] = {
    "full-width": ("B10", "４４７２２８", "W203", "“４４７２２８”是全角数字，已按 447228 读取"),
    "text": ("B13", "3985758", "W207", "3985758 存成了文字"),
    "thousands": ("B14", "88,283", "W207", "88,283 存成了文字，已按 88283 读取"),
    "spaces-around": ("D6", " 11 ", "W207", "11 存成了文字"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a check tells of a workbook with every wrong and every odd cell: the findings by cell."""
    draft = tmp_path_factory.mktemp("cells") / DRAFT
    shutil.copytree(EXAMPLES / DRAFT, draft)
    book = openpyxl.load_workbook(draft / BOOK)
    for name, (value, _, _) in WRONG.items():
        book["表三"][CELLS[name]].value = value
    for cell, value, _, _ in ODD.values():
        book["表二"][cell].value = value
    book.save(draft / BOOK)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert main(["check", str(draft)]) == 1
    findings: dict[str, list[str]] = {}
    for finding in printed.getvalue().split("\n\n"):
        findings.setdefault(finding.partition("  ")[0], []).append(finding)
    return findings


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_one_error_at_its_name(told: dict[str, list[str]], name: str) -> None:
    _, code, says = WRONG[name]
    place = f"workbook.xlsx:表三!{CELLS[name]}"
    (finding,) = told[place]
    assert finding.startswith(f"{place}  错误 {code}\n    表三 ")
    assert "/自然人：" in finding
    assert says in finding


@pytest.mark.parametrize("name", ODD)
def test_an_odd_but_readable_cell_is_one_warning_at_its_name(told: dict[str, list[str]], name: str) -> None:
    cell, _, code, says = ODD[name]
    place = f"workbook.xlsx:表二!{cell}"
    (finding,) = told[place]
    assert finding.startswith(f"{place}  提醒 {code}\n    表二 ")
    assert says in finding


def test_odd_but_readable_cells_are_printed_as_figures(example: Example, edit: Edit, capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表二", **{cell: value for cell, value, _, _ in ODD.values()})
    assert "共 0 个错误、4 个提醒" in checked(capsys, draft, 0)
    assert run(capsys, "build", draft)[0] == 0
    assert {"447228", "3985758", "88283", "11"} <= set(text_of(document(draft)))


@pytest.mark.parametrize("value", [None, "无"], ids=["blank", "word"])
def test_a_wrong_cell_stops_the_document(example: Example, edit: Edit, capsys: Capture, value: object) -> None:
    draft = example(DRAFT)
    edit(draft, "表三", D7=value)
    assert "workbook.xlsx:表三!D7  错误 W20" in refused(capsys, draft, 1)


def test_a_unit_that_the_header_gives_already_is_an_error(example: Example, edit: Edit, capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表二", B17="96171.6万元")
    said = refused(capsys, draft, 1)
    assert "workbook.xlsx:表二!B17  错误 W206" in said
    assert "这一格只留 96171.6" in said


@pytest.mark.parametrize("typed", ["9.61716亿", "961716000元", "96.1716千万", "5%"])
def test_nobody_is_told_to_keep_a_number_that_is_another_without_its_unit(
    example: Example, edit: Edit, capsys: Capture, typed: str
) -> None:
    draft = example(DRAFT)
    edit(draft, "表二", B17=typed)
    said = refused(capsys, draft, 1)
    assert "workbook.xlsx:表二!B17  错误 W206" in said
    assert "先换算成万元再填" in said
    assert "这一格只留" not in said


def test_several_blanks_of_a_row_are_one_finding_that_names_them(example: Example, edit: Edit, capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表三", D12=None, E12=None, G12=None)
    said = refused(capsys, draft, 1)
    assert "workbook.xlsx:表三!D12  错误 W201" in said
    assert "3 格没有填（D12、E12、G12）" in said
    assert said.count("W201") == 1


def test_every_cell_of_a_wrong_row_is_told(example: Example, edit: Edit, capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表四", A7="无", B7=-1, C7=1.5, D7="3件")
    said = refused(capsys, draft, 1)
    for place in ("A7  错误 W202", "B7  错误 W204", "C7  错误 W205", "D7  错误 W206"):
        assert f"workbook.xlsx:表四!{place}" in said


def test_very_large_figures_keep_every_digit(example: Example, edit: Edit, capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表二", B10=10**20, B13=1234567890123456, B14=123456789012345, B17=0.1 + 0.2)
    assert run(capsys, "build", draft)[0] == 0
    assert {"100000000000000000000", "1234567890123456", "123456789012345", "0.3"} <= set(text_of(document(draft)))


@pytest.mark.parametrize("kind", ["n", "str"])
def test_a_figure_of_five_thousand_digits_is_refused(example: Example, capsys: Capture, kind: str) -> None:
    draft = example(DRAFT)
    change_part(draft / BOOK, SHEET, D7, f'<c r="D7" t="{kind}"><v>{"9" * 5000}</v>')
    assert "workbook.xlsx:表三!D7" in refused(capsys, draft, 1)


def test_a_logical_value_is_not_a_figure(example: Example, edit: Edit, capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表三", D7=True)
    assert "workbook.xlsx:表三!D7  错误 W202" in refused(capsys, draft, 1)


@pytest.mark.parametrize("value", ["1e5", "1E+15"])
def test_a_figure_with_an_exponent_is_not_cut_to_its_first_digit(
    example: Example, edit: Edit, capsys: Capture, value: str
) -> None:
    draft = example(DRAFT)
    edit(draft, "表三", D7=value)
    said = refused(capsys, draft, 1)
    assert "workbook.xlsx:表三!D7  错误 W202" in said
    assert "只留 1，" not in said


def test_a_long_text_in_a_cell_is_shortened_in_the_message(example: Example, edit: Edit, capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表三", D24="字" * 30_000)
    said = refused(capsys, draft, 1)
    assert "workbook.xlsx:表三!D24  错误 W202" in said
    assert len(said) < 3000


# -- sheets as no spreadsheet program writes them -----------------------------------------------


@pytest.mark.parametrize("stored", ["1e999", "1E+999999", "-1e999", "NaN", "sNaN", "INF", "0x10", "abc", "²"])
def test_a_stored_number_that_is_none_is_an_error_at_its_cell(example: Example, capsys: Capture, stored: str) -> None:
    draft = example(DRAFT)
    change_part(draft / BOOK, SHEET, D7, f'<c r="D7" t="n"><v>{stored}</v>')
    said = checked(capsys, draft, 1)
    assert "workbook.xlsx:表三!D7  错误 W20" in said
    assert f"填的是“{stored}”" in said


def test_a_huge_stored_number_is_no_figure(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    change_part(draft / BOOK, SHEET, D7, '<c r="D7" t="n"><v>1e308</v>')
    assert "workbook.xlsx:表三!D7  错误 W202" in refused(capsys, draft, 1)


@pytest.mark.parametrize("reference", ["", "7D", "$D$7", "ZZZZ7", "D", "七"])
def test_a_cell_without_a_valid_name_is_read_where_it_stands(example: Example, capsys: Capture, reference: str) -> None:
    draft = example(DRAFT)
    change_part(draft / BOOK, SHEET, '<c r="D7"', f'<c r="{reference}"')
    assert "没有发现问题" in checked(capsys, draft, 0)


def test_a_cell_without_a_name_stands_right_of_the_one_before(example: Example, capsys: Capture) -> None:
    draft = example(DRAFT)
    change_part(draft / BOOK, SHEET, '<c r="D7"', "<c")
    assert "没有发现问题" in checked(capsys, draft, 0)


@pytest.mark.parametrize("reference", ["XFE7", "ZZZ7"])
def test_a_cell_beyond_the_last_column_is_missed_where_it_belongs(example: Example, capsys: Capture, reference: str) -> None:
    draft = example(DRAFT)
    change_part(draft / BOOK, SHEET, '<c r="D7"', f'<c r="{reference}"')
    assert "workbook.xlsx:表三!D7  错误 W201" in refused(capsys, draft, 1)


@pytest.mark.parametrize("number", ["-7", "seven", ""])
def test_a_row_without_a_valid_number_stands_below_the_one_before(example: Example, capsys: Capture, number: str) -> None:
    draft = example(DRAFT)
    change_part(draft / BOOK, SHEET, '<row r="7"', f'<row r="{number}"')
    assert "没有发现问题" in checked(capsys, draft, 0)


@pytest.mark.parametrize("index", ["99999", "-1", "x"])
def test_a_shared_string_that_is_not_there_is_a_blank(example: Example, capsys: Capture, index: str) -> None:
    draft = example(DRAFT)
    change_part(draft / BOOK, SHEET, D7, f'<c r="D7" t="s"><v>{index}</v>')
    assert "workbook.xlsx:表三!D7  错误 W201" in refused(capsys, draft, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('<row r="7"', '<row r="²"', id="row-superscript"),
        pytest.param('<row r="7"', f'<row r="{"9" * 5000}"', id="row-of-5000-digits"),
        pytest.param(D7, '<c r="D7" t="s"><v>²</v>', id="string-superscript"),
        pytest.param(D7, f'<c r="D7" t="s"><v>{"9" * 5000}</v>', id="string-of-5000-digits"),
    ],
)
def test_a_number_that_int_does_not_take_crashes_nothing(example: Example, capsys: Capture, old: str, new: str) -> None:
    draft = example(DRAFT)
    change_part(draft / BOOK, SHEET, old, new)
    assert run(capsys, "check", draft)[0] in (0, 1, 2)


# -- the other outputs --------------------------------------------------------------------------


def test_json_names_the_cell(example: Example, edit: Edit, capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表三", D7="无")
    code, said = run(capsys, "check", draft, "--to", "json")
    found = json.loads(said)["findings"][0]
    assert code == 1
    assert found["code"] == "W202"
    assert {"file": "workbook.xlsx", "sheet": "表三", "cell": "D7"}.items() <= found["location"].items()


def test_a_draft_may_be_built_with_wrong_cells_and_marks_them(example: Example, edit: Edit, capsys: Capture) -> None:
    draft = example(DRAFT)
    edit(draft, "表三", D7="无")
    before = contents(draft)
    assert run(capsys, "build", draft, "--draft")[0] == 0
    assert "【待填】" in text_of(document(draft))
    assert {name: content for name, content in contents(draft).items() if not name.endswith(".docx")} == before
