"""The figures of a published document: a cell for every Ref, what is wrong with its tables, what is left over."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from ..model.draft import Convention, Unplaced
from ..model.figures import read_figure, spread_figure
from ..model.finding import Finding, Severity
from ..model.form import Form, Row, walk_rows
from ..model.identity import Line, assess
from ..model.location import Location
from ..model.report import Cell, Flaw
from ..recognise.document import Recognised
from ..recognise.labels import CellKey, bare, normalised, quoted_labels
from ..recognise.lines import is_label, labels_of
from ..recognise.rules import W101, W102, W104, W105, W107, W109
from ..recognise.strays import Stray, explained, lacking_said
from .empty import settle

_LABELS_SHOWN = 6
# So many places are named one by one.
_SHOWN = 6


class TableReader:
    """Reads the tables that were recognised; collects what is odd about them and what has no place."""

    def __init__(self, recognised: Recognised, small_tables: Container[int] = ()) -> None:
        """`small_tables` are the numbers of the tables that stand among the prose, or that the template prints by itself."""
        self.small_tables = small_tables
        self.recognised = recognised
        self.form = recognised.form
        self.outline = recognised.outline
        self.findings: list[Finding] = []
        self.unplaced: list[Unplaced] = []
        self.conventions: tuple[Convention, ...] = ()
        self.explained: frozenset[Line] = frozenset()
        # A heading's own row of zeros, and the rows below it that have them from there.
        self.shared: set[CellKey] = set()
        self.shared_rows: set[str] = set()

    def read(self) -> dict[str, Cell]:
        """The cells by Ref."""
        cells = self._cells()
        self._strays(cells)
        self._table_findings()
        self._left_over_cells()
        return cells

    def _cells(self) -> dict[str, Cell]:
        """A cell for every Ref that was found; what an empty one stands for is put in and told."""
        cells: dict[str, Cell] = {}
        for ref in self.form.figures:
            key = self.recognised.places.get(ref)
            if key is not None:
                cells[ref] = _cell_as_published(self.recognised.text(key), self.recognised.location(key))
        cells |= self._spread(cells)
        cells |= {ref: Cell("", None, self.recognised.location(key)) for ref, key in self.recognised.blank.items()}
        cells |= self._shared_zeros()
        absent = self._absent(cells)
        settled = settle(self.recognised, cells, absent)
        self.findings += settled.findings
        self.conventions = settled.conventions
        gone = {ref: place for ref, place in absent.items() if ref not in settled.cells}
        told_of = self._gone_alone(gone, settled.cells)
        return settled.cells | {ref: Cell("", None, place) for ref, place in gone.items() if ref not in told_of}

    def _spread(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """The cells whose digits stand apart, read as one figure each: only where the sums of the form bear it out."""
        found = {ref: value for ref, cell in cells.items() if (value := spread_figure(cell.text)) is not None}
        if not found:
            return {}
        values = {ref: cell.value for ref, cell in cells.items() if cell.value is not None} | found
        lines = [line for line in self.form.lines if not line.needs_prior and any(term.ref in found for term, _ in line.terms)]
        outcomes = {assess(line, values, {}).outcome for line in lines if line.relation == "equals"}
        if "held" not in outcomes or "failed" in outcomes:
            return {}
        return {ref: cells[ref]._replace(value=value, remark="") for ref, value in found.items()}

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
        for stray in self.recognised.extra:
            table, key, figures = self.form.table(stray.table), stray.key, stray.texts
            heading = next((row for block in table.blocks for row, _ in walk_rows(block.rows) if _same(row, stray.label)), None)
            if stray.column or heading is None or not figures or any(read_figure(text).value for text in figures):
                continue
            self.shared.add(key)
            self.shared_rows |= {row.label for row, _ in walk_rows(heading.rows) if row.filled}
            for leaf in table.row_groups[heading.id]:
                refs = [figure.ref for figure in table.figures if figure.row.id == leaf]
                zeros |= {ref: Cell("0", Decimal(0), self.recognised.location(key)) for ref in refs}
        return {ref: cell for ref, cell in zeros.items() if ref not in self.recognised.places}

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
        # Their figures stand in the row, and are told: none of them is empty for sure.
        return {ref: place for ref, place in places.items() if ref not in self.recognised.mixed_refs}

    def _table_findings(self) -> None:
        found = self.recognised
        for table in self.form.tables:
            places = [found.location(found.places[figure.ref]) for figure in table.figures if figure.ref in found.places]
            told = (*found.blank, *found.mixed, *(ref for ref, _ in found.uncertain))
            if not places and not any(ref.startswith(f"{table.id}.") for ref in told):
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
        self._mixed()
        self._misprints()

    def _strays(self, cells: Mapping[str, Cell]) -> None:
        """What stands in rows and columns that the form does not have, each told once with the sums that fail for want of it."""
        found = self.recognised
        values = {ref: cell.value for ref, cell in cells.items() if cell.value is not None}
        for stray, lines in explained(self.form, values, found.extra):
            place = found.location(stray.key)
            if stray.key in self.shared:
                message = f"“{stray.label[:30]}”在格式里分成几行，这里只有一行，都是 0，已按各行都是 0 读取"
                self.findings.append(W104.at(place, message, severity=Severity.WARNING, hint="按格式分行填写"))
                continue
            self.findings.append(_stray_told(self.form, stray, lines, place))
            self.explained |= {line for line, _ in lines}
            text = f"{stray.label}　{'　'.join(stray.texts)}"
            self.unplaced.append(Unplaced(text, place, f"不是格式规定的{'列' if stray.column else '行'}"))

    def _mixed(self) -> None:
        """Rows in which empty cells left no trace: told once a table."""
        found = self.recognised
        for table in self.form.tables:
            rows = {ref: row for ref, row in found.mixed.items() if ref.startswith(f"{table.id}.")}
            if not rows:
                continue
            names = list(dict.fromkeys(self.form.figures[ref].row.name for ref in rows))
            shown = "、".join(names[:_LABELS_SHOWN]) + (" 等" if len(names) > _LABELS_SHOWN else "")
            message = f"{table.name}：空着的格没有留下痕迹，{len(rows)} 行的数看不出各在哪一列，只读了能确定的合计：{shown}"
            first = next(iter(rows.values()))[1][0]
            hint = "要逐格核对，用原来的网页、Word 或 PDF 文件"
            self.findings.append(
                W107.at(found.location(first.key), message, severity=Severity.WARNING, ref=next(iter(rows)), hint=hint)
            )
            for _, tokens in rows.values():
                text = "　".join(token.text for token in tokens)
                self.unplaced.append(Unplaced(text, found.location(tokens[0].key), "看不出各在哪一列"))

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


def _stray_told(form: Form, stray: Stray, lines: Sequence[tuple[Line, Decimal]], place: Location) -> Finding:
    """The finding about a stray, with the lines of the form that fail for want of it and by how much each."""
    table = form.table(stray.table).name
    what, label = ("列" if stray.column else "行"), stray.label[:30]
    if stray.again:
        said = f"{table}里有两{what}“{label}”，只用了一{what}，另一{what}的数（{_listed(stray)}）没有用上"
        hint = f"对照原件，删去多的一{what}"
    elif not label:
        said = f"{table}里多出没有表头的一{what}（{_listed(stray)}）：格式没有这一{what}，这一{what}的数没有用上"
        hint = f"补上表头；不是格式规定的一{what}，把数分到格式规定的各{what}里，再删去"
    else:
        said = f"{table}里多出一{what}“{label}”：格式没有这一{what}，这一{what}的数（{_listed(stray)}）没有用上"
        hint = f"把这一{what}的数分到格式规定的各{what}里，再删去这一{what}；是格式里的一{what}改了名，改回原来的名称"
    said += lacking_said(table, lines, what)
    return W104.at(place, said, ref=lines[0][0].anchor if lines else "", hint=hint)


def _listed(stray: Stray) -> str:
    """How many figures stand in it, and those that are not zero."""
    some = [text.strip() for text in stray.texts if read_figure(text).value]
    shown = "、".join(some[:_SHOWN]) + (" 等" if len(some) > _SHOWN else "")
    count = sum(read_figure(text).value is not None for text in stray.texts)
    return f"{count} 格" + (f"，不是 0 的有 {shown}" if some else "，都是 0")
