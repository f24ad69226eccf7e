"""Finds a form's tables in any grid by their labels.

One way for the workbook, a Word table and a web page: nobody's cell addresses are trusted, because
people insert rows, move sheets and paste tables. Rows are recognised first, then the column
headings above them; a figure stands where the two cross.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..model.form import Block, Form, Row, Table, walk_rows
from ..model.outline import Grid
from ..text.pairing import rising
from ..text.patterns import pattern
from .labels import LIKE, LabelIndex, Place, bare, is_cut_short, like, normalised
from .slid import Standing, columns_by_row

# Below this share of its labels a grid is not the table; above it, the missing ones are told.
_RECOGNISABLE = 0.5
_HEADER_ROWS = 6
# A label that stands in more places than this is no label of the form.
_MOST_PLACES = 40
# One label more outweighs all rows of a sheet together.
_ONE_MORE = 1 << 40
# A figure as people type it, with a unit behind it perhaps.
_TYPED = pattern(r"\s*[-+]?[0-9０-９][0-9０-９,.]*\s*\D{0,2}\s*")


class ExtraColumn(NamedTuple):
    """A column of figures that the form does not have: where its heading stands, if it has one, and its cells by the rows' ids."""

    head: Place | None
    cells: dict[str, Place]


class FoundTable(NamedTuple):
    """A table found in a grid: where each Ref stands, which labels are missing, what is left over.

    In the rows `unsure` are, by the Refs of each, figures stand whose columns cannot be told. `again` are the cells of a merged one that were
    written out once for each column that it goes over.
    """

    table: Table
    grid: Grid
    places: dict[str, Place]
    share: float
    missing_labels: tuple[str, ...] = ()
    extra_rows: tuple[tuple[int, str], ...] = ()
    misprints: tuple[tuple[Place, str], ...] = ()
    extra_columns: tuple[ExtraColumn, ...] = ()
    unsure: tuple[tuple[int, tuple[str, ...]], ...] = ()
    again: tuple[Place, ...] = ()


class Search(NamedTuple):
    """What a search for all tables of a form came to; `rivals` are further grids that fit as well."""

    found: dict[str, FoundTable]
    not_found: tuple[Table, ...]
    rivals: dict[str, tuple[Grid, ...]]
    best_misses: dict[str, tuple[str, ...]]


def find_tables(form: Form, grids: Sequence[Grid]) -> Search:
    """Find every table of `form` among `grids`, each in the grid that fits it best."""
    indexes = [LabelIndex(grid) for grid in grids]
    found: dict[str, FoundTable] = {}
    rivals: dict[str, tuple[Grid, ...]] = {}
    misses: dict[str, tuple[str, ...]] = {}
    for table in form.tables:
        candidates = [_places_in(table, index) for index in indexes]
        candidates.sort(key=lambda one: (-len(one.places), not _has_figures(one), -one.share, one.grid.hidden))
        if candidates and candidates[0].places and candidates[0].share >= _RECOGNISABLE:
            best = candidates[0]
            found[table.id] = best
            again = _again(table, indexes, best)
            others = tuple(
                other.grid
                for other in (*again, *candidates[1:])
                if len(other.places) * 2 > len(best.places) and other.share >= best.share - 0.1
            )
            if others:
                rivals[table.id] = others
        else:
            misses[table.id] = candidates[0].missing_labels if candidates else ()
    not_found = tuple(table for table in form.tables if table.id not in found)
    return Search(found, not_found, rivals, misses)


def _has_figures(found: FoundTable) -> bool:
    """Whether anything stands where figures would: headings that a page break left behind have none below them."""
    return any(found.grid.text(*place) for place in found.places.values())


def _again(table: Table, indexes: Sequence[LabelIndex], best: FoundTable) -> tuple[FoundTable, ...]:
    """The same table once more on the same sheet, where most of its labels stand there twice."""
    index = next(index for index in indexes if index.grid is best.grid)
    labels = [row.label for block in table.blocks for row in block.filled_rows]
    if sum(len(index.places(label)) > 1 for label in labels) * 2 <= len(labels):
        return ()
    rows = [place[0] for place in best.places.values()]
    return (_places_in(table, index.without(range(min(rows) - _HEADER_ROWS, max(rows) + 1))),)


# -- placing ------------------------------------------------------------------------------------


def _places_in(table: Table, index: LabelIndex) -> FoundTable:
    return _place_across(table, index) if table.across else _place_stacked(table, index)


def _rows_standing(
    table: Table, labels: list[str], standing_at: list[list[Place]], index: LabelIndex
) -> tuple[list[Place | None], list[tuple[Place, str]]]:
    """Where the row of each label stands, and the labels that stand there in other words; None for a row that is not there."""
    chosen = _in_order(standing_at, key=lambda place: place[0])
    taken = {place[0] for place in chosen if place}
    misprints: list[tuple[Place, str]] = []
    if sum(place is not None for place in chosen) * 2 >= len(labels):
        # Rows that somebody moved still count, if their label stands there only once, among the other labels.
        stub = max(place[1] for place in chosen if place)
        for position, label in enumerate(labels):
            standing = index.places(label) if chosen[position] is None else []
            alone = len(standing) == 1 and standing[0][0] not in taken and standing[0][1] <= stub
            if alone and labels.count(label) == 1:
                chosen[position] = standing[0]
                taken.add(standing[0][0])
        misprints += _fuzzy(labels, chosen, index, along=0)
        misprints += _shortened(labels, chosen, index, stub)
        heads = frozenset(normalised(row.label) for block in table.blocks for row, _ in walk_rows(block.rows) if not row.filled)
        misprints += _by_position(labels, chosen, lambda low, high: _unlabelled_rows(index, low, high, heads), along=0)
    return chosen, misprints


def _place_stacked(table: Table, index: LabelIndex) -> FoundTable:
    rows = [(block, row) for block in table.blocks for row in block.filled_rows]
    labels = [row.label for _, row in rows]
    standing_at = [index.places(label) for label in labels]
    if sum(map(bool, standing_at)) * 2 < len(labels):
        return FoundTable(
            table, index.grid, {}, 0.0, tuple(label for label, at in zip(labels, standing_at, strict=True) if not at)
        )
    chosen, misprints = _rows_standing(table, labels, standing_at, index)
    by_block: dict[int, list[tuple[Row, Place]]] = {}
    for (block, row), place in zip(rows, chosen, strict=True):
        if place:
            by_block.setdefault(id(block), []).append((row, place))
    places: dict[str, Place] = {}
    missing = [label for label, place in zip(labels, chosen, strict=True) if place is None]
    total, lost = len(labels), 0
    used_rows = {place[0] for place in chosen if place}
    value_columns: set[int] = set()
    unsure: list[tuple[int, tuple[str, ...]]] = []
    beside: list[ExtraColumn] = []
    for block in table.blocks:
        total += len(block.leaf_columns)
        placed = by_block.get(id(block), [])
        if not placed:
            lost += len(block.leaf_columns)  # its rows are told; without them its headings say nothing
            continue
        columns = _columns(block, placed, used_rows, index, misprints)
        missing += [column.label for column, at in zip(block.leaf_columns, columns, strict=True) if at is None]
        leaves = [(column.id, at[1]) for column, at in zip(block.leaf_columns, columns, strict=True) if at]
        there = tuple(at for _, at in leaves)
        value_columns.update(there)
        moved = _moved(index, placed, there, columns)
        beside += _extra_columns(index, [one for one in placed if one[1][0] not in moved], there, used_rows)
        for row, (line, _) in placed:
            refs = tuple(f"{table.id}.{row.id}.{column}" for column, _ in leaves)
            columns_here = moved.get(line, there)
            if columns_here is None:
                unsure.append((line, refs))
            places |= {ref: (line, at) for ref, at in zip(refs, columns_here or there, strict=True) if at is not None}
    share = 1 - (len(missing) + lost) / total
    if share < _RECOGNISABLE:
        return FoundTable(table, index.grid, places, share, tuple(missing))
    misprints += [(at, label) for label, at in zip(labels, chosen, strict=True) if at and index.differs(at, label)]
    extra = tuple(_extra_rows(index, used_rows, value_columns))
    told = tuple(dict.fromkeys(misprints))
    spread = [one for one in beside if _written_again(index, one, places)]
    again = tuple(place for one in spread for place in one.cells.values())
    beside = [one for one in beside if one not in spread]
    return FoundTable(table, index.grid, places, share, tuple(missing), extra, told, tuple(beside), tuple(unsure), again)


def _written_again(index: LabelIndex, extra: ExtraColumn, places: Mapping[str, Place]) -> bool:
    """Whether a column is the one beside it, heading and figures: a copy as text writes a merged cell once for each column it goes over."""
    if extra.head is None:
        return False
    row, column = extra.head
    cells, used = index.grid.cells, set(places.values())
    own = max((at for _, at in used if at < column and all((line, at) in used for line, _ in extra.cells.values())), default=0)
    if not own or any(cells[place].number for place in extra.cells.values()):
        return False
    rows = [row, *(line for line, _ in extra.cells.values())]
    return all(index.grid.text(line, at) == index.grid.text(line, own) for line in rows for at in range(own + 1, column + 1))


def _moved(
    index: LabelIndex, placed: Sequence[tuple[Row, Place]], there: Sequence[int], heads: Sequence[Place | None]
) -> dict[int, Standing]:
    """The rows of a block whose figures stand beside its columns."""
    lines = {place[0] for place in heads if place}
    if not lines or not index.grid.starts or list(there) != sorted(there):
        return {}
    edge = max(column for (row, column) in index.labels if row in lines)
    return columns_by_row(index.grid, dict(place for _, place in placed), there, edge)


def _columns(
    block: Block,
    placed: list[tuple[Row, Place]],
    used_rows: set[int],
    index: LabelIndex,
    misprints: list[tuple[Place, str]],
) -> list[Place | None]:
    """The column headings nearest above the block's rows, from left to right."""
    first = min(place[0] for _, place in placed)
    stub = max(place[1] for _, place in placed)
    above = max((row for row in used_rows if row < first), default=0)
    region = range(max(above + 1, first - _HEADER_ROWS), first)
    labels = [column.label for column in block.leaf_columns]
    candidates = [[place for place in index.places(label) if place[0] in region and place[1] > stub] for label in labels]
    chosen = _in_order(candidates, key=lambda place: place[1])
    if any(chosen):
        # Columns that somebody moved still count, if their heading stands there only once.
        taken = {place[1] for place in chosen if place}
        for position, standing in enumerate(candidates):
            if chosen[position] is None and len(standing) == 1 and standing[0][1] not in taken:
                chosen[position] = standing[0]
                taken.add(standing[0][1])
        misprints += _fuzzy(labels, chosen, index, along=1, region=region, after=stub)
        rows = [place[0] for _, place in placed]
        misprints += _by_position(labels, chosen, lambda low, high: _unlabelled_columns(index, low, high, rows, region), along=1)
        misprints += [(at, label) for label, at in zip(labels, chosen, strict=True) if at and index.differs(at, label)]
    return chosen


def _place_across(table: Table, index: LabelIndex) -> FoundTable:
    block = table.blocks[0]
    pairs = [(row, column) for row in block.filled_rows for column in block.leaf_columns]
    labels = [column.label for _, column in pairs]
    anchors = index.places(block.filled_rows[0].label) or [(0, 0)]
    best: list[Place | None] = [None] * len(pairs)
    for top, _ in anchors:
        region = range(top + 1, top + _HEADER_ROWS)
        candidates = [[place for place in index.places(label) if place[0] in region] for label in labels]
        if sum(map(bool, candidates)) * 2 < len(labels):
            continue
        chosen = _in_order(candidates, key=lambda place: place[1])
        if sum(map(bool, chosen)) > sum(map(bool, best)):
            best = chosen
    groups = [row.label for row in block.filled_rows]
    missing = [f"{row.label}/{column.label}" for (row, column), place in zip(pairs, best, strict=True) if not place]
    missing += [label for label in groups if not (index.places(label) or index.has_below(label))]
    share = 1 - len(missing) / (len(pairs) + len(groups))
    heads = [place for place in best if place]
    # The same words head each row's columns: where those of a whole row are missing, nobody knows whose the others are.
    if len(heads) <= len(pairs) - len(block.leaf_columns):
        return FoundTable(table, index.grid, {}, share, tuple(missing))
    last = max(place[0] for place in heads)
    columns = {place[1] for place in heads}
    # What the form's own check row says below is no figure: the data row has numbers under most headings.
    counts: dict[int, int] = {}
    for (row, column), cell in index.grid.cells.items():
        if last < row <= last + _HEADER_ROWS and column in columns and (cell.number or _TYPED.fullmatch(cell.text)):
            counts[row] = counts.get(row, 0) + 1
    rows = sorted(row for row, count in counts.items() if count * 2 >= len(columns))
    line = min(rows or counts, default=last + 1)
    extra = tuple((row, "") for row in rows[1:])
    refs = [f"{table.id}.{row.id}.{column.id}" for row, column in pairs]
    places = {ref: (line, place[1]) for ref, place in zip(refs, best, strict=True) if place}
    unsure: tuple[tuple[int, tuple[str, ...]], ...] = ()
    there = [column for _, column in places.values()]
    if len(places) == len(refs) and there == sorted(there):
        moved = columns_by_row(index.grid, {line: 0}, there, max(there)).get(line, there)
        unsure = () if moved else ((line, tuple(refs)),)
        places = {ref: (line, column) for ref, column in zip(refs, moved or there, strict=True) if column is not None}
    return FoundTable(table, index.grid, places, share, tuple(missing), extra, unsure=unsure)


def _in_order(candidates: list[list[Place]], key: Callable[[Place], int]) -> list[Place | None]:
    """One place per label so that most labels are placed and the places strictly increase.

    Among equally many the places nearest to the end win: the heading nearest above the figures.
    """
    if all(len(places) <= 1 for places in candidates):
        only = [places[0] if places else None for places in candidates]
        keys = [key(place) for place in only if place]
        if all(one < other for one, other in pairwise(keys)):
            return only
    options = [(i, place) for i, places in enumerate(candidates) for place in places[:_MOST_PLACES]]
    chosen: list[Place | None] = [None] * len(candidates)
    for number in rising([(i, key(place), _ONE_MORE + place[0]) for i, place in options]):
        at, place = options[number]
        chosen[at] = place
    return chosen


def _fuzzy(
    labels: list[str],
    chosen: list[Place | None],
    index: LabelIndex,
    along: int,
    region: range | None = None,
    after: int = 0,
) -> Iterator[tuple[Place, str]]:
    """Place labels with small misprints between their neighbours; yields what was misprinted."""
    expected = {normalised(label) for label in labels}
    for position, place in enumerate(chosen):
        if place is not None:
            continue
        low = max((known[along] for known in chosen[:position] if known), default=0)
        high = min((known[along] for known in chosen[position + 1 :] if known), default=10**6)
        whole = normalised(labels[position])
        text = bare(whole)
        scored = [
            (max(like(text, bare(label)), like(whole, label)), at)
            for at, label in index.labels.items()
            if low < at[along] < high and label not in expected and (region is None or at[0] in region) and at[1] > after
        ]
        ratio, at = max(scored, default=(0.0, (0, 0)))
        if ratio >= LIKE:
            chosen[position] = at
            yield at, labels[position]


def _shortened(labels: Sequence[str], chosen: list[Place | None], index: LabelIndex, stub: int) -> Iterator[tuple[Place, str]]:
    """Place labels cut short (1.逾期不补正): between two rows that are placed as many rows stand, numbered alike, with words of theirs."""
    known = [position for position, place in enumerate(chosen) if place is not None]
    for before, behind in pairwise(known):
        low, high = chosen[before], chosen[behind]
        lost = range(before + 1, behind)
        if not lost or not low or not high:
            continue
        last: dict[int, Place] = {}
        for row, column in index.labels:
            if low[0] < row < high[0] and column <= stub:
                last[row] = max(last.get(row, (row, 0)), (row, column))
        standing = [last[row] for row in sorted(last)]
        if len(standing) == len(lost) and all(
            is_cut_short(index.labels[at], normalised(labels[position])) for position, at in zip(lost, standing, strict=True)
        ):
            for position, at in zip(lost, standing, strict=True):
                chosen[position] = at
                yield at, labels[position]


def _by_position(
    labels: Sequence[str],
    chosen: list[Place | None],
    unlabelled: Callable[[Place | None, Place | None], list[Place]],
    along: int,
) -> Iterator[tuple[Place, str]]:
    """Place labels that somebody emptied, or typed a number over, where as many rows (columns) without one stand between their neighbours."""
    known = [position for position, place in enumerate(chosen) if place is not None]
    for before, behind in pairwise((-1, *known, len(labels))):
        lost = range(before + 1, behind)
        low = chosen[before] if before >= 0 else None
        high = chosen[behind] if behind < len(labels) else None
        if not lost or (low and high and low[along] >= high[along]):
            continue
        standing = unlabelled(low, high)
        if len(standing) == len(lost):
            for position, place in zip(lost, standing, strict=True):
                chosen[position] = place
                yield place, labels[position]


def _unlabelled_rows(index: LabelIndex, low: Place | None, high: Place | None, heads: Container[str]) -> list[Place]:
    """The rows between two labels that hold figures and no label but `heads` of groups; the places where theirs would stand.

    Below the last label only those count that follow right behind it.
    """
    stub = max((place[1] for place in (low, high) if place), default=0)
    labelled = {row for (row, column), text in index.labels.items() if text not in heads}
    rows: dict[int, list[int]] = {}
    for (row, column), cell in index.grid.cells.items():
        if row in labelled or (low and row <= low[0]) or (high and row >= high[0]):
            continue
        if column <= stub or cell.number or _TYPED.fullmatch(cell.text):
            rows.setdefault(row, []).append(column)
    found = [
        (row, max((column for column in columns if column <= stub), default=stub))
        for row, columns in sorted(rows.items())
        if max(columns) > stub
    ]
    return found if high or not low else [place for at, place in enumerate(found, 1) if place[0] == low[0] + at]


def _unlabelled_columns(
    index: LabelIndex, low: Place | None, high: Place | None, rows: Sequence[int], region: range
) -> list[Place]:
    """The columns between two headings that hold figures in these rows and have no heading; where theirs would stand."""
    if low is None or high is None:
        return []
    cells = index.grid.cells
    return [
        (low[0], column)
        for column in range(low[1] + 1, high[1])
        if any((cell := cells.get((row, column))) and (cell.number or _TYPED.fullmatch(cell.text)) for row in rows)
        and not any((row, column) in index.labels for row in region)
    ]


def _extra_rows(index: LabelIndex, used_rows: set[int], value_columns: set[int]) -> Iterator[tuple[int, str]]:
    """Rows inside the table that hold figures under a label the form does not have."""
    cells = index.grid.cells
    for row in range(min(used_rows), max(used_rows) + 2):
        if row in used_rows:
            continue
        if any((cell := cells.get((row, column))) and (cell.number or cell.text.strip().isdigit()) for column in value_columns):
            label = next((text for (at, _), text in sorted(index.labels.items()) if at == row), "")
            yield row, label


def _extra_columns(
    index: LabelIndex, placed: Sequence[tuple[Row, Place]], there: Container[int], used_rows: set[int]
) -> Iterator[ExtraColumn]:
    """Columns of figures beside those of a block: in a workbook any between them, in a document those under a heading too."""
    cells, starts = index.grid.cells, index.grid.starts
    lines = {row.id: line for row, (line, _) in placed}
    stub = max((place[1] for _, place in placed), default=0)
    first = min(lines.values(), default=0)
    region = range(max((row for row in used_rows if row < first), default=max(first - _HEADER_ROWS, 1) - 1) + 1, first)
    own = [column for column in range(stub + 1, index.width + 1) if column in there]
    for column in range(stub + 1, index.width + 1):
        if column in there:
            continue
        filled = {
            row: (line, column)
            for row, line in lines.items()
            if (cell := cells.get((line, column))) and (cell.number or _TYPED.fullmatch(cell.text))
        }
        head = max(((row, column) for row in region if (row, column) in index.labels), default=None)
        between = bool(own) and own[0] < column < own[-1]
        of_its_own = sum(column in starts.get(line, ()) for line in lines.values()) * 2 > len(lines)
        if filled and ((between and any(cells[place].number for place in filled.values())) or (of_its_own and (head or between))):
            yield ExtraColumn(head, filled)
