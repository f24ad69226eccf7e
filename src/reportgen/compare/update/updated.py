"""改回: what a document that was edited by hand gave back to its draft, and what it could not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal, NamedTuple

from ...model.change import FigureChange
from ...model.errors import SourceError

# Who is right where both changed the same thing: the draft, or the document.
Side = Literal["ours", "theirs"]


class Conflict(NamedTuple):
    """Something that draft and document changed in different ways since the document was built.

    `id` names it on the command line, `where` tells the place in the files of the draft. `base`, `ours` and `theirs` are what was built, what
    the draft says and what the document says, `why` what else there is to know; `chosen` is whose it becomes, None
    while nobody has said so: then it stays as the draft has it.
    """

    id: str
    where: str
    base: str
    ours: str
    theirs: str
    why: str = ""
    chosen: Side | None = None


class Choices:
    """What was chosen for the conflicts by name, what for all others, and the conflicts as they are met."""

    def __init__(self, given: Mapping[str, Side], others: Side | None = None) -> None:
        self.given, self.others = given, others
        self.met: dict[str, Conflict] = {}

    def side(self, conflict: Conflict) -> Side:
        """Whose it becomes: the draft's where nothing was chosen."""
        chosen = self.given.get(conflict.id, self.others)
        self.met[conflict.id] = conflict._replace(chosen=chosen)
        return chosen or "ours"

    def check(self) -> None:
        """SourceError when a choice was given for what is no conflict."""
        for name in self.given:
            if name not in self.met:
                listed = "、".join(self.met) or "没有冲突"
                raise SourceError(f"没有叫“{name}”的冲突", hint=f"冲突的名称照列出来的写。现在有：{listed}")


class Left(NamedTuple):
    """What the document says and the draft does not, also after the update: `where` in the report, and `why`."""

    where: str
    text: str
    why: str


class Kept(NamedTuple):
    """What the draft alone changed since the document was built, which stays: `where` in the report, and what it said and says."""

    where: str
    before: str
    after: str


class Noted(NamedTuple):
    """Notes below a table that are others now: `where` in the report, what they said, and what they say."""

    where: str
    before: str
    after: str


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


def rows_between(old: str, new: str) -> Iterator[Rows]:
    """The lines that differ between two texts of a file."""
    before, after = old.split("\n"), new.split("\n")
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Rows(i1 + 1, tuple(before[i1:i2]), tuple(after[j1:j2]))


class Overwritten(NamedTuple):
    """A formula that gave way to the document's number, as was chosen; `cell` as 表三!D9."""

    title: str
    cell: str
    formula: str
    computed: str
    number: str


class Updated(NamedTuple):
    """A draft with the edits of a document; nothing is written yet where `written` is empty.

    `why_not` says why the document does not tell what it was built from, so that there was nothing to compare both
    with; '' where it does. `figures` are those that change, `followed` the Refs of formulas that follow their parts, `values` the entries of 联系方式 and 自定义 with what
    they say now, `pictures` the files that came along, `noted` the notes below tables, `kept` what the draft alone has changed since the build.
    `pack_changed` is the format pack's name where it is another now than when the document was built.
    """

    folder: Path
    file: Path
    why_not: str
    rows: tuple[Rows, ...]
    figures: tuple[FigureChange, ...]
    followed: frozenset[str]
    values: tuple[tuple[str, str, str], ...]
    pictures: tuple[str, ...]
    unbound: tuple[Unbound, ...]
    overwritten: tuple[Overwritten, ...]
    conflicts: tuple[Conflict, ...]
    kept: tuple[Kept, ...]
    left: tuple[Left, ...]
    noted: tuple[Noted, ...] = ()
    pack_changed: str = ""
    written: tuple[Path, ...] = ()
    backups: tuple[Path, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the draft stays as it is."""
        return not (self.rows or self.figures or self.noted or self.pictures)

    @property
    def open(self) -> tuple[Conflict, ...]:
        """The conflicts for which nothing was chosen."""
        return tuple(one for one in self.conflicts if one.chosen is None)
