"""Published reports as PDFs: lines become paragraphs again, and figures come in over page breaks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import product
from pathlib import Path

import pytest
from conftest import EXAMPLES, examples, telling
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.known.figures import read_truth
from support.made.drafts import figures_in
from support.published.pages import PACKS, article_of, figures_of, form_of
from support.published.pdf import BOTTOM, COLUMNS, PITCH, STYLES, Canvas, Style, Writer, report_pdf

from reportgen.model.errors import SourceError
from reportgen.model.form import Form
from reportgen.model.location import place_in
from reportgen.model.outline import Outline
from reportgen.recognise.document import recognise
from reportgen.recognise.grids import find_tables
from reportgen.reports.pdf import read_pdf
from reportgen.tasks.build import build_draft
from reportgen.word.chart.parts import charts_of
from reportgen.word.outline import read_outline

pytest.importorskip("pdfplumber", reason="pdfplumber (reportgen[pdf]) is not installed")


def read(folder: Path, content: bytes, name: str = "report.pdf") -> Outline:
    path = folder / name
    path.write_bytes(content)
    return read_pdf(path)


def texts(outline: Outline) -> list[str]:
    return [paragraph.text for paragraph in outline.paragraphs]


def placed(form: Form, outline: Outline) -> dict[str, str]:
    search = find_tables(form, outline.grids)
    told = [(found.missing_labels, found.misprints, found.extra_rows) for found in search.found.values()]
    assert told == [((), (), ())] * len(form.tables)
    return {ref: found.grid.text(*place) for found in search.found.values() for ref, place in found.places.items()}


# -- whole reports ----------------------------------------------------------------------------------

# A quick run draws in each style one of the forms.
EACH_STYLE = [(PACKS[at % len(PACKS)], style) for at, style in enumerate(STYLES)]
EachPdf = pytest.mark.parametrize(
    "pack, style", telling(EACH_STYLE, list(product(PACKS, STYLES))), ids=lambda value: getattr(value, "name", value)
)


@lru_cache
def drawn(pack: str, style: Style) -> bytes:
    return report_pdf(pack, article_of(pack), style)


@EachPdf
def test_every_figure_and_paragraph_comes_in(tmp_path: Path, pack: str, style: Style) -> None:
    outline = read(tmp_path, drawn(pack, style))
    assert placed(form_of(pack), outline) == figures_of(form_of(pack))
    assert texts(outline) == article_of(pack).paragraphs
    # Tables that page breaks cut are one grid each.
    assert len(outline.grids) == len(form_of(pack).tables)
    assert not any(grid.loose for grid in outline.grids)


def test_tables_without_rules_come_in_as_rows(tmp_path: Path) -> None:
    for pack in PACKS:
        outline = read(tmp_path, drawn(pack, Style("no rules", rules=False)))
        form, figures = form_of(pack), figures_of(form_of(pack))
        found = recognise(form, outline)
        shown = {ref: found.text(key) for ref, key in found.places.items()}
        assert {ref: text for ref, text in shown.items() if figures[ref] != text} == {}
        assert len(shown) >= 0.9 * len(figures)
        assert [grid for grid in outline.grids if not grid.loose] == []


def test_cells_of_a_loose_grid_have_their_lines(tmp_path: Path) -> None:
    writer = Writer(Style("x"))
    writer.paragraph("甲、以下是没有框线的表。")
    for label, figure in (("规章", "3"), ("行政许可", "12"), ("行政处罚", "40")):
        writer.canvas.text(80, writer.top, label)
        writer.canvas.text(300, writer.top, figure)
        writer.top += PITCH
    writer.paragraph("表到此为止，下面又是文字。")
    outline = read(tmp_path, writer.canvas.pdf())
    (grid,) = outline.grids
    assert {place: cell.text for place, cell in grid.cells.items()} == {
        (1, 1): "规章", (1, 2): "3", (2, 1): "行政许可", (2, 2): "12", (3, 1): "行政处罚", (3, 2): "40"
    }  # fmt: skip
    assert str(grid.location(2, 2)) == "report.pdf:第1页:3:1"
    assert texts(outline) == ["甲、以下是没有框线的表。", "表到此为止，下面又是文字。"]


def test_published_pdf_is_read_to_the_last_cell(published: Path) -> None:
    form, cells, _ = read_truth(published / "truth" / "huaian_city_2024.json")
    outline = read_pdf(published / "huaian_city_2024.pdf")
    assert placed(form, outline) == cells
    assert [grid.name for grid in outline.grids] == ["第3页表1", "第4页表1", "第5页表1"]
    headings = [text for text in texts(outline) if text[1:2] == "、"]
    assert [text[0] for text in headings] == list("一二三四五六")
    # Every paragraph is whole: it ends as sentences do, and none begins within one.
    bodies = [text for text in texts(outline)[2:] if text not in headings]
    assert len(bodies) == 10 and all(text.endswith("。") for text in bodies)
    assert not any(text.strip("- 0123456789") == "" for text in texts(outline))


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Path]]:
    """An example's Word file and the PDF that LibreOffice makes of it."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("converted")
    for name in ("huaian-2024", "ouhai-2017", "wenzhou-2020"):
        draft = shutil.copytree(EXAMPLES / name, folder / "drafts" / name)
        build_draft(draft, output=folder / f"{name}.docx")
    profile = (folder / "profile").as_uri()
    tagged = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", tagged, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, folder.glob("*.docx"))], check=True, capture_output=True, timeout=180)
    return lambda name: (folder / f"{name}.docx", folder / f"{name}.pdf")


@pytest.mark.parametrize(
    "name, pack", [("ouhai-2017", PACKS[0]), ("wenzhou-2020", PACKS[1]), ("huaian-2024", PACKS[2])], ids=lambda value: value
)
def test_finished_document_as_pdf_says_what_the_word_file_says(
    converted: Callable[[str], tuple[Path, Path]], name: str, pack: str
) -> None:
    word, pdf = converted(name)
    outline = read_pdf(pdf)
    assert placed(form_of(pack), outline) == figures_in(word, form_of(pack))
    written = [paragraph.text.strip() for paragraph in read_outline(word).paragraphs]
    # A title is one paragraph of two lines in Word; fonts that a machine lacks may break its lines elsewhere.
    # What a chart shows is text in a PDF, but its tags say that it is a figure.
    assert "".join(texts(outline)) == "".join("".join(written).split())
    assert sum(paragraph.images for paragraph in outline.paragraphs) == len(charts_of(word.read_bytes()))
    body = [text for text in written if text.endswith("。") and len(text) > 40]
    assert len(body) > 8 and [text for text in body if text not in texts(outline)] == []


# -- paragraphs -------------------------------------------------------------------------------------


def page_of(*lines: tuple[float, float, str], size: float = 16.0) -> bytes:
    canvas = Canvas()
    for x, top, text in lines:
        canvas.text(x, top, text, size)
    return canvas.pdf()


FULL = "本局全年公开各类政府信息一千二百余条其中规范性文件二十"  # 27 letters of 16 points
CENTRED = "云溪县水务与河道管理局关于上年度政府信息公开情况"  # 24 of them, two letters in from both sides when indented
LEFT, INDENTED, RIGHT = 74.0, 106.0, 74.0 + 28 * 16


def body(*lines: tuple[float, str], more: int = 12) -> bytes:
    """Those lines below a dozen of plain ones, which show where text begins and ends."""
    plain = [(LEFT, f"{FULL}，")] * more
    return page_of(*((x, 80 + 28 * at, text) for at, (x, text) in enumerate([*plain, *lines])))


BREAKS = {
    "indent": ([(LEFT, f"{FULL}。"), (INDENTED, "下一段从这里开始。")], ["下一段从这里开始。"]),
    "short line": ([(LEFT, "到此为止。"), (LEFT, "下一段没有缩进。")], ["下一段没有缩进。"]),
    "heading": ([(LEFT, f"{FULL}。"), (LEFT, "二、主动公开情况")], ["二、主动公开情况"]),
    "heading after heading": ([(INDENTED, "二、主动公开情况"), (INDENTED, "（一）公文")], ["二、主动公开情况", "（一）公文"]),
    "ordinal within a sentence": (
        [(LEFT, "依照条例规定的目录逐项对照第二十条第一款所列情形以及第"), (LEFT, "（一）项公开。")],
        [],
    ),
    "heading below a centred line": (
        [(LEFT, f"{FULL}。"), (INDENTED, CENTRED), (LEFT, "一、总体情况")],
        [CENTRED, "一、总体情况"],
    ),
    "heading as far in as a centred line": (
        [(LEFT, f"{FULL}。"), (INDENTED, CENTRED), (INDENTED, "（一）公文")],
        [CENTRED, "（一）公文"],
    ),
    "text below a centred line": (
        [(LEFT, f"{FULL}。"), (INDENTED, CENTRED), (INDENTED, "2023年公开信息一百条。")],
        [CENTRED, "2023年公开信息一百条。"],
    ),
    "a centred line and its rest": (
        [(LEFT, f"{FULL}。"), (INDENTED, CENTRED), (LEFT + 10 * 16, "2023年度情况报告")],
        [f"{CENTRED}2023年度情况报告"],
    ),
    "a first line before a long word": (
        [(LEFT, f"{FULL}。"), (INDENTED, CENTRED), (LEFT, "2023年公开的一百条。")],
        [f"{CENTRED}2023年公开的一百条。"],
    ),
    "address not torn": ([(LEFT, "全文见本局门户网站的专栏"), (LEFT, "www.yunxi-water.gov.cn/zwgk/ndbg/2023/index。")], []),
}


@pytest.mark.parametrize("lines, begun", BREAKS.values(), ids=BREAKS)
def test_where_paragraphs_begin(tmp_path: Path, lines: list[tuple[float, str]], begun: list[str]) -> None:
    outline = read(tmp_path, body(*lines))
    assert texts(outline)[1:] == begun


def test_a_last_page_of_few_lines_has_the_margin_of_the_others(tmp_path: Path) -> None:
    """Only one of its lines goes on: all the others begin a paragraph, and stand in."""
    canvas = Canvas()
    for at in range(12):
        canvas.text(LEFT, 80 + 28 * at, f"{FULL}，")
    canvas.pages.append([])
    lines = [(INDENTED, f"{FULL[:-2]}"), (LEFT, "七件。"), (INDENTED, "二、问题"), (INDENTED, "还不够。"), (INDENTED, "三、打算")]
    for at, (x, text) in enumerate(lines):
        canvas.text(x, 80 + 28 * at, text)
    assert texts(read(tmp_path, canvas.pdf()))[1:] == [f"{FULL[:-2]}七件。", "二、问题", "还不够。", "三、打算"]


def test_spaced_paragraphs_without_indent_are_apart(tmp_path: Path) -> None:
    tops = [80, 100, 120, 160, 180, 200, 240]
    outline = read(tmp_path, page_of(*((LEFT, top, f"{FULL}。") for top in tops)))
    assert [text.count(FULL) for text in texts(outline)] == [3, 3, 1]


def test_paragraphs_of_one_line_do_not_make_all_lines_one(tmp_path: Path) -> None:
    """Most lines stand as far apart as paragraphs do; those that go on tell how near the lines of one are."""
    tops = [80, 100, 120, 140, 180, 220, 260, 300, 340, 380, 420]
    lines = [f"{FULL}的"] * 3 + ["（一）主动公开"] + ["第几项工作的情况"] * 7
    outline = read(tmp_path, page_of(*((LEFT, top, text) for top, text in zip(tops, lines, strict=True))))
    assert len(texts(outline)) == 8


def test_title_in_two_full_lines_is_one(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.text(LEFT + 4, 90, "云溪县水务与河道管理局二〇二三年政府信", 22)
    canvas.text(LEFT + 125, 130, "息公开工作年度报告", 22)
    for at in range(12):
        canvas.text(LEFT, 200 + 28 * at, f"{FULL}，", 16)
    assert texts(read(tmp_path, canvas.pdf()))[0] == "云溪县水务与河道管理局二〇二三年政府信息公开工作年度报告"


JOINED = {
    ("收到申请 12 件，答复 1 件。", ""): "收到申请12件，答复1件。",
    ("Word and PDF", ""): "Word and PDF",
    ("邮箱是 yunxi@", "example.cn 。"): "邮箱是yunxi@example.cn。",
    ("本年启用 Smart", "Water 平台。"): "本年启用Smart Water平台。",
    ("共收到 20", "24 件。"): "共收到2024件。",
}


@pytest.mark.parametrize("lines, text", JOINED.items(), ids=JOINED.values())
def test_spaces_stay_between_latin_words_only(tmp_path: Path, lines: tuple[str, str], text: str) -> None:
    # The first line reaches as far as any, so that the second goes on in it.
    start = RIGHT - sum(8 if char.isascii() else 16 for char in lines[0])
    outline = read(
        tmp_path, page_of(*((LEFT, 80 + 28 * at, f"{FULL}，") for at in range(12)), (start, 416, lines[0]), (LEFT, 444, lines[1]))
    )
    assert texts(outline)[-1].endswith(text)


def test_every_character_has_its_page_and_line(tmp_path: Path) -> None:
    canvas = Canvas()
    for at in range(24):
        canvas.text(LEFT, 80 + 28 * at, f"{FULL}，")
    canvas.text(290, 795, "- 1 -", 13)
    canvas.pages.append([])
    canvas.text(LEFT, 80, "件，接着上一页。")
    canvas.text(290, 795, "- 2 -", 13)
    (paragraph,) = read(tmp_path, canvas.pdf()).paragraphs
    assert paragraph.text == f"{FULL}，" * 24 + "件，接着上一页。"
    assert len(paragraph.marks) == 24
    where = [place_in(paragraph.location, paragraph.marks, at) for at in (0, 27, 28, 30, 24 * 28 + 2)]
    assert list(map(str, where)) == [
        f"report.pdf:第{place}" for place in ("1页:1:1", "1页:1:28", "1页:2:1", "1页:2:3", "2页:1:3")
    ]


@pytest.mark.parametrize("number", ["1", "- 1 -", "—1—", "— 1 —", "第1页", "第 1 页 共 3 页", "1/3"])
def test_page_numbers_and_running_lines_are_dropped(tmp_path: Path, number: str) -> None:
    canvas = Canvas()
    for page in range(3):
        if page:
            canvas.pages.append([])
        canvas.text(LEFT, 40, f"云溪年报 第{page}期", 9)
        for at in range(12):
            canvas.text(LEFT, 80 + 28 * at, f"{FULL}，")
        canvas.text(290, 795, number.replace("1", str(page + 1), 1), 13)
    assert texts(read(tmp_path, canvas.pdf())) == [f"{FULL}，" * 36]


def test_radicals_of_a_font_are_the_characters_meant(tmp_path: Path) -> None:
    assert texts(read(tmp_path, page_of((LEFT, 80, "⼈⺠政府首⻚，⻅附件⼀。"))))[0] == "人民政府首页，见附件一。"


def test_letters_printed_twice_are_read_once(tmp_path: Path) -> None:
    assert texts(read(tmp_path, page_of((LEFT, 80, "一、总体情况"), (LEFT + 0.3, 80.2, "一、总体情况")))) == ["一、总体情况"]


def test_pictures_are_counted_in_their_place(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.text(LEFT, 52, f"{FULL}，")
    canvas.text(LEFT, 80, f"{FULL}。")
    canvas.picture(150, 150, 400, 300)
    canvas.picture(80, 120, 90, 130)
    canvas.text(LEFT, 320, "图1申请数量")
    shown = [(paragraph.text, paragraph.images, str(paragraph.location)) for paragraph in read(tmp_path, canvas.pdf()).paragraphs]
    assert shown == [
        (f"{FULL}，{FULL}。", 0, "report.pdf:第1页:1:1"),
        ("", 1, "report.pdf:第1页:3:1"),
        ("图1申请数量", 0, "report.pdf:第1页:3:1"),
    ]


# -- tables -----------------------------------------------------------------------------------------

ROW = 20.0


def table(canvas: Canvas, top: float, rows: list[list[str]], edges: list[float], inner: bool = True) -> None:
    """Ruled rows; without `inner` rules only the first column is ruled off."""
    for number, row in enumerate(rows):
        y = top + number * ROW
        for at, text in enumerate(row):
            canvas.text(edges[at] + 3, y + 5, text, 9)
    ruled = edges if inner else [*edges[:2], edges[-1]]
    for number in range(len(rows) + 1):
        canvas.rule(ruled[0], top + number * ROW, ruled[-1], top + number * ROW)
    for x in ruled:
        canvas.rule(x, top, x, top + len(rows) * ROW)


EDGES = [74.0, 254.0, 344.0, 434.0, 524.0]
HEAD = ["信息内容", "制发件数", "废止件数", "现行有效"]


def rows_of(outline: Outline) -> list[list[str]]:
    return [[cell.text for _, cell in row] for _, row in outline.grids[0].rows()]


def two_pages(
    above: list[list[str]], below: list[list[str]], edges: list[float] = EDGES, inner: bool = True, between: str = ""
) -> bytes:
    canvas = Canvas()
    canvas.text(LEFT, 80, "二、主动公开政府信息情况")
    table(canvas, BOTTOM - len(above) * ROW, above, EDGES)
    canvas.text(290, 795, "1", 13)
    canvas.pages.append([])
    if between:
        canvas.text(LEFT, 70, between)
    table(canvas, 100, below, edges, inner)
    canvas.text(290, 795, "2", 13)
    return canvas.pdf()


def test_table_goes_on_under_its_headings(tmp_path: Path) -> None:
    outline = read(tmp_path, two_pages([HEAD, ["规章", "1", "2", "3"]], [["公文", "4", "5", "6"]]))
    assert rows_of(outline) == [HEAD, ["规章", "1", "2", "3"], ["公文", "4", "5", "6"]]
    assert [grid.name for grid in outline.grids] == ["第1页表1"]


def test_repeated_headings_are_dropped(tmp_path: Path) -> None:
    outline = read(tmp_path, two_pages([HEAD, ["规章", "1", "2", "3"]], [HEAD, ["公文", "4", "5", "6"]]))
    assert rows_of(outline) == [HEAD, ["规章", "1", "2", "3"], ["公文", "4", "5", "6"]]


def test_figures_stand_under_their_headings_where_a_page_lacks_rules(tmp_path: Path) -> None:
    outline = read(tmp_path, two_pages([HEAD, ["规章", "1", "2", "3"]], [["公文", "4", "", "657062"]], inner=False))
    grid = outline.grids[0]
    assert [grid.text(3, column) for column in (1, 2, 3, 4)] == ["公文", "4", "", "657062"]


def test_a_figure_across_columns_is_one(tmp_path: Path) -> None:
    canvas = Canvas()
    table(canvas, 100, [HEAD], EDGES)
    table(canvas, 100 + ROW, [["金额", ""]], [EDGES[0], EDGES[1], EDGES[-1]])
    canvas.text(340, 125, "657062", 9)
    grid = read(tmp_path, canvas.pdf()).grids[0]
    assert grid.text(2, 2) == "657062"


@pytest.mark.parametrize("between", ["三、收到和处理申请情况", "（续）"])
def test_text_between_two_tables_keeps_them_apart(tmp_path: Path, between: str) -> None:
    outline = read(tmp_path, two_pages([HEAD, ["规章", "1", "2", "3"]], [["公文", "4", "5", "6"]], between=between))
    assert [grid.name for grid in outline.grids] == ["第1页表1", "第2页表1"]
    assert between in texts(outline)


def test_other_edges_are_another_table(tmp_path: Path) -> None:
    narrow = [74.0, 154.0, 214.0, 274.0, 334.0]
    outline = read(tmp_path, two_pages([HEAD, ["规章", "1", "2", "3"]], [["公文", "4", "5", "6"]], narrow))
    assert len(outline.grids) == 2


TORN: Mapping[str, tuple[list[str], list[str], list[list[str]]]] = {
    "words below": (["行政规范", "1", "2", "3"], ["性文件", "", "", ""], [["行政规范性文件", "1", "2", "3"]]),
    "figures below": (["行政规范性文件", "", "", ""], ["", "1", "2", "3"], [["行政规范性文件", "1", "2", "3"]]),
    "another row": (["规章", "1", "2", "3"], ["2.公文", "", "", ""], [["规章", "1", "2", "3"], ["2.公文"]]),
    "another heading": (
        ["规章", "1", "2", "3"],
        ["第二十条第（五）项", "", "", ""],
        [["规章", "1", "2", "3"], ["第二十条第（五）项"]],
    ),
    "whole rows": (["规章", "", "", ""], ["公文", "1", "2", "3"], [["规章"], ["公文", "1", "2", "3"]]),
}


@pytest.mark.parametrize("above, below, rows", TORN.values(), ids=TORN)
def test_row_torn_by_a_page_break(tmp_path: Path, above: list[str], below: list[str], rows: list[list[str]]) -> None:
    assert rows_of(read(tmp_path, two_pages([HEAD, above], [below]))) == [HEAD, *rows]


def test_last_row_alone_on_a_page_is_the_tables(tmp_path: Path) -> None:
    outline = read(tmp_path, two_pages([HEAD, ["规章", "1", "2", "3"]], [["注：以上为全市数"]], [EDGES[0], EDGES[-1]]))
    assert rows_of(outline)[-1] == ["注：以上为全市数"]


def test_frames_and_backgrounds_are_no_tables(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.fill(60, 60, 540, 800)
    for at, text in enumerate(("云溪县水务局", "一、总体情况", "全年答复申请三件。")):
        canvas.fill(LEFT, 90 + at * 28, 500, 112 + at * 28, 1)
        canvas.text(LEFT, 92 + at * 28, text)
    table(canvas, 300, [["一句框起来的话。"], ["又一句框起来的话。"]], [LEFT, 524])
    outline = read(tmp_path, canvas.pdf())
    assert outline.grids == ()
    assert texts(outline) == ["云溪县水务局", "一、总体情况", "全年答复申请三件。", "一句框起来的话。", "又一句框起来的话。"]


def test_table_inside_a_frame_around_the_page_is_found(tmp_path: Path) -> None:
    canvas = Canvas()
    table(canvas, 40, [[""]] * 38, [30.0, 565.0])
    canvas.text(LEFT, 82, "二、主动公开政府信息情况", 12)
    outline = read(tmp_path, canvas.pdf())
    assert texts(outline) == ["二、主动公开政府信息情况"]
    canvas = Canvas()
    for x0, top, x1, bottom in ((30, 30, 565, 30), (30, 812, 565, 812), (30, 30, 30, 812), (565, 30, 565, 812)):
        canvas.rule(x0, top, x1, bottom)
    canvas.text(LEFT, 80, "二、主动公开政府信息情况")
    table(canvas, 120, [HEAD, ["规章", "1", "2", "3"]], EDGES)
    canvas.text(LEFT, 200, "三、收到和处理政府信息公开申请情况")
    outline = read(tmp_path, canvas.pdf())
    assert rows_of(outline) == [HEAD, ["规章", "1", "2", "3"]]
    assert texts(outline) == ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    assert outline.order == (("p", 0), ("t", 0), ("p", 1))


def test_a_drawing_of_thousands_of_strokes_does_not_stop_the_reading(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.text(LEFT, 60, "全县水系图")
    for at in range(7000):
        canvas.rule(80 + at % 400, 100 + at % 613, 81 + at % 400, 100 + at % 613)
    assert texts(read(tmp_path, canvas.pdf())) == ["全县水系图"]


# -- what cannot be read ----------------------------------------------------------------------------


def scanned() -> bytes:
    canvas = Canvas()
    canvas.picture(0, 0, 595, 842)
    canvas.text(290, 795, "1")
    return canvas.pdf()


def locked() -> bytes:
    """Encrypted with a password that nobody told."""
    content = page_of((LEFT, 80, "一、总体情况"))
    secret = f"<</Filter/Standard/V 1/R 2/O<{'41' * 32}>/U<{'42' * 32}>/P -4>>"
    return content.replace(b"/Root 1 0 R", f"/Root 1 0 R/Encrypt {secret}/ID[<{'43' * 16}><{'43' * 16}>]".encode())


def many_pages() -> bytes:
    canvas = Canvas()
    canvas.pages = [[] for _ in range(201)]
    return canvas.pdf()


BAD: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "空的"),
    "blank": (b"\n \n", "空的"),
    "zip": (b"PK\x03\x04", "不是 PDF"),
    "web page": (b"<html>", "不是 PDF"),
    "only the name": (b"%PDF-1.7\n", "已损坏"),
    "torn": (report_pdf(PACKS[0], article_of(PACKS[0]), STYLES[0])[:300], "已损坏"),
    "no pages": (Canvas().pdf().replace(b"/Kids[6 0 R]/Count 1", b"/Kids[]/Count 0   "), "没有文字"),
    "no text": (Canvas().pdf(), "没有文字"),
    "scanned": (scanned(), "扫描"),
    "locked": (locked(), "密码"),
    "too long": (many_pages(), "201 页"),
    "no characters behind the letters": (
        page_of((LEFT, 80, "一二三四五六")).replace(b"/Encoding/UniGB-UCS2-H", b"/Encoding/Identity-H  ")
        .replace(b"(GB1)", b"(ABC)").replace(b"(Adobe)", b"(Nadbe)"),
        "乱码",
    ),
}  # fmt: skip


@pytest.mark.parametrize("content, told", BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, content)
    assert told in caught.value.message and caught.value.hint
    assert str(caught.value.location) == "report.pdf"


def test_too_big_a_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.4")
        stream.truncate(51_000_000)
    with pytest.raises(SourceError, match="51 MB"):
        read_pdf(path)


@pytest.mark.parametrize("name", ["none.pdf", "."])
def test_what_cannot_be_opened_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError):
        read_pdf(tmp_path / name)


def test_missing_component_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    with pytest.raises(SourceError) as caught:
        read(tmp_path, Canvas().pdf())
    assert caught.value.message == "读 PDF 需要另装一个组件"
    assert "pip install 'reportgen[pdf]'" in caught.value.hint and ".docx" in caught.value.hint


QUICK = settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
SMALL = page_of((LEFT, 80, "一、总体情况"), (LEFT, 108, "全年答复申请 3 件。"))


@QUICK
@given(content=st.binary(max_size=300), signed=st.booleans())
def test_random_bytes_are_answered(tmp_path: Path, content: bytes, signed: bool) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, (b"%PDF-1.5\n" if signed else b"") + content)
    assert caught.value.message


@QUICK
@given(cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.binary(max_size=6)), min_size=1, max_size=4))
def test_spoiled_pdf_is_answered(tmp_path: Path, cuts: list[tuple[float, int, bytes]]) -> None:
    content = SMALL
    for where, length, piece in cuts:
        at = int(where * len(content))
        content = content[:at] + piece + content[at + length :]
    try:
        outline = read(tmp_path, content)
    except SourceError as error:
        assert error.message
    else:
        assert len(outline.order) == len(outline.paragraphs) + len(outline.grids)


def test_drawn_text_is_as_wide_as_the_tests_think(tmp_path: Path) -> None:
    """The margins above hold only if a line of 28 letters fills the columns' width."""
    assert COLUMNS >= 28 * 16 and len(FULL) == 27
