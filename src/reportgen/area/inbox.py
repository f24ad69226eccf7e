"""收件: files that were dropped there are put where their agencies' reports lie, once somebody has said yes.

Nothing is overwritten: an older version goes into 旧稿 beside the new one. Every move is one step of the file system, so that whoever
is interrupted goes on where he was.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from ..files.saving import cause, digest_of
from ..model.area.register import OLDER, Agency, Register
from ..model.errors import OutputError, SourceError
from ..model.location import Location
from ..reports.beside import is_draft
from ..reports.outlines import SUFFIXES
from ..text.hidden import in_a_line
from ..text.patterns import pattern
from .batch import Lost, in_batch
from .folder import INBOX, REPORTS, apart, filed
from .ledger import STAMP, record
from .matching import Match, Names, match, year_of
from .work import OFFICE_SUFFIXES, Order, Said, identify

_FOUR_DIGITS = pattern(r"\d{4}")
_DEEPEST = 4
_PACKED = (".zip", ".rar", ".7z")
_LISTED = 8  # files for one agency that are named with each of them
_SEVERAL = 3  # files tell what year it is that comes in


class Arrived(NamedTuple):
    """Something that lies in 收件, named as it lies there: whose it is, and where it would go; `target` is None where that is asked.

    `replaces` says that a version is there already, which goes into 旧稿; `same` that it is there byte for byte; `aside` that another
    one was chosen of several, so that this one goes into 旧稿 itself.
    """

    path: Path
    name: str
    match: Match
    target: Path | None = None
    replaces: bool = False
    same: bool = False
    aside: bool = False


class Inbox(NamedTuple):
    """All that lies in 收件; `others` are files of kinds that are no reports."""

    arrived: tuple[Arrived, ...]
    others: tuple[str, ...] = ()

    @property
    def sure(self) -> tuple[Arrived, ...]:
        """What is to be put away, those that another was chosen before last: they go beside it."""
        return tuple(sorted((one for one in self.arrived if one.target is not None), key=lambda one: one.aside))


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
        elif path.suffix.lower() in _PACKED:
            others.append(f"{path.name}（压缩包：先解压，把里面的年报放进来）")
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
    """What lies in 收件 and whose it is. `year` is the one whose reports are wanted; `said_to_be` are the codes of what somebody has told, or 2024/code.

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
    year = year or _year_of_most(says, paths)
    matched = {}
    for path in paths:
        matched[path] = match(names, says[path], path.stem, year)
        if path in told:
            agency, of_year = told[path]
            of_year, doubt = (of_year, "") if of_year else year_of(says[path], path.stem, year)
            matched[path] = Match(None, of_year, doubt, (agency,)) if doubt else Match(agency, of_year, "已经指明")
    return Inbox(tuple(_all_arrived(root, matched, told, there)), tuple(others))


def _year_of_most(says: Mapping[Path, Said], paths: Sequence[Path]) -> int:
    """The year that nearly all of several files are of, 0 where there is none: one of another among them is asked about."""
    years = [of_year for path in paths if (of_year := year_of(says[path], path.stem, 0)[0])]
    ((most, count),) = Counter(years).most_common(1) or [(0, 0)]
    return most if count >= _SEVERAL and count * 3 > len(years) * 2 else 0


def _all_arrived(root: Path, matched: Mapping[Path, Match], told: Collection[Path], there: _There) -> Iterator[Arrived]:
    """Each with where it goes; of several for one agency and year the one that somebody has told, or none: they are asked about."""
    arrived = {path: _arrived(root, path, found, there) for path, found in matched.items()}
    together: dict[Path, list[Path]] = {}
    for path, one in arrived.items():
        if one.target is not None:
            together.setdefault(one.target, []).append(path)
    told_of = {target: [path for path in several if path in told] for target, several in together.items()}
    for path, one in arrived.items():
        several = together.get(one.target, []) if one.target else []
        chosen = told_of[one.target] if one.target else []
        if chosen == [path]:
            yield one
        elif len(several) < 2:
            yield _unless_older(one, there)
        elif len(chosen) == 1:
            why = f"同一个机关的，已经指明用“{arrived[chosen[0]].name}”"
            yield one._replace(match=one.match._replace(why=why), replaces=False, aside=True)
        else:
            assert one.match.agency is not None
            listed = "、".join(f"“{arrived[other].name}”" for other in several[:_LISTED]) + ("……" if several[_LISTED:] else "")
            why = f"{INBOX} 里有 {len(several)} 份 {one.match.agency} {one.match.year} 年度的年报（{listed}），不知道用哪一份；指明一份，其余的移进 {OLDER}"
            yield Arrived(path, one.name, Match(None, one.match.year, why, (one.match.agency,)))


def _unless_older(one: Arrived, there: _There) -> Arrived:
    """The same; asked about where it was written before the version that it would take the place of."""
    agency, year = one.match.agency, one.match.year
    older = there.of(year, agency.code) if one.replaces and agency else ()
    if agency is None or not older or (was := _written(older[0])) <= (now := _written(one.path)):
        return one
    why = f"比已经归档的那一份旧（文件时间 {_minute(now)}，那一份 {_minute(was)}），不知道用哪一份"
    return Arrived(one.path, one.name, Match(None, year, why, (agency,)))


def _told(root: Path, register: Register, paths: Sequence[Path], said: Mapping[str, str]) -> dict[Path, tuple[Agency, int]]:
    """What somebody has told, by the files: the agency, and the year where he told that too, or 0."""
    by_name = {path.relative_to(root / INBOX).as_posix(): path for path in paths}
    found = {}
    for name, whose in said.items():
        of_year, _, code = unicodedata.normalize("NFKC", whose).strip("/").rpartition("/")
        code = register.meant(code)
        if of_year and not _FOUR_DIGITS.fullmatch(of_year):
            raise SourceError(f"看不懂“{name}={whose}”", hint=f"写成 {name}=代码，或者 {name}=2024/代码")
        if name.removeprefix(f"{INBOX}/") not in by_name:
            raise SourceError(f"{INBOX} 里没有“{name}”", location=Location(str(root / INBOX)), hint="照列出的名称写，带上结尾")
        if code not in register.by_code:
            raise SourceError(
                f"名录里没有代码“{code}”", location=Location(register.path), hint="运行 reportgen area status 看全部代码"
            )
        found[by_name[name.removeprefix(f"{INBOX}/")]] = register.by_code[code], int(of_year or 0)
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


def _arrived(root: Path, path: Path, found: Match, there: _There) -> Arrived:
    name = path.relative_to(root / INBOX).as_posix()
    if found.agency is None:
        return Arrived(path, name, found)
    folder = root / REPORTS / str(found.year) / found.agency.code
    older = there.of(found.year, found.agency.code)
    if any(one.suffix == path.suffix and _same(one, path) for one in older):
        return Arrived(path, name, found, same=True)
    return Arrived(path, name, found, folder, bool(older))


def _same(one: Path, other: Path) -> bool:
    """Whether two reports are the same byte for byte, whatever they are called."""
    files, others = _files(one), _files(other)
    return files.keys() == others.keys() and all(digest_of(file) == digest_of(others[name]) for name, file in files.items())


def _files(path: Path) -> dict[str, Path]:
    if path.is_file():
        return {"": path}
    files = {file.relative_to(path): file for file in path.rglob("*") if file.is_file()}
    return {name.as_posix(): file for name, file in files.items() if OLDER not in name.parts}


def _written(report: Path) -> float:
    """When a report was last written, as its files tell; 0 where they do not."""
    try:
        return max((file.stat().st_mtime for file in _files(report).values()), default=0)
    except OSError:
        return 0


def _minute(stamp: float) -> str:
    return datetime.fromtimestamp(stamp).astimezone().strftime(STAMP)


def put_away(root: Path, inbox: Inbox, now: datetime, *, on: date | None = None, why: bool = False) -> Iterator[str]:
    """Move what is sure to where it belongs and say so, one after the other, with the reason or without; OutputError where the file system refuses.

    `on` is the day on which it came, if that was not now. What another was chosen before goes into 旧稿, and is told too.
    """
    for one in inbox.sure:
        agency, target = one.match.agency, one.target
        assert agency is not None and target is not None
        try:
            older = _make_room(target) if one.replaces else ""
            place = _place(one.path, _aside(target) if one.aside else target)
            # Before the move: whoever is stopped between the two finds the file in 收件 and its day in the ledger.
            where = place.relative_to(root).as_posix()
            stamp = on.isoformat() if on else now.strftime(STAMP)
            record(root, (stamp, one.name, agency.code, agency.name, str(one.match.year), where))
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
    aside = _aside(folder)
    for entry in list(folder.iterdir()):
        if entry.name != OLDER:
            entry.rename(aside / entry.name)
    return f"{OLDER}/{aside.name}"


def _aside(folder: Path) -> Path:
    """A new folder of an older version."""
    number = next(number for number in count(1) if not (folder / OLDER / str(number)).exists())
    aside = folder / OLDER / str(number)
    aside.mkdir(parents=True)
    return aside


def _place(path: Path, folder: Path) -> Path:
    """Where a report goes in its agency's folder: a draft becomes that folder where there is none yet."""
    place = folder if path.is_dir() and not folder.exists() else folder / path.name
    if place.exists():
        raise FileExistsError(17, "那里已经有同名的文件")
    place.parent.mkdir(parents=True, exist_ok=True)
    return place
