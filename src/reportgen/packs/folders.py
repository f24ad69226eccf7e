"""Where packs lie: beside a draft, in REPORTGEN_FORMATS, and in the program itself. A pack's id is its folder's name.

The ids of the packs that come with the program are theirs alone: a folder that somebody laid beside a draft, or above
it, must never say in silence what the official tables are.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..model.errors import PackError

# The files of a pack.
DECLARATION, PROSE, CASES, TEMPLATE = "format.yaml", "prose.yaml", "cases.yaml", "template.docx"
# What is written wrong, in whatever form: it may lie wherever packs may, and in a pack.
WORDS = "words.yaml"
# The rooms that read packs: what they read at an earlier start holds as long as they are the same.
READERS = tuple(Path(__file__).parent.parent / room for room in ("packs", "files", "text", "model"))
VARIABLE = "REPORTGEN_FORMATS"
# A folder of packs beside a draft, or above it.
BESIDE = "formats"
_LONGEST = 200  # bytes of an id: it is the name of a folder


def pack_folders(beside: Path | None = None) -> Iterator[Path]:
    """Every folder that holds a pack, the nearest first; PackError when REPORTGEN_FORMATS names a folder that is not there."""
    for root in roots_of(beside):
        yield from _packs_in(root)


def known_packs(beside: Path | None = None, *, near: Path | None = None, near_only: bool = False) -> dict[str, Path]:
    """Packs by id; of two with one id the nearer, but a shipped one before all. `near` is a pack: those in the folders above it go first."""
    known: dict[str, Path] = {}
    for root in _near(beside) if near_only and beside else roots_of(beside, near):
        for folder in _packs_in(root):
            if not is_impostor(folder):
                known.setdefault(folder.name, folder)
    return known


def impostors(beside: Path | None = None) -> list[Path]:
    """The folders beside a draft, or in REPORTGEN_FORMATS, that are called like a shipped pack: they are not used."""
    roots = (root for root in roots_of(beside) if root != shipped_packs())
    return [folder for root in roots for folder in _packs_in(root) if is_impostor(folder)]


def is_impostor(folder: Path) -> bool:
    """Whether a folder is called like a shipped pack, as a person or a file system reads it, and is not that pack."""
    return plain_id(folder.name) in _shipped_ids() and not is_shipped(folder)


def plain_id(name: str) -> str:
    """An id as those file systems and persons take it that tell no capital from a small letter, no full width from half."""
    return unicodedata.normalize("NFKC", name).casefold()


@cache
def _shipped_ids() -> frozenset[str]:
    return frozenset(plain_id(folder.name) for folder in _packs_in(shipped_packs()))


def find_folder(name: str, beside: Path | None = None, *, near: Path | None = None) -> Path | None:
    """The shipped pack with this id, or else the nearest folder of one, beside a draft or above another pack (`near`)."""
    if name in ("", ".", "..") or len(os.fsencode(name)) > _LONGEST or any(sign in name for sign in "/\\:"):
        return None  # an id, never a path
    for root in roots_of(beside, near):
        for folder in (_called(root), root / name):
            if folder.name == name and (folder / DECLARATION).is_file() and not is_impostor(folder):
                return folder
    return None


@cache
def shipped_packs() -> Path:
    """The packs that come with reportgen: inside the wheel, or beside src in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent.parent / "templates"


def is_shipped(folder: Path) -> bool:
    """Whether a pack came with the program."""
    if folder.parent == shipped_packs():
        return True
    real = folder.resolve()
    return real.parent == shipped_packs().resolve() and real.name == folder.name


def roots_of(beside: Path | None, near: Path | None = None) -> Iterator[Path]:
    """The folders where packs may lie, the nearest first; `near` is a pack: the folders above it go before all."""
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


def _called(root: Path) -> Path:
    """A folder by its name, which is the id of the pack that it may be: not by the way there, as `.` or `..`."""
    return root.resolve() if root.name in ("", "..") and (root / DECLARATION).is_file() else root


def _packs_in(root: Path) -> Iterator[Path]:
    """The pack that a folder is, or those in it."""
    if (root / DECLARATION).is_file():
        yield _called(root)
    elif root.is_dir():
        try:
            yield from sorted(path.parent for path in root.glob(f"*/{DECLARATION}"))
        except OSError:
            return  # a folder above the draft that we may not look into
