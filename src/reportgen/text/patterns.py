"""Regular expressions that are compiled when first used: a report needs few of the many there are, and each takes time."""

from __future__ import annotations

import re
from typing import Any, cast

# A Chinese character. As a range, `[\u4e00-\u9fff]`, it takes a millisecond to compile wherever it stands: re marks twenty
# thousand signs one by one. What is a letter to Python, is no digit and stands neither among the ASCII signs nor among
# the numerals (Ⅲ, ④) is one, too, or as rare a letter as an é.
HAN = r"[^\W\d\x00-\x7f\u2160-\u24ff]"
NO_HAN = r"[\W\d\x00-\x7f\u2160-\u24ff]"

# What is done with patterns here; once compiled it costs nothing more than with `re.compile`.
_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")


def pattern(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """What `re.compile` gives, for a constant of a module: compiled with its first use, not with the module."""
    return cast("re.Pattern[str]", WaitingPattern(source, flags))


class WaitingPattern:
    """A pattern that is not compiled yet; afterwards its methods are those of the compiled one."""

    def __init__(self, source: str, flags: re.RegexFlag) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet: all methods, until one of them is wanted."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return self.__dict__[name]
