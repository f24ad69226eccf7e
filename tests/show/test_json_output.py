"""The JSON of a check: its published schema, its places and figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from support.published.copies import FORM_2019, copied, sparse, write

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
    assert json.loads(text)["schema"] == "reportgen.check/5"
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


def test_the_figures_as_read_stand_beside_what_was_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A reviewer's program can hold the reading against the original: every cell, with what stands there and where."""
    copy = copied(FORM_2019, sparse)
    zeros = [ref for ref, text in copy.figures.items() if text == "0"]
    total = "applications.received.all"
    copy = copy.mapped(lambda piece: piece._replace(text="/") if piece.text == "0" and piece.ref else piece)
    copy = copy.with_figure(total, "").with_figure("disclosure.central_procurement.projects", "若干")
    path = write(tmp_path, copy, "html")
    assert main(["check", str(path), "--to", "json"]) == 1
    document = CheckDocument.model_validate_json(capsys.readouterr().out)
    read = {figure.ref: figure for figure in document.figures}
    assert list(read) == list(copy.form.figures)
    assert {ref for ref, figure in read.items() if figure.read == "zero"} == set(zeros) - {
        "disclosure.central_procurement.projects"
    }
    assert all((read[ref].value, read[ref].typed) == ("0", "/") for ref in zeros if read[ref].read == "zero")
    assert (read[total].read, read[total].value, read[total].typed) == ("worked_out", copy.figures[total], "")
    odd = read["disclosure.central_procurement.projects"]
    assert (odd.read, odd.value, odd.typed) == ("no_figure", None, "若干")
    assert all(figure.location and figure.location.cell for figure in document.figures)
    counts = {table.id: table for table in document.reading.tables}
    assert sum(table.zero for table in counts.values()) == sum(figure.read == "zero" for figure in document.figures)
    assert counts["disclosure"].no_figure == 1
    (applications,) = [one for one in document.reading.conventions if one.table == "applications"]
    assert applications.totals == [total]
    assert [(sign.typed, sign.cells) for sign in applications.signs] == [("/", counts["applications"].zero)]
    assert document.reading.unplaced == []
