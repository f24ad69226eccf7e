"""The mark by which a page or a PDF is known as written by us and unchanged since: a comment with the digest of the rest.

A .docx has its own (word_properties.py).
"""

from __future__ import annotations

import re
from hashlib import sha256

_PAGE_MARK = re.compile(rb"<!-- reportgen sha256 ([0-9a-f]{64}) -->\n\Z")
_PDF_MARK = re.compile(rb"%reportgen sha256 ([0-9a-f]{64})\n")
_PDF_END = b"startxref"


def marked_page(html: str) -> bytes:
    """The page with its mark, which is its last line."""
    content = html.encode()
    return content + b"<!-- reportgen sha256 " + _digest(content) + b" -->\n"


def marked_pdf(content: bytes) -> bytes:
    """The PDF with its mark, in front of the line that tells where its table of objects is: that stands further up."""
    before, end, after = content.rpartition(_PDF_END)
    return before + b"%reportgen sha256 " + _digest(content) + b"\n" + end + after


def unchanged(content: bytes) -> bool:
    """Whether a page or a PDF still is what was written."""
    mark = _PAGE_MARK.search(content) or next(_PDF_MARK.finditer(content), None)
    return mark is not None and _digest(content[: mark.start()] + content[mark.end() :]) == mark[1]


def _digest(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode()
