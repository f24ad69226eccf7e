"""What people wrote beside a document's text: comments, footnotes, endnotes. No draft has a place for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from ..files.zips import member, open_office_zip
from ..model.errors import SourceError
from ..model.location import Location

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KINDS = (
    ("word/comments.xml", "comment", "批注"),
    ("word/footnotes.xml", "footnote", "脚注"),
    ("word/endnotes.xml", "endnote", "尾注"),
)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_OURS = "reportgen"


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
    for one in root.iter(_W + tag):
        lines = ("".join(text.text or "" for text in paragraph.iter(_W + "t")) for paragraph in one.iter(_W + "p"))
        text = " ".join(line for line in lines if line.strip())
        author = str(one.get(_W + "author", ""))
        if text and not author.startswith(_OURS):
            yield Note(kind, author, text)
