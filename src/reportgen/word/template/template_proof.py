"""The marker proof has the last word: what the tags seemed to say is settled by what they print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...model.errors import ReportgenError
from ...model.finding import Finding, Severity
from ...model.format import Format
from ...model.location import Location
from .engine import CompiledTemplate, Misprint, Unproved, compiled_or_first_problem
from .needs import TEXTS, Doubt
from .rules import F210, F211, F212, F214, F230
from .walk import Walk


class Looked(NamedTuple):
    """A template as its tags were read: what is certainly wrong, what the proof has to settle.

    Of the `settled` Refs it is told already why they are not printed as they must.
    """

    form: Format
    path: str
    walk: Walk
    certain: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]
    settled: frozenset[str]


class Proved(NamedTuple):
    """The findings that are left, and the template where it prints what it must."""

    findings: Sequence[Finding]
    compiled: CompiledTemplate | None


def proved(content: bytes, looked: Looked) -> Proved:
    """Try the template, and settle the doubts by it."""
    certain, doubts = looked.certain, looked.doubts
    try:
        compiled = compiled_or_first_problem(content, looked.form, looked.path)
    except Unproved as proof:
        return Proved([*certain, *_confirmed(proof.misprints, looked)], None)
    except ReportgenError as error:
        findings = [*certain, *(doubt.finding for doubt in doubts)]
        if all(finding.severity is not Severity.ERROR for finding in findings):
            findings.append(F230.at(error.location or Location(looked.path), error.message, hint=error.hint))
        return Proved(findings, None)
    return Proved([*certain, *(doubt.finding for doubt in doubts if not doubt.subjects)], compiled)


def _confirmed(misprints: Sequence[Misprint], looked: Looked) -> Iterator[Finding]:
    """The doubts that the proof shares, and what it found beyond them."""
    complained = {misprint.subject for misprint in misprints}
    places_were_compared = all(misprint.place for misprint in misprints)
    told = set(looked.settled)
    for doubt in looked.doubts:
        not_compared = doubt.finding.code == F212.code and not places_were_compared
        if not doubt.subjects or not_compared or doubt.subjects & complained:
            told |= doubt.subjects
            yield doubt.finding
    texts: dict[str, list[Misprint]] = {}
    for misprint in misprints:
        if misprint.subject in told:
            continue
        if misprint.subject in looked.form.figures:
            yield _figure(misprint, looked)
        else:
            texts.setdefault(misprint.subject.split()[0], []).append(misprint)
    wrong = {finding.location for finding in looked.certain if finding.severity is Severity.ERROR}
    for name, those in texts.items():
        if (finding := _text(name, those, looked)).location not in wrong:
            yield finding


def _figure(misprint: Misprint, looked: Looked) -> Finding:
    place = _place(misprint.subject, looked)
    if misprint.place:
        number, row, column = misprint.place
        place = Location(looked.path, f"表{number + 1}", row, column)
    rule = F212 if misprint.place else F211 if misprint.times else F210
    hint = f"这个数只印一次，印在“{looked.form.figures[misprint.subject].title}”那一格"
    return rule.at(place, misprint.message, ref=misprint.subject, hint=hint)


def _text(name: str, those: Sequence[Misprint], looked: Looked) -> Finding:
    styles = "、".join(dict.fromkeys(style for misprint in those if (style := misprint.subject.partition(" ")[2])))
    said = TEXTS.get(name) or f"passages.{name} 的 {styles} "
    how = "有的时候没有印出来" if not those[0].times else f"印了 {those[0].times} 次"
    return F214.at(_place(name, looked), f"{said}{how}", hint="检查这里的 if 和 for：每一种情况都印，而且只印一次")


def _place(name: str, looked: Looked) -> Location:
    """Where a Ref, a text or a passage is printed first, as far as one can tell."""
    loops = [loop.location for loop in looked.walk.loops if loop.passage == name]
    uses = [written.location for written in looked.walk.printed.get(name, ())]
    return next(iter((*loops, *uses)), Location(looked.path))
