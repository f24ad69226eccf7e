"""The workbook of an authority filled with the sums of the reports below it: each cell's comment says which parts make it up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ....model.area.register import some
from ....model.area.rollup import RollUp
from ....model.figures import digits
from ..part_faults import faults_of_parts
from .blank import drawn_workbook

# Of a cell that hundreds have a part in, those with the largest are named.
_NAMED, _NAMES = 30, 12


def summed_workbook(rollup: RollUp) -> bytes:
    """The .xlsx to go on with: cells hold the sums, totals are formulas as in every draft; cells that are not whole are coloured."""
    form = rollup.form
    entries = {ref: value for ref, value in rollup.figures.items() if ref not in form.derived}
    faults = faults_of_parts(rollup)
    said = {ref: text for ref in form.figures if (text := "\n".join((*_said(rollup, ref), *faults.get(ref, ()))))}
    incomplete = frozenset(ref for ref in entries if ref in rollup.blanks or not rollup.complete)
    return drawn_workbook(form, rollup.agency.name, rollup.year, entries, incomplete, said=said)


def _said(rollup: RollUp, ref: str) -> Iterator[str]:
    """The lines of a cell's comment; of a total only that it is not what the agencies' totals come to."""
    if ref in rollup.form.totals:
        yield from _said_of_total(rollup, ref)
    if ref in rollup.form.derived:
        return
    parts = [(value, rollup.name(handed.agency)) for handed, value in rollup.sources(ref) if value]
    if ref in rollup.not_added:
        figure = rollup.form.figures[ref]
        yield f"不能相加，请自己填：{figure.note or figure.title}"
        yield "各单位的数："
    elif ref in rollup.figures:
        yield f"{len(rollup.parts)} 个单位相加得 {digits(rollup.figures[ref])}" + ("，都是 0" if not parts else "：")
    # The largest first; those that are alike in the order of the register.
    parts.sort(key=lambda part: -abs(part[0]))
    yield from (f"{name} {digits(value)}" for value, name in parts[:_NAMED])
    if rest := parts[_NAMED:]:
        yield f"另有 {len(rest)} 个单位，合计 {digits(sum((value for value, _ in rest), Decimal(0)))}"
    if blanks := rollup.blanks.get(ref):
        yield f"没有数、没有加：{some([rollup.name(code) for code in blanks], _NAMES)}"
    absent = [*(agency.name for agency in rollup.missing), *(rollup.name(handed.agency) for handed in rollup.other_forms)]
    if absent:
        yield f"没有报来、没有加：{some(absent, _NAMES)}"


def _said_of_total(rollup: RollUp, ref: str) -> Iterator[str]:
    line = rollup.form.totals[ref]
    parts = [rollup.figures[term.ref] for term in line.left if term.ref in rollup.figures]
    written = rollup.figures.get(ref)
    if written is not None and written != sum(parts, Decimal(0)):
        yield f"各单位写的这一格相加是 {digits(written)}，分项之和是 {digits(sum(parts, Decimal(0)))}：有的单位自己的表不平"
        refs = [term.ref for term in line.left]
        uneven = [
            f"{rollup.name(handed.agency)}写 {digits(total)}，它的分项之和是 {digits(added)}"
            for handed, total in rollup.sources(ref)
            if total is not None and total != (added := sum((handed.figures.get(part, Decimal(0)) for part in refs), Decimal(0)))
        ]
        yield from uneven[:_NAMES]
        if len(uneven) > _NAMES:
            yield f"等 {len(uneven)} 个单位"
