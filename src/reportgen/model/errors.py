"""The ways in which reportgen cannot go on.

ReportgenError
├── PackError      a format pack or its template is unsound (the maintainer's matter)
├── SourceError    a file of the user cannot be read at all
├── RenderError    the finished document did not come out as it must
└── OutputError    a file cannot be written, or would overwrite somebody's work

What is *wrong in the content* is never an exception but a Finding.
"""

from __future__ import annotations

from .location import Location


class ReportgenError(Exception):
    """Base of all; `message` says what is wrong, `hint` how to mend it, `location` where."""

    def __init__(self, message: str, *, location: Location | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.location}：" if self.location else ""
        hint = f"\n  怎么办：{self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"


class PackError(ReportgenError):
    """A format pack or its template is unsound."""


class SourceError(ReportgenError):
    """A file of the user cannot be read at all."""


class RenderError(ReportgenError):
    """The finished document does not hold what the report says."""


class OutputError(ReportgenError):
    """A file cannot be written, or would overwrite somebody's work."""
