"""Charts of the web page: accessible, self-contained, their words apart from one another."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from lxml import etree

from reportgen.model.chart import Chart, ChartKind, Series
from reportgen.show.chart_svg import WIDTH, chart_svg

SVG = "{http://www.w3.org/2000/svg}"
LONG = (
    "属于国家秘密",
    "法律行政法规禁止公开",
    "危及国家安全公共安全经济安全和社会稳定",
    "保护第三方合法权益",
    "三类内部事务信息",
    "案卷",
)


def chart(kind: ChartKind, *rows: tuple[float | None, ...], names: tuple[str, ...] = LONG, unit: str = "件") -> Chart:
    series = tuple(
        Series(f"第{at}组", tuple(None if value is None else Decimal(str(value)) for value in row))
        for at, row in enumerate(rows, 1)
    )
    return Chart(kind, names[: len(rows[0])], series, unit)


CASES: dict[str, Chart] = {
    "pie": chart("pie", (2, 31, 5, 6, 8, 105)),
    "pie with zeros": chart("pie", (138, 95, 11, 0, 0, 0)),
    "pie of one": chart("pie", (7, 0)),
    "column": chart("column", (2, 31, 5, 6, 8, 105)),
    "columns of two": chart("column", (3001, 53, 0, 0, 61, 4), (34, 0, 0, 0, 0, 0)),
    "columns below zero": chart("column", (12, -30, 5, -2)),
    "bar": chart("bar", (2, 31, 5, 6, 8)),
    "bars below zero": chart("bar", (12, -30), (-3, 4)),
    "line": chart("line", (210, 198, None, 305, 340), (12, 20, 8, 15, 31)),
    "lines that meet": chart("line", (2, 3, 1), (2, 3, 1), (85.4, 2, 1.5)),
    "zeros": chart("column", (0, 0)),
    "twelve": chart("column", tuple(range(12)), names=tuple(f"第{n}项" for n in range(1, 13))),
}
WHO = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
EachCase = pytest.mark.parametrize("name", CASES)


def drawn(name: str) -> etree._Element:
    return etree.fromstring(chart_svg(CASES[name]._replace(asked="图表:饼图 某"), "图名"))


def boxes(root: etree._Element) -> list[tuple[str, float, float, float, float]]:
    """The words with about what they cover: left, top, right, bottom."""
    found = []
    for text in root.iter(SVG + "text"):
        size = float(text.get("font-size", "14"))
        wide = sum(0.5 if char.isascii() else 1.0 for char in text.text or "") * size
        x, y = float(text.get("x")), float(text.get("y"))
        left = {"middle": x - wide / 2, "end": x - wide}.get(text.get("text-anchor", ""), x)
        found.append((text.text or "", left, y - size * 0.8, left + wide, y + size * 0.1))
    return found


@EachCase
def test_words_do_not_lie_upon_each_other(name: str) -> None:
    words = boxes(drawn(name))
    for at, (one, left, top, right, bottom) in enumerate(words):
        for other, to_left, to_top, to_right, to_bottom in words[at + 1 :]:
            apart = right <= to_left + 1 or to_right <= left + 1 or bottom <= to_top + 1 or to_bottom <= top + 1
            assert apart, (one, other)


@pytest.mark.parametrize("names", [WHO[1:4], WHO[1:6], WHO, ("2023年", "2024年", "上半年办结的件数", "12月", "1月")])
def test_names_side_by_side_do_not_read_as_one_and_numbers_stay_whole(names: tuple[str, ...]) -> None:
    root = etree.fromstring(chart_svg(chart("column", tuple(range(100, 100 * len(names) + 1, 100)), names=names), "图名"))
    # What stands below the columns, line by line from left to right.
    below = sorted((bottom, left, right, text) for text, left, _, right, bottom in boxes(root) if not text.rstrip("件").isdigit())
    for (bottom, _, right, one), (to_bottom, left, _, other) in pairwise(below):
        assert bottom != to_bottom or left - right >= 8, (one, other)
    written = [text for *_, text in below]
    assert sorted("".join(written)) == sorted("".join(names))
    assert all(year in written for year in names if year[0].isdigit())
    assert "自然人" not in names or "自然人" in written  # no sign stands alone where there is room


@EachCase
def test_everything_lies_within_the_drawing(name: str) -> None:
    root = drawn(name)
    _, _, wide, tall = map(float, root.get("viewBox").split())
    assert wide == WIDTH
    for words, left, top, right, bottom in boxes(root):
        assert left >= -1 and right <= wide + 1 and top >= 0 and bottom <= tall, words
    for shape in root.iter(SVG + "rect"):
        if shape.getparent().tag != SVG + "pattern":
            assert float(shape.get("height")) >= 0
            assert float(shape.get("y")) + float(shape.get("height")) <= tall


@EachCase
def test_it_is_named_and_told_in_words(name: str) -> None:
    root = drawn(name)
    assert root.get("role") == "img"
    named = [root.find(f"{SVG}{tag}") for tag in ("title", "desc")]
    assert root.get("aria-labelledby") == " ".join(one.get("id") for one in named)
    assert named[0].text == "图名"
    for category in CASES[name].categories:
        assert category in named[1].text
    assert root.get("data-chart") == "图表:饼图 某"


@EachCase
def test_every_figure_is_written(name: str) -> None:
    words = " ".join(text for text, *_ in boxes(drawn(name)))
    for series in CASES[name].series:
        for value in series.values:
            assert value is None or str(value) in words


@EachCase
def test_it_needs_nothing_from_elsewhere(name: str) -> None:
    text = chart_svg(CASES[name], "图名").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "http" not in text
    assert "<script" not in text
    root = drawn(name)
    known = {one.get("id") for one in root.iter(SVG + "pattern")}
    used = {one.get("fill")[5:-1] for one in root.iter() if one.get("fill", "").startswith("url(")}
    assert used <= known


def test_what_comes_from_outside_is_escaped() -> None:
    hostile = Chart("pie", ("</svg><script>", "乙"), (Series('"', (Decimal(1), Decimal(2))),), "<b>")
    root = etree.fromstring(chart_svg(hostile._replace(asked='"><x>'), '<i>"'))
    assert not list(root.iter("{*}script", "{*}b", "{*}i", "{*}x"))


def test_two_charts_of_a_page_have_names_of_their_own() -> None:
    one, other = (etree.fromstring(chart_svg(CASES["pie"], caption)) for caption in ("甲", "乙"))
    assert etree.fromstring(chart_svg(CASES["pie"], "甲", name="chart-2")).find(SVG + "title").get("id") == "chart-2-title"
    assert not {part.get("id") for part in one.iter() if part.get("id")} & {part.get("id") for part in other.iter()}


def test_the_same_chart_gives_the_same_drawing() -> None:
    assert chart_svg(CASES["line"], "图") == chart_svg(CASES["line"], "图")
