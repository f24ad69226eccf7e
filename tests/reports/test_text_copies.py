"""The examples finished and copied out as text: read back they are what they were, and nothing is told of them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from conftest import EXAMPLES
from docx.table import Table
from docx.text.paragraph import Paragraph
from support.published.text import built_as_text

from reportgen.reports.plain_text import outline_of_text
from reportgen.tasks.build import build_draft
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
    assert {claim.status for claim in copy.claims} <= {"matched", "rounded", "settled", "untied"}


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


def test_labels_cut_short_are_read_in_their_places_and_other_rows_are_not(tmp_path: Path) -> None:
    """Numbered alike between two rows that are known; a row of another matter in such a place stays what is not known."""
    copy = built_as_text(EXAMPLES / "huaian-2024", tmp_path)
    text = copy.read_text(encoding="utf-8")
    first, second = (
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    )
    assert text.count(first) == text.count(second) == 1
    cut = text.replace(first, "1.逾期不补正").replace(second, "2.逾期不缴费").replace("|0|", "||").replace("| 0 |", "|  |")
    copy.write_text(cut, encoding="utf-8")
    checked = check_published(copy)
    assert checked.report.figures == check_draft(EXAMPLES / "huaian-2024").report.figures
    assert {one.code for one in checked.findings} <= {"W105", "W116"}
    copy.write_text(cut.replace("2.逾期不缴费", "2.当事人撤回"), encoding="utf-8")
    assert "W102" in {one.code for one in check_published(copy).findings}


@pytest.mark.parametrize("page", ["— {} —", "- {} -", "第 {} 页 共 12 页"])
def test_numbers_of_pages_between_lines_change_nothing(tmp_path: Path, page: str) -> None:
    """A PDF turned into text has them within tables and paragraphs alike."""
    copy = built_as_text(EXAMPLES / "huaian-2024", tmp_path, tabs=True)
    lines = copy.read_text(encoding="utf-8").split("\n")
    with_pages = [part for at, line in enumerate(lines) for part in ((line, page.format(at // 7)) if at % 7 == 6 else (line,))]
    other = tmp_path / "页码.txt"
    other.write_text("\n".join(with_pages), encoding="utf-8")
    assert compare_versions(str(copy), str(other)).diff.nothing


@pytest.mark.parametrize(
    "lines, paragraphs",
    [
        (
            [
                "如对本报告有疑问，请与甲县人民政府办公室联系（地址：某路1号；电话：",
                "0800-8236501；电子邮箱：xxgk@example.cn）。",
            ],
            1,
        ),
        (["如对本报告有疑问，请与甲县人民政府办公室联系。地址：某路1号；电话：", "0800-8236501。"], 1),
        (["如对本报告有疑问，请与办公室联系（地址：甲县某某路一百二十三号；", "邮编：123456）。全年的情况如下。"], 1),
        # 13.5% at the head of a line is no ordinal 13.
        (["办理结果为：予以公开一百一十六件，占40.3%；部分公开三十九件，占", "13.5%；不予公开六十一件，占21.2%。"], 1),
        (["办理结果的说明，主要分下面几个方面，按时间先后的次序列出，都很重要，", "13.信息公开工作年度报告。"], 2),
        # A bracket that nobody closes takes no further paragraph in, and what a colon announces stands by itself.
        (["全年的工作，主要做了下面几件事情（按时间先后的次序列出，都很重要：", "公开的内容更多了，渠道更广了。"], 2),
        (["全年的工作，主要做了下面几件事情，按时间先后的次序列出，都很重要：", "公开的内容更多了，渠道更广了。"], 2),
    ],
)
def test_line_goes_on_where_it_must(lines: list[str], paragraphs: int) -> None:
    assert len(outline_of_text("\n".join(lines), "copy.txt").paragraphs) == paragraphs


@pytest.mark.parametrize("below", ["系列 1", "图 1", "表 2", "附件 1", "第 12 页"])
def test_figure_below_a_table_is_not_that_of_its_last_row(tmp_path: Path, below: str) -> None:
    """One cell a line, the last figure gone: what stands next is the caption or the series of a chart, not the figure."""
    copy = built_as_text(EXAMPLES / "ouhai-2017", tmp_path, tabs=True)
    lines = copy.read_text(encoding="utf-8").splitlines()
    (first,) = (at for at, line in enumerate(lines) if line.endswith("\t单位\t统计数"))
    last = max(at for at, line in enumerate(lines) if "\t" in line)
    cells = [cell for line in lines[first : last + 1] for cell in ("", *(f"\t{one}" for one in line.split("\t")))]
    refs = check_draft(EXAMPLES / "ouhai-2017").report.figures
    assert cells[-1].strip() == str(list(refs.values())[-1])
    for kept in (cells, cells[:-1]):
        copy.write_text("\n".join([*lines[:first], *kept, "", "", f"{below}\t", *lines[last + 1 :]]), encoding="utf-8")
        read = check_published(copy).report.figures
        assert read == (refs if kept is cells else {ref: value for ref, value in refs.items() if ref in read})
        assert len(refs) - len(read) == len(cells) - len(kept)


def test_what_is_set_above_or_below_the_line_is_no_digit_of_the_number_before() -> None:
    outline = outline_of_text(
        "收到471<sup>2</sup>件，占地300m<sup>2</sup>。\n\n| 甲 | 95<sub>1</sub> |\n| --- | --- |\n| 乙 | 3 |\n", "a.md"
    )
    assert outline.paragraphs[0].text == "收到471²件，占地300m²。"
    assert outline.grids[0].cells[1, 2].text == "95₁"


def test_space_that_markdown_needs_behind_bold_words_is_none_of_the_text() -> None:
    outline = outline_of_text("**（一）主动公开。** 全年发布**538** 条， 见**专栏** 。\n", "a.md")
    assert outline.paragraphs[0].text == "（一）主动公开。全年发布538 条， 见专栏 。"


@pytest.mark.parametrize("joined", ["行政诉讼：{}", "行政诉讼（{}）", "行政诉讼-{}"])
def test_heading_written_with_the_one_above_it_is_not_missing(tmp_path: Path, joined: str) -> None:
    """One line of headings for two: 行政诉讼：复议后起诉; without the one it stands below, or where it is another's, it is."""
    copy = built_as_text(EXAMPLES / "huaian-2024", tmp_path)
    lines = copy.read_text(encoding="utf-8").splitlines()
    (at,) = (at for at, line in enumerate(lines) if line.startswith("|") and "复议后起诉" in line)
    for one in ("未经复议直接起诉", "复议后起诉"):
        lines[at] = lines[at].replace(one, joined.format(one))
    copy.write_text("\n".join(lines), encoding="utf-8")
    assert check_published(copy).findings == ()
    copy.write_text("\n".join(lines).replace("复议后起诉", "另外一类"), encoding="utf-8")
    assert [one.code for one in check_published(copy).findings] == ["W102"]


@pytest.mark.parametrize(("other", "told"), [(False, 0), (True, 1)], ids=["the same", "another figure in one"])
def test_a_merged_cell_written_out_for_each_of_its_columns_is_one(tmp_path: Path, other: bool, told: int) -> None:
    """As python-docx, pandas and many converters write it; a figure that is another in one of them is no repetition."""
    made = tmp_path / "年报.docx"
    build_draft(EXAMPLES / "huaian-2024", output=made)
    lines = []
    for element in docx.Document(str(made)).element.body.iterchildren():
        if element.tag.endswith("}tbl"):
            rows = [[cell.text.replace("\n", "") for cell in row.cells] for row in Table(element, None).rows]
            if other and ["行政强制", "88283", "88283", "88283"] in rows:
                rows[rows.index(["行政强制", "88283", "88283", "88283"])][-1] = "88284"
            piped = [f"| {' | '.join(row)} |" for row in rows]
            lines += [piped[0], "|---" * len(rows[0]) + "|", *piped[1:], ""]
        elif element.tag.endswith("}p"):
            lines += [Paragraph(element, None).text, ""]
    copy = tmp_path / "年报.md"
    copy.write_text("\n".join(lines), encoding="utf-8")
    checked = check_published(copy)
    assert [finding.code for finding in checked.findings] == ["W104"] * told
    assert checked.report.figures == check_draft(EXAMPLES / "huaian-2024").report.figures
    assert bool(checked.reading.unplaced) is other


@pytest.mark.parametrize("headed", [True, False])
def test_a_row_that_counts_as_headings_do_heads_no_section(tmp_path: Path, headed: bool) -> None:
    """A bare copy has 三、本年度办理结果 in a line of its own, and the heading of 四 right above the heading row of its table."""
    copy = built_as_text(EXAMPLES / "huaian-2024", tmp_path, tabs=True)
    text = copy.read_text(encoding="utf-8").replace("\t", " ")
    row, heading = "三、本年度办理结果 （一）予以公开", "四、政府信息公开行政复议、行政诉讼情况\n"
    text = text.replace("三、本年度办理结果 ", "三、本年度办理结果\n")
    assert row not in text and text.count(heading) == 1
    copy.write_text(text if headed else text.replace(heading, "\n"), encoding="utf-8")
    told = [finding.code for finding in check_published(copy).findings if finding.code.startswith("N20")]
    assert told == ([] if headed else ["N202"])
