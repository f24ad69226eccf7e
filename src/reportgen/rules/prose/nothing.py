"""N1: words that say there was nothing — 未发生行政诉讼 — against tables that have some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...model.figures import digits
from ...model.finding import Finding, Rule, Severity
from ...text.quantities import Quantity
from .claims import Passage
from .mentions import Spoken, mentions_of, spoken_of
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


def nothing_findings(passage: Passage, tables: Tables) -> Iterator[Finding]:
    """Clauses that say there was none of what a table has."""
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
                or (len(word) == 1 and text[start - 1 : start] not in ("", "，", "。", "；", "年", "度", "均", "也", "、"))
            ):
                continue
            if start in told:
                continue
            told.update(range(start, start + len(word)))
            yield from _nothing(passage, start, word, clause, tables)


def _first_phrase(clause: str, spoken: Spoken) -> int:
    """Where the first word of what is spoken of stands in the clause."""
    phrases = [phrase for one in (*spoken.rows, *spoken.columns) for phrase in one.say]
    return min((at for phrase in phrases if (at := clause.find(phrase.pieces[0])) >= 0), default=0)


def _nothing(passage: Passage, start: int, word: str, clause: str, tables: Tables) -> Iterator[Finding]:
    back = max(start - _BACK, 0)
    text = passage.block.whole[back : start + len(word) + len(clause)]
    end = len(text)
    # The clause is read as if a number stood at its end: 未发生行政诉讼〈0件〉.
    zero = Quantity(end, end, Decimal(0), Decimal(0), Decimal(0), "件")
    mention = mentions_of(text, [zero])[0]._replace(left=clause, right="")
    for spoken in spoken_of(text, mention, tables.phrasing.tables):
        usual = spoken.table.usual
        if spoken.weak or not (spoken.rows or (spoken.columns and (spoken.context or usual))):
            continue
        if not leads_to_name(clause[: _first_phrase(clause, spoken)]):
            continue
        readings = list(tables.readings(spoken, spoken.rows or (() if usual else spoken.context)))
        if readings and all(reading.value > 0 and not reading.amount for reading in readings):
            name = readings[0].expression.replace(".", "/", 1).replace(".", "/")
            message = f"文中说“{word}{clause}”，表里 {name} 是 {digits(readings[0].value)}"
            hint = "核对是文字错了还是表错了"
            yield N106.at(passage.block.place(start), message, hint=hint, expected=readings[0].value, actual=Decimal(0))
