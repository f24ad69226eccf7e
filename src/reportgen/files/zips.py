"""Opening Office files that come from anywhere: what kind it is, how big it may become, no entities; and writing a zip without packing again.

The bytes depend on the members only: fixed times, fixed order.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ..model.errors import SourceError
from ..model.location import Location
from .yaml import refuse_endless, unreadable

MAX_MEMBERS = 3000
MAX_MEMBER_BYTES = 64_000_000
MAX_BYTES = 160_000_000
MAX_FILE = 100_000_000  # a file as it lies on the disk
_CHUNK = 1 << 18
_WRITTEN_WHEN = "docProps/core.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = (
    (b"%PDF", "PDF"),
    (b"<", "网页"),
    (b"\xff\xd8", "图片"),
    (b"\x89PNG", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z", "7z 压缩包"),
)
# Whatever zipfile raises at a zip that is damaged, encrypted or packed in a way it does not know: at opening or at reading.
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TIME, _DATE = 0, 0x21  # 1980-01-01 00:00, the earliest a zip can say
_UTF8, _DEFLATED, _VERSION = 0x800, 8, 20


class GuardedZip(zipfile.ZipFile):
    """A zip that remembers how much has been unpacked from it; what some write with \\ in names stands there with /."""

    unpacked = 0

    def __init__(self, file: Path | BinaryIO) -> None:
        super().__init__(file)
        for entry in self.infolist():
            if "\\" in entry.filename:
                entry.filename = entry.filename.replace("\\", "/")
                self.NameToInfo.setdefault(entry.filename, entry)


def open_office_zip(path: Path, kind: str, suffix: str) -> GuardedZip:
    """Open an Office file as a zip; SourceError says in plain words what else it is.

    `kind` names the program for the messages (Excel, Word), `suffix` the ending to save as.
    """
    location = Location(str(path))
    refuse_endless(path)
    try:
        with path.open("rb") as stream:
            _recognise(stream, location, kind, suffix)
    except OSError as error:
        raise unreadable(path, error) from error
    return _opened(path, location, kind, suffix)


def office_zip(content: bytes, name: str, kind: str, suffix: str, *, macros: bool = False) -> GuardedZip:
    """The same for a file held in memory, called `name` in messages; with `macros` also one that holds some."""
    location = Location(name)
    stream = io.BytesIO(content)
    _recognise(stream, location, kind, suffix)
    return _opened(stream, location, kind, suffix, macros=macros)


def _recognise(stream: BinaryIO, location: Location, kind: str, suffix: str) -> None:
    """SourceError when a file is no zip."""
    save_as = _save_as(kind, suffix)
    start = stream.read(8)
    if start == _OLE:
        rest = stream.read(8_000_000)
        if _ENCRYPTED in rest:
            raise SourceError(
                "文件设了打开密码，读不出内容",
                location=location,
                hint="在“文件—信息—保护”里取消密码后重新保存",
            )
        raise SourceError(f"这是旧版（97-2003）格式的文件，不是 {suffix}", location=location, hint=save_as)
    if not start:
        raise SourceError(
            "文件是空的（0 字节）",
            location=location,
            hint="从备份恢复" + ("，或用 reportgen new 重新生成" if kind == "Excel" else ""),
        )
    if not start.startswith(b"PK"):
        looks = next((what for sign, what in _KINDS if start.startswith(sign)), f"{kind} 不认识的内容")
        if looks.startswith(kind) and _is_text(start):
            looks = "文本（如 CSV）"
        raise SourceError(f"这不是 {suffix} 文件，里面是{looks}", location=location, hint=save_as)


def _save_as(kind: str, suffix: str) -> str:
    return f"用 {kind} 或 WPS 打开，选“另存为”，类型选 {suffix}"


def _opened(file: Path | BinaryIO, location: Location, kind: str, suffix: str, *, macros: bool = False) -> GuardedZip:
    try:
        archive = GuardedZip(file)
    except BROKEN_ZIP:
        raise SourceError(
            "文件已损坏（压缩结构不完整）", location=location, hint=f"重新复制一份；或用 {kind}、WPS 打开修复后另存"
        ) from None
    members = archive.infolist()
    if (size := sum(one.compress_size for one in members)) > MAX_FILE:
        raise SourceError(f"文件有 {size / 1e6:.0f} MB，不像正常的 {kind} 文件", location=location)
    if len(members) > MAX_MEMBERS:
        raise SourceError(f"文件里有 {len(members)} 个部件，不像正常的 {kind} 文件", location=location)
    if not macros and any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise SourceError("文件带有宏，为安全起见不读取", location=location, hint=_save_as(kind, suffix))
    return archive


def chunks(archive: GuardedZip, name: str, path: Path | str) -> Iterator[bytes]:
    """The bytes of one member, bounded: a bomb or a broken stream is a SourceError."""
    location = Location(str(path))
    total = 0
    try:
        with archive.open(name) as stream:
            while piece := stream.read(_CHUNK):
                total += len(piece)
                archive.unpacked += len(piece)
                if total > MAX_MEMBER_BYTES or archive.unpacked > MAX_BYTES:
                    raise SourceError(
                        f"文件解压后异常庞大（读到 {name} 时超过了上限）",
                        location=location,
                        hint="多半是整行整列设了格式：把有用的表格复制到新文件里再保存",
                    )
                yield piece
    except KeyError:
        raise SourceError(f"文件缺少部件 {name}，已损坏", location=location) from None
    except BROKEN_ZIP:
        raise SourceError(f"文件已损坏（{name} 解不开）", location=location) from None


def member(archive: GuardedZip, name: str, path: Path | str) -> bytes:
    """A whole member, under the same bound."""
    return b"".join(chunks(archive, name, path))


def guarded_bytes(path: Path, kind: str, suffix: str) -> bytes:
    """The whole Office file, once it is known what it is and that it can be unpacked within bounds."""
    with open_office_zip(path, kind, suffix) as archive:
        for name in archive.namelist():
            for _ in chunks(archive, name, path):
                pass  # looked at for its size only
    return path.read_bytes()


def same_parts(one: bytes, other: bytes) -> bool:
    """Whether two files are the same; two zips also where they differ in nothing but when they were written."""
    if one == other or not one.startswith(b"PK"):
        return one == other
    found = []
    for content in (one, other):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found.append([(each.filename, each.CRC) for each in archive.infolist() if each.filename != _WRITTEN_WHEN])
        except BROKEN_ZIP:
            return False
    return found[0] == found[1]


def _is_text(start: bytes) -> bool:
    return all(byte >= 0x20 or byte in b"\t\r\n" for byte in start)


# -- members as they are -----------------------------------------------------------------------------


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


def unpacked(member: Member) -> bytes:
    """The content of a member."""
    return zlib.decompress(member.compressed, -15)


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
