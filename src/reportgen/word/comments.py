"""A copy of a Word document with a Word comment at the place of each finding."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import NamedTuple

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.parser import OxmlElement, parse_xml
from lxml import etree

from ..model.errors import SourceError
from ..model.figures import digits
from ..model.finding import Finding, remedy
from ..model.location import Location
from .body import blocks_below, unwrapped
from .names import BEFORE, ID, MERGE, PPR, RUN_STYLE, SPAN, TBL, TC, TCPR, TR, TRPR, VAL, P, T, W, declared

AUTHOR, INITIALS = "reportgen 检查", "检"
_TABLE_NAME = re.compile(r"表(\d+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Without them a comment would be set as the report's body is: 三号, indented, with fixed line spacing.
_STYLES = (
    (
        "annotation text",
        "CommentText",
        "paragraph",
        '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/></w:pPr>'
        '<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>',
    ),
    ("annotation reference", "CommentReference", "character", '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>'),
)


class Spot(NamedTuple):
    """A place in a document: a paragraph outside the tables, or a cell of one; numbers from 0, cells from 1."""

    paragraph: int = -1
    table: int = -1
    row: int = 0
    column: int = 0


Comments = Sequence[tuple[Spot | None, str]]


def comments_on_document(findings: Sequence[Finding], name: str) -> Comments:
    """What to say where in the published .docx called `name` about findings that carry places in that file."""
    comments = [(_spot(finding.location, name), comment_of(finding)) for finding in findings]
    for finding in findings:
        if finding.suspect_location is not None and finding.suspect_location != finding.location:
            comments.append((_spot(finding.suspect_location, name), doubt_of(finding)))
    return comments


def annotated_word(document: bytes, comments: Comments) -> bytes:
    """The .docx with each text as a comment at its place; what has no place stands at the title.

    A comment covers its whole paragraph, so that whatever the paragraph is made of stays as it is.
    SourceError when the document cannot be opened.
    """
    try:
        book = Document(io.BytesIO(document))
    except (OpcError, zipfile.BadZipFile, etree.XMLSyntaxError, ValueError, KeyError) as error:
        raise SourceError("Word 文件打不开，加不上批注", hint="用 Word 或 WPS 打开，另存为 .docx 再试") from error
    blocks = list(blocks_below(book.element.body))
    paragraphs = [block for block in blocks if block.tag == P]
    tables = [block for block in blocks if block.tag == TBL]
    text_style, mark_style = (_style(book.styles.element, *style) for style in _STYLES)
    for spot, text in comments:
        paragraph = _paragraph_at(spot, paragraphs, tables) if spot else None
        if paragraph is None:
            paragraph = next((one for one in paragraphs if _has_text(one)), None)
        if paragraph is None:
            paragraph = book.add_paragraph()._p
            paragraphs.append(paragraph)
        added = book.comments.add_comment(text=_CONTROL.sub("", text), author=AUTHOR, initials=INITIALS)
        for line in added.paragraphs:
            line._p.style = text_style
        for style in added._comment_elm.iter(RUN_STYLE):
            style.set(VAL, mark_style)
        _anchor(paragraph, added.comment_id, mark_style)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# -- what to say where --------------------------------------------------------------------------------


def comment_of(finding: Finding) -> str:
    """What a comment says of a finding: how grave, which, what is wrong, how to mend it."""
    advice = remedy(finding)
    said = f"{finding.severity.chinese} {finding.code}：{finding.message}"
    return f"{said}\n→ {advice}" if advice else said


def doubt_of(finding: Finding) -> str:
    """What a comment says at the cell that a finding suspects."""
    value = f"：改成 {digits(finding.suspect_value)} 就平了" if finding.suspect_value is not None else ""
    return f"{finding.severity.chinese} {finding.code}：很可能错在这一格{value}"


def _spot(location: Location, document: str) -> Spot | None:
    if location.path != document:
        return None
    if location.grid:
        name = _TABLE_NAME.fullmatch(location.grid)
        return Spot(-1, int(name[1]) - 1, location.line, location.column) if name else None
    return Spot(paragraph=location.line - 1) if location.line else None


# -- writing ------------------------------------------------------------------------------------------


def _paragraph_at(spot: Spot, paragraphs: Sequence[etree._Element], tables: Sequence[etree._Element]) -> etree._Element | None:
    if spot.paragraph >= 0:
        return paragraphs[spot.paragraph] if spot.paragraph < len(paragraphs) else None
    if not 0 <= spot.table < len(tables):
        return None
    cell = _cell(tables[spot.table], spot.row, spot.column)
    return next((block for block in blocks_below(cell) if block.tag == P), None) if cell is not None else None


def _cell(table: etree._Element, row: int, column: int) -> etree._Element | None:
    """The cell that covers a place of the grid, counted as the outline counts; where a merged one goes on, its top."""
    covering = None
    for number, line in enumerate(unwrapped(table, TR), 1):
        if number > row:
            break
        before = line.find(f"{TRPR}/{BEFORE}")
        left = 1 + _value(before, 0)
        for cell in unwrapped(line, TC):
            width = _value(cell.find(f"{TCPR}/{SPAN}"), 1)
            if left <= column < left + width:
                merge = cell.find(f"{TCPR}/{MERGE}")
                goes_on = merge is not None and merge.get(VAL, "continue") == "continue"
                if not goes_on or covering is None:
                    covering = cell
                if number == row:
                    return covering
            left += width
    return None


def _value(setting: etree._Element | None, default: int) -> int:
    value = str(setting.get(VAL, "")) if setting is not None else ""
    return int(value) if value.isdigit() else default


def _has_text(paragraph: etree._Element) -> bool:
    return any(text.text and text.text.strip() for text in paragraph.iter(T))


def _style(styles: etree._Element, name: str, style_id: str, kind: str, properties: str) -> str:
    """The id of Word's own style of that name, which is put in where the document lacks it."""
    for style in styles.iter(W + "style"):
        named = style.find(W + "name")
        if style.get(W + "styleId") == style_id or (named is not None and named.get(VAL, "").lower() == name):
            return str(style.get(W + "styleId", style_id))
    styles.append(
        parse_xml(
            f'<w:style {declared("w")} w:type="{kind}" w:styleId="{style_id}"><w:name w:val="{name}"/>'
            f'<w:uiPriority w:val="99"/><w:unhideWhenUsed/>{properties}</w:style>'
        )
    )
    return style_id


def _anchor(paragraph: etree._Element, comment: int, mark_style: str) -> None:
    """Let a comment cover a paragraph: marks directly in it, never inside what it holds."""
    start, end = _mark("w:commentRangeStart", comment), _mark("w:commentRangeEnd", comment)
    properties = paragraph.find(PPR)
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, start)
    run, style, look = OxmlElement("w:r"), OxmlElement("w:rStyle"), OxmlElement("w:rPr")
    style.set(VAL, mark_style)
    look.append(style)
    run.extend((look, _mark("w:commentReference", comment)))
    paragraph.extend((end, run))


def _mark(tag: str, comment: int) -> etree._Element:
    mark: etree._Element = OxmlElement(tag)
    mark.set(ID, str(comment))
    return mark
