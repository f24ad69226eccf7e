"""What a check is: a pure function from nouns to findings, and how checks are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple, TypeVar

from ..model.claim import Claim
from ..model.finding import Finding, Rule
from ..model.form import Form
from ..model.identity import Assessment
from ..model.location import Location
from ..model.report import Narrative, PastReport, Report, Workbook
from ..text.misspelling import Vocabulary

X100 = Rule(
    "X100",
    "校验程序自身出错",
    "这是 reportgen 的毛病，不是填报的问题；其他校验照常进行。",
    "（内部错误）",
    "把这条信息发给 reportgen 的维护者。",
)

RULES = (X100,)


class Subject(NamedTuple):
    """All that a check may look at: the form, both files as read, the report they make, and the words that are written wrong.

    `published` says that it is a published document: what reportgen itself would have written, as
    headings and title, must be looked at too, and what is only a draft's matter must not. `claims` are
    the numbers of the prose, where they have been read, and `denied` what its words say there was none of; `before_last` is the report of the year before last, which is
    read only where this year's is like last year's.
    """

    form: Form
    workbook: Workbook
    narrative: Narrative
    report: Report
    images: Mapping[str, str]
    prior: PastReport | None
    assessments: tuple[Assessment, ...]
    published: bool = False
    vocabulary: Vocabulary = Vocabulary()
    claims: tuple[Claim, ...] = ()
    before_last: PastReport | None = None
    denied: tuple[Claim, ...] = ()


T = TypeVar("T")

Check = Callable[[Subject], Iterator[Finding]]


def run_checks(checks: Iterable[Check], subject: Subject) -> tuple[list[Finding], bool]:
    """Run every check; one that raises becomes finding X100. The flag says whether one did."""
    findings: list[Finding] = []
    crashed = False
    for check in checks:
        _, lost = guarded(partial(_extend, findings, check, subject), None, subject, check.__name__)
        findings += lost
        crashed = crashed or bool(lost)
    return findings, crashed


def _extend(findings: list[Finding], check: Check, subject: Subject) -> None:
    findings.extend(check(subject))  # what was found before it raised stays


def guarded(step: Callable[[], T], otherwise: T, subject: Subject, name: str) -> tuple[T, list[Finding]]:
    """What a step gives; where it raises, `otherwise` and the finding that says so."""
    try:
        return step(), []
    except Exception:
        import traceback

        where = traceback.format_exc().strip().splitlines()
        return otherwise, [X100.at(Location(subject.narrative.path), f"校验“{name}”出错：{where[-1]}", hint=X100.good)]
