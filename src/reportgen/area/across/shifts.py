"""An agency whose columns stand in each other's places: every difference of them is its figures, moved within their rows.

Its table comes out even all the same, so that nothing in it tells; nor is it known from the figures alone whether the agency put them
there, or whoever added them up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ...model.area.register import Handed
from ...model.form import Form, Table
from .cells import leaves_of_totals

_NONE = Decimal(0)
_CELLS = 3  # figures that have moved: so many do not do it by chance
# The columns of a table that are no totals, each with the Refs of its rows that are none, in the same order.
Columns = Mapping[str, tuple[str, ...]]


def shifts(parts: Sequence[Handed], off: Mapping[str, Decimal], form: Form) -> Iterator[tuple[Handed, dict[str, Decimal]]]:
    """The reports of which a table would make its differences go away if its columns changed places, each with these differences."""
    totals = leaves_of_totals(form)
    for table in form.tables:
        columns = _columns(table, form)
        differing = [one for one, refs in columns.items() if any(off.get(ref) for ref in refs)]
        for part in parts if differing else ():
            if moved := _moved(part.figures, off, columns, differing):
                more = {ref: off[ref] for ref in moved if off.get(ref)}
                of_totals = {total: sum((more.get(leaf, _NONE) for leaf in leaves), _NONE) for total, leaves in totals.items()}
                yield part, more | {total: value for total, value in of_totals.items() if value}


def _columns(table: Table, form: Form) -> Columns:
    rows: dict[str, list[str]] = {}
    for figure in table.figures:
        if figure.ref not in form.totals:
            rows.setdefault(figure.column.id, []).append(figure.ref)
    longest = max(map(len, rows.values()), default=0)
    return {column: tuple(refs) for column, refs in rows.items() if len(refs) == longest}


def _moved(
    figures: Mapping[str, Decimal], off: Mapping[str, Decimal], columns: Columns, differing: Sequence[str]
) -> tuple[str, ...]:
    """The Refs of the columns that have changed places: those that would hold what another one holds, those others, those that would be empty."""
    sources: dict[str, str] = {}
    for column in differing:
        if column in columns and (source := _source(column, figures, off, columns)) is not None:
            sources[column] = source
    taken = {source for source in sources.values() if source}
    cells = sum(bool(figures.get(ref)) for source in taken for ref in columns[source])
    # What stood in a column before another one was put there is known from the differences alone.
    written_over = {
        one
        for one in taken
        if one in differing and all(figures.get(ref, _NONE) + off.get(ref, _NONE) >= 0 for ref in columns[one])
    }
    if cells < _CELLS or len({*sources} | written_over) < 2:
        return ()
    return tuple(ref for column in columns if column in sources or column in written_over for ref in columns[column])


def _source(column: str, figures: Mapping[str, Decimal], off: Mapping[str, Decimal], columns: Columns) -> str | None:
    """The column whose figures would stand here; '' where nothing would, None where it is neither."""
    candidates = [one for one in columns if one != column]
    empty = True
    for row, ref in enumerate(columns[column]):
        meant = figures.get(ref, _NONE) + off.get(ref, _NONE)
        empty = empty and not meant
        candidates = [one for one in candidates if figures.get(columns[one][row], _NONE) == meant]
        if not candidates and not empty:
            return None
    return "" if empty else candidates[0]
