"""收件: files that were dropped there are put where their agencies' reports lie, once somebody has said yes.

Nothing is overwritten: an older version goes into 旧稿 beside the new one. Every move is one step of the file system, so that whoever
is interrupted goes on where he was.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from ..drafts.workbook.spreadsheet import no_formula
from ..files.saving import cause, digest_of
from ..model.area.register import Agency, Register
from ..model.errors import OutputError, SourceError
from ..model.location import Location
from ..reports.beside import is_draft
from ..reports.outlines import SUFFIXES
from ..text.hidden import in_a_line
from .batch import Lost, in_batch
from .folder import INBOX, OLDER, REPORTS, apart, filed
from .matching import Match, Names, match
from .work import OFFICE_SUFFIXES, Order, Said, identify

LEDGER = "收件记录.csv"
_HEADS = ("时间", "文件", "机关代码", "机关", "年度", "放到")
_DEEPEST = 4


class Arrived(NamedTuple):
    """Something that lies in 收件, named as it lies there: whose it is, and where it would go; `target` is None where that is asked.

    `replaces` says that a version is there already, which goes into 旧稿; `same` that it is there byte for byte.
    """

    path: Path
    name: str
    match: Match
    target: Path | None = None
    replaces: bool = False
    same: bool = False


class Inbox(NamedTuple):
    """All that lies in 收件; `others` are files of kinds that are no reports."""

    arrived: tuple[Arrived, ...]
    others: tuple[str, ...] = ()

    @property
    def sure(self) -> tuple[Arrived, ...]:
        return tuple(one for one in self.arrived if one.target is not None)


def waiting_in(root: Path) -> int:
    """How many things lie in 收件 that look like reports."""
    return sum(1 for _ in _waiting(root / INBOX, []))


def _waiting(folder: Path, others: list[str], depth: int = 0) -> Iterator[Path]:
    """Drafts and files that may be reports, in folders too; a link is none."""
    if not folder.is_dir():
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise SourceError(f"看不了这个文件夹（{cause(error)}）", location=Location(str(folder))) from None
    for path in entries:
        if path.name.startswith((".", "~$")):
            continue
        if path.is_symlink():
            others.append(f"{path.name}（指向别处的链接，没有看）")
        elif path.is_dir():
            if is_draft(path):
                yield path
            elif depth < _DEEPEST:
                yield from _waiting(path, others, depth + 1)
        elif path.suffix.lower() in (*SUFFIXES, *OFFICE_SUFFIXES):
            yield path
        else:
            others.append(path.name)


def look_into(
    root: Path,
    register: Register,
    year: int = 0,
    *,
    said_to_be: Mapping[str, str] | None = None,
    jobs: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Inbox:
    """What lies in 收件 and whose it is. `year` is that of reports which do not say theirs; `said_to_be` are the codes of what somebody has told.

    SourceError where a name or a code that was told is not there.
    """
    others: list[str] = []
    paths = list(_waiting(root / INBOX, others))
    told = _told(root, register, paths, said_to_be or {})
    orders = {Order(str(path), "", str(apart(root))): path for path in paths}
    says: dict[Path, Said] = {}
    progress(0, len(paths))
    for order, came in in_batch(identify, iter(orders), jobs=min(jobs, len(paths))):
        says[orders[order]] = Said(trouble=came.why) if isinstance(came, Lost) else came
        progress(len(says), len(paths))
    names, there = Names(register), _There(root, register)
    taken: set[Path] = set()
    arrived = []
    for path in paths:
        found = match(names, says[path], path.stem, year)
        if agency := told.get(path):
            found = Match(agency, found.year, "已经指明") if found.year else Match(None, 0, "没有读出是哪一年的年报", (agency,))
        arrived.append(_arrived(root, path, found, there, taken))
    return Inbox(tuple(arrived), tuple(others))


def _told(root: Path, register: Register, paths: Sequence[Path], said: Mapping[str, str]) -> dict[Path, Agency]:
    by_name = {path.relative_to(root / INBOX).as_posix(): path for path in paths}
    found = {}
    for name, code in said.items():
        if name.removeprefix(f"{INBOX}/") not in by_name:
            raise SourceError(f"{INBOX} 里没有“{name}”", location=Location(str(root / INBOX)), hint="照列出的名称写，带上结尾")
        if code not in register.by_code:
            raise SourceError(
                f"名录里没有代码“{code}”", location=Location(register.path), hint="运行 reportgen area status 看全部代码"
            )
        found[by_name[name.removeprefix(f"{INBOX}/")]] = register.by_code[code]
    return found


class _There:
    """What lies among the reports of each year."""

    def __init__(self, root: Path, register: Register) -> None:
        self.root, self.register = root, register
        self._years: dict[int, Mapping[str, tuple[Path, ...]]] = {}

    def of(self, year: int, code: str) -> tuple[Path, ...]:
        if year not in self._years:
            self._years[year] = filed(self.root, year, self.register).reports
        return self._years[year].get(code, ())


def _arrived(root: Path, path: Path, found: Match, there: _There, taken: set[Path]) -> Arrived:
    name = path.relative_to(root / INBOX).as_posix()
    if found.agency is None:
        return Arrived(path, name, found)
    folder = root / REPORTS / str(found.year) / found.agency.code
    older = there.of(found.year, found.agency.code)
    if folder in taken:
        why = f"{INBOX} 里有几份 {found.agency} {found.year} 年度的年报，不知道留哪一份"
        return Arrived(path, name, Match(None, found.year, why, (found.agency,)))
    if any(one.suffix == path.suffix and _same(one, path) for one in older):
        return Arrived(path, name, found, same=True)
    taken.add(folder)
    return Arrived(path, name, found, folder, bool(older))


def _same(one: Path, other: Path) -> bool:
    """Whether two reports are the same byte for byte, whatever they are called."""
    files, others = _files(one), _files(other)
    return files.keys() == others.keys() and all(digest_of(file) == digest_of(others[name]) for name, file in files.items())


def _files(path: Path) -> dict[str, Path]:
    if path.is_file():
        return {"": path}
    return {file.relative_to(path).as_posix(): file for file in path.rglob("*") if file.is_file()}


def put_away(root: Path, inbox: Inbox, now: datetime, *, why: bool = False) -> Iterator[str]:
    """Move what is sure to where it belongs and say so, one after the other, with the reason or without; OutputError where the file system refuses."""
    for one in inbox.sure:
        agency, target = one.match.agency, one.target
        assert agency is not None and target is not None
        try:
            older = _make_room(target) if one.replaces else ""
            place = _place(one.path, target)
            # Before the move: whoever is stopped between the two finds the file in 收件 and its day in the ledger.
            where = place.relative_to(root).as_posix()
            stamp = now.strftime("%Y-%m-%d %H:%M")
            _record(root / LEDGER, (stamp, one.name, agency.code, agency.name, str(one.match.year), where))
            one.path.rename(place)
        except OSError as error:
            said = f"移不过去（{cause(error)}），它还在 {INBOX} 里"
            raise OutputError(
                said, location=Location(one.name), hint="文件正在别的程序里打开的先关闭，磁盘满了的先清理；再运行一次就接着移"
            ) from None
        reason = f"　（{agency}：{in_a_line(one.match.why)}）" if why else ""
        yield f"{in_a_line(one.name)} → {in_a_line(where)}" + (f"（原来的移到 {older}）" if older else "") + reason


def _make_room(folder: Path) -> str:
    """Put what lies there into a new folder of older versions; its name comes back."""
    number = next(number for number in range(1, 10_000) if not (folder / OLDER / str(number)).exists())
    aside = folder / OLDER / str(number)
    aside.mkdir(parents=True)
    for entry in list(folder.iterdir()):
        if entry.name != OLDER:
            entry.rename(aside / entry.name)
    return f"{OLDER}/{number}"


def _place(path: Path, folder: Path) -> Path:
    """Where a report goes in its agency's folder: a draft becomes that folder where there is none yet."""
    place = folder if path.is_dir() and not folder.exists() else folder / path.name
    if place.exists():
        raise FileExistsError(17, "那里已经有同名的文件")
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _record(ledger: Path, row: Sequence[str]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if not ledger.exists():
        text.write("\ufeff")  # or Excel takes it for another encoding
        writer.writerow(_HEADS)
    writer.writerow(map(no_formula, row))
    with ledger.open("a", encoding="utf-8", newline="", errors="replace") as stream:
        stream.write(text.getvalue())
        stream.flush()
        os.fsync(stream.fileno())


def first_arrivals(root: Path) -> dict[tuple[str, int], date]:
    """The day on which the first report of an agency and year came, as the ledger has it; what is no line of it does not count."""
    found: dict[tuple[str, int], date] = {}
    ledger = root / LEDGER
    if not ledger.is_file():
        return found
    with ledger.open(encoding="utf-8-sig", newline="", errors="replace") as stream:
        for row in csv.reader(stream):
            if len(row) == len(_HEADS) and row[4].isdigit():
                try:
                    day = datetime.strptime(row[0], "%Y-%m-%d %H:%M").date()
                except ValueError:
                    continue
                whose = row[2].removeprefix("'"), int(row[4])
                found[whose] = min(day, found.get(whose, day))
    return found
