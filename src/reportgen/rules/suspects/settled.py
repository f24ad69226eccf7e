"""One fault, told once: a number of the prose that a failed sum of the tables proves right is no fault of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from ...model.claim import Claim, Meant
from ...model.figures import digits
from ...model.finding import Finding, place_in_words
from ...model.form import Form
from ...model.identity import Assessment
from ...model.report import Cell


def told_once(
    findings: Sequence[Finding],
    claims: Sequence[Claim],
    form: Form,
    cells: Mapping[str, Cell],
    assessments: Sequence[Assessment],
) -> list[Finding]:
    """The findings without those about a number of the prose where the tables say themselves that it is right.

    What another finding would mend so that the number is right is told there, with the place in the prose beside it;
    where the sum of a row or a column makes it, the finding stays and says so.
    """
    kept = list(findings)
    for claim in claims:
        if claim.status != "contradictory":
            continue
        about = next((one for one in kept if one.location == claim.location and one.actual == claim.value), None)
        if about is None:
            continue
        meant = [[*_cells(one, form)] for one in claim.meant]
        at = next((at for at, one in enumerate(kept) if any(_mends(one, terms, claim.value, cells) for terms in meant)), None)
        if at is not None:
            kept[at] = kept[at]._replace(related=(*kept[at].related, claim.location))
            kept.remove(about)
            continue
        refs = {terms[0][0] for terms in meant if len(terms) == 1}
        if hint := next(_proofs(claim, refs, kept, assessments), ""):
            kept[kept.index(about)] = about._replace(hint=hint)
    return kept


def _mends(finding: Finding, terms: Sequence[tuple[str, int]], value: Decimal, cells: Mapping[str, Cell]) -> bool:
    """Whether the sum of these cells is `value` once the cell that the finding names is mended."""
    if finding.suspect_value is None or not any(ref == finding.suspect for ref, _ in terms):
        return False
    total = Decimal(0)
    for ref, sign in terms:
        cell = cells.get(ref)
        held = finding.suspect_value if ref == finding.suspect else cell.value if cell else None
        if held is None:
            return False
        total += sign * held
    return total == value


def _proofs(claim: Claim, refs: set[str], findings: Sequence[Finding], assessments: Sequence[Assessment]) -> Iterator[str]:
    """How the tables bear a number out: what should be the total of a row makes it."""
    for one in assessments:
        if one.outcome == "failed" and one.line.total in refs and one.left == claim.value:
            told = next((each for each in findings if each.code == one.line.code and each.ref == one.line.anchor), None)
            place = f"（见 {told.code}，{place_in_words(told.location)}）" if told else ""
            yield f"{one.line.where}各项之和正是 {digits(claim.value)}{place}：多半是表里的合计错了，文字不用改"


def _cells(meant: Meant, form: Form) -> Iterator[tuple[str, int]]:
    """The cells that are added up, each with its sign."""
    table = form.table(meant.table)
    for (row, one), (column, other) in product(meant.rows, meant.columns):
        for leaf, across in product(table.row_groups[row], table.column_groups[column]):
            yield f"{meant.table}.{leaf}.{across}", one * other
