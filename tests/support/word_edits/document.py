"""Edits of built documents as people make them in Word, written into the XML of the file itself.

Every kind knows what a reader sees changed: the benchmark (`benchmarks/edits.py`) and the tests ask
`diff`, `verify`, the redline and `import --update` whether they say so, and nothing else.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from lxml import etree

MAIN = "word/document.xml"
TYPES, RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"
NS = "http://schemas.openxmlformats.org/"
W, R = f"{{{NS}wordprocessingml/2006/main}}", f"{{{NS}officeDocument/2006/relationships}}"
C = f"{{{NS}drawingml/2006/chart}}"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
P, RUN, T, TBL, TR, TC, PPR, RPR = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc", "pPr", "rPr"))
BY = f'w:id="{{}}" w:author="审核" w:date="2025-03-01T09:00:00Z" xmlns:w="{W[1:-1]}"'
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


Texts = tuple[str, ...]
Kind = Callable[[Doc], Texts | None]


class Recipe(NamedTuple):
    """One kind of edit within a group, how often, and what has to stand in the document before."""

    group: str
    edit: Kind
    times: int
    before: Callable[[Doc], None] | None = None
    name: str = ""
