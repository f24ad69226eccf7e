"""N1: words that say there was nothing — 未发生行政诉讼 — against tables that have some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ...model.figures import digits
from ...model.finding import Finding, Rule, Severity
from ...text.patterns import pattern
from ...text.quantities import Quantity
from .claims import Passage
from .mentions import Spoken, mentions_of, spoken_of, time_of
from .readings import Tables
from .small_words import leads_to_name

N106 = Rule(
    "N106",
    "文中说没有，表里却有",
    "正文说“没有收到”“未发生”，表格里同一项却不是 0，读者不知道信哪一个。",
    "全年未发生行政诉讼。（表四：未经复议直接起诉总计 1）",
    "全年发生行政诉讼 {{ 表四.行政诉讼.总计 }} 件。",
    Severity.WARNING,
)

_LONGEST_CLAUSE = 80
# As far back as what the clause is about is looked for.
_BACK = 800
_MOST_NEGATIONS = 200
# 无 and 未 are parts of many words; here they are words of their own.
_BEFORE_ONE_SIGN = "，。；年度均也、末底仍暂"
_HEAD = pattern(r"[^，,。；;！？、：:（(\n]{1,12}$")


def nothing_findings(passage: Passage, tables: Tables, year: int) -> Iterator[Finding]:
    """Clauses that say there was none of what a table has in the report's `year`."""
    text = passage.block.whole
    # 没有因… is found as 没有 as well: the longer words come first.
    told: set[int] = set()
    for word in sorted(tables.phrasing.none, key=len, reverse=True):
        if text.count(word) > _MOST_NEGATIONS:
            continue  # no report speaks so
        start = -1
        while (start := text.find(word, start + 1)) >= 0:
            limit = start + _LONGEST_CLAUSE
            stop = min(
                (at for sign in "，,。；;！？（(" if (at := text.find(sign, start, limit)) >= 0), default=min(limit, len(text))
            )
            clause = text[start + len(word) : stop]
            if (
                not clause
                or re.search(r"\d\s*(?:件|起|宗)", clause)
                or (len(word) == 1 and text[start - 1 : start] not in ("", *_BEFORE_ONE_SIGN))
            ):
                continue
            if start in told:
                continue
            told.update(range(start, start + len(word)))
            yield from _nothing(passage, start, word, clause, tables, year)


class _Denied(NamedTuple):
    """What there was none of, as one of the tables has it, and the words that say so."""

    spoken: Spoken
    said: str


def _denied(passage: Passage, start: int, word: str, clause: str, tables: Tables, year: int) -> Iterator[_Denied]:
    """What a clause denies: what it names behind the word, or what begins before it (年末无结转, 上年度没有申请结转至本年度)."""
    back = max(start - _BACK, 0)
    text = passage.block.whole[back : start + len(word) + len(clause)]
    end = len(text)
    # The clause is read as if a number stood at its end: 未发生行政诉讼〈0件〉.
    zero = Quantity(end, end, Decimal(0), Decimal(0), Decimal(0), "件")
    mention = mentions_of(text, [zero])[0]._replace(right="")
    if time_of(text, mention, year).year == year:
        plain = spoken_of(text, mention._replace(left=clause), tables.phrasing.tables)
        if found := [one for one in plain if leads_to_name(clause[: _first_phrase(clause, one)])]:
            yield from (_Denied(one, word + clause) for one in found)
            return
    head = _HEAD.search(text[: end - len(clause) - len(word)])
    joined = head[0] + clause if head else ""
    for one in spoken_of(text, mention._replace(left=joined), tables.phrasing.tables) if head else ():
        at = joined.find(one.said) if one.said else -1
        if head and 0 <= at < len(head[0]) and leads_to_name(joined[:at]):
            yield _Denied(one, head[0] + word + clause)


def _first_phrase(clause: str, spoken: Spoken) -> int:
    """Where the first word of what is spoken of stands in the clause."""
    phrases = [phrase for one in (*spoken.rows, *spoken.columns) for phrase in one.say]
    return min((at for phrase in phrases if (at := clause.find(phrase.pieces[0])) >= 0), default=0)


def _nothing(passage: Passage, start: int, word: str, clause: str, tables: Tables, year: int) -> Iterator[Finding]:
    for spoken, said in _denied(passage, start, word, clause, tables, year):
        usual = spoken.table.usual
        if spoken.weak or not (spoken.rows or (spoken.columns and (spoken.context or usual))):
            continue
        readings = list(tables.readings(spoken, spoken.rows or (() if usual else spoken.context)))
        if readings and all(reading.value > 0 and not reading.amount for reading in readings):
            name = readings[0].expression.replace(".", "/", 1).replace(".", "/")
            message = f"文中说“{said}”，表里 {name} 是 {digits(readings[0].value)}"
            hint = "核对是文字错了还是表错了"
            yield N106.at(passage.block.place(start), message, hint=hint, expected=readings[0].value, actual=Decimal(0))
