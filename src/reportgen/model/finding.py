"""What can be wrong: rules as declared, findings as made."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from .location import Location


class Severity(StrEnum):
    """An error makes the report wrong; a warning asks for a look or a note."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def chinese(self) -> str:
        return "错误" if self is Severity.ERROR else "提醒"


class Fix(NamedTuple):
    """A change of the text that settles a finding: at `location` stands `old`, it should be `new`."""

    location: Location
    old: str
    new: str


class Finding(NamedTuple):
    """One case of a rule, with two coordinates: `ref` in the form, `location` in the file.

    `message` says what is wrong with both numbers, `hint` how to mend it; `suspect` is the Ref of
    the cell that alone would explain the failure and `suspect_value` what would settle it.
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
