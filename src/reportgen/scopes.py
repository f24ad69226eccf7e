"""Whose numbers a sentence speaks of: the report's own agency, or one of the bodies below it."""

from __future__ import annotations

import re
from functools import lru_cache

_CLOSED_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_BODY = (
    r"政府办公室|政府办公厅|人民政府|政府|办公室|办公厅|委员会|管委会|办事处|派出所|分局|支队|大队|中心|街道|开发区|本级|机关|"
    r"部门|单位|公司|局|委|厅|镇|乡|县|区|市"
)
# A clause that begins with a body: 青屿街道全年收到…, 其中市政府349件, 市局本级办理….
# What goes on behind a body's name, so that the name is longer, or is none.
_NO_END = r"(?!政|局|委|办|厅|信息|网|门户|公报|采购|工作|服务|职能|条例|场|人民|内|级|直|本级|范围|域|民|长|面|别|外|公开|之)"
_LEAD = r"(?:其中|另外|另有|此外|以及|据统计)?[，,]?(?:20\d\d年)?[，,]?"
_SUBJECT = re.compile(rf"(?:^|[，,。；：、]){_LEAD}([\u4e00-\u9fff]{{0,10}}?(?:{_BODY})){_NO_END}")
_OWN = re.compile(
    r"^(?:我|本|全|各|两|市、|县、|省、|对|由|向|被|与|和|在|经|因|将|从|为|把|按|到|至|新|个别|少数|部分|多数|国家|一是|二是|三是|四是|五是)"
    r"|政府信息|行政机关|公开|申请|复议|诉讼|部门和|单位和|有关|相关|发生|设置|设立|制定|出台|通过|组织|完成|参加|承接|围绕|属于|不服|涉及|所指|提请|依托|印发|指导|推动|推进"
)
# A kind of body is no body.
_NO_NAMES = frozenset(_BODY.split("|"))
_PLAIN = re.compile(r"人民|《|》|“|”")


@lru_cache(maxsize=4096)
def speaks_of_others(before: str, agency: str) -> bool:
    """Whether what stands before a number, in its sentence, has a narrower body for its subject.

    `我局`, `全市`, `各部门` and the agency's own name are not narrower; what stands in brackets is not the subject.
    """
    own = _PLAIN.sub("", agency)
    subject = ""
    plain = _CLOSED_BRACKETS.sub("", before)
    end = 0
    for found in _SUBJECT.finditer(plain):
        subject = _PLAIN.sub("", found[1])
        end = found.end()
        if _OWN.search(subject) or subject in _NO_NAMES:
            subject = ""
            continue
        if subject in own or own in subject:
            return False
    # An item of a list (其中市政府349件；) ends with its part; a subject governs the whole sentence.
    listed = plain[end : end + 1].isdigit() and "；" in plain[end:]
    return bool(subject) and not listed
