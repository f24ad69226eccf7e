"""The names of WordprocessingML's elements and attributes, as lxml spells them."""

from __future__ import annotations

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W = f"{{{NAMESPACE}}}"
P, R, T, TBL, TR, TC, SDT = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc", "sdt"))
PPR, RPR, TRPR, TCPR, TBLPR, SECTION = (W + name for name in ("pPr", "rPr", "trPr", "tcPr", "tblPr", "sectPr"))
INSERTED, DELETED, MOVED_FROM, MOVED_TO = (W + name for name in ("ins", "del", "moveFrom", "moveTo"))
PARAGRAPH_CHANGE, RUN_CHANGE = W + "pPrChange", W + "rPrChange"
VAL, ID = W + "val", W + "id"
# Elements that only stand around others, in a paragraph or around whole ones.
WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "bdo", "dir"))
TAB, BR, SPAN, MERGE, BEFORE, STYLE, DRAWING, PICT = (
    W + name for name in ("tab", "br", "gridSpan", "vMerge", "gridBefore", "pStyle", "drawing", "pict")
)
FALLBACK = COMPATIBILITY + "Fallback"
