"""A city with planted faults, as the officer in charge meets it: each fault is found and explained, on the board and by the sum."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from made_areas import CITY, YEAR, own_report, with_more
from made_city import FORM, LICENCES, Planted, made_city, put_workbook
from support.made.cells import type_into

from reportgen.area.across.rollup import added
from reportgen.area.look import Ways, look
from reportgen.area.store import STORE
from reportgen.area.summing import area_sum
from reportgen.cli.main import main
from reportgen.drafts.workbook.read import read_workbook
from reportgen.model.area.board import Board, Standing, State
from reportgen.model.errors import SourceError
from reportgen.tasks.check import check_draft

TODAY = date(2025, 3, 1)
NATURAL = "applications.granted.natural"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return made_city(tmp_path_factory.mktemp("区") / "甲市", 40)


@pytest.fixture(scope="module")
def board(city: Planted) -> Board:
    return look(city.root, YEAR, TODAY, Ways(jobs=1, across=True))


@pytest.fixture
def own_city(city: Planted, board: Board, tmp_path: Path) -> Path:
    """The city once more, checked already, to be changed."""
    return shutil.copytree(city.root, tmp_path / "甲市")


def asked(board: Board, code: str) -> list[str]:
    (line,) = (line for line in board.standings if line.agency.code == code)
    return [f"{told.code} {told.message}" for told in line.questions]


def test_who_is_missing_and_late_and_contradicts_himself_stands_on_the_board(city: Planted, board: Board) -> None:
    assert {line.agency.code for line in board.standings if line.state is State.MISSING} == set(city.missing)
    assert {line.agency.code for line in board.standings if line.late and line.reports} == set(city.late)
    found = {line.agency.code: {told.code for told in line.outcome.findings} for line in board.standings if line.outcome}
    # The made-up prose has faults of style of its own; a number against the table has none but these.
    assert {code for code, codes in found.items() if "N101" in codes} == set(city.contradictory)


def test_the_two_that_are_copied_are_told_at_both(city: Planted, board: Board) -> None:
    alike = {line.agency.code for line in board.standings for told in line.questions if told.code == "A201"}
    assert alike == set(city.copied)
    names = [city.register.by_code[code].name for code in city.copied]
    for code in city.copied:
        (told,) = asked(board, code)
        assert all(name in told for name in names) and "有 3 段大半相同" in told


def test_the_one_counted_twice_and_the_slip_of_ninety_are_told_at_the_city(city: Planted, board: Board) -> None:
    twice, slip = asked(board, CITY.code)
    (line,) = (line for line in board.standings if line.agency.code == CITY.code)
    # That it is that agency is sure; the slip could still be a missing one's figure.
    assert [told.severity for told in line.questions] == ["error", "warning"]
    assert f"像是把{city.register.by_code[city.twice]}加了两遍" in twice
    summed = sum(one.figures[LICENCES] for one in city.handed.values())
    written = summed + city.handed[city.twice].figures[LICENCES] + 90
    assert re.search(rf"“表二 行政许可”写 {written}，下级之和是 {written - 90}，多 90", slip)
    # Nothing else is asked of anybody.
    others = {CITY.code, *city.copied}
    assert not any(line.questions for line in board.standings if line.agency.code not in others)


def test_the_sum_is_explained_in_the_terminal_and_for_programs(
    city: Planted, board: Board, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["area", "sum", "2024", "--dir", str(city.root), "--jobs", "1"]) == 1
    text = capsys.readouterr().out
    assert "由 37 个单位相加　缺 3 个" in text and "像是把" in text and "多 90" in text
    assert all(city.register.by_code[code].name in text for code in city.missing)
    assert main(["area", "sum", "2024", CITY.code, "--dir", str(city.root), "--to", "json", "--jobs", "1"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["agrees"]) == ("reportgen.area-sum/1", False)
    for cell in document["cells"]:
        parts = {part["agency"]: Decimal(part["value"]) for part in cell["parts"]}
        assert parts == {code: one.figures[cell["ref"]] for code, one in city.handed.items()}
        assert Decimal(cell["value"]) == sum(parts.values())


def test_the_sum_as_sheets_holds_each_agencys_figures(city: Planted, board: Board, tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    assert main(["area", "sum", "2024", "--dir", str(city.root), "-o", str(path), "--jobs", "1"]) == 1
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["汇总", "各单位", "问题"]
    for name, column in (("汇总", 4), ("各单位", 4)):
        rows = [[cell.value for cell in row] for row in book[name]]
        (licences,) = (row for row in rows if row[1] == "行政许可")
        assert licences[column - 1] == sum(one.figures[LICENCES] for one in city.handed.values())
    heads, values = (next(row for row in rows if row[1] == first) for first in ("项目", "行政许可"))
    names = {agency.name: agency.code for agency in city.register.agencies}
    found = {names[head]: value for head, value in zip(heads, values, strict=True) if head in names}
    assert found == {code: one.figures[LICENCES] for code, one in city.handed.items()}
    assert "加了两遍" in " ".join(str(row[3].value) for row in book["问题"])


def test_the_draft_of_the_sum_agrees_once_it_is_the_citys_own(own_city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = own_city / "全市草稿"
    assert main(["area", "sum", "2024", "--dir", str(own_city), "-o", f"{draft}/", "--jobs", "1"]) == 1
    assert "已新建草稿" in capsys.readouterr().out
    before = (draft / "workbook.xlsx").read_bytes()
    assert main(["area", "sum", "2024", "--dir", str(own_city), "-o", f"{draft}/", "--jobs", "1"]) == 2
    assert (draft / "workbook.xlsx").read_bytes() == before
    assert check_draft(draft).tally.failed == 0
    own = own_city / "年报" / "2024" / CITY.code
    shutil.copy(draft / "workbook.xlsx", own / "workbook.xlsx")
    summed = area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1))
    assert summed.against and summed.against.agrees
    assert {finding.code for finding in summed.findings} == {"A102"}


def test_what_cannot_be_added_is_told(own_city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = own_city / "年报" / "2024" / "105" / "workbook.xlsx"
    if not broken.exists():
        broken = next(path for path in sorted((own_city / "年报" / "2024").iterdir()) if path.name > CITY.code) / "workbook.xlsx"
    broken.write_bytes(b"no workbook")
    summed = area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1))
    assert [broken.parent.name in name for name, _ in summed.unreadable] == [True]
    assert broken.parent.name in {agency.code for agency in summed.rollup.missing}
    for code, says in (("999", "没有代码“999”"), ("101", "下面没有单位")):
        with pytest.raises(SourceError, match=says):
            area_sum(own_city, YEAR, code, TODAY, Ways(jobs=1))
    register = own_city / "名录.yaml"
    register.write_text(register.read_text(encoding="utf-8").replace("上级代码: '100', ", ""), encoding="utf-8")
    with pytest.raises(SourceError, match="没有写谁是上级"):
        area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1))


def test_a_figure_in_another_unit_is_not_added_in_silence(own_city: Path) -> None:
    agency = next(path for path in sorted((own_city / "年报" / "2024").iterdir()) if path.name > CITY.code)
    fees = read_workbook(agency / "workbook.xlsx", FORM)[0].cells["disclosure.administrative_fees.fees"].location
    type_into(agency / "workbook.xlsx", {fees.grid: {fees.cell: "657062元"}})
    told = [finding for finding in area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1)).findings if finding.code == "A106"]
    assert len(told) == 1 and "657062元" in told[0].message and told[0].location.cell == fees.cell


def test_where_results_cannot_be_kept_or_are_damaged_the_sum_is_the_same(own_city: Path) -> None:
    whole = area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1)).rollup.figures
    kept = own_city / STORE
    # A newer version's file is left alone, and nothing can be kept: the sum does without.
    with closing(sqlite3.connect(kept)) as base:
        base.execute("PRAGMA user_version = 99")
        base.commit()
    assert area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1)).rollup.figures == whole
    # One that can be asked what it holds, and cannot give it.
    kept.unlink()
    area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1))
    with closing(sqlite3.connect(kept)) as base:
        base.execute("ALTER TABLE outcomes RENAME COLUMN told TO said")
        base.commit()
    board = look(own_city, YEAR, TODAY, Ways(jobs=1))
    assert board.counts.handed == 38 and any("坏了" in note for note in board.notes)
    assert area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1)).rollup.figures == whole


def test_a_part_that_counts_one_of_its_own_twice_is_named_by_the_sum_that_takes_it_in(
    city: Planted, own_city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bureau, one, other = [code for code in city.handed if code not in (city.twice, *city.contradictory)][:3]
    register = own_city / "名录.yaml"
    said = [
        line.replace("上级代码: '100'", f"上级代码: '{bureau}'")
        if f"代码: '{one}'" in line or f"代码: '{other}'" in line
        else line
        for line in register.read_text(encoding="utf-8").splitlines()
    ]
    register.write_text("\n".join(said), encoding="utf-8")
    name, parts = city.register.by_code[bureau].name, [city.handed[one], city.handed[other]]
    book = own_city / "年报" / "2024" / bureau / "workbook.xlsx"
    put_workbook(book, name, added(parts, FORM)[0])
    assert not [found for found in area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1)).findings if found.code == "A107"]
    put_workbook(book, name, added([*parts, parts[0]], FORM)[0])
    (found,) = [found for found in area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1)).findings if found.code == "A107"]
    assert f"{name}（{bureau}）" in found.message and f"（{one}）加了两遍" in found.message
    capsys.readouterr()
    main(["area", "sum", "2024", "--dir", str(own_city), "-o", f"{tmp_path / '草稿'}/", "--jobs", "1"])
    told = capsys.readouterr().out.split("已新建草稿")[1]
    assert "A107" in told and f"（{bureau}）" in told


def test_an_earlier_version_that_the_city_has_added_is_named(city: Planted, own_city: Path) -> None:
    changed = next(code for code in city.handed if code != city.twice)
    own, name = own_report(city.register, FORM, city.handed), city.register.by_code[changed].name
    put_workbook(own_city / "年报" / "2024" / CITY.code / "workbook.xlsx", CITY.name, own.figures)
    assert area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1)).against.agrees  # type: ignore[union-attr]
    later = with_more(FORM, city.handed[changed], {LICENCES: Decimal(37)})
    put_workbook(own_city / "年报" / "2024" / changed / "workbook.xlsx", name, later.figures)
    (found,) = (one for one in area_sum(own_city, YEAR, "", TODAY, Ways(jobs=1)).findings if one.code == "A101")
    assert f"像是加的是{name}（{changed}）的另一份：{TODAY} 的旧稿" in found.message


def test_a_cell_that_the_sum_pins_is_the_one_that_the_letter_names(city: Planted, own_city: Path) -> None:
    own = own_report(city.register, FORM, city.handed)
    slip = own._replace(figures={**own.figures, NATURAL: own.figures[NATURAL] + 90})
    book = own_city / "年报" / "2024" / CITY.code / "workbook.xlsx"
    put_workbook(book, CITY.name, slip.figures)

    def standing(across: bool) -> Standing:
        (line,) = (
            line for line in look(own_city, YEAR, TODAY, Ways(jobs=1, across=across)).standings if line.agency.code == CITY.code
        )
        return line

    alone = [told for told in standing(False).open if told.code.startswith("T")]
    assert alone and all("逐格对照原件" in told.remedy for told in alone)  # by itself the table leaves it open
    cell = read_workbook(book, FORM)[0].cells[NATURAL].location.cell
    found = standing(True)
    (sums,) = (told for told in found.questions if told.code == "A101")
    assert cell in sums.place and "当成" not in sums.message
    assert [told.fingerprint for told in found.open if told.code.startswith("T")] == [told.fingerprint for told in alone]
    for told in found.open:
        if told.code.startswith("T"):
            assert f"表三 {cell}（A101）" in told.remedy and "先核对" not in told.remedy
