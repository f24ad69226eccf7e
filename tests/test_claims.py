"""Numbers in prose: which words are numbers, what each counts, how it compares with the tables."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stated import CITY, DISTRICT, FILE, OFFICE, block, draft_saying, example_cells, found_in, read, read_text

from reportgen.binding import bind
from reportgen.files.narrative import open_text, read_narrative
from reportgen.model.claim import Claim
from reportgen.model.location import Location
from reportgen.model.report import Paragraph, TextBlock
from reportgen.passages import block_of
from reportgen.quantities import find_quantities

# -- numbers ----------------------------------------------------------------------------------------

# text: value, unit, what it can mean at least and at most (where that is more than the value)
NUMBERS: list[tuple[str, str, str, tuple[str, str] | None]] = [
    ("共198件", "198", "件", None),
    ("共 198 件", "198", "件", None),
    ("办结1,234件", "1234", "件", None),
    ("办结1，234件", "1234", "件", None),
    ("０件", "0", "件", None),
    ("１２件", "12", "件", None),
    ("20件次", "20", "件次", None),
    ("2330人次", "2330", "人次", None),
    ("“12345”热线1200件", "1200", "件", None),
    ("达到500件", "500", "件", None),
    ("657062元", "657062", "元", None),
    # the printed digits leave an interval
    ("3.7万条", "37000", "条", ("36500", "37500")),
    ("3.70万条", "37000", "条", ("36950", "37050")),
    ("5百件", "500", "件", ("450", "550")),
    ("3749.71万元", "37497100", "元", ("37497050", "37497150")),
    ("1.2亿元", "120000000", "元", ("115000000", "125000000")),
    ("2.5倍", "2.5", "倍", ("2.45", "2.55")),
    ("75.2%", "75.2", "%", ("75.15", "75.25")),
    ("75.2％", "75.2", "%", ("75.15", "75.25")),
    ("100%", "100", "%", ("99.5", "100.5")),
    ("75.2个百分点", "75.2", "%", ("75.15", "75.25")),
    # words that say: more
    ("100余件", "100", "件", ("100", "200")),
    ("1500余件", "1500", "件", ("1500", "1600")),
    ("1550余件", "1550", "件", ("1550", "1560")),
    ("150多件", "150", "件", ("150", "160")),
    ("3.7万多条", "37000", "条", ("37000", "38000")),
    ("150件以上", "150", "件", ("150", "160")),
    ("超过150件", "150", "件", ("150", "160")),
    ("逾150件", "150", "件", ("150", "160")),
    ("突破500件", "500", "件", ("500", "600")),
    ("超100万人次", "1000000", "人次", ("1000000", "1010000")),
    # words that say: less
    ("近200件", "200", "件", ("100", "200")),
    ("将近200件", "200", "件", ("100", "200")),
    ("不足200件", "200", "件", ("100", "200")),
    ("近3.7万件", "37000", "件", ("36000", "37000")),
    # words that say: about
    ("约150件", "150", "件", ("140", "160")),
    ("150件左右", "150", "件", ("140", "160")),
    ("约200余件", "200", "件", ("200", "300")),
    # written out
    ("一件", "1", "件", None),
    ("两件", "2", "件", None),
    ("十一件", "11", "件", None),
    ("二十三件", "23", "件", None),
    ("一百零五件", "105", "件", None),
    ("一千二百件", "1200", "件", None),
    ("三万件", "30000", "件", None),
    ("两千余件", "2000", "件", ("2000", "3000")),
    ("三十多家", "30", "家", ("30", "40")),
    ("十几件", "10", "件", ("10", "20")),
    ("五个百分点", "5", "%", ("4.5", "5.5")),
]


@pytest.mark.parametrize("text, value, unit, bounds", NUMBERS, ids=[text for text, *_ in NUMBERS])
def test_number_is_read(text: str, value: str, unit: str, bounds: tuple[str, str] | None) -> None:
    (found,) = find_quantities(text)
    assert (found.value, found.unit) == (Decimal(value), unit)
    low, high = bounds or (value, value)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))
    assert found.exact == (bounds is None)
    assert found.admits(Decimal(low)) and found.admits(Decimal(high))
    assert not found.admits(Decimal(high) + 1) and not found.admits(Decimal(low) - 1)


# Dates, ordinals, numbers of documents and telephones, and words that only look like numbers.
NO_NUMBERS = [
    "2024年", "2024年度", "3月5日", "上午9:30", "15日内", "5个工作日", "3小时", "3.5小时", "第3次", "第十二条", "国办函〔2020〕109号",
    "〔2020〕 第5号", "0517-83605210", "邮编223001", "电话12345", "《关于2020件事》", "https://a.cn/2020件", "a123件", "12-15件",
    "12—15件", "1.2.3件", "-12件", "+12件", "No.12件", "V2.0版", "5G", "3000", "3：1", "1/3", "“一件事”", "“两件事”", "统一", "一次",
    "一个", "一类", "百分之五", "四成", "六成以上", "5届", "3级", "12楼",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize("text, actual", [("几十件", 45), ("数百件", 345), ("上百件", 130)])
def test_tens_and_hundreds_are_no_exact_numbers(text: str, actual: int) -> None:
    assert all(found.admits(Decimal(actual)) for found in find_quantities(text))


def test_several_numbers_stand_where_they_stand() -> None:
    text = "共收到12件，办结１１件，占91.7%。"
    assert [text[found.start : found.end] for found in find_quantities(text)] == ["12件", "１１件", "91.7%"]


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
    ("编发简报120期，其中动态80期、经验40期。", "40期", "matched", None),
    ("动态80期、经验40期，合计120期。", "120期", "matched", None),
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
    _, (finding,) = read_text("新收政府信息公开申请3001件。")
    assert "3001 等于表三 本年新收/自然人" in finding.hint
    assert "本年新收/总计 是 3119" in finding.message and "3153" in finding.message


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
    assert found_in(sentence) == []  # without last year's report nothing can be said


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


@pytest.mark.xfail(
    reason="提起, 被申请 between 未 and what there was none of: the usual words of table 四 are not understood (claim_sums)"
)
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


# -- any number -------------------------------------------------------------------------------------

TEMPLATES = [
    ("全市新收政府信息公开申请{}件。", "applications.received.all"),
    ("从结果看，予以公开{}件。", "applications.granted.all"),
    ("本年度部分公开{}件，都写明了依据。", "applications.partly_granted.all"),
    ("结转下年度继续办理{}件。", "applications.carried_out.all"),
    ("全年发生政府信息公开行政复议{}件。", "disputes.review.all"),
    ("作出行政许可决定{}件。", "disclosure.licences.decisions"),
    ("现行有效的行政规范性文件{}件。", "disclosure.normative_documents.in_force"),
]
MANY = settings(max_examples=150, deadline=None)


@MANY
@given(st.sampled_from(TEMPLATES), st.integers(0, 999_999))
def test_number_that_is_right_is_never_told(template: tuple[str, str], number: int) -> None:
    sentence, ref = template
    claims, findings = read_text(sentence.format(number), figures={ref: number})
    assert findings == []
    assert [(claim.status, claim.value) for claim in claims] == [("matched", Decimal(number))]


@MANY
@given(st.sampled_from(TEMPLATES), st.integers(1, 999_999), st.data())
def test_number_with_a_digit_changed_is_told_where_it_stands(template: tuple[str, str], number: int, data: st.DataObject) -> None:
    sentence, ref = template
    digits = str(number)
    at = data.draw(st.integers(0, len(digits) - 1))
    digit = data.draw(st.sampled_from("0123456789".replace(digits[at], "")))
    wrong = digits[:at] + digit + digits[at + 1 :]
    # 新收 may be meant together with 上年结转, of which there are none here.
    figures = {ref: number, "applications.carried_in.all": 0}
    _, findings = read_text(sentence.format(wrong), figures=figures)
    assert [(one.code, one.location.column, one.actual) for one in findings] == [
        ("N101", sentence.index("{") + 1, Decimal(wrong))
    ]


WORDS = st.sampled_from(
    ["政府信息公开", "申请", "收到", "198", "3.7万", "件", "%", "占", "，", "。", "；", "、", "（", "）", "其中", "共", "分别", "各", "未发生",
     "行政复议", "行政诉讼", "比上年", "增长", "由", "到", "余", "近", "一百", "两", "年", "2023", "合计", "等", "“", "”", "《", "》", "\n", "{{", "第"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS | st.text(max_size=3), max_size=40).map("".join), st.sampled_from([CITY, OFFICE, DISTRICT]))
def test_no_text_is_too_much(text: str, example: str) -> None:
    paragraph = block_of(Paragraph(text, Location(FILE, line=1, column=1)))
    claims, findings = read(draft_saying(paragraph, example=example, before={}))
    whole = paragraph.whole
    for claim in claims:
        assert whole.startswith(claim.text, claim.location.column - 1)
    for finding in findings:
        assert 1 <= finding.location.column <= len(whole)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stop what takes longer, so that a slow answer is a failure and no wait."""
    if not hasattr(signal, "setitimer"):
        pytest.skip("this system has no timer signals")

    def late(*_: object) -> None:
        raise TimeoutError(f"not done within {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


LONG = ["无", "（", "）", "（）", "“", "《", "1", "1.", "一百", "，", "、", "其中", "2024年", "a", " ", "的", "收到", "信息"]


@pytest.mark.parametrize("unit", LONG)
def test_long_hostile_text_is_read_quickly(unit: str) -> None:
    text = (unit * (100_000 // len(unit)))[:100_000]
    with within(1):
        read_text(f"{text}3件。")


@pytest.mark.xfail(
    reason="time grows with the square of how often the same words stand in one paragraph (mentions, nothing_findings)"
)
@pytest.mark.parametrize("unit", ["政府信息公开申请", "没有"])
def test_the_same_words_over_and_over_are_read_quickly(unit: str) -> None:
    with within(1):
        read_text(f"{unit * (100_000 // len(unit))}3件。")


@pytest.mark.parametrize("unit", ["同比增长3%，", "占5%、", "未发生行政复议", "共5件，其中2件、"])
def test_ten_thousand_characters_of_numbers_are_read_quickly(unit: str) -> None:
    with within(2):
        read_text(unit * (10_000 // len(unit)))


@pytest.mark.xfail(
    reason="合计 adds up all numbers before it in the sentence, from each of them on (claim_sums.sum_findings): cubic"
)
def test_ten_thousand_characters_of_trailing_totals_are_read_quickly() -> None:
    with within(2):
        read_text("1件、2件，合计3件" * 1_000)
