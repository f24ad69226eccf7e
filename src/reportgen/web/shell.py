"""The page itself, at once: what draws it is served while all that answers it is still being loaded."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Event, Thread
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from .desk import Desk
from .guard import Guard
from .office import Office

# What the paths begin with that take files.
_UPLOADS = ("/api/upload/", "/api/start/upload")
# So many seconds what is loaded first has the machine for itself, to answer what was asked of it.
_PAUSE = 1.0
_STATIC = Path(__file__).parent / "static"
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Later:
    """An application that is loaded beside the server; whoever asks for it earlier waits."""

    def __init__(self, load: Callable[[], ASGIApp]) -> None:
        self._load = load
        self._loaded: Future[ASGIApp] = Future()
        self.wanted = Event()

    def load(self) -> None:
        """Load it now."""
        try:
            self._loaded.set_result(self._load())
        except Exception as error:  # noqa: BLE001 - whoever asks is told
            self._loaded.set_exception(error)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, once it is there."""
        self.wanted.set()
        app = await asyncio.wrap_future(self._loaded)
        await app(scope, receive, send)


def load_in_turn(*later: Later) -> None:
    """Load one after the other, beside the server: the next when it is asked for, or when the first screen has had its time."""

    def run() -> None:
        for number, one in enumerate(later):
            one.wanted.wait(_PAUSE if number else 0)
            one.load()

    Thread(target=run, daemon=True).start()


def run(root: Path, listening: socket.socket, *, secret: str) -> None:
    """Answer at a socket that listens already, until the page says 关闭 or the program is ended."""
    server: uvicorn.Server | None = None

    def close() -> None:
        if server is not None:
            server.should_exit = True

    office = Office(Desk(root), close)

    def load_first() -> ASGIApp:
        from .app import first_screen

        return first_screen(office)

    def load_rest() -> ASGIApp:
        from .app import application

        return application(office)

    first, rest = Later(load_first), Later(load_rest)
    guarded = Guard(shell(office.listed, first, rest), secret=secret, port=listening.getsockname()[1], uploads=_UPLOADS)
    settings = uvicorn.Config(guarded, log_level="error", access_log=False, server_header=False, timeout_graceful_shutdown=2)
    server = uvicorn.Server(settings)
    load_in_turn(first, rest)
    server.run(sockets=[listening])


def shell(listed: Callable[[], dict[str, Any]], first: ASGIApp, answers: ASGIApp) -> Starlette:
    """The addresses of the page and what it is drawn with, and the list of the drafts; the rest of the first screen goes to `first`.

    All else below /api goes to `answers`.
    """

    async def drafts(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(listed))

    routes = [
        Route("/", _page, methods=["GET"]),
        Route("/static/{name}", _static, methods=["GET"]),
        Route("/api/drafts", drafts, methods=["GET"]),
        Mount("/api/start", app=first),
        Mount("/api", app=answers),
    ]
    return Starlette(routes=routes, exception_handlers={404: _not_there})


async def _page(request: Request) -> Response:
    return Response((_STATIC / "index.html").read_bytes(), media_type="text/html; charset=utf-8")


async def _static(request: Request) -> Response:
    path = _STATIC / request.path_params["name"]
    if path.suffix not in _KINDS or path.parent != _STATIC or not path.is_file():
        return _told("没有这个文件")
    return Response(path.read_bytes(), media_type=f"{_KINDS[path.suffix]}; charset=utf-8")


async def _not_there(request: Request, error: Exception) -> Response:
    return _told("没有这个地址")


def _told(words: str) -> Response:
    told: dict[str, Any] = {"message": words, "hint": "回到首页", "place": ""}
    return JSONResponse(told, status_code=404)
