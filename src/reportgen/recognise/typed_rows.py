"""Rows of a form's tables that stand in a document as lines of text: 行政许可 97, 行政许可：97, a label and seven figures.

They are put where the tables are, as rows of loose grids, so that those who look for tables find them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from ..model.figures import thousands_joined
from ..model.form import Form, Section
from ..model.location import Location, place_in
from ..model.outline import Grid, GridCell, Outline, OutlineParagraph
from ..text.patterns import pattern
from .headings import headings_of
from .labels import LIKE, bare, like, normalised
from .lines import is_label, labels_of

# Longer lines are none of a table's; so many rows one below another are a table wherever they stand.
_LONGEST, _ENOUGH = 200, 3
_SENTENCE = pattern("[。；？！]")
_NUMBER, _UNIT = r"[-+]?[0-9０-９][0-9０-９,，.．]*", "[元万亿件条次个人篇项]{0,2}"
_ENDS = pattern(rf"(?:{_NUMBER}|[-—–/]){_UNIT}\s*$")
_CELL = pattern(rf"{_NUMBER}(?: [0-9]{{3}})*{_UNIT}|[-—–/]{{1,2}}")
_PAGE_NUMBER = pattern(r"[-—–]+ *\d{1,3} *[-—–]+")
_THOUSANDS = pattern(rf"[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+{_UNIT}")
_WORD = pattern(r"[^\s\u3000\u00a0|]+")
_GLUED = pattern(rf"(.*?[^0-9０-９.．、,，:：])[:：]?({_NUMBER}{_UNIT})")

# A cell of a line: where it begins, and its text.
_Cell = tuple[int, str]


class Zone(NamedTuple):
    """Where the tables of a section stand in a document: from one place of its order to another."""

    start: int
    end: int
    tables: tuple[str, ...]


class Typed(NamedTuple):
    """A document with its typed rows as loose grids behind its own, each with the paragraphs, by their numbers, that it was."""

    outline: Outline
    lines: Mapping[int, tuple[int, ...]]


def zones_of(form: Form, outline: Outline) -> tuple[Zone, ...]:
    """The stretches of a document below the headings of those sections that hold tables."""
    headings = headings_of(outline.paragraphs, [section for section in form.sections if section.heading])
    numbers = {at: number for number, (kind, at) in enumerate(outline.order) if kind == "p"}
    starts = sorted((numbers[at], _tables_under(form, section)) for at, section in headings.items() if at in numbers)
    return tuple(
        Zone(start + 1, end, tables) for (start, tables), (end, _) in pairwise([*starts, (len(outline.order), ())]) if tables
    )


def _tables_under(form: Form, section: Section) -> tuple[str, ...]:
    """The tables that stand under the heading of a section."""
    return tuple(table for one in form.together(section) for table in one.tables)


def without_bars(outline: Outline) -> Outline:
    """The document with those lines bare that are one cell each between bars, as copies of a table leave them: 规章 |."""
    if not any("|" in line.text for line in outline.paragraphs):
        return outline
    return outline._replace(paragraphs=tuple(map(_bare_line, outline.paragraphs)))


def _bare_line(line: OutlineParagraph) -> OutlineParagraph:
    text = line.text.strip("| \t\u3000\u00a0")
    return line._replace(text=text) if len(text) < len(line.text) <= _LONGEST and "|" not in text else line


def with_typed_rows(form: Form, outline: Outline, zones: Sequence[Zone], besides: Collection[int] = ()) -> Typed:
    """The document with its lines that are rows of the form's tables as rows of loose grids where they stand.

    The lines stay among the paragraphs, but no longer in the order. Those with a number in `besides` are none.
    """
    labels = _Labels(form)
    rows: dict[int, list[_Cell]] = {}
    tables: set[int] = set()
    for number, (kind, at) in enumerate(outline.order):
        text = outline.paragraphs[at].text if kind == "p" else ""
        if kind == "t" or (len(text) <= _LONGEST and labels.heads(text)):
            tables.add(number)
        elif text and at not in besides and len(text) <= _LONGEST and _ENDS.search(text) and not _SENTENCE.search(text):
            inside = any(zone.start <= number < zone.end for zone in zones)
            if cells := _cells(text, labels, inside=inside):
                rows[number] = cells
    kept = set(_kept(outline, rows, tables, zones))
    if not kept:
        return Typed(outline, {})
    grids = [*outline.grids]
    order: list[tuple[str, int]] = []
    lines: dict[int, tuple[int, ...]] = {}
    for typed, run in groupby(range(len(outline.order)), key=kept.__contains__):
        if not typed:
            order += (outline.order[number] for number in run)
            continue
        numbers = list(run)
        order.append(("t", len(grids)))
        lines[len(grids)] = tuple(outline.order[number][1] for number in numbers)
        grids.append(_grid(outline, [(outline.paragraphs[outline.order[number][1]], rows[number]) for number in numbers]))
    return Typed(outline._replace(grids=tuple(grids), order=tuple(order)), lines)


def _kept(outline: Outline, rows: Collection[int], tables: Collection[int], zones: Sequence[Zone]) -> Iterator[int]:
    """The rows that stand among tables, or in their section, or so many together that they are one."""
    # An empty paragraph between them keeps no rows apart.
    lines = [number for number, (kind, at) in enumerate(outline.order) if kind == "t" or outline.paragraphs[at].text]
    for near, stretch in groupby(lines, key=lambda number: number in rows or number in tables):
        if not near:
            continue
        numbers = list(stretch)
        own = [number for number in numbers if number in rows]
        if len(own) >= _ENOUGH or any(outline.order[number][0] == "t" for number in numbers):
            yield from own
        else:
            yield from (number for number in own if any(zone.start <= number < zone.end for zone in zones))


def _grid(outline: Outline, rows: Sequence[tuple[OutlineParagraph, Sequence[_Cell]]]) -> Grid:
    cells: dict[tuple[int, int], GridCell] = {}
    places: dict[tuple[int, int], Location] = {}
    for row, (line, listed) in enumerate(rows, 1):
        for column, (start, text) in enumerate(listed, 1):
            cells[row, column] = GridCell(text)
            places[row, column] = place_in(line.location, line.marks, start)
    return Grid(outline.path, "", cells, loose=True, places=places)


class _Labels:
    """The labels of a form's tables, and the units behind some of them."""

    def __init__(self, form: Form) -> None:
        self.known = frozenset(label for table in form.tables for label in labels_of(table))
        rows = [(row, len(block.leaf_columns)) for table in form.tables for block in table.blocks for row in block.filled_rows]
        self.units = tuple(sorted({row.unit for row, _ in rows if row.unit}, key=len, reverse=True))
        # The labels of rows of one figure.
        widths: dict[str, set[int]] = {}
        for row, width in rows:
            widths.setdefault(normalised(row.label), set()).add(width)
        self.single = frozenset(label for label, found in widths.items() if found == {1})

    def cells(self, text: str, *, inside: bool) -> list[_Cell]:
        """The label that a text is, with its unit as a cell by itself; nothing for another text.

        `inside` a section of tables a misprinted label is one too, or a piece of one.
        """
        if self._has(text):
            return [(0, text)]
        for unit in self.units:
            label = text.removesuffix(unit).rstrip()
            if label != text and self._has(label):
                return [(0, label), (len(text) - len(unit), unit)]
        words = [(found.start(), found[0]) for found in _WORD.finditer(text)]
        if len(words) > 1 and all(self._has(word) for _, word in words):
            return words  # a heading over several rows, and the first of these
        plain = normalised(text)
        if inside and (is_label(text, self.known) or any(like(bare(plain), one) >= LIKE for one in self.known)):
            return [(0, text)]
        return []

    def heads(self, text: str) -> bool:
        """Whether a line is a label, or nothing but labels with blanks between: the headings of columns."""
        return bool(text) and (self._has(text) or all(map(self._has, text.split())))

    def _has(self, text: str) -> bool:
        plain = normalised(text)
        return plain in self.known or bare(plain) in self.known


def _cells(text: str, labels: _Labels, *, inside: bool) -> list[_Cell]:
    """A line's cells, its label first, if it is a row; else nothing. Inside a section of tables figures alone are one too."""
    if _PAGE_NUMBER.fullmatch(text.strip()):
        return []
    words = thousands_joined([(found.start(), found[0]) for found in _WORD.finditer(text)])
    figures = len(words)
    while figures and _CELL.fullmatch(words[figures - 1][1]):
        figures -= 1
    if not figures:
        return words if inside and len(words) > 1 else []
    first, (last, word) = words[0][0], words[figures - 1]
    glued = _GLUED.fullmatch(word)
    if glued and (label := labels.cells(text[first : last + glued.end(1)], inside=False)):
        return [*((first + at, cell) for at, cell in label), (last + glued.start(2), glued[2]), *words[figures:]]
    if figures == len(words):
        return []
    label = labels.cells(text[first : words[figures][0]].rstrip(" \t\u3000\u00a0:："), inside=inside)
    if len(words) - figures > 1 and label and normalised(label[0][1]) in labels.single:
        # 1 203 where the form has one figure.
        whole = text[words[figures][0] :].rstrip()
        words = [*words[:figures], (words[figures][0], whole)] if _THOUSANDS.fullmatch(whole) else words
    return [*((first + at, cell) for at, cell in label), *words[figures:]] if label else []
