"""Finds the form's tables in any document: by places in its grids, or by the order of its lines.

The same recogniser as for workbooks looks for labels and headings in each grid, and in all of them
one below another, because documents break tables into pieces. Where columns mean nothing, or too
much is torn, the rows are laid beside the form's by their labels (`runs`). What finds more, wins.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from ..model.figures import read_figure
from ..model.form import Form, Table
from ..model.identity import Line, assess
from ..model.location import Location
from ..model.outline import Outline
from .grids import FoundTable, find_tables
from .labels import CellKey
from .left_out import GAP, BareLines, lay_left_out, totals_among
from .lines import Laid, Run, Token, is_label, labels_of, lay, runs_in_lines, runs_in_rows
from .slid import with_rows_apart
from .stacked import Pieces, by_sections, stacked
from .strays import Stray, strays_in
from .torn import lay_torn
from .typed_rows import Zone, with_typed_rows, without_bars, zones_of

# A form of which less is found than this is not the document's.
RECOGNISABLE = 0.3
_LINE = -1
# So many lines of figures make a table that was copied as lines.
_ENOUGH = 10
_LONGEST_CELL = 60
# So many lines bear a row out beside the one by which its missing figure is known.
_LEAST_HELD = 2


class Recognised(NamedTuple):
    """The tables of one form in one document.

    `places` holds where each Ref stands (grid −1: a line of text, by its number); `uncertain` are
    rows whose figures are too few to be told apart, with what stands there; `missing` rows or
    columns by table; `extra` rows of figures that the form does not have; `misprints` labels that
    were taken for another text; `used` every cell or line that is part of a table. `blank` are cells that
    left no trace, each at its row's label; `mixed` rows beside those, with figures whose columns nobody can tell.
    """

    form: Form
    outline: Outline
    places: Mapping[str, CellKey]
    missing: Mapping[str, tuple[str, ...]]
    uncertain: tuple[tuple[str, tuple[Token, ...]], ...]
    extra: tuple[Stray, ...]
    misprints: tuple[tuple[CellKey, str], ...]
    used: frozenset[CellKey]
    blank: Mapping[str, CellKey] = MappingProxyType({})
    mixed: Mapping[str, tuple[tuple[str, ...], tuple[Token, ...]]] = MappingProxyType({})

    @property
    def share(self) -> float:
        return len({*self.places, *self.blank, *self.mixed_refs}) / len(self.form.figures)

    @property
    def mixed_refs(self) -> frozenset[str]:
        """The Refs whose figures stand in their row, if anywhere, but nobody can tell in which of its columns."""
        return frozenset(ref for refs, _ in self.mixed.values() for ref in refs)

    def text(self, key: CellKey) -> str:
        grid, row, column = key
        return self.outline.paragraphs[row].text if grid == _LINE else self.outline.grids[grid].text(row, column)

    def location(self, key: CellKey) -> Location:
        grid, row, column = key
        return self.outline.paragraphs[row].location if grid == _LINE else self.outline.grids[grid].location(row, column)


def recognise(form: Form, outline: Outline, besides: Collection[int] = ()) -> Recognised:
    """Find the tables of `form` in a document; the paragraphs with a number in `besides` are no rows of them."""
    outline = without_bars(outline)
    outline = outline._replace(grids=with_rows_apart(form, outline.grids))
    strict = [at for at, grid in enumerate(outline.grids) if not grid.loose]
    found = _by_places(form, outline, strict)
    zones: tuple[Zone, ...] = ()
    typed: Mapping[int, tuple[int, ...]] = {}
    if not all(table.id in found and found[table.id].is_whole for table in form.tables):
        zones = zones_of(form, outline)
        whole_outline = outline
        outline, typed = with_typed_rows(form, outline, zones, besides)
    lines = _InLines(form, outline, zones)
    laid = [one for table in form.tables if (one := _laid(outline, table, found.get(table.id), lines)) is not None]
    places = {ref: key for one in laid for ref, key in one.places.items()}
    used = frozenset(key for one in laid for key in one.used)
    blank = {ref: key for one in laid for ref, key in one.blank.items()}
    mixed = {ref: row for one in laid for ref, row in one.mixed.items()}
    short = [row for one in laid for row in one.short.values()]
    if blank or mixed:
        # In a copy in which empty cells left no trace such a row is one of many, unless its sum says otherwise.
        loose = [
            (refs, tokens) for refs, tokens in short if not totals_among(form, refs) and not any(ref in places for ref in refs)
        ]
        mixed |= {refs[0]: (refs, tokens) for refs, tokens in loose}
        short = [row for row in short if row not in loose]
    read = {token.key: token.text for _, tokens in short for token in tokens}
    read |= {key: _text_at(outline, key) for key in places.values()}
    uncertain = tuple(_resolved(form, read, places, short))
    _put_right(form, read, places)
    taken = {key[0] for key in (*used, *(token.key for _, tokens in uncertain for token in tokens))}
    if unused := [at for grid, typed_at in typed.items() if grid not in taken for at in typed_at]:
        # Lines like rows that no table needs: text, after all.
        return recognise(form, whole_outline, {*besides, *unused})
    return Recognised(
        form=form,
        outline=outline,
        places=places,
        missing={one.table.id: one.missing_labels for one in laid},
        uncertain=uncertain,
        extra=tuple(stray for one in laid for stray in one.extra),
        misprints=tuple(misprint for one in laid for misprint in one.misprints),
        used=used,
        blank=blank,
        mixed=mixed,
    )


def _laid(outline: Outline, table: Table, placed: _Placed | None, lines: _InLines) -> Laid | None:
    """A table by its places in a grid, or by the order of its lines, whichever reads more of it; None where neither finds it."""
    laid = None if placed is not None and placed.is_whole else lines.lay(table)
    if placed is None:
        return laid
    keys = {ref: placed.key(place) for ref, place in placed.found.places.items()}
    # Blank cells are no find: they may be what a merged label left behind.
    if laid is not None and _filled(outline, keys.values()) < _filled(outline, laid.places.values()):
        return laid
    slid = dict(_slid(outline, keys, placed))
    return Laid(
        table,
        places={ref: key for ref, key in keys.items() if key[:2] not in slid},
        short={f"{grid}.{row}": slid[grid, row] for grid, row in slid},
        missing_labels=placed.found.missing_labels,
        misprints=tuple((placed.key(place), label) for place, label in placed.found.misprints),
        used=frozenset((*keys.values(), *map(placed.key, placed.found.again)))
        | _labels_used(table, outline, {key[0] for key in keys.values()}),
        extra=tuple(strays_in(placed.found, placed.key)),
    )


class _InLines:
    """A document in which tables are found by the order of their lines, however much of them is torn or left out."""

    def __init__(self, form: Form, outline: Outline, zones: Sequence[Zone]) -> None:
        self._form, self._outline, self._zones = form, outline, zones
        self._ways = _Ways(outline)
        self._bare_lines = BareLines(_bare_lines(outline))

    def lay(self, table: Table) -> Laid | None:
        """The table laid in the way that reaches furthest; None where none finds it."""
        outline, whole = self._outline, len(table.figures)
        laid = self._ways.lay(outline, table)
        if table.across and (laid is None or len(laid.places) < whole):
            rows = _rows_between(outline, table, self._zones)
            torn = lay_torn(table, rows, lambda keys: _add_up(self._form, outline, keys))
            laid = torn if laid is None or _reach(torn) > _reach(laid) else laid
        if laid is None or (not laid.headed and _reach(laid) < whole):
            left = lay_left_out(self._form, table, self._bare_lines)
            laid = left if left and (laid is None or _reach(left) > _reach(laid)) else laid
        return laid


def _filled(outline: Outline, keys: Iterable[CellKey]) -> int:
    return sum(bool(_text_at(outline, key).strip()) for key in keys)


def _slid(
    outline: Outline, keys: Mapping[str, CellKey], placed: _Placed
) -> Iterator[tuple[tuple[int, int], tuple[tuple[str, ...], tuple[Token, ...]]]]:
    """Rows that lack a cell, or have one too many, and a figure less: which one, cannot be told by their places."""
    for line, own in placed.found.unsure:
        first = placed.key((line, 0))
        cells = sorted((column, cell.text) for (row, column), cell in outline.grids[first[0]].cells.items() if row == first[1])
        figures = tuple(Token(text, (*first[:2], column)) for column, text in cells if read_figure(text).value is not None)
        yield first[:2], (own, figures)
    by_row: dict[tuple[int, int], list[str]] = {}
    for ref, key in keys.items():
        if key[0] >= 0 and key[1] in outline.grids[key[0]].short:
            by_row.setdefault(key[:2], []).append(ref)
    unsure = {placed.key((line, 0))[:2] for line, _ in placed.found.unsure}
    for row, refs in by_row.items():
        if row in unsure:
            continue
        tokens = [Token(text, keys[ref]) for ref in refs if (text := _text_at(outline, keys[ref]).strip())]
        if 0 < len(tokens) < len(refs):
            yield row, (tuple(refs), tuple(tokens))


def _read(outline: Outline, laid: Laid) -> tuple[int, int]:
    """How much of a table was read in some way: of two that reach as far the one in which fewer cells hold nothing."""
    return _reach(laid), _filled(outline, laid.places.values())


def _reach(laid: Laid) -> int:
    # Figures beyond a row's columns are none of it.
    short = sum(min(len(tokens), len(refs)) for refs, tokens in (*laid.short.values(), *laid.mixed.values()))
    return len(laid.places) + len(laid.blank) + short


# -- by places --------------------------------------------------------------------------------------


class _Placed(NamedTuple):
    """A table found by places in a grid that is one of the document's, or several of them stacked."""

    found: FoundTable
    pieces: Pieces

    @property
    def is_whole(self) -> bool:
        """Whether a cell was found for each of its figures."""
        return len(self.found.places) == len(self.found.table.figures)

    def key(self, place: tuple[int, int]) -> CellKey:
        """Where a cell of the (stacked) grid stands in the document."""
        top, grid = max(piece for piece in self.pieces if piece[0] < place[0])
        return grid, place[0] - top, place[1]


def _by_places(form: Form, outline: Outline, strict: Sequence[int]) -> dict[str, _Placed]:
    """Tables found in single grids, or in those of one section stacked, with where their cells really stand.

    What stands under another heading is no piece of a table: a small table there may have a row of the same name.
    """
    if not strict:
        return {}
    grids = [outline.grids[at] for at in strict]
    single = {
        table_id: _Placed(found, ((0, next(at for at in strict if outline.grids[at] is found.grid)),))
        for table_id, found in find_tables(form, grids).found.items()
    }
    if len(grids) > 1 and not all(
        table.id in single and len(single[table.id].found.places) == len(table.figures) for table in form.tables
    ):
        for together in by_sections(form, outline, strict):
            stack, pieces = stacked(outline, together, apart=1)
            for table_id, found in find_tables(form, [stack]).found.items():
                if table_id not in single or len(found.places) > len(single[table_id].found.places):
                    single[table_id] = _Placed(found, pieces)
    return single


def _labels_used(table: Table, outline: Outline, grids: Iterable[int]) -> set[CellKey]:
    """The labels, headings and captions of a table in the grids where it was found."""
    known = labels_of(table)
    return {(at, *place) for at in grids for place, cell in outline.grids[at].cells.items() if is_label(cell.text, known)}


# -- by lines ---------------------------------------------------------------------------------------


class _Ways:
    """The document as runs, each way made when it is asked for: its grids row by row; and, if need be, everything line by line."""

    def __init__(self, outline: Outline) -> None:
        self._made: list[list[Run]] = []
        self._more = _ways(outline)

    def __iter__(self) -> Iterator[list[Run]]:
        yield from self._made
        for runs in self._more:
            self._made.append(runs)
            yield runs

    def lay(self, outline: Outline, table: Table) -> Laid | None:
        """The table laid in the way that reads most of it; the first that reads it to the last cell."""
        best: tuple[tuple[int, int], Laid] | None = None
        for runs in self:
            laid = lay(table, runs)
            read = _read(outline, laid)
            best = (read, laid) if best is None or read > best[0] else best
            if min(read) >= len(table.figures):
                break
        return best[1] if best else None


def _ways(outline: Outline) -> Iterator[list[Run]]:
    if outline.grids:
        yield runs_in_rows(_rows(outline, ()))
    lines = _short_lines(outline)
    loose = any(grid.loose for grid in outline.grids)
    if loose:
        # Headings that have no figures are lines beside such grids.
        yield runs_in_rows(_rows(outline, lines))
    if sum(read_figure(token.text).value is not None for token in lines) > _ENOUGH:
        yield runs_in_lines(lines)
    if loose:
        # Cells a line each, with nothing between the rows or too much: only their order counts.
        yield runs_in_lines(token for row in _rows(outline, lines) for token in row if token.text)


def _bare_lines(outline: Outline) -> Iterator[Token]:
    """The cells of loose grids and the lines that may be cells, in reading order; an empty line is one as well."""
    by_line = {token.key[1]: token for token in _short_lines(outline)}
    before: Location | None = None
    for kind, at in outline.order or [("p", at) for at in by_line]:
        if kind == "t":
            before = None
            if outline.grids[at].loose:
                for row, cells in outline.grids[at].rows():
                    yield from (Token(cell.text, (at, row, column)) for column, cell in cells)
            continue
        place = outline.paragraphs[at].location
        if before and not place.grid and place.page == before.page == 0:
            yield from (Token("", (GAP, line, 0)) for line in range(before.line + 1, place.line))
        before = place
        if at in by_line:
            yield by_line[at]


def _short_lines(outline: Outline) -> list[Token]:
    """The lines that may be cells of a table."""
    order = [at for kind, at in outline.order if kind == "p"] if outline.order else range(len(outline.paragraphs))
    paragraphs = ((at, outline.paragraphs[at].text) for at in order)
    return [Token(text, (_LINE, at, 0)) for at, text in paragraphs if len(text) <= _LONGEST_CELL]


def _rows_between(outline: Outline, table: Table, zones: Sequence[Zone]) -> Iterator[list[Token]]:
    """The rows and lines below the heading of a table's section; all there are where it has none."""
    within = next((zone for zone in zones if table.id in zone.tables), Zone(0, len(outline.order), ()))
    entries = outline._replace(order=outline.order[within.start : within.end])
    return _rows(entries, _short_lines(entries))


def _rows(outline: Outline, lines: Sequence[Token]) -> Iterator[list[Token]]:
    """The rows of all grids in reading order, and these lines among them."""
    by_line = {token.key[1]: token for token in lines}
    for kind, at in outline.order:
        if kind == "p":
            if at in by_line:
                yield [by_line[at]]
            continue
        grid = outline.grids[at]
        width = max((column for _, column in grid.cells), default=0)
        for row, cells in grid.rows():
            if grid.loose:
                yield [Token(cell.text, (at, row, column)) for column, cell in cells]
            else:
                # A row that ends before the others has no blank cells there.
                columns = grid.starts.get(row) or range(1, width + 1)
                yield [Token(grid.text(row, column), (at, row, column)) for column in columns]


# -- rows that came short ---------------------------------------------------------------------------


class _LaidRow(NamedTuple):
    """A row with its gap in one place: what it would be, and how many lines fail and hold by it."""

    keys: dict[str, CellKey]
    row: tuple[Decimal | None, ...]
    failed: int
    held: int


def _resolved(
    form: Form,
    read: Mapping[CellKey, str],
    places: dict[str, CellKey],
    short: Sequence[tuple[tuple[str, ...], tuple[Token, ...]]],
) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """Place the figures of rows that lack one, where the form's identities leave one way only; `read` is what stands at each key.

    Yields the rows that stay unsure. What is placed is never shifted: a row is placed whole, or not.
    """
    values = _values(read, places)
    for refs, tokens in short:
        if any(ref in places for ref in refs):
            continue  # its blank cell is known
        options = _ways_to_lay(form, values, refs, [(token.key, token.text) for token in tokens])
        fewest = min((option.failed for option in options), default=1)
        best = [option for option in options if option.failed == fewest]
        if fewest == 0 and len({option.row for option in best}) == 1:
            places |= best[0].keys
            continue
        # What stands at the same place whichever way it is read is sure; the rest is told.
        sure = {ref: key for ref, key in best[0].keys.items() if all(one.keys.get(ref) == key for one in best)} if best else {}
        places |= sure
        left = [ref for ref in refs if ref not in sure]
        yield left[0], tuple(token for token in tokens if token.key not in sure.values())


def _put_right(form: Form, read: Mapping[CellKey, str], places: dict[str, CellKey]) -> None:
    """Move the gap of rows that have a cell less to where all their lines hold, if they do not where it is, and nowhere else.

    A cell that reaches too far and one that is lost hide each other: the others seem to stand in their places. A cell
    that is there and empty stays where it is: who wrote the figure beside it is to be told.
    """
    values = _values(read, places)
    for table, block in ((one, block) for one in form.tables if not one.across for block in one.blocks):
        for row in block.filled_rows if len(block.leaf_columns) > _LEAST_HELD else ():
            refs = tuple(f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns)
            lacking = [ref for ref in refs if ref not in values]
            if len(lacking) != 1 or lacking[0] in places:
                continue
            figures = [(places[ref], read[places[ref]]) for ref in refs if ref in values]
            others = {ref: value for ref, value in values.items() if ref not in refs}
            ways = _ways_to_lay(form, others, refs, figures, told=False)
            now = next(way for way in ways if lacking[0] not in way.keys)
            better = [way for way in ways if not way.failed and way.held >= _LEAST_HELD]
            if now.failed and better and len({way.row for way in better}) == 1:
                for ref in now.keys:
                    del places[ref], values[ref]
                places |= better[0].keys
                values |= _values(read, better[0].keys)


def _values(read: Mapping[CellKey, str], places: Mapping[str, CellKey]) -> dict[str, Decimal]:
    figures = {ref: read_figure(read[key]).value for ref, key in places.items()}
    return {ref: value for ref, value in figures.items() if value is not None}


def _ways_to_lay(
    form: Form, values: Mapping[str, Decimal], refs: tuple[str, ...], figures: Sequence[tuple[CellKey, str]], *, told: bool = True
) -> list[_LaidRow]:
    """The ways to lay figures in a row that has one more; with `told` those in which the lines say what the missing one is."""
    lines = [line for line in form.lines if not line.needs_prior and {term.ref for term, _ in line.terms} & set(refs)]
    ways: list[_LaidRow] = []
    for gap in range(len(refs)) if len(figures) == len(refs) - 1 else ():
        kept = [ref for at, ref in enumerate(refs) if at != gap]
        own = {ref: read_figure(text).value for ref, (_, text) in zip(kept, figures, strict=True)}
        tried = {**values, **{ref: value for ref, value in own.items() if value is not None}}
        implied = worked_out(form.lines, tried, [refs[gap]])
        if told and refs[gap] not in implied:
            continue
        tried |= implied
        outcomes = [assess(line, tried, {}).outcome for line in lines]
        # Where two lines say two things of the missing figure one of them fails, whatever it is.
        apart = refs[gap] not in implied and _is_told(lines, tried, refs[gap])
        keys = {ref: key for ref, (key, _) in zip(kept, figures, strict=True)}
        row = tuple(tried.get(ref) for ref in refs)
        ways.append(_LaidRow(keys, row, outcomes.count("failed") + apart, outcomes.count("held")))
    return ways


def _is_told(lines: Iterable[Line], values: Mapping[str, Decimal], ref: str) -> bool:
    """Whether a figure is the only one that a line does not know."""
    return any(
        line.relation == "equals" and [term.ref for term, _ in line.terms if term.ref not in values] == [ref] for line in lines
    )


def worked_out(lines: Iterable[Line], values: Mapping[str, Decimal], unknown: Iterable[str]) -> dict[str, Decimal]:
    """What the identities make of figures that are not there: only where every line that tells, tells the same.

    A figure is told by a line in which it is the only unknown one; negative ones are not believed.
    """
    told: dict[str, set[Decimal]] = {ref: set() for ref in unknown}
    for line in lines:
        if line.relation != "equals" or line.needs_prior:
            continue
        open_terms = [(term.ref, weight) for term, weight in line.terms if term.ref not in values]
        if len(open_terms) == 1 and open_terms[0][0] in told:
            ref, weight = open_terms[0]
            rest = sum((weight * values[term.ref] for term, weight in line.terms if term.ref != ref), Decimal(0))
            told[ref].add(-rest / weight + 0)  # no minus zero
    return {ref: next(iter(values)) for ref, values in told.items() if len(values) == 1 and next(iter(values)) >= 0}


def _add_up(form: Form, outline: Outline, places: Mapping[str, CellKey]) -> bool:
    """Whether most of what the form says of figures at these places holds: in another order of the columns nothing would."""
    read = {ref: read_figure(_text_at(outline, key)).value for ref, key in places.items()}
    values = {ref: value for ref, value in read.items() if value is not None}
    within = (line for line in form.lines if len(line.tables) == 1 and not line.needs_prior)
    lines = [line for line in within if {term.ref for term, _ in line.terms} & set(places)]
    outcomes = [assess(line, values, {}).outcome for line in lines]
    return bool(lines) and outcomes.count("held") >= 2 * outcomes.count("failed") and "not_assessable" not in outcomes


def _text_at(outline: Outline, key: CellKey) -> str:
    grid, row, column = key
    return outline.paragraphs[row].text if grid == _LINE else outline.grids[grid].text(row, column)
