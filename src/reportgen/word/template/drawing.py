"""Draws the Word template of a form as GB/T 9704—2012 lays a document out, passages as one loop over their blocks.

A maintainer starts from what this draws, or from the blank official form; afterwards the .docx is
the only place that knows the look.

Drawing a template and tagging a form write the same lines; they differ in how each line looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from ...files.zips import deflated, zipped
from ...model.form import Form, Section, Table
from ...model.layout import Drawn, Layout, lay_out
from ..letterhead.drawing import head_of, imprint_of, letterhead_styles
from ..names import XML_DECLARATION, declared, escape
from ..official import (
    FANGSONG,
    HEADING_ABOVE_TABLE,
    HEITI,
    KAITI,
    PAGE_NUMBER_SIZE,
    SONGTI,
    TEXT_AREA,
    TEXT_WIDTH,
    TWIPS_PER_MM,
    XIAOBIAOSONG,
    Family,
    fonts,
    in_twips,
    text_height,
)
from .styles import (
    CONTENT_TYPES,
    FOOTER,
    HEADER,
    MARGINS,
    PAGE,
    RELATIONSHIPS,
    ROOT_RELATIONSHIPS,
    SETTINGS,
    font_table,
    styles,
    table_style,
)

# How a line looks that is no block: a tag that leaves no trace in a report, and the caption of a picture.
TAG, CAPTION = "tag", "caption"
_TEXT = "{{ block.text }}"


class PassageLine(NamedTuple):
    """A paragraph of the template. `look` is TAG, CAPTION or the style of the block that it prints; `lead` stands in front."""

    text: str
    look: str = TAG
    lead: str = ""


def passage_lines(name: str) -> Iterator[PassageLine]:
    """The lines that print the passage `name`, whatever blocks it holds."""
    yield PassageLine(f"{{%p for block in passages.{name} %}}")
    for number, (style, lines) in enumerate(_BLOCKS.items()):
        yield PassageLine(f"{{%p {'elif' if number else 'if'} block.style == '{style}' %}}")
        yield from lines
    yield PassageLine("{%p endif %}")
    yield PassageLine("{%p endfor %}")


_BLOCKS = {
    "text": (PassageLine(_TEXT, "text"),),
    "run_in": (PassageLine(_TEXT, "run_in", lead="{{ block.lead }}"),),
    **{f"heading{level}": (PassageLine(_TEXT, f"heading{level}"),) for level in (1, 2, 3, 4)},
    "image": (
        PassageLine("{{r block.picture }}", "image"),
        PassageLine("{%p if block.text %}"),
        PassageLine(_TEXT, CAPTION),
        PassageLine("{%p endif %}"),
    ),
    "table": (PassageLine("{{p block.table }}"),),
}
# By how much of a character a line is wider than its characters, so that every program sets just these.
_SLACK = 0.3
_PADDING = {"top": 20, "left": 40, "bottom": 20, "right": 40}


def draw_template(form: Form) -> bytes:
    """The template .docx of a form; the same bytes each time."""
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONSHIPS,
        "word/document.xml": _document(form),
        "word/styles.xml": styles(
            sorted({table.look.font_size for table in form.tables}), letterhead_styles(form.letterhead) if form.letterhead else ()
        ),
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": font_table(),
        "word/header1.xml": _header(),
        "word/header2.xml": _header(),
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
        "word/_rels/document.xml.rels": RELATIONSHIPS,
    }
    return zipped([deflated(name, content.encode()) for name, content in parts.items()])


_HEADERS_AND_FOOTERS = (
    ("header", "default", "rId4"),
    ("header", "even", "rId5"),
    ("footer", "default", "rId6"),
    ("footer", "even", "rId7"),
)

# -- the document -----------------------------------------------------------------------------------


def _document(form: Form) -> str:
    body = [
        *(head_of(form.letterhead) if form.letterhead else ()),
        _p("{%p for line in title %}"),
        _p("{{ line }}", "ReportTitle"),
        _p("{%p endfor %}"),
        _p("", "TitleGap"),
        *_passage("preface"),
    ]
    for section in form.sections:
        body += _section(section, form)
    body += _named_fields(form)
    always = [one.id for one in form.fields if one.required]
    body += imprint_of(form.letterhead, always) if form.letterhead else ()
    footers = "".join(
        f'<w:{kind}Reference w:type="{which}" r:id="{relation}"/>' for kind, which, relation in _HEADERS_AND_FOOTERS
    )
    page = (
        f'<w:sectPr>{footers}<w:pgSz w:w="{PAGE["w"]}" w:h="{PAGE["h"]}"/>'
        f'<w:pgMar w:top="{MARGINS["top"]}" w:right="{MARGINS["right"]}" w:bottom="{MARGINS["bottom"]}" '
        f'w:left="{MARGINS["left"]}" w:header="{HEADER}" w:footer="{FOOTER}" w:gutter="0"/></w:sectPr>'
    )
    names = declared("w", "r", "wp", "a", "pic")
    return f"{XML_DECLARATION}<w:document {names}><w:body>{''.join(body)}{page}</w:body></w:document>"


def _named_fields(form: Form) -> Iterator[str]:
    """The fields that stand neither in the 版头 nor in the 版记, each in a line of its own below the report."""
    for one in form.fields:
        if one.id not in (form.letterhead.fields if form.letterhead else ()):
            yield _p(f"{{%p if fields.{one.id} %}}")
            yield _p(f"{one.name}：{{{{ fields.{one.id} }}}}")
            yield _p("{%p endif %}")


def _section(section: Section, form: Form) -> Iterator[str]:
    if section.kind == "signature":
        yield _p("{%p if signature_wide %}")
        yield _p("{{ signature }}", "SignatureRight", keep=True)
        yield _p("{{ date }}", "DateRight")
        yield _p("{%p else %}")
        yield _p("{{ signature }}", "Signature", keep=True)
        yield _p("{{ date }}", "DateLine")
        yield _p("{%p endif %}")
        return
    if section.kind == "appendix":
        yield _p(section.heading, "AppendixTitle")
        if section.subheading:
            yield _p(section.subheading, "AppendixSubtitle")
    elif section.heading:
        yield _p(section.heading, "TableHeading" if section.tables else "Heading1")
    for table_id in section.tables:
        yield _table(form.table(table_id))
        yield _p("", "TableGap")
    if section.has_prose:
        yield from _passage(section.id)


# The style of each kind of line; the lines with tags look like the text around them.
_LOOKS = {
    TAG: "BodyText",
    "text": "BodyText",
    "run_in": "BodyText",
    **{f"heading{level}": f"Heading{level}" for level in (1, 2, 3, 4)},
    "image": "Picture",
    CAPTION: "PictureCaption",
}


def _passage(name: str) -> Iterator[str]:
    """The blocks of one passage, each in the style of its kind."""
    for line in passage_lines(name):
        style = _LOOKS[line.look]
        if line.lead:
            lead, rest = _r(line.lead, KAITI), _r(line.text, FANGSONG)
            yield f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{lead}{rest}</w:p>'
        else:
            yield _p(line.text, style)


_STYLE_FONTS = {
    "ReportTitle": XIAOBIAOSONG,
    "AppendixTitle": XIAOBIAOSONG,
    "AppendixSubtitle": KAITI,
    "Heading1": HEITI,
    "TableHeading": HEITI,
    "Heading2": KAITI,
    "PictureCaption": KAITI,
}


def _p(text: str, style: str = "BodyText", *, keep: bool = False) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' + ("<w:keepNext/>" if keep else "")
    run = _r(text, _STYLE_FONTS.get(style, FANGSONG)) if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def _r(text: str, font: Family) -> str:
    """A run; every run names its fonts, its size comes from the style."""
    return f"<w:r><w:rPr>{fonts(font)}</w:rPr>{_t(text)}</w:r>"


def _t(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


# -- tables -----------------------------------------------------------------------------------------


def _table(table: Table) -> str:
    layout = lay_out(table)
    widths = _twips(layout)
    by_row: dict[int, list[tuple[int, str]]] = {}
    kept = _kept_with_next(layout, widths)
    for drawn in layout.cells:
        for offset in range(drawn.rows):
            row = drawn.row + offset
            cell = _table_cell(drawn, offset, widths, table, row in kept)
            by_row.setdefault(row, []).append((drawn.column, cell))
    rows = []
    for row in range(1, layout.height + 1):
        cells = "".join(cell for _, cell in sorted(by_row[row]))
        repeat = "<w:tblHeader/>" if row <= layout.header_rows else ""
        height = in_twips(table.look.row_height)
        rows.append(
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{repeat}</w:trPr>{cells}</w:tr>'
        )
    border = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
    borders = "".join(f"<w:{side} {border}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    margins = "".join(f'<w:{side} w:w="{_PADDING[side]}" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _kept_with_next(layout: Layout, widths: list[int]) -> frozenset[int]:
    """The rows that stay on one page with the next one: all but the last of a table that a page holds.

    Of a taller one, which would drag itself to a new page for nothing: its headings, a row that has parts with the first
    of them, and the last but one, so that none of them stands alone.
    """
    look = layout.table.look
    heights = dict.fromkeys(range(1, layout.height + 1), look.row_height)
    for drawn in layout.cells:
        room = (sum(widths[drawn.column - 1 : drawn.column - 1 + drawn.columns]) - _PADDING["left"] - _PADDING["right"]) / 20
        wanted = text_height(drawn.text, room, look.font_size) + (_PADDING["top"] + _PADDING["bottom"]) / 20
        last = drawn.row + drawn.rows - 1
        heights[last] = max(heights[last], wanted - sum(heights[row] for row in range(drawn.row, last)))
    if sum(heights.values()) <= TEXT_AREA[1] * TWIPS_PER_MM / 20 - HEADING_ABOVE_TABLE:
        return frozenset(range(1, layout.height))
    depths = {drawn.row: drawn.depth for drawn in layout.cells if drawn.role == "stub" and drawn.rows == 1}
    heads = {
        row
        for one in layout.cells
        if one.role in ("caption", "corner", "header", "dash")
        for row in range(one.row, one.row + one.rows)
    }
    parted = {row for row, depth in depths.items() if depths.get(row + 1, 0) > depth}
    return frozenset({*heads, *parted, layout.height - 1} - {0, layout.height})


def _twips(layout: Layout) -> list[int]:
    """Column widths; rounding goes into the widest column so that the sum is the text width."""
    millimetres = layout.widths()
    scale = TEXT_WIDTH / sum(millimetres)
    widths = [round(width * scale) for width in millimetres]
    widths[widths.index(max(widths))] += TEXT_WIDTH - sum(widths)
    return widths


def _table_cell(drawn: Drawn, offset: int, widths: list[int], table: Table, keep: bool) -> str:
    left = drawn.column - 1
    width = sum(widths[left : left + drawn.columns])
    span = f'<w:gridSpan w:val="{drawn.columns}"/>' if drawn.columns > 1 else ""
    merge = "" if drawn.rows == 1 else '<w:vMerge w:val="restart"/>' if offset == 0 else "<w:vMerge/>"
    shade = ""
    if drawn.role == "caption":
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>'
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{shade}<w:vAlign w:val="center"/>'
    text = "" if offset else "{{ " + drawn.ref + " }}" if drawn.ref else drawn.text
    to_left = drawn.role == "caption" or (drawn.role == "stub" and drawn.rows == 1)
    indent = f'<w:ind w:left="{60 + in_twips(drawn.depth * table.look.font_size)}"/>' if to_left and drawn.depth else ""
    if drawn.role == "header" and drawn.columns == 1:
        indent = _by_words(drawn.text, width, table.look.font_size)
    kind = "TableCaption" if drawn.role == "caption" else "TableLabel" if to_left else "TableText"
    style = table_style(kind, table.look.font_size)
    run = _r(text, HEITI if drawn.role == "caption" else SONGTI) if text else ""
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}{indent}</w:pPr>{run}</w:p>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph}</w:tc>"


def _by_words(text: str, width: int, font_size: float) -> str:
    """Indents that make a heading too long for its column break between words of two characters: 商业/企业, 法律服务/机构.

    No narrower than it need be: on as few lines as it takes anyway, as far as an even number of characters allows.
    """
    character = font_size * 20
    room = width - _PADDING["left"] - _PADDING["right"]
    fit = int(room // character)
    if len(text) <= fit or len(text) % 2 or fit < 2 or not all("\u3400" <= sign <= "\u9fff" for sign in text):
        return ""
    least = ceil(len(text) / ceil(len(text) / fit))
    a_line = min(least + least % 2, fit - fit % 2)
    spare = int(room - (a_line + _SLACK) * character)
    return f'<w:ind w:left="{spare // 2}" w:right="{spare // 2}"/>' if a_line < fit and spare > 0 else ""


# -- headers, footers, styles -------------------------------------------------------------------------


def _header() -> str:
    run = f'<w:r><w:rPr>{fonts(HEITI)}<w:color w:val="C00000"/></w:rPr>{_t("{{ draft_mark }}")}</w:r>'
    return f'{XML_DECLARATION}<w:hdr {declared("w", "r")}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{run}</w:p></w:hdr>'


def _footer(side: str) -> str:
    """7.5: 四号半角宋体阿拉伯数字，数字左右各放一条一字线；单页码居右空一字，双页码居左空一字."""
    properties = f"<w:rPr>{fonts(SONGTI, SONGTI.face)}</w:rPr>"
    runs = "".join(
        f"<w:r>{properties}{content}</w:r>"
        for content in (
            _t("— "),
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            _t("1"),
            '<w:fldChar w:fldCharType="end"/>',
            _t(" —"),
        )
    )
    indent = f'<w:ind w:{side}="{in_twips(PAGE_NUMBER_SIZE)}" w:{side}Chars="100"/>'
    return (
        f'{XML_DECLARATION}<w:ftr {declared("w", "r")}><w:p><w:pPr><w:pStyle w:val="Footer"/>{indent}<w:jc w:val="{side}"/></w:pPr>'
        f"{runs}</w:p></w:ftr>"
    )
