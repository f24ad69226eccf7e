"""Text in columns that stand below each other in a terminal, where a Han sign is two columns wide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

GAP = "  "
_SIGNS = re.compile(r"\{[{%].*?[%}]\}|.", re.DOTALL)  # a tag is one sign
_CLOSING = tuple("，。；：、！？…）〕》〉］」”")
_OPENING = tuple("（〔《〈［「“")


def width(text: str) -> int:
    """How many columns a terminal gives a text: Han signs and full-width punctuation take two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrapped(text: str, most: int) -> list[str]:
    """A text in lines of at most `most` columns; words of Latin letters stay whole where they fit, tags always: they are copied."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip()) > most:
            lines.append(line.rstrip())
            line = ""
        for char in piece if width(piece) > most and "{{" not in piece else (piece,):
            if line and width(line + char) > most:
                lines.append(line.rstrip())
                line = ""
            line += char if line or char != " " else ""
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """A text in the pieces between which it may break; closing punctuation stays with what it closes."""
    piece = ""
    for sign in _SIGNS.findall(text):
        if piece and not sign.startswith(_CLOSING) and not piece.endswith(_OPENING) and _breaks(piece[-1], sign[0]):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _breaks(before: str, after: str) -> bool:
    return before == " " or width(before) == 2 or width(after) == 2 or after == "{"


def laid_out(rows: Sequence[Sequence[str]], most: Sequence[int], total: int) -> list[list[str]]:
    """For each row its lines: every column as wide as its longest text, at most as `most` says; the last takes what is left of `total`."""
    wide = [min(max((width(row[at]) for row in rows), default=0), limit) for at, limit in enumerate(most)]
    wide.append(total - sum(wide) - len(GAP) * len(wide))
    return [list(_lines(row, wide)) for row in rows]


def columns(rows: Sequence[Sequence[str]], most: Sequence[int], total: int, indent: str = "") -> Iterator[str]:
    """The same as one run of lines, each behind `indent`."""
    for lines in laid_out(rows, most, total - len(indent)):
        yield from (f"{indent}{line}".rstrip() for line in lines)


def _lines(row: Sequence[str], wide: Sequence[int]) -> Iterator[str]:
    cells = [_cell_lines(text, most) for text, most in zip(row, wide, strict=True)]
    for number in range(max(map(len, cells))):
        parts = [cell[number] if number < len(cell) else "" for cell in cells]
        yield GAP.join(part + " " * (most - width(part)) for part, most in zip(parts, wide, strict=True)).rstrip()


def _cell_lines(text: str, most: int) -> list[str]:
    """A cell's lines; its indentation is kept on every line."""
    plain = text.lstrip(" ")
    lead = " " * (len(text) - len(plain))
    return [lead + line for line in wrapped(plain, max(most - len(lead), 4))]
