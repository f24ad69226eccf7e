"""N232–N235: years, the period of the statistics, dates that there are, and the day by which a report is out."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from ..model.beside.basis import Deadline
from ..model.finding import Finding, Rule, Severity
from ..model.form import Form
from ..model.location import Location
from ..model.report import Paragraph, TextBlock
from ..recognise.bodies import is_department, is_government, is_office
from ..recognise.titles.words import title_words
from ..text.dates import dated
from ..text.patterns import pattern
from .check import Subject
from .slips import PREFACE, beside_tables, prose

N232 = Rule(
    "N232",
    "年份不对",
    "年报写的是一个年度的事；写成别的年份（表题里的也算），多半是手误，或者是照抄上年报告没有改。",
    "2020年度的年报里写“2022年收到申请41件”。",
    "2020年收到申请41件",
    Severity.WARNING,
)
N233 = Rule(
    "N233",
    "统计期限不对",
    "年报的统计期限是这一年的1月1日至12月31日。",
    "统计期限为2020年1月1日至11月30日",
    "统计期限为2020年1月1日至12月31日",
    Severity.WARNING,
)
N234 = Rule(
    "N234",
    "没有这个日期",
    "日历上没有的日子，是手误。",
    "2021年2月30日",
    "2021年2月28日",
    Severity.WARNING,
)
N235 = Rule(
    "N235",
    "日期不在公布的期限里",
    "《条例》第四十九条：县级以上人民政府部门每年1月31日前报送并公布上一年度的年报，政府的年报由主管部门每年3月31日前公布；"
    "2018年度以前的，各级行政机关每年3月31日前公布（2007年《条例》第三十一条）。注明12月的，这一年还没有过完，数还没有统计完。"
    "各格式的期限写在 format.yaml 的 basis.deadlines 里，认不出是部门还是政府的，按最晚的一个。"
    "公布的网页写着发布日期的，发布日期晚了也说；发布日期在再下一年的，多半是网站搬家时的日期，不说。",
    "甲市教育局2024年的年报，落款日期是2025年3月5日。",
    "2025年1月24日",
    Severity.WARNING,
)

RULES = (N232, N233, N234, N235)


_DAY = r"(?:(\d{4})\s*[年./-]\s*)?(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?"
_DASH = "[-—–－―~～至到]"
# Titles, numbers of documents, addresses, and ranges of years: those are as they are.
_PASSED = pattern(
    r"《[^》]*》|〔[^〕]*〕|[\[［【（(]\s*\d{4}\s*[\]］】）)]\s*第?\d+\s*号|[A-Za-z][!-~]{5,}"
    rf"|\d{{4}}\s*年?\s*{_DASH}+\s*\d{{4}}\s*年(?!\s*\d)"
)
_YEAR = pattern(r"(?<!\d)((?:19|20)\d\d)\s*年")
_DATE = pattern(r"(?<![\d.])(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_MONTH = pattern(r"(?<!\d)(?:19|20)\d\d\s*年\s*(\d{1,2})\s*月(?!\s*\d{1,2}\s*日)", needs="月")
_PERIOD = pattern(rf"(?<!\d){_DAY}\s*(?:起|开始)?\s*[，,、]?\s*{_DASH}+\s*{_DAY}(?!\d)")
_PLAN = pattern(
    r"将|计划|继续|下一步|下步|打算|思路|展望|目标|力争|争取|努力|进一步|着力|着重|重点|加强|做好|安排|预计|预期|拟|规划|部署|准备|确保"
    r"|明年|来年|次年|下年|下一年|今后|结转|顺延|延至|要点|建议|截至|截止|预算|方面|(?<![主重需必摘纪概提])要"
)
# Where this stands above or before, plans for the next year follow.
_IMPROVEMENT = pattern(r"下一?步|打算|计划|思路|改进|举措|措施|展望|明年|针对")
_COUNTED = pattern(r"\d\s*余?[万亿]?余?\s*(?:件|条|次|个|篇|场|期|项|人|份|元|起|万|%|％)|全年")
_DATED = pattern(r"\s*\d{1,2}\s*月|[初春元]|[一二第上]")
_AIM = pattern(r"\s*年?\s*(?:[底末初]|[以之]?前|远景|愿景|目标|碳|规划|第.{1,4}届)")
# 甲市2023年主动公开政府信息情况表
_TITLE_OF_TABLE = pattern(
    r"(?!.*(?:注|说明|上一?年|结转|[较比按与]))[^。，；：:\d]{0,30}((?:19|20)\d\d)\s*年度?[^。，；：:\d]{2,40}(?:表|情况|统计)",
    needs="年",
)
# What is fixed years ahead: plans, games, terms of validity.
_AHEAD = pattern(r"规划|远景|目标|计划|行动|力争|实现|建成|运会|冬奥|奥运|世博|有效期|届")
# 2026年，我市坚持…: the year is what the sentence is about.
_SPEAKS_OF_IT = pattern(r"\s*[，,]|是|我[市县区局委镇办省]|全[市县区省]")
# The year that a sentence begins with and speaks of: none of its months, no span of time.
OPENING_YEAR = pattern(r"\s*((?:19|20)\d\d)\s*年度?+(?![\d\s]*月|[以之]?[来前后]|[起底末初间至到])")
# 2022年，我市政府信息公开工作还存在
_STILL_ARE = pattern(r"度?[，,]?[^，。；：\d]{0,20}?(?:还|仍|尚|也|依然|主要)*存在(?:的|着|一些|以下|如下|主要)*")
# 下一步，…力争在2022年底前实现: what is still to come, and by when.
_NEXT_BY = pattern(
    r"(?:下一?步|今后|接下来|明年|来年|下一?年度?)[^。；！？\n□]*?(?P<by>(?:力争|争取|确保|计划|预计|拟|将|努力)[^，,。；！？\n□\d]{0,12}(?P<year>(?:19|20)\d\d)\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:年?[底末])?(?:[之以]?前|内|底|末))",
    needs="年",
)
# 截至2026年底: no report of 2025 is written after that day.
_YEAR_END = pattern(r"\s*(?:年?[底末]|12\s*月(?:底|末|31\s*日)?+)(?!\s*[之以]?前)")
_AS_OF = ("截至", "截止", "截至到", "截止到", "截止至")
_HOPED = pattern(r"将|计划|打算|力争|争取|预计|预期|拟|确保|目标|规划|要求")
_COMPARED = pattern(
    r"年报|年度报告|上年|上一年|去年|以来|同比|(?<!期待)(?<!要求)(?<!期盼)(?<!需求)(?<!期望)(?<!希望)(?<!目标)(?<!标准)(?<!需要)相比|[较比]20|整改"
)
_ENDS = "。；！？"
_OPENS_CLAUSE = "。；：，！？"
_SHOWN = 24
# A day without a year may be one of a leap year.
_LEAP = 2000
_MONTHS = 12


def check_years(subject: Subject) -> Iterator[Finding]:
    """Years that cannot be right, a wrong period, and days that are not in the calendar."""
    year = subject.report.year
    if year not in subject.form.years:
        # Which year it is has to be settled first (W142); a page of the next year settles it, where the form is only an old one.
        yield from _issued(subject, year) if year > (subject.form.years.last or year) else ()
        return
    problems = {
        section.id: "|".join(word for expected in section.expects if expected.anew for word in expected.phrases)
        for section in subject.form.prose_sections
        if any(expected.anew for expected in section.expects)
    }
    opened: set[str] = set()
    heading = ""
    for section, block in prose(subject):
        opens = block.kind == "paragraph" and section not in opened
        if opens:
            opened.add(section)
        heading = block.lead or block.whole if block.level and block.told else heading
        if "20" not in block.whole and "月" not in block.whole:
            continue
        periods = list(_periods(block))
        yield from _wrong_periods(block, periods, year)
        yield from _impossible(block)
        yield from _no_such_month(block)
        masked = _masked(block.whole, periods)
        yield from _later_years(block, masked, year, heading)
        if section == PREFACE:
            yield from _another_report(block, masked, year, title_words([subject.form]).subject)
        elif copied := list(_copied(block, year, opens=opens)) if opens or block.lead else []:
            yield from copied
        else:
            yield from _old_problems(block, masked, year, problems.get(section))
            yield from _past_plans(block, masked, year)
    for block in beside_tables(subject):
        yield from _of_another_year(block, year)
    if subject.published:
        yield from _of_another_file(subject, year)
    yield from signature_findings(subject) or _issued(subject, year)


def signature_findings(subject: Subject) -> list[Finding]:
    """What is wrong with the day of the signature: it is none, or none of those by which a report is out."""
    year = subject.report.year
    return list(_signed(subject, year)) if year in subject.form.years else []


def _masked(text: str, periods: list[re.Match[str]]) -> str:
    """The text with blanks where years are not its own."""
    spans = [found.span() for found in _PASSED.finditer(text)] + [found.span() for found in periods]
    for start, end in spans:
        text = text[:start] + "□" * (end - start) + text[end:]
    return text


def _sentence(text: str, at: int) -> str:
    start = max(text.rfind(sign, 0, at) for sign in _ENDS) + 1
    ends = [end for sign in _ENDS if (end := text.find(sign, at)) >= 0]
    return text[start : min(ends, default=len(text))]


# -- years ------------------------------------------------------------------------------------------


def _later_years(block: TextBlock, masked: str, year: int, heading: str) -> Iterator[Finding]:
    """A year after the report's that is neither an aim nor a plan; `heading` is the one above the block."""
    for found in _YEAR.finditer(masked):
        stated = int(found[1])
        if stated <= year or _may_be_later(masked, found, heading, stated == year + 1):
            continue
        shown = _sentence(block.whole, found.start()).strip()
        brief = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
        message = f"{year}年度的年报里写了“{brief}”，{stated}年不在这个年度里"
        yield N232.at(block.place(found.start()), message, hint=f"核对是不是“{year}年”")


def _may_be_later(masked: str, found: re.Match[str], heading: str, next_year: bool) -> bool:
    """Aims may be years ahead; of the next year only a count at the beginning of a clause is surely a slip."""
    before, after = masked[: found.start()].rstrip(), masked[found.end() : found.end() + 6]
    sentence = _sentence(masked, found.start())
    opens = not before or before[-1] in _OPENS_CLAUSE
    if not next_year and (before.endswith(("截至", "截止")) or (opens and _SPEAKS_OF_IT.match(after))):
        return False
    counts = _COUNTED.search(sentence.replace(found[0], ""))
    if counts and before.endswith(_AS_OF) and _YEAR_END.match(after) and not _HOPED.search(sentence):
        return False
    if _AIM.match(after) or before.endswith(("到", "至", "向")):
        return True
    if not next_year:
        return bool(_AHEAD.search(sentence))
    if not opens or not counts or _DATED.match(after) or _PLAN.search(sentence):
        return True
    return bool(_IMPROVEMENT.search(heading + masked[: found.start()]))


def _of_another_year(block: TextBlock, year: int) -> Iterator[Finding]:
    """A line beside a table that is its title, with the year of another report."""
    found = _TITLE_OF_TABLE.fullmatch(block.whole.strip())
    if found and int(found[1]) != year:
        at = block.whole.index(found[1])
        message = f"表题写的是“{found[1]}年”，年报是{year}年度的"
        yield N232.at(block.place(at), message, hint=f"核对是不是照抄了别的年报；改为“{year}年”")


def _of_another_file(subject: Subject, year: int) -> Iterator[Finding]:
    """The name of a published file that gives the report another year than its title, which it says in full: a day on which it was put there says nothing."""
    name = Path(subject.narrative.path).stem
    years = {int(found[1]) for found in _YEAR.finditer(name)}
    if len(years) == 1 and years != {year} and _this_report(title_words([subject.form]).subject).search(name):
        (stated,) = years
        message = f"文件名写的是“{stated}年”，标题和数据是{year}年度的"
        yield N232.at(Location(subject.narrative.path), message, hint="核对是哪一年的年报，把写错的一处改过来")


@lru_cache(maxsize=32)
def _this_report(subject: str) -> re.Pattern[str]:
    """How a preface names the report itself, which is on this subject, with its year."""
    return pattern(
        r"(?<!\d)((?:19|20)\d\d)\s*年?度?(?:的|本机关|我[市县区局委镇办]|全[市县区])?"
        rf"(?:{subject})(?:工作)?年?度?(?:报告|年报|工作报告)"
    )


def _another_report(block: TextBlock, masked: str, year: int, subject: str) -> Iterator[Finding]:
    for found in _this_report(subject).finditer(masked):
        if int(found[1]) != year:
            message = f"前言说这是{found[1]}年度的报告，标题和数据是{year}年度的"
            yield N232.at(block.place(found.start()), message, hint=f"改为“{year}年”")


def copied_opening(block: TextBlock, year: int) -> re.Match[str] | None:
    """Where a section's first paragraph, or what stands behind a heading in its line, begins with an earlier year and does not name its own: copied from last year's report."""
    masked = _masked(block.whole, list(_periods(block)))
    found = OPENING_YEAR.match(masked, len(block.lead))
    if not found or int(found[1]) >= year or str(year) in masked or _COMPARED.search(_sentence(masked, found.end())):
        return None
    return found


def _copied(block: TextBlock, year: int, *, opens: bool) -> Iterator[Finding]:
    found = copied_opening(block, year)
    # Behind a heading in its line an older year may be when something began.
    if not found or (not opens and int(found[1]) < year - 1):
        return
    message = f"{'这一段' if block.lead else '这一部分'}开头写的是“{found[0].strip()}”，年报是{year}年度的"
    yield N232.at(block.place(found.start(1)), message, hint="核对是不是照抄了上年的报告；改为本年的情况")


def _old_problems(block: TextBlock, masked: str, year: int, words: str | None) -> Iterator[Finding]:
    """2022年我市公开工作还存在…不足: the problems of an earlier year as those that there are, in the section that has them; `words` are those for problems."""
    for found in _YEAR.finditer(masked) if words else ():
        sentence = _sentence(masked, found.start())
        behind = sentence.partition(found[0])[2]
        stands = _STILL_ARE.match(behind)
        if int(found[1]) >= year or str(year) in masked or not stands or _COMPARED.search(sentence):
            continue
        if re.match(rf"[^，。；]{{0,16}}?(?:{words})", behind[stands.end() :]):
            message = f"这里写的是“{found[0].strip()}”存在的问题，年报是{year}年度的"
            yield N232.at(block.place(found.start()), message, hint="核对是不是照抄了以前的报告；改为本年的情况")


def _past_plans(block: TextBlock, masked: str, year: int) -> Iterator[Finding]:
    """下一步，……力争在2022年底前全覆盖, in the report of 2022, which is written when that year is over: left in from last year's."""
    for found in _NEXT_BY.finditer(masked):
        if int(found["year"]) <= year and not _COMPARED.search(found[0]):
            said = masked[found.start("by") : found.end()].strip()
            message = f"下一步的打算写的是“{said}”，年报是{year}年度的，那时已经过了"
            yield N232.at(
                block.place(found.start("year")), message, hint=f"核对是不是照抄了上年的报告；应是{year + 1}年的就改过来"
            )


def _signed(subject: Subject, year: int) -> Iterator[Finding]:
    """The date of the signature is in the calendar, not before the year is over, and not after the deadline."""
    line, written = subject.narrative.date, subject.report.date.strip("（）() ")
    when = dated(written) if line else None
    if not line or not when:
        return
    if not when.days:
        yield N234.at(line.location, f"落款日期“{written}”是日历上没有的", hint="核对后改正")
    elif when.days[1] <= date(year, 12, 31):
        message = f"落款日期“{written}”早于{year}年底，那时这一年的数还没有统计出来"
        # Who writes last year's number in January has mistaken the year; in December it may be the day.
        rule = N235 if when.year == year and when.month == 12 else N232
        yield rule.at(line.location, message, hint=f"核对是不是“{year + 1}年”")
    else:
        yield from _late(subject, year, when.days[0], line._replace(text=written))


def _late(subject: Subject, year: int, day: date, line: Paragraph, what: str = "落款日期") -> Iterator[Finding]:
    """A report dated, or published, after the day by which the law wants it published; `what` is its date in `line`."""
    agency = subject.report.agency
    until = _deadline(subject.form, agency)
    if not until or day <= date(year + 1, until.month, until.day):
        return
    message = f"{what}“{line.text.strip()}”晚于{year + 1}年{until.by}：{until.whose}的年报应在这一天前{until.say}（{until.law}）"
    hint = "核对日期；日期没有写错的，在“豁免”里写明晚公布的原因"
    if day.year > year + 1:
        hint = f"核对是不是“{year + 1}年”；{hint.partition('；')[2]}"
    elif is_office(agency) and (later := _deadline(subject.form, "")) and day <= date(year + 1, later.month, later.day):
        hint += f"；这一份是本级政府的年报的，期限是{later.by}，标题写政府的名称"
    yield N235.at(line.location, message, hint=hint)


def _issued(subject: Subject, year: int) -> Iterator[Finding]:
    """The day on which the page says it was published; that of a later year may be the day on which the site was moved."""
    line = subject.narrative.issued
    when = dated(line.text) if line else None
    if line and when and when.days and when.year == year + 1:
        yield from _late(subject, year, when.days[0], line, "发布日期")


def _deadline(form: Form, agency: str) -> Deadline | None:
    """The deadline of this agency: the earliest that its form sets for its kind; of the kinds that it may be, the latest."""
    found = []
    for kind in _kinds(agency):
        asked = [until for until in form.basis.deadlines if until.of in ("all", kind)]
        if not asked:
            return None
        found.append(min(asked, key=_in_the_year))
    return max(found, key=_in_the_year)


def deadlines_of(form: Form, agency: str) -> list[Deadline]:
    """The deadlines that the form sets for an agency of this name; those of several kinds where the name does not tell which it is."""
    return [until for until in form.basis.deadlines if until.of in ("all", *_kinds(agency))]


def _kinds(agency: str) -> tuple[str, ...]:
    """What an agency of this name may be."""
    return (
        ("government",) if is_government(agency) else ("department",) if is_department(agency) else ("government", "department")
    )


def _in_the_year(until: Deadline) -> tuple[int, int]:
    return until.month, until.day


# -- periods and dates ------------------------------------------------------------------------------


def _periods(block: TextBlock) -> Iterator[re.Match[str]]:
    """From a day to a day, in a sentence about the statistics."""
    text = block.whole
    if "31" not in text and "统计" not in text:
        return
    for found in _PERIOD.finditer(text):
        sentence = _sentence(text, found.start())
        if "统计" in sentence or ("数据" in sentence and re.search("期限|时限|时间|时段", sentence)):
            yield found


def _wrong_periods(block: TextBlock, periods: list[re.Match[str]], year: int) -> Iterator[Finding]:
    for found in periods:
        first_year, month, day, last_year, last_month, last_day = (int(part) if part else 0 for part in found.groups())
        first = (first_year or year, month, day)
        last = (last_year or first_year or year, last_month, last_day)
        if first != (year, 1, 1) or last != (year, 12, 31):
            message = f"统计期限写的是“{found[0]}”，{year}年度年报的期限是{year}年1月1日至12月31日"
            yield N233.at(block.place(found.start()), message, hint=f"改为“{year}年1月1日至{year}年12月31日”")


def _impossible(block: TextBlock) -> Iterator[Finding]:
    if "日" not in block.whole:
        return
    for found in _DATE.finditer(block.whole):
        if not _is_day(found):
            message = f"“{found[0]}”是日历上没有的日期{_days_of_month(found)}"
            yield N234.at(block.place(found.start()), message, hint="核对后改正")


def _days_of_month(found: re.Match[str]) -> str:
    """How many days the month has, where it is the day that does not exist."""
    year, month = int(found[1] or _LEAP), int(found[2])
    return f"：{month}月只有 {monthrange(year, month)[1]} 天" if 1 <= month <= 12 else ""


def _no_such_month(block: TextBlock) -> Iterator[Finding]:
    """2025年13月; a whole day of such a month has been told."""
    for found in _MONTH.finditer(block.whole):
        if not 1 <= int(found[1]) <= _MONTHS:
            yield N234.at(block.place(found.start()), f"“{found[0]}”：一年没有 {found[1]} 月", hint="核对后改正")


def _is_day(found: re.Match[str]) -> bool:
    try:
        date(int(found[1] or _LEAP), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True
