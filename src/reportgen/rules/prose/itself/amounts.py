"""N111, N114: the same amount in another unit: 38200万元，约合3.28亿元; 486.27元 where it was 486.27万元 before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from ....model.finding import Finding
from ....text.patterns import pattern
from ....text.quantities import Quantity
from ..readings import unit_of_amount
from ..tied import Passage, Tied
from .agreement import N114, twice

# Nothing but that it is the same stands between the two.
_THAT_IS = pattern(r"[，,、]?\s*[（(]?(?:折合|约合|折算为|换算为|相当于|也就是|即)(?:人民币)?(?:约|大约|近)?(?:为|是)?\s*")
# 6350万元（约0.64亿元）: in brackets the other unit says so.
_IN_BRACKET, _CLOSED = pattern(r"\s*[（(]\s*(?:约|合|约合)?\s*"), pattern(r"\s*[）)]")
_FIGURES = pattern(r"\d[\d,，]*(?:\.\d+)?")
# Fewer digits are the same by chance.
_TELLING = 4
_STEPS = (Decimal(10) ** 4, Decimal(10) ** 8)
_UNITS = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"), (Decimal(1), ""))


def converted_findings(passage: Passage) -> Iterator[Finding]:
    """Numbers given again at once in another unit, that are not the same."""
    text = passage.block.whole
    for one, other in pairwise(passage.tied):
        first, again = one.quantity, other.quantity
        if not first.unit or first.unit != again.unit or first.percent or first.spelled or again.spelled:
            continue
        if not (_THAT_IS.fullmatch(text, first.end, again.start) or _is_beside(text, first, again)) or _meet(first, again):
            continue
        right = _as_written(first, again)
        message = f"文中“{text[first.start : again.end]}”，{text[first.start : first.end]}是 {right}"
        place, earlier = (passage.block.place(number.start) for number in (again, first))
        hint = "核对这两个数和单位"
        yield N114.at(place, message, hint=hint, related=(earlier,), expected=first.value, actual=again.value)


def _is_beside(text: str, first: Quantity, again: Quantity) -> bool:
    """Whether an amount stands alone in a bracket behind another one, and is written in another unit."""
    alone = _IN_BRACKET.fullmatch(text, first.end, again.start) and _CLOSED.match(text, again.end)
    units = [unit_of_amount(text[one.start : one.end]) for one in (first, again)]
    return bool(alone) and first.unit == "元" and units[0] != units[1]


def _meet(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers may be one, each as exact as it is printed; 约 allows as much again."""
    slack = (one.high - one.low + other.high - other.low) / 2
    return one.low - slack <= other.high and other.low - slack <= one.high


def _as_written(one: Quantity, other: Quantity) -> str:
    """A number in the unit of the other, all its digits."""
    size, name = next((size, name) for size, name in _UNITS if other.value >= size or size == 1)
    return f"{(one.value / size).normalize():f}{name}{one.unit}"


def scaled_findings(passages: Sequence[Passage]) -> Iterator[Finding]:
    """Amounts with the very digits of one given before, and another unit: one of the two has lost a 万."""
    given: dict[str, tuple[Passage, Tied]] = {}
    for passage in passages:
        text = passage.block.whole
        for one in passage.tied:
            quantity = one.quantity
            written = _FIGURES.match(text, quantity.start)
            if quantity.unit != "元" or not written or one.matched or (one.readings and one.strict):
                continue  # what a table has, or has otherwise, is told by it
            printed = written[0].replace(",", "").replace("，", "")
            if len(printed.replace(".", "").strip("0")) < _TELLING:
                continue
            first = given.setdefault(printed, (passage, one))
            values = sorted((first[1].quantity.value, quantity.value))
            if values[0] and values[1] / values[0] in _STEPS:
                yield twice(first, (passage, one))
