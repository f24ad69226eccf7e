"""改回: what a document that was edited by hand gave back to its draft, and what it could not."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ...model.change import FigureChange
from ...model.version import Compared


class Left(NamedTuple):
    """What the document says and the draft does not, also after the update: `where` in the report, and `why`."""

    where: str
    text: str
    why: str


class Unbound(NamedTuple):
    """A binding that is gone: it printed `printed`, the document has `text` there; '' when the words were deleted.

    `where` is the part of the report.
    """

    source: str
    printed: str
    text: str
    where: str


class Rows(NamedTuple):
    """Lines of the text file that changed: `number` is the first one's in the old file, from 1."""

    number: int
    old: tuple[str, ...]
    new: tuple[str, ...]


class Overwritten(NamedTuple):
    """A formula that gave way to the document's number, because it does not compute to it; `cell` as 表三!D9."""

    title: str
    cell: str
    formula: str
    computed: str
    number: str


class Updated(NamedTuple):
    """A draft as a document says it now; nothing is written yet where `written` is empty.

    `compared` holds the draft before and the document. `figures` are those taken over, `values` the
    entries of 联系方式 and 自定义 with what they say now, `pictures` the files that came along,
    `stale` whether the draft was changed after the document was built from it.
    """

    folder: Path
    file: Path
    compared: Compared
    rows: tuple[Rows, ...]
    figures: tuple[FigureChange, ...]
    values: tuple[tuple[str, str, str], ...]
    pictures: tuple[str, ...]
    unbound: tuple[Unbound, ...]
    overwritten: tuple[Overwritten, ...]
    left: tuple[Left, ...]
    stale: bool
    written: tuple[Path, ...] = ()
    backups: tuple[Path, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the draft stays as it is."""
        return not (self.rows or self.figures or self.pictures)
