"""Copies of stretches of old paragraphs, marked as what is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from ..names import MOVED_FROM, RELATIONS, RPR, WRAPPERS, R, T, W
from .carry import Carrier
from .marks import Marks
from .paragraphs import Line, Piece

HYPERLINK, SPACE = W + "hyperlink", "{http://www.w3.org/XML/1998/namespace}space"
_GONE_TEXT = {T: W + "delText", W + "instrText": W + "delInstrText"}


class Gone:
    """Makes the copies that one part of the new document shows of the old one."""

    def __init__(self, carrier: Carrier, marks: Marks) -> None:
        self._carrier = carrier
        self._marks = marks

    def nodes(self, line: Line, start: int, end: int, tag: str, linked: bool = False) -> list[etree._Element]:
        """Marked copies of a stretch of an old paragraph; links stay links unless they are put `linked` into one."""
        marked: list[etree._Element] = []
        link, last = "", None
        for piece in line.pieces:
            if piece.end <= start or piece.start >= end:
                continue
            copies = self._copies(piece, max(start - piece.start, 0), min(end, piece.end) - piece.start, tag)
            if not copies:
                continue
            if not marked or piece.link != link:
                link, last = piece.link, None
                marked.append(self._linked(line, link, tag) if link and not linked else self._marks.mark(tag))
            mark = marked[-1][0] if marked[-1].tag == HYPERLINK else marked[-1]
            if piece.run is not None and piece.run is last:
                mark[-1].extend(one for one in copies[0] if one.tag != RPR)
            else:
                mark.extend(copies)
            last = piece.run
        return marked

    def _linked(self, line: Line, address: str, tag: str) -> etree._Element:
        link = etree.Element(HYPERLINK)
        carrier = self._carrier
        for one in line.element.iter(HYPERLINK):
            number = str(one.get(RELATIONS + "id"))
            relation = carrier.old.relations(carrier.old_part).get(number)
            if relation is not None and relation.target == address:
                link.set(RELATIONS + "id", carrier.relation(number))
                break
        link.append(self._marks.mark(tag))
        return link

    def _copies(self, piece: Piece, start: int, end: int, tag: str) -> list[etree._Element]:
        """Copies of what shows a stretch of a piece."""
        runs = [(piece.run, piece.nodes)] if piece.run is not None else list(_runs(piece.nodes))
        copies = []
        for run, nodes in runs:
            copy = etree.Element(R)
            if run is None:
                found = self._carrier.content(nodes[0])
                copies += [found] if found is not None else []
                continue
            look = self._carrier.run_properties(run.find(RPR))
            if len(look):
                copy.append(look)
            for node in nodes:
                shown = self._carrier.content(node)
                if shown is None:
                    continue
                if shown.tag in _GONE_TEXT:
                    text = shown.text or ""
                    shown.text = text[start:end] if piece.run is not None else text
                    shown.set(SPACE, "preserve")
                    if tag != MOVED_FROM:
                        shown.tag = _GONE_TEXT[str(shown.tag)]
                copy.append(shown)
            if len(copy) > (1 if len(look) else 0):
                copies.append(copy)
        return copies


def _runs(nodes: Iterable[etree._Element]) -> Iterator[tuple[etree._Element | None, tuple[etree._Element, ...]]]:
    """The runs of whole nodes with what they hold; what is no run comes as itself."""
    for node in nodes:
        if node.tag == R:
            yield node, tuple(one for one in node if one.tag != RPR)
        elif node.tag in WRAPPERS:
            yield from _runs(node)
        elif not is_setting(node) and not str(node.tag).startswith(W):
            yield None, (node,)


def is_setting(node: etree._Element) -> bool:
    """Whether something in a paragraph sets how it is shown, and shows nothing itself."""
    return str(node.tag).startswith(W) and str(node.tag).endswith("Pr")
