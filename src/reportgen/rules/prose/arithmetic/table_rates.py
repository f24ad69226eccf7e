"""Rates that the tables alone tell: 行政复议纠错率15.0%, 予以公开率31.1%, 申请办结率100%, with no number beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ....model.report import Report
from ....text.patterns import pattern, worded
from ..mentions import spoken_of
from ..phrases import phrases_in
from ..readings import Reading, Tables
from ..scopes import Whose, speaker_of
from ..surroundings import Mention
from ..tied import Tied
from ..times import time_of
from .fractions import RATE, Share, named_by_rate, outcome_of
from .rate_cells import cells_in_turn, rate_cells

# What is aimed at, bounded, of others or of several years is no figure of this report.
_NO_FACT = pattern(
    r"力争|确保|目标|控制|不超过|不低于|不高于|低于|高于|争取|平均|全国|全省|同比|同期|[较比]上|[较比]去|提[高升]|[升降]至|[升降]到|下降|上升"
)
_AIM = pattern(r"力争|确保|目标|控制|争取")
# 95%以上 is no figure.
ROUGHLY = ("以上", "以下", "左右", "上下", "有余", "以内")
_ORDER = ("held", "cut", "failed", "unknown")
_CLAUSE = pattern(r"[，,；;：:]")
_ABOUT = worded(
    r"(?:〈words〉|政府|信息|公开|申请人?|引发|引起|[的类因以]|工作|涉及|全[省市县区镇系统]+|[我本][机关省市县区局委厅镇单位]+|行政|案件|全年|本年度?|今年|(?:20)?\d\d年度?|其中|从|在|方面|以|由|主要)*"
)
_NO_CHANCE = 20  # so many stand in a cell by chance no more
_HUNDRED, _SEVERAL = Decimal(100), 2
# Rates of which nobody says what of, but where all were so there was none of the other.
_OPPOSITE = {"胜诉": "败诉"}
# 办结率 is of all that was to be done, unless it is of those due.
_DONE = pattern(r"(?:办结|办理完结|处理完结)$")

_OF_THOSE_DUE = pattern(r"到期|应办|应结|期满|当年|按期|按时")


def by_tables(rate: Share, counts: Sequence[Tied], text: str, tables: Tables, report: Report) -> Share:
    """A rate that its sentence does not explain: held against the tables, unless these know nothing of it either.

    发现隐患645项，整改重大隐患30项，整改率96.6%: what a cell of its own says goes before what stands beside it.
    """
    one = rate.tied
    if tables.has_rates:
        cell = _cell_rate(one, counts if rate.outcome == "unknown" else (), text, tables, report)
        rate = cell if cell.outcome == "held" or rate.outcome == "unknown" else rate
    if rate.outcome == "unknown":
        rate = _of_several(one, counts, text, tables, report)
    return rate if rate.outcome != "unknown" else _table_rate(one, counts, text, tables, report)


def _of_several(one: Tied, counts: Sequence[Tied], text: str, tables: Tables, report: Report) -> Share:
    """予以公开69件、部分公开17件，公开率57.0%: of the figures with the rate's own word together, or one of them, as shares of a whole of their table.

    That all of what may be published is published (公开率100%) is said of other things.
    """
    named = [other for other in named_by_rate(one, counts) if other.matched and other.quantity.exact and other.spoken]
    unknown = Share(one, "unknown")
    if len(named) < _SEVERAL or one.quantity.value == _HUNDRED or not is_fact(one.mention, text, report):
        return unknown
    if {other.spoken.table for other in named if other.spoken} != {named[0].spoken.table if named[0].spoken else None}:
        return unknown
    values = [other.quantity.value for other in named]
    total = sum(values, Decimal(0))
    table = named[0].matched.meant.table if named[0].matched and named[0].matched.meant else ""
    wholes = [reading.value for reading in tables.wholes() if reading.meant and reading.meant.table == table]
    wholes += [other.quantity.value for other in counts if other.quantity.unit == named[0].quantity.unit]
    shares = [
        Share(one, outcome_of(one.quantity, part / whole * 100), part, whole)
        for part in (total, *values)
        for whole in wholes
        if part < whole
    ]
    return min(shares, key=lambda share: _ORDER.index(share.outcome), default=unknown)


def _cell_rate(one: Tied, counts: Sequence[Tied], text: str, tables: Tables, report: Report) -> Share:
    """A rate held against the cells that hold it, of which its words name the row, or the row is the usual one; unknown where they name none.

    `counts` are the numbers that stand before it in its sentence.
    """
    cells = rate_cells(one.mention, text, counts, tables) if is_fact(one.mention, text, report) else []
    shares = [cell.share(one) for cell in cells]
    return min(shares, key=lambda share: _ORDER.index(share.outcome), default=Share(one, "unknown"))


def rates_in_turn(listed: Sequence[Tied], text: str, tables: Tables, report: Report) -> list[Share]:
    """Percentages that are the rates of as many rows named before them, one by one; none where these are not known."""
    first = listed[0].mention
    cells = cells_in_turn(first, text, tables) if is_fact(first, text, report) else []
    return [cell.share(one) for one, cell in zip(listed, cells, strict=True)] if len(cells) == len(listed) else []


def is_fact(mention: Mention, text: str, report: Report) -> bool:
    """Whether a rate is told as one that was reached, by this agency and in this year."""
    aimed = _AIM.search(text, mention.sentence[0], mention.start) or _NO_FACT.search(_CLAUSE.split(mention.left)[-1])
    return not (aimed or mention.right.startswith(ROUGHLY)) and _is_own(text, mention, report)


def _is_own(text: str, mention: Mention, report: Report) -> bool:
    """Whether a rate is this agency's of this year, as far as the words before it say."""
    own = speaker_of(text[mention.sentence[0] : mention.start], report.agency).whose is Whose.OWN
    return own and time_of(text, mention, report.year).year == report.year


def _table_rate(one: Tied, counts: Sequence[Tied], text: str, tables: Tables, report: Report) -> Share:
    """A rate held against the figures that its words name, of one of the `counts` before it in its sentence where that is such a whole; unknown where they name none, or none of this report's."""
    mention = one.mention
    before = text[mention.sentence[0] : mention.start]
    said = RATE.sub("", mention.left)
    unknown = Share(one, "unknown")
    if said == mention.left or _NO_FACT.search(before) or not _is_own(text, mention, report):
        return unknown
    clause = _CLAUSE.split(said)[-1]
    end = mention.start - len(mention.left) + len(said)
    shorter = mention._replace(left=clause, right="", quantity=one.quantity._replace(start=end))
    if (won := _all_won(one, clause, end, text, tables)).outcome != "unknown":
        return won
    found: list[Share] = []
    for part, whole in (*_done(clause, before, counts, tables), *parts_of_words(text[:end], shorter, tables)):
        if whole.value and part.value <= whole.value:
            named = (part.expression, whole.expression)
            outcome = outcome_of(one.quantity, part.value / whole.value * 100)
            found.append(Share(one, outcome, part.value, whole.value, named=named))
    if found and one.quantity.places and one.quantity.value < _HUNDRED:
        # 办结率98.8%: of those that came in this year, as some reckon it.
        found += _of_others(one, found, tables)
    # 已审结15件，纠错率13.3%: of so many as the sentence has just given.
    given = [share for share in found if any(other.matched and other.quantity.value == share.whole for other in counts)]
    found = given or found
    exact = one.quantity.high - one.quantity.low <= 1
    best = min(found, key=lambda share: _ORDER.index(share.outcome), default=unknown)
    return best if best.outcome == "held" or exact else unknown


def _all_won(one: Tied, clause: str, end: int, text: str, tables: Tables) -> Share:
    """胜诉率100% where some were lost. What else it is of, those upheld or those not lost, is not agreed."""
    unknown = Share(one, "unknown")
    word = next((word for word in _OPPOSITE if clause.endswith(word)), "")
    if not word or one.quantity.value != _HUNDRED:
        return unknown
    opposite = _OPPOSITE[word]
    start = end - len(word)
    mention = one.mention._replace(
        left=clause.removesuffix(word) + opposite, right="", quantity=one.quantity._replace(start=start + len(opposite))
    )
    pairs = parts_of_words(text[:start] + opposite, mention, tables)
    return next((Share(one, "failed", whole.value - part.value, whole.value) for part, whole in pairs if part.value), unknown)


def is_done(left: str) -> bool:
    """Whether the words before a percentage make it the rate of those answered, of all that were to be."""
    said = RATE.sub("", left)
    return said != left and bool(_DONE.search(said)) and not _OF_THOSE_DUE.search(_CLAUSE.split(said)[-1])


def _of_others(one: Tied, found: list[Share], tables: Tables) -> list[Share]:
    """The same parts of the other wholes of the tables, where the percentage is just that."""
    wholes = [reading.value for reading in tables.wholes()]
    pairs = ((share.part, whole) for share in found for whole in wholes if share.part < whole != share.whole)
    return [Share(one, "held", part, of) for part, of in pairs if outcome_of(one.quantity, part / of * 100) == "held"]


def parts_of_words(text: str, mention: Mention, tables: Tables) -> Iterator[tuple[Reading, Reading]]:
    """What the words name, and what it is a part of: all the cases, those of a row, or of these the ones that are over."""
    for spoken in spoken_of(text, mention, tables.phrasing.tables):
        table = spoken.table
        rows = spoken.rows or (spoken.context if spoken.columns and not table.usual else ())
        named = rows or (spoken.columns and table.usual)
        lead = mention.left[: max(mention.left.find(spoken.said), 0)]
        # 市公安局行政复议纠错率: whose it is.
        if spoken.weak or not table.column or not named or not _ABOUT(table.about).fullmatch(lead):
            continue
        if not spoken.columns and {added for row in rows for added in row.sums} & {*table.wholes}:
            continue  # all the cases are no part of them
        if table.wholes and not spoken.columns:
            wholes = [one for each in table.wholes if (one := tables.reading(table.table, each, ((table.column, 1),)))]
        elif table.columns:
            over = max(table.columns, key=lambda column: len(column.sums[0]))
            every = [spoken._replace(columns=()), *([spoken._replace(columns=(over,))] if len(over.sums[0]) > 1 else ())]
            wholes = [reading for each in every for reading in tables.readings(each, rows)]
        else:
            continue  # nothing says what they are part of
        yield from ((part, whole) for part in tables.readings(spoken, rows) for whole in wholes)


def _done(clause: str, before: str, counts: Sequence[Tied], tables: Tables) -> Iterator[tuple[Reading, Reading]]:
    """申请办结率: those answered, of all that came in or were carried in."""
    if not _DONE.search(clause) or _OF_THOSE_DUE.search(clause):
        return
    prose = tables.phrasing.tables.of_all
    for table, every in zip(tables.phrasing.tables, prose, strict=True):
        row = next((row for row in every.rows if row.of and any(clause.endswith("".join(one.pieces)) for one in row.say)), None)
        # 应办167件中151件已答复: a figure of the table says as well what it is about.
        about = any(word in before for word in table.subjects) or any(
            other.matched and other.spoken and other.spoken.table.table == table.table and other.quantity.value >= _NO_CHANCE
            for other in counts
        )
        # 上年结转申请办结率, 自然人申请办结率: of some of them.
        named = phrases_in(clause, prose)[prose.index(every)]
        some = named.columns or any(not {*one.measure.sums} & {*table.wholes, *one.measure.of} for one in named.rows)
        if row is None or some or not about or any(word in clause for word in (*row.unless, *table.unless, *table.narrower)):
            continue
        column = ((table.column, 1),)
        parts = [one for each in row.sums if (one := tables.reading(table.table, each, column))]
        wholes = [one for each in row.of if (one := tables.reading(table.table, each, column))]
        yield from ((part, whole) for part in parts for whole in wholes)
