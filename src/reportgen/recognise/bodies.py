"""Names of public bodies: what looks like one, of what kind it is, and whether two of them are the same body's.

Nothing is known of any body but how Chinese names of bodies are built: a place in front, the kind of body at the end.
What a name leaves open stays open: nobody is taken for what he may not be.
"""

from __future__ import annotations

from ..text.patterns import HAN, pattern

LONGEST_NAME = 40
# How the names of bodies end, with a remark in brackets behind.
_KINDS = (
    r"政府|委|委员会|管委会|工委|办|办公室|厅|局|部|署|院|处|所|站|社|团|队|馆|校|会|组|关|行|室|中心|公司|集团|银行|学校|大学|学院|医院"
    r"|村|狱|台|园|联|庭|宫|庙|港|司|指挥部|监管局|办事处|街道|镇|乡|苏木|市|县|区|旗|州|盟|省|师|公署|基地|法院|检察院|农场|林场"
)
_BODY = pattern(rf".*(?:{_KINDS})(?:[（(〔\[].*[）)〕\]])?")
# A place, or what stands for one: a name that has it can stand by itself.
_PLACED = pattern(
    rf"{HAN}+?(?:[省市县区旗镇乡州盟师团港]|街道|苏木|大学|学院|公司|集团|农场|林场|中学|小学)|^(?:中国|中华|中共|国家|国务院|全国|最高)"
)
# A full name begins with its place: 某市某局, 国家某局某市某局. The place is cut off at its last letter.
_PLACE = pattern(
    rf"^(?:中共)?(?:国家{HAN}{{2,8}}?总?局)?((?:{HAN}{{2,12}}?(?:省|自治区|自治州|自治县|地区|[市县区旗盟州镇乡]|街道))+)"
)
_BRACKETED = pattern(r"[（(〔\[][^（()）〔〕\[\]]*[）)〕\]]")
# An office speaks for its body, and a government for its place.
_OFFICE = pattern(r"(?:党政)?(?:综合)?(?:办公室|办公厅|办)$")
_ROOM = pattern(r"办公[厅室]$")
_GOVERNMENT = pattern(r"(?:人民)?政府$|委员会办事处$|办事处$")
_ZONE = pattern(r"(?<=[区市县湖岛山港城])(?:管理委员会|管委会)$")
_LEVEL = pattern(r"省|自治州|自治县|[市县区旗盟镇乡]|街道")
# A body that a government has for the openness of its affairs reports for it.
_FOR_GOVERNMENT = pattern(r"公开|政务|办公|信息|数据|审批|电子")
_OWN = pattern(r"^(?:[均都]?[为是])?(?:我|本|全|该|各|相关|有关|上述|下列|其|市直|县直|区直|省直)")
# Words that names in short leave out whole.
_FILLER = pattern(r"人民|综合|(?:监督)?管理|员会")
_CLOSING = {"）": "（", ")": "(", "〕": "〔", "]": "[", "】": "【", "》": "《", "」": "「", "”": "“"}
_SIGNS = pattern(r"[，。；：:？！,;>|/\\_=＝…]|\.{2}|https?|www")
# What a site writes around a report, which has a body's last letter by chance.
_NO_BODY = pattern(r"(?:门户)?网站?$|^(?:首页|正文|全文|附件|当前位置|返回|打印|关闭|分享|目录)")
# A place's whole report (甲市, 乙县), or that of its government; a zone has no government of its own.
_IS_GOVERNMENT = pattern(r".*(?:人民政府|(?<!开发)(?<!园)(?<!新)(?<!景)(?<!示范)(?<!试验)[省市县区州盟旗乡镇])")
# County and below, with or without the office; 自治区 and 新区 (some of which stand higher) are left alone.
_BELOW_CITY = pattern(r".*(?:县|旗|镇|乡|街道|(?<!自治)(?<!行政)(?<!新)区)(?:人民)?(?:政府)?(?:办公室|办事处|办)?")
_LOCAL_DEPARTMENT = pattern(
    r"(?!国家|国务院|中国|中华|中央|全国).*[省市县区州盟旗](?!场).+(?:局|(?<!办公)厅|委|委员会|处|中心|支队|大队)"
)
# Of a government at county level or above; what manages a zone is no department, and a township has none.
_IS_DEPARTMENT = pattern(r".+(?:局|厅|署|部|委|(?<!管理)委员会|办公室|办)")
_IS_OFFICE = pattern(r".+(?:政府|[省市县区州盟旗])(?:办公厅|办公室|办)")
_OF_TOWNSHIP = pattern(
    r".*(?:(?<!城)[乡镇]|街道)(?:人民|党政|党工)?(?:政府|综合)?(?:办公室|办事处|办)|.*(?:党委|支部|村民?委员会|居民?委员会)"
)

# A body with two names has the second in brackets: 国防动员办公室（人民防空办公室）.
_SECOND_NAME = pattern(r"[（(][^（()）]+[)）]$")


def is_balanced(name: str) -> bool:
    """Whether every bracket that is opened is closed."""
    opened: list[str] = []
    for char in name:
        if char in _CLOSING.values():
            opened.append(char)
        elif char in _CLOSING and (not opened or not _alike(opened.pop(), _CLOSING[char])):
            return False
    return not opened


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} == {"（", "("}


def is_words(text: str) -> bool:
    """Whether a text may be a name at all: words alone, not too many."""
    return 1 < len(text) <= LONGEST_NAME and not _SIGNS.search(text) and _has_chinese(text)


def _has_chinese(text: str) -> bool:
    """Whether there is a Chinese letter in it."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def is_body(text: str) -> bool:
    """Whether a text is a body's name by its end."""
    return is_words(text) and bool(_BODY.fullmatch(text)) and not _NO_BODY.search(text)


def is_placed(text: str) -> bool:
    """Whether a name says of which place it is, so that it can be whole: not 办公室, 管理委员会, 体育局."""
    return bool(_PLACED.search(text))


def is_full_name(text: str) -> bool:
    """Whether a text is the name of a body by its beginning and its end, and no word for one's own."""
    return is_body(text) and bool(_PLACE.match(text)) and not _OWN.match(text)


def same_body(one: str, other: str) -> bool:
    """Whether two names may be the same body's: one in short, its office, a government's office for openness, a joint name.

    Names that are only alike in part are the same; so that two are told apart only where they are different bodies.
    """
    first, second = "".join(one.split()), "".join(other.split())
    if first == second or not first or not second:
        return True
    for left in (first, *_parts(first)):
        for right in (second, *_parts(second)):
            if _same(left, right):
                return True
    return False


def names_one_office_otherwise(one: str, other: str) -> bool:
    """Whether two names are of one body's office, which is called 办公厅 in one and 办公室 in the other: it is not both."""
    first, second = (_ROOM.sub("", "".join(name.split())) for name in (one, other))
    ends = {name.strip()[-1:] for name in (one, other)}
    return first == second and ends == {"厅", "室"}


def _parts(name: str) -> list[str]:
    """The names that a joint name is made of: what stands outside of brackets, and inside them."""
    inside = [piece[1:-1] for piece in _BRACKETED.findall(name)]
    outside = _BRACKETED.sub("", name)
    return [outside, *inside] if inside else []


def _same(one: str, other: str) -> bool:
    first, second = _core(one), _core(other)
    if not first or not second:
        return True  # 办公室 alone is anybody's
    if first == second:
        return True
    short, whole = sorted((first, second), key=len)
    if whole.endswith(short):
        return True  # 县 or 桃溪镇 for 某县, 某县桃溪镇
    places = _is_place(short), _is_place(whole)
    if all(places):
        # A town is not its county; 某经开区 is 某经济技术开发区.
        alike = short[:2] == whole[:2] and short[-1] == whole[-1] and _levels(short) == _levels(whole)
        return alike and _is_short_for(short, whole)
    if any(places):
        # A government and a body of the same place: its office for openness speaks for it, an other one does not.
        place, body = (short, whole) if places[0] else (whole, short)
        rest = body.removeprefix(place) if body.startswith(place) else body
        return (body.startswith(place) or not _PLACE.match(body)) and bool(_FOR_GOVERNMENT.search(rest))
    return _is_short_for(short, whole) and not _has_a_word_more(short, whole)


def _core(name: str) -> str:
    """A name without what makes an office or a government of its place: 某县人民政府办公室 → 某县, 某开发区管委会 → 某开发区."""
    return _ZONE.sub("", _GOVERNMENT.sub("", _OFFICE.sub("", name.removeprefix("中共"))))


def _is_place(core: str) -> bool:
    found = _PLACE.match(core)
    return found is not None and found.end() == len(core)


def _is_short_for(short: str, whole: str) -> bool:
    """Whether all letters of one name stand in the other in their order: 某市住建局, 某市住房和城乡建设局."""
    letters = iter(whole)
    return all(letter in letters for letter in short)


def _has_a_word_more(short: str, whole: str) -> bool:
    """Whether one name is the other with a word put in, 某县审批局 and 某县审批服务局: a name in short leaves out letters of its words."""
    begun = next((at for at, (one, other) in enumerate(zip(short, whole, strict=False)) if one != other), len(short))
    word = whole[begun : begun + len(whole) - len(short)]
    return len(word) > 1 and whole.endswith(short[begun:]) and not _FILLER.fullmatch(word)


def _levels(place: str) -> int:
    return len(_LEVEL.findall(place))


def is_government(name: str) -> bool:
    """Whether this is a people's government, or a place by whose name its government reports."""
    return bool(_IS_GOVERNMENT.fullmatch(name))


def is_department(name: str) -> bool:
    """Whether this is surely a department of a government at county level or above, its office included."""
    first = _SECOND_NAME.sub("", name)
    return bool(_IS_DEPARTMENT.fullmatch(first)) and not _OF_TOWNSHIP.fullmatch(first)


def is_office(name: str) -> bool:
    """Whether this is a government's own office, which may speak for the government."""
    return bool(_IS_OFFICE.fullmatch(name)) and is_department(name)


def is_below_city(name: str) -> bool:
    """Whether this is a county, a district, a township, or the office of one."""
    return bool(_BELOW_CITY.fullmatch(name))


def is_local_department(name: str) -> bool:
    """Whether this is a department of a local government: it has its place in front of its own name."""
    return bool(_LOCAL_DEPARTMENT.fullmatch(name))
