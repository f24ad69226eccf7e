"""How the lines of a template look that is made from a form: derived from what the form shows in their place.

Lengths are twentieths of a point, type sizes half-points, as Word writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from ..body import value_of
from ..looks import Looks, fonts_of, with_hint
from ..names import DELETED, MOVED_FROM, PPR, RPR, P, R, T, W
from ..official import HEITI, KAITI, SONGTI, half_points
from ..template.drawing import CAPTION, TAG

_EAST_ASIA, _EAST_ASIA_THEME = W + "eastAsia", W + "eastAsiaTheme"
_LATIN = ("ascii", "hAnsi", "cs")
# Properties that belong to one paragraph of the form and not to its look.
_OWN = frozenset(W + name for name in ("rPr", "sectPr", "pPrChange", "numPr", "framePr", "cnfStyle"))
_TRACKED = frozenset(W + name for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange"))
# By these a form says «write here»: they are no part of what is to be written.
_HINTS = frozenset(W + name for name in ("highlight", "color", "i", "iCs", "u", "rStyle"))
# The order in which Word wants the properties of a run and of a paragraph, as far as they are set here.
_RUN_ORDER = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss", "imprint",
    "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern", "position", "sz", "szCs",
)  # fmt: skip
_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr",
    "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN",
    "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc",
    "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl",
)  # fmt: skip


# The words in front of a run-in heading's text; they share its paragraph.
LEAD = "lead"


class Look(NamedTuple):
    """Paragraph and run properties; both are copied into every line that looks so."""

    paragraph: etree._Element
    run: etree._Element


def east_asian(looks: Looks, run: etree._Element | None, paragraph: etree._Element | None) -> str:
    """The font in which a run with these properties shows Chinese, in a paragraph with those."""
    return looks.type_in(run, paragraph).chinese.name or SONGTI.face


def size_of(looks: Looks, run: etree._Element | None, paragraph: etree._Element | None) -> int:
    """The type size of a run with these properties in a paragraph with those, in half-points."""
    return half_points(looks.type_in(run, paragraph).size)


def look_of(paragraph: etree._Element, styles: Looks, *, hint: bool = False) -> Look:
    """The look of a form's paragraph, without what belongs to that one paragraph alone; of a `hint` also without its marking."""
    properties = paragraph.find(PPR)
    kept = deepcopy(properties) if properties is not None else etree.Element(PPR)
    for child in list(kept):
        if child.tag in _OWN:
            kept.remove(child)
    run = run_properties(paragraph)
    return Look(kept, named(clean_run(mark_properties(paragraph) if run is None else run, hint=hint), kept, styles))


def run_properties(block: etree._Element) -> etree._Element | None:
    """The run properties of the first text of a paragraph or cell, else of its first run; None where there is no run."""
    runs = [run for run in block.iter(R) if not any(parent.tag in (DELETED, MOVED_FROM) for parent in run.iterancestors())]
    written = [run for run in runs if any(text.text and text.text.strip() for text in run.iter(T))]
    for run in (written or runs)[:1]:
        properties = run.find(RPR)
        return properties if properties is not None else etree.Element(RPR)
    return None


def mark_properties(block: etree._Element) -> etree._Element | None:
    """The run properties that an empty paragraph, or the first one of a cell, keeps for what is typed there."""
    return next((paragraph.find(f"{PPR}/{RPR}") for paragraph in block.iter(P)), None)


def clean_run(properties: etree._Element | None, *, hint: bool = False) -> etree._Element:
    """A copy of run properties without tracked changes; of a `hint` also without colour and the like."""
    kept = deepcopy(properties) if properties is not None else etree.Element(RPR)
    for child in list(kept):
        if child.tag in _TRACKED or (hint and child.tag in _HINTS):
            kept.remove(child)
    return kept


def named(run: etree._Element, paragraph: etree._Element | None, styles: Looks) -> etree._Element:
    """The same run properties with their Chinese font named, which a number or a tag alone would leave to chance."""
    return _in_font(run, east_asian(styles, run, paragraph))


def _in_font(run: etree._Element, font: str) -> etree._Element:
    fonts = fonts_of(run)
    before = fonts.get(_EAST_ASIA)
    fonts.attrib.pop(_EAST_ASIA_THEME, "")
    fonts.set(_EAST_ASIA, font)
    for kind in _LATIN:
        # Digits that were set in the Chinese font stay in it.
        if before and fonts.get(W + kind) == before:
            fonts.set(W + kind, font)
    return with_hint(run)


def passage_looks(text: Look, heading: Look | None, samples: Mapping[str, Look], styles: Looks) -> dict[str, Look]:
    """A look for every line of a passage: what the form's samples show, and the rest derived from its text.

    `heading` is the look of the section's own heading.
    """
    chinese = east_asian(styles, text.run, text.paragraph)
    kaiti = KAITI.face if chinese.endswith("_GB2312") else "楷体"
    text = _to_the_left(text, styles)
    looks = {
        TAG: Look(etree.Element(PPR), text.run),
        "text": text,
        "run_in": text,
        LEAD: samples.get("run_in") or _with_font(text, kaiti),
        "heading1": samples.get("heading1") or heading or _with_font(text, HEITI.face),
        "heading2": samples.get("heading2") or _with_font(text, kaiti),
        "heading3": samples.get("heading3") or text,
        "heading4": samples.get("heading4") or text,
        "image": _single_spaced(_centred(text)),
        CAPTION: _with_font(_centred(text), kaiti),
    }
    for level in (1, 2, 3, 4):
        looks[f"heading{level}"] = with_properties(looks[f"heading{level}"], keepNext={}, outlineLvl={"val": str(level - 1)})
    looks["image"] = with_properties(looks["image"], keepNext={})
    return looks


def plain_look(heading: Look | None, styles: Looks) -> Look:
    """Text for a form that shows none: in the form's default font, as large and as widely spaced as its headings."""
    look = Look(etree.Element(PPR), _in_font(etree.Element(RPR), east_asian(styles, None, None)))
    if heading is not None:
        size = {"val": str(size_of(styles, heading.run, heading.paragraph))}
        look = Look(look.paragraph, _with_settings(look.run, _RUN_ORDER, sz=size, szCs=size))
        look = _spaced(look, **_attributes(heading.paragraph.find(W + "spacing")))
    return _to_the_left(with_properties(look, jc={"val": "center"}), styles)


def title_look(text: Look, styles: Looks) -> Look:
    """A title for a form that has none: centred, large, bold."""
    size = {"val": str(max(36, size_of(styles, text.run, text.paragraph) + 12))}
    run = _with_settings(text.run, _RUN_ORDER, b={}, sz=size, szCs=size)
    return Look(_single_spaced(_centred(text)).paragraph, run)


def signed_look(text: Look, styles: Looks, *, first: bool) -> Look:
    """A signature's line for a form that has none: two characters from the right, the first set off from the text."""
    size = size_of(styles, text.run, text.paragraph)
    indented = with_properties(text, ind={"right": str(size * 20), "rightChars": "200", "firstLine": "0", "firstLineChars": "0"})
    look = with_properties(indented, jc={"val": "right"})
    return _spaced(with_properties(look, keepNext={}), before=str(size * 15), beforeAutospacing="0") if first else look


def mark_look() -> Look:
    """The mark of a draft above a page: centred, red."""
    size = {"val": "28"}
    run = _with_settings(_in_font(etree.Element(RPR), HEITI.face), _RUN_ORDER, color={"val": "C00000"}, sz=size, szCs=size)
    return _centred(Look(etree.Element(PPR), run))


def with_properties(look: Look, **settings: Mapping[str, str]) -> Look:
    """The same look with these paragraph properties instead of its own, each where the schema wants it."""
    return Look(_with_settings(look.paragraph, _ORDER, **settings), look.run)


def with_size(run: etree._Element, size: int) -> etree._Element:
    """The same run properties in a type size, in half-points."""
    value = {"val": str(size)}
    return _with_settings(run, _RUN_ORDER, sz=value, szCs=value)


def _with_settings(properties: etree._Element, order: Sequence[str], **settings: Mapping[str, str]) -> etree._Element:
    changed = deepcopy(properties)
    for name, attributes in settings.items():
        for child in changed.findall(W + name):
            changed.remove(child)
        before = order[: order.index(name)]
        at = sum(etree.QName(child).localname in before for child in changed)
        changed.insert(at, etree.Element(W + name, {W + key: value for key, value in attributes.items()}))
    return changed


def _with_font(look: Look, font: str) -> Look:
    return Look(look.paragraph, _in_font(deepcopy(look.run), font))


def _centred(look: Look) -> Look:
    straight = {"left": "0", "leftChars": "0", "right": "0", "rightChars": "0", "firstLine": "0", "firstLineChars": "0"}
    return with_properties(look, ind=straight, jc={"val": "center"})


def _to_the_left(look: Look, styles: Looks) -> Look:
    """Text under a placeholder that stands in the middle is text all the same: indented, from the left."""
    if value_of(look.paragraph, "jc") not in ("center", "right", "end"):
        return look
    indent = {"firstLine": str(size_of(styles, look.run, look.paragraph) * 20), "firstLineChars": "200"}
    return with_properties(look, ind=indent, jc={"val": "left"})


def _single_spaced(look: Look) -> Look:
    """Lines as high as what stands in them: an exact height would cut a picture or large type."""
    return _spaced(look, line="240", lineRule="auto")


def _spaced(look: Look, **attributes: str) -> Look:
    return with_properties(look, spacing={**_attributes(look.paragraph.find(W + "spacing")), **attributes})


def _attributes(element: etree._Element | None) -> dict[str, str]:
    return {etree.QName(str(key)).localname: str(value) for key, value in element.attrib.items()} if element is not None else {}
