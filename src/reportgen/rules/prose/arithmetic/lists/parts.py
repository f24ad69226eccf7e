"""A whole with its parts, as a list of the prose gives them, and what the signs and units of such a list say."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from .....text.patterns import HAN, pattern
from .....text.quantities import CLOSED_BRACKETS, Quantity
from ...tied import Tied

# How a list is joined to its whole: by a word that says so, by 分别为, in a bracket, by its form alone; counted off; before it; in a
# sentence of its own that takes the whole up again; the year behind its halves or quarters.
Way = Literal["among", "each", "bracket", "plain", "counted", "behind", "again", "year"]
# What is done with things that are counted; 组织机构6条、回应关切3条 are columns of a site.
DOES = r"(?:发放|印制|收到|受理|办理|办结|答复|回复|回应(?!关切)|发布|公布|公开(?!属性|方式|渠道)|制发|印发|出台|制定|开展|举办|召开|组织(?!机构|架构|人事|体系|领导)|处理|上网|上传|挂网|登载|刊载|播发|编发|编制|更新|推送|转发|刊发|推出|制作|录制|整改|梳理|完成|接待|接听|审查|清理)"
# What stands before the total of what was listed.
TOTAL_BEHIND = pattern(
    rf"(?<=[，,；;])(?:以上|上述)$|(?:^|[，,、（(；;])(?:以上|上述)?(?:[两二三四五六七八九十](?:项|者|类|种)(?:[^，。；\d]{{0,6}}(?=共))?)?(?:(?!前)(?:(?:各类|各种|各项)[^，。；\d]{{0,8}}|[^，。；\d]{{0,4}})(?:合计|共计|总计|合共|相加|加在一起|加起来|总和|之和)(?:主动)?{DOES}?|(?<!^)共|(?:{HAN}{{2}}、)+{HAN}{{2}}共)(?:为|是|有)?\s*$"
    rf"|[，,；;](?:以上|上述|这)?[两二三四五六七八九十]个?(?:季度|项|者|类|种|渠道|片区|方面)(?:总量|总数|总计|加总|合)(?:为|是|有)?\s*$|——(?:[合共总]?计|共)(?:为|是|有)?\s*$"
)
# Between a number in words and the one whose name it belongs to.
_OF_A_LABEL = pattern(rf"{HAN}{{2,10}}|[：:][^，,。；;、：:！？\d]{{2,16}}")
TOTAL_DONE = pattern(
    rf"^[^，。；、\d]{{1,8}}(?:共(?:计|有)?|(?:累计|合计|总计){DOES}?)$|[，,](?:全年|全市|全县|全区)?(?:一共|累计|总共|共计|合计|总计|共)(?:主动)?{DOES}?了?({HAN}{{2,8}})?\s*$"
)
# Units of which one list may use several, as each thing is wont to be counted; those of the first kind also sum up the others.
_THINGS = frozenset((*"条件篇个份张幅项部册则期本组批封块页", "条次", "件次"))
_EVENTS = frozenset((*"场期次轮个", "场次", "期次", "批次"))
BODIES, PEOPLE = frozenset("个家所处户"), frozenset((*"人名位", "人次"))
_KINDS = (_THINGS, _EVENTS, PEOPLE, BODIES)
_SIGN = pattern(r"[、，,；;]")
# What a part is made of itself.
_ITS_OWN = pattern(r"[，,](?:主要|具体)?(?:包括|包含|含|涵盖)")
_SEMICOLON = pattern("[；;]")
_LABEL_BEFORE = pattern(rf"(?<!\d)(?<!\d{HAN})(?:{HAN}|[”》])[（(]$")
_LABEL_ENDS = pattern(r"[）)](?:[、，,；;。和及与以）)]|$)")
# No list of a report has more parts that are added up.
MOST_ADDED = 16


class Listing(NamedTuple):
    """A whole and its parts, from left to right.

    `is_open` says that only some of the parts are named. `says_among` that the words make them parts of
    the whole; where only the form of the list does, a large difference shows that it is none.
    """

    whole: Tied
    parts: tuple[Tied, ...]
    is_open: bool
    says_among: bool = True
    way: Way = "among"

    @property
    def total(self) -> Decimal:
        return sum((part.quantity.value for part in self.parts), Decimal(0))

    @property
    def off(self) -> Decimal:
        """By how much the parts are more (or, below 0, fewer) than the whole, as far as the printed digits tell."""
        numbers = _as_finely([self.whole.quantity, *(part.quantity for part in self.parts)])
        whole = numbers[0]
        low, high = (sum((getattr(part, end) for part in numbers[1:]), Decimal(0)) for end in ("low", "high"))
        return low - whole.high if low > whole.high else min(high - whole.low, Decimal(0))

    @property
    def adds_up(self) -> bool:
        return len(self.parts) > 1 and self.total == self.whole.quantity.value

    @property
    def mixed(self) -> bool:
        """Whether its parts are counted in other units than the whole."""
        return any(part.quantity.unit != self.whole.quantity.unit for part in self.parts)


def _as_finely(numbers: Sequence[Quantity]) -> Sequence[Quantity]:
    """Amounts of one list, all in 万元 and some with decimals: what stands there without any (20万元) is written out as the others are."""
    places = max(one.places for one in numbers)
    sizes = {(one.high - one.low).scaleb(one.places) for one in numbers}
    if not places or len(sizes) > 1 or any(one.unit != "元" or one.spelled for one in numbers):
        return numbers
    half = sizes.pop().scaleb(-places) / 2
    return [one._replace(low=one.value - half, high=one.value + half) for one in numbers]


class _Within(NamedTuple):
    """A list within a part of another one: 重点领域300条，包括甲120条、乙95条、丙85条，其他112条.

    It ends where its numbers make that part, or where the signs gap them change.
    """

    whole: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    sign: str = ""
    many: int = 0

    def behind(self, part: Tied, gap: str) -> _Within:
        """With the list that the words behind a part begin; as it is where they begin none."""
        return _Within(part.quantity.value) if _ITS_OWN.match(outside(gap)) else self

    def takes(self, one: Tied, gap: str) -> bool:
        """Whether a number belongs to the list, by what stands before it."""
        if not self.whole or self.total >= self.whole:
            return False
        return self.many < 2 or _sign(gap) == self.sign

    def with_one(self, one: Tied, gap: str) -> _Within:
        sign = _sign(gap) if self.many else ""
        return self._replace(total=self.total + one.quantity.value, sign=sign, many=self.many + 1)


def _sign(gap: str) -> str:
    found = _SIGN.search(outside(gap))
    return found[0] if found else ""


def is_countable(one: Quantity) -> bool:
    """Whether a number says nearly how many: exactly, or to its printed digits (2.86万)."""
    return not one.spelled and (one.exact or (one.low < one.value < one.high and (one.high - one.low) * 10 <= one.value))


def is_of_kind(one: Quantity, whole: Quantity) -> bool:
    """Whether things counted so may be parts of what is counted so."""
    return one.unit == whole.unit or any(one.unit in kind and whole.unit in kind for kind in _KINDS)


def is_total(one: Tied) -> bool:
    """Whether the words before a number make it the total of what was listed."""
    return bool(TOTAL_BEHIND.search(one.mention.left) or TOTAL_DONE.search(one.mention.left))


def at_top(text: str, start: int, stop: int, tied: Sequence[Tied]) -> list[Tied]:
    """The numbers between `start` and `stop` that are no parts of one another; percentages are none.

    What stands in a bracket within, or behind a 其中 within up to the next semicolon, is a part of the number before:
    but where a label has its number in a bracket (文字（40篇）、图解（15篇）) that is its own.
    """
    found: list[Tied] = []
    depth, at, among = 0, start, False
    within, end = _Within(), start
    for one in tied:
        quantity = one.quantity
        if quantity.start >= stop:
            break
        if quantity.start < start:
            continue
        between = text[at : quantity.start]
        depth += between.count("（") + between.count("(") - between.count("）") - between.count(")")
        at = quantity.start
        if found and depth <= 0:
            among = (among and not _SEMICOLON.search(between)) or "其中" in _SEMICOLON.split(between)[-1]
        alone = depth == 1 and is_in_own_bracket(text, one)
        gap, last = text[end : quantity.start], end
        end = quantity.end
        if (depth <= 0 or alone) and not among and not quantity.percent:
            within = within.behind(found[-1], gap) if found and found[-1].quantity.end == last else within
            if within.takes(one, gap):
                within = within.with_one(one, gap)
            else:
                within = _Within()
                found.append(one)
    return found


def is_in_own_bracket(text: str, one: Tied) -> bool:
    """Whether a number stands alone in a bracket behind its label: 文字（40篇）、."""
    start, end = one.quantity.start - 1, one.quantity.end
    return bool(_LABEL_BEFORE.search(text, max(start - 4, 0), start + 1) and _LABEL_ENDS.match(text, end))


def outside(text: str) -> str:
    """A piece of text without what stands in brackets."""
    return CLOSED_BRACKETS.sub("", text)


def sign_between(text: str, one: Tied, other: Tied) -> str:
    """The sign that parts two numbers of a list, outside of brackets; '' where none does."""
    return _sign(text[one.quantity.end : other.quantity.start])


def without_those_of_labels(text: str, tied: Sequence[Tied]) -> list[Tied]:
    """两家下属单位94人次, 分为七类：: a number in words that belongs to the name of the next one counts nothing in a list."""
    return [
        one
        for one, following in pairwise((*tied, None))
        if one
        and not (one.quantity.spelled and following and _OF_A_LABEL.fullmatch(text, one.quantity.end, following.quantity.start))
    ]
