"""Rendered prose in Word: bold type and links as runs of their own, small tables in the look of the template's own.

A template prints `{{ block.text }}` in the run that its maker gave a look; the pieces keep that look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model.report import Styled
from ..text.patterns import pattern
from .names import KIND, escape, quoteattr
from .official import FANGSONG, INDENT_CHARACTERS, NOTE_SIZE, fonts, half_points, in_twips

_BOLD, _PLAIN, _LINK, _LINK_NUMBER, _LINK_END = "\x01", "\x02", "\x03", "\x04", "\x05"
_SIGNS = pattern("[\x01-\x05]")
_PIECES = pattern("(\x01|\x02|\x03[0-9]+\x04|\x05)")
_RUN = pattern(r"<w:r(?: [^>]*)?>")
_RUN_LOOK = pattern(r"<w:rPr>.*?</w:rPr>", re.DOTALL)
_TEXT = pattern(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_CONTROLLED, _CONTROLS = pattern(r"<w:t(?: [^>]*)?>[^<]*[\t\n][^<]*</w:t>"), pattern("[\t\n]")
_ELEMENTS = {sign: f'</w:t><w:{name}/><w:t xml:space="preserve">' for sign, name in (("\t", "tab"), ("\n", "br"))}
# The line that a part begins with.
_DECLARATION = 100
_HYPERLINK = KIND + "hyperlink"
_TABLE = pattern(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_FIGURE = pattern(r"\{\{\s*\w+\.\w+\.\w+\s*\}\}|\0\d+\0")
# What is not taken over from a table of the form: its place, width and what keeps it on one page.
_NOT_TAKEN = pattern(
    r"<w:(?:tblpPr|tblW|tblLayout|tblLook|tblOverlap|tblInd|jc|keepNext|pageBreakBefore|tblCaption|tblDescription)(?: [^>]*)?/>"
)
_BORDERS = pattern(r"<w:tblBorders>.*?</w:tblBorders>", re.DOTALL)
_LINE = pattern(r'w:val="(?!none|nil)\w+"')
_PROPERTY = pattern(r"<w:(\w+)(?: [^>]*)?(?:/>|>.*?</w:\1>)", re.DOTALL)
_TABLE_ORDER = "tblStyle tblW jc tblCellSpacing tblBorders shd tblLayout tblCellMar"
_PARAGRAPH = (
    "pStyle keepNext keepLines widowControl suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
    "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents jc "
    "textDirection textAlignment"
)
_LEAST, _MOST, _LONG = 4, 24, 14
_DEFAULT_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


class Links:
    """The addresses that a document leads to, each with its relationship."""

    def __init__(self) -> None:
        self.targets: list[str] = []

    def signed(self, text: str, styles: Sequence[Styled], start: int) -> str:
        """A piece of a block that begins at character `start` of its whole text, with signs where a look begins and ends."""
        signs: list[tuple[int, int, str]] = []
        for one in styles:
            first, last = max(one.start - start, 0), min(one.end - start, len(text))
            if first >= last:
                continue
            begin, end = (
                (_BOLD, _PLAIN) if one.kind == "bold" else (f"{_LINK}{self._number(one.target)}{_LINK_NUMBER}", _LINK_END)
            )
            signs += [(first, 1, begin), (last, 0, end)]
        for at, _, sign in sorted(signs, reverse=True):
            text = text[:at] + sign + text[at:]
        return text

    def _number(self, target: str) -> int:
        if target not in self.targets:
            self.targets.append(target)
        return self.targets.index(target)

    def relationships(self) -> str:
        """The entries for the document's relationships."""
        return "".join(
            f'<Relationship Id="rgLink{number}" Type="{_HYPERLINK}" Target={quoteattr(target)} TargetMode="External"/>'
            for number, target in enumerate(self.targets)
        )


def with_styled_runs(xml: str) -> str:
    """A rendered part with a run for every piece of text that has a look of its own."""
    if not any(sign in xml for sign in (_BOLD, _PLAIN, _LINK, _LINK_NUMBER, _LINK_END)):
        return xml
    parts: list[str] = []
    end = 0
    while sign := _SIGNS.search(xml, end):
        start = max(found.start() for found in _RUN.finditer(xml, end, sign.start()))
        stop = xml.index("</w:r>", sign.start()) + len("</w:r>")
        parts += [xml[end:start], "".join(_runs(xml[start:stop]))]
        end = stop
    return "".join((*parts, xml[end:]))


def with_tabs_and_breaks(xml: str) -> str:
    """A rendered part with the elements of Word for tabs and line breaks in its texts, which are blanks to it otherwise."""
    if "\t" not in xml and xml.find("\n", _DECLARATION) < 0:
        return xml
    return _CONTROLLED.sub(lambda text: _CONTROLS.sub(lambda sign: _ELEMENTS[sign[0]], text[0]), xml)


def _runs(run: str) -> Iterator[str]:
    """One run as several, each with the look that it had, and bold or linked where the signs say so."""
    opening = _RUN.match(run)
    text = _TEXT.search(run)
    assert opening and text, "a sign stands only in the text of a run"
    found = _RUN_LOOK.match(run, opening.end())
    look = found[0] if found else ""
    bold, link = False, ""
    for piece in _PIECES.split(text[1]):
        if piece in (_BOLD, _PLAIN):
            bold = piece == _BOLD
        elif piece[:1] == _LINK:
            link = piece[1:-1]
        elif piece == _LINK_END:
            link = ""
        elif piece:
            own = f'{opening[0]}{_bold(look) if bold else look}<w:t xml:space="preserve">{piece}</w:t></w:r>'
            # A link looks like the text around it: on paper it is nothing else.
            yield f'<w:hyperlink r:id="rgLink{link}" w:history="1">{own}</w:hyperlink>' if link else own


def _bold(look: str) -> str:
    """The look in bold; the schema wants it behind the fonts."""
    if not look:
        return "<w:rPr><w:b/></w:rPr>"
    fonts = re.match(r"<w:rPr>(?:<w:rStyle [^>]*/>)?(?:<w:rFonts [^>]*/>)?", look)
    assert fonts
    return f"{look[: fonts.end()]}<w:b/>{look[fonts.end() :]}"


# -- small tables ------------------------------------------------------------------------------------


class TableLook(NamedTuple):
    """How a template's tables look: properties of the table, of a figure's row, paragraph and run."""

    table: str = f"<w:tblBorders>{_DEFAULT_BORDERS}</w:tblBorders>"
    height: str = ""
    paragraph: str = ""
    run: str = '<w:rFonts w:hint="eastAsia"/>'


def look_of(document: str) -> TableLook:
    """The look of the first table with figures in a template's document.xml, whose tags have been gathered."""
    for table in _TABLE.finditer(document):
        figure = _FIGURE.search(table[0])
        if not figure:
            continue
        before = table[0][: figure.start()]
        row, paragraph, run = (max(before.rfind(f"<w:{name}>"), before.rfind(f"<w:{name} ")) for name in ("tr", "p", "r"))
        row_look = before[row:]
        properties = _NOT_TAKEN.sub("", _inside(table[0], "tblPr"))
        if not _LINE.search(_inside(properties, "tblBorders")):
            # Its cells have the lines, or its style.
            properties = _BORDERS.sub("", properties) + TableLook().table
        return TableLook(
            properties,
            found[0] if (found := re.search(r"<w:trHeight [^>]*/>", row_look)) else "",
            _NOT_TAKEN.sub("", re.sub(r"<w:rPr>.*</w:rPr>", "", _inside(before[paragraph:], "pPr"), flags=re.DOTALL)),
            _inside(before[run:], "rPr"),
        )
    return TableLook()


def _inside(xml: str, name: str) -> str:
    found = re.search(rf"<w:{name}>(.*?)</w:{name}>", xml, re.DOTALL)
    return found[1] if found else ""


def small_table(look: TableLook, cells: Sequence[Sequence[str]], width: int, caption: str = "") -> str:
    """The table, `width` twips wide, with its caption or a narrow gap above it, and a gap below; `cells` may hold signs of bold and links."""
    widths = _widths(cells, width)
    long = [any(_length(row[column]) > _LONG for row in cells[1:]) for column in range(len(widths))]
    rows = []
    for number, row in enumerate(cells):
        last = number == len(cells) - 1
        drawn = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{columns}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"{_paragraph(look, text, 'left' if number and aside else 'center', keep=not last)}</w:tc>"
            for text, columns, aside in zip(row, widths, long, strict=True)
        )
        repeat = "" if number else "<w:tblHeader/>"
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{look.height}{repeat}</w:trPr>{drawn}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{columns}"/>' for columns in widths)
    properties = f'{look.table}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
    named = _paragraph(look, caption, "center", keep=True, spacing='<w:spacing w:before="160" w:after="60"/>') if caption else ""
    return (
        f"{named or _gap(look, 100, keep=True)}<w:tbl><w:tblPr>{_ordered(properties, _TABLE_ORDER)}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>{_gap(look, 160)}"
    )


def note_below(text: str) -> str:
    """A note below a table: 仿宋, 五号, two characters in."""
    size = half_points(NOTE_SIZE)
    indent = (
        f'<w:ind w:firstLine="{in_twips(NOTE_SIZE * INDENT_CHARACTERS)}" w:firstLineChars="{round(INDENT_CHARACTERS * 100)}"/>'
    )
    properties = f'<w:spacing w:before="60" w:line="320" w:lineRule="exact"/>{indent}<w:jc w:val="left"/>'
    look = f'<w:rPr>{fonts(FANGSONG)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _gap(look: TableLook, height: int, *, keep: bool = False) -> str:
    """An empty line of so many twips; one to `keep` stays with what follows."""
    keeping = "<w:keepNext/>" if keep else ""
    properties = f'{keeping}<w:spacing w:line="{height}" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{look.run}</w:rPr></w:r></w:p>"


def _paragraph(look: TableLook, text: str, side: str, *, keep: bool, spacing: str = "") -> str:
    properties = re.sub(r"<w:spacing [^>]*/>", "", look.paragraph) + spacing if spacing else look.paragraph
    if side == "left":
        properties = re.sub(r"<w:ind [^>]*/>", "", properties) + '<w:ind w:left="60"/>'
    keeping = "<w:keepNext/>" if keep else ""
    run = f'<w:r><w:rPr>{look.run}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    ordered = _ordered(f'{properties}{keeping}<w:jc w:val="{side}"/>', _PARAGRAPH)
    return f"<w:p><w:pPr>{ordered}</w:pPr>{run}</w:p>"


def _ordered(properties: str, order: str) -> str:
    """Properties as the schema has them in order; those it does not name keep their place at the end."""
    names = order.split()
    found = [(one[1], one[0]) for one in _PROPERTY.finditer(properties)]
    return "".join(xml for _, xml in sorted(found, key=lambda one: names.index(one[0]) if one[0] in names else len(names)))


def _widths(cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Columns in proportion to their longest texts, none too narrow; rounding goes into the widest."""
    weights = [min(max(max(_length(text) for text in column), _LEAST), _MOST) for column in zip(*cells, strict=True)]
    widths = [int(width * weight / sum(weights)) for weight in weights]
    widths[widths.index(max(widths))] += width - sum(widths)
    return widths


def _length(text: str) -> float:
    return sum(0.5 if char.isascii() else 1 for char in text)
