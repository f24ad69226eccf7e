"""Pictures of a draft: only from inside its folder, only kinds that Word shows, with their size."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

from ..model.report import Picture
from .picture_file import Measured, PictureProblem, looks_like_svg, measure

MAX_BYTES = 10_000_000
MAX_SIDE = 20_000
MAX_PIXELS = 80_000_000
__all__ = ["PictureProblem", "picture_of", "read_picture"]


def read_picture(folder: Path, name: str) -> Picture:
    """The picture `name`, relative to the draft's `folder`. PictureProblem says why not."""
    path = _inside(folder, name)
    try:
        if path.is_dir():
            raise PictureProblem(f"“{name}”是文件夹，不是图片", "写上图片的文件名，如 images/会议.png")
        if path.exists() and not path.is_file():
            raise PictureProblem(f"“{name}”不是文件（是管道、设备一类）", "换成真正的图片文件")
        size = path.stat().st_size
        content = path.read_bytes() if 0 < size <= MAX_BYTES else b""
    except FileNotFoundError:
        raise PictureProblem(f"没有图片“{name}”", "检查文件名和大小写；图片放在草稿的 images 文件夹里") from None
    except OSError as error:
        raise PictureProblem(f"图片“{name}”读不出来（{error.strerror}）", "换一个文件") from None
    if not content:
        if size == 0:
            raise PictureProblem(f"图片“{name}”是空文件", "重新复制或下载这张图片")
        shown = f"有 {size / 1e6:.0f} MB，超过 {MAX_BYTES // 1_000_000} MB"
        raise PictureProblem(f"图片“{name}”{shown}", "压缩或重新导出图片")
    _check_usable(content, name)
    return picture_of(content, name)


def picture_of(content: bytes, name: str) -> Picture:
    """A picture from what its file holds; `name` is told where it is none. PictureProblem says why not.

    A photograph that its camera marks as turned is turned upright: Word does not look at the mark.
    """
    if looks_like_svg(content):
        from .redrawn import drawn

        vector, fallback, dpi = drawn(content, name)
        return picture_of(fallback, name)._replace(vector=vector, dpi=dpi)
    measured = _measured(content, name)
    if measured.turned:
        from .redrawn import upright

        return picture_of(upright(content, name), name)
    return Picture(content, measured.extension, measured.width, measured.height, measured.dpi)


def _measured(content: bytes, name: str) -> Measured:
    measured = measure(content)
    if measured is None:
        raise PictureProblem(f"“{name}”不是 PNG、JPG 或 SVG 图片", "用画图打开，另存为 PNG 或 JPG")
    if measured.cut and not measured.width:
        raise _incomplete(name)
    if not (
        0 < measured.width <= MAX_SIDE and 0 < measured.height <= MAX_SIDE and measured.width * measured.height <= MAX_PIXELS
    ):
        raise PictureProblem(f"图片“{name}”的尺寸 {measured.width}×{measured.height} 不正常", "重新导出图片，宽度两三千像素就够")
    return measured


def _check_usable(content: bytes, name: str) -> None:
    """PictureProblem for what opens, but would be shown wrongly or not to its end."""
    if looks_like_svg(content):
        return
    measured = _measured(content, name)
    if measured.cut:
        raise _incomplete(name)
    if measured.cmyk:
        raise PictureProblem(f"图片“{name}”用的是印刷的颜色（CMYK），很多程序显示不对", "用画图打开，另存为 PNG 或 JPG")


def _incomplete(name: str) -> PictureProblem:
    return PictureProblem(f"图片“{name}”不完整，多半没有复制完或没有下载完", "重新复制或下载这张图片")


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
