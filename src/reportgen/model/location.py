"""Where somebody wrote something."""

from itertools import takewhile
from pathlib import Path
from typing import NamedTuple


def called(source: str) -> str:
    """How a file is called in what others read: as it was named, or by its last name where that was a whole path.

    What stands above it says whose computer it lies on. The same for `revision:path`.
    """
    revision, colon, path = source.partition(":")
    if Path(source).is_absolute():
        return Path(source).name or source
    return f"{revision}:{Path(path).name}" if colon and Path(path).is_absolute() else source


def called_apart(one: str, other: str) -> tuple[str, str]:
    """The same of two files; of two with one name as much of the folders around them as tells them apart."""
    names = called(one), called(other)
    if names[0] != names[1] or one == other:
        return names
    parts, others = Path(one).parts, Path(other).parts
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(parts), reversed(others), strict=False)))
    return str(Path(*parts[-shared - 1 :])), str(Path(*others[-shared - 1 :]))


def column_letter(column: int) -> str:
    """Spreadsheet letters of a 1-based column number: 1 → A, 27 → AA."""
    letters = ""
    while column > 0:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


class Location(NamedTuple):
    """A place in a file of the user.

    With `grid` (a sheet, or a table of a document) `line` and `column` are the 1-based row and
    column of a cell and print as C25; without it they are a line (in a document: a paragraph) and a
    column of text. `page` is the page of a PDF, whose lines count from its top.
    """

    path: str
    grid: str = ""
    line: int = 0
    column: int = 0
    page: int = 0

    @property
    def cell(self) -> str:
        """The cell's name as a spreadsheet shows it (C25), or '' where there is none."""
        return f"{column_letter(self.column)}{self.line}" if self.grid and self.line else ""

    def __str__(self) -> str:
        if self.grid:
            return f"{self.path}:{self.grid}!{self.cell}" if self.line else f"{self.path}:{self.grid}"
        if self.page:
            return f"{self.path}:第{self.page}页:{self.line}:{self.column}"
        if self.line:
            return f"{self.path}:{self.line}:{self.column}"
        return self.path


class Mark(NamedTuple):
    """Where a part of a text was written: from character `offset` on, at `location`.

    A part that a binding put there stands, with all its characters, at the binding; `source` is
    what is written there.
    """

    offset: int
    location: Location
    source: str = ""


def place_in(start: Location, marks: tuple[Mark, ...], position: int) -> Location:
    """Where the character at `position` of a text stands that begins at `start`."""
    offset, location, source = 0, start, ""
    for mark in marks:
        if mark.offset > position:
            break
        offset, location, source = mark
    # A cell is a place as a whole: its column is no place in its text.
    return location if source or location.grid else location._replace(column=location.column + position - offset)
