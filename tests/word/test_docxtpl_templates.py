"""A shipped template with docxtpl's whole language in it: rendered by docxtpl, proved like any other, refused where something is lost."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from conftest import EXAMPLES
from small_parts import p, tbl, tc, tr
from support.faults.bad_input import Capture, run

from reportgen.model.draft import Checked
from reportgen.model.errors import PackError, RenderError
from reportgen.model.outline import Outline
from reportgen.packs.load import find_pack
from reportgen.tasks.check import check_draft
from reportgen.word.outline import document_of, outline_of
from reportgen.word.template.check import TemplateChecked, check_template
from reportgen.word.template.compiled import compile_bytes
from reportgen.word.template.document import render
from reportgen.word.template.engine import CompiledTemplate

NAME, EXAMPLE = "gov-disclosure-2021", "huaian-2024"
BODY, HEADER = "word/document.xml", "word/header1.xml"
FIRST, SECOND, DATE = "{{ applications.received.natural }}", "{{ applications.received.enterprise }}", "{{ date }}"
SET = "{% set ours = date %}"
WIDE = '<w:tcPr><w:tcW w:w="100" w:type="dxa"/></w:tcPr>'
Change = Callable[[str], str]


def with_part(change: Change, part: str = BODY) -> bytes:
    """The shipped template with the text of one part changed."""
    package = io.BytesIO()
    with zipfile.ZipFile(find_pack(NAME).template) as old, zipfile.ZipFile(package, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                text = content.decode()
                assert change(text) != text
                content = change(text).encode()
            new.writestr(name, content)
    return package.getvalue()


@cache
def body() -> str:
    with zipfile.ZipFile(find_pack(NAME).template) as archive:
        return archive.read(BODY).decode()


def element(name: str, holding: str) -> str:
    """The innermost element of that name in the template with this text."""
    pattern = rf"<w:{name}(?: [^>]*)?>(?:(?!</?w:{name}[ >]).)*?{re.escape(holding)}(?:(?!<w:{name}[ >]).)*?</w:{name}>"
    found = re.search(pattern, body(), re.DOTALL)
    assert found
    return found[0]


def instead(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new, 1)


def behind(text: str) -> Change:
    """With something more at the end of the document."""
    return instead("<w:sectPr", f"{text}<w:sectPr")


def passage(name: str) -> str:
    """The loop that prints a passage."""
    begin, end = (element("p", f"{{%p {tag} %}}") for tag in (f"for block in passages.{name}", "endfor"))
    at = body().index(begin)
    return body()[at : body().index(end, at) + len(end)]


@cache
def report() -> Checked:
    """The example with bold type, a link and a chart in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / EXAMPLE
        shutil.copytree(EXAMPLES / EXAMPLE, folder)
        text = (folder / "narrative.yaml").read_text(encoding="utf-8")
        more = "总体情况: |\n  **要点**见[本站](https://www.huaian.gov.cn)，甲&乙<丙>。\n  ![申请人](图表:柱形图 表三.本年新收)\n"
        assert "总体情况: |\n" in text
        (folder / "narrative.yaml").write_text(text.replace("总体情况: |\n", more, 1), encoding="utf-8")
        return check_draft(folder)


def looked(content: bytes) -> TemplateChecked:
    return check_template(content, find_pack(NAME).form, "t.docx")


def built(content: bytes) -> bytes:
    """The example by this template; it has been proved when it comes back."""
    return printed_by(compile_bytes(content, find_pack(NAME).form, "t.docx"))


def printed_by(compiled: CompiledTemplate) -> bytes:
    return render(compiled, report().report, report().pictures, draft=False)


@cache
def usual() -> Outline:
    """The example as the shipped template prints it."""
    return outline_of(document_of(built(find_pack(NAME).template.read_bytes())), "t.docx")


# -- what works: the same document, whatever way it is written ------------------------------------------

PICTURE = element("p", "{{r block.picture }}")
WORKS: dict[str, tuple[Change, str]] = {
    "a name of one's own": (instead(DATE, "{% set d = date %}{{ d }}"), "set"),
    "a macro": (instead(DATE, "{% macro m(x) %}{{ x|trim }}{% endmacro %}{{ m(date) }}"), "macro"),
    "a filter": (instead(FIRST, "{{ applications.received.natural|replace('&lt;', '') }}"), "replace"),
    "a figure by a name": (instead(FIRST, "{% set x = applications.received.natural %}{{ x }}"), "set"),
    "a colour": (instead(element("tc", FIRST), element("tc", FIRST).replace(FIRST, "{% cellbg 'FFEECC' %}" + FIRST)), "cellbg"),
    "text as runs in a run": (
        instead(passage("overview"), passage("overview").replace("{{ block.text }}", "{{r block.rich }}{# 连同加粗 #}{% raw %}{% endraw %}", 1)), "raw"
    ),
    "a passage as a document": (lambda text: text.replace(passage("overview"), p("{{p subdocs.overview }}")).replace(DATE, SET + DATE), "set"),
    "a picture in a line": (lambda text: text.replace(PICTURE, p("{{ block.inline }}")).replace(DATE, SET + DATE), "set"),
    "a condition over paragraphs, amid them": (
        lambda text: text.replace(element("p", DATE), p("{% if date %}") + element("p", DATE) + p("{% endif %}"), 1), "另一段"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WORKS)
def test_the_document_is_the_same(case: str) -> None:
    change, why = WORKS[case]
    content = with_part(change)
    checked = looked(content)
    assert [finding.code for finding in checked.findings if finding.code != "F207"] == []
    assert checked.placed == checked.figures
    assert any(why in one.why for one in checked.by_docxtpl)
    assert checked.compiled is not None
    first = printed_by(checked.compiled)
    printed = outline_of(document_of(first), "t.docx")
    assert [one.text for one in printed.paragraphs if one.text] == [one.text for one in usual().paragraphs if one.text]
    assert [grid.cells for grid in printed.grids] == [grid.cells for grid in usual().grids]
    assert all(name in document_of(first) for name in (b'"rgLink0"', b'"rgChart1"'))
    assert printed_by(checked.compiled) == first, "the same input, the same bytes"


def test_a_header_speaks_the_whole_language_too() -> None:
    content = with_part(instead("{{ draft_mark }}", "{{ draft_mark }}{% set a = 年份 %}{{ '〔%s〕'|format(a) }}"), HEADER)
    checked = looked(content)
    assert checked.findings == () and {str(one.location) for one in checked.by_docxtpl} == {"t.docx:页眉1"}
    assert checked.compiled is not None
    with zipfile.ZipFile(io.BytesIO(printed_by(checked.compiled))) as archive:
        assert "〔2024〕" in archive.read(HEADER).decode()


def test_tables_of_the_template_s_own_are_drawn_by_docxtpl() -> None:
    own = tbl(
        tr(tc("{% colspan 2 %}本年的题目", properties=WIDE)),
        tr("{%tr for line in ['甲', '乙'] %}", ""),
        tr(tc("{% vm %}题目", properties=WIDE), tc("{{ loop.index }}. {{ line }}", properties=WIDE)),
        tr("{%tr endfor %}", ""),
    )
    content = with_part(behind(own + p()))
    checked = looked(content)
    assert checked.findings == ()
    assert {one.why.partition("：")[0] for one in checked.by_docxtpl} == {"colspan", "vm"}
    assert checked.compiled is not None
    printed = outline_of(document_of(printed_by(checked.compiled)), "t.docx")
    assert [cell.text for cell in printed.grids[-1].cells.values()] == ["本年的题目", "题目", "1. 甲", "2. 乙"]


# -- what docxtpl loses, and templates that say the wrong thing -----------------------------------------


def in_controls(text: str) -> str:
    """Every last cell of the table of figures in a content control: docxtpl counts none of them."""
    table = element("tbl", FIRST)
    framed = re.sub(
        r"(<w:tc>(?:(?!<w:tc>).)*?</w:tc>)(</w:tr>)",
        r"<w:sdt><w:sdtPr/><w:sdtContent>\1</w:sdtContent></w:sdt>\2",
        table,
        flags=re.S,
    )
    return text.replace(table, framed).replace(DATE, SET + DATE)


LOSES: dict[str, tuple[Change, str]] = {
    "a column of content controls": (in_controls, "F313"),
    "fixed text beside a tag that joins": (behind(p("{% if date -%}") + p("{{ 年份 }}{% endif -%}要紧的话") + p("尾")), "F231"),
    "a figure of another cell": (instead(FIRST, "{% set x = applications.received.enterprise %}{{ x }}"), "F211"),
    "a figure that is not printed": (instead(FIRST, "{% set x = applications.received.natural %}"), "F210"),
    "a figure in other digits": (instead(FIRST, "{{ '%s,'|format(applications.received.natural) }}"), "F213"),
    "a figure that is not there when it is nothing": (
        instead(FIRST, "{% set x = applications.received.natural %}{{ x if x != '0' }}"), "F210"
    ),
    "a text that is printed twice": (instead(DATE, "{% macro m() %}{{ date }}{% endmacro %}{{ m() }}{{ m() }}"), "F219"),
    "a misspelt name in a macro": (instead(DATE, "{% macro m() %}{{ dat }}{% endmacro %}" + DATE), "F205"),
    "a tag of a paragraph with a brace or per cent": (behind(p("{% set n = 5 %}") + p("{%p if n % 2 %}") + p("单") + p("{%p endif %}")), "F204"),
    "a colour that docxtpl does not see": (behind(tbl(tr(tc("{% cellbg 'FF0000' %}x"), "y")) + p()), "F204"),
    "a member that there is not": (behind(p("{% set d = {'a': 1} %}{{ d.nope }}")), "F230"),
    "an extension of Jinja": (behind(p("{% set n = 5 %}{% do n %}")), "F221"),
    "a macro's words in place of a paragraph": (behind(p("{% macro m() %}字{% endmacro %}") + p("{{p m() }}") + p()), "F206"),
    "loops without end": (behind(p("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")), "F220"),
}  # fmt: skip


@pytest.mark.parametrize("case", LOSES)
def test_what_is_lost_or_wrong_is_caught(case: str) -> None:
    change, code = LOSES[case]
    content = with_part(change)
    checked = looked(content)
    assert checked.by_docxtpl
    errors = [finding.code for finding in checked.findings if finding.severity.value == "error"]
    assert code in errors
    with pytest.raises(PackError):
        built(content)


def test_words_in_place_of_a_paragraph_are_caught_by_our_own_engine_too() -> None:
    checked = looked(with_part(behind(p("{{p 年份 }}") + p())))
    assert [finding.code for finding in checked.findings] == ["F206"] and not checked.by_docxtpl
    assert "{{p 年份 }}" in checked.findings[0].message and checked.findings[0].location.line


LENGTHS = {
    "a condition": ("{{ block.text }}", "{% if block.text|length &lt; 400 %}{{ block.text }}{% endif %}"),
    "a condition far beyond": ("{{ block.text }}", "{% if block.text|length &lt; 9000 %}{{ block.text }}{% endif %}"),
    "the other way round": ("{{ block.text }}", "{% if not block.text|length &gt; 250000 %}{{ block.text }}{% endif %}"),
    "two of them": ("{{ block.text }}", "{% if block.text|length - 4000 &lt; 4000 %}{{ block.text }}{% endif %}"),
    "those in between": (
        "{{ block.text }}",
        "{% if block.text|length &lt; 900 or block.text|length &gt; 1200 %}{{ block.text }}{% endif %}",
    ),
    "a date cut off": (DATE, "{{ date[:12] }}"),
    "by docxtpl far beyond": ("{{ block.text }}", "{{ block.text|truncate(9000) }}"),
    "by docxtpl": ("{{ block.text }}", "{{ block.text|truncate(900) }}"),
}  # fmt: skip


@pytest.mark.parametrize("case", LENGTHS)
def test_a_text_is_printed_however_long_it_is(case: str) -> None:
    content = with_part(instead(*LENGTHS[case]))
    assert [finding.code for finding in looked(content).findings] == ["F214"]
    with pytest.raises(PackError):
        built(content)


def test_a_text_may_be_printed_in_two_ways_by_its_length() -> None:
    both = "{% if date|length &gt; 100 %}{{ date }}{% else %}{{ date }}{% endif %}"
    assert looked(with_part(instead(DATE, both))).findings == ()


ROWS = (
    tr("{%tr for line in [['甲', '乙'], ['丙', '丁']] %}", "", ""),
    tr("{%tc for x in line %}", "{{ x }}", "{%tc endfor %}"),
    tr("{%tr endfor %}", "", ""),
)
SHORTER = {
    "rows with fewer cells": tbl(tr("一", "二", "三"), *ROWS, grid=(1, 1, 1)),
    "a cell that a remark takes away": tbl(tr("{#tc 不印 #}", "甲"), tr("乙", "丙")),
}  # fmt: skip


@pytest.mark.parametrize("table", SHORTER)
def test_a_table_of_its_own_may_have_shorter_rows(table: str) -> None:
    content = with_part(behind(SHORTER[table] + p()))
    assert [(finding.code, finding.severity.value) for finding in looked(content).findings] == [("F313", "warning")]
    assert "甲" in "".join(
        cell.text for grid in outline_of(document_of(built(content)), "t").grids for cell in grid.cells.values()
    )


@pytest.mark.parametrize("tag", ["{{ block.inline }}", "{{ block.text }}"], ids=["a chart", "a link"])
def test_what_a_header_knows_nothing_of_is_refused(tag: str) -> None:
    """A header has relationships of its own: what it would show is another picture, or none."""
    loop = "{% for block in passages.overview %}" + tag + "{% endfor %}"
    content = with_part(instead("{{ draft_mark }}", "{{ draft_mark }}" + loop), HEADER)
    with pytest.raises(RenderError, match="只能印在正文里"):
        built(content)


# -- which engine, and what is loaded ---------------------------------------------------------------------


def test_the_bytes_are_the_same_whenever_it_is_compiled() -> None:
    content = with_part(WORKS["a macro"][0])
    assert built(content) == built(content)


def test_the_check_says_which_engine_and_why(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.docx").write_bytes(with_part(instead(DATE, "{% set d = date %}{{ d }}")))
    code, said = run(capsys, "format", "check", "t.docx")
    assert code == 0
    assert "由 docxtpl 渲染，有 1 处要用它；印一份用了" in said
    assert "第104段：{% set d = date %}（set：自己取的名称）" in said
    _, listed = run(capsys, "format", "check", "t.docx", "--to", "json")
    assert '"engine": "docxtpl"' in listed and '"tag": "{% set d = date %}"' in listed


def test_docxtpl_is_loaded_for_a_template_that_needs_it_only(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from reportgen.word.template.compiled import compile_bytes; "
        "from reportgen.packs.load import find_pack; "
        f"compile_bytes(Path(sys.argv[1]).read_bytes(), find_pack('{NAME}').form, 't'); print('docxtpl' in sys.modules, 'docx' in sys.modules)"
    )
    (tmp_path / "more.docx").write_bytes(with_part(instead(DATE, SET + DATE)))
    for path, loaded in ((find_pack(NAME).template, "False False"), (tmp_path / "more.docx", "True True")):
        done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == loaded


def test_where_docxtpl_is_not_installed_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(PackError, match=r"由 docxtpl 渲染.*没有装"):
        compile_bytes(with_part(instead(DATE, SET + DATE)), find_pack(NAME).form, "t.docx")
