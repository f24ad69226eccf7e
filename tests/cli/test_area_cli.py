"""The commands of an area, as an officer types them: what they say, write and leave alone."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from support.seen.html_checks import barriers, parses_strictly

from reportgen.area import export
from reportgen.area.store import STORE
from reportgen.cli.main import main
from reportgen.model.area.register import Agency, Register

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "area"))
from made_folders import code_of, draft_maker, made_area, name_of

JOBS = ["--jobs", "1"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def area(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four agencies; one is missing, one has an error, one can not be read."""
    folder = made_area(tmp_path / "甲市", 4)
    for path in (folder / "年报").rglob("*"):
        os.utime(path, (1736900000, 1736900000))
    narrative = draft(folder, 2) / "narrative.yaml"
    narrative.write_text(
        narrative.read_text(encoding="utf-8").replace("总体情况: |\n", "总体情况: |\n  {{ 没有的 }}<b>&\n", 1), encoding="utf-8"
    )
    (draft(folder, 3) / "workbook.xlsx").write_bytes(b"nothing")
    for path in draft(folder, 1).iterdir():
        path.unlink()
    draft(folder, 1).rmdir()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740800000")  # 2025-03-01
    monkeypatch.chdir(folder)
    return folder


def draft(folder: Path, number: int) -> Path:
    return folder / "年报" / "2024" / code_of(number)


def test_a_new_area_from_a_list_of_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("名单.txt").write_text("甲市人民政府\n  甲市教育局\n    甲市第一中学\n  甲市体育局\n", encoding="gb18030")
    assert main(["area", "new", "甲市", "--from", "名单.txt"]) == 0
    assert "里面有 4 个机关" in capsys.readouterr().out
    rows = list(openpyxl.load_workbook("甲市/名录.xlsx").active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [(row[0], row[1], row[4]) for row in rows if row[0] in ("001", "002", "003", "004")] == [
        ("001", "甲市人民政府", None),
        ("002", "甲市教育局", "001"),
        ("003", "甲市第一中学", "002"),
        ("004", "甲市体育局", "001"),
    ]
    draft_maker()(Path("甲市/收件/甲市体育局"), "甲市体育局", 3)
    assert main(["area", "receive", "甲市", *JOBS]) == 0
    said = capsys.readouterr().out
    assert "甲市体育局 → 年报/2024/004" in said and "没有移动" in said and Path("甲市/收件/甲市体育局").exists()
    assert main(["area", "receive", "甲市", "--yes", *JOBS]) == 0
    assert Path("甲市/年报/2024/004/workbook.xlsx").exists()
    assert main(["area", "status", "甲市", *JOBS]) == 1  # three are missing
    assert "应交 4　已交 1　未交 3" in capsys.readouterr().out
    assert main(["area", "new", "甲市"]) == 2
    assert main(["area", "new", "乙市", "--register", "yaml"]) == 0
    assert main(["area", "status", "乙市"]) == 1


def test_the_board_in_words(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["area", "status", *JOBS]) == 1
    said = capsys.readouterr().out
    assert "应交 4　已交 3　未交 1　读不了 1　有错误 1" in said
    assert f"未交      {code_of(1)}  {name_of(1)}" in said and "过了期限 2025-01-31" in said
    assert "没有问题" not in said.split("情况")[1] and name_of(0) not in said.split("情况")[1]
    assert main(["area", "status", "--all", *JOBS]) == 1
    assert name_of(0) in capsys.readouterr().out
    assert main(["area", "check", "--only", code_of(2), *JOBS]) == 1
    told = capsys.readouterr().out
    assert "没有的" in told and name_of(3) not in told
    mark = told.partition("[")[2].partition("]")[0]
    assert main(["area", "decide", code_of(2), mark, "不是问题", "--reason", "核对过", "--by", "张三"]) == 0
    capsys.readouterr()
    assert main(["area", "check", *JOBS]) == 1
    assert "没有的" not in capsys.readouterr().out
    assert main(["area", "check", "--only", "没有"]) == 2
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in f" {code_of(2)}"[1:])
    for asked in (["check", "--only", wide], ["letter", wide], ["decide", wide, mark.upper(), "确认"]):
        assert main(["area", *asked, *(JOBS if asked[0] != "decide" else ())]) < 2, asked
    said = capsys.readouterr().out
    assert name_of(2) in said and name_of(3) not in said


def test_a_code_is_meant_in_any_width_and_case(capsys: pytest.CaptureFixture[str]) -> None:
    agencies = [Agency("A101", "甲市教育局"), Agency("a102", "甲市体育局", parent="A101")]
    register = Register(tuple(agencies))
    for typed, code in (("Ａ１０１", "A101"), ("ａ１０１", "A101"), (" A102", "a102"), ("A10", "A10"), ("B101", "B101")):
        assert register.meant(typed) == code, typed
    for typed in ("n101", "Ｎ１０１", "ｎ 101"):
        assert main(["check", str(ROOT / "examples" / "ouhai-2017"), "--select", typed, "--ignore", "ｗ"]) == 0
        capsys.readouterr()
        assert main(["rules", typed]) == 0 and capsys.readouterr().out.startswith("N101")
    assert main(["check", str(ROOT / "examples" / "ouhai-2017"), "--ignore", "Ｚ９"]) == 2


def test_the_board_as_sheets_and_for_programs(area: Path) -> None:
    assert main(["area", "status", "-o", "进度.xlsx", *JOBS]) == 1
    book = openpyxl.load_workbook("进度.xlsx")
    assert book.sheetnames == ["各机关", "各级", "问题清单"]
    assert [row[0].value for row in book["各机关"].iter_rows(min_row=4)] == ["没有问题", "未交", "有错误", "读不了"]
    assert main(["area", "status", "-o", "进度.xlsx", *JOBS]) == 2  # somebody may have written into it
    assert main(["area", "status", "-o", "名录.yaml", "--to", "json", "--force", *JOBS]) == 2
    assert main(["area", "check", "-o", "进度.json", *JOBS]) == 1
    document = json.loads(Path("进度.json").read_text(encoding="utf-8"))
    assert (document["schema"], document["counts"]["missing"], document["agencies"][1]["state"]) == (
        "reportgen.area/1",
        1,
        "missing",
    )
    assert document["agencies"][2]["findings"][0]["fingerprint"]


def test_the_board_as_pages(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (area / "看板").mkdir()
    (area / "看板" / ".reportgen-x.part").touch()  # of one who was killed over the first page
    assert main(["area", "status", "-o", "看板/", *JOBS]) == 1
    pages = sorted(Path("看板").rglob("*.html"))
    assert [page.name for page in pages] == ["index.html", "00000.html", "00002.html", "00003.html"]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        parses_strictly(text)
        assert set(barriers(text)) <= {"article is missing"}, page  # a board is no report
    assert "&lt;b&gt;&amp;" in pages[2].read_text(encoding="utf-8")
    times = {page: page.stat().st_mtime_ns for page in pages}
    assert main(["area", "status", "-o", "看板/", *JOBS]) == 1
    assert {page: page.stat().st_mtime_ns for page in pages} == times  # what is the same is not written again
    pages[0].write_text("changed by hand", encoding="utf-8")
    assert main(["area", "status", "-o", "看板/", *JOBS]) == 2
    assert pages[0].read_text(encoding="utf-8") == "changed by hand"
    assert main(["area", "status", "-o", "年报/", *JOBS]) == 2
    assert main(["area", "status", "-o", "看板.html", *JOBS]) == 2
    assert "写成 -o 看板/" in capsys.readouterr().err


def test_a_register_with_faults_stops_before_anything_is_done(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = area / "名录.yaml"
    register.write_text(register.read_text(encoding="utf-8").replace("代码: '00002'", "代码: '00001'"), encoding="utf-8")
    for command in ("status", "check", "receive"):
        assert main(["area", command]) == 2
        assert "代码“00001”用了两次" in capsys.readouterr().err
    assert not (area / "检查结果.sqlite").exists()


@pytest.mark.parametrize("kind", ["csv", "json", "sqlite", "xlsx"])
def test_every_figure_is_exported_as_it_is(area: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["area", "export", "-o", f"指标.{kind}", *JOBS]) == 0
    assert "1 个年度，3 份年报" in capsys.readouterr().out
    path = Path(f"指标.{kind}")
    ref, code = "applications.received.all", code_of(2)
    if kind == "csv":
        lines = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        (found,) = (line for line in lines if line["ref"] == ref and line["agency"] == code)
        told = found["value"], found["label"], found["place"], found["name"]
        assert len(lines) == 2 * len({line["ref"] for line in lines}) > 300
    elif kind == "json":
        reports = json.loads(path.read_text(encoding="utf-8"))["reports"]
        found = next(report for report in reports if report["agency"] == code)
        told = *(found["figures"][ref][key] for key in ("value", "label", "place")), found["name"]
        assert [report["trouble"] is None for report in reports] == [True, True, False]
    elif kind == "sqlite":
        with closing(sqlite3.connect(path)) as base:
            asked = (
                "SELECT exact, label, place, name, value = CAST(exact AS INTEGER) FROM figures_named WHERE agency = ? AND ref = ?"
            )
            *said, same = base.execute(asked, (code, ref)).fetchone()
            told = tuple(said)
            assert same and base.execute("SELECT count(*), sum(trouble IS NOT NULL) FROM reports").fetchone() == (3, 1)
    else:
        (sheet,) = openpyxl.load_workbook(path).worksheets
        heads, *rows = sheet.iter_rows(values_only=True)
        row = dict(zip(heads, next(row for row in rows if row[0] == code), strict=True))
        told = str(row["表三 本年新收/总计"]), "表三 本年新收/总计", "workbook.xlsx:表三!J7", row["机关"]
    assert told[0] == str(int(told[0])) and int(told[0]) % 3 == 0  # the example's, three times
    assert told[1:] == ("表三 本年新收/总计", "workbook.xlsx:表三!J7", name_of(2))
    assert main(["area", "export", "-o", f"指标.{kind}", *JOBS]) == 2
    assert main(["area", "export", "-o", f"指标.{kind}", "--force", *JOBS]) == 0
    assert not [one for one in area.iterdir() if one.name.startswith(".reportgen-")]


def test_an_export_to_a_full_disk_is_told_and_leaves_nothing(
    area: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(export, "_TABLES", f"PRAGMA max_page_count = 2; {export._TABLES}")
    before = sorted(area.iterdir())
    assert main(["area", "export", "-o", "指标.sqlite", *JOBS]) == 2
    assert "指标.sqlite：没有写成（磁盘满了）" in capsys.readouterr().err
    assert {path.name for path in area.iterdir()} - {path.name for path in before} <= {STORE}


@pytest.mark.parametrize(
    "command", [["sum", "2024"], ["letter", "--all", "-o", "信/"], ["export", "-o", "数.csv"]], ids=lambda one: one[0]
)
def test_results_that_were_damaged_and_made_anew_are_told(
    area: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    main(["area", *command, *JOBS])
    assert "坏了" not in capsys.readouterr().err
    (area / STORE).write_bytes(b"nothing" * 999)
    main(["area", *command, *JOBS, "--force"])
    assert f"注意：{STORE} 坏了，已改名为 {STORE}.坏1" in capsys.readouterr().err


def test_an_export_never_goes_over_the_areas_own_files(area: Path) -> None:
    before = (area / "名录.yaml").read_bytes()
    assert main(["area", "export", "-o", "检查结果.sqlite", "--force", *JOBS]) == 2
    assert main(["area", "export", "-o", "名录.yaml", "--to", "json", "--force", *JOBS]) == 2
    assert (area / "名录.yaml").read_bytes() == before


def test_letters_one_or_all(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["area", "letter", code_of(2), *JOBS]) == 0
    (written,) = area.glob("*.docx")
    assert written.name == f"{code_of(2)}-{name_of(2)}-2024年报修改意见.docx"
    assert main(["area", "letter", code_of(2), *JOBS]) == 2  # somebody may have written into it
    assert main(["area", "letter", code_of(1), *JOBS]) == 2
    assert "还没有交" in capsys.readouterr().err
    assert main(["area", "letter", "没有", *JOBS]) == 2
    assert main(["area", "letter"]) == 2
    assert main(["area", "letter", "--all", "-o", "信/", *JOBS]) == 0
    assert (
        f"没有写信（写催报函：reportgen area letter --remind）：\n  {name_of(1)}（{code_of(1)}）　过了期限 2025-01-31"
        in capsys.readouterr().out
    )
    # The sum of the first is not that of the others; but it is the one that writes.
    assert sorted(path.name[:5] for path in (area / "信").iterdir()) == [code_of(2), code_of(3)]
    assert main(["area", "letter", code_of(0), *JOBS]) == 2 and "不给自己写信" in capsys.readouterr().err
    one, *others = sorted((area / "信").iterdir())
    one.unlink()
    others[0].write_bytes(b"somebody's")
    capsys.readouterr()
    assert main(["area", "letter", "--all", "-o", "信/", *JOBS]) == 2  # stopped in the middle: it goes on, over nobody's work
    said = capsys.readouterr()
    assert one.is_file() and others[0].read_bytes() == b"somebody's"
    assert f"1 封已经有了，内容不同，没有覆盖：{others[0].name}" in said.err
    assert main(["area", "letter", "--all", "-o", "信/", *JOBS]) == 2
    assert "1 封以前已经写好，没有变" in capsys.readouterr().out
    assert main(["area", "letter", "--template"]) == 0
    assert main(["area", "letter", "--template"]) == 2


def test_who_has_not_handed_in_is_reminded(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["area", "letter", "--remind", "-o", "催报/", *JOBS]) == 0
    (written,) = (area / "催报").iterdir()
    assert written.name == f"{code_of(1)}-{name_of(1)}-2024年报催报函.docx"
    assert main(["area", "letter", "--remind", "-o", "催报/", *JOBS]) == 0
    assert "1 封以前已经写好" in capsys.readouterr().out
    assert main(["area", "letter", code_of(1), "--remind", "-o", "一封.docx", *JOBS]) == 0
    assert main(["area", "letter", code_of(2), "--remind", *JOBS]) == 2
    assert "已经交了" in capsys.readouterr().err
    assert main(["area", "letter", "--template", "--remind"]) == 0
    assert (area / "催报函.docx").is_file() and not (area / "退回意见.docx").exists()


def test_the_folder_is_taken_as_an_option_and_as_a_word_everywhere(
    area: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(area.parent)
    for where in (["甲市"], ["--dir", "甲市"], ["--dir=甲市"]):
        assert main(["area", "status", *where, *JOBS]) == 1
        assert "应交 4" in capsys.readouterr().out
        assert main(["area", "receive", *where]) == 0
        assert main(["area", "export", *where, "-o", "指标.csv", "--force", *JOBS]) == 0
        assert main(["area", "sum", *where, "2024", *JOBS]) == 1 == main(["area", "sum", "2024", code_of(0), *where, *JOBS])
        assert main(["area", "letter", code_of(2), *where, "-o", "信.docx", "--force", *JOBS]) == 0
        capsys.readouterr()
        assert main(["area", "decide", code_of(2), "没有", "确认", "--reason", "甲市", *where]) == 2
        assert f"{code_of(2)}） 2024 年度没有“没有”这个问题" in capsys.readouterr().err
        # What an option takes is no folder to look in, though it be one.
        assert main(["area", "sum", "2024", "-o", "甲市", *JOBS]) == 2
        assert "没有名录" in capsys.readouterr().err.replace("这个文件夹里", "")


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_a_name_with_a_line_break_stays_in_its_line(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = "甲\n乙.docx"
    (area / "年报" / "2024" / broken).write_bytes(b"")
    (area / "收件").mkdir(exist_ok=True)
    for name in (broken, "丙\r\n丁.xls"):
        (area / "收件" / name).write_bytes(b"")
    (draft(area, 1)).mkdir()
    (draft(area, 1) / broken).write_bytes(b"nothing")
    assert main(["area", "check", *JOBS]) == 1
    said = capsys.readouterr().out
    assert main(["area", "receive", *JOBS]) == 1
    said += capsys.readouterr().out
    assert said.count("甲‹U+000A›乙.docx") >= 3 and "丙‹U+000D›‹U+000A›丁.xls" in said
    assert "甲\n" not in said and "丙\r" not in said
