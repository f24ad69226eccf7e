"""An area looked at as a whole: who is there, what changed, what lies wrong; files dropped in find their agencies."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from made_folders import code_of, made_area, name_of

from reportgen.area.decisions import all_decisions, decide_on
from reportgen.area.export import write_export
from reportgen.area.folder import handed_on
from reportgen.area.inbox import look_into, put_away
from reportgen.area.ledger import LEDGER, read_ledger
from reportgen.area.look import Ways, look, opened
from reportgen.area.matching import Names, match
from reportgen.area.work import Said
from reportgen.model.area.board import Board, Standing, State
from reportgen.model.area.register import Agency, Register
from reportgen.model.errors import SourceError
from reportgen.show.area import sheets
from reportgen.show.area.agency_page import agency_html
from reportgen.show.area.json import board_json
from reportgen.show.area.sheets import board_workbook
from reportgen.show.area.text import late_in_words, one_agency_text
from reportgen.show.text import Ink

TODAY = date(2025, 3, 1)
ONE = Ways(jobs=1)


@pytest.fixture
def area(tmp_path: Path) -> Path:
    """Five agencies whose reports came in time."""
    folder = made_area(tmp_path / "甲市", 5)
    in_time(folder)
    return folder


def in_time(folder: Path) -> None:
    for path in (folder / "年报").rglob("*"):
        os.utime(path, (1736900000, 1736900000))  # 2025-01-15


def draft(area: Path, number: int) -> Path:
    return area / "年报" / "2024" / code_of(number)


def states(area: Path, today: date = TODAY) -> dict[str, State]:
    return {standing.agency.code: standing.state for standing in look(area, 2024, today, ONE).standings}


def test_only_what_changed_is_worked_on_again(area: Path) -> None:
    first = look(area, None, TODAY, ONE)
    assert (first.year, first.worked, first.counts.handed, first.counts.late) == (2024, 5, 5, 0)
    again = look(area, None, TODAY, ONE)
    assert again.worked == 0
    assert [(one.agency, one.errors, one.warnings) for one in again.standings] == [
        (one.agency, one.errors, one.warnings) for one in first.standings
    ]
    narrative = draft(area, 2) / "narrative.yaml"
    narrative.write_text(
        narrative.read_text(encoding="utf-8").replace("公开了各类信息。", "公开了各类信息。。"), encoding="utf-8"
    )
    changed = look(area, None, TODAY, ONE)
    (standing,) = (one for one in changed.standings if one.agency.code == code_of(2))
    assert (changed.worked, standing.new > 0, standing.reports[0].before) == (1, True, "2025-03-01")
    (area / "检查结果.sqlite").unlink()
    assert look(area, None, TODAY, ONE).worked == 5


def test_missing_late_unreadable_and_what_lies_wrong(area: Path) -> None:
    shutil.rmtree(draft(area, 1))
    os.utime(draft(area, 2) / "workbook.xlsx", (1740000000, 1740000000))
    os.utime(draft(area, 2) / "narrative.yaml", (1740000000, 1740000000))  # 2025-02-19
    (draft(area, 3) / "workbook.xlsx").write_bytes(b"nothing")
    (area / "年报" / "2024" / "99999").mkdir()
    (area / "年报" / "2024" / "报告.docx").write_bytes(b"")
    (draft(area, 4) / "link.docx").symlink_to("/etc/passwd")
    shutil.copytree(draft(area, 2), draft(area, 2) / "旧稿" / "1")  # what is put aside is not told of
    shutil.copytree(draft(area, 0), draft(area, 0) / "另一稿")
    board = look(area, 2024, TODAY, ONE)
    by_code = {one.agency.code: one for one in board.standings}
    assert by_code[code_of(1)].state is State.MISSING and by_code[code_of(1)].late
    assert by_code[code_of(2)].late and by_code[code_of(2)].on == date(2025, 2, 19)
    assert late_in_words(by_code[code_of(2)]) == "迟交（2025-02-19 按文件时间，期限 2025-01-31）"
    assert by_code[code_of(3)].state is State.UNREADABLE
    assert not by_code[code_of(4)].late and len(by_code[code_of(4)].reports) == 1
    assert sorted(line.split("：")[0].split(" 是")[0] for line in board.strays) == [
        "年报/2024/00000/另一稿 也是一份草稿，年报/2024/00000 里已经有一份，没有看；留下定稿，另一份移进“旧稿”",
        "年报/2024/00004/link.docx",
        "年报/2024/99999",
        "年报/2024/报告.docx",
    ]
    assert (board.counts.missing, board.counts.late, board.counts.unreadable) == (1, 1, 1)
    top, *_ = board.branches()
    assert top[1] == board.counts
    before = {one.agency.code: one.late for one in look(area, 2024, date(2025, 1, 10), ONE).standings}
    assert not before[code_of(1)]  # nobody who is missing is late before the day


def test_last_years_report_is_what_this_years_is_held_against(area: Path) -> None:
    shutil.copytree(draft(area, 1), area / "年报" / "2023" / code_of(1))
    narrative = area / "年报" / "2023" / code_of(1) / "narrative.yaml"
    narrative.write_text(narrative.read_text(encoding="utf-8").replace("年份: 2024", "年份: 2023"), encoding="utf-8")
    board = look(area, 2024, TODAY, ONE)
    outcome = next(one.outcome for one in board.standings if one.agency.code == code_of(1))
    assert outcome is not None and any(told.code.startswith("Y") for told in outcome.findings), outcome
    narrative.write_text("nothing", encoding="utf-8")
    again = look(area, 2024, TODAY, ONE)
    assert again.worked == 1  # its own report is the same, but what it is held against is not


def test_a_report_in_anothers_folder_is_asked_about_and_a_short_name_is_not(area: Path) -> None:
    shutil.rmtree(draft(area, 1))
    shutil.copytree(draft(area, 2), draft(area, 1))
    narrative = draft(area, 3) / "narrative.yaml"
    narrative.write_text(narrative.read_text(encoding="utf-8").replace("年份: 2024", "年份: 2023"), encoding="utf-8")
    board = look(area, 2024, TODAY, Ways(jobs=1, across=True))
    asked = {one.agency.code: [told.message for told in one.questions if told.code == "A205"] for one in board.standings}
    assert asked == {
        code_of(0): [],
        code_of(1): [f"{name_of(1)}（{code_of(1)}）的年报里写的机关是“{name_of(2)}”"],
        code_of(2): [],
        code_of(3): [f"{name_of(3)}（{code_of(3)}） 2024 年度的年报里写的年度是 2023"],
        code_of(4): [],
    }
    known = look(area, 2024, TODAY, ONE)  # who asks again without changing anything is told the same
    assert [one.questions for one in known.standings] == [one.questions for one in board.standings] and not known.notes
    shutil.rmtree(draft(area, 4))
    again = look(area, 2024, TODAY, ONE)
    assert not any(one.questions for one in again.standings) and "还没有比较" in again.notes[0]


def test_a_decision_is_kept_and_known_again(area: Path) -> None:
    board = look(area, 2024, TODAY, ONE)
    standing = board.standings[1]
    told = standing.open[0]
    with pytest.raises(SourceError, match="要写理由"):
        decide_on(area, None, TODAY, standing.agency.code, told.code, "不是问题")
    with pytest.raises(SourceError, match="只能是"):
        decide_on(area, None, TODAY, standing.agency.code, told.code, "随便", reason="为什么")
    with pytest.raises(SourceError, match="没有“T999”这个问题"):
        decide_on(area, None, TODAY, standing.agency.code, "T999", "确认")
    reason = "'核对过: {它} #对\n的"
    decided = decide_on(area, None, TODAY, standing.agency.code, told.fingerprint[:8], "不是问题", reason=reason, by="张三")
    assert [one.fingerprint for one in decided] == [told.fingerprint]
    again = next(one for one in look(area, 2024, TODAY, ONE).standings if one.agency == standing.agency)
    assert (len(again.open), again.answered) == (len(standing.open) - 1, standing.answered + 1)
    assert again.decided[told.fingerprint].reason == "'核对过: {它} #对 的"
    decide_on(area, None, TODAY, standing.agency.code, told.fingerprint, "确认")
    assert [one.verdict for one in all_decisions(area)] == ["确认"]


def test_a_decision_outlives_lines_put_in_above_and_not_other_figures(area: Path) -> None:
    narrative = draft(area, 2) / "narrative.yaml"
    said = narrative.read_text(encoding="utf-8")
    narrative.write_text(said.replace("公开了各类信息。", "公开了信息。全年收到政府信息公开申请7件。"), encoding="utf-8")
    look(area, 2024, TODAY, ONE)
    decide_on(area, None, TODAY, code_of(2), "N101", "不是问题", reason="核对过")
    moved = "公开了信息。\n  又说一句。全年收到政府信息公开申请{}件。"
    narrative.write_text(said.replace("公开了各类信息。", moved.format(7)), encoding="utf-8")
    standing = line_of(look(area, 2024, TODAY, ONE), 2)
    assert standing.outcome is not None and any(told.code == "N101" for told in standing.outcome.findings)
    assert not any(told.code == "N101" for told in standing.open) and standing.new == 0 and not standing.outdated
    narrative.write_text(said.replace("公开了各类信息。", moved.format(8)), encoding="utf-8")
    board = look(area, 2024, TODAY, ONE)
    standing = line_of(board, 2)
    told = next(told for told in standing.open if told.code == "N101")
    assert standing.new == 1 and list(standing.outdated) == [told.fingerprint]
    for shown in (one_agency_text(standing, Ink(False)), board_json(board), agency_html(standing, 2024, "")):
        assert "上次的意见（不是问题：核对过）是对另一个数的，这次不算。当时是：" in shown and "申请7件" in shown
    # What an older version of the program, or somebody by hand, wrote without it holds at its place; that is said, once.
    decisions = area / "处理意见.yaml"
    kept = [line for line in decisions.read_text(encoding="utf-8").splitlines() if "原话" not in line]
    decisions.write_text("\n".join(kept) + "\n", encoding="utf-8")
    board = look(area, 2024, TODAY, ONE)
    assert not any(told.code == "N101" for told in line_of(board, 2).open)
    assert len([note for note in board.notes if "1 条没有写“原话”" in note]) == 1


def test_a_year_that_nobody_can_have_reported_on(area: Path) -> None:
    with pytest.raises(SourceError, match="还没有 2026 年度"):
        opened(area, 2026, TODAY)


# -- 收件 -----------------------------------------------------------------------------------------------


REGISTER = Register(
    (
        Agency("0", "甲市人民政府"),
        Agency("A1", "甲市教育局", ("甲市教育委员会",)),
        Agency("A2", "甲市住房和城乡建设局"),
        Agency("A3", "甲市体育局"),
        Agency("B1", "河口镇人民政府"),
        Agency("B2", "河口镇人民政府"),
    )
)


@pytest.mark.parametrize(
    ("said", "stem", "code"),
    [
        (Said("甲市教育局", 2024), "年报", "A1"),
        (Said("甲市 教育局", 2024), "年报", "A1"),
        (Said("甲市教育委员会", 2024), "1", "A1"),
        (Said("甲市教育局", 0), "甲市教育局2024年年报", "A1"),
        (Said("甲市教育局", 0), "年报", ""),  # which year?
        (Said("甲市教育局", 2024), "甲市体育局", ""),  # the file says another
        (Said("甲市住建局", 2024), "年报", ""),  # only like one
        (Said("甲市住建局", 2024), "A2 年报", "A2"),
        (Said("河口镇人民政府", 2024), "年报", ""),  # two are called so
        (Said("河口镇人民政府", 2024), "B2-2024", "B2"),
        (Said("", 2024), "甲市体育局年报", "A3"),
        (Said("", 2024), "年报", ""),
        (Said("乙市教育局", 2024), "年报", ""),
        (Said(trouble="坏了"), "甲市体育局", ""),
    ],
)
def test_whose_report_it_is(said: Said, stem: str, code: str) -> None:
    found = match(Names(REGISTER), said, stem)
    assert (found.agency.code if found.agency else "") == code, found
    assert found.why


@pytest.mark.parametrize(
    ("said", "stem", "wanted", "year"),
    [
        (2024, "甲市教育局2024年年报", 0, 2024),
        (2024, "2025-01-15 报送", 0, 2024),  # the day on which it was sent
        (2024, "2025年1月报送的2024年年报", 0, 2024),
        (2024, "20250115甲市教育局", 0, 2024),
        (2023, "甲市教育局2024年年报", 0, 0),  # the file says another year
        (2023, "甲市教育局", 2024, 0),  # another is wanted
        (2023, "甲市教育局", 2023, 2023),
        (0, "甲市教育局", 2024, 2024),
        (0, "甲市教育局2023", 2024, 0),
        (0, "甲市教育局2023和2024", 0, 0),
    ],
)
def test_a_report_of_another_year_is_asked_about(said: int, stem: str, wanted: int, year: int) -> None:
    found = match(Names(REGISTER), Said("甲市教育局", said), stem, wanted)
    assert (found.year if found.agency else 0) == year, found
    assert found.agency or (found.candidates[0].code == "A1" and "年" in found.why)


def revised(source: Path, target: Path, when: int) -> None:
    """A version of a draft that says something more, last written then."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("旧稿"))
    with (target / "narrative.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f"\n# {when}\n")
    for path in target.iterdir():
        os.utime(path, (when, when))


def test_of_several_versions_nobody_is_asked_silently_to_give_way(area: Path) -> None:
    register, _ = opened(area, None, TODAY)
    moment = datetime(2025, 2, 10, 9, 0, tzinfo=UTC)
    inbox, there = area / "收件", draft(area, 3)
    newer, older = 1736950000, 1736850000
    revised(there, inbox / "二稿", newer)
    revised(there, inbox / "一稿", older)
    found = look_into(area, register, jobs=1)
    assert not found.sure and all("有 2 份" in one.match.why and "“二稿”" in one.match.why for one in found.arrived)
    # Named, one takes the place of what was there; the other is kept beside that, and both are told.
    said = list(put_away(area, look_into(area, register, jobs=1, said_to_be={"二稿": code_of(3)}), moment))
    assert "（原来的移到 旧稿/1）" in said[0] and said[1].startswith(f"一稿 → 年报/2024/{code_of(3)}/旧稿/2/")
    assert (there / "旧稿" / "1" / "narrative.yaml").is_file() and not list(inbox.iterdir())
    # What is older than what is there does not take its place unasked, nor what is of another year.
    revised(there / "二稿", inbox / "又一稿", older)
    (asked,) = look_into(area, register, jobs=1).arrived
    assert asked.target is None and "比已经归档的那一份旧" in asked.match.why
    revised(there / "二稿", inbox / "2023年的", newer + 1)
    told = {"又一稿": f"2023/{code_of(3)}"}
    by_name = {one.name: one for one in look_into(area, register, jobs=1, said_to_be=told).arrived}
    assert by_name["又一稿"].target == area / "年报" / "2023" / code_of(3)
    assert by_name["2023年的"].target is None and "文件名却像 2023 年度" in by_name["2023年的"].match.why
    with pytest.raises(SourceError, match="看不懂"):
        look_into(area, register, jobs=1, said_to_be={"又一稿": f"去年/{code_of(3)}"})


def test_the_true_day_of_what_came_is_told_or_written_into_the_ledger(area: Path) -> None:
    shutil.move(area / "年报", area / "收件" / "都来了")
    register, _ = opened(area, 2024, TODAY)
    filed_late = datetime(2025, 2, 10, 9, 0, tzinfo=UTC)
    list(put_away(area, look_into(area, register, jobs=1), filed_late))
    board = look(area, 2024, TODAY, ONE)
    assert board.counts.late == 4 and any("4 个都按 2025-02-10 归档的那一天算迟交" in note for note in board.notes)
    assert "；文件时间 2025-01-15）" in late_in_words(line_of(board, 2))
    # As Excel saves it: strokes, codes without zeros, the encoding of Windows; and a line that says no day.
    ledger = area / LEDGER
    text = ledger.read_text(encoding="utf-8-sig").replace("2025-02-10 09:00", "2025/1/28 9:00").replace(",0000", ",")
    ledger.write_bytes(text.replace("2025/1/28 9:00", "月底", 1).encode("gb18030"))
    board = look(area, 2024, TODAY, ONE)
    assert (board.counts.late, line_of(board, 2).on) == (0, date(2025, 1, 28))
    assert any(f"{LEDGER} 第 2 行没有算" in note for note in board.notes)
    # Or the day is told when they are put away.
    ledger.unlink()
    shutil.move(area / "年报", area / "收件" / "又来了")
    list(put_away(area, look_into(area, register, jobs=1), filed_late, on=date(2025, 1, 20)))
    assert look(area, 2024, TODAY, ONE).counts.late == 0 and read_ledger(area).first[code_of(2), 2024] == date(2025, 1, 20)


def test_what_is_dropped_in_finds_its_place_and_nothing_is_lost(area: Path) -> None:
    inbox = area / "收件"
    shutil.move(draft(area, 1), inbox / "教育的")
    shutil.copytree(draft(area, 2), inbox / "再交的")
    shutil.copytree(draft(area, 3), inbox / "改过的")
    with (inbox / "改过的" / "narrative.yaml").open("a", encoding="utf-8") as stream:
        stream.write("\n# 改过\n")
    (inbox / "说明.doc.txt").write_text("没有表格", encoding="utf-8")
    (inbox / "表.xls").write_bytes(b"")
    (inbox / "link.docx").symlink_to("/etc/passwd")
    register, _ = opened(area, None, TODAY)
    found = look_into(area, register, jobs=1)
    assert sorted((one.name, one.target is not None, one.same, one.replaces) for one in found.arrived) == [
        ("再交的", False, True, False),
        ("改过的", True, False, True),
        ("教育的", True, False, False),
        ("说明.doc.txt", False, False, False),
    ]
    assert [other.partition("（")[0] for other in found.others] == ["link.docx", "表.xls"]
    moment = datetime(2025, 1, 20, 9, 30, tzinfo=UTC)
    said = list(put_away(area, found, moment))
    assert len(said) == 2 and "（原来的移到 旧稿/1）" in "".join(said)
    assert (draft(area, 3) / "旧稿" / "1" / "narrative.yaml").is_file()
    assert read_ledger(area).first == {(code_of(1), 2024): date(2025, 1, 20), (code_of(3), 2024): date(2025, 1, 20)}
    board = look(area, 2024, TODAY, ONE)
    assert board.counts.handed == 5 and board.counts.late == 0 and board.waiting == 2
    # The one before that was laid there by hand is the first that came, as its files tell.
    assert [one.by_file for one in board.standings] == [True, False, True, True, True]
    told = look_into(area, register, jobs=1, said_to_be={"收件/再交的": code_of(4)})
    assert next(one for one in told.arrived if one.name == "再交的").match.why == "已经指明"
    with pytest.raises(SourceError, match="没有代码“7”"):
        look_into(area, register, jobs=1, said_to_be={"再交的": "7"})


def test_a_move_that_was_interrupted_goes_on(area: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(draft(area, 3), area / "收件" / "改过的")
    with (area / "收件" / "改过的" / "narrative.yaml").open("a", encoding="utf-8") as stream:
        stream.write("\n# 改过\n")
    files = sorted(path.name for path in draft(area, 3).iterdir())
    register, _ = opened(area, None, TODAY)
    rename, moved = Path.rename, []

    def interrupted(self: Path, target: Path) -> Path:
        if moved:
            raise KeyboardInterrupt
        moved.append(self)
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", interrupted)
        with pytest.raises(KeyboardInterrupt):
            list(put_away(area, look_into(area, register, jobs=1), datetime(2025, 1, 20, tzinfo=UTC)))
    list(put_away(area, look_into(area, register, jobs=1), datetime(2025, 1, 20, tzinfo=UTC)))
    older = [path.name for number in (draft(area, 3) / "旧稿").iterdir() for path in number.iterdir()]
    assert sorted(older) == files and states(area)[code_of(3)] is not State.MISSING
    assert name_of(3) in look(area, 2024, TODAY, ONE).standings[3].agency.name


def test_the_day_of_what_was_not_moved_to_its_end_is_in_the_ledger(area: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.move(draft(area, 3), area / "收件" / "新的")
    register, _ = opened(area, None, TODAY)

    def stopped(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", stopped)
        with pytest.raises(KeyboardInterrupt):
            list(put_away(area, look_into(area, register, jobs=1), datetime(2025, 1, 30, tzinfo=UTC)))
    assert (area / "收件" / "新的").is_dir()
    list(put_away(area, look_into(area, register, jobs=1), datetime(2025, 2, 3, tzinfo=UTC)))
    standing = next(one for one in look(area, 2024, TODAY, ONE).standings if one.agency.code == code_of(3))
    assert (standing.on, standing.late) == (date(2025, 1, 30), False)


def test_a_file_whose_time_is_no_day_is_of_no_day(area: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Strange:
        st_mtime = 1e14

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", lambda self, **_: Strange())
        patch.setattr(Path, "is_file", lambda self: True)
        assert handed_on(draft(area, 3)) is None


def test_a_province_is_written_as_plain_sheets(area: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    board = look(area, 2024, TODAY, ONE)
    drawn = openpyxl.load_workbook(io.BytesIO(board_workbook(board)))
    monkeypatch.setattr(sheets, "_MOST_DRAWN", 3)
    plain = openpyxl.load_workbook(io.BytesIO(board_workbook(board)))
    assert plain.sheetnames == drawn.sheetnames
    told = [[cell.value for cell in row] for row in plain["各机关"].iter_rows()]
    assert told == [[cell.value for cell in row] for row in drawn["各机关"].iter_rows(min_row=3)] and len(told) == 6


# -- 处理意见 on what is found across agencies ------------------------------------------------------------


ACROSS = Ways(jobs=1, across=True)


def line_of(board: Board, number: int) -> Standing:
    return next(one for one in board.standings if one.agency.code == code_of(number))


def test_a_finding_across_agencies_is_decided_like_any_other(area: Path) -> None:
    shutil.rmtree(draft(area, 1))
    shutil.copytree(draft(area, 2), draft(area, 1))
    asked = line_of(look(area, 2024, TODAY, ACROSS), 1)
    told = next(one for one in asked.questions if one.code == "A205")
    assert told in asked.open and len({one.fingerprint for one in asked.found}) == len(asked.found)
    for mark in ("A205", told.fingerprint[:8], f"[{told.fingerprint[:8].upper()}]"):
        (area / "处理意见.yaml").unlink(missing_ok=True)
        decided = decide_on(area, None, TODAY, code_of(1), mark, "不是问题", reason="已核")
        assert [one.fingerprint for one in decided] == [told.fingerprint]
    again = look(area, 2024, TODAY, ACROSS)
    standing = line_of(again, 1)
    assert told not in standing.open and (standing.warnings, standing.answered) == (asked.warnings - 1, asked.answered + 1)
    assert not again.notes
    with pytest.raises(SourceError, match="没有“”这个问题"):
        decide_on(area, None, TODAY, code_of(1), "", "确认")


def test_what_was_found_across_agencies_stays_when_another_year_is_looked_at(area: Path) -> None:
    shutil.rmtree(draft(area, 1))
    shutil.copytree(draft(area, 2), draft(area, 1))
    shutil.copytree(draft(area, 4), area / "年报" / "2023" / code_of(4))
    asked = line_of(look(area, 2024, TODAY, ACROSS), 1).questions
    look(area, 2023, TODAY, ONE)
    board = look(area, 2024, TODAY, ONE)
    assert line_of(board, 1).questions == asked and not any("还没有比较" in note for note in board.notes)
    write_export(area, [board], "sqlite", area / "指标.sqlite", overwrite=False)
    with closing(sqlite3.connect(area / "指标.sqlite")) as base:
        exported = base.execute("SELECT code FROM findings WHERE agency = ? AND code LIKE 'A%'", (code_of(1),)).fetchall()
    assert sorted(code for (code,) in exported) == sorted(told.code for told in asked)


def test_an_opinion_written_by_hand_takes_the_mark_that_is_shown_and_one_that_means_nothing_is_told(area: Path) -> None:
    standing = line_of(look(area, 2024, TODAY, ACROSS), 2)
    first, second = standing.open[:2]
    entries = (
        (2024, code_of(2), first.fingerprint[:8]),
        (2024, code_of(2), "0123abcd"),
        (2024, code_of(2), "0123456789abcdef"),
        (2024, "77", first.fingerprint[:8]),
        (2019, code_of(2), first.fingerprint[:8]),
    )
    lines = [f"  - 年份: {year}\n    机关: '{code}'\n    问题: '{mark}'\n    意见: 确认\n" for year, code, mark in entries]
    (area / "处理意见.yaml").write_text("意见:\n" + "".join(lines), encoding="utf-8")
    board = look(area, 2024, TODAY, ACROSS)
    assert list(line_of(board, 2).decided) == [first.fingerprint]
    *unused, unsaid = board.notes
    assert [note.partition("没有用上")[0] for note in unused] == [f"处理意见.yaml 第 {line} 行" for line in (6, 10, 14, 18)]
    assert "4 条没有写“原话”" in unsaid
    # Decided anew, one finding has one opinion; what the program wrote is no fault when its finding is gone.
    decide_on(area, None, TODAY, code_of(2), first.fingerprint, "已改")
    assert [one.verdict for one in all_decisions(area)] == ["确认"] * 4 + ["已改"]
    decide_on(area, None, TODAY, code_of(2), second.fingerprint[:8], "确认")
    (area / "处理意见.yaml").write_text(
        (area / "处理意见.yaml").read_text(encoding="utf-8").replace(second.fingerprint, "f" * 16), encoding="utf-8"
    )
    assert len(look(area, 2024, TODAY, ACROSS).notes) == 5


def test_nothing_checked_yet_is_said_with_the_year_that_is_meant(area: Path) -> None:
    with pytest.raises(SourceError, match="2024 年度的年报还没有检查过"):
        decide_on(area, None, date(2026, 3, 1), code_of(1), "N101", "确认")
