"""What the law sets in time, cited with another number: a space of time (N255), or the day of the year by which reports are due (N235).

自收到申请之日起15个工作日内答复, of the law before its revision; 每年1月30日前报送年度报告. Which there are is data: `basis.periods`
and `basis.deadlines` of the form. What an agency sets itself, within it or for its place, may be shorter or earlier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...model.beside.basis import Deadline, Period
from ...model.finding import Finding
from ...model.form import Form
from ...model.report import TextBlock
from ...recognise.titles.words import title_words
from ...text.ordinals import HAN_DIGITS, HAN_TENS, chinese_value
from ...text.patterns import pattern
from ..check import Subject
from ..dates import N235
from ..slips import Slip, fix_of, prose, sentence_around
from .documents import N255

_A_NUMBER = rf"\s*(?P<number>\d{{1,3}}|[{HAN_DIGITS}{HAN_TENS}]{{1,4}})\s*"
# Between the pieces of what is said so many characters may stand.
_GAP = r"[^，,。；;！？\d]{0,16}?"
_ENDS = "。；！？\n"
# What a report sets itself, or tells of other things that are done, is no citation of the law.
_OF_ITS_OWN = pattern(
    r"压缩|压减|缩短|缩减|提前|提速|平均|承诺|力争|争取|征求|第三方|补正|[由从原][^，。；\d]{0,6}\d|旧|以前|修订前|工单|热线|来信|信访|提案|留言|网民|咨询|建议|投诉|举报|复议"
    r"|[较比]法定|优于|早于|短于|许可|执照|审批|行政确认|办事|政务服务|资质|核查|线索|修复|救助|备案|来函|函询|意见书|登记|申领|社保|社会保障|竣工"
)
# 除征求第三方意见和经批准延期的以外，均…: what is left out has a period of its own.
_BUT_FOR = pattern(r"除(?!夕|去)[^，,。；;\d]{2,40}?(?:以外|之外|外)[，,]", needs="除")
# Those within the agency have an earlier day, where it is not said to be the law's; what is due to them is no report yet.
_WITHIN = pattern(r"内部|承办|协办|会办|经办|责任单位|各(?:部门|单位|科室)|[科股处]室")
_NOT_YET_REPORTS = pattern(r"初稿|草稿|底稿|材料|素材|数据|[科股处]室|所属|下属|下级|乡镇|街道|汇总")
_THE_LAWS = pattern(r"^[^，。；]{0,8}?的?(?:法定|条例|法律|《)", needs=("法定", "条例", "法律", "《"))
# 严格执行…15个工作日内答复的规定: what is carried out as a rule is the law's, where it is not said whose else it is.
_THE_RULE = pattern(r"^[^，。；\d]{0,8}?的(?:时限|期限)?(?:规定|法律规定)", needs="规定")
_RULES_OF_ITS_OWN = pattern(r"内部|制度|办法|细则|自定|自行|本[局机单厅委办]|我[局厅委办]")
_BY_LAW = pattern(r"条例|法定|法律|法规|第[一二三四五六七八九十百]+条")
_AS_CITED = pattern("《|依法")
_LOCAL = pattern(r"[本全我][省市县区州]|[省市县区州](?:里|委|政府|局)?的?(?:统一)?(?:要求|部署|安排)")
# As far before a day as the law may stand that sets it.
_NEAR = 30
# A clause is read so far.
_FAR = 400
# 《条例》关于各部门应当在每年1月31日前…的规定: whom it asks stands in the clause before; 主管部门 are asked for the government's.
_EVERY_YEAR = pattern(r"每年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日(?:之|以)?前", needs="每年")
_YEARLY_REPORT = pattern(r"年度?报告|年报|上一?年度?[^，。；]{0,20}(?:工作)?情况")
_CLAUSE_ENDS = "，,。；;！？"
_OF_DEPARTMENTS = pattern(r"(?<!主管)部门[^部]*$")
# 12件在30个工作日内答复, 15个工作日内答复率达90%: what was done is no citation.
_DONE = pattern(r"\d\s*[件份宗起]|率|占|比例|[%％]")
# 15个工作日内办结 is said of much that an office does: of applications for information where they are spoken of.
_OF_APPLICATIONS = pattern(r"公开|申请|答复|延[长期]")
# 收到申请12件，均在收到申请之日起15个工作日内答复: said of all of them, in the words of the law, it is the law's; not of some (其余20个工作日).
_ALL = pattern(r"(?:均|全部|都|一律|全都|逐件|做到|确保)(?:能够?|已|是|严格|依法|按照?)?(?:在|于|自|从|按)?[^，。；\d]{0,3}\Z")
_SOME = pattern(r"其余|剩余|其他|另有|余下|延期|延长")


def check_periods(subject: Subject) -> Iterator[Finding]:
    """Periods of the law that the prose gives another number: that of the law before, a longer one, or any where the law is named."""
    told: set[tuple[str, int]] = set()
    for period in subject.form.basis.periods:
        for _, block in prose(subject):
            for found in _ways_said(block.whole, period):
                value = chinese_value(found["number"])
                at = found.start("number")
                said = block.whole, at
                if (
                    said not in told
                    and value != period.days
                    and _is_cited(block.whole, found, value, period, subject.report.year)
                ):
                    told.add(said)
                    span = found.span("number")
                    message = f"{period.law}规定的是{period.days}{_unit(period)}，写成了“{found[0]}”"
                    hint, fix = f"改为{period.days}", fix_of([Slip(block, *span, str(period.days))])
                    if _is_of_all(block.whole, found, value, period):  # what was done nobody changes for the person
                        hint, fix = f"{hint}；真是都在{value}{_unit(period)}内办的，写明比法定期限提前", None
                    yield N255.at(block.place(at), message, hint=hint, fix=fix)


def _ways_said(text: str, period: Period) -> Iterator[re.Match[str]]:
    """Where a text gives the period a number."""
    for way in period.ways:
        if all(any(word in text for word in words) for words in _words(way)):
            yield from _said(way).finditer(text)


@lru_cache(maxsize=128)
def _words(way: str) -> tuple[tuple[str, ...], ...]:
    """The words of a way to say it, those of which one is enough together."""
    return tuple(tuple(piece.split("/")) for piece in re.split("[N…]", way))


@lru_cache(maxsize=128)
def _said(way: str) -> re.Pattern[str]:
    before, _, behind = way.partition("N")
    pieces = [_GAP.join(_either(piece) for piece in part.split("…")) for part in (before, behind)]
    return pattern(_A_NUMBER.join(pieces))


def _either(piece: str) -> str:
    """答复/办结: one of these words."""
    return f"(?:{'|'.join(map(re.escape, piece.split('/')))})"


def _unit(period: Period) -> str:
    """What the number counts, as the period is said first: 个工作日."""
    return re.split("[内之…，]", period.ways[0].partition("N")[2])[0]


def _is_cited(text: str, found: re.Match[str], value: int, period: Period, year: int) -> bool:
    """Whether a sentence gives the number as that of the law."""
    start, stop = _sentence(text, found)
    sentence = _BUT_FOR.sub("", text[start:stop])
    of_the_law = bool(_THE_LAWS.match(text[found.end() : stop])) or _is_the_rule(text, found, start, stop)
    # 对照…15个工作日内答复的规定，…，确需延长的17件均经同意: what was done is told of behind it.
    at = _clause(text, found, start)[0] if of_the_law else start
    if (
        _OF_ITS_OWN.search(sentence)
        or (not _is_of_all(text, found, value, period) and _DONE.search(text, at, found.end() if of_the_law else stop))
        or any(int(other) < year for other in re.findall(r"(20\d\d)年", sentence))
    ):
        return False
    if "办" in found[0] and not _OF_APPLICATIONS.search(text, max(start - 2 * _NEAR, 0), stop):
        return False
    if _WITHIN.search(sentence) and not of_the_law:
        return False
    return (
        value in period.repealed
        or value > period.days
        or of_the_law
        or "《" in text[start : found.end()]
        or bool(_BY_LAW.search(text, start, found.end()))
    )


def _clause(text: str, found: re.Match[str], start: int) -> tuple[int, int]:
    """Where the clause begins and ends in which that stands, in a sentence that begins at `start`."""
    stop = min((at for sign in _CLAUSE_ENDS if (at := text.find(sign, found.end(), found.end() + _FAR)) >= 0), default=len(text))
    return max(start, *(text.rfind(sign, start, found.start()) + 1 for sign in _CLAUSE_ENDS)), stop


def _is_of_all(text: str, found: re.Match[str], value: int, period: Period) -> bool:
    """Whether all that was done is said to have been done within the period of the law before."""
    start, stop = _sentence(text, found)
    at, end = _clause(text, found, start)
    return (
        value in period.repealed
        and bool(_ALL.search(text[at : found.start()]))
        and not _SOME.search(_BUT_FOR.sub("", text[start:stop]))
        and "其中" not in text[at : found.start()]
        and not _DONE.search(text, found.end(), end)
    )


def _sentence(text: str, found: re.Match[str]) -> tuple[int, int]:
    """Where the sentence begins and ends in which that stands; of an endless one what is near."""
    return sentence_around(text, found.start(), found.end(), _ENDS)


def _is_the_rule(text: str, found: re.Match[str], start: int, stop: int) -> bool:
    """Whether what is cited is said to be the rule, of nobody's own."""
    before = text[start : found.start()]
    return bool(_THE_RULE.match(text[found.end() : stop])) and not _RULES_OF_ITS_OWN.search(before) and not _LOCAL.search(before)


# -- days of the year ---------------------------------------------------------------------------------


def check_yearly_days(subject: Subject) -> Iterator[Finding]:
    """Days of every year that a report cites as those by which reports are due."""
    if subject.report.year in subject.form.years:
        for _, block in prose(subject):
            yield from _other_days(block, subject.form)


def _other_days(block: TextBlock, form: Form) -> Iterator[Finding]:
    """各部门应当在每年3月31日前提交: a day that the form asks of another kind of body; 每年1月30日前报送年度报告: one that it asks of none."""
    deadlines = form.basis.deadlines
    for found in _EVERY_YEAR.finditer(block.whole):
        day = int(found[1]), int(found[2])
        before = block.whole[: found.start()]
        clause = before[max(map(before.rfind, _CLAUSE_ENDS)) + 1 :]
        asked = [until for until in deadlines if until.of in ("all", "department")]
        others = [until for until in deadlines if until not in asked and _in_the_year(until) == day]
        stated = f"“每年{found[1]}月{found[2]}日前”"
        if asked and others and _OF_DEPARTMENTS.search(clause):
            until = min(asked, key=_in_the_year)
            message = (
                f"{stated}是{others[0].whose}的年报的期限；{until.whose}的年报应在每年{until.by}前{until.say}（{until.law}）"
            )
            yield N235.at(block.place(found.start(1)), message, hint=f"改为“{until.by}”")
        elif day not in map(_in_the_year, deadlines) and _is_of_the_report(block.whole, found, form, day):
            right = "；".join(f"{until.whose}的年报应在每年{until.by}前{until.say}（{until.law}）" for until in deadlines)
            hint = f"改为{'或'.join(f'“{until.by}”' for until in deadlines)}"
            yield N235.at(block.place(found.start(1)), f"{stated}不是年报的期限：{right}", hint=hint)


def _is_of_the_report(text: str, found: re.Match[str], form: Form, day: tuple[int, int]) -> bool:
    """Whether a sentence says of the yearly report that it is due by this day; a place may ask for it earlier than the law."""
    start, stop = _sentence(text, found)
    sentence = text[start:stop]
    named = _YEARLY_REPORT.search(sentence) and re.search(title_words([form]).subject, sentence)
    due = [_in_the_year(until) for until in form.basis.deadlines]
    before = text[max(start, found.start() - _NEAR) : found.start()]
    by_law = _BY_LAW.search(before) and not _LOCAL.search(before)
    return bool(due and named and (by_law or day > max(due))) and not _NOT_YET_REPORTS.search(sentence)


def _in_the_year(until: Deadline) -> tuple[int, int]:
    return until.month, until.day
