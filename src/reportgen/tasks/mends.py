"""What settles a finding with one click: the ways that there are, each with the words on its button and what it writes.

Only where the answer is known: what is to be weighed (is it the table or the text, which of the parts) is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from ..model.claim import Candidate, Claim
from ..model.draft import NARRATIVE, Checked
from ..model.figures import digits
from ..model.finding import Finding, Fix
from ..reports.open import OpenDraft
from ..rules.cells import W202, W203, W206, W207, bare_figure
from ..rules.prose.arithmetic.shares import N102
from ..rules.prose.telling import N101
from ..rules.small_tables import N107
from .entries import Entries, TypedCell, TypedText

# A number as it is typed in a text, or in Chinese signs.
_NUMBER = re.compile(r"[\d,，]*\d(?:\.\d+)?|[〇零一二三四五六七八九十百千万亿两]+")
# The figure that a small table copies, as the finding says how to refer to it.
_REFERENCE = re.compile(r"\{\{ [^{}]+ \}\}")
# Of so many figures that a number may be meant for somebody can choose.
_MOST_CHOICES = 3
_OF_CELLS = (W202.code, W203.code, W206.code, W207.code)


class Mend(NamedTuple):
    """One way: what its button says, and the change of the text or the new texts of cells by their Refs."""

    say: str
    fix: Fix | None = None
    cells: Mapping[str, str] = MappingProxyType({})


def mends_of(checked: Checked, finding: Finding, text: str) -> Iterator[Mend]:
    """The ways to settle a finding of a draft whose text file holds `text`, '' for one that no program changes."""
    if finding.fix is not None and (text or finding.fix.location.grid):
        yield Mend(f"改成“{finding.fix.new}”" if finding.fix.new else "删去", finding.fix)
    if text and not finding.doubtful:
        yield from _numbers(checked, finding, text.split("\n"))
        yield from _copied(finding, text.split("\n"))
    if finding.suspect_value is not None and finding.suspect in checked.form.figures:
        value = digits(finding.suspect_value)
        yield Mend(f"把这一格改成 {value}", cells={finding.suspect: value})
    if finding.code in _OF_CELLS:
        yield from _bare(checked, finding)


def note_mended(draft: OpenDraft, fix: Fix) -> Entries | None:
    """What is typed where the words behind a figure, or below a table, are mended; None where they do not hold what the fix expects."""
    for ref, cell in draft.workbook.cells.items():
        if cell.remark and (cell.remark_at or cell.location) == fix.location and fix.old in cell.remark:
            number = cell.text.strip().removesuffix(cell.remark)
            return Entries({ref: TypedCell(cell.text, number + cell.remark.replace(fix.old, fix.new, 1))})
    for table, lines in draft.workbook.below.items():
        was = tuple(line.text for line in lines)
        now = tuple(line.text.replace(fix.old, fix.new, 1) if line.location == fix.location else line.text for line in lines)
        if was != now:
            return Entries(notes={table: TypedText(was, now)})
    return None


def _numbers(checked: Checked, finding: Finding, rows: list[str]) -> Iterator[Mend]:
    """The number of the table in the place of the text's, as a reference to it or as it stands."""
    if finding.location.path != NARRATIVE or finding.code not in (N101.code, N102.code):
        return
    claim = next((one for one in checked.claims if one.location == finding.location and one.status == "contradictory"), None)
    old = _typed(claim, rows) if claim else ""
    if claim is None or not old or claim.doubtful:
        return
    if finding.code == N101.code:
        choices = claim.choices
    else:  # a share may be of a total that is told elsewhere, and is as right as the tables are
        wrong = checked.tally.failed or any(one.code == N101.code for one in checked.findings)
        choices = (Candidate("", finding.expected),) if finding.expected and not wrong else ()
    if len(choices) > _MOST_CHOICES:
        return
    for one in choices:
        shown = digits(one.value)
        name = f"（{one.expression}）" if len(choices) > 1 else ""
        if one.expression:
            yield Mend(f"文字改成 {shown}{name}，跟着表变", Fix(finding.location, old, f"{{{{ {one.expression} }}}}"))
        if len(choices) == 1:
            yield Mend(f"文字改成 {shown}", Fix(finding.location, old, shown))


def _copied(finding: Finding, rows: list[str]) -> Iterator[Mend]:
    """The number of the form's table in the place of the one that a small table in the text has."""
    place = finding.location
    if finding.code != N107.code or place.path != NARRATIVE or finding.expected is None or not 0 < place.line <= len(rows):
        return
    number = _NUMBER.match(rows[place.line - 1], place.column - 1)
    if number is None or finding.actual is None or digits(finding.actual) != number[0].replace(",", "").replace("，", ""):
        return
    shown = digits(finding.expected)
    if reference := _REFERENCE.search(finding.hint):
        yield Mend(f"小表格改成 {shown}，跟着表变", Fix(place, number[0], reference[0]))
    yield Mend(f"小表格改成 {shown}", Fix(place, number[0], shown))


def _typed(claim: Claim, rows: list[str]) -> str:
    """The number as it stands in the file; '' where it does not stand there just so."""
    place = claim.location
    number = _NUMBER.match(claim.text)
    if number is None or not 0 < place.line <= len(rows):
        return ""
    old, unit = number[0], claim.text[number.end() :]
    exact = digits(claim.value) == old.replace(",", "").replace("，", "") if old[-1].isdecimal() else unit == claim.unit
    return old if exact and rows[place.line - 1].startswith(claim.text, place.column - 1) else ""


def _bare(checked: Checked, finding: Finding) -> Iterator[Mend]:
    """The figure alone in cells that hold it in another way, in all of them that the finding names."""
    places = {finding.location, *finding.related}
    cells = {ref: cell for ref, cell in checked.report.cells.items() if cell.location in places}
    figures: dict[str, Decimal] = {}
    for ref, cell in cells.items():
        value = bare_figure(checked.form.figures[ref], cell)
        if value is None or cell.formula:
            return
        figures[ref] = value
    if not figures:
        return
    values = set(figures.values())
    what = f"改成 {digits(values.pop())}" if len(values) == 1 else "改成数字"
    yield Mend(
        f"把这 {len(figures)} 格都{what}" if len(figures) > 1 else f"把这一格{what}",
        cells={ref: digits(value) for ref, value in figures.items()},
    )
