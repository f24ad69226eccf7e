"""How an area stands, as the sheets that an office sends round: a line for each agency, each branch, each finding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...drafts.workbook.drawn.sheets import Column, PlainSheet, Sheet, Value, plain_workbook, sheets_workbook
from ...model.area.board import Board, Standing, State
from ...text.columns import width
from .text import came_in_words, counts_in_words, day_in_words, late_in_words, opinion_in_words, outdated_in_words

_STYLES = {State.MISSING: "error", State.UNREADABLE: "error", State.ERRORS: "error", State.WARNINGS: "warning", State.CLEAN: ""}
_INDENT = "　"
# Rows that are drawn with lines and colours; more of them take minutes, and nobody prints them.
_MOST_DRAWN = 8_000


def board_workbook(board: Board) -> bytes:
    """The board as an .xlsx: 各机关, 各级 where there are several levels, 问题清单."""
    counts = board.counts
    title = f"{board.name} {board.year} 年度年报检查情况"
    lines = [f"{day_in_words(board.day)}　{counts_in_words(counts)}　错误 {counts.errors}　提醒 {counts.warnings}".strip()]
    sheets = [_agencies(board, title, lines), _findings(board, title)]
    if branches := _branches(board, title):
        sheets.insert(1, branches)
    if sum(len(sheet.rows) for sheet in sheets) > _MOST_DRAWN:
        return plain_workbook(PlainSheet(sheet.name, [column.head for column in sheet.columns], sheet.rows) for sheet in sheets)
    return sheets_workbook(sheets)


def _agencies(board: Board, title: str, lines: list[str]) -> Sheet:
    rows = [_row(one) for one in board.standings]
    columns = (
        _fitting("情况", rows, 0, 9, 16), _fitting("代码", rows, 1, 6, 20), _fitting("机关", rows, 2, 20, 40), _fitting("类别", rows, 3, 6, 14),
        Column("期限", width=11), _fitting("交来", rows, 5, 11, 24), Column("错误", "figure", 6), Column("提醒", "figure", 6),
        Column("已说明", "figure", 8), Column("新出现", "figure", 8), _fitting("联系人", rows, 10, 8, 22), Column("说明", width=60),
    )  # fmt: skip
    return Sheet("各机关", title, columns, rows, lines, [_style(one) for one in board.standings])


def _fitting(head: str, rows: Sequence[Sequence[Value]], number: int, least: int, most: int) -> Column:
    """A column as wide as what stands in it, so that a sheet with short names prints large."""
    return Column(head, width=min(max([least, *(width(str(row[number] or "")) + 2 for row in rows)]), most))


def _style(standing: Standing) -> str:
    return "error" if standing.late else _STYLES[standing.state]


def _row(standing: Standing) -> tuple[Value, ...]:
    agency, outcome = standing.agency, standing.outcome
    numbers: tuple[Value, ...] = (None,) * 4
    if outcome:
        counts = standing.errors, standing.warnings, standing.answered, standing.new
        numbers = tuple(Decimal(number) if number else None for number in counts)
    said = [late_in_words(standing), *(outcome.trouble.split("\n")[:1] if outcome else ()), *(outcome.remarks if outcome else ())]
    errors = [told for told in standing.open_own if told.severity == "error"]
    said += [told.message.split("\n")[0] for told in (*standing.open_questions, *errors)]
    return (
        standing.state.chinese + ("，迟交" if standing.late and outcome else ""), agency.code, _INDENT * standing.depth + agency.name, agency.kind, day_in_words(standing.due), came_in_words(standing),
        *numbers, agency.contact, "；".join(filter(None, said)),
    )  # fmt: skip


def _branches(board: Board, title: str) -> Sheet | None:
    branches = list(board.branches())
    if not branches:
        return None
    names = ("应交", "已交", "未交", "迟交", "读不了", "有错误", "只有提醒", "没有问题", "错误", "提醒")
    columns = (Column("代码", width=12), Column("机关和它的下级", width=40), *(Column(name, "figure", 10) for name in names))
    rows: list[tuple[Value, ...]] = []
    for standing, counts in branches:
        numbers = (
            counts.agencies, counts.handed, counts.missing, counts.late, counts.unreadable, counts.with_errors, counts.with_warnings, counts.clean,
            counts.errors, counts.warnings,
        )  # fmt: skip
        rows.append((standing.agency.code, _INDENT * standing.depth + standing.agency.name, *map(Decimal, numbers)))
    return Sheet("各级", title, columns, rows)


def _findings(board: Board, title: str) -> Sheet:
    columns = (
        Column("代码", width=12), Column("机关", width=30), Column("轻重", width=7), Column("规则", width=8), Column("位置", width=26), Column("问题", width=60),
        Column("怎么办", width=44), Column("新", width=5), Column("处理意见", width=24),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    styles = []
    for standing in board.standings:
        for told in standing.found:
            decision = standing.decided.get(told.fingerprint)
            decided = opinion_in_words(decision) if decision else outdated_in_words(told, standing)
            new = "新" if standing.reports and told.fingerprint in standing.reports[0].new else ""
            word = "错误" if told.severity == "error" else "提醒"
            rows.append(
                (standing.agency.code, standing.agency.name, word, told.code, told.place, told.message, told.remedy, new, decided)
            )
            styles.append("" if decision else told.severity)
    return Sheet("问题清单", title, columns, rows, (), styles)
