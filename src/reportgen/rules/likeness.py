"""Y: last year's words and last year's size — prose that was copied, figures that jumped."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal

from ..model.figures import digits
from ..model.finding import Finding, Rule, Severity
from ..model.form import Form
from ..model.identity import counted
from ..model.report import PastReport, TextBlock
from ..text.repetition import Repetition, Sentence, repetition, restated, runs_of
from .check import Subject

Y101 = Rule(
    "Y101",
    "与上年年报雷同",
    "内容雷同、敷衍应付的年报会被责令改正（《条例》第四十七条）；评估中与上年重复超过一半的要扣分。",
    "“存在的主要问题及改进情况”一字不改地沿用上年。",
    "写当年的情况；确需沿用的提法，也要写出当年的进展。",
    Severity.WARNING,
)
Y102 = Rule(
    "Y102",
    "比上年多（少）十倍以上",
    "一年之间差十倍，多半是多打、少打了一个 0，或者单位不同；确实如此的，请在豁免里写明原因。",
    "行政许可处理决定：上年 1573，本年 15730179。",
    "核对两年的数和单位。",
    Severity.WARNING,
)
Y103 = Rule(
    "Y103",
    "上年的问题照抄",
    "上年写的问题，今年要写改得怎么样；一字不差地再写一遍，就是没有改，或者没有重新写（《条例》第四十七条：内容雷同的责令改正）。",
    "一是公开内容不够全面（与上年的年报一字不差）。",
    "上年提出的公开内容不全面，今年补齐了12个栏目；今年新发现的问题是……",
    Severity.WARNING,
)
Y104 = Rule(
    "Y104",
    "连续三年雷同",
    "同一部分连续三年大半相同，是逐年复制的；评估中专门查（《条例》第四十七条）。前年的年报从上年草稿的“上年:”、上年文件旁边同名的文件"
    "（只有年份不同）里找，也可以在命令里再写一个 --prior。",
    "2022、2023、2024 三年的年报里，这一部分的文字大半相同。",
    "写当年的情况。",
    Severity.WARNING,
)
RULES = (Y101, Y102, Y103, Y104)

_SHOWN = 3
_JUMP = 10
# Below this a factor of ten is nothing: 1 and 12 cases.
_NOTICEABLE = 100
_LONG = 40


def check_likeness(subject: Subject) -> Iterator[Finding]:
    """How much of each section's prose was in last year's report already, with the copied sentences; what is three years old."""
    if subject.prior is None:
        return
    alike = like_sections(subject.report.texts, subject.form, subject.prior)
    older = like_sections(subject.report.texts, subject.form, subject.before_last) if subject.before_last else {}
    then = like_sections(subject.prior.texts, subject.prior.form, subject.before_last) if subject.before_last else {}
    for section, found in alike.items():
        name, blocks = _name(section, subject), subject.report.texts[section]
        sentences = found.sentences
        place = sentences[0].block.place(sentences[0].start) if sentences else blocks[0].location
        yield Y101.at(
            place,
            f"“{name}”与上年的年报有 {_percent(found)} 相同（数字不计）：{_quoted(sentences)}",
            hint="改写成当年的情况；评估时重复超过 50% 要扣分",
            related=tuple(one.block.place(one.start) for one in sentences[1:]),
        )
        if section in older and section in then:
            message = (
                f"“{name}”连续三年雷同：与上年有 {_percent(found)} 相同，与前年有 {_percent(older[section])} 相同（数字不计）"
            )
            yield Y104.at(blocks[0].location, message, hint="写当年的情况")
    yield from _restated(subject, told=alike)


def like_sections(texts: Mapping[str, tuple[TextBlock, ...]], form: Form, earlier: PastReport) -> dict[str, Repetition]:
    """The sections of a report of which more than half stood in an earlier one."""
    before = runs_of(block for blocks in earlier.texts.values() for block in blocks)
    known = {section.id for section in form.sections}
    found = {section: repetition(blocks, before) for section, blocks in texts.items() if section in known}
    return {section: one for section, one in found.items() if one.too_like}


def _restated(subject: Subject, told: Container[str]) -> Iterator[Finding]:
    """Last year's problems, word for word: in those sections of which more has not been told."""
    if subject.prior is None:
        return
    for section in subject.form.sections:
        words = [word for expected in section.expects if expected.anew for word in expected.phrases]
        blocks = subject.report.texts.get(section.id, ())
        if not words or section.id in told:
            continue
        if sentences := restated(blocks, subject.prior.texts.get(section.id, ()), words):
            message = f"“{_name(section.id, subject)}”有 {len(sentences)} 句与上年的年报一字不差（数字、序号不计）：{_quoted(sentences)}"
            first, *more = (one.block.place(one.start) for one in sentences)
            yield Y103.at(first, message, hint="写上年的问题改得怎么样，今年有什么新的问题", related=tuple(more))


def _name(section: str, subject: Subject) -> str:
    return next(one.title for one in subject.form.sections if one.id == section)


def _percent(found: Repetition) -> str:
    return f"{found.share.quantize(Decimal(1))}%"


def _quoted(sentences: Sequence[Sentence]) -> str:
    """The first of them, as far as they are not too long."""
    shown = "；".join(f"“{one.text[:_LONG]}{'…' if len(one.text) > _LONG else ''}”" for one in sentences[:_SHOWN])
    return shown + (f" 等 {len(sentences)} 句" if len(sentences) > _SHOWN else "")


def _is_missing(ref: str, subject: Subject) -> bool:
    cell = subject.report.cells.get(ref)
    return cell is not None and cell.value is None


def check_jumps(subject: Subject) -> Iterator[Finding]:
    """Figures ten times last year's, or a tenth of them."""
    if subject.prior is None:
        return
    told: set[tuple[str, str]] = set()
    # Totals come last in their rows; one finding a row is enough, and the total says most.
    for ref, figure in reversed(subject.form.figures.items()):
        row = figure.table.id, figure.row.id
        if row in told:
            continue
        now, then = subject.report.cells.get(ref), subject.prior.cells.get(ref)
        if now is None or then is None or not now.value or not then.value or figure.kind == "change":
            continue
        if not subject.published and any(_is_missing(part, subject) for part in counted((ref,), subject.form.totals)):
            continue  # what a spreadsheet adds up meanwhile is no total
        more, less = max(abs(now.value), abs(then.value)), min(abs(now.value), abs(then.value))
        if more > _JUMP * less and more >= _NOTICEABLE:
            told.add(row)
            message = f"{figure.title}：本年 {digits(now.value)}，上年 {digits(then.value)}，相差十倍以上"
            hint = "核对两年的数和单位；确实如此就在“豁免”里写明原因"
            yield Y102.at(now.location, message, ref=ref, hint=hint, expected=then.value, actual=now.value)
