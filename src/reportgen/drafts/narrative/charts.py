"""What a chart shows, from what stands behind 图表: in the text, in the rows and columns of the form.

    图表:饼图 表.行                      the rows below a row or a heading; a row without such: its columns
    图表:柱形图 表.行.列                 the rows below in one column (the total of the others, when none is written)
    图表:饼图 甲=表.行.列、表.行.列      figures one by one, each with a name of its own if need be, or worked out
    图表:饼图 甲=12.5万元、乙=3万元      figures as they are, with their unit if they have one
    图表:柱形图 甲：表.行；乙：表.行     several series
    图表:折线图 历年 表.行.列、表.行.列  one series each, over the years that the drafts reach back
    图表:饼图 渠道                       what the narrative writes under 图表: by that name

Totals of the others beside them are left out; a zero stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from ...model.chart import Chart, ChartKind, Series
from ...model.form import Block, Form, Row, Table, walk_rows
from ...model.report import PastReport
from ...recognise.labels import same_label
from ...text.charts import KINDS, START, UNIT, asked_by_figures
from ...text.closest import closest
from .names import W130, W131, W132, Names, Problem, evaluate, number, prose_names, rounded, step

_One = TypeVar("_One")
MOST_POINTS, MOST_SLICES, MOST_SERIES = 20, 10, 6
_YEARS = re.compile(r"历年\s*(?=\S)")
_START = re.compile(r"图表\s*[:：]\s*")
_PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_LABEL = re.compile(r"([^=]*[^=+*/.\s][^=]*)=(.+)")
_COUNTED = re.compile(rf"(-?[0-9]+(?:\.[0-9]+)?)\s*({UNIT.pattern})")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SERIES = re.compile(r"([^：:=.]+)[：:](.+)")
_ARITHMETIC = (step, number, (("四舍五入", rounded),))


class Asked(NamedTuple):
    """What stands behind 图表: the kind as written and what to draw; `own` is the name that stood for it, of those in `names`."""

    kind: str
    what: str
    own: str = ""
    names: tuple[str, ...] = ()

    @property
    def over_years(self) -> bool:
        """Whether drafts of earlier years have to be read for it."""
        return bool(_YEARS.match(self.what))


def asked_of(spec: str, own: Mapping[str, str]) -> Asked:
    """`spec` taken apart; `own` are the charts that the narrative has given a name."""
    kind, _, what = _START.sub("", spec.replace("\u3000", " ").strip()).partition(" ")
    what = what.strip()
    return Asked(kind, own[what].strip(), what, tuple(own)) if what in own else Asked(kind, what, names=tuple(own))


def chart_of(asked: Asked, form: Form, names: Names, year: int = 0, past: Sequence[PastReport] = ()) -> Chart:
    """The chart that is asked for.

    `names` are what the text may refer to, `past` the reports of the years before
    `year`, the latest first. Problem says what is wrong.
    """
    kind = KINDS.get(asked.kind)
    if kind is None:
        raise Problem(W131, f"不认识图表的种类“{asked.kind}”", f"可用的种类：{'、'.join(KINDS)}；写成 {sample(form)}")
    if not asked.what:
        raise Problem(W131, f"没有写{asked.kind}要画哪些数", f"写成 {sample(form)}")
    drawer = _Drawer(kind, form, names, asked.names)
    over_years = _YEARS.match(asked.what)
    chart = drawer.years(asked.what[over_years.end() :], year, past) if over_years else drawer.series(asked.what)
    if over_years and len(chart.categories) < 2:
        raise Problem(W131, "只有一年的数，画不出历年的变化", "在文字稿里写“上年: 上年草稿的文件夹”")
    # A document is read back without the drafts of the years before: it says their figures.
    return _sound(chart, asked.kind)._replace(
        asked=asked_by_figures(chart) if over_years else f"{START}{asked.kind} {asked.what}"
    )


def _sound(chart: Chart, kind_name: str) -> Chart:
    """The chart, if its kind can show it."""
    values = [value for series in chart.series for value in series.values if value is not None]
    most = MOST_SLICES if chart.kind == "pie" else MOST_POINTS
    if len(chart.categories) > most:
        shown = f"{kind_name}有 {len(chart.categories)} 项，多于 {most} 项看不清"
        raise Problem(
            W131, shown, "换成条形图，或者只列出要画的几项" if chart.kind == "pie" else "只列出要画的几项，或者改用表格"
        )
    if len(chart.series) > (1 if chart.kind == "pie" else MOST_SERIES):
        hint = "换成柱形图，或者分成几个饼图" if chart.kind == "pie" else "分成几个图"
        raise Problem(W131, f"{kind_name}里有 {len(chart.series)} 组数，画不下", hint)
    if len(set(chart.categories)) < len(chart.categories) or len({one.name for one in chart.series}) < len(chart.series):
        named = [*chart.categories, *(one.name for one in chart.series)]
        twice = next(name for name in named if named.count(name) > 1)
        raise Problem(W131, f"{kind_name}里有两项都叫“{twice}”", "给它们另起名称：名称=表.行.列")
    if chart.kind == "pie":
        if any(value < 0 for value in values):
            raise Problem(W131, "饼图里不能有负数", "换成柱形图或条形图")
        if not any(values):
            raise Problem(W131, "饼图里的数都是 0，画不出来", "删去这个图，或者换成柱形图")
    if chart.kind == "line" and len(chart.categories) < 2:
        raise Problem(W131, "折线图至少要有两个点", "换成柱形图")
    return chart


class _Drawer:
    """Works out the points of one chart over a form and the names of its figures."""

    def __init__(self, kind: ChartKind, form: Form, names: Names, own: Sequence[str]) -> None:
        self.kind = kind
        self.form = form
        self.names = names
        self.rows = FormRows(form, names, own)

    # -- what is written ---------------------------------------------------------------------------

    def series(self, what: str) -> Chart:
        """One series for each part between semicolons, all over the same categories."""
        drawn: list[Series] = []
        categories: tuple[str, ...] = ()
        units: set[str] = set()
        places: set[int] = set()
        parts = [part.strip() for part in re.split("[；;]", what) if part.strip()]
        for part in parts:
            titled = _SERIES.fullmatch(part)
            name, listed = (titled[1].strip(), titled[2]) if titled else ("", part)
            points = self._points(listed)
            found = _labels(points)
            if drawn and found != categories:
                told = "、".join(sorted(set(found) ^ set(categories))[:6]) or "次序不同"
                raise Problem(W131, f"几组数的项目不一样（{told}）", "每一组写同样的几项，次序也相同；名称不同的写 名称=表.行.列")
            categories = found
            refs = tuple(self.rows.ref(point.path) for point in points)
            of_cells = (self.form.figures[ref].unit if ref in self.form.figures else "" for ref in refs)
            units |= {point.unit or unit for point, unit in zip(points, of_cells, strict=True)}
            places |= {self._places(ref, point.expression) for ref, point in zip(refs, points, strict=True)}
            drawn.append(Series(name or _series_name(listed, points, len(parts)), tuple(map(self._value, points)), refs))
        return Chart(self.kind, categories, tuple(drawn), _same(units) or "", places=_same(places) or 0)

    def years(self, what: str, year: int, past: Sequence[PastReport]) -> Chart:
        """One series for each figure, a point for each year in which a report has one of them, the earliest first."""
        points = self._points(what, figures_first=True)
        columns: list[tuple[int, list[Decimal | None]]] = [(year, [self._value(point) for point in points])]
        for one in past:
            drawer = _Drawer(self.kind, one.form, Names("", prose_names(one.form, one.cells)), ())
            values = [drawer._value_if_any(point) for point in points]
            if any(value is not None for value in values):
                columns.insert(0, (one.year or 0, values))
        refs = [self.rows.ref(point.path) for point in points]
        units = {self.form.figures[ref].unit if ref in self.form.figures else "" for ref in refs}
        series = tuple(
            Series(label, tuple(values[number] for _, values in columns), (*[""] * (len(columns) - 1), ref))
            for number, (label, ref) in enumerate(zip(_labels(points), refs, strict=True))
        )
        places = _same({self._places(ref, "") for ref in refs}) or 0
        return Chart(self.kind, tuple(f"{year}年" for year, _ in columns), series, _same(units) or "", places=places)

    def _points(self, listed: str, *, figures_first: bool = False) -> list[Point]:
        """Figures as listed, each with its own name or not; a single row or heading stands for what is below it.

        With `figures_first` a row that is one figure itself stands for that.
        """
        pieces = [piece.strip() for piece in re.split("[、，]", listed) if piece.strip()]
        points = []
        for piece in pieces:
            labelled = _LABEL.fullmatch(piece)
            label, expression = (labelled[1].strip(), labelled[2].strip()) if labelled else ("", piece)
            path = tuple(expression.split(".")) if _PATH.fullmatch(expression) else ()
            if labelled is None and expression.endswith("="):
                raise Problem(W131, f"“{expression[:40]}”后面没有写数", "写成 名称=表.行.列")
            if not path and not label:
                raise Problem(W131, f"算式“{expression[:40]}”没有名称", "写成 名称=算式，如 合计=表.行.列+表.行.列")
            counted = None if path else _COUNTED.fullmatch(expression)
            points.append(Point(label, path, *counted.groups()) if counted else Point(label, path, expression))
        if len(points) == 1 and points[0].path and not points[0].label and not (figures_first and self.rows.ref(points[0].path)):
            return self.rows.below(points[0].path, pie=self.kind == "pie") or points
        if not points:
            raise Problem(W131, "图表里没有写要画哪些数", f"写成 {sample(self.form)}")
        return points

    # -- figures -----------------------------------------------------------------------------------

    def _places(self, ref: str, expression: str) -> int:
        """With how many places a figure is printed: as its cell is, or as it was written."""
        if ref in self.form.figures:
            return self.form.figures[ref].printed_places or 0
        return len(expression.partition(".")[2]) if _NUMBER.fullmatch(expression) else 0

    def _value(self, point: Point) -> Decimal:
        """A point's figure; Problem where it has none."""
        try:
            value: Any = self.names
            if point.path:
                for name in point.path:
                    value = step(value, name)
                if isinstance(value, Names):
                    listed = f"{point.expression}.{next(iter(value), '')}"
                    raise Problem(W131, f"“{point.expression}”没有写到具体的格", f"再往下写一级，如 {listed}")
            else:
                value = evaluate(point.expression, self.names, _ARITHMETIC)
            return number(value)
        except (ArithmeticError, TypeError, ValueError, SyntaxError, NameError) as error:
            said = str(error) if not str(error).isascii() else "除数是 0，或者括号、函数没有写对"
            raise Problem(W131, f"图表里的“{point.expression[:40]}”算不出来：{said}", "检查名称和算式；图表里只能画数") from None

    def _value_if_any(self, point: Point) -> Decimal | None:
        """A point's figure in a report of another year, whose form may not have it."""
        try:
            return self._value(point)
        except Problem as problem:
            if problem.rule in (W130, W132):
                return None
            raise


def _same(found: set[_One]) -> _One | None:
    """What all have in common, if they do."""
    return next(iter(found)) if len(found) == 1 else None


def _labels(points: Sequence[Point]) -> tuple[str, ...]:
    """The shortest names that tell the points apart: of their rows, of their columns, or of both."""
    for names in (_row_name, _column_name):
        labels = tuple(point.label or names(point) for point in points)
        if len(set(labels)) == len(labels):
            return labels
    return tuple(point.label or "".join(point.path[1:]) for point in points)


def _row_name(point: Point) -> str:
    return point.path[min(1, len(point.path) - 1)]


def _column_name(point: Point) -> str:
    return point.path[-1]


def _series_name(listed: str, points: Sequence[Point], count: int) -> str:
    """A name for a series that was given none: that of the row it is of."""
    if count == 1 and len(points) > 1 and "、" in listed:
        return "数量"
    path = listed.split(".")
    return path[1] if len(path) > 1 else path[0]


# -- rows and columns of the form --------------------------------------------------------------------


class Point(NamedTuple):
    """One figure of a chart: the name it may go by, the names of what it is of, how to work it out, a unit that stands behind it."""

    label: str
    path: tuple[str, ...]
    expression: str
    unit: str = ""


def sample(form: Form) -> str:
    """A line of text that asks for a chart of this form."""
    rows = ((table, row) for table in form.tables for block in table.blocks for row, _ in walk_rows(block.rows))
    table, row = next(((table, row) for table, row in rows if row.name and row.rows), (form.tables[0], Row("", name="行")))
    return f"![图名](图表:柱形图 {table.name}.{row.name})"


class FormRows:
    """The rows of a form; `own` are the charts with a name, for those who misspell one."""

    def __init__(self, form: Form, names: Names, own: Sequence[str]) -> None:
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
        found = [entry for entry in rows if wanted == entry[2].name or same_label(wanted, entry[2].label)]
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
