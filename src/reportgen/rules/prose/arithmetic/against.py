"""Numbers of one year held against each other: 自然人118件，较企业申请多97件; 自然人与法人申请之比为118:40."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from ....model.figures import digits
from ....model.finding import Finding
from ....text.patterns import pattern
from ....text.quantities import Quantity
from ..mentions import spoken_of
from ..readings import Reading, Tables
from ..scopes import Whose, speaker_of
from ..small_words import leads_to_name
from ..surroundings import Mention
from ..tied import Passage, Tied, excerpt, is_bound
from .growth import N104
from .shares import N102

# 较企业申请多97件: more than what else there is of the year, not than there was.
_THAN_NAMED = pattern(
    r"[，,（(]?\s*(?:较|比)(?P<of>[^，,。；;：\d]{2,16}?)(?:的)?(?:要|则)?(?P<way>多|少)(?:了|出)?\s*$", needs=("较", "比")
)
# 自然人申请比法人或其他组织申请多724件: both are named, neither number is given.
_BOTH_NAMED = pattern(
    r"(?:^|[，,；;：:、])(?:其中|全[省市县区州][^，,；;：:]{0,2}?)?(?P<one>[^，,。；;：:\d]{2,24}?)(?:的)?(?:数量|件数|总数)?(?:要)?(?:较|比)"
    r"(?P<of>[^，,。；;：:\d]{2,24}?)(?:的|数量|件数|总数)*(?:还|要|则|共|总共)?(?P<way>多|少)(?:了|出)?\s*$",
    needs=("较", "比"),
)
_OF_ANOTHER_TIME = pattern(r"年|月|季|同期|期初|期末|以前|往|此前|全[国省市县区]|平均|预期|预计|计划|目标")
# Words of what is counted this year.
_OF_THIS_YEAR = pattern(r"^全[省市县区州]|上一?年度?(?=结转|转)|下一?年度?|今年|本年度?|全年")
_RATIO = pattern(
    r"(?P<names>[^，,。；;：:\d]{0,30}?)(?:之比|的?比例|的?数量比|的?比)(?:约|大致|大约)?(?:为|是|达到?)?\s*(?P<one>\d{1,6})\s*[:：∶]\s*(?P<other>\d{1,6})(?![\d:：.])",
    needs="比",
)
_NAMES = pattern(r"(?P<one>[^与和同及、]{2,14})[与和同及、](?P<other>[^与和同及、]{2,14})")
_OTHERS = ("非", "不是")
_CLAUSE = pattern(r"[，,；;：:]")


def against_findings(passage: Passage, tables: Tables, agency: str) -> Iterator[Finding]:
    """Differences of a passage that the numbers they are of do not make."""
    yield from _differences(passage, tables)
    yield from _differences_of_named(passage, tables, agency)


def _differences(passage: Passage, tables: Tables) -> Iterator[Finding]:
    text = passage.block.whole
    for first, by in pairwise(passage.tied):
        than = _THAN_NAMED.fullmatch(text, first.quantity.end, by.quantity.start)
        plain = than and first.matched and first.quantity.exact and by.quantity.exact and not by.quantity.percent
        if not than or not plain or by.quantity.unit != first.quantity.unit or by.bound or _OF_ANOTHER_TIME.search(than["of"]):
            continue
        others = list(figures_named(than["of"], than.end("of"), by.mention, text, tables))
        sign = 1 if than["way"] == "多" else -1
        made = [(one, (first.quantity.value - one.value) * sign) for one in others if not one.amount]
        if not made or any(value == by.quantity.value for _, value in made):
            continue
        other, value = made[0]
        shown = f"{digits(first.quantity.value)} - {digits(other.value)} = {digits(first.quantity.value - other.value)}"
        message = f"文中“{excerpt(text, by)}”算不出来：{shown}"
        place, related = (passage.block.place(one.quantity.start) for one in (by, first))
        yield N104.at(place, message, hint="核对这几个数", related=(related,), expected=value, actual=by.quantity.value)


def _differences_of_named(passage: Passage, tables: Tables, agency: str) -> Iterator[Finding]:
    """行政诉讼案件比行政复议案件少25件: by how many the one figure is more than the other, where the sentence gives neither."""
    text = passage.block.whole
    for by in passage.tied:
        than = _BOTH_NAMED.search(by.mention.left)
        plain = than and by.quantity.exact and not by.quantity.percent and not by.bound
        if not than or not plain or not is_of_ours(than["one"] + than["of"], by, text, agency):
            continue
        at = by.quantity.start - len(by.mention.left)
        one, other = (list(named_alone(than[name], at + than.end(name), by.mention, text, tables)) for name in ("one", "of"))
        pairs = [(first, second) for first in one for second in other if _are_alike(first, second)]
        sign = 1 if than["way"] == "多" else -1
        if not pairs or any((first.value - second.value) * sign == by.quantity.value for first, second in pairs):
            continue
        first, second = pairs[0]
        made = first.value - second.value
        message = f"文中“{excerpt(text, by)}”算不出来：{first.called} {digits(first.value)}，{second.called} {digits(second.value)}，相差 {digits(abs(made))}"
        place, hint = passage.block.place(by.quantity.start), "核对这几个数，和是多是少"
        yield N104.at(place, message, hint=hint, expected=made * sign, actual=by.quantity.value)


def is_of_ours(names: str, one: Tied, text: str, agency: str) -> bool:
    """Whether what is named before a number is of this year, and of the agency that reports."""
    own = speaker_of(text[one.mention.sentence[0] : one.quantity.start], agency).whose is Whose.OWN
    return own and not _OF_ANOTHER_TIME.search(_OF_THIS_YEAR.sub("", names))


def _are_alike(first: Reading, second: Reading) -> bool:
    """Whether two figures are compared as they stand in one table: of the same rows or of the same columns, and not the same."""
    one, other = first.meant, second.meant
    if not (one and other) or one == other or one.table != other.table or first.amount or second.amount:
        return False
    return one.rows == other.rows or one.columns == other.columns


def ratio_findings(passage: Passage, tables: Tables) -> Iterator[Finding]:
    """Ratios that are not those of the figures they name, nor of the two numbers right before; a passage may have no other numbers."""
    text = passage.block.whole
    for found in _RATIO.finditer(text):
        one, other = Decimal(found["one"]), Decimal(found["other"])
        if not (one and other) or all(is_bound(passage.block, found.start(name)) for name in ("one", "other")):
            continue
        pairs = list(_pairs_named(found, text, tables)) or _pair_before(passage, found, (one, other))
        if not pairs or any(_is_as(one, other, *pair) for pair in pairs):
            continue
        first, second = pairs[0]
        written = text[found.start("one") : found.end()]
        message = f"文中“{found['names'][-12:]}之比{written}”算不出来：应是 {digits(first)}:{digits(second)}"
        place = passage.block.place(found.start("one"))
        yield N102.at(place, message, hint="核对两边各是多少")


def _pairs_named(found: re.Match[str], text: str, tables: Tables) -> Iterator[tuple[Decimal, Decimal]]:
    """The figures of the two that a ratio names, of the same rows; 非自然人 are all the others."""
    names = _NAMES.fullmatch(_CLAUSE.split(found["names"])[-1])
    if not names:
        return
    quantity = Quantity(
        found.start("one"), found.end("one"), Decimal(found["one"]), Decimal(found["one"]), Decimal(found["one"]), ""
    )
    mention = Mention(quantity, (0, len(text)), "", "")
    at = found.start("names") + len(found["names"]) - len(names[0])
    first = list(figures_named(names["one"], at + names.end("one"), mention, text, tables))
    for one in first:
        if names["other"].startswith(_OTHERS):
            yield from ((one.value, whole - one.value) for whole in _wholes_of(one, tables))
            continue
        for other in figures_named(names["other"], at + names.end("other"), mention, text, tables):
            if one.meant and other.meant and (one.meant.rows == other.meant.rows or one.meant.columns == other.meant.columns):
                yield one.value, other.value


def _wholes_of(one: Reading, tables: Tables) -> Iterator[Decimal]:
    """What all the columns of the rows of a figure make."""
    for prose in tables.phrasing.tables:
        if one.meant and prose.table == one.meant.table and prose.column:
            whole = tables.reading(prose.table, one.meant.rows, ((prose.column, 1),))
            if whole and whole.value > one.value:
                yield whole.value


def _pair_before(passage: Passage, found: re.Match[str], given: tuple[Decimal, Decimal]) -> list[tuple[Decimal, Decimal]]:
    """网上126件、现场32件，两者之比为126:32: the two numbers right before, where one of them is repeated."""
    before = [one for one in passage.tied if one.quantity.end <= found.start("one")][-2:]
    if len(before) < 2 or before[0].mention.sentence != before[1].mention.sentence:
        return []
    first, second = (one.quantity for one in before)
    near = before[1].mention.sentence[0] <= found.start() <= before[1].mention.sentence[1] and first.unit == second.unit
    plain = near and all(one.exact and one.value and not one.percent for one in (first, second))
    return [(first.value, second.value)] if plain and (first.value == given[0] or second.value == given[1]) else []


def _is_as(one: Decimal, other: Decimal, first: Decimal, second: Decimal) -> bool:
    """Whether a ratio is that of two figures, reduced or rounded: 118 and 40 are 118:40, 59:20 and 3:1."""
    if not second or not first:
        return False
    return (first * other / second).quantize(Decimal(1), ROUND_HALF_UP) == one and (
        other < one or (second * one / first).quantize(Decimal(1), ROUND_HALF_UP) == other
    )


def named_alone(words: str, end: int, mention: Mention, text: str, tables: Tables) -> Iterator[Reading]:
    """The figures that words name and nothing else, which end there: not 市公安局行政诉讼."""
    yield from _figures(words, end, mention, text, tables, alone=True)


def figures_named(words: str, end: int, mention: Mention, text: str, tables: Tables, *, sure: bool = False) -> Iterator[Reading]:
    """The figures that words name, which end there; where it must be `sure`, those alone that they cannot but name."""
    yield from _figures(words, end, mention, text, tables, sure=sure)


def _figures(
    words: str, end: int, mention: Mention, text: str, tables: Tables, *, sure: bool = False, alone: bool = False
) -> Iterator[Reading]:
    quantity = mention.quantity._replace(percent=False, unit="", start=end)
    named = mention._replace(left=words, right="", after_number=False, quantity=quantity)
    for spoken in spoken_of(text[:end], named, tables.phrasing.tables):
        others = (alone and not leads_to_name(words[: max(words.find(spoken.said), 0)])) or (sure and spoken.weak)
        if not (spoken.part or others) and (spoken.rows or (spoken.columns and spoken.table.usual)):
            yield from tables.readings(spoken, spoken.rows)
