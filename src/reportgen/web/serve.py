"""Starting and ending the server: on this machine alone, at a free port, with a secret in the first address."""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from ..model.errors import OutputError
from .desk import Desk
from .guard import TOKEN, Guard
from .office import Office
from .shell import Later, load_in_turn, shell

ADDRESS = "127.0.0.1"
# What the paths begin with that take files.
UPLOADS = ("/api/upload/", "/api/start/upload")


def serve(root: Path, *, port: int = 0, browser: bool = True, say: Callable[[str], None] = print) -> None:
    """Serve the drafts in a folder until Ctrl-C, or until the page says 关闭. OutputError where the port is taken."""
    with _listening(port) as listening:
        port = listening.getsockname()[1]
        secret = secrets.token_urlsafe(24)
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
        guarded = Guard(shell(office.listed, first, rest), secret=secret, port=port, uploads=UPLOADS)
        settings = uvicorn.Config(guarded, log_level="error", access_log=False, server_header=False, timeout_graceful_shutdown=2)
        server = uvicorn.Server(settings)
        address = f"http://{ADDRESS}:{port}/?{TOKEN}={secret}"
        say(f"网页开在：{address}")
        say("只有这台电脑上的浏览器能打开；用完在网页里点“关闭”，或在这里按 Ctrl-C。")
        if browser:
            threading.Timer(0.2, webbrowser.open, (address,)).start()
        load_in_turn(first, rest)
        server.run(sockets=[listening])


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((ADDRESS, port))
        listening.listen()  # the address is said before the server runs
    except OSError:
        listening.close()
        raise OutputError(f"端口 {port} 已经有程序在用", hint="换一个端口，或者不写 --port，由程序找一个空的") from None
    return listening
