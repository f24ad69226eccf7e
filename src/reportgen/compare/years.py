"""Version × Version → Years: what a reader of the published numbers asks of two years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from ..model.figures import digits
from ..model.form import Column, Form, Row, Table
from ..model.identity import Term, assess
from ..model.version import Version
from ..model.years import Link, LoneFigure, SectionLikeness, Structure, StructurePart, YearFigure, Years, YearTable, share
from ..text.repetition import repetition, runs_of
from .totals import Across, Refs, across, compositions, main_figures

# A movement is told when it is a tenth at least; of a rate, so many points.
_A_TENTH = 10


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
    of_nothing = _of_nothing(old, refs[0]), _of_nothing(new, refs[1])
    return YearFigure(
        ref=ref,
        title=figure.title,
        row=figure.row.name,
        group="",
        column="",
        old=None if of_nothing[0] else _sum(old, refs[0]),
        new=None if of_nothing[1] else _sum(new, refs[1]),
        kind=figure.kind,
        old_unit=_unit(old, refs[0][0]),
        unit=_unit(new, refs[1][0]),
        old_title=earlier.title if single and earlier.title != figure.title else "",
        places=figure.printed_places,
        points=new.form.points(refs[1][0]),
        of_nothing=of_nothing,
    )


def _of_nothing(version: Version, refs: Refs) -> bool:
    """Whether this is so many parts of a whole that is 0 in that year: whatever is printed there, it is no rate."""
    line = version.form.ratios.get(refs[0]) if len(refs) == 1 else None
    if line is None or line.needs_prior:
        return False
    return _sum(version, tuple(term.ref for term in line.over)) == 0


def _sum(version: Version, refs: Refs) -> Decimal | None:
    """The figures at these Refs added up; None where one is missing, which is never 0."""
    cells = [version.report.cells.get(ref) for ref in refs]
    values = [cell.value for cell in cells if cell is not None and cell.value is not None]
    return sum(values, Decimal(0)) if refs and len(values) == len(refs) else None


def _unit(version: Version, ref: str) -> str:
    """What an amount is counted in: by the form, or as somebody wrote behind the number; and the sign of a rate."""
    figure, cell = version.form.figures[ref], version.report.cells.get(ref)
    if figure.money:
        return figure.unit or (cell.remark if cell else "")
    return figure.unit if version.form.points(ref) else ""


def _lone(version: Version, compared: set[str]) -> Iterator[LoneFigure]:
    for ref, figure in version.form.figures.items():
        if ref not in compared:
            yield LoneFigure(ref, figure.title, _sum(version, (ref,)), _unit(version, ref), figure.printed_places)


def _main(old: Version, new: Version) -> Iterator[YearFigure]:
    before = {one.key: one.refs for one in main_figures(old.form)}
    for one in main_figures(new.form):
        if one.key in before:
            figure = _compared(".".join(one.key), (before[one.key], one.refs), old, new)
            yield figure._replace(title=f"{new.form.table(one.key.table).name} {one.name}", row=one.name)


def _movements(figures: Sequence[YearFigure]) -> tuple[YearFigure, ...]:
    """What has moved by a tenth and more; by the difference, which a reader sees, and not by a weight that nobody does."""
    moved = [(abs(figure.change), figure) for figure in figures if figure.change and _moved(figure)]
    return tuple(figure for _, figure in sorted(moved, key=lambda one: -one[0]))


def _moved(figure: YearFigure) -> bool:
    """Whether a change is a tenth at least, of a rate so many points; not of parts and sums of other figures."""
    if figure.part or figure.subtotal or figure.kind == "change" or not figure.change:
        return False
    much = abs(figure.change) if figure.points else figure.percent
    return much is None or abs(much) >= _A_TENTH


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
        form = new.form if other else old.form
        yield Structure(
            shown.title,
            *totals,
            tuple(parts),
            _unit(new if other else old, shown.total[0]),
            form.figures[shown.total[0]].printed_places,
        )


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
            left, right = (_sum_and_addends(side, new.form, figures, prior) for side in (line.left, line.right))
            if line.over:
                whole = _sum_and_addends(line.over, new.form, figures, prior)
                left = f"（{left}）÷（{whole}）" + (f"×{line.times}" if line.times != 1 else "")
            rule = line.say or line.title
            yield Link(line.code, line.title, line.where, rule, assessed.outcome, left, right, assessed.difference)


def _sum_and_addends(terms: Iterable[Term], form: Form, figures: Mapping[str, Decimal], prior: Mapping[str, Decimal]) -> str:
    """`597+50-227=420`: the addends, and their sum where there are several."""
    terms = tuple(terms)
    places = max((form.figures[term.ref].printed_places or 0 for term in terms), default=0)
    values = [(prior if term.prior else figures).get(term.ref) for term in terms]
    said = "".join(
        ("-" if term.sign < 0 else "+" if at else "") + ("缺" if value is None else digits(value, places))
        for at, (term, value) in enumerate(zip(terms, values, strict=True))
    )
    known = [term.sign * value for term, value in zip(terms, values, strict=True) if value is not None]
    return said if len(terms) == 1 or len(known) < len(terms) else f"{said}={digits(sum(known, Decimal(0)), places)}"


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
        ("前一份", sum(figure.missing[0] for figure in figures)),
        ("后一份", sum(figure.missing[1] for figure in figures)),
    ):
        if missing:
            yield f"{name}年报有 {missing} 个数没有填或没有读出，这些数没有比"
    differing = [figure.title for figure in figures if None not in (figure.old, figure.new) and figure.old_unit != figure.unit]
    if differing:
        yield f"{'、'.join(differing)}：两年写的单位不同，或有一年没有写单位，没有比"
    for version, name in ((old, "前一份"), (new, "后一份")):
        if version.unplaced:
            yield f"{name}年报有 {len(version.unplaced)} 处内容不知道属于哪里，没有比"
