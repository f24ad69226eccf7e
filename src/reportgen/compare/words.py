"""What two documents say in their tables besides the figures, and around their text: cell by cell, row by row, table by table.

Tables of the form belong together by what they hold, wherever they stand; others by what they say. Within
them rows belong together by their figures and words, so that a row more or fewer shifts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from ..model.change import FieldChange
from ..model.location import Location
from ..model.outline import Aside, AsideKind
from ..model.version import TableRow, TableWords, Version
from ..text.pairing import in_order, likeness

# Rows that are divided alike, or have a cell in common, may be one row, whatever else stands in them.
_SAME_ROW = 0.3
# These are compared by their words, without the numbers of pages.
_AT_EDGES = (AsideKind.HEADER, AsideKind.FOOTER)


class _Row(NamedTuple):
    """A row with the table that it stands in: the same table of the form may stand in several pieces."""

    table: TableWords
    row: TableRow

    @property
    def ref(self) -> str:
        return next(iter(self.row.figures.values()), "")

    @property
    def title(self) -> str:
        return _title(self.table)

    @property
    def text(self) -> str:
        """All that stands in the row."""
        return "｜".join(_plain(text) for _, text in sorted(self.row.cells.items()) if _plain(text))

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        words = tuple(_plain(text) for at, text in sorted(self.row.cells.items()) if at not in self.row.figures)
        return self.ref, tuple(word for word in words if word)

    def place(self, column: int = 0) -> Location:
        column = column or min(self.row.cells, default=1)
        return Location(self.table.path, self.table.name, self.row.number, column)


def same_tables_known(old: Version, new: Version) -> bool:
    """Whether the tables of both can be compared cell by cell: those of a Word file and of a page are not laid out alike."""
    return old.tables is not None and new.tables is not None and old.exact == new.exact


def table_changes(old: Version, new: Version) -> Iterator[FieldChange]:
    """Whatever the tables say otherwise now, but for the figures of the form; nothing where those of a version are not known."""
    if old.tables is None or new.tables is None or not same_tables_known(old, new):
        return
    for before, after in _together(old.tables, new.tables):
        if not before or not after:
            yield from (_whole_table(table, new=bool(after)) for table in (*before, *after))
        else:
            yield from _elsewhere(before[0], after[0], old, new)
            yield from _in_pieces(before, after)
            yield from _rows(*([_Row(table, row) for table in tables for row in table.rows] for tables in (before, after)))


def aside_changes(old: Version, new: Version) -> Iterator[FieldChange]:
    """What stands beside the text in one of the two only: comments, notes, boxes, hidden and struck-out words."""
    if not same_tables_known(old, new):
        return
    gone, come = ([one for one in version.asides if not _is_title(one, version)] for version in (old, new))
    for one in tuple(gone):
        same = next((other for other in come if _beside(other) == _beside(one)), None)
        if same is not None:
            gone.remove(one)
            come.remove(same)
    kinds = [kind for kind in AsideKind if not (kind.tracked or kind.read or kind in _AT_EDGES)]
    for kind in kinds:
        ours, theirs = ([one for one in found if one.kind is kind] for found in (gone, come))
        for number, (one, other) in enumerate(zip_longest(ours, theirs), 1):
            yield FieldChange(
                f"aside:{kind.value} {number}",
                kind.chinese,
                one.text if one else "",
                other.text if other else "",
                one.location if one else None,
                other.location if other else None,
            )


def _is_title(aside: Aside, version: Version) -> bool:
    """Whether a box is the title, which is compared as such."""
    return aside.kind is AsideKind.BOX and all(line in version.report.title for line in aside.text.split("\n"))


def _beside(aside: Aside) -> tuple[AsideKind, str]:
    return aside.kind, _plain(aside.text)


def _together(
    old: Sequence[TableWords], new: Sequence[TableWords]
) -> Iterator[tuple[Sequence[TableWords], Sequence[TableWords]]]:
    """The tables that belong together: by the tables of the form they hold; where those are divided otherwise, all of them at once."""
    ours, theirs = ([table for table in tables if table.forms] for tables in (old, new))
    held = ({form: table.forms for table in tables for form in table.forms} for tables in (ours, theirs))
    before, after = held
    if any(before[form] != after[form] for form in before.keys() & after.keys()):
        yield ours, theirs
    else:
        for forms in dict.fromkeys(table.forms for table in (*ours, *theirs)):
            yield [table for table in ours if table.forms == forms], [table for table in theirs if table.forms == forms]
    others, strange = ([table for table in tables if not table.forms] for tables in (old, new))
    ours_said, theirs_said = ([_said(table) for table in tables] for tables in (others, strange))
    pairs = dict(in_order(ours_said, theirs_said, lambda i, j: likeness(ours_said[i], theirs_said[j])))
    yield from (([table], [strange[pairs[i]]] if i in pairs else []) for i, table in enumerate(others))
    yield from (([], [table]) for j, table in enumerate(strange) if j not in pairs.values())


def _elsewhere(one: TableWords, other: TableWords, old: Version, new: Version) -> Iterator[FieldChange]:
    """A table that stands under another heading now, which both have, or under none any more, or under one at last."""
    sections = {one.section, other.section} - {""}
    kept = all((heading := version.headings.get(name)) and heading.text for version in (old, new) for name in sections)
    if one.section != other.section and kept:
        was, now = (
            f"在“{version.headings[table.section].text}”里" if table.section else "不在哪个标题下"
            for version, table in ((old, one), (new, other))
        )
        places = Location(one.path, one.name), Location(other.path, other.name)
        yield FieldChange(f"place:{other.name}", f"{_title(other)} 的位置", was, now, *places)


def _in_pieces(before: Sequence[TableWords], after: Sequence[TableWords]) -> Iterator[FieldChange]:
    """A table that was cut in two, or two that were joined: its rows say the same."""
    if len(before) != len(after):
        one, other = before[0], after[0]
        places = Location(one.path, one.name), Location(other.path, other.name)
        yield FieldChange(f"pieces:{other.name}", f"{_title(other)} 分成", f"{len(before)} 张", f"{len(after)} 张", *places)


def _rows(ours: Sequence[_Row], theirs: Sequence[_Row]) -> Iterator[FieldChange]:
    keys_old, keys_new = ([row.key for row in rows] for rows in (ours, theirs))
    pairs = in_order(keys_old, keys_new, lambda i, j: _alike(ours[i], theirs[j]), _SAME_ROW)
    for i, j in pairs:
        yield from _cells(ours[i], theirs[j])
    gone = [row for i, row in enumerate(ours) if i not in {i for i, _ in pairs}]
    come = [row for j, row in enumerate(theirs) if j not in {j for _, j in pairs}]
    for row in gone:
        moved = next((other for other in come if other.key == row.key and other.text), None)
        if moved is not None:
            come.remove(moved)
            before, after = (f"第 {one.row.number} 行 {one.text}" for one in (row, moved))
            yield FieldChange(_key(moved), f"{moved.title} 里行的次序", before, after, row.place(), moved.place())
        elif any(row.key[1]):
            yield FieldChange(
                f"gone:{row.table.name}!{row.row.number}", f"{row.title} 第 {row.row.number} 行", row.text, "", row.place()
            )
    for row in come:
        if any(row.key[1]):
            yield FieldChange(_key(row), f"{row.title} 第 {row.row.number} 行", "", row.text, None, row.place())


def _alike(one: _Row, other: _Row) -> float:
    if one.ref and other.ref:
        return float(one.ref == other.ref)
    ours, theirs = one.row.cells, other.row.cells
    same = sum(_plain(text) == _plain(theirs.get(column, "")) for column, text in ours.items())
    either = _SAME_ROW if same or ours.keys() == theirs.keys() else 0.0
    return either + likeness(one.text, other.text) / 2 + same / (len({*ours, *theirs}) or 1) / 4


def _cells(one: _Row, other: _Row) -> Iterator[FieldChange]:
    """The cells of a row whose words differ; figures of the form are compared by their Refs."""
    if one.text == other.text and one.key == other.key:
        return
    for column in sorted({*one.row.cells, *other.row.cells}):
        before, after = (row.row.cells.get(column, "") for row in (one, other))
        figures = [column in row.row.figures for row in (one, other)]
        blank = any(figures) and not (_plain(before) and _plain(after))
        if all(figures) or blank or _plain(before) == _plain(after):
            continue
        place = other.place(column)
        name = f"{other.title} {place.cell} 的文字"
        yield FieldChange(f"words:{other.table.name}!{place.cell}", name, before, after, one.place(column), place)


def _whole_table(table: TableWords, *, new: bool) -> FieldChange:
    said, place = _said(table), Location(table.path, table.name)
    before, after, old_place, new_place = ("", said, None, place) if new else (said, "", place, None)
    return FieldChange(f"{'words' if new else 'gone'}:{table.name}", f"{_title(table)} 整张", before, after, old_place, new_place)


def _said(table: TableWords) -> str:
    return "\n".join(text for row in table.rows if (text := _Row(table, row).text))


def _title(table: TableWords) -> str:
    """The table as the form calls it; another one by its place in the file."""
    return table.name.partition("（第")[0] if table.forms else table.name


def _key(row: _Row) -> str:
    return f"words:{row.table.name}!{row.row.number}"


def _plain(text: str) -> str:
    return "".join(text.split())
