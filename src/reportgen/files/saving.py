"""Writing files so that a person's work is never overwritten or half-written."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from ..model.errors import OutputError
from ..model.location import Location


def save(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write `content` beside `path` and rename it into place; the old file stays whole on failure."""
    import tempfile  # it loads much, and a check writes nothing

    location = Location(str(path))
    temporary = ""
    try:
        if path.is_dir():
            raise OutputError("这个名字已经是一个文件夹", location=location, hint="换一个文件名（-o）")
        if path.exists() and not overwrite:
            raise OutputError("文件已经存在，没有覆盖", location=location, hint="换一个名字，或加 --force 覆盖它")
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=".reportgen-", suffix=".part", dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)  # noqa: PTH105 - the tests make this very call fail
    except BaseException as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        if isinstance(error, OSError):
            raise OutputError(_reason(error), location=location, hint=_hint(error)) from error
        raise


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "磁盘满了，没有写成（原来的文件没有动）"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "没有权限写到这里（原来的文件没有动）"
    if error.errno == errno.ENAMETOOLONG:
        return "文件名太长，系统不接受"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "路径中间有一段是文件，不是文件夹"
    return f"写不进去（{error.strerror or error}）；原来的文件没有动"


def _hint(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "清理磁盘后再试，或用 -o 写到别的盘"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "如果文件正在 Word 或 WPS 里打开，请先关闭；或用 -o 写到别的文件夹"
    return "用 -o 换一个位置或名字"
