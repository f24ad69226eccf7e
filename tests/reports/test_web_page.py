"""Published reports as web pages: every figure and paragraph comes in, and nothing of the site."""

from __future__ import annotations

import base64
import zlib
from itertools import product
from pathlib import Path

import pytest
from conftest import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.published.pages import CHROME, PACKS, SITES, Article, Site, article_of, form_of, page_of

from reportgen.model.errors import SourceError
from reportgen.model.outline import Outline
from reportgen.recognise.grids import find_tables
from reportgen.reports.web.article import read_web_page

ATTACHMENT = "附件：年度报告.docx"


def read(folder: Path, content: str | bytes, name: str = "page.html") -> Outline:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_web_page(path)


def texts(outline: Outline) -> list[str]:
    return [paragraph.text for paragraph in outline.paragraphs]


# -- whole pages ------------------------------------------------------------------------------------

EachPage = pytest.mark.parametrize("pack, site", list(product(PACKS, SITES)), ids=lambda value: getattr(value, "name", value))


@EachPage
def test_every_figure_of_a_page_is_in_its_place(tmp_path: Path, pack: str, site: Site) -> None:
    content, _, figures = page_of(pack, site)
    outline = read(tmp_path, content)
    search = find_tables(form_of(pack), outline.grids)
    assert {ref: found.grid.text(*place) for found in search.found.values() for ref, place in found.places.items()} == figures
    assert [(found.missing_labels, found.misprints, found.extra_rows) for found in search.found.values()] == [
        ((), (), ()) for _ in search.found
    ]
    assert search.rivals == {}


@EachPage
def test_article_comes_whole_and_without_the_site(tmp_path: Path, pack: str, site: Site) -> None:
    content, article, _ = page_of(pack, site)
    outline = read(tmp_path, content)
    # An attachment is told, not judged.
    assert [text for text in texts(outline) if text != ATTACHMENT] == article.paragraphs
    assert len(outline.grids) == len(form_of(pack).tables)
    shown = [*texts(outline), *(cell.text for grid in outline.grids for cell in grid.cells.values())]
    assert [(word, text) for word in CHROME for text in shown if word in text] == []


@EachPage
def test_tables_stand_under_their_headings(tmp_path: Path, pack: str, site: Site) -> None:
    content, article, _ = page_of(pack, site)
    outline = read(tmp_path, content)
    above, latest = [], ""
    for kind, at in outline.order:
        if kind == "t":
            above.append(latest)
        else:
            latest = outline.paragraphs[at].text
    expected = []
    for heading, parts in article.sections:
        written = [part for part in (heading, *parts) if isinstance(part, str)]
        expected += [written[-1]] * (len(parts) + 1 - len(written))
    assert above == expected


@pytest.mark.parametrize(
    "head, above, day",
    [
        ('<meta name="PubDate" content="2025-04-12 16:40:08">', "", "2025-04-12"),
        ("", "<div class=info>发布日期：2025年4月12日　来源：办公室</div>", "2025年4月12日"),
        ("", "<table><tr><td>索引号</td><td>7</td><td>成文日期</td><td>2025-04-12</td></tr></table>", "2025-04-12"),
        # What a reader sees is what holds; when a page was changed is another matter.
        ('<meta name="PubDate" content="2025-04-12">', "<p>发布时间：2025-01-20 09:12</p>", "2025-01-20"),
        ("", "<p>更新时间：2025-04-12　打印日期：2025-04-13</p>", ""),
    ],
)
def test_day_of_publication_is_that_of_the_site(tmp_path: Path, head: str, above: str, day: str) -> None:
    text = f"<html><head>{head}</head><body>{above}<h1>甲县2024年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>甲。</p></body></html>"
    issued = read(tmp_path, text).issued
    assert (issued.text if issued else "") == day


def test_places_count_paragraphs_and_tables(tmp_path: Path) -> None:
    outline = read(tmp_path, page_of(PACKS[2], SITES[0])[0], "年报.html")
    assert [str(paragraph.location) for paragraph in outline.paragraphs[:2]] == ["年报.html:1:1", "年报.html:2:1"]
    assert [grid.name for grid in outline.grids] == ["表1", "表2", "表3"]
    assert str(outline.grids[1].location(2, 3)) == "年报.html:表2!C2"
    assert sorted(at for kind, at in outline.order if kind == "p") == list(range(len(outline.paragraphs)))


# -- the article, and what stands around it ---------------------------------------------------------

BODY = "<h3>一、总体情况</h3><p>全年答复申请3件。</p><h3>六、其他需要报告的事项</h3><p>没有其他事项。</p>"
LINES = ["一、总体情况", "全年答复申请3件。", "六、其他需要报告的事项", "没有其他事项。"]
TITLE = "清河镇2022年政府信息公开工作年度报告"

KEPT = {
    "the page's title, the site cut off": (f"<title>{TITLE}-清河镇人民政府网站</title><div>{BODY}</div>", [TITLE, *LINES]),
    "a heading in two lines": (
        f"<h1>清河镇人民政府<br>2022年政府信息公开工作年度报告</h1><div>{BODY}</div>",
        ["清河镇人民政府", "2022年政府信息公开工作年度报告", *LINES],
    ),
    "a title in two paragraphs set alike": (
        "<p align=center>本站</p><p align=right><a href=/>首页</a></p><h1><p align=center>清河镇人民政府</p>"
        f"<p align=center>2022年政府信息公开工作年度报告</p></h1><div>{BODY}</div>",
        ["清河镇人民政府", "2022年政府信息公开工作年度报告", *LINES],
    ),
    "a year behind": (
        f"<div><h2>政府信息公开工作年度报告（2022年）</h2></div><div>{BODY}</div>",
        ["政府信息公开工作年度报告（2022年）", *LINES],
    ),
    "a title in the site's header": (f"<header><h1>{TITLE}</h1></header><div>{BODY}</div>", [TITLE, *LINES]),
    "a title in the article is not doubled": (
        f"<title>{TITLE}</title><h1>{TITLE}</h1><div><p>{TITLE}</p>{BODY}</div>",
        [TITLE, *LINES],
    ),
    "a preface beside the sections": (
        f"<h1>{TITLE}</h1><div><p>本报告由镇政府办公室编制，欢迎查阅。统计到年底。</p></div><div>{BODY}</div>",
        [TITLE, "本报告由镇政府办公室编制，欢迎查阅。统计到年底。", *LINES],
    ),
    "a signature beside the sections": (
        f"<p>{TITLE}</p><div>{BODY}</div><div><p>清河镇人民政府</p><p>2023年1月9日</p></div>",
        [TITLE, *LINES, "清河镇人民政府", "2023年1月9日"],
    ),
    "words of the site in sentences": (
        f"<p>{TITLE}</p>{BODY}<p>打印公开指南20份。</p><p>网站适配多种浏览器，转载信息30条。</p><p>关闭账号1个。</p><p>相关信息已归档。</p>",
        [TITLE, *LINES, "打印公开指南20份。", "网站适配多种浏览器，转载信息30条。", "关闭账号1个。", "相关信息已归档。"],
    ),
    "names of the site's boxes around the article": (
        f'<div class="main-nav print location"><p id="logo">{TITLE}</p><p class="search">电话：1</p>{BODY}</div>',
        [TITLE, "电话：1", *LINES],
    ),
    "paragraphs with names of the site's boxes": (
        f'<p>{TITLE}</p>{BODY.replace("<p>", "<p class=footer>")}<div class="share"><p>另行公布1件。</p></div>',
        [TITLE, *LINES, "另行公布1件。"],
    ),
    "links in sentences": (
        f'<p>{TITLE}</p>{BODY}<p>全文见<a href="x">镇政府网站</a>，也可到镇里查阅。</p>',
        [TITLE, *LINES, "全文见镇政府网站，也可到镇里查阅。"],
    ),
    "only hidden": (f'<p>请稍候</p><div style="display:none"><p>{TITLE}</p>{BODY}</div>', [TITLE, *LINES]),
    "no headings at all": (
        f"<ul><li><a>栏目一</a><li><a>栏目二</a></ul><div><h1>{TITLE}</h1><p>全年公开信息120条，答复申请3件，都在期限之内。</p></div>",
        [TITLE, "全年公开信息120条，答复申请3件，都在期限之内。"],
    ),
}


@pytest.mark.parametrize("page, expected", KEPT.values(), ids=KEPT)
def test_report_is_kept_whole(tmp_path: Path, page: str, expected: list[str]) -> None:
    assert texts(read(tmp_path, page)) == expected


LEFT_OUT = {
    "script and style": "<script>一、脚本。</script><style>p{}</style><noscript>请启用脚本</noscript>",
    "hidden": '<p style="display : none">隐藏一句话。</p><div hidden>隐藏</div><p style="visibility:hidden">隐藏</p>',
    "form controls": "<form>检索<select><option>甲</option></select><button>检索</button></form><textarea>文</textarea>",
    "footer": "<footer>本站由某单位负责维护，欢迎各界提出意见。</footer>",
    "links": "<ul><li><a href=1>甲栏目</a></li><li><a href=2>乙栏目</a></li></ul>",
    "links in a line": "<div><a href=1>甲栏目</a> | <a href=2>乙栏目</a></div>",
    "lines of the site": "<p>发布时间：2023-01-09　来源：镇政府</p><p>浏览次数：21</p><p>【打印】</p><p>关闭窗口</p><p>扫一扫手机看</p>",
    "owner": "<p>版权所有：清河镇</p><p>主办单位：清河镇人民政府</p><p>某ICP备11号</p>",
    "box by name": '<div class="bdshare"><a href=1>微信</a>好友</div><div id="qrCode"><img src="q.png"></div>',
}


@pytest.mark.parametrize("chrome", LEFT_OUT.values(), ids=LEFT_OUT)
@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
def test_site_is_left_out_inside_the_article(tmp_path: Path, chrome: str, above: bool) -> None:
    page = f"<div><p>{TITLE}</p>{chrome if above else ''}{BODY}{'' if above else chrome}</div>"
    outline = read(tmp_path, page)
    assert [text for text in texts(outline) if text != "检索"] == [TITLE, *LINES]
    assert sum(paragraph.images for paragraph in outline.paragraphs) == 0


# -- text -------------------------------------------------------------------------------------------

WRITTEN = {
    "<span>20</span><span>23</span>年": "2023年",
    "共<b>5</b><font color=red>件</font>，<u>答</u><a href=x>复</a>": "共5件，答复",
    "前\n      后\r\n\t又": "前后又",
    "收到\n 12 件": "收到12 件",
    "Word\n  Excel and  PDF": "Word Excel and PDF",
    "&nbsp;&nbsp;　　段首　&nbsp;": "段首",
    "甲&#8203;乙&shy;丙\ufeff": "甲乙丙",
    "A&amp;B &lt;甲&gt; &ldquo;乙&rdquo;": "A&B <甲> “乙”",
    "471<sup>2</sup>件、300m<sup><b>2</b></sup>、CO<sub>2</sub>": "471²件、300m²、CO₂",
    "5<span style='vertical-align: super'>[1]</span>项": "5[¹]项",
    "甲<o:p></o:p>乙<!-- 注 -->丙<![if !x]>丁<![endif]>": "甲乙丙丁",
}


@pytest.mark.parametrize("source, shown", WRITTEN.items())
def test_text_is_joined_as_a_reader_sees_it(tmp_path: Path, source: str, shown: str) -> None:
    outline = read(tmp_path, f"<p>{TITLE}</p>{BODY}<p>{source}</p>")
    assert texts(outline)[-1] == shown


BESIDE = {
    "a figure taken back": ("<p>发布会<del>12</del>15场。</p>", "发布会15场。", ["struck-out text 12"]),
    "in the old way": ("<p>发布会<s>1</s><strike>2</strike>15场。</p>", "发布会15场。", ["struck-out text 1", "struck-out text 2"]),
    "by its look": ('<p>发布会<span style="color:red;text-decoration: line-through">12</span>15场。</p>', "发布会15场。", ["struck-out text 12"]),
    "underlined": ('<p>发布会<span style="text-decoration:underline">12</span>场。</p>', "发布会12场。", []),
    "put in": ("<p>发布会<ins>12</ins>场。</p>", "发布会12场。", []),
    "words that do not show": ('<p>发布会<span style="display:none">（核）</span>12场。</p>', "发布会12场。", ["hidden text （核）"]),
    "how it sounds": ("<p><ruby>淮<rp>(</rp><rt>huái</rt><rp>)</rp></ruby>安。</p>", "淮安。", []),
}  # fmt: skip


@pytest.mark.parametrize("source, shown, beside", BESIDE.values(), ids=BESIDE)
def test_words_taken_back_or_not_shown_are_told_and_are_no_text(
    tmp_path: Path, source: str, shown: str, beside: list[str]
) -> None:
    outline = read(tmp_path, f"<body><p>一、总体情况</p>{source}</body>")
    assert texts(outline) == ["一、总体情况", shown]
    assert [f"{one.kind.value} {one.text}" for one in outline.asides] == beside
    assert {one.location.line for one in outline.asides} <= {2}


def test_what_was_taken_back_in_a_cell_is_told_at_its_table(tmp_path: Path) -> None:
    table = "<table><tr><th>甲</th><th>乙</th></tr><tr><td>申请件数</td><td><s>12</s>15</td></tr></table>"
    outline = read(tmp_path, f"<body><p>一、总体情况</p>{table}</body>")
    assert (cells(outline)[2, 2], [(one.text, one.location.grid) for one in outline.asides]) == ("15", [("12", "表1")])


def test_breaks_and_blocks_end_paragraphs_and_headings_keep_their_level(tmp_path: Path) -> None:
    outline = read(tmp_path, f"<h1>{TITLE}</h1><h2>一、概述</h2>甲<br>乙<div>丙<p>丁</p>戊</div><h6>（一）己</h6><li>庚</li>")
    assert [(paragraph.text, paragraph.heading) for paragraph in outline.paragraphs] == [
        (TITLE, 1), ("一、概述", 2), ("甲", 0), ("乙", 0), ("丙", 0), ("丁", 0), ("戊", 0), ("（一）己", 6), ("庚", 0)
    ]  # fmt: skip


CODINGS = {
    "utf-8": ("", "utf-8"),
    "utf-8 with a mark": ("", "utf-8-sig"),
    "utf-16": ("", "utf-16"),
    "undeclared GBK": ("", "gb18030"),
    "GBK as gb2312": ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gbk"),
    "GB 18030": ("<meta charset='GB18030'>", "gb18030"),
    "Big5": ("<meta charset=big5>", "big5"),
    "declared wrongly, saved anew": ("<meta charset=gb2312>", "utf-8"),
    "UTF-8 that is GBK": ("<meta charset=utf-8>", "gb18030"),
    "unknown": ("<meta charset=klingon>", "utf-8"),
    "XML": ('<?xml version="1.0" encoding="gbk"?>', "gbk"),
}


@pytest.mark.parametrize("head, coding", CODINGS.values(), ids=CODINGS)
def test_any_coding_is_read(tmp_path: Path, head: str, coding: str) -> None:
    title, text = ("2022年年報", "一、總體情況") if coding == "big5" else (TITLE, "一、总体情况，含“〔〕”与㎡")
    text = text if coding in ("utf-8", "utf-8-sig", "utf-16", "gb18030") else text.replace("㎡", "")
    assert texts(read(tmp_path, f"{head}<p>{title}</p><p>{text}</p>".encode(coding))) == [title, text]


def test_a_broken_byte_costs_one_character(tmp_path: Path) -> None:
    content = f"<p>{TITLE}</p>{BODY}".encode()
    at = content.index("申".encode())
    outline = read(tmp_path, content[:at] + b"\xff" + content[at + 1 :])
    assert texts(outline)[0] == TITLE and texts(outline)[-1] == LINES[-1]
    assert "\ufffd" in texts(outline)[2] and texts(outline)[2].endswith("请3件。")


# -- tables -----------------------------------------------------------------------------------------

ROWS = "<tr><td>规章</td><td>3</td><td>4</td></tr>"


def cells(outline: Outline, at: int = 0) -> dict[tuple[int, int], str]:
    return {place: cell.text for place, cell in outline.grids[at].cells.items()}


def test_merged_cells_stand_at_their_top_left_place(tmp_path: Path) -> None:
    outline = read(
        tmp_path,
        "<table><tr><td rowspan=2>甲</td><td colspan='2'>乙</td><td rowspan=0>末</td></tr><tr><th>丙</th><th> </th></tr>"
        "<tr><td>丁</td><td>1</td><td>2</td></tr></table>",
    )
    assert cells(outline) == {(1, 1): "甲", (1, 2): "乙", (1, 4): "末", (2, 2): "丙", (3, 1): "丁", (3, 2): "1", (3, 3): "2"}


def test_head_and_foot_stand_where_a_browser_puts_them(tmp_path: Path) -> None:
    outline = read(
        tmp_path,
        "<table><caption>表名</caption><tfoot><tr><td>合计</td><td>7</td></tr></tfoot><tbody><tr><td>甲</td><td>7</td></tr></tbody>"
        "<thead><tr><td>名</td><td>数</td></tr></thead></table>",
    )
    assert [cells(outline)[row, 1] for row in (1, 2, 3)] == ["名", "甲", "合计"]
    assert texts(outline) == ["表名"] and outline.order == (("p", 0), ("t", 0))


@pytest.mark.parametrize("spans", ["colspan=99999999999", "rowspan=99999999999", "colspan=-3 rowspan=x", "colspan='' rowspan=0"])
def test_absurd_spans_are_bounded(tmp_path: Path, spans: str) -> None:
    assert cells(read(tmp_path, f"<table><tr><td>甲</td><td>乙</td><td {spans}>丙</td></tr></table>")) == {
        (1, 1): "甲",
        (1, 2): "乙",
        (1, 3): "丙",
    }


@pytest.mark.parametrize("row", ["<td>1</td>" * 120, "<td colspan=90>甲</td>" * 2 + "<td>乙</td>"], ids=["cells", "spans"])
def test_table_wider_than_any_form_is_read_as_text(tmp_path: Path, row: str) -> None:
    outline = read(tmp_path, f"<table><tr>{row}</tr></table>")
    assert outline.grids == () and len(outline.paragraphs) == row.count("<td")


def test_layout_tables_are_walked_through(tmp_path: Path) -> None:
    long = "这一段话很长，" * 30 + "说完了。"
    page = f"""<table><tr><td width=20></td><td><table><tr><td>{TITLE}</td></tr><tr><td>一、总体情况</td></tr></table>
    <p>{long}</p><table>{ROWS * 2}</table></td></tr><tr><td>左</td><td>六、其他</td></tr></table>"""
    outline = read(tmp_path, page)
    assert texts(outline) == [TITLE, "一、总体情况", long, "左", "六、其他"]
    assert outline.order == (("p", 0), ("p", 1), ("p", 2), ("t", 0), ("p", 3), ("p", 4))


def test_table_inside_a_table_of_figures_comes_after_it(tmp_path: Path) -> None:
    inner = "<table><tr><td>内甲</td><td>1</td></tr></table>"
    outline = read(tmp_path, f"<table>{ROWS}<tr><td>备注{inner}另注</td><td>5</td><td>6</td></tr></table><p>后文</p>")
    assert cells(outline) == {(1, 1): "规章", (1, 2): "3", (1, 3): "4", (2, 1): "备注另注", (2, 2): "5", (2, 3): "6"}
    assert cells(outline, 1) == {(1, 1): "内甲", (1, 2): "1"}
    assert texts(outline) == ["后文"]


def test_hidden_cells_are_no_cells(tmp_path: Path) -> None:
    row = "<tr><td>规章</td><td style='display:none'>9</td><td>3</td></tr><tr style='display:none'><td>甲</td><td>8</td></tr>"
    assert cells(read(tmp_path, f"<table>{row}</table>")) == {(1, 1): "规章", (1, 2): "3"}


def test_text_and_breaks_in_a_cell_are_one_text(tmp_path: Path) -> None:
    row = "<tr><td><p>行政规</p>\n<p>范性\n文件</p></td><td>1<span>2</span><br></td></tr>"
    assert cells(read(tmp_path, f"<table>{row}</table>")) == {(1, 1): "行政规范性文件", (1, 2): "12"}


# -- pictures ---------------------------------------------------------------------------------------


def png() -> bytes:
    """One white dot."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")

    head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")


def address(content: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def test_pictures_in_the_page_come_along_and_others_are_counted(tmp_path: Path) -> None:
    jpeg = b"\xff\xd8\xff\xe0" + b"\0" * 20
    outline = read(
        tmp_path,
        f"<p>{TITLE}</p><p>一、总体情况</p><p><img src='{address(png())}'>图1 申请数量</p><p><img src='http://x.gov.cn/a.png'></p>"
        f"<p><img src='{address(jpeg, 'jpg')}'><img src='file:///etc/passwd'><img></p><p>六、其他</p>",
    )
    pictured = [(paragraph.text, paragraph.images, paragraph.pictures) for paragraph in outline.paragraphs if paragraph.images]
    assert pictured == [("图1 申请数量", 1, ("picture-1.png",)), ("", 1, ()), ("", 3, ("picture-2.jpg",))]
    assert outline.pictures == {"picture-1.png": png(), "picture-2.jpg": jpeg}


@pytest.mark.parametrize(
    "source",
    [
        address(b"GIF89a"),
        address(b"<svg/>", "svg+xml"),
        "data:image/png;base64,%%%",
        "data:image/png;base64,A",
        "data:,x",
        address(b""),
    ],
)
def test_what_is_no_picture_is_only_counted(tmp_path: Path, source: str) -> None:
    outline = read(tmp_path, f"<p>{TITLE}</p><p>一、总体情况<img src='{source}'></p>")
    assert (outline.paragraphs[1].images, outline.paragraphs[1].pictures, outline.pictures) == (1, (), {})


def test_a_huge_picture_does_not_cost_the_text(tmp_path: Path) -> None:
    outline = read(tmp_path, f"<p>{TITLE}</p><p>一、总<img src='{address(png() + bytes(11_000_000))}'>体</p>{BODY}")
    assert texts(outline) == [TITLE, "一、总体", *LINES]
    assert (outline.paragraphs[1].images, outline.pictures) == (1, {})


def test_picture_in_a_table_is_not_lost(tmp_path: Path) -> None:
    outline = read(tmp_path, f"<table>{ROWS.replace('规章', f'规章<img src={address(png())}>')}</table>")
    assert cells(outline)[1, 1] == "规章"
    assert [(paragraph.text, paragraph.pictures) for paragraph in outline.paragraphs] == [("", ("picture-1.png",))]


# -- what is no web page ----------------------------------------------------------------------------

BAD = {
    "empty": (b"", "文件是空的"),
    "blank": (b" \r\n", "文件是空的"),
    "zip": (b"PK\x03\x04rest", "压缩包"),
    "PDF": (b"%PDF-1.7\n<a>", "PDF"),
    "old Office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版"),
    "picture": (png(), "图片"),
    "binary": (bytes(range(256)) * 4, "不是文字"),
    "text": ("一、总体情况".encode(), "只有文字"),
    "one file": (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\r\n<html>", ".mht"),
    "only scripts": (b"<html><body><script>load()</script><div id='app'></div></body></html>", "没有文字"),
    "only a comment": (b"<!-- x -->", "没有文字"),
    "frames": (b"<frameset><frame src='a.html'></frameset>", "没有文字"),
    "too much": (b"<p>x" * 200_001, "太大"),
    "too deep": (b"<div>" * 5000 + "一、".encode(), "太深"),
}


@pytest.mark.parametrize("content, told", BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, content)
    assert told in caught.value.message and caught.value.hint
    assert str(caught.value.location) == "page.html"


def test_too_big_a_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    with path.open("wb") as stream:
        stream.truncate(21_000_000)
    with pytest.raises(SourceError, match="21 MB"):
        read_web_page(path)


@pytest.mark.parametrize("name", ["none.html", "."])
def test_what_cannot_be_opened_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError):
        read_web_page(tmp_path / name)


TAGS = st.sampled_from(
    ["<p>", "</p>", "<table>", "</table>", "<tr>", "</tr>", "<td>", "<td", "rowspan=3>", "</td>", "<br>", "<a>", "<a/>", "</a>", "<nav>", "<header>", "<h1>", "</h1>", "<img>", "<!--", "-->", "<![if", "<div", "hidden>", "<div", "class=nav>", "</div>", "<script>", "</script>", "<b>", "<title>", "<caption>", "<body>", "</html>", "&#0;", "&nbsp;", "&bad;", "<x:y>", "<"]
)  # fmt: skip
SOUP = st.lists(
    TAGS | st.sampled_from(["一、总体情况", "12", "2023年年度报告", "。", " \n", "\x00", "\x0c"]) | st.text(max_size=8),
    max_size=60,
)
QUICK = settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(content=st.one_of(st.binary(max_size=300), SOUP.map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))))
def test_whatever_comes_in_there_is_an_answer(tmp_path: Path, content: bytes) -> None:
    try:
        outline = read(tmp_path, content)
    except SourceError as error:
        assert error.message
    else:
        assert outline.paragraphs or outline.grids
        assert all(paragraph.text == paragraph.text.strip() for paragraph in outline.paragraphs)
        assert len(outline.order) == len(outline.paragraphs) + len(outline.grids)


@QUICK
@given(cuts=st.lists(st.tuples(st.floats(0, 1), TAGS), max_size=4))
def test_spoiled_page_is_answered(tmp_path: Path, cuts: list[tuple[float, str]]) -> None:
    text = page_of(PACKS[0], SITES[0])[0].decode()
    for where, piece in cuts:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + 3 :]
    try:
        assert read(tmp_path, text).paragraphs
    except SourceError as error:
        # A tag cut in two can swallow the page.
        assert "没有文字" in error.message


def test_made_articles_say_what_the_tests_rely_on() -> None:
    articles: list[Article] = [article_of(pack) for pack in PACKS]
    assert all(len(article.paragraphs) > 10 for article in articles)
    assert not any(word in text for article in articles for text in article.paragraphs for word in CHROME)
