"""A server of the page for tests: a process as a user starts it, and a way to speak to it as a browser would, or would not."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from conftest import ROOT


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)


class Served:
    """A running server: its address with the secret, and its process."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process, self.address = process, address
        self.port = int(re.search(r":(\d+)/", address)[1])  # type: ignore[index]
        self.secret = address.partition("token=")[2]

    def ask(self, path: str, body: object = None, *, draft: str = "", raw: bytes | None = None, **headers: str | None) -> Answer:
        """One request as the page makes it; a header that is None is left out."""
        host = f"127.0.0.1:{self.port}"
        known: dict[str, str | None] = {"Host": host, "Cookie": f"reportgen-{self.port}={self.secret}"}
        content = raw if raw is not None else None if body is None else json.dumps(body).encode()
        if content is not None:
            known |= {"Origin": f"http://{host}", "Content-Type": "application/json"}
        known |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        method = "GET" if content is None else "POST"
        target = path + (f"?draft={quote(draft)}" if draft else "")
        connection.putrequest(method, target, skip_host=True)
        for name, value in known.items():
            if value is not None:
                connection.putheader(name, value)
        if content is not None:
            connection.putheader("Content-Length", str(len(content)))
        connection.endheaders(content)
        answer = connection.getresponse()
        got = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()
        return got


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """`reportgen open` over a folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-u", "-m", "reportgen", "open", str(folder), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment, cwd=folder)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield Served(process, re.search(r"http\S+", line)[0])  # type: ignore[index]
    finally:
        process.terminate()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()
