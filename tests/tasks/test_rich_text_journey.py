"""Tables, charts over years, lists and links from a draft into its document and page, and back: nothing is lost or changed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES

from reportgen.model.draft import Built
from reportgen.model.finding import Finding
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.compare import compare_versions
from reportgen.tasks.drafts import import_report
from reportgen.tasks.update import update_draft
from reportgen.word.outline import read_outline

Rewrite = Callable[[Path, str, str], None]

PREFACE = "前言: |\n"
BELOW_PREFACE = "\n联系方式:"
TABLE = "  办公时间\n  | 时段 | 钟点 |\n  | --- | --- |\n  | 上午 | 9 时至 12 时 |\n"
OVERVIEW = "总体情况: |\n"
RICH = (
    "  ![三年新收](图表:折线图 历年 表三.本年新收.总计、表三.办理结果总计.总计)\n"
    "  - 印发制度；\n"
    "  * 培训两次。\n"
    "  |  甲 |乙 |\n  |---|---|\n  | 一 | 二 |\n"
    "  见[**门户**网站](https://www.example.gov.cn/a_(1).html)和[{{ 机关 }}](https://www.example.gov.cn/)。\n"
)


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft with last year's beside it."""
    root = tmp_path_factory.mktemp("rich")
    for year in (2023, 2024):
        shutil.copytree(EXAMPLES / "huaian-2024", root / str(year), ignore=shutil.ignore_patterns("*.docx"))
        path = root / str(year) / "narrative.yaml"
        text = path.read_text(encoding="utf-8").replace("年份: 2024", f"年份: {year}\n上年: ../{year - 1}")
        assert text.count(OVERVIEW) == text.count(BELOW_PREFACE) == 1
        path.write_text(text.replace(BELOW_PREFACE, TABLE + BELOW_PREFACE).replace(OVERVIEW, OVERVIEW + RICH), encoding="utf-8")
    return root / "2024"


@pytest.fixture(scope="module")
def built(draft: Path) -> Built:
    built = build_draft(draft, output=draft.parent / "年报", kinds=("docx", "html"))
    assert isinstance(built, Built)
    return built


def files_of(draft: Path) -> list[Path]:
    return [draft.parent / f"年报.{kind}" for kind in ("docx", "html")]


def test_neither_document_nor_page_differs_from_the_draft(draft: Path, built: Built) -> None:
    for file in files_of(draft):
        assert compare_versions(str(draft), str(file)).diff.nothing, file


def test_a_table_of_the_preface_is_read_back_with_the_line_that_names_it(draft: Path, built: Built, tmp_path: Path) -> None:
    for file in files_of(draft):
        folder = tmp_path / file.suffix[1:]
        imported = import_report(file, folder)
        assert not imported.unplaced
        assert TABLE in (folder / "narrative.yaml").read_text(encoding="utf-8")


def test_a_chart_over_years_is_read_back_with_the_years_that_the_new_draft_does_not_know(
    draft: Path, built: Built, tmp_path: Path
) -> None:
    for file in files_of(draft):
        folder = tmp_path / file.suffix[1:]
        import_report(file, folder)
        charts = [block.chart for block in check_draft(folder).report.texts["overview"] if block.kind == "chart"]
        own = [block.chart for block in check_draft(draft).report.texts["overview"] if block.kind == "chart"]
        assert charts[0] and own[0] and charts[0].figures == own[0].figures
        assert own[0].categories == ("2023年", "2024年")


def test_an_update_from_the_document_as_it_was_built_changes_nothing(draft: Path, built: Built) -> None:
    updated = update_draft(draft, files_of(draft)[0], write=False)
    assert not updated.rows and not updated.left


def test_an_update_leaves_lists_and_tables_as_they_were_typed(draft: Path, built: Built, tmp_path: Path) -> None:
    from docx import Document

    document = Document(str(files_of(draft)[0]))
    (paragraph,) = [one for one in document.paragraphs if one.text == "三年新收"]
    paragraph.runs[0].text = "近年新收"
    document.save(str(tmp_path / "改过.docx"))
    updated = update_draft(draft, tmp_path / "改过.docx", write=False)
    assert len(updated.rows) == 1 and not updated.left


def found(folder: Path, code: str) -> list[Finding]:
    return [one for one in check_draft(folder).findings if one.code == code]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "", "https://www.example.gov.cn/公开 指南", "公开.html", "{{ 联系方式.地址 }}"]
)
def test_an_address_that_leads_nowhere_is_told_never_printed(
    address: str, example: Callable[[str], Path], rewrite: Rewrite
) -> None:
    folder = example("huaian-2024")
    rewrite(folder, OVERVIEW, f"{OVERVIEW}  详见[网站]({address})。\n")
    (finding,) = found(folder, "W135")
    assert finding.location.column == 5
    assert check_draft(folder).report.texts["overview"][0].text == "详见网站。"


def test_the_words_of_a_link_may_hold_a_reference_and_bold_type(draft: Path, built: Built) -> None:
    block = next(one for one in check_draft(draft).report.texts["overview"] if one.text.startswith("见门户"))
    agency = check_draft(draft).report.agency
    first, second = "门户网站（https://www.example.gov.cn/a_(1).html）", f"{agency}（https://www.example.gov.cn/）"
    assert block.text == f"见{first}和{second}。"
    assert [(one.kind, block.text[one.start : one.end]) for one in block.styles] == [
        ("bold", "门户"),
        ("link", first),
        ("link", second),
    ]
    page = files_of(draft)[1].read_text(encoding="utf-8")
    assert (
        '<a href="https://www.example.gov.cn/a_(1).html"><strong>门户</strong>网站（https://www.example.gov.cn/a_(1).html）</a>'
        in page
    )


def test_a_picture_or_chart_within_a_line_is_told_where_it_stands(example: Callable[[str], Path], rewrite: Rewrite) -> None:
    folder = example("huaian-2024")
    rewrite(folder, OVERVIEW, f"{OVERVIEW}  如图![甲](图表:饼图 表三.不予公开)所示。\n  照片![乙](images/乙.png)。\n")
    chart, picture = found(folder, "W144")
    assert (chart.location.column, picture.location.column) == (5, 5)
    assert chart.message.startswith("图表没有单独占一行") and picture.message.startswith("图片没有单独占一行")


def test_a_chart_that_cannot_be_drawn_is_called_the_same_in_document_and_page(
    example: Callable[[str], Path], rewrite: Rewrite, tmp_path: Path
) -> None:
    folder = example("huaian-2024")
    rewrite(folder, OVERVIEW, f"{OVERVIEW}  ![甲](图表:饼图 表三.没有)\n")
    assert isinstance(build_draft(folder, output=tmp_path / "a", kinds=("docx", "html"), draft=True), Built)
    gap = "【待填】图表:饼图 表三.没有"
    assert gap in [paragraph.text for paragraph in read_outline(tmp_path / "a.docx").paragraphs]
    assert gap in re.sub("<[^>]*>", "", (tmp_path / "a.html").read_text(encoding="utf-8"))


def test_what_is_wrong_with_a_named_chart_stands_where_it_was_named(example: Callable[[str], Path], rewrite: Rewrite) -> None:
    folder = example("huaian-2024")
    rewrite(folder, OVERVIEW, f"图表:\n  构成: 表三.不与公开\n\n{OVERVIEW}  ![甲](图表:饼图 构成)\n  ![乙](图表:圆图 构成)\n")
    lines = (folder / "narrative.yaml").read_text(encoding="utf-8").split("\n")
    (name,), (kind,) = found(folder, "W130"), found(folder, "W131")
    assert lines[name.location.line - 1] == "  构成: 表三.不与公开" and name.location.column == 7
    assert lines[kind.location.line - 1] == "  ![乙](图表:圆图 构成)"


def test_a_table_is_what_stands_below_a_heading(example: Callable[[str], Path], rewrite: Rewrite) -> None:
    folder = example("ouhai-2017")
    heading = "  收费及减免情况: |\n"
    rewrite(folder, heading, f"{heading}    | 项目 | 件数 |\n    | --- | --- |\n    | 减免 | 0 |\n")
    assert not found(folder, "W143")
    rewrite(folder, heading, f"  另一节: |\n\n{heading}")
    assert len(found(folder, "W143")) == 1
