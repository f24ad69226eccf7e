"""The text file as a clerk's editor left it, put into the order that YAML asks for.

The keys are known, so that indentation need not carry what it means: what stands at the margin and is no key belongs
to the section above it. A file that is written properly is not touched; of every other one it is known which place of the
file each place of the orderly text came from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ...files.yaml import Came
from ...model.errors import SourceError
from ...model.location import Location
from ...text.closest import closest
from ...text.patterns import pattern
from .settle_parts import (
    BLANKS,
    BLOCK,
    COLON,
    KEY,
    NUMBERED,
    Known,
    Note,
    Part,
    Row,
    entries,
    headings,
    lead_of,
    one_line,
    paragraphs,
    without_blanks,
)

# What YAML refuses to carry, but for the ends of lines; it is read as a blank of no width, and told at its place.
_REFUSED = pattern("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_NO_WIDTH = "\u200b"
_OTHER_ENDS = pattern("\r|\u2028|\u2029|\x85")
_ENDS = pattern("[\x0b\x0c\x85\u2028\u2029]|\r(?!$)")
# Line ends as a copy in the wrong mode leaves them.
_DOUBLED = pattern("\r+(?=\r\n)")
# How alike a name must be to a key, not to be taken for the beginning of a sentence or of an entry.
_ALIKE = 0.66
_MOST_ROWS = 5000


class Settled(NamedTuple):
    """The orderly text; where its lines came from, None where it is the file's own text; and what is to be told of it.

    `pieces` are the parts of the text under one key each: first and last line (from 0, the last not among them).
    """

    text: str
    came: tuple[Came, ...] | None
    notes: tuple[Note, ...]
    repeated: tuple[tuple[str, Location, Location], ...]
    pieces: tuple[tuple[int, int], ...]

    def refuse_loss(self, doing: str) -> None:
        """SourceError where not all of the file was read, so that what is written from the text would lose the rest."""
        for key, _, place in self.repeated:
            raise SourceError(f"“{key}”写了两次，先合并成一处，再{doing}", location=place, hint="删去其中一处")
        for note in self.notes:
            if note.unread:
                raise SourceError(f"{note.message}。先改好，再{doing}", location=note.location, hint=note.hint)


class Names(NamedTuple):
    """The keys there are: those of text, of entries (a name and a value a line), of headings with text below, of one line, and others.

    `closed` are the keys of entries whose names are known, `unnamed` those in which a line shows what it is: its name for it.
    """

    text: Collection[str]
    entries: Collection[str]
    headings: Collection[str] = ()
    lines: Collection[str] = ()
    other: Collection[str] = ()
    closed: Mapping[str, Collection[str]] = MappingProxyType({})
    unnamed: Mapping[str, Callable[[str], str]] = MappingProxyType({})

    def __contains__(self, name: object) -> bool:
        return any(name in names for names in self[:5])

    @property
    def all(self) -> list[str]:
        return [name for names in self[:5] for name in names]

    def meant(self, written: str) -> str:
        """The key that a name stands for: blanks between its letters, and the number of a heading before it, say nothing."""
        if written in self:
            return written
        bare = without_blanks(written)
        found = NUMBERED.match(bare)
        headed = bare[found.end() :] if found else ""
        if headed in self.text or headed in self.headings:
            return headed
        return bare if bare in self else written


class _Piece(NamedTuple):
    """Lines of the file under one key, as the file has `written` it; it is "" for what stands before the first one."""

    key: str
    written: str
    first: int
    rows: list[str]


class _Open(NamedTuple):
    """The key that is open: its name, whether its value stands on its own line, how far in what is below it begins."""

    key: str = ""
    short: bool = True
    base: int | None = None


def without_refused(text: str) -> str:
    """The text without what YAML refuses to carry."""
    return _REFUSED.sub("", text)


def settled(text: str, path: str, names: Names) -> Settled:
    """`text` of the file `path` in good order, by the keys that there are."""
    orderly = _REFUSED.sub(_NO_WIDTH, text) if _REFUSED.search(text) else text
    if "\n" not in orderly and (other := _OTHER_ENDS.search(orderly)):
        orderly = orderly.replace(other[0], "\n")
    if "\r\r" in orderly:
        orderly = _DOUBLED.sub("", orderly)
    rows = orderly.split("\n")
    pieces = list(_pieces(rows, names))
    margin = min((lead_of(piece.rows[0]) for piece in pieces if piece.key), default=0)
    first: dict[str, int] = {}
    repeated = []
    out: list[Row] = []
    notes: list[Note] = []
    parts: list[tuple[int, int]] = []
    for piece in pieces:
        if piece.key in first:
            place = Location(path, line=piece.first + 1, column=1)
            repeated.append((piece.key, Location(path, line=first[piece.key] + 1, column=1), place))
            continue  # told as an error: it is never read in silence
        if piece.key:
            first[piece.key] = piece.first
        start = len(out)
        out += _settled_piece(piece, path, margin, names, notes)
        parts.append((start, len(out)))
    new = "\n".join(row.text for row in out)
    if new == text:
        return Settled(text, None, tuple(notes), (), tuple(parts))
    return Settled(new, tuple(row.came for row in out), tuple(notes), tuple(repeated), tuple(parts))


# -- keys ---------------------------------------------------------------------------------------------


def _pieces(rows: Sequence[str], names: Names) -> Iterator[_Piece]:
    """The file cut before each of its keys."""
    margin = next((lead_of(row) for row in rows if row.strip() and not row.lstrip(BLANKS).startswith("#")), 0)
    starts: list[tuple[int, str, str]] = [(0, "", "")]
    now = _Open()
    for number, row in enumerate(rows):
        bare = row.lstrip(BLANKS)
        if not bare.strip() or bare[0] in "#|-":
            continue
        found = KEY.match(bare)
        written = found[0].strip(BLANKS) if found else ""
        if written and _begins(written, rows, number, margin, now, names):
            name = names.meant(written)
            starts.append((number, name, written))
            value = bare[bare.index(written) + len(written) + 1 :].strip()
            now = _Open(name, short=bool(value) and not BLOCK.match(value))
        elif now.base is None:
            now = now._replace(base=len(row) - len(bare))
    for (start, name, written), end in zip(starts, [*(start for start, _, _ in starts[1:]), len(rows)], strict=True):
        if name or end > start:
            yield _Piece(name, written, start, list(rows[start:end]))


def _begins(written: str, rows: Sequence[str], number: int, margin: int, now: _Open, names: Names) -> bool:
    """Whether a line that could be a key begins a new part of the file, with that one open."""
    row = rows[number]
    bare = row.lstrip(BLANKS)
    indent = len(row) - len(bare)
    colon = COLON.match(bare, len(written))
    if colon is None:
        return False
    name = names.meant(written)
    if name == written and "、" in name:
        return False  # a numbered line of the text, and no heading that is a key
    value = bare[colon.end() :].rstrip()
    block, half = bool(BLOCK.match(value)), colon[1] == ":"
    # No YAML has a line below a key that stands less far in than the first one.
    out_of_line = now.base is not None and (now.base == 0 or indent < now.base)
    if name in names:
        if indent <= margin or now.key in names.lines:
            return True
        if now.key in names.headings or now.key in names.other:
            return now.base is not None and indent < now.base
        return block or (half and out_of_line and bool(not value or colon[2]))
    if indent > margin:
        return False
    if now.key in names.closed:
        return without_blanks(name) not in names.closed[now.key]
    if not now.key or now.key in names.lines or (now.key not in names and now.short):
        return True
    if not half or not (not value or colon[2]):
        return False
    further_in = bool(now.base and now.base > indent)
    if now.key in names.headings:
        return further_in and _alike(name, rows, names)
    if block:
        return True
    if not value and further_in and lead_of(_next_written(rows, number)) > indent:
        return True
    return (further_in or not value) and _alike(name, rows, names)


def _next_written(rows: Sequence[str], number: int) -> str:
    return next((rows[at] for at in range(number + 1, len(rows)) if rows[at].strip()), "")


def _alike(name: str, rows: Sequence[str], names: Names) -> bool:
    """Whether a name is a key with a slip of the pen; of a file longer than any that is written it is not asked."""
    return len(rows) <= _MOST_ROWS and bool(closest(name, names.all, _ALIKE))


def _settled_piece(piece: _Piece, path: str, margin: int, names: Names, notes: list[Note]) -> Iterator[Row]:
    if not piece.key:
        yield from (Row(_one_row(row), Came(number)) for number, row in enumerate(piece.rows, piece.first + 1))
        return
    texts = piece.key in names.text or piece.key in names.headings
    rows = piece.rows if texts else [_one_row(row) for row in piece.rows]
    part = Part.of(piece.key, rows, piece.first + 1, path, margin, written=piece.written)
    if piece.key in names.text or (piece.key not in names and BLOCK.match(part.value.strip(BLANKS))):
        yield from paragraphs(part, notes)
    elif piece.key in names.headings:
        yield from headings(part, notes)
    elif piece.key in names.entries:
        known = Known(names.closed.get(piece.key, ()), names.unnamed.get(piece.key))
        yield from entries(part, notes, known)
    else:
        yield from one_line(part, notes)


def _one_row(row: str) -> str:
    """A line in which other ends of lines are blanks, where no paragraphs are."""
    return _ENDS.sub(" ", row) if not row.isascii() or not row.isprintable() else row
