"""`import --update` on the command line: what both sides changed is chosen by options or at the keyboard, and the exit code says what is left."""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from reportgen.cli.main import main

Capture = pytest.CaptureFixture[str]
NAME = "总体情况.第3段"


@pytest.fixture
def conflict(
    example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Path:
    """The current folder: a draft in 草稿 and its 改过.docx, both with other words in one place and the document with more in another."""
    draft = example("huaian-2024")
    monkeypatch.chdir(tmp_path)
    draft.rename(tmp_path / "草稿")
    assert main(["build", "草稿", "-o", "改过.docx"]) == 0
    document = Document("改过.docx")
    for paragraph in document.paragraphs:
        for old, new in (("坚持制发、清理、公开同步推进", "坚持一体推进"), ("进行分类梳理", "分类梳理")):
            if old in paragraph.text:
                text = paragraph.text.replace(old, new)
                paragraph.runs[0].text = text
                for run in paragraph.runs[1:]:
                    run.text = ""
    document.save("改过.docx")
    rewrite(tmp_path / "草稿", "坚持制发、清理、公开同步推进", "做到同步推进")
    return tmp_path / "草稿" / "narrative.yaml"


@pytest.mark.parametrize(
    ("options", "code", "holds"),
    [
        ("--yes", 1, "做到同步推进"),
        ("--yes --ours", 0, "做到同步推进"),
        ("--yes --theirs", 0, "坚持一体推进"),
        (f"--yes --choose {NAME}=草稿", 0, "做到同步推进"),
        (f"--yes --choose {NAME}=Word", 0, "坚持一体推进"),
        (f"--yes --ours --choose {NAME}=word", 0, "坚持一体推进"),
    ],
)
def test_options_choose_and_the_exit_code_says_whether_something_is_left(
    conflict: Path, options: str, code: int, holds: str, capsys: Capture
) -> None:
    assert main(["import", "--update", "改过.docx", "草稿", *shlex.split(options)]) == code
    text = conflict.read_text(encoding="utf-8")
    assert holds in text and "对存量信息分类梳理" in text
    assert (f"--choose {NAME}=草稿" in capsys.readouterr().out) == (code == 1)


def test_without_yes_nothing_is_written(conflict: Path, capsys: Capture) -> None:
    before = conflict.read_bytes()
    assert main(["import", "--update", "改过.docx", "草稿"]) == 1
    assert conflict.read_bytes() == before and "加 --yes 写进草稿" in capsys.readouterr().out


class Keyboard(io.StringIO):
    """Somebody at a terminal, who types this."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "code", "holds"),
    [
        ("2\ny\n", 0, "坚持一体推进"),
        ("9\n1\ny\n", 0, "做到同步推进"),
        ("\ny\n", 1, "做到同步推进"),
        ("2\nn\n", 0, "对存量信息进行分类梳理"),
    ],
)
def test_somebody_at_a_terminal_is_asked(
    conflict: Path, typed: str, code: int, holds: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(typed))
    assert main(["import", "--update", "改过.docx", "草稿"]) == code
    assert holds in conflict.read_text(encoding="utf-8")
    said = capsys.readouterr().out
    assert "照谁的？1 草稿　2 Word　3 先不定" in said and "生成时：" in said


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("import --update 改过.docx 草稿 --ours --theirs", "只能用一个"),
        ("import --update 改过.docx 草稿 --choose 总体情况", "--choose 看不懂“总体情况”"),
        ("import --update 改过.docx 草稿 --choose 表九=Word", "没有叫“表九”的冲突"),
        ("import 改过.docx 新的 --theirs", "要和 --update 一起用"),
    ],
)
def test_what_makes_no_sense_is_told(conflict: Path, command: str, says: str, capsys: Capture) -> None:
    assert main(shlex.split(command)) == 2
    assert says in capsys.readouterr().err
