"""What tests share: the examples, copies of them to break, and the published reports."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
import typer.main
from hypothesis import settings
from support.made.cells import Typed, type_into

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
# The example drafts in the shipped forms; `packs` beside them holds worked packs with drafts of their own.
DRAFTS = tuple(sorted(path.parent for path in EXAMPLES.glob("*/narrative.yaml")))
PICTURES = ROOT / "tests" / "pictures"
PUBLISHED = ROOT.parent / "shared" / "real"

Draft = Path

# As the command line does: collecting garbage takes a tenth of the suite's time.
gc.set_threshold(100_000, 50, 50)

# Typer makes its commands anew from the signatures at every call; a process of a user calls once, this one thousands of times.
typer.main.get_command = cache(typer.main.get_command)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """What is left is not searched for garbage at the end, which takes seconds."""
    gc.freeze()


# TESTS=thorough tries all that is worth trying; else a part of it, chosen so that each kind of fault is still met.
# TESTS=seeking tries as much, of examples never tried before; the others try the same every time, so that a
# change is judged by what it changed, and a run that fails fails again.
_TESTS = os.environ.get("TESTS", "quick")
THOROUGH = _TESTS != "quick"
settings.register_profile("quick", max_examples=20, derandomize=True, database=None)
settings.register_profile("thorough", max_examples=100, derandomize=True, database=None)
settings.register_profile("seeking", max_examples=100)
settings.load_profile(_TESTS)

Case = TypeVar("Case")


def examples(thorough: int) -> int:
    """How many examples of a kind are tried: so many, or a fifth of them in a quick run."""
    return thorough if THOROUGH else min(thorough, max(thorough // 5, 8))


def telling(quick: Sequence[Case], thorough: Sequence[Case]) -> Sequence[Case]:
    """The cases that a quick run tries, or in a thorough run all of them."""
    return thorough if THOROUGH else quick


@pytest.fixture
def published() -> Path:
    """The folder of published reports beside the checkout."""
    if not PUBLISHED.is_dir():
        pytest.skip("the published reports (../shared/real) are not beside this checkout")
    return PUBLISHED


@pytest.fixture
def example(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of an example draft to break: example("huaian-2024")."""

    def copy(name: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(EXAMPLES / name, folder)
        for built in folder.glob("*.docx"):
            built.unlink()
        return folder

    return copy


def as_shipped(monkeypatch: pytest.MonkeyPatch, packs: Path) -> None:
    """Let the packs in a folder be those that came with the program, whose ids no others can have."""
    monkeypatch.setattr("reportgen.packs.folders.shipped_packs", lambda: packs)


@pytest.fixture
def edit() -> Callable[..., None]:
    """Change cells of a draft's workbook: edit(draft, "表三", D7=5, E8="无")."""

    def change(draft: Path, sheet: str, **cells: Typed) -> None:
        type_into(draft / "workbook.xlsx", {sheet: cells})

    return change


@pytest.fixture
def rewrite() -> Callable[[Path, str, str], None]:
    """Replace text in a draft's narrative; the text must be there."""

    def change(draft: Path, old: str, new: str) -> None:
        path = draft / "narrative.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change
