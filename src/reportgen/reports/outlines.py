"""Opens a published report, whatever kind of file it is, as an outline.

A file of its own: the git driver, and the search for last year's report, ask for kinds of file and know no form.
"""

from __future__ import annotations

from pathlib import Path

from ..model.errors import SourceError
from ..model.location import Location
from ..model.outline import GRID_COLUMNS, GRID_ROWS, Outline

# What can be read in; the content decides, the ending only where the content does not tell.
SUFFIXES = (".docx", ".html", ".htm", ".pdf", ".txt", ".md")
_START = 1024
# Far more than reports that were published: those have some dozens of paragraphs and a few hundred cells.
_MOST_PARAGRAPHS, _MOST_GRIDS, _MOST_CELLS = 5_000, 300, 50_000
_MOST_IN_ONE = 300_000  # letters of a paragraph or a cell


def read_published(path: Path, *, signs: bool = False) -> Outline:
    """The outline of a .docx, saved web page, .pdf or text copy. SourceError when it is none of these.

    With `signs` a Word file's bold words and links stand in its text as a draft's text file has them.
    """
    outline = _read(path, signs=signs)
    if fault := _beyond(outline):
        raise SourceError(f"{fault}，不像一份年度报告", location=Location(path.name), hint="只留下年报的内容，另存后再试")
    return outline


def _beyond(outline: Outline) -> str:
    """How a document is larger than any report; ''. What is recognised and checked takes its time by each of these."""
    lengths = [len(paragraph.text) for paragraph in outline.paragraphs]
    if max(lengths, default=0) > _MOST_IN_ONE:
        return f"有一段长达 {max(lengths)} 个字"
    if len(lengths) > _MOST_PARAGRAPHS:
        return f"文件有 {len(lengths)} 段"
    if len(outline.grids) > _MOST_GRIDS:
        return f"文件有 {len(outline.grids)} 张表格"
    cells = [len(grid.cells) for grid in outline.grids]
    if sum(cells) > _MOST_CELLS:
        return f"表格有 {sum(cells)} 格"
    for number, grid in enumerate(outline.grids, 1):
        down, across = (max((place[side] for place in grid.cells), default=0) for side in (0, 1))
        # The columns of a copy as text are those of a line, which may be the whole of a table.
        if not grid.loose and (down > GRID_ROWS or across > GRID_COLUMNS):
            return f"第 {number} 张表格有 {down} 行、{across} 列"
        if max((len(cell.text) for cell in grid.cells.values()), default=0) > _MOST_IN_ONE:
            return f"第 {number} 张表格有一格文字过长"
    return ""


def _read(path: Path, *, signs: bool) -> Outline:
    from ..files.yaml import refuse_endless, unreadable

    refuse_endless(path)
    try:
        with path.open("rb") as stream:
            start = stream.read(_START)
    except OSError as error:
        raise unreadable(path, error) from error
    if path.suffix.lower() == ".docx" and (other := _other_kind(start)):
        kind, ending = other
        hint = f"把文件名的结尾改成 {ending}，就能照{kind}读取"
        raise SourceError(f"这不是 .docx 文件，里面是{kind}", location=Location(path.name), hint=hint)
    if start.startswith(b"PK") or path.suffix.lower() == ".docx":
        from ..word.outline import read_outline

        return read_outline(path, signs=signs)
    if start.lstrip().startswith(b"%PDF") or path.suffix.lower() == ".pdf":
        from .pdf import read_pdf

        return read_pdf(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        hint = "用 Word 或 WPS 打开，选“另存为”，类型选 .docx"
        raise SourceError("这是旧版（97-2003）格式的文件，读不了", location=Location(path.name), hint=hint)
    if path.suffix.lower() in (".html", ".htm") or _is_markup(start):
        from .web.article import read_web_page

        return read_web_page(path)
    if path.suffix.lower() in (".txt", ".md", ".text", ""):
        from .plain_text import read_plain_text

        return read_plain_text(path)
    raise SourceError(
        "不认识这种文件",
        location=Location(path.name),
        hint=f"能读的有：Word（.docx）、网页（.html）、PDF、文本（.txt、.md），这是 {path.suffix}",
    )


def _other_kind(start: bytes) -> tuple[str, str] | None:
    """What a file is that only its name calls a Word file, and the ending of its kind."""
    if start.lstrip().startswith(b"%PDF"):
        return "PDF", ".pdf"
    return ("网页", ".html") if _is_markup(start) else None


def _is_markup(start: bytes) -> bool:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    return head.startswith((b"<!doctype", b"<html", b"<div", b"<body", b"<meta", b"<head"))
