"""The addresses that answer the page, and what goes around every answer: the message read, the work beside others, refusals in words."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path, PurePath
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..model.errors import OutputError, ReportgenError
from ..tasks.build import safe_name
from . import start
from .guard import TooMuch
from .messages import Asked, Drawn, GoBack, Mended, NewDraft, NewName, Pasted, Told, Totals, Typed, Unwaived, Waived
from .office import Office
from .wording import in_office_words

# What is done at an address: with the office, the request, and what came with it.
Work = Callable[..., Any]


def application(office: Office) -> Starlette:
    """The addresses of a draft that is open, as they stand below /api."""
    from . import answers, documents  # the first screen does without them

    asked: dict[str, Work] = {
        "/frame": answers.frame,
        "/state": answers.state,
        "/stamp": answers.stamp,
        "/names": answers.names,
        "/earlier": answers.earlier,
        "/preview": documents.preview,
        "/checklist": documents.checklist,
        "/document": documents.document,
        "/workbook": documents.workbook,
        "/picture": documents.picture,
    }
    said: dict[str, tuple[Work, type[BaseModel] | None]] = {
        "/look": (answers.look, Typed),
        "/save": (answers.save, Typed),
        "/totals": (answers.totals, Totals),
        "/mend": (answers.mend, Mended),
        "/unwaive": (answers.unwaive, Unwaived),
        "/waive": (answers.waive, Waived),
        "/convert": (answers.convert, None),
        "/drawn": (answers.drawn, Drawn),
        "/paste": (answers.paste, Pasted),
        "/build": (documents.build, Asked),
        "/back": (answers.back, GoBack),
        "/folder": (documents.folder_shown, None),
        "/close": (answers.close, None),
    }
    sent: dict[str, Work] = {"/upload/workbook": answers.new_workbook, "/upload/picture": answers.new_picture}
    return _routed(office, asked, said, sent)


def first_screen(office: Office) -> Starlette:
    """The addresses of the first screen, as they stand below /api/start."""
    return _routed(
        office,
        {"/forms": start.forms, "/entry": start.entry},
        {"/new": (start.new, NewDraft), "/rename": (start.rename, NewName)},
        {"/upload": start.last_year},
    )


def _routed(
    office: Office,
    asked: Mapping[str, Work],
    said: Mapping[str, tuple[Work, type[BaseModel] | None]],
    sent: Mapping[str, Work],
) -> Starlette:
    """The addresses where something is asked, those where a message is said, and those where a file is sent."""
    routes = [
        *(Route(path, _answer(office, work), methods=["GET"]) for path, work in asked.items()),
        *(Route(path, _answer(office, work, shape), methods=["POST"]) for path, (work, shape) in said.items()),
        *(Route(path, _upload(office, work), methods=["POST"]) for path, work in sent.items()),
    ]
    return Starlette(routes=routes, exception_handlers=_HANDLERS)


# -- around every answer -------------------------------------------------------------------------------


def _answer(office: Office, work: Work, shape: type[BaseModel] | None = None) -> Callable[[Request], Awaitable[Response]]:
    """An address whose work runs beside the others; what it cannot do it says in a few words."""

    async def answer(request: Request) -> Response:
        arguments: list[Any] = [office, request]
        if shape is not None:
            try:
                arguments.append(shape.model_validate_json(await request.body()))
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(str(part) for part in first["loc"])
                return _told(Told(message="网页送来的内容不合规定", hint="刷新网页再试", place=where), 422)
        return await run_in_threadpool(_guarded, work, *arguments)

    return answer


def _upload(office: Office, work: Work) -> Callable[[Request], Awaitable[Response]]:
    """An address that takes one file, and perhaps a few words with it."""

    async def answer(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=8) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                return _told(Told(message="没有收到文件", hint="重新选一次文件"), 422)
            name = re.split(r"[/\\]", file.filename)[-1]
            content = await file.read()
            words = {key: value for key, value in form.items() if isinstance(value, str)}
        return await run_in_threadpool(
            _guarded, work, office, request, safe_name(Path(name).stem) + Path(name).suffix.lower(), content, words
        )

    return answer


def _guarded(work: Work, *arguments: Any) -> Response:
    try:
        made = work(*arguments)
    except ReportgenError as error:
        status = 409 if isinstance(error, OutputError) else 400
        # Where a file lies on this machine is nothing that somebody in the page knows.
        place = error.location._replace(path=PurePath(error.location.path).name) if error.location else ""
        said = (error.message, error.hint, str(place))
        message, hint, place = map(in_office_words, said)
        return _told(Told(message=message, hint=hint, place=place), status)
    if isinstance(made, Response):
        return made
    return JSONResponse(made.model_dump(mode="json") if isinstance(made, BaseModel) else made)


def _told(told: Told, status: int) -> Response:
    return JSONResponse(told.model_dump(), status_code=status)


async def _too_much(request: Request, error: Exception) -> Response:
    return _told(Told(message="送来的内容太大", hint="分几次送"), 413)


async def _not_there(request: Request, error: Exception) -> Response:
    return _told(Told(message="没有这个地址", hint="回到首页"), 404)


async def _gone(request: Request, error: Exception) -> Response:
    """Whoever asked has left the page meanwhile: nobody is there to be answered, and nothing is wrong."""
    return Response(status_code=400)


_HANDLERS: Mapping[Any, Any] = {TooMuch: _too_much, ClientDisconnect: _gone, 404: _not_there}
