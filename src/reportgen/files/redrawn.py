"""Pictures that are drawn anew: an SVG as PNG for programs that know no SVG, a photograph upright as its camera marked it.

Word has shown SVG since 2016, with the PNG beside it; WPS and older ones show the PNG. The drawing
is done by resvg (`pip install "reportgen[svg]"`), in a process of its own: masks in masks and wide blurs
take it hours, or end it.
"""

from __future__ import annotations

import io
import re
from importlib.util import find_spec
from typing import NamedTuple
from warnings import catch_warnings, simplefilter

from lxml import etree

from .child import Stopped, limited
from .drawings import DrawingProblem, cleaned
from .picture_file import SCREEN, PictureProblem, measure
from .xml import PARSER

MAX_SVG = 2_000_000
_SIDE = 2000  # pixels of the longer side: sharp in print
# A second is much for a drawing; the rest is for a slow computer.
_SECONDS, _MEGABYTES = 10, 1_500
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px|pt|mm|cm|in)?\s*")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_SAVE = "用浏览器或画图软件打开，另存为 PNG"


class Drawn(NamedTuple):
    """A drawing as it goes into a document: itself, the same in pixels, and how many of these make an inch."""

    vector: bytes
    png: bytes
    dpi: int


def drawn(content: bytes, name: str) -> Drawn:
    """The drawing as PNG beside the drawing. PictureProblem says why it cannot be used."""
    if len(content) > MAX_SVG:
        raise PictureProblem(f"图片“{name}”有 {len(content) / 1e6:.0f} MB，SVG 超过 {MAX_SVG // 1_000_000} MB", _SAVE)
    if b"<!ENTITY" in content:
        raise PictureProblem(f"图片“{name}”里自己定义了实体，为安全起见不能用", _SAVE)
    try:
        root, vector = cleaned(etree.fromstring(content, PARSER))
    except etree.XMLSyntaxError:
        raise PictureProblem(f"图片“{name}”不是完整的 SVG", _SAVE) from None
    except DrawingProblem as problem:
        raise PictureProblem(f"图片“{name}”里{problem}，为安全起见不能用", _SAVE) from None
    wide, tall = _size(root)
    if not (wide > 0 and tall > 0 and max(wide, tall) / min(wide, tall) < 100):
        raise PictureProblem(f"图片“{name}”没有写明大小", _SAVE)
    if find_spec("resvg_py") is None:
        hint = f'{_SAVE}；或者安装转换程序：pip install "reportgen[svg]"'
        raise PictureProblem(f"图片“{name}”是 SVG，这台电脑上没有装转换它的程序", hint)
    width = round(wide * _SIDE / max(wide, tall))
    try:
        png = limited(f"{__name__}:in_pixels", b"%d\n%b" % (width, vector), seconds=_SECONDS, megabytes=_MEGABYTES)
    except Stopped as stopped:
        raise PictureProblem(f"图片“{name}”画不出来：{stopped}", _SAVE) from None
    measured = measure(png)
    if measured is None:
        raise PictureProblem(f"图片“{name}”画不出来", _SAVE)
    return Drawn(vector, png, max(round(measured.width / wide * SCREEN), 1))


def in_pixels(job: bytes) -> bytes:
    """In a process of its own: the drawing behind the first line, as PNG as many pixels wide as that says; b'' where it cannot be drawn."""
    import resvg_py

    width, _, drawing = job.partition(b"\n")
    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=drawing.decode(), width=int(width)))
    except ValueError:
        return b""


def _size(root: etree._Element) -> tuple[float, float]:
    """Width and height in pixels of a screen: as said, or those of what is shown of the drawing."""
    said = [_LENGTH.fullmatch(str(root.get(side, ""))) for side in ("width", "height")]
    if said[0] and said[1]:
        wide, tall = (float(one[1]) * _PIXELS[one[2] or ""] for one in said if one)
        return wide, tall
    box = re.split(r"[\s,]+", str(root.get("viewBox", "")).strip())
    try:
        return float(box[2]), float(box[3])
    except (IndexError, ValueError):
        return 0, 0


# -- photographs -------------------------------------------------------------------------------------


def upright(content: bytes, name: str) -> bytes:
    """The JPEG `content`, turned; nothing of its camera's marks is kept. PictureProblem when it cannot be read."""
    from PIL import Image, ImageOps
    from PIL.JpegImagePlugin import JpegImageFile, get_sampling

    try:
        with catch_warnings():
            simplefilter("ignore")  # Pillow warns of what it mends in a camera's marks
            with JpegImageFile(io.BytesIO(content)) as image:
                sampling = get_sampling(image)
                written = io.BytesIO()
                ImageOps.exif_transpose(image).save(
                    written,
                    "JPEG",
                    qtables=image.quantization,
                    subsampling=sampling if sampling >= 0 else "4:2:0",
                    icc_profile=image.info.get("icc_profile"),
                    dpi=image.info.get("dpi", (SCREEN, SCREEN)),
                    exif=b"",
                )
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureProblem(f"图片“{name}”转正方向时读不出来", "用画图打开，另存为 JPG") from error
    return written.getvalue()
