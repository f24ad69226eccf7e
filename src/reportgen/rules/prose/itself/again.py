"""N111: how many there were, said once behind their name and again before it: 推进会6次……9次推进会均形成纪要."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ....model.finding import Finding
from ....model.report import Report
from ....text.closest import is_near_number
from ....text.patterns import HAN, pattern
from ..arithmetic.lists.parts import is_of_kind
from ..scopes import speaker_of
from ..surroundings import is_change
from ..tied import Passage, Tied
from ..times import time_of
from .agreement import twice

_CLAUSE = pattern(r"[，,。；;：:、（()）！？\n]")
_NAME, _ENDS_IN_NAME = pattern(rf"{HAN}{{2,16}}"), pattern(rf"{HAN}{{2}}$")
# Nothing but that it is all of them stands before the number that takes them up: 全年组织的64场, 共9次.
_OF_ALL = pattern(
    r"(?:[一二三四五六七八九十]是)?(?:在|对|依托|通过|利用|结合|借助|全年|年内|本年度?|今年|一年来|上述|以上|这|这些|已|全部|所有|举办|组织|召开|开展|开设|编发|印发|制作|发布|推出|举行|参与|参加|的|了|共|共计|累计|合计|总共|各)*"
)
# 子站发布信息2168条……子站全年发布的2186条信息: the words of one name around the number, but for those that say when and how many.
_BESIDE_NAME = pattern(r"全年|年内|本年度?|今年|一年来|上述|累计|共计|总共|合计|已经?|共|的")
_TOTAL = pattern(r"(?:共|累计|合计|总计|总共|共计)(?:有|计)?$")
# And what is said of all of them behind it.
_ALL_WERE = pattern(r"(?:活动|会议)?(?:均|都|皆|全部|全数|无一例外|共|累计|总共|合计|[，,。；;]|$)")
_ALL_OF_THEM = pattern(r"均|都|皆|全部|全数|无一例外")
_A_PART = pattern(
    r"其中|另|首[次场期批]|第[一二三四五六七八九十\d]|每|平均|[上下]半年|季度|月|上年|去年|往年|近[两三几]年|前[两三几]|后[两三几]|计划|拟|各[镇乡县市区部单]|分别"
)
# A name so short may be that of many things; then only two digits swapped of a larger number say that it is the same.
_TELLING_NAME, _TELLING = 3, 10
_NO_CHANCE = 100
_LEAST_AHEAD = 3
_ALL_YEAR = "全年"
_LONGEST = 16
# So far back in a sentence its subject is looked for.
_BACK = 300


class _Named(NamedTuple):
    passage: Passage
    tied: Tied
    name: str
    speaker: str


def again_findings(passages: Sequence[Passage], report: Report) -> Iterator[Finding]:
    """Numbers of all that was counted before under the same name, with another number."""
    known: list[_Named] = []
    for passage in passages:
        text = passage.block.whole
        for one in passage.tied:
            quantity = one.quantity
            if one.readings or quantity.percent or not quantity.exact or is_change(one.mention) or not quantity.value:
                continue
            before = text[max(one.mention.sentence[0], quantity.start - _BACK) : quantity.start]
            if time_of(text, one.mention, report.year).year != report.year:
                continue
            speaker = speaker_of(before, report.agency).name
            clause = _CLAUSE.split(one.mention.left)[-1]
            if _A_PART.search(clause):
                continue
            first = _first(one, clause, speaker, passage, known)
            if first is not None:
                yield twice((first.passage, first.tied), (passage, one), _common(first.name, one.mention.right))
            elif _ENDS_IN_NAME.search(clause) and not _OF_ALL.fullmatch(clause):
                known.append(_Named(passage, one, clause, speaker))


def _first(one: Tied, clause: str, speaker: str, passage: Passage, known: Sequence[_Named]) -> _Named | None:
    """The number given before for what this one counts by the name behind it, where that is another number."""
    name = _NAME.match(one.mention.right)
    total = bool(_TOTAL.search(clause))
    if not name:
        return None
    if not (total or _OF_ALL.fullmatch(clause)):
        return _around(one, clause, name[0], speaker, known)
    same: list[_Named] = []
    for other in known:
        alike = _common(other.name, name[0])
        near = _is_slip(other.tied, one)
        if not is_of_kind(other.tied.quantity, one.quantity) or other.speaker != speaker:
            continue
        if len(alike) >= _TELLING_NAME and other.tied.quantity.unit == one.quantity.unit:
            # 9次推进会均…, 全年组织的64场…; a smaller number may be some of them.
            says_all = bool(clause) or bool(_ALL_WERE.match(one.mention.right, len(alike)))
            # 全年举办…培训6期 and 全年组织5期…培训 are both all of them.
            both_all = _ALL_YEAR in clause and _ALL_YEAR in other.name and len(alike) > _TELLING_NAME
            larger = one.quantity.value > other.tied.quantity.value or both_all
            if (says_all and (near or (larger and not total))) or (near and larger):
                same.append(other)
            elif other.tied.quantity.value == one.quantity.value:
                return None
        elif len(alike) == _TELLING_NAME - 1 and near and other.passage is passage:
            at_once = not clause and other.tied.quantity.unit == one.quantity.unit and _ALL_OF_THEM.match(one.mention.right[2:])
            swapped = sorted(str(one.quantity.value)) == sorted(str(other.tied.quantity.value))
            sentence = other.tied.mention.sentence == one.mention.sentence
            if (
                at_once
                or one.quantity.value >= _NO_CHANCE
                or (swapped and sentence and one.quantity.value > other.tied.quantity.value)
            ):
                same.append(other)
    values = {other.tied.quantity.value for other in same}
    return same[0] if len(values) == 1 and one.quantity.value not in values else None


def _around(one: Tied, clause: str, behind: str, speaker: str, known: Sequence[_Named]) -> _Named | None:
    """The number given before under the name that stands around this one, where two digits are swapped in it."""
    ahead = _BESIDE_NAME.sub("", clause)
    for other in known:
        first, again = other.tied.quantity, one.quantity
        alike = first.unit == again.unit and other.speaker == speaker and again.value >= _NO_CHANCE
        if not (alike and _is_slip(other.tied, one) and sorted(str(first.value)) == sorted(str(again.value))):
            continue
        named = _BESIDE_NAME.sub("", other.name)
        ends = (end for end in range(min(len(behind), _LONGEST), 1, -1) if len(ahead) >= _LEAST_AHEAD)
        if any(named.endswith(ahead + behind[:end]) for end in ends):
            return other
    return None


def _common(before: str, behind: str) -> str:
    """The longest beginning of what stands behind a number with which the words before the other one end."""
    return next((behind[:end] for end in range(min(len(behind), _LONGEST), 1, -1) if before.endswith(behind[:end])), "")


def _is_slip(one: Tied, other: Tied) -> bool:
    first, again = one.quantity.value, other.quantity.value
    return first != again and max(first, again) >= _TELLING and is_near_number(first, again)
