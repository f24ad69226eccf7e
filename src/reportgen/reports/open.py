"""A draft, or a published document, read into what the checks look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..drafts.narrative.binding import Bound, bind
from ..drafts.narrative.read import OpenNarrative, open_narrative, open_text, read_narrative
from ..drafts.workbook.read import read_workbook
from ..model.draft import FORMAT, NARRATIVE, WORKBOOK, YEAR
from ..model.errors import PackError, SourceError
from ..model.finding import Finding
from ..model.form import Form
from ..model.location import Location
from ..model.report import Cell, Narrative, PastReport, Report, Workbook
from ..packs.folders import known_packs
from ..packs.load import find_pack, open_pack, pack_for_year
from ..packs.pack import Pack

if TYPE_CHECKING:
    from .published import Published  # a check of a draft does without it


class OpenDraft(NamedTuple):
    """The two files of a draft as read, and its pack; the text waits for its figures, perhaps for last year's."""

    folder: Path
    pack: Pack
    narrative: Narrative
    workbook: Workbook
    findings: tuple[Finding, ...]
    opened: OpenNarrative

    @property
    def form(self) -> Form:
        return self.pack.form

    def bound(self, past: Sequence[PastReport]) -> tuple[Report, list[Finding]]:
        """The report that the two files make, with what was wrong with its bindings; `past` are those of the years before."""
        bound, findings = bind(self.narrative, self.form, self.workbook.cells, past)
        return _report(self.narrative, self.form, self.workbook, bound), findings


def _report(narrative: Narrative, form: Form, workbook: Workbook, bound: Bound) -> Report:
    return Report(
        agency=narrative.agency,
        year=narrative.year or 0,
        format_id=form.id,
        cells=workbook.cells,
        title=bound.title,
        texts=bound.texts,
        signature=bound.signature,
        date=bound.date,
    )


def open_draft(folder: Path, *, lay: Path | None = None) -> OpenDraft:
    """Read the two files of a draft. SourceError when one of them cannot be read at all.

    `lay` is the folder that it was taken out of, where packs may lie beside it.
    """
    if not folder.is_dir():
        raise SourceError("没有这个草稿文件夹", location=Location(str(folder)), hint="先用 reportgen new 新建一份")
    narrative_path, workbook_path = folder / NARRATIVE, folder / WORKBOOK
    for path in (narrative_path, workbook_path):
        if not path.exists():
            raise SourceError(
                f"草稿里没有 {path.name}",
                location=Location(str(folder)),
                hint="草稿要有 workbook.xlsx 和 narrative.yaml 两个文件",
            )
    opened = open_narrative(narrative_path)
    pack = pack_of(opened, lay or folder)
    form = pack.form
    narrative, text_findings = read_narrative(opened, form)
    workbook, table_findings = read_workbook(workbook_path, form)
    return OpenDraft(folder, pack, narrative, workbook, (*table_findings, *text_findings), opened)


def bound_text(text: str, form: Form, cells: Mapping[str, Cell], past: Sequence[PastReport]) -> tuple[Bound, list[Finding]]:
    """A text file's content with the figures put in."""
    narrative, _ = read_narrative(open_text(text, NARRATIVE), form)
    return bind(narrative, form, cells, past)


def is_draft(path: Path) -> bool:
    """Whether a folder holds the two files of a draft."""
    return (path / NARRATIVE).exists() and (path / WORKBOOK).exists()


def draft_around(path: Path) -> Path | None:
    """The draft that a file belongs to: the nearest folder above it that holds one; None where none does."""
    for folder in (path, *path.parents):
        if (folder / NARRATIVE).is_file() or (folder / WORKBOOK).is_file():
            return folder
    return None


def open_published(path: Path, pack: Pack | None = None, *, beside: Path | None = None, like: str = "") -> Published:
    """Read a published file, in the form of `pack` or in that of those at hand (`beside` it, or the draft it becomes) which fits best.

    Where several fit as well, `like` is the id of the one to take.

    SourceError when it cannot be read, or holds no form's tables.
    """
    from .outlines import read_published
    from .published import read_report

    if path.is_dir():
        raise SourceError("这是文件夹，不是文件", location=Location(str(path)), hint="写上年报的文件名")
    if not path.is_file():
        raise SourceError("没有这个文件", location=Location(str(path)), hint="检查文件名和文件夹")
    return read_report(read_published(path), [pack] if pack else every_pack(beside or path.parent), like=like)


def every_pack(beside: Path | None = None, *, unsound: dict[Path, PackError] | None = None) -> list[Pack]:
    """Every pack there is for what lies at `beside`, oldest first and those that extend another last; of two with one id the nearer.

    PackError for a pack with faults, or these in `unsound` by its folder, where the others are wanted all the same.
    """
    packs = []
    for folder in known_packs(beside).values():
        try:
            packs.append(open_pack(folder))
        except PackError as error:
            if unsound is None:
                raise
            unsound[folder] = error
    return sorted(packs, key=lambda pack: (pack.form.years.first, len(pack.lineage), pack.form.id))


def pack_of(opened: OpenNarrative, folder: Path) -> Pack:
    """The pack of the form that the narrative of the draft in `folder` names, or that its year is made in."""
    place = opened.place(FORMAT if opened.format_id else YEAR)
    if any(sign in opened.format_id for sign in "/\\.:"):
        raise SourceError("“格式”只能写格式编号，不能写路径", location=place, hint="运行 reportgen format list 看有哪些格式")
    if not opened.format_id and opened.year is None:
        raise SourceError("没有写明年份，不知道用哪一套格式", location=place, hint="写上 年份: 2024 这样的四位数字")
    try:
        return find_pack(opened.format_id, folder) if opened.format_id else pack_for_year(opened.year or 0, folder)
    except PackError as error:
        if error.location is None:
            raise SourceError(error.message, location=place, hint=error.hint) from None
        raise


def pack_for_new(folder: Path, named: str, year: int) -> Pack:
    """The pack for a new draft in `folder`: the one of this id (or in this folder), or that of the year.

    PackError where the draft could not find it again, because it lies neither beside it nor where packs are looked for.
    """
    if not named:
        return pack_for_year(year, folder)
    pack = find_pack(named, folder)
    again = known_packs(folder).get(pack.form.id)
    if again is None or again.resolve() != pack.folder.resolve():
        where = f"（找到的会是 {again}）" if again else ""
        raise PackError(
            f"草稿以后找不到格式 {pack.form.id}{where}：文字稿里只记编号，不记路径",
            location=Location(str(pack.folder)),
            hint="把格式包放进草稿旁边的 formats 文件夹，或把它所在的文件夹写进环境变量 REPORTGEN_FORMATS",
        )
    return pack
