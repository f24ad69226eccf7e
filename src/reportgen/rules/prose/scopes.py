"""Whose numbers a sentence speaks of: the report's own agency, another body, or one that may be either.

A file of its own: a vocabulary and the one question it answers, which know nothing of claims and tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from ...text.patterns import HAN, pattern, worded
from ...text.quantities import CLOSED_BRACKETS
from ...text.units import UNITS


class Whose(Enum):
    """`OPEN` is a body that may report, or be a part of those reported: 县政府 in the county's report, 各部门."""

    OWN = "own"
    OPEN = "open"
    OTHER = "other"


class Speaker(NamedTuple):
    """The body that is the subject of a sentence, as named there: '' where none is, and it is the agency's own.

    `is_place` says that it is a government, or a place by whose name one reports; `beside` that it is said to be another one.
    """

    whose: Whose
    name: str = ""
    beside: bool = False

    @property
    def is_place(self) -> bool:
        return bool(_OF_PLACE.search(self.name))


_BODY = (
    r"政府办公室|政府办公厅|政府办|府办|人民政府|政府|办公室|办公厅|委员会|管委会|办事处|派出所|分局|支队|大队|中心|街道|开发区|本级|机关|"
    r"驻[区市县省地]机构|(?:派驻|派出|直属|下属|所属|驻外|医疗|卫生|教育|养老|金融|事业|[委局厅市区县]属)机构|部门|单位|公司|学校|医院|社区|法院|检察院|局|委|厅|镇|乡|县|区|市|省|村"
)
# What a body does with numbers, so that its name is over: 市公安局|收到. Of the cases themselves only where their number follows.
_ACTS = (
    r"(?:收|受|新(?![闻区城])|办|承办|答|引|发(?![展改])|作|全年|共(?!青)|被|年内|年度|累计|代表|因|制|主|处|完|接(?!壤)|审(?![计批])|提供|申|登记|逾期|超期|转来|转送|转交|各级|级(?!各?(?:部门|单位|机关))|分别|"
    r"本年|今年|当年|也|[月日周季]度?平?均|每[月日季]|平均|均|还|已|一家|目前|现行|现有|有效|即(?=[收受办接])|就(?=[收受办接])|另|单独|自行|在[^，。；\d]{1,10}?另|各自|以(?:自己|自身|本身|其|独立)的?名义|政府信息公开申请[^，。；]{0,6}\d)"
)
# 区政府及各部门、镇街全年收到…: of bodies that are listed the last one acts. 设在服务中心、档案馆 are places.
_DOES = rf"(?=[，,\d]|$|(?:、{HAN}{{0,10}}?(?:{_BODY}|镇街|[所站院队])){{0,6}}{_ACTS})"
# 全市行政复议案件共214件: whose they are, with nothing done.
_ITS_CASES = rf"(?:的|各类|政府|政务)?(?:信息公开|行政{HAN}{{2,6}}|依申请|公开申请|{HAN}{{3}}文件)"
_LEAD = r"(?:其中|另外|另有|此外|以及|据统计|同期)?[，,]?(?:20\d\d年)?[，,]?"
# A clause that begins with a body: 青屿街道全年收到…, 其中市政府349件.
# 收到申请最多的市公安局: what is said of a body before its name is no name.
_THE_MOST = rf"(?:{HAN}{{2,12}}最[多少高低大]的)?"
_SUBJECT = pattern(
    rf"(?:^|[，,。；：、])({_LEAD}){_THE_MOST}({HAN}{{0,12}}?(?:{_BODY}){_DOES}|全[省市县区州]{HAN}{{0,8}}系统{_DOES}|全[省市县区州](?={_ITS_CASES}))"
)
# What is said of the reporting body itself, and what only sounds like a body's name.
_OWN = pattern(
    r"^(?:我|本|全|对|由|向|与|和|在|经|将|从|为|把|按|到|至|个别|少数|部分|多数|国家|一是|二是|三是|四是|五是)"
    r"|政府信息|行政机关|公开|申请|复议|诉讼|部门和|单位和|有关|相关|发生|设置|设立|制定|出台|通过|组织|完成|参加|承接|围绕|属于|不服|涉及|所指|提请|依托|印发|指导|推动|推进|向政府|在于|挂靠|设在|位于|隶属"
)
_WHOLE = pattern(r"全[市县区省州局委厅系镇乡]|我[市县区省州局委厅镇乡]|合计|总计")
_OTHER_NAME = pattern(rf"([^（()）]+)[（(]([^（()）]+(?:{_BODY}))[）)]", needs="（(")
_PLAIN = pattern(r"人民|《|》|“|”")
# Behind the name of a body, and no other body: its offices speak for it.
_OFFICE = pattern(r"(?:政府)?(?:办公室|办公厅|办)$|机关$|本级$|本部$|办事处$|管理委员会$|管委会$")
# 公安机关, 水利部门: the kind of body that the agency is.
_BRANCH = pattern(rf"({HAN}{{2,}})(?:机关|部门)$")
_GOVERNMENT = pattern(r"(?<!公开)(?:政府|政府办公室|政府办公厅|政府办|府办|办公室|办公厅|本级|机关)$")
_AND = pattern(r"及其?|和|与|以及|、")
_PARTS = pattern(r"各|所属|下属|[市区县]直|(?:组成)?部门|镇街|乡镇|街道")
_OFFICES = ("", "政府", "政府办公室", "政府办公厅", "政府办", "府办", "办公室", "办公厅", "办事处", "管委会")
# The place that a government governs: 青云县, 桃溪镇; a bureau governs none.
_PLACE = pattern(r"(?:省|自治区|市|县|区|州|旗|盟|镇|乡|街道)$")
_ZONE = pattern(r"(?:开发|高新|示范|度假|保税|合作|新|园)区$")
_ALL_OF_PLACE = pattern(r"全[省市县区州]")
# Kinds of places from the widest down, and a place at the beginning of a name; 城乡, 城市 are none.
_LEVELS = ("省", "市州盟", "县区旗", "镇乡")
_OF_LEVEL = pattern(rf"(?!城[乡市镇区]|[社园山库灾]区){HAN}{{1,7}}?([省市盟县区旗镇乡]|州(?![省市]))")
_EVERY_BODY = pattern(r"(?:范围内)?(?:的|政府)?(?:各|所有|行政机关|机关|政府|党政|\d)")
_OF_PLACE = pattern(r"政府(?:办公室|办公厅|办)?$|府办$|本级$|(?<![城新园])[省市县区州镇乡]$|街道(?:办事处)?$")
_SMALL_PLACE = pattern(r"(?:镇|乡|街道|开发区|高新区|示范区|度假区|保税区|合作区|新区|园区)$")
_KIND = pattern(r"(分局|局|厅|委|办)(?:员会)?$")
# 与我县相邻的清河县: whose name stands behind.
_BESIDE = pattern(r"^.*(?:[邻连近]|接壤|交界|结对|对口)[^的]{0,4}的", needs="邻连近壤界对")
# 市自然资源局, 省级部门: the level that the body is of.
_OF_HIGHER = pattern(r"(?:上级)?([省市州盟县区旗])(?![省市县区州直属内外])级?")
# 邻区自然资源局, 兄弟县区: beside the report's own.
_NEXT_TO = pattern(r"(?:相?邻|毗邻|邻近|周边|兄弟|外)[省市州县区镇乡]")
# A kind of body is no body; those of all levels are the whole, or not.
_NO_NAME = pattern(rf"(?:{_BODY})")
_SOME = pattern(rf"各级(?:行政|执法)*(?:{_BODY})+")
# 行政执法机关作出处罚236件: all those of the place.
_ENFORCING = pattern(r"各?(?:行政|综合)执法(?:机关|部门|单位|机构)")

# 各县（市、区）局, 下级部门, 系统各单位 are many, and none of them a bureau that reports its own numbers.
_MANY_BODIES = pattern(rf"全?(?:[省市县区州])?{HAN}{{0,6}}系统(?:内|各|所有)|各(?!级行政机关)|(?:下级|基层)(?!{HAN}{{0,6}}转)")

# Behind a word that names a part: how that itself is counted.
_OWN_COUNT = worded(r"[^，,。；：\d]{0,12}?(?:\d[\d.]*[多余]?|[数几]?[十百千万]+[多余]?)(〈words〉)[，,]")
# 另行受理申请17件: the numbers of others, beside those of the report; 协助市政府办公室办理46件: what others received.
_BY_OTHERS = pattern(
    r"(?:另[行外]?|单独|自行|各自)(?:受理|收到|接收|办理|答复|登记|统计|编制)"
    rf"|(?:协助|配合|帮助|协同|指导|督促|督办|支持|代为?)(?!下(?![属级辖])){HAN}{{1,20}}?(?:办理|处理|答复|回复|受理|登记)(?=[^，,。；：]*$)"
    # 办理县政府收到的: whose they are is said
    rf"|(?:办理|处理|答复|承办)(?![我本全所]){HAN}{{1,14}}?(?:政府|办公室|部门|单位|街道|[局委厅办镇乡])(?:收到|受理|接收|转来|转办|交办|移交)的(?=[^，,。；：]*$)",
    needs=("另", "独", "自", "办理", "处理", "答复", "承办", "助", "配合", "协同", "指导", "督", "支持", "代"),
)
# 市本级25件、县级30件、乡镇级8件，废止41件: behind a list of all the levels the sentence speaks of the whole again.
_DIVIDED = pattern(
    rf"[^，,。；：、\d]{{0,6}}\d+(?:{'|'.join(UNITS)})(?:、[^，,。；：、\d]{{0,4}}(?:级|乡镇|街道|县区|县（市、区）|部门|单位)[^，,。；：、\d]{{0,4}}\d+(?:{'|'.join(UNITS)}))+[，,]"
)
_LAST_LEVEL = pattern(rf"级\d+(?:{'|'.join(UNITS)})[，,；]")
_NOT_COUNTED = pattern(r"[^。\d]*?(?:未|不)(?:计入|纳入|列入|含在|统计在|在[^，。；\d]{0,8}统计)", needs="入含统")


def narrows(part: str, words: Sequence[str], units: Sequence[str], counted: tuple[str, ...]) -> bool:
    """Whether the part of a sentence before a number holds one of the `words` that name a part of the reporting bodies.

    热线接听来电数千次，新收申请95件: not where what the word goes for is counted in other units than the table's.
    `counted` are all units there are.
    """
    for word in words:
        if word in part:
            behind = part.rpartition(word)[2]
            own = _OWN_COUNT(counted).match(behind)
            if not (own and own[1] not in units) and not _DIVIDED.match(behind):
                return True
    return False


def is_by_others(left: str) -> bool:
    """Whether the words before a number say that others did, or were helped to do, what it counts."""
    return bool(_BY_OTHERS.search(left))


def is_not_counted(text: str, start: int, end: int) -> bool:
    """Whether the rest of a sentence says that the number before it is not counted in: 17件，未计入本报告."""
    return bool(_NOT_COUNTED.match(text, start, end))


@lru_cache(maxsize=4096)
def speaker_of(before: str, agency: str) -> Speaker:
    """The subject of what stands before a number, in its sentence.

    `我局`, `全市` and the agency's own name are its own; what stands in brackets is not the subject.
    """
    names = _names_of(agency)
    speaker = Speaker(Whose.OWN)
    plain = CLOSED_BRACKETS.sub("", before)
    end, is_item = 0, False
    for found in _SUBJECT.finditer(plain):
        end, is_item = found.end(), found[0].startswith("、")
        name = _BESIDE.sub("", found[2])
        meant = _PLAIN.sub("", name)
        beside = name != found[2] or bool(_NEXT_TO.match(meant))
        higher = _OF_HIGHER.match(meant)
        # 市自然资源局 is no part of a district, but 市中区 is one.
        if higher and all(_level(higher[1]) < _lowest_level(own) and meant[:3] not in own for own in names):
            speaker = Speaker(Whose.OTHER, name, beside=True)
            continue
        of_place = _ALL_OF_PLACE.match(meant)
        if of_place and all(_level(of_place[0][-1]) < _lowest_level(own) for own in names):
            speaker = Speaker(Whose.OTHER, name, beside=True)  # 全省 is more than a county
        elif of_place and not any(_governs(own) for own in names):
            if agency and (_EVERY_BODY.match(meant, of_place.end()) or _EVERY_BODY.match(plain, found.end())):
                speaker = Speaker(Whose.OTHER, name, beside=True)  # 全县各级行政机关 are many more than a bureau
                continue
            speaker = Speaker(Whose.OPEN if agency else Whose.OWN, name)  # 全市 in the report of a bureau
        elif agency and _MANY_BODIES.match(meant) and not any(_governs(own) for own in names):
            speaker = Speaker(Whose.OTHER, name, beside=True)
        elif not beside and (_OWN.search(meant) or _WHOLE.search(plain[found.start() : end])):
            speaker = Speaker(Whose.OWN)
        else:
            every = {_whose(meant, own) for own in names}
            whose = next((one for one in (Whose.OWN, Whose.OPEN) if one in every), Whose.OTHER)
            speaker = Speaker(whose, name, beside)
    # An item of a list (其中市政府349件；) ends with its part; a subject governs the whole sentence.
    # 市本级25件、县级30件、乡镇级8件，废止41件: so does the last level of several.
    listed = (plain[end : end + 1].isdigit() and "；" in plain[end:]) or (is_item and _LAST_LEVEL.match(plain, end))
    return Speaker(Whose.OWN) if listed or speaker.whose is Whose.OWN else speaker


@lru_cache(maxsize=64)
def _names_of(agency: str) -> tuple[str, ...]:
    """An agency's name, and where another body stands in brackets behind it (甲管委会（乙区政府）) each of the two."""
    found = _OTHER_NAME.fullmatch(agency)
    return tuple(_PLAIN.sub("", name) for name in ((agency, *found.groups()) if found else (agency,)))


def _level(sign: str) -> int:
    """How far down a kind of place is: 省 0, 市 1, 县 2, 镇 3; 9 for none."""
    return next((at for at, signs in enumerate(_LEVELS) if sign in signs), 9)


@lru_cache(maxsize=64)
def _lowest_level(name: str) -> int:
    """The level of the place that a body is of, the last one that its name begins with: 2 of 甲市乙县丙局; −1 where it names none."""
    level, at = -1, 0
    while (found := _OF_LEVEL.match(name, at)) and _level(found[1]) > level:
        level, at = _level(found[1]), found.end()
    return level


def _governs(own: str) -> bool:
    """Whether an agency is the government of a place, or speaks for it; a bureau governs none."""
    return bool(_PLACE.search(_OFFICE.sub("", own).removesuffix("政府")))


def without_subject(clause: str) -> str:
    """A clause without the body that it begins with: 市公安机关共收到 says no more than 共收到."""
    found = _SUBJECT.match(clause)
    return clause[found.end() :] if found else clause


def _whose(name: str, own: str) -> Whose:
    """Whether this is the agency, or may be: 县政府办公室 speaks for the county's government, 局机关 is the bureau."""
    if _NO_NAME.fullmatch(name):
        return Whose.OWN
    if len(several := _AND.split(name)) > 1:  # 区政府及各部门、镇街, 区政府及区政府办公室: all of them, or not
        bodies = [one for one in several if one and not _PARTS.match(one)]
        return Whose.OPEN if bodies and all(_whose(one, own) is not Whose.OTHER for one in bodies) else Whose.OTHER
    place = _OFFICE.sub("", own).removesuffix("政府")
    forms = [f"{place}{office}" for office in _OFFICES] if _PLACE.search(place) else []
    short = _OFFICE.sub("", name) or name
    branch = _BRANCH.match(name)
    named = any(form.endswith(name) for form in (own, *forms)) or own.endswith(short) or bool(branch and branch[1] in own)
    if own and (named or _shortens(short, own) or (_ZONE.search(place) and _is_part(short, place))):
        # In the report of a city or a county its government may be one of the bodies that report.
        may_be_part = bool(forms) and not own.endswith(name) and _GOVERNMENT.search(name) and not _SMALL_PLACE.search(place)
        return Whose.OPEN if may_be_part else Whose.OWN
    of_all = _SOME.fullmatch(name) or (forms and _ENFORCING.fullmatch(name))
    return Whose.OPEN if not own or of_all else Whose.OTHER


def _shortens(name: str, own: str) -> bool:
    """Whether a name is a short one of a bureau's: 市人社局 of 青云市人力资源和社会保障局."""
    kind, full = _KIND.search(name), _KIND.search(own)
    if not (kind and full and kind[1] == full[1]):
        return False
    return _is_part(name[: kind.start()], own[: full.start()])


def _is_part(name: str, full: str) -> bool:
    """Whether a name leaves out some signs of the full one: 经开区 of 青云经济开发区."""
    signs = iter(full)
    return all(sign in signs for sign in name)
