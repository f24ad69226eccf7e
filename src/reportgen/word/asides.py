"""What stands in a Word file and is no text of the report: in its paragraphs, hanging on them, above and below its pages.

One walk over the pieces that `runs` finds tells what was left out of the text; comments, notes and the edges of
pages have parts of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from ..model.errors import SourceError
from ..model.location import Location
from ..model.outline import Aside, AsideKind
from ..text.patterns import pattern
from .body import blocks_below, cell_elements, flag, is_hidden, paragraphs_in
from .chart.parts import CHART
from .names import (
    CELL_DELETED,
    CELL_INSERTED,
    CELL_MERGED,
    DELETED,
    DRAWING,
    ID,
    INSERTED,
    MOVED_FROM,
    MOVED_TO,
    PARAGRAPH_CHANGE,
    PICT,
    PPR,
    RELATIONS,
    RPR,
    TBL,
    TCPR,
    TR,
    TRPR,
    A,
    P,
    V,
    W,
)
from .package import EDGES, Package
from .runs import END_OF_PARAGRAPH, TELLING, TEXT_BOX, WORD_ART, Piece, Reader, reader_of

BLIP, OLD_PICTURE = A + "blip", V + "imagedata"
_OBJECT = W + "object"
# A sheet of Excel that was pasted in is an object, which shows a picture of itself.
DRAWN = (DRAWING, PICT, _OBJECT)

# The parts that hang on paragraphs: their relationship, an entry in them, what refers to it.
_HANGING = (
    ("comments", "comment", "commentReference", AsideKind.COMMENT),
    ("footnotes", "footnote", "footnoteReference", AsideKind.FOOTNOTE),
    ("endnotes", "endnote", "endnoteReference", AsideKind.ENDNOTE),
)
_REFERENCES = tuple(W + reference for _, _, reference, _ in _HANGING)
# What draws the lines between text and notes is no note.
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_EDGE_KINDS = dict(zip(EDGES, (AsideKind.HEADER, AsideKind.FOOTER), strict=True))
_CHUNK = W + "altChunk"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_LOOK_CHANGES = (PARAGRAPH_CHANGE, W + "tcPrChange", W + "numberingChange")
# Those of a whole table or section, which no paragraph holds.
_LARGE_CHANGES = tuple(W + f"{name}Change" for name in ("tblPr", "tblPrEx", "trPr", "tblGrid", "sectPr"))
_CELL_CHANGES = {CELL_DELETED: AsideKind.DELETED, CELL_INSERTED: AsideKind.INSERTED, CELL_MERGED: AsideKind.LOOK}
_AUTHOR = W + "author"
# Comments of `check -o`, which every new check makes anew.
_OURS = "reportgen"
# Page numbers, dashes around them, and the mark that only a draft bears.
_NO_WORDS = pattern(r"\{%(?:(?!\{%).)*?%\}|\{\{\s*draft_mark\s*\}\}|草\s*稿|[\d\s—–-]+|PAGE\b[^“”]*?(?=$|\s)")


class _Placed(NamedTuple):
    """A paragraph or cell, where it stands, and the row that it stands in."""

    element: etree._Element
    location: Location
    row: etree._Element | None = None


def asides_in(root: etree._Element, path: str, reader: Reader) -> tuple[Aside, ...]:
    """What stands in the paragraphs of a main part and is no text of it; `path` names the file in the places."""
    if not reader.thorough and next(root.iter(*TELLING, *_LOOK_CHANGES, *_CELL_CHANGES, *_LARGE_CHANGES), None) is None:
        return ()
    found = [aside for placed in _placed(root, path) for aside in _in_text(reader, placed)]
    return tuple(dict.fromkeys((*found, *_of_large(root, path))))


def _of_large(root: etree._Element, path: str) -> Iterator[Aside]:
    """Tracked changes of how tables and sections look, at the table or the file."""
    if next(root.iter(*_LARGE_CHANGES), None) is None:
        return
    body = root.find(W + "body")
    tables = [block for block in blocks_below(body if body is not None else root) if block.tag == TBL]
    numbers = {table: number for number, table in enumerate(tables, 1)}
    for change in root.iter(*_LARGE_CHANGES):
        around = next((numbers[table] for table in change.iterancestors(TBL) if table in numbers), 0)
        place = Location(path, f"表{around}") if around else Location(path)
        what = "页面设置" if change.tag == W + "sectPrChange" else "表格"
        yield Aside(AsideKind.LOOK, what, place, str(change.get(_AUTHOR, "")))


def asides_around(package: Package, path: str, reader: Reader) -> tuple[tuple[Aside, ...], str]:
    """What hangs on the paragraphs of a document, and what its pages say above and below; and the latter whole, with their numbers."""
    found: list[Aside] = []
    hanging = [(tag, kind, tree) for part, tag, _, kind in _HANGING if (tree := package.beside(part)) is not None]
    references: dict[tuple[str, str], Location] = {}
    if hanging or next(package.document.iter(_DIAGRAM), None) is not None:
        for placed in _placed(package.document, path):
            for one in placed.element.iter(*_REFERENCES):
                references.setdefault((str(one.tag), str(one.get(ID))), placed.location)
            for one in placed.element.iter(_DIAGRAM):
                found += _of_diagram(package, str(one.get(RELATIONS + "dm")), placed.location)
    found += _pictures_in_tables(package.document, path)
    found += _embedded(package, path)
    for tag, kind, tree in hanging:
        found += _hanging(tree, tag, kind, reader, references, path)
    edges = [(kind, number, root, _lines(reader, root, boxes=True)) for kind, number, root in _edges(package)]
    for kind, number, root, text in edges:
        place = Location(path, f"{kind.chinese}{number}")
        if _NO_WORDS.sub("", text):
            found.append(Aside(kind, text, place))
        found += _revised(reader, root, place)
    return tuple(dict.fromkeys(found)), "\n".join(text for *_, text in edges)


def _embedded(package: Package, path: str) -> Iterator[Aside]:
    """Other files whose text Word takes in when it opens this one: what they hold is not read, that they changed is seen."""
    relations = package.relations(package.main)
    for chunk in package.document.iter(_CHUNK):
        target = relations.get(str(chunk.get(f"{RELATIONS}id")), ("", "", True))[1]
        content = package.files.get(target, b"")
        before = sum(1 for one in chunk.itersiblings(P, preceding=True))
        name = target.rpartition("/")[2] or "（文件里没有它）"
        digest = hashlib.sha256(content).hexdigest()[:12]
        yield Aside(
            AsideKind.EMBEDDED, f"{name}（{len(content)} 字节，摘要 {digest}）", Location(path, line=max(before, 1), column=1)
        )


def _placed(root: etree._Element, path: str) -> Iterator[_Placed]:
    """Paragraphs and cells in order, those too that a tracked change deletes, numbered as an outline numbers them."""
    body = root.find(W + "body")
    paragraphs = tables = 0
    for block in blocks_below(body if body is not None else root):
        if block.tag != TBL:
            paragraphs += 1
            yield _Placed(block, Location(path, line=paragraphs, column=1))
            continue
        tables += 1
        for (row, column), cell in cell_elements(block, {}, every=True):
            yield _Placed(cell, Location(path, f"表{tables}", row, column), next(cell.iterancestors(TR)))


# -- in the text --------------------------------------------------------------------------------------


def _in_text(reader: Reader, placed: _Placed) -> Iterator[Aside]:
    """What was left out of the text of a paragraph or cell, or is told of it; what follows itself is one."""
    row = placed.row.find(TRPR) if placed.row is not None else None
    if flag(row, "hidden"):
        if hidden := reader.text(placed.element).strip():
            yield Aside(AsideKind.HIDDEN, hidden, placed.location)
        return
    of_row = next((one for one in row.iterchildren(DELETED, INSERTED)), None) if row is not None else None
    cell = placed.element.find(TCPR) if placed.row is not None else None
    of_cell = next(cell.iterchildren(*_CELL_CHANGES), None) if cell is not None else None
    whole = of_row if of_row is not None else of_cell
    if whole is not None:
        kind = _CELL_CHANGES.get(str(whole.tag)) or (AsideKind.DELETED if whole.tag == DELETED else AsideKind.INSERTED)
        text = "".join(piece.text for piece in reader.pieces(placed.element) if piece.left_out in (None, AsideKind.DELETED))
        yield Aside(kind, text, placed.location, str(whole.get(_AUTHOR, "")))
        return
    pieces = list(_with_ends(reader, placed.element))
    for (kind, author), run in groupby(pieces, key=lambda piece: (piece.left_out or piece.told, piece.author)):
        text = "".join(piece.said or piece.text for piece in run)
        if kind is not None and text.strip():
            yield Aside(kind, text, placed.location, author)
    changed = next(placed.element.iter(*_LOOK_CHANGES), None)
    if changed is not None:
        yield Aside(AsideKind.LOOK, reader.text(placed.element), placed.location, str(changed.get(_AUTHOR, "")))


def _with_ends(reader: Reader, element: etree._Element) -> Iterator[Piece]:
    """The pieces of a paragraph or of those of a cell, with the ends of paragraphs that tracked changes make or delete."""
    for paragraph in [element] if element.tag == P else paragraphs_in(element):
        yield from reader.pieces(paragraph)
        mark = paragraph.find(f"{PPR}/{RPR}")
        for change in mark.iterchildren(INSERTED, MOVED_TO, DELETED, MOVED_FROM) if mark is not None else ():
            kind = (
                AsideKind.INSERTED if change.tag == INSERTED else AsideKind.DELETED if change.tag == DELETED else AsideKind.MOVED
            )
            yield Piece(END_OF_PARAGRAPH, told=kind, author=str(change.get(_AUTHOR, "")))


def is_picture(drawing: etree._Element, around: etree._Element) -> bool:
    """Whether a drawing is one that a reader sees as such: not written a second time for old programs, no box of text."""
    if is_hidden(drawing, around) or drawing.find(DRAWING) is not None:
        return False
    words = (TEXT_BOX, WORD_ART, *((A + "t",) if drawing.tag == _OBJECT else ()))
    return next(drawing.iter(*words), None) is None or next(drawing.iter(BLIP, OLD_PICTURE, CHART), None) is not None


def _pictures_in_tables(root: etree._Element, path: str) -> Iterator[Aside]:
    """The pictures in cells, of which the text says nothing."""
    if next((one for one in root.iter(*DRAWN) if next(one.iterancestors(TBL), None) is not None), None) is None:
        return
    for placed in _placed(root, path):
        count = sum(is_picture(one, placed.element) for one in placed.element.iter(*DRAWN)) if placed.row is not None else 0
        if count:
            yield Aside(AsideKind.PICTURE, f"{count} 张图片", placed.location)


def _of_diagram(package: Package, relation: str, location: Location) -> Iterator[Aside]:
    """The words of a SmartArt, which stand in a part of their own."""
    target = package.relations(package.main).get(relation)
    root = package.tree(target.target) if target is not None and not target.external else None
    words = [one.text for one in root.iter(A + "t") if one.text and one.text.strip()] if root is not None else []
    if words:
        yield Aside(AsideKind.DIAGRAM, "\n".join(words), location)


# -- around the text ----------------------------------------------------------------------------------


def _hanging(
    root: etree._Element, tag: str, kind: AsideKind, reader: Reader, references: dict[tuple[str, str], Location], path: str
) -> Iterator[Aside]:
    """Comments or notes of a part, at the paragraphs that they hang on; one that hangs nowhere at the file."""
    for one in root.iterchildren(W + tag):
        author = str(one.get(_AUTHOR, ""))
        if author.startswith(_OURS) or one.get(W + "type") in _SEPARATORS:
            continue
        place = references.get((f"{W}{tag}Reference", str(one.get(ID))), Location(path))
        text = _lines(reader, one)
        if text:
            yield Aside(kind, text, place, author)
        yield from _revised(reader, one, place)


def _lines(reader: Reader, part: etree._Element, *, boxes: bool = False) -> str:
    """The text of the paragraphs in a part of its own, a line each; with what stands in `boxes` where they are its own."""
    kept = (None, AsideKind.BOX) if boxes else (None,)
    texts = ("".join(piece.text for piece in reader.pieces(one) if piece.left_out in kept).strip() for one in paragraphs_in(part))
    return "\n".join(text for text in texts if text)


def _revised(reader: Reader, part: etree._Element, place: Location) -> Iterator[Aside]:
    """The tracked changes in a part of its own, and what is struck out or hidden there."""
    if next(part.iter(*TELLING), None) is not None:
        for paragraph in paragraphs_in(part):
            yield from (one for one in _in_text(reader, _Placed(paragraph, place)) if one.kind is not AsideKind.BOX)


def _edges(package: Package) -> Iterator[tuple[AsideKind, int, etree._Element]]:
    """Headers and footers with their numbers."""
    for edge, kind in _EDGE_KINDS.items():
        for number, part in enumerate(dict.fromkeys(package.all_related(package.main, edge)), 1):
            root = package.tree(part)
            if root is not None:
                yield kind, number, root


def edge_texts(package: Package) -> frozenset[str] | None:
    """The texts of headers and footers, without page numbers; None when the file has none that can be read."""
    try:
        reader = reader_of(package)
        texts = [_lines(reader, root, boxes=True) for _, _, root in _edges(package)]
    except SourceError:
        return None
    return frozenset(_NO_WORDS.sub("", text) for text in texts) - {""}
