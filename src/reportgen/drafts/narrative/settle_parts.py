"""One key of the text file and what is below it, put into the order that YAML asks for: a line, paragraphs, entries, headings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from ...files.yaml import Came, quoted
from ...model.location import Location
from ...text.patterns import pattern
from .pasted import rows_of_tables
from .questions import question_of

# What stands before the text of a line; Word's and a web page's blanks among it.
BLANKS = " \t\u3000\u00a0"
_INDENT = 2
_BETWEEN = pattern(rf"[{BLANKS}]+")
# Line ends that no editor counts as lines: Word's soft one, a form feed, those of Unicode, an old Macintosh's.
_SOFT_ENDS = pattern("[\x0b\x0c\x85\u2028\u2029]|\r(?!$)")
_MAX_NAME = 20
# The number of a heading, which a name may have before it.
NUMBERED = pattern(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）]?[、.．]?")
KEY = pattern(rf"(?:[一二三四五六七八九十]{{1,2}}、)?[^\s:：#|\-\"'\[{{][^:：|#。，；、]{{0,{_MAX_NAME}}}?(?=\s*[:：])")
COLON = pattern(r"\s*([:：])(\s*)")
BLOCK = pattern(r"[|｜][-+]?(\d?)[-+]?[ \t]*(?:#.*)?$")
_BLOCK_GLUED = pattern(r"[|｜][-+]?[ \t\u3000]*(?=[^\s#])")
# How a value begins that YAML reads in its own way, a text or a list of texts.
_OWN_WAY = pattern(r"[\"'\[>{!]|[&*]\S+(?:\s*[|>].*)?$")
_MAP_OF_TEXTS = pattern(r"[^:：]{1,40}: \|[-+]?\s*$")
# A plain value that YAML would not take for what it says.
_UNSAFE = pattern(r"[@`%&*!|>\]}#,\"']|[?-](?:\s|$)|.*:(?:\s|$)|.*\s#")
# A note behind a value, and a value in quotes, with or without one.
_NOTE = pattern(r"(?:^|(?<=\s))#(?:\s.*)?$")
_QUOTED = pattern(r"\"(?:[^\"\\]|\\.)*\"\s*(?:#.*)?$|'(?:[^']|'')*'\s*(?:#.*)?$")
_HEADING = pattern(r"(\"[^\"]{1,80}\"|'[^']{1,80}'|[^:：#|\s\-][^:：。；]{0,60}?)\s*([:：])(\s*)([|｜]?[-+]?|(?<= )\S.*)$")


_NOTES_STAND_FIRST = "是给自己看的说明，就移到键的上一行或正文的最前面；本来就要印出来的，不用改"


_TABS = "是表格，就写成 | 甲 | 乙 |，一行一个；不是，就删去制表符"


class Note(NamedTuple):
    """What was read otherwise than it is written, or than one might think, at its first place, and in how many lines.

    `hint` says how to mend what putting in order does not; what is `unread` belongs nowhere, and was left out.
    """

    location: Location
    message: str
    lines: int = 1
    hint: str = ""
    unread: bool = False


class Row(NamedTuple):
    """A line of the orderly text, and where it came from."""

    text: str
    came: Came


class Part(NamedTuple):
    """The line of a key and the lines below it.

    `value` begins at `value_at` (from 0); `well_put` tells that the line stands as it should, at the `margin`.
    """

    name: str
    line: int
    path: str
    margin: int
    row: str
    value: str
    value_at: int
    well_put: bool
    colon_at: int
    body: Sequence[str]

    @classmethod
    def of(cls, name: str, rows: Sequence[str], line: int, path: str, margin: int, *, written: str = "") -> Part:
        """The part under a key; `written` is its name as it stands in the file, where that is another."""
        row = rows[0]
        bare = row.lstrip(BLANKS)
        indent = len(row) - len(bare)
        colon = COLON.match(bare, len(written or name))
        assert colon is not None  # it was found as a key by it
        value_at = indent + colon.end()
        value = bare[colon.end() :].rstrip("\r")
        well_put = written in ("", name) and colon[1] == ":" and bool(colon[2] or not value) and row[:indent] == " " * margin
        return cls(name, line, path, margin, row, value, value_at, well_put, indent + colon.start(1), rows[1:])

    @property
    def ending(self) -> str:
        return "\r" if self.row.endswith("\r") else ""

    @property
    def base(self) -> int:
        """How far in what is below it should stand."""
        return self.margin + _INDENT

    def place(self, line: int = 0, column: int = 1) -> Location:
        return Location(self.path, line=line or self.line, column=column)

    def as_it_is(self, *, from_body: bool = False) -> Iterator[Row]:
        rows = self.body if from_body else (self.row, *self.body)
        yield from (Row(row, Came(number)) for number, row in enumerate(rows, self.line + from_body))

    def head(self, value: str, notes: list[Note], quote: int = 0) -> Row:
        """The key's line as it should be written, with this value; `quote` characters of it are ours, before the file's."""
        if not self.well_put:
            indent = lead_of(self.row)
            written = f"{self.name}: {value}" if value == "|" else f"{self.name}: "
            message = f"“{self.name}”要写成“{written}”，顶格，后面是半角冒号和一个空格；已照这样读取"
            column = self.colon_at if self.row[:indent] == " " * self.margin else 0
            notes.append(Note(self.place(column=column + 1), message))
        new = f"{' ' * self.margin}{self.name}: {value}".rstrip()
        at = self.margin + len(self.name) + 2
        return Row(new + self.ending, Came(self.line, at, at + quote - self.value_at, self.margin - lead_of(self.row)))


def without_blanks(name: str) -> str:
    """A name without the blanks between its letters."""
    return _BETWEEN.sub("", name)


def lead_of(row: str) -> int:
    """How many blanks of any kind a line begins with."""
    return len(row) - len(row.lstrip(BLANKS))


def one_line(part: Part, notes: list[Note]) -> Iterator[Row]:
    """A key of one line; a value that YAML would not take for what it says is put in quotes."""
    plain = part.value.strip(BLANKS)
    odd = _odd(plain)
    if part.well_put and not odd:
        yield from part.as_it_is()
        return
    if odd:
        message = f"“{part.name}”的内容里有 YAML 的记号，已照原样读成文字"
        notes.append(Note(part.place(column=part.value_at + 1), message))
    yield part.head(quoted(plain) if odd else plain, notes, quote=int(odd))
    yield from part.as_it_is(from_body=True)


def _odd(value: str) -> bool:
    """Whether a value on its key's line is no text for YAML, or another one, though a clerk means what stands there."""
    if not value:
        return False
    if _QUOTED.match(value) or value[0] in "[{":
        return False  # of lists and maps the reader says that they are not asked for
    return bool(_UNSAFE.match(_NOTE.sub("", value).rstrip()))


# -- text ---------------------------------------------------------------------------------------------


def paragraphs(part: Part, notes: list[Note]) -> Iterator[Row]:
    """A key with paragraphs: all that follows belongs to it, however it is indented."""
    first, *more = _soft_lines(part.value)
    plain = first[1].strip(BLANKS)
    written = [line for line in part.body if line.strip(BLANKS + "\r")]
    block = BLOCK.match(plain) if not more else None
    if part.well_put and not more:
        empty = not plain and not written
        short = plain and not block and not _BLOCK_GLUED.match(plain) and not written and not _odd(plain)
        if empty or short or _is_other_yaml(plain, written):
            yield from part.as_it_is()
            return
    if block and part.well_put and plain[0] == "|":
        yield Row(part.row, Came(part.line))
        yield from _body(part, int(block[1]) + part.margin if block[1] else 0, notes)
        return
    at = len(notes)
    yield part.head("|", notes)
    glued = _BLOCK_GLUED.match(plain)
    begins = part.value_at + first[0] + lead_of(first[1])
    if BLOCK.match(plain):
        plain = ""
    elif glued:
        begins, plain = begins + glued.end(), plain[glued.end() :]
    pieces = [(begins, plain), *((part.value_at + start + lead_of(one), one.strip(BLANKS)) for start, one in more)]
    pieces = [(start, one) for start, one in pieces if one]
    if pieces:
        message = f"“{part.name}”的正文从键的同一行开始，已读成第一段"
        notes.append(Note(part.place(column=pieces[0][0] + 1), message))
    elif at == len(notes):
        message = f"“{part.name}:”后面要加“|”，正文从下一行开始；已照这样读取"
        notes.append(Note(part.place(column=part.value_at + 1), message))
    for start, one in pieces:
        yield Row(f"{' ' * part.base}{one}{part.ending}", Came(part.line, 0, part.base - start))
    yield from _body(part, part.base if pieces else 0, notes, said=bool(pieces))


def _is_other_yaml(plain: str, written: Sequence[str]) -> bool:
    """Whether the value is written in another of YAML's ways, of which the reader tells what is to be told."""
    first = plain or next((bare for row in written if not (bare := row.lstrip(" ")).startswith("#")), "")
    return bool(_OWN_WAY.match(first)) or (not plain and (first.startswith("- ") or bool(_MAP_OF_TEXTS.match(first))))


def _body(part: Part, base: int, notes: list[Note], *, said: bool = False) -> Iterator[Row]:
    """The lines below a |, each at least as far in as the first one; notes at the margin behind the last line stay there.

    `base` is how far in they should stand, 0 where the first of them says it; `said` that text stands above them.
    """
    first = next((row for row in part.body if row.strip(BLANKS + "\r")), "")
    last = _last_of_text(part.body, lead_of(first))
    least = min((lead_of(row) for row in part.body[:last] if row.strip(BLANKS + "\r")), default=0)
    too_far = not base and least < lead_of(first)  # no line may stand less far in than the first one
    if too_far and least > part.margin:
        base = least
    shifted: list[int] = []
    split: list[int] = []
    noted: list[int] = []
    at_end = 0
    tables, tabs = rows_of_tables(part.body[:last]) if any("\t" in row for row in part.body) else ({}, [])
    for number, row in enumerate(part.body, part.line + 1):
        lead = lead_of(row)
        bare = row[lead:]
        if not bare.strip("\r") or number > part.line + last:
            yield Row(row if not row[:lead].strip(" ") else bare, Came(number))
            continue
        if not bare.startswith("#"):
            said = True
        elif said and question_of(bare) is None:
            noted.append(number)
        shift = 0
        if table := tables.get(number - part.line - 1):
            lead, bare, shift = table.at, table.text + ("\r" if row.endswith("\r") else ""), 1
        if not base:
            base = lead if lead > part.margin and not row[:lead].strip(" ") else part.base
        # A blank of another kind behind the indentation is part of the line, and is taken off there.
        enough = row.startswith(" " * base) and not (too_far and not shifted and lead > base)
        if enough and not shift and not _SOFT_ENDS.search(bare):
            yield Row(row, Came(number))
            continue
        if shift:
            yield Row(f"{' ' * base}{bare}", Came(number, 0, base - lead + shift))
            continue
        if enough and not split:
            at_end = lead + (found.start() if (found := _SOFT_ENDS.search(bare)) else 0)
        (split if enough else shifted).append(number)
        ending = "\r" if row.endswith("\r") else ""
        for at, piece in _soft_lines(bare.rstrip("\r")):
            yield Row(f"{' ' * base}{piece}{ending}", Came(number, 0, base - lead - at))
    for lines, column, message, hint in (
        (shifted, 0, "下面有 {} 行没有按两格缩进，已读成它的正文", ""),
        (split, at_end, "里有 {} 行夹着软换行，已分成几段", ""),
        ([at + part.line + 1 for at in tables], 0, "里有 {} 行用制表符（Tab）隔成几格，已读成表格", ""),
        ([at + part.line + 1 for at in tabs], 0, "里有 {} 行夹着制表符（Tab），没有排成表格，会印成空白", _TABS),
        (noted, 0, "的正文里有 {} 行以“#”开头；不在正文前面，会照样印出来", _NOTES_STAND_FIRST),
    ):
        if lines:
            place = part.place(lines[0], column + 1)
            notes.append(Note(place, f"“{part.name}”{message.format(len(lines))}", 0 if hint else len(lines), hint))


def _last_of_text(body: Sequence[str], indent: int) -> int:
    """How many of the lines reach to the last one of text: notes that stand further out than the text end it.

    Where the text itself stands at the margin, they are notes only behind a blank line.
    """
    last, loose = 0, True
    for at, row in enumerate(body, 1):
        bare = row.strip(BLANKS + "\r")
        outside = bare.startswith("#") and lead_of(row) < max(indent, 1)
        if bare and not (outside and (indent or loose)):
            last = at
        loose = not bare or (loose and last != at)
    return last


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


class Known(NamedTuple):
    """The names of a key's entries, where they are known, and which of them a line without one is meant for."""

    names: Collection[str] = ()
    unnamed: Callable[[str], str] | None = None


def entries(part: Part, notes: list[Note], known: Known) -> Iterator[Row]:
    """Lines of a name and a value each: colons, blanks and signs of YAML as they were meant.

    A line without a name is the rest of the value above it where it stands further in; else it is told.
    """
    bodies = [(number, row) for number, row in enumerate(part.body, part.line + 1)]
    value = part.value.strip(BLANKS)
    written = any(row.strip(BLANKS + "\r") for row in part.body)
    unnamed = value if value[:1] not in ("", "#") and not _OWN_WAY.match(value) and (written or known.unnamed) else ""
    if part.well_put and not unnamed:
        yield Row(part.row, Came(part.line))
    else:
        yield part.head("" if unnamed else part.value, notes)
    if any(line.lstrip(" ").startswith(("- ", "? ")) for line in part.body):
        yield from part.as_it_is(from_body=True)
        return
    if unnamed:
        bodies.insert(0, (part.line, " " * part.value_at + part.value))
    mended: list[int] = []
    base, goes_on = 0, False
    for number, row in bodies:
        bare = row.lstrip(BLANKS)
        lead = row[: len(row) - len(bare)]
        if not bare.strip("\r") or bare.startswith("#"):
            yield Row(row if not lead.strip(" ") else bare, Came(number))
            continue
        found = KEY.match(bare)
        colon = COLON.match(bare, found.end()) if found else None
        name, begins = "", 0
        if found and colon:
            name, begins = found[0].rstrip(BLANKS), colon.end()
        elif (goes_on and len(lead) > (base or part.margin)) or not bare[0].isalnum():
            yield Row(row, Came(number))  # the end of a value of several lines, or a sign of YAML's: it says which
            continue
        elif known.unnamed:
            name = known.unnamed(bare.strip("\r" + BLANKS))
        else:
            message = f"“{part.name}”里的这一行没有写成“名称: 内容”，没有读：{bare.strip()[:40]}"
            hint = "写成“名称: 内容”，一行一项，名称后面是半角冒号和一个空格；不要的删去"
            notes.append(Note(part.place(number, len(lead) + 1), message, 0, hint, unread=True))
            continue
        if not base and number > part.line:
            base = len(lead) if len(lead) > part.margin and not lead.strip(" ") else part.base
        value = bare[begins:].rstrip("\r").rstrip(BLANKS)
        # Who signs, and when, is no longer than a line.
        goes_on = not known.unnamed or not value or bool(_OWN_WAY.match(value) or BLOCK.match(value))
        proper = colon is not None and colon[1] == ":" and bool(colon[2] or not value) and lead == " " * base
        odd = _odd(value)
        meant = without_blanks(name) if without_blanks(name) in known.names else name
        if proper and not odd and meant == name:
            yield Row(row, Came(number))
            continue
        inner = base or part.base
        at = inner + len(meant) + 2
        mended.append(number)
        ending = "\r" if row.endswith("\r") else ""
        came = Came(number, at, at + odd - len(lead) - begins, inner - len(lead))
        yield Row(f"{' ' * inner}{meant}: {quoted(value) if odd else value}".rstrip() + ending, came)
    if mended:
        message = f"“{part.name}”下面有 {len(mended)} 行的缩进、冒号或记号不合写法，已照“名称: 内容”读取"
        notes.append(Note(part.place(mended[0]), message, len(mended)))


def headings(part: Part, notes: list[Note]) -> Iterator[Row]:
    """Headings of the office's own, each with paragraphs below; a line that is no heading belongs to the one above it."""
    yield Row(part.row, Came(part.line)) if part.well_put else part.head(part.value, notes)
    body = part.body
    heads = [(at, one) for at, row in enumerate(body) if (one := _HEADING.match(row.strip(BLANKS + "\r")))]
    if not heads:
        yield from part.as_it_is(from_body=True)
        return
    first = body[heads[0][0]]
    furthest = lead_of(first)
    base = furthest if furthest > part.margin and not first[:furthest].strip(" ") else part.base
    # Further in than the first heading is text, whatever it looks like; a value on its line has only one that stands where that does.
    heads = [(at, one) for at, one in heads if (lead := lead_of(body[at])) <= furthest and (not one[4] or lead == furthest)]
    yield from (Row(line, Came(number)) for number, line in enumerate(body[: heads[0][0]], part.line + 1))
    for (at, one), end in zip(heads, [*(at for at, _ in heads[1:]), len(body)], strict=True):
        below = Part.of(one[1], body[at:end], part.line + 1 + at, part.path, base)
        yield from paragraphs(below, notes)
