"""Numbers of the prose in units that only one pack declares, with decimals and without, against its tables."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from support.known.stated import FILE, block
from support.made.drafts import cells_of

from reportgen.model.report import Narrative, Report, Workbook
from reportgen.packs.load import open_pack
from reportgen.packs.new import first_of_its_kind
from reportgen.packs.phrasing import read_phrasing
from reportgen.rules.check import Subject
from reportgen.rules.prose.check import read_claims

COLUMN = "{id: money, name: 金额, label: 金额（万元）, kind: amount, unit: 万元}"
SAID = "{name: 金额, say: 金额 涉及金额, is: [money]}"
SHELF = "{id: money, name: 长度, label: 长度（米）, kind: decimal, places: 2, unit: 米}"
POWER = "{id: money, name: 用电, label: 用电（万千瓦时）, kind: decimal, places: 2, unit: 万千瓦时}"
COUNT = "{id: money, name: 用电, label: 用电, unit: 千瓦时}"

Judged = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    """What every number of a sentence is, and what is told of it, where the first row has 1500 and this in its second column."""

    def of(column: str, units: str, value: str, text: str) -> list[tuple[str, str]]:
        pack = tmp_path / "units-2020"
        pack.mkdir(exist_ok=True)
        for name, content in first_of_its_kind(pack.name).items():
            said = content.decode().replace(COLUMN, column).replace(SAID, "{name: 长度, say: 长度 用电, is: [money]}")
            (pack / name).write_text(said.replace("units: 件 万元", f"units: {units}"), encoding="utf-8")
        opened = open_pack(pack)
        form = opened.form
        figures = {ref: Decimal(0) for ref in form.figures}
        figures |= {"figures.first.count": Decimal(1500), "figures.first.money": Decimal(value)}
        cells, texts = cells_of(form, figures), {"overview": (block(text),)}
        narrative = Narrative(FILE, "某局", 2020, form.id, (), texts, {}, {}, None, None, None)
        report = Report("某局", 2020, form.id, cells, (), texts)
        stated = read_claims(Subject(form, Workbook("b.xlsx", cells), narrative, report, {}, None, ()), opened.phrasing)
        told = {one.location: one.message for one in stated.findings}
        return [(claim.status, told.get(claim.location, "")) for claim in stated.claims]

    return of


@pytest.mark.parametrize(
    ("column", "units", "value", "text", "status", "told"),
    [
        (SHELF, "件", "60.25", "甲项长度60.25米。", "matched", ""),
        (SHELF, "件", "60.25", "甲项长度60.3米。", "rounded", ""),
        (SHELF, "件", "60.25", "甲项长度60米。", "rounded", ""),
        (SHELF, "件", "60.25", "甲项长度99.99米。", "contradictory", "甲项/长度 是 60.25"),
        (SHELF, "件", "60.25", "甲项长度60.35米。", "contradictory", "甲项/长度 是 60.25"),
        (SHELF, "件", "60.25", "甲项长度6.1千米。", "contradictory", "甲项/长度 是 60.25 米"),
        # no column is named: the one that has the unit, not the one that is usually meant
        (SHELF, "件", "60.25", "甲项99.99米。", "contradictory", "甲项/长度 是 60.25"),
        (SHELF, "件", "60.25", "甲项60.25米。", "matched", ""),
        # of what is counted one by one there is no half
        (SHELF, "件", "60.25", "甲项平均每次8.5件。", "untied", ""),
        (POWER, "件", "3.52", "甲项用电3.52万千瓦时。", "matched", ""),
        (POWER, "件", "3.52", "甲项用电3.5万千瓦时。", "rounded", ""),
        (POWER, "件", "3.52", "甲项用电35200千瓦时。", "matched", ""),
        (POWER, "件", "3.52", "甲项用电4.1万千瓦时。", "contradictory", "甲项/用电 是 3.52 万千瓦时"),
        (COUNT, "件 千瓦时", "500", "甲项用电500千瓦时。", "matched", ""),
        (COUNT, "件 千瓦时", "500", "甲项用电501千瓦时。", "contradictory", "甲项/用电 是 500"),
        (SHELF, "件 度 卷次", "60.25", "甲项1499度。", "contradictory", "甲项/数量 是 1500"),
        (SHELF, "件 度 卷次", "60.25", "甲项1500卷次。", "matched", ""),
        # only prose.yaml says that the table is in 万度
        (SHELF, "件 万度", "60.25", "甲项1500万度。", "rounded", ""),
        (SHELF, "件 万度", "60.25", "甲项1600万度。", "contradictory", "甲项/数量 是 1500"),
    ],
)
def test_a_number_in_a_unit_of_the_pack_is_held_against_its_figure(
    judged: Judged, column: str, units: str, value: str, text: str, status: str, told: str
) -> None:
    ((found, message),) = judged(column, units, value, text)
    assert (found, bool(message)) == (status, bool(told)) and message.endswith(told)


@pytest.mark.parametrize("unit", ["年", "月", "日"])
def test_what_no_number_is_read_in_is_refused_as_a_unit(tmp_path: Path, unit: str) -> None:
    def problems(units: str) -> list[str]:
        pack = tmp_path / "units-2020"
        pack.mkdir(exist_ok=True)
        for name, content in first_of_its_kind(pack.name).items():
            (pack / name).write_text(content.decode().replace("units: 件 万元", f"units: {units}"), encoding="utf-8")
        return [message for _, message in read_phrasing(open_pack(pack).form, [pack / "prose.yaml"])[1]]

    assert problems("件 度 卷次 册次 车次 班次 单 标准煤 千瓦时 千克 万立方米 小时 %") == []
    (told,) = problems(f"件 {unit}")
    assert f"“{unit}”不能作量词" in told
