"""A blank in a table that is else full: the sums that passed it over wait for it, and say what it must hold."""

from __future__ import annotations

import pytest
from conftest import EXAMPLES

from reportgen.model.draft import Checked
from reportgen.tasks.entries import Entries, Files, TypedCell, files_of, looked_at

ONE, OTHER = "applications.granted.natural", "applications.received.natural"
WAITS = "等它改好再算"


@pytest.fixture(scope="module")
def files() -> Files:
    return files_of(EXAMPLES / "huaian-2024")


def with_cells(files: Files, **typed: str) -> Checked:
    cells = {ref.replace("__", "."): value for ref, value in typed.items()}
    return looked_at(files, Entries({ref: TypedCell("", value) for ref, value in cells.items()}))[0]


@pytest.mark.parametrize("ref", [ONE, OTHER])
def test_one_blank_says_what_balances_and_no_other_cell_is_suspected(files: Files, ref: str) -> None:
    was = files.draft.workbook.cells[ref].value
    found = with_cells(files, **{ref.replace(".", "__"): ""}).findings
    (blank,) = (one for one in found if one.code == "W201")
    assert (blank.suspect, blank.suspect_value) == (ref, was) and WAITS in blank.hint
    assert not [one for one in found if one.code.startswith("T")]


def test_a_blank_that_cannot_settle_a_sum_leaves_it_told(files: Files) -> None:
    found = with_cells(files, applications__granted__natural="", applications__received__natural="5").findings
    (blank,) = (one for one in found if one.code == "W201")
    assert blank.suspect_value is None and WAITS not in blank.hint
    assert [one.code for one in found if one.code.startswith("T")]


def test_blanks_of_a_row_wait_together(files: Files) -> None:
    row = [ref for ref in files.draft.form.figures if ref.startswith("applications.granted.")][:-1]
    found = with_cells(files, **{ref.replace(".", "__"): "" for ref in row}).findings
    (blank,) = (one for one in found if one.code == "W201")
    assert blank.suspect_value is None and WAITS in blank.hint
    assert not [one for one in found if one.code.startswith("T")]
