"""Several files of a person replaced together: all or none, the old ones kept beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..model.errors import OutputError
from ..model.location import Location
from .saving import save


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
