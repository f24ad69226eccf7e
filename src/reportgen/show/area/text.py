"""How an area stands, as text for a terminal. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ...model.area.board import MARK, Board, Counts, Decision, Standing, State, Told
from ...text.columns import width
from ...text.hidden import in_a_line
from ..text import Ink

_INKS = {State.MISSING: "red", State.UNREADABLE: "red", State.ERRORS: "red", State.WARNINGS: "yellow", State.CLEAN: "green"}
_MOST_LINES, _MOST_STRAYS, _MOST_TOLD = 300, 12, 8
_QUOTED = 160
BY_FILE = "按文件时间"
_STATE = 10  # columns of the widest state, and two more


def status_text(board: Board, ink: Ink, *, everyone: bool = False) -> str:
    """The board: numbers, branches, and the agencies with which something is wrong, or all of them."""
    return "\n".join((*_head(board), *_branches(board, ink), *_agencies(board, ink, everyone=everyone), *_rest(board, ink)))


def checked_text(board: Board, ink: Ink) -> str:
    """The board, and each agency's findings in words."""
    details = [line for standing in board.standings for line in _details(standing, ink)]
    return "\n".join((*_head(board), *_branches(board, ink), "", *(details or ["没有问题。"]), *_rest(board, ink)))


def one_agency_text(standing: Standing, ink: Ink) -> str:
    """The findings of one agency, all of them."""
    return "\n".join(_details(standing, ink, most=10_000)) or f"{standing.agency}：没有问题。"


def counts_in_words(counts: Counts) -> str:
    """How many stand how: 应交 60　已交 57　未交 3 …; what there is none of is left out, but for the first three."""
    parts = [f"应交 {counts.agencies}", f"已交 {counts.handed}", f"未交 {counts.missing}"]
    others = (
        ("迟交", counts.late), ("读不了", counts.unreadable), ("有错误", counts.with_errors), ("只有提醒", counts.with_warnings),
        ("没有问题", counts.clean),
    )  # fmt: skip
    return "　".join((*parts, *(f"{name} {count}" for name, count in others if count)))


def day_in_words(day: date | None) -> str:
    """2025-01-31; '' for no day."""
    return day.isoformat() if day else ""


def came_in_words(standing: Standing) -> str:
    """The day on which it came, and whether only its files tell so: copying a file may change that."""
    return day_in_words(standing.on) + (f" {BY_FILE}" if standing.by_file else "")


def late_in_words(standing: Standing) -> str:
    """What is to be said of the day on which it came, '' where it was in time."""
    if not standing.late:
        return ""
    if standing.outcome is None:
        return f"过了期限 {day_in_words(standing.due)}"
    written = standing.reports[0].written
    in_time = written is not None and standing.due is not None and written <= standing.due
    earlier = f"；文件时间 {day_in_words(written)}" if in_time and not standing.by_file else ""
    return f"迟交（{came_in_words(standing)}，期限 {day_in_words(standing.due)}{earlier}）"


def opinion_in_words(decision: Decision) -> str:
    """What was decided on what is found: 不是问题：数是对的; that it was mended is not so then."""
    verdict = f"{decision.verdict}（这一稿里仍在）" if decision.verdict == "已改" else decision.verdict
    return "：".join(filter(None, (verdict, decision.reason)))


def outdated_in_words(told: Told, standing: Standing) -> str:
    """What is to be said of a decision that was made on another finding at the same place; '' where there is none."""
    decision = standing.outdated.get(told.fingerprint)
    if decision is None:
        return ""
    said = f"{decision.said[:_QUOTED]}…" if len(decision.said) > _QUOTED else decision.said
    opinion = "：".join(filter(None, (decision.verdict, decision.reason)))
    return f"上次的意见（{opinion}）是对另一个数的，这次不算。当时是：{said}"


def _head(board: Board) -> Iterator[str]:
    counts = board.counts
    yield f"{board.name}　{board.year} 年度" + (f"　{day_in_words(board.day)}" if board.day else "")
    yield counts_in_words(counts)
    yield f"错误 {counts.errors}　提醒 {counts.warnings}　已说明 {counts.answered}　比上一稿新出现 {counts.new}"
    yield f"这次检查了 {board.worked} 份，其余没有变化" if board.worked < counts.handed else f"这次检查了 {board.worked} 份"


def _branches(board: Board, ink: Ink) -> Iterator[str]:
    branches = list(board.branches())
    if len(branches) < 2:
        return
    yield ""
    yield ink("bold", "各级")
    for standing, counts in branches[:_MOST_LINES]:
        yield f"  {'  ' * standing.depth}{standing.agency}：{counts_in_words(counts)}，错误 {counts.errors}，提醒 {counts.warnings}"


def _agencies(board: Board, ink: Ink, *, everyone: bool) -> Iterator[str]:
    told = [one for one in board.standings if everyone or one.late or one.state is not State.CLEAN]
    if not told:
        return
    yield ""
    names = max(width(one.agency.name) for one in told)
    codes = max(width(one.agency.code) for one in told)
    yield ink("bold", f"{_padded('情况', _STATE)}{_padded('代码', codes + 2)}{_padded('机关', names + 2)}错误 提醒  新")
    for one in told[:_MOST_LINES]:
        numbers = f"{one.errors:>4} {one.warnings:>4} {one.new:>3}" if one.outcome else " " * 13
        state = ink(_INKS[one.state], _padded(one.state.chinese, _STATE))
        remarks = "，".join(filter(None, (late_in_words(one), _first_line(one))))
        yield f"{state}{_padded(one.agency.code, codes + 2)}{_padded(one.agency.name, names + 2)}{numbers}  {remarks}".rstrip()
    if len(told) > _MOST_LINES:
        yield f"……还有 {len(told) - _MOST_LINES} 个；全部的：-o 文件夹/ --to html，或 --to xlsx"


def _first_line(standing: Standing) -> str:
    trouble = standing.outcome.trouble if standing.outcome else ""
    return trouble.split("\n")[0]


def _details(standing: Standing, ink: Ink, most: int = _MOST_TOLD) -> Iterator[str]:
    """What is wrong with one agency; nothing where nothing is."""
    found = standing.open
    outcome = standing.outcome
    if not found and not standing.late and outcome is not None and not outcome.trouble and not outcome.remarks:
        return
    said = standing.state.chinese if outcome is None else f"错误 {standing.errors}　提醒 {standing.warnings}"
    yield ink("bold", f"── {standing.agency}　{said}") + (f"　{late_in_words(standing)}" if standing.late else "")
    if outcome is None:
        yield ""
        return
    yield f"   {in_a_line(standing.reports[0].path)}"
    if outcome.trouble:
        yield from (f"   {ink('red', line)}" for line in outcome.trouble.split("\n"))
    yield from (f"   {line}" for line in outcome.remarks)
    for told in found[:most]:
        yield from _told(told, standing, ink)
    if len(found) > most:
        yield f"   ……还有 {len(found) - most} 个：reportgen area check --only {standing.agency.code}"
    yield ""


def _told(told: Told, standing: Standing, ink: Ink) -> Iterator[str]:
    style, word = ("red", "错误") if told.severity == "error" else ("yellow", "提醒")
    new = " 新" if standing.reports and told.fingerprint in standing.reports[0].new else ""
    decision = standing.decided.get(told.fingerprint)
    decided = f"　{opinion_in_words(decision)}" if decision else ""
    yield f"   {ink('bold', told.place)}  {ink(style, word)} {told.code}{new}  [{told.fingerprint[:MARK]}]{decided}"
    yield from (f"      {line}" for line in told.message.split("\n"))
    if outdated := outdated_in_words(told, standing):
        yield f"      {outdated}"
    if told.remedy:
        yield f"      → {told.remedy}".replace("\n", "\n        ")


def _rest(board: Board, ink: Ink) -> Iterator[str]:
    if board.strays:
        yield ""
        yield ink("bold", f"没有归到机关的（{len(board.strays)} 处）")
        yield from _some((f"  {line}" for line in board.strays), len(board.strays))
    if board.waiting:
        yield ""
        yield f"“收件”里有 {board.waiting} 份还没有归档：运行 reportgen area receive"
    for line in board.notes:
        yield f"注意：{line}"


def _some(lines: Iterable[str], count: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == _MOST_STRAYS:
            yield f"  ……还有 {count - _MOST_STRAYS} 处"
            return
        yield line


# -- 收件 -------------------------------------------------------------------------------------------------


def inbox_text(
    sure: Sequence[tuple[str, str, str]],
    asked: Sequence[tuple[str, str, Sequence[str]]],
    others: Sequence[str],
    *,
    moved: bool = False,
) -> str:
    """What lies in 收件: what is sure (file, where it goes, why), what is asked (file, why, what it may be), what is no report.

    `moved` says that the rest of it has been put away: an empty rest is not told then.
    """
    lines = []
    if sure:
        lines += [
            f"能归档的 {len(sure)} 份：",
            *(f"  {in_a_line(name)} → {in_a_line(target)}　（{in_a_line(why)}）" for name, target, why in sure),
        ]
    if asked:
        lines += [f"要问的 {len(asked)} 份（没有动）："]
        for name, why, candidates in asked:
            lines += [f"  {in_a_line(name)}：{why}", *(f"      {one}" for one in candidates)]
        lines.append("  知道是谁的，写：reportgen area receive --is 文件=代码；年份也要说明的，写 --is 文件=2024/代码")
    if others:
        lines += [
            f"不是年报的 {len(others)} 个（没有动）：{'、'.join(map(in_a_line, others[:_MOST_STRAYS]))}{'……' if len(others) > _MOST_STRAYS else ''}"
        ]
    return "\n".join(lines) or ("" if moved else "“收件”里没有东西。")


def _padded(text: str, columns: int) -> str:
    return text + " " * max(columns - width(text), 0)
