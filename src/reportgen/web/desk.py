"""Who is asking, and for which draft: decided here and nowhere else; and the earlier states of a draft that one can go back to.

Beside those it is kept of which state a document was made, since going back makes an old document the latest again.

Today one person sits at one machine. An office server would tell its visitors apart here.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ..files.saving import save, save_folder
from ..model.draft import NARRATIVE, WORD_TEXT, WORKBOOK
from ..model.errors import OutputError, ReportgenError, SourceError
from ..model.location import Location
from ..reports.beside import is_draft, text_of

# Where a draft's earlier states lie, in the draft itself; how many there are, and how far apart in seconds.
KEPT = ".reportgen"
# There: of each document that was made here its own stamp, and the digest of the draft that it was made of.
_MADE = "made.json"
# By which names the draft went before.
_FORMER = "former.json"
# And the totals that somebody pasted and that did not come out, by Ref.
_TOTALS = "totals.json"
_MOST, _APART = 60, 120
_STAMP = "%Y%m%d-%H%M%S-%f"
# So deep below the folder drafts are looked for, and so many entries of a folder are looked at.
_DEEP, _WIDE = 2, 500


class Visitor(NamedTuple):
    """Who is asking."""

    name: str = ""


class Earlier(NamedTuple):
    """A state of a draft that one can go back to: when it was kept, where it lies, and which of its files differ from those of now."""

    stamp: str
    when: datetime
    folder: Path
    files: tuple[str, ...]


class Desk:
    """A folder with drafts in it; nothing outside of it is ever read or written."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._kept: dict[tuple[Path, str], float] = {}

    def drafts(self, visitor: Visitor) -> list[str]:
        """The drafts there are, as paths from the folder; `.` is the folder itself."""
        del visitor
        return sorted(self.name_of(folder) for folder in self._below(self.root, _DEEP))

    def draft(self, visitor: Visitor, name: str) -> Path:
        """The folder of a draft. SourceError for one that is not there, or not inside."""
        folder = self.place(visitor, name)
        if not is_draft(folder):
            folder = self._renamed(visitor, name) or folder
        if not is_draft(folder):
            raise SourceError(f"没有这份草稿：{name}", hint="回到“开始”，看看有哪些草稿")
        for one in (WORKBOOK, NARRATIVE, WORD_TEXT, KEPT):
            self.inside(folder / one)
        return folder

    def inside(self, path: Path) -> Path:
        """A file or a folder of a draft. SourceError where it is a link that leads out of here."""
        if path.is_symlink() and not path.resolve().is_relative_to(self.root):
            raise SourceError(
                f"“{path.name}”指到文件夹外面去了", location=Location(path.name), hint="它是一个链接：换成真正的文件或文件夹"
            )
        return path

    def holds(self, folder: Path, named: str) -> bool:
        """Whether what is named from a folder on, there or not, is inside."""
        return "\0" not in named and (folder / named).resolve().is_relative_to(self.root)

    def place(self, visitor: Visitor, name: str) -> Path:
        """A folder inside, there or not. SourceError for one that is not inside."""
        del visitor
        hidden = any(part.startswith(".") and part != "." for part in Path(name).parts)
        folder = self.root if "\0" in name else (self.root / name).resolve()
        if "\0" in name or hidden or not folder.is_relative_to(self.root):
            raise SourceError("这个名称指到文件夹外面去了", hint="只用文件夹里面的名称")
        return folder

    def went_by(self, folder: Path, name: str) -> None:
        """Remember that a draft had this name: a window that is still open at it goes on with the draft."""
        former = [*self._former(folder), name]
        _remember(folder, _FORMER, {"names": [one for one in dict.fromkeys(former) if one != self.name_of(folder)]})

    def _renamed(self, visitor: Visitor, name: str) -> Path | None:
        """The draft that once went by a name that none has now."""
        for other in self.drafts(visitor):
            folder = self.root / other
            for former in self._former(folder):
                if name == former or name.startswith(f"{former}/"):
                    return self.place(visitor, other + name[len(former) :])
        return None

    @staticmethod
    def _former(folder: Path) -> list[str]:
        names = _remembered(folder, _FORMER).get("names", [])
        return [str(one) for one in names] if isinstance(names, list) else []

    def name_of(self, folder: Path) -> str:
        """What a folder inside is called."""
        return folder.relative_to(self.root).as_posix()

    def _below(self, folder: Path, deep: int) -> Iterator[Path]:
        if is_draft(folder):
            yield folder
        if not deep:
            return
        try:
            inside = sorted(folder.iterdir())[:_WIDE]
        except OSError:
            return
        for one in inside:
            if one.is_dir() and not one.is_symlink() and not one.name.startswith("."):
                yield from self._below(one, deep - 1)

    # -- earlier states -------------------------------------------------------------------------------

    def keep(self, folder: Path, contents: Mapping[str, bytes], *, always: bool = False) -> str:
        """Keep the files as they stand before these contents take their place, and say under which stamp.

        Of what is typed not more than one state in a while is kept, '' between; `always` what can be undone by itself.
        """
        now = time.monotonic()
        old = {
            name: (folder / name).read_bytes()
            for name in contents
            if (folder / name).is_file() and (always or now - self._kept.get((folder, name), -_APART) >= _APART)
        }
        if not old:
            return ""
        self._kept |= {(folder, name): now for name in old}
        stamp = datetime.now().strftime(_STAMP)
        save_folder(folder / KEPT / stamp, old, replacing=tuple(old))
        for state in self._states(folder)[:-_MOST]:
            for one in state.iterdir():
                one.unlink()
            state.rmdir()
        return stamp

    def earlier(self, folder: Path) -> list[Earlier]:
        """The states that one can go back to, the latest first."""
        now = {name: sha256((folder / name).read_bytes()).digest() for name in (WORKBOOK, NARRATIVE) if (folder / name).is_file()}
        found = []
        for state in reversed(self._states(folder)):
            files = tuple(one.name for one in sorted(state.iterdir()) if sha256(one.read_bytes()).digest() != now.get(one.name))
            if files:
                found.append(Earlier(state.name, datetime.strptime(state.name, _STAMP), state, files))
        return found

    def contents(self, folder: Path, stamp: str) -> dict[str, bytes]:
        """The files of an earlier state. SourceError where there is none."""
        state = next((one for one in self._states(folder) if one.name == stamp), None)
        if state is None:
            raise SourceError("没有这个时候的版本", hint="从列出的里面选")
        return {one.name: one.read_bytes() for one in state.iterdir() if one.name in (WORKBOOK, NARRATIVE)}

    # -- documents made -------------------------------------------------------------------------------

    def made(self, folder: Path, paths: Iterable[Path], digest: str) -> None:
        """Remember that these documents were made of the draft with this digest."""
        known = {name: one for name, one in self._made(folder).items() if (folder / name).is_file()}
        known |= {path.name: (file_stamp(path), digest) for path in paths}
        _remember(folder, _MADE, known)

    def made_of(self, folder: Path) -> dict[str, str]:
        """The digest of the draft by the name of each document that still is as it was made here."""
        return {
            name: digest
            for name, (stamp, digest) in self._made(folder).items()
            if (folder / name).is_file() and file_stamp(folder / name) == stamp
        }

    @staticmethod
    def _made(folder: Path) -> dict[str, tuple[str, str]]:
        known = _remembered(folder, _MADE)
        whole = all(isinstance(one, list) and len(one) == 2 for one in known.values())
        return {str(name): (str(stamp), str(digest)) for name, (stamp, digest) in known.items()} if whole else {}

    # -- totals pasted --------------------------------------------------------------------------------

    def totals(self, folder: Path) -> dict[str, str]:
        """The totals that somebody pasted and that were others than those worked out, by Ref."""
        return {str(ref): str(value) for ref, value in _remembered(folder, _TOTALS).items()}

    def with_totals(self, folder: Path, changes: Mapping[str, str]) -> dict[str, str]:
        """Remember these as well, and forget those that are ''; all that are known now."""
        known = {ref: value for ref, value in {**self.totals(folder), **changes}.items() if value}
        _remember(folder, _TOTALS, known)
        return known

    def _states(self, folder: Path) -> list[Path]:
        kept = folder / KEPT
        if not kept.is_dir():
            return []
        states = []
        for one in sorted(kept.iterdir()):
            try:
                datetime.strptime(one.name, _STAMP)
            except ValueError:
                continue
            states.append(one)
        return states


def _remembered(folder: Path, name: str) -> dict[str, Any]:
    """What is remembered of a draft under a file's name; nothing where somebody took it away or wrote something else."""
    try:
        known = json.loads((folder / KEPT / name).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(folder: Path, name: str, known: Mapping[str, object]) -> None:
    save_folder(folder / KEPT, {name: json.dumps(known, ensure_ascii=False).encode()}, replacing=(name,))


def draft_digest(folder: Path) -> str:
    """Of what a draft says now: the same whenever its files are."""
    files = (folder / WORKBOOK, text_of(folder))
    return sha256(b"".join(sha256(one.read_bytes()).digest() for one in files)).hexdigest()


def file_stamp(path: Path) -> str:
    """Changes whenever a file is written."""
    stat = path.stat()
    return f"{stat.st_mtime_ns}-{stat.st_size}"


@contextmanager
def brought(path: Path, content: bytes) -> Iterator[Path]:
    """A file that was sent, at a path that is free or holds the same already; where what is done with it fails, it is gone again.

    What lay there before is not ours to delete, and neither is its folder.
    """
    folder = path.parent
    there = set(folder.iterdir()) if folder.is_dir() else None
    place = _free_place(path, content)
    try:
        yield place
    except ReportgenError:
        if place not in (there or ()):
            place.unlink()
        if there is None:
            folder.rmdir()
        raise


def _free_place(path: Path, content: bytes) -> Path:
    """Write a file under a name that is free, or that holds the same already."""
    for number in range(1, 100):
        place = path if number == 1 else path.with_name(f"{path.stem}（{number}）{path.suffix}")
        if place.is_file() and place.read_bytes() == content:
            return place
        if not place.exists():
            save(place, content)
            return place
    raise OutputError("同名的文件太多了", location=Location(path.name), hint="换一个文件名")
