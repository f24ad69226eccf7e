"""Which cells a failed line is blamed on, and how that is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ...model.figures import digits
from ...model.identity import Assessment, assess
from ...model.location import Location
from ..check import Subject
from .live import Live, live_totals
from .ranking import Evidence, Ranked, Way
from .search import MOST_CELLS, Change, smallest_changes
from .shifted import Block, shifted_block
from .system import failing_systems

_SHOWN = 3


class Blame(NamedTuple):
    """What one failed line is blamed on: how to mend it, in words, and the one cell of it to mark with its right value.

    `open` says that it is one of several ways, of which nobody knows the right one.
    """

    hint: str
    ref: str = ""
    value: Decimal | None = None
    open: bool = False


class Suspects(NamedTuple):
    """What explains the failed lines of a report: for each system its ways ranked, or a block that has slid.

    `live` are its totals; lines that come right when texts become numbers are in no system.
    """

    live: Live
    ranked: tuple[Ranked, ...] = ()
    block: Block | None = None

    @property
    def named(self) -> Change:
        """The cells that are surely the ones, with their right values."""
        return {ref: value for one in self.ranked if one.sure for ref, value in one.ways[0].change.items()}


def suspects_of(subject: Subject) -> Suspects:
    """The cells that explain the failed lines of a report, as far as its lines, its prose and last year tell."""
    form, cells = subject.form, subject.workbook.cells
    live = live_totals(form, cells)

    def allowed(ref: str, value: Decimal) -> bool:
        figure = form.figures[ref]
        whole = figure.kind == "amount" or value == value.to_integral_value()
        return whole and (value >= 0 or figure.kind == "change")

    systems = failing_systems(form, subject.assessments, live)
    ranked = Evidence(subject, live).ranked((system, smallest_changes(system, allowed)) for system in systems)
    block = None
    if any(not one.sure or len(one.ways[0].change) >= MOST_CELLS for one in ranked):
        block = shifted_block(form, cells, subject.assessments, live, allowed)
    return Suspects(live, ranked, block)


def blamed(subject: Subject, suspects: Suspects, failed: Sequence[Assessment]) -> Mapping[int, Blame]:
    """What each failed line is blamed on, by the identity of its assessment; lines of which nothing is known are left out."""
    live = suspects.live
    blames: dict[int, Blame] = {}
    marked: set[str] = set()
    for one in failed:
        if one.line.needs_prior:
            continue
        fault, texts = live.fault_in(one.line), live.texts_in(one.line)
        if fault:
            blames[id(one)] = Blame(fault)
        elif texts and assess(one.line, live.figures, {}).outcome == "held":
            blames[id(one)] = _of_texts(texts, subject)
        else:
            weights = live.weights_of(one.line) or {}
            for ranked in suspects.ranked:
                if ranked.ways and weights.keys() & ranked.system.through.keys() and _settles(ranked, one, live):
                    blame = _of_ways(ranked, weights, marked, subject)
                    first = f"先把文字改成数字：{_texts(texts, subject)}；再看：" if texts else ""
                    blames[id(one)] = blame._replace(hint=first + blame.hint)
    return blames


def _settles(ranked: Ranked, one: Assessment, live: Live) -> bool:
    """Whether the ways to settle a system speak for a line: of a part and its whole only where that comes right too."""
    if one.line.relation == "equals":
        return True
    return ranked.sure and assess(one.line, {**live.figures, **ranked.ways[0].change}, {}).outcome == "held"


def _of_texts(texts: Sequence[str], subject: Subject) -> Blame:
    value = subject.workbook.cells[texts[0]].value or Decimal(0)
    right = f"数字 {digits(value)} " if len(texts) == 1 else "数字"
    return Blame(f"{_texts(texts, subject)} 是文字，Excel 没有加进去；改成{right}就平了，合计不用改", texts[0], value)


def _texts(texts: Sequence[str], subject: Subject) -> str:
    shown = "、".join(_place(subject.workbook.cells[ref].location) for ref in texts[:_SHOWN])
    return f"{shown} 等 {len(texts)} 格" if len(texts) > _SHOWN else shown


def _of_ways(ranked: Ranked, weights: Mapping[str, int], marked: set[str], subject: Subject) -> Blame:
    first = ranked.ways[0]
    if not ranked.sure:
        return Blame(_told_apart(ranked, subject), open=True)
    # Each cell is marked by one line at least: those that no line before has marked come first.
    mine = sorted((ref for ref in first.change if ref in weights), key=lambda ref: ref in marked)
    hint = _told(first, subject)
    if not mine:
        return Blame(hint)
    marked.add(mine[0])
    return Blame(hint, mine[0], first.change[mine[0]])


def _told(way: Way, subject: Subject) -> str:
    cells, figures = subject.workbook.cells, subject.form.figures
    why = _why(way)
    if len(way.change) == 1:
        ((ref, value),) = way.change.items()
        place = f"{_place(cells[ref].location)}（{figures[ref].title}）"
        return f"很可能错在 {place}：把 {_now(ref, subject)} 改为 {digits(value)}，行和列就都平了{why}"
    parts = "；".join(
        f"{_place(cells[ref].location)}（{figures[ref].title}）把 {_now(ref, subject)} 改为 {digits(value)}"
        for ref, value in way.change.items()
    )
    return f"很可能错在 {len(way.change)} 格：{parts}。都改了，行和列就都平了{why}"


def _why(way: Way) -> str:
    said = ""
    if any(one.last_year for one in way.confirmed_by):
        said += "，与上年也衔接了"
    prose = next((one for one in way.confirmed_by if not one.last_year), None)
    if prose:
        said += f"，也和正文里的 {digits(prose.value)} 一致了"
    kinds = [typo.kind for typo in way.typos.values()]
    if len(kinds) == 1 and kinds[0] is not None and kinds[0].telling:
        said += f"（像是{kinds[0].name}）"
    return said


def _told_apart(ranked: Ranked, subject: Subject) -> str:
    ways = ranked.ways[:_SHOWN]
    shown = "；".join(f"{number}. {_changes(way.change, subject)}" for number, way in enumerate(ways, 1))
    if len(ranked.ways) == 1:
        return f"改这一处就都平了；是不是错在这里，先对照原件核对：{_changes(ranked.ways[0].change, subject)}"
    more = f"（共 {len(ranked.ways)} 种，这里是最可能的 {_SHOWN} 种）" if len(ranked.ways) > _SHOWN else ""
    return f"下面每一种改法都能平，先核对这几格{more}：{shown}"


def _changes(change: Change, subject: Subject) -> str:
    cells, figures = subject.workbook.cells, subject.form.figures
    return "，".join(
        f"{_place(cells[ref].location)}（{figures[ref].title}）{_now(ref, subject)} → {digits(value)}"
        for ref, value in change.items()
    )


def _now(ref: str, subject: Subject) -> str:
    return digits(subject.workbook.cells[ref].value or Decimal(0))


def _place(location: Location) -> str:
    return f"{location.grid}!{location.cell}" if location.cell else str(location)


def block_told(block: Block, subject: Subject, failed: Iterable[Assessment]) -> tuple[str, str]:
    """A block that has slid, as a message and a hint."""
    figures = subject.form.figures
    first, last = figures[block.now[0][0]], figures[block.now[-1][-1]]
    title = first.title if first.ref == last.ref else f"{first.title} 到 {last.title}"
    count = len(list(failed))
    message = f"{title}（{_area(block.now, subject)}）整体{block.slid}，{count} 条勾稽关系因此不平"
    ends = "、".join(f"{_cell(ref, subject)} 填 {digits(block.change[ref])}" for ref in block.ends if ref in block.change)
    hint = f"把 {_area(block.now, subject)} 的数{block.back}，放到 {_area(block.home, subject)}{f'；{ends}' if ends else ''}，就都平了"
    return message, hint


def _area(lanes: Sequence[tuple[str, ...]], subject: Subject) -> str:
    """D8—E12, or the titles of its ends where a file has no cells."""
    one, other = _cell(lanes[0][0], subject), _cell(lanes[-1][-1], subject)
    return one if one == other else f"{one}—{other}"


def _cell(ref: str, subject: Subject) -> str:
    cell = subject.workbook.cells[ref].location.cell
    return cell or subject.form.figures[ref].title
