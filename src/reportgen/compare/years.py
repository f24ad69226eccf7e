"""Version × Version → Years: what a reader of the published numbers asks of two years, and what totals consist of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..model.figures import digits
from ..model.form import Column, Form, Row, Table
from ..model.identity import Line, Term, assess
from ..model.version import Version
from ..model.years import Link, LoneFigure, SectionLikeness, Structure, StructurePart, YearFigure, Years, YearTable, share
from ..text.repetition import repetition, runs_of

# A movement is told when it is a tenth at least, and more than chance brings: a change is weighed against
# the square root of the numbers, by which counts vary of themselves.
_A_TENTH = 10
_LEAST_WEIGHT = 2
_MOST_TOLD = 12
Refs = tuple[str, ...]


def years_of(old: Version, new: Version) -> Years:
    """Both years' figures, totals with their parts, prose and what must continue; `old` is the earlier one.

    Versions in the wrong order, of one year or of two agencies are compared all the same; `notes` say so.
    """
    tables = tuple(_tables(old, new))
    figures = [figure for table in tables for figure in table.figures]
    compared = {figure.ref for figure in figures}
    return Years(
        old=old,
        new=new,
        tables=tables,
        only_old=tuple(_lone(old, compared)),
        only_new=tuple(_lone(new, compared)),
        main=tuple(_main(old, new)),
        movements=_movements(figures),
        structures=tuple(_structures(old, new)),
        likeness=tuple(_likeness(old, new)),
        continuity=tuple(_continuity(old, new)) if _a_year_apart(old, new) else (),
        notes=tuple(_notes(old, new, figures)),
    )


# -- figures ------------------------------------------------------------------------------------------


def _tables(old: Version, new: Version) -> Iterator[YearTable]:
    sections = {table: section.name for section in new.form.sections for table in section.tables}
    earlier = {table.id: table for table in old.form.tables}
    sums = across(new.form)
    for table in new.form.tables:
        if table.id in earlier:
            figures = tuple(_figures(table, earlier[table.id], old, new, sums))
            if figures:
                yield YearTable(table.id, table.name, sections.get(table.id, ""), figures)


def _figures(table: Table, earlier: Table, old: Version, new: Version, sums: Across) -> Iterator[YearFigure]:
    """Every row and heading that both forms have; a heading's figures are the sums of its rows."""
    before, after = earlier.row_groups, table.row_groups
    for block in table.blocks:
        several = len(block.leaf_columns) > 1
        for row, group in _rows(block.rows):
            for column in block.leaf_columns if row.id in before else ():
                ref = f"{table.id}.{row.id}.{column.id}"
                refs = _refs(table, before[row.id], column), _refs(table, after[row.id], column)
                if all(one in old.form.figures for one in refs[0]):
                    figure = _compared(ref, refs, old, new)
                    yield figure._replace(
                        title=f"{table.name} {row.name}" + (f"/{column.name}" if several else ""),
                        row=row.name,
                        group=group,
                        column=column.name if several else "",
                        part=refs[1][0] in sums.parts,
                        total=refs[1][0] in sums.totals,
                        subtotal=not row.filled and len(before[row.id]) > 1,
                    )


def _rows(rows: Iterable[Row], group: str = "") -> Iterator[tuple[Row, str]]:
    """The rows and headings that have an id, each with the name of the heading above it."""
    for row in rows:
        if row.id:
            yield row, group
        yield from _rows(row.rows, row.name if row.id else group)


def _refs(table: Table, rows: Refs, column: Column) -> Refs:
    return tuple(f"{table.id}.{row}.{column.id}" for row in rows)


def _compared(ref: str, refs: tuple[Refs, Refs], old: Version, new: Version) -> YearFigure:
    """The sums of these Refs in both years, without the names."""
    figure = new.form.figures[refs[1][0]]
    earlier = old.form.figures[refs[0][0]]
    single = len(refs[0]) == len(refs[1]) == 1
    return YearFigure(
        ref=ref,
        title=figure.title,
        row=figure.row.name,
        group="",
        column="",
        old=_sum(old, refs[0]),
        new=_sum(new, refs[1]),
        kind=figure.kind,
        old_unit=_unit(old, refs[0][0]),
        unit=_unit(new, refs[1][0]),
        old_title=earlier.title if single and earlier.title != figure.title else "",
    )


def _sum(version: Version, refs: Refs) -> Decimal | None:
    """The figures at these Refs added up; None where one is missing, which is never 0."""
    cells = [version.report.cells.get(ref) for ref in refs]
    values = [cell.value for cell in cells if cell is not None and cell.value is not None]
    return sum(values, Decimal(0)) if refs and len(values) == len(refs) else None


def _unit(version: Version, ref: str) -> str:
    """What an amount is counted in: by the form, or as somebody wrote behind the number."""
    figure, cell = version.form.figures[ref], version.report.cells.get(ref)
    return (figure.unit or (cell.remark if cell else "")) if figure.money else ""


def _lone(version: Version, compared: set[str]) -> Iterator[LoneFigure]:
    for ref, figure in version.form.figures.items():
        if ref not in compared:
            yield LoneFigure(ref, figure.title, _sum(version, (ref,)), _unit(version, ref))


def _main(old: Version, new: Version) -> Iterator[YearFigure]:
    before = {(table, row): refs for table, row, refs in main_rows(old.form)}
    for table, row, refs in main_rows(new.form):
        if (table, row) in before:
            names = {one.id: one.name for block in new.form.table(table).blocks for one, _ in _rows(block.rows)}
            figure = _compared(f"{table}.{row}", (before[table, row], refs), old, new)
            yield figure._replace(title=f"{new.form.table(table).name} {names[row]}", row=names[row])


def _movements(figures: Sequence[YearFigure]) -> tuple[YearFigure, ...]:
    weighed = [(weight, figure) for figure in figures if (weight := _weight(figure)) >= _LEAST_WEIGHT]
    return tuple(figure for _, figure in sorted(weighed, key=lambda one: -one[0])[:_MOST_TOLD])


def _weight(figure: YearFigure) -> Decimal:
    """How much a change says; 0 for parts and sums of other figures, and for less than a tenth."""
    small = figure.percent is not None and abs(figure.percent) < _A_TENTH
    if not figure.change or figure.part or figure.subtotal or figure.kind == "change" or small:
        return Decimal(0)
    assert figure.old is not None
    assert figure.new is not None
    return abs(figure.change) / max(abs(figure.old) + abs(figure.new), Decimal(1)).sqrt()


# -- totals and their parts ---------------------------------------------------------------------------


def _structures(old: Version, new: Version) -> Iterator[Structure]:
    """The totals of either form; a part that only one of them has stands without the other year's number."""
    before, after = compositions(old.form), compositions(new.form)
    for key in dict.fromkeys((*after, *before)):
        one, other = before.get(key), after.get(key)
        shown = other or one
        assert shown is not None
        names = {**(one.parts if one else {}), **(other.parts if other else {})}
        order = dict.fromkeys((*(other.parts if other else ()), *(one.parts if one else ())))
        totals = _sum(old, one.total if one else ()), _sum(new, other.total if other else ())
        parts = []
        for part in order:
            values = _part(old, one.parts if one else {}, part), _part(new, other.parts if other else {}, part)
            shares = [share(value, total) for value, total in zip(values, totals, strict=True)]
            parts.append(StructurePart(names[part][0], *values, *shares))
        yield Structure(shown.title, *totals, tuple(parts))


def _part(version: Version, parts: Mapping[str, tuple[str, Refs]], part: str) -> Decimal | None:
    return _sum(version, parts[part][1]) if part in parts else None


# -- prose --------------------------------------------------------------------------------------------


def _likeness(old: Version, new: Version) -> Iterator[SectionLikeness]:
    """The sections of the new report that have prose, against the whole of the old one."""
    earlier = runs_of(block for blocks in old.report.texts.values() for block in blocks)
    for section in new.form.prose_sections:
        if blocks := new.report.texts.get(section.id):
            found = repetition(blocks, earlier)
            percent = share(Decimal(found.copied), Decimal(found.runs)) if found.comparable else None
            copied = tuple(one.text for one in found.sentences)
            yield SectionLikeness(section.title, percent, found.too_like, copied, found.sentence_count)


# -- what continues -----------------------------------------------------------------------------------


def _a_year_apart(old: Version, new: Version) -> bool:
    """Whether one year follows the other, as far as the reports say their years."""
    return not (old.report.year and new.report.year) or new.report.year == old.report.year + 1


def _continuity(old: Version, new: Version) -> Iterator[Link]:
    """The identities that need last year; what its form does not have is missing, and said to be."""
    figures, prior = new.report.figures, old.report.figures
    for line in new.form.lines:
        if line.needs_prior:
            assessed = assess(line, figures, prior)
            left, right = (_sum_and_addends(side, figures, prior) for side in (line.left, line.right))
            if line.over:
                whole = _sum_and_addends(line.over, figures, prior)
                left = f"（{left}）÷（{whole}）" + (f"×{line.times}" if line.times != 1 else "")
            rule = line.say or line.title
            yield Link(line.code, line.title, line.where, rule, assessed.outcome, left, right, assessed.difference)


def _sum_and_addends(terms: Iterable[Term], figures: Mapping[str, Decimal], prior: Mapping[str, Decimal]) -> str:
    """`597+50-227=420`: the addends, and their sum where there are several."""
    terms = tuple(terms)
    values = [(prior if term.prior else figures).get(term.ref) for term in terms]
    said = "".join(
        ("-" if term.sign < 0 else "+" if at else "") + ("缺" if value is None else digits(value))
        for at, (term, value) in enumerate(zip(terms, values, strict=True))
    )
    known = [term.sign * value for term, value in zip(terms, values, strict=True) if value is not None]
    return said if len(terms) == 1 or len(known) < len(terms) else f"{said}={digits(sum(known, Decimal(0)))}"


# -- what a reader must know first ----------------------------------------------------------------------


def _notes(old: Version, new: Version, figures: Sequence[YearFigure]) -> Iterator[str]:
    before, after = old.report, new.report
    if before.year and after.year:
        if before.year == after.year:
            yield f"两份都是{after.year}年度的年报，不是两年的；增减按后一份减前一份计算，没有比衔接"
        elif before.year > after.year:
            yield f"先后反了：前一份是{before.year}年度的，后一份是{after.year}年度的；增减按后一份减前一份计算，没有比衔接"
        elif not _a_year_apart(old, new):
            yield f"不是相邻的两年（{before.year}、{after.year}），没有比衔接"
    else:
        yield "有一份年报没有读出年份，按前一份是上年来比"
    if before.agency and after.agency and before.agency not in after.agency and after.agency not in before.agency:
        yield f"两份年报的机关不同（{before.agency}、{after.agency}），核对是不是拿错了"
    if old.form.id != new.form.id:
        yield f"两年用的格式不同（{old.form.name}、{new.form.name}），只比两种格式都有的数"
    for name, missing in (
        ("前一份", sum(figure.old is None for figure in figures)),
        ("后一份", sum(figure.new is None for figure in figures)),
    ):
        if missing:
            yield f"{name}年报有 {missing} 个数没有填或没有读出，这些数没有比"
    differing = [figure.title for figure in figures if None not in (figure.old, figure.new) and figure.old_unit != figure.unit]
    if differing:
        yield f"{'、'.join(differing)}：两年写的单位不同，或有一年没有写单位，没有比"
    for version, name in ((old, "前一份"), (new, "后一份")):
        if version.unplaced:
            yield f"{name}年报有 {len(version.unplaced)} 处内容不知道属于哪里，没有比"


# -- what totals consist of --------------------------------------------------------------------------


class Composition(NamedTuple):
    """A total and its parts, each with its name and the Refs that it is the sum of."""

    title: str
    row: str
    total: Refs
    parts: Mapping[str, tuple[str, Refs]]


def compositions(form: Form) -> dict[tuple[str, str], Composition]:
    """The totals of each table by table and row id.

    Where rows add up to a row, it is that row in the column of totals, its parts grouped as the form
    groups its rows; else each row is the total of its columns. A total that is a part of another is left out.
    """
    found: dict[tuple[str, str], Composition] = {}
    parts = across(form).parts
    for table in form.tables:
        lines = [line for line in form.lines if line.total.split(".")[0] == table.id]
        of_columns = [line for line in lines if _same(line, 1)]
        of_rows = [line for line in lines if _same(line, 2) and line.total not in parts]
        within = {term.ref for line in of_rows for term in line.left}
        by_rows = (_by_rows(table, line) for line in of_rows if line.total not in within)
        made = by_rows if of_rows else _by_columns(table, of_columns)
        found |= {(table.id, one.row): one for one in made}
    return found


class Across(NamedTuple):
    """The Refs that add up to another column of their row, and those that are such sums."""

    parts: frozenset[str]
    totals: frozenset[str]


def across(form: Form) -> Across:
    """Which columns of each row are totals, by the identities."""
    lines = [line for line in form.lines if _same(line, 1)]
    return Across(frozenset(term.ref for line in lines for term in line.left), frozenset(line.total for line in lines))


def main_rows(form: Form) -> list[tuple[str, str, Refs]]:
    """Table, row id and Refs of the figures that say most: those that the form balances, and its totals; in official order.

    A balance is an identity with several addends on both sides: 新收 + 结转 = 办结 + 结转下年度.
    """
    parts = across(form).parts
    chosen = {(table, one.row): one.total for (table, _), one in compositions(form).items()}
    for line in form.lines:
        if line.relation == "equals" and not line.total and not line.needs_prior:
            refs = [term.ref for term, _ in line.terms]
            if not parts.intersection(refs):
                chosen |= {_table_and_row(ref): (ref,) for ref in refs}
    order = [(table.id, row.id) for table in form.tables for row in _with_id(table)]
    return [(table, row, chosen[table, row]) for table, row in order if (table, row) in chosen]


def _same(line: Line, place: int) -> bool:
    """Whether all addends of a total stand in its row (1) or in its column (2), and in its table."""
    whole = line.total.split(".")
    return (
        bool(line.total)
        and len(line.tables) == 1
        and all(term.ref.split(".")[place] == whole[place] for term in line.left)
        and len(line.left) > 1
    )


def _table_and_row(ref: str) -> tuple[str, str]:
    table, row, _ = ref.split(".")
    return table, row


def _with_id(table: Table) -> Iterator[Row]:
    def walk(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if row.id:
                yield row
            yield from walk(row.rows)

    for block in table.blocks:
        yield from walk(block.rows)


def _by_rows(table: Table, line: Line) -> Composition:
    _, total, column = line.total.split(".")
    names = table.names
    rows = [term.ref.split(".")[1] for term in line.left]
    parts = {
        part: (names[part], tuple(f"{table.id}.{row}.{column}" for row in leaves))
        for part, leaves in _grouped(rows, table.row_groups).items()
    }
    return Composition(f"{table.name} {names[total]}", total, (line.total,), parts)


def _by_columns(table: Table, lines: Iterable[Line]) -> Iterator[Composition]:
    by_row = {line.total.split(".")[1]: line for line in lines}
    names = table.names
    for top, leaves in _tops(table).items():
        if not all(leaf in by_row for leaf in leaves):
            continue
        columns = [term.ref.split(".")[2] for term in by_row[leaves[0]].left]
        parts = {
            part: (names[part], tuple(f"{table.id}.{leaf}.{column}" for leaf in leaves for column in below))
            for part, below in _grouped(columns, table.column_groups).items()
        }
        total = tuple(by_row[leaf].total for leaf in leaves)
        yield Composition(f"{table.name} {names[top]}", top, total, parts)


def _tops(table: Table) -> dict[str, Refs]:
    """The uppermost rows and headings that have an id, with the rows that they stand for."""
    groups = table.row_groups
    tops: dict[str, Refs] = {}
    for row in _with_id(table):
        if not any(row.id in below and row.id != top for top, below in tops.items()):
            tops[row.id] = groups[row.id]
    return tops


def _grouped(ids: list[str], groups: Mapping[str, Refs]) -> dict[str, Refs]:
    """These rows or columns in order; those that make up a whole group as that group, the largest there is."""
    left = set(ids)
    found: dict[str, Refs] = {}
    for one in ids:
        around = [(name, below) for name, below in groups.items() if one in below and left.issuperset(below)]
        name, below = max(around, key=lambda group: len(group[1]))
        found[name] = below
    return found
