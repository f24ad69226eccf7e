"""A grammar of sums in prose: a whole with its parts, listed behind it, before it, counted off or in brackets.

    共 N 条，其中甲 A 条、乙 B 条          分别为、包括、主要有、（…）, units alike or all of things
    N 条：甲 A 条；乙 B 条                 a plain list, where its words say that it divides the whole
    N 条，一是甲 A 条，二是乙 B 条          counted off
    甲 A 条、乙 B 条，共 N 条               the whole behind its parts

What a listing means for its numbers is judged in `sums`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from ...text.ordinals import NUMERALS, chinese_value
from ...text.patterns import HAN, pattern
from ...text.quantities import CLOSED_BRACKETS, Quantity
from .claims import Passage, Tied
from .mentions import is_change

# How a list is joined to its whole: by a word that says so, by 分别为, in a bracket, by its form alone; counted off; before it.
Way = Literal["among", "each", "bracket", "plain", "counted", "behind"]

# 信息967条，内容涉及政策、资金、监管，数量分别为: each thing is named before the numbers.
_NAMED = r"[，,][^，。；！？\d、]{0,6}(?:涉及|涵盖|包括|包含|分为)[^。；！？\d]{2,80}?[，,]\s*(?:数量|[件条]数)?(?=分别|依次)"
_OPENS = pattern(
    rf"^(?:{_NAMED}|[^，。；！？\d]{{0,14}}?(?:[。；]\s*(?=其中)|[，,、：:])?\s*)(其中|分别是|分别为|依次为|依次是|各为|各是|即(?!将|时)|主要(?:包括|有|是)|包括|包含|含|[（(])"
)
_BETWEEN = pattern(r"^[^，。；！？]{0,3}[，,]?[^，。；！？]{0,12}$")
_BY = r"(?:按|从)(?:照)?[^，。；：\d]{1,14}?(?:来分|来看|划分|区分|分类|统计|分|看)[，,：:、]?(?:其中)?(?:分别)?(?:为|是|有)?"
_PLAIN = pattern(rf"^([^，。；！？\d（(：:、]{{0,14}}?)(?:[，,。；;]\s*({_BY})|([：:，,]|——))")
_COUNTED = pattern(r"^[^。；！？\d]{0,40}?[，,：:；。]\s*(?:(一[是为]|其一)|(（1）|\(1\))|(1[.．、])|(①)|(第一[，,]))")
_DOES = r"(?:发放|印制|收到|受理|办理|办结|答复|回复|回应|发布|公布|公开(?!属性|方式|渠道)|制发|印发|出台|制定|开展|举办|召开|组织|处理|编发|编制|更新|推送|转发|刊发|推出|制作|录制|整改|梳理|完成|接待|接听|审查|清理)"
_TOTAL_BEHIND = pattern(
    rf"(?:^|[，,、（(；;])(?:以上|上述)?(?:[两二三四五六七八九十](?:项|者|类|种)(?:[^，。；\d]{{0,6}}(?=共))?)?(?:(?!前)[^，。；\d]{{0,4}}(?:合计|共计|总计|合共|相加|加在一起|加起来|总和|之和)(?:主动)?{_DOES}?|(?<!^)共)(?:为|是|有)?\s*$"
)
# 总数141件 may be that of a list, or of all there are by now.
_NUMBER_BEHIND = pattern(r"[，,、](?:总数|总量|总件数)(?:为|是|达到?)?\s*$", needs="总")
_FIRST_OF = pattern(r"[，,、]前([两二三四五])(?:类|项|者|种)[^，。；\d]{0,4}(?:合计|共计|总计|共)(?:为|是|有)?$", needs="前")
_TOTAL_DONE = pattern(
    rf"^[^，。；、\d]{{1,8}}共(?:计|有)?$|[，,](?:全年|全市|全县|全区)?(?:一共|累计|总共|共计|合计|总计|共)(?:主动)?{_DOES}?了?({HAN}{{2,8}})?\s*$"
)
_ONE_OF_THEM = pattern(r"^[^第\d]{0,14}第[一二三四五六七八九十]")  # 第一场40人、第二场52人，累计
# What a total behind its parts may be said to count, whatever the parts are called.
_ANYTHING = pattern(r"(?:各类|政府|政务)*(?:信息|文件|材料|稿件|资料)?")
_OPEN_HEAD = pattern(r"主要|包括|包含|含|涉及|例如|比如|[有仅只]")
_OPEN_LIST = pattern(r"主要|例如|比如|涉及|最[多少高低]")
# 主要负责人出席3场、发言人出席12场: one of them may count in both.
_OVERLAP = pattern(r"出席|参加|参与|兼(?!职)")
_AND_SO_ON = pattern(r"^[^，。；、\d]{0,6}等")
# A bracket that lists so many parts lists them all; no list of a report is longer, or has more parts.
_WHOLE_BRACKET, _LONGEST_LIST, _MOST_ADDED, _MOST_PARTS = 3, 800, 16, 100
_STOP = "。！？!?；;\n"
_SENTENCE_STOP = pattern(r"[。！？!?\n]")
# Units of which one list may use several, as each thing is wont to be counted; those of the first kind also sum up the others.
_THINGS = frozenset((*"条件篇个份张幅项部册则期本组批封块页", "条次", "件次"))
_EVENTS = frozenset((*"场期次轮个", "场次", "期次", "批次"))
_BODIES, _PEOPLE = frozenset("个家所处户"), frozenset((*"人名位", "人次"))
_KINDS = (_THINGS, _EVENTS, _PEOPLE, _BODIES)
_COMPARED = pattern(r"[较比同与](?:上|去|前|往|19|20)[^，。；、]{0,10}$", needs="较比同与")
_LABEL = r"[^，,；;。：:！？\d]{1,30}"
_FIRST_ITEM = pattern(rf"^(?:其中)?(?P<label>{_LABEL})$")
_ITEM = pattern(rf"^[^，,、；;。：:！？]{{0,6}}?\s*(?P<sign>[、，,；;]|和|及|以及)\s*(?P<label>{_LABEL})$")
# What begins a matter of its own, so that its number is no part of what went before.
_GOES_ON = rf"另|此外|同时|还|并|较|比|同比|累计|全年|目前|今年|本年|截至|截止|上年|去年|平均|每|人均|占|其余.{{0,6}}率|{_DOES}"
_ANOTHER = pattern(rf"^(?:{_GOES_ON})")
_NO_LABEL = pattern(rf"^(?:{_GOES_ON}|未|已|超)")
_NOT_A_LABEL = pattern(r"较|同比|增长|下降|增加|减少|平均|占|率|超过|达到")
_GENERAL = pattern(
    r"(?:共|累计|总|合计|各类|各种|各项|全部|一共)|(?:^|[，,])(?:全年|本年度?|今年|主动|及时|依法|\s)*"
    rf"(?:通过[^，。；\d]{{1,16}})?(?:主动)?(?:{_DOES}|发)(?:各类|政府|政务|重点|主动公开)*(?:信息|文件|公文|文|材料|稿件|活动|会议|培训|事项|问题|建议|意见|数据|内容|文章)?(?:数|数量)?$"
)
_REST_LABEL = pattern(r"^(?:其他|其它|其余|余下|剩余|另有|还有)")
_KIND_LABEL = pattern(
    r"(类|方面|渠道|形式|方式|途径|领域)$|(?P<at>级|区县|城区|镇|乡|村|街道|社区|学校|企业|部门|单位|机关|农村|城市)$"
    r"|(?P<by>公众号|视频号|抖音号?|快手号?|头条号?|微博|微信|客户端|网站|平台|公报)(?:发布|推送|刊登|更新)?$"
)
# So counted, things beside each other are seldom of several kinds.
_RARE_UNITS = frozenset("所家户名人位处座辆只栋")


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
        whole = self.whole.quantity
        low, high = (sum((getattr(part.quantity, end) for part in self.parts), Decimal(0)) for end in ("low", "high"))
        return low - whole.high if low > whole.high else min(high - whole.low, Decimal(0))

    @property
    def adds_up(self) -> bool:
        return len(self.parts) > 1 and self.total == self.whole.quantity.value

    @property
    def mixed(self) -> bool:
        """Whether its parts are counted in other units than the whole."""
        return any(part.quantity.unit != self.whole.quantity.unit for part in self.parts)


# -- the whole in front ------------------------------------------------------------------------------


def listings_of(passage: Passage) -> Iterator[Listing]:
    """Every whole of a passage with the parts listed behind it; parts in deeper brackets belong to their own whole."""
    text, tied = passage.block.whole, passage.tied
    taken: set[int] = set()
    for at, whole in enumerate(tied):
        quantity = whole.quantity
        if quantity.percent or not _is_countable(quantity) or _is_compared(whole):
            continue
        following = tied[at + 1].quantity.start if at + 1 < len(tied) else len(text)
        gap = text[quantity.end : following]
        later = tied[at + 1 : at + 1 + _MOST_PARTS]
        listing, past, end, between = None, 0, quantity.end, gap
        # 公开612条，较上年（518条）多94条，增长18.1%，分别是…
        while not (opening := _OPENS.match(between)) and later[past:] and _is_compared(later[past]) and _BETWEEN.match(between):
            end, past = later[past].quantity.end, past + 1
            between = text[end : later[past].quantity.start if later[past:] else len(text)]
        if opening:
            listing = _said(text, whole, later[past:], opening, end)
        if listing is None and (opening := _COUNTED.match(gap)):
            listing = _counted_off(text, whole, later, opening)
        if listing is None and at not in taken and (opening := _PLAIN.match(gap)):
            listing = _plain(text, whole, later, opening)
        if listing:
            parts = {id(one) for one in listing.parts}
            taken.update(other for other, one in enumerate(later, at + 1) if id(one) in parts)
            yield listing


def _is_compared(one: Tied) -> bool:
    """较2023年的8件: no count of this year's."""
    return is_change(one.mention) or bool(_COMPARED.search(one.mention.left))


def _is_countable(one: Quantity) -> bool:
    """Whether a number says nearly how many: exactly, or to its printed digits (2.86万)."""
    return not one.spelled and (one.exact or (one.low < one.value < one.high and (one.high - one.low) * 10 <= one.value))


def _said(text: str, whole: Tied, later: Sequence[Tied], opening: re.Match[str], end: int) -> Listing | None:
    """A list that a word or a bracket joins to its whole, behind its number (or one that compares it), which ends at `end`."""
    quantity = whole.quantity
    start = end + opening.end()
    bracketed = opening[1] in "（("
    stop = _end_of(text, start, bracketed=bracketed)
    if not bracketed:
        stop = _end_over_semicolons(text, start, stop, later, whole)
    parts = _parts(text, start, stop, later, whole)
    if not parts or _OVERLAP.search(text, start, parts[-1].quantity.start):
        return None
    parts = _closed(parts, quantity, text, start)
    # 其中含…: the word that says that the list is open may stand behind 其中 too.
    head = text[end:start] + text[start : start + 2]
    # 申请242件（甲局97件、乙局52件）names two of many; 专区9个（市级1个、县级8个）all there are.
    bare = "其中" not in head and bracketed and len(parts) < _WHOLE_BRACKET and bool(whole.readings)
    way: Way = "bracket" if bracketed else "each" if opening[1].startswith(("分别", "依次", "各", "即")) else "among"
    units = {one.quantity.unit for one in parts} | {quantity.unit, "元"}
    # 其中甲局2件960元: a number right before a part goes with it; what follows the last one is another matter.
    begins = {part.quantity.start for part in parts}
    among = [
        one
        for one in _at_top(text, start, parts[-1].quantity.start, later)
        if not begins & {one.quantity.end, one.quantity.end + 1}
    ]
    mixed = any(one.quantity.unit not in units and not is_change(one.mention) for one in among)
    named = way == "each" and "主要" not in head and head.count("、") == len(parts) - 1 > 0
    is_open = (bool(_OPEN_HEAD.search(head)) and not named) or _goes_on(text, start, stop, parts) or bare or mixed
    says_among = head.endswith("其中") or "（其中" in head or (way == "each" and parts[-1].quantity.end <= stop)
    return Listing(whole, tuple(parts), is_open, says_among, way)


def _goes_on(text: str, start: int, stop: int, parts: Sequence[Tied]) -> bool:
    """Whether a list says that it is not all: 甲60条、乙90条等; the 等 of one label (动态、公告等60条) does not."""
    if _OPEN_LIST.search(_outside(text[start:stop])):
        return True
    return any(_AND_SO_ON.match(_outside(text[part.quantity.end : part.quantity.end + 16])) for part in parts)


def _end_of(text: str, start: int, *, bracketed: bool) -> int:
    """Where a list ends: at its bracket, or with its sentence (其中 again begins another)."""
    depth = 1 if bracketed else 0
    for at in range(start, min(start + _LONGEST_LIST, len(text))):
        sign = text[at]
        if sign in "（(":
            depth += 1
        elif sign in "）)":
            depth -= 1
            if depth == 0 and bracketed:
                return at
            if depth < 0:
                return at
        elif (depth == 0 and (sign in _STOP or text.startswith("其中", at))) or (bracketed and sign in "。！？\n"):
            return at
    return len(text)


def _end_over_semicolons(text: str, start: int, stop: int, later: Sequence[Tied], whole: Tied) -> int:
    """Where a list ends whose items are apart by semicolons, each with one number or with a total of its own; else `stop`."""
    if text[stop : stop + 1] not in ("；", ";"):
        return stop
    ends = [stop]
    while text[ends[-1] : ends[-1] + 1] in ("；", ";"):
        ends.append(_end_of(text, ends[-1] + 1, bracketed=False))
    begin = start
    for number, end in enumerate(ends):
        own = _at_top(text, begin, end, later)
        fitting = [one for one in own if _is_of_kind(one.quantity, whole.quantity) and not is_change(one.mention)]
        subtotal = len(fitting) > 2 and _is_total(fitting[-1])
        elsewhere = any(one.spoken and (not whole.spoken or one.spoken.table is not whole.spoken.table) for one in fitting)
        if not fitting or len(fitting) != len(own) or not (subtotal or len(fitting) == 1) or (number and elsewhere):
            return stop
        if number and _ANOTHER.match(text[begin + 1 : fitting[0].quantity.start].strip()) and not subtotal:
            return stop
        begin = end
    return stop if text.startswith("其中", ends[-1]) else ends[-1]


def _at_top(text: str, start: int, stop: int, tied: Sequence[Tied]) -> list[Tied]:
    """The numbers between `start` and `stop` that stand in no bracket within; percentages are none."""
    found: list[Tied] = []
    depth, at = 0, start
    for one in tied:
        quantity = one.quantity
        if quantity.start >= stop:
            break
        if quantity.start < start:
            continue
        between = text[at : quantity.start]
        depth += between.count("（") + between.count("(") - between.count("）") - between.count(")")
        at = quantity.start
        if depth <= 0 and not quantity.percent:
            found.append(one)
    return found


def _parts(text: str, start: int, stop: int, tied: Sequence[Tied], of: Tied) -> list[Tied]:
    """The numbers between `start` and `stop` that may be parts: of the whole's unit, or all of units of its kind."""
    whole = of.quantity
    own = [one for one in _at_top(text, start, stop, tied) if not is_change(one.mention)]
    alike = [one for one in own if one.quantity.unit == whole.unit]
    units = {one.quantity.unit for one in own}
    # 印发简报120期，其中发往乡镇80份: other things; 信息130条，其中文件10件、解读12篇、动态108条: each in its own unit.
    named = all(unit and unit in of.mention.right for unit in units)  # 1834个公开事项，其中县级1395项
    together = len(own) > 1 and (bool(alike) or len(units) > 1 or named) and all(_is_of_kind(one.quantity, whole) for one in own)
    if together and len(units | {whole.unit}) > 1 and _only_labels(text, start, own):
        alike = own
    if any(not _is_countable(one.quantity) for one in alike):
        return []  # about so many: nothing to add up
    return _subtotals(alike)


def _only_labels(text: str, start: int, parts: Sequence[Tied]) -> bool:
    """Whether nothing stands between the numbers but signs and names of things."""
    ends = [start, *(part.quantity.end for part in parts)]
    labels = [_outside(text[end : part.quantity.start]).strip(" ，,、；;：:") for end, part in zip(ends, parts, strict=False)]
    if len({sign_between(text, one, other) for one, other in pairwise(parts)}) > 1:
        return False  # 甲60条、乙90条，访客9万个
    return all(len(label) <= 30 and not _NO_LABEL.match(label) and not _NOT_A_LABEL.search(label) for label in labels)


def _is_of_kind(one: Quantity, whole: Quantity) -> bool:
    """Whether things counted so may be parts of what is counted so."""
    return one.unit == whole.unit or any(one.unit in kind and whole.unit in kind for kind in _KINDS)


def _is_total(one: Tied) -> bool:
    return bool(_TOTAL_BEHIND.search(one.mention.left) or _TOTAL_DONE.search(one.mention.left))


def _subtotals(parts: list[Tied]) -> list[Tied]:
    """甲4条、乙22条，共26条；丙52条、丁18条，共70条: the totals of groups stand for their parts."""
    totals: list[Tied] = []
    waiting = 0
    for one in parts:
        if waiting > 1 and _is_total(one):
            totals.append(one)
            waiting = 0
        else:
            waiting += 1
    if len(totals) > 1 and not waiting:
        return totals
    # A total behind all of them is no part.
    return parts[:-1] if len(totals) == 1 and totals[0] is parts[-1] else parts


def _closed(parts: list[Tied], whole: Quantity, text: str, start: int) -> list[Tied]:
    """The parts up to where the sentence goes on about something else, unless all of them make the whole."""
    if sum((part.quantity.value for part in parts), Decimal(0)) == whole.value:
        return parts
    first = text[start : parts[0].quantity.start].strip(" ，,：:")
    for count, (before, part) in enumerate(pairwise(parts), 1):
        gap = _outside(text[before.quantity.end : part.quantity.start])
        clause = re.split(r"[，,；;]", gap)[-1] if re.search(r"[，,；;]", gap) else ""
        if clause and _ANOTHER.match(clause.strip()) and not _ANOTHER.match(first):
            return parts[:count]
    return parts


def _outside(text: str) -> str:
    return CLOSED_BRACKETS.sub("", text)


# -- lists that no word joins to the whole -----------------------------------------------------------


def _counted_off(text: str, whole: Tied, later: Sequence[Tied], opening: re.Match[str]) -> Listing | None:
    """一是甲20条，二是乙30条: the first number of the whole's unit behind each ordinal."""
    first = next(found for found in opening.groups() if found).rstrip("，,")
    start = whole.quantity.end + opening.end()
    limit = min(start + _LONGEST_LIST, len(text))
    begins = [start]
    for number in range(2, _MOST_ADDED):
        mark = _mark(first, number)
        at = text.find(mark, begins[-1], limit)
        if at < 0:
            break
        begins.append(at + len(mark))
    if len(begins) < 2:
        return None
    last = _SENTENCE_STOP.search(text, begins[-1])
    bounds = [*begins[1:], last.start() if last else len(text)]
    parts: list[Tied] = []
    for begin, end in zip(begins, bounds, strict=True):
        own = [one for one in _at_top(text, begin, end, later) if one.quantity.unit == whole.quantity.unit]
        if not own or is_change(own[0].mention) or not own[0].quantity.exact or own[0].quantity.spelled:
            return None
        # 五是戊类57条，合计538条: what all of them make is no part of the last.
        own = [own[0], *(one for one in own[1:] if not _is_total(one))]
        # 一是甲类20条，其中…: the others are parts of it; two beside each other are not one item.
        if len(own) > 1 and "其中" not in text[own[0].quantity.end : own[1].quantity.start]:
            return None
        parts.append(own[0])
    return Listing(whole, tuple(parts), is_open=False, says_among=False, way="counted")


def _mark(first: str, number: int) -> str:
    """The ordinal of an item, written as the first one was."""
    han = NUMERALS[number - 1] if number <= len(NUMERALS) else "\0"
    return first.replace("一", han).replace("1", str(number)).replace("①", chr(ord("①") + number - 1))


def _plain(text: str, whole: Tied, later: Sequence[Tied], opening: re.Match[str]) -> Listing | None:
    """A list joined to its whole by its form: behind a colon, by 按…分, or where its items divide what was named in general."""
    _, by, sign = opening.groups()
    if whole.mention.left.lstrip().startswith("、") and not by:
        return None
    start = whole.quantity.end + opening.end()
    parts: list[Tied] = []
    signs: list[str] = []
    labels: list[str] = []
    end = start
    for one in later:
        quantity = one.quantity
        gap = _outside(text[end : quantity.start])
        if quantity.percent or "（" in gap or "(" in gap:
            if "（" in gap or "(" in gap or text[end : quantity.start].strip() in ("", "，占"):
                continue  # in a bracket, or the share of the part
            break
        found = (_ITEM if parts else _FIRST_ITEM).match(gap)
        if (
            not found
            or not quantity.exact
            or quantity.spelled
            or _NO_LABEL.match(found["label"])
            or _NOT_A_LABEL.search(found["label"])
            or not _is_of_kind(quantity, whole.quantity)
        ):
            break
        parts.append(one)
        labels.append(found["label"].strip())
        if len(parts) > 1:
            signs.append(found["sign"])
        end = quantity.end
    alike = all(part.quantity.unit == whole.quantity.unit for part in parts)
    if len(parts) < 2 or (not alike and (sign == "，" or all(part.quantity.unit != whole.quantity.unit for part in parts))):
        return None
    among = opening[1].endswith("中") and len(parts) > 2 and len({*signs}) == 1  # 收到260件中，网上…
    if sign in ("，", ",") and not among and not _divides(whole, labels, signs):
        return None
    if len(parts) == 2 and not by and not _same_kind(labels) and sign not in ("：", ":", "——"):
        return None
    is_open = among or bool(_AND_SO_ON.match(text[end : end + 12])) or bool(_OPEN_LIST.search(text[start:end]))
    return Listing(whole, tuple(parts), is_open, says_among=False, way="plain")


def _divides(whole: Tied, labels: Sequence[str], signs: Sequence[str]) -> bool:
    """Whether what stands behind a comma divides the number before it, and does not go on counting other things."""
    if _same_kind(labels):
        return True
    plain = {sign for sign in signs if sign not in ("和", "及", "以及")}
    general = _GENERAL.search(whole.mention.left) or whole.quantity.unit in _RARE_UNITS
    return bool(general) and len(plain) <= 1 and len(labels) > 2


def _same_kind(labels: Sequence[str]) -> bool:
    """Whether the labels are those of one division: 政策类、动态类, or with 其他 for the last."""
    ends = {(found[1] or found.lastgroup) if (found := _KIND_LABEL.search(label)) else "" for label in labels}
    # 主动公开97件、依申请公开143件: they end alike.
    tails = {_outside(label).rstrip("的了")[-2:] for label in labels}
    alike = (len(ends) == 1 and "" not in ends) or (len(tails) == 1 and len(labels) > 2)
    last = labels[-1]  # 优秀、合格、不合格
    return alike or bool(_REST_LABEL.match(last)) or any(last == f"不{label[1 - len(last) :]}" for label in labels if last[2:])


# -- the whole behind --------------------------------------------------------------------------------


def trailing_of(passage: Passage) -> Iterator[Listing]:
    """A件、B件，合计C件: the whole behind its parts, which stand next to it in the same sentence."""
    text, tied = passage.block.whole, passage.tied
    for at, whole in enumerate(tied):
        if whole.quantity.percent or is_change(whole.mention):
            continue
        said = bool(_TOTAL_BEHIND.search(whole.mention.left))
        number = bool(_NUMBER_BEHIND.search(whole.mention.left))
        done = None if said or number else _TOTAL_DONE.search(whole.mention.left)
        if first := _FIRST_OF.search(text, max(whole.mention.start - 16, 0), whole.mention.start):
            yield from _of_the_first(text, tied[:at], whole, chinese_value(first[1]))
            continue
        if not (said or number or done):
            continue
        parts = _before(text, tied[:at], whole)
        if (
            parts
            and done
            and not all(_ONE_OF_THEM.search(part.mention.left) for part in parts)
            and not _is_of_them(done[1] or "", text[parts[0].mention.start - len(parts[0].mention.left) : whole.mention.start])
        ):
            continue
        if len(parts) > (1 if said else 2) or (len(parts) == 2 and sign_between(text, *parts) == "、"):
            yield Listing(whole, tuple(parts), is_open=False, says_among=said, way="behind")


def _of_the_first(text: str, earlier: Sequence[Tied], whole: Tied, many: int) -> Iterator[Listing]:
    """甲924件、乙517件、丙386件，前两类合计1441件: the first of the list before it."""
    parts = _before(text, earlier, whole)
    if len(parts) > many > 1:
        yield Listing(whole, tuple(parts[:many]), is_open=False, says_among=False, way="behind")


def _is_of_them(counted: str, listed: str) -> bool:
    """Whether what a total counts is what was listed: 文字解读…视频解读…，共发布解读材料."""
    if _ANYTHING.fullmatch(counted):
        return True
    listed = listed[: listed.rfind(counted)]
    return any(counted[at : at + 2] in listed for at in range(len(counted) - 1))


def _before(text: str, earlier: Sequence[Tied], whole: Tied) -> list[Tied]:
    """The numbers that stand before a total, back to the total before."""
    parts: list[Tied] = []
    begins = whole.mention.start
    for other in reversed(earlier):
        if other.quantity.spelled and other.quantity.unit in tuple("类项种个"):
            continue  # 上述五类信息共计
        if parts and _outside(text[other.quantity.end : begins]).count("，") > 1:
            break  # whole clauses stand between
        begins = other.mention.start
        same = _is_of_kind(other.quantity, whole.quantity) and other.mention.sentence == whole.mention.sentence
        if not same or not other.quantity.exact or other.quantity.percent or is_change(other.mention):
            break
        if _is_total(other) and len(parts) > 1:
            break
        parts.insert(0, other)
        if len(parts) == _MOST_ADDED:
            break
    units = {part.quantity.unit for part in parts}
    alike = any({*units, whole.quantity.unit} <= kind for kind in (_BODIES, _PEOPLE))
    if units - {whole.quantity.unit} and not (whole.quantity.unit in units or len(units) > 1 or alike):
        return []
    return parts


def sign_between(text: str, one: Tied, other: Tied) -> str:
    """The sign that parts two numbers of a list, outside of brackets; '' where none does."""
    found = re.search(r"[、，,；;]", _outside(text[one.quantity.end : other.quantity.start]))
    return found[0] if found else ""
