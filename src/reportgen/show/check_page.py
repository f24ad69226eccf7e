"""The check as one page to look at: the report with its faults marked, and the list of them.

The page needs nothing but itself: no network, no other file; its style and script are the only ones that run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from ..model.claim import STATUSES
from ..model.draft import Checked
from ..model.finding import Finding, errors_among, place_in_words, remedy
from ..model.identity import Outcome, assess
from .check_report import READ_OTHERWISE, Marks, Numbered, badge, draw_report, marks_of, table_anchor
from .page import column_rules, named_report, page_html, page_part, tile


class Counted(NamedTuple):
    """How many findings of a report are errors, are warnings, and are answered and count no more."""

    errors: int
    warnings: int
    answered: int


def check_html(checked: Checked, findings: Sequence[Finding]) -> str:
    """The whole page. Everything that came from a file of the user is escaped; only our own style and script run."""
    style = page_part("check_page.css") + column_rules(checked.form.tables) + "\n"
    marks = marks_of(checked, findings)
    name = named_report(checked.report, checked.form)
    body = (
        *_head(checked, findings, name),
        '<div class="desk">\n<main>',
        *_elsewhere(marks),
        *_reading(checked),
        '<article aria-label="年报全文">',
        draw_report(checked, marks),
        "</article>\n</main>",
        '<aside aria-label="问题清单和说明">',
        *_list(checked, findings),
        *_waived(checked),
        *_legend(checked, marks),
        f"{_STEPS if findings else ''}</aside>\n</div>",
        _SAY,
    )
    return page_html(f"检查：{name}", style, page_part("stepper.js") + page_part("check_page.js"), "\n".join(body))


# Shown by the script: without it there is nothing that these buttons could do.
_SAY = '<p class="say" role="status" hidden></p>'
_STEPS = (
    '<nav class="steps" aria-label="逐个查看问题" hidden><button type="button" data-step="-1">上一个 <kbd>P</kbd></button>'
    '<span class="count" aria-live="polite"></span><button type="button" data-step="1">下一个 <kbd>N</kbd></button>'
    '<a href="#list">清单</a></nav>'
)


def _head(checked: Checked, findings: Sequence[Finding], name: str) -> Iterator[str]:
    errors, tally = errors_among(findings), checked.tally
    numbers = Counted(errors, len(findings) - errors, len(checked.waived))
    verdict, style = verdict_in_words(numbers)
    counted = Counter(claim.status for claim in checked.claims)
    yield f'<header class="{style}"><div class="name"><p class="form">{escape(checked.form.name)}　格式 {escape(str(checked.pack.called))}</p><h1>{escape(name)}</h1>'
    yield f'<p class="verdict"><span>{verdict}</span></p></div><dl class="tiles">'
    yield counted_tiles(numbers)
    missing = f"，缺数未能判断 {tally.not_assessable} 条" if tally.not_assessable else ""
    yield tile("勾稽关系", f"{tally.held}/{tally.total}", f"平 {tally.held} 条，不平 {tally.failed} 条{missing}")
    if checked.claims:
        wrong, untied = counted["contradictory"], counted["untied"]
        yield tile("文中数据", str(len(checked.claims)), f"不符 {wrong} 个，没有对应表格 {untied} 个")
    yield "</dl></header>"


def verdict_in_words(numbers: Counted) -> tuple[str, str]:
    """What is to be said of a report at once, and the style of the head that says it."""
    if numbers.errors:
        return "有错误，改正以后再生成、公布", "error"
    return ("没有错误，提醒请逐条看过", "warning") if numbers.warnings else ("没有发现问题", "clean")


def counted_tiles(numbers: Counted) -> str:
    """The numbers of findings at the head of the page."""
    answered = f"另有 {numbers.answered} 个已说明理由" if numbers.answered else "请逐条看过"
    return (
        tile("错误", str(numbers.errors), "必须改正", "error" if numbers.errors else "")
        + "\n"
        + tile("提醒", str(numbers.warnings), answered, "warning" if numbers.warnings else "")
    )


def list_title(count: int) -> str:
    """What stands above the list of so many findings."""
    return f"问题清单（{count}）"


def _elsewhere(marks: Marks) -> Iterator[str]:
    if not marks.elsewhere:
        return
    yield '<section class="elsewhere"><h2>不在正文和表格里的问题</h2><ul>'
    for marked in marks.elsewhere:
        place = marked.finding.location
        where = f"{place.path} {place_in_words(place)}" if str(place) != place.path else place.path
        yield f"<li>{badge(marked)}<span><b>{escape(where)}</b>　{_lines(marked.finding.message)}</span></li>"
    yield "</ul></section>"


def _reading(checked: Checked) -> Iterator[str]:
    """How a published file was read, table by table: a draft's tables are its own."""
    if not checked.folder.is_file():
        return
    how, report = checked.how_read(), checked.report
    outcomes = {line: assess(line, report.figures, {}).outcome for line in checked.form.lines if not line.needs_prior}
    heads = ("表", "格数", "写了数", "按 0 读取", "推算", "没有读到", "勾稽关系")
    yield '<section class="reading"><h2>读到的表格</h2><div class="table-frame" role="region" aria-label="读到的表格" tabindex="0"><table><thead><tr>'
    yield "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
    signs = {convention.table: convention.signs for convention in checked.reading.conventions}
    for table in checked.form.tables:
        counts = Counter(how[figure.ref] for figure in table.figures)
        lines = Counter(outcome for line, outcome in outcomes.items() if line.anchor.split(".")[0] == table.id)
        unread = counts["blank"] + counts["no_figure"] + counts["absent"]
        said = "、".join(f"{escape(sign) or '空着'} {count}" for sign, count in signs.get(table.id, {}).items())
        cells = (
            f"{len(table.figures)}",
            f"{counts['written']}",
            f"{counts['zero']}" + (f"<small>{said}</small>" if said else ""),
            f"{counts['worked_out']}",
            f"{unread}" if unread != len(table.figures) else "整张表",
            _outcomes(lines),
        )
        yield f'<tr><th scope="row"><a href="#{table_anchor(table)}">{escape(table.name)}</a></th>'
        yield "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table></div><p>下面的表按读到的数画出：没有写数的格注明按什么读取，写法和数不同的注明原来的写法，不平的标在合计上。"
    yield "指着一格可以看到它在原文的位置。</p>"
    if checked.reading.unplaced:
        yield f"<details><summary>没有归到任何部分的内容：{len(checked.reading.unplaced)} 处</summary><ul>"
        for one in checked.reading.unplaced:
            yield f"<li><b>{escape(str(one.location))}</b>　{escape(one.why)}：{_lines(one.text)}</li>"
        yield "</ul></details>"
    yield "</section>"


def _outcomes(lines: Counter[Outcome]) -> str:
    if not lines:
        return "没有"
    failed = f'，<b class="wrong">不平 {lines["failed"]}</b>' if lines["failed"] else ""
    unknown = f"，缺数 {lines['not_assessable']}" if lines["not_assessable"] else ""
    return f"平 {lines['held']}{failed}{unknown}"


def _list(checked: Checked, findings: Sequence[Finding]) -> Iterator[str]:
    yield f'<section id="list"><h2>{list_title(len(findings))}</h2>'
    if checked.crashed:
        yield "<p>有的校验程序自身出错，没有做完，见 X100。</p>"
    if not findings:
        yield '<p class="clean">没有发现问题。</p></section>'
        return
    codes = Counter(finding.code for finding in findings)
    options = "".join(
        f'<option value="{escape(code)}">{escape(code)}（{count}）</option>' for code, count in sorted(codes.items())
    )
    yield (
        '<form class="filters" hidden><label><input type="checkbox" name="error" checked> 错误</label>'
        '<label><input type="checkbox" name="warning" checked> 提醒</label>'
        f'<label>代码 <select name="code"><option value="">全部</option>{options}</select></label>'
        '<output aria-live="polite"></output></form><ol>'
    )
    for number, finding in enumerate(findings, 1):
        yield _finding_entry(Numbered(number, finding))
    yield "</ol></section>"


def _finding_entry(marked: Numbered) -> str:
    number, finding = marked
    place = escape(f"{finding.location.path} {place_in_words(finding.location)}")
    advice = remedy(finding)
    return (
        f'<li id="f{number}" class="finding {marked.style}" data-severity="{marked.style}" data-code="{escape(finding.code)}">'
        f'<a class="badge {marked.style}" href="#p{number}" aria-label="到第{number}个问题的位置">{number}</a><div>'
        f'<p class="where"><b>{finding.severity.chinese}</b> <code>{escape(finding.code)}</code> '
        f'<a href="#p{number}">{place}</a></p><p>{_lines(finding.message)}</p>'
        + (f'<p class="remedy">{_lines(advice)}</p>' if advice else "")
        + "</div></li>"
    )


def _waived(checked: Checked) -> Iterator[str]:
    if not checked.waived:
        return
    yield f'<section class="waived"><h2>已说明理由的提醒（{len(checked.waived)}）</h2><ul>'
    for finding, waiver in checked.waived:
        place = escape(f"{finding.location.path} {place_in_words(finding.location)}")
        yield (
            f'<li><p class="where"><code>{escape(finding.code)}</code> {place}</p><p>{_lines(finding.message)}</p>'
            f'<p class="remedy">{_lines(waiver.reason)}</p></li>'
        )
    yield "</ul></section>"


def _legend(checked: Checked, marks: Marks) -> Iterator[str]:
    yield (
        '<section class="legend"><h2>图例</h2><ul>'
        '<li><span class="badge error">1</span> 红底方块：错误，数字是清单里的编号</li>'
        '<li><span class="badge warning">2</span> 黄底圆圈：提醒</li>'
        '<li><span class="doubt">疑1</span> 虚线框：第 1 个问题很可能错在这一格</li></ul>'
    )
    for how, words in READ_OTHERWISE.items() if checked.folder.is_file() else ():
        yield f'<p><span class="sample {how}">0</span> {words}</p>'
    if checked.prior:
        yield f"<p>上年的数来自：{escape(checked.prior)}</p>"
    if checked.claims:
        counted = Counter(claim.status for claim in checked.claims)
        yield f"<h3>文中数据（{len(checked.claims)} 个）</h3><ul>"
        for status, words in STATUSES.items():
            yield f'<li><span class="claim {status}">123</span> {words}：{counted[status]} 个</li>'
        hidden = len(checked.claims) - sum(map(len, marks.claims.values()))
        if hidden:
            yield f"<li>有 {hidden} 个在正文以外，没有标出</li>"
        yield '</ul><label class="switch" hidden><input type="checkbox" checked> 在正文里标出（点数字看和什么比较）</label>'
    yield "</section>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
