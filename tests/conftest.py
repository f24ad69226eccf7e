"""What tests share: the examples, copies of them to break, and the published reports."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
PICTURES = ROOT / "tests" / "pictures"
PUBLISHED = ROOT.parent / "shared" / "real"

Draft = Path

# As the command line does: collecting garbage takes a tenth of the suite's time.
gc.set_threshold(100_000, 50, 50)


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


@pytest.fixture
def edit() -> Callable[..., None]:
    """Change cells of a draft's workbook: edit(draft, "表三", D7=5, E8="无")."""

    def change(draft: Path, sheet: str, **cells: object) -> None:
        path = draft / "workbook.xlsx"
        book = openpyxl.load_workbook(path)
        for name, value in cells.items():
            book[sheet][name].value = value
        book.save(path)

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
