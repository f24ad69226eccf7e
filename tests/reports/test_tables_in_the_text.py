"""Small tables that a writer puts into the text, their rows named like the form's: text, not pieces of the form's tables.

They are made of each form's own words, so that no name is the one that was thought of.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree
from support.published.copies import FORM_2021, copied, docx_with, word_table
from test_import_word import body_of

from reportgen.model.draft import Built
from reportgen.model.form import Table
from reportgen.model.report import Report
from reportgen.reports.open import open_draft, open_published
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_published
from reportgen.tasks.compare import compare_versions, verify_document
from reportgen.tasks.drafts import import_report
from reportgen.tasks.update import update_draft
from reportgen.word.names import W

SmallTable = list[tuple[str, ...]]


def plain(text: str) -> str:
    return text.replace("|", "／").replace("\n", "").strip()


def small_tables(table: Table) -> Iterator[SmallTable]:
    """Tables of two and of more rows and columns, of one row alone, and of words of two blocks: all named as in the form."""
    for block in table.blocks:
        labels = [plain(row.label) for row in block.filled_rows]
        heads = [plain(column.label) for column in block.leaf_columns][:3]
        for rows in (labels[:1], labels[:2], labels[-3:]):
            yield [("类别", "件数"), *((label, str(31 + at)) for at, label in enumerate(rows))]
            yield [("结果", *heads), *((label, *(str(70 + at) for _ in heads)) for at, label in enumerate(rows))]
    first, last = table.blocks[0].filled_rows[0], table.blocks[-1].filled_rows[-1]
    yield [(plain(last.label), plain(first.label)), ("5", "6")]


def rows_in(report: Report) -> list[tuple[str, ...]]:
    return [tuple(block.text.split("\t")) for blocks in report.texts.values() for block in blocks if block.kind == "row"]


def with_tables(text: str, tables: Sequence[SmallTable]) -> str:
    """A text file with these tables, a line above each, behind the first paragraph below its second heading, the one after 前言."""
    keys = [*re.finditer(r"^( *)[^ #:\n]+: \|\n.*\n", text, re.MULTILINE)]
    blanks = keys[1][1] + "  "
    lines = [line for small in tables for line in ("情况见下表。", *(f"| {' | '.join(row)} |" for row in small))]
    return text[: keys[1].end()] + "".join(f"{blanks}{line}\n" for line in lines) + text[keys[1].end() :]


@pytest.mark.parametrize("name", ["huaian-2024", "wenzhou-2020", "ouhai-2017"])
def test_what_is_built_is_read_back_with_the_small_tables(example: Callable[[str], Path], tmp_path: Path, name: str) -> None:
    folder = example(name)
    narrative = folder / "narrative.yaml"
    tables = [small for table in open_draft(folder).form.tables for small in small_tables(table)]
    narrative.write_text(with_tables(narrative.read_text("utf-8"), tables), "utf-8")
    before = narrative.read_bytes()
    ours = rows_in(open_draft(folder).bound([])[0])
    assert [row for small in tables for row in small] == ours[: sum(map(len, tables))]

    built = build_draft(folder, kinds=("docx", "html"), output=folder / "年报", draft=True)
    assert isinstance(built, Built)
    document = folder / "年报.docx"
    for path in built.paths:
        published = open_published(path)
        assert rows_in(published.report) == ours
        assert not [one for one in published.unplaced if one.location.grid]
        assert compare_versions(str(folder), str(path)).diff.nothing
    verified = verify_document(document)
    assert verified.untouched and verified.compared.diff.nothing
    done = update_draft(folder, document, write=True)
    assert done.nothing and not done.written and not done.left
    assert narrative.read_bytes() == before
    imported = import_report(document, tmp_path / "读成")
    assert rows_in(open_draft(imported.folder).bound([])[0]) == ours


def test_headings_that_a_page_break_left_behind_are_no_text(tmp_path: Path) -> None:
    """The words of a table without its figures, in the text above it."""
    report = copied(FORM_2021)
    body = body_of(report)
    first = body.index("</w:p>", body.index("一、总体情况")) + len("</w:p>")
    words = [row for row in report.grid("applications") if not any(piece.ref for piece in row)]
    path = tmp_path / "a.docx"
    path.write_bytes(docx_with(body[:first] + word_table(words) + body[first:]))
    assert len(words) > 1 and rows_in(open_published(path).report) == []


def edited(path: Path, target: Path, change: Callable[[etree._Element], None]) -> Path:
    """A copy of a Word file with its document changed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                root = etree.fromstring(content)
                change(root)
                content = etree.tostring(root)
            new.writestr(name, content)
    return target


@pytest.mark.parametrize("under", ["总体情况", "其他需要报告的事项"])
def test_a_row_that_is_gone_is_not_found_in_a_small_table_elsewhere(
    example: Callable[[str], Path], tmp_path: Path, under: str
) -> None:
    folder = example("huaian-2024")
    narrative = folder / "narrative.yaml"
    key = f"{under}: |\n"
    small = "  执法情况\n  | 信息内容 | 本年处理决定数量 |\n  | 行政许可 | 17 |\n  | 行政处罚 | 12 |\n"
    narrative.write_text(narrative.read_text("utf-8").replace(key, key + small), "utf-8")
    assert isinstance(build_draft(folder, output=folder / "年报.docx", draft=True), Built)

    def without_row(root: etree._Element) -> None:
        row = next(one for one in root.iter(W + "tr") if "".join(one.itertext(W + "t")) == "行政许可447228")
        row.getparent().remove(row)  # type: ignore[union-attr]

    checked = check_published(edited(folder / "年报.docx", tmp_path / "改.docx", without_row))
    assert [one.message for one in checked.findings if one.code in ("W102", "W104")] == ["表二里没有找到这些行或列：“行政许可”"]
    assert checked.tally.failed == 0 and not [ref for ref in checked.report.cells if ref.startswith("disclosure.licences")]


@pytest.mark.parametrize(("figure", "told"), [("", []), ("3002", ["表三 本年新收/自然人 写 3002，表里是 3001"])])
def test_a_second_copy_of_a_table_is_held_against_the_first(
    example: Callable[[str], Path], tmp_path: Path, figure: str, told: list[str]
) -> None:
    folder = example("huaian-2024")
    assert isinstance(build_draft(folder, output=folder / "年报.docx"), Built)

    def twice(root: etree._Element) -> None:
        table = next(one for one in root.iter(W + "tbl") if "本年新收" in "".join(one.itertext(W + "t")))
        copy = deepcopy(table)
        last = [one for one in root.iter(W + "p") if "其他需要报告" in "".join(one.itertext(W + "t"))][-1]
        last.addnext(copy)
        text = next(one for one in copy.iter(W + "t") if one.text == "3001")
        text.text = figure or "3001"

    checked = check_published(edited(folder / "年报.docx", tmp_path / "改.docx", twice))
    assert checked.tally.failed == 0 and len(checked.report.cells) == 200
    messages = [one.message for one in checked.findings if one.code in ("N107", "N108")]
    assert messages == [f"这里又有一份表三，和表三不一样：{one}" for one in told]
