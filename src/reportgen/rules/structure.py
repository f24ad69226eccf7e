"""N20: title and first-level headings of a report against the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..model.finding import Finding, Rule, Severity
from ..model.form import Form, Section
from ..model.report import TextBlock
from ..recognise.headings import Read, heading_of, read_headings
from ..recognise.labels import normalised
from ..recognise.titles.declared import titled
from ..recognise.titles.words import title_words
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

# Stands for the agency in the form's title.
_AGENCY = "〈机关〉"


def check_title_wording(subject: Subject) -> Iterator[Finding]:
    """The title as written in a draft or published is the form's: agency, year, kind of document."""
    lines, report, form = subject.narrative.title, subject.report, subject.form
    title = _letters("".join(report.title))
    if not lines or not report.year or _is_free(form) or not _is_report(title, form):
        return
    before, _, after = "".join(titled(form, _AGENCY, report.year)).partition(_AGENCY)
    expected = _letters(before + after)
    place = lines[0].location
    # 2024年某县人民政府政府信息公开工作年度报告: many counties publish it so, and every word is there.
    agency = _letters(report.agency)
    year_first = subject.published and bool(agency) and title.replace(agency, "", 1) == expected
    if expected not in title and not year_first:
        message = f"标题是“{''.join(report.title)}”，格式规定的写法是“〈机关〉{expected}”"
        yield N201.at(place, message, hint=f"改为“{report.agency or '〈机关〉'}{expected}”")
    elif after and not title.replace(expected, ""):
        yield N201.at(
            place, f"标题“{''.join(report.title)}”里没有机关名称", hint=f"改为“{report.agency or '〈机关〉'}{expected}”"
        )


def _is_report(title: str, form: Form) -> bool:
    """Whether a title says of itself that it is one of a report."""
    return bool(re.search("报告|年报|总结", title) or title_words([form]).report.search(title))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _is_free(form: Form) -> bool:
    return any(section.kind == "free" for section in form.sections)


def check_headings(subject: Subject) -> Iterator[Finding]:
    """The first-level headings of a published document are the form's, in its order."""
    if not subject.published or _is_free(subject.form):
        return
    if not subject.narrative.headings:
        yield from _none_at_all(subject)
        return
    expected = [section for section in subject.form.sections if section.heading and section.kind == "fixed"]
    found = _found(subject, expected)
    read = read_headings([block.whole for block in found], expected)
    paired = read.places | read.moved
    for at in sorted(read.reworded):
        yield _renamed(found[at], expected[paired[at]])
    yield from _missing(subject, expected, found, paired)
    yield from _out_of_order(found, expected, read)
    yield from _additional(found, read)
    yield from _ordinals(found, expected, paired)


def _found(subject: Subject, expected: Sequence[Section]) -> list[TextBlock]:
    """The headings of the document from top to bottom; one that is none of the form's stands among the text."""
    among = [
        block
        for section in expected
        for block in subject.report.texts.get(section.id, ())
        if block.level == 1 and block.kind == "heading"
    ]
    blocks = (*subject.narrative.headings, *among)
    return sorted(blocks, key=lambda block: (block.location.page, block.location.line, block.location.column))


def _renamed(block: TextBlock, section: Section) -> Finding:
    words, typed = heading_of(section.heading).words, heading_of(block.whole)
    fix = fix_of([Slip(block, len(typed.ordinal), len(block.whole), words)])
    message = f"标题“{typed.words}”与格式不一致，格式规定的是“{words}”"
    return N203.at(block.location, message, hint=f"改为“{words}”", fix=fix)


def _none_at_all(subject: Subject) -> Iterator[Finding]:
    """That not one heading is there, though text was read as that of some sections: by what stands around it."""
    texts = subject.report.texts
    placed = [section for section in subject.form.prose_sections if texts.get(section.id)]
    if placed:
        named = "、".join(f"“{section.heading}”（{len(texts[section.id])} 段）" for section in placed)
        message = f"各部分的标题一个也没有找到；文字照前后的表归到了{named}"
        yield N202.at(texts[placed[0].id][0].location, message, hint="在各部分的内容前面加上格式规定的标题")


def _missing(
    subject: Subject, expected: Sequence[Section], found: Sequence[TextBlock], paired: dict[int, int]
) -> Iterator[Finding]:
    """Headings that are not there, where what belongs under them is: that all is missing has been told."""
    tables = {ref.partition(".")[0] for ref in subject.report.cells}
    there = {
        section.id
        for section in expected
        if any(tables & {*one.tables} or subject.report.texts.get(one.id) for one in subject.form.together(section))
    }
    for number, section in enumerate(expected):
        if number not in paired.values() and section.id in there:
            after = [at for at, other in paired.items() if other > number]
            place = found[min(after) if after else -1].location
            message = f"没有找到标题“{section.heading}”"
            blocks = subject.report.texts.get(section.id, ()) if section.has_prose else ()
            if blocks:
                place = blocks[0].location
                message += f"；从这里起的 {len(blocks)} 段，照前后的表和文字算作这一部分"
            yield N202.at(place, message, hint=f"在它的内容前面加上标题“{section.heading}”")


def _out_of_order(found: Sequence[TextBlock], expected: Sequence[Section], read: Read) -> Iterator[Finding]:
    for at, number in sorted(read.moved.items()):
        later = [other for place, other in read.places.items() if place < at and other > number]
        earlier = [other for place, other in read.places.items() if place > at and other < number]
        where = f"“{expected[max(later)].heading}”前面" if later else f"“{expected[max(earlier)].heading}”后面"
        message = f"标题“{found[at].whole}”的次序不对，格式规定它在{where}"
        yield N204.at(found[at].location, message, hint="按格式规定的次序排列各部分")


def _additional(found: Sequence[TextBlock], read: Read) -> Iterator[Finding]:
    for at in sorted(read.again):
        yield N204.at(found[at].location, f"标题“{found[at].whole}”重复了", hint="只留一处")
    known = {*read.places, *read.moved, *read.again}
    if unknown := [block for at, block in enumerate(found) if at not in known]:
        message = "格式里没有标题" + "、".join(f"“{block.whole}”" for block in unknown)
        hint = "内容写到相应的部分里；是部分里面的小标题，序号用“（一）”"
        yield N204.at(unknown[0].location, message, hint=hint, related=tuple(block.location for block in unknown[1:]))


def _ordinals(found: Sequence[TextBlock], expected: Sequence[Section], paired: dict[int, int]) -> Iterator[Finding]:
    """Ordinals that are not the form's. None at all were put there by Word; a row without a gap follows from what is missing."""
    typed = [heading_of(block.whole) for block in found]
    counted_on = [heading.number for heading in typed] == list(range(1, len(found) + 1))
    if counted_on and all(heading.ordinal.endswith("、") for heading in typed):
        return
    wrong = []
    without = sum(not heading.ordinal for heading in typed)
    for at, number in sorted(paired.items()):
        own, written = heading_of(expected[number].heading).ordinal, normalised(typed[at].ordinal).strip()
        if own and written != normalised(own).strip() and (written or without == 1):
            wrong.append((at, own.strip()))
    if wrong:
        at, right = wrong[0]
        message = f"标题“{found[at].whole}”的序号应为“{right}”"
        if len(wrong) > 1:
            message += f"；另有 {len(wrong) - 1} 个标题的序号也不对：" + "、".join(
                f"“{found[one].whole}”" for one, _ in wrong[1:]
            )
        fix = fix_of([Slip(found[at], 0, len(typed[at].ordinal), right)]) if len(wrong) == 1 else None
        yield N205.at(found[at].location, message, hint="序号写成“一、”“二、”，按格式的次序排", fix=fix)
