"""The report as it reads, in HTML, with the places of findings and the numbers of the prose marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import count, pairwise
from typing import NamedTuple

from ..model.claim import IN_DOUBT, STATUSES, Claim, Span, TextPlaces, claim_spans, span_of
from ..model.draft import Checked, HowRead
from ..model.figures import digits
from ..model.finding import Finding, Severity
from ..model.form import Section, Table
from ..model.report import GAP, Cell, TextBlock
from ..text.passages import SmallTable, grouped
from ..word.letterhead.words import said_beside
from .chart_svg import chart_svg
from .page import draw_table, picture_html, shown_cell, table_class

# How a cell may be read that is not read as it stands, in a few words.
READ_OTHERWISE: Mapping[HowRead, str] = {"zero": "没有写数，按 0 读取", "worked_out": "没有写数，按勾稽关系推算"}
# A page to be sent by mail: bigger pictures are named, not shown.
_LARGEST_PICTURE = 400_000
_LARGEST_PICTURES = 4_000_000
_PREFACE, _TITLE, _SIGNATURE = "preface", "title", "signature"
_HEADING_ABOVE = 2  # a heading of level 1 is an <h3>: the page has an <h1>, the report an <h2>


class Numbered(NamedTuple):
    """A finding with the number under which the page lists it."""

    number: int
    finding: Finding

    @property
    def style(self) -> str:
        return self.finding.severity.value


class Marks(NamedTuple):
    """Where findings and numbers of the prose are to be shown: at figures, at blocks of text, at a part's heading.

    `also` are the totals of the identities that a finding tells of besides its own.
    """

    figures: dict[str, list[Numbered]]
    suspects: dict[str, list[Numbered]]
    blocks: dict[tuple[str, int], list[Numbered]]
    parts: dict[str, list[Numbered]]
    claims: dict[tuple[str, int], list[Claim]]
    also: dict[str, list[Numbered]]
    elsewhere: list[Numbered]


def marks_of(checked: Checked, findings: Sequence[Finding]) -> Marks:
    """The places of the findings in the report as shown; `elsewhere` are those without one."""
    form, report = checked.form, checked.report
    places = TextPlaces(report)
    refs = {cell.location: ref for ref, cell in report.cells.items()}
    sheets = {(cell.location.path, cell.location.grid): ref.split(".")[0] for ref, cell in report.cells.items()}
    parts = {section.id for section in form.sections} | {table.id for table in form.tables} | {_PREFACE, _TITLE}
    marks = Marks({}, {}, {}, {}, {}, {}, [])
    for number, finding in enumerate(findings, 1):
        marked = Numbered(number, finding)
        spot = places.spot(finding.location)
        ref = finding.ref if finding.ref in form.figures else refs.get(finding.location, finding.ref)
        table = sheets.get((finding.location.path, finding.location.grid)) if finding.location.grid else None
        if spot is not None:
            marks.blocks.setdefault((spot.section, spot.block), []).append(marked)
        elif ref in form.figures:
            marks.figures.setdefault(ref, []).append(marked)
        elif ref in parts or table:
            marks.parts.setdefault(ref if ref in parts else str(table), []).append(marked)
        else:
            marks.elsewhere.append(marked)
        if finding.suspect and finding.suspect != ref:
            marks.suspects.setdefault(finding.suspect, []).append(marked)
        for other in dict.fromkeys(line.ref for line in finding.also if line.ref != ref):
            marks.also.setdefault(other, []).append(marked)
    for claim in checked.claims:
        spot = places.spot(claim.location)
        if spot is not None:
            marks.claims.setdefault((spot.section, spot.block), []).append(claim)
    return marks


def table_anchor(table: Table) -> str:
    """Where on the page a table stands."""
    return f"read-{table.id}"


def draw_report(checked: Checked, marks: Marks) -> str:
    """Title, preface, the form's sections in order, signature; whatever text has no section comes last."""
    return "\n".join(_Drawing(checked, marks).pieces())


def claim_words(claim: Claim) -> str:
    """What a number of the prose was compared with, and how that came out."""
    in_doubt = claim.status == "contradictory" and claim.doubtful
    words = f"{claim.text}：{IN_DOUBT if in_doubt else STATUSES[claim.status]}"
    if claim.counts:
        words += f"，算作“{claim.counts}”"
    if claim.expected is not None:
        should = claim.status == "contradictory" and not in_doubt
        words += f"，应为 {digits(claim.expected)}" if should else f"，表里是 {digits(claim.expected)}"
    return words + (f"（{claim.expression}）" if claim.expression else "")


def badge(marked: Numbered, *, place: bool = True) -> str:
    """A finding's number as a link to the list; the place itself, which the list links back to, when `place`."""
    finding, number = marked.finding, marked.number
    anchor = f' id="p{number}"' if place else ""
    label = escape(f"第{number}个问题：{finding.severity.chinese}{finding.code}，{finding.message}")
    return f'<a class="badge {marked.style}"{anchor} href="#f{number}" aria-label="{label}" title="{label}">{number}</a>'


def _badges(marked: Sequence[Numbered]) -> str:
    return "".join(badge(one) for one in marked)


def _worst(marked: Sequence[Numbered]) -> str:
    if not marked:
        return ""
    return "error" if any(one.finding.severity is Severity.ERROR for one in marked) else "warning"


class _Drawing:
    def __init__(self, checked: Checked, marks: Marks) -> None:
        self.checked, self.marks = checked, marks
        self.form, self.report = checked.form, checked.report
        self.how = checked.how_read()
        self.picture_bytes = 0
        self.charts = 0

    def pieces(self) -> Iterator[str]:
        beside = said_beside(self.form, self.report)
        # Of a published file only what was read is known, and that is no gap.
        said = [line for line in (*beside.mark, beside.number) if line] if beside.number else []
        if said:
            yield f'<p class="beside">{"<br>".join(map(escape, said))}</p>'
        yield from self._report()
        if beside.imprint:
            yield f'<p class="beside">{"<br>".join(map(escape, beside.imprint))}</p>'

    def _report(self) -> Iterator[str]:
        texts = self.report.texts
        lines = "<br>".join(escape(line) for line in self.report.title) or "（没有标题）"
        yield f'<h2 class="report-title">{_badges(self.marks.parts.get(_TITLE, ()))}{lines}</h2>'
        if _PREFACE in texts or _PREFACE in self.marks.parts:
            yield f'<section aria-label="前言">{_badges(self.marks.parts.get(_PREFACE, ()))}{self._texts(_PREFACE)}</section>'
        for section in self.form.sections:
            yield self._section(section)
        for left in texts.keys() - {_PREFACE} - {section.id for section in self.form.sections}:
            yield f"<section><h3>没有归入任何部分的文字</h3>{self._texts(left)}</section>"

    def _section(self, section: Section) -> str:
        found = _badges(self.marks.parts.get(section.id, ()))
        if section.kind == "signature":
            signed = "<br>".join(escape(text or GAP) for text in (self.report.signature, self.report.date))
            return f'<p class="signature">{found}{signed}</p>'
        parts = []
        heading = section.heading or ("" if section.kind == "free" or section.part_of else section.name)
        if heading:
            parts.append(f"<h3>{found}{escape(heading)}</h3>")
        elif found:
            parts.append(f"<p>{found}</p>")
        if section.has_prose or section.id in self.report.texts:
            parts.append(self._texts(section.id))
        parts += [self._table(self.form.table(table)) for table in section.tables]
        return f"<section>{''.join(parts)}</section>"

    # -- prose --------------------------------------------------------------------------------------

    def _texts(self, section: str) -> str:
        blocks = self.report.texts.get(section, ())
        if not blocks:
            return '<p class="nothing">（这一部分没有写）</p>'
        numbered = ((section, number) for number in count())
        return "\n".join(
            self._small_table(block, numbered) if isinstance(block, SmallTable) else self._block(block, next(numbered))
            for block in grouped(blocks)
        )

    def _small_table(self, table: SmallTable, numbered: Iterator[tuple[str, int]]) -> str:
        """A table of the prose; `numbered` gives the place of its caption and of each of its rows."""
        caption = f"<caption>{self._text(table.caption, next(numbered))}</caption>" if table.caption else ""
        rows = []
        for number, (row, cells) in enumerate(zip(table.rows, table.cells, strict=True)):
            found = self.marks.blocks.get(next(numbered), [])
            tag = '<th scope="col">' if not number else "<td>"
            drawn = "".join(f"{tag}{escape(cell)}{tag[:1]}/{tag[1:3]}>" for cell in cells)
            marked = f'<td class="notes">{_badges(found)}</td>' if found else ""
            rows.append(f'<tr class="{_worst(found)}" title="{escape(str(row.location))}">{drawn}{marked}</tr>')
        return f'<div class="table-frame"><table>{caption}{"".join(rows)}</table></div>'

    def _text(self, block: TextBlock, key: tuple[str, int]) -> str:
        return _inline(block, self.marks.blocks.get(key, []), claim_spans(block, self.marks.claims.get(key, ())))

    def _block(self, block: TextBlock, key: tuple[str, int]) -> str:
        found = self.marks.blocks.get(key, [])
        style = _worst(found)
        text = self._text(block, key)
        if block.pictured:
            return f'<figure class="{style}">{self._picture(block)}<figcaption>{text}</figcaption></figure>'
        if block.kind == "heading":
            tag = f"h{min(_HEADING_ABOVE + max(block.level, 1), 6)}"
            return f'<{tag} class="{style}">{text}</{tag}>'
        return f'<p class="{style}">{text}</p>'

    def _picture(self, block: TextBlock) -> str:
        if block.chart:
            self.charts += 1
            return chart_svg(block.chart, block.text, alt=block.alt, name=f"chart-{self.charts}")
        picture = self.checked.pictures.get(block.image)
        if picture is None:
            return f'<p class="no-picture">{GAP}{escape(block.picture_named)}</p>'
        size = len(picture.content)
        fits = size <= _LARGEST_PICTURE and self.picture_bytes + size <= _LARGEST_PICTURES
        shown = picture_html(picture, block.alt or block.text or block.image) if fits else ""
        if not shown:
            return f'<p class="no-picture">{escape(block.picture_named)}（{size / 1024:.0f} KB，没有放进本页）</p>'
        self.picture_bytes += size
        return shown

    # -- tables -------------------------------------------------------------------------------------

    def _table(self, table: Table) -> str:
        found = self.marks.parts.get(table.id, ())
        caption = f'<caption id="{table_anchor(table)}" class="{_worst(found)}">{_badges(found)}{escape(table.name)}</caption>'
        return draw_table(table, table_class(self.form.tables, table), caption, self._figure)

    def _figure(self, ref: str, spans: str) -> str:
        cell = self.report.cells.get(ref)
        found, suspected = self.marks.figures.get(ref, []), self.marks.suspects.get(ref, [])
        also = self.marks.also.get(ref, [])
        how = self.how[ref]
        style = " ".join(
            filter(
                None, ("figure", _worst([*found, *also]), "suspect" if suspected else "", how if how in READ_OTHERWISE else "")
            )
        )
        place = f"{self.form.figures[ref].title}　{cell.location}" if cell else self.form.figures[ref].title
        place += f"　{READ_OTHERWISE[how]}" if how in READ_OTHERWISE else ""
        place += f"　怎样数：{note}" if (note := self.form.figures[ref].counting) else ""
        doubts = "".join(
            f'<a class="doubt" href="#f{one.number}" aria-label="第{one.number}个问题：很可能错在这一格">疑{one.number}</a>'
            for one in suspected
        )
        badges = _badges(found) + "".join(badge(one, place=False) for one in also) + doubts
        notes = f'<div class="notes">{badges}</div>' if badges else ""
        shown = (
            shown_cell(cell, self.form.figures[ref].printed_places)
            if how != "absent"
            else '<span class="nothing">（没有读到）</span>'
        )
        typed = _as_typed(cell, how)
        aside = f'<small class="typed">{escape(typed)}</small>' if typed else ""
        return f'<td class="{style}"{spans} title="{escape(place)}">{notes}{shown}{aside}</td>'


def _as_typed(cell: Cell | None, how: HowRead) -> str:
    """What stands in a cell, where the figure that it is read as looks otherwise."""
    if cell is None or cell.value is None:
        return ""
    typed, value = cell.text.strip(), digits(cell.value)
    if how == "zero":
        return f"原文 {typed}" if typed else "空着"
    if not typed:
        return "空着，推算"
    if cell.remark or cell.flaws:
        return "" if typed == value else f"读作 {value}"
    return "" if typed == value else f"原文 {typed}"


def _inline(block: TextBlock, found: Sequence[Numbered], claims: Sequence[tuple[Span, Claim]]) -> str:
    """The text of a block, cut wherever a finding's words or a number begin or end."""
    text = block.whole
    numbers = [span for span, _ in claims]
    spans = [(span_of(block, marked.finding, numbers), marked) for marked in found]
    placed = [(span, marked) for span, marked in spans if span is not None]
    bold = [Span(one.start, one.end) for one in block.styles if one.kind == "bold"]
    cuts = {0, len(text), len(block.lead)}.union(*(numbers + bold + [span for span, _ in placed]))
    parts = [badge(marked) for span, marked in spans if span is None]
    for start, end in pairwise(sorted(cuts)):
        parts += [badge(marked) for span, marked in placed if span.start == start]
        piece = escape(text[start:end]).replace("\n", "<br>")
        claim = next((claim for span, claim in claims if span.start <= start < span.end), None)
        if claim is not None:
            piece = f'<span class="claim {claim.status}" title="{escape(claim_words(claim))}">{piece}</span>'
        covering = [marked for span, marked in placed if span.start <= start < span.end]
        if covering:
            piece = f'<mark class="{_worst(covering)}">{piece}</mark>'
        strong = start < len(block.lead) or any(span.start <= start < span.end for span in bold)
        parts.append(f"<b>{piece}</b>" if strong else piece)
    parts += [badge(marked) for span, marked in placed if span.start == len(text)]
    return "".join(parts)
