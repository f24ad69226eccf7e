"""Opens a published report, whatever kind of file it is, as an outline.

A file of its own: the git driver, and the search for last year's report, ask for kinds of file and know no form.
"""

from __future__ import annotations

from pathlib import Path

from ..model.errors import SourceError
from ..model.location import Location
from ..model.outline import Outline

# What can be read in; the content decides, the ending only where the content does not tell.
SUFFIXES = (".docx", ".html", ".htm", ".pdf", ".txt", ".md")
_START = 1024


def read_published(path: Path) -> Outline:
    """The outline of a .docx, saved web page, .pdf or text copy. SourceError when it is none of these."""
    try:
        with path.open("rb") as stream:
            start = stream.read(_START)
    except OSError as error:
        from ..files.yaml import unreadable

        raise unreadable(path, error) from error
    if start.startswith(b"PK") or path.suffix.lower() == ".docx":
        from ..word.outline import read_outline

        return read_outline(path)
    if start.lstrip().startswith(b"%PDF") or path.suffix.lower() == ".pdf":
        from .pdf import read_pdf

        return read_pdf(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        hint = "用 Word 或 WPS 打开，选“另存为”，类型选 .docx"
        raise SourceError("这是旧版（97-2003）格式的文件，读不了", location=Location(path.name), hint=hint)
    if path.suffix.lower() in (".html", ".htm") or _is_markup(start):
        from .web import read_web_page

        return read_web_page(path)
    if path.suffix.lower() in (".txt", ".md", ".text", ""):
        from .plain_text import read_plain_text

        return read_plain_text(path)
    raise SourceError(
        "不认识这种文件",
        location=Location(path.name),
        hint=f"能读的有：Word（.docx）、网页（.html）、PDF、文本（.txt、.md），这是 {path.suffix}",
    )


def _is_markup(start: bytes) -> bool:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    return head.startswith((b"<!doctype", b"<html", b"<div", b"<body", b"<meta", b"<head"))
