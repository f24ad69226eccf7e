"""Figures far from those of the other agencies of the same kind: what an officer would ask about, never an error.

Figures of agencies go over orders of magnitude, so that distances are taken between logarithms, from the median and in medians of
distances: neither is moved by the one that is asked about. Decimals all through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from ...model.area.looks import Outlier
from ...model.area.register import Handed, Register
from ...model.form import Form

# Fewer of a kind say nothing of what is usual; and what not even half of them have is not usual.
LEAST = 8
# So many times the usual distance, and ten times the median (one nought too many) however near the others are; and no small number.
_FAR, _TIMES, _NOTICEABLE = 5, 10, 100
_ALONE = 3


def outliers(handed: Sequence[Handed], register: Register, form: Form) -> tuple[Outlier, ...]:
    """The figures of reports on one form that stand far off, by agency in the order of the register and by Ref in official order.

    Of kinds the register says; what has no kind, or too few of its kind, is left out. Signed changes are not compared.
    """
    by_kind: dict[str, list[Handed]] = {}
    for one in handed:
        agency = register.by_code.get(one.agency)
        # A sum of many is no agency among them.
        if agency and agency.kind and one.form == form.id and not (agency.sums and register.children(agency.code)):
            by_kind.setdefault(agency.kind, []).append(one)
    found = [outlier for kind, reports in by_kind.items() for outlier in _of_kind(kind, reports, form)]
    order = {agency.code: number for number, agency in enumerate(register.agencies)}
    return tuple(sorted(found, key=lambda one: order[one.handed.agency]))


def _of_kind(kind: str, reports: Sequence[Handed], form: Form) -> Iterator[Outlier]:
    for ref, figure in form.figures.items():
        if figure.kind == "change":
            continue
        values = {
            one: value for one in range(len(reports)) if (value := reports[one].figures.get(ref)) is not None and value >= 0
        }
        if len(values) < LEAST or 2 * sum(value > 0 for value in values.values()) < len(values):
            continue
        yield from _far_off(ref, kind, reports, values)


def _far_off(ref: str, kind: str, reports: Sequence[Handed], values: Mapping[int, Decimal]) -> Iterator[Outlier]:
    logs = {number: _log(value) for number, value in values.items()}
    middle = median(list(logs.values()))
    usual = median([abs(log - middle) for log in logs.values()])
    in_order = sorted(values.values())
    centre, quarter = median(in_order), len(in_order) // 4
    far = {
        number
        for number, value in values.items()
        if abs(logs[number] - middle) > _FAR * usual
        and max(value, centre) >= _NOTICEABLE
        and max(value, centre) >= _TIMES * min(value, centre)
    }
    others: list[Decimal] = sorted(values[number] for number in values if number not in far)
    for number in sorted(far):
        value = values[number]
        # Where figures go up by and by, the last one is nothing apart.
        if others and (value >= _ALONE * others[-1] or (value + 1) * _ALONE <= others[0]):
            yield Outlier(reports[number], ref, value, centre, (in_order[quarter], in_order[-1 - quarter]), kind, len(values))


@lru_cache(maxsize=1 << 16)
def _log(value: Decimal) -> Decimal:
    """The logarithm of a figure, 0 for 0; agencies have the same small figures again and again."""
    return (value + 1).ln()


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle of some values, of two middle ones the mean. IndexError for none."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
