"""What a form holds, by every name it goes by: to look up what to type in a template or in a text file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from ..model.form import Block, Column, Figure, Form, Section, Table, walk_rows
from ..model.identity import Line
from ..recognise.labels import bare, normalised
from ..text.closest import closest
from .equations import Equation, equations_of, names_within, placed_text

Kind = Literal["section", "table", "row", "column", "figure", "sum", "identity"]
KINDS: dict[Kind, str] = {
    "section": "部分", "table": "表", "row": "行", "column": "列", "figure": "一格", "sum": "合计", "identity": "勾稽关系",
}  # fmt: skip
_CELLS = ("figure", "sum")


class Entry(NamedTuple):
    """One thing of a form: what it is called, and what to type for it.

    `tag` is what a template takes, `prose` what a text file takes, '' where it takes none; 〈行〉 and
    〈列〉 stand for a row or a column of choice. `label` is the official text, `above` the headings
    over it. `refs` are the cells it stands for, `title` what findings call it, `codes` the identities
    it stands in. `known` are the spellings by which it is found whole.
    """

    kind: Kind
    label: str
    above: tuple[str, ...] = ()
    tag: str = ""
    prose: str = ""
    title: str = ""
    number_kind: str = ""
    places: int | None = None
    unit: str = ""
    note: str = ""
    refs: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What answers a question: the entries, or else what was perhaps meant."""

    entries: tuple[Entry, ...]
    suggestion: str = ""


def look_up(form: Form, text: str) -> Answer:
    """Entries that go by `text` (a name, id, Ref, Chinese path, code, finding's title), or else those whose label holds it.

    Braces and 上年. around a reference do not count. Where nothing is found, the nearest spelling is suggested.
    """
    asked = _asked(text)
    entries = tuple(entries_of(form))
    if not asked:
        return Answer(())
    exact = [entry for entry in entries if asked in map(_asked, entry.known)]
    if exact:
        return Answer(tuple(exact))
    holding = [entry for entry in entries if entry.kind not in _CELLS and any(_holds(one, asked) for one in entry.known)]
    if holding:
        return Answer(tuple(holding))
    spellings = {_asked(one): one for entry in entries for one in entry.known if one}
    return Answer((), spellings.get(closest(asked, spellings, cutoff=0.5), ""))


def _holds(spelling: str, asked: str) -> bool:
    """Whether a spelling holds what was asked; one with a point is a path, which only another path is looked for in."""
    plain = _asked(spelling)
    return asked in plain and ("." in asked or "." not in plain)


def _asked(text: str) -> str:
    plain = normalised(text.replace("{{", "").replace("}}", "")).lower()
    return re.sub(r"[\s./／]+", ".", plain.removeprefix("上年."))


def entries_of(form: Form) -> Iterator[Entry]:
    """Everything a form holds, in its order: sections, each table with its rows, columns and cells, identities."""
    codes = _codes_by_ref(form)
    yield from (_section(form, section) for section in form.sections)
    for table in form.tables:
        single = is_single(table)
        tag, prose = f"{table.id}.〈行〉.〈列〉", f"{table.name}.〈行〉" + ("" if single else ".〈列〉")
        yield Entry("table", table.name, (), tag, prose, refs=_refs(table.figures), known=(table.name, table.id))
        yield from _rows(table, codes)
        if not single:
            yield from _columns(table, codes)
        yield from (figure_entry(figure, codes) for figure in table.figures)
        yield from _sums(table)
    for equation in equations_of(form):
        yield _identity(form, equation)


def is_single(table: Table) -> bool:
    """Whether the table has one column, which prose leaves out."""
    return len(table.blocks) == 1 and len(table.blocks[0].leaf_columns) == 1


def prose_path(table: Table, row: str, column: str) -> str:
    """What a text file takes for a cell, by the names of its row and column."""
    return f"{table.name}.{row}" if is_single(table) else f"{table.name}.{row}.{column}"


def lines_at(form: Form, ref: str) -> list[Line]:
    """The identities in which a cell stands, this year's figure or last year's."""
    return [line for line in form.lines if any(term.ref == ref for term, _ in line.terms)]


def _codes_by_ref(form: Form) -> dict[str, tuple[str, ...]]:
    codes: dict[str, tuple[str, ...]] = {}
    for line in form.lines:
        for term, _ in line.terms:
            known = codes.get(term.ref, ())
            codes[term.ref] = known if line.code in known else (*known, line.code)
    return codes


def _codes(refs: Sequence[str], codes: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for ref in refs for code in codes.get(ref, ())))


def _refs(figures: Sequence[Figure]) -> tuple[str, ...]:
    return tuple(figure.ref for figure in figures)


def _section(form: Form, section: Section) -> Entry:
    return Entry(
        "section",
        section.title or section.id,
        prose=f"{section.name}:" if section.has_prose else "",
        tag=f"passages.{section.id}" if section.has_prose else "",
        refs=tuple(ref for name in section.tables for ref in _refs(form.table(name).figures)),
        known=tuple(filter(None, (section.heading, bare(section.heading), section.name, section.id, f"passages.{section.id}"))),
    )


def _rows(table: Table, codes: dict[str, tuple[str, ...]]) -> Iterator[Entry]:
    for block in table.blocks:
        above: list[str] = []
        for row, depth in walk_rows(block.rows):
            del above[depth:]
            over = (*((block.caption,) if block.caption else ()), *above)
            above.append(row.label)
            filled = [row] if row.filled else [leaf for leaf, _ in walk_rows(row.rows) if leaf.filled]
            refs = _refs([figure for figure in table.figures if figure.row in filled])
            named = (row.name, row.id, f"{table.id}.{row.id}", f"{table.name}.{row.name}") if row.id else ()
            yield Entry(
                "row", row.label, over,
                tag=f"{table.id}.{row.id}.〈列〉" if row.filled else "",
                prose=prose_path(table, row.name, "〈列〉") if row.name else "",
                number_kind=row.kind or "", places=row.places, unit=row.unit, note=row.counting, refs=refs, codes=_codes(refs, codes),
                known=(row.label, bare(normalised(row.label)), *named),
            )  # fmt: skip


def _columns(table: Table, codes: dict[str, tuple[str, ...]]) -> Iterator[Entry]:
    for block in table.blocks:
        pending: list[tuple[Column, tuple[str, ...]]] = [
            (column, (block.caption,) if block.caption else ()) for column in reversed(block.columns)
        ]
        while pending:
            column, over = pending.pop()
            pending += [(child, (*over, column.label)) for child in reversed(column.columns)]
            leaves = Block((column,), ()).leaf_columns
            refs = _refs([figure for figure in table.figures if figure.column in leaves and figure.block is block])
            yield Entry(
                "column", column.label, over,
                tag=f"{table.id}.〈行〉.{column.id}" if not column.columns else "",
                prose=f"{table.name}.〈行〉.{column.name}" if column.name else "",
                number_kind=column.kind, places=column.places, unit=column.unit, note=column.counting, refs=refs, codes=_codes(refs, codes),
                known=(column.label, *((column.name, column.id) if column.id else ())),
            )  # fmt: skip


def figure_entry(figure: Figure, codes: dict[str, tuple[str, ...]]) -> Entry:
    """A cell with all that its row and column say of it."""
    table, row, column = figure.table, figure.row, figure.column
    path = prose_path(table, row.name, column.name)
    return Entry(
        "figure", f"{row.label} × {column.label}", (figure.block.caption,) if figure.block.caption else (),
        tag=figure.ref, prose=path, title=figure.title, number_kind=figure.kind, places=figure.places or None,
        unit=figure.unit, note=figure.counting, refs=(figure.ref,), codes=codes.get(figure.ref, ()),
        known=(figure.ref, path, figure.title, f"{row.name}.{column.name}", f"{row.id}.{column.id}"),
    )  # fmt: skip


def _sums(table: Table) -> Iterator[Entry]:
    """What prose may name besides cells: the sums over a heading's rows or columns."""
    rows, columns = names_within(table, "row"), names_within(table, "column")
    cells = {figure.ref for figure in table.figures}
    for row, below in table.row_groups.items():
        for column, parts in table.column_groups.items():
            refs = tuple(f"{table.id}.{one}.{other}" for one in below for other in parts)
            if f"{table.id}.{row}.{column}" not in cells and cells.issuperset(refs):
                path = prose_path(table, rows[row], columns[column])
                short = path.removeprefix(f"{table.name}.")
                title = f"{table.name} {short.replace('.', '/')}"
                yield Entry("sum", title, (), "", path, title, refs=refs, known=(path, short, title))


def _identity(form: Form, equation: Equation) -> Entry:
    refs = tuple(dict.fromkeys(term.ref for line in equation.lines for term, _ in line.terms))
    told = placed_text(form, equation)
    return Entry(
        "identity", f"{equation.code} {equation.title}", (), title=told, note=equation.say, refs=refs,
        codes=(equation.code,), known=(equation.code, equation.title, equation.say),
    )  # fmt: skip
