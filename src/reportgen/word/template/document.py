"""The finished .docx of a report: rendered, then read back to prove that nothing was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, count
from typing import Any, NamedTuple

from markupsafe import Markup

from ...files.parts import relations_of
from ...files.zips import Member, deflated, unpacked, zipped
from ...model.chart import Chart
from ...model.claim import TextPlaces
from ...model.errors import RenderError
from ...model.finding import Finding
from ...model.location import Location
from ...model.outline import Outline
from ...model.report import GAP, Picture, Report, TextBlock, printed
from ...model.version import BuildRecord, Shown
from ...recognise.words import words_of
from ...text.charts import told
from ...text.passages import SmallTable, grouped
from ..asides import asides_around, edge_texts
from ..chart.parts import charts_of
from ..chart.workbook import read_chart_workbook
from ..comments import CommentPlace, Comments, also_of, comment_of, doubt_of, lines_elsewhere
from ..letterhead.words import shown_fields
from ..media import Media
from ..outline import document_of, outline_of, printed_texts
from ..package import TYPES, Package
from ..properties import property_parts
from ..prose import note_below, small_table
from ..record import RecordSlot, record_slot, record_text
from ..runs import reader_of
from .engine import CompiledTemplate, rendered
from .full.values import context, passages_of, plain_block
from .gaps import with_narrow_words

# What stands beside the document itself is the same in most reports of a template.
_deflated_as_before = lru_cache(maxsize=32)(deflated)

# What refers to a picture, a chart or a link of the narrative.
_OWN_RELATION = re.compile(rb'"rg(?:Picture|Chart|Link)\d')


class Rendering(NamedTuple):
    """A report as rendered by a template, not packed yet, with all that it must show."""

    compiled: CompiledTemplate
    report: Report
    figures: Mapping[str, str]
    values: Mapping[str, Any]
    parts: Mapping[str, bytes]
    media: Media

    @property
    def document(self) -> bytes:
        """The part that holds the document."""
        return self.parts[self.compiled.main]


def render(
    compiled: CompiledTemplate,
    report: Report,
    pictures: Mapping[str, Picture],
    *,
    draft: bool,
    record: BuildRecord | None = None,
) -> bytes:
    """The finished .docx. RenderError when something did not arrive in it.

    A figure that is missing prints as 【待填】, which only a draft may have. The document carries
    `record`, so that it can be told later what was changed in it.
    """
    rendering = rendered_by(compiled, report, pictures, draft=draft)
    read = outline_of(rendering.document, compiled.path)
    content = packed(rendering, record._replace(shown=shown_by(rendering, read)) if record else None)
    prove(rendering, content, read)
    return content


def rendered_by(compiled: CompiledTemplate, report: Report, pictures: Mapping[str, Picture], *, draft: bool) -> Rendering:
    """Put the report's figures and texts into the template."""
    figures = {ref: printed(report.cells.get(ref), figure.printed_places) for ref, figure in compiled.form.figures.items()}
    media = Media(pictures, compiled.text_width, GAP)
    values = context(
        figures,
        {
            name: [_block(block, compiled, media) for block in grouped(_blocks(report, name, compiled))]
            for name in passages_of(compiled.form)
        },
        mark=draft,
        title=list(report.title),
        signature=report.signature or GAP,
        date=report.date or GAP,
        agency=report.agency,
        year=str(report.year),
        fields=shown_fields(compiled.form, report),
        contact={name: report.contact.get(name) or GAP for name in compiled.form.contact},
        looks=compiled.block_looks,
    )
    notes = {section: "".join(map(note_below, map(_whole_of, blocks))) for section, blocks in _notes(report, compiled).items()}
    parts = rendered(compiled, values, notes)
    _refuse_pictures_at_edges(parts, compiled)
    if wide := {GAP, *(figures[ref] for ref in figures if (cell := report.cells.get(ref)) and cell.remark)} & {*figures.values()}:
        parts[compiled.main] = with_narrow_words(parts[compiled.main], compiled.looks, wide)
    return Rendering(compiled, report, figures, values, parts, media)


def _refuse_pictures_at_edges(parts: Mapping[str, bytes], compiled: CompiledTemplate) -> None:
    """RenderError where a picture or a link was printed outside the main part, which alone knows what they lead to."""
    for name, content in parts.items():
        if name != compiled.main and _OWN_RELATION.search(content):
            raise RenderError(
                f"模板在 {name} 里印了文字稿的图片、图表或者链接，只能印在正文里，没有保存",
                location=Location(compiled.path),
                hint="页眉、页脚里的图片直接插入在模板里",
            )


def _notes(report: Report, compiled: CompiledTemplate) -> dict[str, Sequence[TextBlock]]:
    """The notes below tables, by the section of the tables."""
    sections = (section.id for section in compiled.form.sections if section.tables and not section.has_prose)
    return {section: blocks for section in sections if (blocks := report.texts.get(section, ()))}


def _whole_of(block: TextBlock) -> str:
    return block.whole


def _passages(report: Report, compiled: CompiledTemplate) -> dict[str, Sequence[TextBlock]]:
    """All that a document prints as text, in reading order: passages, and the notes below tables."""
    notes = _notes(report, compiled)
    order = ("preface", *(section.id for section in compiled.form.sections))
    own = set(passages_of(compiled.form))
    return {
        name: notes[name] if name in notes else _blocks(report, name, compiled) for name in order if name in own or name in notes
    }


def _blocks(report: Report, passage: str, compiled: CompiledTemplate) -> Sequence[TextBlock]:
    """What a passage prints. Only a draft can lack a whole passage that its form wants; it shows where."""
    blocks = report.texts.get(passage, ())
    if blocks and passage not in compiled.tables_before:
        raise RenderError(
            "草稿里写了前言，模板里没有印它的地方，没有保存",
            location=Location(compiled.path),
            hint=f"在模板的标题下面加一组 {{%p for block in passages.{passage} %}} …… {{%p endfor %}}，照别的部分抄；或者删去前言",
        )
    return blocks or (() if compiled.form.can_lack(passage) else (TextBlock("paragraph", GAP, Location(compiled.path)),))


def shown_by(rendering: Rendering, read: Outline) -> Shown:
    """What the document, as `read`, shows besides the report: its tables with their labels, and what else its template has."""
    compiled, report = rendering.compiled, rendering.report
    files = {name: _whole(name, member, rendering) for name, member in compiled.members if name.endswith((".xml", ".rels"))}
    package = Package(files, compiled.path)
    sections = {section.heading: section.id for section in compiled.form.sections if section.heading}
    starts = {at: sections[one.text] for at, one in enumerate(read.paragraphs) if one.text in sections}
    tables = words_of(read, compiled.form, figure_places(compiled, report), _small_tables(compiled, report), starts)
    around, _ = asides_around(package, "", reader_of(package))
    return Shown(tables, (*read.asides, *around), edge_texts(package))


def _whole(name: str, member: Member | None, rendering: Rendering) -> bytes:
    """A part of the document as it is without what pictures and the record enter."""
    if member is not None:
        return unpacked(member)
    return rendering.parts[name] if name in rendering.parts else rendering.compiled.texts[name].encode()


def packed(rendering: Rendering, record: BuildRecord | None = None) -> bytes:
    """The .docx file: what was rendered, beside what the template's package holds unchanged."""
    slot = record_slot(rendering.compiled.members)
    members = []
    for name, whole in rendering.compiled.members:
        if whole is not None:
            members += [whole] if name != slot.part else []
        elif name in rendering.parts:
            pack = deflated if name == rendering.compiled.main else _deflated_as_before
            members.append(pack(name, rendering.parts[name]))
        else:
            members.append(_deflated_as_before(name, _telling(name, rendering, slot if record else None).encode()))
    members += rendering.media.members()
    members += slot.members(record_text(record) if record else "")
    report = rendering.report
    return zipped(property_parts("".join(report.title), report.agency, members))


def _telling(name: str, rendering: Rendering, slot: RecordSlot | None) -> str:
    """What the package says of its parts, with those of this document: of what kind each is, or what the document refers to."""
    text, main = rendering.compiled.texts[name], rendering.compiled.main
    if name == TYPES:
        text = rendering.media.in_types(text)
        return slot.in_types(text) if slot else text
    if name == relations_of(main):
        text = rendering.media.in_relations(text, main)
        return slot.in_relations(text, main) if slot else text
    return text


def _block(block: TextBlock | SmallTable, compiled: CompiledTemplate, media: Media) -> dict[str, Any]:
    if isinstance(block, SmallTable):
        return plain_block("table", "", table=Markup(_small_table(block, compiled, media)))  # noqa: S704 - it escapes the texts
    if block.pictured:
        return plain_block("image", block.text, picture=media.shown_block(block))
    lead = media.links.signed(block.lead, block.styles, 0)
    text = media.links.signed(block.text, block.styles, len(block.lead))
    if block.kind == "heading":
        return plain_block(f"heading{block.level}", text)
    return plain_block("run_in" if block.lead else "text", text, lead)


def _small_table(table: SmallTable, compiled: CompiledTemplate, media: Media) -> str:
    signed = []
    for row, cells in zip(table.rows, table.cells, strict=True):
        starts = accumulate((len(cell) + 1 for cell in cells), initial=0)
        signed.append([media.links.signed(cell, row.styles, start) for cell, start in zip(cells, starts, strict=False)])
    caption = media.links.signed(table.caption.text, table.caption.styles, 0) if table.caption else ""
    return small_table(compiled.table_look, signed, compiled.text_width, caption)


# -- the postcondition ------------------------------------------------------------------------------


def prove(rendering: Rendering, content: bytes, outline: Outline) -> None:
    """Read the finished file back: every figure in its cell, every paragraph whole and in order.

    `outline` is that of the rendered document, which has to stand in the file as it is.
    """
    lost = [
        *([] if document_of(content) == rendering.document else ["文件里的正文不是刚才写的"]),
        *_wrong_figures(rendering, outline),
        *_wrong_small_tables(rendering, outline),
        *_gaps_left(rendering),
        *_lost_beside(rendering, outline),
        *_missing_paragraphs(_paragraphs_wanted(rendering), outline),
        *_wrong_charts(rendering.media.charts.drawn, content),
    ]
    if lost:
        listed = "\n  ".join(lost[:10])
        place = Location(rendering.compiled.path)
        raise RenderError(f"生成的文件与草稿不一致，有 {len(lost)} 处，没有保存：\n  {listed}", location=place)


def _wrong_figures(rendering: Rendering, outline: Outline) -> Iterator[str]:
    compiled = rendering.compiled
    for ref, (grid, row, column) in figure_places(compiled, rendering.report).items():
        shown = outline.grids[grid].text(row, column)
        if shown != rendering.figures[ref]:
            yield f"{compiled.form.figures[ref].title} 应为 {rendering.figures[ref]}，文件里是“{shown}”"


def _wrong_small_tables(rendering: Rendering, outline: Outline) -> Iterator[str]:
    for number, table in _small_tables(rendering.compiled, rendering.report).items():
        for row, cells in enumerate(table.cells, 1):
            for column, text in enumerate(cells, 1):
                shown = outline.grids[number].text(row, column)
                if shown != text:
                    yield f"文中表格第{row}行第{column}格应为“{text}”，文件里是“{shown}”"


def _gaps_left(rendering: Rendering) -> Iterator[str]:
    """Whether a finished report shows a gap: the checks refuse them before it comes to this, and it must not all the same."""
    if rendering.values["draft_mark"]:
        return
    shown = (
        *rendering.figures.values(),
        rendering.values["signature"],
        rendering.values["date"],
        *(text for name, text in _beside(rendering) if name in rendering.compiled.beside),
    )
    if GAP in shown:
        yield f"有 {shown.count(GAP)} 处{GAP}，不是草稿不能有"


def _lost_beside(rendering: Rendering, outline: Outline) -> Iterator[str]:
    """Fields and contact data that the template prints and the document has nowhere."""
    own = [(name, text) for name, text in _beside(rendering) if text and name in rendering.compiled.beside]
    if not own:
        return
    everything = "\n".join((*printed_texts(outline), *(cell.text for grid in outline.grids for cell in grid.cells.values())))
    yield from (f"“{name}”丢失：{text[:40]}" for name, text in own if text not in everything)


def _paragraphs_wanted(rendering: Rendering) -> list[str]:
    """The paragraphs of the report in the order of its form; where it is signed, the signature."""
    form, report = rendering.compiled.form, rendering.report
    wanted = list(report.title)
    passages = _passages(report, rendering.compiled)
    signed = [text for text in (report.signature, report.date) if text]
    signing = next((section.id for section in form.sections if section.kind == "signature"), "")
    for name in ("preface", *(section.id for section in form.sections)):
        # A table, and the notes below it, may stand behind the signature.
        wanted += signed if name == signing else []
        blocks = grouped(passages.get(name, ()))
        said = [block.caption if isinstance(block, SmallTable) else block for block in blocks]
        wanted += [block.whole for block in said if block is not None and block.whole]
    return wanted


def _beside(rendering: Rendering) -> Iterator[tuple[str, str]]:
    """The fields and contact data as a template names them, each with what it prints there."""
    for group in ("fields", "contact"):
        yield from ((f"{group}.{name}", text) for name, text in rendering.values[group].items())


def figure_places(compiled: CompiledTemplate, report: Report) -> dict[str, tuple[int, int, int]]:
    """The table, row and column in which the document of a report shows each Ref; tables count from 0."""
    small = _small_tables(compiled, report)
    last = max((grid for grid, _, _ in compiled.places.values()), default=-1)
    own = (number for number in count() if number not in small)
    shifted = dict(zip(range(last + 1), own, strict=False))
    return {ref: (shifted[grid], row, column) for ref, (grid, row, column) in compiled.places.items()}


def _small_tables(compiled: CompiledTemplate, report: Report) -> dict[int, SmallTable]:
    """The small tables of a report's prose by their number among all tables of its document."""
    found: dict[int, SmallTable] = {}
    for name in passages_of(compiled.form):
        for block in grouped(report.texts.get(name, ())):
            if isinstance(block, SmallTable):
                found[compiled.tables_before[name] + len(found)] = block
    return found


def _wrong_charts(asked: Sequence[Chart], content: bytes) -> list[str]:
    """Charts that do not show their figures, or whose workbook holds others."""
    found = charts_of(content) if asked else []
    if len(found) != len(asked):
        return [f"应有 {len(asked)} 个图表，文件里有 {len(found)} 个"]
    wrong = []
    for number, (chart, read) in enumerate(zip(asked, found, strict=True), 1):
        if read.shown.figures != chart.figures:
            wrong.append(f"第 {number} 个图表的数不对，应为 {told(chart)}")
        elif not read.workbook or read_chart_workbook(read.workbook, chart.kind).figures != chart.figures:
            wrong.append(f"第 {number} 个图表里附的数据表不对，应为 {told(chart)}")
    return wrong


def _missing_paragraphs(expected: list[str], outline: Outline) -> list[str]:
    """Texts that do not stand in the document, whole, in this order."""
    texts = printed_texts(outline)
    written, everything = iter(texts), set(texts)
    missing = []
    for text in expected:
        if text not in everything:
            missing.append(f"文字丢失：{text[:40]}")
        elif not missing and all(other != text for other in written):
            missing.append(f"文字次序不对：{text[:40]}")
    return missing


def comments_on_draft(findings: Sequence[Finding], report: Report, compiled: CompiledTemplate, document: bytes) -> Comments:
    """What to say where in `document`, which the report was rendered into, about findings in the draft's two files."""
    places, figures = TextPlaces(report), figure_places(compiled, report)
    shown = _paragraphs_of(report, compiled, outline_of(document_of(document), compiled.path))

    def spot_of(location: Location | None, ref: str) -> CommentPlace | None:
        spot = places.spot(location) if location else None
        if spot is not None and (spot.section, spot.block) in shown:
            return CommentPlace(paragraph=shown[spot.section, spot.block])
        return CommentPlace(-1, *figures[ref]) if ref in figures else None

    comments = [(spot_of(finding.location, finding.ref), comment_of(finding)) for finding in findings]
    comments += [(spot_of(None, one.suspect), doubt_of(one)) for one in findings if one.suspect and one.suspect != one.ref]
    return comments + [(spot_of(None, line.ref), also_of(one, line)) for one in findings for line in lines_elsewhere(one)]


def _paragraphs_of(report: Report, compiled: CompiledTemplate, outline: Outline) -> dict[tuple[str, int], int]:
    """The paragraph of each block of the report's prose: the next with its whole text, in the order of the form."""
    texts = [paragraph.text for paragraph in outline.paragraphs]
    found: dict[tuple[str, int], int] = {}
    after = len(report.title)
    for section in _passages(report, compiled):
        for number, block in enumerate(report.texts.get(section, ())):
            if block.whole and block.whole in texts[after:]:
                at = found[section, number] = texts.index(block.whole, after)
                after = at + 1
    return found
