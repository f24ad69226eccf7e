"""A photograph turned upright as its camera marked it, at its own quality."""

from __future__ import annotations

import io
from warnings import catch_warnings, simplefilter

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile, get_sampling

from .picture_file import SCREEN
from .picture_problem import PictureProblem


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
