"""Last year's problems as questions in the text file: notes that are never printed, and are told as long as they stand there."""

from __future__ import annotations

from ...text.patterns import pattern

_BEGINS, _ENDS = "去年写的问题：", "——今年改得怎样？"
_QUESTION = pattern(rf"\s*#\s*{_BEGINS[:-1]}[：:]\s*(.*?)\s*(?:{_ENDS})?\s*$")


def question_line(problem: str) -> str:
    """The line that asks what has become of one of last year's problems."""
    return f"# {_BEGINS}{problem}{_ENDS}"


def question_of(line: str) -> str | None:
    """The problem that a line asks about; None for every other line."""
    found = _QUESTION.match(line) if "#" in line else None
    return found[1] if found else None
