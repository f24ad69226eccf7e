"""Where the reports of an area lie: 年报/<year>/<code>/, a draft or a published file; what else lies there belongs to nobody."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ..files.saving import cause, digest_of
from ..model.area.register import OLDER, Register
from ..model.draft import IMAGES, TEXTS, WORKBOOK
from ..model.errors import SourceError
from ..model.location import Location
from ..packs.folders import BESIDE, WORDS, known_packs, roots_of
from ..reports.beside import is_draft
from ..reports.outlines import SUFFIXES
from ..text.hidden import in_a_line
from ..text.patterns import pattern
from .work import OFFICE_SUFFIXES

REPORTS, INBOX = "年报", "收件"
_YEAR = pattern(r"(?:19|20)\d\d")
_MOST_FILES = 8  # of one agency and year that are looked at
_MOST_STRAYS = 2_000
_MOST_OLDER = 3  # versions before the one that is there


class Filed(NamedTuple):
    """The reports of a year by the agency's code, the one that counts first; `strays` say what lies there and belongs to no agency."""

    reports: Mapping[str, tuple[Path, ...]]
    strays: tuple[str, ...] = ()


def years_there(root: Path) -> list[int]:
    """The years that have a folder, the latest first."""
    folder = root / REPORTS
    names = [entry.name for entry in _entries(folder) if entry.is_dir()] if folder.is_dir() else []
    return sorted((int(name) for name in names if _YEAR.fullmatch(name)), reverse=True)


def filed(root: Path, year: int, register: Register) -> Filed:
    """What has been handed in for a year. SourceError where the folder cannot be looked into."""
    folder = root / REPORTS / str(year)
    reports: dict[str, tuple[Path, ...]] = {}
    strays: list[str] = []
    for entry in _entries(folder) if folder.is_dir() else ():
        name = f"{REPORTS}/{year}/{in_a_line(entry.name)}"
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_symlink():
            strays.append(f"{name} 是指向别处的链接，没有看；把文件本身放进来")
        elif entry.name not in register.by_code:
            kind = "名录里没有这个代码" if entry.is_dir() else f"文件要放在机关自己的文件夹里（{REPORTS}/{year}/代码/）"
            strays.append(f"{name}：{kind}")
        elif not entry.is_dir():
            strays.append(f"{name} 是文件；机关的年报要放在同名的文件夹里")
        else:
            found, left = _reports_in(Path(entry.path), name)
            strays += left
            if found:
                reports[entry.name] = found
    return Filed(reports, tuple(strays[:_MOST_STRAYS]))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        said = f"看不了这个文件夹（{cause(error)}）"
        raise SourceError(said, location=Location(str(folder)), hint="请管理员给读的权限") from None


def _reports_in(folder: Path, name: str) -> tuple[tuple[Path, ...], list[str]]:
    """An agency's reports in its folder; a draft before what was published, which may be built of it.

    A folder that cannot be looked into is itself a report that cannot be read.
    """
    try:
        entries = [entry for entry in _entries(folder) if not entry.name.startswith((".", "~$")) and entry.name != OLDER]
    except SourceError:
        return (folder,), []
    strays = [
        f"{name}/{in_a_line(entry.name)} 是指向别处的链接，没有看；把文件本身放进来" for entry in entries if entry.is_symlink()
    ]
    entries = [entry for entry in entries if not entry.is_symlink()]
    drafts = [Path(entry.path) for entry in entries if entry.is_dir() and is_draft(Path(entry.path))]
    if any(entry.name in (WORKBOOK, *TEXTS) for entry in entries):
        within = (in_a_line(draft.name) for draft in drafts)
        strays += [f"{name}/{one} 也是一份草稿，{name} 里已经有一份，没有看；留下定稿，另一份移进“{OLDER}”" for one in within]
        return (folder,), strays
    files = [Path(entry.path) for entry in entries if entry.is_file() and _is_report(entry.name)]
    found = (*drafts, *sorted(files, key=_by_kind))
    if not found and (others := [in_a_line(entry.name) for entry in entries if entry.name != IMAGES]):
        strays.append(f"{name} 里没有年报，有“{'”“'.join(others[:3])}”：要有 Word、网页、PDF 文件，或者草稿的两个文件")
    if len(found) > _MOST_FILES:
        strays.append(f"{name} 里有 {len(found)} 份年报，只看了前 {_MOST_FILES} 份")
    return found[:_MOST_FILES], strays


def may_be_read(reports: tuple[Path, ...]) -> tuple[Path, ...]:
    """An agency's reports, with the files that lie in its folder beside a draft: one of these may be of the year that is looked for."""
    beside = _files_beside(reports[0]) if len(reports) == 1 and reports[0].is_dir() else ()
    return (*reports, *beside)[:_MOST_FILES]


def _files_beside(draft: Path) -> tuple[Path, ...]:
    try:
        entries = [entry for entry in _entries(draft) if entry.is_file(follow_symlinks=False) and _is_report(entry.name)]
    except SourceError:
        return ()
    names = [entry.name for entry in entries if entry.name not in TEXTS and not entry.name.startswith((".", "~$"))]
    return tuple(sorted((draft / name for name in names), key=_by_kind))


def _is_report(name: str) -> bool:
    return Path(name).suffix.lower() in (*SUFFIXES, *OFFICE_SUFFIXES)


def _by_kind(path: Path) -> tuple[int, float, str]:
    """Of several files the one that is read best, and of these the newest."""
    kinds = (*SUFFIXES, *OFFICE_SUFFIXES)
    try:
        when = path.stat().st_mtime
    except OSError:
        when = 0
    return kinds.index(path.suffix.lower()), -when, path.name


def older_reports(folder: Path) -> tuple[Path, ...]:
    """What an agency had handed in before, as it lies in 旧稿 of its folder: the last few versions, the latest first."""
    found = [_reports_in(path, path.name)[0][:1] for path in reversed(_older(folder)[-_MOST_OLDER:])]
    return tuple(path for paths in found for path in paths)


def _older(folder: Path) -> list[Path]:
    """The folders of the versions in 旧稿 of an agency's folder, the oldest first."""
    try:
        entries = [entry for entry in _entries(folder / OLDER) if entry.is_dir() and not entry.is_symlink()]
    except SourceError:  # there is none, or nobody may look: what is there stands by itself
        return []
    return [path for _, path in sorted((int(entry.name), Path(entry.path)) for entry in entries if entry.name.isdecimal())]


def first_handed_on(folder: Path, told_of: int) -> date | None:
    """The day of the oldest version in an agency's folder, as its files tell, where `told_of` so many have been told of and there are more."""
    older = _older(folder)
    if not older or len(older) + 1 <= told_of:
        return None
    reports, _ = _reports_in(older[0], older[0].name)
    return handed_on(reports[0]) if reports else None


def handed_on(path: Path) -> date | None:
    """The day on which a report was there at the latest, as its files tell: the oldest of them was last written then."""
    try:
        times = [file.stat().st_mtime for file in _files_of(path)]
        return datetime.fromtimestamp(min(times)).astimezone().date() if times else None
    except (OSError, OverflowError, ValueError):  # nor is every time that a file can have a day
        return None


def digest(path: Path, called: str = "") -> str:
    """SHA-256 over all that a check of a report reads in its own folder; another one as soon as a byte of it is another.

    A draft is `called` as its folder was where it lay before.
    """
    whole = sha256()
    for file in _files_of(path):
        within = file.relative_to(path.parent) if path.is_file() or not called else Path(called, file.relative_to(path))
        whole.update(f"{within}\0{digest_of(file)}\n".encode(errors="surrogatepass"))
    return whole.hexdigest()


def _files_of(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for name in (WORKBOOK, *TEXTS):
        if (path / name).is_file():
            yield path / name
    pictures = path / IMAGES
    if pictures.is_dir() and not pictures.is_symlink():
        yield from sorted(file for file in pictures.iterdir() if file.is_file())


def apart(root: Path) -> Path:
    """The folder beside which the packs of an area may lie (`formats` in the area), and never beside a report that was handed in."""
    return root / BESIDE / INBOX


def digest_of_packs(root: Path) -> str:
    """SHA-256 over the packs and lists of words that may be used: a check comes out otherwise when one of them has changed."""
    whole = sha256()
    near = apart(root)
    lists = [folder / WORDS for folder in roots_of(near)]
    packs = [path for folder in known_packs(near).values() for path in sorted(folder.glob("*.yaml"))]
    for file in (*lists, *packs):
        if file.is_file():
            whole.update(f"{file.parent.name}/{file.name}\0{digest_of(file)}\n".encode(errors="surrogatepass"))
    return whole.hexdigest()


def digest_of_program() -> str:
    """Says whether the program is the one that worked before: its version, and which files it is made of."""
    from .. import __version__

    whole = sha256(__version__.encode())
    package = Path(__file__).resolve().parent.parent
    for file in sorted(package.rglob("*.py")):
        state = file.stat()
        whole.update(f"{file.relative_to(package)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return whole.hexdigest()
