"""A zip written from members that are already compressed: what does not change is not packed again.

The bytes depend on the members only: fixed times, fixed order.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import BinaryIO, NamedTuple

_TIME, _DATE = 0, 0x21  # 1980-01-01 00:00, the earliest a zip can say
_UTF8, _DEFLATED, _VERSION = 0x800, 8, 20


class Member(NamedTuple):
    """One file of the zip, deflated."""

    name: str
    compressed: bytes
    crc: int
    size: int


def deflated(name: str, content: bytes) -> Member:
    """`content` packed as the member `name`."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Member(name, packer.compress(content) + packer.flush(), zlib.crc32(content), len(content))


def members_of(stream: BinaryIO) -> dict[str, tuple[Member, bytes]]:
    """Every file of a zip, as it will be copied and as plain bytes, in its order."""
    with zipfile.ZipFile(stream) as archive:
        contents = {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
    return {name: (deflated(name, content), content) for name, content in contents.items()}


def zipped(members: list[Member]) -> bytes:
    """The zip file holding `members` in this order."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        name = member.name.encode()
        common = struct.pack(
            "<HHHHHIIIHH",
            _VERSION, _UTF8, _DEFLATED, _TIME, _DATE, member.crc, len(member.compressed), member.size, len(name), 0,
        )  # fmt: skip
        local = b"PK\x03\x04" + common + name
        directory.append(b"PK\x01\x02" + struct.pack("<H", _VERSION) + common + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name)
        parts += (local, member.compressed)
        offset += len(local) + len(member.compressed)
    size = sum(map(len, directory))
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(members), len(members), size, offset, 0)
    return b"".join((*parts, *directory, end))
