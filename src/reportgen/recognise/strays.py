"""Rows and columns of figures inside a table that its form does not have: which they are, and which sums fail for want of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..model.figures import digits, read_figure
from ..model.form import Block, Column, Form
from ..model.identity import Assessment, Line, assess
from .grids import FoundTable
from .labels import CellKey, Place, normalised

# A heading is no longer than this.
_LONGEST_HEADING = 16
# So many sums that fail by a stray are named.
_SHOWN = 6

# The texts of a row above a table's figures and where they stand, and whether nothing else is in front of them.
Above = tuple[Sequence[tuple[str, CellKey]], bool]


class Stray(NamedTuple):
    """A row of figures, or a `column` of them, that the form does not have, at `key`.

    `figures` are as written: those of a row by the ids of the columns that they stand in, those of a column by the ids of the
    rows; `texts` are all that stand there. `again` says that its label is one of the form's, which stands there twice.
    """

    table: str
    label: str
    key: CellKey
    texts: tuple[str, ...]
    figures: Mapping[str, str]
    column: bool = False
    again: bool = False

    def amount(self, part: str) -> Decimal:
        return read_figure(self.figures.get(part, "")).value or Decimal(0)


def strays_in(found: FoundTable, key: Callable[[Place], CellKey]) -> Iterator[Stray]:
    """The rows and columns of figures that stand in a table and that the form does not have; `key` says where a cell of it stands."""
    for extra in found.extra_columns:
        texts = {row: found.grid.text(*place) for row, place in extra.cells.items()}
        label = found.grid.text(*extra.head).strip() if extra.head else ""
        again = normalised(label) in {normalised(column.label) for block in found.table.blocks for column in block.leaf_columns}
        at = key(extra.head or min(extra.cells.values()))
        yield Stray(found.table.id, label, at, tuple(texts.values()), texts, column=True, again=again)
    for line, label in found.extra_rows:
        if not label:
            continue
        above = max((place[0] for place in found.places.values() if place[0] < line), default=0)
        columns = {ref.rpartition(".")[2]: place[1] for ref, place in found.places.items() if place[0] == above}
        figures = {column: text for column, at in columns.items() if (text := found.grid.text(line, at))}
        written = [cell.text for (row, _), cell in sorted(found.grid.cells.items()) if row == line]
        numbers = tuple(text for text in written if read_figure(text).value is not None)
        yield Stray(found.table.id, label, key((line, 1)), numbers, figures)


class Explained(NamedTuple):
    """The lines of a form that fail by just what stands in a stray, each with that amount."""

    stray: Stray
    lines: tuple[tuple[Line, Decimal], ...]


def explained(form: Form, values: Mapping[str, Decimal], strays: Sequence[Stray]) -> list[Explained]:
    """Which lines fail for want of each stray: the sum of a row lacks what its column holds, or the other way round."""
    if not strays:
        return []
    came = [assess(line, values, {}) for line in form.lines if not line.needs_prior]
    failed = [one for one in came if one.outcome == "failed" and one.line.relation != "ratio"]
    return [Explained(stray, tuple(_through(stray, failed, strays))) for stray in strays]


def lacking_said(table: str, lines: Sequence[tuple[Line, Decimal]], what: str) -> str:
    """Which sums of a table fail by the figures of a stray row or column (`what`), as the rest of a sentence; '' where none does."""
    if not lines:
        return ""
    places = "、".join(f"{line.where.removeprefix(table)} {digits(amount)}" for line, amount in lines[:_SHOWN])
    more = f" 等 {len(lines)} 处" if len(lines) > _SHOWN else ""
    return f"；合计不平，差的就是这一{what}的数：{places}{more}"


def _through(stray: Stray, failed: Sequence[Assessment], strays: Sequence[Stray]) -> Iterator[tuple[Line, Decimal]]:
    beside = [one for one in strays if one.table == stray.table and one.column == stray.column]
    for one in failed:
        parts = {_part(term.ref, stray) for term, _ in one.line.terms}
        part = next(iter(parts))
        # Several strays together may be what a sum lacks.
        amount = stray.amount(part)
        wanting = {amount, sum((other.amount(part) for other in beside), Decimal(0))}
        if len(parts) == 1 and part and amount and abs(one.difference) in wanting:
            yield one.line, amount


def _part(ref: str, stray: Stray) -> str:
    """The row of a Ref where the stray is a column, its column where it is a row; '' in another table."""
    table, row, column = ref.split(".")
    return "" if table != stray.table else row if stray.column else column


# -- in lines --------------------------------------------------------------------------------------


class Beside(NamedTuple):
    """A heading that is none of a block's."""

    label: str
    key: CellKey
    again: bool


class Headed(NamedTuple):
    """What the headings of a block in lines say of the figures below: for each its column by number, or what heads it instead.

    `renamed` are headings in the place of a column's, `lacking` the columns that are not there.
    """

    columns: tuple[int | Beside, ...]
    renamed: tuple[tuple[Beside, int], ...]
    lacking: tuple[int, ...]


def headed(block: Block, known: Iterable[str], rows: Sequence[Above]) -> Headed:
    """Read the rows above a block's figures; `known` are labels that are no columns, as captions."""
    spans = _spans(block)
    seen: set[str] = set()
    found: list[tuple[Beside, int | None, int | None]] = []
    for labels, bounded in rows:
        row = [normalised(text) for text, _ in labels]
        heads = [at for at, text in enumerate(row) if text in spans]
        if len(heads) == 1:
            seen.add(row[heads[0]])
        for at in range(0 if bounded else heads[0], len(row)) if len(heads) > 1 else ():
            text = row[at]
            again = text in spans and text in seen
            seen.add(text)
            # A piece of a label, as a broken line leaves it, is no heading of its own.
            if not again and (len(text) > _LONGEST_HEADING or any(text in label for label in known)):
                continue
            before = next((spans[one][1] + 1 for one in reversed(row[:at]) if one in spans), None)
            behind = next((spans[one][0] for one in row[at + 1 :] if one in spans), None)
            found.append((Beside(*labels[at], again), before, behind))
    leaves = [normalised(column.label) for column in block.leaf_columns]
    lacking = [at for at, label in enumerate(leaves) if label not in seen]
    at_place: dict[int, list[Beside]] = {}
    for beside, before, behind in found:
        place = before if before is not None else behind or 0
        if before is None or (behind is not None and behind < before):
            # The first of its row, or the last of the one above: it is where a column is lacking, or else nobody knows.
            if before is None and (behind or 0) - 1 not in lacking:
                continue  # what stands over the labels
            if behind is not None and (before is None or behind - 1 in lacking):
                place = behind
                while place - 1 in lacking:
                    place -= 1
            elif before not in lacking:
                return Headed(tuple(range(len(leaves))), (), ())
        at_place.setdefault(place, []).append(beside)
    renamed: list[tuple[Beside, int]] = []
    for place in sorted(at_place):
        gap = range(place, next(at for at in range(place, len(leaves) + 1) if at not in lacking))
        if len(gap) == len(at_place[place]):
            renamed += zip(at_place.pop(place), gap, strict=True)
            lacking = [at for at in lacking if at not in gap]
    columns: list[int | Beside] = []
    for at in range(len(leaves) + 1):
        columns += at_place.get(at, ())
        columns += [at] if at < len(leaves) and at not in lacking else []
    return Headed(tuple(columns), tuple(renamed), tuple(lacking))


def _spans(block: Block) -> dict[str, tuple[int, int]]:
    """For each heading the first and the last of the block's columns below it."""
    spans: dict[str, tuple[int, int]] = {}
    count = 0

    def visit(column: Column) -> None:
        nonlocal count
        first = count
        for inner in column.columns:
            visit(inner)
        count += not column.columns
        spans[normalised(column.label)] = first, count - 1

    for column in block.columns:
        visit(column)
    return spans
