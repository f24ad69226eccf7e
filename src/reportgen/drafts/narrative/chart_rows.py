"""The rows and columns of a form as a chart takes them: what is below a row, what is a total of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...model.format import Block, Format, Row, Table, walk_rows
from ...recognise.labels import bare, normalised
from ...text.closest import closest
from .names import W130, W131, Names, Problem


class Point(NamedTuple):
    """One figure of a chart: the name it may go by, the names of what it is of, how to work it out."""

    label: str
    path: tuple[str, ...]
    expression: str


def sample(form: Format) -> str:
    """A line of text that asks for a chart of this form."""
    rows = ((table, row) for table in form.tables for block in table.blocks for row, _ in walk_rows(block.rows))
    table, row = next(((table, row) for table, row in rows if row.name and row.rows), (form.tables[0], Row("", name="行")))
    return f"![图名](图表:柱形图 {table.name}.{row.name})"


class FormRows:
    """The rows of a form; `own` are the charts with a name, for those who misspell one."""

    def __init__(self, form: Format, names: Names, own: Sequence[str]) -> None:
        self.form = form
        self.names = names
        self.own = own

    def below(self, path: tuple[str, ...], *, pie: bool) -> list[Point]:
        """What a row or a heading consists of: the rows below it, else its columns; [] for what is one figure.

        Of a `pie` the parts must make the whole.
        """
        table, block, row = self._row(path)
        column = path[2] if len(path) > 2 else ""
        rows = [child for child in row.rows if child.name]
        columns = [leaf for leaf in block.leaf_columns if leaf.name]
        if rows:
            name = column or self._whole_column(table, block)
            refs = [self._refs(table, child, name) for child in rows]
            points = [_point(table, block, child, name) for child in rows]
            whole = self._refs(table, row, name) if row.filled else []
        elif not column and len(columns) > 1:
            refs = [[f"{table.id}.{row.id}.{leaf.id}"] for leaf in columns]
            points = [_point(table, block, row, leaf.name) for leaf in columns]
            whole = [f"{table.id}.{row.id}"]  # a row is the sum of its columns only where one of them says so
        else:
            return []
        every = {ref for parts in refs for ref in parts}
        kept = [point for point, parts in zip(points, refs, strict=True) if not self._is_total(parts, every)]
        if pie and whole and len(kept) == len(points) and not self._is_total(whole, every):
            told = f"“{'.'.join(path)}”下面的几项加起来不是它的总数，不能画成饼图"
            raise Problem(W131, told, "换成柱形图，或者只列出属于同一个总数的几项")
        return kept

    def _row(self, path: tuple[str, ...]) -> tuple[Table, Block, Row]:
        """The row that a path names: by name or label, in its table or, where only one has it, in any."""
        table = next((table for table in self.form.tables if table.name == path[0]), None)
        if table is None and len(path) > 1:
            self.names.step(path[0])  # says which names there are
        wanted = path[1] if table and len(path) > 1 else path[0]
        if table is not None and len(path) == 1:
            raise Problem(W131, f"“{path[0]}”没有写到具体的行", f"再往下写一级，如 {sample(self.form)}")
        tables = [table] if table else self.form.tables
        rows = [(one, block, row) for one in tables for block in one.blocks for row, _ in walk_rows(block.rows)]
        found = [entry for entry in rows if wanted in (entry[2].name, bare(normalised(entry[2].label)))]
        if len(found) == 1 or (found and table):
            return found[0]
        if len(found) > 1:
            listed = "、".join(f"{one.name}.{wanted}" for one, _, _ in found)
            raise Problem(W130, f"有几张表都有“{wanted}”", f"写明是哪一张：{listed}")
        known = [*self.own, *(row.name for _, _, row in rows if row.name)]
        close = closest(wanted, known, cutoff=0.4)
        hint = f"是不是“{close}”？" if close else "写 表.行，或者先在文字稿的“图表:”下面起这个名称"
        raise Problem(W130, f"没有叫“{wanted}”的行，也没有这个名称的图表", hint)

    def _refs(self, table: Table, row: Row, column: str) -> list[str]:
        """The cells that a row, or a heading's rows, have in a column."""
        leaves = [row] if row.filled else [below for below, _ in walk_rows(row.rows) if below.filled]
        return [ref for one in leaves if (ref := self.ref((table.name, one.name, column)))]

    def _is_total(self, refs: Sequence[str], others: set[str]) -> bool:
        """Whether a cell is the sum of some of the others, by the identities of the form."""
        lines = self.form.sums.get(refs[0], ()) if len(refs) == 1 else ()
        return any({term.ref for term in line.left} <= others for line in lines)

    def _whole_column(self, table: Table, block: Block) -> str:
        """The column that a chart over rows shows when none is written: the only one, or the total of the others."""
        columns = block.leaf_columns
        for row in block.filled_rows:
            refs = [f"{table.id}.{row.id}.{column.id}" for column in columns]
            totals = [column for column, ref in zip(columns, refs, strict=True) if self._is_total([ref], {*refs} - {ref})]
            if len(totals) == 1 or len(columns) == 1:
                return (totals or columns)[0].name
        listed = "、".join(column.name for column in columns)
        raise Problem(W131, "这张表有几列，没有写画哪一列", f"在后面加一级，可用的列：{listed}")

    def ref(self, path: tuple[str, ...]) -> str:
        """The Ref of what is one cell of the form, '' of a sum."""
        for ref, figure in self.form.figures.items():
            names = (figure.table.name, figure.row.name, figure.column.name)
            if path == names or (len(figure.block.leaf_columns) == 1 and path == names[:2]):
                return ref
        return ""


def _point(table: Table, block: Block, row: Row, column: str) -> Point:
    single = len(table.blocks) == 1 and len(block.leaf_columns) == 1
    path = (table.name, row.name) if single else (table.name, row.name, column)
    return Point("", path, ".".join(path))
