"""Small tables, lists, bold type and links in the prose: from the text file into Word and back."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import EXAMPLES
from docx import Document
from support.made.drafts import figures_in

from reportgen.model.draft import Built
from reportgen.model.report import TextBlock
from reportgen.packs.load import find_pack
from reportgen.reports.open import open_published
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.compare import compare_versions
from reportgen.tasks.drafts import import_report
from reportgen.tasks.update import update_draft
from reportgen.text.passages import SmallTable, grouped
from reportgen.word.outline import read_outline
from reportgen.word.prose import look_of

WRITTEN = """  **一是完善机制。**全年收到申请{{ 表三.本年新收.总计 }}件，见[门户网站](https://www.example.gov.cn/xxgk?a=1&b=2)。
  - 印发**三项**制度；
  * 培训两次。
  各类申请人的申请
  | 申请人 | 本年新收（件） | 备注 |
  | --- | ---: | :---: |
  | 自然人 | {{ 表三.本年新收.自然人 }} | 含**网络**申请 |
  | 商业企业 | {{ 表三.本年新收.商业企业 }} | 甲\\|乙 & <丙> |
  | 其他 | {{ 表三.本年新收.其他 }} | |
  \\- 这一行不是列表，\\*\\*这里\\*\\*也不加粗。
"""
OVERVIEW = "总体情况: |\n"


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "draft"
    shutil.copytree(EXAMPLES / "huaian-2024", folder, ignore=shutil.ignore_patterns("*.docx"))
    path = folder / "narrative.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(OVERVIEW) == 1
    path.write_text(text.replace(OVERVIEW, OVERVIEW + WRITTEN), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def document(draft: Path) -> Path:
    built = build_draft(draft, output=draft.parent / "built.docx")
    assert isinstance(built, Built)
    return built.path


def blocks_of(draft: Path) -> tuple[TextBlock, ...]:
    return check_draft(draft).report.texts["overview"]


def test_the_text_file_is_read_line_by_line(draft: Path) -> None:
    blocks = blocks_of(draft)
    assert [(block.kind, block.level, block.whole) for block in blocks[:9]] == [
        ("paragraph", 0, "一是完善机制。全年收到申请3119件，见门户网站（https://www.example.gov.cn/xxgk?a=1&b=2）。"),
        ("paragraph", 0, "——印发三项制度；"),
        ("paragraph", 0, "——培训两次。"),
        ("paragraph", 0, "各类申请人的申请"),
        ("row", 1, "申请人\t本年新收（件）\t备注"),
        ("row", 0, "自然人\t3001\t含网络申请"),
        ("row", 0, "商业企业\t53\t甲|乙 & <丙>"),
        ("row", 0, "其他\t4\t"),
        ("paragraph", 0, "- 这一行不是列表，**这里**也不加粗。"),
    ]
    assert [(one.kind, blocks[0].whole[one.start : one.end]) for one in blocks[0].styles] == [
        ("bold", "一是完善机制。"),
        ("link", "门户网站（https://www.example.gov.cn/xxgk?a=1&b=2）"),
    ]


def test_every_character_stands_where_it_was_written(draft: Path) -> None:
    lines = (draft / "narrative.yaml").read_text(encoding="utf-8").split("\n")
    for block in blocks_of(draft)[:9]:
        for word in ("完善", "制度", "培训", "商业企业", "含", "网络", "乙", "列表", "也不加粗"):
            if (at := block.whole.find(word)) >= 0:
                place = block.place(at)
                assert lines[place.line - 1].startswith(word, place.column - 1), (word, place)


def test_rows_are_put_together_with_the_line_that_names_them(draft: Path) -> None:
    (table,) = [one for one in grouped(blocks_of(draft)) if isinstance(one, SmallTable)]
    assert table.caption is not None and table.caption.text == "各类申请人的申请"
    assert table.cells[2] == ("商业企业", "53", "甲|乙 & <丙>")


def test_the_document_has_the_table_in_the_look_of_its_own(document: Path) -> None:
    outline = read_outline(document)
    assert [[cell.text for _, cell in cells] for _, cells in outline.grids[0].rows()] == [
        ["申请人", "本年新收（件）", "备注"],
        ["自然人", "3001", "含网络申请"],
        ["商业企业", "53", "甲|乙 & <丙>"],
        ["其他", "4"],
    ]
    table, own = Document(str(document)).tables[:2]
    assert sum(map(int, table._tbl.xpath("./w:tblGrid/w:gridCol/@w:w"))) == sum(
        map(int, own._tbl.xpath("./w:tblGrid/w:gridCol/@w:w"))
    )
    looks = [one._tbl.xpath(".//w:r/w:rPr/w:rFonts/@w:eastAsia")[0] for one in (table, own)]
    assert (
        looks[0] == "宋体"
        and table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")
        and table._tbl.xpath("./w:tr[2]/w:trPr/w:cantSplit")
    )


def test_bold_and_links_keep_the_look_of_the_paragraph(document: Path) -> None:
    with zipfile.ZipFile(document) as archive:
        xml, relations = (archive.read(f"word/{name}").decode() for name in ("document.xml", "_rels/document.xml.rels"))
    assert not re.search("[\x00-\x08]", xml)
    bold = re.findall(r"<w:rPr>((?:(?!</w:rPr>).)*)<w:b/>((?:(?!</w:rPr>).)*)</w:rPr><w:t[^>]*>([^<]*)<", xml)
    assert [text for _, _, text in bold] == ["一是完善机制。", "三项", "网络"]
    assert all('w:eastAsia="仿宋_GB2312"' in before for before, _, text in bold[:2])
    (linked,) = re.findall(r'<w:hyperlink r:id="(\w+)"[^>]*>.*?</w:hyperlink>', xml)
    assert (
        f'Id="{linked}"' in relations
        and 'Target="https://www.example.gov.cn/xxgk?a=1&amp;b=2" TargetMode="External"' in relations
    )


def test_the_document_is_valid(document: Path) -> None:
    package = pytest.importorskip("openxml_audit", reason="openxml-audit (a development dependency) is not installed")
    errors = package.OpenXmlValidator().validate(str(document)).errors
    assert [str(error) for error in errors if "relationships/theme' is missing" not in error.description] == []


def test_figures_of_the_form_stand_where_they_should(draft: Path, document: Path) -> None:
    form = find_pack("gov-disclosure-2021").form
    report = check_draft(draft).report
    assert figures_in(document, form) == {ref: str(cell.value) for ref, cell in report.cells.items()}


def test_draft_and_document_differ_in_nothing(draft: Path, document: Path) -> None:
    assert compare_versions(str(draft), str(document)).diff.nothing


def test_a_changed_cell_is_one_changed_row(draft: Path, tmp_path: Path) -> None:
    other = shutil.copytree(draft, tmp_path / "other")
    path = other / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("含**网络**申请", "含网上申请"), encoding="utf-8")
    (step,) = [one for one in compare_versions(str(draft), str(other)).diff.steps["overview"] if one.kind != "same"]
    assert step.kind == "changed" and step.block.content.whole == "自然人\t3001\t含网上申请"


def test_what_was_read_back_reads_the_same(document: Path, tmp_path: Path) -> None:
    import_report(document, tmp_path / "back")
    published = open_published(document)
    again = check_draft(tmp_path / "back").report
    said = {name: [(one.kind, one.level, one.whole) for one in blocks] for name, blocks in published.report.texts.items()}
    assert {name: [(one.kind, one.level, one.whole) for one in blocks] for name, blocks in again.texts.items()} == said
    assert published.unplaced == ()


def test_changes_in_word_come_back_with_bold_and_references(draft: Path, document: Path, tmp_path: Path) -> None:
    folder, changed = shutil.copytree(draft, tmp_path / "draft"), tmp_path / "changed.docx"
    book = Document(str(document))
    (paragraph,) = [one for one in book.paragraphs if one.text.startswith("一是完善机制")]
    paragraph.runs[1].text = paragraph.runs[1].text.replace("全年收到申请", "全年共收到申请")
    cell = book.tables[0].cell(2, 2).paragraphs[0]
    cell.runs[0].text = "换了的 | 备注"
    book.save(str(changed))
    done = update_draft(folder, changed, write=True)
    assert not done.left
    text = (folder / "narrative.yaml").read_text(encoding="utf-8")
    assert (
        "**一是完善机制。**全年共收到申请{{ 表三.本年新收.总计 }}件，见[门户网站](https://www.example.gov.cn/xxgk?a=1&b=2)。"
        in text
    )
    assert "{{ 表三.本年新收.商业企业 }} | 换了的 \\| 备注" in text and "| --- | ---: | :---: |" in text
    assert compare_versions(str(folder), str(changed)).diff.nothing


SLIPS = {
    "W136 short row": ("| 其他 | {{ 表三.本年新收.其他 }} | |", "| 其他 | 4 |", "W136"),
    "W136 no end": ("| 自然人 | {{ 表三.本年新收.自然人 }} | 含**网络**申请 |", "| 自然人 | 3001 | 含网络申请", "W136"),
}


@pytest.mark.parametrize("old, new, code", SLIPS.values(), ids=SLIPS)
def test_slips_of_a_table_are_told(draft: Path, tmp_path: Path, old: str, new: str, code: str) -> None:
    assert not [one for one in check_draft(draft).findings if one.code == code]
    other = shutil.copytree(draft, tmp_path / "other")
    path = other / "narrative.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = [one for one in check_draft(other).findings if one.code == code]
    assert len(found) == 1
    assert path.read_text(encoding="utf-8").split("\n")[found[0].location.line - 1].strip() == new


def test_a_table_has_lines_where_the_forms_cells_have_them(draft: Path) -> None:
    """Forms as WPS saves them have their lines at each cell, not at the table."""
    bare = '<w:tbl><w:tblPr><w:tblW w:w="1" w:type="dxa"/></w:tblPr><w:tr><w:tc><w:p><w:r><w:t>{{ a.b.c }}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
    assert look_of(bare).table.count('w:val="single"') == 6
    none = bare.replace("</w:tblPr>", '<w:tblBorders><w:top w:val="none"/></w:tblBorders></w:tblPr>')
    assert look_of(none).table == look_of(bare).table
    own = bare.replace("</w:tblPr>", '<w:tblBorders><w:top w:val="double"/></w:tblBorders></w:tblPr>')
    assert look_of(own).table == '<w:tblBorders><w:top w:val="double"/></w:tblBorders>'
