"""The figures of a published document: a cell for every Ref, what is wrong with its tables, what is left over."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from ..model.draft import Unplaced
from ..model.figures import digits, read_figure
from ..model.finding import Finding, Severity
from ..model.form import Figure, Row, walk_rows
from ..model.identity import assess
from ..model.location import Location
from ..model.report import Cell, Flaw
from ..recognise.document import Recognised, worked_out
from ..recognise.labels import bare, normalised, quoted_labels
from ..recognise.lines import Key, is_label, labels_of
from ..recognise.rules import W101, W102, W104, W105, W106, W107, W109

_LABELS_SHOWN = 6
# More rows with blanks than these make one finding.
_ROWS_TOLD = 3


class TableReader:
    """Reads the tables that were recognised; collects what is odd about them and what has no place."""

    def __init__(self, recognised: Recognised, small_tables: Container[int] = ()) -> None:
        """`small_tables` are the numbers of the tables that stand among the prose."""
        self.small_tables = small_tables
        self.recognised = recognised
        self.form = recognised.form
        self.outline = recognised.outline
        self.findings: list[Finding] = []
        self.unplaced: list[Unplaced] = []
        # A heading's own row of zeros, and the rows below it that have them from there.
        self.shared: set[Key] = set()
        self.shared_rows: set[str] = set()

    def read(self) -> dict[str, Cell]:
        """The cells by Ref."""
        cells = self._cells()
        self._table_findings()
        self._left_over_cells()
        return cells

    def _cells(self) -> dict[str, Cell]:
        """A cell for every Ref that was found; what the identities tell of a blank one is put in and told."""
        cells: dict[str, Cell] = {}
        for ref in self.form.figures:
            key = self.recognised.places.get(ref)
            if key is not None:
                cells[ref] = _cell_as_published(self.recognised.text(key), self.recognised.location(key))
        blank = [ref for ref, cell in cells.items() if cell.blank]
        cells |= self._shared_zeros()
        absent = self._absent(cells)
        values = {ref: cell.value for ref, cell in cells.items() if cell.value is not None}
        told = self._told(values, [*blank, *absent])
        for ref, value in told.items():
            cells[ref] = Cell("", value, cells[ref].location if ref in cells else absent[ref], computed=True)
        self._tell_computed(told, cells)
        gone = {ref: place for ref, place in absent.items() if ref not in cells}
        told_of = self._gone_alone(gone, cells)
        return cells | {ref: Cell("", None, place) for ref, place in gone.items() if ref not in told_of}

    def _gone_alone(self, gone: Mapping[str, Location], cells: Mapping[str, Cell]) -> set[str]:
        """Told: the cells that are not there, of rows of which all others are sure, and that no column lacks as a whole."""
        unsure = {ref.rpartition(".")[0] for ref, _ in self.recognised.uncertain}
        missing = self.recognised.missing
        figures = [self.form.figures[ref] for ref in gone if ref.rpartition(".")[0] not in unsure]
        alone = [figure for figure in figures if figure.column.label not in missing.get(figure.table.id, ())]
        for _, row in groupby(alone, key=lambda figure: (figure.table.id, figure.row.id)):
            lost = list(row)
            first = lost[0]
            own = [(f"{first.table.id}.{first.row.id}.{column.id}", column.name) for column in first.block.leaf_columns]
            read = "、".join(name for ref, name in own if ref in cells)
            wanting = "、".join(figure.column.name for figure in lost)
            message = f"{first.table.name} {first.row.name}：只读到{read}，没有{wanting}这 {len(lost)} 格"
            self.findings.append(W109.at(gone[first.ref], message, ref=first.ref, hint="对照原件补上，没有的填 0"))
        return {figure.ref for figure in alone}

    def _shared_zeros(self) -> dict[str, Cell]:
        """The rows below a heading whose own row has zeros: an older form's single row （六）其他处理."""
        zeros: dict[str, Cell] = {}
        for table_id, key, label, figures in self.recognised.extra:
            table = self.form.table(table_id)
            heading = next((row for block in table.blocks for row, _ in walk_rows(block.rows) if _same(row, label)), None)
            if heading is None or not figures or any(read_figure(text).value for text in figures):
                continue
            self.shared.add(key)
            self.shared_rows |= {row.label for row, _ in walk_rows(heading.rows) if row.filled}
            for leaf in table.row_groups[heading.id]:
                refs = [figure.ref for figure in table.figures if figure.row.id == leaf]
                zeros |= {ref: Cell("0", Decimal(0), self.recognised.location(key)) for ref in refs}
        return {ref: cell for ref, cell in zeros.items() if ref not in self.recognised.places}

    def _tell_computed(self, told: Mapping[str, Decimal], cells: Mapping[str, Cell]) -> None:
        """What was told of the cells that were not there."""
        in_order = [figure for ref, figure in self.form.figures.items() if ref in told]
        for _, in_table in groupby(in_order, key=lambda figure: figure.table.id):
            rows = [list(group) for _, group in groupby(in_table, key=lambda figure: figure.row.id)]
            for figures in rows if len(rows) <= _ROWS_TOLD else [[figure for row in rows for figure in row]]:
                self.findings.append(self._computed(figures, told, cells))

    def _computed(self, figures: Sequence[Figure], told: Mapping[str, Decimal], cells: Mapping[str, Cell]) -> Finding:
        """One row's cells that were not there, or one table's where they are many."""
        first, totals = figures[0], self.form.totals
        wrong = any(told[figure.ref] and figure.ref in totals for figure in figures)
        one_row = len({figure.row.id for figure in figures}) == 1
        where = f"{first.table.name} {first.row.name}" if one_row else first.table.name
        listed = [f"{figure.column.name if one_row else figure.title}应是 {digits(told[figure.ref])}" for figure in figures]
        shown = "、".join(listed[:_LABELS_SHOWN]) + (" 等" if len(listed) > _LABELS_SHOWN else "")
        message = f"{where}：有 {len(figures)} 格没有读到数，按勾稽关系{shown}，已按它校验"
        return W106.at(
            cells[first.ref].location,
            message,
            severity=Severity.ERROR if wrong else None,
            ref=first.ref,
            hint="对照原件；没有的要写 0，不要留空",
            related=tuple(cells[figure.ref].location for figure in figures[1:]),
        )

    def _absent(self, cells: Mapping[str, Cell]) -> dict[str, Location]:
        """Cells that are not there in rows that are: they stand where their neighbours do."""
        places: dict[str, Location] = {}
        for table in self.form.tables:
            for block in table.blocks:
                for row in block.filled_rows:
                    refs = [f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns]
                    known = [cells[ref].location for ref in refs if ref in cells]
                    if known and len(known) < len(refs):
                        places |= {ref: known[0] for ref in refs if ref not in cells}
        return places

    def _told(self, values: dict[str, Decimal], unknown: Sequence[str]) -> dict[str, Decimal]:
        """What the identities tell of the blank cells: one by one, then whether zeros settle all that is left."""
        told: dict[str, Decimal] = {}
        open_refs = list(unknown)
        while step := worked_out(self.form.lines, {**values, **told}, open_refs):
            told |= step
            open_refs = [ref for ref in open_refs if ref not in told]
        zeros = {ref: Decimal(0) for ref in open_refs}
        tried = {**values, **told, **zeros}
        broken: set[str] = set()
        borne_out: set[str] = set()
        for line in self.form.lines:
            if line.needs_prior:
                continue
            refs = {term.ref for term, _ in line.terms}
            if assess(line, tried, {}).outcome != "held":
                broken |= refs
            elif line.relation == "equals" and not refs.isdisjoint(values):
                borne_out |= refs  # a line of nothing but blanks tells nothing
        return told | {ref: value for ref, value in zeros.items() if ref in borne_out - broken}

    def _table_findings(self) -> None:
        found = self.recognised
        for table in self.form.tables:
            places = [found.location(found.places[figure.ref]) for figure in table.figures if figure.ref in found.places]
            if not places and not any(ref.startswith(f"{table.id}.") for ref, _ in found.uncertain):
                hint = "对照格式补上这张表；表若是图片，要换成真正的表格"
                self.findings.append(W101.at(Location(self.outline.path), f"没有找到{table.name}", hint=hint))
                continue
            if missing := tuple(label for label in found.missing.get(table.id, ()) if label not in self.shared_rows):
                message = f"{table.name}里没有找到这些行或列：{quoted_labels(missing)}"
                place = min(places, default=Location(self.outline.path))
                self.findings.append(W102.at(place, message, hint="对照格式逐行核对；少了的行要补上，没有数的填 0"))
        for ref, tokens in found.uncertain:
            figure = self.form.figures[ref]
            shown = "、".join(token.text for token in tokens)
            message = f"{figure.table.name} {figure.row.name}：这一行要有 {len(figure.block.leaf_columns)} 个数，只读到 {len(tokens)} 个（{shown}），看不出少的是哪一格"
            place = found.location(tokens[0].key) if tokens else Location(self.outline.path)
            self.findings.append(W107.at(place, message, ref=ref, hint="对照原件补上缺的那一格，没有的填 0"))
            self.unplaced += [Unplaced(token.text, found.location(token.key), "这一行的数对不上格") for token in tokens]
        for table_id, key, label, figures in found.extra:
            if key in self.shared:
                message = f"“{label[:30]}”在格式里分成几行，这里只有一行，都是 0，已按各行都是 0 读取"
                self.findings.append(W104.at(found.location(key), message, severity=Severity.WARNING, hint="按格式分行填写"))
                continue
            message = (
                f"{self.form.table(table_id).name}里的“{label[:30]}”不是格式规定的行（{'、'.join(figures)}），这一行的数没有用上"
            )
            self.findings.append(W104.at(found.location(key), message, hint="把数分到格式规定的各行里"))
            self.unplaced.append(Unplaced(f"{label}　{'　'.join(figures)}", found.location(key), "不是格式规定的行"))
        self._misprints()

    def _misprints(self) -> None:
        """Labels that differ; a copy as text tears so many that they make one finding."""
        found = self.recognised
        torn: list[str] = []
        for key, label in found.misprints:
            text = found.text(key).strip()
            if normalised(text) == normalised(label):
                continue
            if key[0] < 0 or self.outline.grids[key[0]].loose:
                torn.append(f"“{text[:20]}”（{label[:20]}）")
                continue
            said = f"表头“{text[:60]}”与格式不一致" if text else "表头空着"
            message = f"{said}，已按“{label}”读取"
            self.findings.append(W105.at(found.location(key), message, hint=f"改为“{label}”"))
        if torn:
            message = f"有 {len(torn)} 处表头与格式不一致，已按最接近的读取：{'、'.join(torn[:_LABELS_SHOWN])}"
            place = found.location(found.misprints[0][0])
            self.findings.append(W105.at(place, message, hint="多半是复制时断开了；对照原件看看行有没有认错"))

    def _left_over_cells(self) -> None:
        """Whatever stands in the grids and is neither figure nor label of the form."""
        known = frozenset(label for table in self.form.tables for label in labels_of(table))
        used = self.recognised.used
        told = {place for _, place, _ in self.unplaced}
        for at, grid in enumerate(self.outline.grids):
            if at in self.small_tables:
                continue
            taken = any(key[0] == at for key in used)
            left = [
                (place, cell.text)
                for place, cell in sorted(grid.cells.items())
                if cell.text.strip("-—–/ \u3000") and (at, *place) not in used and not is_label(cell.text, known)
            ]
            if not taken and left:
                whole = "　".join(text for _, text in left)
                self.unplaced.append(Unplaced(whole, grid.location(*left[0][0]), "格式里没有这张表"))
                continue
            rows_told = {location.line for location in told if location.grid == grid.name}
            for place, text in left:
                if place[0] not in rows_told:
                    self.unplaced.append(Unplaced(text, grid.location(*place), "不是表里的数，也不是格式的表头"))

    # -- prose ------------------------------------------------------------------------------------


def _cell_as_published(text: str, location: Location) -> Cell:
    read = read_figure(text)
    flaws: set[Flaw] = {"full_width"} if read.full_width else set()
    return Cell(text, read.value, location, read.remark, frozenset(flaws))


def _same(row: Row, label: str) -> bool:
    """Whether a label is that of a heading over rows."""
    return bool(row.id and not row.filled and bare(normalised(label)) == bare(normalised(row.label)))
