"""Reads a report out of a document: which form it is, its figures, its prose by sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..model.draft import IMAGES, Convention, Unplaced
from ..model.errors import SourceError
from ..model.finding import Finding
from ..model.form import Form
from ..model.location import Location
from ..model.outline import Aside, AsideKind, Outline
from ..model.report import Narrative, Paragraph, Report, TextBlock, Workbook
from ..packs.pack import Pack
from ..recognise.bodies import is_full_name, names_one_office_otherwise, same_body
from ..recognise.document import RECOGNISABLE, Recognised, recognise
from ..recognise.front import front_of, with_boxed_title
from ..recognise.rules import W108, W118
from ..recognise.titles.declared import titled
from ..recognise.titles.words import TitleWords, title_words
from ..recognise.words import called
from .left_in import left_in
from .printed import printed_lines, printed_rows
from .prose import Prose, ProseReader
from .tables import TableReader

# Nearly every cell is there; most of them are.
_WHOLE, _MOSTLY = 0.99, 0.6


class Published(NamedTuple):
    """A published document as read: content, what was odd about it, and what is left over.

    `headings` are those of the first level by the section each was read as, as they stand from top to bottom;
    `small_tables` are the numbers of those that were read as part of the prose. `asides` stand in the file and
    are no text of the report. `conventions` say what stands in the tables where others have 0. `above_tables` are the
    places of what stands above the table of a section without prose. `named` is the id of the form that the file, or
    the draft beside it, says it is in; '' where none does.
    """

    pack: Pack
    report: Report
    workbook: Workbook
    narrative: Narrative
    findings: tuple[Finding, ...]
    unplaced: tuple[Unplaced, ...]
    pictures: Mapping[str, bytes]
    headings: Mapping[str, TextBlock]
    recognised: Recognised
    small_tables: frozenset[int]
    asides: tuple[Aside, ...] = ()
    conventions: tuple[Convention, ...] = ()
    above_tables: frozenset[Location] = frozenset()
    named: str = ""

    @property
    def form(self) -> Form:
        return self.pack.form

    @property
    def left_over(self) -> tuple[Unplaced, ...]:
        """All that the file holds and no part of the report took in, what stands beside its text too."""
        beside = (Unplaced(one.text, one.location, f"{one.name}，不是正文") for one in self.asides if not one.kind.read)
        return *self.unplaced, *beside


def read_report(outline: Outline, packs: Sequence[Pack], *, like: str = "") -> Published:
    """The report in a document, in the form of these packs that fits it best; of those that fit as well in that with the id `like`.

    Raises SourceError when none of their tables can be found in it.
    """
    year = _year_of(outline, title_words(pack.form for pack in packs))
    best = _best(outline, packs, year, like)
    if best is None or best[0].share < RECOGNISABLE:
        names = "；".join(f"{pack.form.name}要有{'、'.join(table.name for table in pack.form.tables)}" for pack in packs)
        raise SourceError(
            f"没有认出年报的表格（{names}）",
            location=Location(outline.path),
            hint="确认文件没有拿错、内容完整；图片里的表格读不出来，要用 Word 或网页的原件；只有文字的，放进草稿文件夹，叫“文字稿.docx”",
        )
    return _published(*best)


def is_in_form(outline: Outline, pack: Pack) -> bool:
    """Whether the tables of a document are those of a pack's form, so far as one can tell."""
    return recognise(pack.form, outline).share >= RECOGNISABLE


def _best(outline: Outline, packs: Sequence[Pack], year: int, like: str) -> tuple[Recognised, Pack] | None:
    """The form that fits best, and of those that fit alike the first. Where one of the year fits whole, no other year's can."""
    of_year = [pack for pack in packs if year in pack.form.years]
    found = {id(pack): (recognise(pack.form, outline), pack) for pack in of_year}
    if not any(recognised.share >= _WHOLE for recognised, _ in found.values()):
        found |= {id(pack): (recognise(pack.form, outline), pack) for pack in packs if id(pack) not in found}
    in_order = [found[id(pack)] for pack in packs if id(pack) in found]
    return max(in_order, key=lambda one: (*_fit(one[0], year), one[0].form.id == like), default=None)


def _fit(recognised: Recognised, year: int) -> tuple[bool, bool, float, int]:
    """How well a form fits: whole, or else the form of the document's year before one that has more cells alike.

    Of two that fit alike (a form, and a province's that adds a table to it) the one that has more.
    """
    share = recognised.share
    return share >= _WHOLE, year in recognised.form.years and share >= _MOSTLY, share, len(recognised.form.figures)


def _year_of(outline: Outline, words: TitleWords) -> int:
    lines = [paragraph for paragraph in outline.paragraphs if paragraph.text][:30]
    front = front_of(with_boxed_title(lines, outline.asides, words), words)
    return front.year or 0


def _published(found: Recognised, pack: Pack) -> Published:
    recognised = called(found)
    passages = ProseReader(recognised, printed=printed_lines(pack), rows_alike=printed_rows(pack))
    prose = passages.read()
    tables = TableReader(recognised, passages.small_tables | passages.own_tables)
    cells = tables.read()
    path, form = recognised.outline.path, recognised.form
    agency = _agency(prose, passages.file_says)
    report = Report(
        agency=agency,
        year=prose.front.year or 0,
        format_id=form.id,
        cells=cells,
        title=tuple(line.text for line in prose.front.title),
        texts=prose.texts,
        signature=prose.signature.text if prose.signature else "",
        date=prose.date.text if prose.date else "",
        fields=_beside(prose, "fields"),
        contact=_beside(prose, "contact"),
    )
    asides = tuple(one for one in recognised.outline.asides if not _is_read(one, prose.front.title))
    findings = (
        *tables.findings,
        *_unsaid(agency, prose, form, path),
        *_told_apart(prose, passages.file_says, path),
        *left_in(recognised.outline, report, asides),
    )
    pictures = _pictures(recognised.outline, report)
    narrative = _narrative(recognised.outline, agency, form, prose)
    left = (*tables.unplaced, *passages.unplaced)
    small = frozenset(passages.small_tables)
    return Published(
        pack,
        report,
        Workbook(path, cells, explained=tables.explained),
        narrative,
        findings,
        left,
        pictures,
        prose.headings,
        recognised,
        small,
        asides,
        tables.conventions,
        prose.above_tables,
    )


def _beside(prose: Prose, group: str) -> dict[str, str]:
    """What the document says of a group of names that its template prints; '' for one that stands nowhere."""
    found = {name: one.text for name, one in prose.beside.found.items()} | dict.fromkeys(prose.beside.missing, "")
    return {name.partition(".")[2]: text for name, text in found.items() if name.partition(".")[0] == group}


def _is_read(aside: Aside, title: Sequence[Paragraph]) -> bool:
    """Whether a box was read as the title after all."""
    return aside.kind is AsideKind.BOX and any(
        line.location == aside.location and line.text in aside.text.split("\n") for line in title
    )


def _narrative(outline: Outline, agency: str, form: Form, prose: Prose) -> Narrative:
    """The document as the text file that it might have been made from."""
    place = _title_place(prose, outline.path)
    issued = outline.issued
    return Narrative(
        path=outline.path,
        agency=agency,
        year=prose.front.year,
        format_id=form.id,
        title=prose.front.title,
        texts=prose.texts,
        contact={},
        variables={},
        signature=prose.signature,
        date=prose.date,
        prior=None,
        locations={"机关": place, "年份": place, **prose.locations},
        headings=tuple(prose.headings.values()),
        issued=Paragraph(issued.text, issued.location) if issued else prose.front.issued,
        fields={
            one.id: prose.beside.found[f"fields.{one.id}"] for one in form.fields if f"fields.{one.id}" in prose.beside.found
        },
    )


def _title_place(prose: Prose, path: str) -> Location:
    return prose.front.title[0].location if prose.front.title else Location(path)


def _agency(prose: Prose, file_says: str) -> str:
    """Whose report it is: the title says so, or else the signature, the preface, the file's name; never rewritten."""
    signed = prose.signature.text if prose.signature else ""
    author = prose.front.author.text if prose.front.author else ""
    return prose.front.agency or signed or author or file_says or prose.front.publisher


def _told_apart(prose: Prose, file_says: str, path: str) -> Iterator[Finding]:
    """The agencies that title, preface, signature and file name, where they are not one and the same body."""
    title = Paragraph(prose.front.agency, _title_place(prose, path)) if prose.front.agency else None
    file = Paragraph(file_says, Location(path)) if file_says else None
    named = (("标题", title), ("前言", prose.front.author), ("落款", prose.signature), ("文件名", file))
    said = [(where, one) for where, one in named if one and (where == "标题" or is_full_name(one.text))]
    if not said:
        return
    (where, first), *others = said
    if apart := [(other, one) for other, one in others if not _is_one(first.text, one.text)]:
        listed = "；".join(f"{other}（{one.location}）是“{one.text}”" for other, one in apart)
        hint = "核对是哪个机关的年报；抄自别处没有改全的，把各处改成同一个全称"
        related = tuple(one.location for _, one in apart)
        yield W118.at(first.location, f"{where}里的机关是“{first.text}”，{listed}", hint=hint, related=related)


def _is_one(one: str, other: str) -> bool:
    return same_body(one, other) and not names_one_office_otherwise(one, other)


def _unsaid(agency: str, prose: Prose, form: Form, path: str) -> Iterator[Finding]:
    for said, what in ((agency, "是哪个机关的"), (prose.front.year, "是哪一年的")):
        if not said:
            hint = f"标题写成：{''.join(titled(form, '〈机关〉', '〈年份〉'))}"
            yield W108.at(_title_place(prose, path), f"没有读出这份年报{what}", hint=hint)


def _pictures(outline: Outline, report: Report) -> dict[str, bytes]:
    used = {block.image for blocks in report.texts.values() for block in blocks if block.kind == "image"}
    return {name: content for name, content in outline.pictures.items() if f"{IMAGES}/{name}" in used}
