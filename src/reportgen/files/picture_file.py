"""What a picture file says of itself: its size, how it is meant to be turned, whether it is all there; why it cannot be used.

Read from the file's own marks; nothing is decoded, and no picture library is loaded.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import NamedTuple

SCREEN = 96
_DPI = range(72, 1201)  # what a scanner or a screen can have meant
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE[^>\[]*(?:\[.*?\])?[^>]*>\s*)?<(?:\w+:)?svg[\s>]",
    re.DOTALL,
)
_ORIENTATION = 0x0112
_INCH = 0.0254  # metres


class Measured(NamedTuple):
    """A picture's kind and size in pixels; `turned` when a camera marked it so, `cut` when its end is missing."""

    extension: str
    width: int
    height: int
    dpi: int = SCREEN
    turned: bool = False
    cut: bool = False
    cmyk: bool = False


def measure(content: bytes) -> Measured | None:
    """The marks of a PNG or JPEG; None for what is neither."""
    return _png(content) or _jpeg(content)


def looks_like_svg(content: bytes) -> bool:
    """Whether a file begins as an SVG drawing."""
    return _SVG.match(content[:4096]) is not None


def _png(content: bytes) -> Measured | None:
    if len(content) < 24 or content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", content[16:24])
    dpi, at, kind = SCREEN, 8, b""
    while at + 12 <= len(content) and kind != b"IEND":
        length = int.from_bytes(content[at : at + 4], "big")
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if zlib.crc32(kind + body) != int.from_bytes(content[at + 8 + length : at + 12 + length], "big"):
            break
        if kind == b"pHYs" and len(body) == 9 and body[8] == 1:
            dpi = _dpi(int.from_bytes(body[:4], "big") * _INCH)
        at += 12 + length
    return Measured("png", width, height, dpi, cut=kind != b"IEND" or at > len(content))


def _jpeg(content: bytes) -> Measured | None:
    if content[:3] != b"\xff\xd8\xff":
        return None
    at, dpi, turned = 2, SCREEN, False
    found: Measured | None = None
    while at + 9 < len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        body = content[at + 4 : at + 2 + length]
        if marker == 0xE0 and body[:5] == b"JFIF\0" and len(body) >= 10:
            dpi = _dpi(int.from_bytes(body[8:10], "big") * {1: 1.0, 2: 2.54}.get(body[7], 0))
        elif marker == 0xE1 and body[:6] == b"Exif\0\0":
            turned = _orientation(body[6:]) in range(2, 9)
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and len(body) >= 6:
            height, width = struct.unpack(">HH", body[1:5])
            found = Measured("jpeg", width, height, dpi, turned, cmyk=body[5] == 4)
        elif marker == 0xDA:
            break
        at += 2 + length
    # Within the image itself the end mark cannot occur: 0xFF is written as two bytes there.
    return found._replace(turned=turned, cut=content.find(b"\xff\xd9", at) < 0) if found else None


def _orientation(exif: bytes) -> int:
    """How a camera was held (TIFF tag 274): 1 is upright; 1 also where it is not said, or not legible."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    try:
        if order is None:
            return 1
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, start + 2 + 12 * number)
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        return 1
    return 1


def _dpi(said: float) -> int:
    return round(said) if round(said) in _DPI else SCREEN


class PictureProblem(Exception):
    """Why a picture cannot be used, and how to mend it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
