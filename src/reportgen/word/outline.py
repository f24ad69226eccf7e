"""Reads a .docx into an outline: paragraphs and tables in reading order, with their places."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lxml import etree

from ..files.zips import GuardedZip, member, open_office_zip
from ..model.chart import Chart
from ..model.errors import SourceError
from ..model.location import Location
from ..model.outline import Grid, GridCell, Outline, OutlineParagraph, short_rows
from ..text.charts import written
from .chart.parts import CHART, charts_in
from .numbering import Numbering

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_NAMESPACE}}}"
_P, _R, _TBL, _TR, _TC, _T, _TAB, _BR = (_W + name for name in ("p", "r", "tbl", "tr", "tc", "t", "tab", "br"))
_VAL = _W + "val"
_PPR, _TCPR, _TRPR = _W + "pPr", _W + "tcPr", _W + "trPr"
_SPAN, _MERGE, _BEFORE, _STYLE = _W + "gridSpan", _W + "vMerge", _W + "gridBefore", _W + "pStyle"
_DRAWING, _PICT, _DELETED, _MOVED = _W + "drawing", _W + "pict", _W + "del", _W + "moveFrom"
_BLIP, _OLD_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PICTURE_KINDS = ("png", "jpg", "jpeg")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FALLBACK = _MC + "Fallback"
# What makes reading slower: text to be left out or spelled, and elements around rows and paragraphs.
_SIGNS = (_TAB, _BR, _DELETED, _MOVED, _FALLBACK)
_WRAPPERS = (*(_W + name for name in ("sdt", "ins", "customXml", "smartTag")), _MC + "AlternateContent")
_HEAD = 4096
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


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
        return etree.fromstring(member(archive, name, path), _PARSER)
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
        root = etree.fromstring(document, _PARSER)
    except etree.XMLSyntaxError:
        raise SourceError("Word 文件的正文已损坏", location=Location(path)) from None
    if b"<!DOCTYPE" in document[:_HEAD]:
        raise SourceError("Word 文件的正文里有不该有的声明（DOCTYPE），为安全起见不读取", location=Location(path))
    # Most documents hold none of what needs looking at piece by piece.
    read = _text if next(root.iter(*_SIGNS), None) is not None else _plain_text
    inside = _wrapped if next(root.iter(*_WRAPPERS), None) is not None else etree._Element.iterchildren
    pictures = b"<w:drawing" in document or b"<w:pict" in document
    body = root.find(_W + "body")
    paragraphs: list[OutlineParagraph] = []
    grids: list[Grid] = []
    order: list[tuple[str, int]] = []
    for element in _blocks(body if body is not None else root):
        if element.tag == _TBL:
            order.append(("t", len(grids)))
            ends: dict[int, int] = {}
            found = ((place, read(cell)) for place, cell in cell_elements(element, inside, ends))
            cells = {place: GridCell(text) for place, text in found if text}
            grids.append(Grid(path, f"表{len(grids) + 1}", cells, short=short_rows(ends)))
        else:
            order.append(("p", len(paragraphs)))
            properties = element.find(_PPR)
            style = properties.find(_STYLE) if properties is not None else None
            text = read(element)
            paragraphs.append(
                OutlineParagraph(
                    numbering.number(properties) + text if numbering and text.strip() else text,
                    Location(path, line=len(paragraphs) + 1, column=1),
                    str(style.get(_VAL)) if style is not None else "",
                    sum(1 for _ in element.iter(_DRAWING, _PICT)) if pictures else 0,
                    pictures=tuple(_embedded(element)) if pictures else (),
                )
            )
    return Outline(path, tuple(paragraphs), tuple(grids), tuple(order))


def _embedded(paragraph: etree._Element) -> Iterator[str]:
    """The relationships of the pictures and charts in a paragraph; what stands only for old programs is left out."""
    for picture in paragraph.iter(_BLIP, _OLD_PICTURE, CHART):
        relation = picture.get(_RELATIONS + "embed") or picture.get(_RELATIONS + "id")
        if relation and not _hidden(picture, paragraph):
            yield str(relation)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables below, looking through content controls and tracked insertions."""
    for child in parent:
        if child.tag == _TBL and next(child.iterdescendants(_TBL), None) is not None:
            # A table that frames others is layout: what stands in it is read as if it stood by itself.
            for row in _wrapped(child, _TR):
                for cell in _wrapped(row, _TC):
                    yield from _blocks(cell)
        elif child.tag in (_P, _TBL):
            yield child
        elif child.tag not in (_DELETED, _MOVED, _TRPR, _TCPR) and isinstance(child.tag, str) and len(child):
            yield from _blocks(child)


def _wrapped(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, looking through content controls around them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in (_P, _TBL, _TR, _TC, _DELETED, _MOVED) and isinstance(child.tag, str) and len(child):
            yield from _wrapped(child, tag)


def cell_elements(
    table: etree._Element,
    inside: Callable[[etree._Element, str], Iterable[etree._Element]],
    ends: dict[int, int],
) -> Iterator[tuple[tuple[int, int], etree._Element]]:
    """The cells by row and column, merged ones at their top left place; `ends` takes the last column of each row."""
    for row_number, row in enumerate(inside(table, _TR), 1):
        column = 1
        row_properties = row.find(_TRPR)
        if row_properties is not None and (before := row_properties.find(_BEFORE)) is not None:
            column += _number(before, 0)
        for cell in inside(row, _TC):
            width, continued = 1, False
            properties = cell[0] if len(cell) else None
            if properties is not None and properties.tag == _TCPR:
                for setting in properties:
                    if setting.tag == _SPAN:
                        width = _number(setting, 1)
                    elif setting.tag == _MERGE:
                        continued = setting.get(_VAL, "continue") == "continue"
            if not continued:
                yield (row_number, column), cell
            column += width
        ends[row_number] = column - 1


def _plain_text(element: etree._Element) -> str:
    return "".join(element.itertext(_T, with_tail=False))  # type: ignore[arg-type]  # the tree holds str


def _text(paragraph: etree._Element) -> str:
    """A paragraph's (or cell's) text as read; deleted text and the old-program copies of shapes are left out."""
    parts: list[str] = []
    for element in paragraph.iter(_T, _TAB, _BR):
        if element.tag == _T:
            text = element.text
            if text and not _hidden(element, paragraph):
                parts.append(text)
        elif (parent := element.getparent()) is not None and parent.tag == _R:
            parts.append("\t" if element.tag == _TAB else "\n")
    return "".join(parts)


def _hidden(element: etree._Element, stop: etree._Element) -> bool:
    parent = element.getparent()
    while parent is not None and parent is not stop:
        if parent.tag in (_FALLBACK, _DELETED, _MOVED):
            return True
        parent = parent.getparent()
    return False


def _number(element: etree._Element, default: int) -> int:
    value = str(element.get(_VAL, ""))
    return int(value) if value.isdigit() else default
