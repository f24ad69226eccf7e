"""A blank form as published, made into a template: tags go in where they belong, all else stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from ..model.errors import SourceError
from ..model.location import Location
from ..model.outline import Outline
from ..model.report import Paragraph
from ..model.tagged import DATE, SIGNATURE, START, TITLE, FormPlaces, Spot
from ..passages import block_of
from .redline_marks import DELETED, INSERTED, MOVED_FROM, MOVED_TO, PPR, SDT, SECTION, TBL, TR, P, R, T, W
from .redline_package import DOCUMENT, Package, opened
from .template_looks import (
    LEAD,
    Look,
    Styles,
    clean_run,
    look_of,
    mark_look,
    named,
    passage_looks,
    run_properties,
    signed_look,
    title_look,
)
from .template_passage import passage_lines
from .word import _blocks, _text, _wrapped, cell_elements, read_outline

_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>\s*")
_UTF8 = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What may be spread over several paragraphs stays where one of its ends stood.
_ANCHORS = frozenset(W + name for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"))
_TAGS = re.compile(r"\{\{|\{%")
_LINES = {TITLE: "{{ line }}", SIGNATURE: "{{ signature }}", DATE: "{{ date }}"}

Places = Mapping[tuple[int, int], etree._Element]


class BlankForm(NamedTuple):
    """A form opened to be tagged: its outline, and the elements that the outline's places mean."""

    package: Package
    outline: Outline
    paragraphs: Sequence[etree._Element]
    cells: Sequence[Places]

    @property
    def texts(self) -> list[dict[tuple[int, int], str]]:
        """The text of every cell of every grid, empty ones too."""
        return [{place: _text(cell) for place, cell in grid.items()} for grid in self.cells]

    @property
    def headers(self) -> list[str]:
        """The header parts that the pages of the form use."""
        relations = self.package.relations(DOCUMENT)
        used = (relations.get(str(one.get(_RELATION))) for one in _root(self.package).iter(W + "headerReference"))
        return sorted({relation.target for relation in used if relation and relation.target in self.package.files})

    @property
    def tracked(self) -> int:
        """How many tracked changes the form still holds."""
        return sum(1 for _ in _root(self.package).iter(INSERTED, DELETED, MOVED_FROM, MOVED_TO))


def open_form(path: Path) -> BlankForm:
    """Open the .docx of a blank form. SourceError when it cannot be read, or holds tags already."""
    outline = read_outline(path)
    package = opened(path.read_bytes(), str(path))
    blocks = list(_blocks(_body(package)))
    form = BlankForm(
        package,
        outline,
        [block for block in blocks if block.tag == P],
        [dict(cell_elements(block, _wrapped, {})) for block in blocks if block.tag == TBL],
    )
    texts = (*(paragraph.text for paragraph in outline.paragraphs), *(cell for grid in form.texts for cell in grid.values()))
    if any(_TAGS.search(text) for text in texts):
        raise SourceError(
            "文件里已经有标签，看来已经是模板",
            location=Location(str(path)),
            hint="加标签要用空白表单原件；模板好不好用，运行 reportgen format check 检查",
        )
    return form


def tagged(form: BlankForm, places: FormPlaces) -> bytes:
    """The template as a .docx file; `form` is used up. Parts of the package without a tag are the same bytes as before."""
    package = form.package
    theme = package.related(DOCUMENT, "theme")
    styles = Styles(package.tree("word/styles.xml"), package.tree(theme) if theme else None)
    _Writer(form, places, styles).write()
    # The mark of a draft: in the headers if there are any, else above the title.
    marked = form.headers or [DOCUMENT]
    for part in marked:
        root = package.tree(part)
        if root is not None:
            above = _body(package) if part == DOCUMENT else root
            for number, line in enumerate(_only_in_a_draft(mark_look())):
                above.insert(number, line)
    for part in {DOCUMENT, *marked}:
        package.files[part] = _written(package.files[part], package.tree(part))
    return package.packed()


class _Writer:
    """Puts the tags into the tree of document.xml."""

    def __init__(self, form: BlankForm, places: FormPlaces, styles: Styles) -> None:
        self.form = form
        self.places = places
        self.styles = styles
        self.looks = self._text_looks()
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
        own: dict[tuple[int, int, int], etree._Element] = {}
        for (grid, row, column), _ in sorted(self.places.cells.items()):
            look = run_properties(self.form.cells[grid][row, column])
            if look is not None:
                own[grid, row, column] = clean_run(look, hint=_in_control(self.form.cells[grid][row, column]))
        for (grid, row, column), ref in sorted(self.places.cells.items()):
            # An empty cell that says nothing of its type looks like its neighbours, or like its row's label.
            near = (look for (other, at, _), look in own.items() if other == grid and at == row)
            table = (look for (other, _, _), look in own.items() if other == grid)
            look = own.get((grid, row, column))
            if look is None:
                look = next(near, None)
            if look is None:
                look = next(table, None)
            cell = self.form.cells[grid][row, column]
            if look is None:
                line = next(cell.iterancestors(TR))
                look = clean_run(run_properties(line))
            paragraph = _only_paragraph(cell)
            _fill(paragraph, named(deepcopy(look), paragraph.find(PPR), self.styles), f"{{{{ {ref} }}}}")

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

    def _text_look(self, spot: Spot) -> Look:
        """The look of the text of one passage: its own, that of another one, or the section's heading without its boldness."""
        if spot.content in self.looks:
            return self.looks[spot.content]
        if self.looks:
            return next(iter(self.looks.values()))
        if spot.replaced:
            return look_of(self.form.paragraphs[spot.replaced[0]], self.styles)
        heading = next((one.heading for one in self.places.spots if one.heading != START), START)
        if heading == START:
            return look_of(etree.Element(P), self.styles)
        look = look_of(self.form.paragraphs[heading], self.styles)
        for child in [*look.run, *look.paragraph]:
            if etree.QName(child).localname in ("b", "bCs", "keepNext", "keepLines", "outlineLvl", "pageBreakBefore"):
                parent = child.getparent()
                assert parent is not None
                parent.remove(child)
        return look

    def _samples(self, spot: Spot) -> dict[str, Look]:
        """The looks of what stands in place of a passage, by the kind of block that each line is."""
        found: dict[str, Look] = {}
        for at in spot.replaced:
            paragraph, line = self.form.paragraphs[at], self.form.outline.paragraphs[at]
            if line.text.strip():
                block = block_of(Paragraph(line.text.strip(), line.location))
                hint = bool(re.fullmatch(r"\s*[（(【\[〔].*[）)】\]〕]\s*", line.text))
                style = f"heading{block.level}" if block.kind == "heading" and not hint else "run_in" if block.lead else "text"
                found.setdefault(style, look_of(paragraph, self.styles, hint=hint))
        return found

    def _lines(self, spot: Spot) -> Iterator[etree._Element]:
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

    def _put(self, spot: Spot, lines: Sequence[etree._Element]) -> None:
        """Put lines where a text goes, and take away what stood there."""
        paragraphs = [self.form.paragraphs[at] for at in spot.replaced]
        if paragraphs:
            for line in lines:
                paragraphs[0].addprevious(line)
        elif spot.last in self.tails or spot.last != START:
            place = self.tails.get(spot.last)
            if place is None:
                place = self.form.paragraphs[spot.last]
            for line in reversed(lines):
                place.addnext(line)
        else:
            for number, line in enumerate(lines):
                _body(self.form.package).insert(number, line)
        for paragraph in paragraphs:
            _take_away(paragraph)
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
    etree.SubElement(run, T, {_SPACE: "preserve"}).text = text
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
    paragraphs = [block for block in _blocks(cell) if block.tag == P]
    if not paragraphs:
        return etree.SubElement(cell, P)
    for paragraph in paragraphs[1:]:
        _take_away(paragraph)
    for control in paragraphs[0].iterancestors(SDT):
        # What Word shows as a placeholder, or fetches from elsewhere, would take the figure's place.
        for setting in ("showingPlcHdr", "dataBinding"):
            for one in control.findall(f"{W}sdtPr/{W}{setting}"):
                one.getparent().remove(one)  # type: ignore[union-attr]  # it was found below
    return paragraphs[0]


def _in_control(cell: etree._Element) -> bool:
    return next(cell.iter(SDT), None) is not None or next(cell.iterancestors(SDT), None) is not None


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


def _root(package: Package) -> etree._Element:
    root = package.tree(DOCUMENT)
    assert root is not None  # the package is not opened without it
    return root


def _body(package: Package) -> etree._Element:
    body = _root(package).find(W + "body")
    assert body is not None
    return body


def _written(before: bytes, root: etree._Element | None) -> bytes:
    """A changed part as a file, with the declaration that it had."""
    assert root is not None
    found = _DECLARATION.match(before)
    declared = found[0] if found and b"utf-8" in found[0].lower() else _UTF8
    return declared + etree.tostring(root, encoding="utf-8")
