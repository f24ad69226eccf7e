"""Bold words, links and bullets of a text in Word, written with the signs that a draft's text file has for them: **文字**, [文字](网址), - 文字.

What has no sign there (underlined, slanted, marked words, links in tables) is noted at its place, to be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from ..model.location import Location
from ..model.outline import Aside, AsideKind
from ..text.passages import Run, printed_address, signs_around
from ..text.patterns import pattern
from .body import blocks_below, flag, value_of
from .names import DELETED, HYPERLINK, MOVED_FROM, PPR, RELATIONS, RPR, STYLE, TBL, VAL, R, T, W
from .numbering import Numbering
from .package import Package

_FIELD, _CODE, _SIMPLE = W + "fldChar", W + "instrText", W + "fldSimple"
_LEADS_TO = pattern(r'\s*HYPERLINK\s+"([^"]+)"')
# Looks that the text file has no sign for; the grey of a hint is none of them.
_DECORATED = ("u", "em", "highlight")
_HINT = "〔提示"
_BULLET = "- "


class _Word(NamedTuple):
    """A piece of text in a paragraph: where it leads to, whether it is bold by itself, whether it has a look without a sign."""

    element: etree._Element
    bold: bool
    target: str
    decorated: bool

    @property
    def text(self) -> str:
        return self.element.text or ""


def write_signs(package: Package, path: str) -> tuple[Aside, ...]:
    """Write the signs into the document of `package`, which is never saved; what has none is given back, at its place in `path`."""
    relations = {number: one.target for number, one in package.relations(package.main).items() if one.external}
    numbers = package.beside("numbering")
    numbering = Numbering(numbers, package.beside("styles")) if numbers is not None else None
    body = package.document.find(W + "body")
    found: list[Aside] = []
    paragraphs = tables = 0
    for block in blocks_below(body if body is not None else package.document):
        if block.tag == TBL:
            tables += 1
            place = Location(path, f"表{tables}")
            found += (Aside(AsideKind.LINK, word.text, place) for word in _words(block, relations) if word.target)
            continue
        paragraphs += 1
        words = [word for word in _words(block, relations) if word.text]
        if any(_HINT in word.text for word in words):
            continue
        place = Location(path, line=paragraphs, column=1)
        for decorated, run in groupby(words, key=lambda word: word.decorated):
            if decorated and (text := "".join(word.text for word in run)).strip():
                found.append(Aside(AsideKind.DECORATED, text, place))
        found += (Aside(AsideKind.LINK, text, place) for text in _signed(words, headed=_is_heading(block)))
        if numbering is not None and words and numbering.is_bullet(block.find(PPR)):
            first = words[0].element
            first.text = _BULLET + (first.text or "").lstrip()
    return tuple(found)


def _signed(words: list[_Word], *, headed: bool) -> Iterator[str]:
    """Put signs around the bold words and the links of a paragraph; what a link stands on that cannot be written is given back."""
    runs = [Run(word.text, word.bold, word.target) for word in words]
    for signs in signs_around(runs, headed=headed):
        first, last = words[signs.first].element, words[signs.last - 1].element
        if signs.lost:
            yield "".join(run.text for run in runs[signs.first : signs.last])
        first.text = signs.begin + (first.text or "")
        last.text = (last.text or "") + signs.end


def _is_heading(paragraph: etree._Element) -> bool:
    properties = paragraph.find(PPR)
    style = properties.find(STYLE) if properties is not None else None
    return style is not None and "heading" in str(style.get(VAL)).lower()


def _words(block: etree._Element, relations: dict[str, str]) -> Iterator[_Word]:
    """The pieces of text in a block, in order, without what a tracked change deletes."""
    fields: list[tuple[str, bool]] = []
    for element in block.iter(T, _FIELD, _CODE):
        if element.tag == _FIELD:
            kind = element.get(W + "fldCharType")
            if kind == "begin":
                fields.append(("", False))
            elif kind == "separate" and fields:
                fields[-1] = (fields[-1][0], True)
            elif kind == "end" and fields:
                fields.pop()
        elif element.tag == _CODE:
            if fields and not fields[-1][1]:
                fields[-1] = (fields[-1][0] + (element.text or ""), False)
        elif next(element.iterancestors(DELETED, MOVED_FROM), None) is None and all(begun for _, begun in fields):
            run = next(element.iterancestors(R), None)
            look = run.find(RPR) if run is not None else None
            decorated = flag(look, "i") or any(value_of(look, name) not in ("", "none") for name in _DECORATED)
            target = _target(element, relations) or next(
                (code[1] for written, _ in fields if (code := _LEADS_TO.match(written))), ""
            )
            # A link is underlined because it is one; the address itself is one wherever Word sees it.
            words = "" if printed_address(element.text or "", target) == "" else target
            yield _Word(element, flag(look, "b"), words, decorated and not target)


def _target(element: etree._Element, relations: dict[str, str]) -> str:
    """Where the link around a piece of text leads; '' for none, or for a place in the document itself."""
    link = next(element.iterancestors(HYPERLINK), None)
    if link is not None:
        return relations.get(str(link.get(RELATIONS + "id")), "")
    simple = next(element.iterancestors(_SIMPLE), None)
    code = _LEADS_TO.match(str(simple.get(W + "instr", ""))) if simple is not None else None
    return code[1] if code else ""
