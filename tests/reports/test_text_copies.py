"""The examples finished and copied out as text: read back they are what they were, and nothing is told of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import EXAMPLES
from text_copies import built_as_text

from reportgen.tasks.check import check_draft, check_published
from reportgen.tasks.compare import compare_versions

NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/narrative.yaml"))


@pytest.mark.parametrize("tabs", [False, True], ids=["pipes", "tabs"])
@pytest.mark.parametrize("name", NAMES)
def test_copy_of_an_example_is_clean(tmp_path: Path, name: str, tabs: bool) -> None:
    draft, copy = check_draft(EXAMPLES / name), check_published(built_as_text(EXAMPLES / name, tmp_path, tabs=tabs))
    assert copy.findings == ()
    assert copy.report.figures == draft.report.figures
    assert (copy.report.agency, copy.report.year, copy.form.id) == (draft.report.agency, draft.report.year, draft.form.id)
    assert copy.tally == draft.tally
    # What a draft binds, a copy states: no number is lost and none is contradicted.
    assert [claim.text for claim in copy.claims] == [claim.text for claim in draft.claims]
    assert {claim.status for claim in copy.claims} <= {"matched", "rounded", "untied"}


def test_row_of_two_labels_that_lost_a_figure_is_not_shifted(tmp_path: Path) -> None:
    copy = built_as_text(EXAMPLES / "huaian-2024", tmp_path, tabs=True)
    text = copy.read_text(encoding="utf-8")
    lost = "（一）予以公开\t1288\t21\t0\t0\t50\t3\t1362"
    assert text.count(lost) == 1
    copy.write_text(text.replace(lost, lost.replace("\t3\t", "\t")), encoding="utf-8")
    assert [finding.code for finding in check_published(copy).findings] in (["W106"], ["W107"])


@pytest.mark.parametrize("tabs", [False, True], ids=["pipes", "tabs"])
@pytest.mark.parametrize("name", NAMES)
def test_copy_of_an_example_does_not_differ_from_it(tmp_path: Path, name: str, tabs: bool) -> None:
    copy = built_as_text(EXAMPLES / name, tmp_path, tabs=tabs)
    diff = compare_versions(str(EXAMPLES / name), str(copy)).diff
    assert diff.nothing, (diff.fields, diff.figures, list(diff.changed_steps()), diff.unplaced)
