"""Whose report a file is: by what the report says, then by what the file is called; several that it may be are asked about, never guessed."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from ..model.area.register import Agency, Register
from ..recognise.bodies import same_body
from ..text.patterns import pattern
from .work import Said

_YEAR = pattern(r"(?<!\d)(20\d\d)(?!\d)")
# A year in the name of a file that is no day on which something was sent: 2025-01-15, 2025年1月.
_YEAR_ALONE = pattern(r"(?<!\d)(20\d\d)(?!\d|[-._/年]\d{1,2}(?:[-._/月]|$|\D))")
_TOKEN, _PART = pattern(r"[^\W_]+(?:-[^\W_]+)*"), pattern(r"[^\W_]+")
_SHORT_NUMBER = 2  # digits: a code of so few is as like the number of a copy
_CANDIDATES, _SHOWN = 60, 4
_COUNTED = 4_000  # names that have a pair in common with one: so many files times all of a register would be too many
_MOST_LETTERS = 200  # of a name that is looked for


class Match(NamedTuple):
    """Which agency a report is of, or None with those that it may be; `why` says it in words."""

    agency: Agency | None
    year: int
    why: str
    candidates: tuple[Agency, ...] = ()


class Names:
    """The names of a register, to be looked for."""

    def __init__(self, register: Register) -> None:
        self.register = register

    @cached_property
    def _exact(self) -> dict[str, list[Agency]]:
        found: dict[str, list[Agency]] = {}
        for agency in self.register.agencies:
            for name in {_plain(name) for name in agency.names}:
                found.setdefault(name, []).append(agency)
        return found

    @cached_property
    def _codes(self) -> dict[str, Agency]:
        return {_plain(agency.code).casefold(): agency for agency in self.register.agencies}

    @cached_property
    def _by_pair(self) -> dict[str, list[str]]:
        """The names that hold a pair of letters: most are told apart by them before they are looked at."""
        found: dict[str, list[str]] = {}
        for name in self._exact:
            for pair in {f"{one}{other}" for one, other in pairwise(name)}:
                found.setdefault(pair, []).append(name)
        return found

    def called(self, name: str) -> list[Agency]:
        """The agencies that have, or had, just this name."""
        return self._exact.get(_plain(name), [])

    def alike(self, name: str) -> list[Agency]:
        """The agencies that a name may mean in short, or by their office."""
        counted: Counter[str] = Counter()
        pairs = {f"{one}{other}" for one, other in pairwise(_plain(name)[:_MOST_LETTERS])}
        # The rarest first: what nearly all names of a large register have (甲市) tells none of them apart.
        holding = sorted((self._by_pair.get(pair, ()) for pair in sorted(pairs)), key=len)
        for names in holding:
            if counted and counted.total() + len(names) > _COUNTED:
                break
            counted.update(names[:_COUNTED])
        near = [one for one, _ in counted.most_common(_CANDIDATES) if same_body(name, one)]
        return _each_once(agency for one in near for agency in self._exact[one])

    def in_file_name(self, stem: str) -> list[Agency]:
        """The agencies whose code or name stands in the name of a file; a name that is only a part of a longer one does not count."""
        normal = unicodedata.normalize("NFKC", stem).casefold()
        tokens = {*_TOKEN.findall(normal), *_PART.findall(normal)}
        by_code = [agency for token in sorted(tokens) if (agency := self._codes.get(token)) and _tells(token)]
        plain = _plain(stem)[:_MOST_LETTERS]
        pieces = (plain[at:end] for at in range(len(plain)) for end in range(at + 3, min(len(plain), at + 60) + 1))
        named = [piece for piece in dict.fromkeys(pieces) if piece in self._exact]
        whole = [one for one in named if not any(one != other and one in other for other in named)]
        return _each_once((*by_code, *(agency for one in whole for agency in self._exact[one])))


def match(names: Names, said: Said, stem: str, year: int = 0) -> Match:
    """Whose report it is that says this and whose file is called so; `year` is the one whose reports are wanted, 0 for any."""
    of_year, doubt = year_of(said, stem, year)
    by_name = names.in_file_name(stem)
    if said.trouble:
        return Match(None, of_year, f"读不了：{said.trouble}", tuple(by_name[:_SHOWN]))
    found = _matched(names, said, by_name)
    if found.agency is not None and doubt:
        return Match(None, of_year, doubt, (found.agency,))
    return found._replace(year=of_year)


def year_of(said: Said, stem: str, wanted: int) -> tuple[int, str]:
    """The year of a report, 0 where nothing tells it, and why that is not sure; '' where it is.

    A report of another year than its file says, or than is wanted, is not put away unasked: next year it would be last year's.
    """
    named = list(dict.fromkeys(map(int, _YEAR_ALONE.findall(unicodedata.normalize("NFKC", stem)))))
    if not said.year:
        if len(named) > 1:
            return 0, f"报告里没有写年度，文件名里有几个：{'、'.join(map(str, named))}"
        of_year = named[0] if named else wanted
        return of_year, _unwanted("文件名说", of_year, wanted) if of_year else "没有读出是哪一年的年报"
    if named and said.year not in named:
        return said.year, f"报告里写的是 {said.year} 年度，文件名却像 {named[0]} 年度的"
    return said.year, _unwanted("报告里写的", said.year, wanted)


def _unwanted(how: str, of_year: int, wanted: int) -> str:
    return f"{how}是 {of_year} 年度，这次收的是 {wanted} 年度" if wanted and of_year != wanted else ""


def _matched(names: Names, said: Said, by_name: list[Agency]) -> Match:
    exact = names.called(said.agency) if said.agency else []
    among = [agency for agency in by_name if agency in exact]
    if len(exact) > 1 and len(among) == 1:
        return Match(among[0], 0, f"报告里写的是“{said.agency}”，名录里有 {len(exact)} 个，文件名说是这一个")
    if len(exact) == 1:
        if by_name and not among:
            why = f"报告里写的是“{said.agency}”，文件名却像 {by_name[0]}"
            return Match(None, 0, why, (exact[0], *by_name[:_SHOWN]))
        return Match(exact[0], 0, f"报告里写的是“{said.agency}”")
    if exact:
        return Match(None, 0, f"名录里叫“{said.agency}”的有 {len(exact)} 个", tuple(exact[:_SHOWN]))
    if not said.agency:
        if len(by_name) == 1:
            return Match(by_name[0], 0, "报告里没有写机关，文件名说是这一个")
        return Match(None, 0, "报告里没有写是哪个机关的", tuple(by_name[:_SHOWN]))
    alike = names.alike(said.agency)
    confirmed = [agency for agency in alike if agency in by_name]
    if len(confirmed) == 1:
        return Match(confirmed[0], 0, f"报告里写的是“{said.agency}”，文件名也说是这一个")
    if alike:
        return Match(None, 0, f"报告里写的“{said.agency}”不在名录里，可能是下面的一个", tuple(alike[:_SHOWN]))
    return Match(None, 0, f"报告里写的“{said.agency}”不在名录里", tuple(by_name[:_SHOWN]))


def _tells(token: str) -> bool:
    """Whether a code in the name of a file says something: not a year, nor the number of a copy."""
    return not _YEAR.fullmatch(token) and not (token.isdigit() and len(token) <= _SHORT_NUMBER)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _each_once(agencies: Iterable[Agency]) -> list[Agency]:
    return list({agency.code: agency for agency in agencies}.values())
