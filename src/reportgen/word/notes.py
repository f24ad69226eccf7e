"""What stands around a document's text: comments, footnotes, endnotes, and what it says above and below its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from ..files.zips import member, open_office_zip
from ..model.errors import SourceError
from ..model.location import Location
from .body import all_text
from .names import P, T, W
from .outline import XML_PARSER

_KINDS = (
    ("word/comments.xml", "comment", "批注"),
    ("word/footnotes.xml", "footnote", "脚注"),
    ("word/endnotes.xml", "endnote", "尾注"),
)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_OURS = "reportgen"
_EDGE = re.compile(r"word/(?:header|footer)\d*\.xml")
# Page numbers, dashes around them, and the mark that only a draft bears.
_NO_WORDS = re.compile(r"\{%.*?%\}|\{\{\s*draft_mark\s*\}\}|草\s*稿|[\d\s—–-]+|PAGE\b[^“”]*?(?=$|\s)")


class Note(NamedTuple):
    """A comment or note: what it is called, who wrote it where that is known, its text."""

    kind: str
    author: str
    text: str


def read_notes(path: Path) -> tuple[Note, ...]:
    """The comments and notes of the .docx at `path`, without those that a check put there. SourceError for a damaged file."""
    with open_office_zip(path, "Word", ".docx") as archive:
        names = set(archive.namelist())
        found: list[Note] = []
        for part, tag, kind in _KINDS:
            if part in names:
                try:
                    root = etree.fromstring(member(archive, part, path), _PARSER)
                except etree.XMLSyntaxError:
                    raise SourceError(f"Word 文件的部件 {part} 已损坏", location=Location(str(path))) from None
                found += _notes(root, tag, kind)
        return tuple(found)


def _notes(root: etree._Element, tag: str, kind: str) -> Iterator[Note]:
    for one in root.iter(W + tag):
        lines = ("".join(text.text or "" for text in paragraph.iter(T)) for paragraph in one.iter(P))
        text = " ".join(line for line in lines if line.strip())
        author = str(one.get(W + "author", ""))
        if text and not author.startswith(_OURS):
            yield Note(kind, author, text)


# -- headers and footers -----------------------------------------------------------------------------


def edge_texts(path: Path) -> frozenset[str] | None:
    """The texts of headers and footers, without page numbers; None when the file has none that can be read."""
    with open_office_zip(path, "Word", ".docx") as archive:
        found = set()
        for name in archive.namelist():
            if _EDGE.fullmatch(name):
                try:
                    root = etree.fromstring(member(archive, name, path), XML_PARSER)
                except etree.XMLSyntaxError:
                    return None
                found.add(_NO_WORDS.sub("", all_text(root)))
        return frozenset(found - {""})
