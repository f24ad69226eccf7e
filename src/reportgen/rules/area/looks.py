"""A20: agencies looked at beside each other: copied prose, figures far off, one agency twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePath

from ...model.area.looks import Alike, Doubled, Outlier
from ...model.area.register import Handed, Register
from ...model.figures import digits
from ...model.finding import Finding, Severity
from ...model.form import Form
from ...model.location import Location
from ...recognise.bodies import same_body
from .look_rules import A201, A202, A203, A204, A205

_SHOWN, _LONG, _BRIEF = 2, 40, 16


def alike_findings(pair: Alike, register: Register) -> Iterator[tuple[str, Finding]]:
    """Two reports with copied prose: each agency's code, with the finding as its own report shows it."""
    for turned in (False, True):
        one, other = (pair.other, pair.one) if turned else (pair.one, pair.other)
        places = [
            (copied.other_place, copied.other_text) if turned else (copied.place, copied.text) for copied in pair.paragraphs
        ]
        texts = list(dict(places).values())
        quoted = "；".join(f"“{text[:_LONG]}{'…' if len(text) > _LONG else ''}”" for text in texts[:_SHOWN])
        more = f" 等 {len(texts)} 段" if len(texts) > _SHOWN else ""
        share = f"，占它自己写的文字的 {pair.other_share if turned else pair.share}%"
        message = f"{_name(one.agency, register)}与{_name(other.agency, register)}的年报有 {len(texts)} 段大半相同{share}：{quoted}{more}"
        # Known by both, so that what is decided on one neighbour is not decided on the next.
        ref = f"{pair.one.agency}/{pair.other.agency}"
        finding = A201.at(Location(one.path), message, hint=A201.good, related=(Location(other.path),), ref=ref)
        # The share of what is copied changes with every other paragraph: what is copied is what it is about.
        yield one.agency, finding._replace(about="；".join(f"“{text[:_BRIEF]}”" for text in sorted(texts)))


def outlier_findings(outliers: Iterable[Outlier], register: Register, form: Form) -> Iterator[Finding]:
    """The figures of each agency that are far off, asked about in one finding: of each row the last column, which is its total."""
    for code, group in groupby(outliers, key=lambda one: one.handed.agency):
        rows = {form.figures[one.ref].row.id: one for one in group}
        first, *others = rows.values()
        cells = tuple(one.handed.places[one.ref] for one in rows.values() if one.ref in one.handed.places)
        told = "；".join(
            f"{form.figures[one.ref].title} {digits(one.value)}（中位数 {digits(one.middle)}，多数在 {digits(one.usual[0])} 到 {digits(one.usual[1])} 之间）"
            for one in rows.values()
        )
        message = f"{_name(code, register)}有 {1 + len(others)} 项与同类（{first.kind}，{first.among} 个）相差很大：{told}"
        place = cells[0] if cells else Location(first.handed.path)
        finding = A202.at(
            place, message, hint=A202.good, ref=first.ref, related=cells[1:], expected=first.middle, actual=first.value
        )
        # What the others have changes with each report that comes in: its own figures are what it is about.
        yield finding._replace(about="；".join(f"{form.figures[one.ref].title} {digits(one.value)}" for one in rows.values()))


def doubled_findings(doubled: Iterable[Doubled]) -> Iterator[Finding]:
    """Two codes for one agency, and several files for one agency."""
    for one in doubled:
        names = "、".join(str(agency) for agency in one.agencies)
        files = tuple(Location(handed.path) for handed in one.files)
        ref = "/".join(agency.code for agency in one.agencies)
        if len(one.agencies) > 1:
            first, *others = (agency.location for agency in one.agencies)
            yield A203.at(first, f"{names}像是一个单位：{one.why}", hint=A203.good, related=(*others, *files), ref=ref)
        else:
            listed = "、".join(str(place) for place in files)
            yield A204.at(
                files[0],
                f"{names}{one.why}：{listed}。现在看的是“{PurePath(one.files[0].path).name}”",
                hint=A204.good,
                related=files[1:],
                ref=ref,
            )


def misfiled_findings(handed: Iterable[Handed], register: Register, year: int) -> Iterator[tuple[str, Finding]]:
    """Reports that name another agency, or another year, than those of the folder they lie in, each with the agency's code."""
    for one in handed:
        agency = register.by_code.get(one.agency)
        if agency is None:
            continue
        place = Location(one.path)
        if one.says and not any(same_body(one.says, name) for name in agency.names):
            message = f"{agency}的年报里写的机关是“{one.says}”"
            yield one.agency, A205.at(place, message, hint=A205.good, ref=f"{one.agency}/机关")
        if one.year and one.year != year:
            message = f"{agency} {year} 年度的年报里写的年度是 {one.year}"
            yield one.agency, A205.at(place, message, hint=A205.good, ref=f"{one.agency}/年度", severity=Severity.ERROR)


def _name(code: str, register: Register) -> str:
    agency = register.by_code.get(code)
    return str(agency) if agency else code
