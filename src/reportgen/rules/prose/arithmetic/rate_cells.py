"""Cells that hold a rate, as a row or a column of its own prints it: which of them the words before a percentage name, and what they hold.

整改率93.8% in a column 整改率, 按期办结率99.6% in a row: with or without an identity that says what it is a part of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ....model.claim import Meant
from ....model.phrasing import Measure
from ....text.patterns import pattern
from ..mentions import spoken_of
from ..readings import Reading, Tables, is_rate_cell
from ..small_words import leads_to_name
from ..spoken import Spoken
from ..surroundings import Mention
from ..tied import Tied
from .fractions import Outcome, Share, outcome_of

_CLAUSES = pattern(r"[，,；;：:（(]")
_HUNDRED = Decimal(100)
# 对重大隐患挂牌督办，整改率100%: of those, where the rate's own clause says no more.
_ABOUT_SOME = pattern(r"(?:^|[，,；;：:])(?:针对|围绕|对|就|将|把)[^，,；;：:]+[，,][^，,；;：:]*$", needs="针围对就将把")


class RateCell(NamedTuple):
    """A cell that holds a rate: where, its name, what stands there, what it is a part of where an identity says so (`whole` 0 where none does)."""

    meant: Meant
    expression: str
    value: Decimal
    part: Decimal = Decimal(0)
    whole: Decimal = Decimal(0)

    @property
    def exact(self) -> Decimal:
        """The rate as it is reckoned; as it stands there where nothing says how."""
        return self.part / self.whole * _HUNDRED if self.whole else self.value

    def share(self, one: Tied) -> Share:
        """How a percentage of the prose compares with it."""
        own = self.outcome(one)
        if self.whole:
            reckoned = outcome_of(one.quantity, self.exact)
            return Share(one, own if own == "held" else reckoned, self.part, self.whole)
        return Share(one, own, self.value, _HUNDRED, self.expression)

    def outcome(self, one: Tied) -> Outcome:
        """Whether it is what stands there, in as many digits as both have."""
        quantity = one.quantity
        step = Decimal(1).scaleb(-quantity.places)
        printed = max(step, Decimal(1).scaleb(min(_exponent(self.value), 0)))
        same = self.value.quantize(printed, ROUND_HALF_UP) == quantity.value.quantize(printed, ROUND_HALF_UP)
        wide = quantity.high - quantity.low > step and quantity.admits(self.value)
        return "held" if same or wide else "failed"


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def rate_cells(mention: Mention, text: str, counts: Sequence[Tied], tables: Tables) -> list[RateCell]:
    """The cells of rates that the words before a percentage may name, the likeliest first; none where they name none, or say of some only.

    `counts` are the numbers that stand before it in its sentence: what they count is what a bare 整改率 is of.
    """
    for spoken in spoken_of(text[: mention.start], mention, tables.phrasing.tables):
        if cells := list(dict.fromkeys(_cells_of(spoken, mention, text, counts, tables))):
            return cells
    return []


def cells_in_turn(mention: Mention, text: str, tables: Tables) -> list[RateCell]:
    """矿山、工贸整改率分别为96.9%和93.8%: one cell for each row named before the first of the percentages; none where one is not known."""
    for spoken in spoken_of(text[: mention.start], mention, tables.phrasing.tables):
        if len(spoken.rows) > 1 and spoken.columns and not spoken.weak:
            each = [next(tables.readings(spoken, (row,)), None) for row in spoken.rows]
            cells = [cell for reading in each if reading for cell in _cell(reading, tables)]
            return cells if len(cells) == len(each) else []
    return []


def _cells_of(spoken: Spoken, mention: Mention, text: str, counts: Sequence[Tied], tables: Tables) -> Iterator[RateCell]:
    if not spoken.columns:
        for reading in tables.readings(spoken, spoken.rows) if spoken.rows and spoken.table.column else ():
            yield from _cell(reading, tables)
        return
    lead = _CLAUSES.split(mention.left[: max(mention.left.rfind(spoken.said), 0)])[-1]
    if spoken.weak or not leads_to_name(lead.lstrip("、和及与")):
        return  # 城关镇整改率, 重大隐患整改率: of some
    named: Sequence[Sequence[Measure]] = (spoken.rows,)
    if not spoken.rows:
        # 全县隐患整改率 says itself of whom it is.
        if not lead.strip("其中、 ") and _is_of_some(mention, text, counts):
            return
        # Of the row spoken of last, or of the usual one; the sentence's own is the likelier.
        nearest = bool(counts and counts[-1].spoken and counts[-1].spoken.rows == spoken.context)
        named = ((), spoken.context) if spoken.table.usual else (spoken.context,)
        named = named[::-1] if nearest else named
    for measures in named:
        for reading in tables.readings(spoken, measures) if measures or spoken.table.usual else ():
            yield from _cell(reading, tables)


def _is_of_some(mention: Mention, text: str, counts: Sequence[Tied]) -> bool:
    """复查重点企业3家，整改率100%: whether a rate whose clause names no row goes for what no table has."""
    before = text[mention.sentence[0] : mention.start]
    return bool(counts and counts[-1].matched is None) or bool(_ABOUT_SOME.search(before))


def cell_then(cell: RateCell, prior: Tables) -> RateCell | None:
    """The same cell in last year's report; None where it has none, or no figure in it."""
    (row, _), (column, _) = cell.meant.rows[0], cell.meant.columns[0]
    known = f"{cell.meant.table}.{row}.{column}" in prior.form.figures
    reading = prior.reading(cell.meant.table, cell.meant.rows, cell.meant.columns) if known else None
    return next(_cell(reading, prior), None) if reading else None


def _cell(reading: Reading, tables: Tables) -> Iterator[RateCell]:
    """The cell of a figure, where it is one and holds a rate of a hundred."""
    meant = reading.meant
    if meant is None or len(meant.rows) != 1 or len(meant.columns) != 1:
        return
    ref = f"{meant.table}.{meant.rows[0][0]}.{meant.columns[0][0]}"
    form, line = tables.form, tables.form.ratios.get(ref)
    if line is None or line.needs_prior:
        if ref in form.figures and is_rate_cell(form.figures[ref]):
            yield RateCell(meant, reading.expression, reading.value)
        return
    figures = {term.ref: tables.cells[term.ref].value for term, _ in line.terms if term.ref in tables.cells}
    sides = [[(term.sign, figures.get(term.ref)) for term in side] for side in (line.left, line.over)]
    if line.times != _HUNDRED or any(value is None for side in sides for _, value in side):
        return
    part, whole = (sum((sign * value for sign, value in side if value is not None), Decimal(0)) for side in sides)
    if whole:
        yield RateCell(meant, reading.expression, reading.value, part, whole)
