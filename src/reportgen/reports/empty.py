"""Empty cells of a published report: which stand for zero, which totals were left out, what was only forgotten.

Many agencies leave a cell empty, or write - or 无, where the form asks for 0. Read cell by cell such a table is a hundred
faults and hardly a sum can be judged. Here each table is tried as a whole: empty cells are 0, empty totals are the sums that
the form defines, unless the identities say otherwise. A convention is told once; a cell that was forgotten stays told by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from ..model.draft import Convention
from ..model.figures import digits, read_figure, stands_for_none
from ..model.finding import Finding, Rule, Severity
from ..model.form import Figure, Table, walk_rows
from ..model.identity import Line, assess
from ..model.location import Location
from ..model.report import Cell, shares_of_nothing
from ..recognise.rules import W106
from ..text.patterns import pattern

if TYPE_CHECKING:
    from ..recognise.document import Recognised  # the list of rules needs no recognising

W116 = Rule(
    "W116",
    "没有的没有写 0",
    "空着的格分不清是 0 还是漏填（《条例》第五十条），“-”“/”“无”不能参加合计。公布的年报里许多机关这样写：整张表一致、"
    "勾稽关系也都成立时，程序把它们按 0 读取，各条勾稽关系照此核对，只说一次有多少格、从哪里开始。",
    "一张表里有 126 格空着，按 0 计算，勾稽关系都平。",
    "每一格都有数，没有的写 0。",
    Severity.WARNING,
)
W117 = Rule(
    "W117",
    "合计空着",
    "分项有数，合计没有写。程序按分项算出合计，照此核对别的勾稽关系，读成草稿时也填这个数；公布的表里还是缺的。",
    "一行里分项是 5 和 2，合计空着。",
    "合计写 7。",
    Severity.WARNING,
)

RULES = (W116, W117)

_SHOWN = 6
_OWN_DASH = pattern("[-—–－]{2,}")
# More rows with cells that were worked out than these make one finding.
_ROWS_TOLD = 3
# Where zeros are typed, fewer empty cells than one to so many of these were rather forgotten.
_FEW = 3
# One to so many of a table's cells are many.
_MOST = 4
# So many empty cells make a convention of cells that no sum bears out, and one to so many of the table's.
_ENOUGH = 3
_LEAST = 8


class Settled(NamedTuple):
    """The cells with what was put in, the conventions by which, and what there is to tell of it."""

    cells: dict[str, Cell]
    conventions: tuple[Convention, ...]
    findings: tuple[Finding, ...]


def settle(recognised: Recognised, cells: Mapping[str, Cell], absent: Mapping[str, Location]) -> Settled:
    """Read the cells of a published report that hold no figure; `absent` are cells that are not there in rows that are."""
    return _Settling(recognised, cells, absent).settled()


class _Trial(NamedTuple):
    """A table with its empty cells read as nothing: the values put in, those of them that the identities make other than 0.

    `held` and `failed` count the identities that speak for and against it; one that no figure in an empty cell could
    mend fails by what is written, and says nothing. `likely` are cells read as 0 with which one such line would hold,
    `borne_out` those of which a sum is right; that a part is at most its whole bears nothing out of an empty one.
    """

    values: dict[str, Decimal]
    nonzero: dict[str, Decimal]
    likely: dict[str, Decimal]
    borne_out: frozenset[str]
    held: int
    failed: int


class _Settling:
    def __init__(self, recognised: Recognised, cells: Mapping[str, Cell], absent: Mapping[str, Location]) -> None:
        self.recognised = recognised
        self.form = form = recognised.form
        self.cells = dict(cells)
        self.absent = absent
        self.values = {ref: cell.value for ref, cell in cells.items() if cell.value is not None}
        self.lines: dict[str, list[Line]] = {table.id: [] for table in form.tables}
        for line in form.lines:
            for table_id in line.tables if line.relation != "ratio" and not line.needs_prior else ():
                self.lines[table_id].append(line)
        self.conventions: dict[str, Convention] = {}
        self.likely: dict[str, Decimal] = {}
        self.findings: list[Finding] = []

    def settled(self) -> Settled:
        waiting: list[tuple[Table, list[str]]] = []
        nonzero: dict[str, Decimal] = {}
        empty_is_zero = False
        for table in self.form.tables:
            signs, blank = self._nothing(table)
            trial = self._tried(table, [*signs, *blank])
            verdict = self._judged(table, trial, blank) if blank else True
            if verdict is None:
                waiting.append((table, blank))
            empty_is_zero = empty_is_zero or bool(blank and verdict)
            if signs or verdict:
                nonzero |= self._take(table, trial if verdict else self._tried(table, signs))
        for table, blank in waiting if empty_is_zero else ():
            # What other tables of the report do is what this one does, if nothing is against it.
            nonzero |= self._take(table, self._tried(table, blank))
        told = self._told() if self.absent or any(cell.blank for cell in self.cells.values()) else {}
        if self.form.ratios:
            self._ratios()
        self._tell_conventions()
        self._tell_computed({**nonzero, **told}, nonzero)
        conventions = tuple(self.conventions[table.id] for table in self.form.tables if table.id in self.conventions)
        return Settled(self.cells, conventions, tuple(self.findings))

    # -- trying ---------------------------------------------------------------------------------------

    def _nothing(self, table: Table) -> tuple[list[str], list[str]]:
        """The cells of a table that hold a sign for nothing, and those that hold nothing at all."""
        # What part of a whole an empty cell is the others say.
        figures = [figure.ref for figure in table.figures if figure.ref not in self.form.ratios]
        there = [(ref, cell) for ref in figures if (cell := self.cells.get(ref)) and cell.value is None]
        signs = [ref for ref, cell in there if stands_for_none(cell.text)]
        # A form that names units has dashes of its own beside its headings: a row that lost its figure may have taken one.
        own = sum(not row.filled for block in table.blocks if block.unit_header for row, _ in walk_rows(block.rows))
        dashes = [ref for ref in signs if _OWN_DASH.fullmatch(self.cells[ref].text.strip())]
        if len(dashes) <= own:
            signs = [ref for ref in signs if ref not in dashes]
        return signs, [ref for ref, cell in there if cell.blank]

    def _tried(self, table: Table, nothing: Sequence[str]) -> _Trial:
        """The table with these cells read as nothing, but for those that the identities make a figure of."""
        lines, empty = self.lines[table.id], frozenset(nothing)
        addends = [ref for ref in nothing if ref not in self.form.sums]
        nonzero: dict[str, Decimal] = {}
        while True:
            values = {ref: nonzero.get(ref, Decimal(0)) for ref in addends}
            by = self._sums(values, [ref for ref in nothing if ref in self.form.sums])
            known = {**self.values, **values}
            held, short = 0, list[tuple[Line, dict[str, Decimal]]]()
            borne_out: set[str] = set()
            through: dict[str, list[Decimal]] = {ref: [] for ref in addends}
            for line in lines:
                own = [(term.ref, weight) for term, weight in line.terms if term.ref in empty]
                if not own or by.get(line.anchor) is line or all(term.ref not in self.values for term, _ in line.terms):
                    continue
                came = assess(line, known, {})
                if came.outcome == "not_assessable":
                    continue
                wanted = {
                    ref: -came.difference / weight for ref, weight in own if ref in through and -came.difference / weight > 0
                }
                if came.outcome == "held":
                    held += line.relation == "equals"
                    borne_out.update(ref for ref, _ in own if line.relation == "equals")
                elif wanted:
                    short.append((line, wanted))
                for ref, _ in own if line.relation == "equals" else ():
                    if ref in through:
                        through[ref].append(wanted.get(ref, Decimal(0)) if came.outcome == "failed" else Decimal(0))
            crossing = _crossing(short, through)
            proven = {ref: value for ref, value in crossing.items() if ref not in nonzero and self.cells[ref].blank}
            if not proven:
                return _Trial(values, nonzero, _alone(short), frozenset(borne_out), held, len(short))
            nonzero |= proven

    def _sums(self, values: dict[str, Decimal], totals: Sequence[str]) -> dict[str, Line]:
        """Put the empty totals in, as far as what they add up is known; by which line each."""
        by: dict[str, Line] = {}
        open_refs, known = list(totals), {**self.values, **values}
        while open_refs:
            ready = {ref: list(self._worked_out(ref, known)) for ref in open_refs}
            # A total of a row and of a column waits until both are known, and longer where they differ.
            ref = min(
                (one for one in open_refs if ready[one]),
                key=lambda one: (len({value for _, value in ready[one]}) > 1, len(ready[one]) < len(self.form.sums[one])),
                default="",
            )
            if not ref:
                break
            # Of a row and a column that differ one has a fault in it: what other lines say as well is right.
            said = self._said(ref, known) if len({value for _, value in ready[ref]}) > 1 else []
            line, value = max(ready[ref], key=lambda pair: said.count(pair[1]))
            values[ref] = known[ref] = value
            by[ref] = line
            open_refs.remove(ref)
        for ref in open_refs:
            # Beside a cell that is not there a sign for nothing says more than an empty cell would.
            if not self.cells[ref].blank and not any(known.get(term.ref) for term in self.form.sums[ref][0].left):
                values[ref] = Decimal(0)
        return by

    def _totals_told(self) -> dict[str, Decimal]:
        """The empty totals of filled addends, from below: a row's alone would be believed before its column is known.

        None at all where the identities say two things of one of them, and neither more often.
        """
        sums: dict[str, Decimal] = {}
        self._sums(sums, [ref for ref, cell in self.cells.items() if cell.blank and ref in self.form.sums])
        known = {**self.values, **sums}
        for ref, value in sums.items():
            said = Counter(self._said(ref, known))
            if any(times >= said[value] for other, times in said.items() if other != value):
                return {}
        return sums

    def _worked_out(self, ref: str, known: Mapping[str, Decimal]) -> Iterator[tuple[Line, Decimal]]:
        """The sums that make a total, as far as all that they add up is known."""
        for line in self.form.sums[ref]:
            if all(term.ref in known for term in line.left):
                yield line, sum((known[term.ref] for term in line.left), Decimal(0))

    def _said(self, ref: str, known: Mapping[str, Decimal]) -> list[Decimal]:
        """What each identity makes of a figure that it alone leaves open."""
        found = []
        for line in self.lines[ref.split(".")[0]]:
            weights = {term.ref: weight for term, weight in line.terms}
            if ref in weights and line.relation == "equals" and all(one in known for one in weights if one != ref):
                rest = sum((weight * known[one] for one, weight in weights.items() if one != ref), Decimal(0))
                found.append(-rest / weights[ref])
        return found

    def _judged(self, table: Table, trial: _Trial, blank: Sequence[str]) -> bool | None:
        """Whether empty cells stand for zero in a table; None where it has too little to tell by itself."""
        zeros = sum(trial.values.get(ref) == 0 for ref in blank)
        typed = [self.values[figure.ref] for figure in table.figures if figure.ref in self.values]
        typed_zeros = sum(value == 0 for value in typed)
        # A form has many zeros: where none is typed, it takes more faults to make us doubt that the empty cells are those.
        surely = not typed_zeros and len(blank) * _MOST > len(table.figures)
        if not zeros or trial.failed > trial.held * (_MOST if surely else 1) or self._strewn(table) * _MOST > len(typed):
            return False
        if not typed or len(blank) * _FEW < typed_zeros:
            return None
        if trial.borne_out >= {ref for ref in blank if ref not in self.form.sums}:
            return len(blank) > 1 or None
        # Of the others nobody knows: they may be figures that were lost on the way.
        many = len(blank) >= _ENOUGH and len(blank) * _LEAST >= len(table.figures)
        return True if many and (trial.held or not typed_zeros) else None

    def _strewn(self, table: Table) -> int:
        """How many figures stand among those of a table and are none of them: its rows may have been taken for others."""
        found = self.recognised
        grids = {key[0] for figure in table.figures if (key := found.places.get(figure.ref)) and key[0] >= 0}
        return sum(
            (at, *place) not in found.used and read_figure(cell.text).value is not None
            for at in grids
            for place, cell in found.outline.grids[at].cells.items()
        )

    def _take(self, table: Table, trial: _Trial) -> dict[str, Decimal]:
        """Put what was tried into the cells; gives the figures that are no zeros by convention, and no sums."""
        zeros: dict[str, str] = {}
        totals: list[str] = []
        for figure in table.figures:
            value = trial.values.get(figure.ref)
            if value is None:
                continue
            cell = self.cells[figure.ref]
            self.cells[figure.ref] = cell._replace(value=value, computed=True)
            self.values[figure.ref] = value
            if not value:
                zeros[figure.ref] = cell.text
                if likely := trial.likely.get(figure.ref):
                    self.likely[figure.ref] = likely
            elif figure.ref not in trial.nonzero:
                totals.append(figure.ref)
        if zeros or totals:
            self.conventions[table.id] = Convention(table.id, zeros, tuple(totals))
        return trial.nonzero

    def _ratios(self) -> None:
        """Put in what part of a whole each is, where that was not written and its figures are known."""
        values = {ref: cell.value for ref, cell in self.cells.items() if cell.value is not None}
        self.cells.update(shares_of_nothing(self.form, self.cells))
        for ref, line in self.form.ratios.items():
            cell, value = self.cells.get(ref), line.makes(values)
            if cell is None or cell.value is not None or value is None or not (cell.blank or stands_for_none(cell.text)):
                continue
            self.cells[ref] = cell._replace(value=value, computed=True)
            if value or cell.blank:
                before = self.conventions.get(table := ref.partition(".")[0], Convention(table, {}))
                self.conventions[table] = before._replace(totals=(*before.totals, ref))

    # -- what was forgotten -----------------------------------------------------------------------------

    def _told(self) -> dict[str, Decimal]:
        """What the identities tell of the cells that are left: one by one, then whether zeros settle all that is left."""
        unknown = [*(ref for ref, cell in self.cells.items() if cell.blank), *self.absent]
        told = self._totals_told()
        open_refs = [ref for ref in unknown if ref not in told]
        from ..recognise.document import worked_out

        while step := worked_out(self.form.lines, {**self.values, **told}, open_refs):
            told |= step
            open_refs = [ref for ref in open_refs if ref not in told]
        zeros = {ref: Decimal(0) for ref in open_refs}
        tried = {**self.values, **told, **zeros}
        broken: set[str] = set()
        borne_out: set[str] = set()
        for line in self.form.lines:
            if line.needs_prior:
                continue
            refs = {term.ref for term, _ in line.terms}
            if assess(line, tried, {}).outcome != "held":
                broken |= refs
            elif line.relation == "equals" and not refs.isdisjoint(self.values):
                borne_out |= refs  # a line of nothing but blanks tells nothing
        told |= {ref: value for ref, value in zeros.items() if ref in borne_out - broken}
        left_out: dict[str, list[str]] = {}
        for ref, value in told.items():
            place = self.cells[ref].location if ref in self.cells else self.absent[ref]
            self.cells[ref] = Cell("", value, place, computed=True)
            if value and ref in self.form.totals and ref not in self.absent:
                left_out.setdefault(ref.split(".")[0], []).append(ref)
        for table, totals in left_out.items():
            before = self.conventions.get(table, Convention(table, {}))
            self.conventions[table] = before._replace(totals=(*before.totals, *totals))
        return {ref: value for ref, value in told.items() if ref not in left_out.get(ref.split(".")[0], ())}

    # -- telling ----------------------------------------------------------------------------------------

    def _tell_conventions(self) -> None:
        told: set[frozenset[str]] = set()
        for table in self.form.tables:
            convention = self.conventions.get(table.id)
            if convention is None:
                continue
            if convention.zeros:
                # Tables that leave zeros out in the same way follow one convention: what is to be done is said with the first.
                signs = frozenset(convention.signs)
                self.findings.append(self._zeros(table, convention, again=signs in told))
                told.add(signs)
            if convention.totals:
                self.findings.append(self._totals(table, convention))

    def _zeros(self, table: Table, convention: Convention, *, again: bool) -> Finding:
        signs = convention.signs
        said = "、".join(f"{count} 格写的是“{sign}”" if sign else f"{count} 格空着" for sign, count in signs.items())
        first = min(convention.zeros, key=lambda ref: self.cells[ref].location)
        message = f"{table.name}：有 {said}，已按 0 读取（第一处：{self._named(table, first)}）"
        hint = "" if again else "没有的要写 0；对照原件看看有没有漏填的"
        if not self.lines[table.id]:
            message += "；这张表没有勾稽关系，看不出是不是漏填"
        else:
            message += "，勾稽关系照此核对"
        if doubtful := [
            f"{self._named(table, ref)}可能是 {digits(self.likely[ref])}" for ref in convention.zeros if ref in self.likely
        ]:
            hint += f"{'：' if hint else ''}按勾稽关系，{'、'.join(doubtful[:_SHOWN])}"
        return W116.at(self.cells[first].location, message, ref=first, hint=hint)

    def _totals(self, table: Table, convention: Convention) -> Finding:
        totals = convention.totals
        listed = [f"{self._named(table, ref)} {digits(self.cells[ref].value or Decimal(0))}" for ref in totals[:_SHOWN]]
        more = " 等" if len(totals) > _SHOWN else ""
        ratios = sum(ref in self.form.ratios for ref in totals)
        what = "、".join(name for name, there in (("合计", ratios < len(totals)), ("占比", ratios)) if there)
        message = f"{table.name}：有 {len(totals)} 格{what}没有写，分项有数，已按分项算出：{'、'.join(listed)}{more}"
        first = min(totals, key=lambda ref: self.cells[ref].location)
        hint = f"对照原件核对，把{what}补上"
        places = tuple(self.cells[ref].location for ref in totals if ref != first)
        return W117.at(self.cells[first].location, message, ref=first, hint=hint, related=places)

    def _named(self, table: Table, ref: str) -> str:
        return self.form.figures[ref].title.removeprefix(table.name).strip()

    def _tell_computed(self, told: Mapping[str, Decimal], sure: Mapping[str, Decimal]) -> None:
        """What was told of the cells that were not there, or cannot be zero beside others that are (`sure`)."""
        in_order = [figure for ref, figure in self.form.figures.items() if ref in told]
        for _, in_table in groupby(in_order, key=lambda figure: figure.table.id):
            rows = [list(group) for _, group in groupby(in_table, key=lambda figure: figure.row.id)]
            for figures in rows if len(rows) <= _ROWS_TOLD else [[figure for row in rows for figure in row]]:
                wrong = any(figure.ref in sure or (told[figure.ref] and figure.ref in self.form.totals) for figure in figures)
                self.findings.append(self._computed(figures, told, wrong=wrong))

    def _computed(self, figures: Sequence[Figure], told: Mapping[str, Decimal], *, wrong: bool) -> Finding:
        """One row's cells that were not there, or one table's where they are many."""
        first = figures[0]
        one_row = len({figure.row.id for figure in figures}) == 1
        where = f"{first.table.name} {first.row.name}" if one_row else first.table.name
        listed = [f"{figure.column.name if one_row else figure.title}应是 {digits(told[figure.ref])}" for figure in figures]
        shown = "、".join(listed[:_SHOWN]) + (" 等" if len(listed) > _SHOWN else "")
        message = f"{where}：有 {len(figures)} 格没有读到数，按勾稽关系{shown}，已按它校验"
        return W106.at(
            self.cells[first.ref].location,
            message,
            severity=Severity.ERROR if wrong else None,
            ref=first.ref,
            hint=(
                "对照原件，把推出的数填上，不要留空"
                if any(told[one.ref] for one in figures)
                else "对照原件；没有的要写 0，不要留空"
            ),
            related=tuple(self.cells[figure.ref].location for figure in figures[1:]),
        )


# A line that fails, with the empty cells in which a figure would mend it, and that figure.
_Short = tuple[Line, Mapping[str, Decimal]]


def _crossing(short: Sequence[_Short], through: Mapping[str, Sequence[Decimal]]) -> dict[str, Decimal]:
    """Empty cells where two lines or more cross that all miss the same: this is no 0 by convention, the figure was forgotten."""
    found: dict[str, Decimal] = {}
    rivals: set[str] = set()
    for line, wanted in short:
        alike = {ref: value for ref, value in wanted.items() if len(through[ref]) > 1 and set(through[ref]) == {value}}
        found |= alike if line.relation == "equals" else {}
        rivals |= alike.keys() if len(alike) > 1 else set()
    return {ref: value for ref, value in found.items() if ref not in rivals}


def _alone(short: Sequence[_Short]) -> dict[str, Decimal]:
    """Empty cells that are the only one of a line that fails: it may be this cell, or one that is written."""
    return {
        ref: value for line, wanted in short if line.relation == "equals" and len(wanted) == 1 for ref, value in wanted.items()
    }
