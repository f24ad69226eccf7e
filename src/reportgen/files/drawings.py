"""What an SVG drawing may hold: a list of what is allowed, for what is not on it may run, or lead to other files.

A drawing goes into the Word file as it is read here, written anew: without a document type, which can give elements attributes
that no look at them shows, without comments, and without what a drawing program keeps there for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
_XLINK, _XML = "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
_MOST_ELEMENTS, _MOST_DRAWN = 20_000, 200_000


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ELEMENTS = _names(
    "a circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite"
    " feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB"
    " feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting"
    " feSpotLight feTile feTurbulence filter g image line linearGradient marker mask metadata path pattern"
    " polygon polyline radialGradient rect stop style svg switch symbol text textPath title tspan use"
)
_ATTRIBUTES = _names(
    # What stands where and how large
    "id class style x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d points width height viewBox preserveAspectRatio transform rotate"
    " pathLength textLength lengthAdjust startOffset offset refX refY markerWidth markerHeight markerUnits orient gradientUnits"
    " gradientTransform spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits"
    " filterUnits primitiveUnits method spacing side version baseProfile type media lang role tabindex focusable target rel"
    " zoomAndPan contentStyleType contentScriptType requiredFeatures requiredExtensions systemLanguage enable-background"
    # Filters
    " in in2 result mode values operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha"
    " surfaceScale diffuseConstant specularConstant specularExponent kernelUnitLength scale xChannelSelector yChannelSelector"
    " stdDeviation radius azimuth elevation z pointsAtX pointsAtY pointsAtZ limitingConeAngle tableValues slope intercept amplitude"
    " exponent baseFrequency numOctaves seed stitchTiles flood-color flood-opacity lighting-color"
    # How it looks
    " alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters color-profile"
    " color-rendering cursor direction display dominant-baseline fill fill-opacity fill-rule filter font font-family font-size"
    " font-size-adjust font-stretch font-style font-variant font-weight glyph-orientation-horizontal glyph-orientation-vertical"
    " image-rendering isolation kerning letter-spacing line-height marker marker-end marker-mid marker-start mask mask-type"
    " mix-blend-mode opacity overflow paint-order pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray"
    " stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-align text-anchor"
    " text-decoration text-rendering unicode-bidi vector-effect visibility white-space word-spacing writing-mode"
)
_XLINK_ATTRIBUTES = frozenset({"href", "title", "type", "role", "show", "actuate"})
_XML_ATTRIBUTES = frozenset({"space", "lang", "id"})
# Where drawing programs keep what is theirs: nobody draws it, and the copy does without.
_EDITORS = (
    "http://www.inkscape.org/",
    "http://inkscape.sourceforge.net/",
    "http://sodipodi.sourceforge.net/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/",
    "http://ns.adobe.com/",
    "http://www.bohemiancoding.com/sketch/",
    "http://www.serif.com/",
    "http://www.figma.com/figma/ns",
    "http://schemas.microsoft.com/visio/",
    "http://krita.org/",
    "http://xml.openoffice.org/",
)
# What a value may do: refer to something in the drawing, reckon a colour or a place.
_FUNCTIONS = _names(
    "rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley rotate skewx skewy url rect calc"
)
_FUNCTION = re.compile(r"([\w-]*)\s*\(")
_OWN = re.compile(r"url\(\s*(['\"]?)#([^\s'\"()\\]{1,200})\1\s*\)", re.IGNORECASE)
_PICTURE = re.compile(r"\s*data:image/(?:png|jpe?g);base64,[A-Za-z0-9+/=\s]*")
_LINK = re.compile(r"\s*(?:#|https?://|mailto:)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|file|ftp|javascript|data|vbscript)\s*:", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULES = re.compile(r"(?:[^{}]{1,2000}\{[^{}]*\}\s*)*")
_DATA = re.compile(r"(?:data|aria)-[\w.-]+")


class DrawingProblem(Exception):
    """What a drawing holds that it may not, in words that stand behind “图片里”."""


class Drawing(NamedTuple):
    """A drawing as it may be shown."""

    root: etree._Element
    content: bytes


def cleaned(root: etree._Element) -> Drawing:
    """The drawing without what is a drawing program's own. DrawingProblem when it holds anything else that is not drawn, or too much."""
    if etree.QName(root).localname != "svg":
        raise DrawingProblem("没有 svg")
    for element in [*root.iter()]:
        if isinstance(element, etree._Comment) or (
            isinstance(element.tag, str) and element is not root and _is_editors(element.tag)
        ):
            _without(element)
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise DrawingProblem("有处理指令")
        _look_at(element)
    _refuse_endless(root)
    etree.cleanup_namespaces(root)
    return Drawing(root, etree.tostring(root, encoding="utf-8", with_tail=False))


def _is_editors(name: str) -> bool:
    return (etree.QName(name).namespace or "").startswith(_EDITORS)


def _without(element: etree._Element) -> None:
    """Take an element out; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return  # a comment beside the root
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _look_at(element: etree._Element) -> None:
    name = etree.QName(element)
    if name.namespace not in (SVG, None) or name.localname not in _ELEMENTS:
        raise DrawingProblem(f"有 {name.localname}")
    for key, value in list(element.attrib.items()):
        attribute = etree.QName(key)
        space, local, text = attribute.namespace, attribute.localname, str(value)
        if _is_editors(str(key)):
            del element.attrib[key]
        elif local == "href" and space in (None, _XLINK):
            _look_at_reference(name.localname, text)
        elif local.lower().startswith("on"):
            raise DrawingProblem("有脚本")
        elif space is None and _DATA.fullmatch(local):
            continue
        elif not (
            (space is None and local in _ATTRIBUTES)
            or (space == _XLINK and local in _XLINK_ATTRIBUTES)
            or (space == _XML and local in _XML_ATTRIBUTES)
        ):
            raise DrawingProblem(f"有不认识的属性 {local}")
        elif space is None and local not in ("d", "points"):
            _look_at_value(text)
    if name.localname == "style":
        if len(element) or element.get("type", "text/css") not in ("", "text/css"):
            raise DrawingProblem("样式的写法不认识")
        _look_at_style(element.text or "")


def _look_at_reference(element: str, text: str) -> None:
    allowed = text.lstrip().startswith("#")
    if element == "a":
        allowed = _LINK.match(text) is not None
    elif element == "image":
        allowed = _PICTURE.fullmatch(text) is not None
    if not allowed:
        raise DrawingProblem("引用了别的文件或网址")


def _look_at_style(text: str) -> None:
    """A style sheet: rules and nothing else. What begins with @ leads elsewhere, or is nothing that a drawing needs."""
    plain = _COMMENT.sub(" ", text)
    if "@" in plain:
        raise DrawingProblem("的样式引用了别的文件或网址")
    if "/*" in plain or "<" in plain or not _RULES.fullmatch(plain.strip()):
        raise DrawingProblem("样式的写法不认识")
    _look_at_value(plain)


def _look_at_value(text: str) -> None:
    """A value, or declarations of a style: nothing is fetched. A backslash can spell anything, so there is none."""
    if "\\" in text:
        raise DrawingProblem("的样式用了转义，看不出引用了什么")
    plain = _COMMENT.sub(" ", text)
    for found in _FUNCTION.finditer(plain):
        if found[1].lower() == "url" and not _OWN.match(plain, found.start()):
            raise DrawingProblem("引用了别的文件或网址")
        if found[1] and found[1].lower() not in _FUNCTIONS:
            raise DrawingProblem(f"有不认识的写法 {found[1]}()")
    if _ADDRESS.search(plain):
        raise DrawingProblem("引用了别的文件或网址")


# -- how much is drawn --------------------------------------------------------------------------------


def _refuse_endless(root: etree._Element) -> None:
    """DrawingProblem when, with everything drawn each time that something refers to it, there is too much of it."""
    elements = [*root.iter(etree.Element)]
    if len(elements) > _MOST_ELEMENTS:
        raise DrawingProblem(f"有 {len(elements)} 个图形，太多")
    by_id = {str(one.get("id")): one for one in elements if one.get("id")}
    drawn: dict[etree._Element, int] = {}
    within: set[etree._Element] = set()
    waiting = [(root, False)]
    while waiting:
        one, ready = waiting.pop()
        if one in drawn:
            continue
        parts = [*one.iterchildren(etree.Element), *(by_id[name] for name in _referred(one) if name in by_id)]
        if not ready:
            if one in within:
                raise DrawingProblem("的图形互相引用成了圈")
            within.add(one)
            waiting.append((one, True))
            waiting += [(part, False) for part in parts if part not in drawn]
            continue
        within.discard(one)
        drawn[one] = 1 + sum(drawn.get(part, 1) for part in parts)
        if drawn[one] > _MOST_DRAWN:
            raise DrawingProblem("的图形互相引用，展开以后太多")


def _referred(element: etree._Element) -> Iterator[str]:
    """What an element refers to in the drawing, by the ids."""
    for key, value in element.attrib.items():
        text = str(value)
        if etree.QName(key).localname == "href" and text.lstrip().startswith("#"):
            yield text.strip()[1:]
        yield from (found[2] for found in _OWN.finditer(text))
