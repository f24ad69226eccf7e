"""The one pairing: how like two texts are, which of two runs belong together, what moved."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.text.pairing import (
    ALIKE,
    Movable,
    Part,
    aligned,
    in_order,
    is_split,
    is_telling,
    likeness,
    matched,
    paired,
    paragraph_likeness,
    rising,
    signs_of,
    steps,
)

A = "加强组织领导，完善工作机制，压实公开责任。"
B = "全年新收政府信息公开申请198件，全部按期答复。"
C = "编印公报十二期，免费发放到各镇街便民服务中心。"
D = "组织业务培训三场，一百二十人次参加，考核全部合格。"
REWORDED = A.replace("压实", "落实")
TEXTS = st.sampled_from([A, B, C, D, REWORDED, B.replace("198", "200"), "", "无。", "（一）主动公开"]) | st.text(
    st.sampled_from("公开申请件，。1 2"), max_size=20
)
RUNS = st.lists(TEXTS, max_size=8)
SCORES = st.integers(0, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=width, max_size=width), min_size=1, max_size=4
    )
)


def found(old: Sequence[str], new: Sequence[str], parts: Sequence[Part] | None = None) -> list[tuple[int, int, bool]]:
    movable = Movable(lambda i: is_telling(old[i]), lambda j: is_telling(new[j]))
    return sorted(map(tuple, matched(old, new, lambda i, j: paragraph_likeness(old[i], new[j]), movable, parts)))


# -- likeness ----------------------------------------------------------------------------------------


@given(TEXTS, TEXTS)
def test_likeness_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1
    assert likeness(one, other) <= paragraph_likeness(one, other) == paragraph_likeness(other, one)


def test_figures_and_spaces_make_no_difference() -> None:
    assert likeness("收到申请198件", "收到申请 1,200 件") == 1
    assert likeness(A, B) < ALIKE < likeness(A, REWORDED) < 1


def test_what_begins_alike_belongs_together() -> None:
    one = "（二）依申请公开方面。一是强化服务理念，规范办理流程。"
    other = "（二）依申请公开方面。严格登记、审核、答复各环节，做到事实清楚。"
    assert likeness(one, other) < ALIKE == paragraph_likeness(one, other)


def test_a_split_text_is_better_explained_by_both_parts() -> None:
    whole, first, second = map(signs_of, (A + B, A, B))
    assert is_split(whole, first, second)
    assert not is_split(whole, whole, second)
    assert not is_split(first, first, signs_of(C))


# -- the best selection in order -----------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9)), max_size=9).map(sorted))
def test_no_selection_in_order_weighs_more(candidates: list[tuple[int, int, int]]) -> None:
    chosen = [candidates[number] for number in rising(candidates)]
    assert is_rising([(i, j) for i, j, _ in chosen])
    others = (
        sum(weight for _, _, weight in some)
        for size in range(len(candidates) + 1)
        for some in combinations(candidates, size)
        if is_rising([(i, j) for i, j, _ in some])
    )
    assert sum(weight for _, _, weight in chosen) == max(others)


def is_rising(places: Sequence[tuple[int, int]]) -> bool:
    return all(i < k and j < m for (i, j), (k, m) in pairwise(places))


@given(SCORES)
def test_no_other_alignment_scores_more(scores: list[list[float]]) -> None:
    width = len(scores[0])
    cells = [(i, j, scores[i][j]) for i in range(len(scores)) for j in range(width) if scores[i][j] >= ALIKE]
    chosen = [(i, j) for i, j in enumerate(aligned(scores, ALIKE)) if j is not None]
    assert is_rising(chosen)
    assert all(scores[i][j] >= ALIKE for i, j in chosen)
    assert sum(scores[i][j] for i, j in chosen) == sum(cells[number][2] for number in rising(cells))


@given(RUNS, RUNS)
def test_pairs_are_in_order_and_as_good_from_both_sides(old: list[str], new: list[str]) -> None:
    there, back = paired(old, new, likeness), paired(new, old, likeness)
    assert is_rising(there) and is_rising(back)
    total = sum(likeness(old[i], new[j]) for i, j in there)
    assert total == pytest.approx(sum(likeness(new[i], old[j]) for i, j in back))
    assert is_rising(in_order(old, new, lambda i, j: likeness(old[i], new[j])))


def test_long_runs_are_paired_with_what_is_near() -> None:
    old = [f"{sign}{A}" for sign in "甲乙丙丁" * 50]
    assert paired(old, old, lambda one, other: float(one == other)) == [(at, at) for at in range(200)]
    assert paired(old, [B] * 200, likeness) == []


# -- two versions of a run ------------------------------------------------------------------------------


@given(RUNS)
def test_a_run_is_paired_with_itself_place_by_place(run: list[str]) -> None:
    same = [(at, at) for at in range(len(run))]
    assert in_order(run, run, lambda i, j: likeness(run[i], run[j])) == same
    assert found(run, run) == [(i, j, False) for i, j in same]


@given(RUNS, RUNS)
def test_each_belongs_to_one_and_what_has_not_moved_is_in_order(old: list[str], new: list[str]) -> None:
    matches = found(old, new)
    assert len({i for i, _, _ in matches}) == len({j for _, j, _ in matches}) == len(matches)
    assert is_rising([(i, j) for i, j, moved in matches if not moved])
    assert all(is_telling(old[i]) and is_telling(new[j]) for i, j, moved in matches if moved)


@given(RUNS, RUNS)
def test_every_step_is_taken_once(old: list[str], new: list[str]) -> None:
    movable = Movable(lambda i: is_telling(old[i]), lambda j: is_telling(new[j]))
    taken = steps(old, new, lambda i, j: paragraph_likeness(old[i], new[j]), movable)
    assert [i for step in taken for i in step.olds] == list(range(len(old)))
    assert [j for step in taken for j in step.news] == list(range(len(new)))
    moves = sorted(step.moved for step in taken if step.moved)
    assert moves == sorted([*range(1, len(moves) // 2 + 1)] * 2)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([A, B, C], [B, C, A], [(0, 2, True), (1, 0, False), (2, 1, False)]),
        ([A, B, C], [B, C, REWORDED], [(0, 2, True), (1, 0, False), (2, 1, False)]),
        ([A, B], [REWORDED, B], [(0, 0, False), (1, 1, False)]),
        ([A, B, C], [B, C, D], [(1, 0, False), (2, 1, False)]),
        (["无。", A, B], [A, B, "无。"], [(1, 0, False), (2, 1, False)]),
        ([A, A, B], [B, A, A], [(0, 1, True), (1, 2, True), (2, 0, False)]),
    ],
    ids=["moved", "moved and reworded", "reworded", "gone and new", "too short to be known", "what stands once stays"],
)
def test_moves(old: list[str], new: list[str], expected: list[tuple[int, int, bool]]) -> None:
    assert found(old, new) == expected


def test_what_stands_in_another_part_has_moved() -> None:
    parts = [Part(range(2), range(1)), Part(range(2, 3), range(1, 3))]
    assert found([A, B, C], [A, B, C], parts) == [(0, 0, False), (1, 1, True), (2, 2, False)]
