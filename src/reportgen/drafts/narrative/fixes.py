"""Mending the text file by itself: numbers that match a table become bindings, and what has one remedy is put right.

A file of its own: it changes characters at places that the checks have found; edit.py changes what stands under a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ...model.claim import Claim
from ...model.figures import digits
from ...model.finding import Finding, Fix
from ...text.patterns import pattern

# 占比(…) prints the sign as well.
_SHARE = "占比("
_NUMBER = pattern(r"\d+(?:\.\d+)?")


def fixes_of(claims: Iterable[Claim], findings: Iterable[Finding], path: str) -> list[Fix]:
    """What can be changed in the text file at `path`: places do not overlap, the first one counts."""
    wanted = [finding.fix for finding in findings if finding.fix is not None and not finding.doubtful]
    for claim in claims:
        if claim.doubtful:
            continue
        number = _NUMBER.match(claim.text)
        if claim.status == "rounded" and claim.expression.startswith(_SHARE) and claim.text.endswith("%"):
            wanted.append(Fix(claim.location, claim.text, f"{{{{ {claim.expression} }}}}"))
            continue
        told = claim.status == "matched" and claim.expression and claim.expected is not None
        if told and number and digits(claim.expected or Decimal(0)) == number[0]:
            wanted.append(Fix(claim.location, number[0], f"{{{{ {claim.expression} }}}}"))
    chosen: list[Fix] = []
    for fix in sorted(wanted, key=lambda fix: (fix.location.line, fix.location.column, -len(fix.old))):
        if fix.location.path != path or fix.location.grid:
            continue
        last = chosen[-1] if chosen else None
        if (
            last
            and last.location.line == fix.location.line
            and fix.location.column < last.location.column + max(len(last.old), 1)
        ):
            continue
        chosen.append(fix)
    return chosen


def applied(text: str, fixes: Sequence[Fix]) -> tuple[str, list[Fix]]:
    """The text with the fixes made, and those that were: only where the file holds what the fix expects."""
    lines = text.split("\n")
    made: list[Fix] = []
    for fix in reversed(fixes):
        row, column = fix.location.line - 1, fix.location.column - 1
        # A value of YAML that begins with braces would be no text.
        begins = fix.new.startswith("{") and row < len(lines) and lines[row][:column].rstrip().endswith((":", "-"))
        if row < len(lines) and not begins and lines[row][column : column + len(fix.old)] == fix.old:
            lines[row] = lines[row][:column] + fix.new + lines[row][column + len(fix.old) :]
            made.append(fix)
    return "\n".join(lines), made[::-1]
