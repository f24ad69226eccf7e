"""Versions of files kept in a git repository, read through the git program."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ..model.errors import OutputError, SourceError
from ..model.location import Location

# A draft has a handful of files; more than this is some other folder.
_MOST_FILES, _MOST_BYTES = 500, 200_000_000
_SECONDS = 60


class Revision(NamedTuple):
    """A path in a commit: `HEAD~1:reports/2024`."""

    source: str
    commit: str
    path: str


def revision_of(source: str) -> Revision | None:
    """What `revision:path` names; None where it is not so written, or no such revision is known."""
    name, colon, path = source.partition(":")
    if not colon or not name or not path or name.startswith("-") or len(name) == 1 or shutil.which("git") is None:
        return None
    found = _run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode:
        return None
    return Revision(source, found.stdout.decode().strip(), path.replace(os.sep, "/").rstrip("/"))


def extracted(revision: Revision, folder: Path) -> Path:
    """The file or folder of a revision, written below `folder`. SourceError when the commit has no such path."""
    prefix = _run("rev-parse", "--show-prefix").stdout.decode().strip()
    path = os.path.normpath(f"{prefix}{revision.path}").replace(os.sep, "/")
    if path.startswith(".."):
        raise SourceError("只能写这个 git 仓库里面的文件", location=Location(revision.source))
    listed = _run("ls-tree", "-r", "-l", "-z", "--full-tree", revision.commit, "--", "." if path == "." else path)
    entries = [entry.decode("utf-8", "surrogateescape") for entry in listed.stdout.split(b"\0") if entry]
    files = [(about.split(), name) for about, _, name in (entry.partition("\t") for entry in entries)]
    blobs = [(about[2], int(about[3]), name) for about, name in files if about[0].startswith("100")]
    if not blobs:
        raise SourceError(
            "这个版本里没有这个文件或文件夹",
            location=Location(revision.source),
            hint="用 git log 看是哪一次提交；路径从当前文件夹写起",
        )
    if len(blobs) > _MOST_FILES or sum(size for _, size, _ in blobs) > _MOST_BYTES:
        raise SourceError("这个文件夹太大，不像一份草稿", location=Location(revision.source), hint="写到草稿文件夹这一层")
    for blob, _, name in blobs:
        inside = PurePosixPath(name).relative_to(PurePosixPath(path).parent if path != "." else ".")
        if ".." in inside.parts or inside.is_absolute():
            continue  # git itself refuses such names
        written = folder / inside
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_bytes(_run("cat-file", "blob", blob).stdout)
    return folder / PurePosixPath(path).name if path != "." else folder


def configured(key: str, value: str | None) -> None:
    """Set a key of the repository's own configuration, or with None remove it and what stands beside it in its section."""
    done = _run("config", "--local", key, value) if value is not None else _run("config", "--local", "--unset-all", key)
    if done.returncode and value is not None:
        raise OutputError(f"git 的设置写不进去：{done.stderr.decode(errors='replace').strip()}")


def attributes_file() -> Path:
    """The attributes file of this repository that is nobody's but this clone's. OutputError outside a repository."""
    if shutil.which("git") is None:
        raise OutputError("没有找到 git 程序", hint="先安装 git")
    found = _run("rev-parse", "--git-path", "info/attributes")
    if found.returncode:
        raise OutputError("当前文件夹不在 git 仓库里", hint="进到存放年报草稿的 git 仓库再运行")
    return Path(found.stdout.decode().strip())


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    # core.quotepath off: Chinese names as they are. Only words of ours and checked names of revisions are passed on.
    return subprocess.run(  # noqa: S603
        ["git", "-c", "core.quotepath=off", *arguments],  # noqa: S607
        capture_output=True,
        check=False,
        timeout=_SECONDS,
        stdin=subprocess.DEVNULL,
    )
