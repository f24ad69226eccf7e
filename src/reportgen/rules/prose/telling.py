"""N1: the numbers of the prose as `check` lists them, and those that are none of the figures they may be meant for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ...model.claim import COUNTED_ALIKE, NAMED_BESIDE, NEAR_ITS_WORDS, Candidate, Claim, Status
from ...model.figures import digits
from ...model.finding import Finding, Rule, Severity
from ...model.phrasing import Prose
from ...text.patterns import pattern
from .mentions import OF_CASES
from .named import beginning_of
from .phrases import NO_NAMES, phrases_in
from .readings import Tables, readings_told
from .small_words import clause_before, is_small
from .surroundings import Mention
from .tied import Passage, Tied, excerpt, status_of

N101 = Rule(
    "N101",
    "文中的数与表格不符",
    "同一件事，正文和表格只能有一个数；不符的多半是改了表没有改文字，或者取错了格（如只取了自然人一列）。",
    "正文：行政复议 134 件。表四：行政复议总计 170。",
    "正文：行政复议 {{ 表四.行政复议.总计 }} 件。",
    Severity.WARNING,
)

N113 = Rule(
    "N113",
    "文中的数与表格不符，不能确定说的是不是本单位",
    "县政府、办公室、各级机关可能就是报告的单位，也可能只是其中一部分；桃溪镇、全市也可能是写错了的本单位；全文只有这一处说到这件事，又与表不符，请核对。一次清理中废止的比表里全年的还多，公开出来的和表里的不一样，也请核对。",
    "县政府共收到申请 59 件。（青云县的年报，表里是 95 件）",
    "县政府共收到申请 95 件。",
    Severity.WARNING,
)

# What is said where nothing tells which of the two it was.
EITHER = "核对是文字错了还是表错了"
# Such are counted, but no things.
_NO_COUNT = pattern("季度|月|方面|百分点")
# So many characters behind a number are shown with it.
_BEHIND = 10
# A number so small that it says nothing if it stands in another cell too.
_TELLING = 5


def akin_to_figures(mention: Mention, tables: Prose) -> int:
    """How much a number looks like one of the tables', as `akin` of a claim: by its unit, by words of theirs, by one right beside it.

    三个方面, 12个季度 count nothing of the kind.
    """
    quantity = mention.quantity
    fitting = [number for number, table in enumerate(tables) if quantity.unit in table.units]
    counted = quantity.unit in OF_CASES if quantity.spelled else not _NO_COUNT.match(mention.right)
    if quantity.percent or not quantity.unit or not fitting or not counted:
        return 0
    clause = clause_before(mention.left, mention.after_number)
    around = phrases_in(beginning_of(clause, mention) + mention.right, tables)
    before, behind = phrases_in(clause, tables), phrases_in(mention.right, tables)
    for number in fitting:
        if any(is_small(clause, one.end) for one in before[number].rows):
            return NAMED_BESIDE
        if any(is_small(mention.right[: one.start]) for one in behind[number].rows):
            return NAMED_BESIDE
    near = any(names[number] is not NO_NAMES for number in fitting for names in (around, before))
    return NEAR_ITS_WORDS if near else COUNTED_ALIKE


def claim_of(
    passage: Passage, tied: Tied, tables: Tables, status: Status, expected: Decimal | None = None, expression: str = ""
) -> Claim:
    """A number as `check` lists it."""
    block, quantity = passage.block, tied.quantity
    meant = tuple(one.meant for one in tied.readings if one.meant) if _tells(tied, status) else ()
    return Claim(
        location=block.place(quantity.start),
        section=passage.section,
        text=block.whole[quantity.start : quantity.end],
        value=quantity.value,
        unit=quantity.unit,
        status=status,
        counts=tied.name,
        expression=expression,
        expected=expected,
        said=" ".join(f"{excerpt(block.whole, tied)}{tied.mention.right[:_BEHIND]}".split()),
        meant=meant,
        choices=_choices(tied) if status == "contradictory" else (),
        akin=akin_to_figures(tied.mention, tables.phrasing.tables) if status == "untied" else 0,
    )


def _choices(tied: Tied) -> tuple[Candidate, ...]:
    """The figures that a count contradicts: none of an amount, whose unit may be another, nor where another body may be spoken of."""
    if tied.bound or tied.spoken is None or tied.spoken.speaker or tied.quantity.percent:
        return ()
    return tuple(Candidate(one.expression, one.value) for one in tied.readings if one.expression and one.plain)


def _tells(tied: Tied, status: Status) -> bool:
    """Whether a number says what the figures it is meant for must be: exactly so many, as somebody typed it."""
    plain = tied.quantity.exact and not tied.quantity.percent and all(one.plain or one.amount for one in tied.readings)
    return plain and status in ("matched", "settled", "contradictory")


def contradictions(passages: Sequence[Passage], tables: Tables, *, published: bool) -> Iterator[Finding]:
    """Counts that are none of the figures they may be meant for."""
    advice = EITHER + ("" if published else "；把文中的数改成引用，以后改表文字会跟着改")
    for passage in passages:
        for tied in passage.tied:
            if status_of(tied) != "contradictory" or tied.spoken is None:
                continue
            quantity, block = tied.quantity, passage.block
            table = tables.form.table(tied.spoken.table.table)
            shown = readings_told(tied.readings, quantity, block.whole[quantity.start : quantity.end])
            # 对14件|逾期不补正的申请: the name that stands behind is shown too.
            right = tied.mention.right
            behind = "" if tied.spoken.said else right if len(right) <= _BEHIND else f"{right[:_BEHIND]}…"
            message = f"文中“{excerpt(block.whole, tied)}{behind}”，{table.name}里 {shown}"
            # A small number stands in many cells by chance, a sum of money in none.
            telling = quantity.value >= _TELLING and quantity.unit != "元"
            equal = list(dict.fromkeys(tables.equal_cells(tied.spoken, quantity.value)))[:2] if telling else []
            hint = advice
            rule = N101
            if tied.spoken.speaker:
                rule = N113
                hint = f"“{tied.spoken.speaker}”如果就是本报告的单位，或者代表它，文和表要一致；如果不是（是其中一个单位、别的单位），请把本报告全部是多少也写上"
            elif tied.spoken.asked:
                rule = N113
                hint = "说的就是表里的这些，文和表要一致；只是公开出来的，或者还有别的机关的、不是这一类的，写明"
            elif tied.bound:
                hint = "这个数是引用来的，引用的格和这里说的不是一件事：核对引用的名称"
            elif equal:
                hint = f"{digits(quantity.value)} 等于{'、'.join(equal)}，多半是取错了格；{hint}"
            yield rule.at(
                block.place(quantity.start),
                message,
                hint=hint,
                expected=tied.readings[0].value,
                actual=quantity.value,
            )
