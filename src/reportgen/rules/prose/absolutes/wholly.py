"""N1: words that say all were so — 均获维持, 全部胜诉, 均为自然人 — against tables where not all were."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ....model.figures import digits
from ....model.finding import Finding, Rule, Severity
from ....model.phrasing import Measure, Sum, TableProse
from ....model.report import Report
from ....text.closest import is_near_number
from ....text.patterns import HAN, pattern
from ....text.quantities import Quantity
from ..mentions import spoken_of
from ..phrases import FoundMeasure, figures_in, last_joined, phrases_in
from ..readings import Reading, Tables
from ..scopes import Whose, speaker_of
from ..small_words import leads_to_name
from ..spoken import Spoken
from ..surroundings import BACK, mentions_of
from ..tied import Passage
from ..times import time_of

N110 = Rule(
    "N110",
    "文中说全部，表里不是全部",
    "正文说全部都是这样，表格里这一项却不等于总数：不是话说满了，就是表填错了格。",
    "行政复议 8 件，均获维持。（表四：行政复议结果维持 4，总计 8）",
    "行政复议 8 件，其中结果维持 4 件、结果纠正 1 件。",
    Severity.WARNING,
)
# What is said of all is short.
_LONGEST = 40
# What may close such a clause and says nothing of its own.
CLOSING = pattern(
    r"[”’]?(?:而?告终|(?<![未待])(?:结案|了结|审结)|的?(?:情况|情形|现象|问题|案件|事项|项目|行为|(?<![文信邮稿附])件))$"
)
_SHORT = 12
# So many are nearly as many by chance no more.
_NO_CHANCE = 20
_ALL = pattern(
    r"无一例外地?(?:均|都|全部)?|清一色地?(?:均|都)?|无一不(?=[是为属])|一概|尽数|尽皆|均|都|皆|全部|一律|全数|悉数|全(?=[为系是])"
)
_ENDS = pattern(r"[，,。；;！!？?（()）:：\n]")
_SENTENCE = pattern(r"[。；;！!？?\n]")
_CLAUSE = pattern(r"[，,：:]")
_DIGIT = pattern(r"\d")
# What makes it no statement of fact, or none about all.
_NOT_SO = pattern(
    r"(?:[不未非没平]|几乎|基本上?|大多|多数|大部分|原则上)$|除|以外|之外|确保|保证|力争|要求|应当|凡|如果|若|到期|期满"
)
# 收到的申请均予公开 says it of all; 符合条件的申请均予公开 does not.
_EVERY = pattern(r"(?:所收|收到|受理|办理|办结|答复|全部|所有|全年|本年度?|今年)的?[^，。；的]{0,10}$")
# 均由县人民政府维持: who did it.
_BY_WHOM = pattern(rf"^(?:[被由经获在]|得到){HAN}{{0,14}}?(?:政府|机关|部门|厅|局|委|法院|办公室)(?:予以|依法)?")
# 经法院审理均维持: who heard them, and no cases of another kind.
_HEARD = pattern(
    rf"经(?:过)?{HAN}{{0,8}}(?:法院|机关|机构|政府)(?:依法|审慎)?(?:审理|审查|判决|裁定|裁决|审结|审定)后?$", needs="经"
)
_NOT_DONE = pattern("未|待|正在")
_CLAUSE_SIGN = pattern(r"[，,、；;]")
# Read as if it stood there; it counts whatever its words say.
_NUMBER = Quantity(0, 0, Decimal(0), Decimal(0), Decimal(0), "")
_BUT_FOR = pattern(r"除(?!了)[^。；]{0,30}外")


def wholly_findings(passage: Passage, tables: Tables, report: Report) -> Iterator[Finding]:
    """Clauses that say of all what a table has of some."""
    text = passage.block.whole
    until = 0
    for found in _ALL.finditer(text):
        stop = _ENDS.search(text, found.end(), found.end() + _LONGEST)
        end = stop.start() if stop else min(found.end() + _LONGEST, len(text))
        if found.start() < until or _DIGIT.search(text, found.end(), end):
            continue
        for finding in _wholly(passage, found, end, tables, report):
            until = end  # 均全部公开 says it once; in 全部申请均来自自然人 the second word does
            yield finding


def _wholly(passage: Passage, found: re.Match[str], end: int, tables: Tables, report: Report) -> Iterator[Finding]:
    back = max(found.start() - BACK, 0)
    text = passage.block.whole[back:end]
    words = text[found.end() - back :]
    plain = words if leads_to_name(CLOSING.sub("", words)) else CLOSING.sub("", words)  # 全部审结, 均已审结: nothing but that
    # The clause is read as if a number stood at its end: 均获维持〈n件〉.
    mention = mentions_of(text, [_NUMBER._replace(start=len(text), end=len(text))])[0]
    said, every = plain, list[Spoken]()
    # What closes it may be a part of the name (维持原行政行为), and so may the word itself (全部公开).
    for said in dict.fromkeys((plain, words, *((found[0] + plain,) if len(found[0]) > 1 else ()))):
        left = mention._replace(left=said, right="")
        if every := [one for one in spoken_of(text, left, tables.phrasing.tables.of_all) if not one.weak]:
            break
    if not every:
        return
    earlier = text[: found.start() - back]
    before = _SENTENCE.split(earlier)[-1]
    clauses = [clause for clause in _CLAUSE.split(before) if clause] or [""]
    if (
        _NOT_SO.search(clauses[-1])
        or _BUT_FOR.search(before)
        or time_of(text, mention._replace(left=before + said), report.year).year != report.year
        or speaker_of(earlier[earlier.rfind("。") + 1 :], report.agency).whose is not Whose.OWN
    ):
        return
    for spoken in every:
        # 应诉的案件均胜诉: of these cases no table tells.
        lead = said[: max(said.find(spoken.said), 0)]
        named = (phrase.pieces[-1] for measure in (*spoken.rows, *spoken.columns) for phrase in measure.say)
        for word in (*(f"{word}人" for word in spoken.table.subjects), *named):
            lead = lead.replace(word, "")  # 全部为申请人逾期未补正, 均为公民|个人提出
        clause = _HEARD.sub("", clauses[-1])
        if not leads_to_name(_BY_WHOM.sub("", lead)) or any(word in clause for word in spoken.table.unless):
            continue
        wrong = list(_compared(spoken, before, tables))
        if clause != clauses[-1]:  # of those that were heard: what still waits for it is none of them
            wrong = [(part, whole) for part, whole in wrong if not _only_waits(part, whole, tables)]
        if wrong:
            shown = "；".join(f"{_named(part)}，{_named(whole)}{_rest(part, whole, tables)}" for part, whole in wrong)
            table = tables.form.table(spoken.table.table).name
            message = f"文中“{passage.block.whole[found.start() : end]}”，{table}里 {shown}"
            part, whole = wrong[0]
            place = passage.block.place(found.start())
            yield N110.at(place, message, hint="核对是话说满了还是表错了", expected=whole.value, actual=part.value)
            return


def _named(reading: Reading) -> str:
    """`行政复议/总计 是 8`."""
    return f"{reading.called} 是 {digits(reading.value, None if reading.amount else reading.places)}"


def _rest(part: Reading, whole: Reading, tables: Tables) -> str:
    """Of all what several columns are not: 另有 尚未审结 6; '' where one column is named, or more than two are left."""
    if part.meant is None or len(part.meant.columns) < 2:
        return ""
    readings = _left(part, whole, tables)
    return "".join(f"，{_named(one)}" for one in readings) if len(readings) < 3 else ""


def _only_waits(part: Reading, whole: Reading, tables: Tables) -> bool:
    """Whether all that a figure lacks of the whole stands under a heading that says it is not done: 尚未审结."""
    left = _left(part, whole, tables)
    return bool(left) and all(_NOT_DONE.search(one.called.rpartition("/")[2]) for one in left)


def _left(part: Reading, whole: Reading, tables: Tables) -> list[Reading]:
    """The figures of the other columns, of which the two say nothing; none where they do not make up what the one lacks of the other."""
    if part.meant is None or whole.meant is None:
        return []
    table, rows = part.meant.table, part.meant.rows
    known = {
        leaf
        for reading in (part, whole)
        if reading.meant
        for column, _ in reading.meant.columns
        for leaf in tables.columns[table][column]
    }
    left = [column for column, leaves in tables.columns[table].items() if leaves == (column,) and column not in known]
    readings = [one for column in left if (one := tables.reading(table, rows, ((column, 1),))) and one.value]
    return readings if sum((one.value for one in readings), part.value) == whole.value else []


def _compared(spoken: Spoken, before: str, tables: Tables) -> Iterator[tuple[Reading, Reading]]:
    """The figure of what all are said to be, and that of all, where they differ."""
    table = spoken.table
    if not table.column:
        return
    prose = tables.phrasing.tables.of_all
    chosen, others = last_joined(phrases_in(before, prose)[prose.index(table)].rows, before)
    named = sorted((*chosen, *others), key=lambda one: one.start)
    numbers = [one for one in figures_in(before, prose) if not one.percent and one.unit in table.units]
    if spoken.columns:
        for row, number in _subjects(spoken, named, numbers, before):
            rows = (row,) if row else ()
            all_of_it = list(tables.readings(spoken._replace(columns=()), rows))
            yield from _differing(list(tables.readings(spoken, rows)), all_of_it, number)
    elif of := _all_of(spoken, named[-1].measure if named else None, before, numbers, tables):
        wholes, every = (
            [reading for one in sums if (reading := tables.reading(table.table, one, ((table.column, 1),)))]
            for sums in (of, table.wholes)
        )
        # 收到95件，均已办结: of these and of those carried in.
        number = next((None for one in every if numbers and numbers[-1].admits(one.value)), numbers[-1] if numbers else None)
        parts = list(tables.readings(spoken, spoken.rows))
        if not numbers or not any(numbers[-1].admits(part.value) for part in parts):
            yield from _differing(parts, wholes, number)


def _all_of(spoken: Spoken, row: Measure | None, before: str, numbers: Sequence[Quantity], tables: Tables) -> tuple[Sum, ...]:
    """What rows said of all are said of: the row spoken of that holds them (不予公开9件，均为…), or all the cases."""
    table = spoken.table
    said = _leaves(spoken.rows, table, tables)
    of = tuple(dict.fromkeys(one for measure in spoken.rows for one in measure.of))
    if row and said < _leaves((row,), table, tables):
        return row.sums
    if row is None:
        clause = _CLAUSE.split(before)[-1]
        wholes = (tables.reading(table.table, one, ((table.column, 1),)) for one in table.wholes)
        given = bool(numbers) and any(one.value and numbers[-1].admits(one.value) for one in wholes if one)  # 186件申请已悉数办结
        if not any(word in clause for word in table.subjects) or not (given or _EVERY.search(clause)):
            return ()
    elif not {*row.sums} & {*table.wholes, *of}:
        return ()
    return of or table.wholes


def _leaves(rows: Sequence[Measure], table: TableProse, tables: Tables) -> set[str]:
    groups = tables.rows[table.table]
    return {leaf for one in rows for added in one.sums[:1] for row, _ in added for leaf in groups[row]}


def _subjects(
    spoken: Spoken, named: Sequence[FoundMeasure], numbers: Sequence[Quantity], before: str
) -> Iterator[tuple[Measure | None, Quantity | None]]:
    """The rows that the sentence speaks of, each with the number last given for it; None for the usual row."""
    table = spoken.table
    if spoken.rows:
        yield from ((row, None) for row in spoken.rows)
    elif table.usual:
        if named or any(word in before for word in table.subjects):
            yield named[-1].measure if named else None, numbers[-1] if numbers else None
    elif named:
        ends = [*(one.start for one in named[1:]), len(before)]
        for one, end in zip(named, ends, strict=True):
            # 8件行政复议、5件行政诉讼: a number right before the name is its own, and none of the row before.
            ahead = [
                number for number in numbers if number.end <= one.start and not _CLAUSE_SIGN.search(before, number.end, one.start)
            ]
            behind = [number for number in numbers if one.end <= number.start and number.end <= end]
            behind = [number for number in behind if end == len(before) or _CLAUSE_SIGN.search(before, number.end, end)]
            yield one.measure, behind[-1] if behind else ahead[-1] if ahead else None
    elif len(before) <= _SHORT and not numbers:
        yield from ((row, None) for row in spoken.context)


def _differing(parts: Sequence[Reading], wholes: Sequence[Reading], number: Quantity | None) -> Iterator[tuple[Reading, Reading]]:
    """What is said of all and all, where no reading makes them equal; a number given for them must be that of all."""
    if any(part.value == whole.value for part in parts for whole in wholes):
        return
    whole = next((one for one in wholes if number is None or _is_meant(number, one.value)), None)
    if parts and whole and whole.value and not (number and any(number.admits(part.value) for part in parts)):
        yield parts[0], whole


def _is_meant(number: Quantity, value: Decimal) -> bool:
    """Whether a number is that of all: right, or (52 for 25) a slip of it."""
    return number.admits(value) or (number.value >= _NO_CHANCE and is_near_number(number.value, value))
