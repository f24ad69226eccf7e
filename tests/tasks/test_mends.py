"""What one click settles: only what has one answer or answers to choose from, and nothing else is changed by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.made.cells import type_into
from test_rule_cases import saying

from reportgen.drafts.narrative.fixes import applied
from reportgen.model.draft import NARRATIVE, WORKBOOK, Checked
from reportgen.model.finding import Finding
from reportgen.reports.open import open_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.entries import Entries, TypedCell, TypedText, put, write
from reportgen.tasks.mends import Mend, mends_of, note_mended

Example = Callable[[str], Path]
GRANTED = "applications.granted.natural"


def told(folder: Path, sentence: str) -> tuple[Checked, list[Finding], str]:
    """The draft with a sentence more, what is told of that, and its text."""
    path = folder / NARRATIVE
    path.write_text(saying(path.read_text(encoding="utf-8"), sentence), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(sentence)].count("\n") + 1
    checked = check_draft(folder)
    return checked, [one for one in checked.findings if one.location.line == line and not one.location.grid], text


RECEIVED = "表三.本年新收.总计"
IN_TEXT = [
    ("全年办结申请3049件。", ["文字改成 3050，跟着表变", "文字改成 3050"]),
    (
        "收到政府信息公开申请3,911件。",
        [f"文字改成 3119（{RECEIVED}），跟着表变", f"文字改成 3153（{RECEIVED} + 表三.上年结转.总计），跟着表变"],
    ),
    ("办结申请三千零四十九件。", ["文字改成 3050，跟着表变", "文字改成 3050"]),
    ("不予公开178件，占办结总数的5.1%。", ["文字改成 5.8"]),
    ("深入贯切落实《条例》。", ["改成“贯彻落实”"]),
    # which of the numbers is wrong nobody knows, nor which of two words
    ("办理建议60件，其中人大建议20件、政协提案30件。", []),
    ("全年没有收到申请。", []),
    # the number is a reference already: another one is meant
    ("全年办结申请{{ 表三.本年新收.总计 }}件。", []),
]


@pytest.mark.parametrize(("sentence", "ways"), IN_TEXT)
def test_a_number_of_the_text_has_the_ways_that_the_tables_know(example: Example, sentence: str, ways: list[str]) -> None:
    folder = example("huaian-2024")
    checked, findings, text = told(folder, sentence)
    assert findings, sentence
    offered = [(finding, one) for finding in findings for one in mends_of(checked, finding, text)]
    assert [one.say for _, one in offered] == ways
    for finding, one in offered:
        assert one.fix is not None
        new, made = applied(text, [one.fix])
        (folder / NARRATIVE).write_text(new, encoding="utf-8")
        after = check_draft(folder)
        assert made and after.errors < max(checked.errors, 1) and finding.message not in [left.message for left in after.findings]
    assert list(mends_of(checked, findings[0], "")) == []  # a text in Word is Word's


def test_a_number_of_a_small_table_is_the_tables_own(example: Example) -> None:
    folder = example("huaian-2024")
    checked, _, text = told(folder, "| 申请人 | 本年新收 |\n  | 自然人 | 3000 |\n  | 商业企业 | 53 |")
    finding = next(one for one in checked.findings if one.code == "N107")
    ways = list(mends_of(checked, finding, text))
    assert [one.say for one in ways] == ["小表格改成 3001，跟着表变", "小表格改成 3001"]
    for one, cell in zip(ways, ("{{ 表三.本年新收.自然人 }}", "3001"), strict=True):
        assert one.fix is not None
        new, _ = applied(text, [one.fix])
        assert f"| 自然人 | {cell} |" in new
        (folder / NARRATIVE).write_text(new, encoding="utf-8")
        assert not [left for left in check_draft(folder).findings if left.code == "N107"]
    assert list(mends_of(checked, finding, "")) == []


def offered(folder: Path, code: str) -> tuple[Checked, Mend | None]:
    checked = check_draft(folder)
    finding = next(one for one in checked.findings if one.code == code)
    return checked, next(iter(mends_of(checked, finding, (folder / NARRATIVE).read_text(encoding="utf-8"))), None)


IN_CELLS = [
    ({"D9": "1288件"}, "W206", "把这一格改成 1288"),
    ({"D9": "1288人次"}, "W206", "把这一格改成 1288"),
    ({"D9": "１２８８"}, "W203", "把这一格改成 1288"),
    ({"D11": "2", "D12": "26", "D13": "5", "D14": "4"}, "W207", "把这 4 格都改成数字"),
    ({"E11": "无", "F11": "/"}, "W202", "把这 2 格都改成 0"),
    ({"D9": "1288万"}, "W206", ""),  # ten thousand times as much
    ({"D9": "12-388"}, "W206", ""),  # two numbers
    ({"D9": "三千"}, "W202", ""),
]


@pytest.mark.parametrize(("typed", "code", "way"), IN_CELLS)
def test_a_cell_that_holds_a_figure_in_another_way_is_that_figure(
    example: Example, typed: dict[str, str], code: str, way: str
) -> None:
    folder = example("huaian-2024")
    type_into(folder / WORKBOOK, {"表三": typed})
    checked, mend = offered(folder, code)
    assert (mend.say if mend else "") == way
    if mend:
        entries = Entries({ref: TypedCell(checked.report.cells[ref].text, value) for ref, value in mend.cells.items()})
        write(folder, put(folder, entries, over=True).contents)
        assert code not in {one.code for one in check_draft(folder).findings}


@pytest.mark.parametrize(
    ("sentence", "ways"),
    [
        ("予以公开1326件。", []),  # the cell that was changed is in it, and may be what is wrong
        ("危及“三安全一稳定”不予公开7件。", ["文字改成 5，跟着表变", "文字改成 5"]),  # that cannot be 100 less
        ("行政复议134件。", ["文字改成 351，跟着表变", "文字改成 351"]),
    ],
)
def test_what_cannot_be_what_is_wrong_with_a_sum_is_in_no_doubt(example: Example, sentence: str, ways: list[str]) -> None:
    folder = example("huaian-2024")
    write(folder, put(folder, Entries({GRANTED: TypedCell("1288", "1388")})).contents)
    checked, findings, text = told(folder, sentence)
    assert [one.say for finding in findings for one in mends_of(checked, finding, text)] == ways and findings


def test_words_beside_a_table_are_mended_where_they_stand_and_as_they_were_typed(example: Example) -> None:
    folder = example("huaian-2024")
    typed = Entries(
        {GRANTED: TypedCell("1288", "1288（其中，认真布署１６件）")},
        notes={"applications": TypedText((), ("注：1.不含派出机构。", "2.认真布署。"))},
    )
    write(folder, put(folder, typed).contents)
    wrong = [one for one in check_draft(folder).findings if one.code == "N251"]
    fixes = [one.fix for one in wrong if one.fix is not None]
    assert not fixes  # twice the same mistake is one finding, and nobody clicks two places at once
    typed = Entries(notes={"applications": TypedText(("注：1.不含派出机构。", "2.认真布署。"), ("注：1.不含派出机构。",))})
    write(folder, put(folder, typed).contents)
    checked = check_draft(folder)
    (finding,) = (one for one in checked.findings if one.code == "N251")
    (mend,) = mends_of(checked, finding, "")  # a text in Word or not
    assert mend.fix is not None
    entries = note_mended(open_draft(folder), mend.fix)
    assert entries is not None
    write(folder, put(folder, entries, over=True).contents)
    cell = open_draft(folder).workbook.cells[GRANTED]
    assert (cell.value, cell.remark) == (1288, "（其中，认真部署１６件）")
    assert note_mended(open_draft(folder), mend.fix) is None


BRACKETS = {"1288(其中当面答复16件）": "1288（其中当面答复16件）", "1288（其中当面答复16件)": "1288（其中当面答复16件）"}


@pytest.mark.parametrize("written", BRACKETS)
def test_brackets_of_two_kinds_become_of_one(example: Example, written: str) -> None:
    folder = example("huaian-2024")
    write(folder, put(folder, Entries({GRANTED: TypedCell("1288", written)})).contents)
    checked = check_draft(folder)
    (finding,) = (one for one in checked.findings if one.code == "W211")
    (mend,) = mends_of(checked, finding, "")
    assert mend.fix is not None
    entries = note_mended(open_draft(folder), mend.fix)
    assert entries is not None and entries.cells[GRANTED].now == BRACKETS[written]
    write(folder, put(folder, entries, over=True).contents)
    assert not [one for one in check_draft(folder).findings if one.code == "W211"]


@pytest.mark.parametrize(
    ("was", "typed", "offered"),
    [
        ('邮编: "223001"', '邮编: "２２３００１"', ["改成“223001”"]),
        ("hazwgkc@163.com", "hazwgkc＠163.com", ["改成“hazwgkc@163.com”"]),
        ("hazwgkc@163.com", "hazwgkc", []),  # what is missing nobody knows
    ],
)
def test_full_width_signs_in_contact_data_are_mended_where_they_stand(
    example: Example, was: str, typed: str, offered: list[str]
) -> None:
    folder = example("huaian-2024")
    path = folder / NARRATIVE
    right = path.read_text(encoding="utf-8")
    path.write_text(text := right.replace(was, typed), encoding="utf-8")
    checked = check_draft(folder)
    (finding,) = [one for one in checked.findings if one.code == "W151"]
    mends = list(mends_of(checked, finding, text))
    assert [one.say for one in mends] == offered
    for one in mends:
        assert one.fix and applied(text, [one.fix])[0] == right
