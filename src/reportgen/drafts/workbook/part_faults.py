"""What the comments of a summed workbook say of faults in its parts, written and read back: a check of the sum is to name whose fault it is.

A line of a comment says one of: a part's own table is uneven here (by which identity, by how much), its check has found the figure wrong, or
has a question about it. Whoever edits the comment away, or the file in a program that drops it, loses the names and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ...files.parts import Parts
from ...files.zips import open_office_zip
from ...model.area.rollup import RollUp
from ...model.errors import SourceError
from ...model.figures import digits, read_figure
from ...model.finding import Severity
from ...model.identity import assess
from ...text.patterns import pattern
from .spreadsheet import Place, place_of, sheet_parts

_UNEVEN, _WRONG, _ASKED = "自己的表在这里不平（", "的数检查时已经报了错：", "的检查里也提醒："
_NAMED = 12
_SAID_UNEVEN = pattern(r"[^（]+(?:（[^（）]*）)?自己的表在这里不平（(\w+)）：\S+ 和 \S+，相差 (\S+)")


class PartFault(NamedTuple):
    """A line of a comment; `code` is the identity that does not come out even in the part, and `by` how much, '' and None for others.

    `asked` says that the part's check has a question at most: it may be right as it is.
    """

    said: str
    code: str = ""
    by: Decimal | None = None
    asked: bool = False


def faults_of_parts(rollup: RollUp) -> dict[str, list[str]]:
    """The lines by Ref: of each cell the parts whose own check says something of it."""
    found: dict[str, list[str]] = {}
    lines = [line for line in rollup.form.lines if not line.needs_prior and line.severity is Severity.ERROR]
    for part in rollup.parts:
        name = rollup.name(part.agency)
        uneven = set()
        for line in lines:
            came = assess(line, part.figures, {})
            if came.outcome == "failed" and came.left is not None and came.right is not None:
                by = digits(abs(came.left - came.right))
                said = f"{name}{_UNEVEN}{line.code}）：{digits(came.left)} 和 {digits(came.right)}，相差 {by}"
                found.setdefault(line.anchor, []).append(said)
                uneven.add(line.anchor)
        for ref, why in part.wrong.items():
            found.setdefault(ref, []).append(f"{name}{_WRONG}{why.splitlines()[0]}")
        for ref, why in part.doubts.items():
            if ref not in uneven:
                found.setdefault(ref, []).append(f"{name}{_ASKED}{why.splitlines()[0]}")
    return {ref: _some(told) for ref, told in found.items()}


def _some(lines: list[str]) -> list[str]:
    return [*lines[:_NAMED], *([f"等 {len(lines)} 处"] if len(lines) > _NAMED else [])]


def said_of_parts(path: Path) -> Mapping[Place, tuple[PartFault, ...]]:
    """The same lines as they stand in the comments of the workbook at `path`, by cell; nothing where there are none, or they cannot be read."""
    try:
        return {place: faults for place, text in _comments(path) if (faults := tuple(_faults(text)))}
    except SourceError:
        return {}  # the figures were read: what is lost are names


def _faults(text: str) -> Iterator[PartFault]:
    for line in text.splitlines():
        if found := _SAID_UNEVEN.fullmatch(line):
            yield PartFault(line, found[1], read_figure(found[2]).value)
        elif _WRONG in line or _ASKED in line:
            yield PartFault(line, asked=_WRONG not in line)


def _comments(path: Path) -> Iterator[tuple[Place, str]]:
    """The comments of all sheets by their cells."""
    with open_office_zip(path, "Excel", ".xlsx") as archive:
        parts = Parts(archive, path)
        for sheet, part in sheet_parts(parts):
            if comments := parts.related(part, "comments"):
                for cell, text in _in_part(parts, comments):
                    row, column = place_of(cell)
                    yield (sheet, row, column), text


def _in_part(parts: Parts, comments: str) -> list[tuple[str, str]]:
    found: list[tuple[str, list[str]]] = []
    state = {"text": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "comment":
            found.append((attributes.get("ref", ""), []))
        state["text"] = local == "t"

    def end(_: str) -> None:
        state["text"] = False

    def words(text: str) -> None:
        if state["text"] and found:
            found[-1][1].append(text)

    parts.parse(comments, StartElementHandler=start, EndElementHandler=end, CharacterDataHandler=words)
    return [(cell, "".join(pieces)) for cell, pieces in found if cell]
