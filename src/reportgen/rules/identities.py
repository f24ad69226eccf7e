"""T and Y: the identities that a pack declares, evaluated, each failure with what is to blame for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from ..model.figures import digits
from ..model.finding import FailedLine, Finding, Severity, place_in_words, with_suspect
from ..model.form import Form
from ..model.identity import Assessment, Line, Term, assess, spelled_sum
from ..model.report import Cell
from .check import Subject

if TYPE_CHECKING:
    from .suspects.named import Blame
    from .suspects.shifted import Block
    from .suspects.swapped import Swap

# Of the lines that one fault breaks so many are named in words.
_LINES_SHOWN = 8
# Of the cells of another table that a side adds up.
_CELLS_SHOWN = 3


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
    """One finding a failed line, at its total, with what is to blame; one for all the lines that a slid block breaks.

    None of a line that what the form does not have explains: that is told where it stands.
    """
    told = subject.workbook.explained
    if told:
        subject = subject._replace(assessments=tuple(one for one in subject.assessments if one.line not in told))
    failed = [one for one in subject.assessments if one.outcome == "failed"]
    if not failed:
        return
    from .suspects.named import blamed, suspects_of  # where all holds nobody is to blame

    suspects = suspects_of(subject)
    if suspects.moved:
        yield _of_moved(suspects.moved, subject)
    settled = {id(one) for one in suspects.moved.broken} if suspects.moved else set()
    others = [one for one in failed if id(one) not in settled]
    blames = blamed(subject, suspects, others)
    columns = _suspect_columns(others, subject.form)
    for fault in _by_fault(others, blames):
        first, *more = fault
        finding = _finding(first, subject, blames.get(id(first)), columns.get(id(first), ""))
        yield _with_lines(finding, blames[id(first)], more, subject) if more else finding


def each_failed_line(subject: Subject) -> Iterator[Finding]:
    """One finding a failed line, whatever explains it: where the lines themselves are in question."""
    for one in subject.assessments:
        if one.outcome == "failed":
            yield _finding(one, subject, None, "")


def _by_fault(failed: Iterable[Assessment], blames: Mapping[int, Blame]) -> list[list[Assessment]]:
    """The failed lines, those together that one fault breaks: within the table of its cells first, and there at its own cell where that is a total."""
    faults: dict[object, list[Assessment]] = {}
    for one in failed:
        blame = blames.get(id(one))
        faults.setdefault(blame.fault if blame else id(one), []).append(one)
    for lines in faults.values():
        blame = blames.get(id(lines[0]))
        lines.sort(
            key=lambda one: (one.line.needs_prior, len(one.line.tables) > 1, not blame or one.line.anchor != blame.fault[-1])
        )
    return list(faults.values())


def _with_lines(finding: Finding, blame: Blame, more: Sequence[Assessment], subject: Subject) -> Finding:
    """The finding of a fault with the other lines that it breaks; as grave as the gravest of them."""
    also = _failed_lines(more, subject)
    said = "同一处错，也不平的还有" if blame.single else "连着也不平的还有"
    severity = Severity.ERROR if Severity.ERROR in {finding.severity, *(line.severity for line in also)} else finding.severity
    return finding._replace(message=f"{finding.message}；{said} {_named(also)}", severity=severity, also=also)


def _failed_lines(failed: Iterable[Assessment], subject: Subject) -> tuple[FailedLine, ...]:
    return tuple(
        FailedLine(
            line.code,
            line.where,
            line.severity,
            at,
            subject.workbook.cells[at].location,
            one.left,
            one.right,
            at_most=line.relation == "at_most",
        )
        for one in failed
        for line, at in ((one.line, one.told_at(subject.form.derived)),)
    )


def _named(lines: Sequence[FailedLine]) -> str:
    shown = "、".join(line.said for line in lines[:_LINES_SHOWN])
    return f"{shown} 等 {len(lines)} 条" if len(lines) > _LINES_SHOWN else shown


def _of_moved(moved: Block | Swap, subject: Subject) -> Finding:
    from .suspects.named import moved_told

    message, hint = moved_told(moved, subject)
    now = [subject.workbook.cells[ref].location for lane in moved.now for ref in lane]
    broken = _failed_lines(moved.broken, subject)
    return Finding(
        location=now[0],
        code=broken[0].code,
        message=f"{message}：{_named(broken)}",
        severity=Severity.ERROR if any(line.severity is Severity.ERROR for line in broken) else broken[0].severity,
        ref=moved.now[0][0],
        hint=hint,
        related=tuple(now[1:]),
        also=broken,
    )


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


def _finding(assessment: Assessment, subject: Subject, blame: Blame | None, column: str) -> Finding:
    line, cells = assessment.line, subject.workbook.cells
    at = assessment.told_at(subject.form.derived)
    message = f"{line.where}：{line.say or line.title}。现在 {_relation(assessment, subject)}"
    hint = blame.hint if blame else _looked_at(assessment, subject)
    if column and (blame is None or blame.open):
        hint = f"只有{column}和总计不平，差数相同：填错的数就在{column}里" + (f"。{blame.hint}" if blame else "")
    from_terms = tuple(
        cells[term.ref].location for term, _ in line.terms if not term.prior and term.ref != at and term.ref in cells
    )
    finding = Finding(
        location=cells[at].location,
        code=line.code,
        message=message,
        severity=line.severity,
        ref=at,
        hint=hint,
        related=from_terms,
        expected=assessment.left,
        actual=assessment.right,
    )
    if blame and blame.value is not None:
        return with_suspect(finding, blame.ref, cells[blame.ref].location, blame.value)
    return finding


def _relation(assessment: Assessment, subject: Subject) -> str:
    """What a failed line comes to: both sides with their figures, and by how much they differ."""
    line = assessment.line
    left, right, over = (_side_in_figures(side, line, subject) for side in (line.left, line.right, line.over))
    difference = digits(abs(assessment.difference))
    if line.relation == "at_most":
        return f"{left} 大于 {right}，超出 {difference}"
    if line.relation != "ratio":
        return f"{left} ≠ {right}，相差 {difference}"
    if not _value_of(line.over, subject):
        if not assessment.of_nothing:
            return f"除以的数是 0，算不出来：被除的 {left} 和写的 {right} 都应是 0"
        return f"被除的是 {left}，除以的数却是 {over}，算不出来"
    left, over = (f"（{side}）" if " " in side else side for side in (left, over))
    times = f" × {line.times}" if line.times != 1 else ""
    figure = subject.form.figures[line.anchor]
    unit, right_is = figure.unit, digits(assessment.left, figure.printed_places)
    return f"{left} ÷ {over}{times}，应是 {right_is}{unit}，写的是 {right}{unit}，相差 {difference}"


def _looked_at(assessment: Assessment, subject: Subject) -> str:
    """How to mend a line of which nobody knows which cell is wrong."""
    line = assessment.line
    if line.relation == "ratio" and not line.right[0].prior and _value_of(line.over, subject):
        place = place_in_words(subject.workbook.cells[line.right[0].ref].location)
        right = digits(assessment.left, subject.form.figures[line.anchor].printed_places)
        return f"先核对被除的和除以的数；它们没有错，就把 {place} 改为 {right}"
    if assessment.of_nothing:
        part, whole = (_cells_in_words(side, subject) for side in (line.left, line.over))
        return f"两个数有一个填错了：被除的 {part}，除以的 {whole}，对照原件改过来；真的没有，就都是 0"
    places = [subject.workbook.cells[term.ref].location for term in (*line.left, *line.right) if not term.prior]
    if line.relation == "at_most" and len(places) <= _CELLS_SHOWN and all(place.path for place in places):
        # One of them is shown; as often it is the other.
        return f"对照原件核对 {'、'.join(map(place_in_words, places))}"
    return "这条关系里的每一格都对照原件核对一遍"


def _cells_in_words(terms: tuple[Term, ...], subject: Subject) -> str:
    """The cells of a side, each with what is in it and where it stands; of one that is worked out, from which."""
    form, cells = subject.form, subject.workbook.cells
    told = []
    for term in terms[:_CELLS_SHOWN]:
        title, place = form.figures[term.ref].title, place_in_words(cells[term.ref].location)
        made = "，自动算出来的，改算它的各格" if term.ref in form.derived else ""
        where = "，".join(filter(None, (title, place))) + made
        told.append(f"{digits(_figure_of(term, subject))}（{where}）")
    return "、".join(told) + (f" 等 {len(terms)} 格" if len(terms) > _CELLS_SHOWN else "")


def _side_in_figures(terms: tuple[Term, ...], line: Line, subject: Subject) -> str:
    """A side as a sum of figures, with where those of other tables stand."""
    figures = spelled_sum((term.sign, _figure_of(term, subject)) for term in terms)
    others = [term.ref for term in terms if not term.prior and term.ref.partition(".")[0] != line.tables[0]]
    if not others:
        return figures
    titles, cells = subject.form.figures, subject.workbook.cells
    places = [place_in_words(cells[ref].location) if cells[ref].location.path else titles[ref].title for ref in others]
    named = "、".join(places[:_CELLS_SHOWN]) + (f" 等 {len(places)} 格" if len(places) > _CELLS_SHOWN else "")
    if len(others) == 1 and cells[others[0]].location.path:
        named = f"{titles[others[0]].title}，{named}"
    return f"{figures}（{named}）"


def _value_of(terms: tuple[Term, ...], subject: Subject) -> Decimal:
    return sum((term.sign * _figure_of(term, subject) for term in terms), Decimal(0))


def _figure_of(term: Term, subject: Subject) -> Decimal:
    cells = (subject.prior.cells if subject.prior else {}) if term.prior else subject.workbook.cells
    return cells[term.ref].value or Decimal(0)
