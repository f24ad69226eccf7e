"""The property parts of a built .docx: title, author, and the digest that tells a later edit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from ..files.zips import Member, deflated, member, office_zip
from ..model.errors import SourceError
from .names import CORE_PROPERTIES, KIND, NAMESPACES, WORD_TYPE, XML_DECLARATION, declared, escape

_RECORD = "docProps/custom.xml"
_LARGEST_RECORD = 1_000_000
PROPERTY_PARTS = (
    (
        "docProps/core.xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        CORE_PROPERTIES,
    ),
    (
        "docProps/app.xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        KIND + "extended-properties",
    ),
    (
        "docProps/custom.xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        KIND + "custom-properties",
    ),
)

OWN_PARTS = tuple(part for part, _, _ in PROPERTY_PARTS)


def name_own_parts(texts: dict[str, str]) -> None:
    """Make the package name our three property parts, whatever the template had."""
    types, relations = texts["[Content_Types].xml"], texts["_rels/.rels"]
    # What was a .dotx makes documents, and says so.
    types = types.replace(f"{WORD_TYPE}.template.main+xml", f"{WORD_TYPE}.document.main+xml")
    for part, kind, relation in PROPERTY_PARTS:
        types = re.sub(rf'<Override [^>]*PartName="/{part}"[^>]*/>', "", types)
        relations = re.sub(rf'<Relationship [^>]*Target="/?{part}"[^>]*/>', "", relations)
        identifier = "rg" + part.rpartition("/")[2].partition(".")[0]
        types = types.replace("</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')
        relations = relations.replace(
            "</Relationships>", f'<Relationship Id="{identifier}" Type="{relation}" Target="{part}"/></Relationships>'
        )
    texts["[Content_Types].xml"], texts["_rels/.rels"] = types, relations


def property_parts(title: str, agency: str, members: list[Member]) -> list[Member]:
    """Title and author of the document, and the digest that tells whether it was edited since."""
    described = {
        "docProps/core.xml": (
            f"{XML_DECLARATION}<cp:coreProperties {declared('cp', 'dc')}>"
            f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(agency)}</dc:creator>"
            f"<cp:lastModifiedBy>{escape(agency)}</cp:lastModifiedBy><dc:language>zh-CN</dc:language></cp:coreProperties>"
        ),
        "docProps/app.xml": (
            f'{XML_DECLARATION}<Properties xmlns="{NAMESPACES["ep"]}">'
            f"<Application>reportgen</Application><Company>{escape(agency)}</Company></Properties>"
        ),
    }
    whole = [*members, *(deflated(name, content.encode()) for name, content in described.items())]
    digest = _digest((member.name, member.crc, member.size) for member in whole)
    record = (
        f'{XML_DECLARATION}<Properties xmlns="{NAMESPACES["op"]}" {declared("vt")}>'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="reportgen.sha256">'
        f"<vt:lpwstr>{digest}</vt:lpwstr></property></Properties>"
    )
    return [*whole, deflated(_RECORD, record.encode())]


def built_unchanged(content: bytes) -> bool:
    """Whether a .docx still is what was built: its parts match the digest it carries."""
    try:
        with office_zip(content, "", "Word", ".docx", macros=True) as archive:
            if archive.getinfo(_RECORD).file_size > _LARGEST_RECORD:
                return False
            record = member(archive, _RECORD, "").decode()
            parts = [(entry.filename, entry.CRC, entry.file_size) for entry in archive.infolist()]
    except (SourceError, KeyError, UnicodeDecodeError):
        return False  # not a zip, not ours, truncated: whatever it is, it is not what was built
    return _digest(parts) in record


def _digest(parts: Iterable[tuple[str, int, int]]) -> str:
    """A digest of all parts but the one that records it, from their names, checksums and sizes."""
    listed = sorted(f"{name} {crc:08x} {size}" for name, crc, size in parts if name != _RECORD)
    return hashlib.sha256("\n".join(listed).encode()).hexdigest()
