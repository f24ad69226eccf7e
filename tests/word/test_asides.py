"""What a Word file says and what stands in it beside: read as what Word shows it to be, and told."""

from __future__ import annotations

import pytest
from conftest import PUBLISHED
from hypothesis import given
from hypothesis import strategies as st
from support.published.copies import docx_with

from reportgen.model.outline import Outline
from reportgen.word.names import declared
from reportgen.word.outline import outline_in, read_outline
from reportgen.word.package import opened
from reportgen.word.redline.accept import settle

REVIEW = PUBLISHED.parent / "cases" / "review"


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>" if look else f"<w:r><w:t>{text}</w:t></w:r>"


def p(*inner: str, look: str = "") -> str:
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(inner)}</w:p>"


def read(body: str, **parts: str) -> Outline:
    """The outline of a document with this body; parts are given without their root."""
    whole = {f"word/{name}.xml": f"<w:{name} {declared('w', 'v')}>{inner}</w:{name}>" for name, inner in parts.items()}
    return outline_in(opened(docx_with(body, whole), "a.docx"), "a.docx")


def told(outline: Outline) -> list[tuple[str, str, str]]:
    return [(one.kind.value, one.text, one.author) for one in outline.asides]


CODE = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGIN, SEPARATE, END = (CODE.format(kind) for kind in ("begin", "separate", "end"))
WORDS = "<w:r><w:instrText>{}</w:instrText></w:r>"


def in_box(*lines: str) -> str:
    return f"<w:txbxContent>{''.join(p(run(line)) for line in lines)}</w:txbxContent>"


def drawn(inner: str) -> str:
    return (
        f"<w:r><w:drawing><wp:anchor><a:graphic><a:graphicData>{inner}</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def old_shape(inner: str) -> str:
    return f"<w:r><w:pict><v:shape>{inner}</v:shape></w:pict></w:r>"


def both_ways(new: str, old: str) -> str:
    new, old = (one.removeprefix("<w:r>").removesuffix("</w:r>") for one in (new, old))
    choice = f'<mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


def math(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def mr(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


FRACTION = f"<m:f><m:num>{mr('95')}</m:num><m:den>{mr('120')}</m:den></m:f>"
SUM = f"<m:f><m:num>{mr('a+b')}</m:num><m:den>{mr('c')}</m:den></m:f>"
SQUARE = f"<m:sSup><m:e>{mr('x')}</m:e><m:sup>{mr('2')}</m:sup></m:sSup>"
ROOT = f"<m:rad><m:deg/><m:e>{mr('x+1')}</m:e></m:rad>"
BRACKETS = f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>{mr('y')}</m:e></m:d>"
BY = 'w:id="1" w:author="张三"'
WAITING = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>" + run("单击此处输入文字") + "</w:sdtContent></w:sdt>"
RUBY = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('huái')}</w:rt><w:rubyBase>{run('淮')}</w:rubyBase></w:ruby></w:r>"

# A paragraph, what it says, and what is told beside: the kind, the text, who wrote it.
PARAGRAPHS = {
    "letters": (run("电话0517"), "电话0517", []),
    "a hyphen that does not break": (run("0517") + "<w:r><w:noBreakHyphen/></w:r>" + run("8360"), "0517-8360", []),
    "a hyphen in the run": ("<w:r><w:t>0517</w:t><w:noBreakHyphen/><w:t>8360</w:t></w:r>", "0517-8360", []),
    "a place to break": ("<w:r><w:t>信息</w:t><w:softHyphen/><w:t>公开</w:t></w:r>", "信息公开", []),
    "tabs and lines": ("<w:r><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t><w:cr/><w:t>四</w:t><w:ptab/></w:r>", "一\t二\n三\n四\t", []),
    "places of tabs": ("<w:pPr><w:tabs><w:tab w:val='left' w:pos='10'/></w:tabs></w:pPr>" + run("一"), "一", []),
    "a note's number behind a figure": (run("12") + run("1", '<w:vertAlign w:val="superscript"/>') + run("件"), "12¹件", []),
    "a square": (run("5m") + run("-2", '<w:vertAlign w:val="superscript"/>') + run("元"), "5m⁻²元", []),
    "a small figure below": (run("CO") + run("2", '<w:vertAlign w:val="subscript"/>'), "CO₂", []),
    "a figure on the line": (run("12") + run("1", '<w:vertAlign w:val="baseline"/>'), "121", []),
    "a tick": ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + run("是"), "✓是", []),
    "a tick without its prefix": ('<w:r><w:sym w:font="Wingdings" w:char="00FC"/></w:r>', "✓", []),
    "at least": ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run("95%"), "≥95%", []),
    "a letter as a symbol": ('<w:r><w:sym w:font="宋体" w:char="2460"/></w:r>', "①", []),
    "a number in a circle": ('<w:r><w:sym w:font="Wingdings" w:char="F081"/></w:r>', "①", []),
    "a symbol nobody knows": ('<w:r><w:sym w:font="Webdings" w:char="F0E9"/></w:r>', "〓", [("symbol", "Webdings F0E9", "")]),
    "a tick as a letter": (run("\uf0fc", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>') + run("是"), "✓是", []),
    "a fraction": (run("按") + math(FRACTION) + run("计"), "按95/120计", [("formula", "95/120", "")]),
    "a formula": (math(SUM + mr("=") + SQUARE + ROOT + BRACKETS), "(a+b)/c=x^2√(x+1)[y]", [("formula", "(a+b)/c=x^2√(x+1)[y]", "")]),
    "a reading": (RUBY + run("安"), "淮安", [("phonetic guide", "huái", "")]),
    "a field": (BEGIN + WORDS.format(" REF x ") + SEPARATE + run("198") + END, "198", []),
    "a field in a field's words": (
        BEGIN + WORDS.format("IF ") + BEGIN + WORDS.format("PAGE") + SEPARATE + run("3") + END + WORDS.format("=1") + SEPARATE
        + run("是") + END + run("的"),
        "是的",
        [],
    ),
    "a field without an end": (BEGIN + WORDS.format("TOC") + run("目录"), "目录", []),
    "a simple field": (f'<w:fldSimple w:instr="DATE">{run("2025年")}</w:fldSimple>', "2025年", []),
    "turned writing": (f"<w:dir w:val='ltr'>{run('一')}</w:dir><w:bdo w:val='ltr'>{run('二')}</w:bdo><w:smartTag>{run('三')}</w:smartTag>", "一二三", []),
    "a control": (WAITING.format(""), "单击此处输入文字", []),
    "a control nobody filled": (run("机关：") + WAITING.format("<w:showingPlcHdr/>"), "机关：", [("placeholder", "单击此处输入文字", "")]),
    "struck out": (run("发布会") + run("12", "<w:strike/>") + run("15") + run("场"), "发布会15场", [("struck-out text", "12", "")]),
    "struck out twice": (run("12", "<w:dstrike/>") + run("15"), "15", [("struck-out text", "12", "")]),
    "struck out in two runs": (run("1", "<w:strike/>") + run("2", "<w:strike w:val='true'/>") + run("15"), "15", [("struck-out text", "12", "")]),
    "not struck out": (run("12", "<w:strike w:val='0'/><w:vanish w:val='false'/>"), "12", []),
    "hidden": (run("数") + run("（核）", "<w:vanish/>"), "数", [("hidden text", "（核）", "")]),
    "hidden on the web": (run("3", "<w:webHidden/>"), "3", []),
    "hidden letters of other kinds": ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>一</w:t><w:noBreakHyphen/><w:tab/></w:r>", "", [("hidden text", "一-\t", "")]),
    "a box": (run("会商。") + drawn(in_box("请核实", "全部数据")), "会商。", [("text box", "请核实\n全部数据", "")]),
    "an old box": (run("会商。") + old_shape(f"<v:textbox>{in_box('请核实')}</v:textbox>"), "会商。", [("text box", "请核实", "")]),
    "a box in both ways": (both_ways(drawn(in_box("一")), old_shape(in_box("一"))), "", [("text box", "一", "")]),
    "boxes in a group": (drawn(f"<wp:g>{in_box('一')}<wp:g>{in_box('二')}</wp:g></wp:g>"), "", [("text box", "一二", "")]),
    "a box in a box": (drawn(f"<w:txbxContent>{p(run('外'), drawn(in_box('内')))}</w:txbxContent>"), "", [("text box", "外\n内", "")]),
    "written as a picture": (old_shape('<v:textpath string="机密"/>') + run("一"), "一", [("text box", "机密", "")]),
    "written in a drawing": ("<w:object><a:t>图</a:t></w:object>" + run("一"), "一", [("text box", "图", "")]),
    "a revision": (
        run("公开") + f"<w:del {BY}><w:r><w:delText>三</w:delText></w:r></w:del><w:ins {BY}>{run('五')}</w:ins>" + run("条"),
        "公开五条",
        [("tracked deletion", "三", "张三"), ("tracked insertion", "五", "张三")],
    ),
    "a hyphen deleted": (run("一") + f"<w:del {BY}><w:r><w:noBreakHyphen/></w:r></w:del>", "一", [("tracked deletion", "-", "张三")]),
    "inserted and struck out": (f"<w:ins {BY}>{run('五', '<w:strike/>')}</w:ins>", "", [("struck-out text", "五", "")]),
    "inserted and deleted": (f"<w:ins {BY}><w:del {BY}>{run('五')}</w:del></w:ins>", "", [("tracked deletion", "五", "张三")]),
    "a look revised": (run("一") + run("二", f"<w:b/><w:rPrChange {BY}><w:rPr><w:strike/></w:rPr></w:rPrChange>"), "一二", [("tracked look", "二", "张三")]),
}  # fmt: skip


@pytest.mark.parametrize(("inner", "text", "beside"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_a_paragraph_says_what_word_shows(inner: str, text: str, beside: list[tuple[str, str, str]]) -> None:
    outline = read(f"<w:p>{inner}</w:p>")
    assert ([one.text for one in outline.paragraphs], told(outline)) == ([text], beside)
    assert outline.paragraphs[0].images == 0


@pytest.mark.parametrize(("inner", "text", "beside"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_a_cell_says_what_word_shows(inner: str, text: str, beside: list[tuple[str, str, str]]) -> None:
    cells = f"<w:tc>{p(run('甲'))}</w:tc><w:tc><w:p>{inner}</w:p></w:tc>"
    outline = read(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert (outline.grids[0].text(1, 2), told(outline)) == (text, beside)
    assert {one.location.cell for one in outline.asides} <= {"B1"}


# -- by styles ----------------------------------------------------------------------------------------


def style(kind: str, name: str, look: str, base: str = "", *, default: bool = False) -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    usual = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"{usual}>{based}<w:rPr>{look}</w:rPr></w:style>'


ON, OFF = "<w:strike/>", '<w:strike w:val="0"/>'
# The looks of a table's style, a paragraph's, a letter's, and of the run itself, and whether the text is struck out.
LEVELS = {
    "nowhere": ("", "", "", "", False),
    "by the paragraph's style": ("", ON, "", "", True),
    "by the letters' style": ("", "", ON, "", True),
    "by the table's style": (ON, "", "", "", True),
    "two levels are none": ("", ON, ON, "", False),
    "three levels are one": (ON, ON, ON, "", True),
    "switched off by the run": ("", ON, "", OFF, False),
    "switched on by the run whatever the styles say": ("", ON, ON, ON, True),
}


@pytest.mark.parametrize(("table", "paragraph", "letters", "own", "struck"), LEVELS.values(), ids=LEVELS)
def test_styles_toggle_as_the_standard_says(table: str, paragraph: str, letters: str, own: str, struck: bool) -> None:
    styles = style("table", "T", table) + style("paragraph", "P", paragraph) + style("character", "C", letters)
    text = p(run("12", f'<w:rStyle w:val="C"/>{own}'), run("15", OFF), look='<w:pStyle w:val="P"/>')
    outline = read(f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/></w:tblPr><w:tr><w:tc>{text}</w:tc></w:tr></w:tbl>', styles=styles)
    assert outline.grids[0].text(1, 1) == ("15" if struck else "1215")
    assert told(outline) == ([("struck-out text", "12", "")] if struck else [])


@pytest.mark.parametrize(
    ("styles", "shown"),
    [
        (f"<w:docDefaults><w:rPrDefault><w:rPr>{ON}</w:rPr></w:rPrDefault></w:docDefaults>", ""),
        (style("paragraph", "Normal", "<w:vanish/>", default=True), ""),
        (style("paragraph", "Base", ON) + style("paragraph", "P", "", "Base"), ""),
        (style("paragraph", "Base", ON) + style("paragraph", "P", OFF, "Base"), "12"),
        # No toggle: what is nearest holds.
        (style("paragraph", "P", "<w:dstrike/>") + style("character", "C", "<w:dstrike/>"), ""),
    ],
    ids=["defaults", "default style", "base", "switched off again", "double strokes"],
)
def test_text_taken_away_by_a_style_is_left_out(styles: str, shown: str) -> None:
    outline = read(p(run("12", '<w:rStyle w:val="C"/>'), look='<w:pStyle w:val="P"/>'), styles=styles)
    assert outline.paragraphs[0].text == shown
    assert len(outline.asides) == (not shown)


SMALL, ON_THE_LINE = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="baseline"/>'


@pytest.mark.parametrize(
    ("letters", "base", "own", "shown"),
    [
        (SMALL, "", "", "12¹件"),
        ("", SMALL, "", "12¹件"),
        (ON_THE_LINE, SMALL, "", "121件"),
        (SMALL, "", ON_THE_LINE, "121件"),
    ],
    ids=["by its style", "by what its style builds on", "put back by its style", "put back by itself"],
)
def test_a_figure_that_a_style_raises_is_none_of_the_number_before(letters: str, base: str, own: str, shown: str) -> None:
    styles = style("character", "Base", base) + style("character", "C", letters, "Base")
    text = run("12") + run("1", f'<w:rStyle w:val="C"/>{own}') + run("件")
    assert read(p(text), styles=styles).paragraphs[0].text == shown


# -- paragraphs, rows and cells that tracked changes make or delete ------------------------------------------


GONE = f"<w:rPr><w:del {BY}/></w:rPr>"


@pytest.mark.parametrize(
    "mark", [GONE, f"<w:rPr><w:moveFrom {BY}/></w:rPr>", "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"], ids=["deleted", "moved", "hidden"]
)  # fmt: skip
def test_a_paragraph_without_an_end_goes_on_in_the_next(mark: str) -> None:
    outline = read(p(run("甲，"), look=mark) + p(run("乙，"), look=mark) + p(run("丙。")) + p(run("丁。")))
    assert [one.text for one in outline.paragraphs] == ["甲，乙，丙。", "", "", "丁。"]
    joined = outline.paragraphs[0]
    assert (joined.location.line, [(one.offset, one.location.line) for one in joined.marks]) == (1, [(2, 2), (4, 3)])
    assert [(one.text, one.location.line) for one in outline.asides] == ([] if "vanish" in mark else [("¶", 1), ("¶", 2)])


def test_a_paragraph_deleted_whole_leaves_the_next_where_it_stands() -> None:
    deleted = f"<w:del {BY}><w:r><w:delText>甲。</w:delText></w:r></w:del>"
    outline = read(p(deleted, look=GONE) + p(run("乙。")))
    assert [one.text for one in outline.paragraphs] == ["", "乙。"]
    assert told(outline) == [("tracked deletion", "甲。¶", "张三")]


def test_the_end_before_a_table_stays() -> None:
    outline = read(p(run("甲。"), look=GONE) + f"<w:tbl><w:tr><w:tc>{p(run('1'))}</w:tc></w:tr></w:tbl>" + p(run("乙。")))
    assert [one.text for one in outline.paragraphs] == ["甲。", "乙。"]


def row(*cells: str, look: str = "") -> str:
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(cells)}</w:tr>"


def cell(text: str, look: str = "") -> str:
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{p(run(text))}</w:tc>"


TABLES = {
    "a row deleted": (
        row(cell("甲"), cell("1")) + row(cell("乙"), cell("2"), look=f"<w:del {BY}/>") + row(cell("丙"), cell("3")),
        {(1, 1): "甲", (1, 2): "1", (3, 1): "丙", (3, 2): "3"},
        [("tracked deletion", "乙", "A2"), ("tracked deletion", "2", "B2")],
    ),
    "a row inserted": (
        row(cell("甲"), cell("1"), look=f"<w:ins {BY}/>"),
        {(1, 1): "甲", (1, 2): "1"},
        [("tracked insertion", "甲", "A1"), ("tracked insertion", "1", "B1")],
    ),
    "a cell deleted": (
        row(cell("甲"), cell("1", f"<w:cellDel {BY}/>"), cell("2")) + row(cell("乙"), cell("3")),
        {(1, 1): "甲", (1, 2): "2", (2, 1): "乙", (2, 2): "3"},
        [("tracked deletion", "1", "B1")],
    ),
    "a cell merged upwards": (
        row(cell("甲", f'<w:cellMerge {BY} w:vMerge="rest"/>')) + row(cell("乙", f'<w:cellMerge {BY} w:vMerge="cont"/>')),
        {(1, 1): "甲"},
        [("tracked look", "甲", "A1"), ("tracked look", "乙", "A2")],
    ),
}


@pytest.mark.parametrize(("rows", "cells", "beside"), TABLES.values(), ids=TABLES)
def test_a_table_is_read_as_accepted(rows: str, cells: dict[tuple[int, int], str], beside: list[tuple[str, str, str]]) -> None:
    outline = read(f"<w:tbl>{rows}</w:tbl>")
    assert {place: one.text for place, one in outline.grids[0].cells.items()} == cells
    assert [(one.kind.value, one.text, one.location.cell) for one in outline.asides] == beside


def test_a_row_that_is_hidden_is_no_row_of_the_table() -> None:
    """Word prints no such row: what stands in it is told as hidden, and a comparison misses the row."""
    rows = (
        row(cell("甲"), cell("1"))
        + row(cell("乙"), cell("2"), cell(""), look="<w:hidden/>")
        + row(cell("丙"), look="<w:hidden w:val='0'/>")
    )
    outline = read(f"<w:tbl>{rows}</w:tbl>")
    assert {place: one.text for place, one in outline.grids[0].cells.items()} == {(1, 1): "甲", (1, 2): "1", (3, 1): "丙"}
    assert [(one.kind.value, one.text, one.location.cell) for one in outline.asides] == [
        ("hidden text", text, place) for text, place in (("乙", "A2"), ("2", "B2"))
    ]


@pytest.mark.parametrize(("rows", "cells", "beside"), TABLES.values(), ids=TABLES)
def test_accepting_changes_nothing_that_was_read(
    rows: str, cells: dict[tuple[int, int], str], beside: list[tuple[str, str, str]]
) -> None:
    """One truth: what a redline accepts before it compares is what is read; rows that are gone are not counted any more."""
    package = opened(docx_with(f"<w:tbl>{rows}</w:tbl>"), "a.docx")
    assert settle(package.document)
    outline = outline_in(package, "a.docx")
    accepted = [one.text for _, one in sorted(outline.grids[0].cells.items())]
    assert (accepted, outline.asides) == ([text for _, text in sorted(cells.items())], ())


WAYS = {
    "plain": "{0}",
    "inserted": f"<w:ins {BY}>{{0}}</w:ins>",
    "deleted": f"<w:del {BY}>{{0}}</w:del>",
    "moved here": f"<w:moveTo {BY}>{{0}}</w:moveTo>",
    "moved away": f"<w:moveFrom {BY}>{{0}}</w:moveFrom>",
    "inserted, then deleted": f"<w:ins {BY}><w:del {BY}>{{0}}</w:del></w:ins>",
    "linked": f'<w:hyperlink w:anchor="a"><w:ins {BY}>{{0}}</w:ins></w:hyperlink>',
}
MARKS = ("", GONE, f"<w:rPr><w:moveFrom {BY}/></w:rPr>", f"<w:rPr><w:ins {BY}/></w:rPr>")
PIECES = st.lists(st.tuples(st.sampled_from(sorted(WAYS)), st.text("甲乙丙一二12，。", max_size=4)), max_size=4)


@given(st.lists(st.tuples(st.sampled_from(MARKS), PIECES), min_size=1, max_size=6))
def test_what_is_read_is_what_would_be_accepted(paragraphs: list[tuple[str, list[tuple[str, str]]]]) -> None:
    body = "".join(p(*(WAYS[way].format(run(text)) for way, text in inner), look=mark) for mark, inner in paragraphs)
    package = opened(docx_with(body), "a.docx")
    before = [one.text for one in outline_in(package, "a.docx").paragraphs if one.text]
    settle(package.document)
    assert [one.text for one in outline_in(package, "a.docx").paragraphs if one.text] == before


LARGE = {
    "a row": (f"<w:tbl>{row(cell('甲'), look=f'<w:trPrChange {BY}/>')}</w:tbl>", "表格", "a.docx:表1"),
    "a table": (f"<w:tbl><w:tblPr><w:tblPrChange {BY}/></w:tblPr>{row(cell('甲'))}</w:tbl>", "表格", "a.docx:表1"),
    "a section": (f"{p(run('一'))}<w:sectPr><w:sectPrChange {BY}/></w:sectPr>", "页面设置", "a.docx"),
}


@pytest.mark.parametrize(("body", "what", "place"), LARGE.values(), ids=LARGE)
def test_a_change_of_looks_that_no_paragraph_holds_is_told(body: str, what: str, place: str) -> None:
    (one,) = read(body).asides
    assert (one.kind.value, one.text, str(one.location), one.author) == ("tracked look", what, place, "张三")


# -- around the text ------------------------------------------------------------------------------------------


def test_notes_are_told_where_they_hang() -> None:
    """Also those in a cell, one that hangs nowhere, and what is revised in them; not the lines above notes, nor what we said."""
    commented = p(run("乙"), '<w:r><w:commentReference w:id="0"/></w:r>')
    table = f"<w:tbl><w:tr>{cell('甲')}<w:tc>{commented}</w:tc></w:tr></w:tbl>"
    body = p(run("一"), '<w:r><w:footnoteReference w:id="2"/></w:r>') + table
    footnotes = f'<w:footnote w:type="separator" w:id="0">{p("<w:r><w:separator/></w:r>")}</w:footnote>' + (
        f'<w:footnote w:id="2">{p(run("含县区。"), run("旧", "<w:strike/>"))}{p(run("另见。"))}</w:footnote>'
    )
    comments = "".join(
        f'<w:comment w:id="{at}" w:author="{author}">{p(run(text))}</w:comment>'
        for at, (author, text) in enumerate([("李四", "核对"), ("王五", "哪里"), ("reportgen 检查", "错误 T301")])
    )
    outline = read(body, footnotes=footnotes, comments=comments)
    assert [(one.name, one.text, str(one.location)) for one in outline.asides] == [
        ("批注（李四）", "核对", "a.docx:表1!B1"),
        ("批注（王五）", "哪里", "a.docx"),
        ("脚注", "含县区。\n另见。", "a.docx:1:1"),
        ("加了删除线的文字", "旧", "a.docx:1:1"),
    ]


def test_pages_say_their_words_but_not_their_numbers() -> None:
    """A page number in a box, as Word sets it, is none of them."""
    header = p(run("内部资料")) + p(run("作废", ON))
    footer = p(drawn(in_box("— 1 —")).replace("wp:anchor", "w:anchor").replace("a:", "w:"))
    outline = read(p(run("一")), header1=header, footer1=footer)
    assert [(one.name, one.text, str(one.location)) for one in outline.asides] == [
        ("页眉", "内部资料", "a.docx:页眉1"),
        ("加了删除线的文字", "作废", "a.docx:页眉1"),
    ]


def test_the_words_of_a_smartart_are_told_where_it_stands() -> None:
    """They have a part of their own; the picture itself counts as one."""
    named = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    words = "".join(f"<dgm:pt><dgm:t><a:p><a:r><a:t>{word}</a:t></a:r></a:p></dgm:t></dgm:pt>" for word in ("受理", "答复"))
    data = f"<dgm:dataModel {named} {declared('a')}>{words}</dgm:dataModel>"
    body = p(run("流程如下：")) + p(drawn(f'<dgm:relIds {named} r:dm="rId1"/>'))
    outline = outline_in(opened(docx_with(body, {"word/diagramData1.xml": data}), "a.docx"), "a.docx")
    assert [one.text for one in outline.paragraphs] == ["流程如下：", ""]
    assert [one.images for one in outline.paragraphs] == [0, 1]
    assert [(one.name, one.text, one.location.line) for one in outline.asides] == [("图示", "受理\n答复", 2)]


# -- as it came from Word ---------------------------------------------------------------------------------------


def aside(kind: str, text: str, line: int, author: str = "") -> tuple[str, str, int, str]:
    return kind, text, line, author


# The file, and what is told of it; its text is that of the untouched build but for `changed`.
CASES_OF_REVIEW = {
    "nbhyphen": ([], {}),
    "strike_part": ([aside("struck-out text", "12", 9)], {"发布会12场": "发布会15场"}),
    "tb_dml": ([aside("text box", "领导批示：请核实全部数据", 14)], {}),
    "comment": ([aside("comment", "这个数请再核对", 9, "李主任")], {}),
    "footnote": ([aside("footnote", "含市县两级。", 9)], {}),
}


@pytest.mark.skipif(not REVIEW.is_dir(), reason="the cases of review (../shared/cases) are not beside this checkout")
@pytest.mark.parametrize("name", CASES_OF_REVIEW)
def test_a_document_edited_in_word_is_read_right(name: str) -> None:
    beside, changed = CASES_OF_REVIEW[name]
    built, edited = (read_outline(REVIEW / f"{one}.docx") for one in ("built", name))
    texts = [one.text for one in built.paragraphs]
    for old, new in changed.items():
        texts = [text.replace(old, new) for text in texts]
    assert [one.text for one in edited.paragraphs] == texts
    assert [(one.kind.value, one.text, one.location.line, one.author) for one in edited.asides] == beside
    assert [grid.cells for grid in edited.grids] == [grid.cells for grid in built.grids]


@pytest.mark.skipif(not REVIEW.is_dir(), reason="the cases of review (../shared/cases) are not beside this checkout")
def test_a_merge_that_was_tracked_is_read_as_accepted() -> None:
    built, edited = (read_outline(REVIEW / f"{one}.docx") for one in ("built", "tr_merge"))
    before = [one.text for one in built.paragraphs]
    after = [one.text for one in edited.paragraphs]
    assert after[13] == before[13] + before[14]
    assert (after[14], after[:13], after[15:]) == ("", before[:13], before[15:])
    assert told(edited) == [("tracked deletion", "¶", "张三")]
