"""Format packs: `format.yaml` read into a Format, refused when it is unsound.

Every message names file:line:column, because the maintainer is a user too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ..model.closest import closest
from ..model.errors import PackError, SourceError
from ..model.format import Format
from ..model.location import Location
from .located_yaml import compose, read_text
from .pack_reader import PackReader

DECLARATION = "format.yaml"
TEMPLATE = "template.docx"


def pack_folders() -> Iterator[Path]:
    """Every folder that holds a pack: REPORTGEN_FORMATS first, then those that are shipped."""
    roots = [Path(part) for part in os.environ.get("REPORTGEN_FORMATS", "").split(os.pathsep) if part]
    roots.append(shipped_packs())
    for root in roots:
        if (root / DECLARATION).is_file():
            yield root
        elif root.is_dir():
            yield from sorted(path.parent for path in root.glob(f"*/{DECLARATION}"))


def shipped_packs() -> Path:
    """The packs that come with reportgen: inside the wheel, or beside src in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent.parent / "templates"


def find_pack(name: str) -> Format:
    """The pack of this id, or in this folder."""
    return load_pack(pack_folder(name))


def pack_folder(name: str) -> Path:
    """Where the pack of this id lies, or this folder itself; PackError when there is no such pack."""
    folder = Path(name)
    if (folder / DECLARATION).is_file():
        return folder
    known = {path.name: path for path in reversed(list(pack_folders()))}
    if name in known:
        return known[name]
    close = closest(name, known, cutoff=0.4)
    raise PackError(
        f"没有名为“{name}”的格式",
        hint=(f"是不是“{close}”？" if close else "") + f"现有格式：{'、'.join(sorted(known))}",
    )


def pack_for_year(year: int) -> Format:
    """The form that reports of `year` are made in."""
    packs = [load_pack(folder) for folder in pack_folders()]
    for pack in packs:
        if year in pack.years:
            return pack
    listed = "；".join(f"{pack.id}（{pack.years}）" for pack in packs)
    raise PackError(f"没有适用于 {year} 年度的格式", hint=f"现有格式：{listed}")


def load_pack(folder: Path) -> Format:
    """Read and check the pack in `folder`; PackError lists everything that is wrong at once."""
    path = folder / DECLARATION
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        raise PackError("格式包里没有 format.yaml", location=Location(str(folder))) from None
    return _load(str(folder), stamp)


@lru_cache(maxsize=32)
def _load(folder: str, _stamp: int) -> Format:
    pack, problems = read_pack(Path(folder))
    if problems or pack is None:
        first, *rest = problems
        more = "".join(f"\n{location}：{message}" for location, message in rest)
        raise PackError(first[1] + more, location=first[0])
    return pack


def read_pack(folder: Path) -> tuple[Format | None, list[tuple[Location, str]]]:
    """The pack in `folder` and everything that is wrong with its format.yaml, each with its place."""
    path = folder / DECLARATION
    try:
        node = compose(read_text(path)[0], str(path))
    except SourceError as error:
        return None, [(error.location or Location(str(path)), error.message)]
    reader = PackReader(str(path))
    pack = reader.format(node, str(folder))
    return pack, reader.problems
