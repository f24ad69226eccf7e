"""N111: the same count in two sections in somewhat other words: 召开新闻发布会14场……全年共举办新闻发布会41场.

The words that say nothing of what is counted are left out of both, the rest has to be the same. That it is one thing is then shown
by the numbers: two digits are swapped, both are said to be all of the year, or a part is more than that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ....model.finding import Finding
from ....model.location import Location
from ....model.report import Report
from ....text.closest import is_swapped_number
from ....text.patterns import HAN, pattern
from ..scopes import speaker_of
from ..surroundings import is_change
from ..tied import Passage, Tied
from ..times import time_of
from .agreement import scope_of, twice

_CLAUSE = pattern(r"[，,。；;：:、（()）！？\n]")
_ALL = pattern(r"全年|本年度?|一年来|今年以来|年内|累计|共(?!同|享|建|治|和|性|产|青|服务)|总计|合计|先后")
_LEAD = (
    r"(?:据统计|截至(?:20\d\d年|今年|本年)?(?:12月(?:31日|底)|年?底|年末)|(?:20\d\d|今|本)年度?(?:以来)?|一年来|全年|年内|先后|共计|累计|合计|总计|总共|共"
    r"|[我全本][省市县区州局委厅办镇乡]+|本?街道|[省市县区]政府|[省市县区](?=长信箱))"
)
_DONE = r"(?:召开|举办|举行|开展|组织|开办|发布|推出|制作|编发|刊发|及时|主动|积极|认真|依法|成功|扎实|集中|了)"
_LEADING = pattern(rf"(?:{_LEAD}|{_DONE})+")
# What is said of nearly all that such a report counts, and words for one thing.
_SAYS_NOTHING = pattern(
    r"政府信息公开|政务公开|信息公开|政府|政务|政策(?=解读)|各类|各项|各种|社会|公众|群众|网民|广大|关注|关切|问题|工作|有关|相关|专题|业务|材料|活动|班|一批|的|了|件数|数量|总数|总量|共计|累计|共|达到?|为"
)
# Of these there are many kinds in every report.
_GENERAL = pattern(r"(?:信息|文件|稿件|内容|文章|政策|意见|建议|事项|会议|任务|申请)$")
_A_PART = pattern(
    r"其中|另|首[次场期批]|第[一二三四五六七八九十\d]|每|平均|新[增建设]|计划|拟|各(?![类项种])|分别|余|重点|专项|(?:指导|督促)(?=[^，,。；;]*$)|协助|配合|参加|参与|联合|[市县区镇乡]级|线上|线下"
)
_SO_FAR = pattern(r"(?:20\d\d年|今年|本年度?)以来")  # all of the year
_NAME = pattern(rf"{HAN}{{2,24}}")
_LEAST, _LEAST_SWAPPED, _TELLING = 3, 2, 10
# 举办政务公开业务培训2期……全年举办政务公开业务培训3期: so many words are not the same by chance.
_LEAST_ALIKE = 6
_MOST_ALIKE = 16  # of what is counted more often under one name each is another thing


class _Counted(NamedTuple):
    passage: Passage
    tied: Tied
    before: str
    words: str


def reworded_findings(passages: Sequence[Passage], report: Report, told: Collection[Location]) -> Iterator[Finding]:
    """Counts of which no table tells, given again as another number; those where `told` of already are left out."""
    known: dict[tuple[str, str], list[_Counted]] = {}
    for passage in passages:
        text = passage.block.whole
        for one in passage.tied:
            quantity = one.quantity
            plain = quantity.exact and not (quantity.percent or quantity.spelled or one.readings or one.bound)
            clause = _CLAUSE.split(one.mention.left)[-1].strip() if plain and quantity.value else ""
            if not clause or is_change(one.mention):
                continue
            lead = _LEADING.match(clause)
            words = clause[lead.end() if lead else 0 :]
            name = _SAYS_NOTHING.sub("", words)
            if len(name) < _LEAST_SWAPPED or not _NAME.fullmatch(name):
                continue
            before = text[one.mention.sentence[0] : quantity.start]
            # Of a list whose items are sentences the item alone says what is counted: 二是加强督促；三是举办培训3期.
            before = before if "其中" in before else before[before.rfind("；") + 1 :]
            this = _Counted(passage, one, before, words)
            same = known.setdefault((name, quantity.unit), [])
            # Most are counted once: what they are of is asked of the others alone.
            first = next((other for other in same if _are_of_one(other, this, report)), None)
            if len(same) < _MOST_ALIKE:
                same.append(this)
            if first and passage.block.place(quantity.start) not in told and _is_another(first, this, name):
                yield twice((first.passage, first.tied), (passage, one))


def _are_of_one(first: _Counted, this: _Counted, report: Report) -> bool:
    """Whether two counts are of all of the year, of one body, and published in one place."""

    def whose(one: _Counted) -> tuple[str, str]:
        plain = _SO_FAR.sub("", one.before).replace(f"{report.year}年", "")
        return scope_of(plain), speaker_of(one.before, report.agency).name

    def of_the_year(one: _Counted) -> bool:
        mention = one.tied.mention
        return not _A_PART.search(one.before) and time_of(one.passage.block.whole, mention, report.year).year == report.year

    return of_the_year(first) and of_the_year(this) and whose(first) == whose(this)


def _is_another(first: _Counted, this: _Counted, name: str) -> bool:
    """Whether two different numbers under one name cannot both be right, or are that with a slip of the hand."""
    one, other = first.tied.quantity.value, this.tied.quantity.value
    if one == other or (first.passage is this.passage and first.tied.mention.sentence == this.tied.mention.sentence):
        return False
    if is_swapped_number(one, other) and max(one, other) >= _TELLING:
        return True
    of_all = bool(_ALL.search(first.before)), bool(_ALL.search(this.before))
    if _GENERAL.search(name):
        return False
    if len(first.words) >= _LEAST_ALIKE and first.words == this.words:
        # In one breath the first may be some of them: 召开推进会2次，…。全年召开推进会4次。
        return all(of_all) or (any(of_all) and first.passage is not this.passage)
    if len(name) < _LEAST:
        return False
    return all(of_all) or (of_all[0] and other > one) or (of_all[1] and one > other)
