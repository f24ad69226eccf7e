"""Waivers: warnings that the agency has answered in writing, answers that are about nothing; and which findings count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..model.errors import PackError
from ..model.finding import Finding, Rule, Severity, said_of, substance
from ..model.form import Form
from ..model.location import Location
from ..model.report import Waiver
from ..text.closest import closest

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

RULES = (W150,)


def turned_down_problems(form: Form, rules: Iterable[Rule]) -> list[tuple[Location, str]]:
    """What a pack turns down and must not: errors, and codes that nothing has; each with its place in the pack."""
    severities = {rule.code: rule.severity for rule in rules} | {line.code: line.severity for line in form.lines}
    problems = []
    for code, _ in form.rules:
        place = form.places[f"rule:{code}"]
        if code not in severities:
            close = closest(code, severities)
            problems.append((place, f"没有代码为 {code} 的规则" + (f"，是不是“{close}”？" if close else "")))
        elif severities[code] is Severity.ERROR:
            problems.append((place, f"{code} 是错误，不能关掉；只有提醒可以写明理由关掉"))
    return problems


def turned_down(form: Form, rules: Iterable[Rule]) -> tuple[Waiver, ...]:
    """The warnings that a pack turns down, as answers given once for all its reports. PackError where it may not."""
    if problems := turned_down_problems(form, rules):
        (place, message), *rest = problems
        raise PackError(message + "".join(f"\n{location}：{more}" for location, more in rest), location=place)
    return tuple(Waiver(code, "", f"{reason}（格式 {form.id} 规定）", form.places[f"rule:{code}"]) for code, reason in form.rules)


def waived(
    findings: Iterable[Finding], waivers: Sequence[Waiver], of_pack: Sequence[Waiver] = ()
) -> tuple[list[Finding], list[tuple[Finding, Waiver]]]:
    """The findings that stay, and the warnings that a waiver answers: the agency's own, or else the pack's.

    Waivers of the agency that are about nothing become findings.
    """
    general = {waiver.code: waiver for waiver in of_pack}
    kept: list[Finding] = []
    answered: list[tuple[Finding, Waiver]] = []
    used: set[int] = set()
    errors: set[int] = set()
    outdated: dict[int, Finding] = {}
    for finding in findings:
        there = [at for at, waiver in enumerate(waivers) if is_about(waiver.code, waiver.ref, finding)]
        matching = [at for at in there if not waivers[at].said or substance(waivers[at].said) == substance(said_of(finding))]
        outdated.update({at: finding for at in there if at not in matching})
        if matching and finding.severity is Severity.WARNING:
            used.update(matching)
            answered.append((finding, waivers[matching[0]]))
        elif finding.severity is Severity.WARNING and finding.code in general:
            answered.append((finding, general[finding.code]))
        else:
            errors.update(matching)
            kept.append(finding)
    for at, waiver in enumerate(waivers):
        if at in used:
            continue
        about = f"{waiver.code}{f'（{waiver.ref}）' if waiver.ref else ''}"
        if at in errors:
            kept.append(W150.at(waiver.location, f"{about} 是错误，不能豁免", hint="错误要改正，改正后删去这条豁免"))
        elif at in outdated:
            message = f"{about} 的豁免是对另一个数写的，现在不算。当时是：{waiver.said}\n现在是：{said_of(outdated[at])}"
            kept.append(W150.at(waiver.location, message, hint="现在的也确有原因，就把理由和“原话”改过来；否则删去这一条"))
        else:
            kept.append(
                W150.at(
                    waiver.location, f"没有 {about} 这样的提醒，这条豁免没有用上", hint="问题改好了就删去它；否则核对代码和位置"
                )
            )
    return kept, answered


def is_about(code: str, where: str, finding: Finding) -> bool:
    """Whether an answer to a rule's warnings is about a finding, by what it names: a place, a Ref, some words of it, or '' for all."""
    if finding.code != code:
        return False
    named = re.search(rf"(?:^|[:!]){re.escape(where)}$", str(finding.location)) is not None
    return not where or where == finding.ref or named or (len(where) >= _WORDS and where in finding.message)


# -- which findings count ----------------------------------------------------------------------------


def chosen(findings: Iterable[Finding], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Finding]:
    """The findings whose code begins with something in `select` (all, when empty) and not in `ignore`.

    Where both match, the longer prefix wins. A finding that tells of several identities stays for the sake of any of them.
    """

    def longest(code: str, prefixes: Sequence[str]) -> int:
        return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)

    def wanted(code: str) -> bool:
        return (longest(code, select) if select else 0) > longest(code, ignore)

    return [finding for finding in findings if any(map(wanted, finding.codes))]


def counts(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Whether any finding makes the report one that must not go out: errors; warnings too when strict."""
    return any(strict or finding.severity is Severity.ERROR for finding in findings)
