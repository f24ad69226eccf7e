"""docs/architecture.md is held equal to the folders and to the import contracts."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "reportgen"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
# The most lines of a file, and files of a room.
MOST_LINES, MOST_FILES = 520, 16


def rooms() -> list[str]:
    """Every folder of modules, as `word/redline`."""
    return sorted(str(path.parent.relative_to(PACKAGE)) for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE)


def table() -> dict[str, tuple[str, str]]:
    """The rows of the page's table of rooms: what a room is, what it may import."""
    rows = re.findall(r"^\| `([a-z/]+)/` \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
    return {room: (what, below) for room, what, below in rows}


def layers() -> list[list[str]]:
    """The floors of the first contract from top to bottom, each with its rooms."""
    (contract,) = (one for one in CONTRACTS if one.get("containers") == ["reportgen"])
    return [layer.split(" | ") for layer in contract["layers"] if layer != "__main__"]


def test_the_table_names_every_room_and_no_other() -> None:
    assert sorted(table()) == rooms()


def test_the_table_says_what_the_contract_allows() -> None:
    floors = layers()
    for upper, lower in zip(floors, [*floors[1:], []], strict=True):
        said = "、".join(f"`{room}`" for room in lower)
        for room in upper:
            expected = "无" if not lower else said if lower == floors[-1] else f"{said} 及以下"
            assert table()[room][1] == expected, room
    for room, (_, below) in table().items():
        if "/" in room:
            assert below.startswith(f"同 `{room.partition('/')[0]}`"), room


@pytest.mark.parametrize("room", rooms())
def test_a_room_introduces_itself_and_is_not_crowded(room: str) -> None:
    folder = PACKAGE / room
    introduction = (folder / "__init__.py").read_text(encoding="utf-8")
    assert re.fullmatch(r'""".+?"""\n', introduction, re.DOTALL), (
        "only a docstring: re-exports would load everything at every start"
    )
    assert "ay import" in introduction
    assert len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= MOST_FILES


def test_files_are_one_idea_each() -> None:
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.js")]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {str(path): lines for path, lines in lengths.items() if lines > MOST_LINES} == {}
    assert len(list(PACKAGE.glob("*.py"))) <= 3


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r"`([a-z]+(?:/[a-z_*]+)+)(?:\.[a-z_]+)?`", PAGE)
    assert len(named) > 30
    for name in named:
        home = ROOT if name.startswith(("tests/", "docs/")) else PACKAGE
        assert list(home.glob(f"{name}.py")) or (home / name).is_dir(), name
