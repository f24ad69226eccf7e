"""N1: the numbers that the prose states, against the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ....model.phrasing import Phrasing
from ....model.report import Report, TextBlock
from ....text.quantities import Quantity
from ...check import Subject
from ..phrases import figures_in
from ..readings import Reading, Tables
from ..tied import Passage, Tied
from .reader import Reader
from .together import by_the_others


def tie(subject: Subject, phrasing: Phrasing) -> list[Passage]:
    """Every number of the prose with the figures it may be meant for."""
    tables = Tables(subject.form, subject.report.cells, phrasing)
    passages = []
    for section, blocks in subject.report.texts.items():
        if section == "preface":
            continue
        for block in blocks:
            quantities = figures_in(block.whole, phrasing.tables) if block.told else []
            if quantities:
                tied = tied_of(block, quantities, tables, subject.report)
                passages.append(Passage(section, block, by_the_others(block.whole, tied)))
    return _sure_of_speakers(passages)


def tied_of(block: TextBlock, quantities: Sequence[Quantity], tables: Tables, report: Report) -> Iterator[Tied]:
    """The numbers of a paragraph, one by one, with the figures of these tables that each may be meant for."""
    return _first_of_each(Reader(block, quantities, tables, report).read(), block.whole)


def _sure_of_speakers(passages: list[Passage]) -> list[Passage]:
    """县政府收到90件: may be a part of those that report, unless it is the only number of its kind in the report.

    So may 桃溪镇收到90件, in the report of a county: where nothing else says how many came in, it is asked about.
    """
    every = [one for passage in passages for one in passage.tied]
    doubtful = [one for one in every if one.spoken and (one.spoken.speaker or one.other) and one.matched is None]
    if not doubtful:
        return passages
    kinds = Counter(one.kind for one in every if one.kind)
    own = {one.kind for one in every if one.matched and not (one.spoken and one.spoken.speaker)}
    # 全市 is the whole, unless the report gives its own number too.
    unsure = {id(one) for one in doubtful if kinds[one.kind] > 1 and (one.kind in own or not _speaks_for_all(one))}
    # 区本级受理30件，办结28件: two numbers of a body that are both others than the tables' are its own.
    said = Counter((one.other, one.mention.sentence) for one in doubtful)
    alone = [one for one in doubtful if one.other and said[one.other, one.mention.sentence] == 1]
    asked = {id(one) for one in alone if _is_only_one(one, every)}

    def judged(one: Tied) -> Tied:
        if id(one) in asked and one.spoken:
            return one._replace(strict=True, spoken=one.spoken._replace(speaker=one.other))
        return one._replace(strict=False) if id(one) in unsure else one

    return [passage._replace(tied=tuple(judged(one) for one in passage.tied)) for passage in passages]


def _speaks_for_all(one: Tied) -> bool:
    return bool(one.spoken and one.spoken.speaker.startswith("全"))


def _is_only_one(one: Tied, every: Sequence[Tied]) -> bool:
    """Whether no other number of a report can be for any of the figures that this one may be meant for."""
    meant = {reading.expression for reading in one.readings}
    table = one.spoken.table if one.spoken else None

    def tells_how_many(reading: Reading) -> bool:
        """全年办结190件: so many were answered, so that the report's own cases are told of."""
        at = reading.meant
        return bool(at and table and at.table == table.table and at.rows in table.wholes and at.columns == ((table.column, 1),))

    return not any(
        other is not one and any(reading.expression in meant or tells_how_many(reading) for reading in other.readings)
        for other in every
    )


def _first_of_each(tied: Iterable[Tied], text: str) -> Iterator[Tied]:
    """收费1086万元，其中检测收费912万元: what a sentence has given already is given again only for a part of it.

    Only the same is: 新收95件，办理91件 are two. A bare name of the cases (申请) may be that of any of them.
    """
    given: list[Tied] = []
    for one in tied:
        if given and given[-1].mention.sentence != one.mention.sentence:
            given = []
        if one.spoken is None or not one.readings:
            yield one
            continue
        known = one.matched is None and any(_is_given(one, other, text) for other in given)
        yield one._replace(strict=False) if known else one
        if one.matched is not None:
            given.append(one)


def _is_given(one: Tied, other: Tied, text: str) -> bool:
    """Whether the figure that a number may be meant for was given by another number of its sentence before."""
    if one.spoken is None or other.spoken is None or other.matched is None or one.mention.sentence != other.mention.sentence:
        return False
    if one.spoken.table.table != other.spoken.table.table or one.matched is not None:
        return False
    same = one.name == other.name or any(row.before_only for row in one.spoken.rows)
    among = "其中" in text[other.quantity.end : one.quantity.start]
    # 行政复议维持3件；行政诉讼……维持5件: of a column alone each row has its own.
    by_row = bool(one.spoken.columns) and not one.spoken.rows
    possible = one.readings if same and not by_row else one.readings[:1] if same or among else ()
    return other.matched.expression in {reading.expression for reading in possible}
