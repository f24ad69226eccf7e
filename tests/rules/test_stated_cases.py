"""Sentences over one report with the right judgement: those of the issue, and this project's own beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.known.cases import SHARED, Case, cases_of, failures

OWN = [case for path in sorted(Path(__file__).parent.glob("stated_*.yaml")) for case in cases_of(path)]


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared sentences (../shared/cases) are not beside this checkout")
@pytest.mark.parametrize("case", cases_of(SHARED), ids=lambda case: case.say)
def test_shared_sentence_is_judged_right(case: Case) -> None:
    assert failures(case) == []


@pytest.mark.parametrize("case", OWN, ids=lambda case: case.say)
def test_sentence_is_judged_right(case: Case) -> None:
    assert failures(case) == []
