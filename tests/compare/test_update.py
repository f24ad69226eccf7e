"""`import --update`: edits made in Word come back into the draft, and nothing else in its two files changes."""

from __future__ import annotations

import difflib
import errno
import io
import os
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from conftest import EXAMPLES, examples, telling
from docx import Document
from docx.shared import Cm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.made.drafts import write_draft

from reportgen.compare.diff import compare, says
from reportgen.compare.update.updated import Side, Updated
from reportgen.model.errors import OutputError, SourceError
from reportgen.packs.load import find_pack
from reportgen.reports.versions import opened
from reportgen.show.text import Ink
from reportgen.show.update import updated_text
from reportgen.tasks.build import build_draft
from reportgen.tasks.update import update_draft

NAMES = ("huaian-2024", "wenzhou-2020", "ouhai-2017")
TEXT, BOOK = "narrative.yaml", "workbook.xlsx"
_BINDING = re.compile(r"\{\{.*?\}\}")
Document_ = Any


class Case(NamedTuple):
    """A draft, and the document that was built from it and then edited."""

    folder: Path
    file: Path

    @property
    def text(self) -> str:
        return (self.folder / TEXT).read_bytes().decode("utf-8-sig")


@lru_cache(maxsize=8)
def built(name: str) -> bytes:
    """The document of an example; building is what costs time."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "年报.docx"
        build_draft(EXAMPLES / name, output=path)
        return path.read_bytes()


Made = Callable[..., Case]


@pytest.fixture
def edited(tmp_path: Path) -> Made:
    """A copy of an example, and its document after `edit`."""

    def make(name: str, edit: Callable[[Document_], object]) -> Case:
        folder = tmp_path / name
        shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("*.docx"))
        document = Document(io.BytesIO(built(name)))
        edit(document)
        document.save(str(tmp_path / "改过.docx"))
        return Case(folder, tmp_path / "改过.docx")

    return make


def retyped_at(
    path: Path,
    text: str,
    edit: Callable[[Document_], object],
    form: str = "gov-disclosure-2021",
    encoding: str = "utf-8",
    picture: bytes = b"",
) -> Case:
    """A made-up draft whose text is `text`, and its document after `edit`; `picture` is images/a.png."""
    pack = find_pack(form).form
    year = pack.years.first
    folder = write_draft(path / "草稿", pack, dict.fromkeys(pack.figures, "0"), year=year, type_totals=False)
    (folder / TEXT).write_bytes(text.encode(encoding))
    if picture:
        (folder / "images").mkdir()
        (folder / "images" / "a.png").write_bytes(picture)
    file = path / "改过.docx"
    build_draft(folder, output=file, draft=True)
    document = Document(str(file))
    edit(document)
    document.save(str(file))
    return Case(folder, file)


@pytest.fixture
def retyped(tmp_path: Path) -> Callable[..., Case]:
    return partial(retyped_at, tmp_path)


# -- edits as a clerk makes them ----------------------------------------------------------------------


def paragraph(document: Document_, words: str) -> Any:
    return next(one for one in document.paragraphs if words in one.text)


def prose(document: Document_) -> list[Any]:
    """The paragraphs long enough to be sentences."""
    return [one for one in document.paragraphs if len(one.text) > 80]


def reworded(one: Any, text: str) -> None:
    one.runs[0].text = text
    for run in one.runs[1:]:
        run.text = ""


def replace(document: Document_, old: str, new: str) -> None:
    one = paragraph(document, old)
    reworded(one, one.text.replace(old, new, 1))


def delete(one: Any) -> None:
    one._p.getparent().remove(one._p)


def figure_cells(document: Document_) -> list[Any]:
    """Cells of the tables that hold a number, each once."""
    cells = {id(cell._tc): cell for table in document.tables for row in table.rows for cell in row.cells}
    return [cell for cell in cells.values() if re.fullmatch(r"\d+(\.\d+)?", cell.text)]


def png(colour: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + colour * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def add_picture(document: Document_, colour: bytes = b"\x20\x40\x80") -> None:
    one = prose(document)[1].insert_paragraph_before()
    one.add_run().add_picture(io.BytesIO(png(colour)), width=Cm(3))
    prose(document)[1].insert_paragraph_before("图1　某项工作示意")


def number_after(document: Document_) -> None:
    """Change the first count in a sentence, without its table."""
    for one in prose(document)[1:]:
        found = re.search(r"(?<=[一-鿿])(\d+)件", one.text)
        if found:
            reworded(one, one.text[: found.start(1)] + str(int(found[1]) + 7) + one.text[found.end(1) :])
            return


def move(document: Document_) -> None:
    body = prose(document)
    body[3]._p.addprevious(body[5]._p)


def date(document: Document_) -> None:
    one = next(one for one in document.paragraphs if re.fullmatch(r"\d{4}年\d+月\d+日", one.text))
    reworded(one, one.text.split("年")[0] + "年2月27日")


def signature(document: Document_) -> None:
    at = next(at for at, one in enumerate(document.paragraphs) if re.fullmatch(r"\d{4}年\d+月\d+日", one.text))
    reworded(document.paragraphs[at - 1], document.paragraphs[at - 1].text + "政务公开处")


def title(document: Document_) -> None:
    one = next(one for one in document.paragraphs if one.text.endswith("年度报告"))
    reworded(one, one.text.replace("工作年度报告", "年度报告"))


def figure(document: Document_) -> None:
    cell = figure_cells(document)[0]
    reworded(cell.paragraphs[0], str(int(Decimal(cell.text)) + 3))


def words(document: Document_) -> None:
    one = next(one for one in prose(document)[1:] if re.search(r"\d+件", one.text))
    reworded(one, one.text[:-1] + "，并逐项留痕。")


def awkward(document: Document_) -> None:
    one = prose(document)[2]
    reworded(one, "他说：“好: 行”，'A' \"B\" - {c} [d] * & ! | > % @ ` \\n " + one.text)


EDITS: dict[str, Callable[[Document_], object]] = {
    "a figure": figure,
    "words beside bindings": words,
    "a bound number": number_after,
    "signs that YAML minds": awkward,
    "a new paragraph": lambda d: prose(d)[3].insert_paragraph_before("- 新加的一段: “如此”，共3项 # 不是说明。"),
    "a new heading": lambda d: prose(d)[3].insert_paragraph_before("（九）另行加上的标题"),
    "a paragraph gone": lambda d: delete(prose(d)[3]),
    "a paragraph moved": move,
    "a new picture": add_picture,
    "signature": signature,
    "date": date,
    "title": title,
}  # fmt: skip


def differences(case: Case) -> tuple[bool, Any]:
    with opened(str(case.folder)) as draft, opened(str(case.file)) as document:
        pictures = {**draft.version.pictures, **document.version.pictures}
        same = says(draft.version.report, pictures) == says(document.version.report, pictures)
        return same, compare(draft.version, document.version)


def changed_lines(old: str, new: str) -> tuple[list[str], list[str]]:
    delta = [line for line in difflib.ndiff(old.split("\n"), new.split("\n")) if line[:2] in ("- ", "+ ")]
    return [line[2:] for line in delta if line[0] == "-"], [line[2:] for line in delta if line[0] == "+"]


# -- the law ------------------------------------------------------------------------------------------


# A quick run makes each edit in one of the examples.
ALL_EDITS = [(name, edit) for edit in EDITS for name in NAMES]
EACH_EDIT = [(NAMES[at % len(NAMES)], edit) for at, edit in enumerate(EDITS)]


@pytest.mark.parametrize("name, kind", telling(EACH_EDIT, ALL_EDITS))
def test_draft_says_what_the_document_says(edited: Made, name: str, kind: str) -> None:
    edit = EDITS[kind]
    case = edited(name, edit)
    old, book = case.text, (case.folder / BOOK).read_bytes()
    shown = update_draft(case.folder, case.file, write=False)
    assert (case.text, (case.folder / BOOK).read_bytes()) == (old, book)
    assert not shown.written and not shown.nothing
    done = update_draft(case.folder, case.file, write=True)
    assert done._replace(written=(), backups=()) == shown
    same, diff = differences(case)
    assert not done.conflicts and not diff.figures
    assert done.left == () or (edit is figure and all("引用" in one.why for one in done.left))
    assert (same and diff.nothing) or edit is figure  # the sentences follow the draft's tables, not the document's words
    for path in done.backups:
        assert path.read_bytes() == (old.encode() if path.name.startswith(TEXT) else book)
    gone, come = changed_lines(old, case.text)
    assert not any(line.lstrip().startswith("#") for line in gone)
    assert len(gone) <= 2 and len(come) <= 5
    lost = [one.source for one in done.unbound]
    if edit not in (EDITS["a paragraph gone"], EDITS["title"]):
        before, after = _BINDING.findall(old), _BINDING.findall(case.text)
        assert sorted(after + lost) == sorted(before)
    assert edit is number_after or edit is figure or not lost
    assert update_draft(case.folder, case.file, write=True).nothing
    assert updated_text(done, Ink(False)).count("\n") > 2


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_changed_without_an_edit(edited: Made, name: str) -> None:
    case = edited(name, lambda document: None)
    before = {path.name: path.read_bytes() for path in case.folder.rglob("*") if path.is_file()}
    done = update_draft(case.folder, case.file, write=True)
    assert done.nothing and not done.left and not done.written and not done.why_not and not done.kept
    assert {path.name: path.read_bytes() for path in case.folder.rglob("*") if path.is_file()} == before
    assert "没有要改的" in updated_text(done, Ink(False))


def test_all_edits_at_once(edited: Made) -> None:
    def everything(document: Document_) -> None:
        for name, edit in EDITS.items():
            if name != "a paragraph gone":
                edit(document)

    case = edited("huaian-2024", everything)
    done = update_draft(case.folder, case.file, write=True)
    same, diff = differences(case)
    assert same and diff.nothing and not done.left


def test_chart_that_is_gone(edited: Made) -> None:
    def drop(document: Document_) -> None:
        at = next(at for at, one in enumerate(document.paragraphs) if "w:drawing" in one._p.xml)
        delete(document.paragraphs[at + 1])
        delete(document.paragraphs[at])

    case = edited("ouhai-2017", drop)
    old = case.text
    update_draft(case.folder, case.file, write=True)
    assert differences(case)[1].nothing
    assert changed_lines(old, case.text) == (["    ![瓯海区2017年各渠道申请数量构成](图表:饼图 申请渠道)"], [])


def test_chart_whose_caption_changed_keeps_its_figures_and_one_whose_figures_changed_is_told(edited: Made) -> None:
    case = edited("ouhai-2017", lambda document: replace(document, "各渠道申请数量构成", "各渠道申请的构成"))
    update_draft(case.folder, case.file, write=True)
    assert "![瓯海区2017年各渠道申请的构成](图表:饼图 申请渠道)" in case.text

    def other_figures(document: Document_) -> None:
        (chart,) = (part for part in document.part.package.iter_parts() if "/charts/" in part.partname)
        chart._blob = chart.blob.replace(b"<c:v>95</c:v>", b"<c:v>96</c:v>")

    (case.folder / TEXT).write_bytes((EXAMPLES / "ouhai-2017" / TEXT).read_bytes())
    document = Document(io.BytesIO(built("ouhai-2017")))
    other_figures(document)
    document.save(str(case.file))
    done = update_draft(case.folder, case.file, write=True)
    assert any("96" in one.text and "数据表" in one.why for one in done.left)
    assert "(图表:饼图 申请渠道)" in case.text


def test_picture_that_came_along_does_not_write_over_another(edited: Made) -> None:
    case = edited("ouhai-2017", add_picture)
    (case.folder / "images").mkdir(exist_ok=True)
    (case.folder / "images" / "picture-1.png").write_bytes(b"mine")
    (case.folder / "images" / "picture-2.png").write_bytes(b"mine")
    done = update_draft(case.folder, case.file, write=True)
    assert len(done.pictures) == 1 and (case.folder / done.pictures[0]).read_bytes() == png(b"\x20\x40\x80")
    assert (case.folder / "images" / "picture-1.png").read_bytes() == b"mine"
    assert differences(case)[0]


# -- bindings -----------------------------------------------------------------------------------------


def test_number_and_table_changed_alike_keep_the_binding(edited: Made) -> None:
    def both(document: Document_) -> None:
        carried_in(document, 3, 9)
        replace(document, "连同上年结转的2件", "连同往年结转的3件")

    case = edited("wenzhou-2020", both)
    done = update_draft(case.folder, case.file, write=True)
    assert "连同往年结转的{{ 表三.上年结转.总计 }}件" in case.text and done.unbound == ()
    assert differences(case)[0]


def test_sentence_that_was_not_changed_with_its_table_keeps_its_binding(edited: Made) -> None:
    case = edited("wenzhou-2020", lambda document: carried_in(document, 3, 9))
    text = case.text
    done = update_draft(case.folder, case.file, write=True)
    assert case.text == text and done.unbound == ()
    assert [(one.where, one.text) for one in done.left] == [("一、总体情况", "2 → 3（全年新收政府信息公开申请……）")]


def test_number_alone_becomes_text_and_is_told(edited: Made) -> None:
    case = edited("wenzhou-2020", lambda document: replace(document, "予以公开130件", "予以公开131件"))
    done = update_draft(case.folder, case.file, write=True)
    (one,) = done.unbound
    assert (one.source, one.printed, one.text) == ("{{ 表三.予以公开.总计 }}", "130", "131")
    assert "予以公开131件，部分公开{{ 表三.部分公开.总计 }}件" in case.text
    assert "{{ 表三.予以公开.总计 }}（原来印出 130）→ “131”" in updated_text(done, Ink(False))


def test_named_value_is_changed_where_it_is_defined(edited: Made) -> None:
    def both(document: Document_) -> None:
        replace(document, "0577-88969570", "0577-88969579")
        replace(document, "政策解读信息124条", "政策解读信息126条")

    case = edited("wenzhou-2020", both)
    done = update_draft(case.folder, case.file, write=True)
    assert done.unbound == () and len(done.values) == 2
    assert "  电话: 0577-88969579\n" in case.text and "  政策解读件数: 126\n" in case.text
    assert differences(case)[0]


def test_deleted_words_take_their_binding_with_them(edited: Made) -> None:
    case = edited("wenzhou-2020", lambda document: replace(document, "，没有超期答复的情形", ""))
    done = update_draft(case.folder, case.file, write=True)
    assert done.unbound == () and "继续办理{{ 表三.结转下年度.总计 }}件。从办理结果看" in case.text


# -- figures ------------------------------------------------------------------------------------------


def formulas(path: Path) -> dict[tuple[str, str], str]:
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def carried_in(document: Document_, *columns: int) -> None:
    """One more in the row 上年结转 of table 三, in these of its columns."""
    row = document.tables[1].rows[4]
    for column in columns:
        cell = row.cells[column]
        reworded(cell.paragraphs[0], str(int(cell.text) + 1))


def test_totals_that_add_up_stay_formulas(edited: Made) -> None:
    case = edited("wenzhou-2020", lambda document: carried_in(document, 3, 9))
    before = formulas(case.folder / BOOK)
    done = update_draft(case.folder, case.file, write=True)
    assert [change.ref for change in done.figures] == ["applications.carried_in.natural", "applications.carried_in.all"]
    assert done.followed >= {"applications.carried_in.all"} and "公式跟着分项算" in updated_text(done, Ink(False))
    assert formulas(case.folder / BOOK) == before and done.overwritten == ()
    assert not differences(case)[1].figures


def test_part_without_its_total_leaves_the_formula_and_is_told(edited: Made) -> None:
    case = edited("wenzhou-2020", lambda document: carried_in(document, 3))
    before = formulas(case.folder / BOOK)
    done = update_draft(case.folder, case.file, write=True)
    assert formulas(case.folder / BOOK) == before
    assert [(one.where, one.text) for one in done.left] == [
        ("表三 上年结转/总计", "Word 里是 2，草稿里是 3"),
        ("一、总体情况", "2 → 3（全年新收政府信息公开申请……）"),
    ]
    assert not done.conflicts and update_draft(case.folder, case.file, write=True).nothing


@pytest.mark.parametrize("side", [None, "ours", "theirs"])
def test_total_without_its_parts_is_a_conflict(edited: Made, side: Side | None) -> None:
    case = edited("wenzhou-2020", lambda document: carried_in(document, 9))
    before, book = formulas(case.folder / BOOK), (case.folder / BOOK).read_bytes()
    done = update_draft(case.folder, case.file, write=True, others=side)
    (one,) = done.conflicts
    assert (one.id, one.base, one.theirs, one.chosen) == ("表三.上年结转.总计", "2", "3", side)
    assert one.ours.startswith("2（=")
    if side == "theirs":
        (gone,) = done.overwritten
        assert (gone.computed, gone.number) == ("2", "3")
        assert set(before) - set(formulas(case.folder / BOOK)) == {tuple(gone.cell.split("!"))}
        assert not differences(case)[1].figures
    else:
        assert done.nothing and (case.folder / BOOK).read_bytes() == book


def test_rest_of_the_workbook_is_the_same_byte_for_byte(edited: Made) -> None:
    case = edited("wenzhou-2020", lambda document: carried_in(document, 3, 9))
    with zipfile.ZipFile(case.folder / BOOK, "a") as archive:
        archive.writestr("xl/charts/chart9.xml", "<chart/>")
    old = dict(parts(case.folder / BOOK))
    update_draft(case.folder, case.file, write=True)
    new = dict(parts(case.folder / BOOK))
    assert list(new) == list(old)
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet3.xml"]


def test_formula_that_others_share(edited: Made) -> None:
    """The first of a row of shared formulas gives way to a number; the others are written out and stay."""
    case = edited("wenzhou-2020", lambda document: carried_in(document, 9))
    whole = formulas(case.folder / BOOK)
    contents = dict(parts(case.folder / BOOK))
    sheet = contents["xl/worksheets/sheet3.xml"].decode()
    shared = '<f t="shared" ref="J8:J9" si="0">SUM(D8:I8)</f>', '<f t="shared" si="0"/>'
    for row, formula in zip((8, 9), shared, strict=True):
        sheet = re.sub(rf'(<c r="J{row}"[^>]*>)<f>.*?</f>', lambda found, new=formula: found[1] + new, sheet)
    contents["xl/worksheets/sheet3.xml"] = sheet.encode()
    with zipfile.ZipFile(case.folder / BOOK, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    done = update_draft(case.folder, case.file, write=True, others="theirs")
    (one,) = done.overwritten
    assert (one.cell, one.formula) == ("表三!J8", "=SUM(D8:I8)")
    left = formulas(case.folder / BOOK)
    assert left["表三", "J9"] == "=SUM(D9:I9)" and set(whole) - set(left) == {("表三", "J8")}
    assert not differences(case)[1].figures


def parts(path: Path) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def test_table_that_is_gone_is_listed_and_its_figures_stay(edited: Made) -> None:
    case = edited("wenzhou-2020", lambda document: document.tables[2]._tbl.getparent().remove(document.tables[2]._tbl))
    book = (case.folder / BOOK).read_bytes()
    done = update_draft(case.folder, case.file, write=True)
    assert done.nothing and (case.folder / BOOK).read_bytes() == book
    *figures, words = sorted(done.left, key=lambda one: one.where.endswith("整张"))
    assert len(figures) == 15 and all("没有找到" in one.why for one in figures)
    assert words.where == "表四 整张" and words.text.startswith("行政复议｜")
    assert "没有改到草稿里的内容 16 处" in updated_text(done, Ink(False))


# -- how the text file is written -----------------------------------------------------------------------

HEAD = "# 初稿\n机关: 某市人民政府办公室\n年份: 2021\n格式: gov-disclosure-2021\n\n前言: 本报告按规定编制，统计期限为全年，欢迎监督。 # 短\n"
TAIL = "\n落款:\n  署名:\n  日期: '2022年1月20日'   # 定稿后改\n"
ONE = "主动公开各项工作按计划推进，没有发生差错，共办件{{ 表三.本年新收.总计 }}件。"
TWO = "依申请公开的办理流程做了梳理，答复更加规范，群众比较满意。"
WAYS = {
    "literal": f"总体情况: |\n  # 第一段\n  {ONE}\n\n  {TWO}\n# 完\n",
    "literal further in": f"总体情况: |2-\n    　　{ONE}\n  {TWO}\n",
    "list": f"总体情况:\n  # 第一段\n  - {ONE}\n  # 第二段\n  - '{TWO}' # 待定\n",
    "double quotes": f'总体情况:\n- "{ONE}"\n- "{TWO}"\n',
    "literals in a list": f"总体情况:\n  - |\n    {ONE}\n    {TWO}\n",
    "one string": f'总体情况: "{ONE}\\n{TWO}"\n',
    "folded": f"总体情况: >\n  {ONE[:9]}\n  {ONE[9:]}\n\n  {TWO}\n",
    "flow": f'总体情况: ["{ONE}", "{TWO}"]\n',
    "alias": f"自定义:\n  甲: &a 乙丙丁\n总体情况:\n  - {ONE}\n  - {TWO}\n",
}


def more(document: Document_) -> None:
    replace(document, "没有发生差错", "没有发生差错: # 也没有“遗漏”")
    paragraph(document, "依申请公开的办理").insert_paragraph_before("# 中间另加的一段，专门说明培训和检查的情况。")
    replace(document, "比较满意", "满意")


# Every way to write in one encoding, every encoding of one way: they have nothing to do with each other.
SPELLED = [*((way, "utf-8") for way in WAYS), *((next(iter(WAYS)), encode) for encode in ("utf-8-sig", "gb18030", "crlf"))]


@pytest.mark.parametrize(("way", "encode"), [(WAYS[way], encode) for way, encode in SPELLED], ids=map("-".join, SPELLED))
def test_any_way_of_writing(retyped: Callable[..., Case], way: str, encode: str) -> None:
    text = HEAD + way + TAIL
    if encode == "crlf":
        text = text.replace("\n", "\r\n")
    case = retyped(text, more, encoding="utf-8" if encode == "crlf" else encode)
    old = (case.folder / TEXT).read_bytes()
    done = update_draft(case.folder, case.file, write=True)
    same, diff = differences(case)
    assert same and not done.left, diff
    new = (case.folder / TEXT).read_bytes()
    assert new.startswith(b"\xef\xbb\xbf") == old.startswith(b"\xef\xbb\xbf")
    assert new.count(b"\r\n") == (new.count(b"\n") if encode == "crlf" else 0)
    decoded = new.decode("gb18030" if encode == "gb18030" else "utf-8-sig").replace("\r", "")
    assert re.findall("#[^“\n]*(?:初稿|第.段|待定|短|定稿后改|完)", decoded) == re.findall(
        "#[^“\n]*(?:初稿|第.段|待定|短|定稿后改|完)", HEAD + way + TAIL
    )
    assert "共办件{{ 表三.本年新收.总计 }}件" in decoded and done.unbound == ()


def test_missing_keys_are_added(retyped: Callable[..., Case]) -> None:
    text = "机关: 某市人民政府办公室\n年份: 2021\n其他需要报告的事项: 没有收取信息处理费，没有其他需要报告的事项。\n"

    def edit(document: Document_) -> None:
        at = next(at for at, one in enumerate(document.paragraphs) if one.text.startswith("一、"))
        document.paragraphs[at].insert_paragraph_before("本报告按规定编制，统计期限为全年，欢迎监督批评。")
        reworded(next(one for one in document.paragraphs[at + 2 :] if one.text == "【待填】"), "总体平稳，没有发生差错。")
        reworded([one for one in document.paragraphs if one.text == "【待填】"][-1], "2022年1月20日")

    case = retyped(text, edit)
    done = update_draft(case.folder, case.file, write=True)
    same, diff = differences(case)
    assert same and not done.left, (diff.fields, list(diff.changed_steps()), done.left)
    assert case.text.startswith(text.split("其他")[0]) and "总体情况: |\n  总体平稳，没有发生差错。\n" in case.text
    assert case.text.endswith("落款:\n  日期: 2022年1月20日\n")


FREE = """机关: 某区人民政府
年份: 2017
前言: 本报告按规定编制，统计期限为全年，欢迎监督。
正文:
  # 甲的说明
  工作概况: |
    概况如下，全年总体平稳，各项工作按计划推进。
    # 内部
    概况的第二段，说明平台建设和队伍建设的情况。

  "二、公开情况": |
    主动公开做到应公开尽公开，内容和形式都有改进。
  存在问题: |
    存在的问题主要是解读不够生动，下一步加以改进。
落款:
  日期: 2018年1月20日
"""


def renamed(document: Document_) -> None:
    replace(document, "一、工作概况", "一、全年工作概况")


def inserted(document: Document_) -> None:
    place = paragraph(document, "二、公开情况")
    place.insert_paragraph_before("二、新的部分: “甲”")
    place.insert_paragraph_before("新的部分讲三件事，都已经完成，没有遗留的问题。")
    replace(document, "二、公开情况", "三、公开情况")
    replace(document, "三、存在问题", "四、存在问题")


def dropped(document: Document_) -> None:
    delete(paragraph(document, "二、公开情况"))
    delete(paragraph(document, "主动公开做到"))
    replace(document, "三、存在问题", "二、存在问题")


def swapped(document: Document_) -> None:
    for words in ("三、存在问题", "存在的问题主要是"):
        paragraph(document, "二、公开情况")._p.addprevious(paragraph(document, words)._p)


@pytest.mark.parametrize("edit", [renamed, inserted, dropped, swapped, lambda d: replace(d, "按计划推进", "有序推进")])
def test_free_sections(retyped: Callable[..., Case], edit: Callable[[Document_], object]) -> None:
    case = retyped(FREE, edit, form="gov-disclosure-2014")
    text = case.text
    done = update_draft(case.folder, case.file, write=True)
    same, diff = differences(case)
    assert same and not done.left, (list(diff.changed_steps()), done.left)
    assert "  # 甲的说明\n" in case.text and "    # 内部\n" in case.text
    if edit is renamed:
        assert changed_lines(text, case.text) == (["  工作概况: |"], ["  全年工作概况: |"])
    if edit is inserted:
        assert '  "新的部分: “甲”": |\n' in case.text and "  三、公开情况: |\n" in case.text


ODD = {
    "an alias": ("总体情况: &a |\n  " + ONE + "\n存在的主要问题及改进情况: *a\n", "没有发生差错", "没有差错"),
    "a signature in braces": ("总体情况: " + ONE + "\n", "2022年1月20日", "2022年1月21日"),
}


@pytest.mark.parametrize("way, old, new", ODD.values(), ids=ODD)
def test_where_the_program_is_not_sure_it_changes_nothing(retyped: Callable[..., Case], way: str, old: str, new: str) -> None:
    text = HEAD + way + "落款: {署名: 某市人民政府办公室, 日期: 2022年1月20日}\n"
    case = retyped(text, lambda document: replace(document, old, new))
    done = update_draft(case.folder, case.file, write=True)
    assert case.text == text and done.nothing
    assert any(new in one.text for one in done.left)


# -- what is not taken over is listed -----------------------------------------------------------------------


def test_headings_of_the_first_level_are_listed(edited: Made) -> None:
    case = edited("wenzhou-2020", lambda document: replace(document, "五、存在的主要问题", "五、目前存在的主要问题"))
    done = update_draft(case.folder, case.file, write=True)
    assert done.nothing and [one.where for one in done.left] == ["标题“五、存在的主要问题及改进情况”"]


def test_heading_that_is_gone_moves_nothing(edited: Made) -> None:
    case = edited("wenzhou-2020", lambda document: delete(paragraph(document, "六、其他需要报告的事项")))
    old = case.text
    done = update_draft(case.folder, case.file, write=True)
    # Its text says what section it is of and stays there: nothing but the heading is to be told.
    assert case.text == old
    assert [(one.where, "一级标题" in one.why) for one in done.left] == [("标题“六、其他需要报告的事项”", True)]


def test_a_heading_without_its_number_is_no_paragraph(edited: Made) -> None:
    case = edited("wenzhou-2020", lambda document: reworded(paragraph(document, "六、其他需要报告的事项"), "其他"))
    old = case.text
    done = update_draft(case.folder, case.file, write=True)
    assert case.text == old and "其他" in [one.text for one in done.left]


DATES = ("二〇二五年二月", "2021年2月", "2021.2.5", "2021-02-05", "二〇二一年二月廿五日", "2021年春")


@pytest.mark.parametrize("date", DATES)
def test_a_date_written_otherwise_is_the_signatures_and_no_paragraph(edited: Made, date: str) -> None:
    case = edited("wenzhou-2020", lambda document: reworded(paragraph(document, "2021年1月29日"), date))
    old = case.text
    update_draft(case.folder, case.file, write=True)
    assert case.text == old.replace("日期: 2021年1月29日", f"日期: {date}")


def test_a_title_in_other_words_is_still_the_title(edited: Made) -> None:
    case = edited(
        "wenzhou-2020", lambda document: reworded(paragraph(document, "2020年政府信息公开工作年度报告"), "工作情况通报")
    )
    assert not update_draft(case.folder, case.file, write=True).left
    assert "标题:" in case.text and "工作情况通报" in case.text


LISTED = {
    "braces": ("公开各项", "公开{{ 机关 }}各项", "花括号"),
    "a line broken by hand": ("公开各项", "公开\n各项", "手动换行"),
}


@pytest.mark.parametrize("old, new, why", LISTED.values(), ids=LISTED)
def test_what_a_draft_cannot_say(retyped: Callable[..., Case], old: str, new: str, why: str) -> None:
    case = retyped(
        HEAD + WAYS["literal"] + TAIL, lambda document: (replace(document, old, new), replace(document, "满意", "很满意"))
    )
    text = case.text
    done = update_draft(case.folder, case.file, write=True)
    (one,) = done.left
    assert why in one.why and new in one.text
    assert case.text == text.replace("满意", "很满意")


def test_text_among_the_tables_is_listed(edited: Made) -> None:
    case = edited(
        "wenzhou-2020",
        lambda document: paragraph(document, "三、收到和处理").insert_paragraph_before(
            "这里另加一句说明，表里的数都已经核对过。"
        ),
    )
    done = update_draft(case.folder, case.file, write=True)
    assert done.nothing and ["另加一句" in one.text for one in done.left] == [True]


def test_comments_are_listed_but_not_those_of_a_check(edited: Made) -> None:
    def comment(document: Document_) -> None:
        run = prose(document)[2].runs[0]
        document.add_comment(run, text="这句话请核实", author="王某")
        document.add_comment(run, text="W133", author="reportgen 检查")

    case = edited("wenzhou-2020", comment)
    done = update_draft(case.folder, case.file, write=True)
    assert done.nothing and [(one.where, one.text) for one in done.left] == [("批注（王某）", "这句话请核实")]


def test_picture_that_a_draft_cannot_show_is_listed(edited: Made) -> None:
    gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    case = edited(
        "wenzhou-2020", lambda document: prose(document)[1].insert_paragraph_before().add_run().add_picture(io.BytesIO(gif))
    )
    done = update_draft(case.folder, case.file, write=True)
    assert done.nothing and done.left


# -- another report, a bad file ------------------------------------------------------------------------------


def other_draft(folder: Path, form: str, **given: Any) -> Path:
    pack = find_pack(form).form
    return write_draft(folder, pack, dict.fromkeys(pack.figures, "0"), **{"year": pack.years.first, **given})


@pytest.mark.parametrize(
    "form, given, said",
    [
        ("gov-disclosure-2021", {"agency": "另一县财政局"}, "另一县财政局"),
        ("gov-disclosure-2021", {"year": 2022}, "2022 年度"),
        ("gov-disclosure-2019", {}, "格式不同"),
    ],
)
def test_document_of_another_report_is_refused(tmp_path: Path, form: str, given: dict[str, Any], said: str) -> None:
    folder = other_draft(tmp_path / "草稿", "gov-disclosure-2021")
    file = tmp_path / "别的.docx"
    build_draft(other_draft(tmp_path / "别的", form, **given), output=file, draft=True)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(SourceError, match=said) as caught:
        update_draft(folder, file, write=True)
    assert caught.value.hint
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_agency_with_a_new_name(edited: Made) -> None:
    """The record says that it is this draft's document, whatever the agency is called now."""

    def rename(document: Document_) -> None:
        for one in document.paragraphs:
            if "淮安市人民政府" in one.text:
                reworded(one, one.text.replace("淮安市人民政府", "东淮市人民政府"))

    case = edited("huaian-2024", rename)
    done = update_draft(case.folder, case.file, write=True)
    assert "机关: 东淮市人民政府\n" in case.text and not done.left
    assert differences(case)[0]


def test_foreign_and_damaged_files(edited: Made, tmp_path: Path) -> None:
    case = edited("wenzhou-2020", lambda document: None)
    foreign = Document()
    foreign.add_paragraph("会议通知")
    foreign.save(str(tmp_path / "通知.docx"))
    (tmp_path / "坏.docx").write_bytes(case.file.read_bytes()[:5000])
    (tmp_path / "文本.docx").write_text("不是 Word")
    (tmp_path / "年报.txt").write_text("年报")
    for name in ("通知.docx", "坏.docx", "文本.docx", "年报.txt", "没有.docx", "."):
        with pytest.raises(SourceError) as caught:
            update_draft(case.folder, tmp_path / name, write=True)
        assert re.search("[一-鿿]", caught.value.message)
    with pytest.raises(SourceError):
        update_draft(tmp_path, case.file, write=True)
    assert not list(case.folder.glob("*.bak*"))


# -- writing ------------------------------------------------------------------------------------------


def both_files(document: Document_) -> None:
    carried_in(document, 3, 9)
    words(document)
    add_picture(document)


def test_older_backups_are_kept(edited: Made) -> None:
    case = edited("wenzhou-2020", both_files)
    (case.folder / f"{TEXT}.bak").write_text("更早")
    done = update_draft(case.folder, case.file, write=True)
    assert [path.name for path in done.backups] == [f"{BOOK}.bak", f"{TEXT}.bak1"]
    assert (case.folder / f"{TEXT}.bak").read_text() == "更早"


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("fails", [1, 3, 5])
def test_all_or_nothing(edited: Made, monkeypatch: pytest.MonkeyPatch, step: str, fails: int) -> None:
    """Workbook, text file and picture, the old two of them kept: five files are written, and five take their places."""
    case = edited("wenzhou-2020", both_files)
    before = {path.name: path.read_bytes() for path in case.folder.rglob("*") if path.is_file()}
    count = 0
    real = getattr(os, step)

    def once_full(*args: object) -> None:
        nonlocal count
        count += 1
        if count == fails:
            raise OSError(errno.ENOSPC, "x")
        real(*args)

    monkeypatch.setattr(os, step, once_full)
    with pytest.raises(OutputError, match="磁盘满了"):
        update_draft(case.folder, case.file, write=True)
    assert {path.name: path.read_bytes() for path in case.folder.rglob("*") if path.is_file()} == before


# -- any edit of one paragraph ---------------------------------------------------------------------------

SIGNS = st.text(st.sampled_from("甲乙。，：:#'\"{}[]-*&|>%@`!\\ 　12.（）?~\t/"), max_size=12)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_edit_is_taken_over_or_listed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    from reportgen.word.template.compiled import compile_template
    from reportgen.word.template.document import render

    folder = tmp_path_factory.mktemp("any") / "wenzhou-2020"
    shutil.copytree(EXAMPLES / "wenzhou-2020", folder)
    with opened(str(folder)) as draft:
        report = draft.version.report
        blocks = list(report.texts["overview"])
        at = data.draw(st.integers(0, len(blocks) - 1))
        whole = blocks[at].whole
        start = data.draw(st.integers(0, len(whole)))
        end = data.draw(st.integers(start, min(len(whole), start + 30)))
        new = whole[:start] + data.draw(SIGNS) + whole[end:]
        blocks[at] = blocks[at]._replace(kind="paragraph", lead="", text=new, level=0, marks=())
        changed = report._replace(texts={**report.texts, "overview": tuple(blocks)})
        file = folder.parent / "改过.docx"
        file.write_bytes(render(compile_template(draft.pack), changed, {}, draft=False))
    old = (folder / TEXT).read_text(encoding="utf-8")
    done: Updated = update_draft(folder, file, write=True)
    case = Case(folder, file)
    same, diff = differences(case)
    blanks = all(
        step.old and step.new and step.old.content.whole.strip(" 　\t") == step.new.content.whole.strip(" 　\t")
        for step in diff.changed_steps()
    )
    assert same or done.left or blanks
    gone, come = changed_lines(old, case.text)
    anew = any(line.lstrip().startswith(('- "#', "- '#", '- "\\t')) for line in come)  # below a | it would be a note
    assert anew or (len(gone) <= 1 and len(come) <= 1)
    assert not done.left or not gone
