"""A city's own report against the sum, where what went wrong lies deeper than its children, or several things went wrong at once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from made_areas import CITY, YEAR, handed_in, own_report
from test_against import FORM, LICENCES, NATURAL, REGISTER, plus, told

from reportgen.area.across.against import held_against
from reportgen.area.across.doubts import doubt_of
from reportgen.area.across.rollup import added, roll_up
from reportgen.model.area.register import Agency, Handed, Register
from reportgen.model.area.rollup import AgainstOwn
from reportgen.model.finding import Severity
from reportgen.rules.area.sums import causes_by_cell, own_findings

COUNTY, DISTRICT = Agency("乙", "乙县人民政府", parent=CITY.code), Agency("丙", "丙区人民政府", parent="乙")


def deep(seed: int) -> tuple[Register, dict[str, Handed], Handed, list[str]]:
    """A county of four bureaus in the city, one of them below a district of the county; the city's true sum, and the codes of the four."""
    handed = handed_in(REGISTER, FORM, seed)
    codes = [code for code in handed if code != CITY.code][:4]
    parents = {**dict.fromkeys(codes[:3], "乙"), codes[3]: "丙"}
    agencies = [one._replace(parent=parents.get(one.code, one.parent)) for one in REGISTER.agencies]
    of_district = handed[codes[3]]._replace(agency="丙", path="丙区")
    of_county = of_district._replace(agency="乙", figures=added([handed[code] for code in codes], FORM)[0], path="乙县")
    everyone = {**handed, "丙": of_district, "乙": of_county}
    return Register((*agencies, COUNTY, DISTRICT)), everyone, own_report(REGISTER, FORM, handed), codes


def against(register: Register, handed: dict[str, Handed], own: Handed, *others: Handed) -> AgainstOwn:
    return held_against(roll_up(register, FORM, YEAR, handed, CITY.code), own, others)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_in_a_county_and_not_in_the_city_is_named_at_any_depth(seed: int) -> None:
    register, handed, own, codes = deep(seed)
    found = against(register, handed, plus(own, handed[codes[0]], -1))
    assert [told(account) for account in found.accounts] == [{f"left_out_within {codes[0]}"}]
    assert {one.ref for one in found.differences} == causes_by_cell(found).keys()
    assert all("没有加进去" in cause for cause in causes_by_cell(found).values())
    (finding,) = own_findings(found)
    assert (
        f"乙县人民政府（乙）里的{register.by_code[codes[0]]}没有加进去" in finding.message and finding.severity is Severity.ERROR
    )
    deepest = against(register, handed, plus(plus(own, handed[codes[3]], -1), handed[codes[1]], -1))
    # The district is its one bureau, figure by figure: neither is preferred.
    assert {frozenset(told(account)) for account in deepest.accounts} == {
        frozenset({f"left_out_within {codes[1]}", f"left_out_within {one}"}) for one in (codes[3], "丙")
    }


def test_where_the_county_has_it_twice_the_city_is_right() -> None:
    register, handed, own, codes = deep(0)
    twice = {**handed, "乙": plus(handed["乙"], handed[codes[0]], 1)}
    (finding,) = own_findings(against(register, twice, own))
    assert f"自己把{register.by_code[codes[0]]}加了两遍" in finding.message
    assert finding.severity is Severity.WARNING and "上级的这一格不用改" in finding.hint


def test_what_a_bureau_that_nobody_has_leaves_is_not_asserted_of_others() -> None:
    """It is below a county that has handed in, so that the city misses nobody: some of its cells are as large as others' by chance."""
    for seed in range(4):
        register, handed, own, codes = deep(seed)
        rest = {code: one for code, one in handed.items() if code != codes[0]}
        found = against(register, rest, plus(own, handed[codes[0]], -1))
        for finding in own_findings(found):
            assert "（乙）" in finding.message or finding.severity is Severity.WARNING, finding.message


@pytest.mark.parametrize("seed", range(3))
def test_an_older_version_does_not_hide_an_agency_that_was_added_twice(seed: int) -> None:
    """Its corrected version has come in since, and another agency's table does not come out even in one cell of both."""
    register, handed, own, codes = deep(seed)
    other = next(code for code in handed if code not in (*codes, "乙", "丙"))
    uneven = next(code for code in handed if code not in (*codes, other, "乙", "丙"))
    older = handed["乙"]._replace(path="旧稿/1/乙县.docx")
    wrong = handed[uneven]._replace(figures={**handed[uneven].figures, NATURAL: handed[uneven].figures[NATURAL] + 3})
    now = {**handed, "乙": plus(handed["乙"], handed[codes[2]], 1), uneven: wrong}
    missing = Register((*register.agencies, Agency("丁", "丁局", parent=CITY.code)))
    found = against(missing, now, plus(own, handed[other], 1), older)
    assert [told(account) for account in found.accounts] == [{"other_file 乙", f"twice {other}", f"cell {NATURAL}"}]
    said = [finding.message for finding in own_findings(found)]
    assert not any("丁局" in one for one in said)
    # A cell that shows a cause differs by just that much.
    shown = [whole for whole in found.accounts[0].wholes if whole.kind == "twice"]
    assert all(
        one.more == handed[other].figures[one.ref] for whole in shown for one in found.differences if one.ref == whole.best
    )


def test_a_quoted_passage_full_of_numbers_says_nothing_of_two_of_them() -> None:
    part = Handed("1", YEAR, FORM.id, {LICENCES: Decimal(64)})
    said = "写 64，表里是 7"
    assert doubt_of(part._replace(remarks=(said,)), LICENCES, Decimal(7)) == said
    assert not doubt_of(part._replace(remarks=("与上年相同：7 件、4682 件、64 件、87 件、63 件",)), LICENCES, Decimal(7))


def test_who_sent_last_years_report_is_named_for_what_the_authority_has_more() -> None:
    handed, own = handed_in(REGISTER, FORM, 1), own_report(REGISTER, FORM, handed_in(REGISTER, FORM, 1))
    late = REGISTER.agencies[5]
    found = against(REGISTER, {**handed, late.code: handed[late.code]._replace(year=YEAR - 1)}, own)
    assert [told(account) for account in found.accounts] == [{f"not_handed_in {late.code}"}]
    (finding,) = own_findings(found)
    assert str(late) in finding.message and "先不用改" in finding.hint and "照下级之和改" not in finding.hint
