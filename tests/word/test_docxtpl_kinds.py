"""docxtpl's whole language: a small template of each kind that there is of it, by the engine that it needs and by docxtpl itself."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from docxtpl import RichText, RichTextParagraph
from docxtpl.listing import Listing
from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import Markup
from small_parts import as_needed, by_docxtpl, grid_of, p, shown, tbl, tc, tr, why_docxtpl

from reportgen.model.errors import PackError
from reportgen.word.looks import Looks
from reportgen.word.template.full.values import BLOCK_STYLES, InlineImage, Subdocument, looks_of_blocks, plain_block

WIDE = '<w:tcPr><w:tcW w:w="100" w:type="dxa"/></w:tcPr>'
LISTED = Listing("一\n二\t三\a四\f五")
RICH = RichText("粗", bold=True)
RICH.add("、细")
BLOCKS = [plain_block("heading2", "（一）小标题"), plain_block("run_in", "正文。", "一是"), plain_block("text", "再一段<&>")]
VALUES: dict[str, Any] = {
    "name": "甲&乙<丙>",
    "n": 5,
    "yes": True,
    "rows": [{"label": "一", "cells": ["1", "2"], "color": "FF0000"}, {"label": "二", "cells": ["3", "4"], "color": "00FF00"}],
    "columns": ["X", "Y"],
    "rich": RICH,
    "paragraphs": RichTextParagraph("独段"),
    "listing": LISTED,
    "picture": InlineImage(Markup("<w:r><w:t>［图］</w:t></w:r>")),
    "subdoc": Subdocument(BLOCKS, looks_of_blocks(Looks(None, None), BLOCK_STYLES)),
}


class Kind(NamedTuple):
    """A template, what a reader must see of it, and the word by which its engine is chosen: '' where it is compiled."""

    body: str
    lines: list[str]
    why: str = ""


ROWS = tr("{%tr for row in rows %}", ""), tr("{%tr endfor %}", "")
KINDS: dict[str, Kind] = {
    # -- compiled
    "values, escaped": Kind(p("{{ name }}、{{ name|e }}"), ["甲&乙<丙>、甲&乙<丙>"]),
    "order of conditions": Kind(p("{%p if n > 9 %}") + p("多") + p("{%p elif n > 3 %}") + p("中") + p("{%p else %}") + p("少") + p("{%p endif %}"), ["中"]),
    "loops in loops": Kind(
        p("{%p for row in rows %}") + p("{{ row.label }}：{% for cell in row.cells %}{{ cell }}；{% endfor %}") + p("{%p endfor %}"), ["一：1；2；", "二：3；4；"]
    ),
    "runs that were made": Kind(p("前", "{{r rich }}", "后"), ["前粗、细后"]),
    "paragraphs that were made": Kind(p("前") + p("{{p paragraphs }}") + p("后"), ["前", "独段", "后"]),
    "a picture in a line": Kind(p("前{{ picture }}后"), ["前［图］后"]),
    "a document in a document": Kind(p("{{p subdoc }}"), ["（一）小标题", "一是正文。", "再一段<&>"]),
    "spaces that stay": Kind(p("  {{ n }}  {% if yes %} 真 {% endif %} "), ["  5   真  "]),
    "braces that are printed": Kind(p("{_{ name }_}、{_% if x %_}、{{ n }}"), ["{{ name }}、{% if x %}、5"]),
    "remarks": Kind(
        p("前{# 不印 {{ n }} #}后") + p("{#p 这一段 #}旁边的字") + tbl(tr("甲", "{#tc 这一格 #}", "乙"), tr("{#tr 这一行 #}", "丙", "丁"), grid=(1, 1)),
        ["前后", "甲|乙"],
    ),
    "a tag in another look": Kind(p("{{ na", '<w:r><w:rPr><w:b/></w:rPr><w:t>me|upper</w:t></w:r>', " }}"), ["甲&乙<丙>"]),
    "quotes that Word made curly, all or some": Kind(p("{{ “一” }}{{ ‘二’ }}{{ '三’ }}{{ rows[0]['label'] ~ “四” }}"), ["一二三一四"]),
    "curly quotes outside": Kind(p("“{{ n }}”"), ["“5”"]),
    "a tag parted by marks": Kind(p("{{ n", '<w:proofErr w:type="spellStart"/>', " }}{", "% if yes %", "}真{% endif %}"), ["5真"]),
    "conditions over rows": Kind(
        tbl(tr("{%tr if n > 9 %}", ""), tr("甲", "乙"), tr("{%tr else %}", ""), tr("丙", "丁"), tr("{%tr endif %}", "")), ["丙|丁"]
    ),
    "loops over rows in loops": Kind(
        tbl(ROWS[0], tr("{%tr for c in row.cells %}", ""), tr("{{ row.label }}", "{{ c }}"), tr("{%tr endfor %}", ""), ROWS[1]),
        ["一|1", "一|2", "二|3", "二|4"],
    ),
    "paragraphs in a cell": Kind(tbl(tr(tc(p("{%p for c in columns %}"), p("{{ c }}"), p("{%p endfor %}")), "乙")), ["XY|乙"]),
    "a table in a table": Kind(tbl(tr(tc(tbl(tr("{{ n }}", "内")), p("外")), "乙")), ["5|内", "外", "乙"]),
    "members, and what else where there are none": Kind(
        p("{% for r in rows if r.label != '一' %}{{ loop.index }}{{ r.label }}{% endfor %}{% for x in rows[:0] %}x{% else %}空{% endfor %}"), ["1二空"]
    ),
    "a link, a text control": Kind(
        '<w:p><w:hyperlink w:anchor="a"><w:r><w:t>{{ n }}</w:t></w:r></w:hyperlink></w:p><w:sdt><w:sdtPr/><w:sdtContent>' + p("{{ name }}") + "</w:sdtContent></w:sdt>",
        ["5", "甲&乙<丙>"],
    ),
    "a name in an attribute": Kind('<w:p><w:bookmarkStart w:id="1" w:name="n{{ n }}"/><w:r><w:t>x</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p>', ["x"]),
    "a page break": Kind('<w:p><w:r><w:br w:type="page"/></w:r><w:r><w:t>{{ n }}</w:t></w:r></w:p>', ["\n5"]),
    # -- by docxtpl
    "rows and cells of a table": Kind(
        tbl(ROWS[0], tr("{{ row.label }}", "{%tc for cell in row.cells %}", "{{ cell }}", "{%tc endfor %}"), ROWS[1], grid=(1, 1, 1)), ["一|1|2", "二|3|4"], "整格"
    ),
    "a colour of a cell": Kind(
        tbl(ROWS[0], tr(tc("{% cellbg row.color %}{{ row.label }}", properties=WIDE), "x"), ROWS[1]), ["一|x", "二|x"], "cellbg"
    ),
    "cells over columns": Kind(
        tbl(tr(tc("{% colspan columns|length %}表", properties=WIDE)), tr("{%tc for c in columns %}", "{{ c }}", "{%tc endfor %}"), grid=(1,)), ["表", "X|Y"], "colspan"
    ),
    "fewer cells than columns": Kind(
        tbl(tr("{%tc for c in columns %}", "{{ c }}", "{%tc endfor %}"), tr("甲", "乙"), grid=(1, 1, 1, 1)), ["X|Y", "甲|乙"], "整格"
    ),
    "cells merged downwards": Kind(
        tbl(ROWS[0], tr(tc("{% vm %}合", properties=WIDE), "{{ row.label }}"), ROWS[1]), ["合|一", "二"], "vm"
    ),
    "cells merged downwards, in loops in loops": Kind(
        tbl(
            ROWS[0],
            tr("{%tr for cell in row.cells %}", ""),
            tr(tc("{% vm %}{{ row.label }}", properties=WIDE), "{{ cell }}"),
            tr("{%tr endfor %}", ""),
            ROWS[1],
        ),
        ["一|1", "2", "二|3", "4"],
        "vm",
    ),
    "cells merged sidewards": Kind(
        tbl(tr("{%tc for c in columns %}", tc("{% hm %}合", properties=WIDE), "{%tc endfor %}"), tr("甲", "乙")), ["合", "甲|乙"], "hm"
    ),
    "paragraphs joined": Kind(p("前{%- if yes -%}") + p("中") + p("{%- endif %}后"), ["前中后"], "两段"),
    "names of one's own": Kind(p("{% set x = n * 2 %}{{ x }}{% set y %}乙{{ n }}{% endset %}{{ y }}"), ["10乙5"], "set"),
    "a macro": Kind(p("{% macro bold(x, y='！') %}【{{ x }}{{ y }}】{% endmacro %}{{ bold(name) }}{{ bold(n, '') }}"), ["【甲&乙<丙>！】【5】"], "macro"),
    "a call of a macro": Kind(p("{% macro m() %}《{{ caller() }}》{% endmacro %}{% call m() %}{{ n }}{% endcall %}"), ["《5》"], "call"),
    "names for a stretch": Kind(p("{% with a = n %}{{ a }}{% endwith %}{% filter upper %}b{% endfilter %}{% raw %}{{ n }}{% endraw %}"), ["5B{{ n }}"], "with"),
    "a name that outlives its loop": Kind(
        p("{% set ns = namespace(n=0) %}{% for r in rows %}{% set ns.n = ns.n + r.cells|length %}{% endfor %}{{ ns.n }}"), ["4"], "set"
    ),
    "filters of Jinja": Kind(
        p("{{ rows|map(attribute='label')|join('、') }}，{{ '%.1f'|format(2.25) }}，{{ '{:>4}'.format('a') }}，{{ [3, 1]|sort|join }}，{{ 'a-b'|replace('-', '+') }}"),
        ["一、二，2.2，   a，13，a+b"], "map",
    ),
    "functions of Jinja": Kind(p("{% for i in range(3) %}{{ loop.cycle('甲', '乙') }}{% endfor %}{{ {'a': n}.a }}"), ["甲乙甲5"], "range"),
    "runs amid a run": Kind(p("前{{r rich }}后"), ["前粗、细后"], "中间"),
    "a condition over paragraphs, amid them": Kind(p("前{% if yes %}") + p("中") + p("{% endif %}后"), ["前", "中", "后"], "另一段"),
    "a condition over runs amid a run": Kind(p("前{%r if yes %}真{%r endif %}后"), ["前真后"], "中间"),
    "breaks in a text of the template": Kind(p("{{ 'a\\nb\\tc' }}"), ["a\nb\tc"], "换行"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_prints_what_docxtpl_prints(kind: str) -> None:
    body, lines, why = KINDS[kind]
    assert why in "".join(why_docxtpl(body)) if why else not why_docxtpl(body)
    ours, theirs = as_needed(body, **VALUES), by_docxtpl(body, **VALUES)
    assert shown(ours) == lines == shown(theirs)
    assert bool(why) <= (grid_of(ours) == grid_of(theirs))


def test_signs_in_a_value_become_breaks_tabs_paragraphs_and_pages() -> None:
    """A report has none of the last two; a template's own text with any of them goes to docxtpl."""
    assert shown(as_needed(p("{{ t }}"), t="一\n二\t三")) == shown(by_docxtpl(p("{{ t }}"), t="一\n二\t三")) == ["一\n二\t三"]
    body = p("{% set x = listing %}{{ x }}")
    assert shown(as_needed(body, **VALUES)) == shown(by_docxtpl(body, **VALUES)) == ["一\n二\t三", "四", "\n", "五"]


# -- what is refused, and why ------------------------------------------------------------------------

REFUSED: dict[str, tuple[str, type[Exception], str]] = {
    "another file": (p("{% set a = 1 %}{% include 'a' %}"), TemplateSyntaxError, "include"),
    "escaping turned off for a stretch": (p("{% set a = 1 %}{% autoescape false %}{% endautoescape %}"), TemplateSyntaxError, "autoescape"),
    "chance": (p("{% set a = 1 %}{{ rows|random }}"), TemplateSyntaxError, "random"),
    "the inside of Python": (p("{% set a = 1 %}{{ rows.__class__ }}"), SecurityError, "unsafe"),
    "a format into the inside": (p("{% set a = 1 %}{{ '{0.__class__}'.format(rows) }}"), SecurityError, "unsafe"),
    "a change of the report": (p("{% set a = 1 %}{{ rows.append(1) }}"), TemplateSyntaxError, "append"),
    "a name that there is not": (p("{% set a = nmae %}{{ a }}"), UndefinedError, "nmae"),
    "a filter of somebody's own": (p("{% set a = 1 %}{{ name|my_filter }}"), TemplateSyntaxError, "my_filter"),
    "a list where a text is meant": (p("{% set a = rows %}{{ a }}"), SecurityError, "用 for"),
    "a text that breaks the document": (p("{% set a = '&lt;w:p&gt;' %}{{ a|safe }}"), PackError, "已损坏"),
    "a stretch that begins in a table and ends below it": (tbl(tr("{% if no is defined %}x", "y")) + p("{% set a = 1 %}{% endif %}"), PackError, "已损坏"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_unsafe_is_refused_with_the_reason(case: str) -> None:
    body, kind, named = REFUSED[case]
    with pytest.raises(kind, match=named):
        as_needed(body, **VALUES)


# -- how much work a template may make -----------------------------------------------------------------

GROWS = "{% set ns = namespace(x=START) %}{% for i in range(60) %}{% set ns.x = GROWTH %}{% endfor %}{{ ns.x|length }}"
ENDLESS = [
    *(GROWS.replace("START", start).replace("GROWTH", growth) for start, growth in (
        ("'a'", "ns.x + ns.x"), ("'a'", "ns.x ~ ns.x"), ("'a'", "ns.x * 9"), ("[1]", "[ns.x, ns.x]"), ("(1,)", "(ns.x, ns.x)"), ("'a'", "{1: ns.x, 2: ns.x}"),
        ("'a'", "ns.x|replace('a', 'aa')"), ("'a'", "ns.x.replace('a', 'aa')"), ("'a'", "[ns.x, ns.x]|join"), ("'a'", "ns.x.join([ns.x, ns.x])"),
        ("'a'", "'%s%s'|format(ns.x, ns.x)"), ("'a'", "'%s%s' % (ns.x, ns.x)"), ("'a'", "'{0}{0}'.format(ns.x)"), ("3", "ns.x ** 9"), ("9", "ns.x * ns.x"),
        ("[[1]]", "ns.x|sum(start=[])"),
    )),
    "{% set x %}" * 30 + "字{{ n }}" + "{% endset %}{{ x }}{{ x }}" * 30,
    "{% macro m(x) %}{{ m(x) }}{{ m(x) }}{% endmacro %}{{ m(1) }}",
    "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "{% for a in [1] recursive %}{{ loop([1, 1]) }}{% endfor %}",
    "{% set x %}{% for a in range(99999) %}" + "字" * 2000 + "{% endfor %}{% endset %}",
    "{% for a in range(99999) %}{{ range(99999)|sum }}{% endfor %}",
    "{% set ns = namespace(n=0) %}{% set x = 'a' * 999999 %}{% for i in range(99999) %}{% if x.find('b') > 0 or x is upper %}{% endif %}{% endfor %}",
    "{% for i in range(99999) %}{{ '\\f' * 99 }}{% endfor %}",
    "{{ '%99999999d' % 1 }}", "{{ '{:99999999}'.format(1) }}", "{{ '%*d'|format(99999999, 1) }}",
    "{{ 1|round(-99999999) }}", "{{ 'x'.ljust(99999999) }}", "{{ 'x'|center(99999999) }}", "{{ 'x'|indent(99999999, true) }}", "{{ [1]|batch(99999999, 0)|list }}",
    "{{ 'x'|wordwrap(1, wrapstring='x' * 999999) }}", "{{ '\\t'.expandtabs(99999999) }}", "{{ 9 ** 99 }}", "{% set a = namespace() %}{{ a|string }}",
]  # fmt: skip


@pytest.mark.parametrize("tags", ENDLESS, ids=lambda tags: tags[:60])
def test_no_work_is_without_end(tags: str) -> None:
    body = p(tags.replace("&", "&amp;"))
    assert why_docxtpl(body)
    with pytest.raises((SecurityError, RecursionError)):
        as_needed(body, **VALUES)
