"""What there was, by how many it changed, and what there is now: 由231项增加14项，达到245项."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

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
# 在年初52件的基础上净增5件，年底现行有效的文件为57件
_HELD_NOW = pattern(
    r"^[，,；;](?:截至|截止|到|至)?(?:(?:19|20)\d\d年)?(?:年末|年底|末|底|目前|现|当前)?[，,]?[^，,。；;：\d]{0,12}(?:现行|现有|实有|保有|有效|存量|总数|总量)[^，,。；;：\d]{0,14}(?:为|共|有|达到?|是)$",
    needs="现实保有存总",
)
# 由年初的52件变为57件; 净增5件 stands elsewhere in the sentence.
_BECAME = pattern(
    r"^(?:变为|变成|增至|增加到|增加至|上升到|上升至|增长到|扩大到|减至|减少到|减少至|降至|下降到|降到|调整为|调整到|压减至|压减到|变化为|变动为)$"
)
_NET = pattern(r"净(?P<sign>增加?|减少?)(?:了)?$", needs="净")
# What is sifted out, and what is left then; 清理50件，废止12件 leaves what is mended, too.
_TAKEN_OUT = pattern(
    r"^[^，,。；：\d]{0,6}[，,、；（(](?:其中)?(?:已|经|共|依法|统一|及时)*(?:剔除|去除|除去|扣除|扣减|删除|删去|筛除|排除|清除|滤除|去掉|剔去|去重|退重)(?:了)?(?:[^，,。；：\d]{0,16})$",
    needs="除减删去退",
)
_IS_LEFT = pattern(
    r"^[^，,。；：\d]{0,4}[，,、；）)]+(?:最终|最后|实际|目前|现|净|共|合计|余下|最终实际)*(?:保留|留存|留用|留下|剩余?|实有|实存|实际有效|有效|入库|导入|迁入|采用|余)(?:了)?(?:[^，,。；：\d]{0,8})$"
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
        gap = text[change.quantity.end : now.quantity.start]
        if not changed or not (_IS_NOW.match(gap) or _HELD_NOW.match(gap)) or all(one.bound for one in three):
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
    yield from _net_findings(passage)
    yield from _sifted_findings(passage)


def _net_findings(passage: Passage) -> Iterator[Finding]:
    """净增5件 with 由年初的52件变为57件 before or behind it in the sentence: the one net change there is what lies between the two."""
    text = passage.block.whole
    net = [(one, found) for one in passage.tied if (found := _NET.search(one.mention.left))]
    for was, now in pairwise(passage.tied) if net else ():
        if not _WAS.search(was.mention.left) or not _BECAME.match(text[was.quantity.end : now.quantity.start]):
            continue
        alike = [(one, found) for one, found in net if _are_alike((was, now, one))]
        if len(alike) != 1 or all(one.bound for one in (was, now, alike[0][0])):
            continue
        change, found = alike[0]
        more = found["sign"].startswith("增")
        first, last, value = (one.quantity.value for one in (was, now, change))
        made = last - first if more else first - last
        if made == value:
            continue
        left, right = (last, first) if more else (first, last)
        message = f"文中“{text[was.quantity.start : now.quantity.end]}”，{digits(left)} - {digits(right)} = {digits(made)}，而“净{found['sign']}{text[change.quantity.start : change.quantity.end]}”"
        place, *related = (passage.block.place(one.quantity.start) for one in (change, was, now))
        yield N104.at(place, message, hint="核对这三个数", related=tuple(related), expected=made, actual=value)


def _sifted_findings(passage: Passage) -> Iterator[Finding]:
    """迁移信息2160条，剔除重复信息185条，实际保留1985条: what is left of the first number when the second is taken out."""
    text = passage.block.whole
    for whole, out, kept in zip(passage.tied, passage.tied[1:], passage.tied[2:], strict=False):
        three = (whole, out, kept)
        if not _TAKEN_OUT.match(text[whole.quantity.end : out.quantity.start]) or not _are_alike(three):
            continue
        if not _IS_LEFT.match(text[out.quantity.end : kept.quantity.start]) or all(one.bound for one in three):
            continue
        first, second, third = (one.quantity.value for one in three)
        if first - second == third or first < second:
            continue
        said = text[whole.quantity.start : kept.quantity.end]
        message = f"文中“{said}”，{digits(first)} - {digits(second)} = {digits(first - second)}"
        place, *related = (passage.block.place(one.quantity.start) for one in (kept, whole, out))
        yield N104.at(place, message, hint="核对这三个数", related=tuple(related), expected=first - second, actual=third)


def _are_alike(numbers: tuple[Tied, ...]) -> bool:
    """Whether they are exact numbers of one unit in one sentence."""
    first, sentence = numbers[0].quantity, numbers[0].mention.sentence
    if any(one.mention.sentence != sentence for one in numbers):
        return False
    return all(
        one.exact and not one.spelled and not one.percent and one.unit == first.unit
        for one in (tied.quantity for tied in numbers)
    )
