"""Reads a page that was just drawn and proves that it says what the report says."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from ..model.errors import RenderError
from ..model.format import Format, Section, Table
from ..model.layout import lay_out
from ..model.report import GAP, Report, printed
from ..reports.web import article_texts
from ..reports.web_pieces import tidy
from ..text.passages import TAB

_LISTED = 10


class _Said(NamedTuple):
    """A text that the page has to show; `name` tells what it is where the text alone does not."""

    text: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.text}".lstrip()[:50]


def prove_page(html: str, form: Format, report: Report, *, draft: bool) -> None:
    """RenderError unless the article says all that the report says, in order, and nothing else.

    Every paragraph and every cell of every table is compared, whole. What is missing from the report
    shows as a gap, which a page that is no `draft` must not have; only a picture's is passed over.
    """
    expected = [one for one in _expected(form, report) if one.text]
    written = [text for text in article_texts(html) if not text.startswith((f"{GAP}图片", f"{GAP}图表"))]
    lost = []
    if [one.text for one in expected] != written:
        matcher = SequenceMatcher(None, [one.text for one in expected], written, autojunk=False)
        for kind, i, j, m, n in matcher.get_opcodes():
            if kind != "equal":
                ours, theirs = ("、".join(map(str, one)) or "（没有）" for one in (expected[i:j], written[m:n]))
                lost.append(f"应为“{ours}”，网页里是“{theirs}”")
    if not draft and (gaps := html.count(GAP)):
        lost.append(f"有 {gaps} 处{GAP}，不是草稿不能有")
    if lost:
        listed = "\n  ".join(lost[:_LISTED])
        raise RenderError(f"生成的网页与草稿不一致，有 {len(lost)} 处，没有保存：\n  {listed}")


def _expected(form: Format, report: Report) -> Iterator[_Said]:
    """What the page says, in order."""
    yield from _lines(*(report.title or (GAP,)))
    yield from _passage(report, "preface")
    for section in form.sections:
        if section.kind == "signature":
            yield from _lines(report.signature or GAP, report.date or GAP)
            continue
        yield from _lines(section.heading, section.subheading_of(report.agency, report.year))
        for name in section.tables:
            yield from _table(section, form.table(name), form, report)
        if section.has_prose:
            yield from _passage(report, section.id)


def _passage(report: Report, name: str) -> Iterator[_Said]:
    blocks = report.texts.get(name, ())
    if not blocks:
        yield _Said(GAP)
    for block in blocks:
        yield from _lines(*block.text.split(TAB)) if block.kind == "row" else _lines(block.whole)


def _table(section: Section, table: Table, form: Format, report: Report) -> Iterator[_Said]:
    yield from _lines(section.name)
    for drawn in sorted(lay_out(table).cells, key=lambda cell: (cell.row, cell.column)):
        if drawn.ref:
            yield _Said(tidy(printed(report.cells.get(drawn.ref))), form.figures[drawn.ref].title)
        else:
            yield _Said(tidy(drawn.text))


def _lines(*texts: str) -> Iterator[_Said]:
    for text in texts:
        yield from (_Said(tidy(line)) for line in text.split("\n"))
