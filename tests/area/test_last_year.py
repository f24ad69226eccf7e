"""Last year's report of an agency: the one that says that year, in the form that it was made in, and what of it is told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from reportgen.area.folder import may_be_read
from reportgen.area.work import Order, work
from reportgen.cli.main import main
from reportgen.reports.last_year import last_year_of

Draft = Callable[[str], Path]


def order(path: Path, **more: Any) -> Order:
    return Order(str(path), "", str(path.parent / "formats" / "收件"))._replace(**more)


def _of_year(draft: Path, year: int) -> Path:
    """The same draft, saying another year."""
    text = draft / "narrative.yaml"
    text.write_text(re.sub(r"(?m)^年份:.*", f"年份: {year}", text.read_text(encoding="utf-8")), encoding="utf-8")
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in (2024, "2024"):
                    cell.value = year
    book.save(draft / "workbook.xlsx")
    return draft


def test_last_years_report_is_the_one_that_says_that_year(tmp_path: Path, example: Draft) -> None:
    this = example("huaian-2024")
    wrong, right = (_of_year(Path(shutil.copytree(this, tmp_path / name)), year) for name, year in (("甲", 2022), ("乙", 2023)))
    built = tmp_path / "2023年报.docx"
    assert main(["build", str(right), "-o", str(built), "--draft"]) == 0
    damaged = tmp_path / "坏的.docx"
    damaged.write_bytes(b"nothing")
    for prior, others, used, said in (
        (right, (), "乙", ""),
        (wrong, (), "", "放的 草稿 不是 2023 年度的，没有用它"),
        (wrong, (built,), built.name, f"有 2 份年报，与上年的衔接用的是 {built.name}；草稿 是 2022 年度的"),
        (right, (built,), "乙", "有 2 份年报，与上年的衔接用的是 草稿"),
        (damaged, (wrong, right), "乙", "坏的.docx 读不了；草稿 是 2022 年度的"),
        (wrong, (damaged,), "", "没有写明是 2023 年度的年报：草稿 是 2022 年度的；坏的.docx 读不了；没有校验"),
    ):
        outcome = work(order(this, prior=str(prior), year=2024, other_priors=tuple(map(str, others)))).outcome
        assert outcome.prior == used and not any(told.code == "W148" for told in outcome.findings), said
        assert len(outcome.remarks) == bool(said) and said in "".join(outcome.remarks), outcome.remarks


def test_what_may_be_last_years_is_looked_for_beside_a_draft_too(tmp_path: Path, example: Draft) -> None:
    folder = Path(shutil.copytree(example("huaian-2024"), tmp_path / "001"))
    for name in ("旧.docx", ".藏.docx", "说明.xlsx"):
        (folder / name).write_bytes(b"x")
    assert may_be_read((folder,)) == (folder, folder / "旧.docx")
    assert may_be_read((folder / "旧.docx",)) == (folder / "旧.docx",) and may_be_read(()) == ()


def test_last_years_file_may_be_in_the_areas_own_form(tmp_path: Path, example: Draft) -> None:
    draft = _of_year(example("huaian-2024"), 2023)
    built = tmp_path / "2023年报.docx"
    assert main(["build", str(draft), "-o", str(built), "--draft", "--no-record"]) == 0
    pack = tmp_path / "formats" / "mine"
    pack.mkdir(parents=True)
    (pack / "format.yaml").write_text("extends: gov-disclosure-2021\nid: mine\nname: 我的\n", encoding="utf-8")
    apart = tmp_path / "formats" / "收件"
    assert last_year_of(built, 2024, apart=apart, like="mine").form.id == "mine"
    named = last_year_of(built, 2024, apart=apart, like="gov-disclosure-2021")
    assert named.form.id == "gov-disclosure-2021" and [one.code for one in named.findings] == ["W161"]
    assert not last_year_of(built, 2024, apart=apart).findings  # then this year's report tells of it
    assert not last_year_of(built, 2024, apart=tmp_path / "别处" / "收件", like="mine").findings


def test_what_is_told_of_last_year_says_nothing_of_where_it_lies(tmp_path: Path, example: Draft) -> None:
    this = example("huaian-2024")
    last = _of_year(Path(shutil.copytree(this, tmp_path / "2023" / "乙")), 2023)
    text = this / "narrative.yaml"
    said = "总体情况: |\n  全年新收政府信息公开申请比上年同比增长77.7%。\n"
    text.write_text(text.read_text(encoding="utf-8").replace("总体情况: |\n", said, 1), encoding="utf-8")
    outcome = work(order(this, prior=str(last), year=2024)).outcome
    of_last = [told for told in outcome.findings if told.code == "N104"]
    assert any("上年的数取自 乙" in told.remedy for told in of_last)
    assert not any(str(tmp_path) in told.message + told.remedy for told in outcome.findings)
