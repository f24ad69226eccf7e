"""A number that differs from a table which does not balance is told, and nothing replaces it; nor one that comes from a number told wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from test_rule_cases import saying

from reportgen.drafts.narrative.fixes import fixes_of
from reportgen.model.draft import NARRATIVE, Checked
from reportgen.reports.open import open_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.entries import Entries, TypedCell, put
from reportgen.tasks.mends import mends_of

CELL = "applications.granted.natural"
NAMED = {
    "carried_in": "applications.carried_in.natural",
    "carried_out": "applications.carried_out.natural",
    "received": "applications.received.natural",
    "in_force": "disclosure.regulations.in_force",
    "upheld": "disputes.direct.upheld",
}
Example = Callable[[str], Path]


def checked(folder: Path, sentence: str, cell: str = "", **others: str) -> Checked:
    path = folder / NARRATIVE
    path.write_text(saying(path.read_text(encoding="utf-8"), sentence), encoding="utf-8")
    cells = {CELL: cell} if cell else {NAMED[name]: text for name, text in others.items()}
    if cells:
        typed = Entries({ref: TypedCell("", text) for ref, text in cells.items()})
        for name, content in put(folder, typed, over=True).contents.items():
            (folder / name).write_bytes(content)
    return check_draft(folder)


@pytest.mark.parametrize(
    ("sentence", "cell", "doubtful"),
    [
        ("全年办结申请3050件。", "1289", "先看表三"),  # the text is right, the cell is not
        ("全年办结申请3049件。", "", ""),  # the tables balance: the text is wrong
        ("予以公开1362件。", "1289", "先看表三"),  # a part of the sum that does not come out
        ("办理行政复议134件。", "1289", ""),  # another table balances
        ("不予公开179件，占5.9%。", "", ""),
        ("不予公开178件，占办结总数的5.83%。", "", ""),
        ("不予公开178件，占办结总数的5.1%。", "1289", "先看表三"),
    ],
)
def test_what_is_doubtful_is_told_so(example: Example, sentence: str, cell: str, doubtful: str) -> None:
    found = [one for one in checked(example("huaian-2024"), sentence, cell).findings if one.code in ("N101", "N102", "N103")]
    assert found, sentence
    for one in found:
        assert one.doubtful == bool(doubtful) and doubtful in one.hint
        assert not (one.doubtful and one.fix)


def test_a_share_of_a_number_that_is_told_wrong_has_no_remedy_of_its_own(example: Example) -> None:
    found = {one.code: one for one in checked(example("huaian-2024"), "不予公开187件，占办结总数的5.0%。").findings}
    assert not found["N101"].doubtful
    assert found["N102"].doubtful and "187" in found["N102"].hint


@pytest.mark.parametrize(
    ("sentence", "code", "hint"),
    [
        ("不予公开178件，占办结总数的5.1%。", "N102", "核对分子、分母"),
        ("不予公开178件，占办结总数的5.83%。", "N103", "改为 5.84%"),
        ("清理目录12条，其中甲类5条、乙类6条、丙类2条。", "N105", "核对总数和各项"),
        ("门户网站全年发布信息6842条。门户网站全年发布信息6482条。", "N111", "改成同一个数"),
        ("不予公开187件，占办结总数的5.0%。", "N102", "先核对它"),
        ("上年有栏目12个，新增6个，目前有20个。", "N104", "核对这三个数"),
    ],
)
def test_a_wrong_number_beside_it_says_nothing_of_what_is_not_reckoned_from_it(
    example: Example, sentence: str, code: str, hint: str
) -> None:
    found = {one.code: one for one in checked(example("huaian-2024"), f"部分公开445件。{sentence}").findings}
    assert "N101" in found and hint in found[code].hint
    assert ("也与表不符" in found[code].hint) == ("先核对" in hint) == found[code].doubtful


@pytest.mark.parametrize(
    ("sentence", "cell", "bound"),
    [
        ("不予公开178件，占5.8%。", "", {"178", "5.8%"}),
        ("不予公开178件，占5.8%。", "1289", set()),
        ("制发行政规范性文件8件，废止26件。", "1289", {"8", "26"}),  # of a table that balances
    ],
)
def test_a_number_of_a_table_out_of_balance_is_not_bound(example: Example, sentence: str, cell: str, bound: set[str]) -> None:
    of = checked(example("huaian-2024"), sentence, cell)
    assert {fix.old for fix in fixes_of(of.claims, of.findings, NARRATIVE)} == bound


@pytest.mark.parametrize(
    ("sentence", "doubtful"),
    [
        # the whole and its part differ by as much: their cell is wrong, not both of them
        ("行政复议341件，其中结果纠正54件。", "先核对表四 行政复议/结果纠正"),
        ("行政复议341件，其中结果纠正46件。", ""),
        ("行政复议341件。全年行政复议341件。", ""),  # the same said twice
        ("行政复议341件、行政诉讼36件。", ""),  # they have no cell in common
    ],
)
def test_two_numbers_that_differ_alike_speak_against_the_table(example: Example, sentence: str, doubtful: str) -> None:
    found = [one for one in checked(example("huaian-2024"), sentence).findings if one.code == "N101"]
    assert found and [one.doubtful and doubtful in one.hint for one in found] == [bool(doubtful)] * len(found)


@pytest.mark.parametrize(
    ("sentence", "doubtful"),
    [
        ("予以公开454件，部分公开1362件。", "下面一行"),  # each stands where the other belongs
        ("予以公开1360件，部分公开456件。", "正好抵消"),
        ("不予公开170件，无法提供789件。", "正好抵消"),
        ("予以公开1360件，部分公开455件。", ""),
        ("收到政府信息公开申请3001件。", ""),  # one column out of the total: the tables are right
        ("上年结转2件。", ""),  # so small a number stands beside by chance
    ],
)
def test_numbers_that_differ_as_if_figures_had_changed_places_are_left_to_a_person(
    example: Example, sentence: str, doubtful: str
) -> None:
    found = [one for one in checked(example("huaian-2024"), sentence).findings if one.code == "N101"]
    assert found, sentence
    assert found[0].doubtful == bool(doubtful) and doubtful in found[0].hint
    assert len({one.doubtful for one in found}) == 1


def test_a_column_pasted_one_off_spoils_no_number_of_the_text(example: Example) -> None:
    folder = example("huaian-2024")
    report = checked(folder, "其中，自然人申请3001件，法人或其他组织申请118件。").report
    cells = {ref: cell.text for ref, cell in report.cells.items() if ref.endswith((".natural", ".enterprise"))}
    ends = {"natural": "enterprise", "enterprise": "natural"}
    moved = {ref: TypedCell(was, cells[f"{ref.rpartition('.')[0]}.{ends[ref.rpartition('.')[2]]}"]) for ref, was in cells.items()}
    moved = {ref: one for ref, one in moved.items() if ref not in open_draft(folder).form.derived and one.was != one.now}
    for name, content in put(folder, Entries(moved), over=True).contents.items():
        (folder / name).write_bytes(content)
    of = check_draft(folder)
    told = [one for one in of.findings if one.code in ("N101", "N102")]
    assert not of.tally.failed and len(told) >= 2 and all(one.doubtful for one in told)
    assert not [mend for one in told for mend in mends_of(of, one, (folder / NARRATIVE).read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    ("sentence", "cells", "told"),
    [
        # the sums come out as the table is, and would not as the text is
        ("结转下年度130件。", {}, "多半是文字错了"),
        ("新收申请3119件，上年结转43件，合计3162件。", {}, "多半是文字错了"),
        ("办理行政复议134件。", {}, "核对是文字错了还是表错了"),  # with or without: no sum would tell
        # as the text has the two, the sums come out as well
        ("上年结转34件，结转下年度103件。", {"carried_in": "43", "carried_out": "112"}, "核对是文字错了还是表错了"),
        # the sums come out as the text is, and do not as the table is
        ("上年结转34件。", {"carried_in": "43"}, "先看表三"),
        # the cell is wrong by itself, or one of those that it adds up
        ("现行有效规章11件。", {"in_force": "11.5"}, "先看表二 规章/现行有效件数：那一格填得不对"),
        ("未经复议直接起诉26件。", {"upheld": "12.5"}, "先看表四 未经复议直接起诉/结果维持：那一格填得不对"),
        ("现行有效规章12件。", {}, "核对是文字错了还是表错了"),
        # a part of the total is missing, or no number: what is added up meanwhile is no total
        ("收到政府信息公开申请3119件。", {"received": ""}, "先看表三 本年新收/自然人：那一格还没有填"),
        ("收到政府信息公开申请3119件。", {"received": "三千"}, "先看表三 本年新收/自然人：那一格填的不是数"),
        ("其中商业企业申请54件。", {"received": "三千"}, "核对是文字错了还是表错了"),  # no part of it
    ],
)
def test_the_side_is_blamed_that_the_identities_speak_against(
    example: Example, sentence: str, cells: dict[str, str], told: str
) -> None:
    of = checked(example("huaian-2024"), sentence, **cells)
    found = [one for one in of.findings if one.code == "N101"]
    assert found and all(told in one.hint for one in found)
    assert [one.doubtful for one in found] == [told.startswith("先看")] * len(found)
