"""Three states of one text merged: neither side loses a change, and what both changed is never decided in silence."""

from __future__ import annotations

import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.compare.update.texts import Merged, merged

BASE = "全年收到申请198件，其中自然人180件、法人18件，均按期答复；没有收取费用，也没有发生行政复议。"
WORDS = st.text(st.sampled_from("甲乙丙，。12件"), max_size=5)


@st.composite
def edited(draw: st.DrawFn, base: str = BASE) -> str:
    """The text after up to three edits anywhere."""
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(base)))
        end = draw(st.integers(start, min(len(base), start + 6)))
        base = base[:start] + draw(WORDS) + base[end:]
    return base


@settings(max_examples=examples(400), deadline=None)
@given(edited(), edited())
def test_sides_are_equal_and_one_side_alone_is_taken(ours: str, theirs: str) -> None:
    assert merged(BASE, BASE, theirs) == Merged(theirs, theirs)
    assert merged(BASE, ours, BASE) == Merged(ours, ours)
    assert merged(BASE, ours, ours) == Merged(ours, ours)
    found, turned = merged(BASE, ours, theirs), merged(BASE, theirs, ours)
    assert (found.ours, found.theirs) == (turned.theirs, turned.ours)


@settings(max_examples=examples(400), deadline=None)
@given(edited(BASE[:24]), edited(BASE[30:]))
def test_changes_that_do_not_touch_are_both_taken(head: str, tail: str) -> None:
    """The words between are the same on both sides."""
    middle = BASE[24:30]
    ours, theirs = head + middle + BASE[30:], BASE[:24] + middle + tail
    found = merged(BASE, ours, theirs)
    assert found == Merged(head + middle + tail, head + middle + tail) or found.clashes


@pytest.mark.parametrize(
    ("ours", "theirs", "held", "said"),
    [
        ("收到198件，均答复", "收到198件，已答复", [], Merged("收到198件，均答复", "收到198件，已答复")),
        ("收到198件，都办结", "共收到198件，都办结", [], Merged("共收到198件，都办结", "共收到198件，都办结")),
        ("收到199件，都办结", "收到198件，全办结", [], Merged("收到199件，全办结", "收到199件，全办结")),
        ("收到198件，都办结", "收到200件，全办结", [(2, 5)], Merged("收到198件，都办结", "收到200件，全办结")),
        ("收到198件，都办结", "收到198件，全办结", [(2, 5)], Merged("收到198件，全办结", "收到198件，全办结")),
        ("收到198件，都办结", "收到约198件，都办结", [(2, 5)], Merged("收到约198件，都办结", "收到约198件，都办结")),
        ("", "收到198件，全办结", [], Merged("", "收到198件，全办结")),
    ],
    ids=["both", "theirs", "each", "a held number", "beside one", "words before one", "gone and changed"],
)
def test_what_clashes(ours: str, theirs: str, held: list[tuple[int, int]], said: Merged) -> None:
    assert merged("收到198件，都办结", ours, theirs, held) == said


TRAINED = "开展培训3次，参训260人次。另办讲座1场。"


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        (
            "开展培训5次，参训260人次。另办讲座1场。",
            "开展培训4次，参训310人次，逐月通报。另办讲座1场。",
            Merged("开展培训5次，参训260人次。另办讲座1场。", "开展培训4次，参训310人次，逐月通报。另办讲座1场。"),
        ),
        (
            "全市开展培训5次，参训260人次。另办讲座1场。",
            "开展培训4次，参训260人次。另办讲座2场。",
            Merged("全市开展培训5次，参训260人次。另办讲座2场。", "开展培训4次，参训260人次。另办讲座2场。"),
        ),
        (
            "开展培训5次，参训260人次。另办讲座1场。",
            "开展培训4次，参训260人次。新开专栏。另办讲座1场。",
            Merged("开展培训5次，参训260人次。新开专栏。另办讲座1场。", "开展培训4次，参训260人次。新开专栏。另办讲座1场。"),
        ),
        (
            "开展培训3次，参训280人次。另办讲座1场。",
            "开展培训3次，参训260人次，逐月通报。另办讲座1场。",
            Merged("开展培训3次，参训280人次，逐月通报。另办讲座1场。", "开展培训3次，参训280人次，逐月通报。另办讲座1场。"),
        ),
        (
            "开展培训3次，参训260人次。甲。另办讲座1场。",
            "开展培训3次，参训260人次。乙。另办讲座3场。",
            Merged("开展培训3次，参训260人次。甲。另办讲座3场。", "开展培训3次，参训260人次。乙。另办讲座3场。"),
        ),
    ],
    ids=["other changes in the sentence", "own ones too", "a sentence behind", "no clash", "two new sentences"],
)
def test_a_sentence_is_never_mixed_of_two(ours: str, theirs: str, said: Merged) -> None:
    assert merged(TRAINED, ours, theirs) == said


@pytest.mark.parametrize(
    ("base", "parted", "reworded", "both"),
    [
        (
            "甲组办结。从结果看，公开多。",
            "甲组办结。\n从结果看，公开多。",
            "甲组办结。按结果看，公开多。",
            "甲组办结。\n按结果看，公开多。",
        ),
        (
            "甲组办结。\n从结果看，公开多。",
            "甲组办结。从结果看，公开多。",
            "甲组办结。\n按结果看，公开多。",
            "甲组办结。按结果看，公开多。",
        ),
    ],
    ids=["parted", "joined"],
)
def test_a_paragraph_parted_or_joined_is_no_change_of_the_words_beside(base: str, parted: str, reworded: str, both: str) -> None:
    assert merged(base, parted, reworded) == merged(base, reworded, parted) == Merged(both, both)
