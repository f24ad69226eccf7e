"""Versions of files kept in a git repository, read through the git program.

A repository may come from anybody, and its configuration can name programs. Nothing of it runs here:
what is asked of git reads the objects that are there, fetches none, and starts nothing else.
"""

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
# Older versions know only some of these. No protocol at all: a missing object is else fetched by whatever
# command the repository names.
_CLOSED = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ASKPASS": "",
    "GIT_PAGER": "",
    "GIT_EDITOR": ":",
    "GIT_EXTERNAL_DIFF": "",
}
_OPTIONS = (
    "--no-pager",
    *("-c", "core.quotepath=off"),  # Chinese names as they are
    *("-c", "protocol.allow=never"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.alternateRefsCommand="),
    *("-c", "credential.helper="),
)


class Revision(NamedTuple):
    """A path in a commit: `HEAD~1:reports/2024`."""

    source: str
    commit: str
    path: str


def revision_of(source: str) -> Revision | None:
    """What `revision:path` names; None where it is not so written, or no such revision is known."""
    name, colon, path = source.partition(":")
    if not colon or not name or not path or name.startswith("-") or len(name) == 1 or not _program():
        return None
    found = _run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode:
        return None
    return Revision(source, os.fsdecode(found.stdout).strip(), path.replace(os.sep, "/").rstrip("/"))


def extracted(revision: Revision, folder: Path) -> Path:
    """The file or folder of a revision, written below `folder`. SourceError when the commit has no such path."""
    prefix = os.fsdecode(_run("rev-parse", "--show-prefix").stdout).removesuffix("\n")
    path = os.path.normpath(f"{prefix}{revision.path}").replace(os.sep, "/")
    if path.startswith("..") or Path(path).is_absolute():
        raise SourceError("只能写这个 git 仓库里面的文件", location=Location(revision.source))
    blobs = _blobs(revision, "." if path == "." else path)
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
        content = _run("cat-file", "blob", blob)
        if content.returncode:
            raise _incomplete(revision)
        written.write_bytes(content.stdout)
    return folder / PurePosixPath(path).name if path != "." else folder


def _blobs(revision: Revision, path: str) -> list[tuple[str, int, str]]:
    """The files below a path: what git calls their contents, how big they are, their names."""
    listed = _run("ls-tree", "-r", "-l", "-z", "--full-tree", revision.commit, "--", path)
    entries = [os.fsdecode(entry) for entry in listed.stdout.split(b"\0") if entry]
    files = [(about.split(), name) for about, _, name in (entry.partition("\t") for entry in entries)]
    kept = [(about, name) for about, name in files if about[0].startswith("100")]
    # git tells no size of what it does not have, or ends there.
    if listed.returncode or not all(len(about) == 4 and about[3].isdigit() for about, _ in kept):
        raise _incomplete(revision)
    return [(about[2], int(about[3]), name) for about, name in kept]


def _incomplete(revision: Revision) -> SourceError:
    return SourceError(
        "这个版本的文件有的不在本机的仓库里，读不全",
        location=Location(revision.source),
        hint="仓库可能只下载了一部分，或者已损坏。来源可靠的，先用 git 下载完整（如 git clone 整个仓库）再试",
    )


def configured(key: str, value: str | None) -> None:
    """Set a key of the repository's own configuration, or with None remove it and what stands beside it in its section."""
    done = _run("config", "--local", key, value) if value is not None else _run("config", "--local", "--unset-all", key)
    if done.returncode and value is not None:
        raise OutputError(f"git 的设置写不进去：{done.stderr.decode(errors='replace').strip()}")


def attributes_file() -> Path:
    """The attributes file of this repository that is nobody's but this clone's. OutputError outside a repository."""
    if not _program():
        raise OutputError("没有找到 git 程序", hint="先安装 git")
    found = _run("rev-parse", "--git-path", "info/attributes")
    if found.returncode:
        raise OutputError("当前文件夹不在 git 仓库里", hint="进到存放年报草稿的 git 仓库再运行")
    return Path(os.fsdecode(found.stdout).removesuffix("\n"))


def _program() -> str:
    """The git of this computer, '' where there is none; never one that lies in the folder we stand in, where Windows looks first."""
    found = shutil.which("git") or ""
    return found if Path(found).is_absolute() else ""


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    # Only words of ours and checked names of revisions are passed on.
    try:
        return subprocess.run(  # noqa: S603
            [_program(), *_OPTIONS, *arguments],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **_CLOSED},
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"git 用了 {_SECONDS} 秒还没有答复，已停止", hint="仓库太大，或者已损坏；用 git fsck 看看") from None
