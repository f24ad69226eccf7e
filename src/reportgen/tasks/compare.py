"""The reviewer's commands: two versions compared, as values or as a document with tracked changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ..compare.diff import compare, says
from ..compare.effects import effects_of
from ..compare.follow import followed
from ..compare.unread import compared_as_read
from ..compare.years import years_of
from ..model.change import Effects, FieldChange
from ..model.draft import WORKBOOK
from ..model.errors import RenderError, SourceError
from ..model.finding import Finding
from ..model.location import Location, called
from ..model.version import AgainstDraft, Compared, Verified, Version
from ..model.years import Years
from ..packs.diff.form import form_diff
from ..packs.diff.pairs import Declared, FormDiff
from ..packs.folders import TEMPLATE, find_folder
from ..packs.load import find_pack
from ..packs.vocabulary import own_vocabulary
from ..reports.beside import is_draft, text_of
from ..reports.formats import HOW_TO_LAY, W161
from ..reports.open import OpenDraft
from ..reports.texts.file import draft_digests
from ..reports.versions import Opened, as_document, both_opened, built_again, built_version, opened, pictures_of_record
from ..text.charts import written
from ..word.outline import read_outline
from .check import check_draft, check_opened, check_read

# So many marks are told; who wants them all has the redline written.
_MOST_MARKED = 20
# Marks that nobody sees need a date all the same.
_ANY_DAY = datetime(2000, 1, 1)


class Redline(NamedTuple):
    """修订稿: the new document with tracked changes against the old one; `untracked` says what differs unmarked."""

    compared: Compared
    content: bytes
    changes: int
    untracked: tuple[str, ...]


def compare_versions(old: str, new: str, *, follow: bool = False) -> Compared:
    """Compare two versions, each a draft's folder, a published file, or either in a git revision (`HEAD~1:path`).

    To `follow` what is wrong both are checked, each by itself. SourceError when one of them cannot be read.
    """
    with both_opened(old, new) as (one, other):
        compared = _compared(one, other)
        return compared._replace(followed=followed(_findings(one), _findings(other))) if follow else compared


def _findings(one: Opened) -> Sequence[Finding]:
    """What a check finds in a version, at places in the file as it was named."""
    read = one.read
    return (check_opened(read) if isinstance(read, OpenDraft) else check_read(one.path, read)).findings


def compare_years(old: str, new: str) -> Years:
    """Two years' reports for a reader of their numbers. SourceError when one of them cannot be read."""
    with both_opened(old, new) as (one, other):
        return years_of(one.version, other.version)


def redline_versions(old: str, new: str, *, author: str, date: datetime) -> Redline:
    """The new version as a Word document with tracked changes; what is no .docx is set in its form's template first.

    SourceError when one of them cannot be read, RenderError when one cannot be set.
    """
    from ..word.redline.compare import redline

    with both_opened(old, new) as (one, other):
        compared = _compared(one, other)
        done = redline(*_documents(one, other), author=author, date=date)
    return Redline(compared, done.content, done.changes, done.untracked)


def verify_document(path: Path, folder: Path | None = None) -> Verified:
    """Compare a built document with the record that it carries of its making.

    `folder` is the draft it was built of, the document's own folder where that is one: then its contents too are held
    against the document, for a record proves nothing against somebody who changed both. SourceError when the file
    cannot be read, or carries no record.
    """
    from ..word.properties import built_unchanged
    from ..word.record import recorded

    if path.is_dir():
        raise SourceError("这是文件夹，不是文件", location=Location(str(path)), hint="写上 Word 文件的文件名")
    content = path.read_bytes() if path.is_file() else b""
    record = recorded(content, path.name) if content else None
    untouched = bool(record) and built_unchanged(content)
    if record and find_folder(record.format_id, folder or path.parent) is None:
        told = "这个文件和生成时一个字节也不差" if untouched else "这个文件在生成以后改过，或者另存过，改了什么要有那一套才看得出"
        raise SourceError(
            f"它是按格式 {record.format_id} 做的，没有找到这一套格式；按文件里的记录，{told}",
            location=Location(str(path)),
            hint=f"{HOW_TO_LAY}，再核对一次",
        )
    with opened(str(path), record.format_id if record else "", folder) as now:
        if record is None:
            raise SourceError(
                "这个文件里没有生成记录，不能核对",
                location=Location(str(path)),
                hint="只有 reportgen build 生成的 Word 文件才有记录；要比较两份文件，用 reportgen diff",
            )
        # What it was built in, which need not be `now.pack`: an edited document is read in the form that fits it best by now.
        pack = find_pack(record.format_id, folder or path.parent)
        built = built_version(f"{called(str(path))}（生成时）", record, pack, anew=not untouched)
        version = now.version if record.shown is not None else _charts_by_figures(now.version)
        pictures = pictures_of_record(record, now)
        diff = compared_as_read(built, version, lambda: built_again(record.report, pictures, pack, now, draft=record.draft))
        compared = Compared(built, version, diff, Effects(), _remarks(now))
        beside = folder or path.parent
        against = _against_draft(beside, now, built) if folder or is_draft(beside) else None
    sources = []
    if against:
        names = (WORKBOOK, text_of(beside).name)
        was = dict(zip(names, (record.workbook, record.narrative), strict=True))
        is_now = dict(zip(names, draft_digests(beside), strict=True))
        sources = [name for name, digest in was.items() if is_now[name] != digest]
    same_pack = pack.digest == record.pack_digest
    return Verified(path, record, untouched, compared, tuple(sources), same_pack, against)


def _against_draft(folder: Path, now: Opened, built: Version) -> AgainstDraft:
    """The document as it is now against the draft as it is now: what stands in the document's own record does not count."""
    with opened(str(folder)) as draft:
        said, recorded = (says(one.report, one.pictures) for one in (draft.version, built))
        return AgainstDraft(folder, _compared(draft, now), check_draft(folder).errors, said == recorded)


def _charts_by_figures(version: Version) -> Version:
    """The version with its charts as a record of an older program kept them."""
    texts = {
        section: tuple(block._replace(chart=None, image=written(block.chart)) if block.chart else block for block in blocks)
        for section, blocks in version.report.texts.items()
    }
    return version._replace(report=version.report._replace(texts=texts))


def _compared(old: Opened, new: Opened) -> Compared:
    if old.version.form.id == new.version.form.id and (_is_word(old) or _is_word(new)):
        old, new = as_document(old), as_document(new)
    if not old.published and _is_word(new):
        diff = compared_as_read(
            old.version, new.version, lambda: built_again(old.version.report, old.pictures, old.pack, new, draft=True)
        )
    else:
        diff = compare(old.version, new.version)
    if diff.nothing and _is_word(old) and _is_word(new):
        diff = diff._replace(fields=tuple(_marked(old, new)))
    return Compared(old.version, new.version, diff, effects_of(diff, old, new), _remarks(old, new))


def _remarks(*versions: Opened) -> tuple[str, ...]:
    """What was said of packs that lie near and were not used."""
    return tuple(dict.fromkeys(one.message for version in versions for one in version.findings if one.code == W161.code))


def _marked(old: Opened, new: Opened) -> Iterator[FieldChange]:
    """What the document with tracked changes marks of two Word files that say the same otherwise: there is one truth about them."""
    from ..word.redline.compare import redline

    before, after = (one.path.read_bytes() for one in (old, new))
    if before != after:
        said = dict.fromkeys(redline(before, after, date=_ANY_DAY).said)
        for number, (was, now) in enumerate(islice(said, _MOST_MARKED), 1):
            yield FieldChange(f"marked:{number}", "写成修订稿会标出", was, now)


def _is_word(one: Opened) -> bool:
    return one.path.is_file() and one.path.suffix.lower() == ".docx"


def _documents(old: Opened, new: Opened) -> tuple[bytes, bytes]:
    """Both versions as documents; where one lacks something that a finished report must have, both are drafts."""
    try:
        return _document(old, draft=False), _document(new, draft=False)
    except RenderError:
        return _document(old, draft=True), _document(new, draft=True)


def _document(one: Opened, *, draft: bool) -> bytes:
    from ..word.template.compiled import compile_template
    from ..word.template.document import render

    if _is_word(one):
        return one.path.read_bytes()
    return render(compile_template(one.pack), one.version.report, one.pictures, draft=draft)


def compare_forms(old: str, new: str, beside: Path | None = None) -> FormDiff:
    """What the second pack changes against the first; each is an id, looked for from `beside`, or a folder.

    PackError when one is not sound, SourceError when its template cannot be read.
    """
    return form_diff(_declared(old, beside), _declared(new, beside))


def _declared(name: str, beside: Path | None) -> Declared:
    pack = find_pack(name, beside, typed=True)
    template = pack.folder / TEMPLATE
    outline = read_outline(template) if template.is_file() else None
    return Declared(pack.form, pack.phrasing, outline, own_vocabulary(pack))
