"""One fault, told once: a sum that fails by a figure which cannot be, a number of the prose that a failed sum proves right, a reference to a cell that holds no figure, are no faults of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from ...drafts.narrative.names import W132
from ...model.claim import Claim, Meant
from ...model.figures import digits
from ...model.finding import Finding, Severity, place_in_words
from ...model.form import Form
from ...model.identity import Assessment, counted
from ...model.report import Cell

# A figure below zero, one that is not whole, and what is no figure.
_IMPOSSIBLE = ("W202", "W204", "W205")
_BLANK = "W201"
# What is no figure, whatever it says.
_UNREAD = ("W110", "W202", "W208", "W209", "W210")
_WAITING = "有它在内的合计和勾稽关系等它改好再算"


def told_once(
    findings: Sequence[Finding],
    claims: Sequence[Claim],
    form: Form,
    cells: Mapping[str, Cell],
    assessments: Sequence[Assessment],
) -> list[Finding]:
    """The findings without those about a number of the prose where the tables say themselves that it is right.

    What another finding would mend so that the number is right is told there, with the place in the prose beside it;
    where the sum of a row or a column makes it, the finding stays and says so. An identity that counts a figure which
    cannot be (below zero, not whole) waits for it, and is told with it; so does one that a blank may settle. What refers to a
    cell that holds something which is no figure is mended there alone.
    """
    kept = _without_waiting(_without_following(findings), form, assessments)
    kept = _without_blanks(kept, form, cells, assessments)
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


def _without_following(findings: Sequence[Finding]) -> Sequence[Finding]:
    """The findings without the references to cells of which another finding says that they hold no figure."""
    unread = {
        place
        for one in findings
        if one.severity is Severity.ERROR and one.code in _UNREAD
        for place in (one.location, *one.related)
    }
    if not unread:
        return findings
    return [one for one in findings if one.code != W132.code or unread.isdisjoint(one.related)]


def _without_waiting(findings: Sequence[Finding], form: Form, assessments: Sequence[Assessment]) -> list[Finding]:
    """The findings without the failed identities that wait for a figure which cannot be: named at it, with what would settle them."""
    impossible = {one.ref: at for at, one in enumerate(findings) if one.code in _IMPOSSIBLE and one.ref}
    if not impossible:
        return list(findings)
    broken = {
        (one.line.code, one.told_at(form.derived)): set(
            counted((term.ref for term, _ in one.line.terms if not term.prior), form.totals)
        )
        for one in assessments
        if one.outcome == "failed"
    }
    kept: list[Finding | None] = list(findings)
    for at, finding in enumerate(findings):
        lines = [(finding.code, finding.ref), *((line.code, line.ref) for line in finding.also)]
        if any(line not in broken for line in lines):
            continue
        met = [ref for ref in impossible if all(ref in broken[line] for line in lines)]
        if not met:
            continue
        ref = finding.suspect if finding.suspect in met else met[0]
        cell = kept[impossible[ref]]
        assert cell is not None
        hint = f"{cell.hint}；{_WAITING}"
        if finding.suspect == ref and finding.suspect_value is not None and cell.suspect_value is None:
            value = finding.suspect_value
            hint = f"{cell.hint}：改成 {digits(value)}，合计就都平了；{_WAITING}"
            cell = cell._replace(suspect=ref, suspect_location=finding.suspect_location, suspect_value=value)
        kept[impossible[ref]] = cell if _WAITING in cell.hint else cell._replace(hint=hint)
        kept[at] = None
    return [one for one in kept if one is not None]


def _without_blanks(
    findings: list[Finding], form: Form, cells: Mapping[str, Cell], assessments: Sequence[Assessment]
) -> list[Finding]:
    """The findings without the failed identities that come right once blanks are filled: told at the blank, with what it must hold where that is known."""
    places = {cell.location: ref for ref, cell in cells.items() if cell.blank and ref not in form.derived}
    blanks = {
        places[place]: at
        for at, one in enumerate(findings)
        if one.code == _BLANK and one.ref
        for place in (one.location, *one.related)
        if place in places
    }
    if not blanks:
        return findings
    broken = {
        (one.line.code, one.line.shown_at): _needed(one, blanks, form, cells)
        for one in assessments
        if one.outcome == "failed" and one.line.relation != "ratio" and not one.line.needs_prior
    }
    kept: list[Finding | None] = list(findings)
    for at, finding in enumerate(findings):
        needed = [broken.get(line) for line in ((finding.code, finding.ref), *((one.code, one.ref) for one in finding.also))]
        if not all(needed):
            continue
        known = [one for one in needed if one]
        alone: dict[str, set[Decimal]] = {}
        for one in known:
            if len(one) == 1:
                for ref, value in one.items():
                    alone.setdefault(ref, set()).add(value)
        if any(len(values) > 1 or not form.figures[ref].takes(min(values)) for ref, values in alone.items()):
            continue  # another figure is wrong as well
        ref = next(iter(alone or known[0]))
        cell = kept[blanks[ref]]
        assert cell is not None
        hint = cell.hint
        if alone and not cell.related:
            (value,) = alone[ref]
            hint = f"对照原件；填 {digits(value)}，合计就都平了"
            cell = cell._replace(suspect=ref, suspect_location=cells[ref].location, suspect_value=value)
        kept[blanks[ref]] = cell if _WAITING in cell.hint else cell._replace(hint=f"{hint}；{_WAITING}")
        kept[at] = None
    return [one for one in kept if one is not None]


def _needed(one: Assessment, blanks: Mapping[str, int], form: Form, cells: Mapping[str, Cell]) -> dict[str, Decimal]:
    """The blanks that a failed identity passed over, each with what it would have to hold alone; none where filling them takes it further off."""
    weights: dict[str, int] = {}
    waiting = [(term.ref, weight) for term, weight in one.line.terms]
    while waiting:
        ref, weight = waiting.pop()
        if ref in blanks:
            weights[ref] = weights.get(ref, 0) + weight
        elif ref in form.totals and ref in cells and cells[ref].formula:  # what was typed as a total passed nothing over
            waiting += [(term.ref, weight * term.sign) for term in form.totals[ref].left]
    needed = {ref: -one.difference / weight for ref, weight in weights.items() if weight}
    return {ref: value for ref, value in needed.items() if value > 0}


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
