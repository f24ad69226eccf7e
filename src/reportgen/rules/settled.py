"""One fault, told once: a number of the prose that a failed sum of the tables proves right is no fault of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.claim import Claim, Meant
from ..model.figures import digits
from ..model.finding import Finding, place_in_words
from ..model.form import Form
from ..model.identity import Assessment


def told_once(
    findings: Sequence[Finding], claims: Sequence[Claim], form: Form, assessments: Sequence[Assessment]
) -> list[Finding]:
    """The findings without those about a number of the prose where the tables say themselves that it is right.

    What another finding would mend to just this number is told there, with the place in the prose beside it; where the
    sum of a row or a column makes it, the finding stays and says so.
    """
    kept = list(findings)
    for claim in claims:
        if claim.status != "contradictory":
            continue
        refs = {ref for meant in claim.meant for ref in _cell(meant, form)}
        about = next((one for one in kept if one.location == claim.location and one.actual == claim.value), None)
        if about is None or not refs:
            continue
        at = next((at for at, one in enumerate(kept) if one.suspect in refs and one.suspect_value == claim.value), None)
        if at is not None:
            kept[at] = kept[at]._replace(related=(*kept[at].related, claim.location))
            kept.remove(about)
        elif hint := next(_proofs(claim, refs, kept, assessments), ""):
            kept[kept.index(about)] = about._replace(hint=hint)
    return kept


def _proofs(claim: Claim, refs: set[str], findings: Sequence[Finding], assessments: Sequence[Assessment]) -> Iterator[str]:
    """How the tables bear a number out: what should be the total of a row makes it."""
    for one in assessments:
        if one.outcome == "failed" and one.line.total in refs and one.left == claim.value:
            told = next((each for each in findings if each.code == one.line.code and each.ref == one.line.anchor), None)
            place = f"（见 {told.code}，{place_in_words(told.location)}）" if told else ""
            yield f"{one.line.where}各项之和正是 {digits(claim.value)}{place}：多半是表里的合计错了，文字不用改"


def _cell(meant: Meant, form: Form) -> Iterator[str]:
    """The Ref of a figure that is one cell."""
    table = form.table(meant.table)
    if len(meant.rows) == len(meant.columns) == 1:
        rows, columns = table.row_groups[meant.rows[0][0]], table.column_groups[meant.columns[0][0]]
        if len(rows) == len(columns) == 1:
            yield f"{meant.table}.{rows[0]}.{columns[0]}"
