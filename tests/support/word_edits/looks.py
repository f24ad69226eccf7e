"""Edits of the look alone: nothing that a reader takes for content is changed."""

from __future__ import annotations

import io
from collections.abc import Callable

from lxml import etree

from .document import PPR, RPR, RUN, C, Doc, Kind, Recipe, Texts, W, cut, inside, label, mark, new_paragraph
from .pictures import chart_part


def look(change: Callable[[Doc], object]) -> Kind:
    def edit(doc: Doc) -> Texts:
        change(doc)
        return ()

    return edit


def bold(doc: Doc) -> None:
    doc.prose().find(f"{RUN}/{RPR}").append(etree.Element(W + "b"))


def red(doc: Doc) -> None:
    one = doc.prose()
    run, _ = cut(one, inside(doc, one))
    run.find(RPR).append(etree.Element(W + "color", {W + "val": "FF0000"}))


def runs_parted(doc: Doc) -> None:
    for one in doc.lines(40, style="BodyText"):
        if len(one.findall(RUN)) == 1:
            cut(one, inside(doc, one))


def centred(doc: Doc) -> None:
    etree.SubElement(doc.prose().find(PPR), W + "jc", {W + "val": "center"})


def margins(doc: Doc) -> None:
    next(doc.root.iter(W + "pgMar")).set(W + "left", "1800")


def proofread(doc: Doc) -> None:
    for one in doc.lines(40):
        one.append(etree.Element(W + "proofErr", {W + "type": "spellEnd"}))
        one.set(W + "rsidR", "00AB12CD")


def bookmarked(doc: Doc) -> None:
    one = doc.prose()
    one.append(etree.Element(W + "bookmarkStart", {W + "id": "50", W + "name": "地方"}))
    one.append(etree.Element(W + "bookmarkEnd", {W + "id": "50"}))


def page_breaks_drawn(doc: Doc) -> None:
    doc.prose().find(RUN).insert(1, etree.Element(W + "lastRenderedPageBreak"))


def tracked_look(doc: Doc) -> None:
    run = doc.prose().find(f"{RUN}/{RPR}")
    run.append(etree.Element(W + "b"))
    run.append(mark("rPrChange", etree.Element(RPR)))


def shaded(doc: Doc) -> None:
    for cell in doc.chance.sample(doc.cells(label), 3):
        properties = cell.find(W + "tcPr")
        etree.SubElement(properties, W + "shd", {W + "val": "clear", W + "fill": "DDDDDD"})


def narrower(doc: Doc) -> None:
    for column in doc.tables()[0].iter(W + "gridCol"):
        column.set(W + "w", str(int(column.get(W + "w")) - 5))


def controlled(doc: Doc) -> None:
    """A content control around a paragraph."""
    one = doc.prose()
    control = etree.Element(W + "sdt")
    content = etree.SubElement(control, W + "sdtContent")
    one.addprevious(control)
    content.append(one)


def empty_line(doc: Doc) -> None:
    one = doc.prose()
    one.addnext(new_paragraph(one, ""))


def new_font(doc: Doc) -> None:
    for fonts in doc.prose().iter(W + "rFonts"):
        fonts.set(W + "eastAsia", "宋体")


def style_reset(doc: Doc) -> None:
    doc.parts["word/styles.xml"] = doc.parts["word/styles.xml"].replace(b'w:sz w:val="32"', b'w:sz w:val="30"')


def saved_by_python_docx(doc: Doc) -> None:
    import docx

    stream = io.BytesIO()
    docx.Document(io.BytesIO(doc.packed())).save(stream)
    doc.__init__(stream.getvalue(), doc.chance)  # type: ignore[misc]  # the same document once more


def chart_rewritten(doc: Doc) -> None:
    """The same chart as another program writes it."""
    part = chart_part(doc)
    if part is not None:
        root = etree.fromstring(doc.parts[part])
        root.insert(0, etree.Element(C + "roundedCorners", val="0"))
        doc.parts[part] = etree.tostring(root, pretty_print=True)


RECIPES: tuple[Recipe, ...] = tuple(
    Recipe("只改样子", look(edit), 1, name=edit.__name__) for edit in (bold, red, runs_parted, centred, margins, proofread, bookmarked,
      page_breaks_drawn, tracked_look, shaded, narrower, controlled, empty_line, new_font, style_reset, chart_rewritten,
      saved_by_python_docx)
)  # fmt: skip
