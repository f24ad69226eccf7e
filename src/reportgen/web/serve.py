"""Starting and ending the server: on this machine alone, at the folder's own port where that is free, with a secret in the first address."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from ..model.errors import OutputError
from .guard import TOKEN

ADDRESS = "127.0.0.1"
# Ports that neither systems give to whoever asks for any, nor browsers refuse.
_FIRST_PORT, _PORTS = 20_000, 10_000
# What the page cannot do without is looked for before its address is said, and loaded after.
for _name in ("uvicorn", "starlette", "python_multipart"):
    if find_spec(_name) is None:
        raise ModuleNotFoundError(_name, name=_name)


def serve(root: Path, *, port: int = 0, browser: bool = True, say: Callable[[str], None] = print) -> None:
    """Serve the drafts in a folder until Ctrl-C, or until the page says 关闭. OutputError where the port is taken."""
    with _listening(port) if port else _listening_for(root) as listening:
        port = listening.getsockname()[1]
        secret = secrets.token_urlsafe(24)
        address = f"http://{ADDRESS}:{port}/?{TOKEN}={secret}"
        say(f"网页开在：{address}")
        say("只有这台电脑上的浏览器能打开；用完在网页里点“关闭”，或在这里按 Ctrl-C。")
        if browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        # The browser starts, or waits, while the server is loaded.
        from .shell import run

        run(root, listening, secret=secret)


def _listening_for(root: Path) -> socket.socket:
    """At the port that is the folder's every time, so that a page which is still open finds the program again after it was ended.

    The secret is another each time: the page is let in again by the cookie of the new first address, which is the browser's.
    """
    try:
        return _listening(port_of(root))
    except OutputError:
        return _listening(0)


def port_of(root: Path) -> int:
    """The port of a folder; where another program is there, it gets any other."""
    return _FIRST_PORT + int.from_bytes(sha256(os.fsencode(root.resolve())).digest()[:4], "big") % _PORTS


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows SO_REUSEADDR would let two programs have one port at once.
        if sys.platform == "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((ADDRESS, port))
        listening.listen()  # the address is said before the server runs
    except OSError:
        listening.close()
        raise OutputError(f"端口 {port} 已经有程序在用", hint="换一个端口，或者不写 --port，由程序找一个空的") from None
    return listening
