"""How a Word document looks, worked out as Word does: a run's fonts and size, a paragraph's lines and indents.

Settings come, each over the one before, from the document's defaults, the table's style, the paragraph's
style and those it is based on, the character style, and the paragraph or run itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from ..files.zips import BROKEN_ZIP, GuardedZip, member
from ..model.errors import SourceError
from ..model.location import Location
from .names import RELATIONS, A, W
from .official import TWIPS_PER_POINT
from .outline import XML_PARSER

_PARTS = ("document", "styles", "settings", "numbering", "_rels/document.xml")
_SAVE_AGAIN = "用 Word 或 WPS 打开，另存为 .docx 再试"
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)


class Font(NamedTuple):
    """The name of a font, and the slot of the theme that it was taken from, or ''."""

    name: str = ""
    theme: str = ""


class Type(NamedTuple):
    """What a run is set in: fonts for Chinese and for Latin, size and extra space between characters in points."""

    chinese: Font
    latin: Font
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


class Package:
    """The parts of a .docx that decide on its looks. SourceError when it cannot be opened."""

    def __init__(self, content: bytes, path: str) -> None:
        self.path = path
        place = Location(path)
        try:
            archive = GuardedZip(BytesIO(content))
        except BROKEN_ZIP:
            raise SourceError("不是完整的 .docx 文件，打不开", location=place, hint=_SAVE_AGAIN) from None
        with archive:
            self._plain = {name: member(archive, name, Path(path)) for name in archive.namelist() if _looks(name)}
        document = self.part("document.xml")
        if document is None:
            raise SourceError("文件里没有正文，不是 Word 文件", location=place, hint=_SAVE_AGAIN)
        self.document = document
        self._targets = {
            str(one.get("Id")): str(one.get("Target", "")).removeprefix("/word/")
            for one in _children(self.part("_rels/document.xml.rels"))
        }
        self.looks = Looks(self.part("styles.xml"), next((self.part(name) for name in self._names("theme/")), None))

    @cached_property
    def sections(self) -> list[etree._Element]:
        """The settings of the sections in reading order, without those that tracked changes replaced."""
        found = self.document.iter(W + "sectPr")
        return [one for one in found if (above := one.getparent()) is None or above.tag != W + "sectPrChange"]

    def part(self, name: str) -> etree._Element | None:
        """A part below word/, or None when the file has none; SourceError when it is damaged."""
        content = self._plain.get(f"word/{name}")
        if content is None:
            return None
        try:
            return etree.fromstring(content, XML_PARSER)
        except etree.XMLSyntaxError:
            raise SourceError(f"Word 文件的部件 {name} 已损坏", location=Location(self.path), hint=_SAVE_AGAIN) from None

    def referred(self, reference: etree._Element) -> etree._Element | None:
        """The header or footer that a reference in a section names."""
        return self.part(self._targets.get(str(reference.get(RELATIONS + "id")), ""))

    def _names(self, folder: str) -> Iterator[str]:
        return (name.removeprefix("word/") for name in self._plain if name.startswith(f"word/{folder}"))


def _looks(name: str) -> bool:
    return name.startswith("word/") and name.endswith((".xml", ".rels"))


class Looks:
    """The styles and the theme of one document."""

    def __init__(self, styles: etree._Element | None, theme: etree._Element | None) -> None:
        self._styles = {str(one.get(W + "styleId")): one for one in _children(styles) if one.tag == W + "style"}
        self._defaults: dict[str, str] = {
            str(one.get(W + "type")): name for name, one in self._styles.items() if one.get(W + "default") in ("1", "true")
        }
        self._document = None if styles is None else styles.find(W + "docDefaults")
        self._theme = _theme_fonts(theme)

    def type_of(self, run: etree._Element, paragraph: etree._Element, table: etree._Element | None = None) -> Type:
        """What the run is set in, standing in this paragraph (of this table)."""
        own = run.find(W + "rPr")
        character = _value(own, "rStyle")
        layers = [
            *self._layers("rPr", paragraph, table),
            *(self._of_styles(character, "rPr") if character else ()),
            *([own] if own is not None else []),
        ]
        chinese = latin = Font()
        size, spacing = 10.0, 0.0  # Word's own size where nobody names one
        for layer in layers:
            fonts = layer.find(W + "rFonts")
            if fonts is not None:
                chinese = self._font(fonts, "eastAsia", chinese)
                latin = self._font(fonts, "ascii", latin)
            size = max(_number(_value(layer, "sz"), 0) / 2, 0) or size
            spacing = _number(_value(layer, "spacing"), spacing * TWIPS_PER_POINT) / TWIPS_PER_POINT
        return Type(chinese, latin, size, spacing)

    def setting_of(self, paragraph: etree._Element, table: etree._Element | None = None) -> Setting:
        """How the paragraph (of this table) is set."""
        own = paragraph.find(W + "pPr")
        layers = [*self._layers("pPr", paragraph, table), *([own] if own is not None else [])]
        spacing: dict[str, str] = {}
        indent: dict[str, str] = {}
        align, numbered, keep, on_grid = "", "", False, True
        for layer in layers:
            spacing |= _attributes(layer, "spacing")
            indent |= _attributes(layer, "ind")
            align = _value(layer, "jc") or align
            keep = flag(layer, "keepNext", keep)
            on_grid = flag(layer, "snapToGrid", on_grid)
            numbering = layer.find(W + "numPr")
            if numbering is not None:
                numbered = _value(numbering, "numId") or numbered
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

    def _layers(self, kind: str, paragraph: etree._Element, table: etree._Element | None) -> Iterator[etree._Element]:
        """The properties that hold for a paragraph before its own, the weakest first."""
        holder = None if self._document is None else self._document.find(f"{W}{kind}Default")
        default = None if holder is None else holder.find(W + kind)
        if default is not None:
            yield default
        if table is not None:
            named = _value(table.find(W + "tblPr"), "tblStyle")
            yield from self._of_styles(named or self._defaults.get("table", ""), kind)
        style = _value(paragraph.find(W + "pPr"), "pStyle")
        yield from self._of_styles(style if style in self._styles else self._defaults.get("paragraph", ""), kind)

    def _of_styles(self, style: str, kind: str) -> list[etree._Element]:
        """The properties of a style and of those it is based on, the last base first."""
        found: list[etree._Element] = []
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            properties = self._styles[style].find(W + kind)
            if properties is not None:
                found.insert(0, properties)
            style = _value(self._styles[style], "basedOn")
        return found

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


def flag(properties: etree._Element | None, name: str, inherited: bool = False) -> bool:
    """A setting that is on or off: `<w:keepNext/>`, `<w:keepNext w:val="0"/>`, or inherited when it is not said."""
    setting = None if properties is None else properties.find(W + name)
    return inherited if setting is None else str(setting.get(W + "val", "1")) not in ("0", "false", "off")


def _value(properties: etree._Element | None, name: str) -> str:
    setting = None if properties is None else properties.find(W + name)
    return "" if setting is None else str(setting.get(W + "val", ""))


def _attributes(properties: etree._Element, name: str) -> dict[str, str]:
    setting = properties.find(W + name)
    return {} if setting is None else {str(key).removeprefix(W): str(value) for key, value in setting.attrib.items()}


def _children(parent: etree._Element | None) -> Iterator[etree._Element]:
    return iter(()) if parent is None else parent.iterchildren()


def _number(text: str | None, default: float) -> float:
    return float(text) if text and _NUMBER.fullmatch(text) else default
