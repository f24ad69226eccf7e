"""A clerk's workbook as a package that openpyxl can open: its parts under the names that openpyxl looks for, within bounds.

openpyxl takes xl/styles.xml and others by name, stops at a damaged part that no figure stands in, unpacks
whatever a zip says, and makes every cell of a merged range. What it has no use for, and what is damaged and
holds no figure, is left out; the clerk's own file keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from openpyxl.utils import range_boundaries

from ....files.parts import STRICT, TYPES, Parts, absolute, as_usual, relations_of
from ....files.xml import XmlProblem, as_part, parsed
from ....files.zips import deflated, open_office_zip, zipped
from ....model.errors import SourceError
from ....model.location import Location
from ..spreadsheet import BOOK

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
# Where openpyxl looks for the parts that it does not look up; each stands once.
_PLACES = {
    "officeDocument": (BOOK, f"{_MAIN_TYPE}sheet.main+xml"),
    "styles": ("xl/styles.xml", f"{_MAIN_TYPE}styles+xml"),
    "sharedStrings": ("xl/sharedStrings.xml", f"{_MAIN_TYPE}sharedStrings+xml"),
    "theme": ("xl/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
    "core-properties": ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
}
# Without these there is no workbook, or it shows other numbers.
_NEEDED = ("officeDocument", "styles", "sharedStrings", "worksheet")
# What openpyxl makes something of.
_KEPT = (*_NEEDED, "theme", "core-properties", "chartsheet", "comments", "hyperlink", "table", "drawing", "image", "chart")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff")
# What openpyxl raises at parts whose XML is whole and says something else than it expects.
STUMBLES = (ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError)
# openpyxl takes half a kilobyte for each.
_MOST_CELLS = 400_000


class _Link(NamedTuple):
    """A relationship; `target` is the part's name as it is stored, or an address outside."""

    number: str
    kind: str
    target: str
    external: bool

    @property
    def ending(self) -> str:
        return self.kind.rpartition("/")[2]


def openable(path: Path, *, whole: bool) -> bytes:
    """The workbook at `path` as such a package; with `whole` also what is no table: comments, pictures, charts.

    SourceError when a part is damaged or too large that holds figures, or says how they look.
    """
    with open_office_zip(path, "Excel", ".xlsx") as archive:
        return _Package(Parts(archive, path), _KEPT if whole else _NEEDED).packed()


class _Package:
    def __init__(self, parts: Parts, kinds: tuple[str, ...]) -> None:
        self.parts = parts
        self.kinds = kinds
        self.main = parts.main(BOOK)
        self.types = _types(parts)
        # By the names that the parts get.
        self.contents: dict[str, bytes] = {}
        self.said: dict[str, str] = {}
        self.renamed: dict[str, str] = {}

    def packed(self) -> bytes:
        links = self._links("")
        if not any(link.ending == "officeDocument" for link in links):
            links.append(_Link("rId0", f"{_RELATIONS}/officeDocument", self.main, external=False))
        self._follow("", "", links)
        root = etree.Element(f"{{{_CONTENT}}}Types")
        etree.SubElement(root, f"{{{_CONTENT}}}Default", Extension="rels", ContentType=_RELATIONS_TYPE)
        for name, content_type in self.said.items():
            etree.SubElement(root, f"{{{_CONTENT}}}Override", PartName=f"/{name}", ContentType=content_type)
        return zipped([deflated(TYPES, as_part(root)), *(deflated(name, content) for name, content in self.contents.items())])

    def _follow(self, part: str, name: str, links: list[_Link]) -> set[str]:
        """Take in what a part refers to, and write down what of it is there; returns the numbers of that."""
        root = etree.Element(f"{{{_RELATIONS}}}Relationships")
        # Those that must be there first: the bound of all that is unpacked is for them.
        for link in sorted(links, key=lambda link: link.ending not in _NEEDED):
            target = link.target if link.external else self._taken(link)
            if link.ending not in self.kinds or not target:
                continue
            attributes = {"Id": link.number, "Type": link.kind, "Target": target if link.external else f"/{target}"}
            if link.external:
                attributes["TargetMode"] = "External"
            etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", attributes)
        if len(root) or not part:
            self.contents[relations_of(name)] = as_part(root)
        return {str(one.get("Id")) for one in root}

    def _taken(self, link: _Link) -> str:
        """The name that a part gets in the package; '' where it is left out."""
        if link.ending not in self.kinds or not link.target:
            return ""
        if link.target in self.renamed:
            return self.renamed[link.target]
        place, content_type = _PLACES.get(link.ending, (link.target.replace("\\", "/"), self.types.get(link.target.lower(), "")))
        if place in self.contents or (link.ending not in _PLACES and place in dict(_PLACES.values())):
            place = f"xl/others/{len(self.renamed)}/{place.rpartition('/')[2]}"
        self.renamed[link.target] = ""  # until it is known to be whole; what refers in a circle ends here
        try:
            content = self._content(link)
        except SourceError:
            if link.ending in _NEEDED:
                raise
            return ""
        self.renamed[link.target] = place
        self.contents[place] = content
        if content_type:
            self.said[place] = content_type
        there = self._follow(link.target, place, self._links(link.target))
        if link.ending in ("officeDocument", "worksheet", "chartsheet"):
            self.contents[place] = _without_dead_ends(self._tree(content, link.target), there)
        return place

    def _content(self, link: _Link) -> bytes:
        content = self.parts.read(link.target)
        if link.target.lower().endswith(_PICTURES):
            return content
        content = as_usual(content) if STRICT in content else content
        root = self._tree(content, link.target)
        if link.ending == "worksheet":
            self._bounded(root, link.target)
            return as_part(root)
        return content

    def _tree(self, content: bytes, part: str) -> etree._Element:
        try:
            return parsed(content)
        except XmlProblem as problem:
            hint = "用 Excel 或 WPS 打开修复后另存"
            raise SourceError(f"文件已损坏（{part} {problem}）", location=Location(str(self.parts.path)), hint=hint) from None

    def _bounded(self, root: etree._Element, part: str) -> None:
        """SourceError for a sheet that makes more cells than anybody filled in; links over an area lead from its corner."""
        cells = sum(1 for _ in root.iter("{*}c"))
        for merged in root.iter("{*}mergeCell"):
            cells += _size(str(merged.get("ref", "")))
        if cells > _MOST_CELLS:
            message = f"工作表太大，不能复制（{part} 里有 {cells} 个格）"
            hint = "多半是整行整列设了格式或合并了：把有用的表格复制到新文件里再保存"
            raise SourceError(message, location=Location(str(self.parts.path)), hint=hint)
        for link in root.iter("{*}hyperlink"):
            link.set("ref", str(link.get("ref", "")).partition(":")[0])

    def _links(self, part: str) -> list[_Link]:
        """What a part refers to; nothing where that is damaged, but in the workbook itself: a SourceError."""
        name = self.parts.stored(relations_of(part))
        if not name:
            return []
        try:
            content = self.parts.read(name)
            root = self._tree(as_usual(content) if STRICT in content else content, name)
        except SourceError:
            if part in ("", self.main):
                raise
            return []
        return list(_read_links(self.parts, part, root))


def _read_links(parts: Parts, part: str, root: etree._Element) -> Iterator[_Link]:
    for one in root.iter("{*}Relationship"):
        target, external = str(one.get("Target", "")), one.get("TargetMode") == "External"
        stored = target if external else parts.stored(absolute(part, target))
        yield _Link(str(one.get("Id", "")), str(one.get("Type", "")), stored, external)


def _without_dead_ends(root: etree._Element, there: set[str]) -> bytes:
    """A part without the elements that refer to what is not in the package: sheets, links, drawings."""
    for one in list(root.iter(etree.Element)):
        parent = one.getparent()
        numbers = {str(value) for key, value in one.items() if str(key).endswith("/relationships}id")}
        if parent is not None and numbers - there:
            parent.remove(one)
            if len(parent) == 0 and (above := parent.getparent()) is not None:
                above.remove(parent)
    return as_part(root)


def _types(parts: Parts) -> dict[str, str]:
    """What the package says its parts are, by their names in small letters."""
    found: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Override":
            found[attributes.get("PartName", "").lstrip("/").lower()] = attributes.get("ContentType", "")

    name = parts.stored(TYPES)
    if name:
        parts.parse(name, StartElementHandler=start)
    return found


def _size(area: str) -> int:
    """How many cells an area has; more than any sheet may have where it cannot be read."""
    try:
        first, top, last, bottom = range_boundaries(area)
        return (int(last or 0) - int(first or 0) + 1) * (int(bottom or 0) - int(top or 0) + 1)
    except (ValueError, TypeError):
        return _MOST_CELLS + 1
