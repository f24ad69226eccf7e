"""What pre-commit runs: the hook for an office's repository of drafts, and the contributor's own."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import EXAMPLES, ROOT

from reportgen.cli.main import main

(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with drafts at several depths and other things; the hook runs at its top."""
    for place, example in (("2024", "huaian-2024"), ("下级/街道/2020", "wenzhou-2020"), ("旧/2017", "ouhai-2017")):
        shutil.copytree(EXAMPLES / example, tmp_path / place, ignore=shutil.ignore_patterns("*.docx"))
        (tmp_path / place / "images").mkdir(exist_ok=True)
        (tmp_path / place / "images" / "图.png").write_bytes(b"")
    for other in ("说明.md", "网站/images/标志.png", ".github/workflows/ci.yml", "2024/备注.txt", "台账/workbook-2024.xlsx"):
        (tmp_path / other).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / other).write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hooked(*changed: str, more: tuple[str, ...] = ()) -> int:
    """What pre-commit does: the entry, the arguments of the repository's own settings, the changed files that the hook looks at."""
    program, *arguments = shlex.split(HOOK["entry"])
    assert program == "reportgen"
    return main([*arguments, *more, *(name for name in changed if re.search(HOOK["files"], name))])


def drafts_told(said: str) -> Iterator[str]:
    """The drafts that have a line; what there is to say of them comes below."""
    for line in said.partition("\n\n")[0].splitlines():
        yield line.partition("　")[0]


def test_each_draft_that_was_changed_is_checked_once(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = ("2024/workbook.xlsx", "2024/narrative.yaml", "下级/街道/2020/images/图.png", "说明.md", "网站/images/标志.png")
    assert hooked(*changed) == 0
    said = capsys.readouterr()
    assert (list(drafts_told(said.out)), said.err) == (["2024", "下级/街道/2020"], "")


def test_the_draft_is_named_where_it_is_one_only(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hooked("旧/2017/narrative.yaml") == 0
    assert list(drafts_told(capsys.readouterr().out)) == ["旧/2017"]


def test_an_error_in_one_draft_stops_the_commit(office: Path, edit: Any, capsys: pytest.CaptureFixture[str]) -> None:
    edit(office / "下级/街道/2020", "表二", B10="无")
    assert hooked("2024/workbook.xlsx", "旧/2017/narrative.yaml") == 0
    assert hooked("2024/workbook.xlsx", "下级/街道/2020/workbook.xlsx", "旧/2017/narrative.yaml") == 1
    assert "W202" in capsys.readouterr().out


def test_a_draft_with_half_of_it_gone_stops_the_commit(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "2024" / "narrative.yaml").unlink()
    assert hooked("2024/workbook.xlsx") == 2
    assert "草稿里没有 narrative.yaml" in capsys.readouterr().err


def test_a_warning_stops_it_only_where_the_office_wants_that(office: Path, rewrite: Any) -> None:
    rewrite(office / "2024", "\n总体情况: |\n", "\n总体情况: |\n  不予公开6件。\n")
    assert hooked("2024/narrative.yaml") == 0
    assert hooked("2024/narrative.yaml", more=("--strict",)) == 1


def test_what_is_in_no_draft_is_let_through(office: Path) -> None:
    assert hooked("网站/images/标志.png") == 0


def test_only_files_of_drafts_start_it(office: Path) -> None:
    looked_at = {
        str(path.relative_to(office)) for path in office.rglob("*") if re.search(HOOK["files"], str(path.relative_to(office)))
    }
    assert looked_at == {
        *(
            f"{draft}/{name}"
            for draft in ("2024", "下级/街道/2020", "旧/2017")
            for name in ("workbook.xlsx", "narrative.yaml", "images/图.png")
        ),
        "网站/images/标志.png",
    }


def test_the_contributors_hooks_run_what_make_lint_runs() -> None:
    """One list of tools, so that a commit does not pass here and fail there."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = {Path(shlex.split(hook["entry"])[0]).name for repo in config["repos"] for hook in repo["hooks"]}
    lint = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert lint and entries == set(re.findall(r"\$\(BIN\)/([a-z-]+)", lint[1]))


def test_the_workflow_only_calls_the_script() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
