"""The manuals stay true: their commands run, the generated pages equal the code."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import reportgen
from reportgen.cli.area import areas
from reportgen.cli.main import main, whole_app
from reportgen.cli.packs import formats
from reportgen.show.text import rules_page
from reportgen.tasks.packs import all_rules

ROOT = Path(__file__).resolve().parent.parent
MANUALS = (
    "README.md", "README.en.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/decisions.md", "docs/packs.md", "docs/pre-commit.md", "docs/tutorial.md",
    "docs/word-look.md", "docs/area.md", "docs/keys.md", "examples/packs/README.md",
)  # fmt: skip


def commands(name: str) -> list[str]:
    """The reportgen commands in the shell blocks of a manual."""
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    return [line.removeprefix("$ ").partition("#")[0].strip() for line in lines if re.match(r"(\$ )?reportgen ", line)]


def test_every_command_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    listed = commands("README.md")
    assert len(listed) >= 8
    # The page waits for a person: tests/web opens it.
    assert sum(command.startswith("reportgen open ") for command in listed) == 1
    for command in (one for one in listed if not one.startswith("reportgen open ")):
        code = main(shlex.split(command)[1:])
        shown = capsys.readouterr()
        # A fresh draft has gaps, so that check and build of it say so; everything else succeeds.
        assert code == (1 if command.endswith("2024年报") and " new " not in command else 0), (command, shown)


def options_of(name: str) -> set[str]:
    """The options of a command (`check`, `format new`)."""
    command: Any = get_command(whole_app())
    for word in name.split():
        command = command.commands.get(word) if hasattr(command, "commands") else None
    return {"--help", "-h"} | {option for param in getattr(command, "params", ()) for option in param.opts + param.secondary_opts}


def test_every_command_and_option_named_in_a_manual_exists() -> None:
    names = {command.name or command.callback.__name__ for command in whole_app().registered_commands if command.callback} | {
        "format",
        "area",
    }
    subcommands = {str(command.name) for command in formats.registered_commands}
    of_area = {str(command.name or command.callback.__name__) for command in areas.registered_commands if command.callback}
    for manual in MANUALS:
        text = (ROOT / manual).read_text(encoding="utf-8")
        assert set(re.findall(r"reportgen ([a-z]+)", text)) <= names | {"check"}
        assert set(re.findall(r"reportgen format ([a-z]+)", text)) <= subcommands
        assert set(re.findall(r"reportgen area ([a-z]+)", text)) <= of_area
        for command, written in re.findall(r"reportgen ((?:format |area )?[a-z]+)([^\n`；，。）]*)", text):
            known = options_of(command)
            for option in re.findall(r"(?<= )--?[a-z][a-z-]*", written.partition("#")[0]):
                assert option in known, (manual, command, option)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"reportgen {name}" in readme for name in names)


def test_the_rules_page_is_made_from_the_rules() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rules_page(all_rules())


def test_the_page_of_keys_is_made_from_the_shapes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["format", "keys", "--to", "markdown"]) == 0
    assert (ROOT / "docs" / "keys.md").read_text(encoding="utf-8") == capsys.readouterr().out


def test_links_of_the_manuals_lead_somewhere() -> None:
    for manual in MANUALS:
        prose = re.sub(r"```.*?```|`[^`]*`", "", (ROOT / manual).read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"(?<!\\)\]\((?!http)([^)#]+)\)", prose):
            assert ((ROOT / manual).parent / target).exists(), (manual, target)


def test_the_wheel_holds_the_packs_and_runs(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    source = tmp_path / "source"
    ignored = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "out", "tests")
    shutil.copytree(ROOT, source, ignore=ignored)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    shutil.unpack_archive(wheel, tmp_path / "unpacked", "zip")
    shutil.rmtree(source)
    run = [sys.executable, "-m", "reportgen", "new", "报", "--agency", "甲市人民政府", "--year", "2024"]
    done = subprocess.run(
        run, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "unpacked"), "PYTHONUTF8": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "报").iterdir()) == ["images", "narrative.yaml", "workbook.xlsx"]
    packs = {path.parent.name for path in (tmp_path / "unpacked").glob("reportgen/templates/*/format.yaml")}
    assert packs == {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
    assert (tmp_path / "unpacked" / "reportgen" / "templates" / "words.yaml").is_file()
    assert {path.name for path in (tmp_path / "unpacked" / "reportgen" / "schemas").iterdir()} == {
        "format.schema.json", "narrative.schema.json", *(f"narrative-{pack}.schema.json" for pack in packs)
    }  # fmt: skip


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" in project["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", reportgen.__version__)


def test_the_shipped_templates_are_what_the_program_draws(tmp_path: Path) -> None:
    """Until a maintainer changes one by hand, a template is its format.yaml drawn."""
    for pack in sorted(path.parent for path in (ROOT / "templates").glob("*/format.yaml")):
        drawn = tmp_path / f"{pack.name}.docx"
        assert main(["format", "template", str(pack), "-o", str(drawn)]) == 0
        assert drawn.read_bytes() == (pack / "template.docx").read_bytes()
