"""超过95%的新收申请由自然人提出: percentages behind which stands what they are of, and whose part of it that is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ....model.report import Report
from ....text.patterns import pattern
from ..mentions import spoken_of
from ..readings import Reading, Tables
from ..small_words import leads_to_name
from ..surroundings import Mention
from ..tied import Tied
from .fractions import Outcome, Share, outcome_of
from .table_rates import is_fact

_OF_WHOM = pattern(
    r"(?:以上)?的(?P<whole>[^，,。；：\d]{2,20}?)(?:都|均|全部|主要)?(?:是由|是|由|来自于?|源于|属于?|为|系)"
    r"(?P<part>[^，,。；：\d]{2,16}?)(?:所?(?:提出|提交|递交|发起|申请))?的?(?=[，,。；]|$)"
)
_OPENS = pattern(r"(?:^|[，,。；：])(?:其中|全[年市县区省镇乡]|有|约|近|将近|超过|超|逾|不足|不到|接近|大约|共|达到?|\s)*$")
_OVER, _BELOW = pattern(r"(?:超过?|逾|突破)$"), pattern(r"(?:不足|不到)$")
_ORDER = ("held", "cut", "failed")


def of_whole_behind(one: Tied, text: str, tables: Tables, report: Report) -> Share | None:
    """The share of a figure that the words behind a percentage name, in what they name before it; None where they name none."""
    found = _OF_WHOM.match(text, one.quantity.end)
    if not found or not _OPENS.search(one.mention.left) or not is_fact(one.mention, text, report):
        return None
    wholes = list(_figures(found["whole"], one, tables))
    shares = [
        Share(
            one, _outcome(one, part.value / whole.value * 100), part.value, whole.value, named=(part.expression, whole.expression)
        )
        for part in _figures(found["part"], one, tables)
        for whole in wholes
        if _is_part(part, whole)
    ]
    return min(shares, key=lambda share: _ORDER.index(share.outcome), default=None)


def _is_part(part: Reading, whole: Reading) -> bool:
    """Whether one figure is of the same cases as the other: some of those who asked, or some of the outcomes."""
    one, other = part.meant, whole.meant
    alike = (
        one and other and one != other and one.table == other.table and (one.rows == other.rows or one.columns == other.columns)
    )
    return bool(alike) and 0 < part.value <= whole.value


def _outcome(one: Tied, computed: Decimal) -> Outcome:
    """More than 95% may be any more, and less any less."""
    quantity, left = one.quantity, one.mention.left
    if _OVER.search(left) or one.mention.right.startswith("以上"):
        return "held" if computed >= quantity.value else "failed"
    if _BELOW.search(left):
        return "held" if computed <= quantity.value else "failed"
    return outcome_of(quantity, computed)


def _figures(words: str, one: Tied, tables: Tables) -> Iterator[Reading]:
    """The figures that words name, and nothing else."""
    quantity = one.quantity._replace(percent=False, unit="", start=len(words))
    alone = Mention(quantity, (0, len(words)), words, "")
    for spoken in spoken_of(words, alone, tables.phrasing.tables):
        lead = words[: max(words.find(spoken.said), 0)]
        if not spoken.weak and leads_to_name(lead) and (spoken.rows or spoken.table.usual):
            yield from tables.readings(spoken, spoken.rows)
