"""Finds a form's tables in lines of text, where columns mean nothing and only the order is left.

Copies lose merged cells, empty cells and sometimes every trace of columns; PDFs tear labels. What
is left of a row is a run: its labels, then its figures. Runs are laid beside the form's rows, in
order, by how alike the labels are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from ..model.figures import read_figure, spread_figure, stands_for_none
from ..model.form import Block, Row, Table, walk_rows
from ..model.outline import usual
from ..text.ordinals import ITEM
from ..text.pairing import aligned
from ..text.patterns import HAN, pattern
from ..text.units import UNITS
from .labels import LIKE, CellKey, bare, like, normalised
from .strays import Beside, Headed, Stray, headed

# A run must be this much like a row to be laid beside it.
_ALIKE = 0.5
_SURELY = 0.9
_UNIT = 3
# A label is wrapped over so many further lines at most.
_WRAPPED = 2
# 3、其他 is a label, 1.5 is none.
_NUMBERED = pattern(rf"\(?\d{{1,3}}[)、.]($|{HAN})")

# The headings of columns stand in so many rows.
_HEADING_ROWS = 4
# A block of fewer columns has no headings to tell them apart by.
_FEWEST = 3  # 22（其中修订16件）, 22件（含修订2件）
_BRACKETED = pattern(r"[（(][^（()）]{1,30}[)）]$")

# A label's piece, as wrapped or torn lines leave it.
_PIECE = 2


class Token(NamedTuple):
    """A cell or a line, and where it stands."""

    text: str
    key: CellKey


class Run(NamedTuple):
    """Labels and the cells with figures behind them (blank cells among these have empty text)."""

    labels: tuple[Token, ...]
    values: tuple[Token, ...]
    # Whether the row's end is known, so that blank cells at its end were really there.
    bounded: bool = True

    @property
    def filled(self) -> list[Token]:
        return [token for token in self.values if token.text]


class Laid(NamedTuple):
    """A table as laid beside runs: where figures stand, which rows came short, what was odd."""

    table: Table
    places: dict[str, CellKey]
    short: dict[str, tuple[tuple[str, ...], tuple[Token, ...]]]
    missing_labels: tuple[str, ...]
    misprints: tuple[tuple[CellKey, str], ...]
    used: frozenset[CellKey]
    extra: tuple[Stray, ...] = ()
    # Cells that are known to be empty, at their row's label; rows whose figures nobody can tell apart, by their first Ref.
    blank: Mapping[str, CellKey] = MappingProxyType({})
    mixed: Mapping[str, tuple[tuple[str, ...], tuple[Token, ...]]] = MappingProxyType({})
    # Whether the table's own headings say in which columns figures stand, though not all of the form's are there.
    headed: bool = False


def runs_in_rows(rows: Iterable[Sequence[Token]]) -> list[Run]:
    """One run a row: the cells behind the last label are its figures."""
    runs = []
    for row in rows:
        last = max((at for at, token in enumerate(row) if token.text and not is_value(token.text)), default=-1)
        runs.append(Run(tuple(token for token in row[: last + 1] if token.text), tuple(row[last + 1 :])))
    return runs


def runs_in_lines(tokens: Iterable[Token]) -> list[Run]:
    """Runs in a plain sequence of cells: labels until figures come, figures until a label comes."""
    runs: list[Run] = []
    labels: list[Token] = []
    values: list[Token] = []
    for token in tokens:
        if is_value(token.text):
            values.append(token)
            continue
        if values:
            runs.append(Run(tuple(labels), tuple(values), bounded=False))
            labels, values = [], []
        labels.append(token)
    runs.append(Run(tuple(labels), tuple(values), bounded=False))
    return runs


@lru_cache(maxsize=1 << 12)  # a document's cells are looked at for each form that it may be in
def is_value(text: str) -> bool:
    """A figure, with a unit or a remark in brackets behind it perhaps, or what people write for none; blanks count as such."""
    text = text.strip()
    if not text or stands_for_none(text):
        return True
    if spread_figure(text) is not None:
        return True
    read = read_figure(text)
    return read.value is not None and len(_BRACKETED.sub("", read.remark)) <= _UNIT and not _NUMBERED.match(normalised(text))


def lay(table: Table, runs: Sequence[Run]) -> Laid:
    """Lay `table` beside the runs; rows that are not there, or came short of figures, are told."""
    return _lay_across(table, runs) if table.across else _lay_stacked(table, runs)


def _lay_stacked(table: Table, runs: Sequence[Run]) -> Laid:
    rows = [(len(block.leaf_columns), row, block) for block in table.blocks for row in block.filled_rows]
    above = _headings(table)
    wanted = frozenset(normalised(row.label) for _, row, _ in rows)
    named = wanted | {normalised(row.label + row.unit) for _, row, _ in rows}
    known = labels_of(table)
    spellings = [
        [_texts(run, named, known - named), *_behind(runs, at), *_gone_on(runs, at, wanted)] if run.values else []
        for at, run in enumerate(runs)
    ]
    scores = [
        [_alike(row.label, above.get(row.id, ""), spelled) if spelled else 0.0 for spelled in spellings] for _, row, _ in rows
    ]
    chosen = aligned(scores, _ALIKE)
    _by_position(chosen, runs, [width for width, _, _ in rows])
    places: dict[str, CellKey] = {}
    short: dict[str, tuple[tuple[str, ...], tuple[Token, ...]]] = {}
    misprints: list[tuple[CellKey, str]] = []
    used: set[CellKey] = set()
    laid = [runs[at] for at in chosen if at is not None]
    common, end = _usual_columns(laid), _usual_end(laid)
    by_row = {row.id: at for (_, row, _), at in zip(rows, chosen, strict=True) if at is not None}
    heads = _headed(table, runs, by_row, known)
    beside: dict[Beside, dict[str, Token]] = {}
    for (width, row, block), at in zip(rows, chosen, strict=True):
        if at is None:
            continue
        run = runs[at]
        refs = tuple(f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns)
        used |= _own(run, known)
        if row.id in heads:
            for column, token in zip(heads[row.id].columns, _so_many(run, len(heads[row.id].columns)), strict=True):
                if isinstance(column, Beside):
                    beside.setdefault(column, {})[row.id] = token
                else:
                    places[refs[column]] = token.key
            continue
        fitted = (
            None
            if may_be_stub(run.values, width, end, _end_of(runs[at - 1]) if at else 0)
            else _fitted(run, width, common.get(width, ()))
        )
        if fitted:
            places.update({ref: token.key for ref, token in zip(refs, fitted, strict=True) if token})
        if not fitted or None in fitted:
            short[row.id] = refs, tuple(run.filled)
        if run.labels and _labels_of_run(run).isdisjoint({normalised(row.label), normalised(row.label + row.unit)}):
            misprints.append((run.labels[-1].key, row.label))
    missing = tuple(row.label for (_, row, _), at in zip(rows, chosen, strict=True) if at is None)
    for block in table.blocks:
        told = next((heads[row.id] for row in block.filled_rows if row.id in heads), None)
        missing += tuple(block.leaf_columns[at].label for at in told.lacking) if told else ()
        misprints += [(one.key, block.leaf_columns[at].label) for one, at in told.renamed] if told else ()
    extra = (*_columns_beside(table, beside), *_extra(table, chosen, runs, rows))
    return Laid(table, places, short, missing, tuple(misprints), frozenset(used), extra, headed=bool(heads))


def _extra(
    table: Table, chosen: Sequence[int | None], runs: Sequence[Run], rows: Sequence[tuple[int, Row, Block]]
) -> Iterator[Stray]:
    """Rows of as many figures as the table's, between those that were laid, which are none of the form's."""
    laid = {at for at in chosen if at is not None}
    blocks = {width: block for width, _, block in rows}
    for at in range(min(laid, default=0), max(laid, default=-1) + 1):
        run = runs[at]
        if at not in laid and run.labels and len(run.filled) in blocks and len(run.filled) > 1:
            texts = tuple(token.text for token in run.filled)
            columns = (column.id for column in blocks[len(texts)].leaf_columns)
            yield Stray(table.id, run.labels[-1].text, run.filled[0].key, texts, dict(zip(columns, texts, strict=True)))


def _headed(table: Table, runs: Sequence[Run], laid: Mapping[str, int], known: frozenset[str]) -> dict[str, Headed]:
    """The rows whose figures the headings above give other columns than the block's, where most of its rows have as many."""
    found: dict[str, Headed] = {}
    for block in table.blocks:
        own = {row.id: laid[row.id] for row in block.filled_rows if row.id in laid}
        if not own or len(block.leaf_columns) < _FEWEST:
            continue
        heads = headed(block, known, _above(runs, min(own.values())))
        fitting = [row for row, at in own.items() if _so_many(runs[at], len(heads.columns))]
        # A column that is not there is not there in any row: in some it would be a figure that was lost.
        most = len(own) if heads.lacking and len(heads.columns) < len(block.leaf_columns) else len(own) // 2 + 1
        odd = heads.renamed or heads.lacking or len(heads.columns) != len(block.leaf_columns)
        if odd and len(heads.columns) > 1 and len(fitting) >= most:
            found |= dict.fromkeys(fitting, heads)
    return found


def _above(runs: Sequence[Run], first: int) -> list[tuple[Sequence[Token], bool]]:
    """The rows of labels above a run's figures: runs of their own, or in plain lines the first of its own labels."""
    above: list[tuple[Sequence[Token], bool]] = [
        (run.labels, run.bounded) for run in runs[max(first - _HEADING_ROWS, 0) : first] if not run.filled
    ]
    return above if runs[first].bounded else [*above, (runs[first].labels[:-1], False)]


def _so_many(run: Run, count: int) -> Sequence[Token]:
    """The figures of a run if it has so many, or so many cells with blank ones among them; else nothing."""
    if len(run.filled) == count:
        return run.filled
    return run.values if run.bounded and len(run.values) == count else ()


def _columns_beside(table: Table, beside: Mapping[Beside, Mapping[str, Token]]) -> Iterator[Stray]:
    """The columns of figures that the form does not have, with what stands in each row."""
    for head, tokens in beside.items():
        texts = {row: token.text for row, token in tokens.items()}
        yield Stray(table.id, head.label, head.key, tuple(texts.values()), texts, column=True, again=head.again)


def _own(run: Run, known: frozenset[str]) -> set[CellKey]:
    """What of a run is the table's: its figures, its cells, and those lines before it that are labels of the form."""
    lines = {token.key for token in run.labels if token.key[0] >= 0 or token is run.labels[-1] or is_label(token.text, known)}
    return lines | {token.key for token in run.values}


def _headings(table: Table) -> dict[str, str]:
    """For each row the heading above it."""
    above: dict[str, str] = {}
    for block in table.blocks:
        for heading, _ in walk_rows(block.rows):
            for row in heading.rows:
                above[row.id] = heading.label
    return above


def _labels_of_run(run: Run) -> set[str]:
    """The labels of a run, each by itself and the last ones joined."""
    texts = [normalised(token.text) for token in run.labels]
    return {*texts, *("".join(texts[start:]) for start in range(max(len(texts) - 4, 0), len(texts)))}


def _texts(run: Run, named: frozenset[str], others: frozenset[str]) -> tuple[str, ...]:
    """The words of a run that may be its row's, the last ones.

    Those that are the whole name of a row are not, where the name of another, or any words that are none of the `others`
    in a table, stand between them and the figures: their own figures are gone.
    """
    labels = run.labels[-6:]
    if labels and sum(normalised(piece) in named for piece in labels[-1].text.split()) > 1:
        return ()  # two rows in one
    naming = [at for at, token in enumerate(labels) if normalised(token.text) in named]
    row = run.values[0].key[:2]
    # 系列 1, below a table whose last figure is gone: so short a word is no unit where the row's name stands in another line.
    apart = all(labels[at].key[:2] != row for at in naming)
    beside = [
        at
        for at, token in enumerate(labels)
        if token.key[:2] == row
        and (len(token.text) > _UNIT or (apart and not _may_be_unit(token.text, named | others)))
        and normalised(token.text) not in others
    ]
    last = max((*naming[-1:], *beside[-1:]), default=0)
    return tuple(token.text for at, token in enumerate(labels) if at >= last or at not in naming)


def _may_be_unit(text: str, known: frozenset[str]) -> bool:
    """Whether a short word beside a figure may be its unit, or a piece of a label."""
    return bare(normalised(text)) in UNITS or is_label(text, known)


def _behind(runs: Sequence[Run], at: int) -> list[tuple[str, ...]]:
    """The run's label with what may be the rest of it: the lines without figures that follow, as wrapped labels leave them."""
    label = next((token.text for token in reversed(runs[at].labels) if len(token.text) > _UNIT), "")
    if not label:
        return []  # the label that follows is the next row's
    rest: list[tuple[str, ...]] = []
    for run in runs[at + 1 : at + 1 + _WRAPPED]:
        if run.values and not all(stands_for_none(token.text) or not token.text for token in run.values):
            break
        label += "".join(token.text for token in run.labels)
        rest.append((label,))
    return rest


def _gone_on(runs: Sequence[Run], at: int, wanted: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """The run's label with the first line behind its figures, where the two are one of these labels: it went on below them.

    Only among lines: in a table what stands in the next row is the next row's.
    """
    if not runs[at].bounded and at + 1 < len(runs) and runs[at + 1].labels:
        begun = next((token.text for token in reversed(runs[at].labels) if len(token.text) > _UNIT), "")
        whole = begun + runs[at + 1].labels[0].text
        if begun and normalised(whole) in wanted:
            yield (whole,)


def _alike(label: str, heading: str, spellings: Sequence[tuple[str, ...]]) -> float:
    """How much a run's labels are like a row's, 0 to 1: as they stand, or else with the lines that follow."""
    best = 0.0
    for labels in spellings:
        best = max(best, _label_score(label, heading, labels))
        if best >= _SURELY:
            break
    return best


@lru_cache(maxsize=65536)
def _label_score(label: str, heading: str, labels: tuple[str, ...]) -> float:
    wanted, plain = normalised(label), bare(normalised(label))
    texts = [normalised(text) for text in labels]
    if not texts:
        return 0.0
    joined = "".join(texts)
    if texts[-1] == wanted:
        return 1.0
    if wanted in texts[-3:]:
        return 0.97  # the label nearest to the figures comes first
    if bare(texts[-1]) == plain or any(bare(text) == plain and len(plain) > 2 for text in texts[-3:]):
        return 0.95
    if len(wanted) >= 2 and joined.endswith(wanted):
        return 0.93
    if heading and joined == normalised(heading) + wanted:
        return 0.93
    if len(plain) >= 4 and joined.endswith(plain):
        return 0.9
    # What a narrow column cut off: (六)其 for (六)其他处理.
    for text in (texts[-1], joined):
        if len(text) >= 3 and wanted.startswith(text) and re.match(ITEM, text):
            return 0.85
    best = max(like(wanted, text) for text in {texts[-1], joined, "".join(texts[-2:])})
    return 0.8 * best if best >= LIKE else 0.0


def _by_position(chosen: list[int | None], runs: Sequence[Run], widths: list[int]) -> None:
    """Rows whose labels are lost: between two known ones, where exactly as many rows of figures stand as are missing."""
    at = 0
    while at < len(chosen):
        if chosen[at] is not None:
            at += 1
            continue
        end = at
        while end < len(chosen) and chosen[end] is None:
            end += 1
        before = chosen[at - 1] if at else None
        after = chosen[end] if end < len(chosen) else None
        if before is not None and after is not None:
            between = [run for run in range(before + 1, after) if len(runs[run].filled) == widths[at]]
            if len(between) == end - at:
                chosen[at:end] = between
        at = end


def _usual_columns(runs: Sequence[Run]) -> dict[int, tuple[int, ...]]:
    """The columns that most rows of so many figures fill, in copies that kept empty cells."""
    counted: dict[tuple[int, ...], int] = {}
    for run in runs:
        columns = tuple(token.key[2] for token in run.filled)
        counted[columns] = counted.get(columns, 0) + 1
    common: dict[int, tuple[int, ...]] = {}
    if len({run.values[-1].key[2] for run in runs if run.values}) > 1:
        return common  # rows of different lengths have not kept their columns
    for columns in sorted(counted, key=lambda columns: counted[columns]):
        common[len(columns)] = columns
    return common


def _usual_end(runs: Sequence[Run]) -> int:
    """The column that most rows end in."""
    return usual(run.values[-1].key[2] for run in runs if run.values)


def may_be_stub(cells: Sequence[Token], width: int, end: int, above: int) -> bool:
    """Whether a blank cell before or behind a row's figures may be none of them, and another cell lost.

    In front it may be its label's, where other rows reach as far as `end`; behind them it may be below nothing, where the
    row above reaches as far as `above`.
    """
    if not cells or len(cells) != width or sum(bool(token.text) for token in cells) != width - 1:
        return False
    last = cells[-1].key[2]
    return (not cells[0].text and last < end) or (not cells[-1].text and last < above)


def _end_of(run: Run) -> int:
    """The column in which a run ends, 0 for one that is no row of a table."""
    return max((token.key[2] for token in (*run.labels, *run.values)), default=0)


def _fitted(run: Run, width: int, common: tuple[int, ...]) -> list[Token | None] | None:
    """The figures of a run in `width` columns, None for one that is not there; None when that cannot be told."""
    filled = run.filled
    if len(filled) == width:
        return list(filled)
    if run.bounded and len(run.values) == width:
        return list(run.values)
    if len(filled) > width:
        return None
    columns = {token.key[2]: token for token in filled}
    labelled = run.labels[-1].key[2] if run.labels else 0
    if run.bounded and common and labelled < common[0] and set(columns) <= set(common):
        return [columns.get(column) for column in common]
    return None


# -- rows side by side ------------------------------------------------------------------------------


def _lay_across(table: Table, runs: Sequence[Run]) -> Laid:
    """The row of as many figures as the table has, below headings written with its characters."""
    block = table.blocks[0]
    refs = [f"{table.id}.{row.id}.{column.id}" for row in block.filled_rows for column in block.leaf_columns]
    labels = [column.label for column in block.leaf_columns] + [row.label for row, _ in walk_rows(block.rows)]
    wanted = set(normalised("".join(labels)))
    best: tuple[float, int] | None = None
    for at, run in enumerate(runs):
        if len(refs) - 1 <= len(run.filled) <= len(refs) or (run.bounded and len(run.values) == len(refs) and run.filled):
            above = "".join(token.text for earlier in runs[max(at - 8, 0) : at + 1] for token in earlier.labels)
            alike = len(wanted & set(normalised(above))) / len(wanted)
            if alike >= LIKE and (best is None or alike > best[0]):
                best = alike, at
    if best is None:
        return Laid(table, {}, {}, tuple(dict.fromkeys(labels)), (), frozenset())
    run = runs[best[1]]
    known = labels_of(table)
    used = {key for earlier in runs[max(best[1] - 8, 0) : best[1] + 1] for key in _own(earlier, known)}
    fitted = _fitted(run, len(refs), ())
    if fitted is None:
        return Laid(table, {}, {_side_by_side(block.filled_rows): (tuple(refs), tuple(run.filled))}, (), (), frozenset(used))
    places = {ref: token.key for ref, token in zip(refs, fitted, strict=True) if token}
    return Laid(table, places, {}, (), (), frozenset(used))


def _side_by_side(rows: tuple[Row, ...]) -> str:
    return "、".join(row.id for row in rows)


# -- labels --------------------------------------------------------------------------------------------


def labels_of(table: Table) -> frozenset[str]:
    """Every text that the form prints in a table, normalised."""
    texts: list[str] = []
    for block in table.blocks:
        texts += [block.caption, block.corner, block.unit_header]
        texts += [text for row, _ in walk_rows(block.rows) for text in (row.label, row.unit)]
        columns = list(block.columns)
        while columns:
            column = columns.pop()
            texts.append(column.label)
            columns += column.columns
    spelled = [normalised(text) for text in texts if text]
    return frozenset((*spelled, *(bare(text) for text in spelled)))


def is_label(text: str, known: frozenset[str]) -> bool:
    """Whether a text is one of the form's, or a piece of one as a broken line leaves it."""
    plain = normalised(text)
    if plain in known or bare(plain) in known:
        return True
    return len(plain) >= _PIECE and any(plain in label for label in known)
