"""The command `check`: a draft or a published report looked at by every rule, and copies of it with the findings at their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.draft import WORKBOOK, Checked, Reading
from ..model.errors import OutputError, SourceError
from ..model.finding import Finding, Severity
from ..model.form import Form
from ..model.identity import tally
from ..model.location import Location, called
from ..model.report import PastReport, Picture, Report
from ..packs.load import find_pack, open_pack
from ..packs.pack import Pack
from ..packs.vocabulary import vocabulary_for
from ..reports.last_year import before_last, prior_of, years_before
from ..reports.open import OpenDraft, open_draft, open_published
from ..rules.catalog import CHECKS, RULES, ranked
from ..rules.check import Subject, guarded, run_checks
from ..rules.identities import assess_lines
from ..rules.likeness import like_sections
from ..rules.prose.check import Stated, read_claims
from ..rules.suspects.settled import told_once
from ..rules.waivers import turned_down, waived

if TYPE_CHECKING:
    from ..reports.published import Published  # what it loads is for published reports only


def check_draft(folder: Path, *, prior: Path | None = None, older: Path | None = None) -> Checked:
    """Read a draft and check it. SourceError when one of its files cannot be read at all."""
    return check_opened(open_draft(folder), prior=prior, older=older)


def check_opened(draft: OpenDraft, *, prior: Path | None = None, older: Path | None = None, apart: Path | None = None) -> Checked:
    """Check a draft that has been read."""
    form = draft.form
    before, prior_findings = prior_of(draft.lies, prior, draft.narrative, apart=apart)
    past = years_before(draft.narrative, before) if apart is None else (before,) if before else ()
    report, binding_findings = draft.bound(past)
    pictures, problems = _pictures(draft, report)
    found = (*draft.findings, *prior_findings, *binding_findings)
    assessments = assess_lines(form, report.cells, before.cells if before else None)
    words = vocabulary_for(draft.pack, apart or draft.folder)
    looked_at = Subject(form, draft.workbook, draft.narrative, report, problems, before, assessments, vocabulary=words)
    looked_at = looked_at._replace(before_last=_before_last(looked_at, older, apart))
    return _naming_parts(_checked(draft.folder, draft.pack, looked_at, found, pictures), draft.folder / WORKBOOK)


def _naming_parts(checked: Checked, workbook: Path) -> Checked:
    """The same; of a workbook that is the sum of others, what is wrong with theirs is told as theirs."""
    if not any(finding.location.grid for finding in checked.findings):
        return checked
    from ..drafts.workbook.part_faults import said_of_parts

    faults = said_of_parts(workbook)
    if not faults:
        return checked
    from ..rules.area.sums import naming_parts

    return checked._replace(findings=tuple(naming_parts(checked.findings, faults)))


def check_published(
    path: Path, *, prior: Path | None = None, older: Path | None = None, format_name: str = "", apart: Path | None = None
) -> Checked:
    """Read a published file and check it, with places in that file. SourceError when it cannot be read."""
    published = open_published(path, find_pack(format_name, path.parent) if format_name else None, beside=apart)
    return check_read(path, published, prior=prior, older=older, apart=apart)


def check_read(
    path: Path, published: Published, *, prior: Path | None = None, older: Path | None = None, apart: Path | None = None
) -> Checked:
    """Check a published file that has been read."""
    form, report = published.form, published.report
    before, prior_findings = prior_of(path.parent, prior, published.narrative, apart=apart)
    assessments = assess_lines(form, report.cells, before.cells if before else None)
    words = vocabulary_for(published.pack, apart or path.parent)
    looked_at = Subject(form, published.workbook, published.narrative, report, {}, before, assessments, True, words)
    looked_at = looked_at._replace(before_last=_before_last(looked_at, older, apart))
    reading = Reading(published.conventions, published.left_over)
    checked = _checked(path, published.pack, looked_at, (*published.findings, *prior_findings, *_looks(path)), {})
    return checked._replace(reading=reading)


def _before_last(subject: Subject, given: Path | None, apart: Path | None) -> PastReport | None:
    """The report of the year before last: the one that was given, or, where this one is like last year's, the one that is found."""
    last = subject.prior
    if last is None or (apart is not None and given is None):
        return None
    if given is None and not like_sections(subject.report.texts, subject.form, last):
        return None  # what is not like last year's is not three years old
    return before_last(last, given, apart=apart)


def _looks(path: Path) -> Iterable[Finding]:
    """What is to be told of the looks of a published document, as far as a reader sees it whatever the local customs are."""
    if path.suffix.lower() != ".docx":
        return ()
    from ..word.layout.text import mark_findings

    return mark_findings(path.read_bytes(), path.name)


def check(
    path: Path,
    *,
    prior: Path | None = None,
    older: Path | None = None,
    format_name: str = "",
    apart: Path | None = None,
) -> Checked:
    """Check a draft's folder, or a published file, which is read in the form `format_name` where one is named.

    `prior` is last year's report, `older` that of the year before. A report that strangers handed in lies `apart`: packs and lists of
    words count where they lie beside that folder, not beside the report, and what the report names elsewhere is not followed.
    """
    if not path.exists():
        hint = "检查名称；草稿是一个文件夹，公布的年报是一个文件"
        raise SourceError("没有这个文件或文件夹", location=Location(str(path)), hint=hint)
    if path.is_file():
        return check_published(path, prior=prior, older=older, format_name=format_name, apart=apart)
    if format_name:
        raise SourceError("草稿用的格式写在它的文字稿里，不能另外指定", hint="改文字稿里的“格式:”，或者去掉 --format")
    return check_opened(open_draft(path, lay=apart), prior=prior, older=older, apart=apart)


def _checked(path: Path, pack: Pack, draft: Subject, found: Iterable[Finding], pictures: dict[str, Picture]) -> Checked:
    phrasing = pack.phrasing
    stated, lost = guarded(lambda: read_claims(draft, phrasing), Stated(), draft, "read_claims")
    rule_findings, crashed = run_checks(CHECKS, draft._replace(claims=stated.claims, denied=stated.denied))
    every = (*found, *rule_findings, *stated.findings, *lost)
    found = told_once(every, (*stated.claims, *stated.denied), draft.form, draft.report.cells, draft.assessments)
    kept, answered = waived(found, draft.narrative.waivers, turned_down(draft.form, RULES))
    return Checked(
        folder=path,
        form=draft.form,
        pack=pack.source,
        report=draft.report,
        findings=tuple(_in_reading_order(kept, draft.form)),
        tally=tally(draft.assessments),
        pictures=pictures,
        crashed=crashed or bool(lost),
        claims=stated.claims,
        waived=tuple(answered),
        prior=called(draft.prior.source) if draft.prior else "",
    )


def _in_reading_order(findings: Iterable[Finding], form: Form) -> list[Finding]:
    """Errors first, each by rank; then the workbook, table by table as the form has them, and the text from top to bottom."""
    tables = {table.name: position for position, table in enumerate(form.tables)}

    def key(finding: Finding) -> tuple[object, ...]:
        place = finding.location
        return (
            finding.severity is not Severity.ERROR,
            finding.rank,
            place.path != WORKBOOK,
            tables.get(place.grid, -1),
            place.grid,
            place.line,
            place.column,
            finding.code,
        )

    return sorted(map(ranked, findings), key=key)


def _pictures(draft: OpenDraft, report: Report) -> tuple[dict[str, Picture], dict[str, str]]:
    """The pictures of a report by their names, and why those are missing that cannot be used."""
    names = dict.fromkeys(block.image for blocks in report.texts.values() for block in blocks if block.kind == "image")
    if not names:
        return {}, {}
    from ..files.pictures import PictureProblem  # many reports have none

    pictures: dict[str, Picture] = {}
    problems: dict[str, str] = {}
    for name in names:
        try:
            pictures[name] = draft.picture(name)
        except PictureProblem as problem:
            problems[name] = f"{problem.message}\n{problem.hint}"
    return pictures, problems


def annotated(checked: Checked, findings: Sequence[Finding], kind: str, *, date: datetime, author: str = "") -> bytes:
    """A copy of what was checked with the findings at their places: `xlsx` the draft's workbook, or that of the figures as read; `docx` the document.

    `date` is when its comments are made, `author` who signs those in a document: the program where nobody does.
    The originals are not touched. OutputError where there is no such file to make a copy of.
    """
    path = checked.folder
    if kind == "xlsx":
        if path.is_file():
            from ..drafts.workbook.drawn.as_read import workbook_as_read

            return workbook_as_read(checked, findings)
        from ..drafts.workbook.drawn.comments import annotated_workbook

        return annotated_workbook(path / WORKBOOK, findings)
    from ..word.comments import annotated_word, comments_on_document
    from ..word.template.document import comments_on_draft

    if path.is_file():
        if path.suffix.lower() != ".docx":
            raise OutputError("只有 Word 文件才能加批注", hint="换成 html；或先用 reportgen import 读成草稿")
        return annotated_word(path.read_bytes(), comments_on_document(findings, path.name), path.name, date=date, author=author)
    from ..word.template.compiled import compile_template
    from ..word.template.document import render

    # The pack that it was checked with: no search by name could find another one.
    compiled = compile_template(open_pack(Path(checked.form.folder)))
    document = render(compiled, checked.report, checked.pictures, draft=bool(checked.errors))
    return annotated_word(document, comments_on_draft(findings, checked.report, compiled, document), date=date, author=author)
