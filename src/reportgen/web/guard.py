"""Nobody else gets in: who may speak to the server, how much they may say, and what their browser may load.

The server listens on this machine alone. Still every page that is open in the same browser, and every program of
another user of this machine, could try to speak to it: so the address must be ours (against DNS that points elsewhere),
a form of another site is refused, and the first address holds a secret that becomes a cookie.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Cookies are not told apart by ports: each server has one of its own, since two folders may be open at once.
COOKIE = "reportgen-{port}"
# What the secret is called in the first address.
TOKEN = "token"  # noqa: S105 - the name of it
# Of what a page sends: the cells of all tables and the longest text are far smaller.
MAX_SAID = 2_000_000
# Of a file: a filled workbook, a published report with pictures.
MAX_UPLOAD = 60_000_000
_READING = ("GET", "HEAD")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-store",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"x-frame-options": b"SAMEORIGIN",
}


class Guard:
    """Stands before the application; `secret` is what the first address carries."""

    def __init__(self, app: App, *, secret: str, port: int, uploads: tuple[str, ...]) -> None:
        """`uploads` is what the paths begin with that take files."""
        self.app = app
        self.secret = secret
        self.cookie = COOKIE.format(port=port)
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say why not."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        reason = self._refusal(scope, headers)
        if reason:
            await _answer(send, 403, reason)
            return
        if self._is_first(scope):
            place = (b"location", b"/")
            await _answer(send, 303, "", (place, (b"set-cookie", self._cookie())))
            return
        if not self._knows(headers):
            await _answer(
                send, 401, "程序重新打开过：要从它新开的那个窗口（reportgen open 打印出来的地址）进来一次，这一页才认得"
            )
            return
        limit = MAX_UPLOAD if scope["path"].startswith(self.uploads) else MAX_SAID
        if not headers.get(b"content-length", "0").isdigit() or int(headers.get(b"content-length", "0")) > limit:
            await _answer(send, 413, f"送来的内容超过了 {limit // 1_000_000} MB 的上限")
            return
        await self.app(scope, _bounded(receive, limit), _with_headers(send))

    def _refusal(self, scope: Scope, headers: dict[bytes, str]) -> str:
        """Why a request is none of ours; ''."""
        host = headers.get(b"host", "")
        if host not in self.hosts:
            return "只接受这台电脑上的地址"
        if headers.get(b"sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return "请求来自别的网站"
        origin = headers.get(b"origin", "")
        if scope["method"] in _READING:
            return "请求来自别的网站" if origin and origin != f"http://{host}" else ""
        return "" if origin == f"http://{host}" else "请求来自别的网站"

    def _is_first(self, scope: Scope) -> bool:
        if scope["path"] != "/" or scope["method"] != "GET":
            return False
        said = parse_qs(scope.get("query_string", b"").decode("latin-1")).get(TOKEN, [""])[0]
        return secrets.compare_digest(said.encode(), self.secret.encode())

    def _cookie(self) -> bytes:
        return f"{self.cookie}={self.secret}; HttpOnly; SameSite=Strict; Path=/".encode()

    def _knows(self, headers: dict[bytes, str]) -> bool:
        try:
            cookie = SimpleCookie(headers.get(b"cookie", "")).get(self.cookie)
        except CookieError:
            return False
        return cookie is not None and secrets.compare_digest(cookie.value.encode(), self.secret.encode())


class TooMuch(Exception):
    """More was sent than is taken."""


def _bounded(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooMuch
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message.get("headers", [])}
            message["headers"] = [*message.get("headers", []), *(pair for pair in _HEADERS.items() if pair[0] not in own)]
        await send(message)

    return sent


async def _answer(send: Send, status: int, words: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    body = words.encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [kind, length, *headers, *_HEADERS.items()]})
    await send({"type": "http.response.body", "body": body})
