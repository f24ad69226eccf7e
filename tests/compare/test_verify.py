"""`reportgen verify`: is this document what `build` wrote, and if not, what was changed since."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import EXAMPLES

from reportgen.cli.main import main
from reportgen.tasks.build import build_draft
from reportgen.tasks.compare import verify_document


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
    assert "改过" not in said


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
    assert main(["verify", str(built)]) == 0
    assert "narrative.yaml 在生成以后改过" in capsys.readouterr().out


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
