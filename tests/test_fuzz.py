"""Fuzzed input for the doors: whatever comes in, there is an answer and never a bug of ours (exit code 3)."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.model.errors import ReportgenError
from reportgen.packs.load import find_pack
from reportgen.recognise.grids import find_tables
from reportgen.tasks.check import check_draft
from reportgen.word.outline import outline_of

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
QUICK = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

# What people and programs leave in files, besides plain letters.
PIECES = st.sampled_from(
    ["{{", "}}", "{", "：", ": ", "|", "- ", "\t", "\n", "  ", "#", "&", "*x", "!![", "'", '"', "１２", "（一）", "1.", "![a](b)", "\x00", "\ufeff", "%", "表三."]
)  # fmt: skip
Spot = tuple[float, float, str]
SPOTS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.02), PIECES | st.text(max_size=4)), min_size=1, max_size=4)


def spoiled(text: str, spots: list[Spot]) -> str:
    """`text` with some pieces cut out and others put in."""
    for where, length, piece in spots:
        start = int(where * len(text))
        text = text[:start] + piece + text[start + int(length * len(text)) :]
    return text


def answered(draft: Path) -> None:
    """The check comes to findings, or says why it cannot be made; no check of ours breaks."""
    try:
        checked = check_draft(draft)
    except ReportgenError as error:
        assert error.message
    else:
        assert not checked.crashed
        assert all(finding.message for finding in checked.findings)


@pytest.fixture(scope="module")
def draft() -> Iterator[Callable[[str], Path]]:
    with tempfile.TemporaryDirectory() as folder:

        def copy(name: str) -> Path:
            target = Path(folder) / name
            shutil.rmtree(target, ignore_errors=True)
            return shutil.copytree(EXAMPLES / name, target)

        yield copy


@pytest.mark.parametrize("name", ["huaian-2024", "ouhai-2017"])
@QUICK
@given(spots=SPOTS)
def test_a_spoiled_narrative_is_answered(draft: Callable[[str], Path], name: str, spots: list[Spot]) -> None:
    folder = draft(name)
    path = folder / "narrative.yaml"
    path.write_bytes(spoiled(path.read_text(encoding="utf-8"), spots).encode("utf-8", "surrogatepass"))
    answered(folder)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet3.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
@QUICK
@given(spots=SPOTS)
def test_a_spoiled_part_of_a_workbook_is_answered(draft: Callable[[str], Path], part: str, spots: list[Spot]) -> None:
    folder = draft("huaian-2024")
    path = folder / "workbook.xlsx"
    with zipfile.ZipFile(EXAMPLES / "huaian-2024" / "workbook.xlsx") as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == part:
                content = spoiled(content.decode(), spots).encode("utf-8", "surrogatepass")
            target.writestr(entry, content)
    answered(folder)


@QUICK
@given(content=st.binary(max_size=400), keep=st.floats(0, 1))
def test_a_torn_workbook_is_answered(draft: Callable[[str], Path], content: bytes, keep: float) -> None:
    folder = draft("wenzhou-2020")
    path = folder / "workbook.xlsx"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(keep * len(whole))] + content)
    answered(folder)


@QUICK
@given(spots=SPOTS)
def test_a_spoiled_declaration_of_a_form_is_answered(tmp_path_factory: pytest.TempPathFactory, spots: list[Spot]) -> None:
    source = EXAMPLES.parent / "templates" / "gov-disclosure-2014" / "format.yaml"
    pack = tmp_path_factory.mktemp("packs") / "gov-disclosure-2014"
    pack.mkdir()
    (pack / "format.yaml").write_bytes(spoiled(source.read_text(encoding="utf-8"), spots).encode("utf-8", "surrogatepass"))
    try:
        assert find_pack(str(pack)).tables
    except ReportgenError as error:
        assert error.message


@QUICK
@given(spots=SPOTS)
def test_a_spoiled_document_is_answered(spots: list[Spot]) -> None:
    with zipfile.ZipFile(EXAMPLES.parent / "templates" / "gov-disclosure-2021" / "template.docx") as archive:
        document = archive.read("word/document.xml").decode()
    try:
        outline = outline_of(spoiled(document, spots).encode("utf-8", "surrogatepass"), "a.docx")
    except ReportgenError as error:
        assert error.message
    else:
        find_tables(find_pack("gov-disclosure-2021"), outline.grids)
