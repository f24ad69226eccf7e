"""Finds a table whose rows stand side by side where it came in pieces: a small table for each row, or its words as lines.

Nothing but the words tells what a piece is. They are read from the top down: which row is spoken of, which columns are
named, then figures, as many as there were columns. What those words do not settle is placed only where it adds up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from ..model.form import Table, walk_rows
from ..text.ordinals import without_ordinal
from ..text.patterns import pattern
from .labels import LIKE, CellKey, bare, like, normalised
from .lines import Laid, Run, Token, runs_in_rows

# A longer line, or one with a sentence in it, is none of a table's.
_LONGEST = 60
_SENTENCE = pattern("[。；]")
_PARTS = pattern(r"[、，：:,()\s]+")

_One = TypeVar("_One")

# Whether figures, by their Refs, add up as the form says; also where there is no line to tell.
AddsUp = Callable[[Mapping[str, CellKey]], bool]


class _Words(NamedTuple):
    """The words of a table: its columns in order, its rows, and the headings over rows with the rows below each."""

    table: Table
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    below: Mapping[str, frozenset[str]]

    def refs(self, row: int) -> tuple[str, ...]:
        block = self.table.blocks[0]
        return tuple(f"{self.table.id}.{block.filled_rows[row].id}.{column.id}" for column in block.leaf_columns)


class _Piece(NamedTuple):
    """The figures of one row as found; `row` is its number, None where no word names it, `sure` whether its columns are named."""

    row: int | None
    columns: tuple[int, ...]
    tokens: tuple[Token | None, ...]
    sure: bool


def lay_torn(table: Table, rows: Iterable[Sequence[Token]], adds_up: AddsUp) -> Laid:
    """Lay a table that has its rows side by side beside these rows of a document, where it stands in pieces among them."""
    words = _words_of(table)
    reader = _Reader(words)
    for run in _joined(runs_in_rows(rows)):
        reader.read(run)
    pieces = _named(reader.pieces, len(words.rows))
    places: dict[str, CellKey] = {}
    short: dict[str, tuple[tuple[str, ...], tuple[Token, ...]]] = {}
    unsure: dict[str, CellKey] = {}
    for row in range(len(words.rows)):
        own = [piece for piece in pieces if piece.row == row]
        refs = words.refs(row)
        found = {refs[at]: token for piece in own for at, token in zip(piece.columns, piece.tokens, strict=True) if token}
        once = len(found) == sum(token is not None for piece in own for token in piece.tokens)
        if not once and len({tuple(token and token.text for token in piece.tokens) for piece in own}) > 1:
            # The row stands there twice, with other figures: neither is taken.
            short[words.rows[row]] = refs, tuple(token for piece in own for token in piece.tokens if token)
            continue
        keys = {ref: token.key for ref, token in found.items()}
        places |= keys
        if not all(piece.sure for piece in own):
            unsure |= keys
    if unsure and not adds_up(places):
        for row in range(len(words.rows)):
            refs = words.refs(row)
            if doubtful := [ref for ref in refs if ref in unsure]:
                short[words.rows[row]] = refs, tuple(reader.tokens[places.pop(ref)] for ref in doubtful)
    told = {ref.rpartition(".")[0] for ref in (*places, *(refs[0] for refs, _ in short.values()))}
    missing = tuple(label for row, label in enumerate(words.rows) if words.refs(row)[0].rpartition(".")[0] not in told)
    used = reader.used | set(places.values())
    return Laid(table, places, short, missing, (), frozenset(used) if places or short else frozenset())


def _words_of(table: Table) -> _Words:
    block = table.blocks[0]
    rows = tuple(bare(normalised(row.label)) for row in block.filled_rows)
    below = {
        bare(normalised(row.label)): frozenset(bare(normalised(leaf.label)) for leaf, _ in walk_rows(row.rows) if leaf.filled)
        for row, _ in walk_rows(block.rows)
        if not row.filled
    }
    return _Words(table, tuple(bare(normalised(column.label)) for column in block.leaf_columns), rows, below)


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs, those joined that are a figure each and nothing else: a row whose cells are lines."""
    waiting: list[Token] = []
    for run in runs:
        if not run.labels and len(run.values) == 1:
            waiting += run.filled
            continue
        if waiting:
            yield Run((), tuple(waiting), bounded=False)
            waiting = []
        if run.labels or run.filled:
            yield run
    if waiting:
        yield Run((), tuple(waiting), bounded=False)


class _Reader:
    """Reads runs from the top down: what was said last, and the pieces found so far."""

    def __init__(self, words: _Words) -> None:
        self.words = words
        self.pieces: list[_Piece] = []
        self.used: set[CellKey] = set()
        self.tokens: dict[CellKey, Token] = {}
        # The rows and the columns named since figures came.
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._spent_rows = self._spent_columns = False

    def read(self, run: Run) -> None:
        own_rows: list[int] = []
        own_columns: list[int] = []
        said = list(run.labels)
        for token in said:
            rows, columns, known = _spoken(token.text, self.words)
            own_rows += rows
            own_columns += columns
            if known:
                self.used.add(token.key)
        if run.filled:
            self._figures(run, own_rows, own_columns)
            return
        if own_rows:
            if self._spent_rows or set(own_rows) & set(self._rows):
                self._rows, self._columns = [], []
            self._rows += own_rows
            self._spent_rows = False
        if own_columns:
            if self._spent_columns:
                self._columns = []
            self._columns += own_columns
            self._spent_columns = False

    def _figures(self, run: Run, own_rows: list[int], own_columns: list[int]) -> None:
        width, height = len(self.words.columns), len(self.words.rows)
        if len(own_columns) == 1 and not own_rows:
            # A column's word in front of a figure of each row that is spoken of.
            if self._rows and (tokens := _as_many(run, len(self._rows))):
                self._take(
                    run, [_Piece(row, (own_columns[0],), (one,), True) for row, one in zip(self._rows, tokens, strict=True)]
                )
                self._spent_columns = False
            return
        if own_columns or len(own_rows) > 1:
            return
        rows: list[int | None] = [*(own_rows or self._rows)]
        tokens = _as_many(run, width * len(rows)) if rows else None
        if tokens is None and not own_rows:
            rows = [*range(height)]
            tokens = _as_many(run, width * height)
            if tokens is None:
                rows, tokens = [None], _as_many(run, width)
        if tokens is None:
            return
        order = self._order(len(rows))
        self._take(
            run,
            [
                _Piece(row, order[at] if order else tuple(range(width)), part, bool(order))
                for at, (row, part) in enumerate(zip(rows, _parts(tokens, width), strict=True))
            ],
        )
        self._spent_columns = not own_rows

    def _take(self, run: Run, pieces: Sequence[_Piece]) -> None:
        self.pieces += pieces
        self.tokens |= {token.key: token for token in run.values}
        self.used |= {token.key for token in (*run.labels, *run.values)}
        self._spent_rows = True

    def _order(self, rows: int) -> list[tuple[int, ...]] | None:
        """The columns of so many rows as they are named above; None where they are not all named."""
        width = len(self.words.columns)
        for count in (rows, 1):
            named = self._columns[-count * width :]
            parts = _parts(named, width)
            if len(named) == count * width and all(sorted(part) == list(range(width)) for part in parts):
                return parts if count == rows else parts * rows
        return None


def _as_many(run: Run, count: int) -> tuple[Token | None, ...] | None:
    """The figures of a run if it has so many, or so many cells with blank ones among them."""
    if len(run.filled) == count:
        return tuple(run.filled)
    if run.bounded and len(run.values) == count:
        return run.values
    return None


def _parts(run: Sequence[_One], length: int) -> list[tuple[_One, ...]]:
    """A run cut into parts of a length."""
    return [tuple(run[at : at + length]) for at in range(0, len(run), length)]


def _named(pieces: Sequence[_Piece], height: int) -> list[_Piece]:
    """The pieces, those without a name by their place: where there is one of each row, in order."""
    whole = [piece for piece in pieces if len(piece.columns) > 1]
    if len(whole) == height and all(piece.row in (None, at) for at, piece in enumerate(whole)):
        return [piece._replace(row=at, sure=piece.sure and piece.row is not None) for at, piece in enumerate(whole)]
    return [piece for piece in pieces if piece.row is not None]


# -- words -----------------------------------------------------------------------------------------


def _spoken(text: str, words: _Words) -> tuple[list[int], list[int], bool]:
    """The rows and columns that a cell or a line names, in order, and whether it says hardly anything else."""
    if len(text) > _LONGEST or _SENTENCE.search(text):
        return [], [], False
    known = (*words.rows, *words.columns, *words.below)
    found: list[str] = []
    length = 0
    for part in filter(None, _PARTS.split(without_ordinal(normalised(text)))):
        alike, label = max((like(part, label), label) for label in known)
        named = [label] if alike >= LIKE and len(part) <= len(label) + 2 else _within(part, known)
        found += named
        length += len(part) if named else 0
    headings = [label for label in found if label in words.below]
    rows = [label for label in found if label in words.rows]
    # A row beside a heading that is not its own: a caption over all.
    if headings and not any(row in words.below[heading] for row in rows for heading in headings):
        rows = []
    plain = sum(map(str.isalnum, normalised(text)))
    columns = [words.columns.index(label) for label in found if label in words.columns]
    return [words.rows.index(row) for row in rows], columns, bool(found) and length * 2 >= plain


def _within(part: str, known: Sequence[str]) -> list[str]:
    """The labels that stand in a text, the longest first; what overlaps with one of them does not count."""
    taken: list[tuple[int, str]] = []
    left = part
    for label in sorted(known, key=len, reverse=True):
        while (at := left.find(label)) >= 0:
            taken.append((at, label))
            left = left[:at] + "\0" * len(label) + left[at + len(label) :]
    return [label for _, label in sorted(taken)]
