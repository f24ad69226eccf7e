"""Ordinals at the head of texts, in the ways people write them, and numbers in Chinese."""

from __future__ import annotations

import re

import pytest

from reportgen.text.ordinals import (
    ITEM,
    Ordinal,
    chinese_number,
    chinese_value,
    circled,
    first_level_ordinal,
    heading_ordinal,
    section_ordinal,
    spelled_value,
    ways_to_write,
    without_ordinal,
    written_ordinal,
)


def test_numbers_in_chinese() -> None:
    assert [chinese_value(chinese_number(number)) for number in range(1, 1000)] == list(range(1, 1000))
    assert [chinese_value(text) for text in ("7", "12", "", "甲", "三一")] == [7, 12, 0, 0, 0]
    assert [spelled_value(text) for text in ("两千", "三万五千", "〇", "万", "三一", "3")] == [2000, 35000, 0, None, None, None]


@pytest.mark.parametrize("level", [1, 2, 3, 4])
@pytest.mark.parametrize("number", [1, 10, 23])
def test_what_is_written_is_read(level: int, number: int) -> None:
    written = written_ordinal(level, number)
    ordinal = heading_ordinal(f"{written}公开工作")
    assert ordinal == heading_ordinal(f"{written}公开工作", level)
    assert ordinal is not None
    assert (ordinal.written, ordinal.level, ordinal.number, ordinal.end) == (written, level, number, len(written))
    assert heading_ordinal(f"{written}公开工作", level % 4 + 1) is None
    assert written in ways_to_write(level, number)
    assert re.match(ITEM, written)


@pytest.mark.parametrize("text", ["1.5万件", "一是公开", "第一部分", "一.总体", "2024.", "公开一、二", "1、总体"])
def test_no_ordinal_of_the_standard(text: str) -> None:
    assert heading_ordinal(text) is None


@pytest.mark.parametrize(
    ("text", "as_first", "as_section"),
    [
        ("三、改进", "三、", "三、"),
        ("三 ．改进", "三 ．", "三 ．"),
        ("三,改进", "三,", "三,"),
        ("三、", "", "三、"),
        ("第三部分：改进", "", "第三部分："),
        ("第三章 改进", "", "第三章 "),
        ("（三）改进", "", "（三）"),
        (" 3、改进", "", " 3、"),
        ("三是改进", "", ""),
        ("三部分改进", "", ""),
    ],
)
def test_a_section_is_numbered_in_many_ways(text: str, as_first: str, as_section: str) -> None:
    for found, expected in ((first_level_ordinal(text), as_first), (section_ordinal(text), as_section)):
        assert (found.written if found else "") == expected
        assert found is None or (found.number, found.level) == (3, 1)


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("(一)予以公开", "予以公开"),
        ("其中:1.商业企业", "商业企业"),
        ("三.其他", "其他"),
        ("其中商业企业", "其中商业企业"),
        ("1)其他", "1)其他"),
        ("一、二、", "二、"),
    ],
)
def test_a_label_without_its_ordinal(label: str, bare: str) -> None:
    assert without_ordinal(label) == bare


def test_circled_numbers_end() -> None:
    assert [circled(number) for number in (1, 20, 21, 0)] == ["①", "⑳", "21", "0"]


def test_a_numeral_that_is_no_number_counts_as_none() -> None:
    assert Ordinal("三一、", "三一", 1).number == 0
