"""Which cells a failed line is blamed on, and how that is said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from ...model.figures import digits
from ...model.identity import Assessment, Line, assess
from ...model.location import Location
from ..check import Subject
from .live import Live, Weights, live_totals
from .overwritten import Overwritten, overwritten_totals, restored, worked_out
from .ranking import Evidence, Ranked, Way, of_this_year
from .search import MOST_CELLS, Change, allowed_in, smallest_changes
from .shifted import Block, Lane, shifted_block
from .swapped import Swap, swapped_lanes
from .system import failing_systems

_SHOWN = 3
# More places than these help nobody who looks them up one by one: the likeliest, and how many more there are.
_MOST_LISTED = 5


class Blame(NamedTuple):
    """What one failed line is blamed on: how to mend it, in words, and the one cell of it to mark with its right value.

    `open` says that it is one of several ways, of which nobody knows the right one. Lines with the same `fault` come
    right together, and are one thing to be told; the last of it is the cell at fault, where one is, `single` where that
    one alone is.
    """

    hint: str
    fault: tuple[object, ...]
    ref: str = ""
    value: Decimal | None = None
    open: bool = False
    single: bool = False


class Suspects(NamedTuple):
    """What explains the failed lines of a report: for each system its ways ranked, or figures that have moved.

    `subject` is the report with the formulas of `overwritten` totals in their places again, `live` are its totals; lines
    that come right when texts become numbers are in no system.
    """

    subject: Subject
    live: Live
    ranked: tuple[Ranked, ...] = ()
    moved: Block | Swap | None = None
    overwritten: Mapping[str, Overwritten] = MappingProxyType({})

    @property
    def named(self) -> Change:
        """The cells that are surely the ones, with their right values."""
        return {ref: value for one in self.ranked if one.sure for ref, value in one.ways[0].change.items()}


def suspects_of(subject: Subject) -> Suspects:
    """The cells that explain the failed lines of a report, as far as its lines, its prose and last year tell."""
    cells = subject.workbook.cells
    found = _searched(subject)
    overwritten = {} if found.moved else overwritten_totals(subject.form, cells)
    if not overwritten or (found.ranked and all(one.sure for one in found.ranked) and found.named.keys().isdisjoint(overwritten)):
        return found  # what was typed over a total bears out which of its figures is wrong
    cells = restored(subject.form, cells, overwritten)
    figures = {ref: cell.value for ref, cell in cells.items() if cell.value is not None}
    assessments = tuple(one if one.line.needs_prior else assess(one.line, figures, {}) for one in subject.assessments)
    again = subject._replace(workbook=subject.workbook._replace(cells=cells), assessments=assessments)
    return _searched(again)._replace(overwritten=overwritten)


def _searched(subject: Subject) -> Suspects:
    form, cells = subject.form, subject.workbook.cells
    live = live_totals(form, cells)
    allowed = allowed_in(form)
    systems = failing_systems(form, subject.assessments, live)
    ranked = Evidence(subject, live).ranked((system, smallest_changes(system, allowed)) for system in systems)
    moved: Block | Swap | None = None
    if any(not one.sure or len(one.ways[0].change) >= MOST_CELLS for one in ranked):
        moved = shifted_block(form, cells, subject.assessments, allowed)
        moved = moved or swapped_lanes(form, cells, subject.assessments, live)
    return Suspects(subject, live, ranked, moved)


def blamed(subject: Subject, suspects: Suspects, failed: Sequence[Assessment]) -> Mapping[int, Blame]:
    """What each failed line is blamed on, by the identity of its assessment; lines of which nothing is known are left out."""
    live = suspects.live
    blames: dict[int, Blame] = {}
    through: dict[int, list[tuple[Assessment, Weights]]] = {}
    again = dict(zip(map(id, subject.assessments), suspects.subject.assessments, strict=True))
    for was in failed:
        one = again[id(was)]
        if one.line.needs_prior:
            _with_last_year(was, suspects, through)
            continue
        typed_over = _typed_over(one.line, suspects)
        if typed_over and one.outcome != "failed":
            blames[id(was)] = _of_overwritten(typed_over, suspects)
            continue
        fault, texts = live.fault_in(one.line), live.texts_in(one.line)
        if fault:
            blames[id(was)] = _of_formula(fault, one.line, suspects)
        elif texts and assess(one.line, live.figures, {}).outcome == "held":
            blames[id(was)] = _of_texts(texts, subject)
        else:
            weights = live.weights_of(one.line) or {}
            for number, ranked in enumerate(suspects.ranked):
                if ranked.ways and weights.keys() & ranked.system.through.keys() and _settles(ranked, one, live):
                    through.setdefault(number, []).append((was, weights))
                    break
    for number, lines in through.items():
        for was, blame in _of_ways(suspects.ranked[number], number, lines, suspects.subject):
            first = f"{_of_overwritten(over, suspects).hint}；再看：" if (over := _typed_over(was.line, suspects)) else ""
            if texts := () if was.line.needs_prior else live.texts_in(was.line):
                first += f"先把文字改成数字：{_texts(texts, subject)}；再看："
            blames[id(was)] = blame._replace(hint=first + blame.hint)
    return blames


def _with_last_year(one: Assessment, suspects: Suspects, through: dict[int, list[tuple[Assessment, Weights]]]) -> None:
    """Put a line about last year beside those of this year that the same cells settle."""
    weights = suspects.live.weights_of(of_this_year(one.line)) or {}
    for number, ranked in enumerate(suspects.ranked):
        if ranked.sure and one.line.relation == "equals" and number in through:
            change, figures = ranked.ways[0].change, suspects.live.figures
            moved = sum((weights[ref] * (value - figures[ref]) for ref, value in change.items() if ref in weights), Decimal(0))
            if moved and one.difference + moved == 0:
                through[number].append((one, weights))


def _typed_over(line: Line, suspects: Suspects) -> str:
    """The total of a line, or behind its totals, that was typed over; '' where none was."""
    waiting = [term.ref for term, _ in line.terms if not term.prior]
    seen: set[str] = set()
    while suspects.overwritten and waiting:
        ref = waiting.pop(0)
        if ref in suspects.overwritten:
            return ref
        seen.add(ref)
        more = (term.ref for one in suspects.subject.form.sums.get(ref, ()) for term in one.left)
        waiting += [ref for ref in more if ref not in seen] if suspects.subject.workbook.cells[ref].formula else []
    return ""


def _of_overwritten(ref: str, suspects: Suspects) -> Blame:
    value, formula = suspects.overwritten[ref]
    place = _place(suspects.subject.workbook.cells[ref].location)
    hint = f"{place} 这一格原来是公式，被改成了数；恢复公式 {formula}（应为 {digits(value)}）"
    return Blame(hint, ("overwritten", ref), ref, value, single=True)


def _of_formula(fault: str, line: Line, suspects: Suspects) -> Blame:
    """A line is one with the others of a formula only where it comes right with it: else more of it is wrong."""
    subject, ref = suspects.subject, suspects.live.at_fault(fault)
    if ref in subject.form.totals:
        figures = worked_out(subject.form, subject.workbook.cells, {ref})
        if assess(line, figures, {}).outcome == "held":
            return Blame(fault, ("formula", ref), single=True)
    return Blame(fault, ("formula", line, ref))


def _settles(ranked: Ranked, one: Assessment, live: Live) -> bool:
    """Whether the ways to settle a system speak for a line: of a part and its whole only where that comes right too."""
    if one.line.relation == "equals":
        return True
    return ranked.sure and assess(one.line, {**live.figures, **ranked.ways[0].change}, {}).outcome == "held"


def _of_texts(texts: Sequence[str], subject: Subject) -> Blame:
    value = subject.workbook.cells[texts[0]].value or Decimal(0)
    right = f"数字 {digits(value)} " if len(texts) == 1 else "数字"
    hint = f"{_texts(texts, subject)} 是文字，Excel 没有加进去；改成{right}就平了，合计不用改"
    return Blame(hint, ("texts", *texts), texts[0], value, single=len(texts) == 1)


def _texts(texts: Sequence[str], subject: Subject) -> str:
    shown = "、".join(_place(subject.workbook.cells[ref].location) for ref in texts[:_SHOWN])
    return f"{shown} 等 {len(texts)} 格" if len(texts) > _SHOWN else shown


def _of_ways(
    ranked: Ranked, number: int, lines: Sequence[tuple[Assessment, Weights]], subject: Subject
) -> Iterator[tuple[Assessment, Blame]]:
    """What each of these lines is blamed on: where it is sure, each on one of the cells, as many cells as can be."""
    first = ranked.ways[0]
    if not ranked.sure:
        for one, _ in lines:
            yield one, Blame(_told_apart(ranked, subject), ("open", number), open=True)
        return
    marked: dict[str, None] = {}
    cell_of: list[str] = []
    for _, weights in lines:
        mine = sorted((ref for ref in first.change if ref in weights), key=lambda ref: ref in marked)
        cell_of.append(mine[0] if mine else "")
        marked.update(dict.fromkeys(mine[:1]))
    for (one, _), ref in zip(lines, cell_of, strict=True):
        alone = bool(ref) and _stands_alone(ref, ranked)
        hint = _told(_cell_of(first, ref, subject) if alone else first, ref, marked, subject)
        if ref:
            yield one, Blame(hint, ("cell", number, ref), ref, first.change[ref], single=alone or len(first.change) == 1)
        else:
            yield one, Blame(hint, ("cells", number))


def _cell_of(way: Way, ref: str, subject: Subject) -> Way:
    """One cell of a way by itself, with what speaks for that cell: another number of the prose is another cell's."""
    value = way.change[ref]
    moved = {ref: value - (subject.workbook.cells[ref].value or Decimal(0))}
    return way._replace(change={ref: value}, confirmed_by=tuple(one for one in way.confirmed_by if one.agrees(moved)))


def _stands_alone(ref: str, ranked: Ranked) -> bool:
    """Whether none of the other cells to be changed is in a line of this one."""
    others = ranked.ways[0].change.keys() - {ref}
    return not any(others & ranked.system.equations[number].weights.keys() for number in ranked.system.through[ref])


def _told(way: Way, ref: str, marked: Collection[str], subject: Subject) -> str:
    """What to change: the cell `ref`, and those that no line is `marked` with; the others are told with their own lines."""
    change = way.change
    if len(change) == 1:
        return f"很可能错在 {_as_should_be(change, subject)}，行和列就都平了{_why(way)}"
    mine = {other: value for other, value in change.items() if other == ref or other not in marked}
    others = "、".join(_place(subject.workbook.cells[other].location) for other in change if other not in mine)
    if not others:
        return f"很可能错在 {len(change)} 格：{_as_should_be(change, subject)}。都改了，行和列就都平了{_why(way)}"
    where = f" {len(mine)} 格：" if len(mine) > 1 else " "
    return f"很可能错在{where}{_as_should_be(mine, subject)}；和 {others} 一起改好，行和列就都平了{_why(way)}"


def _as_should_be(change: Change, subject: Subject) -> str:
    cells, figures = subject.workbook.cells, subject.form.figures
    return "；".join(
        f"{_place(cells[ref].location)}（{figures[ref].title}）：把 {_now(ref, subject)} 改为 {digits(value)}"
        for ref, value in change.items()
    )


def _why(way: Way) -> str:
    said = ""
    if any(one.last_year for one in way.confirmed_by):
        said += "，与上年也衔接了"
    prose = next((one for one in way.confirmed_by if not one.last_year), None)
    if prose:
        said += "，也和正文说的没有一致了" if prose.denied else f"，也和正文里的 {digits(prose.value)} 一致了"
    kinds = [typo.kind for ref, typo in way.typos.items() if ref in way.change]
    if len(kinds) == 1 and kinds[0] is not None and kinds[0].telling:
        said += f"（像是{kinds[0].name}）"
    return said


def _told_apart(ranked: Ranked, subject: Subject) -> str:
    ways = ranked.ways[:_SHOWN]
    shown = "；".join(f"{number}. {_changes(way.change, subject)}" for number, way in enumerate(ways, 1))
    if len(ranked.ways) == 1:
        return f"改这一处就都平了；是不是错在这里，先对照原件核对：{_changes(ranked.ways[0].change, subject)}"
    if len(ranked.ways) <= _SHOWN:
        return f"下面每一种改法都能平，先核对这几格：{shown}"
    if all(len(way.change) == 1 for way in ranked.ways) and any(ways[-1].agrees_as(other) for other in ranked.ways[_SHOWN:]):
        # The last one shown is no better than the next: the true one would be left out as easily as not.
        likelier = [way for way in ways if not way.agrees_as(ranked.ways[_SHOWN])]
        first = "；".join(_changes(way.change, subject) for way in likelier)
        return f"改其中任何一格都能平，逐格对照原件：{_one_of(ranked.ways, subject)}{f'。最像的：{first}' if first else ''}"
    return f"下面每一种改法都能平，先核对这几格（共 {len(ranked.ways)} 种，这里是最可能的 {_SHOWN} 种）：{shown}"


def _one_of(ways: Sequence[Way], subject: Subject) -> str:
    """The cells one of which is wrong, by how much each would be too much or too little: the likeliest of them, in the order of the form."""
    cells = subject.workbook.cells
    likelier = {ref: number for number, way in reversed(list(enumerate(ways))) for ref in way.change}
    moved = {ref: value - (cells[ref].value or Decimal(0)) for way in ways for ref, value in way.change.items()}
    by_much: dict[Decimal, list[str]] = {}
    for ref in subject.form.figures:
        if ref in moved:
            by_much.setdefault(moved[ref], []).append(ref)
    told = []
    for delta, refs in by_much.items():
        shown = {*sorted(refs, key=likelier.__getitem__)[:_MOST_LISTED]}
        places = [cells[ref].location for ref in refs if ref in shown]
        grids = [place.grid if place.cell else "" for place in places]
        # 表三!D9、D10、表四!B3: the sheet once for the cells of it.
        listed = "、".join(
            place.cell if at and grid and grid == grids[at - 1] else _place(place)
            for at, (place, grid) in enumerate(zip(places, grids, strict=True))
        )
        more = f"（先看这 {len(shown)} 格，共 {len(refs)} 格）" if len(refs) > len(shown) else ""
        told.append(f"{'少' if delta > 0 else '多'}了 {digits(abs(delta))} 的可能是 {listed}{more}")
    return "；".join(told)


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


def moved_told(moved: Block | Swap, subject: Subject) -> tuple[str, str]:
    """Figures that have moved, as a message and a hint."""
    if isinstance(moved, Swap):
        one, other = (_area([lane], subject) for lane in moved.now)
        what = "两行" if moved.rows else "两列"
        message = f"{_ends([moved.one], subject)}（{one}）和 {_ends([moved.other], subject)}（{other}）{what}填反了"
        hint = f"把 {one} 和 {other} 的数互换，就都平了"
    else:
        if moved.together is None:
            last = "、".join(f"{_cell(ref, subject)} 填 {digits(moved.change[ref])}" for ref in moved.ends if ref in moved.change)
        else:
            last = f"{'、'.join(_cell(ref, subject) for ref in moved.ends)} 照原件填（一共 {digits(moved.together)}）"
        message = f"{_ends(moved.now, subject)}（{_area(moved.now, subject)}）整体{moved.slid}"
        now, home = _area(moved.now, subject), _area(moved.home, subject)
        hint = f"把 {now} 的数{moved.back}，放到 {home}{f'；{last}' if last else ''}，就都平了"
    return f"{message}，{len(moved.broken)} 条勾稽关系因此不平", hint


def _ends(lanes: Sequence[Lane], subject: Subject) -> str:
    first, last = (subject.form.figures[ref].title for ref in (lanes[0][0], lanes[-1][-1]))
    return first if first == last else f"{first} 到 {last}"


def _area(lanes: Sequence[Lane], subject: Subject) -> str:
    """D8—E12, or the titles of its ends where a file has no cells."""
    one, other = _cell(lanes[0][0], subject), _cell(lanes[-1][-1], subject)
    return one if one == other else f"{one}—{other}"


def _cell(ref: str, subject: Subject) -> str:
    cell = subject.workbook.cells[ref].location.cell
    return cell or subject.form.figures[ref].title
