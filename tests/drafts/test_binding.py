"""References in the text: what they print, what is said of wrong ones, and where."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import EXAMPLES, examples
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.cli.main import main
from reportgen.drafts.narrative.binding import GAP, Bound, bind
from reportgen.drafts.narrative.read import open_narrative, read_narrative
from reportgen.drafts.workbook.read import read_workbook
from reportgen.model.finding import Finding
from reportgen.model.form import Form
from reportgen.model.report import Cell, PastReport
from reportgen.packs.load import find_pack
from reportgen.tasks.check import check_draft

NARRATIVE = """机关: 某市人民政府
年份: 2024
格式: gov-disclosure-2021
前言: |
  前言。
联系方式:
  电话: 0517-83605210
  传真:
自定义:
  解读: 21
  合格率: 98.5
  期数: "012"
  说明: 若干
总体情况: |
  甲{text}乙
落款:
  署名: 某市人民政府
  日期: 2025年1月8日
"""
BEFORE = "  甲"


class Drafts:
    """The figures of the examples, read once; narratives bound to them as the tests write them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.figures: dict[str, tuple[Form, dict[str, Cell]]] = {}
        for name, pack in (
            ("huaian-2024", "gov-disclosure-2021"),
            ("wenzhou-2020", "gov-disclosure-2019"),
            ("ouhai-2017", "gov-disclosure-2014"),
        ):
            form = find_pack(pack).form
            self.figures[name] = form, dict(read_workbook(EXAMPLES / name / "workbook.xlsx", form)[0].cells)

    def bound(
        self, narrative: str, example: str = "huaian-2024", without: str = "", prior: str = ""
    ) -> tuple[Bound, list[Finding]]:
        path = self.folder / "narrative.yaml"
        path.write_text(narrative, encoding="utf-8", newline="")
        form, cells = self.figures[example]
        read, findings = read_narrative(open_narrative(path), form)
        assert findings == []
        kept = {ref: Cell("", None, cell.location) if ref == without else cell for ref, cell in cells.items()}
        return bind(read, form, kept, [PastReport(*self.figures[prior])] if prior else ())

    def text(self, text: str, **more: str) -> tuple[str, list[Finding]]:
        """What a text in 总体情况 becomes, and what is said of it."""
        bound, findings = self.bound(NARRATIVE.replace("{text}", text), **more)
        shown = bound.texts["overview"][0].whole
        assert shown[0] == "甲" and shown[-1] == "乙"
        return shown[1:-1], [finding for finding in findings if finding.code != "W133"]

    def value(self, expression: str, **more: str) -> str:
        """What `{{ expression }}` prints; nothing may be said of it."""
        shown, findings = self.text(f"{{{{ {expression} }}}}", **more)
        assert findings == []
        return shown

    def problem(self, expression: str, **more: str) -> Finding:
        """What is said of `{{ expression }}`; it prints a gap."""
        shown, findings = self.text(f"{{{{ {expression} }}}}", **more)
        assert shown == GAP
        (finding,) = findings
        assert str(finding.location) == f"narrative.yaml:{line_of(NARRATIVE, BEFORE)}:{len(BEFORE) + 1}"
        return finding


def line_of(narrative: str, text: str) -> int:
    return next(number for number, line in enumerate(narrative.split("\n"), 1) if text in line)


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Drafts:
    return Drafts(tmp_path_factory.mktemp("narratives"))


# -- what is printed --------------------------------------------------------------------------------

VALUES = {
    # a cell; a sum that the form has; a heading over rows; a heading over columns; both
    "表三.本年新收.自然人": "3001",
    "表三.本年新收.总计": "3119",
    "表三.办理结果总计.总计": "3050",
    "表三.不予公开.总计": "178",
    "表三.不予公开.自然人": "176",
    "表三.其他处理.总计": "187",
    "表三.本年新收.法人或其他组织": "118",
    "表三.不予公开.法人或其他组织": "2",
    "表四.行政诉讼.总计": "46",
    "表四.行政诉讼.结果维持": "25",
    "表四.未经复议直接起诉.尚未审结": "1",
    "表二.行政事业性收费.本年收费金额": "96171.6",
    "表二.规章.现行有效件数": "11",
    # what the narrative says itself
    "机关": "某市人民政府",
    "年份": "2024",
    "联系方式.电话": "0517-83605210",
    "自定义.解读": "21",
    "自定义.合格率": "98.5",
    "自定义.期数": "012",
    "自定义.说明": "若干",
    # reckoning
    "表三.本年新收.总计 + 表三.上年结转.总计": "3153",
    "表三.本年新收.总计 - 表三.办理结果总计.总计 + 表三.上年结转.总计": "103",
    "-表三.不予公开.总计": "-178",
    "+表三.不予公开.总计": "178",
    "(1 + 2) * 3 - 4 / 8": "8.5",
    "自定义.解读 * 2": "42",
    "自定义.合格率 + 1.5": "100",
    "表三.本年新收.研究机构 + 0".replace("研究", "科研"): "0",
    "10 / 4": "2.5",
    "3119": "3119",
    "2.50": "2.5",
    "0.1 + 0.2": "0.3",
    "1.1 * 3": "3.3",
    "表二.行政事业性收费.本年收费金额 * 3": "288514.8",
    # 占比
    "占比(表三.本年新收.自然人, 表三.本年新收.总计)": "96.2%",
    "占比(表三.本年新收.自然人, 表三.本年新收.总计, 2)": "96.22%",
    "占比(表三.本年新收.自然人, 表三.本年新收.总计, 0)": "96%",
    "占比(1, 2)": "50.0%",
    "占比(149, 198)": "75.3%",
    "占比(35, 198)": "17.7%",
    "占比(1, 16)": "6.3%",
    "占比(49, 400)": "12.3%",
    "占比(1, 8, 0)": "13%",
    "占比(1, 200, 0)": "1%",
    "占比(2, 1)": "200.0%",
    "占比(0, 7)": "0.0%",
    "占比(1 + 1, 2 * 4)": "25.0%",
    "占比(1, 3, places=2)": "33.33%",
    # 四舍五入: half up, never half to even, never by way of a binary fraction
    "四舍五入(0.5)": "1",
    "四舍五入(1.5)": "2",
    "四舍五入(2.5)": "3",
    "四舍五入(-2.5)": "-3",
    "四舍五入(2.4999999)": "2",
    "四舍五入(1.005, 2)": "1.01",
    "四舍五入(2.675, 2)": "2.68",
    "四舍五入(10, 2)": "10.00",
    "四舍五入(1 / 3, 4)": "0.3333",
    "四舍五入(表二.行政事业性收费.本年收费金额)": "96172",
    "四舍五入(表二.行政事业性收费.本年收费金额 / 10000, 2)": "9.62",
    "四舍五入(12.34, 1) + 1": "13.3",
    # 同比
    "同比(103.3, 100)": "增长3.3%",
    "同比(80.2, 100)": "下降19.8%",
    "同比(5, 5)": "持平",
    "同比(0, 4)": "下降100.0%",
    "同比(8, 4)": "增长100.0%",
    "同比(3525, 3511, 2)": "增长0.40%",
    "同比(10825, 10000)": "增长8.3%",
    "同比(9175, 10000)": "下降8.3%",
}


@pytest.mark.parametrize("expression, shown", VALUES.items())
def test_reference_prints_the_figure(drafts: Drafts, expression: str, shown: str) -> None:
    assert drafts.value(expression) == shown


def test_every_named_cell_of_every_form_prints_what_it_holds(drafts: Drafts) -> None:
    for example, (form, cells) in drafts.figures.items():
        narrative = NARRATIVE.replace("gov-disclosure-2021", form.id)
        paths = [
            f"{figure.table.name}.{figure.row.name}"
            + ("" if len(figure.block.leaf_columns) == 1 < 2 and len(form.tables) == 1 else f".{figure.column.name}")
            for figure in form.figures.values()
        ]
        assert len(set(paths)) == len(form.figures)
        lines = "|".join(f"{{{{ {path} }}}}" for path in paths)
        if form.prose_sections[0].kind == "free":
            narrative = narrative.replace("总体情况: |\n  甲{text}乙", f"正文:\n  概况: |\n    {lines}")
        else:
            narrative = narrative.replace("甲{text}乙", lines)
        bound, findings = drafts.bound(narrative, example)
        assert {finding.code for finding in findings} <= {"W133"}
        shown = bound.texts[form.prose_sections[0].id][-1].text.split("|")
        assert [Decimal(text) for text in shown] == [cells[ref].value for ref in form.figures]


def test_table_of_one_column_is_spoken_of_without_the_column(drafts: Drafts) -> None:
    narrative = NARRATIVE.replace("gov-disclosure-2021", "gov-disclosure-2014")
    narrative = narrative.replace("总体情况: |\n  甲{text}乙", "正文:\n  概况: |\n    收到{{ 统计表.收到申请数 }}件")
    bound, _ = drafts.bound(narrative, "ouhai-2017")
    assert bound.texts["body"][1].text == "收到244件"


LAST_YEAR = {
    "上年.表三.本年新收.总计": "198",
    "表三.本年新收.总计 - 上年.表三.本年新收.总计": "2921",
    "同比(表三.上年结转.总计, 上年.表三.上年结转.总计)": "增长1600.0%",
    "同比(表三.本年新收.科研机构 + 99, 上年.表三.本年新收.总计)": "下降50.0%",
    "上年.表二.规范性文件.对外公开总数量": "40",
}


@pytest.mark.parametrize("expression, shown", LAST_YEAR.items())
def test_last_years_figures_go_by_last_years_names(drafts: Drafts, expression: str, shown: str) -> None:
    assert drafts.value(expression, prior="wenzhou-2020") == shown


def test_several_references_stand_in_one_line(drafts: Drafts) -> None:
    shown, findings = drafts.text(
        "{{表三.本年新收.总计}}件，{{  表三.上年结转.总计  }}件；{{ 表三.本年新收.总计+表三.上年结转.总计 }}件"
    )
    assert (shown, findings) == ("3119件，34件；3153件", [])


def test_references_work_in_title_signature_date_and_headings(drafts: Drafts) -> None:
    narrative = NARRATIVE.replace("年份: 2024", '年份: 2024\n标题: ["{{ 机关 }}", "{{ 年份 }}年年度报告"]')
    narrative = narrative.replace("署名: 某市人民政府", '署名: "{{ 机关 }}办公室"').replace(
        "2025年1月8日", '"{{ 年份 + 1 }}年1月8日"'.replace("年份", "自定义.解读")
    )
    narrative = narrative.replace(
        "甲{text}乙", "（一）办结{{ 表三.办理结果总计.总计 }}件。共{{ 自定义.解读 }}个\n  （二）{{ 机关 }}\n  {{ 年份 }}年"
    )
    bound, findings = drafts.bound(narrative)
    assert {finding.code for finding in findings} <= {"W133"}
    assert bound.title == ("某市人民政府", "2024年年度报告")
    assert (bound.signature, bound.date) == ("某市人民政府办公室", "22年1月8日")
    first, second, third = bound.texts["overview"]
    assert (first.lead, first.text) == ("（一）办结3050件。", "共21个")
    assert (second.kind, second.text) == ("heading", "（二）某市人民政府")
    assert third.text == "2024年"


def test_title_of_the_form_is_used_where_none_is_written(drafts: Drafts) -> None:
    bound, _ = drafts.bound(NARRATIVE)
    assert bound.title == ("某市人民政府", "2024年政府信息公开工作年度报告")


# -- exactness --------------------------------------------------------------------------------------

decimals = st.decimals(min_value=-(10**7), max_value=10**7, places=3)


@settings(max_examples=examples(40), deadline=None)
@given(decimals, decimals, st.sampled_from("+-*"))
def test_reckoning_is_exact_to_the_last_digit(drafts: Drafts, one: Decimal, other: Decimal, operator: str) -> None:
    exact = {"+": one + other, "-": one - other, "*": one * other}[operator]
    shown = drafts.value(f"({one}) {operator} ({other})")
    assert Decimal(shown) == exact


@settings(max_examples=examples(40), deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 4))
def test_percentage_is_rounded_half_up_exactly(drafts: Drafts, part: int, whole: int, places: int) -> None:
    scaled = 10**places * 100
    # The nearest whole number of units, halves up, in whole-number arithmetic.
    units = (2 * part * scaled + whole) // (2 * whole)
    shown = drafts.value(f"占比({part}, {whole}, {places})")
    assert shown == f"{Decimal(units) / 10**places:.{places}f}%"


# -- what is wrong ----------------------------------------------------------------------------------

UNKNOWN = {
    "表三.本年新受.总计": ("没有“本年新受”", "是不是“表三.本年新收”？"),
    "表三.本机关不掌握相关政府信息.总计": ("没有“本机关不掌握相关政府信息”", "是不是“表三.本机关不掌握”？"),
    "表三.本年新收.总记": ("没有“总记”", "是不是“表三.本年新收.总计”？"),
    "表3.本年新收.总计": ("没有“表3”", "是不是“表"),
    "自定义.解渎": ("没有“解渎”", "是不是“自定义.解读”？"),
    "联系方式.电活": ("没有“电活”", "是不是“联系方式.电话”？"),
    "联系方式.网址": ("没有“网址”", "可用的名称：电话、传真"),
    "表三.行政许可.总计": ("没有“行政许可”", ""),
    "机关.名称": ("后面不能再接“.名称”", "去掉最后一个点"),
    "表三.本年新收.总计.合计": ("后面不能再接“.合计”", "去掉最后一个点"),
    "机关.__class__": ("后面不能再接“.__class__”", ""),
    "表三.__class__": ("没有“__class__”", ""),
    "表三.keys": ("没有“keys”", ""),
    "占比": ("没有“占比”", ""),
    "占比.__globals__": ("没有“占比”", ""),
    "self": ("没有“self”", ""),
    "占比(表三.本年新受.总计, 5)": ("没有“本年新受”", "是不是“表三.本年新收”？"),
}


@pytest.mark.parametrize("expression, said, hint", [(key, *value) for key, value in UNKNOWN.items()])
def test_unknown_name_is_told_with_the_nearest_one(drafts: Drafts, expression: str, said: str, hint: str) -> None:
    finding = drafts.problem(expression)
    assert finding.code == "W130"
    assert said in finding.message
    assert finding.hint and hint in finding.hint


MALFORMED = [
    "表三",
    "表三.本年新收",
    "自定义",
    "占比(表三.本年新收.总计",
    "占比(1 2)",
    "占比()",
    "占比(1)",
    "占比(1, 2, 3, 4)",
    "四舍五入(1, 7)",
    "四舍五入(1, -1)",
    "四舍五入(机关)",
    "机关 + 1",
    "自定义.说明 * 2",
    "自定义.期数 + 1",
    "表三 + 1",
    "1 +",
    "1 // 2",
    "2 ** 9",
    "7 % 4",
    "1 / 0",
    "0 / 0",
    "占比(1, 表三.本年新收.科研机构)",
    "同比(1, 0)",
    "1 / 3",
    "表三.本年新收.总计 | int",
    "[1, 2]",
    "(1, 2)",
    "1 if 1 else 2",
    "1 == 1",
    "not 1",
    "none",
    "'a' * 100000000",
    "range(10)",
    "机关()",
    "表三.items()",
    "占比(1, 2)[0]",
    "表三['本年新收']",
    "1" + " + 1" * 200,
    "(" * 200 + "1" + ")" * 200,
    "",
    "1; 2",
]


@pytest.mark.parametrize("expression", MALFORMED, ids=lambda expression: expression[:24] or "nothing")
def test_what_cannot_be_reckoned_is_told_and_never_run(drafts: Drafts, expression: str) -> None:
    assert drafts.problem(expression).code == "W131"


@pytest.mark.parametrize("expression", ["true", "True", "false", "1e999", " * ".join(["1e300"] * 20)])
def test_odd_constants_are_told_too(drafts: Drafts, expression: str) -> None:
    assert drafts.problem(expression).code == "W131"


def test_missing_figure_is_told_with_its_cell_and_is_never_zero(drafts: Drafts) -> None:
    for expression in (
        "表三.予以公开.自然人",
        "表三.予以公开.自然人 + 1",
        "占比(1, 表三.予以公开.自然人)",
        "四舍五入(表三.予以公开.自然人)",
        "-表三.予以公开.自然人",
    ):
        finding = drafts.problem(expression, without="applications.granted.natural")
        assert finding.code == "W132"
        assert "表三.予以公开.自然人" in finding.message and "workbook.xlsx:表三!D9" in finding.message
    assert drafts.value("表三.部分公开.自然人", without="applications.granted.natural") == "447"


def test_sum_over_a_missing_figure_is_told_and_never_a_part(drafts: Drafts) -> None:
    finding = drafts.problem("表三.不予公开.总计", without="applications.third_party.all")
    assert finding.code == "W132" and "workbook.xlsx:表三!J14" in finding.message
    finding = drafts.problem("表三.予以公开.法人或其他组织", without="applications.granted.research")
    assert finding.code == "W132" and "workbook.xlsx:表三!F9" in finding.message


def test_entry_without_text_is_told_with_its_line(drafts: Drafts) -> None:
    finding = drafts.problem("联系方式.传真")
    assert finding.code == "W132"
    assert f"narrative.yaml:{line_of(NARRATIVE, '传真')}:3" in finding.message


STRAY = {
    "{{ 表三.本年新收.总计": 0,
    "表三.本年新收.总计 }}": 11,
    "{% if 1 %}": 0,
    "共{# 注 #}": 1,
    "{{ 自定义.解读 }}个，{{ 表三": 14,
}


@pytest.mark.parametrize("text, at", STRAY.items())
def test_braces_that_do_not_pair_are_told_where_they_stand(drafts: Drafts, text: str, at: int) -> None:
    _, (finding,) = drafts.text(text)
    assert finding.code == "W131"
    assert str(finding.location) == f"narrative.yaml:{line_of(NARRATIVE, BEFORE)}:{len(BEFORE) + 1 + at}"


@pytest.mark.parametrize("text", ["{ 表三.本年新收.总计 }", "｛｛ 表三.本年新收.总计 ｝｝", "{｛表三.本年新收.总计}｝"])
def test_reference_in_other_braces_is_told(drafts: Drafts, text: str) -> None:
    _, findings = drafts.text(text)
    assert [finding.code for finding in findings] == ["W131"]


def test_stray_brace_in_a_run_in_heading_is_told(drafts: Drafts) -> None:
    _, findings = drafts.bound(NARRATIVE.replace("甲{text}乙", "（一）共198 }}件。下面是正文"))
    assert "W131" in [finding.code for finding in findings]


def test_reference_inside_an_own_entry_is_worked_out_or_told(drafts: Drafts) -> None:
    narrative = NARRATIVE.replace("说明: 若干", '说明: "{{ 表三.本年新收.总计 }}件"').replace("{text}", "{{ 自定义.说明 }}")
    bound, findings = drafts.bound(narrative)
    assert "{{" not in bound.texts["overview"][0].text or any(finding.code == "W131" for finding in findings)


def test_last_years_figures_without_a_last_year_are_told(drafts: Drafts) -> None:
    assert drafts.problem("上年.表三.本年新收.总计").code == "W130"


def test_hint_without_a_last_year_says_how_to_name_it(drafts: Drafts) -> None:
    hint = drafts.problem("同比(表三.本年新收.总计, 上年.表三.本年新收.总计)").hint
    assert "年份" not in hint and "上年" in hint


def test_rounded_to_nothing_has_no_minus(drafts: Drafts) -> None:
    assert (drafts.value("四舍五入(-0.4)"), drafts.value("占比(-1, 10000)")) == ("0", "0.0%")


def test_own_figure_is_printed_as_it_was_written(drafts: Drafts) -> None:
    bound, _ = drafts.bound(NARRATIVE.replace("合格率: 98.5", "合格率: 98.50").replace("{text}", "{{ 自定义.合格率 }}"))
    assert bound.texts["overview"][0].text == "甲98.50乙"


def _value_column(entry: str) -> int:
    """Where the text of an entry begins, counted from 1, without its quotation mark."""
    line = next(line for line in NARRATIVE.splitlines() if line.strip().startswith(entry))
    return len(line) - len(line.partition(": ")[2].lstrip('"')) + 1


def test_what_is_not_used_is_told(drafts: Drafts) -> None:
    _, findings = drafts.bound(NARRATIVE.replace("{text}", "{{ 自定义.解读 + 自定义.合格率 }}"))
    assert [(finding.code, str(finding.location)) for finding in findings] == [
        ("W133", f"narrative.yaml:{line_of(NARRATIVE, '电话')}:7"),
        ("W133", f"narrative.yaml:{line_of(NARRATIVE, '期数')}:{_value_column('期数')}"),
        ("W133", f"narrative.yaml:{line_of(NARRATIVE, '说明')}:{_value_column('说明')}"),
    ]


# -- where it is ------------------------------------------------------------------------------------

WRONG = "{{ 表三.本年新受.总计 }}"
OVERVIEW = "总体情况: |\n  甲{text}乙\n"
PLACES = {
    "literal block": (OVERVIEW, f"总体情况: |\n  新收{WRONG}件\n"),
    "deeper indentation": (OVERVIEW, f"总体情况: |\n      新收{WRONG}件\n"),
    "third paragraph": (OVERVIEW, f"总体情况: |\n  第一段。\n\n  第二段。\n  新收{WRONG}件\n"),
    "blank lines in front": (OVERVIEW, f"总体情况: |\n\n\n  新收{WRONG}件\n"),
    "a line more indented": (OVERVIEW, f"总体情况: |\n  第一段。\n     新收{WRONG}件\n"),
    "indented with full-width spaces": (OVERVIEW, f"总体情况: |\n  　　新收{WRONG}件\n"),
    "chomping indicator": (OVERVIEW, f"总体情况: |-\n  新收{WRONG}件\n"),
    "comment behind the bar": (OVERVIEW, f"总体情况: | # 说明\n  新收{WRONG}件\n"),
    "second reference": (OVERVIEW, f"总体情况: |\n  {{{{ 表三.本年新收.总计 }}}}和{WRONG}件\n"),
    "text of a run-in heading": (OVERVIEW, f"总体情况: |\n  （一）主动公开。新收{WRONG}件\n"),
    "lead of a run-in heading": (OVERVIEW, f"总体情况: |\n  （一）新收{WRONG}件。正文\n"),
    "heading": (OVERVIEW, f"总体情况: |\n  （一）新收{WRONG}\n"),
    "behind characters beyond the first plane": (OVERVIEW, f"总体情况: |\n  𠮷𠮷{WRONG}件\n"),
    "same line as the key": (OVERVIEW, f"总体情况: 新收{WRONG}件\n"),
    "double quotes": (OVERVIEW, f'总体情况: "新收{WRONG}件"\n'),
    "single quotes": (OVERVIEW, f"总体情况: '{WRONG}件'\n"),
    "list": (OVERVIEW, f"总体情况:\n  - 第一段。\n  - 新收{WRONG}件\n"),
    "preface": ("  前言。\n", f"  前言{WRONG}。\n"),
    "title": ("年份: 2024\n", f'年份: 2024\n标题: ["某市", "{WRONG}年报"]\n'),
}
ELSEWHERE = {
    "signature": ("署名: 某市人民政府\n", f'署名: "{WRONG}"\n'),
    "date": ("日期: 2025年1月8日\n", f"日期: 于{WRONG}日\n"),
    "caption of a picture": (OVERVIEW, f"总体情况: |\n  ![图{WRONG}](images/a.png)\n"),
}


def place_of_wrong(drafts: Drafts, old: str, new: str, newline: str = "\n") -> tuple[str, str]:
    """Where the finding points, and where the reference stands."""
    assert old in NARRATIVE
    narrative = NARRATIVE.replace(old, new).replace("{text}", "")
    _, findings = drafts.bound(narrative.replace("\n", newline))
    (finding,) = (finding for finding in findings if finding.code == "W130")
    line = line_of(narrative, WRONG)
    return str(finding.location), f"narrative.yaml:{line}:{narrative.split(chr(10))[line - 1].index(WRONG) + 1}"


@pytest.mark.parametrize("old, new", PLACES.values(), ids=PLACES)
def test_finding_points_at_the_braces(drafts: Drafts, old: str, new: str) -> None:
    told, stands = place_of_wrong(drafts, old, new)
    assert told == stands


def test_finding_points_at_the_braces_in_a_file_with_windows_line_ends(drafts: Drafts) -> None:
    told, stands = place_of_wrong(drafts, *PLACES["third paragraph"], newline="\r\n")
    assert told == stands


@pytest.mark.parametrize("old, new", ELSEWHERE.values(), ids=ELSEWHERE)
def test_finding_points_at_the_braces_elsewhere(drafts: Drafts, old: str, new: str) -> None:
    told, stands = place_of_wrong(drafts, old, new)
    assert told == stands


def test_finding_points_at_the_braces_of_a_free_heading(drafts: Drafts) -> None:
    narrative = NARRATIVE.replace("gov-disclosure-2021", "gov-disclosure-2014")
    narrative = narrative.replace(OVERVIEW, "正文:\n  概况（{{ 统计表.收到申请 }}件）: |\n    甲\n")
    _, findings = drafts.bound(narrative, "ouhai-2017")
    (finding,) = (finding for finding in findings if finding.code == "W130")
    line = line_of(narrative, "概况")
    assert str(finding.location) == f"narrative.yaml:{line}:{narrative.split(chr(10))[line - 1].index('{{') + 1}"


# -- in a draft -------------------------------------------------------------------------------------


def test_draft_with_a_gap_is_not_built_and_shows_it_as_a_draft(
    example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    draft = example("wenzhou-2020")
    rewrite(draft, "2020年，除前述内容外", "{{ 表三.本年新受.总计 }}除前述内容外")
    assert main(["build", str(draft)]) == 1
    assert list(draft.glob("*.docx")) == []
    assert main(["build", str(draft), "--draft"]) == 0
    capsys.readouterr()
    texts = check_draft(draft).report.texts["other"]
    assert texts[0].text.startswith(f"{GAP}除前述内容外")


def test_changed_figure_changes_the_text(example: Callable[[str], Path], edit: Callable[..., None]) -> None:
    draft = example("wenzhou-2020")
    before = check_draft(draft).report.texts["overview"]
    edit(draft, "表三", D7=110, D29=3)
    after = check_draft(draft)
    assert after.findings == ()
    changed = [(one.text, other.text) for one, other in zip(before, after.report.texts["overview"], strict=True) if one != other]
    assert len(changed) == 1
    assert "全年新收政府信息公开申请198件，其中自然人申请109件" in changed[0][0]
    assert "全年新收政府信息公开申请199件，其中自然人申请110件" in changed[0][1]
    assert "的35.4%" in changed[0][0] and "的35.2%" in changed[0][1]


def test_examples_differ_from_their_copies_in_nothing(tmp_path: Path) -> None:
    copied = shutil.copytree(EXAMPLES / "wenzhou-2020", tmp_path / "copy")
    assert check_draft(copied).report.texts == check_draft(EXAMPLES / "wenzhou-2020").report.texts


def test_an_empty_signature_is_the_agencys_name(drafts: Drafts) -> None:
    """As the warning says it will be."""
    signed = [line for line in NARRATIVE.splitlines() if line.startswith("  署名:")]
    without = NARRATIVE.replace(signed[0], "  署名:") if signed else f"{NARRATIVE}落款:\n  署名:\n"
    bound, _ = drafts.bound(without)
    assert bound.signature == next(line for line in NARRATIVE.splitlines() if line.startswith("机关:")).partition(": ")[2]


RUN_IN = {
    "bold over the end": ("（二）规范办理**。全年新收32件，上**年", "（二）规范办理。", ["。", "全年新收32件，上"]),
    "bold in both": ("（二）规范**办理。**全年**32件**。", "（二）规范办理。", ["办理。", "32件"]),
    "a link over the end": ("（二）见[指南。更多](https://a.cn/)和**网站**", "（二）见指南。更多（https://a.cn/）", ["指南。更多（https://a.cn/）", "网站"]),
    "a figure in the heading": ("（二）{{ 自定义.解读 }}**期。解**读", "（二）21期。", ["期。", "解"]),
    "signs that are meant": ("（二）\\*规范。\\*办理", "（二）*规范。", []),
}  # fmt: skip


@pytest.mark.parametrize(("line", "heading", "styled"), RUN_IN.values(), ids=RUN_IN)
def test_a_heading_that_runs_on_is_read_with_what_follows_it(drafts: Drafts, line: str, heading: str, styled: list[str]) -> None:
    bound, findings = drafts.bound(NARRATIVE.replace("甲{text}乙", line))
    (block,) = bound.texts["overview"]
    assert block.lead == heading and "**" not in block.text
    assert [block.whole[one.start : one.end] for one in block.styles] == styled
    assert not any(one.start < len(heading) < one.end for one in block.styles)
    assert {one.code for one in findings} <= {"W133"}
