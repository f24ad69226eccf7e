"""Edits of pictures and charts."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from lxml import etree

from .document import RUN, C, Doc, Element, Kind, P, Recipe, Texts, W, label, new_paragraph, set_text, text_of


def chart_part(doc: Doc) -> str | None:
    return next((name for name in doc.parts if name.startswith("word/charts/") and name.endswith(".xml")), None)


def in_chart(tag: str, change: Callable[[str], str]) -> Kind:
    def edit(doc: Doc) -> Texts | None:
        part = chart_part(doc)
        if part is None:
            return None
        root = etree.fromstring(doc.parts[part])
        points = [one for holder in root.iter(C + tag) for one in holder.iter(C + "v")]
        if not points:
            return None
        one = doc.chance.choice(points)
        old, one.text = one.text, change(one.text)
        doc.parts[part] = etree.tostring(root)
        return old, one.text, "图表"

    return edit


def graphics(doc: Doc, uri: str) -> list[Element]:
    return [one for one in doc.body.findall(P) if any(found.get("uri", "").endswith(uri) for found in one.iter("{*}graphicData"))]


def chart_deleted(doc: Doc) -> Texts | None:
    found = graphics(doc, "/chart")
    if not found:
        return None
    found[0].getparent().remove(found[0])
    return ("图表", "图片")


def picture_deleted(doc: Doc) -> Texts | None:
    found = graphics(doc, "/picture")
    if not found:
        return None
    found[0].getparent().remove(found[0])
    return ("图片", "图表")


def picture_changed(doc: Doc) -> Texts | None:
    name = next((one for one in doc.parts if one.startswith("word/media/")), None)
    if name is None:
        return None
    doc.parts[name] = png((0, 0, 200))
    return ("图片", "图表")


def picture_in_cell(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(label))
    shape = f'<w:r xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape id="s1"/></w:pict></w:r>'
    next(cell.iter(P)).append(etree.fromstring(shape))
    return ("1 张图片",)


def object_added(doc: Doc) -> Texts:
    """A sheet of Excel, pasted in as Excel's own."""
    place = doc.prose()
    empty = new_paragraph(place, "")
    shape = f'<w:object xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="s1"/></w:object>'
    empty.find(RUN).append(etree.fromstring(shape))
    place.addnext(empty)
    return ("张图片",)


def caption_changed(doc: Doc) -> Texts | None:
    found = graphics(doc, "/picture") or graphics(doc, "/chart")
    caption = found[0].getnext() if found else None
    if caption is None or not text_of(caption):
        return None
    old = text_of(caption)
    set_text(caption, f"{old}（更新）")
    return old, text_of(caption)


def other_chart(doc: Doc) -> Texts | None:
    """A chart of another kind with the same figures."""
    part = chart_part(doc)
    if part is None:
        return None
    root = etree.fromstring(doc.parts[part])
    for direction in root.iter(C + "barDir"):
        direction.set("val", "bar" if direction.get("val") == "col" else "col")
        doc.parts[part] = etree.tostring(root)
        return ("图表",)
    return None


def png(colour: tuple[int, int, int]) -> bytes:
    """A picture of 40 × 30 dots in one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header, row = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0), b"\0" + bytes(colour) * 40
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 30)) + chunk(b"IEND", b"")


RECIPES: tuple[Recipe, ...] = (
    Recipe("图表", in_chart("val", lambda text: f"{text}9"), 2, name="chart_value"),
    Recipe("图表", in_chart("cat", lambda text: f"其他{text}"), 2, name="chart_category"),
    Recipe("图表", in_chart("tx", lambda text: f"{text}情况"), 1, name="chart_series"), Recipe("图表", chart_deleted, 1), Recipe("图表", other_chart, 1),
    Recipe("图片", picture_deleted, 1), Recipe("图片", picture_changed, 1), Recipe("图片", caption_changed, 1), Recipe("图片", object_added, 1), Recipe("图片", picture_in_cell, 1),
)  # fmt: skip
