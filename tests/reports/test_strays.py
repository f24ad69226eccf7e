"""A column or a row that the form does not have is told once, where it stands, with the sums that it explains; none is read aside."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from support.published.copies import Copied, Piece, Row, copied, score, write
from support.published.pages import PACKS

from reportgen.drafts.workbook.read import read_workbook
from reportgen.model.report import Narrative, Report
from reportgen.reports.open import open_published
from reportgen.rules.check import Subject
from reportgen.rules.identities import assess_lines, check_identities
from reportgen.tasks.check import check

FORM = PACKS[2]
SHAPES = ("docx", "html", "piped", "tabbed", "one a line", "bare lines")
TABLE = "applications"
HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
IDS = ("natural", "enterprise", "research", "welfare", "legal_service", "other_org", "all")
# How many stand in the new column: two received, both granted.
BESIDE = {"received": 2, "granted": 2, "total": 2}


def with_column(copy: Copied, head: str, before: int, *, instead: int | None = None) -> Copied:
    """The widest table with one column more, which the totals count; `instead` of another one."""
    rows: list[Row] = []
    figures = dict(copy.figures)
    for row in copy.grid(TABLE):
        own: Row = []
        for piece in row:
            line = piece.ref.split(".")[1] if piece.ref else ""
            if piece.ref.endswith(f".{IDS[before]}") or (not piece.ref and piece.text == HEADS[before]):
                own.append(Piece(str(BESIDE.get(line, 0)) if line else head))
            if instead is not None and (piece.ref.endswith(f".{IDS[instead]}") or piece.text == HEADS[instead]):
                continue
            if piece.ref.endswith(".all") and instead is None:
                piece = piece._replace(text=str(int(piece.text) + BESIDE.get(line, 0)))
                figures[piece.ref] = piece.text
            wide = piece.text == "法人或其他组织" and instead is None
            own.append(piece._replace(columns=piece.columns + 1) if wide else piece)
        rows.append(own)
    return copy.with_table(TABLE, rows)._replace(figures=figures)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_column_more_is_told_once_with_the_sums_that_it_explains(tmp_path: Path, shape: str) -> None:
    copy = with_column(copied(FORM), "个体工商户", 3)
    path = write(tmp_path, copy, shape)
    came = score(open_published(path), copy.figures)
    assert (came.missing, came.wrong) == ((), ())
    (told,) = [one for one in check(path).findings if one.code[0] in "TW"]
    assert told.code == "W104"
    assert "表三里多出一列“个体工商户”" in told.message
    assert "“本年新收”一行 2、“予以公开”一行 2、“办理结果总计”一行 2" in told.message


def test_a_column_more_in_a_draft_is_told_once_with_the_sums_that_it_explains(tmp_path: Path) -> None:
    """As in what was published; another fault in the same workbook stays told."""
    whole = with_column(copied(FORM), "个体工商户", 3)
    wrong = f"{TABLE}.partly_granted.all"
    for copy, codes in ((whole, {}), (whole.with_figure(wrong, str(int(whole.figures[wrong]) + 90)), {"T303": 1})):
        book = openpyxl.Workbook()
        for table in copy.form.tables:
            sheet = book.create_sheet(table.name)
            for row in copy.grid(table.id):
                cells = [int(piece.text) if piece.text.isdigit() else piece.text for piece in row]
                spans = [piece.columns for piece in row]
                sheet.append([text for cell, span in zip(cells, spans, strict=True) for text in (cell, *[None] * (span - 1))])
        path = tmp_path / "workbook.xlsx"
        book.save(path)
        workbook, findings = read_workbook(path, copy.form)
        (told,) = [one for one in findings if one.code == "W104"]
        assert "“本年新收”一行 2、“予以公开”一行 2、“办理结果总计”一行 2" in told.message
        report = Report("", 2024, copy.form.id, workbook.cells)
        lines = assess_lines(copy.form, workbook.cells, None)
        narrative = Narrative("", "", 2024, copy.form.id, (), {}, {}, {}, None, None, None)
        subject = Subject(copy.form, workbook, narrative, report, {}, None, lines)
        assert Counter(one.code for one in check_identities(subject)) == codes


@pytest.mark.parametrize("shape", SHAPES)
def test_another_fault_stays_told_beside_it(tmp_path: Path, shape: str) -> None:
    copy = with_column(copied(FORM), "个体工商户", 3)
    ref = f"{TABLE}.partly_granted.all"
    wrong = copy.with_figure(ref, str(int(copy.figures[ref]) + 90))
    codes = [one.code for one in check(write(tmp_path, wrong, shape)).findings]
    assert codes.count("W104") == 1 and "T303" in codes


@pytest.mark.parametrize("shape", SHAPES)
def test_a_column_of_another_name_is_read_and_told(tmp_path: Path, shape: str) -> None:
    for at in (1, 2, 4):
        copy = copied(FORM).mapped(lambda piece, head=HEADS[at]: piece._replace(text="市场主体") if piece.text == head else piece)  # type: ignore[misc]
        published = open_published(write(tmp_path, copy, shape))
        came = score(published, copy.figures)
        assert (came.missing, came.wrong) == ((), ())
        (told,) = published.findings
        assert told.code == "W105" and "市场主体" in told.message


@pytest.mark.parametrize("shape", SHAPES)
def test_columns_of_other_names_beside_each_other_shift_nothing(tmp_path: Path, shape: str) -> None:
    others = {HEADS[2]: "市场主体", HEADS[3]: "社会团体"}
    copy = copied(FORM).mapped(lambda piece: piece if piece.ref else piece._replace(text=others.get(piece.text, piece.text)))
    published = open_published(write(tmp_path, copy, shape))
    came = score(published, copy.figures)
    assert (came.missing, came.wrong) == ((), ())
    assert all(any(name in one.message for one in published.findings) for name in others.values())


@pytest.mark.parametrize("shape", SHAPES)
def test_a_column_less_and_another_one_elsewhere_shift_nothing(tmp_path: Path, shape: str) -> None:
    copy = with_column(copied(FORM), "个体工商户", 5, instead=2)
    published = open_published(write(tmp_path, copy, shape))
    assert score(published, copy.figures).wrong == ()
    messages = {one.code: one.message for one in published.findings}
    assert "“科研机构”" in messages["W102"] and "“个体工商户”" in messages["W104"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_row_more_is_told_with_the_sums_that_it_explains(tmp_path: Path, shape: str) -> None:
    copy = copied(FORM)
    rows: list[Row] = []
    for row in copy.grid(TABLE):
        last = row[-1].ref
        if last == f"{TABLE}.total.all":
            row = [
                piece._replace(text=str(int(piece.text) + 3)) if piece.ref.endswith((".natural", ".all")) else piece
                for piece in row
            ]
        elif last == f"{TABLE}.carried_out.all":
            row = [
                piece._replace(text=str(int(piece.text) - 3)) if piece.ref.endswith((".natural", ".all")) else piece
                for piece in row
            ]
        if last == f"{TABLE}.total.all":
            outer, *inner, label = rows[-1][:-7]
            rows.append([outer, *(piece._replace(continued=False) for piece in inner), label._replace(text="4.申请人主动撤回")])
            rows[-1] += [Piece("3" if at in (0, 6) else "0") for at in range(7)]
        # The heading over all outcomes is over this one too.
        rows.append([piece._replace(rows=piece.rows + (piece.text.startswith("三、") and piece.rows > 1)) for piece in row])
    findings = [one for one in check(write(tmp_path, copy.with_table(TABLE, rows), shape)).findings if one.code[0] in "TW"]
    (told,) = findings
    assert told.code == "W104" and "多出一行“4.申请人主动撤回”" in told.message
    assert "“自然人”一列 3、“总计”一列 3" in told.message
