"""A folder of reports in which some are of a kind that has to be saved anew: they are told, not passed over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reportgen.cli.main import main
from reportgen.cli.several import reports_meant

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "huaian-2024"


def test_an_older_kind_beside_readable_reports_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "甲")
    (tmp_path / "交通局年报.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert main(["check", str(tmp_path)]) == 2
    said = capsys.readouterr().out
    assert "交通局年报.doc　没有做成" in said and "甲　" in said


def test_one_that_is_there_in_a_readable_kind_too_is_not_read_twice(tmp_path: Path) -> None:
    for name in ("年报.doc", "年报.docx", "别的.wps", "~$年报.doc"):
        (tmp_path / name).write_bytes(b"")
    assert [one.name for one in reports_meant([tmp_path])] == ["别的.wps", "年报.docx"]
