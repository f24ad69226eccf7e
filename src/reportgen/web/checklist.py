"""报送清单: a page to print when a report is handed in: what, to whom, by when, what was waived, who signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from ..model.draft import Checked
from ..model.form import Form
from ..recognise.titles.declared import report_name
from ..rules.dates import deadlines_of
from ..show.page import page_html, page_part
from ..text.dates import day_in_words
from .messages import Problem, WaivedEntry

_SHOWN = 20


def checklist_page(checked: Checked, problems: Sequence[Problem], waived: Sequence[WaivedEntry], today: date) -> str:
    """The page, with what is left and what was answered in the words of the page; everything that came from a file of the user is escaped."""
    report = checked.report
    title = f"{report.agency}{report.year}年{report_name(checked.form)}　报送清单"
    body = "\n".join(_pieces(checked, problems, waived, today, title))
    return page_html(title, page_part("checklist.css"), "", body, exact=True)


def _deadlines(form: Form, agency: str) -> Iterator[tuple[str, str]]:
    """The day that holds for this agency; where its name does not tell, whose day each of them is."""
    deadlines = deadlines_of(form, agency)
    yield from (("期限", str(deadline)) for deadline in deadlines)
    if len({deadline.of for deadline in deadlines}) > 1:
        yield "期限", "从名称看不出本机关属于哪一种，照上面属于本机关的那一条"


def _pieces(
    checked: Checked, problems: Sequence[Problem], waived: Sequence[WaivedEntry], today: date, title: str
) -> Iterator[str]:
    report, form = checked.report, checked.form
    figures = sum(1 for cell in report.cells.values() if cell.value is not None)
    paragraphs = sum(len(blocks) for blocks in report.texts.values())
    yield f"<h1>{escape(title)}</h1>"
    yield "<table><tbody>"
    rows = [
        ("格式", f"{form.name}（{form.basis.number}）"),
        ("内容", f"表格 {len(form.tables)} 张、{figures} 个数；文字 {paragraphs} 段"),
        (
            "检查",
            f"错误 {checked.errors} 个，提醒 {checked.warnings} 个；勾稽关系平 {checked.tally.held} 条，不平 {checked.tally.failed} 条",
        ),
        ("落款", f"{report.signature or report.agency}　{report.date or '（日期未写）'}"),
        *_deadlines(form, report.agency),
        ("打印日期", day_in_words(today)),
    ]
    yield from (f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows)
    yield "</tbody></table>"
    yield "<h2>要交的</h2><ul>"
    yield from (
        f"<li>{one}</li>"
        for one in (
            "□ 年报 Word 文件（.docx），盖章的纸质件 ___ 份",
            "□ 公布用的网页或 PDF，登在 ______________ 栏目",
            "□ 数据表（Excel 文件）和文字稿存档",
        )
    )
    yield "</ul><h2>写明了理由、没有改的提醒</h2>"
    if waived:
        yield "<ul>"
        yield from (f"<li>{escape(one.say)}<br>理由：{escape(one.reason)}</li>" for one in waived)
        yield "</ul>"
    else:
        yield "<p>没有。</p>"
    if problems:
        yield f"<h2>还在的问题（{len(problems)} 个）</h2><ul>"
        for one in problems[:_SHOWN]:
            said = "".join(piece.text for piece in one.say)
            yield f"<li>{escape(one.place)}　{escape(said)}</li>"
        if len(problems) > _SHOWN:
            yield f"<li>……还有 {len(problems) - _SHOWN} 个</li>"
        yield "</ul>"
    yield "<h2>签字</h2><table class='signed'><tbody><tr><th>填报人</th><td></td><th>审核人</th><td></td><th>负责人</th><td></td></tr>"
    yield "<tr><th>日期</th><td></td><th>日期</th><td></td><th>日期</th><td></td></tr></tbody></table>"
