"""A number of the prose in its sentence: the words before it back to the number before, and those behind it.

Also how it goes on about the one before it: what that became (由27个增至28个), by how much it changed, the same in another way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from ...text.patterns import HAN, pattern
from ...text.quantities import Quantity
from .small_words import MOVED, behind_reason, says_nothing

_STOP = pattern(r"[。！？!?\n]")
# As far back as what a number is about is looked for.
BACK = 400
PART_STOPS = "。！？!?\n；;"
_PART_STOP = pattern(rf"[{PART_STOPS}]")
_RIGHT_STOPS = pattern(r"[，,。；;：:！？（()）、]")
# 对11件属于信访、投诉、举报的申请: several kinds beside each other, up to what is of them.
_LISTED_BEHIND = pattern(rf"(?:属于?|涉及|系|为)?(?:{HAN}{{2,6}}、)+{HAN}{{2,6}}?[的类](?={HAN})")
_JOINING = ("和", "及", "与", "或", "以")
_OPENING, _CLOSING = ("（", "("), ("）", ")")
# 31件诉讼案件全部审结: what all of them are is not what is counted.
_ALL_BEHIND = pattern("(?<=案件)(?:均|都|全部|已)")
_GOES_ON = pattern(
    rf"{MOVED}(?:(?:年末|年底|期末|目前|现在|今年|本年)的)?|现为|现有|(?:而|到)?(?:今年|本年度?)(?:则)?(?:为|是|有|达)?|即|也就是|折合|达到?|(?:总数|总量)(?:为|达)?"
)
# 由上年末的, 从2023年同期的, 由年初的, 由原来的: from what it was before.
_BEFORE = (
    r"(?:(?:(?:上一?年度?|去年|(?:19|20)\d\d年)(?:同期|年?[末底初])?|[今本]?年初时?|期初|原[来先有]|此前|最初)的?|[末底]?的)?"
)
_WAS = pattern(rf"[由从自]{_BEFORE}\s*$")
_BECAME = pattern(rf"\s*{MOVED}")
_FROM = pattern(rf"(?:却|已|也)?(?:[由从自]{_BEFORE}|占(?:比)?)$", needs="由从自占")
_DELTA = pattern(
    r"(?:核增|核减|[增减][收支]|调增|调减|净增|净减|增加|减少|增长|下降|上升|回落|提高|降低|新增|(?<![最至])[多少][收办]|增|减)(?:了|约|近|超过|达|数量)?$|[多少](?:了|出|约|近|超过)?$|[超高]出$"
)
_LAST_YEAR = pattern(r"(?:^|[，,；;：])而?(?:上一?年度?|去年)(?!度?(?:结转|转|[上下]半年|第?[一二三四]季|前|\d|[上中下]旬))")
_THIS_YEAR = pattern(r"^[，,；;](?:而|到)?(?:今年|本年)")
# 尚有复议1件、诉讼1件未审结
_STILL_ARE = pattern(r"(?:^|[，,。；;：:])[^，,。；;：:\d]{0,8}(?:尚|仍|还)有[^，,。；;：:]*$")
_TO_THE_END = pattern(r"[^，,。；;：:！？\n]*")
# 许可、处罚、强制“三项公示”应示尽示，数量依次是…: between what is listed and how many there are of each it is told what was done with it.
_ITEM = rf"(?:(?![和及与以]){HAN})"  # no joining word in it: there is one way only to read a list
_LISTED_AHEAD = pattern(
    rf"(?P<listed>{_ITEM}{{2,12}}(?:(?:、|以及|[和及与]){_ITEM}{{2,12}}?){{1,8}})"
    rf"(?:[“\"‘'《][^”\"’'》]{{0,40}}[”\"’'》]|(?:信息|结果|决定|情况)?(?=[均都全已应]|依法|做到)){HAN}{{2,12}}[，,]"
    r"(?:数量|件数|办件量|总数|总量)?(?P<each>(?:分别|依次)(?:为|是|有|达)?)$",
    needs=("分别", "依次"),
)
_LONGEST_DELTA = 8
# One of these signs ends each of them: most numbers have another before them.
_DELTA_ENDS = frozenset("收办支加少长降升落高低增多减了出约近过达量")


class Mention(NamedTuple):
    """A number in its sentence: the words before it back to the number before, and those behind it.

    `after_number` says that there is such a number, whose own words come first in `left`.
    """

    quantity: Quantity
    sentence: tuple[int, int]
    left: str
    right: str
    after_number: bool = False

    @property
    def start(self) -> int:
        return self.quantity.start


def closing_of_list(text: str, mention: Mention) -> str:
    """The rest of the clause behind a number of a list that says what there still is: 、诉讼1件未审结; '' where it is none."""
    if not _STILL_ARE.search(text[mention.sentence[0] : mention.start]):
        return ""
    closing = _TO_THE_END.match(text, mention.quantity.end)
    return closing[0] if closing else ""


def mentions_of(text: str, quantities: Sequence[Quantity]) -> list[Mention]:
    """Each quantity with its surroundings."""
    stops = [found.start() for found in _STOP.finditer(text)]
    part_stops = [found.start() for found in _PART_STOP.finditer(text)]
    found = []
    for at, quantity in enumerate(quantities):
        before = bisect_left(stops, quantity.start)
        behind = bisect_left(stops, quantity.end, before)
        sentence = (stops[before - 1] + 1 if before else 0, stops[behind] if behind < len(stops) else len(text))
        part = bisect_left(part_stops, quantity.start)
        left_start = max(part_stops[part - 1] + 1 if part else 0, quantities[at - 1].end if at else 0)
        limit = quantities[at + 1].start if at + 1 < len(quantities) else len(text)
        # 12件因征求第三方意见等原因结转下一年度: the reason says nothing of what is counted.
        begin = behind_reason(text, quantity.end, limit)
        listed = _LISTED_BEHIND.match(text, begin, limit)
        stop = _RIGHT_STOPS.search(text, listed.end() if listed else begin, limit)
        right = _ALL_BEHIND.split(text[begin : stop.start() if stop else limit], maxsplit=1)[0]
        if (
            not right
            and text[quantity.end : quantity.end + 1] in _CLOSING
            and text[quantity.start - 1 : quantity.start] in _OPENING
            and text[quantity.end + 1 : quantity.end + 2] not in _JOINING
        ):
            # 八成以上（37件）系本机关不掌握; 需另行制作（14件）和仍不明确（7件) are two
            stop = _RIGHT_STOPS.search(text, quantity.end + 1, limit)
            right = text[quantity.end + 1 : stop.start() if stop else limit]
        # 过半数属于行政查询事项，计14件: a share in words counts nothing, what stands behind it goes with the next number.
        follows = (
            bool(at) and left_start == quantities[at - 1].end and not (quantities[at - 1].percent and quantities[at - 1].spelled)
        )
        found.append(Mention(quantity, sentence, _without_deed(text[left_start : quantity.start]), right, follows))
    return found


def _without_deed(left: str) -> str:
    """The words before a number without what was done with those that they list: 许可、处罚应示尽示，数量依次是 are 许可、处罚依次是."""
    ahead = _LISTED_AHEAD.search(left)
    return f"{left[: ahead.start()]}{ahead['listed']}{ahead['each']}" if ahead else left


def is_earlier(mention: Mention) -> bool:
    """由120件减少到95件: what it was before, of which another number says what it is now."""
    return bool(_WAS.search(mention.left) and _BECAME.match(mention.right))


def are_in_turn(earlier: Mention, later: Mention) -> bool:
    """上年新收180件，今年163件: whether two numbers are those of the year before and of this year."""
    return bool(_LAST_YEAR.search(earlier.left) and _THIS_YEAR.search(later.left))


def carried_on(mention: Mention, before: Mention) -> Mention | None:
    """The mention with the words of the number before it, where it goes on about the same; None where it does not.

    由7项减至6项, 予以公开的占54.5%，有12件, 18437.52万元，即1.84亿元.
    """
    if not mention.after_number or mention.sentence != before.sentence:
        return None
    gap = mention.left.strip(" ，,、（）()")
    if not (_GOES_ON.fullmatch(gap) if not before.quantity.percent else says_nothing(gap)):
        return None
    left = _FROM.sub("", before.left)
    return mention._replace(left=left, after_number=before.after_number) if left.strip("，,、；; ") else None


def is_change(mention: Mention) -> bool:
    """Whether the number says by how much something grew or shrank."""
    left = mention.left.rstrip()
    return left[-1:] in _DELTA_ENDS and bool(_DELTA.search(left, max(len(left) - _LONGEST_DELTA, 0)))
