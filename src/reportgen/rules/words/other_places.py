"""W118: what a town, a county or a bureau calls itself in its own report, where that is another one: 砚塘镇全年收到, in the report of 石槛镇; once for each name.

A neighbour is a partner of much that is told (赴清河县学习, 清河县来我县考察): only what acts alone, as the agency itself does, is told of.
What may lie below the agency (平川市市场监督管理局 in the report of 云岭市市场监督管理局) is asked about, where a sentence begins with it that speaks of the report's own work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...model.finding import Finding
from ...model.report import TextBlock
from ...recognise.rules import W118
from ...text.patterns import HAN, pattern
from ..check import Subject
from ..slips import prose, sentence_around
from .own_name import ACTS_ALONE, AS_ANOTHER, BEFORE, DOES, OF_OTHERS, WHERE, is_short, places_in

# A city has others of its kind below it, and what ends in 区 is a zone or a part of a place where no government stands behind it.
_KINDS_ALONE = ("镇", "乡", "县", "街道")
# Others of the same level; a city may have cities below it.
_OF_ITS_LEVEL = {
    "镇": ("乡", "街道"), "乡": ("镇", "街道"), "街道": ("镇", "乡"), "县": ("旗", "区"), "旗": ("县", "区"), "区": ("县", "旗"), "市": (), "省": (),
}  # fmt: skip
_MAY_LIE_BELOW = "市"
_BUREAU = pattern(r"(?:局|厅|委|委员会|(?<!政府)办公室|中心)$")
# 国家税务总局甲市税务局
_FROM_ABOVE = pattern(rf"国家{HAN}{{2,8}}?总局", needs="国家")
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
# Its work as the subject of a sentence: 柳林街道办事处政府信息公开工作取得一定成效.
_ITS_WORK_IS = pattern(
    r"的?(?:20\d\d年度?)?(?:(?:政府)?信息|政务|依申请)公开(?:各项)?工作(?!经验|做法|现场|推进会|会议|领导|培训|专班|先进|典型|情况|考核|群)",
    needs="公开",
)
_LEADS_TO = pattern(r"(?:虽然|尽管|目前|下一?步|一年来|近年来)$")
# What begins a sentence before its subject.
_OPENS = pattern(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*)?(?:虽然|尽管|目前|针对[^，。\d]{2,24}，)?"
    r"(?:(?:20\d\d年度?|下一?步|今后|接下来|一年来|近年来|本年度?|今年|全年)(?:以来)?[，,]?)?(?:在[^，。；]{2,30}下[，,]|(?:按照|根据)[^，。；]{2,30}[，,])?\Z"
)
_WILL = pattern(
    r"将(?:从|在|继续|进一步|重点|着力|着重|以|围绕|按照|采取|不断|持续|严格|认真|坚持|加强|加大|切实|聚焦|紧扣)", needs="将"
)
_OPENNESS = pattern(r"公开|公开条例|申请|《条例》")
# Those below are spoken of, or one of them is shown to others.
_THOSE_BELOW = pattern(
    r"各[县市区镇乡局]|县[（(]?[市区]|区县|基层|下级|所属|所辖|下辖|辖区|系统|示范|试点|典型|评为|获评|入选|推荐|案例|移送|移交|转办|转交|指导(?!下)|督促|督导|通报|例如|比如|其中"
)
_LISTED = pattern("[：；]")
# So far before it they may be spoken of.
_FAR = 200
_ENDS = "。！？\n"


def check_other_places(subject: Subject) -> Iterator[Finding]:
    """Other places of the agency's kind that do what the agency does, or whose work is done, and the bureau of another place that is called as the agency is."""
    agency = _FROM_ABOVE.sub("", subject.report.agency)
    *_, (own, rest) = (("", ""), *places_in(agency))
    governs = rest.startswith("人民政府") or rest in ("", "办事处", "政府")
    kind = next((kind for kind in _OF_ITS_LEVEL if own.endswith(kind)), "")
    if not kind or not (governs or _BUREAU.search(rest)):
        return
    told: set[str] = set()
    for section, block in prose(subject):
        for other in (kind, *_OF_ITS_LEVEL[kind]) if section not in WHERE else ():
            if other in block.whole:
                yield from _of_kind(block, agency, (own, "" if governs else rest), other, told)


def _of_kind(block: TextBlock, agency: str, named: tuple[str, str], kind: str, told: set[str]) -> Iterator[Finding]:
    """Other places of a kind in a paragraph of the agency that is `named` so, a place and the rest; `told` are those told before."""
    (own, bureau), text = named, block.whole
    others = [
        found
        for found in _other_places(kind, bureau[:1], bureau[-1:]).finditer(text)
        if not _is_no_other(found["name"] or found["of"], own, agency)
        and (not bureau or is_short(found["body"].removesuffix("员会"), bureau))
    ]
    asked = kind == _MAY_LIE_BELOW
    # 平川市局…。清河市局…: several are those below.
    if asked and len({found["name"] for found in others}) > 1:
        return
    for found in others:
        name = found["name"] or found["of"]
        by_itself = own.endswith(kind) and not asked
        if name in told or not (_is_told_alone(text, found, own) if by_itself else _is_its_subject(text, found, own)):
            continue
        told.add(name)
        at = found.start() if found["name"] else found.start("of")
        message = f"正文里写的是“{found[0] if found['name'] else name}”，年报是{agency}的"
        hint = f"核对是不是“{own}”；真是另一个地方，写明和本机关是什么关系"
        if asked:
            message += "：是照别处的稿子改的，还是说的下级？"
            hint = f"照抄的，改为“{own}”；说的是下级，写明是所辖的"
        yield W118.at(block.place(at), message, hint=hint)


def _is_no_other(name: str, own: str, agency: str) -> bool:
    """Whether words that end as a place does name none (带动全县), or the agency's own."""
    return (
        own.removesuffix("街道")[: None if own.endswith("街道") else -1] in name or name in agency or bool(_NO_PLACE.search(name))
    )


def _is_its_subject(text: str, found: re.Match[str], own: str) -> bool:
    """Whether a body that is named in full begins a sentence about the work that the report is about."""
    start, stop = sentence_around(text, found.start(), found.end(), _ENDS)
    # What its list of shortcomings and plans speaks of (一是基层力量薄弱；二是加强指导) is another matter.
    behind = _LISTED.split(text[found.end() : stop], maxsplit=1)[0]
    if not found["body"] or own in text[start:stop] or not _OPENS.match(text[start : found.start()]):
        return False
    if (
        _THOSE_BELOW.search(text, max(found.start() - _FAR, 0), found.start())
        or _THOSE_BELOW.search(behind)
        or _OURSELVES.search(behind)
        or AS_ANOTHER.search(behind)
    ):
        return False
    does = DOES.match(behind) or _DOES_THERE.match(behind)
    return bool(_WILL.match(behind) or _ITS_WORK_IS.match(behind) or (does and _OPENNESS.search(behind)))


def _is_told_alone(text: str, found: re.Match[str], own: str) -> bool:
    """Whether the sentence speaks of that place as of the agency, and of no dealings with it."""
    at = found.start() if found["name"] else found.start("of")
    start, stop = sentence_around(text, at, found.end(), _ENDS)
    if own in text[start:stop] or OF_OTHERS.search(text, start, at) or AS_ANOTHER.search(text, found.end(), stop):
        return False
    if found["of"]:
        return not _OURSELVES.search(text, start, stop)
    before = text[max(at - BEFORE, 0) : at]
    if not (ACTS_ALONE.search(before) or _LEADS_TO.search(before)):
        return False
    more = (_DOES_THERE.match(text, found.end()) or _ITS_WORK_IS.match(text, found.end())) and not _OURSELVES.search(
        text, start, stop
    )
    return bool(more or (DOES.match(text, found.end()) and not (found["body"] and _OURSELVES.search(text, start, stop))))


@lru_cache(maxsize=32)
def _other_places(kind: str, first: str, last: str) -> re.Pattern[str]:
    """A place of that kind by its name, and who acts for it, behind a sign; a bureau of it whose name begins and ends so. Or (`of`) what works for it."""
    name = rf"(?![度全本我各该每其所有两三四五六七八九十原此这那对在从由向以为与和及同赴]|组织|带动|助力|推动|推进|督促|指导|支持|协助|邀请|帮助|学习|借鉴|考察|对标|走访|结对|配合|联系|陪同|接待|包括|涉及|位于|毗邻|服务|个别|部分|重点|中心|所辖|乡镇|集镇|城镇){HAN}{{2,4}}{kind}"
    begins = r"(?:^|(?<=[，。；：:）)\n])|(?<=\d年)|(?<=\d年度)|(?<=虽然)|(?<=尽管)|(?<=目前)|(?<=下一步)|(?<=一年来))"
    above = rf"(?:国家{HAN}{{2,6}}?总局)?(?:{HAN}{{2,4}}[{'省' if kind == _MAY_LIE_BELOW else '省市'}])?"
    if first:
        ends = "委(?:员会)?" if last in "委会" else last
        return pattern(rf"{begins}{above}(?P<name>{name})(?P<body>{first}{HAN}{{1,18}}?{ends})(?P<of>(?!))?", needs=kind)
    if kind not in _KINDS_ALONE:
        return pattern(rf"{begins}{above}(?P<name>{name})(?P<body>(?:人民)?政府(?:办公室|办公厅|办)?)(?P<of>(?!))?", needs=kind)
    return pattern(
        rf"{_WORKED_FOR}(?P<of>{name})(?={_ITS_WORK})|{begins}{above}(?P<name>{name})(?P<body>{_ITS_BODIES})?", needs=kind
    )
