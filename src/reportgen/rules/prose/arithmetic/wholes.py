"""What a percentage may be a part of: what the words behind 占 name or point to, what the sentence begins with, the numbers before it, the wholes of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ....model.phrasing import TableProse
from ....text.ordinals import ITEM
from ....text.patterns import pattern
from ....text.quantities import CLOSED_BRACKETS
from ..mentions import spoken_of
from ..readings import Reading, Tables
from ..small_words import is_small
from ..spoken import Spoken
from ..tied import Passage, Tied

CLAUSES = pattern(r"[，,；：]")
LEAST_NAME, _LONGEST_NAME = 2, 12
_PEOPLE = frozenset(("人", "名", "位"))
_HEAD = pattern(
    rf"\s*(?:{ITEM}\s*)?(?:其中，?)?(?:在|从)?(?:([^，。；：\d]{{2,24}}?)(?:(?:当中|里面|里|中)[，,有]|(?<=申请)中(?=[^，。；：\d]{{2,12}}占))"
    r"|([^，。；：\d的]{2,12})的(?:主要|首要|最主要)的?(?:原因|理由|情形|情况)?(?:是|为|在于|有))",
    needs="里中主首",
)
# 自然人申请在新收申请中占比: the whole stands behind the part; 在全省申请中 is said of others too.
WIDER_WHOLE = pattern(r"(?:全[国省市]|各地)[^，。；：\d]{0,16}[中里]")
_WITHIN = pattern(
    r"(?<=[^，,。；：\d]{2})在([^，。；：\d]{2,16}?(?:申请|答复|案件|件))(?:当中|中|里)的?占比?[^，。；：\d占]{0,6}$", needs="在"
)
_FAR = 40  # as long as that is
IN_WHOLE = pattern(r"在[^，。；：\d]{2,16}(?:申请|答复|案件|件)(?:当中|中|里)的?$", needs="在")
# 占门户网站公开总量的, 占收回数的, 占县直部门的: how the whole is called, without what every whole is called.
_CALLED = pattern(r"(?:了|比)?(?P<name>[^，,。；：\d]{2,16}?)的(?:比例|比重)?(?:约|近|为|达)?")
_ALL_OF = pattern(r"全部|所有|总|公开|案件|申请|数量?|量|的|信息|条|件")
_EVERY_ONE = pattern(r"(?:了|比|到)?(?:全年|全[省市县区州]|本年度?)?(?:全部|所有|总的?)(?!\d)")
# 无法提供78件，其中不掌握61件，占此类的78.2%: what the number is among.
_OF_THESE = pattern(
    r"(?:了|比)?(?:此|这|该|这一|同)(?:类|项|种|部分)(?:申请|案件|情形|答复|信息|事项|文件|总数|总量|数量)*的?(?:比例|比重)?"
)
_CAME_IN, _CARRIED = pattern("收到|新收|接到|受理"), pattern("结转|结存")
_SPLITS = pattern(r"[，,；;（(]?\s*其中")
_LEADS_TO = "比例重为约达到超过近仅只的 "


def wholes_of(one: Tied, counts: Sequence[Tied], passage: Passage, tables: Tables) -> tuple[list[Decimal], bool]:
    """What the percentage may be a part of, and whether the words behind 占 name it: else numbers before it, the table's wholes."""
    wholes: list[Decimal] = []
    behind = one.mention.left.rpartition("占")[2]
    text = passage.block.whole
    if behind.strip("比例重为约达到的 "):
        for spoken in spoken_of(text, one.mention._replace(left=behind, right=""), tables.phrasing.tables):
            if not spoken.weak:
                found = list(tables.readings(spoken, spoken.rows or spoken.context))
                wholes += [reading.value for reading in _that_came_in(behind, spoken, found, counts)]
        wholes = wholes or _all_of_table(behind, one, counts, text, tables)
        if not wholes and (of := _count_named(behind, counts, text)):
            wholes = [of.quantity.value]
        if wholes:
            return list(dict.fromkeys(wholes)), True
    of_head = [reading.value for spoken in spoken_at_head(one, text, tables) for reading in tables.readings(spoken, spoken.rows)]
    wholes += of_head
    wholes += [other.quantity.value for other in counts]
    if counts and not counts[-1].matched:
        # 建议91件、提案117件，其中公开答复164件，占78.8%: of both.
        earlier = [other.quantity.value for other in counts[:-1]]
        wholes += [sum(earlier[start:], Decimal(0)) for start in range(len(earlier) - 1)]
    head = one.mention._replace(left=CLAUSES.split(one.mention.left.rpartition("占")[0])[-1], right="")
    named = {said.table.table: said for said in spoken_of(text, head, tables.phrasing.tables)} if head.left else {}
    for table in tables.phrasing.tables:
        wholes += _table_wholes(table, counts, tables)
        if table.table in named:
            wholes += tables.totals_of(named[table.table], named[table.table].rows)
    return list(dict.fromkeys(wholes)), bool(of_head)


def _that_came_in(behind: str, spoken: Spoken, named: Sequence[Reading], counts: Sequence[Tied]) -> Sequence[Reading]:
    """自然人52件，占收到申请总数的: what came in, where the part is of that row: not with what was carried in, unless so many are given before."""
    part = counts[-1].matched.meant if counts and counts[-1].matched else None
    new = spoken.table.usual_sums[:1]
    if part is None or (part.rows,) != new or not _CAME_IN.search(behind) or _CARRIED.search(behind):
        return named
    given = {other.quantity.value for other in counts[:-1]}
    own = [one for one in named if one.meant and ((one.meant.rows,) == new or one.value in given)]
    return own or named


def split_before(behind: str, counts: Sequence[Tied], text: str, tables: Tables) -> Tied | None:
    """全年新收66件，其中自然人52件，占78.8%: the number that 其中 splits, where the part is one of the same cases and nothing behind 占 names another whole."""
    if behind.strip(_LEADS_TO) or len(counts) < 2:
        return None
    part = counts[-1]
    rows = part.matched.meant.rows if part.matched and part.matched.meant else None
    at = len(counts) - 1
    # 自然人52件，占78.8%；法人14件，占: parts of one row, one after the other.
    while at > 0 and not _SPLITS.match(text, counts[at - 1].quantity.end):
        at -= 1
        given = counts[at].matched
        meant = given.meant if given else None
        if not (meant and meant.rows == rows) and not text.startswith("、", counts[at].quantity.end):
            return None
    whole = counts[at - 1]
    if at < 1 or not is_alike(whole, part):
        return None
    one, other = (
        each.matched.meant if each.matched and each.quantity.value == each.matched.value else None for each in (part, whole)
    )
    if (
        one is None
        or other is None
        or one.table != other.table
        or part.spoken is None
        or not part.quantity.value < whole.quantity.value
    ):
        return None
    of_row = one.rows == other.rows and one.columns != other.columns
    of_total = one.columns == other.columns and whole.quantity.value in tables.totals_of(part.spoken, part.spoken.rows)
    return whole if of_row or of_total else None


def _all_of_table(behind: str, one: Tied, counts: Sequence[Tied], text: str, tables: Tables) -> list[Decimal]:
    """无法提供28件，占全部答复的: what all of them are where the words say too little elsewhere (全部答复), and the part is one of that table's figures."""
    part = counts[-1] if counts and counts[-1].matched else None
    every = _EVERY_ONE.match(behind)
    if part is None or part.spoken is None or not every:
        return []
    table = part.spoken.table
    found = spoken_of(text, one.mention._replace(left=behind, right=""), tables.phrasing.tables)
    rows = [
        spoken.rows[0]
        for spoken in found
        if spoken.table is table and len(spoken.rows) == 1 and not spoken.columns and _is_next(behind, every.end(), spoken.said)
    ]
    sums = [row.sums[0] for row in rows if row.sums[0] in table.wholes]
    readings = [tables.reading(table.table, one, ((table.column, 1),)) for one in sums if table.column]
    return [reading.value for reading in readings if reading]


def _is_next(behind: str, start: int, said: str) -> bool:
    """Whether words follow there with nothing but small ones before: 全部热线答复 are other answers."""
    at = behind.find(said, start)
    return at >= 0 and is_small(behind[start:at])


def _count_named(behind: str, counts: Sequence[Tied], text: str) -> Tied | None:
    """法院已审结101宗，败诉7宗，占已审结案件的6.9%: the one number of the sentence, but the part, that is called so."""
    found = _CALLED.fullmatch(behind)
    name = _ALL_OF.sub("", found["name"]) if found else ""
    if len(name) < LEAST_NAME or not counts:
        return None
    own = [one for one in counts[:-1] if one.quantity.exact and is_alike(one, counts[-1])]
    called = [one for one in own if name in CLOSED_BRACKETS.sub("", one.mention.left + one.mention.right[:_LONGEST_NAME])]
    return called[0] if len(called) == 1 and called[0].quantity.value >= counts[-1].quantity.value else None


def spoken_at_head(one: Tied, text: str, tables: Tables) -> list[Spoken]:
    """无法提供的申请中，不掌握17件，占48.6%: the rows that the sentence says first that all of it is a part of."""
    part = max(one.mention.sentence[0], text.rfind("；", 0, one.quantity.start) + 1)
    head = _HEAD.match(text, part, one.quantity.start)
    head = head or _WITHIN.search(text, max(part, one.quantity.start - _FAR), one.quantity.start)
    if not head:
        return []
    of = head.lastindex or 1  # 无法提供的申请中, 无法提供的主要原因是
    named = one.mention._replace(
        left=head[of], right="", quantity=one.quantity._replace(percent=False, unit="", start=head.end(of))
    )
    return [spoken for spoken in spoken_of(text[: head.end(of)], named, tables.phrasing.tables) if spoken.rows]


def _table_wholes(table: TableProse, counts: Sequence[Tied], tables: Tables) -> Iterator[Decimal]:
    if table.wholes and table.column:
        for one in table.wholes:
            reading = tables.reading(table.table, one, ((table.column, 1),))
            if reading:
                yield reading.value
    elif table.column:
        # Results of reviews and lawsuits are shares of their row.
        for tied in counts:
            if tied.spoken and tied.spoken.table is table:
                spoken = tied.spoken._replace(columns=())
                for reading in tables.readings(spoken, spoken.rows or spoken.context):
                    yield reading.value


def among_what(behind: str, counts: Sequence[Tied], text: str) -> Tied | None:
    """无法提供78件，其中不掌握61件，占此类的: the number that 其中 splits, where the words `behind` 占 point to it; None where they do not, or none is split."""
    if not _OF_THESE.fullmatch(behind):
        return None
    for at in range(len(counts) - 1, 0, -1):
        whole, part = counts[at - 1], counts[at]
        between = text[whole.quantity.end : part.quantity.start]
        if "其中" in between:
            return whole if is_alike(whole, counts[-1]) else None
        if not between.startswith("、"):
            break
    return None


def is_alike(one: Tied, other: Tied) -> bool:
    """Whether two numbers count the same kind of thing, as far as their units say."""
    return one.quantity.unit == other.quantity.unit or {one.quantity.unit, other.quantity.unit} <= _PEOPLE
