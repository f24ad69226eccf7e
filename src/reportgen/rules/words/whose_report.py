"""W118 where a draft is another agency's in part: its signature, whom the preface asks to call, and what it calls itself (我镇 in a bureau's report).

What a body does in the prose under another name is `own_name`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...model.finding import Finding
from ...model.report import GAP
from ...recognise.bodies import is_body, is_department, is_full_name, is_government, same_body
from ...recognise.rules import W118
from ...text.patterns import HAN, pattern
from ..check import Subject
from ..slips import PREFACE, prose

# 请与靖宇县林业局办公室联系, 由靖宇县林业局编制: who stands behind the report.
_STANDS_BEHIND = pattern(
    rf"(?:(?:请|可)(?:直接)?(?:与|向|到|联系|致电)|敬请联系|如有疑问[，,]?联系)(?P<asked>{HAN}{{4,40}}?)(?=联系|咨询|反映|索取|[（(](?:联系)?(?:地址|电话|邮))"
    rf"|(?:报告|年报)(?:由|系|是)(?P<drawn>{HAN}{{4,40}}?)(?=(?:负责|组织|牵头)?(?:编制|撰写|起草|汇总))"
)
_PLACES = pattern(rf"(?:{HAN}{{2,7}}?(?:自治[州县旗]|地区|街道|[省市州盟县区旗镇乡]))+")
_ONE_PLACE = pattern(rf"{HAN}{{2,7}}?(?:自治[州县旗]|地区|街道|[省市州盟县区旗镇乡])")
# What may lie above a county that does not name it: the body of it that is asked may be the one over the agency.
_WIDE = frozenset("省市州盟")
# Such a body of the same place has to do with everybody's reports.
_FOR_ALL = pattern(r"公开|政务|政府|办公[室厅]|信息|数据|审批|行政服务|电子")
# What a body of each kind calls itself, and what the names of such bodies have; 我区 may be the autonomous region.
_OURS = pattern(
    r"(?<![自忘唯小大])(?P<word>[我本](?P<kind>镇|乡(?![亲土愁音村])|街道|局(?![限面部势长])|委(?![托派任员屈婉实])|厅(?![长])|校(?![长园])|县|旗(?!帜|下)))",
    needs="我本",
)
_NAMED_SO = {
    "乡": "乡镇",
    "镇": "镇乡",
    "旗": "旗",
    "县": "县",
    "街道": ("街道",),
    "局": "局",
    "委": "委",
    "厅": "厅",
    "校": "校学",
}
_QUOTED = pattern(r"“[^”]*”|「[^」]*」|《[^》]*》|\"[^\"]*\"")
# A place without its kind (三沙林场) says nothing of what it calls itself.
_OF_KNOWN_KIND = pattern(r"局|厅|委|办|政府|街道|[镇乡县区旗市](?:$|[（(])")
_PLACE_WORDS, _BUREAU_WORDS = frozenset(("县", "旗")), frozenset(("局", "委", "厅", "校"))


def check_whose_report(subject: Subject) -> Iterator[Finding]:
    """The agency of the report signs it, is asked about it, and speaks of itself as the body that it is."""
    agency = subject.report.agency
    if not is_body(agency):
        return
    if not subject.published:  # there title, preface, signature and file are held against each other
        yield from _signature(subject, agency)
    yield from _stands_behind(subject, agency)
    yield from _calls_itself(subject, agency)


def _signature(subject: Subject, agency: str) -> Iterator[Finding]:
    entry, signed = subject.narrative.signature, "".join(subject.report.signature.split())
    if entry is None or GAP in signed or not is_body(signed) or same_body(signed, agency):
        return
    workbook = subject.workbook.agency
    if workbook and same_body(signed, workbook.text):
        return  # it is the agency that is another one, which W140 tells
    message = f"落款的署名是“{signed}”，年报是“{agency}”的"
    yield W118.at(
        entry.location, message, hint=f"照别处的稿子改的，署名也改成“{agency}”；年报确实是“{signed}”的，改“机关”一行和数据表"
    )


def _stands_behind(subject: Subject, agency: str) -> Iterator[Finding]:
    for section, block in prose(subject):
        for found in _STANDS_BEHIND.finditer(block.whole) if section == PREFACE else ():
            what = "asked" if found["asked"] else "drawn"
            name = found[what]
            if (what == "drawn" and subject.published) or not is_full_name(name) or not _is_another(name, agency):
                continue
            said = "请读者联系的是" if what == "asked" else "写的编制机关是"
            message = f"前言里{said}“{name}”，年报是“{agency}”的"
            yield W118.at(
                block.place(found.start(what)), message, hint="抄自别处的改成本机关；真是请那里代办的，写明和本机关是什么关系"
            )


def _is_another(name: str, agency: str) -> bool:
    """Whether a body is of another place than the agency, or another department of the same place, that has nothing to do with all reports."""
    if same_body(name, agency) or name.startswith(agency) or agency.startswith(name):
        return False
    theirs, ours = _places(name), _places(agency)
    if not theirs or not ours:
        return False
    if not {*theirs} & {*ours}:
        return not (theirs[-1][-1] in _WIDE and ours[-1][-1] not in _WIDE)
    rest = name[name.index(theirs[-1]) + len(theirs[-1]) :]
    return theirs[-1] == ours[-1] and is_department(name) and is_department(agency) and not _FOR_ALL.search(rest)


def _places(name: str) -> list[str]:
    """The places that a name begins with: 甲市, 乙县."""
    found = _PLACES.match(name)
    return [one[0] for one in _ONE_PLACE.finditer(found[0])] if found else []


def _calls_itself(subject: Subject, agency: str) -> Iterator[Finding]:
    """我镇, 本街道, 我委 in a bureau's report: once for each word, where it stands first."""
    if not _OF_KNOWN_KIND.search(agency):
        return
    told: set[str] = set()
    for _, block in prose(subject):
        text = _QUOTED.sub(lambda found: "□" * len(found[0]), block.whole)
        for found in _OURS.finditer(text):
            word, kind = found["word"], found["kind"]
            if word in told or any(sign in agency for sign in _NAMED_SO[kind]):
                continue
            if kind in _PLACE_WORDS and not _is_of_other_kind(agency):
                continue
            if kind in _BUREAU_WORDS and is_government(agency):
                continue  # its bureaus write parts of it, each of itself
            told.add(word)
            message = f"正文里自称“{word}”，年报是“{agency}”的"
            yield W118.at(
                block.place(found.start()), message, hint="照别处的稿子改的，改成本机关的叫法；说的是别的机关，写出它的名称"
            )


def _is_of_other_kind(agency: str) -> bool:
    """Whether the lowest place that a name begins with is a district, which is no county; of a city it is not known what it has been."""
    places = _places(agency)
    return bool(places) and places[-1].endswith("区") and not places[-1].endswith(("新区", "开发区", "地区"))
