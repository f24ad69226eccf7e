"""What keeps the start quick, told where it would be lost without a word; how quick it is, `make benchmark` says."""

from __future__ import annotations

import pkgutil
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer

import reportgen
from reportgen.cli.main import main, whole_app
from reportgen.cli.terminal import now
from reportgen.model.errors import SourceError
from reportgen.text.patterns import WaitingPattern, pattern


def _modules() -> Iterator[str]:
    return (
        module.name for module in pkgutil.walk_packages(reportgen.__path__, "reportgen.") if module.name != "reportgen.__main__"
    )


def test_every_pattern_that_waits_for_its_first_use_compiles() -> None:
    """A fault in one would be met only by the report that needs it."""
    waiting = [
        (name, one) for name in _modules() for one in vars(import_module(name)).values() if isinstance(one, WaitingPattern)
    ]
    assert waiting
    for name, one in waiting:
        try:
            re.compile(one.source, one.flags)
        except re.error as fault:
            raise AssertionError(f"{name}: {fault}") from None


def test_a_pattern_is_compiled_once_and_finds_what_it_says() -> None:
    year = pattern(r"(?:19|20)\d\d")
    assert "search" not in vars(year)
    assert year.sub("今", "2024年、1999年") == "今年、今年"
    assert vars(year)["search"] is year.search


def _callbacks(commands: typer.Typer) -> Iterator[object]:
    yield from (one.callback for one in commands.registered_commands)
    for group in commands.registered_groups:
        assert group.typer_instance is not None
        yield from _callbacks(group.typer_instance)


def test_commands_do_not_defer_their_annotations() -> None:
    """Typer would compile the text of each again at every start."""
    modules = {callback.__module__ for callback in _callbacks(whole_app())}
    assert len(modules) > 1
    assert [name for name in modules if hasattr(sys.modules[name], "annotations")] == []


def test_a_stopped_clock_gives_the_time_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    assert now().isoformat() == "2025-01-01T00:00:00+00:00"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert now().utcoffset() is not None
    for no_time in ("昨天", "9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", no_time)
        with pytest.raises(SourceError, match="SOURCE_DATE_EPOCH"):
            now()


def test_a_page_that_lacks_a_package_says_so_and_no_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "reportgen.web.serve", raising=False)
    assert main(["open", str(tmp_path), "--no-browser"]) == 2
    said = "".join(capsys.readouterr())
    assert "uvicorn 还没有装" in said and "http" not in said
