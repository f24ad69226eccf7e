"""Tracked changes between two Word documents: accept all is the new one, reject all the old one."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import DRAFTS, ROOT, examples, telling
from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from support.seen.effort import calls, growth

from reportgen.compare.diff import compare
from reportgen.model.errors import SourceError
from reportgen.model.location import Location
from reportgen.model.report import Report, TextBlock
from reportgen.model.version import Version
from reportgen.packs.load import find_pack
from reportgen.tasks.build import build_draft
from reportgen.text.edits import edits
from reportgen.word.redline.compare import Redlined, redline

WHEN = datetime(2025, 3, 1, 9, 30)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def png(colour: bytes) -> bytes:
    """A picture of one dot."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" + colour)) + chunk(b"IEND", b"")


# -- what a document says once its changes are accepted or rejected, without the program under test ---------


class Reading:
    """A document as text: the old or the new side of its tracked changes, or neither where there are none."""

    def __init__(self, content: bytes, side: str, part: str = "word/document.xml") -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.gone = {"new": ("del", "moveFrom"), "old": ("ins", "moveTo")}[side]
        self.part = part
        folder, name = posixpath.split(part)
        links = f"{folder}/_rels/{name}.rels"
        self.targets = {}
        if links in self.archive.namelist():
            for one in etree.fromstring(self.archive.read(links)):
                self.targets[one.get("Id")] = posixpath.join(folder, one.get("Target", ""))
        root = etree.fromstring(self.archive.read(part))
        body = root.find(W + "body")
        self.blocks = list(self.blocks_of(root if body is None else body))

    def blocks_of(self, parent: Any) -> Iterator[Any]:
        held = [one for one in self.flat(parent) if one.tag in (W + "p", W + "tbl")]
        text = ""
        for number, one in enumerate(held):
            if one.tag == W + "tbl":
                rows = [self.row(row) for row in self.flat(one) if row.tag == W + "tr" and not self.is_gone(row.find(W + "trPr"))]
                if rows:
                    yield tuple(rows)
                continue
            text += "".join(self.shown(one))
            look = one.find(f"{W}pPr/{W}rPr")
            if not self.is_gone(look):
                yield text
                text = ""
            elif number + 1 == len(held):
                assert parent.tag != W + "tc" or self.is_gone(parent.getparent().find(W + "trPr")), "a cell must keep a paragraph"
                assert not text, "text without an end"
            elif held[number + 1].tag == W + "tbl" and text:
                raise AssertionError(f"text without an end before a table: {text}")

    def flat(self, parent: Any) -> Iterator[Any]:
        for one in parent:
            if one.tag in (W + "sdt", W + "sdtContent"):
                yield from self.flat(one)
            else:
                yield one

    def is_gone(self, properties: Any) -> bool:
        return properties is not None and any(properties.find(W + tag) is not None for tag in self.gone)

    def row(self, row: Any) -> Any:
        cells = []
        for cell in self.flat(row):
            if cell.tag == W + "tc":
                span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
                width = int(span.get(W + "val")) if span is not None else 1
                cells.append((width, merge is not None and merge.get(W + "val", "continue"), tuple(self.blocks_of(cell))))
        return tuple(cells)

    def shown(self, element: Any) -> Iterator[str]:
        for one in element:
            name = str(one.tag).removeprefix(W)
            if name in self.gone or name in ("pPr", "rPr", "sdtPr"):
                continue
            if name in ("t", "delText"):
                yield one.text or ""
            elif name in ("instrText", "delInstrText"):
                yield f"<{one.text}>"
            elif name in ("tab", "br", "cr", "noBreakHyphen"):
                yield {"tab": "\t", "br": "\n", "cr": "\n"}.get(name, "-")
            elif name in ("footnoteReference", "endnoteReference"):
                yield f"<{self.note(name, one.get(W + 'id'))}>"
            elif name in ("drawing", "pict"):
                for blip in one.iter():
                    if (number := blip.get(RELATION + "embed") or blip.get(RELATION + "id")) is not None:
                        kind = "chart " if "/charts/" in self.targets[number] else ""
                        yield f"<{kind}{hashlib.md5(self.archive.read(self.targets[number])).hexdigest()}>"
            else:
                if name == "fldSimple":
                    yield f"<{one.get(W + 'instr')}>"
                yield from self.shown(one)

    def note(self, name: str, number: str) -> str:
        kind = name.removesuffix("Reference")
        target = next(one for one in self.targets.values() if f"{kind}s" in one)
        notes = etree.fromstring(self.archive.read(target))
        found = next(one for one in notes if one.get(W + "id") == number)
        return "".join(found.itertext(W + "t", W + "delText"))


def sides(content: bytes) -> tuple[list[Any], list[Any]]:
    return Reading(content, "old").blocks, Reading(content, "new").blocks


def compared(old: bytes, new: bytes) -> Redlined:
    """The redline of two documents, for which the laws hold."""
    made = redline(old, new, date=WHEN)
    rejected, accepted = sides(made.content)
    assert rejected == sides(old)[1]
    assert accepted == sides(new)[1]
    assert_well_formed(made.content)
    return made


def assert_well_formed(content: bytes) -> None:
    """Numbers of changes stand once, each has author and date, and marks stand where the schema has them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert len(set(names)) == len(names)
        trees = {name: etree.fromstring(archive.read(name)) for name in names if name.endswith((".xml", ".rels"))}
    numbers = []
    for name, root in trees.items():
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for one in root:
                target = one.get("Target", "")
                whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                assert one.get("TargetMode") == "External" or whole in names, (name, target)
        for one in root.iter(*(W + tag for tag in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"))):
            numbers.append(one.get(W + "id"))
            assert one.get(W + "author") == "reportgen"
            assert one.get(W + "date") == "2025-03-01T09:30:00Z"
            parent = one.getparent()
            if parent.tag == W + "rPr":
                assert parent.index(one) == (len(parent) - 1 if one.tag == W + "rPrChange" else 0)
            if one.tag == W + "pPrChange":
                assert parent[-1] is one
                assert not {W + "rPr", W + "sectPr"} & {child.tag for child in one[0]}
            assert one.find(W + "hyperlink") is None
        for deleted in root.iter(W + "del"):
            assert deleted.find(f".//{W}r/{W}t") is None
        for properties in root.iter(W + "pPr"):
            order = [("rPr", "sectPr", "pPrChange").index(child.tag[len(W) :]) for child in properties
                     if child.tag in (W + "rPr", W + "sectPr", W + "pPrChange")]  # fmt: skip
            assert order == sorted(order)
            assert [child.tag for child in properties][len(properties) - len(order) :] == [
                W + ("rPr", "sectPr", "pPrChange")[one] for one in order
            ]
    assert len(set(numbers)) == len(numbers)
    docx.Document(io.BytesIO(content))


def marked(content: bytes, tag: str, part: str = "word/document.xml") -> list[str]:
    """The texts that stand in marks of this kind."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read(part))
    texts = ("".join(one.itertext(W + "t", W + "delText")) for one in root.iter(W + tag))
    return [text for text in texts if text]


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def document_of(*blocks: Any) -> bytes:
    """A document of paragraphs (text) and tables (lists of rows of cells)."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            table = document.add_table(len(block), len(block[0]))
            for row, texts in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    first, *rest = text.split("|")
                    cell.text = first
                    for one in rest:
                        cell.add_paragraph(one)
    return saved(document)


Change = Callable[[Document], None]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The examples as built."""
    built = {}
    for folder in DRAFTS:
        copy = shutil.copytree(folder, tmp_path_factory.mktemp("draft") / folder.name)
        built[folder.name] = build_draft(copy).path.read_bytes()
    return built


def edited(content: bytes, change: Change) -> bytes:
    document = docx.Document(io.BytesIO(content))
    change(document)
    return saved(document)


# -- the laws ------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["公开", "信息", "198件", "200件", "2024年12月31日", "，", "。", "有 空 ", "\t", "\n", "A4", "的", "办理申请的情况良好"]
)
TEXTS = st.lists(WORDS, max_size=8).map("".join)
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.lists(TEXTS, min_size=1, max_size=2).map("|".join), min_size=width, max_size=width), min_size=1, max_size=3
    )
)
BLOCKS = st.lists(st.one_of(TEXTS, TEXTS, TEXTS, TABLES), max_size=6)


@settings(max_examples=examples(35), deadline=None)
@given(BLOCKS, BLOCKS)
def test_the_laws_hold_for_any_two_documents(old: list[Any], new: list[Any]) -> None:
    # A document ends with a paragraph, and tables stand apart, as Word has it.
    compared(document_of(*apart(old)), document_of(*apart(new)))


@settings(max_examples=examples(35), deadline=None)
@given(st.lists(st.one_of(TEXTS, TEXTS, TABLES), min_size=1, max_size=8), st.data())
def test_the_laws_hold_for_an_edited_document(old: list[Any], data: st.DataObject) -> None:
    new = list(old)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, max(len(new) - 1, 0)))
        kind = data.draw(st.sampled_from(["drop", "add", "move", "change"]))
        taken = [new.pop(at)] if new and kind != "add" else []
        if kind == "move" and taken:
            new.insert(data.draw(st.integers(0, len(new))), taken[0])
        elif kind != "drop":
            new.insert(at, data.draw(TEXTS))
    compared(document_of(*apart(old)), document_of(*apart(new)))


def apart(blocks: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for block in blocks:
        if kept and not isinstance(block, str) and not isinstance(kept[-1], str):
            kept.append("")
        kept.append(block)
    return [*kept, ""] if not kept or not isinstance(kept[-1], str) else kept


# -- the redline and the diff tell the same ---------------------------------------------------------------

SENTENCES = [
    f"{what}工作{how}，{then}。"
    for what, how, then in (
        ("组织领导", "进一步加强，责任逐级压实到人", "全年召开会议3次"),
        ("依申请公开", "严格依法办理，文书格式统一规范", "新收申请198件，全部按期答复"),
        ("平台建设", "持续推进，栏目重新编排便于查找", "网站访问量达到120万次"),
        ("业务培训", "按季开展，覆盖市县两级承办人员", "参加培训460人次"),
        ("政策解读", "同步组织，图文并茂、通俗易懂", "发布解读稿件75篇"),
        ("监督考核", "纳入年度考评，结果向社会公布", "没有发生责任追究情形"),
    )
]
EDITS = st.tuples(st.sampled_from(["drop", "add", "move", "reword", "move and reword"]), st.integers(0, 5), st.integers(0, 5))


def moves(content: bytes) -> set[tuple[str, str]]:
    """The moved paragraphs, each as it was and as it is."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    ends = []
    for side, tag in (("old", "moveFrom"), ("new", "moveTo")):
        reading = Reading(content, side)
        ends.append(
            {
                start.get(W + "name"): "".join(reading.shown(start.getparent()))
                for start in root.iter(f"{W}{tag}RangeStart")
                if start.getparent().find(f"{W}pPr/{W}rPr/{W}{tag}") is not None
            }
        )
    assert ends[0].keys() == ends[1].keys()
    return {(text, ends[1][name]) for name, text in ends[0].items()}


def touched(content: bytes) -> set[str]:
    """The paragraphs that something is marked in, as they are, or as they were where they are gone."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    found = set()
    for paragraph in root.iter(W + "p"):
        if next(paragraph.iter(*(W + tag for tag in ("ins", "del", "moveFrom", "moveTo"))), None) is not None:
            gone = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None or paragraph.find(f"{W}pPr/{W}rPr/{W}moveFrom") is not None
            found.add("".join(Reading(content, "old" if gone else "new").shown(paragraph)))
    return found


def prose_of(paragraphs: list[str]) -> Version:
    here = Location("narrative.yaml")
    report = Report("", 2024, "", {}, (), {"overview": tuple(TextBlock("paragraph", text, here) for text in paragraphs)}, "", "")
    return Version("", find_pack("gov-disclosure-2021").form, report, {}, {})


def after_edits(old: list[str], done: list[tuple[str, int, int]]) -> list[str]:
    """The paragraphs after some edits; the last one stays where it is, as a signature does."""
    new = list(old)
    for kind, at, to in done:
        at, to = at % len(new), to % len(new)
        if kind == "add":
            new.insert(at, f"新增的一段文字第{to}稿，{SENTENCES[to][::-1]}")
        elif at < len(new) - 1:
            text = new.pop(at)
            text = text.replace("，", "并且，", 1) if "reword" in kind else text
            if kind != "drop":
                new.insert(to % max(len(new), 1) if "move" in kind else at, text)
    return new


@settings(max_examples=examples(35), deadline=None)
@given(st.permutations(SENTENCES), st.lists(EDITS, min_size=1, max_size=3))
def test_what_the_redline_marks_the_diff_tells_and_a_move_in_one_is_a_move_in_the_other(
    sentences: list[str], done: list[tuple[str, int, int]]
) -> None:
    old = [*sentences, "某市人民政府"]
    new = after_edits(old, done)
    made = compared(document_of(*old), document_of(*new))
    steps = list(compare(prose_of(old), prose_of(new)).changed_steps())
    told = {(step.kind, step.old and step.old.content.text, step.new and step.new.content.text) for step in steps}
    assert moves(made.content) == {(before, after) for kind, before, after in told if kind == "moved"}
    assert touched(made.content) <= {text for _, *both in told for text in both if text is not None}
    assert (made.changes > 0) == bool(told) == (old != new)


# -- five edits, and more, of a report -------------------------------------------------------------------


def paragraph_with(document: Document, text: str) -> Any:
    return next(one for one in document.paragraphs if text in one.text)


def put(paragraph: Any, old: str, new: str) -> None:
    """Change text within one run."""
    run = next(one for one in paragraph.runs if old in one.text)
    run.text = run.text.replace(old, new, 1)


def test_a_report_against_itself_has_no_changes(reports: dict[str, bytes]) -> None:
    for content in reports.values():
        made = compared(content, content)
        assert made.changes == 0
        assert made.untracked == ()


def test_a_figure_in_a_cell_is_replaced_whole(reports: dict[str, bytes]) -> None:
    def change(document: Document) -> None:
        document.tables[2].rows[-1].cells[-1].paragraphs[0].runs[0].text = "201"

    content = reports["huaian-2024"]
    assert docx.Document(io.BytesIO(content)).tables[2].rows[-1].cells[-1].text == "20"
    made = compared(content, edited(content, change))
    assert (marked(made.content, "del"), marked(made.content, "ins"), made.changes) == (["20"], ["201"], 1)


def test_a_changed_sentence_is_marked_by_phrases(reports: dict[str, bytes]) -> None:
    def change(document: Document) -> None:
        put(paragraph_with(document, "除此之外，没有其他"), "3940元", "4012.5元")
        put(paragraph_with(document, "针对上述问题"), "社会力量", "专家和媒体")

    content = reports["huaian-2024"]
    made = compared(content, edited(content, change))
    assert marked(made.content, "del") == ["社会力量", "3940"]
    assert marked(made.content, "ins") == ["专家和媒体", "4012.5"]


def test_a_moved_paragraph_is_a_move(reports: dict[str, bytes]) -> None:
    def change(document: Document) -> None:
        moved = paragraph_with(document, "2.先行发布标准")
        paragraph_with(document, "1.摸清公开事项")._p.addprevious(moved._p)

    content = reports["ouhai-2017"]
    made = compared(content, edited(content, change))
    assert made.changes == 1
    assert marked(made.content, "ins") == marked(made.content, "del") == []
    assert len(marked(made.content, "moveFrom")) == 1
    assert marked(made.content, "moveFrom") == marked(made.content, "moveTo")
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    for tag in ("moveFromRange", "moveToRange"):
        (start,), (end,) = root.iter(W + tag + "Start"), root.iter(W + tag + "End")
        assert start.get(W + "id") == end.get(W + "id")
        assert start.get(W + "name") == "move1"


def test_a_paragraph_moved_and_reworded_is_a_move_with_the_words_marked_in_it(reports: dict[str, bytes]) -> None:
    def change(document: Document) -> None:
        moved = paragraph_with(document, "2.先行发布标准")
        paragraph_with(document, "1.摸清公开事项")._p.addprevious(moved._p)
        put(moved, "民生实事", "惠企实事")

    content = reports["ouhai-2017"]
    made = compared(content, edited(content, change))
    ((old, new),) = moves(made.content)
    assert new == old.replace("民生实事", "惠企实事")
    assert (marked(made.content, "del"), marked(made.content, "ins")) == (["民生"], ["惠企"])
    assert marked(made.content, "moveFrom") == marked(made.content, "moveTo")
    assert made.changes == 2


def test_a_moved_picture_is_a_move(reports: dict[str, bytes]) -> None:
    def change(document: Document) -> None:
        picture = next(one for one in document.paragraphs if one._p.find(f".//{qn('a:blip')}") is not None)
        paragraph_with(document, "1.摸清公开事项")._p.addprevious(picture._p)

    content = pictured(reports["ouhai-2017"])
    made = compared(content, edited(content, change))
    assert len(moves(made.content)) == made.changes == 1


def test_a_new_heading_and_its_text_are_inserted(reports: dict[str, bytes]) -> None:
    def change(document: Document) -> None:
        heading = paragraph_with(document, "六、其他需要报告的事项")
        for text in ("（二）新的一节", "新写的一段话，共有3条。"):
            copy = deepcopy(heading._p)
            heading._p.addprevious(copy)
            docx.text.paragraph.Paragraph(copy, heading._parent).runs[0].text = text

    content = reports["huaian-2024"]
    made = compared(content, edited(content, change))
    assert made.changes == 2
    assert marked(made.content, "ins") == ["（二）新的一节", "新写的一段话，共有3条。"]
    assert marked(made.content, "del") == []


def pictured(content: bytes) -> bytes:
    """The report with a picture above its chart."""

    def change(document: Document) -> None:
        drawn = next(one for one in document.paragraphs if one._p.find(f".//{qn('w:drawing')}") is not None)
        drawn.insert_paragraph_before().add_run().add_picture(str(ROOT / "tests" / "pictures" / "channels.png"), width=Pt(200))

    return edited(content, change)


def without_picture(document: Document) -> None:
    picture = next(one for one in document.paragraphs if one._p.find(f".//{qn('a:blip')}") is not None)
    picture._p.getparent().remove(picture._p)


def test_a_deleted_picture_comes_along(reports: dict[str, bytes]) -> None:
    def change(document: Document) -> None:
        without_picture(document)
        number = next(one for one, link in document.part.rels.items() if "image" in link.reltype)
        document.part.drop_rel(number)

    content = pictured(reports["ouhai-2017"])
    without = edited(content, change)
    assert not any("media" in name for name in zipfile.ZipFile(io.BytesIO(without)).namelist())
    made = compared(content, without)
    assert made.changes == 1
    assert sum("media" in name for name in zipfile.ZipFile(io.BytesIO(made.content)).namelist()) == 1


def test_a_deleted_chart_comes_along_with_its_workbook(reports: dict[str, bytes]) -> None:
    def change(document: Document) -> None:
        drawn = next(one for one in document.paragraphs if one._p.find(f".//{qn('w:drawing')}") is not None)
        drawn._p.getparent().remove(drawn._p)
        number = next(one for one, link in document.part.rels.items() if link.reltype.endswith("/chart"))
        document.part.drop_rel(number)

    content = reports["ouhai-2017"]
    without = edited(content, change)
    assert not any("chart" in name for name in zipfile.ZipFile(io.BytesIO(without)).namelist())
    made = compared(content, without)
    assert made.changes == 1
    assert any("chart" in name for name in zipfile.ZipFile(io.BytesIO(made.content)).namelist())
    assert any(name.endswith(".xlsx") for name in zipfile.ZipFile(io.BytesIO(made.content)).namelist())


def test_another_picture_is_a_change_and_the_same_one_is_none() -> None:
    def with_picture(colour: bytes, width: int) -> bytes:
        document = docx.Document()
        document.add_paragraph("图：").add_run().add_picture(io.BytesIO(png(colour)), width=Pt(width))
        document.add_paragraph("完")
        return saved(document)

    assert compared(with_picture(b"abc", 50), with_picture(b"abc", 60)).changes == 0
    assert compared(with_picture(b"abc", 50), with_picture(b"abd", 50)).changes == 1


def test_signature_and_date_are_changed_in_place(reports: dict[str, bytes]) -> None:
    def change(document: Document) -> None:
        put(document.paragraphs[-2], "淮安市人民政府", "淮安市人民政府办公室")
        put(document.paragraphs[-1], "2025年2月25日", "2025年3月1日")

    content = reports["huaian-2024"]
    made = compared(content, edited(content, change))
    assert (marked(made.content, "del"), marked(made.content, "ins")) == (["2025年2月25日"], ["办公室", "2025年3月1日"])


def test_a_split_paragraph_and_a_joined_one_change_their_ends_only(reports: dict[str, bytes]) -> None:
    def split(document: Document) -> None:
        whole = paragraph_with(document, "针对上述问题")
        before, after = whole.text.split("二是规范", 1)
        copy = deepcopy(whole._p)
        whole._p.addnext(copy)
        whole.runs[0].text = before
        docx.text.paragraph.Paragraph(copy, whole._parent).runs[0].text = "二是规范" + after

    content = reports["huaian-2024"]
    parted = edited(content, split)
    for old, new, tag in ((content, parted, "ins"), (parted, content, "del")):
        made = compared(old, new)
        assert made.changes == 1
        assert marked(made.content, "ins") == marked(made.content, "del") == []
        with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
            root = etree.fromstring(archive.read("word/document.xml"))
        assert len(root.findall(f".//{W}pPr/{W}rPr/{W}{tag}")) == 1


def test_a_row_more_is_an_inserted_row_and_a_row_less_a_deleted_one(reports: dict[str, bytes]) -> None:
    def add(document: Document) -> None:
        last = document.tables[0].rows[-1]
        copy = deepcopy(last._tr)
        last._tr.addnext(copy)
        put(document.tables[0].rows[-1].cells[0].paragraphs[0], last.cells[0].text, "新增的一行")

    content = reports["huaian-2024"]
    longer = edited(content, add)
    for old, new, tag in ((content, longer, "ins"), (longer, content, "del")):
        made = compared(old, new)
        assert made.changes == 1
        with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
            root = etree.fromstring(archive.read("word/document.xml"))
        assert [len(row.findall(f".//{W}tc")) for row in root.iter(W + "tr") if row.find(f"{W}trPr/{W}{tag}") is not None]


def test_a_row_divided_otherwise_is_replaced_whole() -> None:
    def merge(document: Document) -> None:
        row = document.tables[0].rows[1]
        row.cells[0].merge(row.cells[1])

    content = document_of([["甲", "乙", "丙"], ["1", "2", "3"], ["丁", "戊", "己"], ["庚", "辛", "壬"]], "")
    made = compared(content, edited(content, merge))
    assert made.changes == 2


def test_cells_merged_downwards_are_replaced_with_their_rows() -> None:
    def merge(document: Document) -> None:
        table = document.tables[0]
        table.cell(1, 0).merge(table.cell(2, 0))

    content = document_of([["甲", "乙"], ["", "2"], ["", "4"], ["丁", "戊"], ["庚", "辛"], ["壬", "癸"]], "")
    merged = edited(content, merge)
    assert sides(content) != sides(merged)
    assert compared(content, merged).changes == 4
    assert compared(merged, content).changes == 4


def test_a_cell_keeps_a_paragraph() -> None:
    compared(document_of([["甲|乙", "丙"]], ""), document_of([["甲", "丙|丁|戊"]], ""))
    compared(document_of([["甲|乙", "丙"]], ""), document_of([["", "丁"]], ""))


def test_paragraphs_around_tables_come_and_go() -> None:
    table = [["一", "二"], ["三", "四"]]
    other = [["完全不同", "的表"], ["五六", "七八"]]
    for old, new in (
        (["前言", table, "后记"], ["前言", "说明", table, "后记"]),
        (["前言", table, "后记"], [table, "后记"]),
        (["前言", "表题", table, "", "后记"], ["前言", "后记"]),
        (["前言", table, "", other, "后记"], ["前言", other, "", table, "后记"]),
        ([table, ""], ["只有文字"]),
        (["前言", "表题", table, ""], ["前言", "表题", other, ""]),
    ):
        compared(document_of(*old), document_of(*new))
        compared(document_of(*new), document_of(*old))


# -- looks -----------------------------------------------------------------------------------------------


def test_a_changed_look_is_marked_with_what_it_was() -> None:
    def change(document: Document) -> None:
        document.paragraphs[0].runs[0].bold = True
        document.paragraphs[1].style = "Heading 1"

    content = document_of("第一段文字", "第二段文字")
    made = compared(content, edited(content, change))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    (run,) = root.iter(W + "rPrChange")
    assert run.find(f"{W}rPr/{W}b") is None
    assert len(list(root.iter(W + "pPrChange"))) == 1
    assert made.changes == 2


def test_what_only_is_written_otherwise_is_no_change() -> None:
    def change(document: Document) -> None:
        first, second = document.paragraphs[0].runs[0], deepcopy(document.paragraphs[0].runs[0]._r)
        first._r.addnext(second)
        first.text, second.find(qn("w:t")).text = "第一段20", "24年的文字"
        for run in document.paragraphs[0].runs:
            run.bold = False  # as its style has it

    content = document_of("第一段2024年的文字", "第二段")
    made = compared(content, edited(content, change))
    assert made.changes == 0


def test_styles_and_lists_of_deleted_paragraphs_come_along() -> None:
    document = docx.Document()
    base = document.styles.add_style("底样式", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style = document.styles.add_style("特别的", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = base
    document.add_paragraph("留下的一段话")
    document.add_paragraph("这一段要删去，样式是自己的", style="特别的")
    document.add_paragraph("列表里的一项，也要删去", style="List Number")
    document.add_paragraph("最后一段")
    made = compared(saved(document), document_of("留下的一段话", "最后一段"))
    redlined = docx.Document(io.BytesIO(made.content))
    assert redlined.styles["特别的"].base_style.name == "底样式"
    used = {one.get(qn("w:val")) for one in redlined.element.iter(qn("w:pStyle"))}
    assert used <= {one.style_id for one in redlined.styles}


# -- what else a document may hold -------------------------------------------------------------------------


@cache
def with_inner(xml: str, *around: str) -> bytes:
    """A document whose first paragraph holds this XML between two texts."""
    document = docx.Document()
    before, after = around or ("前面的文字，", "后面的文字。")
    paragraph = document.add_paragraph(before)
    for node in parse_xml(f'<w:p xmlns:w="{W[1:-1]}">{xml}</w:p>'):
        paragraph._p.append(node)
    paragraph.add_run(after)
    document.add_paragraph("末段")
    return saved(document)


def field(instruction: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


INNER = {
    "field": (field("SEQ 表", "3"), field("SEQ 表", "4")),
    "simple field": ('<w:fldSimple w:instr="SEQ 图"><w:r><w:t>1</w:t></w:r></w:fldSimple>', ""),
    "control": (
        '<w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent><w:r><w:t>控件里198件</w:t></w:r></w:sdtContent></w:sdt>',
        '<w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent><w:r><w:t>控件里200件</w:t></w:r></w:sdtContent></w:sdt>',
    ),
    "link in the document": (
        '<w:hyperlink w:anchor="a"><w:r><w:t>见表一</w:t></w:r></w:hyperlink>',
        '<w:hyperlink w:anchor="b"><w:r><w:t>见表二</w:t></w:r></w:hyperlink>',
    ),
    "signs": ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/></w:r>", "<w:r><w:t>甲乙</w:t><w:br/><w:t>丙</w:t></w:r>"),
    "bookmark": ('<w:bookmarkStart w:id="3" w:name="x"/><w:r><w:t>书签</w:t></w:r><w:bookmarkEnd w:id="3"/>', ""),
    "old change": (
        '<w:ins w:id="5" w:author="某人"><w:r><w:t>插入的</w:t></w:r></w:ins>'
        '<w:del w:id="6" w:author="某人"><w:r><w:delText>删去的</w:delText></w:r></w:del>',
        "<w:r><w:t>另外的</w:t></w:r>",
    ),
}  # fmt: skip


AROUND = {"within": ("前面的文字，", "后面的文字。"), "alone": ("", "")}
# A quick run has each within text or alone, in turns.
INNER_TURNS = list(zip(INNER, list(AROUND) * len(INNER), strict=False))


@pytest.mark.parametrize("kind, around", telling(INNER_TURNS, list(product(INNER, AROUND))))
def test_the_laws_hold_for_what_is_not_plain_text(kind: str, around: str) -> None:
    one, other = INNER[kind]
    for old, new in ((one, other), (other, one), (one, ""), ("", one), (one, one)):
        old_document, new_document = with_inner(old, *AROUND[around]), with_inner(new, *AROUND[around])
        made = redline(old_document, new_document, date=WHEN)
        rejected, accepted = sides(made.content)
        assert rejected == sides(old_document)[1]
        assert accepted == sides(new_document)[1]
        if kind == "old change" and one in (old, new):
            assert "原有的修订按已接受处理" in made.untracked[0]
        else:
            assert_well_formed(made.content)
            assert old != new or made.changes == 0


def test_comments_of_the_new_document_stay_and_those_of_the_old_go() -> None:
    def comment(document: Document) -> None:
        paragraph = document.paragraphs[0]
        document.add_comment(paragraph.runs, text="请核实", author="某人", initials="某")

    content = document_of("收到申请198件。", "末段")
    commented = edited(content, comment)
    made = compared(content, commented)
    assert made.changes == 0
    assert [one.text for one in docx.Document(io.BytesIO(made.content)).comments] == ["请核实"]
    gone = compared(commented, document_of("完全另外的一句话。", "末段"))
    with zipfile.ZipFile(io.BytesIO(gone.content)) as archive:
        assert b"commentReference" not in archive.read("word/document.xml")


def test_links_stay_links_when_their_text_goes() -> None:
    made = compared(linked("https://example.gov.cn/a", "政府网站"), document_of("详见附件"))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
        (kept,) = root.iter(W + "hyperlink")
        assert b"https://example.gov.cn/a" in archive.read("word/_rels/document.xml.rels")
    assert "".join(kept.itertext(W + "delText")) == "政府网站"


def linked(address: str, text: str) -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph("详见")
    link = document.part.relate_to(address, RELATION[1:-1] + "/hyperlink", is_external=True)
    names = f'xmlns:w="{W[1:-1]}" xmlns:r="{RELATION[1:-1]}"'
    paragraph._p.append(parse_xml(f'<w:hyperlink {names} r:id="{link}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>'))
    return saved(document)


def test_another_address_of_a_link_is_told() -> None:
    made = compared(linked("https://example.gov.cn/a", "政府网站"), linked("https://example.gov.cn/b", "政府网站"))
    assert made.changes == 0
    assert made.untracked == ("有的文字没有变，但链接的地址变了，没有标出",)


def with_note(text: str, note: str) -> bytes:
    """A document whose first paragraph has a footnote."""
    document = docx.Document()
    paragraph = document.add_paragraph(text)
    names = f'xmlns:w="{W[1:-1]}"'
    paragraph._p.append(parse_xml(f'<w:r {names}><w:footnoteReference w:id="2"/></w:r>'))
    document.add_paragraph("末段")
    notes = f'<w:footnotes {names}><w:footnote w:id="2"><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = docx.opc.part.Part(docx.opc.packuri.PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATION[1:-1] + "/footnotes")
    return saved(document)


def test_notes_come_along() -> None:
    note, other = with_note("有脚注的一句", "注文一"), with_note("有脚注的一句", "注文二")
    plain = document_of("有脚注的一句", "末段")
    for old, new, changes in ((note, note, 0), (note, other, 1), (note, plain, 1), (plain, note, 1)):
        assert compared(old, new).changes == changes


def test_what_was_marked_and_accepted_is_the_new_document(reports: dict[str, bytes]) -> None:
    old, new = reports["huaian-2024"], reports["wenzhou-2020"]
    made = redline(old, new, date=WHEN)
    again = redline(made.content, new, date=WHEN, old_name="标了修订的稿子")
    assert (again.changes, again.untracked) == (0, ("标了修订的稿子里原有的修订按已接受处理",))


def test_headers_are_compared_and_one_sided_ones_are_told() -> None:
    def head(text: str) -> Change:
        def change(document: Document) -> None:
            document.sections[0].header.paragraphs[0].text = text

        return change

    content = document_of("正文")
    old, new = edited(content, head("2023年度报告")), edited(content, head("2024年度报告"))
    made = redline(old, new, date=WHEN)
    (part,) = (one for one in zipfile.ZipFile(io.BytesIO(made.content)).namelist() if re.search(r"header\d*\.xml$", one))
    assert (marked(made.content, "del", part), marked(made.content, "ins", part)) == (["2023"], ["2024"])
    assert Reading(made.content, "old", part).blocks == ["2023年度报告"]
    assert redline(content, new, date=WHEN).untracked == ("页眉只有新稿里有，没有标出",)
    assert redline(old, content, date=WHEN, old_name="a.docx").untracked == ("页眉只有a.docx里有，没有标出",)


def test_comments_of_one_of_the_two_are_announced() -> None:
    """Those of the old one do not come along: whoever wrote them should hear of it."""
    content = document_of("甲段文字。", "乙段文字。")

    def comment(document: Document) -> None:
        document.add_comment(document.paragraphs[0].runs, "请再核", author="张三", initials="张")

    commented = edited(content, comment)
    assert redline(commented, content, date=WHEN).untracked == ("只有旧稿里有的 1 条批注没有带进修订稿：张三：“请再核”",)
    assert redline(content, commented, date=WHEN).untracked == ("只有新稿里有的 1 条批注留在修订稿里：张三：“请再核”",)
    assert redline(commented, commented, date=WHEN).untracked == ()


def test_what_the_marks_say() -> None:
    """Words, things and ends of paragraphs; blanks, blank lines and looks say nothing."""
    old = document_of("甲段文字。", "乙段文字。")

    def said(change: Change) -> tuple[tuple[str, str], ...]:
        return redline(old, edited(old, change), date=WHEN).said

    def bold(document: Document) -> None:
        document.paragraphs[0].runs[0].bold = True

    assert said(lambda document: document.paragraphs[0].add_run("补充。")) == (("", "补充。"),)
    assert said(bold) == ()
    assert said(lambda document: document.paragraphs[0].insert_paragraph_before("")) == ()
    assert ("乙段文字。", "") in said(lambda document: document.paragraphs[1]._p.getparent().remove(document.paragraphs[1]._p))


def test_other_pages_are_told() -> None:
    def narrow(document: Document) -> None:
        document.sections[0].left_margin = Pt(30)

    content = document_of("正文")
    assert redline(content, edited(content, narrow), date=WHEN).untracked == ("页面设置（纸张、页边距或分节）不同，没有标出",)


def test_changed_styles_are_told() -> None:
    def bigger(document: Document) -> None:
        document.styles["Heading 1"].font.size = Pt(30)

    def heading(document: Document) -> None:
        document.paragraphs[0].style = "Heading 1"

    content = edited(document_of("标题", "正文"), heading)
    (told,) = redline(content, edited(content, bigger), date=WHEN).untracked
    assert "样式“heading 1”的设置" in told


# -- bad input, the same bytes, speed ------------------------------------------------------------------------


def test_bad_input_is_told_for_its_side() -> None:
    good = document_of("正文")
    with_macros = io.BytesIO(good)
    with zipfile.ZipFile(with_macros, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    damaged = io.BytesIO()
    with zipfile.ZipFile(damaged, "w") as archive:
        archive.writestr("word/document.xml", b"<w:document")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 70_000_000)
    for bad, says in (
        (b"", "文件是空的"),
        (b"%PDF-1.7", "里面是PDF"),
        (good[: len(good) // 2], "文件已损坏"),
        (with_macros.getvalue(), "文件带有宏"),
        (damaged.getvalue(), "已损坏"),
        (bomb.getvalue(), "异常庞大"),
    ):
        for old, new, side in ((bad, good, "甲.docx"), (good, bad, "乙.docx")):
            with pytest.raises(SourceError, match=says) as caught:
                redline(old, new, date=WHEN, old_name="甲.docx", new_name="乙.docx")
            assert caught.value.location is not None
            assert caught.value.location.path == side


def test_the_same_documents_give_the_same_bytes(reports: dict[str, bytes]) -> None:
    old, new = reports["ouhai-2017"], reports["wenzhou-2020"]
    assert redline(old, new, date=WHEN).content == redline(old, new, date=WHEN).content


# Five times what two different reports take, and what monotonous documents do: a tenth of a second.
MOST_CALLS = 1_000_000


def test_two_different_reports_are_compared_with_little_work(reports: dict[str, bytes]) -> None:
    for old, new in (("huaian-2024", "wenzhou-2020"), ("ouhai-2017", "huaian-2024")):
        assert calls(lambda old=old, new=new: redline(reports[old], reports[new], date=WHEN)) < MOST_CALLS
        compared(reports[old], reports[new])


def test_monotonous_documents_take_no_forever() -> None:
    old, new = document_of(*["甲"] * 400, "甲乙" * 3000), document_of(*["乙"] * 400, "乙甲" * 3000)
    assert calls(lambda: redline(old, new, date=WHEN)) < MOST_CALLS
    compared(old, new)


# -- the pieces a reviewer reads ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("收到198件", "收到200件", "收到[198→200]件"),
        ("占18.2%，", "占8.2%，", "占[18.2%→8.2%]，"),
        ("共1,234元", "共1,235元", "共[1,234→1,235]元"),
        ("2024年12月31日止", "2024年11月30日止", "[2024年12月31日→2024年11月30日]止"),
        ("公开了政策文件", "公开了规章文本", "公开了[政策文件→规章文本]"),
        ("新增73件，办结70件。", "新增75件，办结72件。", "新增[73→75]件，办结[70→72]件。"),
        ("甲乙丙丁", "甲乙丙丁", "甲乙丙丁"),
        ("", "新写的", "[→新写的]"),
    ],
)
def test_changes_read_as_phrases(old: str, new: str, shown: str) -> None:
    text = ""
    for one in edits(old, new):
        before, after = old[one.old_start : one.old_end], new[one.new_start : one.new_end]
        text += before if one.same else f"[{before}→{after}]"
    assert text == shown


# -- LibreOffice ---------------------------------------------------------------------------------------------

MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Settle(folder As String, count As Integer)
  On Error GoTo Ended
  For number = 0 To count - 1
    One(folder &amp; "/" &amp; number, "Accept")
    One(folder &amp; "/" &amp; number, "Reject")
  Next
Ended:
  StarDesktop.terminate()
End Sub
Sub One(source, command)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(ConvertToURL(source &amp; ".docx"), "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(document.CurrentController.Frame, ".uno:" &amp; command &amp; "AllTrackedChanges", "", 0, Array())
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName" : kind(0).Value = "MS Word 2007 XML"
  document.storeToURL(ConvertToURL(source &amp; command &amp; ".docx"), kind())
  document.close(True)
End Sub
</script:module>
"""


def read_by_office(content: bytes) -> list[Any]:
    """What a document says, without what LibreOffice writes in its own way: spans, and empty cells below merged ones."""

    def plain(block: Any) -> Any:
        if isinstance(block, str):
            # It marks empty cells so, and writes a chart anew.
            return re.sub("<chart .*?>", "<chart>", block.replace("\u200d", ""))
        return [[tuple(map(plain, held)) for _, merge, held in row if merge != "continue"] for row in block]

    return [plain(block) for block in Reading(content, "new").blocks]


def office(profile: Path, *arguments: str | Path) -> None:
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def test_libreoffice_accepts_and_rejects(reports: dict[str, bytes], tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("not installed: soffice")
    profile = tmp_path / "profile"
    huaian, ouhai = reports["huaian-2024"], pictured(reports["ouhai-2017"])

    def hand_edits(document: Document) -> None:
        moved = paragraph_with(document, "2.先行发布标准")
        paragraph_with(document, "1.摸清公开事项")._p.addprevious(moved._p)
        put(paragraph_with(document, "从事政府信息公开工作人员184人"), "184人", "190人")
        without_picture(document)
        last = document.tables[0].rows[-1]
        last._tr.addprevious(deepcopy(last._tr))
        next(one for one in document.paragraphs if one.style.name == "落款日期").runs[0].text = "2018年4月1日"

    changed = edited(ouhai, hand_edits)
    table = [["一", "二"], ["三", "四"]]
    # LibreOffice brings up its own modules at the first start only.
    (tmp_path / "saved").mkdir()
    (tmp_path / "huaian.docx").write_bytes(huaian)
    office(profile, "--convert-to", "docx", "--outdir", tmp_path / "saved", tmp_path / "huaian.docx")
    resaved = (tmp_path / "saved" / "huaian.docx").read_bytes()
    made = redline(huaian, resaved, date=WHEN)
    assert (made.changes, made.untracked) == (0, ())
    pairs = [
        (huaian, reports["wenzhou-2020"]),
        (ouhai, changed),
        (changed, ouhai),
        (document_of("前言", table, "后记"), document_of("前言", "说明", table, "后记")),
        (document_of("前言", "表题", table, "", "后记"), document_of("前言", "后记")),
        (document_of([["甲|乙", "丙"]], "尾"), document_of([["甲", "丙|丁|戊"]], "尾")),
        (document_of("甲段文字很长的一段，分开", "末"), document_of("甲段文字很长", "的一段，分开", "末")),
        (document_of(*SENTENCES, "末"), document_of(*SENTENCES[1:5], SENTENCES[0].replace("加强", "强化"), SENTENCES[5], "末")),
    ]
    (profile / "user" / "basic" / "Standard" / "Module1.xba").write_text(MACRO, encoding="utf-8")
    for number, (old, new) in enumerate(pairs):
        (tmp_path / f"{number}.docx").write_bytes(redline(old, new, date=WHEN).content)
    office(profile, f"macro:///Standard.Module1.Settle({tmp_path},{len(pairs)})")
    for number, (old, new) in enumerate(pairs):
        assert read_by_office((tmp_path / f"{number}Accept.docx").read_bytes()) == read_by_office(new), number
        assert read_by_office((tmp_path / f"{number}Reject.docx").read_bytes()) == read_by_office(old), number


def test_fields_that_begin_and_never_end_take_no_forever() -> None:
    def run(fields: int) -> Callable[[], object]:
        document = docx.Document(io.BytesIO(document_of("甲")))
        for _ in range(fields):
            document.paragraphs[0].add_run()._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="begin"/>'))
        content = saved(document)
        return lambda: redline(document_of("乙"), content, date=WHEN)

    assert growth(run(400), run(3200)) < 16  # each followed to the end of the paragraph would take fifty times as long
