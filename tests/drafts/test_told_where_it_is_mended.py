"""What a hint says of a cell, of a sign, of last year's preface: what is to be done, in the words of the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT

from reportgen.files.yaml import compose
from reportgen.model.errors import SourceError
from reportgen.model.report import PastReport
from reportgen.packs.load import open_pack
from reportgen.tasks.carry_over import carry_over
from reportgen.tasks.check import check_draft

FIRES = ROOT / "examples" / "packs" / "fire-statistics-2024"


@pytest.mark.parametrize(
    ("sheet", "cell", "typed", "hint"),
    [
        ("表二", "B17", "96171.6万元", "这一格只留 96171.6，单位表里有，不用写"),
        ("表三", "D7", "12件", "这一格只留 12，不带单位"),
        ("表三", "D7", "12另有", "这一格只留 12；说明要印在数后面的，写在括号里，如 12（其中……），不印的写到正文里"),
    ],
)
def test_a_unit_is_no_remark(
    example: Callable[[str], Path], edit: Callable[..., None], sheet: str, cell: str, typed: str, hint: str
) -> None:
    draft = example("huaian-2024")
    edit(draft, sheet, **{cell: typed})
    assert hint in {one.hint for one in check_draft(draft).findings if one.code == "W206"}


def test_a_reference_to_a_cell_that_holds_no_figure_is_mended_there(
    example: Callable[[str], Path], edit: Callable[..., None], rewrite: Callable[[Path, str, str], None]
) -> None:
    draft = example("huaian-2024")
    rewrite(
        draft,
        "其他需要报告的事项: |",
        "其他需要报告的事项: |\n  新收{{ 表三.本年新收.自然人 }}件，共{{ 表三.本年新收.总计 }}件。",
    )
    cell = check_draft(draft).report.cells["applications.received.natural"].location
    for typed, codes in (("约八成", {"W202"}), (None, {"W201", "W132"})):
        edit(draft, cell.grid, **{cell.cell: typed})
        assert codes <= {one.code for one in check_draft(draft).findings} <= codes | {"W201", "N101"}


@pytest.mark.parametrize(
    ("text", "value"), [("{id: rate, unit: %}", '"%"'), ("甲: @某某 # 说明", '"@某某"'), ("甲: `乙`", '"`乙`"')]
)
def test_a_sign_that_means_something_is_to_be_quoted(text: str, value: str) -> None:
    with pytest.raises(SourceError) as caught:
        compose(text, "format.yaml")
    assert f"写成 {value}；" in caught.value.hint


@pytest.mark.parametrize("declared", ["", "编制本年报。"])
def test_a_preface_is_missed_where_the_form_has_one(declared: str) -> None:
    form = replace(open_pack(FIRES).form, preface=declared)
    carried = carry_over(PastReport(form, {}, year=2024), form, "")
    assert any(one.what == "前言" for one in carried.taken) is bool(declared)
