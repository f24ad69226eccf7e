"""The sum of an area as the sheets that an office keeps: each cell against the authority's own, each agency's figures, what is to be said."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...drafts.workbook.drawn.sheets import Column, Sheet, Value, sheets_workbook
from ...model.area.register import some
from ...model.area.rollup import AgainstOwn, RollUp
from ...model.finding import Finding, place_in_words, remedy
from ...model.form import Figure
from ...rules.area.sums import causes_by_cell

# More agencies than this make a sheet that nobody reads; all figures are exported by another command.
_MOST = 300
_NAMED = 5


def sum_workbook(rollup: RollUp, against: AgainstOwn | None, findings: Sequence[Finding]) -> bytes:
    """The .xlsx: 汇总, 各单位 where they are not too many, 问题."""
    title = f"{rollup.agency.name} {rollup.year} 年度汇总"
    said = f"由 {len(rollup.parts)} 个单位相加" + (f"，缺 {len(rollup.missing)} 个" if rollup.missing else "")
    sheets = [_cells(rollup, against, title, said)]
    if len(rollup.parts) <= _MOST:
        sheets.append(_agencies(rollup, title, said))
    if findings:
        sheets.append(_said(findings, title))
    return sheets_workbook(sheets)


def _named(figure: Figure) -> tuple[str, str, str]:
    column = figure.column.name if len(figure.block.leaf_columns) > 1 else ""
    return figure.table.name, figure.row.name, column


def _cells(rollup: RollUp, against: AgainstOwn | None, title: str, said: str) -> Sheet:
    columns = (
        Column("表", width=9), Column("项目", width=30), Column("栏", width=18), Column("下级之和", "figure", 14),
        Column("上级的年报", "figure", 14), Column("相差", "figure", 12), Column("几个单位不是 0", "figure", 15), Column("说明", width=40),
    )  # fmt: skip
    own = against.own.figures if against else {}
    different = {one.ref: one.more for one in against.differences} if against else {}
    causes = causes_by_cell(against) if against else {}
    rows: list[tuple[Value, ...]] = []
    styles = []
    for ref, figure in rollup.form.figures.items():
        notes = []
        if ref in rollup.not_added:
            notes.append(f"不能相加：{figure.note or figure.title}")
        elif ref in rollup.form.ratios and len(rollup.parts) > 1:
            notes.append("由加好的数重新算")
        if blanks := rollup.blanks.get(ref):
            notes.append(f"没有数：{some([*map(rollup.name, blanks)], _NAMED)}")
        if cause := causes.get(ref):
            notes.append(cause)
        several = Decimal(sum(bool(source.value) for source in rollup.sources(ref)))
        rows.append((*_named(figure), rollup.figures.get(ref), own.get(ref), different.get(ref), several, "；".join(notes)))
        styles.append("error" if ref in different else "warning" if notes else "")
    compared = f"上级的年报：{against.own.path}，{len(different)} 格不符" if against else "没有上级自己的年报可比"
    return Sheet("汇总", title, columns, rows, [said, compared], styles)


def _agencies(rollup: RollUp, title: str, said: str) -> Sheet:
    columns = (
        Column("表", width=9),
        Column("项目", width=30),
        Column("栏", width=18),
        Column("合计", "figure", 12),
        *(Column(rollup.name(part.agency), "figure", 12) for part in rollup.parts),
    )
    rows = [
        (*_named(figure), rollup.figures.get(ref), *(source.value for source in rollup.sources(ref)))
        for ref, figure in rollup.form.figures.items()
    ]
    return Sheet("各单位", title, columns, rows, [said], [""] * len(rows))


def _said(findings: Sequence[Finding], title: str) -> Sheet:
    columns = (
        Column("轻重", width=8),
        Column("代码", width=8),
        Column("在哪里", width=30),
        Column("问题", width=80),
        Column("怎么改", width=40),
    )
    rows = [
        (one.severity.chinese, one.code, f"{one.location.path} {place_in_words(one.location)}", one.message, remedy(one))
        for one in findings
    ]
    return Sheet("问题", title, columns, rows, [], [one.severity.value for one in findings])
