"""What a picture file says of itself: its size, how it is meant to be turned, whether it is all there; why it cannot be used.

Pillow reads its head, and is loaded only where a report has pictures; nothing is decoded. Its class
for each kind is asked directly, since `Image.open` refuses a big picture without telling its size.
"""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING, NamedTuple
from warnings import catch_warnings, simplefilter

if TYPE_CHECKING:
    from PIL.JpegImagePlugin import JpegImageFile

SCREEN = 96
_DPI = range(72, 1201)  # what a scanner or a screen can have meant
_SVG = re.compile(rb"<(?:\w{1,40}:)?svg[\s/>]")
_SVG_HEAD = 16_384  # bytes before the drawing itself
# What may stand before it, each with what ends it.
_BEFORE_SVG = ((b"<?", b"?>"), (b"<!--", b"-->"))
_PNG, _CHECKSUM = b"\x89PNG\r\n\x1a\n", 4
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_ORIENTATION = 0x0112
_TURNED = range(2, 9)
_PER_INCH = {1: 1.0, 2: 2.54}  # by the unit that a JPEG's head names


class Measured(NamedTuple):
    """A picture's kind and size in pixels, 0 × 0 where even that is damaged.

    `turned` when a camera marked it so, `cut` when its end is missing or it is damaged.
    """

    extension: str
    width: int
    height: int
    dpi: int = SCREEN
    turned: bool = False
    cut: bool = False
    cmyk: bool = False


def measure(content: bytes) -> Measured | None:
    """The marks of a PNG or JPEG; None for what is neither."""
    with catch_warnings():
        simplefilter("ignore")  # Pillow warns of what it mends in a camera's marks
        if content.startswith(_PNG):
            return _png(content)
        return _jpeg(content) if content.startswith(_JPEG) else None


def looks_like_svg(content: bytes) -> bool:
    """Whether a file begins as an SVG drawing: what may stand before it is passed over once, from the left."""
    head = content[:_SVG_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    while head.startswith(b"<"):
        if _SVG.match(head):
            return True
        end = next((end for start, end in _BEFORE_SVG if head.startswith(start)), b"")
        if head.startswith(b"<!DOCTYPE"):
            end = b"]" if 0 <= head.find(b"[") < head.find(b">") else b">"
        if not end:
            return False
        head = head.partition(end)[2].lstrip()
        if end == b"]":
            head = head.partition(b">")[2].lstrip()
    return False


def _png(content: bytes) -> Measured:
    from PIL.PngImagePlugin import PngImageFile

    stream = io.BytesIO(content)
    try:
        image = PngImageFile(stream)
    except (OSError, SyntaxError, ValueError):
        return Measured("png", 0, 0, cut=True)
    measured = Measured("png", *image.size, _dpi(image.info.get("dpi", (SCREEN,))[0]))
    try:
        image.verify()
    except (OSError, SyntaxError, IndexError):
        return measured._replace(cut=True)
    # Pillow is content with the beginning of the last part; its checksum may still be missing.
    return measured._replace(cut=len(content) < stream.tell() + _CHECKSUM)


def _jpeg(content: bytes) -> Measured | None:
    from PIL.JpegImagePlugin import JpegImageFile

    stream = io.BytesIO(content)
    try:
        image = JpegImageFile(stream)
    except (OSError, SyntaxError, ValueError) as error:
        # What has its end and still is none is of another kind, though it begins alike.
        cut = isinstance(error, OSError) or _JPEG_END not in content
        return Measured("jpeg", 0, 0, cut=True) if cut else None
    # Not Pillow's dpi: where the head says nothing it takes a camera's 72, which nobody has chosen.
    said = image.info.get("jfif_density", (0,))[0] * _PER_INCH.get(image.info.get("jfif_unit", 0), 0)
    # Pillow finds a missing end only by decoding it all. Within the image itself the end mark cannot
    # occur, 0xFF is written as two bytes there; and Pillow has read on to where that begins.
    cut = content.find(_JPEG_END, stream.tell()) < 0
    return Measured("jpeg", *image.size, _dpi(said), _is_turned(image), cut, image.mode == "CMYK")


def _is_turned(image: JpegImageFile) -> bool:
    """Whether a camera says that it was not held upright; what is not legible says nothing."""
    from PIL.Image import Exif

    exif = Exif()
    try:
        exif.load(image.info.get("exif", b""))
        return exif.get(_ORIENTATION) in _TURNED
    except (OSError, SyntaxError, ValueError, TypeError, struct.error):
        return False


def _dpi(said: float) -> int:
    return round(said) if round(said) in _DPI else SCREEN


class PictureProblem(Exception):
    """Why a picture cannot be used, and how to mend it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
