"""What stands around a document's text: comments, footnotes, endnotes, and what it says above and below its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from ..model.errors import SourceError
from .body import all_text
from .names import P, T, W
from .package import EDGES, opened_file

_KINDS = (
    ("comments", "comment", "批注"),
    ("footnotes", "footnote", "脚注"),
    ("endnotes", "endnote", "尾注"),
)
_OURS = "reportgen"
# Page numbers, dashes around them, and the mark that only a draft bears.
_NO_WORDS = re.compile(r"\{%.*?%\}|\{\{\s*draft_mark\s*\}\}|草\s*稿|[\d\s—–-]+|PAGE\b[^“”]*?(?=$|\s)")


class Note(NamedTuple):
    """A comment or note: what it is called, who wrote it where that is known, its text."""

    kind: str
    author: str
    text: str


def read_notes(path: Path) -> tuple[Note, ...]:
    """The comments and notes of the .docx at `path`, without those that a check put there. SourceError for a damaged file."""
    package = opened_file(path)
    found: list[Note] = []
    for relation, tag, kind in _KINDS:
        root = package.beside(relation)
        found += _notes(root, tag, kind) if root is not None else ()
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
    package = opened_file(path)
    try:
        edges = [package.tree(part) for part in package.all_related(package.main, *EDGES)]
    except SourceError:
        return None
    return frozenset(_NO_WORDS.sub("", all_text(edge)) for edge in edges if edge is not None) - {""}
