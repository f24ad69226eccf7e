"""文中数据: a number stated in prose, with what it counts and how it compares; and where in the prose a place of a file is."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from .finding import Finding
from .location import Location
from .phrasing import Sum
from .report import Report, TextBlock

Status = Literal["bound", "matched", "rounded", "settled", "contradictory", "untied"]

STATUSES: dict[Status, str] = {
    "bound": "引用",
    "matched": "与表相符",
    "rounded": "四舍五入后相符",
    "settled": "文中自己算得出",
    "contradictory": "不符",
    "untied": "没有对应的表格",
}
# Of one that contradicts a figure which may be wrong itself.
IN_DOUBT = "和表不符，先看表"
_IMAGE_START = len("![")
# How much a number that no table has looks like one of theirs.
COUNTED_ALIKE, NEAR_ITS_WORDS, NAMED_BESIDE = 1, 2, 3


class Meant(NamedTuple):
    """A figure that a number may be meant for: these rows of a table in these columns, headings for all below them, added up."""

    table: str
    rows: Sum
    columns: Sum


class Candidate(NamedTuple):
    """A figure that a number of the prose may be meant for: as it would be bound, and how much it is."""

    expression: str
    value: Decimal


class Claim(NamedTuple):
    """One number of the prose, as written (`text`, with its unit) and as a figure.

    `counts` names what it was taken to count; `expression` is that as it would be bound
    (`表三.本年新收.总计`), `expected` the figure that the tables or the other numbers give. `said` are
    the words that it stands in. `akin` is above 0 for one that no table has but that looks like one of
    theirs: it is counted in their units (COUNTED_ALIKE), words of theirs stand in its clause too (NEAR_ITS_WORDS), or right beside it
    (NAMED_BESIDE).
    A number that was typed and counts just this much says what the tables should hold: `meant` are the figures it can be.
    `choices` are the figures that one which contradicts the tables may be meant for.
    `doubtful` is one that equals a figure of a sum that does not come out: it is not bound by itself; or one that
    contradicts a figure which may be wrong itself.
    """

    location: Location
    section: str
    text: str
    value: Decimal
    unit: str
    status: Status
    counts: str = ""
    expression: str = ""
    expected: Decimal | None = None
    said: str = ""
    akin: int = 0
    meant: tuple[Meant, ...] = ()
    doubtful: bool = False
    choices: tuple[Candidate, ...] = ()


# -- places in the prose -----------------------------------------------------------------------------


class Span(NamedTuple):
    """Characters `start` to `end` of a block's whole text."""

    start: int
    end: int


class Spot(NamedTuple):
    """A place in the prose: a block of a section; `at` is the character there, None where it is not known."""

    section: str
    block: int
    at: int | None


class TextPlaces:
    """Finds the block and the character for a location; made once for a report."""

    def __init__(self, report: Report) -> None:
        self.texts = report.texts
        self._lines: dict[tuple[str, int, int], list[tuple[str, int]]] = {}
        for section, blocks in report.texts.items():
            for number, block in enumerate(blocks):
                for line in {_line(location) for location in (block.location, *(mark.location for mark in block.marks))}:
                    self._lines.setdefault(line, []).append((section, number))

    def block(self, spot: Spot) -> TextBlock:
        """The block of a spot."""
        return self.texts[spot.section][spot.block]

    def spot(self, location: Location) -> Spot | None:
        """Where `location` stands in the prose; None where no block stands in its line."""
        if location.grid or not location.line:
            return None
        spots = [
            Spot(section, number, position(self.texts[section][number], location))
            for section, number in self._lines.get(_line(location), ())
        ]
        return next((spot for spot in spots if spot.at is not None), spots[0] if spots else None)


def _line(location: Location) -> tuple[str, int, int]:
    return location.path, location.page, location.line


def _parts(block: TextBlock) -> Iterator[tuple[Span, Location, bool]]:
    """The parts of a block's text that were written in one go, each with its place and whether a binding stands there."""
    ends = [*(mark.offset for mark in block.marks), len(block.whole)]
    yield Span(0, ends[0]), block.location, False
    for mark, end in zip(block.marks, ends[1:], strict=True):
        yield Span(mark.offset, end), mark.location, bool(mark.source)


def position(block: TextBlock, location: Location) -> int | None:
    """The character of the block's whole text that stands at `location`, or None."""
    shift = _IMAGE_START if block.pictured else 0
    after = None
    for span, start, bound in _parts(block):
        if _line(start) != _line(location) or location.column < start.column:
            continue
        if bound:
            if location.column == start.column:
                return span.start
            continue
        at = max(span.start + location.column - start.column - shift, span.start)
        if at < span.end:
            return at
        if at == span.end == len(block.whole):
            after = at
    return after


def span_of(block: TextBlock, finding: Finding, claims: Iterable[Span] = ()) -> Span | None:
    """The words of a block that a finding is about; None where only the block is known.

    They are what its fix replaces, else the number of the prose that begins there (`claims`), else what a
    binding put there, else the one character.
    """
    fix = finding.fix
    if fix is not None and fix.old:
        at = position(block, fix.location)
        if at is not None and block.whole.startswith(fix.old, at):
            return Span(at, at + len(fix.old))
    at = position(block, finding.location)
    if at is None:
        return None
    for claim in claims:
        if claim.start <= at < claim.end:
            return claim
    for span, start, bound in _parts(block):
        if bound and span.start == at and start == finding.location and span.end > at:
            return span
    return Span(at, min(at + 1, len(block.whole)))


def claim_spans(block: TextBlock, claims: Sequence[Claim]) -> list[tuple[Span, Claim]]:
    """Where the numbers of a block stand in it, in order, none over another; those not found in it are left out."""
    found: list[tuple[Span, Claim]] = []
    taken: list[Span] = []
    for claim in claims:
        at = position(block, claim.location)
        if at is None or not claim.text or not block.whole.startswith(claim.text, at):
            continue
        span = Span(at, at + len(claim.text))
        if all(span.end <= other.start or other.end <= span.start for other in taken):
            taken.append(span)
            found.append((span, claim))
    return sorted(found, key=lambda pair: pair[0])
