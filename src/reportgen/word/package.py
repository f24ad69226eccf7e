"""A .docx in memory: its parts, how they refer to each other, and parts taken over from another one."""

from __future__ import annotations

import posixpath
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from ..files.zips import deflated, member, open_office_zip, zipped
from ..model.errors import SourceError
from ..model.location import Location
from .names import KIND, PACKAGE_RELATIONS, PACKAGE_TYPES, W

DOCUMENT = "word/document.xml"
_TYPES = "[Content_Types].xml"
_PLAIN: Any = {None: PACKAGE_RELATIONS}  # the prefix that is none, which the stubs do not know
_HEAD = 4096
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


class Relation(NamedTuple):
    """What a part refers to: another part by its name, or an address outside."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of one .docx by name; trees that were asked for are written back with what was changed in them."""

    def __init__(self, files: dict[str, bytes], name: str) -> None:
        self.files = files
        self.name = name
        self._trees: dict[str, etree._Element] = {}
        self._relations: dict[str, dict[str, Relation]] = {}
        self._copied: dict[tuple[int, str], str] = {}
        self._changed: set[str] = set()

    def tree(self, part: str) -> etree._Element | None:
        """The root of an XML part; None where the package has no such part. SourceError when it is damaged."""
        if part not in self._trees:
            content = self.files.get(part)
            if content is None:
                return None
            try:
                self._trees[part] = etree.fromstring(content, _PARSER)
            except (etree.XMLSyntaxError, ValueError):
                raise SourceError(f"Word 文件的部件 {part} 已损坏", location=Location(self.name)) from None
            if b"<!DOCTYPE" in content[:_HEAD]:
                message = f"Word 文件的部件 {part} 里有不该有的声明（DOCTYPE），为安全起见不读取"
                raise SourceError(message, location=Location(self.name))
        return self._trees[part]

    def changed(self, part: str) -> None:
        """Remember that the tree of a part was changed."""
        self._changed.add(part)

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by relationship id."""
        if part not in self._relations:
            root = self.tree(_relations_of(part))
            found = {}
            for one in root if root is not None else ():
                external = one.get("TargetMode") == "External"
                target = str(one.get("Target", ""))
                found[str(one.get("Id"))] = Relation(
                    str(one.get("Type")), target if external else _absolute(part, target), external
                )
            self._relations[part] = found
        return self._relations[part]

    def related(self, part: str, kind: str) -> str:
        """The name of the part that stands in this relation to `part`; '' if none does."""
        for relation in self.relations(part).values():
            if relation.kind.endswith("/" + kind) and not relation.external and relation.target in self.files:
                return relation.target
        return ""

    def relate(self, part: str, relation: Relation) -> str:
        """The id under which `part` refers so, entered if it does not yet."""
        known = self.relations(part)
        for number, one in known.items():
            if one == relation:
                return number
        number = next(name for count in range(len(known) + 1) if (name := f"rgOld{count + 1}") not in known)
        known[number] = relation
        name = _relations_of(part)
        root = self.tree(name)
        if root is None:
            root = self._trees[name] = etree.Element(f"{{{PACKAGE_RELATIONS}}}Relationships", nsmap=_PLAIN)
            self.files[name] = b""
        target = relation.target if relation.external else posixpath.relpath(relation.target, posixpath.dirname(part) or ".")
        entry = etree.SubElement(
            root, f"{{{PACKAGE_RELATIONS}}}Relationship", {"Id": number, "Type": relation.kind, "Target": target}
        )
        if relation.external:
            entry.set("TargetMode", "External")
        self.changed(name)
        return number

    def take(self, other: Package, name: str) -> str:
        """The name under which a part of another package stands in this one, with all it refers to; copied if need be."""
        key = (id(other), name)
        if key not in self._copied:
            content = other.files[name]
            inner = other.relations(name)
            twin = next((one for one in self.files if self.files[one] == content), None) if not inner else None
            if twin is None:
                twin = self._free(name)
                self._copied[key] = twin
                self.files[twin] = content
                self._enter_type(twin, other.content_type(name))
                if inner:
                    self.files[_relations_of(twin)] = etree.tostring(
                        _rerouted(other, name, self, twin), xml_declaration=True, encoding="UTF-8", standalone=True
                    )
            self._copied[key] = twin
        return self._copied[key]

    def take_as_is(self, other: Package, part: str, kind: str) -> None:
        """Copy the part that stands in this relation to `part` in another package, which this one has none of."""
        source = other.related(part, kind)
        if source:
            self.relate(part, Relation(KIND + kind, self.take(other, source), False))

    def content_type(self, part: str) -> str:
        """What the package says a part is."""
        root = self.tree(_TYPES)
        extension = part.rpartition(".")[2].lower()
        default = ""
        for one in root if root is not None else ():
            if one.get("PartName") == "/" + part:
                return str(one.get("ContentType"))
            if str(one.get("Extension", "")).lower() == extension:
                default = str(one.get("ContentType"))
        return default

    def packed(self) -> bytes:
        """The package as a file; parts that nobody changed are the same bytes as before."""
        for part in sorted(self._changed):
            self.files[part] = etree.tostring(self._trees[part], xml_declaration=True, encoding="UTF-8", standalone=True)
        return zipped([deflated(name, content) for name, content in self.files.items()])

    def _free(self, name: str) -> str:
        stem, dot, extension = name.rpartition(".")
        return next(
            one for count in range(len(self.files) + 1) if (one := f"{stem}Old{count + 1}{dot}{extension}") not in self.files
        )

    def _enter_type(self, part: str, content_type: str) -> None:
        root = self.tree(_TYPES)
        if root is not None and content_type and self.content_type(part) != content_type:
            etree.SubElement(root, f"{{{PACKAGE_TYPES}}}Override", {"PartName": "/" + part, "ContentType": content_type})
            self.changed(_TYPES)


def opened(content: bytes, name: str) -> Package:
    """The parts of a .docx. SourceError with `name` as the place when it is none, is damaged, holds macros or is a bomb."""
    with tempfile.TemporaryDirectory() as folder:
        # The guard reads from a file, because files are what it is asked about everywhere else.
        path = Path(folder) / "document.docx"
        path.write_bytes(content)
        try:
            with open_office_zip(path, "Word", ".docx") as archive:
                # A name that stands twice is read once, as the guard finds it.
                files = {one: member(archive, one, path) for one in archive.namelist() if not one.endswith("/")}
        except SourceError as error:
            raise SourceError(error.message, location=Location(name), hint=error.hint) from None
    package = Package(files, name)
    root = package.tree(DOCUMENT)
    if root is None:
        hint = "用 Word 或 WPS 另存为 .docx；Excel 数据表请连同文字稿放进草稿文件夹"
        raise SourceError("文件里没有正文，不是 Word 文件", location=Location(name), hint=hint)
    if root.find(W + "body") is None:
        hint = "用 Word 打开，另存为“Word 文档 (*.docx)”，不要选“严格 Open XML 文档”"
        raise SourceError("Word 文件的正文不是通常的格式", location=Location(name), hint=hint)
    return package


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def _absolute(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), target)).lstrip("/")


def _rerouted(source: Package, part: str, target: Package, new_part: str) -> etree._Element:
    """The relationships of a copied part, leading to copies of what they led to."""
    root = etree.Element(f"{{{PACKAGE_RELATIONS}}}Relationships", nsmap=_PLAIN)
    for number, relation in source.relations(part).items():
        attributes = {"Id": number, "Type": relation.kind, "Target": relation.target}
        if relation.external:
            attributes["TargetMode"] = "External"
        elif relation.target in source.files:
            attributes["Target"] = posixpath.relpath(target.take(source, relation.target), posixpath.dirname(new_part) or ".")
        else:
            continue
        etree.SubElement(root, f"{{{PACKAGE_RELATIONS}}}Relationship", attributes)
    return root
