"""Where a .docx package keeps the build record: a custom XML part, which office programs carry along when they save."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ..files.raw_zip import Member, deflated
from ..files.zips import GuardedZip, chunks

NAMESPACE = "urn:reportgen:build-record"
_ITEM = re.compile(r"customXml/item\d*\.xml", re.IGNORECASE)
_NUMBER = re.compile(r"customXml/(?:_rels/)?item(?:Props)?(\d+)\.", re.IGNORECASE)
_HEAD = 4096
# An identity of the kind of part, not of the document: the same input gives the same bytes.
_STORE = "{5B0E3C52-7A41-4E0B-9C1D-2F6A8D94E713}"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class RecordSlot(NamedTuple):
    """The place of the record in one package: the number of its part, and whether the package names it already."""

    part: str
    number: int
    declared: bool

    def declared_in(self, name: str, text: str) -> str:
        """Content types and relationships with the record entered."""
        if self.declared:
            return text
        if name == "[Content_Types].xml":
            entries = (
                f'<Override PartName="/{self.part}" ContentType="application/xml"/>'
                f'<Override PartName="/customXml/itemProps{self.number}.xml" '
                'ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/>'
            )
            return text.replace("</Types>", f"{entries}</Types>")
        if name == "word/_rels/document.xml.rels":
            entry = f'<Relationship Id="rgRecord" Type="{_OFFICE}/relationships/customXml" Target="../{self.part}"/>'
            return text.replace("</Relationships>", f"{entry}</Relationships>")
        return text

    def members(self, text: str) -> list[Member]:
        """The record's own part, and those that go with it where the package has none yet.

        Without a record there are none, but that the part of a template's own record is emptied.
        """
        if not text and not self.declared:
            return []
        own = deflated(self.part, f'{_DECLARATION}<record xmlns="{NAMESPACE}">{text}</record>'.encode())
        if self.declared:
            return [own]
        properties = (
            f'{_DECLARATION}<ds:datastoreItem ds:itemID="{_STORE}" xmlns:ds="{_OFFICE}/customXml">'
            f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
        )
        relations = (
            f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/relationships/customXmlProps" Target="itemProps{self.number}.xml"/></Relationships>'
        )
        return [
            own,
            deflated(f"customXml/itemProps{self.number}.xml", properties.encode()),
            deflated(f"customXml/_rels/item{self.number}.xml.rels", relations.encode()),
        ]


def record_slot(members: Iterable[tuple[str, Member | None]]) -> RecordSlot:
    """The place for the record in a template's package.

    A template made out of a built document has that one's record, whose part is used again; the
    numbers of others are left to them.
    """
    taken = {0}
    for name, whole in members:
        if number := _NUMBER.match(name):
            taken.add(int(number[1]))
        if whole and _ITEM.fullmatch(name) and _names_us(zlib.decompress(whole.compressed, -15)):
            return RecordSlot(name, 0, declared=True)
    free = max(taken) + 1
    return RecordSlot(f"customXml/item{free}.xml", free, declared=False)


def find_record(archive: GuardedZip, path: Path, largest: int) -> str | None:
    """What stands in the record of a .docx; None where there is no record, or an empty one.

    ValueError when the part is no XML, or longer than `largest` bytes; SourceError as for any part.
    """
    from lxml import etree

    for name in filter(_ITEM.fullmatch, archive.namelist()):
        content = b""
        for piece in chunks(archive, name, path):
            content += piece
            if not _names_us(content) or len(content) > largest:
                break
        if not _names_us(content):
            continue
        if len(content) > largest:
            raise ValueError(f"{name} has more than {largest} bytes")
        try:
            root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except etree.XMLSyntaxError as error:
            raise ValueError(f"{name} is no XML") from error
        if len(root):
            raise ValueError(f"{name} holds more than text")
        return root.text
    return None


def _names_us(content: bytes) -> bool:
    return NAMESPACE.encode() in content[:_HEAD]
