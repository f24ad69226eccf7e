"""What is worked out from the program's own text, kept beside its bytecode: as little is worked out again at every start as is compiled.

It lies in the `__pycache__` of this folder, where Python keeps this module, and under the same conditions: nothing is
written where Python writes no bytecode (PYTHONDONTWRITEBYTECODE, a folder that others own), and who can change it there
can change the program itself. What is read back is held against the version of Python and a checksum; what does not fit
is worked out anew. Nothing of a report, and nothing of a draft, is ever kept.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, TypeVar

from ..text import patterns

T = TypeVar("T")

# More than a start of the program ever asks for: what older versions left behind is dropped with the rest.
_MOST = 1000
_MOST_BYTES = 8_000_000
_SUFFIX = ".kept"


class Kept:
    """Values by their keys, all of kinds that `marshal` writes, in the file `name`; what is new goes there with `write`."""

    def __init__(self, name: str) -> None:
        self.path = Path(cache_from_source(str(Path(__file__).with_name(f"{name}.py")))).with_suffix(_SUFFIX)
        self._known = self._read()
        self._new: dict[Any, Any] = {}

    def get(self, key: Any) -> Any:
        """What is kept under a key; None where nothing is."""
        return self._known.get(key)

    def put(self, key: Any, value: Any) -> None:
        """Keep a value under a key, from the next `write` on."""
        self._known[key] = self._new[key] = value

    def write(self) -> None:
        """Put what is new into the file. Where that cannot be, nothing is kept: the next start works it out again."""
        if not self._new or sys.dont_write_bytecode:
            return
        content = marshal.dumps((_stamp(), self._known))
        if len(self._known) > _MOST or len(content) > _MOST_BYTES:
            content = marshal.dumps((_stamp(), self._new))
        beside = self.path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                beside.write_bytes(zlib.crc32(content).to_bytes(4, "little") + content)
                beside.replace(self.path)
            finally:
                beside.unlink(missing_ok=True)

    def _read(self) -> dict[Any, Any]:
        try:
            content = self.path.read_bytes()
            if zlib.crc32(content[4:]).to_bytes(4, "little") == content[:4]:
                stamp, known = marshal.loads(content[4:])  # noqa: S302 - as trusted as the bytecode beside it
                return known if stamp == _stamp() and isinstance(known, dict) else {}
        except (OSError, EOFError, ValueError, TypeError):
            pass  # it is not there, or was written by another version
        return {}


def _stamp() -> str:
    """By which Python it was worked out; another one may understand its own alone."""
    return f"{sys.version} {sys.maxsize}"


_open: dict[str, Kept] | None = None


def kept(name: str) -> Kept | None:
    """What is kept under this name; None where this process keeps nothing."""
    if _open is None:
        return None
    if name not in _open:
        _open[name] = Kept(name)
    return _open[name]


def state_of(*sources: Path) -> int:
    """A number that is another one once one of these modules, or of those in these folders, was changed: what they made is made anew."""
    # In a program with its own Python the modules are no files; it is one itself.
    there = [source if source.exists() else Path(sys.executable) for source in sources]
    files = [file for source in there for file in (source.glob("*.py") if source.is_dir() else (source,))]
    states = [(file.name, state.st_mtime_ns, state.st_size) for file in files if (state := file.stat())]
    return zlib.crc32(repr(sorted(states)).encode())


def remembered(name: str, sources: Sequence[Path], makers: Sequence[Path], make: Callable[[], T]) -> T:
    """What `make` makes of the files `sources` by the modules `makers`, or by those in these folders; made once as long as all stay what they are."""
    store = kept(name)
    if store is None:
        return make()
    import pickle
    from hashlib import sha256

    key = repr(([(str(path), sha256(path.read_bytes()).hexdigest()) for path in sources], state_of(*makers)))
    with suppress(Exception):  # what is no longer what it was is made anew
        if (found := store.get(key)) is not None:
            made: T = pickle.loads(found)  # noqa: S301 - as trusted as the bytecode beside it
            return made
    made = make()
    with suppress(RuntimeError):  # in the page another thread may work with a part of it just now: then it is not kept this time
        store.put(key, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    return made


@contextmanager
def keeping() -> Iterator[None]:
    """While it lasts, what was worked out at earlier starts is used, and what is new is kept at its end: for the command, which starts often."""
    global _open
    if sys.implementation.cache_tag is None:  # a Python that keeps no bytecode
        yield
        return
    _open = {}
    patterns.compiling = _pattern
    try:
        yield
    finally:
        patterns.compiling = re.compile
        for one in _open.values():
            one.write()
        _open = None


# -- patterns ------------------------------------------------------------------------------------------


def _pattern(source: str, flags: re.RegexFlag) -> re.Pattern[str]:
    """What `re.compile` gives. A third of a check would go into compiling two hundred of them."""
    store = kept("patterns")
    if store is None:
        return re.compile(source, flags)
    key = (source, int(flags))
    try:
        if (made := store.get(key)) is not None:
            return _assembled(source, *made)
        made = _worked_out(source, int(flags))
        compiled = _assembled(source, *made)
    except Exception:  # noqa: BLE001 - another Python may have other ways inside; what is wrong with the pattern `re` tells itself
        return re.compile(source, flags)
    store.put(key, made)
    return compiled


def _worked_out(source: str, flags: int) -> tuple[int, bytes, int, dict[str, int]]:
    """What a compiled pattern is made of, as `re` works it out: its flags, the words of its code, how many groups, their names."""
    from array import array
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(source, flags)
    code = _compiler._code(parsed, flags)
    return flags | parsed.state.flags, array("I", code).tobytes(), parsed.state.groups - 1, dict(parsed.state.groupdict)


def _assembled(source: str, flags: int, code: bytes, groups: int, names: dict[str, int]) -> re.Pattern[str]:
    """The pattern, put together as `re` does; its code is looked over once more by what runs it."""
    import _sre  # type: ignore[import-not-found]

    words = memoryview(code).cast("I").tolist()
    by_number: list[str | None] = [None] * (groups + 1)
    for name, number in names.items():
        by_number[number] = name
    compiled: re.Pattern[str] = _sre.compile(source, flags, words, groups, names, tuple(by_number))
    return compiled
