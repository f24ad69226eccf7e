"""The words of which titles of certain forms are made up: what a title says its report is on, and the word for a report.

A form's title says in its own words what its reports are about; what published titles say instead, its pack says too
(`title_words`). What every title of a yearly report may have besides stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ...model.form import Form
from ...text.ordinals import NUMERALS
from ...text.patterns import any_of, pattern
from .declared import COMMON, Subject, subject_of

HAN_DIGITS = f"{NUMERALS}〇○零Oo0"
YEAR_NUMBER = rf"(?:(?:19|20)\d\d(?:[-—–~～至]+(?:20)?\d\d(?=学?年))?|二[〇○零Oo0][{HAN_DIGITS}]{{2}}|20[XxＸ×]{{2}})"
# 2024年 度假区 is no 2024年度.
YEAR = rf"{YEAR_NUMBER}学?年(?:度(?!假))?"
OPEN, CLOSE = "（(〔\\[【", "）)〕\\]】"
BRACKETED_YEAR = rf"[{OPEN}]{YEAR}?(?:{YEAR_NUMBER})?[{CLOSE}]"
GOVERNMENT = "政府"
# A word for a report by itself; with what it is about in front, 报告 or 总结 alone is one too.
_REPORT = r"年度报告|年报|工作报告|工作情况的?(?:年度)?报告"
_WHATEVER = r"[^，。]{0,12}(?:报告|总结|公报)"


class TitleWords:
    """The words of the titles of some forms, as patterns.

    `kind` is a run of words that say what a report is on, and what it is; `report` is a word for a report in such a run.
    """

    def __init__(self, subjects: Iterable[Subject], others: Iterable[str]) -> None:
        subjects, others = tuple(subjects), tuple(others)
        names = {name for subject in subjects for name in subject.names}
        self._every = not all(subject.names for subject in subjects)
        # 公开 tells a title on 政府信息公开 as surely as all of it, where published titles are known to say less.
        self._topics = {min((word for word in others if name.endswith(word)), key=len, default=name) for name in names} or {""}
        wholes = {subject.whole for subject in subjects}
        own = any_of((*names, *others, *wholes))
        begun = rf"{own}|年度|工作|年报|情况|{YEAR_NUMBER}(?=年报)|{YEAR}"
        about = rf"(?:{own}|{COMMON}|{BRACKETED_YEAR}|{YEAR_NUMBER}(?=年报)|{YEAR}|年)"
        self.kind = pattern(rf"(?:{begun}){about}*")
        self.report = pattern(rf"{_REPORT}|{any_of(wholes)}|{any_of(self._topics)}{_WHATEVER}")
        # What a preface has behind the name of the body whose report it is: 某县人民政府|信息公开, 某县|政府信息公开.
        self.subject = "|".join(map(_behind_a_name, sorted(names, key=len, reverse=True))) or "(?!)"

    def is_on_topic(self, text: str) -> bool:
        """Whether some words say that a report is on what these forms' reports are about."""
        return self._every or any(topic in text for topic in self._topics)


def _behind_a_name(subject: str) -> str:
    """A subject as it follows a name, which may end with the 政府 that the subject begins with."""
    rest = subject.removeprefix(GOVERNMENT)
    return f"(?:(?<!人民){GOVERNMENT})?{re.escape(rest)}" if rest != subject else re.escape(subject)


def title_words(forms: Iterable[Form]) -> TitleWords:
    """The words of the titles of these forms."""
    return _title_words(tuple(dict.fromkeys((form.title, form.title_words) for form in forms)))


@lru_cache(maxsize=32)
def _title_words(titles: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]) -> TitleWords:
    return TitleWords((subject_of(title) for title, _ in titles), (word for _, words in titles for word in words))
