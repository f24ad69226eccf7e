"""What the page says names no file, no line and no command: a place is a paragraph, a value or a cell, and a way to go there."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from conftest import EXAMPLES

from reportgen.packs.load import find_pack
from reportgen.reports.open import open_draft
from reportgen.tasks.check import check_opened
from reportgen.tasks.entries import Entries, TypedText, files_of, lines_under, looked_at, shown
from reportgen.tasks.packs import all_rules
from reportgen.web.draft_state import frame_of, names_of, places_of
from reportgen.web.messages import Part, Passage
from reportgen.web.wording import in_office_words, in_plain_words, place_in_part, quoted_once

SAID = {
    "在这一部分里写正文": "在“总体情况: |”下面写正文",
    "写成 2021年1月29日": "写成 日期: 2021年1月29日",
    "换一个名字": "换一个名字，或加 --force 覆盖它",
    "看一眼读得对不对": "看一眼读得对不对；reportgen check --fix 能把它写整齐",
    "参照新建的草稿里的前言": "参照 reportgen new 生成的前言",
    "回“开始”，按年份新建，程序会自动选对格式": "用 reportgen new 按年份新建，程序会自动选对格式",
    "改正；确实是专名的，点“写明理由，不再提醒”": "改正；确实是专名的，写进本单位 words.yaml 的 kept",
    "核对日期；日期没有写错的，在“检查”里点“写明理由，不再提醒”，写明晚公布的原因": "核对日期；日期没有写错的，在“豁免”里写明晚公布的原因",
    "Y301 写明的理由是对另一个数写的，现在不算": "Y301 的豁免是对另一个数写的，现在不算",
    "放进草稿文件夹，叫“文字稿.docx”": "放进草稿文件夹，叫“文字稿.docx”",
    "": "运行 reportgen format list 看有哪些格式",
}
OF_A_TERMINAL = re.compile(r"reportgen [a-z]|--[a-z]|\.ya?ml|:\d+:\d+|workbook\.xlsx")


@pytest.mark.parametrize(("office", "terminal"), SAID.items())
def test_a_command_is_said_as_what_one_clicks(office: str, terminal: str) -> None:
    assert in_office_words(terminal) == office


def test_a_cell_is_named_as_one_says_it() -> None:
    assert (
        in_plain_words("引用的“表三.本年新收.自然人”还没有数（workbook.xlsx:表三!D7）")
        == "引用的“表三.本年新收.自然人”还没有数（表三 D7）"
    )


def test_no_rule_speaks_of_files_and_commands_in_the_page() -> None:
    texts = [text for rule in all_rules() for text in (rule.title, rule.good)]
    assert [text for text in texts if OF_A_TERMINAL.search(in_office_words(text))] == []


def test_places_are_named_and_lead_there() -> None:
    draft = open_draft(EXAMPLES / "huaian-2024")
    wording = places_of(check_opened(draft), draft).wording
    line = draft.narrative.texts["overview"][2].location.line
    contact = draft.narrative.contact["邮编"].location
    said = f"narrative.yaml:{line}:7 和 workbook.xlsx:表三!D9（表三 予以公开/自然人）、{contact} 对不上"
    pieces = wording.pieces(said)
    assert "".join(piece.text for piece in pieces) == ("一、总体情况　第3段 和 表三 予以公开/自然人、“联系方式”的“邮编” 对不上")
    led = [piece.to for piece in pieces if piece.to is not None]
    assert [(to.part, to.block, to.ref) for to in led[:2]] == [(1, 2, ""), (None, None, "applications.granted.natural")]
    assert led[2].value is not None


def test_cells_are_called_by_row_and_column_and_many_of_them_counted() -> None:
    draft = open_draft(EXAMPLES / "huaian-2024")
    wording = places_of(check_opened(draft), draft).wording
    assert wording.plain("可能是 表三!D7、D9") == "可能是 表三 本年新收/自然人、表三 予以公开/自然人"
    assert wording.plain("可能是 表三!D9、D10、D11、D12、D13；最像的：表三!D7（表三 本年新收/自然人）3001 → 1812") == (
        "可能是 表三 予以公开/自然人 等 5 格；最像的：表三 本年新收/自然人 3001 → 1812"
    )


def test_the_page_says_what_is_counted_where_a_table_lays_its_rows_side_by_side() -> None:
    """There the label of a row is a heading over its figures; what is said of it is said once."""
    form = find_pack("gov-disclosure-2021").form
    (table,) = (table for table in form.tables if table.across)
    (drawn,) = (one for one in frame_of(form).tables if one.id == table.id)
    told = [(cell.text, cell.note) for cell in drawn.cells if cell.note]
    rows = [(row.label, row.counting) for block in table.blocks for row in block.filled_rows if row.note]
    assert rows and all(told.count(row) == 1 for row in rows)


def test_a_figure_of_the_page_has_its_places() -> None:
    draft = open_draft(EXAMPLES / "packs" / "fire-statistics-2024" / "example-2024")
    ref = next(ref for ref, figure in draft.form.figures.items() if figure.printed_places == 1)
    cell = draft.workbook.cells[ref]._replace(value=Decimal(100), text="100")
    assert shown(cell, draft.form.figures[ref].printed_places) == "100.0"
    (name,) = (one for one in names_of(draft.form, {ref: cell}) if one.value)
    assert name.value == "100.0"


def test_codes_of_rules_are_not_said_and_words_of_the_text_stay() -> None:
    draft = open_draft(EXAMPLES / "huaian-2024")
    wording = places_of(check_opened(draft), draft).wording
    said = "同一处错，也不平的还有 T302 表三“自然人”、T303 表三（见 N101，表三 D7）：“S101省道”"
    assert wording.plain(said) == "同一处错，也不平的还有 表三“自然人”、表三（见 表三 本年新收/自然人）：“S101省道”"


def test_paragraphs_are_counted_as_one_sees_them() -> None:
    kinds = ["paragraph", "row", "row", "heading", "chart", "paragraph"]
    part = Part(key=["甲"], heading="一、甲", lines=[Passage(line="", shown="", kind=kind, level=0) for kind in kinds])
    assert [place_in_part(part, at).removeprefix("一、甲　") for at in range(len(kinds))] == [
        "第1段",
        "第1段后面的表格",
        "第1段后面的表格",
        "第2段",
        "第2段后面的图表",
        "第3段",
    ]


UNKNOWN = {
    "不予公开{{ 表三.不予.总计 }}件。": "是不是“表三.不予公开”？",
    "结果是{{ 表三.不予.总计 }}件。": "是不是“表三.不予",
    "不予公开{{ 表三.不予公开.总记 }}件。": "是不是“表三.不予公开.总计”？",
}


@pytest.mark.parametrize("line", UNKNOWN)
def test_a_name_that_is_not_known_says_so_and_the_words_before_it_tell_what_is_meant(line: str) -> None:
    files = files_of(EXAMPLES / "huaian-2024")
    key = ("总体情况",)
    was = lines_under(files.draft, key)
    checked, draft = looked_at(files, Entries(texts={key: TypedText(was, (*was, line))}))
    (finding,) = (one for one in checked.findings if one.code == "W130")
    assert UNKNOWN[line] in finding.hint
    last = places_of(checked, draft).parts[1].lines[-1]
    assert "不认识？" in last.shown and "待填" not in last.shown


QUOTED = {
    "one in another": ("文中““临江林业”5条”，表里 4", "文中“‘临江林业’5条”，表里 4"),
    "one behind another": ("“甲”和“乙”", "“甲”和“乙”"),
    "one that is cut": ("文中“林业”5条”", "文中“林业”5条”"),
    "one that is not closed": ("文中““林业5条”", "文中““林业5条”"),
    "three": ("“甲“乙“丙”””", "“甲‘乙‘丙’’”"),
}


@pytest.mark.parametrize(("text", "wanted"), QUOTED.values(), ids=QUOTED)
def test_what_is_quoted_within_a_quotation_has_single_marks(text: str, wanted: str) -> None:
    assert quoted_once(text) == wanted
