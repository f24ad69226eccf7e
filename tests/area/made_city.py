"""A made-up city on disk, as its office keeps it, with the faults that an office looks for planted in it."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from made_areas import CITY, YEAR, clauses, handed_in, own_report, register_of, with_more
from support.made.cells import type_into

from reportgen.drafts.workbook.drawn.blank import blank_workbook
from reportgen.drafts.workbook.read import read_workbook
from reportgen.model.area.register import Handed, Register
from reportgen.model.location import Location
from reportgen.tasks.packs import all_formats

FORM = next(form for form in all_formats() if form.id == "gov-disclosure-2021")
LICENCES = "disclosure.licences.decisions"
IN_TIME, TOO_LATE = datetime(2025, 1, 15, tzinfo=UTC), datetime(2025, 2, 20, tzinfo=UTC)
_NARRATIVE = """\
机关: {agency}
年份: {year}
格式: gov-disclosure-2021
前言: |
  根据《中华人民共和国政府信息公开条例》和《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）的规定，编制本年度报告。本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。如对本报告有疑问，请与{agency}联系（地址：{{{{ 联系方式.地址 }}}}；邮编：{{{{ 联系方式.邮编 }}}}；电话：{{{{ 联系方式.电话 }}}}；电子邮箱：{{{{ 联系方式.电子邮箱 }}}}）。
联系方式:
  地址: 甲市某路
  邮编: "990000"
  电话: 0900-6000000
  电子邮箱: a@example.com
总体情况: |
{overview}
存在的主要问题及改进情况: |
  存在的问题是公开的内容还不够全面，下一步将加强考核、评议和责任追究，改进工作，{problem}。
其他需要报告的事项: |
  本年度没有收取信息处理费。
落款:
  署名: {agency}
  日期: 2025年1月15日
"""
_TELLING = (*"0123456789（）()“”《》一二三四五六七八九十百千万两均全无未零不。", "没有", "申请", "复议", "诉讼", "处理费", "收费")
_HEADINGS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")


class Planted(NamedTuple):
    """Where the city lies, and the codes of the agencies in which each kind of fault was planted."""

    root: Path
    register: Register
    missing: tuple[str, ...]
    late: tuple[str, ...]
    copied: tuple[str, str]
    twice: str
    contradictory: tuple[str, ...]
    slip: str
    handed: Mapping[str, Handed]


def narrative(agency: str, paragraphs: tuple[str, ...], problem: str) -> str:
    lines = [
        f"  {text}" for number, text in enumerate(paragraphs) for text in (f"（{'一二三四五'[number]}）{_HEADINGS[number]}", text)
    ]
    return _NARRATIVE.format(agency=agency, year=YEAR, overview="\n".join(lines), problem=problem)


def paragraphs(rng: random.Random) -> tuple[str, ...]:
    """The five paragraphs of an overview: clauses without a number, so that no table contradicts them."""
    plain = [clause for clause in clauses() if not any(sign in clause for sign in _TELLING)]
    return tuple(f"{heading}工作有序推进，{'，'.join(rng.sample(plain, 9))}。" for heading in _HEADINGS)


def made_city(root: Path, count: int = 60, seed: int = 7) -> Planted:
    """A city of so many agencies with planted faults: 3 missing, 2 late, 2 copied, 1 counted twice by the city and 1 slip of 90 in
    its table, 4 that contradict themselves."""
    rng = random.Random(seed)
    register = register_of(count)
    handed = handed_in(register, FORM, seed)
    codes = rng.sample(list(handed), 12)
    missing, late, copied, twice, wrong = tuple(codes[:3]), tuple(codes[3:5]), (codes[5], codes[6]), codes[7], tuple(codes[8:])
    there = {code: one for code, one in handed.items() if code not in missing}
    own = own_report(register, FORM, there)
    own = own._replace(figures={ref: value + there[twice].figures[ref] for ref, value in own.figures.items()})
    own = with_more(FORM, own, {LICENCES: Decimal(90)})
    names = {agency.code: agency.name for agency in register.agencies}
    texts: dict[str, tuple[str, ...]] = {}
    for code, one in (*there.items(), (CITY.code, own)):
        texts[code] = paragraphs(rng)
        if code == copied[1] and copied[0] in texts:
            texts[code] = (*texts[copied[0]][:3], *texts[code][3:])
        elif code == copied[0] and copied[1] in texts:
            texts[code] = (*texts[copied[1]][:3], *texts[code][3:])
        said = texts[code]
        if code in wrong:
            said = (said[0], f"全年新收政府信息公开申请{one.figures['applications.received.all'] + 7:f}件。{said[1]}", *said[2:])
        folder = root / "年报" / str(YEAR) / code
        folder.mkdir(parents=True)
        put_workbook(folder / "workbook.xlsx", names[code], one.figures)
        (folder / "narrative.yaml").write_text(narrative(names[code], said, rng.choice(said[4].split("，"))), encoding="utf-8")
        when = (TOO_LATE if code in late else IN_TIME).timestamp()
        for path in (*folder.iterdir(), folder):
            os.utime(path, (when, when))
    entries = "".join(
        f"  - {{代码: '{agency.code}', 名称: {agency.name}, 类别: {agency.kind}, 上级代码: '{agency.parent}', 期限: 1月31日}}\n".replace(
            "上级代码: '', ", ""
        )
        for agency in register.agencies
    )
    (root / "名录.yaml").write_text("机关:\n" + entries, encoding="utf-8")
    return Planted(root, register, missing, late, copied, twice, wrong, LICENCES, there)


@cache
def _blank() -> tuple[bytes, Location, Mapping[str, Location]]:
    """A blank workbook, where the agency's name stands in it, and where the cells that are typed."""
    content = blank_workbook(FORM, CITY.name, YEAR)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        path.write_bytes(content)
        book = read_workbook(path, FORM)[0]
    assert book.agency
    return content, book.agency.location, {ref: cell.location for ref, cell in book.cells.items() if ref not in FORM.totals}


def put_workbook(path: Path, agency: str, figures: Mapping[str, Decimal]) -> None:
    """Write the workbook of an agency: typed into a blank one, which takes a tenth of drawing it."""
    content, name, places = _blank()
    path.write_bytes(content)
    cells: dict[str, dict[str, Any]] = {name.grid: {name.cell: agency}}
    for ref, place in places.items():
        value = figures[ref]
        cells.setdefault(place.grid, {})[place.cell] = int(value) if value == int(value) else float(value)
    type_into(path, cells)


if __name__ == "__main__":
    import sys

    place = Path(sys.argv[1])
    shutil.rmtree(place, ignore_errors=True)
    print(made_city(place, int(sys.argv[2]) if len(sys.argv) > 2 else 60))
