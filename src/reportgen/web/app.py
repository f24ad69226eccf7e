"""The addresses that answer the page, and what goes around every answer: the message read, the work beside others, refusals in words."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

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
from .messages import Asked, Drawn, GoBack, Mended, NewDraft, Pasted, Told, Totals, Typed, Unwaived, Waived
from .office import Office
from .wording import in_office_words

M = TypeVar("M", bound=BaseModel)


def application(office: Office) -> Starlette:
    """The addresses of a draft that is open, as they stand below /api."""
    from . import answers, documents  # the first screen does without them

    get, post = ["GET"], ["POST"]
    routes = [
        Route("/frame", _answer(office, answers.frame), methods=get),
        Route("/state", _answer(office, answers.state), methods=get),
        Route("/stamp", _answer(office, answers.stamp), methods=get),
        Route("/names", _answer(office, answers.names), methods=get),
        Route("/earlier", _answer(office, answers.earlier), methods=get),
        Route("/preview", _answer(office, documents.preview), methods=get),
        Route("/checklist", _answer(office, documents.checklist), methods=get),
        Route("/document", _answer(office, documents.document), methods=get),
        Route("/workbook", _answer(office, documents.workbook), methods=get),
        Route("/picture", _answer(office, documents.picture), methods=get),
        Route("/look", _answer(office, answers.look, Typed), methods=post),
        Route("/save", _answer(office, answers.save, Typed), methods=post),
        Route("/totals", _answer(office, answers.totals, Totals), methods=post),
        Route("/mend", _answer(office, answers.mend, Mended), methods=post),
        Route("/unwaive", _answer(office, answers.unwaive, Unwaived), methods=post),
        Route("/waive", _answer(office, answers.waive, Waived), methods=post),
        Route("/convert", _answer(office, answers.convert), methods=post),
        Route("/drawn", _answer(office, answers.drawn, Drawn), methods=post),
        Route("/paste", _answer(office, answers.paste, Pasted), methods=post),
        Route("/build", _answer(office, documents.build, Asked), methods=post),
        Route("/back", _answer(office, answers.back, GoBack), methods=post),
        Route("/folder", _answer(office, documents.folder_shown), methods=post),
        Route("/close", _answer(office, answers.close), methods=post),
        Route("/upload/workbook", _upload(office, answers.new_workbook), methods=post),
        Route("/upload/picture", _upload(office, answers.new_picture), methods=post),
    ]
    return Starlette(routes=routes, exception_handlers=_HANDLERS)


def first_screen(office: Office) -> Starlette:
    """The addresses of the first screen, as they stand below /api/start."""
    routes = [
        Route("/forms", _answer(office, start.forms), methods=["GET"]),
        Route("/entry", _answer(office, start.entry), methods=["GET"]),
        Route("/new", _answer(office, start.new, NewDraft), methods=["POST"]),
        Route("/upload", _upload(office, start.last_year), methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers=_HANDLERS)


# -- around every answer -------------------------------------------------------------------------------


def _answer(office: Office, work: Callable[..., Any], shape: type[M] | None = None) -> Callable[[Request], Awaitable[Response]]:
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


def _upload(office: Office, work: Callable[..., Any]) -> Callable[[Request], Awaitable[Response]]:
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


def _guarded(work: Callable[..., Any], *arguments: Any) -> Response:
    try:
        made = work(*arguments)
    except ReportgenError as error:
        status = 409 if isinstance(error, OutputError) else 400
        said = (error.message, error.hint, str(error.location or ""))
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
