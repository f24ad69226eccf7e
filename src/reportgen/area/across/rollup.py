"""The sum of the reports below an agency, cell by cell, exact, with what each part brings.

Of each agency directly below its own report is a part: it is the sum of those below it by what the register says (`Agency.sums`). Where it has
handed in nothing, those below stand for it; where its report is of itself alone, they are added beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, Inexact, localcontext
from typing import NamedTuple

from ...model.area.register import Agency, Handed, Register
from ...model.area.rollup import RollUp
from ...model.form import Form

# A figure has thirty digits at most, and there are not so many agencies: what would be rounded raises instead.
EXACT = Context(prec=200, traps=[Inexact])


class Parts(NamedTuple):
    """What goes into the sum of an agency, and what is not there to go in."""

    handed: tuple[Handed, ...]
    missing: tuple[Agency, ...] = ()
    stood_for: tuple[Agency, ...] = ()
    other_forms: tuple[Handed, ...] = ()
    within: tuple[Handed, ...] = ()
    above: Mapping[str, str] = {}


def roll_up(register: Register, form: Form, year: int, handed: Mapping[str, Handed], code: str) -> RollUp:
    """The sum of what was handed in below the agency `code`, for a year and a form; `handed` by the agencies' codes. KeyError for a code not there."""
    agency = register.by_code[code]
    parts = parts_of(register, form, year, handed, agency)
    figures, blanks, not_added = added(parts.handed, form)
    names = {one.code: one.name for one in register.branch(code)}
    return RollUp(
        agency=agency,
        year=year,
        form=form,
        parts=parts.handed,
        figures=figures,
        blanks=blanks,
        not_added=not_added,
        missing=parts.missing,
        stood_for=parts.stood_for,
        other_forms=parts.other_forms,
        within=parts.within,
        above=parts.above,
        names=names,
    )


def parts_of(register: Register, form: Form, year: int, handed: Mapping[str, Handed], agency: Agency) -> Parts:
    """The reports that make up the sum of an agency, each agency of the branch in one of them at most."""
    found: list[Handed] = []
    missing: list[Agency] = []
    stood_for: list[Agency] = []
    others: list[Handed] = []
    within: list[Handed] = []

    def take(one: Agency) -> bool:
        """Whether its own report was added."""
        own = handed.get(one.code)
        if own is None:
            return False
        if (own.form, own.year) != (form.id, year):
            others.append(own)
            return False
        found.append(own)
        return True

    waiting = [*reversed(register.children(agency.code))]
    if not agency.sums and not take(agency) and agency.code not in handed:
        missing.append(agency)
    while waiting:
        one = waiting.pop()
        below = register.children(one.code)
        taken = take(one)
        if below and not (taken and one.sums):
            waiting += reversed(below)
        elif below:
            deeper = (handed[inner.code] for inner in register.branch(one.code) if inner.code in handed and inner is not one)
            within += (report for report in deeper if (report.form, report.year) == (form.id, year))
        if taken or one.code in handed:
            continue
        if below and one.sums:
            stood_for.append(one)
        else:
            missing.append(one)
    above = {inner.agency: register.by_code[inner.agency].parent for inner in within}
    return Parts(tuple(found), tuple(missing), tuple(stood_for), tuple(others), tuple(within), above)


def added(parts: Sequence[Handed], form: Form) -> tuple[dict[str, Decimal], dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The sums by Ref in official order; the codes of those that have no figure where others have one; the Refs that must not be added.

    One part by itself is its own sum in every cell. A ratio is not added up, it is that of the sums.
    """
    columns = [part.figures for part in parts]
    apart = not_additive(form)
    sums: dict[str, Decimal] = {}
    blanks: dict[str, tuple[str, ...]] = {}
    not_added: list[str] = []
    with localcontext(EXACT):
        for ref in form.figures:
            values = [figures[ref] for figures in columns if ref in figures]
            if not values:
                continue
            if len(values) > 1 and (ref in apart or ref in form.ratios):
                not_added.append(ref)
                continue
            sums[ref] = sum(values[1:], values[0])
            if len(values) < len(parts):
                blanks[ref] = tuple(part.agency for part in parts if ref not in part.figures)
    ratios = {ref: made for ref in not_added if ref in form.ratios and (made := form.ratios[ref].makes(sums)) is not None}
    if ratios:
        sums = {ref: (sums | ratios)[ref] for ref in form.figures if ref in sums or ref in ratios}
    return sums, blanks, tuple(ref for ref in not_added if ref not in ratios)


def not_additive(form: Form) -> frozenset[str]:
    """The Refs of a form that are not added from agency to agency: what it says so of, and totals of such cells."""
    apart = {ref for ref, figure in form.figures.items() if not figure.additive}
    while above := set(_totals_of(apart, form)) - apart:
        apart |= above
    return frozenset(apart)


def _totals_of(refs: Iterable[str], form: Form) -> Iterator[str]:
    parts = frozenset(refs)
    return (total for total, lines in form.sums.items() if any(term.ref in parts for line in lines for term in line.left))
