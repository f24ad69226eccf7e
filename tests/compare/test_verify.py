"""`reportgen verify`: is this document what `build` wrote, and if not, what was changed since."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import EXAMPLES

from reportgen.cli.main import main
from reportgen.files.zips import deflated, zipped
from reportgen.tasks.build import build_draft
from reportgen.tasks.compare import verify_document
from reportgen.word.properties import OWN_PARTS, property_parts
from reportgen.word.record import record_text, recorded


@pytest.fixture
def built(example: Callable[[str], Path]) -> Path:
    folder = example("wenzhou-2020")
    path = folder / "年报.docx"
    build_draft(folder, output=path)
    return path


def edited(path: Path, old: str, new: str, *, table: bool = False) -> None:
    """Change the text of the first run of the prose, or of the tables, that holds `old`, as somebody in Word would."""
    document = docx.Document(str(path))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [paragraph for cell in cells for paragraph in cell.paragraphs] if table else document.paragraphs
    run = next(run for paragraph in paragraphs for run in paragraph.runs if old in run.text)
    run.text = run.text.replace(old, new, 1)
    document.save(str(path))


def test_what_build_wrote(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(built)]) == 0
    said = capsys.readouterr().out
    assert "与生成时完全一样" in said
    assert "改过" not in said and f"内容与草稿 {built.parent} 一致" in said


def test_saved_again_without_a_change(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docx.Document(str(built)).save(str(built))
    assert main(["verify", str(built)]) == 0
    assert "内容与生成时一致" in capsys.readouterr().out


def test_a_sentence_and_a_figure(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited(built, "专业化特点明显", "专业化特点十分明显")
    edited(built, "657062", "657026", table=True)
    verified = verify_document(built)
    assert not verified.untouched
    (figure,) = verified.compared.diff.figures
    assert figure.title == "表二 政府集中采购/采购总金额"
    assert main(["verify", str(built)]) == 1
    said = capsys.readouterr().out
    assert "生成以后改过" in said
    assert "{+十分+}" in said


def test_the_draft_went_on(built: Path, rewrite: Callable[[Path, str, str], None], capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(built.parent, "专业化特点明显", "专业化特点十分明显")
    assert main(["verify", str(built)]) == 1  # it is not what the draft says
    said = capsys.readouterr().out
    assert "narrative.yaml 在生成以后改过" in said and "[-十分-]" in said
    rewrite(built.parent, "专业化特点十分明显", "专业化特点明显  # ")
    rewrite(built.parent, "  # ", "")
    assert main(["verify", str(built)]) == 0


def forged(path: Path, old: str, new: str, *, says_it_went_on: bool) -> None:
    """Change the document and its record alike, and the digest that is to tell an edit."""
    document = docx.Document(str(path))
    run = next(run for paragraph in document.paragraphs for run in paragraph.runs if old in run.text)
    run.text = run.text.replace(old, new, 1)
    document.save(str(path))
    content = path.read_bytes()
    record = recorded(content)
    assert record is not None
    texts = {
        section: tuple(block._replace(text=block.text.replace(old, new)) for block in blocks)
        for section, blocks in record.report.texts.items()
    }
    record = record._replace(report=record.report._replace(texts=texts), findings=())
    if says_it_went_on:
        record = record._replace(narrative="0" * 64)
    written = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(written, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if b"urn:reportgen:build-record" in part and b"<record" in part:
                part = f'<record xmlns="urn:reportgen:build-record">{record_text(record)}</record>'.encode()
            after.writestr(name, part)
    path.write_bytes(written.getvalue())


@pytest.mark.parametrize("says_it_went_on", [False, True])
def test_who_changes_the_record_too_is_found_by_the_draft(
    built: Path, tmp_path: Path, says_it_went_on: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    forged(built, "专业化特点明显", "专业化特点十分明显", says_it_went_on=says_it_went_on)
    away = tmp_path / "away" / "年报.docx"
    away.parent.mkdir()
    away.write_bytes(built.read_bytes())
    assert main(["verify", str(away)]) == 0
    said = capsys.readouterr().out
    assert "文件和记录一起改了，这样查不出来" in said and "--draft" in said
    for arguments in ([str(built)], [str(away), "--draft", str(built.parent)]):
        assert main(["verify", *arguments]) == 1
        said = capsys.readouterr().out
        assert f"与草稿 {built.parent} 不同" in said and "{+十分+}" in said


def test_a_digest_alone_makes_no_document_untouched(built: Path) -> None:
    """Whoever writes the digest of the changed parts anew has still another text than the record."""
    edited(built, "专业化特点明显", "专业化特点十分明显")
    with zipfile.ZipFile(built) as archive:
        members = [deflated(name, archive.read(name)) for name in archive.namelist() if name not in OWN_PARTS]
    built.write_bytes(zipped(property_parts("甲", "乙", members)))
    verified = verify_document(built)
    assert verified.untouched and not verified.compared.diff.nothing


def test_a_draft_with_gaps_is_as_it_was_built(
    example: Callable[[str], Path], edit: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = example("wenzhou-2020")
    edit(folder, "表三", D9=None)
    path = folder / "草稿.docx"
    build_draft(folder, output=path, draft=True)
    docx.Document(str(path)).save(str(path))
    assert main(["verify", str(path)]) == 0
    assert "生成时还有" in capsys.readouterr().out


def test_a_document_of_somebody_else(tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(published / "suqian_city_2024.md")]) == 2
    assert main(["verify", str(tmp_path / "没有.docx")]) == 2
    build_draft(EXAMPLES / "wenzhou-2020", output=tmp_path / "年报.docx")
    assert "没有这个文件" in capsys.readouterr().err


def test_a_document_without_a_record(example: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = example("wenzhou-2020")
    assert main(["build", str(folder), "-o", str(folder / "公布.docx"), "--no-record"]) == 0
    assert not any("customXml" in name for name in zipfile.ZipFile(folder / "公布.docx").namelist())
    assert main(["verify", str(folder / "公布.docx")]) == 2
    assert "没有生成记录" in capsys.readouterr().err


def test_a_record_that_was_found_whole_is_not_accused(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited(built, "专业化特点明显", "专业化特点十分明显")
    assert main(["verify", str(built), "--draft", str(built.parent)]) == 1
    said = capsys.readouterr().out
    assert "文件里的记录和草稿也一致：改的是这份文件的内容" in said and "连同它的记录" not in said
