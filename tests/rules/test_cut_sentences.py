"""A sentence that stops anywhere is answered: behind each of its words something may be missing that a rule looks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import telling
from support.known.cases import Case, cases_of, judged

FILES = sorted(Path(__file__).parent.glob("stated_*.yaml"))
_PIECE = re.compile(r"\d+(?:\.\d+)?|[，。；：、（）]|[^\d，。；：、（）]+")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sentence_cut_short_is_answered(path: Path) -> None:
    cases = cases_of(path)
    for number, case in enumerate(telling(cases[::2], cases)):
        ends = [piece.end() for piece in _PIECE.finditer(case.say)]
        for end in telling([ends[number % len(ends)]], ends):
            judged(Case(case.say[:end], case.agency, case.tables, form=case.form, year=case.year))


def test_a_whole_without_any_number_behind_it_is_answered() -> None:
    judged(Case("收到建议18个，已完成整改", "甲市乙局", {}))
