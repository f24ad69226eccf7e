"""What is pasted into the text: its lines, and in a few words what came along and what did not, so that nothing is lost in silence."""

from __future__ import annotations

import re

from ..reports.web.pasted import PastedPage, pasted_page
from .messages import Clipboard

_ENDS = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")
_BULLET = re.compile(r"[•●·▪■◆○\uf0b7\uf06c\uf0d8\uf0a7][ \t\u3000\u00a0]*")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\ufffd]")


def read_clipboard(html: str, text: str, *, tables_kept: bool = True) -> Clipboard:
    """What a program laid on the clipboard, as HTML where it did; lines of plain text else.

    Where its tables are not kept, nobody has to look at what became of their cells.
    """
    page = pasted_page(html) if html.strip() else PastedPage()
    if not page.lines:
        page = PastedPage(tuple(_plain_lines(text)), pictures=page.pictures)
    if not tables_kept:
        page = page._replace(bold=0, merged=0)
    lines = [_BULLET.sub("——", line, count=1) if _BULLET.match(line) else line for line in page.lines]
    tables = page.tables or _runs_of_rows(lines)
    paragraphs = sum(not line.startswith("|") for line in lines)
    took = [f"{paragraphs} 段"] if paragraphs else []
    took += [f"{tables} 张表"] if tables else []
    return Clipboard(lines=lines, took="、".join(took) or "没有文字", left=_left(page, lines))


def _left(page: PastedPage, lines: list[str]) -> str:
    """What was there and no text holds, with how to have it all the same; '' where nothing is lost."""
    counted = (
        (page.links, "个链接"),
        (page.pictures, "张图片"),
        (page.notes, "个脚注"),
        (page.marks, "处上标、下标的数字（像是注码）"),
        (page.struck, "处划掉或隐藏的字"),
        *((count, f"处{name}") for name, count in page.looks.items()),
    )
    lost = [f"{count} {what}" for count, what in counted if count]
    lost = (["表里的粗体"] if page.bold else []) + lost
    said = f"{'、'.join(lost[:-1])}{'和 ' if len(lost) > 1 else ''}{lost[-1]}没有带来" if lost else ""
    hints = ["图片用“插入图片”放进来"] if page.pictures else []
    hints += [f"表里有 {page.merged} 个合并的格，字只在左上一格，其余的空着，请看一看"] if page.merged else []
    odd = sum(len(_PRIVATE.findall(line)) for line in lines)
    hints += [f"有 {odd} 个认不出的符号，请看一看"] if odd else []
    return "；".join(filter(None, (said, *hints)))


def _plain_lines(text: str) -> list[str]:
    lines = []
    for line in _ENDS.split(text):
        bare = line.strip(" \t\u3000\u00a0")
        if "\t" in bare and not _BULLET.match(bare):
            bare = f"| {' | '.join(cell.strip().replace('|', '｜') for cell in bare.split(chr(9)))} |"
        if bare:
            lines.append(bare)
    return lines


def _runs_of_rows(lines: list[str]) -> int:
    rows = [line.startswith("|") for line in lines]
    return sum(row and not before for row, before in zip(rows, [False, *rows], strict=False))
