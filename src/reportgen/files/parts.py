"""The parts of an Office file by their relationships, read as a stream: no part has a name that may be relied on.

expat instead of lxml: what only reads a workbook does not load that.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

from ..model.errors import SourceError
from ..model.location import Location
from .zips import GuardedZip, chunks, member

TYPES = "[Content_Types].xml"
# In front of the names of Strict Open XML, and of the usual ones.
STRICT, _USUAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/%s/2006/"


class Enough(Exception):
    """Raised by a handler that has seen what it looks for: the rest of the part is not read."""


class Relation(NamedTuple):
    """What a part refers to in the package: `kind` without the address in front, `target` as it is stored."""

    kind: str
    target: str


class Parts:
    """The parts of one opened Office file, `path` in messages."""

    def __init__(self, archive: GuardedZip, path: Path | str) -> None:
        self.archive = archive
        self.path = path
        self._relations: dict[str, dict[str, Relation]] = {}
        self.names = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}

    @cached_property
    def _folded(self) -> dict[str, str]:
        """The names by what they are in small letters: case does not tell parts apart."""
        return {name.lower(): name for name in reversed(self.names)}

    def stored(self, target: str) -> str:
        """The name that a part is stored under, which a target may spell in other letters or escaped; '' for none."""
        if target in self.names:
            return target
        return self._folded.get(target.lower()) or self._folded.get(unquote(target).lower(), "")

    def main(self, usual: str) -> str:
        """The part that the file is about; '' where there is none."""
        return self.related("", "officeDocument", usual)

    def relations(self, part: str) -> Mapping[str, Relation]:
        """What a part refers to in the package, by relationship id; '' is the package itself."""
        if part not in self._relations:
            found: dict[str, Relation] = {}

            def start(tag: str, attributes: dict[str, str]) -> None:
                if tag.rpartition(":")[2] == "Relationship" and attributes.get("TargetMode") != "External":
                    target = self.stored(absolute(part, attributes.get("Target", "")))
                    if target:
                        kind = attributes.get("Type", "").rpartition("/")[2]
                        found[attributes.get("Id", f"? {len(found)}")] = Relation(kind, target)

            name = self.stored(relations_of(part))
            if name:
                self.parse(name, StartElementHandler=start)
            self._relations[part] = found
        return self._relations[part]

    def related(self, part: str, kind: str, usual: str = "") -> str:
        """The first part that stands in this relation to `part`, or else has the `usual` name; '' if none does."""
        found = next((one.target for one in self.relations(part).values() if one.kind == kind), "")
        return found or self.stored(usual)

    def read(self, part: str) -> bytes:
        """A whole part, under the bounds of all that is unpacked."""
        return member(self.archive, part, self.path)

    def parse(self, part: str, **handlers: Any) -> None:
        """Stream a part of XML to expat's handlers, until one raises Enough."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        for handler, function in handlers.items():
            setattr(parser, handler, function)
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            for piece in chunks(self.archive, part, self.path):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except Enough:
            pass
        except (expat.ExpatError, ValueError, LookupError):  # the latter two: an encoding that expat does not know
            raise SourceError(
                f"文件已损坏（{part} 不是完整的 XML）",
                location=Location(str(self.path)),
                hint="用 Excel 或 WPS 打开修复后另存",
            ) from None

    def _refuse(self, *_: object) -> None:
        raise SourceError("文件里带有 XML 实体声明，可能有恶意，不读取", location=Location(str(self.path)))


def relations_of(part: str) -> str:
    """The name of the part that says what `part` refers to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def absolute(part: str, target: str) -> str:
    """The name of the part that `part` calls `target`."""
    return posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), target.replace("\\", "/"))).lstrip("/")


def as_usual(content: bytes) -> bytes:
    """A part of a Strict Open XML package with the namespaces, kinds and markers of the usual one."""
    for named, usual in ((b"extendedProperties", b"extended-properties"), (b"customProperties", b"custom-properties")):
        for place in (b"", b"relationships/"):
            content = content.replace(STRICT + b"officeDocument/" + place + named, _USUAL % b"officeDocument" + place + usual)
    return re.sub(
        re.escape(STRICT) + rb"(\w+)/|\s\w+:conformance=\"strict\"",
        lambda found: _USUAL % found[1] if found[1] else b"",
        content,
    )
