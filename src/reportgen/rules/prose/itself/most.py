"""收件最多的是千帆区: what a list is said to have most or fewest of, where its numbers say otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ....model.figures import digits
from ....model.finding import Finding
from ....text.patterns import HAN, pattern
from ..arithmetic.lists.parts import Listing
from ..arithmetic.sums import N105
from ..tied import Passage, Tied

# Right behind the list, in its sentence or in the next one, before any other number.
_THE_MOST = pattern(
    rf"最(?P<way>[多少])的?(?:单位|地区|县区|部门|渠道|类别|领域|月份)?(?:依次|分别)?[是为](?P<name>{HAN}{{2,14}}?)(?=[，,。；;、：（(]|$)",
    needs="最",
)
_NUMBER = pattern(r"\d")
_LABEL_STARTS = pattern(r"[，,、；;：:。（(]")
_OTHERWISE = pattern("办结|答复|办理|审结|增|降|涨|纠|败|维持|逾期|浏览|阅读|点击|关注|互动|同比|平均|人均")
_FEWEST = 3
_FAR = 160


def most_findings(passage: Passage, listings: Sequence[Listing]) -> Iterator[Finding]:
    """Those of a list that are said to have the most, or the fewest, and have not."""
    text = passage.block.whole
    for listing in listings:
        parts = listing.parts
        if len(parts) < _FEWEST or any(not part.quantity.exact or part.bound for part in parts):
            continue
        labels = [_label(text, part) for part in parts]
        for found in _said_of(text, parts[-1].quantity.end):
            at = next((at for at, label in enumerate(labels) if label == found["name"]), None)
            values = [part.quantity.value for part in parts]
            right = max(values) if found["way"] == "多" else min(values)
            if (
                at is None
                or _of_another_matter(text, found.start(), parts)
                or len({*labels}) < len(labels)
                or values[at] == right
            ):
                continue
            other = values.index(right)
            message = f"文中“{found[0]}”，而{labels[at]}是 {digits(values[at])}，{labels[other]}是 {digits(right)}"
            place, *related = (
                passage.block.place(one) for one in (found.start("name"), parts[at].quantity.start, parts[other].quantity.start)
            )
            yield N105.at(
                place, message, hint="核对说的是哪一个，和这两个数", related=tuple(related), expected=right, actual=values[at]
            )


def _of_another_matter(text: str, at: int, parts: Sequence[Tied]) -> bool:
    """收到…，办结最多的是: whether the words before 最 say of something else than the list how much there is."""
    other = _OTHERWISE.search(_LABEL_STARTS.split(text[parts[-1].quantity.end : at])[-1])
    return other is not None and other[0] not in text[parts[0].mention.sentence[0] : parts[-1].quantity.end]


def _label(text: str, part: Tied) -> str:
    """How a part of a list is called: the words between the sign before it and its number."""
    return (
        _LABEL_STARTS.split(text[part.quantity.start - len(part.mention.left) : part.quantity.start])[-1]
        .strip()
        .removeprefix("其中")
    )


def _said_of(text: str, start: int) -> Iterator[re.Match[str]]:
    """What is said to be most or fewest behind a list that ends at `start`."""
    number = _NUMBER.search(text, start)
    yield from _THE_MOST.finditer(text, start, min(start + _FAR, number.start() if number else len(text)))
