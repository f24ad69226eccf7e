"""Figures that a draft lacks: their mark 【待填】 stands in one line, so that tables keep the height that they will have.

A cell is made for a number; the mark is wider than most. On two lines it made 表三 two pages long.
"""

from __future__ import annotations

from lxml import etree

from ...files.xml import as_part, parsed
from ...model.report import GAP
from ..looks import Looks, room_of
from ..names import RPR, TBL, TC, P, R, T, W
from ..official import in_twips

_SCALE = W + "w"
# In per cent; narrower it could not be read.
_LEAST = 40
# Programs differ a little in how wide they set a character.
_SPARE = 0.96
# What the schema wants in front of the scale, as far as a run of a figure may have it.
_BEFORE = frozenset(
    W + name
    for name in (
        "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss",
        "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing",
    )
)  # fmt: skip


def with_narrow_gaps(document: bytes, looks: Looks) -> bytes:
    """A rendered main part whose marks are as narrow as their cells want them."""
    root = parsed(document)
    for cell in root.iter(TC):
        for run in cell.iter(R):
            if "".join(text.text or "" for text in run.iterchildren(T)) == GAP and next(run.iterancestors(TC)) is cell:
                _fit(run, cell, looks)
    return as_part(root)


def _fit(run: etree._Element, cell: etree._Element, looks: Looks) -> None:
    room, paragraph = room_of(cell), next(run.iterancestors(P))
    type_ = looks.type_of(run, paragraph, next(cell.iterancestors(TBL), None))
    wanted = len(GAP) * in_twips(type_.size + max(type_.spacing, 0))
    if not room or room >= wanted:
        return
    properties = run.find(RPR)
    if properties is None:
        properties = etree.Element(RPR)
        run.insert(0, properties)
    for scale in properties.findall(_SCALE):
        properties.remove(scale)
    at = sum(one.tag in _BEFORE for one in properties)
    properties.insert(at, etree.Element(_SCALE, {W + "val": str(max(int(100 * room * _SPARE / wanted), _LEAST))}))
