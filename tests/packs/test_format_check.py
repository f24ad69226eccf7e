"""`format check`: a shipped template with one thing broken, and the findings with their places that must come of it."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, telling
from docx import Document
from support.faults.bad_input import Capture, run

from reportgen.model.errors import PackError
from reportgen.model.finding import Finding, Severity
from reportgen.model.form import Form
from reportgen.packs.load import find_pack
from reportgen.rules.catalog import RULES
from reportgen.show.packs.check import pack_check_schema, pack_check_text
from reportgen.show.text import Ink
from reportgen.tasks.pack_check import check_pack
from reportgen.tasks.packs import all_formats
from reportgen.word.layout.text import layout_findings
from reportgen.word.template.check import TemplateChecked, check_template
from reportgen.word.template.compiled import compile_bytes

NAME = "gov-disclosure-2021"
BODY, HEADERS = "word/document.xml", ("word/header1.xml", "word/header2.xml")
FIRST, SECOND = "{{ applications.received.natural }}", "{{ applications.received.enterprise }}"
DATE, PREFACE_TEXT = "{{ date }}", "block.style == 'text'"
Change = Callable[[str], str]


@cache
def form() -> Form:
    return find_pack(NAME).form


@cache
def template() -> Mapping[str, bytes]:
    with zipfile.ZipFile(Path(form().folder) / "template.docx") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return package.getvalue()


def changed(change: Change, *names: str) -> bytes:
    """The shipped template with the text of some of its parts changed."""
    parts = dict(template())
    for name in names or (BODY,):
        text = parts[name].decode()
        assert change(text) != text
        parts[name] = change(text).encode()
    return packed(parts)


def instead(old: str, new: str, count: int = 1) -> Change:
    return lambda text: text.replace(old, new, count)


def element(name: str, holding: str) -> str:
    """The innermost element of that name in the template with this text."""
    text = template()[BODY].decode()
    pattern = rf"<w:{name}(?: [^>]*)?>(?:(?!</?w:{name}[ >]).)*?{re.escape(holding)}(?:(?!<w:{name}[ >]).)*?</w:{name}>"
    found = re.search(pattern, text, re.DOTALL)
    assert found
    return found[0]


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def around(name: str, holding: str, before: str, after: str) -> Change:
    inner = element(name, holding)
    return instead(inner, before + inner + after)


def looked(content: bytes) -> TemplateChecked:
    return check_template(content, form(), "t.docx")


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.code, str(finding.location).removeprefix("t.docx").removeprefix(":")) for finding in findings]


# -- tags: what is changed, what must be found where, and what the message or the hint must name -------

CELL, NEXT = "表2!D4", "表2!E4"
TAGS: dict[str, tuple[Change, list[tuple[str, str]], str]] = {
    "not closed": (instead(FIRST, FIRST[:-2]), [("F201", CELL)], FIRST),
    "closed by one brace": (instead(FIRST, FIRST[:-1]), [("F201", CELL)], FIRST),
    "not opened": (instead(FIRST, FIRST[2:]), [("F201", CELL)], "前面少了 {{"),
    "over two paragraphs": (
        instead(DATE, "{{</w:t></w:r></w:p><w:p><w:r><w:t>date }}"), [("F201", "104:1"), ("F201", "105:1")], "没有写完"
    ),
    "braces in full width": (instead(DATE, "｛｛ date ｝｝"), [("F202", "104:1"), ("F214", "107:1")], "写成 {{ date }}"),
    "one brace": (instead(FIRST, FIRST[1:-1]), [("F202", CELL)], FIRST),
    "a space between braces": (instead(FIRST, "{ { applications.received.natural } }"), [("F202", CELL)], FIRST),
    "one equals sign": (instead("style == 'text'", "style = 'text'"), [("F203", "6:1")], "== 'text'"),
    "full-width signs": (instead("style == 'text'", "style ＝＝ 'text'"), [("F203", "6:1")], "== 'text'"),
    "a space before the p": (instead("{%p if block", "{% p if block"), [("F203", "6:1"), ("F204", "8:1")], "{%p if block"),
    "no space after the p": (instead("{%p endfor", "{%pendfor"), [("F204", "1:1"), ("F203", "3:1")], "写成 {%p endfor %}"),
    "an empty condition": (instead(FIRST, "{% if %}" + FIRST + "{% endif %}"), [("F203", CELL)], "写得不对"),
    "a misspelt statement": (instead("{%p elif", "{%p elsif"), [("F215", "5:1"), ("F203", "8:1")], "是不是 elif"),
    "an empty tag": (instead(FIRST, "{{ }}"), [("F203", CELL)], FIRST),
    "a loop without its end": (instead("{%p endfor %}", ""), [("F204", "1:1")], "{%p for line in title %} 后面没有 endfor"),
    "a condition without its end": (instead("{%p endif %}", "", 1), [("F204", "6:1")], "后面没有 endif"),
    "a condition without its beginning": (instead("{%p if block.style == 'text' %}", ""), [("F204", "8:1")], "不在 if 里面"),
    "another kind of end": (instead("{%p endfor %}", "{% endfor %}"), [("F204", "3:1")], "一个用 {%p，一个用 {%"),
    "an end in another cell": (
        lambda text: text.replace(FIRST, "{% if date %}" + FIRST, 1).replace(SECOND, SECOND + "{% endif %}", 1),
        [("F204", NEXT)], "不在同一段里",
    ),
    "a misspelt row": (instead(FIRST, "{{ applications.recieved.natural }}"), [("F205", CELL)], FIRST),
    "a misspelt row in prose": (
        instead(DATE, DATE + "{{ applications.recieved.all }}"), [("F205", "104:1")], "{{ applications.received.all }}"
    ),
    "a Chinese name": (instead(FIRST, "{{ 表三.本年新收.自然人 }}"), [("F205", CELL)], FIRST),
    "a Chinese name in prose": (
        instead(DATE, DATE + "{{ 表三.本年新受.总计 }}"), [("F205", "104:1")], "{{ applications.received.all }}（表三.本年新收.总计）"
    ),
    "a row in place of a cell": (instead(FIRST, "{{ applications.received }}"), [("F205", CELL)], "只写到一半"),
    "a misspelt passage": (
        instead("in passages.problems", "in passages.problem"), [("F205", "57:1")], "是不是 passages.problems"
    ),
    "a misspelt part of a block": (instead("{{ block.text }}", "{{ block.txet }}"), [("F205", "7:1")], "是不是 block.text"),
    "a loop's name outside the loop": (instead(DATE, DATE + "{{ line }}"), [("F205", "104:1")], "line 不认识"),
    "a row tag outside tables": (
        instead(DATE, "{%tr if date %}</w:t></w:r></w:p><w:p><w:r><w:t>{{ date }}</w:t></w:r></w:p><w:p><w:r><w:t>{%tr endif %}"),
        [("F206", "104:1"), ("F206", "106:1")], "写成 {%p if date %}",
    ),
    "text beside a paragraph's tag": (
        instead("{%p for line in title %}", "标题：{%p for line in title %}"), [("F207", "1:1")], "“标题：”会丢掉"
    ),
    "a tag beside a paragraph's tag": (
        instead("{%p endfor %}", "{{ date }}{%p endfor %}"), [("F207", "3:1")], "“{{ date }}”会丢掉"
    ),
    "text behind a picture": (instead("{{r block.picture }}", "图：{{r block.picture }}完"), [("F207", "19:1")], "“完”印出来没有字体格式"),
    "a cell without a tag": (instead(FIRST, ""), [("F210", CELL)], FIRST),
    "a figure typed over a tag": (instead(FIRST, "3001"), [("F210", CELL)], "没有标签"),
    "a table without tags": (
        lambda text: re.sub(r"\{\{ disputes\.\w+\.\w+ \}\}", "", text), [("F210", "表3")], "一个标签也没有"
    ),
    "a tag copied": (instead(FIRST, SECOND), [("F211", CELL)], "第2张表第4行第4列、第2张表第4行第5列"),
    "a tag twice in a cell": (instead(FIRST, FIRST * 2), [("F211", CELL), ("F213", CELL)], "印了 2 次"),
    "two tags swapped": (
        lambda text: text.replace(FIRST, "@", 1).replace(SECOND, FIRST, 1).replace("@", SECOND, 1),
        [("F212", CELL), ("F212", NEXT)], "应在第2张表第4行第5列",
    ),
    "a unit beside a figure": (instead(FIRST, FIRST + " 件"), [("F213", CELL)], "件"),
    "a passage printed twice": (
        instead("in passages.problems", "in passages.overview"), [("F214", "56:1"), ("F214", "57:1")], "印了 2 次（第一次在第28段）"
    ),
    "no title": (instead("{{ line }}", ""), [("F214", "1:1")], "没有印出来"),
    "no signature at all": (instead("{{ signature }}", "某某局", 9), [("F214", "")], "署名（{{ signature }}）没有印出来"),
    "a signature only sometimes": (instead("{{ signature }}", "某某局"), [("F214", "106:1")], "有的时候没有印出来"),
    "a style that a loop does not know": (instead("'heading4'", "'heading5'"), [("F215", "5:1")], "heading4"),
    "a row of another name": (instead("本年新收政府信息公开申请数量", "当年受理"), [("F216", "表2")], "本年新收政府信息公开申请数量"),
    "a row in other words": (instead("3.其他", "4.其他"), [("F217", "表2!C26")], "格式里是“3.其他”"),
    "a heading in other words": (instead("五、存在的主要问题及改进情况", "五、存在的主要问题和改进措施"), [("F217", "56:1")], "五、存在的主要问题及改进情况"),
    "a row nearly of its name": (instead("（一）予以公开", "（一）予以公示"), [("F217", "表2!B6")], "格式里是“（一）予以公开”"),
    "a column nearly of its name": (instead("法律服务机构", "法律服务机关"), [("F217", "表2!H3")], "格式里是“法律服务机构”"),
    "tables in each other's place": (
        lambda text: text.replace(element("tbl", "disputes.review.upheld"), "@").replace(element("tbl", "disclosure.licences.decisions"), element("tbl", "disputes.review.upheld")).replace("@", element("tbl", "disclosure.licences.decisions")),
        [("F218", "表1"), ("F218", "表3")], "表四印在“二、主动公开政府信息情况”下面，应在“四、政府信息公开行政复议、行政诉讼情况”下面",
    ),
    "a row deleted": (
        lambda text: text.replace(element("tr", "applications.granted.natural"), ""),
        [("F210", "表2"), ("F216", "表2")], "表三里没有“予以公开”这一行，7 格都印不出来",
    ),
    "a table pasted twice": (
        around("tbl", "applications.granted.natural", "", "<w:p/>" + element("tbl", "applications.granted.natural")),
        [("F211", "表3")], "这张表里有 175 个标签，第2张表里已经写过",
    ),
    "a loop without its beginning": (
        instead("{%p for block in passages.problems %}", ""), [("F214", "56:1"), ("F205", "58:1"), ("F204", "78:1")], "只在它的循环里有"
    ),
    "words before the date": (instead(DATE, "日期：" + DATE), [("F219", "104:1")], "“日期：”"),
    "a heading nearly of its name": (instead("一、总体情况", "一、总的情况"), [("F217", "27:1")], "格式里是“一、总体情况”"),
    "a heading of tables in other words": (
        instead("四、政府信息公开行政复议、行政诉讼情况", "四、政府信息公开复议诉讼情况"), [("F217", "54:1")], "四、政府信息公开行政复议、行政诉讼情况"
    ),
    "another file as a subdocument": (
        instead(DATE, DATE + "</w:t></w:r></w:p><w:p><w:r><w:t>{{p subdoc('a.docx') }}"), [("F205", "105:1")], "不能放进来：要用的内容直接画在模板里"
    ),
    "no heading": (instead("六、其他需要报告的事项", ""), [("F217", "")], "没有印标题“六、其他需要报告的事项”"),
    "a way into Python": (instead(DATE, DATE + "{{ title.__class__ }}"), [("F220", "104:1")], "__class__"),
    "a way through a filter": (instead(DATE, DATE + "{{ title|attr('x') }}"), [("F220", "104:1")], "attr"),
    "a list that is printed": (instead(DATE, DATE + "{{ range(9) }}"), [("F220", "104:1")], "用 for"),
    "a text that fills the memory": (instead(DATE, DATE + "{{ 'x' * 10 ** 11 }}"), [("F220", "104:1")], "太长"),
    "a change of the report": (instead(DATE, DATE + "{{ title.append('x') }}"), [("F220", "104:1")], "append"),
    "another file": (instead(DATE, DATE + "{% include 'a' %}"), [("F221", "104:1")], "include"),
    "a misspelt name in a macro": (
        instead(DATE, DATE + "{% macro m(x) %}{{ y }}{% endmacro %}{{ m(date) }}"), [("F205", "104:1")], "y 不认识"
    ),
    "a macro without its end": (instead(DATE, DATE + "{% macro m(x) %}{{ x }}"), [("F204", "104:1")], "后面没有 endmacro"),
    "a tag of cells outside tables": (instead(DATE, DATE + "{% colspan 2 %}"), [("F206", "104:1")], "移到表里"),
    "cells merged without a loop": (instead(FIRST, "{% vm %}" + FIRST), [("F204", CELL)], "不在循环里"),
    "curly quotes that docxtpl makes straight": (instead(DATE, DATE + "{% set a = '“' %}"), [("F231", "104:1")], "弯引号"),
    "a text that docxtpl loses": (
        instead("<w:sectPr", paragraph("{% if date -%}") + paragraph("{{ 年份 }}{% endif -%}后面的字") + paragraph("尾") + "<w:sectPr"),
        [("F231", "110:1")], "后面的字",
    ),
    "an unknown filter": (instead(DATE, "{{ date|uper }}"), [("F222", "104:1")], "是不是 upper"),
    "escaping turned off": (instead(DATE, DATE + "{{ ''|safe }}"), [("F223", "104:1")], "去掉 |safe"),
    "a calculation in a loop": (instead("{{ block.text }}", "{{ block.text + 1 }}"), [("F230", "7:1")], "算不出来"),
    "a calculation": (instead(DATE, DATE + "{{ date + 1 }}"), [("F230", "104:1")], "算不出来"),
}  # fmt: skip


def first_of_each(told_by: Mapping[str, set[str]]) -> list[str]:
    """The cases that are told by something which no earlier case is told by: a quick run tries those."""
    met: set[str] = set()
    first = []
    for case, marks in told_by.items():
        if not marks <= met:
            first.append(case)
            met |= marks
    return first


EACH_FAULT = first_of_each({case: {code for code, _ in expected} for case, (_, expected, _) in TAGS.items()})


@pytest.mark.parametrize("case", telling(EACH_FAULT, list(TAGS)))
def test_a_broken_tag_is_found_at_its_place(case: str) -> None:
    change, expected, named = TAGS[case]
    checked = looked(changed(change))
    assert told(checked.findings) == expected
    assert any(named in finding.message + finding.hint for finding in checked.findings)


def test_a_paragraph_is_named_by_the_heading_above_it() -> None:
    """The same loop stands under every heading; Word counts no paragraphs."""
    (finding,) = looked(changed(instead(DATE, "{{ dat }}"))).findings
    assert finding.message == "{{ dat }} 里的 dat 不认识（在“六、其他需要报告的事项”下面）"


def test_every_fault_is_told_at_once() -> None:
    def change(text: str) -> str:
        text = text.replace(FIRST, FIRST[:-2], 1).replace(SECOND, "", 1).replace("'heading4'", "'heading5'", 1)
        return text.replace(DATE, "{{ dat }}", 1)

    checked = looked(changed(change))
    assert told(checked.findings) == [("F215", "5:1"), ("F201", CELL), ("F210", NEXT), ("F205", "104:1")]
    assert checked.placed == checked.figures - 2


def test_a_name_that_there_is_not_hides_no_other_fault() -> None:
    """What is beside the date only the proof sees, which cannot print an unknown name: it is tried with it taken and not taken."""
    unknown = "{%p if zzz %}"

    def change(text: str) -> str:
        return text.replace("{%p if signature_wide %}", unknown, 1).replace(DATE, "日期：" + DATE, 1)

    checked = looked(changed(change))
    assert told(checked.findings) == [("F205", "102:1"), ("F219", "104:1")]
    assert "signature_wide" in checked.findings[0].hint and "reportgen format show" in checked.findings[0].hint
    by_docxtpl = looked(
        changed(lambda text: change(text).replace(DATE, "{% set d = date %}{{ d }}", 1).replace(FIRST, SECOND, 1))
    )
    assert {code for code, _ in told(by_docxtpl.findings)} == {"F205", "F219", "F211"}
    # What is not printed for the unknown name alone is no fault of its own.
    alone = looked(changed(instead(DATE, "{% if zzz %}" + DATE + "{% else %}〔无〕{% endif %}")))
    assert told(alone.findings) == [("F205", "104:1")]


def test_a_filter_that_alters_a_text_is_told_as_such() -> None:
    for tag, mended, place in ((DATE, "{{ date|upper }}", "104:1"), ("{{ line }}", "{{ line|upper }}", "2:1")):
        (finding,) = looked(changed(instead(tag, mended))).findings
        assert (finding.code, mended in finding.message) == ("F219", True)
        assert told((finding,))[0][1] == place
    assert not looked(changed(instead(DATE, "{{ date|trim }}"))).findings


def test_a_tag_in_a_header_is_read_too() -> None:
    checked = looked(changed(instead("draft_mark", "draft_mrak"), HEADERS[0]))
    assert told(checked.findings) == [("F205", "页眉1")]
    assert checked.findings[0].hint.startswith("是不是 draft_mark？")


def test_a_draft_that_shows_no_mark_is_a_warning() -> None:
    checked = looked(changed(instead("{{ draft_mark }}", ""), *HEADERS))
    assert [(finding.code, finding.severity.value) for finding in checked.findings] == [("F214", "warning")]


# -- what is no fault ---------------------------------------------------------------------------------

SOUND: dict[str, Change] = {
    "quotes that Word made curly": instead("'text'", "‘text’"),
    "a tag that Word spread over runs": instead("{{ date }}", '{{ da</w:t></w:r><w:r><w:rPr/><w:t xml:space="preserve">te }}'),
    "a figure in prose": instead(DATE, DATE + "</w:t></w:r></w:p><w:p><w:r><w:t>" + FIRST),
    "a figure by its keys": instead(FIRST, "{{ applications['received']['natural'] }}"),
    "a condition around a figure": instead(DATE, "{% if date %}{{ date }}{% endif %}"),
    "a style for all others": lambda text: text.replace("{%p elif block.style == 'table' %}", "{%p else %}"),
    "a remark": instead(DATE, DATE + "{# 成文日期 #}"),
    "a label broken by spaces": instead("行政处罚", "行 政　处罚"),
    "a heading in a wording of its own": instead("五、存在的", "五、政府信息公开工作存在的"),
    "a harmless filter": instead(DATE, "{{ date|trim }}"),
}


@pytest.mark.parametrize("case", SOUND)
def test_what_is_printed_as_it_must_be_is_no_fault(case: str) -> None:
    found = [finding for finding in looked(changed(SOUND[case])).findings if finding.code != "F308"]
    assert found == []


@pytest.mark.parametrize("name", [one.id for one in all_formats()])
def test_a_shipped_pack_is_clean(name: str) -> None:
    checked = check_pack(name)
    assert checked.findings == ()
    assert (checked.placed, checked.tables) == (len(find_pack(name).form.figures), len(find_pack(name).form.tables))


# -- what Word put around the tags --------------------------------------------------------------------


DELETED = '<w:del w:id="9" w:author="某" w:date="2024-01-01T00:00:00Z"><w:r><w:delText>{{ nosuch }}</w:delText></w:r></w:del>'
REVISED = '<w:rPrChange w:id="9" w:author="某" w:date="2024-01-01T00:00:00Z"><w:rPr/></w:rPrChange></w:rPr><w:t xml:space="preserve">{{ date'
BOX = '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps">{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>'
CONSTRUCTS: dict[str, tuple[Change, list[tuple[str, str]], str]] = {
    "a cell in a content control": (
        around("tc", FIRST, "<w:sdt><w:sdtPr/><w:sdtContent>", "</w:sdtContent></w:sdt>"), [("F301", CELL)], "warning"
    ),
    "a control bound to other data": (
        around("r", DATE, '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent>', "</w:sdtContent></w:sdt>"),
        [("F301", "104:1")], "error",
    ),
    "a table in a table": (
        around("tbl", FIRST, '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc>', "<w:p/></w:tc></w:tr></w:tbl>"),
        [("F302", CELL)], "warning",
    ),
    "a row that ends early": (
        instead(element("tr", FIRST), element("tr", FIRST).replace("<w:trPr>", '<w:trPr><w:gridAfter w:val="1"/>')),
        [("F303", "表2!A4")], "warning",
    ),
    "text inserted": (around("r", DATE, '<w:ins w:id="9" w:author="某">', "</w:ins>"), [("F304", "104:1")], "error"),
    "a deleted tag that works on": (around("r", DATE, "", DELETED), [("F304", "104:1")], "error"),
    "a row inserted": (
        instead(element("tr", FIRST), element("tr", FIRST).replace("<w:trPr>", '<w:trPr><w:ins w:id="9" w:author="某"/>')),
        [("F304", "表2!A4")], "error",
    ),
    "a cell inserted": (
        instead(element("tc", FIRST), element("tc", FIRST).replace("<w:tcPr>", '<w:tcPr><w:cellIns w:id="9" w:author="某"/>')),
        [("F304", CELL)], "error",
    ),
    "an end of a paragraph deleted": (
        instead(element("p", DATE), element("p", DATE).replace("</w:pPr>", '<w:rPr><w:del w:id="9" w:author="某"/></w:rPr></w:pPr>')),
        [("F304", "104:1")], "error",
    ),
    "a look revised": (instead("</w:rPr><w:t xml:space=\"preserve\">{{ date", REVISED), [("F304", "104:1")], "error"),
    "a tag in a field": (around("r", DATE, '<w:fldSimple w:instr="REF a">', "</w:fldSimple>"), [("F306", "104:1")], "warning"),
    "a tag in the outcome of a field": (
        around("r", DATE, '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>',
               '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        [("F306", "104:1")], "warning",
    ),
    "a tag in a text box": (
        around("p", DATE, "<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"), [("F307", "104:1")], "warning"
    ),
    "a text box in two copies": (
        instead(element("p", DATE), "<w:p><w:r>" + BOX.format(f"<w:pict><w:txbxContent>{element('p', DATE)}</w:txbxContent></w:pict>") + "</w:r></w:p>"),
        [("F307", "104:1"), ("F307", "104:1")], "error",
    ),
    "a tag in two looks": (
        instead("{{ date }}", "{{ da</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>te }}"), [("F308", "104:1")], "warning"
    ),
    "another file's text": (around("p", DATE, "", '<w:altChunk r:id="rId9"/>'), [("F309", "")], "error"),
    "cells left out": (
        instead("</w:tr>", "<w:tc><w:p><w:r><w:t>{%tc if signature_wide %}</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc>"
                "<w:tc><w:p><w:r><w:t>{%tc endif %}</w:t></w:r></w:p></w:tc></w:tr>"),
        [("F313", "表1")], "error",
    ),
}  # fmt: skip


EACH_CONSTRUCT = first_of_each(
    {case: {f"{code} {severity}" for code, _ in expected} for case, (_, expected, severity) in CONSTRUCTS.items()}
)


@pytest.mark.parametrize("case", telling(EACH_CONSTRUCT, list(CONSTRUCTS)))
def test_what_word_put_around_a_tag_is_told(case: str) -> None:
    change, expected, severity = CONSTRUCTS[case]
    checked = looked(changed(change))
    assert list(dict.fromkeys(told(checked.findings))) == list(dict.fromkeys(expected))
    assert {finding.severity.value for finding in checked.findings} == {severity}
    assert_build_agrees(changed(change), checked.findings)


def assert_build_agrees(content: bytes, findings: Sequence[Finding]) -> None:
    """What a check calls an error a build refuses, in the same words, looks and all; what it only warns of is built."""
    looks = layout_findings(content, "template.docx", find_pack(NAME).form) if looked(content).readable else ()
    errors = [finding.message for finding in (*findings, *looks) if finding.severity is Severity.ERROR]
    if not errors:
        compile_bytes(content, find_pack(NAME).form, "template.docx")
        return
    with pytest.raises(PackError) as refused:
        compile_bytes(content, find_pack(NAME).form, "template.docx")
    assert all(message in str(refused.value) for message in errors)


ADDED: dict[str, tuple[dict[str, str], str]] = {
    "comments": ({"word/comments.xml": '<w:comments xmlns:w="w"><w:comment w:id="0"/></w:comments>'}, "F305"),
    "a macro": ({"word/vbaProject.bin": "x"}, "F310"),
    "an attached template": (
        {"word/_rels/settings.xml.rels": '<Relationships><Relationship Id="a" Type="x/attachedTemplate" Target="C:\\a.dotm" TargetMode="External"/></Relationships>'},
        "F311",
    ),
    "a field that fetches": (
        {"word/x.xml": '<w:x xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:fldSimple w:instr="DDE a b"/></w:x>'},
        "F315",
    ),
    "a font": ({"word/fonts/font1.odttf": "x"}, "F312"),
    "a tag in a chart": ({"word/charts/chart1.xml": "<c><t>{{ 年份 }}</t></c>"}, "F314"),
}  # fmt: skip


@pytest.mark.parametrize("case", ADDED)
def test_what_a_template_brings_along_is_told(case: str) -> None:
    parts, code = ADDED[case]
    added = {name: content.encode() for name, content in parts.items()}
    checked = looked(packed({**template(), **added}))
    assert told(checked.findings) == [(code, "")]
    assert_build_agrees(packed({**template(), **added}), checked.findings)


def test_a_hyperlink_is_no_reference_to_a_file() -> None:
    links = template()["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="a" Type="x/hyperlink" Target="http://a.cn" TargetMode="External"/></Relationships>',
    )
    assert looked(packed({**template(), "word/_rels/document.xml.rels": links})).findings == ()


def test_every_rule_about_templates_has_a_case() -> None:
    """F1 is tested with the commands below; the others stand in the tables above."""
    shown = {code for _, expected, _ in (*TAGS.values(), *CONSTRUCTS.values()) for code, _ in expected}
    shown |= {code for _, code in ADDED.values()}
    # F232 takes a whole pack: tests/packs/test_read_back.py.
    assert {rule.code for rule in RULES if rule.code[:2] in ("F2", "F3")} == shown | {"F232"}


# -- the command --------------------------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template with three faults in a folder of its own, where the command is run."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "t.docx"
    path.write_bytes(
        changed(
            lambda text: (
                text.replace(FIRST, "", 1)
                .replace("{{ block.text }}", "{{ block.txet }}", 1)
                .replace("一、总体情况", "一、总体｛情况", 1)
            )
        )
    )
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "templates" / NAME, tmp_path / NAME)


def test_the_command_lists_findings_and_says_how_long_it_took(broken: Path, capsys: Capture) -> None:
    code, said = run(capsys, "format", "check", "t.docx")
    assert code == 1
    assert f"{NAME}　" in said
    assert "t.docx  第2张表第4行第4列  错误 F210\n    这一格是“表三 本年新收/自然人”，没有标签" in said
    assert "t.docx  第7段  错误 F205" in said
    assert "模板：表 3 张、数字格 200 个，1 格没有印对；文字循环 4 组" in said
    assert re.search(r"共 2 个错误、1 个提醒。用时 \d+\.\d\d 秒。", said)


def test_a_clean_pack_is_told_with_its_tally(capsys: Capture) -> None:
    code, said = run(capsys, "format", "check", NAME)
    assert code == 0
    assert "数字格 200 个，全部落在该落的格；文字循环 4 组" in said
    assert f"勾稽关系 {len(form().lines)} 条" in said
    assert re.search(r"没有发现问题。用时 \d+\.\d\d 秒。", said)


def test_warnings_count_only_when_strict(broken: Path, capsys: Capture) -> None:
    broken.write_bytes(packed({**template(), "word/fonts/font1.odttf": b"x"}))
    assert run(capsys, "format", "check", broken)[0] == 0
    assert run(capsys, "format", "check", broken, "--strict")[0] == 1


def test_json_holds_the_same_findings(broken: Path, capsys: Capture) -> None:
    code, said = run(capsys, "format", "check", "t.docx", "--to", "json")
    document: dict[str, Any] = json.loads(said)
    assert code == 1
    assert (document["schema"], document["format"], document["errors"]) == ("reportgen.format-check/2", NAME, 2)
    assert document["template"] == {
        "file": "t.docx",
        "tables": 3,
        "figures": 200,
        "placed": 199,
        "loops": 4,
        "engine": "compiled",
        "because": [],
    }
    finding = next(one for one in document["findings"] if one["code"] == "F210")
    assert finding["location"] == {"file": "t.docx", "page": None, "sheet": "表2", "cell": "D4", "line": None, "column": None}
    assert finding["ref"] == "applications.received.natural"


def test_the_published_schema_is_that_of_the_program() -> None:
    published = json.loads((ROOT / "docs" / "format-check.schema.json").read_text(encoding="utf-8"))
    assert published == pack_check_schema()


def test_annotate_writes_comments_at_the_places(broken: Path, capsys: Capture) -> None:
    before = broken.read_bytes()
    code, said = run(capsys, "format", "check", "t.docx", "--annotate")
    assert code == 1
    assert "带批注的模板：t-检查.docx" in said
    assert broken.read_bytes() == before
    document = Document("t-检查.docx")
    texts = {comment.comment_id: comment.text for comment in document.comments}
    assert sorted(text[:7] for text in texts.values()) == ["提醒 F217", "错误 F205", "错误 F210"]
    cell = document.tables[1].cell(3, 3)._tc
    marked = [int(mark.get(mark.keys()[0])) for mark in cell.iter("{*}commentRangeStart")]
    assert [texts[number][:7] for number in marked] == ["错误 F210"]


def test_annotate_writes_word_files_only(broken: Path, capsys: Capture) -> None:
    code, said = run(capsys, "format", "check", "t.docx", "--annotate", "-o", "t.pdf")
    assert (code, Path("t.pdf").exists()) == (2, False)
    assert "不是一种文件" in said


def test_annotate_writes_over_nothing(broken: Path, capsys: Capture) -> None:
    copy = broken.with_name("t-检查.docx")
    copy.write_bytes(b"somebody's work")
    assert run(capsys, "format", "check", "t.docx", "--annotate")[0] == 2
    assert copy.read_bytes() == b"somebody's work"
    assert run(capsys, "format", "check", "t.docx", "--annotate", "--force")[0] == 1
    assert run(capsys, "format", "check", "t.docx", "--annotate", "-o", "t.docx", "--force")[0] == 2
    assert run(capsys, "format", "check", "t.docx", "--annotate", "-o", "别处.docx")[0] == 1
    assert (broken.parent / "别处.docx").is_file()


def test_a_warning_that_the_pack_turns_down_is_counted_with_the_reason(tmp_path: Path, pack: Path, capsys: Capture) -> None:
    local = tmp_path / "local"
    local.mkdir()
    written = f"id: local\nextends: {NAME}\nrules:\n  - {{code: F402, severity: off, reason: 本省的规定}}\n"
    (local / "format.yaml").write_text(written, encoding="utf-8")
    (local / "template.docx").write_bytes(changed(instead('w:top="2098"', 'w:top="1900"')))
    code, said = run(capsys, "format", "check", str(local), "--strict")
    assert code == 0
    assert "格式包关掉的提醒：F402 1 处（理由：本省的规定）" in said
    code, said = run(capsys, "format", "check", str(local), "--to", "json")
    document = json.loads(said)
    assert (document["warnings"], [one["finding"]["code"] for one in document["turned_down"]]) == (0, ["F402"])
    (local / "format.yaml").write_text(written.partition("rules:")[0], encoding="utf-8")
    assert run(capsys, "format", "check", str(local), "--strict")[0] == 1


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("旧模板.doc", "旧模板.doc：这不是格式包，也不是 .docx 模板"),
        ("空文件夹", "空文件夹：文件夹里没有 format.yaml，不是格式包"),
        ("没有的", "没有名为“没有的”的格式"),
    ],
)
def test_what_is_no_pack_is_refused_for_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, target: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("旧模板.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    Path("空文件夹").mkdir()
    code, told = run(capsys, "format", "check", target)
    assert code == 2
    assert said in told


def test_a_declaration_stands_for_its_pack(pack: Path, capsys: Capture) -> None:
    assert run(capsys, "format", "check", str(pack / "format.yaml"))[0] == 0


def test_an_empty_declaration_is_told_as_such(pack: Path, capsys: Capture) -> None:
    (pack / "format.yaml").write_text("# 只有说明\n", encoding="utf-8")
    code, said = run(capsys, "format", "check", str(pack))
    assert code == 1
    assert "文件是空的" in said


def test_a_pack_with_faults_hides_no_other(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Of a folder of packs one is often half written: the others can be checked, and the list says which it is."""
    half = tmp_path / "half-2031"
    half.mkdir()
    (half / "format.yaml").write_text("id: half-2031\n", encoding="utf-8")
    monkeypatch.setenv("REPORTGEN_FORMATS", str(tmp_path))
    assert run(capsys, "format", "check", NAME)[0] == 0
    code, said = run(capsys, "format", "list")
    assert code == 0
    assert f"half-2031  声明有误，现在不能用，先改好：reportgen format check {half}" in said
    assert "gov-disclosure-2019  2019—2020年度" in said


def test_an_unsound_pack_is_told_with_file_line_and_column(pack: Path, capsys: Capture) -> None:
    path = pack / "format.yaml"
    text = (
        path.read_text(encoding="utf-8")
        .replace("kind: amount", "kind: amuont", 1)
        .replace("severity: warning", "severity: warn", 1)
    )
    path.write_text(text, encoding="utf-8")
    code, said = run(capsys, "format", "check", pack)
    assert code == 1
    assert len(re.findall(rf"{re.escape(str(path))}:\d+:\d+  错误 F101", said)) == 2


def test_a_pack_without_a_template_is_told(pack: Path, capsys: Capture) -> None:
    (pack / "template.docx").unlink()
    code, said = run(capsys, "format", "check", pack)
    assert code == 1
    assert "错误 F102" in said
    assert "reportgen format template" in said
    assert run(capsys, "format", "check", pack, "--annotate")[0] == 2


def test_a_pack_without_its_phrases_is_told(pack: Path, capsys: Capture) -> None:
    (pack / "prose.yaml").unlink()
    code, said = run(capsys, "format", "check", pack)
    assert code == 0 and "提醒 F506" in said


def test_a_blank_form_is_recognised_by_its_tables(tmp_path: Path, capsys: Capture) -> None:
    blank = tmp_path / "空白.docx"
    blank.write_bytes(changed(lambda text: re.sub(r"\{[{%].*?[}%]\}", "", text)))
    code, said = run(capsys, "format", "check", blank)
    assert code == 1
    assert f"{NAME}　" in said
    assert "表三一个标签也没有，175 格都印不出来" in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"no zip", "这不是 .docx 文件，里面是文本"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版（97-2003）格式"),
        (packed({"a.txt": b"x"}), "不是完整的 .docx"),
    ],
    ids=["text", "old Word", "zip"],
)
def test_what_is_no_word_file_is_refused(tmp_path: Path, capsys: Capture, content: bytes, says: str) -> None:
    path = tmp_path / "t.docx"
    path.write_bytes(content)
    code, said = run(capsys, "format", "check", path)
    assert (code, says in said) == (2, True), said


def test_a_template_that_cannot_be_read_is_a_finding_of_its_pack(pack: Path, capsys: Capture) -> None:
    (pack / "template.docx").write_bytes(b"no zip")
    code, said = run(capsys, "format", "check", pack)
    assert code == 1
    assert "错误 F230\n    模板不是完整的 .docx 文件" in said


def test_what_is_not_there_is_refused(capsys: Capture) -> None:
    assert run(capsys, "format", "check", "nosuch")[0] == 2
    assert run(capsys, "format", "check", "nosuch.docx")[0] == 2
    assert run(capsys, "format", "check", NAME, "--to", "xml")[0] == 2


COLUMN, ROW = r"\{\{ applications\.(\w+)\.research \}\}", r"\{\{ applications\.granted\.(\w+) \}\}"
# What becomes of the tags of a whole row or column, and what is told of it.
LINES: dict[str, tuple[str, str, list[tuple[str, str]], str, str]] = {
    "a column without tags": (COLUMN, "", [("F210", "表2!F4")], "表三“科研机构”这一列有 25 格没有标签", "{{ applications.received.research }}、"),
    "a row without tags": (ROW, "", [("F210", "表2!D6")], "表三“予以公开”这一行有 7 格没有标签", "{{ applications.granted.natural }}、"),
    "a column of another id": (COLUMN, r"{{ applications.\1.scholars }}", [("F205", "表2!F4")], "表三“科研机构”这一列有 25 个标签不认识", "{{ applications.received.research }}、"),
    "a misspelt row": (ROW, r"{{ applications.grant.\1 }}", [("F205", "表2!D6")], "表三“予以公开”这一行有 7 个标签不认识", "{{ applications.granted.natural }}、"),
}  # fmt: skip


@pytest.mark.parametrize("case", LINES)
def test_what_is_wrong_with_a_whole_row_or_column_is_told_once(case: str) -> None:
    tag, instead_of_it, expected, message, hint = LINES[case]
    checked = looked(changed(lambda text: re.sub(tag, instead_of_it, text)))
    assert told(checked.findings) == expected
    assert message in checked.findings[0].message and hint in checked.findings[0].hint
    assert len(checked.findings[0].related) == checked.figures - checked.placed - 1


def test_what_no_form_has_is_told_by_its_kind() -> None:
    """A text is not told to be a row or a column, a section neither; the tags of a table are one thing to take away."""
    text = changed(
        lambda text: text.replace(DATE, DATE + "</w:t></w:r></w:p><w:p><w:r><w:t>{{ number_of_paper }}", 1).replace(
            "disputes.", "channels."
        )
    )
    checked = looked(text)
    hints = {one.message.split(" 里的 ")[1].split()[0]: one.hint for one in checked.findings if one.code == "F205"}
    assert hints["number_of_paper"].startswith("格式里没有这个名称，删去这个标签；能用的文字：signature、signature_wide、date、")
    assert hints["channels"].startswith("格式里去掉了的，删去这张表；") and len(hints) == 2
    section = looked(changed(instead("in passages.problems", "in passages.plans_for_next_year")))
    assert any("格式里没有这一部分" in one.hint and "行或列" not in one.hint for one in section.findings)


def test_what_a_new_form_adds_or_drops_is_told_once(tmp_path: Path) -> None:
    """A pack copied and changed, its template still the old one: one finding for a row, no guess at a dropped column."""
    folder = shutil.copytree(Path(form().folder), tmp_path / "gov-new-2031")
    declaration = (folder / "format.yaml").read_text(encoding="utf-8")
    added = "{id: withdrawn, name: 申请人撤回, label: 3.申请人撤回申请}"
    for old, new in (
        (f"id: {NAME}", "id: gov-new-2031"),
        ("          - {id: repealed, name: 本年废止件数, label: 本年废止件数}\n", ""),
        (", made, -repealed]", ", made]"),
        ("{id: other_outcome, ", f"{added}\n                  - {{id: other_outcome, "),
    ):
        assert declaration.count(old) == 1, old
        declaration = declaration.replace(old, new)
    (folder / "format.yaml").write_text(declaration, encoding="utf-8")
    (folder / "prose.yaml").unlink()
    findings = check_pack(str(folder)).findings
    assert [(one.location.grid, one.message) for one in findings if one.code == "F210"] == [
        ("表2", "表三里没有“申请人撤回”这一行，7 格都印不出来")
    ]
    assert "reportgen format tag 表格.docx --format" in pack_check_text(check_pack(str(folder)), 0.1, Ink(False))
    dropped = [one for one in findings if "repealed" in one.message]
    assert {one.code for one in dropped} == {"F205", "F504"}
    assert all("格式里去掉了的" in one.hint and "是不是" not in one.hint for one in dropped)


def test_a_table_of_which_prose_says_nothing_is_told(pack: Path, capsys: Capture) -> None:
    """Where the others have their ways to be spoken of: a number of this one is looked for by the names of its rows alone."""
    text = (pack / "prose.yaml").read_text(encoding="utf-8")
    table = find_pack(str(pack)).form.tables[-1]
    kept = [part for part in re.split(r"(?m)^(?=  - table: )", text) if not part.startswith(f"  - table: {table.id}\n")]
    (pack / "prose.yaml").write_text("".join(kept), encoding="utf-8")
    code, said = run(capsys, "format", "check", pack)
    assert code == 0 and said.count("提醒 F506") == 1
    assert f"{table.name}在 prose.yaml 里没有说法" in said and f"table: {table.id}" in said


def test_a_code_that_is_taken_is_answered_with_a_free_one(pack: Path, capsys: Capture) -> None:
    declared = pack / "format.yaml"
    taken, *_ = (line.code for line in find_pack("gov-disclosure-2014").form.lines)
    own, *_ = (line.code for line in find_pack(str(pack)).form.lines)
    for path in (declared, pack / "cases.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace(own, taken), encoding="utf-8")
    code, said = run(capsys, "format", "check", pack)
    (free,) = re.findall(r"换一个没有用过的代码，如 (\w+)", said)
    assert code == 1 and free not in {line.code for form in all_formats() for line in form.lines}
    for path in (declared, pack / "cases.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace(taken, free), encoding="utf-8")
    assert run(capsys, "format", "check", pack)[0] == 0


def test_the_hundreds_that_the_docs_call_free_are_free() -> None:
    """Of the packs that come with the program, and of those worked out as examples."""
    told = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"自己的用 ((?:[TY]\d、?)+)", told)
    free = said.split("、")
    forms = [*all_formats(), *(find_pack(str(path.parent)).form for path in (ROOT / "examples" / "packs").glob("*/format.yaml"))]
    used = {line.code[:2] for form in forms for line in form.lines}
    assert free and used and not used & {*free}
    assert all(f"{hundred}" in told for hundred in used)


def test_a_case_of_an_identity_that_is_gone_is_not_taken_for_one_of_another(pack: Path, capsys: Capture) -> None:
    cases = pack / "cases.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("T303 ", "T304 "), encoding="utf-8")
    said = run(capsys, "format", "check", pack)[1]
    assert "没有代码为“T304”的勾稽关系" in said and "是不是" not in said and "T303" in said


def without_row(folder: Path, row: str) -> Path:
    """The pack in the folder without one row of its form, whose template and phrases still have it."""
    path = folder / "format.yaml"
    text = path.read_text(encoding="utf-8")
    (line,) = [one for one in text.splitlines(keepends=True) if f"{{id: {row}, name" in one]
    path.write_text(text.replace(line, ""), encoding="utf-8")
    return folder


def test_a_row_that_the_form_dropped_is_no_slip_of_the_pen(pack: Path) -> None:
    """Its id is like another's, which stands in its own place: that is not what was meant."""
    told = [one for one in check_pack(str(without_row(pack, "not_held"))).findings if one.code in ("F101", "F205")]
    assert [(one.code, "not_paid" in f"{one.message}{one.hint}") for one in told] == [("F101", False), ("F205", False)]
    assert "去掉了的，这里也删去" in told[0].message
    assert "这样的标签有 7 个" in told[1].message and "删去这一行" in told[1].hint
