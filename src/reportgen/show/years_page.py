"""Two years as one page: charts, every figure with its change, the prose that returned, what continues.

The page needs nothing but itself; everything that came from a report is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from itertools import groupby

from ..model.figures import digits
from ..model.years import (
    MOST_MOVED,
    OUTCOMES,
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
from .page import page_html, page_part

# Colours for parts; with more parts they begin anew.
COLOURS = 10
# A part's percentage is written into its bar where it is as wide as this.
_ROOM = Decimal(12)
# The longest bar leaves room for its figure beside it.
_LONGEST = Decimal(72)
_LABEL, _BAR, _THIN, _BETWEEN = 22, 30, 17, 16


def years_html(years: Years) -> str:
    """The whole page."""
    style = page_part("check_page.css") + page_part("years_page.css")
    parts = [part for part in _parts(years) if part[2]]
    links = "".join(f'<a href="#{name}">{escape(heading)}</a>' for name, heading, _ in parts)
    body = (
        *_head(years),
        f'<nav class="contents" aria-label="目录">{links}</nav>',
        "<main>",
        *(f'<section id="{name}"><h2>{escape(heading)}</h2>{content}</section>' for name, heading, content in parts),
        "</main>",
    )
    return page_html(years.title, style, "", "\n".join(body))


def _parts(years: Years) -> Iterator[tuple[str, str, str]]:
    """The sections of the page: id, heading, content; '' where there is nothing to show."""
    names = years.old_name, years.new_name
    chart = f"{_key(names)}{paired_bars(years.main, 'main', names)}" if years.main else ""
    yield "main-figures", "主要数量", chart
    yield "movements", "变化大的数", _movements(years)
    cards = (_structure(one, f"structure-{number}", names) for number, one in enumerate(years.structures, 1))
    yield "structure", "构成", "".join(cards)
    yield "continuity", "与上年的衔接", "".join(_continuity(years.continuity))
    yield "likeness", "文字雷同", "".join(_likeness(years.likeness))
    for number, table in enumerate(years.tables, 1):
        yield f"table-{number}", f"{table.name}　{table.section}".rstrip(), "".join(_table(table, names))
    yield "only-old", f"只有{names[0]}的表有的数", _alone(years.only_old)
    yield "only-new", f"只有{names[1]}的表有的数", _alone(years.only_new)


def _head(years: Years) -> Iterator[str]:
    style = "warning" if years.notes else "years"
    forms = dict.fromkeys((years.old.form.name, years.new.form.name))
    yield f'<header class="{style}"><div class="name"><p class="form">{escape("；".join(forms))}</p>'
    yield f"<h1>{escape(years.title)}</h1>"
    yield f'<p class="form">{escape(years.old.source)}　对比　{escape(years.new.source)}</p></div>'
    if years.main:
        yield '<dl class="tiles">'
        rows = [figure.row for figure in years.main]
        for figure in years.main:
            old, new = figure.in_words
            name = figure.row if rows.count(figure.row) == 1 else figure.title
            changed = f"{years.old_name} {old}，{figure.change_in_words}（{percent_in_words(figure)}）"
            yield f'<div class="tile"><dt>{escape(name)}</dt><dd><b>{escape(new)}</b>'
            yield f"<span>{escape(changed)}</span></dd></div>"
        yield "</dl>"
    yield "</header>"
    if years.notes:
        yield f'<div class="cautions" role="note"><h2>先看这里</h2><ul>{_items(years.notes)}</ul></div>'


def _key(names: tuple[str, str]) -> str:
    """Which colour is which year; the bars say it too."""
    swatches = zip(("year-old", "year-new"), names, strict=True)
    drawn = (
        f'<span><svg class="swatch" width="12" height="12" aria-hidden="true"><rect class="{style}" width="12" height="12"/></svg>'
        f"{escape(name)}</span>"
        for style, name in swatches
    )
    return f'<p class="key">{"".join(drawn)}</p>'


def _movements(years: Years) -> str:
    if not years.movements:
        return f"<p>{movements_are(years)}：没有这样的数。</p>" if years.figures else ""
    rows = (_row(figure, figure.title) for figure in years.movements[:MOST_MOVED])
    table = _framed("变化大的数", _heads((years.old_name, years.new_name)), rows)
    more = movements_left(years)
    return f"<p>{movements_are(years)}。</p>{table}{f'<p>{more}。</p>' if more else ''}"


def _heads(names: tuple[str, str]) -> tuple[str, ...]:
    return "项目", *names, "增减", "增减%"


def _row(figure: YearFigure, name: str, *, below: bool = False) -> str:
    cells = *figure.in_words, figure.change_in_words, percent_in_words(figure)
    style = ' class="below"' if below else ""
    renamed = f"<small>原来是“{escape(figure.old_title)}”</small>" if figure.old_title else ""
    return f'<tr{style}><th scope="row">{escape(name)}{renamed}</th>{_cells(cells)}</tr>'


def _structure(structure: Structure, name: str, names: tuple[str, str]) -> str:
    rows = []
    for number, part in enumerate(structure.parts):
        cells = (
            structure.in_words(part.old),
            share_in_words(part.old_share),
            structure.in_words(part.new),
            share_in_words(part.new_share),
            points_in_words(part.shift),
        )
        rows.append(f'<tr><th scope="row">{swatch(number)}{escape(part.name)}</th>{_cells(cells)}</tr>')
    totals = structure.in_words(structure.old), "", structure.in_words(structure.new), "", ""
    rows.append(f'<tr class="total"><th scope="row">合计</th>{_cells(totals)}</tr>')
    heads = ("项目", names[0], "占比", names[1], "占比", "占比增减（百分点）")
    table = _framed(f"{structure.title}的构成", heads, rows)
    return f'<div class="structure"><h3>{escape(structure.title)}</h3>{stacked(structure, name, names)}{table}</div>'


def _continuity(links: Sequence[Link]) -> Iterator[str]:
    for (_, title), group in groupby(links, key=lambda link: (link.code, link.title)):
        same = list(group)
        yield f"<h3>{escape(title)}</h3><p>{escape(same[0].rule)}。</p>"
        rows = []
        for link in same:
            outcome = OUTCOMES[link.outcome]
            if link.outcome == "failed":
                outcome += f"，相差 {digits(abs(link.difference))}"
            cells = f"<td>{escape(link.left)}</td><td>{escape(link.right)}</td><td>{outcome}</td>"
            rows.append(f'<tr class="{link.outcome}"><th scope="row">{escape(link.where)}</th>{cells}</tr>')
        yield _framed(title, ("哪里", "按上年推算", "本年填的", "是否衔接"), rows)


def _likeness(sections: Sequence[SectionLikeness]) -> Iterator[str]:
    if sections:
        yield "<p>每一部分的文字有多少在前一份里已经有了，数字不计；超过一半的，评估时要扣分。</p>"
    for section in sections:
        share = "文字少，不比" if section.share is None else f"{section.share}% 相同"
        style = "likeness too-like" if section.too_like else "likeness"
        said = f"{section.sentences} 句中有 {len(section.copied)} 句是前一份里的" if section.share is not None else ""
        yield f'<div class="{style}"><h3>{escape(section.name)}　<span>{share}</span></h3><p>{said}</p>'
        if section.share is not None:
            yield '<svg class="gauge" width="100%" height="8" aria-hidden="true"><rect class="none" width="100%" height="8"/>'
            yield f'<rect class="copied" width="{section.share}%" height="8"/></svg>'
        if section.copied and section.share is not None:
            yield f"<details open><summary>这些句子</summary><ul>{_items(section.copied)}</ul></details>"
        yield "</div>"


def _table(table: YearTable, names: tuple[str, str]) -> Iterator[str]:
    """The totals of its rows, then every column that they are made of."""
    rows = (_row(figure, figure.name, below=bool(figure.group)) for figure in table.figures if not figure.part)
    yield _framed(table.name, _heads(names), rows)
    parts = [figure for figure in table.figures if figure.part]
    if not parts:
        return
    columns = list(dict.fromkeys(figure.column for figure in parts))
    lines = []
    for _, group in groupby(parts, key=lambda figure: figure.ref.rpartition(".")[0]):
        line = {figure.column: figure for figure in group}
        first = next(iter(line.values()))
        cells = "".join(_part(line[column]) if column in line else "<td></td>" for column in columns)
        style = ' class="below"' if first.group else ""
        lines.append(f'<tr{style}><th scope="row">{escape(first.row)}</th>{cells}</tr>')
    yield f"<h3>各列</h3><p>{escape(names[0])} → {escape(names[1])}，下面是增减。</p>"
    yield _framed(f"{table.name}各列", ("项目", *columns), lines, wide=True)


def _part(figure: YearFigure) -> str:
    if figure.nothing:
        return '<td class="nothing">0</td>'
    both = " → ".join(figure.in_words)
    percent = f"（{figure.percent:+}%）" if figure.percent else ""
    return f"<td>{escape(both)}<small>{figure.change_in_words}{percent}</small></td>"


def _alone(figures: Sequence[LoneFigure]) -> str:
    rows = (
        f'<tr><th scope="row">{escape(one.title)}</th>{_cells((figure_in_words(one.value, one.unit, one.places),))}</tr>'
        for one in figures
    )
    return _framed("只有这一年的表有的数", ("项目", "数"), rows) if figures else ""


# -- pieces ---------------------------------------------------------------------------------------------


def _framed(caption: str, heads: Sequence[str], rows: Iterable[str], *, wide: bool = False) -> str:
    """A table with its headings, in a frame that scrolls where the screen is narrow."""
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    style = "figures wide" if wide else "figures"
    return (
        f'<div class="table-frame"><table class="{style}"><caption class="aside">{escape(caption)}</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cells(texts: Iterable[str]) -> str:
    return "".join(f"<td>{escape(text)}</td>" for text in texts)


def _items(texts: Iterable[str]) -> str:
    return "".join(f"<li>{escape(text)}</li>" for text in texts)


# -- charts ------------------------------------------------------------------------------------------


def stacked(structure: Structure, name: str, years: tuple[str, str]) -> str:
    """A total's parts in both years, one bar a year; `name` makes the ids of this chart its own."""
    sides = ((structure.old, [part.old for part in structure.parts]), (structure.new, [part.new for part in structure.parts]))
    shares = [[part.old_share for part in structure.parts], [part.new_share for part in structure.parts]]
    drawn: list[str] = []
    told: list[str] = []
    top = 0
    for year, (total, values), percents in zip(years, sides, shares, strict=True):
        drawn.append(f'<text x="0" y="{top + 15}">{escape(year)}　合计 {escape(structure.in_words(total))}</text>')
        drawn += _segments(values, percents, total, top + _LABEL)
        named = (
            f"{part.name} {structure.in_words(value)}（{share_in_words(percent)}）"
            for part, value, percent in zip(structure.parts, values, percents, strict=True)
        )
        told.append(f"{year}合计 {structure.in_words(total)}：{'、'.join(named)}。")
        top += _LABEL + _BAR + _BETWEEN
    return _svg(f"{structure.title}的构成", " ".join(told), top - _BETWEEN, drawn, name)


def _segments(
    values: Sequence[Decimal | None], percents: Sequence[Decimal | None], total: Decimal | None, top: int
) -> Iterator[str]:
    """Parts beside each other; of a total that is less than its parts, they take what they have of them."""
    whole = max(total or Decimal(0), sum((max(value or Decimal(0), Decimal(0)) for value in values), Decimal(0)))
    yield f'<rect class="none" x="0" y="{top}" width="100%" height="{_BAR}"/>'
    at = Decimal(0)
    for number, (value, percent) in enumerate(zip(values, percents, strict=True)):
        if not value or value < 0 or not whole:
            continue
        width = value / whole * 100
        style = f"part-{number % COLOURS + 1}"
        yield f'<rect class="{style}" x="{at:.3f}%" y="{top}" width="{width:.3f}%" height="{_BAR}"/>'
        if width >= _ROOM and percent is not None:
            middle = at + width / 2
            yield f'<text class="in-{style}" x="{middle:.3f}%" y="{top + 20}" text-anchor="middle">{share_in_words(percent)}</text>'
        at += width


def paired_bars(figures: Sequence[YearFigure], name: str, years: tuple[str, str]) -> str:
    """Each figure in both years, one bar below the other, all of a unit to one scale."""
    most: dict[str, Decimal] = {}
    for figure in figures:
        for value, unit in ((figure.old, figure.old_unit), (figure.new, figure.unit)):
            most[unit] = max(most.get(unit, Decimal(0)), abs(value or Decimal(0)))
    drawn: list[str] = []
    told: list[str] = []
    for number, figure in enumerate(figures):
        top = number * (_LABEL + 2 * _THIN + _BETWEEN)
        drawn.append(f'<text class="label" x="0" y="{top + 15}">{escape(figure.title)}</text>')
        both = (years[0], figure.old, figure.old_unit), (years[1], figure.new, figure.unit)
        for line, (year, value, unit) in enumerate(both):
            y = top + _LABEL + line * _THIN
            width = abs(value or Decimal(0)) / (most[unit] or Decimal(1)) * _LONGEST
            style = ("year-old", "year-new")[line]
            drawn.append(f'<rect class="{style}" x="0" y="{y}" width="{width:.3f}%" height="{_THIN - 2}"/>')
            shown = f"{figure.in_words[line]}　{year}"
            drawn.append(f'<text class="value" x="{width:.3f}%" dx="6" y="{y + 12}">{escape(shown)}</text>')
        change = f"{figure.change_in_words}，{percent_in_words(figure)}"
        sides = "，".join(f"{year} {said}" for year, said in zip(years, figure.in_words, strict=True))
        told.append(f"{figure.title}：{sides}（{change}）。")
    height = len(figures) * (_LABEL + 2 * _THIN + _BETWEEN) - _BETWEEN
    return _svg("主要数量", " ".join(told), height, drawn, name)


def swatch(number: int) -> str:
    """The colour of a part, beside its name."""
    return (
        f'<svg class="swatch" width="12" height="12" aria-hidden="true"><rect class="part-{number % COLOURS + 1}" '
        'width="12" height="12"/></svg>'
    )


def _svg(title: str, told: str, height: int, drawn: Sequence[str], name: str) -> str:
    """A picture with its name and all its figures in words, for those who do not see it."""
    return (
        f'<svg class="chart" role="img" aria-labelledby="{name}-title {name}-desc" width="100%" height="{height}">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(told)}</desc>{"".join(drawn)}</svg>'
    )
