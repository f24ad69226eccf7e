"""W127, N231, N247, N248, N261: documents cited, numbers that are about so many, what was left to be filled in, what nobody sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from ..model.draft import AGENCY
from ..model.finding import Finding, Rule, Severity
from ..model.location import Location
from ..model.report import GAP, TextBlock
from ..text.hidden import HIDDEN, deceives, named, visible
from ..text.ordinals import HAN_TENS, NUMERALS
from ..text.patterns import pattern
from .check import Subject
from .slips import PREFACE, Slip, around, fix_of, prose, told

N231 = Rule(
    "N231",
    "引用的文件不适用",
    "格式和《条例》都换过；引用已经废止的文件作依据，年报就像是按旧格式编的。",
    "2024年度的年报引用国办公开办函〔2019〕60号。",
    "引用国办公开办函〔2021〕30号。",
    Severity.WARNING,
)
N247 = Rule(
    "N247",
    "约数、增减的说法矛盾",
    "“近”是不到，“余”“多”是超过；“超过”和“左右”也不能连用，“增加”“减少”的后面也不再带负号，连用了读者不知道是多是少。",
    "公开信息近5000余条",
    "公开信息5000余条",
    Severity.WARNING,
)
N248 = Rule(
    "N248",
    "还有没填的内容",
    "模板里的占位文字、空白横线要换成实际内容。",
    "XX镇共开展培训____次（此处填写次数）。",
    "甲镇共开展培训3次。",
    Severity.WARNING,
)
N261 = Rule(
    "N261",
    "有看不见的字符",
    "控制字符、改变书写方向的字符、零宽字符看不见，却能让读者看到的和文件里的不一样：数字倒过来显示，词搜不到，在终端里盖住别的字。"
    "改变方向的、控制用的、藏着话的是错误；只是粘贴时带来的是提醒。",
    "收到申请‹U+202E›21‹U+202C›件（显示成 12 件）",
    "收到申请12件",
)

W127 = Rule(
    "W127",
    "有显示不出来的字",
    "“�”是转换编码时丢了的字，再也看不出原来是什么；自造的字（私用区）只有在造字的那台电脑上看得见，别处是空白或方框。",
    "由\ufffd副市长主持（原来是一个生僻字）",
    "由𠅤副市长主持",
    Severity.WARNING,
)

RULES = (W127, N231, N247, N248, N261)


# -- documents cited --------------------------------------------------------------------------------


# What a paragraph that cites the basis of a report speaks of.
_OF_REPORTS = ("年度报告", "年报", "编制")
_SAME = 3
_LOOSE = {"〔": r"[〔\[［【（(〈]", "〕": r"[〕\]］】）)〉]", "第": "第?"}


def check_citations(subject: Subject) -> Iterator[Finding]:
    """What is cited as the basis of this report is in force for its year."""
    for section, block in prose(subject):
        text = block.whole
        if section != PREFACE and not any(word in text for word in _OF_REPORTS):
            continue
        for one in subject.form.basis.mistaken:
            found = _cited(one.cited, text)
            if found and one.right not in re.sub(r"\s", "", text):
                message = f"引用了“{found[0]}”，{subject.report.year}年度的年报应当引用{one.right}"
                # The number of another notice goes with another title; that of the law alone is mended in its place.
                alike = one.right[:_SAME] == one.cited[:_SAME]
                fix = fix_of([Slip(block, *found.span(), one.right)]) if alike else None
                yield N231.at(block.place(found.start()), message, hint=f"改为{one.right}", fix=fix)
                break


# 根据国务院令第492号开展工作: what is acted by; 2008年施行的, 原国务院令第492号 is history.
_ACTED_BY = pattern(r"根据|按照?|依据|依照|遵照|严格执行|贯彻|落实|学习|宣传")
_OF_OLD = pattern(r"[原旧]|修订前|废止|公布|发布|颁布|以前|同时|20(?:0[78]|19)年")


def check_acted_by(subject: Subject) -> Iterator[Finding]:
    """What the prose says it was acted by is in force for the year too: where the number alone is of another time (a notice has another title as well)."""
    orders = [one for one in subject.form.basis.mistaken if one.right[:_SAME] == one.cited[:_SAME] and "令" in one.cited]
    for section, block in prose(subject):
        text = block.whole
        if section == PREFACE or any(word in text for word in _OF_REPORTS):
            continue  # told above
        for one in orders:
            found = _cited(one.cited, text)
            start = max(text.rfind(sign, 0, found.start()) for sign in "。；\n") + 1 if found else 0
            if not found or not _ACTED_BY.search(text, start, found.start()) or _OF_OLD.search(text, start, found.start()):
                continue
            if one.right not in re.sub(r"\s", "", text):
                message = f"引用了“{found[0]}”，{subject.report.year}年适用的是{one.right}"
                fix = fix_of([Slip(block, *found.span(), one.right)])
                yield N231.at(block.place(found.start()), message, hint=f"改为{one.right}", fix=fix)
                break


def _cited(document: str, text: str) -> re.Match[str] | None:
    """Where a document is cited, with whatever brackets and spaces people put into its number."""
    sure, loosely = _citation(document)
    return loosely.search(text) if sure in text else None


@lru_cache(maxsize=64)  # every paragraph is asked about the same few
def _citation(document: str) -> tuple[str, re.Pattern[str]]:
    """What stands in every citation of a document (its number, or its whole name), and how one may be written."""
    numbers = re.findall(r"\d+", document)
    return numbers[-1] if numbers else document, pattern(r"\s*".join(_LOOSE.get(char, re.escape(char)) for char in document))


# -- about so many ----------------------------------------------------------------------------------


_QUANTITY = rf"(?:\d[\d,.]*|[{NUMERALS}两百]+)\s*[{HAN_TENS}万亿]*"
_UNIT = "[件条次个人份场期项篇元户家名种类处页起册]{0,2}"
# 最近, 节约, 高超 and the like say nothing about a number.
_BOUNDS = pattern(
    r"(?:(?<![最附接将临靠相远就])近|将近|接近|(?<![节预集条公制合特签违邀相履失解缩简契誓])约)"
    rf"\s*{_QUANTITY}\s*(?:[余多]\s*万?{_UNIT}|{_UNIT}(?:左右|上下|以上|以下|以内))"
    rf"|(?:超过|逾|(?<!高)超)\s*{_QUANTITY}\s*[余多]?\s*{_UNIT}(?:左右|上下|以下|以内)"
    rf"|\d\s*[{HAN_TENS}万亿]*[余多]\s*[万亿]?{_UNIT}(?:左右|上下)"
)
# One of these stands in each of them, and in few reports: those above take long to compile.
_BOUND = pattern(rf"[近约逾超过]\s*[\d{NUMERALS}两百]|左右|上下")


# 增加-3件; with a percentage it is how tables of growth are read aloud.
_SIGNED = pattern(
    r"(?:增加|减少|新增|增长|上升|下降)了?\s*[-－−]\s*\d[\d,.]*\s*(?![\d,.%％‰个]|百分)[件条次人份场期项篇起宗家户元万]",
    needs="-－−",
)


def check_bounds(subject: Subject) -> Iterator[Finding]:
    """No number is said to be nearly and more than so many at once."""
    blocks = [block for _, block in prose(subject) if _BOUND.search(block.whole)]
    slips = (Slip(block, *found.span()) for block in blocks for found in _BOUNDS.finditer(block.whole))
    for _, block in prose(subject):
        for found in _SIGNED.finditer(block.whole):
            message = f"“{found[0]}”的说法自相矛盾：增减的字后面又带负号"
            yield N247.at(block.place(found.start()), message, hint="去掉负号；实际是相反的，把“增加”“减少”换过来")
    yield from told(N247, slips, "约数的说法自相矛盾", subject, "只留一个：“近”“约”“左右”不和“余”“多”“以上”连用")


# -- what was left to be filled in ------------------------------------------------------------------


# One of these stands in every text that the pattern below could find anything in.
_SIGNS = frozenset("Xx×＊〇○□_＿﹍【")
_WORDS = ("此处", "填写", "文字描述", "待补充", "待填", "待核实", "待定", "请在此", "lorem", "TODO", "TBD")
_LEFTOVERS = pattern(
    r"(?:https?://|www\.|[\w.+-]+@)[!-~]+"
    rf"|({re.escape(GAP)}|【\s*】|(?<![A-Za-z0-9])[Xx]{{2,}}(?![A-Za-z0-9])|20[Xx×]{{2}}年|[Xx×]月[Xx×]日"
    rf"|×{{2,}}|＊{{2,}}|(?<![{NUMERALS}〇○零])[〇○]{{2,}}(?![{NUMERALS}])|□{{2,}}|_{{3,}}|＿{{2,}}|﹍{{2,}}"
    r"|[（(【\[][^（(【\[）)】\]]{0,10}(?:此处|文字描述|待补充|待填|待核实|待定|填写(?:单位|机关|数字|数据|次数|具体|内容))[^）)】\]]{0,20}[）)】\]]"
    r"|请在此处?[^，。]{0,10}|此处(?:填写|插入|应填)[^，。]{0,10}|(?:待补充|待填写|待核实)(?=[，。；、）)]|$)|lorem ipsum|TODO|TBD)"
)


def check_leftovers(subject: Subject) -> Iterator[Finding]:
    """Nothing of a template is left in the text; where a binding left a gap has been told."""
    typed = {block.location for blocks in subject.narrative.texts.values() for block in blocks if GAP in block.whole}
    for block in _everything(subject):
        text = block.whole
        if subject.published and (at := text.find("{{")) >= 0:
            yield N248.at(block.place(at), f"“{text[at : at + 20]}”是没有换成数的引用", hint="换成实际的数")
        if _SIGNS.isdisjoint(text) and not any(word in text for word in _WORDS):
            continue
        for found in _LEFTOVERS.finditer(text):
            if not found[1] or (found[1] == GAP and block.location not in typed):
                continue
            yield N248.at(block.place(found.start()), f"“{found[1]}”像是还没有填的内容", hint="换成实际内容；没有就删去这一句")


def check_hidden(subject: Subject) -> Iterator[Finding]:
    """No character that nobody sees: in all the text there is, and in the cells of the tables."""
    report, narrative = subject.report, subject.narrative
    for block in (*_everything(subject), *(block for blocks in report.texts.values() for block in blocks if block.pictured)):
        yield from _hidden(block.whole, block.place)
    for ref, cell in report.cells.items():
        yield from _hidden(f"{cell.text}{cell.remark}", _there(cell.location), ref=ref)
    said = [(report.agency, narrative.place(AGENCY)), *((one.text, one.location) for one in narrative.contact.values())]
    said += [(waiver.reason, waiver.location) for waiver in narrative.waivers]
    said += [(narrative.date.text, narrative.date.location)] if narrative.date else []
    for text, place in said:
        yield from _hidden(text, _there(place))


_GONE = "\ufffd"
_LOST = pattern("[\ufffd\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")


def check_lost(subject: Subject) -> Iterator[Finding]:
    """No character was lost on the way, and none is seen on one computer only.

    A document's own font may give a sign of the private area a shape, and a PDF's may not say what letter its shapes are:
    there only what is lost for certain is told.
    """
    date = subject.narrative.date
    for block in (*_everything(subject), *([TextBlock("paragraph", date.text, date.location)] if date else [])):
        found = [one for one in _LOST.finditer(block.whole) if one[0] == _GONE or not subject.published]
        if not found:
            continue
        first = next((one for one in found if one[0] == _GONE), found[0])
        shown = around(block.whole, first.start(), first.end())
        shown = _LOST.sub(lambda one: f"‹{named(one[0])}›", shown)
        many = f"，这一段一共 {len(found)} 个这样的字" if len(found) > 1 else ""
        message = f"这里有一个字{'丢了' if first[0] == _GONE else '是自造的，别的电脑上看不见'}{many}：“{shown}”"
        yield W127.at(block.place(first.start()), message, hint="对照原稿重新输入这个字；没有这个字的，换成别的写法")


def _there(location: Location) -> Callable[[int], Location]:
    """The place of whatever stands in a cell or an entry."""
    return lambda _: location


def _hidden(text: str, place: Callable[[int], Location], ref: str = "") -> Iterator[Finding]:
    """One finding for a text: the worst of what is hidden in it."""
    if text.isascii() and text.isprintable():
        return  # most cells
    found = [(match.start(), match[0]) for match in HIDDEN.finditer(text)]
    if not found:
        return
    at, char = next((one for one in found if deceives(one[1])), found[0])
    shown = visible(around(text, at, at + len(char)))
    many = f"，一共 {len(found)} 个" if len(found) > 1 else ""
    severity = None if deceives(char) else Severity.WARNING
    message = f"这里有看不见的字符 {named(char)}{many}：“{shown}”"
    yield N261.at(place(at), message, ref=ref, severity=severity, hint="删去这几个字重新输入，不要粘贴")


def _everything(subject: Subject) -> Iterator[TextBlock]:
    """All the prose there is, title and signature with it."""
    narrative, report = subject.narrative, subject.report
    for line, text in zip(narrative.title, report.title, strict=False):
        yield TextBlock("paragraph", text, line.location)
    for blocks in report.texts.values():
        yield from (block for block in blocks if not block.pictured)
    if narrative.signature and narrative.signature.text:
        yield TextBlock("paragraph", report.signature, narrative.signature.location)
