"""Writing files so that a person's work is never overwritten or half-written, the mark by which our own are known, and a file's digest.

A .docx has its own (word/properties.py).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from zlib import crc32

from ..model.errors import OutputError
from ..model.location import Location

UNFINISHED = ".reportgen-"  # begins the name of what is being written
# Whose it is: the computer, the process; what a database keeps beside its file has a name of its own.
_WRITTEN = re.compile(re.escape(UNFINISHED) + r"(?:([0-9a-f]{8})-(\d{1,10})-)?\w+\.part(?:-journal|-wal|-shm)?")
_A_DAY = 24 * 60 * 60
_FULL, _FORBIDDEN = (errno.ENOSPC, errno.EDQUOT), (errno.EACCES, errno.EPERM, errno.EROFS)
_PAGE_MARK = re.compile(rb"<!-- reportgen sha256 ([0-9a-f]{64}) -->\n\Z")
_PDF_MARK = re.compile(rb"%reportgen sha256 ([0-9a-f]{64})\n")
_PDF_END = b"startxref"


# -- all or none -------------------------------------------------------------------------------------


def save(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write one file; the old one stays whole on failure."""
    save_all({path: content}, replacing=(path,) if overwrite else ())


@contextlib.contextmanager
def written_in_pieces(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Where a file that is too large for the memory is written, by whom it is asked; it takes the name when all is in it, else nothing is there."""
    import tempfile

    with _told(path):
        _refuse_others(path, (path,) if overwrite else ())
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        descriptor, name = tempfile.mkstemp(prefix=_own_prefix(), suffix=".part", dir=path.parent)
        os.close(descriptor)
        temporary = Path(name)
        try:
            yield temporary
            temporary.chmod(0o644)
            _rename(temporary, path)
        except BaseException:
            _remove((temporary,))
            raise


def save_all(contents: Mapping[Path, bytes], *, replacing: Collection[Path] = (), backup: bool = False) -> tuple[Path, ...]:
    """Write all these files or none; with `backup` the old ones are kept beside them as .bak, under the names that come back.

    Every file is written to its end under a temporary name before the first takes its place. A file
    that is there already is replaced only where it is one of `replacing`. OutputError when one of
    them cannot be written; then all are as they were.
    """
    new: dict[Path, Path] = {}
    old: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            with _told(path):
                _refuse_others(path, replacing)
                path.parent.mkdir(parents=True, exist_ok=True)
                new[path] = _written_beside(path, content)
                # One file alone takes its place or does not: its old one needs no copy.
                if (backup or len(contents) > 1) and path.is_file():
                    old[path] = _written_beside(path, path.read_bytes())
        for path, copy in old.items() if backup else ():
            with _told(path):
                kept = _backup(path)
                _rename(copy, kept)
                old[path] = kept
        for path, complete in new.items():
            with _told(path):
                _rename(complete, path)
    except BaseException:
        _take_back(new, old)
        raise
    if not backup:
        _remove(old.values())
        return ()
    return tuple(old.values())


def save_folder(
    folder: Path, contents: Mapping[str, bytes], *, folders: Collection[str] = (), replacing: Collection[str] = ()
) -> None:
    """Write a folder with these files and empty `folders`, or nothing: a new one takes its name when all is in it.

    Where there is such a folder already the files are written as `save_all` does; `replacing` names those that may be there.
    """
    import shutil
    import tempfile

    if folder.exists():
        save_all({folder / name: content for name, content in contents.items()}, replacing=[folder / name for name in replacing])
        for name in folders:
            (folder / name).mkdir(exist_ok=True)
        return
    with _told(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder.parent)
        temporary = Path(tempfile.mkdtemp(prefix=_own_prefix(), suffix=".part", dir=folder.parent))
        try:
            for name in folders:
                (temporary / name).mkdir(parents=True)
            for name, content in contents.items():
                path = temporary / name
                with _told(folder / name):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    _rename(_written_beside(path, content), path)
            temporary.chmod(0o755)
            _rename(temporary, folder)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise


def move_folder(folder: Path, new: Path) -> None:
    """Give a folder another name beside it. OutputError where something has that name, or the system refuses."""
    if new.exists() and not new.samefile(folder):  # the same where only capitals differ, on some systems
        raise OutputError("已经有这个名字的文件夹或文件，没有改名", location=Location(new.name), hint="换一个名字")
    try:
        folder.rename(new)
    except OSError as error:
        raise OutputError(
            f"没有改成名（{cause(error)}）", location=Location(folder.name), hint="关闭正在用它的程序再试"
        ) from error


@lru_cache(maxsize=256)  # once for a folder: some hold thousands of files, of which each is written by itself
def _sweep(folder: Path) -> None:
    """Take away what was being written in a folder by those who were killed; what somebody may still be writing stays.

    Of this computer's processes one can see which are gone; of others what nobody has touched for a day is left over.
    """
    import shutil

    with contextlib.suppress(OSError):
        for one in [one for one in folder.iterdir() if one.name.startswith(UNFINISHED)]:
            whose = _WRITTEN.fullmatch(one.name)
            if whose is None or not (_is_gone(whose[1], whose[2]) or _is_old(one)):
                continue
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one, ignore_errors=True)
            else:
                _remove((one,))


def _own_prefix() -> str:
    return f"{UNFINISHED}{_computer()}-{os.getpid()}-"


def _computer() -> str:
    return f"{crc32(os.uname().nodename.encode(errors='replace')) if os.name == 'posix' else 0:08x}"


def _is_gone(computer: str | None, process: str) -> bool:
    """Whether a process of this computer has ended; Windows would end the one that is asked after."""
    if os.name != "posix" or computer != _computer():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _is_old(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return time.time() - path.lstat().st_mtime > _A_DAY
    return False


def _refuse_others(path: Path, replacing: Collection[Path]) -> None:
    location = Location(str(path))
    if path.is_dir():
        raise OutputError("这个名字已经是一个文件夹", location=location, hint="换一个文件名（-o）")
    if path.exists() and path not in replacing:
        raise OutputError("文件已经存在，没有覆盖", location=location, hint="换一个名字，或加 --force 覆盖它")


def _written_beside(path: Path, content: bytes) -> Path:
    """`content` in a file of its own in the folder of `path`, to its end and on the disk."""
    import tempfile  # it loads much, and a check writes nothing

    _sweep(path.parent)
    descriptor, name = tempfile.mkstemp(prefix=_own_prefix(), suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
    except BaseException:
        _remove((temporary,))
        raise
    return temporary


def _rename(source: Path, target: Path) -> None:
    os.replace(source, target)  # noqa: PTH105 - the tests make this very call fail


def _backup(path: Path) -> Path:
    """A name for the old file that no older one has."""
    names = (path.with_name(f"{path.name}.bak{count or ''}") for count in range(1000))
    found = next((name for name in names if not name.exists()), None)
    if found is None:
        raise OutputError("旧文件留得太多了，没有写", location=Location(str(path)), hint="删去不要的 .bak 文件再试")
    return found


def _take_back(new: Mapping[Path, Path], old: Mapping[Path, Path]) -> None:
    """Everything as it was: what took its place already has no temporary name any more.

    That needs no room on the disk. A copy that cannot be put back is somebody's work: it is kept and told.
    """
    lost: dict[Path, Path] = {}
    alone = len(new) == 1 and not old  # in its place it is all that was to be written, and there is no way back
    for path in [path for path, complete in new.items() if not complete.exists() and not alone]:
        if path not in old:
            _remove((path,))
            continue
        try:
            _rename(old[path], path)
        except OSError:
            lost[path] = old[path]
    _remove(new.values())
    _remove(copy for copy in old.values() if copy not in lost.values())
    for path, copy in lost.items():
        message = f"写到一半出错，原来的文件没能放回去，它的内容在“{copy.name}”里"
        raise OutputError(message, location=Location(str(path)), hint=f"把“{copy.name}”改名为“{path.name}”")


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink()


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system refuses, in the words of a clerk."""
    try:
        yield
    except OSError as error:
        raise OutputError(_reason(error), location=Location(str(path)), hint=_hint(error)) from error


def cause(error: OSError) -> str:
    """Why the system refuses, in few words: 磁盘满了."""
    if error.errno in _FULL:
        return "磁盘满了"
    if error.errno in _FORBIDDEN:
        return "没有权限，或者正在别的程序里打开"
    return "名字太长" if error.errno == errno.ENAMETOOLONG else error.strerror or str(error)


def _reason(error: OSError) -> str:
    if error.errno in _FULL:
        return "磁盘满了，没有写成（原来的文件没有动）"
    if error.errno in _FORBIDDEN:
        return "没有权限写到这里（原来的文件没有动）"
    if error.errno == errno.ENAMETOOLONG:
        return "文件名太长，系统不接受"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "路径中间有一段是文件，不是文件夹"
    return f"写不进去（{error.strerror or error}）；原来的文件没有动"


def _hint(error: OSError) -> str:
    if error.errno in _FULL:
        return "清理磁盘后再试，或用 -o 写到别的盘"
    if error.errno in _FORBIDDEN:
        return "如果文件正在 Word 或 WPS 里打开，请先关闭；或用 -o 写到别的文件夹"
    return "用 -o 换一个位置或名字"


# -- our own mark ------------------------------------------------------------------------------------


def marked_page(html: str) -> bytes:
    """The page with its mark, which is its last line."""
    content = html.encode(errors="replace")  # names of files may hold what is no text
    return content + b"<!-- reportgen sha256 " + _digest(content) + b" -->\n"


def marked_pdf(content: bytes) -> bytes:
    """The PDF with its mark, in front of the line that tells where its table of objects is: that stands further up."""
    before, end, after = content.rpartition(_PDF_END)
    return before + b"%reportgen sha256 " + _digest(content) + b"\n" + end + after


def unchanged(content: bytes) -> bool:
    """Whether a page or a PDF still is what was written."""
    mark = _PAGE_MARK.search(content) or next(_PDF_MARK.finditer(content), None)
    return mark is not None and _digest(content[: mark.start()] + content[mark.end() :]) == mark[1]


def digest_of(path: Path) -> str:
    """SHA-256 of a file as it is now; '' for one that cannot be read."""
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _digest(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode()
