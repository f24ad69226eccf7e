"""Figures in the text: `{{ 表三.本年新收.总计 }}` becomes 198, in a sandbox, or a finding.

Only expressions are allowed: names of the form, + − × ÷, and the functions below. There are no
statements, filters, attributes of Python objects or anything that could loop or grow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation
from difflib import get_close_matches
from typing import Any

from .model.figures import digits
from .model.finding import Finding, Rule, Severity
from .model.format import Block, Column, Format, Row, Table, walk_rows
from .model.location import Location
from .model.report import Cell, Narrative, Paragraph, TextBlock

GAP = "【待填】"

W130 = Rule(
    "W130",
    "引用的名称不存在",
    "引用写错一个字，数就出不来；程序不会用空白代替。",
    "{{ 表三.本年新受.总计 }}",
    "{{ 表三.本年新收.总计 }}",
)
W131 = Rule(
    "W131",
    "引用的写法有误",
    "双花括号里只能写表里的名称、加减乘除和 占比、同比、四舍五入 三个函数。",
    "{{ 占比(表三.予以公开.总计 }}",
    "{{ 占比(表三.予以公开.总计, 表三.办理结果总计.总计) }}",
)
W132 = Rule(
    "W132",
    "引用的格子还没有数",
    "文字引用了数据表里没有填的格子。",
    "{{ 表三.本年新收.总计 }}，而表三这一格是空的。",
    "先把数据表里的那一格填上。",
)
W133 = Rule(
    "W133",
    "写了没有用到",
    "联系方式、自定义里的内容只有被正文引用才会出现在年报里；没有引用等于没有写。",
    "联系方式里写了传真，前言里没有引用。",
    "在前言里加上“传真：{{ 联系方式.传真 }}”，或者删去这一项。",
    Severity.WARNING,
)

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}")
_ANY_TAG = re.compile(r"\{\{|\}\}|\{%|%\}|\{#")
_PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_PLACES = 6
_RESERVED = {"and", "or", "not", "if", "else", "in", "is", "true", "false", "none", "True", "False", "None"}


class _Problem(Exception):
    """A binding that cannot be worked out: the rule it breaks, what is wrong, how to mend it."""

    def __init__(self, rule: Rule, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.hint = rule, message, hint


class Names(dict[str, Any]):
    """Names that an expression may go through, remembering how they were reached."""

    def __init__(self, path: str, entries: Mapping[str, Any]) -> None:
        super().__init__(entries)
        self.path = path

    def step(self, name: str) -> Any:
        if name in self:
            return self[name]
        whole = f"{self.path}.{name}" if self.path else name
        close = get_close_matches(name, self, n=1, cutoff=0.4)
        owner = f"“{self.path}”里" if self.path else ""
        hint = f"是不是“{f'{self.path}.' if self.path else ''}{close[0]}”？" if close else ""
        listed = "、".join(list(self)[:12]) + ("……" if len(self) > 12 else "")
        raise _Problem(W130, f"{owner}没有“{name}”（{whole}）", hint or f"{owner}可用的名称：{listed}")


@dataclass(frozen=True, slots=True)
class _Missing:
    """A cell without a figure, or an entry without text, met on the way."""

    title: str
    location: Location | None
    entry: bool = False

    @property
    def problem(self) -> _Problem:
        where = f"（{self.location}）" if self.location else ""
        if self.entry:
            return _Problem(W132, f"引用的“{self.title}”还没有写{where}", "在这一项的冒号后面补上内容；没有就从正文里删去这个引用")
        return _Problem(W132, f"引用的“{self.title}”还没有数{where}", "先在数据表里填上这一格，没有的填 0")


@dataclass(frozen=True, slots=True)
class Bound:
    """A narrative with its figures put in."""

    title: tuple[str, ...]
    texts: dict[str, tuple[TextBlock, ...]]
    signature: str
    date: str


def bind(
    narrative: Narrative,
    form: Format,
    cells: Mapping[str, Cell],
    prior: tuple[Format, Mapping[str, Cell]] | None = None,
) -> tuple[Bound, list[Finding]]:
    """Put the figures into the text. A gap becomes 【待填】 and a finding at its line."""
    names = _names(narrative, form, cells, prior)
    binder = _Binder(names)
    title = tuple(
        binder.text(paragraph)
        for paragraph in (narrative.title or tuple(Paragraph(line, narrative.place("标题")) for line in form.title))
    )
    texts = {
        section: tuple(binder.block(block) for block in blocks) for section, blocks in narrative.texts.items()
    }
    signature = binder.text(narrative.signature) if narrative.signature else narrative.agency
    date = binder.text(narrative.date) if narrative.date else ""
    for group, entries in (("联系方式", narrative.contact), ("自定义", narrative.variables)):
        for name, paragraph in entries.items():
            if f"{group}.{name}" not in binder.used and paragraph.text:
                binder.findings.append(
                    W133.at(
                        paragraph.location,
                        f"“{group}”里的“{name}”没有被正文引用，不会出现在年报里",
                        hint=f"在正文里写 {{{{ {group}.{name} }}}}，或者删去这一项",
                    )
                )
    return Bound(title, texts, signature, date), binder.findings


def prose_names(form: Format, cells: Mapping[str, Cell]) -> dict[str, Any]:
    """Tables, rows and columns by their Chinese names, sums for named headings included."""
    return {table.name: _table_names(table, cells) for table in form.tables}


class _Binder:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.used: set[str] = set()
        self.findings: list[Finding] = []

    def block(self, block: TextBlock) -> TextBlock:
        if "{" not in block.text and "{" not in block.lead and "}" not in block.text:
            return block
        lead = self.text(Paragraph(block.lead, block.location)) if block.lead else ""
        after = replace(block.location, column=block.location.column + len(block.lead))
        return replace(block, lead=lead, text=self.text(Paragraph(block.text, after)))

    def text(self, paragraph: Paragraph) -> str:
        source, location = paragraph.text, paragraph.location
        if "{" not in source and "}" not in source:
            return source
        parts, end = [], 0
        for found in _EXPRESSION.finditer(source):
            parts.append(self._plain(source[end : found.start()], location, end))
            parts.append(self._value(found[1].strip(), location, found.start()))
            end = found.end()
        parts.append(self._plain(source[end:], location, end))
        return "".join(parts)

    def _plain(self, text: str, location: Location, offset: int) -> str:
        stray = _ANY_TAG.search(text)
        if stray:
            self._report(
                _Problem(W131, f"“{stray[0]}”没有配成对，或用了不支持的写法", "引用写成 {{ 名称 }}；不支持 {% %} 语句"),
                location,
                offset + stray.start(),
            )
        return text

    def _value(self, expression: str, location: Location, offset: int) -> str:
        try:
            value = self._evaluate(expression)
            if isinstance(value, _Missing):
                raise value.problem
            if isinstance(value, Names):
                raise _Problem(W131, f"“{expression}”没有写到具体的格", f"再往下写一级，如 {value.path}.{next(iter(value), '')}")
            return _shown(value)
        except _Problem as problem:
            self._report(problem, location, offset)
            return GAP

    def _evaluate(self, expression: str) -> Any:
        for path in _PATH.findall(expression):
            self.used.add(".".join(path.split(".")[:2]))
        if _PATH.fullmatch(expression) and expression not in _RESERVED:
            value: Any = self.names
            for name in expression.split("."):
                value = _step(value, name)
            return value
        # Imported here: plain names, the usual case, need no Jinja.
        from .expressions import evaluate

        try:
            return evaluate(expression, self.names, _ARITHMETIC)
        except (DivisionByZero, InvalidOperation, ZeroDivisionError):
            raise _Problem(W131, f"“{expression}”里除数是 0", "分母为 0 时不能算占比或同比，请改写这句话") from None
        except _Problem:
            raise
        except (ArithmeticError, TypeError, ValueError, SyntaxError) as error:
            raise _Problem(W131, f"“{expression}”算不出来（{error}）", "检查括号、逗号和名称是否写全") from None

    def _report(self, problem: _Problem, location: Location, offset: int) -> None:
        place = replace(location, column=location.column + offset)
        self.findings.append(problem.rule.at(place, problem.message, hint=problem.hint))


def _step(value: Any, name: str) -> Any:
    if isinstance(value, Names):
        return value.step(name)
    if isinstance(value, _Missing):
        raise value.problem
    raise _Problem(W130, f"后面不能再接“.{name}”", "去掉最后一个点和它后面的字")


def _names(
    narrative: Narrative, form: Format, cells: Mapping[str, Cell], prior: tuple[Format, Mapping[str, Cell]] | None
) -> Names:
    names: dict[str, Any] = prose_names(form, cells)
    names["机关"] = narrative.agency
    names["年份"] = str(narrative.year or "")
    for group, entries in (("联系方式", narrative.contact), ("自定义", narrative.variables)):
        names[group] = Names(group, {name: _typed(paragraph, group, name) for name, paragraph in entries.items()})
    if prior:
        names["上年"] = Names("上年", prose_names(*prior))
    return Names("", names)


def _typed(paragraph: Paragraph, group: str, name: str) -> Any:
    """An own figure can be reckoned with; anything else is text."""
    text = paragraph.text.strip()
    if not text:
        return _Missing(f"{group}.{name}", paragraph.location, entry=True)
    if group == "自定义" and re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text):
        return Decimal(text)
    return text


def _table_names(table: Table, cells: Mapping[str, Cell]) -> Names:
    # Where the whole table has one column only, prose leaves it out.
    single = len(table.blocks) == 1 and len(table.blocks[0].leaf_columns) == 1
    rows: dict[str, Any] = {}
    for block in table.blocks:
        for row, _ in walk_rows(block.rows):
            if not row.name:
                continue
            below = [row.id] if row.filled else [leaf.id for leaf, _ in walk_rows(row.rows) if leaf.filled]
            path = f"{table.name}.{row.name}"
            columns = _column_names(table, block, row, below, path, cells)
            rows[row.name] = next(iter(columns.values())) if single else columns
    return Names(table.name, rows)


def _column_names(
    table: Table, block: Block, row: Row, rows: list[str], path: str, cells: Mapping[str, Cell]
) -> Names:
    values: dict[str, Any] = {}

    def visit(columns: tuple[Column, ...]) -> Iterator[str]:
        for column in columns:
            leaves = list(visit(column.columns)) if column.columns else [column.id]
            if column.name:
                values[column.name] = _total(table, rows, leaves, cells, f"{path}.{column.name}")
            yield from leaves

    list(visit(block.columns))
    return Names(path, values)


def _total(table: Table, rows: list[str], columns: list[str], cells: Mapping[str, Cell], title: str) -> Any:
    total = Decimal(0)
    for row in rows:
        for column in columns:
            cell = cells.get(f"{table.id}.{row}.{column}")
            if cell is None or cell.value is None:
                return _Missing(title, cell.location if cell else None)
            total += cell.value
    return total


# -- functions ------------------------------------------------------------------------------------


def share(part: Decimal, whole: Decimal, places: int = 1) -> str:
    """占比: part of whole in percent, rounded half up to `places` digits: 75.3%."""
    return f"{rounded(_number(part) / _number(whole) * 100, places)}%"


def growth(now: Decimal, before: Decimal, places: int = 1) -> str:
    """同比: growth against last year in words: 增长3.3%, 下降19.8%, 持平."""
    change = (_number(now) - _number(before)) / _number(before) * 100
    if change == 0:
        return "持平"
    return f"{'增长' if change > 0 else '下降'}{rounded(abs(change), places)}%"


class Rounded(Decimal):
    """A figure that keeps its places when printed: 75.0 stays 75.0."""


def rounded(value: Decimal, places: int = 0) -> Decimal:
    """四舍五入: half up, as people are taught, with exactly `places` digits (0 to 6)."""
    if not 0 <= int(places) <= 6:
        raise ValueError("小数位数只能是 0 到 6")
    return Rounded(_number(value).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP))


FUNCTIONS: dict[str, Callable[..., Any]] = {"占比": share, "同比": growth, "四舍五入": rounded}


def _number(value: Any) -> Decimal:
    if isinstance(value, _Missing):
        raise value.problem
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError("只有数才能参加计算")
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def _shown(value: Any) -> str:
    if isinstance(value, Rounded):
        return format(value, "f")
    if isinstance(value, int | float | Decimal):
        shown = digits(_number(value))
        if len(shown.partition(".")[2]) > _PLACES:
            raise _Problem(W131, f"算出来的数 {shown[:12]}… 除不尽", "用 四舍五入(算式, 1) 写明保留几位小数")
        return shown
    if isinstance(value, str):
        return value
    raise _Problem(W131, "这里算出来的不是数也不是文字")


_ARITHMETIC = (_step, _number, tuple(FUNCTIONS.items()))
