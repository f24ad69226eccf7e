"""Numbers in prose: whatever the number, and whatever the text."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from conftest import ROOT, examples
from hypothesis import example as such_as
from hypothesis import given, settings
from hypothesis import strategies as st
from support.known.stated import CITY, DISTRICT, FILE, OFFICE, draft_saying, read, read_text
from support.made.drafts import cells_of

from reportgen.model.location import Location
from reportgen.model.report import Paragraph
from reportgen.packs.load import open_pack
from reportgen.rules.prose.readings import Tables, readings_told
from reportgen.text.passages import block_of
from reportgen.text.quantities import find_quantities

TEMPLATES = [
    ("全市新收政府信息公开申请{}件。", "applications.received.all"),
    ("从结果看，予以公开{}件。", "applications.granted.all"),
    ("本年度部分公开{}件，都写明了依据。", "applications.partly_granted.all"),
    ("结转下年度继续办理{}件。", "applications.carried_out.all"),
    ("全年发生政府信息公开行政复议{}件。", "disputes.review.all"),
    ("作出行政许可决定{}件。", "disclosure.licences.decisions"),
    ("现行有效的行政规范性文件{}件。", "disclosure.normative_documents.in_force"),
]
MANY = settings(max_examples=examples(150), deadline=None)


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


ANYTHING = st.lists(WORDS | st.text(max_size=3), max_size=40).map("".join)
EXAMPLES = st.sampled_from([CITY, OFFICE, DISTRICT])


@settings(max_examples=examples(300), deadline=None)
@given(ANYTHING, EXAMPLES)
def test_no_text_is_too_much(text: str, example: str) -> None:
    paragraph = block_of(Paragraph(text, Location(FILE, line=1, column=1)))
    claims, _ = read(draft_saying(paragraph, example=example, before={}))
    for claim in claims:
        assert paragraph.whole.startswith(claim.text, claim.location.column - 1)


# No example has so many: wherever this sentence stands, it is wrong.
WRONG = "全年共收到政府信息公开申请999999件。"


@MANY
@given(ANYTHING, ANYTHING, EXAMPLES)
@such_as("《", "》", CITY)  # no title holds a sentence
def test_what_is_wrong_is_told_where_it_stands_whatever_is_around_it(before: str, after: str, example: str) -> None:
    start = f"{before}。"
    paragraph = block_of(Paragraph(f"{start}{WRONG}{after}", Location(FILE, line=1, column=1)))
    _, findings = read(draft_saying(paragraph, example=example, before={}))
    column = len(start) + WRONG.index("9") + 1
    assert [one.code for one in findings if one.location.column == column] == ["N101"]
    for finding in findings:
        if finding.actual:  # what denies (未发生) has no number to stand at
            assert re.match(r"[^，。；]*\d", paragraph.whole[finding.location.column - 1 :]), finding


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
    """In a hundredth of that time, where reading grows with the length; growing with its square it would take longer."""
    text = (unit * (30_000 // len(unit)))[:30_000]
    with within(3):
        read_text(f"{text}3件。")


@pytest.mark.parametrize("unit", ["政府信息公开申请", "没有"])
def test_the_same_words_over_and_over_are_read_quickly(unit: str) -> None:
    with within(30):
        read_text(f"{unit * (100_000 // len(unit))}3件。")


@pytest.mark.parametrize("unit", ["同比增长3%，", "占5%、", "未发生行政复议", "共5件，其中2件、"])
def test_ten_thousand_characters_of_numbers_are_read_quickly(unit: str) -> None:
    with within(30):
        read_text(unit * (10_000 // len(unit)))


def test_ten_thousand_characters_of_trailing_totals_are_read_quickly() -> None:
    with within(30):
        read_text("1件、2件，合计3件" * 1_000)


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "written", "told"),
    [
        ("fires", "homes", "loss", "72.5", "72.6万元", "住宅/直接财产损失 是 72.50 万元"),
        ("fires", "homes", "loss", "72.5", "726000元", "住宅/直接财产损失 是 72.50 万元（725000 元）"),
        ("causes", "electric", "share", "95", "94%", "电气/占比 是 95.0"),
        ("fires", "homes", "count", "95", "94起", "住宅/火灾起数 是 95"),
    ],
)
def test_a_figure_is_told_with_its_places(table: str, row: str, column: str, value: str, written: str, told: str) -> None:
    pack = open_pack(ROOT / "examples" / "packs" / "fire-statistics-2024")
    figures = {ref: Decimal(0) for ref in pack.form.figures} | {f"{table}.{row}.{column}": Decimal(value)}
    tables = Tables(pack.form, cells_of(pack.form, figures), pack.phrasing)
    found = tables.reading(table, ((row, 1),), ((column, 1),))
    assert found
    assert readings_told([found], find_quantities(written)[0], written) == told
