"""Every paragraph of a template with its tags and its place, whether or not the tags can be compiled.

Places are counted as the outline of a Word file counts them, so that a comment can be put there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from lxml import etree

from ...model.errors import SourceError
from ...model.location import Location
from ..body import blocks_below, setting_value, unwrapped
from ..names import BEFORE, MERGE, RPR, SPAN, TBL, TC, TCPR, TR, TRPR, VAL, P, T, W
from ..package import Package
from .syntax import ANY_TAG, as_typed

# What the main part is called among the parts of a template; the others have names: 页眉1.
BODY = ""
# What changes in a run as somebody types, without changing its look: LibreOffice parts Chinese from Latin, each with its fonts.
_NO_LOOK = tuple(W + name for name in ("rFonts", "szCs", "bCs", "iCs", "lang", "noProof", "rPrChange", "ins", "del"))
_SCOPE = re.compile(r"(p|tr|tc|r) ")
_EDGES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


class Tag(NamedTuple):
    """A tag as written, and taken apart: `{%p for x in y %}` is a statement, its scope p, its code `for x in y`."""

    written: str
    kind: str  # {{ a name to print, {% a statement, {# a remark
    scope: str
    code: str
    beside: str  # what else stands in the runs that it is spread over
    looks: int  # how many different looks these runs have


class Written(NamedTuple):
    """A paragraph of a template that says something.

    `around` holds the elements that a tag of each scope takes the place of; `cell` is (table, row,
    column), the table counted from 0, the others from 1, where it stands in a table of the body.
    """

    part: str
    location: Location
    text: str
    tags: tuple[Tag, ...]
    around: Mapping[str, etree._Element]
    cell: tuple[int, int, int] | None = None


def parts_of(package: Package) -> dict[str, etree._Element]:
    """The parts of a template that may hold tags, by what they are called, the main one first; one that is damaged is left out."""
    kinds = {one.target: one.kind.rpartition("/")[2] for one in package.relations(package.main).values()}
    found: dict[str, etree._Element] = {}
    for part in sorted(package.printed, key=lambda name: (name != package.main, name)):
        number = re.search(r"(\d*)(?:\.\w+)?$", part)
        name = BODY if part == package.main else _EDGES[kinds[part]] + (number[1] if number else "")
        with suppress(SourceError):
            root = package.tree(part)
            if root is not None:
                found[name if name not in found else part] = root
    return found


def written_in(part: str, root: etree._Element, path: str) -> Iterator[Written]:
    """The paragraphs of a part, in reading order."""
    if part != BODY:
        yield from _paragraphs(part, root, Location(path, grid=part))
        return
    paragraphs = tables = 0
    body = root.find(W + "body")
    for block in blocks_below(body if body is not None else root):
        if block.tag == P:
            paragraphs += 1
            yield from _paragraphs(part, block, Location(path, line=paragraphs, column=1))
            continue
        for row, column, cell in cells_of(block):
            place = Location(path, f"表{tables + 1}", row, column)
            yield from _paragraphs(part, cell, place, (tables, row, column))
        tables += 1


def cells_of(table: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """Row and column (from 1) of every cell that is not the rest of a merged one."""
    for number, row in enumerate(unwrapped(table, TR), 1):
        column = 1 + setting(row.find(f"{TRPR}/{BEFORE}"), 0)
        for cell in unwrapped(row, TC):
            merge = cell.find(f"{TCPR}/{MERGE}")
            if merge is None or merge.get(VAL, "continue") != "continue":
                yield number, column, cell
            column += setting(cell.find(f"{TCPR}/{SPAN}"), 1)


def setting(element: etree._Element | None, default: int) -> int:
    """The number that a property says."""
    return default if element is None else setting_value(element, default)


def text_of(element: etree._Element) -> str:
    """All text in an element, tags included."""
    return "".join(str(text.text or "") for text in element.iter(T))


def _paragraphs(
    part: str, block: etree._Element, location: Location, cell: tuple[int, int, int] | None = None
) -> Iterator[Written]:
    """The paragraphs in a block; those in a text box stand where the box is anchored."""
    for paragraph in block.iter(P):
        pieces = [text for text in paragraph.iter(T) if text.text and next(text.iterancestors(P)) is paragraph]
        whole = "".join(str(piece.text) for piece in pieces)
        if whole.strip():
            around = {name: next(paragraph.iterancestors(tag), None) for name, tag in (("tr", TR), ("tc", TC))}
            elements = {"p": paragraph, **{name: one for name, one in around.items() if one is not None}}
            yield Written(part, location, whole, tuple(_tags(pieces, whole)), elements, cell)


def _tags(pieces: list[etree._Element], whole: str) -> Iterator[Tag]:
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(str(piece.text)))
    for found in ANY_TAG.finditer(whole):
        first = bisect_right(starts, found.start(), 0, len(starts) - 1) - 1
        after = bisect_left(starts, found.end())
        looks = len({_look(piece) for piece in pieces[first:after]})
        inside = found[0][2:-2]
        scope = _SCOPE.match(inside) if found[0][1] != "#" else None
        beside = lost_beside(whole[starts[first] : starts[after]], scope[1]) if scope else ""
        code = inside[scope.end() :] if scope else inside
        kind = found[0][:2]
        yield Tag(found[0], kind, scope[1] if scope else "", as_typed(code).strip().strip("-+ \t"), beside, looks)


def lost_beside(text: str, scope: str) -> str:
    """What is lost of a text when the tags of a scope take the place of all of it: other tags too."""
    own = rf"\{{(?:\{{{scope} .*?\}}|%{scope} .*?%|#.*?#)\}}"
    return re.sub(own, "", text, flags=re.DOTALL).strip()


def _look(text: etree._Element) -> frozenset[str]:
    """The formatting of the run that a text stands in, as far as one can see it."""
    run = text.getparent()
    properties = run.find(RPR) if run is not None else None
    settings = properties if properties is not None else ()
    return frozenset(f"{one.tag}{sorted(one.attrib.items())}" for one in settings if one.tag not in _NO_LOOK)


def tables_of(root: etree._Element) -> list[etree._Element]:
    """The tables of a document in the order of its outline."""
    body = root.find(W + "body")
    return [block for block in blocks_below(body if body is not None else root) if block.tag == TBL]
