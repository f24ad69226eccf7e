"""办结的64件申请中，予以公开和部分公开以外的共30件: all the cases of a table without those that are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....text.patterns import pattern
from ..mentions import spoken_of
from ..readings import Reading, Tables
from ..small_words import leads_to_name
from ..spoken import Spoken
from ..surroundings import Mention
from ..tied import Tied

_WITHOUT = pattern(
    r"(?:^|[，,；;：])(?:其中)?除?(?P<named>[^，,；;：。\d]{4,30}?)(?:以外|之外|(?<=公开)外)的?(?:其他|其余|申请|答复|案件)*(?:共计|共有|共|合计|有|为|计)?$",
    needs="外",
)


def without_named(text: str, mention: Mention, before: Sequence[Tied], tables: Tables, bound: bool) -> Tied | None:
    """A number of all cases but those of the rows that its words name; None where they name none such."""
    found = _WITHOUT.search(mention.left)
    if not found or mention.quantity.percent:
        return None
    end = mention.start - len(mention.left) + found.end("named")
    shorter = mention._replace(
        left=found["named"], right="", after_number=False, quantity=mention.quantity._replace(start=end, end=end)
    )
    for spoken in spoken_of(text[:end], shorter, tables.phrasing.tables):
        lead = found["named"][: max(found["named"].find(spoken.said), 0)]
        if spoken.weak or spoken.columns or not spoken.rows or not leads_to_name(lead):
            continue
        readings = tuple(_rests(spoken, tables))
        given = [one.matched.meant for one in before if one.matched and one.mention.sentence == mention.sentence]
        # Of which whole it is, the sentence may have said.
        said = tuple(one for one in readings if any(one.meant and each and one.meant.rows[0] in each.rows for each in given))
        readings = said or readings
        if readings:
            matched = next((one for one in readings if one.is_meant_by(mention.quantity)), None)
            named = spoken._replace(weak=False)
            return Tied(mention, named, readings, matched, mention.quantity.exact, bound)
    return None


def _rests(spoken: Spoken, tables: Tables) -> Iterator[Reading]:
    """The wholes of a table of which the rows named are addends, less these rows."""
    prose = spoken.table
    totals = set(tables.totals_of(spoken, spoken.rows))
    named = tuple((row, -sign) for one in spoken.rows for row, sign in one.sums[0])
    for whole in prose.wholes if prose.column else ():
        every = tables.reading(prose.table, whole, ((prose.column, 1),))
        rest = tables.reading(prose.table, (*whole, *named), ((prose.column, 1),)) if every else None
        if every and rest and every.value in totals:
            yield rest
