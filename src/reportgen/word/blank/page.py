"""A plain document in the official look: the parts of a .docx around the lines of its body."""

from __future__ import annotations

from ...files.zips import deflated, zipped
from ..names import KIND, PACKAGE_RELATIONS, PACKAGE_TYPES, WORD_TYPE, XML_DECLARATION, declared, escape
from ..official import FANGSONG, HEITI, SONGTI, XIAOBIAOSONG, Family, fonts
from ..template.styles import HEADER, MARGINS, PAGE, ROOT_RELATIONSHIPS, SETTINGS, font_table, styles

_FONTS = {"ReportTitle": XIAOBIAOSONG, "Heading1": HEITI, "TableText": SONGTI}
_PARTS = (("document", "document.main", "officeDocument"), ("styles", "styles", "styles"), ("settings", "settings", "settings"), ("fontTable", "fontTable", "fontTable"))  # fmt: skip


def styled_line(text: str, style: str = "BodyText", look: str = "", *, flush: bool = False) -> str:
    """A paragraph in a style of the official look; `look` are more properties of its run, `flush` lets it begin at the margin."""
    font: Family = _FONTS.get(style, FANGSONG)
    run = f'<w:r><w:rPr>{fonts(font)}{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    indent = '<w:ind w:firstLineChars="0" w:firstLine="0"/>' if flush else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{indent}</w:pPr>{run}</w:p>'


def plain_document(body: str) -> bytes:
    """The .docx of these paragraphs and tables; the same bytes each time."""
    page = (
        f'<w:sectPr><w:pgSz w:w="{PAGE["w"]}" w:h="{PAGE["h"]}"/><w:pgMar w:top="{MARGINS["top"]}" w:right="{MARGINS["right"]}" '
        f'w:bottom="{MARGINS["bottom"]}" w:left="{MARGINS["left"]}" w:header="{HEADER}" w:footer="{HEADER}" w:gutter="0"/></w:sectPr>'
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD_TYPE}.{kind}+xml"/>' for name, kind, _ in _PARTS
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{KIND}{kind}" Target="{name}.xml"/>'
        for number, (name, _, kind) in enumerate(_PARTS[1:], 1)
    )
    parts = {
        "[Content_Types].xml": f'{XML_DECLARATION}<Types xmlns="{PACKAGE_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": ROOT_RELATIONSHIPS,
        "word/document.xml": f"{XML_DECLARATION}<w:document {declared('w')}><w:body>{body}{page}</w:body></w:document>",
        "word/styles.xml": styles(()),
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": font_table(),
        "word/_rels/document.xml.rels": f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE_RELATIONS}">{relations}</Relationships>',
    }
    return zipped([deflated(name, content.encode()) for name, content in parts.items()])
