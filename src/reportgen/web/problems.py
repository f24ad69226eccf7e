"""What the check says of a draft, as the page shows it: each finding with the way to its place, and apart from them what is not filled in yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from ..drafts.narrative.names import W132
from ..drafts.narrative.read import W128, OpenNarrative
from ..drafts.workbook.notes import NOTES
from ..model.draft import FIELDS, NARRATIVE, SIGNATURE, SIGNED_BY, SIGNED_ON, TITLE, WORD_TEXT, Checked
from ..model.finding import Finding, Severity, place_in_words
from ..model.form import Form
from ..model.location import Location
from ..reports.open import OpenDraft
from ..rules.cells import W201
from ..rules.draft import W143, W145, W149, W152, W153
from ..rules.waivers import W150
from ..show.check_report import Marks
from ..show.json import finding_document
from ..tasks.mends import mends_of
from .messages import MendEntry, Missing, Part, Problem, Spot, Value, WaivedEntry
from .wording import Wording, place_in_part

_NOT_YET = (W132.code, W143.code, W145.code, W152.code)


def waits(finding: Finding, form: Form) -> bool:
    """Whether a finding only says that something is not filled in or written yet: no mistake, just work left.

    A blank of which the sums tell what is missing is more: it is told like any mistake.
    """
    if finding.severity is not Severity.ERROR or finding.suspect_value is not None:
        return False
    return finding.code in _NOT_YET or (finding.code == W201.code and finding.ref not in form.derived)


def left_to_do(findings: Iterable[Finding], form: Form) -> int:
    """How many things are still to be filled in or written: the blanks of a table are one, and so are the contact data."""
    tables = {figure.ref: figure.table.id for figure in form.figures.values()}
    sheets = {table.name: table.id for table in form.tables}
    things: set[object] = set()
    for one in findings:
        if not waits(one, form):
            continue
        table = tables.get(one.ref) or sheets.get(one.location.grid, one.location.grid)
        things.add(table if one.code == W201.code else one.code if one.code == W132.code else one.location)
    return len(things)


class Places:
    """Where the page shows what a finding is about."""

    def __init__(
        self,
        checked: Checked,
        draft: OpenDraft,
        marks: Marks,
        parts: Sequence[Part],
        values: Sequence[tuple[Value, Location | None]],
    ) -> None:
        self.checked, self.draft, self.marks, self.parts = checked, draft, marks, parts
        self.values = [value for value, _ in values]
        self._keys = {tuple(value.key): at for at, (value, _) in enumerate(values)}
        spots: dict[int, tuple[str, Spot]] = {}
        names = {part.key[0]: at for at, part in reversed(list(enumerate(parts)))}
        for name, place in draft.narrative.locations.items():
            if name in names and place.line:
                spots[place.line] = (parts[names[name]].heading, Spot(part=names[name]))
        for at, (value, where) in enumerate(values):
            if where is not None and where.line:
                spots[where.line] = (f"“{value.group}”的“{value.label}”", Spot(value=at))
        self.wording = Wording(checked.form, checked.report.cells, parts, spots)
        self._blocks = {
            number: (part, block)
            for part, one in enumerate(parts)
            for block, passage in enumerate(one.lines)
            for number in passage.findings
        }
        self._notes = {one.location: table for table, lines in draft.workbook.below.items() for one in lines}
        self._remarks = {cell.remark_at: ref for ref, cell in draft.workbook.cells.items() if cell.remark_at is not None}
        self._figures = {marked.number: ref for ref, found in reversed(list(marks.figures.items())) for marked in found}

    def spot(self, number: int, finding: Finding) -> Spot:
        """Where one goes to mend a finding."""
        if finding.code == W128.code:
            return next((Spot(part=at) for at, one in enumerate(self.parts) if one.questions), Spot())
        if finding.code == W145.code:
            name = SIGNED_ON if "日期" in finding.message else SIGNED_BY
            return Spot(value=self._keys.get((SIGNATURE, name)))
        if finding.code in (W152.code, W153.code):
            names = [one.name for one in self.checked.form.fields if finding.message.startswith(f"“{one.name}”")]
            return Spot(value=self._keys.get((FIELDS, "".join(names))))
        if finding.code == W149.code:
            return Spot(value=self._keys.get((TITLE,)))
        if number in self._blocks:
            part, block = self._blocks[number]
            return Spot(part=part, block=block)
        figures = self.checked.form.figures
        if finding.suspect in figures or finding.ref in figures:
            return Spot(ref=finding.suspect if finding.suspect in figures else finding.ref)
        if number in self._figures:
            return Spot(ref=self._figures[number])
        if note := self._notes.get(finding.location):
            return Spot(note=note)
        if finding.location in self._remarks:
            return Spot(ref=self._remarks[finding.location])
        if finding.location.grid:
            return Spot(ref=self._first_of(finding.location))
        if finding.code == W143.code:
            named = next((at for at, part in enumerate(self.parts) if f"“{part.heading}”" in finding.message), None)
            return Spot(part=named if named is not None else 0)
        known = self.wording.place_of_line(finding.location.line) if self._in_text(finding) else None
        return known[1] if known else Spot()

    def named(self, finding: Finding, spot: Spot) -> str:
        """What the page calls the place of a finding: of the text its part and paragraph, since lines of the file are not seen there."""
        if spot.value is not None:
            return self.values[spot.value].label
        if spot.note:
            return f"{self.checked.form.table(spot.note).name}下面的注"
        if spot.part is not None:
            heading = self.parts[spot.part].heading
            return heading if spot.block is None else place_in_part(self.parts[spot.part], spot.block)
        if spot.ref and (finding.location.grid == NOTES or spot.ref in (finding.suspect, finding.ref)):
            return self.checked.form.figures[spot.ref].title
        return "文字稿" if self._in_text(finding) else place_in_words(finding.location)

    def _first_of(self, place: Location) -> str:
        """The first figure of a sheet at or below a line."""
        found = [(cell.location.line, ref) for ref, cell in self.checked.report.cells.items() if cell.location.grid == place.grid]
        return next((ref for line, ref in found if line >= place.line), found[0][1] if found else "")

    @staticmethod
    def _in_text(finding: Finding) -> bool:
        return finding.location.path in (NARRATIVE, WORD_TEXT) and not finding.location.grid


def problems_of(places: Places) -> list[Problem]:
    """The findings in their order, each with its number, words, place, and what can be done with one click."""
    return [_problem(number, one, places) for number, one in enumerate(places.checked.findings, 1)]


def _problem(number: int, finding: Finding, places: Places) -> Problem:
    spot = places.spot(number, finding)
    return Problem(
        number=number,
        rank=int(finding.rank),
        place=places.named(finding, spot),
        to=spot,
        say=places.wording.pieces(finding.message),
        hint=places.wording.pieces(finding.hint),
        waits=waits(finding, places.checked.form),
        at=str(finding.location),
        mends=list(_mends(finding, places)),
        finding=finding_document(finding),
    )


def _mends(finding: Finding, places: Places) -> Iterator[MendEntry]:
    opened = places.draft.opened
    for one in mends_of(places.checked, finding, opened.text if isinstance(opened, OpenNarrative) else ""):
        yield MendEntry(how="mend", say=one.say)
    if finding.code == W128.code:
        yield MendEntry(how="answered", say="写明了，不再问")
    if finding.code == W150.code and finding.location.path == NARRATIVE:
        yield MendEntry(how="unwaive", say="去掉这条理由")


def missing_of(problems: Sequence[Problem], places: Places) -> list[Missing]:
    """What is still to be filled in or written, in a few words each: the cells of a table together, the values of a group together."""
    cells, form = places.draft.workbook.cells, places.checked.form
    left = []
    for table in form.tables:
        blank = [
            figure.ref
            for figure in table.figures
            if figure.ref not in form.derived and (cell := cells.get(figure.ref)) is not None and cell.blank
        ]
        if blank:
            left.append(Missing(say=f"{table.name}还有 {len(blank)} 格没有填", to=Spot(ref=blank[0])))
    others = [one for one in problems if one.waits and one.finding.code != W201.code]
    for kind, found in groupby(others, key=lambda one: one.finding.code):
        if kind != W132.code:
            left += [Missing(say=_what_is_missing(one, places), to=one.to) for one in found]
            continue
        gaps = [piece.to for one in found for piece in one.say if piece.to is not None and piece.to.value is not None]
        if gaps:
            named = "、".join(dict.fromkeys(places.values[gap.value].label for gap in gaps if gap.value is not None))
            left.append(Missing(say=f"联系方式还没有填：{named}", to=gaps[0]))
    return left


def _what_is_missing(problem: Problem, places: Places) -> str:
    to = problem.to
    if to.value is not None:
        return f"{places.values[to.value].group}的{places.values[to.value].label}还没有写"
    if to.part is not None and problem.finding.code == W143.code:
        return f"“{places.parts[to.part].heading}”还没有写"
    return "".join(piece.text for piece in problem.say)


def waived_of(places: Places) -> list[WaivedEntry]:
    """The warnings that are answered; those that the agency answered itself can be asked again."""
    return [
        WaivedEntry(
            code=finding.code,
            say=places.wording.plain(finding.message),
            reason=waiver.reason,
            line=waiver.location.line if waiver.location.path == NARRATIVE else 0,
        )
        for finding, waiver in places.checked.waived
    ]


def figures_filled(checked: Checked) -> tuple[int, int]:
    """How many of the cells that a person fills are filled, and how many there are; totals work themselves out."""
    own = [ref for ref in checked.form.figures if ref not in checked.form.derived]
    cells: Mapping[str, object] = {ref: True for ref, cell in checked.report.cells.items() if not cell.blank}
    return sum(ref in cells for ref in own), len(own)
