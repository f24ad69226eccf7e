"""What a reviewer has to know first: figures, identities, sentences left behind, and what could not be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from itertools import groupby

from ...model.change import FieldChange, FigureChange, IdentityChange, Piece, Stale
from ...model.figures import digits
from ...model.finding import place_in_words
from ...model.identity import Term, spelled_sum
from ...model.report import Cell
from ...model.version import Compared, Followed
from ..page import shown_cell
from .changes import (
    FIELD_PARTS,
    Change,
    ChangeKind,
    Chapter,
    OneSided,
    difference,
    kind_of,
    one_sided,
    outdated,
    placed_in_report,
    told,
)
from .words import replaced, shortened

_AROUND = 24


def draw_matters(compared: Compared, drawn: Sequence[Chapter], changes: Sequence[Change]) -> Iterator[str]:
    """The parts of the page above the report; a part of which there is nothing is left out."""
    numbers = {change.key: change.number for change in changes}
    yield from _part("勾稽关系", "identities", list(_identities(compared, numbers)))
    yield from _part("数字变了，文字里仍是旧数", "stales", list(_stales(compared, drawn)))
    figures = [change for change in changes if isinstance(change.content, FigureChange)]
    if figures:
        yield f'<section class="matters"><h2>变了的数字（{len(figures)}）</h2>{_figures(figures)}</section>'
    for kind, title in FIELD_PARTS.items():
        name = f"题目、机关、{title}" if kind == "field" else title
        yield from _part(name, "fields", list(_fields(compared, drawn, numbers, kind)))
    if compared.followed is not None:
        yield from _part("查出的问题", "followed", list(_followed(compared.followed)))
    forms = [*one_sided(compared, new=True), *one_sided(compared, new=False)]
    if forms:
        yield from _forms(compared, forms, numbers)
    yield from _part("没有归入任何部分的内容", "unplaced", list(_unplaced(changes)))


def percentage(change: FigureChange) -> str:
    """By how much of the old figure the new one differs; '' where there is nothing to divide by, and of a rate."""
    share = change.percent
    if share is None:
        return ""
    shown = str(abs(share).quantize(Decimal("0.1"), ROUND_HALF_UP))  # 6.25% is 6.3%, as people round and the text says
    sign = "−" if share < 0 else "+"
    return f"{sign}{shown}%" if Decimal(shown) else f"{sign}不到 0.1%"


def _part(title: str, style: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        items = "".join(lines)
        yield f'<section class="matters {style}"><h2>{title}（{len(lines)}）</h2><ul>{items}</ul></section>'


# -- figures ------------------------------------------------------------------------------------------


def _figures(changes: Sequence[Change]) -> str:
    bodies = []
    for table, group in groupby(changes, key=lambda change: change.part_name):
        rows = "".join(_figure(change, table) for change in group)
        bodies.append(f'<tbody><tr><th scope="rowgroup" colspan="4" class="table-name">{escape(table)}</th></tr>{rows}</tbody>')
    head = "".join(f'<th scope="col">{name}</th>' for name in ("行/列（新稿里的位置）", "旧", "新", "相差"))
    return (
        '<div class="figures" role="region" aria-label="变了的数字" tabindex="0"><table>'
        f"<thead><tr>{head}</tr></thead>{''.join(bodies)}</table></div>"
    )


def _figure(change: Change, table: str) -> str:
    content = change.content
    assert isinstance(content, FigureChange)
    cell = content.new or content.old
    name = content.title.removeprefix(table).strip()
    place = f"<small>{escape(_where(cell, content))}</small>" if cell else ""
    by, share = difference(content), percentage(content)
    more = f"{by}{f'<small>{share}</small>' if share else ''}" if by else '<span class="nothing">—</span>'
    style = "less" if by.startswith("−") else "more"
    return (
        f'<tr><th scope="row"><a href="#c{change.number}">{escape(name)}</a>{place}</th>'
        f"<td><del>{shown_cell(content.old, content.places)}</del></td><td><ins>{shown_cell(content.new, content.places)}</ins></td>"
        f'<td class="{style}">{more}</td></tr>'
    )


def _where(cell: Cell, change: FigureChange) -> str:
    return f"{'' if change.new else '旧稿 '}{place_in_words(cell.location)}"


# -- identities ---------------------------------------------------------------------------------------


def _identities(compared: Compared, numbers: Mapping[str, int]) -> Iterator[str]:
    for change in compared.effects.identities:
        line = change.assessment.line
        link = next((numbers[term.ref] for term, _ in line.terms if term.ref in numbers), None)
        where = escape(f"{line.where}：{line.say or line.title}")
        head = f'<a href="#c{link}">{where}</a>' if link else where
        if change.kind == "lost":
            yield f'<li class="broken"><b class="verdict">现在缺数，判断不了</b><span>{head}</span></li>'
            continue
        word, style = ("改了以后不平", "broken") if change.broken else ("改了以后平了", "mended")
        tense = "现在" if change.broken else "原来"
        sums = escape(_sums(change, (compared.new if change.broken else compared.old).report.cells))
        yield f'<li class="{style}"><b class="verdict">{word}</b><span>{head}。{tense} {sums}</span></li>'


def _sums(change: IdentityChange, cells: Mapping[str, Cell]) -> str:
    """Both sums, and by how much they differ, where the identity fails."""
    found = change.assessment
    left, right = (_side_in_figures_now(terms, cells) for terms in (found.line.left, found.line.right))
    by = digits(abs(found.difference))
    if found.line.relation == "at_most":
        return f"{left} 大于 {right}，超出 {by}"
    return f"{left} ≠ {right}，相差 {by}"


def _side_in_figures_now(terms: Sequence[Term], cells: Mapping[str, Cell]) -> str:
    return spelled_sum((term.sign, (cells[term.ref].value if term.ref in cells else None) or Decimal(0)) for term in terms)


# -- sentences ----------------------------------------------------------------------------------------


def _stales(compared: Compared, drawn: Sequence[Chapter]) -> Iterator[str]:
    names = {chapter.id: chapter.name for chapter in drawn}
    spans = {one.number: one.span for found in outdated(compared).values() for one in found}
    for number, stale in enumerate(compared.effects.stale, 1):
        span = spans[number]
        text = stale.block.content.whole
        quoted = escape(shortened(text))
        if span is not None:
            before, after = text[max(span.start - _AROUND, 0) : span.start], text[span.end : span.end + _AROUND]
            quoted = f'…{escape(before)}<mark class="stale">{escape(stale.text)}</mark>{escape(after)}…'
        where = f"{names.get(stale.block.section, stale.block.section)}，{_place_of_sentence(stale)}"
        yield (
            f'<li><b class="verdict">仍写 {escape(stale.text)}</b><span>{escape(stale.expression)} 原来是 {escape(stale.before)}，'
            f'现在是 <strong>{escape(stale.now)}</strong>：<q>{quoted}</q> <a href="#s{number}">{escape(where)}</a></span></li>'
        )


def _place_of_sentence(stale: Stale) -> str:
    return f"{stale.location.path} {place_in_words(stale.location)}"


# -- findings -----------------------------------------------------------------------------------------


def _followed(followed: Followed) -> Iterator[str]:
    """What a check finds in either version, by what became of it; the new ones first."""
    for verdict, style, findings in (
        ("新出现", "broken", followed.new),
        ("变了仍不对", "broken", followed.changed),
        ("还在", "open", followed.open),
        ("已改正", "mended", followed.settled),
    ):
        for finding in findings:
            where = f"{finding.location.path} {place_in_words(finding.location)}".strip()
            yield (
                f'<li class="{style}"><b class="verdict">{verdict}</b><span>{finding.severity.chinese} {finding.code}　'
                f"{escape(finding.message)} <small>{escape(where)}</small></span></li>"
            )


# -- short texts, forms, the rest ---------------------------------------------------------------------


def _fields(compared: Compared, drawn: Sequence[Chapter], numbers: Mapping[str, int], kind: ChangeKind) -> Iterator[str]:
    for field in compared.diff.fields:
        if kind_of(field) != kind:
            continue
        number = numbers[field.key]
        name, said = escape(_named(field)), replaced(*told(field, compared))
        if placed_in_report(field, drawn):
            yield f'<li><a class="verdict" href="#c{number}">{name}</a><span>{said}</span></li>'
        else:
            yield f'<li id="c{number}" tabindex="-1"><b class="verdict">{name}</b><span>{said}</span></li>'


def _named(field: FieldChange) -> str:
    return "部分的标题" if field.key.startswith("heading:") else field.name


def _forms(compared: Compared, forms: Sequence[OneSided], numbers: Mapping[str, int]) -> Iterator[str]:
    shared = len(set(compared.old.form.figures) & set(compared.new.form.figures))
    yield '<section class="matters forms"><h2>两稿的格式不同</h2>'
    yield (
        f"<p>旧稿用《{escape(compared.old.form.name)}》，新稿用《{escape(compared.new.form.name)}》。"
        + (f"两种格式都有的 {shared} 格逐格比较；" if shared else "两种格式没有相同的格，数字没有比较；")
        + "勾稽关系和文中仍是旧数的地方没有比较，请分别检查两稿。</p><ul>"
    )
    for one in forms:
        side = "新" if one.new else "旧"
        rows = "整张表" if one.whole else "、".join(one.rows)
        number = numbers[f"{'new' if one.new else 'old'} {one.table.id}"]
        yield (
            f'<li><a class="verdict" href="#c{number}">只有{side}格式有</a>'
            f"<span>{escape(one.table.name)}（{len(one.refs)} 格）：{escape(rows)}</span></li>"
        )
    yield "</ul></section>"


def _unplaced(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        if isinstance(change.content, Piece):
            gone = change.content.kind == "deleted"
            tag, word = ("del", "− 只在旧稿") if gone else ("ins", "＋ 只在新稿")
            text = escape(change.content.text).replace("\n", "<br>")
            yield f'<li id="c{change.number}" tabindex="-1"><b class="verdict">{word}</b><span><{tag}>{text}</{tag}></span></li>'
