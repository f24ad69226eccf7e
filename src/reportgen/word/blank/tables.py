"""The tables of a blank form: whose form it is, where its figures go, what differs from the pack, what a maintainer is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ...model.errors import SourceError
from ...model.form import Form, walk_rows
from ...model.location import Location
from ...model.outline import Grid, Outline
from ...recognise.grids import FoundTable
from ...recognise.labels import bare, normalised
from ...recognise.lines import is_label, labels_of
from ...recognise.stacked import find_whole_tables, real_places

# What stands in a cell for figures: nothing, a sample figure, a stroke.
_FIGURE_LIKE = re.compile(r"[-+\d.,\s—–/\\_]*")
_SHOWN = 3

# The cells of each grid, by row and column, whether they hold something or not.
Cells = Sequence[Mapping[tuple[int, int], str]]
# Stands for a paragraph where there is none: the place before the first one.
START = -1
TITLE, SIGNATURE, DATE, PREFACE = "title", "signature", "date", "preface"


class TablePlaces(NamedTuple):
    """Where the Refs go, by (grid, row, column), and what a maintainer is told."""

    cells: dict[tuple[int, int, int], str]
    told: Told


def best_format(forms: Sequence[Form], outline: Outline) -> tuple[Form, tuple[Form, ...]]:
    """The pack whose tables the form has, and others that fit as well. SourceError when none does."""
    scored = [(_fit(form, outline), form) for form in forms]
    best = max((score for score, _ in scored), default=(0.0, 0))
    if not best[0]:
        named = f"“{forms[0].name}”" if len(forms) == 1 else "现有的格式"
        raise SourceError(
            f"文件里没有一张表像{named}的",
            location=Location(outline.path),
            hint="看看是不是拿错了文件；新格式要先写好格式包，再用 --format 写明按哪个格式包加标签",
        )
    *others, chosen = [form for score, form in scored if score == best]
    return chosen, tuple(others)


def _fit(form: Form, outline: Outline) -> tuple[float, int]:
    placed = sum(len(found.places) for found in find_whole_tables(form, outline).found.values())
    return round(placed / max(1, len(form.figures)), 3), placed


def table_places(form: Form, outline: Outline, cells: Cells) -> TablePlaces:
    """The places of all figures. `cells` hold every cell of the grids, empty ones too."""
    search = find_whole_tables(form, outline)
    numbers = {grid.name: number for number, grid in enumerate(outline.grids)}
    places: dict[tuple[int, int, int], str] = {}
    told: list[Told] = []
    for found in search.found.values():
        lost = []
        for ref, place in real_places(found, outline).items():
            number, *at = place
            if tuple(at) in cells[number]:
                places[place] = ref
            else:
                lost.append(f"{form.figures[ref].title}：{place_name(*place)}没有单独的单元格（多半被合并了）")
        told += [_told_of(_Seen(found, numbers, cells)), Told(missing=tuple(lost))]
        for rival in search.rivals.get(found.table.id, ()):
            used, other = (numbers.get(grid.name, 0) for grid in (found.grid, rival))
            told.append(Told(differing=(f"{found.table.name}有两张像的：用了第{used + 1}张表，没有用第{other + 1}张表",)))
    for table in search.not_found:
        labels = search.best_misses.get(table.id, ())
        named = "、".join(f"“{label}”" for label in labels[:6]) + ("等" if len(labels) > 6 else "")
        told.append(Told(missing=(f"{table.name}没有找到" + (f"，最像的一张表里没有 {named}" if named else ""),)))
    taken = {number for number, _, _ in places}
    # The header of a table that was cut in two is none of another one.
    known = frozenset(label for table in form.tables for label in labels_of(table))
    headers = {
        at
        for at, grid in enumerate(outline.grids)
        if grid.cells and all(is_label(one.text, known) for one in grid.cells.values())
    }
    others = (
        f"第{at + 1}张表（{_first_text(grid)}）不是格式里的表"
        for at, grid in enumerate(outline.grids)
        if at not in taken and at not in headers
    )
    return TablePlaces(places, Told(untouched=tuple(others)).joined(*told))


def place_name(number: int, row: int, column: int) -> str:
    """How people find a cell: 表2第5行第4列."""
    return f"第{number + 1}张表第{row}行第{column}列"


def is_figure_like(text: str) -> bool:
    """Whether a cell's text is nothing, a figure or a stroke."""
    return bool(_FIGURE_LIKE.fullmatch(unicodedata.normalize("NFKC", text)))


def _first_text(grid: Grid) -> str:
    return next((cell.text.strip()[:12] for _, row in grid.rows() for _, cell in row if cell.text.strip()), "空表")


class _Seen:
    """A table found, with all its cells, empty ones too, whether it stands in one piece or in several."""

    def __init__(self, found: FoundTable, numbers: Mapping[str, int], cells: Cells) -> None:
        self.found, self.numbers = found, numbers
        grid = found.grid
        if not grid.places:
            self.cells = dict(cells[numbers[grid.name]])
            self.pieces = [numbers[grid.name] + 1]
        else:
            real = {at: (numbers[place.grid], (place.line, place.column)) for at, place in grid.places.items()}
            self.cells = {at: cells[number][place] for at, (number, place) in real.items() if place in cells[number]}
            self.pieces = sorted({number + 1 for number, _ in real.values() if number >= 0})

    def place(self, row: int, column: int) -> str:
        """How people find one of its cells."""
        real = self.found.grid.location(row, column)
        return place_name(self.numbers.get(real.grid, self.pieces[0] - 1), real.line, real.column)

    @property
    def name(self) -> str:
        """How people find it: 第2张表."""
        return f"第{'、'.join(map(str, self.pieces))}张表"


def _told_of(seen: _Seen) -> Told:
    found, cells = seen.found, seen.cells
    table, name = found.table, found.table.name
    rows = len({row for row, _ in cells})
    columns = max((column for _, column in cells), default=0)
    missing = [f"{name}里没有“{label}”（{seen.name}）" for label in found.missing_labels]
    differing = [f"{seen.place(*at)}写的是“{found.grid.text(*at)}”，格式里是“{label}”" for at, label in found.misprints]
    differing += _unknown(seen)
    held = [(at, text) for at in sorted(found.places.values()) if (text := cells.get(at, "").strip("\u3000\u00a0 \t\n"))]
    replaced = []
    if held:
        samples = "，".join(f"{seen.place(*at)}“{text[:12]}”" for at, text in held[:_SHOWN])
        replaced = [f"{name}有 {len(held)} 个数字格里原来有内容，已换成标签：{samples}" + ("……" if len(held) > _SHOWN else "")]
    recognised = f"{name}：{seen.name}，{rows} 行 {columns} 列，{len(found.places)} 个数字格"
    if len(found.places) < len(table.figures):
        recognised += f"（格式里有 {len(table.figures)} 个）"
    return Told((recognised,), tuple(missing), tuple(differing), tuple(replaced))


def _unknown(seen: _Seen) -> Iterator[str]:
    """Rows and columns with room for figures that the pack does not have."""
    found, cells = seen.found, seen.cells
    tagged = set(found.places.values())
    rows, columns = {row for row, _ in tagged}, {column for _, column in tagged}
    known = {
        bare(normalised(label))
        for block in found.table.blocks
        for label in (block.caption, block.corner, *(row.label for row, _ in walk_rows(block.rows)))
    }
    beside: dict[int, int] = {}
    for row in range(min(rows), max((row for row, _ in cells), default=0) + 1):
        free = [column for at, column in cells if at == row and (at, column) not in tagged and is_figure_like(cells[at, column])]
        if row in rows:
            for column in free:
                if column > min(columns):
                    beside.setdefault(column, row)
        elif columns & set(free):
            labels = [cells[row, column].strip() for at, column in sorted(cells) if at == row and cells[row, column].strip()]
            label = next((text for text in reversed(labels) if not is_figure_like(text)), "")
            if label and bare(normalised(label)) not in known:
                yield f"{seen.place(row, min(columns & set(free)))}：这一行“{label}”格式里没有，没有加标签"
    for column, row in sorted(beside.items()):
        yield f"{seen.place(row, column)}：这一列格式里没有，没有加标签"


class TextPlace(NamedTuple):
    """Where one text of the report goes: in place of the paragraphs `replaced`, or behind the paragraph `after`.

    `content` is TITLE, SIGNATURE, DATE or the id of a passage; paragraphs are counted from 0 outside
    tables. `heading` is the paragraph of the passage's own heading, START where it has none. What follows a table behind
    which no paragraph stands goes in front of the paragraph `before`.
    """

    content: str
    replaced: tuple[int, ...] = ()
    after: int = START
    heading: int = START
    before: int = START

    @property
    def last(self) -> int:
        """The paragraph behind which comes what follows this text."""
        return self.replaced[-1] if self.replaced else self.after


class Told(NamedTuple):
    """What a maintainer is told, each a sentence with its place.

    `missing` is what the pack has and the form has not; `differing` what the form has otherwise or
    beyond the pack; `replaced` what stood where a tag stands now; `untouched` the fixed text.
    """

    recognised: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def joined(self, *others: Told) -> Told:
        """All of them, list by list."""
        return Told(*(tuple(line for one in lists for line in one) for lists in zip(self, *others, strict=True)))


class FormPlaces(NamedTuple):
    """All places of a form: `cells` by (grid, row, column) hold Refs, `texts` fixed lines that name the year.

    `headings` are the paragraphs that are headings of sections.
    """

    cells: Mapping[tuple[int, int, int], str]
    spots: tuple[TextPlace, ...]
    texts: Mapping[int, str]
    headings: tuple[int, ...]
    told: Told


class Tagged(NamedTuple):
    """A form made into a template: the file, its pack, what was recognised; `fault` is why it is not proved, '' if it is.

    It is `in_place` where it was written as the template of its pack.
    """

    path: Path
    form_name: str
    form_id: str
    told: Told
    fault: str = ""
    in_place: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing of the pack is missing and every figure lands where its labels say."""
        return not self.told.missing and not self.fault
