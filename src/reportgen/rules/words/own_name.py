"""W118: the place of the agency, in the preface of its own report, but for one sign: 请与青鸾县人民政府办公室联系, in the report of 青峦县."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ...model.finding import Finding
from ...recognise.rules import W118
from ...text.patterns import HAN, pattern
from ..check import Subject

PREFACE = "preface"
# Two signs alone are too like others: 东区, 西区.
_SHORTEST = 3
_PLACE = pattern(rf"{HAN}{{2,7}}?(?:自治[州县旗]|地区|街道|[省市州盟县区旗镇乡])")
# Behind it a body is named, so that it is no other word: 主城区 of 新城区.
_OF_BODY = pattern(rf"(?:人民)?政府|{HAN}{{0,14}}?(?:委员会|办公室|办事处|[局厅委办](?![事理]))")
# A body begins there: behind a sign, or a word that leads to it.
_BEGINS = pattern(r"(?:^|[，。、；：（(“]|与|由|向|请|和|及|系|是|为|在|到|经)$")
# So many signs before it are looked at.
_BEFORE = 2


def check_own_name(subject: Subject) -> Iterator[Finding]:
    """Bodies that the preface names by a place that is, but for one sign, the agency's own: once for each name."""
    told: set[str] = set()
    for block in subject.report.texts.get(PREFACE, ()):
        text = block.whole
        for place in _places_in(subject.report.agency):
            for at in _nearly(text, place):
                end = at + len(place)
                written = text[at:end]
                before, body = text[max(at - _BEFORE, 0) : at], _OF_BODY.match(text, end)
                if written in told or not body or not _BEGINS.search(before):
                    continue
                told.add(written)
                message = f"前言里写的是“{written}{body[0]}”，年报是{subject.report.agency}的"
                yield W118.at(block.place(at), message, hint=f"核对是不是“{place}”；真是另一个地方的机关，写明和本机关是什么关系")


@lru_cache(maxsize=64)
def _places_in(agency: str) -> tuple[str, ...]:
    """The places that an agency's name begins with, each by itself: 甲市, 乙丙县 of 甲市乙丙县教育局."""
    found: list[str] = []
    at = 0
    while place := _PLACE.match(agency, at):
        found.append(place[0])
        at = place.end()
    return tuple(place for place in found if len(place) >= _SHORTEST)


def _nearly(text: str, place: str) -> Iterator[int]:
    """Where a text has all signs of a place but one, and its last one: 青鸾县 for 青峦县."""
    size = len(place)
    at = text.find(place[-1])
    while at >= 0:
        start = at - size + 1
        written = text[max(start, 0) : at + 1]
        if len(written) == size and sum(one != other for one, other in zip(written, place, strict=True)) == 1:
            yield start
        at = text.find(place[-1], at + 1)
