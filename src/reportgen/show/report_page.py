"""The report as one web page to be published: what the Word document says, in the same order, and the proof that it does.

The page needs nothing but itself and runs no script; on paper it follows GB/T 9704 as far as a browser can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import SequenceMatcher
from html import escape
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from .. import __version__
from ..model.draft import Checked
from ..model.errors import RenderError
from ..model.form import Form, Section, Table
from ..model.layout import lay_out
from ..model.report import GAP, Report, Styled, TextBlock, printed
from ..recognise.titles.declared import report_name, titled
from ..reports.web.article import article_texts
from ..reports.web.pieces import UNSEEN, tidy
from ..text.passages import ADDRESS, TAB, SmallTable, grouped
from ..word.letterhead.words import said_beside
from .chart_svg import chart_svg
from .page import column_rules, draw_table, page_html, page_part, picture_html, table_class

_PREFACE = "preface"
_DASH = "——"
_DEEPEST = 6
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_SKIP = '<a class="skip" href="#report">跳到正文</a>'
_LISTED = 10


def report_page(checked: Checked, *, draft: bool = False) -> str:
    """The whole page. Everything that came from a file of the user is escaped.

    A `draft` says so, and shows what is missing. Charts are drawn in the page itself, as <svg>.
    """
    form, report = checked.form, checked.report
    style = page_part("report_page.css") + column_rules(form.tables) + "\n"
    title = "".join(report.title or titled(form, report.agency, report.year))
    parts = [section.name for section in form.sections if section.kind != "signature"]
    drawing = _Drawing(checked)
    article = "\n".join(drawing.pieces())
    mark = '<p class="draft-mark">草稿</p>\n' if draft else ""
    body = (
        f'{_SKIP}\n{mark}<div class="sheet">\n{_contents(drawing.anchors)}\n'
        f'<main id="report" tabindex="-1">\n<article>\n{article}\n</article>\n</main>\n</div>'
    )
    return page_html(
        f"（草稿）{title}" if draft else title,
        style,
        "",
        body,
        description=f"{report.agency}{report.year}年{report_name(form)}：{'；'.join(parts)}。",
        # The page goes out to the public: where a pack lies on somebody's computer is nobody's business.
        made_with=f"reportgen {__version__}; {checked.pack.id} {checked.pack.digest[:12]}",
        exact=True,
    )


def _contents(anchors: Iterable[tuple[str, str]]) -> str:
    entries = "\n".join(f'<li><a href="#{anchor}">{escape(text)}</a></li>' for anchor, text in anchors)
    return f'<nav class="contents" aria-label="目录">\n<ol>\n{entries}\n</ol>\n</nav>'


class _Drawing:
    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        self.charts = 0
        self.form, self.report = checked.form, checked.report
        self.anchors: list[tuple[str, str]] = []
        self.levels: list[int] = []

    def pieces(self) -> Iterator[str]:
        beside = said_beside(self.form, self.report)
        if beside.mark or beside.number:
            marks = "".join(f'<p class="mark">{_escaped_lines(line)}</p>\n' for line in beside.mark)
            number = f'<p class="number">{_escaped_lines(beside.number)}</p>\n' if beside.number else ""
            yield f'<div class="letterhead">\n{marks}{number}</div>'
        yield from self._report()
        if beside.imprint:
            lines = "".join(f"<p>{_escaped_lines(line)}</p>\n" for line in beside.imprint)
            yield f'<div class="imprint">\n{lines}</div>'

    def _report(self) -> Iterator[str]:
        yield f"<h1>{'<br>'.join(map(_escaped_lines, self.report.title)) or GAP}</h1>"
        yield from self._passage(_PREFACE)
        for section in self.form.sections:
            if section.kind == "signature":
                yield self._signature()
                continue
            if section.heading:
                yield self._heading(section.heading, 1, style=" appendix" if section.kind == "appendix" else "")
            if section.subheading:
                yield f'<p class="subheading">{_escaped_lines(section.subheading_of(self.report.agency, self.report.year))}</p>'
            yield from (self._table(section, table) for table in section.tables)
            if section.has_prose:
                yield from self._passage(section.id)
            elif section.tables:
                yield from (f'<p class="note">{_inline(block)}</p>' for block in self.report.texts.get(section.id, ()))

    def _heading(self, text: str, level: int, *, style: str = "", content: str = "") -> str:
        """A heading below the last one that is higher, so that no level of the page is left out."""
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.levels.append(level)
        tag = f"h{min(len(self.levels) + 1, _DEEPEST)}"
        anchor = ""
        if level == 1:
            self.anchors.append((f"part-{len(self.anchors) + 1}", text))
            anchor = f' id="{self.anchors[-1][0]}"'
        return f'<{tag}{anchor} class="level-{level}{style}">{content or _escaped_lines(text)}</{tag}>'

    def _signature(self) -> str:
        signed = _escaped_lines(self.report.signature or GAP)
        return f'<div class="signature">\n<p>{signed}</p>\n<p>{_time(self.report.date or GAP)}</p>\n</div>'

    # -- prose --------------------------------------------------------------------------------------

    def _passage(self, name: str) -> Iterator[str]:
        blocks = self.report.texts.get(name, ())
        if not blocks and not self.form.can_lack(name):
            yield f"<p>{_escaped_lines(GAP)}</p>"
        for listed, group in groupby(grouped(blocks), _is_listed):
            drawn = list(group)
            if listed and len(drawn) > 1:
                entries = "\n".join(f"<li>{_inline(block)}</li>" for block in drawn if isinstance(block, TextBlock))
                yield f'<ul class="dashes">\n{entries}\n</ul>'
            else:
                yield from map(self._block, drawn)

    def _block(self, block: TextBlock | SmallTable) -> str:
        if isinstance(block, SmallTable):
            return _small_table(block)
        if block.kind == "heading":
            return self._heading(block.text, block.level, content=_inline(block))
        if block.pictured:
            caption = f"<figcaption>{_inline(block)}</figcaption>" if block.text else ""
            return f"<figure>{self._picture(block)}{caption}</figure>"
        return f"<p>{_inline(block)}</p>"

    def _picture(self, block: TextBlock) -> str:
        if block.chart:
            self.charts += 1
            return chart_svg(block.chart, block.text, alt=block.alt, name=f"chart-{self.charts}")
        picture = self.checked.pictures.get(block.image)
        shown = picture_html(picture, block.alt or block.text or block.image) if picture else ""
        return shown or "<p>" + _escaped_lines(f"{GAP}{block.picture_named}") + "</p>"

    # -- tables -------------------------------------------------------------------------------------

    def _table(self, section: Section, name: str) -> str:
        table = self.form.table(name)
        caption = f'<caption class="{UNSEEN}">{escape(section.name)}</caption>'

        def figure(ref: str, attributes: str) -> str:
            return f"<td{attributes}>{_marked(printed(self.report.cells.get(ref), self.form.figures[ref].printed_places))}</td>"

        style = table_class(self.form.tables, table)
        return draw_table(table, style, caption, figure, name=f"表格：{section.name}", linked=True)


def _is_listed(block: TextBlock | SmallTable) -> bool:
    return isinstance(block, TextBlock) and block.kind == "paragraph" and block.whole.startswith(_DASH)


def _small_table(table: SmallTable) -> str:
    caption = f"<caption>{_inline(table.caption)}</caption>" if table.caption else ""
    rows = []
    for number, (row, cells) in enumerate(zip(table.rows, table.cells, strict=True)):
        starts = accumulate((len(cell) + 1 for cell in cells), initial=0)
        drawn = [_styled(cell, row.styles, start) for cell, start in zip(cells, starts, strict=False)]
        rows.append("".join(f'<th scope="col">{cell}</th>' if not number and cell else f"<td>{cell}</td>" for cell in drawn))
    head, *body = (f"<tr>{row}</tr>" for row in rows)
    name = escape(f"表格：{table.caption.text if table.caption else table.cells[0][0]}")
    below = f"<tbody>{''.join(body)}</tbody>" if body else ""
    return (
        f'<div class="table-frame" role="region" aria-label="{name}" tabindex="0">'
        f"<table>{caption}<thead>{head}</thead>{below}</table></div>"
    )


def _inline(block: TextBlock) -> str:
    """The text of a block with its lead, bold words and links."""
    if not block.lead:
        return _styled(block.text, block.styles, 0)
    lead = _styled(block.lead, [one for one in block.styles if one.kind == "link"], 0)
    return f'<strong class="lead">{lead}</strong>{_styled(block.text, block.styles, len(block.lead))}'


def _styled(text: str, styles: Iterable[Styled], begins: int) -> str:
    """A piece of a block, which begins at character `begins` of its whole text, with bold words and links."""
    spans = [(max(one.start - begins, 0), min(one.end - begins, len(text)), one) for one in styles]
    spans = [(start, end, one) for start, end, one in spans if start < end]
    cuts = sorted({0, len(text)}.union(*((start, end) for start, end, _ in spans)))
    parts = []
    for first, last in pairwise(cuts):
        here = [one for start, end, one in spans if start <= first < end]
        bold = any(one.kind == "bold" for one in here)
        target = next((one.target for one in here if one.kind == "link" and ADDRESS.fullmatch(one.target)), "")
        parts.append(
            (target, f"<strong>{_escaped_lines(text[first:last])}</strong>" if bold else _escaped_lines(text[first:last]))
        )
    # A link is one, though some of its words be bold.
    drawn = ((target, "".join(piece for _, piece in pieces)) for target, pieces in groupby(parts, lambda part: part[0]))
    return "".join(f'<a href="{escape(target)}">{words}</a>' if target else words for target, words in drawn)


def _escaped_lines(text: str) -> str:
    """A text escaped, with its lines; gaps stand out."""
    return _marked(text).replace("\n", "<br>")


def _marked(text: str) -> str:
    return escape(text).replace(GAP, f'<mark class="gap">{GAP}</mark>')


def _time(text: str) -> str:
    written = _DATE.fullmatch(text.strip())
    try:
        day = date(*map(int, written.groups())) if written else None
    except ValueError:
        day = None
    return f'<time datetime="{day.isoformat()}">{_escaped_lines(text)}</time>' if day else _escaped_lines(text)


# -- the proof ---------------------------------------------------------------------------------------


class _Said(NamedTuple):
    """A text that the page has to show; `name` tells what it is where the text alone does not."""

    text: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.text}".lstrip()[:50]


def prove_page(html: str, form: Form, report: Report, *, draft: bool) -> None:
    """RenderError unless the article says all that the report says, in order, and nothing else.

    Every paragraph and every cell of every table is compared, whole. What is missing from the report
    shows as a gap, which a page that is no `draft` must not have; only a picture's is passed over.
    """
    expected = [one for one in _expected(form, report) if one.text]
    written = [text for text in article_texts(html) if not text.startswith((f"{GAP}图片", f"{GAP}图表"))]
    lost = []
    if [one.text for one in expected] != written:
        matcher = SequenceMatcher(None, [one.text for one in expected], written, autojunk=False)
        for kind, i, j, m, n in matcher.get_opcodes():
            if kind != "equal":
                ours, theirs = ("、".join(map(str, one)) or "（没有）" for one in (expected[i:j], written[m:n]))
                lost.append(f"应为“{ours}”，网页里是“{theirs}”")
    if not draft and (gaps := html.count(GAP)):
        lost.append(f"有 {gaps} 处{GAP}，不是草稿不能有")
    if lost:
        listed = "\n  ".join(lost[:_LISTED])
        raise RenderError(f"生成的网页与草稿不一致，有 {len(lost)} 处，没有保存：\n  {listed}")


def _expected(form: Form, report: Report) -> Iterator[_Said]:
    """What the page says, in order."""
    beside = said_beside(form, report)
    yield from _lines(*beside.mark, beside.number)
    yield from _expected_report(form, report)
    yield from _lines(*beside.imprint)


def _expected_report(form: Form, report: Report) -> Iterator[_Said]:
    yield from _lines(*(report.title or (GAP,)))
    yield from _passage(report, "preface", form)
    for section in form.sections:
        if section.kind == "signature":
            yield from _lines(report.signature or GAP, report.date or GAP)
            continue
        yield from _lines(section.heading, section.subheading_of(report.agency, report.year))
        for name in section.tables:
            yield from _table(form.table(name), form, report)
        if section.has_prose:
            yield from _passage(report, section.id, form)
        elif section.tables:
            yield from _lines(*(block.whole for block in report.texts.get(section.id, ())))


def _passage(report: Report, name: str, form: Form) -> Iterator[_Said]:
    blocks = report.texts.get(name, ())
    if not blocks and not form.can_lack(name):
        yield _Said(GAP)
    for block in blocks:
        yield from _lines(*block.text.split(TAB)) if block.kind == "row" else _lines(block.whole)


def _table(table: Table, form: Form, report: Report) -> Iterator[_Said]:
    for drawn in sorted(lay_out(table).cells, key=lambda cell: (cell.row, cell.column)):
        if drawn.ref:
            figure = form.figures[drawn.ref]
            yield _Said(tidy(printed(report.cells.get(drawn.ref), figure.printed_places)), figure.title)
        else:
            yield _Said(tidy(drawn.text))


def _lines(*texts: str) -> Iterator[_Said]:
    for text in texts:
        yield from (_Said(tidy(line)) for line in text.split("\n"))
