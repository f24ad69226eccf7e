"""The sum of a branch of an area from what lies in its folder: checked where it is new, added up, held against the authority's own report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ..model.area.board import Board
from ..model.area.register import Handed, Register
from ..model.area.rollup import AgainstOwn, RollUp
from ..model.errors import SourceError
from ..model.finding import Finding
from ..model.form import PackSource
from ..model.location import Location
from ..packs.load import find_pack, pack_for_year
from ..packs.pack import Pack
from ..rules.area.sums import inner_findings, own_findings, sum_findings
from .across.against import held_against
from .across.doubts import with_outliers
from .across.outliers import outliers
from .across.rollup import roll_up
from .asking import forms_of, handed_in, older_versions
from .folder import REPORTS, apart, years_there
from .look import Ways, look
from .store import Store


class Summed(NamedTuple):
    """A sum, the authority's own report against it where it is there, what is to be said of both; `unreadable` could not be added.

    `unkept` tells of results that were lost or not kept.
    """

    rollup: RollUp
    pack: PackSource
    against: AgainstOwn | None
    findings: tuple[Finding, ...]
    unreadable: tuple[tuple[str, str], ...] = ()
    unkept: tuple[str, ...] = ()


def area_sum(root: Path, year: int, code: str, today: date, ways: Ways) -> Summed:
    """The sum below an agency ('' for the one that stands above all) for a year. SourceError where nothing says whose sum is meant."""
    board = look(root, year, today, ways)
    agency = board.register.by_code[_whose(board.register, code)]
    below = {one.code for one in board.register.branch(agency.code)}
    if not any(line.reports for line in board.standings if line.agency.code in below):
        there = "、".join(map(str, years_there(root)))
        hint = f"有年报的年度：{there}" if there else "先把年报归档：reportgen area receive"
        raise SourceError(
            f"{agency} {year} 年度一份年报也没有，没有可以相加的", location=Location(str(root / REPORTS)), hint=hint
        )
    first = {line.agency.code: line.reports[0].path for line in board.standings if line.reports}
    with Store(root) as store:
        handed, others = handed_in(store, year, first)
        others = (*others, *older_versions(store, year))
    far = [
        one for form in forms_of(root, handed.values()).values() for one in outliers(list(handed.values()), board.register, form)
    ]
    handed = {one.agency: one for one in with_outliers(handed.values(), far)}
    pack = _pack(root, year, agency.code, handed, board.register)
    rollup = roll_up(board.register, pack.form, year, handed, agency.code)
    own = handed.get(agency.code) if agency.sums else None
    comparable = own is not None and own.form == pack.form.id and own.year == year
    against = held_against(rollup, own, others) if own is not None and comparable and rollup.parts else None
    inner = _inner(rollup, board.register, handed, others)
    findings = (*sum_findings(rollup), *inner_findings(rollup, inner), *(own_findings(against) if against else ()))
    return Summed(rollup, pack.source, against, findings, tuple(_unreadable(board, agency.code)), board.unkept)


def _inner(rollup: RollUp, register: Register, handed: Mapping[str, Handed], others: Sequence[Handed]) -> Iterator[AgainstOwn]:
    """The reports in a sum, and in its parts, that are to be sums themselves, each held against those below it."""
    for one in (*rollup.parts, *rollup.within):
        if one.agency != rollup.agency.code and register.by_code[one.agency].sums and register.children(one.agency):
            below = roll_up(register, rollup.form, rollup.year, handed, one.agency)
            if below.parts:
                yield held_against(below, one, others)


def _whose(register: Register, code: str) -> str:
    if code:
        code = register.meant(code)
        if code not in register.by_code:
            raise SourceError(f"名录里没有代码“{code}”", location=Location(register.path))
        if not register.children(code):
            raise SourceError(f"{register.by_code[code]}下面没有单位，没有可以相加的", location=Location(register.path))
        return code
    above = [agency for agency in register.roots if register.children(agency.code)]
    if len(above) != 1:
        said = "名录里没有写谁是上级，不知道汇总到哪里" if not above else f"最上面有 {len(above)} 个单位，不知道汇总哪一个"
        named = "、".join(map(str, above[:8]))
        raise SourceError(said, location=Location(register.path), hint=f"写上代码：{named}" if named else "在名录里填“上级代码”")
    return above[0].code


def _pack(root: Path, year: int, code: str, handed: Mapping[str, Handed], register: Register) -> Pack:
    """The form of the authority's own report; else the one that most of the branch are on; else the year's."""
    if code in handed:
        return find_pack(handed[code].form, apart(root))
    forms = Counter(handed[agency.code].form for agency in register.branch(code) if agency.code in handed)
    return find_pack(forms.most_common(1)[0][0], apart(root)) if forms else pack_for_year(year)


def _unreadable(board: Board, code: str) -> Iterator[tuple[str, str]]:
    """Whose report in the branch could not be read, and why; they count as missing."""
    below = {agency.code for agency in board.register.branch(code)}
    for line in board.standings:
        if line.agency.code in below and line.outcome and line.outcome.trouble:
            yield str(line.agency), line.outcome.trouble
