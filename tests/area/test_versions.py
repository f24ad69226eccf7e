"""The versions of an agency's report: older ones in 旧稿, several at once, and the same area looked at from elsewhere."""

from __future__ import annotations

import os
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from made_folders import code_of, made_area

from reportgen.area.decisions import decide_on
from reportgen.area.inbox import look_into
from reportgen.area.ledger import record
from reportgen.area.look import Ways, look, opened
from reportgen.area.store import Store
from reportgen.area.summing import area_sum
from reportgen.model.area.board import Standing
from reportgen.model.errors import SourceError
from reportgen.show.area.text import one_agency_text
from reportgen.show.text import Ink

TODAY = date(2025, 3, 1)
ONE, ACROSS = Ways(jobs=1), Ways(jobs=1, across=True)
CODE = code_of(1)


@pytest.fixture
def area(tmp_path: Path) -> Path:
    return made_area(tmp_path / "甲市", 3)


def draft(area: Path) -> Path:
    return area / "年报" / "2024" / CODE


def written_anew(folder: Path, old: str, new: str) -> None:
    narrative = folder / "narrative.yaml"
    text = narrative.read_text(encoding="utf-8")
    assert old in text
    narrative.write_text(text.replace(old, new), encoding="utf-8")


def standing(area: Path, ways: Ways = ONE) -> Standing:
    return next(one for one in look(area, 2024, TODAY, ways).standings if one.agency.code == CODE)


def test_what_is_new_is_known_though_the_outcomes_are_gone(area: Path) -> None:
    look(area, 2024, TODAY, ONE)
    older = draft(area) / "旧稿" / "1"
    older.mkdir(parents=True)
    for name in ("workbook.xlsx", "narrative.yaml"):
        shutil.copy(draft(area) / name, older / name)
    written_anew(draft(area), "公开了各类信息。", "公开了各类信息。。")
    with_outcomes = standing(area)
    (area / "检查结果.sqlite").unlink()
    without = standing(area)
    assert without.new == with_outcomes.new > 0 and without.reports[0].settled == with_outcomes.reports[0].settled
    with Store(area) as store:
        (kept,) = store.older_versions(2024)
        assert kept.code == CODE and kept.figures
        assert len(store.known_contents(2024)) == 4  # the three that are there, and it once
    assert look(area, 2024, TODAY, ONE).worked == 0
    with Store(area) as store:
        assert len(store.known_contents(2024)) == 4


def test_a_file_of_another_year_never_wins_over_one_of_the_year(area: Path) -> None:
    this, last = draft(area) / "甲", draft(area) / "乙"
    this.mkdir()
    for name in ("workbook.xlsx", "narrative.yaml"):
        (draft(area) / name).rename(this / name)
    shutil.copytree(this, last)
    first, second = (last, this) if standing(area).reports[0].path.endswith("乙") else (this, last)
    written_anew(first, "年份: 2024", "年份: 2023")
    os.utime(first / "narrative.yaml", (2_000_000_000, 2_000_000_000))
    found = standing(area, ACROSS)
    assert found.reports[0].path.endswith(second.name) and found.outcome and found.outcome.year == 2024
    (told,) = (told for told in found.questions if told.code == "A204")
    assert first.name in told.message and "其中写的年度有 2023" in told.message


def test_an_area_is_the_same_wherever_it_is_looked_at_from(area: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft(area).joinpath("narrative.yaml").write_bytes((area / "年报" / "2024" / code_of(2) / "narrative.yaml").read_bytes())
    found = [one.questions for one in look(area, 2024, TODAY, ACROSS).standings]
    assert any(found)
    monkeypatch.chdir(area)
    board = look(Path(), 2024, TODAY, ONE)
    assert [one.questions for one in board.standings] == found and not board.notes


def test_one_of_another_year_among_many_is_asked_about(area: Path) -> None:
    inbox = area / "收件"
    shutil.move(area / "年报" / "2024", inbox / "都来了")
    register, _ = opened(area, None, TODAY)
    assert all(one.target for one in look_into(area, register, jobs=1).arrived)
    written_anew(inbox / "都来了" / CODE, "年份: 2024", "年份: 2023")
    found = {one.path.name: one for one in look_into(area, register, jobs=1).arrived}
    assert all(one.target for one in found.values())  # one of three may as well be right
    for number in (3, 4):
        shutil.copytree(inbox / "都来了" / code_of(2), inbox / "都来了" / code_of(number))
    found = {one.path.name: one for one in look_into(area, register, jobs=1).arrived}
    assert found[CODE].target is None and "2023" in found[CODE].match.why and "2024" in found[CODE].match.why


def test_a_report_of_another_year_is_held_against_no_last_year(area: Path) -> None:
    shutil.copytree(draft(area), area / "年报" / "2023" / CODE)
    for year in ("2023", "2024"):
        written_anew(area / "年报" / year / CODE, "年份: 2024", "年份: 2023")
    outcome = standing(area).outcome
    assert outcome and outcome.year == 2023 and not any(told.code == "W148" for told in outcome.findings)


def test_what_was_said_to_be_mended_and_is_still_there_is_said_so(area: Path) -> None:
    written_anew(draft(area), "公开了各类信息。", "公开了各类信息。。")
    told = next(one for one in standing(area).found)
    decide_on(area, None, TODAY, CODE, told.fingerprint, "已改")
    assert "已改（这一稿里仍在）" in one_agency_text(standing(area), Ink(False))


def test_what_is_found_beside_the_others_is_new_in_a_new_version(area: Path) -> None:
    assert standing(area, ACROSS).new == 0
    written_anew(draft(area), "公开了各类信息。", "公开了各类信息，另有说明。")
    first = standing(area, ACROSS)
    known = {told.fingerprint for told in first.questions}
    shutil.copy(area / "年报" / "2024" / code_of(2) / "narrative.yaml", draft(area) / "narrative.yaml")
    for _ in range(2):
        found = standing(area, ACROSS)
        new = {told.fingerprint for told in found.questions if told.code == "A205"}
        assert new and not new & known and new <= found.reports[0].new
    shutil.copy(area / "年报" / "2024" / code_of(2) / "workbook.xlsx", draft(area) / "workbook.xlsx")
    again = standing(area, ACROSS)
    assert again.reports[0].before and not new & again.reports[0].new  # it was there in the version before


def test_a_year_of_which_there_is_nothing_makes_no_sum(area: Path) -> None:
    with pytest.raises(SourceError, match="2022 年度一份年报也没有") as raised:
        area_sum(area, 2022, "", TODAY, ONE)
    assert "2024" in str(raised.value)


def test_a_packed_file_is_said_to_be_unpacked_first_and_a_code_may_be_typed_in_wide_letters(area: Path) -> None:
    (area / "收件").mkdir(exist_ok=True)
    (area / "收件" / "打包.zip").write_bytes(b"PK")
    shutil.move(draft(area), area / "收件" / "甲")
    register, _ = opened(area, None, TODAY)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in CODE)
    found = look_into(area, register, jobs=1, said_to_be={"甲": wide})
    assert [one.match.agency and one.match.agency.code for one in found.arrived] == [CODE]
    assert "先解压" in found.others[0]


@pytest.mark.parametrize(
    ("first", "recorded", "late"),
    [("2025-01-15", 1, False), ("2025-02-10", 1, True), ("2025-01-15", 2, True)],
    ids=["laid there in time", "laid there late", "both through the inbox, the files older than they came"],
)
def test_a_new_version_makes_nobody_late(area: Path, first: str, recorded: int, late: bool) -> None:
    older = draft(area) / "旧稿" / "1"
    shutil.copytree(draft(area), older)
    for path in older.iterdir():
        os.utime(path, (datetime.fromisoformat(first).timestamp(),) * 2)
    for day in ("2025-02-25", "2025-02-26")[:recorded]:
        record(area, (day, "新稿", CODE, "", "2024", f"年报/2024/{CODE}"))
    assert standing(area).late is late
    assert standing(area).on == date.fromisoformat(first if recorded == 1 else "2025-02-25")
