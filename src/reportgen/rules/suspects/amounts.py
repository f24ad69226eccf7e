"""W213: an amount that is so large in the unit of its column that it was typed in yuan."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...model.figures import digits
from ...model.finding import Finding, Rule, Severity
from ...recognise.bodies import is_below_city, is_local_department
from ...text.patterns import HAN, pattern
from ..check import Subject

W213 = Rule(
    "W213",
    "金额像是以元填的",
    "表头的单位是万元，直接填元就大了一万倍。只说大得不像的：县的部门、乡镇 2 亿元以上，区的部门 10 亿元以上，县区政府、市级部门 100 亿元以上，别的机关 1000 亿元以上。",
    "县林业局收费金额（单位：万元）：35000",
    "3.5",
    Severity.WARNING,
)
RULES = (W213,)

_TEN_THOUSAND = Decimal(10) ** 4
_HUNDRED_MILLION = Decimal(10) ** 8
# From so many 万元 on an amount is hardly one. What a county's bureau or a township takes in a year is some 10 million yuan as a rule and
# 100 million where much land is developed, a district's with all its schools several 100 million; all offices of a large county, or one of a city with its schools, some 1000 million; and
# a province 20 000 million. Each bound is at least twice, and mostly many times, the most there is.
_SMALL, _DISTRICT, _MIDDLE, _ANY = Decimal(20_000), Decimal(100_000), Decimal(1_000_000), Decimal(10_000_000)
_OF_COUNTY, _OF_DISTRICT = pattern(rf"{HAN}{{2,}}[县旗].+"), pattern(rf"{HAN}{{2,}}区.+")
_OF_TOWN = pattern(r".*(?:街道|(?<!城)[镇乡]).*")
# Districts of another size than a county's, and of the places that have no county.
_WIDE_DISTRICT = pattern(r".*(?:自治区|新区|开发区|特区|地区).*")


def check_amounts(subject: Subject) -> Iterator[Finding]:
    """No amount of a column in 万元 is beyond what such an agency may take."""
    agency = subject.report.agency
    most = _most(agency)
    for ref, figure in subject.form.figures.items():
        cell = subject.report.cells.get(ref)
        if figure.kind != "amount" or not figure.unit.startswith("万元") or cell is None or cell.value is None:
            continue
        if cell.value >= most:
            typed, hundreds = digits(cell.value), digits(cell.value * _TEN_THOUSAND / _HUNDRED_MILLION)
            right = digits(cell.value / _TEN_THOUSAND)
            message = f"{figure.title}填了 {typed}，这一格的单位是万元，就是 {hundreds} 亿元，“{agency}”很少有这么多"
            hint = f"核对是不是以元填的：是 {typed} 元，就填 {right}；确实是 {typed} 万元，在“豁免”里写明"
            yield W213.at(cell.location, message, ref=ref, hint=hint, actual=cell.value)


def _most(agency: str) -> Decimal:
    """How many 万元 are more than an agency of this name may take; of one whose kind is not known, than any."""
    if _WIDE_DISTRICT.fullmatch(agency):
        return _ANY
    if _OF_TOWN.fullmatch(agency):
        return _SMALL if is_below_city(agency) else _ANY
    if is_local_department(agency):
        if _OF_COUNTY.fullmatch(agency):
            return _SMALL
        return _DISTRICT if _OF_DISTRICT.fullmatch(agency) else _ANY if "省" in agency else _MIDDLE
    return _MIDDLE if is_below_city(agency) else _ANY
