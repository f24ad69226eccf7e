"""The form that a report was made in, next year and on another computer: kept where it holds and is at hand, told first where it is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES

from reportgen.cli.main import main
from reportgen.packs.load import open_pack
from reportgen.reports.open import open_draft
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check

PACK = "province-letterhead-2021"


@pytest.fixture
def last(tmp_path: Path) -> dict[str, Path]:
    """Last year's report in a province's form as a draft, as a Word file and as a page, beside its pack."""
    shutil.copytree(EXAMPLES / "packs" / PACK, tmp_path / PACK)
    draft = Path(shutil.move(tmp_path / PACK / "example-2024", tmp_path / "2024"))
    paths = build_draft(draft, output=tmp_path / "年报.docx", kinds=("docx", "html")).paths  # type: ignore[union-attr]
    return {"draft": draft, **{path.suffix: path for path in paths}}


def limited(pack: Path, last_year: int) -> None:
    """The pack with its years ending so."""
    text = (pack / "format.yaml").read_text(encoding="utf-8")
    first = open_pack(pack).form.years.first
    years = f"years: {{first: {first}, last: {last_year}}}\n"
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("years:")]
    lines.insert(next(at for at, line in enumerate(lines) if line.startswith("extends:")) + 1, years)
    (pack / "format.yaml").write_text("".join(lines), encoding="utf-8")


@pytest.mark.parametrize("kind", ["draft", ".docx"])
def test_a_form_that_still_holds_is_kept(
    kind: str, last: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "2025"), "--from", str(last[kind])]) == 0
    said = capsys.readouterr().out
    assert f"  格式　{PACK}，和上年的一样" in said and "提醒" not in said
    assert open_draft(tmp_path / "2025").form.id == PACK


def test_a_page_tells_which_form_it_was_made_in(
    last: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "2025"), "--from", str(last[".html"])]) == 0
    assert f"新建时加 --format {PACK}" in capsys.readouterr().out


def test_one_whose_years_are_over_gives_way_and_that_is_told(
    last: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limited(tmp_path / PACK, 2024)
    assert main(["new", str(tmp_path / "2025"), "--from", str(last["draft"])]) == 0
    said = capsys.readouterr().out.split("带来：\n")[1]
    assert said.startswith(f"  格式　上年用的是 {PACK}，这一份用的是 gov-disclosure-2021：只适用2021—2024年度")
    assert open_draft(tmp_path / "2025").form.id == "gov-disclosure-2021"


def test_one_that_the_new_draft_would_not_find_is_told(
    last: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    far = tmp_path / "far" / "away"
    far.parent.mkdir()
    assert main(["new", str(far), "--from", str(last["draft"])]) == 0
    assert f"上年用的是 {PACK}，这一份用的是 gov-disclosure-2021：没有名为“{PACK}”的格式" in capsys.readouterr().out


@pytest.mark.parametrize("kind", [".docx", ".html"])
def test_one_that_is_not_at_hand_is_told_before_all_else(
    kind: str, last: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(tmp_path / PACK)
    lost = f"记录里写的格式是 {PACK}，这里没有这一套"
    first, *others = check(last[kind]).findings
    assert first.code == "W162" and lost in first.message
    extra = [one for one in others if one.code == "W104"]
    assert extra and all(PACK in one.hint and "再删去" not in one.hint for one in extra)
    for command in (
        ["import", str(last[kind]), str(tmp_path / "read")],
        ["new", str(tmp_path / "2025"), "--from", str(last[kind])],
    ):
        capsys.readouterr()
        main(command)
        assert lost in capsys.readouterr().out, command
    # What is only looked at as last year's does not stand in the way of this year's report.
    of_prior = [one for one in check(tmp_path / "2025").findings if one.code == "W162"]
    assert [one.severity.value for one in of_prior] == ["warning"]
