"""A copy of a Word document with a Word comment at the place of each finding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from ..files.xml import whole
from ..model.figures import digits
from ..model.finding import FailedLine, Finding, remedy
from ..model.location import Location
from ..text.hidden import visible
from .body import blocks_below, has_text, unwrapped
from .looks import with_hint
from .names import (
    BEFORE,
    ID,
    MERGE,
    PPR,
    RPR,
    RUN_STYLE,
    SECTION,
    SPACE,
    SPAN,
    STYLE,
    TBL,
    TC,
    TCPR,
    TR,
    TRPR,
    VAL,
    WORD_TYPE,
    P,
    R,
    T,
    W,
    declared,
)
from .package import Package, opened

AUTHOR, INITIALS = "reportgen 检查", "检"
# 表2, 第2张表, 表三（第2张表）.
_TABLE_NAME = re.compile(r"(?:表|.*第)(\d+)(?:张表）?)?")

_COMMENT = "comments", "word/comments.xml", f"{WORD_TYPE}.comments+xml"
_STYLES = "styles", "word/styles.xml", f"{WORD_TYPE}.styles+xml"


class _CommentStyle(NamedTuple):
    """One of Word's own styles for comments, without which they would be set as the report's body is: 三号, indented."""

    name: str
    style_id: str
    kind: str
    properties: str


_TEXT_STYLE = _CommentStyle(
    "annotation text",
    "CommentText",
    "paragraph",
    '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/></w:pPr>'
    '<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>',
)
_MARK_STYLE = _CommentStyle(
    "annotation reference", "CommentReference", "character", '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>'
)


class CommentPlace(NamedTuple):
    """A place in a document: a paragraph outside the tables, or a cell of one; numbers from 0, cells from 1."""

    paragraph: int = -1
    table: int = -1
    row: int = 0
    column: int = 0


Comments = Sequence[tuple[CommentPlace | None, str]]


def comments_on_document(findings: Sequence[Finding], name: str) -> Comments:
    """What to say where in the published .docx called `name` about findings that carry places in that file."""
    comments = [(_spot(finding.location, name), comment_of(finding)) for finding in findings]
    for finding in findings:
        if finding.suspect_location is not None and finding.suspect_location != finding.location:
            comments.append((_spot(finding.suspect_location, name), doubt_of(finding)))
        comments += [(_spot(line.location, name), also_of(finding, line)) for line in lines_elsewhere(finding)]
    return comments


def annotated_word(document: bytes, comments: Comments, name: str = "", *, date: datetime, author: str = "") -> bytes:
    """The .docx, called `name` in messages, with each text as a comment of this `date` and `author` at its place, ours where nobody signs them; what has no place stands at the title.

    A comment covers its whole paragraph, so that whatever the paragraph is made of stays as it is.
    SourceError when the document cannot be opened.
    """
    package = opened(document, name, macros=True)
    blocks = list(blocks_below(package.body))
    paragraphs = [block for block in blocks if block.tag == P]
    tables = [block for block in blocks if block.tag == TBL]
    writer = _Writer(package, date, author)
    for spot, text in comments:
        paragraph = _paragraph_at(spot, paragraphs, tables) if spot else None
        if paragraph is None:
            paragraph = next((one for one in paragraphs if has_text(one)), None)
        if paragraph is None:
            paragraph = _new_paragraph(package.body)
        writer.add(paragraph, visible(text))
    return package.packed()


# -- what to say where --------------------------------------------------------------------------------


def comment_of(finding: Finding) -> str:
    """What a comment says of a finding: how grave, which, what is wrong, how to mend it."""
    advice = remedy(finding)
    said = f"{finding.severity.chinese} {finding.code}：{finding.message}"
    return f"{said}\n→ {advice}" if advice else said


def lines_elsewhere(finding: Finding) -> list[FailedLine]:
    """The identities that a finding tells of besides its own, and that are shown at other totals."""
    return [line for line in finding.also if line.location != finding.location]


def also_of(finding: Finding, line: FailedLine) -> str:
    """What a comment says at the total of an identity that a finding tells of besides its own."""
    return f"{line.severity.chinese} {line.code}：{line.where} {line.compared}；怎么改见 {finding.code} 的批注"


def doubt_of(finding: Finding) -> str:
    """What a comment says at the cell that a finding suspects."""
    value = f"：改成 {digits(finding.suspect_value)} 就平了" if finding.suspect_value is not None else ""
    return f"{finding.severity.chinese} {finding.code}：很可能错在这一格{value}"


def _spot(location: Location, document: str) -> CommentPlace | None:
    if location.path != document:
        return None
    if location.grid:
        name = _TABLE_NAME.fullmatch(location.grid)
        return CommentPlace(-1, int(name[1]) - 1, location.line, location.column) if name else None
    return CommentPlace(paragraph=location.line - 1) if location.line else None


# -- writing ------------------------------------------------------------------------------------------


def _paragraph_at(
    spot: CommentPlace, paragraphs: Sequence[etree._Element], tables: Sequence[etree._Element]
) -> etree._Element | None:
    if spot.paragraph >= 0:
        return paragraphs[spot.paragraph] if spot.paragraph < len(paragraphs) else None
    if not 0 <= spot.table < len(tables):
        return None
    cell = _covering_cell(tables[spot.table], spot.row, spot.column)
    return next((block for block in blocks_below(cell) if block.tag == P), None) if cell is not None else None


def _covering_cell(table: etree._Element, row: int, column: int) -> etree._Element | None:
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
    return whole(setting.get(VAL), default) if setting is not None else default


def _new_paragraph(body: etree._Element) -> etree._Element:
    paragraph = etree.Element(P)
    section = body.find(SECTION)
    body.insert(len(body) if section is None else body.index(section), paragraph)
    return paragraph


class _Writer:
    """Writes comments into a package: their texts into a part of their own, their marks around paragraphs."""

    def __init__(self, package: Package, date: datetime, author: str) -> None:
        self.author, self.initials = (author, author[:1]) if author else (AUTHOR, INITIALS)
        styles = _part(package, *_STYLES)
        self.text_style, self.mark_style = (_style(styles, style) for style in (_TEXT_STYLE, _MARK_STYLE))
        self.comments = _part(package, *_COMMENT)
        self.next = 1 + max((whole(one.get(ID), -1) for one in self.comments.iterchildren(W + "comment")), default=-1)
        self.date = date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        package.changed(package.main)

    def add(self, paragraph: etree._Element, text: str) -> None:
        """Let a comment cover a paragraph."""
        number = str(self.next)
        self.next += 1
        said = {ID: number, W + "author": self.author, W + "initials": self.initials, W + "date": self.date}
        comment = etree.SubElement(self.comments, W + "comment", said)
        for at, line in enumerate(text.split("\n")):
            written = etree.SubElement(comment, P)
            etree.SubElement(etree.SubElement(written, PPR), STYLE, {VAL: self.text_style})
            if not at:
                self._mark(written, W + "annotationRef")
            if line:
                run = etree.SubElement(written, R)
                with_hint(etree.SubElement(run, RPR))
                etree.SubElement(run, T, {SPACE: "preserve"}).text = line
        self._anchor(paragraph, number)

    def _anchor(self, paragraph: etree._Element, number: str) -> None:
        """Marks directly in the paragraph, never inside what it holds."""
        properties = paragraph.find(PPR)
        start = etree.Element(W + "commentRangeStart", {ID: number})
        paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, start)
        etree.SubElement(paragraph, W + "commentRangeEnd", {ID: number})
        self._mark(paragraph, W + "commentReference", {ID: number})

    def _mark(self, paragraph: etree._Element, tag: str, attributes: Mapping[str, str] = MappingProxyType({})) -> None:
        run = etree.SubElement(paragraph, R)
        etree.SubElement(etree.SubElement(run, RPR), RUN_STYLE, {VAL: self.mark_style})
        etree.SubElement(run, tag, dict(attributes))


def _part(package: Package, kind: str, name: str, content_type: str) -> etree._Element:
    """The root of the part that stands in this relation to the main one, to be changed; made where there is none."""
    part = package.related(package.main, kind)
    if not part:
        part = package.add(name, f"<w:{kind} {declared('w')}/>".encode(), content_type, kind)
    package.changed(part)
    root = package.tree(part)
    assert root is not None  # it is there now
    return root


def _style(styles: etree._Element, own: _CommentStyle) -> str:
    """The id of Word's own style of that name, which is put in where the document lacks it."""
    for style in styles.iter(W + "style"):
        named = style.find(W + "name")
        if style.get(W + "styleId") == own.style_id or (named is not None and str(named.get(VAL, "")).lower() == own.name):
            return str(style.get(W + "styleId", own.style_id))
    styles.append(
        etree.fromstring(
            f'<w:style {declared("w")} w:type="{own.kind}" w:styleId="{own.style_id}"><w:name w:val="{own.name}"/>'
            f'<w:uiPriority w:val="99"/><w:unhideWhenUsed/>{own.properties}</w:style>'
        )
    )
    return own.style_id
