"""A number that goes on about the one before it: what that became (由27个增至28个), by how much it changed, the same in another way."""

from __future__ import annotations

from ...text.patterns import pattern
from .small_words import MOVED, says_nothing
from .surroundings import Mention

_GOES_ON = pattern(rf"{MOVED}|现为|现有|(?:而|到)?(?:今年|本年度?)(?:则)?(?:为|是|有|达)?|即|也就是|折合|(?:总数|总量)(?:为|达)?")
_WAS = pattern(r"[由从自](?:上一?年度?|去年|(?:19|20)\d\d年)?[末底]?的?\s*$")
_BECAME = pattern(rf"\s*{MOVED}")
_FROM = pattern(r"(?:却|已|也)?(?:[由从](?:上年度?|上一年度?|去年|(?:19|20)\d\d年)?[末底]?的?|占(?:比)?)$", needs="由从占")
_DELTA = pattern(
    r"(?:核增|核减|调增|调减|净增|净减|增加|减少|增长|下降|上升|回落|提高|降低|新增|(?<![最至])[多少][收办]|增|减)(?:了|约|近|超过|达|数量)?$|[多少](?:了|约|近|超过)?$"
)
_LAST_YEAR = pattern(r"(?:^|[，,；;：])而?(?:上一?年度?|去年)(?!度?(?:结转|转|[上下]半年|第?[一二三四]季|前|\d|[上中下]旬))")
_THIS_YEAR = pattern(r"^[，,；;](?:而|到)?(?:今年|本年)")
# One of these signs ends each of them: most numbers have another before them.
_DELTA_ENDS = frozenset("收办加少长降升落高低增多减了约近过达量")


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
    return left[-1:] in _DELTA_ENDS and bool(_DELTA.search(left))
