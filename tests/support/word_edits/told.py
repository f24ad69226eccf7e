"""What is told of an edit: the marks of content in a redline, and whatever a comparison tells that nobody touched."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from reportgen.model.change import Diff
from reportgen.model.figures import digits
from reportgen.model.report import Cell

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = tuple(W + name for name in ("ins", "del", "moveFrom", "moveTo"))
_SHOWN = tuple(
    W + name for name in ("t", "delText", "drawing", "pict", "object", "footnoteReference", "endnoteReference", "sym",
    "noBreakHyphen")
)  # fmt: skip

_TEXTS = (W + "t", W + "delText")


def content_marks(redlined: bytes) -> list[str]:
    """The text of each mark in a redline that shows something; ends of paragraphs that hold text, rows. What is look alone is left out."""
    archive = zipfile.ZipFile(io.BytesIO(redlined))
    return [
        text
        for name in archive.namelist()
        if re.fullmatch(r"word/(document\d*|header\d+|footer\d+|footnotes|endnotes|comments)\.xml", name)
        for text in _marks(etree.fromstring(archive.read(name)))
    ]


def _marks(root: etree._Element) -> Iterator[str]:
    for change in root.iter(W + "rPrChange"):
        now = change.getparent()
        for name in ("strike", "dstrike", "vanish"):
            if now is not None and (now.find(W + name) is None) != (change.find(f"{W}rPr/{W}{name}") is None):
                yield "删除线或隐藏"
    for mark in root.iter(*_MARKS):
        parent = mark.getparent()
        if parent is not None and parent.tag == W + "trPr":
            yield "行"
        elif parent is not None and parent.tag == W + "rPr":
            paragraph = next(mark.iterancestors(W + "p"))
            if _shows(paragraph):
                yield "段"
        elif _shows(mark):
            yield "".join(mark.itertext(W + "t", W + "delText")) or "（不是文字）"


def _shows(element: etree._Element) -> bool:
    return any(one.tag not in _TEXTS or (one.text or "").strip() for one in element.iter(*_SHOWN))


def told(diff: Diff) -> Iterator[tuple[str, str]]:
    """Each change as its texts before and now; '' where there is none."""
    yield from ((one.old, one.new) for one in diff.fields)
    yield from ((_said(one.old), _said(one.new)) for one in diff.figures)
    for step in diff.changed_steps():
        old, new = (block.content.whole if block else "" for block in (step.old, step.new))
        pictured = any(block is not None and block.content.pictured for block in (step.old, step.new))
        yield (f"图片 图表 {old}", f"图片 图表 {new}") if pictured else (old, new)
    yield from ((piece.text, "") for piece in diff.unplaced)


def _said(cell: Cell | None) -> str:
    return "空" if cell is None or cell.blank else digits(cell.value) if cell.value is not None else cell.text


def beside(diff: Diff, texts: tuple[str, ...]) -> list[str]:
    """Changes that have nothing to do with these texts; all of them where there are none."""
    touched = [_plain(text) for text in texts if _plain(text)]
    return [
        f"{old} → {new}"
        for old, new in told(diff)
        if not any(one and (one in text or text in one) for one in touched for text in (_plain(old), _plain(new)) if text)
    ]


def _plain(text: str) -> str:
    return re.sub(r"[\s　,，｜|]+", "", text)
