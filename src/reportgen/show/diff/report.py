"""The report as it reads now, with what was changed marked in it, what is gone, and what stands as it did folded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from ...model.change import FieldChange, FigureChange, Step
from ...model.claim import Span
from ...model.form import Form, Table
from ...model.report import GAP, Cell
from ...model.version import Compared
from ..page import column_rules, draw_table, shown_cell, table_class
from .changes import KINDS, Change, Chapter, OneSided, difference, outdated, told
from .words import beyond_words, draw_pair, draw_step, replaced, shortened

_SIGNS = {"inserted": "＋", "deleted": "−", "moved": "⇄", "changed": "±"}
_FIRST_WORDS = 22


def draw_changes(compared: Compared, drawn: Sequence[Chapter], changes: Sequence[Change]) -> str:
    """The whole report with its changes; every change stands in an element whose id is c and its number."""
    return "\n".join(_Drawing(compared, drawn, changes).pieces())


def table_rules(compared: Compared) -> str:
    """Style rules for the columns of all tables that may be drawn."""
    return column_rules(_tables(compared))


def _tables(compared: Compared) -> list[Table]:
    return [*compared.new.form.tables, *compared.old.form.tables]


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


class _Drawing:
    def __init__(self, compared: Compared, drawn: Sequence[Chapter], changes: Sequence[Change]) -> None:
        self.compared, self.drawn = compared, drawn
        self.old, self.new = compared.old, compared.new
        self.changes = {change.key: change for change in changes}
        self.stale = outdated(compared)
        self.names = {chapter.id: chapter.name for chapter in drawn}
        self.tables = _tables(compared)
        self.shared = set(self.old.form.figures) & set(self.new.form.figures)
        # What moved away from a section, by its place there.
        self.left: dict[str, list[tuple[int, Change, Step]]] = {}
        for change in changes:
            step = change.content
            if isinstance(step, Step) and step.kind == "moved" and step.old is not None:
                self.left.setdefault(step.old.section, []).append((step.old.number, change, step))

    def pieces(self) -> Iterator[str]:
        title = self._field("title", "\n".join(self.new.report.title) or "（没有标题）")
        yield f'<h2 class="report-title">{title}</h2>'
        for chapter in self.drawn:
            yield self._chapter(chapter)
        gone = [change.content for key, change in self.changes.items() if key.startswith("old ")]
        if gone:
            yield '<section class="only-old"><h3>只有旧稿的格式才有的数</h3>'
            yield from (self._gone(one) for one in gone if isinstance(one, OneSided))
            yield "</section>"

    def _field(self, key: str, text: str) -> str:
        change = self.changes.get(key)
        if change is None or not isinstance(change.content, FieldChange):
            return _lines(text)
        said = replaced(*told(change.content, self.compared))
        return f'<span class="place" id="c{change.number}" tabindex="-1">{said}</span>'

    def _chapter(self, chapter: Chapter) -> str:
        if chapter.signature:
            report = self.new.report
            if not report.signature and not report.date and not {"signature", "date"} & self.changes.keys():
                return ""
            signed = [self._field(key, text or GAP) for key, text in (("signature", report.signature), ("date", report.date))]
            return f'<p class="signature">{"<br>".join(signed)}</p>'
        known = self.new.headings.get(chapter.id)
        heading = self._field(f"heading:{chapter.id}", known.text if known else "")
        if not heading and chapter.id != "preface" and not chapter.steps and not chapter.tables:
            return ""
        if not heading and chapter.gone:
            heading = f"只在旧稿的格式里：{escape(chapter.name)}"
        parts = [f"<h3>{heading}</h3>"] if heading else []
        parts += self._prose(chapter)
        parts += [self._table(table) for table in chapter.tables]
        return f'<section aria-label="{escape(chapter.name)}">{"".join(parts)}</section>'

    # -- prose --------------------------------------------------------------------------------------

    def _prose(self, chapter: Chapter) -> Iterator[str]:
        """Changed blocks as they are; runs of others folded, but for the headings right above a change."""
        entries, at = list(self._entries(chapter)), 0
        for quiet, run in groupby(entries, key=lambda entry: entry[0]):
            steps = list(run)
            at += len(steps)
            if not quiet:
                yield from (drawn for _, drawn, _ in steps)
                continue
            shown: list[str] = []
            while steps and at < len(entries) and steps[-1][2].block.content.kind == "heading":
                shown.insert(0, steps.pop()[1])
            if steps:
                first = escape(shortened(steps[0][2].block.content.whole, _FIRST_WORDS))
                summary = f'… {len(steps)} 段没有变化<span class="first">{first}</span>'
                body = "".join(drawn for _, drawn, _ in steps)
                yield f'<details class="same"><summary>{summary}</summary>{body}</details>'
            yield from shown

    def _entries(self, chapter: Chapter) -> Iterator[tuple[bool, str, Step]]:
        """Every block drawn, with whether it may be folded; blocks that moved away are told where they stood."""
        gone = sorted(self.left.get(chapter.id, ()), key=lambda left: left[0])
        for number, step in enumerate(chapter.steps):
            here = step.old is not None and step.old.section == chapter.id and step.kind != "moved"
            while here and gone and step.old is not None and gone[0][0] < step.old.number:
                yield self._ghost(*gone.pop(0))
            change = self.changes.get(f"{chapter.id} {number}")
            block = step.block
            stale = self.stale.get((block.section, block.number), []) if step.new is not None else []
            spans = [one.span for one in stale if one.span is not None]
            anchors = "".join(f'<span class="anchor" id="s{one.number}"></span>' for one in stale)
            if change is not None:
                yield False, self._changed(change, step, spans, anchors), step
            elif stale:
                note = '<p class="tag stale">仍是旧数</p>'
                yield False, f'<div class="change stale">{anchors}{note}{draw_step(step, spans)}</div>', step
            else:
                yield True, draw_step(step), step
        for left in gone:
            yield self._ghost(*left)

    def _changed(self, change: Change, step: Step, spans: Sequence[Span], anchors: str) -> str:
        words = [f"{_SIGNS[step.kind]} {KINDS[change.kind]}", *beyond_words(step, (self.old.pictures, self.new.pictures))]
        if step.kind == "moved" and step.old is not None and step.new is not None:
            same = step.old.section == step.new.section
            where = "本部分" if same else f"“{self.names.get(step.old.section, step.old.section)}”"
            words[0] = f"{_SIGNS['moved']} 移自{where}第 {step.old.number + 1} 段"
            words += ["文字也改了"] if step.reworded else []
        back = f' <a href="#g{change.number}">看原处</a>' if step.kind == "moved" else ""
        tag = _tag(change, f"{escape('，'.join(words))}{back}")
        return (
            f'<div class="change {step.kind}" id="c{change.number}" tabindex="-1">{anchors}{tag}'
            f'<div class="inline">{draw_step(step, spans)}</div>{draw_pair(step, spans)}</div>'
        )

    def _ghost(self, number: int, change: Change, step: Step) -> tuple[bool, str, Step]:
        words = escape(shortened(step.old.content.whole if step.old else "", _FIRST_WORDS))
        old, new = step.old, step.new
        same = old is not None and new is not None and old.section == new.section
        where = f"本部分第 {new.number + 1} 段" if new is not None and same else f"“{change.part_name}”"
        link = f'<a href="#c{change.number}">移到{escape(where)}</a>'
        return False, f'<p class="ghost" id="g{change.number}">⇄ 这里的第 {number + 1} 段（{words}）{link}</p>', step

    # -- tables -------------------------------------------------------------------------------------

    def _table(self, table: Table) -> str:
        """A table of the new form; without any change it is folded."""
        alone = self.changes.get(f"new {table.id}")
        one = alone.content if alone else None
        altered = sum(figure.ref in self.changes for figure in table.figures)
        note = ""
        if alone and isinstance(one, OneSided):
            words = "整张表旧稿的格式里都没有" if one.whole else f"其中 {len(one.refs)} 格旧稿的格式里没有（灰底）"
            note = _tag(alone, f"＋ {words}")
        words = f"{altered} 处变了" if altered else "没有变化" if self.shared else "新稿的数"
        caption = f"<caption>{escape(table.name)}：{words}</caption>"
        drawn = draw_table(table, table_class(self.tables, table), caption, self._figure)
        if altered or alone:
            return f'<div class="change one-form" id="c{alone.number}" tabindex="-1">{note}{drawn}</div>' if alone else drawn
        summary = f"{escape(table.name)}：{len(table.figures)} 个数都没有变化"
        return f'<details class="same"><summary>{summary}</summary>{drawn}</details>'

    def _figure(self, ref: str, spans: str) -> str:
        change, new = self.changes.get(ref), self.new.report.cells.get(ref)
        figure = self.new.form.figures[ref]
        title, places = figure.title, figure.printed_places
        if change is None or not isinstance(change.content, FigureChange):
            style = "figure" if ref in self.shared else "figure alone"
            return f'<td class="{style}"{spans} title="{_place_and_title(title, new)}">{shown_cell(new, places)}</td>'
        old, by = change.content.old, difference(change.content)
        label = f"{_place_and_title(title, new)}{f'　{by}' if by else ''}"
        return (
            f'<td class="figure altered" id="c{change.number}" tabindex="-1"{spans} title="{label}">'
            f"<del>{shown_cell(old, places)}</del><ins>{shown_cell(new, places)}</ins></td>"
        )

    def _gone(self, one: OneSided) -> str:
        """What only the old form had: the whole table as it was, or the figures it cannot be compared in."""
        form, cells = self.old.form, self.old.report.cells
        change = self.changes[f"old {one.table.id}"]
        words = f"{one.table.name}：{len(one.refs)} 个数，新稿的格式里没有"
        caption = f"<caption>{escape(one.table.name)}（旧稿）</caption>"
        body = draw_table(one.table, table_class(self.tables, one.table), caption, self._was)
        if not one.whole:
            body = _figures_listed(form, one.refs, cells, caption)
        return (
            f'<div class="change deleted" id="c{change.number}" tabindex="-1">{_tag(change, "− 旧稿的格式才有")}'
            f'<details class="gone"><summary>{escape(words)}</summary>{body}</details></div>'
        )

    def _was(self, ref: str, spans: str) -> str:
        cell = self.old.report.cells.get(ref)
        figure = self.old.form.figures[ref]
        shown = shown_cell(cell, figure.printed_places)
        return f'<td class="figure"{spans} title="{_place_and_title(figure.title, cell)}">{shown}</td>'


def _tag(change: Change, words: str) -> str:
    """The line above a change: its number, which leads to the list, and what happened; `words` are HTML."""
    number = f'<a class="number" href="#l{change.number}" title="清单第 {change.number} 处">{change.number}</a>'
    return f'<p class="tag">{number}{words}</p>'


def _figures_listed(form: Form, refs: Sequence[str], cells: Mapping[str, Cell], caption: str) -> str:
    lines = "".join(
        f'<tr><th scope="row" class="stub">{escape(figure.title)}</th>'
        f'<td class="figure">{shown_cell(cells.get(figure.ref), figure.printed_places)}</td></tr>'
        for figure in map(form.figures.__getitem__, refs)
    )
    return f'<div class="table-frame"><table class="short">{caption}<tbody>{lines}</tbody></table></div>'


def _place_and_title(title: str, cell: Cell | None) -> str:
    return escape(f"{title}　{cell.location}" if cell else title)
