"""Rows that lack a figure: which one it is where the form's identities tell, whatever the places of the others say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..model.figures import read_figure
from ..model.form import Form
from ..model.identity import Line, assess
from .lines import Key, Token

# So many lines bear a row out beside the one by which its missing figure is known.
_LEAST_HELD = 2


class _Way(NamedTuple):
    """A row with its gap in one place: what it would be, and how many lines fail and hold by it."""

    keys: dict[str, Key]
    row: tuple[Decimal | None, ...]
    failed: int
    held: int


def resolved(
    form: Form, read: Mapping[Key, str], places: dict[str, Key], short: Sequence[tuple[tuple[str, ...], tuple[Token, ...]]]
) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """Place the figures of rows that lack one, where the form's identities leave one way only; `read` is what stands at each key.

    Yields the rows that stay unsure. What is placed is never shifted: a row is placed whole, or not.
    """
    values = _values(read, places)
    for refs, tokens in short:
        if any(ref in places for ref in refs):
            continue  # its blank cell is known
        options = _ways(form, values, refs, [(token.key, token.text) for token in tokens])
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


def put_right(form: Form, read: Mapping[Key, str], places: dict[str, Key]) -> None:
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
            ways = _ways(form, others, refs, figures, told=False)
            now = next(way for way in ways if lacking[0] not in way.keys)
            better = [way for way in ways if not way.failed and way.held >= _LEAST_HELD]
            if now.failed and better and len({way.row for way in better}) == 1:
                for ref in now.keys:
                    del places[ref], values[ref]
                places |= better[0].keys
                values |= _values(read, better[0].keys)


def _values(read: Mapping[Key, str], places: Mapping[str, Key]) -> dict[str, Decimal]:
    figures = {ref: read_figure(read[key]).value for ref, key in places.items()}
    return {ref: value for ref, value in figures.items() if value is not None}


def _ways(
    form: Form, values: Mapping[str, Decimal], refs: tuple[str, ...], figures: Sequence[tuple[Key, str]], *, told: bool = True
) -> list[_Way]:
    """The ways to lay figures in a row that has one more; with `told` those in which the lines say what the missing one is."""
    lines = [line for line in form.lines if not line.needs_prior and {term.ref for term, _ in line.terms} & set(refs)]
    ways: list[_Way] = []
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
        ways.append(_Way(keys, row, outcomes.count("failed") + apart, outcomes.count("held")))
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
