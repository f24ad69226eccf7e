"""N20: title and first-level headings of a report against the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model.finding import Finding, Rule, Severity
from ..model.form import Form, Section
from ..model.report import TextBlock
from ..recognise.labels import bare, normalised
from ..text.ordinals import section_ordinal
from .check import Subject
from .ordinals import N205
from .slips import Slip, fix_of

N201 = Rule(
    "N201",
    "标题与格式不一致",
    "年报的标题由机关名称、年份和文种组成，写法统一，公众才查得到、比得了。",
    "甲区2024年度政务公开工作总结报告",
    "甲区人民政府2024年政府信息公开工作年度报告",
    Severity.WARNING,
)
N202 = Rule(
    "N202",
    "没有某一部分的标题",
    "六个部分的标题由格式规定，缺了标题，读者找不到这一部分。",
    "第三部分的表直接接在第二部分的表下面，中间没有标题。",
    "每张表前面都有它那一部分的标题。",
    Severity.WARNING,
)
N203 = Rule(
    "N203",
    "部分的标题改了名称",
    "标题由格式规定，不能自己改名；汇总、检索都按规定的名称进行。",
    "五、存在的主要问题及下步打算",
    "五、存在的主要问题及改进情况",
    Severity.WARNING,
)
N204 = Rule(
    "N204",
    "标题多出、重复或次序不对",
    "格式规定了有哪些部分和它们的次序；别的内容要写到规定的部分里。",
    "七、下一年工作计划",
    "格式规定的部分各有一个标题，按次序排；下一年的计划写到改进情况里。",
    Severity.WARNING,
)

RULES = (N201, N202, N203, N204)

_PLACEHOLDER = r"\{\{\s*(\S+?)\s*\}\}"
_AGENCY, _YEAR = "机关", "年份"
# Letters in common, of all letters of the two: with the same ordinal less is enough.
_ALIKE, _ALIKE_AT_ITS_PLACE = 0.6, 0.2


class _Heading(NamedTuple):
    """A heading found: its block, its ordinal as written, and its words."""

    block: TextBlock
    ordinal: str
    words: str

    @property
    def number(self) -> int:
        ordinal = section_ordinal(self.ordinal)
        return ordinal.number if ordinal else 0


def check_title_wording(subject: Subject) -> Iterator[Finding]:
    """The title as written in a draft or published is the form's: agency, year, kind of document."""
    lines, report, form = subject.narrative.title, subject.report, subject.form
    title = _letters("".join(report.title))
    if not lines or not report.year or _is_free(form) or not re.search("报告|年报|总结", title):
        return
    before, _, after = _filled(form, report.year).partition(_AGENCY)
    expected = _letters(before + after)
    place = lines[0].location
    if expected not in title:
        message = f"标题是“{''.join(report.title)}”，格式规定的写法是“〈机关〉{expected}”"
        yield N201.at(place, message, hint=f"改为“{report.agency or '〈机关〉'}{expected}”")
    elif after and not title.replace(expected, ""):
        yield N201.at(
            place, f"标题“{''.join(report.title)}”里没有机关名称", hint=f"改为“{report.agency or '〈机关〉'}{expected}”"
        )


def _filled(form: Form, year: int) -> str:
    """The form's title with the year put in and the agency's place marked."""
    return re.sub(_PLACEHOLDER, lambda found: str(year) if found[1] == _YEAR else found[1], "".join(form.title))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _is_free(form: Form) -> bool:
    return any(section.kind == "free" for section in form.sections)


def check_headings(subject: Subject) -> Iterator[Finding]:
    """The first-level headings of a published document are the form's, in its order."""
    if not subject.published or not subject.narrative.headings or _is_free(subject.form):
        return
    expected = [section for section in subject.form.sections if section.heading and section.kind == "fixed"]
    found = _found(subject, expected)
    same, renamed = _paired(found, expected)
    for at, number in renamed.items():
        yield _renamed(found[at], expected[number])
    yield from _missing(subject, expected, found, same | renamed)
    yield from _additional(found, expected, same, renamed)
    yield from _ordinals(found, expected, same | renamed)


def _found(subject: Subject, expected: Sequence[Section]) -> list[_Heading]:
    """The headings of the document from top to bottom; one that is none of the form's stands among the text."""
    among = [
        block
        for section in expected
        for block in subject.report.texts.get(section.id, ())
        if block.level == 1 and block.kind == "heading"
    ]
    blocks = (*subject.narrative.headings, *among)
    headings = []
    for block in sorted(blocks, key=lambda block: (block.location.page, block.location.line, block.location.column)):
        ordinal = section_ordinal(block.whole)
        end = ordinal.end if ordinal else 0
        headings.append(_Heading(block, block.whole[:end], block.whole[end:]))
    return headings


def _paired(found: Sequence[_Heading], expected: Sequence[Section]) -> tuple[dict[int, int], dict[int, int]]:
    """Which heading is which section's: by its words, or else the one that is most like it."""
    same: dict[int, int] = {}
    for at, heading in enumerate(found):
        for number, section in enumerate(expected):
            if number not in same.values() and _letters(heading.words) in _wordings(section):
                same[at] = number
                break
    scored = sorted(
        (
            (score, -at, number)
            for at, heading in enumerate(found)
            for number, section in enumerate(expected)
            if at not in same and number not in same.values() and (score := _likeness(heading, section))
        ),
        reverse=True,
    )
    renamed: dict[int, int] = {}
    for _, at, number in scored:
        if -at not in renamed and number not in renamed.values():
            renamed[-at] = number
    return same, renamed


def _words(section: Section) -> str:
    return bare(normalised(section.heading))


def _wordings(section: Section) -> set[str]:
    return {_letters(text) for text in (_words(section), *section.accepts)}


def _likeness(heading: _Heading, section: Section) -> float:
    one, other = _letters(heading.words), _letters(_words(section))
    common = sum(min(one.count(char), other.count(char)) for char in set(one))
    ratio = 2 * common / (len(one) + len(other) or 1)
    own = section_ordinal(section.heading)
    at_its_place = own is not None and own.number == heading.number
    return ratio if ratio >= (_ALIKE_AT_ITS_PLACE if at_its_place else _ALIKE) else 0.0


def _renamed(heading: _Heading, section: Section) -> Finding:
    words = section.heading.partition("、")[2] or section.heading
    start = len(heading.ordinal)
    fix = fix_of([Slip(heading.block, start, len(heading.block.whole), words)])
    return N203.at(
        heading.block.location, f"标题“{heading.words}”与格式不一致，格式规定的是“{words}”", hint=f"改为“{words}”", fix=fix
    )


def _missing(
    subject: Subject, expected: Sequence[Section], found: Sequence[_Heading], paired: dict[int, int]
) -> Iterator[Finding]:
    """Headings that are not there, where what belongs under them is: that all is missing has been told."""
    refs = subject.report.cells
    there = {
        section.id
        for section in expected
        if any(ref.partition(".")[0] in section.tables for ref in refs) or subject.report.texts.get(section.id)
    }
    for number, section in enumerate(expected):
        if number not in paired.values() and section.id in there:
            after = [at for at, other in paired.items() if other > number]
            place = found[min(after)].block.location if after else found[-1].block.location
            message = f"没有找到标题“{section.heading}”"
            yield N202.at(place, message, hint=f"在它的内容前面加上标题“{section.heading}”")


def _additional(
    found: Sequence[_Heading], expected: Sequence[Section], same: dict[int, int], renamed: dict[int, int]
) -> Iterator[Finding]:
    paired = same | renamed
    known = {words for section in expected for words in _wordings(section)}
    furthest = -1
    unknown = []
    for at, heading in enumerate(found):
        text, place = heading.block.whole, heading.block.location
        if at not in paired:
            if _letters(heading.words) in known:
                yield N204.at(place, f"标题“{text}”重复了", hint="只留一处")
            else:
                unknown.append(heading.block)
        elif paired[at] < furthest:
            message = f"标题“{text}”的次序不对，格式规定它在“{expected[furthest].heading}”前面"
            yield N204.at(place, message, hint="按格式规定的次序排列各部分")
        else:
            furthest = paired[at]
    if unknown:
        message = "格式里没有标题" + "、".join(f"“{block.whole}”" for block in unknown)
        hint = "内容写到相应的部分里；是部分里面的小标题，序号用“（一）”"
        yield N204.at(unknown[0].location, message, hint=hint, related=tuple(block.location for block in unknown[1:]))


def _ordinals(found: Sequence[_Heading], expected: Sequence[Section], paired: dict[int, int]) -> Iterator[Finding]:
    """Ordinals that are not the form's. None at all were put there by Word; a row without a gap follows from what is missing."""
    if [heading.number for heading in found] == list(range(1, len(found) + 1)) and all(
        heading.ordinal.endswith("、") for heading in found
    ):
        return
    wrong = []
    without = sum(not heading.ordinal for heading in found)
    for at, number in sorted(paired.items()):
        own = section_ordinal(expected[number].heading)
        typed = normalised(found[at].ordinal).strip()
        if own and typed != normalised(own.written).strip() and (typed or without == 1):
            wrong.append((found[at], own.written.strip()))
    if wrong:
        heading, right = wrong[0]
        message = f"标题“{heading.block.whole}”的序号应为“{right}”"
        if len(wrong) > 1:
            message += f"；另有 {len(wrong) - 1} 个标题的序号也不对：" + "、".join(f"“{one.block.whole}”" for one, _ in wrong[1:])
        fix = fix_of([Slip(heading.block, 0, len(heading.ordinal), right)]) if len(wrong) == 1 else None
        yield N205.at(heading.block.location, message, hint="序号写成“一、”“二、”，按格式的次序排", fix=fix)
