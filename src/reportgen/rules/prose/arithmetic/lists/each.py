"""A whole of which several named things have the same number each: 新收申请66件，网络、信函、当面各22件."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from .....text.closest import is_near_number
from .....text.patterns import HAN, pattern
from ...tied import Passage
from .parts import Listing

_NAME = rf"(?:(?![和及与各]){HAN}){{2,8}}"
_EACH_OF = pattern(
    rf"[，,：:（(](?:其中|通过|经)?(?P<names>{_NAME}(?:(?:、|[和及与]){_NAME}){{2,8}})(?:渠道|方式|途径)?各(?:为|有|是|收到|受理|占)?",
    needs="各",
)
_JOINS = pattern("[、和及与]")


def each_of(passage: Passage) -> Iterator[Listing]:
    """Each whole right behind which three things or more are named that have one number each: that number is a part as often."""
    text = passage.block.whole
    for whole, one in pairwise(passage.tied):
        quantity, part = whole.quantity, one.quantity
        alike = quantity.unit == part.unit and quantity.exact and part.exact and not (quantity.percent or quantity.spelled)
        found = _EACH_OF.fullmatch(text, quantity.end, part.start) if alike and not one.readings else None
        many = len(_JOINS.split(found["names"])) if found else 0
        # Nothing but the form of the words says that they are all there are: unless it is nearly so many, they are some.
        if many and _is_nearly(part.value, quantity.value, many):
            yield Listing(whole, (one,) * many, is_open=False, says_among=False, way="plain")


def _is_nearly(each: Decimal, whole: Decimal, many: int) -> bool:
    """Whether so many of each make the whole, or would, but for a slip of the pen."""
    off = abs(each * many - whole)
    return off <= max(whole / 10, Decimal(many)) or (not whole % many and is_near_number(each, whole / many))
