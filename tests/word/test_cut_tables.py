"""A blank form whose table is cut in two, each page's part a table of its own: tagged whole, checked, printed, read back."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from conftest import EXAMPLES
from lxml import etree
from support.made.blank_forms import Change, blank_form, blocks, cell_paragraph, cells, element, text_of

from reportgen.packs.load import find_pack
from reportgen.reports.open import open_published
from reportgen.tasks.check import check_draft
from reportgen.tasks.tag import tag_blank_form
from reportgen.word.package import opened
from reportgen.word.template.check import check_template, usable
from reportgen.word.template.document import render

FORM = find_pack("gov-disclosure-2021").form
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def cut(table: int, *rows: int, heads: int = 0) -> Change:
    """Cut a table before these rows, counted from 1, each part with the first `heads` rows once more."""

    def change(root: etree._Element) -> None:
        for row in sorted(rows, reverse=True):
            whole = blocks(root, "tbl")[table]
            lines = whole.findall(W + "tr")
            rest = deepcopy(whole)
            for line in rest.findall(W + "tr")[heads : row - 1]:
                rest.remove(line)
            for line in lines[row - 1 :]:
                whole.remove(line)
            for cell in rest.findall(W + "tr")[heads].iter(W + "vMerge"):
                cell.set(W + "val", "restart")
            whole.addnext(rest)
            whole.addnext(element('<w:p><w:r><w:br w:type="page"/></w:r></w:p>'))

    return change


CUTS = {
    "among the rows": cut(1, 14),
    "with the headings again": cut(1, 14, heads=3),
    "in three": cut(1, 10, 20, heads=3),
    "behind the headings": cut(1, 4),
    "between the blocks of a stack": cut(0, 8),
    "above the line of figures": cut(2, 4),
}


@pytest.mark.parametrize("case", CUTS)
def test_a_table_that_is_cut_is_tagged_whole(tmp_path: Path, case: str) -> None:
    (tmp_path / "form.docx").write_bytes(blank_form(FORM, CUTS[case]))
    tagged = tag_blank_form(tmp_path / "form.docx", None, tmp_path / "template.docx")
    assert (tagged.form_id, tagged.told.missing, tagged.told.differing, tagged.fault) == (FORM.id, (), (), "")
    assert any("第1、2张表" in line or "第2、3" in line or "第3、4张表" in line for line in tagged.told.recognised)
    template = (tmp_path / "template.docx").read_bytes()
    checked = check_template(template, FORM, "t.docx")
    assert checked.placed == checked.figures == len(FORM.figures) and not [one for one in checked.findings if one.code < "F3"]


@pytest.mark.parametrize("case", ["among the rows", "in three"])
def test_what_it_prints_is_read_back(tmp_path: Path, case: str) -> None:
    (tmp_path / "form.docx").write_bytes(blank_form(FORM, CUTS[case]))
    tag_blank_form(tmp_path / "form.docx", FORM.id, tmp_path / "template.docx")
    draft = check_draft(EXAMPLES / "huaian-2024")
    content = render(usable((tmp_path / "template.docx").read_bytes(), FORM, "t.docx"), draft.report, draft.pictures, draft=False)
    (tmp_path / "out.docx").write_bytes(content)
    assert open_published(tmp_path / "out.docx").report.figures == draft.report.figures


def test_a_swap_in_the_second_part_is_told(tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(blank_form(FORM, cut(1, 14)))
    tag_blank_form(tmp_path / "form.docx", FORM.id, tmp_path / "template.docx")
    package = opened((tmp_path / "template.docx").read_bytes(), "t.docx")
    one, other = (cell_paragraph(package.document, 2, 2, column) for column in (4, 5))
    tags = text_of(one), text_of(other)
    for paragraph, tag in zip((one, other), reversed(tags), strict=True):
        next(paragraph.iter(W + "t")).text = tag
    package.changed(package.main)
    found = [
        (one.code, str(one.location)) for one in check_template(package.packed(), FORM, "t.docx").findings if one.code < "F3"
    ]
    assert found == [("F212", "t.docx:表3!D2"), ("F212", "t.docx:表3!E2")]
    assert (2, 4) in cells(package.document, 2)
