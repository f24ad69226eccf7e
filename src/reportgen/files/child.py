"""Work on what comes from anywhere that may take for ever or all memory, done in a process of its own under bounds.

A PDF of three kilobytes can draw ten thousand million letters, a drawing of four blur a page of a hundred
million points: no look at the file tells, and the libraries cannot be stopped. The process is a new
interpreter, on every system; where the system has no bounds (Windows) the time alone is bounded. Bytes go in and
bytes come back: nothing that a document says is ever taken for an object of ours.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from typing import NoReturn

_CODE = (
    "import sys, json; sys.path[:] = json.loads(sys.stdin.buffer.readline()); from reportgen.files.child import serve; serve()"
)
_NO_MEMORY = 77  # how the process ends that may not have more
_SPARE = 10  # seconds of the clock beyond those of the processor: another program may have it


class Stopped(Exception):
    """Why the work did not come to its end, in words that go behind the name of the file."""


def limited(function: str, content: bytes, *, seconds: int, megabytes: int) -> bytes:
    """What `function` (`module:name`, bytes to bytes) makes of `content`. Stopped when it takes more than it may, or dies."""
    head = json.dumps(sys.path) + "\n" + json.dumps([function, seconds, megabytes]) + "\n"
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, and code of ours
            [sys.executable, "-c", _CODE],
            input=head.encode() + content,
            capture_output=True,
            check=False,
            timeout=seconds + _SPARE,
        )
    except subprocess.TimeoutExpired:
        raise Stopped(f"用了 {seconds} 秒还没有做完，已停止") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == _NO_MEMORY or b"memory allocation" in done.stderr:
        raise Stopped(f"要用的内存超过 {megabytes} MB，已停止")
    if done.returncode in _cpu_signals():
        raise Stopped(f"用了 {seconds} 秒还没有做完，已停止")
    raise Stopped("处理到一半，处理它的程序崩溃了")


def serve() -> NoReturn:
    """The other end: one piece of work, from standard input to standard output."""
    function, seconds, megabytes = json.loads(sys.stdin.buffer.readline())
    _bound(seconds, megabytes)
    module, _, name = function.partition(":")
    try:
        work: Callable[[bytes], bytes] = getattr(importlib.import_module(module), name)
        result = work(sys.stdin.buffer.read())
    except (MemoryError, RecursionError):
        sys.exit(_NO_MEMORY)
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    sys.exit(0)


def _bound(seconds: int, megabytes: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows: whoever started this process watches the clock
    for what, most in ((resource.RLIMIT_AS, megabytes * 1_000_000), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        try:
            _, hard = resource.getrlimit(what)
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (ValueError, OSError):
            continue  # macOS knows some bounds by name only


def _cpu_signals() -> tuple[int, ...]:
    import signal

    return tuple(-number for name in ("SIGXCPU", "SIGKILL") if (number := getattr(signal, name, None)))
