"""The title that a form gives its reports: with agency and year put in, and the words in it that say what they are about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ...model.beside.fields import named_in
from ...model.form import Form

_ANY = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}")
# What goes with the year: 2024年, 2024年度; of 2024年度报告 the 年度 is the report's.
_YEAR = re.compile(r"\{\{\s*年份\s*\}\}(?:年(?:度(?!报告)|(?!度报告)))?")
# What the title of any yearly report says besides what it is about.
COMMON = r"工作|年度|情况|统计|执行|落实|总体|专项|报告|年报|总结|公报|[和与及暨、的]"
_COMMON_BEFORE = re.compile(rf"^(?:关于|年度|年(?!报)|{COMMON})+")
_YEAR_BEFORE = re.compile(r"^年(?:度(?!报告)|(?!报|度报告))")
_COMMON_BEHIND = re.compile(rf"(?:{COMMON})+$")


class Subject(NamedTuple):
    """What the titles of a form's reports are about, in the title's own words; none where it is just a report of the year.

    `whole` are the words from there to the title's end.
    """

    names: tuple[str, ...]
    whole: str


def titled(form: Form, agency: str, year: int | str) -> tuple[str, ...]:
    """The lines of the title of a report in this form, of this agency and year."""
    return tuple(named_in(line, agency, year) for line in form.title)


def report_name(form: Form) -> str:
    """What reports in this form are called, whosever and of whatever year: its title without these two; its own name where nothing is left."""
    return _ANY.sub("", _YEAR.sub("", "".join(form.title))).removeprefix("关于") or form.name


def subject_of(title: Sequence[str]) -> Subject:
    """What the title of a form says that its reports are about."""
    pieces = ["".join(piece.split()) for piece in _ANY.split("".join(title))]
    names = [name for piece in pieces if (name := _COMMON_BEHIND.sub("", _COMMON_BEFORE.sub("", piece)))]
    last = _YEAR_BEFORE.sub("", pieces[-1])
    whole = last[last.rfind(names[-1]) :] if names and names[-1] in last else last
    return Subject(tuple(dict.fromkeys(names)), whole)
