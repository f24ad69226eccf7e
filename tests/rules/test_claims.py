"""Numbers in prose: what each counts, how it compares with the tables."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.known.stated import CITY, DISTRICT, FILE, OFFICE, block, draft_saying, example_cells, found_in, read, read_text

from reportgen.drafts.narrative.binding import bind
from reportgen.drafts.narrative.read import open_text, read_narrative
from reportgen.model.claim import Claim
from reportgen.model.location import Location
from reportgen.model.report import TextBlock

# -- what a number counts ---------------------------------------------------------------------------

# Each sentence: the number of it that is looked at, and the binding that it should become ('' for nothing of any table).
COUNTS: list[tuple[str, str, str, str]] = [
    (CITY, "全市新收政府信息公开申请3119件。", "3119件", "表三.本年新收.总计"),
    (CITY, "受理政府信息公开申请3153件。", "3153件", "表三.本年新收.总计 + 表三.上年结转.总计"),
    (CITY, "收到依申请公开3119件，其中自然人3001件。", "3001件", "表三.本年新收.自然人"),
    (CITY, "收到依申请公开3119件，其中法人或其他组织118件。", "118件", "表三.本年新收.法人或其他组织"),
    (CITY, "不予公开178件。", "178件", "表三.不予公开.总计"),
    (CITY, "作出不予公开决定178件。", "178件", "表三.不予公开.总计"),
    (CITY, "有1362件予以公开。", "1362件", "表三.予以公开.总计"),
    (CITY, "予以公开和部分公开共1816件。", "1816件", "表三.予以公开.总计 + 表三.部分公开.总计"),
    (CITY, "行政复议351件，其中维持72件、纠正64件。", "64件", "表四.行政复议.结果纠正"),
    (CITY, "行政诉讼46件，其中直接起诉26件、复议后起诉20件。", "46件", "表四.行政诉讼.总计"),
    (CITY, "行政诉讼46件，其中直接起诉26件、复议后起诉20件。", "20件", "表四.复议后起诉.总计"),
    (CITY, "行政复议351件，行政诉讼46件，结果维持25件。", "25件", "表四.行政诉讼.结果维持"),
    (CITY, "制发行政规范性文件8件，废止26件，现行有效66件。", "66件", "表二.行政规范性文件.现行有效件数"),
    (CITY, "制发规章1件、行政规范性文件8件。", "8件", "表二.行政规范性文件.本年制发件数"),
    (CITY, "作出行政许可决定447228件。", "447228件", "表二.行政许可.本年处理决定数量"),
    (CITY, "规章、行政规范性文件现行有效分别为11件、66件。", "66件", "表二.行政规范性文件.现行有效件数"),
    (CITY, "逾期未缴费6件。", "6件", "表三.逾期未缴费.总计"),
    (OFFICE, "办理政府信息公开申请200件。", "200件", "表三.本年新收.总计 + 表三.上年结转.总计"),
    (OFFICE, "198件申请中，19件部分公开。", "19件", "表三.部分公开.总计"),
    (OFFICE, "无法提供35件（本机关不掌握17件、需要另行制作18件）。", "18件", "表三.需要另行制作.总计"),
    (OFFICE, "其中：予以公开130件；部分公开19件。", "19件", "表三.部分公开.总计"),
    (OFFICE, "政府集中采购项目5个，总金额657062元。", "657062元", "表二.政府集中采购.采购总金额"),
    (OFFICE, "新公开规范性文件40件、规章1件。", "1件", "表二.规章.本年新公开数量"),
    (DISTRICT, "主动公开政府信息37353条。", "37353条", "统计表.主动公开政府信息数"),
    (DISTRICT, "收到申请244件，其中当面申请138件、信函申请95件。", "95件", "统计表.信函申请数"),
    (DISTRICT, "行政复议4件，被纠错2件。", "2件", "统计表.复议纠错数"),
    (DISTRICT, "召开新闻发布会29次，其中主要负责同志参加11次。", "11次", "统计表.主要负责同志参加新闻发布会次数"),
    # nothing of any table
    (CITY, "网上收到政府信息公开申请80件。", "80件", ""),
    (CITY, "市本级不予公开178件，各县区不予公开160件。", "160件", ""),
    (CITY, "2023年收到政府信息公开申请2950件。", "2950件", ""),
    (CITY, "近三年累计收到政府信息公开申请9000件。", "9000件", ""),
    (CITY, "新收政府信息公开申请比上年增加319件。", "319件", ""),
    (CITY, "行政复议机构举办培训15场。", "15场", ""),
    (CITY, "开展行政复议培训15件次。", "15件次", ""),
    (CITY, "政策解读规范性文件12件。", "12件", ""),
    (CITY, "完善规章制度12项。", "12项", ""),
    (CITY, "接到热线咨询2000件。", "2000件", ""),
    (CITY, "收到投诉举报12件。", "12件", ""),
    (CITY, "归集公示行政处罚信息120条。", "120条", ""),
]  # fmt: skip


def only(claims: tuple[Claim, ...], text: str) -> Claim:
    (one,) = (claim for claim in claims if claim.text == text)
    return one


@pytest.mark.parametrize(
    "example, sentence, number, expression", COUNTS, ids=[f"{words} {number}" for _, words, number, _ in COUNTS]
)
def test_number_counts(example: str, sentence: str, number: str, expression: str) -> None:
    claims, findings = read_text(sentence, example=example)
    claim = only(claims, number)
    assert (claim.status, claim.expression) == (("matched", expression) if expression else ("untied", ""))
    assert findings == []


@pytest.mark.parametrize(
    "example, sentence, number, expression",
    [row for row in COUNTS if row[3]],
    ids=[f"{row[1]} {row[2]}" for row in COUNTS if row[3]],
)
def test_the_same_sentence_with_another_number_is_told(example: str, sentence: str, number: str, expression: str) -> None:
    """None of the figures beside those spoken of is as big as this one."""
    at = sentence.index(number)
    wrong = f"987654{number.lstrip('0123456789')}"
    told = found_in(sentence[:at] + wrong + sentence[at + len(number) :], example=example)
    assert ("N101", wrong) in told
    assert {code for code, _ in told} <= {"N101", "N105"}


@pytest.mark.parametrize(
    "sentence",
    ["全年收到申请不足200件。", "收到政府信息公开申请不到200件。", "收到政府信息公开申请接近200件。", "收到政府信息公开申请逾190件。",
     "收到政府信息公开申请突破190件。", "收到政府信息公开申请大约200件。"],
)  # fmt: skip
def test_words_of_bounds_do_not_hide_what_is_counted(sentence: str) -> None:
    (claim,) = read_text(sentence, example=OFFICE)[0]
    assert claim.status == "rounded"


def test_each_is_compared_with_every_one() -> None:
    assert found_in("行政诉讼中直接起诉和复议后起诉各26件。") == [("N101", "26件")]


# -- how it compares --------------------------------------------------------------------------------

STATUSES = [
    ("新收政府信息公开申请3119件。", "3119件", "matched", "3119"),
    ("新收政府信息公开申请3100余件。", "3100余件", "rounded", "3119"),
    ("作出行政许可决定44.7万件。", "44.7万件", "rounded", "447228"),
    ("不予公开178件，占办结总数的5.8%。", "5.8%", "rounded", None),
    ("不予公开187件。", "187件", "contradictory", "178"),
    ("编发简报120期。", "120期", "untied", None),
    ("编发简报120期，其中动态80期、经验40期。", "40期", "settled", None),
    ("动态80期、经验40期，合计120期。", "120期", "settled", None),
]


@pytest.mark.parametrize("sentence, number, status, expected", STATUSES, ids=[sentence for sentence, *_ in STATUSES])
def test_coverage_tells_how_a_number_compares(sentence: str, number: str, status: str, expected: str | None) -> None:
    claim = only(read_text(sentence)[0], number)
    assert claim.status == status
    if expected:
        assert claim.expected == Decimal(expected)


def test_claim_has_its_place_text_and_figure() -> None:
    (claim,) = read_text("全市作出行政许可决定44.7万件。")[0]
    assert (claim.location, claim.section) == (Location(FILE, line=1, column=11), "overview")
    assert (claim.text, claim.value, claim.unit) == ("44.7万件", Decimal(447000), "件")
    assert claim.counts == "行政许可处理决定"


def bound_block(line: str) -> TextBlock:
    """The paragraph that a line with bindings becomes."""
    form, cells, year = example_cells(CITY)
    extra = "自定义:\n  期数: 120\n" if "自定义" in line else ""
    source = f"机关: 某市\n年份: {year}\n格式: {form.id}\n{extra}总体情况: |\n  {line}\n"
    narrative, _ = read_narrative(open_text(source, FILE), form)
    bound, findings = bind(narrative, form, cells)
    assert findings == []
    (only_block,) = bound.texts["overview"]
    return only_block


def test_bound_numbers_are_bound_in_the_coverage() -> None:
    line = "不予公开{{ 表三.不予公开.总计 }}件，占{{ 占比(表三.不予公开.总计, 表三.办理结果总计.总计) }}，编发简报{{ 自定义.期数 }}期；无法提供781件。"
    claims, findings = read(draft_saying(bound_block(line)))
    assert [(claim.text, claim.status) for claim in claims] == [
        ("178件", "bound"),
        ("5.8%", "bound"),
        ("120期", "bound"),
        ("781件", "matched"),
    ]
    assert findings == []
    # A bound number stands at its binding, what follows it where it stands in the file.
    assert claims[0].location.column == 3 + line.index("{{")
    assert claims[3].location.column == 3 + line.index("781")


def test_bound_number_of_something_else_is_told() -> None:
    _, (finding,) = read(draft_saying(bound_block("不予公开{{ 表三.无法提供.总计 }}件。")))
    assert (finding.code, finding.expected, finding.actual) == ("N101", Decimal(178), Decimal(781))
    assert "引用" in finding.hint and "把文中的数改成引用" not in finding.hint


def test_preface_is_not_read() -> None:
    assert read(draft_saying(block("新收政府信息公开申请1件。"), section="preface")) == ((), [])


def test_hint_names_the_cell_that_the_number_was_taken_from() -> None:
    _, (finding,) = read_text("收到政府信息公开申请3001件。")
    assert "3001 等于表三 本年新收/自然人" in finding.hint
    assert "本年新收/总计 是 3119" in finding.message and "3153" in finding.message
    _, (finding,) = read_text("新收政府信息公开申请3001件。")  # these are none that were carried in
    assert "本年新收/总计 是 3119" in finding.message and "3153" not in finding.message


# -- percentages, growth, sums ----------------------------------------------------------------------

TOLD: list[tuple[str, str, list[tuple[str, str]]]] = [
    (OFFICE, "予以公开和部分公开共149件，占全部申请的75.2%。", [("N103", "75.2%")]),
    (OFFICE, "予以公开和部分公开共149件，占全部申请的75.3%。", []),
    (OFFICE, "无法提供35件，占17.6%。", [("N103", "17.6%")]),
    (OFFICE, "自然人109件（占55.1%）、法律服务机构70件（占35.3%）。", [("N103", "35.3%")]),
    (OFFICE, "自然人109件、法律服务机构70件，分别占55.1%、35.4%。", []),
    (OFFICE, "自然人109件、法律服务机构70件，分别占55.1%、36.4%。", [("N102", "36.4%")]),
    (OFFICE, "公民申请109件，占55%。", []),
    (CITY, "自然人申请3001件，占95%以上。", []),
    (CITY, "作出行政许可决定447228件，占全省总量的8.9%。", []),
    (CITY, "办结率100%，满意率97.6%。", []),
    (CITY, "合格率比上年提高3.5个百分点。", []),
    (CITY, "新媒体账号由120个减少到96个，下降20%。", []),
    (CITY, "新媒体账号由120个减少到96个，下降25%。", [("N104", "25%")]),
    (CITY, "网站访问量350万次，比上年增长35%。", []),
    (CITY, "编发简报120期，其中动态80期、经验30期。", [("N105", "120期")]),
    (CITY, "编发简报120期，其中动态80期、经验30期等。", []),
    (CITY, "编发简报120期（动态80期、经验50期）。", [("N105", "120期")]),
    (CITY, "编发简报约120期，其中动态80期、经验20期。", []),
    (CITY, "动态80期、经验40期，合计130期。", [("N105", "130期")]),
    (CITY, "全年未发生行政诉讼。", [("N106", "未发生行政诉")]),
    (OFFICE, "全年未发生行政处罚。", []),
]


@pytest.mark.parametrize("example, sentence, told", TOLD, ids=[sentence for _, sentence, _ in TOLD])
def test_sentence_is_reckoned(example: str, sentence: str, told: list[tuple[str, str]]) -> None:
    assert found_in(sentence, example=example) == told


def test_cut_off_percentage_is_put_right() -> None:
    _, (finding,) = read_text("无法提供35件，占17.6%。", example=OFFICE)
    assert finding.fix is not None
    assert (finding.fix.location, finding.fix.old, finding.fix.new) == (finding.location, "17.6%", "17.7%")
    assert (finding.expected, finding.actual) == (Decimal("17.7"), Decimal("17.6"))


LAST = {"applications.received.all": 2800, "disputes.review.all": 400}


@pytest.mark.parametrize(
    "sentence, told",
    [
        ("新收政府信息公开申请3119件，比上年增长11.4%。", []),
        ("新收政府信息公开申请3119件，比上年增长11.3%。", [("N104", "11.3%")]),
        ("新收政府信息公开申请3119件，同比增加319件。", []),
        ("新收政府信息公开申请3119件，同比减少319件。", [("N104", "319件")]),
        ("行政复议351件，较上年减少49件，下降12.3%。", []),
        ("行政复议351件，较上年减少50件，下降12.3%。", [("N104", "50件")]),
        ("行政复议351件，同比增长12.3%。", [("N104", "12.3%")]),
    ],
)
def test_growth_is_reckoned_from_last_years_report(sentence: str, told: list[tuple[str, str]]) -> None:
    assert found_in(sentence, before=LAST) == told
    # Without last year's report nothing can be said, but that 50 of 401 are no 12.3%.
    assert found_in(sentence) == ([("N104", "12.3%")] if "50件" in sentence else [])


@pytest.mark.parametrize(
    "sentence",
    ["新收政府信息公开申请3119件，同比增长11.3%。行政复议134件。", "行政复议134件，新收政府信息公开申请3119件，同比增长11.3%。"],
)
def test_a_wrong_number_beside_it_is_no_doubt_about_what_is_not_reckoned_from_it(sentence: str) -> None:
    _, told = read_text(sentence, before=LAST)
    (growth,) = [one for one in told if one.code == "N104"]
    assert not growth.doubtful
    assert "先核对它" not in growth.hint


def test_share_of_something_else_is_not_cut_off() -> None:
    assert found_in("不予公开178件，占全省的5%。") == []


@pytest.mark.parametrize("opening", ["主要包括", "主要有"])
def test_open_list_that_exceeds_its_whole_is_told(opening: str) -> None:
    assert found_in(f"编发简报120期，{opening}动态80期、经验50期。") == [("N105", "120期")]


def test_trailing_total_of_two_items_is_told() -> None:
    assert found_in("举办培训12场，宣讲8场，两项合计22场。") == [("N105", "22场")]


@pytest.mark.parametrize(
    "sentence", ["全年未发生行政诉讼案件。", "全年未发生因政府信息公开引起的行政诉讼。", "全年未被申请行政复议。"]
)
def test_nothing_is_told_however_it_is_put(sentence: str) -> None:
    assert [code for code, _ in found_in(sentence)] == ["N106"]


@pytest.mark.parametrize("sentence", ["没有因政府信息公开被申请行政复议、提起行政诉讼的情形。", "没有发生被提起行政诉讼的情况。"])
def test_nothing_is_told_in_the_words_of_table_four(sentence: str) -> None:
    assert [code for code, _ in found_in(sentence)] == ["N106"]


def test_share_of_a_list_is_that_of_its_sum() -> None:
    assert found_in("予以公开130件、部分公开19件，占全部申请的75.3%。", example=OFFICE) == []


def test_wrong_share_is_told_with_the_right_one() -> None:
    _, (finding,) = read_text("无法提供781件，占25.5%。")
    assert (finding.code, finding.expected) == ("N102", Decimal("25.6"))


def test_difference_is_listed_with_the_difference() -> None:
    claim = only(read_text("新收政府信息公开申请3119件，同比增加319件。", before=LAST)[0], "319件")
    assert (claim.status, claim.expected) == ("matched", Decimal(319))


def test_decline_is_listed_as_it_is_written() -> None:
    claim = only(read_text("新媒体账号由120个减少到96个，下降20%。")[0], "20%")
    assert claim.expected == Decimal(20)


def test_amount_written_as_in_the_table_is_no_rounded_one() -> None:
    claim = only(read_text("行政事业性收费金额96171.6万元。")[0], "96171.6万元")
    assert claim.status == "matched"


@pytest.mark.parametrize(("whole", "said"), [(401, "而 401 与表不符（行政复议/总计 是 351）"), (351, "应是 20.5%")])
def test_what_a_share_should_be_is_not_reckoned_with_a_number_that_is_wrong_itself(whole: int, said: str) -> None:
    _, findings = read_text(f"全年行政复议案件{whole}件，其中结果维持72件，占25.5%。")
    (told,) = [one.message for one in findings if one.code == "N102"]
    assert told.endswith(said)
