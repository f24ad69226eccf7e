"""Tables that came in torn: one table as three, rows as lines, a cell a line, a merged cell too wide.

Whatever the damage, a figure is read right, or it is told that it is missing; none is read from the cell beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import telling
from copied_reports import TEXTS, Copied, copied, dense, read, score, sparse
from published_pages import PACKS
from torn_copies import (
    ACROSS,
    TORN_TEXTS,
    figure_span_off,
    rows_fallen_out,
    span_off,
    torn_across,
    typed,
    typed_with_colons,
    without_headings,
    without_words_of_columns,
)

FORM_2014, FORM_2019, FORM_2021 = PACKS
EVERY = ("piped", "tabbed", "one a line", "html", "docx")
STRICT = ("piped", "html", "docx")


class Torn(NamedTuple):
    """A way to tear tables, the forms that have such ones, and the shapes in which it shows."""

    change: Callable[[Copied], Copied]
    packs: tuple[str, ...] = PACKS
    shapes: tuple[str, ...] = EVERY


TEARS = {
    **{
        f"across, {name}": Torn(lambda copy, name=name: torn_across(copy, name), (FORM_2019, FORM_2021))  # type: ignore[misc]
        for name in ACROSS
    },
    "rows as lines, a blank between": Torn(lambda copy: typed(copy, " "), shapes=STRICT),
    "rows as lines, blanks between": Torn(lambda copy: typed(copy, "   "), shapes=STRICT),
    "rows as lines, tabs between": Torn(lambda copy: typed(copy, "\t"), shapes=STRICT),
    "rows as lines, a colon between": Torn(typed_with_colons, shapes=STRICT),
    "rows between pieces of a table": Torn(lambda copy: rows_fallen_out(copy, 4)),
    "a label's cell too wide": Torn(lambda copy: span_off(copy, 1), shapes=STRICT),
    "a label's cell too narrow": Torn(lambda copy: span_off(copy, -1), shapes=STRICT),
    "a figure's cell too wide": Torn(figure_span_off, shapes=STRICT),
    "no rows above the figures": Torn(without_headings, shapes=(*EVERY, "bare lines")),
    "no headings of columns": Torn(without_words_of_columns, shapes=(*EVERY, "bare lines")),
    "text": Torn(lambda copy: copy, shapes=tuple(TORN_TEXTS)),
}
ALL = [(name, pack, shape) for name, torn in TEARS.items() for pack in torn.packs for shape in torn.shapes]
# A quick run takes two shapes of each, in another form each time.
TURNS = [
    (name, torn.packs[(number + turn) % len(torn.packs)], torn.shapes[(2 * number + turn) % len(torn.shapes)])
    for number, (name, torn) in enumerate(TEARS.items())
    for turn in range(len(torn.shapes) if name == "text" else 2)
]


@pytest.fixture(autouse=True)
def torn_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, shape in TORN_TEXTS.items():
        monkeypatch.setitem(TEXTS, name, shape)


@pytest.mark.parametrize("name, pack, shape", telling(TURNS, ALL))
def test_torn_tables_are_read_to_the_last_cell(tmp_path: Path, name: str, pack: str, shape: str) -> None:
    for figures in (dense, sparse):
        copy = copied(pack, figures)
        published = read(tmp_path, TEARS[name].change(copy), shape)
        came = score(published, copy.figures)
        assert (came.missing, came.wrong) == ((), ())
        assert published.form.id == pack
        assert not {"W101", "W102", "W107"} & {finding.code for finding in published.findings}
