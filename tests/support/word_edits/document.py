"""Edits of built documents as people make them in Word, written into the XML of the file itself.

Every kind knows what a reader sees changed: the benchmark (`benchmarks/edits.py`) and the tests ask
`diff`, `verify`, the redline and `import --update` whether they say so, and nothing else.
"""

from __future__ import annotations

import io
import random
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from reportgen.tasks.build import build_draft

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
MAIN = "word/document.xml"
TYPES, RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"
NS = "http://schemas.openxmlformats.org/"
W, R = f"{{{NS}wordprocessingml/2006/main}}", f"{{{NS}officeDocument/2006/relationships}}"
C = f"{{{NS}drawingml/2006/chart}}"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
P, RUN, T, TBL, TR, TC, PPR, RPR = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc", "pPr", "rPr"))
BY = f'w:id="{{}}" w:author="审核" w:date="2025-03-01T09:00:00Z" xmlns:w="{W[1:-1]}"'
SEED = 20261129
Element = Any


class Made(NamedTuple):
    """An edited document: `before` is what was edited (mostly the built one), `texts` all that a reader sees changed in it.

    Without `texts` nothing but the look changed. One that is `undone` is as it was built again.
    """

    base: str
    kind: str
    what: str
    before: bytes
    after: bytes
    texts: tuple[str, ...]
    undone: bool = False


class Doc:
    """A .docx to be edited: its parts, and its main part as a tree."""

    def __init__(self, content: bytes, chance: random.Random) -> None:
        archive = zipfile.ZipFile(io.BytesIO(content))
        self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.root = etree.fromstring(self.parts[MAIN])
        self.body: Element = self.root.find(W + "body")
        self.chance = chance
        self.notes = 0

    def packed(self) -> bytes:
        self.parts[MAIN] = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(zipfile.ZipInfo(name, (2025, 3, 1, 9, 0, 0)), content)
        return stream.getvalue()

    # -- what stands in it ------------------------------------------------------------------------

    def lines(self, least: int = 1, most: int = 10**6, style: str = "") -> list[Element]:
        """Paragraphs of the body with so much text."""
        return [
            one
            for one in self.body.findall(P)
            if least <= len(text_of(one)) <= most and (not style or style_of(one).startswith(style))
        ]

    def prose(self) -> Element:
        """One long paragraph of text in one run."""
        return self.chance.choice([one for one in self.lines(40, style="BodyText") if len(one.findall(RUN)) == 1])

    def headings(self, level: int) -> list[Element]:
        return self.lines(style=f"Heading{level}")

    def tables(self) -> list[Element]:
        """The form's tables; small ones among the text have fewer cells."""
        return [one for one in self.body.findall(TBL) if len(list(one.iter(TC))) > 12]

    def cells(self, wanted: Callable[[str], bool]) -> list[Element]:
        return [cell for table in self.tables() for cell in table.iter(TC) if wanted(text_of(cell).strip())]

    # -- what is put into it ----------------------------------------------------------------------

    def related(self, kind: str, target: str, content: str, content_type: str) -> str:
        """A new part that the main one refers to; its relationship."""
        self.notes += 1
        number = f"rEdit{self.notes}"
        self.parts[f"word/{target}"] = content.encode()
        entry = f'<Relationship Id="{number}" Type="{NS}officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        self.parts[RELATIONS] = self.parts[RELATIONS].replace(b"</Relationships>", entry.encode() + b"</Relationships>")
        if content_type:
            override = f'<Override PartName="/word/{target}" ContentType="{content_type}"/>'
            self.parts[TYPES] = self.parts[TYPES].replace(b"</Types>", override.encode() + b"</Types>")
        return number

    def note(self, paragraph: Element, kind: str, text: str) -> None:
        """A comment, footnote or endnote at the end of a paragraph."""
        separators = "" if kind == "comment" else (
            f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
        )  # fmt: skip
        who = ' w:author="张审核" w:date="2025-03-01T09:00:00Z" w:initials="张"' if kind == "comment" else ""
        part = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{kind}s xmlns:w="{W[1:-1]}">{separators}'
            f'<w:{kind} w:id="1"{who}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}></w:{kind}s>'
        )
        self.related(f"{kind}s", f"{kind}s.xml", part, f"{WORD}{kind}s+xml")
        if kind == "comment":
            first = etree.Element(W + "commentRangeStart", {W + "id": "1"})
            paragraph.insert(1 if paragraph.find(PPR) is not None else 0, first)
            paragraph.append(etree.Element(W + "commentRangeEnd", {W + "id": "1"}))
        run = etree.SubElement(paragraph, RUN)
        etree.SubElement(run, f"{W}{kind}Reference", {W + "id": "1"})


def text_of(element: Element) -> str:
    return "".join(element.itertext(T))


def style_of(paragraph: Element) -> str:
    style = paragraph.find(f"{PPR}/{W}pStyle")
    return style.get(W + "val") if style is not None else ""


def set_text(element: Element, text: str) -> None:
    """Put a text into the first run of a paragraph or cell, and nothing into the others."""
    texts = list(element.iter(T))
    if not texts:
        paragraph = element if element.tag == P else next(element.iter(P))
        texts = [etree.SubElement(etree.SubElement(paragraph, RUN), T)]
    for number, one in enumerate(texts):
        one.text = text if number == 0 else ""
        one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def new_paragraph(like: Element, text: str) -> Element:
    copy = deepcopy(like)
    set_text(copy, text)
    return copy


def cut(paragraph: Element, at: int) -> tuple[Element, Element]:
    """The single run of a paragraph in two, parted at a place of its text."""
    run = paragraph.find(RUN)
    text = text_of(run)
    second = deepcopy(run)
    set_text(run, text[:at])
    set_text(second, text[at:])
    run.addnext(second)
    return run, second


def inside(doc: Doc, paragraph: Element) -> int:
    """A place between two sentences in the middle of a paragraph, or in the middle."""
    text = text_of(paragraph)
    stops = [at + 1 for at, sign in enumerate(text) if sign in "。；，" and 10 < at < len(text) - 10]
    return doc.chance.choice(stops or [len(text) // 2])


def numeral(text: str) -> bool:
    return text.replace(".", "").isdigit()


def label(text: str) -> bool:
    return len(text) > 1 and not numeral(text)


def mark(tag: str, *children: Element, number: int = 900) -> Element:
    element = etree.fromstring(f"<w:{tag} {BY.format(number)}/>")
    element.extend(children)
    return element


def deleted(run: Element) -> Element:
    """A run as one that was deleted, its text spelled so."""
    for one in run.iter(T):
        one.tag = W + "delText"
    return run


def end_mark(paragraph: Element, tag: str) -> None:
    properties = paragraph.find(PPR)
    look = properties.find(RPR)
    if look is None:
        look = etree.SubElement(properties, RPR)
    look.insert(0, mark(tag, number=901))


# -- the kinds: each edits the document and says what a reader sees changed ---------------------------------

Texts = tuple[str, ...]
Kind = Callable[[Doc], Texts | None]


def words_changed(doc: Doc) -> Texts:
    one = doc.prose()
    old = text_of(one)
    at = doc.chance.randrange(4, len(old) - 6)
    set_text(one, old[:at] + "经核实的" + old[at + doc.chance.randrange(0, 4) :])
    return old, text_of(one)


def sign_changed(doc: Doc) -> Texts | None:
    """One sign of a sentence, as 。 for ；."""
    one = doc.prose()
    old = text_of(one)
    at = [at for at, sign in enumerate(old) if sign in "，；"]
    if not at:
        return None
    place = doc.chance.choice(at)
    set_text(one, f"{old[:place]}。{old[place + 1 :]}")
    return old, text_of(one)


def number_changed(doc: Doc) -> Texts | None:
    found = [one for one in doc.lines(40, style="BodyText") if any(sign.isdigit() for sign in text_of(one))]
    one = doc.chance.choice(found)
    old = text_of(one)
    at = doc.chance.choice([at for at, sign in enumerate(old) if sign.isdigit()])
    set_text(one, old[:at] + str((int(old[at]) + 3) % 10) + old[at + 1 :])
    return old, text_of(one)


def words_over_runs(doc: Doc) -> Texts:
    """A word typed between two runs, in bold."""
    one = doc.prose()
    old = text_of(one)
    run, _ = cut(one, inside(doc, one))
    added = deepcopy(run)
    set_text(added, "（含派出机构）")
    look = added.find(RPR)
    look.append(etree.Element(W + "b"))
    run.addnext(added)
    return old, text_of(one)


def signature_changed(doc: Doc) -> Texts:
    one = doc.lines()[-doc.chance.choice((1, 2))]
    old = text_of(one)
    set_text(one, f"{old[:-1]}2{old[-1]}")
    return old, text_of(one)


def title_changed(doc: Doc) -> Texts:
    one = doc.lines()[0]
    old = text_of(one)
    set_text(one, f"{old}本级")
    return old, text_of(one)


def figure_changed(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(numeral))
    old = text_of(cell)
    set_text(cell, str(int(old.split(".")[0]) + 7))
    return old, text_of(cell)


def figure_blank(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(numeral))
    old = text_of(cell)
    set_text(cell, "")
    return (old, "空")


def figure_in_words(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(numeral))
    old = text_of(cell)
    set_text(cell, doc.chance.choice(("无", "—", f"{old}件", "未统计")))
    return old, text_of(cell)


def figure_spelled(doc: Doc) -> Texts:
    """1,362 for 1362: the same figure, and other signs in print."""
    cell = doc.chance.choice(doc.cells(lambda text: text.isdigit() and len(text) > 3))
    old = text_of(cell)
    set_text(cell, f"{int(old):,}")
    return old, text_of(cell)


def row_texts(row: Element) -> Texts:
    return tuple(text_of(cell) for cell in row.iter(TC))


def data_rows(doc: Doc) -> list[Element]:
    return [row for table in doc.tables() for row in table.iter(TR) if any(map(numeral, row_texts(row)))]


def header_rows(doc: Doc) -> list[Element]:
    return [row for table in doc.tables() for row in table.iter(TR) if not any(map(numeral, row_texts(row)))]


def data_row_deleted(doc: Doc) -> Texts:
    row = doc.chance.choice(data_rows(doc))
    row.getparent().remove(row)
    return (*row_texts(row), "空")


def data_row_doubled(doc: Doc) -> Texts:
    row = doc.chance.choice(data_rows(doc))
    row.addnext(deepcopy(row))
    return row_texts(row)


def header_row_deleted(doc: Doc) -> Texts:
    row = doc.chance.choice(header_rows(doc))
    row.getparent().remove(row)
    return row_texts(row)


def header_row_doubled(doc: Doc) -> Texts:
    row = doc.chance.choice(header_rows(doc))
    row.addnext(deepcopy(row))
    return row_texts(row)


def rows_swapped(doc: Doc) -> Texts | None:
    rows = [row for row in data_rows(doc) if row.getnext() is not None and row.getnext().tag == TR]
    row = doc.chance.choice(rows)
    other = row.getnext()
    texts = (*row_texts(row), *row_texts(other))
    if row_texts(row) == row_texts(other):
        return None
    other.addnext(row)
    return texts


def note_row_added(doc: Doc) -> Texts:
    """A row of one cell below a table: 注：…."""
    table = doc.chance.choice(doc.tables())
    rows = list(table.iter(TR))
    row = deepcopy(rows[-1])
    cells = row.findall(TC)
    for cell in cells:
        set_text(cell, "")
    set_text(cells[0], "注：本表不含垂直管理单位数据")
    rows[-1].addnext(row)
    return ("注：本表不含垂直管理单位数据",)


def row_added(doc: Doc) -> Texts:
    """A row of its own among the others."""
    row = doc.chance.choice(data_rows(doc))
    copy = deepcopy(row)
    cells = copy.findall(TC)
    first = next((cell for cell in cells if label(text_of(cell))), cells[0])
    set_text(first, "其中：乡镇街道")
    row.addnext(copy)
    return (*row_texts(copy), "其中：乡镇街道")


def label_changed(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(label))
    old = text_of(cell)
    at = doc.chance.randrange(1, len(old))
    set_text(cell, f"{old[:at]}等{old[at:]}")
    return old, text_of(cell)


def label_emptied(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(label))
    old = text_of(cell)
    set_text(cell, "")
    return (old,)


def label_replaced(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(label))
    old = text_of(cell)
    set_text(cell, "另行规定的事项")
    return old, "另行规定的事项"


def label_overtyped(doc: Doc) -> Texts:
    """A number typed over a label."""
    cell = doc.chance.choice(doc.cells(label))
    old = text_of(cell)
    set_text(cell, "37")
    return old, "37"


def label_beside_table(doc: Doc) -> Texts:
    """A label changed, and a table put somewhere before."""
    texts = label_changed(doc)
    add_small_table(doc, doc.prose())
    return (*texts, "培训", "场次", "3")


def label_and_row(doc: Doc) -> Texts:
    """A label changed in a table that got a row more."""
    texts = label_changed(doc)
    return (*texts, *note_row_added(doc))


def add_small_table(doc: Doc, after: Element) -> None:
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row) + "</w:tr>"
        for row in (("项目", "场次"), ("培训", "3"))
    )
    grid = '<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid>'
    after.addnext(etree.fromstring(f'<w:tbl xmlns:w="{W[1:-1]}"><w:tblPr/>{grid}{cells}</w:tbl>'))


def small_table_added(doc: Doc) -> Texts:
    add_small_table(doc, doc.prose())
    return "项目", "场次", "培训", "3"


def table_deleted(doc: Doc) -> Texts:
    table = doc.chance.choice(doc.tables())
    table.getparent().remove(table)
    return (*(text_of(cell) for cell in table.iter(TC)), "空")


def heading_renamed(doc: Doc) -> Texts:
    one = doc.chance.choice(doc.headings(1))
    old = text_of(one)
    set_text(one, f"{old[:2]}有关情况的综合说明")
    return old, text_of(one)


def heading_reworded(doc: Doc) -> Texts:
    one = doc.chance.choice(doc.headings(1))
    old = text_of(one)
    set_text(one, f"{old}说明")
    return old, text_of(one)


def heading_deleted(doc: Doc) -> Texts:
    one = doc.chance.choice(doc.headings(1))
    old = text_of(one)
    following = one.getnext()
    one.getparent().remove(one)
    return old, text_of(following)


def small_heading_renamed(doc: Doc) -> Texts | None:
    found = doc.headings(2)
    if not found:
        return None
    one = doc.chance.choice(found)
    old = text_of(one)
    set_text(one, f"{old[:3]}有关工作")
    return old, text_of(one)


def paragraph_split(doc: Doc) -> Texts:
    one = doc.prose()
    old = text_of(one)
    at = inside(doc, one)
    one.addnext(new_paragraph(one, old[at:]))
    set_text(one, old[:at])
    return old, old[:at], old[at:]


def paragraphs_merged(doc: Doc) -> Texts | None:
    found = neighbours(doc)
    if not found:
        return None
    one = doc.chance.choice(found)
    other = one.getnext()
    texts = text_of(one), text_of(other)
    set_text(one, "".join(texts))
    other.getparent().remove(other)
    return (*texts, "".join(texts))


def neighbours(doc: Doc) -> list[Element]:
    """Paragraphs of prose with another one right behind."""
    prose = [one for one in doc.lines(30, style="BodyText") if len(one.findall(RUN)) == 1]
    return [one for one in prose if one.getnext() in prose]


def paragraph_moved(doc: Doc) -> Texts | None:
    prose = doc.lines(40, style="BodyText")
    one, other = doc.chance.sample(prose, 2)
    if one.getnext() is other or other.getnext() is one:
        return None
    other.addnext(one)
    return (text_of(one),)


def paragraphs_swapped(doc: Doc) -> Texts | None:
    found = neighbours(doc)
    if not found:
        return None
    one = doc.chance.choice(found)
    texts = text_of(one), text_of(one.getnext())
    one.getnext().addnext(one)
    return texts


def paragraph_deleted(doc: Doc) -> Texts:
    one = doc.prose()
    one.getparent().remove(one)
    return (text_of(one),)


def paragraph_inserted(doc: Doc) -> Texts:
    one = doc.prose()
    text = doc.chance.choice(("组织全市业务培训3场，参训320人次。", "无。", "此项工作按计划推进。"))
    one.addnext(new_paragraph(one, text))
    return (text,)


def sentence_moved(doc: Doc) -> Texts | None:
    prose = [one for one in doc.lines(40, style="BodyText") if text_of(one).count("。") > 1]
    if len(prose) < 2:
        return None
    one, other = doc.chance.sample(prose, 2)
    before = text_of(one), text_of(other)
    at = before[0].rstrip("。").rindex("。") + 1
    set_text(one, before[0][:at])
    set_text(other, before[1] + before[0][at:])
    return (*before, text_of(one), text_of(other))


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


def tracked_words(doc: Doc) -> Texts:
    one = doc.prose()
    old = text_of(one)
    at = inside(doc, one)
    run, second = cut(one, at)
    added = deepcopy(run)
    set_text(added, "按规定")
    one.insert(one.index(second), mark("ins", added))
    return old, old[:at] + "按规定" + old[at:]


def tracked_words_gone(doc: Doc) -> Texts:
    one = doc.prose()
    old = text_of(one)
    at = inside(doc, one)
    _, second = cut(one, at)
    place = one.index(second)
    one.insert(place, mark("del", deleted(second)))
    return old, old[:at]


def tracked_merge(doc: Doc) -> Texts | None:
    """The end of a paragraph deleted with tracking on."""
    found = neighbours(doc)
    if not found:
        return None
    one = doc.chance.choice(found)
    end_mark(one, "del")
    texts = text_of(one), text_of(one.getnext())
    return (*texts, "".join(texts))


def tracked_split(doc: Doc) -> Texts:
    texts = paragraph_split(doc)
    one = next(one for one in doc.lines(10) if text_of(one) == texts[1])
    end_mark(one, "ins")
    return texts


def tracked_paragraph_gone(doc: Doc) -> Texts | None:
    found = neighbours(doc)
    if not found:
        return None
    one = doc.chance.choice(found)
    text = text_of(one)
    run = one.find(RUN)
    one.append(mark("del", deleted(run)))
    end_mark(one, "del")
    return (text,)


def tracked_row_gone(doc: Doc) -> Texts:
    row = doc.chance.choice(data_rows(doc))
    texts = row_texts(row)
    tracked_row(row, "del")
    for run in list(row.iter(RUN)):
        parent, at = run.getparent(), run.getparent().index(run)
        parent.insert(at, mark("del", deleted(run), number=905))
    return (*texts, "空")


def tracked_row_added(doc: Doc) -> Texts:
    row = doc.chance.choice(data_rows(doc))
    copy = deepcopy(row)
    row.addnext(copy)
    tracked_row(copy, "ins")
    return row_texts(row)


def tracked_row(row: Element, tag: str) -> None:
    properties = row.find(W + "trPr")
    if properties is None:
        properties = etree.Element(W + "trPr")
        row.insert(0, properties)
    properties.append(mark(tag, number=904))


def tracked_figure(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(numeral))
    old = text_of(cell)
    run = next(cell.iter(RUN))
    new = deepcopy(run)
    set_text(new, "4321")
    parent, at = run.getparent(), run.getparent().index(run)
    parent.insert(at, mark("ins", new, number=906))
    parent.insert(at, mark("del", deleted(run), number=907))
    return old, "4321"


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


def chart_part(doc: Doc) -> str | None:
    return next((name for name in doc.parts if name.startswith("word/charts/") and name.endswith(".xml")), None)


def in_chart(tag: str, change: Callable[[str], str]) -> Kind:
    def edit(doc: Doc) -> Texts | None:
        part = chart_part(doc)
        if part is None:
            return None
        root = etree.fromstring(doc.parts[part])
        points = [one for holder in root.iter(C + tag) for one in holder.iter(C + "v")]
        if not points:
            return None
        one = doc.chance.choice(points)
        old, one.text = one.text, change(one.text)
        doc.parts[part] = etree.tostring(root)
        return old, one.text, "图表"

    return edit


def graphics(doc: Doc, uri: str) -> list[Element]:
    return [one for one in doc.body.findall(P) if any(found.get("uri", "").endswith(uri) for found in one.iter("{*}graphicData"))]


def chart_deleted(doc: Doc) -> Texts | None:
    found = graphics(doc, "/chart")
    if not found:
        return None
    found[0].getparent().remove(found[0])
    return ("图表", "图片")


def picture_deleted(doc: Doc) -> Texts | None:
    found = graphics(doc, "/picture")
    if not found:
        return None
    found[0].getparent().remove(found[0])
    return ("图片", "图表")


def picture_changed(doc: Doc) -> Texts | None:
    name = next((one for one in doc.parts if one.startswith("word/media/")), None)
    if name is None:
        return None
    doc.parts[name] = png((0, 0, 200))
    return ("图片", "图表")


def picture_in_cell(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(label))
    shape = f'<w:r xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape id="s1"/></w:pict></w:r>'
    next(cell.iter(P)).append(etree.fromstring(shape))
    return ("1 张图片",)


def object_added(doc: Doc) -> Texts:
    """A sheet of Excel, pasted in as Excel's own."""
    place = doc.prose()
    empty = new_paragraph(place, "")
    shape = f'<w:object xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="s1"/></w:object>'
    empty.find(RUN).append(etree.fromstring(shape))
    place.addnext(empty)
    return ("张图片",)


def caption_changed(doc: Doc) -> Texts | None:
    found = graphics(doc, "/picture") or graphics(doc, "/chart")
    caption = found[0].getnext() if found else None
    if caption is None or not text_of(caption):
        return None
    old = text_of(caption)
    set_text(caption, f"{old}（更新）")
    return old, text_of(caption)


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


def tables_swapped(doc: Doc) -> Texts | None:
    """Two tables of the form in each other's place."""
    tables = doc.tables()
    if len(tables) < 2:
        return None
    one, other = tables[0], tables[1]
    place = etree.Element("place")
    one.addprevious(place)
    other.addprevious(one)
    place.addprevious(other)
    place.getparent().remove(place)
    return (*tuple(text_of(cell) for table in (one, other) for cell in table.iter(TC)), "在“")


def table_moved(doc: Doc) -> Texts:
    table = doc.chance.choice(doc.tables())
    doc.lines(40, style="BodyText")[-1].addnext(table)
    return (*(text_of(cell) for cell in table.iter(TC)), "在“")


def table_cut(doc: Doc) -> Texts:
    """A table in two, as for the end of a page."""
    table = doc.chance.choice(doc.tables())
    rows, said = table.findall(TR), tuple(text_of(cell) for cell in table.iter(TC))
    behind = deepcopy(table)
    for row in behind.findall(TR)[: len(rows) * 2 // 3]:
        behind.remove(row)
    for row in rows[len(rows) * 2 // 3 :]:
        table.remove(row)
    table.addnext(behind)
    table.addnext(etree.Element(P))
    return (*said, "2 张")


def column_deleted(doc: Doc) -> Texts | None:
    """The last column of a table, its heading and its figures."""
    table = max(doc.tables(), key=lambda one: len(list(one.iter(TR))))
    texts: list[str] = []
    for row in table.iter(TR):
        cells = row.findall(TC)
        if len(cells) > 1:
            texts.append(text_of(cells[-1]))
            row.remove(cells[-1])
    return (*texts, "空")


def columns_swapped(doc: Doc) -> Texts | None:
    """Two headings side by side, each in the other's place; the figures stay."""
    rows = [row for row in header_rows(doc) if len([cell for cell in row.findall(TC) if label(text_of(cell))]) > 1]
    if not rows:
        return None
    cells = [cell for cell in doc.chance.choice(rows).findall(TC) if label(text_of(cell))]
    one, other = cells[-2], cells[-1]
    texts = text_of(one), text_of(other)
    if texts[0] == texts[1]:
        return None
    set_text(one, texts[1])
    set_text(other, texts[0])
    figures = [text_of(cell) for table in doc.tables() for cell in table.iter(TC) if numeral(text_of(cell))]
    return (*texts, *figures)


def small_tables(doc: Doc) -> list[Element]:
    return [one for one in doc.body.findall(TBL) if len(list(one.iter(TC))) <= 12]


def small_cell_changed(doc: Doc) -> Texts | None:
    found = [cell for table in small_tables(doc) for cell in table.iter(TC)]
    if not found:
        return None
    cell = doc.chance.choice(found)
    old = text_of(cell)
    set_text(cell, f"{old}（补）")
    return old, text_of(cell)


def small_table_moved(doc: Doc) -> Texts | None:
    found = small_tables(doc)
    if not found:
        return None
    texts = tuple(text_of(cell) for cell in found[0].iter(TC))
    doc.lines(40, style="BodyText")[1].addnext(found[0])
    return texts


def note_moved(doc: Doc) -> Texts:
    """A footnote that hangs on another paragraph now."""
    run = next(doc.root.iter(W + "footnoteReference")).getparent()
    old = run.getparent()
    other = next(one for one in doc.lines(40, style="BodyText") if one is not old)
    other.append(run)
    return "原来的说明", "（不是文字的内容）", text_of(old), text_of(other)


def struck(doc: Doc) -> Texts:
    return _set_apart(doc, "strike")


def hidden(doc: Doc) -> Texts:
    return _set_apart(doc, "vanish")


def _set_apart(doc: Doc, name: str) -> Texts:
    one = doc.prose()
    old = text_of(one)
    run, _ = cut(one, inside(doc, one))
    run.find(RPR).append(etree.Element(W + name))
    return old, text_of(run)


_A_LINE_BETWEEN = 2


def tracked_move(doc: Doc) -> Texts | None:
    """A paragraph moved with tracking on, over more than one line: else it is as well the line between that was moved."""
    prose = [one for one in doc.lines(40, style="BodyText") if len(one.findall(RUN)) == 1]
    lines = doc.body.findall(P)
    pairs = [(one, other) for one in prose for other in prose if abs(lines.index(one) - lines.index(other)) > _A_LINE_BETWEEN]
    if not pairs:
        return None
    one, other = doc.chance.choice(pairs)
    copy = deepcopy(one)
    for paragraph, tag in ((one, "moveFrom"), (copy, "moveTo")):
        paragraph.append(mark(tag, paragraph.find(RUN), number=910))
        end_mark(paragraph, tag)
    other.addnext(copy)
    return (text_of(one),)


def box_in_table(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(label))
    next(cell.iter(P)).append(etree.fromstring(DML_BOX.format(w=W[1:-1], ns=NS, text="见附件")))
    return ("见附件",)


def symbol_added(doc: Doc) -> Texts:
    one = doc.prose()
    old = text_of(one)
    _, second = cut(one, inside(doc, one))
    run = etree.Element(RUN)
    etree.SubElement(run, W + "sym", {W + "font": "Wingdings", W + "char": "F0FE"})
    second.addprevious(run)
    return old, "☒", "\uf0fe"


def other_chart(doc: Doc) -> Texts | None:
    """A chart of another kind with the same figures."""
    part = chart_part(doc)
    if part is None:
        return None
    root = etree.fromstring(doc.parts[part])
    for direction in root.iter(C + "barDir"):
        direction.set("val", "bar" if direction.get("val") == "col" else "col")
        doc.parts[part] = etree.tostring(root)
        return ("图表",)
    return None


def two_edits(doc: Doc) -> Texts:
    """A word of the text and a label."""
    return (*words_changed(doc), *label_changed(doc))


def note_and_words(doc: Doc) -> Texts:
    return (*footnote_added(doc), *words_changed(doc))


# -- look only: nothing that a reader takes for content changed ---------------------------------------------


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


class Recipe(NamedTuple):
    """One kind of edit within a group, how often, and what has to stand in the document before."""

    group: str
    edit: Kind
    times: int
    before: Callable[[Doc], None] | None = None
    name: str = ""


RECIPES: tuple[Recipe, ...] = (
    *(Recipe("字句", edit, times) for edit, times in ((words_changed, 4), (sign_changed, 2), (number_changed, 3),
      (words_over_runs, 2), (signature_changed, 2), (title_changed, 1), (sentence_moved, 2))),
    *(Recipe("格", edit, 3) for edit in (figure_changed, figure_blank, figure_in_words, figure_spelled)),
    *(Recipe("行", edit, times) for edit, times in ((data_row_deleted, 3), (data_row_doubled, 2), (header_row_deleted, 4),
      (header_row_doubled, 3), (rows_swapped, 2), (note_row_added, 2), (row_added, 2))),
    *(Recipe("表头", edit, times) for edit, times in ((label_changed, 5), (label_emptied, 3), (label_replaced, 3),
      (label_overtyped, 3), (label_beside_table, 3), (label_and_row, 2))),
    *(Recipe("表", edit, times) for edit, times in ((small_table_added, 2), (table_deleted, 2), (tables_swapped, 1), (table_moved, 1), (table_cut, 2),
      (column_deleted, 1), (columns_swapped, 2), (small_cell_changed, 2), (small_table_moved, 1))),
    *(Recipe("标题", edit, 2) for edit in (heading_renamed, heading_reworded, heading_deleted, small_heading_renamed)),
    *(Recipe("段", edit, 3) for edit in (paragraph_split, paragraphs_merged, paragraph_moved, paragraphs_swapped,
      paragraph_deleted, paragraph_inserted)),
    Recipe("注", footnote_added, 2), Recipe("注", endnote_added, 1), Recipe("注", footnote_in_table, 1),
    *(Recipe("注", edit(kind), 1, with_note(kind), f"{edit.__name__} {kind}") for kind in ("footnote", "endnote")
      for edit in (note_changed, note_deleted)),
    Recipe("注", note_moved, 1, with_note("footnote")),
    Recipe("批注", comment_added, 2), Recipe("批注", comment_on_cell, 1),
    *(Recipe("批注", edit("comment"), 1, with_note("comment"), f"{edit.__name__} comment") for edit in (note_changed, note_deleted)),
    *(Recipe("修订", edit, times) for edit, times in ((tracked_words, 2), (tracked_words_gone, 2), (tracked_merge, 3),
      (tracked_split, 2), (tracked_paragraph_gone, 2), (tracked_row_gone, 2), (tracked_row_added, 2), (tracked_figure, 2),
      (tracked_move, 1), (struck, 1), (hidden, 1), (symbol_added, 1))),
    Recipe("文本框", box_added, 2), Recipe("文本框", old_box_added, 1), Recipe("文本框", box_in_table, 1), Recipe("文本框", box_changed, 1, with_box),
    Recipe("图表", in_chart("val", lambda text: f"{text}9"), 2, name="chart_value"),
    Recipe("图表", in_chart("cat", lambda text: f"其他{text}"), 2, name="chart_category"),
    Recipe("图表", in_chart("tx", lambda text: f"{text}情况"), 1, name="chart_series"), Recipe("图表", chart_deleted, 1), Recipe("图表", other_chart, 1),
    Recipe("图片", picture_deleted, 1), Recipe("图片", picture_changed, 1), Recipe("图片", caption_changed, 1), Recipe("图片", object_added, 1), Recipe("图片", picture_in_cell, 1),
    Recipe("页眉页脚", edge("header", "header"), 1, name="header"), Recipe("页眉页脚", edge("footer", "footer"), 1, name="footer"),
    Recipe("页眉页脚", new_edge, 1), Recipe("两处", two_edits, 3), Recipe("两处", note_and_words, 1),
    *(Recipe("只改样子", look(edit), 1, name=edit.__name__) for edit in (bold, red, runs_parted, centred, margins, proofread, bookmarked,
      page_breaks_drawn, tracked_look, shaded, narrower, controlled, empty_line, new_font, style_reset, chart_rewritten,
      saved_by_python_docx)),
)  # fmt: skip


def png(colour: tuple[int, int, int]) -> bytes:
    """A picture of 40 × 30 dots in one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header, row = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0), b"\0" + bytes(colour) * 40
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 30)) + chunk(b"IEND", b"")


# -- the documents that are edited ------------------------------------------------------------------------

BASES = ("huaian-2024", "wenzhou-2020", "ouhai-2017", "rich")


def draft_in(base: str, folder: Path) -> Path:
    """A copy of an example; `rich` is one with a picture, a chart and a small table in its text."""
    target = folder / base
    shutil.copytree(EXAMPLES / ("huaian-2024" if base == "rich" else base), target, ignore=shutil.ignore_patterns("*.docx"))
    if base == "rich":
        (target / "images").mkdir()
        (target / "images" / "流程图.png").write_bytes(png((200, 0, 0)))
        path = target / "narrative.yaml"
        more = (
            "  ![申请办理流程图](images/流程图.png)\n  ![本年新收申请的构成](图表:柱形图 表三.本年新收)\n"
            "  | 培训 | 场次 |\n  | --- | --- |\n  | 业务 | 4 |\n  | 法规 | 2 |\n  （二）依申请公开\n"
        )
        path.write_text(path.read_text(encoding="utf-8").replace("  （二）依申请公开\n", more, 1), encoding="utf-8")
    return target


@cache
def built(base: str) -> bytes:
    """The document that `build` makes of it."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "年报.docx"
        build_draft(draft_in(base, Path(name)), output=path)
        return path.read_bytes()


def edits_of(base: str, recipes: tuple[Recipe, ...] = RECIPES, *, once: bool = False) -> Iterator[Made]:
    """All edits of one document, the same ones every time."""
    for recipe in recipes:
        name = recipe.name or recipe.edit.__name__
        for number in range(1 if once else recipe.times):
            chance = random.Random(f"{SEED} {base} {name} {number}")
            before = built(base)
            if recipe.before:
                prepared = Doc(before, chance)
                recipe.before(prepared)
                before = prepared.packed()
            doc = Doc(before, chance)
            texts = recipe.edit(doc)
            if texts is not None:
                yield Made(base, recipe.group, f"{name} {number}", before, doc.packed(), texts, name.startswith("note_deleted"))
