"""The text file as a clerk's editor left it, put into the order that YAML asks for.

The keys are known, so that indentation need not carry what it means: what stands at the margin and is no key belongs
to the section above it. A file that is written properly is not touched; of every other one it is known which place of the
file each place of the orderly text came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ...files.yaml import Came
from ...model.location import Location
from ...text.closest import closest
from ...text.patterns import pattern

# What stands before the text of a line; Word's and a web page's blanks among it.
BLANKS = " \t\u3000\u00a0"
INDENT = "  "
# Line ends that no editor counts as lines: Word's soft one, a form feed, those of Unicode.
_SOFT_ENDS = pattern("[\x0b\x0c\x85\u2028\u2029]")
_MAX_NAME = 20
_KEY = pattern(rf"[^\s:：#|\-\"'\[{{][^:：|#。，；、]{{0,{_MAX_NAME}}}?(?=\s*[:：])")
_COLON = pattern(r"\s*([:：])(\s*)")
_BLOCK = pattern(r"[|｜][-+]?\d?[ \t]*(?:#.*)?$")
_BLOCK_GLUED = pattern(r"[|｜][-+]?[ \t\u3000]*(?=[^\s#])")
# How a value begins that YAML reads in its own way, a text or a list of texts.
_OWN_WAY = pattern(r"[\"'\[>{!]|[&*]\S+(?:\s*[|>].*)?$")
# A plain value that YAML would not take for what it says.
_UNSAFE = pattern(r"[@`%&*!|>\]}#,\"']|[?-](?:\s|$)|.*:(?:\s|$)|.*\s#")
# A note behind a value, and a value in quotes, with or without one.
_NOTE = pattern(r"(?:^|\s+)#(?:\s.*)?$")
_QUOTED = pattern(r"\"(?:[^\"\\]|\\.)*\"\s*(?:#.*)?$|'(?:[^']|'')*'\s*(?:#.*)?$")

_HEADING = pattern(r"(\"[^\"]{1,80}\"|'[^']{1,80}'|[^:：#|\s\-][^:：。；]{0,60}?)\s*([:：])(\s*)([|｜]?[-+]?|(?<= )\S.*)$")


class Note(NamedTuple):
    """What was read otherwise than it is written, at its first place, and in how many lines."""

    location: Location
    message: str
    lines: int = 1


class Settled(NamedTuple):
    """The orderly text; where its lines came from, None where it is the file's own text; and what had to be put in order.

    `pieces` are the parts of the text under one key each: first and last line (from 0, the last not among them).
    """

    text: str
    came: tuple[Came, ...] | None
    notes: tuple[Note, ...]
    repeated: tuple[tuple[str, Location, Location], ...]
    pieces: tuple[tuple[int, int], ...]


class _Row(NamedTuple):
    text: str
    came: Came


class _Piece(NamedTuple):
    """Lines of the file under one key; `key` is "" for what stands before the first one."""

    key: str
    first: int
    rows: list[str]


class Names(NamedTuple):
    """The keys there are: those of text, of entries (a name and a value a line), of headings with text below, of one line, and others."""

    text: Collection[str]
    entries: Collection[str]
    headings: Collection[str] = ()
    lines: Collection[str] = ()
    other: Collection[str] = ()

    def __contains__(self, name: object) -> bool:
        return any(name in names for names in self)

    @property
    def all(self) -> list[str]:
        return [name for names in self for name in names]


def settled(text: str, path: str, names: Names) -> Settled:
    """`text` of the file `path` in good order, by the keys that there are."""
    rows = text.split("\n")
    pieces = list(_pieces(rows, names))
    first: dict[str, int] = {}
    repeated = []
    out: list[_Row] = []
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
        out += _settled_piece(piece, path, names, notes)
        parts.append((start, len(out)))
    new = "\n".join(row.text for row in out)
    if new == text:
        return Settled(text, None, (), (), tuple(parts))
    return Settled(new, tuple(row.came for row in out), tuple(notes), tuple(repeated), tuple(parts))


# -- keys ---------------------------------------------------------------------------------------------


def _pieces(rows: Sequence[str], names: Names) -> Iterator[_Piece]:
    """The file cut before each of its keys."""
    margin = next((_lead(row) for row in rows if row.strip() and not row.lstrip().startswith("#")), 0)
    starts: list[tuple[int, str]] = [(0, "")]
    for number, row in enumerate(rows):
        name = _key_of(row, margin, names)
        if name and _begins(name, row, margin, starts[-1][1], names):
            starts.append((number, name))
    for (start, name), end in zip(starts, [*(start for start, _ in starts[1:]), len(rows)], strict=True):
        if name or end > start:
            yield _Piece(name, start, list(rows[start:end]))


def _key_of(row: str, margin: int, names: Names) -> str:
    """The name before the first colon of a line, where it could be a key; ''."""
    bare = row.lstrip(BLANKS)
    if not bare or bare[0] in "#|-":
        return ""
    found = _KEY.match(bare)
    if not found:
        return ""
    name = found[0].strip(BLANKS)
    if name in names:
        return name
    indent = len(row) - len(bare)
    return name if indent <= margin else ""


def _begins(name: str, row: str, margin: int, open_key: str, names: Names) -> bool:
    """Whether this line begins a new part of the file, with that part open."""
    bare = row.lstrip(BLANKS)
    indent = len(row) - len(bare)
    colon = _COLON.match(bare, len(name))
    if colon is None:
        return False
    value = bare[colon.end() :].rstrip()
    proper = colon[1] == ":" and (not value or bool(_BLOCK.match(value)))
    if name in names:
        if indent <= margin:
            return True
        # Further in it is a line of the part that is open, unless that is one line only.
        return open_key in names.lines and len(row) - len(row.lstrip(" ")) == indent
    if open_key in names.headings:
        return False
    if open_key in names.entries or open_key in names.other:
        return proper or bool(closest(name, names.all))
    return proper or not open_key or open_key in names.lines


# -- one part -----------------------------------------------------------------------------------------


def _as_it_is(piece: _Piece) -> Iterator[_Row]:
    for number, row in enumerate(piece.rows, piece.first + 1):
        yield _Row(row, Came(number))


def _settled_piece(piece: _Piece, path: str, names: Names, notes: list[Note]) -> Iterator[_Row]:
    if not piece.key:
        yield from _as_it_is(piece)
        return
    row, line = piece.rows[0], piece.first + 1
    bare = row.lstrip(BLANKS)
    indent = len(row) - len(bare)
    found = _COLON.match(bare, len(piece.key))
    assert found is not None
    value = bare[found.end() :].rstrip("\r")
    ending = "\r" if row.endswith("\r") else ""
    body = piece.rows[1:]
    key = _Key(piece.key, line, path, indent, indent + found.end(), ending)
    well_put = found[1] == ":" and (bool(found[2]) or not value) and indent == len(row) - len(row.lstrip(" "))
    if piece.key in names.text:
        yield from _text(key, row, value, body, well_put, notes)
    elif piece.key in names.headings:
        yield _Row(row, Came(line)) if well_put else _Row(f"{' ' * indent}{piece.key}: {value}{ending}".rstrip(" "), Came(line))
        yield from _headings(key, body, notes)
    elif piece.key in names.entries:
        yield _Row(row, Came(line)) if well_put else key.head(value, notes)
        yield from _entries(key, body, notes)
    else:
        yield _one_line(key, row, value, well_put, notes)
        for number, row in enumerate(body, line + 1):
            yield _Row(row, Came(number))


class _Key(NamedTuple):
    """The line of a key: where it stands and where its value begins (from 0)."""

    name: str
    line: int
    path: str
    indent: int
    value_at: int
    ending: str

    def place(self, line: int = 0, column: int = 1) -> Location:
        return Location(self.path, line=line or self.line, column=column)

    def head(self, value: str, notes: list[Note]) -> _Row:
        """The key's line as it should be written, with this value."""
        notes.append(Note(self.place(), f"“{self.name}”后面的冒号要用半角“:”再加一个空格，已照这样读取"))
        new = f"{' ' * self.indent}{self.name}: {value}".rstrip()
        at = self.indent + len(self.name) + 2
        return _Row(new + self.ending, Came(self.line, at, at - self.value_at))


def _one_line(key: _Key, row: str, value: str, well_put: bool, notes: list[Note]) -> _Row:
    """The only line of a key; a value that YAML would not take for what it says is put in quotes."""
    plain = value.strip(BLANKS)
    if well_put and not _odd(plain):
        return _Row(row, Came(key.line))
    if not well_put:
        notes.append(Note(key.place(), f"“{key.name}”后面的冒号要用半角“:”再加一个空格，已照这样读取"))
    if not _odd(plain):
        new, at = f"{' ' * key.indent}{key.name}: {plain}", key.indent + len(key.name) + 2
        return _Row(new.rstrip() + key.ending, Came(key.line, at, at - key.value_at))
    notes.append(Note(key.place(column=key.value_at + 1), f"“{key.name}”的内容里有 YAML 的记号，已照原样读成文字"))
    at = key.indent + len(key.name) + 2
    return _Row(f"{' ' * key.indent}{key.name}: {_quoted(plain)}{key.ending}", Came(key.line, at, at + 1 - key.value_at))


def _odd(value: str) -> bool:
    """Whether a value on its key's line is no text for YAML, or another one, though a clerk means what stands there."""
    if not value:
        return False
    if _QUOTED.match(value) or value[0] in "[{":
        return False  # of lists and maps the reader says that they are not asked for
    return bool(_UNSAFE.match(_NOTE.sub("", value)))


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


# -- text ---------------------------------------------------------------------------------------------


def _text(key: _Key, row: str, value: str, body: Sequence[str], well_put: bool, notes: list[Note]) -> Iterator[_Row]:
    """A key with paragraphs: all that follows belongs to it, however it is indented."""
    plain = value.strip(BLANKS)
    written = [line for line in body if line.strip(BLANKS + "\r")]
    block = bool(_BLOCK.match(plain)) and plain[0] == "|"
    if well_put and not plain and not written:
        yield from (_Row(line, Came(number)) for number, line in enumerate((row, *body), key.line))
        return
    if well_put and _is_yaml_list(plain, written):
        yield from (_Row(line, Came(number)) for number, line in enumerate((row, *body), key.line))
        return
    if well_put and plain and not block and not _BLOCK_GLUED.match(plain) and not written and not _odd(plain):
        yield from (_Row(line, Came(number)) for number, line in enumerate((row, *body), key.line))
        return
    lead = None
    if block and well_put:
        yield _Row(row, Came(key.line))
    else:
        head = f"{' ' * key.indent}{key.name}: |{key.ending}"
        yield _Row(head, Came(key.line))
        glued = _BLOCK_GLUED.match(plain)
        lead = (
            plain[glued.end() :]
            if glued and plain[0] in "|｜" and not _BLOCK.match(plain)
            else ""
            if _BLOCK.match(plain)
            else plain
        )
        if not well_put:
            notes.append(Note(key.place(), f"“{key.name}”后面的冒号要用半角“:”再加一个空格，已照这样读取"))
        elif lead:
            message = f"“{key.name}”的正文从键的同一行开始，已读成第一段"
            notes.append(Note(key.place(column=key.value_at + 1), message))
        elif plain != "|":
            notes.append(Note(key.place(column=key.value_at + 1), f"“{key.name}:”后面要加“|”，已照有“|”读取"))
        if lead:
            indent = " " * (key.indent + len(INDENT))
            column = row.index(lead, key.value_at) if lead in row[key.value_at :] else key.value_at
            yield _Row(f"{indent}{lead}{key.ending}", Came(key.line, 0, len(indent) - column))
    yield from _body(key, body, key.indent + len(INDENT) if lead else 0, notes)


def _is_yaml_list(plain: str, written: Sequence[str]) -> bool:
    """Whether the value is written in another of YAML's ways, of which the reader tells what is to be told."""
    first = plain or next((bare for row in written if not (bare := row.lstrip(" ")).startswith("#")), "")
    return bool(_OWN_WAY.match(first)) or (not plain and first.startswith("- "))


def _body(key: _Key, body: Sequence[str], base: int, notes: list[Note]) -> Iterator[_Row]:
    """The lines below a |, each at least as far in as the first one; notes at the margin behind the last line stay there."""
    last = max((at for at, row in enumerate(body, 1) if row.strip(BLANKS + "\r") and not row.startswith("#")), default=0)
    shifted: list[int] = []
    split: list[int] = []
    noted: list[int] = []
    said = False
    for number, row in enumerate(body, key.line + 1):
        lead = _lead(row)
        bare = row[lead:]
        if not bare.strip("\r") or number > key.line + last:
            yield _Row(row if not row[:lead].strip(" ") else bare, Came(number))
            continue
        if not bare.startswith("#"):
            said = True
        elif said:
            noted.append(number)
        if not base:
            base = lead if lead > key.indent and not row[:lead].strip(" ") else key.indent + len(INDENT)
        pieces = _soft_lines(bare)
        # A blank of another kind behind the indentation is part of the line, and is taken off there.
        enough = row.startswith(" " * base)
        if enough and len(pieces) == 1:
            yield _Row(row, Came(number))
            continue
        (split if enough else shifted).append(number)
        for at, piece in pieces:
            yield _Row(f"{' ' * base}{piece}", Came(number, 0, base - lead - at))
    for lines, message in (
        (shifted, "下面有 {} 行没有按两格缩进，已读成它的正文"),
        (split, "里有 {} 行夹着软换行，已分成几段"),
        (noted, "的正文里有 {} 行以“#”开头；不在开头的说明里，会照样印出来"),
    ):
        if lines:
            notes.append(Note(key.place(lines[0]), f"“{key.name}”{message.format(len(lines))}", len(lines)))


def _soft_lines(text: str) -> list[tuple[int, str]]:
    """The text cut at its soft line ends, each piece with where it began."""
    if not _SOFT_ENDS.search(text):
        return [(0, text)]
    pieces, start = [], 0
    for end in [*(found.start() for found in _SOFT_ENDS.finditer(text)), len(text)]:
        if text[start:end].strip(BLANKS):
            pieces.append((start, text[start:end]))
        start = end + 1
    return pieces or [(0, "")]


# -- entries and headings -----------------------------------------------------------------------------


def _entries(key: _Key, body: Sequence[str], notes: list[Note]) -> Iterator[_Row]:
    """Lines of a name and a value each: colons, blanks and signs of YAML as they were meant."""
    if any(line.lstrip(" ").startswith(("- ", "? ")) for line in body):
        yield from (_Row(line, Came(number)) for number, line in enumerate(body, key.line + 1))
        return
    mended: list[int] = []
    base = 0
    for number, row in enumerate(body, key.line + 1):
        bare = row.lstrip(BLANKS)
        lead = row[: len(row) - len(bare)]
        if not bare.strip("\r") or bare.startswith("#"):
            yield _Row(row if not lead.strip(" ") else bare, Came(number))
            continue
        found = _KEY.match(bare)
        colon = _COLON.match(bare, found.end()) if found else None
        if found is None or colon is None:
            yield _Row(row, Came(number))  # the end of a value of several lines, or no entry at all: YAML says
            continue
        if not base:
            base = len(lead) if lead and not lead.strip(" ") else key.indent + len(INDENT)
        value = bare[colon.end() :].rstrip("\r").rstrip(BLANKS)
        proper = colon[1] == ":" and bool(colon[2] or not value) and lead == " " * base
        if proper and not _odd(value):
            yield _Row(row, Came(number))
            continue
        name = found[0].rstrip(BLANKS)
        shown = _quoted(value) if _odd(value) else value
        at = base + len(name) + 2
        quote = 1 if _odd(value) else 0
        mended.append(number)
        ending = "\r" if row.endswith("\r") else ""
        yield _Row(f"{' ' * base}{name}: {shown}".rstrip() + ending, Came(number, at, at + quote - len(lead) - colon.end()))
    if mended:
        message = f"“{key.name}”下面有 {len(mended)} 行的缩进、冒号或记号不合写法，已照“名称: 内容”读取"
        notes.append(Note(key.place(mended[0]), message, len(mended)))


def _headings(key: _Key, body: Sequence[str], notes: list[Note]) -> Iterator[_Row]:
    """Headings of the office's own, each with paragraphs below; a line that is no heading belongs to the one above it."""
    heads = [(at, one) for at, row in enumerate(body) if (one := _HEADING.match(row.strip(BLANKS + "\r")))]
    if not heads:
        yield from (_Row(line, Came(number)) for number, line in enumerate(body, key.line + 1))
        return
    first = body[heads[0][0]]
    base = len(first) - len(first.lstrip(" ")) or key.indent + len(INDENT)
    # Further in than the first heading is text, whatever it looks like; a value on its line has only one that stands where that does.
    heads = [(at, one) for at, one in heads if (lead := _lead(body[at])) <= base and (not one[4] or lead == _lead(first))]
    yield from (_Row(line, Came(number)) for number, line in enumerate(body[: heads[0][0]], key.line + 1))
    for (at, one), end in zip(heads, [*(at for at, _ in heads[1:]), len(body)], strict=True):
        row, number = body[at], key.line + 1 + at
        lead = _lead(row)
        below = _Key(one[1], number, key.path, base, lead + one.start(4), "\r" if row.endswith("\r") else "")
        well_put = one[2] == ":" and bool(one[3] or not one[4]) and row[:lead] == " " * base
        yield from _text(below, row, row[below.value_at :].rstrip("\r"), body[at + 1 : end], well_put, notes)


def _lead(row: str) -> int:
    return len(row) - len(row.lstrip(BLANKS))
