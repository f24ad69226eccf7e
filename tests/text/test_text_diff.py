"""Two texts in pieces: what is given back is the texts, and no number is cut."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.model.change import Piece
from reportgen.text.edits import pieces

WORDS = st.text(st.sampled_from("公开申请件，。；198 2024年%.3月日ab（）"), max_size=60)


def side(found: tuple[Piece, ...], kind: str) -> str:
    return "".join(piece.text for piece in found if piece.kind in ("same", kind))


@given(WORDS | st.text(max_size=40), WORDS | st.text(max_size=40))
def test_the_pieces_are_both_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    assert (side(found, "deleted"), side(found, "inserted")) == (old, new)
    assert all(piece.text for piece in found)
    assert all(one.kind != other.kind for one, other in pairwise(found))


@given(st.lists(WORDS, max_size=40), st.lists(WORDS, max_size=40))
def test_long_texts_are_compared_by_sentences_and_nothing_is_lost(old: list[str], new: list[str]) -> None:
    one, other = ("。".join([*texts, "一" * 320]) for texts in (old, new))
    found = pieces(one, other)
    assert (side(found, "deleted"), side(found, "inserted")) == (one, other)


WHOLE = [
    ("新收198件。", "新收200件。", ["198", "200"]),
    ("占75.2%。", "占75.3%。", ["75.2%", "75.3%"]),
    ("截至2024年12月31日。", "截至2025年1月3日。", ["2024年12月31日", "2025年1月3日"]),
    ("收费1,086.5万元。", "收费1,186.5万元。", ["1,086.5", "1,186.5"]),
    ("净增-3项。", "净增-13项。", ["-3", "-13"]),
    ("登录www.a.gov.cn查阅。", "登录www.b.gov.cn查阅。", ["www.a.gov.cn", "www.b.gov.cn"]),
]


@pytest.mark.parametrize("old, new, changed", WHOLE)
def test_numbers_dates_and_words_are_replaced_whole(old: str, new: str, changed: list[str]) -> None:
    assert [piece.text for piece in pieces(old, new) if piece.kind != "same"] == changed


def test_han_text_is_compared_by_character() -> None:
    assert pieces("按照要求公开。", "落实要求公开。") == (
        Piece("deleted", "按照"),
        Piece("inserted", "落实"),
        Piece("same", "要求公开。"),
    )


def test_a_sign_that_two_changes_share_does_not_cut_the_phrase() -> None:
    found = pieces("加强组织建设工作机制。", "完善队伍建章工作机制。")
    assert [piece.kind for piece in found] == ["deleted", "inserted", "same"]


def test_sentences_that_have_nothing_in_common_are_not_mixed() -> None:
    old = "一是强化培训指导，举办培训班七期。" + "公开工作稳步推进。" * 40
    new = "召开新闻发布会，答记者问。" + "公开工作稳步推进。" * 40
    assert [piece.kind for piece in pieces(old, new)] == ["deleted", "inserted", "same"]


def test_a_very_long_paragraph_takes_no_long_time() -> None:
    old = "".join(f"第{number}项工作已经完成并且公开。" for number in range(3000))
    found = pieces(old, old.replace("第1500项工作已经", "第1500项工作全部"))
    assert [re.sub(r"\s", "", piece.text) for piece in found if piece.kind != "same"] == ["已经", "全部"]
