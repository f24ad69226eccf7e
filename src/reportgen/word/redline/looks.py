"""How text looks, worked out through styles and defaults, so that only what a reader can see counts as a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from ..names import PPR, RPR, VAL, W

Look = Mapping[str, object]
_SWITCHES = ("b", "i", "strike", "dstrike", "caps", "smallCaps", "vanish", "outline", "shadow")
_VALUES = ("color", "sz", "u", "highlight", "vertAlign", "em", "spacing", "position", "w")
_OFF = ("0", "false", "off", "none")
# What stands for nothing set.
_PLAIN = {"color": ("auto", "000000"), "u": ("none",), "highlight": ("none",), "vertAlign": ("baseline",), "em": ("none",),
          "spacing": ("0",), "position": ("0",), "w": ("100",)}  # fmt: skip
_SIDES = {"start": "left", "end": "right"}
_HAN = 0x2E80


class Looks:
    """The looks that one document's styles and defaults give."""

    def __init__(self, styles: etree._Element | None, numbering: etree._Element | None) -> None:
        self._lists = list_shapes(numbering)
        self.styles = {str(one.get(W + "styleId")): one for one in styles.iterchildren(W + "style")} if styles is not None else {}
        defaults = styles.find(W + "docDefaults") if styles is not None else None
        self._run_base = _run(defaults.find(f"{W}rPrDefault/{RPR}") if defaults is not None else None)
        self._paragraph_base = _paragraph(defaults.find(f"{W}pPrDefault/{PPR}") if defaults is not None else None)
        self._default = next(
            (
                one
                for one, style in self.styles.items()
                if style.get(W + "default") in ("1", "true") and _kind(style) == "paragraph"
            ),
            "",
        )
        self._of_style: dict[str, tuple[Look, Look]] = {}

    def name(self, style: str) -> str:
        """The name that Word knows a style by; ids differ between programs."""
        named = self.styles[style].find(W + "name") if style in self.styles else None
        return str(named.get(VAL, "")).lower() if named is not None else style.lower()

    def paragraph(self, properties: etree._Element | None) -> Look:
        """What can be seen of a paragraph's setting."""
        style = style_of(properties, "pStyle") or self._default
        look = {**self._paragraph_base, **self.of_style(style)[0], **_paragraph(properties), "style": self.name(style)}
        number = str(look.pop("numId", ""))
        look["list"] = (self._lists.get(number, ""), look.pop("ilvl", "0")) if number not in ("", "0") else ""
        return {name: value for name, value in look.items() if value not in ("", "0", "left")}

    def run(self, properties: etree._Element | None, paragraph_style: str) -> Look:
        """What can be seen of a run's setting in a paragraph of that style."""
        style = style_of(properties, "rStyle")
        inherited = {**self._run_base, **self.of_style(paragraph_style or self._default)[1]}
        look = {**inherited, **self.of_style(style)[1], **_run(properties)}
        return {name: value for name, value in look.items() if value not in ("", False, *_PLAIN.get(name, ()))}

    def of_style(self, style: str) -> tuple[Look, Look]:
        """What a style sets for paragraphs and for runs, with the styles that it is based on."""
        if style not in self._of_style:
            self._of_style[style] = ({}, {})  # so that styles based on each other come to an end
            element = self.styles.get(style)
            if element is not None:
                above = self.of_style(style_of(element, "basedOn"))
                self._of_style[style] = (
                    {**above[0], **_paragraph(element.find(PPR))},
                    {**above[1], **_run(element.find(RPR))},
                )
        return self._of_style[style]

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
        str(one.get(W + "numId")): shapes.get(style_of(one, "abstractNumId"), ()) for one in numbering.iterchildren(W + "num")
    }


def style_of(properties: etree._Element | None, kind: str) -> str:
    """The style that properties name (pStyle, rStyle, basedOn); '' if none."""
    named = properties.find(W + kind) if properties is not None else None
    return str(named.get(VAL, "")) if named is not None else ""


def _kind(style: etree._Element) -> str:
    return str(style.get(W + "type", "paragraph"))


def _attributes(element: etree._Element) -> object:
    own = tuple(sorted((str(name), str(value)) for name, value in element.attrib.items()))
    return (own, tuple((str(one.tag), _attributes(one)) for one in element)) if len(element) else own


def _run(properties: etree._Element | None) -> dict[str, object]:
    return dict(_run_settings(properties)) if properties is not None else {}


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


def _paragraph(properties: etree._Element | None) -> dict[str, object]:
    return dict(_paragraph_settings(properties)) if properties is not None else {}


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
