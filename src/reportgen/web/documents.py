"""What goes out of the server: the report as it will look, the documents made of it, the files of the draft themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from ..files.pictures import PictureProblem, read_picture
from ..model.draft import WORKBOOK, Built, Checked
from ..model.errors import OutputError, SourceError
from ..reports.open import open_draft
from ..show.report_page import report_page
from ..tasks.build import build_draft
from ..tasks.check import check_draft, check_opened
from .checklist import checklist_page
from .desk import draft_digest
from .draft_state import places_of
from .messages import Asked
from .office import Office
from .problems import left_to_do, problems_of, waits, waived_of

_DOCUMENT_KINDS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
}
# What a page of its own may load, and that it may not speak to us.
_ALONE = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def preview(office: Office, request: Request) -> Response:
    """The report as it will look on a page."""
    _, folder = office.draft(request)
    checked = check_draft(folder)
    page = report_page(checked, draft=bool(checked.errors))
    return Response(page, media_type="text/html", headers={"content-security-policy": _ALONE})


def checklist(office: Office, request: Request) -> Response:
    """The list to hand in with the report."""
    _, folder = office.draft(request)
    draft = open_draft(folder)
    checked = check_opened(draft)
    places = places_of(checked, draft)
    page = checklist_page(checked, problems_of(places), waived_of(places), date.today())
    return Response(page, media_type="text/html", headers={"content-security-policy": _ALONE})


def build(office: Office, request: Request, asked: Asked) -> dict[str, Any]:
    """A document made, and what was proved of it."""
    _, folder = office.draft(request)
    with office.lock(folder):
        digest = draft_digest(folder)
        built = build_draft(folder, kinds=(asked.kind,), draft=asked.unfinished)
        if isinstance(built, Built) and draft_digest(folder) == digest:
            office.desk.made(folder, built.paths, digest)
    if isinstance(built, Checked):
        waiting = [one for one in built.findings if waits(one, built.form)]
        wrong = built.errors - len(waiting)
        left = [f"{wrong} 个错误"] if wrong else []
        left += [f"{left_to_do(waiting, built.form)} 项没有填、没有写"] if waiting else []
        raise OutputError(f"还有 {'，'.join(left)}，没有生成", hint="做完再生成；或者先生成一份写着“草稿”的看看样子")
    assert isinstance(built, Built)
    report = built.checked.report
    return {
        "file": built.path.name,
        "figures": sum(1 for cell in report.cells.values() if cell.value is not None),
        "paragraphs": sum(len(blocks) for blocks in report.texts.values()),
        "remarks": list(built.remarks),
    }


def document(office: Office, request: Request) -> Response:
    """A made document to take away."""
    _, folder = office.draft(request)
    name = request.query_params.get("name", "")
    path = folder / name
    if path.parent != folder or path.suffix not in _DOCUMENT_KINDS or name in (WORKBOOK,) or not path.is_file():
        raise SourceError("没有这个文件", hint="先生成")
    return _sent(office.desk.inside(path), inline=request.query_params.get("see") == "1" and path.suffix == ".pdf")


def workbook(office: Office, request: Request) -> Response:
    """The workbook to take away."""
    _, folder = office.draft(request)
    return _sent(folder / WORKBOOK)


def _sent(path: Path, *, inline: bool = False) -> Response:
    how = "inline" if inline else "attachment"
    headers = {"content-disposition": f"{how}; filename*=UTF-8''{quote(path.name)}"}
    if path.suffix == ".html":
        headers["content-security-policy"] = _ALONE
    return FileResponse(path, media_type=_DOCUMENT_KINDS[path.suffix], headers=headers)


def picture(office: Office, request: Request) -> Response:
    """A picture of the draft."""
    _, folder = office.draft(request)
    try:
        picture = read_picture(folder, request.query_params.get("name", ""))
    except PictureProblem as problem:
        raise SourceError(problem.message, hint=problem.hint) from None
    return Response(picture.content, media_type=f"image/{picture.extension}")


def folder_shown(office: Office, request: Request) -> dict[str, str]:
    """Show the draft's folder in the computer's own file window."""
    _, folder = office.draft(request)
    return {"shown": "1" if show_folder(folder) else "", "folder": str(folder)}


def show_folder(folder: Path) -> bool:
    """Show a folder in the computer's own file window; whether there is one."""
    try:
        if sys.platform == "win32":
            os.startfile(folder)  # type: ignore[attr-defined,unused-ignore]  # noqa: S606
            return True
        program = "open" if sys.platform == "darwin" else "xdg-open"
        subprocess.Popen([program, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    except OSError:
        return False
    return True
