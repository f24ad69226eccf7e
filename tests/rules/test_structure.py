"""Structure: title and headings as the form has them, ordinals that count on, what must be written."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest
from conftest import EXAMPLES
from support.made.prose import codes, made, mended, told

from reportgen.model.change import Diff
from reportgen.model.errors import PackError
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import find_pack, open_pack
from reportgen.reports.published import read_report
from reportgen.rules.contents import check_expectations, check_rule_makers
from reportgen.rules.ordinals import check_ordinals, check_run_in_ordinals
from reportgen.rules.structure import check_headings, check_title_wording
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_published
from reportgen.tasks.compare import compare_versions, verify_document
from reportgen.word.outline import read_outline

SIX = [section.heading for section in find_pack("gov-disclosure-2021").form.sections if section.heading]
ALL_TABLES = {"disclosure.regulations.made": 0, "applications.received.all": 0, "disputes.review.all": 0}
PROSE = {"overview": "甲。", "problems": "乙。", "other": "丙。"}
TEXT = 101 - 800  # the text stands in other lines than the headings


def headings(*lines: str) -> list[tuple[str, int]]:
    """Code and line of what is told of a report under these headings (the first stands in line 801)."""
    draft = made(published=True, headings=lines, figures=ALL_TABLES, **PROSE)
    return [(finding.code, finding.location.line - 800) for finding in told(draft, check_headings)]


# -- title ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        ["甲市乙局2024年政府信息公开工作年度报告"],
        ["甲市乙局", "2024年政府信息公开工作年度报告"],
        ["甲市乙局 2024 年政府信息公开工作年度报告"],
        ["2024年政府信息公开工作年度报告", "（甲市乙局）"],
        ["浏览次数"],
        [],
    ],
)
def test_title_of_the_form_is_right_however_it_is_set(title: list[str]) -> None:
    assert codes(made(title=title), check_title_wording) == []


@pytest.mark.parametrize(
    "title",
    [
        "甲市乙局2024年度政府信息公开年度报告",
        "甲市乙局2024年政府信息公开工作总结",
        "甲市乙局2023年政府信息公开工作年度报告",
        "2024年政府信息公开工作年度报告",
    ],
)
def test_another_title_is_told_with_the_right_one(title: str) -> None:
    (finding,) = told(made(title=[title], agency="甲市乙局"), check_title_wording)
    assert finding.code == "N201"
    assert "甲市乙局2024年政府信息公开工作年度报告" in finding.hint


def test_title_of_a_free_form_is_free() -> None:
    assert codes(made("gov-disclosure-2014", year=2017, title=["2017年度政府信息公开工作年报"]), check_title_wording) == []


# -- first-level headings -----------------------------------------------------------------------------


def test_the_six_headings_are_right() -> None:
    assert headings(*SIX) == []
    assert headings(*(heading.replace("、", "、 ", 1) for heading in SIX)) == []
    assert headings(*(heading.partition("、")[2] for heading in SIX)) == []  # Word numbered them
    assert headings(*SIX[:4], "五、政府信息公开工作存在的主要问题及改进情况", SIX[5]) == []


def test_heading_that_is_missing_is_told_where_the_next_begins() -> None:
    assert headings(*SIX[:3], *SIX[4:]) == [("N202", 4)]
    assert headings(*SIX[:3], "四、" + SIX[4][2:], "五、" + SIX[5][2:]) == [("N202", 4)]  # those behind were counted on


def test_missing_part_is_not_told_again_for_its_heading() -> None:
    draft = made(published=True, headings=SIX[:4], figures={"disclosure.regulations.made": 0}, overview="甲。")
    assert told(draft, check_headings) == []


@pytest.mark.parametrize(
    "words", ["存在的主要问题及改进措施", "存在问题及下一步改进情况", "工作中的问题和下步打算", "存在主要问题及改进情况"]
)
def test_renamed_heading_is_told_with_both_names(words: str) -> None:
    (finding,) = told(made(published=True, headings=[*SIX[:4], f"五、{words}", SIX[5]], **PROSE), check_headings)
    assert finding.code == "N203"
    assert f"“{words}”" in finding.message and "“存在的主要问题及改进情况”" in finding.message
    assert finding.fix is not None and mended(f"五、{words}", [finding]) == SIX[4]


@pytest.mark.parametrize("at", range(6))
def test_heading_in_other_words_is_the_one_of_its_ordinal(at: int) -> None:
    lines = [*SIX[:at], f"{SIX[at][:2]}下一步努力方向", *SIX[at + 1 :]]
    assert headings(*lines) == [("N203", at + 1)]
    assert headings(*lines, "七、下一年工作计划") == [("N203", at + 1), ("N204", 7)]


def test_all_headings_in_other_words() -> None:
    assert headings(*(f"{heading[:2]}另外的话" for heading in SIX)) == [("N203", at) for at in range(1, 7)]


@pytest.mark.parametrize("line", ["四、下一步努力方向", "六、下一步努力方向", "下一步努力方向", "（五）下一步努力方向"])
def test_heading_in_other_words_under_another_ordinal_is_the_one_of_its_place(line: str) -> None:
    assert headings(*SIX[:4], line, SIX[5]) == [("N203", 5), ("N205", 5)]


def test_heading_under_an_ordinal_from_elsewhere_or_behind_the_last_one_is_none_of_the_form() -> None:
    assert headings(*SIX[:4], "九、下一步努力方向", SIX[5]) == [("N202", TEXT), ("N204", 5)]
    assert headings(*SIX[:5], "七、下一年工作计划") == [("N202", TEXT + 100), ("N204", 6)]


def test_words_say_more_than_the_ordinal() -> None:
    assert headings(*SIX[:4], "五、其他报告事项") == [("N203", 5), ("N202", TEXT)]
    assert headings(*SIX[:4], "五、下一年计划", "六、存在的主要问题及改进情况", "七、其他需要报告的事项") == [("N204", 5)]


def test_additional_headings_are_told_together() -> None:
    assert headings(*SIX, "七、下一年工作计划", "八、附件") == [("N204", 7)]
    assert headings(*SIX[:5], SIX[4], SIX[5]) == [("N204", 6)]


def test_headings_among_the_text_are_additional() -> None:
    draft = made(published=True, headings=SIX, overview="甲。", problems="乙。", other="丙。\n七、下一年工作计划\n丁。")
    (finding,) = told(draft, check_headings)
    assert finding.code == "N204" and "七、下一年工作计划" in finding.message


def test_order_of_headings() -> None:
    assert headings(SIX[0], "二、" + SIX[2][2:], "三、" + SIX[1][2:], *SIX[3:]) == [("N204", 3)]


def test_the_heading_that_was_moved_is_told_not_those_it_passed() -> None:
    assert headings(SIX[0], *SIX[2:5], SIX[1], SIX[5]) == [("N204", 5)]
    draft = made(published=True, headings=[SIX[0], SIX[4], *SIX[1:4], SIX[5]], figures=ALL_TABLES, **PROSE)
    moved = told(draft, check_headings)[0]
    assert (moved.code, moved.location.line - 800) == ("N204", 2)
    assert "在“四、政府信息公开行政复议、行政诉讼情况”后面" in moved.message


def test_wrong_ordinals_are_one_finding() -> None:
    assert headings(*SIX[:4], "四、" + SIX[4][2:], "五、" + SIX[5][2:]) == [("N205", 5)]
    assert headings(*(f"（{heading[0]}）{heading[2:]}" for heading in SIX)) == [("N205", 1)]
    assert headings(*SIX[:2], SIX[2][2:], *SIX[3:]) == [("N205", 3)]
    assert headings(*SIX[:2], SIX[2][2:], SIX[3][2:], *SIX[4:]) == []


def test_headings_of_a_draft_and_of_a_free_form_are_not_compared() -> None:
    assert told(made(headings=["一、甲"], **PROSE), check_headings) == []
    assert (
        told(made("gov-disclosure-2014", year=2017, published=True, headings=["一、甲"], body="一、甲\n乙。"), check_headings)
        == []
    )
    # Where not one heading is there it is told once, where the text begins.
    (finding,) = told(made(published=True, **PROSE), check_headings)
    assert finding.code == "N202" and "一个也没有找到" in finding.message


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_draft(EXAMPLES / "huaian-2024", output=tmp_path_factory.mktemp("built") / "年报.docx").path


FIVE, OTHERS = "五、存在的主要问题及改进情况", "六、其他需要报告的事项"


@pytest.mark.parametrize(
    ("heading", "written", "expected"),
    [
        (FIVE, "五、下一步努力方向", ["N203"]),
        (FIVE, "六、下一步努力方向", ["N203", "N205"]),
        (FIVE, "下一步努力方向", ["N203", "N205"]),
        (FIVE, "第五部分 下一步打算", ["N203", "N205"]),
        (FIVE, "存在的主要问题及改进措施", ["N203", "N205"]),
        (FIVE, "存在的主要问题及改进情况", ["N205"]),
        (OTHERS, "六、补充说明", ["N203"]),
        (OTHERS, "五、其他事项", ["N203", "N205"]),
        ("一、总体情况", "一、概述", ["N203"]),
        ("三、收到和处理政府信息公开申请情况", "三、依申请公开", ["N203"]),
    ],
)
def test_a_document_is_read_as_its_headings_are_told(
    built: Path, heading: str, written: str, expected: list[str], tmp_path: Path
) -> None:
    edited = tmp_path / "改.docx"
    document = docx.Document(str(built))
    (paragraph,) = (one for one in document.paragraphs if one.text == heading)
    paragraph.runs[0].text = written
    for run in paragraph.runs[1:]:
        run.text = ""
    document.save(str(edited))
    found = [finding for finding in check_published(edited).findings if finding.code.startswith("N20")]
    assert sorted(finding.code for finding in found) == expected
    assert texts_in(edited) == texts_in(built)
    for diff in told_by_all(built, edited):
        assert [(field.name, field.old, field.new) for field in diff.fields] == [(f"标题“{heading}”", heading, written)]
        assert not list(diff.changed_steps()) and not diff.unplaced


THREE, FOUR = "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"


@pytest.mark.parametrize(
    ("heading", "behind", "written", "above", "expected"),
    [
        (FIVE, OTHERS, FIVE, "二、主动公开政府信息情况", ["N204"]),
        (FIVE, OTHERS, "五、存在的主要问题及改进措施", THREE, ["N203", "N204"]),
        (OTHERS, "", OTHERS, FIVE, ["N204"]),
        (FOUR, FIVE, FOUR, THREE, ["N204"]),
    ],
    ids=["five up", "five up and reworded", "six up", "tables"],
)
def test_a_part_that_was_moved_is_the_same_for_all(
    built: Path, heading: str, behind: str, written: str, above: str, expected: list[str], tmp_path: Path
) -> None:
    edited = tmp_path / "改.docx"
    document = docx.Document(str(built))
    elements = list(document.element.body)
    at = {one.text: elements.index(one._p) for one in document.paragraphs}
    last = at[behind] if behind else next(place for text, place in at.items() if text == "淮安市人民政府")
    for element in elements[at[heading] : last]:
        elements[at[above]].addprevious(element)
    (moved,) = (one for one in document.paragraphs if one.text == heading)
    moved.runs[0].text = written
    for run in moved.runs[1:]:
        run.text = ""
    document.save(str(edited))
    found = [finding for finding in check_published(edited).findings if finding.code.startswith(("N20", "W14"))]
    assert sorted(finding.code for finding in found) == expected
    assert texts_in(edited) == texts_in(built)
    for diff in told_by_all(built, edited):
        renamed = [(field.old, field.new) for field in diff.fields if field.name == f"标题“{heading}”"]
        assert renamed == [(heading, written)] * (written != heading)
        (order,) = (field for field in diff.fields if field.key == "order")
        before, after = (text.split("；") for text in (order.old, order.new))
        assert heading in before and written in after and len(diff.fields) == 1 + len(renamed)
        assert [one for one in before if one != heading] == [one for one in after if one != written]
        assert not list(diff.changed_steps()) and not diff.figures


def test_what_stands_above_the_first_heading_is_no_part_that_was_moved(built: Path, tmp_path: Path) -> None:
    document = docx.Document(str(built))
    first, five = (next(one for one in document.paragraphs if one.text == heading) for heading in (SIX[0], SIX[4]))
    first._p.addprevious(five._p)
    document.save(str(tmp_path / "改.docx"))
    was, now = texts_in(built), texts_in(tmp_path / "改.docx")
    # Its own text is that of the section whose place it stands at, though its heading is elsewhere.
    assert now["overview"] == was["overview"] and now["problems"] == was["problems"]


def texts_in(path: Path) -> dict[str, list[str]]:
    """What `import` reads a document's sections to say."""
    report = read_report(read_outline(path), [find_pack("gov-disclosure-2021")]).report
    return {section: [block.whole for block in blocks] for section, blocks in report.texts.items()}


def told_by_all(built: Path, edited: Path) -> list[Diff]:
    """What `diff` tells of the edited document against the draft and against its own document, and `verify` of it."""
    olds = (str(EXAMPLES / "huaian-2024"), str(built))
    return [*(compare_versions(old, str(edited)).diff for old in olds), verify_document(edited).compared.diff]


# -- ordinals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "（一）甲。子\n（二）乙。丑\n（三）丙。寅",
        "（一）甲。子\n1.天。\n2.地。\n（二）乙。丑\n1.人。\n2.和。",
        "问题：\n（一）甲。子\n（二）乙。丑\n措施：\n（一）丙。寅\n（二）丁。卯",
        "（一）甲。子。（二）乙。丑\n（三）丙。寅",
        "1.甲。\n2.乙。\n3.丙。",
        "1.甲\n（1）子。\n（2）丑。\n2.乙",
        "（一）甲。子\n（1）天；\n（2）地；\n（二）乙。丑",
        "1.5万条。\n3.2万条。",
        "没有序号。\n也没有。",
        "（一）甲。\n（二）乙。\n（三）丙。\n（四）丁。\n（五）戊。\n（六）己。\n（七）庚。\n（八）辛。\n（九）壬。\n（十）癸。\n（十一）子。",
    ],
)
def test_ordinals_that_count_on_are_not_told(text: str) -> None:
    assert codes(made(overview=text), check_ordinals) == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("（一）甲。子\n（二）乙。丑\n（四）丁。卯", 3, "少了“（三）”"),
        ("（一）甲。子\n（一）乙。丑\n（二）丙。寅", 2, "重复"),
        ("（一）甲。子\n（二）乙。丑\n（二）丙。寅", 3, "重复"),
        ("（二）乙。丑\n（三）丙。寅", 1, "少了“（一）”"),
        ("（一）甲。\n（三）丙。\n（二）乙。", 2, "少了“（二）”"),
        ("（一）甲。子\n1.天。\n3.人。", 3, "少了“2.”"),
        ("（一）甲。子\n（六)己。丑", 2, "“（二）”、“（三）”、“（四）”、“（五）”"),
    ],
)
def test_ordinals_that_do_not_count_on_are_told(text: str, line: int, words: str) -> None:
    finding = told(made(overview=text), check_ordinals)[0]
    assert (finding.code, finding.location.line) == ("N205", line)
    assert words in finding.message


def test_first_level_of_a_free_form_counts_on() -> None:
    free = {"form": "gov-disclosure-2014", "year": 2017}
    assert codes(made(body="一、甲\n子。\n二、乙\n（一）丑。\n（二）寅。\n三、丙\n（一）卯。", **free), check_ordinals) == []
    (finding,) = told(made(body="一、甲\n子。\n二、乙\n丑。\n四、丙\n寅。", **free), check_ordinals)
    assert (finding.code, finding.location.line) == ("N205", 5)


def test_skipped_level_is_told_once_in_a_section() -> None:
    (finding,) = told(made(overview="（1）甲方面。子\n（2）乙方面。丑\n（3）丙方面。寅"), check_ordinals)
    assert finding.code == "N206" and "“（一）”" in finding.message and "“（2）”“（3）”也是" in finding.message
    (finding,) = told(made(overview="（1） 甲。子\n（二）乙。丑\n（三）丙。寅"), check_ordinals)
    assert finding.code == "N206"
    assert codes(made(overview="（一）甲\n（1）子\n丑。"), check_ordinals) == ["N206"]
    free = told(made("gov-disclosure-2014", year=2017, body="一、甲\n（1）子。\n二、乙\n（1）丑。\n（2）寅。"), check_ordinals)
    assert [(finding.code, finding.location.line) for finding in free] == [("N206", 2), ("N206", 4)]


def test_first_level_within_a_section_of_a_draft_is_told() -> None:
    (finding,) = told(made(overview="一、主动公开\n子。\n二、申请\n丑。"), check_ordinals)
    assert finding.code == "N206" and "“（一）”" in finding.message and "二、" in finding.message
    assert codes(made(overview="一、二季度各培训一次。"), check_ordinals) == []
    assert codes(made(overview="一、主动公开\n子。", published=True), check_ordinals) == []  # N204


# -- 一是、二是 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "一是甲；二是乙；三是丙。",
        "一是甲。\n二是乙。\n三是丙。",
        "问题有：一是甲；二是乙；三是丙。措施有：一是丁；二是戊。",
        "一是甲；二是乙。三是丙，其中三是最难的。",
        "统一是目标，唯一是办法，之一是。万一是真的，二是否可行，三是否可行。",
        "一是甲：一是子，二是丑；二是乙；三是丙。",
        "首先，甲；二是乙；三是丙。",
        "第一，甲。第二，乙。第三，丙。",
        "我市位居全省第一，第二，第四。",
        "一是甲；其中二是乙；三是丙。",
        "第一是甲，第二是乙，第四是丁。",
    ],
)
def test_run_in_enumerations_that_count_on_are_not_told(text: str) -> None:
    assert codes(made(problems=text), check_run_in_ordinals) == []


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("一是甲；二是乙；四是丁。", "四是", "少了“三是”"),
        ("一是甲。\n二是乙。\n五是戊。", "五是", "少了“三是”、“四是”"),
        ("一是甲；二是乙；二是丙。", "二是丙", "两次"),
        ("一是甲；二是乙；三是丙。对此，一是丁；二是戊；四是己。", "四是", "少了“三是”"),
        ("问题有：二是乙；三是丙。", "二是", "前面没有“一是”"),
        ("一是甲；二是乙；三是丙；二是丁。", "二是丁", "次序"),
        ("第一，甲。第二，乙。第四，丁。", "第四", "少了“第三”"),
    ],
)
def test_run_in_enumerations_that_do_not_are_told(text: str, place: str, words: str) -> None:
    (finding,) = told(made(problems=text), check_run_in_ordinals)
    line = next(number for number, row in enumerate(text.split("\n"), 1) if place in row)
    assert (finding.code, finding.location.line) == ("N207", line)
    assert finding.location.column == text.split("\n")[line - 1].index(place) + 1
    assert words in finding.message


def test_enumerations_of_two_sections_are_apart() -> None:
    assert codes(made(overview="一是甲；二是乙。", problems="三是丙。"), check_run_in_ordinals) == ["N207"]


# -- what must be written ------------------------------------------------------------------------------

FIVE = "主动公开12条，收到公开申请3件；严格审核；网站平稳；开展培训。"
BOTH = "问题是人手少，下一步将加强培训。"
FEES = "没有收取信息处理费。"


def missing(agency: str = "甲市乙局", figures: dict[str, int] | None = None, **texts: str) -> list[tuple[str, str]]:
    draft = made(agency=agency, figures=figures, **{"overview": FIVE, "problems": BOTH, "other": FEES, **texts})
    return [(finding.code, finding.message) for finding in told(draft, check_expectations)]


def test_report_that_speaks_of_everything() -> None:
    assert missing() == []


def test_aspects_that_are_missing_are_one_finding() -> None:
    assert missing(overview="全年主动公开12条，网站平稳。") == [("N221", "“总体情况”没有写到依申请公开、政府信息管理、监督保障")]


def test_problems_and_improvement_belong_together() -> None:
    assert missing(problems="人手不足。") == [("N222", "“存在的主要问题及改进情况”没有写到改进情况")]
    assert missing(problems="我们将加强培训。") == [("N222", "“存在的主要问题及改进情况”没有写到存在的主要问题")]
    assert missing(problems="毛病是公示没有人管。每月传一次改为每周一次；2022年打算装遮雨棚。") == []


def test_fees_must_be_reported_all_the_more_when_some_were_not_paid() -> None:
    assert missing(other="没有其他需要报告的事项。")[0][0] == "N223"
    ((code, message),) = missing(other="没有其他需要报告的事项。", figures={"applications.not_paid.all": 3})
    assert code == "N223" and "逾期未缴费" in message and "3 件" in message
    assert missing(other="未收费。") == []
    draft = made("gov-disclosure-2019", year=2020, overview=FIVE, problems=BOTH, other="没有其他需要报告的事项。")
    assert told(draft, check_expectations) == []


@pytest.mark.parametrize("agency", ["甲县人民政府", "甲市", "丙镇人民政府", "甲市丁区"])
def test_governments_report_on_evaluation_too(agency: str) -> None:
    assert missing(agency) == [("N224", "年报没有写到工作考核、社会评议、责任追究")]
    assert missing(agency, overview=FIVE + "开展考核和社会评议，没有发生责任追究。") == []


@pytest.mark.parametrize("agency", ["甲市乙局", "甲县人民政府办公室", "甲经济技术开发区", "戊街道办事处"])
def test_departments_need_not(agency: str) -> None:
    assert missing(agency) == []


@pytest.mark.parametrize("text", ["无", "无。", "暂无", "没有。", "（无）", "/", "——"])
def test_bare_nothing_is_told_and_nothing_else(text: str) -> None:
    ((code, message),) = missing(other=text)
    assert code == "N225" and text in message


def test_empty_section_is_told_elsewhere() -> None:
    assert missing(other="") == []


# -- 规章 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "agency",
    [
        "甲县人民政府",
        "甲市乙区人民政府办公室",
        "丙镇人民政府",
        "戊街道办事处",
        "甲市财政局",
        "甲省司法厅",
        "甲市乙区",
        "甲市发展和改革委员会",
        "甲自治县人民政府",
    ],
)
def test_who_surely_makes_no_regulations_has_none(agency: str) -> None:
    figures = {"disclosure.regulations.made": 2, "disclosure.regulations.in_force": 5, "disclosure.normative_documents.made": 9}
    (finding,) = told(made(agency=agency, figures=figures), check_rule_makers)
    assert (finding.code, finding.ref, finding.actual) == ("N226", "disclosure.regulations.made", 2)
    assert told(made(agency=agency, figures=dict.fromkeys(figures, 0)), check_rule_makers) == []


@pytest.mark.parametrize(
    "agency",
    [
        "甲市人民政府",
        "甲市",
        "甲省人民政府办公厅",
        "甲市人民政府办公室",
        "甲壮族自治区人民政府",
        "国家市场监督管理总局",
        "甲州人民政府",
        "甲新区",
        "",
    ],
)
def test_who_may_make_regulations_is_left_alone(agency: str) -> None:
    assert told(made(agency=agency, figures={"disclosure.regulations.made": 2}), check_rule_makers) == []


# -- declared in the packs -----------------------------------------------------------------------------


def broken(tmp_path: Path, old: str, new: str) -> str:
    folder = shutil.copytree(shipped_packs() / "gov-disclosure-2021", tmp_path / "gov-disclosure-2021")
    declaration = folder / "format.yaml"
    text = declaration.read_text(encoding="utf-8")
    assert text.count(old) == 1
    declaration.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        open_pack(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("code: N223", "code: N999", "N999"),
        ("say: 监督保障, any:", "says: 监督保障, any:", "says"),
        ("say: 社会评议, of: government", "say: 社会评议, of: governments", "governments"),
        ("[applications.not_paid.all]", "[applications.unpaid.all]", "applications.unpaid.all"),
        ("cited: 国办发〔2014〕32号, right:", "cited: 国办发〔2014〕32号, wrong:", "wrong"),
    ],
)
def test_unsound_expectation_of_a_pack_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in broken(tmp_path, old, new)
