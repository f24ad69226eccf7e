"""`import --update`: a document that was edited by hand, taken back into the two files of its draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ..compare.update.figures import TakenFigures, cell_in_words, changes_of, merge_figures
from ..compare.update.notes import TakenNotes, Three, merge_notes
from ..compare.update.prose import NOTHING
from ..compare.update.steps import Sides
from ..compare.update.take_over import take_over
from ..compare.update.updated import Choices, Left, Overwritten, Side, Updated, rows_between
from ..drafts.narrative.read import tidied
from ..drafts.workbook.edit import NewWorkbook, formulas_in, with_figures
from ..drafts.workbook.read import read_workbook
from ..files.saving import save_all
from ..files.yaml import encoded, read_text
from ..model.draft import IMAGES, NARRATIVE, WORD_TEXT, WORKBOOK
from ..model.errors import ReportgenError, SourceError
from ..model.figures import digits
from ..model.location import Location
from ..model.outline import AsideKind
from ..model.report import GAP, Cell, PastReport, TextBlock
from ..model.version import BuildRecord, Version
from ..reports.beside import is_in_word
from ..reports.last_year import prior_of, years_before
from ..reports.versions import Opened, both_opened
from ..text.charts import is_drawn
from ..word.record import recorded
from .compare import compare_versions, verify_document
from .word_text import as_narrative, is_text_alone, take_word_text

_UNTOLD = "草稿里放不下，请自己对照着改"
_OWN_HEADING = "一级标题由格式规定，草稿里不写，没有动"
_OPEN_IT = "这个公式程序算不了；用 Excel 或 WPS 打开数据表，保存一次，结果就有了"
_NO_TEXT = "不是年报的正文，草稿里没有放它的地方"
# What is merged elsewhere, or stands for what is: what the agency is called stands in title and signature.
_SHORT = frozenset({"title", "signature", "date", "agency", "year", "format"})
# So many figures, and such a part of them the same, tell that a document was built from a draft.
_FEW, _MOST = 5, Decimal("0.8")
_UNPLACED = "这段内容在文件里的位置，程序不知道属于哪一部分"


class _Base(NamedTuple):
    """What the document was built from, as far as that is known, and why it is not."""

    record: BuildRecord | None
    why_not: str


def update_draft(
    folder: Path, file: Path, *, write: bool, choices: Mapping[str, Side] | None = None, others: Side | None = None
) -> Updated:
    """Take what was edited by hand in the document `file` back into the draft in `folder`.

    Draft and document are both compared with what the document was built from. `choices` say by the name of a conflict
    whose change counts, `others` for all those without a choice of their own; what nobody chose stays as
    the draft has it. With `write` both files of the draft are written, all or none, and the old ones
    kept as .bak; without it nothing is. SourceError when one of them cannot be read, the document is another
    report than the draft, or there is no such conflict; OutputError when a file cannot be written.
    """
    if file.is_dir() or (file.exists() and file.suffix.lower() != ".docx"):
        hint = "别的文件用 reportgen import 读成新的草稿，再用 reportgen diff 和这份草稿比较"
        raise SourceError("改回草稿只认 Word 文件（.docx）", location=Location(str(file)), hint=hint)
    if file.is_file() and is_text_alone(folder, file):
        return take_word_text(folder, file, write=write)
    with both_opened(str(folder), str(file)) as (draft, document):
        base = _base(file, draft)
        agency = _agency(draft, document.version, base.record, file)
        chosen = Choices(choices or {}, others)
        updated, contents = _updated(folder, file, draft, document, base, agency, chosen)
        chosen.check()
    if not write:
        return updated
    return updated._replace(backups=save_all(contents, replacing=contents, backup=True), written=tuple(contents))


def _updated(
    folder: Path, file: Path, draft: Opened, document: Opened, base: _Base, agency: str, choices: Choices
) -> tuple[Updated, dict[Path, bytes]]:
    """The draft as it is to be, and the files that say so."""
    in_word = is_in_word(folder)
    text, encoding = (as_narrative(folder, draft.version.form), "") if in_word else read_text(folder / NARRATIVE)
    tidy = tidied(text, NARRATIVE, draft.version.form)
    tidy.refuse_loss("收回 Word 里的改动")
    text = tidy.text  # only an orderly text can be changed in place
    built = _built(draft, document.version, base.record)
    cells, shown = draft.workbook.cells, document.version.report.cells
    formulas = formulas_in(folder / WORKBOOK, cells)
    has_notes = draft.workbook.free_note is not None
    figures = merge_figures(draft.version.form, built.report.cells, cells, shown, formulas, choices, has_notes=has_notes)
    three = Three(built.report, draft.version.report, document.version.report)
    notes = merge_notes(draft.version.form, draft.workbook, three, figures.remarks, choices, document.version.above_tables)
    book, reread = _book(folder, draft, figures, notes)
    now = draft.version._replace(report=draft.version.report._replace(cells=reread))
    shown = {**built.report.cells, **{ref: cell for ref, cell in shown.items() if cell.value is not None}}
    sides = Sides(built, now, document.version, cells, shown, frozenset(document.narrative.locations), notes.settled)
    taken = take_over(text, sides, _past(folder, draft), choices, agency=agency, new_name=_Names(folder, draft))
    used = {block.image for blocks in taken.report.texts.values() for block in blocks if block.kind == "image"}
    pictures = {name: document.pictures[one].content for name, one in taken.pictures.items() if name in used}
    contents = {folder / name: content for name, content in pictures.items()}
    if book is not None:
        contents[folder / WORKBOOK] = book.content
    if in_word and (taken.text != text or pictures):
        hint = f"先运行 reportgen import --update {folder} {folder / WORD_TEXT}，把文字转成 {NARRATIVE}（Word 的留着），再收回；或者用 reportgen diff 看改了什么，自己改"
        raise SourceError(
            f"草稿的文字是 {WORD_TEXT}，程序不改 Word 文件，文字的改动收不回去", location=Location(str(folder)), hint=hint
        )
    if taken.text != text:
        contents[folder / NARRATIVE] = encoded(folder / NARRATIVE, taken.text, encoding)
    updated = Updated(
        folder=folder,
        file=file,
        why_not=base.why_not,
        rows=tuple(rows_between(text, taken.text)),
        figures=tuple(changes_of(draft.version.form, cells, reread)),
        followed=frozenset(formulas.written) - set(figures.changed),
        values=taken.values,
        pictures=tuple(pictures),
        unbound=taken.unbound,
        overwritten=tuple(_overwritten(book, reread, draft)),
        conflicts=tuple(choices.met.values()),
        kept=(*figures.kept, *notes.kept, *taken.kept),
        noted=notes.noted,
        pack_changed=draft.version.form.id if base.record and base.record.pack_digest != draft.pack.digest else "",
        left=(
            *figures.left,
            *notes.left,
            *taken.left,
            *_elsewhere(folder, file, base, taken.left),
            *_unknown(book, draft),
            *_asides(document.version),
        ),
    )
    return updated, contents


# -- what was built -----------------------------------------------------------------------------------


def _base(file: Path, draft: Opened) -> _Base:
    """The document's record of its making, where it can be used."""
    try:
        record = recorded(file.read_bytes(), file.name)
    except ReportgenError:
        return _Base(None, "生成记录已损坏")
    if record is None:
        return _Base(None, "没有生成记录")
    if record.format_id != draft.version.form.id or record.report.year != draft.version.report.year:
        return _Base(None, "生成记录是另一份年报的")
    return _Base(record, "")


def _built(draft: Opened, document: Version, record: BuildRecord | None) -> Version:
    """What the untouched document would read as; without a record what the draft says now, whose every difference is an edit."""
    if record is None:
        return _as_seen(draft.version)
    # Headings and edges are the pack's: where that has changed since, what they were is not known.
    same_pack = draft.pack.digest == record.pack_digest
    return _as_seen(
        Version(
            source=draft.version.source,
            form=draft.version.form,
            # What a form of then did not have was not built: the draft is all there is to compare with.
            report=record.report._replace(cells={**draft.workbook.cells, **record.report.cells}),
            headings=draft.version.headings if same_pack else document.headings,
            pictures=record.pictures,
            edges=draft.version.edges if same_pack else None,
        )
    )


def _as_seen(version: Version) -> Version:
    """A version as its document shows it: what is still to come has no place there, and a mark stands for what could not be drawn or read."""

    def seen(block: TextBlock) -> Iterator[TextBlock]:
        undrawn = block.kind == "chart" and block.chart is None and not is_drawn(block.image)
        if undrawn or (block.kind == "image" and block.image not in version.pictures):
            shown = (f"{GAP}{block.picture_named}", block.text)
            yield from (TextBlock("paragraph", text, block.location) for text in shown if text)
        elif block.whole != GAP:
            yield block

    report = version.report
    texts = {section: tuple(one for block in blocks for one in seen(block)) for section, blocks in report.texts.items()}
    signature, date = (text if text != GAP else "" for text in (report.signature, report.date))
    return version._replace(report=report._replace(texts=texts, signature=signature, date=date))


# -- whether it is the same report --------------------------------------------------------------------


def _agency(opened: Opened, document: Version, record: BuildRecord | None, file: Path) -> str:
    """The agency that the draft is to name; SourceError when the document is another report."""
    draft = opened.version
    ours, theirs = draft.report, document.report
    place = Location(str(file))
    if document.form.id != draft.form.id:
        raise SourceError(
            f"这份 Word 是“{document.form.name}”，草稿是“{draft.form.name}”，格式不同，不能改回",
            location=place,
            hint="看看是不是拿错了文件；不同年份的年报各用各的草稿文件夹",
        )
    if theirs.year and ours.year and theirs.year != ours.year:
        raise SourceError(
            f"这份 Word 是 {theirs.year} 年度的，草稿是 {ours.year} 年度的，不能改回",
            location=place,
            hint="看看是不是拿错了文件",
        )
    named = ("".join(theirs.title), theirs.signature, theirs.agency)
    if not ours.agency or not theirs.agency or any(name and (ours.agency in name or name == ours.signature) for name in named):
        return ours.agency
    if record is not None and record.report.agency == ours.agency and record.report.year == ours.year:
        return theirs.agency  # it was built from this draft: the agency has a new name
    if record is not None and _is_of(draft, record):
        return ours.agency  # the draft has got a new name since
    raise SourceError(
        f"这份 Word 是“{theirs.agency}”的，草稿是“{ours.agency}”的，不能改回",
        location=place,
        hint="看看是不是拿错了文件；机关改了名的，先把文字稿里的“机关:”改好，再运行一次",
    )


def _is_of(draft: Version, record: BuildRecord) -> bool:
    """Whether a document was built from this draft, whatever the agency was called then: by its figures."""
    telling = {ref: value for ref, value in record.report.figures.items() if value > 1}
    same = sum(draft.report.figures.get(ref) == value for ref, value in telling.items())
    return len(telling) >= _FEW and same >= len(telling) * _MOST


def _past(folder: Path, draft: Opened) -> tuple[PastReport, ...]:
    """Last year's report, and those of the years before for charts."""
    last, _ = prior_of(folder, None, draft.narrative)
    return years_before(draft.narrative, last)


# -- figures ------------------------------------------------------------------------------------------


def _book(folder: Path, draft: Opened, figures: TakenFigures, notes: TakenNotes) -> tuple[NewWorkbook | None, Mapping[str, Cell]]:
    """The new workbook, None where it stays, and the cells that it holds."""
    cells = draft.workbook.cells
    if not figures.changed and not notes.texts:
        return None, cells
    book = with_figures(folder / WORKBOOK, cells, figures.changed, notes.texts)
    with TemporaryDirectory(prefix="reportgen-") as temporary:
        copy = Path(temporary) / WORKBOOK
        copy.write_bytes(book.content)
        return book, read_workbook(copy, draft.version.form)[0].cells


def _overwritten(book: NewWorkbook | None, cells: Mapping[str, Cell], draft: Opened) -> Iterator[Overwritten]:
    for gone in book.overwritten if book else ():
        place, new = draft.workbook.cells[gone.ref].location, cells[gone.ref]
        yield Overwritten(
            draft.version.form.figures[gone.ref].title,
            f"{place.grid}!{place.cell}",
            gone.formula,
            digits(gone.computed) if gone.computed is not None else "",
            cell_in_words(new),
        )


def _unknown(book: NewWorkbook | None, draft: Opened) -> Iterator[Left]:
    for ref in book.unknown if book else ():
        place = draft.workbook.cells[ref].location
        yield Left(draft.version.form.figures[ref].title, f"{place.grid}!{place.cell}", _OPEN_IT)


# -- pictures -----------------------------------------------------------------------------------------


class _Names:
    """Names for pictures that came along: as in the document, with a number where one is taken."""

    def __init__(self, folder: Path, draft: Opened) -> None:
        self.folder = folder
        self.taken = {block.image for blocks in draft.version.report.texts.values() for block in blocks if block.kind == "image"}

    def __call__(self, name: str) -> str:
        """The draft's name for the document's picture `name`."""
        plain_name = Path(name)
        count = 1
        new = f"{IMAGES}/{plain_name.name}"
        while new in self.taken or (self.folder / new).exists():
            count += 1
            new = f"{IMAGES}/{plain_name.stem}-{count}{plain_name.suffix}"
        self.taken.add(new)
        return new


# -- what is not taken over -----------------------------------------------------------------------------


def _elsewhere(folder: Path, file: Path, base: _Base, left: Sequence[Left]) -> Iterator[Left]:
    """What the document changed outside the figures and the prose, words of tables among it: no draft says that."""
    compared = verify_document(file, folder).compared if base.record else compare_versions(str(folder), str(file))
    for field in compared.diff.fields:
        heading = field.key.startswith("heading:") or field.key == "order"
        # What stands beside the text is listed as it is now.
        if field.key not in _SHORT and not field.key.startswith(("aside:", "field:")):
            yield Left(field.name, f"{field.old or NOTHING} → {field.new or NOTHING}", _OWN_HEADING if heading else _UNTOLD)
    told = {*(one.text for one in left), GAP}
    for piece in compared.diff.unplaced:
        if piece.kind == "inserted" and piece.text not in told:
            yield Left("没有归位的内容", piece.text, _UNPLACED)


def _asides(document: Version) -> Iterator[Left]:
    """What stands in the file and is no text; what headers and footers say is compared as a field."""
    for aside in document.asides:
        if not aside.kind.read and aside.kind not in (AsideKind.HEADER, AsideKind.FOOTER):
            yield Left(aside.name, aside.in_one_line, _NO_TEXT)
