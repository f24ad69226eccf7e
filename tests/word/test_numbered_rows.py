"""Row labels whose numbers are Word's own (automatic numbering): known for what a reader sees, and not printed twice."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from support.made.blank_forms import blank_form, cell_paragraph, element, set_text, text_of

from reportgen.packs.load import find_pack
from reportgen.tasks.tag import tag_blank_form
from reportgen.word.package import opened
from reportgen.word.template.check import check_template

FORM = find_pack("gov-disclosure-2021").form
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# The rows of 表三 below （三）不予公开 by where they stand: 1.属于国家秘密 to 8.属于行政查询事项.
FIRST, LAST, COLUMN = 8, 15, 3


def with_numbering(content: bytes, shown: str = "%1.") -> bytes:
    """The same file with a list of Word's own in it, number 7."""
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{shown}"/></w:lvl>'
    listed = f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
    added = {
        "[Content_Types].xml": ("</Types>", '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'),
        "word/_rels/document.xml.rels": ("</Relationships>", f'<Relationship Id="rId77" Type="{kind}" Target="numbering.xml"/></Relationships>'),
    }  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.decode().replace(*added[name]) if name in added else text)
        new.writestr("word/numbering.xml", listed)
    return target.getvalue()


def number(paragraph: etree._Element) -> None:
    properties = paragraph.find(f"{{{W}}}pPr")
    assert properties is not None
    properties.append(element('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>'))


def numbered(root: etree._Element, *, typed: bool = False) -> None:
    """Let Word number the rows; what is `typed` stays there."""
    for row in range(FIRST, LAST + 1):
        paragraph = cell_paragraph(root, 1, row, COLUMN)
        assert text_of(paragraph)[1] == "."
        if not typed:
            set_text(paragraph, text_of(paragraph)[2:])
        number(paragraph)


def tagged(folder: Path, content: bytes) -> tuple[object, bytes]:
    (folder / "form.docx").write_bytes(content)
    found = tag_blank_form(folder / "form.docx", FORM.id, folder / "template.docx")
    return found, (folder / "template.docx").read_bytes()


def test_rows_that_word_numbers_are_the_forms_own(tmp_path: Path) -> None:
    found, template = tagged(tmp_path, with_numbering(blank_form(FORM, numbered)))
    assert (found.told.missing, found.told.differing, found.fault) == ((), (), "")  # type: ignore[attr-defined]
    assert [one for one in check_template(template, FORM, "t.docx").findings if one.code == "F217"] == []
    # The label is the form's as it was: typed in front of Word's number it would stand there twice.
    assert text_of(cell_paragraph(opened(template, "").document, 1, FIRST, COLUMN)) == "属于国家秘密"


@pytest.mark.parametrize(("shown", "says"), [("%1.", "1.1.属于国家秘密"), ("（%1）", "（1）1.属于国家秘密")])
def test_two_numbers_in_front_of_a_row_are_told(tmp_path: Path, shown: str, says: str) -> None:
    found, template = tagged(tmp_path, with_numbering(blank_form(FORM, lambda root: numbered(root, typed=True)), shown))
    assert not found.told.missing  # type: ignore[attr-defined]
    assert any(f"第2张表第{FIRST}行第{COLUMN}列印出来的是“{says}”" in remark for remark in found.told.remarks)  # type: ignore[attr-defined]
    told = [one.message for one in check_template(template, FORM, "t.docx").findings if one.code == "F217"]
    assert len(told) == LAST - FIRST + 1 and says in told[0]


def test_another_number_than_the_forms_is_told(tmp_path: Path) -> None:
    """The list begins one row late."""

    def late(root: etree._Element) -> None:
        for row in range(FIRST + 1, LAST + 1):
            set_text(paragraph := cell_paragraph(root, 1, row, COLUMN), text_of(cell_paragraph(root, 1, row, COLUMN))[2:])
            number(paragraph)

    _, template = tagged(tmp_path, with_numbering(blank_form(FORM, late)))
    told = [one.message for one in check_template(template, FORM, "t.docx").findings if one.code == "F217"]
    assert (
        told[0] == "表三里写的是“1.其他法律行政法规禁止公开”，格式里是“2.其他法律行政法规禁止公开”" and len(told) == LAST - FIRST
    )


def test_a_figure_in_a_list_gets_no_number(tmp_path: Path) -> None:
    _, template = tagged(
        tmp_path, with_numbering(blank_form(FORM, lambda root: number(cell_paragraph(root, 1, FIRST, COLUMN + 1))))
    )
    figure = cell_paragraph(opened(template, "").document, 1, FIRST, COLUMN + 1)
    assert text_of(figure) == "{{ applications.state_secret.natural }}" and next(figure.iter(f"{{{W}}}numPr"), None) is None
