"""Whose numbers a sentence speaks of: the report's own agency, or one of the bodies below it.

A file of its own: a vocabulary and the one question it answers, which know nothing of claims and tables.
"""

from __future__ import annotations

from functools import lru_cache

from ...text.patterns import pattern
from ...text.quantities import CLOSED_BRACKETS

_BODY = (
    r"政府办公室|政府办公厅|人民政府|政府|办公室|办公厅|委员会|管委会|办事处|派出所|分局|支队|大队|中心|街道|开发区|本级|机关|"
    r"部门|单位|公司|局|委|厅|镇|乡|县|区|市"
)
# What a body does with numbers, so that its name is over: 市公安局|收到.
_DOES = r"(?=收|受|新|办|答|引|发|作|全年|共|被|年内|年度|累计|[，,\d]|代表|因|制|主|处|完|接|审|提|申|登记|各?级|及其|和|、|本年|今年|当年|也|均|还|已|$)"
_LEAD = r"(?:其中|另外|另有|此外|以及|据统计)?[，,]?(?:20\d\d年)?[，,]?"
# A clause that begins with a body: 青屿街道全年收到…, 其中市政府349件.
_SUBJECT = pattern(rf"(?:^|[，,。；：、])({_LEAD})([\u4e00-\u9fff]{{0,12}}?(?:{_BODY})){_DOES}")
# What is said of the reporting body itself, and what only sounds like a body's name.
_OWN = pattern(
    r"^(?:我|本|全|对|由|向|与|和|在|经|将|从|为|把|按|到|至|个别|少数|部分|多数|国家|一是|二是|三是|四是|五是)"
    r"|政府信息|行政机关|公开|申请|复议|诉讼|部门和|单位和|有关|相关|发生|设置|设立|制定|出台|通过|组织|完成|参加|承接|围绕|属于|不服|涉及|所指|提请|依托|印发|指导|推动|推进|向政府"
)
_WHOLE = pattern(r"全[市县区省州局委厅系镇乡]|我[市县区省州局委厅镇乡]|合计|总计")
_PLAIN = pattern(r"人民|《|》|“|”")
_REST_OF_OWN = frozenset(("", "政府", "政府办公室", "政府办公厅", "办公室", "机关", "行政机关", "政府机关"))
# A kind of body is no body.
_NO_NAMES = frozenset(_BODY.split("|"))


@lru_cache(maxsize=4096)
def speaks_of_others(before: str, agency: str) -> bool:
    """Whether what stands before a number, in its sentence, has a narrower body for its subject.

    `我局`, `全市` and the agency's own name are not narrower; what stands in brackets is not the subject.
    """
    own = _PLAIN.sub("", agency)
    subject = ""
    plain = CLOSED_BRACKETS.sub("", before)
    end = 0
    for found in _SUBJECT.finditer(plain):
        subject = _PLAIN.sub("", found[2])
        end = found.end()
        clause = plain[found.start() : end]
        if _OWN.search(subject) or subject in _NO_NAMES or _WHOLE.search(clause) or _is_own(subject, own):
            subject = ""
    # An item of a list (其中市政府349件；) ends with its part; a subject governs the whole sentence.
    listed = plain[end : end + 1].isdigit() and "；" in plain[end:]
    return bool(subject) and not listed


def _is_own(subject: str, own: str) -> bool:
    """Whether a name is the agency's: whole, shortened (市政府 of 某市政府), or with 政府 behind it."""
    return bool(own) and (
        own.endswith(subject) or subject.removeprefix(own) in _REST_OF_OWN or f"{own}政府办公室".endswith(subject)
    )
