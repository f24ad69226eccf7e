"""W118: what a town, a county or a bureau calls itself in its own report, where that is another one: 砚塘镇全年收到, in the report of 石槛镇; once for each name.

A neighbour is a partner of much that is told (赴清河县学习, 清河县来我县考察): only what acts alone, as the agency itself does, is told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...model.finding import Finding
from ...recognise.rules import W118
from ...text.patterns import HAN, pattern
from ..check import Subject
from ..slips import prose
from .own_name import ACTS_ALONE, AS_ANOTHER, BEFORE, DOES, OF_BUREAUS, OF_OTHERS, WHERE, places_in

# A city has others of its kind below it, and what ends in 区 is a zone or a part of a place where no government stands behind it.
_KINDS_ALONE, _DISTRICT = ("镇", "乡", "县", "街道"), "区"
_NO_PLACE = pattern(r"(?:[全我本各该每两邻外]|城|所辖|兄弟|周边|其他|试点|先进|示范|开发|高新|新|园)(?:[镇乡县区]|街道)$")
# Whoever acts for a place, behind its name.
_ITS_BODIES = (
    rf"(?:委)?[、和]?[县镇乡区]?(?:人民政府|政府)(?:办公室|办)?|办事处|党政办公?室?|各(?:乡镇|镇街|部门|单位|级|村|社区)(?:[、和及]?各?(?:乡镇|镇街|部门|单位|机关|村|社区))*"
    rf"|(?!{HAN}{{0,3}}(?:税务|气象|烟草|邮政)){HAN}{{1,12}}?局"
)
_DOES_THERE = pattern(
    r"围绕|切实|全面|大力|扎实|进一步|深化|强化|聚焦|紧扣|着力|加强|推进|推动|组织(?!代表)|召开|印发|出台|制定|受理|办理|严格|认真|落实|高度重视"
)
_OURSELVES = pattern(r"[我本](?:[省市县区州镇乡局委厅办]|街道)|邻|来访|集中管辖|指定管辖")
# 提升大湾县政务公开水平: what is worked for is the agency's own.
_WORKED_FOR = r"(?:提升|提高|推进|推动|加强|做好|促进|优化|深化|抓好|规范|改进|助推)(?:了|好)?"
_ITS_WORK = r"(?:政府信息公开|政务公开|信息公开|依申请公开|公开工作)"
_ENDS = "。！？\n"


def check_other_places(subject: Subject) -> Iterator[Finding]:
    """Other places of the agency's kind that do what the agency does, or whose work is done, and the bureau of another place that is called as the agency is."""
    agency = subject.report.agency
    *_, (own, rest) = (("", ""), *places_in(agency))
    governs = rest.startswith("人民政府") or rest in ("", "办事处", "政府")
    kind = next((kind for kind in (*_KINDS_ALONE, _DISTRICT) if own.endswith(kind)), "")
    if not kind or not (governs or rest[-1:] in OF_BUREAUS):
        return
    told: set[str] = set()
    for section, block in prose(subject):
        text = block.whole
        if section in WHERE or kind not in text:
            continue
        for found in _other_places(kind, "" if governs else rest).finditer(text):
            name = found["name"] or found["of"]
            if name in told or _is_no_other(name, own, agency, kind) or not _is_told_alone(text, found, own):
                continue
            told.add(name)
            said = found[0] if found["name"] else name
            message = f"正文里写的是“{said}”，年报是{agency}的"
            at = found.start("name") if found["name"] else found.start("of")
            yield W118.at(block.place(at), message, hint=f"核对是不是“{own}”；真是另一个地方，写明和本机关是什么关系")


def _is_no_other(name: str, own: str, agency: str, kind: str) -> bool:
    """Whether words that end as a place does name none (带动全县), or the agency's own."""
    return own[: -len(kind)] in name or name in agency or bool(_NO_PLACE.search(name))


def _is_told_alone(text: str, found: re.Match[str], own: str) -> bool:
    """Whether the sentence speaks of that place as of the agency, and of no dealings with it."""
    at = found.start("name") if found["name"] else found.start("of")
    start = max(text.rfind(sign, 0, at) for sign in _ENDS) + 1
    stop = min((end for sign in _ENDS if (end := text.find(sign, found.end())) >= 0), default=len(text))
    if own in text[start:stop] or OF_OTHERS.search(text, start, at) or AS_ANOTHER.search(text, found.end(), stop):
        return False
    if found["of"]:
        return not _OURSELVES.search(text, start, stop)
    if not ACTS_ALONE.search(text[max(at - BEFORE, 0) : at]):
        return False
    more = _DOES_THERE.match(text, found.end()) and not _OURSELVES.search(text, start, stop)
    return bool(more or (DOES.match(text, found.end()) and not (found["body"] and _OURSELVES.search(text, start, stop))))


@lru_cache(maxsize=32)
def _other_places(kind: str, bureau: str) -> re.Pattern[str]:
    """A place of that kind by its name, and who acts for it, behind a sign; of a `bureau` one that is called so. Or (`of`) what works for it."""
    name = rf"(?![全本我各该每其所有两三四五六七八九十原此这那对在从由向以为与和及同赴]|组织|带动|助力|推动|推进|督促|指导|支持|协助|邀请|帮助|学习|借鉴|考察|对标|走访|结对|配合|联系|陪同|接待|包括|涉及|位于|毗邻|服务|个别|部分|重点|中心|所辖|乡镇|集镇|城镇){HAN}{{2,4}}{kind}"
    begins = r"(?:^|(?<=[，。；：:）)\n]))"
    if bureau:
        return pattern(rf"{begins}(?P<name>{name})(?P<body>{re.escape(bureau)})(?P<of>(?!))?", needs=kind)
    if kind == _DISTRICT:
        return pattern(rf"{begins}(?P<name>{name})(?P<body>(?:人民)?政府(?:办公室|办)?)(?P<of>(?!))?", needs=kind)
    return pattern(rf"{_WORKED_FOR}(?P<of>{name})(?={_ITS_WORK})|{begins}(?P<name>{name})(?P<body>{_ITS_BODIES})?", needs=kind)
