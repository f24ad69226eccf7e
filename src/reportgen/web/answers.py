"""What the server does at each address, with the work of `tasks` behind it: a request in, a message or a file out."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request

from ..drafts.narrative.fixes import applied
from ..drafts.narrative.questions import question_of
from ..drafts.narrative.waivers import with_waiver, without_waiver
from ..drafts.workbook.read import read_workbook
from ..files.pictures import PictureProblem, read_picture
from ..files.yaml import read_text
from ..model.draft import IMAGES, NARRATIVE, PREFACE_ID, PRIOR, WORKBOOK, Checked
from ..model.errors import OutputError, SourceError
from ..model.finding import Finding, fingerprint, said_of
from ..model.form import Form
from ..model.location import Location
from ..model.report import Paragraph, Workbook
from ..reports.beside import is_in_word, is_open_elsewhere
from ..reports.last_year import prior_of, years_before
from ..reports.open import OpenDraft, open_draft
from ..reports.texts.whole import taken_apart
from ..rules.waivers import is_about
from ..show.chart_svg import chart_svg
from ..tasks.check import check_draft
from ..tasks.entries import Entries, TypedCell, TypedText, looked_at, put, refuse_in_word, write
from ..tasks.mends import mends_of, note_mended
from ..tasks.word_text import make_narrative
from ..text.passages import written_block
from .clipboard import read_clipboard
from .desk import brought
from .draft_state import frame_of, names_of, state_of
from .messages import (
    Clipboard,
    Drawn,
    GoBack,
    Mended,
    OverlapEntry,
    Pasted,
    Question,
    Saved,
    State,
    Totals,
    Typed,
    Unwaived,
    Waived,
    Whole,
    WholePart,
    WholeValue,
)
from .office import Office, stamp_of
from .wording import in_plain_words

# What goes with one step is much: the state before it is kept whenever the last one was.
_MANY_SIGNS, _MANY_CELLS = 60, 6
_PICTURES = (".png", ".jpg", ".jpeg", ".svg")


# -- a draft -------------------------------------------------------------------------------------------


def frame(office: Office, request: Request) -> BaseModel:
    """The tables of a draft as its form draws them."""
    _, folder = office.draft(request)
    return frame_of(open_draft(folder).form)


def state(office: Office, request: Request) -> State:
    """A draft as it stands in its files."""
    return _looked(office, request, Entries())


def _replaced(office: Office, folder: Path, contents: Mapping[str, bytes]) -> str:
    """Put files in the place of a draft's own, and say under which stamp these can be had back."""
    undo = office.desk.keep(folder, contents, always=True)
    write(folder, contents)
    office.wrote(folder)
    return undo


def _looked(office: Office, request: Request, entries: Entries) -> State:
    name, folder = office.draft(request)
    start = time.perf_counter()
    with office.lock(folder):
        stamp = stamp_of(folder)
        files = office.files(folder, stamp)
        checked, draft = looked_at(files, entries)
        state = state_of(name, folder, checked, draft, files.formulas, office.latest(folder))
        totals = {ref: value for ref, value in office.desk.totals(folder).items() if ref in state.figures}
    took = round((time.perf_counter() - start) * 1000, 1)
    return state.model_copy(update={"stamp": stamp, "took": took, "totals": totals})


def stamp(office: Office, request: Request) -> dict[str, Any]:
    """Whether the files have changed, and whether the workbook is open elsewhere."""
    name, folder = office.draft(request)
    now = stamp_of(folder)
    return {"name": name, "stamp": now, "ours": office.is_ours(folder, now), "open_elsewhere": is_open_elsewhere(folder)}


def names(office: Office, request: Request) -> list[dict[str, str]]:
    """The figures that the text can hold."""
    _, folder = office.draft(request)
    draft = open_draft(folder)
    return [one.model_dump() for one in names_of(draft.form, draft.workbook.cells)]


def _entries(office: Office, folder: Path, typed: Typed) -> Entries:
    """What is typed. SourceError where it names last year's report outside of what the page may read."""
    for one in typed.values:
        named = one.now.strip() if tuple(one.key) == (PRIOR,) and one.now != one.was else ""
        if named and not office.desk.holds(folder, named):
            raise SourceError(
                f"上年的年报“{named}”不在“{office.desk.root.name}”文件夹里，网页只读这个文件夹里的",
                hint="把它复制进来，再写它的位置；或者用“接着去年”",
            )
    return Entries(
        cells={one.ref: TypedCell(one.was, one.now) for one in typed.cells},
        texts={tuple(one.key): TypedText(tuple(one.was), tuple(one.now)) for one in typed.texts},
        values={tuple(one.key): TypedCell(one.was, one.now) for one in typed.values},
        notes={one.table: TypedText(tuple(one.was), tuple(one.now)) for one in typed.notes},
    )


def look(office: Office, request: Request, typed: Typed) -> State:
    """The draft as if what is typed were saved."""
    _, folder = office.draft(request)
    return _looked(office, request, _entries(office, folder, typed))


def save(office: Office, request: Request, typed: Typed) -> Saved:
    """What was typed put into the files."""
    _, folder = office.draft(request)
    with office.lock(folder):
        done = put(folder, _entries(office, folder, typed), over=typed.over)
        if done.contents:
            office.desk.keep(folder, done.contents, always=_takes_much(typed))
            write(folder, done.contents)
            office.wrote(folder)
    overlaps = [OverlapEntry.model_validate(one._asdict()) for one in done.overlaps]
    return Saved(state=state(office, request), overlaps=overlaps, refused=list(done.refused))


def totals(office: Office, request: Request, asked: Totals) -> dict[str, dict[str, str]]:
    """Pasted totals that did not come out, remembered until they do; all of them."""
    _, folder = office.draft(request)
    with office.lock(folder):
        return {"totals": office.desk.with_totals(folder, asked.totals)}


def _takes_much(typed: Typed) -> bool:
    """Whether a lot goes by what was typed, which somebody may want back after leaving the page: a section, or a block of figures."""
    lost = (sum(map(len, one.was)) - sum(map(len, one.now)) for one in typed.texts)
    emptied = sum(bool(one.was.strip()) and not one.now.strip() for one in typed.cells)
    return emptied >= _MANY_CELLS or any(one >= _MANY_SIGNS for one in lost)


def mend(office: Office, request: Request, asked: Mended) -> Saved:
    """One finding settled in one of the ways that it offers."""
    _, folder = office.draft(request)
    with office.lock(folder):
        checked = check_draft(folder)
        alike = (one for one in checked.findings if fingerprint(one) == asked.fingerprint and one.code == asked.code)
        finding = next((one for one in alike if str(one.location) == asked.at), None)
        if finding is None:
            raise SourceError("这个问题已经没有了", hint="看看刷新后的列表")
        text = "" if is_in_word(folder) else read_text(folder / NARRATIVE)[0]
        if asked.how == "unwaive":
            refuse_in_word(folder)
            contents = {NARRATIVE: _without_answer(text, finding.location.line)}
        elif asked.how == "answered":
            contents = {NARRATIVE: _without_question(text, finding.location).encode()}
        else:
            contents = _mended(folder, checked, finding, asked.say, text)
        undo = _replaced(office, folder, contents)
    return Saved(state=state(office, request), undo=undo)


def _without_question(text: str, location: Location) -> str:
    """The text without the line that asks what has become of one of last year's problems."""
    rows = text.split("\n")
    if not 0 < location.line <= len(rows) or question_of(rows[location.line - 1]) is None:
        raise SourceError("文字已经变了，没有改", hint="刷新后再试")
    del rows[location.line - 1]
    return "\n".join(rows)


def _mended(folder: Path, checked: Checked, finding: Finding, say: str, text: str) -> dict[str, bytes]:
    """What the files hold when a finding is settled as the button said."""
    mend = next((one for one in mends_of(checked, finding, text) if one.say == say), None)
    if mend is None:
        raise SourceError("这一处已经不能这样改了，没有改", hint="看看刷新后的列表")
    if mend.fix is None:
        entries = Entries({ref: TypedCell(checked.report.cells[ref].text, value) for ref, value in mend.cells.items()})
        return dict(put(folder, entries, over=True).contents)
    if mend.fix.location.grid:
        typed = note_mended(open_draft(folder), mend.fix)
        if typed is None:
            raise SourceError("附注已经变了，没有改", hint="刷新后再试")
        return dict(put(folder, typed, over=True).contents)
    new, made = applied(text, [mend.fix])
    if not made:
        raise SourceError("文字已经变了，没有改", hint="刷新后再试")
    return {NARRATIVE: new.encode()}


def waive(office: Office, request: Request, asked: Waived) -> Saved:
    """A warning answered in the text file."""
    _, folder = office.draft(request)
    with office.lock(folder):
        refuse_in_word(folder)
        text = read_text(folder / NARRATIVE)[0]
        meant = [one for one in check_draft(folder).findings if is_about(asked.code, asked.place, one)]
        said = said_of(meant[0]) if len(meant) == 1 else ""  # of several no one's words are theirs
        contents = {NARRATIVE: with_waiver(text, asked.code, asked.place, asked.reason, said).encode()}
        undo = _replaced(office, folder, contents)
    return Saved(state=state(office, request), undo=undo)


def unwaive(office: Office, request: Request, asked: Unwaived) -> Saved:
    """An answer to a warning taken back: the warning counts again."""
    _, folder = office.draft(request)
    with office.lock(folder):
        refuse_in_word(folder)
        text = read_text(folder / NARRATIVE)[0]
        waivers = open_draft(folder).narrative.waivers
        if not any(one.code == asked.code and one.location.line == asked.line for one in waivers):
            raise SourceError("文字稿已经变了，没有改", hint="刷新后再试")
        contents = {NARRATIVE: _without_answer(text, asked.line)}
        undo = _replaced(office, folder, contents)
    return Saved(state=state(office, request), undo=undo)


def _without_answer(text: str, line: int) -> bytes:
    new = without_waiver(text, line)
    if new is None:
        raise SourceError("这一条的写法比较特别，这里去不掉", hint="用记事本打开草稿文件夹里的文字稿，在“豁免”下面删去它")
    return new.encode()


def convert(office: Office, request: Request) -> State:
    """The Word text of a draft made one that the page can change; the Word file stays under another name."""
    _, folder = office.draft(request)
    with office.lock(folder):
        if is_in_word(folder):
            make_narrative(folder)
            office.wrote(folder)
    return state(office, request)


def paste(office: Office, request: Request, pasted: Pasted) -> Clipboard:
    """What was on the clipboard, as lines of the text; what of it no text can hold is said."""
    found = read_clipboard(pasted.html, pasted.text)
    _, folder = office.draft(request)
    with office.lock(folder):
        draft = office.files(folder, stamp_of(folder)).draft
    taken = taken_apart(found.lines, draft.form, draft.narrative)
    if taken is None:
        return found
    parts = [WholePart(**one._asdict()) for one in taken.parts]
    in_text = any(line.startswith("|") for part in parts for line in part.lines)
    lost = read_clipboard(pasted.html, pasted.text, tables_kept=in_text).left
    values = [WholeValue(**one._asdict()) for one in taken.values]
    return found.model_copy(update={"whole": Whole(parts=parts, values=values, left=taken.left, tables=taken.tables, lost=lost)})


def drawn(office: Office, request: Request, asked: Drawn) -> dict[str, Any]:
    """A chart as it will be printed with the figures of now, and what is wrong with it in a few words."""
    _, folder = office.draft(request)
    with office.lock(folder):
        draft = office.files(folder, stamp_of(folder)).draft
    last, _ = prior_of(folder, None, draft.narrative)
    block = written_block(Paragraph(asked.line, Location(NARRATIVE, line=1, column=1)))
    narrative = draft.narrative._replace(texts={PREFACE_ID: (block,)}, variables={}, charts=draft.narrative.charts)
    bound, findings = draft._replace(narrative=narrative).bound(years_before(draft.narrative, last))
    made = bound.texts[PREFACE_ID][0]
    told = [in_plain_words(one.message) for one in findings if one.location.line == 1]
    return {"drawing": chart_svg(made.chart, made.text, alt=made.alt) if made.chart else "", "told": told}


# -- earlier states ------------------------------------------------------------------------------------


def earlier(office: Office, request: Request) -> list[dict[str, Any]]:
    """The states that one can go back to, each with what it has otherwise."""
    _, folder = office.draft(request)
    with office.lock(folder):
        draft = office.files(folder, stamp_of(folder)).draft
        return [one.model_dump() for one in office.earlier.entries(office.desk.earlier(folder), draft)]


def back(office: Office, request: Request, asked: GoBack) -> Saved:
    """An earlier state put back, the present one kept; nothing where it was asked for only while nothing else had changed."""
    _, folder = office.draft(request)
    with office.lock(folder):
        contents = office.desk.contents(folder, asked.stamp)
        later = asked.after not in ("", stamp_of(folder))
        undo = "" if later else _replaced(office, folder, contents)
    return Saved(state=state(office, request), undo=undo, later=later)


# -- files that come in --------------------------------------------------------------------------------


def new_workbook(office: Office, request: Request, name: str, content: bytes, words: dict[str, str]) -> Saved | Question:
    """A workbook that was filled elsewhere, in the place of the draft's own; what is no workbook of this form is refused.

    One that says that it is another agency's, or another year's, or says neither, takes the place only of who is `sure`.
    """
    _, folder = office.draft(request)
    if Path(name).suffix != ".xlsx":
        raise SourceError(
            f"数据表要是 .xlsx 文件，这是 {name}", hint="在 Excel 或 WPS 里“另存为”，类型选“Excel 工作簿（*.xlsx）”"
        )
    with office.lock(folder):
        draft = open_draft(folder)
        brought = _workbook_sent(name, content, draft.form)
        if is_open_elsewhere(folder):
            raise OutputError("数据表正在 Excel 或 WPS 里打开，没有换", location=Location(WORKBOOK), hint="先在那边关闭")
        question = _another(brought, name, draft)
        if question and words.get("sure") != "1":
            return Question(ask=question)
        contents = {WORKBOOK: content}
        undo = _replaced(office, folder, contents)
    return Saved(state=state(office, request), undo=undo)


def _workbook_sent(name: str, content: bytes, form: Form) -> Workbook:
    """What a file holds that somebody chose, whose name is all that they know of it. SourceError for what is no workbook of this form."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / name
        path.write_bytes(content)
        return read_workbook(path, form)[0]


def _another(sent: Workbook, name: str, draft: OpenDraft) -> str:
    """What to ask before a workbook takes the place of the draft's, by what it says of itself; '' where it is this agency's and this year's."""
    own = (draft.narrative.agency, f"{draft.narrative.year}年度" if draft.narrative.year else "")
    said = (sent.agency.text.strip() if sent.agency else "", f"{sent.year.text.strip()}年度" if sent.year else "")
    if all(one == other for one, other in zip(said, own, strict=True) if one and other) and any(said):
        return ""
    if not any(said):
        return f"“{name}”里没有写是哪个机关、哪一年的，换了以后，这份草稿（{''.join(own)}）的数全部换成它的。"
    return f"“{name}”里写的是{''.join(said)}，这份草稿是{''.join(own)}。换了以后，草稿的数全部换成它的。"


def new_picture(office: Office, request: Request, name: str, content: bytes, words: dict[str, str]) -> dict[str, str]:
    """A picture for the text, put among the draft's pictures."""
    _, folder = office.draft(request)
    if Path(name).suffix not in _PICTURES:
        raise SourceError(f"图片要是 {'、'.join(_PICTURES)}，这是 {name}", hint="在画图里另存为 PNG")
    with office.lock(folder), brought(office.desk.inside(folder / IMAGES) / name, content) as path:
        try:
            read_picture(folder, f"{IMAGES}/{path.name}")
        except PictureProblem as problem:
            raise SourceError(problem.message, hint=problem.hint) from None
    return {"image": f"{IMAGES}/{path.name}"}


# -- the end ------------------------------------------------------------------------------------------


def close(office: Office, request: Request) -> dict[str, str]:
    """The end of the server."""
    office.close()
    return {"closed": "1"}
