"""The JSON of a check: its published schema, its places and figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from reportgen.cli.main import main
from reportgen.show.json import CheckDocument, check_schema


def test_the_published_schema_is_the_codes() -> None:
    published = json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))
    assert check_schema() == published


def test_a_failed_identity_says_both_sums_the_place_and_the_suspect(
    example: Callable[[str], Path], edit: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    draft = example("wenzhou-2020")
    edit(draft, "表三", D9=75, J9=130, D28=109, D27=0)
    assert main(["check", str(draft), "--to", "json"]) == 1
    text = capsys.readouterr().out
    document = CheckDocument.model_validate_json(text)
    assert json.loads(text)["schema"] == "reportgen.check/4"
    row = next(finding for finding in document.findings if finding.code == "T303")
    assert (row.location.sheet, row.location.cell) == ("表三", "J9")
    assert (row.expected, row.actual, row.difference) == ("131", "130", "1")
    assert row.suspect is not None
    assert (row.suspect.location.cell, row.suspect.value) == ("D9", "74")


def test_a_finding_in_the_text_has_line_and_column(
    example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    draft = example("huaian-2024")
    rewrite(draft, "表三.本年新收.总计", "表三.本年新受.总计")
    assert main(["check", str(draft), "--to", "json"]) == 1
    finding = CheckDocument.model_validate_json(capsys.readouterr().out).findings[0]
    lines = (draft / "narrative.yaml").read_text(encoding="utf-8").splitlines()
    assert finding.location.line is not None
    assert finding.location.column is not None
    assert lines[finding.location.line - 1][finding.location.column - 1 :].startswith("{{ 表三.本年新受")
