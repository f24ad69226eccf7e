"""The names of Office Open XML: its namespaces, the elements and attributes of a Word document as lxml spells them; text in XML."""

from __future__ import annotations

# By the prefix that everybody writes for them.
NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "ds": "http://schemas.openxmlformats.org/officeDocument/2006/customXml",
    "ep": "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    "op": "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    "vt": "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
# What a package says of its parts: how they refer to each other, and what each one is.
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
PACKAGE_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
# In front of the kind of a relationship: …/image, …/styles.
KIND = NAMESPACES["r"] + "/"
CORE_PROPERTIES = PACKAGE_RELATIONS + "/metadata/core-properties"
# In front of what a part is: ….document.main+xml, ….sheet.main+xml.
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# The line that a part written here begins with.
XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

W, WP, A, C, V, MATH, RELATIONS, COMPATIBILITY = (
    f"{{{NAMESPACES[prefix]}}}" for prefix in ("w", "wp", "a", "c", "v", "m", "r", "mc")
)
P, R, T, TBL, TR, TC, SDT = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc", "sdt"))
PPR, RPR, TRPR, TCPR, TBLPR, SECTION = (W + name for name in ("pPr", "rPr", "trPr", "tcPr", "tblPr", "sectPr"))
INSERTED, DELETED, MOVED_FROM, MOVED_TO = (W + name for name in ("ins", "del", "moveFrom", "moveTo"))
ROW_HIDDEN = W + "hidden"
CELL_INSERTED, CELL_DELETED, CELL_MERGED = (W + name for name in ("cellIns", "cellDel", "cellMerge"))
PARAGRAPH_CHANGE, RUN_CHANGE = W + "pPrChange", W + "rPrChange"
VAL, ID = W + "val", W + "id"
# Elements that only stand around others, in a paragraph or around whole ones.
WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "bdo", "dir"))
TAB, BR, SPAN, MERGE, BEFORE, STYLE, DRAWING, PICT = (
    W + name for name in ("tab", "br", "gridSpan", "vMerge", "gridBefore", "pStyle", "drawing", "pict")
)
RUN_STYLE, FONTS, HYPERLINK = (W + name for name in ("rStyle", "rFonts", "hyperlink"))
DRAWING_PROPERTIES = WP + "docPr"
FALLBACK, ALTERNATIVES = COMPATIBILITY + "Fallback", COMPATIBILITY + "AlternateContent"
SPACE = f"{{{NAMESPACES['xml']}}}space"
# A line break in an attribute would be read as a blank.
_IN_ATTRIBUTES = str.maketrans({'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def declared(*prefixes: str) -> str:
    """The declarations of these namespaces, as the first element of a part has them."""
    return " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in prefixes)


# `xml.sax.saxutils` does the same and loads the network for it: ssl, http, a tenth of a build.
def escape(text: str) -> str:
    """Text for between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoteattr(text: str) -> str:
    """Text as the value of an attribute, with its quotes."""
    return f'"{escape(text).translate(_IN_ATTRIBUTES)}"'
