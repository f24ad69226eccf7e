"""Two years as text for a terminal: what moved most first, then everything, in columns that stand below each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ..model.figures import digits
from ..model.years import (
    MOST_MOVED,
    Link,
    LoneFigure,
    SectionLikeness,
    Structure,
    YearFigure,
    Years,
    YearTable,
    figure_in_words,
    movements_are,
    movements_left,
    percent_in_words,
    points_in_words,
    share_in_words,
)
from ..text.columns import width
from .text import Ink

_OUTCOMES = {"held": ("平", "green"), "failed": ("不平", "red"), "not_assessable": ("缺数", "yellow")}
_SENTENCES, _SENTENCE = 3, 60
_LONE = 30
_GAP = "  "
_WIDEST = 100

_Row = tuple[str, ...]


def years_text(years: Years, ink: Ink) -> str:
    """The whole comparison; readable without colour."""
    lines = [
        ink("bold", years.title),
        f"前一份　{_source(years.old.source, years.old.form.name)}",
        f"后一份　{_source(years.new.source, years.new.form.name)}",
        *(ink("yellow", f"注意：{note}") for note in years.notes),
    ]
    for heading, part in (
        (f"变化大的数（{movements_are(years)}）", _movements(years)),
        ("主要数量", _figure_rows(years.main, years)),
        *((f"构成：{structure.title}", _structure(structure, years)) for structure in years.structures),
        ("与上年的衔接", _continuity(years.continuity, ink)),
        ("文字雷同（与前一份相比，数字不计）", _likeness(years.likeness, ink)),
        *((_heading(table), _table(table, years)) for table in years.tables),
        (f"只有{years.old_name}的表有的数", _alone(years.only_old)),
        (f"只有{years.new_name}的表有的数", _alone(years.only_new)),
    ):
        if told := list(part):
            lines += ["", ink("bold", heading), *(f"{_GAP}{line}".rstrip() for line in told)]
    return "\n".join(lines)


def _source(source: str, form: str) -> str:
    return f"{source}（{form}）"


def _heading(table: YearTable) -> str:
    return f"{table.name}　{table.section}" if table.section and table.section != table.name else table.name


# -- parts ----------------------------------------------------------------------------------------------


def _movements(years: Years) -> Iterator[str]:
    if not years.movements:
        if years.figures:
            yield "没有这样的数"
        return
    rows = (_figure_row(figure, figure.title) for figure in years.movements[:MOST_MOVED])
    yield from _aligned([_head(years), *rows])
    if more := movements_left(years):
        yield more


def _head(years: Years) -> _Row:
    return "项目", years.old_name, years.new_name, "增减", "增减%"


def _figure_rows(figures: Sequence[YearFigure], years: Years) -> Iterator[str]:
    if figures:
        yield from _aligned([_head(years), *(_figure_row(figure, figure.title) for figure in figures)])


def _figure_row(figure: YearFigure, name: str) -> _Row:
    return name, *figure.in_words, figure.change_in_words, percent_in_words(figure)


def _structure(structure: Structure, years: Years) -> Iterator[str]:
    rows: list[_Row] = [("", years.old_name, "占比", years.new_name, "占比", "占比增减（百分点）")]
    for part in structure.parts:
        shares = share_in_words(part.old_share), share_in_words(part.new_share)
        old, new = structure.in_words(part.old), structure.in_words(part.new)
        rows.append((part.name, old, shares[0], new, shares[1], points_in_words(part.shift)))
    rows.append(("合计", structure.in_words(structure.old), "", structure.in_words(structure.new), "", ""))
    yield from _aligned(rows)


def _continuity(links: Sequence[Link], ink: Ink) -> Iterator[str]:
    for (_, title), group in groupby(links, key=lambda link: (link.code, link.title)):
        same = list(group)
        yield f"{title}（{same[0].rule}）"
        rows = [(link.where, _OUTCOMES[link.outcome][0], _both(link)) for link in same]
        for line, link in zip(_aligned(rows, left=3), same, strict=True):
            yield f"{_GAP}{ink('red', line) if link.outcome == 'failed' else line}"


def _both(link: Link) -> str:
    """Both numbers, and by how much they differ."""
    if link.outcome == "failed":
        return f"{link.left}，本年填的是 {link.right}，相差 {digits(abs(link.difference))}"
    return f"{link.left}，本年 {link.right}"


def _likeness(sections: Sequence[SectionLikeness], ink: Ink) -> Iterator[str]:
    for section in sections:
        if section.share is None:
            yield f"{section.name}：文字少，不比"
            continue
        share = f"{section.share}% 相同"
        said = f"{section.name}：{ink('yellow', share) if section.too_like else share}"
        yield f"{said}，{section.sentences} 句中有 {len(section.copied)} 句是前一份里的" + (
            "（超过一半）" if section.too_like else ""
        )
        for sentence in section.copied[:_SENTENCES]:
            yield f"{_GAP}“{_cut(sentence)}”"
        if len(section.copied) > _SENTENCES:
            yield f"{_GAP}等 {len(section.copied)} 句，全部见网页或 Excel 文件"


def _cut(text: str) -> str:
    return text if len(text) <= _SENTENCE else f"{text[:_SENTENCE]}…"


def _table(table: YearTable, years: Years) -> Iterator[str]:
    """The totals of its rows with change and percentage, then what they are made of; rows of zeros by name."""
    whole = [figure for figure in table.figures if not figure.part]
    names = {figure.ref: _in_table(figure) for figure in whole}
    shown = [figure for figure in whole if not figure.nothing]
    if shown:
        yield from _aligned([_head(years), *(_figure_row(figure, names[figure.ref]) for figure in shown)])
    yield from _folded(names[figure.ref].strip() for figure in whole if figure.nothing)
    renamed = [figure for figure in whole if figure.old_title]
    if renamed:
        yield f"{years.old_name}的名称不同："
        yield from (f"{_GAP}{names[figure.ref].strip()}：原来是“{figure.old_title}”" for figure in renamed)
    parts = [figure for figure in table.figures if figure.part]
    if parts:
        yield ""
        yield f"各列：{years.new_name}的数，括号里是比{years.old_name}增减多少"
        yield from _matrix(parts)


def _in_table(figure: YearFigure) -> str:
    return f"{_GAP}{figure.name}" if figure.group else figure.name


def _matrix(figures: Sequence[YearFigure]) -> Iterator[str]:
    columns = list(dict.fromkeys(figure.column for figure in figures))
    rows: list[_Row] = []
    zeros: list[str] = []
    for _, group in groupby(figures, key=lambda figure: figure.ref.rpartition(".")[0]):
        line = {figure.column: figure for figure in group}
        first = next(iter(line.values()))
        if all(figure.nothing for figure in line.values()):
            zeros.append(first.row)
        else:
            name = f"{_GAP}{first.row}" if first.group else first.row
            rows.append((name, *(_changed(line[column]) if column in line else "" for column in columns)))
    if rows:
        yield from _aligned([("项目", *columns), *rows])
    yield from _folded(zeros)


def _changed(figure: YearFigure) -> str:
    said = figure.in_words[1]
    return f"{said}({figure.change_in_words})" if figure.change or figure.change is None else said


def _folded(names: Iterable[str]) -> Iterator[str]:
    if zeros := list(names):
        yield from _lines_of_names(f"两年都是 0 的 {len(zeros)} 项：", zeros)


def _alone(figures: Sequence[LoneFigure]) -> Iterator[str]:
    if figures:
        named = [f"{figure.title} {figure_in_words(figure.value, figure.unit, figure.places)}" for figure in figures[:_LONE]]
        yield from _lines_of_names("", named)
    if len(figures) > _LONE:
        yield f"等 {len(figures)} 个，全部见网页或 Excel 文件"


# -- columns --------------------------------------------------------------------------------------------


def _aligned(rows: Sequence[_Row], left: int = 1) -> list[str]:
    """Rows as lines: the first columns (`left` of them) to the left, numbers to the right."""
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for at, (text, wide) in enumerate(zip(row, widths, strict=True)):
            space = " " * (wide - width(text))
            cells.append(text + space if at < left else space + text)
        lines.append(_GAP.join(cells).rstrip())
    return lines


def _lines_of_names(head: str, names: Sequence[str]) -> Iterator[str]:
    """Names in lines that fit most terminals; no name is broken."""
    line = head
    for at, name in enumerate(names):
        said = name + ("、" if at < len(names) - 1 else "")
        if line and width(line + said) > _WIDEST:
            yield line
            line = ""
        line += said
    yield line
