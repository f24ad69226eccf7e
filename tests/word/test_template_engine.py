"""The template language is docxtpl's, the engine is our own: what must be the same, and what must not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import DRAFTS, EXAMPLES, telling
from docxtpl import DocxTemplate
from jinja2 import UndefinedError
from markupsafe import Markup
from small_parts import by_docxtpl, by_ours, grid_of, p, part, shown, tbl, tc, tr

from reportgen.model.draft import Built
from reportgen.model.errors import PackError
from reportgen.model.form import Form
from reportgen.model.outline import Outline
from reportgen.model.report import GAP
from reportgen.packs.load import find_pack
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.word.looks import Looks, room_of
from reportgen.word.names import RPR, TBL, TC, P, R, W
from reportgen.word.outline import document_of, outline_of
from reportgen.word.package import opened
from reportgen.word.template.compiled import compile_bytes, compile_template
from reportgen.word.template.document import rendered_by

# -- the language: both engines, one result -------------------------------------------------------

NAMED: dict[str, Any] = {
    "name": "甲",
    "n": 5,
    "kind": "text",
    "yes": True,
    "no": False,
    "rows": ["一", "二"],
    "columns": ["X", "Y"],
}
BOLD = Markup("<w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r>")
SAME: dict[str, tuple[str, list[str]]] = {
    "a value in text": (p("机关：{{ name }}。"), ["机关：甲。"]),
    "a tag spread over runs": (p("前{{ na", "me", " }}后"), ["前甲后"]),
    "braces that Word took apart": (p("{", "{ name }", "}！"), ["甲！"]),
    "two tags in three runs": (p("{{ name }}、{{ na", "me }}、{", "{ n }}"), ["甲、甲、5"]),
    "a tag spread over runs with marks of the speller between": (
        p(
            '<w:r w:rsidR="00A1"><w:t>{{ na</w:t></w:r>',
            '<w:proofErr w:type="spellStart"/>',
            '<w:r w:rsidRPr="00B2"><w:rPr><w:b/></w:rPr><w:t>m</w:t></w:r>',
            '<w:proofErr w:type="spellEnd"/>',
            "<w:r><w:t xml:space=\"preserve\">e }} 后</w:t></w:r>",
        ),
        ["甲 后"],
    ),
    "a comparison written as an entity": (p("{% if n &gt; 3 %}多{% else %}少{% endif %}"), ["多"]),
    "quotation marks that Word made curly": (p("{% if kind == ‘text’ %}正文{% endif %}"), ["正文"]),
    "double quotation marks that Word made curly": (p("{% if kind == “text” %}正文{% endif %}"), ["正文"]),
    "curly marks in the text stay": (p("“{{ name }}”"), ["“甲”"]),
    "a condition over paragraphs": (
        p("{%p if no %}") + p("甲说") + p("{%p elif yes %}") + p("乙说") + p("{%p else %}") + p("丙说") + p("{%p endif %}"),
        ["乙说"],
    ),
    "a loop over paragraphs": (p("{%p for row in rows %}") + p("第{{ row }}") + p("{%p endfor %}") + p("完"), ["第一", "第二", "完"]),
    "a paragraph tag spread over runs": (p("{", "%p for row ", "in rows %}") + p("{{ row }}") + p("{%p endf", "or %}"), ["一", "二"]),
    "a loop over rows": (
        tbl(tr("行", "数"), tr("{%tr for row in rows %}", ""), tr("{{ row }}", "{{ n }}"), tr("{%tr endfor %}", "")),
        ["行|数", "一|5", "二|5"],
    ),
    "a condition over rows": (tbl(tr("{%tr if no %}", ""), tr("无", "无"), tr("{%tr endif %}", ""), tr("有", "有")), ["有|有"]),
    "a loop over cells": (
        tbl(tr("行", "{%tc for column in columns %}", "{{ column }}", "{%tc endfor %}", "计"), grid=(1, 1, 1, 1)),
        ["行|X|Y|计"],
    ),
    "a condition over runs": (p("头", "{%r if yes %}", "真", "{%r else %}", "假", "{%r endif %}", "尾"), ["头真尾"]),
    "runs in place of a run": (p("头", "{{r bold }}", "尾"), ["头粗尾"]),
    "a value with spaces at its ends": (p("{{ padded }}尾"), [" 甲 尾"]),
    "a comment of the template": (p("头{# 不印 #}尾"), ["头尾"]),
    "a filter": (p("{{ rows|join('、') }}共{{ rows|length }}个"), ["一、二共2个"]),
    "a brace that is only text": (p("集合{", "a}"), ["集合{a}"]),
    "no tag at all": (p("原文") + p(), ["原文", ""]),
}  # fmt: skip


@pytest.mark.parametrize("engine", [by_ours, by_docxtpl], ids=["ours", "docxtpl"])
@pytest.mark.parametrize("case", SAME)
def test_the_language_means_what_it_means_in_docxtpl(case: str, engine: Callable[..., bytes]) -> None:
    body, expected = SAME[case]
    assert shown(engine(body, **NAMED, bold=BOLD, padded=" 甲 ")) == expected


# -- what docxtpl does and ours must not ------------------------------------------------------------

HARD = ["研发&推广", "<试行>", "a < b && c > d", "&amp;", "]]>", "<w:t>", "“引号”与'撇'", "{{ name }}", "{%p if %}"]


@pytest.mark.parametrize("text", HARD)
def test_every_character_of_a_value_survives(text: str) -> None:
    assert shown(by_ours(p("头{{ text }}尾"), text=text)) == [f"头{text}尾"]


@pytest.mark.parametrize("tag", ["{{ nmae }}", "{{ table.row }}", "{{ table.rows.natural }}", "{% if nmae %}x{% endif %}",
                                 "{% for x in nmae %}x{% endfor %}", "{{ nmae|upper }}"])  # fmt: skip
def test_a_misspelt_name_is_never_printed_as_nothing(tag: str) -> None:
    with pytest.raises(UndefinedError):
        by_ours(p(tag), name="甲", table={"rows": {"all": "1"}})


SDT_CELL = f"<w:sdt><w:sdtPr/><w:sdtContent>{tc('{{ name }}')}</w:sdtContent></w:sdt>"
GRIDS: dict[str, str] = {
    "a cell inside a content control": tbl(tr(tc("甲"), SDT_CELL, tc("丙")), grid=(100, 200, 300)),
    "a table inside a cell": tbl(tr(tc(tbl(tr("{{ name }}", "b"), grid=(1, 2)), p("")), tc("右")), grid=(100, 200)),
    "rows that begin one column in": tbl(
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + tc("{{ name }}") + tc("b") + "</w:tr>", grid=(100, 200, 300)
    ),
    "a cell over two columns": tbl(
        tr(tc("甲", properties='<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'), "{{ name }}"), grid=(1, 2, 3)
    ),
}


@pytest.mark.parametrize("case", GRIDS)
def test_the_columns_of_a_table_are_left_alone(case: str) -> None:
    template = part(GRIDS[case]).encode()
    assert grid_of(by_ours(GRIDS[case], name="甲")) == grid_of(template)
    assert "甲" in "".join(shown(by_ours(GRIDS[case], name="甲")))


# What docxtpl 0.20 makes of these. When one of them fails after an upgrade, docxtpl has been mended: drop its line.
DOCXTPL: dict[str, tuple[str, dict[str, Any], Callable[[bytes], bool]]] = {
    "loses what follows an ampersand": (p("{{ text }}"), {"text": "研发&推广", "autoescape": False}, lambda d: "推广" not in d.decode()),
    "prints nothing for a misspelt name": (p("头{{ nmae }}尾"), {"name": "甲"}, lambda d: shown(d) == ["头尾"]),
    "lets a template look into Python": (p("{{ name.__class__.__mro__ }}"), {"name": "甲"}, lambda d: "object" in shown(d)[0]),
    "drops the text beside a tag": (p("要紧的话{%p if yes %}") + p("甲") + p("{%p endif %}"), {"yes": True}, lambda d: shown(d) == ["甲"]),
    "drops a column of a content control": (GRIDS["a cell inside a content control"], {"name": "甲"}, lambda d: len(grid_of(d)) < 3),
    "drops a column of rows that begin later": (GRIDS["rows that begin one column in"], {"name": "甲"}, lambda d: len(grid_of(d)) < 3),
}  # fmt: skip


@pytest.mark.parametrize("case", DOCXTPL)
def test_docxtpl_itself_still_does_this(case: str) -> None:
    body, values, happens = DOCXTPL[case]
    assert happens(by_docxtpl(body, **values))


# -- faults of a template, in a shipped template ------------------------------------------------------

DATE = "{{ date }}"


def doctored(form: Form, change: Callable[[str], str]) -> bytes:
    """A shipped template with its document.xml changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(Path(form.folder) / "template.docx") as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                text = change(content.decode())
                assert text != content.decode()
                content = text.encode()
            new.writestr(name, content)
    return changed.getvalue()


def refusal(change: Callable[[str], str]) -> PackError:
    """What a maintainer reads about a template changed so."""
    form = find_pack("gov-disclosure-2021").form
    with pytest.raises(PackError) as raised:
        compile_bytes(doctored(form, change), form, "template.docx")
    return raised.value


# tag, and what the message must name
FAULTS: dict[str, tuple[str, str]] = {
    "a misspelt name": ("{{ dat }}", "dat"),
    "a misspelt column": ("{{ applications.received.naturel }}", "naturel"),
    "a misspelt table": ("{{ aplications.received.natural }}", "aplications"),
    "a tag that is not closed": ("{{ date", "{{ date"),
    "a block that is not closed": ("{% if date %}", "后面没有 endif"),
    "a tag that does not exist": ("{% colspan date %}", "这里却不在表里"),
    "an end without a beginning": ("{%p endfor %}", "前面没有 for"),
    "a row tag outside a table": ("{%tr if date %}", "{%tr if date %}"),
    "a cell tag outside a table": ("{%tc if date %}", "{%tc if date %}"),
    "a paragraph tag with text beside it": ("日期{%p if date %}", "日期"),
    "a figure that is not a number": ("{{ date + 1 }}", "算不出来"),
    "a division by zero": ("{{ 1 / 0 }}", "算不出来"),
}  # fmt: skip


# Each of them is found by its code in test_format_check.
@pytest.mark.parametrize("case", telling(list(FAULTS)[::3], list(FAULTS)))
def test_a_fault_in_a_template_is_refused_and_named(case: str) -> None:
    tag, named = FAULTS[case]
    error = refusal(lambda text: text.replace(DATE, tag))
    assert named in error.message
    assert "template.docx" in str(error)


BRANCHES = [
    "block.style == 'text'",
    *(
        pytest.param(branch)
        for branch in (
            "block.style == 'run_in'",
            *(f"block.style == 'heading{level}'" for level in (1, 2, 3, 4)),
            "block.style == 'image'",
            "signature_wide",
        )
    ),
]


# The headings of the four levels are drawn alike.
@pytest.mark.parametrize("branch", telling([BRANCHES[0], BRANCHES[1], BRANCHES[5], *BRANCHES[6:]], BRANCHES))
def test_a_misspelt_name_is_found_in_every_branch(branch: str) -> None:
    def change(text: str) -> str:
        head, test, tail = text.partition(branch)
        assert test
        return head + test + re.sub(r"\{\{(r?) \S+ \}\}", r"{{\1 nmae }}", tail, count=1)

    assert "nmae" in refusal(change).message


def test_a_row_tag_with_text_beside_it_in_another_cell_is_refused() -> None:
    body = tbl(tr("{%tr if yes %}", "要紧的话"), tr("甲", "乙"), tr("{%tr endif %}", ""))
    with pytest.raises(PackError, match="要紧的话"):
        by_ours(body, yes=True)


ATTACKS = [
    "{{ date.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ title|attr('__class__') }}", "{{ '{0.__class__}'.format(date) }}",
    "{{ cycler.__init__.__globals__ }}", "{{ lipsum.__globals__['os'].popen('id') }}", "{{ self.__init__.__globals__ }}",
    "{{ title.append('x') }}", "{{ passages.update(a=1) }}", "{% include '/etc/passwd' %}", "{{ range(10000000) }}",
    "{{ title.__getattribute__ }}", "{{ 'x' * 10 ** 11 }}", "{{ (date ~ '').encode().__reduce__() }}",
]  # fmt: skip


# Into Python by an attribute, through a filter, by a format and from a function; a change; another file: the rest are like one of them.
@pytest.mark.parametrize("attack", telling([*ATTACKS[1:5], ATTACKS[7], ATTACKS[9], ATTACKS[12]], ATTACKS))
def test_a_template_cannot_reach_past_the_report(attack: str) -> None:
    assert refusal(lambda text: text.replace(DATE, attack)).message


# -- the shipped templates ----------------------------------------------------------------------------


def both(name: str) -> tuple[Outline, Outline]:
    """An example rendered by our engine and by docxtpl, with the same values, as outlines."""
    checked = check_draft(EXAMPLES / name)
    compiled = compile_template(find_pack(checked.form.id))
    rendering = rendered_by(compiled, checked.report, checked.pictures, draft=False)
    template = DocxTemplate(compiled.path)
    template.render(dict(rendering.values), autoescape=True)
    saved = io.BytesIO()
    template.save(saved)
    ours = rendering.parts["word/document.xml"]
    return outline_of(ours, "t.docx"), outline_of(document_of(saved.getvalue()), "t.docx")


@pytest.mark.parametrize("name", [folder.name for folder in DRAFTS])
def test_docxtpl_makes_the_same_document_of_a_shipped_template(name: str) -> None:
    ours, theirs = both(name)
    assert ours.grids
    assert ours.order == theirs.order
    assert ours.paragraphs == theirs.paragraphs
    assert ours.grids == theirs.grids


# -- all the way through ------------------------------------------------------------------------------


def test_hard_characters_reach_the_finished_document(
    example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None]
) -> None:
    draft = example("huaian-2024")
    hard = "《研发&推广》a<b、c>d、&amp;、]]>、“引号”、it's"
    rewrite(draft, "栏目检查次数: 4", f"栏目检查次数: 4\n  试验: {hard!r}")
    rewrite(draft, "（三）政府信息管理", f"{hard}与{{{{ 自定义.试验 }}}}。\n  （三）政府信息管理")
    built = build_draft(draft, output=draft / "out.docx")
    assert isinstance(built, Built)
    texts = [paragraph.text for paragraph in outline_of(document_of(built.path.read_bytes()), "out.docx").paragraphs]
    assert f"{hard}与{hard}。" in texts


@pytest.mark.parametrize("where", ["署名: 淮安市人民政府", "网站公开信息条数: 5500", "地址: 淮安市翔宇南道1号"])
def test_a_character_that_xml_forbids_never_makes_a_broken_file(
    where: str, example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None]
) -> None:
    draft = example("huaian-2024")
    rewrite(draft, where, f'{where.partition(":")[0]}: "一\\x01二"')
    built = build_draft(draft, output=draft / "out.docx")
    assert isinstance(built, Built)
    assert any("一二" in paragraph.text for paragraph in outline_of(document_of(built.path.read_bytes()), "").paragraphs)


def test_a_template_is_compiled_once() -> None:
    assert compile_template(find_pack("gov-disclosure-2021")) is compile_template(find_pack("gov-disclosure-2021"))


@pytest.mark.parametrize("body", [p("{{ name") + p("}}"), p("{% if name") + p("%}"), p("头{{ na", "me")])
def test_a_tag_that_is_not_closed_in_its_paragraph_is_refused(body: str) -> None:
    with pytest.raises(PackError, match="没有写完"):
        by_ours(body, name="甲")


def test_a_brace_that_ends_a_paragraph_is_only_text() -> None:
    assert shown(by_ours(p("左括号{") + p("{{ name }}"), name="甲")) == ["左括号{", "甲"]


# -- figures that a draft lacks -------------------------------------------------------------------


def test_the_mark_of_a_missing_figure_stands_in_one_line(example: Callable[[str], Path], edit: Callable[..., None]) -> None:
    """Cells are made for numbers: on two lines the mark made 表三 two pages long."""
    draft = example("huaian-2024")
    edit(draft, "表二", B6=None)
    edit(draft, "表三", D7=None, E7=None)
    edit(draft, "表四", A7=None)
    built = build_draft(draft, output=draft / "草稿.docx", draft=True)
    assert isinstance(built, Built)
    package = opened(built.path.read_bytes(), "草稿.docx")
    looks, scales = Looks(package.beside("styles"), None), []
    for cell in package.body.iter(TC):
        for run in cell.iter(R):
            if "".join(map(str, run.itertext())) == GAP:
                size = looks.type_of(run, next(run.iterancestors(P)), next(run.iterancestors(TBL))).size
                found = run.find(f"{RPR}/{W}w")
                scales.append(100 if found is None else int(str(found.get(W + "val"))))
                assert len(GAP) * size * 20 * scales[-1] / 100 <= room_of(cell), size
    # 表二 has room, 表三 some, 表四 least.
    assert scales[0] == 100 > scales[1] == scales[2] > scales[-1] >= 40
