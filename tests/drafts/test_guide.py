"""The first sheet of a workbook says what is counted and how it is typed; the checks beside its tables hide nothing from each other."""

from __future__ import annotations

import io
import shutil
from collections import Counter
from dataclasses import replace

import openpyxl
import pytest
from conftest import ROOT
from support.made.drafts import spots

from reportgen.drafts.workbook.drawn.blank import blank_workbook
from reportgen.model.form import Form
from reportgen.model.identity import Term
from reportgen.packs.load import find_pack, open_pack

AGENCY, GUIDE = "某市人民政府办公室", "填报说明"
FORMS = {pack: find_pack(pack).form for pack in ("gov-disclosure-2014", "gov-disclosure-2019", "gov-disclosure-2021")}


@pytest.mark.parametrize("pack", FORMS)
def test_guide_says_no_sentence_again_and_again(pack: str) -> None:
    """How a table is typed is said once; a row says what is counted there, and what is typed otherwise."""
    sheet = openpyxl.load_workbook(io.BytesIO(blank_workbook(FORMS[pack], AGENCY, 2024)))[GUIDE]
    lines = [[str(cell.value or "") for cell in row[:4]] for row in sheet.iter_rows(min_row=8)]
    tables = {table.name for table in FORMS[pack].tables}
    asked = [line[3] for line in lines if line[0] in tables]
    said = Counter(sentence for text in asked for sentence in text.split("。") if sentence and not sentence.startswith("属于"))
    assert max(count for sentence, count in said.items() if sentence != "自动计算，不用填") <= len(tables) + 1


WAYS = """
  - id: ways
    name: 渠道表
    look: {stub_widths: [40]}
    blocks:
      - corner: 渠道
        columns:
          - {id: number, name: 件数, label: 件数}
          - {id: days, name: 平均用时, label: 平均用时, kind: amount, unit: 天, note: 从收到到答复}
        rows:
          - {id: by_post, name: 信函, label: 信函, note: 以邮戳为准}
          - {id: online, name: 网上, label: 网上}
          - {id: change, name: 比上年, label: 比上年, kind: change}
          - {id: whole, name: 合计, label: 合计}
"""
SUMS = """  - {code: T921, title: 件数合计, table: ways, each: column, columns: [number], left: [by_post, online], right: [whole]}
  - {code: T922, title: 用时之和, table: ways, each: column, columns: [days], left: [by_post, online], right: [whole]}
  - {code: T923, title: 网上不超过合计, table: ways, each: column, left: [online], right: [whole], relation: at_most}
"""


@pytest.fixture(scope="module")
def two_columns(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """A form with a table of two columns of different kinds, each with sums of its own."""
    folder = tmp_path_factory.mktemp("forms") / "gov-test-2099"
    shutil.copytree(ROOT / "tests" / "forms" / folder.name, folder)
    text = (folder / "format.yaml").read_text(encoding="utf-8")
    text = text.replace("\nidentities:\n", f"{WAYS}\nidentities:\n{SUMS}").replace(
        "tables: [warnings]", "tables: [warnings, ways]"
    )
    (folder / "format.yaml").write_text(text, encoding="utf-8")
    return open_pack(folder).form


def test_guide_mixes_no_kinds(two_columns: Form) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(blank_workbook(two_columns, AGENCY, 2099)))[GUIDE]
    said = {(row[1].value, row[2].value): row[3].value for row in sheet.iter_rows(min_row=8) if row[0].value == "渠道表"}
    assert (
        said["整张表", None] == "填整数，没有的填 0，不要留空，不要写单位。灰格自动计算，不用填。"
        or "填金额数字" in said["整张表", None]
    )
    (days,) = (text for (_, column), text in said.items() if column == "“平均用时”一列")
    assert days.startswith("从收到到答复。") and days.endswith("单位：天。")
    assert said["信函", None] == "以邮戳为准。" and ("网上", None) not in said
    assert said["比上年", None] == "增加填正数，减少填负数（如 -3），没有变化填 0。"


def test_each_sum_of_two_columns_has_a_verdict_of_its_own(two_columns: Form) -> None:
    """One of them being even must not hide that another is not, nor two identities of one cell each other."""
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(two_columns, AGENCY, 2099)))
    places = spots(two_columns)
    letters = {cell[0] for ref, (sheet, cell) in places.items() if ref.startswith("ways.")}
    below = {
        f"{row[0].value}": {cell.column_letter for cell in row if str(cell.value or "").startswith("=IF")}
        for row in book["渠道表"].iter_rows()
    }
    assert {name: columns for name, columns in below.items() if name.startswith("核对：")} == {
        "核对：件数合计": {places["ways.whole.number"][1][0]},
        "核对：用时之和": {places["ways.whole.days"][1][0]},
        "核对：网上不超过合计": letters,
    }


def test_two_identities_of_one_cell_are_both_judged() -> None:
    """In a table of one column the checks stand beside the rows: 其中 of one total, and its sum."""
    form = FORMS["gov-disclosure-2014"]
    again = tuple(line._replace(code="T599", title="再查") for line in form.lines if line.code == "T501")
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(replace(form, lines=(*form.lines, *again)), AGENCY, 2017)))
    sheet, cell = spots(form)[again[0].anchor]
    line = book[sheet][cell].row
    beside = [str(one.value) for one in book[sheet][line] if str(one.value or "").startswith("=IF")]
    assert any('="平",' in formula for formula in beside)


def test_what_another_table_has_to_agree_with_is_judged_on_both_sheets() -> None:
    """A sheet whose checks are all green agrees with the others, too."""
    form = open_pack(ROOT / "examples" / "packs" / "fire-statistics-2024").form
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(form, AGENCY, 2025)))
    across = [line for line in form.lines if len(line.tables) > 1]
    assert across
    for line in across:
        for table in line.tables:
            sheet = book[form.table(table).name]
            titled = [row for row in sheet.iter_rows() if str(row[0].value).startswith(f"核对：{line.title}")]
            assert [cell.value for row in titled for cell in row if str(cell.value).startswith("=IF")], (line.code, sheet.title)


@pytest.mark.parametrize("rows", [1, 40])
def test_no_formula_is_longer_than_a_spreadsheet_takes(rows: int) -> None:
    """However many identities have their verdict in one cell: parts of a whole that stands in another table."""
    form = FORMS["gov-disclosure-2021"]
    (line, *_) = (line for line in form.lines if line.code == "T303")
    whole = next(iter(form.figures))
    many = tuple(line._replace(code=f"T{700 + at}", relation="ratio", over=(Term(whole),), places=1) for at in range(rows))
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(replace(form, lines=(*form.lines, *many)), AGENCY, 2024)))
    formulas = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert max(map(len, formulas)) < 8192
    assert any("见校验表" in formula for formula in formulas) == (rows > 1)


def test_what_a_worked_out_cell_counts_is_said() -> None:
    """In the guide by the label that the table prints, and beside the cell where it is selected."""
    form = open_pack(ROOT / "examples" / "packs" / "fire-statistics-2024").form
    share = next(figure for figure in form.figures.values() if figure.column.note and figure.ref in form.derived)
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(form, AGENCY, 2025)))
    said = [row[3].value for row in book[GUIDE].iter_rows(min_row=8) if row[2].value == f"“{share.column.label}”一列"]
    assert said and all(share.column.note in text and "自动计算" in text for text in said)
    sheet, cell = spots(form)[share.ref]
    (prompt,) = (one.prompt for one in book[sheet].data_validations.dataValidation if cell in one.sqref)
    assert f"{share.column.name}：{share.column.note}" in prompt
