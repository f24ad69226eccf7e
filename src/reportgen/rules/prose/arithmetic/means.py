"""What comes to each month, or to each hundred: means of the numbers beside them, and of the figures that their words name."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from ....model.figures import digits
from ....model.finding import Finding
from ....text.ordinals import spelled_value
from ....text.patterns import pattern
from ..mentions import spoken_of
from ..readings import Reading, Tables
from ..tied import Passage, Tied, excerpt
from .against import is_of_ours, named_alone
from .growth import N104
from .shares import N102

_CLAUSE = pattern(r"[，,；;：:]")
_MEAN = r"(?:每?(?P<one>月|季度?)(?:平?均)|平均每个?(?P<other>月|季度?))"
_EACH = pattern(rf"{_MEAN}[^，。；\d]{{0,24}}$", needs="均")
# 月均新收申请72.5件, 新收申请平均每月72.5件: the mean of what is named, whose number is not given.
_EACH_OF_NAMED = pattern(
    rf"(?:^|[，,；;：:])(?P<before>[^，,。；;：:\d]{{0,20}}?){_MEAN}(?P<of>[^，,。；;：:\d]{{0,20}}?)(?:约|大约)?\s*$", needs="均"
)
_IN_A_YEAR = {"月": 12, "季": 4}
# 每百件办结件中，约有52件予以公开; 每收到100件申请，约有94件来自自然人: of what, of how many, and what is said before the number.
_OF_HUNDRED = pattern(
    r"每(?P<verb>[^，,。；：\d百千万]{0,8}?)(?P<many>一?[百千万]|10{2,4})(?P<unit>件|起|宗)(?P<of>[^，,。；：\d]{0,16}?)(?:(?:当中|之中|中|里)[，,]?|[，,]|(?<=申请)(?=引发|引起|产生|发生))"
    r"(?:就|便|大约|约|平均)*(?:有)?(?P<words>[^，,。；：\d]{0,16}?)(?:大约|约)?$",
    needs="每",
)


def mean_findings(passage: Passage, tables: Tables, agency: str) -> Iterator[Finding]:
    """Means of a passage that are not those of the numbers before them, or of the figures that they name."""
    yield from _of_numbers(passage)
    yield from _of_figures(passage, tables, agency)
    yield from _of_hundreds(passage, tables, agency)


def _of_numbers(passage: Passage) -> Iterator[Finding]:
    text = passage.block.whole
    for whole, mean in pairwise(passage.tied):
        found = _EACH.search(mean.mention.left)
        alike = whole.quantity.unit == mean.quantity.unit and whole.mention.sentence == mean.mention.sentence
        of_year = whole.matched is not None or "全年" in whole.mention.left
        if not found or not alike or not of_year or mean.bound or not whole.quantity.exact or whole.quantity.percent:
            continue
        if len(_CLAUSE.findall(text[whole.quantity.end : mean.quantity.start])) > 1:
            continue
        many = _IN_A_YEAR[(found["one"] or found["other"])[0]]
        made = whole.quantity.value / many
        step = Decimal(1).scaleb(-mean.quantity.places)  # cut off, rounded, or rounded up
        if mean.quantity.low - step < made < mean.quantity.high + step:
            continue
        right = made.quantize(Decimal("0.1"), ROUND_HALF_UP)
        message = f"文中“{excerpt(text, mean)}”算不出来：{digits(whole.quantity.value)} ÷ {many} = {digits(right)}"
        place, related = (passage.block.place(one.quantity.start) for one in (mean, whole))
        yield N104.at(place, message, hint="核对这两个数", related=(related,), expected=right, actual=mean.quantity.value)


def _of_figures(passage: Passage, tables: Tables, agency: str) -> Iterator[Finding]:
    """全市月均新收申请72.5件: the mean of a figure that is named and not given."""
    text = passage.block.whole
    for mean in passage.tied:
        found = _EACH_OF_NAMED.search(mean.mention.left)
        if not found or mean.quantity.percent or mean.quantity.spelled or mean.bound:
            continue
        if not is_of_ours(found["before"] + found["of"], mean, text, agency):
            continue
        at = mean.quantity.start - len(mean.mention.left)
        names = [name for name in ("of", "before") if len(found[name]) > 1]
        figures = [one for name in names for one in named_alone(found[name], at + found.end(name), mean.mention, text, tables)]
        many = _IN_A_YEAR[(found["one"] or found["other"])[0]]
        step = Decimal(1).scaleb(-mean.quantity.places)
        figures = [one for one in figures if not one.amount]
        if not figures or any(mean.quantity.low - step < one.value / many < mean.quantity.high + step for one in figures):
            continue
        first = figures[0]
        right = (first.value / many).quantize(Decimal("0.1"), ROUND_HALF_UP)
        message = f"文中“{excerpt(text, mean)}”算不出来：{first.called} {digits(first.value)} ÷ {many} = {digits(right)}"
        place = passage.block.place(mean.quantity.start)
        yield N104.at(
            place, message, hint="核对这个数；是别的事的平均数的，写明是什么", expected=right, actual=mean.quantity.value
        )


def _of_hundreds(passage: Passage, tables: Tables, agency: str) -> Iterator[Finding]:
    """每百件办结件中，约有52件予以公开: how many of each hundred of a figure another one is."""
    text = passage.block.whole
    for one in passage.tied:
        found = _OF_HUNDRED.search(text, one.mention.sentence[0], one.quantity.start)
        if not found or one.quantity.percent or one.quantity.spelled or one.bound:
            continue
        if not is_of_ours(found["verb"] + found["of"] + found["words"], one, text, agency):
            continue
        many = Decimal(found["many"]) if found["many"].isdigit() else Decimal(spelled_value(f"一{found['many'][-1]}") or 0)
        wholes = list(named_alone(found["verb"] + found["of"], found.end("of"), one.mention, text, tables))
        parts = list(_parts(one, found["words"], text, tables))
        step = Decimal(1).scaleb(-one.quantity.places)
        pairs = [(part, whole) for part in parts for whole in wholes if whole.value]
        made = [part.value / whole.value * many for part, whole in pairs]
        if not pairs or any(one.quantity.low - step < value < one.quantity.high + step for value in made):
            continue
        (part, whole), value = pairs[0], made[0]
        right = value.quantize(step if one.quantity.places else Decimal("0.1"), ROUND_HALF_UP)
        rounded = "" if one.quantity.places else f"，约 {digits(value.quantize(step, ROUND_HALF_UP))}"
        message = f"文中“{excerpt(text, one)}”算不出来：{part.called} {digits(part.value)} ÷ {whole.called} {digits(whole.value)} × {digits(many)} = {digits(right)}{rounded}"
        place = passage.block.place(one.quantity.start)
        yield N102.at(place, message, hint="核对这个数", expected=right, actual=one.quantity.value)


def _parts(one: Tied, words: str, text: str, tables: Tables) -> Iterator[Reading]:
    """The figures that the words before and behind such a number name."""
    plain = one.mention._replace(
        left=words, after_number=False, quantity=one.quantity._replace(low=one.quantity.value, high=one.quantity.value)
    )
    for spoken in spoken_of(text, plain, tables.phrasing.tables):
        if not spoken.weak and (spoken.rows or (spoken.columns and spoken.table.usual)):
            yield from tables.readings(spoken, spoken.rows)
