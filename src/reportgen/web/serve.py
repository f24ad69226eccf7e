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
from .guard import TOKEN, Guard
from .shell import Later, shell

ADDRESS = "127.0.0.1"


def serve(root: Path, *, port: int = 0, browser: bool = True, say: Callable[[str], None] = print) -> None:
    """Serve the drafts in a folder until Ctrl-C, or until the page says 关闭. OutputError where the port is taken."""
    with _listening(port) as listening:
        port = listening.getsockname()[1]
        secret = secrets.token_urlsafe(24)
        server: uvicorn.Server | None = None

        def close() -> None:
            if server is not None:
                server.should_exit = True

        def load() -> ASGIApp:
            from .answers import Office
            from .app import application
            from .desk import Desk

            return application(Office(Desk(root), close))

        answers = Later(load)
        guarded = Guard(shell(answers), secret=secret, port=port, uploads="/api/upload/")
        settings = uvicorn.Config(guarded, log_level="error", access_log=False, server_header=False, timeout_graceful_shutdown=2)
        server = uvicorn.Server(settings)
        address = f"http://{ADDRESS}:{port}/?{TOKEN}={secret}"
        say(f"网页开在：{address}")
        say("只有这台电脑上的浏览器能打开；用完在网页里点“关闭”，或在这里按 Ctrl-C。")
        if browser:
            threading.Timer(0.2, webbrowser.open, (address,)).start()
        answers.start()
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
