"""Blank forms to be tagged: what the packs' own templates look like without tags, and changes made in them."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from reportgen.model.form import Form
from reportgen.word.body import blocks_below, cell_elements
from reportgen.word.package import opened
from reportgen.word.template.drawing import draw_template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TITLE = "XX市人民政府20XX年政府信息公开工作年度报告"
PLACEHOLDER = "（文字描述）"
SIGNATURE, DATE = "XX市人民政府", "20XX年X月X日"
Change = Callable[[etree._Element], None]


def blank_form(form: Form, *changes: Change, bare: bool = False) -> bytes:
    """The form as its pack draws it, without a tag: sample lines stand where text goes, nothing at all if `bare`."""
    package = opened(draw_template(form), "form.docx")
    for part in (package.main, "word/header1.xml", "word/header2.xml"):
        root = package.tree(part)
        assert root is not None
        _strip(root, {} if bare else {"{{ line }}": TITLE, "{{ signature }}": SIGNATURE, "{{ date }}": DATE})
        for change in changes if part == package.main else ():
            change(root)
        package.changed(part)
    return package.packed()


def _strip(root: etree._Element, samples: dict[str, str]) -> None:
    waiting = ""
    for paragraph in list(root.iter(W + "p")):
        text = text_of(paragraph)
        if "{%p for block" in text and samples:
            waiting = PLACEHOLDER
        if "年份" in text:
            set_text(paragraph, "（20XX年度）")
        elif text == "{{ block.text }}" and waiting:
            set_text(paragraph, waiting)
            waiting = ""
        elif text in samples:
            set_text(paragraph, samples.pop(text))
        elif text == "{{ draft_mark }}" or next(paragraph.iterancestors(W + "tc"), None) is not None:
            for run in paragraph.findall(W + "r"):
                if "{{" in text:
                    paragraph.remove(run)
        elif "{" in text:
            remove(paragraph)


def text_of(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(W + "t"))


def set_text(paragraph: etree._Element, text: str) -> None:
    """One run with this text in place of the paragraph's own; with the look of the first of them."""
    first, *others = paragraph.findall(W + "r") or [etree.SubElement(paragraph, W + "r")]
    for other in others:
        paragraph.remove(other)
    written = first.find(W + "t")
    if written is None:
        written = etree.SubElement(first, W + "t")
    written.text = text


def remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def paragraph_of(root: etree._Element, text: str, number: int = 0) -> etree._Element:
    """The paragraph outside tables with this text."""
    return [one for one in blocks(root, "p") if text_of(one) == text][number]


def blocks(root: etree._Element, kind: str) -> list[etree._Element]:
    """Paragraphs (p) or tables (tbl) of a document in reading order."""
    body = root.find(W + "body")
    assert body is not None
    return [block for block in blocks_below(body) if block.tag == W + kind]


def cells(root: etree._Element, table: int) -> dict[tuple[int, int], etree._Element]:
    """The cells of a table by row and column."""
    return dict(cell_elements(blocks(root, "tbl")[table], {}))


def cell_paragraph(root: etree._Element, table: int, row: int, column: int) -> etree._Element:
    """The first paragraph of a cell."""
    return next(cells(root, table)[row, column].iter(W + "p"))


def document(content: bytes) -> etree._Element:
    """The root of a file's document.xml."""
    return opened(content, "form.docx").document


def element(xml: str) -> etree._Element:
    """An element written with the prefix w."""
    return etree.fromstring(f'<w:x xmlns:w="{W[1:-1]}">{xml}</w:x>')[0]
