"""Words around a number that name nothing of a table: between a name and its number, before a name that stands behind,
the reason for it, the titles; and so the clause before a number that says something."""

from __future__ import annotations

from functools import lru_cache

from ...text.patterns import HAN, pattern
from ...text.quantities import CLOSED_BRACKETS

_EMPTY = pattern(
    r"(?:占比最[高大多]|一共|共计|共有|共|合计|总计|累计|总数|总量|数量|全年|本年|今年|目前|分别|依次|均|达到|达|多达|为|计|有|各|超过|超|约|近|逾|已|件数|案件|申请|的|是|占|全部|也|都|仅|只|\s)*+"
)
# What may stand between the name of a count and its number without changing what is counted.
_VERBS = "致使|导致|造成|使得|面对|应对|围绕|针对|结余|尚余|尚有|仍有|余|收到|收|受理|接收|接到|登记|办理|处理|答复|回复|发生|引发|引起|产生|提起|审结|新增|结转|转入|制发|制定|出台|印发|作出|实施|举办|召开|参加|上年|去年|以"
_SMALL = (
    r"需要|接续|作出?|致使|导致|程序|终结|终止|名义|身份|为主|申请内容|申请人|政府信息公开|信息公开|政府信息|公开|[省市县区州]?(?:人民)?政府|(?:前|以上)?[两二三四五](?:类|项|者|种)|加在一起|加起来|相加|加总|之和|申请|案件|案|件数|件次|数量|总数|总量|总计|合计|共计|累计|一共|共有|共|的|了|为|是|有|达到|多达|高达|达|计|大约|约|将近|接近|近乎|近|不足|不到|超过|超|逾|突破|上|数|几|"
    r"各|均|也|仅|只|就|其中|等|情形|情况|原因|行业|领域|(?:具体)?(?:行政)?行为|类型|类申请|类案件|类答复|类处理|类决定|类情形|告知书|答复书|决定书|告知|方面|处理|答复|决定|办理|办结|结果|分别|依次|占|“|”|‘|’|：|:|已|全部|本年度|全年|年度|继续|"
    r"件|而来|而|在|予以|予|、?(?:(?:行政|本|我|该)?(?:机关|局|委|办|厅|单位|部门))?不再(?:予以)?处理(?:其(?:政府信息公开)?申请)?|、?视为(?:放弃|撤回)(?:申请)?|(?:截至|截止|到|至)?(?:20\d\d年)?(?:12月(?:31日|[底末]|份)|年底|年末|期末)前?|[省市县区]级?|绝大多数|大多数|多数|大部分|全[省市县区州局委厅系镇乡]|自己|要求|总额|收了|项目|被|予以|作出|提出|提交|相关|信息|人员|人数|人次|一年|年内|年|度|按照|依照|依法|按规定|《条例》|条例|尚|仍|需|还|另|又|发生|涉及|引发|引起|产生|提起|新|总|量|理由|实为|属于|属|系|认定为|认定|作为|因|无正当|来自|就|都|同样|同(?=[为是])|来源于|"
    r"[以借][^，。；、：“”\d]{1,10}(?:为名|名义|之名|为由)(?:提出|提交|进行)?的?|(?:略|稍|更|相对|较|明显)?[多少]一?些|接着(?:办理?)?|首次|再次|事项|得到|获得|获取|获|最多|最少|居多|(?:我|本)(?:局|委|办|厅|机关|单位|市|区|县|镇|街道|行政机关|部门)|由于|因为|经|该|所|并|法院|判决|裁定|复议机关|其余|剩余|余下|剩下|过来|转来|交来|一[种类项]就有?|时隔[一两二三四五六七八九十]年|性质|由|为由|提请|递交|\s|\u3000"
)
_SMALL_WORDS = pattern(rf"(?:{_SMALL})*+")
# What else may stand before a number whose name stands behind it: 全市共收到198件申请.
_LEAD = pattern(rf"(?:{_VERBS}|除(?!了)|未(?:能)?(?:办|答复|办理|审)结?|[全我本]?[省市县区州局委厅系镇乡])")
# 办理718件信访事项: the noun behind the number says what is counted.
_MATTERS = r"(?:事项|案件|来信|来访|信件|诉求|建议|提案|工单|咨询|投诉|举报|线索|问题|留言|许可|登记|业务|事务|纠纷|信访|档案|手续|来电|热线|证照)"
_MATTER, _OF_MATTER = pattern(rf"{HAN}{{0,10}}{_MATTERS}"), pattern(rf".*{_MATTERS}件?")
_CASE = pattern(r"申请|公开|复议|诉讼|答复")
CLAUSE_STOP = pattern(r"[，,：:（()）]")
# 制定《…》《…》等规范性文件: the titles of documents name no figures, and hold no full stop.
TITLES = pattern(r"(?:(?:19|20)\d\d年(?:\d{1,2}月)?[^，,。；《》\d]{0,8}的)?《[^《》。]{1,80}》[、和及]?")
# What is done with those that are not answered in time.
_PUT_OFF = r"(?:结转|转入|转至|转到|顺延|延期[至到])"
_REASON = pattern(
    rf"(?:均|都|主要|系|是)?(?:因|由于)[^，,。；;：（）\d]{{1,40}}?(?:等(?:原因|情形|因素|缘故)[，,]?|[，,]?(?={_PUT_OFF}))"
    # 8件申请因需征求第三方意见等原因结转下年度: what they are may stand before the reason for which they are put off
    rf"|(?:政府)?(?:信息)?(?:公开)?(?:申请|案件)(?:均|都|主要|系|是)?(?:因|由于)[^，,。；;：（）\d]{{1,40}}?(?:等(?:原因|情形|因素|缘故))?[，,]?(?={_PUT_OFF})"
    # 3件正在征求第三方意见，结转下年度: where they stand is the reason
    rf"|(?:正在|尚在|仍在|还在)[^，,。；;：（\d]{{1,20}}[，,](?={_PUT_OFF})",
    needs=("因", "由于", "正在", "尚在", "仍在", "还在"),
)
_BECAUSE = pattern(r"(?:其中)?(?:均|都|主要)?(?:因|由于|鉴于)")
# 申请人逾期不补正，行政机关不再处理其申请: the official name of a row, with a comma for its sign.
_NO_MORE = pattern(
    r"(?:行政|本|我|该)?(?:机关|局|委|办|厅|单位|部门)?(?:(?:依法|故|而)?不再(?:予以)?处理|视为(?:放弃|撤回)|(?:作|予以)?终(?:止|结)(?:办理|处理))"
)
_BUT_WHY_LATER = pattern(rf"(?:而|故|需|才)?{_PUT_OFF}")
# What a number has become: 增至, 扩大到, 压减为.
MOVED = r"(?:逐步|现已|已|现)?(?:调|精|压)?(?:减|增|变|升|降|提升|调整|上升|下降|回落|攀升|上涨|下滑|扩大|扩展|拓展|扩充|提高|缩减|缩短|压缩|精简)(?:少|加|长)?(?:为|至|到)"
# 现行有效的增至32件: so many there are now; 拟增加到28名 says what is planned.
_HAS_GROWN = pattern(rf"{MOVED}\s*$")
_IS_PLANNED = pattern(r"将|拟|力争|争取|确保|计划|预计|目标|要|应|逐步|可")
_OF_THEM_ALL = pattern("均|都|全部|全(?=[为系是])")


def is_small(text: str, start: int = 0) -> bool:
    """Whether a piece of text, from `start` on, says nothing of its own between a name and its number."""
    return _behind_small(text, start) == len(text)


@lru_cache(maxsize=1 << 12)  # the same few words are asked about for each table and each way to read a number
def _behind_small(text: str, start: int) -> int:
    small = _SMALL_WORDS.match(text, start)
    return small.end() if small else start


def leads_to_name(text: str) -> bool:
    """Whether a piece of text only leads to what is counted: 全市共收到."""
    at = _behind_small(text, 0)
    while lead := _LEAD.match(text, at):
        at = _behind_small(text, lead.end())
    return at == len(text)


def counts_another_matter(clause: str, behind: str) -> bool:
    """Whether a number whose clause names no cases of its own (共办理) is followed by the noun of other ones (信访事项)."""
    return not _CASE.search(clause) and bool(_MATTER.fullmatch(behind)) and not is_small(behind) and not _CASE.search(behind)


def names_another_matter(clause: str, behind: str) -> bool:
    """Whether a number is said to be of other cases, before it or behind: 收到网上信件291件, so that 办结289件 are of those too."""
    ends = _OF_MATTER.match(clause)
    named = bool(ends and leads_to_name(clause[ends.end() :])) or bool(_MATTER.fullmatch(behind))
    return named and not _CASE.search(clause) and not _CASE.search(behind)


def without_growth(clause: str) -> str:
    """A clause without the word that its number has grown or shrunk to it; with it where that is only planned."""
    grown = _HAS_GROWN.search(clause)
    return clause[: grown.start()] if grown and not _IS_PLANNED.search(clause) else clause


def says_nothing(clause: str) -> bool:
    """Whether a clause only leads to its number, so that what it counts was said before: 共, 全年, 目前为."""
    return bool(_EMPTY.fullmatch(clause))


def behind_reason(text: str, start: int, limit: int) -> int:
    """Where the words behind a number go on, the reason left out: 12件因征求第三方意见等原因结转下一年度."""
    reason = _REASON.match(text, start, limit)
    return reason.end() if reason else start


def clause_before(left: str, after_number: bool) -> str:
    """The nearest clause before the number that says something, unless it is the end of what the number before says."""
    plain = TITLES.sub("", CLOSED_BRACKETS.sub(lambda found: "\u3000" * len(found[0]), left))
    clauses = CLAUSE_STOP.split(plain)
    last = 1 if after_number else 0
    at = len(clauses) - 1
    while at > last and says_nothing(clauses[at].strip("\u3000 、")):
        at -= 1
    # 都是复议后起诉，1件判决维持: what is said of all is said; the number has its words behind it.
    if at < len(clauses) - 1 and not clauses[-1].strip("\u3000 、") and _OF_THEM_ALL.match(clauses[at].strip("\u3000 、")):
        return ""
    # 因本机关不掌握，无法提供26件: the reason and what came of it are one, but not that for putting it off.
    reason = at > last and _BECAUSE.match(clauses[at - 1].strip("\u3000 、")) and not _BUT_WHY_LATER.match(clauses[at])
    joined = reason or (at > last and _NO_MORE.match(clauses[at].strip("\u3000 、")))
    return ("".join(clauses[at - 1 : at + 1]) if joined else clauses[at]).replace("\u3000", "")
