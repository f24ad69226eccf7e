"""Documents whose parts have other names than Word's usual ones, or Strict Open XML's namespaces, in every door for .docx."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from conftest import EXAMPLES, telling
from support.faults.bad_input import members, write_members
from support.made.blank_forms import blank_form

from reportgen.cli.main import main
from reportgen.model.errors import SourceError
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import find_pack
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft, check_published
from reportgen.tasks.tag import tag_blank_form
from reportgen.word.asides import edge_texts
from reportgen.word.comments import annotated_word
from reportgen.word.fonts import fonts_asked
from reportgen.word.layout.text import layout_findings
from reportgen.word.outline import read_outline
from reportgen.word.package import opened, opened_file
from reportgen.word.record import recorded
from reportgen.word.redline.compare import redline
from reportgen.word.template.check import check_template
from reportgen.word.template.compiled import compile_bytes
from reportgen.word.template.document import render

PACK = "gov-disclosure-2021"
Parts = dict[str, bytes]
Capture = pytest.CaptureFixture[str]


def packed(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def moved(parts: Parts, old: str, new: str) -> Parts:
    """The package with a part under another name, which content types and relationships follow."""

    def name_of(part: str) -> str:
        return {old: new, relations(old): relations(new)}.get(part, part)

    def relations(part: str) -> str:
        folder, _, name = part.rpartition("/")
        return f"{folder}/_rels/{name}.rels"

    known = {"[Content_Types].xml": (f"/{old}", f"/{new}"), "_rels/.rels": (old, new)}
    known["word/_rels/document.xml.rels"] = (old.removeprefix("word/"), new.removeprefix("word/"))
    return {
        name_of(part): content.replace(*(f'"{one}"'.encode() for one in known[part])) if part in known else content
        for part, content in parts.items()
    }


def by_word_for_the_web(parts: Parts) -> Parts:
    return moved(parts, "word/document.xml", "word/document2.xml")


def with_other_names(parts: Parts) -> Parts:
    for number, part in enumerate(("styles", "settings", "header1", "footer2"), 1):
        parts = moved(parts, f"word/{part}.xml", f"word/Teil{number}.xml")
    return parts


def with_absolute_targets(parts: Parts) -> Parts:
    relations = "word/_rels/document.xml.rels"
    return {**parts, relations: re.sub(rb'Target="(\w+\.xml)"', rb'Target="/word/\1"', parts[relations])}


def in_other_letters(parts: Parts) -> Parts:
    """Part names are the same whatever the case: some programs write them so in one place and so in the other."""
    relations = "word/_rels/document.xml.rels"
    return {
        **parts,
        relations: parts[relations].replace(b'"styles.xml"', b'"Styles.XML"').replace(b'"footer1.xml"', b'"Footer1.xml"'),
    }


def as_strict(parts: Parts) -> Parts:
    """What Word saves as «严格 Open XML 文档»."""
    usual = rb"http://schemas\.openxmlformats\.org/(wordprocessingml|drawingml|officeDocument)/2006/"
    return {
        name: re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/", content).replace(
            b"<w:document ", b'<w:document w:conformance="strict" '
        )
        for name, content in parts.items()
    }


def with_the_record_elsewhere(parts: Parts) -> Parts:
    """The data of programs under a name that no program of Office gives it."""
    types, relations = "[Content_Types].xml", "word/_rels/document.xml.rels"
    if "customXml/item1.xml" not in parts:
        return parts  # a blank form has none
    named = {name: content.replace(b"customXml/item1.xml", b"data/known.xml") for name, content in parts.items()}
    named["data/known.xml"] = named.pop("customXml/item1.xml")
    del named["customXml/_rels/item1.xml.rels"]
    assert b"data/known.xml" in named[types]
    assert b"data/known.xml" in named[relations]
    return named


def with_names_escaped_where_they_are_said(parts: Parts) -> Parts:
    """A name in Chinese in the zip, which content types and relationships hold with percent signs."""
    return moved_and_said(parts, "word/正文.xml", "word/%E6%AD%A3%E6%96%87.xml")


def moved_and_said(parts: Parts, stored: str, said: str) -> Parts:
    """The main part under the name `stored`, which the others spell otherwise."""
    away = moved(parts, "word/document.xml", said)
    folder, _, name = stored.rpartition("/")
    last = said.rpartition("/")[2]
    known = {said: stored, f"{folder}/_rels/{last}.rels": f"{folder}/_rels/{name}.rels"}
    return {known.get(part, part): content for part, content in away.items()}


def with_folders_as_windows_writes_them(parts: Parts) -> Parts:
    return {name.replace("/", "\\"): content for name, content in parts.items()}


DISGUISES = [
    by_word_for_the_web,
    with_other_names,
    with_absolute_targets,
    in_other_letters,
    as_strict,
    with_the_record_elsewhere,
    with_names_escaped_where_they_are_said,
    with_folders_as_windows_writes_them,
]
EachDisguise = pytest.mark.parametrize("disguise", DISGUISES, ids=lambda one: one.__name__)
Disguise = Callable[[Parts], Parts]
# python-docx, by which a test reads, does not take names that are escaped.
EachReadableDisguise = pytest.mark.parametrize(
    "disguise", [one for one in DISGUISES if one is not with_names_escaped_where_they_are_said], ids=lambda one: one.__name__
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_draft(EXAMPLES / "wenzhou-2020", output=tmp_path_factory.mktemp("built") / "年报.docx").path


@pytest.fixture
def disguised(built: Path, disguise: Disguise, tmp_path: Path) -> Path:
    path = tmp_path / built.name
    write_members(path, disguise(members(built)))
    return path


@EachDisguise
def test_a_document_reads_the_same(built: Path, disguised: Path) -> None:
    before, after = built.read_bytes(), disguised.read_bytes()
    assert before != after
    assert read_outline(disguised) == read_outline(built)
    assert edge_texts(opened_file(disguised)) == edge_texts(opened_file(built))
    assert fonts_asked(after) == fonts_asked(before)
    assert len(fonts_asked(before)) > 3
    assert list(layout_findings(after, "a.docx", None)) == list(layout_findings(before, "a.docx", None))
    assert recorded(after) == recorded(before)
    assert recorded(after) is not None


# That each of them reads the same is seen above and below; a quick run takes the two that differ most through the commands.
@pytest.mark.parametrize("disguise", telling([in_other_letters, as_strict], DISGUISES), ids=lambda one: one.__name__)
def test_the_commands_take_it(built: Path, disguised: Path, tmp_path: Path, capsys: Capture) -> None:
    said = []
    for path in (built, disguised):
        assert main(["check", str(path)]) == 0
        said.append(capsys.readouterr().out.replace(str(path), ""))
    assert said[0] == said[1]
    assert main(["diff", str(built), str(disguised)]) == 0
    assert "内容相同" in capsys.readouterr().out
    assert main(["import", str(disguised), str(tmp_path / "草稿")]) == 0
    assert main(["check", str(disguised), "-o", str(tmp_path / "批注.docx")]) == 0


@EachDisguise
def test_a_redline_of_it_has_nothing_to_mark(built: Path, disguised: Path) -> None:
    done = redline(built.read_bytes(), disguised.read_bytes(), date=datetime(2025, 1, 1, tzinfo=UTC))
    assert (done.changes, done.untracked) == (0, ())


@EachReadableDisguise
def test_comments_are_written_into_it(disguised: Path, disguise: Disguise) -> None:
    content = annotated_word(disguised.read_bytes(), [(None, "甲\n乙")], "年报.docx", date=datetime(2025, 3, 1, tzinfo=UTC))
    package = opened(content, "")
    comments = package.beside("comments")
    assert comments is not None and "".join(map(str, comments.itertext())) == "甲乙"
    # A Strict document comes out as the usual one, all of it.
    assert not any(b"purl.oclc.org" in part for part in package.files.values())
    if disguise is not in_other_letters:  # which python-docx takes for a missing part
        (comment,) = docx.Document(io.BytesIO(content)).comments
        assert (comment.text, comment.author) == ("甲\n乙", "reportgen 检查")


@pytest.mark.parametrize(
    "disguise", telling([with_other_names, in_other_letters, as_strict], DISGUISES), ids=lambda one: one.__name__
)
def test_a_template_checks_and_renders_the_same(disguise: Disguise) -> None:
    form = find_pack(PACK).form
    content = (shipped_packs() / PACK / "template.docx").read_bytes()
    other = packed(disguise(dict(opened(content, "").files)))
    found, same = (check_template(one, form, "t.docx")._replace(compiled=None) for one in (other, content))
    assert found == same
    checked = check_draft(EXAMPLES / "huaian-2024")
    usual, own = (
        render(compile_bytes(one, form, "t.docx"), checked.report, checked.pictures, draft=True) for one in (content, other)
    )
    first, second = opened(usual, ""), opened(own, "")
    assert second.files[second.main] == first.files[first.main]
    assert recorded(own) is None


@EachDisguise
def test_a_blank_form_is_tagged(disguise: Disguise, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "表格.docx"
    path.write_bytes(blank_form(find_pack(PACK).form))
    write_members(path, disguise(members(path)))
    assert main(["format", "tag", str(path), "-o", str(tmp_path / "模板.docx")]) == 0, capsys.readouterr()


def test_a_template_that_was_a_dotx_makes_documents() -> None:
    parts = dict(opened((shipped_packs() / PACK / "template.docx").read_bytes(), "").files)
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(b".document.main+xml", b".template.main+xml")
    assert parts["[Content_Types].xml"] != types
    checked = check_draft(EXAMPLES / "huaian-2024")
    content = render(compile_bytes(packed(parts), find_pack(PACK).form, "t.docx"), checked.report, checked.pictures, draft=True)
    assert len(docx.Document(io.BytesIO(content)).tables) == 3


# -- broken -------------------------------------------------------------------------------------------

RELATIONS = "word/_rels/document.xml.rels"


@pytest.mark.parametrize("left_out", ["Id", "Type", "Target"])
def test_a_broken_relationship_is_said_where_a_copy_would_carry_it(
    built: Path, left_out: str, tmp_path: Path, capsys: Capture
) -> None:
    parts = members(built)
    parts[RELATIONS] = re.sub(rb' %s="[^"]*"' % left_out.encode(), b"", parts[RELATIONS], count=1)
    path = tmp_path / "年报.docx"
    write_members(path, parts)
    assert main(["check", str(path)]) == 0
    assert main(["check", str(path), "-o", str(tmp_path / "批注.docx")]) == 2
    said = capsys.readouterr().err
    assert f"年报.docx：Word 文件里各部件的关系已损坏（{RELATIONS}" in said
    assert not (tmp_path / "批注.docx").exists()


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("_rels/.rels", b"<Relationships", "部件 _rels/.rels 已损坏"),
        (RELATIONS, b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "DOCTYPE"),
        ("word/styles.xml", b"<w:styles", "部件 word/styles.xml 已损坏"),
        ("word/document.xml", b"<w:document", "正文已损坏"),
    ],
)
def test_a_damaged_part_is_named(built: Path, part: str, content: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        list(layout_findings(packed({**members(built), part: content}), "年报.docx", None))


def test_a_workbook_is_no_document() -> None:
    book = (EXAMPLES / "huaian-2024" / "workbook.xlsx").read_bytes()
    with pytest.raises(SourceError, match="不是 Word 文件"):
        opened(book, "数据表.xlsx")


# -- documents that were seen ---------------------------------------------------------------------------

SEEN = EXAMPLES.parent.parent / "shared" / "cases" / "documents"


@pytest.fixture
def seen() -> Path:
    if not SEEN.is_dir():
        pytest.skip("the documents that were seen (../shared/cases) are not beside this checkout")
    return SEEN


def test_one_report_under_two_names_reads_the_same(seen: Path) -> None:
    word_online, strict = (check_published(seen / f"{name}_pub.docx") for name in ("doc2", "strict"))
    assert word_online.report.cells.keys() == strict.report.cells.keys()
    assert [cell.text for cell in word_online.report.cells.values()] == [cell.text for cell in strict.report.cells.values()]
    assert [(one.code, one.message) for one in word_online.findings] == [(one.code, one.message) for one in strict.findings]
    assert sum(cell.value is not None for cell in word_online.report.cells.values()) > 150


@pytest.mark.parametrize("name, besides", [
    ("strict_template", []), ("dotx_renamed_template", []), ("tab_in_tag_template", []), ("tracked_template", ["F304"]),
])  # fmt: skip
def test_one_template_under_other_names_is_told_the_same(seen: Path, name: str, besides: list[str]) -> None:
    form = find_pack(PACK).form

    def told(file: str) -> list[str]:
        return sorted(one.code for one in check_template((seen / f"{file}.docx").read_bytes(), form, "").findings)

    assert told(name) == sorted([*told("doc2_tpl"), *besides])


def test_rows_that_word_numbers_are_found(seen: Path, tmp_path: Path) -> None:
    tagged = tag_blank_form(seen / "bx_auto_numbered_rows.docx", PACK, tmp_path / "template.docx")
    # The form that it was made for has no such row.
    assert [one for one in tagged.told.missing if "行政执法案卷" not in one] == []
