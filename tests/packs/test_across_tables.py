"""Identities over several tables, ratios and decimals: declared, told where wrong, checked, worked out, asked after."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import ROOT
from packs.test_made_up_form import FIGURES
from support.made.drafts import figures_in, spots
from support.seen.lines import lines_told

from reportgen.area.across.rollup import added
from reportgen.cli.main import main
from reportgen.drafts.workbook.drawn.asked import asked_of
from reportgen.model.area.register import Handed
from reportgen.model.errors import PackError
from reportgen.model.form import Form
from reportgen.model.identity import assess
from reportgen.packs.diff.form import form_diff
from reportgen.packs.diff.pairs import Declared
from reportgen.packs.equations import equation_text, equations_of
from reportgen.packs.load import find_pack, open_pack
from reportgen.reports.open import open_published
from reportgen.rules.catalog import identity_rules
from reportgen.show.packs.form_diff import form_diff_text
from reportgen.show.packs.forms import form_text
from reportgen.show.text import Ink
from reportgen.tasks.check import Checked, check_draft
from reportgen.tasks.compare import compare_versions
from reportgen.tasks.entries import Entries, TypedCell, files_of, looked_at
from reportgen.web.draft_state import frame_of
from reportgen.word.outline import read_outline

ID = "gov-test-2099"
BOATS = """\
  - id: boats
    name: 船表
    blocks:
      - unit_header: 单位
        columns:
          - {id: rocky, name: 礁岸站, label: 礁岸站}
          - {id: sandy, name: 沙岸站, label: 沙岸站}
        rows:
          - {id: seen, name: 实测次数, label: 实测次数}
          - {id: storms, name: 风暴次数, label: 风暴次数}
          - {id: share, name: 风暴占比, label: 风暴占比, kind: decimal, places: 1, unit: "%"}
          - {id: area, name: 面积, label: 面积, kind: decimal, places: 2, unit: 平方米}
  - id: crew
    name: 船员表
    blocks:
      - columns:
          - {id: people, name: 人数, label: 人数}
        rows:
          - {id: storms, name: 风暴, label: 风暴时, additive: false, note: 两个站都计}
          - {id: warned, name: 预警, label: 预警时}
identities:
  - {code: T921, title: 实测, table: boats, each: column, left: [gauges.seen], right: [seen], say: 应等于站表的实测合计}
  - {code: T922, title: 风暴, left: [boats.storms.rocky..sandy], right: [crew.storms], say: 应等于船表的风暴次数}
  - {code: T923, title: 占比, table: boats, each: column, relation: ratio, left: [storms], over: [seen], right: [share], say: 风暴除以实测}
  - {code: T924, title: 预警, left: [crew.warned.people], right: [warnings.storm.both], relation: at_most, say: 不能多于警报}
"""
MORE = {
    "boats.seen.rocky": 140,
    "boats.seen.sandy": 78,
    "boats.storms.rocky": 12,
    "boats.storms.sandy": 5,
    "boats.share.rocky": 8.6,
    "boats.share.sandy": 6.4,
    "boats.area.rocky": 12.5,
    "boats.area.sandy": 33.25,
    "crew.storms.people": 17,
    "crew.warned.people": 9,
}
ALL: dict[str, int | float] = {**FIGURES, **MORE}


def declared(folder: Path, *changes: tuple[str, str]) -> Path:
    """The made-up form with two tables more, after these texts were replaced."""
    pack = shutil.copytree(ROOT / "tests" / "forms" / ID, folder / ID)
    text = (pack / "format.yaml").read_text(encoding="utf-8")
    for old, new in (("identities:\n", BOATS), ("tables: [warnings]", "tables: [warnings, boats, crew]"), *changes):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (pack / "format.yaml").write_text(text, encoding="utf-8")
    return pack


@pytest.fixture
def form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Form:
    monkeypatch.setenv("REPORTGEN_FORMATS", str(tmp_path))
    return open_pack(declared(tmp_path)).form


def drafted(form: Form, folder: Path, changed: Mapping[str, object], *, all_typed: bool = False) -> Checked:
    """A draft of the form, its figures filled in; those `changed`, or all of them, also where the workbook would work them out."""
    assert main(["new", str(folder), "--agency", "望海镇观测站", "--year", "2099"]) == 0
    book = openpyxl.load_workbook(folder / "workbook.xlsx")
    for ref, (sheet, cell) in spots(form).items():
        if all_typed or ref in changed or ref not in form.derived:
            book[sheet][cell].value = changed.get(ref, ALL[ref])
    book.save(folder / "workbook.xlsx")
    return check_draft(folder)


TOLD = {
    "T921": "每一列：站表的实测合计 = 实测次数",
    "T922": "船表 风暴次数/礁岸站 + 船表 风暴次数/沙岸站 = 船员表 风暴",
    "T923": "每一列：风暴次数 ÷ 实测次数 × 100 = 风暴占比",
    "T924": "船员表 预警 ≤ 警报表 风暴潮/共计",
}


def test_equations_are_told_in_the_names_of_their_tables(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    told = {one.code: equation_text(form, one) for one in equations_of(form)}
    assert {code: told[code] for code in TOLD} == TOLD
    # A table shows what it has to do with another one; a cell of either is told of it.
    for asked, said in (("船员表", "T924 预警"), ("gauges.seen.rocky", "T921"), ("boats.storms.sandy", "T922"), ("T923", "÷")):
        assert main(["format", "show", ID, asked]) == 0
        assert said in capsys.readouterr().out, asked


WRONG = {
    "no table": ("[gauges.seen]", "[gauge.seen]", "没有 id 为“gauge”的表，是不是“gauges”"),
    "no row": ("[gauges.seen]", "[gauges.sen]", "站表里没有 id 为“sen”的行（要填数的），是不是“seen”"),
    "a heading": ("[gauges.seen]", "[gauges.success]", "它是几行的标题，写 gauges.clear..foggy"),
    "another's column": ("[gauges.seen]", "[warnings.storm]", "警报表的“storm”没有“rocky”这一列"),
    "no column": ("[crew.warned.people]", "[crew.warned.persons]", "船员表里没有 id 为“persons”的列"),
    "which column": ("[crew.warned.people]", "[gauges.seen]", "没有写哪一列：写 gauges.seen.列"),
    "which table": ("[crew.warned.people]", "[warned]", "没有写是哪张表的"),
    "same row of what": ("[crew.warned.people]", "[crew.*.people]", "要写 table 和 each"),
    "each row": ("[gauges.seen]", "[gauges.*.rocky]", "each: column 时不能写"),
    "backwards": ("rocky..sandy", "sandy..rocky", "要从前往后写"),
    "over": ("relation: ratio, left: [storms], over: [seen]", "relation: ratio, left: [storms]", "还要写 over"),
    "no ratio": ("left: [gauges.seen],", "left: [gauges.seen], over: [storms],", "不是占比，不写 over"),
    "itself": ("left: [boats.storms.rocky..sandy]", "left: [crew.storms, boats.storms.rocky]", "绕成了圈"),
    "round two tables": ("[crew.warned.people], right: [warnings.storm.both], relation: at_most", "[crew.storms.people], right: [boats.storms.rocky]", "T922、T924 绕成了圈"),
    "places of a count": ("label: 风暴次数}", "label: 风暴次数, kind: count, places: 1}", "没有小数"),
    "decimal without": (", kind: decimal, places: 2", ", kind: decimal", "kind: decimal 要写 places"),
    "last year alone": ("left: [crew.warned.people], right: [warnings.storm.both], relation: at_most", "left: [prior.crew.warned], right: [prior.warnings.storm.both]", "左右两边都是上年的"),
    "two shares in one": ("right: [share], say", "right: [share..area], say", "right 只能是一格"),
    "last year's share": ("over: [seen], right: [share]", "over: [seen], right: [prior.share]", "right 不能是上年的"),
    "a table called prior": ("id: crew", "id: prior", "表的 id 不能是“prior”"),
}  # fmt: skip


@pytest.mark.parametrize("old, new, said", WRONG.values(), ids=WRONG)
def test_a_term_that_means_nothing_is_told_at_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(PackError) as told:
        open_pack(declared(tmp_path, (old, new)))
    assert said in str(told.value), str(told.value)


def test_cells_of_other_tables_and_ratios_are_worked_out(form: Form, tmp_path: Path) -> None:
    checked = drafted(form, tmp_path / "draft", {})
    assert (checked.tally.held, checked.tally.failed, checked.tally.not_assessable) == (28, 0, 0)
    assert checked.report.figures == {ref: Decimal(str(value)) for ref, value in ALL.items()}


FAULTS = {
    "over the formula": ({"boats.seen.rocky": 104}, ["T921"], "现在 140（站表 实测合计/礁岸站，站表 D10） ≠ 104，相差 36", {}),
    "of single cells": ({"crew.storms.people": 71}, ["T922"], "12 + 5 = 17（船表 C6、船表 D6） ≠ 71", {}),
    "at most": ({"crew.warned.people": 90}, ["T924"], "90（船员表 预警，船员表 B6） 大于 20，超出 70", {}),
    "a ratio": ({"boats.share.rocky": 8.7}, ["T923"], "12 ÷ 140 × 100，应是 8.6%，写的是 8.7%，相差 0.1", {}),
    "a ratio of nothing": (
        {"gauges.clear.sandy": 0, "gauges.foggy.sandy": 0, "gauges.failed.sandy": 0, "boats.share.sandy": 0},
        ["T903", "T903", "T923"],
        "被除的是 5，除以的数却是 0，算不出来",
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("changed, codes, said, suspects", FAULTS.values(), ids=FAULTS)
def test_a_wrong_figure_is_told_with_both_numbers_and_the_other_tables_cell(
    form: Form, tmp_path: Path, changed: dict[str, float], codes: list[str], said: str, suspects: dict[str, int]
) -> None:
    checked = drafted(form, tmp_path / "draft", changed)
    findings = [one for one in checked.findings if one.code.startswith("T")]
    assert sorted(line.code for line in lines_told(findings)) == codes
    assert any(said in f"{one.message}　{one.hint}" for one in findings), findings
    assert {one.suspect: one.suspect_value for one in findings if one.suspect} == suspects


# Where every cell was typed a figure stands in the lines of several tables, which together name it.
SLIPS = {
    "read in two tables": ({"gauges.seen.rocky": 410}, "gauges.seen.rocky"),
    "in the second table alone": ({"boats.seen.sandy": 87}, "boats.seen.sandy"),
}


@pytest.mark.parametrize("changed, cell", SLIPS.values(), ids=SLIPS)
def test_lines_of_several_tables_name_the_wrong_cell_together(
    form: Form, tmp_path: Path, changed: dict[str, int], cell: str
) -> None:
    findings = drafted(form, tmp_path / "draft", changed, all_typed=True).findings
    (named,) = [one for one in findings if one.suspect]
    assert (named.suspect, named.suspect_value) == (cell, ALL[cell])
    assert "T921" in {line.code for line in lines_told(findings)}


def test_what_is_said_above_a_narrow_table_is_seen_whole(form: Form, tmp_path: Path) -> None:
    """A printed sheet ends where its table does: the line above one of two columns goes on below itself."""
    drafted(form, tmp_path / "draft", {})
    sheet = openpyxl.load_workbook(tmp_path / "draft" / "workbook.xlsx")["船员表"]
    assert "A2:C2" in {str(one) for one in sheet.merged_cells.ranges} and sheet["A2"].alignment.wrap_text
    room = sum(sheet.column_dimensions[letter].width for letter in "ABC")
    assert sheet.row_dimensions[2].height >= 12 * 2 * len(sheet["A2"].value) / room


def test_a_share_that_comes_right_too_tells_the_cell_from_the_others_of_its_sum(form: Form, tmp_path: Path) -> None:
    """12 + 5 = 17 is off by any of the three; 8.6% of 140 tells which."""
    told = [
        one
        for one in drafted(form, tmp_path / "draft", {"boats.storms.rocky": 21}, all_typed=True).findings
        if one.code[0] == "T"
    ]
    (named,) = told
    assert (named.suspect, named.suspect_value) == ("boats.storms.rocky", ALL["boats.storms.rocky"])
    assert {line.code for line in lines_told(told)} == {"T922", "T923"}


def test_a_share_of_nothing_is_told_at_what_can_be_mended(form: Form, tmp_path: Path) -> None:
    """Part and base with their numbers; the share is worked out, in a cell that is locked."""
    nothing = {"gauges.clear.sandy": 0, "gauges.foggy.sandy": 0, "gauges.failed.sandy": 0}
    (told,) = [one for one in drafted(form, tmp_path / "draft", nothing).findings if one.code == "T923"]
    assert told.ref == "boats.storms.sandy" and told.location.column
    for said in ("5（船表 风暴次数/沙岸站，船表 D6）", "0（船表 实测次数/沙岸站，船表 D5，自动算出来的"):
        assert said in told.hint, told.hint
    assert len({one.line for one in told.related}) == 2


RATIOS = {
    "to the digits of the form": ("12", "140", "8.6", 1, "held"),
    "a half either way": ("1", "8", "12.5", 1, "held"),
    "rounded down": ("1", "800", "0.1", 1, "held"),
    "one too much": ("12", "140", "8.7", 1, "failed"),
    "to the digits that were typed": ("1", "3", "33.33", None, "held"),
    "of them one is wrong": ("1", "3", "33.34", None, "failed"),
    "in whole percent": ("1", "3", "33", 0, "held"),
    "nothing of nothing": ("0", "0", "0", 1, "held"),
    "something of nothing": ("0", "0", "5", 1, "failed"),
    "a blank": ("12", "", "8.6", 1, "not_assessable"),
}


@pytest.mark.parametrize("part, whole, printed, places, outcome", RATIOS.values(), ids=RATIOS)
def test_a_ratio_holds_to_the_digits_it_prints(
    form: Form, part: str, whole: str, printed: str, places: int | None, outcome: str
) -> None:
    line = next(line for line in form.lines if line.code == "T923")._replace(places=places)
    figures = {"boats.storms.rocky": part, "boats.seen.rocky": whole, "boats.share.rocky": printed}
    assert assess(line, {ref: Decimal(text) for ref, text in figures.items() if text}, {}).outcome == outcome


# -- as somebody works with it ---------------------------------------------------------------------------


@pytest.fixture
def built(form: Form, tmp_path: Path) -> Path:
    """A whole draft of the form, with its template drawn, and the Word file made of it."""
    return made(form, tmp_path, {})


def made(form: Form, tmp_path: Path, changed: Mapping[str, object]) -> Path:
    draft = tmp_path / "draft"
    assert main(["format", "template", ID]) == 0
    drafted(form, draft, changed)
    narrative = draft / "narrative.yaml"
    text = narrative.read_text(encoding="utf-8")
    for old, new in (
        ("观测综述: |\n", "观测综述: |\n  面积{{ 船表.面积.礁岸站 }}平方米，风暴占{{ 船表.风暴占比.沙岸站 }}%。\n"),
        ("  渔船回港: |\n", "  渔船回港: |\n    渔船都回港了。\n"),
        ("  灯塔维护: |\n", "  灯塔维护: |\n    灯塔都维护了。\n"),
        ("  值班电话: ", "  值班电话: 0000-12345678"),
        ("  日期: ", "  日期: 2100年1月8日"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    narrative.write_text(text, encoding="utf-8")
    assert main(["build", str(draft), "-o", str(tmp_path / "out.docx")]) == 0
    return tmp_path / "out.docx"


def test_decimals_are_printed_with_all_their_places_and_read_back(form: Form, built: Path, tmp_path: Path) -> None:
    printed = figures_in(built, form)
    assert {ref: printed[ref] for ref in MORE if ref.startswith(("boats.area", "boats.share"))} == {
        "boats.area.rocky": "12.50",
        "boats.area.sandy": "33.25",
        "boats.share.rocky": "8.6",
        "boats.share.sandy": "6.4",
    }
    assert "面积12.50平方米，风暴占6.4%。" in [paragraph.text for paragraph in read_outline(built).paragraphs]
    compared = compare_versions(str(tmp_path / "draft"), str(built))
    assert not compared.diff.figures
    assert not [one for one in compared.diff.fields if one.key.startswith(("spelled", "table"))]


NOTHING_OF_NOTHING = {"worked out": {}, "typed as 0": {"boats.share.sandy": 0}, "typed as a dash": {"boats.share.sandy": "——"}}


@pytest.mark.parametrize("share", NOTHING_OF_NOTHING.values(), ids=NOTHING_OF_NOTHING)
def test_nothing_of_nothing_is_printed_as_a_dash_and_read_back(form: Form, share: dict[str, object], tmp_path: Path) -> None:
    """No number says how much of nothing it is: in Word and on the page, and nobody is told that one is missing."""
    gauges = {ref: 0 for ref in FIGURES if ref.startswith("gauges.") and ref.endswith(".sandy") and ref not in form.derived}
    document = made(form, tmp_path, {**gauges, "boats.storms.sandy": 0, **share})
    draft, page = tmp_path / "draft", tmp_path / "out.html"
    assert main(["build", str(draft), "-o", str(page)]) == 0
    assert [one for one in check_draft(draft).findings if "boats.share" in one.ref] == []
    assert page.read_text(encoding="utf-8").count(">—</td>") == 1
    assert figures_in(document, form)["boats.share.sandy"] == "—"
    assert main(["verify", str(document), "--draft", str(draft)]) == 0
    for published in (document, page):
        cell = open_published(published).report.cells["boats.share.sandy"]
        assert (cell.text, cell.value) == ("—", 0)
        compared = compare_versions(str(draft), str(published))
        assert (compared.diff.figures, [one.key for one in compared.diff.fields if one.key.startswith("spelled")]) == ((), [])
    assert main(["import", str(document), str(tmp_path / "again")]) == 0
    assert main(["import", str(document), str(draft), "--update"]) == 0
    for folder in (draft, tmp_path / "again"):
        assert [one for one in check_draft(folder).findings if "boats.share" in one.ref] == []


def test_too_many_places_are_told(form: Form, tmp_path: Path) -> None:
    checked = drafted(form, tmp_path / "draft", {"boats.area.rocky": 12.505, "boats.storms.rocky": 12.5})
    told = {one.ref: (one.code, one.message, one.hint) for one in checked.findings if one.code in ("W205", "W210")}
    assert told["boats.area.rocky"][0] == "W210" and "小数点后 2 位" in told["boats.area.rocky"][2]
    assert told["boats.storms.rocky"][1].endswith("填了小数 12.5")


def test_what_is_typed_into_the_page_moves_sums_of_other_tables_and_ratios(form: Form, tmp_path: Path) -> None:
    drafted(form, tmp_path / "draft", {})
    _, opened = looked_at(files_of(tmp_path / "draft"), Entries({"boats.storms.sandy": TypedCell("5", "15")}))
    cells = opened.workbook.cells
    assert {ref: cells[ref].value for ref in ("crew.storms.people", "boats.share.sandy", "boats.seen.sandy")} == {
        "crew.storms.people": 27,
        "boats.share.sandy": Decimal("19.2"),
        "boats.seen.sandy": 78,
    }


def test_a_ratio_of_an_area_is_that_of_its_sums_and_single_cells_stay_apart(tmp_path: Path) -> None:
    apart = "notes: [{column: rocky, note: 两个单位都计, additive: false}], kind: decimal, places: 2"
    form = open_pack(declared(tmp_path, ("kind: decimal, places: 2", apart))).form
    figures = {ref: Decimal(str(ALL[ref])) for ref in ("boats.seen.rocky", "boats.storms.rocky", "boats.share.rocky", *AREAS)}
    more = {**figures, "boats.seen.rocky": Decimal(60), "boats.storms.rocky": Decimal(9), "boats.share.rocky": Decimal(15)}
    sums, _, left = added([Handed("甲", 2099, ID, figures, path="甲"), Handed("乙", 2099, ID, more, path="乙")], form)
    assert (sums["boats.share.rocky"], sums["boats.area.sandy"]) == (Decimal("10.5"), Decimal("66.5"))
    assert left == ("boats.area.rocky",)


AREAS = ("boats.area.rocky", "boats.area.sandy")
NOTES = {
    "the guide of the workbook": lambda form: "".join(said for *_, said in asked_of(form.table("crew"), ())),
    "the rules": lambda form: next(one.why for one in identity_rules([form]) if one.code == "T922"),
    "the form as shown": lambda form: form_text(form).replace("\n", ""),
    "the page": lambda form: "".join(cell.note for table in frame_of(form).tables for cell in table.cells),
}


@pytest.mark.parametrize("said", NOTES.values(), ids=NOTES)
def test_what_is_not_added_up_is_said_with_how_it_is_counted(form: Form, said: Callable[[Form], str]) -> None:
    assert "两个站都计；各机关的这个数汇总时不相加" in said(form)


CHANGED = {
    "a term": ("left: [gauges.seen]", "left: [gauges.planned]", "等式：船表 每一列：站表的实测合计 = 实测次数 → 船表 每一列：站表的计划观测 = 实测次数"),
    "what is divided by": ("over: [seen]", "over: [gauges.seen]", "风暴次数 ÷ 站表的实测合计 × 100 = 风暴占比"),
    "times": ("relation: ratio,", "relation: ratio, times: 1000,", "× 1000 = 风暴占比"),
    "places": ("places: 2, unit: 平方米", "places: 1, unit: 平方米", "小数位数：2 位 → 1 位"),
    "added up": (", additive: false, note: 两个站都计", ", note: 两个站都计", "可以相加：否 → 是"),
}  # fmt: skip


@pytest.mark.parametrize("old, new, said", CHANGED.values(), ids=CHANGED)
def test_a_change_of_a_form_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    before, after = (open_pack(declared(tmp_path / name, *changes)) for name, changes in (("old", ()), ("new", ((old, new),))))
    diff = form_diff(Declared(before.form, before.phrasing, None), Declared(after.form, after.phrasing, None))
    assert said in form_diff_text(diff, Ink(False)).replace("\n", "").replace("　", ""), form_diff_text(diff, Ink(False))


SAME = {
    "a row of another table": ("T922, title: 风暴, left: [boats.storms.rocky..sandy], right: [crew.storms]", "T922, title: 风暴, table: crew, each: row, rows: [storms], left: [boats.*.rocky..sandy], right: [people]"),
    "each cell by itself": ("[boats.storms.rocky..sandy]", "[boats.storms.rocky, boats.storms.sandy]"),
    "the same column": ("left: [gauges.seen], right: [seen]", "left: [gauges.seen.*], right: [boats.seen]"),
}  # fmt: skip


@pytest.mark.parametrize("old, new", SAME.values(), ids=SAME)
def test_ways_to_write_the_same_cells(tmp_path: Path, old: str, new: str) -> None:
    one, other = (open_pack(declared(tmp_path / name, *changes)).form for name, changes in (("one", ()), ("two", ((old, new),))))
    assert [(line.code, line.left, line.right) for line in one.lines] == [
        (line.code, line.left, line.right) for line in other.lines
    ]


def test_growth_over_last_year_is_a_ratio(tmp_path: Path) -> None:
    growth = "left: [storms, -prior.storms], over: [prior.storms], right: [share]"
    form = open_pack(declared(tmp_path, ("left: [storms], over: [seen], right: [share]", growth))).form
    line = next(line for line in form.lines if line.code == "T923")
    now, before = {"boats.storms.rocky": Decimal(9), "boats.share.rocky": Decimal("-25")}, {"boats.storms.rocky": Decimal(12)}
    assert assess(line, now, before).outcome == "held"
    assert line.needs_prior and "boats.share.rocky" not in form.derived


def test_what_a_published_table_left_blank_is_worked_out_from_the_other_table(form: Form, built: Path, tmp_path: Path) -> None:
    document = docx.Document(str(built))
    blank = {(2, 1, 2), (2, 3, 2), (3, 1, 1)}  # 实测次数, 风暴占比 of the one, 风暴 of the other
    for table, row, column in blank:
        for run in document.tables[table].rows[row].cells[column].paragraphs[0].runs:
            run.text = ""
    document.save(str(tmp_path / "blank.docx"))
    report = open_published(tmp_path / "blank.docx", find_pack(ID)).report
    assert {ref for ref, cell in report.cells.items() if cell.computed} == {
        "boats.seen.rocky",
        "boats.share.rocky",
        "crew.storms.people",
    }
    assert report.figures == {ref: Decimal(str(value)) for ref, value in ALL.items()}


CASES = """\
good: {GOOD}
cases:
  - {name: 别的表的合计, change: {boats.seen.rocky: 141}, finds: [T921 boats.seen.rocky, T923 boats.share.rocky], suspect: {ref: boats.seen.rocky, value: 140}}
  - {name: 几张表一起指出一格, change: {gauges.seen.rocky: 104}, finds: [T901 gauges.seen.sum, T902 gauges.seen.rocky, T903 gauges.seen.rocky, T921 boats.seen.rocky], suspect: {ref: gauges.seen.rocky, value: 140}}
  - {name: 占比, change: {boats.share.sandy: 6.5}, finds: [T923 boats.share.sandy]}
"""  # fmt: skip


def test_cases_of_a_pack_try_them(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    good = ", ".join(f"{ref}: {value}" for ref, value in ALL.items())
    (Path(form.folder) / "cases.yaml").write_text(CASES.replace("GOOD", good), encoding="utf-8")
    main(["format", "check", ID])
    assert "用例 3 个，通过 3 个" in (said := capsys.readouterr().out), said


WEAKER = {
    "another whole": ("T923, over: [gauges.seen]", True),
    "times": ("T923, times: 1000", True),
    "no equation": ("T921, relation: at_most", True),
    "only its words": ("T923, say: 照省里的说法", False),
}


@pytest.mark.parametrize("change, refused", WEAKER.values(), ids=WEAKER)
def test_an_overlay_makes_none_of_them_weaker(form: Form, tmp_path: Path, change: str, refused: bool) -> None:
    (tmp_path / "province").mkdir()
    text = f"id: province\nextends: {ID}\nidentities:\n  - {{code: {change}}}\n"
    (tmp_path / "province" / "format.yaml").write_text(text, encoding="utf-8")
    if not refused:
        open_pack(tmp_path / "province")
        return
    with pytest.raises(PackError, match="不能放宽"):
        open_pack(tmp_path / "province")


PROSE = """\
tables:
  - {table: boats, units: 次, column: rocky, rows: [{name: 风暴占比, say: 风暴率, is: [share]}, {name: 风暴次数, say: 风暴, is: [storms]}]}
"""
RATES = {
    "right": ("全年风暴率为8.6%。", []),
    "wrong": ("全年风暴率为9.6%。", ["N102"]),
    "of something else": ("全年风暴预警率为9.6%。", []),
}


@pytest.mark.parametrize("text, codes", RATES.values(), ids=RATES)
def test_a_rate_in_the_text_is_held_against_the_cell_that_prints_it(
    form: Form, tmp_path: Path, text: str, codes: list[str]
) -> None:
    (Path(form.folder) / "prose.yaml").write_text(PROSE, encoding="utf-8")
    drafted(form, tmp_path / "draft", {})
    narrative = tmp_path / "draft" / "narrative.yaml"
    narrative.write_text(
        narrative.read_text(encoding="utf-8").replace("观测综述: |\n", f"观测综述: |\n  {text}\n"), encoding="utf-8"
    )
    found = [one for one in check_draft(tmp_path / "draft").findings if one.code.startswith(("N10", "X"))]
    assert [one.code for one in found] == codes
    assert all("12 ÷ 140 = 8.571%，应是 8.6%" in one.message for one in found)


def test_taking_edits_over_tells_that_the_pack_is_another_now(
    form: Form, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for changed in (False, True):
        if changed:
            declared_in = Path(form.folder) / "format.yaml"
            declared_in.write_text(declared_in.read_text(encoding="utf-8") + "\n# 改过\n", encoding="utf-8")
        capsys.readouterr()
        assert main(["import", "--update", str(tmp_path / "draft"), str(built), "--yes"]) == 0
        assert (f"生成这份 Word 以后，格式 {ID} 改过" in capsys.readouterr().out) is changed
