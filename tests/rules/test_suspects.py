"""Which cell is wrong: named where lines and witnesses tell, left open with its candidates where they do not, never another."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest
from conftest import EXAMPLES, examples, telling
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.faults.mistyped import Trial, added_up, beside, mistyped, reports, trials, with_cells, with_totals
from support.made.drafts import Values
from support.seen.lines import lines_told

from reportgen.model.finding import Finding
from reportgen.model.location import Location
from reportgen.model.report import Cell, Paragraph
from reportgen.packs.load import find_pack
from reportgen.reports.open import open_draft
from reportgen.rules.check import Subject
from reportgen.rules.identities import check_identities
from reportgen.rules.prose.check import read_claims
from reportgen.rules.suspects.named import suspects_of
from reportgen.rules.suspects.typos import DOUBLED, DROPPED, NEARBY, NEIGHBOUR, SIGN, SWAPPED, TENFOLD, Kind, typo_of
from reportgen.text.passages import block_of

FORM = find_pack("gov-disclosure-2021").form


@cache
def material() -> tuple[Subject, ...]:
    return reports(made_up_only=True)


@cache
def example() -> Subject:
    """The example of the form of 2021 with its live totals; the prose takes its figures from the tables and is no witness."""
    draft = open_draft(EXAMPLES / "huaian-2024")
    report, _ = draft.bound(())
    return with_cells(Subject(draft.form, draft.workbook, draft.narrative, report, {}, None, ()), draft.workbook.cells)


def typed_over(subject: Subject) -> dict[str, Cell]:
    """The cells with all totals typed."""
    return {ref: cell._replace(formula="", computed=False) for ref, cell in subject.report.cells.items()}


def found(subject: Subject, cells: Mapping[str, Cell], change: Mapping[str, Decimal | int | None]) -> list[Finding]:
    changed = {ref: cells[ref]._replace(value=None if value is None else Decimal(value)) for ref, value in change.items()}
    return list(check_identities(with_cells(subject, {**cells, **changed})))


def named(findings: list[Finding]) -> dict[str, Decimal | None]:
    return {finding.suspect: finding.suspect_value for finding in findings if finding.suspect}


# -- trials -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("cells, live, least", [(1, False, 18), (2, False, 14), (3, False, 12), (1, True, 4), (2, True, 1)])
def test_the_cells_mistyped_are_named_and_no_others(cells: int, live: bool, least: int) -> None:
    # In the form of 2014 hardly any sums cross: how often it is right there is measured by benchmarks/located.py.
    crossing = [one for one in material() if one.form.id != "gov-disclosure-2014"]
    made: list[Trial] = list(trials(crossing, cells, live=live, count=telling([20], [200])[0]))
    wrong = [trial for trial in made if trial.outcome == "wrong"]
    assert len(wrong) * 400 <= 5 * len(made), wrong
    assert sum(trial.outcome == "right" for trial in made) * 20 >= least * len(made)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_a_cell_mistyped_is_named_or_among_the_candidates(data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from(material()), label="report")
    figures: Values = dict(subject.report.figures)
    ref = data.draw(st.sampled_from([ref for ref in added_up(subject.form) if ref in figures]), label="ref")
    near = [figures[one] for one in beside(subject.form.id).get(ref, ()) if one in figures]
    wrong = mistyped(figures[ref], near, data.draw(st.randoms(use_true_random=False), label="slip"))
    assume(wrong is not None and wrong != figures[ref])
    assert wrong is not None
    cells = typed_over(subject)
    suspects = suspects_of(with_cells(subject, {**cells, ref: cells[ref]._replace(value=wrong)}))
    ways = [dict(way.change) for ranked in suspects.ranked for way in ranked.ways]
    assert {ref: figures[ref]} in ways
    assert suspects.moved is None
    if subject.form.id != "gov-disclosure-2014":  # its lines do not cross: a likelier slip may lie in another cell
        assert suspects.named in ({}, {ref: figures[ref]})


def test_ways_that_tie_are_all_listed() -> None:
    cells = typed_over(example())
    (finding,) = found(example(), cells, {"disputes.review.all": 356})
    assert finding.suspect == ""
    assert "少了 5 的可能是 表四!A7、B7、C7、D7；多了 5 的可能是 表四!E7" in finding.hint


# -- live totals ------------------------------------------------------------------------------------


def test_a_formula_is_no_suspect_and_without_a_witness_no_cell_is_named() -> None:
    cells = with_totals_of(dict(example().report.cells), {"applications.received.natural": 9})
    findings = list(check_identities(with_cells(example(), cells)))
    assert [(finding.code, finding.location.cell) for finding in findings] == [("T301", "D30")]
    assert "也不平的还有 表三“总计”一列（T301，" in findings[0].message
    assert named(findings) == {}
    assert all("D30" not in finding.hint and "自然人" in finding.hint for finding in findings)


def with_totals_of(cells: dict[str, Cell], added: Mapping[str, int], *, text: str = "") -> dict[str, Cell]:
    """Cells raised by so much, and the live totals of 表三 with them; `text` is a cell that becomes a text, which sums leave out."""
    changes = {ref: Decimal(more) for ref, more in added.items()}
    if text:
        value = cells[text].value
        assert value is not None
        cells[text] = cells[text]._replace(flaws=frozenset({"text_number"}))
        changes[text] = -value
    for ref, more in changes.items():
        table, row, column = ref.split(".")
        outcome = row not in ("received", "carried_in", "carried_out")
        totals = {f"{table}.{row}.all", *({f"{table}.total.{column}", f"{table}.total.all"} if outcome else ())}
        for moved in totals | ({ref} - {text}):
            cell = cells[moved]
            assert cell.value is not None
            cells[moved] = cell._replace(value=cell.value + more, computed=False)
    return cells


def test_a_text_that_the_sums_left_out_is_what_is_wrong_and_not_the_totals() -> None:
    ref = "applications.granted.natural"
    cells = with_totals_of(dict(example().report.cells), {}, text=ref)
    findings = list(check_identities(with_cells(example(), cells)))
    (finding,) = findings
    assert {told.code for told in lines_told(findings)} == {"T301", "T302", "T303"}
    assert (finding.suspect, finding.suspect_value) == (ref, example().report.figures[ref])
    assert "表三!D9 是文字，Excel 没有加进去；改成数字 1288 就平了" in finding.hint


def test_a_text_in_a_sum_that_was_typed_is_counted_as_it_reads() -> None:
    cells = typed_over(example())
    cells["applications.granted.natural"] = cells["applications.granted.natural"]._replace(flaws=frozenset({"text_number"}))
    assert found(example(), cells, {}) == []


FAULTS = {
    "too few": ("=SUM(D9:D28)", "表三!D30 是公式，它没有加 D29"),
    "too many": ("=SUM(D8:D29)", "表三!D30 是公式，它多加了 D8"),
    "not worked out again": ("=SUM(D9:D29)", "按 F9 重新计算"),
    "elsewhere": ("=SUM(旧表!D9:D29)", "看不出它加了哪几格"),
}


@pytest.mark.parametrize("formula, said", FAULTS.values(), ids=FAULTS)
def test_a_formula_whose_result_is_another_is_what_is_wrong(formula: str, said: str) -> None:
    cells = dict(example().report.cells)
    whole = "applications.total.natural"
    cells[whole] = cells[whole]._replace(formula=formula, value=Decimal(2824), computed=False)
    findings = found(example(), cells, {})
    assert findings[0].location.cell == "D30"
    assert {(told.code, told.ref) for told in lines_told(findings)} >= {("T302", whole), ("T301", whole)}
    assert named(findings) == {}
    assert all(said in finding.hint for finding in findings if finding.location.cell == "D30")


def test_figures_worked_out_in_the_cell_are_as_good_as_typed() -> None:
    cells = typed_over(example())
    ref = "applications.granted.natural"
    cells[ref] = cells[ref]._replace(formula="=1280+9")
    assert named(found(example(), cells, {ref: 1289})) == {ref: Decimal(1288)}


# -- blocks -----------------------------------------------------------------------------------------

ROWS = [row.id for block in FORM.table("applications").blocks for row in block.filled_rows]
COLUMNS = [column.id for column in FORM.table("applications").blocks[0].leaf_columns]


def slid(refs: list[str], on: bool) -> dict[str, Decimal | int]:
    """The figures of these cells one further on, or one back; the place that is left holds 0."""
    figures = example().report.figures
    ordered = refs if on else refs[::-1]
    return {ordered[0]: 0, **{after: figures[ref] for ref, after in pairwise(ordered)}}


def column_of(first: str, last: str, column: str = "natural") -> list[str]:
    return [f"applications.{row}.{column}" for row in ROWS[ROWS.index(first) : ROWS.index(last) + 1]]


BLOCKS = {
    "column down": (
        column_of("not_held", "repeated"),
        True,
        "D20—D23",
        "整体下移了一行",
        "把 D20—D23 的数上移一行，放到 D19—D22；D23 填 25",
    ),
    "column up": (
        column_of("not_held", "repeated"),
        False,
        "D19—D22",
        "整体上移了一行",
        "把 D19—D22 的数下移一行，放到 D20—D23；D19 填 746",
    ),
    "all outcomes": (column_of("granted", "other_outcome"), True, "D10—D29", "整体下移了一行", "D29 填 108"),
    "row to the right": (
        [f"applications.not_held.{column}" for column in COLUMNS[:-1]],
        True,
        "E19—I19",
        "整体右移了一列",
        "把 E19—I19 的数左移一列",
    ),
}


@pytest.mark.parametrize("refs, on, place, what, how", BLOCKS.values(), ids=BLOCKS)
def test_a_block_that_has_slid_is_told_once(refs: list[str], on: bool, place: str, what: str, how: str) -> None:
    findings = found(example(), typed_over(example()), slid(refs, on))
    (finding,) = findings
    assert place in finding.message and what in finding.message and how in finding.hint
    assert finding.severity.value == "error"


def test_a_block_that_leaves_its_first_cell_blank_is_told_too() -> None:
    refs = column_of("not_held", "repeated")
    findings = found(example(), typed_over(example()), {**slid(refs, True), refs[0]: None})
    assert ["整体下移了一行" in finding.message for finding in findings] == [True]


def put(change: Mapping[str, Decimal | int], live: bool) -> list[Finding]:
    """The findings of the example with these figures in it, its totals typed or live."""
    cells = dict(example().report.cells) if live else typed_over(example())
    if not live:
        return found(example(), cells, change)
    figures = with_totals(FORM, {**example().report.figures, **{ref: Decimal(value) for ref, value in change.items()}})
    return list(check_identities(with_cells(example(), {ref: cell._replace(value=figures[ref]) for ref, cell in cells.items()})))


def row_of(row: str) -> list[str]:
    return [f"applications.{row}.{column}" for column in COLUMNS[:-1]]


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("row, on", [("received", True), ("received", False), ("granted", False)])
def test_a_row_that_has_slid_is_told_once_with_live_totals_too(row: str, on: bool, live: bool) -> None:
    (finding,) = put(slid(row_of(row), on), live)
    assert ("整体右移了一列" if on else "整体左移了一列") in finding.message


@pytest.mark.parametrize("live, lost", [(False, "D9 填 1288、D10 填 447"), (True, "D9、D10 照原件填（一共 1735）")])
def test_two_rows_that_have_slid_are_one_block(live: bool, lost: str) -> None:
    (finding,) = put({**slid(row_of("granted"), False), **slid(row_of("partly_granted"), False)}, live)
    assert "（D9—H10）整体左移了一列" in finding.message and lost in finding.hint


def test_a_table_pasted_one_row_too_low_is_told_once() -> None:
    figures = example().report.figures
    lanes = [[f"applications.{row}.{column}" for column in COLUMNS] for row in ROWS]
    low = {
        ref: figures[above]
        for lane, before in zip(lanes[1:], lanes, strict=False)
        for ref, above in zip(lane, before, strict=True)
    }
    (finding,) = put({**low, **dict.fromkeys(lanes[0], 0)}, live=False)
    assert "整体下移了一行" in finding.message and "放到 D7—J30" in finding.hint


@pytest.mark.parametrize("live", [False, True])
def test_two_rows_in_each_others_place_are_told_once(live: bool) -> None:
    figures = example().report.figures
    pairs = list(zip(row_of("received"), row_of("granted"), strict=True))
    swapped = {one: figures[two] for pair in pairs for one, two in (pair, pair[::-1])}
    if not live:
        totals = "applications.received.all", "applications.granted.all"
        swapped |= {one: figures[two] for one, two in (totals, totals[::-1])}
    (finding,) = put(swapped, live)
    assert "两行填反了" in finding.message and "D7" in finding.hint and "D9" in finding.hint
    told = lines_told([finding])
    assert len(told) > 2 and all(f"{len(told)} 条勾稽关系因此不平" in one.finding.message for one in told)


# -- one fault, one message -------------------------------------------------------------------------


def test_cells_that_have_nothing_to_do_with_each_other_are_each_told_once() -> None:
    wrong = {"applications.granted.natural": 1289, "applications.not_held.enterprise": 21, "applications.complaint.all": 26}
    findings = found(example(), typed_over(example()), wrong)
    assert named(findings).keys() == wrong.keys() and len(findings) == 3
    assert all("就都平了" in finding.hint and "一起" not in finding.hint for finding in findings)
    assert "也不平的还有 表三“自然人”一列（T302，" in findings[0].message


def test_a_line_with_a_wrong_figure_too_is_not_taken_for_the_formulas_fault() -> None:
    cells = dict(example().report.cells)
    whole = "applications.total.natural"
    short = {whole: cells[whole]._replace(formula="=SUM(D9:D28)", value=Decimal(2824), computed=False)}
    one = found(example(), cells | short, {})
    two = found(example(), cells | short, {"applications.carried_out.natural": 104})
    assert ("T301", whole) in {(line.code, line.ref) for line in one[0].also} | {(one[0].code, one[0].ref)}
    apart = [finding for finding in two if (finding.code, finding.ref) == ("T301", whole)]
    assert len(apart) == 1 and not apart[0].also
    assert {(told.code, told.ref) for told in lines_told(two)} >= {("T301", whole), ("T302", whole)}


def test_a_number_of_the_prose_comes_right_with_the_cell_that_it_counts_and_with_no_other() -> None:
    draft = open_draft(EXAMPLES / "huaian-2024")
    report, _ = draft.bound(())
    texts = {part: tuple(block._replace(marks=()) for block in blocks) for part, blocks in report.texts.items()}  # as published
    subject = example()._replace(report=report._replace(texts=texts))
    cells = {**typed_over(subject)}
    for ref, value in {"applications.received.all": 3191, "applications.not_held.enterprise": 21}.items():
        cells[ref] = cells[ref]._replace(value=Decimal(value), text=str(value))
    changed = with_cells(subject, cells)
    claims = read_claims(changed, find_pack(FORM.id).phrasing).claims
    hints = {one.suspect: one.hint for one in check_identities(changed._replace(claims=claims))}
    assert "也和正文里的 3119 一致了" in hints["applications.received.all"]
    assert "正文" not in hints["applications.not_held.enterprise"]


@pytest.mark.parametrize(
    "said, typed, named, hint",
    [
        # One sum of one row: its total and each of its addends would do, unless the prose says that there was none.
        ("没有因公开引发的行政诉讼。", {"disputes.direct.upheld": 4}, {"disputes.direct.upheld": 0}, "把 4 改为 0"),
        ("没有因公开引发的行政诉讼。", {"disputes.direct.all": 4}, {"disputes.direct.all": 0}, "也和正文说的没有一致了"),
        ("全年共办理申请。", {"disputes.direct.upheld": 4}, {}, ""),
        # What the prose says of the total is neither what stands there nor what would settle the sum: another figure is wrong too.
        ("行政复议8件。", {"disputes.review.all": 81, "disputes.review.upheld": 17}, {}, ""),
    ],
)
def test_words_of_the_prose_tell_which_cell_of_one_sum_it_is(
    said: str, typed: dict[str, int], named: dict[str, int], hint: str
) -> None:
    form = FORM
    figures = dict.fromkeys(form.figures, 0) | {
        "disputes.review.upheld": 7,
        "disputes.review.other_result": 1,
        "disputes.review.all": 8,
    }
    cells = {
        ref: Cell(str(value), Decimal(value), Location("表", "", at)) for at, (ref, value) in enumerate((figures | typed).items())
    }
    block = block_of(Paragraph(said, Location("稿", line=1, column=1)))
    subject = example()
    report = subject.report._replace(agency="某市人民政府", cells=cells, texts={form.sections[0].id: (block,)})
    changed = with_cells(subject._replace(report=report), cells)
    stated = read_claims(changed, find_pack(form.id).phrasing)
    told = list(check_identities(changed._replace(claims=stated.claims, denied=stated.denied)))
    assert {one.suspect: one.suspect_value for one in told if one.suspect} == named
    assert hint in "".join(one.hint for one in told)


@pytest.mark.parametrize(
    "ref, typed, said",
    [
        ("applications.total.natural", 2923, "表三!D30 这一格原来是公式，被改成了数；恢复公式 =SUM(D9:D29)（应为 2932）"),
        ("applications.granted.all", 1352, "表三!J9 这一格原来是公式，被改成了数；恢复公式 =SUM(D9:I9)（应为 1362）"),
    ],
)
def test_a_formula_typed_over_is_said_to_have_been_one(ref: str, typed: int, said: str) -> None:
    cells = dict(example().report.cells)
    cells[ref] = cells[ref]._replace(formula="", computed=False)
    (finding,) = found(example(), cells, {ref: typed})
    assert finding.hint == said and finding.suspect == ref


def test_totals_that_were_all_typed_were_no_formulas() -> None:
    (finding, *_) = found(example(), typed_over(example()), {"applications.granted.all": 1352})
    assert "公式" not in finding.hint


# -- slips ------------------------------------------------------------------------------------------

SLIPS: list[tuple[str, str, Kind | None]] = [
    ("17", "71", SWAPPED),
    ("120", "12", DROPPED),
    ("564", "5564", DOUBLED),
    ("64", "640", TENFOLD),
    ("640", "64", TENFOLD),
    ("47", "46", NEARBY),
    ("3", "33", NEIGHBOUR),
    ("5", "-5", SIGN),
    ("746", "25", None),
]


@pytest.mark.parametrize("true, typed, kind", SLIPS)
def test_the_kind_of_a_slip(true: str, typed: str, kind: Kind | None) -> None:
    typo = typo_of(Decimal(true), Decimal(typed), {Decimal(33)})
    assert typo.kind in (kind, TENFOLD if kind is DROPPED else kind)
    assert typo.likelihood > typo_of(Decimal(true), Decimal("987654321")).likelihood or kind is None
