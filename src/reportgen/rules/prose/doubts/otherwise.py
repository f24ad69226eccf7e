"""A number that differs from the figure it is held against, and may be right all the same: it counts something that goes by nearly the same words.

全年备案行政复议案件134件: those put on record. 134 that are 88 upheld, 18 corrected and 28 others: those decided.
Such a difference is told, and which of the two is meant is left to a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from ....model.figures import digits
from ....text.patterns import pattern
from ..readings import Tables
from ..tied import Passage, Tied

# What was done with the cases that are counted, before they are named: others than those of the table, where its own phrases do not say so.
_QUALIFIED = pattern(r"备案|登记|立案|新增|新收|受理|移送|转办|转来|上报|累计|历年")
_PART = pattern(r"[。；;！？!?\n]")
# Of more addends than these some make any number.
_MOST_ADDENDS = 8
# So small a number is a sum of others by chance.
_TELLING = 5


def meant_otherwise(passage: Passage, told: Tied, tables: Tables) -> str:
    """Why a number may count something else than the figure that it differs from; '' where nothing speaks for that."""
    if told.bound or told.quantity.percent or told.quantity.unit == "元" or told.spoken is None:
        return ""
    value = told.quantity.value
    if parts := _parts_that_make(told, tables):
        shown = "、".join(f"{name} {digits(each)}" for name, each in parts)
        return f"{digits(value)} 正好是表里 {shown} 之和：文字说的可能只是这些，核对后把话说清楚，或者改数"
    begin = max(told.mention.sentence[0], *(one.end() for one in _PART.finditer(passage.block.whole, 0, told.mention.start)), 0)
    own = {piece for measure in told.spoken.table.rows for phrase in measure.say for piece in phrase.pieces}
    said = [one[0] for one in _QUALIFIED.finditer(passage.block.whole, begin, told.mention.start)]
    word = next((one for one in said if not any(one in piece for piece in own)), "")
    return f"前面说的是“{word}”，数的可能是别的：核对后再改文字或者改表" if word else ""


def _parts_that_make(told: Tied, tables: Tables) -> Sequence[tuple[str, Decimal]]:
    """Some of the addends, two or more and not all, of the total that a number is held against, whose sum it is; () where there are none."""
    figures = tables.form.figures
    for ref in _cells(told, tables) if told.quantity.value >= _TELLING else ():
        line = tables.form.totals.get(ref)
        if line is None or len(line.left) > _MOST_ADDENDS:
            continue
        known = [
            (figures[term.ref].title.partition("/")[2] or figures[term.ref].title, cell.value)
            for term in line.left
            if term.sign == 1 and (cell := tables.cells.get(term.ref)) is not None and cell.value
        ]
        for many in range(2, len(known)):
            for chosen in combinations(known, many):
                if sum((value for _, value in chosen), Decimal(0)) == told.quantity.value:
                    return chosen
    return ()


def _cells(told: Tied, tables: Tables) -> list[str]:
    """The single cells that a number may be meant for; a figure that is itself a sum of several is none."""
    found: list[str] = []
    for reading in told.readings:
        meant = reading.meant
        if meant is not None and len(meant.rows) == len(meant.columns) == 1:
            (row, _), (column, _) = meant.rows[0], meant.columns[0]
            rows, columns = tables.rows[meant.table][row], tables.columns[meant.table][column]
            if len(rows) == len(columns) == 1:
                found.append(f"{meant.table}.{rows[0]}.{columns[0]}")
    return found
