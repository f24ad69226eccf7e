"""The authority's draft from the sums: what is read back is the sum, each cell says whose figures it is, nothing is overwritten."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from made_areas import CITY, YEAR, handed_in, register_of
from support.made.cells import type_into

from reportgen.area.across.rollup import roll_up
from reportgen.drafts.workbook.read import read_workbook
from reportgen.model.area.register import Handed
from reportgen.model.area.rollup import RollUp
from reportgen.model.errors import OutputError
from reportgen.model.figures import digits
from reportgen.packs.load import find_pack
from reportgen.tasks.check import check_draft
from reportgen.tasks.drafts import sum_draft

PACK = find_pack("gov-disclosure-2021")
FORM = PACK.form
REGISTER = register_of(40)
LICENCES, TOTAL = "disclosure.licences.decisions", "applications.received.all"


def summed(handed: dict[str, Handed], form: str = FORM.id) -> RollUp:
    return roll_up(REGISTER, find_pack(form).form, YEAR, handed, CITY.code)


def comments(path: Path, rollup: RollUp) -> dict[str, str]:
    cells = read_workbook(path, rollup.form)[0].cells
    book = openpyxl.load_workbook(path)
    found = {ref: book[cell.location.grid].cell(cell.location.line, cell.location.column).comment for ref, cell in cells.items()}
    return {ref: comment.text for ref, comment in found.items() if comment}


def test_the_draft_holds_the_sums_and_says_whose_they_are(tmp_path: Path) -> None:
    handed = handed_in(REGISTER, FORM)
    rollup = summed(handed)
    started = sum_draft(tmp_path / "全市草稿", rollup, PACK.source)
    checked = check_draft(started.folder)
    assert checked.report.figures == rollup.figures
    assert (checked.report.agency, checked.report.year, checked.tally.failed) == (CITY.name, YEAR, 0)
    said = comments(started.folder / "workbook.xlsx", rollup)
    assert set(said) == {ref for ref in FORM.figures if ref not in FORM.totals}
    for ref, text in said.items():
        first, *lines = text.splitlines()
        assert first.startswith(f"40 个单位相加得 {digits(rollup.figures[ref])}")
        assert len(lines) == min(30, nonzero := sum(bool(one.figures[ref]) for one in handed.values())) + (nonzero > 30)
    with pytest.raises(OutputError):
        sum_draft(tmp_path / "全市草稿", rollup, PACK.source)


def test_parts_named_with_the_rest_come_to_the_sum(tmp_path: Path) -> None:
    rollup = summed(handed_in(REGISTER, FORM))
    said = comments(sum_draft(tmp_path, rollup, PACK.source).folder / "workbook.xlsx", rollup)[LICENCES]
    numbers = [Decimal(line.rsplit(" ", 1)[1]) for line in said.splitlines()[1:]]
    assert sum(numbers) == rollup.figures[LICENCES]


def test_what_is_not_whole_is_said_in_its_cell(tmp_path: Path) -> None:
    handed = handed_in(REGISTER, FORM)
    del handed["105"]
    handed["106"] = handed["106"]._replace(
        figures={ref: value for ref, value in handed["106"].figures.items() if ref != LICENCES}
    )
    handed["107"] = handed["107"]._replace(figures={**handed["107"].figures, TOTAL: handed["107"].figures[TOTAL] + 1})
    rollup = summed(handed)
    said = comments(sum_draft(tmp_path, rollup, PACK.source).folder / "workbook.xlsx", rollup)
    names = {agency.code: agency.name for agency in REGISTER.agencies}
    assert said[LICENCES].endswith(f"没有数、没有加：{names['106']}\n没有报来、没有加：{names['105']}")
    words = {str(cell.value) for sheet in openpyxl.load_workbook(tmp_path / "workbook.xlsx") for row in sheet for cell in row}
    assert any("浅黄的格还不全" in one for one in words) and not any("上年" in one and "浅黄" in one for one in words)
    assert said[TOTAL].startswith(f"各单位写的这一格相加是 {rollup.figures[TOTAL]}，分项之和是 {rollup.figures[TOTAL] - 1}")
    total = handed["107"].figures[TOTAL]
    assert f"\n{names['107']}写 {total}，它的分项之和是 {total - 1}" in said[TOTAL] and names["106"] not in said[TOTAL]


def test_what_must_not_be_added_is_left_open_and_says_why(tmp_path: Path) -> None:
    form, amount = find_pack("gov-disclosure-2019").form, "disclosure.central_procurement.amount"
    handed = {
        code: one._replace(figures={amount: Decimal(number)})
        for number, (code, one) in enumerate(handed_in(REGISTER, form).items())
    }
    rollup = summed(handed, form.id)
    folder = sum_draft(tmp_path, rollup, find_pack(form.id).source).folder
    workbook = read_workbook(folder / "workbook.xlsx", form)[0]
    assert workbook.cells[amount].value is None
    said = comments(folder / "workbook.xlsx", rollup)[amount]
    assert (
        said.startswith("不能相加，请自己填：采购总金额：只填数字。格式没有规定单位")
        and f"{REGISTER.agencies[40].name} 39" in said
    )


def test_what_is_wrong_with_a_part_is_told_as_its_own(tmp_path: Path) -> None:
    handed = handed_in(REGISTER, FORM)
    clean = sum_draft(tmp_path / "平", summed(handed), PACK.source).folder
    assert not any("下级" in finding.hint for finding in check_draft(clean).findings)
    carried, figures = "applications.carried_in.natural", handed["105"].figures
    more = {ref: figures[ref] + 13 for ref in (carried, "applications.carried_in.all")}
    handed["105"] = handed["105"]._replace(figures={**figures, **more})
    half, whole = handed["106"].figures, LICENCES
    handed["106"] = handed["106"]._replace(figures={**half, whole: Decimal("7.5")}, wrong={whole: "件数要是整数\n第二行"})
    asked = sum_draft(
        tmp_path / "问", summed({**handed, "106": handed["106"]._replace(wrong={}, doubts={whole: "偏大"})}), PACK.source
    )
    names = {agency.code: agency.name for agency in REGISTER.agencies}
    folder = sum_draft(tmp_path / "不平", summed(handed), PACK.source).folder
    (uneven,) = (one for one in check_draft(folder).findings if one.code == "T301")
    assert f"下级的表已经这样：{names['105']}自己的表在这里不平（T301）" in uneven.hint and "相差 13。请它改正" in uneven.hint
    assert names["106"] not in uneven.hint and "\n" not in uneven.hint
    (halved,) = (one for one in check_draft(folder).findings if one.ref == LICENCES)
    assert f"{names['106']}的数检查时已经报了错：件数要是整数。请它改正" in halved.hint
    (question,) = (one for one in check_draft(asked.folder).findings if one.ref == LICENCES)
    assert question.hint.endswith(f"{names['106']}的检查里也提醒：偏大；先请它核对") and "不要单独改" not in question.hint
    # What else somebody has changed in that column is his own: both are told.
    cell = check_draft(folder).report.cells["applications.granted.natural"].location
    type_into(folder / "workbook.xlsx", {cell.grid: {cell.cell: 1 + int(summed(handed).figures["applications.granted.natural"])}})
    (both,) = (one for one in check_draft(folder).findings if one.code == "T301")
    assert names["105"] in both.hint and len(both.hint.split("\n")) > 1
