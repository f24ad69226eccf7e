"""A pack that is typed on a command line: every command finds it by its id from the same folder, and by a bare folder's name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportgen.cli.main import main

BASE = "gov-disclosure-2021"


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An overlay in ./formats of the current folder."""
    monkeypatch.chdir(tmp_path)
    assert main(["format", "new", "county-2024", "--from", BASE, "--overlay", "-o", "formats"]) == 0
    (tmp_path / "formats" / "county-2024" / "README.md").write_text("# county-2024\n", encoding="utf-8")
    return tmp_path / "formats" / "county-2024"


COMMANDS = {
    "show": ["format", "show", "county-2024"],
    "diff": ["format", "diff", BASE, "county-2024"],
    "check": ["format", "check", "county-2024"],
    "schema": ["format", "schema", "county-2024"],
    "template": ["format", "template", "county-2024", "-o", "drawn.docx", "--force"],
}
# From beside the packs, from where the README.md of the pack stands, and from a draft.
PLACES = (".", "formats", "formats/county-2024", "2024年报")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_finds_it_by_its_id(
    command: str, place: str, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / place).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / place)
    status = main(COMMANDS[command])
    assert status == 0, capsys.readouterr().err


def test_a_new_one_is_begun_from_it(pack: Path) -> None:
    assert main(["format", "new", "village-2024", "--from", "county-2024", "--overlay", "-o", "formats"]) == 0


def test_a_name_that_nothing_has_is_told_with_what_there_is(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["format", "show", "county-2042"]) == 2
    said = capsys.readouterr().err
    assert "是不是“county-2024”？" in said and f"{BASE}、" not in said.split("这里能用的：")[0]
    assert BASE in said and "写它的文件夹，如 ../formats/county-2042" in said
    # The bare name of a folder that holds none says so; a format.yaml itself is its pack.
    (pack.parent.parent / "empty").mkdir()
    assert main(["format", "show", "empty"]) == 2
    assert "文件夹里没有 format.yaml" in capsys.readouterr().err


def test_the_format_file_itself_is_the_pack(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(pack)
    assert main(["format", "check", "format.yaml", "--to", "json"]) == 0
    assert json.loads(capsys.readouterr().out)
