"""The report as a web page: it says what the draft says, as the HTML standard has it, for every reader and screen."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import EXAMPLES, PICTURES, THOROUGH
from support.seen.html_checks import barriers, complaints, parses_strictly
from support.seen.html_parts import TakenApart

from reportgen.cli.main import main
from reportgen.compare.diff import compare
from reportgen.files.pictures import picture_of
from reportgen.model.chart import Chart, Series
from reportgen.model.draft import Built, Checked
from reportgen.model.errors import OutputError, RenderError
from reportgen.model.form import Table
from reportgen.model.layout import lay_out
from reportgen.model.location import Location
from reportgen.model.report import GAP, Cell, Styled, TextBlock, printed
from reportgen.reports.versions import opened
from reportgen.show import report_page as show_report_page
from reportgen.show.report_page import prove_page, report_page
from reportgen.tasks.build import KINDS, build_draft
from reportgen.tasks.check import check_draft

NAMES = sorted(text.parent.name for text in EXAMPLES.glob("*/narrative.yaml"))
HOSTILE = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>&amp;</style>{{ 7*7 }}"""
AT = Location("narrative.yaml", line=3, column=1)
Example = Callable[[str], Path]
Edit = Callable[..., None]
Rewrite = Callable[[Path, str, str], None]

EachExample = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for name in NAMES:
        assert isinstance(build_draft(EXAMPLES / name, kinds=("html",), output=folder / f"{name}.html"), Built)
    return {name: folder / f"{name}.html" for name in NAMES}


def said(*blocks: TextBlock, name: str = "huaian-2024") -> Checked:
    """An example with another text in its first section of prose."""
    checked = check_draft(EXAMPLES / name)
    first = checked.form.prose_sections[0].id
    return checked._replace(report=checked.report._replace(texts={**checked.report.texts, first: blocks}))


def block(text: str, kind: str = "paragraph", **more: object) -> TextBlock:
    return TextBlock(kind, text, AT, **more)  # type: ignore[arg-type]


VARIED = said(
    block(
        "全年公开信息20条。见办事指南。", styles=(Styled(2, 4, "bold"), Styled(11, 15, "link", "https://example.org/a?b=1&c=2"))
    ),
    block("3.没有上一级的标题", "heading", level=3),
    block("4.又一个", "heading", level=3),
    block("（一）标题", "heading", level=2),
    block("这一句是正文。", lead="（二）连写的标题。", level=2),
    block("——第一项；"),
    block("——第二项。"),
    block("各渠道申请数"),
    block("渠道\t件数", "row", level=1),
    block("网站\t12", "row", styles=(Styled(3, 5, "bold"),)),
    block("信函\t", "row"),
    block("图一", "image", image="images/没有.png"),
)


def figures_in_order(table: Table) -> list[str]:
    """The Refs of a table as one reads its cells."""
    drawn = sorted(lay_out(table).cells, key=lambda cell: (cell.row, cell.column))
    return [cell.ref for cell in drawn if cell.ref]


# -- what it says -------------------------------------------------------------------------------------


@EachExample
def test_the_page_reads_back_as_the_draft(name: str, pages: dict[str, Path]) -> None:
    with opened(str(EXAMPLES / name)) as draft, opened(str(pages[name])) as page:
        diff = compare(draft.version, page.version)
        assert not page.version.unplaced
    assert not diff.fields
    assert not diff.figures
    assert not list(diff.changed_steps())


@EachExample
def test_the_page_is_small(name: str, pages: dict[str, Path]) -> None:
    text = re.sub(r"data:image/[^\"]*", "", pages[name].read_text(encoding="utf-8"))
    assert len(text.encode()) < 60_000


@EachExample
def test_a_figure_names_the_headings_of_its_row_and_column(name: str, pages: dict[str, Path]) -> None:
    checked = check_draft(EXAMPLES / name)
    page = TakenApart(pages[name].read_text(encoding="utf-8"))
    headings = {str(found["id"]): "".join(texts) for tag, found, texts in page.elements if tag == "th"}
    cells = [(found, "".join(texts)) for tag, found, texts in page.elements if tag == "td" and "headers" in found]
    order = [ref for table in checked.form.tables for ref in figures_in_order(table)]
    assert len(cells) == len(order) == len(checked.form.figures)
    for ref, (found, text) in zip(order, cells, strict=True):
        figure = checked.form.figures[ref]
        named = [headings[one] for one in str(found["headers"]).split()]
        assert {figure.row.label, figure.column.label} <= set(named), ref
        assert not figure.block.caption or named[0] == figure.block.caption
        labels = {row.label for row in figure.block.filled_rows}
        assert [one for one in named if one in labels][-1] == figure.row.label, ref
        assert text == printed(checked.report.cells[ref], figure.printed_places)


def test_a_row_below_a_heading_names_that_too(pages: dict[str, Path]) -> None:
    page = TakenApart(pages["ouhai-2017"].read_text(encoding="utf-8"))
    headings = {str(found["id"]): "".join(texts) for tag, found, texts in page.elements if tag == "th"}
    named = [[headings[one] for one in str(found["headers"]).split()] for _, found, _ in page.elements if "headers" in found]
    (gazette,) = [one for one in named if "1.政府公报公开政府信息数" in one]
    assert gazette == ["统计数", "一、主动公开情况", "（二）通过不同渠道和方式公开政府信息的情况", "1.政府公报公开政府信息数"]


def test_words_lists_tables_and_levels() -> None:
    text = report_page(VARIED, draft=True)
    assert '<p>全年<strong>公开</strong>信息20条。见<a href="https://example.org/a?b=1&amp;c=2">办事指南</a>。</p>' in text
    assert '<h3 class="level-3">3.没有上一级的标题</h3>\n<h3 class="level-3">4.又一个</h3>\n<h3 class="level-2">' in text
    assert '<p><strong class="lead">（二）连写的标题。</strong>这一句是正文。</p>' in text
    assert '<ul class="dashes">\n<li>——第一项；</li>\n<li>——第二项。</li>\n</ul>' in text
    assert '<caption>各渠道申请数</caption><thead><tr><th scope="col">渠道</th><th scope="col">件数</th></tr></thead>' in text
    assert "<tr><td>网站</td><td><strong>12</strong></td></tr>" in text
    assert f'<mark class="gap">{GAP}</mark>图片 images/没有.png' in text
    assert barriers(text) == []
    prove_page(text, VARIED.form, VARIED.report, draft=True)


def test_one_paragraph_with_a_dash_is_no_list() -> None:
    text = report_page(said(block("——只有一项。"), block("下一段。")))
    assert "<ul" not in text
    assert "<p>——只有一项。</p>" in text


def test_charts_are_drawn_in_the_page() -> None:
    chart = Chart("pie", ("网络", "信函"), (Series("数量", (Decimal(2), Decimal(0))),), "件", "图表:饼图 网络=2、信函=0")
    shown = block("申请渠道", "chart", image="图表:饼图 申请渠道")._replace(chart=chart)
    checked = said(shown, shown)
    text = report_page(checked)
    assert text.count("<figcaption>申请渠道</figcaption></figure>") == text.count("<figure><svg") == 2
    assert 'data-chart="图表:饼图 网络=2、信函=0"' in text
    assert barriers(text) == []
    prove_page(text, checked.form, checked.report, draft=False)


def test_pictures_are_in_the_page() -> None:
    content = (PICTURES / "channels.png").read_bytes()
    name = "images/channels.png"
    checked = said(block("各渠道申请数", "image", image=name), block("同一张", "image", image=name, alt="三个渠道的扇形"))
    page = TakenApart(report_page(checked._replace(pictures={name: picture_of(content, name)})))
    shown = [found for tag, found, _ in page.elements if tag == "img"]
    assert {one["src"] for one in shown} == {f"data:image/png;base64,{base64.b64encode(content).decode()}"}
    assert [one["alt"] for one in shown] == ["各渠道申请数", "三个渠道的扇形"]
    assert ["".join(texts) for tag, _, texts in page.elements if tag == "figcaption"] == ["各渠道申请数", "同一张"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2025年2月5日", '<time datetime="2025-02-05">2025年2月5日</time>'),
        ("2025年2月30日", "<p>2025年2月30日</p>"),
        ("", f'<p><mark class="gap">{GAP}</mark></p>'),
    ],
)
def test_the_date_is_one_for_programs_too(written: str, shown: str) -> None:
    checked = check_draft(EXAMPLES / "huaian-2024")
    assert shown in report_page(checked._replace(report=checked.report._replace(date=written)))


# -- a draft ------------------------------------------------------------------------------------------


def test_a_draft_says_so_and_shows_its_gaps(example: Example, edit: Edit, rewrite: Rewrite, tmp_path: Path) -> None:
    draft = example("huaian-2024")
    edit(draft, "表三", D7=None)
    rewrite(draft, "  日期: ", "  # ")
    output = tmp_path / "稿.html"
    assert isinstance(build_draft(draft, kinds=("html",), output=output), Checked), "errors forbid it"
    assert not output.exists()
    assert isinstance(build_draft(draft, kinds=("html",), output=output, draft=True), Built)
    text = output.read_text(encoding="utf-8")
    assert '<p class="draft-mark">草稿</p>' in text
    assert "<title>（草稿）淮安市" in text
    assert re.search(rf'<td headers="[^"]*"><mark class="gap">{GAP}</mark></td>', text)
    assert f'<p><mark class="gap">{GAP}</mark></p>\n</div>' in text, "the date"
    assert barriers(text) == []


def test_a_finished_page_has_no_mark(pages: dict[str, Path]) -> None:
    text = pages["huaian-2024"].read_text(encoding="utf-8")
    assert "草稿</p>" not in text
    assert GAP not in text


# -- the postcondition --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (">1362<", ">1363<", "表三 予以公开/总计 1362”，网页里是“1363"),
        ("编印《", "编印", "应为“市政府网站全年发布各类政府信息"),
        ("<td headers", "<!--", "应为“"),
        ("</article>", "<p>多出来的一段</p></article>", "网页里是“多出来的一段"),
        (">二、主动公开政府信息情况<", ">二、主动公开情况<", "应为“二、主动公开政府信息情况”，网页里是“二、主动公开情况"),
    ],
)
def test_a_page_that_says_something_else_is_not_saved(
    old: str, new: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def damaged(checked: Checked, **more: bool) -> str:
        head, article = report_page(checked, **more).split("<article>")  # type: ignore[arg-type]
        assert old in article
        return f"{head}<article>{article.replace(old, new, 1)}"

    monkeypatch.setattr(show_report_page, "report_page", damaged)
    with pytest.raises(RenderError, match="生成的网页与草稿不一致") as caught:
        build_draft(EXAMPLES / "huaian-2024", kinds=("html",), output=tmp_path / "a.html")
    assert told in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_gap_is_for_drafts_only() -> None:
    checked = check_draft(EXAMPLES / "huaian-2024")
    gone = checked._replace(report=checked.report._replace(signature=""))
    with pytest.raises(RenderError, match="不是草稿不能有"):
        prove_page(report_page(gone), gone.form, gone.report, draft=False)
    prove_page(report_page(gone, draft=True), gone.form, gone.report, draft=True)


def test_spaces_and_lines_are_no_difference() -> None:
    checked = said(
        block("甲  乙\u3000丙\tA \u200b"),
        block(" 上一行\n下一行 ", lead="（一）头。"),
        block("甲\t", "row", level=1),
        block("乙 \t 丙", "row"),
    )
    cells = dict(checked.report.cells)
    cells["disclosure.licences.decisions"] = Cell("12\npcs", Decimal(12), AT, remark="pcs")
    report = checked.report._replace(signature="甲局\n乙局", title=("甲", "乙  年报"), cells=cells)
    prove_page(report_page(checked._replace(report=report)), checked.form, report, draft=False)


# -- the standard, and every reader -------------------------------------------------------------------


@EachExample
def test_the_parser_of_the_standard_finds_no_error(name: str, pages: dict[str, Path]) -> None:
    parses_strictly(pages[name].read_text(encoding="utf-8"))


@pytest.mark.skipif(not THOROUGH, reason="three seconds of Java: the parser of the standard reads the same pages")
def test_the_nu_checker_finds_nothing(pages: dict[str, Path], tmp_path: Path) -> None:
    varied = tmp_path / "varied.html"
    varied.write_text(report_page(VARIED, draft=True), encoding="utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text("<!DOCTYPE html><html lang=zh-CN><title>a</title><p><table><tr><td headers=b>", encoding="utf-8")
    told = complaints([*pages.values(), varied, broken]).splitlines()
    assert [line for line in told if "broken.html" not in line] == []
    assert any("error" in line for line in told), "the checker checks"


@EachExample
def test_nobody_is_kept_from_reading(name: str, pages: dict[str, Path]) -> None:
    text = pages[name].read_text(encoding="utf-8")
    assert barriers(text) == []
    page = TakenApart(text)
    links = ["".join(texts) for tag, _, texts in page.elements if tag == "a"]
    parts = ["".join(texts) for tag, _, texts in page.elements if tag == "h2"]
    assert links == ["跳到正文", *parts]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<h2", "<h3"),
        (' aria-labelledby="chart-1-title chart-1-desc"', ""),
        (' scope="row"', ""),
        ("<caption", "<p"),
        ('lang="zh-CN"', 'lang="en"'),
        ('href="#part-2"', 'href="#part-99"'),
        (' tabindex="0"', ""),
        ('headers="', 'headers="gone '),
        ("<h1>", "<h2>"),
    ],
)
def test_the_check_for_barriers_finds_them(old: str, new: str, pages: dict[str, Path]) -> None:
    text = pages["ouhai-2017"].read_text(encoding="utf-8")
    assert old in text
    tag = re.match(r"<(\w+)", old)
    changed = text.replace(old, new, 1)
    if tag:
        changed = changed.replace(f"</{tag[1]}>", f"</{new[1:].strip('>')}>", 1)
    assert barriers(changed)


def test_text_and_ground_differ_enough() -> None:
    """WCAG AA: 4.5 to 1 between every colour of text and every ground it stands on."""
    style = (Path(show_report_page.__file__).parent / "static" / "report_page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(ink|soft|accent|ground|paper): (#[0-9a-f]+)", style.split("@media print")[0]))

    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    pairs = [(text, ground) for text in ("ink", "soft", "accent") for ground in ("ground", "paper")]
    grounds = [*((colours[text], colours[ground]) for text, ground in pairs), (colours["ink"], "#ffe08a"), ("#fff", "#b3261e")]
    assert len(grounds) == 8
    for text, ground in grounds:
        dark, bright = sorted((light(text), light(ground)))
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


# -- safe, and nothing from elsewhere -----------------------------------------------------------------


def hostile() -> Checked:
    evil = [
        block(HOSTILE),
        block(HOSTILE, "heading", level=2),
        block(
            HOSTILE,
            lead=HOSTILE,
            styles=(Styled(0, 5, "link", "javascript:alert(1)"), Styled(1, 3, "link", f"https://a/{HOSTILE}")),
        ),
        block(f"{HOSTILE}\t{HOSTILE}", "row", level=1),
        block(f"{HOSTILE}\t1", "row"),
        block(HOSTILE, "image", image=HOSTILE),
    ]
    checked = said(*evil)
    return checked._replace(report=checked.report._replace(title=(HOSTILE,), agency=HOSTILE, signature=HOSTILE, date=HOSTILE))


def test_hostile_text_stays_text() -> None:
    checked = hostile()
    text = report_page(checked, draft=True)
    page = TakenApart(text)
    tags = [tag for tag, _, _ in page.elements]
    assert "script" not in tags
    assert "img" not in tags
    assert tags.count("style") == 1
    assert "javascript:" not in text
    assert all(str(found["href"]).startswith("#") for tag, found, _ in page.elements if tag == "a")
    assert text.count("alert(1)") > 10
    prove_page(text, checked.form, checked.report, draft=True)


@EachExample
def test_nothing_runs_and_nothing_is_fetched(name: str, pages: dict[str, Path]) -> None:
    text = pages[name].read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy[1] == (f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
    assert "://" not in style
    assert not re.search(r"@import|url\(", style)
    for tag, found, _ in TakenApart(text).elements:
        assert tag not in ("script", "link", "iframe")
        assert not any(one == "style" or one.startswith("on") for one in found)
        assert all(str(found.get(one, "#")).startswith(("#", "data:image/")) for one in ("href", "src"))


# -- the command --------------------------------------------------------------------------------------


def test_one_kind_is_told_by_the_ending(example: Example, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = str(example("wenzhou-2020"))
    assert main(["build", draft, "-o", str(tmp_path / "a.HTML")]) == 0
    assert main(["build", draft, "-o", str(tmp_path / "a.txt")]) == 2
    told = capsys.readouterr()
    assert "已生成：" in told.out
    assert "不认识文件名的结尾；只能是 .docx、.html、.pdf" in told.err
    assert main(["build", draft, "--to", "html", "-o", str(tmp_path / "a.docx")]) == 2
    assert "文件名的结尾 .docx 和 html 不是一种文件" in capsys.readouterr().err
    assert main(["build", draft, "--to", "odt"]) == 2
    assert "只能是 docx、html、pdf" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.HTML"]


@pytest.mark.parametrize("to", [["--to", "html", "--to", "docx"], ["--to", "HTML，docx、html"]])
def test_several_kinds_at_once(to: list[str], example: Example) -> None:
    draft = example("wenzhou-2020")
    assert main(["build", str(draft), *to]) == 0
    built = sorted(path.suffix for path in draft.iterdir() if path.name.startswith("温州市人民政府办公室2020年"))
    assert built == [".docx", ".html"]


@pytest.mark.parametrize(
    ("output", "written"),
    [
        ("公布稿", {"公布稿.docx", "公布稿.html"}),
        ("公布稿.html", {"公布稿.docx", "公布稿.html"}),
        ("第1.2稿", {"第1.2稿.docx", "第1.2稿.html"}),
        (".", {f"温州市人民政府办公室2020年政府信息公开工作年度报告.{kind}" for kind in ("docx", "html")}),
    ],
)
def test_several_kinds_have_one_name(output: str, written: set[str], tmp_path: Path) -> None:
    assert main(["build", str(EXAMPLES / "wenzhou-2020"), "-o", str(tmp_path / output), "--to", "docx,html"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == written


def test_an_untouched_page_is_replaced_and_a_changed_one_kept(example: Example, rewrite: Rewrite, tmp_path: Path) -> None:
    draft, output = example("huaian-2024"), tmp_path / "a.html"
    build_draft(draft, kinds=("html",), output=output)
    before = output.read_bytes()
    build_draft(draft, kinds=("html",), output=output)
    assert output.read_bytes() == before, "the same draft, the same bytes"
    rewrite(draft, "对照新形势", "对照新的形势")
    build_draft(draft, kinds=("html",), output=output)
    assert "对照新的形势" in output.read_text(encoding="utf-8")
    output.write_bytes(output.read_bytes().replace("对照新的形势".encode(), "对照形势".encode()))
    with pytest.raises(OutputError, match="有人改过"):
        build_draft(draft, kinds=("html",), output=output)
    assert isinstance(build_draft(draft, kinds=("html",), output=output, force=True), Built)
    other = tmp_path / "b.html"
    other.write_text("<p>别的网页</p>", encoding="utf-8")
    with pytest.raises(OutputError, match="有人改过"):
        build_draft(draft, kinds=("html",), output=other)


def test_all_are_written_or_none(example: Example, monkeypatch: pytest.MonkeyPatch, rewrite: Rewrite, tmp_path: Path) -> None:
    draft = example("huaian-2024")
    build_draft(draft, output=tmp_path / "a", kinds=("docx", "html"))
    (tmp_path / "a.html").unlink()
    before = (tmp_path / "a.docx").read_bytes()
    rewrite(draft, "对照新形势", "对照新的形势")
    # The page's place is taken by a folder, after the document was written already.
    (tmp_path / "a.html").mkdir()
    with pytest.raises(OutputError, match="文件夹"):
        build_draft(draft, output=tmp_path / "a", kinds=("docx", "html"))
    assert (tmp_path / "a.docx").read_bytes() == before
    (tmp_path / "b.html").mkdir()
    with pytest.raises(OutputError, match="文件夹"):
        build_draft(draft, output=tmp_path / "b", kinds=("docx", "html"))
    assert not (tmp_path / "b.docx").exists()


def test_a_changed_file_keeps_all_others(example: Example, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>别的网页</p>", encoding="utf-8")
    with pytest.raises(OutputError, match="有人改过"):
        build_draft(example("huaian-2024"), output=tmp_path / "a", kinds=("docx", "html"))
    assert not (tmp_path / "a.docx").exists()


def test_kinds_are_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "--help"])
    told = capsys.readouterr().out
    assert all(kind in told for kind in KINDS)


# -- in a browser -------------------------------------------------------------------------------------

# A window cannot be as narrow as a phone: the page stands in a frame of that width.
_FRAMED = """<!DOCTYPE html><body><iframe width="{width}" height="900" srcdoc="{page}"></iframe><script>
addEventListener("load", () => {{
  const page = document.querySelector("iframe").contentDocument;
  const frames = [...page.querySelectorAll(".table-frame")];
  document.body.dataset.report = JSON.stringify({{
    over: page.documentElement.scrollWidth - page.documentElement.clientWidth,
    wide: frames.map((one) => one.scrollWidth > one.clientWidth),
    contents: getComputedStyle(page.querySelector(".contents")).position,
    size: parseFloat(getComputedStyle(page.querySelector("article p")).fontSize),
  }});
}});
</script>"""


@pytest.mark.parametrize(("width", "scrolling"), [(360, [False, True, True]), (1280, [False, False, False])])
def test_only_wide_tables_scroll_on_a_phone(width: int, scrolling: list[bool], pages: dict[str, Path], tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    framed = tmp_path / "framed.html"
    text = html.escape(pages["huaian-2024"].read_text(encoding="utf-8"))
    framed.write_text(_FRAMED.format(width=width, page=text), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    command = [chromium, *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", framed.as_uri()]
    dumped = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()
    found = re.search(r'data-report="([^"]*)"', dumped)
    assert found, "the page did not load"
    report = json.loads(html.unescape(found[1]))
    assert report["over"] <= 0, "the page is wider than the screen"
    assert report["wide"] == scrolling
    assert report["contents"] == ("static" if width < 1000 else "sticky")
    assert report["size"] >= 16


def test_a_figure_is_printed_with_its_places_and_proved_as_printed() -> None:
    """50 of a column with one place is 50.0, as in Word; a page that says 50 is not what was to be printed."""
    checked = check_draft(EXAMPLES / "packs" / "fire-statistics-2024" / "example-2024")
    ref = next(ref for ref, figure in checked.form.figures.items() if figure.printed_places)
    places = checked.form.figures[ref].printed_places
    cell = checked.report.cells[ref]._replace(text="50", value=Decimal(50))
    report = checked.report._replace(cells={**checked.report.cells, ref: cell})
    text = report_page(checked._replace(report=report))
    shown = f">50.{'0' * (places or 0)}</td>"
    assert shown in text
    prove_page(text, checked.form, report, draft=False)
    with pytest.raises(RenderError, match=r"应为“.*50\.0+”，网页里是“50”"):
        prove_page(text.replace(shown, ">50</td>", 1), checked.form, report, draft=False)
