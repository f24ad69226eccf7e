"""A grammar of sums in prose: a whole with its parts, listed behind it, counted off or in brackets.

    共 N 条，其中甲 A 条、乙 B 条          分别为、包括、主要有、（…）, units alike or all of things
    N 条：甲 A 条；乙 B 条                 a plain list, where its words say that it divides the whole
    N 条，一是甲 A 条，二是乙 B 条          counted off
    N 条。在这些中，甲 A 条；乙 B 条        in the next sentence, which takes the whole up again
A whole behind its parts is found in `trailing`; what a listing means for its numbers is judged in `sums`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from .....text.ordinals import NUMERALS
from .....text.patterns import pattern
from ...surroundings import is_change
from ...tied import Passage, Tied, is_inside
from .labels import PAIRS, are_of_one_kind, divides, names_some
from .parts import (
    DOES,
    MOST_ADDED,
    Listing,
    Way,
    at_top,
    is_countable,
    is_in_own_bracket,
    is_of_kind,
    is_total,
    outside,
    sign_between,
    without_those_of_labels,
)

# 信息967条，内容涉及政策、资金、监管，数量分别为; 稿件86篇，文字、图解、视频分别为: each thing is named before the numbers.
_NAMED = (
    r"[，,][^，。；！？\d、]{0,6}(?:涉及|涵盖|包括|包含|分为)[^。；！？\d]{2,80}?[，,]\s*(?:数量|[件条]数)?(?=分别|依次)|"
    r"[，,](?=[^，。；！？\d]{1,16}、)[^，。；！？\d]{4,60}?(?=分别(?:[为是]|收到|受理|接收|接到|发布|推送)|依次[为是])"
)
_GRADE = r"[^。；！？\d（(]{1,24}\d+(?:\.\d+)?分[，,。；]\s*(?=其中)"  # a mean of points is no number of things
_ITS_OWN = ("包括", "包含", "含")
_BY_KIND = r"(?:[按从][^，。；！？\d]{1,10}?)?"
_OPENS = pattern(
    rf"^(?:{_NAMED}|{_GRADE}|[^，。；！？\d]{{0,14}}?(?:[。；]\s*(?=其中)|[，,、：:])?\s*{_BY_KIND})(其中|分别是|分别为|分别收到|分别受理|分别接收|分别接到|分别发布|分别推送|依次为|依次是|各为|各是|即(?!将|时)|(?:形式|方式|渠道|内容|来源|类型|类别)(?:主要)?(?:包括|为|是|有)|主要(?:包括|有|是)|包括|包含|含|[（(](?![^（()）]*[）)]))"
)
# 60家单位…平均得分86.4分，其中: what is told of all beside their number is counted otherwise, and the parts go on behind it.
_BESIDE = pattern(r"^[^。；！？\d（(]{0,26}$")
_MOST_BESIDE = 2
_BETWEEN = pattern(r"^[^，。；！？]{0,3}[，,]?[^，。；！？]{0,12}$")
_BY = r"(?:按|从|分(?![别为类]))(?:照)?[^，。；：\d]{1,14}?(?:来分|来看|划分|区分|分类|统计|分|看)[，,：:、]?(?:其中)?(?:分别)?(?:为|是|有)?"
# 申请渠道方面，当面…、信函…: what divides the whole, by the name of the kind of division.
_KIND_OF = r"(?:申请|公开|获取|提交|受理|来源|信息|发布|办理|解读|案件)?(?:渠道|方式|途径|来源|形式|类型|类别|内容|领域|层级|主体)(?:方面|分布|分类|看|上)?[，,：:]"
_PLAIN = pattern(rf"^([^，。；！？\d（(：:、]{{0,14}}?)(?:[，,。；;]\s*({_BY})|([：:，,]|——))")
# 公开信息31条，全文电子化达100%。在主动公开的信息中，…: the next sentence takes up the whole, by its name or by a word that lists.
_TAKEN_UP = pattern(
    rf"[。！？!?]\s*(?:在(?P<of>[^，,。；;：:\d]{{2,24}}?)(?:[当之])?[中里][，,：:]?|(?P<by>{_BY}|{_KIND_OF})"
    r"|(?:其中)?(?:具体|分别|依次)(?:情况|类别|分类|数量)?(?:来看|来说|如下|为|是|有|包括)?[：:，,]?)"
)
_FILLING = pattern(r"\s|的|所有|全部|上述|以上|这些|各类|各项|政府|本年度?|全年")
_LEAST_TAKEN_UP = 3
_COUNTED = pattern(
    r"^[^。；！？\d]{0,40}?[，,：:；。]\s*(?:(一[是为]|其一)|(（1）|\(1\))|(1[.．、])|(①)|(第一(?:[，,]|类)))", needs="一1①"
)
_OPEN_HEAD = pattern(r"主要|包括|包含|含|涉及|例如|比如|[有仅只]")
_CHIEF = pattern("主要(?:负责|领导)")
_OPEN_LIST = pattern(r"主要(?!负责|领导)|例如|比如|涉及|最[多少高低]")
# 主要负责人出席3场、发言人出席12场: one of them may count in both.
_OVERLAP = pattern(r"出席|参加|参与|兼(?!职)")
_IN_THE_NAME = pattern(r"^(?:其中)?以[^，,。；;\d]{1,16}名义")
_AND_SO_ON = pattern(r"^[^，。；、\d]{0,6}等")
# A bracket that lists so many parts lists them all; no list of a report is longer, or has more parts.
_WHOLE_BRACKET, _LONGEST_LIST, _MOST_PARTS = 3, 800, 100
_STOP = "。！？!?；;\n"
_SENTENCE_STOP = pattern(r"[。！？!?\n]")
_COMPARED = pattern(r"[较比同与](?:上|去|前|往|19|20)[^，。；、]{0,10}$", needs="较比同与")
_LABEL = r"[^，,；;。：:！？\d]{1,30}"
_FIRST_ITEM = pattern(rf"^(?:其中)?(?P<label>{_LABEL})$")
_ITEM = pattern(rf"^[^，,、；;。：:！？]{{0,6}}?\s*(?P<sign>[、，,；;]|和|及|以及)\s*(?P<label>{_LABEL})$")
# 18个乡镇有5个获优秀、13个获良好: each number stands before its label.
_SOME_OF = pattern(r"^[^，。；：！？\d]{0,12}?(?:中[，,]?|[，,])?有$", needs="有")
_NEXT_LABEL = pattern(r"^[^，,。；;、\d]{1,10}[、，,]$")
# What begins a matter of its own, so that its number is no part of what went before.
_GOES_ON = rf"另|此外|同时|还|并|较|比|同比|累计|全年|目前|今年|本年|截至|截止|上年|去年|平均|每|人均|占|其余.{{0,6}}率|{DOES}"
_ANOTHER = pattern(rf"^(?:{_GOES_ON})")
_NO_LABEL = pattern(rf"^(?:{_GOES_ON}|未|已|超)")
_NOT_A_LABEL = pattern(r"较|同比|增长|下降|增加|减少|平均|占|率|超过|达到")
_NOT_DONE = pattern(r"[未没](?:能|有|予)?(办结|答复|办理|完成|公开|处理|审结|采纳|整改|受理|通过)")
_BESIDES = pattern(r"^(?:另外?|还)有?(?!比|较)")
# 18个，已完成整改15个，正在推进3个; 120条，采纳84条，未采纳36条: what is done, and what is not yet.
_FINISHED = pattern(
    r"^[^，,。；：、\d]{0,6}[，,：:](?:其中|目前|现|年内|全部|均)*(?:已经?)?(?P<what>[^，,。；：、\d已未]{0,4}?(?:完成|办结|整改|解决|落实|答复|采纳|销号|处理|化解|建成|受理)[^，,。；：、\d]{0,4})$"
)
_UNFINISHED = pattern(
    r"^[^，,。；：、\d]{0,6}[，,、；](?:(?:正在?|仍在|持续|尚在)(?:推进|办理|整改|处理|进行|落实|实施|核实|研究|跟进|推动|解决|督办|协调)(?:中|的|之中)?"
    r"|(?:尚|还|仍|暂|均)?(?P<no>[未不])(?:予|能|予以)?(?P<what>[^，,。；：、\d]{1,8}))$"
)


# -- the whole in front ------------------------------------------------------------------------------


def listings_of(passage: Passage) -> Iterator[Listing]:
    """Every whole of a passage with the parts listed behind it; parts in deeper brackets belong to their own whole."""
    text = passage.block.whole
    tied = without_those_of_labels(text, passage.tied)
    taken: dict[int, Tied] = {}  # the numbers that are parts, each with its whole
    for at, whole in enumerate(tied):
        quantity = whole.quantity
        if quantity.percent or not is_countable(quantity) or _is_compared(whole):
            continue
        following = tied[at + 1].quantity.start if at + 1 < len(tied) else len(text)
        gap = text[quantity.end : following]
        later = tied[at + 1 : at + 1 + _MOST_PARTS]
        listing, past, end, between = None, 0, quantity.end, gap
        beside = 0
        # 公开612条，较上年（518条）多94条，增长18.1%，分别是…; 通知17件、金额4280元。其中…
        while not (opening := _OPENS.match(between)) and later[past:]:
            if not (_is_compared(later[past]) and _BETWEEN.match(between)):
                beside += 1
                if beside > _MOST_BESIDE or is_of_kind(later[past].quantity, quantity) or not _BESIDE.match(between):
                    break
            end, past = later[past].quantity.end, past + 1
            between = text[end : later[past].quantity.start if later[past:] else len(text)]
        if opening and (not beside or opening[1] == "其中"):
            listing = _said(text, whole, later[past:], opening, end)
            if listing and at in taken and opening[1] in _ITS_OWN:
                listing = listing._replace(parts=_up_to_another_sign(text, listing.parts))
            if listing and beside and any(part.quantity.unit != quantity.unit for part in listing.parts):
                listing = None
        if listing is None and _SOME_OF.match(gap):
            listing = _labelled_behind(text, whole, later)
        if listing is None and at not in taken and _FINISHED.match(gap):
            listing = _done_or_not(text, whole, later)
        if listing is None and (opening := _COUNTED.match(gap)):
            listing = _counted_off(text, whole, later, opening)
        if listing is None and at not in taken and (opening := _PLAIN.match(gap)):
            listing = _plain(text, whole, later, opening)
        if listing is None or len(listing.parts) < 2:
            listing = _taken_up(text, whole, later) or listing
        if listing:
            if gap.startswith("。"):
                # 共1286条，其中甲742条、乙544条。分季度看，…: a new sentence counts off what was told to be the whole;
                # what is less than each of them is the count of something else.
                listing = listing._replace(whole=taken.get(at, whole))
                if all(listing.whole.quantity.value < one.quantity.value for one in listing.parts):
                    continue
            parts = {id(one) for one in listing.parts}
            taken |= {other: listing.whole for other, one in enumerate(later, at + 1) if id(one) in parts}
            yield listing


def _up_to_another_sign(text: str, parts: Sequence[Tied]) -> tuple[Tied, ...]:
    """其中重点领域300条，包括甲120条、乙95条、丙85条，其他112条: the list of a part ends where the list that it is a part of goes on."""
    signs = [sign_between(text, one, other) for one, other in pairwise(parts)]
    return tuple(parts[: next((at for at, sign in enumerate(signs, 1) if sign != signs[0]), len(parts))])


def _is_compared(one: Tied) -> bool:
    """较2023年的8件: no count of this year's."""
    return is_change(one.mention) or bool(_COMPARED.search(one.mention.left))


def _said(text: str, whole: Tied, later: Sequence[Tied], opening: re.Match[str], end: int) -> Listing | None:
    """A list that a word or a bracket joins to its whole, behind its number (or one that compares it), which ends at `end`."""
    quantity = whole.quantity
    start = end + opening.end()
    bracketed = opening[1] in "（("
    stop = _end_of(text, start, bracketed=bracketed)
    if not bracketed:
        stop = _end_over_semicolons(text, start, stop, later, whole)
    parts = _parts(text, start, stop, later, whole)
    joined = text[end:start]
    if parts and _OVERLAP.search(text, start, parts[-1].quantity.start):
        # 其中主要负责人出席12场: what counts in two of them is still in none more often than there were.
        more = [part for part in parts if joined.endswith("其中") and part.quantity.value > quantity.value]
        return Listing(whole, tuple(more[:1]), is_open=True) if more else None
    if not parts:
        return None
    parts = _closed(parts, whole, text, start)
    # 其中含…: the word that says that the list is open may stand behind 其中 too.
    head = text[end:start] + ("" if _CHIEF.match(text, start) else text[start : start + 2])
    # 申请242件（甲局97件、乙局52件）names two of many; 专区9个（市级1个、县级8个）all there are.
    bare = "其中" not in head and bracketed and len(parts) < _WHOLE_BRACKET and bool(whole.readings)
    each = opening[1].startswith(("分别", "依次", "各", "即"))
    # 甲局、乙局分别收到: what is done may be done by others too.
    way: Way = "bracket" if bracketed else "each" if each and opening[1][-1] in "为是各即别次" else "among"
    units = {one.quantity.unit for one in parts} | {quantity.unit, "元"}
    # 其中甲局2件960元: a number right before a part goes with it; what follows the last one is another matter.
    begins = {part.quantity.start for part in parts}
    among = [
        one
        for one in at_top(text, start, parts[-1].quantity.start, later)
        if not begins & {one.quantity.end, one.quantity.end + 1}
    ]
    mixed = not _alternate(parts, at_top(text, start, parts[-1].quantity.end, later)) and any(
        one.quantity.unit not in units and not is_change(one.mention) for one in among
    )
    named = way == "each" and "主要" not in head and head.count("、") == len(parts) - 1 > 0
    some = each and names_some(head, parts, whole, done=way == "among")
    is_open = some or (bool(_OPEN_HEAD.search(head)) and not named) or _goes_on(text, start, stop, parts) or bare or mixed
    says_among = joined.endswith("其中") or "（其中" in head or (each and parts[-1].quantity.end <= stop)
    return Listing(whole, tuple(parts), is_open, says_among, way)


def _alternate(parts: Sequence[Tied], listed: Sequence[Tied]) -> bool:
    """5期、520人次，6期、720人次: whether between the parts stand numbers of one other unit, one behind each."""
    units = [one.quantity.unit for one in listed]
    first = listed.index(parts[0])
    turns = len(parts) > 1 and [*listed[first::2]] == [*parts]
    return turns and len({*units[first + 1 :: 2]}) == 1 and first <= 1


def _goes_on(text: str, start: int, stop: int, parts: Sequence[Tied]) -> bool:
    """Whether a list says that it is not all: 甲60条、乙90条等; the 等 of one label (动态、公告等60条) does not."""
    if _OPEN_LIST.search(outside(text[start:stop])):
        return True
    return any(_AND_SO_ON.match(outside(text[part.quantity.end : part.quantity.end + 16])) for part in parts)


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
    """Where a list ends whose items are apart by semicolons, each with one number or with a total of its own; else `stop`.

    An item may be divided itself (政策文件400条，其中甲60条、乙340条；), or tell of one more thing (甲9件、1960元；).
    """
    if text[stop : stop + 1] not in (*"；;",):
        return stop
    ends = [stop]
    while text[ends[-1] : ends[-1] + 1] in ("；", ";"):
        end = _end_of(text, ends[-1] + 1, bracketed=False)
        if text.startswith("其中", end) and at_top(text, ends[-1] + 1, end, later):
            end = _end_of(text, end + len("其中"), bracketed=False)
        ends.append(end)
    begin, like, another, total = start, 0, False, Decimal(0)
    for number, end in enumerate(ends):
        own = at_top(text, begin, end, later)
        fitting = [one for one in own if is_of_kind(one.quantity, whole.quantity) and not is_change(one.mention)]
        subtotal = len(fitting) > 2 and is_total(fitting[-1])
        elsewhere = any(
            one.readings and (not whole.spoken or one.spoken.table is not whole.spoken.table) for one in fitting if one.spoken
        )
        like = like if number else len(own)
        plain = len(fitting) == len(own) or (len(own) == like and any(one.quantity.unit == whole.quantity.unit for one in own))
        if not fitting or not plain or (number and elsewhere):
            return stop
        doubtful = bool(number and _ANOTHER.match(text[begin + 1 : fitting[0].quantity.start].strip())) or len(fitting) > 1
        another = another or (doubtful and not subtotal)
        total += sum((one.quantity.value for one in fitting[-1 if subtotal else 0 :]), Decimal(0))
        begin = end
    # 已公开的7件；答复“同意公开”的152件；…: what may begin another matter is a part where all of them make the whole.
    if text.startswith("其中", ends[-1]) or (another and total != whole.quantity.value):
        return stop
    return ends[-1]


def _parts(text: str, start: int, stop: int, tied: Sequence[Tied], of: Tied) -> list[Tied]:
    """The numbers between `start` and `stop` that may be parts: of the whole's unit, or all of units of its kind."""
    whole = of.quantity
    own = [one for one in at_top(text, start, stop, tied) if not is_change(one.mention)]
    alike = [one for one in own if one.quantity.unit == whole.unit]
    units = {one.quantity.unit for one in own}
    # 印发简报120期，其中发往乡镇80份: other things; 信息130条，其中文件10件、解读12篇、动态108条: each in its own unit.
    named = all(unit and unit in of.mention.right for unit in units)  # 1834个公开事项，其中县级1395项
    together = len(own) > 1 and (bool(alike) or len(units) > 1 or named) and all(is_of_kind(one.quantity, whole) for one in own)
    if together and len(units | {whole.unit}) > 1 and _only_labels(text, start, own):
        alike = own
    if any(not is_countable(one.quantity) for one in alike):
        return []  # about so many: nothing to add up
    return _subtotals(alike)


def _only_labels(text: str, start: int, parts: Sequence[Tied]) -> bool:
    """Whether nothing stands between the numbers but signs and names of things."""
    ends = [start, *(part.quantity.end for part in parts)]
    labels = [outside(text[end : part.quantity.start]).strip(" ，,、；;：:") for end, part in zip(ends, parts, strict=False)]
    if len({sign_between(text, one, other) for one, other in pairwise(parts)}) > 1:
        return False  # 甲60条、乙90条，访客9万个
    return all(len(label) <= 30 and not _NO_LABEL.match(label) and not _NOT_A_LABEL.search(label) for label in labels)


def _subtotals(parts: list[Tied]) -> list[Tied]:
    """甲4条、乙22条，共26条；丙52条、丁18条，共70条: the totals of groups stand for their parts."""
    totals: list[Tied] = []
    waiting = 0
    for one in parts:
        if waiting > 1 and is_total(one):
            totals.append(one)
            waiting = 0
        else:
            waiting += 1
    if len(totals) > 1 and not waiting:
        return totals
    # A total behind all of them is no part.
    return parts[:-1] if len(totals) == 1 and totals[0] is parts[-1] else parts


def _closed(parts: list[Tied], whole: Tied, text: str, start: int) -> list[Tied]:
    """The parts up to where the sentence goes on about something else, unless all of them make the whole."""
    if _total(parts) == whole.quantity.value:
        return parts
    first = text[start : parts[0].quantity.start].strip(" ，,：:")
    for count, (before, part) in enumerate(pairwise(parts), 1):
        gap = outside(text[before.quantity.end : part.quantity.start])
        clause = re.split(r"[，,；;]", gap)[-1] if re.search(r"[，,；;]", gap) else ""
        if _BESIDES.match(clause.strip()) and _are_of_table(whole, parts[count - 1 : count + 1]):
            continue  # 无法提供37件，主要是不掌握32件，另有3件需另行制作: cases of the same table, besides
        if clause and _ANOTHER.match(clause.strip()) and not _ANOTHER.match(first):
            return parts[:count]
        # 市本级办结598件，其中…，市本级未办结的31件: none of those that the whole counts.
        if (denied := _NOT_DONE.search(clause)) and denied[1] in whole.mention.left:
            return parts[:count]
    return parts


def _are_of_table(whole: Tied, parts: Sequence[Tied]) -> bool:
    """Whether a whole and its parts are figures of rows of one table, none of which holds all its cases."""
    table = whole.spoken.table if whole.spoken and whole.matched else None
    rows = [one.spoken.rows for one in parts if one.spoken and one.spoken.table is table and one.readings]
    return table is not None and len(rows) == len(parts) and all(rows)


def _labelled_behind(text: str, whole: Tied, later: Sequence[Tied]) -> Listing | None:
    """18个乡镇有5个获优秀、13个获良好: numbers beside each other that go on in the same word, or in its denial."""
    parts: list[Tied] = []
    for one in later:
        between = outside(text[parts[-1].quantity.end : one.quantity.start]) if parts else ""
        if one.quantity.unit != whole.quantity.unit or not one.quantity.exact or (parts and not _NEXT_LABEL.match(between)):
            break
        parts.append(one)
    labels = [part.mention.right.strip() for part in parts]
    alike = len({label[:1] for label in labels}) == 1 or any(
        other == f"{no}{label.removeprefix('已')}" for label, other in pairwise(labels) for no in "未不"
    )
    return Listing(whole, tuple(parts), is_open=False) if len(parts) > 1 and labels[0] and alike else None


def _total(parts: Sequence[Tied]) -> Decimal:
    return sum((part.quantity.value for part in parts), Decimal(0))


def _done_or_not(text: str, whole: Tied, later: Sequence[Tied]) -> Listing | None:
    """已完成整改15个，正在推进3个: of what there was, what is done and what is not."""
    if len(later) < 2:
        return None
    done, left = later[:2]
    first = _FINISHED.match(text[whole.quantity.end : done.quantity.start])
    second = _UNFINISHED.match(text[done.quantity.end : left.quantity.start])
    plain = all(
        one.quantity.unit == whole.quantity.unit and one.quantity.exact and not one.quantity.spelled
        for one in (whole, done, left)
    )
    if not (first and second and plain) or (second["no"] and second["what"].strip("的") != first["what"].strip("的了")):
        return None
    return Listing(whole, (done, left), is_open=False, says_among=False, way="plain")


# -- lists that no word joins to the whole -----------------------------------------------------------


def _counted_off(text: str, whole: Tied, later: Sequence[Tied], opening: re.Match[str]) -> Listing | None:
    """一是甲20条，二是乙30条: the first number of the whole's unit behind each ordinal."""
    first = next(found for found in opening.groups() if found).rstrip("，,")
    start = whole.quantity.end + opening.end()
    limit = min(start + _LONGEST_LIST, len(text))
    begins = [start]
    for number in range(2, MOST_ADDED):
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
        listed = at_top(text, begin, end, later)
        # 517件次：一是…142件；二是…233件: in a unit of its kind, where an item has no number of the whole's own.
        own = [one for one in listed if one.quantity.unit == whole.quantity.unit] or [
            one for one in listed if is_of_kind(one.quantity, whole.quantity)
        ]
        if not own or is_change(own[0].mention) or not own[0].quantity.exact or own[0].quantity.spelled:
            return None
        # 五是戊类57条，合计538条: what all of them make is no part of the last.
        own = [own[0], *(one for one in own[1:] if not is_total(one))]
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
        gap = outside(text[end : quantity.start])
        labelled = is_in_own_bracket(text, one)  # 文字（40篇）、图解（15篇）
        gap = gap.rstrip("（(") if labelled else gap
        if quantity.percent or "（" in gap or "(" in gap:
            if "（" in gap or "(" in gap or text[end : quantity.start].strip() in ("", "，占"):
                continue  # in a bracket, or the share of the part
            break
        found = (_ITEM if parts else _FIRST_ITEM).match(gap)
        # 42件：文字26件、图解12件，另有视频4件: what there is besides is one more part, where those before do not make the whole.
        besides = found and len(parts) > 1 and _BESIDES.match(found["label"]) and _total(parts) < whole.quantity.value
        if (
            not found
            or not quantity.exact
            or quantity.spelled
            # 胜诉9起、败诉1起、未结1起
            or (
                not besides
                and (_ANOTHER if parts and found["sign"] == "、" else _NO_LABEL).match(found["label"])
                and not PAIRS.match("、".join((*labels, found["label"])))
            )
            or _NOT_A_LABEL.search(found["label"])
            or not is_of_kind(quantity, whole.quantity)
        ):
            break
        parts.append(one)
        labels.append(found["label"].strip())
        if len(parts) > 1:
            signs.append(found["sign"])
        end = quantity.end + labelled
    alike = all(part.quantity.unit == whole.quantity.unit for part in parts)
    if len(parts) < 2 or (not alike and (sign == "，" or all(part.quantity.unit != whole.quantity.unit for part in parts))):
        return None
    # 以县政府名义制发21件、以县政府办公室名义制发5件: in whose name it is done is one way for each.
    named = len(parts) > 1 and all(_IN_THE_NAME.search(label) for label in labels)
    among = opening[1].endswith("中") and len(parts) > 2 and len({*signs}) == 1  # 收到260件中，网上…
    beside = whole.matched and any(part.matched and part.quantity.value > whole.quantity.value for part in parts)
    if sign in ("，", ",") and not among and beside:
        return (
            None  # 商业企业11件，科研机构1件，法律服务机构14件，其余2件: more than it, as the tables have both, is no part of it
        )
    if sign in ("，", ",") and not (among or named) and not divides(whole, labels, signs):
        return None
    if len(parts) == 2 and not (by or named) and not are_of_one_kind(labels) and sign not in ("：", ":", "——"):
        return None
    is_open = (
        (among and not are_of_one_kind(labels))
        or bool(_AND_SO_ON.match(text[end : end + 12]))
        or bool(_OPEN_LIST.search(text[start:end]))
    )
    way: Way = "among" if named else "plain"
    return Listing(whole, tuple(parts), is_open or named, says_among=named, way=way)


def _taken_up(text: str, whole: Tied, later: Sequence[Tied]) -> Listing | None:
    """A closed list, all of the whole's unit, in the sentence behind that of a whole which is the last thing counted there."""
    end = whole.mention.sentence[1]
    opening = _TAKEN_UP.match(text, end)
    if not opening or is_inside(text, whole, end):
        return None
    # 公开31条（重复的只计1条），比上年增加5条，全文电子化达100%: a change, a rate or what brackets hold counts nothing else.
    if any(
        one.quantity.start < end
        and not (one.quantity.percent or is_change(one.mention) or _is_compared(one) or is_inside(text, one, end))
        for one in later[:_MOST_BESIDE]
    ):
        return None
    if (of := opening["of"]) and not _names_again(of, whole.mention.left + whole.mention.right):
        return None
    start = opening.end()
    stop = _end_over_semicolons(text, start, _end_of(text, start, bracketed=False), later, whole)
    parts = at_top(text, start, stop, later)
    least = _LEAST_TAKEN_UP if opening["of"] or opening["by"] else 2  # 具体为 says that a list follows
    closed = len(parts) >= least and not _goes_on(text, start, stop, parts) and _only_labels(text, start, parts)
    alike = all(
        part.quantity.unit == whole.quantity.unit and part.quantity.exact and not part.quantity.spelled and not is_total(part)
        for part in parts
    )
    if not closed or not alike or _OVERLAP.search(text, start, stop):
        return None
    way: Way = "plain" if opening["by"] else "again"
    return Listing(whole, tuple(parts), is_open=False, says_among=False, way=way)


def _names_again(name: str, counted: str) -> bool:
    """Whether a name is made of the words that say what is counted, in their turn: 主动公开的信息 of 主动公开政府信息31条."""
    signs = iter(_FILLING.sub("", counted))
    return all(sign in signs for sign in _FILLING.sub("", name))
