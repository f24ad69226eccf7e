"""What the text of a Word document says: every piece of it in order, and which pieces are no text of the report.

A piece is what Word shows for an element: letters, a hyphen, a symbol, a formula written in a line. Struck out,
hidden, deleted or in a box it is a piece all the same, marked as what it is; those who read the text leave it out,
those who list what was left out take it from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from ..model.outline import AsideKind
from ..text.passages import small
from .body import all_text, flag, paragraphs_in, value_of
from .names import (
    ALTERNATIVES,
    BR,
    DELETED,
    FALLBACK,
    FONTS,
    INSERTED,
    MATH,
    MOVED_FROM,
    MOVED_TO,
    PPR,
    ROW_HIDDEN,
    RPR,
    RUN_CHANGE,
    SDT,
    SECTION,
    TAB,
    TBL,
    TBLPR,
    TCPR,
    TRPR,
    A,
    P,
    R,
    T,
    V,
    W,
)

if TYPE_CHECKING:
    from .looks import Looks
    from .package import Package

TEXT_BOX = W + "txbxContent"
_FIELD, _PLACEHOLDER = W + "fldChar", W + "showingPlcHdr"
_PHONETIC = W + "rt"
_SYMBOL, _HYPHEN, _FORMULA, WORD_ART, _DRAWN = W + "sym", W + "noBreakHyphen", MATH + "oMath", V + "textpath", A + "t"
_DELETED_TEXT = W + "delText"
_RAISED = W + "vertAlign"
_HEIGHTS = {"superscript": "sup", "subscript": "sub"}
# Whether text is struck out or hidden. What is hidden in Word's web view only is printed: a contents list has it.
_TAKEN_AWAY = {
    "strike": AsideKind.STRUCK,
    "dstrike": AsideKind.STRUCK,
    "vanish": AsideKind.HIDDEN,
    "specVanish": AsideKind.HIDDEN,
}
_IN_STYLES = (b"trike", b"anish", b"vertAlign")
_SPELLED = {TAB: "\t", W + "ptab": "\t", BR: "\n", W + "cr": "\n", _HYPHEN: "-"}
_REVISED = {
    INSERTED: AsideKind.INSERTED,
    MOVED_TO: AsideKind.MOVED,
    DELETED: AsideKind.DELETED,
    MOVED_FROM: AsideKind.MOVED,
}
_PROPERTIES = frozenset((PPR, RPR, TBLPR, TRPR, TCPR, SECTION, W + "sdtPr", W + "sdtEndPr", W + "rubyPr"))
# What is left out of the text, or is told though it is read.
TELLING = (
    _SYMBOL, _FORMULA, _PHONETIC, _PLACEHOLDER, TEXT_BOX, WORD_ART, _DRAWN, *_REVISED, *(W + name for name in _TAKEN_AWAY), ROW_HIDDEN, RUN_CHANGE
)  # fmt: skip
# An element without any of these below it says what its letters say.
SIGNS = (*TELLING, *_SPELLED, _FIELD, FALLBACK, _RAISED)
# What a symbol looks like that the file does not say: the mark for a missing letter in Chinese typesetting.
UNKNOWN = "〓"
# Below this prefix fonts of symbols keep their signs, which are no letters.
_PRIVATE = range(0xF000, 0xF100)
# Letters of these fonts may be symbols, without an element that says so.
_SYMBOL_FONTS = (b'"Symbol"', b"ingdings")
_IN_FIELDS = (T, *_SPELLED, _SYMBOL)
END_OF_PARAGRAPH = "¶"


class Piece(NamedTuple):
    """A piece of a text; `left_out` says why it is none of the report's, `told` what is to be said of it though it is."""

    text: str
    left_out: AsideKind | None = None
    told: AsideKind | None = None
    author: str = ""
    said: str = ""  # what is said of it, where that is not its text


class Reader:
    """Reads the text of one document; `looks` are given where a style of it may strike out or hide text.

    A `thorough` one looks at every element: what a style hides, and `symbols` that are written as letters, have no sign of their own.
    """

    def __init__(self, looks: Looks | None = None, *, symbols: bool = False) -> None:
        self.looks = looks
        self.thorough = symbols or looks is not None

    def text(self, element: etree._Element) -> str:
        """The text of a paragraph or cell as the report has it."""
        if not self.thorough and next(element.iter(*SIGNS), None) is None:
            return all_text(element)
        return "".join(piece.text for piece in self.pieces(element) if piece.left_out is None)

    def pieces(self, element: etree._Element) -> Iterator[Piece]:
        """All pieces of a paragraph or cell in order."""
        code = _field_code(element) if next(element.iter(_FIELD), None) is not None else frozenset()
        return (piece for piece, source in self._below(element) if source not in code)

    def _below(self, element: etree._Element, look: etree._Element | None = None) -> Iterator[_Sourced]:
        """The pieces below an element, each with what it was made of; `look` are the properties of the run it stands in."""
        for child in element:
            tag = child.tag
            if tag == T:
                yield from ((piece, child) for piece in letters(child.text or "", look))
            elif tag == R:
                yield from self._run(child)
            elif tag in _SPELLED:
                yield Piece(_SPELLED[tag]), child
            elif tag == _DELETED_TEXT:
                yield Piece(child.text or "", AsideKind.DELETED), child
            elif tag == _SYMBOL:
                yield symbol(str(child.get(W + "font", "")), str(child.get(W + "char", ""))), child
            elif tag == _FORMULA:
                yield Piece(in_a_line(child), told=AsideKind.FORMULA), child
            elif tag in (TEXT_BOX, WORD_ART, _DRAWN):
                yield Piece(self._in_box(child), AsideKind.BOX), child
            elif tag not in _PROPERTIES and isinstance(tag, str) and len(child):
                yield from self._held(child, look)

    def _held(self, holder: etree._Element, look: etree._Element | None) -> Iterator[_Sourced]:
        """The pieces in what stands around others: a tracked change, a content control, a link, a drawing."""
        tag = holder.tag
        if tag == ALTERNATIVES:
            # Written twice, for new programs and for old ones: the first is the one meant.
            chosen = next(holder.iterchildren(etree.Element), None)
            yield from self._below(chosen, look) if chosen is not None else ()
        elif tag in _REVISED:
            yield from _revised(self._below(holder), str(tag), str(holder.get(W + "author", "")))
        elif tag == _PHONETIC or (tag == SDT and holder.find(f"{W}sdtPr/{_PLACEHOLDER}") is not None):
            kind = AsideKind.PHONETIC if tag == _PHONETIC else AsideKind.PLACEHOLDER
            yield from _left_out(self._below(holder), kind)
        else:
            yield from self._below(holder, look)

    def _run(self, run: etree._Element) -> Iterator[_Sourced]:
        look = run.find(RPR)
        pieces = self._below(run, look)
        if height := _HEIGHTS.get(self._height(run, look)):
            pieces = ((piece._replace(text=small(piece.text, height)), source) for piece, source in pieces)
        kind = self._taken_away(run, look)
        if kind is not None:
            return _left_out(pieces, kind)
        change = look.find(RUN_CHANGE) if look is not None else None
        return pieces if change is None else _told(pieces, AsideKind.LOOK, str(change.get(W + "author", "")))

    def _height(self, run: etree._Element, look: etree._Element | None) -> str:
        """Whether a run stands above or below the line, by itself or by its styles: what is nearest to it holds."""
        if self.looks is None:
            return value_of(look, "vertAlign")
        said = [value_of(layer, "vertAlign") for layer in self.looks.run_layers(look, *_around(run))]
        return next(filter(None, reversed(said)), "")

    def _taken_away(self, run: etree._Element, look: etree._Element | None) -> AsideKind | None:
        """Whether a run is struck out or hidden, by itself or by its styles."""
        if self.looks is not None:
            is_on = partial(self.looks.switched, look, *_around(run))
        elif look is not None:
            is_on = partial(flag, look)
        else:
            return None
        return next((kind for name, kind in _TAKEN_AWAY.items() if is_on(name)), None)

    def _in_box(self, box: etree._Element) -> str:
        """What stands in a box, which stands beside the sentence that it hangs on."""
        if box.tag == WORD_ART:
            return str(box.get("string", ""))
        if box.tag == _DRAWN:
            return box.text or ""
        lines: list[str] = []
        for paragraph in paragraphs_in(box):
            pieces = list(self.pieces(paragraph))
            lines.append("".join(piece.text for piece in pieces if piece.left_out is None))
            lines += [piece.text for piece in pieces if piece.left_out is AsideKind.BOX]
        return "\n".join(line for line in lines if line.strip())


_Sourced = tuple[Piece, etree._Element]


def _around(run: etree._Element) -> tuple[str, etree._Element | None]:
    """The style of the paragraph that a run stands in, and the table."""
    paragraph, table = (next(run.iterancestors(tag), None) for tag in (P, TBL))
    return value_of(paragraph.find(PPR), "pStyle") if paragraph is not None else "", table


def reader_of(package: Package) -> Reader:
    """The reader of a document, which knows its styles where one of them may take text away."""
    main = package.files[package.main]
    symbols = any(font in main for font in _SYMBOL_FONTS)
    styles = package.files.get(package.related(package.main, "styles"), b"")
    if not any(name in styles for name in _IN_STYLES):
        return Reader(symbols=symbols)
    from .looks import Looks  # most documents have no such styles

    return Reader(Looks(package.beside("styles"), None), symbols=symbols)


def shown_text(element: etree._Element) -> str:
    """The text of a paragraph or cell where no style of the document takes any away."""
    return Reader().text(element)


def _left_out(pieces: Iterator[_Sourced], kind: AsideKind) -> Iterator[_Sourced]:
    """The pieces as left out, those that are so already as they are."""
    return ((piece if piece.left_out else piece._replace(left_out=kind), source) for piece, source in pieces)


def _told(pieces: Iterator[_Sourced], kind: AsideKind, author: str) -> Iterator[_Sourced]:
    """The pieces as read and told, those left out as they are."""
    return ((piece if piece.left_out else piece._replace(told=kind, author=author, said=""), source) for piece, source in pieces)


def _revised(pieces: Iterator[_Sourced], tag: str, author: str) -> Iterator[_Sourced]:
    """The pieces in a tracked change: what was deleted is gone, whatever else it was."""
    if tag in (INSERTED, MOVED_TO):
        return _told(pieces, _REVISED[tag], author)
    return ((piece._replace(left_out=_REVISED[tag], author=author), source) for piece, source in pieces)


def _field_code(element: etree._Element) -> frozenset[etree._Element]:
    """What stands in the instructions of fields, which no reader sees: results of fields in them among it."""
    code: list[etree._Element] = []
    open_fields: list[tuple[list[etree._Element], bool]] = []
    for one in element.iter(_FIELD, *_IN_FIELDS):
        kind = one.get(W + "fldCharType") if one.tag == _FIELD else None
        if kind == "begin":
            open_fields.append(([], False))
        elif not open_fields:
            continue
        elif kind == "separate":
            open_fields[-1] = (open_fields[-1][0], True)
        elif kind == "end":
            # A field that goes on in another paragraph has its instructions in this one, but who knows where they end.
            code += open_fields.pop()[0]
        elif kind is None:
            for inside, begun in open_fields:
                if not begun:
                    inside.append(one)
    return frozenset(code)


# -- symbols -----------------------------------------------------------------------------------------

# What stands at a code of a font of symbols, where Unicode has the same sign.
_SIGNS_OF: dict[str, dict[int, str]] = {
    "symbol": {
        **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
        **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
        **{code: chr(code) for code in (*range(0x20, 0x22), 0x23, 0x25, 0x26, *range(0x28, 0x2A), *range(0x2B, 0x2D), *range(0x2E, 0x40),
                                        0x5B, 0x5D, 0x5F, 0x7B, 0x7C, 0x7D)},
        **dict(zip((0x22, 0x24, 0x27, 0x2A, 0x2D, 0x40, 0x5C, 0x5E, 0x7E), "∀∃∋∗−≅∴⊥∼", strict=True)),
        **dict(zip(range(0xA1, 0xBF), "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯", strict=True)),
        **dict(zip(range(0xC4, 0xD2), "⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇", strict=True)),
        **dict(zip((0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, 0xE5, 0xF2), "∏√⋅¬∧∨⇔⇐⇑⇒⇓∑∫", strict=True)),
    },
    "wingdings": {
        **dict(zip(range(0x81, 0x8B), "①②③④⑤⑥⑦⑧⑨⑩", strict=True)),
        **dict(zip(range(0x8C, 0x96), "❶❷❸❹❺❻❼❽❾❿", strict=True)),
        **dict(zip((0x28, 0x2A, 0x6C, 0x6E, 0x6F, 0x75, 0x76, 0x77, 0x9F, 0xA1, 0xA7, 0xA8, 0xAB), "☎✉●■□◆❖⬥•○▪◻★", strict=True)),
        **dict(zip((0xDF, 0xE0, 0xE1, 0xE2, 0xD8, 0xFB, 0xFC, 0xFD, 0xFE), "←→↑↓➢✗✓☒☑", strict=True)),
    },
    "wingdings 2": dict(zip((0x4F, 0x50, 0x51, 0x52, 0x54, 0xA3), "✗✓☒☑☒□", strict=True)),
}  # fmt: skip


def symbol(font: str, code: str) -> Piece:
    """A symbol by its font and code: the sign that Unicode has for it, else a mark, and which it is."""
    try:
        number = int(code, 16)
    except ValueError:
        number = 0
    signs = _SIGNS_OF.get(font.lower())
    at = number - _PRIVATE.start if number in _PRIVATE else number
    if signs is not None and at in signs:
        return Piece(signs[at])
    if number not in _PRIVATE and signs is None and number >= 0x20 and chr(number).isprintable():
        return Piece(chr(number))
    return Piece(UNKNOWN, told=AsideKind.SYMBOL, said=f"{font} {code.upper()}".strip())


def letters(text: str, look: etree._Element | None) -> Iterator[Piece]:
    """Letters of a run; those that only a font of symbols can show are read as symbols of its font, or told as they are."""
    if text.isascii() or not any(ord(char) in _PRIVATE for char in text):
        yield Piece(text)
        return
    fonts = look.find(FONTS) if look is not None else None
    font = str(fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or "") if fonts is not None else ""
    for char in text:
        if ord(char) in _PRIVATE:
            read = symbol(font, f"{ord(char):X}")
            yield read._replace(text=char) if read.told else read
        else:
            yield Piece(char)


# -- formulas ----------------------------------------------------------------------------------------

_PARTS = {"f": ("num", "/", "den"), "sSup": ("e", "^", "sup"), "sSub": ("e", "_", "sub"), "func": ("fName", "", "e")}


def in_a_line(formula: etree._Element) -> str:
    """A formula of Office Math as it is typed in one line: (a+b)/c, x^2, √(x)."""
    return "".join(_typed(child) for child in formula if isinstance(child.tag, str))


def _typed(element: etree._Element) -> str:
    name = str(element.tag).rpartition("}")[2]
    if element.tag in (MATH + "t", T):
        return element.text or ""
    if name in _PARTS:
        first, sign, second = _PARTS[name]
        one, other = (_part(element, part) for part in (first, second))
        return f"{_grouped(one)}{sign}{_grouped(other)}" if sign else one + other
    if name == "sSubSup":
        return f"{_grouped(_part(element, 'e'))}_{_grouped(_part(element, 'sub'))}^{_grouped(_part(element, 'sup'))}"
    if name == "rad":
        degree = _part(element, "deg")
        return f"{degree}√({_part(element, 'e')})"
    if name == "d":
        begin, between, end = (
            _setting(element, one, usual) for one, usual in (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))
        )
        return begin + between.join(in_a_line(one) for one in element.iterchildren(MATH + "e")) + end
    if name == "nary":
        sign = _setting(element, "chr", "∫")
        limits = "".join(
            f"{mark}{_grouped(_part(element, part))}" for part, mark in (("sub", "_"), ("sup", "^")) if _part(element, part)
        )
        return f"{sign}{limits}{_part(element, 'e')}"
    if name.endswith("Pr"):
        return ""
    return in_a_line(element)


def _part(element: etree._Element, name: str) -> str:
    part = element.find(MATH + name)
    return in_a_line(part) if part is not None else ""


def _grouped(text: str) -> str:
    """In brackets, unless it is one number or one letter."""
    return text if len(text) == 1 or text.replace(".", "").isalnum() else f"({text})"


def _setting(element: etree._Element, name: str, usual: str) -> str:
    setting = element.find(f"{MATH}{element.tag.rpartition('}')[2]}Pr/{MATH}{name}")
    return usual if setting is None else str(setting.get(MATH + "val", ""))
