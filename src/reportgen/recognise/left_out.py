"""Lays a table beside lines of text in which empty cells left no trace, as bare copies of a page with blank zeros have it.

Its labels stand there in order, and between them fewer figures than columns. A row without any is empty; in one with some,
the figures cannot be told apart by their places, but the last is the row's total where the others add up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from ..model.figures import read_figure
from ..model.form import Form, Row, Table
from ..model.identity import assess
from ..text.pairing import rising
from ..text.patterns import pattern
from .labels import CellKey, bare, normalised
from .lines import Laid, Token, is_label, is_value, labels_of, may_be_stub

# So much of a table's labels must be found, in order.
_MOST = 0.7
_ONE_MORE = 1 << 20
_BELOW = 4
# The grid of an empty line, in the key of its token.
GAP = -2
# A label is broken into so many lines at most.
_LINES = 4
_APART = pattern(r"[ \u00a0]{2,}|\u3000|\t")

Refs = tuple[str, ...]


class BareLines:
    """The cells and lines of a document in reading order, with where each label stands."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self.tokens = tuple(tokens)

    @cached_property
    def by_text(self) -> dict[str, list[int]]:
        """By their words; what copies that put spaces between cells have joined stands under each of its pieces."""
        found: dict[str, list[int]] = {}
        for at, token in enumerate(self.tokens):
            if token.text and not is_value(token.text):
                pieces = _APART.split(token.text.strip())
                if len(pieces) > 1 and any(piece and is_value(piece) for piece in pieces):
                    continue  # a whole row, with its figures
                for piece in dict.fromkeys((token.text, *pieces)):
                    found.setdefault(normalised(piece), []).append(at)
        return found

    @cached_property
    def by_bare(self) -> dict[str, list[int]]:
        """By their words without ordinals and remarks."""
        found: dict[str, list[int]] = {}
        for text, places in self.by_text.items():
            found.setdefault(bare(text), []).extend(places)
        return {text: sorted(set(places)) for text, places in found.items()}

    @cached_property
    def wrapped(self) -> dict[str, list[int]]:
        """Labels over several lines, each at its last line."""
        found: dict[str, list[int]] = {}
        words: list[str] = []
        for at, token in enumerate(self.tokens):
            words = [*words[1 - _LINES :], normalised(token.text)] if token.text and not is_value(token.text) else []
            for first in range(len(words) - 1):
                found.setdefault("".join(words[first:]), []).append(at)
        return found


class _Span(NamedTuple):
    """A row as it stands: its label, and what follows up to the next words: figures, and '' for cells known to be empty."""

    refs: Refs
    label: Token
    cells: tuple[Token, ...]

    @property
    def figures(self) -> tuple[Token, ...]:
        return tuple(token for token in self.cells if token.text)

    @property
    def whole(self) -> bool:
        return len(self.figures) == len(self.refs)


def lay_left_out(form: Form, table: Table, lines: BareLines) -> Laid | None:
    """Lay `table` beside these cells and lines; None where they are no such copy of it."""
    tokens = lines.tokens
    found = _across(table, tokens) if table.across else _stacked(table, lines)
    if found is None:
        return None
    spans, missing = found
    if not all(len(span.cells) >= len(span.refs) for span in spans):
        # Empty lines are cells only where every row has enough of them.
        spans = [span._replace(cells=tuple(token for token in span.cells if token.key[0] != GAP)) for span in spans]
    if any(span.whole and _is_parted(span) for span in spans):
        # Where blanks stand between the figures of rows that lack none, they stand so in all rows, and are no cells.
        spans = [span._replace(cells=span.figures) for span in spans]
    # So do those between a label and its figures, of which some labels have more than others.
    stubbed = any(span.whole and not span.cells[0].text for span in spans)
    ends = {token.key[:2]: token.key[2] for token in tokens}
    if any(len(span.figures) > len(span.refs) for span in spans):
        return None  # figures of other rows: the labels came first, and then all figures
    if _strewn(form, tokens, spans):
        return None
    if table.across:
        spans = [_below_headings(form, span) for span in spans]
    # What ends a row is the same below each; the last one is followed by other text.
    exact = len({len(span.cells) - len(span.refs) for span in spans[:-1]}) <= 1
    places: dict[str, CellKey] = {}
    blank: dict[str, CellKey] = {}
    short: dict[str, tuple[Refs, tuple[Token, ...]]] = {}
    mixed: dict[str, tuple[Refs, tuple[Token, ...]]] = {}
    for span in spans:
        if span.whole:
            places |= {ref: token.key for ref, token in zip(span.refs, span.figures, strict=True)}
        elif not _is_stubbed(span, ends, stubbed=stubbed) and _by_place(form, span, exact=exact):
            for ref, token in zip(span.refs, span.cells, strict=False):
                if token.key[0] == GAP:
                    blank[ref] = span.label.key
                else:
                    places[ref] = token.key
        elif not span.figures:
            blank |= dict.fromkeys(span.refs, span.label.key)
        elif (totals := _totals(form, span)) is not None:
            places |= {ref: token.key for ref, token in totals.items()}
            rest = tuple(ref for ref in span.refs if ref not in totals)
            if all(_value(token) == 0 for token in span.figures):
                blank |= dict.fromkeys(rest, span.label.key)
            else:
                mixed[span.refs[0]] = rest, span.figures
        else:
            short[span.refs[0]] = span.refs, span.figures
    return Laid(table, places, short, missing, (), frozenset(_used(table, tokens, spans)), blank=blank, mixed=mixed)


def _is_stubbed(span: _Span, ends: Mapping[tuple[int, int], int], *, stubbed: bool) -> bool:
    """Whether a blank cell before a row's figures, or behind them, may be none of its own; `ends` are the last columns of rows."""
    if not span.cells:
        return False
    grid, row, _ = span.cells[-1].key
    in_front = stubbed and not span.cells[0].text
    return in_front or may_be_stub(span.cells, len(span.refs), 0, ends.get((grid, row - 1), 0))


def _is_parted(span: _Span) -> bool:
    """Whether a blank cell stands between two figures of a row."""
    filled = [at for at, token in enumerate(span.cells) if token.text]
    return filled[-1] - filled[0] >= len(filled)


def _below_headings(form: Form, span: _Span) -> _Span:
    """A row without the empty lines that end the row of headings above it, where it adds up in one way only."""
    leading = next((at for at, token in enumerate(span.cells) if token.text), 0)
    ways = [span._replace(cells=span.cells[skipped:]) for skipped in range(leading + 1)]
    fitting = [way for way in ways if _by_place(form, way, exact=False)]
    return fitting[0] if len(fitting) == 1 else span._replace(cells=span.figures)


def _by_place(form: Form, span: _Span, *, exact: bool) -> bool:
    """Whether the empty cells of a row are there as well as its figures: there are enough, and so it adds up.

    What follows a row may be empty cells of the next one: a row without a sum is believed only where all rows have
    as many (`exact`).
    """
    if len(span.cells) < len(span.refs):
        return False
    values = {ref: _value(token) or Decimal(0) for ref, token in zip(span.refs, span.cells, strict=False)}
    totals = totals_among(form, span.refs)
    if not totals:
        return exact
    lines = [line for ref in totals for line in form.sums[ref] if all(term.ref in values for term in line.left)]
    return all(assess(line, values, {}).outcome == "held" for line in lines)


def _strewn(form: Form, tokens: Sequence[Token], spans: Sequence[_Span]) -> bool:
    """Whether figures stand among the rows, or right below them, that are in none: something came between a row and its figures."""
    own = {token.key for span in spans for token in (span.label, *span.cells)}
    inside = [at for at, token in enumerate(tokens) if token.key in own]
    known = frozenset(label for table in form.tables for label in labels_of(table))
    for at, token in enumerate(tokens[inside[0] : inside[-1] + 1 + _BELOW], inside[0]):
        if token.key in own:
            continue
        if is_label(token.text, known):
            if at > inside[-1]:
                return False
        elif is_value(token.text) and _value(token) is not None:
            return True
    return False


def _used(table: Table, tokens: Sequence[Token], spans: Sequence[_Span]) -> Iterator[CellKey]:
    """What is the table's: its rows, the labels of the form among them, and its headings right above."""
    own = {span.label.key for span in spans} | {token.key for span in spans for token in span.cells}
    known = labels_of(table)
    inside = [at for at, token in enumerate(tokens) if token.key in own]
    first = inside[0]
    while first and (not tokens[first - 1].text or is_label(tokens[first - 1].text, known)):
        first -= 1
    for token in tokens[first : inside[-1] + 1]:
        if token.key in own or is_label(token.text, known):
            yield token.key


def _stacked(table: Table, lines: BareLines) -> tuple[list[_Span], tuple[str, ...]] | None:
    """The rows of a table one below another; with the labels that are not there."""
    rows = [(block, row) for block in table.blocks for row in block.filled_rows]
    standing, tokens = _places_of([row for _, row in rows], lines), lines.tokens
    chosen: dict[int, int] = {}
    options = [(number, at) for number, places in enumerate(standing) for at in places]
    for option in rising([(number, at, _ONE_MORE + at) for number, at in options]):
        number, at = options[option]
        chosen[number] = at
    if len(chosen) < _MOST * len(rows):
        return None
    labels = frozenset(chosen.values())
    spans = []
    for number, at in chosen.items():
        block, row = rows[number]
        refs = tuple(f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns)
        spans.append(_Span(refs, tokens[at], tuple(_behind(tokens, at, labels, row))))
    return spans, tuple(row.label for number, (_, row) in enumerate(rows) if number not in chosen)


def _places_of(rows: Sequence[Row], lines: BareLines) -> list[list[int]]:
    """Where the label of each row stands: as it is, or else without its ordinal, or over several lines."""
    labels = [normalised(row.label) for row in rows]
    standing = [lines.by_text.get(label) or lines.by_bare.get(bare(label), []) for label in labels]
    if sum(map(bool, standing)) * 2 < len(labels) or all(standing):
        return standing
    return [places or lines.wrapped.get(label, []) for places, label in zip(standing, labels, strict=True)]


def _behind(tokens: Sequence[Token], at: int, labels: frozenset[int], row: Row | None = None) -> Iterator[Token]:
    """The cells behind a label, up to the next words; the rest of the row's label and its unit are none of them."""
    rest = normalised(row.label).removeprefix(normalised(tokens[at].text)) if row else ""
    unit = normalised(row.unit) if row else ""
    for position in range(at + 1, len(tokens)):
        token = tokens[position]
        text = normalised(token.text)
        if position not in labels and text and not is_value(token.text) and (rest.startswith(text) or text == unit):
            rest, unit = rest.removeprefix(text), unit if text != unit else ""
            continue
        if position in labels or not is_value(token.text):
            return
        yield token


def _across(table: Table, tokens: Sequence[Token]) -> tuple[list[_Span], tuple[str, ...]] | None:
    """The only row of a table whose rows stand side by side: what follows the last of its headings."""
    block = table.blocks[0]
    refs = tuple(f"{table.id}.{row.id}.{column.id}" for row in block.filled_rows for column in block.leaf_columns)
    heads = frozenset(normalised(column.label) for column in block.leaf_columns)
    rows = frozenset(normalised(row.label) for row in block.filled_rows)
    best: list[int] = []
    cluster: list[int] = []
    for at, token in enumerate(tokens):
        texts = [normalised(piece) for piece in _APART.split(token.text.strip())]
        if all(text in heads or text in rows for text in texts):
            cluster = [*cluster, *(at for text in texts if text in heads)]
        elif token.text and not (cluster and is_value(token.text) and len(cluster) < _MOST * len(refs)):
            cluster = cluster if is_value(token.text) else []
        best = max(best, cluster, key=len)
    if len(best) < _MOST * len(refs):
        return None
    return [_Span(refs, tokens[best[-1]], tuple(_behind(tokens, best[-1], frozenset())))], ()


def _totals(form: Form, span: _Span) -> dict[str, Token] | None:
    """Which figures of a row are its totals, as far as that can be told; None where the others do not add up to any."""
    totals = totals_among(form, span.refs)
    if not totals:
        return {}  # nothing adds up in this row, and nothing tells its columns
    values = [_value(token) for token in span.figures]
    ways = list(_parted(values, len(totals)))
    if len(ways) == 1:
        return {ref: span.figures[at] for ref, at in zip(totals, ways[0], strict=True)}
    # It adds up in some way: nothing is wrong, but nobody can tell which sums these are.
    return {} if ways or any(any(_parted(values, parts)) for parts in range(1, len(totals))) else None


def totals_among(form: Form, refs: Refs) -> list[str]:
    """The totals of a row: those of its Refs that are the sum of others of them."""
    own = frozenset(refs)
    return [ref for ref in refs if any(all(term.ref in own for term in line.left) for line in form.sums.get(ref, ()))]


def _parted(values: Sequence[Decimal | None], parts: int) -> Iterator[tuple[int, ...]]:
    """The ways to cut figures into so many parts, each of which ends with the sum of what stands before it."""
    if parts == 0:
        if not values:
            yield ()
        return
    total = Decimal(0)
    for at, value in enumerate(values):
        if value is None:
            return
        if at and value == total:
            for rest in _parted(values[at + 1 :], parts - 1):
                yield at, *(at + 1 + one for one in rest)
        total += value


def _value(token: Token) -> Decimal | None:
    return read_figure(token.text).value
