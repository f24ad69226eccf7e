"""One truth about an edited document: whoever is asked says that it was edited, and nothing beside the edit.

The edits are those of `benchmarks/edits.py`, which tries all of them and `import --update` as well.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from conftest import ROOT, telling
from support.word_edits.recipes import BASES, RECIPES, draft_in, edits_of
from support.word_edits.told import beside, content_marks

from reportgen.model.errors import ReportgenError
from reportgen.tasks.compare import compare_versions, verify_document
from reportgen.tasks.update import update_draft
from reportgen.word.redline.compare import redline

CASES = ROOT.parent / "shared" / "cases" / "review"
WHEN = datetime(2025, 3, 1, 9, 0)
# One of each kind of place where a change once stayed unseen, or something was told that nobody had touched.
QUICK = (
    "words_changed", "figure_spelled", "data_row_doubled", "header_row_deleted", "header_row_doubled", "rows_swapped",
    "label_overtyped", "label_emptied", "label_beside_table", "label_and_row", "tables_swapped", "table_cut", "heading_deleted",
    "paragraphs_merged", "footnote_in_table", "note_moved", "note_changed endnote", "comment_on_cell", "note_deleted comment",
    "tracked_merge", "tracked_row_gone", "struck", "box_in_table", "box_changed", "chart_category", "chart_series",
    "picture_changed", "object_added", "picture_in_cell", "new_edge", "runs_parted", "tracked_look", "empty_line", "chart_rewritten", "saved_by_python_docx",
)  # fmt: skip
# What a redline holds and cannot mark, it says; by the words that say so.
SAID = ("批注", "页眉", "页脚")


RECIPE = {one.name or one.edit.__name__: one for one in RECIPES}


@pytest.mark.parametrize("base", telling(["rich"], BASES))
@pytest.mark.parametrize("name", telling(QUICK, tuple(RECIPE)))
def test_an_edit_is_told_by_everybody_and_nothing_beside_it(base: str, name: str, tmp_path: Path) -> None:
    made = next(edits_of(base, (RECIPE[name],), once=True), None)
    if made is None:
        pytest.skip("there is nothing of the kind in this document")
    before, after = tmp_path / "改前.docx", tmp_path / "改后.docx"
    before.write_bytes(made.before)
    after.write_bytes(made.after)
    try:
        diff = compare_versions(str(before), str(after)).diff
        verified = verify_document(after).compared.diff
    except ReportgenError:
        assert made.kind == "表"  # a report of which no table is left is refused
        return
    done = redline(made.before, made.after, date=WHEN)
    marked = content_marks(done.content) or [line for line in done.untracked if any(word in line for word in SAID)]
    content = bool(made.texts)
    assert diff.nothing == (not content)
    assert bool(marked) == content
    assert verified.nothing == (made.undone or not content)
    assert beside(diff, made.texts) == []


@pytest.mark.parametrize("name", ["label_overtyped", "header_row_deleted", "note_row_added", "heading_renamed"])
def test_what_no_draft_says_is_listed_by_an_update(name: str, tmp_path: Path) -> None:
    made = next(edits_of("huaian-2024", (RECIPE[name],), once=True))
    folder, edited = draft_in(made.base, tmp_path), tmp_path / "改后.docx"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    edited.write_bytes(made.after)
    updated = update_draft(folder, edited, write=True)
    assert any(text and text in one.text for one in updated.left for text in made.texts)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


# -- cases that were seen ------------------------------------------------------------------------------

# What is told of each, by key, kind or text; nothing for those in which nothing that a reader sees was changed.
REVIEWED = {
    "built": [],
    "nbhyphen": [],
    "blank2": ["figure"],
    "fig1": ["figure"],
    "t4norow": ["figure"] * 15,
    "move_sentence": ["changed", "changed"],
    "splitp": ["changed", "inserted"],
    "strike_part": ["aside", "changed"],
    "comb3": ["words", "inserted", "inserted"],
    "header_row_deleted": ["gone"],
    "footnote": ["aside"],
    "comment": ["aside"],
    "tb_dml": ["aside"],
    "tr_merge": ["changed", "deleted"],
}


@pytest.fixture(scope="module")
def reviewed() -> Path:
    if not CASES.is_dir():
        pytest.skip("the reviewed documents (../shared/cases) are not beside this checkout")
    return CASES


def test_every_reviewed_document_is_listed(reviewed: Path) -> None:
    assert {path.stem for path in reviewed.glob("*.docx")} == {*REVIEWED, "built_with_comments"}


@pytest.mark.parametrize("name", REVIEWED)
def test_a_reviewed_document(name: str, reviewed: Path) -> None:
    """`diff` against the untouched build and `verify` tell the same, and the redline marks something where they do."""
    built, edited = reviewed / "built.docx", reviewed / f"{name}.docx"
    diff = compare_versions(str(built), str(edited)).diff
    told = [field.key.partition(":")[0] for field in diff.fields] + ["figure"] * len(diff.figures)
    assert sorted([*told, *(step.kind for step in diff.changed_steps())]) == sorted(REVIEWED[name])
    assert not diff.unplaced
    since = verify_document(edited).compared.diff
    assert [(field.name, field.old, field.new) for field in since.fields] == [
        (field.name, field.old, field.new) for field in diff.fields
    ]
    assert [change.ref for change in since.figures] == [change.ref for change in diff.figures]
    assert [step.kind for step in since.changed_steps()] == [step.kind for step in diff.changed_steps()]
    done = redline(built.read_bytes(), edited.read_bytes(), date=WHEN)
    marked = content_marks(done.content) or [line for line in done.untracked if any(word in line for word in SAID)]
    assert bool(marked) == bool(REVIEWED[name])
