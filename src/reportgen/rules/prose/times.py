"""The year that a number of the prose is about."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...text.patterns import pattern
from .surroundings import BACK, Mention

# Not this year alone.
_LONGER = pattern(
    r"近(?:[一二两三四五几]|\d)年|近年|历年|至今(?!年)|(?:截至|截止)目前|(?<!今年)以来|(?<!时隔)(?:五年|三年|两年)|往年",
    needs="近历至截以五三两往",
)
# How many there are by now, of whatever year they are.
_BY_NOW = pattern(r"历年(?:累计)?|至今(?!年)|(?:截至|截止)目前", needs="历至截")
# A part of the year, or many years, unless the year itself is named behind it; 1至12月 is all of it.
_OTHER_SPAN = pattern(
    r"(?:[一二三四]季度|[上下]半年|单[日周月]|仅\d{1,2}月|最[多少高低]的(?:一个?|那个?)?(?:月|季|周|天|日)|十[一二三四五六]五[”\"]?(?:期间|时期|以来)|(?<!\d)\d{1,2}月?[—–~～至到-]+(?!12)\d{1,2}月|截[至止](?:(?:19|20)\d\d年|今年|本年)?(?!12)\d{1,2}月"
    r"|(?<![\d截至到自从—–~～-])\d{1,2}月份?(?![\d日底末起以]|(?:制定|印发|出台|颁布|修订|施行|开通|启用|建成|上线|成立))(?=[^，,。；;：、\d]{0,12}$))"
)
_ALL_YEAR = pattern(r"全年|本年|今年|年度")
# What was carried over from that year is counted in this one.
_CARRIED = r"度?(?:结转|接续|承接|转(?![型变作为])|移来|顺延|延续|留存)"
_YEAR = pattern(
    rf"(较|比|与|同|和|自|从|至|到|转|延)?((?:19|20)\d\d)年(?!{_CARRIED})|(较|比|与|同|和)?(上一?年度?|去年|往年|前年|历年)(?!{_CARRIED})|(本年度?|今年|当年|(?<![年全])年内)"
)
# 由上年的283项减为271项: the year goes for its own number only, unless 其中 goes on about it.
_OWN_NUMBER = pattern(r"度?[末底]?(?:的|为|是|有|共)*\s*\d[^，,。；;（(]{0,6}(?![，,（(]其中)")
# The number of the year compared with, and how it is gone on about.
_ITS_OWN = pattern(r"[^，,。；;：:（(相]*")
_COMPARES = pattern(r"[，,]?(?:相比|比较|增|减|上升|下降|多|少|有所|略|大幅|翻|持平|提高|回落)")
# 力争增至40个, 计划制定5件, 下一步新建2个: what is aimed at is no figure of any year; what was reached since then is.
_PLANNED = pattern(
    r"下一?步|今后|力争|目标[是为：:]|预计|(?:争取|打算)(?=到|在|于|将|把|再|新|明|20)"
    r"|(?<![按照列纳年度入原划作法])计划(?=到|在|于|将|把|再|新|增|制定|出台|印发|修订|废止|建|开|举|组|压|减|扩)"
    r"|(?<![草虚模])拟(?=于|在|将|把|再|新|增|开|举|组|压|减|扩)",
    needs=("步", "今后", "力争", "目标", "预计", "争取", "打算", "计划", "拟"),
)
_REACHED = pattern(r"已|实际|完成|现有|目前|全年|最终|结果|达到了|截至|截止|收到|受理")
_SINCE = ("自", "从", "至", "到", "转", "延")
# 2017年制定的《…》: when it was made, not what is counted.
_MADE_THEN = pattern(
    r"(?:\d{1,2}月)?(?:制定|印发|出台|发布|颁布|修订|施行|开通|启用|建成)的?(?=《|“)|(?:\d{1,2}月)?(?:开通|启用|建成|上线)"
)


class Time(NamedTuple):
    """The year a number is about (0 for several, the next one for what is planned), and the words that say so: '' where nothing does."""

    year: int
    said: str = ""


def time_of(text: str, mention: Mention, year: int, since: int = 0) -> Time:
    """The year a number is about: the last one named in its sentence, and not before `since`; the report's own where none is."""
    other = _OTHER_SPAN.search(mention.left)
    if longer := _LONGER.search(mention.left):
        return Time(0, longer[0] if _BY_NOW.match(longer[0]) else "")
    if other and not _ALL_YEAR.search(mention.left, other.end()):
        return Time(0)
    begin = max(mention.sentence[0], mention.start - BACK)
    planned = next(reversed(list(_PLANNED.finditer(text, begin, mention.start))), None)
    if planned and not _REACHED.search(text, planned.end(), mention.start):
        return Time(year + 1, planned[0])
    about = Time(year)
    begin = max(begin, since)
    # Most sentences name no year.
    for found in _YEAR.finditer(text, begin, mention.start) if text.find("年", begin, mention.start) >= 0 else ():
        behind = text[found.end() : mention.start]
        # 截至2023年底: up to when it stands is what it is about; 截至2025年1月 in the report of 2024 is when that was written.
        up_to = found[1] == "至" and text[found.start() - 1 : found.start()] == "截" and int(found[2]) < year
        if (found[1] and not up_to) or found[3]:
            if behind[:1] in ("（", "(") and not re.search("[）)]", behind):
                return Time(int(found[2]) if found[2] else year - 1)  # 较上年（121件中15件）
            if found[1] not in _SINCE and _ITS_OWN.fullmatch(behind) and _COMPARES.match(text, mention.quantity.end):
                return Time(int(found[2]) if found[2] else year - 1)  # 与2023年新收的152件相比
            continue  # 较2019年…: what is compared with, not what is spoken of
        if _MADE_THEN.match(text, found.end()) or (_OWN_NUMBER.match(text, found.end()) and re.search(r"\d", behind)):
            continue
        about = Time(year if found[5] else int(found[2]) if found[2] else year - 1, found[0])
    # A year that is yet to come is a slip of the pen, next year's plans have no figures.
    return Time(year) if about.year > year + 1 else about
