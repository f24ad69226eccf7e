"""What a .docx says above and below its pages."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from ..files.zips import member, open_office_zip
from .outline import _PARSER, _plain_text

_EDGE = re.compile(r"word/(?:header|footer)\d*\.xml")
# Page numbers, dashes around them, and the mark that only a draft bears.
_NO_WORDS = re.compile(r"\{%.*?%\}|\{\{\s*draft_mark\s*\}\}|草\s*稿|[\d\s—–-]+|PAGE\b[^“”]*?(?=$|\s)")


def edge_texts(path: Path) -> frozenset[str] | None:
    """The texts of headers and footers, without page numbers; None when the file has none that can be read."""
    with open_office_zip(path, "Word", ".docx") as archive:
        found = set()
        for name in archive.namelist():
            if _EDGE.fullmatch(name):
                try:
                    root = etree.fromstring(member(archive, name, path), _PARSER)
                except etree.XMLSyntaxError:
                    return None
                found.add(_NO_WORDS.sub("", _plain_text(root)))
        return frozenset(found - {""})
