"""A city's own report against the sum of its agencies: planted faults are found by the smallest account, and said in words."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_areas import CITY, YEAR, balanced, handed_in, own_report, register_of, with_more

from reportgen.area.across.against import held_against
from reportgen.area.across.rollup import added, roll_up
from reportgen.model.area.register import Agency, Far, Handed, Register
from reportgen.model.area.rollup import Account, AgainstOwn, RollUp
from reportgen.model.finding import Severity
from reportgen.model.location import Location
from reportgen.rules.area.sums import own_findings, part_findings, sum_findings
from reportgen.tasks.packs import all_formats

FORM = next(form for form in all_formats() if form.id == "gov-disclosure-2021")
REGISTER = register_of(60)
LICENCES, NATURAL, RESEARCH = "disclosure.licences.decisions", "applications.granted.natural", "applications.granted.research"
TOTAL = "applications.received.all"
PARTLY = "applications.partly_granted.natural"
REST = tuple(
    ref for ref in FORM.figures if ref.startswith("applications.granted.") and ref not in (NATURAL, "applications.granted.all")
)


@cache
def area(seed: int) -> tuple[dict[str, Handed], Handed, tuple[str, ...]]:
    """What the agencies have handed in, the city's true sum, and three agencies drawn at random."""
    handed = handed_in(REGISTER, FORM, seed)
    return handed, own_report(REGISTER, FORM, handed), tuple(random.Random(seed).sample(list(handed), 3))


def plus(own: Handed, other: Handed, times: int) -> Handed:
    return own._replace(figures={ref: value + times * other.figures[ref] for ref, value in own.figures.items()})


def against(own: Handed, handed: Mapping[str, Handed], others: tuple[Handed, ...] = ()) -> AgainstOwn:
    return held_against(roll_up(REGISTER, FORM, YEAR, handed, CITY.code), own, others)


def told(account: Account) -> set[str]:
    """`left_out 105`, `slip disclosure.licences.decisions`."""
    wholes = {f"{whole.kind} {'/'.join(whole.agencies)}" for whole in account.wholes}
    return wholes | {f"cell {single.difference.ref}" for single in account.singles}


Plant = Callable[[Handed, Mapping[str, Handed], tuple[str, ...]], Handed]
PLANTED: dict[str, tuple[Plant, str]] = {
    "one left out": (lambda own, by, some: plus(own, by[some[0]], -1), "left_out {0}"),
    "one twice": (lambda own, by, some: plus(own, by[some[0]], 1), "twice {0}"),
    "one left out, one twice": (lambda own, by, some: plus(plus(own, by[some[0]], -1), by[some[1]], 1), "left_out {0};twice {1}"),
    "three left out": (
        lambda own, by, some: plus(plus(plus(own, by[some[0]], -1), by[some[1]], -1), by[some[2]], -1),
        "left_out {0};left_out {1};left_out {2}",
    ),
    "a slip of 90": (lambda own, by, some: with_more(FORM, own, {LICENCES: Decimal(90)}), f"cell {LICENCES}"),
    "a slip that its totals follow": (lambda own, by, some: with_more(FORM, own, {NATURAL: Decimal(90)}), f"cell {NATURAL}"),
    "a total typed wrong": (
        lambda own, by, some: own._replace(figures={**own.figures, TOTAL: own.figures[TOTAL] + 90}),
        f"cell {TOTAL}",
    ),
    "a figure in the next column": (lambda own, by, some: with_more(FORM, own, {NATURAL: Decimal(-7), RESEARCH: Decimal(7)}), f"cell {RESEARCH}"),
    "one left out and a slip": (
        lambda own, by, some: with_more(FORM, plus(own, by[some[0]], -1), {LICENCES: Decimal(90)}),
        f"left_out {{0}};cell {LICENCES}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("case", PLANTED)
def test_what_was_planted_is_the_one_smallest_account(case: str, seed: int) -> None:
    handed, own, some = area(seed)
    plant, wanted = PLANTED[case]
    found = against(plant(own, handed, some), handed)
    assert [told(account) for account in found.accounts] == [set(wanted.format(*some).split(";"))]
    explained = {ref for whole in found.accounts[0].wholes for ref in whole.refs}
    explained |= {ref for single in found.accounts[0].singles for ref in (single.difference.ref, *single.with_it)}
    assert explained == {difference.ref for difference in found.differences}


FEW = register_of(4)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(("left_out", "twice")), max_size=3),
    st.dictionaries(st.sampled_from(list(FORM.figures)), st.integers(-20, 20), max_size=5),
    st.integers(0, 5),
)
def test_each_account_accounts_for_every_difference_and_for_nothing_else(
    kinds: list[str], changes: dict[str, int], seed: int
) -> None:
    handed = handed_in(FEW, FORM, seed)
    own = own_report(FEW, FORM, handed)
    for kind, one in zip(kinds, handed.values(), strict=False):
        own = plus(own, one, 1 if kind == "twice" else -1)
    own = own._replace(figures={ref: value + changes.get(ref, 0) for ref, value in own.figures.items()})
    found = held_against(roll_up(FEW, FORM, YEAR, handed, CITY.code), own)
    differences = {difference.ref for difference in found.differences}
    assert bool(found.accounts) == bool(differences)
    for account in found.accounts:
        wholes = {ref for whole in account.wholes for ref in whole.refs}
        cells = {ref for single in account.singles for ref in (single.difference.ref, *single.with_it)}
        assert differences <= wholes | cells
        # What the agencies leave over is what the cells are off by, to the last digit.
        more = dict.fromkeys(FORM.figures, Decimal(0))
        for whole in account.wholes:
            for ref, value in handed[whole.agencies[0]].figures.items() if whole.agencies else ():
                more[ref] += value if whole.kind == "twice" else -value
        if all(whole.agencies for whole in account.wholes):
            for single in account.singles:
                one = single.difference
                assert one.own - one.summed == own.figures[one.ref] - found.rollup.figures[one.ref] - more[one.ref]


def test_the_true_sum_has_no_difference() -> None:
    handed, own, _ = area(0)
    found = against(own, handed)
    assert found.agrees and not list(own_findings(found)) and not list(sum_findings(found.rollup))


def test_differences_that_nothing_explains_name_no_agency() -> None:
    handed, own, _ = area(1)
    rng = random.Random(1)
    cells = rng.sample([ref for ref in FORM.figures if ref not in FORM.totals], 25)
    found = against(with_more(FORM, own, {ref: Decimal(rng.randrange(-9, 10)) for ref in cells}), handed)
    assert found.accounts and not any(account.wholes for account in found.accounts)


def test_agencies_with_the_same_figures_are_named_together() -> None:
    handed, _, (one, other, _) = area(2)
    handed = {**handed, other: handed[other]._replace(figures=handed[one].figures)}
    own = own_report(REGISTER, FORM, handed)
    found = against(plus(own, handed[one], -1), handed)
    assert [set(whole.agencies) for account in found.accounts for whole in account.wholes] == [{one, other}]
    (finding,) = own_findings(found)
    assert "这 2 个单位之一" in finding.message


def test_a_report_that_was_added_and_is_not_there() -> None:
    handed, own, (one, other, _) = area(3)
    rest = {code: handed[code] for code in handed if code not in (one, other)}
    found = against(own, rest)
    assert [told(account) for account in found.accounts] == [{f"not_handed_in {'/'.join(sorted((one, other)))}"}]
    # What the sum lacks is asked, not asserted, while agencies are missing.
    (finding,) = own_findings(found)
    assert finding.severity is Severity.WARNING and "可能已经加进去了" in finding.message
    whole = held_against(
        roll_up(Register(tuple(one for one in REGISTER.agencies if one.code in {CITY.code, *rest})), FORM, YEAR, rest, CITY.code),
        own,
    )
    assert [told(account) for account in whole.accounts] == [{"not_in_register "}]


@pytest.mark.parametrize("seed", range(3))
def test_a_report_that_is_not_there_is_told_beside_a_slip(seed: int) -> None:
    handed, own, (one, other, third) = area(seed)
    rest = {code: handed[code] for code in handed if code not in (one, other)}
    missing = f"not_handed_in {'/'.join(sorted((one, other)))}"
    found = against(plus(own, handed[third], -1), rest)
    assert [told(account) for account in found.accounts] == [{missing, f"left_out {third}"}]
    # It breaks the balance of what is left; nobody can tell it from the missing report, but that it is not even.
    found = against(with_more(FORM, own, {NATURAL: Decimal(90)}), rest)
    assert [told(account) for account in found.accounts] == [{missing}]
    assert found.accounts[0].wholes[0].uneven and "处不平" in next(own_findings(found)).message
    found = against(with_more(FORM, own, {LICENCES: Decimal(-9000)}), rest)
    assert [told(account) for account in found.accounts] == [{missing, f"cell {LICENCES}"}]


def test_more_differences_than_slips_can_make_are_told_in_one() -> None:
    handed, own, _ = area(1)
    rng = random.Random(1)
    cells = rng.sample([ref for ref in FORM.figures if ref not in FORM.totals], 25)
    changed = with_more(FORM, own, {ref: Decimal(rng.randrange(1, 9)) * (-1) ** number for number, ref in enumerate(cells)})
    (finding,) = own_findings(against(changed, handed))
    assert "没有找到说得通的原因" in finding.message


def test_what_is_in_the_sum_of_a_county_already_and_was_added_again() -> None:
    handed, _, (one, _, bureau) = area(2)
    county = Agency("乙", "乙县人民政府", parent=CITY.code)
    agencies = [agency._replace(parent="乙") if agency.code in (one, bureau) else agency for agency in REGISTER.agencies]
    register = Register((*agencies, county))
    summed = handed[one]._replace(agency="乙", figures=added([handed[one], handed[bureau]], FORM)[0], path="乙县")
    everyone = {**handed, "乙": summed}
    rollup = roll_up(register, FORM, YEAR, everyone, CITY.code)
    assert {part.agency for part in rollup.within} == {one, bureau}
    found = held_against(rollup, plus(own_report(REGISTER, FORM, handed), handed[bureau], 1))
    assert [told(account) for account in found.accounts] == [{f"again {bureau}"}]
    assert "已经在它上级的汇总里了" in next(own_findings(found)).message


def test_the_other_file_of_an_agency_is_found() -> None:
    handed, own, (one, _, _) = area(0)
    earlier = handed[one]._replace(
        figures=with_more(FORM, handed[one], {NATURAL: Decimal(3), LICENCES: Decimal(-1)}).figures, path="旧稿.docx"
    )
    taken = plus(plus(own, handed[one], -1), earlier, 1)
    found = against(taken, handed, (earlier,))
    assert [told(account) for account in found.accounts] == [{f"other_file {one}"}]
    assert "旧稿.docx" in next(own_findings(found)).message


def test_a_difference_is_told_with_both_numbers_and_each_way_to_explain_it() -> None:
    """Two agencies, one cell: the city has 325, the sum is 235."""
    register = Register((CITY, Agency("1", "甲市教育局", parent=CITY.code), Agency("2", "甲市财政局", parent=CITY.code)))
    place = Location("全市.xlsx", "表二", 9, 2)
    one, two = (
        Handed(code, YEAR, FORM.id, {LICENCES: Decimal(value)}, path=f"{code}.docx") for code, value in (("1", 225), ("2", 10))
    )
    own = Handed(CITY.code, YEAR, FORM.id, {LICENCES: Decimal(325)}, path="全市.xlsx", places={LICENCES: place})
    (finding,) = own_findings(held_against(roll_up(register, FORM, YEAR, {"1": one, "2": two}, CITY.code), own))
    assert (finding.code, finding.location, finding.expected, finding.actual) == ("A101", place, 235, 325)
    assert "写 325，应是 235，多 90" in finding.message
    assert "合计 235 打成了 325（两位数字颠倒）" in finding.message
    assert "甲市财政局（2）的 10 当成 100 加了（多打或少打一个 0）" in finding.message


def test_equal_accounts_are_all_told_and_none_is_preferred() -> None:
    """The figures of the first and the third are together those of the second and the fourth."""
    register = Register((CITY, *(Agency(code, f"甲市{code}局", parent=CITY.code) for code in "1234")))
    cells = {"1": (1, 2), "2": (2, 1), "3": (2, 4), "4": (1, 5)}
    parts = {
        code: Handed(code, YEAR, FORM.id, {LICENCES: Decimal(a), NATURAL: Decimal(b)}, path=code)
        for code, (a, b) in cells.items()
    }
    own = Handed(CITY.code, YEAR, FORM.id, {LICENCES: Decimal(6 - 3), NATURAL: Decimal(12 - 6)}, path="全市")
    found = held_against(roll_up(register, FORM, YEAR, parts, CITY.code), own)
    assert {frozenset(told(account)) for account in found.accounts} >= {
        frozenset({"left_out 1", "left_out 3"}),
        frozenset({"left_out 2", "left_out 4"}),
    }
    (finding,) = own_findings(found)
    assert "几种原因都说得通" in finding.message and "可能1：" in finding.message and "可能2：" in finding.message


GRANTED = "applications.granted.all"


def mistyped(handed: Mapping[str, Handed], code: str, ref: str, more: int) -> dict[str, Handed]:
    """The same reports, of which one has so much more in one cell, whatever its table adds up to."""
    one = handed[code]
    return {**handed, code: one._replace(figures={**one.figures, ref: one.figures[ref] + more})}


@pytest.mark.parametrize("ref", [GRANTED, NATURAL], ids=["a total", "a cell"])
def test_a_child_that_does_not_come_out_even_is_the_reason_and_not_the_parent(ref: str) -> None:
    handed, own, (one, other, _) = area(0)
    wrong = mistyped(handed, one, ref, 99976)
    (finding,) = own_findings(against(own, wrong))
    value = handed[one].figures[ref]
    assert finding.severity is Severity.WARNING and finding.expected is None and "照下级之和" not in finding.hint
    assert f"（{one}）自己的表在这一格不平：写 {value + 99976}，按勾稽关系应是 {value}" in finding.message
    assert "没有找到说得通的原因" not in finding.message
    # Two of them in one cell are named together.
    (finding,) = own_findings(against(own, mistyped(wrong, other, ref, 500)))
    assert f"（{one}）" in finding.message and f"（{other}）" in finding.message and finding.severity is Severity.WARNING


def test_a_cell_of_a_child_below_a_total_that_its_workbook_adds_up_is_the_reason() -> None:
    """The columns of its table come out even with the wrong cell; what was received is not what was handled."""
    handed, own, (one, _, _) = area(0)
    wrong = more_in(handed, one, {NATURAL: 7})
    (finding,) = own_findings(against(own, wrong))
    value = handed[one].figures[NATURAL]
    assert finding.severity is Severity.WARNING and "上级的这一格不用改" in finding.hint
    assert f"（{one}）自己的表在这一格不平：写 {value + 7}，按勾稽关系应是 {value}" in finding.message
    # By another number: no reason. Nor where the cell would be less than nothing: it is another one of its column that is wrong.
    (finding,) = own_findings(against(with_more(FORM, own, {NATURAL: Decimal(-1)}), wrong))
    assert "自己的表在这一格不平" not in finding.message
    more = {PARTLY: value + 1}
    less = {PARTLY: Decimal(value + 1), NATURAL: Decimal(-value - 1)}
    (finding,) = own_findings(against(with_more(FORM, own, less), more_in(handed, one, more)))
    assert "自己的表在这一格不平" not in finding.message


def test_that_the_authority_itself_mistyped_is_never_left_out() -> None:
    register = Register(
        (CITY, *(Agency(code, f"甲市{code}局", parent=CITY.code) for code in "12"), Agency("3", "丙局", parent=CITY.code))
    )
    slip = "可能就是上级自己这一格加错、写错了"
    for second, said in ((5440, slip), (5340, "的 5340 当成 5430 加了（两位数字颠倒）；或者上级自己这一格加错、写错了")):
        parts = {
            code: Handed(code, YEAR, FORM.id, {LICENCES: Decimal(value)}, path=code)
            for code, value in (("1", 1500), ("2", second))
        }
        own = Handed(CITY.code, YEAR, FORM.id, {LICENCES: Decimal(1500 + second + 90)}, path="全市")
        (finding,) = own_findings(held_against(roll_up(register, FORM, YEAR, parts, CITY.code), own))
        assert said in finding.message and "还有 1 个单位没有加进来" in finding.message, finding.message


def test_a_child_uneven_by_another_number_is_no_reason() -> None:
    handed, own, (one, _, _) = area(0)
    typed = own._replace(figures={**own.figures, GRANTED: own.figures[GRANTED] + 13})
    (finding,) = own_findings(against(typed, mistyped(handed, one, GRANTED, 700)))
    assert finding.severity is Severity.ERROR and "自己的表在这一格不平" not in finding.message


def test_what_is_so_in_every_account_is_told_once() -> None:
    register = Register((CITY, *(Agency(code, f"甲市{code}局", parent=CITY.code) for code in "12345")))
    cells = {"1": (1, 2), "2": (2, 1), "3": (2, 4), "4": (1, 5), "5": (0, 0)}
    parts = {
        code: Handed(
            code,
            YEAR,
            FORM.id,
            {LICENCES: Decimal(a), NATURAL: Decimal(b), **dict.fromkeys(REST, Decimal(0)), GRANTED: Decimal(b)},
            path=code,
        )
        for code, (a, b) in cells.items()
    }
    own = {ref: sum((part.figures[ref] for part in parts.values()), Decimal(0)) for ref in parts["1"].figures}
    for ref, less in ((LICENCES, 3), (NATURAL, 6), (GRANTED, 6)):
        own[ref] -= less
    found = held_against(
        roll_up(register, FORM, YEAR, mistyped(parts, "5", GRANTED, 99999), CITY.code),
        Handed(CITY.code, YEAR, FORM.id, own, path="全市"),
    )
    assert len(found.accounts) > 1
    said = [finding.message for finding in own_findings(found)]
    assert len(said) == 2 and "".join(said).count("（5）自己的表在这一格不平：写 99999") == 1
    assert sum("几种原因都说得通" in one for one in said) == 1


def test_a_cell_by_which_the_own_table_breaks_is_the_reason_and_no_coincidence_is_told() -> None:
    handed, own, (one, _, _) = area(0)
    handed = with_value(handed, one, NATURAL, 10)
    own = own_report(REGISTER, FORM, handed)
    slip = own._replace(figures={**own.figures, NATURAL: own.figures[NATURAL] + 90})
    (finding,) = own_findings(against(slip, handed))
    assert "当成 100 加了" not in finding.message and "自己的表也正好差这么多" in finding.message
    assert {line.code for line in finding.also} == {"T302", "T303"} and finding.expected == own.figures[NATURAL]
    # Where the table comes out even the figure of the agency is as likely as any.
    (finding,) = own_findings(
        against(
            own._replace(figures={**own.figures, LICENCES: own.figures[LICENCES] + 90}), with_value(handed, one, LICENCES, 10)
        )
    )
    assert not finding.also


def more_in(handed: Mapping[str, Handed], code: str, more: Mapping[str, int]) -> dict[str, Handed]:
    return {**handed, code: with_more(FORM, handed[code], {ref: Decimal(by) for ref, by in more.items()})}


CELLS = {NATURAL: 41, RESEARCH: 23, LICENCES: 57, "applications.received.natural": 36, "disclosure.penalties.decisions": 19}


def test_who_is_wrong_is_left_open_where_only_the_figure_of_an_agency_tells() -> None:
    handed, own, (one, _, _) = area(0)
    handed = with_value(handed, one, NATURAL, 10)
    own, higher = own_report(REGISTER, FORM, handed), with_value(handed, one, NATURAL, 100)
    (finding,) = own_findings(against(own, higher))
    assert "应是" not in finding.message and "也可能那个单位自己写错了" in finding.message
    assert "它写错了，请它改正" in finding.hint
    # Its own check has something against the figure, whose other side is what the authority added: then it is the agency.
    value = handed[one].figures["applications.granted.all"]
    said = {"applications.granted.all": f"文中“予以公开{value}件”，表三里 予以公开/总计 是 {value + 90}"}
    (finding,) = own_findings(against(own, {**higher, one: higher[one]._replace(doubts=said)}))
    assert finding.severity is Severity.WARNING and finding.expected is None and "上级的这一格不用改" in finding.hint
    assert f"（{one}）自己写错了：它自己的检查里有“{said['applications.granted.all']}”" in finding.message
    other = {"applications.granted.all": "文中“予以公开99998件”"}  # a doubt of another number says nothing of this
    (finding,) = own_findings(against(own, {**higher, one: higher[one]._replace(doubts=other)}))
    assert "自己写错了：" not in finding.message


def shifted(handed: Mapping[str, Handed], code: str) -> dict[str, Handed]:
    """The same reports, of which one has the first column of its table of applications in the place of the second, whose figures are gone."""
    one = handed[code]
    table = FORM.table("applications")
    typed = {ref: value for ref, value in one.figures.items() if ref not in FORM.totals}
    for row in {figure.row.id for figure in table.figures}:
        first, second = f"applications.{row}.natural", f"applications.{row}.enterprise"
        if first in typed:
            typed |= {second: typed[first], first: Decimal(0)}
    return {**handed, code: one._replace(figures=balanced(FORM, typed))}


def test_an_agency_whose_columns_have_moved_is_named_before_the_one_above_it() -> None:
    handed, own, (one, other, _) = area(0)
    wrong = shifted(handed, one)
    (finding,) = own_findings(against(own, wrong))
    assert f"（{one}）的表三有几栏的数填错了栏" in finding.message and "它写错了，请它改正" in finding.hint
    assert "也可能是汇总时抄错了" in finding.message and finding.expected is None
    # The agency is asked itself, on its own report.
    ((code, asked),) = part_findings(against(own, wrong))
    assert (code, asked.location, asked.severity) == (one, Location(handed[one].path), Severity.WARNING)
    assert "表三" in asked.message and CITY.name in asked.message and not list(part_findings(against(own, handed)))
    # Its own check holds the true figure against the one that stands there: then it is the agency.
    received = handed[one].figures["applications.received.natural"]
    said = f"文中“其中自然人申请{received}件”，表三里 自然人 是 0"
    (finding,) = own_findings(against(own, {**wrong, one: wrong[one]._replace(remarks=(said,))}))
    assert finding.severity is Severity.WARNING and "上级的这一格不用改" in finding.hint
    assert (
        finding.message.startswith("像是") and f"（{one}）自己把表三的几栏填错了栏" in finding.message and said in finding.message
    )
    # Another one that was added twice at the same time does not hide it.
    more = {ref: value + handed[other].figures[ref] for ref, value in own.figures.items()}
    found = own_findings(against(own._replace(figures=more), {**wrong, one: wrong[one]._replace(remarks=(said,))}))
    assert [(f"（{other}）加了两遍" in one.message, "填错了栏" in one.message) for one in found] == [(True, False), (False, True)]
    # What another agency's check says, or of other figures, is no reason.
    (finding,) = own_findings(against(own, {**wrong, other: wrong[other]._replace(remarks=(said,))}))
    assert finding.severity is Severity.ERROR


def test_a_figure_far_from_its_kind_that_the_one_above_has_right_is_the_agencys() -> None:
    handed, own, (one, _, _) = area(0)
    true = handed[one].figures[LICENCES]
    wrong = with_value(handed, one, LICENCES, 999_999)
    (finding,) = own_findings(against(own, wrong))  # nothing but that it alone has so much: either may be wrong
    assert f"有这么多的只有甲市{one}" in finding.message or f"（{one}）" in finding.message
    assert "也可能那个单位自己写错了" in finding.message and "应是" not in finding.message
    far = {LICENCES: Far("999999 与同类相差很大", true + 1)}
    (finding,) = own_findings(against(own, {**wrong, one: wrong[one]._replace(far=far)}))
    assert finding.severity is Severity.WARNING and f"（{one}）自己写错了：" in finding.message
    # One that would be as far from them is no better.
    far = {LICENCES: Far("999999 与同类相差很大", (true + 1) * 100)}
    (finding,) = own_findings(against(own, {**wrong, one: wrong[one]._replace(far=far)}))
    assert "自己写错了：" not in finding.message


def test_many_cells_in_which_one_agency_alone_has_so_much_are_that_agencys() -> None:
    handed, own, (one, _, _) = area(0)
    even = {ref: by for ref, by in CELLS.items() if ref != RESEARCH}
    for cells, said in ((even, f"（{one}）：像是它报来以后改过"), (CELLS, f"（{one}）自己写多了：")):
        found = against(own, more_in(handed, one, cells))
        assert [told(account) for account in found.accounts] == [{f"changed {one}"}]
        (finding,) = own_findings(found)
        assert said in finding.message and len(found.accounts[0].wholes[0].refs) == len(found.differences)
    # A line of its own table that is off by one of these cells alone speaks against it in all of them.
    assert "“科研机构”一列不平（T301）" in finding.message and "上级的这一格不用改" in finding.hint
    few = against(own, more_in(handed, one, dict(list(CELLS.items())[:3])))
    assert not any(account.wholes for account in few.accounts)


def with_value(handed: Mapping[str, Handed], code: str, ref: str, value: int) -> dict[str, Handed]:
    return {**handed, code: with_more(FORM, handed[code], {ref: value - handed[code].figures[ref]})}


# -- what is said of a sum by itself --------------------------------------------------------------------


def rolled(*parts: Handed, register: Register = REGISTER) -> RollUp:
    return roll_up(register, FORM, YEAR, {part.agency: part for part in parts}, CITY.code)


def two() -> tuple[Register, Handed, Handed]:
    register = Register((CITY, *REGISTER.agencies[1:3]))
    one, other = list(area(0)[0].values())[:2]
    return register, one, other


def test_a_sum_names_who_is_missing_and_what_its_parts_bring_in() -> None:
    register, one, other = two()
    assert list(sum_findings(rolled(one, other, register=register))) == []
    (missing,) = sum_findings(rolled(one, register=register))
    assert missing.code == "A102" and str(register.agencies[2]) in missing.message
    late = other._replace(year=2023)
    last_year = next(one for one in sum_findings(rolled(one, late, register=register)) if one.code == "A103")
    assert "2023 年度" in last_year.message
    blank = other._replace(figures={ref: value for ref, value in other.figures.items() if ref != LICENCES})
    (finding,) = sum_findings(rolled(one, blank, register=register))
    assert finding.code == "A104" and "有 1 格没有数" in finding.message and "表二 行政许可" in finding.message
    uneven = other._replace(figures={**other.figures, "disputes.review.all": other.figures["disputes.review.all"] + 1})
    wrong = other._replace(wrong={LICENCES: "写的是 3 万件"})
    (finding,) = sum_findings(rolled(one, wrong, register=register))
    assert finding.code == "A106" and "有 1 格的数有错" in finding.message and "写的是 3 万件" in finding.message
    (finding,) = sum_findings(rolled(one, uneven, register=register))
    assert finding.code == "A105" and "T401" in finding.message


def test_cells_that_only_one_side_has_are_named() -> None:
    register, one, other = two()
    rollup = rolled(one, other, register=register)
    own = Handed(CITY.code, YEAR, FORM.id, {ref: value for ref, value in rollup.figures.items() if ref != LICENCES}, path="全市")
    (finding,) = own_findings(held_against(rollup, own))
    assert "有 1 格没有比：下级有数，上级没有：表二 行政许可" in finding.message
