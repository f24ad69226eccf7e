"""A draft as the page shows it: its tables, its text with the figures in it, what the check says, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from ..drafts.narrative.blank import problem_section
from ..drafts.narrative.names import W130, W131
from ..drafts.narrative.questions import question_of
from ..drafts.narrative.read import OpenNarrative
from ..drafts.workbook.edit import Formulas
from ..model.beside.fields import field_advice
from ..model.claim import Claim, claim_spans
from ..model.draft import (
    AGENCY,
    CONTACT,
    FIELDS,
    PREFACE,
    PREFACE_ID,
    PRIOR,
    SIGNATURE,
    SIGNED_BY,
    SIGNED_ON,
    TEXTS,
    TITLE,
    VARIABLES,
    WORD_TEXT,
    WORKBOOK,
    YEAR,
    Checked,
)
from ..model.figures import digits
from ..model.form import Figure as FormFigure
from ..model.form import Form
from ..model.identity import Assessment, counted
from ..model.layout import Drawn, Layout, lay_out
from ..model.location import Location
from ..model.report import GAP, Cell, Paragraph, PastReport, TextBlock
from ..packs.lookup import entries_of
from ..reports.beside import is_open_elsewhere, text_of
from ..reports.last_year import carried_over, prior_of
from ..reports.open import OpenDraft
from ..rules.identities import assess_lines
from ..show.chart_svg import chart_svg
from ..show.check_report import Marks, claim_words, marks_of
from ..show.text import Ink, coverage_text, tally_text
from ..tasks.entries import shown
from ..text.dates import day_in_words
from ..text.ordinals import without_ordinal
from ..text.passages import line_of, parts_of
from .messages import (
    Chip,
    Figure,
    Frame,
    GridCell,
    IdentityLine,
    MadeFile,
    Marked,
    Name,
    Part,
    Passage,
    State,
    TableGrid,
    Value,
)
from .office import mark_of
from .problems import Places, figures_filled, left_to_do, missing_of, problems_of, waived_of
from .start import form_entry

_PLAIN = Ink(False)
# What stands for a reference that names nothing; as long as what a blank prints, so that all else stays in its place.
_NOT_KNOWN = "不认识？"
assert len(_NOT_KNOWN) == len(GAP)
# What is made of a draft, as the page calls it.
DOCUMENT_KINDS = {".docx": "Word 文件", ".html": "网页", ".pdf": "PDF"}


def frame_of(form: Form) -> Frame:
    """The tables as the form draws them."""
    headings = {table: section.title for section in form.sections for table in section.tables}
    tables = []
    for table in form.tables:
        layout = lay_out(table)
        # What to count in a row stands at its label, what in a column or a cell at the cell.
        rows = {one.row: form.figures[one.ref].row.counting for one in layout.cells if one.ref}
        cells = [
            GridCell(
                row=one.row,
                column=one.column,
                rows=one.rows,
                columns=one.columns,
                text=one.text,
                role=one.role,
                ref=one.ref,
                depth=one.depth,
                title=form.figures[one.ref].title if one.ref else "",
                note=_note(one, rows, layout, form),
            )
            for one in layout.cells
        ]
        tables.append(
            TableGrid(
                id=table.id,
                name=table.name,
                heading=headings.get(table.id, table.name),
                width=layout.width,
                height=layout.height,
                header_rows=layout.header_rows,
                widths=layout.widths(),
                cells=cells,
            )
        )
    return Frame(tables=tables)


def _note(drawn: Drawn, rows: Mapping[int, str], layout: Layout, form: Form) -> str:
    """What is to be counted: in a row at its label, in a column at its heading, in one cell alone at that cell."""
    if drawn.ref:
        figure = form.figures[drawn.ref]
        return "；".join(one.counting for one in figure.row.notes if one.column == figure.column.id)
    if drawn.role == "stub" and drawn.rows == 1:
        return rows.get(drawn.row, "")
    if drawn.role != "header":
        return ""
    below = [one for one in layout.cells if one.ref and one.row > drawn.row and 0 <= one.column - drawn.column < drawn.columns]
    first = min(below, key=lambda one: (one.row, one.column), default=None)
    if first is None:
        return ""
    figure = form.figures[first.ref]
    # A table that lays its rows side by side has their labels above their figures.
    headed = figure.row if layout.table.across and figure.row.label == drawn.text else figure.column
    return headed.counting if headed.label == drawn.text else ""


def names_of(form: Form, cells: Mapping[str, Cell]) -> list[Name]:
    """The figures that the text can hold, as one asks for them: the cells, and the sums over a heading that no cell has."""
    found = []
    for entry in entries_of(form):
        if entry.kind not in ("figure", "sum") or not entry.prose:
            continue
        if len({form.figures[ref].unit for ref in entry.refs}) > 1 or (
            len(entry.refs) > 1 and not form.ratios.keys().isdisjoint(entry.refs)
        ):
            continue  # pieces and yuan, or shares, make no sum
        values = [cells[ref].value if ref in cells else None for ref in entry.refs]
        known = [value for value in values if value is not None]
        places = form.figures[entry.refs[0]].printed_places
        value = digits(sum(known, Decimal(0)), places) if known and len(known) == len(values) else ""
        found.append(Name(source=entry.prose, label=entry.title, value=value, refs=list(entry.refs)))
    return found


def state_of(
    name: str, folder: Path, checked: Checked, draft: OpenDraft, formulas: Formulas, latest: Mapping[str, bool]
) -> State:
    """All that the page shows of a draft as it stands; `latest` says of documents whether they are made of it, where that is known."""
    form, report = checked.form, checked.report
    last, _ = prior_of(folder, None, draft.narrative)
    assessments = assess_lines(form, report.cells, last.cells if last else None)
    places = places_of(checked, draft, last)
    problems = problems_of(places)
    waiting = sum(one.waits for one in problems)
    filled, cells = figures_filled(checked)
    carried = carried_over(form, last.cells) if last else {}
    return State(
        name=name,
        place=mark_of(folder),
        agency=report.agency,
        year=report.year,
        form=form_entry(form),
        pack=str(checked.pack),
        figures={ref: _figure(figure, report.cells.get(ref), formulas, last, carried) for ref, figure in form.figures.items()},
        filled=filled,
        cells=cells,
        notes={table.id: [one.text for one in draft.workbook.below.get(table.id, ())] for table in form.tables},
        lines=[_line(one, form) for one in assessments if one.line.needs_prior is False or last is not None],
        parts=list(places.parts),
        values=places.values,
        problems=problems,
        waived=waived_of(places),
        tally=tally_text(checked.tally, _PLAIN),
        coverage=coverage_text(checked.claims) if checked.claims else "",
        errors=checked.errors - waiting,
        waiting=left_to_do(checked.findings, form),
        warnings=checked.warnings,
        missing=missing_of(problems, places),
        made=list(_made(folder, latest)),
        open_elsewhere=is_open_elsewhere(folder),
        prior=checked.prior,
        word_text=WORD_TEXT if draft.narrative.in_word else "",
    )


def places_of(checked: Checked, draft: OpenDraft, last: PastReport | None = None) -> Places:
    """The text of a draft as the page shows it, beside last year's, and its single values: where what the check says is to be found."""
    marks = marks_of(checked, checked.findings)
    return Places(checked, draft, marks, list(_parts(draft, checked, marks, last)), list(_values(draft, checked.report.title)))


def _made(folder: Path, latest: Mapping[str, bool]) -> Iterator[MadeFile]:
    """The documents that lie in the draft's folder, the latest first; of those that were made elsewhere their times tell."""
    changed = max((folder / name).stat().st_mtime for name in (WORKBOOK, text_of(folder).name))
    files = [one for one in folder.iterdir() if one.suffix in DOCUMENT_KINDS and one.name not in TEXTS]
    times = {one: one.stat().st_mtime for one in files if not one.name.startswith(("~", "."))}
    for one in sorted(times, key=lambda one: -times[one]):
        when = datetime.fromtimestamp(times[one])
        yield MadeFile(
            name=one.name,
            kind=DOCUMENT_KINDS[one.suffix],
            when=f"{day_in_words(when)} {when:%H:%M}",
            older=not latest.get(one.name, times[one] >= changed),
        )


# -- figures ------------------------------------------------------------------------------------------


def _figure(
    one: FormFigure, cell: Cell | None, formulas: Formulas, last: PastReport | None, carried: Mapping[str, Decimal]
) -> Figure:
    ref, places = one.ref, one.printed_places
    before = last.cells.get(ref) if last else None
    return Figure(
        text=shown(cell, places) if cell else "",
        formula=ref in formulas.written,
        carried=ref in carried and cell is not None and cell.value == carried[ref],
        last=shown(before, places) if before else "",
    )


def _line(one: Assessment, form: Form) -> IdentityLine:
    return IdentityLine(
        code=one.line.code,
        anchor=one.line.anchor,
        say=one.line.say,
        outcome=str(one.outcome),
        left=digits(one.left),
        right=digits(one.right),
        refs=list(dict.fromkeys(counted((term.ref for term, _ in one.line.terms if not term.prior), form.totals))),
    )


# -- text ---------------------------------------------------------------------------------------------


def _parts(draft: OpenDraft, checked: Checked, marks: Marks, last: PastReport | None) -> Iterator[Part]:
    form = checked.form
    problems, unknown = problem_section(form), _unknown(checked)
    # In a Word text they are hints, told like all that are left.
    rows = draft.opened.text.split("\n") if isinstance(draft.opened, OpenNarrative) else []
    questions = [problem for row in rows if (problem := question_of(row)) is not None]
    yield _part([PREFACE], PREFACE, (form.preface,), PREFACE_ID, draft, checked, marks, last)
    for section in form.prose_sections:
        if section.kind != "free":
            one = _part([section.name], section.title, section.guidance, section.id, draft, checked, marks, last)
            asks = section.id == problems
            yield one.model_copy(update={"asks_problems": asks, "questions": questions if asks else []})
            continue
        raw = draft.narrative.texts.get(section.id, ())
        bound = checked.report.texts.get(section.id, ())
        start = 0
        before = _last_parts(last, section.id)
        asking = next((heading for heading, _ in parts_of(raw) if "问题" in heading), "")
        for heading, below in parts_of(raw):
            start += 1
            lines = [_passage(section.id, start + at, block, bound, marks, unknown) for at, block in enumerate(below)]
            start += len(below)
            asks = heading == asking
            yield Part(
                key=[section.name, heading],
                heading=heading,
                guidance=list(section.guidance),
                lines=lines,
                last=before.get(without_ordinal(heading), []),
                asks_problems=asks,
                questions=questions if asks else [],
            )


def _last_parts(last: PastReport | None, section: str) -> dict[str, list[str]]:
    """Last year's paragraphs of a free section by its headings, without their ordinals."""
    parts = parts_of(last.texts.get(section, ())) if last else ()
    return {without_ordinal(heading): [block.whole for block in below if block.told] for heading, below in parts}


def _part(
    key: list[str],
    heading: str,
    guidance: Sequence[str],
    section: str,
    draft: OpenDraft,
    checked: Checked,
    marks: Marks,
    last: PastReport | None,
) -> Part:
    raw, bound = draft.narrative.texts.get(section, ()), checked.report.texts.get(section, ())
    unknown = _unknown(checked)
    return Part(
        key=key,
        heading=heading,
        guidance=[one for one in guidance if one],
        lines=[_passage(section, at, block, bound, marks, unknown) for at, block in enumerate(raw)],
        last=[block.whole for block in last.texts.get(section, ()) if block.told] if last else [],
    )


def _unknown(checked: Checked) -> frozenset[Location]:
    """The places of the references that name nothing, or cannot be worked out: no figure is missing there, the name is wrong."""
    return frozenset(one.location for one in checked.findings if one.code in (W130.code, W131.code))


def _passage(
    section: str, at: int, raw: TextBlock, bound: Sequence[TextBlock], marks: Marks, unknown: frozenset[Location]
) -> Passage:
    block = bound[at] if at < len(bound) else raw
    whole = block.whole
    for mark in block.marks:
        if mark.source and mark.location in unknown and whole.startswith(GAP, mark.offset):
            whole = whole[: mark.offset] + _NOT_KNOWN + whole[mark.offset + len(GAP) :]
    ends = [*(mark.offset for mark in block.marks[1:]), len(block.whole)]
    chips = [
        Chip(start=mark.offset, end=end, source=mark.source.strip("{} ") if mark.source.startswith("{") else mark.source)
        for mark, end in zip(block.marks, ends, strict=False)
        if mark.source
    ]
    claims = [
        Marked(start=span.start, end=span.end, status=_mark_of(claim), words=claim_words(claim))
        for span, claim in claim_spans(block, marks.claims.get((section, at), ()))
    ]
    return Passage(
        at=raw.location.line,
        line=line_of(raw),
        shown=whole,
        kind=block.kind,
        level=block.level,
        lead=len(block.lead),
        image=block.image if block.kind == "image" else "",
        drawing=chart_svg(block.chart, block.text, alt=block.alt) if block.chart else "",
        chips=chips,
        marks=claims,
        findings=[marked.number for marked in marks.blocks.get((section, at), ())],
    )


def _mark_of(claim: Claim) -> str:
    """How a number is marked: one that contradicts a figure which may be wrong itself is no mistake of the text yet."""
    return "doubtful" if claim.doubtful and claim.status == "contradictory" else claim.status


def _values(draft: OpenDraft, printed: Sequence[str]) -> Iterator[tuple[Value, Location | None]]:
    """The single values of the text file, each with its place there; None for what does not stand there yet.

    `printed` is the title as it will be printed.
    """

    def one(key: list[str], group: str, entry: Paragraph | None, hint: str = "") -> tuple[Value, Location | None]:
        value = Value(key=key, label=key[-1], value=entry.text if entry else "", group=group, hint=hint)
        return value, entry.location if entry else None

    narrative = draft.narrative
    yield one([AGENCY], "报告", Paragraph(narrative.agency, narrative.place(AGENCY)))
    yield one([YEAR], "报告", Paragraph(str(narrative.year or ""), narrative.place(YEAR)))
    title, place = one([TITLE], "报告", narrative.title[0] if narrative.title else None, hint="\n".join(printed))
    yield title.model_copy(update={"lines": [line.text for line in narrative.title]}), place
    yield one([SIGNATURE, SIGNED_BY], SIGNATURE, narrative.signature)
    yield one([SIGNATURE, SIGNED_ON], SIGNATURE, narrative.date, hint=f"如 {(narrative.year or 2024) + 1}年1月20日")
    for key in dict.fromkeys((*draft.form.contact, *narrative.contact)):
        yield one([CONTACT, key], CONTACT, narrative.contact.get(key))
    for field in draft.form.fields:
        hint = "；".join(field_advice(field, draft.form.letterhead))
        yield one([FIELDS, field.name], FIELDS, narrative.fields.get(field.id), hint=hint)
    for key, entry in narrative.variables.items():
        yield one([VARIABLES, key], "正文里要多处用的数", entry)
    prior, place = one([PRIOR], "上年", narrative.prior)
    yield prior.model_copy(update={"label": "上年的年报"}), place
