"""Rates that have a cell of their own, sums of money, none and growth in the prose of a form that nobody here has made before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from support.known.stated import FILE
from support.made.prose import made

from reportgen.model.finding import Finding
from reportgen.model.form import Form
from reportgen.model.report import GAP, Cell, PastReport
from reportgen.packs.load import find_pack
from reportgen.packs.new import first_of_its_kind
from reportgen.rules.prose.check import read_claims

FORM = """\
id: repairs-2024
name: 整治年报
basis: {number: 某发〔2024〕1号, title: 通知, law: 《某法》第一条}
years: {first: 2023}
title: ["{{ 机关 }}", "{{ 年份 }}年整治年报"]
contact: []
sections:
  - {id: overview, name: 总体情况, heading: 一、总体情况}
  - {id: tables_section, name: 表, heading: 二、表, tables: [checks, penalties]}
  - {id: signature, kind: signature}
tables:
  - id: checks
    name: 检查表
    blocks:
      - corner: 行业
        columns:
          - {id: units, name: 检查户数, label: 检查户数}
          - {id: found, name: 发现隐患, label: 发现隐患}
          - {id: mended, name: 整改隐患, label: 整改隐患}
          - {id: rate, name: 整改率, label: 整改率（%）, kind: decimal, places: 1, unit: "%"}
          - {id: cover, name: 覆盖率, label: 覆盖率（%）, kind: decimal, places: 1}
        rows:
          - {id: mines, name: 矿山, label: 矿山}
          - {id: plants, name: 工贸, label: 工贸}
          - {id: total, name: 合计, label: 合计}
  - id: penalties
    name: 处罚表
    blocks:
      - corner: 种类
        columns:
          - {id: times, name: 次数, label: 次数}
          - {id: money, name: 罚款金额, label: 罚款金额（万元）, kind: decimal, places: 2, unit: 万元}
        rows:
          - {id: warning, name: 警告, label: 警告}
          - {id: fine, name: 罚款, label: 罚款}
          - {id: total, name: 合计, label: 合计}
identities:
  - {code: T903, title: 整改率, table: checks, each: row, relation: ratio, left: [mended], over: [found], right: [rate], say: 整改除以发现}
"""
PROSE = """\
none: [没有, 未]
tables:
  - table: checks
    units: 户 项 %
    column: units
    usual: 合计
    rows:
      - {name: 矿山, say: 矿山, is: [mines]}
      - {name: 工贸, say: 工贸 工贸企业, is: [plants]}
      - {name: 合计, say: 共检查, is: [total]}
    columns:
      - {name: 发现隐患, say: 发现隐患, is: [found]}
      - {name: 整改隐患, say: 整改隐患 完成整改, is: [mended]}
      - {name: 整改率, say: 整改率 隐患整改率, is: [rate]}
      - {name: 覆盖率, say: 覆盖率, is: [cover]}
  - table: penalties
    units: 次
    column: times
    usual: 合计
    rows:
      - {name: 警告, say: 警告 给予警告, is: [warning]}
      - {name: 罚款, say: 罚款, is: [fine]}
      - {name: 合计, say: 共处罚, is: [total]}
    columns:
      - {name: 罚款金额, say: 罚款金额 处罚金额, is: [money]}
"""
NOW = {
    "checks": {"mines": (18, 131, 127, "96.9", "70.1"), "plants": (95, 288, 270, "93.8", "80.5"), "total": (113, 419, 397, "94.7", "78.4")},
    "penalties": {"warning": (21, "0"), "fine": (36, "72.5"), "total": (57, "82.58")},
}  # fmt: skip
THEN = {
    "checks": {"mines": (17, 120, 110, "91.7", "68"), "plants": (90, 280, 262, "93.6", "79"), "total": (107, 400, 372, "93.0", "77")},
    "penalties": NOW["penalties"],
}  # fmt: skip


def cells(form: Form, figures: Mapping[str, Mapping[str, tuple[object, ...]]]) -> dict[str, Cell]:
    place = made("gov-disclosure-2021", figures={"a": 1}).report.cells["a"].location
    columns = {table.id: [column.id for column in table.blocks[0].leaf_columns] for table in form.tables}
    return {
        f"{table}.{row}.{column}": Cell(str(value), Decimal(str(value)), place)
        for table, rows in figures.items()
        for row, values in rows.items()
        for column, value in zip(columns[table], values, strict=True)
    }


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs") / "repairs-2024"
    folder.mkdir()
    (folder / "format.yaml").write_text(FORM, encoding="utf-8")
    (folder / "prose.yaml").write_text(PROSE, encoding="utf-8")
    return folder


def found(pack: Path, text: str) -> list[Finding]:
    """What is wrong with the numbers of a paragraph of that form, last year's report at hand."""
    opened = find_pack(str(pack))
    subject = made(str(pack), figures={}, overview=text, agency="某县应急管理局")
    subject = subject._replace(
        report=subject.report._replace(cells=cells(opened.form, NOW)),
        prior=PastReport(opened.form, cells(opened.form, THEN), "某县应急管理局", 2023),
    )
    return [*read_claims(subject, opened.phrasing).findings]


@pytest.mark.parametrize(
    ("text", "code", "right"),
    [
        ("工贸整改率93.9%。", "N102", "93.8"),
        ("工贸行业整改率93.9%。", "N102", "93.8"),
        ("合计整改率99%。", "N102", "95"),
        ("全县隐患整改率99.9%。", "N102", "94.7"),
        ("共检查113户，同比增长5.6%，全县隐患整改率99.9%。", "N102", "94.7"),
        ("检查矿山18户，整改率98.9%。", "N102", "96.9"),
        ("矿山整改率96.9%、工贸整改率93.9%。", "N102", "93.8"),
        ("矿山、工贸整改率分别为96.9%和93.9%。", "N102", "93.8"),
        ("矿山覆盖率71.0%。", "N102", "70.1"),
        ("整改率94.7%，比上年提高2.7个百分点。", "N104", "1.7"),
        ("工贸整改率较上年下降0.2个百分点。", "N104", "0.2"),
        ("全年没有警告。", "N106", "21"),
        ("未给予警告。", "N106", "21"),
        ("全年未发现隐患。", "N106", "419"),
        ("全年罚款金额82.85万元。", "N101", "825800"),
        ("处罚金额0.0084亿元。", "N101", "825800"),
    ],
)
def test_what_a_cell_of_its_own_does_not_say_is_told_once(pack: Path, text: str, code: str, right: str) -> None:
    assert [(one.code, one.expected, one.location.path) for one in found(pack, text)] == [(code, Decimal(right), FILE)]


@pytest.mark.parametrize(
    "text",
    [
        "工贸行业整改率93.8%，合计整改率94.75%，矿山、工贸整改率分别为96.9%和93.8%。",
        "检查矿山18户，整改率96.9%；全县整改率近95%。",
        "矿山覆盖率70.1%，工贸覆盖率80%左右，合计覆盖率75%以上。",
        "发现隐患419项，整改重大隐患30项，全县整改率94.7%。",
        # Of some, of others, of what is aimed at: no figure of the table.
        "复查重点企业3户，整改率100%。",
        "对重大隐患挂牌督办，整改率100%。",
        "重大隐患整改率100%，城关镇整改率97.5%，全省整改率97%。",
        "力争明年整改率达到99%。",
        "力争整改率比上年提高5个百分点；全省整改率比上年提高5个百分点；整改率比上年提高近2个百分点，工贸整改率同比提高0.1个百分点以上。",
        "整改率94.7%，比上年提高1.7个百分点，工贸整改率提高0.2个百分点，同比提高近2个百分点。",
        # The longer words name the column, whose row is the total; the row's own figure may be meant by them.
        "全年罚款36次，全年罚款金额82.58万元。",
        "罚款金额72.5万元。",
        # Of some of them.
        "个别企业尚未完成整改，复查3户未发现隐患，未给予警告的企业12户。",
        # What grew is not filled in yet, and the number before it is not it.
        f"共检查113户，发现隐患{GAP}项，同比增长8.3%，占全部的30.1%。",
    ],
)
def test_what_it_says_or_does_not_count_is_not_told(pack: Path, text: str) -> None:
    assert [one.message for one in found(pack, text)] == []


def test_money_of_a_new_form_is_compared_whatever_unit_its_prose_lists(tmp_path: Path) -> None:
    folder = tmp_path / "fire-2030"
    folder.mkdir()
    for name, content in first_of_its_kind(folder.name).items():
        (folder / name).write_bytes(content)
    prose = (folder / "prose.yaml").read_text(encoding="utf-8")
    assert "units: 件 万元" in prose
    for units in ("件 万元", "件 亿元", "件 元", "件"):
        (folder / "prose.yaml").write_text(prose.replace("件 万元", units), encoding="utf-8")
        table = find_pack(str(folder)).phrasing.tables[0]
        assert {"件", "元"} <= {*table.units}, units
        subject = made(
            str(folder), overview="共办理19件，合计金额5.3万元。", figures={"figures.total.count": 19, "figures.total.money": 3}
        )
        assert [one.code for one in read_claims(subject, find_pack(str(folder)).phrasing).findings] == ["N101"], units
