"""What changed between two versions, as one page to look at: what matters first, then the report with its changes.

The page needs nothing but itself; without its script it still shows everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from ...model.change import FieldChange, FigureChange, Piece, Step
from ...model.version import Compared
from ..page import cell_text, named_report, page_html, page_part, tile
from .changes import KINDS, Change, ChangeKind, OneSided, changes_of, chapters, difference, told
from .matters import draw_matters
from .report import draw_changes, table_rules
from .words import brief, replaced, shortened, tagged

_TEXT_KINDS: tuple[ChangeKind, ...] = ("changed", "inserted", "deleted", "moved")
_OTHER_KINDS: tuple[ChangeKind, ...] = ("field", "element", "words", "aside", "laid", "one-form", "unplaced")
_LONGEST_TEXT = 60


def diff_html(compared: Compared) -> str:
    """The whole page. Everything that came from a file of the user is escaped; only our own style and script run."""
    style = page_part("check_page.css") + page_part("diff_page.css") + table_rules(compared) + "\n"
    drawn = chapters(compared)
    changes = changes_of(compared, drawn)
    body = "\n".join(
        (
            *_head(compared, changes),
            f'<div class="desk{"" if changes else " alone"}">\n<main>',
            *draw_matters(compared, drawn, changes),
            *_bar(compared, changes),
            '<article aria-label="年报全文和改动">',
            draw_changes(compared, drawn, changes),
            "</article>\n</main>",
            *_list(compared, changes),
            '</div>\n<p class="say" role="status" hidden></p>',
        )
    )
    return page_html(
        f"对照：{named_report(compared.old.report, compared.old.form)} → {named_report(compared.new.report, compared.new.form)}",
        style,
        page_part("stepper.js") + page_part("diff_page.js"),
        body,
    )


# -- head ---------------------------------------------------------------------------------------------


def _head(compared: Compared, changes: Sequence[Change]) -> Iterator[str]:
    names = named_report(compared.old.report, compared.old.form), named_report(compared.new.report, compared.new.form)
    title = names[1] if names[0] == names[1] else f"{names[0]} → {names[1]}"
    verdict, style = _verdict(compared, changes)
    yield f'<header class="{style}"><div class="name"><h1>{escape(title)}</h1><dl class="versions">'
    for side, version in (("旧稿", compared.old), ("新稿", compared.new)):
        form = f"{version.form.name}　格式 {version.pack.called if version.pack else version.form.id}"
        yield f"<div><dt>{side}</dt><dd><b>{escape(version.source)}</b><span>{escape(form)}</span></dd></div>"
    yield f'</dl><p class="verdict"><span>{verdict}</span></p>{"".join(f"<p>注意：{escape(one)}</p>" for one in compared.remarks)}</div>'
    if changes:
        yield from _tiles(compared, changes)
    yield "</header>"


def _verdict(compared: Compared, changes: Sequence[Change]) -> tuple[str, str]:
    broken = sum(change.broken for change in compared.effects.identities)
    stale = len(compared.effects.stale)
    if broken:
        return f"改了以后有 {broken} 条勾稽关系不平", "error"
    if stale:
        return f"数字变了，文字里还有 {stale} 处是旧数", "warning"
    if not changes:
        return "没有差异：两稿的数字、文字和图片都一样", "clean"
    return f"共 {len(changes)} 处改动", "altered"


def _tiles(compared: Compared, changes: Sequence[Change]) -> Iterator[str]:
    counted = Counter(change.kind for change in changes)
    yield '<dl class="tiles">'
    tables = len({change.part for change in changes if change.kind == "figure"})
    none = "没有变化" if compared.old.form.figures.keys() & compared.new.form.figures.keys() else "两种格式没有相同的格"
    yield tile("数字", str(counted["figure"]), f"在 {tables} 张表里" if tables else none)
    texts = "，".join(f"{KINDS[kind]} {counted[kind]}" for kind in _TEXT_KINDS if counted[kind])
    yield tile("文字（段）", str(sum(counted[kind] for kind in _TEXT_KINDS)), texts or "没有变化")
    broken = sum(change.broken for change in compared.effects.identities)
    mended, lost = (sum(change.kind == kind for change in compared.effects.identities) for kind in ("mended", "lost"))
    if broken or mended or lost:
        note = f"新不平 {broken} 条，改平 {mended} 条" + (f"，缺数 {lost} 条" if lost else "")
        yield tile("勾稽关系", str(broken + mended + lost), note, "error" if broken else "")
    if compared.effects.stale:
        yield tile("仍是旧数", str(len(compared.effects.stale)), "表里的数变了，文字没有改", "warning")
    others = [kind for kind in _OTHER_KINDS if counted[kind]]
    if others:
        words = "，".join(f"{KINDS[kind]} {counted[kind]}" for kind in others)
        yield tile("其他", str(sum(counted[kind] for kind in others)), words)
    yield "</dl>"


def _bar(compared: Compared, changes: Sequence[Change]) -> Iterator[str]:
    """How to read the marks, and the switch between the two ways to see the text."""
    if not changes:
        return
    stale = ' <mark class="stale">仍是旧数</mark>' if compared.effects.stale else ""
    yield (
        f'<div class="bar"><p class="marks">记号：<del>删去的字</del> <ins>新增的字</ins> 改了的数加粗{stale}</p>'
        '<div class="views" role="group" aria-label="文字怎么看" hidden><button type="button" data-view="inline" '
        'aria-pressed="true">逐行</button><button type="button" data-view="side" aria-pressed="false">对照</button></div></div>'
    )


# -- list ---------------------------------------------------------------------------------------------


def _list(compared: Compared, changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        return
    yield f'<aside aria-label="改动清单"><section id="list"><h2>改动清单（{len(changes)}）</h2>'
    parts = {change.part: change.part_name for change in changes}
    by_part, by_kind = Counter(change.part for change in changes), Counter(change.kind for change in changes)
    yield (
        f'<form class="filters" hidden>{_choice("部分", "part", [(part, parts[part], count) for part, count in by_part.items()])}'
        f"{_choice('种类', 'kind', [(kind, name, by_kind[kind]) for kind, name in KINDS.items() if by_kind[kind]])}"
        '<output aria-live="polite"></output></form>'
    )
    for part, group in groupby(changes, key=lambda change: change.part):
        found = list(group)
        lines = "".join(_change_entry(change, compared) for change in found)
        yield f'<div class="group"><h3>{escape(parts[part])}（{len(found)}）</h3><ol>{lines}</ol></div>'
    yield (
        '</section><section class="help" hidden><h2>按键</h2><ul><li><kbd>N</kbd> <kbd>J</kbd> 下一处</li>'
        "<li><kbd>P</kbd> <kbd>K</kbd> 上一处</li><li><kbd>V</kbd> 逐行、对照换着看</li><li><kbd>Esc</kbd> 收起提示</li></ul></section>"
        '<nav class="steps" aria-label="逐处查看改动" hidden><button type="button" data-step="-1">上一处 <kbd>P</kbd></button>'
        '<span class="count" aria-live="polite"></span><button type="button" data-step="1">下一处 <kbd>N</kbd></button>'
        '<a href="#list">清单</a></nav></aside>'
    )


def _choice(label: str, name: str, options: Sequence[tuple[str, str, int]]) -> str:
    shown = "".join(f'<option value="{escape(value)}">{escape(words)}（{count}）</option>' for value, words, count in options)
    return f'<label>{label} <select name="{name}"><option value="">全部</option>{shown}</select></label>'


def _change_entry(change: Change, compared: Compared) -> str:
    return (
        f'<li id="l{change.number}" class="entry {change.kind}" data-part="{escape(change.part)}" data-kind="{change.kind}">'
        f'<a href="#c{change.number}"><span class="number">{change.number}</span><span class="kind">{KINDS[change.kind]}</span>'
        f'<span class="brief">{_brief(change, compared)}</span></a></li>'
    )


def _brief(change: Change, compared: Compared) -> str:
    content = change.content
    if isinstance(content, FigureChange):
        old = tagged("deleted", cell_text(content.old, content.places) or "（空）", loud=False)
        new = tagged("inserted", cell_text(content.new, content.places) or "（空）", loud=False)
        by = difference(content)
        name = content.title.removeprefix(change.part_name).strip()
        return f"{escape(name)}　{old} → {new}{f' <b>({by})</b>' if by else ''}"
    if isinstance(content, FieldChange):
        return replaced(*(shortened(text, _LONGEST_TEXT) for text in told(content, compared)))
    if isinstance(content, Step):
        return brief(content)
    if isinstance(content, OneSided):
        rows = "整张表" if content.whole else "、".join(content.rows)
        return f"只有{'新' if content.new else '旧'}格式有：{escape(shortened(rows, _LONGEST_TEXT))}"
    assert isinstance(content, Piece)
    return f"只在{'旧' if content.kind == 'deleted' else '新'}稿：{escape(shortened(content.text, _LONGEST_TEXT))}"
