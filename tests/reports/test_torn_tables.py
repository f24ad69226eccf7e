"""Tables that came in torn: one table as three, rows as lines, a cell a line, a merged cell too wide.

Whatever the damage, a figure is read right, or it is told that it is missing; none is read from the cell beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import telling
from support.published.copies import TEXTS, Copied, copied, dense, read, score, sparse, untold
from support.published.pages import PACKS
from support.published.torn import (
    ACROSS,
    TORN_TEXTS,
    figure_span_off,
    in_bars,
    one_lost,
    rows_fallen_out,
    rows_in_one,
    span_off,
    torn_across,
    typed,
    typed_with_colons,
    without_headings,
    without_section_headings,
    without_words_of_columns,
    words_changed,
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
    "the first table in bars": Torn(lambda copy: in_bars(copy, 0, blank=False), (FORM_2019, FORM_2021)),
    "the second table in bars": Torn(lambda copy: in_bars(copy, 1, blank=True), (FORM_2019, FORM_2021), ("piped", "tabbed")),
    "two rows in one": Torn(rows_in_one, (FORM_2019, FORM_2021)),
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


# Two faults in one row may hide each other: a cell too wide and one too few.
ALONE = ("a label's cell too wide", "a figure's cell too wide")
LOST = [one for one in ALL if one[0] not in ALONE]
# A row set apart by blanks stands below a row of tabs whose only figure is gone.
SET_APART = ("rows between pieces of a table", FORM_2014, "tabbed")


@pytest.mark.parametrize("blank", [False, True], ids=["gone", "blank"])
@pytest.mark.parametrize("name, pack, shape", telling([*LOST[::9], SET_APART], LOST))
def test_a_figure_lost_besides_is_told_and_none_takes_its_place(
    tmp_path: Path, name: str, pack: str, shape: str, blank: bool
) -> None:
    copy = copied(pack, dense)
    torn = TEARS[name].change(copy)
    number = LOST.index((name, pack, shape))
    for at in range(number % 37, len(copy.figures), 37):
        published = read(tmp_path, one_lost(torn, at, blank=blank), shape)
        assert score(published, copy.figures).wrong == (), at
        assert untold(published, copy.figures) == [], at


class Lost(NamedTuple):
    """A copy that was torn, and figures gone besides, by their numbers: those that hid each other."""

    name: str
    pack: str
    shape: str
    figures: Callable[[str], Mapping[str, str]]
    gone: tuple[int, ...]
    blank: tuple[int, ...] = ()


HIDING = [
    Lost("a figure's cell too wide", FORM_2019, "docx", dense, (62,)),
    Lost("a figure's cell too wide", FORM_2021, "docx", sparse, (88, 16, 112)),
    Lost("the second table in bars", FORM_2019, "tabbed", sparse, (), (53,)),
    Lost("the second table in bars", FORM_2021, "piped", sparse, (10,), (28, 114)),
    Lost("text", FORM_2019, "framed one a line", dense, (18,)),
    Lost("across, words fallen out", FORM_2021, "piped one a line", sparse, (13,)),
    Lost("no headings of columns", FORM_2014, "bare lines", dense, (15,), (12, 42)),
    Lost("text", FORM_2014, "framed one a line", dense, (46, 10), (1,)),
]


@pytest.mark.parametrize("lost", HIDING, ids=lambda lost: f"{lost.name}, {lost.pack}, {lost.shape}")
def test_two_faults_that_hide_each_other_shift_nothing(tmp_path: Path, lost: Lost) -> None:
    """A cell too wide in the row of one that is gone, blanks beside blank lines, figures gone where no sum tells of them."""
    copy = copied(lost.pack, lost.figures)
    torn = TEARS[lost.name].change(copy)
    for at in lost.gone:
        torn = one_lost(torn, at)
    for at in lost.blank:
        torn = one_lost(torn, at, blank=True)
    published = read(tmp_path, torn, lost.shape)
    assert score(published, copy.figures).wrong == ()
    assert untold(published, copy.figures) == []


WORDS = {
    "no ordinals": lambda text: re.sub(r"^(?:（[一二三四五六七]）|\d\.|[一二三四]、)", "", text),
    "ordinals stuck to the words": lambda text: re.sub(r"^(\d)\.", r"\1", text).replace("（", "(").replace("）", ")"),
    "a misprint in each word": lambda text: f"{text[:2]}某{text[3:]}" if len(text) > 3 else text,
}


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("name", telling([*ACROSS][::4], [*ACROSS]))
def test_pieces_with_other_words_are_read(tmp_path: Path, name: str, words: str) -> None:
    for pack in (FORM_2019, FORM_2021):
        copy = copied(pack, sparse)
        published = read(tmp_path, words_changed(torn_across(copy, name), WORDS[words]), "html")
        came = score(published, copy.figures)
        assert (came.missing, came.wrong) == ((), ())


@pytest.mark.parametrize("name", ["three under headings", "stacked", "named figures", "cut down the middle"])
def test_pieces_are_found_without_their_section(tmp_path: Path, name: str) -> None:
    copy = copied(FORM_2021, dense)
    published = read(tmp_path, without_section_headings(torn_across(copy, name)), "docx")
    assert score(published, copy.figures).missing == score(published, copy.figures).wrong == ()


APART = {"a blank": " ", "a no-break space": "\u00a0", "a full-width comma": "，"}


@pytest.mark.parametrize("sign", APART)
@pytest.mark.parametrize(
    "pack, shape",
    telling(
        [(FORM_2014, "docx"), (FORM_2021, "spaced"), (FORM_2021, "bare lines")],
        [*((pack, shape) for pack in PACKS for shape in (*EVERY, "spaced")), (FORM_2021, "bare lines")],
    ),
)
def test_thousands_apart_are_one_figure(tmp_path: Path, pack: str, shape: str, sign: str) -> None:
    copy = copied(pack, dense)
    apart = copy.mapped(
        lambda piece: piece._replace(text=f"{int(piece.text):,}".replace(",", APART[sign])) if piece.ref else piece
    )
    came = score(read(tmp_path, apart, shape), copy.figures)
    assert (came.missing, came.wrong) == ((), ())


def test_a_merged_cell_leaves_the_others_in_their_places(tmp_path: Path) -> None:
    """Two columns merged in one row: what stands there is the first one's, the other is told, the third stays."""
    copy = copied(FORM_2021, dense)
    lost = "disclosure.regulations.repealed"
    merged = [
        [piece._replace(columns=2) if piece.ref == "disclosure.regulations.made" else piece for piece in row if piece.ref != lost]
        for row in copy.grid("disclosure")
    ]
    for shape in ("html", "docx"):
        published = read(tmp_path, copy.with_table("disclosure", merged), shape)
        came = score(published, copy.figures)
        assert (came.missing, came.wrong) == ((lost,), ())
        assert [finding.ref for finding in published.findings if finding.code == "W109"] == [lost]
