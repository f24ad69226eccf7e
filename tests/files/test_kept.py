"""What is kept between two starts: the same as what is worked out, never in the way, and never believed where it does not fit."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import reportgen
from reportgen.files.kept import Kept, keeping, kept, remembered
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import _shipped, open_pack
from reportgen.packs.vocabulary import _joined, vocabulary_for
from reportgen.text import patterns
from reportgen.text.patterns import WaitingPattern, pattern
from reportgen.word.template.proof.markers import compiled_or_first_problem

PACK = shipped_packs() / "gov-disclosure-2021"


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytecode, and what is kept beside it, goes into a folder of the test."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def waiting_patterns() -> set[tuple[str, int]]:
    modules = (
        importlib.import_module(one.name)
        for one in pkgutil.walk_packages(reportgen.__path__, "reportgen.")
        if "__main__" not in one.name
    )
    return {
        (one.source, int(one.flags)) for module in modules for one in vars(module).values() if isinstance(one, WaitingPattern)
    }


def test_every_pattern_comes_back_as_re_compiles_it() -> None:
    sources = waiting_patterns()
    with keeping():
        for source, flags in sources:
            patterns.compiling(source, re.RegexFlag(flags))
    written = PACK.joinpath("prose.yaml").read_text("utf-8") + PACK.joinpath("cases.yaml").read_text("utf-8")
    with keeping():
        store = kept("patterns")
        assert store is not None
        for source, flags in sources:
            assert store.get((source, flags)), source
            again, plain = patterns.compiling(source, re.RegexFlag(flags)), re.compile(source, flags)
            assert (again.pattern, again.flags, again.groups, again.groupindex) == (
                source,
                plain.flags,
                plain.groups,
                plain.groupindex,
            )
            assert [one.regs for one in again.finditer(written)] == [one.regs for one in plain.finditer(written)], source


def test_packs_words_and_templates_come_back_as_they_were_read() -> None:
    plain, words = open_pack(PACK), vocabulary_for(open_pack(PACK))
    template = plain.template.read_bytes()
    for _ in range(2):
        _joined.cache_clear()
        _shipped.cache_clear()
        with keeping():
            pack = open_pack(PACK)
            assert (pack.form, pack.phrasing, vocabulary_for(pack)) == (plain.form, plain.phrasing, words)
            compiled_or_first_problem(template, pack.form, "", ours=True)  # it is proved: each figure in its cell, each text once
    assert {name for name in ("packs", "words", "templates") if Kept(name).path.is_file()} == {"packs", "words", "templates"}


def count_made(source: Path) -> int:
    """How often something is made of a file in one start of the program."""
    made: list[str] = []

    def make() -> str:
        made.append(source.read_text())
        return made[-1]

    with keeping():
        for _ in range(2):
            assert remembered("tried", [source], [], make) == source.read_text()
    return len(made)


def test_what_is_kept_is_made_once_and_again_when_its_source_changes(tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    source.write_text("甲")
    assert (count_made(source), count_made(source)) == (1, 0)
    source.write_text("乙")
    assert (count_made(source), count_made(source)) == (1, 0)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content[:40] + bytes([content[40] ^ 1]) + content[41:],
        lambda content: b"\0" * len(content),
        lambda content: content + b"more",
    ],
)
def test_a_spoiled_file_is_not_believed(spoil: Callable[[bytes], bytes], tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    source.write_text("甲")
    count_made(source)
    path = Kept("tried").path
    path.write_bytes(spoil(path.read_bytes()))
    assert (count_made(source), count_made(source)) == (1, 0)


def test_what_another_python_kept_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source.txt"
    source.write_text("甲")
    count_made(source)
    monkeypatch.setattr(sys, "version", "4.0")
    assert count_made(source) == 1


def test_code_of_a_pattern_that_is_none_is_compiled_anew() -> None:
    with keeping():
        store = kept("patterns")
        assert store is not None
        store.put(("a+", 0), (32, b"\xff\xff\xff\xff", 0, {}))
        assert patterns.compiling("a+", re.NOFLAG).findall("aab") == ["aa"]


def test_nothing_is_written_where_it_must_not_or_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source.txt"
    source.write_text("甲")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert (count_made(source), count_made(source)) == (1, 1)
    assert not Kept("tried").path.exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(source))  # a file: no folder can be made there
    assert (count_made(source), count_made(source)) == (1, 1)


def test_outside_the_command_nothing_is_kept() -> None:
    assert kept("patterns") is None
    assert patterns.compiling is re.compile
    assert pattern("a").match("a")


def test_a_python_without_bytecode_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    with keeping():
        assert kept("patterns") is None
        assert pattern("a").match("a")
