"""N22: what a report must speak of, as its form declares it, and what its agency cannot have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..model.figures import digits
from ..model.finding import Finding, Rule, Severity
from ..model.form import Expectation, Section
from ..model.location import Location
from ..recognise.bodies import is_below_city, is_government, is_local_department
from ..text.patterns import HAN, pattern
from .check import Subject

N221 = Rule(
    "N221",
    "总体情况没有写全",
    "总体情况要写主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面。",
    "总体情况只写了主动公开。",
    "五个方面各写一段；没有的也写明，如“本年没有收到政府信息公开申请”。",
    Severity.WARNING,
)
N222 = Rule(
    "N222",
    "问题和改进情况没有写全",
    "《条例》第五十条要求写存在的主要问题，也要写改进情况，缺一不可。",
    "只列了三个问题，没有写怎样改进。",
    "先写存在的主要问题，再逐条写改进情况。",
    Severity.WARNING,
)
N223 = Rule(
    "N223",
    "没有报告收取信息处理费的情况",
    "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）施行以后，收取信息处理费的情况必须写进年报，没有收取也要写明。",
    "没有别的事项需要报告。",
    "本机关没有收取信息处理费；没有别的事项需要报告。",
    Severity.WARNING,
)
N224 = Rule(
    "N224",
    "政府的年报没有写考核、评议、责任追究",
    "《条例》第五十条：各级人民政府的年报还应当包括工作考核、社会评议和责任追究结果情况。",
    "县政府的年报里没有一处提到社会评议。",
    "写明这一年的工作考核、社会评议和责任追究情况；没有发生责任追究的也写明。",
    Severity.WARNING,
)
N225 = Rule(
    "N225",
    "只写了“无”",
    "年报要回答“有没有、是什么”，只写一个“无”看不出是没有还是没写（《条例》第四十七条、第五十条）。",
    "无",
    "本机关没有别的事项需要报告。",
    Severity.WARNING,
)
N226 = Rule(
    "N226",
    "这个机关不能制定规章",
    "只有国务院部门、省级和设区的市（自治州）人民政府能制定规章；县区、乡镇和地方各部门这一行应当是 0。",
    "甲县的“规章”填了 2。",
    "0（行政规范性文件填到下一行）",
    Severity.WARNING,
)

N227 = Rule(
    "N227",
    "前面说没有，后面又写了",
    "先写“没有别的事项需要报告”，后面又报告了一件，读的人不知道哪一句算数。后面写没有收取信息处理费、本报告在哪里查阅的，不算。",
    "没有别的事项需要报告。2024年开展政务公开示范点创建，建成示范点5个。",
    "2024年开展政务公开示范点创建，建成示范点5个。没有别的事项需要报告。",
    Severity.WARNING,
)
N228 = Rule(
    "N228",
    "问题写在了别的部分",
    "存在的问题和怎样改进，格式里有专门的一部分；整段写在别的部分，多半是粘贴错了地方。只提到针对问题做了什么的，不算。",
    "（六）我县公开工作还存在一些不足：一是解读形式单一，二是更新不够及时。",
    "移到写问题和改进情况的那一部分。",
    Severity.WARNING,
)

RULES = (N221, N222, N223, N224, N225, N226, N227, N228)
_EXPECTED = {rule.code: rule for rule in (N221, N222, N223, N224)}

_SHOWN = 24
_ONLY_NOTHING = pattern(r"[（(]?(?:暂?无|没有|略|空|[/—-]+)(?:内容|情况)?[）)]?[。.]?")


def check_expectations(subject: Subject) -> Iterator[Finding]:
    """Each prose section speaks of what the form says it must; that it is empty has been told."""
    everything = "".join(block.whole for blocks in subject.report.texts.values() for block in blocks)
    for section in subject.form.prose_sections:
        blocks = subject.report.texts.get(section.id, ())
        text = "".join(block.whole for block in blocks if not block.pictured)
        if section.kind == "free" or not text.strip():
            continue
        place = subject.narrative.locations.get(section.name) or blocks[0].location
        if _ONLY_NOTHING.fullmatch(text.strip()):
            hint = "".join(section.guidance[:1]) or N225.good
            yield N225.at(blocks[0].location, f"“{section.name}”只写了“{text.strip()}”", hint=hint)
            continue
        missing: dict[str, list[Expectation]] = {}
        for expected in section.expects:
            if expected.of == "government" and not is_government(subject.report.agency):
                continue
            if not any(phrase in (everything if expected.anywhere else text) for phrase in expected.phrases):
                missing.setdefault(expected.code, []).append(expected)
        for code, absent in missing.items():
            yield _absent(_EXPECTED[code], section, absent, subject, place)


def _absent(rule: Rule, section: Section, absent: Sequence[Expectation], subject: Subject, place: Location) -> Finding:
    where = "年报" if absent[0].anywhere else f"“{section.name}”"
    what = "、".join(expected.say for expected in absent)
    message = f"{where}没有写到{what}"
    for ref in (ref for expected in absent for ref in expected.figures):
        cell = subject.report.cells.get(ref)
        if cell is not None and cell.value:
            message += f"，而{subject.form.figures[ref].title}有 {digits(cell.value)} 件"
    return rule.at(place, message, hint=f"补写{what}；没有的也要写明")


# 没有其他需要报告的事项: that there is nothing else, in a sentence of its own.
_NONE = r"(?:没有|无|暂无|并无|不存在)(?:别的|其他|其它)?"
_OTHERS = pattern(r"^(?:其他|其它|别的)")
_SENTENCE = pattern(r"[^。！？\n]+[。！？]?")
_IS_NONE = pattern(r"没有|未|无|不涉及|不存在|[^\d.]0\s*[件元万]|为零|零")
_ABOUT_REPORT = pattern(r"本报告|本年报|年度报告|年报|报告(?:的)?(?:电子|全文|纸质)|查阅|下载|联系|电话|网址|邮编|特此|如有疑问")
_IS_REPORTED = pattern(
    r"\d\s*(?:件|个|次|条|项|期|场|篇|人|份|元|万|家|部)|开展|完成|印发|制定|建成|举办|组织|收取|收到|推进|落实|创建|出台"
)


def check_denied(subject: Subject) -> Iterator[Finding]:
    """What is reported behind the sentence that there is nothing else to report, in a section that is named so."""
    for section in subject.form.prose_sections:
        if not (named := _OTHERS.match(section.name)):
            continue
        nothing = pattern(rf"{_NONE}{re.escape(section.name[named.end() :])}")
        denied = ""
        for block in subject.report.texts.get(section.id, ()):
            for sentence in _SENTENCE.finditer(block.whole) if block.told else ():
                said = sentence[0].strip()
                if denied and _IS_REPORTED.search(said) and not (_IS_NONE.search(said) or _ABOUT_REPORT.search(said)):
                    shown = said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
                    message = f"前面写了“{denied}”，后面又写“{shown}”"
                    at = sentence.start() + len(sentence[0]) - len(sentence[0].lstrip())
                    yield N227.at(block.place(at), message, hint="要报告的写在前面，“没有其他”放在最后；没有要报告的，删去后面的")
                    denied = ""
                found = nothing.search(said)
                denied = found[0] if found and not _IS_REPORTED.search(said[: found.start()]) else denied


def check_problems_elsewhere(subject: Subject) -> Iterator[Finding]:
    """A list of problems in a section of prose before the one that the form has for them."""
    sections = subject.form.prose_sections
    own = [(at, one) for at, one in enumerate(sections) if any(expected.anew for expected in one.expects)]
    if not own:
        return
    at, section = own[0]
    words = [word for expected in section.expects if expected.anew for word in expected.phrases]
    problems = _problems(tuple(word for word in words if len(word) > 1))
    for other in sections[:at]:
        for block in subject.report.texts.get(other.id, ()):
            if block.told and other.kind != "free" and (found := problems.search(block.whole)):
                message = f"“{other.name}”里列举了存在的问题，这些应写在“{section.name}”里"
                yield N228.at(block.place(found.start("at")), message, hint="移到那一部分；这里只写做了什么")


@lru_cache(maxsize=16)
def _problems(words: tuple[str, ...]) -> re.Pattern[str]:
    """How a list of problems begins: 还存在一些薄弱环节：一是."""
    begins = rf"(?:^|[。；\n]|[）、.．]\s?)\s*(?:当前|目前|但|同时|{HAN}{{0,14}}工作)?(?:还|仍|尚|也|依然|主要)*(?P<at>存在)(?:的|着|一些|以下|如下|主要|方面|不少)*"
    of = "|".join(map(re.escape, words))
    listed = rf"(?:{of})(?:环节|之处|[和与及]不足)?(?:主要)?(?:有|是|如下)?[。：:，,]?\s*(?:主要)?(?:表现在?[：:，]?)?\s*(?:一是|[（(]?一[）)、]|[（(]?1|首先|第一)"
    return pattern(begins + listed)


def check_rule_makers(subject: Subject) -> Iterator[Finding]:
    """Whoever surely cannot make 规章 has none in its table."""
    agency = subject.report.agency
    if not (is_below_city(agency) or is_local_department(agency)):
        return
    told = set()
    for ref, figure in subject.form.figures.items():
        cell = subject.report.cells.get(ref)
        if not figure.row.rule_makers_only or cell is None or not cell.value or figure.row.id in told:
            continue
        told.add(figure.row.id)
        message = f"{figure.title}填了 {digits(cell.value)}，“{agency}”不能制定{figure.row.name}"
        yield N226.at(cell.location, message, ref=ref, hint=figure.row.note or "核对后改为 0", actual=cell.value)
