"""The identities of all forms: held by what adds up, broken by any one cell, and the wrong cell named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import examples, telling
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from support.made.cells import type_into
from support.made.drafts import Values, added_up, cells_of, draft_of, lines_of, spots, with_value, write_draft
from support.seen.lines import lines_told

from reportgen.model.figures import ReadFigure, digits, from_stored_number, read_figure
from reportgen.model.finding import Finding
from reportgen.model.form import Form
from reportgen.model.identity import Line, Term, assess, tally
from reportgen.model.location import Location
from reportgen.model.report import Cell
from reportgen.packs.load import find_pack
from reportgen.rules.identities import assess_lines, check_identities
from reportgen.tasks.check import check_draft

PACKS = ("gov-disclosure-2014", "gov-disclosure-2019", "gov-disclosure-2021")
FORMS = {pack: find_pack(pack).form for pack in PACKS}
EachForm = pytest.mark.parametrize("pack", PACKS)
FEW = settings(max_examples=examples(30), deadline=None)


# -- reports that add up ----------------------------------------------------------------------------


@st.composite
def consistent(draw: st.DrawFn, form: Form) -> Values:
    """Figures of a report in which everything adds up; many cells are 0, as in real reports."""
    small = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 10**6))
    leaves: Values = {}
    for ref, figure in form.figures.items():
        number = draw(small)
        leaves[ref] = Decimal(number) / 100 if figure.kind == "amount" else Decimal(number)
        if figure.kind == "change" and draw(st.booleans()):
            leaves[ref] = -leaves[ref]
    return added_up(form, leaves)


def reports(packs: tuple[str, ...] = PACKS) -> st.SearchStrategy[tuple[str, Values]]:
    return st.sampled_from(packs).flatmap(lambda pack: st.tuples(st.just(pack), consistent(FORMS[pack])))


def findings(form: Form, values: Values) -> list[Finding]:
    return list(check_identities(draft_of(form, cells_of(form, values))))


def equalities(form: Form) -> dict[str, list[Line]]:
    """The lines in which a Ref is added up, by Ref."""
    crossing: dict[str, list[Line]] = {}
    for line in lines_of(form):
        if line.relation == "equals":
            for term, _ in line.terms:
                crossing.setdefault(term.ref, []).append(line)
    return crossing


CROSSING = {pack: equalities(form) for pack, form in FORMS.items()}


@EachForm
def test_every_cell_of_the_counted_tables_is_added_up_somewhere(pack: str) -> None:
    form = FORMS[pack]
    if len(form.tables) == 3:
        counted = {figure.ref for table in form.tables[1:] for figure in table.figures}
        assert set(CROSSING[pack]) == counted
    else:
        groups = ("in_person", "refused", "answered", "review", "litigation_other", "part_time", "extended")
        assert {f"statistics.{row}.count" for row in groups} <= set(CROSSING[pack])


@FEW
@given(reports())
def test_what_adds_up_is_not_objected_to(report: tuple[str, Values]) -> None:
    form, values = FORMS[report[0]], report[1]
    assert findings(form, values) == []
    counted = tally(assess_lines(form, cells_of(form, values), None))
    assert (counted.held, counted.failed, counted.not_assessable) == (len(lines_of(form)), 0, 0)


@settings(max_examples=examples(100), deadline=None)
@given(reports(), st.data())
def test_any_one_wrong_cell_is_found_and_where_lines_cross_it_is_named(report: tuple[str, Values], data: st.DataObject) -> None:
    form, values = FORMS[report[0]], report[1]
    crossing = CROSSING[form.id]
    ref = data.draw(st.sampled_from(sorted(crossing)), label="ref")
    error = data.draw(st.integers(1, 10**6), label="error") * data.draw(st.sampled_from([1, -1]), label="sign")
    found = [told for told in lines_told(findings(form, {**values, ref: values[ref] + error})) if told.code not in AT_MOST]
    lines = crossing[ref]
    assert sorted((told.code, told.ref) for told in found) == sorted((line.code, line.anchor) for line in lines)
    assert len({told.finding for told in found}) == 1  # one fault, told once
    for _, _, left, right, finding in found:
        assert abs(left - right) == abs(error)
        if len(lines) > 1:
            assert (finding.suspect, finding.suspect_value) == (ref, values[ref])
            sheet, cell = spots(form)[ref]
            assert str(finding.suspect_location) == f"workbook.xlsx:{sheet}!{cell}"
            assert f"{sheet}!{cell}" in finding.hint and digits(values[ref]) in finding.hint
        elif finding.suspect_value is not None:  # by the kind of the slip alone
            settled = {**values, ref: values[ref] + error, finding.suspect: finding.suspect_value}
            assert [other for other in findings(form, settled) if other.code not in AT_MOST] == []


AT_MOST = {line.code for form in FORMS.values() for line in form.lines if line.relation == "at_most"}
ROWS = ("granted", "partly_granted", "state_secret", "not_held", "repeated")
COLUMNS = ("natural", "enterprise", "research", "other_org")


@st.composite
def two_leaves(draw: st.DrawFn) -> tuple[str, Values, list[str]]:
    """Two inner cells of table 三 that share neither row nor column, and the two that cross their lines."""
    pack = draw(st.sampled_from(PACKS[1:]))
    row, other_row = draw(st.permutations(ROWS))[:2]
    column, other_column = draw(st.permutations(COLUMNS))[:2]
    corners = ((row, column), (other_row, other_column), (row, other_column), (other_row, column))
    return pack, draw(consistent(FORMS[pack])), [".".join(("applications", *corner)) for corner in corners]


def assert_rows_and_columns_told(found: list[Finding], *refs: str) -> None:
    """The row and the column of each of these inner cells is told, with the total at its end, and no other line."""
    lines = [
        line
        for table, row, column in (ref.split(".") for ref in refs)
        for line in (("T303", f"{table}.{row}.all"), ("T302", f"{table}.total.{column}"))
    ]
    assert sorted((told.code, told.ref) for told in lines_told(found)) == sorted(lines)


@FEW
@given(two_leaves(), st.integers(1, 999))
def test_two_cells_wrong_by_the_same_are_a_tie_and_what_is_named_settles_all(
    case: tuple[str, Values, list[str]], error: int
) -> None:
    form, values, (one, other, rival, other_rival) = FORMS[case[0]], case[1], case[2]
    # The two cells across could have been typed too high as well; from less than the error they could not.
    room = {rival: values[rival] + error, other_rival: values[other_rival] + error}
    values = added_up(form, {**values, **room})
    found = findings(form, {**values, one: values[one] + error, other: values[other] + error})
    assert_rows_and_columns_told(found, one, other)
    named = {finding.suspect: finding.suspect_value for finding in found if finding.suspect_value is not None}
    assert set(named) in (set(), {one, other}, {rival, other_rival})
    if not named:
        assert all(digits(values[ref]) in finding.hint for finding in found for ref in (one, other))


@FEW
@given(two_leaves(), st.integers(1, 999), st.integers(1, 999))
def test_two_cells_wrong_by_different_amounts_are_both_named(case: tuple[str, Values, list[str]], error: int, more: int) -> None:
    assume(error != more)
    form, values, (one, other, *_) = FORMS[case[0]], case[1], case[2]
    found = findings(form, {**values, one: values[one] + error, other: values[other] + more})
    assert_rows_and_columns_told(found, one, other)
    assert {(finding.suspect, finding.suspect_value) for finding in found} == {(one, values[one]), (other, values[other])}
    for finding in found:  # each fault with its own row and column
        assert_rows_and_columns_told([finding], finding.suspect)


@FEW
@given(two_leaves(), st.integers(1, 999))
def test_a_cell_through_which_a_line_holds_is_not_suspected(case: tuple[str, Values, list[str]], error: int) -> None:
    form, values, (one, *_) = FORMS[case[0]], case[1], case[2]
    # The column's total would settle its column and its row by the same change, but the balance of the column holds.
    whole = "applications.total.all"
    found = findings(form, {**values, one: values[one] + error, whole: values[whole] + error})
    told = lines_told(found)
    named = {code + ref: (finding.suspect, finding.suspect_value) for code, ref, _, _, finding in told}
    table, row, column = one.split(".")
    assert named[f"T302{table}.total.{column}"] == (one, values[one])
    # The row's total could be too low just as well, but then three cells would be wrong.
    assert named[f"T303{table}.{row}.all"] == (one, values[one])
    assert named[f"T303{whole}"] == named[f"T301{whole}"] == named[f"T302{whole}"] == (whole, values[whole])
    assert len(told) == 5


@FEW
@given(two_leaves(), st.integers(1, 999), st.integers(1, 999))
def test_a_cell_that_is_not_wrong_is_never_named(case: tuple[str, Values, list[str]], error: int, more: int) -> None:
    assume(error != more)
    form, values, (one, other, *_) = FORMS[case[0]], case[1], case[2]
    found = findings(form, {**values, one: values[one] + error, other: values[other] + more})
    assert {finding.suspect for finding in found} <= {one, other, ""}


@FEW
@given(reports(PACKS[1:]), st.integers(1, 99))
def test_figures_in_the_wrong_row_break_the_rows_and_what_is_named_settles_them(report: tuple[str, Values], error: int) -> None:
    form, values = FORMS[report[0]], report[1]
    one, other = "applications.granted.natural", "applications.partly_granted.natural"
    found = findings(form, {**values, one: values[one] + error, other: values[other] - error})
    assert sorted((told.code, told.ref) for told in lines_told(found)) == [
        ("T303", "applications.granted.all"),
        ("T303", "applications.partly_granted.all"),
    ]
    named = {finding.suspect: finding.suspect_value for finding in found if finding.suspect_value is not None}
    assert len(named) in (0, 2)
    assert not named or findings(form, {**values, one: values[one] + error, other: values[other] - error, **named}) == []


@FEW
@given(consistent(FORMS[PACKS[0]]), st.integers(1, 999))
def test_a_part_above_its_whole_is_found(values: Values, above: int) -> None:
    form = FORMS[PACKS[0]]
    for line in lines_of(form):
        if line.relation == "at_most":
            part, whole = line.left[0].ref, line.right[0].ref
            found = [finding for finding in findings(form, {**values, part: values[whole] + above}) if finding.code == line.code]
            (finding,) = found
            assert (finding.ref, finding.suspect) == (part, "")
            assert f"超出 {above}" in finding.message


@FEW
@given(reports(), st.data())
def test_a_missing_cell_makes_its_lines_not_assessable_and_never_zero(report: tuple[str, Values], data: st.DataObject) -> None:
    form, values = FORMS[report[0]], report[1]
    ref = data.draw(st.sampled_from(sorted(values)), label="ref")
    partly = {other: value for other, value in values.items() if other != ref}
    assert findings(form, partly) == []
    counted = tally(assess_lines(form, cells_of(form, partly), None))
    through = sum(any(term.ref == ref for term, _ in line.terms) for line in lines_of(form))
    assert (counted.failed, counted.not_assessable) == (0, through)


# -- the same through the workbook ------------------------------------------------------------------

# pack, year, Ref changed, the codes that must speak
TYPED_WRONG = [
    ("gov-disclosure-2014", 2017, "statistics.refused.count", ["T503", "T504"]),
    ("gov-disclosure-2014", 2017, "statistics.online.count", ["T501"]),
    ("gov-disclosure-2019", 2020, "applications.granted.natural", ["T302", "T303"]),
    ("gov-disclosure-2019", 2020, "disputes.direct.pending", ["T401"]),
    ("gov-disclosure-2021", 2024, "applications.total.all", ["T301", "T302", "T303"]),
    ("gov-disclosure-2021", 2024, "applications.carried_out.legal_service", ["T301", "T303"]),
]


@pytest.fixture(scope="module")
def balanced(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Values]]:
    """A draft of each form in which everything adds up, its totals typed as numbers."""
    drafts = {}
    for pack, year in {(pack, year) for pack, year, _, _ in TYPED_WRONG}:
        form = FORMS[pack]
        values = added_up(form, {ref: Decimal(number % 23 + 1) for number, ref in enumerate(form.figures)})
        folder = tmp_path_factory.mktemp("balanced") / pack
        drafts[pack] = write_draft(folder, form, {ref: str(value) for ref, value in values.items()}, year=year), values
        assert check_draft(folder).findings == ()
    return drafts


ERRORS = (1, -1, 12)
WRONG_ONCE = [(*wrong, ERRORS[at % 3]) for at, wrong in enumerate(TYPED_WRONG)]
WRONG_IN_EACH_WAY = [(*wrong, error) for wrong in TYPED_WRONG for error in ERRORS]


@pytest.mark.parametrize(
    "pack, year, ref, codes, error",
    telling(WRONG_ONCE, WRONG_IN_EACH_WAY),
    ids=lambda value: value if isinstance(value, str) else f"{value:+}" if value in ERRORS else None,
)
def test_wrong_cell_of_a_workbook_is_found(
    balanced: dict[str, tuple[Path, Values]], pack: str, year: int, ref: str, codes: list[str], error: int
) -> None:
    folder, values = balanced[pack]
    sheet, cell = spots(FORMS[pack])[ref]
    path = folder / "workbook.xlsx"
    whole = path.read_bytes()
    try:
        type_into(path, {sheet: {cell: int(values[ref]) + error}})
        checked = check_draft(folder)
    finally:
        path.write_bytes(whole)
    assert sorted(told.code for told in lines_told(checked.findings)) == codes
    assert len(checked.findings) == 1
    assert checked.tally.failed == len(codes)
    expected = (ref, values[ref], f"workbook.xlsx:{sheet}!{cell}") if len(codes) > 1 else ("", None, "None")
    for finding in checked.findings:
        assert (finding.suspect, finding.suspect_value, str(finding.suspect_location)) == expected


# -- one line ---------------------------------------------------------------------------------------


def line(left: str, right: str, **more: object) -> Line:
    """line("a -b", "c prior.d"): spelled as a pack spells it."""

    def terms(text: str) -> Iterator[Term]:
        for word in text.split():
            name = word.removeprefix("-")
            yield Term(name.removeprefix("prior."), -1 if word.startswith("-") else 1, name.startswith("prior."))

    return Line("T1", "某表 某行", tuple(terms(left)), tuple(terms(right)), **more)  # type: ignore[arg-type]


def figures(**values: str) -> Values:
    return {name: Decimal(value) for name, value in values.items()}


ASSESSED = [
    (line("a b", "c"), figures(a="1", b="2", c="3"), {}, "held", "3", "3"),
    (line("a b", "c"), figures(a="1", b="2", c="4"), {}, "failed", "3", "4"),
    (line("a b", "c d"), figures(a="5", b="2", c="3", d="4"), {}, "held", "7", "7"),
    (line("a -b", "c"), figures(a="5", b="2", c="3"), {}, "held", "3", "3"),
    (line("a -b", "c"), figures(a="2", b="5", c="-3"), {}, "held", "-3", "-3"),
    (line("a", "b -c"), figures(a="5", b="2", c="3"), {}, "failed", "5", "-1"),
    (line("a b", "c"), figures(a="0.1", b="0.2", c="0.3"), {}, "held", "0.3", "0.3"),
    (line("a", "b"), figures(a="1.10", b="1.1"), {}, "held", "1.1", "1.1"),
    (line("prior.a b", "c"), figures(a="100", b="2", c="3"), figures(a="1"), "held", "3", "3"),
    (line("prior.a", "a"), figures(a="3"), figures(a="2"), "failed", "2", "3"),
    (line("a", "b", relation="at_most"), figures(a="3", b="3"), {}, "held", "3", "3"),
    (line("a", "b", relation="at_most"), figures(a="2", b="3"), {}, "held", "2", "3"),
    (line("a", "b", relation="at_most"), figures(a="4", b="3"), {}, "failed", "4", "3"),
]


@pytest.mark.parametrize("one, now, before, outcome, left, right", ASSESSED)
def test_a_line_is_assessed(one: Line, now: Values, before: Values, outcome: str, left: str, right: str) -> None:
    assessment = assess(one, now, before)
    assert (assessment.outcome, assessment.left, assessment.right) == (outcome, Decimal(left), Decimal(right))
    assert assessment.difference == Decimal(left) - Decimal(right)
    assert assessment.missing == ()


NOT_ASSESSABLE = [
    (line("a b", "c"), figures(a="1", b="2"), {}, [Term("c")]),
    (line("a b", "c"), figures(c="0"), {}, [Term("a"), Term("b")]),
    (line("a", "b", relation="at_most"), figures(b="5"), {}, [Term("a")]),
    (line("prior.a", "a"), figures(a="3"), {}, [Term("a", prior=True)]),
    (line("prior.a -b", "c"), figures(c="3"), figures(b="3"), [Term("a", prior=True), Term("b", -1)]),
]


@pytest.mark.parametrize("one, now, before, missing", NOT_ASSESSABLE)
def test_a_line_with_a_gap_is_not_assessable_and_says_what_is_missing(
    one: Line, now: Values, before: Values, missing: list[Term]
) -> None:
    assessment = assess(one, now, before)
    assert assessment.outcome == "not_assessable"
    assert list(assessment.missing) == missing


DEFINED = [
    (line("a b", "c"), "c"),
    (line("a b", "c d"), ""),
    (line("a -b", "c"), ""),
    (line("prior.a b", "c"), ""),
    (line("a b", "prior.c"), ""),
    (line("a b", "c", relation="at_most"), ""),
]


@pytest.mark.parametrize("one, total", DEFINED)
def test_only_a_plain_sum_defines_a_total(one: Line, total: str) -> None:
    assert one.total == total


@pytest.mark.parametrize(
    "one, anchor, prior",
    [
        (line("a b", "c"), "c", False),
        (line("a", "c d"), "c", False),
        (line("a prior.b", "prior.c"), "a", True),
        (line("prior.a", "prior.b c"), "c", True),
    ],
)
def test_a_failure_is_shown_at_this_years_first_right_hand_cell(one: Line, anchor: str, prior: bool) -> None:
    assert (one.anchor, one.needs_prior) == (anchor, prior)


def test_weights_are_those_of_left_minus_right() -> None:
    weighted = [(term.ref, weight) for term, weight in line("a -b", "c -prior.d").terms]
    assert weighted == [("a", 1), ("b", -1), ("c", -1), ("d", 1)]


def test_lines_about_last_year_are_left_out_where_last_years_form_has_no_such_cell() -> None:
    form = FORMS[PACKS[2]]
    cells = cells_of(form, added_up(form, dict.fromkeys(form.figures, Decimal(1))))
    assert len(assess_lines(form, cells, None)) == len(lines_of(form))
    empty = {ref: Cell("", None, Location("上年.xlsx")) for ref in form.figures}
    counted = tally(assess_lines(form, cells, empty))
    assert (counted.total, counted.not_assessable) == (len(form.lines), len(form.lines) - len(lines_of(form)))


def test_a_suspect_would_not_be_asked_to_go_below_zero() -> None:
    form = FORMS[PACKS[2]]
    values = added_up(form, dict.fromkeys(form.figures, Decimal(1)))
    row, column, inner = "applications.granted.all", "applications.total.natural", "applications.granted.natural"
    # Both totals are short by more than the crossing cell holds: it cannot be the one to blame.
    found = findings(form, {**values, row: values[row] - 5, column: values[column] - 5})
    assert inner not in {finding.suspect for finding in found}
    assert {told.code for told in lines_told(found)} == {"T301", "T302", "T303"}


def test_a_waiting_figure_is_no_suspect_of_a_line_about_last_year() -> None:
    form = FORMS[PACKS[2]]
    values = added_up(form, dict.fromkeys(form.figures, Decimal(1)))
    now = cells_of(form, values)
    before = {ref: with_value(cell, cell.value or Decimal(0)) for ref, cell in now.items()}
    ref = "applications.carried_out.natural"
    before[ref] = with_value(before[ref], values["applications.carried_in.natural"] + 7)
    for other in ("enterprise", "research", "welfare", "legal_service", "other_org", "all"):
        out = f"applications.carried_out.{other}"
        before[out] = with_value(before[out], values[f"applications.carried_in.{other}"])
    for row in ("regulations", "normative_documents"):
        kept = values[f"disclosure.{row}.in_force"] - values[f"disclosure.{row}.made"] + values[f"disclosure.{row}.repealed"]
        before[f"disclosure.{row}.in_force"] = with_value(before[f"disclosure.{row}.in_force"], kept)
    (finding,) = check_identities(draft_of(form, now, before))
    assert (finding.code, finding.ref, finding.suspect) == ("Y301", "applications.carried_in.natural", "")


# -- figures ----------------------------------------------------------------------------------------

STORED = [
    ("12", "12"),
    ("0", "0"),
    ("-3", "-3"),
    ("85.400000000000006", "85.4"),
    ("96171.600000000006", "96171.6"),
    ("59237.244899999998", "59237.2449"),
    ("0.10000000000000001", "0.1"),
    ("2.2999999999999998", "2.3"),
    ("-0.29999999999999999", "-0.3"),
    ("1E+20", "100000000000000000000"),
    ("1.5E3", "1500"),
    ("1.0000000000000001E-2", "0.01"),
    ("12.0", "12"),
    ("999999999999999", "999999999999999"),
    ("1234567890123456", "1234567890123456"),
    ("12345678901234567890", "12345678901234567890"),
    ("0.30000000000000004", "0.3"),
]


@pytest.mark.parametrize("stored, figure", STORED)
def test_a_stored_number_is_what_the_person_typed(stored: str, figure: str) -> None:
    assert from_stored_number(stored) == Decimal(figure)
    assert digits(from_stored_number(stored)) == figure


@pytest.mark.parametrize("stored", ["", "NaN", "inf", "1E+999", "1e30", "abc", "1 2", "١٢", "9" * 31, "0x1F", "1_000"])
def test_what_is_no_number_or_beyond_any_report_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="不是数"):
        from_stored_number(stored)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
@example(Decimal("85.4000"))
def test_every_typed_decimal_survives_the_spreadsheet(value: Decimal) -> None:
    assert from_stored_number(format(float(value), ".17g")) == value


@given(st.integers(-(10**18), 10**18))
def test_no_digit_of_a_stored_whole_number_changes(value: int) -> None:
    assert from_stored_number(str(value)) == value


PRINTED = [
    ("12", "12"),
    ("12.0", "12"),
    ("12.50", "12.5"),
    ("1E+3", "1000"),
    ("1E-7", "0.0000001"),
    ("-0", "0"),
    ("-0.0", "0"),
    ("-3.10", "-3.1"),
    ("100", "100"),
    ("96171.6", "96171.6"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
]


@pytest.mark.parametrize("value, text", PRINTED)
def test_digits_are_printed_plainly(value: str, text: str) -> None:
    assert digits(Decimal(value)) == text


FIGURES = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)


@given(FIGURES.filter(lambda value: len(digits(value)) < 30))
def test_printed_digits_read_back_as_the_same_figure(value: Decimal) -> None:
    text = digits(value)
    assert Decimal(text) == value
    assert read_figure(text) == ReadFigure(Decimal(text))
    assert "E" not in text and (("." not in text) or text[-1] not in "0.")


READ = [
    ("12", ReadFigure(Decimal(12))),
    (" 12\n", ReadFigure(Decimal(12))),
    ("-3", ReadFigure(Decimal(-3))),
    ("+3", ReadFigure(Decimal(3))),
    ("12.50", ReadFigure(Decimal("12.5"))),
    ("012", ReadFigure(Decimal(12))),
    ("１２", ReadFigure(Decimal(12), full_width=True)),
    ("－３．５", ReadFigure(Decimal("-3.5"), full_width=True)),
    ("1,234", ReadFigure(Decimal(1234))),
    ("1，234，567.8", ReadFigure(Decimal("1234567.8"), full_width=True)),
    ("657062元", ReadFigure(Decimal(657062), remark="元")),
    ("3749.71 万元", ReadFigure(Decimal("3749.71"), remark="万元")),
    ("230.37万", ReadFigure(Decimal("230.37"), remark="万")),
    ("1,234件", ReadFigure(Decimal(1234), remark="件")),
    ("１２件", ReadFigure(Decimal(12), full_width=True, remark="件")),
    ("3-5", ReadFigure(Decimal(3), remark="-5")),
    ("12%", ReadFigure(Decimal(12), remark="%")),
    ("1 234", ReadFigure(Decimal(1234))),
    # 12 or 1234, 1 or 1000, 12 or 12.0 something: what is not plain is not guessed.
    ("12,34", ReadFigure(None)),
    ("1e3", ReadFigure(None)),
    ("12.", ReadFigure(Decimal(12))),
    ("1.2.3", ReadFigure(None)),
    ("约12", ReadFigure(None)),
    ("无", ReadFigure(None)),
    ("/", ReadFigure(None)),
    ("—", ReadFigure(None)),
    ("-", ReadFigure(None)),
    ("", ReadFigure(None)),
    (".5", ReadFigure(Decimal("0.5"))),
    ("十二", ReadFigure(None)),
    ("nan", ReadFigure(None)),
    ("Infinity", ReadFigure(None)),
]


@pytest.mark.parametrize("text, read", READ, ids=lambda value: repr(value) if isinstance(value, str) else None)
def test_a_cells_text_is_read_as_typed(text: str, read: ReadFigure) -> None:
    assert read_figure(text) == read


@given(st.text(st.sampled_from("0123456789１２,，.．-－+ 件万无/—\n\u3000"), max_size=9) | st.text(max_size=9))
def test_reading_any_text_finds_only_what_stands_in_front_and_drops_nothing(text: str) -> None:
    read = read_figure(text)
    narrowed = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")
    narrow, remark = text.translate(narrowed).strip(), read.remark.translate(narrowed)
    if read.value is None:
        assert read.remark == ""
        assert not re.fullmatch(r"[-+]?\d+(\.\d+)?", narrow)
    else:
        number = narrow.removesuffix(remark).strip()
        assert Decimal(number.replace(",", "")) == read.value
        assert not read.remark[:1].isdecimal() or narrow != number + remark
