"""What a check tells first, what it tells together, and the numbers that it lists because no table has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportgen.model.claim import COUNTED_ALIKE, NAMED_BESIDE, NEAR_ITS_WORDS
from reportgen.model.finding import Finding, Rank, Severity
from reportgen.model.location import Location
from reportgen.show.text import Ink, check_text
from reportgen.tasks.check import check_draft

Example, Rewrite, Edit = Callable[[str], Path], Callable[[Path, str, str], None], Callable[..., None]
PLAIN = Ink(False)


def test_what_contradicts_a_table_stands_before_matters_of_style(example: Example, rewrite: Rewrite, edit: Edit) -> None:
    draft = example("wenzhou-2020")
    edit(draft, "表三", D9=75)
    rewrite(draft, "总体情况: |\n", "总体情况: |\n  全年举办活动3 场,发布 4 条 。收到政府信息公开申请189件。\n")
    checked = check_draft(draft)
    ranks = [finding.rank for finding in checked.findings]
    assert ranks == sorted(ranks)
    assert {Rank.FIGURES, Rank.STYLE} <= set(ranks)
    assert {finding.code[0] for finding in checked.findings if finding.rank is Rank.FIGURES} == {"T", "N"}
    assert "N101" in {finding.code for finding in checked.findings if finding.rank is Rank.FIGURES}


def test_no_warning_stands_before_an_error(example: Example, rewrite: Rewrite, edit: Edit) -> None:
    """A number of the prose that may be another one, and a cell that can be no figure."""
    draft = example("wenzhou-2020")
    edit(draft, "表三", D9=-1)
    rewrite(draft, "总体情况: |\n", "总体情况: |\n  全县收到政府信息公开申请189件。\n")
    told = [(one.severity, one.rank) for one in check_draft(draft).findings]
    assert (Severity.WARNING, Rank.FIGURES) in told and (Severity.ERROR, Rank.ERROR) in told
    assert told == sorted(told, key=lambda one: (one[0] is Severity.WARNING, one[1]))


def test_many_notes_of_one_kind_hide_no_other(example: Example) -> None:
    checked = check_draft(example("huaian-2024"))
    place = Location("narrative.yaml", line=1, column=1)
    notes = [
        Finding(place._replace(line=line), "N244", f"空格 {line}", Severity.WARNING, rank=Rank.STYLE) for line in range(1, 24)
    ]
    fault = Finding(place._replace(line=30), "N225", "漏写", Severity.WARNING)
    text = check_text(checked, [*notes, fault], PLAIN)
    assert text.index("漏写") < text.index("空格 1")  # what is no style is never behind it
    assert text.count("提醒 N244") == 3 and "同样的还有 20 处：第4行第1个字、" in text
    assert "第23行第1个字" in text  # every place is told, and counted
    assert "24 个提醒" in text
    few = check_text(checked, notes[:5], PLAIN)
    assert few.count("提醒 N244") == 5 and "同样的还有" not in few


def test_numbers_that_look_statutory_but_no_table_has_are_listed(example: Example, rewrite: Rewrite) -> None:
    draft = example("wenzhou-2020")
    said = "全年接待来访群众418人。另有政府信息公开申请在窗口当面登记者43件。绿化面积9平方公里。另收到信访投诉12件，从三个方面改进，连续12个季度达标。"
    rewrite(draft, "总体情况: |\n", f"总体情况: |\n  {said}\n")
    checked = check_draft(draft)
    akin = {claim.text: claim.akin for claim in checked.claims if claim.status == "untied"}
    assert akin["418人"] == COUNTED_ALIKE and akin["43件"] == NEAR_ITS_WORDS and akin["12件"] == NAMED_BESIDE
    assert not akin["三个"] and not akin["12个"]  # these are no things that are counted
    assert not any(claim.akin for claim in checked.claims if claim.status != "untied" or claim.unit == "%")
    text = check_text(checked, checked.findings, PLAIN)
    listed = [line for line in text.splitlines() if line.startswith("    第") and "　" in line]
    near = [line for line in listed if "43件" in line]
    assert near and near[0].endswith("当面登记者43件") and listed.index(near[0]) < 5
    assert "对照看一遍" not in check_text(checked._replace(claims=()), checked.findings, PLAIN)
