"""Edits with tracking on, as Word writes them down."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from .document import RUN, Doc, Element, P, Recipe, Texts, W, cut, deleted, end_mark, inside, mark, numeral, set_text, text_of
from .tables import data_rows, row_texts
from .words import neighbours, paragraph_split


def tracked_words(doc: Doc) -> Texts:
    one = doc.prose()
    old = text_of(one)
    at = inside(doc, one)
    run, second = cut(one, at)
    added = deepcopy(run)
    set_text(added, "按规定")
    one.insert(one.index(second), mark("ins", added))
    return old, old[:at] + "按规定" + old[at:]


def tracked_words_gone(doc: Doc) -> Texts:
    one = doc.prose()
    old = text_of(one)
    at = inside(doc, one)
    _, second = cut(one, at)
    place = one.index(second)
    one.insert(place, mark("del", deleted(second)))
    return old, old[:at]


def tracked_merge(doc: Doc) -> Texts | None:
    """The end of a paragraph deleted with tracking on."""
    found = neighbours(doc)
    if not found:
        return None
    one = doc.chance.choice(found)
    end_mark(one, "del")
    texts = text_of(one), text_of(one.getnext())
    return (*texts, "".join(texts))


def tracked_split(doc: Doc) -> Texts:
    texts = paragraph_split(doc)
    one = next(one for one in doc.lines(10) if text_of(one) == texts[1])
    end_mark(one, "ins")
    return texts


def tracked_paragraph_gone(doc: Doc) -> Texts | None:
    found = neighbours(doc)
    if not found:
        return None
    one = doc.chance.choice(found)
    text = text_of(one)
    run = one.find(RUN)
    one.append(mark("del", deleted(run)))
    end_mark(one, "del")
    return (text,)


def tracked_row_gone(doc: Doc) -> Texts:
    row = doc.chance.choice(data_rows(doc))
    texts = row_texts(row)
    tracked_row(row, "del")
    for run in list(row.iter(RUN)):
        parent, at = run.getparent(), run.getparent().index(run)
        parent.insert(at, mark("del", deleted(run), number=905))
    return (*texts, "空")


def tracked_row_added(doc: Doc) -> Texts:
    row = doc.chance.choice(data_rows(doc))
    copy = deepcopy(row)
    row.addnext(copy)
    tracked_row(copy, "ins")
    return row_texts(row)


def tracked_row(row: Element, tag: str) -> None:
    properties = row.find(W + "trPr")
    if properties is None:
        properties = etree.Element(W + "trPr")
        row.insert(0, properties)
    properties.append(mark(tag, number=904))


def tracked_figure(doc: Doc) -> Texts:
    cell = doc.chance.choice(doc.cells(numeral))
    old = text_of(cell)
    run = next(cell.iter(RUN))
    new = deepcopy(run)
    set_text(new, "4321")
    parent, at = run.getparent(), run.getparent().index(run)
    parent.insert(at, mark("ins", new, number=906))
    parent.insert(at, mark("del", deleted(run), number=907))
    return old, "4321"


_A_LINE_BETWEEN = 2


def tracked_move(doc: Doc) -> Texts | None:
    """A paragraph moved with tracking on, over more than one line: else it is as well the line between that was moved."""
    prose = [one for one in doc.lines(40, style="BodyText") if len(one.findall(RUN)) == 1]
    lines = doc.body.findall(P)
    pairs = [(one, other) for one in prose for other in prose if abs(lines.index(one) - lines.index(other)) > _A_LINE_BETWEEN]
    if not pairs:
        return None
    one, other = doc.chance.choice(pairs)
    copy = deepcopy(one)
    for paragraph, tag in ((one, "moveFrom"), (copy, "moveTo")):
        paragraph.append(mark(tag, paragraph.find(RUN), number=910))
        end_mark(paragraph, tag)
    other.addnext(copy)
    return (text_of(one),)


RECIPES: tuple[Recipe, ...] = tuple(
    Recipe("修订", edit, times) for edit, times in ((tracked_words, 2), (tracked_words_gone, 2), (tracked_merge, 3),
      (tracked_split, 2), (tracked_paragraph_gone, 2), (tracked_row_gone, 2), (tracked_row_added, 2), (tracked_figure, 2),
      (tracked_move, 1))
)  # fmt: skip
