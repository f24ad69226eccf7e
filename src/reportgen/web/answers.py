"""What the server does at each address, with the work of `tasks` behind it: a request in, a message or a file out."""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request

from ..drafts.narrative.fixes import applied
from ..drafts.narrative.questions import question_of
from ..drafts.workbook.read import read_workbook
from ..files.pictures import PictureProblem, read_picture
from ..files.saving import save as saved_file
from ..files.yaml import read_text
from ..model.draft import NARRATIVE, PREFACE_ID, WORKBOOK
from ..model.errors import OutputError, ReportgenError, SourceError
from ..model.figures import digits
from ..model.finding import Fix, fingerprint
from ..model.location import Location
from ..model.report import Paragraph
from ..reports.last_year import last_year_of, prior_of, years_before
from ..reports.open import is_draft, open_draft
from ..reports.texts.file import is_in_word, text_of
from ..reports.web import pasted_lines
from ..show.chart_svg import chart_svg
from ..show.text import carried_lines
from ..tasks.build import document_name, safe_name
from ..tasks.check import check_draft
from ..tasks.drafts import IMAGES, new_draft
from ..tasks.entries import Entries, Files, TypedCell, TypedText, files_of, looked_at, put, refuse_in_word, write
from ..tasks.packs import listed_formats
from ..tasks.word_text import make_narrative
from ..text.passages import written_block
from .desk import Desk, Visitor
from .draft_state import form_entry, frame_of, is_open_elsewhere, names_of, state_of
from .earlier import EarlierStates
from .messages import DraftEntry, Drawn, GoBack, Mended, NewDraft, OverlapEntry, Pasted, Saved, Start, State, Typed, Waived

_PUBLISHED = (".docx", ".html", ".htm", ".pdf", ".txt", ".md")
_PICTURES = (".png", ".jpg", ".jpeg", ".svg")
_LAST_YEARS = "上年的年报"


class Office:
    """The desk, and one lock per draft: what two tabs send at once is done in turn.

    Files are read once and kept until they change, since every keystroke asks for the whole draft.
    """

    def __init__(self, desk: Desk, close: Callable[[], None]) -> None:
        self.desk = desk
        self.close = close
        self._locks: dict[Path, threading.Lock] = {}
        self._guard = threading.Lock()
        self._files: dict[Path, tuple[str, Files]] = {}
        self.earlier = EarlierStates()

    def visitor(self, request: Request) -> Visitor:
        """Who is asking: whoever has the secret."""
        del request
        return Visitor()

    def draft(self, request: Request) -> tuple[str, Path]:
        """The draft that a request is about. SourceError where there is none."""
        name = request.query_params.get("draft", "")
        return name, self.desk.draft(self.visitor(request), name)

    def lock(self, folder: Path) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(folder, threading.Lock())

    def files(self, folder: Path, stamp: str) -> Files:
        """The files of a draft, read again only where their stamp is another than the last time."""
        kept = self._files.get(folder)
        if kept is None or kept[0] != stamp:
            kept = (stamp, files_of(folder))
            self._files[folder] = kept
        return kept[1]


# -- the first screen ----------------------------------------------------------------------------------


def start(office: Office, request: Request) -> Start:
    """The drafts there are, and the forms a new one can be made in."""
    visitor = office.visitor(request)
    listed, _ = listed_formats(office.desk.root)
    return Start(
        folder=office.desk.root.name,
        drafts=[_entry(name, office.desk.draft(visitor, name)) for name in office.desk.drafts(visitor)],
        forms=[form_entry(one.form) for one in listed],
        this_year=date.today().year,
    )


def _entry(name: str, folder: Path) -> DraftEntry:
    try:
        checked = check_draft(folder)
    except ReportgenError as error:
        return DraftEntry(name=name, problem=f"{error.location or ''} {error.message}".strip())
    cells = checked.report.cells
    built = document_name(checked.report, draft=False)
    return DraftEntry(
        name=name,
        agency=checked.report.agency,
        year=checked.report.year or None,
        form=checked.form.name,
        filled=sum(1 for ref in checked.form.figures if (cell := cells.get(ref)) is not None and cell.value is not None),
        cells=len(checked.form.figures),
        errors=checked.errors,
        warnings=checked.warnings,
        built=(folder / f"{built}.docx").is_file(),
        open_elsewhere=is_open_elsewhere(folder),
    )


def new(office: Office, request: Request, asked: NewDraft) -> dict[str, Any]:
    """A draft started, perhaps from last year; what it took from there."""
    visitor = office.visitor(request)
    last = None
    if asked.last:
        last = office.desk.place(visitor, asked.last)
        if not last.exists():
            raise SourceError("没有这份上年的年报", hint="重新选一次")
    folder = asked.folder.strip() or safe_name(f"{asked.agency.strip() or '年报'}{asked.year}年度")
    place = office.desk.place(visitor, folder)
    if is_draft(place):
        raise OutputError(f"已经有一份“{folder}”，没有另建", hint="在左边的草稿里点开它；要重做一份，先把原来那个文件夹改名")
    started = new_draft(place, agency=asked.agency.strip(), year=asked.year, format_name=asked.form, last_year=last)
    draft = started.folder.resolve().relative_to(office.desk.root).as_posix()
    return {"draft": draft, "took": carried_lines(started.carried)}


def last_year(office: Office, request: Request, name: str, content: bytes, words: dict[str, str]) -> dict[str, Any]:
    """A published report of last year, kept beside the drafts, and what it says of itself."""
    if Path(name).suffix not in _PUBLISHED:
        raise SourceError(f"读不了这种文件：{name}", hint=f"可以用的有：{'、'.join(_PUBLISHED)}")
    folder = office.desk.place(office.visitor(request), _LAST_YEARS)
    path = _free(folder / name, content)
    try:
        last = last_year_of(path)
    except ReportgenError:
        path.unlink()
        raise
    return {
        "last": path.relative_to(office.desk.root).as_posix(),
        "agency": last.agency,
        "year": (last.year or 0) + 1 if last.year else None,
    }


def _free(path: Path, content: bytes) -> Path:
    """Write a file under a name that is free, or that holds the same already."""
    for number in range(1, 100):
        place = path if number == 1 else path.with_name(f"{path.stem}（{number}）{path.suffix}")
        if place.is_file() and place.read_bytes() == content:
            return place
        if not place.exists():
            saved_file(place, content)
            return place
    raise OutputError("同名的文件太多了", location=Location(path.name), hint="换一个文件名")


# -- a draft -------------------------------------------------------------------------------------------


def frame(office: Office, request: Request) -> BaseModel:
    """The tables of a draft as its form draws them."""
    _, folder = office.draft(request)
    return frame_of(open_draft(folder).form)


def state(office: Office, request: Request) -> State:
    """A draft as it stands in its files."""
    return _looked(office, request, Entries())


def _looked(office: Office, request: Request, entries: Entries) -> State:
    name, folder = office.draft(request)
    start = time.perf_counter()
    with office.lock(folder):
        stamp = _stamp_of(folder)
        files = office.files(folder, stamp)
        checked, draft = looked_at(files, entries)
        state = state_of(name, folder, checked, draft, files.formulas)
    return state.model_copy(update={"stamp": stamp, "took": round((time.perf_counter() - start) * 1000, 1)})


def stamp(office: Office, request: Request) -> dict[str, Any]:
    """Whether the files have changed, and whether the workbook is open elsewhere."""
    _, folder = office.draft(request)
    return {"stamp": _stamp_of(folder), "open_elsewhere": is_open_elsewhere(folder)}


def _stamp_of(folder: Path) -> str:
    """Changes whenever one of the files does."""
    found = []
    for path in (folder / WORKBOOK, text_of(folder)):
        stat = path.stat()
        found.append(f"{stat.st_mtime_ns}-{stat.st_size}")
    return "|".join(found)


def names(office: Office, request: Request) -> list[dict[str, str]]:
    """The figures that the text can hold."""
    _, folder = office.draft(request)
    draft = open_draft(folder)
    return [one.model_dump() for one in names_of(draft.form, draft.workbook.cells)]


def _entries(typed: Typed) -> Entries:
    return Entries(
        cells={one.ref: TypedCell(one.was, one.now) for one in typed.cells},
        texts={tuple(one.key): TypedText(tuple(one.was), tuple(one.now)) for one in typed.texts},
        values={tuple(one.key): TypedCell(one.was, one.now) for one in typed.values},
    )


def look(office: Office, request: Request, typed: Typed) -> State:
    """The draft as if what is typed were saved."""
    return _looked(office, request, _entries(typed))


def save(office: Office, request: Request, typed: Typed) -> Saved:
    """What was typed put into the files."""
    _, folder = office.draft(request)
    with office.lock(folder):
        done = put(folder, _entries(typed), over=typed.over)
        if done.contents:
            office.desk.keep(folder, done.contents)
            write(folder, done.contents)
    overlaps = [OverlapEntry(**one._asdict()) for one in done.overlaps]
    return Saved(state=_looked(office, request, Entries()), overlaps=overlaps, refused=list(done.refused))


def mend(office: Office, request: Request, asked: Mended) -> Saved:
    """One finding settled in one of the ways that it offers."""
    _, folder = office.draft(request)
    with office.lock(folder):
        checked = check_draft(folder)
        finding = next(
            (one for one in checked.findings if fingerprint(one) == asked.fingerprint and one.code == asked.code), None
        )
        if finding is None:
            raise SourceError("这个问题已经没有了", hint="看看刷新后的列表")
        if asked.how == "suspect" and finding.suspect_value is not None:
            cell = checked.report.cells[finding.suspect]
            entries = Entries({finding.suspect: TypedCell(cell.text, digits(finding.suspect_value))})
            contents = dict(put(folder, entries, over=True).contents)
        elif asked.how == "answered":
            contents = {NARRATIVE: _without_question(read_text(folder / NARRATIVE)[0], finding.location).encode()}
        else:
            refuse_in_word(folder)
            text = read_text(folder / NARRATIVE)[0]
            fix = finding.fix
            if asked.how == "number" and finding.expected is not None and finding.actual is not None:
                fix = _number_fix(finding.location, finding.actual, digits(finding.expected), text)
            if fix is None:
                raise SourceError("这一处没有一定的改法", hint="请自己改")
            new, made = applied(text, [fix])
            if not made:
                raise SourceError("文字已经变了，没有改", hint="刷新后再试")
            contents = {NARRATIVE: new.encode()}
        undo = office.desk.keep(folder, contents, always=True)
        write(folder, contents)
    return Saved(state=_looked(office, request, Entries()), undo=undo)


def _without_question(text: str, location: Location) -> str:
    """The text without the line that asks what has become of one of last year's problems."""
    rows = text.split("\n")
    if not 0 < location.line <= len(rows) or question_of(rows[location.line - 1]) is None:
        raise SourceError("文字已经变了，没有改", hint="刷新后再试")
    del rows[location.line - 1]
    return "\n".join(rows)


def _number_fix(location: Location, actual: Any, new: str, text: str) -> Fix | None:
    """The number of the prose that stands there, as it is to be."""
    rows = text.split("\n")
    if location.path != NARRATIVE or not 0 < location.line <= len(rows):
        return None
    found = re.match(r"[\d,，]*\d(?:\.\d+)?", rows[location.line - 1][location.column - 1 :])
    if not found or found[0].replace(",", "").replace("，", "") != digits(actual):
        return None
    return Fix(location, found[0], new)


def waive(office: Office, request: Request, asked: Waived) -> Saved:
    """A warning answered in the text file."""
    _, folder = office.draft(request)
    with office.lock(folder):
        refuse_in_word(folder)
        text = read_text(folder / NARRATIVE)[0]
        quoted = [value.replace("\\", "\\\\").replace('"', '\\"') for value in (asked.place, asked.reason)]
        lines = [f"  - 代码: {asked.code}", *([f'    位置: "{quoted[0]}"'] if asked.place else []), f'    理由: "{quoted[1]}"']
        rows = text.rstrip("\n").split("\n")
        at = next((number for number, row in enumerate(rows) if re.match(r"豁免:\s*(#.*)?$", row)), None)
        if at is None:
            rows += ["", "豁免:", *lines]
        else:
            rows[at + 1 : at + 1] = lines
        contents = {NARRATIVE: ("\n".join(rows) + "\n").encode()}
        undo = office.desk.keep(folder, contents, always=True)
        write(folder, contents)
    return Saved(state=_looked(office, request, Entries()), undo=undo)


def convert(office: Office, request: Request) -> State:
    """The Word text of a draft made one that the page can change; the Word file stays under another name."""
    _, folder = office.draft(request)
    with office.lock(folder):
        if is_in_word(folder):
            make_narrative(folder)
    return _looked(office, request, Entries())


def paste(office: Office, request: Request, pasted: Pasted) -> dict[str, list[str]]:
    """What was on the clipboard, as lines of the text."""
    if pasted.html.strip():
        lines = pasted_lines(pasted.html)
        if lines:
            return {"lines": lines}
    lines = []
    for line in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", pasted.text):
        bare = line.strip(" \t\u3000\u00a0")
        if "\t" in bare:
            bare = f"| {' | '.join(cell.strip().replace('|', '｜') for cell in bare.split(chr(9)))} |"
        if bare:
            lines.append(bare)
    return {"lines": lines}


def drawn(office: Office, request: Request, asked: Drawn) -> dict[str, Any]:
    """A chart as it will be printed with the figures of now, and what is wrong with it in a few words."""
    _, folder = office.draft(request)
    with office.lock(folder):
        draft = office.files(folder, _stamp_of(folder)).draft
    last, _ = prior_of(folder, None, draft.narrative)
    block = written_block(Paragraph(asked.line, Location(NARRATIVE, line=1, column=1)))
    narrative = draft.narrative._replace(texts={PREFACE_ID: (block,)}, variables={}, charts=draft.narrative.charts)
    bound, findings = draft._replace(narrative=narrative).bound(years_before(draft.narrative, last))
    made = bound.texts[PREFACE_ID][0]
    told = [one.message for one in findings if one.location.line == 1]
    return {"drawing": chart_svg(made.chart, made.text, alt=made.alt) if made.chart else "", "told": told}


# -- earlier states ------------------------------------------------------------------------------------


def earlier(office: Office, request: Request) -> list[dict[str, Any]]:
    """The states that one can go back to, each with what it has otherwise."""
    _, folder = office.draft(request)
    with office.lock(folder):
        draft = office.files(folder, _stamp_of(folder)).draft
        return [one.model_dump() for one in office.earlier.entries(office.desk.earlier(folder), draft)]


def back(office: Office, request: Request, asked: GoBack) -> Saved:
    """An earlier state put back, the present one kept."""
    _, folder = office.draft(request)
    with office.lock(folder):
        contents = office.desk.contents(folder, asked.stamp)
        undo = office.desk.keep(folder, contents, always=True)
        write(folder, contents)
    return Saved(state=_looked(office, request, Entries()), undo=undo)


# -- files that come in --------------------------------------------------------------------------------


def new_workbook(office: Office, request: Request, name: str, content: bytes, words: dict[str, str]) -> Saved:
    """A workbook that was filled elsewhere, in the place of the draft's own; what is no workbook of this form is refused."""
    _, folder = office.draft(request)
    if Path(name).suffix != ".xlsx":
        raise SourceError(
            f"数据表要是 .xlsx 文件，这是 {name}", hint="在 Excel 或 WPS 里“另存为”，类型选“Excel 工作簿（*.xlsx）”"
        )
    with office.lock(folder):
        form = open_draft(folder).form
        with tempfile.TemporaryDirectory() as temporary:
            path = Path(temporary) / WORKBOOK
            path.write_bytes(content)
            read_workbook(path, form)
        if is_open_elsewhere(folder):
            raise OutputError("数据表正在 Excel 或 WPS 里打开，没有换", location=Location(WORKBOOK), hint="先在那边关闭")
        contents = {WORKBOOK: content}
        undo = office.desk.keep(folder, contents, always=True)
        write(folder, contents)
    return Saved(state=_looked(office, request, Entries()), undo=undo)


def new_picture(office: Office, request: Request, name: str, content: bytes, words: dict[str, str]) -> dict[str, str]:
    """A picture for the text, put among the draft's pictures."""
    _, folder = office.draft(request)
    if Path(name).suffix not in _PICTURES:
        raise SourceError(f"图片要是 {'、'.join(_PICTURES)}，这是 {name}", hint="在画图里另存为 PNG")
    with office.lock(folder):
        path = _free(folder / IMAGES / name, content)
        try:
            read_picture(folder, f"{IMAGES}/{path.name}")
        except PictureProblem as problem:
            path.unlink()
            raise SourceError(problem.message, hint=problem.hint) from None
    return {"image": f"{IMAGES}/{path.name}"}


# -- the end ------------------------------------------------------------------------------------------


def close(office: Office, request: Request) -> dict[str, str]:
    """The end of the server."""
    office.close()
    return {"closed": "1"}
