"""Where packs lie: beside a draft, in REPORTGEN_FORMATS, and in the program itself. A pack's id is its folder's name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ..model.errors import PackError

# The files of a pack.
DECLARATION, PROSE, CASES, TEMPLATE = "format.yaml", "prose.yaml", "cases.yaml", "template.docx"
VARIABLE = "REPORTGEN_FORMATS"
# A folder of packs beside a draft, or above it.
BESIDE = "formats"
_LONGEST = 200  # bytes of an id: it is the name of a folder


def pack_folders(beside: Path | None = None) -> Iterator[Path]:
    """Every folder that holds a pack, the nearest first; PackError when REPORTGEN_FORMATS names a folder that is not there."""
    for root in _roots(beside):
        yield from _packs_in(root)


def known_packs(beside: Path | None = None, *, near: Path | None = None, near_only: bool = False) -> dict[str, Path]:
    """Packs by id; of two with one id the nearer. `near` is a pack: those in the folders above it go before all."""
    known: dict[str, Path] = {}
    for root in _near(beside) if near_only and beside else _roots(beside, near):
        for folder in _packs_in(root):
            known.setdefault(folder.name, folder)
    return known


def find_folder(name: str, beside: Path | None = None, *, near: Path | None = None) -> Path | None:
    """The nearest folder of the pack with this id, beside a draft or above another pack (`near`)."""
    if name in ("", ".", "..") or len(name.encode()) > _LONGEST or any(sign in name for sign in "/\\:"):
        return None  # an id, never a path
    for root in _roots(beside, near):
        for folder in (root, root / name):
            if folder.name == name and (folder / DECLARATION).is_file():
                return folder
    return None


def shipped_packs() -> Path:
    """The packs that come with reportgen: inside the wheel, or beside src in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent.parent / "templates"


def is_shipped(folder: Path) -> bool:
    """Whether a pack came with the program."""
    return folder.resolve().parent == shipped_packs().resolve()


def _roots(beside: Path | None, near: Path | None = None) -> Iterator[Path]:
    if near is not None:
        # As far up as two packs for one draft can lie apart: below its formats, and in the folder above it.
        for up in ("..", "../..", "../../.."):
            above = Path(os.path.normpath(near / up))
            yield from (above, above / BESIDE)
    if beside is not None:
        yield from _near(beside)
    for part in os.environ.get(VARIABLE, "").split(os.pathsep):
        if part:
            root = Path(part)
            if not root.is_dir():
                raise PackError(
                    f"环境变量 {VARIABLE} 里的文件夹“{part}”不存在",
                    hint="改正路径，或从这个变量里删去它；几个文件夹用系统的路径分隔符隔开",
                )
            yield root
    yield shipped_packs()


def _near(draft: Path) -> Iterator[Path]:
    above = Path(os.path.normpath(draft / ".."))
    yield from (draft, draft / BESIDE, above, above / BESIDE)


def _packs_in(root: Path) -> Iterator[Path]:
    """The pack that a folder is, or those in it."""
    if (root / DECLARATION).is_file():
        yield root
    elif root.is_dir():
        try:
            yield from sorted(path.parent for path in root.glob(f"*/{DECLARATION}"))
        except OSError:
            return  # a folder above the draft that we may not look into
