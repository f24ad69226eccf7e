"""Two years compared: figures, what totals consist of, prose that returns, what continues; as text, page and workbook."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from unicodedata import east_asian_width

import openpyxl
import pytest
from conftest import EXAMPLES, ROOT, examples
from hypothesis import given, settings
from hypothesis import strategies as st
from support.known.stated import block
from support.made.drafts import cells_of
from test_check_page import HOSTILE, Page

from reportgen.compare.totals import compositions
from reportgen.compare.years import years_of
from reportgen.drafts.workbook.drawn.years import years_workbook
from reportgen.model.form import Form
from reportgen.model.report import Report, TextBlock
from reportgen.model.version import Version
from reportgen.model.years import MOST_MOVED, YearFigure, Years, percent_in_words, share, signed
from reportgen.packs.load import find_pack, open_pack
from reportgen.reports.versions import opened
from reportgen.show.text import Ink
from reportgen.show.years import years_text
from reportgen.show.years_page import years_html
from reportgen.text.hidden import printed

FORM_2021 = find_pack("gov-disclosure-2021").form
FORM_2019 = find_pack("gov-disclosure-2019").form
FORM_2014 = find_pack("gov-disclosure-2014").form
FIRES = open_pack(ROOT / "examples" / "packs" / "fire-statistics-2024").form
SENTENCE = "本机关对照年初确定的任务清单逐项核对公开目录，并按月通报各科室的更新情况。"
OTHER = "窗口工作人员轮流到镇里的便民中心值守，帮助老年人查找与自己有关的通知公告。"


def version(
    form: Form,
    year: int,
    values: Mapping[str, int],
    texts: Mapping[str, tuple[TextBlock, ...]] | None = None,
    agency: str = "甲市",
) -> Version:
    """A report with these figures, and 0 everywhere else."""
    figures = {ref: Decimal(values.get(ref, 0)) for ref in form.figures}
    report = Report(agency, year, form.id, cells_of(form, figures), texts=texts or {})
    return Version(f"{year}年报", form, report, {}, {})


def of_words(form: Form, year: int, values: Mapping[str, str]) -> Version:
    """The same with figures that are written with their places."""
    made = version(form, year, {})
    cells = {ref: cell._replace(value=Decimal(values.get(ref, "0"))) for ref, cell in made.report.cells.items()}
    return made._replace(report=made.report._replace(cells=cells))


def without(one: Version, ref: str) -> Version:
    cells = {name: cell for name, cell in one.report.cells.items() if name != ref}
    return one._replace(report=one.report._replace(cells=cells))


def figure(years: Years, ref: str) -> YearFigure:
    return next(one for one in years.figures if one.ref == ref)


def of_files(old: Path, new: Path) -> Years:
    with opened(str(old)) as before, opened(str(new)) as after:
        return years_of(before.version, after.version)


@pytest.fixture(scope="module")
def two_examples() -> Years:
    """Two examples of different forms, agencies and years: everything that a note is for."""
    return of_files(EXAMPLES / "wenzhou-2020", EXAMPLES / "huaian-2024")


@pytest.fixture(scope="module")
def filled() -> Years:
    """Two made-up years of the form of today with a number of every kind in them."""
    texts = {"overview": (block(SENTENCE * 3),), "other": (block("没有。"),)}
    old = {
        "applications.received.natural": 10,
        "applications.received.all": 10,
        "applications.granted.all": 6,
        "applications.state_secret.all": 3,
        "applications.repeated.all": 1,
        "applications.total.all": 10,
        "applications.carried_out.all": 4,
        "disputes.review.upheld": 3,
        "disputes.review.all": 3,
        "disclosure.normative_documents.in_force": 50,
    }
    new = old | {
        "applications.received.natural": 30,
        "applications.received.all": 30,
        "applications.granted.all": 9,
        "applications.state_secret.all": 0,
        "applications.carried_in.all": 5,
        "disputes.direct.pending": 2,
        "disputes.direct.all": 2,
        "disclosure.normative_documents.made": 2,
        "disclosure.normative_documents.in_force": 52,
    }
    return years_of(version(FORM_2021, 2023, old, texts), version(FORM_2021, 2024, new, texts))


# -- the figures ----------------------------------------------------------------------------------------


def test_published_years_as_read_off_by_hand(published: Path) -> None:
    years = of_files(published / "suqian_city_2023.md", published / "suqian_city_2024.md")
    assert (years.notes, years.only_old, years.only_new) == ((), (), ())
    received, review = figure(years, "applications.received.all"), figure(years, "disputes.review.all")
    assert (received.old, received.new, received.change, received.percent) == (3511, 3525, 14, Decimal("0.4"))
    assert (review.old, review.new, review.change, review.percent) == (440, 170, -270, Decimal("-61.4"))
    assert figure(years, "disclosure.regulations.repealed").percent is None  # 0 → 1
    fees = figure(years, "disclosure.administrative_fees.fees")
    assert (fees.change, fees.percent, fees.unit) == (Decimal("13464.0129"), Decimal("22.7"), "万元")
    # 142 and 92 are no cells of the form: the group's eight rows added up.
    refused = figure(years, "applications.refused.all")
    assert (refused.old, refused.new, refused.subtotal) == (142, 92, True)
    assert [(one.row, one.old, one.new) for one in years.main] == [
        ("本年新收", 3511, 3525),
        ("上年结转", 96, 121),
        ("办理结果总计", 3486, 3521),
        ("结转下年度", 121, 125),
        ("行政复议", 440, 170),
        ("行政诉讼", 113, 77),
    ]
    outcomes = years.structures[0]
    assert [(part.name, part.new_share) for part in outcomes.parts][:2] == [
        ("予以公开", Decimal("40.6")),
        ("部分公开", Decimal("13.4")),
    ]
    assert [link.outcome for link in years.continuity] == ["held"] * 9
    assert [(link.left, link.right) for link in years.continuity][-2:] == [("11+2-1=12", "12"), ("597+50-227=420", "420")]
    assert [section.too_like for section in years.likeness] == [False, False, True]


def test_every_published_figure_is_there(published: Path) -> None:
    years = of_files(published / "suqian_city_2023.md", published / "suqian_city_2024.md")
    for name, side in (("suqian_city_2023", "old"), ("suqian_city_2024", "new")):
        truth = json.loads((published / "truth" / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
        told = [number for row in (*truth["table2"].values(), *truth["table3"].values()) for number in row]
        figures = [getattr(one, side) for one in years.figures if not one.subtotal]
        assert sorted(figures) == sorted(Decimal(number) for number in (*told, *truth["table4"]))


@settings(max_examples=examples(25), deadline=None)
@given(st.data())
def test_change_is_new_minus_old_everywhere(data: st.DataObject) -> None:
    forms = data.draw(
        st.sampled_from([(FORM_2021, FORM_2021), (FORM_2019, FORM_2021), (FORM_2014, FORM_2014), (FORM_2021, FORM_2019)])
    )
    numbers = st.integers(-3, 400)
    sides = []
    for year, form in zip((2020, 2021), forms, strict=True):
        refs = list(form.figures)
        values = data.draw(st.dictionaries(st.sampled_from(refs), numbers, max_size=30))
        sides.append(version(form, year, values))
    years = years_of(*sides)
    for one in (*years.figures, *years.main):
        assert one.old is not None
        assert one.new is not None
        assert one.change == one.new - one.old
        assert (one.percent is None) == (one.old <= 0 or one.kind == "change")
        if not one.subtotal and one.ref in sides[0].report.figures and one.ref in sides[1].report.figures:
            assert (one.old, one.new) == (sides[0].report.figures[one.ref], sides[1].report.figures[one.ref])
    # Each figure of both forms is compared or named as one that only one of them has.
    for side, alone in zip(sides, (years.only_old, years.only_new), strict=True):
        named = [one.ref for one in alone]
        assert {one.ref for one in years.figures if not one.subtotal} | set(named) >= set(side.form.figures)
        assert not {one.ref for one in years.figures} & set(named)


@pytest.mark.parametrize(
    ("old", "new", "percent", "words"),
    [
        (0, 7, None, "原为0"),
        (0, 0, None, "-"),
        (8, 8, "0.0", "0.0%"),
        (3, 5, "66.7", "+66.7%"),
        (8, 0, "-100.0", "-100.0%"),
        (-2, 5, None, "-"),
    ],
)
def test_percentage(old: int, new: int, percent: str | None, words: str) -> None:
    one = YearFigure("t.r.c", "甲", "甲", "", "", Decimal(old), Decimal(new))
    assert (one.percent, percent_in_words(one)) == (percent and Decimal(percent), words)
    assert signed(one.change) == (f"{new - old:+}" if new != old else "0")


def test_a_change_is_no_base_of_a_percentage() -> None:
    ref = "disclosure.licences.change"
    years = years_of(version(FORM_2019, 2019, {ref: 4}), version(FORM_2019, 2020, {ref: -2}))
    assert (figure(years, ref).change, figure(years, ref).percent) == (-6, None)
    assert years.movements == ()


def test_what_is_missing_is_not_0() -> None:
    ref = "applications.received.all"
    new = version(FORM_2021, 2024, {ref: 9})
    years = years_of(without(version(FORM_2021, 2023, {}), ref), new)
    one = figure(years, ref)
    assert (one.old, one.new, one.change, one.percent) == (None, 9, None, None)
    assert years.notes == ("前一份年报有 1 个数没有填或没有读出，这些数没有比",)
    assert (
        figure(
            years_of(without(version(FORM_2021, 2023, {}), "applications.repeated.all"), new), "applications.not_processed.all"
        ).old
        is None
    )
    assert "缺" in years_text(years, Ink(False))


def test_amounts_in_different_units_are_not_compared() -> None:
    ref = "disclosure.central_procurement.amount"
    sides = []
    for year, value, unit in ((2019, 6570000, "元"), (2020, 700, "万元")):
        one = version(FORM_2019, year, {ref: value})
        cells = {**one.report.cells, ref: one.report.cells[ref]._replace(remark=unit)}
        sides.append(one._replace(report=one.report._replace(cells=cells)))
    years = years_of(*sides)
    assert (figure(years, ref).change, percent_in_words(figure(years, ref))) == (None, "单位不同")
    assert any("采购总金额" in note for note in years.notes)
    assert figure(years_of(sides[0], sides[0]), ref).change == 0


def test_movements_are_big_and_come_in_order() -> None:
    old = {
        "applications.received.all": 1000,
        "applications.granted.all": 1,
        "applications.received.natural": 10,
        "disputes.review.all": 50,
    }
    new = {
        "applications.received.all": 1090,
        "applications.granted.all": 3,
        "applications.received.natural": 90,
        "disputes.review.all": 150,
    }
    new |= {"applications.carried_out.all": 40}
    years = years_of(version(FORM_2021, 2023, old), version(FORM_2021, 2024, new))
    # 9 % is little, natural persons are a part of the total.
    moved = ["disputes.review.all", "applications.carried_out.all", "applications.granted.all"]
    assert [one.ref for one in years.movements] == moved
    assert "另有" not in years_text(years, Ink(False))


def test_movements_that_are_not_shown_are_counted() -> None:
    outcomes = [ref for ref in FORM_2021.figures if ref.startswith("applications.") and ref.endswith(".all")][: MOST_MOVED + 2]
    years = years_of(version(FORM_2021, 2023, {}), version(FORM_2021, 2024, {ref: at + 1 for at, ref in enumerate(outcomes)}))
    assert [one.new for one in years.movements] == list(range(MOST_MOVED + 2, 0, -1))
    for told in (years_text(years, Ink(False)), years_html(years)):
        assert "另有 2 个，见下面各表" in told
        assert told.index("相差多的在前") < told.index("另有 2 个")


# -- amounts and rates ----------------------------------------------------------------------------------


def test_each_column_of_totals_is_named_with_its_unit_and_places() -> None:
    old = {"fires.homes.loss": "2.00", "fires.homes.count": "3", "fires.total.loss": "2.00", "fires.total.count": "3"}
    new = old | {"fires.homes.loss": "3.50", "fires.total.loss": "3.50", "fires.homes.count": "4", "fires.total.count": "4"}
    years = years_of(of_words(FIRES, 2023, old), of_words(FIRES, 2024, new))
    told = {one.title: (*one.in_words, one.change_in_words) for one in years.main}
    assert told["火灾表 合计/火灾起数"] == ("3", "4", "+1")
    assert told["火灾表 合计/直接财产损失"] == ("2.00万元", "3.50万元", "+1.50")
    parts = {one.title: one for one in years.structures}
    losses = parts["火灾表 合计/直接财产损失"]
    assert losses.in_words(losses.new) == "3.50万元"
    assert parts["火灾表 合计/火灾起数"].new == 4
    page = Page(years_html(years))
    assert any("3.50万元" in text and "合计/直接财产损失" in text for _, text in page.all("div", **{"class": "tile"}))
    book = openpyxl.load_workbook(io.BytesIO(years_workbook(years)))
    formats = {cell.number_format for row in book["火灾表"].iter_rows() for cell in row if cell.value == 3.5}
    assert formats == {'#,##0.00"万元"'}


@pytest.mark.parametrize(
    ("old", "new", "words", "change"),
    [
        (("20", "50.0", "40"), ("30", "60.0", "50"), ("50.0%", "60.0%"), "+10.0个百分点"),
        (("0", "0.0", "0"), ("30", "60.0", "50"), ("—", "60.0%"), "-"),  # of nothing there was no rate
        (("0", "0.0", "40"), ("30", "60.0", "50"), ("0.0%", "60.0%"), "+60.0个百分点"),
    ],
)
def test_a_rate_changes_by_points(
    old: tuple[str, str, str], new: tuple[str, str, str], words: tuple[str, str], change: str
) -> None:
    keys = "causes.electric.count", "causes.electric.share", "causes.total.count"
    years = years_of(*(of_words(FIRES, at, dict(zip(keys, side, strict=True))) for at, side in ((2023, old), (2024, new))))
    one = figure(years, keys[1])
    assert (one.in_words, one.change_in_words, percent_in_words(one)) == (words, change, "-")
    assert (one in years.movements) == (change != "-")
    assert not any("没有填" in note for note in years.notes)
    assert "10 个百分点" in years_text(years, Ink(False))


# -- forms that differ ----------------------------------------------------------------------------------


def test_a_row_that_was_split_is_compared_with_its_parts() -> None:
    new = {"applications.not_corrected.all": 2, "applications.not_paid.all": 3, "applications.other_outcome.all": 4}
    years = years_of(version(FORM_2019, 2020, {"applications.otherwise.all": 7}), version(FORM_2021, 2021, new))
    one = figure(years, "applications.otherwise.all")
    assert (one.old, one.new, one.subtotal) == (7, 9, False)
    assert {"applications.not_paid.all", "disclosure.normative_documents.in_force"} <= {lone.ref for lone in years.only_new}
    assert {"disclosure.central_procurement.amount"} <= {lone.ref for lone in years.only_old}
    assert years.only_new[0].title.startswith("表二 ")
    assert figure(years, "disclosure.normative_documents.made").old_title == "表二 规范性文件/本年新制作数量"
    assert [link.outcome for link in years.continuity if link.code == "Y201"] == ["not_assessable"] * 2
    assert len(years.notes) == 1
    assert "格式不同" in years.notes[0]
    # And the other way round.
    assert figure(years_of(years.new, years.old), "applications.otherwise.all").change == -2


def test_forms_with_nothing_in_common_are_shown_side_by_side() -> None:
    years = years_of(version(FORM_2014, 2018, {}), version(FORM_2021, 2024, {}))
    assert (years.figures, years.main, years.movements) == ((), (), ())
    assert (len(years.only_old), len(years.only_new)) == (len(FORM_2014.figures), len(FORM_2021.figures))
    assert all((one.old is None) != (one.new is None) for one in years.structures)
    assert "统计表 收到申请数" in years_text(years, Ink(False))
    Page(years_html(years))
    openpyxl.load_workbook(io.BytesIO(years_workbook(years)))


def test_totals_and_their_parts_are_told_by_the_form() -> None:
    made_up = open_pack(ROOT / "tests" / "forms" / "gov-test-2099").form
    named = {
        one.title: [name for name, _ in one.parts.values()]
        for form in (FORM_2014, made_up)
        for one in compositions(form).values()
    }
    assert named["统计表 收到申请数"] == ["当面申请数", "传真申请数", "网络申请数", "信函申请数"]
    assert "统计表 不同意公开答复数" not in named  # a part of the answers
    assert "不同意公开答复数" in named["统计表 申请答复数"]
    assert named["站表 实测合计"] == ["成功", "失败"]
    assert named["警报表 海浪"] == ["准确", "误报"]


def test_shares_are_of_the_total(filled: Years) -> None:
    outcomes = filled.structures[0]
    assert [(part.name, part.old, part.old_share, part.shift) for part in outcomes.parts if part.old] == [
        ("予以公开", 6, Decimal("60.0"), Decimal("30.0")),
        ("不予公开", 3, Decimal("30.0"), Decimal("-30.0")),
        ("不予处理", 1, Decimal("10.0"), Decimal("0.0")),
    ]
    lawsuits = next(one for one in filled.structures if one.title == "表四 行政诉讼")
    assert [(part.name, part.old_share, part.new_share) for part in lawsuits.parts][-1] == ("尚未审结", None, Decimal("100.0"))
    assert share(Decimal(3), Decimal(0)) is None


# -- prose and continuity -------------------------------------------------------------------------------


def test_sentences_that_return_are_named_by_section() -> None:
    old = version(FORM_2021, 2023, {}, {"overview": (block(SENTENCE * 2 + OTHER),)})
    new = version(
        FORM_2021,
        2024,
        {},
        {"overview": (block(SENTENCE * 3),), "problems": (block(OTHER[::-1] * 4),), "other": (block("没有。"),)},
    )
    one, other, short = years_of(old, new).likeness
    assert (one.share, one.too_like, one.copied, one.sentences) == (Decimal("100.0"), True, (SENTENCE,) * 3, 3)
    assert (other.share, other.too_like, other.copied) == (Decimal("0.0"), False, ())
    assert (short.share, short.too_like) == (None, False)


def test_what_does_not_continue_is_told_with_both_numbers(filled: Years) -> None:
    (broken,) = [link for link in filled.continuity if link.outcome == "failed"]
    assert (broken.code, broken.left, broken.right, broken.difference) == ("Y301", "4", "5", -1)
    text = years_text(filled, Ink(False))
    assert "不平  4，本年填的是 5，相差 1" in text
    assert "50+2-0=52，本年 52" in text


@pytest.mark.parametrize(
    ("years", "agencies", "note"),
    [
        ((2024, 2023), ("甲市", "甲市"), "先后反了"),
        ((2024, 2024), ("甲市", "甲市"), "两份都是2024年度"),
        ((2021, 2024), ("甲市", "甲市"), "不是相邻的两年"),
        ((2023, 2024), ("甲市", "乙县"), "机关不同"),
        ((0, 2024), ("甲市", "甲市"), "没有读出年份"),
    ],
)
def test_odd_pairs_are_compared_with_a_note(years: tuple[int, int], agencies: tuple[str, str], note: str) -> None:
    sides = [version(FORM_2021, year, {}, agency=agency) for year, agency in zip(years, agencies, strict=True)]
    found = years_of(*sides)
    assert [note in one for one in found.notes] == [True]
    assert len(found.figures) > 200
    assert bool(found.continuity) == (note in ("机关不同", "没有读出年份"))
    assert note in years_text(found, Ink(False))
    assert note in years_html(found)


def test_a_good_pair_has_no_note() -> None:
    assert years_of(version(FORM_2021, 2023, {}, agency="甲市"), version(FORM_2021, 2024, {}, agency="甲市人民政府")).notes == ()


# -- as text --------------------------------------------------------------------------------------------


def columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def test_columns_stand_below_each_other(filled: Years) -> None:
    text = years_text(filled, Ink(False))
    assert "\x1b" not in text
    assert "\x1b[1m" in printed(years_text(filled, Ink(True)))
    for part in text.split("\n\n"):
        rows = [line for line in part.splitlines() if re.search(r"[%-]$|增减%$|原为0$", line) and line.startswith("  ")]
        assert len({columns(line) for line in rows}) <= 1, rows
    assert text.index("变化大的数") < text.index("构成：") < text.index("表二　")
    assert "两年都是 0 的" in text
    assert re.search(r"本年新收 +30\(\+20\)", text)


# -- as a page ------------------------------------------------------------------------------------------


def test_page_says_every_figure_and_asks_for_nothing(filled: Years, two_examples: Years) -> None:
    for years in (filled, two_examples):
        html = years_html(years)
        page = Page(html)
        assert not re.search(r"https?://|//[a-z]|url\(|@import|\ssrc=|<link|<iframe", html)
        assert "default-src 'none'" in html
        assert len(page.ids) == len(set(page.ids))
        links = {str(found["href"]) for found, _ in page.all("a")}
        assert links == {link for link in links if link[0] == "#" and link[1:] in page.ids}
        rows = {text for _, text in page.all("tr")}
        for one in (one for one in years.figures if not one.part):
            assert any(row.startswith(one.name) and str(signed(one.change)) in row for row in rows), one
        for sentence in (sentence for section in years.likeness if section.share is not None for sentence in section.copied):
            assert sentence in html


def test_charts_are_told_in_words_too(filled: Years) -> None:
    page = Page(years_html(filled))
    charts = page.all("svg", role="img")
    assert len(charts) == 1 + len(filled.structures)
    for found, text in charts:
        assert all(name in page.ids for name in str(found["aria-labelledby"]).split())
        assert text
    (told,) = [text for found, text in page.all("desc") if found["id"] == "structure-1-desc"]
    assert "2023年合计 10：予以公开 6（60.0%）" in told
    widths = [
        float(str(found["width"]).rstrip("%"))
        for found, _ in page.all("rect")
        if str(found.get("class", "")).startswith("part-") and "y" in found
    ]
    assert widths
    assert all(0 < width <= 100 for width in widths)


def test_what_reports_say_is_escaped() -> None:
    texts = {"overview": (block((HOSTILE + SENTENCE) * 3),)}
    sides = [version(FORM_2021, year, {}, texts, agency=HOSTILE)._replace(source=HOSTILE) for year in (2023, 2024)]
    html = years_html(years_of(*sides))
    page = Page(html)
    assert page.all("script") == []
    assert page.all("img") == []
    assert HOSTILE not in html


@pytest.mark.parametrize("width", [1400, 500])
def test_page_runs_in_a_browser(width: int, filled: Years, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    page, picture = tmp_path / "page.html", tmp_path / "page.png"
    page.write_text(years_html(filled), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [
        chromium,
        *options,
        f"--screenshot={picture}",
        f"--window-size={width},900",
        "--enable-logging=stderr",
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert picture.stat().st_size > 20_000
    assert "Content Security Policy" not in done.stderr.decode(errors="replace")


# -- as a workbook --------------------------------------------------------------------------------------


def test_workbook_has_the_same_numbers(filled: Years) -> None:
    book = openpyxl.load_workbook(io.BytesIO(years_workbook(filled)))
    assert book.sheetnames == ["概览", "表二", "表三", "表四", "结构", "雷同"]
    for table in filled.tables:
        sheet = book[table.name]
        rows = [row for row in sheet.iter_rows(min_row=int(str(sheet.freeze_panes)[1:]), values_only=True) if row[0]]
        for one, row in zip_longest(table.figures, rows):
            assert row[0].strip() == one.row
            assert [Decimal(str(cell)) for cell in row[-4:-1]] == [one.old, one.new, one.change]
            wanted = percent_in_words(one) if one.percent is None else float(one.percent / 100)
            assert row[-1] == pytest.approx(wanted)
    for sheet in book.worksheets:
        assert sheet.freeze_panes
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
    percents = [cell for cell in book["表三"]["F"] if isinstance(cell.value, int | float)]
    assert percents
    assert all("%" in cell.number_format for cell in percents)


def test_a_sentence_never_becomes_a_formula() -> None:
    text = "=HYPERLINK(1)本机关按月核对目录并通报各科室的更新情况，年底再作一次清点\x0b。"
    texts = {"overview": (block(text * 4),)}
    sides = [version(FORM_2021, year, {}, texts, agency="=1+1") for year in (2023, 2024)]
    book = openpyxl.load_workbook(io.BytesIO(years_workbook(years_of(*sides))))
    assert {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in book["雷同"]["D"])


def test_figures_of_one_form_alone_have_their_sheet(two_examples: Years) -> None:
    book = openpyxl.load_workbook(io.BytesIO(years_workbook(two_examples)))
    titles = [cell.value for cell in book["只有一年的表有的数"]["B"]]
    assert all(one.title in titles for one in (*two_examples.only_old, *two_examples.only_new))
