"""Pictures of a draft: only from inside its folder, only kinds that Word shows, with their size."""

from __future__ import annotations

import struct
from pathlib import Path, PurePosixPath, PureWindowsPath

from ..model.report import Picture

MAX_BYTES = 10_000_000
MAX_SIDE = 20_000


class PictureProblem(Exception):
    """Why a picture cannot be used, and how to mend it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def read_picture(folder: Path, name: str) -> Picture:
    """The picture `name`, relative to the draft's `folder`. PictureProblem says why not."""
    path = _inside(folder, name)
    try:
        if path.is_dir():
            raise PictureProblem(f"“{name}”是文件夹，不是图片", "写上图片的文件名，如 images/会议.png")
        size = path.stat().st_size
        content = path.read_bytes() if 0 < size <= MAX_BYTES else b""
    except FileNotFoundError:
        raise PictureProblem(f"没有图片“{name}”", "检查文件名和大小写；图片放在草稿的 images 文件夹里") from None
    except OSError as error:
        raise PictureProblem(f"图片“{name}”读不出来（{error.strerror}）", "换一个文件") from None
    if not content:
        shown = "是空文件" if size == 0 else f"有 {size / 1e6:.0f} MB，超过 {MAX_BYTES // 1_000_000} MB"
        raise PictureProblem(f"图片“{name}”{shown}", "压缩或重新导出图片")
    return picture_of(content, name)


def picture_of(content: bytes, name: str) -> Picture:
    """A picture from what its file holds; `name` is told where it is none. PictureProblem says why not."""
    measured = _png(content) or _jpeg(content)
    if measured is None:
        raise PictureProblem(f"“{name}”不是 PNG 或 JPG 图片", "用画图打开，另存为 PNG 或 JPG")
    extension, width, height = measured
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise PictureProblem(f"图片“{name}”的尺寸 {width}×{height} 不正常", "重新导出图片")
    return Picture(content, extension, width, height)


def _inside(folder: Path, name: str) -> Path:
    if not name:
        raise PictureProblem("没有写图片的文件名", "写成 ![图名](images/文件名.png)")
    outside = PictureProblem(f"图片“{name}”不在草稿文件夹里，不能引用", "把图片复制到草稿的 images 文件夹里再引用")
    windows = PureWindowsPath(name)
    if (
        "://" in name
        or name.startswith("data:")
        or windows.drive
        or windows.root
        or PurePosixPath(name).is_absolute()
        or "\0" in name
    ):
        raise outside
    root = folder.resolve()
    try:
        path = (root / name.replace("\\", "/")).resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        raise outside from None
    if not path.is_relative_to(root):
        raise outside
    return path


def _png(content: bytes) -> tuple[str, int, int] | None:
    if len(content) < 24 or content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", content[16:24])
    return "png", width, height


def _jpeg(content: bytes) -> tuple[str, int, int] | None:
    if content[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while at + 9 < len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return "jpeg", width, height
        at += 2 + length
    return None
