"""A register: read from YAML and from a workbook alike, and everything that is wrong with it told at once, with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from reportgen.area.register import MOST_AGENCIES, deadline_notes, due, find_register, read_register
from reportgen.model.area.register import CODE, COLUMNS, Register
from reportgen.model.errors import SourceError

# What is written, line by line: code, name, former names, kind, parent, deadline, contact, whether it is a sum.
SOUND = (
    ("0", "甲市人民政府", "", "", "", "3月31日", "", "是"),
    ("01", "甲市教育局", "甲市教委、甲市教育委员会", "部门", "0", "1月31日", "张三 123", ""),
    ("0101", "甲市第一中学", "", "学校", "01", "2025-01-20", "", "否"),
)
# A line put in the place of the last, and what has to be said of it.
FAULTS = (
    (("01", "甲市第一中学", "", "", "", "", "", ""), ("代码“01”用了两次", "甲市教育局")),
    (("０１", "甲市第一中学", "", "", "", "", "", ""), ("用了两次", "甲市教育局")),
    (("0101", "甲市第一中学", "", "", "011", "", "", ""), ("上级代码“011”在名录里没有", "是不是“01”")),
    (("0101", "甲市第一中学", "", "", "0101", "", "", ""), ("上级是它自己",)),
    (("", "甲市第一中学", "", "", "01", "", "", ""), ("空着",)),
    (("0101", "", "", "", "01", "", "", ""), ("名称",)),
    (("0101", "甲市第一中学", "", "", "01", "一月底", "", ""), ("期限“一月底”不是日期",)),
    (("0101", "甲市第一中学", "", "", "01", "2月30日", "", ""), ("期限“2月30日”不是日期",)),
    (("a/b", "甲市第一中学", "", "", "01", "", "", ""), ("代码“a/b”不能做文件夹的名称",)),
    (("..", "甲市第一中学", "", "", "01", "", "", ""), ("不能做文件夹的名称",)),
    (("con", "甲市第一中学", "", "", "01", "", "", ""), ("不能做文件夹的名称",)),
    (("0101", "甲市第一中学", "", "", "01", "", "", "大概"), ("只能写 是 或 否",)),
)


def in_yaml(folder: Path, lines: tuple[tuple[str, ...], ...]) -> Path:
    path = folder / "名录.yaml"
    entries = []
    for line in lines:
        keys = [f"{what}: '{text}'" for what, text in zip(COLUMNS, line, strict=True) if text or what == CODE]
        entries.append("  - " + "\n    ".join(keys))
    path.write_text("机关:\n" + "\n".join(entries) + "\n", encoding="utf-8")
    return path


def in_workbook(folder: Path, lines: tuple[tuple[str, ...], ...]) -> Path:
    path = folder / "名录.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["甲市名录"])
    sheet.append(["序号", *COLUMNS])
    for number, line in enumerate(lines, 1):
        sheet.append([number, *line])
    book.save(path)
    return path


def meant(register: Register) -> list[tuple[object, ...]]:
    return [tuple(agency)[:-1] for agency in register.agencies]


def test_both_kinds_of_file_say_the_same(tmp_path: Path) -> None:
    first, second = read_register(in_yaml(tmp_path, SOUND)), read_register(in_workbook(tmp_path, SOUND))
    assert meant(first) == meant(second)
    school = first.by_code["0101"]
    assert [agency.code for agency in first.above("0101")] == ["01", "0"]
    assert (school.kind, school.parent, school.deadline, school.sums) == ("学校", "01", date(2025, 1, 20), False)
    assert first.by_code["01"].former == ("甲市教委", "甲市教育委员会")
    assert due(first.by_code["01"], 2024) == date(2025, 1, 31)
    assert due(first.by_code["01"], 2023) == date(2024, 1, 31)
    assert (first.by_code["01"].location.line, str(second.by_code["01"].location)[-4:]) == (6, "t!B4")


@pytest.mark.parametrize("write", [in_yaml, in_workbook])
@pytest.mark.parametrize(("line", "said"), FAULTS)
def test_a_fault_is_told_with_its_place(tmp_path: Path, write: object, line: tuple[str, ...], said: tuple[str, ...]) -> None:
    path = write(tmp_path, (*SOUND[:-1], line))  # type: ignore[operator]
    with pytest.raises(SourceError) as raised:
        read_register(path)
    told = str(raised.value)
    assert all(words in told for words in said), told
    assert ("!" if path.suffix == ".xlsx" else " 行：") in told.split("\n")[1]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    lines = tuple((*line[:4], "99", "", "", "") for line in SOUND)
    with pytest.raises(SourceError, match="名录有 3 处要改"):
        read_register(in_workbook(tmp_path, lines))


def test_a_circle_is_told_once_with_all_that_stand_in_it(tmp_path: Path) -> None:
    lines = (
        *SOUND,
        ("x", "甲", "", "", "z", "", "", ""),
        ("y", "乙", "", "", "x", "", "", ""),
        ("z", "丙", "", "", "y", "", "", ""),
    )
    with pytest.raises(SourceError) as raised:
        read_register(in_yaml(tmp_path, lines))
    assert "名录有 1 处要改" in str(raised.value)
    assert "甲（x） → 丙（z） → 乙（y） → 甲（x）" in str(raised.value)


def test_a_workbook_tells_a_column_that_is_misspelt_and_leaves_the_offices_own(tmp_path: Path) -> None:
    path = in_workbook(tmp_path, SOUND)
    book = openpyxl.load_workbook(path)
    book.active["F2"] = "上级代号"  # type: ignore[index]
    book.save(path)
    with pytest.raises(SourceError, match="“上级代号”一栏，是不是“上级代码”"):
        read_register(path)


def test_a_date_of_the_spreadsheet_and_a_code_that_is_a_number(tmp_path: Path) -> None:
    path = in_workbook(tmp_path, SOUND)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["B5"], sheet["G5"] = 101, date(2025, 1, 20)
    book.save(path)
    school = read_register(path).agencies[-1]
    assert (school.code, school.deadline) == ("101", date(2025, 1, 20))


@pytest.mark.parametrize(
    ("year", "day", "said"),
    [
        (2024, date(2025, 1, 20), ""),
        (2023, date(2025, 1, 20), "比 2024 年晚，照写的日期算"),
        (2025, date(2026, 1, 20), "按 2026 年的同一天算"),
    ],
)
def test_a_year_that_is_written_is_not_replaced_without_a_word(tmp_path: Path, year: int, day: date, said: str) -> None:
    for path, place in ((in_yaml(tmp_path, SOUND), "第 17 行 2025-01-20"), (in_workbook(tmp_path, SOUND), "Sheet!G5 2025-01-20")):
        register = read_register(path)
        assert due(register.by_code["0101"], year) == day
        told = list(deadline_notes(register, year))
        assert len(told) == bool(said) and all(said in note and place in note and "甲市第一中学" in note for note in told), told


def changed(path: Path, **cells: object) -> Path:
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.active[cell] = value  # type: ignore[index]
    book.save(path)
    return path


def test_what_may_be_meant_so_and_may_be_a_slip_is_told(tmp_path: Path) -> None:
    assert read_register(in_workbook(tmp_path, SOUND)).notes == ()
    tidied, alike = read_register(changed(in_workbook(tmp_path, SOUND), C5="甲市 教育局")).notes
    assert "Sheet!C5 的“甲市 教育局”按“甲市教育局”读" in tidied
    assert "2 个机关都叫“甲市教育局”" in alike and "Sheet!B4 代码 01" in alike and "Sheet!B5 代码 0101" in alike
    (zero,) = read_register(changed(in_workbook(tmp_path, SOUND), B5=1)).notes
    assert "Sheet!B5 的 1 在表里是数，前面的 0 可能丢了" in zero
    assert read_register(changed(in_workbook(tmp_path, SOUND), B5=1010)).notes == ()  # no shorter than the others
    plain = (("1", *SOUND[0][1:]), ("11", *SOUND[1][1:4], "1", *SOUND[1][5:]))
    assert read_register(changed(in_workbook(tmp_path, plain), B3=1)).notes == ()


@pytest.mark.parametrize("write", [in_yaml, in_workbook])
def test_a_parent_is_meant_in_any_case(tmp_path: Path, write: object) -> None:
    lines = (
        ("A1", "甲市人民政府", *[""] * 6),
        ("b2", "甲市教育局", "", "", "ａ1", "", "", ""),
        ("c3", "一中", "", "", "B2", "", "", ""),
    )
    register = read_register(write(tmp_path, lines))  # type: ignore[operator]
    assert [one.parent for one in register.agencies] == ["", "A1", "b2"]
    assert [one.code for one in register.children("A1")] == ["b2"]


@pytest.mark.parametrize("write", [in_yaml, in_workbook])
def test_codes_and_names_are_read_as_they_are_meant_and_that_is_said(tmp_path: Path, write: object) -> None:
    lines = (
        SOUND[0],
        ("０１ ", "甲市　教 育局", "甲市 教委", "部门", "0", "", "", ""),
        ("A02", "甲市 IT Park 管委会", "", "", "０１", "", "", ""),
    )
    register = read_register(write(tmp_path, lines))  # type: ignore[operator]
    assert [(one.code, one.name, one.parent) for one in register.agencies[1:]] == [
        ("01", "甲市教育局", "0"),
        ("A02", "甲市 IT Park 管委会", "01"),
    ]
    assert register.agencies[1].former == ("甲市教委",)
    (note,) = register.notes
    assert "的“甲市　教 育局”按“甲市教育局”" in note and "的“０１”按“01”" in note


@pytest.mark.parametrize(
    ("code", "name"),
    [("合计", ""), ("", "总 计"), ("合计", "3个"), ("共计：3个单位", ""), ("制表：张某", ""), ("", "审核人：李某")],
)
def test_a_line_that_counts_the_others_is_no_agency(tmp_path: Path, code: str, name: str) -> None:
    register = read_register(in_workbook(tmp_path, (*SOUND, (code, name, *[""] * 6))))
    assert len(register.agencies) == 3 and register.notes == ("名录里合计、制表的行不是机关，没有算：Sheet!B6",)


def test_an_agency_whose_name_only_begins_so_is_one(tmp_path: Path) -> None:
    assert len(read_register(in_workbook(tmp_path, (*SOUND, ("9", "总计划局", *[""] * 6)))).agencies) == 4
    with pytest.raises(SourceError, match="名称空着"):  # a code that is only a number counts nothing
        read_register(in_workbook(tmp_path, (*SOUND, ("9", "", *[""] * 6))))


def test_a_formula_without_a_result_is_one_fault(tmp_path: Path) -> None:
    for cell in ("B5", "C5", "G5"):
        with pytest.raises(SourceError, match="名录有 1 处要改") as raised:
            read_register(changed(in_workbook(tmp_path, SOUND), **{cell: "=1+1"}))
        assert f"Sheet!{cell}：这一格的公式没有结果" in str(raised.value)


def test_what_a_spreadsheet_shows_is_what_is_read(tmp_path: Path) -> None:
    """A kind merged over the agencies it is of, a code with zeros by its format, a name cut over two lines, an empty line."""
    lines = (
        *SOUND[:2],
        ("", *[""] * 7),
        ("0102", "甲市\n第一中学", "", "学校", "01", "1月31日", "", "否"),
        ("0103", "甲市第二中学", "", "", "", "", "", ""),
        ("0104", "甲市第三中学", "", "所", "", "", "", ""),
    )
    path = in_workbook(tmp_path, lines)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for area in ("E6:E7", "F6:F8", "G6:G8"):
        sheet.merge_cells(area)
    sheet["B7"] = 103
    sheet["B7"].number_format = "0000"
    book.save(path)
    register = read_register(path)
    first, second, third = register.agencies[2:]
    assert (first.name, second.code, register.notes) == ("甲市第一中学", "0103", ())
    assert [(one.kind, one.parent, one.deadline and one.deadline.day) for one in (first, second, third)] == [
        ("学校", "01", 31),
        ("学校", "01", 31),
        ("所", "01", 31),
    ]
    assert not first.sums and second.sums  # that cell is nobody else's


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("B5", date(2024, 1, 2), "Sheet!B5：这个代码被当成日期存了"),
        ("B5", 110000000000123456, "只留得住前 15 位"),
        ("F5", date(2024, 1, 2), "这个上级代码被当成日期存了"),
    ],
)
def test_a_code_that_the_spreadsheet_has_made_another_is_told(tmp_path: Path, cell: str, value: object, said: str) -> None:
    with pytest.raises(SourceError) as raised:
        read_register(changed(in_workbook(tmp_path, SOUND), **{cell: value}))
    assert said in str(raised.value)


@pytest.mark.parametrize("write", [in_yaml, in_workbook])
def test_ten_thousand_agencies_are_read_in_any_kind(tmp_path: Path, write: object) -> None:
    lines = (SOUND[0], *((f"{number:05}", f"甲市第{number}所", "", "所", "0", "1月31日", "", "") for number in range(1, 10_001)))
    assert len(read_register(write(tmp_path, lines)).children("0")) == 10_000 < MOST_AGENCIES  # type: ignore[operator]


def test_which_register_is_meant(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="没有名录"):
        find_register(tmp_path)
    (tmp_path / "名录.xls").write_bytes(b"")
    with pytest.raises(SourceError, match=r"有“名录\.xls”"):
        find_register(tmp_path)
    path = in_yaml(tmp_path, SOUND)
    assert find_register(tmp_path) == path
    in_workbook(tmp_path, SOUND)
    with pytest.raises(SourceError, match="有两份名录"):
        find_register(tmp_path)
