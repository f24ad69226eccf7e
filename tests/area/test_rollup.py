"""汇总: what is added, what is not, and that the sum of one report is that report."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reportgen.area.across.rollup import added, not_additive, roll_up
from reportgen.model.area.register import Agency, Handed, Register
from reportgen.model.form import Form
from reportgen.tasks.packs import all_formats

FORMS = {form.id: form for form in all_formats()}
FORM = FORMS["gov-disclosure-2021"]
REFS = tuple(FORM.figures)
RECEIVED, FEES = "applications.received.natural", "disclosure.administrative_fees.fees"
VALUES = st.decimals(min_value=0, max_value=10**20, places=4)


def handed(code: str, figures: dict[str, Decimal], form: Form = FORM, year: int = 2024) -> Handed:
    return Handed(code, year, form.id, figures, path=f"年报/2024/{code}")


REPORTS = st.builds(handed, st.text("甲乙丙丁", min_size=1), st.dictionaries(st.sampled_from(REFS), VALUES))


@given(REPORTS)
def test_one_report_is_its_own_sum(one: Handed) -> None:
    assert added([one], FORM) == (one.figures, {}, ())


@given(st.lists(REPORTS, min_size=1, max_size=4), st.randoms())
def test_the_order_of_the_parts_and_sums_of_sums_change_nothing(parts: list[Handed], random: object) -> None:
    sums, blanks, _ = added(parts, FORM)
    shuffled = parts[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert added(shuffled, FORM)[0] == sums
    half = len(parts) // 2
    halves = [handed("上", added(parts[:half], FORM)[0]), handed("下", added(parts[half:], FORM)[0])]
    assert added(halves, FORM)[0] == sums
    assert {ref for ref in sums if any(ref not in part.figures for part in parts)} == set(blanks)


def test_nothing_is_rounded_and_a_cell_that_nobody_fills_is_no_zero() -> None:
    small, large = Decimal("0.0000000001"), Decimal(10) ** 29
    sums, blanks, _ = added([handed("甲", {FEES: large}), handed("乙", {FEES: small}), handed("丙", {})], FORM)
    assert sums == {FEES: Decimal("100000000000000000000000000000.0000000001")}
    assert blanks == {FEES: ("丙",)}


TREE = Register(
    (
        Agency("市", "甲市人民政府"),
        Agency("县", "乙县人民政府", parent="市"),
        Agency("局", "乙县财政局", parent="县"),
        Agency("镇", "乙县丙镇人民政府", parent="县"),
        Agency("委", "甲市教育委员会", parent="市", sums=False),
        Agency("校", "甲市第一中学", parent="委"),
    )
)


def rolled(codes: str, code: str = "市", form: Form = FORM, **others: Handed) -> object:
    values = {"市": 500, "县": 30, "局": 7, "镇": 11, "委": 100, "校": 13}
    found = {one: handed(one, {RECEIVED: Decimal(values[one])}, form) for one in codes} | others
    rollup = roll_up(TREE, form, 2024, found, code)
    parts = "".join(part.agency for part in rollup.parts)
    return (
        parts,
        rollup.figures.get(RECEIVED),
        "".join(one.code for one in rollup.missing),
        "".join(one.code for one in rollup.stood_for),
    )


def test_each_agency_is_in_one_part() -> None:
    # The county's report is the sum of those below it; the commission's is of itself alone.
    assert rolled("市县局镇委校") == ("县委校", 143, "", "")
    assert rolled("局镇委校") == ("局镇委校", 131, "", "县")
    assert rolled("局委") == ("局委", 107, "镇校", "县")
    assert rolled("县校") == ("县校", 43, "委", "")
    assert rolled("局镇", "县") == ("局镇", 18, "", "")
    assert rolled("委校", "委") == ("委校", 113, "", "")
    assert rolled("", "委") == ("", None, "委校", "")


def test_a_report_on_another_form_or_of_another_year_is_named_and_not_added() -> None:
    old = handed("县", {RECEIVED: Decimal(30)}, FORMS["gov-disclosure-2019"])
    late = handed("校", {RECEIVED: Decimal(30)}, year=2023)
    rollup = roll_up(TREE, FORM, 2024, {"县": old, "校": late, "局": handed("局", {RECEIVED: Decimal(7)})}, "市")
    # What the county has below it stands for it, as far as it is there.
    assert [part.agency for part in rollup.parts] == ["局"]
    assert (rollup.other_forms, [one.code for one in rollup.missing]) == ((old, late), ["镇", "委"])
    assert not rollup.complete


def test_what_the_form_does_not_let_add_up_stands_apart() -> None:
    apart = {form.id: not_additive(form) for form in FORMS.values()}
    assert apart == {
        "gov-disclosure-2014": frozenset(),
        "gov-disclosure-2019": {"disclosure.central_procurement.amount"},
        "gov-disclosure-2021": frozenset(),
    }
    form = FORMS["gov-disclosure-2019"]
    amount = "disclosure.central_procurement.amount"
    two = [handed("甲", {amount: Decimal(3), RECEIVED: Decimal(1)}, form), handed("乙", {amount: Decimal("657062.5")}, form)]
    assert added(two, form) == ({RECEIVED: Decimal(1)}, {RECEIVED: ("乙",)}, (amount,))
    assert added(two[:1], form) == (two[0].figures, {}, ())
