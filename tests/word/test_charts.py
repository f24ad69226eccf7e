"""Charts: what can be asked for, what is drawn, what stands in the document and comes back from it."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from conftest import EXAMPLES
from lxml import etree
from test_conformance import NOT_REQUIRED

from reportgen.drafts.narrative.charts import MOST_SLICES, asked_of, chart_of
from reportgen.drafts.narrative.names import Names, Problem, prose_names
from reportgen.model.chart import Chart, Series
from reportgen.model.draft import Built
from reportgen.model.errors import RenderError
from reportgen.model.location import Location
from reportgen.model.report import Paragraph, PastReport, TextBlock
from reportgen.reports.last_year import earlier_years, last_year_of
from reportgen.reports.open import OpenDraft, open_draft
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.drafts import import_report
from reportgen.text.charts import KINDS, asked_by_figures, shown, told, written
from reportgen.text.passages import block_of
from reportgen.word.chart.drawing import chart_part
from reportgen.word.chart.parts import Charts, charts_of
from reportgen.word.chart.workbook import chart_workbook, read_chart_workbook
from reportgen.word.template import document as word_document

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CHANNELS = ("当面申请数", "传真申请数", "网络申请数", "信函申请数")
PARTS_2017 = "当面申请=统计表.当面申请数、信函申请=统计表.信函申请数"


@cache
def draft(name: str) -> OpenDraft:
    return open_draft(EXAMPLES / name)


def asked(name: str, spec: str, own: Mapping[str, str] | None = None, past: Sequence[PastReport] = ()) -> Chart:
    one = draft(name)
    names = Names("", prose_names(one.form, one.workbook.cells))
    return chart_of(asked_of(spec, own or {}), one.form, names, one.narrative.year or 0, past)


def figures(*values: float | None) -> tuple[Decimal | None, ...]:
    return tuple(None if value is None else Decimal(str(value)) for value in values)


def series(name: str, *values: float | None) -> Series:
    return Series(name, figures(*values))


# -- what can be asked for --------------------------------------------------------------------------


@pytest.mark.parametrize("spec", ["图表:饼图 统计表.收到申请数", "图表：饼图　收到申请数", "图表: 饼图  统计表.收到申请数"])
def test_rows_below_a_row(spec: str) -> None:
    chart = asked("ouhai-2017", spec)
    assert (chart.kind, chart.categories, chart.unit) == ("pie", CHANNELS, "件")
    assert chart.series[0].values == figures(138, 0, 11, 95)
    assert chart.series[0].refs[0] == "statistics.in_person.count"


def test_rows_below_a_heading_show_the_total_column_unless_another_is_written() -> None:
    chart, natural = (asked("huaian-2024", f"图表:条形图 表三.不予公开{column}") for column in ("", ".自然人"))
    assert chart.categories == natural.categories
    assert len(chart.categories) == 8
    assert chart.series[0].refs[1] == "applications.forbidden_by_law.all"
    assert natural.series[0].refs[1] == "applications.forbidden_by_law.natural"


def test_a_heading_without_a_name_is_found_by_its_label_and_totals_are_left_out() -> None:
    chart = asked("huaian-2024", "图表:柱形图 表三.本年度办理结果")
    assert chart.categories == ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理")
    cells = draft("huaian-2024").workbook.cells
    assert sum(value or 0 for value in chart.series[0].values) == cells["applications.total.all"].value


def test_a_row_without_rows_below_shows_its_columns_without_the_total() -> None:
    chart = asked("huaian-2024", "图表:柱形图 表三.本年新收")
    assert chart.categories == ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    assert Decimal(0) in chart.series[0].values


def test_several_rows_are_several_series() -> None:
    chart = asked("huaian-2024", "图表:柱形图 表三.本年新收；结转来的：表三.上年结转")
    assert [one.name for one in chart.series] == ["本年新收", "结转来的"]
    assert len({len(one.values) for one in chart.series}) == 1


def test_figures_one_by_one_with_names_of_their_own_and_sums() -> None:
    chart = asked(
        "ouhai-2017", "图表:饼图 当面=统计表.当面申请数、统计表.信函申请数、别的=统计表.网络申请数+统计表.传真申请数、整数=7"
    )
    assert chart.categories == ("当面", "信函申请数", "别的", "整数")
    assert chart.series[0].values == figures(138, 95, 11, 7)
    assert chart.series[0].refs == ("statistics.in_person.count", "statistics.by_letter.count", "", "")


def test_names_tell_the_points_apart() -> None:
    rows = asked("huaian-2024", "图表:条形图 表三.本年新收.总计、表三.上年结转.总计")
    columns = asked("huaian-2024", "图表:条形图 表三.本年新收.自然人、表三.本年新收.商业企业")
    assert rows.categories == ("本年新收", "上年结转")
    assert columns.categories == ("自然人", "商业企业")


def test_a_name_of_the_narrative_stands_for_what_it_says() -> None:
    chart = asked("ouhai-2017", "图表:饼图 渠道", {"渠道": PARTS_2017})
    assert chart.categories == ("当面申请", "信函申请")
    assert chart.asked == f"图表:饼图 {PARTS_2017}"


def test_years_reach_back_as_far_as_there_are_reports() -> None:
    cells = draft("huaian-2024").workbook.cells
    form = draft("huaian-2024").form
    ref = "applications.received.all"
    past = [PastReport(form, {**cells, ref: cells[ref]._replace(value=Decimal(5))}, year=2023)]
    past += [PastReport(form, {}, year=2022), PastReport(draft("ouhai-2017").form, draft("ouhai-2017").workbook.cells, year=2017)]
    chart = asked("huaian-2024", "图表:折线图 历年 表三.本年新收.总计", past=past)
    assert chart.categories == ("2023年", "2024年")
    assert chart.series[0].values == (Decimal(5), cells[ref].value)
    assert chart.series[0].refs == ("", ref)


def test_over_years_a_row_that_is_a_figure_stands_for_itself() -> None:
    one = draft("ouhai-2017")
    past = [PastReport(one.form, one.workbook.cells, year=2016)]
    chart = asked("ouhai-2017", "图表:折线图 历年 统计表.收到申请数", past=past)
    assert [(one.name, one.values) for one in chart.series] == [("收到申请数", figures(244, 244))]


@pytest.mark.parametrize("unit", ["", "万元", "%"])
def test_a_chart_over_years_is_drawn_anew_as_it_was(unit: str) -> None:
    one = draft("ouhai-2017")
    past = [PastReport(one.form, one.workbook.cells, year=2016)]
    chart = asked("ouhai-2017", "图表:折线图 历年 统计表.收到申请数", past=past)._replace(unit=unit)
    again = asked("huaian-2024", asked_by_figures(chart))
    assert (again.figures, again.unit) == (chart.figures, unit)
    assert (shown(again), told(again)) == (shown(chart), told(chart))
    assert asked("huaian-2024", chart.asked).figures == chart.figures


WRONG: dict[str, tuple[str, str]] = {
    "图表:雷达图 表三.不予公开": ("不认识图表的种类“雷达图”", "饼图、柱形图、条形图、折线图"),
    "图表:饼图": ("没有写饼图要画哪些数", "![图名](图表:柱形图 表三.不予公开)"),
    "图表:饼图 表三.不与公开": ("没有叫“不与公开”的行", "不予公开"),
    "图表:饼图 表九.不予公开": ("没有“表九”", "表"),
    "图表:饼图 渠道": ("没有叫“渠道”的行，也没有这个名称的图表", "图表"),
    "图表:饼图 表三": ("没有写到具体的行", "再往下写一级"),
    "图表:饼图 表二.规章": ("加起来不是它的总数", "柱形图"),
    "图表:柱形图 表三.本年新收.总计+1": ("没有名称", "名称=算式"),
    "图表:柱形图 甲=表三.本年新收.总计/0": ("算不出来", "检查"),
    "图表:柱形图 甲=表三.本年新收": ("没有写到具体的格", "表三.本年新收.自然人"),
    "图表:柱形图 甲=1、甲=2": ("有两项都叫“甲”", "另起名称"),
    "图表:柱形图 表三.本年新收；表三.不予公开": ("项目不一样", "次序"),
    "图表:饼图 表三.本年新收；表三.上年结转": ("有 2 组数", "柱形图"),
    "图表:饼图 甲=1、乙=0-2": ("负数", "柱形图"),
    "图表:饼图 甲=0、乙=0": ("都是 0", "柱形图"),
    "图表:饼图 " + "、".join(f"第{n}项={n}" for n in range(1, MOST_SLICES + 2)): ("11 项", "条形图"),
    "图表:折线图 历年 表三.本年新收.总计": ("只有一年的数", "上年:"),
    "图表:柱形图 历年 表三.本年新收.总计": ("只有一年的数", "上年:"),
    "图表:折线图 历年表三.本年新收.总计": ("只有一年的数", "上年:"),
    "图表:折线图 甲=1": ("至少要有两个点", "柱形图"),
    "图表:柱形图 甲=1、乙=": ("“乙=”后面没有写数", "名称=表.行.列"),
    "图表:柱形图 、、": ("没有写", "图表:"),
}


@pytest.mark.parametrize("spec", WRONG)
def test_what_is_wrong_is_said_with_how_to_mend_it(spec: str) -> None:
    with pytest.raises(Problem) as caught:
        asked("huaian-2024", spec)
    message, hint = WRONG[spec]
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_cell_without_a_figure_is_told_never_taken_for_zero(
    example: Callable[[str], Path], edit: Callable[..., None], rewrite: Callable[[Path, str, str], None]
) -> None:
    folder = example("huaian-2024")
    rewrite(folder, "其他需要报告的事项: |", "其他需要报告的事项: |\n  ![申请人](图表:柱形图 表三.本年新收)")
    before = check_draft(folder)
    assert not before.errors
    cell = before.report.cells["applications.received.natural"].location
    edit(folder, cell.grid, **{cell.cell: None})
    checked = check_draft(folder)
    assert "W132" in {finding.code for finding in checked.findings}
    (block,) = [block for block in checked.report.texts["other"] if block.kind == "chart"]
    assert block.chart is None


def test_the_chain_of_drafts_is_followed(example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None]) -> None:
    latest = example("huaian-2024")
    for year in (2023, 2022, 2021):
        folder = shutil.copytree(EXAMPLES / "huaian-2024", latest.parent / str(year))
        rewrite(folder, "年份: 2024", f"年份: {year}\n上年: ../{year - 1}")
    found = earlier_years(last_year_of(latest.parent / "2023"))
    assert [one.year for one in found] == [2023, 2022, 2021]
    rewrite(latest, "年份: 2024", "年份: 2024\n上年: ../2023")
    rewrite(latest, "其他需要报告的事项: |", "其他需要报告的事项: |\n  ![申请量](图表:折线图 历年 表三.本年新收.总计)")
    (block,) = [block for block in check_draft(latest).report.texts["other"] if block.kind == "chart"]
    assert block.chart
    assert block.chart.categories == ("2021年", "2022年", "2023年", "2024年")


# -- in words ---------------------------------------------------------------------------------------


def test_a_chart_is_told_with_all_its_figures() -> None:
    chart = asked("ouhai-2017", "图表:饼图 统计表.收到申请数")
    assert (
        told(chart) == "饼图：当面申请数138件（56.6%），传真申请数0件（0.0%），网络申请数11件（4.5%），信函申请数95件（38.9%）。"
    )
    two = Chart("line", ("2023年", "2024年"), (series("新收", None, 2), series("结转", 1, 3)))
    assert told(two) == "折线图：新收：2023年—，2024年2；结转：2023年1，2024年3。"


def test_a_chart_written_by_its_figures_is_asked_for_anew() -> None:
    for spec in ("图表:饼图 统计表.收到申请数", "图表:柱形图 甲：一=1、二=85.4；乙：一=0-3、二=0"):
        chart = asked("ouhai-2017", spec)
        assert asked("ouhai-2017", written(chart)).figures[:2] == chart.figures[:2]
        assert [one.values for one in asked("ouhai-2017", written(chart)).series] == [one.values for one in chart.series]


# -- in the document --------------------------------------------------------------------------------

SHAPES: dict[str, Chart] = {
    "pie with zeros": Chart("pie", ("甲", "乙", "丙"), (series("件", 3001, 0, 0),), "件"),
    "negative columns": Chart("column", ("许可", "处罚"), (series("增减", 12, -30),)),
    "bars of two": Chart("bar", ("甲", "乙"), (series("新收", 3, 1), series("结转", 0, 2))),
    "line with a gap": Chart(
        "line", ("2022年", "2023年", "2024年"), (series("新收", 210, None, 340), series("收费", 85.4, 2, 1.5))
    ),
    "signs": Chart("column", ('<甲>&"乙"', "丙"), (series("a&b", 1, 2),), '"件'),
    "many": Chart("column", tuple(f"第{n}项" for n in range(20)), (series("x", *range(20)),)),
    "one point": Chart("bar", ("甲",), (series("x", 0),)),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_workbook_inside_holds_the_same_figures(name: str) -> None:
    chart = SHAPES[name]
    assert read_chart_workbook(chart_workbook(chart), chart.kind) == chart.figures
    assert chart_workbook(chart) == chart_workbook(chart)


@pytest.mark.parametrize("name", SHAPES)
def test_every_figure_of_the_part_points_to_its_cell(name: str) -> None:
    chart = SHAPES[name]
    root = etree.fromstring(chart_part(chart, "rId1").encode())
    sheet = openpyxl.load_workbook(io.BytesIO(chart_workbook(chart)), data_only=True)["Sheet1"]
    for reference in root.iter(C + "strRef", C + "numRef"):
        cells = sheet[str(reference.findtext(C + "f")).partition("!")[2].replace("$", "")]
        flat = [cells] if not isinstance(cells, tuple) else [row[0] for row in cells]
        cached = {int(point.get("idx")): point.findtext(C + "v") for point in reference.iter(C + "pt")}
        assert {at: str(cell.value) for at, cell in enumerate(flat) if cell.value is not None} == cached


@pytest.mark.parametrize("name", SHAPES)
def test_a_chart_is_made_for_black_and_white_print_and_in_chinese(name: str) -> None:
    root = etree.fromstring(chart_part(SHAPES[name], "rId1").encode())
    assert root.find(f"{C}chart/{C}autoTitleDeleted").get("val") == "1"
    assert not [one for one in root.iter() if etree.QName(one).localname.endswith("3DChart")]
    fonts = {one.get("typeface") for one in root.iter("{*}ea")}
    assert fonts == {"宋体"}
    fills = [
        etree.tostring(one) for one in root.iter("{*}pattFill", "{*}solidFill") if one.getparent().getparent().tag == C + "dPt"
    ]
    assert len(fills) == len(set(fills))
    assert root.find(f".//{C}externalData/{C}autoUpdate").get("val") == "0"


def test_a_slice_of_nothing_is_named_in_the_legend() -> None:
    zero, none = (Chart("pie", ("甲", "乙"), (series("件", 3, last),)) for last in (0, 1))
    assert "<c:legend>" in chart_part(zero, "r")
    assert "<c:legend>" not in chart_part(none, "r")
    assert "<c:v>乙 0</c:v>" in chart_part(zero, "r")


def test_the_slices_of_a_pie_are_named_from_names_and_figures_so_that_an_edited_figure_is_shown() -> None:
    book = openpyxl.load_workbook(io.BytesIO(chart_workbook(SHAPES["pie with zeros"])))["Sheet1"]
    assert [cell.value for cell in book["C"]] == [None, *(f'=A{row}&" "&B{row}&"件"' for row in (2, 3, 4))]
    shown = openpyxl.load_workbook(io.BytesIO(chart_workbook(SHAPES["pie with zeros"])), data_only=True)["Sheet1"]
    assert [cell.value for cell in shown["C"]] == [None, "甲 3001件", "乙 0件", "丙 0件"]


@pytest.mark.parametrize("name", ["网络(含邮箱)", "网络/信函", "网络（含(邮箱)）", "甲+乙*"])
def test_names_with_signs_of_arithmetic_come_back_as_they_were(name: str) -> None:
    """Of categories and of series; a bracket without its other half becomes one that closes no image line."""
    chart = asked("huaian-2024", f"图表:柱形图 {name}：{name}=3件、乙=2件；丙：{name}=1件、乙=2件")
    assert chart.categories == (name, "乙") and [one.name for one in chart.series] == [name, "丙"]
    line = block_of(Paragraph(f"![图]({written(chart)})", Location("t.yaml")))
    assert asked("huaian-2024", line.image).figures == chart.figures
    torn = chart._replace(categories=("网络(", "乙)"))
    assert asked("huaian-2024", written(torn)).categories == ("网络（", "乙）")


def test_labels_have_the_places_of_their_figures() -> None:
    """As the table prints them; where they differ, each as it is."""
    chart, mixed = (asked("huaian-2024", f"图表:柱形图 甲=12.50、乙={other}") for other in ("3.00", "3"))
    assert (chart.places, mixed.places, told(chart)) == (2, 0, "柱形图：甲12.50，乙3.00。")
    assert {
        one.get("formatCode")
        for one in etree.fromstring(chart_part(chart, "rId1").encode()).iter(f"{C}dLbls/{C}numFmt", f"{C}numFmt")
    } >= {"0.00"}
    pie = asked("huaian-2024", "图表:饼图 甲=12.50%、乙=87.50%")
    assert (pie.places, pie.unit) == (2, "%") and "甲 12.50%" in chart_part(pie, "rId1")


@pytest.fixture(scope="module")
def built_2017(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("built") / "a.docx"
    assert isinstance(build_draft(EXAMPLES / "ouhai-2017", output=file), Built)
    return file


def test_the_chart_of_2017_is_rebuilt(built_2017: Path) -> None:
    (chart,) = charts_of(built_2017.read_bytes())
    assert chart.shown.kind == "pie"
    assert dict(zip(chart.shown.categories, chart.shown.series[0].values, strict=True)) == {
        "当面申请": 138,
        "信函申请": 95,
        "网络申请": 11,
        "传真申请": 0,
    }
    assert read_chart_workbook(chart.workbook, "pie") == chart.shown.figures


def every_kind(example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None]) -> Path:
    folder = example("huaian-2024")
    lines = "\n".join(f'  ![{kind}](图表:{kind} 表三.本年新收 "{kind}的说明")' for kind in KINDS)
    rewrite(folder, "其他需要报告的事项: |", f"其他需要报告的事项: |\n{lines}\n{lines.splitlines()[0]}")
    return folder


def test_documents_with_charts_of_every_kind_are_valid(
    example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None], tmp_path: Path
) -> None:
    from openxml_audit import OpenXmlValidator

    folder = every_kind(example, rewrite)
    first, second = tmp_path / "a.docx", tmp_path / "b.docx"
    for file in (first, second):
        assert isinstance(build_draft(folder, output=file), Built)
    assert first.read_bytes() == second.read_bytes()
    outcome = OpenXmlValidator().validate(first)
    assert [error.description for error in outcome.errors if NOT_REQUIRED not in error.description] == []
    with zipfile.ZipFile(first) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
        assert len([name for name in archive.namelist() if name.startswith("word/charts/rg")]) == 5
    marks = list(root.iter("{*}docPr"))
    assert len({mark.get("id") for mark in marks}) == len(marks) == 5
    assert [mark.get("descr") for mark in marks] == [f"{kind}的说明" for kind in (*KINDS, "饼图")]


def test_a_chart_with_another_figure_is_not_delivered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    right = Charts.members

    def wrong(self: Charts) -> list[object]:
        self.drawn = [one._replace(series=(one.series[0]._replace(values=figures(138, 95, 12, 0)),)) for one in self.drawn]
        return list(right(self))

    monkeypatch.setattr(Charts, "members", wrong)
    monkeypatch.setattr(
        word_document, "_wrong_charts", lambda asked, content, check=word_document._wrong_charts: check([CHART], content)
    )
    with pytest.raises(RenderError, match="第 1 个图表的数不对"):
        build_draft(EXAMPLES / "ouhai-2017", output=tmp_path / "a.docx")


CHART = Chart("pie", ("当面申请", "信函申请", "网络申请", "传真申请"), (series("数量", 138, 95, 11, 0),))


def test_a_workbook_with_another_figure_is_told(built_2017: Path) -> None:
    assert word_document._wrong_charts([CHART], built_2017.read_bytes()) == []
    changed = io.BytesIO()
    with zipfile.ZipFile(built_2017) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            other = CHART._replace(series=(series("数量", 138, 95, 11, 1),))
            new.writestr(name, chart_workbook(other) if name.endswith(".xlsx") else old.read(name))
    (told_,) = word_document._wrong_charts([CHART], changed.getvalue())
    assert "数据表不对" in told_
    assert word_document._wrong_charts([], built_2017.read_bytes()) == []
    assert "应有 2 个图表" in word_document._wrong_charts([CHART, CHART], built_2017.read_bytes())[0]


# -- back into a draft ------------------------------------------------------------------------------


def charts_in_draft(folder: Path) -> list[TextBlock]:
    texts = check_draft(folder).report.texts.values()
    return [block for blocks in texts for block in blocks if block.kind == "chart"]


def test_a_chart_comes_back_with_what_it_was_asked_for(built_2017: Path, tmp_path: Path) -> None:
    imported = import_report(built_2017, tmp_path / "draft")
    (block,) = charts_in_draft(imported.folder)
    assert block.text == "瓯海区2017年各渠道申请数量构成"
    assert "统计表.信函申请数" in block.image
    assert block.chart
    assert block.chart.figures == CHART


def test_a_chart_of_somebody_else_comes_back_by_its_figures(built_2017: Path, tmp_path: Path) -> None:
    """An office program that saves the file may drop what was asked for; other people's charts never had it."""
    file = tmp_path / "b.docx"
    with zipfile.ZipFile(built_2017) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, re.sub(rb' title="[^"]*"', b"", content) if name == "word/document.xml" else content)
    (block,) = charts_in_draft(import_report(file, tmp_path / "draft").folder)
    assert block.image == "图表:饼图 当面申请=138、信函申请=95、网络申请=11、传真申请=0"


def test_a_kind_of_chart_that_cannot_be_asked_for_is_told_as_lost(built_2017: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.docx"
    with zipfile.ZipFile(built_2017) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"pieChart>", b"radarChart>"))
    imported = import_report(file, tmp_path / "draft")
    assert charts_in_draft(imported.folder) == []
    assert [one.text for one in imported.unplaced] == ["1 张图片"]


@pytest.mark.parametrize(
    "labels",
    [
        ["信函申请 95 39%", "网络申请 11 5%", "当面申请 138 57%", "当面申请 信函申请 网络申请 传真申请"],
        [
            "信函申请 95件",
            "38.9%",
            "网络申请 11件",
            "4.5%",
            "当面申请 138件",
            "56.6%",
            "当面申请 138件 信函申请 95件 网络申请 11件",
        ],
    ],
    ids=["one line", "share below"],
)
def test_labels_of_a_pie_in_a_copy_of_the_text_are_no_prose(labels: list[str], tmp_path: Path) -> None:
    from support.published.text import built_as_text

    copy = built_as_text(EXAMPLES / "ouhai-2017", tmp_path, tabs=False)
    caption = "瓯海区2017年各渠道申请数量构成"
    text = copy.read_text(encoding="utf-8")
    assert text.count(caption) == 1
    copy.write_text(text.replace(caption, "\n\n".join([*labels, caption])), encoding="utf-8")
    plain = copy.with_name("plain.md")
    plain.write_text(text, encoding="utf-8")
    with_labels, without = (import_report(file, tmp_path / file.stem) for file in (copy, plain))
    assert with_labels.report.texts.keys() == without.report.texts.keys()
    for section, blocks in without.report.texts.items():
        assert [block.whole for block in with_labels.report.texts[section]] == [block.whole for block in blocks]
    told_apart = [one.text for one in with_labels.unplaced if "图表" in one.why]
    assert told_apart == labels
