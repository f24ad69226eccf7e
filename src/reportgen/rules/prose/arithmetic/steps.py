"""What there was, by how many it changed, and what there is now: 由231项增加14项，达到245项."""

from __future__ import annotations

from collections.abc import Iterator

from ....model.figures import digits
from ....model.finding import Finding
from ....text.patterns import pattern
from ..tied import Passage, Tied
from .growth import N104

_WAS = pattern(
    r"(?:[由从](?:上一?年度?|去年|年初|(?:19|20)\d\d年)?[末底]?的?|原有的?|原来?的?|(?:上一?年度?|去年|年初)[末底]?(?:有|为|的)?|在(?:原有?|上一?年度?)的?)\s*$|"
    r"(?:上一?年度?|去年|年初|原有)[^，,。；：\d]{1,14}$",
    needs="由从原年",
)
_CHANGED = pattern(
    r"^[^，,。；：\d]{0,4}?(?:的?基础上)?[，,]?(?:本年度?|今年|当年|年内|全年)?(?:依法|新|净|再)?"
    r"(?:(?P<more>增加|新增|增设|增|承接)|(?P<less>减少|压减|核减|取消|关停|注销|撤销|清理|精简|停征|下放|减)(?:、(?:关停|注销|撤销|合并|整合|取消|下放))?)了?$"
)
_IS_NOW = pattern(
    r"^[^，,。；：\d]{0,6}?[，,]?(?:目前|现|年末|年底|达到|达|增至|减至|降至|压减至|至|变为|调整为|现为|现有|现存|仍有|保留|现保留|剩余?|余|总数(?:达到?|为|是)?)+(?:为|有|到)?$"
)


def step_findings(passage: Passage) -> Iterator[Finding]:
    """Three numbers of one thing of which the first, changed by the second, is not the third."""
    text = passage.block.whole
    for was, change, now in zip(passage.tied, passage.tied[1:], passage.tied[2:], strict=False):
        three = (was, change, now)
        if not _are_alike(three) or not _WAS.search(was.mention.left):
            continue
        changed = _CHANGED.match(text[was.quantity.end : change.quantity.start])
        if not changed or not _IS_NOW.match(text[change.quantity.end : now.quantity.start]) or all(one.bound for one in three):
            continue
        first, second, third = (one.quantity.value for one in three)
        made = first + second if changed["more"] else first - second
        if made == third:
            continue
        sign = "+" if changed["more"] else "-"
        said = text[was.quantity.start : now.quantity.end]
        message = f"文中“{said}”，{digits(first)} {sign} {digits(second)} = {digits(made)}"
        place, *related = (passage.block.place(one.quantity.start) for one in (now, was, change))
        yield N104.at(place, message, hint="核对这三个数", related=tuple(related), expected=made, actual=third)


def _are_alike(three: tuple[Tied, ...]) -> bool:
    """Whether they are exact numbers of one unit in one sentence."""
    first, sentence = three[0].quantity, three[0].mention.sentence
    if any(one.mention.sentence != sentence for one in three):
        return False
    return all(
        one.exact and not one.spelled and not one.percent and one.unit == first.unit for one in (tied.quantity for tied in three)
    )
