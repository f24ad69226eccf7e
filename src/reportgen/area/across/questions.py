"""What the looks over all reports of an area say, for each agency: copied prose, figures far off, one agency twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ...model.area.looks import Doubled, Outlier
from ...model.area.register import Handed, Register
from ...model.finding import Finding
from ...model.form import Form
from ...rules.area.looks import alike_findings, doubled_findings, outlier_findings
from .doubles import doubles
from .likeness import alike, given_by_form


def questions(
    handed: Sequence[Handed],
    register: Register,
    forms: Mapping[str, Form],
    far: Mapping[str, Sequence[Outlier]],
    given: Iterable[str] = (),
    beside: Sequence[Handed] = (),
) -> dict[str, tuple[Finding, ...]]:
    """The findings by the agencies' codes; one that concerns several stands at each of them.

    `handed` are all files of a year, several of an agency too; `forms` by id, those that the reports are on, `far` what stands far off on each; `given` are texts that all
    agencies were given, beside the form's own words; `beside` are files that lie among these and say another year.
    """
    own_words = (*given, *(text for form in forms.values() for text in given_by_form(form)))
    found: dict[str, list[Finding]] = {}
    for codes, finding in (
        *(((code,), one) for pair in alike(handed, register, own_words) for code, one in alike_findings(pair, register)),
        *(one for name, form in forms.items() for one in _of_outliers(far.get(name, ()), register, form)),
        *_of_doubled(doubles(handed, register, beside)),
    ):
        for code in codes:
            found.setdefault(code, []).append(finding)
    return {code: tuple(findings) for code, findings in found.items()}


def _of_outliers(found: Iterable[Outlier], register: Register, form: Form) -> Iterator[tuple[tuple[str, ...], Finding]]:
    by_agency: dict[str, list[Outlier]] = {}
    for one in found:
        by_agency.setdefault(one.handed.agency, []).append(one)
    for code, group in by_agency.items():
        for finding in outlier_findings(group, register, form):
            yield (code,), finding


def _of_doubled(found: Iterable[Doubled]) -> Iterator[tuple[tuple[str, ...], Finding]]:
    for one in found:
        for finding in doubled_findings([one]):
            yield tuple(agency.code for agency in one.agencies), finding
