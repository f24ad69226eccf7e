"""The made-up reports: nothing is told of what is right, and how much is told of what is changed.

Every number that the tables or its own sentence determine is changed, one at a time, as a slip of the hand would:
found means that a finding points at it. What is not found is printed by kind with `pytest -s`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import islice

import pytest
from conftest import THOROUGH
from support.known.corpus import CORPUS, Stated, Written, read_written, with_text

from reportgen.model.finding import Finding
from reportgen.rules.check import Subject

NAMES = [path.stem for path in sorted(CORPUS.glob("*.yaml"))]
# So many of the ways to change a number are tried; of the most frequent kind fewer are enough to measure it.
SLIPS = {"count": 2}
# Of the frequent kinds a quick run changes one number of so many.
STEPS = {} if THOROUGH else {"count": 9, "share": 4, "sum": 4, "difference": 2}
# Percent of the changed numbers of a kind that must be found, as measured; may only rise.
FLOORS = {
    "count": 86,
    "share": 80,
    "sum": 89,
    "none": 74,
    "growth": 80,
    "difference": 85,
    "rounded": 78,
    "han": 40,
    "amount": 85,
}
# Kinds that are not read yet, or of which there are too few to measure.
UNREAD = {"decrease", "multiple", "points"}
HAN = "一二三四五六七八九"


@cache
def written(name: str) -> Written:
    return read_written(CORPUS / f"{name}.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_told_of_a_right_report(name: str) -> None:
    assert [f"{one.code} {one.location}: {one.message}" for one in written(name).claims()[1]] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_list_is_a_number_of_its_text(name: str) -> None:
    """The numbers that are changed below stand where they are looked for."""
    report = written(name)
    assert report.stated
    for one in report.stated:
        assert one.kind in {*FLOORS, *UNREAD}
        stated = report.draft.report.texts[one.section][one.block].whole[one.start : one.end]
        assert (one.kind == "none") != bool(re.search(rf"[\d{HAN}十百千两半]", stated)), stated


# -- changing one number ----------------------------------------------------------------------------


def slips(number: str) -> Iterator[str]:
    """The number as slips of the hand leave it: its first digit, its last, a digit more, two digits exchanged."""
    found = re.search(r"\d+(?:\.\d+)?", number)
    if found is None:
        yield from _other_words(number)
        return
    old = found[0]
    changes = [_raised(old, 0), _raised(old, len(old) - 1)]
    if "." not in old:
        changes.append(f"{old}7")
        changes += [f"{old[1]}{old[0]}{old[2:]}"] if len(old) > 1 and old[1] != "0" else []
    for new in dict.fromkeys(changes):
        if Decimal(new) != Decimal(old):
            yield number[: found.start()] + new + number[found.end() :]


def _raised(digits: str, at: int) -> str:
    """One digit three higher; a first digit is never made 0."""
    digit = (int(digits[at]) + 3) % 10
    return f"{digits[:at]}{digit or 4}{digits[at + 1 :]}"


def _other_words(number: str) -> Iterator[str]:
    """两件 → 五件: the first sign that is a digit, three higher."""
    found = re.search(rf"[{HAN}两]", number)
    if found is None:
        yield number.replace("十", "三十")
        return
    value = 2 if found[0] == "两" else HAN.index(found[0]) + 1
    yield f"{number[: found.start()]}{HAN[(value + 2) % 9]}{number[found.end() :]}"


def changed(report: Written, one: Stated) -> Iterator[tuple[Subject, str]]:
    """The report with this number changed, in several ways; of what is denied the table's figure is changed."""
    block = report.draft.report.texts[one.section][one.block]
    if one.kind == "none":
        refs = [ref for ref in re.split(r"[ +−-]+", one.is_) if ref in report.draft.report.cells]
        if refs:
            cells = report.draft.report.cells
            more = {**cells, refs[0]: cells[refs[0]]._replace(value=Decimal(3))}
            yield _alone(report.draft._replace(report=report.draft.report._replace(cells=more)), one), f"{refs[0]} = 3"
        return
    number = block.whole[one.start : one.end]
    for new in islice(slips(number), SLIPS.get(one.kind)):
        text = block.whole[: one.start] + new + block.whole[one.end :]
        yield _alone(with_text(report.draft, one.section, one.block, text), one), f"{number} → {new}"


def _alone(draft: Subject, one: Stated) -> Subject:
    """The draft with the paragraph of that number alone: numbers are read by the paragraph, and it takes less time."""
    texts = {one.section: (draft.report.texts[one.section][one.block],)}
    return draft._replace(report=draft.report._replace(texts=texts))


def points_at(finding: Finding, report: Written, one: Stated) -> bool:
    """Whether a finding, or what it is related to, stands in the changed number (or in its clause, for a denial)."""
    block = report.draft.report.texts[one.section][one.block]
    near = 20 if one.kind == "none" else 0
    first, last = block.place(one.start).column - near, block.place(one.end).column + near
    places = (finding.location, *finding.related)
    return any(place.line == block.location.line and first <= place.column <= last for place in places)


def outcomes(kind: str) -> Iterator[tuple[bool, str]]:
    """Each change of a number of this kind: whether it was found, and what it was."""
    of_kind = [(name, one) for name in NAMES for one in written(name).stated if one.kind == kind]
    for name, one in of_kind[:: STEPS.get(kind, 1)]:
        report = written(name)
        words = report.draft.report.texts[one.section][one.block].whole[max(one.start - 25, 0) : one.end + 10]
        for draft, what in changed(report, one):
            found = any(points_at(finding, report, one) for finding in report.claims(draft)[1])
            yield found, f"{name}: …{words}… {what}"


@pytest.mark.parametrize("kind", FLOORS)
def test_changed_numbers_are_found(kind: str) -> None:
    told = list(outcomes(kind))
    found = sum(was_found for was_found, _ in told)
    print(f"\n{kind}: {found} of {len(told)} changes found, {found / len(told):.1%}")
    for was_found, what in told:
        if not was_found:
            print("   not found:", what)
    assert found * 100 >= FLOORS[kind] * len(told)


def test_every_kind_is_measured_or_named_as_unread() -> None:
    kinds = {one.kind for name in NAMES for one in written(name).stated}
    assert kinds == {*FLOORS, *UNREAD}
