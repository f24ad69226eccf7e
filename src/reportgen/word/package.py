"""A .docx in memory, read and written by all: its parts by their relationships, and parts taken over from another one.

No part has a name that may be relied on: Word for the web writes word/document2.xml. Strict Open XML is read as
the usual one, whose namespaces take the place of its own as a part is unpacked.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree

from ..files.parts import STRICT, absolute, as_usual, relations_of
from ..files.xml import XmlProblem, as_part, parsed
from ..files.yaml import refuse_endless, unreadable
from ..files.zips import MAX_FILE, GuardedZip, deflated, member, office_zip, zipped
from ..model.errors import SourceError
from ..model.location import Location
from .names import KIND, PACKAGE_RELATIONS, PACKAGE_TYPES, W

TYPES, RELATIONS_OF_PACKAGE = "[Content_Types].xml", "_rels/.rels"
# The parts that hold what is printed, by their relationship to the main part.
EDGES, NOTES = ("header", "footer"), ("footnotes", "endnotes")
USUAL_MAIN = "word/document.xml"
_PLAIN: Any = {None: PACKAGE_RELATIONS}  # the prefix that is none, which the stubs do not know
_STRICT_SUFFIXES = (".xml", ".rels", ".vml")
_NO_DOCUMENT = "用 Word 或 WPS 另存为 .docx；Excel 数据表请连同文字稿放进草稿文件夹"
_SAVE_AGAIN = "用 Word 或 WPS 打开，另存为“Word 文档 (*.docx)”再试"


class Relation(NamedTuple):
    """What a part refers to: another part by its name, or an address outside."""

    kind: str
    target: str
    external: bool


class NoDocument(SourceError):
    """A package that holds no document of Word."""


class _Members(MutableMapping[str, bytes]):
    """The parts of a package by name, each unpacked within bounds when it is first asked for."""

    def __init__(self, archive: GuardedZip, name: str) -> None:
        self._archive = archive
        self._name = name
        # A name that stands twice is read once, as the guard finds it.
        self._read: dict[str, bytes | None] = {one: None for one in archive.namelist() if not one.endswith("/")}
        self._strict = False

    def read_as_strict(self) -> None:
        """Take every part for Strict Open XML, those too that have been read."""
        self._strict = True
        self._read = dict.fromkeys(self._read)

    def __getitem__(self, part: str) -> bytes:
        content = self._read[part]
        if content is None:
            content = member(self._archive, part, self._name)
            if self._strict and part.lower().endswith(_STRICT_SUFFIXES):
                content = as_usual(content)
            self._read[part] = content
        return content

    def __setitem__(self, part: str, content: bytes) -> None:
        self._read[part] = content

    def __delitem__(self, part: str) -> None:
        del self._read[part]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    def __contains__(self, part: object) -> bool:
        return part in self._read


class Package:
    """The parts of one .docx by name; trees that were asked for are written back with what was changed in them.

    `main` is the name of the part that holds the document.
    """

    def __init__(self, files: MutableMapping[str, bytes], name: str) -> None:
        self.files = files
        self.name = name
        self._trees: dict[str, etree._Element] = {}
        self._relations: dict[str, dict[str, Relation]] = {}
        self._copied: dict[tuple[int, str], str] = {}
        self._changed: set[str] = set()
        self._broken = ""
        self.main = ""
        # Programs that write no relationships write the usual name.
        self.main = self.related("", "officeDocument") or USUAL_MAIN

    @property
    def document(self) -> etree._Element:
        """The root of the main part."""
        root = self.tree(self.main)
        assert root is not None  # the package is not opened without it
        return root

    @property
    def body(self) -> etree._Element:
        """The body of the document. SourceError when there is none."""
        body = self.document.find(W + "body")
        if body is None:
            raise SourceError("Word 文件的正文不是通常的格式", location=Location(self.name), hint=_SAVE_AGAIN)
        return body

    def tree(self, part: str) -> etree._Element | None:
        """The root of an XML part; None where the package has no such part. SourceError when it is damaged."""
        if part not in self._trees:
            content = self.files.get(part)
            if content is None:
                return None
            try:
                self._trees[part] = parsed(content)
            except XmlProblem as problem:
                what = "正文" if part == self.main else f"部件 {part} "
                raise SourceError(f"Word 文件的{what}{problem}", location=Location(self.name)) from None
        return self._trees[part]

    def beside(self, kind: str) -> etree._Element | None:
        """The root of the part that stands in this relation to the main one: its styles, its numbering; None if none does."""
        part = self.related(self.main, kind)
        return self.tree(part) if part else None

    def changed(self, part: str) -> None:
        """Remember that the tree of a part was changed."""
        self._changed.add(part)

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by relationship id; '' is the package itself. What has no target leads nowhere."""
        if part not in self._relations:
            name = self.stored(relations_of(part))
            root = self.tree(name)
            found: dict[str, Relation] = {}
            for one in root.iterchildren("{*}Relationship") if root is not None else ():
                number, kind, target = (one.get(key) for key in ("Id", "Type", "Target"))
                if number is None or kind is None or target is None:
                    self._broken = name
                if target is None:
                    continue
                external = one.get("TargetMode") == "External"
                # One without a number still tells by its kind what it leads to; one without a kind, where.
                found[f"? {len(found)}" if number is None else str(number)] = Relation(
                    str(kind or ""), str(target) if external else self.stored(absolute(part, str(target))), external
                )
            self._relations[part] = found
        return self._relations[part]

    def related(self, part: str, kind: str) -> str:
        """The name of the part that stands in this relation to `part`; '' if none does."""
        return next(self.all_related(part, kind), "")

    def all_related(self, part: str, *kinds: str) -> Iterator[str]:
        """The names of the parts that stand in one of these relations to `part`."""
        endings = tuple("/" + kind for kind in kinds)
        for relation in self.relations(part).values():
            if relation.kind.endswith(endings) and not relation.external and relation.target in self.files:
                yield relation.target

    def outside(self) -> Iterator[Relation]:
        """Whatever lies outside the package and some part refers to; what cannot be read refers to nothing."""
        for name in [one for one in self.files if one.lower().endswith(".rels")]:
            with suppress(SourceError):
                root = self.tree(name)
                for one in root.iterchildren("{*}Relationship") if root is not None else ():
                    if one.get("TargetMode") == "External":
                        yield Relation(str(one.get("Type", "")), str(one.get("Target", "")), True)

    @cached_property
    def _folded(self) -> dict[str, str]:
        """The names that the package has, by what they are in small letters: case does not tell parts apart."""
        return {one.lower(): one for one in self.files}

    def stored(self, target: str) -> str:
        """The name that a part is stored under, which a target may spell in other letters or escaped."""
        if target in self.files:
            return target
        return self._folded.get(target.lower()) or self._folded.get(unquote(target).lower(), target)

    @property
    def printed(self) -> tuple[str, ...]:
        """The names of the parts that are printed: the main one, headers and footers, notes."""
        return tuple(dict.fromkeys((self.main, *self.all_related(self.main, *EDGES, *NOTES))))

    def relate(self, part: str, relation: Relation) -> str:
        """The id under which `part` refers so, entered if it does not yet."""
        known = self.relations(part)
        for number, one in known.items():
            if one == relation:
                return number
        number = next(name for count in range(len(known) + 1) if (name := f"rgOld{count + 1}") not in known)
        known[number] = relation
        name = self.stored(relations_of(part))
        root = self.tree(name)
        if root is None:
            root = self._trees[name] = etree.Element(f"{{{PACKAGE_RELATIONS}}}Relationships", nsmap=_PLAIN)
            self.files[name] = b""
        target = relation.target if relation.external else target_from(part, relation.target)
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
                    self.files[relations_of(twin)] = as_part(_rerouted(other, name, self, twin))
            self._copied[key] = twin
        return self._copied[key]

    def take_as_is(self, other: Package, kind: str) -> None:
        """Copy the part that stands in this relation to the main one of another package, which this one has none of."""
        source = other.related(other.main, kind)
        if source:
            self.relate(self.main, Relation(KIND + kind, self.take(other, source), False))

    def add(self, part: str, content: bytes, content_type: str, kind: str) -> str:
        """The name of a new part that stands in this relation to the main one; the name wished for, or one like it."""
        name = part if self.stored(part) not in self.files else self._free(part)
        self.files[name] = content
        self._enter_type(name, content_type)
        self.relate(self.main, Relation(KIND + kind, name, False))
        return name

    def content_type(self, part: str) -> str:
        """What the package says a part is."""
        root = self.tree(self.stored(TYPES))
        extension = part.rpartition(".")[2].lower()
        default = ""
        for one in root.iterchildren(etree.Element) if root is not None else ():
            if self.stored(str(one.get("PartName", "")).lstrip("/")) == part:
                return str(one.get("ContentType"))
            if str(one.get("Extension", "")).lower() == extension:
                default = str(one.get("ContentType"))
        return default

    def packed(self) -> bytes:
        """The package as a file; parts that nobody changed are the same bytes as before.

        SourceError when something in it refers to nowhere: Word would not open the copy.
        """
        if self._broken:
            message = f"Word 文件里各部件的关系已损坏（{self._broken} 里有一条缺编号、种类或目标）"
            hint = "用 Word 或 WPS 打开修复后，另存为 .docx 再试"
            raise SourceError(message, location=Location(self.name), hint=hint)
        for part in sorted(self._changed):
            self.files[part] = as_part(self._trees[part])
        return zipped([deflated(name, content) for name, content in self.files.items()])

    def _free(self, name: str) -> str:
        stem, dot, extension = name.rpartition(".")
        return next(
            one for count in range(len(self.files) + 1) if (one := f"{stem}Old{count + 1}{dot}{extension}") not in self.files
        )

    def _enter_type(self, part: str, content_type: str) -> None:
        root = self.tree(self.stored(TYPES))
        if root is not None and content_type and self.content_type(part) != content_type:
            etree.SubElement(root, f"{{{PACKAGE_TYPES}}}Override", {"PartName": "/" + part, "ContentType": content_type})
            self.changed(self.stored(TYPES))


def opened(content: bytes, name: str, *, macros: bool = False) -> Package:
    """The parts of a .docx, which messages call `name`.

    SourceError when it is none, is damaged, is a bomb, or holds macros and was not asked for with `macros`.
    """
    files = _Members(office_zip(content, name, "Word", ".docx", macros=macros), name)
    package = Package(files, name)
    if any(relation.kind.encode().startswith(STRICT) for relation in package.relations("").values()):
        files.read_as_strict()
        package = Package(files, name)
    if package.main not in files or not _is_word(package):
        raise NoDocument("文件里没有正文，不是 Word 文件", location=Location(name), hint=_NO_DOCUMENT)
    return package


def opened_file(path: Path) -> Package:
    """The parts of the .docx at `path`."""
    refuse_endless(path)
    try:
        if (size := path.stat().st_size) > MAX_FILE:
            raise SourceError(f"文件有 {size / 1e6:.0f} MB，不像一份年度报告", location=Location(str(path)))
        content = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    return opened(content, str(path))


def _is_word(package: Package) -> bool:
    """Whether the main part is a document's, not a workbook's."""
    return package.main == USUAL_MAIN or "wordprocessingml" in package.content_type(package.main)


def target_from(part: str, other: str) -> str:
    """How `part` names another part that it refers to."""
    return posixpath.relpath(other, posixpath.dirname(part) or ".")


def _rerouted(source: Package, part: str, target: Package, new_part: str) -> etree._Element:
    """The relationships of a copied part, leading to copies of what they led to."""
    root = etree.Element(f"{{{PACKAGE_RELATIONS}}}Relationships", nsmap=_PLAIN)
    for number, relation in source.relations(part).items():
        attributes = {"Id": number, "Type": relation.kind, "Target": relation.target}
        if relation.external:
            attributes["TargetMode"] = "External"
        elif relation.target in source.files:
            attributes["Target"] = target_from(new_part, target.take(source, relation.target))
        else:
            continue
        etree.SubElement(root, f"{{{PACKAGE_RELATIONS}}}Relationship", attributes)
    return root
