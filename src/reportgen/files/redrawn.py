"""Pictures that are drawn anew: an SVG as PNG for programs that know no SVG, a photograph upright as its camera marked it.

Word has shown SVG since 2016, with the PNG beside it; WPS and older ones show the PNG. The drawing
is done by resvg (`pip install "reportgen[svg]"`).
"""

from __future__ import annotations

import io
import re
from warnings import catch_warnings, simplefilter

from lxml import etree
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile, get_sampling

from .picture_file import SCREEN, PictureProblem, measure
from .xml import PARSER

MAX_SVG = 2_000_000
_SIDE = 2000  # pixels of the longer side: sharp in print
_FORBIDDEN = frozenset({"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "animate", "set"})
_OWN = re.compile(r"\s*(?:#|data:image/(?:png|jpeg);base64,)")
_ADDRESS = re.compile(r"url\(\s*['\"]?(?!#)|@import", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px|pt|mm|cm|in)?\s*")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_SAVE = "用浏览器或画图软件打开，另存为 PNG"


def drawn(content: bytes, name: str) -> tuple[bytes, int]:
    """The drawing as PNG, and how many of its pixels make an inch. PictureProblem says why it cannot be used."""
    if len(content) > MAX_SVG:
        raise PictureProblem(f"图片“{name}”有 {len(content) / 1e6:.0f} MB，SVG 超过 {MAX_SVG // 1_000_000} MB", _SAVE)
    try:
        root = etree.fromstring(content, PARSER)
    except etree.XMLSyntaxError:
        raise PictureProblem(f"图片“{name}”不是完整的 SVG", _SAVE) from None
    if reason := "自己定义了实体" if b"<!ENTITY" in content else _not_by_itself(root):
        raise PictureProblem(f"图片“{name}”里{reason}，为安全起见不能用", _SAVE)
    wide, tall = _size(root)
    if not (wide > 0 and tall > 0 and max(wide, tall) / min(wide, tall) < 100):
        raise PictureProblem(f"图片“{name}”没有写明大小", _SAVE)
    try:
        import resvg_py
    except ImportError:
        hint = f'{_SAVE}；或者安装转换程序：pip install "reportgen[svg]"'
        raise PictureProblem(f"图片“{name}”是 SVG，这台电脑上没有装转换它的程序", hint) from None
    try:
        png = bytes(resvg_py.svg_to_bytes(svg_string=etree.tostring(root).decode(), width=round(wide * _SIDE / max(wide, tall))))
    except ValueError as error:
        raise PictureProblem(f"图片“{name}”画不出来", _SAVE) from error
    measured = measure(png)
    if measured is None:
        raise PictureProblem(f"图片“{name}”画不出来", _SAVE)
    return png, max(round(measured.width / wide * SCREEN), 1)


def _not_by_itself(root: etree._Element) -> str:
    """What in a drawing runs, or leads to other files; '' when there is nothing of the kind."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            if element.tag is not etree.Comment:
                return "有处理指令"
            continue
        tag = etree.QName(element).localname
        if tag in _FORBIDDEN:
            return f"有 {tag}"
        for key, value in element.attrib.items():
            attribute = etree.QName(key).localname
            if attribute.lower().startswith("on"):
                return "有脚本"
            if (attribute == "href" and tag != "a" and not _OWN.match(str(value))) or _ADDRESS.search(str(value)):
                return "引用了别的文件或网址"
        if tag == "style" and _ADDRESS.search(element.text or ""):
            return "引用了别的文件或网址"
    return ""


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
