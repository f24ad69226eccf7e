"""Reads a .docx into an outline: paragraphs and tables in reading order, with their places."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ..files.zips import GuardedZip, member, open_office_zip
from ..model.chart import Chart
from ..model.errors import SourceError
from ..model.location import Location
from ..model.outline import Grid, GridCell, Outline, OutlineParagraph, short_rows
from ..text.charts import written
from .body import all_text, blocks_below, cell_elements, is_hidden, shown_text, unwrapped
from .chart.parts import CHART, charts_in
from .names import ALTERNATIVES, BR, DELETED, DRAWING, FALLBACK, MOVED_FROM, PICT, PPR, RELATIONS, STYLE, TAB, TBL, VAL, A, V, W
from .numbering import Numbering

_BLIP, _OLD_PICTURE = A + "blip", V + "imagedata"
_PICTURE_KINDS = ("png", "jpg", "jpeg")
# What makes reading slower: text to be left out or spelled, and elements around rows and paragraphs.
_SIGNS = (TAB, BR, DELETED, MOVED_FROM, FALLBACK)
_WRAPPERS = (*(W + name for name in ("sdt", "ins", "customXml", "smartTag")), ALTERNATIVES)
_HEAD = 4096
XML_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


def read_outline(path: Path) -> Outline:
    """The outline of the .docx at `path`, with its pictures, charts and the numbers that Word puts in front of paragraphs."""
    with open_office_zip(path, "Word", ".docx") as archive:
        names = set(archive.namelist())
        if "word/document.xml" not in names:
            hint = "用 Word 或 WPS 另存为 .docx；Excel 数据表请连同文字稿放进草稿文件夹"
            raise SourceError("文件里没有正文，不是 Word 文件", location=Location(str(path)), hint=hint)
        numbering = None
        if "word/numbering.xml" in names:
            styles = _parsed(archive, "word/styles.xml", path) if "word/styles.xml" in names else None
            numbering = Numbering(_parsed(archive, "word/numbering.xml", path), styles)
        outline = outline_of(member(archive, "word/document.xml", path), path.name, numbering)
        if not any(paragraph.pictures for paragraph in outline.paragraphs):
            return outline
        return _with_pictures(outline, archive, path)


def _parsed(archive: GuardedZip, name: str, path: Path) -> etree._Element:
    try:
        return etree.fromstring(member(archive, name, path), XML_PARSER)
    except etree.XMLSyntaxError:
        raise SourceError(f"Word 文件的部件 {name} 已损坏", location=Location(str(path))) from None


def _with_pictures(outline: Outline, archive: GuardedZip, path: Path) -> Outline:
    """The same outline with the pictures named as files instead of by relationship, charts by what asks for them; kinds Word alone shows are left out."""
    relations = _parsed(archive, "word/_rels/document.xml.rels", path)
    targets = {
        str(one.get("Id")): "word/" + str(one.get("Target", "")).lstrip("/") for one in relations if not one.get("TargetMode")
    }
    names = set(archive.namelist())
    pictures: dict[str, bytes] = {}
    files: dict[str, str] = {}
    charts: dict[str, Chart] = {}
    if any(target.startswith("word/charts/") for target in targets.values()):
        for relation, found in charts_in(lambda name: member(archive, name, path) if name in names else _absent(name)).items():
            files[relation] = found.shown.asked or written(found.shown)
            charts[files[relation]] = found.shown
    for relation, target in targets.items():
        kind = target.rpartition(".")[2].lower()
        if target in names and kind in _PICTURE_KINDS:
            # Names of our own: those in the file may hold what a draft's text cannot.
            files[relation] = f"picture-{len(pictures) + 1}.{kind}"
            pictures[files[relation]] = member(archive, target, path)
    paragraphs = tuple(
        paragraph._replace(pictures=tuple(files[one] for one in paragraph.pictures if one in files))
        for paragraph in outline.paragraphs
    )
    return outline._replace(paragraphs=paragraphs, pictures=pictures, charts=charts)


def _absent(name: str) -> bytes:
    raise KeyError(name)


def document_of(content: bytes) -> bytes:
    """document.xml of a .docx held in memory."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml")


def outline_of(document: bytes, path: str, numbering: Numbering | None = None) -> Outline:
    """The outline of a document.xml; `path` names the file in the places.

    `pictures` of its paragraphs are the relationships under which the package holds them, charts among them.
    """
    try:
        root = etree.fromstring(document, XML_PARSER)
    except etree.XMLSyntaxError:
        raise SourceError("Word 文件的正文已损坏", location=Location(path)) from None
    if b"<!DOCTYPE" in document[:_HEAD]:
        raise SourceError("Word 文件的正文里有不该有的声明（DOCTYPE），为安全起见不读取", location=Location(path))
    # Most documents hold none of what needs looking at piece by piece.
    read = shown_text if next(root.iter(*_SIGNS), None) is not None else all_text
    inside = unwrapped if next(root.iter(*_WRAPPERS), None) is not None else etree._Element.iterchildren
    pictures = b"<w:drawing" in document or b"<w:pict" in document
    body = root.find(W + "body")
    paragraphs: list[OutlineParagraph] = []
    grids: list[Grid] = []
    order: list[tuple[str, int]] = []
    for element in blocks_below(body if body is not None else root):
        if element.tag == TBL:
            order.append(("t", len(grids)))
            ends: dict[int, int] = {}
            found = ((place, read(cell)) for place, cell in cell_elements(element, inside, ends))
            cells = {place: GridCell(text) for place, text in found if text}
            grids.append(Grid(path, f"表{len(grids) + 1}", cells, short=short_rows(ends)))
        else:
            order.append(("p", len(paragraphs)))
            properties = element.find(PPR)
            style = properties.find(STYLE) if properties is not None else None
            text = read(element)
            paragraphs.append(
                OutlineParagraph(
                    numbering.number(properties) + text if numbering and text.strip() else text,
                    Location(path, line=len(paragraphs) + 1, column=1),
                    str(style.get(VAL)) if style is not None else "",
                    sum(1 for _ in element.iter(DRAWING, PICT)) if pictures else 0,
                    pictures=tuple(_embedded(element)) if pictures else (),
                )
            )
    return Outline(path, tuple(paragraphs), tuple(grids), tuple(order))


def _embedded(paragraph: etree._Element) -> Iterator[str]:
    """The relationships of the pictures and charts in a paragraph; what stands only for old programs is left out."""
    for picture in paragraph.iter(_BLIP, _OLD_PICTURE, CHART):
        relation = picture.get(RELATIONS + "embed") or picture.get(RELATIONS + "id")
        if relation and not is_hidden(picture, paragraph):
            yield str(relation)
