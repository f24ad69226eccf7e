"""The first screen: the drafts there are, each with how far it is, and a new one, perhaps out of last year's report."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Any

from starlette.requests import Request

from ..model.draft import Carried
from ..model.errors import ReportgenError, SourceError
from ..model.form import Form
from ..model.report import Report
from ..packs.load import find_pack
from ..recognise.titles.declared import report_name
from ..reports.beside import is_draft, is_in_word, is_open_elsewhere
from ..reports.last_year import last_year_of
from ..show.text import carried_lines
from ..tasks.build import document_name, safe_name
from ..tasks.check import check_draft
from ..tasks.packs import listed_formats
from .desk import brought
from .messages import DraftEntry, FormEntry, Forms, NewDraft, NewName
from .office import Office, mark_of
from .problems import figures_filled, left_to_do, waits
from .wording import in_office_words

_PUBLISHED = (".docx", ".html", ".htm", ".pdf", ".txt", ".md")
_LAST_YEARS = "上年的年报"
_A_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_LINE = re.compile(r"[，、]?第\d+(?:行|段|页)")
_OWN_TEXT = "上年的文字"


def forms(office: Office, request: Request) -> Forms:
    """What a new draft can be made in."""
    listed, _ = listed_formats(office.desk.root)
    return Forms(forms=[form_entry(one.form) for one in listed])


def form_entry(form: Form) -> FormEntry:
    """A form as the page names it."""
    return FormEntry(id=form.id, name=form.name, called=report_name(form), years=str(form.years), number=form.basis.number)


def entry(office: Office, request: Request) -> DraftEntry:
    """How far a draft is."""
    name, folder = office.draft(request)
    try:
        checked = check_draft(folder)
    except ReportgenError as error:
        return DraftEntry(name=name, problem=in_office_words(f"{error.location or ''} {error.message}　{error.hint}".strip()))
    built = document_name(checked.report, checked.form, draft=False)
    filled, cells = figures_filled(checked)
    waiting = [one for one in checked.findings if waits(one, checked.form)]
    return DraftEntry(
        name=name,
        agency=checked.report.agency,
        year=checked.report.year or None,
        form=checked.form.name,
        filled=filled,
        cells=cells,
        errors=checked.errors - len(waiting),
        waiting=left_to_do(waiting, checked.form),
        warnings=checked.warnings,
        built=(folder / f"{built}.docx").is_file(),
        open_elsewhere=is_open_elsewhere(folder),
        usual=_usual_name(checked.report.agency, checked.report.year) if _is_of_another(folder.name, checked.report) else "",
    )


def _is_of_another(name: str, report: Report) -> bool:
    """Whether a folder has the name of another agency's or another year's draft; one that somebody called as they like has not."""
    years = _A_YEAR.findall(name)
    if years and report.year and str(report.year) not in years:
        return True
    agency, year, _ = name.partition(f"{report.year}年度")
    return bool(year and agency and report.agency) and not _is_short_for(agency, report.agency)


def _is_short_for(name: str, whole: str) -> bool:
    """Whether a name is another without some of its signs: 淮安市政府."""
    rest = iter(whole)
    return all(sign in rest for sign in name)


def new(office: Office, request: Request, asked: NewDraft) -> dict[str, Any]:
    """A draft started, perhaps from last year; what it took from there. Where there is one already, that is asked first."""
    from ..tasks.drafts import new_draft  # it writes workbooks; the list of drafts does without it

    visitor = office.visitor(request)
    last = None
    if asked.last:
        last = office.desk.place(visitor, asked.last)
        if not last.exists():
            raise SourceError("没有这份上年的年报", hint="重新选一次")
    folder = asked.folder.strip() or _usual_name(asked.agency.strip(), asked.year)
    place = office.desk.place(visitor, folder)
    if is_draft(place) and asked.form and not asked.folder.strip():
        # One agency may have reports of several kinds in one year.
        named = report_name(find_pack(asked.form, place).form)
        place = office.desk.place(visitor, folder := safe_name(f"{folder}（{named}）"))
    if is_draft(place):
        names = (f"{folder}（{number}）" for number in count(2))
        other = next(name for name in names if not office.desk.place(visitor, name).exists())
        if not asked.beside:
            return {"ask": f"已经有一份“{folder}”。接着写的，在左边的草稿里点开它。要重做的，可以另建一份“{other}”，原来的不动。"}
        place = office.desk.place(visitor, other)
    started = new_draft(place, agency=asked.agency.strip(), year=asked.year, format_name=asked.form, last_year=last)
    draft = started.folder.resolve().relative_to(office.desk.root).as_posix()
    return {"draft": draft, "took": [in_office_words(line) for line in carried_lines(_without_lines(started.carried))]}


def _usual_name(agency: str, year: int | None) -> str:
    return safe_name(f"{agency or '年报'}{year or ''}年度")


def rename(office: Office, request: Request, asked: NewName) -> dict[str, Any]:
    """A draft's folder under another name, by which a browser finds again what it keeps of it; what else that changed."""
    from ..tasks.renaming import left_words, rename_draft

    visitor, desk = office.visitor(request), office.desk
    with office.all_locked():
        folder = desk.draft(visitor, asked.draft)
        if folder == desk.root:
            raise SourceError("这份草稿就是打开的文件夹本身，这里不能改它的名字", hint="先关闭这个网页，再在文件管理器里改")
        # Whose last year it is may lie elsewhere, too: what is not in this folder is not ours to change.
        done = rename_draft(folder, asked.name, [(desk.root / name).resolve() for name in desk.drafts(visitor)])
        draft = desk.name_of(done.folder)
        desk.went_by(done.folder, desk.name_of(folder))
    names = {one: desk.name_of(one) for one in (*done.followed, *(other for other, _ in done.left))}
    told = [f"“{names[one]}”里写的上年的年报也跟着改了" for one in done.followed]
    told += [left_words(names[other], now, in_word=is_in_word(other)) for other, now in done.left]
    return {"draft": draft, "was": folder.name, "told": told, "places": [mark_of(folder), mark_of(done.folder)]}


def _without_lines(carried: Carried) -> Carried:
    """What was taken, with its places as far as somebody knows them who sees no lines of a file."""
    seen = (one._replace(place=_LINE.sub("", one.place) or _OWN_TEXT) if one.place else one for one in carried.taken)
    return carried._replace(taken=tuple(seen))


def last_year(office: Office, request: Request, name: str, content: bytes, words: dict[str, str]) -> dict[str, Any]:
    """A published report of last year, kept beside the drafts, and what it says of itself."""
    if Path(name).suffix not in _PUBLISHED:
        raise SourceError(f"读不了这种文件：{name}", hint=f"可以用的有：{'、'.join(_PUBLISHED)}")
    folder = office.desk.place(office.visitor(request), _LAST_YEARS)
    with brought(folder / name, content) as path:
        last = last_year_of(path)
    return {
        "last": path.relative_to(office.desk.root).as_posix(),
        "agency": last.agency,
        "year": (last.year or 0) + 1 if last.year else None,
    }
