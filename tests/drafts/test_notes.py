"""What stands behind a figure and below a table: typed in the workbook, printed, proved, read back, and still a number."""

from __future__ import annotations

import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import EXAMPLES
from support.made.cells import type_into, type_notes

from reportgen.model.draft import Built, Checked
from reportgen.model.errors import RenderError
from reportgen.reports.open import open_draft
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft, check_published
from reportgen.tasks.compare import compare_versions, verify_document
from reportgen.tasks.drafts import import_report, new_draft
from reportgen.tasks.update import update_draft
from reportgen.word.outline import read_outline

NOTES = [
    ["表二", "D6", "（其中修订3件）"],
    ["表三", "予以公开/自然人", "（含当面答复2件）"],
    ["表三", "", "注：1.本表不含派出机构。"],
    ["表三", "", "2.本年新收3119件。"],
]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    folder = shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "huaian-2024")
    type_notes(folder / "workbook.xlsx", NOTES)
    return folder


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_notes_are_printed_and_read_back(draft: Path, kind: str, tmp_path: Path) -> None:
    built = build_draft(draft, kinds=[kind], output=tmp_path / "年报")  # type: ignore[list-item]
    assert isinstance(built, Built)
    checked = check_published(built.path)
    found = [one for one in checked.report.cells.values() if one.remark]
    assert [(one.value, one.remark) for one in found] == [(Decimal(11), "（其中修订3件）"), (Decimal(1288), "（含当面答复2件）")]
    assert [one.whole for one in checked.report.texts["applications_section"]] == [NOTES[2][2], NOTES[3][2]]
    assert not checked.reading.unplaced and checked.tally.failed == 0
    assert compare_versions(str(draft), str(built.path)).diff.nothing


def test_a_note_stands_below_its_table_whatever_the_template(tmp_path: Path) -> None:
    for name, table in (("huaian-2024", "表四"), ("wenzhou-2020", "表二"), ("ouhai-2017", "统计表")):
        draft = shutil.copytree(EXAMPLES / name, tmp_path / name)
        type_notes(draft / "workbook.xlsx", [[table, "", "注：表下的话。"]])
        built = build_draft(draft, output=tmp_path / f"{name}.docx")
        assert isinstance(built, Built)
        outline = read_outline(built.path)
        at = next(
            place
            for place, (kind, n) in enumerate(outline.order)
            if kind == "p" and outline.paragraphs[n].text == "注：表下的话。"
        )
        assert outline.order[at - 1][0] == "t"


def test_a_note_that_does_not_arrive_stops_the_build(draft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.word.template.document.note_below", lambda text: "")
    with pytest.raises(RenderError, match="本表不含派出机构"):
        build_draft(draft, output=draft.parent / "lost.docx")


def test_import_carries_notes_and_the_figures_stay_numbers(draft: Path, tmp_path: Path) -> None:
    built = build_draft(draft, output=tmp_path / "年报.docx")
    assert isinstance(built, Built)
    import_report(built.path, tmp_path / "读回")
    assert compare_versions(str(draft), str(tmp_path / "读回")).diff.nothing
    assert verify_document(built.path, tmp_path / "读回").holds
    sheet = openpyxl.load_workbook(tmp_path / "读回" / "workbook.xlsx")["表二"]
    assert 11 in [cell.value for row in sheet.iter_rows() for cell in row]
    assert not isinstance(build_draft(tmp_path / "读回", output=tmp_path / "又.docx"), Checked)


def test_an_edited_figure_comes_back_with_its_words_and_so_do_the_notes_below(draft: Path, tmp_path: Path) -> None:
    """Words changed, added behind a sum, taken away; a note changed, one gone, one new: the draft then says what the document says."""
    built = build_draft(draft, output=tmp_path / "年报.docx")
    assert isinstance(built, Built)
    other = shutil.copytree(draft, tmp_path / "other")
    type_into(other / "workbook.xlsx", {"表二": {"D6": 12}})
    others = [
        ["表二", "D6", "（其中修订4件）"],
        ["表三", "予以公开/总计", "（含不同年度的）"],
        ["表三", "", "注：1.本表含派出机构。"],
        ["表四", "", "注：另有3件。"],
    ]
    type_notes(other / "workbook.xlsx", others)
    edited = build_draft(other, output=tmp_path / "改.docx", keep_record=False)
    assert isinstance(edited, Built)
    updated = update_draft(draft, edited.path, write=True)
    cell = open_draft(draft).workbook.cells[updated.figures[0].ref]
    assert (cell.value, cell.remark) == (Decimal(12), "（其中修订4件）") and not updated.left and not updated.overwritten
    assert compare_versions(str(draft), str(edited.path)).diff.nothing
    assert update_draft(draft, edited.path, write=False).nothing


def test_words_that_both_changed_are_asked_and_without_the_sheet_they_are_told(draft: Path, tmp_path: Path) -> None:
    built = build_draft(draft, output=tmp_path / "年报.docx")
    assert isinstance(built, Built)
    edited = retyped(built.path, tmp_path / "手改.docx", {"（其中修订3件）": "（其中乙类3件）", "不含派出机构": "含乙机构"})
    type_notes(draft / "workbook.xlsx", [["表二", "D6", "（其中甲类3件）"], NOTES[1], ["表三", "", "注：1.本表含甲。"], NOTES[3]])
    asked = update_draft(draft, edited, write=False)
    assert sorted(one.theirs for one in asked.conflicts) == ["11（其中乙类3件）", "注：1.本表含乙机构。　2.本年新收3119件。"]
    update_draft(draft, edited, write=True, others="theirs")
    assert compare_versions(str(draft), str(edited)).diff.nothing
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    del book["附注"]
    book.save(draft / "workbook.xlsx")
    told = update_draft(draft, edited, write=False, others="theirs")
    assert next(left.why[:10] for left in told.left if "附注" in left.why) == "数后面的说明没有改："


def retyped(path: Path, target: Path, words: dict[str, str]) -> Path:
    """A copy of the document with other words in its text."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode() if name == "word/document.xml" else old.read(name)
            for before, after in words.items() if isinstance(content, str) else ():
                assert before in content
                content = content.replace(before, after)
            new.writestr(name, content)
    return target


def test_a_new_workbook_has_the_sheet_and_an_old_one_reads_without(tmp_path: Path) -> None:
    new_draft(tmp_path / "新", agency="甲市乙局", year=2024)
    book = openpyxl.load_workbook(tmp_path / "新" / "workbook.xlsx")
    assert [cell.value for cell in book["附注"][3]] == ["哪张表", "哪一格", "印什么"]
    assert not [one for one in check_draft(tmp_path / "新").findings if one.code == "W212"]
    assert not [one for one in check_draft(EXAMPLES / "huaian-2024").findings if one.code == "W212"]


SENTENCE = "全市各级行政机关的办理情况，按下面的表统计。"


def test_a_sentence_above_a_table_is_told_and_does_not_become_a_note_below(tmp_path: Path) -> None:
    """Where it stands no draft has a place for it; below the table it would say something of what it does not stand with."""
    folder = shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "huaian-2024")
    type_notes(folder / "workbook.xlsx", [["表三", "", "注：表下的话。"]])
    built = build_draft(folder, output=tmp_path / "年报.docx")
    assert isinstance(built, Built)
    document = docx.Document(str(built.path))
    heading = next(at for at, one in enumerate(document.paragraphs) if one.text.startswith("四、"))
    document.paragraphs[heading]._p.addnext(document.paragraphs[heading].insert_paragraph_before(SENTENCE)._p)
    document.save(str(tmp_path / "上.docx"))
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    done = update_draft(folder, tmp_path / "上.docx", write=True)
    assert done.nothing and not done.noted
    assert [(one.where[:2], one.text) for one in done.left] == [("四、", SENTENCE)] and "表的上面" in done.left[0].why
    assert before == {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_note_that_was_moved_above_its_table_is_told_as_moved(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "huaian-2024")
    type_notes(folder / "workbook.xlsx", [["表四", "", "注：表下的话。"]])
    built = build_draft(folder, output=tmp_path / "年报.docx")
    assert isinstance(built, Built)
    document = docx.Document(str(built.path))
    heading = next(one for one in document.paragraphs if one.text.startswith("四、"))
    heading._p.addnext(next(one for one in document.paragraphs if one.text == "注：表下的话。")._p)
    document.save(str(tmp_path / "上.docx"))
    (field,) = compare_versions(str(built.path), str(tmp_path / "上.docx")).diff.fields
    assert (field.name, field.old, field.new) == ("“注：表下的话。”的位置", "在表的下面", "在表的上面")
    done = update_draft(folder, tmp_path / "上.docx", write=True)
    assert done.nothing and [one.where for one in done.left] == ["“注：表下的话。”的位置"]
