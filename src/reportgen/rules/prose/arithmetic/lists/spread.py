"""A whole whose parts stand in clauses of their own, with other words between: 各渠道共发布64条，以网站为主，发布41条，占64.1%；微博推送13条，其他方式10条."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .....text.closest import is_near_number
from .....text.patterns import pattern
from ...surroundings import is_change
from ...tied import Passage, Tied
from .parts import MOST_ADDED, Listing, at_top, is_total, outside

# What the whole is said to be: all of it, of several.
_ALL = pattern(
    r"(?:^|[，,；;：])[^，,；;：。\d]{0,14}?(?:各(?:类|种|个|项)?(?:渠道|平台|途径|方式|载体|形式|媒体)|(?:累计|总计|合计|一共|总共|共计|共))[^，,；;：。\d]{0,12}$"
)
# One of them is the chief one: the others are the rest.
_CHIEF = pattern(r"^[^。！？!?\n\d]{0,4}[，,；;](?:其中)?以[^，,。；;\d]{1,20}?为主[^，,。；;\d]{0,6}[，,]", needs="为主")
_REST = pattern(r"(?:其他|其它|其余|余下|剩余)[^，,；;。、\d]{0,12}$", needs="其余剩")
# A matter of its own, or a part of a part.
_ELSEWHERE = pattern(
    r"[，,；;：。](?:另|此外|同时|还|并(?!发)|较|同比|环比|比上年|上年|去年|截至|截止|每|平均|目前)|其中|包括|包含|分别|人均|日均|累计|浏览|阅读|点击|访问|关注"
)
_LEAST = 3


def spread_of(passage: Passage, known: Sequence[Listing]) -> Iterator[Listing]:
    """Each whole of which one part is said to be the chief one, or the last to be the rest, with all the numbers of its unit in its sentence.

    Those that are `known` already as a whole, or as a part, are left out.
    """
    text, tied = passage.block.whole, passage.tied
    taken = {id(one) for listing in known for one in (listing.whole, *listing.parts) if len(listing.parts) > 1}
    for at, whole in enumerate(tied):
        quantity = whole.quantity
        plain = quantity.exact and not quantity.percent and not quantity.spelled and not is_change(whole.mention)
        if not plain or id(whole) in taken or not _ALL.search(whole.mention.left):
            continue
        end = whole.mention.sentence[1]
        parts = _parts(text, whole, at_top(text, quantity.end, end, tied[at + 1 : at + 1 + 2 * MOST_ADDED]))
        if len(parts) < _LEAST or any(id(one) in taken for one in parts):
            continue
        listing = Listing(whole, tuple(parts), is_open=False, says_among=False, way="plain")
        chief = bool(_CHIEF.match(text[quantity.end : parts[0].quantity.start]))
        if _REST.search(parts[-1].mention.left) or (chief and _is_all_but_right(listing)):
            yield listing


def _is_all_but_right(listing: Listing) -> bool:
    """Whether the parts make the whole, or one number written another way would make them: those beside a chief one may be some only."""
    whole, lacking = listing.whole.quantity.value, listing.whole.quantity.value - listing.total
    mended = ((one.quantity.value, one.quantity.value + lacking) for one in listing.parts)
    return not lacking or any(
        right > 0 and is_near_number(written, right) for written, right in (*mended, (whole, listing.total))
    )


def _parts(text: str, whole: Tied, numbers: Sequence[Tied]) -> list[Tied]:
    """The numbers that stand in their clauses as parts; none where one is counted otherwise, or of something else."""
    found: list[Tied] = []
    end = whole.quantity.end
    for one in numbers:
        quantity = one.quantity
        gap = outside(text[end : quantity.start])
        if _ELSEWHERE.search(gap) or is_change(one.mention) or is_total(one):
            return []
        if quantity.unit != whole.quantity.unit or not quantity.exact or quantity.spelled:
            return []
        found.append(one)
        end = quantity.end
    return found if len(found) <= MOST_ADDED else []
