"""What is typed into the page: looked at as it stands, put into the files, and what another program wrote meanwhile kept."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from reportgen.drafts.workbook.read import read_workbook
from reportgen.model.errors import OutputError
from reportgen.reports.open import open_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.entries import Entries, TypedCell, TypedText, files_of, lines_under, looked_at, put, shown, write

Example, Edit, Rewrite = Callable[[str], Path], Callable[..., None], Callable[[Path, str, str], None]
CELL, TOTAL = "applications.received.natural", "applications.received.all"
OVERVIEW, SIGNED_ON = ("总体情况",), ("落款", "日期")


def typed(was: str, now: str) -> Entries:
    return Entries(cells={CELL: TypedCell(was, now)})


def test_what_is_typed_is_judged_as_if_it_were_saved_and_totals_follow(example: Example) -> None:
    draft = example("huaian-2024")
    old = (draft / "workbook.xlsx").read_bytes()
    files = files_of(draft)
    checked, opened = looked_at(files, typed("2991", "2992"))
    assert TOTAL in files.formulas.written
    before = open_draft(draft).workbook.cells[TOTAL].value
    assert before is not None and opened.workbook.cells[TOTAL].value != before
    assert {finding.code for finding in checked.findings} >= {"T301"}
    assert (draft / "workbook.xlsx").read_bytes() == old
    done = put(draft, Entries(cells={CELL: TypedCell(str(open_draft(draft).workbook.cells[CELL].text), "2992")}))
    write(draft, done.contents)
    assert [(one.code, str(one.location)) for one in check_draft(draft).findings] == [
        (one.code, str(one.location)) for one in checked.findings
    ]


def test_saving_leaves_all_other_parts_of_the_workbook_as_they_are(example: Example) -> None:
    draft = example("huaian-2024")
    was = open_draft(draft).workbook.cells[CELL].text
    old = parts(draft / "workbook.xlsx")
    write(draft, put(draft, typed(was, "5")).contents)
    new = parts(draft / "workbook.xlsx")
    assert old.keys() == new.keys()
    changed = {name for name, content in old.items() if new[name] != content}
    assert all(name.startswith("xl/worksheets/") or name == "xl/workbook.xml" for name in changed)
    form = open_draft(draft).form
    assert read_workbook(draft / "workbook.xlsx", form)[0].cells[CELL].text == "5"


NOTED = "applications.granted.natural"


def test_words_in_brackets_and_notes_go_to_the_sheet_of_notes_and_figures_stay_numbers(example: Example) -> None:
    """In a workbook that has no such sheet yet; then changed, overlapping with another program, and taken away again."""
    draft = example("huaian-2024")
    number = open_draft(draft).workbook.cells[NOTED].text
    said, lines = f"{number}（含当面答复2件）", ("注：1.本表不含派出机构。", "2.另有3件。")
    entries = Entries(cells={NOTED: TypedCell(number, said)}, notes={"applications": TypedText((), (*lines, " "))})
    checked, opened = looked_at(files_of(draft), entries)
    assert not checked.errors and shown(opened.workbook.cells[NOTED], None) == said
    before = parts(draft / "workbook.xlsx")
    write(draft, put(draft, entries).contents)
    assert len(parts(draft / "workbook.xlsx")) == len(before) + 1
    made = check_draft(draft)
    cell = made.report.cells[NOTED]
    assert (shown(cell, None), cell.value, cell.is_words) == (
        said,
        Decimal(number),
        False,
    ) and made.findings == checked.findings == ()
    assert [one.whole for one in made.report.texts["applications_section"]] == [*lines]
    assert put(draft, entries._replace(cells={NOTED: TypedCell(said, said)})).contents == {}
    # another program has changed the notes meanwhile
    other = put(draft, Entries(notes={"applications": TypedText(("别的",), ("这里写的",))}))
    assert not other.contents and [(one.place, one.there) for one in other.overlaps] == [("表三下面的注", "\n".join(lines))]
    gone = Entries(cells={NOTED: TypedCell(said, number)}, notes={"applications": TypedText(lines, ("只留一条。",))})
    write(draft, put(draft, gone).contents)
    workbook = open_draft(draft).workbook
    assert shown(workbook.cells[NOTED], None) == number and [one.text for one in workbook.below["applications"]] == ["只留一条。"]
    assert put(draft, Entries(notes={"no such table": TypedText((), ("甲",))})).contents == {}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_another_program_wrote_meanwhile_is_asked_about_and_not_overwritten(
    example: Example, edit: Edit, rewrite: Rewrite
) -> None:
    draft = example("huaian-2024")
    opened = open_draft(draft)
    was, lines = opened.workbook.cells[CELL].text, lines_under(opened, OVERVIEW)
    place = opened.workbook.cells[CELL].location
    edit(draft, place.grid, **{place.cell: 77})
    rewrite(draft, "2024年，淮安市坚持", "2024年，我市坚持")
    entries = Entries(
        cells={CELL: TypedCell(was, "88")},
        texts={OVERVIEW: TypedText(lines, (*lines, "另写一段。"))},
        values={SIGNED_ON: TypedCell("2025年2月25日", "2025年1月20日")},
    )
    done = put(draft, entries)
    figure, text = done.overlaps
    assert (figure.here, figure.there) == ("88", "77") and "另写一段" in text.here and "我市" in text.there
    written = done.contents["narrative.yaml"].decode()
    assert "2025年1月20日" in written and "我市坚持" in written and "另写一段" not in written  # what nobody else touched is saved
    over = put(draft, entries, over=True)
    assert not over.overlaps and "另写一段" in over.contents["narrative.yaml"].decode()


def test_a_workbook_that_is_open_elsewhere_is_not_written(example: Example) -> None:
    draft = example("huaian-2024")
    was = open_draft(draft).workbook.cells[CELL].text
    (draft / "~$workbook.xlsx").write_bytes(b"\0")
    with pytest.raises(OutputError, match="打开"):
        put(draft, typed(was, "5"))


def test_a_total_that_is_worked_out_cannot_be_typed(example: Example) -> None:
    draft = example("huaian-2024")
    was = open_draft(draft).workbook.cells[CELL].text
    done = put(draft, Entries(cells={TOTAL: TypedCell("", "5"), CELL: TypedCell(was, "5")}))
    assert "公式" in done.refused[0] and list(done.contents) == ["workbook.xlsx"]  # the rest is written


def test_a_label_typed_into_a_cell_is_refused_and_the_table_stays_known(example: Example) -> None:
    draft = example("huaian-2024")
    was = open_draft(draft).workbook.cells
    label, word = "disclosure.regulations.made", "applications.granted.natural"
    typed = {label: TypedCell(was[label].text, "规章"), word: TypedCell(was[word].text, "三十")}
    done = put(draft, Entries(cells=typed))
    assert len(done.refused) == 1 and "规章" in done.refused[0]
    write(draft, done.contents)
    now = open_draft(draft).workbook.cells
    assert now.keys() == was.keys() and now[label].text == was[label].text and now[word].text == "三十"


def test_a_text_changes_only_where_it_was_typed(example: Example) -> None:
    draft = example("wenzhou-2020")
    old = (draft / "narrative.yaml").read_text(encoding="utf-8")
    lines = lines_under(open_draft(draft), OVERVIEW)
    new = (*lines[:2], "新的一段，{{ 表三.本年新收.总计 }}件。", *lines[2:])
    text = put(draft, Entries(texts={OVERVIEW: TypedText(lines, new)})).contents["narrative.yaml"].decode()
    assert text == old.replace(f"  {lines[1]}\n", f"  {lines[1]}\n  新的一段，{{{{ 表三.本年新收.总计 }}}}件。\n", 1)
    assert put(draft, Entries(texts={OVERVIEW: TypedText(lines, lines)})).contents == {}


FIRST, SECOND, THIRD = ("| 甲 | 件 |", "| 1 | 2 |"), ("| 乙 | 件 |", "| 3 | 4 |"), "| 丙 | 件 |"
RULE, TYPED = "| --- | --- |", "|--|:-:|"
TWO = (*FIRST, SECOND[0], RULE, SECOND[1])


@pytest.mark.parametrize(
    ("now", "written"),
    [
        (TWO, (FIRST[0], TYPED, FIRST[1], SECOND[0], TYPED, SECOND[1])),
        ((*FIRST, THIRD, RULE, *TWO[2:]), (FIRST[0], TYPED, FIRST[1], THIRD, RULE, SECOND[0], TYPED, SECOND[1])),
        ((FIRST[0], "| 0 | 0 |", *TWO[1:]), (FIRST[0], TYPED, "| 0 | 0 |", FIRST[1], SECOND[0], TYPED, SECOND[1])),
        ((*FIRST, *SECOND), (FIRST[0], TYPED, FIRST[1], *SECOND)),  # made one
        (FIRST, (FIRST[0], TYPED, FIRST[1])),
        (("段。", *SECOND), ("段。", SECOND[0], TYPED, SECOND[1])),
    ],
)
def test_a_table_right_below_another_keeps_its_rule_and_takes_it_along(
    example: Example, now: tuple[str, ...], written: tuple[str, ...]
) -> None:
    draft = example("huaian-2024")
    path = draft / "narrative.yaml"
    before, after = path.read_text(encoding="utf-8").split("总体情况: |\n", 1)
    rows = (FIRST[0], TYPED, FIRST[1], "", SECOND[0], TYPED, SECOND[1])
    body = "".join(f"  {row}\n" if row else "\n" for row in rows)
    path.write_text(f"{before}总体情况: |\n{body}{after[after.index('存在的主要问题') :]}", encoding="utf-8")
    assert lines_under(open_draft(draft), OVERVIEW) == TWO
    write(draft, put(draft, Entries(texts={OVERVIEW: TypedText(TWO, now)})).contents)
    below = path.read_text(encoding="utf-8").split("总体情况: |\n")[1].partition("存在的主要问题")[0]
    assert tuple(line.strip() for line in below.splitlines() if line.strip()) == written
    assert lines_under(open_draft(draft), OVERVIEW) == now


def test_headings_of_an_offices_own_keep_their_text(example: Example) -> None:
    draft = example("ouhai-2017")
    opened = open_draft(draft)
    key = ("正文", "工作概况")
    headings = [block.text for block in opened.narrative.texts["body"] if block.kind == "heading" and block.level == 1]
    key = ("正文", headings[0])
    lines = lines_under(opened, key)
    assert lines
    text = put(draft, Entries(texts={key: TypedText(lines, (*lines, "最后补一句。"))})).contents["narrative.yaml"].decode()
    assert "最后补一句。" in text and text.count("工作概况") == (draft / "narrative.yaml").read_text(encoding="utf-8").count(
        "工作概况"
    )
