"""A whole behind its parts: 甲 A 条、乙 B 条，共 N 条."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from .....text.ordinals import chinese_value
from .....text.patterns import pattern
from ...surroundings import is_change
from ...tied import Passage, Tied
from .parts import (
    BODIES,
    MOST_ADDED,
    PEOPLE,
    TOTAL_BEHIND,
    TOTAL_DONE,
    Listing,
    is_countable,
    is_of_kind,
    is_total,
    outside,
    sign_between,
)

# 总数141件 may be that of a list, or of all there are by now.
_NUMBER_BEHIND = pattern(r"[，,、](?:总数|总量|总件数)(?:为|是|达到?)?\s*$", needs="总")
_FIRST_OF = pattern(r"[，,、]前([两二三四五])(?:类|项|者|种)[^，。；\d]{0,4}(?:合计|共计|总计|共)(?:为|是|有)?$", needs="前")
_ONE_OF_THEM = pattern(r"^[^第\d]{0,14}第[一二三四五六七八九十]")  # 第一场40人、第二场52人，累计
_AND = pattern(r"^[^，,、；;\d]{1,12}?(?:和|及|以及|与)[^，,、；;\d]{0,12}$|^(?:和|及|以及|与)")
# 对13个乡镇、28个部门开展测评，41家单位的平均得分: all of them, as what is said is said of all.
_ALL_BODIES = pattern(r"(?:单位|部门|机构)的?(?:平均|均|都|全部|总体)")
_OF_BODIES = pattern(r"[，,；;](?:这|以上|上述)?$")
# 上半年78件、下半年87件，全年165件
_ALL_YEAR = pattern(r"[，,；;、]全年(?:共|合计|累计|总计)?[^，,。；;、\d]{0,8}$", needs="全年")
# 市本级305件，县（市、区）551件，全市共856件
_ALL_OF_PLACE = pattern(
    r"[，,；;]全(?:[省市县区州镇乡]|系统)[^，,。；;、\d]{0,4}?(?:一共|总共|共计|合计|总计|共)[^，,。；;、\d]{0,12}$", needs="全"
)
_LEVEL = pattern(
    r"(?:^|[，,、；;：。])[^，,、；;。\d]{0,6}?(?P<own>本级|[市县区]直)|(?:^|[，,、；;：。])[^，,、；;。\d]{0,8}?(?:县|区|镇|乡|街道|部门|单位|机构)"
)
# 四个季度分别收到36件、41件、45件、36件，全年158件
_EACH_PART = pattern(
    r"(?:(?P<quarters>四个季度|各季度|[一1][至到—-][四4]季度)|上、?下半年|两个半年)[^，,。；;\d]{0,14}$", needs=("季度", "半年")
)
_LEAD = 24  # as far before the first number as they are named
_HALVES, _QUARTERS = ("上半年", "下半年"), ("一季度", "二季度", "三季度", "四季度")
# 在辖区11个社区设立查阅点11处: where it is done, or for whom, is no part of it.
_PLACE, _NO_SIGN = pattern(r"(?:在|于|向|对|面向|依托|为)[^，,。；;、\d]{0,10}$"), pattern(r"[^，,。；;、：:和及与]{2,}")
# What a total behind its parts may be said to count, whatever the parts are called.
_ANYTHING = pattern(r"(?:各类|政府|政务)*(?:信息|文件|材料|稿件|资料)?")


def trailing_of(passage: Passage) -> Iterator[Listing]:
    """A件、B件，合计C件: the whole behind its parts, which stand next to it in the same sentence."""
    text, tied = passage.block.whole, passage.tied
    for at, whole in enumerate(tied):
        if whole.quantity.percent or is_change(whole.mention):
            continue
        said = bool(TOTAL_BEHIND.search(whole.mention.left))
        number = bool(_NUMBER_BEHIND.search(whole.mention.left))
        done = None if said or number else TOTAL_DONE.search(whole.mention.left)
        if first := _FIRST_OF.search(text, max(whole.mention.start - 16, 0), whole.mention.start):
            yield from _of_the_first(text, tied[:at], whole, chinese_value(first[1]))
            continue
        year = not (said or number or done) and _ALL_YEAR.search(whole.mention.left)
        bodies = (
            whole.quantity.unit in BODIES and _OF_BODIES.search(whole.mention.left) and _ALL_BODIES.match(whole.mention.right)
        )
        if year or bodies:
            parts = _before(text, tied[:at], whole)
            if len(parts) > 1 and (_are_of_year(text, parts) if year else _are_joined(text, *parts[-2:])):
                yield Listing(whole, tuple(parts), is_open=False, says_among=bool(year), way="year" if year else "behind")
            continue
        if not (said or number or done):
            continue
        if parts := _of_all_bodies(text, tied[:at], whole):
            yield Listing(whole, tuple(parts), is_open=False, way="behind")
            continue
        parts = _before(text, tied[:at], whole)
        if (
            parts
            and done
            and not all(_ONE_OF_THEM.search(part.mention.left) for part in parts)
            and not _is_of_them(done[1] or "", text[parts[0].mention.start - len(parts[0].mention.left) : whole.mention.start])
        ):
            continue
        if len(parts) > (1 if said else 2) or (len(parts) == 2 and _are_joined(text, *parts)):
            yield Listing(whole, tuple(parts), is_open=False, says_among=said, way="behind")


def _of_all_bodies(text: str, earlier: Sequence[Tied], whole: Tied) -> list[Tied]:
    """市本级收到305件，县（市、区）收到551件，全市共856件: the numbers of the levels or kinds of bodies that are all of a place; none where they are not."""
    if not _ALL_OF_PLACE.search(whole.mention.left):
        return []
    parts = _before(text, earlier, whole)
    named = [_LEVEL.search(outside(part.mention.left)) for part in parts]
    return parts if len(parts) > 1 and all(named) and any(one and one["own"] for one in named) else []


def _are_of_year(text: str, parts: Sequence[Tied]) -> bool:
    """Whether numbers are those of the two halves of a year, or of its quarters, each named or all of them in front."""
    if (together := _EACH_PART.search(text, max(parts[0].quantity.start - _LEAD, 0), parts[0].quantity.start)) and all(
        _are_joined(text, *two) for two in pairwise(parts)
    ):
        return len(parts) == (len(_QUARTERS) if together["quarters"] else len(_HALVES))
    return any(
        len(parts) == len(spans) and all(span in part.mention.left for part, span in zip(parts, spans, strict=True))
        for spans in (_HALVES, _QUARTERS)
    )


def _of_the_first(text: str, earlier: Sequence[Tied], whole: Tied, many: int) -> Iterator[Listing]:
    """甲924件、乙517件、丙386件，前两类合计1441件: the first of the list before it."""
    parts = _before(text, earlier, whole)
    if len(parts) > many > 1:
        yield Listing(whole, tuple(parts[:many]), is_open=False, says_among=False, way="behind")


def _are_joined(text: str, one: Tied, other: Tied) -> bool:
    """16个乡镇和38个部门, 甲40条、乙90条."""
    between = outside(text[one.quantity.end : other.quantity.start])
    return sign_between(text, one, other) == "、" or bool(_AND.search(between))


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
        if parts and outside(text[other.quantity.end : begins]).count("，") > 1:
            break  # whole clauses stand between
        begins = other.mention.start
        joined = parts and _NO_SIGN.fullmatch(text, other.quantity.end, parts[0].quantity.start)
        if joined and _PLACE.search(other.mention.left):
            continue
        same = is_of_kind(other.quantity, whole.quantity) and other.mention.sentence == whole.mention.sentence
        if not same or not is_countable(other.quantity) or other.quantity.percent or is_change(other.mention):
            break
        if is_total(other) and len(parts) > 1:
            break
        parts.insert(0, other)
        if len(parts) == MOST_ADDED:
            break
    units = {part.quantity.unit for part in parts}
    alike = any({*units, whole.quantity.unit} <= kind for kind in (BODIES, PEOPLE))
    if units - {whole.quantity.unit} and not (whole.quantity.unit in units or len(units) > 1 or alike):
        return []
    return parts
