"""Makes web pages of reports, as quite different sites would publish them: all words and figures made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from typing import NamedTuple

from reportgen.model.form import Form, Table
from reportgen.model.layout import lay_out
from reportgen.packs.folders import pack_folders
from reportgen.packs.load import open_pack

PACKS = ("gov-disclosure-2014", "gov-disclosure-2019", "gov-disclosure-2021")
YEARS = {"gov-disclosure-2014": 2016, "gov-disclosure-2019": 2019, "gov-disclosure-2021": 2023}
AGENCY = "云溪县水务与河道管理局"
# Words of the sites, none of which belongs to a report.
CHROME = ("首页", "政务公开栏目", "热点专题", "扫一扫", "打印", "关闭窗口", "分享", "版权所有", "备案", "上一篇", "下一篇", "站内搜索",
          "浏览次数", "发布时间", "当前位置", "网站地图", "function", "color", "隐藏的字", "相关链接", "办事指南")  # fmt: skip

Cell = Callable[[str], str]


@cache
def form_of(pack: str) -> Form:
    return next(open_pack(folder).form for folder in pack_folders() if folder.name == pack)


def figures_of(form: Form) -> dict[str, str]:
    """A figure of its own for every Ref, so that none can be taken for another; some with decimals."""
    return {
        ref: f"{3000 + number}.{number % 9 + 1}" if figure.kind == "amount" else str(3000 + number)
        for number, (ref, figure) in enumerate(form.figures.items())
    }


class Article(NamedTuple):
    """A made-up report: paragraphs before the sections, sections with paragraphs and tables, the end."""

    title: str
    preface: list[str]
    sections: list[tuple[str, list[str | Table]]]
    end: list[str]

    @property
    def paragraphs(self) -> list[str]:
        inner = [text for heading, parts in self.sections for text in (heading, *parts) if isinstance(text, str)]
        return [self.title, *self.preface, *inner, *self.end]


def article_of(pack: str) -> Article:
    form, year = form_of(pack), YEARS[pack]
    preface = [
        f"根据《中华人民共和国政府信息公开条例》，{AGENCY}编制了本报告，数据统计期限为{year}年1月1日至12月31日。",
        "联系地址：云溪县清波路8号，电话：0570-0000000。",
    ]
    sections: list[tuple[str, list[str | Table]]] = []
    if not any(section.tables and section.kind == "fixed" for section in form.sections):
        for ordinal, name in zip("一二三四", ("概述", "主动公开情况", "依申请公开情况", "存在的问题"), strict=True):
            sections.append((f"{ordinal}、{name}", _prose(ordinal, year)))
        sections.append(("五、其他事项", [*_prose("五", year), *form.tables]))
    else:
        for section in form.sections:
            if section.kind == "fixed":
                tables = [form.table(table) for table in section.tables]
                sections.append((section.heading, [*tables] if tables else _prose(section.name, year)))
    return Article(f"{AGENCY}{year}年政府信息公开工作年度报告", preface, sections, [AGENCY, f"{year + 1}年1月18日"])


def _prose(about: str, year: int) -> list[str | Table]:
    return [
        f"（一）{about}做了什么。{year}年，本局公开河道巡查信息128条，答复申请17件，没有一件逾期。",
        f"（二）{about}还要做什么。“看得懂、找得到”仍是目标；下一步将把水质公报做成图表，每季度公布一次。",
        "共办理1件。",
    ]


# -- how editors write cells and paragraphs ---------------------------------------------------------


def plain(text: str) -> str:
    return escape(text)


def wrapped(text: str) -> str:
    """Every cell in a paragraph and a span, as Word leaves it."""
    style = "font-size:10.5pt;mso-bidi-font-size:10pt"
    return f'\n  <p class="MsoNormal" align="center"><span style="{style}">{escape(text)}<o:p></o:p></span></p>\n  '


def split(text: str) -> str:
    """Digits and letters torn over tags."""
    if len(text) < 2:
        return f"<span><b>{escape(text)}</b></span>"
    middle = len(text) // 2
    return f"<span>{escape(text[:middle])}</span><font face='Times'><span>{escape(text[middle:])}</span></font>&nbsp;"


def in_paragraphs(text: str) -> str:
    """A long label over two paragraphs, with source lines between."""
    if len(text) < 8:
        return f"<div>\n{escape(text)}\n</div>"
    return f"<p>{escape(text[:5])}</p>\n\t<p>{escape(text[5:])}</p>"


def broken_source(text: str) -> str:
    """Line breaks of the source inside the text, where they mean nothing."""
    for point in ("，", "。", "、"):
        text = text.replace(point, f"{point}\n        ")
    return text.replace("年", "<span>年</span>")


def table_html(table: Table, figures: dict[str, str], cell: Cell, attributes: str = "border=1") -> str:
    """The form's table as it prints it, merged cells as colspan and rowspan."""
    layout = lay_out(table)
    rows: dict[int, list[str]] = {row: [] for row in range(1, layout.height + 1)}
    for drawn in sorted(layout.cells, key=lambda drawn: (drawn.row, drawn.column)):
        spans = f' colspan="{drawn.columns}"' * (drawn.columns > 1) + f' rowspan="{drawn.rows}"' * (drawn.rows > 1)
        text = figures[drawn.ref] if drawn.ref else drawn.text
        rows[drawn.row].append(f"<td{spans}>{cell(text) if text else '&nbsp;'}</td>")
    head = "".join(f"<tr>{''.join(rows[row])}</tr>" for row in range(1, layout.header_rows + 1))
    body = "\n".join(f"<tr>{''.join(rows[row])}</tr>" for row in range(layout.header_rows + 1, layout.height + 1))
    return f"<table {attributes}>{f'<thead>{head}</thead>' if head else ''}<tbody>\n{body}\n</tbody></table>"


# -- sites ------------------------------------------------------------------------------------------


class Site(NamedTuple):
    """How a site publishes: `page` takes the article and gives the file; `cell` is its editor's habit."""

    name: str
    page: Callable[[Article, Callable[[Table], str]], bytes]
    cell: Cell


def _inner(
    article: Article, table: Callable[[Table], str], paragraph: Callable[[str], str], heading: Callable[[str], str]
) -> Iterator[str]:
    for title, parts in article.sections:
        yield heading(title)
        for part in parts:
            yield paragraph(part) if isinstance(part, str) else table(part)


def _modern(article: Article, table: Callable[[Table], str]) -> bytes:
    """Tags of HTML 5; title and preface stand above the element with the sections."""
    menu = "".join(
        f'<li><a href="/{n}">{name}</a></li>' for n, name in enumerate(("首页", "政务公开栏目", "热点专题", "办事指南"))
    )
    inner = "\n".join(_inner(article, table, lambda text: f"<p>\n  {broken_source(text)}\n</p>", lambda text: f"<h2>{text}</h2>"))
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{article.title}_云溪县人民政府</title>
<style>.a{{color:red}}</style><script>function a(){{return "<p>不要</p>"}}</script></head><body>
<header><a href="/"><img src="logo.png" alt="云溪县"></a><nav><ul>{menu}</ul></nav></header>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/x">政务公开栏目</a> &gt; 正文</div>
<main><div class="box"><h1>{article.title}</h1>
<div class="info"><span>发布时间：2024-01-20 09:30</span><span>来源：{AGENCY}</span><span>浏览次数：<i>88</i></span></div>
<div class="share-box">分享到：<a href="#">微信</a><a href="#">微博</a></div>
<div class="lead">{"".join(f"<p>{text}</p>" for text in article.preface)}</div>
<div id="zoom"><div class="sections">{inner}</div>
<div style="display: none">隐藏的字。隐藏的字。隐藏的字。隐藏的字。</div></div>
<div class="sign"><p style="text-align:right">{article.end[0]}</p><p style="text-align:right">{article.end[1]}</p></div>
<div class="qrcode"><img src="qr.png"><p>扫一扫在手机打开当前页</p></div>
<p><a href="javascript:print()">【打印】</a> <a href="javascript:close()">【关闭窗口】</a></p>
<div>相关链接：</div><ul><li><a href="/1">一份别的报告</a></li><li><a href="/2">两份别的报告</a></li></ul>
</div></main><aside><h3>热点专题</h3><p>这里的话与年报无关，读者也不会看，写得再长也是栏目里的话。</p></aside>
<footer>版权所有：云溪县人民政府 未经许可不得转载。 <a href="#">网站地图</a> 备案号：某ICP备00000000号</footer>
<script>alert(1)</script></body></html>""".encode()


def _layout_tables(article: Article, table: Callable[[Table], str]) -> bytes:
    """An old site: everything in tables, fonts, GBK with a declaration of GB2312."""
    inner = "\n".join(
        _inner(
            article,
            lambda noun: f"<div align=center>{table(noun)}</div>",
            lambda text: f"<P>&nbsp;&nbsp;&nbsp; <FONT size=3>{broken_source(text)}</FONT></P>",
            lambda text: f"<P>　　<STRONG>{text}</STRONG></P>",
        )
    )
    preface = "".join(f"<P>　　{text}</P>" for text in article.preface)
    end = "".join(f"<P align=right>{text}　　</P>" for text in article.end)
    return f"""<HTML><HEAD><TITLE>云溪县政府门户网站</TITLE>
<META http-equiv=Content-Type content="text/html; charset=gb2312"></HEAD><BODY>
<TABLE width=980 align=center><TR><TD colspan=3><IMG src="banner.jpg"></TD></TR>
<TR><TD><A href="/">首页</A></TD><TD><A href="/a">政务公开栏目</A></TD><TD><A href="/b">办事指南</A></TD></TR></TABLE>
<TABLE width=980 align=center><TR><TD width=200 valign=top><TABLE><TR><TD><A href=1>热点专题</A></TD></TR>
<TR><TD><A href=2>办事指南</A></TD></TR></TABLE></TD><TD valign=top>
<TABLE><TR><TD>您当前的位置：<A href="/">首页</A> &gt;&gt; 政务公开栏目</TD></TR>
<TR><TD align=center><FONT size=5><B>{article.title}</B></FONT></TD></TR>
<TR><TD align=center>发布时间：2020-01-19 字体：[大 中 小] 浏览次数：512</TD></TR>
<TR><TD>{preface}{inner}{end}</TD></TR>
<TR><TD align=right>【<A href="#">打印</A>】【<A href="#">关闭窗口</A>】</TD></TR>
<TR><TD>上一篇：<A href="#">水情通报</A></TD></TR><TR><TD>下一篇：<A href="#">汛期安排</A></TD></TR></TABLE>
</TD></TR></TABLE>
<TABLE width=980><TR><TD align=center>主办单位：云溪县人民政府　版权所有　某ICP备00000000号</TD></TR></TABLE>
</BODY></HTML>""".encode("gb18030")


def _pasted_from_word(article: Article, table: Callable[[Table], str]) -> bytes:
    """A form around the whole page, an article pasted from Word, spans everywhere; a byte order mark."""

    def paragraph(text: str) -> str:
        middle = len(text) // 2
        runs = f'<span style="font-family:仿宋">{text[:middle]}</span><span lang="EN-US">{text[middle:]}</span>'
        return f'<p class="MsoNormal" style="text-indent:32pt"><!--[if gte mso 9]>x<![endif]-->{runs}<o:p></o:p></p>'

    inner = "\n".join(_inner(article, table, paragraph, paragraph))
    middle = article.title.index("年") - 2
    return f"""\ufeff<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head id="Head1"><title>信息公开</title></head><body>
<form method="post" action="./x.aspx" id="form1"><input type="hidden" name="__VIEWSTATE" value="AAAA" />
<div id="top-search"><input type="text"><button>站内搜索</button></div>
<div class="menu"><ul><li><a href="#">首页</a></li><li><a href="#">政务公开栏目</a></li></ul></div>
<table class="meta"><tr><td>索引号</td><td>000-2024-01</td></tr><tr><td>发布时间</td><td>2024-01-20</td></tr></table>
<div class="article-content"><p class="MsoNormal" align="center"><b><span>{article.title[:middle]}</span><span>{article.title[middle:]}</span>
</b></p>{"".join(map(paragraph, article.preface))}{inner}{"".join(map(paragraph, article.end))}
<p><a href="/files/a.docx">附件：年度报告.docx</a></p></div>
<div class="bdsharebuttonbox"><a href="#">分享</a></div>
<div id="footer"><p>版权所有 云溪县人民政府办公室。建议使用较新的浏览器。</p></div></form></body></html>""".encode()


def _lines_and_breaks(article: Article, table: Callable[[Table], str]) -> bytes:
    """No paragraphs, only <br>; no charset; the title stands nowhere but in the head."""
    inner = "".join(_inner(article, table, lambda text: f"&emsp;&emsp;{text}<br/>\n", lambda text: f"<b>　　{text}</b><br>"))
    preface = "<br><br>".join(f"　　{text}" for text in article.preface)
    return f"""<html><head><meta name="SiteName" content="云溪"><meta name="ArticleTitle" content="{article.title}"></head>
<body><center><a href="/">首页</a> | <a href="/a">政务公开栏目</a> | <a href="/b">网站地图</a></center>
<div>日期：2024-01-22　【字体：<a>大</a> <a>中</a> <a>小</a>】</div>
<div>{preface}<br>{inner}{"<br/>".join(article.end)}</div><div class=copyright>版权所有 云溪县</div></body></html>""".encode(
        "gb18030"
    )


def _fragment(article: Article, table: Callable[[Table], str]) -> bytes:
    """What somebody copied out of the page's source."""
    inner = "".join(_inner(article, table, lambda text: f"<p>{text}</p>", lambda text: f"<p>{text}</p>"))
    return (
        f"<h1>{article.title}</h1>{''.join(f'<p>{text}</p>' for text in article.preface)}{inner}"
        + "".join(f"<p>{text}</p>" for text in article.end)
    ).encode()


SITES = (
    Site("modern", _modern, plain),
    Site("layout tables", _layout_tables, in_paragraphs),
    Site("pasted from Word", _pasted_from_word, wrapped),
    Site("lines and breaks", _lines_and_breaks, split),
    Site("fragment", _fragment, plain),
)


def page_of(pack: str, site: Site) -> tuple[bytes, Article, dict[str, str]]:
    """A page: the file, what was written, and the figures by Ref."""
    article, figures = article_of(pack), figures_of(form_of(pack))
    return site.page(article, lambda table: table_html(table, figures, site.cell)), article, figures
