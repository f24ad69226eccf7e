"""N111: how many there are now, said as what it has become and again as what there is: 查阅点由27个增至28个……现有查阅点27个."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ....model.finding import Finding
from ....model.report import Report
from ....text.patterns import HAN, pattern
from ..scopes import speaker_of
from ..small_words import without_growth
from ..surroundings import carried_on, is_change, is_earlier
from ..tied import Passage, Tied
from ..times import time_of
from .agreement import scope_of, twice

_CLAUSE = pattern(r"[，,。；;：:、（()）！？\n]")
_WHOSE = r"(?:截至[^，。；\d]{0,4}|年末|年底|目前|[我全本][省市县区州局委厅办镇乡街道机关]+|[省市县区])*"
# 目前全县现有政府信息公开查阅点27个, 现有27个查阅点
_THERE_ARE = r"(?:现有|现设有?|现已有|已有|共有|设有|建有|拥有|目前有)(?:各类|各级)?"
_HAVE = pattern(rf"^{_WHOSE}{_THERE_ARE}(?P<name>{HAN}{{0,16}}?)(?:共计|共|为|达到?)?$", needs="有设")
_LEADING, _NAME = pattern(rf"^{_WHOSE}(?:将|把|使)?"), pattern(rf"{HAN}{{3,16}}")
_TRAILING = pattern(r"(?:数量|总数|总量|个数|数|已|也|均|共)+$")
_A_PART = pattern(r"其中|每|平均|首批|上半年|季度|计划|新")
_LEAST = 4


class _Standing(NamedTuple):
    passage: Passage
    tied: Tied
    name: str
    became: bool
    speaker: str
    scope: str


def standing_findings(passages: Sequence[Passage], report: Report) -> Iterator[Finding]:
    """Numbers of what there is now, of the same name and body, with another value than before."""
    known: list[_Standing] = []
    for passage in passages:
        text = passage.block.whole
        for at, one in enumerate(passage.tied):
            quantity, mention = one.quantity, one.mention
            if one.readings or quantity.percent or not quantity.exact or quantity.spelled or is_change(mention):
                continue
            name, became = _name_of(one, passage.tied[at - 1] if at else None)
            sentence = text[mention.sentence[0] : quantity.start]
            if len(name) < _LEAST or _A_PART.search(sentence) or time_of(text, mention, report.year).year != report.year:
                continue
            this = _Standing(passage, one, name, became, speaker_of(sentence, report.agency).name, scope_of(sentence))
            first = next((other for other in reversed(known) if _are_one(other, this)), None)
            known.append(this)
            if first and first.tied.quantity.value != quantity.value:
                yield twice((first.passage, first.tied), (passage, one), "" if mention.left.endswith(name) else name)


def _name_of(one: Tied, before: Tied | None) -> tuple[str, bool]:
    """What there are so many of, and whether it is said to have become so many; '' where neither is said."""
    mention = one.mention
    if is_earlier(mention):
        return "", False
    clause = _CLAUSE.split(mention.left)[-1]
    grown = without_growth(clause)
    if grown != clause:
        same = carried_on(mention, before.mention) if before and not grown.strip() else None
        return _plain(_CLAUSE.split(same.left)[-1] if same else grown), True
    have = _HAVE.search(clause)
    if have is None:
        return "", False
    behind = _NAME.match(mention.right)
    return (_plain(have["name"]) or (behind[0] if behind else "")), False


def _plain(words: str) -> str:
    name = _TRAILING.sub("", _LEADING.sub("", words.strip()))
    return name if _NAME.fullmatch(name) else ""


def _are_one(one: _Standing, other: _Standing) -> bool:
    """Whether the two are of the same things of one body; what it became twice in a year are two."""
    if (one.became and other.became) or one.tied.quantity.unit != other.tied.quantity.unit:
        return False
    if one.passage is other.passage and one.tied.mention.sentence == other.tied.mention.sentence:
        return False
    return (one.speaker, one.scope) == (other.speaker, other.scope) and _same(one.name, other.name)


def _same(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)
