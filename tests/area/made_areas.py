"""A made-up area: a city with bureaus, streets and towns, whose reports hold together, for tests and benchmarks."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from reportgen.area.across.rollup import added
from reportgen.model.area.register import Agency, Handed, Register
from reportgen.model.form import Form

CITY = Agency("100", "甲市人民政府", kind="政府")
SUBJECTS = [
    "教育",
    "科技",
    "公安",
    "民政",
    "司法",
    "财政",
    "人社",
    "自然资源",
    "生态环境",
    "住建",
    "交通",
    "水利",
    "农业农村",
    "商务",
    "文旅",
    "卫健",
    "退役军人",
    "应急",
    "审计",
    "国资",
    "市场监管",
    "体育",
    "统计",
    "医保",
    "信访",
    "城管",
    "林业",
    "税务",
    "气象",
    "烟草",
]
PLACES = [
    "东关",
    "西关",
    "南坪",
    "北坡",
    "河口",
    "石桥",
    "柳林",
    "青山",
    "白塔",
    "长堤",
    "清泉",
    "高岭",
    "沙井",
    "罗田",
    "梅溪",
    "竹园",
    "大渡",
    "小店",
    "新街",
    "老城",
    "枣庄",
    "桃源",
    "杏坪",
    "李村",
    "松岗",
    "柏树",
    "槐荫",
    "榆钱",
    "枫桥",
    "桂花",
]
YEAR = 2024


def register_of(count: int) -> Register:
    """A city with so many agencies below it, half bureaus and half towns; beyond sixty their names are numbered."""
    agencies = [CITY]
    for number in range(count):
        turn, half = divmod(number // 2, len(SUBJECTS))
        after = str(turn + 1) if turn else ""
        name, kind = (
            (f"甲市{SUBJECTS[half]}局{after}", "部门") if number % 2 == 0 else (f"甲市{PLACES[half]}镇{after}人民政府", "乡镇")
        )
        agencies.append(Agency(f"{101 + number}", name, kind=kind, parent=CITY.code))
    return Register(tuple(agencies), "名录.yaml")


def figures_of(form: Form, rng: random.Random, size: int = 40) -> dict[str, Decimal]:
    """The figures of one report that holds together; about `size` in its larger cells, most of the others 0."""
    values: dict[str, Decimal] = {}
    for ref, figure in form.figures.items():
        if ref in form.totals:
            continue
        often = 0.9 if figure.table.id == "disclosure" else 0.12
        value = Decimal(rng.randrange(1, size) if rng.random() < often else 0)
        if figure.row.rule_makers_only:
            value = Decimal(0)
        values[ref] = value + Decimal(rng.randrange(100)) / 100 if figure.kind == "amount" and value else value
    return balanced(form, values)


def balanced(form: Form, typed: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The same with every total worked out, and with so many applications received as were answered or carried on."""
    values = dict(typed)

    def work_out() -> None:
        known = -1
        while known != len(values):
            known = len(values)
            for ref, line in form.totals.items():
                parts = [term.ref for term in line.left]
                if ref not in values and all(part in values for part in parts):
                    values[ref] = sum((values[part] for part in parts), Decimal(0))

    work_out()
    for line in form.lines:
        if line.code == "T301":
            received, carried_in = (term.ref for term in line.left)
            total, carried_out = (term.ref for term in line.right)
            if received in typed:
                while values[total] + values[carried_out] < values[carried_in]:
                    values[carried_out] += values[carried_in]
                values[received] = values[total] + values[carried_out] - values[carried_in]
    for ref in form.totals:
        values.pop(ref)
    work_out()
    return {ref: values[ref] for ref in form.figures}


def handed_in(register: Register, form: Form, seed: int = 1) -> dict[str, Handed]:
    """What each agency but the city itself has handed in, by its code."""
    rng = random.Random(seed)
    return {
        agency.code: Handed(
            agency.code, YEAR, form.id, figures_of(form, rng), path=f"年报/{YEAR}/{agency.code}", says=agency.name
        )
        for agency in register.agencies
        if agency.parent
    }


def own_report(register: Register, form: Form, handed: Mapping[str, Handed]) -> Handed:
    """The city's own report, the true sum of theirs."""
    figures = added(list(handed.values()), form)[0]
    return Handed(CITY.code, YEAR, form.id, figures, path=f"年报/{YEAR}/{CITY.code}", says=CITY.name)


def with_more(form: Form, own: Handed, more: Mapping[str, Decimal]) -> Handed:
    """The same report with so much more in some cells that are no totals, its totals worked out anew."""
    typed = {ref: value + more.get(ref, 0) for ref, value in own.figures.items() if ref not in form.totals}
    values = dict(typed)
    while len(values) < len(own.figures):
        for ref, line in form.totals.items():
            if ref not in values and all(term.ref in values for term in line.left):
                values[ref] = sum((values[term.ref] for term in line.left), Decimal(0))
    return own._replace(figures={ref: values[ref] for ref in own.figures})


# -- prose ----------------------------------------------------------------------------------------------

CORPUS = Path(__file__).parents[1] / "corpus"


@cache
def clauses() -> tuple[str, ...]:
    """The clauses of the made-up reports of tests/corpus, each once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    sources = [yaml.load(path.read_text(encoding="utf-8"), Loader=loader) for path in sorted(CORPUS.glob("*.yaml"))]
    texts = [paragraph for source in sources for section in source["texts"].values() for paragraph in section]
    return tuple(dict.fromkeys(clause for text in texts for clause in re.split("[，。；：]", text) if 8 <= len(clause) <= 40))


def prose_of(rng: random.Random, paragraphs: int = 14) -> tuple[str, ...]:
    """Paragraphs of clauses in any order, about as long as those of a report: two have few clauses in common."""
    return tuple("，".join(rng.sample(clauses(), rng.randrange(6, 14))) + "。" for _ in range(paragraphs))


NOTICE = "各单位要按照县政府办公室的统一部署，于规定时间前完成年度报告的编制和公布，报告内容应当真实准确完整，表内数据要与往年衔接，不得漏项缺项，并指定专人负责答复社会公众的询问。"


def with_prose(handed: Mapping[str, Handed], register: Register, seed: int = 1) -> dict[str, Handed]:
    """The same reports, each with prose of its own, its name in it, and the notice that all have."""
    rng = random.Random(seed)
    names = {agency.code: agency.name for agency in register.agencies}
    return {
        code: one._replace(paragraphs=(f"{names[code]}{YEAR}年公开信息{rng.randrange(999)}条。{NOTICE}", *prose_of(rng)))
        for code, one in handed.items()
    }
