"""Waivers: warnings that the agency has answered in writing, and answers that are about nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..model.finding import Finding, Rule, Severity
from ..model.report import Waiver

# Words of a message that are enough to know it by.
_WORDS = 4

W150 = Rule(
    "W150",
    "豁免没有用上",
    "豁免只对真有的提醒起作用；用不上的多半是问题已经改好，或者代码、位置写错了。错误不能豁免。",
    "豁免:\n  - 代码: Y301\n    理由: 上年漏计 1 件\n（本年与上年的结转其实是平的）",
    "删去这一条豁免。",
    Severity.WARNING,
)


def waived(findings: Iterable[Finding], waivers: Sequence[Waiver]) -> tuple[list[Finding], list[tuple[Finding, Waiver]]]:
    """The findings that stay, and the warnings that a waiver answers; unused waivers become findings."""
    kept: list[Finding] = []
    answered: list[tuple[Finding, Waiver]] = []
    used: set[int] = set()
    errors: set[int] = set()
    for finding in findings:
        matching = [at for at, waiver in enumerate(waivers) if _covers(waiver, finding)]
        if matching and finding.severity is Severity.WARNING:
            used.update(matching)
            answered.append((finding, waivers[matching[0]]))
        else:
            errors.update(matching)
            kept.append(finding)
    for at, waiver in enumerate(waivers):
        if at in used:
            continue
        about = f"{waiver.code}{f'（{waiver.ref}）' if waiver.ref else ''}"
        if at in errors:
            kept.append(W150.at(waiver.location, f"{about} 是错误，不能豁免", hint="错误要改正，改正后删去这条豁免"))
        else:
            kept.append(
                W150.at(
                    waiver.location, f"没有 {about} 这样的提醒，这条豁免没有用上", hint="问题改好了就删去它；否则核对代码和位置"
                )
            )
    return kept, answered


def _covers(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver is about a finding: by its code, and the place, Ref or words it names."""
    if finding.code != waiver.code:
        return False
    place = str(finding.location)
    named = re.search(rf"(?:^|[:!]){re.escape(waiver.ref)}$", place) is not None
    return not waiver.ref or waiver.ref == finding.ref or named or (len(waiver.ref) >= _WORDS and waiver.ref in finding.message)
