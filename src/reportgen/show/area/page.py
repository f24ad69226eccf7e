"""The index of the board of an area, which leads to a page for each agency (agency_page.py).

The pages need nothing but themselves and each other; everything that came from a file of the user is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ...model.area.board import Board, Counts, Standing, State, Told
from ..page import page_html, page_part, tile
from .text import BY_FILE, day_in_words, late_in_words

INDEX, AGENCIES = "index.html", "机关"
_FEW_BRANCHES = 8  # that are shown without being asked for
_TOLD = 2  # findings of an agency, the worst of them, that the index tells
_ORDER = {state: number for number, state in enumerate(State)}


def page_name(standing: Standing) -> str:
    """Where the page of an agency lies, below the folder."""
    return f"{AGENCIES}/{standing.agency.code}.html"


def index_html(board: Board) -> str:
    """The index: numbers, branches, and a line for each agency, to be filtered and sorted."""
    style = page_part("check_page.css") + page_part("area_page.css")
    title = f"{board.name} {board.year} 年度年报"
    body = (
        *_head(board, title),
        "<main>",
        *_notes(board),
        *_branches(board),
        *_agencies(board),
        *_strays(board),
        "</main>",
    )
    return page_html(title, style, page_part("area_page.js"), "\n".join(body))


def _head(board: Board, title: str) -> Iterator[str]:
    counts = board.counts
    bad = counts.missing or counts.unreadable or counts.errors
    style = "error" if bad else "warning" if counts.warnings or counts.late else "clean"
    yield f'<header class="{style}"><div class="name"><p class="form">年报检查看板　{day_in_words(board.day)}</p>'
    yield f'<h1>{escape(title)}</h1></div><dl class="tiles">'
    yield tile(
        "已交",
        f"{counts.handed}/{counts.agencies}",
        f"未交 {counts.missing}，迟交 {counts.late}",
        "error" if counts.missing else "",
    )
    yield tile("有错误", str(counts.with_errors), f"共 {counts.errors} 个错误", "error" if counts.with_errors else "")
    yield tile("只有提醒", str(counts.with_warnings), f"共 {counts.warnings} 个提醒", "warning" if counts.with_warnings else "")
    yield tile("读不了", str(counts.unreadable), "要重新交", "error" if counts.unreadable else "")
    yield tile("没有问题", str(counts.clean), f"已说明 {counts.answered}，新出现 {counts.new}")
    yield "</dl></header>"


def _notes(board: Board) -> Iterator[str]:
    lines = [*board.notes]
    if board.waiting:
        lines.append(f"“收件”里有 {board.waiting} 份还没有归档")
    if lines:
        yield '<section class="cautions"><ul>' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul></section>"


def _branches(board: Board) -> Iterator[str]:
    branches = list(board.branches())
    if not branches:
        return
    heads = ("机关和它的下级", "应交", "已交", "未交", "迟交", "读不了", "有错误", "只有提醒", "没有问题")
    opened = " open" if len(branches) <= _FEW_BRANCHES else ""
    yield f'<section><details{opened}><summary><h2>各级</h2></summary><div class="table-frame" role="region" aria-label="各级" tabindex="0"><table class="branches"><caption>每一级连同下级</caption><thead><tr>'
    yield "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
    for standing, counts in branches:
        cells = "".join(_number(number, bad) for number, bad in _counted(counts))
        yield f'<tr><th scope="row" class="level-{min(standing.depth, 5)}">{escape(standing.agency.name)}</th>{cells}</tr>'
    yield "</tbody></table></div></details></section>"


def _counted(counts: Counts) -> Iterator[tuple[int, str]]:
    yield from ((counts.agencies, ""), (counts.handed, ""))
    yield from ((number, "error") for number in (counts.missing, counts.late, counts.unreadable, counts.with_errors))
    yield from ((counts.with_warnings, "warning"), (counts.clean, ""))


def _number(number: int, style: str) -> str:
    return f'<td class="{style}">{number}</td>' if number and style else f"<td>{number}</td>"


def _agencies(board: Board) -> Iterator[str]:
    kinds = sorted({one.agency.kind for one in board.standings if one.agency.kind})
    options = "".join(f"<option>{escape(kind)}</option>" for kind in kinds)
    yield (
        '<section><h2>各机关</h2><form class="filters" hidden><label><input type="checkbox" name="bad"> 只看有问题的</label>'
        '<label>找 <input type="search" name="words" placeholder="名称或代码"></label>'
        + (f'<label>类别 <select name="kind"><option value="">全部</option>{options}</select></label>' if kinds else "")
        + '<output aria-live="polite"></output></form>'
    )
    yield '<div class="table-frame" role="region" aria-label="各机关" tabindex="0"><table class="agencies"><caption>点表头可以排序，点名称看检查结果</caption><thead><tr>'
    for name, sort in (
        ("情况", "number"), ("代码", "text"), ("机关", "text"), ("类别", "text"), ("错误", "number"), ("提醒", "number"), ("已说明", "number"), ("新", "number"),
        ("交来", "text"), ("说明", ""),
    ):  # fmt: skip
        yield f'<th scope="col" data-sort="{sort}">{name}</th>'
    yield "</tr></thead><tbody>"
    yield from map(_agency, board.standings)
    yield "</tbody></table></div></section>"


def _agency(standing: Standing) -> str:
    agency, outcome, state = standing.agency, standing.outcome, standing.state
    bad = "1" if standing.late or state is not State.CLEAN else ""
    name = escape(agency.name)
    link = f'<a href="{escape(page_name(standing))}">{name}</a>' if outcome else name
    late = ' <span class="state warnings">迟交</span>' if standing.late and outcome else ""
    numbers = (standing.errors, standing.warnings, standing.answered, standing.new) if outcome else ("", "", "", "")
    cells = "".join(f'<td class="figure">{number or ""}</td>' for number in numbers)
    return (
        f'<tr data-bad="{bad}" data-kind="{escape(agency.kind)}">'
        f'<td data-value="{_ORDER[state]}"><span class="state {state.value}">{state.chinese}</span>{late}</td>'
        f'<td class="code">{escape(agency.code)}</td><th scope="row" class="level-{min(standing.depth, 5)}">{link}</th>'
        f'<td class="kind">{escape(agency.kind)}</td>{cells}<td>{_came(standing)}</td><td class="remark">{_remarks(standing)}</td></tr>'
    )


def _came(standing: Standing) -> str:
    by_file = f" <small>{BY_FILE}</small>" if standing.by_file else ""
    return day_in_words(standing.on) + by_file


def _remarks(standing: Standing) -> str:
    outcome = standing.outcome
    lines = [late_in_words(standing)]
    if outcome:
        lines += [outcome.trouble.split("\n")[0], *outcome.remarks]
        if len(standing.reports) > 1:
            lines.append(f"有 {len(standing.reports)} 份文件，看的是 {standing.reports[0].path.rpartition('/')[2]}")
    told = [*sorted(standing.open_questions, key=_gravity), *sorted(standing.open_own, key=_gravity)]
    lines += [one.message.split("\n")[0] for one in told[:_TOLD]]
    if len(told) > _TOLD:
        lines.append(f"等 {len(told)} 个问题")
    return "".join(f"<span>{escape(line)}</span>" for line in lines if line)


def _gravity(told: Told) -> bool:
    return told.severity != "error"


def _strays(board: Board) -> Iterator[str]:
    if board.strays:
        yield f'<section><h2>没有归到机关的（{len(board.strays)} 处）</h2><ul class="strays">'
        yield "".join(f"<li>{escape(line)}</li>" for line in board.strays) + "</ul></section>"
