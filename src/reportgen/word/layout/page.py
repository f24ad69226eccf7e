"""The pages of a Word document against GB/T 9704—2012: paper, margins, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from ...model.finding import Finding
from ...model.location import Location
from ..body import flag
from ..looks import Document
from ..names import FALLBACK, WP, W
from ..official import (
    DASH_BELOW_TEXT,
    DASH_TOLERANCE,
    MARGINS,
    PAGE_NUMBER_SIZE,
    PAPER,
    SIZE_NAMES,
    SONGTI,
    TOLERANCE,
    TWIPS_PER_MM,
    TWIPS_PER_POINT,
)
from .rules import F401, F402, F411, F412

_PAGE_FIELD = re.compile(r"\s*PAGE\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"—\s?1\s?—")
_BOX = W + "txbxContent"
_SIDES = {"default": ("单页", "right", "右"), "even": ("双页", "left", "左")}
# Right on odd pages and left on even ones by itself; or in a box that does not say where it stands.
_EITHER_SIDE = ("outside", "outer", "")
# 四号字一行的高：字号的 1.3 倍。
_LINE_OF_NUMBER = PAGE_NUMBER_SIZE * 1.3 * TWIPS_PER_POINT


class Page(NamedTuple):
    """Width and height for text on the pages of a section, in twips; `pitch` and `pitch_rule` are those of its grid."""

    width: int = 0
    height: int = 0
    pitch: int = 0
    pitch_rule: str = ""


def page_of(document: Document, number: int) -> Page:
    """What a section, counted from 0, leaves for the text; nothing is known where the document does not say."""
    if number >= len(document.sections):
        return Page()
    section = document.sections[number]
    size, margins, grid = (_numbers(section, name) for name in ("pgSz", "pgMar", "docGrid"))
    sides = {side: abs(margins.get(side, 0)) for side in ("left", "right")}
    rule = section.find(W + "docGrid")
    return Page(
        size.get("w", 0) - sides["left"] - sides["right"] - margins.get("gutter", 0),
        size.get("h", 0) - sum(abs(margins.get(side, 0)) for side in ("top", "bottom")),
        grid.get("linePitch", 0),
        "" if rule is None else str(rule.get(W + "type", "")),
    )


def page_findings(document: Document) -> Iterator[Finding]:
    """Paper, margins and page numbers of every section."""
    sections = document.sections
    place = Location(document.path)
    footers: dict[str, etree._Element] = {}
    settings = document.package.beside("settings")
    even_and_odd = flag(settings, "evenAndOddHeaders")
    told: set[str] = set()
    for number, section in enumerate(sections, 1):
        name = f"第{number}节：" if len(sections) > 1 else ""
        # 第8章：表格可以横排，那几页自成一节。
        if len(sections) == 1 or not _lies(section):
            yield from _paper(section, name, place)
            yield from _margins(section, name, place)
        # A section without footers of its own goes on with those before it.
        footers |= {str(one.get(W + "type")): one for one in section.iterchildren(W + "footerReference")}
        for finding in _page_numbers(document, section, footers, even_and_odd):
            if finding.message not in told:
                told.add(finding.message)
                yield finding


def _paper(section: etree._Element, name: str, place: Location) -> Iterator[Finding]:
    size = _numbers(section, "pgSz")
    actual = tuple(_mm(size.get(side, 0)) for side in ("w", "h"))
    if all(abs(one - right) <= TOLERANCE for one, right in zip(actual, PAPER, strict=True)):
        return
    what = "纸张横放，应竖放" if _lies(section) else f"纸张 {actual[0]:g} × {actual[1]:g} mm，应为 A4：{PAPER[0]} × {PAPER[1]} mm"
    yield F401.at(place, f"{name}{what}", hint=F401.good)


def _lies(section: etree._Element) -> bool:
    """Whether the pages are A4 laid on its side."""
    size = _numbers(section, "pgSz")
    return all(abs(_mm(size.get(side, 0)) - right) <= TOLERANCE for side, right in zip("hw", PAPER, strict=True))


def _margins(section: etree._Element, name: str, place: Location) -> Iterator[Finding]:
    margins = _numbers(section, "pgMar")
    wrong = []
    for side, (chinese, right) in MARGINS.items():
        # A gutter is added on the binding side.
        actual = _mm(abs(margins.get(side, 0)) + (margins.get("gutter", 0) if side == "left" else 0))
        if abs(actual - right) > TOLERANCE:
            wrong.append(f"{chinese}边距 {actual:g} mm，应为 {right} mm")
    if wrong:
        yield F402.at(place, name + "；".join(wrong), hint=F402.good)


def _page_numbers(
    document: Document, section: etree._Element, footers: dict[str, etree._Element], even_and_odd: bool
) -> Iterator[Finding]:
    place = Location(document.path)
    numbers = {kind: _number_of(document, reference) for kind, reference in footers.items()}
    wanted = [*(["first"] if flag(section, "titlePg") else []), "default", *(["even"] if even_and_odd else [])]
    missing = [kind for kind in wanted if numbers.get(kind) is None]
    if "default" in missing:
        yield F411.at(place, "页脚里没有页码（PAGE 域）", hint=F411.good)
        return
    if missing:
        pages = {"first": "首页", "even": "双页（偶数页）"}
        yield F411.at(place, f"{'、'.join(pages[kind] for kind in missing)}的页脚里没有页码", hint=F411.good)
    wrong: list[str] = []
    for kind, (pages_name, side, chinese) in _SIDES.items():
        number = numbers.get(kind) if kind in wanted else None
        if number is not None:
            shape, position = _shape(document, number), _position(document, number, side, chinese)
            wrong += [one for one in shape if one not in wrong]
            if kind == "default" and not even_and_odd:
                if _side(document, number) not in _EITHER_SIDE:
                    wrong.append("单页和双页的页码在同一位置，应单页居右、双页居左（勾选“奇偶页不同”）")
            elif position:
                wrong.append(f"{pages_name}的页码{position}")
    margins = _numbers(section, "pgMar")
    below = _mm(margins.get("bottom", 0) - margins.get("footer", 0) - _LINE_OF_NUMBER / 2)
    if abs(below - DASH_BELOW_TEXT) > DASH_TOLERANCE:
        wrong.append(
            f"页码在版心下边缘{'之下' if below >= 0 else '之上'}约 {abs(below):.0f} mm 处，应在之下 {DASH_BELOW_TEXT:g} mm（页脚距边界约 25 mm）"
        )
    if wrong:
        yield F412.at(place, "页脚：" + "；".join(wrong), hint=F412.good)


def _number_of(document: Document, reference: etree._Element) -> etree._Element | None:
    """The paragraph of a footer that holds the page number, or None."""
    footer = document.referred(reference)
    if footer is None:
        return None
    for field in footer.iter(W + "instrText", W + "fldSimple"):
        code = field.text or "" if field.tag == W + "instrText" else str(field.get(W + "instr", ""))
        above = list(field.iterancestors())
        if _PAGE_FIELD.match(code) and not any(one.tag == FALLBACK for one in above):
            return next((one for one in above if one.tag == W + "p"), None)
    return None


def _shape(document: Document, number: etree._Element) -> Iterator[str]:
    shown = _page_number_shown(number)
    if not _PAGE_NUMBER.fullmatch(shown):
        yield f"页码写成“{shown}”，应为“— 1 —”"
    runs = [run for run in number.iter(W + "r") if next(run.iter(W + "t"), None) is not None]
    if runs:
        type_ = document.looks.type_of(runs[-1], number)
        if type_.size != PAGE_NUMBER_SIZE:
            yield f"页码 {type_.size:g} 磅，应为 {PAGE_NUMBER_SIZE:g} 磅（{SIZE_NAMES[PAGE_NUMBER_SIZE]}）"
        if not SONGTI.holds(type_.latin.name):
            yield f"页码的字体是{type_.latin.name or '没有写明的字体'}，应为宋体"


def _page_number_shown(number: etree._Element) -> str:
    """The text of the paragraph with 1 for the page number."""
    parts: list[str] = []
    depth = 0
    for element in number.iter(W + "t", W + "fldChar", W + "fldSimple"):
        if element.tag == W + "fldSimple":
            parts.append("1")
        elif element.tag == W + "fldChar":
            kind = element.get(W + "fldCharType")
            depth += {"begin": 1, "end": -1}.get(str(kind), 0)
            parts.append("1" if kind == "begin" else "")
        elif not depth and next(element.iterancestors(W + "fldSimple"), None) is None:
            parts.append(element.text or "")
    return "".join(parts).strip()


def _position(document: Document, number: etree._Element, side: str, chinese: str) -> str:
    """What is wrong with where the number stands, or ''."""
    aligned = _side(document, number)
    if aligned in _EITHER_SIDE:
        return ""
    if aligned != side:
        said = {"center": "居中", "left": "居左", "right": "居右"}.get(aligned, "居左")
        return f"{said}，应居{chinese}空一字"
    setting = document.looks.setting_of(number)
    twips, chars = (setting.right, setting.right_chars) if side == "right" else (setting.left, setting.left_chars)
    empty = chars / 100 or twips / TWIPS_PER_POINT / PAGE_NUMBER_SIZE
    framed = next(number.iterancestors(_BOX), None) is not None
    return "" if framed or 0.7 <= empty <= 1.5 else f"居{chinese}，空 {empty:.1g} 字，应空一字"


def _side(document: Document, number: etree._Element) -> str:
    """Where the number stands: left, right, center or outside; '' where its text box does not say."""
    frame = number.find(f"{W}pPr/{W}framePr")
    if frame is not None and frame.get(W + "xAlign"):
        return str(frame.get(W + "xAlign"))
    if next(number.iterancestors(_BOX), None) is not None:
        anchor = next(number.iterancestors(WP + "anchor"), None)
        return "" if anchor is None else str(anchor.findtext(f"{WP}positionH/{WP}align", ""))
    return document.looks.setting_of(number).align or "left"


def _numbers(section: etree._Element, name: str) -> dict[str, int]:
    setting = section.find(W + name)
    numbers = {} if setting is None else {str(key).removeprefix(W): str(value) for key, value in setting.attrib.items()}
    return {key: round(float(value)) for key, value in numbers.items() if re.fullmatch(r"-?\d+(\.\d+)?", value)}


def _mm(twips: float) -> float:
    return round(twips / TWIPS_PER_MM, 1)
