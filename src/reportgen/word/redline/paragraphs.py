"""A paragraph as it is compared: its text with a sign for everything that is no text, and where each stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from lxml import etree

from ...model.errors import SourceError
from ...text.edits import FIRST_SIGN
from ..body import value_of
from ..chart.parts import said_by_chart
from ..names import ALTERNATIVES, FALLBACK, HYPERLINK, MATH, PPR, RELATIONS, RPR, WRAPPERS, P, R, T, W
from ..package import Package

_FIELD, _INSTRUCTION = W + "fldChar", W + "instrText"
_NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
# What a run may hold that shows nothing, or belongs to the new document alone.
_SILENT = frozenset(
    (RPR, _FIELD, _INSTRUCTION, *(W + name for name in ("lastRenderedPageBreak", "commentReference", "annotationRef", "footnoteRef",
    "endnoteRef", "separator", "continuationSeparator", "delText", "delInstrText")))
)  # fmt: skip
_GRAPHICS = frozenset((W + "drawing", W + "pict", W + "object", ALTERNATIVES))
# Fields whose result depends on the page or the day, not on what was written.
_VOLATILE = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "DATE", "TIME", "TOC"))
# Word nests no more. Thousands that begin and never end would each be followed to the end of the paragraph.
_DEEPEST_FIELD = 20


class RunPiece(NamedTuple):
    """A stretch of a paragraph's text and what shows it: text of a run, a thing in a run, or whole nodes (`run` is None)."""

    start: int
    end: int
    nodes: tuple[etree._Element, ...]
    run: etree._Element | None
    link: str


class ReadParagraph(NamedTuple):
    """A paragraph that was read; `level` when nothing stands around its runs."""

    element: etree._Element
    text: str
    pieces: tuple[RunPiece, ...]
    style: str
    level: bool


class Signs:
    """The characters that stand for things which are no text: the same for the same thing in both documents."""

    def __init__(self) -> None:
        self._signs: dict[str, str] = {}

    def sign(self, key: str) -> str:
        """The character for the thing with this content."""
        return self._signs.setdefault(key, chr(FIRST_SIGN + len(self._signs)))


class Reader:
    """Reads the paragraphs of one part."""

    def __init__(self, package: Package, part: str, signs: Signs) -> None:
        self.package = package
        self.part = part
        self.signs = signs
        self._notes: dict[str, dict[str, str]] = {}
        self._lines: dict[etree._Element, ReadParagraph] = {}

    def line(self, paragraph: etree._Element) -> ReadParagraph:
        """The paragraph as it is compared. It is read once, before it is changed."""
        if paragraph not in self._lines:
            texts: list[str] = []
            pieces = tuple(self._pieces(paragraph, texts, 0, ""))
            level = not any(one.tag in WRAPPERS for one in paragraph)
            self._lines[paragraph] = ReadParagraph(
                paragraph, "".join(texts), pieces, value_of(paragraph.find(PPR), "pStyle"), level
            )
        return self._lines[paragraph]

    def _pieces(self, parent: etree._Element, texts: list[str], start: int, link: str) -> Iterator[RunPiece]:
        """The pieces below `parent`, whose texts are added to `texts`; `start` is where they begin."""
        at = start
        children = list(parent)
        number = 0
        while number < len(children):
            child = children[number]
            if child.tag == R:
                last = _field_end(children, number)
                if last >= number:
                    nodes = tuple(children[number : last + 1])
                    texts.append(self.signs.sign(self._field(nodes)))
                    yield RunPiece(at, at + 1, nodes, None, link)
                    at, number = at + 1, last
                else:
                    for node in child:
                        if shown := self._shown(node):
                            texts.append(shown)
                            yield RunPiece(at, at + len(shown), (node,), child, link)
                            at += len(shown)
            elif child.tag in WRAPPERS:
                inner = self._address(child) if child.tag == HYPERLINK else link
                for piece in self._pieces(child, texts, at, inner):
                    at = piece.end
                    yield piece
            elif str(child.tag).startswith(MATH) or child.tag == ALTERNATIVES:
                texts.append(self.signs.sign(self._content(child)))
                yield RunPiece(at, at + 1, (child,), None, link)
                at += 1
            number += 1

    def _shown(self, node: etree._Element) -> str:
        """The text of something in a run, or the sign for it; '' for what shows nothing."""
        if node.tag == T:
            return node.text or ""
        if node.tag in _SILENT or not isinstance(node.tag, str):
            return ""
        name = node.tag.rpartition("}")[2]
        if name == "noBreakHyphen":
            return "-"  # it looks like one, and breaks no line
        if name in ("tab", "cr") or (name == "br" and node.get(W + "type", "textWrapping") == "textWrapping"):
            return self.signs.sign("tab" if name == "tab" else "br")
        if node.tag in _NOTES:
            return self.signs.sign(f"{name} {self._note(node)}")
        return self.signs.sign(self._content(node))

    def _content(self, node: etree._Element) -> str:
        """What something is, by what it shows: pictures by their bytes, else the text and the settings."""
        words = ["graphic" if node.tag in _GRAPHICS else node.tag.rpartition("}")[2]]
        for one in node.iter(etree.Element):
            if any(above.tag == FALLBACK for above in (one, *one.iterancestors())):
                continue
            words += [self._digest(str(value)) for name, value in one.attrib.items() if str(name).startswith(RELATIONS)]
            if one.text and one.text.strip():
                words.append(one.text)
        if node.tag not in _GRAPHICS:
            words += [f"{str(name).rpartition('}')[2]}={value!s}" for name, value in sorted(node.attrib.items())]
        return " ".join(words)

    def _digest(self, number: str) -> str:
        relation = self.package.relations(self.part).get(number)
        if relation is None:
            return ""
        content = None if relation.external else self.package.files.get(relation.target)
        if content is not None and relation.kind.endswith("/chart"):
            # Every program writes a chart in its own way.
            with suppress(SourceError):
                root = self.package.tree(relation.target)
                return "" if root is None else said_by_chart(root)
        return relation.target if content is None else hashlib.sha256(content).hexdigest()

    def _field(self, nodes: Sequence[etree._Element]) -> str:
        instruction = " ".join("".join(one.text or "" for node in nodes for one in node.iter(_INSTRUCTION)).split())
        if instruction.partition(" ")[0].upper() in _VOLATILE:
            return f"field {instruction}"
        result = "".join(self._content(one) for node in nodes for one in node if one.tag not in _SILENT)
        return f"field {instruction} {result}"

    def _note(self, reference: etree._Element) -> str:
        kind = _NOTES[str(reference.tag)]
        if kind not in self._notes:
            part = self.package.related(self.part, kind)
            root = self.package.tree(part) if part else None
            self._notes[kind] = {
                str(note.get(W + "id")): "\n".join("".join(p.itertext(T)) for p in note.iter(P))  # type: ignore[arg-type]
                for note in (root if root is not None else ())
            }
        return self._notes[kind].get(str(reference.get(W + "id")), "")

    def _address(self, hyperlink: etree._Element) -> str:
        """Where a link leads; places in the same document have names that programs make up anew."""
        relation = self.package.relations(self.part).get(str(hyperlink.get(RELATIONS + "id")))
        return relation.target if relation is not None else ""


def _field_end(siblings: Sequence[etree._Element], start: int) -> int:
    """Where the field ends that begins in the run at `start`, among the same siblings; -1 if none begins or it does not end."""
    if siblings[start].find(_FIELD) is None:
        return -1
    depth = 0
    for number in range(start, len(siblings)):
        for sign in siblings[number].iter(_FIELD) if siblings[number].tag == R else ():
            kind = sign.get(W + "fldCharType")
            depth += (kind == "begin") - (kind == "end")
            if not 0 <= depth <= _DEEPEST_FIELD:
                return -1
        if number == start and depth == 0:
            whole = [sign.get(W + "fldCharType") for sign in siblings[start].iter(_FIELD)]
            return start if "begin" in whole else -1
        if depth == 0:
            return number
    return -1


def shows_a_graphic(paragraph: etree._Element) -> bool:
    """Whether a picture, a chart or the like stands in a paragraph."""
    return next(paragraph.iter(*_GRAPHICS), None) is not None
