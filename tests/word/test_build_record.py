"""The record in a built .docx: what it was built from, kept through other programs, never trusted."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import DRAFTS, EXAMPLES, ROOT, as_shipped
from lxml import etree
from support.faults.bad_input import DRAFT, Example, Rewrite, change_part, members, write_members

from reportgen.model.draft import Built
from reportgen.model.errors import OutputError, SourceError
from reportgen.model.location import Location
from reportgen.model.version import BuildRecord
from reportgen.packs.load import find_pack, open_pack
from reportgen.reports.texts.file import draft_digests
from reportgen.tasks import build as building
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.compare import verify_document
from reportgen.text.charts import shown
from reportgen.word.properties import built_unchanged
from reportgen.word.record import NAMESPACE, record_of, record_text, recorded
from reportgen.word.template.compiled import compile_template
from reportgen.word.template.document import render

NAMES = [folder.name for folder in DRAFTS]
PART = "customXml/item1.xml"
PIXEL = (
    b"\x89PNG\r\n\x1a\n"
    + (body := struct.pack(">I4sIIBBBBB", 13, b"IHDR", 1, 1, 8, 0, 0, 0, 0))
    + struct.pack(">I", zlib.crc32(body[4:]))
    + struct.pack(">I4s", len(pixels := zlib.compress(b"\0\0")), b"IDAT")
    + pixels
    + struct.pack(">I", zlib.crc32(b"IDAT" + pixels))
    + b"\0\0\0\0IEND\xaeB`\x82"
)


def built(folder: Path, output: Path, *, draft: bool = False) -> Built:
    done = build_draft(folder, output=output, draft=draft)
    assert isinstance(done, Built)
    return done


def record_in(path: Path) -> BuildRecord:
    found = recorded(path.read_bytes())
    assert found is not None
    return found


def made(record: BuildRecord) -> BuildRecord:
    """A record as far as it is made of the draft, before the document is there."""
    return record._replace(shown=None)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An example as built."""
    path = tmp_path_factory.mktemp("built") / "年报.docx"
    built(EXAMPLES / DRAFT, path)
    return path.read_bytes()


@pytest.fixture
def gaps(example: Example, rewrite: Rewrite, edit: Callable[..., None]) -> Path:
    """A draft with a picture, a remark, a gap, an error and an answered warning."""
    draft = example("huaian-2024")
    (draft / "images").mkdir(exist_ok=True)
    (draft / "images" / "会议.png").write_bytes(PIXEL)
    edit(draft, "表三", D7="无", E7="12（含3件转办）")
    rewrite(draft, "总体情况: |\n", "总体情况: |\n  ![学习会](images/会议.png)\n  ![没有这张](images/丢失.png)\n")
    # Last year's report is not where the narrative says: a warning, which the agency answers.
    answer = "上年: ../没有\n豁免:\n  - 代码: W148\n    理由: 已和“上级”核对 & 无误\n\n联系方式:\n"
    rewrite(draft, "联系方式:\n", answer)
    return draft


# -- what goes in comes back ------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_an_example_carries_what_it_was_built_from(name: str, tmp_path: Path) -> None:
    folder = EXAMPLES / name
    checked = built(folder, tmp_path / "a.docx").checked
    record = record_in(tmp_path / "a.docx")
    assert made(record) == record_of(checked, find_pack(checked.form.id), draft_digests(folder), draft=False)
    assert record.report.figures == checked.report.figures
    assert record.report._replace(cells={}, texts={}) == checked.report._replace(cells={}, texts={})
    for section, blocks in checked.report.texts.items():
        kept = [(one.kind, one.level, one.lead, one.text, one.image) for one in record.report.texts[section]]
        said = [shown(one.chart) if one.chart else one.image for one in blocks]
        assert kept == [(one.kind, one.level, one.lead, one.text, image) for one, image in zip(blocks, said, strict=True)]
    assert record.workbook == hashlib.sha256((folder / "workbook.xlsx").read_bytes()).hexdigest()
    assert record.narrative == hashlib.sha256((folder / "narrative.yaml").read_bytes()).hexdigest()
    assert record.format_id == checked.form.id
    assert not record.draft
    assert built_unchanged((tmp_path / "a.docx").read_bytes())


def test_a_draft_carries_its_findings_answers_and_pictures(gaps: Path, tmp_path: Path) -> None:
    checked = built(gaps, tmp_path / "a.docx", draft=True).checked
    assert checked.errors
    record = record_in(tmp_path / "a.docx")
    assert made(record) == record_of(checked, find_pack(checked.form.id), draft_digests(gaps), draft=True)
    assert record.draft
    assert [(one.code, one.severity, one.message, one.place) for one in record.findings] == [
        (one.code, one.severity, one.message, str(one.location)) for one in checked.findings
    ]
    assert record.waivers == (("W148", "", "已和“上级”核对 & 无误"),)
    assert record.pictures == {"images/会议.png": hashlib.sha256(PIXEL).hexdigest()}
    shown = [(block.image, block.text) for block in record.report.texts["overview"] if block.kind == "image"]
    assert shown == [("images/会议.png", "学习会"), ("images/丢失.png", "没有这张")]
    texts = {cell.text: cell for cell in record.report.cells.values()}
    assert texts["无"].value is None
    assert (texts["12（含3件转办）"].value, texts["12（含3件转办）"].remark) == (Decimal(12), "（含3件转办）")


def test_places_name_the_document(document: bytes) -> None:
    record = recorded(document, "某市年报.docx")
    assert record is not None
    blocks = [block for blocks in record.report.texts.values() for block in blocks]
    assert {one.location for one in (*record.report.cells.values(), *blocks)} == {Location("某市年报.docx")}


def test_nothing_tells_where_the_files_lay(gaps: Path, tmp_path: Path) -> None:
    checked = built(gaps, tmp_path / "a.docx", draft=True).checked
    finding = checked.findings[0]._replace(location=Location("C:\\Users\\某人\\稿\\workbook.xlsx", "表三", 7, 4))
    record = record_of(checked._replace(findings=(finding,)), find_pack(checked.form.id), ("", ""), draft=True)
    assert record.findings[0].place == "workbook.xlsx:表三!D7"
    for content in members(tmp_path / "a.docx").values():
        assert str(tmp_path).encode() not in content
    assert str(tmp_path) not in json.dumps(unpacked((tmp_path / "a.docx").read_bytes()), ensure_ascii=False)


@pytest.mark.parametrize("draft", [False, True])
def test_the_same_draft_gives_the_same_bytes(example: Example, tmp_path: Path, draft: bool) -> None:
    here = example(DRAFT)
    there = shutil.copytree(here, tmp_path / "别处" / "稿")
    built(here, tmp_path / "a.docx", draft=draft)
    built(there, tmp_path / "b.docx", draft=draft)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_the_digests_follow_the_files(example: Example, rewrite: Rewrite, edit: Callable[..., None], tmp_path: Path) -> None:
    draft = example(DRAFT)
    first = draft_digests(draft)
    rewrite(draft, "对照新形势", "对照新的形势")
    second = draft_digests(draft)
    edit(draft, "表三", D7=1)
    third = draft_digests(draft)
    assert first[0] == second[0] != third[0]
    assert first[1] != second[1] == third[1]


@pytest.mark.parametrize(
    ("name", "matters"), [("format.yaml", True), ("prose.yaml", True), ("template.docx", True), ("README.md", False)]
)
def test_the_digest_of_a_pack_follows_what_matters(tmp_path: Path, name: str, matters: bool) -> None:
    pack = shutil.copytree(ROOT / "templates" / "gov-disclosure-2021", tmp_path / "gov-disclosure-2021")
    before = open_pack(pack).digest
    assert before == open_pack(ROOT / "templates" / "gov-disclosure-2021").digest
    with (pack / name).open("ab") as stream:
        stream.write(b"\n")
    assert (open_pack(pack).digest != before) == matters


def test_a_draft_that_changes_while_it_is_read_is_not_built(
    example: Example, rewrite: Rewrite, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = example(DRAFT)
    check = building.check_opened

    def changed_meanwhile(*arguments: Any, **options: Any) -> Any:
        checked = check(*arguments, **options)
        rewrite(draft, "对照新形势", "对照新的形势")
        return checked

    monkeypatch.setattr(building, "check_opened", changed_meanwhile)
    with pytest.raises(OutputError, match="数据表或文字稿被改动了"):
        build_draft(draft)
    assert not list(draft.glob("*.docx"))


# -- the package ------------------------------------------------------------------------------------


def declared(parts: dict[str, bytes]) -> list[str]:
    """The custom XML parts that the document's relationships name; each has its type and its own properties."""
    relations = etree.fromstring(parts["word/_rels/document.xml.rels"])
    names = [str(one.get("Target")).removeprefix("../") for one in relations if str(one.get("Type")).endswith("/customXml")]
    types = {one.get("PartName"): one.get("ContentType") for one in etree.fromstring(parts["[Content_Types].xml"])}
    for name in names:
        folder, _, file = name.partition("/")
        (own,) = etree.fromstring(parts[f"{folder}/_rels/{file}.rels"])
        properties = f"{folder}/{own.get('Target')}"
        assert properties in parts
        assert types[f"/{properties}"] == "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    assert len({one.get("Id") for one in relations}) == len(relations)
    return names


def holding_records(parts: dict[str, bytes]) -> list[str]:
    return [name for name, content in parts.items() if f'<record xmlns="{NAMESPACE}">'.encode() in content]


def test_the_part_is_declared(tmp_path: Path) -> None:
    built(EXAMPLES / DRAFT, tmp_path / "a.docx")
    parts = members(tmp_path / "a.docx")
    assert declared(parts) == holding_records(parts) == [PART]


def test_without_a_record_there_is_no_part() -> None:
    checked = check_draft(EXAMPLES / DRAFT)
    content = render(compile_template(find_pack(checked.form.id)), checked.report, checked.pictures, draft=False)
    assert recorded(content) is None
    assert built_unchanged(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("customXml")]


def saved_by_python_docx(template: Path, document: bytes) -> None:
    read = docx.Document(str(template))
    read.save(str(template))


def with_part_of_another_program(template: Path, document: bytes) -> None:
    parts = members(template)
    for name, content in members_of(document).items():
        if name.startswith("customXml/") or name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
            parts[name] = content.replace(b'"rgRecord"', b'"other"')
    parts[PART] = '<来源 xmlns="urn:别的程序">某</来源>'.encode()
    write_members(template, parts)


def made_of_a_built_document(template: Path, document: bytes) -> None:
    parts = members(template)
    for name, content in members_of(document).items():
        if name.startswith(("customXml/", "docProps/")) or name in (
            "[Content_Types].xml",
            "_rels/.rels",
            "word/_rels/document.xml.rels",
        ):
            parts[name] = content
    write_members(template, parts)


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("change", "record", "parts"),
    [
        (saved_by_python_docx, "customXml/item1.xml", 1),
        (with_part_of_another_program, "customXml/item2.xml", 2),
        (made_of_a_built_document, "customXml/item1.xml", 1),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_a_template_touched_by_hand_gets_the_part(
    change: Callable[[Path, bytes], None],
    record: str,
    parts: int,
    example: Example,
    document: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pack = shutil.copytree(ROOT / "templates" / "gov-disclosure-2021", tmp_path / "packs" / "gov-disclosure-2021")
    change(pack / "template.docx", document)
    as_shipped(monkeypatch, pack.parent)
    draft = example(DRAFT)
    checked = built(draft, tmp_path / "a.docx").checked
    assert made(record_in(tmp_path / "a.docx")) == record_of(
        checked, find_pack(checked.form.id), draft_digests(draft), draft=False
    )
    assert built_unchanged((tmp_path / "a.docx").read_bytes())
    written = members(tmp_path / "a.docx")
    assert holding_records(written) == [record]
    assert len(declared(written)) == parts
    # The template's own record is never taken for the document's.
    assert recorded(render(compile_template(find_pack(checked.form.id)), checked.report, checked.pictures, draft=False)) is None


# -- what other programs leave of it ----------------------------------------------------------------


def test_the_record_survives_python_docx(document: bytes, tmp_path: Path) -> None:
    read = docx.Document(io.BytesIO(document))
    read.paragraphs[-1].text = "改过"
    read.save(str(tmp_path / "b.docx"))
    assert record_in(tmp_path / "b.docx") == recorded(document)
    assert not built_unchanged((tmp_path / "b.docx").read_bytes())


def test_the_record_survives_libreoffice(document: bytes, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("not installed: soffice")
    path = tmp_path / "年报.docx"
    path.write_bytes(document)
    for turn in ("一", "二"):  # what it writes it must also read
        office = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "docx"]
        subprocess.run([*office, "--outdir", str(tmp_path / turn), str(path)], capture_output=True, check=True, timeout=240)
        path = tmp_path / turn / "年报.docx"
    assert record_in(path) == recorded(document)
    assert not built_unchanged(path.read_bytes())


# -- what is not ours, or no longer whole -----------------------------------------------------------


def test_a_foreign_document_has_no_record() -> None:
    saved = io.BytesIO()
    docx.Document().save(saved)
    assert recorded(saved.getvalue()) is None
    assert not built_unchanged(saved.getvalue())


def test_published_documents_have_no_record(published: Path) -> None:
    documents = list(published.glob("*.docx"))
    assert documents
    for path in documents:
        assert recorded(path.read_bytes(), path.name) is None


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", "这是别的文件".encode(), b"%PDF-1.4"], ids=["empty", "cut", "text", "pdf"]
)
def test_what_is_no_document_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"不是完整的 \.docx 文件") as caught:
        recorded(content, "某.docx")
    assert caught.value.location == Location("某.docx")
    assert not built_unchanged(content)


def unpacked(content: bytes) -> dict[str, Any]:
    """The JSON of the record in a .docx."""
    text = etree.fromstring(members_of(content)[PART]).text
    stored: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text or "")))
    return stored


def with_part(document: bytes, part: bytes) -> bytes:
    """The document with another record part."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members_of(document).items():
            archive.writestr(name, part if name == PART else content)
    return saved.getvalue()


def with_text(document: bytes, text: str) -> bytes:
    return with_part(document, f'<record xmlns="{NAMESPACE}">{text}</record>'.encode())


def with_json(document: bytes, stored: bytes) -> bytes:
    return with_text(document, base64.b64encode(zlib.compress(stored, 1)).decode())


def refusal(content: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        recorded(content, "某.docx")
    assert caught.value.location == Location("某.docx")
    assert caught.value.hint
    return caught.value.message


def test_the_helpers_of_these_tests_write_what_is_read(document: bytes) -> None:
    again = with_json(document, json.dumps(unpacked(document)).encode())
    assert recorded(again) == recorded(document) is not None


def test_a_record_that_kept_less_goes_on_working(tmp_path: Path) -> None:
    """What it did not keep is that of the form set anew; of a chart it kept the figures alone."""
    path = tmp_path / "年报.docx"
    built(EXAMPLES / "ouhai-2017", path)
    stored = unpacked(path.read_bytes()) | {"version": 1}
    del stored["shown"]
    charts = [block for blocks in stored["report"]["texts"].values() for block in blocks if block["kind"] == "chart"]
    for block in charts:
        block["image"] = block["image"].replace("数量：", "")
    assert charts
    path.write_bytes(with_json(path.read_bytes(), json.dumps(stored).encode()))
    record = recorded(path.read_bytes())
    assert record is not None and record.shown is None
    assert verify_document(path).compared.diff.nothing
    changed = docx.Document(str(path))
    changed.tables[0].rows[0].cells[0].paragraphs[0].runs[0].text = "指标"
    changed.save(str(path))
    assert [field.new for field in verify_document(path).compared.diff.fields] == ["指标"]


def test_a_record_of_a_newer_version_is_told(document: bytes) -> None:
    stored = unpacked(document) | {"version": 3}
    message = refusal(with_json(document, json.dumps(stored | {"report": "另一种写法"}).encode()))
    assert "更新版本" in message
    assert "3" in message


@pytest.mark.parametrize(
    "text",
    ["AAAA", "生成记录", "AAA", "<b>AAAA</b>x", base64.b64encode(zlib.compress(b"{}")[:-3]).decode()],
    ids=["no-zlib", "no-base64", "odd", "elements", "cut-off"],
)
def test_a_damaged_text_is_refused(document: bytes, text: str) -> None:
    assert "已损坏" in refusal(with_text(document, text))


@pytest.mark.parametrize("part", [f'<record xmlns="{NAMESPACE}">'.encode(), NAMESPACE.encode()], ids=["open", "no-xml"])
def test_a_damaged_part_is_refused(document: bytes, part: bytes) -> None:
    assert "已损坏" in refusal(with_part(document, part))


def test_entities_are_not_expanded(document: bytes) -> None:
    lines = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    bomb = f'<!DOCTYPE record [<!ENTITY a0 "AAAA">{lines}]><record xmlns="{NAMESPACE}">&a9;</record>'
    assert "已损坏" in refusal(with_part(document, bomb.encode()))


DEEP = 100_000


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"null", id="null"),
        pytest.param(b'{"version":1}', id="nothing-else"),
        pytest.param(b"[" * DEEP + b"]" * DEEP, id="deep-lists"),
        pytest.param(b'{"a":' * DEEP + b"1" + b"}" * DEEP, id="deep-objects"),
        pytest.param(b'{"version":' + b"9" * 10_000 + b"}", id="long-number"),
        pytest.param(b'{"version":1e999}', id="float"),
        pytest.param(b'{"version":NaN}', id="nan"),
        pytest.param(b'{"version":true}', id="flag"),
        pytest.param(b"\xff\xfe\x00", id="no-unicode"),
    ],
)
def test_a_hostile_record_is_refused(document: bytes, stored: bytes) -> None:
    assert "已损坏" in refusal(with_json(document, stored))


REF = "applications.received.natural"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda one: one.update(version=0), id="version-0"),
        pytest.param(lambda one: one.update(version="1"), id="version-text"),
        pytest.param(lambda one: one.update(draft="no"), id="draft"),
        pytest.param(lambda one: one.update(draft=1), id="draft-1"),
        pytest.param(lambda one: one.update(pack=7), id="pack"),
        pytest.param(lambda one: one.update(findings={}), id="findings"),
        pytest.param(lambda one: one.update(findings=[[]]), id="finding"),
        pytest.param(
            lambda one: one.update(findings=[{"code": "T", "severity": "fatal", "message": "", "place": ""}]), id="severity"
        ),
        pytest.param(lambda one: one.update(waivers=[{"code": "Y301"}]), id="waiver"),
        pytest.param(lambda one: one.update(pictures={"a.png": None}), id="picture"),
        pytest.param(lambda one: one["report"].pop("agency"), id="no-agency"),
        pytest.param(lambda one: one["report"].update(year="2024"), id="year"),
        pytest.param(lambda one: one["report"].update(year=-1), id="negative-year"),
        pytest.param(lambda one: one["report"].update(title="标题"), id="title"),
        pytest.param(lambda one: one["report"]["figures"].update({REF: "7"}), id="cell"),
        pytest.param(lambda one: one["report"]["figures"][REF].update(value=7), id="number"),
        pytest.param(lambda one: one["report"]["figures"][REF].update(value="1E+999999999"), id="exponent"),
        pytest.param(lambda one: one["report"]["figures"][REF].update(value="NaN"), id="nan"),
        pytest.param(lambda one: one["report"]["figures"][REF].update(value="７"), id="full-width"),
        pytest.param(lambda one: one["report"]["figures"][REF].update(text=None), id="no-text"),
        pytest.param(lambda one: one["report"]["texts"].update(overview="文字"), id="section"),
        pytest.param(lambda one: one["report"]["texts"]["overview"][0].update(kind="table"), id="kind"),
        pytest.param(lambda one: one["report"]["texts"]["overview"][0].update(kind=[]), id="kind-list"),
        pytest.param(lambda one: one["report"]["texts"]["overview"][0].update(level=1.5), id="level"),
    ],
)
def test_a_record_with_a_wrong_entry_is_refused(document: bytes, change: Callable[[dict[str, Any]], object]) -> None:
    stored = unpacked(document)
    change(stored)
    assert "已损坏" in refusal(with_json(document, json.dumps(stored).encode()))


def test_what_a_terminal_would_obey_is_not_read(document: bytes) -> None:
    stored = unpacked(document)
    stored["report"]["agency"] = "某局\x1b[2J\x00\ud800"
    record = recorded(with_json(document, json.dumps(stored).encode()))
    assert record is not None
    assert record.report.agency == "某局\ufffd[2J\ufffd\ufffd"


@pytest.mark.parametrize("kind", ["json", "text"])
def test_a_bomb_is_refused_before_it_is_unpacked(document: bytes, kind: str) -> None:
    hostile = with_json(document, b" " * 60_000_000) if kind == "json" else with_text(document, "A" * 30_000_000)
    assert len(hostile) < 200_000
    assert "已损坏" in refusal(hostile)


def test_a_bomb_in_the_properties_is_not_what_was_built(tmp_path: Path, document: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(document)
    change_part(path, "docProps/custom.xml", "</Properties>", " " * 3_000_000 + "</Properties>")
    assert not built_unchanged(path.read_bytes())


def test_every_broken_byte_of_the_part_is_told_or_does_not_matter(document: bytes) -> None:
    """A record is read as it was written, or not at all."""
    start = document.index(PART.encode())
    whole = recorded(document)
    for at in range(start, start + 3000, 37):
        broken = bytearray(document)
        broken[at] ^= 0x55
        built_unchanged(bytes(broken))
        with contextlib.suppress(SourceError):
            assert recorded(bytes(broken)) in (whole, None)


def test_the_text_of_a_record_is_plain(document: bytes) -> None:
    record = recorded(document)
    assert record is not None
    assert record_text(record).isascii()
    assert f">{record_text(record)}</record>".encode() in members_of(document)[PART]
