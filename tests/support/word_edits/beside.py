"""Edits of what stands beside the text: notes, comments, boxes, headers and footers."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from .document import NS, RUN, WORD, Doc, Element, Kind, P, R, Recipe, T, Texts, W, label, numeral, text_of


def footnote_added(doc: Doc) -> Texts:
    doc.note(doc.prose(), "footnote", "数据由市统计局提供")
    return ("数据由市统计局提供",)


def endnote_added(doc: Doc) -> Texts:
    doc.note(doc.prose(), "endnote", "口径与上年相同")
    return ("口径与上年相同",)


def footnote_in_table(doc: Doc) -> Texts:
    doc.note(next(doc.chance.choice(doc.cells(label)).iter(P)), "footnote", "含线上渠道")
    return ("含线上渠道",)


def comment_added(doc: Doc) -> Texts:
    doc.note(doc.prose(), "comment", "请再核一下这个数")
    return ("请再核一下这个数",)


def comment_on_cell(doc: Doc) -> Texts:
    doc.note(next(doc.chance.choice(doc.cells(numeral)).iter(P)), "comment", "与台账不一致")
    return ("与台账不一致",)


DML_BOX = (
    '<w:r xmlns:w="{w}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="{ns}drawingml/2006/wordprocessingDrawing" xmlns:a="{ns}drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">'
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="2000000" cy="600000"/>'
    '<wp:docPr id="77" name="文本框 1"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    "<wps:wsp><wps:cNvSpPr/><wps:spPr/><wps:txbx><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
    "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox>"
    "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
VML_BOX = (
    '<w:r xmlns:w="{w}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:100pt;height:30pt"><v:textbox>'
    "<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def box_added(doc: Doc, shape: str = DML_BOX, text: str = "领导批示：请核实") -> Texts:
    doc.prose().append(etree.fromstring(shape.format(w=W[1:-1], ns=NS, text=text)))
    return (text,)


def old_box_added(doc: Doc) -> Texts:
    return box_added(doc, VML_BOX)


def box_changed(doc: Doc) -> Texts:
    found = [one for one in doc.root.iter(T) if one.text == "原批示"]
    for one in found:
        one.text = "新批示"
    return "原批示", "新批示"


def with_box(doc: Doc) -> None:
    box_added(doc, text="原批示")


def with_note(kind: str) -> Callable[[Doc], None]:
    return lambda doc: doc.note(doc.prose(), kind, "原来的说明")


def note_changed(kind: str) -> Kind:
    def change(doc: Doc) -> Texts:
        part = f"word/{kind}s.xml"
        doc.parts[part] = doc.parts[part].replace("原来的说明".encode(), "改过的说明".encode())
        return "原来的说明", "改过的说明"

    return change


def note_deleted(kind: str) -> Kind:
    def delete(doc: Doc) -> Texts:
        names = (f"{kind}Reference", f"{kind}RangeStart", f"{kind}RangeEnd")
        for one in list(doc.root.iter(*(W + name for name in names))):
            gone = one.getparent() if one.getparent().tag == RUN else one
            gone.getparent().remove(gone)
        root = etree.fromstring(doc.parts[f"word/{kind}s.xml"])
        for one in root.findall(W + kind):
            if one.get(W + "id") == "1":
                root.remove(one)
        doc.parts[f"word/{kind}s.xml"] = etree.tostring(root)
        return ("原来的说明",)

    return delete


def edge(kind: str, prefix: str) -> Kind:
    def edit(doc: Doc) -> Texts | None:
        names = [name for name in doc.parts if name.startswith(f"word/{prefix}")]
        if not names:
            return None
        root = etree.fromstring(doc.parts[names[0]])
        paragraph = next(root.iter(P))
        set_text_behind(paragraph, "内部资料　注意保存")
        doc.parts[names[0]] = etree.tostring(root)
        return ("内部资料　注意保存", "内部资料 注意保存")

    return edit


def set_text_behind(paragraph: Element, text: str) -> None:
    etree.SubElement(etree.SubElement(paragraph, RUN), T).text = text


def new_edge(doc: Doc) -> Texts:
    """A header of its own for the first page."""
    text = "征求意见稿"
    part = f'<w:hdr xmlns:w="{W[1:-1]}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:hdr>'
    number = doc.related("header", "header9.xml", part, f"{WORD}header+xml")
    section = next(doc.root.iter(W + "sectPr"))
    section.insert(0, etree.Element(W + "headerReference", {W + "type": "first", R + "id": number}))
    etree.SubElement(section, W + "titlePg")
    return (text,)


def note_moved(doc: Doc) -> Texts:
    """A footnote that hangs on another paragraph now."""
    run = next(doc.root.iter(W + "footnoteReference")).getparent()
    old = run.getparent()
    other = next(one for one in doc.lines(40, style="BodyText") if one is not old)
    other.append(run)
    return "原来的说明", "（不是文字的内容）", text_of(old), text_of(other)


def box_in_table(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(label))
    next(cell.iter(P)).append(etree.fromstring(DML_BOX.format(w=W[1:-1], ns=NS, text="见附件")))
    return ("见附件",)


RECIPES: tuple[Recipe, ...] = (
    Recipe("注", footnote_added, 2), Recipe("注", endnote_added, 1), Recipe("注", footnote_in_table, 1),
    *(Recipe("注", edit(kind), 1, with_note(kind), f"{edit.__name__} {kind}") for kind in ("footnote", "endnote")
      for edit in (note_changed, note_deleted)),
    Recipe("注", note_moved, 1, with_note("footnote")),
    Recipe("批注", comment_added, 2), Recipe("批注", comment_on_cell, 1),
    *(Recipe("批注", edit("comment"), 1, with_note("comment"), f"{edit.__name__} comment") for edit in (note_changed, note_deleted)),
    Recipe("文本框", box_added, 2), Recipe("文本框", old_box_added, 1), Recipe("文本框", box_in_table, 1), Recipe("文本框", box_changed, 1, with_box),
    Recipe("页眉页脚", edge("header", "header"), 1, name="header"), Recipe("页眉页脚", edge("footer", "footer"), 1, name="footer"),
    Recipe("页眉页脚", new_edge, 1),
)  # fmt: skip
