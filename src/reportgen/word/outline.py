"""Reads a .docx into an outline: paragraphs and tables in reading order, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ..files.xml import XmlProblem, parsed
from ..model.chart import Chart
from ..model.errors import SourceError
from ..model.location import Location
from ..model.outline import Grid, GridCell, Outline, OutlineParagraph, short_rows
from ..text.charts import written
from .body import all_text, blocks_below, cell_elements, is_hidden, plain_cells, shown_text
from .chart.parts import CHART, charts_in
from .names import ALTERNATIVES, BR, DELETED, DRAWING, FALLBACK, MOVED_FROM, PICT, PPR, RELATIONS, STYLE, TAB, TBL, VAL, A, V, W
from .numbering import Numbering
from .package import Package, opened, opened_file

_BLIP, _OLD_PICTURE = A + "blip", V + "imagedata"
_PICTURE_KINDS = ("png", "jpg", "jpeg")
# What makes reading slower: text to be left out or spelled, elements around rows and paragraphs, settings as they were before.
_SIGNS = (TAB, BR, DELETED, MOVED_FROM, FALLBACK)
_WRAPPERS = (*(W + name for name in ("sdt", "ins", "customXml", "smartTag", "moveTo", "trPrChange", "tcPrChange")), ALTERNATIVES)


def read_outline(path: Path) -> Outline:
    """The outline of the .docx at `path`, with its pictures, charts and the numbers that Word puts in front of paragraphs."""
    return outline_in(opened_file(path), path.name)


def outline_in(package: Package, path: str) -> Outline:
    """The same of a package that is open; `path` names the file in the places."""
    numbers = package.beside("numbering")
    numbering = Numbering(numbers, package.beside("styles")) if numbers is not None else None
    outline = _outline(package.document, path, numbering)
    return _with_pictures(outline, package) if any(paragraph.pictures for paragraph in outline.paragraphs) else outline


def _with_pictures(outline: Outline, package: Package) -> Outline:
    """The same outline with the pictures named as files instead of by relationship, charts by what asks for them; kinds Word alone shows are left out."""
    pictures: dict[str, bytes] = {}
    files: dict[str, str] = {}
    charts: dict[str, Chart] = {}
    for relation, found in charts_in(package).items():
        files[relation] = found.shown.asked or written(found.shown)
        charts[files[relation]] = found.shown
    for relation, (_, target, external) in package.relations(package.main).items():
        kind = target.rpartition(".")[2].lower()
        if not external and target in package.files and kind in _PICTURE_KINDS:
            # Names of our own: those in the file may hold what a draft's text cannot.
            files[relation] = f"picture-{len(pictures) + 1}.{kind}"
            pictures[files[relation]] = package.files[target]
    paragraphs = tuple(
        paragraph._replace(pictures=tuple(files[one] for one in paragraph.pictures if one in files))
        for paragraph in outline.paragraphs
    )
    return outline._replace(paragraphs=paragraphs, pictures=pictures, charts=charts)


def document_of(content: bytes) -> bytes:
    """The main part of a .docx held in memory."""
    package = opened(content, "")
    return package.files[package.main]


def outline_of(document: bytes, path: str, numbering: Numbering | None = None) -> Outline:
    """The outline of a main part; `path` names the file in the places.

    `pictures` of its paragraphs are the relationships under which the package holds them, charts among them.
    """
    try:
        root = parsed(document)
    except XmlProblem as problem:
        raise SourceError(f"Word 文件的正文{problem}", location=Location(path)) from None
    return _outline(root, path, numbering)


def _outline(root: etree._Element, path: str, numbering: Numbering | None) -> Outline:
    # Most documents hold none of what needs looking at piece by piece.
    read = shown_text if next(root.iter(*_SIGNS), None) is not None else all_text
    pictures = next(root.iter(DRAWING, PICT), None) is not None
    body = root.find(W + "body")
    paragraphs: list[OutlineParagraph] = []
    grids: list[Grid] = []
    order: list[tuple[str, int]] = []
    for element in blocks_below(body if body is not None else root):
        if element.tag == TBL:
            order.append(("t", len(grids)))
            texts, ends = _cells(element)
            cells = {place: GridCell(text) for place, text in texts.items() if text}
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


def _cells(table: etree._Element) -> tuple[dict[tuple[int, int], str], dict[int, int]]:
    """The texts of the cells by row and column, and the last column of each row."""
    if next(table.iter(*_SIGNS, *_WRAPPERS), None) is None:
        return plain_cells(table)
    ends: dict[int, int] = {}
    texts = {place: shown_text(cell) for place, cell in cell_elements(table, ends)}
    return texts, ends


def _embedded(paragraph: etree._Element) -> Iterator[str]:
    """The relationships of the pictures and charts in a paragraph; what stands only for old programs is left out."""
    for picture in paragraph.iter(_BLIP, _OLD_PICTURE, CHART):
        relation = picture.get(RELATIONS + "embed") or picture.get(RELATIONS + "id")
        if relation and not is_hidden(picture, paragraph):
            yield str(relation)
