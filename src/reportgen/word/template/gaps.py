"""What is wider than the number that its cell is made for: the mark of a figure that a draft lacks, a figure with words behind it.

The mark 【待填】 stands in one line, the words in two, so that tables keep the height that they are drawn with: on more a
table that fills its page became longer than that.
"""

from __future__ import annotations

from collections.abc import Collection

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
_LINES = 2
# What the schema wants in front of the scale, as far as a run of a figure may have it.
_BEFORE = frozenset(
    W + name
    for name in (
        "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss",
        "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing",
    )
)  # fmt: skip


def with_narrow_words(document: bytes, looks: Looks, words: Collection[str]) -> bytes:
    """A rendered main part in which cells that hold just one of these texts are set as narrow as they want it."""
    root = parsed(document)
    for cell in root.iter(TC):
        for run in cell.iter(R):
            text = "".join(one.text or "" for one in run.iterchildren(T))
            if text in words and next(run.iterancestors(TC)) is cell:
                _fit(run, cell, looks, text)
    return as_part(root)


def _fit(run: etree._Element, cell: etree._Element, looks: Looks, text: str) -> None:
    lines = 1 if text == GAP else _LINES
    room, paragraph = room_of(cell), next(run.iterancestors(P))
    type_ = looks.type_of(run, paragraph, next(cell.iterancestors(TBL), None))
    characters = sum(0.5 if char.isascii() else 1 for char in text) + (lines - 1)  # what does not fit at the end of a line
    wanted = characters * in_twips(type_.size + max(type_.spacing, 0)) / lines
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
