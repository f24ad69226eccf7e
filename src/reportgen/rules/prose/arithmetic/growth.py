"""N1: growth and change stated in the prose — 同比增长3.2%, 比上年减少28件 — against last year, or the sentence itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import NamedTuple

from ....model.figures import digits
from ....model.finding import Finding, Rule, Severity
from ....text.patterns import pattern
from ....text.quantities import CLOSED_BRACKETS, Quantity
from ..mentions import spoken_of
from ..readings import Reading, Tables
from ..surroundings import are_in_turn, is_change
from ..tied import Passage, Tied, excerpt, is_inside
from .fractions import LOOKED_BACK, Outcome, Share, is_rate, outcome_of
from .lists.parts import is_countable

N104 = Rule(
    "N104",
    "与上年相比的增减算不出来",
    "增减的百分比要与上年年报里的同一个数对得上；句子里给了前后两个数的，增减多少、相差几个百分点、是几倍也要算得出来。",
    "今年 3646 件、上年 3607 件，写成增长 1.05%。",
    "增长 1.08%",
    Severity.WARNING,
)

_THAN = r"(?:较|比|与)(?:上一?年度?|去年|(?:19|20)\d\d年度?)(?:同期)?(?:相比)?|同比|(?:上年|去年)同期"
_COMPARED = pattern(_THAN, needs="较比与同")
# 较年初的0.8万个增长50%: no report of last year tells of it.
_WITHIN_YEAR = pattern(r"[较比与](?:年初|期初|上季度|上半年|上月|改版前|此前)", needs="较比与")
_OWN_YEAR = pattern(r"((?:19|20)\d\d)年(?!度?(?:结转|转入))")
_TREND = pattern(
    r"(净增|净减|增收|减收|增支|减支|增长|增加|上升|提高|提升|上涨|攀升|压减|压缩|缩减|缩短|精简|[增升涨]幅|[高超]出|扩大|下降|减少|回落|降低|下滑|[降减跌]幅|多|少)"
)
_LESS = (
    "净减",
    "减收",
    "减支",
    "下降",
    "减少",
    "回落",
    "降低",
    "下滑",
    "降幅",
    "减幅",
    "跌幅",
    "压减",
    "压缩",
    "缩减",
    "缩短",
    "精简",
    "少",
)
# 办结率提升至95%: what it is now, not by how much; 增幅为28% is by how much.
_LEVEL = pattern(r"(?<!幅)[了]?[到至为]")
# 由3个增加到5个，新增3个: by how many, in a word of its own; what was taken out goes with what became fewer.
_MORE_BY, _FEWER_BY = (
    pattern(r"(?:新增|净增|增设|增加|增)(?:了|加)?$"),
    pattern(r"(?:关停|注销|关闭|撤销|取消|净减|压减|减少|精简|减)(?:了|少)?$"),
)
_BEFORE, _BY_NOW = pattern(r"[由从]"), pattern(r"(?:增|扩|升|减|压|缩|精简|降)[^，；]{0,3}?[到至为]\s*$")
# …（上年201件）, 较上年的201件, 上年为201件
_EARLIER = pattern(r"(?:上一?年度?|去年|(?:19|20)\d\d年度?)(?:同期)?(?:收到|新收|受理)?(?:的|为|是|有|仅|只)*[（(]?$")
# 163件，上年为125件，增加38件: what it was stands between.
_WAS_THEN = pattern(r"[，,；;](?:而)?(?:上一?年度?|去年)(?:同期)?(?:收到|新收|受理)?(?:的|为|是|有|仅|只)*$")
# 办结157件，较新收的155件多2件: held against another number of this year.
_THAN_ANOTHER = pattern(r"^[，,（(](?:较|比|超过|少于)[^，,。；（(\d]{1,14}$")
_CHANGED = pattern(rf"[，,]?(?:{_THAN}|增|减|上升|下降|多了|少了|回落)")
# 多8件，增长44.4%, 减少3件（下降12%）: by how many, and by how much.
_AND_SO = pattern(r"[，,、]?\s*[（(]?(?:同比)?(?:增长|增加|上升|下降|减少|回落|增幅|降幅|涨|降|升)(?:了|为|约|达)?")
_FEWER = pattern(r"(?:减少|下降|少|降|减)(?:了)?$")
_STOP = pattern(r"[。；！？]")
_CLAUSE = pattern(r"[，,；：]")
_TIMES = "倍"
# As far as a growth may stand from the number that grew.
_NEAR = 24


class _Pair(NamedTuple):
    """This year's number and the earlier one, each as exact as it is printed (256万次): half the last digit's worth."""

    now: Decimal
    then: Decimal
    now_half: Decimal = Decimal(0)
    then_half: Decimal = Decimal(0)

    def outcome(self, quantity: Quantity, *, less: bool) -> Outcome:
        """How the percentage printed compares with the growth."""
        sign = -1 if less else 1
        if not (self.now_half or self.then_half):
            return outcome_of(quantity, (self.now - self.then) * sign / self.then * 100)
        ends = [
            ((self.now + up * self.now_half) / (self.then - up * self.then_half) - 1) * sign * 100
            for up in (Decimal(1), Decimal(-1))
        ]
        return "held" if quantity.low <= max(ends) and min(ends) <= quantity.high else "failed"


def _of(now: Quantity, then: Quantity) -> _Pair:
    return _Pair(now.value, then.value, (now.high - now.low) / 2, (then.high - then.low) / 2)


def is_of_year_before(left: str) -> bool:
    """Whether the words before a number make it that of the year before: （上年为47件）, 较上年的47件."""
    return bool(_EARLIER.search(left))


def is_growth(left: str) -> bool:
    """Whether the words before a percentage say that something grew or shrank."""
    return bool(_COMPARED.search(left) or _TREND.search(left[-8:]))


def is_plain_rate(left: str) -> bool:
    """Whether the clause right before a percentage names a rate: 比上年减少，整改率94.9% says of it nothing else."""
    clause = _CLAUSE.split(left)[-1]
    return is_rate(clause) and not is_growth(clause)


def change_since_last_year(left: str) -> tuple[str, bool] | None:
    """The words before 较上年提高, and whether it became less; None where the words before a number say of no change since last year."""
    compared, trend = _COMPARED.search(left), _last(_TREND, left)
    if compared is None or trend is None or _LEVEL.match(left, trend.end()) or _WITHIN_YEAR.search(left):
        return None
    return left[: min(compared.start(), trend.start())], trend[1] in _LESS


def growths_of(passage: Passage, tables: Tables, prior: Tables | None, source: str) -> list[Share]:
    """Every percentage and number of a passage that says how much something grew or shrank."""
    text, tied = passage.block.whole, passage.tied
    found: list[Share] = []
    for at, one in enumerate(tied):
        if "百分点" in text[one.quantity.start : one.quantity.end] or is_plain_rate(one.mention.left):
            continue
        changed = _changed_by(text, tied, at)
        if changed:
            found.append(_assessed(one, [changed], less=changed.now < changed.then))
            continue
        trend = _last(_TREND, one.mention.left)
        if one.quantity.unit == _TIMES:
            found += _grown_by_times(one, list(_with_earlier(text, tied, at, tables)), trend)
            continue
        if trend is None or _LEVEL.match(one.mention.left, trend.end()) or not (one.quantity.percent or is_change(one.mention)):
            continue
        grown, compared = _grown(text, tied, at)
        told = [
            pair
            for number in (grown, *_divided(text, tied, at, grown))
            if (pair := _told_in_sentence(text, tied, at, number)) is not None
        ]
        if grown and (behind := _earlier_behind(tied, at, grown)):
            told.append(behind)
        pairs = told[::-1] or list(_with_earlier(text, tied, at, tables))
        told = told or pairs
        if not pairs and prior and compared:
            pairs = list(_pairs(text, one, grown, tables, prior))
        if not pairs and grown:
            ways = (_by_difference(text, tied, at, number) for number in (grown, *_divided(text, tied, at, grown)))
            told = pairs = [way for way in ways if way]
        share = _assessed(one, pairs, less=trend[1] in _LESS)
        found.append(share if told else share._replace(source=source))
    return found


def _grown_by_times(one: Tied, pairs: Sequence[_Pair], trend: re.Match[str] | None) -> Iterator[Share]:
    """新收量与上年的1483件相比，增长1.4倍: by how many times itself; what the sentence gives both numbers of is told in `compared`."""
    if not pairs or trend is None or trend[1] in _LESS or _LEVEL.match(one.mention.left, trend.end()):
        return
    scale, quantity = Decimal(100), one.quantity
    half = Decimal(1).scaleb(-quantity.places) / 2
    low, high = (min(quantity.low, quantity.value - half), max(quantity.high, quantity.value + half))
    rate = quantity._replace(value=quantity.value * scale, low=low * scale, high=high * scale, percent=True)
    yield _assessed(one._replace(mention=one.mention._replace(quantity=rate)), pairs, less=False)._replace(tied=one)


def _with_earlier(text: str, tied: Sequence[Tied], at: int, tables: Tables) -> Iterator[_Pair]:
    """申请量较上年（201件）增加23件, …，上年为201件: what the tables have now of what the clause names, and the earlier number beside it."""
    one = tied[at]
    beside = [
        other for other in tied[max(at - 2, 0) : at + 2] if other is not one and other.mention.sentence == one.mention.sentence
    ]
    then = [other.quantity for other in beside if _EARLIER.search(other.mention.left) and other.quantity.exact]
    then = [quantity for quantity in then if quantity.value and not quantity.percent and not quantity.spelled]
    if len(then) != 1 or (not one.quantity.percent and one.quantity.unit not in (_TIMES, then[0].unit)):
        return
    start = max(text.rfind(stop, 0, one.quantity.start) for stop in "。；！？\n") + 1
    found = _COMPARED.search(text, start, one.quantity.start) or _last(_TREND, text[start : one.quantity.start])
    clause = text[start : one.quantity.start]
    clause = _CHANGED.split(clause)[0]
    end = start + len(clause)
    if not found or re.search(r"[\d，；]", clause.rstrip("，")):
        return
    mention = one.mention._replace(left=clause.rstrip("，"), right="", quantity=one.quantity._replace(start=end, percent=True))
    for spoken in spoken_of(text[:end], mention, tables.phrasing.tables):
        if not spoken.weak and (spoken.columns or spoken.table.column):
            yield from (_Pair(reading.value, then[0].value) for reading in tables.readings(spoken, spoken.rows or spoken.context))


def _earlier_behind(tied: Sequence[Tied], at: int, grown: Tied) -> _Pair | None:
    """37件，较上年下降9.8%（2023年为41件）: the earlier number stands behind by how much it changed."""
    following = tied[at + 1] if at + 1 < len(tied) else None
    if following is None or following.mention.sentence != grown.mention.sentence or not _EARLIER.search(following.mention.left):
        return None
    then, now = following.quantity, grown.quantity
    return _of(now, then) if is_countable(then) and is_countable(now) and then.unit == now.unit and then.value else None


def _by_difference(text: str, tied: Sequence[Tied], at: int, grown: Tied) -> _Pair | None:
    """26件，比上年多8件，增长44.4%: the number that grew and by how many, so that what it was is known; else None."""
    one, change = tied[at], tied[at - 1]
    quantity, now = change.quantity, grown.quantity
    between = text[quantity.end : one.quantity.start]
    of_some = "其中" in text[now.end : quantity.start] and not any(
        now.end <= other.quantity.start < quantity.start for other in tied[:at]
    )
    alike = (
        change is not grown and not of_some and quantity.unit == now.unit and quantity.exact and now.exact and quantity.value > 0
    )
    by_how_many = is_change(change.mention) and bool(_COMPARED.search(change.mention.left)) and one.quantity.percent
    if not alike or not by_how_many or change.mention.sentence != one.mention.sentence or not _AND_SO.fullmatch(between):
        return None
    then = now.value + quantity.value if _FEWER.search(change.mention.left) else now.value - quantity.value
    return _Pair(now.value, then) if then > 0 else None


def _changed_by(text: str, tied: Sequence[Tied], at: int) -> _Pair | None:
    """由3个增加到5个，新增2个: the number now and the one before, where the next number says by how many; None where it does not."""
    if at < 2 or tied[at].quantity.percent or not tied[at].quantity.exact:
        return None
    then, now, one = tied[at - 2 : at + 1]
    between, left = text[then.quantity.end : now.quantity.start], one.mention.left
    alike = len({each.quantity.unit for each in (then, now, one)}) == 1 and then.quantity.exact and now.quantity.exact
    said = _BEFORE.search(then.mention.left[-10:]) and _BY_NOW.search(between) and not _STOP.search(between)
    more = now.quantity.value > then.quantity.value
    if not (alike and said and (_MORE_BY if more else _FEWER_BY).search(left)) or _STOP.search(left):
        return None
    # 关停8个、新增2个: what went and what came make the change together.
    following = tied[at + 1].mention.left if at + 1 < len(tied) else ""
    if following.startswith("、") or (_FEWER_BY if more else _MORE_BY).search(following):
        return None
    return _of(now.quantity, then.quantity)


def _last(sought: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(sought.finditer(text))), None)


def _grown(text: str, tied: Sequence[Tied], at: int) -> tuple[Tied | None, bool]:
    """The number that grew, before the one at `at`; and whether it is compared with last year.

    Between them may stand by how many (减少28件，下降14%), or last year's number (较上年的198件).
    """
    compared = bool(_COMPARED.search(tied[at].mention.left))
    for other in reversed(tied[max(at - LOOKED_BACK, 0) : at]):
        if other.mention.sentence != tied[at].mention.sentence:
            return None, compared
        aside = is_inside(text, other, tied[at].quantity.start)
        if (
            aside
            or other.quantity.percent
            or is_change(other.mention)
            or _COMPARED.search(other.mention.left)
            or _WAS_THEN.search(other.mention.left)
            or _WITHIN_YEAR.search(other.mention.left)
            or _is_held_against(other, tied[at])
        ):
            compared = compared or (not aside and bool(_COMPARED.search(other.mention.left)))
            continue
        near = len(CLOSED_BRACKETS.sub("", text[other.quantity.end : tied[at].quantity.start])) <= _NEAR * (2 if compared else 1)
        return (other if near else None), compared
    return None, compared


def _divided(text: str, tied: Sequence[Tied], at: int, grown: Tied | None) -> Iterator[Tied]:
    """公开9874条，其中A类4120条、B类1176条，比上年增加…: the whole that the number before is a part of."""
    if grown is None:
        return
    for other, following in pairwise(tied[: at + 1]):
        comparable = (grown.mention.sentence, grown.quantity.unit) == (other.mention.sentence, other.quantity.unit)
        earlier = other.quantity.start < grown.quantity.start
        if comparable and earlier and "其中" in text[other.quantity.end : following.quantity.start]:
            yield other


def _told_in_sentence(text: str, tied: Sequence[Tied], at: int, grown: Tied | None) -> _Pair | None:
    """This year's and the earlier number, where the sentence gives both."""
    one = tied[at]
    earlier = tied[max(at - LOOKED_BACK, 0) : at]
    before = [other for other in earlier if other.mention.sentence == one.mention.sentence and not other.quantity.percent]
    if len(before) >= 2 and one.quantity.percent:
        then, now = before[-2].quantity, before[-1].quantity
        lead = text[max(then.start - 8, 0) : then.start]
        plain = is_countable(then) and is_countable(now) and then.unit == now.unit and then.value > 0
        if plain and re.search(r"[由从]", lead) and re.search(r"[到至为]\s*$", text[then.end : now.start]):
            return _of(now, then) if one.quantity.start - now.end <= _NEAR else None
    if grown is None or not is_countable(grown.quantity):
        return None
    for other in before:
        if _is_year_before(other, grown):
            return _of(grown.quantity, other.quantity)
        left = other.mention.left
        compared = _COMPARED.search(left) or _WITHIN_YEAR.search(left) or _is_held_against(other, one)
        named = is_of_year_before(other.mention.left) or (compared and not is_change(other.mention))
        named = named and other.quantity.start > grown.quantity.start
        if named and is_countable(other.quantity) and other.quantity.unit == grown.quantity.unit and other.quantity.value:
            return _of(grown.quantity, other.quantity)
    return None


def _is_held_against(other: Tied, change: Tied) -> bool:
    """157件，较新收的155件多2件: whether a change is from that number, whatever it counts."""
    beside = other.mention.sentence == change.mention.sentence and change.mention.after_number
    return (
        beside
        and bool(_THAN_ANOTHER.match(other.mention.left))
        and is_change(change.mention)
        and not re.search("[，,；]", change.mention.left)
    )


def _is_year_before(other: Tied, grown: Tied) -> bool:
    """2023年收到221件，2024年收到242件: the same thing, one year apart."""
    if is_change(other.mention) or _COMPARED.search(other.mention.left) or other.quantity.start > grown.quantity.start:
        return False
    then, now = _last(_OWN_YEAR, other.mention.left), _last(_OWN_YEAR, grown.mention.left)
    alike = is_countable(other.quantity) and other.quantity.unit == grown.quantity.unit and other.quantity.value > 0
    return alike and (are_in_turn(other.mention, grown.mention) or bool(then and now and int(then[1]) + 1 == int(now[1])))


def _pairs(text: str, one: Tied, grown: Tied | None, tables: Tables, prior: Tables) -> Iterator[_Pair]:
    """This year's and last year's figure of what grew: named in the clause, or the number before it."""
    clause = re.split(r"[，,；]", _COMPARED.split(one.mention.left)[0])[-1]
    named = False
    if clause.strip("其中较比与"):
        for spoken in spoken_of(text, one.mention._replace(left=clause, right=""), tables.phrasing.tables):
            named = True
            measures = spoken.rows or spoken.context
            yield from _both(tables.readings(spoken, measures), prior.readings(spoken, measures))
    if named or grown is None or grown.spoken is None:
        return
    measures = grown.spoken.rows or grown.spoken.context
    now = [reading for reading in tables.readings(grown.spoken, measures) if grown.quantity.admits(reading.value)]
    yield from _both(now, prior.readings(grown.spoken, measures))


def _both(now: Iterable[Reading], then: Iterable[Reading]) -> Iterator[_Pair]:
    earlier = {reading.expression: reading.value for reading in then}
    for reading in now:
        if earlier.get(reading.expression):
            yield _Pair(reading.value, earlier[reading.expression])


def _assessed(one: Tied, pairs: Sequence[_Pair], *, less: bool) -> Share:
    quantity = one.quantity
    if not pairs:
        return Share(one, "unknown")
    outcomes: list[Outcome] = []
    for pair in pairs:
        if quantity.percent:
            outcomes.append(pair.outcome(quantity, less=less))
        else:
            change = (pair.now - pair.then) * (-1 if less else 1)
            slack = pair.now_half + pair.then_half
            outcomes.append("held" if quantity.low - slack <= change <= quantity.high + slack else "failed")
    best = min(outcomes, key=("held", "cut", "failed").index)
    pair = pairs[outcomes.index(best)]
    return Share(one, best, pair.now - pair.then, pair.then)


def growth_findings(passage: Passage, growths: Sequence[Share]) -> Iterator[Finding]:
    """Growth that last year's report, or the sentence itself, does not bear out."""
    for growth in growths:
        if growth.outcome not in ("cut", "failed") or growth.tied.bound:
            continue
        quantity, block = growth.tied.quantity, passage.block
        verb = "增长" if growth.part > 0 else "下降" if growth.part < 0 else "持平"
        if quantity.unit == _TIMES:
            right = growth.expected.quantize(Decimal(1).scaleb(-max(quantity.places, 1)), ROUND_HALF_UP)
            shown = f"{digits(right)} 倍"
        elif quantity.percent:
            right = abs(growth.computed).quantize(Decimal(1).scaleb(-quantity.places), ROUND_HALF_UP)
            shown = f"{right}%"
        else:
            right, shown = abs(growth.part), digits(abs(growth.part))
        said = f"文中“{excerpt(block.whole, growth.tied)}”"
        numbers = f"由 {digits(growth.whole)} 到 {digits(growth.whole + growth.part)} 应是{verb} {shown}"
        fault = "是截尾的" if growth.outcome == "cut" else "与上年的年报对不上" if growth.source else "算不出来"
        message = f"{said}{fault}：{numbers}"
        hint = f"上年的数取自 {growth.source}；核对后改正" if growth.source else f"核对这两个数；没有错就改为 {shown}"
        yield N104.at(block.place(quantity.start), message, hint=hint, expected=right, actual=quantity.value)
