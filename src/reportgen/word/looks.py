"""How a Word document looks, worked out as Word does: a run's fonts and size, a paragraph's lines and indents.

Settings come, each over the one before, from the document's defaults, the table's style, the paragraph's
style and those it is based on, the character style, and the paragraph or run itself.

Word sets “ ” ‘ ’ — … · in the Latin font of a run, unless the run says w:hint="eastAsia" (ISO/IEC 29500-1, 17.3.2.26);
letters and digits stay in the Latin one all the same. LibreOffice does not show the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from ..files.xml import whole
from ..text.patterns import pattern
from .body import flag, value_of
from .names import FONTS, PPR, RELATIONS, RPR, RUN_STYLE, TBL, TBLPR, TCPR, VAL, A, P, R, T, W
from .official import TWIPS_PER_POINT
from .package import Package

_NUMBER = pattern(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)

# The settings of letters, among those that take text away, that one level of styles switches on and the next one off.
_TOGGLES = ("strike", "vanish")
# What the Latin font of a run is for; all else in a report is set in the Chinese one.
LATIN_LETTER = pattern(r"[0-9A-Za-z]")

# Word's own margin left and right of a cell's text, in twips.
_MARGIN = 108
_HINT, _EAST_ASIAN = W + "hint", "eastAsia"
_RED = pattern(r"[A-Fa-f][0-9A-Fa-f](?:[0-3][0-9A-Fa-f]){2}")
_GONE_TEXT = W + "delText"
_LETTER = pattern("[A-Za-z]")
_TAG = pattern(r"\{[{%](?:(?!\{[{%#]).)*?[}%]\}", re.DOTALL)
# What Chinese and Latin text both write; a mark between two Latin letters is an apostrophe.
_SHARED_MARK = pattern("(?<![A-Za-z])[“”‘’—…‥‖·]|[“”‘’—…‥‖·](?![A-Za-z])")
# Pictures that a font keeps where other fonts have nothing: another font would show something else.
_PRIVATE = pattern("[\ue000-\uf8ff]")


class Font(NamedTuple):
    """The name of a font, and the slot of the theme that it was taken from, or ''."""

    name: str = ""
    theme: str = ""


class Type(NamedTuple):
    """What a run is set in: fonts for Chinese and for Latin, size and extra space between characters in points.

    `marks` is the font of the punctuation that Chinese and Latin share.
    """

    chinese: Font
    latin: Font
    marks: Font
    size: float
    spacing: float


class Setting(NamedTuple):
    """How a paragraph is set; lengths in twips. `line_rule` is auto, exact or atLeast; `chars` count 1/100 character."""

    line: int
    line_rule: str
    first_line: int
    first_line_chars: int
    left: int
    left_chars: int
    right: int
    right_chars: int
    align: str
    keep_next: bool
    numbered: bool
    on_grid: bool


class Document:
    """A .docx opened to see how it looks: its package, the looks that its styles give, its sections."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.looks = Looks(package.beside("styles"), package.beside("theme"))

    @property
    def path(self) -> str:
        """How the document is called in places."""
        return self.package.name

    @property
    def root(self) -> etree._Element:
        """The root of the main part."""
        return self.package.document

    @cached_property
    def sections(self) -> list[etree._Element]:
        """The settings of the sections in reading order, without those that tracked changes replaced."""
        found = self.root.iter(W + "sectPr")
        return [one for one in found if (above := one.getparent()) is None or above.tag != W + "sectPrChange"]

    def referred(self, reference: etree._Element) -> etree._Element | None:
        """The header or footer that a reference in a section names."""
        relation = self.package.relations(self.package.main).get(str(reference.get(RELATIONS + "id")))
        return None if relation is None or relation.external else self.package.tree(relation.target)


class Looks:
    """The styles and the theme of one document, asked for what a paragraph or run inherits."""

    def __init__(self, styles: etree._Element | None, theme: etree._Element | None) -> None:
        self.styles = {str(one.get(W + "styleId")): one for one in _children(styles) if one.tag == W + "style"}
        self._defaults: dict[str, str] = {
            str(one.get(W + "type", "paragraph")): name
            for name, one in reversed(self.styles.items())
            if one.get(W + "default") in ("1", "true")
        }
        self._document = None if styles is None else styles.find(W + "docDefaults")
        self._theme = _theme_fonts(theme)
        self._of_style: dict[tuple[str, str], tuple[etree._Element, ...]] = {}

    def name(self, style: str) -> str:
        """The name that Word knows a style by; ids differ between programs."""
        named = self.styles[style].find(W + "name") if style in self.styles else None
        return str(named.get(VAL, "")).lower() if named is not None else style.lower()

    def in_effect(self, paragraph_style: str) -> str:
        """The id of the style that a paragraph stands in which names this one: the default where there is none such."""
        return paragraph_style if paragraph_style in self.styles else self._defaults.get("paragraph", "")

    def type_of(self, run: etree._Element, paragraph: etree._Element, table: etree._Element | None = None) -> Type:
        """What the run is set in, standing in this paragraph (of this table)."""
        return self.type_in(run.find(RPR), paragraph.find(PPR), table)

    def type_in(self, run: etree._Element | None, paragraph: etree._Element | None, table: etree._Element | None = None) -> Type:
        """What a run with these properties is set in, in a paragraph with those."""
        chinese = latin = other = Font()
        size, spacing = 10.0, 0.0  # Word's own size where nobody names one
        for layer in self.run_layers(run, value_of(paragraph, "pStyle"), table):
            fonts = layer.find(FONTS)
            if fonts is not None:
                chinese = self._font(fonts, "eastAsia", chinese)
                latin = self._font(fonts, "ascii", latin)
                other = self._font(fonts, "hAnsi", other)
            size = max(_number(value_of(layer, "sz"), 0) / 2, 0) or size
            spacing = _number(value_of(layer, "spacing"), spacing * TWIPS_PER_POINT) / TWIPS_PER_POINT
        return Type(chinese, latin, chinese if is_hinted(run) else other, size, spacing)

    def is_red(self, run: etree._Element, paragraph: etree._Element) -> bool:
        """Whether a run is printed in red."""
        colour = ""
        for layer in self.run_layers(run.find(RPR), value_of(paragraph.find(PPR), "pStyle")):
            colour = value_of(layer, "color") or colour
        return _RED.fullmatch(colour) is not None

    def setting_of(self, paragraph: etree._Element, table: etree._Element | None = None) -> Setting:
        """How the paragraph (of this table) is set."""
        spacing: dict[str, str] = {}
        indent: dict[str, str] = {}
        align, numbered, keep, on_grid = "", "", False, True
        for layer in self.paragraph_layers(paragraph.find(PPR), table):
            spacing |= _attributes(layer, "spacing")
            indent |= _attributes(layer, "ind")
            align = value_of(layer, "jc") or align
            keep = flag(layer, "keepNext", keep)
            on_grid = flag(layer, "snapToGrid", on_grid)
            numbering = layer.find(W + "numPr")
            if numbering is not None:
                numbered = value_of(numbering, "numId") or numbered
        return Setting(
            line=int(_number(spacing.get("line"), 240)),
            line_rule=spacing.get("lineRule", "auto"),
            first_line=int(_number(indent.get("firstLine"), 0) - _number(indent.get("hanging"), 0)),
            first_line_chars=int(_number(indent.get("firstLineChars"), 0) - _number(indent.get("hangingChars"), 0)),
            left=int(_number(indent.get("left", indent.get("start")), 0)),
            left_chars=int(_number(indent.get("leftChars", indent.get("startChars")), 0)),
            right=int(_number(indent.get("right", indent.get("end")), 0)),
            right_chars=int(_number(indent.get("rightChars", indent.get("endChars")), 0)),
            align={"start": "left", "end": "right"}.get(align, align),
            keep_next=keep,
            numbered=numbered not in ("", "0"),
            on_grid=on_grid,
        )

    # -- the properties that hold, the weakest first --------------------------------------------------

    def run_layers(
        self, run: etree._Element | None, paragraph_style: str, table: etree._Element | None = None
    ) -> Iterator[etree._Element]:
        """Run properties: the document's, those of the styles of table, paragraph and run, and its own."""
        yield from self._below(RPR, paragraph_style, table)
        yield from self.of_style(value_of(run, "rStyle"), RPR)
        if run is not None:
            yield run

    def paragraph_layers(self, paragraph: etree._Element | None, table: etree._Element | None = None) -> Iterator[etree._Element]:
        """Paragraph properties: the document's, those of the styles of table and paragraph, and its own."""
        yield from self._below(PPR, value_of(paragraph, "pStyle"), table)
        if paragraph is not None:
            yield paragraph

    def _below(self, kind: str, paragraph_style: str, table: etree._Element | None) -> Iterator[etree._Element]:
        holder = None if self._document is None else self._document.find(f"{kind}Default")
        default = None if holder is None else holder.find(kind)
        if default is not None:
            yield default
        if table is not None:
            yield from self.of_style(value_of(table.find(TBLPR), "tblStyle") or self._defaults.get("table", ""), kind)
        yield from self.of_style(self.in_effect(paragraph_style), kind)

    def of_style(self, style: str, kind: str) -> tuple[etree._Element, ...]:
        """The properties of a style and of those it is based on, the last base first; `kind` is PPR or RPR."""
        key = (style, kind)
        if key not in self._of_style and style in self.styles:
            found: list[etree._Element] = []
            seen: set[str] = set()
            while style in self.styles and style not in seen:
                seen.add(style)
                properties = self.styles[style].find(kind)
                if properties is not None:
                    found.insert(0, properties)
                style = value_of(self.styles[style], "basedOn")
            self._of_style[key] = tuple(found)
        return self._of_style.get(key, ())

    def switched(self, run: etree._Element | None, paragraph_style: str, table: etree._Element | None, name: str) -> bool:
        """Whether a setting of letters is on for a run with these properties, in a paragraph with that style, of this table.

        What the run says holds. Of the settings that toggle, two styles that switch on make off: ISO/IEC 29500-1, 17.7.3.
        """
        if run is not None and run.find(W + name) is not None:
            return flag(run, name)
        if name not in _TOGGLES:
            on = False
            for layer in self.run_layers(run, paragraph_style, table):
                on = flag(layer, name, on)
            return on
        defaults = None if self._document is None else self._document.find(f"{RPR}Default/{RPR}")
        styled = value_of(table.find(TBLPR), "tblStyle") or self._defaults.get("table", "") if table is not None else ""
        levels = (styled, self.in_effect(paragraph_style), value_of(run, "rStyle"))
        return flag(defaults, name) or sum(self._says(style, name) for style in levels) % 2 == 1

    def _says(self, style: str, name: str) -> bool:
        """Whether a style, or else one that it is based on, switches a setting of letters on."""
        on = False
        for layer in self.of_style(style, RPR):
            on = flag(layer, name, on)
        return on

    def _font(self, fonts: etree._Element, slot: str, inherited: Font) -> Font:
        """A theme's font wins over the name beside it, as in Word."""
        theme = str(fonts.get(f"{W}{slot}Theme", ""))
        if theme:
            return Font(self._theme.get(theme, ""), theme)
        name = str(fonts.get(W + slot, ""))
        return Font(name) if name else inherited


def _theme_fonts(theme: etree._Element | None) -> Mapping[str, str]:
    """The fonts behind the slots of a theme: minorEastAsia → 宋体."""
    fonts: dict[str, str] = {}
    for kind in ("major", "minor"):
        scheme = None if theme is None else next(theme.iter(f"{A}{kind}Font"), None)
        if scheme is None:
            continue
        named = {str(one.tag).removeprefix(A): str(one.get("typeface", "")) for one in scheme}
        scripts = {str(one.get("script")): str(one.get("typeface", "")) for one in scheme.iterchildren(A + "font")}
        fonts[f"{kind}EastAsia"] = named.get("ea", "") or scripts.get("Hans", "")
        fonts[f"{kind}HAnsi"] = fonts[f"{kind}Ascii"] = named.get("latin", "")
    return fonts


# -- the hint ------------------------------------------------------------------------------------------


def is_hinted(run: etree._Element | None) -> bool:
    """Whether these run properties say by themselves that shared punctuation is Chinese.

    What a style says does not count: the standard leaves open whether the hint is inherited.
    """
    fonts = None if run is None else run.find(FONTS)
    return fonts is not None and fonts.get(_HINT) == _EAST_ASIAN


def with_hint(run: etree._Element) -> etree._Element:
    """The same run properties, in which shared punctuation is Chinese."""
    fonts_of(run).set(_HINT, _EAST_ASIAN)
    return run


def fonts_of(run: etree._Element) -> etree._Element:
    """The element of run properties that names their fonts, put where the schema wants it if there is none."""
    fonts = run.find(FONTS)
    if fonts is None:
        fonts = etree.Element(FONTS)
        run.insert(1 if len(run) and run[0].tag == RUN_STYLE else 0, fonts)
    return fonts


def shared_marks(text: str) -> str:
    """The punctuation in a text that Chinese and Latin share, one after the other; what stands in a tag prints nothing."""
    return "".join(_SHARED_MARK.findall(_TAG.sub("", text)))


def write_hints(root: etree._Element) -> bool:
    """Write the hint on the runs of Chinese text in a part that lack it; whether there were any.

    A tag counts as Chinese: what it will print is not known yet. Runs of digits or Latin letters alone stay as they are,
    and so do those of a paragraph that is Latin throughout.
    """
    found = [run for paragraph in root.iter(P) for run in _unhinted(paragraph)]
    for run in found:
        properties = run.find(RPR)
        if properties is None:
            properties = etree.Element(RPR)
            run.insert(0, properties)
        with_hint(properties)
    return bool(found)


def _unhinted(paragraph: etree._Element) -> Iterator[etree._Element]:
    texts = [
        (run, "".join(part.text or "" for part in run.iterchildren(T, _GONE_TEXT)))
        for run in paragraph.iter(R)
        if next(run.iterancestors(P), None) is paragraph
    ]
    whole = "".join(text for _, text in texts)
    if not (_is_chinese(whole) or _SHARED_MARK.search(whole)) or (_LETTER.search(whole) and not _is_chinese(whole)):
        return
    for run, text in texts:
        wanted = _is_chinese(text) or "{" in text or _SHARED_MARK.search(text)
        if wanted and not is_hinted(run.find(RPR)) and not _PRIVATE.search(text):
            yield run


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text) or bool(_TAG.search(text))


# -- room ----------------------------------------------------------------------------------------------


def room_of(cell: etree._Element) -> int:
    """The width for text in a table's cell, in twips; 0 where the cell does not say how wide it is."""
    width = _measure(cell.find(f"{TCPR}/{W}tcW"))
    return max(width - _margin(cell, "left", "start") - _margin(cell, "right", "end"), 1) if width else 0


def _margin(cell: etree._Element, *sides: str) -> int:
    table = next(cell.iterancestors(TBL), None)
    settings = [cell.find(f"{TCPR}/{W}tcMar"), table.find(f"{TBLPR}/{W}tblCellMar") if table is not None else None]
    for setting in settings:
        for side in sides:
            if setting is not None and (found := setting.find(W + side)) is not None:
                return _measure(found)
    return _MARGIN


def _measure(element: etree._Element | None) -> int:
    """A width in twips; 0 where it is none, or a share of something else."""
    if element is None or element.get(W + "type", "dxa") != "dxa":
        return 0
    return whole(element.get(W + "w"))


# -- settings ------------------------------------------------------------------------------------------


def _attributes(properties: etree._Element, name: str) -> dict[str, str]:
    setting = properties.find(W + name)
    return {} if setting is None else {str(key).removeprefix(W): str(value) for key, value in setting.attrib.items()}


def _children(parent: etree._Element | None) -> Iterator[etree._Element]:
    return iter(()) if parent is None else parent.iterchildren()


def _number(text: str | None, default: float) -> float:
    return float(text) if text and _NUMBER.fullmatch(text) else default
