"""How the lines of a template look that is made from a form: derived from what the form shows in their place.

Lengths are twentieths of a point, type sizes half-points, as Word writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from ..names import DELETED, FONTS, MOVED_FROM, PPR, RPR, RUN_STYLE, STYLE, VAL, A, P, R, T, W
from ..official import HEITI, KAITI, SONGTI
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
_DEFAULT_SIZE = 21


# The words in front of a run-in heading's text; they share its paragraph.
LEAD = "lead"


class Look(NamedTuple):
    """Paragraph and run properties; both are copied into every line that looks so."""

    paragraph: etree._Element
    run: etree._Element


class Styles:
    """A package's styles and theme, asked for what a paragraph inherits."""

    def __init__(self, styles: etree._Element | None, theme: etree._Element | None) -> None:
        self._styles = {} if styles is None else {str(one.get(W + "styleId")): one for one in styles.iter(W + "style")}
        default = (one for one in self._styles.values() if one.get(W + "type") == "paragraph" and one.get(W + "default"))
        self._default = next((str(one.get(W + "styleId")) for one in default), "")
        self._defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{RPR}") if styles is not None else None
        self._theme = theme

    def east_asian(self, run: etree._Element | None, paragraph: etree._Element | None) -> str:
        """The font in which a run shows Chinese."""
        for properties in self._chain(run, paragraph):
            fonts = properties.find(FONTS)
            if fonts is not None:
                if theme := fonts.get(_EAST_ASIA_THEME):
                    return self._of_theme(str(theme))
                if named := fonts.get(_EAST_ASIA):
                    return str(named)
        return SONGTI.face

    def size(self, run: etree._Element, paragraph: etree._Element | None) -> int:
        """The type size of a run with these properties in a paragraph with those, in half-points."""
        for properties in self._chain(run, paragraph):
            size = properties.find(W + "sz")
            if size is not None and str(size.get(VAL, "")).isdigit():
                return int(str(size.get(VAL)))
        return _DEFAULT_SIZE

    def keeps_next(self, paragraph: etree._Element) -> bool:
        """Whether a paragraph stays on the page of the one below it."""
        for properties in (paragraph.find(PPR), *self._of_style(_value(paragraph.find(PPR), STYLE) or self._default, PPR)):
            setting = properties.find(W + "keepNext") if properties is not None else None
            if setting is not None:
                return str(setting.get(VAL, "1")) not in ("0", "false", "off")
        return False

    def _chain(self, run: etree._Element | None, paragraph: etree._Element | None) -> Iterator[etree._Element]:
        """Run properties from the nearest to the farthest: its own, those of its styles, the defaults."""
        if run is not None:
            yield run
            yield from self._of_style(_value(run, RUN_STYLE))
        yield from self._of_style(_value(paragraph, STYLE) or self._default)
        if self._defaults is not None:
            yield self._defaults

    def _of_style(self, name: str, kind: str = RPR) -> Iterator[etree._Element]:
        seen = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            if (properties := style.find(kind)) is not None:
                yield properties
            name = _value(style, W + "basedOn")

    def _of_theme(self, kind: str) -> str:
        fonts = (
            self._theme.find(f".//{A}{'major' if kind.startswith('major') else 'minor'}Font") if self._theme is not None else None
        )
        if fonts is None:
            return SONGTI.face
        script = next((str(one.get("typeface")) for one in fonts.iter(A + "font") if one.get("script") == "Hans"), "")
        named = fonts.find(A + "ea")
        return (str(named.get("typeface", "")) if named is not None else "") or script or SONGTI.face


def look_of(paragraph: etree._Element, styles: Styles, *, hint: bool = False) -> Look:
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


def named(run: etree._Element, paragraph: etree._Element | None, styles: Styles) -> etree._Element:
    """The same run properties with their Chinese font named, which a number or a tag alone would leave to chance."""
    return _in_font(run, styles.east_asian(run, paragraph))


def _in_font(run: etree._Element, font: str) -> etree._Element:
    fonts = run.find(FONTS)
    if fonts is None:
        fonts = etree.Element(FONTS)
        run.insert(1 if len(run) and run[0].tag == RUN_STYLE else 0, fonts)
    before = fonts.get(_EAST_ASIA)
    fonts.attrib.pop(_EAST_ASIA_THEME, "")
    fonts.set(_EAST_ASIA, font)
    for kind in _LATIN:
        # Digits that were set in the Chinese font stay in it.
        if before and fonts.get(W + kind) == before:
            fonts.set(W + kind, font)
    return run


def passage_looks(text: Look, heading: Look | None, samples: Mapping[str, Look], styles: Styles) -> dict[str, Look]:
    """A look for every line of a passage: what the form's samples show, and the rest derived from its text.

    `heading` is the look of the section's own heading.
    """
    chinese = styles.east_asian(text.run, text.paragraph)
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


def plain_look(heading: Look | None, styles: Styles) -> Look:
    """Text for a form that shows none: in the form's default font, as large and as widely spaced as its headings."""
    look = Look(etree.Element(PPR), _in_font(etree.Element(RPR), styles.east_asian(None, None)))
    if heading is not None:
        size = {"val": str(styles.size(heading.run, heading.paragraph))}
        look = Look(look.paragraph, _with_settings(look.run, _RUN_ORDER, sz=size, szCs=size))
        look = _spaced(look, **_attributes(heading.paragraph.find(W + "spacing")))
    return _to_the_left(with_properties(look, jc={"val": "center"}), styles)


def title_look(text: Look, styles: Styles) -> Look:
    """A title for a form that has none: centred, large, bold."""
    size = {"val": str(max(36, styles.size(text.run, text.paragraph) + 12))}
    run = _with_settings(text.run, _RUN_ORDER, b={}, sz=size, szCs=size)
    return Look(_single_spaced(_centred(text)).paragraph, run)


def signed_look(text: Look, styles: Styles, *, first: bool) -> Look:
    """A signature's line for a form that has none: two characters from the right, the first set off from the text."""
    size = styles.size(text.run, text.paragraph)
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


def _to_the_left(look: Look, styles: Styles) -> Look:
    """Text under a placeholder that stands in the middle is text all the same: indented, from the left."""
    if _value(look.paragraph, W + "jc") not in ("center", "right", "end"):
        return look
    indent = {"firstLine": str(styles.size(look.run, look.paragraph) * 20), "firstLineChars": "200"}
    return with_properties(look, ind=indent, jc={"val": "left"})


def _single_spaced(look: Look) -> Look:
    """Lines as high as what stands in them: an exact height would cut a picture or large type."""
    return _spaced(look, line="240", lineRule="auto")


def _spaced(look: Look, **attributes: str) -> Look:
    return with_properties(look, spacing={**_attributes(look.paragraph.find(W + "spacing")), **attributes})


def _attributes(element: etree._Element | None) -> dict[str, str]:
    return {etree.QName(str(key)).localname: str(value) for key, value in element.attrib.items()} if element is not None else {}


def _value(element: etree._Element | None, tag: str) -> str:
    child = element.find(tag) if element is not None else None
    return str(child.get(VAL, "")) if child is not None else ""
