"""narrative.yaml as lines of a file: where each entry stands, and in which of its lines each paragraph is written.

Reading a narrative forgets how it was typed; whoever puts a new sentence into it has to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import yaml

from ...text.passages import is_rule

LITERAL, PLAIN, SINGLE, DOUBLE, SPREAD = "|", "", "'", '"', "…"
# What the reader takes off a paragraph at both ends.
ENDS = " \t\r\u3000\u00a0"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADER = re.compile(r"\s*[|>][-+0-9]*\s*(#.*)?")


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
        slots = _listed(value, lines, last)
    elif isinstance(value, yaml.ScalarNode) and (value.start_mark.line, value.start_mark.column) >= (line, colon):
        literal = value.style == "|"
        slots = _slots(value, lines, last)
    header = _HEADER.fullmatch(behind.rstrip("\r"))
    note = (header[1] or "") if header else behind.strip() if behind.lstrip().startswith("#") else ""
    return Entry(
        _text(key),
        line,
        last,
        indent,
        head,
        note.rstrip(),
        slots if known else None,
        children,
        listed,
        listed or literal or not _text(value).strip(),
    )


def _text(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _outside(line: str, indent: int) -> bool:
    """Whether a line behind an entry is none of its own: blank, or a comment no further in than its key."""
    stripped = line.lstrip(" ")
    return not line.strip() or (stripped.startswith("#") and len(line) - len(stripped) <= indent)


def _listed(node: yaml.SequenceNode, lines: list[str], last: int) -> tuple[Slot, ...] | None:
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
