"""What is pasted into the text: raised numbers never become digits of the number before, and each look that is lost is told."""

from __future__ import annotations

import pytest

from reportgen.web.clipboard import read_clipboard

RAISED = {
    "收到471<sup>2</sup>件": ("收到471件", 1),
    "收到471<sup>[1]</sup>件": ("收到471件", 1),
    "收到471<span style='vertical-align:super'>①</span>件": ("收到471件", 1),
    "第12<sub>3</sub>条": ("第12条", 1),
    "名称<sup>注2</sup>": ("名称", 1),
    "建成300m<sup>2</sup>": ("建成300m²", 0),
    "5万平方<sup>2</sup>、8米<sup>3</sup>": ("5万平方²、8米³", 0),
    "300<b>km</b><sup>2</sup>": ("300**km**²", 0),
    "CO<sub>2</sub>和PM<sub>2.5</sub>": ("CO2和PM2.5", 0),
}


@pytest.mark.parametrize("html", RAISED)
def test_a_raised_number_is_no_digit_of_the_one_before(html: str) -> None:
    line, marks = RAISED[html]
    read = read_clipboard(f"<p>{html}</p>", "")
    assert read.lines == [line]
    assert read.left == (f"{marks} 处上标、下标的数字（像是注码）没有带来" if marks else "")


def test_a_raised_number_in_a_table_is_none_either() -> None:
    read = read_clipboard("<table><tr><td>网络</td><td>95<sup>2</sup></td></tr></table>", "")
    assert read.lines == ["| 网络 | 95 |", "| --- | --- |"] and "注码" in read.left


def test_looks_that_are_lost_are_told_but_for_the_line_under_a_link() -> None:
    html = "<p><u>甲</u><span style='font-style:italic'>乙</span><i>丙</i><a href='http://a.cn/'><u>丁</u></a><u> </u></p>"
    read = read_clipboard(html, "")
    assert read.lines == ["甲乙丙[丁](http://a.cn/)"]
    assert read.left == "1 处下划线和 2 处斜体没有带来"


@pytest.mark.parametrize(
    ("spans", "merged"), [("colspan=2", 1), ("rowspan='2'", 1), ("colspan=1 rowspan=1", 0), ("colspan=''", 0), ("", 0)]
)
def test_merged_cells_of_a_table_are_told_since_their_others_stay_empty(spans: str, merged: int) -> None:
    html = f"<table><tr><td {spans}>渠道</td><td>件数</td></tr><tr><td>网络</td><td>95</td></tr></table>"
    left = read_clipboard(html, "").left
    assert left == (f"表里有 {merged} 个合并的格，字只在左上一格，其余的空着，请看一看" if merged else "")
