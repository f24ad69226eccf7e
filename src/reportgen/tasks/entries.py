"""What somebody types into the page: looked at as it stands, and put into the two files of a draft.

The files stay as they are but for what was typed. What was typed comes with what stood there before, so that nothing
that another program wrote meanwhile is overwritten: it is given back as an overlap, to be asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..drafts.narrative.edit import NewParagraph, NewPart, with_lines, with_parts, with_value
from ..drafts.narrative.read import open_text, read_narrative
from ..drafts.workbook.added_sheet import with_sheet
from ..drafts.workbook.edit import Formulas, formulas_in, with_figures
from ..drafts.workbook.notes import NOTES, WIDTHS, NoteRows
from ..files.saving import save_all
from ..files.yaml import read_text
from ..model.draft import (
    AGENCY,
    CONTACT,
    FIELDS,
    KEYS,
    NARRATIVE,
    PREFACE,
    PREFACE_ID,
    PRIOR,
    SIGNATURE,
    SIGNED_BY,
    SIGNED_ON,
    TITLE,
    VARIABLES,
    WORD_TEXT,
    WORKBOOK,
    YEAR,
    Checked,
)
from ..model.errors import OutputError
from ..model.figures import digits, is_note, read_figure
from ..model.form import Form
from ..model.location import Location
from ..model.report import Cell, Paragraph, printed
from ..recognise.lines import is_label, labels_of
from ..reports.beside import is_in_word, is_open_elsewhere
from ..reports.open import OpenDraft, open_draft
from ..text.edits import merged
from ..text.passages import is_rule, lines_of, parts_of
from .check import check_opened

# A number in the file that a spreadsheet takes for text: the same number typed over it is another thing there.
_OTHER_DIGITS = frozenset({"full_width", "text_number"})

# A key of the narrative, or one below it: ("落款", "日期").
TextKey = tuple[str, ...]


class TypedCell(NamedTuple):
    """A figure as typed, and what its cell held when the typing began."""

    was: str
    now: str


class TypedText(NamedTuple):
    """The lines under a key as typed, and as they were when the typing began."""

    was: tuple[str, ...]
    now: tuple[str, ...]


class Overlap(NamedTuple):
    """What two have changed: somebody in the page, and another program in the file meanwhile.

    `key` is that of a text; `both` are its lines with both changes, which figures and single values cannot have.
    """

    place: str
    was: str
    here: str
    there: str
    key: TextKey = ()
    both: tuple[str, ...] = ()


class Entries(NamedTuple):
    """All that was typed and is not in the files yet: figures by Ref, texts and single values by key, notes by the table above them."""

    cells: Mapping[str, TypedCell] = {}
    texts: Mapping[TextKey, TypedText] = {}
    values: Mapping[TextKey, TypedCell] = {}
    notes: Mapping[str, TypedText] = {}


class Put(NamedTuple):
    """What `put` did: the new contents by file name (those that change), what it left because two have changed it, and what no cell can hold."""

    contents: Mapping[str, bytes]
    overlaps: tuple[Overlap, ...]
    refused: tuple[str, ...] = ()


class Files(NamedTuple):
    """The files of a draft as they stand: what was read of them, the workbook's formulas, and the text itself, '' where that is a Word file."""

    draft: OpenDraft
    formulas: Formulas
    text: str


def files_of(folder: Path) -> Files:
    """Read a draft's files. SourceError when one of them cannot be read."""
    draft = open_draft(folder)
    text = "" if is_in_word(folder) else read_text(folder / NARRATIVE)[0]
    return Files(draft, formulas_in(folder / WORKBOOK, draft.workbook.cells), text)


def looked_at(files: Files, entries: Entries, *, prior: Path | None = None) -> tuple[Checked, OpenDraft]:
    """The draft checked as if what was typed stood in its files already, and the draft as it then would be."""
    draft, formulas, text = files
    cells = _with_typed(draft, entries, formulas)
    below = {**draft.workbook.below, **{table: _noted(draft, typed.now) for table, typed in entries.notes.items()}}
    draft = draft._replace(workbook=draft.workbook._replace(cells=cells, below=below))
    if entries.texts or entries.values:
        refuse_in_word(draft.folder)
        opened = open_text(_with_texts(text, draft, entries), NARRATIVE)
        narrative, findings = read_narrative(opened, draft.form)
        own = [one for one in draft.findings if one.location.path != NARRATIVE]
        draft = draft._replace(opened=opened, narrative=narrative, findings=(*own, *findings))
    return check_opened(draft, prior=prior), draft


def put(folder: Path, entries: Entries, *, over: bool = False) -> Put:
    """What the files of a draft will hold with what was typed; nothing is written. With `over` what stands there gives way.

    What a cell cannot take is refused by itself, and all else stays to be written: a figure for a formula, and the
    words of a label, by which the table would no longer be known. SourceError when a file cannot be read.
    """
    draft = open_draft(folder)
    contents: dict[str, bytes] = {}
    overlaps: list[Overlap] = []
    changed: dict[str, Cell] = {}
    refused: list[str] = []
    if entries.cells:
        formulas = formulas_in(folder / WORKBOOK, draft.workbook.cells)
        for ref, typed in entries.cells.items():
            if reason := _refusal(draft, ref, typed.now, formulas):
                refused.append(reason)
                continue
            there = shown(draft.workbook.cells[ref], draft.form.figures[ref].printed_places)
            if there == typed.now.strip() and not draft.workbook.cells[ref].flaws & _OTHER_DIGITS:
                continue
            if there != typed.was.strip() and not over:
                overlaps.append(Overlap(draft.form.figures[ref].title, typed.was, typed.now, there))
                continue
            changed[ref] = typed_cell(draft, ref, typed.now)
    notes, met = _notes(draft, entries, changed, over=over)
    overlaps += met
    if changed or notes.texts:
        if is_open_elsewhere(folder):
            raise OutputError(
                "数据表正在 Excel 或 WPS 里打开，没有写",
                location=Location(WORKBOOK),
                hint="在那边保存并关闭，再在这里改；已经关了的，再打开、关闭一次",
            )
        texts = {} if notes.is_new else notes.texts
        book = with_figures(folder / WORKBOOK, draft.workbook.cells, changed, texts).content
        contents[WORKBOOK] = (
            with_sheet(book, NOTES, notes.new_sheet(), WIDTHS, WORKBOOK) if notes.is_new and notes.texts else book
        )
    if entries.texts or entries.values:
        refuse_in_word(folder)
        old = read_text(folder / NARRATIVE)[0]
        kept, met = _meant(draft, entries, over=over)
        overlaps += met
        new = _with_texts(old, draft, kept)
        if new != old:
            contents[NARRATIVE] = new.encode()
    return Put(contents, tuple(overlaps), tuple(refused))


def _refusal(draft: OpenDraft, ref: str, now: str, formulas: Formulas) -> str:
    """Why a cell cannot hold what was typed; '' where it can."""
    place = draft.form.figures[ref].title if ref in draft.form.figures else ref
    if ref in formulas.written:
        return f"{place}是公式算出来的，不能填；改它的各项"
    if ref not in draft.workbook.cells:
        return f"{place}在数据表里找不到，没有存；先照“检查”里说的把表头改好"
    if now.strip() and read_figure(now).value is None and is_label(now, labels_of(draft.form.figures[ref].table)):
        return f"{place}要填数，“{now.strip()[:20]}”是行名或表头，没有存"
    return ""


def refuse_in_word(folder: Path) -> None:
    """OutputError where the text is a Word file, which only Word changes."""
    if is_in_word(folder):
        hint = "在 Word 里改，存好，这里会自动重新读；要在网页里改，先点“转成能在网页里改的文字稿”（Word 的原稿留着）"
        raise OutputError(f"文字写在 {WORD_TEXT} 里，网页不改 Word 文件", location=Location(WORD_TEXT), hint=hint)


def write(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Both files, or the one that changes, all or none."""
    save_all({folder / name: content for name, content in contents.items()}, replacing=[folder / name for name in contents])


def typed_cell(draft: OpenDraft, ref: str, text: str) -> Cell:
    """A cell as it will be read from what was typed into it: words in brackets go to the sheet of notes, and the figure is a number."""
    there = draft.workbook.cells[ref]
    read = read_figure(text)
    flaws = frozenset({"full_width"}) if read.full_width and not read.remark else frozenset()
    noted = there.remark_at or draft.workbook.free_note or Location(WORKBOOK, NOTES) if is_note(read.remark) else None
    return Cell(text.strip(), read.value, there.location, read.remark, flaws, remark_at=noted)  # type: ignore[arg-type]


def shown(cell: Cell, places: int | None) -> str:
    """What a cell shows for somebody who types in it: the figure, with so many `places`, and behind it what is printed there."""
    return printed(cell, places) if cell.value is not None and not cell.is_words else cell.text.strip()


def lines_under(draft: OpenDraft, key: TextKey) -> tuple[str, ...]:
    """The lines that a text file has under a key: of the title, of the preface, of a section, of a heading in a free section.

    Of the rules below the heads of tables those that part a table from the one above it are lines, too.
    """
    if key[0] == TITLE:
        return tuple(line.text for line in draft.narrative.title)
    section = _section_of(draft.form, key[0])
    blocks = draft.narrative.texts.get(section, ())
    if len(key) > 1:
        blocks = dict(parts_of(blocks)).get(key[1], ())
    return tuple(lines_of(blocks))


# -- within -------------------------------------------------------------------------------------------


def _noted(draft: OpenDraft, lines: Sequence[str]) -> tuple[Paragraph, ...]:
    """Lines of notes as they will be read."""
    place = draft.workbook.free_note or Location(WORKBOOK, NOTES)
    return tuple(Paragraph(line.strip(), place) for line in lines if line.strip())


def _notes(draft: OpenDraft, entries: Entries, changed: Mapping[str, Cell], *, over: bool) -> tuple[NoteRows, list[Overlap]]:
    """The sheet of notes with what was typed behind figures and below tables, and what another program changed meanwhile."""
    rows, overlaps = NoteRows(draft.form, draft.workbook), []
    for ref, cell in changed.items():
        there = draft.workbook.cells[ref]
        words = cell.remark if cell.remark_at is not None else ""
        if words != (there.remark if there.remark_at is not None else ""):
            rows.behind(ref, words)
    for table in draft.form.tables:
        typed = entries.notes.get(table.id)
        now = tuple(one.text for one in _noted(draft, typed.now)) if typed else ()
        there_now = tuple(one.text for one in draft.workbook.below.get(table.id, ()))
        if typed is None or now == there_now:
            continue
        if there_now != typed.was and not over:
            overlaps.append(Overlap(f"{table.name}下面的注", "\n".join(typed.was), "\n".join(now), "\n".join(there_now)))
        else:
            rows.below(table, now)
    return rows, overlaps


def _section_of(form: Form, name: str) -> str:
    if name == PREFACE:
        return PREFACE_ID
    return next((section.id for section in form.prose_sections if section.name == name), "")


def _with_typed(draft: OpenDraft, entries: Entries, formulas: Formulas) -> dict[str, Cell]:
    cells = dict(draft.workbook.cells)
    typed = {ref: one for ref, one in entries.cells.items() if ref in cells and ref not in formulas.written}
    for ref, one in typed.items():
        cells[ref] = typed_cell(draft, ref, one.now)
    for ref in formulas.written:
        if typed and ref in cells and formulas.touches(ref, typed):
            value = formulas.value(ref, cells)
            cells[ref] = cells[ref]._replace(text="" if value is None else digits(value), value=value, flaws=frozenset())
    return cells


def _meant(draft: OpenDraft, entries: Entries, *, over: bool) -> tuple[Entries, list[Overlap]]:
    """The texts and values that nobody else has changed, and the others."""
    overlaps: list[Overlap] = []
    texts, values = dict(entries.texts), dict(entries.values)
    if over:
        return entries, overlaps
    for key, typed in entries.texts.items():
        there = lines_under(draft, key)
        if there not in (typed.was, typed.now):
            both = merged(typed.was, typed.now, there)
            overlaps.append(Overlap("，".join(key), "\n".join(typed.was), "\n".join(typed.now), "\n".join(there), key, both))
            del texts[key]
    for key, value in entries.values.items():
        now = value_under(draft, key)
        if now not in (value.was.strip(), value.now.strip()):
            overlaps.append(Overlap("，".join(key), value.was, value.now, now))
            del values[key]
    return entries._replace(texts=texts, values=values), overlaps


def value_under(draft: OpenDraft, key: TextKey) -> str:
    """The one line of text under a key: ("机关",), ("落款", "日期"), ("联系方式", "电话"); '' where there is none."""
    narrative = draft.narrative
    single = {
        (AGENCY,): narrative.agency,
        (YEAR,): str(narrative.year or ""),
        (PRIOR,): narrative.prior.text if narrative.prior else "",
        (SIGNATURE, SIGNED_BY): narrative.signature.text if narrative.signature else "",
        (SIGNATURE, SIGNED_ON): narrative.date.text if narrative.date else "",
    }
    if key in single:
        return single[key]
    by_name = {one.name: narrative.fields[one.id] for one in draft.form.fields if one.id in narrative.fields}
    entries = {CONTACT: narrative.contact, FIELDS: by_name, VARIABLES: narrative.variables}.get(key[0], {})
    entry = entries.get(key[1]) if len(key) > 1 else None
    return entry.text if entry else ""


def _with_texts(text: str, draft: OpenDraft, entries: Entries) -> str:
    """The text file with these lines and values in it."""
    order = [*KEYS[:5], *(section.name for section in draft.form.prose_sections), *KEYS[5:]]
    for key, typed in entries.texts.items():
        if len(key) == 1:
            text = with_lines(text, key, _paragraphs(typed.was, typed.now), order)
            continue
        parts = parts_of(draft.narrative.texts.get(_section_of(draft.form, key[0]), ()))
        wanted = [
            NewPart(heading, tuple(_paragraphs(typed.was, typed.now)) if heading == key[1] else None, at)
            for at, (heading, _) in enumerate(parts)
        ]
        changed = with_parts(text, key[0], wanted)
        if changed is None:
            raise OutputError(
                "文字稿里这一部分的写法比较特别，这里改不了", location=Location(NARRATIVE), hint="用记事本打开文字稿改"
            )
        text = changed
    for key, value in entries.values.items():
        text = with_value(text, key, value.now.strip())
    return text


def _paragraphs(was: Sequence[str], now: Sequence[str]) -> list[NewParagraph]:
    """The new lines, each with the number of the old one that it was."""
    from difflib import SequenceMatcher

    ruled = {at - 1 for at, line in enumerate(now) if is_rule(line)}
    starts: list[bool | None] = [at in ruled for at, line in enumerate(now) if not is_rule(line)]
    was, now = ([line for line in lines if not is_rule(line)] for lines in (was, now))
    for at, line in enumerate(now):  # the first row of a table may have its rule or not
        if not line.startswith("|") or not at or not now[at - 1].startswith("|"):
            starts[at] = None
    origins: dict[int, int] = {}
    for tag, first, last, start, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and last - first == stop - start):
            origins |= dict(zip(range(start, stop), range(first, last), strict=True))
    return [NewParagraph(line, origins.get(at), starts[at]) for at, line in enumerate(now)]
