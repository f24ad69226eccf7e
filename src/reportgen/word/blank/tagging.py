"""A blank form as published, made into a template: tags go in where they belong, all else stays as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from ...model.report import Paragraph
from ...text.passages import block_of
from ..body import blocks_below
from ..names import PPR, SDT, SECTION, SPACE, TBL, TR, P, R, T, W
from ..template.drawing import passage_lines
from . import labels
from .document import BlankForm, fitting_size
from .form import is_placeholder
from .looks import (
    LEAD,
    Look,
    clean_run,
    look_of,
    mark_look,
    mark_properties,
    named,
    passage_looks,
    plain_look,
    run_properties,
    signed_look,
    size_of,
    title_look,
    with_size,
)
from .tables import DATE, SIGNATURE, START, TITLE, FormPlaces, TextPlace

_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>\s*")
_UTF8 = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# What may be spread over several paragraphs stays where one of its ends stood.
_ANCHORS = frozenset(W + name for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"))
_LINES = {TITLE: "{{ line }}", SIGNATURE: "{{ signature }}", DATE: "{{ date }}"}


class Written(NamedTuple):
    """A template as a .docx file, and the Refs whose cells were too narrow for a number, by the type size before and after.

    Those `too_narrow` are so even for the smallest type that can be read.
    """

    content: bytes
    narrow: Mapping[tuple[int, int], Sequence[str]]
    too_narrow: Sequence[str] = ()


def tagged(form: BlankForm, places: FormPlaces, beside: Iterable[labels.Written] = ()) -> Written:
    """The template, with the tags `beside` the report's own texts; `form` is used up. Parts of the package without a tag are the same bytes as before."""
    package = form.package
    writer = _Writer(form, places)
    writer.write()
    for one in beside:
        labels.put(one)
    # The mark of a draft: in the headers if there are any, else above the title.
    marked = form.headers or [package.main]
    for part in marked:
        root = package.tree(part)
        if root is not None:
            above = package.body if part == package.main else root
            for number, line in enumerate(_only_in_a_draft(mark_look())):
                above.insert(number, line)
    for part in {package.main, *marked}:
        package.files[part] = _written(package.files[part], package.tree(part))
    return Written(package.packed(), writer.narrow, writer.too_narrow)


class _Writer:
    """Puts the tags into the tree of the main part."""

    def __init__(self, form: BlankForm, places: FormPlaces) -> None:
        self.form = form
        self.places = places
        self.styles = form.styles
        self.looks = self._text_looks()
        # Cells too narrow for their own type: the size that it had and the one that it got, in half-points.
        self.narrow: dict[tuple[int, int], list[str]] = {}
        self.too_narrow: list[str] = []
        # Behind which element the next text goes that follows a paragraph.
        self.tails: dict[int, etree._Element] = {}

    def write(self) -> None:
        """Tag cells, texts and fixed lines."""
        self._cells()
        for at, text in self.places.texts.items():
            paragraph = self.form.paragraphs[at]
            _fill(paragraph, look_of(paragraph, self.styles).run, text)
        # All looks are taken before the first paragraph is.
        written = [(spot, list(self._lines(spot))) for spot in self.places.spots]
        for spot, lines in written:
            self._put(spot, lines)

    # -- figures ---------------------------------------------------------------------------------------

    def _cells(self) -> None:
        by_table: dict[int, list[tuple[etree._Element, str]]] = {}
        for (grid, row, column), ref in sorted(self.places.cells.items()):
            by_table.setdefault(grid, []).append((self.form.cells[grid][row, column], ref))
        for tagged_cells in by_table.values():
            looks = _number_looks([cell for cell, _ in tagged_cells])
            for (cell, ref), look in zip(tagged_cells, looks, strict=True):
                paragraph = _only_paragraph(cell)
                own = named(look, paragraph.find(PPR), self.styles)
                usual = size_of(self.styles, own, paragraph.find(PPR))
                size, fits = fitting_size(cell, usual)
                if not fits:
                    self.too_narrow.append(ref)
                elif size < usual:
                    self.narrow.setdefault((usual, size), []).append(ref)
                _fill(paragraph, own if size == usual else with_size(own, size), f"{{{{ {ref} }}}}")

    # -- texts -----------------------------------------------------------------------------------------

    def _text_looks(self) -> dict[str, Look]:
        """The look of text by passage, from the form's own placeholder or sample there."""
        looks: dict[str, Look] = {}
        for spot in self.places.spots:
            if spot.content not in _LINES:
                found = self._samples(spot)
                if "text" in found:
                    looks[spot.content] = found["text"]
        return looks

    def _text_look(self, spot: TextPlace) -> Look:
        """The look of the text of one passage: its own, that of another one, or what the form gives any text."""
        if spot.content in self.looks:
            return self.looks[spot.content]
        if self.looks:
            return next(iter(self.looks.values()))
        if spot.replaced:
            return look_of(self.form.paragraphs[spot.replaced[0]], self.styles)
        headings = [look_of(self.form.paragraphs[at], self.styles) for at in self.places.headings[:1]]
        return plain_look(headings[0] if headings else None, self.styles)

    def _samples(self, spot: TextPlace) -> dict[str, Look]:
        """The looks of what stands in place of a passage, by the kind of block that each line is."""
        found: dict[str, Look] = {}
        for at in spot.replaced:
            paragraph, line = self.form.paragraphs[at], self.form.outline.paragraphs[at]
            if line.text.strip():
                block = block_of(Paragraph(line.text.strip(), line.location))
                hint = is_placeholder(line.text)
                style = f"heading{block.level}" if block.kind == "heading" and not hint else "run_in" if block.lead else "text"
                found.setdefault(style, look_of(paragraph, self.styles, hint=hint))
        return found

    def _lines(self, spot: TextPlace) -> Iterator[etree._Element]:
        text = self._text_look(spot)
        own = look_of(self.form.paragraphs[spot.replaced[-1]], self.styles) if spot.replaced else None
        if spot.content == TITLE:
            look = own or title_look(text, self.styles)
            tag = Look(etree.Element(PPR), text.run)
            yield _line(tag, "{%p for line in title %}")
            yield _line(look, _LINES[TITLE])
            yield _line(tag, "{%p endfor %}")
        elif spot.content in _LINES:
            yield _line(own or signed_look(text, self.styles, first=spot.content == SIGNATURE), _LINES[spot.content])
        else:
            heading = look_of(self.form.paragraphs[spot.heading], self.styles) if spot.heading != START else None
            looks = passage_looks(text, heading, self._samples(spot), self.styles)
            for line in passage_lines(spot.content):
                lead = ((looks[LEAD].run, line.lead),) if line.lead else ()
                yield _line(looks[line.look], line.text, lead)

    def _put(self, spot: TextPlace, lines: Sequence[etree._Element]) -> None:
        """Put lines where a text goes, and take away what stood there."""
        paragraphs = [self.form.paragraphs[at] for at in spot.replaced]
        for paragraph in paragraphs:
            _bring_out(paragraph)
        if paragraphs:
            for line in lines:
                paragraphs[0].addprevious(line)
        elif spot.before != START:
            for line in lines:
                self.form.paragraphs[spot.before].addprevious(line)
        elif spot.last in self.tails or spot.last != START:
            place = self.tails.get(spot.last)
            if place is None:
                place = self.form.paragraphs[spot.last]
            for line in reversed(lines):
                place.addnext(line)
        else:
            for number, line in enumerate(lines):
                self.form.package.body.insert(number, line)
        for paragraph in paragraphs:
            _take_away(paragraph)
        if spot.before == START:
            self.tails[spot.last] = lines[-1]


# -- elements ------------------------------------------------------------------------------------------


def _line(look: Look, text: str, lead: Iterable[tuple[etree._Element, str]] = ()) -> etree._Element:
    paragraph = etree.Element(P)
    if len(look.paragraph):
        paragraph.append(deepcopy(look.paragraph))
    for run, words in (*lead, (look.run, text)):
        paragraph.append(_run(run, words))
    return paragraph


def _run(properties: etree._Element, text: str) -> etree._Element:
    run = etree.Element(R)
    run.append(deepcopy(properties))
    etree.SubElement(run, T, {SPACE: "preserve"}).text = text
    return run


def _only_in_a_draft(look: Look) -> Iterator[etree._Element]:
    for text in ("{%p if draft_mark %}", "{{ draft_mark }}", "{%p endif %}"):
        yield _line(look, text)


def _fill(paragraph: etree._Element, look: etree._Element, text: str) -> None:
    """Put one run in place of all that a paragraph holds."""
    for child in list(paragraph):
        if child.tag != PPR and child.tag not in _ANCHORS:
            paragraph.remove(child)
    paragraph.append(_run(look, text))


def _only_paragraph(cell: etree._Element) -> etree._Element:
    """The first paragraph of a cell, the only one that is left in it."""
    paragraphs = [block for block in blocks_below(cell) if block.tag == P]
    if not paragraphs:
        return etree.SubElement(cell, P)
    for paragraph in paragraphs[1:]:
        _take_away(paragraph)
    # A figure in a list would be printed with a number in front of it.
    for numbered in paragraphs[0].findall(f"{PPR}/{W}numPr"):
        numbered.getparent().remove(numbered)  # type: ignore[union-attr]  # it was found below
    for control in paragraphs[0].iterancestors(SDT):
        # What Word shows as a placeholder, or fetches from elsewhere, would take the figure's place.
        for setting in ("showingPlcHdr", "dataBinding"):
            for one in control.findall(f"{W}sdtPr/{W}{setting}"):
                one.getparent().remove(one)  # type: ignore[union-attr]  # it was found below
    return paragraphs[0]


def _number_looks(cells: Sequence[etree._Element]) -> list[etree._Element]:
    """How the number in each of a table's cells looks: as what stands there, else as in most of the others.

    Where no cell holds anything, an empty paragraph says it; where these say nothing, the label of the row.
    """
    runs = [None if (run := run_properties(cell)) is None else clean_run(run, hint=_in_control(cell)) for cell in cells]
    marks = [None if (mark := mark_properties(cell)) is None else clean_run(mark) for cell in cells]
    usual, usual_mark = _commonest(runs), _commonest(marks)
    looks = []
    for cell, run, mark in zip(cells, runs, marks, strict=True):
        known = (look for look in (run, usual, mark, usual_mark) if look is not None)
        label = run_properties(next(cell.iterancestors(TR)))
        look = next(known, None)
        looks.append(clean_run(label if look is None else look))
    return looks


def _commonest(looks: Sequence[etree._Element | None]) -> etree._Element | None:
    known = [look for look in looks if look is not None]
    counted = Counter(etree.tostring(look, method="c14n") for look in known)
    return max(known, key=lambda look: counted[etree.tostring(look, method="c14n")], default=None)


def _in_control(cell: etree._Element) -> bool:
    return next(cell.iter(SDT), None) is not None or next(cell.iterancestors(SDT), None) is not None


def _bring_out(paragraph: etree._Element) -> None:
    """Dissolve the content controls around a paragraph: most hold one paragraph and no more."""
    for control in list(paragraph.iterancestors(SDT)):
        for content in control.findall(W + "sdtContent"):
            for block in list(content):
                control.addprevious(block)
        control.getparent().remove(control)  # type: ignore[union-attr]  # it stands in the body at least


def _take_away(paragraph: etree._Element) -> None:
    """Remove a paragraph; the end of a page section stays, and so does a container's only paragraph, both empty."""
    parent = paragraph.getparent()
    assert parent is not None
    alone = not any(one is not paragraph and one.tag in (P, TBL, SDT) for one in parent)
    if alone or paragraph.find(f"{PPR}/{SECTION}") is not None:
        for child in list(paragraph):
            if child.tag != PPR and child.tag not in _ANCHORS:
                paragraph.remove(child)
        return
    for anchor in [child for child in paragraph if child.tag in _ANCHORS]:
        paragraph.addprevious(anchor)
    parent.remove(paragraph)


def _written(before: bytes, root: etree._Element | None) -> bytes:
    """A changed part as a file, with the declaration that it had."""
    assert root is not None
    found = _DECLARATION.match(before)
    declared = found[0] if found and b"utf-8" in found[0].lower() else _UTF8
    return declared + etree.tostring(root, encoding="utf-8")
