"""What can be wrong: rules as declared, findings as made, and a finding in words."""

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import IntEnum, StrEnum
from hashlib import sha256
from typing import NamedTuple

from .figures import digits
from .location import Location

_WORD_ENDINGS = (".docx", ".docm")
# Of what a finding says its figures and what it quotes; not the lines in which that stands, which move when one is put in above.
_PLACES = re.compile(r"第\s*\d+\s*(?:行|列|段|页|个字|张表)")
_SAID = re.compile(r"\d[\d,]*(?:\.\d+)?|[“《][^”》]*[”》]")


class Severity(StrEnum):
    """An error makes the report wrong; a warning asks for a look or a note."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def chinese(self) -> str:
        return "错误" if self is Severity.ERROR else "提醒"


class Rank(IntEnum):
    """What is read first: figures that contradict each other, other errors, other warnings, matters of style."""

    FIGURES = 0
    ERROR = 1
    WARNING = 2
    STYLE = 3


class Fix(NamedTuple):
    """A change of the text that settles a finding: at `location` stands `old`, it should be `new`."""

    location: Location
    old: str
    new: str


class FailedLine(NamedTuple):
    """An identity that fails along with others: which (`where` names it, `ref` is the cell of its total), and its two sums."""

    code: str
    where: str
    severity: Severity
    ref: str
    location: Location
    expected: Decimal
    actual: Decimal
    at_most: bool = False

    @property
    def compared(self) -> str:
        return f"{digits(self.expected)} {'大于' if self.at_most else '≠'} {digits(self.actual)}"

    @property
    def said(self) -> str:
        """表三“总计”一列（T301，32 ≠ 33）."""
        return f"{self.where}（{self.code}，{self.compared}）"


class Finding(NamedTuple):
    """One case of a rule, with two coordinates: `ref` in the form, `location` in the file.

    `message` says what is wrong with both numbers, `hint` how to mend it; `suspect` is the Ref of
    the cell that alone would explain the failure and `suspect_value` what would settle it. `also` are the
    other identities that the same fault breaks. `rank` is given where all findings of a check are put in order.
    `doubtful` says that `expected` itself, or what its fix writes, may be wrong: nothing is replaced by it unasked.
    `about` is what tells it from another of its rule at the same place; '' where that is all that `message` says.
    """

    location: Location
    code: str
    message: str
    severity: Severity = Severity.ERROR
    ref: str = ""
    hint: str = ""
    related: tuple[Location, ...] = ()
    expected: Decimal | None = None
    actual: Decimal | None = None
    suspect: str = ""
    suspect_location: Location | None = None
    suspect_value: Decimal | None = None
    fix: Fix | None = None
    rank: Rank = Rank.WARNING
    also: tuple[FailedLine, ...] = ()
    doubtful: bool = False
    about: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """Its code, and those of the identities told with it."""
        return tuple(dict.fromkeys((self.code, *(line.code for line in self.also))))


class Rule(NamedTuple):
    """A declared kind of problem; its four texts are its manual page (`reportgen rules CODE`)."""

    code: str
    title: str
    why: str
    bad: str
    good: str
    severity: Severity = Severity.ERROR

    def at(
        self,
        location: Location,
        message: str,
        *,
        severity: Severity | None = None,
        ref: str = "",
        hint: str = "",
        related: tuple[Location, ...] = (),
        expected: Decimal | None = None,
        actual: Decimal | None = None,
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of this rule at `location`; the rule's own severity unless another is given."""
        return Finding(
            location=location,
            code=self.code,
            message=message,
            severity=severity or self.severity,
            ref=ref,
            hint=hint,
            related=related,
            expected=expected,
            actual=actual,
            fix=fix,
        )


def with_suspect(finding: Finding, ref: str, location: Location, value: Decimal) -> Finding:
    """The same finding, naming the cell that would settle it and the value to put there."""
    return finding._replace(suspect=ref, suspect_location=location, suspect_value=value)


# -- in words ----------------------------------------------------------------------------------------


def errors_among(findings: Iterable[Finding]) -> int:
    """How many of them are errors; the others are warnings."""
    return sum(finding.severity is Severity.ERROR for finding in findings)


def fingerprint(finding: Finding) -> str:
    """Stays the same while the same thing is wrong at the same place, whatever the figures are."""
    return sha256(f"{finding.code}|{finding.ref or finding.location}".encode(errors="surrogatepass")).hexdigest()[:16]


def said_of(finding: Finding) -> str:
    """That of a finding by which it is told from another at the same place, in one line."""
    return " ".join((finding.about or finding.message).split())


def substance(said: str) -> str:
    """What that says in substance, its figures and what it quotes, whatever words of the program stand around them.

    By this an answer to a finding, or a decision on it, holds for that finding alone, and not for whatever is found at its place next.
    """
    found = ("".join(one.replace(",", "").split()) for one in _SAID.findall(_PLACES.sub("", said)))
    return sha256("|".join(found).encode(errors="surrogatepass")).hexdigest()[:8]


def place_in_words(location: Location) -> str:
    """A place as one says it: 表三 D7, 第12行第5个字; the file itself is not named."""
    if location.grid:
        return f"{location.grid} {location.cell}".rstrip()
    if not location.line:
        return "整个文件"
    if location.path.lower().endswith(_WORD_ENDINGS):
        return f"第{location.line}段"
    page = f"第{location.page}页" if location.page else ""
    column = f"第{location.column}个字" if location.column else ""
    return f"{page}第{location.line}行{column}"


def place_in_word(location: Location) -> str:
    """A place in a Word file for somebody who looks for it there: 第2张表第4行第5列, 第12段, 页眉1; '' for the whole of it.

    The tables are counted: a form has names of its own for them.
    """
    if not location.grid:
        return f"第{location.line}段" if location.line else ""
    table = f"第{location.grid[1:]}张表" if location.grid[1:].isdigit() and location.grid[0] == "表" else location.grid
    return f"{table}第{location.line}行第{location.column}列" if location.line else table


def remedy(finding: Finding) -> str:
    """How to mend it: the hint, and the change of the text where one is known; '' where neither is."""
    fix = finding.fix
    if fix is None:
        return finding.hint
    if fix.old and fix.new:
        change = f"把“{fix.old}”改成“{fix.new}”"
    elif fix.old:
        change = f"删去“{fix.old}”"
    else:
        change = f"加上“{fix.new}”"
    if not finding.hint or change in finding.hint:
        return finding.hint or change
    return f"{finding.hint}（{change}）"
