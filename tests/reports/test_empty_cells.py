"""What stands for zero in published tables: whatever it is, the same sums are judged, the same faults found, and it is told once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from support.made.drafts import added_up
from support.published.copies import FORM_2014, FORM_2019, FORM_2021, Copied, copied, read, rows_of, score, sparse, text_of
from support.published.pages import PACKS, article_of, form_of

from reportgen.model.draft import Imported
from reportgen.model.figures import digits, stands_for_none
from reportgen.model.finding import Severity
from reportgen.reports.open import open_published
from reportgen.reports.published import Published
from reportgen.rules.identities import assess_lines
from reportgen.tasks.check import check_published
from reportgen.tasks.drafts import import_report

SIGNS = ("", "-", "／", "——", "无", "（空）")
TOTAL, PART = "applications.granted.all", "applications.granted.enterprise"


def faulty(pack: str, faults: int, seed: int) -> Copied:
    """A small agency's report with so many figures that are wrong by little."""
    chance, form = random.Random(seed), form_of(pack)
    values = added_up(form, {ref: Decimal(chance.choice((0,) * 9 + (3, 14, 25))) for ref in form.figures})
    figures = {ref: digits(value) for ref, value in values.items()}
    for ref in chance.sample([ref for ref, text in figures.items() if text != "0"], faults):
        figures[ref] = digits(values[ref] + chance.randint(1, 40))
    return Copied(form, article_of(pack), {table.id: [rows_of(table, figures)] for table in form.tables}, figures)


def with_zeros_as(copy: Copied, sign: str, share: float = 1) -> Copied:
    """The same with a sign for each 0, or for this share of them."""
    chance = random.Random(share)
    return copy.mapped(
        lambda piece: piece._replace(text=sign) if piece.ref and piece.text == "0" and chance.random() < share else piece
    )


def not_held(published: Published) -> set[tuple[str, str]]:
    lines = assess_lines(published.form, published.report.cells, None)
    return {(line.line.code, line.line.where) for line in lines if line.outcome != "held"}


@pytest.mark.parametrize(
    ("text", "says"), [*((sign, bool(sign)) for sign in SIGNS), ("0", False), ("若干", False), ("－3", False)]
)
def test_what_stands_for_none(text: str, says: bool) -> None:
    assert stands_for_none(text) is says


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(("pack", "faults", "seed"), [(FORM_2019, 8, 1), (FORM_2021, 8, 2), (FORM_2021, 0, 3), (FORM_2014, 2, 4)])
def test_the_same_lines_fail_whatever_stands_for_zero(tmp_path: Path, pack: str, faults: int, seed: int, sign: str) -> None:
    copy = faulty(pack, faults, seed)
    true = not_held(read(tmp_path, copy, "html"))
    assert bool(true) is bool(faults)
    for share, shape in ((1, "html"), (1, "one a line"), (0.5, "docx")):
        published = read(tmp_path, with_zeros_as(copy, sign, share), shape)
        came = score(published, copy.figures)
        assert (came.missing, came.wrong) == ((), ())
        assert not_held(published) == true
        told = Counter(finding.code for finding in published.findings)
        assert set(told) == {"W116"}
        assert told["W116"] == len(published.conventions) <= len(copy.form.tables)
        assert sum(len(one.zeros) for one in published.conventions) == sum(
            cell.computed for cell in published.report.cells.values()
        )


@pytest.mark.parametrize("sign", ["", "/"])
def test_totals_left_out_beside_figures_are_worked_out_and_told_once(tmp_path: Path, sign: str) -> None:
    """A column of totals that nobody filled in; the draft made of it has them, marked, and says so."""
    copy = copied(FORM_2021, sparse)
    totals = [
        ref for ref, text in copy.figures.items() if ref.startswith("applications.") and ref.endswith(".all") and text != "0"
    ]
    blank = with_zeros_as(copy, sign).mapped(lambda piece: piece._replace(text=sign) if piece.ref in totals else piece)
    published = read(tmp_path, blank, "html")
    assert score(published, copy.figures).right == len(copy.figures)
    (finding,) = [finding for finding in published.findings if finding.code == "W117"]
    assert f"有 {len(totals)} 格合计没有写" in finding.message
    assert f"{copy.figures[totals[0]]}、" in finding.message
    assert len({finding.location, *finding.related}) == len(totals)
    imported = import_report(tmp_path / "copy.html", tmp_path / "draft")
    assert isinstance(imported, Imported)
    assert {"W116", "W117"} <= {finding.code for finding in imported.findings}
    assert imported.tally.not_assessable == 0


def test_of_a_row_and_a_column_that_differ_an_empty_total_is_what_other_lines_say(tmp_path: Path) -> None:
    """The zeros are typed, the column of totals is not; one total of a column is wrong, and so is the row that adds it."""
    copy = copied(FORM_2021, sparse)
    wrong = copy.with_figure("applications.total.natural", digits(Decimal(copy.figures["applications.total.natural"]) + 18))
    for ref in copy.figures:
        if ref.startswith("applications.") and ref.endswith(".all"):
            wrong = wrong.with_figure(ref, "")
    published = read(tmp_path, wrong, "html")
    cells = published.report.cells
    assert cells["applications.total.all"].value == Decimal(copy.figures["applications.total.all"])
    assert [ref for ref, text in copy.figures.items() if cells[ref].value != Decimal(text)] == ["applications.total.natural"]


def test_an_empty_cell_where_two_sums_miss_the_same_is_no_zero(tmp_path: Path) -> None:
    """All zeros are left out, and one figure: its row and its column tell it."""
    copy = copied(FORM_2021, sparse)
    lost = next(
        ref for ref, text in copy.figures.items() if ref.startswith("applications.refused") or (text != "0" and ".natural" in ref)
    )
    published = read(tmp_path, with_zeros_as(copy, "").with_figure(lost, ""), "html")
    assert score(published, copy.figures).wrong == ()
    (finding,) = [finding for finding in published.findings if finding.code == "W106"]
    assert (finding.ref, finding.severity) == (lost, Severity.ERROR)
    assert f"应是 {copy.figures[lost]}" in finding.message
    assert lost not in {ref for one in published.conventions for ref in one.zeros}


@pytest.mark.parametrize("few", [1, 3])
def test_few_empty_cells_among_typed_zeros_are_forgotten_ones(tmp_path: Path, few: int) -> None:
    copy = copied(FORM_2021, sparse)
    zeros = [ref for ref, text in copy.figures.items() if text == "0" and ref.startswith("applications.")][::5][:few]
    for ref in zeros:
        copy = copy.with_figure(ref, "")
    published = read(tmp_path, copy, "html")
    assert published.conventions == ()
    told = [finding for finding in check_published(tmp_path / "copy.html").findings if finding.code in ("W106", "W201")]
    assert {place for finding in told for place in (finding.location, *finding.related)} == {
        published.report.cells[ref].location for ref in zeros
    }


def test_a_table_that_nobody_filled_in_is_no_convention(tmp_path: Path) -> None:
    """Zeros are typed elsewhere, and 表四 is empty from end to end: that is a table without figures, said once."""
    copy = copied(FORM_2021, sparse).mapped(lambda piece: piece._replace(text="") if piece.ref.startswith("disputes.") else piece)
    assert read(tmp_path, copy, "html").conventions == ()
    told = [finding for finding in check_published(tmp_path / "copy.html").findings if finding.code == "W201"]
    assert [finding.message.partition("（")[0] for finding in told] == ["表四整张表都没有填"]


def test_an_empty_table_of_a_report_that_leaves_zeros_out_is_zeros(tmp_path: Path) -> None:
    figures = {ref: "0" if ref.startswith("disputes.") else text for ref, text in sparse(FORM_2021).items()}
    form = form_of(FORM_2021)
    copy = Copied(form, article_of(FORM_2021), {table.id: [rows_of(table, figures)] for table in form.tables}, figures)
    published = read(tmp_path, with_zeros_as(copy, ""), "html")
    assert score(published, figures).right == len(figures)
    assert {"disputes", "applications"} <= {one.table for one in published.conventions}


# -- copies in which empty cells left no trace ---------------------------------------------------------


def stripped(text: str) -> str:
    """What an editor leaves of lines that hold a tab only: empty lines."""
    return "\n".join(line.strip() for line in text.split("\n"))


def bare(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


BARE = {
    "stripped": lambda copy: stripped(text_of(copy, "one a line")),
    "bare": lambda copy: bare(text_of(copy, "one a line")),
    "lines": lambda copy: text_of(copy, "bare lines"),
    "spaced": lambda copy: text_of(copy, "spaced"),
}


def read_bare(folder: Path, copy: Copied, shape: str) -> Published:
    path = folder / "copy.txt"
    path.write_text(BARE[shape](copy), encoding="utf-8")
    return open_published(path)


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("shape", BARE)
def test_a_bare_copy_without_its_zeros_is_read_as_far_as_it_can_be(tmp_path: Path, pack: str, shape: str) -> None:
    """No figure stands in another's place, no error is told, and what a row's total is, and an empty row, is read."""
    copy = with_zeros_as(faulty(pack, 0, 5), "")
    published = read_bare(tmp_path, copy, shape)
    came = score(published, copy.figures)
    assert came.wrong == ()
    assert [finding for finding in published.findings if finding.severity is Severity.ERROR] == []
    told = Counter(finding.code for finding in published.findings)
    assert told["W116"] + told["W107"] <= 2 * len(copy.form.tables)
    assert published.form.id == pack
    if shape == "stripped" or pack == FORM_2014:
        assert came.missing == ()
    missing: Mapping[str, int] = Counter(ref.split(".")[2] for ref in came.missing if ref.startswith("applications."))
    assert missing.get("all", 0) == 0


@pytest.mark.parametrize("shape", ["lines", "spaced"])
def test_a_row_of_a_bare_copy_that_does_not_add_up_is_told(tmp_path: Path, shape: str) -> None:
    copy = faulty(FORM_2021, 0, 5)
    row = next(ref for ref, text in copy.figures.items() if text != "0" and ref.startswith("applications.granted."))
    total = f"{row.rpartition('.')[0]}.all"
    wrong = with_zeros_as(copy, "").with_figure(total, digits(Decimal(copy.figures[total]) + 1))
    published = read_bare(tmp_path, wrong, shape)
    errors = [finding for finding in published.findings if finding.severity is Severity.ERROR]
    assert [(finding.code, finding.ref.rpartition(".")[0]) for finding in errors] == [("W107", "applications.granted")]
    assert score(published, copy.figures).wrong == ()
