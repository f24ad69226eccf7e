"""Word files as offices make them: automatic numbers, tracked changes, text boxes, content controls, tables in tables."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
import yaml
from conftest import EXAMPLES
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from support.faults.bad_input import Capture, change_part, contents, run
from support.published.copies import (
    FORM_2014,
    FORM_2019,
    FORM_2021,
    Copied,
    copied,
    docx_of,
    docx_with,
    score,
    sparse,
    word_paragraph,
    word_table,
)
from support.published.pages import AGENCY, PACKS

from reportgen.model.outline import AsideKind
from reportgen.model.report import GAP
from reportgen.reports.open import open_published
from reportgen.reports.published import Published
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.drafts import import_report
from reportgen.word.names import P
from reportgen.word.outline import document_of
from reportgen.word.package import opened as package_of

REF = "applications.granted.natural"


def opened(folder: Path, body: str, **parts: str) -> Published:
    path = folder / "a.docx"
    path.write_bytes(docx_with(body, {f"word/{name}.xml": content for name, content in parts.items()}))
    return open_published(path)


def body_of(copy: Copied) -> str:
    return document_of(docx_of(copy)).decode().partition("<w:body>")[2].partition("</w:body>")[0]


def cell_of(text: str) -> str:
    return f"<w:tc><w:tcPr></w:tcPr>{word_paragraph(text)}</w:tc>"


def replaced(body: str, old: str, new: str) -> str:
    assert body.count(old) == 1
    return body.replace(old, new)


@pytest.fixture
def report() -> Copied:
    return copied(FORM_2021)


# -- automatic numbers ----------------------------------------------------------------------------------------

LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）"))
OUTLINE = [
    (0, "总体情况"), (1, "主动公开情况"), (None, "本年公开信息三百条，都在网站上。"), (1, "依申请公开情况"), (2, "收到申请情况"), (2, "答复情况"),
    (3, "按时答复情况"), (0, "主动公开政府信息情况"), (0, "收到和处理政府信息公开申请情况"), (0, "政府信息公开行政复议、行政诉讼情况"),
    (0, "存在的主要问题及改进情况"), (1, "问题"), (1, "改进"), (0, "其他需要报告的事项"), (None, "没有收取信息处理费。"),
]  # fmt: skip
NUMBERED = [
    "（一）主动公开情况",
    "本年公开信息三百条，都在网站上。",
    "（二）依申请公开情况",
    "1.收到申请情况",
    "2.答复情况",
    "（1）按时答复情况",
]


def numbered_document(folder: Path, *, by_style: bool) -> Path:
    """Headings whose numbers Word counts, set in the paragraphs or in their styles; the tables below their headings."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text) in enumerate(LEVELS)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    document.add_paragraph(f"{AGENCY}2023年政府信息公开工作年度报告")
    document.add_paragraph("根据有关规定编制本年度报告，统计期限自2023年1月1日起至2023年12月31日止。")
    if by_style:
        for level in range(2):
            style = document.styles[f"Heading {level + 1}"]
            style.element.get_or_add_pPr().append(number_of(level))
    copy = copied(FORM_2021)
    tables = [word_table(copy.grid(table.id)) for table in copy.form.tables]
    for level, text in OUTLINE:
        paragraph = document.add_paragraph(text)
        if level is not None and by_style and level < 2:
            paragraph.style = document.styles[f"Heading {level + 1}"]
        elif level is not None:
            paragraph._p.get_or_add_pPr().append(number_of(level))
        if level == 0 and tables and "政府信息" in text:
            drawn = tables.pop(0).replace("<w:tbl>", f"<w:tbl {nsdecls('w')}>", 1)
            paragraph._p.addnext(parse_xml(drawn))
    assert not tables
    path = folder / "numbered.docx"
    document.save(str(path))
    return path


def number_of(level: int) -> object:
    return parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')


@pytest.mark.parametrize("by_style", [False, True], ids=["paragraphs", "styles"])
def test_numbers_that_word_counts_are_part_of_the_headings(tmp_path: Path, by_style: bool) -> None:
    published = open_published(numbered_document(tmp_path, by_style=by_style))
    wanted = [section.heading for section in published.form.sections if section.kind == "fixed"]
    assert [heading.text for heading in published.narrative.headings] == wanted
    texts = published.report.texts
    assert [block.whole for block in texts["overview"]] == NUMBERED
    assert [(block.kind, block.level) for block in texts["overview"]] == [
        ("heading", 2), ("paragraph", 0), ("heading", 2), ("heading", 3), ("heading", 3), ("heading", 4),
    ]  # fmt: skip
    # The second level begins again below each first.
    assert [block.whole for block in texts["problems"]] == ["（一）问题", "（二）改进"]
    assert score(published, copied(FORM_2021).figures).missing == ()


def test_labels_of_a_table_that_word_counts_are_read(tmp_path: Path, report: Copied) -> None:
    """1.属于国家秘密 with the 1. as an automatic number: without it the label is the same to the recogniser."""
    body = replaced(body_of(report), "1.属于国家秘密", "属于国家秘密")
    assert score(opened(tmp_path, body), report.figures).missing == ()


# -- changes that somebody tracked ------------------------------------------------------------------------------


def run_of(text: str, tag: str = "t") -> str:
    return f"<w:r><w:{tag}>{text}</w:{tag}></w:r>"


def test_a_tracked_change_of_a_figure_is_read_as_accepted(tmp_path: Path, report: Copied) -> None:
    old = f'<w:r><w:t xml:space="preserve">{report.figures[REF]}</w:t></w:r>'
    body = body_of(report)
    at = body.index(old)
    new = f'<w:del w:id="1">{run_of("999", "delText")}</w:del><w:ins w:id="2">{run_of(report.figures[REF])}</w:ins>'
    published = opened(tmp_path, body[:at] + new + body[at + len(old) :])
    assert score(published, report.figures).missing == score(published, report.figures).wrong == ()


def test_tracked_text_is_read_as_accepted(tmp_path: Path, report: Copied) -> None:
    paragraph = (
        f'<w:p>{run_of("本局公开信息")}<w:del w:id="1">{run_of("三", "delText")}</w:del>'
        f'<w:ins w:id="2">{run_of("五")}</w:ins>{run_of("条，都在网上。")}</w:p>'
        f'<w:ins w:id="3"><w:p>{run_of("这一段是后来加的，已经核对。")}</w:p></w:ins>'
        f'<w:p><w:pPr><w:rPr><w:del w:id="4"/></w:rPr></w:pPr><w:del w:id="5">{run_of("这一段删去了。", "delText")}</w:del></w:p>'
    )
    heading = word_paragraph("一、总体情况")
    published = opened(tmp_path, replaced(body_of(report), heading, heading + paragraph))
    assert [block.whole for block in published.report.texts["overview"]][:2] == [
        "本局公开信息五条，都在网上。",
        "这一段是后来加的，已经核对。",
    ]
    assert len(published.report.texts["overview"]) == 2 + 3


def test_moved_text_is_read_once(tmp_path: Path, report: Copied) -> None:
    heading = word_paragraph("一、总体情况")
    moved = '<w:p><w:{0} w:id="1">' + run_of("这一句换了地方，只出现一次。") + "</w:{0}></w:p>"
    published = opened(tmp_path, replaced(body_of(report), heading, heading + moved.format("moveFrom") + moved.format("moveTo")))
    assert [block.whole for block in published.report.texts["overview"]].count("这一句换了地方，只出现一次。") == 1


def test_an_inserted_row_of_a_table_is_read(tmp_path: Path, report: Copied) -> None:
    body = body_of(report)
    at = body.index("（一）予以公开")
    start, stop = body.rindex("<w:tr>", 0, at), body.index("</w:tr>", at) + len("</w:tr>")
    row = body[start:stop].replace("<w:tr>", '<w:tr><w:trPr><w:ins w:id="1"/></w:trPr>', 1)
    assert score(opened(tmp_path, body[:start] + row + body[stop:]), report.figures).missing == ()


# -- what no report has -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("declared", ["", '<!DOCTYPE w [<!ENTITY a "9">]>'], ids=["nothing", "an entity"])
def test_a_document_that_declares_entities_is_refused(tmp_path: Path, capsys: Capture, report: Copied, declared: str) -> None:
    """Office programs write none; what they stand for may be another file, or grow without end."""
    path = tmp_path / "a.docx"
    path.write_bytes(docx_of(report))
    change_part(path, "word/document.xml", "<w:document ", f"{declared}<w:document ")
    code, said = run(capsys, "import", path, tmp_path / "draft")
    assert (code, "DOCTYPE" in said, (tmp_path / "draft").exists()) == ((2, True, False) if declared else (0, False, True))


# -- boxes, controls, tables in tables --------------------------------------------------------------------------

BOX = (
    '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>'
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


def test_a_text_box_is_told_once_and_is_no_text(tmp_path: Path, report: Copied) -> None:
    """Its text stands in the file twice, for new and for old programs."""
    heading = word_paragraph("一、总体情况")
    box = BOX.format(word_paragraph("图中文字：本年公开信息三百条。"))
    published = opened(tmp_path, replaced(body_of(report), heading, heading + box))
    assert not any("图中文字" in block.whole for block in published.report.texts["overview"])
    assert [(one.kind, one.text) for one in published.asides] == [(AsideKind.BOX, "图中文字：本年公开信息三百条。")]
    assert score(published, report.figures).missing == ()


def test_the_title_in_a_text_box_is_found(tmp_path: Path, report: Copied) -> None:
    title = word_paragraph(report.article.title)
    published = opened(tmp_path, replaced(body_of(report), title, BOX.format(title)))
    assert (published.report.agency, published.report.year, published.asides) == (AGENCY, 2023, ())


def control(inner: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def test_tables_rows_and_cells_in_content_controls_are_read(tmp_path: Path, report: Copied) -> None:
    body = body_of(report)
    wrapped = body.replace("<w:tbl>", "<w:sdt><w:sdtContent><w:tbl>").replace("</w:tbl>", "</w:tbl></w:sdtContent></w:sdt>")
    cell = cell_of(report.figures[REF])
    assert cell in wrapped
    wrapped = wrapped.replace(cell, control(cell))
    at = wrapped.index("（二）部分公开")
    start, stop = wrapped.rindex("<w:tr>", 0, at), wrapped.index("</w:tr>", at) + len("</w:tr>")
    published = opened(tmp_path, wrapped[:start] + control(wrapped[start:stop]) + wrapped[stop:])
    assert score(published, report.figures).missing == score(published, report.figures).wrong == ()


def test_a_paragraph_in_a_content_control_is_read(tmp_path: Path, report: Copied) -> None:
    paragraph = word_paragraph("共办理1件。")
    body = body_of(report)
    published = opened(tmp_path, body.replace(paragraph, control(paragraph)))
    assert published.report.texts == open_whole(tmp_path, report).report.texts


def open_whole(folder: Path, copy: Copied) -> Published:
    path = folder / "whole.docx"
    path.write_bytes(docx_of(copy))
    # Places name the file.
    target = folder / "a.docx"
    target.write_bytes(path.read_bytes())
    return open_published(target)


def test_a_figure_in_a_table_inside_its_cell_is_read(tmp_path: Path, report: Copied) -> None:
    cell = cell_of(report.figures[REF])
    nested = f"<w:tc><w:tcPr/><w:tbl><w:tr>{cell}</w:tr></w:tbl><w:p/></w:tc>"
    published = opened(tmp_path, body_of(report).replace(cell, nested))
    assert score(published, report.figures).wrong == score(published, report.figures).missing == ()


@pytest.mark.parametrize("table_id", ["disputes", "applications"])
def test_a_table_inside_a_cell_of_another_is_read_or_told(tmp_path: Path, report: Copied, table_id: str) -> None:
    """Somebody put a table into a frame of one cell."""
    table = word_table(report.grid(table_id))
    frame = f"<w:tbl><w:tr><w:tc><w:tcPr/>{table}<w:p/></w:tc></w:tr></w:tbl>"
    published = opened(tmp_path, replaced(body_of(report), table, frame))
    came = score(published, report.figures)
    assert came.wrong == ()
    assert came.missing == () or "W101" in {finding.code for finding in published.findings}
    assert came.missing == () or any(report.figures[ref] in one.text for one in published.unplaced for ref in came.missing)


# -- more than one form, and none ---------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
def test_each_form_is_known_by_its_tables(tmp_path: Path, pack: str) -> None:
    copy = copied(pack, sparse)
    published = opened(tmp_path, body_of(copy))
    assert (published.form.id, score(published, copy.figures).missing) == (pack, ())
    assert published.unplaced == ()


def test_last_years_table_behind_the_report_is_not_mixed_in(tmp_path: Path, report: Copied) -> None:
    """The statistics table of the old form as an annex: this year's figures are right, the annex is told."""
    annex = copied(FORM_2014)
    published = opened(tmp_path, body_of(report) + word_paragraph("附：往年统计表") + word_table(annex.grid("statistics")))
    assert published.form.id == FORM_2021
    assert score(published, report.figures).missing == score(published, report.figures).wrong == ()
    assert any("主动公开政府信息数" in one.text for one in published.unplaced)


def test_the_same_table_twice_is_told(tmp_path: Path, report: Copied) -> None:
    """表三 of the whole city, and once more of its office: nobody knows which is meant."""
    other = copied(FORM_2021, sparse)
    both = (
        word_table(report.grid("applications")) + word_paragraph("其中，市政府办公室：") + word_table(other.grid("applications"))
    )
    published = opened(tmp_path, replaced(body_of(report), word_table(report.grid("applications")), both))
    assert score(published, report.figures).wrong == () or score(published, other.figures).wrong == ()
    told = " ".join(one.text for one in published.unplaced)
    left = other if score(published, report.figures).wrong == () else report
    assert left.figures["applications.total.all"] in told or "W103" in {finding.code for finding in published.findings}


def test_two_forms_of_applications_do_not_mix(tmp_path: Path, report: Copied) -> None:
    """表三 of the 2019 form behind the whole report of the 2021 form."""
    old = copied(FORM_2019)
    published = opened(tmp_path, body_of(report) + word_table(old.grid("applications")))
    assert published.form.id == FORM_2021
    assert score(published, report.figures).wrong == ()


@pytest.mark.parametrize("command", ["check", "import"])
def test_the_blank_form_is_answered(published: Path, tmp_path: Path, capsys: Capture, command: str) -> None:
    """Nothing is in it yet: the check says so, the import makes an empty draft."""
    target = [tmp_path / "draft"] if command == "import" else []
    code, said = run(capsys, command, published / "form_2021_blank.docx", *target)
    assert code == (1 if command == "check" else 0)
    if command == "check":
        assert all(f"{table}整张表都没有填" in said for table in ("表二", "表三", "表四"))
    else:
        assert "表格 3 张，0 个数（格式共 3 张、200 格）；勾稽关系判断了 0 条，缺数没有判断 42 条" in said
        code, said = run(capsys, "check", tmp_path / "draft")
        assert code == 1


def test_the_blank_form_is_known_in_every_cell(published: Path) -> None:
    blank = open_published(published / "form_2021_blank.docx")
    assert blank.form.id == FORM_2021
    assert set(blank.report.cells) == set(blank.form.figures)
    assert blank.report.figures == {}


@pytest.mark.parametrize("pack", PACKS)
def test_a_form_without_figures_gets_none(tmp_path: Path, pack: str) -> None:
    """Nothing follows from nothing: blank tables are not taken for zeros."""
    empty = copied(pack).mapped(lambda piece: piece._replace(text="") if piece.ref else piece)
    published = opened(tmp_path, body_of(empty))
    assert published.report.figures == {}
    assert set(published.report.cells) == set(published.form.figures)


def test_a_word_file_of_python_docx_is_read(tmp_path: Path) -> None:
    """Tables as another program writes them, every cell there, merged by the program itself."""
    copy = copied(FORM_2019)
    document = docx.Document()
    for text in (copy.article.title, *copy.article.preface):
        document.add_paragraph(text)
    for heading, parts in copy.article.sections:
        document.add_paragraph(heading)
        for part in parts:
            if isinstance(part, str):
                document.add_paragraph(part)
                continue
            grid = copy.grid(part.id)
            table = document.add_table(len(grid), sum(piece.columns for piece in grid[0]))
            for row, pieces in enumerate(grid):
                column = 0
                for piece in pieces:
                    if not piece.continued:
                        corner = table.cell(row + piece.rows - 1, column + piece.columns - 1)
                        table.cell(row, column).merge(corner).text = piece.text
                    column += piece.columns
    stream = io.BytesIO()
    document.save(stream)
    path = tmp_path / "a.docx"
    path.write_bytes(stream.getvalue())
    imported = import_report(path, tmp_path / "draft")
    assert {ref: str(value) for ref, value in imported.report.figures.items()} == dict(copy.figures)
    assert set(contents(imported.folder)) == {"workbook.xlsx", "narrative.yaml"}


# -- a report that nobody signed ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A finished document, signed and dated in its last two paragraphs."""
    return build_draft(EXAMPLES / "huaian-2024", output=tmp_path_factory.mktemp("built") / "年报.docx").path.read_bytes()


@pytest.mark.parametrize("gone", [[], ["署名"], ["日期"], ["署名", "日期"]], ids="+".join)
def test_what_a_document_does_not_say_of_its_signature_is_a_gap(tmp_path: Path, signed: bytes, gone: list[str]) -> None:
    """The agency does not sign by itself, and a name without a date is no paragraph of the text."""
    package = package_of(signed, "")
    lines = dict(zip(("署名", "日期"), [block for block in package.body if block.tag == P][-2:], strict=True))
    for one in gone:
        package.body.remove(lines[one])
    package.changed(package.main)
    path = tmp_path / "a.docx"
    path.write_bytes(package.packed())
    imported = import_report(path, tmp_path / "draft")
    told = [finding.message for finding in imported.findings if finding.code == "W145"]
    assert [one for one in lines if any(one in message for message in told)] == gone
    written = yaml.safe_load((tmp_path / "draft" / "narrative.yaml").read_text(encoding="utf-8"))["落款"]
    wanted = {"署名": "淮安市人民政府", "日期": "2025年2月25日"} | dict.fromkeys(gone, GAP)
    assert written == wanted
    checked = check_draft(tmp_path / "draft")
    assert [checked.report.signature, checked.report.date] == ["" if text == GAP else text for text in wanted.values()]
    assert [finding.code for finding in checked.findings] == ["W145"] * len(gone)
    assert checked.errors == len(gone)
