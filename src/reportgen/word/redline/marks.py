"""The marks of a tracked change: who, when, a number of their own, in the places the schema gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from lxml import etree

from ..names import DELETED, ID, INSERTED, MOVED_FROM, MOVED_TO, PARAGRAPH_CHANGE, PPR, RPR, RUN_CHANGE, SECTION, TRPR, P, T, W


class Marks:
    """Makes the marks of one comparison; no number is given twice."""

    def __init__(self, author: str, date: datetime, first: int) -> None:
        self.author = author
        self.date = date.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.next = first
        self.moves = 0
        self.changes = 0

    def mark(self, tag: str) -> etree._Element:
        """An element of this kind with author, date and a number."""
        return etree.Element(tag, {ID: str(self.number()), W + "author": self.author, W + "date": self.date})

    def number(self) -> int:
        """The next number."""
        self.next += 1
        return self.next - 1

    def wrapped(self, tag: str, nodes: Sequence[etree._Element]) -> etree._Element:
        """The nodes within such a mark."""
        element = self.mark(tag)
        element.extend(nodes)
        return element

    def end_of(self, paragraph: etree._Element, tag: str) -> None:
        """Mark the end of a paragraph, which joins it to the next one when the mark is taken away."""
        properties = properties_of(paragraph)
        look = properties.find(RPR)
        if look is None:
            look = etree.Element(RPR)
            _before(properties, look, (SECTION, PARAGRAPH_CHANGE))
        look.insert(0, self.mark(tag))

    def row(self, row: etree._Element, tag: str) -> None:
        """Mark a whole row of a table."""
        properties = row.find(TRPR)
        if properties is None:
            properties = etree.Element(TRPR)
            exceptions = row.find(W + "tblPrEx")
            row.insert(0 if exceptions is None else row.index(exceptions) + 1, properties)
        properties.append(self.mark(tag))

    def moved(self, paragraph: etree._Element, tag: str, name: str) -> None:
        """Set the range marks of a move around the content of a paragraph whose end and content are marked."""
        start, end = self.mark(tag + "RangeStart"), etree.Element(tag + "RangeEnd")
        start.set(W + "name", name)
        end.set(ID, str(start.get(ID)))
        paragraph.insert(paragraph.index(properties_of(paragraph)) + 1, start)
        paragraph.addnext(end)

    def new_paragraph_look(self, paragraph: etree._Element, old: etree._Element) -> None:
        """Say in a paragraph's properties what they were."""
        change = self.mark(PARAGRAPH_CHANGE)
        change.append(old)
        properties_of(paragraph).append(change)

    def new_run_look(self, run: etree._Element, old: etree._Element) -> None:
        """Say in a run's properties what they were."""
        look = run.find(RPR)
        if look is None:
            look = etree.Element(RPR)
            run.insert(0, look)
        change = self.mark(RUN_CHANGE)
        change.append(old)
        look.append(change)


# What a reader sees and is no text.
_THINGS = tuple(
    W + name for name in ("drawing", "pict", "object", "sym", "noBreakHyphen", "footnoteReference", "endnoteReference", "fldChar")
)
_MARKS = (INSERTED, DELETED, MOVED_FROM, MOVED_TO)


def said_by_marks(root: etree._Element) -> Iterator[tuple[str, str]]:
    """What the marks in a part say, as it was and as it is ('' for nothing): words, things, rows, ends of paragraphs.

    How something looks, blank lines and blanks are no words.
    """
    for mark in root.iter(*_MARKS):
        if said := _said_by(mark):
            yield (said, "") if mark.tag in (DELETED, MOVED_FROM) else ("", said)


def _said_by(mark: etree._Element) -> str:
    parent = mark.getparent()
    if parent is not None and parent.tag == TRPR:
        return "（表格的一行）" if _shows(parent.getparent()) else ""
    if parent is not None and parent.tag == RPR:
        paragraph = next(mark.iterancestors(P))
        alone = next((one for one in paragraph.iterchildren(*_MARKS)), None) is None
        # Parted or joined are two that both show something; else a blank line came or went.
        following = next(paragraph.itersiblings(etree.Element), None)
        parts = alone and _shows(paragraph) and following is not None and following.tag == P and _shows(following)
        return "（一段的结尾）" if parts else ""
    text = "".join(str(one.text or "") for one in mark.iter(T, W + "delText"))
    return text if text.strip() else "（不是文字的内容）" if _shows(mark) else ""


def _shows(element: etree._Element | None) -> bool:
    if element is None:
        return False
    return next(element.iter(*_THINGS), None) is not None or any(
        (one.text or "").strip() for one in element.iter(T, W + "delText")
    )


def properties_of(paragraph: etree._Element) -> etree._Element:
    """The properties of a paragraph, made if it has none."""
    properties = paragraph.find(PPR)
    if properties is None:
        properties = etree.Element(PPR)
        paragraph.insert(0, properties)
    return properties


def _before(parent: etree._Element, child: etree._Element, later: Sequence[str]) -> None:
    follower = next((one for one in parent if one.tag in later), None)
    if follower is None:
        parent.append(child)
    else:
        follower.addprevious(child)
