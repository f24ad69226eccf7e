"""New text put into narrative.yaml so that all that did not change stays as it was typed, comments included.

Every function gives the whole new text of the file; whether it reads as it must is for the caller to prove.

Reading a narrative forgets how it was typed; whoever puts a new sentence into it has to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import yaml

from ...files.yaml import quoted
from ...model.location import Location
from ...model.report import Paragraph
from ...text.passages import is_rule, line_of, rule_below, written_block

LITERAL, PLAIN, SINGLE, DOUBLE, SPREAD = "|", "", "'", '"', "…"
# What the reader takes off a paragraph at both ends.
ENDS = " \t\r\u3000\u00a0"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADER = re.compile(r"\s*[|>][-+0-9]*\s*(#.*)?")


class NewParagraph(NamedTuple):
    """A paragraph as it is to stand in the file: `text` with its bindings.

    `origin` is the number, under the same key, of the paragraph that it was; None for one that is new there.
    `starts` says of a row below another whether it heads a table of its own; None leaves the rules as they stand.
    """

    text: str
    origin: int | None = None
    starts: bool | None = None

    @property
    def rule(self) -> str:
        """The rule that is to stand below it; '' for none."""
        return rule_below(written_block(Paragraph(self.text, Location("")))) if self.starts else ""


class NewPart(NamedTuple):
    """A heading of a free section with what stands below it, None where that stays; `origin` as for a Line, among the keys."""

    key: str
    lines: tuple[NewParagraph, ...] | None
    origin: int | None = None


def with_lines(text: str, path: Sequence[str], wanted: Sequence[NewParagraph], order: Sequence[str] = ()) -> str:
    """The file with these paragraphs under the key that `path` leads to.

    Where there is no such key it is added, at its place among the keys in `order`.
    """
    rows, entries = text.split("\n"), entries_of(text)
    entry = entry_at(entries, path)
    if entry is None:
        fresh = _fresh(path[-1], _texts(wanted), 0, _ending(rows))
        at = _row_for_key(entries, path[0], order)
        end = _ending(rows)
        return "\n".join([*rows[:at], end, *fresh, *rows[at:]] if at < len(rows) else [*_closed(rows), end, *fresh, ""])
    return "\n".join([*rows[: entry.line], *_changed(entry, rows, wanted), *rows[entry.last :]])


def with_value(text: str, path: Sequence[str], value: str) -> str:
    """The file with this one line of text as the value that `path` leads to; what is missing of it is added."""
    rows, entries = text.split("\n"), entries_of(text)
    entry = entry_at(entries, path)
    if entry is not None and entry.slots and len(entry.slots) == 1 and entry.slots[0].first == entry.line:
        slot = entry.slots[0]
        new = [f"{slot.head}{_written(value, slot)}{slot.tail}"] if value else [_valueless(entry, rows)]
        return "\n".join([*rows[: slot.first], *new, *rows[slot.last :]])
    if entry is not None:
        note = f"   {entry.note}" if entry.note else ""
        new = [f"{entry.head} {_scalar(value)}{note}{_ending(rows)}" if value else _valueless(entry, rows)]
        return "\n".join([*rows[: entry.line], *new, *rows[entry.last :]])
    above = entry_at(entries, path[:-1])
    if above is not None:
        indent = above.children[0].indent if above.children else above.indent + 2
        new = [f"{' ' * indent}{path[-1]}: {_scalar(value)}{_ending(rows)}"]
        return "\n".join([*rows[: above.last], *new, *rows[above.last :]])
    end = _ending(rows)
    new = [f"{'  ' * depth}{key}:{end}" for depth, key in enumerate(path[:-1])]
    return "\n".join([*_closed(rows), *new, f"{'  ' * (len(path) - 1)}{path[-1]}: {_scalar(value)}{end}", ""])


def with_parts(text: str, key: str, wanted: Sequence[NewPart]) -> str | None:
    """The file with these headings and paragraphs as the free section `key`; None where its headings cannot be told apart."""
    rows = text.split("\n")
    entry = entry_at(entries_of(text), (key,))
    if entry is None or not entry.children or not all(child.head.endswith(":") for child in entry.children):
        return None
    ends = [*(child.line for child in entry.children[1:]), entry.last]
    new: list[str] = []
    kept = {part.origin for part in wanted}
    for number, (child, end) in enumerate(zip(entry.children, ends, strict=True)):
        if number not in kept:
            # What the section says goes, what somebody noted there stays.
            new += [row for row in rows[child.line + 1 : end] if row.lstrip().startswith("#")]
    indent = entry.children[0].indent
    for part in wanted:
        if part.origin is None:
            new += _fresh(_scalar(part.key), _texts(part.lines or ()), indent, _ending(rows))
            continue
        child, end = entry.children[part.origin], ends[part.origin]
        below = rows[child.line : child.last] if part.lines is None else _changed(child, rows, part.lines)
        if part.key != child.key:
            below[0] = f"{' ' * child.indent}{_scalar(part.key)}:{below[0][len(child.head) :]}"
        new += [*below, *rows[child.last : end]]
    return "\n".join([*rows[: entry.children[0].line], *new, *rows[entry.last :]])


# -- one entry ----------------------------------------------------------------------------------------


def _changed(entry: Entry, rows: Sequence[str], wanted: Sequence[NewParagraph]) -> list[str]:
    """The lines of an entry with these paragraphs: changed in place where that can be, else written anew."""
    if entry.slots is not None and [line.origin for line in wanted] == list(range(len(entry.slots))):
        texts = [_current(slot, rows) for slot in entry.slots]
        ruled = [line.starts in (None, _rule_row(entry, rows, at) is not None) for at, line in enumerate(wanted)]
        if all(ruled) and all(_says(text, line.text) for line, text in zip(wanted, texts, strict=True)):
            return list(rows[entry.line : entry.last])
    in_place = _in_place(entry, rows, wanted)
    return _anew(entry, rows, _texts(wanted)) if in_place is None else in_place


def _texts(wanted: Sequence[NewParagraph]) -> list[str]:
    """The paragraphs with the rules below those that head a table."""
    return [text for line in wanted for text in (line.text, line.rule) if text]


def _rule_row(entry: Entry, rows: Sequence[str], at: int) -> int | None:
    """The row of the rule that stands below a paragraph of an entry; None where there is none."""
    slots = entry.slots or ()
    end = slots[at + 1].first if at + 1 < len(slots) else entry.last
    return next(
        (row for row in range(slots[at].last, end) if is_rule(rows[row].strip(ENDS).removeprefix("- ").strip("\"' "))), None
    )


def _current(slot: Slot, rows: Sequence[str]) -> str:
    """The text of a paragraph as it is in the file, where it is written there as it reads."""
    row = rows[slot.first]
    return row[len(slot.head) : len(row) - len(slot.tail)] if slot.style in (LITERAL, PLAIN) else ""


def _in_place(entry: Entry, rows: Sequence[str], wanted: Sequence[NewParagraph]) -> list[str] | None:
    slots = entry.slots
    if slots is None or not slots:
        return None
    shared = slots[0].first == entry.line
    if shared and [line.origin for line in wanted] != [0]:
        return None
    texts: dict[int, NewParagraph] = {}
    before: dict[int, list[str]] = {}
    after: dict[int, list[str]] = {}
    last: int | None = None
    first_kept = next((line.origin for line in wanted if line.origin is not None), 0)
    for line in wanted:
        if line.origin is not None and (last is None or line.origin > last):
            texts[line.origin] = line
            last = line.origin
            continue
        beside = slots[first_kept if last is None else last]
        if beside.style == LITERAL and line.text.startswith("#"):
            return None
        new_rows = before.setdefault(first_kept, []) if last is None else after.setdefault(last, [])
        new_rows += [_new_row(beside, text) for text in _texts([line])]
    new: list[str] = []
    number = entry.line
    end = _ending(rows)
    for at, slot in enumerate(slots):
        new += rows[number : slot.first]
        new += [row + end for row in before.get(at, [])]
        # A rule belongs to the row above it: it goes with it, and nothing new comes between.
        rule = _rule_row(entry, rows, at)
        if at in texts:
            line = texts[at]
            if slot.style == LITERAL and line.text.startswith("#"):
                return None
            same = slot.style in (LITERAL, PLAIN) and _says(_current(slot, rows), line.text)
            own = rows[slot.first : slot.last]
            text = _signed(line.text, _current(slot, rows)) if slot.style == LITERAL else line.text
            new += own if same or _reads(own, slot, text) else [f"{slot.head}{_written(text, slot)}{slot.tail}"]
            if rule is not None:
                new += rows[slot.last : rule if line.starts is False else rule + 1]
            elif line.rule:
                new.append(_new_row(slot, line.rule) + end)
        new += [row + end for row in after.get(at, [])]
        number = slot.last if rule is None else rule + 1
    return [*new, *rows[number : entry.last]]


def _signed(line: str, before: str) -> str:
    """A point of a list with the sign that it was typed with."""
    signed = before[:2] + line[2:]
    return signed if signed != line and _says(signed, line) else line


def _says(written: str, line: str) -> bool:
    """Whether what is written is this line already, be it with other blanks in a row or another sign of a list."""
    return written == line or line_of(written_block(Paragraph(written, Location("")))) == line


def _reads(own: Sequence[str], slot: Slot, text: str) -> bool:
    """Whether a paragraph in quotes, or spread over lines, says this text already."""
    if slot.style in (LITERAL, PLAIN):
        return False
    # What stands before it in its line is a key or a dash: blanks in its stead leave the value alone.
    return _read_value("\n".join([" " * len(slot.head) + own[0][len(slot.head) :], *own[1:]])) == text


def _new_row(beside: Slot, text: str) -> str:
    """A new paragraph written as the one beside it is."""
    if beside.style == LITERAL:
        return beside.head[: len(beside.head) - len(beside.head.lstrip(" "))] + text
    return beside.head + _scalar(text)


def _anew(entry: Entry, rows: Sequence[str], texts: Sequence[str]) -> list[str]:
    """An entry written afresh; notes among its paragraphs are kept above them."""
    end = _ending(rows)
    indent = " " * (entry.indent + 2)
    below = rows[entry.line + 1 : entry.last] if entry.commented else ()
    notes = [indent + row.strip() + end for row in below if row.lstrip().startswith("#")]
    fresh = _fresh("", texts, entry.indent, end)
    note = f"   {entry.note}" if entry.note else ""
    first = fresh[0].strip().removesuffix("\r").removeprefix(":")
    return [f"{entry.head}{first}{note}{end}", *notes, *fresh[1:]]


def _fresh(key: str, texts: Sequence[str], indent: int, end: str) -> list[str]:
    """A new entry: its paragraphs below a `|`, or as a list where one of them would be taken for a note there."""
    room = " " * indent
    if not texts:
        return [f"{room}{key}:{end}"]
    if any(text.startswith("#") for text in texts):
        return [f"{room}{key}:{end}", *(f"{room}  - {_quoted(text)}{end}" for text in texts)]
    return [f"{room}{key}: |{end}", *(f"{room}  {text}{end}" for text in texts)]


def _valueless(entry: Entry, rows: Sequence[str]) -> str:
    return entry.head + (f"   {entry.note}" if entry.note else "") + _ending(rows)


# -- one text -----------------------------------------------------------------------------------------


def _written(text: str, slot: Slot) -> str:
    """A text as it is written at its place: as the old one was, where that says the same."""
    if slot.style == LITERAL:
        return text
    if slot.style == SINGLE:
        return quoted(text)
    if slot.style == PLAIN and _read_value(text + slot.tail) == text and _read_value(f"- {text}", listed=True) == text:
        return text
    return _quoted(text)


def _scalar(text: str) -> str:
    return text if _read_value(f"{text} # ") == text else _quoted(text)


def _quoted(text: str) -> str:
    return DOUBLE + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + DOUBLE


def _read_value(source: str, *, listed: bool = False) -> str | None:
    """What YAML reads where `source` is a value; None where it is no text."""
    try:
        node = yaml.compose(source if listed else f"k: {source}", Loader=LOADER)
    except yaml.YAMLError:
        return None
    if isinstance(node, yaml.SequenceNode) and len(node.value) == 1:
        value = node.value[0]
    elif isinstance(node, yaml.MappingNode) and len(node.value) == 1:
        value = node.value[0][1]
    else:
        return None
    return str(value.value).strip(ENDS + "\n") if isinstance(value, yaml.ScalarNode) else None


# -- the file -----------------------------------------------------------------------------------------


def _ending(rows: Sequence[str]) -> str:
    """What stands before the line feed: Windows programs put a carriage return there."""
    return "\r" if sum(row.endswith("\r") for row in rows) * 2 > len(rows) else ""


def _closed(rows: Sequence[str]) -> list[str]:
    """The rows of a file without its last line feed."""
    return list(rows[:-1]) if rows and not rows[-1] else list(rows)


def _row_for_key(entries: Iterable[Entry], key: str, order: Sequence[str]) -> int:
    """The row before which a new key belongs: behind the last of those that stand before it in `order`."""
    earlier = order[: order.index(key)] if key in order else order
    return max((entry.last for entry in entries if entry.key in earlier), default=1 << 30)


# -- the file as lines -------------------------------------------------------------------------------


class Slot(NamedTuple):
    """One paragraph in the file: its lines `first` to `last` (exclusive), and what stands there before and behind its text.

    `style` is how the text is written: below a `|`, plain, in quotes, or spread over several lines.
    """

    first: int
    last: int
    head: str
    tail: str
    style: str


class Entry(NamedTuple):
    """A key with all that belongs to it: lines `line` to `last` (exclusive).

    `head` is the line up to the colon, `note` the comment behind it. `slots` are the paragraphs of
    its value, None where they cannot be told apart in the file; `children` the entries below it.
    """

    key: str
    line: int
    last: int
    indent: int
    head: str
    note: str
    slots: tuple[Slot, ...] | None
    children: tuple[Entry, ...]
    listed: bool = False
    commented: bool = False


def entries_of(text: str) -> tuple[Entry, ...]:
    """The entries of a narrative's text, which must be sound YAML (`yaml.YAMLError`)."""
    root = yaml.compose(text, Loader=LOADER)
    lines = text.split("\n")
    return tuple(_entries(root, lines, len(lines))) if isinstance(root, yaml.MappingNode) and not root.flow_style else ()


def entry_at(entries: Sequence[Entry], path: Sequence[str]) -> Entry | None:
    """The entry that `path` leads to, key by key."""
    found: Entry | None = None
    for key in path:
        found = next((entry for entry in entries if entry.key == key), None)
        if found is None:
            return None
        entries = found.children
    return found


def _entries(node: yaml.MappingNode, lines: list[str], end: int) -> Iterator[Entry]:
    starts = [key.start_mark.line for key, _ in node.value]
    for (key, value), stop in zip(node.value, [*starts[1:], end], strict=True):
        yield _entry(key, value, lines, stop)


def _entry(key: yaml.Node, value: yaml.Node, lines: list[str], end: int) -> Entry:
    line, indent = key.start_mark.line, key.start_mark.column
    last = end
    while last > line + 1 and _outside(lines[last - 1], indent):
        last -= 1
    rest = lines[key.end_mark.line][key.end_mark.column :]
    colon = key.end_mark.column + len(rest) - len(rest.lstrip(" ")) + 1
    head = lines[line][:colon]
    known = head.endswith(":") and key.end_mark.line == line and not head[:indent].strip()
    behind = lines[line][colon:]
    children: tuple[Entry, ...] = ()
    slots: tuple[Slot, ...] | None = None
    listed = literal = False
    if isinstance(value, yaml.MappingNode) and not value.flow_style:
        children = tuple(_entries(value, lines, last))
    elif isinstance(value, yaml.SequenceNode) and not value.flow_style:
        listed = True
        slots = _slots_of_list(value, lines, last)
    elif isinstance(value, yaml.ScalarNode) and (value.start_mark.line, value.start_mark.column) >= (line, colon):
        literal = value.style == "|"
        slots = _slots(value, lines, last)
    header = _HEADER.fullmatch(behind.rstrip("\r"))
    note = (header[1] or "") if header else behind.strip() if behind.lstrip().startswith("#") else ""
    return Entry(
        _scalar_text(key),
        line,
        last,
        indent,
        head,
        note.rstrip(),
        slots if known else None,
        children,
        listed,
        listed or literal or not _scalar_text(value).strip(),
    )


def _scalar_text(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _outside(line: str, indent: int) -> bool:
    """Whether a line behind an entry is none of its own: blank, or a comment no further in than its key."""
    stripped = line.lstrip(" ")
    return not line.strip() or (stripped.startswith("#") and len(line) - len(stripped) <= indent)


def _slots_of_list(node: yaml.SequenceNode, lines: list[str], last: int) -> tuple[Slot, ...] | None:
    found: list[Slot] = []
    starts = [item.start_mark.line for item in node.value]
    for item, stop in zip(node.value, [*starts[1:], last], strict=True):
        slots = _slots(item, lines, stop) if isinstance(item, yaml.ScalarNode) else None
        if slots is None:
            return None
        found += slots
    return tuple(found)


def _slots(node: yaml.ScalarNode, lines: list[str], last: int) -> tuple[Slot, ...] | None:
    start, end = node.start_mark, node.end_mark
    pieces = [piece for line in node.value.split("\n") if (piece := line.strip(ENDS))]
    if node.style == "|":
        return _literal(node, lines)
    if len(pieces) != 1 or is_rule(pieces[0]):
        return None if len(pieces) > 1 else ()
    head = lines[start.line][: start.column]
    if node.style == ">":
        while last > start.line + 1 and not lines[last - 1].strip():
            last -= 1
        return (Slot(start.line, last, head, "", SPREAD),)
    tail = lines[end.line][end.column :]
    one_line = start.line == end.line and (node.style or lines[start.line][start.column : end.column] == node.value)
    return (Slot(start.line, end.line + 1, head, tail, (node.style or PLAIN) if one_line else SPREAD),)


def _literal(node: yaml.ScalarNode, lines: list[str]) -> tuple[Slot, ...] | None:
    """The lines below a `|`, but for blank ones and those that are notes."""
    found: list[Slot] = []
    for number, content in enumerate(node.value.split("\n"), node.start_mark.line + 1):
        text = content.strip(ENDS)
        if not text or text.startswith("#") or is_rule(text):
            continue
        whole = lines[number] if number < len(lines) else ""
        at = whole.rstrip(ENDS).rfind(text)
        if at < 0 or whole.strip(ENDS) != text:
            return None
        found.append(Slot(number, number + 1, whole[:at], whole[at + len(text) :], LITERAL))
    return tuple(found)
