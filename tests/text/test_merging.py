"""Two people's changes to the same lines: none is lost, and what only one changed is not doubled."""

from __future__ import annotations

import pytest

from reportgen.text.merging import merged

CASES = {
    "one each": ("abc", "Abc", "abC", "AbC"),
    "the same line twice": ("abc", "aXc", "aYc", "aYXc"),
    "the same change": ("abc", "aXc", "aXc", "aXc"),
    "lines more at both ends": ("ab", "0ab", "ab9", "0ab9"),
    "two lines behind the same": ("ab", "abX", "abY", "abYX"),
    "taken away here, changed there": ("abc", "ac", "aYc", "aYc"),
    "taken away here alone": ("abcd", "acd", "abcD", "acD"),
    "nothing before": ("", "x", "y", "yx"),
    "all gone here": ("ab", "", "ab", ""),
}


@pytest.mark.parametrize(("was", "here", "there", "wanted"), CASES.values(), ids=CASES)
def test_both_changes_are_there(was: str, here: str, there: str, wanted: str) -> None:
    assert "".join(merged(was, here, there)) == wanted
