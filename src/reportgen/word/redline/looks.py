"""What a reader can see of how text looks, so that nothing else counts as a change; what is inherited, `word/looks.py` works out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from ..body import value_of
from ..looks import Looks
from ..names import RPR, VAL, W

Look = Mapping[str, object]
_SWITCHES = ("b", "i", "strike", "dstrike", "caps", "smallCaps", "vanish", "outline", "shadow")
_VALUES = ("color", "sz", "u", "highlight", "vertAlign", "em", "spacing", "position", "w")
_OFF = ("0", "false", "off", "none")
# What stands for nothing set.
_PLAIN = {"color": ("auto", "000000"), "u": ("none",), "highlight": ("none",), "vertAlign": ("baseline",), "em": ("none",),
          "spacing": ("0",), "position": ("0",), "w": ("100",)}  # fmt: skip
_SIDES = {"start": "left", "end": "right"}
_HAN = 0x2E80


class SeenLooks:
    """What can be seen of the looks that one document's styles and defaults give."""

    def __init__(self, looks: Looks, numbering: etree._Element | None) -> None:
        self._looks = looks
        self._lists = list_shapes(numbering)
        self.styles, self.name = looks.styles, looks.name

    def paragraph(self, properties: etree._Element | None) -> Look:
        """What can be seen of a paragraph's setting."""
        look: dict[str, object] = {}
        for layer in self._looks.paragraph_layers(properties):
            look |= _paragraph_settings(layer)
        number = str(look.pop("numId", ""))
        look["style"] = self.name(self._looks.in_effect(value_of(properties, "pStyle")))
        look["list"] = (self._lists.get(number, ""), look.pop("ilvl", "0")) if number not in ("", "0") else ""
        return {name: value for name, value in look.items() if value not in ("", "0", "left")}

    def run(self, properties: etree._Element | None, paragraph_style: str) -> Look:
        """What can be seen of a run's setting in a paragraph of that style."""
        look: dict[str, object] = {}
        for layer in self._looks.run_layers(properties, paragraph_style):
            look |= _run_settings(layer)
        return {name: value for name, value in look.items() if value not in ("", False, *_PLAIN.get(name, ()))}

    def written(self, properties: etree._Element | None) -> frozenset[tuple[str, object]]:
        """The settings as they are written, for a first comparison."""
        if properties is None:
            return frozenset()
        return frozenset(
            (str(one.tag), self.name(str(one.get(VAL))) if one.tag in (W + "pStyle", W + "rStyle") else _attributes(one))
            for one in properties
            if one.tag not in (RPR, W + "lang", W + "sectPr")
        )


def seen(look: Look, text: str) -> Look:
    """That part of a run's look which can be seen in its text: the font of one script says nothing about another."""
    hidden = set()
    if not any(ord(one) >= _HAN for one in text):
        hidden.add("eastAsia")
    if not any("!" <= one <= "~" for one in text):
        hidden.add("ascii")
    return {name: value for name, value in look.items() if name not in hidden} if hidden else look


def list_shapes(numbering: etree._Element | None) -> dict[str, object]:
    """How the numbers of each list are written, by the list's id; the same in every program, as ids are not."""
    if numbering is None:
        return {}
    shapes = {
        str(one.get(W + "abstractNumId")): tuple(
            tuple(str(setting.get(VAL)) for name in ("numFmt", "lvlText") if (setting := level.find(W + name)) is not None)
            for level in one.iterchildren(W + "lvl")
        )
        for one in numbering.iterchildren(W + "abstractNum")
    }
    return {
        str(one.get(W + "numId")): shapes.get(value_of(one, "abstractNumId"), ()) for one in numbering.iterchildren(W + "num")
    }


def _attributes(element: etree._Element) -> object:
    own = tuple(sorted((str(name), str(value)) for name, value in element.attrib.items()))
    return (own, tuple((str(one.tag), _attributes(one)) for one in element)) if len(element) else own


def _run_settings(properties: etree._Element) -> Iterator[tuple[str, object]]:
    for one in properties:
        name = str(one.tag)[len(W) :]
        value = str(one.get(VAL, ""))
        if name in _SWITCHES:
            yield name, value not in _OFF
        elif name in _VALUES:
            yield name, value
        elif name == "rFonts":
            for script in ("ascii", "eastAsia"):
                font = one.get(f"{W}{script}Theme") or one.get(W + script)
                if font:
                    yield script, str(font)


def _paragraph_settings(properties: etree._Element) -> Iterator[tuple[str, object]]:
    for one in properties:
        name = str(one.tag)[len(W) :]
        if name in ("jc", "outlineLvl"):
            value = str(one.get(VAL, ""))
            # The outermost level is level 0, which is not the same as none.
            yield name, _SIDES.get(value, value) if name == "jc" else f"level {value}"
        elif name == "pageBreakBefore":
            yield name, "" if one.get(VAL, "") in _OFF else "on"
        elif name == "spacing":
            for which in ("before", "after", "line"):
                if (distance := one.get(W + which)) is not None:
                    yield which, str(distance)
        elif name == "ind":
            yield from _indents(one)
        elif name == "numPr":
            for which in ("numId", "ilvl"):
                setting = one.find(W + which)
                yield which, str(setting.get(VAL, "")) if setting is not None else ""


def _indents(element: etree._Element) -> Iterator[tuple[str, object]]:
    set_to = {str(name)[len(W) :]: str(value) for name, value in element.attrib.items()}
    for which, other in (("left", "start"), ("right", "end")):
        if which in set_to or other in set_to:
            yield which, set_to.get(which) or set_to[other]
    # Word writes an indent in characters beside the one in twips, LibreOffice the latter only.
    for which, sign, unit in (("firstLine", "", ""), ("hanging", "-", ""), ("firstLineChars", "", " chars")):
        if which in set_to:
            yield "first", f"{sign}{set_to[which]}{unit}" if set_to[which] != "0" else "0"
            break
