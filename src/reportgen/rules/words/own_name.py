"""W118: the place of the agency, in its own report, but for one sign: 请与青鸾县人民政府办公室联系 in the report of 青峦县; or as another kind of place, 青峦市."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from ...model.finding import Finding
from ...recognise.rules import W118
from ...text.patterns import HAN, pattern
from ..check import Subject
from ..slips import PREFACE, beside_tables, prose

# Two signs alone are too like others: 东区, 西区.
_SHORTEST = 3
_PLACE = pattern(rf"{HAN}{{2,7}}?(?:自治[州县旗]|地区|街道|[省市州盟县区旗镇]|(?<!城)乡)")
# Behind it a body is named, so that it is no other word: 主城区 of 新城区.
_OF_BODY = pattern(rf"(?:人民)?政府|{HAN}{{0,14}}?(?:委员会|办公室|办事处|[局厅委办](?![事理]))")
# A body begins there: behind a sign, or a word that leads to it, with the place that it is a part of.
_BEGINS = pattern(rf"(?:^|[，。、；：（(“]|与|由|向|请|和|及|系|是|为|在|到|经)(?:{HAN}{{2,6}}(?:[省市州盟]|自治区))?$")
# Where only the agency itself is named; everywhere else others are, too.
WHERE = {PREFACE: "前言", "": "表题"}
OF_BUREAUS = frozenset("局厅委")
_KINDS, _HAVE_OTHERS_BELOW = frozenset("市县区旗州镇乡"), frozenset("省市州盟")
# So many signs before it are looked at.
BEFORE = 10


# In the prose others are named too: only what acts, or is asked, as the agency itself does stands for it.
ACTS_ALONE = pattern(r"(?:^|[，。；：:）)]|[^\d]\d\d?[、.．]|年|[由经是])(?:本年度?|全年)?$")
_IS_ASKED_THERE = pattern(rf"(?:请|可)(?:与|向|到|联系)(?:{HAN}{{2,7}}?)?[省市州盟县区旗]?\Z")
_AT_ITS_SITE = pattern(r"(?:通过|依托|利用|登录|访问|在|是)$")
_IS_ASKED = pattern(r"(?:请|可)(?:与|向|到|联系)$")
_SITE = pattern(r"(?:人民)?政府(?:门户)?(?:网站|网)")
DOES = pattern(
    r"(?:20\d\d年|本年度?|全年|未|没有|无|共|累计|认真|坚持|严格|积极|主动|及时|持续|不断|深入|高度|始终|依法|对照|按照|收到|制发|公开|将|已|\s)"
)
_ASKS = pattern(r"[^，。；\d]{0,16}(?:联系|咨询|索取|申请|反映)")
# 与邻近的兰江市人民政府共同, 学习兰江市…: a body that is another one.
OF_OTHERS = pattern(r"邻|学习|借鉴|参照|参考|考察|对口|结对|协作|联合|共同|来自|转来|划归|原")
# 银川市水务局制发文件3件，我局借鉴其做法; 临沂市民政局主动联系我局.
AS_ANOTHER = pattern(
    r"来[我访]|[到赴与和向给对]我[省市县区州旗局委厅办院镇乡]|(?:联系|支持|帮助|函告|邀请)我|借鉴其|我[^，。；]{0,4}(?:借鉴|学习)|其(?:做法|经验)|(?:经验|做法)值得"
)
# What such a body does may be told in any report; and where the agency is named too, the body is another one.
_HAS_TO_DO_WITH_ALL = pattern(
    r"政府|政务|政策|审计|财政|司法|统计|数据|大数|网信|宣传|编|保密|档案|信访|组织|纪|监察|人大|政协|法制|市委|省委|县委|区委|州委"
)
_OURSELVES = pattern(r"[我本][局厅委办]|机关各|局机关|厅机关|委机关")
# 东城区 and 西城区 are two.
_TELL_APART = frozenset("东西南北中上下前后左右内外新老古大小高一二三四五六七八九十")
# Everybody's neighbours.
_WELL_KNOWN = frozenset(("北京市", "天津市", "上海市", "重庆市"))


def check_own_name(subject: Subject) -> Iterator[Finding]:
    """Bodies that the preface, or the prose for the agency itself, names by a place that is, but for one sign, the agency's own: once for each name."""
    told: set[str] = set()
    agency = subject.report.agency
    titles = (("", block) for block in beside_tables(subject) if "。" not in block.whole)
    for section, block in (*prose(subject), *titles):
        text = block.whole
        for place, rest in places_in(agency):
            for at in _nearly(text, place):
                end = at + len(place)
                written = text[at:end]
                # 长沙市 is another body than 长沙县, which a county's preface may name: only where it acts as the agency itself.
                acts = section not in WHERE or written[-1] != place[-1]
                body = _in_prose(text, at, end, place, rest) if acts else _named(text, at, end)
                if written in told or body is None or written in agency:
                    continue
                told.add(written)
                message = f"{WHERE.get(section, '正文')}里写的是“{written}{body}”，年报是{agency}的"
                hint = f"核对是不是“{place}”；真是另一个地方的机关，写明和本机关是什么关系"
                yield W118.at(block.place(at), message, hint=hint)._replace(about=f"“{written}”")


def names_known(finding: Finding, names: Collection[str]) -> bool:
    """Whether a place is no slip after all: it is in another of the names that the agency has had."""
    return finding.code == W118.code and any(finding.about.strip("“”") in name for name in names)


def check_other_names(subject: Subject) -> Iterator[Finding]:
    """What a bureau calls itself in its own report, where that is another body's name; once for each name.

    县教体局收到申请, 请与县教体局联系 in the report of 青云县教育局; 青云县水利局将重点做好, a neighbour's of the same place.
    """
    agency = subject.report.agency
    *_, (place, own) = (("", ""), *places_in(agency))
    if len(own) < _SHORTEST or own[-1] not in OF_BUREAUS:
        return
    ways = _own_names(own[0], own[-1]), _neighbours(place)
    told: set[str] = set()
    for section, block in prose(subject):
        text = block.whole
        for way in ways if section not in WHERE else ways[:1]:
            for found in way.finditer(text):
                name = found["name"]
                if name in told or is_short(name[:-1], own[:-1]) or own in text[found.start("name") : found.end() + 1]:
                    continue
                near = way is ways[0]
                if not _stands_for_it(text, found, near=near, acts=section not in WHERE):
                    continue
                told.add(name)
                at = max(text.rfind(place, found.start(), found.start("name")), found.start())  # no word that leads to it
                message = f"{WHERE.get(section, '正文')}里写的是“{text[at : found.end()]}”，年报是{agency}的"
                hint = f"核对是不是“{own}”；真是另一个机关，写明和本机关是什么关系"
                yield W118.at(block.place(at), message, hint=hint)


def _stands_for_it(text: str, found: re.Match[str], *, near: bool, acts: bool) -> bool:
    """Whether a body does what the agency itself does, or (where its name is `near` the agency's) is asked as it is."""
    start = max(text.rfind("。", 0, found.start()), 0)
    stop = text.find("。", found.end())
    stop = stop if stop >= 0 else len(text)
    if OF_OTHERS.search(text, start, found.start("name")) or AS_ANOTHER.search(text, found.end(), stop):
        return False
    before = text[max(found.start() - BEFORE, 0) : found.start()]
    if near and _IS_ASKED_THERE.search(text, start, found.start("name")):
        return bool(_ASKS.match(text, found.end()))
    if not acts or not ACTS_ALONE.search(before) or not DOES.match(text, found.end()):
        return False
    return near or not (_HAS_TO_DO_WITH_ALL.search(found["name"]) or _OURSELVES.search(text, start, stop))


@lru_cache(maxsize=64)
def _own_names(first: str, last: str) -> re.Pattern[str]:
    """A bureau with its place, or the sign of one, whose name begins and ends as that of the agency does."""
    return pattern(rf"(?:{HAN}{{2,7}}[省市州盟县区旗]|[省市州盟县区旗])?(?P<name>{first}{HAN}{{1,9}}?{last})", needs=first)


@lru_cache(maxsize=64)
def _neighbours(place: str) -> re.Pattern[str]:
    """A bureau of the same place, or of its level by that alone: 市水利局."""
    return pattern(rf"(?:{place}|(?<!{HAN}){place[-1:]})(?P<name>{HAN}{{2,14}}?[局厅委])", needs=place[-1:])


def is_short(name: str, own: str) -> bool:
    """Whether a name is the agency's, or leaves out signs of it: 人社 of 人力资源和社会保障."""
    signs = iter(own)
    return all(sign in signs for sign in name)


def _named(text: str, at: int, end: int) -> str | None:
    """The body that the preface, or the title of a table, names there; None where it names none."""
    body = _OF_BODY.match(text, end)
    return body[0] if body and _BEGINS.search(text[max(at - BEFORE, 0) : at]) else None


def _in_prose(text: str, at: int, end: int, place: str, rest: str) -> str | None:
    """What stands behind a place that stands for the agency, whose own name goes on with `rest`; None where it may be another body's."""
    start = max(text.rfind(sign, 0, at) for sign in "。！？\n") + 1
    stop = min((found for sign in "。！？\n" if (found := text.find(sign, end)) >= 0), default=len(text))
    apart = [{one, other} for one, other in zip(text[at:end], place, strict=True) if one != other]
    before = text[start:at]
    if place in text[start:stop] or apart[0] <= _TELL_APART or text[at:end] in _WELL_KNOWN:
        return None
    if OF_OTHERS.search(before) or AS_ANOTHER.search(text, end, stop):
        return None
    site = _SITE.match(text, end)
    if site and (_AT_ITS_SITE.search(before) or ACTS_ALONE.search(before)):
        return site[0]
    own = next((one for one in (rest, rest.replace("人民", "")) if one and text.startswith(one, end)), "")
    if own and _IS_ASKED.search(before):
        return own if _ASKS.match(text, end + len(own)) else None
    governs = rest.startswith("人民政府") or not rest
    return own if (own or governs) and ACTS_ALONE.search(before) and DOES.match(text, end + len(own)) else None


@lru_cache(maxsize=64)
def places_in(agency: str) -> tuple[tuple[str, str], ...]:
    """The places that an agency's name begins with, each with what is behind it: 甲市, 乙丙县 of 甲市乙丙县教育局."""
    found: list[tuple[str, str]] = []
    at = 0
    while place := _PLACE.match(agency, at):
        at = place.end()
        found.append((place[0], agency[at:]))
    return tuple(one for one in found if len(one[0]) >= _SHORTEST)


def _nearly(text: str, place: str) -> Iterator[int]:
    """Where a text has all signs of a place but one: 青鸾县 for 青峦县, or as another kind of place, 青峦市."""
    size = len(place)
    at = text.find(place[-1])
    while at >= 0:
        start = at - size + 1
        written = text[max(start, 0) : at + 1]
        if len(written) == size and sum(one != other for one, other in zip(written, place, strict=True)) == 1:
            yield start
        at = text.find(place[-1], at + 1)
    # A city has a county or a district of its own name below it; a county has none.
    at = text.find(place[:-1]) if place[-1] not in _HAVE_OTHERS_BELOW else -1
    while at >= 0:
        if text[at + size - 1 : at + size] in _KINDS - {place[-1]}:
            yield at
        at = text.find(place[:-1], at + size)
