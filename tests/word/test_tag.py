"""`format tag`: a blank form as published becomes a template, and reports built with it keep the form's look."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT, as_shipped, telling
from lxml import etree
from support.made.blank_forms import (
    DATE,
    PLACEHOLDER,
    SIGNATURE,
    TITLE,
    Change,
    W,
    blank_form,
    blocks,
    cell_paragraph,
    cells,
    document,
    element,
    paragraph_of,
    remove,
    set_text,
    text_of,
)
from support.made.drafts import figures_in
from test_conformance import Audit, audit  # noqa: F401 - a fixture
from test_office import Convert, convert, needs, output_of  # noqa: F401 - a fixture

from reportgen.cli.main import main
from reportgen.model.draft import Built
from reportgen.model.errors import OutputError, SourceError
from reportgen.packs.load import find_pack
from reportgen.tasks.build import build_draft
from reportgen.tasks.tag import tag_blank_form
from reportgen.word.blank.tables import Tagged
from reportgen.word.layout.text import layout_findings
from reportgen.word.outline import read_outline
from reportgen.word.package import opened
from reportgen.word.template.document import printed
from reportgen.word.template.drawing import passage_lines
from reportgen.word.template.full.values import BLOCK_STYLES

F2014, F2019, F2021 = (f"gov-disclosure-{year}" for year in (2014, 2019, 2021))
EACH = {F2014: "ouhai-2017", F2019: "wenzhou-2020", F2021: "huaian-2024"}
FIRST_CELL = (0, 3, 2)  # 表二 规章, 本年制发件数 of the 2021 form

Tag = Callable[..., Tagged]
Build = Callable[..., Built]


@pytest.fixture
def tag(tmp_path: Path) -> Tag:
    """Tag a form of a pack after changes in it."""

    def run(*changes: Change, pack: str = F2021, bare: bool = False, named: str = "") -> Tagged:
        path = tmp_path / "表单.docx"
        path.write_bytes(blank_form(find_pack(pack).form, *changes, bare=bare))
        return tag_blank_form(path, named, force=True)

    return run


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build an example with a template in the place of its pack's own."""

    def run(template: Path, pack: str = F2021, *, draft: bool = False) -> Built:
        folder = tmp_path / "packs" / pack
        shutil.copytree(ROOT / "templates" / pack, folder, dirs_exist_ok=True)
        shutil.copy(template, folder / "template.docx")
        as_shipped(monkeypatch, tmp_path / "packs")
        example = EXAMPLES / EACH[pack]
        built = build_draft(example, output=tmp_path / "年报.docx", draft=draft, force=True)
        assert isinstance(built, Built)
        return built

    return run


def shows_its_report(built: Built, pack: str) -> bool:
    """Whether a built file shows every figure of its draft where the labels say, and every text."""
    report = built.checked.report
    shown = figures_in(built.path, find_pack(pack).form)
    written = [paragraph.text for paragraph in read_outline(built.path).paragraphs]
    texts = [block.whole for passage in report.texts.values() for block in passage if block.whole]
    return shown == {ref: printed(cell, None) for ref, cell in report.cells.items()} and all(
        text in written for text in (*report.title, *texts, report.signature, report.date)
    )


def root_of(tagged: Tagged) -> etree._Element:
    return document(tagged.path.read_bytes())


def tag_in(tagged: Tagged, table: int, row: int, column: int) -> str:
    return text_of(cells(root_of(tagged), table)[row, column])


# -- forms as they come ---------------------------------------------------------------------------------


# A quick run takes the forms in turns; the official one, of 2021, is tagged below.
@pytest.mark.parametrize("pack", telling([F2014], list(EACH)))
def test_a_drawn_form_builds_its_example(pack: str, tag: Tag, build: Build) -> None:
    tagged = tag(pack=pack)
    assert tagged.whole
    assert tagged.form_id == pack
    assert not tagged.told.untouched
    assert not tagged.told.replaced
    assert shows_its_report(build(tagged.path, pack), pack)


@pytest.mark.parametrize("pack", telling([F2019], list(EACH)))
def test_a_form_without_a_word_to_follow_builds_its_example_too(pack: str, tag: Tag, build: Build) -> None:
    tagged = tag(pack=pack, bare=True)
    assert not tagged.fault
    assert [line for line in tagged.told.missing if "年报的标题" in line]
    assert any("默认字体" in line for line in tagged.told.remarks)
    assert shows_its_report(build(tagged.path, pack), pack)


@pytest.mark.parametrize("pack", telling([F2021], list(EACH)))
def test_a_finished_report_is_a_form_too(pack: str, tmp_path: Path, build: Build) -> None:
    """What stands in it is all sample: told, and gone from the template."""
    built = build(ROOT / "templates" / pack / "template.docx", pack)
    tagged = tag_blank_form(built.path)
    assert tagged.whole
    assert tagged.form_id == pack
    report = built.checked.report
    left = "".join(text_of(one) for one in blocks(root_of(tagged), "p"))
    for block in (block for passage in report.texts.values() for block in passage if block.whole):
        assert block.whole not in left
        assert any(block.whole[:20] in line for line in tagged.told.replaced)
    assert report.agency not in left
    assert shows_its_report(build(tagged.path, pack), pack)


@pytest.mark.parametrize(
    "pack, bare",
    telling([(F2014, True)], [(pack, bare) for pack in EACH for bare in (False, True)]),
)
def test_template_and_report_are_valid(
    pack: str,
    bare: bool,
    tag: Tag,
    build: Build,
    audit: Audit,  # noqa: F811
) -> None:
    tagged = tag(pack=pack, bare=bare)
    assert audit(tagged.path.read_bytes()) == []
    assert audit(build(tagged.path, pack).path.read_bytes()) == []


def test_headings_of_a_free_text_give_the_look_of_headings(tag: Tag, build: Build) -> None:
    def add(root: etree._Element) -> None:
        placeholder = paragraph_of(root, PLACEHOLDER, 1)
        heading = deepcopy(placeholder)
        set_text(heading, "一、工作概况")
        heading.find(f"{W}r/{W}rPr/{W}rFonts").set(W + "eastAsia", "华文中宋")  # type: ignore[union-attr]
        placeholder.addprevious(heading)

    tagged = tag(add, pack=F2014)
    assert tagged.whole
    assert tagged.told.replaced == ("第4段“一、工作概况”",)
    built = build(tagged.path, F2014)
    heading = paragraph_of(document(built.path.read_bytes()), "一、工作概况")
    assert heading.find(f"{W}r/{W}rPr/{W}rFonts").get(W + "eastAsia") == "华文中宋"  # type: ignore[union-attr]


def test_a_passage_prints_every_kind_of_block() -> None:
    conditions = "".join(line.text for line in passage_lines("overview"))
    assert all(f"block.style == '{style}'" in conditions for style in BLOCK_STYLES)


@pytest.fixture
def official(published: Path) -> Path:
    return published / "form_2021_blank.docx"


def test_the_official_form_builds_a_report(official: Path, tmp_path: Path, build: Build) -> None:
    tagged = tag_blank_form(official, output=tmp_path / "模板.docx")
    assert tagged.whole
    assert tagged.form_id == F2021
    assert [line.partition("，")[2] for line in tagged.told.recognised[:3]] == [
        "14 行 4 列，10 个数字格", "28 行 10 列，175 个数字格", "4 行 15 列，15 个数字格",
    ]  # fmt: skip
    assert any("连着 9 个空段" in line for line in tagged.told.remarks)
    built = build(tagged.path)
    assert shows_its_report(built, F2021)
    # The text looks like the form's placeholder: 宋体, no size of its own, indented as there.
    text = built.checked.report.texts["problems"][0].whole
    paragraph = paragraph_of(document(built.path.read_bytes()), text)
    assert paragraph.find(f"{W}pPr/{W}ind").get(W + "firstLine") == "420"  # type: ignore[union-attr]
    assert paragraph.find(f"{W}r/{W}rPr/{W}rFonts").get(W + "eastAsia") == "宋体"  # type: ignore[union-attr]
    assert paragraph.find(f"{W}r/{W}rPr/{W}b") is None


def untagged(content: bytes) -> tuple[dict[str, bytes], list[bytes], list[list[bytes]]]:
    """A form without the places that are tagged: other parts, paragraphs, tables with empty figure cells."""
    package = opened(content, "form.docx")
    root = document(content)
    for paragraph in blocks(root, "p"):
        if "{" in text_of(paragraph) or text_of(paragraph).startswith("（文字描述") or "报告格式模板" in text_of(paragraph):
            remove(paragraph)
    form = find_pack(F2021).form
    assert len(form.tables) == len(blocks(root, "tbl"))
    for number in range(len(form.tables)):
        for cell in cells(root, number).values():
            if not text_of(cell).strip() or "{" in text_of(cell):
                for run in list(cell.iter(W + "r")):
                    remove(run)
    parts = {name: part for name, part in package.files.items() if name != package.main}
    return (
        parts,
        [etree.tostring(one, method="c14n") for one in blocks(root, "p")],
        [[etree.tostring(row, method="c14n") for row in table.iter(W + "tr")] for table in blocks(root, "tbl")],
    )


def test_all_else_of_the_official_form_is_untouched(official: Path, tmp_path: Path) -> None:
    tagged = tag_blank_form(official, output=tmp_path / "模板.docx")
    before, after = official.read_bytes(), tagged.path.read_bytes()
    assert untagged(before) == untagged(after)
    heads = {opened(content, "").files["word/document.xml"].partition(b"<w:body>")[0] for content in (before, after)}
    assert len(heads) == 1  # declaration and namespaces


def test_every_run_put_in_names_its_chinese_font(official: Path, tmp_path: Path) -> None:
    tagged = tag_blank_form(official, output=tmp_path / "模板.docx")
    runs = [run for run in root_of(tagged).iter(W + "r") if "{" in text_of(run)]
    assert len(runs) > 200
    fonts = {run.find(f"{W}rPr/{W}rFonts").get(W + "eastAsia") for run in runs}  # type: ignore[union-attr]
    assert fonts == {"宋体", "楷体", "黑体"}


def test_the_official_form_saved_and_printed_by_libreoffice(
    official: Path,
    tmp_path: Path,
    build: Build,
    convert: Convert,  # noqa: F811
) -> None:
    needs("pdftotext")
    convert("docx", [official], tmp_path / "saved")
    tagged = tag_blank_form(tmp_path / "saved" / official.name)
    assert tagged.whole
    built = build(tagged.path)
    assert shows_its_report(built, F2021)
    convert("pdf", [built.path], tmp_path / "printed")
    printed_text = "".join(output_of("pdftotext", tmp_path / "printed" / "年报.pdf", "-").split())
    report = built.checked.report
    for block in report.texts["problems"]:
        assert "".join(block.whole.split()) in printed_text.replace("\x0c", "")
    assert {printed(cell, None) for cell in report.cells.values()} <= set(
        output_of("pdftotext", "-layout", tmp_path / "printed" / "年报.pdf", "-").split()
    )


def test_a_form_of_another_making_is_known_by_its_own_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_FORMATS", str(ROOT / "tests" / "forms"))
    form = find_pack("gov-test-2099").form
    path = tmp_path / "form.docx"
    path.write_bytes(blank_form(form))
    tagged = tag_blank_form(path)
    assert tagged.form_id == "gov-test-2099"
    assert not tagged.fault


# -- cells ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", telling(["0", "—", "１２"], ["12", "0", "—", "/", "１２", "3.5"]))
def test_samples_in_number_cells_are_replaced_and_told(text: str, tag: Tag) -> None:
    def fill(root: etree._Element) -> None:
        for column in (2, 3, 4):
            set_text(cell_paragraph(root, 0, 3, column), text)

    tagged = tag(fill)
    assert tagged.whole
    assert tag_in(tagged, *FIRST_CELL) == "{{ disclosure.regulations.made }}"
    assert tagged.told.replaced == (
        f"表二有 3 个数字格里原来有内容，已换成标签：第1张表第3行第2列“{text}”，第1张表第3行第3列“{text}”，第1张表第3行第4列“{text}”",
    )


def test_every_cell_filled_is_a_form_all_the_same(tag: Tag) -> None:
    def fill(root: etree._Element) -> None:
        for table in range(3):
            for cell in cells(root, table).values():
                if not text_of(cell):
                    set_text(next(cell.iter(W + "p")), "0")

    tagged = tag(fill)
    assert tagged.whole
    assert "有 175 个数字格里原来有内容" in tagged.told.replaced[1]


@pytest.mark.parametrize("text", telling(["", "\u3000\u3000"], ["", " ", "\u3000\u3000", "\u00a0"]))
def test_blanks_in_a_number_cell_are_no_loss(text: str, tag: Tag) -> None:
    tagged = tag(lambda root: set_text(cell_paragraph(root, *FIRST_CELL), text))
    assert tagged.whole
    assert not tagged.told.replaced
    assert tag_in(tagged, *FIRST_CELL) == "{{ disclosure.regulations.made }}"


def test_a_number_looks_as_its_cell_says(tag: Tag) -> None:
    def mark(root: etree._Element) -> None:
        paragraph = cell_paragraph(root, *FIRST_CELL)
        paragraph.find(W + "pPr").append(element('<w:jc w:val="right"/>'))  # type: ignore[union-attr]
        paragraph.find(W + "pPr").append(element('<w:rPr><w:sz w:val="19"/></w:rPr>'))  # type: ignore[union-attr]

    root = root_of(tag(mark))
    paragraph = cell_paragraph(root, *FIRST_CELL)
    assert paragraph.find(f"{W}pPr/{W}jc").get(W + "val") == "right"  # type: ignore[union-attr]
    assert paragraph.find(f"{W}r/{W}rPr/{W}sz").get(W + "val") == "19"  # type: ignore[union-attr]
    # Its neighbours say nothing and follow it.
    assert cell_paragraph(root, 0, 3, 3).find(f"{W}r/{W}rPr/{W}sz").get(W + "val") == "19"  # type: ignore[union-attr]


def test_numbers_look_alike_where_some_cells_hold_blanks_and_some_nothing(tag: Tag) -> None:
    """Office programs leave a size in an empty paragraph that nobody has chosen; what was typed says more."""

    def fill(root: etree._Element) -> None:
        for column, size in ((2, 18), (3, 18), (4, 30)):
            run = element(f'<w:r><w:rPr><w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve"> </w:t></w:r>')
            cell_paragraph(root, 0, 3, column).append(run)
        for column in (2, 3, 4):
            cell_paragraph(root, 0, 4, column)[0].append(element('<w:rPr><w:sz w:val="24"/></w:rPr>'))

    root = root_of(tag(fill))
    sizes = [
        cell_paragraph(root, 0, row, column).find(f"{W}r/{W}rPr/{W}sz").get(W + "val")  # type: ignore[union-attr]
        for row in (3, 4)
        for column in (2, 3, 4)
    ]
    assert sizes == ["18", "18", "30", "18", "18", "18"]


def test_several_paragraphs_in_a_cell_become_one(tag: Tag) -> None:
    tagged = tag(lambda root: cells(root, 0)[3, 2].append(element("<w:p><w:r><w:t>件</w:t></w:r></w:p>")))
    assert tagged.whole
    assert len(list(cells(root_of(tagged), 0)[3, 2].iter(W + "p"))) == 1
    assert "“件”" in tagged.told.replaced[0]


def in_control(kind: str) -> Change:
    """A content control around the first number: its run, its paragraph or its cell."""

    def change(root: etree._Element) -> None:
        cell = cells(root, 0)[3, 2]
        paragraph = next(cell.iter(W + "p"))
        set_text(paragraph, "单击输入")
        inner = {"run": paragraph.find(W + "r"), "paragraph": paragraph, "cell": cell}[kind]
        assert inner is not None
        control = element('<w:sdt><w:sdtPr><w:showingPlcHdr/><w:dataBinding w:xpath="/x"/></w:sdtPr><w:sdtContent/></w:sdt>')
        inner.addprevious(control)
        control[1].append(inner)

    return change


@pytest.mark.parametrize("kind", ["run", "paragraph", "cell"])
def test_content_controls_do_not_take_the_figure_away(kind: str, tag: Tag, build: Build) -> None:
    tagged = tag(in_control(kind))
    assert tagged.whole
    assert tag_in(tagged, *FIRST_CELL) == "{{ disclosure.regulations.made }}"
    assert not list(root_of(tagged).iter(W + "showingPlcHdr", W + "dataBinding"))
    assert shows_its_report(build(tagged.path), F2021)


def test_a_content_control_around_a_placeholder_is_dissolved(tag: Tag, build: Build) -> None:
    def wrap(root: etree._Element) -> None:
        placeholder = paragraph_of(root, PLACEHOLDER, 1)
        control = element("<w:sdt><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent/></w:sdt>")
        placeholder.addprevious(control)
        control[1].append(placeholder)

    tagged = tag(wrap)
    assert tagged.whole
    assert not list(root_of(tagged).iter(W + "sdt"))
    assert shows_its_report(build(tagged.path), F2021)


def test_tracked_changes_are_not_carried_into_the_tags(tag: Tag) -> None:
    def track(root: etree._Element) -> None:
        mark = 'w:id="1" w:author="某人" w:date="2024-01-01T00:00:00Z"'
        for paragraph in (cell_paragraph(root, *FIRST_CELL), paragraph_of(root, PLACEHOLDER)):
            paragraph.append(element(f"<w:del {mark}><w:r><w:delText>旧</w:delText></w:r></w:del>"))
            paragraph.append(
                element(f"<w:ins {mark}><w:r><w:rPr><w:rPrChange {mark}/></w:rPr><w:t>（此处填写）</w:t></w:r></w:ins>")
            )
        paragraph_of(root, "二、主动公开政府信息情况").append(element(f"<w:ins {mark}><w:r><w:t> </w:t></w:r></w:ins>"))

    tagged = tag(track)
    assert "留着修订：插入 1 处、删除 0 处" in tagged.fault
    assert any("5 处修订痕迹" in line for line in tagged.told.remarks)
    left = list(root_of(tagged).iter(W + "ins", W + "del", W + "rPrChange"))
    assert len(left) == 1  # in the heading, which is no place for a tag
    assert tag_in(tagged, *FIRST_CELL) == "{{ disclosure.regulations.made }}"


def test_tables_inside_a_frame_are_found(tag: Tag, build: Build) -> None:
    def frame(root: etree._Element) -> None:
        table = blocks(root, "tbl")[0]
        outer = element("<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>")
        table.addprevious(outer)
        next(outer.iter(W + "p")).addprevious(table)

    tagged = tag(frame)
    assert tagged.whole
    assert shows_its_report(build(tagged.path), F2021)


def test_rows_that_begin_further_right_are_counted_as_word_shows_them(tag: Tag) -> None:
    def shift(root: etree._Element) -> None:
        cell = cells(root, 0)[3, 1]
        row = cell.getparent()
        assert row is not None
        for column in (2, 3):
            remove(cells(root, 0)[3, column])
        row.insert(0, element('<w:trPr><w:gridBefore w:val="2"/></w:trPr>'))

    tagged = tag(shift)
    # The label stands in the third column now, the only number left in the fourth.
    assert tag_in(tagged, 0, 3, 4) == "{{ disclosure.regulations.in_force }}"
    assert tagged.told.missing == ("表二里没有“本年制发件数”（第1张表）", "表二里没有“本年废止件数”（第1张表）")


def test_number_cells_that_are_merged_are_told(tag: Tag) -> None:
    def merge(root: etree._Element) -> None:
        remove(cells(root, 0)[3, 3])
        cells(root, 0)[3, 2][0].insert(1, element('<w:gridSpan w:val="2"/>'))

    tagged = tag(merge)
    assert tagged.told.missing == ("表二 规章/本年废止件数：第1张表第3行第3列没有单独的单元格（多半被合并了）",)
    assert "本年废止件数" in tagged.fault


def test_words_split_over_runs_are_read_whole(tag: Tag) -> None:
    def split(root: etree._Element) -> None:
        for run in list(root.iter(W + "r")):
            text = text_of(run)
            if len(text) > 2:
                for part, other in ((text[:2], run), (text[2:], deepcopy(run))):
                    other.find(W + "t").text = part  # type: ignore[union-attr]
                    if other is not run:
                        run.addnext(other)

    assert tag(split).whole


# -- what differs from the pack -------------------------------------------------------------------------


def test_a_missing_table_is_told_and_the_rest_is_written(tag: Tag) -> None:
    tagged = tag(lambda root: remove(blocks(root, "tbl")[1]))
    assert not tagged.whole
    assert any(line.startswith("表三没有找到") for line in tagged.told.missing)
    assert tagged.fault
    assert tag_in(tagged, *FIRST_CELL) == "{{ disclosure.regulations.made }}"
    assert tag_in(tagged, 1, 4, 1) == "{{ disputes.review.upheld }}"


def test_a_row_under_another_name_is_told_from_both_sides(tag: Tag) -> None:
    tagged = tag(lambda root: set_text(cell_paragraph(root, 0, 4, 1), "其他公文"))
    assert tagged.told.missing == ("表二里没有“行政规范性文件”（第1张表）",)
    assert tagged.told.differing == ("第1张表第4行第2列：这一行“其他公文”格式里没有，没有加标签",)
    assert "行政规范性文件" in tagged.fault


def test_a_misprinted_label_is_taken_and_told(tag: Tag) -> None:
    tagged = tag(lambda root: set_text(cell_paragraph(root, 0, 4, 1), "行政规范性文档"))
    assert tagged.whole
    assert tagged.told.differing == ("第1张表第4行第1列写的是“行政规范性文档”，格式里是“行政规范性文件”",)


def test_a_row_that_the_pack_does_not_have_is_told(tag: Tag) -> None:
    def add(root: etree._Element) -> None:
        row = list(blocks(root, "tbl")[0].iter(W + "tr"))[3]
        row.addnext(deepcopy(row))
        set_text(cell_paragraph(root, 0, 5, 1), "市级公文")

    tagged = tag(add)
    assert tagged.whole
    assert tagged.told.differing == ("第1张表第5行第2列：这一行“市级公文”格式里没有，没有加标签",)


def test_a_column_that_the_pack_does_not_have_is_told(tag: Tag) -> None:
    def add(root: etree._Element) -> None:
        for row in blocks(root, "tbl")[2].iter(W + "tr"):
            row.append(deepcopy(row[-1]))

    tagged = tag(add)
    assert tagged.told.differing == ("第3张表第4行第16列：这一列格式里没有，没有加标签",)


def test_a_table_that_is_none_of_the_form_stays(tag: Tag) -> None:
    table = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p><w:r><w:t>填表说明</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    tagged = tag(lambda root: paragraph_of(root, PLACEHOLDER).addprevious(element(table)))
    assert tagged.whole
    assert tagged.told.untouched == ("第1张表（填表说明）不是格式里的表",)


def test_two_packs_that_fit_as_well_are_told(tag: Tag, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twin = tmp_path / "packs" / "twin"
    shutil.copytree(ROOT / "templates" / F2021, twin)
    declared = (twin / "format.yaml").read_text(encoding="utf-8")
    (twin / "format.yaml").write_text(declared.replace(f"id: {F2021}", "id: twin"), encoding="utf-8")
    monkeypatch.setenv("REPORTGEN_FORMATS", str(tmp_path / "packs"))
    assert any("也完全像" in line for line in tag().told.remarks)
    named = tag(named=F2021)
    assert named.form_id == F2021
    assert not any("也完全像" in line for line in named.told.remarks)


def test_the_pack_that_is_named_is_taken_even_where_another_fits_better(tag: Tag) -> None:
    tagged = tag(named=F2019)
    assert tagged.form_id == F2019
    assert not tagged.whole
    assert any("表二" in line for line in tagged.told.missing)


# -- texts ----------------------------------------------------------------------------------------------


def test_a_title_in_two_lines_becomes_one_loop(tag: Tag) -> None:
    def split(root: etree._Element) -> None:
        title = paragraph_of(root, TITLE)
        title.addnext(deepcopy(title))
        set_text(title, "XX市人民政府")
        set_text(blocks(root, "p")[1], "20XX年政府信息公开工作年度报告")

    tagged = tag(split)
    assert tagged.whole
    texts = [text_of(one) for one in blocks(root_of(tagged), "p")]
    assert texts[:3] == ["{%p for line in title %}", "{{ line }}", "{%p endfor %}"]
    assert not [text for text in texts if "XX市" in text]


def test_an_enclosure_mark_above_the_title_is_no_title(tag: Tag) -> None:
    def add(root: etree._Element) -> None:
        title = paragraph_of(root, TITLE)
        title.addprevious(deepcopy(title))
        set_text(blocks(root, "p")[0], "附件")

    tagged = tag(add)
    assert tagged.told.untouched == ("第1段“附件”",)
    assert text_of(blocks(root_of(tagged), "p")[0]) == "附件"


@pytest.mark.parametrize(
    ("heading", "differs"),
    [
        ("五、存在的主要问题及改进情况", False),
        ("五、政府信息公开工作存在的主要问题及改进情况", False),
        ("五、 存在的主要问题及改进情况", False),
        ("五、存在的主要问题和整改措施", True),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼的情况", False),
    ],
)
def test_headings_in_other_words_are_known(heading: str, differs: bool, tag: Tag) -> None:
    own = {"五": "五、存在的主要问题及改进情况", "四": "四、政府信息公开行政复议、行政诉讼情况"}[heading[0]]
    tagged = tag(lambda root: set_text(paragraph_of(root, own), heading))
    assert tagged.whole
    assert bool(tagged.told.differing) is differs
    assert paragraph_of(root_of(tagged), heading) is not None


def test_a_section_without_its_heading_is_told(tag: Tag) -> None:
    tagged = tag(lambda root: remove(paragraph_of(root, "一、总体情况")))
    assert any("没有找到标题“一、总体情况”" in line for line in tagged.told.missing)
    assert "overview" in tagged.fault


@pytest.mark.parametrize("empty", telling([1, 5], [1, 2, 5]))
def test_empty_lines_under_a_heading_make_room_for_the_text(empty: int, tag: Tag, build: Build) -> None:
    def clear(root: etree._Element) -> None:
        for _ in range(4):
            placeholder = paragraph_of(root, PLACEHOLDER)
            if text_of(placeholder.getprevious()).startswith("五"):  # type: ignore[arg-type]
                for _ in range(empty):
                    placeholder.addprevious(element("<w:p/>"))
            remove(placeholder)

    tagged = tag(clear)
    assert tagged.whole
    texts = [text_of(one) for one in blocks(root_of(tagged), "p")]
    after = texts.index("五、存在的主要问题及改进情况") + 1
    assert texts[after] == "{%p for block in passages.problems %}"
    end = texts.index("{%p endfor %}", after)
    assert texts[end + 1 :].index("六、其他需要报告的事项") == empty - 1
    assert any("连着 4 个空段" in line for line in tagged.told.remarks) is (empty == 5)
    assert shows_its_report(build(tagged.path), F2021)


def test_sample_text_gives_each_kind_of_line_its_look_and_is_told(tag: Tag) -> None:
    def add(root: etree._Element) -> None:
        placeholder = paragraph_of(root, PLACEHOLDER, 1)
        for text, size, font in (
            ("（一）主动公开情况", 34, "华文楷体"),
            ("全年主动公开信息若干条，具体情况如下所述。", 30, "华文仿宋"),
        ):
            line = deepcopy(placeholder)
            set_text(line, text)
            run = line.find(f"{W}r/{W}rPr")
            assert run is not None
            run.append(element(f'<w:sz w:val="{size}"/>'))
            run.find(W + "rFonts").set(W + "eastAsia", font)  # type: ignore[union-attr]
            placeholder.addprevious(line)
        remove(placeholder)

    tagged = tag(add)
    assert tagged.whole
    assert tagged.told.replaced == ("第5段“（一）主动公开情况”", "第6段“全年主动公开信息若干条，具体情况如下所述。”")
    lines = blocks(root_of(tagged), "p")
    start = next(at for at, one in enumerate(lines) if text_of(one) == "{%p for block in passages.overview %}")
    shown = {text_of(lines[at - 1]): lines[at].find(f"{W}r/{W}rPr") for at in range(start + 2, start + 14)}
    for kind, size, font in (("heading2", "34", "华文楷体"), ("text", "30", "华文仿宋"), ("heading3", "30", "华文仿宋")):
        look = next(look for text, look in shown.items() if f"'{kind}'" in text)
        assert look is not None
        assert look.find(W + "sz").get(W + "val") == size  # type: ignore[union-attr]
        assert look.find(W + "rFonts").get(W + "eastAsia") == font  # type: ignore[union-attr]


def test_the_marking_of_a_placeholder_is_not_taken_for_the_look_of_text(tag: Tag) -> None:
    def colour(root: etree._Element) -> None:
        for number in range(4):
            run = paragraph_of(root, PLACEHOLDER, number).find(f"{W}r/{W}rPr")
            assert run is not None
            run.extend(element('<w:x><w:i/><w:color w:val="FF0000"/><w:highlight w:val="yellow"/></w:x>'))

    root = root_of(tag(colour))
    coloured = {text_of(one.getparent().getparent()) for one in root.iter(W + "color", W + "i", W + "highlight")}  # type: ignore[union-attr]
    assert not [text for text in coloured if "block" in text]


def test_a_centred_placeholder_does_not_centre_the_text(tag: Tag) -> None:
    def centre(root: etree._Element) -> None:
        for number in range(4):
            paragraph_of(root, PLACEHOLDER, number)[0].append(element('<w:jc w:val="center"/>'))

    line = paragraph_of(root_of(tag(centre)), "{{ block.text }}")
    assert line.find(f"{W}pPr/{W}jc").get(W + "val") == "left"  # type: ignore[union-attr]
    assert line.find(f"{W}pPr/{W}ind").get(W + "firstLineChars") == "200"  # type: ignore[union-attr]


def test_a_page_section_that_ends_in_a_placeholder_stays(tag: Tag) -> None:
    section = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'
    tagged = tag(lambda root: paragraph_of(root, PLACEHOLDER, 1)[0].append(element(section)))
    assert tagged.whole
    root = root_of(tagged)
    holders = [one for one in blocks(root, "p") if one.find(f"{W}pPr/{W}sectPr") is not None]
    assert [text_of(one) for one in holders] == [""]


def test_signature_and_date_keep_their_places(tag: Tag) -> None:
    lines = blocks(root_of(tag()), "p")
    texts = [text_of(one) for one in lines]
    at = texts.index("{{ signature }}")
    assert texts[at : at + 2] == ["{{ signature }}", "{{ date }}"]
    assert lines[at].find(f"{W}pPr/{W}pStyle").get(W + "val") == "SignatureRight"  # type: ignore[union-attr]


def test_a_form_that_does_not_sign_gets_signature_and_date_at_the_right(tag: Tag) -> None:
    def unsign(root: etree._Element) -> None:
        for text in (SIGNATURE, DATE):
            remove(paragraph_of(root, text))

    tagged = tag(unsign)
    assert tagged.whole
    assert sum("没有落款" in line for line in tagged.told.remarks) == 2
    signature, date = blocks(root_of(tagged), "p")[-2:]
    assert (text_of(signature), text_of(date)) == ("{{ signature }}", "{{ date }}")
    assert {one.find(f"{W}pPr/{W}jc").get(W + "val") for one in (signature, date)} == {"right"}  # type: ignore[union-attr]


def test_a_line_that_the_pack_does_not_know_stays_and_is_told(tag: Tag) -> None:
    note = "注：本表由各单位汇总。"
    tagged = tag(lambda root: blocks(root, "tbl")[0].addnext(element(f"<w:p><w:r><w:t>{note}</w:t></w:r></w:p>")))
    assert tagged.whole
    assert tagged.told.untouched == (f"第7段“{note}”",)
    assert paragraph_of(root_of(tagged), note) is not None


def test_the_mark_of_a_draft_stands_in_drafts_only(tag: Tag, build: Build) -> None:
    tagged = tag()
    for draft in (True, False):
        header = opened(build(tagged.path, draft=draft).path.read_bytes(), "").tree("word/header1.xml")
        assert header is not None
        assert text_of(header) == ("草　稿" if draft else "")


def test_a_form_without_a_header_bears_the_mark_above_its_title(tag: Tag, build: Build) -> None:
    def cut(root: etree._Element) -> None:
        for reference in list(root.iter(W + "headerReference")):
            remove(reference)

    tagged = tag(cut)
    assert any("表单没有页眉" in line for line in tagged.told.recognised)
    first = [read_outline(build(tagged.path, draft=draft).path).paragraphs[0].text for draft in (True, False)]
    assert first == ["草　稿", "淮安市人民政府"]


def test_pictures_stand_centred_and_uncut_above_their_captions(tag: Tag, build: Build) -> None:
    built = build(tag(pack=F2014).path, F2014)
    root = document(built.path.read_bytes())
    pictures = [one for one in blocks(root, "p") if next(one.iter(W + "drawing"), None) is not None]
    assert pictures
    for picture in pictures:
        properties = picture.find(W + "pPr")
        assert properties is not None
        assert properties.find(W + "jc").get(W + "val") == "center"  # type: ignore[union-attr]
        assert properties.find(W + "spacing").get(W + "lineRule") == "auto"  # type: ignore[union-attr]
        assert properties.find(W + "keepNext") is not None


# -- the command ----------------------------------------------------------------------------------------


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "表单.docx"
    path.write_bytes(blank_form(find_pack(F2021).form))
    return path


def test_the_template_is_written_beside_the_form(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = form.read_bytes()
    assert main(["format", "tag", str(form)]) == 0
    said = capsys.readouterr().out
    assert "表二：第1张表，14 行 4 列，10 个数字格" in said
    assert "下一步" in said
    assert form.read_bytes() == before
    template = form.with_name("表单-模板.docx")
    assert template.is_file()
    template.write_bytes(b"mine")
    assert main(["format", "tag", str(form)]) == 2
    assert template.read_bytes() == b"mine"
    assert main(["format", "tag", str(form), "--force"]) == 0
    assert template.read_bytes() != b"mine"


def test_the_form_itself_is_never_written_over(form: Path) -> None:
    before = form.read_bytes()
    with pytest.raises(OutputError, match="原件"):
        tag_blank_form(form, output=form, force=True)
    with pytest.raises(OutputError, match=r"\.docx"):
        tag_blank_form(form, output=form.with_suffix(".doc"))
    assert form.read_bytes() == before


def test_what_is_missing_counts_in_the_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(blank_form(find_pack(F2021).form, lambda root: remove(blocks(root, "tbl")[2])))
    assert main(["format", "tag", str(path)]) == 1
    said = capsys.readouterr().out
    assert "表四没有找到" in said
    assert "模板还不能用" in said
    assert (tmp_path / "form-模板.docx").is_file()


def test_a_template_is_no_form(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="已经有标签"):
        tag_blank_form(ROOT / "templates" / F2021 / "template.docx", output=tmp_path / "x.docx")


@pytest.mark.parametrize("pack", ["", F2021])
def test_a_document_without_the_tables_is_no_form(pack: str, tmp_path: Path) -> None:
    path = tmp_path / "form.docx"

    def cut(root: etree._Element) -> None:
        for table in blocks(root, "tbl"):
            remove(table)

    path.write_bytes(blank_form(find_pack(F2021).form, cut))
    with pytest.raises(SourceError, match="没有一张表像" + ("“政府信息" if pack else "现有")):
        tag_blank_form(path, pack)


@pytest.mark.parametrize(("name", "content"), [("表单.docx", b"PK"), ("表单.pdf", b"%PDF-1.4"), ("没有.docx", None)])
def test_what_cannot_be_read_is_told(
    name: str, content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main(["format", "tag", str(tmp_path / name)]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not list(tmp_path.glob("*模板*"))


def test_a_number_of_five_digits_fits_its_cell(official: Path, tmp_path: Path) -> None:
    """Cells of 12.6 mm: at 12 磅 a number of five digits may break over two lines, at 10.5 磅 it does not; wide cells keep theirs."""
    done = tag_blank_form(official, output=tmp_path / "narrow.docx")
    (told,) = [line for line in done.told.remarks if line.startswith("表三有")]
    assert "175 个" in told and "10.5 磅" in told and not any(line.startswith("表二有") for line in done.told.remarks)
    with zipfile.ZipFile(done.path) as archive:
        xml = archive.read("word/document.xml").decode()
    sizes = re.findall(r'<w:sz w:val="(\d+)"/>(?:(?!<w:sz ).)*?\{\{ (\w+)\.', xml)
    assert {size for size, table in sizes if table == "applications"} == {"21"}
    assert {size for size, table in sizes if table == "disclosure"} == {"20"}


def test_no_number_becomes_smaller_than_the_check_allows(tag: Tag) -> None:
    """Cells of 7 mm hold no five digits that anybody could read: the size stays one that the check takes, and the width is told."""

    def narrow(root: etree._Element) -> None:
        for cell in blocks(root, "tbl")[1].iter(W + "tc"):
            for width in cell.iter(W + "tcW"):
                width.set(W + "w", "400")

    done = tag(narrow)
    (told,) = [line for line in done.told.remarks if line.startswith("表三有")]
    assert "175 个" in told and "7.5 磅" in told and "加宽" in told
    small = [one for one in layout_findings(done.path.read_bytes(), "t.docx", find_pack(F2021).form) if one.code == "F405"]
    assert not small, small


def test_the_header_of_a_table_cut_in_two_is_no_other_table(tag: Tag) -> None:
    def cut(root: etree._Element) -> None:
        table = blocks(root, "tbl")[0]
        rest = deepcopy(table)
        for one, gone in ((table, slice(2, None)), (rest, slice(0, 2))):
            for row in one.findall(W + "tr")[gone]:
                one.remove(row)
        table.addnext(rest)
        table.addnext(element("<w:p/>"))

    tagged = tag(cut)
    assert tagged.whole and not any("不是格式里的表" in one for one in tagged.told.untouched)
