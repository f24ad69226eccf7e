"""A line of a YAML file that stands too far in, or not far enough, is told where it is, with the one it should stand below."""

from __future__ import annotations

import pytest

from reportgen.files.yaml import compose
from reportgen.model.errors import SourceError

# Each with the line that is wrong, and what is said of it.
CASES = {
    "too little": ("a: 1\nsections:\n  - id: x\n    name: n\n   heading: y\n", 5, "这一行缩进 3 格，第 4 行缩进 4 格"),
    "a dash too far in": ("sections:\n  - id: x\n    name: n\n   - id: y\n", 4, "这一行缩进 3 格，第 2 行缩进 2 格"),
    "a dash not far enough": ("rows:\n  - {id: a}\n - {id: b}\n  - {id: c}\n", 3, "这一行缩进 1 格，第 2 行缩进 2 格"),
    "the first of them": ("rows:\n    - {id: a}\n  - {id: b}\n  - {id: c}\n", 2, "这一行缩进 4 格，第 3 行缩进 2 格"),
    "the first key": ("look:\n    x: 1\n  y: 2\n  z: 3\n", 2, "这一行缩进 4 格，第 3 行缩进 2 格"),
    "behind a remark": ("t:\n  - id: a\n    # c\n   name: b\n    y: 1\n", 4, "这一行缩进 3 格，第 2 行缩进 4 格"),
    "below a value": ("a: 1\nb: 2\n c: 3\nd: 4\n", 3, "缩进多了"),
    "no colon": ("a: 1\nb\nc: 3\n", 2, "冒号"),
    "no colon in a list": ("t:\n  - id: a\n    name\n    x: 1\n", 3, "冒号"),
}


@pytest.mark.parametrize("text, line, said", CASES.values(), ids=CASES)
def test_the_line_that_is_wrong_is_told(text: str, line: int, said: str) -> None:
    with pytest.raises(SourceError) as told:
        compose(text, "format.yaml")
    assert told.value.location is not None
    assert (told.value.location.line, said in told.value.hint) == (line, True), told.value.hint


@pytest.mark.parametrize(
    "text", ["a:\n- b\n- c\nd: 1\n", "a:\n  - b: 1\n    c: 2\n  -  d: 1\n     e: 2\n", "- - a\n  - b\n- c\n"]
)
def test_what_stands_in_line_is_read(text: str) -> None:
    assert compose(text, "format.yaml") is not None
