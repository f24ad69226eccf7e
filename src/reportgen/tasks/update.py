"""`import --update`: a document that was edited by hand, taken back into the two files of its draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ..compare.diff import compare
from ..compare.effects import effects_of
from ..compare.update.steps import plain
from ..compare.update.take_over import Taken, take_over
from ..compare.update.updated import Left, Overwritten, Rows, Updated
from ..drafts.workbook.edit import NewWorkbook, with_figures
from ..drafts.workbook.read import read_workbook
from ..files.saving import save_all
from ..files.yaml import read_text
from ..model.change import Diff, FieldChange, FigureChange
from ..model.draft import NARRATIVE, WORKBOOK
from ..model.errors import ReportgenError, SourceError
from ..model.figures import digits
from ..model.location import Location
from ..model.outline import AsideKind
from ..model.report import GAP, Cell, PastReport, TextBlock
from ..model.version import BuildRecord, Compared, Version
from ..reports.last_year import prior_of, years_before
from ..reports.versions import Opened, both_opened
from ..text.charts import says
from ..word.record import draft_digests, recorded

_BOM = b"\xef\xbb\xbf"
_IMAGES = "images"
_UNTOLD = "草稿里放不下，请自己对照着改"
_OWN_HEADING = "一级标题由格式规定，草稿里不写，没有动"
_NOT_FOUND = "文件里没有找到这一格，或者这一格是空的，草稿里的数没有动"
_STILL_OPEN = f"文件里还是{GAP}，草稿里的数没有动"
_NO_CELL = "数据表里没有找到这一格，请自己填"
_NO_TEXT = "不是年报的正文，草稿里没有放它的地方"
_UNPLACED = "这段内容在文件里的位置，程序不知道属于哪一部分"


class _Figures(NamedTuple):
    """The figures taken over: the new workbook, None when it stays, what it holds, and why some were not taken."""

    book: NewWorkbook | None
    cells: Mapping[str, Cell]
    taken: tuple[FigureChange, ...]
    why: Mapping[str, str]


def update_draft(folder: Path, file: Path, *, write: bool) -> Updated:
    """Take what was edited by hand in the document `file` back into the draft in `folder`.

    With `write` both files of the draft are written, all or none, and the old ones kept as .bak;
    without it nothing is. SourceError when one of them cannot be read, or the document is another
    report than the draft; OutputError when a file cannot be written.
    """
    if file.is_dir() or (file.exists() and file.suffix.lower() != ".docx"):
        hint = "别的文件用 reportgen import 读成新的草稿，再用 reportgen diff 和这份草稿比较"
        raise SourceError("改回草稿只认 Word 文件（.docx）", location=Location(str(file)), hint=hint)
    with both_opened(str(folder), str(file)) as (draft, document):
        record = _record(file)
        agency = _agency(draft.version, document.version, record, file)
        diff = compare(draft.version, document.version)
        compared = Compared(draft.version, document.version, diff, effects_of(diff, draft, document))
        return _updated(folder, file, draft, document, compared, record, agency, write=write)


def _updated(
    folder: Path,
    file: Path,
    draft: Opened,
    document: Opened,
    compared: Compared,
    record: BuildRecord | None,
    agency: str,
    *,
    write: bool,
) -> Updated:
    text, gbk = read_text(folder / NARRATIVE)
    figures = _figures(folder, draft, compared.diff)
    now = draft.version._replace(report=draft.version.report._replace(cells=figures.cells))
    taken = take_over(
        text,
        now,
        document.version,
        _past(folder, draft),
        agency=agency,
        new_name=_Names(folder, draft),
        found=frozenset(document.narrative.locations),
    )
    used = {block.image for blocks in taken.report.texts.values() for block in blocks if block.kind == "image"}
    pictures = {name: document.pictures[one].content for name, one in taken.pictures.items() if name in used}
    report = taken.report._replace(cells=figures.cells)
    digests = {name: document.version.pictures[one] for name, one in taken.pictures.items()}
    after = now._replace(report=report, pictures={**now.pictures, **digests})
    contents = {folder / name: content for name, content in pictures.items()}
    if figures.book is not None:
        contents[folder / WORKBOOK] = figures.book.content
    if taken.text != text:
        contents[folder / NARRATIVE] = _encoded(folder / NARRATIVE, taken.text, gbk=gbk)
    stale = record is not None and draft_digests(folder) != (record.workbook, record.narrative)
    backups = save_all(contents, replacing=contents, backup=True) if write else ()
    return Updated(
        folder=folder,
        file=file,
        compared=compared,
        rows=tuple(_rows(text, taken.text)),
        figures=figures.taken,
        values=taken.values,
        pictures=tuple(pictures),
        unbound=taken.unbound,
        overwritten=tuple(_overwritten(figures, draft)),
        left=(*_left(after, document.version, taken, figures.why), *_asides(document.version)),
        stale=stale,
        written=tuple(contents) if write else (),
        backups=backups,
    )


# -- whether it is the same report --------------------------------------------------------------------


def _record(file: Path) -> BuildRecord | None:
    """What the document was built from; a damaged record is none."""
    try:
        return recorded(file.read_bytes(), file.name)
    except ReportgenError:
        return None


def _agency(draft: Version, document: Version, record: BuildRecord | None, file: Path) -> str:
    """The agency that the draft is to name; SourceError when the document is another report."""
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
    raise SourceError(
        f"这份 Word 是“{theirs.agency}”的，草稿是“{ours.agency}”的，不能改回",
        location=place,
        hint="看看是不是拿错了文件；机关改了名的，先把文字稿里的“机关:”改好，再运行一次",
    )


def _past(folder: Path, draft: Opened) -> tuple[PastReport, ...]:
    """Last year's report, and those of the years before for charts."""
    last, _ = prior_of(folder, None, draft.narrative)
    return years_before(draft.narrative, last)


# -- figures ------------------------------------------------------------------------------------------


def _figures(folder: Path, draft: Opened, diff: Diff) -> _Figures:
    cells = draft.workbook.cells
    changed: dict[str, Cell | None] = {}
    why: dict[str, str] = {}
    for change in diff.figures:
        gap = change.new is not None and change.new.text.strip() == GAP
        blank = change.old is None or change.old.blank
        if change.ref not in cells:
            why[change.ref] = _NO_CELL
        elif change.new is None or (change.new.blank and change.new.computed):
            why[change.ref] = _NOT_FOUND
        elif gap:
            why[change.ref] = "" if blank else _STILL_OPEN
        else:
            changed[change.ref] = change.new
    if not changed:
        return _Figures(None, cells, (), why)
    path = folder / WORKBOOK
    book = with_figures(path, draft.version.form, cells, changed)
    with TemporaryDirectory(prefix="reportgen-") as temporary:
        copy = Path(temporary) / WORKBOOK
        copy.write_bytes(book.content)
        reread = read_workbook(copy, draft.version.form)[0].cells
    taken = tuple(change for change in diff.figures if change.ref in changed)
    return _Figures(book, reread, taken, why)


def _overwritten(figures: _Figures, draft: Opened) -> Iterator[Overwritten]:
    for gone in figures.book.overwritten if figures.book else ():
        place, new = draft.workbook.cells[gone.ref].location, figures.cells[gone.ref]
        yield Overwritten(
            draft.version.form.figures[gone.ref].title,
            f"{place.grid}!{place.cell}",
            gone.formula,
            digits(gone.computed) if gone.computed is not None else "",
            digits(new.value) if new.value is not None else new.text,
        )


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
        new = f"{_IMAGES}/{plain_name.name}"
        while new in self.taken or (self.folder / new).exists():
            count += 1
            new = f"{_IMAGES}/{plain_name.stem}-{count}{plain_name.suffix}"
        self.taken.add(new)
        return new


# -- what is not taken over -----------------------------------------------------------------------------


def _left(after: Version, document: Version, taken: Taken, why: Mapping[str, str]) -> Iterator[Left]:
    """Whatever the draft, as it will be, does not say as the document does: found by comparing the two once more."""
    diff = compare(plain(after), plain(document))
    listed: set[str] = set()
    headings = [field for field in diff.fields if field.key.startswith("heading:") or field.key == "order"]
    yield from (Left(field.name, _field_in_words(field), _OWN_HEADING) for field in headings)
    for field in diff.fields:
        if field not in headings and field.key != "agency":  # what it is called stands in title and signature
            yield Left(field.name, _field_in_words(field), _UNTOLD)
    for change in diff.figures:
        reason = why.get(change.ref, _UNTOLD)
        if reason:
            yield Left(change.title, f"{_cell_in_words(change.old)} → {_cell_in_words(change.new)}", reason)
    for section, steps in diff.steps.items():
        name = next((one.heading or one.name for one in after.form.sections if one.id == section), "前言")
        for step in steps:
            if step.new is not None and step.kind != "same":
                text = _said(step.new.content)
                listed.add(text)
                yield Left(name, text, taken.why.get((section, step.new.number), _UNTOLD))
            elif step.old is not None and step.kind == "deleted":
                text = _said(step.old.content)
                yield Left(name, text, taken.why_kept.get(step.old.content.whole, "文件里没有这一段，草稿里留着"))
    for piece in diff.unplaced:
        if piece.kind == "inserted" and piece.text not in (*listed, GAP):
            yield Left("没有归位的内容", piece.text, _UNPLACED)


def _asides(document: Version) -> Iterator[Left]:
    """What stands in the file and is no text; what headers and footers say is compared as a field."""
    for aside in document.asides:
        if not aside.kind.read and aside.kind not in (AsideKind.HEADER, AsideKind.FOOTER):
            yield Left(aside.name, aside.in_one_line, _NO_TEXT)


def _said(block: TextBlock) -> str:
    if not block.pictured:
        return block.whole
    return f"图表 {says(block)}　{block.text}".rstrip() if block.kind == "chart" else f"图片 {block.image}　{block.text}".rstrip()


def _field_in_words(field: FieldChange) -> str:
    return f"{field.old or '（没有）'} → {field.new or '（没有）'}"


def _cell_in_words(cell: Cell | None) -> str:
    if cell is None or cell.blank:
        return "空"
    return f"{digits(cell.value)}{cell.remark}" if cell.value is not None else cell.text.strip()


# -- files --------------------------------------------------------------------------------------------


def _rows(old: str, new: str) -> Iterator[Rows]:
    before, after = old.split("\n"), new.split("\n")
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Rows(i1 + 1, tuple(before[i1:i2]), tuple(after[j1:j2]))


def _encoded(path: Path, text: str, *, gbk: bool) -> bytes:
    """The new text as the old file was encoded."""
    if gbk:
        return text.encode("gb18030")
    return (_BOM if path.read_bytes().startswith(_BOM) else b"") + text.encode()
