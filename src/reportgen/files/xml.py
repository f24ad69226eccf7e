"""XML that comes from anywhere, parsed in one way: no entities, no network, no DTD, no tree beyond the parser's bounds; and written.

A file of its own, so that who only unpacks a zip does not load lxml.
"""

from __future__ import annotations

from lxml import etree

from ..text.patterns import pattern

# For a tree that is asked about its document type by itself; all others come from `parsed`.
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)

_MOST_DIGITS = 10  # the highest of 32 bits
_UNWRITABLE = pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class XmlProblem(ValueError):
    """Why something is not read as XML; the text goes behind the name of the part."""


def parsed(content: bytes) -> etree._Element:
    """The root of a part of an Office file. XmlProblem when it is no XML, or declares what no Office program writes."""
    try:
        root = etree.fromstring(content, PARSER)
    except (etree.XMLSyntaxError, ValueError):
        raise XmlProblem("已损坏") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlProblem("里有不该有的声明（DOCTYPE），为安全起见不读取")
    return root


def as_part(root: etree._Element) -> bytes:
    """A part of an Office file, with the line that it begins with."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def whole(text: str | bytes | None, default: int = 0) -> int:
    """The whole number that an attribute says, `default` where it says none, or one that no program writes."""
    said = str(text or "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS else default


def writable(text: str) -> str:
    """A text without the characters that no XML can hold."""
    return _UNWRITABLE.sub("", text)
