"""An agency's page of the board: the check of its report, with what was found beside the others and what the office decided.

Its head counts as the board does, or one page would say of the other that it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ...model.area.board import Outcome, Standing, Told
from ..check_page import Counted, counted_tiles, list_title, verdict_in_words
from ..page import page_html, page_part
from .page import INDEX
from .text import late_in_words, opinion_in_words, outdated_in_words


def agency_html(standing: Standing, year: int, checked: str) -> str:
    """The check page of an agency's report with what the area has to say; without one (it cannot be read) that alone."""
    said, others = "".join(_said(standing)), "".join(_others(standing.questions))
    back = f'<nav class="form"><p>&#160;<a href="../{INDEX}">← 回到看板</a>　{escape(str(standing.agency))}</p></nav>'
    if checked:
        whole = _counted_anew(checked, standing) if standing.outcome else checked
        before, list_begins, after = whole.partition('<section id="list">')
        whole = before + list_begins + after.replace("</section>", f"{others}</section>", 1)
        return whole.replace("<body>\n", f"<body>\n{back}\n", 1).replace("<main>", f"<main>{said}", 1)
    title = f"{standing.agency} {year} 年度年报"
    style = page_part("check_page.css") + page_part("area_page.css")
    trouble = standing.outcome.trouble if standing.outcome else "还没有交来。"
    head = f'<header class="error"><div class="name"><h1>{escape(title)}</h1></div></header>'
    found = f'<section id="list"><h2>{list_title(len(standing.questions))}</h2>{others}</section>' if others else ""
    return page_html(title, style, "", f"{back}{head}<main><section><p>{_lines(trouble)}</p></section>{said}{found}</main>")


def _counted_anew(page: str, standing: Standing) -> str:
    """The check page of a report by itself, with what the board counts in its head and above its list."""
    outcome = standing.outcome or Outcome()
    alone = Counted(outcome.errors, outcome.warnings, len(outcome.waived))
    whole = Counted(standing.errors, standing.warnings, standing.answered)
    (old_words, old_style), (words, style) = verdict_in_words(alone), verdict_in_words(whole)
    for old, new in (
        (f'<header class="{old_style}">', f'<header class="{style}">'),
        (f"<span>{old_words}</span>", f"<span>{words}</span>"),
        (counted_tiles(alone), counted_tiles(whole)),
        (f"<h2>{list_title(len(outcome.findings))}</h2>", f"<h2>{list_title(len(standing.found))}</h2>"),
        *([('<p class="clean">没有发现问题。</p>', '<p class="clean">这一份自己没有问题。</p>')] if standing.questions else []),
    ):
        page = page.replace(old, new, 1)
    return page


def _others(found: Sequence[Told]) -> Iterator[str]:
    """What no check of one report by itself can tell: below the list of the report's own findings."""
    if not found:
        return
    yield f'<h3>和别的机关放在一起看的（{len(found)}）</h3><ul class="across">'
    for told in found:
        word = "错误" if told.severity == "error" else "提醒"
        yield (
            f'<li class="{told.severity}"><p class="where"><b>{word}</b> <code>{escape(told.code)}</code> {escape(told.place)}</p>'
            f"<p>{_lines(told.message)}</p>" + (f'<p class="remedy">{_lines(told.remedy)}</p>' if told.remedy else "") + "</li>"
        )
    yield "</ul>"


def _said(standing: Standing) -> Iterator[str]:
    """Being late, and what was decided."""
    lines = [late_in_words(standing)] if standing.late else []
    lines += list(_decided(standing))
    if lines:
        yield (
            '<section class="elsewhere"><h2>看板上的说明</h2><ul>'
            + "".join(f"<li>{_lines(line)}</li>" for line in lines)
            + "</ul></section>"
        )


def _decided(standing: Standing) -> Iterator[str]:
    for told in standing.found:
        if decision := standing.decided.get(told.fingerprint):
            who = "，".join(filter(None, (decision.by, decision.on)))
            yield f"{told.code} {told.place}：{opinion_in_words(decision)}" + (f"　{who}" if who else "")
        elif outdated := outdated_in_words(told, standing):
            yield f"{told.code} {told.place}：{outdated}"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
