"""Commands that take several reports: which ones are meant, a line for each, then what there is to say of each; the worst exit code."""

import glob
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..model.draft import TEXTS, WORKBOOK
from ..model.errors import OutputError, ReportgenError, SourceError
from .terminal import fail, say

# What a folder holds beside reports as often as reports.
_NOTES = (".txt", ".md")
_DEEPEST = 2
_TWO, _NAMED = 2, 6
Target = TypeVar("Target")


class Done(NamedTuple):
    """What came of one of them: the exit code, how it went in a few words, and what there is to read of it ('' where nothing is).

    Of several, the details of one that is `clean` are not shown: its line says all.
    """

    code: int
    line: str
    details: str = ""
    clean: bool = False


def reports_meant(paths: Iterable[Path]) -> list[Path]:
    """The reports that are named, each once: a draft's folder for a file of it, and for a folder that is no draft those in it."""
    found: list[Path] = []
    for path in paths:
        for one in _named(path):
            if one.name in (WORKBOOK, *TEXTS) and one.is_file():
                found.append(one.parent)
            else:
                found += list(_reports_in(one)) or [one]
    return list(dict.fromkeys(found))


class Pair(NamedTuple):
    """Two reports of one name in two folders; None for one that is in the other folder alone."""

    name: str
    old: Path | None
    new: Path | None

    def __str__(self) -> str:
        return self.name


def pairs_of(paths: Sequence[str]) -> list[Pair]:
    """The reports to be compared with each other where more than two are named, or two folders of them; none where two reports are.

    Those that are called the same belong together, the older first: 旧/* 新/*, or 旧/* 新/ with all of the newer in one folder.
    SourceError where there is none to go with one.
    """
    named = [one for path in paths for one in _named(Path(path))]
    if named == [Path(path) for path in paths] and len(paths) == _TWO:
        return _pairs_in(*named)
    *older, last = named
    if newer := {one.stem if one.is_file() else one.name: one for one in _reports_in(last)}:
        sides = [(_name(one), one) for one in older], list(newer.items())
    else:
        half = len(named) // 2
        sides = [(_name(one), one) for one in named[:half]], [(_name(one), one) for one in named[half:]]
    old, new = dict(sides[0]), dict(sides[1])
    if not newer and (old.keys() != new.keys() or len(old) < len(sides[0]) or len(new) < len(sides[1])):
        hint = "写成：reportgen diff 旧文件夹 新文件夹，或者 旧/* 新/*，两边的名称要一样"
        listed = "、".join(one.name for one in named[:_NAMED]) + ("……" if len(named) > _NAMED else "")
        raise SourceError(f"要比较的有 {len(named)} 份，按名称分不成一对一对的：{listed}", hint=hint)
    return [Pair(name, old.get(name), new.get(name)) for name in sorted({*old, *(new if not newer else old)})]


def _name(report: Path) -> str:
    return report.stem if report.is_file() else report.name


def _named(path: Path) -> list[Path]:
    """A name with * is looked up here too: not every shell does it."""
    found = sorted(map(Path, glob.glob(str(path)))) if not path.exists() and glob.has_magic(str(path)) else []  # noqa: PTH207 - of any root
    return found or [path]


def _pairs_in(old: Path, new: Path) -> list[Pair]:
    """The reports of two folders put together: by their names, what is left by their agencies; none where both are reports themselves.

    A report may go with a folder of them, as with that of its older versions.
    """
    found = [{str(one.relative_to(side).with_suffix("")): one for one in _reports_in(side)} for side in (old, new)]
    if not any(found) or not (old.exists() and new.exists()):
        return []
    for side, reports in zip((old, new), found, strict=True):
        if not reports:
            reports[_name(side)] = side
    pairs = [Pair(name, found[0].pop(name), found[1].pop(name)) for name in sorted(found[0].keys() & found[1].keys())]
    return sorted((*pairs, *_by_agency(*found)), key=lambda pair: pair.name)


def _by_agency(old: dict[str, Path], new: dict[str, Path]) -> Iterator[Pair]:
    """Reports whose names are not alike, by the agencies that they say they are of; those that go with none stand alone."""
    if len(old) == len(new) == 1:  # two folders of one report each: what else may be meant?
        (one,), ((name, other),) = old.values(), new.items()
        yield Pair(name, one, other)
        return
    if old and new:
        of_old, of_new = _alone_of_agency(old), _alone_of_agency(new)
        for agency in sorted(of_old.keys() & of_new.keys()):
            yield Pair(of_new[agency], old.pop(of_old[agency]), new.pop(of_new[agency]))
    yield from (Pair(name, one, None) for name, one in old.items())
    yield from (Pair(name, None, one) for name, one in new.items())


def _alone_of_agency(reports: dict[str, Path]) -> dict[str, str]:
    """The names of reports by the agency that each says it is of; of an agency with several none."""
    from ..area.work import Order, identify

    names: dict[str, list[str]] = {}
    for name, path in reports.items():
        agency = "".join(identify(Order(str(path), "", str(path))).agency.split())
        names.setdefault(agency, []).append(name)
    return {agency: of_it[0] for agency, of_it in names.items() if agency and len(of_it) == 1}


def _reports_in(folder: Path, depth: int = 0) -> Iterator[Path]:
    """The reports in a folder that is none itself; none where it is a file, or might be a draft whose files have other names."""
    if not folder.is_dir():
        return
    from ..area.work import OFFICE_SUFFIXES
    from ..model.area.register import OLDER
    from ..reports.beside import almost, is_draft
    from ..reports.outlines import SUFFIXES

    if any((folder / name).exists() for name in (WORKBOOK, *TEXTS)) or almost(folder):
        return
    entries = sorted(folder.iterdir())
    readable = {entry.stem for entry in entries if entry.suffix.lower() in SUFFIXES}
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir() and entry.name == OLDER:
            continue  # what was handed in before: meant where it is named itself
        if entry.is_dir():
            if is_draft(entry):
                yield entry
            elif depth < _DEEPEST:
                yield from _reports_in(entry, depth + 1)
        elif entry.suffix.lower() in SUFFIXES and entry.suffix.lower() not in _NOTES:
            yield entry
        elif entry.suffix.lower() in OFFICE_SUFFIXES and entry.stem not in readable:
            yield entry  # a report that cannot be read is told, not passed over


def one_after_the_other(targets: Sequence[Target], run: Callable[[Target], Done]) -> int:
    """A line for each as it is done, then the details; the worst exit code. What cannot be done of one keeps nothing of the others back."""
    done: list[tuple[Target, Done, str]] = []
    for target in targets:
        try:
            one, trouble = run(target), ""
        except ReportgenError as error:
            one, trouble = Done(2, "没有做成：" + error.message.split("\n")[0]), str(error)
        say(f"{target}　{one.line}")
        done.append((target, one, trouble))
    for target, one, trouble in done:
        told = "" if one.clean else one.details
        if told or trouble:
            say(f"\n── {target}")
        if told:
            say(told)
        if trouble:
            fail(trouble, 2)
    if clean := sum(one.clean and bool(one.details) for _, one, _ in done):
        say(f"\n{clean} 份只写了上面的一行；要看一份是怎样读、怎样对的，单独写它的名称再运行一次")
    return max((one.code for _, one, _ in done), default=0)


def names_apart(targets: Sequence[Path], name: Callable[[Path], str]) -> None:
    """OutputError where two of them would be written under one name."""
    if len({name(target) for target in targets}) < len(targets):
        raise OutputError("有几份的名称相同，结果会写成同一个文件", hint="一份一份地做，或者换文件夹的名称")
