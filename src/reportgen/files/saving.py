"""Writing files so that a person's work is never overwritten or half-written, and the mark by which our own are known.

A .docx has its own (word/properties.py).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from ..model.errors import OutputError
from ..model.location import Location

_PAGE_MARK = re.compile(rb"<!-- reportgen sha256 ([0-9a-f]{64}) -->\n\Z")
_PDF_MARK = re.compile(rb"%reportgen sha256 ([0-9a-f]{64})\n")
_PDF_END = b"startxref"


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


# -- our own mark ------------------------------------------------------------------------------------


def marked_page(html: str) -> bytes:
    """The page with its mark, which is its last line."""
    content = html.encode()
    return content + b"<!-- reportgen sha256 " + _digest(content) + b" -->\n"


def marked_pdf(content: bytes) -> bytes:
    """The PDF with its mark, in front of the line that tells where its table of objects is: that stands further up."""
    before, end, after = content.rpartition(_PDF_END)
    return before + b"%reportgen sha256 " + _digest(content) + b"\n" + end + after


def unchanged(content: bytes) -> bool:
    """Whether a page or a PDF still is what was written."""
    mark = _PAGE_MARK.search(content) or next(_PDF_MARK.finditer(content), None)
    return mark is not None and _digest(content[: mark.start()] + content[mark.end() :]) == mark[1]


def _digest(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode()


# -- several files together --------------------------------------------------------------------------


def replace_all(contents: Mapping[Path, bytes]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write all files or none: those written, and where the old ones are kept, beside them as .bak.

    OutputError when one of them cannot be written; then all are as they were.
    """
    old = {path: path.read_bytes() for path in contents if path.exists()}
    backups: list[Path] = []
    made: list[Path] = []
    try:
        for path, content in old.items():
            backup = _backup(path)
            save(backup, content)
            backups.append(backup)
        for path, content in contents.items():
            save(path, content, overwrite=path in old)
            made.append(path)
    except BaseException:
        for path in made:
            if path in old:
                save(path, old[path], overwrite=True)
            else:
                path.unlink()
        for backup in backups:
            backup.unlink()
        raise
    return tuple(made), tuple(backups)


def _backup(path: Path) -> Path:
    """A name for the old file that no older one has."""
    names = (path.with_name(f"{path.name}.bak{count or ''}") for count in range(1000))
    found = next((name for name in names if not name.exists()), None)
    if found is None:
        raise OutputError("旧文件留得太多了，没有写", location=Location(str(path)), hint="删去不要的 .bak 文件再试")
    return found
