"""Opens a version of a report to be compared: a draft, a published file, or either as it was in a git revision."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ..files.git import extracted, revision_of
from ..files.pictures import PictureProblem, picture_of
from ..model.draft import IMAGES, Unplaced
from ..model.errors import ReportgenError, SourceError
from ..model.finding import Finding
from ..model.location import Location, called, called_apart
from ..model.report import GAP, Narrative, Paragraph, Picture, Report, Workbook
from ..model.version import BuildRecord, Shown, TableWords, Version
from ..packs.pack import Pack
from ..recognise.words import words_of
from .beside import DRAFT_IS, is_draft
from .last_year import prior_of, years_before
from .open import OpenDraft, open_draft, open_published
from .published import Published


class Opened(NamedTuple):
    """A version with what a check of it needs, and where its files are (for a git revision: only while it is open)."""

    version: Version
    pack: Pack
    narrative: Narrative
    workbook: Workbook
    findings: tuple[Finding, ...]
    path: Path
    read: OpenDraft | Published
    pictures: Mapping[str, Picture]

    @property
    def published(self) -> bool:
        """Whether it is no draft."""
        return not isinstance(self.read, OpenDraft)

    def called(self, name: str) -> Opened:
        """The same under another name."""
        return self._replace(version=self.version._replace(source=name))


@contextmanager
def opened(source: str, like: str = "", beside: Path | None = None) -> Iterator[Opened]:
    """The version that `source` names: a path, or `revision:path` of the git repository we stand in.

    A document that fits several forms as well is read in that with the id `like`; `beside` is the draft
    whose packs count. SourceError when there is none, or its files cannot be read.
    """
    path = Path(source)
    revision = None if path.exists() else revision_of(source)
    if revision is None:
        yield _open(path, source, like, beside)
        return
    with TemporaryDirectory(prefix="reportgen-") as folder:
        yield _open(extracted(revision, Path(folder)), source, like, beside, Path(revision.path))


@contextmanager
def both_opened(old: str, new: str) -> Iterator[tuple[Opened, Opened]]:
    """Two versions; a draft names its form, and a document beside it is read in that where it fits."""
    with ExitStack() as stack:
        if Path(new).is_dir():
            other = stack.enter_context(opened(new))
            one = stack.enter_context(opened(old, other.version.form.id, other.path))
        else:
            one = stack.enter_context(opened(old))
            other = stack.enter_context(opened(new, one.version.form.id, None if one.published else one.path))
        names = called_apart(old, new)
        yield one.called(names[0]), other.called(names[1])


def _open(path: Path, source: str, like: str, beside: Path | None, lay: Path | None = None) -> Opened:
    if not path.exists():
        hint = "可以是草稿文件夹、公布的年报文件，或 git 的历史版本（如 HEAD~1:年报文件夹）"
        revision, colon, _ = source.partition(":")
        if colon and len(revision) > 1:
            hint = f"没有叫“{revision}”的 git 版本，或者当前文件夹不在 git 仓库里；用 git log 看有哪些提交"
        raise SourceError("没有这个文件或文件夹", location=Location(source), hint=hint)
    return _draft(path, source, lay) if path.is_dir() else _published(path, source, like, beside)


def _draft(folder: Path, source: str, lay: Path | None) -> Opened:
    if not is_draft(folder):
        raise SourceError(
            "这个文件夹不是草稿",
            location=Location(source),
            hint=f"{DRAFT_IS}；公布的年报直接写文件名",
        )
    draft = open_draft(folder, lay=lay)
    report, findings = _bound(draft)
    headings = {section.id: Paragraph(section.heading, draft.narrative.place(section.heading)) for section in draft.form.headed}
    pictures = _pictures(draft, report)
    places = _places(draft.narrative)
    version = Version(
        called(source),
        draft.form,
        report,
        headings,
        _digests(pictures),
        places=places,
        edges=template_edges(draft.pack),
        pack=draft.pack.source,
    )
    return Opened(
        version,
        draft.pack,
        draft.narrative,
        draft.workbook,
        (*draft.findings, *findings),
        folder,
        draft,
        pictures,
    )


def _bound(draft: OpenDraft) -> tuple[Report, list[Finding]]:
    """The draft with last year's figures where its text wants them; without them it says that they are missing."""
    last, _ = prior_of(draft.lies, None, draft.narrative)
    return draft.bound(years_before(draft.narrative, last))


def _published(path: Path, source: str, like: str, beside: Path | None) -> Opened:
    published = open_published(path, beside=beside, like=like)
    narrative, report = published.narrative, _as_it_stands(published.report)
    headings = {section: Paragraph(heading.text, heading.location) for section, heading in published.headings.items()}
    pictures = {}
    for name, content in published.pictures.items():
        with suppress(PictureProblem):
            pictures[f"{IMAGES}/{name}"] = picture_of(content, name)
    pictured = path.suffix.lower() == ".docx" or bool(pictures)
    left = [one for one in published.unplaced if _says_more(one, pictured=pictured)]
    unplaced, in_tables = (tuple(one.text for one in left if bool(one.location.grid) == gridded) for gridded in (False, True))
    version = Version(
        called(source), published.form, report, headings, _digests(pictures), unplaced, _places(narrative), read=True
    )
    version = version._replace(pictured=pictured, left_in_tables=in_tables, asides=published.asides, pack=published.pack.source)
    exact = path.suffix.lower() == ".docx"
    version = version._replace(exact=exact, edges=_edges(path), tables=_tables(published), above_tables=published.above_tables)
    return Opened(version, published.pack, narrative, published.workbook, published.findings, path, published, pictures)


def _tables(published: Published) -> tuple[TableWords, ...] | None:
    """The tables of a document; not known where it is a copy as text, which leaves cells out."""
    found = published.recognised
    if not found.outline.grids or any(grid.loose for grid in found.outline.grids):
        return None
    starts = {one.location.line - 1: section for section, one in published.headings.items()}
    return words_of(found.outline, published.form, found.places, published.small_tables, starts)


def as_document(one: Opened) -> Opened:
    """The same with all that the document of a draft would show: its tables, what stands around its text; what is no draft has its own."""
    if one.published:
        return one
    shown = _shown(one.pack, one.version.report, one.pictures)
    return one._replace(version=one.version._replace(tables=shown.tables, asides=shown.asides, edges=shown.edges))


def built_version(source: str, record: BuildRecord, pack: Pack, *, anew: bool = True) -> Version:
    """A document as it was when it was built with `pack`, by the record that it carries.

    A record of an older program did not keep what the document shows besides the report: that is the form set `anew`.
    """
    form = pack.form
    headings = {section.id: Paragraph(section.heading, Location("")) for section in form.headed}
    version = Version(source, form, record.report, headings, record.pictures, pack=pack.source)
    shown = record.shown
    if shown is None and anew:
        shown = _shown(pack, record.report._replace(texts={}), {})
    return version if shown is None else version._replace(tables=shown.tables, asides=shown.asides, edges=shown.edges)


def built_again(report: Report, pictures: Mapping[str, Picture], pack: Pack, now: Opened, *, draft: bool) -> Version | None:
    """A document of the same report, made with `pack` at this moment and read as `now` was; None where none can be made."""
    from ..word.template.compiled import compile_template
    from ..word.template.document import render

    blocks = [block for blocks in report.texts.values() for block in blocks]
    if {block.image for block in blocks if block.kind == "image"} - pictures.keys():
        return None
    if any(block.kind == "chart" and block.chart is None for block in blocks):
        return None  # a record says of a chart what it shows, and only that
    with TemporaryDirectory(prefix="reportgen-") as folder, suppress(ReportgenError):
        path = Path(folder) / now.path.name
        path.write_bytes(render(compile_template(pack), report, pictures, draft=draft))
        return _published(path, now.version.source, pack.form.id, now.path.parent).version
    return None


def pictures_of_record(record: BuildRecord, now: Opened) -> dict[str, Picture]:
    """The pictures that a document was built with, of those that it still has."""
    by_digest = dict(zip(_digests(now.pictures).values(), now.pictures.values(), strict=True))
    return {name: by_digest[digest] for name, digest in record.pictures.items() if digest in by_digest}


def _shown(pack: Pack, report: Report, pictures: Mapping[str, Picture]) -> Shown:
    from ..word.outline import outline_of
    from ..word.template.compiled import compile_template
    from ..word.template.document import rendered_by, shown_by

    rendering = rendered_by(compile_template(pack), report, pictures, draft=True)
    return shown_by(rendering, outline_of(rendering.document, ""))


def _says_more(one: Unplaced, *, pictured: bool) -> bool:
    """Whether what has no place is the report's own, and not told as prose or as a picture already."""
    among_tables = one.why.startswith("“")  # read as prose of that section too
    unseen = one.text.endswith("张图片") and not pictured
    return not (one.why == "多半是页码" or among_tables or unseen or re.sub(r"\s", "", one.text) in (GAP, "草稿", ""))


def template_edges(pack: Pack) -> frozenset[str] | None:
    """The headers and footers that a document of this pack is built with; None where they are made anew each time."""
    from ..word.asides import edge_texts
    from ..word.package import opened_file

    found = edge_texts(opened_file(pack.template))
    return None if found is None or any("{{" in text for text in found) else found


def _edges(path: Path) -> frozenset[str] | None:
    if path.suffix.lower() != ".docx":
        return None
    from ..word.asides import edge_texts
    from ..word.package import opened_file

    return edge_texts(opened_file(path))


def _as_it_stands(report: Report) -> Report:
    """A draft's document shows 【待填】 where its draft has nothing; what a blank cell should hold is not what it says."""
    cells = {ref: cell._replace(value=None) if cell.computed else cell for ref, cell in report.cells.items()}
    texts = {section: tuple(block for block in blocks if block.whole != GAP) for section, blocks in report.texts.items()}
    signature, date = (text if text != GAP else "" for text in (report.signature, report.date))
    return report._replace(cells=cells, texts=texts, signature=signature, date=date)


def _places(narrative: Narrative) -> dict[str, Location]:
    places = {"agency": narrative.place("机关"), "year": narrative.place("年份"), "format": narrative.place("格式")}
    if narrative.title:
        places["title"] = narrative.title[0].location
    for key, said in (("signature", narrative.signature), ("date", narrative.date)):
        if said is not None:
            places[key] = said.location
    return places | {f"field:{name}": one.location for name, one in narrative.fields.items()}


def _pictures(draft: OpenDraft, report: Report) -> dict[str, Picture]:
    """The pictures of a draft; one that cannot be read is compared by its name."""
    pictures = {}
    for name in {block.image for blocks in report.texts.values() for block in blocks if block.kind == "image"}:
        with suppress(PictureProblem):
            pictures[name] = draft.picture(name)
    return pictures


def _digests(pictures: Mapping[str, Picture]) -> dict[str, str]:
    return {name: hashlib.sha256(picture.content).hexdigest() for name, picture in pictures.items()}
