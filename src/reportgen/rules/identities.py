"""T and Y: the identities that a pack declares, evaluated; and which single cell is to blame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from ..model.figures import digits
from ..model.finding import Finding, with_suspect
from ..model.form import Form
from ..model.identity import Assessment, Term, assess, spelled_sum
from ..model.report import Cell
from .check import Subject


def assess_lines(form: Form, cells: Mapping[str, Cell], prior: Mapping[str, Cell] | None) -> tuple[Assessment, ...]:
    """Every line of the form; those about last year only when there is a last year."""
    figures = _values(cells)
    before = _values(prior or {})
    known = set(prior or ())
    return tuple(
        assess(line, figures, before)
        for line in form.lines
        # Last year's form may be another one: what it does not have cannot be continued.
        if not line.needs_prior or all(term.ref in known for term, _ in line.terms if term.prior)
    )


def check_identities(subject: Subject) -> Iterator[Finding]:
    """One finding a failed line, at its total; with the cell that alone would settle all failures."""
    assessments = subject.assessments
    suspects = _suspects(assessments, subject.form, _values(subject.workbook.cells))
    columns = _suspect_columns(assessments, subject.form)
    for assessment in assessments:
        if assessment.outcome == "failed":
            yield _finding(assessment, subject, suspects.get(id(assessment)), columns.get(id(assessment), ""))


def _values(cells: Mapping[str, Cell]) -> dict[str, Decimal]:
    return {ref: cell.value for ref, cell in cells.items() if cell.value is not None}


def _suspect_columns(assessments: Iterable[Assessment], form: Form) -> dict[int, str]:
    """Where totals are formulas one wrong figure breaks its column and the column of totals alike.

    Then the figure is in that column: said for both lines, by their identity.
    """
    by_code: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        if assessment.outcome == "failed" and not assessment.line.needs_prior:
            by_code.setdefault(assessment.line.code, []).append(assessment)
    named: dict[int, str] = {}
    for failed in by_code.values():
        if len(failed) != 2 or failed[0].difference != failed[1].difference:
            continue
        for part, whole in (failed, failed[::-1]):
            total = form.totals.get(whole.line.anchor)
            if total and part.line.anchor in {term.ref for term in total.left}:
                named[id(part)] = named[id(whole)] = part.line.where
    return named


def _finding(assessment: Assessment, subject: Subject, suspect: tuple[str, Decimal] | None, column: str) -> Finding:
    line, cells = assessment.line, subject.workbook.cells
    left, right = _side_in_figures(line.left, subject), _side_in_figures(line.right, subject)
    difference = abs(assessment.difference)
    if line.relation == "at_most":
        relation = f"{left} 大于 {right}，超出 {digits(difference)}"
    else:
        relation = f"{left} ≠ {right}，相差 {digits(difference)}"
    message = f"{line.where}：{line.say or line.title}。现在 {relation}"
    hint = "逐个核对这几格的数"
    if column:
        hint = f"只有{column}和总计不平，差数相同：填错的数就在{column}里"
    if suspect:
        ref, value = suspect
        title, place = subject.form.figures[ref].title, cells[ref].location
        hint = f"很可能错在 {place.grid}!{place.cell}（{title}）：把 {digits(cells[ref].value or Decimal(0))} 改为 {digits(value)}，行和列就都平了"
    from_terms = tuple(
        cells[term.ref].location for term, _ in line.terms if not term.prior and term.ref != line.anchor and term.ref in cells
    )
    finding = Finding(
        location=cells[line.anchor].location,
        code=line.code,
        message=message,
        severity=line.severity,
        ref=line.anchor,
        hint=hint,
        related=from_terms,
        expected=assessment.left,
        actual=assessment.right,
    )
    if suspect:
        return with_suspect(finding, suspect[0], cells[suspect[0]].location, suspect[1])
    return finding


def _side_in_figures(terms: tuple[Term, ...], subject: Subject) -> str:
    cells, prior = subject.workbook.cells, subject.prior.cells if subject.prior else {}
    return spelled_sum((term.sign, (prior if term.prior else cells)[term.ref].value or Decimal(0)) for term in terms)


def _suspects(assessments: Sequence[Assessment], form: Form, figures: Mapping[str, Decimal]) -> dict[int, tuple[str, Decimal]]:
    """For each failed line the cell that, changed alone, settles every failure it is part of.

    A cell is suspected when at least two failed lines cross in it, all of them ask for the same
    change, and no line that holds goes through it. Two cells that could explain a line equally well
    are not named: a wrong pointer costs more than none.
    """
    if all(assessment.outcome != "failed" for assessment in assessments):
        return {}
    failed: dict[str, list[tuple[Assessment, Decimal]]] = {}
    held: set[str] = set()
    for assessment in assessments:
        if assessment.line.needs_prior or assessment.line.relation != "equals":
            continue
        for term, weight in assessment.line.terms:
            if assessment.outcome == "held":
                held.add(term.ref)
            elif assessment.outcome == "failed":
                failed.setdefault(term.ref, []).append((assessment, -assessment.difference / weight))
    candidates: dict[int, list[tuple[int, str, Decimal]]] = {}
    for ref, lines in failed.items():
        changes = {change for _, change in lines}
        if len(lines) < 2 or len(changes) > 1 or ref in held:
            continue
        value = figures[ref] + next(iter(changes))
        if value < 0 and form.figures[ref].kind != "change":
            continue
        for assessment, _ in lines:
            candidates.setdefault(id(assessment), []).append((len(lines), ref, value))
    chosen: dict[int, tuple[str, Decimal]] = {}
    for key, options in candidates.items():
        most = max(count for count, _, _ in options)
        best = [(ref, value) for count, ref, value in options if count == most]
        if len(best) == 1:
            chosen[key] = best[0]
    return chosen
