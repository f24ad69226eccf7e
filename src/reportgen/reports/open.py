"""A draft, or a published document, read into what the checks look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ..drafts.narrative.binding import Bound, bind
from ..drafts.narrative.names import W132
from ..drafts.narrative.read import OpenNarrative, open_text, read_narrative
from ..drafts.workbook.read import read_workbook
from ..model.draft import CONTACT, FIELDS, NARRATIVE, TEXTS, WORKBOOK
from ..model.errors import SourceError
from ..model.finding import Finding
from ..model.form import Form
from ..model.location import Location
from ..model.report import GAP, Cell, Narrative, Paragraph, PastReport, Picture, Report, TextBlock, Workbook, shares_of_nothing
from ..packs.folders import is_shipped
from ..packs.pack import Pack
from .beside import DRAFT_IS, missing, no_report
from .formats import (
    HOW_TO_NAME,
    lost_among,
    made_in_lost,
    named_on_page,
    names_of_format,
    pack_of,
    packs_near,
    packs_to_read,
    passed_over,
    told_of_lost,
)
from .texts.file import open_text_file, read_text_file, second_text

if TYPE_CHECKING:
    from .published import Published  # a check of a draft does without it
    from .texts.word import WordText


class OpenDraft(NamedTuple):
    """The two files of a draft as read, and its pack; the text waits for its figures, perhaps for last year's.

    `embedded` are the pictures that the text itself holds, by their names. It `lies` in its folder, but for one that was taken
    out of another, beside which packs and last year's report are looked for.
    """

    folder: Path
    pack: Pack
    narrative: Narrative
    workbook: Workbook
    findings: tuple[Finding, ...]
    opened: OpenNarrative | WordText
    embedded: Mapping[str, bytes] = MappingProxyType({})
    lay: Path | None = None

    @property
    def lies(self) -> Path:
        """Where it lies, as its reader sees it."""
        return self.lay or self.folder

    @property
    def form(self) -> Form:
        return self.pack.form

    def picture(self, name: str) -> Picture:
        """A picture that the text names. PictureProblem says why not."""
        from ..files.pictures import picture_of, read_picture  # many reports have none

        return picture_of(self.embedded[name], name) if name in self.embedded else read_picture(self.folder, name)

    def bound(self, past: Sequence[PastReport]) -> tuple[Report, list[Finding]]:
        """The report that the two files make, with what was wrong with its bindings; `past` are those of the years before."""
        cells = _as_printed(self.form, self.workbook.cells)
        bound, findings = bind(self.narrative, self.form, cells, past, self.prints)
        return _report(self.narrative, self.form, self.workbook, bound), [*findings, *self._unsaid()]

    def _unsaid(self) -> Iterator[Finding]:
        """Contact data that the template prints by itself and nobody wrote."""
        for name in self.form.contact:
            entry = self.narrative.contact.get(name)
            if (entry is None or entry.text.strip() in ("", GAP)) and self.prints(CONTACT, name):
                place = entry.location if entry else self.narrative.place(CONTACT)
                message = f"模板要印“{CONTACT}”里的“{name}”，还没有写"
                yield W132.at(place, message, hint=f"在“{CONTACT}”的“{name}:”后面写上")

    def prints(self, group: str, name: str) -> bool:
        """Whether the template prints an entry of the text file by itself: ("联系方式", "电话"), ("要素", "发文字号")."""
        if is_shipped(self.pack.folder):
            return False  # their templates print no more than their forms say
        from ..word.letterhead.lines import names_printed  # most drafts need not look

        path = {one.name: f"fields.{one.id}" for one in self.form.fields}.get(name, "") if group == FIELDS else f"contact.{name}"
        return group in (FIELDS, CONTACT) and path in names_printed(self.pack)


def _as_printed(form: Form, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    return {**cells, **shares_of_nothing(form, cells)}


def _report(narrative: Narrative, form: Form, workbook: Workbook, bound: Bound) -> Report:
    return Report(
        agency=narrative.agency,
        year=narrative.year or 0,
        format_id=form.id,
        cells=_as_printed(form, workbook.cells),
        title=bound.title,
        texts={**bound.texts, **notes_by_section(form, workbook.below)},
        signature=bound.signature,
        date=bound.date,
        fields={one.id: bound.fields.get(one.id, "") for one in form.fields},
        contact={name: text for name, one in narrative.contact.items() if (text := one.text.strip()) not in ("", GAP)},
    )


def notes_by_section(form: Form, below: Mapping[str, Sequence[Paragraph]]) -> dict[str, tuple[TextBlock, ...]]:
    """The notes below tables as the text of the sections that the tables stand in."""
    notes: dict[str, tuple[TextBlock, ...]] = {}
    for table, lines in below.items():
        if section := form.section_of(table):
            blocks = (TextBlock("paragraph", line.text, line.location) for line in lines)
            notes[section.id] = (*notes.get(section.id, ()), *blocks)
    return notes


def open_draft(folder: Path, *, lay: Path | None = None) -> OpenDraft:
    """Read the two files of a draft. SourceError when one of them cannot be read at all.

    `lay` is the folder that it was taken out of, where packs may lie beside it.
    """
    if folder.is_file():
        hint = f"写放着它的文件夹：{DRAFT_IS}"
        raise SourceError("这是文件，不是草稿文件夹", location=Location(str(folder)), hint=hint)
    if not folder.is_dir():
        raise SourceError("没有这个草稿文件夹", location=Location(str(folder)), hint="先用 reportgen new 新建一份")
    if absent := missing(folder):
        raise absent
    opened = open_text_file(folder)
    pack = pack_of(opened, lay or folder)
    form = pack.form
    narrative, text_findings = read_text_file(opened, form)
    workbook, table_findings = read_workbook(folder / WORKBOOK, form)
    left = passed_over(lay or folder, pack, narrative.year, how="" if opened.format_id else "在文字稿里写 格式: ")
    embedded = {} if isinstance(opened, OpenNarrative) else opened.pictures
    found = (*table_findings, *text_findings, *second_text(folder), *left)
    return OpenDraft(folder, pack, narrative, workbook, found, opened, embedded, lay)


def bound_text(text: str, form: Form, cells: Mapping[str, Cell], past: Sequence[PastReport]) -> tuple[Bound, list[Finding]]:
    """A text file's content with the figures put in."""
    narrative, _ = read_narrative(open_text(text, NARRATIVE), form)
    return bind(narrative, form, cells, past)


def draft_around(path: Path) -> Path | None:
    """The draft that a file belongs to: the nearest folder above it that holds one; None where none does."""
    for folder in (path, *path.parents):
        if any((folder / name).is_file() for name in (*TEXTS, WORKBOOK)):
            return folder
    return None


def open_published(path: Path, pack: Pack | None = None, *, beside: Path | None = None, like: str = "") -> Published:
    """Read a published file, in the form of `pack` or in that of those that every report may use which fits best.

    A pack `beside` it (or beside the draft it becomes) counts where it is named; `like` is the id of one that is, and
    the one to take where several fit as well.

    SourceError when it cannot be read, or holds no form's tables.
    """
    from .outlines import read_published
    from .published import is_in_form, read_report

    if path.is_dir():
        raise SourceError("这是文件夹，不是文件", location=Location(str(path)), hint="写上年报的文件名")
    if not path.is_file():
        raise SourceError("没有这个文件", location=Location(str(path)), hint="检查文件名和文件夹")
    if other := no_report(path):
        raise other
    near, named = beside or path.parent, names_of_format(path, like)
    outline, packs = read_published(path), [pack] if pack else packs_to_read(near, named)
    said = tuple(filter(None, (*named, named_on_page(path))))
    lost = "" if pack else lost_among(said, near)
    try:
        published = read_report(outline, packs, like=like or "".join(named[:1]))
    except SourceError as error:
        if lost:
            raise made_in_lost(path, lost) from None
        if pack or not outline.grids:
            raise  # in what has no tables no pack finds any
        fitting = next((one.form.id for one in packs_near(near) if is_in_form(outline, one)), "")
        hint = (
            f"旁边的格式 {fitting} 有它的表：加上 --format {fitting}" if fitting else f"{error.hint}；是别的年报，{HOW_TO_NAME}"
        )
        raise SourceError(error.message, location=error.location, hint=hint) from None
    found = told_of_lost(path, published.pack, lost, published.findings) if lost else published.findings
    how = "" if pack or published.form.id in named else "加上 --format "
    left = passed_over(near, published.pack, published.narrative.year, how=how)
    return published._replace(named="".join(said[:1]), findings=(*found, *left))
