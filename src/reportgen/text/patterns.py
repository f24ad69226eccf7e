"""Regular expressions that are compiled when first used: a report needs few of the many there are, and each takes time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import Any, cast

# A Chinese character. As a range, `[\u4e00-\u9fff]`, it takes a millisecond to compile wherever it stands: re marks twenty
# thousand signs one by one. What is a letter to Python, is no digit and stands neither among the ASCII signs nor among
# the numerals (Ⅲ, ④) is one, too, or as rare a letter as an é.
HAN = r"[^\W\d\x00-\x7f\u2160-\u24ff]"
NO_HAN = r"[\W\d\x00-\x7f\u2160-\u24ff]"

# What is done with patterns here; once compiled it costs nothing more than with `re.compile`.
_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")

# A search costs less than looking for what it needs, once the pattern is compiled; that takes as long as some hundred of them.
_PATIENCE = 500

# What compiles a pattern: the command puts one in its place that remembers those of earlier starts (files/kept.py).
compiling: Callable[[str, re.RegexFlag], re.Pattern[str]] = re.compile


def pattern(source: str, flags: re.RegexFlag = re.NOFLAG, *, needs: str | tuple[str, ...] = ()) -> re.Pattern[str]:
    """What `re.compile` gives, for a constant of a module: compiled with its first use, not with the module.

    One of the `needs`, signs or words, stands in whatever the pattern finds (or is found beside): it is not even compiled
    until a text holds one, or so many were asked for that compiling it is the cheaper. tests/text/test_patterns.py holds
    them against the pattern.
    """
    return cast("re.Pattern[str]", WaitingPattern(source, flags, needs))


def any_of(words: Iterable[str]) -> str:
    """The source of a pattern of one of these words, the longer before the shorter; where there are none it finds nothing."""
    known = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, known)) or '(?!)'})"


def worded(source: str, *, needs: str | tuple[str, ...] = ()) -> Callable[[tuple[str, ...]], re.Pattern[str]]:
    """A pattern that is made whole by words which a pack declares: 〈words〉 in its source is any of them, and 〈behind none〉 stands behind none.

    Where there are no words 〈words〉 finds nothing, so that 〈words〉? is left out.
    """

    @lru_cache(maxsize=32)
    def of(words: tuple[str, ...]) -> re.Pattern[str]:
        none = "".join(f"(?<!{re.escape(word)})" for word in words)
        return pattern(source.replace("〈words〉", any_of(words)).replace("〈behind none〉", none), needs=needs)

    return of


def found_from(begins: re.Pattern[str], whole: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `whole.finditer` gives, for a pattern of many branches that each begin with a sign which `begins` finds.

    It is tried there alone: re itself knows where a pattern may begin only where that is one set of signs.
    """
    at = 0
    while begin := begins.search(text, at):
        found = whole.match(text, begin.start())
        if found:
            yield found
        at = found.end() if found else begin.start() + 1


class WaitingPattern:
    """A pattern that is not compiled yet; afterwards its methods are those of the compiled one."""

    def __init__(self, source: str, flags: re.RegexFlag, needs: str | tuple[str, ...] = ()) -> None:
        self.source, self.flags, self.needs = source, flags, needs
        self._asked = 0

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet: all methods, until one of them is wanted."""
        if name not in _METHODS:
            raise AttributeError(name)
        if not self.needs:
            return self._compiled(name)
        self.__dict__[name] = partial(self._tried, name)
        return self.__dict__[name]

    def _compiled(self, name: str) -> Any:
        compiled = compiling(self.source, self.flags)
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return self.__dict__[name]

    def _tried(self, name: str, *arguments: Any) -> Any:
        text = arguments[1] if name == "sub" else arguments[0]
        self._asked += 1
        if self._asked > _PATIENCE or any(map(text.__contains__, self.needs)):
            return self._compiled(name)(*arguments)
        return {"finditer": iter(()), "findall": [], "split": [text], "sub": text}.get(name)
