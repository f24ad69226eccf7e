"""Settles by the marker proof what the tags of a template leave in doubt, and tells what is in the way where nothing else says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ....model.errors import PackError, ReportgenError
from ....model.finding import Finding, Severity
from ....model.form import Form
from ....model.location import Location
from ..engine import CompiledTemplate, NotAllowed, UnknownName
from ..needs import TEXTS, Doubt
from ..rules import F201, F202, F204, F206, F210, F211, F212, F213, F214, F219, F220, F230
from ..tags import Written
from ..walk import Walk
from .markers import Misprint, Unproved, compiled_or_first_problem, misprints_in_any_case

_NOT_WHOLE = (F201.code, F202.code, F204.code, F206.code)


class Looked(NamedTuple):
    """A template as its tags were read: what is certainly wrong, what the proof has to settle.

    Of the `settled` Refs it is told already why they are not printed as they must.
    """

    form: Form
    path: str
    walk: Walk
    certain: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]
    settled: frozenset[str]
    docxtpl: bool = False
    written: Sequence[Written] = ()


class Proved(NamedTuple):
    """The findings that are left, and the template where it prints what it must, or else what is in the way."""

    findings: Sequence[Finding]
    compiled: CompiledTemplate | None
    problem: ReportgenError | None = None


def proved(content: bytes, looked: Looked) -> Proved:
    """Try the template, and settle the doubts by it."""
    certain, doubts = looked.certain, looked.doubts
    if looked.docxtpl:
        # What docxtpl would make of braces and stretches that are not whole nobody knows, nor how long it would look for them.
        for finding in certain:
            if finding.severity is Severity.ERROR and finding.code in _NOT_WHOLE:
                return Proved(certain, None, PackError(finding.message, location=Location(looked.path), hint=finding.hint))
    try:
        compiled = compiled_or_first_problem(content, looked.form, looked.path, docxtpl=looked.docxtpl)
    except Unproved as proof:
        findings = [*certain, *_confirmed(proof.misprints, looked)]
        return Proved([*findings, *_at_least_one(findings, looked.path, proof.misprints[0].message)], None, proof)
    except ReportgenError as error:
        # What docxtpl prints by names of the template's own is not to be read from the tags.
        unsettled = () if looked.docxtpl else doubts
        findings = [*certain, *(doubt.finding for doubt in unsettled)]
        where = _asking(error.asked, looked) if isinstance(error, UnknownName) else None
        if isinstance(error, UnknownName):
            findings += [one for one in _all_the_same(content, looked) if one not in findings]
        return Proved([*findings, *_at_least_one(findings, looked.path, error.message, error, where)], None, error)
    return Proved([*certain, *(doubt.finding for doubt in doubts if not doubt.subjects)], compiled)


def _all_the_same(content: bytes, looked: Looked) -> Iterator[Finding]:
    """What is wrong besides a name that there is not: what is not printed may be so for that name alone, and only doubts say it."""
    misprints = misprints_in_any_case(content, looked.form, looked.path, docxtpl=looked.docxtpl)
    doubted = frozenset[str]().union(*(doubt.subjects for doubt in looked.doubts))
    yield from _confirmed([one for one in misprints if one.times or one.subject in doubted], looked)


def _asking(name: str, looked: Looked) -> Location | None:
    """Where a name is asked for that there is not."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return next((one.location for one in looked.written if any(word.search(tag.code) for tag in one.tags)), None)


def _at_least_one(
    findings: Sequence[Finding], path: str, message: str, error: ReportgenError | None = None, where: Location | None = None
) -> Iterator[Finding]:
    """What is in the way where none of the findings says it: the build refuses the template too."""
    if all(finding.severity is not Severity.ERROR for finding in findings):
        place = where or (error.location if error and error.location else Location(path))
        rule = F220 if isinstance(error, NotAllowed) else F230
        yield rule.at(place, message, hint=error.hint if error else F230.good)


def _confirmed(misprints: Sequence[Misprint], looked: Looked) -> Iterator[Finding]:
    """The doubts that the proof shares, and what it found beyond them."""
    complained = {misprint.subject for misprint in misprints}
    places_were_compared = all(misprint.place or misprint.beside for misprint in misprints)
    told = set(looked.settled)
    printed = {misprint.subject for misprint in misprints if misprint.times}
    for doubt in looked.doubts:
        if looked.docxtpl and doubt.finding.code == F210.code and doubt.subjects <= printed:
            continue  # by a name of the template's own
        not_compared = doubt.finding.code == F212.code and not places_were_compared
        if not doubt.subjects or not_compared or doubt.subjects & complained:
            told |= doubt.subjects
            yield doubt.finding
    beside = {finding.ref for finding in looked.certain if finding.code == F213.code}
    texts: dict[str, list[Misprint]] = {}
    for misprint in misprints:
        if misprint.subject in told or (misprint.beside and misprint.subject in beside):
            continue
        if misprint.subject in looked.form.figures:
            yield _figure(misprint, looked)
        else:
            texts.setdefault(misprint.subject.split()[0], []).append(misprint)
    wrong = {finding.location for finding in looked.certain if finding.severity is Severity.ERROR}
    for name, those in texts.items():
        if (finding := _misprinted_text(name, those, looked)).location not in wrong:
            yield finding


def _figure(misprint: Misprint, looked: Looked) -> Finding:
    place = _place(misprint.subject, looked)
    if misprint.place:
        number, row, column = misprint.place
        place = Location(looked.path, f"表{number + 1}", row, column)
    rule = F213 if misprint.beside else F212 if misprint.place else F211 if misprint.times else F210
    hint = f"这个数只印一次，印在“{looked.form.figures[misprint.subject].title}”那一格"
    if misprint.beside:
        hint = f"这一格只留 {{{{ {misprint.subject} }}}}：在 Word 里显示编辑标记，删去别的"
    return rule.at(place, misprint.message, ref=misprint.subject, hint=hint)


def _misprinted_text(name: str, those: Sequence[Misprint], looked: Looked) -> Finding:
    styles = "、".join(dict.fromkeys(style for misprint in those if (style := misprint.subject.partition(" ")[2])))
    said = TEXTS.get(name) or f"passages.{name} 的 {styles} "
    if wrong := those[0].beside:
        return F219.at(_place(name, looked), f"{said}{wrong}", hint="让这个标签单独占一段；各部分文字照 format.yaml 的次序排")
    if not those[0].times and name in looked.walk.altered:
        tag, written = looked.walk.altered[name]
        plain = TEXTS.get(name, "").partition("（")[0] or "各部分的文字"
        message = f"{plain}没有照原样印：{tag.written} 改了它的字"
        return F219.at(written.location, message, hint="去掉竖线和后面的过滤器；标题、正文、落款要一字不差地印，要改字就改文字稿")
    how = "有的时候没有印出来" if not those[0].times else f"印了 {those[0].times} 次"
    return F214.at(_place(name, looked), f"{said}{how}", hint="检查这里的 if 和 for：每一种情况都印，而且只印一次")


def _place(name: str, looked: Looked) -> Location:
    """Where a Ref, a text or a passage is printed first, as far as one can tell."""
    loops = [loop.location for loop in looked.walk.loops if loop.passage == name]
    uses = [written.location for written in looked.walk.printed.get(name, ())]
    return next(iter((*loops, *uses)), Location(looked.path))
