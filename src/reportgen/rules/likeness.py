"""Y: last year's words and last year's size — prose that was copied, figures that jumped."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..model.figures import digits
from ..model.finding import Finding, Rule, Severity
from ..text.repetition import repetition, runs_of
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
RULES = (Y101, Y102)

_SHOWN = 3
_JUMP = 10
# Below this a factor of ten is nothing: 1 and 12 cases.
_NOTICEABLE = 100


def check_likeness(subject: Subject) -> Iterator[Finding]:
    """How much of each section's prose was in last year's report already, with the copied sentences."""
    if subject.prior is None:
        return
    earlier = runs_of(block for blocks in subject.prior.texts.values() for block in blocks)
    names = {section.id: section.heading or section.name for section in subject.form.sections}
    for section, blocks in subject.report.texts.items():
        if section not in names:
            continue
        found = repetition(blocks, earlier)
        if not found.too_like:
            continue
        sentences = found.sentences
        shown = "；".join(f"“{one.text[:40]}{'…' if len(one.text) > 40 else ''}”" for one in sentences[:_SHOWN])
        more = f" 等 {len(sentences)} 句" if len(sentences) > _SHOWN else ""
        place = sentences[0].block.place(sentences[0].start) if sentences else blocks[0].location
        yield Y101.at(
            place,
            f"“{names[section]}”与上年的年报有 {found.share.quantize(Decimal(1))}% 相同（数字不计）：{shown}{more}",
            hint="改写成当年的情况；评估时重复超过 50% 要扣分",
            related=tuple(one.block.place(one.start) for one in sentences[1:]),
        )


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
        more, less = max(abs(now.value), abs(then.value)), min(abs(now.value), abs(then.value))
        if more > _JUMP * less and more >= _NOTICEABLE:
            told.add(row)
            message = f"{figure.title}：本年 {digits(now.value)}，上年 {digits(then.value)}，相差十倍以上"
            hint = "核对两年的数和单位；确实如此就在“豁免”里写明原因"
            yield Y102.at(now.location, message, ref=ref, hint=hint, expected=then.value, actual=now.value)
