"""Reads a .docx into an outline: paragraphs and tables in reading order, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ..files.xml import XmlProblem, parsed
from ..model.chart import Chart
from ..model.errors import SourceError
from ..model.location import Location, Mark
from ..model.outline import AsideKind, Grid, GridCell, Outline, OutlineParagraph, short_rows
from ..recognise.labels import normalised
from ..text.charts import written
from ..text.ordinals import without_ordinal
from ..text.patterns import HAN, pattern
from .asides import BLIP, DRAWN, OLD_PICTURE, asides_around, asides_in, is_picture
from .body import all_text, blocks_below, cell_elements, is_hidden, plain_cells, runs_on
from .chart.parts import CHART, charts_in
from .names import ALTERNATIVES, CELL_DELETED, CELL_MERGED, PPR, RELATIONS, STYLE, TBL, VAL, P, W
from .numbering import Numbering
from .package import Package, opened, opened_file
from .runs import SIGNS, Reader, reader_of

TWO_NUMBERS = "序号打了一个，Word 又自动编了一个"
_WORD = pattern(f"{HAN}")
_PICTURE_KINDS = ("png", "jpg", "jpeg")
# What makes reading a table slower: elements around rows and paragraphs, settings as they were before, what tracked changes delete.
_WRAPPERS = (
    *(W + name for name in ("sdt", "customXml", "smartTag", "trPrChange", "tcPrChange")), ALTERNATIVES, CELL_DELETED, CELL_MERGED
)  # fmt: skip


def read_outline(path: Path, *, signs: bool = False) -> Outline:
    """The outline of the .docx at `path`, with its pictures, charts and the numbers that Word puts in front of paragraphs.

    With `signs` bold words and links stand in the text as a draft's text file has them, and what has no sign is an aside.
    """
    package = opened_file(path)
    if not signs:
        return outline_in(package, path.name)
    from .signs import write_signs  # only a draft's own text is read so

    without = write_signs(package, path.name)
    outline = outline_in(package, path.name)
    return outline._replace(asides=(*outline.asides, *without))


def outline_in(package: Package, path: str) -> Outline:
    """The same of a package that is open; `path` names the file in the places."""
    try:
        return _outline_in(package, path)
    except SourceError as error:
        error.location = error.location or Location(path)  # the readers of tables and numbers know of no file
        raise


def _outline_in(package: Package, path: str) -> Outline:
    numbers = package.beside("numbering")
    numbering = Numbering(numbers, package.beside("styles")) if numbers is not None else None
    reader = reader_of(package)
    outline = _outline(package.document, path, numbering, reader)
    around, edges = asides_around(package, path, reader)
    outline = _with_numbers_beside(outline._replace(asides=(*outline.asides, *around), edges=edges), package)
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


def with_row_numbers(outline: Outline, package: Package) -> tuple[Outline, tuple[tuple[Location, str], ...]]:
    """An outline of a document's body whose cells show the numbers that Word puts in front of their words, as a reader sees them.

    With it come the places and words of cells in which a number is typed as well: they show two.
    """
    outline = _with_numbers_beside(outline, package)
    grids: list[Grid] = []
    twice: list[tuple[Location, str]] = []
    for grid in outline.grids:
        cells = dict(grid.cells)
        for place, number in grid.numbers.items():
            text = cells[place].text
            if without_ordinal(normalised(text)) != normalised(text):
                twice.append((grid.location(*place), number + text))
            else:
                cells[place] = cells[place]._replace(text=number + text)
        grids.append(grid._replace(cells=cells))
    return outline._replace(grids=tuple(grids)), tuple(twice)


def _with_numbers_beside(outline: Outline, package: Package) -> Outline:
    """The same outline with the numbers that Word puts in front of the words of cells."""
    numbers = package.beside("numbering")
    if numbers is None or not outline.grids:
        return outline
    numbering = Numbering(numbers, package.beside("styles"))
    grids: list[Grid] = []
    for element in blocks_below(package.body):
        if element.tag != TBL:
            if all_text(element).strip():
                numbering.number(element.find(PPR))
            continue
        grid = outline.grids[len(grids)]
        counted: dict[tuple[int, int], str] = {}
        for place, cell in cell_elements(element, {}):
            spoken = [paragraph for paragraph in cell.iter(P) if all_text(paragraph).strip()]
            found = [numbering.number(paragraph.find(PPR)) for paragraph in spoken]
            # A figure is no label: whatever stands in front of it is no part of it.
            if any(found[:1]) and place in grid.cells and _WORD.search(grid.cells[place].text):
                counted[place] = found[0]
        grids.append(grid._replace(numbers=counted) if counted else grid)
    return outline._replace(grids=tuple(grids))


def document_of(content: bytes) -> bytes:
    """The main part of a .docx held in memory."""
    package = opened(content, "")
    return package.files[package.main]


def outline_of(document: bytes, path: str) -> Outline:
    """The outline of a main part by itself, without what stands around it; `path` names the file in the places.

    `pictures` of its paragraphs are the relationships under which the package holds them, charts among them.
    """
    try:
        root = parsed(document)
    except XmlProblem as problem:
        raise SourceError(f"Word 文件的正文{problem}", location=Location(path)) from None
    return _outline(root, path, None, Reader())


def _outline(root: etree._Element, path: str, numbering: Numbering | None, reader: Reader) -> Outline:
    # Most documents hold none of what needs looking at piece by piece.
    plain = not reader.thorough and next(root.iter(*SIGNS), None) is None
    read = all_text if plain else reader.text
    pictures = next(root.iter(*DRAWN), None) is not None
    body = root.find(W + "body")
    paragraphs: list[OutlineParagraph] = []
    grids: list[Grid] = []
    order: list[tuple[str, int]] = []
    # The paragraphs, by their numbers, that go on in the next one.
    waiting: list[int] = []
    for element in blocks_below(body if body is not None else root):
        if element.tag == TBL:
            order.append(("t", len(grids)))
            texts, ends, starts = _cells(element, reader, plain=plain)
            cells = {place: GridCell(text) for place, text in texts.items() if text}
            grids.append(Grid(path, f"表{len(grids) + 1}", cells, short=short_rows(ends), starts=starts))
            continue
        order.append(("p", len(paragraphs)))
        properties = element.find(PPR)
        style = properties.find(STYLE) if properties is not None else None
        place = Location(path, line=len(paragraphs) + 1, column=1)
        paragraphs.append(
            OutlineParagraph(
                read(element),
                place,
                str(style.get(VAL)) if style is not None else "",
                sum(1 for one in element.iter(*DRAWN) if is_picture(one, element)) if pictures else 0,
                pictures=tuple(_embedded(element)) if pictures else (),
            )
        )
        if not plain and properties is not None and runs_on(element):
            waiting.append(len(paragraphs) - 1)
            continue
        parts = [*waiting, len(paragraphs) - 1]
        if numbering is not None or waiting:
            _join(paragraphs, parts, properties, numbering)
        waiting = []
    return Outline(path, tuple(paragraphs), tuple(grids), tuple(order), asides=asides_in(root, path, reader))


def printed_texts(outline: Outline) -> list[str]:
    """The texts of the paragraphs in order, those of boxes behind the one that they hang on."""
    boxes: dict[int, list[str]] = {}
    for aside in outline.asides:
        if aside.kind is AsideKind.BOX and not aside.location.grid:
            boxes.setdefault(aside.location.line, []).extend(aside.text.split("\n"))
    if not boxes:
        return [paragraph.text for paragraph in outline.paragraphs]
    return [text for line, one in enumerate(outline.paragraphs, 1) for text in (one.text, *boxes.get(line, ()))]


def _join(
    paragraphs: list[OutlineParagraph], parts: list[int], properties: etree._Element | None, numbering: Numbering | None
) -> None:
    """Put what one paragraph is made of, with its number, where it begins; the others stay, empty, so that places keep their numbers."""
    spoken = [at for at in parts if paragraphs[at].text.strip()]
    if not spoken:
        return
    first, last = spoken[0], parts[-1]
    text = numbering.number(properties) if numbering is not None else ""
    marks: list[Mark] = []
    for at in spoken:
        if at != first:
            marks.append(Mark(len(text), paragraphs[at].location))
        text += paragraphs[at].text
    pictures = tuple(picture for at in parts for picture in paragraphs[at].pictures)
    images = sum(paragraphs[at].images for at in parts)
    whole = paragraphs[last]._replace(
        text=text, location=paragraphs[first].location, images=images, pictures=pictures, marks=tuple(marks)
    )
    for at in parts:
        paragraphs[at] = paragraphs[at]._replace(text="", images=0, pictures=())
    paragraphs[first] = whole


def _cells(
    table: etree._Element, reader: Reader, *, plain: bool
) -> tuple[dict[tuple[int, int], str], dict[int, int], dict[int, list[int]]]:
    """The texts of the cells by row and column, the last column of each row and those its cells begin in."""
    signs = _WRAPPERS if plain else (*SIGNS, *_WRAPPERS)
    if not reader.thorough and next(table.iter(*signs), None) is None:
        return plain_cells(table)
    ends: dict[int, int] = {}
    starts: dict[int, list[int]] = {}
    texts = {place: reader.text(cell) for place, cell in cell_elements(table, ends, starts)}
    return texts, ends, starts


def _embedded(paragraph: etree._Element) -> Iterator[str]:
    """The relationships of the pictures and charts in a paragraph; what stands only for old programs is left out."""
    for picture in paragraph.iter(BLIP, OLD_PICTURE, CHART):
        relation = picture.get(RELATIONS + "embed") or picture.get(RELATIONS + "id")
        if relation and not is_hidden(picture, paragraph):
            yield str(relation)
