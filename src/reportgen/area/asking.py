"""What is asked of the agencies of an area when all reports are looked at together: likeness, figures far off, sums that do not agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..compare.follow import marks
from ..model.area.board import Told
from ..model.area.register import Handed, Register
from ..model.errors import PackError
from ..model.form import Form
from ..packs.load import find_pack
from ..rules.area.looks import misfiled_findings
from ..rules.area.sums import own_findings, part_findings
from .across.against import held_against
from .across.doubts import with_outliers
from .across.outliers import outliers
from .across.questions import questions
from .across.rollup import roll_up
from .folder import REPORTS, apart
from .store import Store
from .work import told


def asked(root: Path, store: Store, register: Register, year: int, first: Mapping[str, str]) -> dict[str, tuple[Told, ...]]:
    """The questions by the agencies' codes; `first` are the paths of the reports that count, by code."""
    chosen, others = handed_in(store, year, first)
    older = older_versions(store, year)
    forms = forms_of(root, chosen.values())
    of_year = [*chosen.values(), *(one for one in others if one.year == year)]
    far = {name: outliers(of_year, register, form) for name, form in forms.items()}
    # What says another year and lies beside is one of several files all the same.
    beside = [one for one in (*chosen.values(), *others) if one.year != year and one.path.startswith(f"{REPORTS}/{year}/")]
    found = questions(of_year, register, forms, far, beside=beside)
    chosen = {one.agency: one for one in with_outliers(chosen.values(), [one for each in far.values() for one in each])}
    asked_of = {code: list(findings) for code, findings in found.items()}
    for code, finding in misfiled_findings(of_year, register, year):
        asked_of.setdefault(code, []).append(finding)
    for agency in register.agencies:
        own = chosen.get(agency.code)
        if own is None or own.year != year or own.form not in forms or not agency.sums or not register.children(agency.code):
            continue
        rollup = roll_up(register, forms[own.form], year, chosen, agency.code)
        if rollup.parts:
            against = held_against(rollup, own, [*others, *older])
            asked_of.setdefault(agency.code, []).extend(own_findings(against))
            for code, finding in part_findings(against):
                asked_of.setdefault(code, []).append(finding)
    return {
        code: tuple(told(finding, mark) for finding, mark in zip(findings, marks(findings), strict=True))
        for code, findings in asked_of.items()
    }


def handed_in(store: Store, year: int, first: Mapping[str, str]) -> tuple[dict[str, Handed], tuple[Handed, ...]]:
    """What was read of a year's reports: of each agency the one that counts, and the others, last year's with them."""
    chosen: dict[str, Handed] = {}
    others: list[Handed] = []
    for place, one in _read(store, year):
        if first.get(place) == one.path:
            chosen[place] = one
        else:
            others.append(one)
    return chosen, (*others, *(one for _, one in _read(store, year - 1)))


def older_versions(store: Store, year: int) -> tuple[Handed, ...]:
    """What was handed in earlier and has been replaced since: the one above may have added that."""
    return tuple(Handed(one.code, year, one.form, one.figures, path=f"{one.day} 的旧稿") for one in store.older_versions(year))


def _read(store: Store, year: int) -> Iterator[tuple[str, Handed]]:
    for place, outcome in store.outcomes(year):
        if not outcome.trouble and outcome.form:
            yield place.code, outcome.handed(place.code, place.path)


def forms_of(root: Path, handed: Iterable[Handed]) -> dict[str, Form]:
    """The forms that reports are on, by id; one whose pack is gone is not there."""
    forms: dict[str, Form] = {}
    for name in dict.fromkeys(one.form for one in handed):
        try:
            forms[name] = find_pack(name, apart(root)).form
        except PackError:
            continue
    return forms
